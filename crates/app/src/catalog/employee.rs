//! Employees and their skills: create, change, remove.

use super::{Removed, Verb, check, record};
use crate::{App, Ctx};
use domain::employee::Employee;
use domain::id::EmployeeId;
use domain::{Error, Result};
use store::Unit;

/// Adds an employee with skills; hours are `schedule.rs`, and branches follow from them.
pub async fn create(app: &App, ctx: &Ctx, employee: Employee) -> Result<Employee> {
    let mut unit = app.unit(ctx).await?;
    let employee = create_in(&mut unit, employee).await?;
    unit.commit().await?;
    Ok(employee)
}

/// The same inside a larger unit.
pub async fn create_in(unit: &mut Unit, mut employee: Employee) -> Result<Employee> {
    check_row(unit, &mut employee).await?;
    store::employee::insert(unit, &employee).await?;
    record(unit, "employee", Verb::Create, employee.id.uuid(), None, Some(&employee)).await?;
    Ok(employee)
}

/// `change` edits the row as it is now; id and birth stay.
pub async fn update(app: &App, ctx: &Ctx, id: EmployeeId, change: impl FnOnce(&mut Employee) + Send) -> Result<Employee> {
    let mut unit = app.unit(ctx).await?;
    let before = store::employee::get(&mut unit, id).await?;
    let mut after = before.clone();
    change(&mut after);
    (after.id, after.created_at) = (before.id, before.created_at);
    check_row(&mut unit, &mut after).await?;
    if after != before {
        store::employee::update(&mut unit, &after).await?;
        record(&mut unit, "employee", Verb::Update, id.uuid(), Some(&before), Some(&after)).await?;
        unit.commit().await?;
    }
    Ok(after)
}

/// Removes an employee; one who ever had a visit is switched off instead, and visits ahead stand.
pub async fn remove(app: &App, ctx: &Ctx, id: EmployeeId) -> Result<Removed<Employee>> {
    let mut unit = app.unit(ctx).await?;
    let before = store::employee::get(&mut unit, id).await?;
    if store::employee::is_used(&mut unit, id).await? {
        let mut after = before.clone();
        after.is_active = false;
        if after != before {
            store::employee::update(&mut unit, &after).await?;
            record(&mut unit, "employee", Verb::Update, id.uuid(), Some(&before), Some(&after)).await?;
            unit.commit().await?;
        }
        return Ok(Removed::SwitchedOff(after));
    }
    store::employee::remove(&mut unit, id).await?;
    record(&mut unit, "employee", Verb::Remove, id.uuid(), Some(&before), None).await?;
    unit.commit().await?;
    Ok(Removed::Gone)
}

async fn check_row(unit: &mut Unit, e: &mut Employee) -> Result<()> {
    check::name("name", &mut e.name, 200)?;
    check::tidy("title", &mut e.title, 200)?;
    check::tidy("about", &mut e.about, 4000)?;
    check::words("synonyms", &mut e.synonyms, 50)?;
    check::range("position", e.position, -1_000_000, 1_000_000)?;
    if e.skills.len() > 500 {
        return Err(Error::invalid("skills", "at most 500 entries"));
    }
    let services = if e.skills.is_empty() { Vec::new() } else { store::service::list(unit).await? };
    for (i, k) in e.skills.iter().enumerate() {
        let field = format!("skills[{i}]");
        if !services.iter().any(|s| s.id == k.service_id) {
            return Err(Error { field: Some(format!("{field}.service_id")), ..Error::not_found("service") }.code("service_unknown"));
        }
        if e.skills.iter().take(i).any(|other| other.service_id == k.service_id) {
            return Err(Error::invalid(format!("{field}.service_id"), "the same service twice"));
        }
        if let Some(price) = k.price {
            check::range(&format!("{field}.price"), price, 0, check::MAX_PRICE)?;
        }
        if let Some(minutes) = k.duration_minutes {
            check::range(&format!("{field}.duration_minutes"), i64::from(minutes), 1, 1440)?;
        }
    }
    Ok(())
}
