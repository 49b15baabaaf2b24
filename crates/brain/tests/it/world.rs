//! The pack's firm for dialogues played in memory, read by the tests' own hands. The stage itself is `golden::World`.

use samovar_brain::facts::Catalog;
use samovar_brain::golden::{Keys, Scenery, Script};
use domain::branch::{Branch, Hours};
use domain::employee::{Employee, Skill};
use domain::faq::Faq;
use domain::id::*;
use domain::org::{Org, OrgSettings};
use domain::resource::Resource;
use domain::schedule::{Exception, Schedule, Shift, Span};
use domain::service::Service;
use domain::{Lang, Money, Ts};
use jiff::civil::{Date, Weekday};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

#[path = "world/crew.rs"]
pub mod crew;
#[path = "world/products.rs"]
mod products;
#[path = "world/tours.rs"]
mod tours;

pub use samovar_brain::golden::World;

pub fn packs() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs"))
}

/// The salon, ready for the script.
pub fn open(script: &Script) -> World {
    open_in("salon", script)
}

/// A pack's firm, ready for the script.
pub fn open_in(pack: &str, script: &Script) -> World {
    World::new(&firm(pack, script.now.date()), script).unwrap()
}

/// A pack is read once for each date; a dialogue has many wordings.
pub fn firm(pack: &str, today: Date) -> Scenery {
    thread_local! { static LOADED: RefCell<HashMap<(String, Date), Scenery>> = RefCell::default(); }
    LOADED.with_borrow_mut(|loaded| loaded.entry((pack.to_owned(), today)).or_insert_with(|| crew::settle(pack, load(pack, today))).clone())
}

pub type Table = toml::Table;

pub fn file(pack: &str, name: &str, list: &str) -> Vec<Table> {
    let text = std::fs::read_to_string(packs().join(pack).join(name)).unwrap_or_default();
    let table: Table = text.parse().unwrap();
    table.get(list).and_then(|v| v.as_array()).into_iter().flatten().map(|v| v.as_table().unwrap().clone()).collect()
}
pub fn text(t: &Table, key: &str) -> String {
    t.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned()
}
pub fn texts(t: &Table, key: &str) -> Vec<String> {
    t.get(key).and_then(|v| v.as_array()).into_iter().flatten().map(|v| v.as_str().unwrap().to_owned()).collect()
}
pub fn number(t: &Table, key: &str) -> Option<i64> {
    t.get(key).and_then(|v| v.as_integer())
}
pub fn tables(t: &Table, key: &str) -> Vec<Table> {
    t.get(key).and_then(|v| v.as_array()).into_iter().flatten().map(|v| v.as_table().unwrap().clone()).collect()
}
pub fn days(t: &Table) -> Vec<u8> {
    t["weekdays"].as_array().unwrap().iter().map(|d| u8::try_from(d.as_integer().unwrap()).unwrap()).collect()
}
fn minutes(t: &Table, key: &str) -> u16 {
    let (h, m) = t[key].as_str().unwrap().split_once(':').unwrap();
    h.parse::<u16>().unwrap() * 60 + m.parse::<u16>().unwrap()
}
fn spans(t: &Table, key: &str) -> Vec<Span> {
    tables(t, key).iter().map(|s| Span { starts: minutes(s, "starts"), ends: minutes(s, "ends") }).collect()
}
pub fn position(index: usize) -> i64 {
    i64::try_from(index).unwrap()
}

