//! Facts that happened, in one append-only stream; live sockets, rules, webhooks and the timeline all read it.

use crate::{Ts, id::EventId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub id: EventId,
    /// `message.created`, `booking.moved`, `conversation.taken_over`: noun, dot, past participle.
    pub kind: String,
    /// The row it is about.
    pub subject_id: Uuid,
    /// The conversation whose sockets should hear it.
    pub conversation_id: Option<Uuid>,
    pub payload: serde_json::Value,
    pub created_at: Ts,
}

/// Who caused a change; written to the audit log and to events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    Person { id: Uuid },
    Key { id: Uuid },
    Contact { id: Uuid },
    Agent,
    System,
}

impl Actor {
    pub const fn kind(&self) -> &'static str {
        match self {
            Actor::Person { .. } => "person",
            Actor::Key { .. } => "key",
            Actor::Contact { .. } => "contact",
            Actor::Agent => "agent",
            Actor::System => "system",
        }
    }
    pub const fn id(&self) -> Option<Uuid> {
        match self {
            Actor::Person { id } | Actor::Key { id } | Actor::Contact { id } => Some(*id),
            Actor::Agent | Actor::System => None,
        }
    }
}
