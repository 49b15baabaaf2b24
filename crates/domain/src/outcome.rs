//! How a conversation ended: one row for each talk of a thread, from the customer's first word to their silence. What a resolution is, and
//! what undoes it, is here; when it is looked at is `app/src/outcome.rs`.

use crate::{Error, Ts, conversation::text_enum, id::{AgentId, ContactId, ConnectionId, ConversationId, OutcomeId}};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

text_enum! {
    /// What a talk came to. Of several things the one that stands first here.
    OutcomeKind, "outcome" {
        /// A person was asked for, or took over.
        HandedOver => "handed_over",
        /// The customer's request was won.
        Sold => "sold",
        /// A visit was booked.
        Booked => "booked",
        /// The customer got what was asked for: an answer, a visit moved or cancelled.
        Answered => "answered",
        /// They began to arrange something and went, or refused.
        Lost => "lost",
        /// Nothing was asked, or nothing was understood.
        Unclear => "unclear",
    }
}

impl OutcomeKind {
    /// May a talk that ended so count as resolved by the agent?
    pub const fn can_resolve(self) -> bool {
        matches!(self, OutcomeKind::Booked | OutcomeKind::Sold | OutcomeKind::Answered)
    }
}

text_enum! {
    /// Did the agent resolve it alone? Counted as help desks count it: the customer says so, or leaves without asking more.
    Resolution, "resolution" {
        /// The talk goes on, or it is too early to tell.
        Open => "open",
        /// The customer said that it helped.
        Confirmed => "confirmed",
        /// The customer left without asking more.
        Assumed => "assumed",
        /// It had counted as resolved, but the customer came back on the same thing, or a person had to take over.
        Reversed => "reversed",
        /// A person was needed, the customer was lost, or nothing came of it.
        Unresolved => "unresolved",
    }
}

impl Resolution {
    pub const fn is_resolved(self) -> bool {
        matches!(self, Resolution::Confirmed | Resolution::Assumed)
    }
    /// Does it count in a rate? What is still open does not.
    pub const fn is_decided(self) -> bool {
        !matches!(self, Resolution::Open)
    }
}

/// One talk of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationOutcome {
    pub id: OutcomeId,
    pub conversation_id: ConversationId,
    pub contact_id: ContactId,
    pub connection_id: ConnectionId,
    /// Who answered last, and with which version; none where no agent is set up.
    pub agent_id: Option<AgentId>,
    pub agent_version: Option<i64>,
    /// What it would come to if nothing more was said; final once it is decided.
    pub kind: OutcomeKind,
    /// Why a person was needed: a reason of a hand-over, or `taken_over`.
    pub reason: Option<String>,
    pub resolution: Resolution,
    /// The first message of the talk and the last one an agent has answered.
    pub from_seq: i64,
    pub until_seq: i64,
    pub turns: i64,
    pub bookings: i64,
    pub is_sold: bool,
    /// The customer got an answer or a change of a visit.
    pub is_served: bool,
    /// What it was about: `faq:…`, `service:…`, `prices`; to see whether a later talk is about the same.
    pub topics: Vec<String>,
    /// Of models: tokens, and millionths of a unit of the firm's currency.
    pub tokens: i64,
    pub cost: i64,
    pub began_at: Ts,
    /// The last answer.
    pub last_at: Ts,
    /// When the silence is long enough to tell; none once the talk is over.
    pub due_at: Option<Ts>,
    pub resolved_at: Option<Ts>,
    pub reversed_at: Option<Ts>,
}

impl ConversationOutcome {
    /// Is the talk still going on, decided or not?
    pub const fn is_running(&self) -> bool {
        self.due_at.is_some()
    }
    /// Does a later talk about these things mean that this one had not helped? Another visit, or the same service again, does not.
    pub fn is_taken_up_by(&self, topics: &[String]) -> bool {
        topics.iter().any(|topic| !topic.starts_with("service:") && self.topics.contains(topic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(topics: &[&str]) -> ConversationOutcome {
        let at = Ts::from_micros(0);
        ConversationOutcome {
            id: OutcomeId::nil(), conversation_id: ConversationId::nil(), contact_id: ContactId::nil(), connection_id: ConnectionId::nil(), agent_id: None, agent_version: None, kind: OutcomeKind::Answered, reason: None,
            resolution: Resolution::Assumed, from_seq: 1, until_seq: 1, turns: 1, bookings: 0, is_sold: false, is_served: true, topics: topics.iter().map(|t| (*t).to_owned()).collect(), tokens: 0, cost: 0, began_at: at, last_at: at, due_at: None,
            resolved_at: Some(at), reversed_at: None,
        }
    }

    #[test]
    fn the_same_question_takes_a_talk_up_the_same_service_does_not() {
        let before = outcome(&["faq:1", "service:7", "address"]);
        for (topics, expected) in [(&["faq:1"][..], true), (&["address", "prices"], true), (&["service:7"], false), (&["faq:2"], false), (&[], false)] {
            let topics: Vec<String> = topics.iter().map(|t| (*t).to_owned()).collect();
            assert_eq!(before.is_taken_up_by(&topics), expected, "{topics:?}");
        }
    }

    #[test]
    fn only_what_the_agent_did_can_be_resolved() {
        let able: Vec<&str> = OutcomeKind::ALL.iter().filter(|k| k.can_resolve()).map(|k| k.as_str()).collect();
        assert_eq!(able, ["sold", "booked", "answered"]);
        let decided: Vec<&str> = Resolution::ALL.iter().filter(|r| r.is_decided() && !r.is_resolved()).map(|r| r.as_str()).collect();
        assert_eq!(decided, ["reversed", "unresolved"]);
    }
}
