//! The calendar of a dialogue played in memory: visits, taken time and the hold, refusing overlaps as the database does.

use super::{Busy as Taken, Keys, Standing};
use crate::facts::{Catalog, Visit};
use crate::turn::Refusal;
use domain::booking::BookingStatus;
use domain::id::{BookingId, BranchId, EmployeeId, ServiceId};
use domain::resource::Resource;
use domain::slot::{self, Busy, Slot, SlotQuery};
use domain::{Money, Ts};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(super) struct Booked {
    pub visit: Visit,
    pub is_mine: bool,
    busy_until: Ts,
}

#[derive(Clone, Debug)]
pub(super) struct Calendar {
    catalog: Arc<Catalog>,
    resources: Vec<Resource>,
    zone: TimeZone,
    pub booked: Vec<Booked>,
    blocks: Vec<Busy>,
}

impl Calendar {
    pub fn new(catalog: Arc<Catalog>, resources: Vec<Resource>, zone: TimeZone) -> Self {
        Calendar { catalog, resources, zone, booked: vec![], blocks: vec![] }
    }

    pub fn ts(&self, at: DateTime) -> Result<Ts, String> {
        at.to_zoned(self.zone.clone()).map(|z| Ts::from(&z)).map_err(|e| format!("{at}: {e}"))
    }

    /// Day and hour on the firm's clock.
    pub fn civil(&self, at: Ts) -> DateTime {
        at.in_zone(&self.zone).datetime()
    }

    fn world<'a>(&'a self, busy: &'a [Busy]) -> slot::World<'a> {
        let c = &self.catalog;
        slot::World { settings: &c.org.settings, branches: &c.branches, services: &c.services, employees: &c.employees, schedules: &c.schedules, resources: &self.resources, busy, groups: &[] }
    }

    /// Taken time. The customer's own hold is not in it: it counts as free for them, and nobody else is here.
    fn busy(&self, moving: Option<BookingId>) -> Vec<Busy> {
        let mut busy = self.blocks.clone();
        for b in self.booked.iter().filter(|b| b.visit.status.is_active() && Some(b.visit.booking_id) != moving) {
            let slot = &b.visit.slot;
            busy.push(Busy { subject: slot.employee_id.uuid(), starts_at: slot.starts_at, ends_at: b.busy_until });
            busy.extend(slot.resource_id.map(|r| Busy { subject: r.uuid(), starts_at: slot.starts_at, ends_at: b.busy_until }));
        }
        busy
    }

    /// What the employee takes for it, else what the service costs.
    fn price(&self, services: &[ServiceId], employee: EmployeeId) -> Money {
        let skills = self.catalog.employee(employee).map(|e| e.skills.as_slice()).unwrap_or_default();
        let of = |id: &ServiceId| {
            let own = skills.iter().find(|s| s.service_id == *id).and_then(|s| s.price);
            own.or_else(|| self.catalog.service(*id).map(|s| s.price.minor)).unwrap_or(0)
        };
        Money { minor: services.iter().map(of).sum(), currency: self.catalog.org.currency.clone() }
    }

    /// A visit that stands before the dialogue.
    pub fn stand(&mut self, keys: &Keys, standing: &Standing) -> Result<(), String> {
        let services = standing.services.iter().map(|k| keys.service(k)).collect::<Result<Vec<_>, _>>()?;
        let employee_id = keys.employee(&standing.employee)?;
        let starts_at = self.ts(standing.start)?;
        let branches: Vec<BranchId> = match &standing.branch {
            Some(key) => vec![keys.branch(key)?],
            None => self.catalog.branches.iter().map(|b| b.id).collect(),
        };
        let status = standing.status.parse().map_err(|_| format!("no such status {}", standing.status))?;
        let busy = self.busy(None);
        let mut why = "the firm has no branch".to_owned();
        let found = branches.into_iter().find_map(|branch_id| {
            let slot = Slot { branch_id, employee_id, resource_id: None, starts_at, ends_at: starts_at };
            self.world(&busy).check(&slot, &services).map_err(|e| why = e.to_string()).ok()
        });
        let found = found.ok_or_else(|| format!("a visit to {} at {} cannot stand: {why}", standing.employee, standing.start))?;
        let price = self.price(&services, employee_id);
        let visit = Visit { booking_id: BookingId::new(), services, slot: found.slot(), status, price };
        self.booked.push(Booked { visit, is_mine: !standing.other, busy_until: found.busy_until });
        Ok(())
    }

