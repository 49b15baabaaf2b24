//! Documents of the knowledge base: rows and statements. Their passages are in `chunk.rs`; what is indexed when is `app::knowledge`.
//! `writing` numbers the attempts at reading a document: only the last one begun may write its end.

use crate::{FromRow, Reads, Row, Unit};
use domain::document::{Document, DocumentKind, DocumentStatus};
use domain::id::{CategoryId, DocumentId};
use domain::{Error, Lang, Result, Ts};

macro_rules! inserted {
    ($tail:literal) => {
        concat!(
            "INSERT INTO document (org_id, id, category_id, site_id, kind, title, search, lang, body, file_id, url, status, progress, chunks, bytes, position, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, $13, $14, $15, $15)", $tail
        )
    };
}
/// A row of the list: an article's text is not in it.
macro_rules! listed {
    ($where:literal) => {
        concat!(
            "SELECT org_id, id, category_id, site_id, kind, title, lang, '' AS body, file_id, url, status, progress, error_code, error, content_hash, chunks, bytes, position, created_at, updated_at, indexed_at FROM document WHERE org_id = $1 ", $where
        )
    };
}
macro_rules! page {
    () => {
        listed!(
            "AND (category_id = $2 OR $2 IS NULL) AND (site_id = $3 OR $3 IS NULL) AND (kind = $4 OR $4 IS NULL) AND (status = $5 OR $5 IS NULL) AND (CAST($6 AS TEXT) IS NULL OR search LIKE $6)
             AND (site_id IS NULL OR NOT $10) AND (category_id IS NULL OR NOT $11) AND (created_at < $7 OR (created_at = $7 AND id < $8)) ORDER BY created_at DESC, id DESC LIMIT $9"
        )
    };
}

