//! What happens to a visit after it was made: move, cancel, confirm, arrive, complete, miss.

use super::{Rules, Wanted, in_unit, may_change, occupy, public, tell};
use crate::catalog::check;
use crate::{App, Ctx, waitlist};
use domain::booking::{Booking, BookingStatus, Item};
use domain::group_event::GroupEventStatus;
use domain::id::{BookingId, GroupEventId, ServiceId};
use domain::notice::NoticeKind;
use domain::slot::{Seat, Slot, Terms};
use domain::{Error, Kind, Result};
use serde_json::json;
use store::Unit;
use store::occupancy::{Except, Occupier};

/// Where a visit shall stand.
#[derive(Clone, Debug)]
pub struct Rearrange {
    pub slot: Slot,
    /// Its visible length. None: what the services take; of the firm's own people, what it lasts now with the same employee.
    pub minutes: Option<i64>,
}

/// Moves the visit to another time, employee or branch. `version` is the one the caller has seen, if they care.
pub async fn move_to(app: &App, ctx: &Ctx, rules: Rules, id: BookingId, version: Option<i64>, slot: &Slot) -> Result<Booking> {
    in_unit!(app, ctx, unit => move_in(app, &mut unit, rules, id, version, slot).await)
}

/// The same inside a larger unit. The visit's own time counts as free, and what its customer holds is let go.
pub async fn move_in(app: &App, unit: &mut Unit, rules: Rules, id: BookingId, version: Option<i64>, slot: &Slot) -> Result<Booking> {
    rearrange_in(app, unit, rules, id, version, &Rearrange { slot: slot.clone(), minutes: None }).await
}

/// Moves the visit, makes it longer or shorter, or both.
pub async fn rearrange(app: &App, ctx: &Ctx, rules: Rules, id: BookingId, version: Option<i64>, to: &Rearrange) -> Result<Booking> {
    in_unit!(app, ctx, unit => rearrange_in(app, &mut unit, rules, id, version, to).await)
}

async fn rearrange_in(app: &App, unit: &mut Unit, rules: Rules, id: BookingId, version: Option<i64>, to: &Rearrange) -> Result<Booking> {
    let before = read(unit, id, version).await?;
    may_change(app, unit, rules, &before).await?;
    let stays = to.slot.employee_id == before.employee_id && to.slot.branch_id == before.branch_id;
    let is_new = !stays || to.slot.starts_at != before.starts_at;
    // Somebody who is here already may still take longer than planned.
    if !before.status.is_upcoming() && (is_new || before.status != BookingStatus::Arrived) {
        return Err(Error::conflict(format!("a {} visit cannot be moved", before.status.as_str())).code("booking_transition"));
    }
    let is_group = before.group_event_id.is_some();
    if is_group && to.minutes.is_some() {
        return Err(Error::invalid("duration_minutes", "a seat lasts as long as what is held").code("group_visit"));
    }
    let services: Vec<ServiceId> = before.items.iter().map(|i| i.service_id).collect();
    // The hold may come from another dialogue than the visit: a person writes from two messengers.
    for hold in store::hold::list_by_contact(unit, before.contact_id).await? {
        super::hold::drop_in(unit, &hold).await?;
    }
    let lasts = before.ends_at.minutes_since(before.starts_at);
    let minutes = to.minutes.or((!is_group && matches!(rules, Rules::Knowing(_)) && to.slot.employee_id == before.employee_id).then_some(lasts));
    let shrinks = stays && to.slot.starts_at >= before.starts_at && minutes.is_some_and(|m| to.slot.starts_at.plus_minutes(m) <= before.ends_at);
    let terms = Terms { minutes, is_anytime: shrinks };
    let wanted = Wanted { services: &services, slot: &to.slot, terms, except: Except { owner: Some(id.into()), holds_of: None }, is_new, is_event: false };
    let (firm, what) = occupy(app, unit, rules, wanted).await?;
    let mut after = before.clone();
    (after.branch_id, after.employee_id, after.resource_id) = (what.branch_id, what.employee_id, what.resource_id);
    (after.starts_at, after.ends_at) = (what.starts_at, what.ends_at);
    after.group_event_id = what.seat.map(|seat| seat.event);
    let (items, price) = super::create::items(&firm, what.employee_id, &services)?;
    if let Some(seat) = what.seat {
        // Another class of the same kind: what was agreed is paid.
        super::create::seated(&store::group_event::get(unit, seat.event).await?, &mut after.items);
    } else if after.employee_id == before.employee_id {
        // The price was agreed with this employee; a later change of the list does not touch it.
        if minutes.is_none() {
            for (item, new) in after.items.iter_mut().zip(items) {
                item.duration_minutes = new.duration_minutes;
            }
        }
    } else {
        (after.items, after.price) = (items, price);
    }
    if let Some(minutes) = minutes {
        let pauses = services.iter().rev().skip(1).filter_map(|s| firm.catalog.service(*s)).map(|s| i64::from(s.buffer_minutes)).sum::<i64>();
        fit(&mut after.items, minutes - pauses)?;
    }
    if after == before {
        return Ok(before);
    }
    store::occupancy::free(unit, id.into()).await?;
    store::booking::update(unit, &mut after).await?;
    if after.items != before.items {
        store::booking::replace_items(unit, &after).await?;
    }
    store::occupancy::add(unit, id.into(), Occupier::Booking, &what).await?;
    moved_in(app, unit, &before, &after).await?;
    waitlist::freed_in(unit, id.uuid()).await?;
    Ok(after)
}

