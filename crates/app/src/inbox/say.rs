//! A person writes to the customer, with files, and decides about sends that failed.

use super::{patch, rule};
use crate::{App, Ctx};
use domain::conversation::{Conversation, Mode};
use domain::id::{ConversationId, FileId, MessageId, OutboxId};
use domain::message::{Attachment, Author, Button, Delivery, Message};
use domain::port::Outbound;
use domain::{Error, Result};
use serde_json::json;
use store::Unit;
use store::conversation::ConversationRow;

/// Most files of one message.
pub const FILES: usize = 10;

/// What a person writes.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub text: String,
    pub buttons: Vec<Button>,
    pub files: Vec<FileId>,
    /// Made by the client before the first try: the same press of "send" is one message, however often it arrives.
    pub id: Option<MessageId>,
}

/// A text of a person to the customer. Writing is taking over: the agent falls silent until it is given back.
pub async fn say(app: &App, ctx: &Ctx, id: ConversationId, text: &str, buttons: Vec<Button>, client_id: Option<MessageId>) -> Result<Message> {
    write(app, ctx, id, Words { text: text.to_owned(), buttons, files: Vec::new(), id: client_id }).await
}

/// The same with files. Where the agent only prepares answers it goes on preparing.
pub async fn write(app: &App, ctx: &Ctx, id: ConversationId, words: Words) -> Result<Message> {
    let client_id = words.id;
    match once(app, ctx, id, words).await {
        // Both arrived at once: the other one has written it.
        Err(error) if error.public_code() == "duplicate_message" => {
            let mut unit = app.unit(ctx).await?;
            known(&mut unit, id, client_id).await?.ok_or(error)
        }
        done => done,
    }
}

async fn known(unit: &mut Unit, id: ConversationId, client_id: Option<MessageId>) -> Result<Option<Message>> {
    let Some(client_id) = client_id else { return Ok(None) };
    let Ok(message) = store::message::get_in(unit, client_id).await else { return Ok(None) };
    if message.conversation_id == id { Ok(Some(message)) } else { Err(Error::conflict("the message id is used elsewhere").code("message_id_used")) }
}

async fn once(app: &App, ctx: &Ctx, id: ConversationId, words: Words) -> Result<Message> {
    let text = words.text.trim();
    if text.is_empty() && words.files.is_empty() {
        return Err(Error::invalid("text", "a message needs text or a file"));
    }
    if words.files.len() > FILES {
        return Err(Error::invalid("files", format!("at most {FILES} files")));
    }
    let mut unit = app.unit(ctx).await?;
    if let Some(message) = known(&mut unit, id, words.id).await? {
        return Ok(message);
    }
    let row = store::conversation::get_in(&mut unit, id).await?;
    crate::import::refuse_history(&mut unit, id).await?;
    let attachments = attachments(&mut unit, &words.files).await?;
    if row.conversation.mode == Mode::Auto {
        rule::take_over_in(&mut unit, ctx, id).await?;
    }
    let row = store::conversation::add_outbound(&mut unit, id, text, true).await?;
    let row = ConversationRow { conversation: crate::sla::follow_in(app, &mut unit, row.conversation).await?, ..row };
    let connection = store::connection::get_in(&mut unit, row.conversation.connection_id).await?;
    let pull = crate::channel::is_pull(app, &connection);
    if !attachments.is_empty() && !pull && !app.connector(&connection.connector)?.caps().media_out {
        return Err(Error::conflict("this channel does not take files").code("files_not_supported"));
    }
    let message = Message {
        id: words.id.unwrap_or_else(MessageId::new), conversation_id: id, seq: row.conversation.last_seq, author: Author::Person, person_id: ctx.person(), text: text.to_owned(), buttons: words.buttons,
        attachments, delivery: if pull { Delivery::Delivered } else { Delivery::Queued }, provider_id: None, turn_id: None, created_at: unit.now(),
    };
    store::message::insert(&mut unit, &message, None).await?;
    for file in words.files {
        store::file::claim(&mut unit, file, message.id).await?;
    }
    if !pull {
        queue(&mut unit, &connection, &row.conversation, &message).await?;
    }
    unit.event("message.created", message.id, Some(id.0), json!({"message": message, "mode": row.conversation.mode, "conversation": patch(&row.conversation)})).await?;
    crate::experiment::shadow::beside_person(app, &mut unit, &message, row.conversation.contact_id).await?;
    unit.audit("say", "conversation", Some(id.0), None, Some(json!({"message_id": message.id}))).await?;
    unit.commit().await?;
    Ok(message)
}

async fn attachments(unit: &mut Unit, files: &[FileId]) -> Result<Vec<Attachment>> {
    let mut all = Vec::with_capacity(files.len());
    for id in files {
        let file = store::file::get(unit, *id).await.map_err(|_| Error::invalid("files", "no such file").code("file_unknown"))?;
        all.push(file.attachment());
    }
    Ok(all)
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

/// Whether a message that may have arrived is sent once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsure {
    /// No: the person is asked first.
    Asks,
    /// The person has been asked.
    SendsAnyway,
}

/// Sends a message that did not get through again. However often it is asked for, it goes once: what is on its way, or has arrived
/// meanwhile, stays as it is.
pub async fn resend(app: &App, ctx: &Ctx, id: MessageId, unsure: Unsure) -> Result<Message> {
    let mut unit = app.unit(ctx).await?;
    let message = store::message::get_in(&mut unit, id).await?;
    crate::import::refuse_history(&mut unit, message.conversation_id).await?;
    let Some(send) = store::outbox::find_by_message_in(&mut unit, id).await? else {
        return Err(Error::conflict("the message is not one that is sent to a channel").code("nothing_to_send"));
    };
    drop(unit);
    match send.status.as_str() {
        "unknown" if unsure == Unsure::Asks => return Err(Error::conflict("the message may have arrived").code("delivery_unknown")),
        "failed" | "dead" | "unknown" => match decide_send(app, ctx, send.id, Decision::SendAgain).await {
            // Somebody was faster.
            Err(error) if error.public_code() == "not_waiting" => {}
            done => done?,
        },
        "cancelled" => return Err(Error::conflict("the message was called off").code("not_waiting")),
        _ => {}
    }
    store::message::get_in(&mut app.unit(ctx).await?, message.id).await
}

pub async fn decide_send(app: &App, ctx: &Ctx, id: OutboxId, decision: Decision) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let (status, delivery) = match decision {
        Decision::SendAgain => ("ready", Delivery::Queued),
        Decision::Arrived => ("sent", Delivery::Sent),
        Decision::Drop => ("cancelled", Delivery::Cancelled),
    };
    let row = store::outbox::resolve(&mut unit, id, status).await?;
    if let Some(message) = row.message_id
        && let Some(message) = store::message::set_delivery(&mut unit, message, delivery, None).await?
    {
        unit.event("message.delivery", message.id, row.conversation_id.map(Into::into), json!({"message_id": message.id, "seq": message.seq, "delivery": delivery})).await?;
    }
    unit.audit("decide", "send", Some(id.0), None, Some(json!({"status": status}))).await?;
    unit.commit().await
}
