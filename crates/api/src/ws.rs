//! The conversation on a live socket: catch up from the event table, then follow the hub, without gaps between the two.
//! The hub is subscribed to before the table is read, and ids already sent are dropped, so an overlap costs nothing.
//! Passing signs (who looks, who types) go both ways and are in `desk.rs`.

mod desk;

use crate::ApiState;
use crate::field::When;
use app::hub::Live;
use desk::Desk;
use domain::presence::{PresenceState, Who};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use domain::event::Event;
use domain::id::{EventId, OrgId};
use domain::{Result, Ts};
use serde::{Deserialize, Serialize};
use std::collections::{HashSet, VecDeque};
use std::time::Duration;
use uuid::Uuid;

/// Ids sort by birth, not by commit: so far back a late one is looked for.
const OVERLAP_MS: u64 = 5_000;
const BATCH: i64 = 500;
/// Ids remembered as sent; well over what the overlap can hold.
const REMEMBERED: usize = 4_096;
/// A client that does not read for this long is let go; it resumes where it was.
const SEND_LIMIT: Duration = Duration::from_secs(10);

/// Who listens to what.
#[derive(Clone, Debug)]
pub struct Listening {
    pub org: OrgId,
    /// The person or the key; asked again with every heartbeat.
    pub who: Uuid,
    pub conversation: Option<Uuid>,
    pub after: Option<EventId>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Frame<'a> {
    /// Everything before is sent; from now on it is live.
    Ready { after: EventId },
    Event { event: EventView<'a> },
    Ping,
    /// Somebody looks at a conversation, types, stops or leaves; never stored, never repeated.
    Presence {
        conversation_id: Uuid,
        who: Who,
        #[serde(skip_serializing_if = "Option::is_none")]
        person_id: Option<Uuid>,
        name: &'a str,
        state: PresenceState,
    },
    /// An agent's answer as it is being written; the message takes its place. Empty: it is not written any more.
    Writing { conversation_id: Uuid, text: &'a str },
    /// You have read up to here in another window; a lower number than before: you took the rest for unread.
    Read { conversation_id: Uuid, seq: i64 },
    /// Your notices have changed: read them again.
    Notices,
}

#[derive(Debug, Serialize)]
struct EventView<'a> {
    id: EventId,
    kind: &'a str,
    subject_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_id: Option<Uuid>,
    payload: &'a serde_json::Value,
    at: When,
}

/// What a client may say: listen to another conversation, or to all; what the person does.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    Subscribe { conversation_id: Option<Uuid> },
    /// This conversation is open before my eyes; null: none is.
    Viewing { conversation_id: Option<Uuid> },
    /// I am typing there, or stopped. Ends by itself after six seconds: say it again while it lasts.
    Typing { conversation_id: Uuid, on: bool },
}

/// Why the socket ended.
enum End {
    Gone,
    Stopping,
    NotAllowed,
    Fault,
}

pub async fn run(state: ApiState, mut socket: WebSocket, listening: Listening) {
    metrics::gauge!("samovar_sockets").increment(1.0);
    let mut desk = Desk::new(&state, &listening).await;
    let ended = follow(&state, &mut socket, listening, &mut desk).await;
    desk.leave();
    let end = match ended {
        Ok(end) => end,
        Err(error) => {
            tracing::warn!("live socket ended: {error}");
            End::Fault
        }
    };
    let close = match end {
        End::Gone => None,
        End::Stopping => Some((1001, "restarting")),
        End::NotAllowed => Some((4403, "no longer allowed")),
        End::Fault => Some((1011, "try again")),
    };
    if let Some((code, reason)) = close {
        let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
    }
    metrics::gauge!("samovar_sockets").decrement(1.0);
}

