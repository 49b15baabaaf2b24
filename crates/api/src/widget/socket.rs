//! The live socket of one browser tab: the first frame signs in, then messages, typing and hand-over come down as they
//! are committed. What was missed before `ready` the browser asks for over HTTP; the socket itself replays nothing.

use super::message::{conversation, sign};
use super::session::Caller;
use super::wire::{Down, Line, Up, handoff};
use crate::ApiState;
use crate::origin::Remote;
use crate::problem::{Answer, Problem};
use app::hub::{Listener, Live};
use axum::extract::State;
use axum::extract::ws::{Message as Frame, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::Result;
use domain::conversation::{Conversation, Mode};
use domain::event::Event;
use domain::message::{Author, Message};
use domain::presence::{PresenceState, Sign, Who};
use std::time::Duration;
use uuid::Uuid;

const LARGEST_FRAME: usize = 16 * 1024;
const SIGN_IN: Duration = Duration::from_secs(10);
/// Frames a browser may send per minute; an honest one sends a few.
const FRAMES_PER_BEAT: u32 = 120;

/// `GET /w/v1/ws`
pub async fn upgrade(State(state): State<ApiState>, remote: Remote, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    upgrade.max_message_size(LARGEST_FRAME).max_frame_size(LARGEST_FRAME).on_upgrade(move |socket| async move {
        Tab { state, socket, caller: None, found: None, seen: 0, handoff: "" }.serve(remote, headers).await;
    })
}

struct Tab {
    state: ApiState,
    socket: WebSocket,
    caller: Option<Caller>,
    /// None until the visitor's first message.
    found: Option<Conversation>,
    /// Last message number sent down or known at sign-in: where a re-read begins.
    seen: i64,
    handoff: &'static str,
}

/// Why a tab is let go.
struct Gone;
type Step = std::result::Result<(), Gone>;

impl Tab {
    async fn serve(mut self, remote: Remote, headers: HeaderMap) {
        let Ok(Some(Ok(Frame::Text(first)))) = tokio::time::timeout(SIGN_IN, self.socket.recv()).await else { return };
        match self.sign_in(&first, &remote, &headers).await {
            Ok(listener) => {
                let _ = self.live(listener).await;
            }
            Err(problem) => {
                let _ = self.say(Down::Error { code: problem.code }).await;
            }
        }
        let _ = self.socket.send(Frame::Close(None)).await;
    }

    /// Subscribes before it reads, so that nothing falls between.
    async fn sign_in(&mut self, first: &str, remote: &Remote, headers: &HeaderMap) -> Answer<Listener> {
        let Ok(Up::Auth { token }) = serde_json::from_str::<Up>(first) else { return Err(Problem::unauthorized("token_missing", "the first frame signs in")) };
        let caller = Caller::of(&self.state, &token, remote)?;
        caller.connection(&self.state, headers).await?;
        let listener = self.state.app.hub().listen(caller.ctx.org);
        self.found = conversation(&self.state, &caller).await?;
        self.seen = self.found.as_ref().map_or(0, |c| c.last_seq);
        self.caller = Some(caller);
        Ok(listener)
    }

    async fn live(&mut self, mut listener: Listener) -> Step {
        self.say(Down::Ready {}).await?;
        if let Some(found) = &self.found {
            let mode = found.mode;
            self.mode(mode).await?;
        }
        let stop = self.state.app.stop().clone();
        let mut beat = tokio::time::interval(self.state.config.heartbeat.max(Duration::from_secs(1)));
        beat.reset();
        let (mut is_silent, mut frames) = (false, 0_u32);
        loop {
            tokio::select! {
                () = stop.cancelled() => return Err(Gone),
                _ = beat.tick() => {
                    // No word since the last beat, not even an answer to it: the line is dead.
                    if is_silent || self.is_expired() {
                        return Err(Gone);
                    }
                    (is_silent, frames) = (true, 0);
                    self.say(Down::Ping {}).await?;
                }
                frame = self.socket.recv() => {
                    is_silent = false;
                    frames += 1;
                    let Some(Ok(frame)) = frame else { return Err(Gone) };
                    if frames > FRAMES_PER_BEAT {
                        return Err(Gone);
                    }
                    self.hear(frame).await?;
                }
                news = listener.next() => match news {
                    Some(Live::Events(_, events)) => for event in events.iter() { self.event(event).await?; },
                    Some(Live::Sign(_, sign)) => self.sign(&sign).await?,
                    Some(Live::Reread(_)) => self.reread().await.unwrap_or(Err(Gone))?,
                    None => return Err(Gone),
                },
            }
        }
    }

    fn is_expired(&self) -> bool {
        self.caller.as_ref().is_none_or(|c| super::token::seconds(self.state.now()) >= c.session.expires)
    }

    async fn hear(&mut self, frame: Frame) -> Step {
        let text = match frame {
            Frame::Text(text) => text,
            Frame::Close(_) => return Err(Gone),
            Frame::Ping(_) | Frame::Pong(_) | Frame::Binary(_) => return Ok(()),
        };
        let (Ok(up), Some(caller), Some(found)) = (serde_json::from_str::<Up>(&text), &self.caller, &self.found) else { return Ok(()) };
        if let Err(error) = sign(&self.state, caller, found, &up).await {
            // A lost "read" is harmless; the next one says the same.
            tracing::debug!(error = %error, "a sign from the chat was not kept");
        }
        Ok(())
    }

    async fn event(&mut self, event: &Event) -> Step {
        let Some(id) = event.conversation_id else { return Ok(()) };
        let is_message = event.kind == "message.created";
        let message = if is_message { event.payload.get("message").cloned().and_then(|m| serde_json::from_value::<Message>(m).ok()) } else { None };
        if !self.is_mine(id, message.as_ref()).await {
            return Ok(());
        }
        let mode = event.payload.get("mode").cloned().and_then(|m| serde_json::from_value::<Mode>(m).ok());
        let mode = if event.kind == "conversation.handed_over" { Some(Mode::Human) } else { mode };
        let Some(message) = message else { return self.mode_if(mode).await };
        self.message(message).await?;
        self.mode_if(mode).await
    }

    /// A person of the firm types an answer to this visitor, or the agent's answer is being written.
    async fn sign(&mut self, sign: &Sign) -> Step {
        match (sign, &self.found) {
            (Sign::Presence(p), Some(found)) if p.who == Who::Person && p.conversation_id == found.id && p.state != PresenceState::Viewing => {
                self.say(Down::Typing { on: p.state == PresenceState::Typing }).await
            }
            (Sign::Writing { conversation_id, text }, Some(found)) if *conversation_id == found.id => self.say(Down::Writing { text: text.clone() }).await,
            _ => Ok(()),
        }
    }

    async fn message(&mut self, message: Message) -> Step {
        self.seen = self.seen.max(message.seq);
        let is_question = message.author == Author::Contact && self.handoff != "human";
        if let Some(line) = Line::of(message) {
            self.say(Down::Msg(line)).await?;
        }
        // The agent begins to think as soon as it is asked.
        if is_question { self.say(Down::Typing { on: true }).await } else { Ok(()) }
    }

    /// Until the first message the conversation has no number: the message that begins it tells by its chat.
    async fn is_mine(&mut self, id: Uuid, message: Option<&Message>) -> bool {
        if let Some(found) = &self.found {
            return found.id.0 == id;
        }
        let (Some(caller), Some(message)) = (&self.caller, message) else { return false };
        let lead = format!("{}/", caller.session.chat);
        if !message.provider_id.as_deref().is_some_and(|p| p.starts_with(&lead)) {
            return false;
        }
        // The chat is a name inside one connection: only the database can tell whose it is.
        self.found = conversation(&self.state, caller).await.ok().flatten();
        self.found.as_ref().is_some_and(|found| found.id.0 == id)
    }

    /// Another node spoke, or too much was said at once.
    async fn reread(&mut self) -> Result<Step> {
        let Some(caller) = &self.caller else { return Ok(Err(Gone)) };
        let Some(found) = conversation(&self.state, caller).await? else { return Ok(Ok(())) };
        let mut scope = self.state.app.scope(caller.ctx.org).await?;
        let news = store::message::after(&mut scope, found.id, self.seen, 100).await?;
        drop(scope);
        let mode = found.mode;
        self.found = Some(found);
        for message in news {
            if self.message(message).await.is_err() {
                return Ok(Err(Gone));
            }
        }
        Ok(self.mode(mode).await)
    }

    async fn mode_if(&mut self, mode: Option<Mode>) -> Step {
        match mode {
            Some(mode) => self.mode(mode).await,
            None => Ok(()),
        }
    }

    async fn mode(&mut self, mode: Mode) -> Step {
        if handoff(mode) == self.handoff {
            return Ok(());
        }
        self.handoff = handoff(mode);
        self.say(Down::state(mode)).await
    }

    async fn say(&mut self, down: Down) -> Step {
        let text = serde_json::to_string(&down).map_err(|_| Gone)?;
        self.socket.send(Frame::Text(text.into())).await.map_err(|_| Gone)
    }
}
