//! Running a stored turn again: the firm from its snapshot, the recorded answers, the brain as it is now; and what differs.
//! Nothing is written and nobody is called.

use super::record::{self, Flight, Leg};
use super::{snapshot, who};
use crate::agent::live::with_version;
use crate::App;
use crate::catalog::Firm;
use brain::facts::{AgentFacts, Facts};
use brain::turn::{Answer, Call, Outcome, Step};
use domain::conversation::Phase;
use domain::id::{ConversationId, OrgId, TurnId};
use domain::{Error, Result, Ts};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Reads;
use store::turn::TurnRow;
use uuid::Uuid;

/// Differences that are told; a turn that went another way has more than anybody reads.
const TOLD: usize = 100;
/// Snapshots kept open while many turns are run again.
const OPEN: usize = 8;

/// How a turn runs today.
#[derive(Clone, Debug, Serialize)]
pub struct Replayed {
    pub turn_id: TurnId,
    pub conversation_id: ConversationId,
    pub created_at: Ts,
    pub verdict: Verdict,
    pub differences: Vec<Difference>,
    /// Version of the program that decided then.
    pub build: String,
    /// What it would say and do now; none when it could not be run to its end.
    #[serde(skip)]
    pub outcome: Option<Outcome>,
    /// What the customer is called in the record, for whoever must not know.
    #[serde(skip)]
    pub names: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Equal,
    Different,
    /// Recorded before records were whole, or invented for a demo.
    OldRecord,
    /// The firm as it was then is not kept any more.
    NoSnapshot,
    /// The record is of a newer program, or damaged.
    Unreadable,
}

impl Verdict {
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Equal => "equal",
            Verdict::Different => "different",
            Verdict::OldRecord => "old_record",
            Verdict::NoSnapshot => "no_snapshot",
            Verdict::Unreadable => "unreadable",
        }
    }
    /// Was there anything to compare?
    pub const fn is_replayed(self) -> bool {
        matches!(self, Verdict::Equal | Verdict::Different)
    }
}

/// One value that is not what it was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// `replies[0].text`, `effects[1].slot.starts_at`, `calls[2]`.
    pub path: String,
    pub before: Value,
    pub after: Value,
}

/// Firms and agents as they were, while many turns of one firm are run again.
#[derive(Debug, Default)]
pub struct Archive {
    firms: BTreeMap<i64, Option<Arc<Firm>>>,
    agents: BTreeMap<i64, Option<Arc<AgentFacts>>>,
}

impl Archive {
    async fn firm(&mut self, reads: &mut impl Reads, version: i64) -> Result<Option<Arc<Firm>>> {
        if let Some(known) = self.firms.get(&version) {
            return Ok(known.clone());
        }
        let firm = snapshot::firm(reads, version).await?.map(Arc::new);
        if self.firms.len() >= OPEN {
            self.firms.pop_first();
        }
        self.firms.insert(version, firm.clone());
        Ok(firm)
    }

    async fn agent(&mut self, reads: &mut impl Reads, number: Option<i64>) -> Result<Option<Arc<AgentFacts>>> {
        let Some(number) = number else { return Ok(Some(Arc::default())) };
        if let Some(known) = self.agents.get(&number) {
            return Ok(known.clone());
        }
        let agent = snapshot::agent(reads, number).await?.map(Arc::new);
        self.agents.insert(number, agent.clone());
        Ok(agent)
    }
}

/// Runs one turn again; with `agent_version` as that version of its agent would answer.
pub async fn replay(app: &App, org: OrgId, id: TurnId, agent_version: Option<i64>) -> Result<Replayed> {
    let mut scope = app.scope(org).await?;
    let row = store::turn::get(&mut scope, id).await?;
    replay_row(&mut scope, &row, agent_version, &mut Archive::default()).await
}

