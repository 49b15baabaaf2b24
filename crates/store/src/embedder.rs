//! The embedder of a firm: which model makes vectors of its knowledge, and how far that has come. The vectors stand beside what they are
//! made of (`chunk.rs`, `faq.rs`); who works on them and when is decided in `app::knowledge::embedder`.

use crate::{FromRow, Reads, Root, Row, Unit};
use domain::embedder::EmbedderStatus;
use domain::id::{OrgId, ProviderId};
use domain::{Result, Ts};

statements! {
    SET = "INSERT INTO embedder (org_id, provider_id, vendor, model, dims, name, usual, spread, status, partial, tries, run, busy_until, seen_knowledge, seen_catalog, created_at, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'embedding', 0, 0, 0, 0, 0, 0, $9, $9)
           ON CONFLICT (org_id) DO UPDATE SET provider_id = excluded.provider_id, vendor = excluded.vendor, model = excluded.model, dims = excluded.dims, name = excluded.name, usual = excluded.usual, spread = excluded.spread,
           status = 'embedding', partial = 0, error_code = NULL, error = NULL, tries = 0, run = embedder.run + 1, busy_until = 0, updated_at = excluded.updated_at";
    GET = "SELECT * FROM embedder WHERE org_id = $1";
    REMOVE = "DELETE FROM embedder WHERE org_id = $1";
    /// One works at a time, and nobody before the time a vendor has asked for.
    TAKE = "UPDATE embedder SET run = run + 1, busy_until = $2 WHERE org_id = $1 AND busy_until <= $3 RETURNING *";
    /// Only the last who took it writes.
    KEEP = "UPDATE embedder SET status = $3, partial = $4, error_code = $5, error = $6, tries = $7, busy_until = $8, seen_knowledge = $9, seen_catalog = $10, updated_at = $11 WHERE org_id = $1 AND run = $2";
    AGAIN = "UPDATE embedder SET status = 'embedding', error_code = NULL, error = NULL, tries = 0, run = run + 1, busy_until = 0, updated_at = $2 WHERE org_id = $1";
    DOCUMENTS = "SELECT CAST(COALESCE(SUM(chunks), 0) AS BIGINT) AS total, CAST(COALESCE(SUM(CASE WHEN embedder = $2 THEN chunks ELSE 0 END), 0) AS BIGINT) AS done FROM document WHERE org_id = $1 AND status <> 'off' AND generation > 0 AND chunks > 0";
    ENTRIES = "SELECT COUNT(*) AS total, COUNT(v.faq_id) AS done FROM faq f LEFT JOIN faq_vector v ON v.org_id = f.org_id AND v.faq_id = f.id AND v.embedder = $2 WHERE f.org_id = $1 AND f.is_active";
    ROOT_FREE = "UPDATE embedder SET busy_until = 0 WHERE busy_until > $1";
    /// Nobody works on these, and something was written since, or whoever did has died.
    ROOT_STALE = "SELECT e.org_id FROM embedder e JOIN org o ON o.id = e.org_id WHERE e.busy_until <= $1 AND ((e.status = 'ready' AND (e.seen_knowledge <> o.knowledge_version OR e.seen_catalog <> o.catalog_version)) OR (e.status = 'embedding' AND e.updated_at < $2)) LIMIT 100";
}

#[derive(Clone, Debug, PartialEq)]
pub struct Embedder {
    pub provider_id: ProviderId,
    pub vendor: String,
    pub model: String,
    pub dims: i64,
    /// Of provider, model and length: vectors of different names never mix.
    pub name: String,
    /// Millionths of a cosine.
    pub usual: i64,
    pub spread: i64,
    pub status: EmbedderStatus,
    /// Passages done of the document under way.
    pub partial: i64,
    pub error_code: Option<String>,
    pub error: Option<String>,
    /// Failures in a row.
    pub tries: i64,
    pub run: i64,
    pub busy_until: Ts,
    pub seen_knowledge: i64,
    pub seen_catalog: i64,
    pub created_at: Ts,
    pub updated_at: Ts,
}

impl FromRow for Embedder {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Embedder {
            provider_id: row.id("provider_id")?,
            vendor: row.get("vendor")?,
            model: row.get("model")?,
            dims: row.get("dims")?,
            name: row.get("name")?,
            usual: row.get("usual")?,
            spread: row.get("spread")?,
            status: row.parse("status")?,
            partial: row.get("partial")?,
            error_code: row.get("error_code")?,
            error: row.get("error")?,
            tries: row.get("tries")?,
            run: row.get("run")?,
            busy_until: row.ts("busy_until")?,
            seen_knowledge: row.get("seen_knowledge")?,
            seen_catalog: row.get("seen_catalog")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

/// What is to be embedded, and what is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub done: i64,
    pub total: i64,
}

impl FromRow for Share {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Share { done: row.get("done")?, total: row.get("total")? })
    }
}

struct Org(OrgId);

impl FromRow for Org {
    fn from_row(row: &Row) -> Result<Self> {
        row.id("org_id").map(Org)
    }
}

pub async fn find(reads: &mut impl Reads) -> Result<Option<Embedder>> {
    reads.find(GET, vec![]).await
}

/// Chooses it; whoever works on the one before writes no more.
pub async fn set(unit: &mut Unit, e: &Embedder) -> Result<()> {
    let now = unit.now();
    unit.exec(SET, vals![e.provider_id, &e.vendor, &e.model, e.dims, &e.name, e.usual, e.spread, now]).await?;
    Ok(())
}

pub async fn remove(unit: &mut Unit) -> Result<()> {
    unit.exec(REMOVE, vec![]).await?;
    Ok(())
}

/// Takes the work until then; `None` while somebody has it.
pub async fn take(unit: &mut Unit, until: Ts) -> Result<Option<Embedder>> {
    let now = unit.now();
    unit.find(TAKE, vals![until, now]).await
}

/// Writes how far it has come; false if somebody else has it now.
pub async fn keep(unit: &mut Unit, e: &Embedder) -> Result<bool> {
    let now = unit.now();
    let values = vals![e.run, e.status, e.partial, e.error_code.clone(), e.error.clone(), e.tries, e.busy_until, e.seen_knowledge, e.seen_catalog, now];
    Ok(unit.exec(KEEP, values).await? > 0)
}

/// It is worked on anew, whatever has failed.
pub async fn again(unit: &mut Unit) -> Result<()> {
    let now = unit.now();
    unit.exec(AGAIN, vals![now]).await?;
    Ok(())
}

/// Passages and entries of the FAQ in use, and those that have a vector of this embedder. Passages count by whole documents.
pub async fn share(reads: &mut impl Reads, name: &str) -> Result<Share> {
    let documents = reads.find::<Share>(DOCUMENTS, vals![name]).await?.unwrap_or_default();
    let entries = reads.find::<Share>(ENTRIES, vals![name]).await?.unwrap_or_default();
    Ok(Share { done: documents.done + entries.done, total: documents.total + entries.total })
}

/// Whoever worked on one has died with its process.
pub async fn free(root: &mut Root, now: Ts) -> Result<()> {
    root.exec(ROOT_FREE, vals![now]).await?;
    Ok(())
}

/// Firms whose embedder has something to do that nobody does; `quiet` is when somebody at work would have been heard of.
pub async fn stale(root: &mut Root, now: Ts, quiet: Ts) -> Result<Vec<OrgId>> {
    Ok(root.list::<Org>(ROOT_STALE, vals![now, quiet]).await?.into_iter().map(|o| o.0).collect())
}
