//! Turns: the flight recorder. What came in, what was decided and why; enough to replay.

use crate::{FromRow, Reads, Row, Scope, Unit};
use domain::id::{AgentId, ConnectionId, ContactId, ConversationId, TurnId};
use domain::{Error, Result, Ts};
use serde_json::Value;

statements! {
    INSERT = "INSERT INTO turn (org_id, id, conversation_id, from_seq, until_seq, verdict, record, trace_id, duration_us, created_at, catalog_version, search) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    GET = "SELECT * FROM turn WHERE org_id = $1 AND id = $2";
    OF_CONVERSATION = "SELECT * FROM turn WHERE org_id = $1 AND conversation_id = $2 AND until_seq < $3 ORDER BY until_seq DESC LIMIT $4";
    OF_TRACE = "SELECT * FROM turn WHERE org_id = $1 AND trace_id = $2 ORDER BY created_at, id LIMIT $3";
    COVERING = "SELECT * FROM turn WHERE org_id = $1 AND conversation_id = $2 AND from_seq < $3 AND until_seq >= $3 AND verdict <> 'overtaken' ORDER BY until_seq LIMIT 1";
    LATEST = "SELECT * FROM turn WHERE org_id = $1 AND (created_at < $2 OR (created_at = $2 AND id < $3)) ORDER BY created_at DESC, id DESC LIMIT $4";
    /// A test talk is its member's own: it is not found.
    SEARCH = {
        lite: "SELECT t.*, v.connection_id, v.contact_id, c.name AS contact FROM turn t CROSS JOIN conversation v CROSS JOIN contact c
               WHERE t.org_id = $1 AND v.org_id = t.org_id AND v.id = t.conversation_id AND c.org_id = t.org_id AND c.id = v.contact_id AND c.source <> 'test'
               AND t.created_at >= $2 AND t.created_at < $3 AND (t.created_at < $4 OR (t.created_at = $4 AND t.id < $5)) AND (t.verdict = $6 OR $6 IS NULL) AND (v.connection_id = $7 OR $7 IS NULL)
               AND (t.conversation_id = $8 OR $8 IS NULL) AND (CAST($9 AS TEXT) IS NULL OR instr(t.search, $9) > 0)
               AND t.duration_us >= $11 AND (CAST($12 AS TEXT) IS NULL OR t.record ->> '$.trace.agent.id' = $12)
               AND (CAST($13 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM json_each(t.record, '$.effects') e WHERE e.value ->> 'effect' = 'hand_over' AND e.value ->> 'reason' = $13))
               AND (CAST($14 AS BIGINT) = 0 OR json_type(t.record, '$.trace.asked') = 'array')
               AND (CAST($15 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM json_each(t.record, '$.calls') e WHERE e.value ->> '$[1].kind' = 'failed')) ORDER BY t.created_at DESC, t.id DESC LIMIT $10",
        pg: "SELECT t.*, v.connection_id, v.contact_id, c.name AS contact FROM turn t JOIN conversation v ON v.org_id = t.org_id AND v.id = t.conversation_id JOIN contact c ON c.org_id = v.org_id AND c.id = v.contact_id
               WHERE t.org_id = $1 AND c.source <> 'test'
               AND t.created_at >= $2 AND t.created_at < $3 AND (t.created_at < $4 OR (t.created_at = $4 AND t.id < $5)) AND (t.verdict = $6 OR $6 IS NULL) AND (v.connection_id = $7 OR $7 IS NULL)
               AND (t.conversation_id = $8 OR $8 IS NULL) AND (CAST($9 AS TEXT) IS NULL OR strpos(t.search, $9) > 0)
               AND t.duration_us >= $11 AND (CAST($12 AS TEXT) IS NULL OR t.record #>> '{trace,agent,id}' = $12)
               AND (CAST($13 AS TEXT) IS NULL OR t.record -> 'effects' @> jsonb_build_array(jsonb_build_object('effect', 'hand_over', 'reason', CAST($13 AS TEXT))))
               AND (CAST($14 AS BIGINT) = 0 OR jsonb_typeof(t.record #> '{trace,asked}') = 'array')
               AND (CAST($15 AS BIGINT) = 0 OR jsonb_path_exists(t.record, '$.calls[*][1] ? (@.kind == \"failed\")')) ORDER BY t.created_at DESC, t.id DESC LIMIT $10",
    };
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
    /// The snapshot it was answered from; none for turns that cannot be run again.
    pub catalog_version: Option<i64>,
    /// What was said in it, as the search compares it (`words`).
    pub search: String,
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
            catalog_version: row.get("catalog_version")?,
            search: row.get("search")?,
        })
    }
}