/// The same for a row at hand, of one firm's archive.
pub async fn replay_row(reads: &mut impl Reads, row: &TurnRow, agent_version: Option<i64>, archive: &mut Archive) -> Result<Replayed> {
    let build = row.record.get("build").and_then(Value::as_str).unwrap_or_default().to_owned();
    let told = |verdict, differences, outcome| Replayed { turn_id: row.id, conversation_id: row.conversation_id, created_at: row.created_at, verdict, differences, build: build.clone(), outcome, names: super::mask::names(&row.record) };
    let version = record::version(&row.record);
    if version < record::VERSION {
        return Ok(told(Verdict::OldRecord, vec![], None));
    }
    let read: std::result::Result<Flight, _> = serde_json::from_value(row.record.clone());
    let Ok(flight) = read else { return Ok(told(Verdict::Unreadable, vec![], None)) };
    let (firm, agent) = (archive.firm(reads, flight.catalog_version).await?, archive.agent(reads, flight.agent).await?);
    let (Some(firm), Some(agent)) = (firm, agent) else { return Ok(told(Verdict::NoSnapshot, vec![], None)) };
    let agent = match agent_version {
        Some(number) => other_version(reads, &agent, number).await?,
        None => agent,
    };
    let mut before = Vec::new();
    for leg in &flight.legs {
        let Some(agent) = archive.agent(reads, leg.agent).await? else { return Ok(told(Verdict::NoSnapshot, vec![], None)) };
        before.push(agent);
    }
    let passed = before.into_iter().zip(&flight.legs).enumerate().find_map(|(n, (agent, leg))| differs(&firm, agent, &flight, leg, n));
    let (outcome, mut differences) = if let Some(other) = passed { (None, vec![other]) } else { run(&firm, agent, &flight) };
    if let Some(outcome) = &outcome {
        compare(&flight, outcome, &mut differences)?;
    }
    let verdict = if differences.is_empty() { Verdict::Equal } else { Verdict::Different };
    Ok(told(verdict, differences, outcome))
}

/// The agent of a turn at another of its versions, with the scripts as they are now.
async fn other_version(reads: &mut impl Reads, agent: &AgentFacts, number: i64) -> Result<Arc<AgentFacts>> {
    let Some(id) = agent.id else { return Err(Error::conflict("no agent with versions has answered here").code("turn_without_agent")) };
    let agent_now = store::agent::get(reads, id).await?;
    let other = with_version(reads, agent_now, number).await?;
    Ok(Arc::new(who::facts(&other, agent.has_knowledge)))
}

/// The turns somebody means by one id: a turn, a conversation's, or those of a request.
pub async fn find(app: &App, org: OrgId, wanted: &str) -> Result<Vec<TurnRow>> {
    let mut scope = app.scope(org).await?;
    if let Ok(id) = wanted.parse::<Uuid>() {
        if let Some(turn) = store::turn::find(&mut scope, id.into()).await? {
            return Ok(vec![turn]);
        }
        let mut turns = store::turn::list(&mut scope, id.into(), i64::MAX, 1_000).await?;
        turns.reverse();
        if !turns.is_empty() {
            return Ok(turns);
        }
    }
    let turns = store::turn::of_trace(&mut scope, wanted, 1_000).await?;
    if turns.is_empty() { Err(Error::not_found("turn")) } else { Ok(turns) }
}

/// Does an agent that handed the customer on do so again, to the same one and with the same words?
fn differs(firm: &Firm, agent: Arc<AgentFacts>, flight: &Flight, leg: &Leg, n: usize) -> Option<Difference> {
    let facts = Facts { agent, memory: leg.memory.clone(), team: leg.team.clone(), ..facts(firm, flight) };
    let state: brain::State = serde_json::from_value(flight.state.clone()).unwrap_or_default();
    let mut answers: Vec<(Call, Answer)> = Vec::new();
    loop {
        let at = || format!("legs[{n}].calls[{}]", answers.len());
        match brain::step(&facts, &state, &leg.input, &answers) {
            Step::Pass(pass) => return (*pass != leg.pass).then(|| difference(format!("legs[{n}].pass"), value(&leg.pass), value(&pass))),
            Step::Done(outcome) => return Some(difference(format!("legs[{n}].pass"), value(&leg.pass), value(&outcome.replies))),
            Step::Call(call) => match leg.calls.get(answers.len()) {
                Some((asked, answer)) if *asked == call => answers.push((call, answer.clone())),
                other => return Some(difference(at(), other.map_or(Value::Null, |(asked, _)| value(asked)), value(&call))),
            },
        }
    }
}

/// What the turn was given, but for the agent.
fn facts(firm: &Firm, flight: &Flight) -> Facts {
    Facts { catalog: firm.catalog.clone(), contact: flight.contact.clone(), channel: flight.channel.clone(), agent: Arc::default(), memory: flight.memory.clone(), request: flight.request.clone(), team: flight.team.clone() }
}

