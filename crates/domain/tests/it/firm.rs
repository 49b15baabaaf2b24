//! A small firm to search slots in: every test starts from it and changes what it is about.

use domain::branch::Branch;
use domain::employee::{Employee, Skill};
use domain::id::{BranchId, EmployeeId, ResourceId, ServiceId};
use domain::org::OrgSettings;
use domain::resource::Resource;
use domain::schedule::{Schedule, Shift, Span};
use domain::service::Service;
use domain::slot::{Busy, Slot, SlotQuery, World};
use domain::{Money, Ts};
use jiff::civil::date;
use uuid::Uuid;

#[derive(Debug)]
pub struct Firm {
    pub settings: OrgSettings,
    pub branches: Vec<Branch>,
    pub services: Vec<Service>,
    pub employees: Vec<Employee>,
    pub schedules: Vec<Schedule>,
    pub resources: Vec<Resource>,
    pub busy: Vec<Busy>,
}

pub const fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}
pub fn ts(text: &str) -> Ts {
    text.parse().unwrap()
}
pub fn hm(text: &str) -> u16 {
    let (h, m) = text.split_once(':').unwrap();
    h.parse::<u16>().unwrap() * 60 + m.parse::<u16>().unwrap()
}
pub fn span(text: &str) -> Span {
    let (a, b) = text.split_once('-').unwrap();
    Span { starts: hm(a), ends: hm(b) }
}

/// Long before every date in the tests; the horizon is wide.
pub const NOW: &str = "2026-01-01T00:00:00Z";

impl Firm {
    /// One branch in `zone`, one employee working `hours` every day, one service of `minutes`.
    pub fn new(zone: &str, hours: &str, minutes: u32) -> Self {
        let now = ts(NOW);
        let branch = Branch {
            id: BranchId(uuid(1)), name: "Центр".into(), address: String::new(), directions: String::new(), phone: None,
            zone: zone.into(), hours: vec![], is_active: true, position: 0, created_at: now,
        };
        let mut firm = Firm {
            settings: OrgSettings { lead_minutes: 0, horizon_days: 700, ..OrgSettings::default() },
            branches: vec![branch], services: vec![], employees: vec![], schedules: vec![], resources: vec![], busy: vec![],
        };
        firm.add_service(minutes, 0);
        firm.add_employee(hours);
        firm
    }
    pub fn add_service(&mut self, minutes: u32, buffer: u32) -> ServiceId {
        let n = self.services.len() + 1;
        let id = ServiceId(uuid(100 + n as u128));
        self.services.push(Service {
            id, name: format!("service {n}"), name_en: None, category: String::new(), description: String::new(), synonyms: vec![],
            duration_minutes: minutes, buffer_minutes: buffer, price: Money::new(100_000, "RUB").unwrap(), price_max: None,
            resources: vec![], seats: 1, prepayment: 0, is_active: true, position: n as i64, created_at: ts(NOW),
        });
        for e in &mut self.employees {
            e.skills.push(Skill { service_id: id, price: None, duration_minutes: None });
        }
        id
    }
    pub fn add_employee(&mut self, hours: &str) -> EmployeeId {
        let n = self.employees.len() + 1;
        let id = EmployeeId(uuid(200 + n as u128));
        let skills = self.services.iter().map(|s| Skill { service_id: s.id, price: None, duration_minutes: None }).collect();
        self.employees.push(Employee {
            id, name: format!("employee {n}"), title: String::new(), about: String::new(), synonyms: vec![], branches: vec![BranchId(uuid(1))],
            skills, is_active: true, position: n as i64, created_at: ts(NOW),
        });
        let Span { starts, ends } = span(hours);
        let shifts = (1..=7).map(|weekday| Shift { branch_id: BranchId(uuid(1)), weekday, starts, ends, breaks: vec![] }).collect();
        self.schedules.push(Schedule { employee_id: id, shifts, exceptions: vec![] });
        id
    }
    pub fn add_room(&mut self) -> ResourceId {
        let id = ResourceId(uuid(300 + self.resources.len() as u128));
        self.resources.push(Resource { id, branch_id: BranchId(uuid(1)), name: "room".into(), is_active: true, created_at: ts(NOW) });
        id
    }
    pub fn add_busy(&mut self, subject: impl Into<Uuid>, from: &str, minutes: i64) {
        self.busy.push(Busy { subject: subject.into(), starts_at: ts(from), ends_at: ts(from).plus_minutes(minutes) });
    }
    pub fn world(&self) -> World<'_> {
        World {
            settings: &self.settings, branches: &self.branches, services: &self.services, employees: &self.employees,
            schedules: &self.schedules, resources: &self.resources, busy: &self.busy, groups: &[],
        }
    }
    pub fn zone(&self) -> jiff::tz::TimeZone {
        domain::time::zone(&self.branches[0].zone).unwrap()
    }
    /// All services of the firm, anyone, the civil days `[from, until)` of the branch.
    pub fn query(&self, from: (i16, i8, i8), days: i32) -> SlotQuery {
        let first = date(from.0, from.1, from.2);
        let midnight = |d: jiff::civil::Date| Ts::from(&d.to_zoned(self.zone()).unwrap());
        SlotQuery {
            services: vec![self.services[0].id], employee_id: None, branch_id: None,
            from: midnight(first), until: midnight(first.checked_add(jiff::Span::new().days(days)).unwrap()), limit: 10_000, moving: None,
        }
    }
    pub fn search(&self, query: &SlotQuery) -> Vec<Slot> {
        domain::slot::search(&self.world(), query, ts(NOW))
    }
    /// Civil start times, `10:00 10:30 …`.
    pub fn starts(&self, query: &SlotQuery) -> String {
        self.search(query).iter().map(|s| s.starts_at.in_zone(&self.zone()).strftime("%H:%M").to_string()).collect::<Vec<_>>().join(" ")
    }
}
