//! Who answers in a conversation: take over, give back, switch the agent off, choose what it does.

use super::{ConversationView, shown};
use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::problem::Answer;
use app::inbox::rule;
use axum::Json;
use axum::extract::State;
use domain::conversation::AgentMode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(take_over)).routes(routes!(give_back)).routes(routes!(switch_off)).routes(routes!(mode))
}

/// The agent falls silent; what it has not sent yet is not sent. A conversation nobody had becomes the caller's.
#[utoipa::path(post, path = "/conversations/{id}/take-over", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn take_over(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>) -> Answer<Json<ConversationView>> {
    rule::take_over(&state.app, &who.ctx, id.into()).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

/// The agent works again, from the next message on, in the way the firm wishes; nobody is responsible.
#[utoipa::path(post, path = "/conversations/{id}/give-back", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn give_back(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>) -> Answer<Json<ConversationView>> {
    rule::give_back(&state.app, &who.ctx, id.into()).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

/// Switches the agent off in this conversation.
#[utoipa::path(post, path = "/conversations/{id}/switch-off", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn switch_off(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>) -> Answer<Json<ConversationView>> {
    rule::switch_off(&state.app, &who.ctx, id.into()).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

/// What the agent shall do in one conversation.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ModeWish {
    Auto,
    /// It prepares answers, and a person lets them go out.
    Draft,
    Off,
    /// As the connection or the firm wishes.
    Default,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetMode {
    mode: ModeWish,
}

/// Chooses what the agent does in this conversation, from the next message on.
#[utoipa::path(post, path = "/conversations/{id}/mode", tag = "conversations", params(("id" = Uuid, Path,)), request_body = SetMode, responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn mode(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>, Body(body): Body<SetMode>) -> Answer<Json<ConversationView>> {
    let wish = match body.mode {
        ModeWish::Auto => Some(AgentMode::Auto),
        ModeWish::Draft => Some(AgentMode::Draft),
        ModeWish::Off => Some(AgentMode::Off),
        ModeWish::Default => None,
    };
    rule::decide(&state.app, &who.ctx, id.into(), wish).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}
