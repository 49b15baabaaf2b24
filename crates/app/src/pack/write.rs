//! Writing a pack's catalog into an organization, in one unit. Its invented past and future are `stage.rs`.

use super::{Pack, Rows};
use crate::{App, Ctx};
use domain::Result;
use jiff::civil::Date;
use serde_json::json;
use store::Unit;

/// Fills an empty organization with the pack's catalog.
pub async fn install(app: &App, ctx: &Ctx, pack: &Pack, today: Date) -> Result<Rows> {
    let mut unit = app.unit(ctx).await?;
    let rows = install_in(&mut unit, pack, today).await?;
    unit.commit().await?;
    Ok(rows)
}

/// The same inside a larger unit.
pub(crate) async fn install_in(unit: &mut Unit, pack: &Pack, today: Date) -> Result<Rows> {
    let rows = pack.rows(today, unit.now())?;
    for branch in &rows.branches {
        store::branch::insert(unit, branch).await?;
    }
    for resource in &rows.resources {
        store::resource::insert(unit, resource).await?;
    }
    for service in &rows.services {
        store::service::insert(unit, service).await?;
    }
    for employee in &rows.employees {
        store::employee::insert(unit, employee).await?;
    }
    for schedule in &rows.schedules {
        store::schedule::replace_shifts(unit, schedule.employee_id, &schedule.shifts).await?;
        for exception in &schedule.exceptions {
            store::schedule::put_exception(unit, schedule.employee_id, exception).await?;
        }
    }
    for faq in &rows.faq {
        store::faq::insert(unit, faq).await?;
    }
    for tour in &rows.tours {
        store::tour::insert(unit, tour).await?;
    }
    for departure in &rows.departures {
        store::tour::insert_departure(unit, departure).await?;
    }
    for product in &rows.products {
        store::product::insert(unit, product).await?;
    }
    store::org::bump_catalog(unit).await?;
    let org = unit.org();
    unit.audit("install", "pack", Some(org.0), None, Some(json!({"pack": pack.head.key}))).await?;
    Ok(rows)
}
