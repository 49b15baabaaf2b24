//! Working hours: the weekly rules are replaced as a whole, exceptions are set by date.

use super::{Verb, check, record};
use crate::{App, Ctx};
use domain::id::{BranchId, EmployeeId};
use domain::schedule::{Exception, Schedule, Shift};
use domain::{Error, Result};
use jiff::civil::{Date, date};
use store::Unit;

/// Replaces the weekly rules of an employee. Visits that stand outside the new hours stay.
pub async fn replace(app: &App, ctx: &Ctx, id: EmployeeId, shifts: Vec<Shift>) -> Result<Schedule> {
    let mut unit = app.unit(ctx).await?;
    let after = replace_in(&mut unit, id, shifts).await?;
    unit.commit().await?;
    Ok(after)
}

/// The same inside a larger unit.
pub async fn replace_in(unit: &mut Unit, id: EmployeeId, shifts: Vec<Shift>) -> Result<Schedule> {
    check::shifts(&shifts)?;
    store::employee::get(unit, id).await?;
    let mut seen: Vec<BranchId> = Vec::new();
    for (i, shift) in shifts.iter().enumerate() {
        if !seen.contains(&shift.branch_id) {
            has_branch(unit, &format!("shifts[{i}].branch_id"), shift.branch_id).await?;
            seen.push(shift.branch_id);
        }
    }
    let before = store::schedule::get(unit, id, FIRST, LAST).await?;
    let after = Schedule { shifts, ..before.clone() };
    store::schedule::replace_shifts(unit, id, &after.shifts).await?;
    record(unit, "schedule", Verb::Update, id.uuid(), Some(&before.shifts), Some(&after.shifts)).await?;
    Ok(after)
}

/// Sets what differs on one date: special hours, or a day off when `spans` is empty.
pub async fn put_exception(app: &App, ctx: &Ctx, id: EmployeeId, exception: Exception) -> Result<Exception> {
    let mut unit = app.unit(ctx).await?;
    let exception = put_exception_in(&mut unit, id, exception).await?;
    unit.commit().await?;
    Ok(exception)
}

/// The same inside a larger unit.
pub async fn put_exception_in(unit: &mut Unit, id: EmployeeId, mut exception: Exception) -> Result<Exception> {
    check::tidy("reason", &mut exception.reason, 500)?;
    check::spans("spans", &exception.spans, 20)?;
    if !(FIRST..LAST).contains(&exception.date) {
        return Err(Error::invalid("date", format!("must be from {FIRST} to {LAST}")));
    }
    store::employee::get(unit, id).await?;
    if let Some(branch) = exception.branch_id {
        has_branch(unit, "branch_id", branch).await?;
    }
    let before = find(unit, id, exception.date).await?;
    store::schedule::put_exception(unit, id, &exception).await?;
    record(unit, "schedule", Verb::Update, id.uuid(), before.as_ref(), Some(&exception)).await?;
    Ok(exception)
}

/// The date follows the weekly rules again.
pub async fn remove_exception(app: &App, ctx: &Ctx, id: EmployeeId, date: Date) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let before = find(&mut unit, id, date).await?.ok_or_else(|| Error::not_found("exception"))?;
    store::schedule::remove_exception(&mut unit, id, date).await?;
    record(&mut unit, "schedule", Verb::Update, id.uuid(), Some(&before), None).await?;
    unit.commit().await
}

/// Dates an exception may have; also what the database compares as text.
pub const FIRST: Date = date(2000, 1, 1);
pub const LAST: Date = date(2200, 1, 1);

async fn find(unit: &mut Unit, id: EmployeeId, date: Date) -> Result<Option<Exception>> {
    if !(FIRST..LAST).contains(&date) {
        return Ok(None);
    }
    let schedule = store::schedule::get(unit, id, date, date.saturating_add(jiff::Span::new().days(1))).await?;
    Ok(schedule.exceptions.into_iter().next())
}

pub(super) async fn has_branch(unit: &mut Unit, field: &str, id: BranchId) -> Result<()> {
    store::branch::get(unit, id).await.map(|_| ()).map_err(|e| Error { field: Some(field.to_owned()), ..e }.code("branch_unknown"))
}
