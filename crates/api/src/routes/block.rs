//! Blocked time of an employee or a room: list, read, block, open again.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{self, Patch, Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use app::booking::{self, BlockChange, BlockWish};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Ts;
use serde::{Deserialize, Serialize};
use store::block::Block;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BlockView {
    pub id: Uuid,
    /// The employee or the room.
    pub subject_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub branch_id: Option<Uuid>,
    #[schema(inline)]
    pub starts_at: When,
    #[schema(inline)]
    pub ends_at: When,
    pub reason: String,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Block> for BlockView {
    fn from(b: Block) -> Self {
        BlockView { id: b.id.uuid(), subject_id: b.subject_id, branch_id: b.branch_id.map(Into::into), starts_at: b.starts_at.into(), ends_at: b.ends_at.into(), reason: b.reason, created_at: b.created_at.into() }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBlock {
    /// The employee or the room.
    subject_id: Uuid,
    #[serde(default)]
    #[schema(nullable = false)]
    branch_id: Option<Uuid>,
    #[schema(inline)]
    starts_at: When,
    /// After `starts_at`, within 366 days of it.
    #[schema(inline)]
    ends_at: When,
    #[serde(default)]
    #[schema(inline)]
    reason: Text<0, 500>,
}

/// Absent = stays. A new start alone keeps the length.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateBlock {
    /// The employee or the room.
    #[serde(default)]
    #[schema(nullable = false)]
    subject_id: Option<Uuid>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    branch_id: Option<Patch<Uuid>>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    starts_at: Option<When>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    ends_at: Option<When>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    reason: Option<Text<0, 500>>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BlocksQuery {
    /// The employee or the room.
    #[param(required = false, nullable = false)]
    subject_id: Option<Uuid>,
    /// Blocks that end after this.
    #[param(inline, required = false, nullable = false)]
    from: Option<When>,
    /// Blocks that start before this.
    #[param(inline, required = false, nullable = false)]
    until: Option<When>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// Blocks in order of time.
#[utoipa::path(get, path = "/blocks", tag = "bookings", params(BlocksQuery), responses((status = 200, description = "Blocks.", body = Page<BlockView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<BlocksQuery>) -> Answer<Json<Page<BlockView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let (from, until) = (query.from.map_or(Ts::from_micros(0), Into::into), query.until.map_or(Ts::from_micros(i64::MAX), Into::into));
    let after = query.cursor.map_or((Ts::from_micros(0), Uuid::nil()), |cursor| (cursor.at, cursor.id));
    let rows = store::block::list(&mut scope, from, until, query.subject_id, after, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |b| Cursor::new(b.starts_at, b.id), Into::into)))
}

/// One block.
#[utoipa::path(get, path = "/blocks/{id}", tag = "bookings", params(("id" = Uuid, Path,)), responses((status = 200, description = "The block.", body = BlockView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<BlockView>> {
    Ok(Json(store::block::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Blocks time. Refused where a visit, a hold or another block stands.
#[utoipa::path(post, path = "/blocks", tag = "bookings", request_body = CreateBlock, responses((status = 201, description = "Blocked.", body = BlockView)))]
async fn create(State(state): State<ApiState>, who: Can<may::Book>, Body(body): Body<CreateBlock>) -> Answer<(StatusCode, Json<BlockView>)> {
    let wish = BlockWish { subject: body.subject_id, branch: body.branch_id.map(Into::into), starts_at: body.starts_at.into(), ends_at: body.ends_at.into(), reason: body.reason.into() };
    Ok((StatusCode::CREATED, Json(booking::block(&state.app, &who.ctx, &wish).await?.into())))
}

/// Moves a block, makes it longer or shorter, or gives it another reason; 409 with `conflict` where something stands.
#[utoipa::path(patch, path = "/blocks/{id}", tag = "bookings", params(("id" = Uuid, Path,)), request_body = UpdateBlock, responses((status = 200, description = "The block now.", body = BlockView)))]
async fn update(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>, Body(body): Body<UpdateBlock>) -> Answer<Json<BlockView>> {
    let change = BlockChange {
        subject: body.subject_id, branch: body.branch_id.map(|b| b.into_option().map(Into::into)), starts_at: body.starts_at.map(Into::into), ends_at: body.ends_at.map(Into::into),
        reason: body.reason.map(Into::into),
    };
    Ok(Json(booking::change_block(&state.app, &who.ctx, id.into(), &change).await?.into()))
}

/// Opens the time again.
#[utoipa::path(delete, path = "/blocks/{id}", tag = "bookings", params(("id" = Uuid, Path,)), responses((status = 204, description = "Open.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    booking::unblock(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
