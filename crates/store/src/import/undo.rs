//! Taking an import back: what it wrote, read backward in portions; what is in the way; the rows that go.

use super::bulk::{Reach, hex, hexes};
use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::file::StoredFile;
use domain::id::{ContactId, ConversationId, FileId, ImportId, MessageId};
use domain::Result;
use serde_json::{Value, json as object};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

macro_rules! held_talks {
    ($ids:literal) => {
        concat!(
            "SELECT v.id FROM conversation v WHERE v.org_id = $1 AND v.id IN ", $ids, " AND (v.status <> 'closed' OR v.mode <> 'off' OR v.assignee_id IS NOT NULL OR v.team_id IS NOT NULL OR v.snoozed_until IS NOT NULL
             OR EXISTS (SELECT 1 FROM comment x WHERE x.org_id = $1 AND x.conversation_id = v.id) OR EXISTS (SELECT 1 FROM task x WHERE x.org_id = $1 AND x.contact_id = v.contact_id AND x.conversation_id = v.id)
             OR EXISTS (SELECT 1 FROM deal x WHERE x.org_id = $1 AND x.conversation_id = v.id) OR EXISTS (SELECT 1 FROM booking x WHERE x.org_id = $1 AND x.contact_id = v.contact_id AND x.conversation_id = v.id)
             OR EXISTS (SELECT 1 FROM contact_fact x WHERE x.org_id = $1 AND x.contact_id = v.contact_id AND x.conversation_id = v.id) OR EXISTS (SELECT 1 FROM conversation_outcome x WHERE x.org_id = $1 AND x.conversation_id = v.id)
             OR EXISTS (SELECT 1 FROM turn x WHERE x.org_id = $1 AND x.conversation_id = v.id) OR EXISTS (SELECT 1 FROM hold x WHERE x.org_id = $1 AND x.conversation_id = v.id)
             OR EXISTS (SELECT 1 FROM gap x WHERE x.org_id = $1 AND x.conversation_id = v.id) OR EXISTS (SELECT 1 FROM dialogue_test x WHERE x.org_id = $1 AND x.conversation_id = v.id)
             OR EXISTS (SELECT 1 FROM referral x WHERE x.org_id = $1 AND x.contact_id = v.contact_id AND x.conversation_id = v.id) OR EXISTS (SELECT 1 FROM waitlist x WHERE x.org_id = $1 AND x.contact_id = v.contact_id AND x.conversation_id = v.id))"
        )
    };
}
macro_rules! held_contacts {
    ($ids:literal) => {
        concat!(
            "SELECT c.id FROM contact c WHERE c.org_id = $1 AND c.id IN ", $ids, " AND (EXISTS (SELECT 1 FROM conversation x WHERE x.org_id = $1 AND x.contact_id = c.id) OR EXISTS (SELECT 1 FROM booking x WHERE x.org_id = $1 AND x.contact_id = c.id)
             OR EXISTS (SELECT 1 FROM deal x WHERE x.org_id = $1 AND x.contact_id = c.id) OR EXISTS (SELECT 1 FROM waitlist x WHERE x.org_id = $1 AND x.contact_id = c.id) OR EXISTS (SELECT 1 FROM task x WHERE x.org_id = $1 AND x.contact_id = c.id) OR EXISTS (SELECT 1 FROM note x WHERE x.org_id = $1 AND x.contact_id = c.id)
             OR EXISTS (SELECT 1 FROM consent x WHERE x.org_id = $1 AND x.contact_id = c.id) OR EXISTS (SELECT 1 FROM contact_fact x WHERE x.org_id = $1 AND x.contact_id = c.id) OR EXISTS (SELECT 1 FROM contact_merge x WHERE x.org_id = $1 AND x.contact_id = c.id)
             OR EXISTS (SELECT 1 FROM referral x WHERE x.org_id = $1 AND x.contact_id = c.id)
             OR EXISTS (SELECT 1 FROM identity x WHERE x.org_id = $1 AND x.contact_id = c.id AND x.kind NOT IN ('phone', 'email')))"
        )
    };
}
macro_rules! lite {
    () => {
        "(SELECT unhex(j.value) FROM json_each($2) j)"
    };
}
/// A list, not a query: without statistics of a table that has just been filled the planner would read it whole for each portion.
macro_rules! pg {
    () => {
        "(ARRAY(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($2) AS j(value)))"
    };
}

