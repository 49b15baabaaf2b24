//! The web chat's own use cases: whose site it is, who the visitor is, what they have read, when they leave.
//! Messages come in through `inbox::receive` like any other channel's; tokens and HTTP are in `api::widget`.

use crate::{App, Ctx};
use domain::contact::Identity;
use domain::conversation::Conversation;
use domain::id::{ConnectionId, ConversationId, OrgId};
use domain::message::{Author, Delivery};
use domain::{Error, Result, Secret};
use serde_json::{Value, json};
use store::connection::Connection;
use store::Scope;

pub const CONNECTOR: &str = "widget";
/// Marks a visitor who has left: what their tokens opened stays closed.
const LEFT: &str = "widget_left";
/// How many messages one "read" may mark.
const READ_LIMIT: i64 = 100;

/// The site a public key stands for. A paused chat looks like a missing one.
pub async fn find(app: &App, key: &str) -> Result<Connection> {
    let mut root = app.db().root_read().await?;
    let found = store::connection::find_by_public_key(&mut root, key).await?;
    found.filter(|c| c.connector == CONNECTOR && !c.is_paused).ok_or_else(|| Error::not_found("widget"))
}

/// The secrets that prove a visitor's identity: the live one, and the one before it while the site changes over.
pub async fn identity_secrets(app: &App, connection: &Connection) -> Result<Vec<Secret>> {
    let mut scope = app.scope(connection.org_id).await?;
    let mut all = crate::channel::secrets(app, &mut scope, connection).await?;
    Ok(["identity_secret", "identity_secret_previous"].iter().filter_map(|name| all.remove(*name)).collect())
}

/// The conversation behind a chat, for a visitor who has not left it.
pub async fn conversation(scope: &mut Scope, connection: ConnectionId, chat: &str, visitor: &str) -> Result<Option<Conversation>> {
    let Some(row) = store::conversation::find_by_chat_in_scope(scope, connection, chat).await? else { return Ok(None) };
    let identities = store::contact::identities(scope, row.conversation.contact_id).await?;
    if identities.iter().any(|i| i.kind == LEFT && i.value == visitor) {
        return Err(Error::new(domain::Kind::Unauthorized, "the visitor has left this chat").code("visitor_left"));
    }
    Ok(Some(row.conversation))
}

/// Which chat a proven user talks in: the one they have, else the visitor's, which becomes theirs, else a new one.
/// Nothing else is joined: a stranger's older dialogues on this device stay where they are.
pub async fn identify(app: &App, ctx: &Ctx, connection: &Connection, visitor_chat: &str, user: &str) -> Result<String> {
    let identity = Identity { kind: CONNECTOR.to_owned(), value: format!("u:{user}"), connection_id: Some(connection.id) };
    let mut unit = app.unit(ctx).await?;
    if let Some(contact) = store::contact::find_by_identity(&mut unit, &identity).await? {
        drop(unit);
        let filter = store::conversation::ConversationFilter { connection: Some(connection.id), contact: Some(contact.id), ..Default::default() };
        let mut scope = app.scope(ctx.org).await?;
        let last = (app.now().plus_secs(86_400), ConversationId(uuid::Uuid::max()));
        let known = store::conversation::list(&mut scope, last, &filter, 1).await?;
        return Ok(known.into_iter().next().map_or(identity.value, |c| c.chat_id));
    }
    let Some(row) = store::conversation::find_by_chat(&mut unit, connection.id, visitor_chat).await? else { return Ok(identity.value) };
    store::contact::add_identity(&mut unit, row.conversation.contact_id, &identity).await?;
    unit.audit("identify", "contact", Some(row.conversation.contact_id.0), None, None).await?;
    unit.commit().await?;
    Ok(visitor_chat.to_owned())
}