statements! {
    INSERT = { lite: inserted!(""), pg: inserted!("") };
    INSERT_NEW = { lite: inserted!(" ON CONFLICT (org_id, kind, url) WHERE url IS NOT NULL DO NOTHING"), pg: inserted!(" ON CONFLICT (org_id, kind, url) WHERE url IS NOT NULL DO NOTHING") };
    UPDATE = "UPDATE document SET category_id = $3, title = $4, search = $5, lang = $6, body = $7, status = COALESCE($8, status), progress = CASE WHEN $8 = 'queued' THEN 0 ELSE progress END, position = $9, updated_at = $10
              WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM document WHERE org_id = $1 AND id = $2";
    LIST = { lite: page!(), pg: page!() };
    ARTICLES = "SELECT * FROM document WHERE org_id = $1 AND kind = 'article' AND id > $2 ORDER BY id LIMIT $3";
    OF_KIND = { lite: listed!("AND kind = $2 ORDER BY position, id"), pg: listed!("AND kind = $2 ORDER BY position, id") };
    OF_SITE = { lite: listed!("AND site_id = $2 ORDER BY id"), pg: listed!("AND site_id = $2 ORDER BY id") };
    BY_URL = "SELECT * FROM document WHERE org_id = $1 AND kind = $2 AND url = $3";
    BY_TITLE = "SELECT * FROM document WHERE org_id = $1 AND kind = 'article' AND search = $2 AND (category_id = $3 OR ($3 IS NULL AND category_id IS NULL)) ORDER BY id LIMIT 1";
    IN_USE = "SELECT id, generation, chunks, title, category_id, lang, embedder FROM document WHERE org_id = $1 AND status <> 'off' AND generation > 0 AND chunks > 0 ORDER BY id";
    /// Documents in use whose passages have not all a vector of this embedder.
    TO_EMBED = "SELECT id, generation, chunks, title, category_id, lang, embedder FROM document WHERE org_id = $1 AND status <> 'off' AND generation > 0 AND chunks > 0 AND (embedder IS NULL OR embedder <> $2) ORDER BY id LIMIT $3";
    SET_EMBEDDED = "UPDATE document SET embedder = $4 WHERE org_id = $1 AND id = $2 AND generation = $3";
    FORGET_EMBEDDED = "UPDATE document SET embedder = NULL WHERE org_id = $1 AND (id = $2 OR $2 IS NULL) AND embedder IS NOT NULL";
    COUNT = "SELECT COUNT(*) AS n FROM document WHERE org_id = $1";
    /// What a site has found counts as the site.
    COUNTS = "SELECT category_id, status, COUNT(*) AS n FROM document WHERE org_id = $1 AND site_id IS NULL GROUP BY category_id, status ORDER BY category_id, status";
    COUNT_OF_SITE = "SELECT COUNT(*) AS n FROM document WHERE org_id = $1 AND site_id = $2";
    DELETE = "DELETE FROM document WHERE org_id = $1 AND id = $2";
    QUEUE = "UPDATE document SET status = 'queued', progress = 0, updated_at = $3 WHERE org_id = $1 AND id = $2 AND status <> 'off'";
    TAKE = "UPDATE document SET status = 'indexing', progress = 0, writing = writing + 1, updated_at = $3 WHERE org_id = $1 AND id = $2 AND status <> 'off' RETURNING *";
    PROGRESS = "UPDATE document SET progress = $4, updated_at = $5 WHERE org_id = $1 AND id = $2 AND writing = $3 AND status = 'indexing'";
    /// What people have called it meanwhile stays.
    READY = "UPDATE document SET status = 'ready', progress = 100, generation = $3, embedder = NULL, error_code = NULL, error = NULL, content_hash = $4, chunks = $5, bytes = $6, title = CASE WHEN title = $12 THEN $7 ELSE title END, search = CASE WHEN title = $12 THEN $8 ELSE search END, etag = $9, modified = $10,
             indexed_at = $11, updated_at = $11 WHERE org_id = $1 AND id = $2 AND writing = $3 AND status = 'indexing'";
    SAME = "UPDATE document SET status = 'ready', progress = 100, error_code = NULL, error = NULL, etag = COALESCE($4, etag), modified = COALESCE($5, modified), indexed_at = $6
            WHERE org_id = $1 AND id = $2 AND writing = $3 AND status = 'indexing'";
    FAILED = "UPDATE document SET status = $4, error_code = $5, error = $6, updated_at = $7 WHERE org_id = $1 AND id = $2 AND writing = $3 AND status = 'indexing'";
}

impl FromRow for Document {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Document {
            id: row.id("id")?,
            category_id: row.maybe_id("category_id")?,
            site_id: row.maybe_id("site_id")?,
            kind: row.parse("kind")?,
            title: row.get("title")?,
            lang: row.maybe_parse("lang")?,
            body: row.get("body")?,
            file_id: row.maybe_id("file_id")?,
            url: row.get("url")?,
            status: row.parse("status")?,
            progress: row.get("progress")?,
            error_code: row.get("error_code")?,
            error: row.get("error")?,
            content_hash: row.get("content_hash")?,
            chunks: row.get("chunks")?,
            bytes: row.get("bytes")?,
            position: row.get("position")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
            indexed_at: row.maybe_ts("indexed_at")?,
        })
    }
}

/// A document somebody has begun to read.
#[derive(Clone, Debug)]
pub struct Taken {
    pub document: Document,
    /// The number of this attempt, and of its passages.
    pub writing: i64,
    /// The passages in use; 0 before the first.
    pub generation: i64,
    /// What the server said of the page last time.
    pub etag: Option<String>,
    pub modified: Option<String>,
}

impl FromRow for Taken {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Taken { document: Document::from_row(row)?, writing: row.get("writing")?, generation: row.get("generation")?, etag: row.get("etag")?, modified: row.get("modified")? })
    }
}

/// A document whose passages are searched: what an index must know to see whether it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InUse {
    pub id: DocumentId,
    pub generation: i64,
    pub chunks: i64,
    pub title: String,
    pub category_id: Option<CategoryId>,
    pub lang: Option<Lang>,
    /// Whose vectors all its passages have.
    pub embedder: Option<String>,
}