statements! {
    LEFT = "SELECT COUNT(*) AS n FROM import_row WHERE org_id = $1 AND import_id = $2 AND kept IS NULL";
    BACKWARD = "SELECT * FROM import_row WHERE org_id = $1 AND import_id = $2 AND kept IS NULL ORDER BY position DESC LIMIT $3";
    TALKS_OF = {
        lite: concat!("SELECT id, conversation_id FROM message WHERE org_id = $1 AND id IN ", lite!()),
        pg: concat!("SELECT id, conversation_id FROM message WHERE org_id = $1 AND id = ANY ", pg!()),
    };
    TALKS_OF_FILES = {
        lite: concat!("SELECT f.id, m.conversation_id FROM file f JOIN message m ON m.org_id = f.org_id AND m.id = f.message_id WHERE f.org_id = $1 AND f.id IN ", lite!()),
        pg: concat!("SELECT f.id, m.conversation_id FROM file f JOIN message m ON m.org_id = f.org_id AND m.id = f.message_id WHERE f.org_id = $1 AND f.id = ANY ", pg!()),
    };
    HELD_TALKS = { lite: held_talks!("(SELECT unhex(j.value) FROM json_each($2) j)"), pg: held_talks!("(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($2) AS j(value))") };
    HELD_CONTACTS = { lite: held_contacts!("(SELECT unhex(j.value) FROM json_each($2) j)"), pg: held_contacts!("(SELECT CAST(j.value AS uuid) FROM jsonb_array_elements_text($2) AS j(value))") };
    /// With messages of others in them.
    FULL_TALKS = {
        lite: concat!("SELECT v.id FROM conversation v WHERE v.org_id = $1 AND v.id IN ", lite!(), " AND EXISTS (SELECT 1 FROM message m WHERE m.org_id = $1 AND m.conversation_id = v.id)"),
        pg: concat!("SELECT v.id FROM conversation v WHERE v.org_id = $1 AND v.id = ANY ", pg!(), " AND EXISTS (SELECT 1 FROM message m WHERE m.org_id = $1 AND m.conversation_id = v.id)"),
    };
    DROP_MESSAGES = { lite: concat!("DELETE FROM message WHERE org_id = $1 AND id IN ", lite!()), pg: concat!("DELETE FROM message WHERE org_id = $1 AND id = ANY ", pg!()) };
    DROP_FILES = { lite: concat!("DELETE FROM file WHERE org_id = $1 AND id IN ", lite!(), " RETURNING *"), pg: concat!("DELETE FROM file WHERE org_id = $1 AND id = ANY ", pg!(), " RETURNING *") };
    DROP_READ_MARKS = { lite: concat!("DELETE FROM read_mark WHERE org_id = $1 AND conversation_id IN ", lite!()), pg: concat!("DELETE FROM read_mark WHERE org_id = $1 AND conversation_id = ANY ", pg!()) };
    DROP_TALKS = { lite: concat!("DELETE FROM conversation WHERE org_id = $1 AND id IN ", lite!()), pg: concat!("DELETE FROM conversation WHERE org_id = $1 AND id = ANY ", pg!()) };
    DROP_CONTACTS = { lite: concat!("DELETE FROM contact WHERE org_id = $1 AND id IN ", lite!()), pg: concat!("DELETE FROM contact WHERE org_id = $1 AND id = ANY ", pg!()) };
    DROP_IDENTITIES = {
        lite: "DELETE FROM identity WHERE org_id = $1 AND scope_id = $3 AND (kind, value, contact_id) IN (SELECT e.value ->> 'kind', e.value ->> 'value', unhex(e.value ->> 'contact_id') FROM json_each($2) e)",
        pg: "DELETE FROM identity WHERE org_id = $1 AND scope_id = $3 AND (kind, value, contact_id) IN (SELECT e.kind, e.value, e.contact_id FROM jsonb_to_recordset($2) AS e(kind text, value text, contact_id uuid))",
    };
    DROP_CONNECTION = "DELETE FROM connection WHERE org_id = $1 AND id = $2 AND NOT EXISTS (SELECT 1 FROM conversation v WHERE v.org_id = $1 AND v.connection_id = $2)";
    DROP_KEYS = {
        lite: concat!("DELETE FROM import_key WHERE org_id = $1 AND import_id = $3 AND row_id IN ", lite!()),
        pg: concat!("DELETE FROM import_key WHERE org_id = $1 AND import_id = $3 AND row_id = ANY ", pg!()),
    };
    /// Of contacts that were met and not changed.
    DROP_LEFT_KEYS = "DELETE FROM import_key WHERE org_id = $1 AND import_id = $2 AND row_id NOT IN (SELECT r.row_id FROM import_row r WHERE r.org_id = $1 AND r.import_id = $2)";
    /// What is left of a conversation decides its place in lists and its words in the search.
    SETTLE = {
        lite: concat!("UPDATE conversation SET last_seq = COALESCE((SELECT MAX(m.seq) FROM message m WHERE m.org_id = $1 AND m.conversation_id = conversation.id), 0),
               updated_at = COALESCE((SELECT m.created_at FROM message m WHERE m.org_id = $1 AND m.conversation_id = conversation.id ORDER BY m.seq DESC LIMIT 1), updated_at), recent = '' WHERE org_id = $1 AND id IN ", lite!()),
        pg: concat!("UPDATE conversation SET last_seq = COALESCE((SELECT MAX(m.seq) FROM message m WHERE m.org_id = $1 AND m.conversation_id = conversation.id), 0),
             updated_at = COALESCE((SELECT m.created_at FROM message m WHERE m.org_id = $1 AND m.conversation_id = conversation.id ORDER BY m.seq DESC LIMIT 1), updated_at), recent = '' WHERE org_id = $1 AND id = ANY ", pg!()),
    };
    KEEP = {
        lite: "UPDATE import_row SET kept = e.value ->> 'why' FROM json_each($3) e WHERE import_row.org_id = $1 AND import_row.import_id = $2 AND import_row.position = e.value ->> 'p'",
        pg: "UPDATE import_row SET kept = e.why FROM jsonb_to_recordset($3) AS e(p bigint, why text) WHERE import_row.org_id = $1 AND import_row.import_id = $2 AND import_row.position = e.p",
    };
    DROP_ROWS = "DELETE FROM import_row WHERE org_id = $1 AND import_id = $2 AND position >= $3 AND kept IS NULL";
    KEPT = "SELECT r.noun, r.row_id, r.kept, COALESCE(c.name, c.phone, o.name, o.phone) AS name FROM import_row r LEFT JOIN contact c ON c.org_id = r.org_id AND c.id = r.row_id LEFT JOIN conversation v ON v.org_id = r.org_id AND v.id = r.row_id
            LEFT JOIN contact o ON o.org_id = v.org_id AND o.id = v.contact_id WHERE r.org_id = $1 AND r.import_id = $2 AND r.kept IS NOT NULL AND r.noun IN ('contact', 'conversation') ORDER BY r.position LIMIT 200";
}

/// A row the import has written.
#[derive(Clone, Debug)]
pub struct Step {
    pub position: i64,
    pub noun: String,
    pub row: Uuid,
    pub before: Option<Value>,
}

impl FromRow for Step {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Step { position: row.get("position")?, noun: row.get("noun")?, row: row.get("row_id")?, before: row.maybe_json("before")? })
    }
}

