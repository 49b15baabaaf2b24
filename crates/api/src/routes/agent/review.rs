//! What an agent lacks, and what harms in its texts. Codes are stable; their texts are the interface's.

use super::version::StateWord;
use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Path, Query};
use crate::page::Page;
use crate::problem::Answer;
use app::agent::review::{self, CODES, Finding, LACKS, Lack, Place, Severity};
use app::agent::{self as agents, State as At};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, schema::Type};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(checklist)).routes(routes!(lint))
}

words! {
    SeverityWord = Severity, "Severity", Severity::ALL;
}

fn lack_codes() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(LACKS)).into()
}

fn finding_codes() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(CODES)).into()
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgentLack)]
pub struct LackView {
    #[schema(schema_with = lack_codes)]
    pub code: String,
    #[schema(inline)]
    pub severity: SeverityWord,
    /// The setting it is about: `tools`, `channels[1]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub field: Option<String>,
}
impl From<Lack> for LackView {
    fn from(l: Lack) -> Self {
        LackView { code: l.code.to_owned(), severity: l.severity.into(), field: l.field }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgentPlace)]
pub struct PlaceView {
    /// `persona`, `instructions` or `prompts.booking`.
    pub field: String,
    /// In UTF-16 units, as browsers count, half-open.
    pub start: usize,
    pub end: usize,
}
impl From<Place> for PlaceView {
    fn from(p: Place) -> Self {
        PlaceView { field: p.field, start: p.start, end: p.end }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgentFinding)]
pub struct FindingView {
    #[schema(schema_with = finding_codes)]
    pub code: String,
    #[schema(inline)]
    pub severity: SeverityWord,
    pub place: PlaceView,
    /// The words themselves; a secret only by its first letters.
    pub excerpt: String,
    /// A tool, a variable, a subject, the other half of a contradiction.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub about: Option<String>,
    /// Where the other half of a contradiction stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub other: Option<PlaceView>,
}
impl From<Finding> for FindingView {
    fn from(f: Finding) -> Self {
        FindingView { code: f.code.to_owned(), severity: f.severity.into(), place: f.place.into(), excerpt: f.excerpt, about: f.about, other: f.other.map(Into::into) }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LintQuery {
    /// The draft, when left out.
    #[param(inline, required = false, nullable = false)]
    state: Option<StateWord>,
}

/// What the draft lacks before it should answer customers, the worst first. Empty: nothing.
#[utoipa::path(get, path = "/agents/{id}/checklist", tag = "agents", params(("id" = Uuid, Path,)), responses((status = 200, description = "What is missing.", body = Page<LackView>)))]
async fn checklist(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<Page<LackView>>> {
    let agent = store::agent::get(&mut state.app.scope(who.org()).await?, id.into()).await?;
    let all = review::lacks(&state.app, who.org(), &agent).await?;
    Ok(Json(Page::whole(all.into_iter().map(Into::into).collect())))
}

/// What will do harm in an agent's texts: invented facts, secrets, promises, contradictions, unknown variables and tools.
#[utoipa::path(get, path = "/agents/{id}/lint", tag = "agents", params(("id" = Uuid, Path,), LintQuery), responses((status = 200, description = "What was found, in order of the text.", body = Page<FindingView>)))]
async fn lint(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<LintQuery>) -> Answer<Json<Page<FindingView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let agent = store::agent::get(&mut scope, id.into()).await?;
    let spec = agents::spec_at(&mut scope, &agent, query.state.map_or(At::Draft, |s| s.0)).await?;
    drop(scope);
    let all = review::findings(&state.app, who.org(), &spec).await?;
    Ok(Json(Page::whole(all.into_iter().map(Into::into).collect())))
}
