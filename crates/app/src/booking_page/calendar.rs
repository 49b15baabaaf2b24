//! Free days and times of one branch as its customers see them: civil dates, one entry per start whoever is free then.

use crate::App;
use crate::booking::{Whose, slots_in};
use crate::catalog::Firm;
use domain::branch::Branch;
use domain::id::{BookingId, BranchId, EmployeeId, OrgId, ServiceId};
use domain::schedule::{Fold, instant};
use domain::slot::{MAX_SERVICES, SlotQuery};
use domain::{Error, Result, Ts};
use jiff::civil::Date;
use store::occupancy::Except;

/// Most days one question may span: six weeks, a month as a calendar shows it.
pub const MOST_DAYS: i32 = 42;
/// Far more slots than a day of a large firm has.
pub(super) const MOST_SLOTS: usize = 10_000;
const DAY: i64 = 24 * 60;

/// Which days somebody looks at.
#[derive(Clone, Debug)]
pub struct Ask {
    pub services: Vec<ServiceId>,
    pub employee: Option<EmployeeId>,
    pub branch: Option<BranchId>,
    pub from: Date,
    /// The day after the last one.
    pub until: Date,
    /// A visit to be moved: its own time counts as free.
    pub moving: Option<BookingId>,
}

/// One civil day with its free starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    pub starts: Vec<Ts>,
}

/// The answer, in the branch's civil time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    pub branch: BranchId,
    pub zone: String,
    pub days: Vec<Day>,
    /// Where none of the days has anything: the first later one that has.
    pub next: Option<Date>,
}

/// Free starts day by day.
pub async fn days(app: &App, org: OrgId, ask: &Ask) -> Result<Days> {
    let span = ask.until.since(ask.from).map_or(0, |s| s.get_days());
    if !(1..=MOST_DAYS).contains(&span) {
        return Err(Error::invalid("until", format!("1 to {MOST_DAYS} days after from")));
    }
    let mut scope = app.scope(org).await?;
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let branch = check(&firm, &ask.services, ask.employee, ask.branch)?;
    let (zone, now) = (domain::time::zone(&branch.zone)?, app.now());
    let midnight = |date: Date| instant(date, 0, &zone, Fold::Earlier);
    let query = |from: Ts, until: Ts, limit: usize| SlotQuery { services: ask.services.clone(), employee_id: ask.employee, branch_id: Some(branch.id), from, until, limit, moving: ask.moving };
    let horizon = now.plus_minutes((i64::from(firm.catalog.org.settings.horizon_days.min(730)) + 2) * DAY);
    let (first, last) = (midnight(ask.from).max(now), midnight(ask.until).min(horizon));
    let mut days: Vec<Day> = ask.from.series(jiff::Span::new().days(1)).take_while(|date| *date < ask.until).map(|date| Day { date, starts: Vec::new() }).collect();
    if first < last {
        let except = Except { owner: ask.moving.map(Into::into), holds_of: None };
        let busy = store::occupancy::busy(&mut scope, first, last.plus_minutes(2 * DAY), now, except).await?;
        let groups = crate::booking::groups(&firm, &mut scope, &ask.services, first, last).await?;
        let world = firm.world_with(&busy, &groups);
        for day in &mut days {
            let Ok(tomorrow) = day.date.tomorrow() else { break };
            let found = domain::slot::search(&world, &query(midnight(day.date).max(now), midnight(tomorrow), MOST_SLOTS), now);
            day.starts = found.into_iter().map(|slot| slot.starts_at).collect();
            // In order of time, so equal starts of several employees are neighbours.
            day.starts.dedup();
        }
    }
    let mut next = None;
    if days.iter().all(|day| day.starts.is_empty()) {
        let found = slots_in(&firm, &mut scope, &query(midnight(ask.until).max(now), horizon, 1), Whose::Anyone, now).await?;
        next = found.first().map(|slot| slot.starts_at.in_zone(&zone).date());
    }
    Ok(Days { branch: branch.id, zone: branch.zone.clone(), days, next })
}

/// Refuses ids that name nothing here; says which branch is meant.
pub(super) fn check<'a>(firm: &'a Firm, services: &[ServiceId], employee: Option<EmployeeId>, branch: Option<BranchId>) -> Result<&'a Branch> {
    let unknown = |noun, field: &str, code| Error { field: Some(field.to_owned()), ..Error::not_found(noun) }.code(code);
    let c = &firm.catalog;
    if services.is_empty() || services.len() > MAX_SERVICES {
        return Err(Error::invalid("services", format!("1 to {MAX_SERVICES} services")));
    }
    if services.iter().any(|id| c.service(*id).is_none()) {
        return Err(unknown("service", "services", "service_unknown"));
    }
    if employee.is_some_and(|id| c.employee(id).is_none()) {
        return Err(unknown("employee", "employee_id", "employee_unknown"));
    }
    let found = match branch {
        Some(id) => c.branch(id),
        None => c.branches.first(),
    };
    found.ok_or_else(|| unknown("branch", "branch_id", "branch_unknown"))
}
