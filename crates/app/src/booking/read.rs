//! Looking at the calendar: free slots and a customer's visits.

use crate::App;
use crate::catalog::Firm;
use brain::facts::Visit;
use domain::booking::Booking;
use domain::id::{BranchId, ContactId, ConversationId, EmployeeId, OrgId, ServiceId};
use domain::slot::{Slot, SlotQuery};
use domain::{Error, Result, Ts};
use store::Reads;
use store::occupancy::Except;

/// For whom a search is made: the conversation's own hold counts as free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Anyone,
    Conversation(ConversationId),
}

/// Free slots, in order of time. Unknown services, employees and branches are errors.
pub async fn slots(app: &App, org: OrgId, query: &SlotQuery, whose: Whose) -> Result<Vec<Slot>> {
    let mut scope = app.scope(org).await?;
    let firm = crate::catalog::firm(app, &mut scope).await?;
    check_query(&firm, query)?;
    slots_in(&firm, &mut scope, query, whose, app.now()).await
}

/// The same over reads that are already open.
pub async fn slots_in(firm: &Firm, reads: &mut impl Reads, query: &SlotQuery, whose: Whose, now: Ts) -> Result<Vec<Slot>> {
    let holds_of = match whose {
        Whose::Anyone => None,
        Whose::Conversation(id) => Some(id),
    };
    let except = Except { owner: query.moving.map(Into::into), holds_of };
    // Nothing is bookable in the past or beyond the horizon, so nothing of it is read.
    let horizon = now.plus_minutes((i64::from(firm.catalog.org.settings.horizon_days.min(730)) + 2) * DAY);
    let (mut from, until) = (query.from.max(now), query.until.min(horizon));
    let mut found = Vec::new();
    let mut days = 2;
    // "The nearest" is usually tomorrow: the calendar is read in growing pieces until there is enough.
    while from < until && found.len() < query.limit {
        let piece = until.min(from.plus_minutes(days * DAY));
        let busy = store::occupancy::busy(reads, from, piece.plus_minutes(2 * DAY), now, except).await?;
        let part = SlotQuery { from, until: piece, limit: query.limit - found.len(), ..query.clone() };
        found.extend(domain::slot::search(&firm.world(&busy), &part, now));
        (from, days) = (piece, days * 4);
    }
    Ok(found)
}

const DAY: i64 = 24 * 60;

/// A start somebody named, with whoever can.
#[derive(Clone, Debug)]
pub struct At {
    pub services: Vec<ServiceId>,
    /// None = anyone who can, by position.
    pub employee: Option<EmployeeId>,
    /// None = wherever it is possible.
    pub branch: Option<BranchId>,
    pub starts_at: Ts,
}

/// The slot that starts exactly then; not only the starts a search offers. Says what stands in the way if nobody can.
pub async fn slot_at(app: &App, org: OrgId, at: &At) -> Result<Slot> {
    let mut scope = app.scope(org).await?;
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let busy = store::occupancy::busy(&mut scope, at.starts_at, at.starts_at.plus_minutes(2 * DAY), app.now(), Except::default()).await?;
    let world = firm.world(&busy);
    let mut reason: Option<Error> = None;
    for employee in firm.catalog.employees.iter().filter(|e| at.employee.is_none_or(|id| id == e.id)) {
        for branch in firm.catalog.branches.iter().filter(|b| at.branch.is_none_or(|id| id == b.id)) {
            let wanted = Slot { branch_id: branch.id, employee_id: employee.id, resource_id: None, starts_at: at.starts_at, ends_at: at.starts_at };
            match world.check(&wanted, &at.services) {
                Ok(occupation) => return Ok(occupation.slot()),
                Err(error) if reason.as_ref().is_none_or(|known| weight(&error) > weight(known)) => reason = Some(error),
                Err(_) => {}
            }
        }
    }
    let absent = || if at.employee.is_some() { unknown("employee", "employee_id", "employee_unknown") } else { unknown("branch", "branch_id", "branch_unknown") };
    Err(reason.unwrap_or_else(absent))
}

/// Of several employees' reasons the one nearest to success tells most.
fn weight(error: &Error) -> u8 {
    match error.public_code() {
        "slot_taken" | "resource_taken" => 3,
        "outside_hours" => 2,
        "employee_unskilled" => 1,
        _ => 4,
    }
}

fn unknown(noun: &'static str, field: &str, code: &'static str) -> Error {
    Error { field: Some(field.to_owned()), ..Error::not_found(noun) }.code(code)
}

/// Refuses ids that name nothing here, where a search would only find nothing.
fn check_query(firm: &Firm, query: &SlotQuery) -> Result<()> {
    let c = &firm.catalog;
    if query.services.is_empty() || query.services.len() > domain::slot::MAX_SERVICES {
        return Err(Error::invalid("services", format!("1 to {} services", domain::slot::MAX_SERVICES)));
    }
    if query.services.iter().any(|id| c.service(*id).is_none()) {
        return Err(unknown("service", "services", "service_unknown"));
    }
    if query.employee_id.is_some_and(|id| c.employee(id).is_none()) {
        return Err(unknown("employee", "employee_id", "employee_unknown"));
    }
    if query.branch_id.is_some_and(|id| c.branch(id).is_none()) {
        return Err(unknown("branch", "branch_id", "branch_unknown"));
    }
    Ok(())
}

/// The customer's upcoming visits, soonest first; with `past` the last past one follows them.
pub async fn visits(reads: &mut impl Reads, contact: ContactId, with_past: bool, now: Ts) -> Result<Vec<Visit>> {
    let mut bookings = store::booking::list_upcoming(reads, contact, now, 20).await?;
    if with_past {
        bookings.extend(store::booking::find_last_past(reads, contact, now).await?);
    }
    Ok(bookings.into_iter().map(to_visit).collect())
}

fn to_visit(b: Booking) -> Visit {
    Visit {
        booking_id: b.id,
        services: b.items.iter().map(|i| i.service_id).collect(),
        slot: Slot { branch_id: b.branch_id, employee_id: b.employee_id, resource_id: b.resource_id, starts_at: b.starts_at, ends_at: b.ends_at },
        status: b.status,
        price: b.price,
    }
}
