//! Versions of an agent: publish, list, read, compare, roll back.

use super::spec::SpecView;
use super::{AgentView, Seen, Tagged, show};
use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Text, When};
use crate::page::{Cursor, Limit, Page, PageQuery};
use crate::problem::Answer;
use app::agent::diff::{self, Change, Hunk, Op};
use app::agent::{self as agents, State as At, check};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::agent::AgentVersion;
use domain::id::AgentId;
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, schema::Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(publish)).routes(routes!(versions)).routes(routes!(version)).routes(routes!(compare)).routes(routes!(rollback))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AgentVersionView {
    pub agent_id: Uuid,
    /// From 1, without gaps.
    pub number: i64,
    pub spec: SpecView,
    /// What changed, in the publisher's words.
    pub note: String,
    /// Absent for a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub author_id: Option<Uuid>,
    #[schema(inline)]
    pub created_at: When,
}
impl From<AgentVersion> for AgentVersionView {
    fn from(v: AgentVersion) -> Self {
        AgentVersionView { agent_id: v.agent_id.uuid(), number: v.number, spec: v.spec.into(), note: v.note, author_id: v.author_id.map(Into::into), created_at: v.created_at.into() }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishAgent {
    /// What changed.
    #[serde(default)]
    #[schema(inline)]
    note: Text<0, { check::NOTE }>,
    /// The agent as you know it, instead of If-Match; another one is 409 `agent_changed`.
    #[serde(default)]
    #[schema(inline)]
    updated_at: Option<When>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollbackAgent {
    /// The version to return to.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    version: u32,
    /// Says which version it goes back to when left out.
    #[serde(default)]
    #[schema(inline)]
    note: Option<Text<0, { check::NOTE }>>,
    /// The agent as you know it, instead of If-Match; another one is 409 `agent_changed`.
    #[serde(default)]
    #[schema(inline)]
    updated_at: Option<When>,
}

/// A state of an agent: `draft`, `live`, or the number of a version.
#[derive(Clone, Copy, Debug)]
pub struct StateWord(pub At);

impl<'de> Deserialize<'de> for StateWord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "draft" => Ok(StateWord(At::Draft)),
            "live" => Ok(StateWord(At::Live)),
            number => {
                let number = number.parse::<u32>().ok().filter(|n| *n > 0 && number.bytes().all(|b| b.is_ascii_digit()));
                number.map(|n| StateWord(At::Number(i64::from(n)))).ok_or_else(|| de::Error::custom("expected draft, live or the number of a version"))
            }
        }
    }
}
impl PartialSchema for StateWord {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^(draft|live|[1-9][0-9]{0,8})$")).description(Some("`draft`, `live` or the number of a version")).examples(["draft"]).into()
    }
}
impl ToSchema for StateWord {}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DiffQuery {
    /// What answers, when left out; before the first version that is the usual settings.
    #[param(inline, required = false, nullable = false)]
    from: Option<StateWord>,
    /// The draft, when left out.
    #[param(inline, required = false, nullable = false)]
    to: Option<StateWord>,
}

words! {
    OpWord = Op, "LineOp", Op::ALL;
}

/// What differs between two states of an agent.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentDiff {
    pub changes: Vec<ChangeView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgentChange)]
pub struct ChangeView {
    /// `limits.turn_ms`, `prompts.booking`, `tools`.
    pub field: String,
    /// Null where it was not set.
    #[schema(schema_with = crate::field::any_json)]
    pub before: Value,
    #[schema(schema_with = crate::field::any_json)]
    pub after: Value,
    /// Of a text: the lines that came and went, with two lines around them.
    pub hunks: Vec<HunkView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgentHunk)]
pub struct HunkView {
    /// Number of the first line in the text before, from 1.
    pub before_line: usize,
    /// Number of the first line in the text after, from 1.
    pub after_line: usize,
    pub lines: Vec<LineView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgentLine)]
pub struct LineView {
    #[schema(inline)]
    pub op: OpWord,
    pub text: String,
}
impl From<Change> for ChangeView {
    fn from(c: Change) -> Self {
        ChangeView { field: c.field, before: c.before, after: c.after, hunks: c.hunks.into_iter().map(Into::into).collect() }
    }
}
impl From<Hunk> for HunkView {
    fn from(h: Hunk) -> Self {
        HunkView { before_line: h.before_line, after_line: h.after_line, lines: h.lines.into_iter().map(|(op, text)| LineView { op: op.into(), text }).collect() }
    }
}

