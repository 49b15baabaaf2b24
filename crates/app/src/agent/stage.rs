//! Who names a stage of a pipeline: agents, in what they answer by and in their drafts, and scripts; and what becomes of the names
//! when a stage goes away and another takes its place.

use super::{push, write};
use crate::Ctx;
use domain::agent::AgentSpec;
use domain::Result;
use std::collections::BTreeMap;
use store::Unit;

/// The names of agents and scripts that name the stage.
pub(crate) async fn named_by(unit: &mut Unit, stage: &str) -> Result<Vec<String>> {
    let live = store::agent::live(unit).await?;
    let has = |stages: &[String]| stages.iter().any(|key| key == stage);
    let mut names: Vec<String> = store::agent::list(unit).await?.into_iter().filter(|a| has(&a.draft.stages) || live.iter().any(|v| v.agent_id == a.id && has(&v.spec.stages))).map(|a| a.name).collect();
    names.extend(store::script::list(unit).await?.into_iter().filter(|s| has(&s.stages)).map(|s| s.name));
    Ok(names)
}

/// Puts other stages in the place of those that go away: in scripts, in drafts, and in what answers, which becomes a new version.
pub(crate) async fn rename_in(unit: &mut Unit, ctx: &Ctx, moved: &BTreeMap<String, String>) -> Result<()> {
    for mut script in store::script::list(unit).await? {
        if rename(&mut script.stages, moved) {
            crate::script::write(unit, &mut script).await?;
        }
    }
    let live = store::agent::live(unit).await?;
    for mut agent in store::agent::list(unit).await? {
        let is_redrafted = rename(&mut agent.draft.stages, moved);
        let spec: Option<AgentSpec> = live.iter().find(|v| v.agent_id == agent.id).and_then(|v| {
            let mut spec = v.spec.clone();
            rename(&mut spec.stages, moved).then_some(spec)
        });
        match spec {
            Some(spec) => {
                let draft = agent.draft.clone();
                let note = moved.iter().map(|(from, to)| format!("{from} → {to}")).collect::<Vec<_>>().join(", ");
                push(unit, ctx, &agent, spec, draft, &note.chars().take(super::check::NOTE).collect::<String>()).await?;
            }
            None if is_redrafted => write(unit, &mut agent).await?,
            None => {}
        }
    }
    Ok(())
}

/// True when something is named otherwise.
fn rename(stages: &mut Vec<String>, moved: &BTreeMap<String, String>) -> bool {
    let before = stages.clone();
    let mut seen = std::collections::BTreeSet::new();
    *stages = before.iter().map(|key| moved.get(key).unwrap_or(key).clone()).filter(|key| seen.insert(key.clone())).collect();
    *stages != before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_once() {
        let moved = BTreeMap::from([("offer".to_owned(), "talk".to_owned()), ("price".to_owned(), "talk".to_owned())]);
        let mut stages: Vec<String> = ["new", "offer", "talk", "price"].map(str::to_owned).into();
        assert!(rename(&mut stages, &moved));
        assert_eq!(stages, ["new", "talk"]);
        assert!(!rename(&mut stages, &moved));
    }
}
