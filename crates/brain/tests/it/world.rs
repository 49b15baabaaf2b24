//! A firm in memory to play dialogues on: the pack's catalog, a calendar that refuses overlaps, and the loop that a
//! driver of the brain runs. The same scripts are played over HTTP against the product.

use samovar_brain::facts::{Catalog, ChannelFacts, ContactFacts, Facts, Visit};
use samovar_brain::golden::{self, Heard, Rows, Said, Script, Stage};
use samovar_brain::turn::{Answer, Call, Effect, Input, Outcome, Refusal, Step, Utterance};
use samovar_brain::State;
use domain::booking::BookingStatus;
use domain::branch::{Branch, Hours};
use domain::conversation::Phase;
use domain::employee::{Employee, Skill};
use domain::faq::Faq;
use domain::id::*;
use domain::org::{Org, OrgSettings};
use domain::resource::Resource;
use domain::schedule::{Exception, Schedule, Shift, Span};
use domain::service::Service;
use domain::slot::{self, Busy, Slot};
use domain::{Lang, Money, Phone, Ts};
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

pub fn packs() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs"))
}

/// Keys of the pack both ways.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    pub services: BTreeMap<String, ServiceId>,
    pub employees: BTreeMap<String, EmployeeId>,
    pub branches: BTreeMap<String, BranchId>,
}

#[derive(Clone, Debug)]
struct Booked {
    visit: Visit,
    busy_until: Ts,
    mine: bool,
}

#[derive(Clone, Debug)]
pub struct World {
    pub facts: Facts,
    pub keys: Keys,
    resources: Vec<Resource>,
    zone: TimeZone,
    pub now: Ts,
    pub state: State,
    phase: Phase,
    booked: Vec<Booked>,
    blocks: Vec<Busy>,
    hold: Option<(Vec<ServiceId>, Slot, Ts, Ts)>,
    hand_overs: Vec<String>,
    /// What the operator reads with each hand-over.
    pub summaries: Vec<String>,
    unanswered: usize,
    silent: bool,
    /// Why each turn went as it did.
    pub traces: Vec<String>,
    /// Fails every call, to see how the dialogue copes.
    pub tools_fail: bool,
}

impl World {
    pub fn new(script: &Script) -> World {
        let now = DateTime::to_zoned(script.now, TimeZone::get("Europe/Moscow").unwrap()).unwrap();
        let mut world = loaded(Ts::from(&now), &script.settings);
        world.facts.channel.buttons = script.buttons;
        world.facts.contact.lang = script.lang;
        if let Some(contact) = &script.contact {
            world.facts.contact.name = contact.name.clone();
            world.facts.contact.phone = contact.phone.clone().map(Phone::trusted);
        }
        for visit in &script.visits {
            world.stand(visit);
        }
        for busy in &script.busy {
            world.busy(busy);
        }
        world
    }

    fn stand(&mut self, visit: &golden::Standing) {
        let services: Vec<ServiceId> = visit.services.iter().map(|k| self.keys.services[k]).collect();
        let employee_id = self.keys.employees[&visit.employee];
        let starts_at = self.ts(visit.start);
        let branches = match &visit.branch {
            Some(key) => vec![self.keys.branches[key]],
            None => self.facts.catalog.branches.iter().map(|b| b.id).collect(),
        };
        let busy = self.busy_times(None, false);
        let tried: Vec<_> = branches
            .into_iter()
            .map(|branch_id| self.world(&busy).check(&Slot { branch_id, employee_id, resource_id: None, starts_at, ends_at: starts_at }, &services))
            .collect();
        let found = tried.iter().find_map(|t| t.as_ref().ok()).unwrap_or_else(|| panic!("{visit:?} cannot stand: {tried:?}"));
        let slot = found.slot();
        let price = self.price(&services);
        let (busy_until, mine) = (found.busy_until, !visit.other);
        let visit = Visit { booking_id: BookingId::new(), services, slot, status: visit.status.parse().unwrap(), price };
        self.booked.push(Booked { visit, busy_until, mine });
    }

