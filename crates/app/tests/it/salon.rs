//! A small salon in a database of its own: one branch, two services, two employees who work around the clock.

use app::booking::{Rules, Wish};
use app::vault::Vault;
use app::{App, AppConfig, Ctx};
use domain::booking::Booking;
use domain::branch::Branch;
use domain::contact::Contact;
use domain::employee::{Employee, Skill};
use domain::event::Actor;
use domain::id::*;
use domain::org::{Org, OrgSettings};
use domain::schedule::Shift;
use domain::service::Service;
use domain::slot::{Slot, SlotQuery};
use domain::{Lang, Money, Result, Ts};
use std::sync::Arc;
use testkit::{TestClock, TestDb};
use uuid::Uuid;

pub struct Salon {
    pub app: App,
    pub clock: TestClock,
    /// A person at the desk.
    pub ctx: Ctx,
    pub branch: BranchId,
    pub services: Vec<ServiceId>,
    pub employees: Vec<EmployeeId>,
    pub contact: ContactId,
    pub _test: TestDb,
}

pub fn ts(text: &str) -> Ts {
    text.parse().unwrap()
}

/// The code of a failed call, or `ok`.
pub fn code<T>(result: &Result<T>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(error) => error.public_code(),
    }
}

impl Salon {
    pub async fn new() -> Self {
        Self::on(TestDb::new().await, "Europe/Moscow", "2026-11-23T10:00:00+03:00").await
    }

    pub async fn on(test: TestDb, zone: &str, now: &str) -> Self {
        let clock = TestClock::at(now);
        let app = App::new(test.db.clone(), Arc::new(clock.clone()), Vault::new([7; 32]), Vec::new(), AppConfig { net: domain::port::NetPolicy::Loopback, models: connectors::models().into(), ..AppConfig::default() });
        let ctx = new_org(&app, zone).await;
        let now = app.now();
        let branch = Branch {
            id: BranchId::new(), name: "Центр".into(), address: "Покровка, 1".into(), directions: String::new(), phone: None, zone: zone.into(), hours: vec![],
            is_active: true, position: 0, created_at: now,
        };
        let branch = app::catalog::branch::create(&app, &ctx, branch).await.unwrap().id;
        let mut salon = Salon { app, clock, ctx, branch, services: vec![], employees: vec![], contact: ContactId::nil(), _test: test };
        salon.contact = salon.new_contact().await;
        salon.add_service(60, 0, &[]).await;
        salon.add_service(30, 15, &[]).await;
        salon.add_employee().await;
        salon.add_employee().await;
        salon
    }

    pub async fn new_contact(&self) -> ContactId {
        let mut unit = self.app.unit(&self.ctx).await.unwrap();
        let now = unit.now();
        let contact = Contact {
            id: ContactId::new(), name: Some("Анна".into()), phone: None, email: None, lang: None, zone: None, tags: vec![], note: String::new(), source: "test".into(), created_at: now, updated_at: now,
        };
        store::contact::insert(&mut unit, &contact).await.unwrap();
        unit.commit().await.unwrap();
        contact.id
    }

    /// A dialogue of the salon's contact, on a connection of its own.
    pub async fn new_conversation(&self) -> ConversationId {
        let mut unit = self.app.unit(&self.ctx).await.unwrap();
        let now = unit.now();
        let connection = store::connection::Connection {
            org_id: self.ctx.org, id: ConnectionId::new(), connector: "api".into(), name: "API".into(), settings: serde_json::json!({}), secrets: None, public_key: None, receiving: "off".into(),
            is_paused: false, agent_mode: None, cursor: None, health: "new".into(), last_error: None, last_ok_at: None, created_at: now, updated_at: now,
        };
        store::connection::insert(&mut unit, &connection).await.unwrap();
        let id = ConversationId::new();
        store::conversation::insert(&mut unit, id, self.contact, connection.id, "chat", Lang::Ru).await.unwrap();
        unit.commit().await.unwrap();
        id
    }

    pub fn service(&self, minutes: u32, buffer: u32, resources: &[ResourceId]) -> Service {
        Service {
            id: ServiceId::new(), name: "Стрижка".into(), name_en: None, category: String::new(), description: String::new(), synonyms: vec![], duration_minutes: minutes, buffer_minutes: buffer,
            price: Money::new(150_000, "RUB").unwrap(), price_max: None, resources: resources.to_vec(), seats: 1, prepayment: 0, is_active: true, position: 0, created_at: self.app.now(),
        }
    }

