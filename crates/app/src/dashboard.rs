//! The figures of a period beside those of the period before it. A day is a civil day of the firm's zone, whatever its clock does.

use crate::App;
use domain::id::{BranchId, EmployeeId, OrgId};
use domain::schedule::{Fold, instant};
use domain::{Result, Ts};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::calendar::{CalendarFilter, Entry};
use store::metric::{self, Count, Stretch, TopService};
use store::{Reads, Scope};

/// Figures of one day, or their sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub conversations: i64,
    pub messages_in: i64,
    pub agent_replies: i64,
    pub person_replies: i64,
    /// Visits booked that day, by who booked them.
    pub booked: Sources,
    /// Visits that take place that day and stand.
    pub visits: i64,
    pub cancelled: i64,
    pub missed: i64,
    /// Minor units of visits that stand, and of those completed.
    pub revenue_booked: i64,
    pub revenue_completed: i64,
}

/// Visits by who booked them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    pub agent: i64,
    pub person: i64,
    pub page: i64,
    pub api: i64,
    pub other: i64,
}

/// A whole period.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    pub figures: Figures,
    pub talks: metric::Talks,
    pub visitors: metric::Visitors,
    pub busy_minutes: i64,
    pub working_minutes: i64,
}

/// How much of an employee's working time is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Busy {
    pub employee_id: EmployeeId,
    pub name: String,
    pub visits: i64,
    pub busy_minutes: i64,
    pub working_minutes: i64,
}

#[derive(Clone, Debug)]
pub struct Dashboard {
    pub from: Date,
    pub to: Date,
    pub zone: String,
    pub currency: String,
    pub days: Vec<(Date, Figures)>,
    pub totals: Totals,
    pub previous: Totals,
    pub employees: Vec<Busy>,
    pub services: Vec<TopService>,
    pub today: Vec<Entry>,
    pub tomorrow: Vec<Entry>,
}

/// What to show; the dates are included, none means the last thirty days.
#[derive(Clone, Copy, Debug, Default)]
pub struct Period {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub branch: Option<BranchId>,
}

const MAX_DAYS: usize = 366;
/// Visits of a list's head.
const HEAD: usize = 5;

pub async fn dashboard(app: &App, id: OrgId, period: &Period) -> Result<Dashboard> {
    let mut scope = app.scope(id).await?;
    if let Some(branch) = period.branch {
        store::branch::get(&mut scope, branch).await?;
    }
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let org = &firm.catalog.org;
    let zone = domain::time::zone(&org.zone)?;
    let now = app.now();
    let today = now.in_zone(&zone).date();
    let to = period.to.unwrap_or(today);
    let from = period.from.unwrap_or_else(|| shifted(to, -29));
    let dates: Vec<Date> = from.series(jiff::Span::new().days(1)).take_while(|d| *d <= to).take(MAX_DAYS + 1).collect();
    if dates.is_empty() || dates.len() > MAX_DAYS {
        return Err(domain::Error::invalid("to", format!("must not be before from, nor more than {MAX_DAYS} days from it")));
    }
    let length = i64::try_from(dates.len()).unwrap_or(1);
    let days: Vec<Stretch> = dates.iter().map(|d| stretch(*d, *d, &zone)).collect();
    let (all, before) = (stretch(from, to, &zone), stretch(shifted(from, -length), shifted(from, -1), &zone));
    let now_in = Sought { firm: &firm, days: &days, all, branch: period.branch };
    let before_in = Sought { firm: &firm, days: &[before], all: before, branch: period.branch };
    let (present, earlier) = match app.aside(id).await? {
        Some(mut aside) => tokio::try_join!(now_in.found(&mut scope), before_in.found(&mut aside.scope))?,
        None => (now_in.found(&mut scope).await?, before_in.found(&mut scope).await?),
    };
    Ok(Dashboard {
        from,
        to,
        zone: org.zone.clone(),
        currency: org.currency.clone(),
        days: dates.into_iter().zip(present.figures).collect(),
        totals: present.totals,
        previous: earlier.totals,
        employees: present.employees,
        services: metric::services(&mut scope, all, period.branch, &org.currency).await?,
        today: head(&mut scope, stretch(today, today, &zone), now, period.branch).await?,
        tomorrow: head(&mut scope, stretch(shifted(today, 1), shifted(today, 1), &zone), now, period.branch).await?,
    })
}

/// A period that is counted.
struct Sought<'a> {
    firm: &'a crate::catalog::Firm,
    days: &'a [Stretch],
    all: Stretch,
    branch: Option<BranchId>,
}

struct Told {
    figures: Vec<Figures>,
    totals: Totals,
    employees: Vec<Busy>,
}

impl Sought<'_> {
    async fn found(&self, scope: &mut Scope) -> Result<Told> {
        let figures = count(scope, self.days, self.branch, &self.firm.catalog.org.currency).await?;
        let employees = shares(self.firm, scope, self.all, self.branch).await?;
        let (busy_minutes, working_minutes) = sum(&employees);
        let (talks, visitors) = (metric::talks(scope, self.all).await?, metric::visitors(scope, self.all, self.branch).await?);
        let totals = Totals { figures: figures.iter().fold(Figures::default(), add), talks, visitors, busy_minutes, working_minutes };
        Ok(Told { figures, totals, employees })
    }
}

