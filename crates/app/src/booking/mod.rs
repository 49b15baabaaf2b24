//! Visits: search, create, move, cancel, change of state, holds and blocked time. Every change is one unit; the `…_in`
//! forms join a larger one, as the dialogue's turn does. Overlap is refused here with the calendar locked, and once
//! more by the database. Customers and the agent are held to lead time and limits; people and programs of the firm are not.

mod block;
mod change;
mod create;
mod hold;
mod read;

pub use block::{NewBlock, block, block_in, unblock};
pub use change::{cancel, cancel_in, move_in, move_to, set_status, set_status_in};
pub use create::{NewVisit, book, book_hold, book_in};
pub use hold::{hold, hold_in, let_go, release_in};
pub use read::{find_slots, slots, visits};

use brain::facts::Catalog;
use domain::booking::Booking;
use domain::event::Actor;
use domain::id::{BookingId, ContactId, ServiceId};
use domain::slot::{Occupation, Slot};
use domain::{Error, Result};
use serde_json::{Value, json};
use store::Unit;
use store::occupancy::Except;

/// By whose rules a change is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules {
    /// A customer, or the agent for them: lead time, horizon, the limit of late changes.
    Customer,
    /// A person at the desk or a program of the firm: may overrule lead time and late changes, never overlap.
    Desk,
}

impl Rules {
    const fn of(unit: &Unit) -> Rules {
        match unit.by().actor {
            Actor::Contact { .. } | Actor::Agent => Rules::Customer,
            Actor::Person { .. } | Actor::Key { .. } | Actor::System => Rules::Desk,
        }
    }
}

/// Runs a use case in a unit and commits; again when the database shot it to end a deadlock.
macro_rules! in_unit {
    ($app:expr, $ctx:expr, $unit:ident => $body:expr) => {{
        let mut tries = 0;
        loop {
            let mut $unit = $app.unit($ctx).await?;
            let done = match $body {
                Ok(value) => $unit.commit().await.map(|()| value),
                Err(error) => Err(error),
            };
            match done {
                Err(error) if error.code == Some("database_busy") && tries < 5 => tries += 1,
                done => break done,
            }
        }
    }};
}
pub(crate) use in_unit;

/// Locks what the wish competes for and checks it against the calendar as it is now.
async fn occupy(unit: &mut Unit, catalog: &Catalog, services: &[ServiceId], slot: &Slot, except: Except) -> Result<Occupation> {
    let world = crate::catalog::world(catalog, &[]);
    // With an empty calendar the check says what is wrong with the wish itself, and how long it is.
    let ideal = world.check(slot, services)?;
    store::occupancy::lock_employee(unit, slot.employee_id).await?;
    if world.needs_resource(services) {
        store::occupancy::lock_resources(unit, slot.branch_id).await?;
    }
    let now = unit.now();
    let busy = store::occupancy::busy(unit, ideal.starts_at, ideal.busy_until, now, except).await?;
    let world = crate::catalog::world(catalog, &busy);
    let occupation = world.check(slot, services)?;
    if Rules::of(unit) == Rules::Customer {
        world.check_time(slot, now)?;
    }
    Ok(occupation)
}

/// The visit as it is, if it is the given customer's and still at the version the caller has seen.
async fn read(unit: &mut Unit, id: BookingId, owner: Option<ContactId>, version: Option<i64>) -> Result<Booking> {
    let booking = store::booking::get(unit, id).await?;
    if owner.is_some_and(|contact| contact != booking.contact_id) {
        return Err(Error::not_found("booking"));
    }
    if version.is_some_and(|v| v != booking.version) {
        return Err(Error::conflict("the visit was changed by someone else meanwhile").code("version_mismatch"));
    }
    Ok(booking)
}

/// Customers do not change a visit at the last minute.
async fn may_change(unit: &mut Unit, booking: &Booking) -> Result<()> {
    if Rules::of(unit) == Rules::Desk {
        return Ok(());
    }
    let limit = i64::from(store::org::get_in(unit).await?.settings.change_until_minutes);
    if unit.now().plus_minutes(limit) > booking.starts_at {
        return Err(Error::conflict("too late for the customer to change this visit").code("too_late"));
    }
    Ok(())
}

/// The public shape of a visit in the audit log.
fn public(b: &Booking) -> Option<Value> {
    serde_json::to_value(b).ok()
}

/// What listeners hear: enough to find and redraw the visit, nothing about the customer.
async fn tell(unit: &mut Unit, kind: &str, b: &Booking, extra: Value) -> Result<()> {
    let mut payload = json!({
        "booking_id": b.id, "contact_id": b.contact_id, "branch_id": b.branch_id, "employee_id": b.employee_id,
        "starts_at": b.starts_at, "ends_at": b.ends_at, "status": b.status, "version": b.version,
    });
    if let (Some(payload), Value::Object(extra)) = (payload.as_object_mut(), extra) {
        payload.extend(extra);
    }
    unit.event(kind, b.id, b.conversation_id.map(Into::into), payload).await
}
