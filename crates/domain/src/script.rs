//! Sales scripts: what an agent says at a stage, step by step, with variables and answers to objections (A13).

use crate::{Error, Lang, Ts, agent::AgentRole, id::ScriptId};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Variables every script and every instruction may use without asking.
pub const VARIABLES: [&str; 3] = ["name", "firm", "agent"];

/// Names inside `{{…}}`, in order, each with where its braces begin and end in bytes. An opening that is never closed is no variable.
pub fn variables(text: &str) -> Vec<(std::ops::Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find("{{")).map(|at| from + at) {
        let Some(close) = text.get(open + 2..).and_then(|rest| rest.find("}}")).map(|at| open + 2 + at) else { break };
        found.push((open..close + 2, text.get(open + 2..close).unwrap_or_default().trim()));
        from = close + 2;
    }
    found
}

/// The text with its variables filled in; none if one of them is not known, so that no customer ever reads braces.
pub fn fill(text: &str, known: &std::collections::BTreeMap<String, String>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (place, name) in variables(text) {
        out.push_str(text.get(from..place.start)?);
        out.push_str(known.get(name)?);
        from = place.end;
    }
    out.push_str(text.get(from..)?);
    Some(out)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_and_filled() {
        let names = |text: &str| variables(text).into_iter().map(|(_, name)| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(names("Здравствуйте, {{name}}! Это {{ firm }}."), ["name", "firm"]);
        assert_eq!(names("{{}} {{a {{b}}"), ["", "a {{b"]);
        assert!(names("{name} }} {{ёж").is_empty());
        let known = [("name".to_owned(), "Анна".to_owned())].into();
        assert_eq!(fill("Здравствуйте, {{name}}!", &known).as_deref(), Some("Здравствуйте, Анна!"));
        assert_eq!(fill("{{name}}, бюджет {{budget}}", &known), None);
        assert_eq!(fill("без переменных", &known).as_deref(), Some("без переменных"));
    }
}