impl FromRow for InUse {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(InUse { id: row.id("id")?, generation: row.get("generation")?, chunks: row.get("chunks")?, title: row.get("title")?, category_id: row.maybe_id("category_id")?, lang: row.maybe_parse("lang")?, embedder: row.get("embedder")? })
    }
}

/// What came of reading a document to its end.
#[derive(Clone, Debug)]
pub struct Indexed {
    pub title: String,
    pub content_hash: String,
    pub chunks: i64,
    pub bytes: i64,
    pub etag: Option<String>,
    pub modified: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub struct DocumentFilter {
    pub category: Option<CategoryId>,
    pub site: Option<DocumentId>,
    pub kind: Option<DocumentKind>,
    pub status: Option<DocumentStatus>,
    /// A part of the title.
    pub title: Option<String>,
    /// Without the pages that sites have found.
    pub is_own: bool,
    /// In no category.
    pub is_loose: bool,
}

/// How many documents of a status lie in a category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lying {
    pub category_id: Option<CategoryId>,
    pub status: DocumentStatus,
    pub documents: i64,
}

impl FromRow for Lying {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Lying { category_id: row.maybe_id("category_id")?, status: row.parse("status")?, documents: row.get("n")? })
    }
}

struct Count(i64);

impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Count)
    }
}

/// As titles are compared: SQLite itself lowers ASCII only.
fn folded(title: &str) -> String {
    title.to_lowercase()
}

fn row(d: &Document) -> Vec<crate::Val> {
    vals![d.id, d.category_id, d.site_id, d.kind, &d.title, folded(&d.title), d.lang, &d.body, d.file_id, d.url.clone(), d.status, d.bytes, d.position, d.created_at]
}

pub async fn insert(unit: &mut Unit, d: &Document) -> Result<()> {
    unit.exec(INSERT, row(d)).await?;
    Ok(())
}

/// False if such an address of this kind is there already.
pub async fn insert_new(unit: &mut Unit, d: &Document) -> Result<bool> {
    Ok(unit.exec(INSERT_NEW, row(d)).await? > 0)
}

/// What people edit; the status only where they have changed it: a reader may be changing it, too.
pub async fn update(unit: &mut Unit, d: &Document, status: Option<DocumentStatus>) -> Result<()> {
    unit.exec(UPDATE, vals![d.id, d.category_id, &d.title, folded(&d.title), d.lang, &d.body, status, d.position, d.updated_at]).await?;
    Ok(())
}

pub async fn find(reads: &mut impl Reads, id: DocumentId) -> Result<Option<Document>> {
    reads.find(GET, vals![id]).await
}

pub async fn get(reads: &mut impl Reads, id: DocumentId) -> Result<Document> {
    find(reads, id).await?.ok_or_else(|| Error::not_found("document"))
}

/// Newest first, before a position; without the texts of articles.
pub async fn list(reads: &mut impl Reads, f: &DocumentFilter, before: (Ts, DocumentId), limit: i64) -> Result<Vec<Document>> {
    let title = f.title.as_ref().map(|text| format!("%{}%", folded(text).replace(['%', '_', '\\'], "")));
    reads.list(LIST, vals![f.category, f.site, f.kind, f.status, title, before.0, before.1, limit, f.is_own, f.is_loose]).await
}

/// How many lie where, without the pages that sites have found.
pub async fn counts(reads: &mut impl Reads) -> Result<Vec<Lying>> {
    reads.list(COUNTS, vals![]).await
}

/// Articles with their texts, by id, after one.
pub async fn articles(reads: &mut impl Reads, after: DocumentId, limit: i64) -> Result<Vec<Document>> {
    reads.list(ARTICLES, vals![after, limit]).await
}

/// All of a kind, without texts.
pub async fn of_kind(reads: &mut impl Reads, kind: DocumentKind) -> Result<Vec<Document>> {
    reads.list(OF_KIND, vals![kind]).await
}

