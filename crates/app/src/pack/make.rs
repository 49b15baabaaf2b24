//! Turns a pack into domain values with fresh ids. Writing them is the caller's transaction.

use super::entry::{EmployeeEntry, Pack, SkillEntry};
use domain::branch::{Branch, Hours};
use domain::employee::{Employee, Skill};
use domain::faq::Faq;
use domain::id::{BranchId, EmployeeId, FaqId, OrgId, ResourceId, ServiceId};
use domain::org::Org;
use domain::product::Product;
use domain::resource::Resource;
use domain::schedule::{Exception, Schedule, Shift};
use domain::service::Service;
use domain::tour::{Departure, Tour};
use domain::{Error, Lang, Money, Result, Ts};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeMap;

/// Everything of a firm but its people and customers, in an order that keeps references valid.
#[derive(Clone, Debug)]
pub struct Rows {
    pub branches: Vec<Branch>,
    pub resources: Vec<Resource>,
    pub services: Vec<Service>,
    pub employees: Vec<Employee>,
    pub schedules: Vec<Schedule>,
    pub faq: Vec<Faq>,
    pub tours: Vec<Tour>,
    pub departures: Vec<Departure>,
    pub products: Vec<Product>,
    pub keys: Keys,
}

/// The ids given to the pack's keys.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    pub branches: BTreeMap<String, BranchId>,
    pub resources: BTreeMap<String, ResourceId>,
    pub services: BTreeMap<String, ServiceId>,
    pub employees: BTreeMap<String, EmployeeId>,
    /// One key has an entry in each of its languages.
    pub faq: BTreeMap<FaqId, String>,
}

impl Pack {
    /// The organization the pack proposes; `name` and `slug` may be the owner's.
    pub fn org(&self, name: Option<String>, slug: Option<String>, now: Ts) -> Org {
        Org {
            id: OrgId::new(),
            name: name.unwrap_or_else(|| self.head.firm.name.clone()),
            slug: slug.unwrap_or_else(|| self.head.firm.slug.clone()),
            zone: self.head.zone.clone(),
            lang: self.head.lang,
            currency: self.head.currency.clone(),
            region: self.head.region.clone(),
            pack: self.head.key.clone(),
            settings: self.settings.clone(),
            catalog_version: 1,
            created_at: now,
        }
    }

    /// Domain values. `today` is the firm's civil date: exceptions of the pack count weeks from it.
    pub fn rows(&self, today: Date, now: Ts) -> Result<Rows> {
        let (faq, faq_keys) = self.faq(now);
        let keys = Keys {
            faq: faq_keys,
            branches: self.branches.iter().map(|b| (b.key.clone(), BranchId::new())).collect(),
            resources: self.resources.iter().map(|r| (r.key.clone(), ResourceId::new())).collect(),
            services: self.services.iter().map(|s| (s.key.clone(), ServiceId::new())).collect(),
            employees: self.employees.iter().map(|e| (e.key.clone(), EmployeeId::new())).collect(),
        };
        let (tours, departures) = super::tour::rows(&self.tours, &keys, today, now)?;
        Ok(Rows {
            tours,
            departures,
            products: super::product::rows(&self.products, &self.head.currency, now)?,
            branches: self.branches(&keys, now)?,
            resources: self.resources(&keys, now)?,
            services: self.services(&keys, now)?,
            employees: self.employees.iter().enumerate().map(|(i, e)| employee(e, position(i), &keys, now)).collect::<Result<_>>()?,
            schedules: self.employees.iter().map(|e| schedule(e, today, &keys)).collect::<Result<_>>()?,
            faq,
            keys,
        })
    }

