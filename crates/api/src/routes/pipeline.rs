//! Pipelines: list, add, change as a whole, remove. Their stages with their rules; deals are `deal.rs`.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::Text;
use crate::page::Page;
use crate::problem::Answer;
use app::pipeline::{self as pipelines, PipelineWish, StageWish};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::pipeline::{EnterOn, Pipeline, Silence, Stage, StageColor, StageKind, StageRules, StageTask, TaskFor};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(put, remove)).routes(routes!(stages))
}

words! {
    StageKindWord = StageKind, "StageKind", StageKind::ALL;
    StageColorWord = StageColor, "StageColor", StageColor::ALL;
    TaskForWord = TaskFor, "TaskFor", TaskFor::ALL;
    EnterOnWord = EnterOn, "EnterOn", EnterOn::ALL;
}

/// What is to be done when a deal comes to a stage.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageTaskView {
    #[schema(inline)]
    title: Text<1, 200>,
    /// Hours from the deal's coming.
    #[schema(minimum = 0, maximum = 8760)]
    due_hours: u32,
    #[schema(inline)]
    to: TaskForWord,
}

/// Where a deal goes whose customer has written nothing for so many days.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SilenceView {
    #[schema(minimum = 1, maximum = 365)]
    days: u16,
    /// Key of another stage of the pipeline.
    #[schema(inline)]
    to: Text<1, 48>,
}

