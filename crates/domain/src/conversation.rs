//! One thread with one contact on one connection: who answers, in which phase the dialogue is.

use crate::{Error, Lang, Ts, id::{ConnectionId, ContactId, ConversationId, DraftId, PersonId, TeamId}, message::Button};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident, $field:literal { $($(#[$vdoc:meta])* $variant:ident => $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }
        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            pub const fn as_str(self) -> &'static str { match self { $($name::$variant => $text),+ } }
        }
        impl FromStr for $name {
            type Err = Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                match s { $($text => Ok($name::$variant),)+ _ => Err(Error::invalid($field, concat!("expected one of", $(" ", $text),+))) }
            }
        }
    };
}
pub(crate) use text_enum;

text_enum! {
    /// The visible phase of the dialogue (A2).
    Phase, "phase" { Greeting => "greeting", Collecting => "collecting", Consulting => "consulting", Booking => "booking", Confirming => "confirming", Completed => "completed" }
}

impl Phase {
    /// The allowed transitions: a dialogue may return to any open phase, but a visit is completed only after it was
    /// put to the customer, and a greeting never jumps there.
    pub const fn may_become(self, next: Phase) -> bool {
        !matches!((self, next), (Phase::Greeting | Phase::Collecting, Phase::Completed))
    }
}

text_enum! {
    /// Who answers the customer.
    Mode, "mode" {
        /// The agent answers.
        Auto => "auto",
        /// A person has taken over, or was asked to: the agent is silent.
        Human => "human",
        /// The agent is switched off here.
        Off => "off",
        /// The agent prepares its answer, and a person lets it go out.
        Draft => "draft",
    }
}

text_enum! {
    /// What the agent does where no person has said otherwise.
    AgentMode, "mode" { Auto => "auto", Draft => "draft", Off => "off" }
}

impl From<AgentMode> for Mode {
    fn from(mode: AgentMode) -> Mode {
        match mode {
            AgentMode::Auto => Mode::Auto,
            AgentMode::Draft => Mode::Draft,
            AgentMode::Off => Mode::Off,
        }
    }
}

/// An answer of the agent that waits for a person's word; nothing of it has happened yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub id: DraftId,
    /// The last customer message it answers.
    pub up_to: i64,
    pub replies: Vec<DraftReply>,
    /// What it would do, as the dialogue asks for it: `{"effect": "book", …}`.
    pub effects: Vec<serde_json::Value>,
    /// What documents and models said to it, so that it comes to the same when it is approved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<serde_json::Value>,
    pub created_at: Ts,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftReply {
    pub text: String,
    pub buttons: Vec<Button>,
}

text_enum! {
    ConversationStatus, "status" { Open => "open", Waiting => "waiting", Closed => "closed" }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: ConversationId,
    pub contact_id: ContactId,
    pub connection_id: ConnectionId,
    /// The provider's chat id; replies go there.
    pub chat_id: String,
    pub status: ConversationStatus,
    pub mode: Mode,
    pub phase: Phase,
    pub lang: Lang,
    /// Why a person was asked, in the firm's language; none while the agent copes.
    pub hand_over: Option<String>,
    pub assignee_id: Option<PersonId>,
    /// Whose people answer it.
    #[serde(default)]
    pub team_id: Option<TeamId>,
    /// Sequence number of the last message in the thread.
    pub last_seq: i64,
    /// Sequence number of the last message from the customer.
    pub inbound_seq: i64,
    /// Up to which customer message the agent has answered.
    pub answered_seq: i64,
    /// Since when the customer waits for an answer of anybody.
    pub waiting_since: Option<Ts>,
    /// Out of the way until then, or until the customer writes.
    pub snoozed_until: Option<Ts>,
    /// When the time to answer runs short, and when it is over; none while no clock runs.
    #[serde(default)]
    pub sla_warn_at: Option<Ts>,
    #[serde(default)]
    pub sla_due_at: Option<Ts>,
    /// What the agent would answer, where a person decides.
    pub draft: Option<Draft>,
    pub created_at: Ts,
    pub updated_at: Ts,
}