/// A turn with whom it was for.
#[derive(Clone, Debug)]
pub struct FoundTurn {
    pub turn: TurnRow,
    pub connection_id: ConnectionId,
    pub contact_id: ContactId,
    pub contact: Option<String>,
}

impl FromRow for FoundTurn {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(FoundTurn { turn: TurnRow::from_row(row)?, connection_id: row.id("connection_id")?, contact_id: row.id("contact_id")?, contact: row.get("contact")? })
    }
}

/// What is looked for; all optional but the time.
#[derive(Clone, Debug)]
pub struct TurnFilter {
    pub from: Ts,
    pub until: Ts,
    pub verdict: Option<&'static str>,
    pub connection: Option<ConnectionId>,
    pub conversation: Option<ConversationId>,
    /// As `words` makes it.
    pub words: Option<String>,
    /// Who answered.
    pub agent: Option<AgentId>,
    /// Why a person was asked for.
    pub reason: Option<String>,
    /// A model was wanted, whether it answered or not.
    pub with_model: bool,
    /// Something it asked failed.
    pub failed: bool,
    /// Took at least so many microseconds.
    pub slower_us: i64,
}

impl Default for TurnFilter {
    /// Every turn.
    fn default() -> Self {
        TurnFilter {
            from: Ts::from_micros(0), until: Ts::from_micros(i64::MAX), verdict: None, connection: None, conversation: None, words: None, agent: None, reason: None, with_model: false, failed: false, slower_us: 0,
        }
    }
}

/// How much of a turn the search remembers.
const WORDS: usize = 2_000;

/// As the search compares it: in small letters, on one line, `ё` as `е`.
pub fn words(text: &str) -> String {
    let small = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c });
    small.take(WORDS).collect()
}

pub async fn insert(unit: &mut Unit, t: TurnRow) -> Result<()> {
    unit.exec(INSERT, vals![t.id, t.conversation_id, t.from_seq, t.until_seq, t.verdict, t.record, t.trace_id, t.duration_us, t.created_at, t.catalog_version, t.search]).await?;
    Ok(())
}

pub async fn get(scope: &mut Scope, id: TurnId) -> Result<TurnRow> {
    find(scope, id).await?.ok_or_else(|| Error::not_found("turn"))
}

pub async fn find(reads: &mut impl Reads, id: TurnId) -> Result<Option<TurnRow>> {
    reads.find(GET, vals![id]).await
}

/// Newest first.
pub async fn list(scope: &mut Scope, conversation: ConversationId, before_seq: i64, limit: i64) -> Result<Vec<TurnRow>> {
    scope.list(OF_CONVERSATION, vals![conversation, before_seq, limit]).await
}

/// Turns of one request, oldest first.
pub async fn of_trace(reads: &mut impl Reads, trace_id: &str, limit: i64) -> Result<Vec<TurnRow>> {
    reads.list(OF_TRACE, vals![trace_id, limit]).await
}

/// Turns of the whole firm, newest first, before a position.
pub async fn latest(reads: &mut impl Reads, before: (Ts, TurnId), limit: i64) -> Result<Vec<TurnRow>> {
    reads.list(LATEST, vals![before.0, before.1, limit]).await
}

/// What fits the filter, newest first, before a position.
pub async fn search(reads: &mut impl Reads, filter: &TurnFilter, before: (Ts, TurnId), limit: i64) -> Result<Vec<FoundTurn>> {
    let f = filter;
    let agent = f.agent.map(|id| id.uuid().to_string());
    let (with_model, failed) = (i64::from(f.with_model), i64::from(f.failed));
    reads.list(SEARCH, vals![f.from, f.until, before.0, before.1, f.verdict, f.connection, f.conversation, f.words.clone(), limit, f.slower_us, agent, f.reason.clone(), with_model, failed]).await
}

/// The turn that answered a customer's message.
pub async fn covering(scope: &mut Scope, conversation: ConversationId, seq: i64) -> Result<Option<TurnRow>> {
    scope.find(COVERING, vals![conversation, seq]).await
}
