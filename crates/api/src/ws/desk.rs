//! One socket's part in the passing signs: what its person looks at and types, and whose typing it has shown. Nobody keeps a list of
//! who is where: whoever comes asks, and those who look at something say so again, on whatever node they are.

use super::{Frame, Listening};
use crate::ApiState;
use app::inbox::presence::{self, Someone};
use app::{App, Ctx};
use domain::event::Actor;
use domain::id::ConversationId;
use domain::person::Permission;
use domain::presence::{Presence, PresenceState, Sign, Who};
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// Typing that is not said again is over.
const TYPING: Duration = Duration::from_secs(6);
/// Signs one socket may give between two heartbeats; an honest one gives a few.
const SIGNS: u32 = 120;
/// Others' typing shown at once.
const SHOWN: usize = 64;

pub struct Desk {
    /// Names this socket in its own questions.
    id: Uuid,
    app: App,
    ctx: Ctx,
    who: Someone,
    /// May write to customers: only then is typing worth telling.
    converses: bool,
    viewing: Option<ConversationId>,
    signs: u32,
    /// Others' typing and when it fades.
    typing: Vec<(Presence, Instant)>,
}

impl Desk {
    pub async fn new(state: &ApiState, listening: &Listening) -> Self {
        let app = state.app.clone();
        let as_person = Ctx { actor: Actor::Person { id: listening.who }, ..app.system(listening.org) };
        let role = async {
            let mut scope = app.scope(listening.org).await?;
            store::member::find_by_person(&mut scope, listening.who.into()).await
        };
        let (ctx, who, converses) = match role.await {
            Ok(Some(member)) => (as_person, Someone { person: Some(member.person_id), name: member.name }, member.role.may(Permission::Converse)),
            // A program looks at nothing.
            _ => (app.system(listening.org), Someone { person: None, name: String::new() }, false),
        };
        Desk { id: Uuid::now_v7(), app, ctx, who, converses, viewing: None, signs: 0, typing: Vec::new() }
    }

    fn say(&self, id: ConversationId, state: PresenceState) {
        presence::show(&self.app, self.ctx.org, &self.who, id, state);
    }

    fn is_person(&self) -> bool {
        self.who.person.is_some()
    }

    /// Asks who is where.
    pub fn arrive(&self) {
        presence::send(&self.app, self.ctx.org, Sign::RollCall { conversation_id: None, by: self.id });
    }

    pub fn beat(&mut self) {
        self.signs = 0;
    }

    fn may_sign(&mut self) -> bool {
        self.signs += 1;
        self.is_person() && self.signs <= SIGNS
    }

    /// The person opens a conversation, or turns away.
    pub fn view(&mut self, id: Option<ConversationId>) {
        if !self.may_sign() || self.viewing == id {
            return;
        }
        self.leave();
        self.viewing = id;
        if let Some(id) = id {
            self.say(id, PresenceState::Viewing);
            presence::send(&self.app, self.ctx.org, Sign::RollCall { conversation_id: Some(id), by: self.id });
        }
    }

    pub fn leave(&mut self) {
        if let Some(id) = self.viewing.take() {
            self.say(id, PresenceState::Left);
        }
    }

    pub async fn typing(&mut self, id: ConversationId, is_on: bool) {
        if !self.may_sign() || !self.converses {
            return;
        }
        if let Err(error) = presence::typing(&self.app, &self.ctx, &self.who, id, is_on).await {
            tracing::debug!(error = %error, "typing was not told");
        }
    }

    /// What of a sign this socket shows; one about who is where is answered.
    pub fn hear<'a>(&mut self, sign: &'a Sign, only: Option<Uuid>) -> Option<Frame<'a>> {
        match sign {
            Sign::RollCall { by, .. } if *by == self.id => None,
            Sign::RollCall { conversation_id, .. } => {
                if let Some(id) = self.viewing.filter(|id| conversation_id.is_none_or(|asked| asked == *id)) {
                    self.say(id, PresenceState::Viewing);
                }
                None
            }
            Sign::Read { conversation_id, person_id, seq } => (self.who.person == Some(*person_id)).then_some(Frame::Read { conversation_id: conversation_id.0, seq: *seq }),
            Sign::Noticed { person_id } => (self.who.person == Some(*person_id)).then_some(Frame::Notices),
            Sign::Writing { conversation_id, text } => only.is_none_or(|only| conversation_id.0 == only).then_some(Frame::Writing { conversation_id: conversation_id.0, text }),
            Sign::Presence(p) if p.person_id.is_some() && p.person_id == self.who.person => {
                // Another window of the same person closed; this one is still looking.
                if p.state == PresenceState::Left && self.viewing == Some(p.conversation_id) {
                    self.say(p.conversation_id, PresenceState::Viewing);
                }
                None
            }
            Sign::Presence(p) if only.is_none_or(|only| p.conversation_id.0 == only) => {
                self.note(p);
                Some(frame(p))
            }
            Sign::Presence(_) => None,
        }
    }

    fn note(&mut self, p: &Presence) {
        self.typing.retain(|(known, _)| !(known.conversation_id == p.conversation_id && known.who == p.who && known.person_id == p.person_id));
        if p.state == PresenceState::Typing && self.typing.len() < SHOWN {
            self.typing.push((Presence { state: PresenceState::Idle, ..p.clone() }, Instant::now() + TYPING));
        }
    }

    /// Waits until somebody's typing has faded; for ever when nobody types.
    pub async fn faded(&mut self) -> Presence {
        let Some(first) = self.typing.iter().map(|(_, at)| *at).min() else { return std::future::pending().await };
        tokio::time::sleep_until(first).await;
        match self.typing.iter().position(|(_, at)| *at <= first) {
            Some(index) => self.typing.swap_remove(index).0,
            None => std::future::pending().await,
        }
    }
}

/// A sign as the socket tells it.
pub fn frame(p: &Presence) -> Frame<'_> {
    let person_id = if p.who == Who::Person { p.person_id.map(Into::into) } else { None };
    Frame::Presence { conversation_id: p.conversation_id.0, who: p.who, person_id, name: &p.name, state: p.state }
}
