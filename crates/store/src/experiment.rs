//! Experiments with an agent's versions: their rows, whom they answered, and what silent versions would have said.

use crate::{FromRow, Reads, Root, Row, Unit, statement::json};
use domain::experiment::{Agreement, Arm, CanaryRules, Experiment, ExperimentStatus};
use domain::id::{AgentId, ContactId, ConversationId, ExperimentId, OrgId};
use domain::outcome::{OutcomeKind, Resolution};
use domain::{Error, Result, Ts};
use serde_json::Value;

statements! {
    INSERT = "INSERT INTO experiment (org_id, id, name, agent_id, kind, control, variant, share, status, rules, reason, author_id, started_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    GET = "SELECT * FROM experiment WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM experiment WHERE org_id = $1 AND (agent_id = $2 OR $2 IS NULL) AND (started_at < $3 OR (started_at = $3 AND id < $4)) ORDER BY started_at DESC, id DESC LIMIT $5";
    RUNNING = "SELECT * FROM experiment WHERE org_id = $1 AND status = 'running'";
    END = "UPDATE experiment SET status = $3, reason = $4, ended_at = $5 WHERE org_id = $1 AND id = $2 AND status = 'running'";
    /// The first answer decides; a conversation is counted once.
    EXPOSE = "INSERT INTO exposure (org_id, experiment_id, conversation_id, contact_id, arm, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    /// What the turns of a share came to: all of them, those that failed for good, and how long they took.
    TURNS = "SELECT x.arm, count(*) AS turns, CAST(sum(t.duration_us) AS BIGINT) AS duration FROM exposure x
             JOIN turn t ON t.org_id = x.org_id AND t.conversation_id = x.conversation_id AND t.created_at >= x.created_at
             WHERE x.org_id = $1 AND x.experiment_id = $2 GROUP BY x.arm";
    CONVERSATIONS = "SELECT x.arm, count(*) AS conversations, count(DISTINCT x.contact_id) AS contacts, CAST(sum(COALESCE(s.tokens, 0)) AS BIGINT) AS tokens, CAST(sum(COALESCE(s.cost, 0)) AS BIGINT) AS cost
             FROM exposure x LEFT JOIN model_spend s ON s.org_id = x.org_id AND s.conversation_id = x.conversation_id
             WHERE x.org_id = $1 AND x.experiment_id = $2 GROUP BY x.arm";
    /// Talks that ended, or would end so, since the share was drawn.
    OUTCOMES = "SELECT x.arm, o.kind, o.resolution, o.reason, count(*) AS talks FROM exposure x
             JOIN conversation_outcome o ON o.org_id = x.org_id AND o.conversation_id = x.conversation_id AND o.last_at >= x.created_at
             WHERE x.org_id = $1 AND x.experiment_id = $2 GROUP BY x.arm, o.kind, o.resolution, o.reason";
    /// Marks from 1 to 5, as a script of feedback has written them into the deal.
    RATINGS = {
        lite: "SELECT x.arm, count(*) AS count, CAST(sum(CAST(d.known ->> '$.rating' AS BIGINT)) AS BIGINT) AS sum FROM exposure x
             JOIN deal d ON d.org_id = x.org_id AND d.conversation_id = x.conversation_id AND d.updated_at >= x.created_at
             WHERE x.org_id = $1 AND x.experiment_id = $2 AND d.known ->> '$.rating' IN ('1', '2', '3', '4', '5') GROUP BY x.arm",
        pg: "SELECT x.arm, count(*) AS count, CAST(sum(CAST(d.known ->> 'rating' AS BIGINT)) AS BIGINT) AS sum FROM exposure x
             JOIN deal d ON d.org_id = x.org_id AND d.conversation_id = x.conversation_id AND d.updated_at >= x.created_at
             WHERE x.org_id = $1 AND x.experiment_id = $2 AND d.known ->> 'rating' IN ('1', '2', '3', '4', '5') GROUP BY x.arm",
    };
    ROOT_CANARIES = "SELECT org_id, id FROM experiment WHERE status = 'running' AND kind = 'canary' AND id > $1 ORDER BY id LIMIT $2";
    SHADE = "INSERT INTO shadow_answer (org_id, experiment_id, conversation_id, until_seq, beside, question, live, silent, agreement, tokens, duration_us, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING";
    IS_SHADED = "SELECT until_seq FROM shadow_answer WHERE org_id = $1 AND experiment_id = $2 AND conversation_id = $3 AND until_seq = $4";
    SHADOWS = "SELECT * FROM shadow_answer WHERE org_id = $1 AND experiment_id = $2 AND (agreement = $3 OR $3 IS NULL)
             AND (created_at < $4 OR (created_at = $4 AND conversation_id < $5)) ORDER BY created_at DESC, conversation_id DESC LIMIT $6";
    AGREEMENT = "SELECT beside, agreement, count(*) AS count, CAST(sum(tokens) AS BIGINT) AS tokens FROM shadow_answer WHERE org_id = $1 AND experiment_id = $2 GROUP BY beside, agreement";
}

