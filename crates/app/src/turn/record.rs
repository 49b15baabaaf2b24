//! The flight record of a turn: everything the brain was given and everything it decided, enough to run it again and to show why.
//! Version 2; records of version 1 lack the facts and cannot be run again (`replay.rs` says so).

use super::Planned;
use super::load::Loaded;
use brain::colleague::{Pass, Team};
use brain::facts::{ChannelFacts, ContactFacts, Memory, Request};
use brain::turn::{Answer, Call, Effect, Input, Reply};
use domain::conversation::Phase;
use domain::{Error, Lang, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What this program writes.
pub const VERSION: u64 = 2;
/// The program that decides.
pub const BUILD: &str = env!("CARGO_PKG_VERSION");

/// The part of a turn before an agent handed the customer on: what it was given, and whom it named.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Leg {
    /// The number of its snapshot.
    pub agent: Option<i64>,
    pub memory: Memory,
    pub team: Team,
    pub input: Input,
    pub calls: Vec<(Call, Answer)>,
    pub pass: Pass,
}

/// As it lies in the `record` column. The firm itself is in the snapshot of `catalog_version`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Flight {
    pub v: u64,
    /// Version of the program that decided.
    pub build: String,
    /// What came in, with the clock, and what the database had refused before.
    pub input: Input,
    /// The dialogue's state before, as it was stored.
    pub state: Value,
    pub phase_before: Phase,
    pub contact: ContactFacts,
    pub channel: ChannelFacts,
    pub catalog_version: i64,
    /// Who answered: the number of its snapshot; none = the front desk of a firm without agents.
    #[serde(default)]
    pub agent: Option<i64>,
    #[serde(default)]
    pub memory: Memory,
    /// The deal as it was.
    #[serde(default)]
    pub request: Option<Request>,
    /// Whom the customer could be handed to, and with what they came.
    #[serde(default)]
    pub team: Team,
    /// Who had the turn before the one that answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legs: Vec<Leg>,
    /// What was asked and what was answered, in order.
    pub calls: Vec<(Call, Answer)>,
    pub phase: Phase,
    pub lang: Lang,
    /// The brain's own words, also where a person sent others.
    pub replies: Vec<Reply>,
    pub effects: Vec<Effect>,
    pub state_after: Value,
    /// Why: commands found, flow, slots filled. Shown, never compared.
    pub trace: Value,
}

pub(super) fn flight(loaded: &Loaded, planned: &Planned) -> Result<Value> {
    let unwritable = |e: serde_json::Error| Error::internal("the flight record does not serialise").source(e);
    let outcome = &planned.outcome;
    let flight = Flight {
        v: VERSION,
        build: BUILD.to_owned(),
        input: planned.input.clone(),
        state: planned.state_before.clone(),
        phase_before: planned.phase_before,
        contact: loaded.facts.contact.clone(),
        channel: loaded.facts.channel.clone(),
        catalog_version: planned.catalog_version,
        agent: super::snapshot::agent_number(&loaded.facts.agent)?,
        memory: loaded.facts.memory.clone(),
        request: loaded.facts.request.clone(),
        team: loaded.facts.team.clone(),
        legs: loaded.passed.iter().map(|p| p.leg.clone()).collect(),
        calls: planned.answers.clone(),
        phase: outcome.phase,
        lang: outcome.lang,
        replies: planned.own_replies.as_ref().unwrap_or(&outcome.replies).clone(),
        effects: outcome.effects.clone(),
        state_after: serde_json::to_value(&outcome.state).map_err(unwritable)?,
        trace: outcome.trace.clone(),
    };
    serde_json::to_value(flight).map_err(unwritable)
}

/// What was said on both sides, for the search.
pub(super) fn said(planned: &Planned) -> String {
    let customer = planned.input.messages.iter().map(|m| m.text.as_str());
    let agent = planned.outcome.replies.iter().map(|r| r.text.as_str());
    store::turn::words(&customer.chain(agent).collect::<Vec<_>>().join(" "))
}

/// The version of a stored record; 0 where there is none.
pub fn version(record: &Value) -> u64 {
    record.get("v").and_then(Value::as_u64).unwrap_or(0)
}
