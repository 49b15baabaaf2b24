//! Passing signs between people at work: who looks at a conversation, who is typing. Never stored; late means lost.

use crate::conversation::text_enum;
use crate::{Error, id::{ConversationId, PersonId}};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use uuid::Uuid;

text_enum! {
    /// Whose sign it is.
    Who, "who" { Person => "person", Contact => "contact" }
}

text_enum! {
    /// What they are doing. `idle` ends `typing`; `left` ends `viewing`.
    PresenceState, "state" { Viewing => "viewing", Typing => "typing", Idle => "idle", Left => "left" }
}

/// One sign, for everybody of the organization who listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "sign", rename_all = "snake_case")]
pub enum Sign {
    Presence(Presence),
    /// Who looks at something says so again: somebody has just come, and `by` is their socket. None asks about every conversation.
    RollCall { conversation_id: Option<ConversationId>, by: Uuid },
    /// An answer is being written: its sentences so far, which may still become others. Empty: nothing is being written any more.
    Writing { conversation_id: ConversationId, text: String },
    /// A person has read up to here, or goes back to here; their other windows follow.
    Read { conversation_id: ConversationId, person_id: PersonId, seq: i64 },
    /// A person's notices have changed.
    Noticed { person_id: PersonId },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    pub conversation_id: ConversationId,
    pub who: Who,
    /// None for a customer or a program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<PersonId>,
    pub name: String,
    pub state: PresenceState,
}