/// The pages a site has found.
pub async fn of_site(reads: &mut impl Reads, site: DocumentId) -> Result<Vec<Document>> {
    reads.list(OF_SITE, vals![site]).await
}

pub async fn find_by_url(reads: &mut impl Reads, kind: DocumentKind, url: &str) -> Result<Option<Document>> {
    reads.find(BY_URL, vals![kind, url]).await
}

/// An article of that title in that folder.
pub async fn find_by_title(reads: &mut impl Reads, title: &str, category: Option<CategoryId>) -> Result<Option<Document>> {
    reads.find(BY_TITLE, vals![folded(title), category]).await
}

/// All whose passages are searched.
pub async fn in_use(reads: &mut impl Reads) -> Result<Vec<InUse>> {
    reads.list(IN_USE, vec![]).await
}

/// Some of those in use whose passages have not all a vector of this embedder.
pub async fn to_embed(reads: &mut impl Reads, embedder: &str, limit: i64) -> Result<Vec<InUse>> {
    reads.list(TO_EMBED, vals![embedder, limit]).await
}

/// All its passages have a vector of this embedder, unless it was read anew meanwhile.
pub async fn set_embedded(unit: &mut Unit, id: DocumentId, generation: i64, embedder: &str) -> Result<()> {
    unit.exec(SET_EMBEDDED, vals![id, generation, embedder]).await?;
    Ok(())
}

/// Vectors of this document, or of all, are not used any more.
pub async fn forget_embedded(unit: &mut Unit, id: Option<DocumentId>) -> Result<()> {
    unit.exec(FORGET_EMBEDDED, vals![id]).await?;
    Ok(())
}

pub async fn count(reads: &mut impl Reads) -> Result<i64> {
    Ok(reads.find::<Count>(COUNT, vec![]).await?.map_or(0, |c| c.0))
}

pub async fn count_of_site(reads: &mut impl Reads, site: DocumentId) -> Result<i64> {
    Ok(reads.find::<Count>(COUNT_OF_SITE, vals![site]).await?.map_or(0, |c| c.0))
}

/// With its passages.
pub async fn remove(unit: &mut Unit, id: DocumentId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("document")) } else { Ok(()) }
}

/// It waits to be read; false if it is switched off.
pub async fn queue(unit: &mut Unit, id: DocumentId) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(QUEUE, vals![id, now]).await? > 0)
}

/// Begins an attempt; whoever was reading it writes no more. `None` if it is gone or switched off.
pub async fn take(unit: &mut Unit, id: DocumentId) -> Result<Option<Taken>> {
    let now = unit.now();
    unit.find(TAKE, vals![id, now]).await
}

/// False if the attempt is no longer the last one, as with the three below.
pub async fn progress(unit: &mut Unit, id: DocumentId, writing: i64, percent: i64) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(PROGRESS, vals![id, writing, percent, now]).await? > 0)
}

/// The passages of this attempt are in use from now on.
pub async fn ready(unit: &mut Unit, id: DocumentId, writing: i64, end: &Indexed, title_before: &str) -> Result<bool> {
    let now = unit.now();
    let values = vals![id, writing, &end.content_hash, end.chunks, end.bytes, &end.title, folded(&end.title), end.etag.clone(), end.modified.clone(), now, title_before];
    Ok(unit.exec(READY, values).await? > 0)
}

/// Nothing has changed since it was read last.
pub async fn same(unit: &mut Unit, id: DocumentId, writing: i64, etag: Option<String>, modified: Option<String>) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(SAME, vals![id, writing, etag, modified, now]).await? > 0)
}

/// It could not be read: for good (`Failed`) or for now (`Queued`).
pub async fn failed(unit: &mut Unit, id: DocumentId, writing: i64, status: DocumentStatus, code: &str, error: &str) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(FAILED, vals![id, writing, status, code, error, now]).await? > 0)
}

