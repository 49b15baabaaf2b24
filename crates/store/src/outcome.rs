//! How talks end: one row for each. Written with every turn, decided when the customer has been silent long enough, counted for reports.

use crate::{FromRow, Reads, Root, Row, Unit, statement::json};
use domain::id::{AgentId, ConnectionId, ConversationId, OrgId, OutcomeId};
use domain::outcome::{ConversationOutcome, OutcomeKind, Resolution};
use domain::{Error, Result, Ts};

statements! {
    INSERT = "INSERT INTO conversation_outcome (org_id, id, conversation_id, contact_id, connection_id, agent_id, agent_version, kind, reason, resolution, from_seq, until_seq, turns, bookings, is_sold, is_served, topics, tokens, cost, began_at, last_at, due_at, resolved_at, reversed_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)";
    UPDATE = "UPDATE conversation_outcome SET agent_id = $3, agent_version = $4, kind = $5, reason = $6, resolution = $7, until_seq = $8, turns = $9, bookings = $10, is_sold = $11, is_served = $12, topics = $13, tokens = $14, cost = $15,
              last_at = $16, due_at = $17, resolved_at = $18, reversed_at = $19 WHERE org_id = $1 AND id = $2";
    LATEST = "SELECT * FROM conversation_outcome WHERE org_id = $1 AND conversation_id = $2 ORDER BY id DESC LIMIT 1";
    /// Held until the unit ends.
    LATEST_LOCKED = {
        lite: "SELECT * FROM conversation_outcome WHERE org_id = $1 AND conversation_id = $2 ORDER BY id DESC LIMIT 1",
        pg: "SELECT * FROM conversation_outcome WHERE org_id = $1 AND conversation_id = $2 ORDER BY id DESC LIMIT 1 FOR UPDATE",
    };
    OF_CONVERSATION = "SELECT * FROM conversation_outcome WHERE org_id = $1 AND conversation_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4";
    /// By when the talk began.
    BETWEEN = "SELECT * FROM conversation_outcome WHERE org_id = $1 AND began_at >= $2 AND began_at < $3 AND (agent_id = $4 OR $4 IS NULL) AND (connection_id = $5 OR $5 IS NULL) AND (began_at > $6 OR (began_at = $6 AND id > $7)) ORDER BY began_at, id LIMIT $8";
    COUNTS = "SELECT agent_id, kind, reason, resolution, COUNT(*) AS talks, CAST(SUM(bookings) AS BIGINT) AS bookings, CAST(SUM(turns) AS BIGINT) AS turns, CAST(SUM(tokens) AS BIGINT) AS tokens, CAST(SUM(cost) AS BIGINT) AS cost
              FROM conversation_outcome WHERE org_id = $1 AND began_at >= $2 AND began_at < $3 AND (agent_id = $4 OR $4 IS NULL) AND (connection_id = $5 OR $5 IS NULL) GROUP BY agent_id, kind, reason, resolution";
    ROOT_DUE = "SELECT org_id, conversation_id, due_at FROM conversation_outcome WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at LIMIT $2";
}

impl FromRow for ConversationOutcome {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(ConversationOutcome {
            id: row.id("id")?,
            conversation_id: row.id("conversation_id")?,
            contact_id: row.id("contact_id")?,
            connection_id: row.id("connection_id")?,
            agent_id: row.maybe_id("agent_id")?,
            agent_version: row.get("agent_version")?,
            kind: row.parse("kind")?,
            reason: row.get("reason")?,
            resolution: row.parse("resolution")?,
            from_seq: row.get("from_seq")?,
            until_seq: row.get("until_seq")?,
            turns: row.get("turns")?,
            bookings: row.get("bookings")?,
            is_sold: row.get("is_sold")?,
            is_served: row.get("is_served")?,
            topics: row.json("topics")?,
            tokens: row.get("tokens")?,
            cost: row.get("cost")?,
            began_at: row.ts("began_at")?,
            last_at: row.ts("last_at")?,
            due_at: row.maybe_ts("due_at")?,
            resolved_at: row.maybe_ts("resolved_at")?,
            reversed_at: row.maybe_ts("reversed_at")?,
        })
    }
}