/// Steps the brain with the recorded answers, as the driver did with fresh ones.
fn run(firm: &Firm, agent: Arc<AgentFacts>, flight: &Flight) -> (Option<Outcome>, Vec<Difference>) {
    let facts = Facts { agent, ..facts(firm, flight) };
    let state: brain::State = serde_json::from_value(flight.state.clone()).unwrap_or_default();
    let mut answers: Vec<(Call, Answer)> = Vec::new();
    loop {
        match brain::step(&facts, &state, &flight.input, &answers) {
            Step::Done(outcome) => {
                let mut outcome = *outcome;
                if !flight.phase_before.may_become(outcome.phase) {
                    outcome.phase = Phase::Booking;
                }
                let missed = flight.calls.get(answers.len()).map(|(call, _)| difference(format!("calls[{}]", answers.len()), value(call), Value::Null));
                return (Some(outcome), missed.into_iter().collect());
            }
            Step::Pass(pass) => return (None, vec![difference(format!("legs[{}]", flight.legs.len()), Value::Null, value(&pass))]),
            Step::Call(call) => match flight.calls.get(answers.len()) {
                Some((asked, answer)) if *asked == call => answers.push((call, answer.clone())),
                // Another question: what the world would have answered is not known, so it ends here.
                other => return (None, vec![difference(format!("calls[{}]", answers.len()), other.map_or(Value::Null, |(asked, _)| value(asked)), value(&call))]),
            },
        }
    }
}

fn compare(flight: &Flight, now: &Outcome, differences: &mut Vec<Difference>) -> Result<()> {
    let state = serde_json::to_value(&now.state).map_err(|e| Error::internal("an outcome does not serialise").source(e))?;
    differ("replies", &value(&flight.replies), &value(&now.replies), differences);
    differ("effects", &value(&flight.effects), &value(&now.effects), differences);
    differ("state", &flight.state_after, &state, differences);
    differ("phase", &value(flight.phase), &value(now.phase), differences);
    differ("lang", &value(flight.lang), &value(now.lang), differences);
    Ok(())
}

fn value<T: Serialize>(what: T) -> Value {
    serde_json::to_value(what).unwrap_or(Value::Null)
}

const fn difference(path: String, before: Value, after: Value) -> Difference {
    Difference { path, before, after }
}

/// Walks two values side by side. Fractions that differ by less than a storage engine may are the same.
fn differ(path: &str, before: &Value, after: &Value, found: &mut Vec<Difference>) {
    if found.len() >= TOLD {
        return;
    }
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => {
            let fresh = b.keys().filter(|key| !a.contains_key(*key));
            for key in a.keys().chain(fresh) {
                differ(&format!("{path}.{key}"), a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            for i in 0..a.len().max(b.len()) {
                differ(&format!("{path}[{i}]"), a.get(i).unwrap_or(&Value::Null), b.get(i).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Number(a), Value::Number(b)) if is_close(a, b) => {}
        _ if before == after => {}
        _ => found.push(difference(path.to_owned(), before.clone(), after.clone())),
    }
}

fn is_close(a: &serde_json::Number, b: &serde_json::Number) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(x), Some(y)) if a.is_f64() || b.is_f64() => (x - y).abs() <= 1e-9 * x.abs().max(1.0),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn differences_name_the_field() {
        let mut found = Vec::new();
        differ("state", &json!({"a": {"b": [1, 2]}, "gone": true, "n": 0.1}), &json!({"a": {"b": [1, 3, 4]}, "new": null, "n": 0.1 + 1e-12}), &mut found);
        let told: Vec<String> = found.iter().map(|d| format!("{} {} {}", d.path, d.before, d.after)).collect();
        assert_eq!(told, ["state.a.b[1] 2 3", "state.a.b[2] null 4", "state.gone true null"]);
    }

    #[test]
    fn a_whole_other_answer_is_told_shortly() {
        let mut found = Vec::new();
        differ("replies", &json!((0..1_000).collect::<Vec<_>>()), &json!((1..1_001).collect::<Vec<_>>()), &mut found);
        assert_eq!(found.len(), TOLD);
    }
}
