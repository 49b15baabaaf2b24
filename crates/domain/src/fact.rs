//! What is remembered of a contact between talks (A9): one fact of a kind, any number of notes, each with where it comes from, how sure it is and
//! until when it holds; and the summary of a talk. How facts are found is `brain/src/memory`.

use crate::{Error, Ts, conversation::text_enum, id::{ContactId, ConversationId, FactId, MessageId}};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Longest text of a fact, in characters.
pub const TEXT_LIMIT: usize = 300;

text_enum! {
    /// What a fact is about.
    FactKey, "key" {
        /// By whom they like to be served.
        Employee => "employee",
        Branch => "branch",
        /// What they usually come for.
        Service => "service",
        /// The time that suits them.
        Hours => "hours",
        /// What to mind, where they asked that it be minded.
        Health => "health",
        Children => "children",
        Language => "language",
        Budget => "budget",
        /// Who recommended the firm.
        Referrer => "referrer",
        /// How they want to be reached.
        Reach => "reach",
        /// Anything else; the only kind of which there may be several.
        Note => "note",
    }
}

text_enum! {
    FactSource, "source" {
        /// Found in what the customer said, or in their visits.
        Agent => "agent",
        /// Written by a member or a program.
        Person => "person",
        Import => "import",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactFact {
    pub id: FactId,
    pub contact_id: ContactId,
    pub key: FactKey,
    /// In the firm's language, or in the customer's own words.
    pub text: String,
    /// The same for programs: `{"employee_id": …}`, `{"part": "evening"}`.
    pub value: Option<serde_json::Value>,
    pub source: FactSource,
    /// Where it was said.
    pub conversation_id: Option<ConversationId>,
    pub message_id: Option<MessageId>,
    /// In percent.
    pub confidence: i64,
    /// Not used any more from then on; none = as long as the agent's rules allow.
    pub expires_at: Option<Ts>,
    pub created_at: Ts,
    pub updated_at: Ts,
}

impl ContactFact {
    /// Does it still hold? `days` are those an agent remembers facts for; 0 = for ever. What a person wrote has only its own end.
    pub fn holds(&self, now: Ts, days: u16) -> bool {
        let is_fresh = days == 0 || self.source == FactSource::Person || now < self.updated_at.plus_secs(i64::from(days) * 86_400);
        is_fresh && self.expires_at.is_none_or(|end| now < end)
    }
    /// May what the agent has just found take its place? A person's word gives way only to the customer's own clear one.
    pub fn gives_way_to(&self, confidence: i64) -> bool {
        match self.source {
            FactSource::Person => confidence >= 80,
            FactSource::Agent | FactSource::Import => confidence >= self.confidence || confidence >= 80,
        }
    }
}

text_enum! {
    /// Who wrote a summary.
    SummarySource, "source" { Rules => "rules", Model => "model" }
}

/// A talk in short, up to a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub conversation_id: ConversationId,
    pub until_seq: i64,
    /// How far facts were looked for.
    pub read_seq: i64,
    pub text: String,
    pub source: SummarySource,
    pub updated_at: Ts,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(source: FactSource, confidence: i64, expires_at: Option<Ts>) -> ContactFact {
        let at = Ts::from_micros(0);
        ContactFact { id: FactId::nil(), contact_id: ContactId::nil(), key: FactKey::Hours, text: String::new(), value: None, source, conversation_id: None, message_id: None, confidence, expires_at, created_at: at, updated_at: at }
    }

    #[test]
    fn facts_grow_old_by_the_agents_rules_and_by_their_own_end() {
        let day = |n: i64| Ts::from_micros(0).plus_secs(n * 86_400);
        for (source, end, days, now, holds) in [
            (FactSource::Agent, None, 0, day(4_000), true),
            (FactSource::Agent, None, 30, day(29), true),
            (FactSource::Agent, None, 30, day(30), false),
            (FactSource::Person, None, 30, day(300), true),
            (FactSource::Person, Some(day(10)), 0, day(9), true),
            (FactSource::Person, Some(day(10)), 0, day(10), false),
            (FactSource::Agent, Some(day(10)), 30, day(15), false),
        ] {
            assert_eq!(fact(source, 80, end).holds(now, days), holds, "{source:?} {end:?} {days} {now:?}");
        }
    }

    #[test]
    fn a_persons_word_gives_way_to_the_customers_clear_one_only() {
        for (source, confidence, new, expected) in [
            (FactSource::Agent, 60, 60, true), (FactSource::Agent, 90, 60, false), (FactSource::Agent, 90, 80, true), (FactSource::Person, 100, 60, false), (FactSource::Person, 100, 90, true), (FactSource::Import, 50, 60, true),
        ] {
            assert_eq!(fact(source, confidence, None).gives_way_to(new), expected, "{source:?} {confidence} {new}");
        }
    }
}
