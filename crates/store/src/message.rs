//! Messages of a conversation, numbered without gaps. How their words are found is `message/search.rs`.

pub mod search;

use crate::{FromRow, Reads, Row, Scope, Unit, statement::json};
use domain::id::{ConversationId, MessageId};
use domain::message::{Delivery, Message};
use domain::{Error, Result};
use serde_json::Value;

statements! {
    INSERT = "INSERT INTO message (org_id, id, conversation_id, seq, author, person_id, text, buttons, attachments, extra, delivery, provider_id, turn_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    AFTER = "SELECT * FROM message WHERE org_id = $1 AND conversation_id = $2 AND seq > $3 ORDER BY seq LIMIT $4";
    BEFORE = "SELECT * FROM message WHERE org_id = $1 AND conversation_id = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4";
    BETWEEN = "SELECT * FROM message WHERE org_id = $1 AND conversation_id = $2 AND author = 'contact' AND seq > $3 AND seq <= $4 ORDER BY seq";
    OF_TURN = "SELECT * FROM message WHERE org_id = $1 AND conversation_id = $2 AND turn_id = $3 ORDER BY seq";
    GET = "SELECT * FROM message WHERE org_id = $1 AND id = $2";
    SET_DELIVERY = "UPDATE message SET delivery = $3, provider_id = COALESCE($4, provider_id) WHERE org_id = $1 AND id = $2 RETURNING *";
    BY_PROVIDER = "SELECT * FROM message WHERE org_id = $1 AND conversation_id = $2 AND provider_id = $3 AND author <> 'contact' ORDER BY seq DESC LIMIT 1";
    SET_TEXT = "UPDATE message SET text = $4 WHERE org_id = $1 AND conversation_id = $2 AND provider_id = $3 AND author = 'contact' RETURNING *";
}

impl FromRow for Message {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Message {
            id: row.id("id")?,
            conversation_id: row.id("conversation_id")?,
            seq: row.get("seq")?,
            author: row.parse("author")?,
            person_id: row.maybe_id("person_id")?,
            text: row.get("text")?,
            buttons: row.json("buttons")?,
            attachments: row.json("attachments")?,
            delivery: row.parse("delivery")?,
            provider_id: row.get("provider_id")?,
            turn_id: row.maybe_id("turn_id")?,
            created_at: row.ts("created_at")?,
        })
    }
}

/// A message with what the channel said beside its text (pressed button, shared phone, deep link).
#[derive(Clone, Debug)]
pub struct InboundMessage {
    pub message: Message,
    pub extra: Option<Value>,
}

impl FromRow for InboundMessage {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(InboundMessage { message: Message::from_row(row)?, extra: row.maybe_json("extra")? })
    }
}

pub async fn insert(unit: &mut Unit, m: &Message, extra: Option<Value>) -> Result<()> {
    unit.exec(
        INSERT,
        vals![
            m.id, m.conversation_id, m.seq, m.author, m.person_id, &m.text, json(&m.buttons), json(&m.attachments), extra, m.delivery, m.provider_id.clone(), m.turn_id, m.created_at
        ],
    )
    .await?;
    search::add(unit, m).await
}

/// Oldest first, after a number.
pub async fn after(scope: &mut Scope, conversation: ConversationId, seq: i64, limit: i64) -> Result<Vec<Message>> {
    scope.list(AFTER, vals![conversation, seq, limit]).await
}

/// Newest first, before a number.
pub async fn before(scope: &mut impl Reads, conversation: ConversationId, seq: i64, limit: i64) -> Result<Vec<Message>> {
    scope.list(BEFORE, vals![conversation, seq, limit]).await
}

/// What the customer wrote after `from`, up to and with `until`.
pub async fn inbound_between(reads: &mut impl Reads, conversation: ConversationId, from: i64, until: i64) -> Result<Vec<InboundMessage>> {
    reads.list(BETWEEN, vals![conversation, from, until]).await
}

/// What a turn said.
pub async fn of_turn(scope: &mut Scope, conversation: ConversationId, turn: domain::id::TurnId) -> Result<Vec<Message>> {
    scope.list(OF_TURN, vals![conversation, turn]).await
}

pub async fn get(scope: &mut Scope, id: MessageId) -> Result<Message> {
    scope.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("message"))
}

pub async fn get_in(unit: &mut Unit, id: MessageId) -> Result<Message> {
    unit.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("message"))
}

pub async fn set_delivery(unit: &mut Unit, id: MessageId, delivery: Delivery, provider_id: Option<&str>) -> Result<Option<Message>> {
    unit.find(SET_DELIVERY, vals![id, delivery, provider_id]).await
}

/// The message of ours that the provider knows under this id.
pub async fn find_by_provider(unit: &mut Unit, conversation: ConversationId, provider_id: &str) -> Result<Option<Message>> {
    unit.find(BY_PROVIDER, vals![conversation, provider_id]).await
}

/// A customer edited a message; none when it is not here.
pub async fn edit(unit: &mut Unit, conversation: ConversationId, provider_id: &str, text: &str) -> Result<Option<Message>> {
    let edited: Option<Message> = unit.find(SET_TEXT, vals![conversation, provider_id, text]).await?;
    if let Some(message) = &edited {
        search::change(unit, message).await?;
    }
    Ok(edited)
}
