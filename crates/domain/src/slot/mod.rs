//! Free time: the pure search for slots from schedules and busy intervals. No database, no clock.
//! The nouns and `World::check` (is this exact start possible?) are here; `search.rs` finds starts; hours are `schedule.rs`.

mod search;

pub use search::search;

use crate::branch::Branch;
use crate::employee::Employee;
use crate::group_event::{GroupEvent, GroupEventStatus};
use crate::org::OrgSettings;
use crate::resource::Resource;
use crate::schedule::Schedule;
use crate::service::Service;
use crate::{Error, Kind, Result, Ts, id::{BranchId, EmployeeId, GroupEventId, ResourceId, ServiceId}};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A visit that could be booked now.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Slot {
    pub branch_id: BranchId,
    pub employee_id: EmployeeId,
    pub resource_id: Option<ResourceId>,
    pub starts_at: Ts,
    /// End of the service as the customer sees it, without the buffer.
    pub ends_at: Ts,
}

/// What to look for. All services are done one after another by one employee in one visit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SlotQuery {
    pub services: Vec<ServiceId>,
    /// None = anyone who can.
    pub employee_id: Option<EmployeeId>,
    /// None = any branch.
    pub branch_id: Option<BranchId>,
    /// Slots start at or after this instant …
    pub from: Ts,
    /// … and before this one.
    pub until: Ts,
    /// Most slots wanted; the search stops there. In time order, then by employee position.
    pub limit: usize,
    /// A booking being moved: its own interval counts as free.
    pub moving: Option<crate::id::BookingId>,
}

/// Time in which an employee or a resource is taken: a visit with its buffer, a hold or a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Busy {
    /// The employee or the resource.
    pub subject: Uuid,
    pub starts_at: Ts,
    pub ends_at: Ts,
}

impl Busy {
    pub fn overlaps(&self, starts_at: Ts, ends_at: Ts) -> bool {
        self.starts_at < ends_at && starts_at < self.ends_at
    }
}

/// What a visit occupies once booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occupation {
    pub branch_id: BranchId,
    pub employee_id: EmployeeId,
    pub resource_id: Option<ResourceId>,
    pub starts_at: Ts,
    /// End as the customer sees it.
    pub ends_at: Ts,
    /// End with the buffer of the last service: employee and resource are taken until here.
    pub busy_until: Ts,
    /// Of a group event only its seat is taken: the employee and the room are the event's.
    pub seat: Option<Seat>,
}

/// A place at a group event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub event: GroupEventId,
    /// Under which it is taken (`GroupEvent::seat`).
    pub subject: Uuid,
}

impl Occupation {
    pub const fn slot(&self) -> Slot {
        Slot { branch_id: self.branch_id, employee_id: self.employee_id, resource_id: self.resource_id, starts_at: self.starts_at, ends_at: self.ends_at }
    }
}

/// How long a visit takes with one employee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// Services one after another with the buffers between them.
    pub minutes: i64,
    /// The same and the buffer after the last one.
    pub busy_minutes: i64,
}

impl Length {
    /// As long as somebody decided, with the same rest after it.
    const fn lasting(self, minutes: Option<i64>) -> Self {
        match minutes {
            Some(minutes) => Length { minutes, busy_minutes: minutes + self.busy_minutes - self.minutes },
            None => self,
        }
    }
}

/// What a person at the desk decides otherwise than the firm's rules do. Nobody decides against another visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Visible length of the visit instead of what the services take.
    pub minutes: Option<i64>,
    /// Also outside working hours.
    pub is_anytime: bool,
}

/// Everything the search may know. The caller leaves out of `busy` what should count as free
/// (the visit being moved, the customer's own hold, expired holds).
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    pub settings: &'a OrgSettings,
    pub branches: &'a [Branch],
    pub services: &'a [Service],
    pub employees: &'a [Employee],
    pub schedules: &'a [Schedule],
    pub resources: &'a [Resource],
    pub busy: &'a [Busy],
    /// Group events of the range; only looked at where a group service is wanted.
    pub groups: &'a [GroupEvent],
}

impl<'a> World<'a> {
    /// Is this exact start possible? Any minute inside the working hours is, not only the grid the search offers.
    /// The end is computed anew and another free room is taken if the wanted one is gone. Lead time and horizon are
    /// `check_time`, because a person at the desk may overrule them.
    pub fn check(&self, slot: &Slot, services: &[ServiceId]) -> Result<Occupation> {
        self.check_on(slot, services, Terms::default())
    }