/// What follows from another time of a visit, or another length.
pub(crate) async fn moved_in(app: &App, unit: &mut Unit, before: &Booking, after: &Booking) -> Result<()> {
    unit.audit("move", "booking", Some(after.id.into()), public(before), public(after)).await?;
    let from = json!({"from": {"starts_at": before.starts_at, "ends_at": before.ends_at, "employee_id": before.employee_id, "branch_id": before.branch_id}});
    let is_resized = (after.starts_at, after.employee_id, after.branch_id) == (before.starts_at, before.employee_id, before.branch_id);
    tell(unit, if is_resized { "booking.resized" } else { "booking.moved" }, after, from).await?;
    waitlist::booked_in(app, unit, after).await?;
    super::follow::plan_in(app, unit, after).await
}

/// Shortest part of a visit a service can shrink to.
const LEAST: u32 = 5;

/// Makes the items last `minutes` together: the last one grows or shrinks, and those before it only when it cannot shrink any more.
fn fit(items: &mut [Item], minutes: i64) -> Result<()> {
    let total = items.iter().map(|i| i64::from(i.duration_minutes)).sum::<i64>();
    let mut missing = minutes - total;
    if let (Some(last), true) = (items.last_mut(), missing > 0) {
        last.duration_minutes = u32::try_from(i64::from(last.duration_minutes) + missing).unwrap_or(last.duration_minutes);
        return Ok(());
    }
    for item in items.iter_mut().rev() {
        let spare = i64::from(item.duration_minutes.saturating_sub(LEAST)).min(-missing).max(0);
        item.duration_minutes = u32::try_from(i64::from(item.duration_minutes) - spare).unwrap_or(item.duration_minutes);
        missing += spare;
    }
    if missing == 0 { Ok(()) } else { Err(Error::invalid("duration_minutes", format!("each service of a visit takes {LEAST} minutes at least"))) }
}

/// Calls the visit off and frees its time. Cancelling twice is one cancellation.
pub async fn cancel(app: &App, ctx: &Ctx, rules: Rules, id: BookingId, version: Option<i64>, reason: &str) -> Result<Booking> {
    in_unit!(app, ctx, unit => cancel_in(app, &mut unit, rules, id, version, reason).await)
}

/// The same inside a larger unit.
pub async fn cancel_in(app: &App, unit: &mut Unit, rules: Rules, id: BookingId, version: Option<i64>, reason: &str) -> Result<Booking> {
    let mut reason = reason.to_owned();
    check::tidy("reason", &mut reason, 2000)?;
    change(app, unit, rules, id, version, BookingStatus::Cancelled, &reason).await
}

/// Confirms, marks arrived, completed, missed or cancelled. The same state again changes nothing.
pub async fn set_status(app: &App, ctx: &Ctx, rules: Rules, id: BookingId, version: Option<i64>, status: BookingStatus) -> Result<Booking> {
    in_unit!(app, ctx, unit => set_status_in(app, &mut unit, rules, id, version, status).await)
}

/// The same inside a larger unit.
pub async fn set_status_in(app: &App, unit: &mut Unit, rules: Rules, id: BookingId, version: Option<i64>, status: BookingStatus) -> Result<Booking> {
    change(app, unit, rules, id, version, status, "").await
}

/// Says that the prepayment has come, or that it has not. The same again changes nothing.
pub async fn set_prepaid(app: &App, ctx: &Ctx, id: BookingId, version: Option<i64>, is_paid: bool) -> Result<Booking> {
    in_unit!(app, ctx, unit => set_prepaid_in(app, &mut unit, id, version, is_paid).await)
}

async fn set_prepaid_in(app: &App, unit: &mut Unit, id: BookingId, version: Option<i64>, is_paid: bool) -> Result<Booking> {
    let before = read(unit, id, version).await?;
    if before.prepayment == 0 {
        return Err(Error::conflict("no prepayment is asked for this visit").code("no_prepayment"));
    }
    if before.prepaid_at.is_some() == is_paid {
        return Ok(before);
    }
    let mut after = Booking { prepaid_at: is_paid.then_some(unit.now()), ..before.clone() };
    store::booking::update(unit, &mut after).await?;
    unit.audit("prepay", "booking", Some(id.into()), public(&before), public(&after)).await?;
    tell(unit, "booking.prepaid", &after, json!({"is_paid": is_paid})).await?;
    super::follow::plan_in(app, unit, &after).await?;
    Ok(after)
}

