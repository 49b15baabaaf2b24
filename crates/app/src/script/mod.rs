//! Sales scripts: create, change, remove, carry over; objections by table. `check.rs` holds the limits and the rule of variables,
//! `csv.rs` the table of objections. Agents list scripts in their settings (`agent/`).

pub mod check;
pub mod csv;

use crate::agent::transfer::free_name;
use crate::catalog::Removed;
use crate::{App, Ctx};
use domain::id::ScriptId;
use domain::script::{Objection, Script};
use domain::{Error, Result};
use serde_json::json;
use store::Unit;

/// What the file says it is.
pub const FORMAT: &str = "samovar.script";
pub const VERSION: u16 = 1;
/// Scripts of one firm.
pub const MOST: usize = 200;

pub async fn create(app: &App, ctx: &Ctx, script: Script) -> Result<Script> {
    let mut unit = app.unit(ctx).await?;
    let script = create_in(&mut unit, script).await?;
    unit.commit().await?;
    Ok(script)
}

/// The same inside a larger unit.
pub async fn create_in(unit: &mut Unit, mut script: Script) -> Result<Script> {
    check::row(&mut script)?;
    if store::script::list(unit).await?.len() >= MOST {
        return Err(Error::conflict(format!("at most {MOST} scripts")).code("scripts_too_many"));
    }
    store::script::insert(unit, &script).await?;
    record(unit, "create", "script.created", &script).await?;
    Ok(script)
}

/// `change` edits the script as it is now; id and birth stay.
pub async fn update(app: &App, ctx: &Ctx, id: ScriptId, change: impl FnOnce(&mut Script) + Send) -> Result<Script> {
    let mut unit = app.unit(ctx).await?;
    let before = store::script::lock(&mut unit, id).await?;
    let mut after = before.clone();
    change(&mut after);
    (after.id, after.created_at, after.updated_at) = (before.id, before.created_at, before.updated_at);
    check::row(&mut after)?;
    if after != before {
        write(&mut unit, &mut after).await?;
        unit.commit().await?;
    }
    Ok(after)
}

/// Removes a script; one that an agent lists, live or in its draft, is switched off instead.
pub async fn remove(app: &App, ctx: &Ctx, id: ScriptId) -> Result<Removed<Script>> {
    let mut unit = app.unit(ctx).await?;
    let before = store::script::lock(&mut unit, id).await?;
    let is_drafted = store::agent::list(&mut unit).await?.iter().any(|a| a.draft.scripts.contains(&id));
    let is_live = store::agent::live(&mut unit).await?.iter().any(|v| v.spec.scripts.contains(&id));
    if is_drafted || is_live {
        let mut after = Script { is_active: false, ..before.clone() };
        if after != before {
            write(&mut unit, &mut after).await?;
            unit.commit().await?;
        }
        return Ok(Removed::SwitchedOff(after));
    }
    store::script::remove(&mut unit, id).await?;
    record(&mut unit, "remove", "script.removed", &before).await?;
    unit.commit().await?;
    Ok(Removed::Gone)
}

/// A script from a file: always a new one, with a name nobody has yet.
pub async fn import(app: &App, ctx: &Ctx, script: Script) -> Result<Script> {
    let mut unit = app.unit(ctx).await?;
    let known = store::script::list(&mut unit).await?;
    let now = unit.now();
    let mut script = Script { id: ScriptId::new(), created_at: now, updated_at: now, ..script };
    check::row(&mut script)?;
    script.name = free_name(&script.name, check::NAME, |name| known.iter().any(|s| s.name == name));
    let script = create_in(&mut unit, script).await?;
    unit.commit().await?;
    Ok(script)
}

/// What becomes of the objections that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Those with the same words get the new answer, the others stay.
    Merge,
    Replace,
}

impl Way {
    pub const ALL: [Way; 2] = [Way::Merge, Way::Replace];
    pub const fn as_str(self) -> &'static str {
        match self {
            Way::Merge => "merge",
            Way::Replace => "replace",
        }
    }
}

/// Takes objections from a file. Taken twice, it changes nothing the second time.
pub async fn import_objections(app: &App, ctx: &Ctx, id: ScriptId, objections: Vec<Objection>, way: Way) -> Result<Script> {
    update(app, ctx, id, |script| match way {
        Way::Replace => script.objections = objections,
        Way::Merge => {
            for fresh in objections {
                merge(&mut script.objections, fresh);
            }
        }
    })
    .await
}

/// Objections are the same when a wording is: the answer is replaced and new wordings join.
fn merge(known: &mut Vec<Objection>, fresh: Objection) {
    let fold = |text: &str| text.trim().to_lowercase();
    match known.iter_mut().find(|o| o.says.iter().any(|a| fresh.says.iter().any(|b| fold(a) == fold(b)))) {
        Some(same) => {
            same.answer = fresh.answer;
            same.says.extend(fresh.says);
        }
        None => known.push(fresh),
    }
}

pub(crate) async fn write(unit: &mut Unit, script: &mut Script) -> Result<()> {
    script.updated_at = store::agent::next_instant(script.updated_at, unit.now());
    store::script::update(unit, script).await?;
    record(unit, "update", "script.updated", script).await
}

async fn record(unit: &mut Unit, action: &'static str, kind: &str, script: &Script) -> Result<()> {
    let shape = json!({ "name": script.name, "is_active": script.is_active, "steps": script.steps.len(), "objections": script.objections.len() });
    store::agent::bump(unit).await?;
    unit.audit(action, "script", Some(script.id.uuid()), None, (action != "remove").then_some(shape)).await?;
    unit.event(kind, script.id, None, json!({ "script_id": script.id, "name": script.name })).await
}