/// No figures are older; the contract's dates begin here, too.
pub(crate) const FIRST_DAY: Date = jiff::civil::date(2000, 1, 1);

pub(crate) fn shifted(date: Date, days: i64) -> Date {
    date.saturating_add(jiff::Span::new().try_days(days).unwrap_or_default()).max(FIRST_DAY)
}

/// From the first instant of one civil day to the last of another: 23 or 25 hours long where the clock is moved.
pub fn stretch(from: Date, to: Date, zone: &TimeZone) -> Stretch {
    Stretch { from: instant(from, 0, zone, Fold::Earlier), until: instant(shifted(to, 1), 0, zone, Fold::Earlier) }
}

pub(crate) async fn count(reads: &mut impl Reads, days: &[Stretch], branch: Option<BranchId>, currency: &str) -> Result<Vec<Figures>> {
    let mut figures = vec![Figures::default(); days.len()];
    let rows = [
        metric::conversations(reads, days).await?,
        metric::messages(reads, days).await?,
        metric::booked(reads, days, branch).await?,
        metric::visits(reads, days, branch, currency).await?,
    ];
    for (kind, rows) in rows.iter().enumerate() {
        for row in rows {
            if let Some(day) = figures.get_mut(row.day) {
                note(day, kind, row);
            }
        }
    }
    Ok(figures)
}

fn note(day: &mut Figures, kind: usize, row: &Count) {
    match (kind, row.word.as_str()) {
        (0, _) => day.conversations += row.n,
        (1, "contact") => day.messages_in += row.n,
        (1, "agent") => day.agent_replies += row.n,
        (1, _) => day.person_replies += row.n,
        (2, "agent") => day.booked.agent += row.n,
        (2, "person") => day.booked.person += row.n,
        (2, "page") => day.booked.page += row.n,
        (2, "api") => day.booked.api += row.n,
        (2, _) => day.booked.other += row.n,
        (_, "cancelled") => day.cancelled += row.n,
        (_, "no_show") => day.missed += row.n,
        (_, status) => {
            day.visits += row.n;
            day.revenue_booked += row.money;
            if status == "completed" {
                day.revenue_completed += row.money;
            }
        }
    }
}

fn add(a: Figures, b: &Figures) -> Figures {
    Figures {
        conversations: a.conversations + b.conversations,
        messages_in: a.messages_in + b.messages_in,
        agent_replies: a.agent_replies + b.agent_replies,
        person_replies: a.person_replies + b.person_replies,
        booked: Sources {
            agent: a.booked.agent + b.booked.agent, person: a.booked.person + b.booked.person, page: a.booked.page + b.booked.page, api: a.booked.api + b.booked.api, other: a.booked.other + b.booked.other,
        },
        visits: a.visits + b.visits,
        cancelled: a.cancelled + b.cancelled,
        missed: a.missed + b.missed,
        revenue_booked: a.revenue_booked + b.revenue_booked,
        revenue_completed: a.revenue_completed + b.revenue_completed,
    }
}

/// Everybody who works or worked in the period, as they stand in the list.
pub(crate) async fn shares(firm: &crate::catalog::Firm, reads: &mut impl Reads, all: Stretch, branch: Option<BranchId>) -> Result<Vec<Busy>> {
    let busy = metric::busy(reads, all, branch).await?;
    let since = all.from.plus_minutes(-2 * 24 * 60).in_zone(&TimeZone::UTC).date();
    let schedules = store::schedule::list(reads, since).await?;
    let filter = CalendarFilter { from: all.from, until: all.until, branch, employee: None, with_cancelled: false };
    let working = crate::booking::working(firm, &schedules, &filter)?;
    let inside = |from: Ts, until: Ts| until.min(all.until).minutes_since(from.max(all.from)).max(0);
    Ok(firm.catalog.employees.iter().map(|e| {
        let taken = busy.iter().find(|b| b.employee_id == e.id);
        let works = working.iter().filter(|w| w.employee_id == e.id).map(|w| inside(w.starts_at, w.ends_at)).sum();
        Busy { employee_id: e.id, name: e.name.clone(), visits: taken.map_or(0, |b| b.visits), busy_minutes: taken.map_or(0, |b| b.minutes), working_minutes: works }
    }).collect())
}

fn sum(all: &[Busy]) -> (i64, i64) {
    all.iter().fold((0, 0), |(busy, working), b| (busy + b.busy_minutes, working + b.working_minutes))
}

/// The next visits of a day.
async fn head(scope: &mut Scope, day: Stretch, now: Ts, branch: Option<BranchId>) -> Result<Vec<Entry>> {
    let filter = CalendarFilter { from: day.from.max(now.min(day.until.plus_secs(-1))), until: day.until, branch, employee: None, with_cancelled: false };
    let mut entries = store::calendar::entries(scope, &filter).await?;
    entries.retain(|e| e.booking.starts_at >= day.from && e.booking.status.is_active() && e.booking.source != "test");
    entries.truncate(HEAD);
    Ok(entries)
}
