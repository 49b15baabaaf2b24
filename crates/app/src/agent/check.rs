//! The limits of an agent's settings, each with the field named in the error, and that everything they refer to is there. A row of
//! another firm looks like no row.

use crate::App;
use crate::catalog::check;
use domain::agent::{Agent, AgentSpec};
use domain::{Error, Kind, Result};
use std::collections::HashSet;
use std::hash::Hash;
use store::Reads;

pub const NAME: usize = 120;
pub const NOTE: usize = 500;
pub const PERSONA: usize = 300;
pub const INSTRUCTIONS: usize = 20_000;
pub const PROMPT: usize = 8_000;
pub const MODEL: usize = 200;
pub const CHAIN: usize = 5;
pub const TEMPERATURE: i64 = 200;
pub const TOKENS: (i64, i64) = (16, 8_000);
pub const TURN_MS: (i64, i64) = (1_000, 120_000);
pub const TURN_CALLS: (i64, i64) = (1, 10);
pub const TURN_TOKENS: (i64, i64) = (500, 200_000);
pub const BUDGET_TOKENS: i64 = 2_000_000_000;
pub const BUDGET_MONEY: i64 = 1_000_000_000;
pub const MESSAGES: (i64, i64) = (1, 200);
pub const FACT_DAYS: i64 = 3_650;
pub const CHANNELS: usize = 50;
pub const STAGES: usize = 50;
pub const STAGE: usize = 64;
pub const CATEGORIES: usize = 200;
pub const SCRIPTS: usize = 50;
pub const LANGUAGES: usize = 4;
pub const FORBIDDEN: usize = 100;
pub const SUBJECT: usize = 200;
pub const DELAY_MS: i64 = 60_000;
pub const MISSES: (i64, i64) = (1, 10);
pub const POSITION: i64 = 1_000_000;

pub fn head(agent: &mut Agent) -> Result<()> {
    check::name("name", &mut agent.name, NAME)?;
    check::range("position", agent.position, -POSITION, POSITION)
}

/// Every limit of the settings; texts come out trimmed. Fields are named as in the settings, `draft.` before them.
pub fn spec(spec: &mut AgentSpec) -> Result<()> {
    inner(spec).map_err(|e| Error { field: e.field.map(|field| format!("draft.{field}")), ..e })
}

fn inner(s: &mut AgentSpec) -> Result<()> {
    check::tidy("persona", &mut s.persona, PERSONA)?;
    check::tidy("instructions", &mut s.instructions, INSTRUCTIONS)?;
    for (phase, prompt) in &mut s.prompts {
        check::tidy(&format!("prompts.{}", phase.as_str()), prompt, PROMPT)?;
    }
    s.prompts.retain(|_, prompt| !prompt.is_empty());
    most("model.chain", s.model.chain.len(), CHAIN)?;
    for (i, choice) in s.model.chain.iter_mut().enumerate() {
        check::name(&format!("model.chain[{i}].model"), &mut choice.model, MODEL)?;
    }
    let temperature = s.model.temperature.map_or(0, i64::from);
    let (l, m) = (&s.limits, &s.memory);
    let turn_faq = (i64::from(s.thresholds.faq), i64::from(s.thresholds.knowledge));
    for (field, value, (least, most)) in [
        ("model.temperature", temperature, (0, TEMPERATURE)),
        ("model.max_tokens", i64::from(s.model.max_tokens), TOKENS),
        ("limits.turn_ms", i64::from(l.turn_ms), TURN_MS),
        ("limits.turn_calls", i64::from(l.turn_calls), TURN_CALLS),
        ("limits.turn_tokens", i64::from(l.turn_tokens), TURN_TOKENS),
        ("limits.conversation_tokens", i64::from(l.conversation_tokens), (0, BUDGET_TOKENS)),
        ("limits.day_tokens", i64::from(l.day_tokens), (0, BUDGET_TOKENS)),
        ("limits.conversation_money", l.conversation_money, (0, BUDGET_MONEY)),
        ("limits.day_money", l.day_money, (0, BUDGET_MONEY)),
        ("memory.messages", i64::from(m.messages), MESSAGES),
        ("memory.fact_days", i64::from(m.fact_days), (0, FACT_DAYS)),
        ("thresholds.faq", turn_faq.0, (0, 100)),
        ("thresholds.knowledge", turn_faq.1, (0, 100)),
        ("thresholds.misses", i64::from(s.thresholds.misses), MISSES),
        ("reply_delay_ms", i64::from(s.reply_delay_ms), (0, DELAY_MS)),
    ] {
        check::range(field, value, least, most)?;
    }
    list("tools", &mut s.tools, domain::tool::Tool::ALL.len())?;
    list("channels", &mut s.channels, CHANNELS)?;
    list("categories", &mut s.categories, CATEGORIES)?;
    list("scripts", &mut s.scripts, SCRIPTS)?;
    list("languages", &mut s.languages, LANGUAGES)?;
    stages(&mut s.stages)?;
    most("forbidden", s.forbidden.len(), FORBIDDEN)?;
    check::words("forbidden", &mut s.forbidden, FORBIDDEN)
}

