//! Accepting what a channel delivers: one unit per delivery, committed before the provider hears "200".
//! Dedupe by (connection, provider id); the conversation row itself becomes the request for a turn.

use super::patch;
use crate::contact::{Stranger, find_or_create};
use crate::notice::{self, News, To};
use crate::{App, Ctx};
use domain::conversation::Mode;
use domain::id::{ConversationId, MessageId};
use domain::message::{Author, Delivery, Message};
use domain::notice::NoticeKind;
use domain::port::{Inbound, Sender, What};
use domain::{Error, Kind, Lang, Phone, Result, Ts};
use serde_json::json;
use std::str::FromStr;
use std::time::Duration;
use store::Signal;
use store::connection::Connection;
use store::conversation::ConversationRow;
use store::message::InboundMessage;

/// Longest text kept of one message, in characters; more is cut with an ellipsis and never reaches the brain.
pub const TEXT_LIMIT: usize = 16_000;

/// What became of a delivery.
#[derive(Debug)]
pub struct Accepted {
    pub conversation: ConversationId,
    /// None for deliveries that are not messages.
    pub message: Option<MessageId>,
    pub seq: i64,
    /// The provider repeated itself: nothing was written.
    pub is_repeat: bool,
    /// A repeat that says something else than the first time.
    pub is_altered: bool,
    /// The turn was taken together with the message; the caller must run it.
    pub turn: Option<Box<Leased>>,
}

/// A conversation whose turn is ours, with the message that asked for it.
#[derive(Debug)]
pub struct Leased {
    pub row: ConversationRow,
    /// Set when it is the only unanswered message, so the turn need not read it again.
    pub only: Option<InboundMessage>,
}

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answering {
    /// A background runner answers when the customer has been quiet for this long.
    Quiet(Duration),
    /// The caller runs the turn itself, now.
    Now,
}

/// Accepts one delivery. Safe to repeat; concurrent first messages of one chat are retried here.
pub async fn receive(app: &App, ctx: &Ctx, connection: &Connection, inbound: &Inbound, answering: Answering) -> Result<Accepted> {
    let mut tries = 0;
    loop {
        match once(app, ctx, connection, inbound, answering).await {
            Err(e) if tries < 4 && matches!(e.kind, Kind::Conflict | Kind::Unavailable) => tries += 1,
            other => return other,
        }
    }
}

async fn once(app: &App, ctx: &Ctx, connection: &Connection, inbound: &Inbound, answering: Answering) -> Result<Accepted> {
    let mut unit = app.unit(ctx).await?;
    let known = store::conversation::find_by_chat(&mut unit, connection.id, &inbound.chat_id).await?;
    match &inbound.what {
        What::Message { start: Some(start), .. } if start.starts_with(crate::partner::chat::LEAD) => {
            if let Some(partner) = crate::partner::chat::bind_in(&mut unit, connection, &inbound.chat_id, start).await? {
                store::inbound::accept(&mut unit, connection.id, &inbound.provider_id, None).await?;
                unit.commit().await?;
                // Bound it is in any case; a word that does not get through is no reason to hear theirs again.
                if let Err(error) = crate::partner::chat::greet(app, ctx, &partner).await {
                    tracing::warn!(error = %error, partner.id = %partner.id, "a partner was not greeted");
                }
                return Ok(ignored());
            }
            // The vendor repeats itself, which is found as ever; or the link is used up, and somebody else came by it.
            message(app, unit, connection, inbound, known, answering).await
        }
        What::Message { start: Some(start), .. } if start.starts_with(notice::chat::LEAD) => {
            let Some(person) = notice::chat::bind_in(&mut unit, connection, &inbound.chat_id, start).await? else {
                return message(app, unit, connection, inbound, known, answering).await;
            };
            store::inbound::accept(&mut unit, connection.id, &inbound.provider_id, None).await?;
            unit.commit().await?;
            if let Err(error) = notice::chat::greet(app, ctx, person).await {
                tracing::warn!(error = %error, "a colleague was not greeted");
            }
            Ok(ignored())
        }
        What::Message { .. } => message(app, unit, connection, inbound, known, answering).await,
        What::Edited { target, text } => {
            let Some(row) = known else { return Ok(ignored()) };
            if store::inbound::accept(&mut unit, connection.id, &inbound.provider_id, None).await?
                && let Some(m) = store::message::edit(&mut unit, row.conversation.id, target, &cut(text)).await?
            {
                unit.event("message.edited", m.id, Some(row.conversation.id.0), json!({"message": m})).await?;
            }
            unit.commit().await?;
            Ok(noted(&row))
        }
        What::Status { target, delivery } => {
            let Some(row) = known else { return Ok(ignored()) };
            if store::inbound::accept(&mut unit, connection.id, &inbound.provider_id, None).await?
                && let Some(m) = store::message::find_by_provider(&mut unit, row.conversation.id, target).await?
            {
                store::message::set_delivery(&mut unit, m.id, *delivery, None).await?;
                unit.event("message.delivery", m.id, Some(row.conversation.id.0), json!({"message_id": m.id, "seq": m.seq, "delivery": delivery})).await?;
            }
            unit.commit().await?;
            Ok(noted(&row))
        }
        What::Reachable { is_reachable } => {
            if !is_reachable && store::notice::left(&mut unit, connection.id, &inbound.chat_id).await? && known.is_none() {
                unit.commit().await?;
                return Ok(ignored());
            }
            let Some(row) = known else { return Ok(ignored()) };
            if store::inbound::accept(&mut unit, connection.id, &inbound.provider_id, None).await? {
                store::conversation::set_reachable(&mut unit, row.conversation.id, *is_reachable).await?;
                unit.event("conversation.reachable", row.conversation.id, Some(row.conversation.id.0), json!({"is_reachable": is_reachable})).await?;
            }
            unit.commit().await?;
            Ok(noted(&row))
        }
    }
}

