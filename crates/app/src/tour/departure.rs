//! Departures of a tour: add, change, remove. Seats are counted by people of the firm; an agent only tells how many are left.

use crate::catalog::{Verb, record};
use crate::{App, Ctx};
use domain::id::{DepartureId, EmployeeId, TourId};
use domain::tour::{Departure, MOST_AT_ONCE, MOST_DEPARTURES, MOST_PEOPLE};
use domain::{Error, Result};
use store::Unit;

pub async fn create(app: &App, ctx: &Ctx, departure: Departure) -> Result<Departure> {
    create_series(app, ctx, departure.tour_id, vec![departure.clone()]).await?;
    Ok(departure)
}

/// Adds departures of one tour, all of them or none.
pub async fn create_series(app: &App, ctx: &Ctx, tour: TourId, departures: Vec<Departure>) -> Result<Vec<Departure>> {
    if departures.is_empty() || departures.len() > MOST_AT_ONCE {
        return Err(Error::invalid("days", format!("from 1 to {MOST_AT_ONCE} days")));
    }
    let mut unit = app.unit(ctx).await?;
    store::tour::get(&mut unit, tour).await?;
    let room = MOST_DEPARTURES - store::tour::count_departures(&mut unit, tour).await?;
    if i64::try_from(departures.len()).map_or(true, |count| count > room) {
        return Err(Error::conflict(format!("a tour has at most {MOST_DEPARTURES} departures")).code("too_many_departures"));
    }
    for departure in &departures {
        check(&mut unit, departure, None).await?;
        store::tour::insert_departure(&mut unit, departure).await?;
        record(&mut unit, "departure", Verb::Create, departure.id.uuid(), None, Some(departure)).await?;
    }
    unit.commit().await?;
    Ok(departures)
}

/// `change` edits the row as it is now; id, tour and birth stay.
pub async fn update(app: &App, ctx: &Ctx, id: DepartureId, change: impl FnOnce(&mut Departure) + Send) -> Result<Departure> {
    let mut unit = app.unit(ctx).await?;
    let before = store::tour::lock_departure(&mut unit, id).await?;
    let mut after = before.clone();
    change(&mut after);
    (after.id, after.tour_id, after.created_at) = (before.id, before.tour_id, before.created_at);
    check(&mut unit, &after, before.guide).await?;
    if after != before {
        store::tour::update_departure(&mut unit, &after).await?;
        record(&mut unit, "departure", Verb::Update, id.uuid(), Some(&before), Some(&after)).await?;
        unit.commit().await?;
    }
    Ok(after)
}

/// Removes a departure nobody goes on. One with seats taken is cancelled or closed instead, so that its people are not forgotten.
pub async fn remove(app: &App, ctx: &Ctx, id: DepartureId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let before = store::tour::lock_departure(&mut unit, id).await?;
    if before.seats_taken > 0 {
        return Err(Error::conflict("people go on this departure: cancel it, or free its seats first").code("departure_taken"));
    }
    store::tour::remove_departure(&mut unit, id).await?;
    record(&mut unit, "departure", Verb::Remove, id.uuid(), Some(&before), None).await?;
    unit.commit().await
}

/// A departure may hold more than the tour's usual group: it is the owner's to say.
async fn check(unit: &mut Unit, d: &Departure, guide_before: Option<EmployeeId>) -> Result<()> {
    crate::catalog::check::range("seats", i64::from(d.seats), 1, i64::from(MOST_PEOPLE))?;
    crate::catalog::check::range("seats_taken", i64::from(d.seats_taken), 0, i64::from(d.seats))?;
    if let Some(guide) = d.guide.filter(|guide| Some(*guide) != guide_before) {
        store::employee::get(unit, guide).await.map_err(|e| Error { field: Some("guide_id".to_owned()), ..e }.code("employee_unknown"))?;
    }
    Ok(())
}
