//! The record of the agent's turns: what came in, which tools answered what, what was decided and why; found again by words and
//! run again with the program as it is now.

use crate::ApiState;
use crate::auth::{Can, Caller, may};
use crate::extract::{Path, Query};
use crate::field::{Text, When, any_json};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use crate::routes::conversation::PhaseWord;
use app::turn::replay::{self, Difference, Replayed, Verdict};
use app::turn::mask;
use axum::Json;
use axum::extract::State;
use domain::Ts;
use domain::conversation::Phase;
use domain::id::TurnId;
use domain::person::Permission;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::turn::{FoundTurn, TurnFilter, TurnRow};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Characters of a question or an answer that a list shows.
const PREVIEW: usize = 300;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(search)).routes(routes!(get)).routes(routes!(run_again))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TurnView {
    pub id: Uuid,
    pub conversation_id: Uuid,
    /// The customer messages it answered: after this number …
    pub from_seq: i64,
    /// … up to and with this one.
    pub until_seq: i64,
    /// `answered`, `handed_over`.
    pub verdict: String,
    /// Inputs, tool answers, decisions: enough to run it again. Who the customer is stays covered for those who may only read.
    #[schema(value_type = Object)]
    pub record: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trace_id: Option<String>,
    /// Microseconds from the lease to the commit.
    pub duration_us: i64,
    #[schema(inline)]
    pub created_at: When,
}
impl TurnView {
    fn of(t: TurnRow, who: &Caller) -> Self {
        let record = if may_know(who) { t.record } else { mask::masked(t.record) };
        TurnView {
            id: t.id.uuid(), conversation_id: t.conversation_id.uuid(), from_seq: t.from_seq, until_seq: t.until_seq, verdict: t.verdict, record, trace_id: t.trace_id,
            duration_us: t.duration_us, created_at: t.created_at.into(),
        }
    }
}

/// Whoever talks to customers knows them anyway.
fn may_know(who: &Caller) -> bool {
    who.may(Permission::Converse)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TurnQuery {
    /// Turns that ended before this message number.
    #[param(required = false, nullable = false, minimum = 0)]
    before: Option<u32>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// Turns of a conversation, newest first.
#[utoipa::path(get, path = "/conversations/{id}/turns", tag = "conversations", params(("id" = Uuid, Path,), TurnQuery), responses((status = 200, description = "Turns.", body = Vec<TurnView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<TurnQuery>) -> Answer<Json<Vec<TurnView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let row = store::conversation::get(&mut scope, id.into()).await?;
    let turns = store::turn::list(&mut scope, row.conversation.id, query.before.map_or(i64::MAX, i64::from), query.limit.plus_one() - 1).await?;
    Ok(Json(turns.into_iter().map(|t| TurnView::of(t, &who)).collect()))
}

/// How a turn ended.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TurnVerdict {
    Answered,
    /// A person was asked for.
    HandedOver,
}

/// Why the agent asked for a person.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandOverReason {
    Asked,
    Complaint,
    Injury,
    Medical,
    Refund,
    Discount,
    Threat,
    NotUnderstood,
    ToolFailed,
    TooLate,
    Late,
    Attachment,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words the customer or the agent said, in any case.
    #[param(inline, required = false, nullable = false)]
    q: Option<Text<1, 200>>,
    #[param(inline, required = false, nullable = false)]
    verdict: Option<TurnVerdict>,
    #[param(required = false, nullable = false)]
    connection_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    conversation_id: Option<Uuid>,
    /// The agent that answered.
    #[param(required = false, nullable = false)]
    agent_id: Option<Uuid>,
    /// Why a person was asked for.
    #[param(inline, required = false, nullable = false)]
    reason: Option<HandOverReason>,
    /// Only turns in which a model was wanted.
    #[serde(default)]
    #[param(required = false)]
    with_model: bool,
    /// Only turns in which something that was asked failed: a tool, a search, a model.
    #[serde(default)]
    #[param(required = false)]
    failed: bool,
    /// Only turns that took at least so many milliseconds.
    #[param(required = false, nullable = false, maximum = 3_600_000)]
    slower_ms: Option<u32>,
    #[param(inline, required = false, nullable = false)]
    from: Option<When>,
    #[param(inline, required = false, nullable = false)]
    to: Option<When>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// A line of the search; `GET /turns/{id}` has the whole record.
