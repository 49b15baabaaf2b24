//! Agents: list, read, add, change, remove; ready-made ones. `spec.rs` is their settings on the wire, `version.rs` publishing and
//! comparing, `review.rs` checklist and lint, `transfer.rs` files.

pub mod review;
pub mod spec;
pub mod transfer;
pub mod version;

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::{Name, When};
use crate::page::Page;
use crate::problem::{Answer, Problem};
use crate::routes::conversation::PhaseWord;
use app::agent::{self as agents, library, template};
use app::catalog::Removed;
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Ts;
use domain::agent::{Agent, AgentSpec};
use domain::id::OrgId;
use serde::{Deserialize, Serialize};
use spec::{AgentRoleWord, AgentStatusWord, SpecPatch, SpecView};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, update, remove))
        .routes(routes!(templates))
        .routes(routes!(prompts))
        .routes(routes!(from_template))
        .merge(version::router())
        .merge(review::router())
        .merge(transfer::router())
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AgentView {
    pub id: Uuid,
    pub name: String,
    /// What it is for. The front desk answers whatever no specialist takes.
    #[schema(inline)]
    pub role: AgentRoleWord,
    /// `training` answers in the test chat only.
    #[schema(inline)]
    pub status: AgentStatusWord,
    /// The version that answers; absent until the first is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub live_version: Option<i64>,
    /// The draft differs from what answers.
    pub is_changed: bool,
    /// What is being written; becomes a version when published.
    pub draft: SpecView,
    pub position: i64,
    #[schema(inline)]
    pub created_at: When,
    /// Differs after every change; the ETag says the same.
    #[schema(inline)]
    pub updated_at: When,
}
impl AgentView {
    /// `live` is what answers, if anything does.
    pub fn of(a: Agent, live: Option<&AgentSpec>) -> Self {
        let is_changed = live.is_none_or(|live| *live != a.draft);
        AgentView {
            id: a.id.uuid(), name: a.name, role: a.role.into(), status: a.status.into(), live_version: a.live_version, is_changed, draft: a.draft.into(), position: a.position, created_at: a.created_at.into(),
            updated_at: a.updated_at.into(),
        }
    }
}

/// An agent with its last change as ETag.
#[derive(Debug)]
pub struct Tagged(StatusCode, AgentView);

impl IntoResponse for Tagged {
    fn into_response(self) -> Response {
        (self.0, [(header::ETAG, format!("\"{}\"", self.1.updated_at.0.micros()))], Json(self.1)).into_response()
    }
}

pub(super) async fn show(state: &ApiState, org: OrgId, status: StatusCode, agent: Agent) -> Answer<Tagged> {
    let live = match agent.live_version {
        Some(number) => Some(store::agent::get_version(&mut state.app.scope(org).await?, agent.id, number).await?.spec),
        None => None,
    };
    Ok(Tagged(status, AgentView::of(agent, live.as_ref())))
}

/// The state the client has seen; none when it does not care.
#[derive(Clone, Copy, Debug)]
pub struct Seen(Option<Ts>);

