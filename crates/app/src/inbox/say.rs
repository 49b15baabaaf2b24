//! What people do in a conversation: write, take over, give back, close, decide about sends that failed.
//! Taking over raises the fence, so an answer under way is dropped, and cancels what the agent has queued.

use crate::{App, Ctx};
use domain::conversation::{Conversation, ConversationStatus, Mode};
use domain::id::{ConversationId, MessageId, OutboxId};
use domain::message::{Attachment, Author, Button, Delivery, Message};
use domain::port::Outbound;
use domain::{Error, Result};
use serde_json::json;
use store::Unit;

/// A message of a person to the customer. Writing is taking over: the agent falls silent until it is given back.
pub async fn say(app: &App, ctx: &Ctx, id: ConversationId, text: &str, buttons: Vec<Button>, client_id: Option<MessageId>) -> Result<Message> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid("text", "a message needs text"));
    }
    let mut unit = app.unit(ctx).await?;
    if let Some(client_id) = client_id
        && let Ok(message) = store::message::get_in(&mut unit, client_id).await
    {
        // The same press of "send" arrived twice: one message.
        return if message.conversation_id == id { Ok(message) } else { Err(Error::conflict("the message id is used elsewhere").code("duplicate_message")) };
    }
    let row = store::conversation::get_in(&mut unit, id).await?;
    if row.conversation.mode == Mode::Auto {
        take_over_in(&mut unit, ctx, id).await?;
    }
    let draft = Draft { id: client_id.unwrap_or_else(MessageId::new), author: Author::Person, text: text.to_owned(), buttons, attachments: Vec::new() };
    let message = write(app, &mut unit, id, ctx, draft).await?;
    unit.audit("say", "conversation", Some(id.0), None, Some(json!({"message_id": message.id}))).await?;
    unit.commit().await?;
    Ok(message)
}

struct Draft {
    id: MessageId,
    author: Author,
    text: String,
    buttons: Vec<Button>,
    attachments: Vec<Attachment>,
}

async fn write(app: &App, unit: &mut Unit, id: ConversationId, ctx: &Ctx, draft: Draft) -> Result<Message> {
    let row = store::conversation::add_outbound(unit, id).await?;
    let connection = store::connection::get_in(unit, row.conversation.connection_id).await?;
    let pull = crate::channel::is_pull(app, &connection);
    let message = Message {
        id: draft.id, conversation_id: id, seq: row.conversation.last_seq, author: draft.author, person_id: ctx.person(), text: draft.text, buttons: draft.buttons,
        attachments: draft.attachments, delivery: if pull { Delivery::Delivered } else { Delivery::Queued }, provider_id: None, turn_id: None, created_at: unit.now(),
    };
    store::message::insert(unit, &message, None).await?;
    if !pull {
        queue(unit, &connection, &row.conversation, &message).await?;
    }
    unit.event("message.created", message.id, Some(id.0), json!({"message": message, "mode": row.conversation.mode})).await?;
    Ok(message)
}

/// Puts a stored message into the outbox of its connection.
pub(crate) async fn queue(unit: &mut Unit, connection: &store::connection::Connection, conversation: &Conversation, message: &Message) -> Result<()> {
    let id = OutboxId::new();
    let outbound = Outbound {
        // The message's own id: a receiver that also got it another way sees that it is the same.
        key: message.id.to_string(), chat_id: conversation.chat_id.clone(), conversation_id: Some(conversation.id), text: message.text.clone(), buttons: message.buttons.clone(), attachments: message.attachments.clone(), parts_sent: 0,
    };
    let payload = serde_json::to_value(&outbound).map_err(|e| Error::internal("an outbound message does not serialise").source(e))?;
    store::outbox::insert(unit, id, connection.id, conversation.id, message.id, payload).await
}

async fn take_over_in(unit: &mut Unit, ctx: &Ctx, id: ConversationId) -> Result<Conversation> {
    let row = store::conversation::set_mode(unit, id, Mode::Human, ctx.person(), ConversationStatus::Open).await?;
    for send in store::outbox::cancel_agent(unit, id).await? {
        if let Some(message) = send.message_id {
            store::message::set_delivery(unit, message, Delivery::Cancelled, None).await?;
            unit.event("message.delivery", message, Some(id.0), json!({"message_id": message, "delivery": Delivery::Cancelled})).await?;
        }
    }
    unit.audit("take_over", "conversation", Some(id.0), None, None).await?;
    unit.event("conversation.taken_over", id, Some(id.0), json!({"mode": Mode::Human, "assignee_id": ctx.person()})).await?;
    Ok(row.conversation)
}

/// The agent falls silent; what it has not sent yet is not sent.
pub async fn take_over(app: &App, ctx: &Ctx, id: ConversationId) -> Result<Conversation> {
    let mut unit = app.unit(ctx).await?;
    let conversation = take_over_in(&mut unit, ctx, id).await?;
    unit.commit().await?;
    Ok(conversation)
}

/// The agent answers again from the next message on.
pub async fn give_back(app: &App, ctx: &Ctx, id: ConversationId) -> Result<Conversation> {
    let mut unit = app.unit(ctx).await?;
    let row = store::conversation::set_mode(&mut unit, id, Mode::Auto, None, ConversationStatus::Open).await?;
    unit.audit("give_back", "conversation", Some(id.0), None, None).await?;
    unit.event("conversation.given_back", id, Some(id.0), json!({"mode": Mode::Auto})).await?;
    unit.commit().await?;
    Ok(row.conversation)
}

/// Switches the agent off in this conversation.
pub async fn switch_off(app: &App, ctx: &Ctx, id: ConversationId) -> Result<Conversation> {
    let mut unit = app.unit(ctx).await?;
    let row = store::conversation::set_mode(&mut unit, id, Mode::Off, ctx.person(), ConversationStatus::Open).await?;
    unit.audit("switch_off", "conversation", Some(id.0), None, None).await?;
    unit.event("conversation.switched_off", id, Some(id.0), json!({"mode": Mode::Off})).await?;
    unit.commit().await?;
    Ok(row.conversation)
}

/// Closes; a new message of the customer opens it again.
pub async fn close(app: &App, ctx: &Ctx, id: ConversationId) -> Result<Conversation> {
    let mut unit = app.unit(ctx).await?;
    let row = store::conversation::set_status(&mut unit, id, ConversationStatus::Closed).await?;
    unit.audit("close", "conversation", Some(id.0), None, None).await?;
    unit.event("conversation.closed", id, Some(id.0), json!({})).await?;
    unit.commit().await?;
    Ok(row.conversation)
}

/// What a person decides about a send that failed or may have failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Send it again; after `unknown` the customer may see it twice, and the person knows.
    SendAgain,
    /// It did arrive.
    Arrived,
    /// Let it be.
    Drop,
}

pub async fn decide_send(app: &App, ctx: &Ctx, id: OutboxId, decision: Decision) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let (status, delivery) = match decision {
        Decision::SendAgain => ("ready", Delivery::Queued),
        Decision::Arrived => ("sent", Delivery::Sent),
        Decision::Drop => ("cancelled", Delivery::Cancelled),
    };
    let row = store::outbox::resolve(&mut unit, id, status).await?;
    if let Some(message) = row.message_id {
        store::message::set_delivery(&mut unit, message, delivery, None).await?;
        unit.event("message.delivery", message, row.conversation_id.map(Into::into), json!({"message_id": message, "delivery": delivery})).await?;
    }
    unit.audit("decide", "send", Some(id.0), None, Some(json!({"status": status}))).await?;
    unit.commit().await
}