#[derive(Debug, Serialize, ToSchema)]
pub struct TurnLine {
    pub id: Uuid,
    pub conversation_id: Uuid,
    pub connection_id: Uuid,
    pub contact_id: Uuid,
    /// Name of the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub contact: Option<String>,
    /// `answered`, `handed_over`.
    pub verdict: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub phase: Option<PhaseWord>,
    /// The beginning of what the customer said.
    pub question: String,
    /// The beginning of what the agent said.
    pub answer: String,
    /// Why a person was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<String>,
    /// Name of the agent that answered; absent for the front desk of a firm without agents.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub agent: Option<String>,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub agent_version: Option<i64>,
    /// How often a model was wanted.
    pub model_calls: u32,
    /// Something that was asked failed.
    pub has_failure: bool,
    /// False for turns recorded before records were whole.
    pub is_replayable: bool,
    pub duration_us: i64,
    #[schema(inline)]
    pub created_at: When,
}
impl TurnLine {
    fn of(found: FoundTurn, who: &Caller) -> Self {
        let t = found.turn;
        let names = if may_know(who) { None } else { Some(mask::names(&t.record)) };
        let shown = |list: &str| -> String {
            let texts = t.record.pointer(list).and_then(Value::as_array).into_iter().flatten().filter_map(|m| m.get("text").and_then(Value::as_str));
            let text: String = texts.collect::<Vec<_>>().join("\n").chars().take(PREVIEW).collect();
            names.as_ref().map_or(text.clone(), |names| mask::text(&text, names))
        };
        let parts = |list: &str| t.record.pointer(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let text = |at: &str| t.record.pointer(at).and_then(Value::as_str).map(str::to_owned);
        TurnLine {
            reason: parts("/effects").iter().filter(|e| e.get("effect").and_then(Value::as_str) == Some("hand_over")).find_map(|e| e.get("reason")?.as_str().map(str::to_owned)),
            agent: text("/trace/agent/name"),
            agent_version: t.record.pointer("/trace/agent/version").and_then(Value::as_i64),
            model_calls: u32::try_from(parts("/trace/asked").len()).unwrap_or(u32::MAX),
            has_failure: parts("/calls").iter().any(|c| c.pointer("/1/kind").and_then(Value::as_str) == Some("failed")),
            question: shown("/input/messages"),
            answer: shown("/replies"),
            phase: t.record.get("phase").and_then(Value::as_str).and_then(|p| p.parse::<Phase>().ok()).map(Into::into),
            id: t.id.uuid(), conversation_id: t.conversation_id.uuid(), connection_id: found.connection_id.uuid(), contact_id: found.contact_id.uuid(), contact: found.contact.filter(|_| names.is_none()),
            verdict: t.verdict, is_replayable: t.catalog_version.is_some(), duration_us: t.duration_us, created_at: t.created_at.into(),
        }
    }
}

/// Finds turns by words, end, agent, channel, time and trouble, newest first. Test talks are not among them.
#[utoipa::path(get, path = "/turns", tag = "conversations", params(SearchQuery), responses((status = 200, description = "Turns.", body = Page<TurnLine>)))]
async fn search(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<SearchQuery>) -> Answer<Json<Page<TurnLine>>> {
    let filter = TurnFilter {
        from: query.from.map_or(Ts::from_micros(0), Into::into),
        until: query.to.map_or(Ts::from_micros(i64::MAX), Into::into),
        verdict: query.verdict.map(|v| match v { TurnVerdict::Answered => "answered", TurnVerdict::HandedOver => "handed_over" }),
        connection: query.connection_id.map(Into::into),
        conversation: query.conversation_id.map(Into::into),
        words: query.q.map(|q| store::turn::words(q.as_str())),
        agent: query.agent_id.map(Into::into),
        reason: query.reason.and_then(|reason| serde_json::to_value(reason).ok()?.as_str().map(str::to_owned)),
        with_model: query.with_model,
        failed: query.failed,
        slower_us: query.slower_ms.map_or(0, |ms| i64::from(ms) * 1_000),
    };
    let before = query.cursor.map_or((Ts::from_micros(i64::MAX), TurnId(Uuid::max())), |c| (c.at, c.id.into()));
    let rows = store::turn::search(&mut state.app.scope(who.org()).await?, &filter, before, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |r| Cursor::new(r.turn.created_at, r.turn.id), |r| TurnLine::of(r, &who))))
}