    fn branches(&self, keys: &Keys, now: Ts) -> Result<Vec<Branch>> {
        self.branches.iter().enumerate().map(|(i, entry)| {
            let hours = entry.hours.iter().flat_map(|h| h.weekdays.iter().map(|day| Hours { weekday: *day, opens: h.opens, closes: h.closes }));
            let mut hours: Vec<_> = hours.collect();
            hours.sort_by_key(|h| (h.weekday, h.opens));
            Ok(Branch {
                id: id(&keys.branches, &entry.key)?,
                name: entry.name.clone(),
                address: entry.address.clone(),
                directions: entry.directions.clone(),
                phone: entry.phone.clone(),
                zone: entry.zone.clone().unwrap_or_else(|| self.head.zone.clone()),
                hours,
                is_active: true,
                position: position(i),
                created_at: now,
            })
        }).collect()
    }

    fn resources(&self, keys: &Keys, now: Ts) -> Result<Vec<Resource>> {
        self.resources.iter().map(|entry| Ok(Resource {
            id: id(&keys.resources, &entry.key)?,
            branch_id: id(&keys.branches, &entry.branch)?,
            name: entry.name.clone(),
            is_active: true,
            created_at: now,
        })).collect()
    }

    fn services(&self, keys: &Keys, now: Ts) -> Result<Vec<Service>> {
        self.services.iter().enumerate().map(|(i, entry)| Ok(Service {
            id: id(&keys.services, &entry.key)?,
            name: entry.name.clone(),
            name_en: entry.name_en.clone(),
            category: entry.category.clone(),
            description: entry.description.clone(),
            synonyms: entry.synonyms.clone(),
            duration_minutes: entry.duration_minutes,
            buffer_minutes: entry.buffer_minutes,
            price: Money::new(entry.price, self.head.currency.clone())?,
            price_max: entry.price_max,
            resources: entry.resources.iter().map(|key| id(&keys.resources, key)).collect::<Result<_>>()?,
            seats: 1,
            prepayment: 0,
            is_active: true,
            position: position(i),
            created_at: now,
        })).collect()
    }

    /// One row per entry and language.
    fn faq(&self, now: Ts) -> (Vec<Faq>, BTreeMap<FaqId, String>) {
        let said = self.faq.iter().enumerate().flat_map(|(i, entry)| {
            [(Lang::Ru, &entry.ru), (Lang::En, &entry.en)].into_iter().filter_map(move |(lang, said)| Some((i, &entry.key, lang, said.as_ref()?)))
        });
        let rows = said.map(|(i, key, lang, said)| (key.clone(), Faq {
            id: FaqId::new(),
            lang,
            questions: said.questions.clone(),
            answer: said.answer.clone(),
            is_active: true,
            position: position(i),
            category_id: None,
            created_at: now,
        }));
        let (keys, rows): (Vec<String>, Vec<Faq>) = rows.unzip();
        let ids = rows.iter().map(|row| row.id).zip(keys).collect();
        (rows, ids)
    }
}

fn employee(entry: &EmployeeEntry, position: i64, keys: &Keys, now: Ts) -> Result<Employee> {
    let mut branches = Vec::new();
    let worked = entry.shifts.iter().map(|s| &s.branch).chain(entry.exceptions.iter().filter_map(|e| e.branch.as_ref()));
    for key in worked {
        let branch = id(&keys.branches, key)?;
        if !branches.contains(&branch) {
            branches.push(branch);
        }
    }
    let skill = |s: &SkillEntry| Ok(Skill { service_id: id(&keys.services, &s.service)?, price: s.price, duration_minutes: s.duration_minutes });
    Ok(Employee {
        id: id(&keys.employees, &entry.key)?,
        name: entry.name.clone(),
        title: entry.title.clone(),
        about: entry.about.clone(),
        synonyms: entry.synonyms.clone(),
        branches,
        skills: entry.skills.iter().map(skill).collect::<Result<_>>()?,
        is_active: true,
        position,
        created_at: now,
    })
}

