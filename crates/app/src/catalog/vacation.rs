//! Days off and special hours from one date to another, and the visits that would stand outside them.

use super::schedule::{FIRST, LAST, has_branch};
use super::{Verb, check, record};
use crate::{App, Ctx};
use domain::id::{BranchId, EmployeeId};
use domain::schedule::{Exception, Fold, Schedule, Span, instant};
use domain::{Error, Result};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::calendar::{CalendarFilter, Entry};
use store::{Reads, Unit};

/// The same exception on each date.
#[derive(Clone, Debug)]
pub struct Stretch {
    pub from: Date,
    /// Included.
    pub to: Date,
    pub branch_id: Option<BranchId>,
    /// Empty = days off.
    pub spans: Vec<Span>,
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saving {
    Save,
    /// Only tell what would be in the way.
    Preview,
}

#[derive(Clone, Debug)]
pub struct Vacation {
    pub exceptions: Vec<Exception>,
    /// Visits that stand and lie outside the hours of these dates.
    pub collisions: Vec<Entry>,
}

const MAX_DAYS: usize = 366;

/// Sets the dates. Visits that collide stay, but are named.
pub async fn put(app: &App, ctx: &Ctx, id: EmployeeId, stretch: Stretch, saving: Saving) -> Result<Vacation> {
    let mut unit = app.unit(ctx).await?;
    let done = put_in(&mut unit, id, stretch, saving).await?;
    if saving == Saving::Save {
        unit.commit().await?;
    }
    Ok(done)
}

async fn put_in(unit: &mut Unit, id: EmployeeId, mut stretch: Stretch, saving: Saving) -> Result<Vacation> {
    check::tidy("reason", &mut stretch.reason, 500)?;
    check::spans("spans", &stretch.spans, 20)?;
    let dates = dates(stretch.from, stretch.to)?;
    store::employee::get(unit, id).await?;
    if let Some(branch) = stretch.branch_id {
        has_branch(unit, "branch_id", branch).await?;
    }
    let exceptions: Vec<Exception> = dates.iter().map(|date| Exception { date: *date, branch_id: stretch.branch_id, spans: stretch.spans.clone(), reason: stretch.reason.clone() }).collect();
    let before = store::schedule::get(unit, id, stretch.from, stretch.to.tomorrow().unwrap_or(LAST)).await?;
    let after = Schedule { exceptions: exceptions.clone(), ..before.clone() };
    let collisions = collisions(unit, &after, stretch.from, stretch.to).await?;
    if saving == Saving::Save {
        for exception in &exceptions {
            store::schedule::put_exception(unit, id, exception).await?;
        }
        record(unit, "schedule", Verb::Update, id.uuid(), Some(&before.exceptions), Some(&exceptions)).await?;
    }
    Ok(Vacation { exceptions, collisions })
}

/// The dates follow the weekly rules again; none set is fine.
pub async fn remove(app: &App, ctx: &Ctx, id: EmployeeId, from: Date, to: Date) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    dates(from, to)?;
    store::employee::get(&mut unit, id).await?;
    let before = store::schedule::get(&mut unit, id, from, to.tomorrow().unwrap_or(LAST)).await?;
    if before.exceptions.is_empty() {
        return Ok(());
    }
    store::schedule::remove_exceptions(&mut unit, id, from, to).await?;
    record(&mut unit, "schedule", Verb::Update, id.uuid(), Some(&before.exceptions), None).await?;
    unit.commit().await
}

fn dates(from: Date, to: Date) -> Result<Vec<Date>> {
    if !(FIRST..LAST).contains(&from) || !(FIRST..LAST).contains(&to) {
        return Err(Error::invalid("from", format!("must be from {FIRST} to {LAST}")));
    }
    let dates: Vec<Date> = from.series(jiff::Span::new().days(1)).take_while(|d| *d <= to).take(MAX_DAYS + 1).collect();
    if dates.is_empty() || dates.len() > MAX_DAYS {
        return Err(Error::invalid("to", format!("must not be before from, nor more than {MAX_DAYS} days from it")));
    }
    Ok(dates)
}

/// Visits on these dates, in their branch's civil time, that do not lie inside the working time.
async fn collisions(reads: &mut impl Reads, schedule: &Schedule, from: Date, to: Date) -> Result<Vec<Entry>> {
    let branches = store::branch::list(reads).await?;
    // A day on each side: no zone is further than that from UTC.
    let edge = |date: Date, days: i64| instant(date, 0, &TimeZone::UTC, Fold::Earlier).plus_minutes(days * 24 * 60);
    let filter = CalendarFilter { from: edge(from, -1), until: edge(to, 2), branch: None, employee: Some(schedule.employee_id), with_cancelled: false };
    let mut colliding = Vec::new();
    for entry in store::calendar::entries(reads, &filter).await? {
        let booking = &entry.booking;
        let Some(branch) = branches.iter().find(|b| b.id == booking.branch_id) else { continue };
        let zone = domain::time::zone(&branch.zone)?;
        let date = booking.starts_at.in_zone(&zone).date();
        let is_inside = || schedule.windows(branch.id, date, &zone).iter().any(|w| w.starts_at <= booking.starts_at && booking.ends_at <= w.ends_at);
        if booking.status.is_upcoming() && (from..=to).contains(&date) && !is_inside() {
            colliding.push(entry);
        }
    }
    Ok(colliding)
}
