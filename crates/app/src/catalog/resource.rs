//! Rooms, chairs and machines: create, change, remove.

use super::{Removed, Verb, check, record};
use crate::{App, Ctx};
use domain::id::ResourceId;
use domain::resource::Resource;
use domain::{Error, Result};
use store::Unit;

/// Adds a room or a machine.
pub async fn create(app: &App, ctx: &Ctx, resource: Resource) -> Result<Resource> {
    let mut unit = app.unit(ctx).await?;
    let resource = create_in(&mut unit, resource).await?;
    unit.commit().await?;
    Ok(resource)
}

/// The same inside a larger unit.
pub async fn create_in(unit: &mut Unit, mut resource: Resource) -> Result<Resource> {
    check_row(unit, &mut resource).await?;
    store::resource::insert(unit, &resource).await?;
    record(unit, "resource", Verb::Create, resource.id.uuid(), None, Some(&resource)).await?;
    Ok(resource)
}

/// `change` edits the row as it is now; id and birth stay.
pub async fn update(app: &App, ctx: &Ctx, id: ResourceId, change: impl FnOnce(&mut Resource) + Send) -> Result<Resource> {
    let mut unit = app.unit(ctx).await?;
    let before = store::resource::get(&mut unit, id).await?;
    let mut after = before.clone();
    change(&mut after);
    (after.id, after.created_at) = (before.id, before.created_at);
    check_row(&mut unit, &mut after).await?;
    if after != before {
        store::resource::update(&mut unit, &after).await?;
        record(&mut unit, "resource", Verb::Update, id.uuid(), Some(&before), Some(&after)).await?;
        unit.commit().await?;
    }
    Ok(after)
}

/// Removes a room; one that was part of a visit is switched off instead.
pub async fn remove(app: &App, ctx: &Ctx, id: ResourceId) -> Result<Removed<Resource>> {
    let mut unit = app.unit(ctx).await?;
    let before = store::resource::get(&mut unit, id).await?;
    if store::resource::is_used(&mut unit, id).await? {
        let mut after = before.clone();
        after.is_active = false;
        if after != before {
            store::resource::update(&mut unit, &after).await?;
            record(&mut unit, "resource", Verb::Update, id.uuid(), Some(&before), Some(&after)).await?;
            unit.commit().await?;
        }
        return Ok(Removed::SwitchedOff(after));
    }
    store::resource::remove(&mut unit, id).await?;
    record(&mut unit, "resource", Verb::Remove, id.uuid(), Some(&before), None).await?;
    unit.commit().await?;
    Ok(Removed::Gone)
}

async fn check_row(unit: &mut Unit, r: &mut Resource) -> Result<()> {
    check::name("name", &mut r.name, 200)?;
    store::branch::get(unit, r.branch_id).await.map_err(|e| Error { field: Some("branch_id".into()), ..e }.code("branch_unknown"))?;
    Ok(())
}
