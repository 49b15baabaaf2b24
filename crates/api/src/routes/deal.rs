//! Deals and the stages of the funnel: list, read, move.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use axum::Json;
use axum::extract::State;
use domain::Ts;
use domain::deal::{Deal, Stage, StageKind};
use domain::id::DealId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::deal::DealFilter;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(stages)).routes(routes!(list)).routes(routes!(get)).routes(routes!(move_to))
}

words! {
    StageKindWord = StageKind, "StageKind", StageKind::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct StageView {
    /// By which deals, agents and scripts name it.
    pub key: String,
    pub name: String,
    pub name_en: String,
    #[schema(inline)]
    pub kind: StageKindWord,
    pub position: i64,
}
impl From<Stage> for StageView {
    fn from(s: Stage) -> Self {
        StageView { key: s.key, name: s.name, name_en: s.name_en, kind: s.kind.into(), position: s.position }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DealView {
    pub id: Uuid,
    pub contact_id: Uuid,
    /// Where it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conversation_id: Option<Uuid>,
    /// Key of its stage.
    pub stage: String,
    /// Key of the tour it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tour: Option<String>,
    /// What scripts found out, by variable.
    pub known: BTreeMap<String, String>,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<Deal> for DealView {
    fn from(d: Deal) -> Self {
        DealView {
            id: d.id.uuid(), contact_id: d.contact_id.uuid(), conversation_id: d.conversation_id.map(Into::into), stage: d.stage, tour: d.tour, known: d.known, created_at: d.created_at.into(),
            updated_at: d.updated_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DealsQuery {
    #[param(inline, required = false, nullable = false)]
    contact_id: Option<Uuid>,
    #[param(inline, required = false, nullable = false)]
    conversation_id: Option<Uuid>,
    /// Key of a stage.
    #[param(inline, required = false, nullable = false)]
    stage: Option<Text<1, 64>>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveDeal {
    /// Key of the stage it goes to.
    #[schema(inline)]
    stage: Text<1, 64>,
}

/// The stages of the funnel, first to last. A firm that has set none up has the usual nine.
#[utoipa::path(get, path = "/stages", tag = "deals", responses((status = 200, description = "Stages.", body = Page<StageView>)))]
async fn stages(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<StageView>>> {
    let rows = store::deal::stages(&mut state.app.scope(who.org()).await?).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// Deals, changed last first.
#[utoipa::path(get, path = "/deals", tag = "deals", params(DealsQuery), responses((status = 200, description = "Deals.", body = Page<DealView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<DealsQuery>) -> Answer<Json<Page<DealView>>> {
    let filter = DealFilter { contact: query.contact_id.map(Into::into), conversation: query.conversation_id.map(Into::into), stage: query.stage.map(Into::into) };
    let before = query.cursor.map_or((Ts::from_micros(i64::MAX), DealId(Uuid::max())), |cursor| (cursor.at, cursor.id.into()));
    let rows = store::deal::list(&mut state.app.scope(who.org()).await?, &filter, before, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |d| Cursor::new(d.updated_at, d.id), Into::into)))
}

/// One deal.
#[utoipa::path(get, path = "/deals/{id}", tag = "deals", params(("id" = Uuid, Path,)), responses((status = 200, description = "The deal.", body = DealView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<DealView>> {
    Ok(Json(store::deal::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Moves a deal to another stage. 422 `stage_unknown` when the funnel has no such stage.
#[utoipa::path(post, path = "/deals/{id}/move", tag = "deals", params(("id" = Uuid, Path,)), request_body = MoveDeal, responses((status = 200, description = "The deal now.", body = DealView)))]
async fn move_to(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<MoveDeal>) -> Answer<Json<DealView>> {
    let stage: String = body.stage.into();
    Ok(Json(app::deal::move_to(&state.app, &who.ctx, id.into(), &stage).await?.into()))
}
