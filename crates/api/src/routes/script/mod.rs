//! Sales scripts: list, read, add, change, remove; as files, and their objections as a table. `view.rs` is what goes over the wire.

pub mod view;

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::{self, LangWord, Patch, Text};
use crate::page::Page;
use crate::problem::{Answer, Problem};
use crate::removal::Removal;
use crate::routes::agent::spec::AgentRoleWord;
use app::script::{self as scripts, FORMAT, VERSION, Way, check, csv};
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::id::ScriptId;
use domain::script::Script;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;
use view::{ObjectionView, ScriptBody, ScriptView, StepView, texts};

/// A full script fits.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, update, remove))
        .routes(routes!(export))
        .routes(routes!(import))
        .routes(routes!(objections))
        .routes(routes!(export_objections))
        .routes(routes!(import_objections))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// What is left out stays as it is; lists are replaced whole.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateScript {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Text<1, { check::NAME }>>,
    #[serde(default)]
    #[schema(inline)]
    lang: Option<LangWord>,
    /// Null: any agent's.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<AgentRoleWord>, inline)]
    role: Option<Patch<AgentRoleWord>>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    stages: Option<Vec<Text<1, 64>>>,
    #[serde(default)]
    #[schema(inline, max_items = 100)]
    triggers: Option<Vec<Text<1, 200>>>,
    #[serde(default)]
    #[schema(max_items = 60)]
    steps: Option<Vec<StepView>>,
    #[serde(default)]
    #[schema(max_items = 200)]
    objections: Option<Vec<ObjectionView>>,
    #[serde(default)]
    is_active: Option<bool>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: Option<i64>,
}
impl UpdateScript {
    fn apply(self, s: &mut Script) {
        s.name = self.name.map_or_else(|| std::mem::take(&mut s.name), Into::into);
        s.lang = self.lang.map_or(s.lang, Into::into);
        s.role = self.role.map_or(s.role, |role| role.into_option().map(Into::into));
        s.stages = self.stages.map_or_else(|| std::mem::take(&mut s.stages), texts);
        s.triggers = self.triggers.map_or_else(|| std::mem::take(&mut s.triggers), texts);
        s.steps = self.steps.map_or_else(|| std::mem::take(&mut s.steps), |steps| steps.into_iter().map(Into::into).collect());
        s.objections = self.objections.map_or_else(|| std::mem::take(&mut s.objections), |all| all.into_iter().map(Into::into).collect());
        s.is_active = self.is_active.unwrap_or(s.is_active);
        s.position = self.position.unwrap_or(s.position);
    }
}

/// All scripts, by position.
#[utoipa::path(get, path = "/scripts", tag = "agents", responses((status = 200, description = "Scripts.", body = Page<ScriptView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<ScriptView>>> {
    let rows = store::script::list(&mut state.app.scope(who.org()).await?).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// One script.
#[utoipa::path(get, path = "/scripts/{id}", tag = "agents", params(("id" = Uuid, Path,)), responses((status = 200, description = "The script.", body = ScriptView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<ScriptView>> {
    Ok(Json(store::script::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Adds a script. Agents follow it once they list it. 422 `variable_unknown` when something is said that nobody has asked for before.
#[utoipa::path(post, path = "/scripts", tag = "agents", request_body = ScriptBody, responses((status = 201, description = "Added.", body = ScriptView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<ScriptBody>) -> Answer<(StatusCode, Json<ScriptView>)> {
    let script = body.into_script(ScriptId::new(), state.now());
    Ok((StatusCode::CREATED, Json(scripts::create(&state.app, &who.ctx, script).await?.into())))
}

/// Changes a script. Agents that list it follow the change at once.
#[utoipa::path(patch, path = "/scripts/{id}", tag = "agents", params(("id" = Uuid, Path,)), request_body = UpdateScript, responses((status = 200, description = "The script now.", body = ScriptView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdateScript>) -> Answer<Json<ScriptView>> {
    Ok(Json(scripts::update(&state.app, &who.ctx, id.into(), |script| body.apply(script)).await?.into()))
}

