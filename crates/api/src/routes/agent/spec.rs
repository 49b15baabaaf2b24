//! An agent's settings on the wire: the same names as `domain::agent::AgentSpec`, with the limit of each field. A change names only
//! what it changes.

use crate::field::{LangWord, Text};
use crate::routes::org::AgentModeWord;
use app::agent::check;
use domain::agent::{AgentHours, AgentLimits, AgentRole, AgentSpec, AgentStatus, MemoryRules, ModelChoice, ModelRef, Thresholds, Voice};
use domain::conversation::Phase;
use domain::tool::Tool;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    AgentRoleWord = AgentRole, "AgentRole", AgentRole::ALL;
    AgentStatusWord = AgentStatus, "AgentStatus", AgentStatus::ALL;
    VoiceWord = Voice, "Voice", Voice::ALL;
    AgentHoursWord = AgentHours, "AgentHours", AgentHours::ALL;
    ToolWord = Tool, "Tool", Tool::ALL;
}

/// How an agent answers. In a change what is left out stays, also inside the groups; lists are replaced whole.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = AgentSpec)]
#[serde(deny_unknown_fields, default)]
pub struct SpecView {
    /// How it introduces itself; empty: the organization's `agent_name`.
    #[schema(inline)]
    pub persona: Text<0, { check::PERSONA }>,
    /// What it must know and how it must behave, in your words. `{{name}}`, `{{firm}}`, `{{agent}}` are filled in.
    #[schema(inline)]
    pub instructions: Text<0, { check::INSTRUCTIONS }>,
    pub prompts: PromptsView,
    pub model: ModelView,
    /// `plain`: the product's own phrases, a model only understands and decides. `model`: the model writes, the guard checks.
    #[schema(inline)]
    pub voice: VoiceWord,
    pub limits: LimitsView,
    /// What it may do.
    #[schema(inline, max_items = 15)]
    pub tools: Vec<ToolWord>,
    pub memory: MemoryView,
    /// Only on these connections; empty: all.
    #[schema(max_items = 50)]
    pub channels: Vec<Uuid>,
    /// Only at these stages of the funnel, by key (a-z, 0-9, dashes); empty: all.
    #[schema(inline, max_items = 50)]
    pub stages: Vec<Text<1, { check::STAGE }>>,
    /// Only knowledge of these categories; empty: all.
    #[schema(max_items = 200)]
    pub categories: Vec<Uuid>,
    /// When it answers: always, in the organization's working hours, or outside them.
    #[schema(inline)]
    pub hours: AgentHoursWord,
    /// Languages it answers in; empty: the organization's.
    #[schema(inline, max_items = 4)]
    pub languages: Vec<LangWord>,
    pub thresholds: ThresholdsView,
    /// Scripts it follows, in this order.
    #[schema(max_items = 50)]
    pub scripts: Vec<Uuid>,
    /// Subjects it must not speak about.
    #[schema(inline, max_items = 100)]
    pub forbidden: Vec<Text<1, { check::SUBJECT }>>,
    /// Null: what the organization and the connection say.
    #[schema(inline)]
    pub mode: Option<AgentModeWord>,
    /// Waits this long before answering, as a person would.
    #[schema(maximum = 60_000)]
    pub reply_delay_ms: u32,
}

/// More orders for a phase of the dialogue; null or empty: none.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = AgentPrompts)]
#[serde(deny_unknown_fields, default)]
pub struct PromptsView {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub greeting: Option<Text<0, { check::PROMPT }>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub collecting: Option<Text<0, { check::PROMPT }>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub consulting: Option<Text<0, { check::PROMPT }>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub booking: Option<Text<0, { check::PROMPT }>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub confirming: Option<Text<0, { check::PROMPT }>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub completed: Option<Text<0, { check::PROMPT }>>,
}

