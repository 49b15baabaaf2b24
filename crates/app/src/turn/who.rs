//! Who answers a turn: the firm's live agent for this place, hour and wish, as the dialogue sees it, and what is remembered of the talk.
//! The choice itself is `brain::route`; a firm without agents has the front desk with the usual settings.

use crate::App;
use crate::experiment::Drawn;
use crate::memory::recall;
use brain::colleague::{self, Team};
use brain::facts::{AgentFacts, Catalog, Memory};
use brain::route::{LiveAgent, LiveAgents, Situation, Why};
use brain::turn::Utterance;
use domain::agent::AgentSpec;
use domain::id::{AgentId, ExperimentId};
use domain::{Lang, Result, Ts};
use serde_json::{Value, json};
use std::sync::Arc;
use store::Reads;
use store::contact::Versions;
use store::conversation::ConversationRow;

/// Who answers, and why.
#[derive(Clone, Debug, Default)]
pub(crate) struct Who {
    pub facts: Arc<AgentFacts>,
    pub memory: Memory,
    /// Who led before; written down when it changes.
    pub before: Option<AgentId>,
    pub why: Option<Why>,
    /// The share of an experiment this customer belongs to.
    pub drawn: Option<Drawn>,
    /// The experiment in which another version thinks along.
    pub shadow: Option<ExperimentId>,
    /// Whom the customer may be handed to, and what they came with.
    pub team: Team,
    /// The firm's agents as the choice found them.
    pub live: Arc<LiveAgents>,
}

impl Who {
    /// For the trace.
    pub fn shown(&self) -> Value {
        match self.facts.id {
            Some(id) => json!({"id": id, "name": self.facts.name, "version": self.facts.version, "why": self.why, "from": self.before.filter(|before| *before != id), "experiment": self.drawn}),
            None => Value::Null,
        }
    }
}

/// What is known of the customer that a choice depends on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Customer {
    pub lang: Option<Lang>,
    /// The stage of their deal.
    pub stage: Option<String>,
}

/// Intents a choice looks at.
const INTENTS: usize = 3;
const SURE: f64 = 0.5;

pub(crate) async fn answers(app: &App, reads: &mut impl Reads, row: &ConversationRow, versions: &Versions, catalog: &Catalog, said: &[Utterance], customer: Customer) -> Result<Who> {
    let now = app.now();
    let conversation = &row.conversation;
    let has_knowledge = has_knowledge(versions.knowledge, catalog);
    if let Some(id) = crate::test_chat::tried(reads, conversation).await?
        && let Some(draft) = draft(reads, id).await?
    {
        let facts = facts(&draft, has_knowledge);
        let memory = recall(reads, row, &facts, now).await?;
        // It leads from the start: a talk of a test holds no agent.
        return Ok(Who { facts: Arc::new(facts), memory, before: Some(id), ..Who::default() });
    }
    let live = crate::agent::live_at(app, reads, versions.agents).await?;
    if live.agents.is_empty() && live.training.is_empty() {
        let facts = AgentFacts { has_knowledge, ..AgentFacts::default() };
        let memory = recall(reads, row, &facts, now).await?;
        return Ok(Who { facts: Arc::new(facts), memory, ..Who::default() });
    }
    let before = store::agent::of_conversation(reads, conversation.id).await?;
    let mut able = live.agents.clone();
    let is_test = crate::test_chat::is_test(reads, conversation).await?;
    if is_test {
        able.extend(live.training.iter().cloned());
    }
    let words = said.iter().map(|u| u.text.as_str()).collect::<Vec<_>>().join("\n");
    let situation = Situation {
        current: before,
        asked: None,
        stage: customer.stage,
        intents: if able.len() > 1 { intents(catalog, &words, now) } else { Vec::new() },
        connection: conversation.connection_id,
        is_working: crate::inbox::mode::is_open_now(catalog, now),
        lang: customer.lang.unwrap_or(conversation.lang),
        is_in_script: row.state.get("script").is_some_and(|script| !script.is_null()),
    };
    let Some((choice, team)) = colleague::choose(&able, situation, &words, catalog) else {
        let facts = AgentFacts { has_knowledge, ..AgentFacts::default() };
        let memory = recall(reads, row, &facts, now).await?;
        return Ok(Who { facts: Arc::new(facts), memory, before, ..Who::default() });
    };
    let Some(chosen) = able.iter().find(|agent| agent.agent.id == choice.agent).cloned() else { return Ok(Who { before, ..Who::default() }) };
    let who = Who { facts: Arc::new(AgentFacts { has_knowledge, ..AgentFacts::default() }), before, why: Some(choice.why), team, live, ..Who::default() };
    as_agent(app, reads, row, who, &chosen, is_test).await
}

/// A colleague has taken the customer over in the middle of the turn.
pub(super) async fn taken(app: &App, reads: &mut impl Reads, row: &ConversationRow, who: &Who, colleague: &LiveAgent, is_test: bool) -> Result<Who> {
    as_agent(app, reads, row, Who { why: Some(Why::Asked), ..who.clone() }, colleague, is_test).await
}

/// The version of the agent that this customer gets, and what it remembers of them.
async fn as_agent(app: &App, reads: &mut impl Reads, row: &ConversationRow, who: Who, chosen: &LiveAgent, is_test: bool) -> Result<Who> {
    // Nobody experiments on those who test.
    let trials = if is_test { Arc::default() } else { crate::experiment::trials_at(app, reads, &who.live).await? };
    let contact = row.conversation.contact_id;
    let shadow = crate::experiment::shadow::of(&trials, chosen.agent.id, contact);
    let (chosen, drawn) = crate::experiment::draw(&trials, chosen, contact);
    let facts = facts(chosen, who.facts.has_knowledge);
    let memory = recall(reads, row, &facts, app.now()).await?;
    Ok(Who { facts: Arc::new(facts), memory, drawn, shadow, ..who })
}

/// What is being written of an agent, as version 0: it answers at once and by itself. None when it was removed.
async fn draft(reads: &mut impl Reads, id: AgentId) -> Result<Option<LiveAgent>> {
    let Some(agent) = crate::or_gone(store::agent::get(reads, id).await)? else { return Ok(None) };
    let scripts = crate::agent::live::scripts_of(reads, &agent.draft).await?;
    let spec = AgentSpec { mode: None, reply_delay_ms: 0, ..agent.draft.clone() };
    Ok(Some(LiveAgent { agent, version: 0, spec, scripts }))
}

/// Is there anything to search? The FAQ lies in the index of the documents.
pub(super) fn has_knowledge(version: i64, catalog: &Catalog) -> bool {
    version > 1 || !catalog.faq.is_empty()
}

pub(super) fn facts(chosen: &LiveAgent, has_knowledge: bool) -> AgentFacts {
    let spec = chosen.spec.clone();
    let name = colleague::called(chosen).to_owned();
    AgentFacts { id: Some(chosen.agent.id), version: chosen.version, name, has_model: !spec.model.chain.is_empty(), spec, scripts: chosen.scripts.clone(), has_knowledge }
}

fn intents(catalog: &Catalog, words: &str, now: Ts) -> Vec<brain::understand::Intent> {
    let zone = domain::time::zone(&catalog.org.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let context = brain::understand::Context { now: now.timestamp(), zone, lang: None, lexicon: &catalog.lexicon };
    brain::understand(words, &context).intents.iter().filter(|i| i.score >= SURE).take(INTENTS).map(|i| i.name).collect()
}
