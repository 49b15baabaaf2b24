//! A pack's agents and scripts: `agents.toml` and `scripts.toml`, with keys and names in place of ids, checked by the rules owners live by.

use super::read;
use crate::agent::{self as agents, check, patch};
use crate::{Ctx, script as scripts};
use brain::route::{LiveAgent, LiveAgents};
use domain::agent::{Agent, AgentRole, AgentSpec, AgentStatus};
use domain::pipeline::{MAIN, MOST_STAGES, Stage, StageColor, StageKind, StageRules, usual};
use domain::id::{AgentId, CategoryId, ScriptId};
use domain::script::{Objection, Script, ScriptStep};
use domain::{Error, Lang, Result, Ts};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use store::Unit;

/// Who answers in a firm made from the pack, and by what scripts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Crew {
    pub agents: Vec<AgentEntry>,
    pub scripts: Vec<ScriptEntry>,
    /// Empty: the usual funnel.
    pub stages: Vec<Stage>,
    /// Why its deals are lost.
    pub loss_reasons: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentEntry {
    pub key: String,
    pub name: String,
    pub role: AgentRole,
    pub status: AgentStatus,
    /// Fields of `AgentSpec`; `categories` by name, `scripts` by key.
    pub spec: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptEntry {
    pub key: String,
    pub name: String,
    pub lang: Lang,
    #[serde(default)]
    pub role: Option<AgentRole>,
    #[serde(default)]
    pub stages: Vec<String>,
    #[serde(default)]
    pub triggers: Vec<String>,
    #[serde(default)]
    pub steps: Vec<ScriptStep>,
    #[serde(default)]
    pub objections: Vec<Objection>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgentsFile {
    #[serde(default)]
    agent: Vec<AgentEntry>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptsFile {
    #[serde(default)]
    script: Vec<ScriptEntry>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FunnelFile {
    #[serde(default)]
    stage: Vec<StageEntry>,
    #[serde(default)]
    loss_reasons: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StageEntry {
    key: String,
    name: String,
    name_en: String,
    kind: StageKind,
    #[serde(default)]
    color: Option<StageColor>,
    #[serde(default)]
    rules: StageRules,
}

/// The pack's funnel, in the order of its file.
fn funnel(pack: &str) -> Result<(Vec<Stage>, Vec<String>)> {
    let file: FunnelFile = read::whole(pack, "funnel.toml")?;
    let stages: Vec<Stage> = (1_i64..).zip(file.stage).enumerate().map(|(place, (position, s))| Stage {
        key: s.key, name: s.name, name_en: s.name_en, kind: s.kind, position, pipeline: MAIN.to_owned(), color: s.color.unwrap_or_else(|| StageColor::of(s.kind, place)), rules: s.rules,
    }).collect();
    let keys: BTreeSet<&str> = stages.iter().map(|s| s.key.as_str()).collect();
    let is_fine = |s: &Stage| !s.key.is_empty() && s.key.len() <= 48 && s.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') && !s.name.trim().is_empty();
    if keys.len() != stages.len() || stages.len() > MOST_STAGES || !stages.iter().all(is_fine) {
        return Err(Error::invalid(format!("{pack}/funnel.toml"), "a stage has a key of a-z, 0-9 and hyphens, each once, and a name"));
    }
    if !stages.is_empty() {
        let way = domain::pipeline::Pipeline { stages: stages.clone(), loss_reasons: file.loss_reasons.clone(), ..usual() };
        way.check().map_err(|e| place(pack, "funnel.toml", "", e))?;
    }
    Ok((stages, file.loss_reasons))
}

/// The crew of a pack, checked; an empty one where the pack has none.
pub fn crew(pack: &str) -> Result<Crew> {
    let agents: AgentsFile = read::whole(pack, "agents.toml")?;
    let scripts: ScriptsFile = read::whole(pack, "scripts.toml")?;
    let (stages, loss_reasons) = funnel(pack)?;
    let crew = Crew { agents: agents.agent, scripts: scripts.script, stages, loss_reasons };
    let at = Ts::from_micros(0);
    let keys: BTreeMap<&str, ScriptId> = crew.scripts.iter().map(|s| (s.key.as_str(), ScriptId::new())).collect();
    for entry in &crew.scripts {
        scripts::check::row(&mut entry.script(0, at)).map_err(|e| place(pack, "scripts.toml", &entry.key, e))?;
    }
    for entry in &crew.agents {
        let mut agent = entry.agent(&keys, &BTreeMap::new(), 0, at).map_err(|e| place(pack, "agents.toml", &entry.key, e))?;
        check::head(&mut agent).and_then(|()| check::spec(&mut agent.draft)).map_err(|e| place(pack, "agents.toml", &entry.key, e))?;
    }
    Ok(crew)
}

fn place(pack: &str, file: &str, key: &str, e: Error) -> Error {
    Error { field: Some(format!("{pack}/{file} {key} {}", e.field.clone().unwrap_or_default())), ..e }
}

impl ScriptEntry {
    fn script(&self, position: i64, now: Ts) -> Script {
        Script {
            id: ScriptId::new(), name: self.name.clone(), lang: self.lang, role: self.role, stages: self.stages.clone(), triggers: self.triggers.clone(), steps: self.steps.clone(), objections: self.objections.clone(), is_active: true, position,
            created_at: now, updated_at: now,
        }
    }
}

impl AgentEntry {
    /// Categories that are not there are left out; a script that is not there is a mistake of the pack.
    fn agent(&self, scripts: &BTreeMap<&str, ScriptId>, categories: &BTreeMap<String, CategoryId>, position: i64, now: Ts) -> Result<Agent> {
        let mut spec = self.spec.clone();
        let names = |value: Option<Value>| -> Vec<String> { value.and_then(|v| serde_json::from_value(v).ok()).unwrap_or_default() };
        let listed: Vec<ScriptId> = names(spec.remove("scripts"))
            .iter()
            .map(|key| scripts.get(key.as_str()).copied().ok_or_else(|| Error::invalid("draft.scripts", format!("no such script: {key}"))))
            .collect::<Result<_>>()?;
        let known: Vec<CategoryId> = names(spec.remove("categories")).iter().filter_map(|name| categories.get(name).copied()).collect();
        let usual = serde_json::to_value(AgentSpec::default()).unwrap_or_default();
        if let Some(unknown) = spec.keys().find(|key| usual.get(key.as_str()).is_none()) {
            return Err(Error::invalid(format!("draft.{unknown}"), "no such setting"));
        }
        let draft = AgentSpec { scripts: listed, categories: known, ..patch::merge(&AgentSpec::default(), spec)? };
        Ok(Agent { id: AgentId::new(), name: self.name.clone(), role: self.role, status: AgentStatus::Training, live_version: None, draft, position, created_at: now, updated_at: now })
    }
}

/// The ids given to the crew's keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub agents: BTreeMap<AgentId, String>,
    pub scripts: BTreeMap<ScriptId, String>,
}

/// The crew as it answers, without a database.
pub(super) fn in_memory(crew: &Crew, categories: &BTreeMap<String, CategoryId>, now: Ts) -> Result<(LiveAgents, Names)> {
    let made: Vec<(&str, Script)> = (0_i64..).zip(&crew.scripts).map(|(position, entry)| (entry.key.as_str(), entry.script(position, now))).collect();
    let keys: BTreeMap<&str, ScriptId> = made.iter().map(|(key, script)| (*key, script.id)).collect();
    let mut live = LiveAgents { counter: 1, stages: crew.stages.clone(), ..LiveAgents::default() };
    let mut names = Names { scripts: made.iter().map(|(key, script)| (script.id, (*key).to_owned())).collect(), ..Names::default() };
    for (position, entry) in (0_i64..).zip(&crew.agents) {
        let agent = entry.agent(&keys, categories, position, now)?;
        names.agents.insert(agent.id, entry.key.clone());
        let scripts = agent.draft.scripts.iter().filter_map(|id| made.iter().find(|(_, s)| s.id == *id)).map(|(_, s)| s.clone()).collect();
        let one = LiveAgent { spec: agent.draft.clone(), agent, version: 1, scripts };
        match entry.status {
            AgentStatus::Active => live.agents.push(one),
            AgentStatus::Training => live.training.push(one),
            AgentStatus::Inactive => {}
        }
    }
    Ok((live, names))
}

/// Puts the crew into a firm, each agent published and in the state its entry says. Knowledge goes before: categories are found by name.
pub async fn settle_in(unit: &mut Unit, ctx: &Ctx, crew: &Crew) -> Result<()> {
    let now = unit.now();
    if !crew.stages.is_empty() {
        crate::pipeline::settle_in(unit, &crew.stages, &crew.loss_reasons).await?;
    }
    let mut keys: BTreeMap<&str, ScriptId> = BTreeMap::new();
    for (position, entry) in (0_i64..).zip(&crew.scripts) {
        let made = scripts::create_in(unit, entry.script(position, now)).await?;
        keys.insert(&entry.key, made.id);
    }
    let categories: BTreeMap<String, CategoryId> = store::category::list(unit).await?.into_iter().map(|c| (c.name, c.id)).collect();
    for (position, entry) in (0_i64..).zip(&crew.agents) {
        let made = agents::create_in(unit, entry.agent(&keys, &categories, position, now)?).await?;
        let live = agents::publish_in(unit, ctx, made.id, None, "").await?;
        agents::set_status_in(unit, &live, entry.status).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crew_of_every_pack_keeps_the_rules() {
        for pack in super::super::names() {
            let crew = crew(&pack).unwrap_or_else(|e| panic!("{e}"));
            assert!(crew.agents.iter().any(|a| a.role == AgentRole::FrontDesk && a.status == AgentStatus::Active), "{pack} has a front desk");
            for script in &crew.scripts {
                let is_listed = crew.agents.iter().any(|a| a.spec.get("scripts").is_some_and(|all| all.as_array().is_some_and(|all| all.iter().any(|key| key == script.key.as_str()))));
                assert!(is_listed, "{pack}: nobody lists the script {}", script.key);
            }
        }
        assert_eq!(crew("nobody").unwrap(), Crew::default());
    }
}
