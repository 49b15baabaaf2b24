//! Looking at the calendar: free slots and a customer's visits.

use super::conflict::{self, Refused};
use super::{Rules, groups};
use crate::App;
use crate::catalog::Firm;
use brain::facts::Visit;
use domain::booking::Booking;
use domain::id::{BranchId, ContactId, ConversationId, EmployeeId, OrgId, ServiceId};
use domain::slot::{Slot, SlotQuery, Terms};
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
        let groups = groups(firm, reads, &query.services, from, piece).await?;
        let part = SlotQuery { from, until: piece, limit: query.limit - found.len(), ..query.clone() };
        found.extend(domain::slot::search(&firm.world_with(&busy, &groups), &part, now));
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
    find_at(&firm, &mut scope, at, Terms::default(), app.now()).await?.map_err(|refused| refused.0)
}

/// The same by somebody's rules: the firm's own people also hear what it is that stands there.
pub async fn slot_for(app: &App, org: OrgId, at: &At, rules: Rules) -> Result<Slot> {
    let mut scope = app.scope(org).await?;
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let terms = Terms { minutes: None, is_anytime: rules.is_anytime() };
    // Somebody who works then goes before somebody who would have to come in.
    let mut found = find_at(&firm, &mut scope, at, Terms::default(), app.now()).await?;
    if found.is_err() && terms.is_anytime {
        found = find_at(&firm, &mut scope, at, terms, app.now()).await?;
    }
    match found {
        Ok(slot) => Ok(slot),
        Err((error, None)) => Err(error),
        Err((error, Some(slot))) => {
            let refused = Refused { services: &at.services, slot: &slot, terms, except: Except::default() };
            Err(conflict::explain(error, &firm, &mut scope, rules, &refused, app.now()).await)
        }
    }
}

/// Why nobody can, and the slot that came nearest.
type NoSlot = (Error, Option<Slot>);

async fn find_at(firm: &Firm, reads: &mut impl Reads, at: &At, terms: Terms, now: Ts) -> Result<Result<Slot, NoSlot>> {
    let busy = store::occupancy::busy(reads, at.starts_at, at.starts_at.plus_minutes(2 * DAY), now, Except::default()).await?;
    let groups = groups(firm, reads, &at.services, at.starts_at, at.starts_at.plus_minutes(1)).await?;
    let world = firm.world_with(&busy, &groups);
    let mut reason: Option<NoSlot> = None;
    for employee in firm.catalog.employees.iter().filter(|e| at.employee.is_none_or(|id| id == e.id)) {
        // Outside the hours somebody who can is not yet somebody who is there.
        let is_named = at.employee.is_some() && at.branch.is_some();
        let is_here = |branch: BranchId| !terms.is_anytime || is_named || employee.branches.contains(&branch);
        for branch in firm.catalog.branches.iter().filter(|b| at.branch.is_none_or(|id| id == b.id) && is_here(b.id)) {
            let wanted = Slot { branch_id: branch.id, employee_id: employee.id, resource_id: None, starts_at: at.starts_at, ends_at: at.starts_at };
            match world.check_on(&wanted, &at.services, terms) {
                Ok(occupation) => return Ok(Ok(occupation.slot())),
                Err(error) if reason.as_ref().is_none_or(|known| weight(&error) > weight(&known.0)) => reason = Some((error, Some(wanted))),
                Err(_) => {}
            }
        }
    }
    let absent = || if at.employee.is_some() { unknown("employee", "employee_id", "employee_unknown") } else { unknown("branch", "branch_id", "branch_unknown") };
    Ok(Err(reason.unwrap_or_else(|| (absent(), None))))
}

/// Of several employees' reasons the one nearest to success tells most.
fn weight(error: &Error) -> u8 {
    match error.public_code() {
        "slot_taken" | "resource_taken" | "group_full" => 3,
        "outside_hours" | "no_group_event" => 2,
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

/// The customer's latest visits before now, latest first.
pub async fn past_visits(reads: &mut impl Reads, contact: ContactId, now: Ts) -> Result<Vec<Visit>> {
    Ok(store::booking::list_past(reads, contact, now, 10).await?.into_iter().map(to_visit).collect())
}

pub(crate) fn to_visit(b: Booking) -> Visit {
    Visit {
        booking_id: b.id,
        services: b.items.iter().map(|i| i.service_id).collect(),
        slot: Slot { branch_id: b.branch_id, employee_id: b.employee_id, resource_id: b.resource_id, starts_at: b.starts_at, ends_at: b.ends_at },
        status: b.status,
        price: b.price,
    }
}
