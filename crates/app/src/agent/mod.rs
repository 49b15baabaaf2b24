//! Agents: making one, writing its draft, publishing, rolling back, status, removal. `check.rs` holds the limits, `diff.rs` compares two
//! states, `review.rs` is the checklist and the lint, `template.rs` the ready-made ones, `library.rs` blocks for prompts, `transfer.rs` the file that goes to another
//! firm, `live.rs` what a turn reads. Scripts are `script/`.

pub mod check;
pub mod diff;
pub mod library;
pub mod live;
pub mod patch;
pub mod review;
pub(crate) mod stage;
pub mod template;
pub mod transfer;

pub use live::{LiveAgent, LiveAgents, Lives, live, live_at};

use crate::catalog::Removed;
use crate::{App, Ctx};
use domain::agent::{Agent, AgentRole, AgentSpec, AgentStatus, AgentVersion};
use domain::id::AgentId;
use domain::{Error, Lang, Result, Ts};
use serde_json::{Map, Value, json};
use store::Unit;

/// Agents of one firm.
pub const MOST: usize = 50;

/// A new agent: in training, nothing published.
pub fn blank(name: String, role: AgentRole, now: Ts) -> Agent {
    Agent { id: AgentId::new(), name, role, status: AgentStatus::Training, live_version: None, draft: AgentSpec::default(), position: 0, created_at: now, updated_at: now }
}

pub async fn create(app: &App, ctx: &Ctx, agent: Agent) -> Result<Agent> {
    let mut unit = app.unit(ctx).await?;
    let agent = create_in(&mut unit, agent).await?;
    check::generates(app, &mut unit, &agent.draft, &AgentSpec::default()).await?;
    unit.commit().await?;
    Ok(agent)
}

/// The same inside a larger unit. Whatever its draft refers to must be there.
pub async fn create_in(unit: &mut Unit, mut agent: Agent) -> Result<Agent> {
    check::head(&mut agent)?;
    check::spec(&mut agent.draft)?;
    check::references(unit, &agent.draft, &AgentSpec::default()).await?;
    let known = store::agent::list(unit).await?;
    if known.len() >= MOST {
        return Err(Error::conflict(format!("at most {MOST} agents")).code("agents_too_many"));
    }
    if agent.status == AgentStatus::Active && agent.live_version.is_none() {
        return Err(unpublished());
    }
    store::agent::insert(unit, &agent).await?;
    store::agent::bump(unit).await?;
    unit.audit("create", "agent", Some(agent.id.uuid()), None, Some(json!({ "name": agent.name, "role": agent.role }))).await?;
    unit.event("agent.created", agent.id, None, payload(&agent)).await?;
    Ok(agent)
}

/// `change` edits the agent as it is now: what it does not touch stays. `seen` is the state the caller knows, none if it does not care.
pub async fn update(app: &App, ctx: &Ctx, id: AgentId, seen: Option<Ts>, change: impl FnOnce(&mut Agent) -> Result<()> + Send) -> Result<Agent> {
    let mut unit = app.unit(ctx).await?;
    let before = lock(&mut unit, id, seen).await?;
    let mut after = before.clone();
    change(&mut after)?;
    (after.id, after.live_version, after.created_at, after.updated_at) = (before.id, before.live_version, before.created_at, before.updated_at);
    check::head(&mut after)?;
    check::spec(&mut after.draft)?;
    check::references(&mut unit, &after.draft, &before.draft).await?;
    check::generates(app, &mut unit, &after.draft, &before.draft).await?;
    if after.status == AgentStatus::Active && after.live_version.is_none() {
        return Err(unpublished());
    }
    if after == before {
        return Ok(before);
    }
    write(&mut unit, &mut after).await?;
    let (was, is) = changes(&before, &after);
    unit.audit("update", "agent", Some(id.uuid()), Some(was), Some(is)).await?;
    unit.event("agent.updated", id, None, payload(&after)).await?;
    unit.commit().await?;
    Ok(after)
}

/// The draft becomes the version that answers.
pub async fn publish(app: &App, ctx: &Ctx, id: AgentId, seen: Option<Ts>, note: &str) -> Result<Agent> {
    let mut unit = app.unit(ctx).await?;
    let after = publish_in(&mut unit, ctx, id, seen, note).await?;
    unit.commit().await?;
    Ok(after)
}

