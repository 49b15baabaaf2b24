//! The universal message API (H10): a program brings its customer's words and gets the agent's answer in the response.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Body;
use crate::field::{Email, LangWord, Name, Text};
use crate::problem::{Answer, Problem};
use crate::routes::conversation::{ButtonView, PhaseWord};
use crate::trace;
use app::Ctx;
use app::inbox::receive::Accepted;
use app::turn::{self, Answered, Done};
use axum::Json;
use axum::extract::State;
use domain::port::{Inbound, Sender, What};
use domain::{Kind, Phone};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use store::connection::Connection;
use tokio::time::Instant;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// How long the answer is waited for unless the caller says otherwise.
const PATIENCE_MS: u32 = 10_000;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(send))
}

/// One thing a customer said or pressed. `text` or `button_id` is needed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendMessage {
    /// Your id of the chat; one conversation each.
    #[schema(inline)]
    chat_id: Text<1, 128>,
    #[serde(default)]
    #[schema(inline)]
    text: Option<Text<0, 16000>>,
    /// A button of an earlier reply.
    #[serde(default)]
    #[schema(inline)]
    button_id: Option<Text<1, 64>>,
    /// Your id of the message: a repetition gets the first answer and changes nothing.
    #[serde(default)]
    #[schema(inline)]
    message_id: Option<Text<1, 128>>,
    #[serde(default)]
    #[schema(inline)]
    contact: Option<Caller>,
    /// Longest wait for the answer in milliseconds; then `status` is `pending`.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 30_000)]
    timeout_ms: Option<u32>,
}