fn ignored() -> Accepted {
    Accepted { conversation: ConversationId::nil(), message: None, seq: 0, is_repeat: false, is_altered: false, turn: None }
}

fn noted(row: &ConversationRow) -> Accepted {
    Accepted { conversation: row.conversation.id, message: None, seq: row.conversation.last_seq, is_repeat: false, is_altered: false, turn: None }
}

async fn message(app: &App, mut unit: store::Unit, connection: &Connection, inbound: &Inbound, known: Option<ConversationRow>, answering: Answering) -> Result<Accepted> {
    let Some(accepted) = message_in(app, &mut unit, connection, inbound, known, answering).await? else {
        drop(unit);
        return repeat(app, connection, inbound).await;
    };
    unit.commit().await?;
    metrics::counter!("samovar_messages_in_total", "connector" => connection.connector.clone()).increment(1);
    Ok(accepted)
}

/// Stores a message inside a larger unit; `None` when the delivery was accepted before.
pub(crate) async fn message_in(app: &App, unit: &mut store::Unit, connection: &Connection, inbound: &Inbound, known: Option<ConversationRow>, answering: Answering) -> Result<Option<Accepted>> {
    let What::Message { from, text, button, press_ref, attachments, phone, start } = &inbound.what else {
        return Err(Error::internal("not a message").op("inbox.receive"));
    };
    let id = MessageId::new();
    if !store::inbound::accept(unit, connection.id, &inbound.provider_id, Some(id)).await? {
        return Ok(None);
    }
    let before = known.as_ref().map(|row| (row.conversation.last_seq, row.conversation.answered_seq >= row.conversation.inbound_seq));
    let conversation = match known {
        Some(row) => row.conversation.id,
        None => open(app, unit, connection, &inbound.chat_id, from, phone.as_deref()).await?,
    };
    let (now, lease) = (unit.now(), app.config().turn_lease);
    let lease_until = now.plus_millis(i64::try_from(lease.as_millis()).unwrap_or(30_000));
    let mode = super::mode::default(app, unit, connection, now).await?;
    let new = store::conversation::NewInbound { mode, text };
    let row = match answering {
        Answering::Quiet(quiet) => {
            let row = store::conversation::add_inbound(unit, conversation, new, i64::try_from(quiet.as_micros()).unwrap_or(0)).await?;
            if let Some(due) = row.turn_due_at {
                unit.wake(Signal::TurnDue(due));
            }
            row
        }
        Answering::Now => {
            let row = store::conversation::add_inbound_and_lease(unit, conversation, new, now, lease_until).await?;
            // What a person has to approve is prepared in the background.
            if row.conversation.mode == Mode::Draft {
                unit.wake(Signal::TurnDue(now));
            }
            row
        }
    };
    let row = ConversationRow { conversation: crate::sla::follow_in(app, unit, row.conversation).await?, ..row };
    let seq = row.conversation.inbound_seq;
    let message = Message {
        id, conversation_id: conversation, seq, author: Author::Contact, person_id: None, text: cut(text), buttons: Vec::new(), attachments: attachments.clone(),
        delivery: Delivery::Received, provider_id: Some(inbound.provider_id.clone()), turn_id: None, created_at: now,
    };
    let extra = (button.is_some() || phone.is_some() || start.is_some() || press_ref.is_some())
        .then(|| json!({"button": button, "phone": phone, "start": start, "press_ref": press_ref}));
    store::message::insert(unit, &message, extra.clone()).await?;
    for file in message.attachments.iter().filter_map(|a| a.file_id) {
        store::file::claim(unit, file, id).await?;
    }
    unit.event("message.created", id, Some(conversation.0), json!({"message": message, "phase": row.conversation.phase, "mode": row.conversation.mode, "conversation": patch(&row.conversation)})).await?;
    if let Some(assignee) = row.conversation.assignee_id {
        notice::tell(unit, News::new(NoticeKind::Message, To::People(vec![assignee])).talk(conversation).text(&message.text)).await?;
    }
    let is_ours = answering == Answering::Now && row.lease_until == lease_until;
    // Nothing waited before it and nothing came between: the turn need not read the messages again.
    let is_only = before.is_none_or(|(last, is_answered)| is_answered && last + 1 == seq);
    let turn = is_ours.then(|| Box::new(Leased { only: is_only.then_some(InboundMessage { message, extra }), row }));
    Ok(Some(Accepted { conversation, message: Some(id), seq, is_repeat: false, is_altered: false, turn }))
}