/// Which models think, in the order they are tried; without any, and after all of them, the built-in brain does.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = AgentModel)]
#[serde(deny_unknown_fields, default)]
pub struct ModelView {
    #[schema(max_items = 5)]
    pub chain: Vec<ModelRefView>,
    /// In hundredths; null: the vendor's own.
    #[schema(maximum = 200)]
    pub temperature: Option<u16>,
    #[schema(minimum = 16, maximum = 8_000)]
    pub max_tokens: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = AgentModelRef)]
#[serde(deny_unknown_fields)]
pub struct ModelRefView {
    pub provider_id: Uuid,
    #[schema(inline)]
    pub model: Text<1, { check::MODEL }>,
}

/// Where a limit is reached the built-in brain takes over. Money is in the organization's currency, minor units; 0: no limit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = AgentLimits)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsView {
    #[schema(minimum = 1_000, maximum = 120_000)]
    pub turn_ms: u32,
    #[schema(minimum = 1, maximum = 10)]
    pub turn_calls: u16,
    #[schema(minimum = 500, maximum = 200_000)]
    pub turn_tokens: u32,
    #[schema(maximum = 2_000_000_000)]
    pub conversation_tokens: u32,
    #[schema(maximum = 2_000_000_000)]
    pub day_tokens: u32,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub conversation_money: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub day_money: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = AgentMemory)]
#[serde(deny_unknown_fields, default)]
pub struct MemoryView {
    /// Latest messages a model sees.
    #[schema(minimum = 1, maximum = 200)]
    pub messages: u16,
    /// Keep a rolling summary of what came before them.
    pub summary: bool,
    /// Remember facts about the contact between conversations.
    pub facts: bool,
    /// Facts are forgotten after so many days; 0: never.
    #[schema(maximum = 3_650)]
    pub fact_days: u16,
}

/// How sure an answer must be, in percent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = AgentThresholds)]
#[serde(deny_unknown_fields, default)]
pub struct ThresholdsView {
    #[schema(maximum = 100)]
    pub faq: u8,
    #[schema(maximum = 100)]
    pub knowledge: u8,
    /// Messages in a row that were not understood before a person is asked.
    #[schema(minimum = 1, maximum = 10)]
    pub misses: u8,
}

impl From<AgentSpec> for SpecView {
    fn from(mut s: AgentSpec) -> Self {
        let mut prompt = |phase: Phase| s.prompts.remove(&phase).map(Text::trusted);
        SpecView {
            prompts: PromptsView {
                greeting: prompt(Phase::Greeting), collecting: prompt(Phase::Collecting), consulting: prompt(Phase::Consulting), booking: prompt(Phase::Booking), confirming: prompt(Phase::Confirming), completed: prompt(Phase::Completed),
            },
            persona: Text::trusted(s.persona), instructions: Text::trusted(s.instructions), model: s.model.into(), voice: s.voice.into(), limits: s.limits.into(), tools: s.tools.into_iter().map(Into::into).collect(), memory: s.memory.into(),
            channels: s.channels.into_iter().map(Into::into).collect(), stages: s.stages.into_iter().map(Text::trusted).collect(), categories: s.categories.into_iter().map(Into::into).collect(), hours: s.hours.into(),
            languages: s.languages.into_iter().map(Into::into).collect(), thresholds: s.thresholds.into(), scripts: s.scripts.into_iter().map(Into::into).collect(), forbidden: s.forbidden.into_iter().map(Text::trusted).collect(),
            mode: s.mode.map(Into::into), reply_delay_ms: s.reply_delay_ms,
        }
    }
}
impl From<ModelChoice> for ModelView {
    fn from(m: ModelChoice) -> Self {
        let chain = m.chain.into_iter().map(|ModelRef { provider_id, model }| ModelRefView { provider_id: provider_id.uuid(), model: Text::trusted(model) });
        ModelView { chain: chain.collect(), temperature: m.temperature, max_tokens: m.max_tokens }
    }
}
impl From<AgentLimits> for LimitsView {
    fn from(l: AgentLimits) -> Self {
        LimitsView { turn_ms: l.turn_ms, turn_calls: l.turn_calls, turn_tokens: l.turn_tokens, conversation_tokens: l.conversation_tokens, day_tokens: l.day_tokens, conversation_money: l.conversation_money, day_money: l.day_money }
    }
}
impl From<MemoryRules> for MemoryView {
    fn from(m: MemoryRules) -> Self {
        MemoryView { messages: m.messages, summary: m.summary, facts: m.facts, fact_days: m.fact_days }
    }
}
impl From<Thresholds> for ThresholdsView {
    fn from(t: Thresholds) -> Self {
        ThresholdsView { faq: t.faq, knowledge: t.knowledge, misses: t.misses }
    }
}
impl Default for SpecView {
    fn default() -> Self {
        AgentSpec::default().into()
    }
}
impl Default for ModelView {
    fn default() -> Self {
        AgentSpec::default().model.into()
    }
}
impl Default for LimitsView {
    fn default() -> Self {
        AgentLimits::default().into()
    }
}
impl Default for MemoryView {
    fn default() -> Self {
        MemoryRules::default().into()
    }
}
impl Default for ThresholdsView {
    fn default() -> Self {
        Thresholds::default().into()
    }
}

