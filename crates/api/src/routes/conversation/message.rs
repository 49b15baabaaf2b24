//! Messages of a conversation: read them, write as a person, with files.

use super::MessageView;
use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::Text;
use crate::page::Limit;
use crate::problem::Answer;
use app::inbox::say::{self, Words};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::{ConversationId, MessageId};
use domain::message::{Delivery, Message};
use serde::Deserialize;
use store::Scope;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(messages, write))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MessageQuery {
    /// Messages with a greater number, oldest first.
    #[param(required = false, nullable = false, minimum = 0)]
    after: Option<u32>,
    /// Messages with a smaller number, newest first. Without either: the newest.
    #[param(required = false, nullable = false, minimum = 0)]
    before: Option<u32>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// Messages of a conversation.
#[utoipa::path(get, path = "/conversations/{id}/messages", tag = "conversations", params(("id" = Uuid, Path,), MessageQuery), responses((status = 200, description = "Messages.", body = Vec<MessageView>)))]
async fn messages(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<MessageQuery>) -> Answer<Json<Vec<MessageView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let row = store::conversation::get(&mut scope, id.into()).await?;
    let limit = query.limit.plus_one() - 1;
    let rows = match query.after {
        Some(seq) => store::message::after(&mut scope, row.conversation.id, i64::from(seq), limit).await?,
        None => store::message::before(&mut scope, row.conversation.id, query.before.map_or(i64::MAX, i64::from), limit).await?,
    };
    Ok(Json(views(&mut scope, row.conversation.id, rows).await?))
}

/// Messages with what went wrong on their way.
async fn views(scope: &mut Scope, id: ConversationId, rows: Vec<Message>) -> domain::Result<Vec<MessageView>> {
    let troubled: Vec<i64> = rows.iter().filter(|m| matches!(m.delivery, Delivery::Failed | Delivery::Unknown)).map(|m| m.seq).collect();
    let sends = match (troubled.iter().min(), troubled.iter().max()) {
        (Some(from), Some(until)) => store::outbox::troubled(scope, id, *from, *until).await?,
        _ => Vec::new(),
    };
    Ok(rows.into_iter().map(|m| MessageView::from(m).with_trouble(&sends)).collect())
}

/// `text` or `files` is needed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteMessage {
    #[serde(default)]
    #[schema(inline)]
    text: Text<0, 4000>,
    /// Made by the client before the first try, so that pressing "send" twice sends once; it becomes the message's id.
    #[serde(default)]
    id: Option<Uuid>,
    /// Files uploaded to `/files`, in order.
    #[serde(default)]
    #[schema(max_items = 10)]
    files: Vec<Uuid>,
}

/// Writes to the customer as a person. The agent falls silent until the conversation is given back; where it only prepares answers,
/// what it has prepared is dropped and it goes on preparing.
#[utoipa::path(post, path = "/conversations/{id}/messages", tag = "conversations", params(("id" = Uuid, Path,)), request_body = WriteMessage, responses((status = 201, description = "Written and queued.", body = MessageView)))]
async fn write(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>, Body(body): Body<WriteMessage>) -> Answer<(StatusCode, Json<MessageView>)> {
    let words = Words { text: body.text.into_string(), buttons: Vec::new(), files: body.files.into_iter().map(Into::into).collect(), id: body.id.map(MessageId) };
    let message = say::write(&state.app, &who.ctx, id.into(), words).await?;
    Ok((StatusCode::CREATED, Json(message.into())))
}
