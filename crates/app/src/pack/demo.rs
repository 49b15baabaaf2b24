//! Invents six weeks of visits for a pack: three back, three ahead, on the real schedules, skills and rooms.
//! Pure data, the same for the same pack, seed and day; the writer turns it into rows. Talks are `talk.rs`.

use super::entry::{DemoEntry, Demand, EmployeeEntry, Pack, ServiceEntry, SpanEntry};
use super::make::date_of;
use super::random::Random;
use super::talk::{DemoTalk, talks};
use domain::booking::BookingStatus;
use domain::{Error, Result};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

/// Days on each side of today.
const BACK: i32 = 21;
const AHEAD: i32 = 21;
/// The grid visits start on, minutes.
const STEP: u64 = 30;
/// How full the evening and the weekend should be, percent; gaps too short for a visit take their share of it.
const PRIME: u64 = 82;
const QUIET: u64 = 52;
const FIRST_PHONE: u64 = 3_000;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Demo {
    pub contacts: Vec<DemoContact>,
    /// In order of start.
    pub visits: Vec<DemoVisit>,
    pub talks: Vec<DemoTalk>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DemoContact {
    /// None for somebody who only asked on the site.
    pub name: Option<String>,
    /// E.164, from a range no subscriber has.
    pub phone: Option<String>,
    pub is_woman: bool,
    pub tags: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DemoVisit {
    pub employee_key: String,
    pub branch_key: String,
    pub resource_key: Option<String>,
    pub items: Vec<DemoItem>,
    /// Civil time of the branch.
    pub starts: DateTime,
    /// As the customer sees it.
    pub ends: DateTime,
    /// With the buffer after the last service.
    pub busy_until: DateTime,
    /// Index into `contacts`.
    pub contact: usize,
    pub status: BookingStatus,
    /// Sum of the items, minor units.
    pub price: i64,
    /// When it was booked; before today for every visit.
    pub created: DateTime,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DemoItem {
    pub service_key: String,
    pub duration_minutes: u32,
    pub price: i64,
}

/// The demo of a pack; empty when the pack has no `demo.toml`.
pub fn demo(pack: &Pack, seed: u64, today: Date) -> Result<Demo> {
    demo_at(pack, seed, today.to_datetime(Time::constant(12, 0, 0, 0)))
}

/// The same at a time of day: the newest talks are of the last minutes.
pub fn demo_at(pack: &Pack, seed: u64, now: DateTime) -> Result<Demo> {
    let today = now.date();
    let Some(entry) = &pack.demo else { return Ok(Demo::default()) };
    let mut book = Book { pack, entry, seed, today, demo: Demo::default(), people: Random::fork(seed, "people") };
    for offset in -BACK..AHEAD {
        let date = plus_days(today, offset)?;
        for employee in &pack.employees {
            book.fill_day(employee, date, offset)?;
        }
    }
    let Book { mut demo, .. } = book;
    demo.visits.sort_by(|a, b| (a.starts, &a.employee_key).cmp(&(b.starts, &b.employee_key)));
    talks(pack, entry, seed, now, &mut demo)?;
    tag(&mut demo, today);
    Ok(demo)
}

/// What people of the firm would have noted: who is here for the first time, who keeps coming, who does not come.
fn tag(demo: &mut Demo, today: Date) {
    for (index, contact) in demo.contacts.iter_mut().enumerate() {
        let visits: Vec<&DemoVisit> = demo.visits.iter().filter(|v| v.contact == index && v.status != BookingStatus::Cancelled).collect();
        let spent: i64 = visits.iter().map(|v| v.price).sum();
        let rules = [
            ("новый клиент", visits.len() == 1 && visits.iter().all(|v| v.starts.date() >= today)),
            ("постоянный", visits.len() >= 3),
            ("VIP", spent >= 900_000),
            ("не пришёл", visits.iter().any(|v| v.status == BookingStatus::NoShow)),
            ("чувствительная кожа", index % 37 == 5),
        ];
        contact.tags = rules.into_iter().filter(|(_, holds)| *holds).map(|(tag, _)| tag.to_owned()).collect();
    }
}

struct Book<'a> {
    pack: &'a Pack,
    entry: &'a DemoEntry,
    seed: u64,
    today: Date,
    demo: Demo,
    people: Random,
}

/// A visit that fits the employee, before a guest and a time are found.
struct Plan {
    items: Vec<DemoItem>,
    minutes: u64,
    busy_minutes: u64,
    women: u64,
}

impl Book<'_> {
    fn fill_day(&mut self, employee: &EmployeeEntry, date: Date, offset: i32) -> Result<()> {
        let mut random = Random::fork(self.seed, &format!("{} {date}", employee.key));
        for (branch, window) in windows(employee, date, self.today)? {
            let (mut at, end) = (u64::from(window.starts), u64::from(window.ends));
            at = at.next_multiple_of(STEP);
            while at < end {
                let fitting = |plan: &Plan| at + plan.busy_minutes <= end;
                let Some(plan) = self.plan(employee, &mut random).filter(fitting) else {
                    at += STEP;
                    continue;
                };
                // The share of busy minutes becomes `target`: a visit of this length is taken less often than a gap.
                let target = target(date, at, offset);
                let odds = target * STEP;
                let is_taken = random.below(plan.busy_minutes * (100 - target) + odds) < odds;
                let busy = plan.busy_minutes;
                if is_taken && self.book(employee, &branch, date, at, offset, plan, &mut random)? {
                    at = (at + busy).next_multiple_of(STEP);
                } else {
                    at += STEP;
                }
            }
        }
        Ok(())
    }

    /// Something this employee does, by demand.
    fn plan(&self, employee: &EmployeeEntry, random: &mut Random) -> Option<Plan> {
        let can = |demand: &&Demand| demand.services.iter().all(|key| employee.skills.iter().any(|s| s.service == *key));
        let demands: Vec<&Demand> = self.entry.demands.iter().filter(can).collect();
        let mut ticket = random.below(demands.iter().map(|d| u64::from(d.weight)).sum());
        let demand = demands.into_iter().find(|d| {
            let is_drawn = ticket < u64::from(d.weight);
            ticket = ticket.saturating_sub(u64::from(d.weight));
            is_drawn
        })?;
        let (mut items, mut minutes, mut buffer) = (Vec::new(), 0, 0);
        for key in &demand.services {
            let service = self.service(key)?;
            let skill = employee.skills.iter().find(|s| s.service == *key)?;
            let duration_minutes = skill.duration_minutes.unwrap_or(service.duration_minutes);
            minutes += buffer + u64::from(duration_minutes);
            buffer = u64::from(service.buffer_minutes);
            items.push(DemoItem { service_key: key.clone(), duration_minutes, price: skill.price.unwrap_or(service.price) });
        }
        Some(Plan { items, minutes, busy_minutes: minutes + buffer, women: u64::from(demand.women) })
    }

    fn service(&self, key: &str) -> Option<&ServiceEntry> {
        self.pack.services.iter().find(|s| s.key == key)
    }

    /// Writes the visit down; false when no room or guest is free or the visit was called off, so the time stays free.
    #[expect(clippy::too_many_arguments, reason = "the visit's coordinates; a struct for one call would only rename them")]
    fn book(&mut self, employee: &EmployeeEntry, branch: &str, date: Date, at: u64, offset: i32, plan: Plan, random: &mut Random) -> Result<bool> {
        let starts = moment(date, at)?;
        let ends = moment(date, at + plan.minutes)?;
        let busy_until = moment(date, at + plan.busy_minutes)?;
        let Some(resource_key) = self.room(&plan, branch, starts, busy_until) else { return Ok(false) };
        let is_woman = random.is_hit(plan.women);
        let Some(contact) = self.guest(is_woman, date)? else { return Ok(false) };
        let status = status(offset, random);
        self.demo.visits.push(DemoVisit {
            employee_key: employee.key.clone(),
            branch_key: branch.to_owned(),
            resource_key,
            price: plan.items.iter().map(|i| i.price).sum(),
            items: plan.items,
            starts,
            ends,
            busy_until,
            contact,
            status,
            created: self.created(date, random)?,
        });
        Ok(status != BookingStatus::Cancelled)
    }

    /// `Some(None)` = no room needed, `None` = all taken.
    fn room(&self, plan: &Plan, branch: &str, starts: DateTime, ends: DateTime) -> Option<Option<String>> {
        let needs: Vec<&ServiceEntry> = plan.items.iter().filter_map(|i| self.service(&i.service_key)).filter(|s| !s.resources.is_empty()).collect();
        if needs.is_empty() {
            return Some(None);
        }
        let fits = |key: &str| needs.iter().all(|s| s.resources.iter().any(|r| r == key));
        let is_free = |key: &str| {
            !self.demo.visits.iter().any(|v| {
                v.status != BookingStatus::Cancelled && v.resource_key.as_deref() == Some(key) && v.starts < ends && starts < v.busy_until
            })
        };
        let rooms = self.pack.resources.iter().filter(|r| r.branch == branch);
        rooms.map(|r| &r.key).find(|key| fits(key) && is_free(key)).map(|key| Some(key.clone()))
    }

    /// A guest who was not here lately, or a new one; regulars come every few weeks.
    fn guest(&mut self, is_woman: bool, date: Date) -> Result<Option<usize>> {
        let rested_since = plus_days(date, -12)?;
        let is_tired = |index: usize| self.demo.visits.iter().any(|v| v.contact == index && v.starts.date() >= rested_since);
        let known = u64::try_from(self.demo.contacts.len()).unwrap_or(0);
        if self.people.is_hit(60) {
            for _ in 0..6 {
                let index = usize::try_from(self.people.below(known)).unwrap_or(0);
                let is_right = self.demo.contacts.get(index).is_some_and(|c| c.is_woman == is_woman);
                if is_right && !is_tired(index) {
                    return Ok(Some(index));
                }
            }
        }
        if known >= u64::from(self.entry.guests.count) {
            let rested = |(index, c): &(usize, &DemoContact)| c.is_woman == is_woman && !is_tired(*index);
            return Ok(self.demo.contacts.iter().enumerate().find(rested).map(|(index, _)| index));
        }
        let guests = &self.entry.guests;
        let (names, surnames) = if is_woman { (&guests.women_names, &guests.women_surnames) } else { (&guests.men_names, &guests.men_surnames) };
        let mut name = String::new();
        for _ in 0..8 {
            let (Some(first), Some(last)) = (self.people.pick(names), self.people.pick(surnames)) else { return Ok(None) };
            name = format!("{first} {last}");
            if !self.demo.contacts.iter().any(|c| c.name.as_ref() == Some(&name)) {
                break;
            }
        }
        self.demo.contacts.push(DemoContact { name: Some(name), phone: Some(format!("+7900{:07}", FIRST_PHONE + known * 3)), is_woman, tags: Vec::new() });
        Ok(Some(self.demo.contacts.len() - 1))
    }

    /// Some days before the visit, in daytime, and never today or later.
    fn created(&self, date: Date, random: &mut Random) -> Result<DateTime> {
        let ahead = i32::try_from(random.below(12)).unwrap_or(0) + 1;
        let day = plus_days(date, -ahead)?.min(plus_days(self.today, -1 - ahead % 4)?);
        moment(day, 9 * 60 + random.below(12 * 60))
    }
}

/// The employee's working windows of a day, breaks taken out, with the branch's key.
fn windows(employee: &EmployeeEntry, date: Date, today: Date) -> Result<Vec<(String, SpanEntry)>> {
    let weekday = u8::try_from(date.weekday().to_monday_one_offset()).unwrap_or(0);
    for exception in employee.exceptions.iter().filter(|e| e.weekdays.contains(&weekday)) {
        if date_of(today, exception.week, weekday)? == date {
            let branch = exception.branch.clone().unwrap_or_default();
            return Ok(exception.spans.iter().map(|s| (branch.clone(), *s)).collect());
        }
    }
    let mut windows = Vec::new();
    for shift in employee.shifts.iter().filter(|s| s.weekdays.contains(&weekday)) {
        let mut starts = shift.starts;
        for pause in &shift.breaks {
            windows.push((shift.branch.clone(), SpanEntry { starts, ends: pause.starts }));
            starts = pause.ends;
        }
        windows.push((shift.branch.clone(), SpanEntry { starts, ends: shift.ends }));
    }
    Ok(windows)
}

/// Evenings of working days and the middle of weekend days.
fn is_prime(date: Date, at: u64) -> bool {
    if date.weekday().to_monday_one_offset() >= 6 { (11 * 60..18 * 60).contains(&at) } else { at >= 17 * 60 }
}

/// How full the calendar should be at this time, percent; the far future is emptier.
fn target(date: Date, at: u64, offset: i32) -> u64 {
    let full = if is_prime(date, at) { PRIME } else { QUIET };
    let ahead = u64::try_from(offset.max(0)).unwrap_or(0);
    full * (100 - (ahead * 3).min(80)) / 100
}

fn status(offset: i32, random: &mut Random) -> BookingStatus {
    let chance = random.below(100);
    match offset {
        ..=-1 if chance < 6 => BookingStatus::Cancelled,
        ..=-1 if chance < 10 => BookingStatus::NoShow,
        ..=-1 => BookingStatus::Completed,
        0..=1 if chance < 65 => BookingStatus::Confirmed,
        2.. if chance < 5 => BookingStatus::Cancelled,
        2.. if chance < 20 => BookingStatus::Confirmed,
        _ => BookingStatus::Booked,
    }
}

pub(super) fn plus_days(date: Date, days: i32) -> Result<Date> {
    date.checked_add(days.days()).map_err(out_of_range)
}

pub(super) fn moment(date: Date, minutes: u64) -> Result<DateTime> {
    let minutes = i64::try_from(minutes).unwrap_or(i64::MAX);
    date.to_datetime(Time::midnight()).checked_add(jiff::SignedDuration::from_mins(minutes)).map_err(out_of_range)
}

fn out_of_range(error: jiff::Error) -> Error {
    Error::invalid("today", "the date is out of range").source(error)
}

#[cfg(test)]
mod tests;
