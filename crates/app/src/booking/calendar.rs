//! The calendar in one read: visits with names, blocks, holds, and who works when.

use crate::App;
use crate::catalog::Firm;
use domain::id::{BranchId, EmployeeId, GroupEventId, OrgId};
use domain::schedule::Schedule;
use domain::{Result, Ts};
use jiff::Span;
use serde_json::{Value, json};
use store::block::Block;
use store::calendar::{CalendarFilter, Entry};
use store::group_event::{Counted, GroupEventFilter};
use store::hold::Hold;

/// More than a calendar can show.
const MOST_GROUPS: i64 = 5_000;

/// Everything a calendar shows of a range.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub entries: Vec<Entry>,
    pub blocks: Vec<Block>,
    pub holds: Vec<Hold>,
    /// Classes and workshops; whoever comes is among `entries`.
    pub groups: Vec<Counted>,
    pub working: Vec<Working>,
}

/// Time in which an employee works at a branch: breaks are cut out, exceptions are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Working {
    pub employee_id: EmployeeId,
    pub branch_id: BranchId,
    pub starts_at: Ts,
    pub ends_at: Ts,
}

/// A foreign or removed branch or employee in the filter is not found.
pub async fn calendar(app: &App, org: OrgId, filter: &CalendarFilter) -> Result<Calendar> {
    let mut scope = app.scope(org).await?;
    if let Some(branch) = filter.branch {
        store::branch::get(&mut scope, branch).await?;
    }
    if let Some(employee) = filter.employee {
        store::employee::get(&mut scope, employee).await?;
    }
    let firm = crate::catalog::firm(app, &mut scope).await?;
    // The snapshot forgets exceptions of days gone by.
    let since = filter.from.plus_minutes(-2 * 24 * 60).in_zone(&jiff::tz::TimeZone::UTC).date();
    let schedules = store::schedule::list(&mut scope, since).await?;
    let groups = GroupEventFilter { from: filter.from, until: filter.until, branch: filter.branch, employee: filter.employee, service: None, with_cancelled: filter.with_cancelled };
    Ok(Calendar {
        entries: store::calendar::entries(&mut scope, filter).await?,
        blocks: store::calendar::blocks(&mut scope, filter).await?,
        holds: store::calendar::holds(&mut scope, filter, app.now()).await?,
        groups: store::group_event::list(&mut scope, &groups, (Ts::from_micros(0), GroupEventId::nil()), MOST_GROUPS).await?,
        working: working(&firm, &schedules, filter)?,
    })
}

/// Working time that meets the range, in order of time, then as employees stand in the list.
pub(crate) fn working(firm: &Firm, schedules: &[Schedule], filter: &CalendarFilter) -> Result<Vec<Working>> {
    let mut spans = Vec::new();
    for branch in firm.catalog.branches.iter().filter(|b| filter.branch.is_none_or(|id| id == b.id)) {
        let zone = domain::time::zone(&branch.zone)?;
        let (first, last) = (filter.from.in_zone(&zone).date(), filter.until.in_zone(&zone).date());
        for employee in firm.catalog.employees.iter().filter(|e| filter.employee.is_none_or(|id| id == e.id)) {
            for schedule in schedules.iter().filter(|s| s.employee_id == employee.id) {
                // The exception that names no branch may stand for any, so every date is asked.
                for date in first.series(Span::new().days(1)).take_while(|d| *d <= last) {
                    let windows = schedule.windows(branch.id, date, &zone).into_iter().filter(|w| w.ends_at > filter.from && w.starts_at < filter.until);
                    spans.extend(windows.map(|w| Working { employee_id: employee.id, branch_id: branch.id, starts_at: w.starts_at, ends_at: w.ends_at }));
                }
            }
        }
    }
    spans.sort_by_key(|w| w.starts_at);
    Ok(spans)
}

/// A visit as the API shows it in a calendar; events carry it, so that a calendar can be redrawn without asking.
pub(crate) fn shown(entry: &Entry) -> Value {
    let mut view = serde_json::to_value(&entry.booking).unwrap_or_default();
    if let Some(view) = view.as_object_mut() {
        view.retain(|_, value| !value.is_null());
        let mut contact = json!({ "id": entry.booking.contact_id, "name": entry.contact_name, "phone": entry.contact_phone });
        if let Some(contact) = contact.as_object_mut() {
            contact.retain(|_, value| !value.is_null());
        }
        view.insert("contact".into(), contact);
        view.insert("services".into(), json!(entry.services));
    }
    view
}
