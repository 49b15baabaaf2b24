//! Agents: who answers, with what words, knowledge, tools and limits. An agent's settings are versions: one is live, one is being
//! written. What an agent does with them is the brain's business.

use crate::{Error, Lang, Ts, conversation::{AgentMode, Phase, text_enum}, id::{AgentId, CategoryId, ConnectionId, PersonId, ProviderId, ScriptId}, tool::Tool};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    pub id: AgentId,
    pub name: String,
    pub role: AgentRole,
    pub status: AgentStatus,
    /// The version that answers; none until the first is published.
    pub live_version: Option<i64>,
    /// What is being written; becomes a version when published.
    pub draft: AgentSpec,
    pub position: i64,
    pub created_at: Ts,
    pub updated_at: Ts,
}

/// A published state of an agent; never changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgentVersion {
    pub agent_id: AgentId,
    /// From 1, without gaps.
    pub number: i64,
    pub spec: AgentSpec,
    /// What changed, in the publisher's words.
    pub note: String,
    pub author_id: Option<PersonId>,
    pub created_at: Ts,
}

/// What one agent hands to another when it passes a customer on: kept with the conversation and shown as a chain (A7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    pub from: AgentId,
    pub to: AgentId,
    pub kind: EnvelopeKind,
    /// What the receiver should know or do, as data: a summary, what was found out, the question that is open.
    pub payload: serde_json::Value,
    /// Where it happened: conversation, contact, stage; the same for every envelope of a chain.
    pub context: serde_json::Value,
    pub at: Ts,
    pub trace_id: String,
}

text_enum! {
    EnvelopeKind, "kind" {
        /// The receiver leads the dialogue from here on.
        HandOver => "hand_over",
        /// Asks for one thing and goes on when it has come.
        Request => "request",
        /// The answer to a request.
        Answer => "answer",
        /// Only to know.
        Notice => "notice",
    }
}

text_enum! {
    /// What an agent is for. The front desk answers whatever no specialist takes.
    AgentRole, "role" {
        FrontDesk => "front_desk",
        Qualification => "qualification",
        Nurturing => "nurturing",
        Sales => "sales",
        Service => "service",
        Feedback => "feedback",
    }
}

text_enum! {
    AgentStatus, "status" {
        Active => "active",
        Inactive => "inactive",
        /// Answers in the test chat only.
        Training => "training",
    }
}

text_enum! {
    /// In whose words the answer is put.
    Voice, "voice" {
        /// The product's own phrases; a model only understands and decides.
        Plain => "plain",
        /// The model writes, the guard checks.
        Model => "model",
    }
}

text_enum! {
    AgentHours, "hours" { Always => "always", Working => "working", OutsideWorking => "outside_working" }
}

/// Everything an owner can set about how an agent answers (A1). Every field has a default, so old versions read on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct AgentSpec {
    /// How it introduces itself; empty = the firm's `agent_name`.
    pub persona: String,
    /// What it must know and how it must behave, in the owner's words. Markdown.
    pub instructions: String,
    /// More of it for a phase of the dialogue.
    pub prompts: BTreeMap<Phase, String>,
    pub model: ModelChoice,
    pub voice: Voice,
    pub limits: AgentLimits,
    pub tools: Vec<Tool>,
    pub memory: MemoryRules,
    /// Only on these connections; empty = all.
    pub channels: Vec<ConnectionId>,
    /// Only at these stages of the funnel, by key; empty = all.
    pub stages: Vec<String>,
    /// Only knowledge of these categories; empty = all.
    pub categories: Vec<CategoryId>,
    pub hours: AgentHours,
    /// Languages it answers in; empty = the firm's.
    pub languages: Vec<Lang>,
    pub thresholds: Thresholds,
    pub scripts: Vec<ScriptId>,
    /// Subjects it must not speak about, each a few words.
    pub forbidden: Vec<String>,
    /// None = what the firm and the connection say.
    pub mode: Option<AgentMode>,
    /// Waits this long before answering, as a person would.
    pub reply_delay_ms: u32,
}

/// Which models think for the agent, in the order they are tried. Without any, and after all of them, the built-in brain does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ModelChoice {
    pub chain: Vec<ModelRef>,
    /// In hundredths; none = the vendor's own.
    pub temperature: Option<u16>,
    pub max_tokens: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ModelRef {
    pub provider_id: ProviderId,
    pub model: String,
}

/// Hard limits; the built-in brain takes over where one is reached. Money is in the firm's currency, minor units; 0 = no limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct AgentLimits {
    /// Time a turn may take with a model.
    pub turn_ms: u32,
    /// Model calls of one turn.
    pub turn_calls: u16,
    pub turn_tokens: u32,
    pub conversation_tokens: u32,
    pub day_tokens: u32,
    pub conversation_money: i64,
    pub day_money: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct MemoryRules {
    /// Latest messages a model sees.
    pub messages: u16,
    /// Keep a rolling summary of what came before them.
    pub summary: bool,
    /// Remember facts about the contact between conversations.
    pub facts: bool,
    /// Facts are forgotten after this many days; 0 = never.
    pub fact_days: u16,
}

/// How sure an answer must be, in percent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Thresholds {
    pub faq: u8,
    pub knowledge: u8,
    /// Messages in a row that were not understood before a person is asked.
    pub misses: u8,
}

impl Default for AgentSpec {
    fn default() -> Self {
        AgentSpec {
            persona: String::new(),
            instructions: String::new(),
            prompts: BTreeMap::new(),
            model: ModelChoice { max_tokens: 800, ..ModelChoice::default() },
            voice: Voice::Plain,
            limits: AgentLimits::default(),
            tools: Tool::ALL.to_vec(),
            memory: MemoryRules::default(),
            channels: Vec::new(),
            stages: Vec::new(),
            categories: Vec::new(),
            hours: AgentHours::Always,
            languages: Vec::new(),
            thresholds: Thresholds::default(),
            scripts: Vec::new(),
            forbidden: Vec::new(),
            mode: None,
            reply_delay_ms: 0,
        }
    }
}

impl Default for AgentLimits {
    fn default() -> Self {
        AgentLimits { turn_ms: 20_000, turn_calls: 2, turn_tokens: 12_000, conversation_tokens: 0, day_tokens: 0, conversation_money: 0, day_money: 0 }
    }
}

impl Default for MemoryRules {
    fn default() -> Self {
        MemoryRules { messages: 20, summary: true, facts: true, fact_days: 0 }
    }
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds { faq: 50, knowledge: 50, misses: 2 }
    }
}
