//! Deals and the stages of the funnel: rows and statements. Changes of stages raise the counter of agents (`agent::bump`), for a turn reads them with the agents.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::deal::{Deal, Stage};
use domain::id::{ContactId, ConversationId, DealId};
use domain::{Error, Result, Ts};

statements! {
    INSERT_STAGE = "INSERT INTO stage (org_id, key, name, name_en, kind, position) VALUES ($1, $2, $3, $4, $5, $6)";
    STAGES = "SELECT * FROM stage WHERE org_id = $1 ORDER BY position, key";
    CLEAR_STAGES = "DELETE FROM stage WHERE org_id = $1";
    INSERT = "INSERT INTO deal (org_id, id, contact_id, conversation_id, stage, tour, known, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    UPDATE = "UPDATE deal SET stage = $3, tour = $4, known = $5, updated_at = $6 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM deal WHERE org_id = $1 AND id = $2";
    LOCK = {
        lite: "SELECT * FROM deal WHERE org_id = $1 AND id = $2",
        pg: "SELECT * FROM deal WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    /// The conversation's own deal, else the contact's newest one.
    OF_TURN = "SELECT * FROM deal WHERE org_id = $1 AND contact_id = $2 ORDER BY CASE WHEN conversation_id = $3 THEN 0 ELSE 1 END, created_at DESC, id DESC LIMIT 1";
    LIST = "SELECT * FROM deal WHERE org_id = $1 AND contact_id = COALESCE($2, contact_id) AND (conversation_id = $3 OR $3 IS NULL) AND stage = COALESCE($4, stage)
            AND (updated_at < $5 OR (updated_at = $5 AND id < $6)) ORDER BY updated_at DESC, id DESC LIMIT $7";
}

impl FromRow for Stage {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Stage { key: row.get("key")?, name: row.get("name")?, name_en: row.get("name_en")?, kind: row.parse("kind")?, position: row.get("position")? })
    }
}

impl FromRow for Deal {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Deal {
            id: row.id("id")?,
            contact_id: row.id("contact_id")?,
            conversation_id: row.maybe_id("conversation_id")?,
            stage: row.get("stage")?,
            tour: row.get("tour")?,
            known: row.json("known")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

/// The funnel, first stage first; the usual one where the firm has none of its own.
pub async fn stages(reads: &mut impl Reads) -> Result<Vec<Stage>> {
    let own: Vec<Stage> = reads.list(STAGES, vec![]).await?;
    Ok(if own.is_empty() { domain::deal::usual_stages() } else { own })
}

/// Another funnel in the place of the one before.
pub async fn put_stages(unit: &mut Unit, stages: &[Stage]) -> Result<()> {
    unit.exec(CLEAR_STAGES, vec![]).await?;
    for s in stages {
        unit.exec(INSERT_STAGE, vals![&s.key, &s.name, &s.name_en, s.kind.as_str(), s.position]).await?;
    }
    crate::agent::bump(unit).await
}

pub async fn insert(unit: &mut Unit, d: &Deal) -> Result<()> {
    unit.exec(INSERT, vals![d.id, d.contact_id, d.conversation_id, &d.stage, d.tour.as_deref(), json(&d.known), d.created_at, d.updated_at]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, d: &Deal) -> Result<()> {
    let touched = unit.exec(UPDATE, vals![d.id, &d.stage, d.tour.as_deref(), json(&d.known), d.updated_at]).await?;
    if touched == 0 { Err(Error::not_found("deal")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: DealId) -> Result<Deal> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("deal"))
}

/// The deal, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: DealId) -> Result<Deal> {
    unit.find(LOCK, vals![id]).await?.ok_or_else(|| Error::not_found("deal"))
}

/// What a turn of this conversation is about.
pub async fn of_turn(reads: &mut impl Reads, contact: ContactId, conversation: ConversationId) -> Result<Option<Deal>> {
    reads.find(OF_TURN, vals![contact, conversation]).await
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct DealFilter {
    pub contact: Option<ContactId>,
    pub conversation: Option<ConversationId>,
    pub stage: Option<String>,
}

/// Changed last first, before a position.
pub async fn list(reads: &mut impl Reads, filter: &DealFilter, before: (Ts, DealId), limit: i64) -> Result<Vec<Deal>> {
    reads.list(LIST, vals![filter.contact, filter.conversation, filter.stage.as_deref(), before.0, before.1, limit]).await
}