impl FromRow for Experiment {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Experiment {
            id: row.id("id")?,
            name: row.get("name")?,
            agent_id: row.id("agent_id")?,
            kind: row.parse("kind")?,
            control: row.get("control")?,
            variant: row.get("variant")?,
            share: u8::try_from(row.get::<i64>("share")?).unwrap_or(0),
            status: row.parse("status")?,
            rules: row.json("rules")?,
            reason: row.get("reason")?,
            author_id: row.maybe_id("author_id")?,
            started_at: row.ts("started_at")?,
            ended_at: row.maybe_ts("ended_at")?,
        })
    }
}

/// What a version that only thought along would have answered, beside the answer that was given.
#[derive(Clone, Debug)]
pub struct ShadowRow {
    pub experiment_id: ExperimentId,
    pub conversation_id: ConversationId,
    pub until_seq: i64,
    /// Beside whose answer: `agent` or `person`.
    pub beside: String,
    pub question: String,
    pub live: Value,
    pub silent: Value,
    pub agreement: Agreement,
    pub tokens: i64,
    pub duration_us: i64,
    pub created_at: Ts,
}

impl FromRow for ShadowRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(ShadowRow {
            experiment_id: row.id("experiment_id")?,
            conversation_id: row.id("conversation_id")?,
            until_seq: row.get("until_seq")?,
            beside: row.get("beside")?,
            question: row.get("question")?,
            live: row.json("live")?,
            silent: row.json("silent")?,
            agreement: row.parse("agreement")?,
            tokens: row.get("tokens")?,
            duration_us: row.get("duration_us")?,
            created_at: row.ts("created_at")?,
        })
    }
}

/// How often silent answers agreed with the given ones.
#[derive(Clone, Debug)]
pub struct AgreementCount {
    pub beside: String,
    pub agreement: Agreement,
    pub count: i64,
    pub tokens: i64,
}

impl FromRow for AgreementCount {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(AgreementCount { beside: row.get("beside")?, agreement: row.parse("agreement")?, count: row.get("count")?, tokens: row.get("tokens")? })
    }
}

/// Conversations of one share and what they cost.
#[derive(Clone, Debug)]
pub struct ArmCount {
    pub arm: Arm,
    pub conversations: i64,
    pub contacts: i64,
    pub tokens: i64,
    /// Millionths of a unit of the firm's currency.
    pub cost: i64,
}

impl FromRow for ArmCount {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(ArmCount { arm: row.parse("arm")?, conversations: row.get("conversations")?, contacts: row.get("contacts")?, tokens: row.get("tokens")?, cost: row.get("cost")? })
    }
}

/// Turns of one share and how long they took together.
#[derive(Clone, Debug)]
pub struct ArmTurns {
    pub arm: Arm,
    pub turns: i64,
    pub duration_us: i64,
}

impl FromRow for ArmTurns {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(ArmTurns { arm: row.parse("arm")?, turns: row.get("turns")?, duration_us: row.get("duration")? })
    }
}

pub async fn insert(unit: &mut Unit, e: &Experiment) -> Result<()> {
    let values = vals![
        e.id, &e.name, e.agent_id, e.kind.as_str(), e.control, e.variant, i64::from(e.share), e.status.as_str(), json::<CanaryRules>(&e.rules), e.reason.as_deref(), e.author_id, e.started_at, e.ended_at
    ];
    unit.exec(INSERT, values).await?;
    Ok(())
}

pub async fn get(reads: &mut impl Reads, id: ExperimentId) -> Result<Experiment> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("experiment"))
}