/// How many talks of one agent ended in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeCount {
    pub agent_id: Option<AgentId>,
    pub kind: OutcomeKind,
    pub reason: Option<String>,
    pub resolution: Resolution,
    pub talks: i64,
    pub bookings: i64,
    pub turns: i64,
    pub tokens: i64,
    pub cost: i64,
}

impl FromRow for OutcomeCount {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(OutcomeCount {
            agent_id: row.maybe_id("agent_id")?,
            kind: row.parse("kind")?,
            reason: row.get("reason")?,
            resolution: row.parse("resolution")?,
            talks: row.get("talks")?,
            bookings: row.get("bookings")?,
            turns: row.get("turns")?,
            tokens: row.get("tokens")?,
            cost: row.get("cost")?,
        })
    }
}

/// A talk that may be decided.
#[derive(Clone, Copy, Debug)]
pub struct DueOutcome {
    pub org_id: OrgId,
    pub conversation_id: ConversationId,
}

impl FromRow for DueOutcome {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(DueOutcome { org_id: row.id("org_id")?, conversation_id: row.id("conversation_id")? })
    }
}

/// Talks that began in `[from, until)`.
#[derive(Clone, Copy, Debug)]
pub struct OutcomeFilter {
    pub from: Ts,
    pub until: Ts,
    pub agent: Option<AgentId>,
    pub connection: Option<ConnectionId>,
}

pub async fn insert(unit: &mut Unit, o: &ConversationOutcome) -> Result<()> {
    unit.exec(
        INSERT,
        vals![
            o.id, o.conversation_id, o.contact_id, o.connection_id, o.agent_id, o.agent_version, o.kind, o.reason.clone(), o.resolution, o.from_seq, o.until_seq, o.turns, o.bookings, o.is_sold, o.is_served, json(&o.topics),
            o.tokens, o.cost, o.began_at, o.last_at, o.due_at, o.resolved_at, o.reversed_at
        ],
    )
    .await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, o: &ConversationOutcome) -> Result<()> {
    let touched = unit
        .exec(
            UPDATE,
            vals![
                o.id, o.agent_id, o.agent_version, o.kind, o.reason.clone(), o.resolution, o.until_seq, o.turns, o.bookings, o.is_sold, o.is_served, json(&o.topics), o.tokens, o.cost, o.last_at, o.due_at, o.resolved_at,
                o.reversed_at
            ],
        )
        .await?;
    if touched == 0 { Err(Error::not_found("outcome")) } else { Ok(()) }
}

/// Of the thread's last talk; none where no agent has answered yet.
pub async fn latest(reads: &mut impl Reads, conversation: ConversationId) -> Result<Option<ConversationOutcome>> {
    reads.find(LATEST, vals![conversation]).await
}

/// The same, held until the unit ends.
pub async fn latest_locked(unit: &mut Unit, conversation: ConversationId) -> Result<Option<ConversationOutcome>> {
    unit.find(LATEST_LOCKED, vals![conversation]).await
}

/// Of a thread's talks, newest first, before an id.
pub async fn list(reads: &mut impl Reads, conversation: ConversationId, before: OutcomeId, limit: i64) -> Result<Vec<ConversationOutcome>> {
    reads.list(OF_CONVERSATION, vals![conversation, before, limit]).await
}

/// Of the firm's talks, oldest first, after a position.
pub async fn between(reads: &mut impl Reads, filter: &OutcomeFilter, after: (Ts, OutcomeId), limit: i64) -> Result<Vec<ConversationOutcome>> {
    reads.list(BETWEEN, vals![filter.from, filter.until, filter.agent, filter.connection, after.0, after.1, limit]).await
}

pub async fn counts(reads: &mut impl Reads, filter: &OutcomeFilter) -> Result<Vec<OutcomeCount>> {
    reads.list(COUNTS, vals![filter.from, filter.until, filter.agent, filter.connection]).await
}

/// Talks whose silence has lasted long enough, longest first.
pub async fn due(root: &mut Root, now: Ts, limit: i64) -> Result<Vec<DueOutcome>> {
    root.list(ROOT_DUE, vals![now, limit]).await
}