/// The same inside a larger unit.
pub async fn publish_in(unit: &mut Unit, ctx: &Ctx, id: AgentId, seen: Option<Ts>, note: &str) -> Result<Agent> {
    let before = lock(unit, id, seen).await?;
    let mut spec = before.draft.clone();
    check::spec(&mut spec)?;
    check::references(unit, &spec, &AgentSpec::default()).await?;
    let live = match before.live_version {
        Some(number) => Some(store::agent::get_version(unit, id, number).await?),
        None => None,
    };
    if live.as_ref().is_some_and(|live| live.spec == spec) {
        return Err(Error::conflict("the draft is what answers already").code("agent_unchanged"));
    }
    let after = push(unit, ctx, &before, spec.clone(), spec, note).await?;
    unit.audit("publish", "agent", Some(id.uuid()), Some(json!({ "live_version": before.live_version })), Some(json!({ "live_version": after.live_version, "note": note }))).await?;
    unit.event("agent.published", id, None, payload(&after)).await?;
    Ok(after)
}

/// Makes a new version equal to an old one. A draft with changes of its own stays; one without follows.
pub async fn rollback(app: &App, ctx: &Ctx, id: AgentId, seen: Option<Ts>, number: i64, note: Option<String>) -> Result<Agent> {
    let mut unit = app.unit(ctx).await?;
    let before = lock(&mut unit, id, seen).await?;
    let old = store::agent::get_version(&mut unit, id, number).await.map_err(|e| Error { field: Some("version".into()), ..e })?;
    let Some(current) = before.live_version else { return Err(unpublished()) };
    let live = store::agent::get_version(&mut unit, id, current).await?;
    if live.spec == old.spec {
        return Err(Error::conflict("that version is what answers already").code("agent_unchanged"));
    }
    let draft = if before.draft == live.spec { old.spec.clone() } else { before.draft.clone() };
    let lang = store::org::get_in(&mut unit).await?.lang;
    let note = note.unwrap_or_else(|| if lang.spoken() == Lang::En { format!("Back to version {number}") } else { format!("Возврат к версии {number}") });
    let after = push(&mut unit, ctx, &before, old.spec, draft, &note).await?;
    unit.audit("rollback", "agent", Some(id.uuid()), Some(json!({ "live_version": current })), Some(json!({ "live_version": after.live_version, "version": number }))).await?;
    unit.event("agent.rolled_back", id, None, payload(&after)).await?;
    unit.commit().await?;
    Ok(after)
}

/// Removes an agent with its versions; one that conversations refer to stays, switched off.
pub async fn remove(app: &App, ctx: &Ctx, id: AgentId, seen: Option<Ts>) -> Result<Removed<Agent>> {
    let mut unit = app.unit(ctx).await?;
    let before = lock(&mut unit, id, seen).await?;
    if store::agent::is_used(&mut unit, id).await? {
        let after = set_status_in(&mut unit, &before, AgentStatus::Inactive).await?;
        unit.commit().await?;
        return Ok(Removed::SwitchedOff(after));
    }
    store::agent::remove(&mut unit, id).await?;
    store::agent::bump(&mut unit).await?;
    unit.audit("remove", "agent", Some(id.uuid()), Some(json!({ "name": before.name, "role": before.role, "live_version": before.live_version })), None).await?;
    unit.event("agent.removed", id, None, json!({ "agent_id": id })).await?;
    unit.commit().await?;
    Ok(Removed::Gone)
}

/// Switches an agent inside a larger unit.
pub(crate) async fn set_status_in(unit: &mut Unit, before: &Agent, status: AgentStatus) -> Result<Agent> {
    let mut after = Agent { status, ..before.clone() };
    if after == *before {
        return Ok(after);
    }
    write(unit, &mut after).await?;
    let (was, is) = changes(before, &after);
    unit.audit("update", "agent", Some(after.id.uuid()), Some(was), Some(is)).await?;
    unit.event("agent.updated", after.id, None, payload(&after)).await?;
    Ok(after)
}

/// A version by its number, `None` for the draft; the live one where nothing is named, or the usual settings before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Draft,
    Number(i64),
    Live,
}

pub async fn spec_at(reads: &mut impl store::Reads, agent: &Agent, state: State) -> Result<AgentSpec> {
    match (state, agent.live_version) {
        (State::Draft, _) => Ok(agent.draft.clone()),
        (State::Number(number), _) | (State::Live, Some(number)) => Ok(store::agent::get_version(reads, agent.id, number).await?.spec),
        (State::Live, None) => Ok(AgentSpec::default()),
    }
}

