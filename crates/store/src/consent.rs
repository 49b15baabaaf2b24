//! The journal of consents: what a contact agreed to and took back. Only ever added to; what holds now is in `Extra::consents`.

use crate::{FromRow, Reads, Row, Unit};
use domain::id::{ConsentId, ContactId};
use domain::{Result, Ts};
use uuid::Uuid;

statements! {
    INSERT = "INSERT INTO consent (org_id, id, contact_id, kind, is_given, source, text, by_kind, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    LATEST = "SELECT * FROM consent WHERE org_id = $1 AND contact_id = $2 AND kind = $3 ORDER BY at DESC, id DESC LIMIT 1";
    LIST = "SELECT * FROM consent WHERE org_id = $1 AND contact_id = $2 AND (at < $3 OR (at = $3 AND id < $4)) ORDER BY at DESC, id DESC LIMIT $5";
}

/// One word of a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentEntry {
    pub id: ConsentId,
    pub contact_id: ContactId,
    pub kind: String,
    pub is_given: bool,
    pub source: String,
    /// What was agreed to, word for word.
    pub text: String,
    /// Who wrote it down.
    pub by_kind: String,
    pub by_id: Option<Uuid>,
    pub at: Ts,
}

impl FromRow for ConsentEntry {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(ConsentEntry {
            id: row.id("id")?,
            contact_id: row.id("contact_id")?,
            kind: row.get("kind")?,
            is_given: row.get("is_given")?,
            source: row.get("source")?,
            text: row.get("text")?,
            by_kind: row.get("by_kind")?,
            by_id: row.get("by_id")?,
            at: row.ts("at")?,
        })
    }
}

pub async fn insert(unit: &mut Unit, e: &ConsentEntry) -> Result<()> {
    unit.exec(INSERT, vals![e.id, e.contact_id, &e.kind, e.is_given, &e.source, &e.text, &e.by_kind, e.by_id, e.at]).await?;
    Ok(())
}

/// Newest first, before a position.
pub async fn list(reads: &mut impl Reads, contact: ContactId, before: (Ts, ConsentId), limit: i64) -> Result<Vec<ConsentEntry>> {
    reads.list(LIST, vals![contact, before.0, before.1, limit]).await
}

/// The last word about one thing.
pub async fn latest(reads: &mut impl Reads, contact: ContactId, kind: &str) -> Result<Option<ConsentEntry>> {
    reads.find(LATEST, vals![contact, kind]).await
}
