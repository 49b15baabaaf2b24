//! Agents and their versions: rows and statements, the counter that tells whether any of them changed, and what their settings refer to.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::agent::{Agent, AgentSpec, AgentVersion};
use domain::id::{AgentId, CategoryId, ConversationId, ProviderId};
use domain::{Error, Result, Ts};

statements! {
    INSERT = "INSERT INTO agent (org_id, id, name, role, status, live_version, draft, position, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    UPDATE = "UPDATE agent SET name = $3, role = $4, status = $5, live_version = $6, draft = $7, position = $8, updated_at = $9 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM agent WHERE org_id = $1 AND id = $2";
    /// Held until the unit ends; SQLite has one writer anyway.
    LOCK = {
        lite: "SELECT * FROM agent WHERE org_id = $1 AND id = $2",
        pg: "SELECT * FROM agent WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    LIST = "SELECT * FROM agent WHERE org_id = $1 ORDER BY position, id";
    DELETE = "DELETE FROM agent WHERE org_id = $1 AND id = $2";
    INSERT_VERSION = "INSERT INTO agent_version (org_id, agent_id, number, spec, note, author_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    GET_VERSION = "SELECT * FROM agent_version WHERE org_id = $1 AND agent_id = $2 AND number = $3";
    VERSIONS = "SELECT * FROM agent_version WHERE org_id = $1 AND agent_id = $2 AND number < $3 ORDER BY number DESC LIMIT $4";
    LAST = "SELECT * FROM agent_version WHERE org_id = $1 AND agent_id = $2 ORDER BY number DESC LIMIT 1";
    /// Of every published agent, the version it answers with.
    LIVE = "SELECT v.* FROM agent a JOIN agent_version v ON v.org_id = a.org_id AND v.agent_id = a.id AND v.number = a.live_version WHERE a.org_id = $1";
    COUNTER = "SELECT agents_version FROM org WHERE id = $1";
    BUMP = "UPDATE org SET agents_version = agents_version + 1 WHERE id = $1";
    IS_USED = "SELECT id FROM conversation WHERE org_id = $1 AND agent_id = $2 LIMIT 1";
    TAKE = "UPDATE conversation SET agent_id = $3 WHERE org_id = $1 AND id = $2";
    OF_CONVERSATION = "SELECT agent_id FROM conversation WHERE org_id = $1 AND id = $2";
    HAS_CATEGORY = "SELECT id FROM category WHERE org_id = $1 AND id = $2";
    HAS_PROVIDER = "SELECT id FROM provider WHERE org_id = $1 AND id = $2";
    LAST_TEST = "SELECT max(run_at) AS run_at FROM dialogue_test WHERE org_id = $1";
    /// What there is to answer from beside the catalog.
    KNOWLEDGE = "SELECT (SELECT count(*) FROM faq f WHERE f.org_id = $1 AND f.is_active) AS faq, (SELECT count(*) FROM document d WHERE d.org_id = $1 AND d.status = 'ready') AS documents";
}

impl FromRow for Agent {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Agent {
            id: row.id("id")?,
            name: row.get("name")?,
            role: row.parse("role")?,
            status: row.parse("status")?,
            live_version: row.get("live_version")?,
            draft: row.json("draft")?,
            position: row.get("position")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

impl FromRow for AgentVersion {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(AgentVersion {
            agent_id: row.id("agent_id")?,
            number: row.get("number")?,
            spec: row.json("spec")?,
            note: row.get("note")?,
            author_id: row.maybe_id("author_id")?,
            created_at: row.ts("created_at")?,
        })
    }
}

struct Counter(i64);

impl FromRow for Counter {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("agents_version").map(Counter)
    }
}

struct Leader(Option<AgentId>);

impl FromRow for Leader {
    fn from_row(row: &Row) -> Result<Self> {
        row.maybe_id("agent_id").map(Leader)
    }
}

struct LastTest(Option<Ts>);

impl FromRow for LastTest {
    fn from_row(row: &Row) -> Result<Self> {
        row.maybe_ts("run_at").map(LastTest)
    }
}

/// How much there is to answer from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Knowledge {
    pub faq: i64,
    pub documents: i64,
}

impl FromRow for Knowledge {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Knowledge { faq: row.get("faq")?, documents: row.get("documents")? })
    }
}