impl Seen {
    /// The header, or else the field of the body.
    pub fn or(self, updated_at: Option<When>) -> Option<Ts> {
        self.0.or(updated_at.map(Into::into))
    }
}
impl<S: Send + Sync> FromRequestParts<S> for Seen {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(Seen(None)) };
        let text = value.to_str().unwrap_or_default().trim();
        let micros = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).and_then(|t| t.parse::<i64>().ok());
        match micros {
            _ if text == "*" => Ok(Seen(None)),
            Some(micros) => Ok(Seen(Some(Ts::from_micros(micros)))),
            None => Err(Problem::new(StatusCode::BAD_REQUEST, "if_match", "If-Match is the ETag of an agent, such as \"1790000000000000\"")),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAgent {
    #[schema(inline)]
    name: Name,
    #[schema(inline)]
    role: AgentRoleWord,
    /// The usual settings where something is left out.
    #[serde(default)]
    #[schema(value_type = Option<SpecView>, nullable = false)]
    draft: Option<SpecPatch>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: i64,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateAgent {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Name>,
    #[serde(default)]
    #[schema(inline)]
    role: Option<AgentRoleWord>,
    /// 409 `agent_unpublished` when it shall be active and has no version.
    #[serde(default)]
    #[schema(inline)]
    status: Option<AgentStatusWord>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: Option<i64>,
    #[serde(default)]
    #[schema(value_type = Option<SpecView>)]
    draft: Option<SpecPatch>,
    /// The agent as you know it, instead of If-Match; another one is 409 `agent_changed`.
    #[serde(default)]
    #[schema(inline)]
    updated_at: Option<When>,
}

/// All agents, by position: the order in which they are asked.
#[utoipa::path(get, path = "/agents", tag = "agents", responses((status = 200, description = "Agents.", body = Page<AgentView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<AgentView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let agents = store::agent::list(&mut scope).await?;
    let live = store::agent::live(&mut scope).await?;
    let view = |a: Agent| {
        let spec = live.iter().find(|v| v.agent_id == a.id).map(|v| &v.spec);
        AgentView::of(a, spec)
    };
    Ok(Json(Page::whole(agents.into_iter().map(view).collect())))
}

/// One agent with its draft.
#[utoipa::path(get, path = "/agents/{id}", tag = "agents", params(("id" = Uuid, Path,)), responses((status = 200, description = "The agent.", body = AgentView, headers(("ETag" = String, description = "its last change")))))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Tagged> {
    let agent = store::agent::get(&mut state.app.scope(who.org()).await?, id.into()).await?;
    show(&state, who.org(), StatusCode::OK, agent).await
}

/// Adds an agent, in training: it answers in the test chat once a version is published.
#[utoipa::path(post, path = "/agents", tag = "agents", request_body = CreateAgent, responses((status = 201, description = "Added.", body = AgentView, headers(("ETag" = String, description = "its last change")))))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<CreateAgent>) -> Answer<Tagged> {
    let mut agent = agents::blank(body.name.into(), body.role.into(), state.now());
    agent.position = body.position;
    if let Some(SpecPatch(named)) = body.draft {
        agent.draft = agents::patch::merge(&agent.draft, named)?;
    }
    show(&state, who.org(), StatusCode::CREATED, agents::create(&state.app, &who.ctx, agent).await?).await
}

/// Changes an agent or its draft. What answers customers changes only when the draft is published; name, role, status and position do at once.
#[utoipa::path(patch, path = "/agents/{id}", tag = "agents", params(("id" = Uuid, Path,), ("If-Match" = Option<String>, Header, description = "ETag of the agent as you know it; another one is 409 agent_changed")),
    request_body = UpdateAgent, responses((status = 200, description = "The agent now.", body = AgentView, headers(("ETag" = String, description = "its last change")))))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, seen: Seen, Body(body): Body<UpdateAgent>) -> Answer<Tagged> {
    let seen = seen.or(body.updated_at);
    let change = |a: &mut Agent| -> domain::Result<()> {
        a.name = body.name.map_or_else(|| std::mem::take(&mut a.name), Into::into);
        a.role = body.role.map_or(a.role, Into::into);
        a.status = body.status.map_or(a.status, Into::into);
        a.position = body.position.unwrap_or(a.position);
        if let Some(SpecPatch(named)) = body.draft {
            a.draft = agents::patch::merge(&a.draft, named)?;
        }
        Ok(())
    };
    show(&state, who.org(), StatusCode::OK, agents::update(&state.app, &who.ctx, id.into(), seen, change).await?).await
}

/// What became of an agent.
#[derive(Debug)]
enum Left {
    Gone,
    Kept(Box<Tagged>),
}
impl IntoResponse for Left {
    fn into_response(self) -> Response {
        match self {
            Left::Gone => StatusCode::NO_CONTENT.into_response(),
            Left::Kept(tagged) => (*tagged).into_response(),
        }
    }
}

