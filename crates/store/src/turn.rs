//! Turns: the flight recorder. What came in, what was decided and why; enough to replay.

use crate::{FromRow, Row, Scope, Unit};
use domain::id::{ConversationId, TurnId};
use domain::{Error, Result, Ts};
use serde_json::Value;

statements! {
    INSERT = "INSERT INTO turn (org_id, id, conversation_id, from_seq, until_seq, verdict, record, trace_id, duration_us, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    GET = "SELECT * FROM turn WHERE org_id = $1 AND id = $2";
    OF_CONVERSATION = "SELECT * FROM turn WHERE org_id = $1 AND conversation_id = $2 AND until_seq < $3 ORDER BY until_seq DESC LIMIT $4";
    COVERING = "SELECT * FROM turn WHERE org_id = $1 AND conversation_id = $2 AND from_seq < $3 AND until_seq >= $3 AND verdict <> 'overtaken' ORDER BY until_seq LIMIT 1";
    UNANSWERED = "INSERT INTO unanswered (org_id, id, conversation_id, question, created_at) VALUES ($1, $2, $3, $4, $5)";
}

#[derive(Clone, Debug)]
pub struct TurnRow {
    pub id: TurnId,
    pub conversation_id: ConversationId,
    /// The customer messages it answered: after `from_seq`, up to `until_seq`.
    pub from_seq: i64,
    pub until_seq: i64,
    /// `answered`, `handed_over`, `overtaken`, `failed`.
    pub verdict: String,
    pub record: Value,
    pub trace_id: Option<String>,
    pub duration_us: i64,
    pub created_at: Ts,
}

impl FromRow for TurnRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(TurnRow {
            id: row.id("id")?,
            conversation_id: row.id("conversation_id")?,
            from_seq: row.get("from_seq")?,
            until_seq: row.get("until_seq")?,
            verdict: row.get("verdict")?,
            record: row.json("record")?,
            trace_id: row.get("trace_id")?,
            duration_us: row.get("duration_us")?,
            created_at: row.ts("created_at")?,
        })
    }
}

pub async fn insert(unit: &mut Unit, t: TurnRow) -> Result<()> {
    unit.exec(INSERT, vals![t.id, t.conversation_id, t.from_seq, t.until_seq, t.verdict, t.record, t.trace_id, t.duration_us, t.created_at]).await?;
    Ok(())
}

pub async fn get(scope: &mut Scope, id: TurnId) -> Result<TurnRow> {
    scope.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("turn"))
}

/// Newest first.
pub async fn list(scope: &mut Scope, conversation: ConversationId, before_seq: i64, limit: i64) -> Result<Vec<TurnRow>> {
    scope.list(OF_CONVERSATION, vals![conversation, before_seq, limit]).await
}

/// The turn that answered a customer's message.
pub async fn covering(scope: &mut Scope, conversation: ConversationId, seq: i64) -> Result<Option<TurnRow>> {
    scope.find(COVERING, vals![conversation, seq]).await
}

/// A question the FAQ did not answer.
pub async fn add_unanswered(unit: &mut Unit, conversation: ConversationId, question: &str) -> Result<()> {
    let now = unit.now();
    unit.exec(UNANSWERED, vals![domain::id::EventId::new(), conversation, question, now]).await?;
    Ok(())
}
