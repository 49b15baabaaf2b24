//! Reports: a line for each channel, agent, person, service and so on, or for each day, beside those of another period. Sums come from
//! `store::report`; what becomes of them is told in `columns.rs`.

mod columns;

pub use columns::Column;

use crate::App;
use crate::dashboard::{self, FIRST_DAY, shifted, stretch};
use columns::{Sums, WIDTH, columns};
use domain::id::{BranchId, OrgId};
use domain::report::{Compare, ReportBy};
use domain::{Error, Result};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use store::metric::Stretch;
use store::report::{Part, Visits, What, models, parts, visits};
use store::Scope;

/// What is asked; days are included, none means the last thirty.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    pub by: ReportBy,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub compare: Compare,
    /// Narrows visits; conversations, deals and people belong to none.
    pub branch: Option<BranchId>,
}

/// A line; `values` stand in the order of the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// An id, a word, or the first day.
    pub key: String,
    /// None for what has no name: a source, a day, somebody who is gone.
    pub name: Option<String>,
    pub values: Vec<Option<i64>>,
    pub before: Option<Vec<Option<i64>>>,
}

#[derive(Clone, Debug)]
pub struct Report {
    pub by: ReportBy,
    pub from: Date,
    pub to: Date,
    pub before: Option<(Date, Date)>,
    pub zone: String,
    pub currency: String,
    pub columns: &'static [Column],
    pub rows: Vec<ReportRow>,
    pub totals: ReportRow,
}

const MAX_DAYS: i64 = 366;
/// Lines of a report; the largest come first.
const MOST: usize = 500;

type Lines = BTreeMap<String, Sums>;

pub async fn report(app: &App, org: OrgId, question: &Question) -> Result<Report> {
    let mut scope = app.scope(org).await?;
    if let Some(branch) = question.branch {
        store::branch::get(&mut scope, branch).await?;
    }
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let zone = domain::time::zone(&firm.catalog.org.zone)?;
    let to = question.to.unwrap_or_else(|| app.now().in_zone(&zone).date());
    let from = question.from.unwrap_or_else(|| shifted(to, -29));
    let length = i64::from((to - from).get_days()) + 1;
    if !(1..=MAX_DAYS).contains(&length) {
        return Err(Error::invalid("to", format!("must not be before from, nor more than {MAX_DAYS} days from it")));
    }
    let before = match question.compare {
        Compare::None => None,
        Compare::Previous => Some((shifted(from, -length), shifted(from, -1))),
        Compare::Year => Some((from.saturating_sub(jiff::Span::new().years(1)).max(FIRST_DAY), to.saturating_sub(jiff::Span::new().years(1)).max(FIRST_DAY))),
    };
    let columns = columns(question.by);
    let mut work = Work { firm: &firm, scope: &mut scope, zone: zone.clone(), by: question.by, branch: question.branch };
    let (now, then) = match (before, app.aside(org).await?) {
        (None, _) => (work.lines(from, to).await?, None),
        (Some((since, until)), Some(mut aside)) => {
            let mut other = Work { firm: &firm, scope: &mut aside.scope, zone, by: question.by, branch: question.branch };
            let (now, then) = tokio::try_join!(work.lines(from, to), other.lines(since, until))?;
            (now, Some(then))
        }
        (Some((since, until)), None) => (work.lines(from, to).await?, Some(work.lines(since, until).await?)),
    };
    let names = work.names().await?;
    let rows = if question.by.is_time() { paired_by_place(&now, then.as_ref(), columns) } else { paired_by_key(&now, then.as_ref(), columns, &names) };
    let all = |lines: &Lines| values(&lines.values().fold([0; 3 * WIDTH], added), columns);
    let totals = ReportRow { key: "all".to_owned(), name: None, values: all(&now), before: then.as_ref().map(all) };
    let org = &firm.catalog.org;
    Ok(Report { by: question.by, from, to, before, zone: org.zone.clone(), currency: org.currency.clone(), columns, rows, totals })
}

fn added(mut sums: Sums, more: &Sums) -> Sums {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum = sum.saturating_add(*more);
    }
    sums
}

fn values(sums: &Sums, columns: &[Column]) -> Vec<Option<i64>> {
    columns.iter().map(|column| column.value(sums)).collect()
}

