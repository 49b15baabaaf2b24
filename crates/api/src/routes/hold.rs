//! Holds: a slot kept for a while, to be booked by its id. They run out by themselves.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::When;
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::Answer;
use app::booking::{self, At, Rules};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::HoldId;
use serde::{Deserialize, Serialize};
use store::hold::Hold;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, remove))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HoldView {
    pub id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conversation_id: Option<Uuid>,
    pub branch_id: Uuid,
    pub employee_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub resource_id: Option<Uuid>,
    pub services: Vec<Uuid>,
    #[schema(inline)]
    pub starts_at: When,
    #[schema(inline)]
    pub ends_at: When,
    #[schema(inline)]
    pub expires_at: When,
}
impl From<Hold> for HoldView {
    fn from(h: Hold) -> Self {
        HoldView {
            id: h.id.uuid(), conversation_id: h.conversation_id.map(Into::into), branch_id: h.branch_id.uuid(), employee_id: h.employee_id.uuid(), resource_id: h.resource_id.map(Into::into),
            services: h.services.into_iter().map(Into::into).collect(), starts_at: h.starts_at.into(), ends_at: h.ends_at.into(), expires_at: h.expires_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateHold {
    #[schema(min_items = 1, max_items = 10)]
    services: Vec<Uuid>,
    /// Anyone who can when left out.
    #[serde(default)]
    #[schema(nullable = false)]
    employee_id: Option<Uuid>,
    #[serde(default)]
    #[schema(nullable = false)]
    branch_id: Option<Uuid>,
    #[schema(inline)]
    starts_at: When,
}

/// Holds that stand, oldest first.
#[utoipa::path(get, path = "/holds", tag = "bookings", params(PageQuery), responses((status = 200, description = "Holds.", body = Page<HoldView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<PageQuery>) -> Answer<Json<Page<HoldView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let after = query.cursor.map_or(HoldId::nil(), |cursor| cursor.id.into());
    let rows = store::hold::list(&mut scope, after, state.now(), query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |h| Cursor::new(h.created_at, h.id), Into::into)))
}

/// One hold that still stands.
#[utoipa::path(get, path = "/holds/{id}", tag = "bookings", params(("id" = Uuid, Path,)), responses((status = 200, description = "The hold.", body = HoldView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<HoldView>> {
    Ok(Json(store::hold::get(&mut state.app.scope(who.org()).await?, id.into(), state.now()).await?.into()))
}

/// Keeps a slot for as many minutes as the settings say.
#[utoipa::path(post, path = "/holds", tag = "bookings", request_body = CreateHold, responses((status = 201, description = "Kept.", body = HoldView)))]
async fn create(State(state): State<ApiState>, who: Can<may::Book>, Body(body): Body<CreateHold>) -> Answer<(StatusCode, Json<HoldView>)> {
    let at = At { services: body.services.into_iter().map(Into::into).collect(), employee: body.employee_id.map(Into::into), branch: body.branch_id.map(Into::into), starts_at: body.starts_at.into() };
    let slot = booking::slot_for(&state.app, who.org(), &at, Rules::Desk).await?;
    let hold = booking::hold(&state.app, &who.ctx, Rules::Desk, &at.services, &slot).await?;
    Ok((StatusCode::CREATED, Json(hold.into())))
}

/// Lets a hold go.
#[utoipa::path(delete, path = "/holds/{id}", tag = "bookings", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    booking::let_go(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