/// Removes a script; one that an agent lists is switched off instead.
#[utoipa::path(delete, path = "/scripts/{id}", tag = "agents", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone."), (status = 200, description = "An agent lists it: switched off.", body = ScriptView)))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Removal<ScriptView>> {
    Ok(Removal::of(scripts::remove(&state.app, &who.ctx, id.into()).await?))
}

/// What the file is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub enum ScriptFormat {
    #[serde(rename = "samovar.script")]
    Script,
}

/// A script as a file.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptFile {
    #[schema(inline)]
    format: ScriptFormat,
    #[schema(minimum = 1, maximum = 1)]
    version: u16,
    script: ScriptBody,
}

/// The script as one file.
#[utoipa::path(get, path = "/scripts/{id}/export", tag = "agents", params(("id" = Uuid, Path,)), responses((status = 200, description = "The file.", body = ScriptFile)))]
async fn export(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Response> {
    let script = store::script::get(&mut state.app.scope(who.org()).await?, id.into()).await?;
    let file = ScriptFile { format: ScriptFormat::Script, version: VERSION, script: script.into() };
    Ok(([(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{FORMAT}.json\""))], Json(file)).into_response())
}

/// Makes a script of a file. A name that is taken gets a number.
#[utoipa::path(post, path = "/scripts/import", tag = "agents", request_body = ScriptFile, responses((status = 201, description = "Made.", body = ScriptView)))]
async fn import(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(file): Body<ScriptFile>) -> Answer<(StatusCode, Json<ScriptView>)> {
    if file.version != VERSION {
        return Err(Problem::invalid("version", "this version of the file is not known").code("file_version"));
    }
    let script = file.script.into_script(ScriptId::new(), state.now());
    Ok((StatusCode::CREATED, Json(scripts::import(&state.app, &who.ctx, script).await?.into())))
}

/// The objections of a script.
#[utoipa::path(get, path = "/scripts/{id}/objections", tag = "agents", params(("id" = Uuid, Path,)), responses((status = 200, description = "Objections.", body = Page<ObjectionView>)))]
async fn objections(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<Page<ObjectionView>>> {
    let script = store::script::get(&mut state.app.scope(who.org()).await?, id.into()).await?;
    Ok(Json(Page::whole(script.objections.into_iter().map(Into::into).collect())))
}

/// The objections of a script as CSV: what is said, wordings parted by `|`, and the answer.
#[utoipa::path(get, path = "/scripts/{id}/objections/export", tag = "agents", params(("id" = Uuid, Path,)), responses((status = 200, description = "A table with a head line.", body = String, content_type = "text/csv")))]
async fn export_objections(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Response> {
    let script = store::script::get(&mut state.app.scope(who.org()).await?, id.into()).await?;
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"objections.csv\"")];
    Ok((headers, csv::write(&script.objections)).into_response())
}

words! {
    /// `merge`: one with the same wording gets the new answer, the others stay.
    WayWord = Way, "ImportWay", Way::ALL;
}

/// Either `csv` or `objections`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportObjections {
    /// Two columns, what is said (wordings parted by `|`) and the answer; commas or semicolons.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    csv: Option<Text<1, 400_000>>,
    #[serde(default)]
    #[schema(nullable = false, max_items = 200)]
    objections: Option<Vec<ObjectionView>>,
    #[schema(inline)]
    way: WayWord,
}

/// Takes objections into a script. The same table taken twice changes nothing the second time.
#[utoipa::path(post, path = "/scripts/{id}/objections/import", tag = "agents", params(("id" = Uuid, Path,)), request_body = ImportObjections, responses((status = 200, description = "The script now.", body = ScriptView)))]
async fn import_objections(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<ImportObjections>) -> Answer<Json<ScriptView>> {
    let objections = match (body.csv, body.objections) {
        (Some(table), None) => csv::read(table.as_str())?,
        (None, Some(list)) => list.into_iter().map(Into::into).collect(),
        _ => return Err(Problem::invalid("csv", "send either csv or objections")),
    };
    Ok(Json(scripts::import_objections(&state.app, &who.ctx, id.into(), objections, body.way.into()).await?.into()))
}