/// The picture a chat's settings name is kept, though no message carries it; one that is not there is refused.
pub async fn keep_picture(unit: &mut store::Unit, connection: &Connection) -> Result<()> {
    let Some(named) = connection.settings.get("avatar_file").and_then(Value::as_str).filter(|_| connection.connector == CONNECTOR) else { return Ok(()) };
    let missing = || Error::invalid("settings.avatar_file", "there is no such stored file");
    let id: uuid::Uuid = named.parse().map_err(|_| missing())?;
    let file = store::file::get(unit, id.into()).await.map_err(|_| missing())?;
    if !file.mime.starts_with("image/") {
        return Err(Error::invalid("settings.avatar_file", "the file is not a picture"));
    }
    store::file::claim(unit, file.id, domain::id::MessageId(connection.id.0)).await
}

/// A proof of identity with an id of its own serves one visitor: the same one may show it again, anybody else has stolen it.
pub async fn spend_proof(app: &App, ctx: &Ctx, connection: &Connection, proof: &str, visitor: &str) -> Result<()> {
    let (first, by_visitor) = (format!("proof:{proof}"), format!("proof:{proof}:{visitor}"));
    let mut unit = app.unit(ctx).await?;
    if store::inbound::accept(&mut unit, connection.id, &first, None).await? {
        store::inbound::accept(&mut unit, connection.id, &by_visitor, None).await?;
        return unit.commit().await;
    }
    drop(unit);
    let mut scope = app.scope(ctx.org).await?;
    match store::inbound::find(&mut scope, connection.id, &by_visitor).await? {
        Some(_) => Ok(()),
        None => Err(Error::new(domain::Kind::Unauthorized, "this proof of identity was used by somebody else").code("identity_replayed")),
    }
}

/// The visitor has our messages up to `seq` before their eyes.
pub async fn read(app: &App, ctx: &Ctx, id: ConversationId, seq: i64) -> Result<()> {
    let mut scope = app.scope(ctx.org).await?;
    let shown = store::message::before(&mut scope, id, seq.saturating_add(1), READ_LIMIT).await?;
    drop(scope);
    // Newest first: what was read before this time is behind the first message already marked.
    let ours = shown.into_iter().filter(|m| matches!(m.author, Author::Agent | Author::Person));
    let fresh: Vec<_> = ours.take_while(|m| matches!(m.delivery, Delivery::Delivered | Delivery::Sent)).collect();
    if fresh.is_empty() {
        return Ok(());
    }
    let mut unit = app.unit(ctx).await?;
    for message in fresh {
        store::message::set_delivery(&mut unit, message.id, Delivery::Read, None).await?;
        unit.event("message.delivery", message.id, Some(id.0), json!({"message_id": message.id, "delivery": Delivery::Read})).await?;
    }
    unit.commit().await
}

/// The visitor is writing: told to live listeners, kept nowhere.
pub async fn typing(app: &App, org: OrgId, conversation: &Conversation) -> Result<()> {
    crate::inbox::presence::contact_typing(app, org, conversation).await
}

/// Where the visitor is writing from (page, what the site adds), for whoever looks at the conversation.
pub async fn note_context(app: &App, ctx: &Ctx, id: ConversationId, context: Value) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    unit.event("conversation.context", id, Some(id.0), context).await?;
    unit.commit().await
}

/// The visitor logged out of the site: their tokens open this chat no more.
pub async fn leave(app: &App, ctx: &Ctx, connection: &Connection, chat: &str, visitor: &str) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    // Nothing was said: there is nothing to close.
    let Some(row) = store::conversation::find_by_chat(&mut unit, connection.id, chat).await? else { return Ok(()) };
    let mark = Identity { kind: LEFT.to_owned(), value: visitor.to_owned(), connection_id: Some(connection.id) };
    if store::contact::add_identity(&mut unit, row.conversation.contact_id, &mark).await? {
        unit.event("conversation.left", row.conversation.id, Some(row.conversation.id.0), json!({})).await?;
    }
    unit.commit().await
}