/// What holds at a stage. What must be known and why a deal was lost is asked of people; what moves deals by itself is not stopped by it.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageRulesView {
    /// What must be known before a person moves a deal here: `amount`, `owner`, `tour`, `expected_on`, `known.<variable>` or `fields.<field>`.
    #[serde(default)]
    #[schema(inline, max_items = 20)]
    required: Vec<Text<1, 80>>,
    #[serde(default)]
    #[schema(max_items = 10)]
    tasks: Vec<StageTaskView>,
    /// What brings the customer's deal here by itself, forward only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    enter_on: Option<EnterOnWord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    silence: Option<SilenceView>,
}
impl From<StageRules> for StageRulesView {
    fn from(r: StageRules) -> Self {
        StageRulesView {
            required: r.required.into_iter().map(Text::trusted).collect(),
            tasks: r.tasks.into_iter().map(|t| StageTaskView { title: Text::trusted(t.title), due_hours: t.due_hours, to: t.to.into() }).collect(),
            enter_on: r.enter_on.map(Into::into),
            silence: r.silence.map(|s| SilenceView { days: s.days, to: Text::trusted(s.to) }),
        }
    }
}
impl From<StageRulesView> for StageRules {
    fn from(r: StageRulesView) -> Self {
        StageRules {
            required: r.required.into_iter().map(Into::into).collect(),
            tasks: r.tasks.into_iter().map(|t| StageTask { title: t.title.into(), due_hours: t.due_hours, to: t.to.into() }).collect(),
            enter_on: r.enter_on.map(Into::into),
            silence: r.silence.map(|s| Silence { days: s.days, to: s.to.into() }),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct StageView {
    /// By which deals, agents and scripts name it; unique in the firm.
    pub key: String,
    pub name: String,
    pub name_en: String,
    #[schema(inline)]
    pub kind: StageKindWord,
    /// In its pipeline, from 1.
    pub position: i64,
    /// Key of its pipeline.
    pub pipeline: String,
    #[schema(inline)]
    pub color: StageColorWord,
    pub rules: StageRulesView,
}
impl From<Stage> for StageView {
    fn from(s: Stage) -> Self {
        StageView { key: s.key, name: s.name, name_en: s.name_en, kind: s.kind.into(), position: s.position, pipeline: s.pipeline, color: s.color.into(), rules: s.rules.into() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PipelineView {
    /// By which it is named; never changed.
    pub key: String,
    pub name: String,
    pub name_en: String,
    pub position: i64,
    /// Deals begin here unless somebody says otherwise.
    pub is_default: bool,
    /// In their order.
    pub stages: Vec<StageView>,
    /// Why deals are lost. None: nobody is asked.
    pub loss_reasons: Vec<String>,
}
impl From<Pipeline> for PipelineView {
    fn from(p: Pipeline) -> Self {
        PipelineView { key: p.key, name: p.name, name_en: p.name_en, position: p.position, is_default: p.is_default, stages: p.stages.into_iter().map(Into::into).collect(), loss_reasons: p.loss_reasons }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutStage {
    /// Of a stage that is there, or of one to be made; made of the name when left out.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    key: Option<Text<1, 48>>,
    #[schema(inline)]
    name: Text<1, 80>,
    /// The name itself when left out.
    #[serde(default)]
    #[schema(inline)]
    name_en: Text<0, 80>,
    #[schema(inline)]
    kind: StageKindWord,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    color: Option<StageColorWord>,
    #[serde(default)]
    rules: StageRulesView,
}
impl From<PutStage> for StageWish {
    fn from(s: PutStage) -> Self {
        StageWish { key: s.key.map(Into::into), name: s.name.into(), name_en: s.name_en.into(), kind: s.kind.into(), color: s.color.map(Into::into), rules: s.rules.into() }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePipeline {
    /// Letters a–z, digits, hyphens and underscores; made of the name when left out.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    key: Option<Text<1, 48>>,
    #[schema(inline)]
    name: Text<1, 80>,
    #[serde(default)]
    #[schema(inline)]
    name_en: Text<0, 80>,
    #[serde(default)]
    is_default: bool,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    loss_reasons: Vec<Text<1, 120>>,
    /// Four usual ones when left out.
    #[serde(default)]
    #[schema(max_items = 40)]
    stages: Vec<PutStage>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutPipeline {
    #[schema(inline)]
    name: Text<1, 80>,
    #[serde(default)]
    #[schema(inline)]
    name_en: Text<0, 80>,
    /// Makes it the one where deals begin. False changes nothing: there is always one.
    #[serde(default)]
    is_default: bool,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    loss_reasons: Vec<Text<1, 120>>,
    /// All of them, in their order.
    #[schema(min_items = 1, max_items = 40)]
    stages: Vec<PutStage>,
    /// Of stages that go away: key → key of the stage that gets their deals, and by which agents and scripts name it from now on.
    #[serde(default)]
    #[schema(nullable = false)]
    moved: Option<BTreeMap<String, String>>,
}

fn texts(all: Vec<Text<1, 120>>) -> Vec<String> {
    all.into_iter().map(Into::into).collect()
}

/// The firm's pipelines with their stages, the default one first. A firm that has made none has the usual one, `main`.
#[utoipa::path(get, path = "/pipelines", tag = "deals", responses((status = 200, description = "Pipelines.", body = Page<PipelineView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<PipelineView>>> {
    let rows = store::pipeline::list(&mut state.app.scope(who.org()).await?).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// Adds a pipeline. 409 `key_taken`, `stage_taken`, `pipelines_too_many`.
#[utoipa::path(post, path = "/pipelines", tag = "deals", request_body = CreatePipeline, responses((status = 201, description = "Added.", body = PipelineView)))]
async fn create(State(state): State<ApiState>, who: Can<may::ManageOrg>, Body(body): Body<CreatePipeline>) -> Answer<(StatusCode, Json<PipelineView>)> {
    let stages = body.stages.into_iter().map(Into::into).collect();
    let wish = PipelineWish { name: body.name.into(), name_en: body.name_en.into(), is_default: body.is_default, loss_reasons: texts(body.loss_reasons), stages, moved: BTreeMap::new() };
    Ok((StatusCode::CREATED, Json(pipelines::create(&state.app, &who.ctx, body.key.map(Into::into), wish).await?.into())))
}

/// Makes a pipeline what it should be, with all its stages. 409 `stage_in_use`: deals stand at stages that go away (`errors`: the stage in `field`, how
/// many in `detail`); 409 `stage_named`: agents or scripts name them (the name in `detail`). `moved` says where both go. 409 `stage_taken`: another
/// pipeline has a stage of this key.
#[utoipa::path(put, path = "/pipelines/{key}", tag = "deals", params(("key" = String, Path,)), request_body = PutPipeline, responses((status = 200, description = "The pipeline now.", body = PipelineView)))]
async fn put(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(key): Path<String>, Body(body): Body<PutPipeline>) -> Answer<Json<PipelineView>> {
    let stages = body.stages.into_iter().map(Into::into).collect();
    let wish = PipelineWish { name: body.name.into(), name_en: body.name_en.into(), is_default: body.is_default, loss_reasons: texts(body.loss_reasons), stages, moved: body.moved.unwrap_or_default() };
    Ok(Json(pipelines::put(&state.app, &who.ctx, &key, wish).await?.into()))
}

/// Removes a pipeline without deals. 409 `pipeline_in_use` (`errors`: how many stand at each stage), `pipeline_last`, `stage_named`.
#[utoipa::path(delete, path = "/pipelines/{key}", tag = "deals", params(("key" = String, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(key): Path<String>) -> Answer<StatusCode> {
    pipelines::remove(&state.app, &who.ctx, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The stages of all pipelines, first to last, those of the default one first. A firm that has set none up has the usual nine.
#[utoipa::path(get, path = "/stages", tag = "deals", responses((status = 200, description = "Stages.", body = Page<StageView>)))]
async fn stages(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<StageView>>> {
    let rows = store::pipeline::stages(&mut state.app.scope(who.org()).await?).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}
