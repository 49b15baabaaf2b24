//! An agent as one file, out and in. Ids in it are those of the firm it comes from; what this one does not have is left out and named.

use super::spec::{AgentRoleWord, SpecView};
use super::version::StateWord;
use super::AgentView;
use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::Name;
use crate::problem::Answer;
use crate::routes::script::view::ScriptBody;
use app::agent::State as At;
use app::agent::transfer::{self, Arrival, FORMAT, Parcel, VERSION};
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Fifty full scripts fit.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(import)).layer(DefaultBodyLimit::max(BODY_LIMIT)).routes(routes!(export))
}

/// What the file is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub enum AgentFormat {
    #[serde(rename = "samovar.agent")]
    Agent,
}

/// An agent as a file, with the scripts it lists.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentFile {
    #[schema(inline)]
    format: AgentFormat,
    #[schema(minimum = 1, maximum = 1)]
    version: u16,
    #[schema(inline)]
    name: Name,
    #[schema(inline)]
    role: AgentRoleWord,
    spec: SpecView,
    #[serde(default)]
    #[schema(max_items = 50)]
    scripts: Vec<FiledScript>,
}

/// A script in the file of an agent.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FiledScript {
    /// What `spec.scripts` calls it.
    id: Uuid,
    script: ScriptBody,
}

/// What became of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentArrival {
    pub agent: AgentView,
    /// What the file refers to and this organization does not have.
    pub dropped: Vec<DroppedView>,
    pub scripts: Vec<ArrivedScriptView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgentDropped)]
pub struct DroppedView {
    /// Where it stood in the file: `channels[0]`, `model.chain[1].provider_id`.
    pub field: String,
    /// `connection_unknown`, `category_unknown`, `script_unknown` or `provider_unknown`.
    pub code: String,
    pub id: Uuid,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgentArrivedScript)]
pub struct ArrivedScriptView {
    pub id: Uuid,
    pub name: String,
    /// False: the same script was here already.
    pub is_new: bool,
}
impl From<Arrival> for AgentArrival {
    fn from(a: Arrival) -> Self {
        AgentArrival {
            agent: AgentView::of(a.agent, None),
            dropped: a.dropped.into_iter().map(|d| DroppedView { field: d.field, code: d.code.to_owned(), id: d.id }).collect(),
            scripts: a.scripts.into_iter().map(|s| ArrivedScriptView { id: s.id.uuid(), name: s.name, is_new: s.is_new }).collect(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// The draft, when left out.
    #[param(inline, required = false, nullable = false)]
    state: Option<StateWord>,
}

/// The agent as one file.
#[utoipa::path(get, path = "/agents/{id}/export", tag = "agents", params(("id" = Uuid, Path,), ExportQuery), responses((status = 200, description = "The file.", body = AgentFile)))]
async fn export(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<ExportQuery>) -> Answer<Response> {
    let mut scope = state.app.scope(who.org()).await?;
    let agent = store::agent::get(&mut scope, id.into()).await?;
    let Parcel { name, role, spec, scripts } = transfer::export(&mut scope, &agent, query.state.map_or(At::Draft, |s| s.0)).await?;
    let scripts = scripts.into_iter().map(|s| FiledScript { id: s.id.uuid(), script: s.into() }).collect();
    let file = AgentFile { format: AgentFormat::Agent, version: VERSION, name: Name::trusted(name), role: role.into(), spec: spec.into(), scripts };
    Ok(([(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{FORMAT}.json\""))], Json(file)).into_response())
}

/// Makes an agent of a file, in training. A name that is taken gets a number; a script that is here word for word is not copied.
#[utoipa::path(post, path = "/agents/import", tag = "agents", request_body = AgentFile, responses((status = 201, description = "Made.", body = AgentArrival)))]
async fn import(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(file): Body<AgentFile>) -> Answer<(StatusCode, Json<AgentArrival>)> {
    if file.version != VERSION {
        return Err(crate::problem::Problem::invalid("version", "this version of the file is not known").code("file_version"));
    }
    let now = state.now();
    let scripts = file.scripts.into_iter().map(|filed| filed.script.into_script(filed.id.into(), now)).collect();
    let parcel = Parcel { name: file.name.into(), role: file.role.into(), spec: file.spec.into_spec()?, scripts };
    Ok((StatusCode::CREATED, Json(transfer::import(&state.app, &who.ctx, parcel).await?.into())))
}