    fn price(&self, services: &[ServiceId]) -> Money {
        let sum = services.iter().filter_map(|id| self.facts.catalog.service(*id)).map(|s| s.price.minor).sum();
        Money::new(sum, "RUB").unwrap()
    }
    fn ts(&self, at: DateTime) -> Ts {
        Ts::from(&at.to_zoned(self.zone.clone()).unwrap())
    }
    fn world<'a>(&'a self, busy: &'a [Busy]) -> slot::World<'a> {
        let c = &self.facts.catalog;
        slot::World { settings: &c.org.settings, branches: &c.branches, services: &c.services, employees: &c.employees, schedules: &c.schedules, resources: &self.resources, busy }
    }
    /// Taken time; the customer's own hold counts as free for them.
    fn busy_times(&self, moving: Option<BookingId>, with_hold: bool) -> Vec<Busy> {
        let mut busy = self.blocks.clone();
        let mut take = |slot: &Slot, until: Ts| {
            busy.push(Busy { subject: slot.employee_id.uuid(), starts_at: slot.starts_at, ends_at: until });
            busy.extend(slot.resource_id.map(|r| Busy { subject: r.uuid(), starts_at: slot.starts_at, ends_at: until }));
        };
        for b in self.booked.iter().filter(|b| b.visit.status.is_active() && Some(b.visit.booking_id) != moving) {
            take(&b.visit.slot, b.busy_until);
        }
        if let Some((_, slot, until, expires)) = self.hold.as_ref().filter(|_| with_hold)
            && *expires > self.now
        {
            take(slot, *until);
        }
        busy
    }

    pub fn answer(&self, call: &Call) -> Answer {
        if self.tools_fail {
            return Answer::Failed { code: "down".into() };
        }
        match call {
            Call::Slots { query } => {
                let mut busy = self.busy_times(query.moving, false);
                // As a database does: nothing outside the query is in sight.
                busy.retain(|b| b.ends_at > query.from && b.starts_at < query.until);
                Answer::Slots { slots: slot::search(&self.world(&busy), query, self.now) }
            }
            Call::Visits { .. } => {
                let mut visits: Vec<Visit> = self.booked.iter().filter(|b| b.mine && b.visit.status.is_active() && b.visit.slot.ends_at > self.now).map(|b| b.visit.clone()).collect();
                visits.sort_by_key(|v| v.slot.starts_at);
                Answer::Visits { visits }
            }
        }
    }

    /// One turn as a driver runs it: calls are answered, effects are written or refused all together.
    pub fn turn(&mut self, messages: Vec<Utterance>) -> Heard {
        self.now = self.now.plus_secs(20);
        if self.silent {
            return Heard { replies: vec![], phase: self.phase };
        }
        let mut input = Input { now: self.now, messages, refused: vec![] };
        for _ in 0..4 {
            let outcome = self.think(&input);
            let mut next = self.clone();
            match next.write(&outcome) {
                Ok(()) => {
                    assert!(self.phase.may_become(outcome.phase), "{:?} → {:?}", self.phase, outcome.phase);
                    *self = next;
                    self.phase = outcome.phase;
                    // The state goes through JSON, as between two turns.
                    let json = serde_json::to_string(&outcome.state).unwrap();
                    assert!(json.len() < 8_000, "the state is {} bytes", json.len());
                    self.state = serde_json::from_str(&json).unwrap();
                    self.facts.contact.messages_before += 2;
                    for button in outcome.replies.iter().flat_map(|r| &r.buttons) {
                        assert!(button.id.len() <= 64 && button.id.is_ascii() && !button.title.is_empty(), "{button:?}");
                    }
                    for reply in &outcome.replies {
                        assert!(!reply.text.trim().is_empty() && !reply.text.contains("{$") && !reply.text.contains("  "), "{reply:?}");
                    }
                    let heard = Heard { replies: outcome.replies.clone(), phase: outcome.phase };
                    self.traces.push(format!("{} {}", outcome.trace["heard"], outcome.trace["commands"]));
                    return heard;
                }
                Err(refusal) => input.refused.push(refusal),
            }
        }
        panic!("refused again and again");
    }

    fn think(&self, input: &Input) -> Outcome {
        let mut answers = Vec::new();
        for _ in 0..12 {
            match samovar_brain::step(&self.facts, &self.state, input, &answers) {
                Step::Call(call) => {
                    assert!(!answers.iter().any(|(asked, _)| *asked == call), "asked twice: {call:?}");
                    let answer = self.answer(&call);
                    answers.push((call, answer));
                }
                Step::Done(outcome) => {
                    let again = samovar_brain::step(&self.facts, &self.state, input, &answers);
                    assert_eq!(again, Step::Done(outcome.clone()), "the same arguments give the same step");
                    return *outcome;
                }
            }
        }
        panic!("calls without end");
    }

