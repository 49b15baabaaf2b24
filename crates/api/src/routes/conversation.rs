//! Conversations: list, look, write as a person, take over and give back, close; and the record of every turn.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{LangWord, Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use crate::routes::attachment::AttachmentView;
use app::inbox::say;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::conversation::{Conversation, ConversationStatus, Mode, Phase};
use domain::id::{ConversationId, MessageId};
use domain::message::{Author, Button, Delivery, Message};
use serde::{Deserialize, Serialize};
use store::conversation::ConversationFilter;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

words! {
    PhaseWord = Phase, "Phase", Phase::ALL;
    ModeWord = Mode, "Mode", Mode::ALL;
    ConversationStatusWord = ConversationStatus, "ConversationStatus", ConversationStatus::ALL;
    AuthorWord = Author, "Author", Author::ALL;
    DeliveryWord = Delivery, "Delivery", Delivery::ALL;
}

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(messages, write))
        .routes(routes!(take_over))
        .routes(routes!(give_back))
        .routes(routes!(switch_off))
        .routes(routes!(close))
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ButtonView {
    #[schema(max_length = 64)]
    pub id: String,
    #[schema(max_length = 200)]
    pub title: String,
}
impl From<Button> for ButtonView {
    fn from(b: Button) -> Self {
        ButtonView { id: b.id, title: b.title }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ConversationView {
    pub id: Uuid,
    pub contact_id: Uuid,
    pub connection_id: Uuid,
    /// The channel's id of the chat.
    pub chat_id: String,
    #[schema(inline)]
    pub status: ConversationStatusWord,
    /// Who answers: the agent (`auto`), a person, or nobody (`off`).
    #[schema(inline)]
    pub mode: ModeWord,
    #[schema(inline)]
    pub phase: PhaseWord,
    #[schema(inline)]
    pub lang: LangWord,
    /// What the agent asked a person for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub hand_over: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub assignee_id: Option<Uuid>,
    /// Number of the last message.
    pub last_seq: i64,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<Conversation> for ConversationView {
    fn from(c: Conversation) -> Self {
        ConversationView {
            id: c.id.uuid(),
            contact_id: c.contact_id.uuid(),
            connection_id: c.connection_id.uuid(),
            chat_id: c.chat_id,
            status: c.status.into(),
            mode: c.mode.into(),
            phase: c.phase.into(),
            lang: c.lang.into(),
            hand_over: c.hand_over,
            assignee_id: c.assignee_id.map(Into::into),
            last_seq: c.last_seq,
            created_at: c.created_at.into(),
            updated_at: c.updated_at.into(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MessageView {
    pub id: Uuid,
    /// Order in the conversation, from 1, without gaps.
    pub seq: i64,
    #[schema(inline)]
    pub author: AuthorWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub person_id: Option<Uuid>,
    pub text: String,
    pub buttons: Vec<ButtonView>,
    /// The attached files; the bytes of a customer's are under `attachments/{index}` of the message.
    pub attachments: Vec<AttachmentView>,
    #[schema(inline)]
    pub delivery: DeliveryWord,
    /// The turn that wrote it: why this answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub turn_id: Option<Uuid>,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Message> for MessageView {
    fn from(m: Message) -> Self {
        MessageView {
            id: m.id.uuid(),
            seq: m.seq,
            author: m.author.into(),
            person_id: m.person_id.map(Into::into),
            text: m.text,
            buttons: m.buttons.into_iter().map(Into::into).collect(),
            attachments: m.attachments.into_iter().map(Into::into).collect(),
            delivery: m.delivery.into(),
            turn_id: m.turn_id.map(Into::into),
            created_at: m.created_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ConversationQuery {
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
    #[param(inline, required = false, nullable = false)]
    status: Option<ConversationStatusWord>,
    #[param(inline, required = false, nullable = false)]
    mode: Option<ModeWord>,
    #[param(required = false, nullable = false)]
    connection_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    contact_id: Option<Uuid>,
}

/// Conversations, most recently active first.
#[utoipa::path(get, path = "/conversations", tag = "conversations", params(ConversationQuery), responses((status = 200, description = "Conversations.", body = Page<ConversationView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<ConversationQuery>) -> Answer<Json<Page<ConversationView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let filter = ConversationFilter {
        status: query.status.map(Into::into), mode: query.mode.map(Into::into), connection: query.connection_id.map(Into::into), contact: query.contact_id.map(Into::into),
    };
    let before = query.cursor.map_or((state.now().plus_secs(86_400), ConversationId(Uuid::max())), |c| (c.at, c.id.into()));
    let rows = store::conversation::list(&mut scope, before, &filter, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |c| Cursor::new(c.updated_at, c.id), Into::into)))
}

/// One conversation.
#[utoipa::path(get, path = "/conversations/{id}", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The conversation.", body = ConversationView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<ConversationView>> {
    let mut scope = state.app.scope(who.org()).await?;
    Ok(Json(store::conversation::get(&mut scope, id.into()).await?.conversation.into()))
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
    Ok(Json(rows.into_iter().map(Into::into).collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteMessage {
    #[schema(inline)]
    text: Text<1, 4000>,
    /// Made by the client before the first try, so that pressing "send" twice sends once.
    #[serde(default)]
    id: Option<Uuid>,
}

/// Writes to the customer as a person. The agent falls silent until the conversation is given back.
#[utoipa::path(post, path = "/conversations/{id}/messages", tag = "conversations", params(("id" = Uuid, Path,)), request_body = WriteMessage, responses((status = 201, description = "Written and queued.", body = MessageView)))]
async fn write(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>, Body(body): Body<WriteMessage>) -> Answer<(StatusCode, Json<MessageView>)> {
    let message = say::say(&state.app, &who.ctx, id.into(), body.text.as_str(), Vec::new(), body.id.map(MessageId)).await?;
    Ok((StatusCode::CREATED, Json(message.into())))
}

/// The agent falls silent; what it has not sent yet is not sent.
#[utoipa::path(post, path = "/conversations/{id}/take-over", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn take_over(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>) -> Answer<Json<ConversationView>> {
    Ok(Json(say::take_over(&state.app, &who.ctx, id.into()).await?.into()))
}

/// The agent answers again, from the next message on.
#[utoipa::path(post, path = "/conversations/{id}/give-back", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn give_back(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>) -> Answer<Json<ConversationView>> {
    Ok(Json(say::give_back(&state.app, &who.ctx, id.into()).await?.into()))
}

/// Switches the agent off in this conversation.
#[utoipa::path(post, path = "/conversations/{id}/switch-off", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn switch_off(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>) -> Answer<Json<ConversationView>> {
    Ok(Json(say::switch_off(&state.app, &who.ctx, id.into()).await?.into()))
}

/// Closes; a new message of the customer opens it again.
#[utoipa::path(post, path = "/conversations/{id}/close", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn close(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>) -> Answer<Json<ConversationView>> {
    Ok(Json(say::close(&state.app, &who.ctx, id.into()).await?.into()))
}