/// One turn.
#[utoipa::path(get, path = "/turns/{id}", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The turn.", body = TurnView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<TurnView>> {
    let mut scope = state.app.scope(who.org()).await?;
    Ok(Json(TurnView::of(store::turn::get(&mut scope, id.into()).await?, &who)))
}

/// Whether the agent would do the same again.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplayVerdict {
    Equal,
    Different,
    /// Recorded before records were whole: cannot be run again.
    OldRecord,
    /// The firm as it was then is no longer kept: cannot be run again.
    NoSnapshot,
    /// Written by a newer program, or damaged: cannot be run again.
    Unreadable,
}
impl From<Verdict> for ReplayVerdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Equal => ReplayVerdict::Equal,
            Verdict::Different => ReplayVerdict::Different,
            Verdict::OldRecord => ReplayVerdict::OldRecord,
            Verdict::NoSnapshot => ReplayVerdict::NoSnapshot,
            Verdict::Unreadable => ReplayVerdict::Unreadable,
        }
    }
}

/// A value that is not what it was.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceView {
    /// `replies[0].text`, `effects[1].slot.starts_at`; `calls[2]` when another question is asked than then.
    path: String,
    #[schema(schema_with = any_json)]
    before: Value,
    #[schema(schema_with = any_json)]
    after: Value,
}
impl DifferenceView {
    fn of(d: Difference, names: Option<&[String]>) -> Self {
        let shown = |value| if let Some(names) = names { mask::part(value, names) } else { value };
        DifferenceView { path: d.path, before: shown(d.before), after: shown(d.after) }
    }
}

/// How a stored turn runs today.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplayView {
    turn_id: Uuid,
    conversation_id: Uuid,
    verdict: ReplayVerdict,
    /// At most a hundred.
    differences: Vec<DifferenceView>,
    /// Version of the program that decided then; empty in old records.
    build: String,
    /// What it would say now.
    replies: Vec<String>,
}
impl ReplayView {
    fn of(r: Replayed, who: &Caller) -> Self {
        let hidden = if may_know(who) { None } else { Some(r.names.as_slice()) };
        let replies = r.outcome.into_iter().flat_map(|o| o.replies).map(|reply| hidden.map_or_else(|| reply.text.clone(), |names| mask::text(&reply.text, names)));
        ReplayView {
            replies: replies.collect(),
            differences: r.differences.into_iter().map(|d| DifferenceView::of(d, hidden)).collect(),
            turn_id: r.turn_id.uuid(), conversation_id: r.conversation_id.uuid(), verdict: r.verdict.into(), build: r.build,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReplayQuery {
    /// As this version of the agent that answered would answer, instead of the one that did.
    #[param(required = false, nullable = false, minimum = 1)]
    agent_version: Option<u32>,
}

/// Runs a turn again with what was recorded and tells what would be otherwise. Changes nothing.
#[utoipa::path(
    post, path = "/turns/{id}/replay", tag = "conversations", params(("id" = Uuid, Path,), ReplayQuery),
    responses(
        (status = 200, description = "How it runs today.", body = ReplayView),
        (status = 409, description = "A version was asked for where no agent has answered.", body = crate::problem::ProblemBody, content_type = "application/problem+json"),
    ),
)]
async fn run_again(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<ReplayQuery>) -> Answer<Json<ReplayView>> {
    let replayed = replay::replay(&state.app, who.org(), id.into(), query.agent_version.map(i64::from)).await?;
    Ok(Json(ReplayView::of(replayed, &who)))
}