    fn write(&mut self, outcome: &Outcome) -> Result<(), Refusal> {
        for effect in &outcome.effects {
            match effect {
                Effect::Hold { services, slot } => {
                    let until = self.check(services, slot, None)?;
                    let expires = self.now.plus_minutes(i64::from(self.facts.catalog.org.settings.hold_minutes));
                    self.hold = Some((services.clone(), slot.clone(), until, expires));
                }
                Effect::Release => self.hold = None,
                Effect::Book { services, slot, .. } => {
                    let busy_until = self.check(services, slot, None)?;
                    let visit = Visit { booking_id: BookingId::new(), services: services.clone(), slot: slot.clone(), status: BookingStatus::Booked, price: self.price(services) };
                    self.booked.push(Booked { visit, busy_until, mine: true });
                    self.hold = None;
                }
                Effect::Move { booking_id, slot } => {
                    let services = self.mine(*booking_id)?.visit.services.clone();
                    let busy_until = self.check(&services, slot, Some(*booking_id))?;
                    let booked = self.mine(*booking_id)?;
                    booked.visit.slot = slot.clone();
                    booked.busy_until = busy_until;
                    self.hold = None;
                }
                Effect::Cancel { booking_id, .. } => self.mine(*booking_id)?.visit.status = BookingStatus::Cancelled,
                Effect::SetStatus { booking_id, status } => self.mine(*booking_id)?.visit.status = *status,
                Effect::Contact { name, phone, lang } => {
                    let contact = &mut self.facts.contact;
                    contact.name = name.clone().or(contact.name.take());
                    contact.phone = phone.clone().or(contact.phone.take());
                    contact.lang = lang.or(contact.lang);
                }
                Effect::HandOver { reason, summary } => {
                    assert!(!summary.is_empty() && !summary.contains("{$"));
                    self.hand_overs.push(serde_json::to_value(reason).unwrap().as_str().unwrap().to_owned());
                    self.summaries.push(summary.clone());
                    self.silent = true;
                }
                Effect::Unanswered { .. } => self.unanswered += 1,
            }
        }
        Ok(())
    }

    fn check(&self, services: &[ServiceId], slot: &Slot, moving: Option<BookingId>) -> Result<Ts, Refusal> {
        let busy = self.busy_times(moving, false);
        let found = self.world(&busy).check(slot, services).and_then(|o| self.world(&busy).check_time(slot, self.now).map(|()| o));
        found.map(|o| o.busy_until).map_err(|_| Refusal::SlotTaken { slot: slot.clone() })
    }
    fn mine(&mut self, id: BookingId) -> Result<&mut Booked, Refusal> {
        let found = self.booked.iter_mut().find(|b| b.visit.booking_id == id && b.mine && b.visit.status.is_upcoming());
        found.ok_or(Refusal::VisitChanged { booking_id: id })
    }

    /// A person has given the conversation back to the agent.
    pub fn wake(&mut self) {
        self.silent = false;
    }
    pub fn says(&mut self, text: &str) -> Heard {
        self.turn(vec![Utterance { text: text.to_owned(), ..Utterance::default() }])
    }
}

impl Stage for World {
    fn say(&mut self, messages: &[Said]) -> Heard {
        let messages = messages.iter().map(|m| Utterance {
            text: m.text.clone(),
            button: None,
            phone: m.phone.clone(),
            start: m.start.clone(),
            attachments: m.attachment.iter().cloned().collect(),
        });
        self.turn(messages.collect())
    }
    fn press(&mut self, button_id: &str) -> Heard {
        self.turn(vec![Utterance { button: Some(button_id.to_owned()), ..Utterance::default() }])
    }
    fn wait(&mut self, seconds: i64) {
        self.now = self.now.plus_secs(seconds);
    }
    fn busy(&mut self, busy: &golden::Busy) {
        let (starts_at, ends_at) = (self.ts(busy.start), self.ts(busy.end));
        let subjects: Vec<_> = match &busy.employee {
            Some(key) => vec![self.keys.employees[key]],
            None => self.keys.employees.values().copied().collect(),
        };
        self.blocks.extend(subjects.into_iter().map(|id| Busy { subject: id.uuid(), starts_at, ends_at }));
    }
    fn rows(&mut self) -> Rows {
        fn key<T: PartialEq>(keys: &BTreeMap<String, T>, id: &T) -> String {
            keys.iter().find(|(_, k)| *k == id).map(|(k, _)| k.clone()).unwrap_or_default()
        }
        Rows {
            bookings: self
                .booked
                .iter()
                .filter(|b| b.mine)
                .map(|b| golden::Booking {
                    services: b.visit.services.iter().map(|id| key(&self.keys.services, id)).collect(),
                    employee: key(&self.keys.employees, &b.visit.slot.employee_id),
                    branch: key(&self.keys.branches, &b.visit.slot.branch_id),
                    start: b.visit.slot.starts_at.in_zone(&self.zone).datetime(),
                    status: b.visit.status.as_str().to_owned(),
                })
                .collect(),
            hand_overs: self.hand_overs.clone(),
            contact: golden::Contact { name: self.facts.contact.name.clone(), phone: self.facts.contact.phone.as_ref().map(|p| p.as_str().to_owned()) },
            unanswered: self.unanswered,
        }
    }
}