async fn lock(unit: &mut Unit, id: AgentId, seen: Option<Ts>) -> Result<Agent> {
    let agent = store::agent::lock(unit, id).await?;
    if seen.is_some_and(|seen| seen != agent.updated_at) {
        return Err(Error::conflict("somebody has changed the agent meanwhile: read it again").code("agent_changed"));
    }
    Ok(agent)
}

fn unpublished() -> Error {
    Error::conflict("publish a version first").code("agent_unpublished")
}

/// Adds the version after the last and makes it the one that answers.
async fn push(unit: &mut Unit, ctx: &Ctx, before: &Agent, spec: AgentSpec, draft: AgentSpec, note: &str) -> Result<Agent> {
    crate::experiment::overtake_in(unit, before.id).await?;
    let version = add_version(unit, ctx, before.id, spec, note).await?;
    let mut after = Agent { live_version: Some(version.number), draft, ..before.clone() };
    write(unit, &mut after).await?;
    Ok(after)
}

async fn add_version(unit: &mut Unit, ctx: &Ctx, agent_id: AgentId, spec: AgentSpec, note: &str) -> Result<AgentVersion> {
    let mut note = note.to_owned();
    crate::catalog::check::tidy("note", &mut note, check::NOTE)?;
    let number = store::agent::last_version(unit, agent_id).await?.map_or(1, |last| last.number + 1);
    let version = AgentVersion { agent_id, number, spec, note, author_id: ctx.person(), created_at: unit.now() };
    store::agent::insert_version(unit, &version).await?;
    Ok(version)
}

/// The draft as a version that does not go live: an experiment tries it first.
pub(crate) async fn trial_in(unit: &mut Unit, ctx: &Ctx, agent: &Agent, note: &str) -> Result<AgentVersion> {
    let mut spec = agent.draft.clone();
    check::spec(&mut spec)?;
    check::references(unit, &spec, &AgentSpec::default()).await?;
    add_version(unit, ctx, agent.id, spec, note).await
}

/// A version that an experiment has proven answers everybody. A draft without changes of its own follows.
pub(crate) async fn go_live_in(unit: &mut Unit, id: AgentId, number: i64) -> Result<Agent> {
    let before = lock(unit, id, None).await?;
    let version = store::agent::get_version(unit, id, number).await?;
    check::references(unit, &version.spec, &AgentSpec::default()).await?;
    let live = match before.live_version {
        Some(live) => Some(store::agent::get_version(unit, id, live).await?.spec),
        None => None,
    };
    let draft = if live.as_ref() == Some(&before.draft) { version.spec } else { before.draft.clone() };
    let mut after = Agent { live_version: Some(number), draft, ..before.clone() };
    write(unit, &mut after).await?;
    unit.audit("publish", "agent", Some(id.uuid()), Some(json!({ "live_version": before.live_version })), Some(json!({ "live_version": number }))).await?;
    unit.event("agent.published", id, None, payload(&after)).await?;
    Ok(after)
}

async fn write(unit: &mut Unit, agent: &mut Agent) -> Result<()> {
    agent.updated_at = store::agent::next_instant(agent.updated_at, unit.now());
    store::agent::update(unit, agent).await?;
    if agent.status == AgentStatus::Active && !agent.draft.model.chain.is_empty() {
        crate::knowledge::graph::model::take_up(unit).await?;
    }
    store::agent::bump(unit).await
}

fn payload(agent: &Agent) -> Value {
    json!({ "agent_id": agent.id, "name": agent.name, "role": agent.role, "status": agent.status, "live_version": agent.live_version, "updated_at": agent.updated_at })
}

/// Only what differs, before and after: prompts are long, and the log is read by people.
fn changes(before: &Agent, after: &Agent) -> (Value, Value) {
    let (mut was, mut is) = (Map::new(), Map::new());
    let mut add = |field: String, a: Value, b: Value| {
        was.insert(field.clone(), a);
        is.insert(field, b);
    };
    let head = |a: &Agent| [("name", json!(a.name)), ("role", json!(a.role)), ("status", json!(a.status)), ("position", json!(a.position))];
    for ((field, a), (_, b)) in head(before).into_iter().zip(head(after)).filter(|((_, a), (_, b))| a != b) {
        add(field.to_owned(), a, b);
    }
    for change in diff::between(&before.draft, &after.draft) {
        add(format!("draft.{}", change.field), change.before, change.after);
    }
    (Value::Object(was), Value::Object(is))
}