async fn follow(state: &ApiState, socket: &mut WebSocket, mut listening: Listening, desk: &mut Desk) -> Result<End> {
    let mut live = state.app.hub().listen(listening.org);
    let mut sent = Sent::new(listening.after.unwrap_or_else(EventId::new));
    if listening.after.is_some() && !catch_up(state, socket, &listening, &mut sent).await? {
        return Ok(End::Gone);
    }
    if !send(socket, &Frame::Ready { after: sent.last }).await {
        return Ok(End::Gone);
    }
    desk.arrive();
    let mut heartbeat = tokio::time::interval(state.config.heartbeat);
    heartbeat.tick().await;
    loop {
        tokio::select! {
            () = state.app.stop().cancelled() => return Ok(End::Stopping),
            news = live.next() => match news {
                None => return Ok(End::Stopping),
                Some(Live::Sign(_, sign)) => if let Some(frame) = desk.hear(&sign, listening.conversation) && !send(socket, &frame).await { return Ok(End::Gone) },
                Some(Live::Reread(_)) => if !catch_up(state, socket, &listening, &mut sent).await? { return Ok(End::Gone) },
                Some(Live::Events(_, events)) => if !send_all(socket, &listening, &mut sent, &events).await { return Ok(End::Gone) },
            },
            said = socket.recv() => match said {
                None | Some(Err(_) | Ok(Message::Close(_))) => return Ok(End::Gone),
                Some(Ok(Message::Text(text))) => match serde_json::from_str(text.as_str()) {
                    Ok(Said::Subscribe { conversation_id }) => listening.conversation = conversation_id,
                    Ok(Said::Viewing { conversation_id }) => desk.view(conversation_id.map(Into::into)),
                    Ok(Said::Typing { conversation_id, on }) => desk.typing(conversation_id.into(), on).await,
                    Err(_) => {}
                },
                Some(Ok(_)) => {}
            },
            faded = desk.faded() => if !send(socket, &desk::frame(&faded)).await { return Ok(End::Gone) },
            _ = heartbeat.tick() => {
                desk.beat();
                if !is_still_allowed(state, &listening).await? {
                    return Ok(End::NotAllowed);
                }
                if !send(socket, &Frame::Ping).await {
                    return Ok(End::Gone);
                }
            }
        }
    }
}

/// Sends what the table holds beyond the last id sent. False when the client is gone.
async fn catch_up(state: &ApiState, socket: &mut WebSocket, listening: &Listening, sent: &mut Sent) -> Result<bool> {
    let mut after = store::event::resume_point(sent.last, OVERLAP_MS);
    loop {
        // The scope holds a connection: it is given back before anything is sent.
        let events = {
            let mut scope = state.app.scope(listening.org).await?;
            store::event::after(&mut scope, after, listening.conversation, BATCH).await?
        };
        let Some(last) = events.last() else { return Ok(true) };
        after = last.id;
        if !send_all(socket, listening, sent, &events).await {
            return Ok(false);
        }
        if i64::try_from(events.len()).unwrap_or(BATCH) < BATCH {
            return Ok(true);
        }
    }
}

async fn send_all(socket: &mut WebSocket, listening: &Listening, sent: &mut Sent, events: &[Event]) -> bool {
    for event in events {
        if listening.conversation.is_some_and(|wanted| event.conversation_id != Some(wanted)) || !sent.is_news(event.id) {
            continue;
        }
        let view = EventView { id: event.id, kind: &event.kind, subject_id: event.subject_id, conversation_id: event.conversation_id, payload: &event.payload, at: When::from(Ts::from_micros(event.created_at.micros())) };
        if !send(socket, &Frame::Event { event: view }).await {
            return false;
        }
    }
    true
}

async fn send(socket: &mut WebSocket, frame: &Frame<'_>) -> bool {
    let Ok(text) = serde_json::to_string(frame) else { return true };
    matches!(tokio::time::timeout(SEND_LIMIT, socket.send(Message::Text(text.into()))).await, Ok(Ok(())))
}

async fn is_still_allowed(state: &ApiState, listening: &Listening) -> Result<bool> {
    let mut scope = state.app.scope(listening.org).await?;
    if store::member::find_by_person(&mut scope, listening.who.into()).await?.is_some() {
        return Ok(true);
    }
    Ok(store::api_key::find(&mut scope, listening.who.into()).await?.is_some_and(|key| key.revoked_at.is_none()))
}

/// Ids sent lately, and the newest of them.
struct Sent {
    last: EventId,
    order: VecDeque<EventId>,
    known: HashSet<EventId>,
}

impl Sent {
    fn new(last: EventId) -> Self {
        // The client has the event it resumes after.
        Sent { last, order: VecDeque::from([last]), known: HashSet::from([last]) }
    }
    fn is_news(&mut self, id: EventId) -> bool {
        if !self.known.insert(id) {
            return false;
        }
        self.order.push_back(id);
        if self.order.len() > REMEMBERED && let Some(oldest) = self.order.pop_front() {
            self.known.remove(&oldest);
        }
        self.last = self.last.max(id);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_sent_once_and_late_ones_still_pass() {
        let ids: Vec<EventId> = (0..4).map(|_| EventId::new()).collect();
        let mut sent = Sent::new(ids[0]);
        assert!(!sent.is_news(ids[0]));
        assert!(sent.is_news(ids[3]));
        assert!(sent.is_news(ids[1]), "born earlier, committed later");
        assert!(!sent.is_news(ids[3]));
        assert_eq!(sent.last, ids[3]);
    }

    #[test]
    fn memory_of_sent_ids_is_bounded() {
        let mut sent = Sent::new(EventId::new());
        for _ in 0..3 * REMEMBERED {
            assert!(sent.is_news(EventId::new()));
        }
        assert!(sent.known.len() <= REMEMBERED && sent.order.len() <= REMEMBERED);
    }
}
