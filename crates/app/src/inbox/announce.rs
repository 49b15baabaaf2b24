//! Saying something nobody has asked for: where the customer is reached, and the message with the state in which its answer is understood.
//! It waits for a turn under way, and leaves open what the customer has asked.

use super::{patch, say};
use crate::App;
use crate::catalog::Firm;
use brain::dialogue::approach::{Occasion, approach};
use brain::facts::{ChannelFacts, ContactFacts, Facts, Memory};
use brain::turn::State;
use domain::contact::Contact;
use domain::id::{ConversationId, MessageId};
use domain::message::{Author, Delivery, Message};
use domain::{Error, Result};
use serde_json::json;
use std::sync::Arc;
use store::Unit;
use store::connection::Connection;
use store::contact::Extra;
use store::conversation::ConversationRow;

/// Where a customer is reached.
pub(crate) struct Place {
    pub row: ConversationRow,
    connection: Connection,
}

/// The conversation it is about, else one on the channel the customer likes, else the latest. Somebody who has left a web page does not
/// read what is written there, so the web chat is none.
pub(crate) async fn place(app: &App, unit: &mut Unit, contact: &Contact, extra: &Extra, about: Option<ConversationId>) -> Result<Option<Place>> {
    let mut found: Option<(u8, Place)> = None;
    for id in store::reminder::talks(unit, contact.id).await? {
        let row = store::conversation::get_in(unit, id).await?;
        let connection = store::connection::get_in(unit, row.conversation.connection_id).await?;
        if connection.connector == crate::widget::CONNECTOR || app.connector(&connection.connector).is_err() {
            continue;
        }
        let weight = if about == Some(id) { 2 } else { u8::from(extra.preferred_channel.as_deref() == Some(connection.connector.as_str())) };
        if found.as_ref().is_none_or(|(best, _)| weight > *best) {
            found = Some((weight, Place { row, connection }));
        }
    }
    Ok(found.map(|(_, place)| place))
}

/// Says it. `None`: a turn is in the way; nothing was written.
pub(crate) async fn announce(app: &App, unit: &mut Unit, firm: &Firm, contact: &Contact, place: &Place, occasion: &Occasion<'_>) -> Result<Option<Message>> {
    let (before, connection) = (&place.row, &place.connection);
    let state: State = serde_json::from_value(before.state.clone()).unwrap_or_default();
    let facts = Facts {
        catalog: firm.catalog.clone(),
        contact: ContactFacts { name: contact.name.clone(), phone: contact.phone.clone(), lang: contact.lang.or(Some(before.conversation.lang)), messages_before: before.conversation.last_seq },
        channel: ChannelFacts { buttons: app.connector(&connection.connector)?.caps().buttons },
        agent: Arc::default(),
        memory: Memory::default(),
        request: None,
        team: brain::colleague::Team::default(),
    };
    let said = approach(&facts, &state, unit.now(), occasion);
    let state = serde_json::to_value(&said.state).map_err(|e| Error::internal("the dialogue's state does not serialise").source(e))?;
    let Some(after) = store::conversation::announce(unit, before, &state, &said.reply.text).await? else { return Ok(None) };
    let conversation = after.conversation;
    let is_pull = crate::channel::is_pull(app, connection);
    let message = Message {
        id: MessageId::new(), conversation_id: conversation.id, seq: conversation.last_seq, author: Author::Agent, person_id: None, text: said.reply.text, buttons: said.reply.buttons, attachments: Vec::new(),
        delivery: if is_pull { Delivery::Delivered } else { Delivery::Queued }, provider_id: None, turn_id: None, created_at: unit.now(),
    };
    store::message::insert(unit, &message, None).await?;
    if !is_pull {
        say::queue(unit, connection, &conversation, &message).await?;
    }
    unit.event("message.created", message.id, Some(conversation.id.0), json!({"message": message, "phase": conversation.phase, "conversation": patch(&conversation)})).await?;
    Ok(Some(message))
}