fn schedule(entry: &EmployeeEntry, today: Date, keys: &Keys) -> Result<Schedule> {
    let mut shifts = Vec::new();
    for shift in &entry.shifts {
        let branch_id = id(&keys.branches, &shift.branch)?;
        shifts.extend(shift.weekdays.iter().map(|weekday| Shift {
            branch_id,
            weekday: *weekday,
            starts: shift.starts,
            ends: shift.ends,
            breaks: shift.breaks.iter().map(|b| (*b).into()).collect(),
        }));
    }
    shifts.sort_by_key(|s| (s.weekday, s.starts));
    let mut exceptions = Vec::new();
    for entry in &entry.exceptions {
        let branch_id = entry.branch.as_ref().map(|key| id(&keys.branches, key)).transpose()?;
        for weekday in &entry.weekdays {
            exceptions.push(Exception {
                date: date_of(today, entry.week, *weekday)?,
                branch_id,
                spans: entry.spans.iter().map(|s| (*s).into()).collect(),
                reason: entry.reason.clone(),
            });
        }
    }
    exceptions.sort_by_key(|e| e.date);
    Ok(Schedule { employee_id: id(&keys.employees, &entry.key)?, shifts, exceptions })
}

/// The weekday of the week that lies `week` weeks after the week of `today`.
pub(super) fn date_of(today: Date, week: i32, weekday: u8) -> Result<Date> {
    let monday = today.tomorrow().and_then(|next| next.nth_weekday(-1, Weekday::Monday));
    monday
        .and_then(|monday| monday.checked_add(week.weeks()))
        .and_then(|monday| monday.checked_add(i64::from(weekday.saturating_sub(1)).days()))
        .map_err(|error| Error::invalid("today", "the date is out of range").source(error))
}

/// A missing key was already refused by `check.rs`.
pub(super) fn id<T: Copy>(ids: &BTreeMap<String, T>, key: &str) -> Result<T> {
    ids.get(key).copied().ok_or_else(|| Error::internal(format!("the pack has no key {key}")))
}

pub(super) fn position(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_count_from_monday() {
        for (today, week, weekday, want) in [
            (date(2026, 11, 23), 0, 1, date(2026, 11, 23)),
            (date(2026, 11, 24), 0, 1, date(2026, 11, 23)),
            (date(2026, 11, 29), 0, 7, date(2026, 11, 29)),
            (date(2026, 11, 29), 1, 4, date(2026, 12, 3)),
            (date(2026, 12, 31), -1, 1, date(2026, 12, 21)),
        ] {
            assert_eq!(date_of(today, week, weekday).unwrap(), want, "{today} {week} {weekday}");
        }
    }

    #[test]
    fn the_salon_becomes_rows() {
        let pack = read("salon").unwrap();
        let rows = pack.rows(date(2026, 11, 24), Ts::from_micros(0)).unwrap();
        let olga = rows.keys.employees["olga"];
        let schedule = rows.schedules.iter().find(|s| s.employee_id == olga).unwrap();
        assert_eq!(schedule.shifts.len(), 4);
        let days: Vec<_> = schedule.exceptions.iter().map(|e| e.date).collect();
        assert_eq!((days.len(), days[0], days[6]), (7, date(2026, 12, 7), date(2026, 12, 13)));
        let timur = rows.employees.iter().find(|e| e.id == rows.keys.employees["timur"]).unwrap();
        assert_eq!(timur.branches, [rows.keys.branches["pokrovka"], rows.keys.branches["sokol"]]);
        let pedicure = rows.services.iter().find(|s| s.id == rows.keys.services["pedicure"]).unwrap();
        assert_eq!((pedicure.resources.len(), pedicure.price.minor), (2, 340_000));
        assert_eq!(rows.faq.iter().filter(|f| f.lang == Lang::En).count(), pack.faq.len());
        assert_eq!(rows.branches[0].hours.len(), 7);
        let order: Vec<_> = rows.services.iter().map(|s| s.position).collect();
        assert_eq!(order, (1..=12).collect::<Vec<_>>());
    }
}