/// Newest first, those that began before `before`.
pub async fn list(reads: &mut impl Reads, agent: Option<AgentId>, before: (Ts, ExperimentId), limit: i64) -> Result<Vec<Experiment>> {
    reads.list(LIST, vals![agent, before.0, before.1, limit]).await
}

pub async fn running(reads: &mut impl Reads) -> Result<Vec<Experiment>> {
    reads.list(RUNNING, vec![]).await
}

/// False: it had ended already.
pub async fn end(unit: &mut Unit, id: ExperimentId, status: ExperimentStatus, reason: Option<&str>, at: Ts) -> Result<bool> {
    Ok(unit.exec(END, vals![id, status.as_str(), reason, at]).await? > 0)
}

pub async fn expose(unit: &mut Unit, id: ExperimentId, conversation: ConversationId, contact: ContactId, arm: Arm) -> Result<()> {
    let now = unit.now();
    unit.exec(EXPOSE, vals![id, conversation, contact, arm.as_str(), now]).await?;
    Ok(())
}

pub async fn turns(reads: &mut impl Reads, id: ExperimentId) -> Result<Vec<ArmTurns>> {
    reads.list(TURNS, vals![id]).await
}

pub async fn conversations(reads: &mut impl Reads, id: ExperimentId) -> Result<Vec<ArmCount>> {
    reads.list(CONVERSATIONS, vals![id]).await
}

pub async fn shade(unit: &mut Unit, s: &ShadowRow) -> Result<()> {
    let values = vals![
        s.experiment_id, s.conversation_id, s.until_seq, &s.beside, &s.question, json(&s.live), json(&s.silent), s.agreement.as_str(), s.tokens, s.duration_us, s.created_at
    ];
    unit.exec(SHADE, values).await?;
    Ok(())
}

pub async fn is_shaded(reads: &mut impl Reads, id: ExperimentId, conversation: ConversationId, until_seq: i64) -> Result<bool> {
    Ok(!reads.rows(IS_SHADED, vals![id, conversation, until_seq]).await?.is_empty())
}

/// Newest first, those made before `before`.
pub async fn shadows(reads: &mut impl Reads, id: ExperimentId, agreement: Option<Agreement>, before: (Ts, ConversationId), limit: i64) -> Result<Vec<ShadowRow>> {
    reads.list(SHADOWS, vals![id, agreement.map(|a| a.as_str()), before.0, before.1, limit]).await
}

pub async fn agreement(reads: &mut impl Reads, id: ExperimentId) -> Result<Vec<AgreementCount>> {
    reads.list(AGREEMENT, vals![id]).await
}

/// How many talks of one share ended in one way.
#[derive(Clone, Debug)]
pub struct ArmOutcome {
    pub arm: Arm,
    pub kind: OutcomeKind,
    pub resolution: Resolution,
    pub reason: Option<String>,
    pub talks: i64,
}

impl FromRow for ArmOutcome {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(ArmOutcome { arm: row.parse("arm")?, kind: row.parse("kind")?, resolution: row.parse("resolution")?, reason: row.get("reason")?, talks: row.get("talks")? })
    }
}

pub async fn outcomes(reads: &mut impl Reads, id: ExperimentId) -> Result<Vec<ArmOutcome>> {
    reads.list(OUTCOMES, vals![id]).await
}

/// Marks the customers of one share have given.
#[derive(Clone, Debug)]
pub struct ArmRating {
    pub arm: Arm,
    pub count: i64,
    pub sum: i64,
}

impl FromRow for ArmRating {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(ArmRating { arm: row.parse("arm")?, count: row.get("count")?, sum: row.get("sum")? })
    }
}

pub async fn ratings(reads: &mut impl Reads, id: ExperimentId) -> Result<Vec<ArmRating>> {
    reads.list(RATINGS, vals![id]).await
}

/// A running canary of any firm.
#[derive(Clone, Copy, Debug)]
pub struct Canary {
    pub org_id: OrgId,
    pub id: ExperimentId,
}

impl FromRow for Canary {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Canary { org_id: row.id("org_id")?, id: row.id("id")? })
    }
}

/// Those after `after`, by id.
pub async fn canaries(root: &mut Root, after: ExperimentId, limit: i64) -> Result<Vec<Canary>> {
    root.list(ROOT_CANARIES, vals![after, limit]).await
}