async fn repeat(app: &App, connection: &Connection, inbound: &Inbound) -> Result<Accepted> {
    let mut scope = app.scope(connection.org_id).await?;
    let first = store::inbound::find(&mut scope, connection.id, &inbound.provider_id).await?;
    let message = match first.and_then(|f| f.message_id) {
        Some(id) => Some(store::message::get(&mut scope, id).await?),
        None => None,
    };
    metrics::counter!("samovar_messages_repeated_total", "connector" => connection.connector.clone()).increment(1);
    let said = match &inbound.what {
        What::Message { text, .. } => Some(cut(text)),
        _ => None,
    };
    let is_altered = message.as_ref().is_some_and(|m| Some(&m.text) != said.as_ref());
    Ok(Accepted {
        is_altered,
        conversation: message.as_ref().map_or(ConversationId::nil(), |m| m.conversation_id),
        seq: message.as_ref().map_or(0, |m| m.seq),
        message: message.map(|m| m.id),
        is_repeat: true,
        turn: None,
    })
}

async fn open(app: &App, unit: &mut store::Unit, connection: &Connection, chat_id: &str, from: &Sender, phone: Option<&str>) -> Result<ConversationId> {
    let lang = from.lang.as_deref().and_then(|l| Lang::from_str(l).ok());
    let stranger = Stranger {
        name: from.name.clone().filter(|n| !n.trim().is_empty()),
        phone: match phone {
            // Read by the habits of the firm's country.
            Some(phone) => Phone::parse(phone, &crate::catalog::firm(app, unit).await?.catalog.org.region).ok(),
            None => None,
        },
        email: None,
        lang,
    };
    let contact = find_or_create(unit, &connection.connector, connection.id, &from.id, &stranger).await?;
    let id = ConversationId::new();
    store::conversation::insert(unit, id, contact.id, connection.id, chat_id, lang.or(contact.lang).unwrap_or_default()).await?;
    unit.event("conversation.created", id, Some(id.0), created(&contact, connection)).await?;
    Ok(id)
}

/// Enough for a list to show it without asking.
fn created(contact: &domain::contact::Contact, connection: &Connection) -> serde_json::Value {
    let shown = json!({"id": contact.id, "name": contact.name, "phone": contact.phone.as_ref().map(ToString::to_string), "tags": contact.tags});
    json!({"contact_id": contact.id, "connection_id": connection.id, "connector": connection.connector, "contact": shown})
}

/// NUL would be refused by PostgreSQL; the rest of a hostile text is kept as written.
fn cut(text: &str) -> String {
    let mut out: String = text.chars().filter(|c| *c != '\0').take(TEXT_LIMIT).collect();
    if out.len() < text.len() && text.chars().nth(TEXT_LIMIT).is_some() {
        out.push('…');
    }
    out
}

/// The lease end this node gives a turn taken now.
pub(crate) fn lease_end(app: &App, now: Ts) -> Ts {
    now.plus_millis(i64::try_from(app.config().turn_lease.as_millis()).unwrap_or(30_000))
}
