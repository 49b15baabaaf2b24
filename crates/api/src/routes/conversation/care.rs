//! Order in the inbox: whose conversation it is, put off, closed, opened again, read or taken for unread, and that somebody is typing.

use super::{ConversationView, shown};
use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::{self, Patch, When};
use crate::problem::Answer;
use app::inbox::{care, presence};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(assign)).routes(routes!(snooze)).routes(routes!(close)).routes(routes!(reopen)).routes(routes!(read)).routes(routes!(unread)).routes(routes!(typing))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Assign {
    /// A member; nobody if null or absent.
    #[serde(default)]
    person_id: Option<Uuid>,
    /// A team, none if null; as it is when absent. A team that hands round gives it to one of its people where no person is named.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    team_id: Option<Patch<Uuid>>,
}

/// Gives the conversation to a member, to a team, or to nobody. Who answers does not change.
#[utoipa::path(post, path = "/conversations/{id}/assign", tag = "conversations", params(("id" = Uuid, Path,)), request_body = Assign, responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn assign(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>, Body(body): Body<Assign>) -> Answer<Json<ConversationView>> {
    let team = body.team_id.map(|p| p.into_option().map(Into::into));
    care::assign(&state.app, &who.ctx, id.into(), body.person_id.map(Into::into), team).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Snooze {
    /// Within a year; null or absent brings it back now.
    #[serde(default)]
    #[schema(inline)]
    until: Option<When>,
}

/// Puts the conversation off; it comes back at that time, or when the customer writes.
#[utoipa::path(post, path = "/conversations/{id}/snooze", tag = "conversations", params(("id" = Uuid, Path,)), request_body = Snooze, responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn snooze(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>, Body(body): Body<Snooze>) -> Answer<Json<ConversationView>> {
    care::snooze(&state.app, &who.ctx, id.into(), body.until.map(Into::into)).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

/// Closes; a new message of the customer opens it again.
#[utoipa::path(post, path = "/conversations/{id}/close", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn close(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>) -> Answer<Json<ConversationView>> {
    care::close(&state.app, &who.ctx, id.into()).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

/// Opens a closed conversation again.
#[utoipa::path(post, path = "/conversations/{id}/reopen", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn reopen(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>) -> Answer<Json<ConversationView>> {
    care::reopen(&state.app, &who.ctx, id.into()).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MarkRead {
    /// The last message you have seen; the mark only moves on.
    #[schema(minimum = 0)]
    seq: u32,
}

/// Marks what you have read; your other windows are told. A key has no mark.
#[utoipa::path(post, path = "/conversations/{id}/read", tag = "conversations", params(("id" = Uuid, Path,)), request_body = MarkRead, responses((status = 204, description = "Marked.")))]
async fn read(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Body(body): Body<MarkRead>) -> Answer<StatusCode> {
    care::read(&state.app, &who.ctx, id.into(), i64::from(body.seq)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes the customer's last message unread again, for you alone, to come back to it; your other windows are told. A key has no mark.
#[utoipa::path(post, path = "/conversations/{id}/unread", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn unread(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<ConversationView>> {
    care::unread(&state.app, &who.ctx, id.into()).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Typing {
    on: bool,
}

/// Shows colleagues and the customer that you are typing, for six seconds or until it is taken back. The socket can say the same.
#[utoipa::path(post, path = "/conversations/{id}/typing", tag = "conversations", params(("id" = Uuid, Path,)), request_body = Typing, responses((status = 204, description = "Told.")))]
async fn typing(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>, Body(body): Body<Typing>) -> Answer<StatusCode> {
    let someone = presence::someone(&state.app, &who.ctx).await?;
    presence::typing(&state.app, &who.ctx, &someone, id.into(), body.on).await?;
    Ok(StatusCode::NO_CONTENT)
}
