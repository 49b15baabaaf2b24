//! What a turn reads of agents: every agent that answers with its live version and scripts, cached by the firm's counter of agents.

use crate::App;
pub use brain::route::{LiveAgent, LiveAgents};
use domain::Result;
use domain::agent::{Agent, AgentSpec, AgentStatus, AgentVersion};
use domain::id::{AgentId, OrgId, ScriptId};
use domain::script::Script;
use std::collections::HashMap;
use std::sync::Arc;
use store::Reads;

/// The last snapshot of each firm, bounded by weight.
#[derive(Clone, Debug)]
pub struct Lives(moka::sync::Cache<OrgId, Arc<LiveAgents>>);

impl Default for Lives {
    fn default() -> Self {
        Lives(moka::sync::Cache::builder().weigher(|_, live: &Arc<LiveAgents>| weight(live)).max_capacity(16 * 1024 * 1024).build())
    }
}

/// Roughly how many bytes it keeps alive.
fn weight(live: &LiveAgents) -> u32 {
    let of = |agent: &LiveAgent| {
        let scripts: usize = agent.scripts.iter().map(|s| 500 + s.steps.len() * 400 + s.objections.len() * 600).sum();
        2_000 + agent.spec.instructions.len() + agent.agent.draft.instructions.len() + agent.spec.prompts.values().map(String::len).sum::<usize>() * 2 + scripts
    };
    u32::try_from(live.agents.iter().chain(&live.training).map(of).sum::<usize>() + 200 + live.stages.len() * 150).unwrap_or(u32::MAX)
}

/// The agents as they are now: one small read when nothing has changed. Inside a unit it also sees the unit's own changes.
pub async fn live(app: &App, reads: &mut impl Reads) -> Result<Arc<LiveAgents>> {
    let counter = store::agent::counter(reads).await?;
    live_at(app, reads, counter).await
}

/// The same where the counter has been read already.
pub async fn live_at(app: &App, reads: &mut impl Reads, counter: i64) -> Result<Arc<LiveAgents>> {
    let cache = &app.0.lives.0;
    if let Some(live) = cache.get(&reads.org()).filter(|live| live.counter == counter) {
        return Ok(live);
    }
    let live = Arc::new(load(reads, counter).await?);
    // An older reader must not push a newer snapshot out; a lost race only costs one more load.
    if cache.get(&reads.org()).is_none_or(|known| known.counter < live.counter) {
        cache.insert(reads.org(), live.clone());
    }
    Ok(live)
}

/// The agent as it answers with this version.
pub(crate) async fn with_version(reads: &mut impl Reads, agent: Agent, number: i64) -> Result<LiveAgent> {
    let spec = store::agent::get_version(reads, agent.id, number).await?.spec;
    let scripts = scripts_of(reads, &spec).await?;
    Ok(LiveAgent { agent, version: number, spec, scripts })
}

/// The scripts these settings list, in their order; those switched off are left out.
pub(crate) async fn scripts_of(reads: &mut impl Reads, spec: &AgentSpec) -> Result<Vec<Script>> {
    if spec.scripts.is_empty() {
        return Ok(Vec::new());
    }
    let all = store::script::list(reads).await?;
    Ok(spec.scripts.iter().filter_map(|id| all.iter().find(|s| s.id == *id && s.is_active).cloned()).collect())
}

/// The counter was read first: a change between these reads raises it above the one kept, so nobody keeps a mixture for long.
async fn load(reads: &mut impl Reads, counter: i64) -> Result<LiveAgents> {
    let agents = store::agent::list(reads).await?;
    let mut versions: HashMap<AgentId, AgentVersion> = store::agent::live(reads).await?.into_iter().map(|v| (v.agent_id, v)).collect();
    let scripts: HashMap<ScriptId, Script> = store::script::list(reads).await?.into_iter().filter(|s| s.is_active).map(|s| (s.id, s)).collect();
    let mut all = LiveAgents { counter, stages: store::pipeline::stages(reads).await?, ..LiveAgents::default() };
    for agent in agents {
        let Some(version) = versions.remove(&agent.id) else { continue };
        let scripts = version.spec.scripts.iter().filter_map(|id| scripts.get(id).cloned()).collect();
        let status = agent.status;
        let live = LiveAgent { agent, version: version.number, spec: version.spec, scripts };
        match status {
            AgentStatus::Active => all.agents.push(live),
            AgentStatus::Training => all.training.push(live),
            AgentStatus::Inactive => {}
        }
    }
    Ok(all)
}
