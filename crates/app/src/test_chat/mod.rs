//! A member talks to the agent as a pretended customer: the real brain on the real catalog through the ordinary ledger, on a
//! hidden connection of its own. Contact and visits carry the source `test`; starting over takes them away. A talk may be with the
//! draft of one agent: it has a customer of its own, and nobody else answers in it.

use crate::channel::manage;
use crate::contact::blank;
use crate::turn::{self, Answered, Done};
use crate::{App, Ctx, onboarding};
use domain::contact::{Contact, Identity};
use domain::conversation::Conversation;
use domain::id::{AgentId, PersonId};
use domain::message::Message;
use domain::port::{Inbound, Receiving, Sender, What};
use domain::{Error, Result};
use serde_json::json;
use std::collections::BTreeMap;
use store::connection::Connection;
use store::{Reads, Unit};
use tokio::time::Instant;
use uuid::Uuid;

/// What marks everything of a test.
pub const SOURCE: &str = "test";
/// A fake customer of a member who talks like a program.
const CONNECTOR: &str = "api";
const SHOWN: i64 = 200;

/// What the pretended customer said or pressed.
#[derive(Clone, Debug)]
pub struct Said {
    pub text: String,
    pub button: Option<String>,
}

/// The talk so far; nothing before the first word.
#[derive(Debug, Default)]
pub struct Talk {
    pub conversation: Option<Conversation>,
    pub messages: Vec<Message>,
}

/// Says something and waits for the answer; none when the agent is silent (a person was asked) or not in time. `agent`: to its draft.
pub async fn say(app: &App, ctx: &Ctx, agent: Option<AgentId>, said: Said, until: Instant) -> Result<Option<Answered>> {
    let chat = chat_of(person(ctx)?, agent);
    if let Some(id) = agent {
        store::agent::get(&mut app.scope(ctx.org).await?, id).await?;
    }
    let connection = connection(app, ctx).await?;
    let contact = customer(app, ctx, &connection, &chat).await?;
    let what = What::Message {
        from: Sender { id: chat.clone(), name: None, username: None, lang: None },
        text: said.text, button: said.button, press_ref: None, attachments: Vec::new(), phone: None, start: None,
    };
    let inbound = Inbound { provider_id: Uuid::now_v7().to_string(), chat_id: chat, what, sent_at: None };
    let (mut accepted, mut done) = turn::converse(app, ctx, &connection, &inbound).await?;
    if let Some(leased) = accepted.turn.take()
        && let Done::Answered(answered) = turn::run(app, ctx, *leased).await?
    {
        done = Some(answered);
    }
    if done.is_none() {
        done = turn::wait(app, ctx, accepted.conversation, accepted.seq, until).await?;
    }
    let mut unit = app.unit(ctx).await?;
    store::test_chat::mark_bookings(&mut unit, contact.id).await?;
    onboarding::tested(&mut unit).await?;
    unit.commit().await?;
    Ok(done)
}

/// What was said so far, oldest first.
pub async fn talk(app: &App, ctx: &Ctx, agent: Option<AgentId>) -> Result<Talk> {
    let chat = chat_of(person(ctx)?, agent);
    let mut scope = app.scope(ctx.org).await?;
    let Some(connection) = store::connection::find_hidden(&mut scope).await? else { return Ok(Talk::default()) };
    let Some(row) = store::conversation::find_by_chat_in_scope(&mut scope, connection.id, &chat).await? else { return Ok(Talk::default()) };
    let mut messages = store::message::before(&mut scope, row.conversation.id, i64::MAX, SHOWN).await?;
    messages.sort_by_key(|m| m.seq);
    Ok(Talk { conversation: Some(row.conversation), messages })
}

/// Forgets the pretended customer: the talk, what they booked and what they held.
pub async fn start_over(app: &App, ctx: &Ctx, agent: Option<AgentId>) -> Result<()> {
    let person = person(ctx)?;
    let mut unit = app.unit(ctx).await?;
    let Some(contact) = store::test_chat::find(&mut unit, &chat_of(person, agent)).await? else { return Ok(()) };
    store::test_chat::remove(&mut unit, contact.id).await?;
    unit.audit("remove", "test_chat", Some(contact.id.0), None, None).await?;
    unit.event("test_chat.removed", contact.id, None, json!({ "person_id": person })).await?;
    unit.commit().await
}

fn person(ctx: &Ctx) -> Result<PersonId> {
    ctx.person().ok_or_else(|| Error::forbidden("only a person can pretend to be a customer, not a key").code("person_only"))
}

fn chat_of(person: PersonId, agent: Option<AgentId>) -> String {
    match agent {
        Some(agent) => format!("test:{person}:{agent}"),
        None => format!("test:{person}"),
    }
}

/// Whose draft alone answers in this conversation; only one of a test has any.
pub(crate) async fn tried(reads: &mut impl Reads, conversation: &Conversation) -> Result<Option<AgentId>> {
    let named = conversation.chat_id.strip_prefix("test:").and_then(|rest| rest.split_once(':')).and_then(|(_, agent)| agent.parse::<Uuid>().ok());
    match named {
        Some(agent) if is_test(reads, conversation).await? => Ok(Some(agent.into())),
        _ => Ok(None),
    }
}

/// The hidden connection, made with the first test. Two first tests at once agree on the older one.
async fn connection(app: &App, ctx: &Ctx) -> Result<Connection> {
    if let Some(known) = store::connection::find_hidden(&mut app.scope(ctx.org).await?).await? {
        return Ok(known);
    }
    let mut unit = app.unit(ctx).await?;
    if store::connection::find_hidden(&mut unit).await?.is_none() {
        let made = manage::create_in(app, &mut unit, CONNECTOR, "Test chat", json!({}), BTreeMap::new(), Receiving::Off).await?;
        store::connection::hide(&mut unit, made.id).await?;
        unit.commit().await?;
    }
    let found = store::connection::find_hidden(&mut app.scope(ctx.org).await?).await?;
    found.ok_or_else(|| Error::internal("the hidden connection is gone").op("test_chat.connection"))
}

/// The pretended customer exists before the first word, so that the ledger finds it and makes no other.
async fn customer(app: &App, ctx: &Ctx, connection: &Connection, chat: &str) -> Result<Contact> {
    if let Some(known) = store::test_chat::find(&mut app.scope(ctx.org).await?, chat).await? {
        return Ok(known);
    }
    let mut unit = app.unit(ctx).await?;
    let contact = match store::test_chat::find(&mut unit, chat).await? {
        Some(known) => known,
        None => create(&mut unit, connection, chat).await?,
    };
    unit.commit().await?;
    Ok(contact)
}

async fn create(unit: &mut Unit, connection: &Connection, chat: &str) -> Result<Contact> {
    let contact = blank(unit, SOURCE);
    store::contact::insert(unit, &contact).await?;
    for kind in [SOURCE, CONNECTOR] {
        let identity = Identity { kind: kind.to_owned(), value: chat.to_owned(), connection_id: Some(connection.id) };
        if !store::contact::add_identity(unit, contact.id, &identity).await? {
            return Err(Error::conflict("the test chat has just been opened elsewhere").op("test_chat.create"));
        }
    }
    Ok(contact)
}

/// Is the conversation one of a test? Nobody is called for it.
pub(crate) async fn is_test(reads: &mut impl Reads, conversation: &Conversation) -> Result<bool> {
    Ok(store::connection::find_hidden(reads).await?.is_some_and(|c| c.id == conversation.connection_id))
}