/// Days are put beside days by their place in the period.
fn paired_by_place(now: &Lines, then: Option<&Lines>, columns: &[Column]) -> Vec<ReportRow> {
    let mut earlier = then.map(|lines| lines.values());
    now.iter()
        .map(|(key, sums)| {
            let before = earlier.as_mut().map(|all| all.next().map_or_else(|| vec![None; columns.len()], |sums| values(sums, columns)));
            ReportRow { key: key.clone(), name: None, values: values(sums, columns), before }
        })
        .collect()
}

fn paired_by_key(now: &Lines, then: Option<&Lines>, columns: &[Column], names: &BTreeMap<String, String>) -> Vec<ReportRow> {
    let nothing = [0; 3 * WIDTH];
    let mut keys: Vec<&String> = now.keys().chain(then.into_iter().flat_map(|lines| lines.keys().filter(|key| !now.contains_key(*key)))).collect();
    let weight = |key: &str| now.get(key).map(|sums| values(sums, columns).first().copied().flatten().unwrap_or(0));
    keys.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.cmp(b)));
    keys.truncate(MOST);
    keys.into_iter()
        .map(|key| {
            let of = |lines: &Lines| values(lines.get(key).unwrap_or(&nothing), columns);
            ReportRow { key: key.clone(), name: names.get(key).cloned(), values: of(now), before: then.map(of) }
        })
        .collect()
}

struct Work<'a> {
    firm: &'a crate::catalog::Firm,
    scope: &'a mut Scope,
    zone: TimeZone,
    by: ReportBy,
    branch: Option<BranchId>,
}

impl Work<'_> {
    async fn lines(&mut self, from: Date, to: Date) -> Result<Lines> {
        let all = stretch(from, to, &self.zone);
        let mut lines = Lines::new();
        match self.by {
            ReportBy::Day | ReportBy::Week | ReportBy::Month => return self.days(from, to).await,
            ReportBy::Channel => {
                for (place, what) in [What::Talks, What::OutcomesByChannel, What::DealsByChannel].into_iter().enumerate() {
                    put(&mut lines, place, parts(self.scope, what, all).await?);
                }
            }
            ReportBy::Agent => put(&mut lines, 0, parts(self.scope, What::OutcomesByAgent, all).await?),
            ReportBy::Employee => {
                put(&mut lines, 0, self.visits(Visits::ByEmployee, all).await?);
                put(&mut lines, 1, parts(self.scope, What::Ratings, all).await?);
                let busy = dashboard::shares(self.firm, self.scope, all, self.branch).await?;
                let minutes = busy.into_iter().filter(|b| b.working_minutes > 0 || b.visits > 0);
                put(&mut lines, 2, minutes.map(|b| Part { id: Some(b.employee_id.uuid()), word: None, sums: [b.busy_minutes, b.working_minutes, 0, 0, 0, 0] }).collect());
            }
            ReportBy::Person => {
                // Deals are a member's, words and tasks a person's.
                let people: BTreeMap<_, _> = self.members().await?.into_iter().map(|m| (m.id.uuid(), m.person_id.uuid())).collect();
                let mut deals = parts(self.scope, What::DealsByOwner, all).await?;
                for deal in &mut deals {
                    deal.id = deal.id.map(|id| people.get(&id).copied().unwrap_or(id));
                }
                put(&mut lines, 0, parts(self.scope, What::Replies, all).await?);
                put(&mut lines, 1, deals);
                put(&mut lines, 2, parts(self.scope, What::Tasks, all).await?);
            }
            ReportBy::Service => put(&mut lines, 0, self.visits(Visits::ByService, all).await?),
            ReportBy::Source => {
                put(&mut lines, 0, parts(self.scope, What::Sources, all).await?);
                put(&mut lines, 1, self.visits(Visits::BySource, all).await?);
                put(&mut lines, 2, parts(self.scope, What::DealsBySource, all).await?);
            }
            ReportBy::Tour => put(&mut lines, 0, parts(self.scope, What::DealsByTour, all).await?),
            ReportBy::Model => put(&mut lines, 0, models(self.scope, from, to).await?),
        }
        Ok(lines)
    }

    async fn visits(&mut self, by: Visits, all: Stretch) -> Result<Vec<Part>> {
        visits(self.scope, by, all, self.branch, &self.firm.catalog.org.currency).await
    }

    /// Weeks and months begin where they do for people, and are cut off at the ends of the period.
    async fn days(&mut self, from: Date, to: Date) -> Result<Lines> {
        let begins = |day: Date| match self.by {
            ReportBy::Week => day.weekday() == Weekday::Monday,
            ReportBy::Month => day.day() == 1,
            _ => true,
        };
        let firsts: Vec<Date> = from.series(jiff::Span::new().days(1)).take_while(|day| *day <= to).filter(|day| *day == from || begins(*day)).collect();
        let ends = firsts.iter().skip(1).map(|day| shifted(*day, -1)).chain([to]);
        let stretches: Vec<Stretch> = firsts.iter().zip(ends).map(|(first, last)| stretch(*first, last, &self.zone)).collect();
        let figures = dashboard::count(self.scope, &stretches, self.branch, &self.firm.catalog.org.currency).await?;
        let line = |f: &dashboard::Figures| {
            let mut sums = [0; 3 * WIDTH];
            let booked = f.booked.agent + f.booked.person + f.booked.page + f.booked.api + f.booked.other;
            let counted = [f.conversations, f.messages_in, f.agent_replies, f.person_replies, booked, f.visits, f.cancelled, f.missed, f.revenue_booked];
            for (sum, figure) in sums.iter_mut().zip(counted) {
                *sum = figure;
            }
            sums
        };
        Ok(firsts.iter().zip(&figures).map(|(first, figures)| (first.to_string(), line(figures))).collect())
    }

    async fn members(&mut self) -> Result<Vec<store::member::Member>> {
        store::member::list(self.scope, domain::id::MemberId::nil(), 1000).await
    }

    async fn names(&mut self) -> Result<BTreeMap<String, String>> {
        let catalog = &self.firm.catalog;
        Ok(match self.by {
            ReportBy::Channel => store::connection::all(self.scope, domain::id::ConnectionId::nil(), 1000).await?.into_iter().map(|c| (c.id.to_string(), c.name)).collect(),
            ReportBy::Agent => store::agent::list(self.scope).await?.into_iter().map(|a| (a.id.to_string(), a.name)).collect(),
            ReportBy::Employee => catalog.employees.iter().map(|e| (e.id.to_string(), e.name.clone())).collect(),
            ReportBy::Service => catalog.services.iter().map(|s| (s.id.to_string(), s.name.clone())).collect(),
            ReportBy::Person => self.members().await?.into_iter().map(|m| (m.person_id.to_string(), m.name)).collect(),
            ReportBy::Tour => store::tour::list(self.scope).await?.into_iter().map(|t| (t.key.to_string(), t.name)).collect(),
            ReportBy::Day | ReportBy::Week | ReportBy::Month | ReportBy::Source | ReportBy::Model => BTreeMap::new(),
        })
    }
}

