//! What is remembered of contacts, and the summaries of talks.

use crate::{FromRow, Reads, Root, Row, Unit};
use domain::fact::{ContactFact, FactKey, Summary};
use domain::id::{ContactId, ConversationId, FactId};
use domain::{Error, Result, Ts};

statements! {
    INSERT = "INSERT INTO contact_fact (org_id, id, contact_id, key, text, value, source, conversation_id, message_id, confidence, expires_at, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    UPDATE = "UPDATE contact_fact SET key = $4, text = $5, value = $6, source = $7, conversation_id = $8, message_id = $9, confidence = $10, expires_at = $11, updated_at = $12 WHERE org_id = $1 AND contact_id = $2 AND id = $3";
    GET = "SELECT * FROM contact_fact WHERE org_id = $1 AND contact_id = $2 AND id = $3";
    OF_CONTACT = "SELECT * FROM contact_fact WHERE org_id = $1 AND contact_id = $2 ORDER BY id LIMIT $3";
    DELETE = "DELETE FROM contact_fact WHERE org_id = $1 AND contact_id = $2 AND id = $3";
    ROOT_EXPIRE = "DELETE FROM contact_fact WHERE expires_at IS NOT NULL AND expires_at <= $1";
    SUMMARY = "SELECT * FROM conversation_summary WHERE org_id = $1 AND conversation_id = $2";
    SET_SUMMARY = "INSERT INTO conversation_summary (org_id, conversation_id, until_seq, read_seq, text, source, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
                   ON CONFLICT (org_id, conversation_id) DO UPDATE SET until_seq = excluded.until_seq, read_seq = excluded.read_seq, text = excluded.text, source = excluded.source, updated_at = excluded.updated_at
                   WHERE conversation_summary.until_seq <= excluded.until_seq";
}

impl FromRow for ContactFact {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(ContactFact {
            id: row.id("id")?,
            contact_id: row.id("contact_id")?,
            key: row.parse("key")?,
            text: row.get("text")?,
            value: row.maybe_json("value")?,
            source: row.parse("source")?,
            conversation_id: row.maybe_id("conversation_id")?,
            message_id: row.maybe_id("message_id")?,
            confidence: row.get("confidence")?,
            expires_at: row.maybe_ts("expires_at")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

impl FromRow for Summary {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Summary {
            conversation_id: row.id("conversation_id")?,
            until_seq: row.get("until_seq")?,
            read_seq: row.get("read_seq")?,
            text: row.get("text")?,
            source: row.parse("source")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

pub async fn insert(unit: &mut Unit, f: &ContactFact) -> Result<()> {
    unit.exec(
        INSERT,
        vals![f.id, f.contact_id, f.key, &f.text, f.value.clone(), f.source, f.conversation_id, f.message_id, f.confidence, f.expires_at, f.created_at, f.updated_at],
    )
    .await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, f: &ContactFact) -> Result<()> {
    let touched = unit.exec(UPDATE, vals![f.contact_id, f.id, f.key, &f.text, f.value.clone(), f.source, f.conversation_id, f.message_id, f.confidence, f.expires_at, f.updated_at]).await?;
    if touched == 0 { Err(missing()) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, contact: ContactId, id: FactId) -> Result<ContactFact> {
    reads.find(GET, vals![contact, id]).await?.ok_or_else(missing)
}

/// All of a contact, oldest first.
pub async fn list(reads: &mut impl Reads, contact: ContactId, limit: i64) -> Result<Vec<ContactFact>> {
    reads.list(OF_CONTACT, vals![contact, limit]).await
}

pub async fn remove(unit: &mut Unit, contact: ContactId, id: FactId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![contact, id]).await?;
    if touched == 0 { Err(missing()) } else { Ok(()) }
}

/// Forgets what has reached its end.
pub async fn expire(root: &mut Root, now: Ts) -> Result<u64> {
    root.exec(ROOT_EXPIRE, vals![now]).await
}

pub async fn summary(reads: &mut impl Reads, conversation: ConversationId) -> Result<Option<Summary>> {
    reads.find(SUMMARY, vals![conversation]).await
}

/// Keeps a summary, unless a newer one is kept already.
pub async fn set_summary(unit: &mut Unit, s: &Summary) -> Result<()> {
    unit.exec(SET_SUMMARY, vals![s.conversation_id, s.until_seq, s.read_seq, &s.text, s.source, s.updated_at]).await?;
    Ok(())
}

/// The fact of a kind a contact has; notes are any number.
pub fn of_key(facts: &[ContactFact], key: FactKey) -> Option<&ContactFact> {
    facts.iter().find(|f| f.key == key && key != FactKey::Note)
}

fn missing() -> Error {
    Error::not_found("fact")
}
