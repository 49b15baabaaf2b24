//! Scripts on the wire, with the limit of each field.

use crate::field::{LangWord, Text, When};
use crate::routes::agent::spec::AgentRoleWord;
use app::script::check;
use domain::Ts;
use domain::id::ScriptId;
use domain::script::{AnswerKind, Objection, Script, ScriptStep};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    AnswerKindWord = AnswerKind, "AnswerKind", AnswerKind::ALL;
}

/// One thing to say or to find out. A step whose variable is known already is passed over.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ScriptStep)]
#[serde(deny_unknown_fields)]
pub struct StepView {
    /// With `{{name}}`, `{{firm}}`, `{{agent}}` and whatever earlier steps found out.
    #[schema(inline)]
    pub say: Text<1, { check::SAY }>,
    /// The variable the answer fills (a-z, 0-9, underscores); null: nothing is asked.
    #[serde(default)]
    #[schema(inline)]
    pub asks: Option<Text<1, { check::VARIABLE }>>,
    /// How an answer is read.
    #[serde(default = "text_kind")]
    #[schema(inline)]
    pub kind: AnswerKindWord,
    /// Titles of buttons, and the only answers where `kind` is `choice`.
    #[serde(default)]
    #[schema(inline, max_items = 10)]
    pub choices: Vec<Text<1, { check::CHOICE }>>,
    /// Said again, in other words, when the answer did not fit.
    #[serde(default)]
    #[schema(inline)]
    pub again: Option<Text<1, { check::SAY }>>,
}

fn text_kind() -> AnswerKindWord {
    AnswerKind::Text.into()
}

/// What customers object, in their words, and what is answered.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Objection)]
#[serde(deny_unknown_fields)]
pub struct ObjectionView {
    #[schema(inline, min_items = 1, max_items = 30)]
    pub says: Vec<Text<1, 200>>,
    #[schema(inline)]
    pub answer: Text<1, { check::ANSWER }>,
}

/// All of a script but its id and dates: what creates one, and what a file carries.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptBody {
    #[schema(inline)]
    pub name: Text<1, { check::NAME }>,
    #[schema(inline)]
    pub lang: LangWord,
    /// Whose script it is; null: any agent's that lists it.
    #[serde(default)]
    #[schema(inline)]
    pub role: Option<AgentRoleWord>,
    /// Keys of the funnel's stages it is for (a-z, 0-9, dashes); empty: every stage.
    #[serde(default)]
    #[schema(inline, max_items = 50)]
    pub stages: Vec<Text<1, 64>>,
    /// What the customer says that starts it; empty: only the stage does.
    #[serde(default)]
    #[schema(inline, max_items = 100)]
    pub triggers: Vec<Text<1, 200>>,
    /// A script has a step or an objection.
    #[serde(default)]
    #[schema(max_items = 60)]
    pub steps: Vec<StepView>,
    #[serde(default)]
    #[schema(max_items = 200)]
    pub objections: Vec<ObjectionView>,
    #[serde(default = "yes")]
    pub is_active: bool,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    pub position: i64,
}

fn yes() -> bool {
    true
}

impl ScriptBody {
    pub fn into_script(self, id: ScriptId, now: Ts) -> Script {
        Script {
            id, name: self.name.into(), lang: self.lang.into(), role: self.role.map(Into::into), stages: texts(self.stages), triggers: texts(self.triggers), steps: self.steps.into_iter().map(Into::into).collect(),
            objections: self.objections.into_iter().map(Into::into).collect(), is_active: self.is_active, position: self.position, created_at: now, updated_at: now,
        }
    }
}
impl From<Script> for ScriptBody {
    fn from(s: Script) -> Self {
        ScriptBody {
            name: Text::trusted(s.name), lang: s.lang.into(), role: s.role.map(Into::into), stages: trusted(s.stages), triggers: trusted(s.triggers), steps: s.steps.into_iter().map(Into::into).collect(),
            objections: s.objections.into_iter().map(Into::into).collect(), is_active: s.is_active, position: s.position,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ScriptView {
    pub id: Uuid,
    pub name: String,
    #[schema(inline)]
    pub lang: LangWord,
    /// Whose script it is; null: any agent's that lists it.
    #[schema(inline)]
    pub role: Option<AgentRoleWord>,
    /// Keys of the funnel's stages it is for; empty: every stage.
    pub stages: Vec<String>,
    /// What the customer says that starts it; empty: only the stage does.
    pub triggers: Vec<String>,
    pub steps: Vec<StepView>,
    pub objections: Vec<ObjectionView>,
    pub is_active: bool,
    pub position: i64,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<Script> for ScriptView {
    fn from(s: Script) -> Self {
        ScriptView {
            id: s.id.uuid(), name: s.name, lang: s.lang.into(), role: s.role.map(Into::into), stages: s.stages, triggers: s.triggers, steps: s.steps.into_iter().map(Into::into).collect(),
            objections: s.objections.into_iter().map(Into::into).collect(), is_active: s.is_active, position: s.position, created_at: s.created_at.into(), updated_at: s.updated_at.into(),
        }
    }
}

pub fn texts<const MIN: usize, const MAX: usize>(list: Vec<Text<MIN, MAX>>) -> Vec<String> {
    list.into_iter().map(Into::into).collect()
}

fn trusted<const MIN: usize, const MAX: usize>(list: Vec<String>) -> Vec<Text<MIN, MAX>> {
    list.into_iter().map(Text::trusted).collect()
}

impl From<StepView> for ScriptStep {
    fn from(s: StepView) -> Self {
        ScriptStep { say: s.say.into(), asks: s.asks.map(Into::into), kind: s.kind.into(), choices: texts(s.choices), again: s.again.map(Into::into) }
    }
}
impl From<ScriptStep> for StepView {
    fn from(s: ScriptStep) -> Self {
        StepView { say: Text::trusted(s.say), asks: s.asks.map(Text::trusted), kind: s.kind.into(), choices: trusted(s.choices), again: s.again.map(Text::trusted) }
    }
}
impl From<ObjectionView> for Objection {
    fn from(o: ObjectionView) -> Self {
        Objection { says: texts(o.says), answer: o.answer.into() }
    }
}
impl From<Objection> for ObjectionView {
    fn from(o: Objection) -> Self {
        ObjectionView { says: trusted(o.says), answer: Text::trusted(o.answer) }
    }
}