    /// The same on a person's own terms.
    pub fn check_on(&self, slot: &Slot, services: &[ServiceId], terms: Terms) -> Result<Occupation> {
        let wanted = self.services_of(services)?;
        match group_of(&wanted)? {
            Some(service) => self.check_seat(slot, service),
            None => self.check_time_of(slot, &wanted, terms),
        }
    }

    /// Could a group event be held then? Like a visit of the service: the employee and a room have to be free.
    pub fn check_event(&self, slot: &Slot, services: &[ServiceId], terms: Terms) -> Result<Occupation> {
        self.check_time_of(slot, &self.services_of(services)?, terms)
    }

    /// A seat of the event that begins then.
    fn check_seat(&self, slot: &Slot, service: &Service) -> Result<Occupation> {
        let event = self.events_of(service).find(|e| e.starts_at == slot.starts_at && e.employee_id == slot.employee_id && e.branch_id == slot.branch_id)
            .ok_or_else(|| Error::new(Kind::SlotTaken, "nothing is held then").code("no_group_event"))?;
        let subject = event.free_seat(self.busy).ok_or_else(|| Error::new(Kind::SlotTaken, "every seat is taken").code("group_full"))?;
        Ok(Occupation {
            branch_id: event.branch_id, employee_id: event.employee_id, resource_id: event.resource_id, starts_at: event.starts_at, ends_at: event.ends_at, busy_until: event.ends_at,
            seat: Some(Seat { event: event.id, subject }),
        })
    }

