//! The knowledge base: folders, documents and what is found in them. A document is written by people (`document.rs`, `upload.rs`), read in
//! the background (`work.rs`, with `read.rs`, `page.rs` and `site.rs`), searched by `search.rs` over an index per firm (`library.rs`), by meaning
//! too where an embedder is chosen (`embedder`).
//! `gap.rs` keeps the questions nothing answers, `graph.rs` what the knowledge speaks of, `transfer.rs` carries all of it to another firm. docs/dev/knowledge.md is the map.

pub mod category;
pub mod document;
pub mod embedder;
pub mod gap;
pub mod graph;
pub(crate) mod library;
mod page;
mod read;
pub mod search;
mod site;
pub mod transfer;
pub mod upload;
pub(crate) mod work;

pub use embedder::meaning::Meaning;
pub use search::{Asked, Decided, Found, FoundFaq, Question, ask, find, look, search, search_in};

use domain::document::Document;
use domain::id::CategoryId;
use domain::{Error, Kind, Result};
use serde_json::{Value, json};
use store::{Reads, Unit};

/// Documents of one organization, pages of its sites among them.
pub const DOCUMENTS: i64 = 5_000;
/// Passages of one organization; an index of so many is still searched in an instant.
pub const PASSAGES: i64 = 200_000;
/// Passages of one document.
pub const DOCUMENT_PASSAGES: i64 = 50_000;
pub const CATEGORIES: usize = 500;
/// Folders inside one another.
pub const CATEGORY_DEPTH: usize = 6;
/// Characters of an article.
pub const ARTICLE: usize = 100_000;
/// Bytes of a file.
pub const FILE: u64 = 100 * 1024 * 1024;
/// Bytes of a web page or a sitemap.
pub const PAGE: u64 = 10 * 1024 * 1024;
/// Pages one site may bring.
pub const SITE_PAGES: i64 = 300;
const TITLE: usize = 200;

/// A document as events and the audit show it: everything but its text.
pub fn patch(d: &Document) -> Value {
    json!({
        "id": d.id, "category_id": d.category_id, "site_id": d.site_id, "kind": d.kind, "title": d.title, "lang": d.lang, "url": d.url, "file_id": d.file_id, "status": d.status, "progress": d.progress,
        "error_code": d.error_code, "error": d.error, "chunks": d.chunks, "bytes": d.bytes, "position": d.position, "created_at": d.created_at, "updated_at": d.updated_at, "indexed_at": d.indexed_at,
    })
}

/// The event of a change of a document.
async fn tell(unit: &mut Unit, kind: &str, d: &Document) -> Result<()> {
    unit.event(kind, d.id, None, json!({ "document": patch(d) })).await
}

/// Is there such a folder?
pub(crate) async fn check_category(reads: &mut impl Reads, id: Option<CategoryId>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let found = store::category::find(reads, id).await?;
    found.map(drop).ok_or_else(|| Error::invalid("category_id", "no such category").code("category_unknown"))
}

/// Is there room for `more` documents?
async fn check_room(reads: &mut impl Reads, more: i64) -> Result<()> {
    if store::document::count(reads).await?.saturating_add(more) > DOCUMENTS {
        return Err(Error::new(Kind::Conflict, format!("an organization keeps at most {DOCUMENTS} documents: remove some first")).code("too_many_documents"));
    }
    Ok(())
}

/// SHA-256 in hex.
fn hex(digest: ring::digest::Context) -> String {
    digest.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn digest(parts: &[&[u8]]) -> String {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for part in parts {
        context.update(part);
        context.update(&[0]);
    }
    hex(context)
}
