//! Sessions: what a page may know before the chat is opened, opening it (new, returning or proven visitors), leaving.

use super::site::{Settings, admit};
use super::token::{SESSION_SECS, Session, VISITOR_SECS, Visitor, seconds, sign, verify};
use super::wire::{Line, OpenBody, OpenReply, Thread};
use super::identity;
use crate::ApiState;
use crate::extract::{Body, Query};
use crate::limits::Subject;
use crate::origin::Remote;
use crate::problem::{Answer, Problem};
use app::widget::{conversation, find};
use app::{App, Ctx};
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use domain::conversation::Mode;
use domain::event::Actor;
use domain::id::{ConnectionId, OrgId};
use domain::org::Org;
use domain::{Error, Kind, Lang, Result};
use serde::Deserialize;
use store::connection::Connection;
use uuid::Uuid;

/// Requests of one visitor per minute: a quick talker with several tabs stays far below.
const VISITOR_PER_MINUTE: u32 = 120;
/// How much history a session brings along.
const HISTORY: i64 = 30;

/// A request with a live session token.
#[derive(Debug)]
pub struct Caller {
    pub session: Session,
    pub ctx: Ctx,
}

impl Caller {
    /// Reads and checks a token; the socket brings it in a frame, everybody else in a header.
    pub fn of(state: &ApiState, token: &str, remote: &Remote) -> Answer<Caller> {
        let session: Session = verify(&state.app, token)?;
        let verdict = state.limits.take(Subject::Key(session.visitor), VISITOR_PER_MINUTE, 60, state.now());
        if !verdict.is_allowed {
            return Err(Problem::rate_limited(verdict.reset));
        }
        let ctx = Ctx { org: OrgId(session.org), actor: Actor::System, ip: Some(remote.ip.to_string()), trace_id: Some(crate::trace::current()) };
        Ok(Caller { session, ctx })
    }
    pub fn connection_id(&self) -> ConnectionId {
        ConnectionId(self.session.connection)
    }
    /// The connection, still there and not paused, and what the asking page may read.
    pub async fn connection(&self, state: &ApiState, headers: &HeaderMap) -> Answer<(Connection, HeaderMap)> {
        let mut scope = state.app.scope(self.ctx.org).await?;
        let connection = store::connection::get(&mut scope, self.connection_id()).await?;
        if connection.is_paused {
            return Err(Problem::forbidden("chat_paused", "the chat is switched off"));
        }
        let admitted = admit(&Settings::of(&connection), headers, state.config.public_url.as_deref())?;
        Ok((connection, admitted))
    }
}

impl FromRequestParts<ApiState> for Caller {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let Ok(remote) = Remote::from_request_parts(parts, state).await;
        let token = parts.headers.get(AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
        let token = token.ok_or_else(|| Problem::unauthorized("token_missing", "send the session token as a bearer token"))?;
        Caller::of(state, token.trim(), &remote)
    }
}

#[derive(Debug, Deserialize)]
pub struct ConfigQuery {
    key: String,
    /// The language the page wants.
    #[serde(default)]
    locale: Option<String>,
}

/// `GET /w/v1/config?key=&locale=`
pub async fn config(State(state): State<ApiState>, remote: Remote, headers: HeaderMap, Query(query): Query<ConfigQuery>) -> Answer<impl IntoResponse> {
    slow_down(&state, &remote)?;
    let connection = find(&state.app, &query.key).await?;
    let settings = Settings::of(&connection);
    let admitted = admit(&settings, &headers, state.config.public_url.as_deref())?;
    let org = org(&state.app, &connection).await?;
    Ok((admitted, Json(settings.launcher(settings.language(query.locale.as_deref(), locale(org.lang))))))
}

/// `POST /w/v1/session`
pub async fn open(State(state): State<ApiState>, remote: Remote, headers: HeaderMap, Body(body): Body<OpenBody>) -> Answer<impl IntoResponse> {
    slow_down(&state, &remote)?;
    let key = headers.get("x-widget-key").and_then(|v| v.to_str().ok()).map(str::to_owned).or(body.key.clone()).unwrap_or_default();
    let connection = find(&state.app, &key).await?;
    let settings = Settings::of(&connection);
    let admitted = admit(&settings, &headers, state.config.public_url.as_deref())?;
    let org = org(&state.app, &connection).await?;
    let reply = begin(&state, &connection, &settings, &org, &body, &remote).await?;
    Ok((admitted, Json(reply)))
}

/// `POST /w/v1/reset`: nobody opens this dialogue with these tokens again.
pub async fn reset(State(state): State<ApiState>, headers: HeaderMap, caller: Caller) -> Answer<impl IntoResponse> {
    let (connection, admitted) = caller.connection(&state, &headers).await?;
    let visitor = caller.session.visitor.to_string();
    app::widget::leave(&state.app, &caller.ctx, &connection, &caller.session.chat, &visitor).await?;
    Ok((admitted, Json(serde_json::json!({}))))
}

