//! Visits: search, create, move, cancel, change of state, holds and blocked time. Every change is one unit; the `…_in`
//! forms join a larger one, as the dialogue's turn does. Overlap is refused here with the calendar locked, and once
//! more by the database. `Rules` says who is held to lead time and to the customer's own limits.

mod block;
mod calendar;
mod change;
mod conflict;
mod create;
pub(crate) mod follow;
mod hold;
pub(crate) mod news;
mod read;

pub use block::{BlockChange, BlockWish, block, block_in, change_block, unblock};
pub(crate) use calendar::working;
pub use calendar::{Calendar, Working, calendar};
pub(crate) use change::moved_in;
pub use change::{Rearrange, cancel, cancel_in, move_in, move_to, rearrange, set_prepaid, set_status, set_status_in};
pub(crate) use create::seated;
pub use create::{Wish, book, book_at, book_in};
pub(crate) use follow::next_reminder;
pub use hold::{hold, hold_in, let_go, release_in};
pub(crate) use hold::{free_in, keep_in};
pub(crate) use news::VisitNews;
pub(crate) use read::to_visit;
pub use read::{At, Whose, slot_at, slot_for, slots, slots_in, past_visits, visits};

use crate::App;
use crate::catalog::Firm;
use crate::notice::{self, News, To};
use domain::booking::Booking;
use domain::group_event::GroupEvent;
use domain::id::{ContactId, ServiceId};
use domain::notice::NoticeKind;
use domain::service::Service;
use domain::slot::{Occupation, Slot, Terms, World};
use domain::{Error, Kind, Result, Ts};
use serde_json::{Value, json};
use std::sync::Arc;
use store::{Reads, Unit};
use store::occupancy::Except;

/// By whose rules a change is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// A customer, or the agent for them: lead time, horizon, the limit of late changes, and only their own visits.
    Customer(ContactId),
    /// A person at the desk or a program of the firm: may overrule lead time and late changes, never overlap.
    Desk,
    /// A person or a program that looks at the calendar: told of every rule in the way, and overrules only what it names.
    Knowing(Force),
}

/// What is knowingly overruled. Another visit, hold or block never is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Force {
    /// Outside the employee's hours.
    pub not_working: bool,
    /// Sooner than the firm's lead time.
    pub lead: bool,
    /// Before now: a visit that is written down afterwards.
    pub past: bool,
}

impl Rules {
    const fn is_anytime(self) -> bool {
        matches!(self, Rules::Knowing(Force { not_working: true, .. }))
    }