/// Makes the draft the version that answers. 409 `agent_unchanged` when it is already.
#[utoipa::path(post, path = "/agents/{id}/publish", tag = "agents", params(("id" = Uuid, Path,), ("If-Match" = Option<String>, Header, description = "ETag of the agent as you know it; another one is 409 agent_changed")),
    request_body = PublishAgent, responses((status = 200, description = "The agent now.", body = AgentView, headers(("ETag" = String, description = "its last change")))))]
async fn publish(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, seen: Seen, Body(body): Body<PublishAgent>) -> Answer<Tagged> {
    let agent = agents::publish(&state.app, &who.ctx, id.into(), seen.or(body.updated_at), body.note.as_str()).await?;
    show(&state, who.org(), StatusCode::OK, agent).await
}

/// Versions of an agent, newest first.
#[utoipa::path(get, path = "/agents/{id}/versions", tag = "agents", params(("id" = Uuid, Path,), PageQuery), responses((status = 200, description = "Versions.", body = Page<AgentVersionView>)))]
async fn versions(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<PageQuery>) -> Answer<Json<Page<AgentVersionView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let agent = store::agent::get(&mut scope, id.into()).await?.id;
    // The number travels as an id: two versions may be born in one instant, numbers never repeat.
    let before = query.cursor.map_or(i64::MAX, |cursor| i64::try_from(cursor.id.as_u128()).unwrap_or(i64::MAX));
    let rows = store::agent::versions(&mut scope, agent, before, query.limit.plus_one()).await?;
    Ok(Json(cut(rows, query.limit)))
}

fn cut(rows: Vec<AgentVersion>, limit: Limit) -> Page<AgentVersionView> {
    Page::cut(rows, limit, |v| Cursor::new(v.created_at, Uuid::from_u128(u128::try_from(v.number).unwrap_or(0))), Into::into)
}

/// One version.
#[utoipa::path(get, path = "/agents/{id}/versions/{number}", tag = "agents", params(("id" = Uuid, Path,), ("number" = u32, Path, minimum = 1)), responses((status = 200, description = "The version.", body = AgentVersionView)))]
async fn version(State(state): State<ApiState>, who: Can<may::Read>, Path((id, number)): Path<(Uuid, u32)>) -> Answer<Json<AgentVersionView>> {
    let mut scope = state.app.scope(who.org()).await?;
    Ok(Json(store::agent::get_version(&mut scope, AgentId::from(id), i64::from(number)).await?.into()))
}

/// What differs between two states of an agent, field by field.
#[utoipa::path(get, path = "/agents/{id}/diff", tag = "agents", params(("id" = Uuid, Path,), DiffQuery), responses((status = 200, description = "The differences.", body = AgentDiff)))]
async fn compare(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<DiffQuery>) -> Answer<Json<AgentDiff>> {
    let mut scope = state.app.scope(who.org()).await?;
    let agent = store::agent::get(&mut scope, id.into()).await?;
    let before = agents::spec_at(&mut scope, &agent, query.from.map_or(At::Live, |s| s.0)).await?;
    let after = agents::spec_at(&mut scope, &agent, query.to.map_or(At::Draft, |s| s.0)).await?;
    Ok(Json(AgentDiff { changes: diff::between(&before, &after).into_iter().map(Into::into).collect() }))
}

/// Makes a new version equal to an old one. A draft that differs from what answered stays as it is; one that does not follows.
#[utoipa::path(post, path = "/agents/{id}/rollback", tag = "agents", params(("id" = Uuid, Path,), ("If-Match" = Option<String>, Header, description = "ETag of the agent as you know it; another one is 409 agent_changed")),
    request_body = RollbackAgent, responses((status = 200, description = "The agent now.", body = AgentView, headers(("ETag" = String, description = "its last change")))))]
async fn rollback(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, seen: Seen, Body(body): Body<RollbackAgent>) -> Answer<Tagged> {
    let agent = agents::rollback(&state.app, &who.ctx, id.into(), seen.or(body.updated_at), i64::from(body.version), body.note.map(Into::into)).await?;
    show(&state, who.org(), StatusCode::OK, agent).await
}
