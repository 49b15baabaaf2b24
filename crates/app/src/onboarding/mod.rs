//! From nothing to the first booking, in steps. What is done is read from the firm itself, so a step done anywhere counts;
//! only what the owner skipped or finished is kept.

use crate::{App, Ctx, channel};
use domain::id::ConnectionId;
use domain::onboarding::{Step, StepState};
use domain::{Error, Result, Ts};
use serde_json::json;
use store::Reads;
use store::onboarding::{Facts, Marks};

/// How far the firm has come.
#[derive(Clone, Debug)]
pub struct Onboarding {
    pub steps: Vec<(Step, StepState)>,
    pub finished_at: Option<Ts>,
}

/// What an owner does to the list itself.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    Skip(Step),
    Restore(Step),
    Finish,
}

pub async fn get(app: &App, ctx: &Ctx) -> Result<Onboarding> {
    look(app, &mut app.scope(ctx.org).await?).await
}

pub async fn change(app: &App, ctx: &Ctx, change: Change) -> Result<Onboarding> {
    let mut unit = app.unit(ctx).await?;
    let mut marks = store::onboarding::marks(&mut unit).await?;
    match change {
        Change::Skip(Step::Done) => return Err(Error::invalid("skip", "the last step is finished, not skipped")),
        Change::Skip(step) if !marks.skipped.iter().any(|s| s == step.as_str()) => marks.skipped.push(step.as_str().to_owned()),
        Change::Skip(_) => {}
        Change::Restore(Step::Done) => marks.finished_at = None,
        Change::Restore(step) => marks.skipped.retain(|s| s != step.as_str()),
        Change::Finish => marks.finished_at = marks.finished_at.or(Some(unit.now())),
    }
    store::onboarding::put(&mut unit, &marks).await?;
    let org = ctx.org.uuid();
    unit.audit("update", "onboarding", Some(org), None, Some(json!({ "skipped": marks.skipped, "is_finished": marks.finished_at.is_some() }))).await?;
    unit.event("onboarding.updated", org, None, json!({})).await?;
    let now = look(app, &mut unit).await?;
    unit.commit().await?;
    Ok(now)
}

/// The owner has talked to the agent.
pub(crate) async fn tested(unit: &mut store::Unit) -> Result<()> {
    let mut marks = store::onboarding::marks(unit).await?;
    if marks.tested_at.is_none() {
        marks.tested_at = Some(unit.now());
        store::onboarding::put(unit, &marks).await?;
        let org = unit.org().uuid();
        unit.event("onboarding.updated", org, None, json!({})).await?;
    }
    Ok(())
}

async fn look(app: &App, reads: &mut impl Reads) -> Result<Onboarding> {
    let marks = store::onboarding::marks(reads).await?;
    let facts = store::onboarding::facts(reads).await?;
    let org = store::org::read(reads).await?;
    let connections = store::connection::all(reads, ConnectionId::nil(), 200).await?;
    // The web chat is there from the beginning: it counts once the owner has seen it and gone on.
    let is_seen = marks.skipped.iter().any(|s| s == Step::Channel.as_str());
    let has_channel = facts.conversations > 0 || connections.iter().any(|c| !c.is_paused && (!channel::is_pull(app, c) || is_seen && c.connector == crate::widget::CONNECTOR));
    let has_firm = org.settings.phone.is_some() || facts.addresses > 0;
    Ok(Onboarding { steps: states(&marks, &facts, has_firm, has_channel), finished_at: marks.finished_at })
}

fn states(marks: &Marks, facts: &Facts, has_firm: bool, has_channel: bool) -> Vec<(Step, StepState)> {
    let is_done = |step: Step| match step {
        Step::Firm => has_firm,
        Step::Pack => facts.branches > 0,
        Step::Hours => facts.open_branches > 0,
        Step::Service => facts.services > 0,
        Step::Employee => facts.employees > 0,
        Step::Channel => has_channel,
        Step::Agent => facts.agents > 0,
        Step::Knowledge => facts.answers > 0,
        Step::Test => marks.tested_at.is_some() || facts.conversations > 0,
        Step::Done => marks.finished_at.is_some(),
    };
    let mut has_current = false;
    let mut state = |step: Step| {
        if is_done(step) {
            return StepState::Done;
        }
        if marks.skipped.iter().any(|s| s == step.as_str()) {
            return StepState::Skipped;
        }
        if std::mem::replace(&mut has_current, true) { StepState::Open } else { StepState::Current }
    };
    Step::ALL.iter().map(|step| (*step, state(*step))).collect()
}