/// Keys of the funnel's stages.
pub fn stages(stages: &mut Vec<String>) -> Result<()> {
    most("stages", stages.len(), STAGES)?;
    for (i, stage) in stages.iter_mut().enumerate() {
        let field = format!("stages[{i}]");
        check::name(&field, stage, STAGE)?;
        if !stage.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_')) {
            return Err(Error::invalid(field, "a stage's key is made of a-z, 0-9, dashes and underscores"));
        }
    }
    unique(stages);
    Ok(())
}

/// At most so many, each once, in their order.
fn list<T: Eq + Hash + Clone>(field: &str, list: &mut Vec<T>, limit: usize) -> Result<()> {
    most(field, list.len(), limit)?;
    unique(list);
    Ok(())
}

pub fn most(field: &str, count: usize, limit: usize) -> Result<()> {
    if count > limit { Err(Error::invalid(field, format!("at most {limit} entries"))) } else { Ok(()) }
}

fn unique<T: Eq + Hash + Clone>(list: &mut Vec<T>) {
    let mut seen = HashSet::new();
    list.retain(|one| seen.insert(one.clone()));
}

/// What the settings refer to and is not there, by field: `channels[1]`, `connection_unknown`.
pub async fn missing(reads: &mut impl Reads, spec: &AgentSpec) -> Result<Vec<(String, &'static str)>> {
    let mut gone = Vec::new();
    for (i, id) in spec.channels.iter().enumerate() {
        if is_missing(store::connection::get(reads, *id).await)? {
            gone.push((format!("channels[{i}]"), "connection_unknown"));
        }
    }
    for (i, id) in spec.categories.iter().enumerate() {
        if !store::agent::has_category(reads, *id).await? {
            gone.push((format!("categories[{i}]"), "category_unknown"));
        }
    }
    for (i, id) in spec.scripts.iter().enumerate() {
        if is_missing(store::script::get(reads, *id).await)? {
            gone.push((format!("scripts[{i}]"), "script_unknown"));
        }
    }
    for (i, choice) in spec.model.chain.iter().enumerate() {
        if !store::agent::has_provider(reads, choice.provider_id).await? {
            gone.push((format!("model.chain[{i}].provider_id"), "provider_unknown"));
        }
    }
    Ok(gone)
}

/// Refuses a chain with a provider that writes no answers. The chain of `known` is let be.
pub async fn generates(app: &App, reads: &mut impl Reads, spec: &AgentSpec, known: &AgentSpec) -> Result<()> {
    for (i, choice) in spec.model.chain.iter().enumerate().filter(|_| spec.model.chain != known.model.chain) {
        let Some(provider) = store::provider::find(reads, choice.provider_id).await? else { continue };
        if app.config().models.get(&provider.vendor).is_ok_and(|vendor| !vendor.caps().generation) {
            return Err(Error::invalid(format!("draft.model.chain[{i}].provider_id"), "this provider only makes vectors").code("provider_only_embeds"));
        }
    }
    Ok(())
}

fn is_missing<T>(found: Result<T>) -> Result<bool> {
    Ok(crate::or_gone(found)?.is_none())
}

/// Refuses what refers to nothing. Lists equal to those in `known` are let be: what was removed elsewhere must not stop an edit here.
pub async fn references(reads: &mut impl Reads, spec: &AgentSpec, known: &AgentSpec) -> Result<()> {
    let mut fresh = spec.clone();
    if fresh.channels == known.channels {
        fresh.channels.clear();
    }
    if fresh.categories == known.categories {
        fresh.categories.clear();
    }
    if fresh.scripts == known.scripts {
        fresh.scripts.clear();
    }
    if fresh.model.chain == known.model.chain {
        fresh.model.chain.clear();
    }
    match missing(reads, &fresh).await?.into_iter().next() {
        Some((field, code)) => Err(Error { field: Some(format!("draft.{field}")), ..Error::new(Kind::NotFound, "there is no such row") }.code(code)),
        None => Ok(()),
    }
}