    /// May a visit start then, as far as the clock is concerned?
    fn check_start(self, world: &World<'_>, slot: &Slot, now: Ts) -> Result<()> {
        match self {
            Rules::Customer(_) => world.check_time(slot, now),
            Rules::Desk => Ok(()),
            Rules::Knowing(force) if slot.starts_at < now => {
                if force.past { Ok(()) } else { Err(Error::new(Kind::SlotTaken, "that time is past").code("in_past")) }
            }
            Rules::Knowing(force) => match world.check_time(slot, now) {
                Err(error) if error.public_code() == "too_soon" && !force.lead => Err(error),
                _ => Ok(()),
            },
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

/// A time somebody wants for some services.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub services: &'a [ServiceId],
    pub slot: &'a Slot,
    pub terms: Terms,
    /// What counts as free.
    pub except: Except,
    /// The start is not the one the visit has already, so it must be a possible one.
    pub is_new: bool,
    /// The service is to be held for a group then, not one of its seats taken.
    pub is_event: bool,
}

/// Group events of a range, where one of the services is held for groups.
pub(crate) async fn groups(firm: &Firm, reads: &mut impl Reads, services: &[ServiceId], from: Ts, until: Ts) -> Result<Vec<GroupEvent>> {
    if services.iter().any(|id| firm.catalog.service(*id).is_some_and(Service::is_group)) { store::group_event::open(reads, from, until).await } else { Ok(Vec::new()) }
}

/// Locks what the wish competes for and checks it against the calendar as it is now.
pub(crate) async fn occupy(app: &App, unit: &mut Unit, rules: Rules, wanted: Wanted<'_>) -> Result<(Arc<Firm>, Occupation)> {
    let Wanted { services, slot, terms, except, is_new, is_event } = wanted;
    let check = |world: &World<'_>, terms| if is_event { world.check_event(slot, services, terms) } else { world.check_on(slot, services, terms) };
    store::occupancy::lock_employee(unit, slot.employee_id).await?;
    let firm = crate::catalog::firm(app, unit).await?;
    if firm.world(&[]).needs_resource(services) {
        store::occupancy::lock_resources(unit, slot.branch_id).await?;
    }
    let now = unit.now();
    let terms = Terms { is_anytime: terms.is_anytime || rules.is_anytime(), ..terms };
    let groups = groups(&firm, unit, services, slot.starts_at, slot.starts_at.plus_minutes(1)).await?;
    let checked = match check(&firm.world_with(&[], &groups), terms) {
        // With an empty calendar the check says what is wrong with the wish itself, and how long it is.
        Ok(ideal) => {
            let busy = store::occupancy::busy(unit, ideal.starts_at, ideal.busy_until, now, except).await?;
            let world = firm.world_with(&busy, &groups);
            check(&world, terms).and_then(|what| if is_new { rules.check_start(&world, slot, now).map(|()| what) } else { Ok(what) })
        }
        Err(error) => Err(error),
    };
    match checked {
        Ok(occupation) => Ok((firm, occupation)),
        Err(error) => Err(conflict::explain(error, &firm, unit, rules, &conflict::Refused { services, slot, terms, except }, now).await),
    }
}

/// Customers change only their own visits, and not at the last minute.
async fn may_change(app: &App, unit: &mut Unit, rules: Rules, booking: &Booking) -> Result<()> {
    let Rules::Customer(contact) = rules else { return Ok(()) };
    if booking.contact_id != contact {
        return Err(Error::not_found("booking"));
    }
    let firm = crate::catalog::firm(app, unit).await?;
    let limit = i64::from(firm.catalog.org.settings.change_until_minutes);
    if unit.now().plus_minutes(limit) > booking.starts_at {
        return Err(Error::conflict("too late for the customer to change this visit").code("too_late"));
    }
    Ok(())
}

/// Tells people of a visit that is made or called off.
pub(super) async fn announce(app: &App, unit: &mut Unit, kind: NoticeKind, b: &Booking) -> Result<()> {
    let firm = crate::catalog::firm(app, unit).await?;
    let names: Vec<&str> = b.items.iter().filter_map(|i| firm.catalog.service(i.service_id)).map(|s| s.name.as_str()).collect();
    let news = News::new(kind, To::All).contact(b.contact_id).page(format!("calendar?booking={}", b.id)).at(b.starts_at).name(&names.join(", "));
    notice::tell(unit, news).await
}

/// The public shape of a visit in the audit log.
pub(crate) fn public(b: &Booking) -> Option<Value> {
    serde_json::to_value(b).ok()
}

/// What listeners hear: the visit as the calendar shows it, so that nobody has to read it again.
pub(crate) async fn tell(unit: &mut Unit, kind: &str, b: &Booking, extra: Value) -> Result<()> {
    let mut payload = json!({
        "booking_id": b.id, "contact_id": b.contact_id, "branch_id": b.branch_id, "employee_id": b.employee_id,
        "starts_at": b.starts_at, "ends_at": b.ends_at, "status": b.status, "version": b.version,
        "by": unit.by().actor, "booking": calendar::shown(&store::calendar::entry(unit, b.id).await?),
    });
    if let (Some(payload), Value::Object(extra)) = (payload.as_object_mut(), extra) {
        payload.extend(extra);
    }
    unit.event(kind, b.id, b.conversation_id.map(Into::into), payload).await
}