/// A row that stayed, why, and whom it is about.
#[derive(Clone, Debug)]
pub struct Kept {
    /// `contact` or `conversation`.
    pub noun: String,
    pub row: Uuid,
    /// `changed` since, `used` by what did not come with it, `shared` with another import.
    pub why: String,
    pub name: Option<String>,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Kept { noun: row.get("noun")?, row: row.get("row_id")?, why: row.get("kept")?, name: row.get("name")? })
    }
}

struct Key(Uuid);

impl FromRow for Key {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("id").map(Key)
    }
}

struct Of(Uuid, ConversationId);

impl FromRow for Of {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Of(row.get("id")?, row.id("conversation_id")?))
    }
}

struct Number(i64);

impl FromRow for Number {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Number)
    }
}

/// How many rows are still to be taken back.
pub async fn left(reads: &mut impl Reads, id: ImportId) -> Result<i64> {
    Ok(reads.find::<Number>(LEFT, vals![id]).await?.map_or(0, |n| n.0))
}

/// The last rows that are still there.
pub async fn backward(unit: &mut Unit, id: ImportId, limit: i64) -> Result<Vec<Step>> {
    unit.list(BACKWARD, vals![id, limit]).await
}

/// Conversations by messages.
pub async fn talks_of(unit: &mut Unit, messages: &[MessageId]) -> Result<HashMap<Uuid, ConversationId>> {
    Ok(unit.list::<Of>(TALKS_OF, vec![hexes(messages.iter().copied())]).await?.into_iter().map(|Of(id, talk)| (id, talk)).collect())
}

