//! Branches: create, change, remove.

use super::{Removed, Verb, check, record};
use crate::{App, Ctx};
use domain::branch::Branch;
use domain::id::BranchId;
use domain::schedule::Span;
use domain::{Phone, Result};
use store::Unit;

/// Opens a branch.
pub async fn create(app: &App, ctx: &Ctx, branch: Branch) -> Result<Branch> {
    let mut unit = app.unit(ctx).await?;
    let branch = create_in(&mut unit, branch).await?;
    unit.commit().await?;
    Ok(branch)
}

/// The same inside a larger unit.
pub async fn create_in(unit: &mut Unit, mut branch: Branch) -> Result<Branch> {
    check_row(unit, &mut branch).await?;
    store::branch::insert(unit, &branch).await?;
    record(unit, "branch", Verb::Create, branch.id.uuid(), None, Some(&branch)).await?;
    Ok(branch)
}

/// `change` edits the row as it is now; id and birth stay.
pub async fn update(app: &App, ctx: &Ctx, id: BranchId, change: impl FnOnce(&mut Branch) + Send) -> Result<Branch> {
    let mut unit = app.unit(ctx).await?;
    let before = store::branch::get(&mut unit, id).await?;
    let mut after = before.clone();
    change(&mut after);
    (after.id, after.created_at) = (before.id, before.created_at);
    check_row(&mut unit, &mut after).await?;
    if after != before {
        store::branch::update(&mut unit, &after).await?;
        record(&mut unit, "branch", Verb::Update, id.uuid(), Some(&before), Some(&after)).await?;
        unit.commit().await?;
    }
    Ok(after)
}

/// Closes a branch; one that visits, shifts or rooms refer to is switched off instead.
pub async fn remove(app: &App, ctx: &Ctx, id: BranchId) -> Result<Removed<Branch>> {
    let mut unit = app.unit(ctx).await?;
    let before = store::branch::get(&mut unit, id).await?;
    if store::branch::is_used(&mut unit, id).await? {
        let mut after = before.clone();
        after.is_active = false;
        if after != before {
            store::branch::update(&mut unit, &after).await?;
            record(&mut unit, "branch", Verb::Update, id.uuid(), Some(&before), Some(&after)).await?;
            unit.commit().await?;
        }
        return Ok(Removed::SwitchedOff(after));
    }
    store::branch::remove(&mut unit, id).await?;
    record(&mut unit, "branch", Verb::Remove, id.uuid(), Some(&before), None).await?;
    unit.commit().await?;
    Ok(Removed::Gone)
}

async fn check_row(unit: &mut Unit, b: &mut Branch) -> Result<()> {
    check::name("name", &mut b.name, 200)?;
    check::tidy("address", &mut b.address, 500)?;
    check::tidy("directions", &mut b.directions, 2000)?;
    check::maybe("phone", &mut b.phone, 50)?;
    if let Some(text) = &b.phone {
        let region = store::org::get_in(unit).await?.region;
        b.phone = Some(Phone::parse(text, &region)?.to_string());
    }
    domain::time::zone(&b.zone)?;
    check::range("position", b.position, -1_000_000, 1_000_000)?;
    if b.hours.len() > 70 {
        return Err(domain::Error::invalid("hours", "at most 70 entries"));
    }
    for (i, h) in b.hours.iter().enumerate() {
        check::range(&format!("hours[{i}].weekday"), i64::from(h.weekday), 1, 7)?;
        check::span(&format!("hours[{i}]"), Span { starts: h.opens, ends: h.closes })?;
    }
    Ok(())
}
