//! Sends to channels: what waits, what failed, what may have arrived; and a person's decision about it.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::When;
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use crate::routes::conversation::MessageView;
use app::inbox::say::{self, Decision, Unsure};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::OutboxId;
use serde::{Deserialize, Serialize};
use store::outbox::OutboxRow;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get)).routes(routes!(decide)).routes(routes!(resend))
}

/// Where a send stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SendStatus {
    Ready,
    Sending,
    Sent,
    /// It may have arrived: a person decides.
    Unknown,
    /// The channel refused it.
    Failed,
    /// Too many tries.
    Dead,
    Cancelled,
}

impl SendStatus {
    const ALL: [(SendStatus, &'static str); 7] = [
        (SendStatus::Ready, "ready"),
        (SendStatus::Sending, "sending"),
        (SendStatus::Sent, "sent"),
        (SendStatus::Unknown, "unknown"),
        (SendStatus::Failed, "failed"),
        (SendStatus::Dead, "dead"),
        (SendStatus::Cancelled, "cancelled"),
    ];
    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(s, _)| *s == self).map_or("", |(_, w)| w)
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SendView {
    pub id: Uuid,
    pub connection_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conversation_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub message_id: Option<Uuid>,
    pub status: SendStatus,
    pub attempts: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_error: Option<String>,
    /// When it goes next, if it waits.
    #[schema(inline)]
    pub run_at: When,
    #[schema(inline)]
    pub created_at: When,
}
impl From<OutboxRow> for SendView {
    fn from(s: OutboxRow) -> Self {
        SendView {
            id: s.id.uuid(), connection_id: s.connection_id.uuid(), conversation_id: s.conversation_id.map(Into::into), message_id: s.message_id.map(Into::into),
            status: SendStatus::ALL.iter().find(|(_, w)| *w == s.status).map_or(SendStatus::Failed, |(s, _)| *s), attempts: s.attempts, last_error: s.last_error,
            run_at: s.run_at.into(), created_at: s.created_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SendQuery {
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
    #[param(inline, required = false, nullable = false)]
    status: Option<SendStatus>,
}

/// Sends, newest first.
#[utoipa::path(get, path = "/sends", tag = "conversations", params(SendQuery), responses((status = 200, description = "Sends.", body = Page<SendView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<SendQuery>) -> Answer<Json<Page<SendView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let before = query.cursor.map_or(OutboxId(Uuid::max()), |c| c.id.into());
    let rows = store::outbox::list(&mut scope, before, query.status.map(SendStatus::word), query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |s| Cursor::new(s.created_at, s.id), Into::into)))
}

/// One send.
#[utoipa::path(get, path = "/sends/{id}", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The send.", body = SendView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<SendView>> {
    let mut scope = state.app.scope(who.org()).await?;
    Ok(Json(store::outbox::get(&mut scope, id.into()).await?.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideSend {
    decision: SendDecision,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SendDecision {
    /// Send it again; after `unknown` the customer may see it twice.
    SendAgain,
    /// It did arrive.
    Arrived,
    /// Let it be.
    Drop,
}

/// Decides about a send that failed or may have arrived.
#[utoipa::path(post, path = "/sends/{id}/decide", tag = "conversations", params(("id" = Uuid, Path,)), request_body = DecideSend, responses((status = 204, description = "Decided.")))]
async fn decide(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>, Body(body): Body<DecideSend>) -> Answer<StatusCode> {
    let decision = match body.decision {
        SendDecision::SendAgain => Decision::SendAgain,
        SendDecision::Arrived => Decision::Arrived,
        SendDecision::Drop => Decision::Drop,
    };
    let mut scope = state.app.scope(who.org()).await?;
    store::outbox::get(&mut scope, id.into()).await?;
    drop(scope);
    say::decide_send(&state.app, &who.ctx, id.into(), decision).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resend {
    /// Also where nobody knows whether it arrived, and the customer may see it twice.
    #[serde(default)]
    even_if_unknown: bool,
}

/// Sends a message that did not get through again. Asked for twice, it goes once: what is on its way or has arrived stays as it is. 409
/// `delivery_unknown` where it may have arrived and that was not allowed.
#[utoipa::path(post, path = "/messages/{id}/resend", tag = "conversations", params(("id" = Uuid, Path,)), request_body = Resend, responses((status = 200, description = "The message now.", body = MessageView)))]
async fn resend(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>, Body(body): Body<Resend>) -> Answer<Json<MessageView>> {
    let unsure = if body.even_if_unknown { Unsure::SendsAnyway } else { Unsure::Asks };
    Ok(Json(say::resend(&state.app, &who.ctx, id.into(), unsure).await?.into()))
}
