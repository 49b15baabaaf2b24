//! Planning: one event, or the same on several days. What stands in the way of some days does not stop the others.

use super::{Done, public, tell};
use crate::booking::{self, Rules, Wanted, in_unit};
use crate::catalog::{Firm, check};
use crate::{App, Ctx, waitlist};
use domain::group_event::{GroupEvent, GroupEventStatus, MOST_SEATS, Repeat};
use domain::id::{BranchId, EmployeeId, GroupEventId, ResourceId, SeriesId, ServiceId};
use domain::schedule::{Fold, instant};
use domain::slot::{Slot, Terms};
use domain::{Error, Kind, Result, Ts};
use store::Unit;
use store::occupancy::{Except, Occupier};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Plan {
    pub service: ServiceId,
    pub branch: BranchId,
    pub employee: EmployeeId,
    /// Preferred; another free one is taken where it is not.
    pub resource: Option<ResourceId>,
    pub starts_at: Ts,
    /// None: as long as the service takes.
    pub minutes: Option<i64>,
    /// None: as many as the service has.
    pub seats: Option<u16>,
    pub note: String,
    pub repeat: Option<Repeat>,
}

/// Plans what is wanted. Of a single event what stands in its way is the error; of several, only when none could be planned.
pub async fn plan(app: &App, ctx: &Ctx, rules: Rules, plan: &Plan) -> Result<Done> {
    in_unit!(app, ctx, unit => plan_in(app, &mut unit, rules, plan).await)
}

async fn plan_in(app: &App, unit: &mut Unit, rules: Rules, plan: &Plan) -> Result<Done> {
    let mut note = plan.note.clone();
    check::tidy("note", &mut note, 2000)?;
    let firm = crate::catalog::firm(app, unit).await?;
    let unknown = |field: &str, code: &'static str| Error { field: Some(field.to_owned()), ..Error::not_found("row") }.code(code);
    let service = firm.catalog.service(plan.service).ok_or_else(|| unknown("service_id", "service_unknown"))?;
    if !service.is_group() {
        return Err(Error::invalid("service_id", "this service has one seat; give it more in the catalog").code("not_group"));
    }
    let branch = firm.catalog.branch(plan.branch).ok_or_else(|| unknown("branch_id", "branch_unknown"))?;
    let employee = firm.catalog.employee(plan.employee).ok_or_else(|| unknown("employee_id", "employee_unknown"))?;
    check_resource(&firm, plan.resource, branch.id)?;
    let seats = plan.seats.unwrap_or(service.seats);
    check::range("seats", i64::from(seats), 1, i64::from(MOST_SEATS))?;
    check_minutes(plan.minutes)?;
    let zone = domain::time::zone(&branch.zone)?;
    let first = plan.starts_at.in_zone(&zone);
    let starts: Vec<Ts> = match &plan.repeat {
        None => vec![plan.starts_at],
        Some(repeat) => {
            let minute = u16::try_from(i32::from(first.hour()) * 60 + i32::from(first.minute())).unwrap_or_default();
            repeat.dates(first.date())?.into_iter().map(|date| if date == first.date() { plan.starts_at } else { instant(date, minute, &zone, Fold::Earlier) }).collect()
        }
    };
    let series_id = (starts.len() > 1).then(SeriesId::new);
    let now = unit.now();
    let mut done = Done { events: Vec::new(), skipped: Vec::new() };
    for starts_at in starts {
        let slot = Slot { branch_id: branch.id, employee_id: employee.id, resource_id: plan.resource, starts_at, ends_at: starts_at };
        let what = match place(app, unit, rules, service.id, &slot, plan.minutes, None).await {
            Ok(what) => what,
            Err(error) if error.kind == Kind::SlotTaken && series_id.is_some() => {
                done.skipped.push((starts_at, error));
                continue;
            }
            Err(error) => return Err(error),
        };
        let event = GroupEvent {
            id: GroupEventId::new(), service_id: service.id, branch_id: what.branch_id, employee_id: what.employee_id, resource_id: what.resource_id, starts_at: what.starts_at, ends_at: what.ends_at, seats,
            note: note.clone(), status: GroupEventStatus::Open, series_id, version: 1, created_at: now, updated_at: now,
        };
        store::group_event::insert(unit, &event).await?;
        store::occupancy::add(unit, event.id.into(), Occupier::GroupEvent, &what).await?;
        unit.audit("create", "group_event", Some(event.id.into()), None, public(&event)).await?;
        done.events.push(tell(unit, &firm, "group_event.created", event.id).await?);
        // Somebody may wait for just this.
        waitlist::freed_in(unit, event.id.uuid()).await?;
    }
    match done.skipped.pop() {
        Some((_, error)) if done.events.is_empty() => Err(error),
        Some(last) => {
            done.skipped.push(last);
            Ok(done)
        }
        None => Ok(done),
    }
}

/// The employee and a room for it; `but`: the event itself where it only moves.
pub(super) async fn place(app: &App, unit: &mut Unit, rules: Rules, service: ServiceId, slot: &Slot, minutes: Option<i64>, but: Option<GroupEventId>) -> Result<domain::slot::Occupation> {
    let except = Except { owner: but.map(Into::into), holds_of: None };
    let wanted = Wanted { services: &[service], slot, terms: Terms { minutes, is_anytime: false }, except, is_new: true, is_event: true };
    booking::occupy(app, unit, rules, wanted).await.map(|(_, what)| what)
}

/// A room is the branch's own.
pub(super) fn check_resource(firm: &Firm, resource: Option<ResourceId>, branch: BranchId) -> Result<()> {
    let Some(id) = resource else { return Ok(()) };
    let is_known = firm.resources.iter().any(|r| r.id == id && r.branch_id == branch);
    if is_known { Ok(()) } else { Err(Error { field: Some("resource_id".into()), ..Error::not_found("resource") }.code("resource_unknown")) }
}

pub(super) fn check_minutes(minutes: Option<i64>) -> Result<()> {
    match minutes {
        Some(minutes) => check::range("duration_minutes", minutes, 5, 1440),
        None => Ok(()),
    }
}