async fn change(app: &App, unit: &mut Unit, rules: Rules, id: BookingId, version: Option<i64>, status: BookingStatus, reason: &str) -> Result<Booking> {
    let before = read(unit, id, version).await?;
    if let Rules::Customer(contact) = rules {
        if before.contact_id != contact {
            return Err(Error::not_found("booking"));
        }
        if matches!(status, BookingStatus::Completed | BookingStatus::NoShow | BookingStatus::Booked) {
            return Err(Error::forbidden("only the firm says so"));
        }
    }
    before.status.check_next(status)?;
    if before.status == status {
        return Ok(before);
    }
    if status == BookingStatus::Cancelled {
        may_change(app, unit, rules, &before).await?;
    }
    let mut after = Booking { status, ..before.clone() };
    store::booking::update(unit, &mut after).await?;
    match (before.status.is_active(), status.is_active()) {
        (true, false) => {
            store::occupancy::free(unit, id.into()).await?;
            waitlist::freed_in(unit, id.uuid()).await?;
        }
        // Came after all: the time is theirs again, unless somebody else has it by now.
        (false, true) => reoccupy(app, unit, &after).await?,
        _ => {}
    }
    unit.audit(verb(status), "booking", Some(id.into()), public(&before), public(&after)).await?;
    let extra = if reason.is_empty() { json!({}) } else { json!({ "reason": reason }) };
    tell(unit, kind(status), &after, extra).await?;
    if status == BookingStatus::Cancelled {
        super::announce(app, unit, NoticeKind::Cancelled, &after).await?;
    }
    crate::deal::visit_in(unit, &after).await?;
    super::follow::plan_in(app, unit, &after).await?;
    Ok(after)
}

/// The visit's own interval, whatever the schedule says by now.
async fn reoccupy(app: &App, unit: &mut Unit, b: &Booking) -> Result<()> {
    store::occupancy::lock_employee(unit, b.employee_id).await?;
    let firm = crate::catalog::firm(app, unit).await?;
    let last = b.items.last().and_then(|i| firm.catalog.service(i.service_id));
    let busy_until = b.ends_at.plus_minutes(last.map_or(0, |s| i64::from(s.buffer_minutes)));
    let seat = match b.group_event_id {
        Some(id) => Some(free_seat(unit, id).await?),
        None => None,
    };
    let what = domain::slot::Occupation {
        branch_id: b.branch_id, employee_id: b.employee_id, resource_id: b.resource_id, starts_at: b.starts_at, ends_at: b.ends_at, busy_until, seat,
    };
    store::occupancy::add(unit, b.id.into(), Occupier::Booking, &what).await
}

/// A seat for somebody who comes after all.
async fn free_seat(unit: &mut Unit, id: GroupEventId) -> Result<Seat> {
    let (event, now) = (store::group_event::get(unit, id).await?, unit.now());
    let busy = store::occupancy::busy(unit, event.starts_at, event.ends_at, now, Except::default()).await?;
    let subject = event.free_seat(&busy).filter(|_| event.status == GroupEventStatus::Open);
    let subject = subject.ok_or_else(|| Error::new(Kind::SlotTaken, "every seat is taken").code("group_full"))?;
    Ok(Seat { event: id, subject })
}

async fn read(unit: &mut Unit, id: BookingId, version: Option<i64>) -> Result<Booking> {
    let booking = store::booking::get(unit, id).await?;
    if version.is_some_and(|v| v != booking.version) {
        return Err(Error::conflict("the visit was changed by someone else meanwhile").code("version_mismatch"));
    }
    Ok(booking)
}

const fn kind(status: BookingStatus) -> &'static str {
    match status {
        BookingStatus::Booked => "booking.updated",
        BookingStatus::Confirmed => "booking.confirmed",
        BookingStatus::Arrived => "booking.arrived",
        BookingStatus::Completed => "booking.completed",
        BookingStatus::Cancelled => "booking.cancelled",
        BookingStatus::NoShow => "booking.missed",
    }
}

const fn verb(status: BookingStatus) -> &'static str {
    match status {
        BookingStatus::Booked => "update",
        BookingStatus::Confirmed => "confirm",
        BookingStatus::Arrived => "arrive",
        BookingStatus::Completed => "complete",
        BookingStatus::Cancelled => "cancel",
        BookingStatus::NoShow => "miss",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_fit_the_length() {
        let check = |from: &[u32], minutes, expected: Option<&[u32]>| {
            let mut items: Vec<Item> = from.iter().map(|m| Item { service_id: ServiceId::nil(), duration_minutes: *m, price: 1 }).collect();
            let fitted = fit(&mut items, minutes).ok().map(|()| items.iter().map(|i| i.duration_minutes).collect::<Vec<_>>());
            assert_eq!(fitted.as_deref(), expected, "{from:?} to {minutes}");
        };
        check(&[60], 60, Some(&[60]));
        check(&[60], 95, Some(&[95]));
        check(&[60, 30], 120, Some(&[60, 60]));
        check(&[60, 30], 70, Some(&[60, 10]));
        check(&[60, 30], 40, Some(&[35, 5]));
        check(&[60, 30], 10, Some(&[5, 5]));
        check(&[60, 30], 9, None);
        check(&[60], -5, None);
    }
}