async fn begin(state: &ApiState, connection: &Connection, settings: &Settings, org: &Org, body: &OpenBody, remote: &Remote) -> Result<OpenReply> {
    let app = &state.app;
    let now = seconds(state.now());
    let lang = settings.language(body.locale.as_deref(), locale(org.lang));
    if settings.require_identity && body.identity_jwt.is_none() {
        return Err(Error::new(Kind::Unauthorized, "the chat is for signed-in users of the site").code("identity_required"));
    }
    let mut session = Session {
        org: org.id.0,
        connection: connection.id.0,
        visitor: returning(app, connection, body).await?.unwrap_or_else(Uuid::new_v4),
        chat: String::new(),
        lang: lang.to_owned(),
        name: None,
        phone: None,
        email: None,
        expires: now.saturating_add(SESSION_SECS),
    };
    session.chat = chat_of(session.visitor);
    if let Some(jwt) = &body.identity_jwt {
        let secrets = app::widget::identity_secrets(app, connection).await?;
        let proven = identity::verify(jwt, &secrets, connection.public_key.as_deref().unwrap_or_default(), state.now())?;
        let ctx = Ctx { org: org.id, actor: Actor::System, ip: Some(remote.ip.to_string()), trace_id: Some(crate::trace::current()) };
        if let Some(proof) = &proven.jti {
            app::widget::spend_proof(app, &ctx, connection, proof, &session.visitor.to_string()).await?;
        }
        session.chat = app::widget::identify(app, &ctx, connection, &session.chat, &proven.user_id).await?;
        (session.name, session.phone, session.email) = (proven.name(), proven.phone(), proven.email());
    }
    let visitor = Visitor { connection: connection.id.0, visitor: session.visitor, expires: now.saturating_add(VISITOR_SECS) };
    Ok(OpenReply {
        session_token: sign(app, &session)?,
        visitor_token: sign(app, &visitor)?,
        expires_in: SESSION_SECS,
        ws_url: "/w/v1/ws",
        config: settings.dress(org, lang, picture(connection, settings)),
        conversation: thread(app, connection, &session).await?,
    })
}

/// Who comes back with a token of this very site and has not left; a stale or foreign token makes a new visitor.
async fn returning(app: &App, connection: &Connection, body: &OpenBody) -> Result<Option<Uuid>> {
    let known = body.visitor_token.as_deref().and_then(|token| verify::<Visitor>(app, token).ok()).filter(|v| v.connection == connection.id.0);
    let Some(known) = known else { return Ok(None) };
    let mut scope = app.scope(connection.org_id).await?;
    match conversation(&mut scope, connection.id, &chat_of(known.visitor), &known.visitor.to_string()).await {
        Ok(_) => Ok(Some(known.visitor)),
        Err(error) if error.kind == Kind::Unauthorized => Ok(None),
        Err(error) => Err(error),
    }
}

fn chat_of(visitor: Uuid) -> String {
    format!("v:{visitor}")
}

/// The agent's picture, addressed by the chat's public key and named after the file, so that a new picture is a new address.
fn picture(connection: &Connection, settings: &Settings) -> Option<String> {
    let (key, file) = (connection.public_key.as_deref()?, settings.picture()?);
    Some(format!("/w/v1/picture/{key}?v={}", file.simple()))
}

async fn thread(app: &App, connection: &Connection, session: &Session) -> Result<Thread> {
    let mut scope = app.scope(connection.org_id).await?;
    let Some(found) = conversation(&mut scope, connection.id, &session.chat, &session.visitor.to_string()).await? else {
        return Ok(Thread { id: None, messages: Vec::new(), has_human: false });
    };
    let last = store::message::before(&mut scope, found.id, i64::MAX, HISTORY).await?;
    let messages: Vec<Line> = last.into_iter().rev().filter_map(Line::of).collect();
    Ok(Thread { id: Some(found.id.0), messages, has_human: found.mode == Mode::Human })
}

pub fn locale(lang: Lang) -> &'static str {
    if lang.spoken() == Lang::En { "en" } else { "ru" }
}

async fn org(app: &App, connection: &Connection) -> Result<Org> {
    let mut scope = app.scope(connection.org_id).await?;
    store::org::get(&mut scope).await
}

fn slow_down(state: &ApiState, remote: &Remote) -> Answer<()> {
    let verdict = state.limits.take(Subject::anonymous(remote.ip), state.config.limits.anonymous_per_minute, 60, state.now());
    if verdict.is_allowed { Ok(()) } else { Err(Problem::rate_limited(verdict.reset)) }
}