    /// Employees made before have no skill for it.
    pub async fn add_service(&mut self, minutes: u32, buffer: u32, resources: &[ResourceId]) -> ServiceId {
        let id = app::catalog::service::create(&self.app, &self.ctx, self.service(minutes, buffer, resources)).await.unwrap().id;
        self.services.push(id);
        id
    }

    /// With every skill, every day from midnight to midnight.
    pub async fn add_employee(&mut self) -> EmployeeId {
        let employee = Employee {
            id: EmployeeId::new(), name: "Мария".into(), title: String::new(), about: String::new(), synonyms: vec![], branches: vec![],
            skills: self.services.iter().map(|id| Skill { service_id: *id, price: None, duration_minutes: None }).collect(), is_active: true, position: 0, created_at: self.app.now(),
        };
        let id = app::catalog::employee::create(&self.app, &self.ctx, employee).await.unwrap().id;
        let shifts = (1..=7).map(|weekday| Shift { branch_id: self.branch, weekday, starts: 0, ends: 1440, breaks: vec![] }).collect();
        app::catalog::schedule::replace(&self.app, &self.ctx, id, shifts).await.unwrap();
        self.employees.push(id);
        id
    }

    pub fn slot(&self, employee: usize, at: &str) -> Slot {
        self.slot_at(employee, ts(at))
    }

    pub fn slot_at(&self, employee: usize, at: Ts) -> Slot {
        Slot { branch_id: self.branch, employee_id: self.employees[employee], resource_id: None, starts_at: at, ends_at: at }
    }

    pub fn wish(&self, employee: usize, at: &str) -> Wish {
        Wish {
            services: vec![self.services[0]], slot: self.slot(employee, at), contact: self.contact, conversation: None, hold: None, note: String::new(), source: "person".into(),
        }
    }

    pub async fn book(&self, employee: usize, at: &str) -> Result<Booking> {
        app::booking::book(&self.app, &self.ctx, Rules::Desk, &self.wish(employee, at)).await
    }

    /// Start times of the first service in the tenant's zone, in a window of UTC time.
    pub async fn free(&self, employee: usize, from: &str, until: &str) -> String {
        let query = SlotQuery {
            services: vec![self.services[0]], employee_id: Some(self.employees[employee]), branch_id: None, from: ts(from), until: ts(until), limit: 100, moving: None,
        };
        let mut scope = self.app.scope(self.ctx.org).await.unwrap();
        let zone = domain::time::zone(&store::org::get(&mut scope).await.unwrap().zone).unwrap();
        drop(scope);
        let slots = app::booking::slots(&self.app, self.ctx.org, &query, app::booking::Whose::Anyone).await.unwrap();
        slots.iter().map(|s| s.starts_at.in_zone(&zone).strftime("%H:%M").to_string()).collect::<Vec<_>>().join(" ")
    }

    /// Kinds of all events so far, oldest first.
    pub async fn events(&self) -> Vec<String> {
        let mut scope = self.app.scope(self.ctx.org).await.unwrap();
        store::event::after(&mut scope, EventId::nil(), None, 10_000).await.unwrap().into_iter().map(|e| e.kind).collect()
    }
}

/// A tenant and a person at its desk.
pub async fn new_org(app: &App, zone: &str) -> Ctx {
    let org = Org {
        id: OrgId::new(), name: "Салон".into(), slug: format!("salon-{}", Uuid::now_v7().simple()), zone: zone.into(), lang: Lang::Ru, currency: "RUB".into(), region: "RU".into(), pack: "salon".into(),
        settings: OrgSettings { horizon_days: 365, ..OrgSettings::default() }, catalog_version: 1, created_at: app.now(),
    };
    let mut root = app.db().root().await.unwrap();
    let key = app.vault().new_data_key(org.id).unwrap();
    store::org::insert(&mut root, &org, &key).await.unwrap();
    root.commit().await.unwrap();
    Ctx { org: org.id, actor: Actor::Person { id: Uuid::now_v7() }, ip: None, trace_id: None }
}
