//! Messages of one chat: what was said (by number, both ways), saying something, and small signs (typing, read).

use super::file::attachments;
use super::session::Caller;
use super::site::Settings;
use super::wire::{Line, Lines, ListQuery, SendBody, Up, provider_id};
use crate::ApiState;
use crate::extract::{Body, Query};
use crate::problem::{Answer, Problem};
use app::inbox::receive;
use app::inbox::receive::Answering;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use domain::conversation::Conversation;
use domain::id::{ConversationId, MessageId};
use domain::message::Attachment;
use domain::port::{Inbound, Sender, What};
use domain::{Error, Result};
use serde_json::{Map, Value};
use std::time::Duration;
use store::connection::Connection;

/// Longest message a visitor may send, in characters.
const TEXT_LIMIT: usize = 4000;
const PAGE: i64 = 50;
/// A visitor who types in pieces is answered once; a whole second would feel slow in a chat.
const QUIET: Duration = Duration::from_millis(600);
/// Most entries and longest value of what a page may tell about itself.
const CONTEXT_ENTRIES: usize = 20;
const CONTEXT_VALUE: usize = 1000;

/// The caller's conversation, if anything was said yet.
pub async fn conversation(state: &ApiState, caller: &Caller) -> Result<Option<Conversation>> {
    let mut scope = state.app.scope(caller.ctx.org).await?;
    app::widget::conversation(&mut scope, caller.connection_id(), &caller.session.chat, &caller.session.visitor.to_string()).await
}

/// `GET /w/v1/messages?after=` oldest first, or `?before=` for what was said earlier.
pub async fn list(State(state): State<ApiState>, headers: HeaderMap, caller: Caller, Query(query): Query<ListQuery>) -> Answer<impl IntoResponse> {
    let (_, admitted) = caller.connection(&state, &headers).await?;
    let limit = query.limit.unwrap_or(PAGE).clamp(1, PAGE);
    let lines = match conversation(&state, &caller).await? {
        Some(found) => page(&state, &caller, &found, &query, limit).await?,
        None => Lines { messages: Vec::new(), has_more: false },
    };
    Ok((admitted, Json(lines)))
}

async fn page(state: &ApiState, caller: &Caller, found: &Conversation, query: &ListQuery, limit: i64) -> Result<Lines> {
    let mut scope = state.app.scope(caller.ctx.org).await?;
    let mut messages = match query.before {
        Some(before) => {
            let mut newest_first = store::message::before(&mut scope, found.id, before, limit + 1).await?;
            newest_first.reverse();
            newest_first
        }
        None => store::message::after(&mut scope, found.id, query.after.unwrap_or(0), limit + 1).await?,
    };
    let most = usize::try_from(limit).unwrap_or(1);
    let has_more = messages.len() > most;
    if has_more {
        // The extra row only tells that there is more: it is the oldest going back, the newest going on.
        if query.before.is_some() { drop(messages.remove(0)) } else { messages.truncate(most) }
    }
    Ok(Lines { messages: messages.into_iter().filter_map(Line::of).collect(), has_more })
}

/// `POST /w/v1/messages`: 201, or 200 with the same message when it was here already.
pub async fn send(State(state): State<ApiState>, headers: HeaderMap, caller: Caller, Body(body): Body<SendBody>) -> Answer<impl IntoResponse> {
    let (connection, admitted) = caller.connection(&state, &headers).await?;
    let known = conversation(&state, &caller).await?;
    let is_first = known.is_none();
    let (text, button) = words(&state, &caller, known.as_ref(), &body).await?;
    let files = attachments(&state, &caller, &body.files).await?;
    let inbound = inbound(&caller, known.is_none(), &body, (text, button.clone()), files);
    let answering = Answering::Quiet(if button.is_some() { Duration::ZERO } else { QUIET });
    let accepted = receive(&state.app, &caller.ctx, &connection, &inbound, answering).await?;
    let id = accepted.message.ok_or_else(Problem::internal)?;
    if !accepted.is_repeat {
        note(&state, &caller, &connection, accepted.conversation, is_first, body.context).await?;
    }
    let line = line(&state, &caller, id).await?;
    Ok((if accepted.is_repeat { StatusCode::OK } else { StatusCode::CREATED }, admitted, Json(line)))
}

/// What is known of the visitor beside the words: the page, what the site vouches for, the default promo code.
async fn note(state: &ApiState, caller: &Caller, connection: &Connection, id: ConversationId, is_first: bool, context: Option<Map<String, Value>>) -> Result<()> {
    let mut context = context.map(plain).unwrap_or_default();
    let promo = Settings::of(connection).promo_code.trim().to_owned();
    if is_first && !promo.is_empty() {
        context.entry("promo_code").or_insert(Value::from(promo));
    }
    if is_first && caller.session.email.is_some() {
        app::contact::fill(&state.app, &caller.ctx, id, None, caller.session.email.clone()).await?;
    }
    if context.is_empty() { Ok(()) } else { app::widget::note_context(&state.app, &caller.ctx, id, Value::Object(context)).await }
}