// The pack.

/// The pack is read once for each date and settings; a dialogue has many wordings.
fn loaded(now: Ts, settings: &BTreeMap<String, String>) -> World {
    thread_local! { static LOADED: RefCell<HashMap<String, World>> = RefCell::default(); }
    LOADED.with_borrow_mut(|loaded| loaded.entry(format!("{now} {settings:?}")).or_insert_with(|| World::load("salon", now, settings)).clone())
}

type Table = toml::Table;

fn file(pack: &str, name: &str, list: &str) -> Vec<Table> {
    let text = std::fs::read_to_string(packs().join(pack).join(name)).unwrap();
    let table: Table = text.parse().unwrap();
    table.get(list).and_then(|v| v.as_array()).into_iter().flatten().map(|v| v.as_table().unwrap().clone()).collect()
}
fn text(t: &Table, key: &str) -> String {
    t.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned()
}
fn texts(t: &Table, key: &str) -> Vec<String> {
    t.get(key).and_then(|v| v.as_array()).into_iter().flatten().map(|v| v.as_str().unwrap().to_owned()).collect()
}
fn number(t: &Table, key: &str) -> Option<i64> {
    t.get(key).and_then(|v| v.as_integer())
}
fn tables(t: &Table, key: &str) -> Vec<Table> {
    t.get(key).and_then(|v| v.as_array()).into_iter().flatten().map(|v| v.as_table().unwrap().clone()).collect()
}
fn days(t: &Table) -> Vec<u8> {
    t["weekdays"].as_array().unwrap().iter().map(|d| u8::try_from(d.as_integer().unwrap()).unwrap()).collect()
}
fn minutes(t: &Table, key: &str) -> u16 {
    let (h, m) = t[key].as_str().unwrap().split_once(':').unwrap();
    h.parse::<u16>().unwrap() * 60 + m.parse::<u16>().unwrap()
}
fn spans(t: &Table, key: &str) -> Vec<Span> {
    tables(t, key).iter().map(|s| Span { starts: minutes(s, "starts"), ends: minutes(s, "ends") }).collect()
}
fn position(index: usize) -> i64 {
    i64::try_from(index).unwrap()
}

impl World {
    pub fn load(pack: &str, now: Ts, overrides: &BTreeMap<String, String>) -> World {
        let head: Table = std::fs::read_to_string(packs().join(pack).join("pack.toml")).unwrap().parse().unwrap();
        let mut settings = serde_json::to_value(head.get("settings").cloned().unwrap_or(toml::Value::Table(Table::new()))).unwrap();
        for (key, value) in overrides {
            settings[key] = serde_json::from_str(value).unwrap_or_else(|_| serde_json::Value::String(value.clone()));
        }
        let settings: OrgSettings = serde_json::from_value(settings).unwrap();
        let zone_name = text(&head, "zone");
        let zone = TimeZone::get(&zone_name).unwrap();
        let today = now.in_zone(&zone).date();
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
                Branch { id, name: text(t, "name"), address: text(t, "address"), directions: text(t, "directions"), phone: Some(text(t, "phone")), zone: zone_name.clone(), hours, is_active: true, position: position(i), created_at: now }
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
                    price: Money::new(number(t, "price").unwrap(), "RUB").unwrap(),
                    price_max: number(t, "price_max"),
                    resources: texts(t, "resources").iter().map(|k| resource_keys[k]).collect(),
                    is_active: true,
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
                    faq.push(Faq { id: FaqId::new(), lang, questions: texts(said, "questions"), answer: text(said, "answer"), is_active: true, position: position(i), created_at: now });
                }
            }
        }
        let catalog = Catalog::new(org, branches, services, employees, schedules, faq);
        World {
            facts: Facts { catalog: Arc::new(catalog), contact: ContactFacts::default(), channel: ChannelFacts { buttons: 8 } },
            keys,
            resources,
            zone,
            now,
            state: State::default(),
            phase: Phase::Greeting,
            booked: vec![],
            blocks: vec![],
            hold: None,
            hand_overs: vec![],
            summaries: vec![],
            unanswered: 0,
            silent: false,
            traces: vec![],
            tools_fail: false,
        }
    }
}

/// The weekday of the week that lies `week` weeks after the week of `today`.
fn date_of(today: Date, week: i64, weekday: u8) -> Date {
    let monday = today.tomorrow().unwrap().nth_weekday(-1, Weekday::Monday).unwrap();
    monday + jiff::Span::new().weeks(week).days(i64::from(weekday) - 1)
}
