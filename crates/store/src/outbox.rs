//! What waits to be sent, in order per conversation. `ready → sending → sent | ready | unknown | failed | dead | cancelled`.
//! A row found `sending` after its lease ran out may have been delivered: it becomes `unknown`, never `ready`.

use crate::{FromRow, Root, Row, Scope, Unit};
use domain::id::{ConnectionId, ConversationId, MessageId, OrgId, OutboxId};
use domain::{Error, Result, Ts};
use serde_json::Value;
use uuid::Uuid;

statements! {
    INSERT = "INSERT INTO outbox (org_id, id, connection_id, conversation_id, message_id, payload, status, attempts, run_at, trace_id, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, 'ready', 0, $7, $8, $9, $9)";
    ROOT_CLAIM = {
        lite: "UPDATE outbox SET status = 'sending', attempts = attempts + 1, locked_by = $1, locked_until = $2, updated_at = $3 WHERE (org_id, id) IN (
                 SELECT o.org_id, o.id FROM outbox o WHERE o.status = 'ready' AND o.run_at <= $3
                 AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.org_id = o.org_id AND e.conversation_id = o.conversation_id AND e.id < o.id AND e.status IN ('ready', 'sending'))
                 ORDER BY o.run_at LIMIT $4) RETURNING *",
        pg: "UPDATE outbox SET status = 'sending', attempts = attempts + 1, locked_by = $1, locked_until = $2, updated_at = $3 WHERE (org_id, id) IN (
                 SELECT o.org_id, o.id FROM outbox o WHERE o.status = 'ready' AND o.run_at <= $3
                 AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.org_id = o.org_id AND e.conversation_id = o.conversation_id AND e.id < o.id AND e.status IN ('ready', 'sending'))
                 ORDER BY o.run_at LIMIT $4 FOR UPDATE SKIP LOCKED) RETURNING *",
    };
    ROOT_NEXT = "SELECT min(run_at) AS run_at FROM outbox WHERE status = 'ready'";
    /// Sends whose runner died.
    ROOT_LOST = "SELECT * FROM outbox WHERE status = 'sending' AND locked_until < $1 LIMIT $2";
    FINISH = "UPDATE outbox SET status = $3, last_error = $4, parts_sent = $5, run_at = COALESCE($6, run_at), locked_until = 0, locked_by = NULL, updated_at = $7, reason = $9 WHERE org_id = $1 AND id = $2 AND locked_by = $8 AND status = 'sending'";
    ABANDON = "UPDATE outbox SET status = $3, last_error = $4, locked_until = 0, locked_by = NULL, updated_at = $5 WHERE org_id = $1 AND id = $2 AND status = 'sending' AND locked_until < $6";
    CANCEL_AGENT = "UPDATE outbox SET status = 'cancelled', updated_at = $3 WHERE org_id = $1 AND conversation_id = $2 AND status = 'ready'
                    AND message_id IN (SELECT id FROM message WHERE org_id = $1 AND conversation_id = $2 AND author = 'agent') RETURNING *";
    GET = "SELECT * FROM outbox WHERE org_id = $1 AND id = $2";
    BY_MESSAGE = "SELECT * FROM outbox WHERE org_id = $1 AND message_id = $2 ORDER BY id DESC LIMIT 1";
    /// Sends of messages that did not arrive, or perhaps did not.
    TROUBLED = "SELECT o.* FROM message m JOIN outbox o ON o.org_id = m.org_id AND o.message_id = m.id WHERE m.org_id = $1 AND m.conversation_id = $2 AND m.seq >= $3 AND m.seq <= $4 AND m.delivery IN ('failed', 'unknown') ORDER BY o.id";
    LIST = "SELECT * FROM outbox WHERE org_id = $1 AND id < $2 AND (status = $3 OR $3 IS NULL) ORDER BY id DESC LIMIT $4";
    /// A person decided: send again, or let it be.
    RESOLVE = "UPDATE outbox SET status = $3, run_at = $4, attempts = 0, updated_at = $4 WHERE org_id = $1 AND id = $2 AND status IN ('unknown', 'dead', 'failed') RETURNING *";
    ROOT_COUNTS = "SELECT status, count(*) AS n FROM outbox WHERE status <> 'sent' GROUP BY status";
}

/// One row.
#[derive(Clone, Debug)]
pub struct OutboxRow {
    pub org_id: OrgId,
    pub id: OutboxId,
    pub connection_id: ConnectionId,
    pub conversation_id: Option<ConversationId>,
    pub message_id: Option<MessageId>,
    pub payload: Value,
    pub status: String,
    pub attempts: i64,
    pub parts_sent: i64,
    pub run_at: Ts,
    pub last_error: Option<String>,
    /// The kind of the last error, in a word.
    pub reason: Option<String>,
    pub trace_id: Option<String>,
    pub created_at: Ts,
    pub updated_at: Ts,
}