fn load(pack: &str, today: Date) -> Scenery {
    let now = Ts::from_micros(0);
    let head: Table = std::fs::read_to_string(packs().join(pack).join("pack.toml")).unwrap().parse().unwrap();
    let settings: OrgSettings = head.get("settings").cloned().unwrap_or(toml::Value::Table(Table::new())).try_into().unwrap();
    let zone_name = text(&head, "zone");
    let org = Org {
        id: OrgId::new(),
        name: text(head["firm"].as_table().unwrap(), "name"),
        slug: "salon".into(),
        zone: zone_name.clone(),
        lang: Lang::Ru,
        currency: text(&head, "currency"),
        region: text(&head, "region"),
        pack: pack.into(),
        settings,
        catalog_version: 1,
        created_at: now,
    };
    let mut keys = Keys::default();
    let branch_rows = file(pack, "branches.toml", "branch");
    let branches: Vec<Branch> = branch_rows
        .iter()
        .enumerate()
        .map(|(i, t)| {
            let id = BranchId::new();
            keys.branches.insert(text(t, "key"), id);
            let hours = tables(t, "hours").into_iter().flat_map(|h| days(&h).into_iter().map(move |weekday| Hours { weekday, opens: minutes(&h, "opens"), closes: minutes(&h, "closes") })).collect();
            Branch { id, name: text(t, "name"), address: text(t, "address"), directions: text(t, "directions"), phone: Some(text(t, "phone")).filter(|p| !p.is_empty()), zone: zone_name.clone(), hours, is_active: true, position: position(i), created_at: now }
        })
        .collect();
    let mut resource_keys: HashMap<String, ResourceId> = HashMap::new();
    let resources: Vec<Resource> = file(pack, "resources.toml", "resource")
        .iter()
        .map(|t| {
            let id = ResourceId::new();
            resource_keys.insert(text(t, "key"), id);
            Resource { id, branch_id: keys.branches[&text(t, "branch")], name: text(t, "name"), is_active: true, created_at: now }
        })
        .collect();
    let services: Vec<Service> = file(pack, "services.toml", "service")
        .iter()
        .enumerate()
        .map(|(i, t)| {
            let id = ServiceId::new();
            keys.services.insert(text(t, "key"), id);
            Service {
                id,
                name: text(t, "name"),
                name_en: Some(text(t, "name_en")).filter(|n| !n.is_empty()),
                category: text(t, "category"),
                description: text(t, "description"),
                synonyms: texts(t, "synonyms"),
                duration_minutes: u32::try_from(number(t, "duration_minutes").unwrap()).unwrap(),
                buffer_minutes: u32::try_from(number(t, "buffer_minutes").unwrap_or(0)).unwrap(),
                price: Money::new(number(t, "price").unwrap(), org.currency.as_str()).unwrap(),
                price_max: number(t, "price_max"),
                resources: texts(t, "resources").iter().map(|k| resource_keys[k]).collect(),
                seats: 1, prepayment: 0, is_active: true,
                position: position(i),
                created_at: now,
            }
        })
        .collect();
    let mut schedules = Vec::new();
    let employees: Vec<Employee> = file(pack, "employees.toml", "employee")
        .iter()
        .enumerate()
        .map(|(i, t)| {
            let id = EmployeeId::new();
            keys.employees.insert(text(t, "key"), id);
            let shifts: Vec<Shift> = tables(t, "shifts")
                .into_iter()
                .flat_map(|s| {
                    let branch_id = keys.branches[&text(&s, "branch")];
                    days(&s).into_iter().map(move |weekday| Shift { branch_id, weekday, starts: minutes(&s, "starts"), ends: minutes(&s, "ends"), breaks: spans(&s, "breaks") })
                })
                .collect();
            let exceptions: Vec<Exception> = tables(t, "exceptions")
                .into_iter()
                .flat_map(|e| {
                    let branch_id = e.get("branch").map(|b| keys.branches[b.as_str().unwrap()]);
                    let week = number(&e, "week").unwrap();
                    days(&e).into_iter().map(move |weekday| Exception { date: date_of(today, week, weekday), branch_id, spans: spans(&e, "spans"), reason: text(&e, "reason") })
                })
                .collect();
            let mut works: Vec<BranchId> = shifts.iter().map(|s| s.branch_id).chain(exceptions.iter().filter_map(|e| e.branch_id)).collect();
            works.sort();
            works.dedup();
            schedules.push(Schedule { employee_id: id, shifts, exceptions });
            let skills = tables(t, "skills")
                .iter()
                .map(|s| Skill { service_id: keys.services[&text(s, "service")], price: number(s, "price"), duration_minutes: number(s, "duration_minutes").map(|m| u32::try_from(m).unwrap()) })
                .collect();
            Employee { id, name: text(t, "name"), title: text(t, "title"), about: text(t, "about"), synonyms: texts(t, "synonyms"), branches: works, skills, is_active: true, position: position(i), created_at: now }
        })
        .collect();
    let mut faq = Vec::new();
    for (i, t) in file(pack, "faq.toml", "faq").iter().enumerate() {
        for (key, lang) in [("ru", Lang::Ru), ("en", Lang::En)] {
            if let Some(said) = t.get(key).and_then(|v| v.as_table()) {
                let id = FaqId::new();
                keys.faq.insert(id, text(t, "key"));
                faq.push(Faq { id, category_id: None, lang, questions: texts(said, "questions"), answer: text(said, "answer"), is_active: true, position: position(i), created_at: now });
            }
        }
    }
    let (tours, departures) = tours::of(pack, today, &keys);
    let products = products::of(pack, &org.currency);
    let catalog = Catalog::new(org, branches, services, employees, schedules, faq).with_tours(tours, departures).with_products(products);
    Scenery::new(Arc::new(catalog), resources, keys)
}

/// The weekday of the week that lies `week` weeks after the week of `today`.
fn date_of(today: Date, week: i64, weekday: u8) -> Date {
    let monday = today.tomorrow().unwrap().nth_weekday(-1, Weekday::Monday).unwrap();
    monday + jiff::Span::new().weeks(week).days(i64::from(weekday) - 1)
}