    /// The customer's first visit that stands.
    pub fn first_mine(&self) -> Option<Visit> {
        self.booked.iter().filter(|b| b.is_mine && b.visit.status.is_active()).min_by_key(|b| b.visit.slot.starts_at).map(|b| b.visit.clone())
    }

    /// Time taken by somebody else.
    pub fn block(&mut self, keys: &Keys, taken: &Taken) -> Result<(), String> {
        let (starts_at, ends_at) = (self.ts(taken.start)?, self.ts(taken.end)?);
        let subjects: Vec<EmployeeId> = match &taken.employee {
            Some(key) => vec![keys.employee(key)?],
            None => self.catalog.employees.iter().map(|e| e.id).collect(),
        };
        self.blocks.extend(subjects.into_iter().map(|id| Busy { subject: id.uuid(), starts_at, ends_at }));
        Ok(())
    }

    pub fn slots(&self, query: &SlotQuery, now: Ts) -> Vec<Slot> {
        let mut busy = self.busy(query.moving);
        // As a database does: nothing outside the query is in sight.
        busy.retain(|b| b.ends_at > query.from && b.starts_at < query.until);
        slot::search(&self.world(&busy), query, now)
    }

    /// The customer's visits that are still ahead, soonest first; the last past one behind them if wished.
    pub fn visits(&self, with_past: bool, now: Ts) -> Vec<Visit> {
        let own = || self.booked.iter().filter(|b| b.is_mine).map(|b| &b.visit);
        let mut visits: Vec<Visit> = own().filter(|v| v.status.is_active() && v.slot.ends_at > now).cloned().collect();
        visits.sort_by_key(|v| v.slot.starts_at);
        if with_past {
            visits.extend(own().filter(|v| v.slot.ends_at <= now && v.status != BookingStatus::Cancelled).max_by_key(|v| v.slot.starts_at).cloned());
        }
        visits
    }

    /// Is it free, and until when would it be taken?
    pub fn check(&self, services: &[ServiceId], slot: &Slot, moving: Option<BookingId>, now: Ts) -> Result<Ts, Refusal> {
        let busy = self.busy(moving);
        let world = self.world(&busy);
        let found = world.check(slot, services).and_then(|o| world.check_time(slot, now).map(|()| o));
        found.map(|o| o.busy_until).map_err(|_| Refusal::SlotTaken { slot: slot.clone() })
    }

    pub fn book(&mut self, services: &[ServiceId], slot: &Slot, now: Ts) -> Result<(), Refusal> {
        let busy_until = self.check(services, slot, None, now)?;
        let price = self.price(services, slot.employee_id);
        let visit = Visit { booking_id: BookingId::new(), services: services.to_vec(), slot: slot.clone(), status: BookingStatus::Booked, price };
        self.booked.push(Booked { visit, busy_until, is_mine: true });
        Ok(())
    }

    pub fn move_to(&mut self, id: BookingId, slot: &Slot, now: Ts) -> Result<(), Refusal> {
        let services = self.own(id)?.visit.services.clone();
        let busy_until = self.check(&services, slot, Some(id), now)?;
        let booked = self.own(id)?;
        booked.visit.slot = slot.clone();
        booked.busy_until = busy_until;
        Ok(())
    }

    pub fn set_status(&mut self, id: BookingId, status: BookingStatus) -> Result<(), Refusal> {
        self.own(id)?.visit.status = status;
        Ok(())
    }

    fn own(&mut self, id: BookingId) -> Result<&mut Booked, Refusal> {
        let found = self.booked.iter_mut().find(|b| b.visit.booking_id == id && b.is_mine && b.visit.status.is_upcoming());
        found.ok_or(Refusal::VisitChanged { booking_id: id })
    }
}
