//! An agent as one file: its settings and scripts leave a firm and come into another. What the file refers to and this firm does not
//! have is left out and named; a script that is here already, word for word, is used instead of a copy.

use super::check;
use crate::{App, Ctx};
use domain::Result;
use domain::agent::{Agent, AgentRole, AgentSpec, AgentStatus};
use domain::id::ScriptId;
use domain::script::Script;
use std::collections::HashMap;
use store::{Reads, Unit};
use uuid::Uuid;

/// What the file says it is.
pub const FORMAT: &str = "samovar.agent";
pub const VERSION: u16 = 1;

/// An agent on its way: ids are those of the firm it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Parcel {
    pub name: String,
    pub role: AgentRole,
    pub spec: AgentSpec,
    pub scripts: Vec<Script>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    pub agent: Agent,
    /// Where in the file something stood that this firm does not have: `channels[0]`, `connection_unknown`, the id.
    pub dropped: Vec<Dropped>,
    pub scripts: Vec<ArrivedScript>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    pub field: String,
    pub code: &'static str,
    pub id: Uuid,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrivedScript {
    pub id: ScriptId,
    pub name: String,
    /// False: the same script was here.
    pub is_new: bool,
}

/// The draft, or the version that answers, with the scripts it lists.
pub async fn export(reads: &mut impl Reads, agent: &Agent, state: super::State) -> Result<Parcel> {
    let spec = super::spec_at(reads, agent, state).await?;
    let all = store::script::list(reads).await?;
    let scripts = spec.scripts.iter().filter_map(|id| all.iter().find(|s| s.id == *id).cloned()).collect();
    Ok(Parcel { name: agent.name.clone(), role: agent.role, spec, scripts })
}

/// A new agent in training, nothing published.
pub async fn import(app: &App, ctx: &Ctx, parcel: Parcel) -> Result<Arrival> {
    let mut unit = app.unit(ctx).await?;
    let arrival = import_in(&mut unit, parcel).await?;
    unit.commit().await?;
    Ok(arrival)
}

/// The same inside a larger unit.
pub async fn import_in(unit: &mut Unit, parcel: Parcel) -> Result<Arrival> {
    check::most("scripts", parcel.scripts.len(), check::SCRIPTS)?;
    let mut known = store::script::list(unit).await?;
    let mut scripts = Vec::new();
    let mut ids: HashMap<ScriptId, ScriptId> = HashMap::new();
    for (i, script) in parcel.scripts.into_iter().enumerate() {
        let from = script.id;
        let (script, is_new) = arrive(unit, script, &known).await.map_err(|e| domain::Error { field: e.field.map(|f| format!("scripts[{i}].{f}")), ..e })?;
        ids.insert(from, script.id);
        scripts.push(ArrivedScript { id: script.id, name: script.name.clone(), is_new });
        if is_new {
            known.push(script);
        }
    }
    let mut spec = parcel.spec;
    for id in &mut spec.scripts {
        *id = ids.get(id).copied().unwrap_or(*id);
    }
    check::spec(&mut spec)?;
    let dropped = drop_missing(unit, &mut spec).await?;
    let agents = store::agent::list(unit).await?;
    let now = unit.now();
    let mut agent = super::blank(parcel.name, parcel.role, now);
    check::head(&mut agent)?;
    agent.name = free_name(&agent.name, check::NAME, |name| agents.iter().any(|a| a.name == name));
    agent.position = agents.iter().map(|a| a.position + 1).max().unwrap_or(0).min(check::POSITION);
    (agent.status, agent.draft) = (AgentStatus::Training, spec);
    Ok(Arrival { agent: super::create_in(unit, agent).await?, dropped, scripts })
}

/// Takes out of the settings what this firm does not have.
async fn drop_missing(unit: &mut Unit, spec: &mut AgentSpec) -> Result<Vec<Dropped>> {
    let missing = check::missing(unit, spec).await?;
    let is_gone = |field: String| missing.iter().find(|(known, _)| *known == field).map(|(field, code)| (field.clone(), *code));
    let mut dropped = Vec::new();
    let mut keep = |field: String, id: Uuid| match is_gone(field) {
        Some((field, code)) => {
            dropped.push(Dropped { field, code, id });
            false
        }
        None => true,
    };
    let counted = |name: &'static str| {
        let mut at = 0_usize;
        move || {
            at += 1;
            format!("{name}[{}]", at - 1)
        }
    };
    let (mut channel, mut category, mut script) = (counted("channels"), counted("categories"), counted("scripts"));
    spec.channels.retain(|id| keep(channel(), id.uuid()));
    spec.categories.retain(|id| keep(category(), id.uuid()));
    spec.scripts.retain(|id| keep(script(), id.uuid()));
    let mut at = 0_usize;
    spec.model.chain.retain(|choice| {
        at += 1;
        keep(format!("model.chain[{}].provider_id", at - 1), choice.provider_id.uuid())
    });
    Ok(dropped)
}

/// The script of that content that is here, or a new one with a name nobody has.
async fn arrive(unit: &mut Unit, script: Script, known: &[Script]) -> Result<(Script, bool)> {
    let mut script = Script { id: ScriptId::new(), created_at: unit.now(), updated_at: unit.now(), ..script };
    crate::script::check::row(&mut script)?;
    let bare = |s: &Script| (s.lang, s.role, s.stages.clone(), s.triggers.clone(), s.steps.clone(), s.objections.clone());
    if let Some(same) = known.iter().find(|s| base_name(&s.name) == base_name(&script.name) && bare(s) == bare(&script)) {
        return Ok((same.clone(), false));
    }
    script.name = free_name(&script.name, crate::script::check::NAME, |name| known.iter().any(|s| s.name == name));
    script.position = known.iter().map(|s| s.position + 1).max().unwrap_or(0).min(check::POSITION);
    Ok((crate::script::create_in(unit, script).await?, true))
}

/// The name itself, or with the first number that makes it free: `Варя`, `Варя (2)`; a copy of a copy is not `(2) (2)`.
pub fn free_name(name: &str, longest: usize, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(name) {
        return name.to_owned();
    }
    let base = base_name(name);
    let numbered = |n: usize| {
        let tail = format!(" ({n})");
        let room = longest.saturating_sub(tail.chars().count());
        format!("{}{tail}", base.chars().take(room).collect::<String>().trim_end())
    };
    (2..).map(numbered).find(|name| !is_taken(name)).unwrap_or_else(|| name.to_owned())
}

fn base_name(name: &str) -> &str {
    let is_number = |text: &str| !text.is_empty() && text.len() < 6 && text.bytes().all(|b| b.is_ascii_digit());
    name.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")).filter(|(base, number)| !base.is_empty() && is_number(number)).map_or(name, |(base, _)| base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_free_and_short() {
        let taken = |all: &'static [&'static str]| move |name: &str| all.contains(&name);
        for (name, all, expected) in [
            ("Варя", &[][..], "Варя"),
            ("Варя", &["Варя"], "Варя (2)"),
            ("Варя", &["Варя", "Варя (2)"], "Варя (3)"),
            ("Варя (2)", &["Варя", "Варя (2)"], "Варя (3)"),
            ("Варя (VIP)", &["Варя (VIP)"], "Варя (VIP) (2)"),
            ("(2)", &["(2)"], "(2) (2)"),
        ] {
            assert_eq!(free_name(name, 120, taken(all)), expected);
        }
        let long = "ё".repeat(10);
        assert_eq!(free_name(&long, 10, |name| name == long), format!("{} (2)", "ё".repeat(6)));
    }
}