impl SpecView {
    /// All of it as settings.
    pub fn into_spec(self) -> domain::Result<AgentSpec> {
        let named = match serde_json::to_value(self) {
            Ok(Value::Object(named)) => named,
            _ => Map::new(),
        };
        app::agent::patch::merge(&AgentSpec::default(), named)
    }
}

/// The settings a caller has named, checked as a whole `AgentSpec` and kept by name.
#[derive(Debug)]
pub struct SpecPatch(pub Map<String, Value>);

impl<'de> Deserialize<'de> for SpecPatch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = Map::deserialize(deserializer)?;
        let checked: SpecView = serde_path_to_error::deserialize(Value::Object(named.clone())).map_err(|e| {
            let path = e.path().to_string();
            let inner = e.into_inner().to_string();
            D::Error::custom(crate::extract::nested(&path, &inner))
        })?;
        let tidy = serde_json::to_value(checked).map_err(D::Error::custom)?;
        Ok(SpecPatch(kept(named, &tidy)))
    }
}

/// Of what was named, the tidied values, at every level.
fn kept(named: Map<String, Value>, tidy: &Value) -> Map<String, Value> {
    let one = |(name, given): (String, Value)| {
        let clean = tidy.get(&name).cloned().unwrap_or(Value::Null);
        let value = match given {
            Value::Object(inner) => Value::Object(kept(inner, &clean)),
            _ => clean,
        };
        (name, value)
    };
    named.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_wire_has_the_names_of_the_settings() {
        let mut spec = AgentSpec { prompts: Phase::ALL.iter().map(|p| (*p, p.as_str().to_owned())).collect(), ..AgentSpec::default() };
        spec.model.temperature = Some(30);
        let wire = serde_json::to_value(SpecView::from(spec.clone())).unwrap();
        assert_eq!(wire, serde_json::to_value(&spec).unwrap());
        assert_eq!(serde_json::from_value::<SpecView>(wire).unwrap().into_spec().unwrap(), spec);
    }

    #[test]
    fn a_patch_keeps_what_was_named_and_tidies_it() {
        let patch: SpecPatch = serde_json::from_value(json!({ "persona": " Варя ", "limits": { "turn_ms": 2000 }, "mode": null, "prompts": { "booking": null } })).unwrap();
        assert_eq!(Value::Object(patch.0), json!({ "persona": "Варя", "limits": { "turn_ms": 2000 }, "mode": null, "prompts": { "booking": null } }));
        for bad in [json!({ "persona": 1 }), json!({ "tool": [] }), json!({ "limits": { "turn_ms": -1 } }), json!({ "tools": ["fly"] }), json!([])] {
            assert!(serde_json::from_value::<SpecPatch>(bad.clone()).is_err(), "{bad}");
        }
    }
}
