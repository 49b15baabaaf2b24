//! Takes a canary back by itself when its customers fare worse than the others. Looked at with the housekeeping, once a minute.

use super::report;
use super::{Experiment, end_in};
use crate::App;
use domain::experiment::{Arm, ExperimentStatus};
use domain::id::ExperimentId;
use domain::outcome::Resolution;
use domain::Result;
use store::Reads;
use store::experiment::ArmOutcome;

/// Canaries read at once.
const BATCH: i64 = 200;
/// The reason of a hand-over because the agent could not answer.
const BROKEN: [&str; 1] = ["tool_failed"];

/// Every running canary of every firm; returns how many were taken back.
pub async fn watch(app: &App) -> Result<usize> {
    let (mut after, mut back) = (ExperimentId::nil(), 0);
    loop {
        let mut root = app.db().root_read().await?;
        let canaries = store::experiment::canaries(&mut root, after, BATCH).await?;
        drop(root);
        let Some(last) = canaries.last() else { return Ok(back) };
        after = last.id;
        for canary in canaries {
            let mut scope = app.scope(canary.org_id).await?;
            let experiment = store::experiment::get(&mut scope, canary.id).await?;
            let Some(reason) = judge(&mut scope, &experiment).await? else { continue };
            drop(scope);
            back += usize::from(take_back(app, canary.org_id, experiment, reason).await?);
        }
    }
}

async fn take_back(app: &App, org: domain::id::OrgId, experiment: Experiment, reason: &'static str) -> Result<bool> {
    let mut unit = app.unit(&app.system(org)).await?;
    match end_in(&mut unit, experiment, ExperimentStatus::RolledBack, Some(reason)).await {
        Ok(ended) => {
            unit.commit().await?;
            tracing::warn!(experiment.id = %ended.id, reason, "a canary was taken back");
            Ok(true)
        }
        // A person, or another node, was faster.
        Err(error) if error.public_code() == "experiment_ended" => Ok(false),
        Err(error) => Err(error),
    }
}

/// Why the canary should go, if it should.
pub async fn judge(reads: &mut impl Reads, experiment: &Experiment) -> Result<Option<&'static str>> {
    let outcomes = store::experiment::outcomes(reads, experiment.id).await?;
    Ok(verdict(experiment, &outcomes))
}

fn verdict(experiment: &Experiment, outcomes: &[ArmOutcome]) -> Option<&'static str> {
    let mine = || outcomes.iter().filter(|o| o.arm == Arm::Variant);
    let broken: i64 = mine().filter(|o| o.reason.as_deref().is_some_and(|r| BROKEN.contains(&r))).map(|o| o.talks).sum();
    if experiment.rules.failures > 0 && broken >= i64::from(experiment.rules.failures) {
        return Some("failures");
    }
    let ended: i64 = mine().filter(|o| o.resolution != Resolution::Open).map(|o| o.talks).sum();
    if ended < i64::from(experiment.rules.conversations) {
        return None;
    }
    let doubt = f64::from(experiment.rules.doubt) / 100.0;
    let worse = |c: &report::Comparison| c.chance.is_some_and(|p| p < doubt) && (c.variant.rate() > c.control.rate()) != c.measure.is_good();
    report::compare(outcomes).iter().find(|c| worse(c)).map(|c| c.measure.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Ts;
    use domain::experiment::{CanaryRules, ExperimentKind};
    use domain::id::AgentId;
    use domain::outcome::OutcomeKind;

    fn told(control: (i64, i64), variant: (i64, i64), broken: i64) -> Option<&'static str> {
        let experiment = Experiment {
            id: ExperimentId::new(), name: "x".into(), agent_id: AgentId::new(), kind: ExperimentKind::Canary, control: 1, variant: 2, share: 10, status: ExperimentStatus::Running,
            rules: CanaryRules::default(), reason: None, author_id: None, started_at: Ts::from_micros(0), ended_at: None,
        };
        let one = |arm, kind, resolution, reason: Option<&str>, talks| ArmOutcome { arm, kind, resolution, reason: reason.map(str::to_owned), talks };
        let outcomes = [
            one(Arm::Control, OutcomeKind::Answered, Resolution::Assumed, None, control.0),
            one(Arm::Control, OutcomeKind::HandedOver, Resolution::Unresolved, Some("asked"), control.1),
            one(Arm::Variant, OutcomeKind::Answered, Resolution::Assumed, None, variant.0),
            one(Arm::Variant, OutcomeKind::HandedOver, Resolution::Unresolved, Some("asked"), variant.1),
            one(Arm::Variant, OutcomeKind::HandedOver, Resolution::Open, Some("tool_failed"), broken),
        ];
        verdict(&experiment, &outcomes)
    }

    #[test]
    fn only_a_plain_fault_takes_a_canary_back() {
        assert_eq!(told((180, 20), (18, 2), 0), None);
        // Nine of nineteen ended: too early.
        assert_eq!(told((180, 20), (10, 9), 0), None);
        assert_eq!(told((180, 20), (14, 16), 0), Some("resolution"));
        assert_eq!(told((180, 20), (18, 2), 2), None);
        assert_eq!(told((180, 20), (1, 0), 3), Some("failures"));
        // Better is no reason to go.
        assert_eq!(told((100, 100), (40, 0), 0), None);
    }
}