    /// Events of a service that take place.
    fn events_of(&self, service: &Service) -> impl Iterator<Item = &'a GroupEvent> {
        self.groups.iter().filter(move |e| e.service_id == service.id && e.status == GroupEventStatus::Open)
    }

    fn check_time_of(&self, slot: &Slot, wanted: &[&Service], terms: Terms) -> Result<Occupation> {
        if slot.starts_at.micros() % 60_000_000 != 0 {
            return Err(Error::invalid("starts_at", "a visit starts at a whole minute"));
        }
        let employee = self.employees.iter().find(|e| e.id == slot.employee_id && e.is_active)
            .ok_or_else(|| unknown("employee", "employee_id", "employee_unknown"))?;
        let branch = self.branches.iter().find(|b| b.id == slot.branch_id && b.is_active)
            .ok_or_else(|| unknown("branch", "branch_id", "branch_unknown"))?;
        let length = length(employee, wanted)
            .ok_or_else(|| Error::invalid("employee_id", "this employee does not perform every wanted service").code("employee_unskilled"))?;
        let length = length.lasting(terms.minutes);
        let zone = crate::time::zone(&branch.zone)?;
        let ends_at = slot.starts_at.plus_minutes(length.minutes);
        let busy_until = slot.starts_at.plus_minutes(length.busy_minutes);
        let date = slot.starts_at.in_zone(&zone).date();
        let is_working = terms.is_anytime || self.schedules.iter().filter(|s| s.employee_id == employee.id).any(|schedule| {
            schedule.windows(branch.id, date, &zone).iter().any(|w| w.starts_at <= slot.starts_at && busy_until <= w.ends_at)
        });
        if !is_working {
            return Err(Error::new(Kind::SlotTaken, "the employee does not work then").code("outside_hours"));
        }
        let is_free = |subject: Uuid| !self.busy.iter().any(|b| b.subject == subject && b.overlaps(slot.starts_at, busy_until));
        if !is_free(employee.id.uuid()) {
            return Err(Error::new(Kind::SlotTaken, "the employee is busy then"));
        }
        let resource_id = match self.resources_for(wanted, branch.id) {
            None => None,
            Some(candidates) => {
                let preferred = slot.resource_id.filter(|id| candidates.contains(id) && is_free(id.uuid()));
                let chosen = preferred.or_else(|| candidates.iter().copied().find(|id| is_free(id.uuid())));
                Some(chosen.ok_or_else(|| Error::new(Kind::SlotTaken, "no room or equipment is free then").code("resource_taken"))?)
            }
        };
        Ok(Occupation { branch_id: branch.id, employee_id: employee.id, resource_id, starts_at: slot.starts_at, ends_at, busy_until, seat: None })
    }

    /// Lead time and horizon: what customers and the agent are held to.
    pub fn check_time(&self, slot: &Slot, now: Ts) -> Result<()> {
        if slot.starts_at < self.earliest(now) {
            return Err(Error::new(Kind::SlotTaken, "too soon to book").code("too_soon"));
        }
        let branch = self.branches.iter().find(|b| b.id == slot.branch_id)
            .ok_or_else(|| unknown("branch", "branch_id", "branch_unknown"))?;
        if slot.starts_at >= self.horizon(now, &crate::time::zone(&branch.zone)?) {
            return Err(Error::new(Kind::SlotTaken, "too far ahead to book").code("too_far"));
        }
        Ok(())
    }

    /// How long these services take with this employee; none if the employee lacks one of them.
    pub fn length(&self, employee: &Employee, services: &[ServiceId]) -> Option<Length> {
        length(employee, &self.services_of(services).ok()?)
    }

    fn services_of(&self, ids: &[ServiceId]) -> Result<Vec<&'a Service>> {
        if ids.is_empty() || ids.len() > MAX_SERVICES {
            return Err(Error::invalid("services", format!("a visit has 1 to {MAX_SERVICES} services")));
        }
        ids.iter().map(|id| {
            self.services.iter().find(|s| s.id == *id && s.is_active)
                .ok_or_else(|| unknown("service", "services", "service_unknown"))
        }).collect()
    }

    /// The rooms or chairs that can host the whole visit in a branch: one place serves all its services, so the lists
    /// of the services that need one are intersected. None = no place is needed; empty = there is none here.
    fn resources_for(&self, services: &[&Service], branch: BranchId) -> Option<Vec<ResourceId>> {
        let mut needs = services.iter().filter(|s| !s.resources.is_empty()).peekable();
        needs.peek()?;
        let needs: Vec<_> = needs.collect();
        Some(self.resources.iter()
            .filter(|r| r.is_active && r.branch_id == branch && needs.iter().all(|s| s.resources.contains(&r.id)))
            .map(|r| r.id).collect())
    }

    /// The rooms or chairs that could host these services in a branch; empty also when none is needed.
    pub fn places_for(&self, services: &[ServiceId], branch: BranchId) -> Vec<ResourceId> {
        self.services_of(services).ok().and_then(|wanted| self.resources_for(&wanted, branch)).unwrap_or_default()
    }

    /// Does any of the services need a room or a chair?
    pub fn needs_resource(&self, services: &[ServiceId]) -> bool {
        self.services.iter().any(|s| !s.resources.is_empty() && services.contains(&s.id))
    }

    fn earliest(&self, now: Ts) -> Ts {
        now.plus_minutes(i64::from(self.settings.lead_minutes))
    }

    /// The first instant after the last bookable day, in the branch's civil days.
    fn horizon(&self, now: Ts, zone: &jiff::tz::TimeZone) -> Ts {
        let days = i64::from(self.settings.horizon_days).min(MAX_HORIZON_DAYS) + 1;
        let last = now.in_zone(zone).date().saturating_add(jiff::Span::new().days(days));
        crate::schedule::instant(last, 0, zone, crate::schedule::Fold::Earlier)
    }
}

/// More services than anyone does in one visit.
pub const MAX_SERVICES: usize = 10;
/// Schedules are not known further than this, whatever the settings say.
const MAX_HORIZON_DAYS: i64 = 730;

/// A row the wish refers to is missing, foreign or switched off: the three must look the same.
fn unknown(noun: &'static str, field: &str, code: &'static str) -> Error {
    Error { field: Some(field.to_owned()), ..Error::not_found(noun) }.code(code)
}

/// The group service of a wish; it stands alone.
fn group_of<'a>(services: &[&'a Service]) -> Result<Option<&'a Service>> {
    match services {
        [only] if only.is_group() => Ok(Some(only)),
        _ if services.iter().any(|s| s.is_group()) => Err(Error::invalid("services", "what is held for a group is booked by itself").code("group_alone")),
        _ => Ok(None),
    }
}

fn length(employee: &Employee, services: &[&Service]) -> Option<Length> {
    let mut minutes = 0;
    let mut buffer = 0;
    for service in services {
        let skill = employee.skills.iter().find(|k| k.service_id == service.id)?;
        minutes += buffer + i64::from(skill.duration_minutes.unwrap_or(service.duration_minutes));
        buffer = i64::from(service.buffer_minutes);
    }
    (minutes > 0).then_some(Length { minutes, busy_minutes: minutes + buffer })
}
