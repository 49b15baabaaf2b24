//! Changing and calling off, alone or with those that follow in the series. Everybody who comes goes along: their visits are moved or called off
//! with the event, in its unit, and they are told.

use super::{Done, plan, public, tell};
use crate::booking::{self, VisitNews, Rules, in_unit};
use crate::catalog::check;
use crate::job::visit_news;
use crate::{App, Ctx, waitlist};
use domain::booking::{Booking, BookingStatus};
use domain::group_event::{GroupEvent, GroupEventStatus, MOST_SEATS};
use domain::id::{EmployeeId, GroupEventId, ResourceId};
use domain::schedule::{Fold, instant};
use domain::slot::{Occupation, Seat, Slot};
use domain::{Error, Kind, Result, Ts};
use jiff::Span;
use store::Unit;
use store::group_event::Counted;
use store::occupancy::{Except, Occupier};

/// What of it changes; absent = stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub starts_at: Option<Ts>,
    pub minutes: Option<i64>,
    pub employee: Option<EmployeeId>,
    pub resource: Option<ResourceId>,
    pub seats: Option<u16>,
    pub note: Option<String>,
}

/// How far a change reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    One,
    /// It and those of its series that begin later.
    Following,
}

/// Changes an event; `version` is the one the caller has seen, if they care. Of the following ones those that something stands in the way of
/// stay as they are, and are named.
pub async fn change(app: &App, ctx: &Ctx, rules: Rules, id: GroupEventId, version: Option<i64>, change: &Change, scope: Scope) -> Result<Done> {
    let before = store::group_event::get(&mut app.scope(ctx.org).await?, id).await?;
    let later = following(app, ctx, &before, scope).await?;
    let first = in_unit!(app, ctx, unit => change_in(app, &mut unit, rules, id, version, change).await)?;
    let mut done = Done { events: vec![first], skipped: Vec::new() };
    for event in later {
        let own = Change { starts_at: shifted(app, ctx, &before, &event, change.starts_at).await?, ..change.clone() };
        match in_unit!(app, ctx, unit => change_in(app, &mut unit, rules, event.id, None, &own).await) {
            Ok(one) => done.events.push(one),
            Err(error) if matches!(error.kind, Kind::SlotTaken | Kind::Invalid | Kind::Conflict) => done.skipped.push((event.starts_at, error)),
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// Calls an event off, and everybody's visit with it. Twice is once.
pub async fn call_off(app: &App, ctx: &Ctx, id: GroupEventId, reason: &str, scope: Scope) -> Result<Done> {
    let before = store::group_event::get(&mut app.scope(ctx.org).await?, id).await?;
    let mut done = Done { events: Vec::new(), skipped: Vec::new() };
    for id in std::iter::once(id).chain(following(app, ctx, &before, scope).await?.into_iter().map(|e| e.id)) {
        done.events.push(in_unit!(app, ctx, unit => call_off_in(app, &mut unit, id, reason).await)?);
    }
    Ok(done)
}

async fn following(app: &App, ctx: &Ctx, event: &GroupEvent, scope: Scope) -> Result<Vec<GroupEvent>> {
    let (Scope::Following, Some(series)) = (scope, event.series_id) else { return Ok(Vec::new()) };
    let mut all = store::group_event::following(&mut app.scope(ctx.org).await?, series, event.starts_at).await?;
    all.retain(|e| e.id != event.id);
    Ok(all)
}

/// As many days later as the first one, at its time of day: the clock may have been changed between them.
async fn shifted(app: &App, ctx: &Ctx, first: &GroupEvent, event: &GroupEvent, to: Option<Ts>) -> Result<Option<Ts>> {
    let Some(to) = to else { return Ok(None) };
    let branch = store::branch::get(&mut app.scope(ctx.org).await?, first.branch_id).await?;
    let zone = domain::time::zone(&branch.zone)?;
    let to = to.in_zone(&zone);
    let days = to.date().since(first.starts_at.in_zone(&zone).date()).map_or(0, |span| span.get_days());
    let date = event.starts_at.in_zone(&zone).date().saturating_add(Span::new().days(days));
    let minute = u16::try_from(i32::from(to.hour()) * 60 + i32::from(to.minute())).unwrap_or_default();
    Ok(Some(instant(date, minute, &zone, Fold::Earlier)))
}

async fn change_in(app: &App, unit: &mut Unit, rules: Rules, id: GroupEventId, version: Option<i64>, change: &Change) -> Result<Counted> {
    let seen = store::group_event::get(unit, id).await?;
    // Visits are made under the employee's lock, so whoever books now waits, and then sees the new time.
    store::occupancy::lock_employee(unit, seen.employee_id).await?;
    let before = store::group_event::lock(unit, id).await?;
    if version.is_some_and(|v| v != before.version) {
        return Err(Error::conflict("the event was changed by someone else meanwhile").code("version_mismatch"));
    }
    if before.status == GroupEventStatus::Cancelled {
        return Err(Error::conflict("it was called off").code("group_event_cancelled"));
    }
    let mut after = before.clone();
    after.seats = change.seats.unwrap_or(before.seats);
    if let Some(note) = &change.note {
        after.note.clone_from(note);
    }
    check::tidy("note", &mut after.note, 2000)?;
    check::range("seats", i64::from(after.seats), 1, i64::from(MOST_SEATS))?;
    plan::check_minutes(change.minutes)?;
    plan::check_resource(&*crate::catalog::firm(app, unit).await?, change.resource, before.branch_id)?;
    let lasts = before.ends_at.minutes_since(before.starts_at);
    let minutes = change.minutes.unwrap_or(lasts);
    let slot = Slot {
        branch_id: before.branch_id, employee_id: change.employee.unwrap_or(before.employee_id), resource_id: change.resource.or(before.resource_id), starts_at: change.starts_at.unwrap_or(before.starts_at),
        ends_at: before.ends_at,
    };
    let is_placed = minutes == lasts && slot.starts_at == before.starts_at && slot.employee_id == before.employee_id && slot.resource_id == before.resource_id;
    let moved = if is_placed { None } else { Some(plan::place(app, unit, rules, before.service_id, &slot, Some(minutes), Some(id)).await?) };
    if let Some(what) = &moved {
        (after.employee_id, after.resource_id, after.starts_at, after.ends_at) = (what.employee_id, what.resource_id, what.starts_at, what.ends_at);
    }
    if after == before {
        return store::group_event::counted(unit, id).await;
    }
    store::group_event::update(unit, &mut after).await?;
    if let Some(what) = &moved {
        store::occupancy::free(unit, id.uuid()).await?;
        store::occupancy::add(unit, id.into(), Occupier::GroupEvent, what).await?;
    }
    if moved.is_some() || after.seats < before.seats {
        reseat(app, unit, &before, &after).await?;
    }
    unit.audit("update", "group_event", Some(id.into()), public(&before), public(&after)).await?;
    waitlist::freed_in(unit, id.uuid()).await?;
    let firm = crate::catalog::firm(app, unit).await?;
    tell(unit, &firm, "group_event.updated", id).await
}

/// Gives everybody a seat of the event as it is now, and their visit its time.
async fn reseat(app: &App, unit: &mut Unit, before: &GroupEvent, after: &GroupEvent) -> Result<()> {
    let mut visits = store::booking::list_by_event(unit, before.id).await?;
    visits.retain(|b| b.status.is_active());
    for visit in &visits {
        store::occupancy::free(unit, visit.id.uuid()).await?;
    }
    let now = unit.now();
    // What is left are seats somebody holds while they decide.
    let mut busy = store::occupancy::busy(unit, after.starts_at, after.ends_at, now, Except::default()).await?;
    for visit in visits {
        let subject = after.free_seat(&busy).ok_or_else(|| Error::invalid("seats", "more people come, or are about to").code("seats_taken"))?;
        busy.push(domain::slot::Busy { subject, starts_at: after.starts_at, ends_at: after.ends_at });
        let what = Occupation {
            branch_id: after.branch_id, employee_id: after.employee_id, resource_id: after.resource_id, starts_at: after.starts_at, ends_at: after.ends_at, busy_until: after.ends_at,
            seat: Some(Seat { event: after.id, subject }),
        };
        store::occupancy::add(unit, visit.id.into(), Occupier::Booking, &what).await?;
        follow(app, unit, before, after, visit).await?;
    }
    Ok(())
}

/// The visit goes where the event goes.
async fn follow(app: &App, unit: &mut Unit, before: &GroupEvent, after: &GroupEvent, visit: Booking) -> Result<()> {
    let mut now = visit.clone();
    (now.employee_id, now.resource_id, now.starts_at, now.ends_at) = (after.employee_id, after.resource_id, after.starts_at, after.ends_at);
    if now == visit {
        return Ok(());
    }
    booking::seated(after, &mut now.items);
    // Somebody who said yes to the old time has not said it to the new one.
    if after.starts_at != before.starts_at && now.status == BookingStatus::Confirmed {
        now.status = BookingStatus::Booked;
    }
    store::booking::update(unit, &mut now).await?;
    store::booking::replace_items(unit, &now).await?;
    booking::moved_in(app, unit, &visit, &now).await?;
    if after.starts_at != before.starts_at && now.status.is_upcoming() {
        let at = unit.now();
        visit_news::enqueue(unit, now.id, VisitNews::Moved { from: before.starts_at, at }, at).await?;
    }
    Ok(())
}

async fn call_off_in(app: &App, unit: &mut Unit, id: GroupEventId, reason: &str) -> Result<Counted> {
    let mut reason = reason.to_owned();
    check::tidy("reason", &mut reason, 2000)?;
    let seen = store::group_event::get(unit, id).await?;
    store::occupancy::lock_employee(unit, seen.employee_id).await?;
    let before = store::group_event::lock(unit, id).await?;
    if before.status == GroupEventStatus::Cancelled {
        return store::group_event::counted(unit, id).await;
    }
    let mut after = GroupEvent { status: GroupEventStatus::Cancelled, ..before.clone() };
    store::group_event::update(unit, &mut after).await?;
    store::occupancy::free(unit, id.uuid()).await?;
    let at = unit.now();
    for visit in store::booking::list_by_event(unit, id).await? {
        if visit.status.is_upcoming() {
            booking::cancel_in(app, unit, Rules::Desk, visit.id, None, &reason).await?;
            visit_news::enqueue(unit, visit.id, VisitNews::CalledOff { reason: reason.clone(), at }, at).await?;
        }
    }
    unit.audit("cancel", "group_event", Some(id.into()), public(&before), public(&after)).await?;
    waitlist::freed_in(unit, id.uuid()).await?;
    let firm = crate::catalog::firm(app, unit).await?;
    tell(unit, &firm, "group_event.cancelled", id).await
}
