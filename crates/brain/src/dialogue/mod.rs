//! What to say and do next: flows, slots, corrections, digressions, repairs, hand-over.

use crate::facts::Facts;
use crate::turn::{Answer, Call, Input, Step};
use serde::{Deserialize, Serialize};

/// Where the dialogue stands; stored with the conversation between turns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {}

pub(crate) fn run(facts: &Facts, state: &State, input: &Input, answers: &[(Call, Answer)]) -> Step {
    let _ = (facts, state, input, answers);
    Step::Done(Box::new(crate::turn::Outcome { state: State::default(), phase: domain::conversation::Phase::Greeting, lang: domain::Lang::Ru, replies: vec![], effects: vec![], trace: serde_json::Value::Null }))
}
