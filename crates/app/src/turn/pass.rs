//! A turn goes from one agent to another: the colleague begins it anew from the same state, with what was asked of it. What the first one
//! had heard is kept for the record, and the way of the customer is what the envelopes tell (`crate::envelope`).

use super::load::Loaded;
use super::record::Leg;
use super::{snapshot, who};
use crate::App;
use brain::colleague::{HOPS, Pass, after};
use brain::facts::AgentFacts;
use brain::route::Why;
use brain::turn::{Answer, Call, Input};
use domain::{Error, Result};
use serde_json::{Value, json};
use std::sync::Arc;
use store::Reads;
use store::conversation::ConversationRow;

/// Who has handed the customer on in this turn.
#[derive(Clone, Debug)]
pub(crate) struct Passed {
    pub agent: Arc<AgentFacts>,
    pub why: Option<Why>,
    pub leg: Leg,
}

/// From here on the colleague answers. Whoever the brain names was in the team it was shown.
pub(super) async fn pass(app: &App, reads: &mut impl Reads, row: &ConversationRow, loaded: &mut Loaded, pass: Pass, input: &Input, answers: Vec<(Call, Answer)>) -> Result<()> {
    let team = &loaded.facts.team;
    let is_there = team.colleagues.iter().any(|one| one.id == pass.to);
    let Some(live) = loaded.who.live.find(pass.to).cloned().filter(|_| is_there && loaded.passed.len() < HOPS) else {
        return Err(Error::internal("the dialogue hands a customer to nobody").op("turn.pass"));
    };
    let from = loaded.facts.agent.clone();
    let next = after(&pass, team, &from.name, loaded.passed.len() + 1);
    let leg = Leg { agent: snapshot::agent_number(&from)?, memory: loaded.facts.memory.clone(), team: loaded.facts.team.clone(), input: input.clone(), calls: answers, pass };
    loaded.passed.push(Passed { agent: from, why: loaded.who.why, leg });
    loaded.who = who::taken(app, reads, row, &loaded.who, &live, loaded.is_test).await?;
    loaded.facts.agent = loaded.who.facts.clone();
    loaded.facts.memory = loaded.who.memory.clone();
    loaded.facts.team = next;
    Ok(())
}

/// The way of the customer within the turn, for the trace.
pub(super) fn shown(passed: &[Passed]) -> Value {
    let one = |p: &Passed| json!({"from": p.agent.id, "name": p.agent.name, "to": p.leg.pass.to, "reason": p.leg.pass.reason, "wants": p.leg.pass.wants});
    Value::Array(passed.iter().map(one).collect())
}