/// Removes an agent with its versions; one that conversations refer to stays, inactive.
#[utoipa::path(delete, path = "/agents/{id}", tag = "agents", params(("id" = Uuid, Path,), ("If-Match" = Option<String>, Header, description = "ETag of the agent as you know it; another one is 409 agent_changed")),
    responses((status = 204, description = "Gone."), (status = 200, description = "Kept for its conversations, inactive.", body = AgentView)))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, seen: Seen) -> Answer<Left> {
    Ok(match agents::remove(&state.app, &who.ctx, id.into(), seen.or(None)).await? {
        Removed::Gone => Left::Gone,
        Removed::SwitchedOff(agent) => Left::Kept(Box::new(show(&state, who.org(), StatusCode::OK, agent).await?)),
    })
}

/// A ready-made agent, in the organization's language.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateView {
    pub key: String,
    #[schema(inline)]
    pub role: AgentRoleWord,
    /// Packs it suits best; empty: any organization.
    pub packs: Vec<String>,
    pub name: String,
    pub about: String,
    pub instructions: String,
    /// What the organization has to have before such an agent is of use.
    pub needs: Vec<NeedView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgentNeed)]
pub struct NeedView {
    /// `services`, `knowledge`, `schedule` …
    pub code: String,
    pub hint: String,
}

/// Ready-made agents.
#[utoipa::path(get, path = "/agents/templates", tag = "agents", responses((status = 200, description = "Templates.", body = Page<TemplateView>)))]
async fn templates(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<TemplateView>>> {
    let lang = store::org::get(&mut state.app.scope(who.org()).await?).await?.lang;
    let view = |t: &template::Template| {
        let words = t.words(lang);
        let needs = library::needs(&t.key).map(|n| NeedView { code: n.code.clone(), hint: n.hint(lang).to_owned() }).collect();
        TemplateView { key: t.key.clone(), role: t.role.into(), packs: t.packs.clone(), name: words.name.clone(), about: words.about.clone(), instructions: words.instructions.clone(), needs }
    };
    Ok(Json(Page::whole(template::all().iter().map(view).collect())))
}

/// A block for instructions or for the prompt of a phase, in the organization's language.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PromptBlock)]
pub struct PromptView {
    pub key: String,
    pub tags: Vec<String>,
    /// Agents it is for; empty: any.
    #[schema(inline)]
    pub roles: Vec<AgentRoleWord>,
    /// Phases of the dialogue it is for; empty: any.
    #[schema(inline)]
    pub phases: Vec<PhaseWord>,
    pub title: String,
    pub text: String,
}

/// Ready blocks to build instructions of.
#[utoipa::path(get, path = "/agents/prompts", tag = "agents", responses((status = 200, description = "Blocks.", body = Page<PromptView>)))]
async fn prompts(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<PromptView>>> {
    let lang = store::org::get(&mut state.app.scope(who.org()).await?).await?.lang;
    let view = |p: &library::Prompt| {
        let block = p.block(lang);
        let (roles, phases) = (p.roles.iter().map(|r| (*r).into()).collect(), p.phases.iter().map(|p| (*p).into()).collect());
        PromptView { key: p.key.clone(), tags: p.tags.clone(), roles, phases, title: block.title.clone(), text: block.text.clone() }
    };
    Ok(Json(Page::whole(library::prompts().iter().map(view).collect())))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FromTemplate {
    /// `key` of a template.
    #[schema(inline)]
    template: crate::field::Text<1, 64>,
    /// The template's own when left out, with a number if it is taken.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    name: Option<Name>,
}

/// Makes an agent from a template, in training.
#[utoipa::path(post, path = "/agents/from-template", tag = "agents", request_body = FromTemplate, responses((status = 201, description = "Made.", body = AgentView, headers(("ETag" = String, description = "its last change")))))]
async fn from_template(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<FromTemplate>) -> Answer<Tagged> {
    let agent = template::create(&state.app, &who.ctx, body.template.as_str(), body.name.map(Into::into)).await?;
    show(&state, who.org(), StatusCode::CREATED, agent).await
}