/// Conversations by files.
pub async fn talks_of_files(unit: &mut Unit, files: &[FileId]) -> Result<HashMap<Uuid, ConversationId>> {
    Ok(unit.list::<Of>(TALKS_OF_FILES, vec![hexes(files.iter().copied())]).await?.into_iter().map(|Of(id, talk)| (id, talk)).collect())
}

/// Those somebody has worked with since.
pub async fn held_talks(unit: &mut Unit, ids: &[ConversationId]) -> Result<HashSet<ConversationId>> {
    Ok(unit.list::<Key>(HELD_TALKS, vec![hexes(ids.iter().copied())]).await?.into_iter().map(|Key(id)| id.into()).collect())
}

pub async fn full_talks(unit: &mut Unit, ids: &[ConversationId]) -> Result<HashSet<ConversationId>> {
    Ok(unit.list::<Key>(FULL_TALKS, vec![hexes(ids.iter().copied())]).await?.into_iter().map(|Key(id)| id.into()).collect())
}

/// Those something hangs on.
pub async fn held_contacts(unit: &mut Unit, ids: &[ContactId]) -> Result<HashSet<ContactId>> {
    Ok(unit.list::<Key>(HELD_CONTACTS, vec![hexes(ids.iter().copied())]).await?.into_iter().map(|Key(id)| id.into()).collect())
}

pub async fn drop_messages(unit: &mut Unit, ids: &[MessageId], talks: &[ConversationId]) -> Result<()> {
    unit.exec(DROP_MESSAGES, vec![hexes(ids.iter().copied())]).await?;
    unit.exec(SETTLE, vec![hexes(talks.iter().copied())]).await?;
    Ok(())
}

/// The rows; the bytes are the caller's.
pub async fn drop_files(unit: &mut Unit, ids: &[FileId]) -> Result<Vec<StoredFile>> {
    unit.list(DROP_FILES, vec![hexes(ids.iter().copied())]).await
}

pub async fn drop_talks(unit: &mut Unit, ids: &[ConversationId]) -> Result<()> {
    unit.exec(DROP_READ_MARKS, vec![hexes(ids.iter().copied())]).await?;
    unit.exec(DROP_TALKS, vec![hexes(ids.iter().copied())]).await?;
    Ok(())
}

pub async fn drop_contacts(unit: &mut Unit, ids: &[ContactId]) -> Result<()> {
    unit.exec(DROP_CONTACTS, vec![hexes(ids.iter().copied())]).await?;
    Ok(())
}

pub async fn drop_identities(unit: &mut Unit, all: &[(ContactId, Reach)]) -> Result<()> {
    let rows: Vec<Value> = all.iter().map(|(id, reach)| object!({ "kind": reach.kind, "value": reach.value, "contact_id": hex(id.0) })).collect();
    unit.exec(DROP_IDENTITIES, vals![json(&rows), Uuid::nil()]).await?;
    Ok(())
}

/// The connection of imports, when no conversation is left on it.
pub async fn drop_connection(unit: &mut Unit, id: Uuid) -> Result<()> {
    unit.exec(DROP_CONNECTION, vals![id]).await?;
    Ok(())
}

/// What was at `from` and behind it is settled: rows in `kept` stay and are remembered, of the others nothing is left.
pub async fn settle(unit: &mut Unit, id: ImportId, from: i64, gone: &[Uuid], kept: &[(i64, &str)]) -> Result<()> {
    let rows: Vec<Value> = kept.iter().map(|(p, why)| object!({ "p": p, "why": why })).collect();
    unit.exec(KEEP, vals![id, json(&rows)]).await?;
    unit.exec(DROP_ROWS, vals![id, from]).await?;
    unit.exec(DROP_KEYS, vals![hexes(gone.iter().copied()), id]).await?;
    Ok(())
}

/// Everything has been gone through: keys are left only of rows that stayed.
pub async fn drop_left_keys(unit: &mut Unit, id: ImportId) -> Result<()> {
    unit.exec(DROP_LEFT_KEYS, vals![id]).await?;
    Ok(())
}

/// What stayed, at most two hundred.
pub async fn kept(reads: &mut impl Reads, id: ImportId) -> Result<Vec<Kept>> {
    reads.list(KEPT, vals![id]).await
}
