//! Experiments with an agent's versions (A11): begin one, end it, make its variant the live version. `report.rs` compares the shares,
//! `canary.rs` takes a bad one back, `shadow.rs` keeps what a silent version would have said. The drawing is `domain::experiment`.

pub mod canary;
pub mod report;
pub mod shadow;

use crate::agent::{check, live::with_version};
use crate::{App, Ctx};
use brain::route::{LiveAgent, LiveAgents};
use domain::experiment::{Arm, CanaryRules, Experiment, ExperimentKind, ExperimentStatus};
use domain::id::{AgentId, ContactId, ExperimentId, OrgId};
use domain::{Error, Result};
use serde_json::{Value, json};
use std::sync::Arc;
use store::{Reads, Unit};

pub const NAME: usize = 200;
pub const SHARE: std::ops::RangeInclusive<i64> = 1..=100;

/// What somebody wants to try.
#[derive(Clone, Debug)]
pub struct Wish {
    pub name: String,
    pub agent_id: AgentId,
    pub kind: ExperimentKind,
    /// None: the draft becomes a version of its own, which does not go live.
    pub variant: Option<i64>,
    pub share: u8,
    pub rules: CanaryRules,
}

/// Begins an experiment beside the version that is live now.
pub async fn start(app: &App, ctx: &Ctx, mut wish: Wish) -> Result<Experiment> {
    crate::catalog::check::name("name", &mut wish.name, NAME)?;
    crate::catalog::check::range("share", i64::from(wish.share), *SHARE.start(), *SHARE.end())?;
    crate::catalog::check::range("rules.doubt", i64::from(wish.rules.doubt), 1, 50)?;
    crate::catalog::check::range("rules.conversations", i64::from(wish.rules.conversations), 5, 10_000)?;
    let mut unit = app.unit(ctx).await?;
    let agent = store::agent::lock(&mut unit, wish.agent_id).await.map_err(|e| Error { field: Some("agent_id".into()), ..e })?;
    let Some(control) = agent.live_version else { return Err(Error::conflict("publish a version first").code("agent_unpublished")) };
    if store::experiment::running(&mut unit).await?.iter().any(|e| e.agent_id == agent.id) {
        return Err(Error::conflict("another experiment of this agent is running").code("experiment_running"));
    }
    let live = store::agent::get_version(&mut unit, agent.id, control).await?;
    let variant = match wish.variant {
        Some(number) => store::agent::get_version(&mut unit, agent.id, number).await.map_err(|e| Error { field: Some("variant".into()), ..e })?,
        None => crate::agent::trial_in(&mut unit, ctx, &agent, &wish.name).await?,
    };
    if variant.spec == live.spec {
        return Err(Error::conflict("the variant is what answers already").code("agent_unchanged"));
    }
    check::references(&mut unit, &variant.spec, &live.spec).await?;
    let experiment = Experiment {
        id: ExperimentId::new(), name: wish.name, agent_id: agent.id, kind: wish.kind, control, variant: variant.number, share: wish.share, status: ExperimentStatus::Running, rules: wish.rules,
        reason: None, author_id: ctx.person(), started_at: unit.now(), ended_at: None,
    };
    store::experiment::insert(&mut unit, &experiment).await?;
    store::agent::bump(&mut unit).await?;
    unit.audit("start", "experiment", Some(experiment.id.uuid()), None, Some(payload(&experiment))).await?;
    unit.event("experiment.started", experiment.id, None, payload(&experiment)).await?;
    unit.commit().await?;
    Ok(experiment)
}

/// Ends it; the control answers everybody.
pub async fn stop(app: &App, ctx: &Ctx, id: ExperimentId) -> Result<Experiment> {
    let mut unit = app.unit(ctx).await?;
    let experiment = store::experiment::get(&mut unit, id).await?;
    let ended = end_in(&mut unit, experiment, ExperimentStatus::Stopped, None).await?;
    unit.commit().await?;
    Ok(ended)
}

/// Ends it; the variant answers everybody, as a new version equal to it.
pub async fn promote(app: &App, ctx: &Ctx, id: ExperimentId) -> Result<Experiment> {
    let mut unit = app.unit(ctx).await?;
    let experiment = store::experiment::get(&mut unit, id).await?;
    let ended = end_in(&mut unit, experiment, ExperimentStatus::Promoted, None).await?;
    crate::agent::go_live_in(&mut unit, ended.agent_id, ended.variant).await?;
    unit.commit().await?;
    Ok(ended)
}

