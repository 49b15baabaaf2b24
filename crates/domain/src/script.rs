//! Sales scripts: what an agent says at a stage, step by step, with variables and answers to objections (A13).

use crate::{Error, Lang, Ts, agent::AgentRole, id::ScriptId};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    pub id: ScriptId,
    pub name: String,
    pub lang: Lang,
    /// Whose script it is; none = any agent's that lists it.
    pub role: Option<AgentRole>,
    /// Keys of the funnel's stages it is for; empty = every stage.
    pub stages: Vec<String>,
    /// What the customer says that starts it. Empty: only the stage does.
    pub triggers: Vec<String>,
    pub steps: Vec<ScriptStep>,
    pub objections: Vec<Objection>,
    pub is_active: bool,
    pub position: i64,
    pub created_at: Ts,
    pub updated_at: Ts,
}

/// One thing to say or to find out. Steps whose variable is known already are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScriptStep {
    /// The text, with `{{variables}}`: `name`, `firm`, `agent`, and whatever earlier steps found out.
    pub say: String,
    /// The variable the answer fills; none = nothing is asked.
    pub asks: Option<String>,
    pub kind: AnswerKind,
    /// Titles of buttons, and the only answers where `kind` is a choice.
    pub choices: Vec<String>,
    /// Said again, in other words, when the answer did not fit.
    pub again: Option<String>,
}

crate::conversation::text_enum! {
    /// How an answer is read.
    AnswerKind, "kind" { Text => "text", Number => "number", Money => "money", Date => "date", Dates => "dates", People => "people", Phone => "phone", Name => "name", Email => "email", Choice => "choice", YesNo => "yes_no" }
}

#[expect(clippy::derivable_impls, reason = "the enum is made by a macro that knows no default")]
impl Default for AnswerKind {
    fn default() -> Self {
        AnswerKind::Text
    }
}

/// What customers object, in their words, and what is answered. The dialogue then goes on where it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Objection {
    pub says: Vec<String>,
    pub answer: String,
}