pub async fn insert(unit: &mut Unit, a: &Agent) -> Result<()> {
    unit.exec(INSERT, vals![a.id, &a.name, a.role.as_str(), a.status.as_str(), a.live_version, json(&a.draft), a.position, a.created_at, a.updated_at]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, a: &Agent) -> Result<()> {
    let touched = unit.exec(UPDATE, vals![a.id, &a.name, a.role.as_str(), a.status.as_str(), a.live_version, json(&a.draft), a.position, a.updated_at]).await?;
    if touched == 0 { Err(Error::not_found("agent")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: AgentId) -> Result<Agent> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("agent"))
}

/// The agent, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: AgentId) -> Result<Agent> {
    unit.find(LOCK, vals![id]).await?.ok_or_else(|| Error::not_found("agent"))
}

/// All of them, by position.
pub async fn list(reads: &mut impl Reads) -> Result<Vec<Agent>> {
    reads.list(LIST, vec![]).await
}

/// With its versions.
pub async fn remove(unit: &mut Unit, id: AgentId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("agent")) } else { Ok(()) }
}

pub async fn insert_version(unit: &mut Unit, v: &AgentVersion) -> Result<()> {
    unit.exec(INSERT_VERSION, vals![v.agent_id, v.number, json::<AgentSpec>(&v.spec), &v.note, v.author_id, v.created_at]).await?;
    Ok(())
}

pub async fn get_version(reads: &mut impl Reads, agent: AgentId, number: i64) -> Result<AgentVersion> {
    reads.find(GET_VERSION, vals![agent, number]).await?.ok_or_else(|| Error::not_found("version"))
}

/// Newest first, those below `before`.
pub async fn versions(reads: &mut impl Reads, agent: AgentId, before: i64, limit: i64) -> Result<Vec<AgentVersion>> {
    reads.list(VERSIONS, vals![agent, before, limit]).await
}

pub async fn last_version(reads: &mut impl Reads, agent: AgentId) -> Result<Option<AgentVersion>> {
    reads.find(LAST, vals![agent]).await
}

/// In no order; an agent that was never published is missing.
pub async fn live(reads: &mut impl Reads) -> Result<Vec<AgentVersion>> {
    reads.list(LIVE, vec![]).await
}

/// Grows with every change of an agent or a script.
pub async fn counter(reads: &mut impl Reads) -> Result<i64> {
    reads.find::<Counter>(COUNTER, vec![]).await?.map(|c| c.0).ok_or_else(|| Error::not_found("organization"))
}

pub async fn bump(unit: &mut Unit) -> Result<()> {
    unit.exec(BUMP, vec![]).await?;
    Ok(())
}

/// Does any conversation refer to it?
pub async fn is_used(reads: &mut impl Reads, id: AgentId) -> Result<bool> {
    Ok(!reads.rows(IS_USED, vals![id]).await?.is_empty())
}

/// Writes down who leads a conversation.
pub async fn take(unit: &mut Unit, conversation: ConversationId, agent: Option<AgentId>) -> Result<()> {
    let touched = unit.exec(TAKE, vals![conversation, agent]).await?;
    if touched == 0 { Err(Error::not_found("conversation")) } else { Ok(()) }
}

/// Who led a conversation last; may have been removed meanwhile.
pub async fn of_conversation(reads: &mut impl Reads, conversation: ConversationId) -> Result<Option<AgentId>> {
    Ok(reads.find::<Leader>(OF_CONVERSATION, vals![conversation]).await?.and_then(|leader| leader.0))
}

pub async fn has_category(reads: &mut impl Reads, id: CategoryId) -> Result<bool> {
    Ok(!reads.rows(HAS_CATEGORY, vals![id]).await?.is_empty())
}

pub async fn has_provider(reads: &mut impl Reads, id: ProviderId) -> Result<bool> {
    Ok(!reads.rows(HAS_PROVIDER, vals![id]).await?.is_empty())
}

pub async fn knowledge(reads: &mut impl Reads) -> Result<Knowledge> {
    Ok(reads.find(KNOWLEDGE, vec![]).await?.unwrap_or_default())
}

/// When a test of a dialogue was played last.
pub async fn last_test(reads: &mut impl Reads) -> Result<Option<Ts>> {
    Ok(reads.find::<LastTest>(LAST_TEST, vec![]).await?.and_then(|last| last.0))
}

/// Later than `before`, even if the clock has not moved: what `If-Match` compares must differ.
pub fn next_instant(before: Ts, now: Ts) -> Ts {
    now.max(Ts::from_micros(before.micros().saturating_add(1)))
}