/// What you know of the customer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Caller {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Name>,
    /// With the country code, or as typed in the firm's country.
    #[serde(default)]
    #[schema(inline)]
    phone: Option<Text<3, 32>>,
    #[serde(default)]
    #[schema(inline)]
    email: Option<Email>,
    #[serde(default)]
    #[schema(inline)]
    lang: Option<LangWord>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MessageAnswer {
    pub conversation_id: Uuid,
    /// Ours; yours is remembered beside it.
    pub message_id: Uuid,
    #[schema(inline)]
    pub phase: PhaseWord,
    /// `answered`; `merged`: a later message of the same chat carries the answer to both; `human`: a person has the conversation; `pending`: not in time, ask again with the same `message_id`.
    pub status: String,
    /// With a `callback_url` in the API connection the same replies are also posted there, under the same `id`.
    pub replies: Vec<ReplyView>,
    pub trace_id: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReplyView {
    pub id: Uuid,
    pub text: String,
    pub buttons: Vec<ButtonView>,
}

/// Brings a message and waits for the agent's answer.
#[utoipa::path(post, path = "/messages", tag = "conversations", request_body = SendMessage, responses((status = 200, description = "Accepted; with the answer unless `status` says otherwise.", body = MessageAnswer)))]
async fn send(State(state): State<ApiState>, who: Can<may::Converse>, Body(body): Body<SendMessage>) -> Answer<Json<MessageAnswer>> {
    let until = Instant::now() + Duration::from_millis(u64::from(body.timeout_ms.unwrap_or(PATIENCE_MS).min(30_000)));
    let connection = app::channel::of_connector(&state.app, who.org(), "api").await?;
    let known = body.contact.as_ref().map(|c| (c.name.clone().map(Text::into_string), c.email.clone().map(String::from)));
    let region = match body.contact.as_ref().and_then(|c| c.phone.as_ref()) {
        // Read by the habits of the firm's country; without a phone nobody asks.
        Some(_) => store::org::get(&mut state.app.scope(who.org()).await?).await?.region,
        None => String::new(),
    };
    let inbound = inbound(body, &region)?;
    let (accepted, answered) = converse(&state, &who.ctx, connection, inbound).await?;
    if accepted.is_altered {
        return Err(Problem::from(domain::Error::conflict("this message_id was used for another text").code("message_id_reused")));
    }
    if let Some((name, email)) = known {
        app::contact::fill(&state.app, &who.ctx, accepted.conversation, name, email).await?;
    }
    answer(&state, &who.ctx, accepted, answered, until).await.map(Json)
}

/// In a task of its own: a client that hangs up does not stop an answer half-way.
async fn converse(state: &ApiState, ctx: &Ctx, connection: Connection, inbound: Inbound) -> Answer<(Accepted, Option<Answered>)> {
    let (app, ctx, trace) = (state.app.clone(), ctx.clone(), trace::current());
    let task = state.app.tasks().spawn(trace::scope(trace, async move { turn::converse(&app, &ctx, &connection, &inbound).await }));
    Ok(task.await.map_err(|_| Problem::internal())??)
}

fn inbound(body: SendMessage, region: &str) -> Answer<Inbound> {
    let text = body.text.map(Text::into_string).unwrap_or_default();
    let button = body.button_id.map(Text::into_string);
    if text.is_empty() && button.is_none() {
        return Err(Problem::invalid("text", "a message needs text or button_id"));
    }
    let contact = body.contact;
    let phone = contact.as_ref().and_then(|c| c.phone.clone()).map(Text::into_string);
    if let Some(phone) = &phone {
        Phone::parse(phone, region).map_err(|e| Problem::from(domain::Error { field: Some("contact.phone".into()), ..e }))?;
    }
    let chat_id = body.chat_id.into_string();
    let from = Sender {
        id: chat_id.clone(),
        name: contact.as_ref().and_then(|c| c.name.clone()).map(Text::into_string),
        username: None,
        lang: contact.and_then(|c| c.lang).map(|l| domain::Lang::from(l).as_str().to_owned()),
    };
    Ok(Inbound {
        provider_id: body.message_id.map_or_else(|| Uuid::now_v7().to_string(), Text::into_string),
        chat_id,
        what: What::Message { from, text, button, press_ref: None, attachments: Vec::new(), phone, start: None },
        sent_at: None,
    })
}

/// Runs the turn if it is ours, else waits for whoever has it.
async fn answer(state: &ApiState, ctx: &Ctx, mut accepted: Accepted, mut done: Option<Answered>, until: Instant) -> Answer<MessageAnswer> {
    let message_id = accepted.message.map(Into::into).unwrap_or_default();
    if let Some(leased) = accepted.turn.take() {
        let (app, ctx, span) = (state.app.clone(), ctx.clone(), trace::current());
        let run = state.app.tasks().spawn(trace::scope(span, async move { turn::run(&app, &ctx, *leased).await }));
        match tokio::time::timeout_at(until, run).await {
            Ok(Ok(Ok(Done::Answered(answered)))) => done = Some(answered),
            Ok(Ok(Err(error))) if error.kind != Kind::Unavailable => tracing::debug!(error = %error, "the turn will be tried again"),
            _ => {}
        }
    }
    if done.is_none() {
        done = turn::wait(&state.app, ctx, accepted.conversation, accepted.seq, until).await?;
    }
    let (status, phase, replies) = match done {
        Some(answered) if answered.until_seq > accepted.seq => ("merged", answered.phase, Vec::new()),
        Some(answered) => ("answered", answered.phase, answered.replies),
        None => {
            let mut scope = state.app.scope(ctx.org).await?;
            let row = store::conversation::get(&mut scope, accepted.conversation).await?;
            (if row.conversation.mode == domain::conversation::Mode::Auto { "pending" } else { "human" }, row.conversation.phase, Vec::new())
        }
    };
    let replies = replies.into_iter().map(|m| ReplyView { id: m.id.uuid(), text: m.text, buttons: m.buttons.into_iter().map(Into::into).collect() }).collect();
    Ok(MessageAnswer { conversation_id: accepted.conversation.uuid(), message_id, phase: phase.into(), status: status.to_owned(), replies, trace_id: trace::current() })
}