/// One part of the lines; what belongs to nobody is a line of its own.
fn put(lines: &mut Lines, place: usize, parts: Vec<Part>) {
    for part in parts {
        let key = part.id.map(|id| id.to_string()).or(part.word).unwrap_or_else(|| "none".to_owned());
        let sums = lines.entry(key).or_insert([0; 3 * WIDTH]);
        for (sum, more) in sums.iter_mut().skip(place * WIDTH).zip(part.sums) {
            *sum = sum.saturating_add(more);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(first: i64, second: i64) -> Sums {
        let mut sums = [0; 3 * WIDTH];
        [sums[0], sums[1]] = [first, second];
        sums
    }

    #[test]
    fn lines_stand_beside_those_of_the_other_period() {
        let columns = columns(ReportBy::Agent);
        let now = Lines::from([("a".to_owned(), line(4, 1)), ("b".to_owned(), line(9, 0))]);
        let then = Lines::from([("a".to_owned(), line(2, 2)), ("gone".to_owned(), line(7, 7))]);
        let rows = paired_by_key(&now, Some(&then), columns, &BTreeMap::from([("a".to_owned(), "Анна".to_owned())]));
        let seen: Vec<_> = rows.iter().map(|r| (r.key.as_str(), r.values[0], r.values[1], r.before.as_ref().unwrap()[0])).collect();
        assert_eq!(seen, [("b", Some(9), Some(0), Some(0)), ("a", Some(4), Some(2_500), Some(2)), ("gone", Some(0), None, Some(7))]);
        assert_eq!(rows[1].name.as_deref(), Some("Анна"));
    }

    #[test]
    fn days_stand_beside_days_by_their_place() {
        let columns = columns(ReportBy::Day);
        let now = Lines::from([("2030-03-01".to_owned(), line(1, 0)), ("2030-03-02".to_owned(), line(2, 0))]);
        let then = Lines::from([("2030-02-28".to_owned(), line(5, 0))]);
        let before: Vec<_> = paired_by_place(&now, Some(&then), columns).into_iter().map(|r| r.before.unwrap()[0]).collect();
        assert_eq!(before, [Some(5), None]);
    }
}