/// Writes the end down, once; raises the counter so that every node hears of it with its next turn.
pub(crate) async fn end_in(unit: &mut Unit, before: Experiment, status: ExperimentStatus, reason: Option<&str>) -> Result<Experiment> {
    let now = unit.now();
    if !before.is_running() || !store::experiment::end(unit, before.id, status, reason, now).await? {
        return Err(Error::conflict("the experiment has ended").code("experiment_ended"));
    }
    let after = Experiment { status, reason: reason.map(str::to_owned), ended_at: Some(now), ..before.clone() };
    store::agent::bump(unit).await?;
    unit.audit("end", "experiment", Some(after.id.uuid()), Some(json!({ "status": before.status })), Some(json!({ "status": status, "reason": reason }))).await?;
    unit.event("experiment.ended", after.id, None, payload(&after)).await?;
    Ok(after)
}

/// A new version goes live: what ran beside the old one has nothing to be compared with any more.
pub(crate) async fn overtake_in(unit: &mut Unit, agent: AgentId) -> Result<()> {
    let running = store::experiment::running(unit).await?;
    if let Some(experiment) = running.into_iter().find(|e| e.agent_id == agent) {
        end_in(unit, experiment, ExperimentStatus::Stopped, Some("published")).await?;
    }
    Ok(())
}

fn payload(e: &Experiment) -> Value {
    json!({ "experiment_id": e.id, "agent_id": e.agent_id, "name": e.name, "kind": e.kind, "control": e.control, "variant": e.variant, "share": e.share, "status": e.status, "reason": e.reason })
}

/// A running experiment with the version it tries, as a turn needs it.
#[derive(Clone, Debug)]
pub struct Trial {
    pub experiment: Experiment,
    pub variant: LiveAgent,
}

/// Which share of which experiment a turn belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Drawn {
    pub experiment: ExperimentId,
    pub arm: Arm,
}

/// Experiments of one firm at one state of its agents.
pub type Trials = Arc<Vec<Trial>>;

/// The last of them of each firm, with the counter of agents they were read at.
#[derive(Clone, Debug)]
pub struct Tries(moka::sync::Cache<OrgId, (i64, Trials)>);

impl Default for Tries {
    fn default() -> Self {
        Tries(moka::sync::Cache::new(10_000))
    }
}

/// The running experiments beside these live agents: nothing is read where nothing has changed.
pub(crate) async fn trials_at(app: &App, reads: &mut impl Reads, live: &LiveAgents) -> Result<Trials> {
    let cache = &app.0.tries.0;
    if let Some((_, trials)) = cache.get(&reads.org()).filter(|(counter, _)| *counter == live.counter) {
        return Ok(trials);
    }
    let trials = load(reads, live).await?;
    if cache.get(&reads.org()).is_none_or(|(counter, _)| counter < live.counter) {
        cache.insert(reads.org(), (live.counter, trials.clone()));
    }
    Ok(trials)
}

/// Who really answers this contact where the router has chosen `chosen`.
pub fn draw<'a>(trials: &'a [Trial], chosen: &'a LiveAgent, contact: ContactId) -> (&'a LiveAgent, Option<Drawn>) {
    let Some(trial) = trials.iter().find(|t| t.experiment.agent_id == chosen.agent.id && t.experiment.answers()) else { return (chosen, None) };
    let arm = trial.experiment.arm(contact);
    let drawn = Some(Drawn { experiment: trial.experiment.id, arm });
    if arm == Arm::Variant { (&trial.variant, drawn) } else { (chosen, drawn) }
}

async fn load(reads: &mut impl Reads, live: &LiveAgents) -> Result<Trials> {
    let mut all = Vec::new();
    for experiment in store::experiment::running(reads).await? {
        let Some(leader) = live.find(experiment.agent_id) else { continue };
        all.push(Trial { variant: with_version(reads, leader.agent.clone(), experiment.variant).await?, experiment });
    }
    Ok(Arc::new(all))
}