impl FromRow for OutboxRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(OutboxRow {
            org_id: row.id("org_id")?,
            id: row.id("id")?,
            connection_id: row.id("connection_id")?,
            conversation_id: row.maybe_id("conversation_id")?,
            message_id: row.maybe_id("message_id")?,
            payload: row.json("payload")?,
            status: row.get("status")?,
            attempts: row.get("attempts")?,
            parts_sent: row.get("parts_sent")?,
            run_at: row.ts("run_at")?,
            last_error: row.get("last_error")?,
            reason: row.get("reason")?,
            trace_id: row.get("trace_id")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

struct NextRun(Option<Ts>);
impl FromRow for NextRun {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(NextRun(row.maybe_ts("run_at")?))
    }
}

/// How many rows stand in each unfinished state.
#[derive(Clone, Debug)]
pub struct Count {
    pub status: String,
    pub n: i64,
}
impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Count { status: row.get("status")?, n: row.get("n")? })
    }
}

/// Queues one message, due now.
pub async fn insert(unit: &mut Unit, id: OutboxId, connection: ConnectionId, conversation: ConversationId, message: MessageId, payload: Value) -> Result<()> {
    let (now, trace) = (unit.now(), unit.by().trace_id.clone());
    unit.exec(INSERT, vals![id, connection, conversation, message, payload, now, trace, now]).await?;
    unit.wake(crate::Signal::Outbox);
    Ok(())
}

/// Takes up to `limit` rows that may go now; at most one per conversation.
pub async fn claim(root: &mut Root, node: Uuid, until: Ts, now: Ts, limit: i64) -> Result<Vec<OutboxRow>> {
    root.list(ROOT_CLAIM, vals![node, until, now, limit]).await
}

pub async fn next_run(root: &mut Root) -> Result<Option<Ts>> {
    Ok(root.find::<NextRun>(ROOT_NEXT, vec![]).await?.and_then(|n| n.0))
}

/// Sends whose lease ended before a moment.
pub async fn lost(root: &mut Root, lease_before: Ts, limit: i64) -> Result<Vec<OutboxRow>> {
    root.list(ROOT_LOST, vals![lease_before, limit]).await
}

/// Ends an attempt of this node; false when the lease had been lost. An error is its kind in a word and its text.
pub async fn finish(unit: &mut Unit, id: OutboxId, node: Uuid, status: &str, error: Option<(&str, &str)>, parts_sent: i64, again_at: Option<Ts>) -> Result<bool> {
    let (now, (reason, detail)) = (unit.now(), error.unzip());
    Ok(unit.exec(FINISH, vals![id, status, detail, parts_sent, again_at, now, node, reason]).await? == 1)
}

/// Decides about a send whose runner died: its lease ended before `lease_before`.
pub async fn abandon(unit: &mut Unit, id: OutboxId, status: &str, error: &str, lease_before: Ts) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(ABANDON, vals![id, status, error, now, lease_before]).await? == 1)
}

/// A person took over: what the agent has not sent yet is not sent.
pub async fn cancel_agent(unit: &mut Unit, conversation: ConversationId) -> Result<Vec<OutboxRow>> {
    let now = unit.now();
    unit.list(CANCEL_AGENT, vals![conversation, now]).await
}

pub async fn get(scope: &mut Scope, id: OutboxId) -> Result<OutboxRow> {
    scope.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("send"))
}

pub async fn find_by_message_in(unit: &mut Unit, message: MessageId) -> Result<Option<OutboxRow>> {
    unit.find(BY_MESSAGE, vals![message]).await
}

/// The sends of a conversation's failed and unknown messages between two numbers.
pub async fn troubled(scope: &mut Scope, conversation: ConversationId, from: i64, until: i64) -> Result<Vec<OutboxRow>> {
    scope.list(TROUBLED, vals![conversation, from, until]).await
}

pub async fn list(scope: &mut Scope, before: OutboxId, status: Option<&str>, limit: i64) -> Result<Vec<OutboxRow>> {
    scope.list(LIST, vals![before, status, limit]).await
}

/// `status` is `ready` (send again) or `cancelled`/`sent` (a person knows better).
pub async fn resolve(unit: &mut Unit, id: OutboxId, status: &str) -> Result<OutboxRow> {
    let now = unit.now();
    let row = unit.find(RESOLVE, vals![id, status, now]).await?.ok_or_else(|| Error::conflict("the send is not waiting for a decision").code("not_waiting"))?;
    unit.wake(crate::Signal::Outbox);
    Ok(row)
}

pub async fn counts(root: &mut Root) -> Result<Vec<Count>> {
    root.list(ROOT_COUNTS, vec![]).await
}