async fn line(state: &ApiState, caller: &Caller, id: MessageId) -> Result<Line> {
    let mut scope = state.app.scope(caller.ctx.org).await?;
    let message = store::message::get(&mut scope, id).await?;
    Line::of(message).ok_or_else(|| Error::internal("a visitor's own message is not to be shown").op("widget.send"))
}

/// What is said: the typed text, or the title of a button that was really offered in this conversation.
async fn words(state: &ApiState, caller: &Caller, known: Option<&Conversation>, body: &SendBody) -> Answer<(String, Option<String>)> {
    let Some(press) = &body.button else {
        let count = body.text.chars().count();
        return match body.text.trim() {
            "" if body.files.is_empty() => Err(Problem::invalid("text", "a message needs text or a file")),
            _ if count > TEXT_LIMIT => Err(Problem::invalid("text", format!("longer than {TEXT_LIMIT} characters"))),
            text => Ok((text.to_owned(), None)),
        };
    };
    let unknown = || Problem::invalid("button", "no such button in this conversation");
    let known = known.ok_or_else(unknown)?;
    let mut scope = state.app.scope(caller.ctx.org).await?;
    let asked = store::message::get(&mut scope, MessageId(press.message_id)).await.map_err(|_| unknown())?;
    let pressed = asked.buttons.iter().find(|b| b.id == press.id && asked.conversation_id == known.id).ok_or_else(unknown)?;
    Ok((pressed.title.clone(), Some(pressed.id.clone())))
}

fn inbound(caller: &Caller, is_first: bool, body: &SendBody, (text, button): (String, Option<String>), attachments: Vec<Attachment>) -> Inbound {
    let session = &caller.session;
    let from = Sender { id: session.chat.clone(), name: session.name.clone(), username: None, lang: Some(session.lang.clone()) };
    // The site's word on the phone counts once, when the contact is made.
    let phone = session.phone.clone().filter(|_| is_first);
    Inbound {
        provider_id: provider_id(&session.chat, body.client_message_id),
        chat_id: session.chat.clone(),
        what: What::Message { from, text, button, press_ref: None, attachments, phone, start: None },
        sent_at: None,
    }
}

/// Plain values of a sane number and length; the rest is left out.
fn plain(context: Map<String, Value>) -> Map<String, Value> {
    let short = |text: &str| text.chars().filter(|c| !c.is_control()).take(CONTEXT_VALUE).collect::<String>();
    let entries = context.into_iter().filter(|(name, value)| name.len() <= 64 && !value.is_object() && !value.is_array() && !value.is_null());
    entries.take(CONTEXT_ENTRIES).map(|(name, value)| (name, Value::from(value.as_str().map_or_else(|| value.to_string(), short)))).collect()
}

/// `POST /w/v1/events`: the same signs as over the socket.
pub async fn event(State(state): State<ApiState>, headers: HeaderMap, caller: Caller, Body(up): Body<Up>) -> Answer<impl IntoResponse> {
    let (_, admitted) = caller.connection(&state, &headers).await?;
    if let Some(found) = conversation(&state, &caller).await? {
        sign(&state, &caller, &found, &up).await?;
    }
    Ok((StatusCode::ACCEPTED, admitted))
}

/// Typing and reading; everything else is not for here.
pub async fn sign(state: &ApiState, caller: &Caller, found: &Conversation, up: &Up) -> Result<()> {
    match up {
        Up::Typing {} => app::widget::typing(&state.app, caller.ctx.org, found).await?,
        Up::Read { seq } => app::widget::read(&state.app, &caller.ctx, found.id, *seq).await?,
        Up::Auth { .. } | Up::Pong {} | Up::Other => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn context_is_flat_and_small() {
        let context = json!({"page": "https://shop.ru/\u{7}a", "n": 5, "deep": {"a": 1}, "list": [1], "none": null, "long": "я".repeat(2000), "x".repeat(65): "name too long"});
        let Value::Object(context) = context else { unreachable!() };
        let plain = plain(context);
        assert_eq!(plain.get("page"), Some(&json!("https://shop.ru/a")));
        assert_eq!(plain.get("n"), Some(&json!("5")));
        assert_eq!(plain.get("long").and_then(Value::as_str).map(|s| s.chars().count()), Some(CONTEXT_VALUE));
        assert_eq!(plain.len(), 3);
    }
}
