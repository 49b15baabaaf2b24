//! A firm from the pack on a real database, and a channel that only this test knows: customers talk to it through the
//! same doors as every channel uses. Golden dialogues and the ledger's stories are played here.

use app::booking::{BlockWish, Rules, Wish};
use app::contact::ContactPatch;
use app::inbox::receive::{Accepted, Answering, receive};
use app::pack::Keys;
use app::turn::{self, Done};
use app::vault::Vault;
use app::{App, AppConfig, Ctx};
use brain::golden::{self, Heard, Rows, Said, Script, Stage};
use brain::turn::Reply;
use domain::agent::{AgentRole, AgentSpec, AgentStatus};
use domain::conversation::Phase;
use domain::id::*;
use domain::message::{Attachment, AttachmentKind};
use domain::org::OrgSettings;
use domain::port::{Caps, Channel, ChannelConfig, Connector, Inbound, Outbound, RawRequest, Receiving, Sender, Sent, What};
use domain::slot::Slot;
use domain::{Clock as _, Error, Phone, Result, Ts};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::connection::Connection;
use store::envelope::SentEnvelope;
use testkit::{TestClock, TestDb};

/// A channel that keeps what it was given.
#[derive(Debug)]
pub struct TestConnector {
    pub caps: Caps,
    pub sent: Mutex<Vec<Outbound>>,
    /// Errors to give to the next sends, in order.
    pub failures: Mutex<Vec<Error>>,
    /// How often the vendor was told how we receive, and errors for the next times.
    pub prepared: Mutex<usize>,
    pub unprepared: Mutex<Vec<Error>>,
}

impl TestConnector {
    pub fn new(buttons: u16, pull: bool) -> Arc<Self> {
        let caps = Caps {
            buttons, button_title: 60, text_units: 4096, media_in: true, media_out: false, delivery_reports: true, idempotent_send: false, webhook: true, polling: false, signed_webhook: true,
            per_second: 0, per_chat_second: 0, pull,
        };
        Arc::new(TestConnector { caps, sent: Mutex::default(), failures: Mutex::default(), prepared: Mutex::default(), unprepared: Mutex::default() })
    }
}

/// The connector as the app holds it.
pub struct Plug(pub Arc<TestConnector>);

impl Connector for Plug {
    fn name(&self) -> &'static str {
        "stage"
    }
    fn title(&self) -> &'static str {
        "Stage"
    }
    fn caps(&self) -> Caps {
        self.0.caps
    }
    fn settings_schema(&self) -> serde_json::Value {
        json!({"type": "object", "properties": {"token": {"type": "string", "writeOnly": true}}})
    }
    fn open(&self, _: ChannelConfig) -> Result<Arc<dyn Channel>> {
        Ok(Arc::new(Line(self.0.clone())))
    }
}

struct Line(Arc<TestConnector>);

#[async_trait::async_trait]
impl Channel for Line {
    fn parse(&self, _: &RawRequest) -> Result<Vec<Inbound>> {
        Ok(Vec::new())
    }
    async fn send(&self, outbound: &Outbound) -> Result<Sent> {
        let failure = { let mut all = self.0.failures.lock().unwrap(); if all.is_empty() { None } else { Some(all.remove(0)) } };
        if let Some(error) = failure {
            return Err(error);
        }
        let mut sent = self.0.sent.lock().unwrap();
        sent.push(outbound.clone());
        Ok(Sent { provider_ids: vec![sent.len().to_string()] })
    }
    async fn check(&self) -> Result<domain::port::Identity> {
        Ok(domain::port::Identity { name: "stage".into(), link: None })
    }
    async fn prepare(&self, _: Receiving) -> Result<()> {
        if let Some(error) = self.0.unprepared.lock().unwrap().pop() {
            return Err(error);
        }
        *self.0.prepared.lock().unwrap() += 1;
        Ok(())
    }
}

/// A firm with one customer.
pub struct Theatre {
    pub app: App,
    pub clock: TestClock,
    pub ctx: Ctx,
    pub keys: Keys,
    pub connection: Connection,
    pub connector: Arc<TestConnector>,
    pub zone: TimeZone,
    pub chat: String,
    pub conversation: Option<ConversationId>,
    heard_phase: Phase,
    count: u64,
}

/// Dialogues of the salon whose answers stand in its articles; these firms have none, so they are played in memory alone.
pub const ON_PAPER: &[&str] = &["how-long-it-lasts"];

impl Theatre {
    /// A new firm in an open database, its clock at a civil time of the pack's zone.
    pub async fn open(db: &TestDb, now: DateTime, buttons: u16, pull: bool, settings: &BTreeMap<String, String>) -> Theatre {
        Theatre::open_pack(db, "salon", false, now, buttons, pull, settings).await
    }

    /// The same for any pack, if wished with its agents, scripts and funnel.
    async fn open_pack(db: &TestDb, name: &str, has_crew: bool, now: DateTime, buttons: u16, pull: bool, settings: &BTreeMap<String, String>) -> Theatre {
        let pack = app::pack::read(name).unwrap();
        let zone = domain::time::zone(&pack.head.zone).unwrap();
        let start = now.to_zoned(zone.clone()).unwrap();
        let clock = TestClock::at(&start.timestamp().to_string());
        let connector = TestConnector::new(buttons, pull);
        let plug: Arc<dyn Connector> = Arc::new(Plug(connector.clone()));
        let mut connectors = connectors::all();
        connectors.push(plug);
        let config = AppConfig { retry_base: Duration::from_secs(2), files: db.files(), net: domain::port::NetPolicy::Loopback, models: connectors::models().into(), fetch: Some(Arc::new(connectors::kit::web::WebFetch::new(domain::port::NetPolicy::Loopback).unwrap().pace(Duration::ZERO))), ..AppConfig::default() };
        let app = App::new(db.db.clone(), Arc::new(clock.clone()), Vault::new([7; 32]), connectors, config);
        let p = pack.org(None, None, app.now());
        let slug = format!("t{}", uuid::Uuid::now_v7().simple());
        let new = app::org::NewOrg {
            name: p.name, slug: Some(slug), zone: p.zone, lang: p.lang, currency: p.currency, region: p.region, pack: p.pack, settings: tuned(p.settings, settings),
        };
        let org = app::org::create(&app, new).await.unwrap();
        let ctx = app.system(org.id);
        let rows = app::pack::install(&app, &ctx, &pack, now.date()).await.unwrap();
        let mut unit = app.unit(&ctx).await.unwrap();
        if has_crew {
            app::pack::agent::settle_in(&mut unit, &ctx, &app::pack::agent::crew(name).unwrap()).await.unwrap();
        }
        let connection = app::channel::manage::create_in(&app, &mut unit, "stage", "Сцена", json!({}), BTreeMap::new(), Receiving::Off).await.unwrap();
        unit.commit().await.unwrap();
        Theatre { app, clock, ctx, keys: rows.keys, connection, connector, zone, chat: "42".into(), conversation: None, heard_phase: Phase::Greeting, count: 0 }
    }

    /// The set-up a dialogue asks for in a salon that has made no agents: the built-in one answers.
    pub async fn for_script(db: &TestDb, script: &Script) -> Theatre {
        Theatre::set(db, "salon", false, script).await
    }

    /// The set-up a golden dialogue asks for, with the agents of its pack.
    pub async fn for_script_of(db: &TestDb, pack: &str, script: &Script) -> Theatre {
        Theatre::set(db, pack, true, script).await
    }

    async fn set(db: &TestDb, pack: &str, has_crew: bool, script: &Script) -> Theatre {
        let mut theatre = Theatre::open_pack(db, pack, has_crew, script.now, script.buttons, true, &script.settings).await;
        let known = script.contact.clone().unwrap_or_default();
        let mut unit = theatre.app.unit(&theatre.ctx).await.unwrap();
        let stranger = app::contact::Stranger { name: known.name.clone(), phone: known.phone.clone().map(Phone::trusted), email: None, lang: script.lang };
        let contact = app::contact::find_or_create(&mut unit, "stage", theatre.connection.id, &theatre.chat, &stranger).await.unwrap();
        let other = app::contact::create_in(&mut unit, ContactPatch { name: Some(Some("Другой гость".into())), ..ContactPatch::default() }, "test").await.unwrap();
        if script.stage.is_some() || !script.lead.is_empty() {
            let mut known = script.lead.clone();
            let tour = known.remove("tour");
            app::deal::create_in(&mut unit, contact.id, script.stage.as_deref(), &known, tour.as_deref()).await.unwrap();
        }
        unit.commit().await.unwrap();
        for visit in &script.visits {
            let contact = if visit.other { other.id } else { contact.id };
            theatre.stand(visit, contact).await;
        }
        for busy in &script.busy {
            theatre.occupy(busy).await;
        }
        theatre.heard_phase = Phase::Greeting;
        theatre
    }

    /// An agent that answers.
    pub async fn hire(&self, name: &str, role: AgentRole, change: impl FnOnce(&mut AgentSpec)) -> AgentId {
        let mut agent = app::agent::blank(name.into(), role, self.app.now());
        change(&mut agent.draft);
        let made = app::agent::create(&self.app, &self.ctx, agent).await.unwrap();
        app::agent::publish(&self.app, &self.ctx, made.id, None, "").await.unwrap();
        app::agent::update(&self.app, &self.ctx, made.id, None, |a| { a.status = AgentStatus::Active; Ok(()) }).await.unwrap();
        made.id
    }

    /// The envelopes of the conversation, in their order.
    pub async fn chain(&self) -> Vec<SentEnvelope> {
        let mut scope = self.app.scope(self.ctx.org).await.unwrap();
        store::envelope::list(&mut scope, self.conversation.unwrap(), EnvelopeId::nil(), 100).await.unwrap()
    }

    /// The agent that leads the conversation.
    pub async fn leader(&self) -> Option<AgentId> {
        let mut scope = self.app.scope(self.ctx.org).await.unwrap();
        store::agent::of_conversation(&mut scope, self.conversation.unwrap()).await.unwrap()
    }

    fn ts(&self, at: DateTime) -> Ts {
        Ts::from(&at.to_zoned(self.zone.clone()).unwrap())
    }

    async fn stand(&self, visit: &golden::Standing, contact: ContactId) {
        let starts_at = self.ts(visit.start);
        let branches: Vec<BranchId> = match &visit.branch {
            Some(key) => vec![self.keys.branches[key]],
            None => self.keys.branches.values().copied().collect(),
        };
        for branch_id in branches {
            let slot = Slot { branch_id, employee_id: self.keys.employees[&visit.employee], resource_id: None, starts_at, ends_at: starts_at };
            let wish = Wish { services: visit.services.iter().map(|k| self.keys.services[k]).collect(), slot, contact, conversation: None, hold: None, note: String::new(), source: "test".into() };
            if let Ok(booking) = app::booking::book(&self.app, &self.ctx, Rules::Desk, &wish).await {
                let status = visit.status.parse().unwrap();
                app::booking::set_status(&self.app, &self.ctx, Rules::Desk, booking.id, None, status).await.unwrap();
                return;
            }
        }
        panic!("{visit:?} cannot stand");
    }

    async fn occupy(&self, busy: &golden::Busy) {
        let subjects: Vec<EmployeeId> = match &busy.employee {
            Some(key) => vec![self.keys.employees[key]],
            None => self.keys.employees.values().copied().collect(),
        };
        for subject in subjects {
            let wish = BlockWish { subject: subject.into(), branch: None, starts_at: self.ts(busy.start), ends_at: self.ts(busy.end), reason: String::new() };
            // A part that somebody already holds is taken anyway.
            let _ = app::booking::block(&self.app, &self.ctx, &wish).await;
        }
    }

    /// One delivery of the channel, without answering it.
    pub async fn deliver(&mut self, said: &Said, button: Option<&str>, provider_id: &str) -> Accepted {
        let attachments = said.attachment.iter().map(|kind| Attachment { kind: kind.parse().unwrap_or(AttachmentKind::Document), file_id: None, provider_ref: Some("f".into()), name: None, mime: None, size: None });
        let inbound = Inbound {
            provider_id: provider_id.to_owned(),
            chat_id: self.chat.clone(),
            sent_at: None,
            what: What::Message {
                from: Sender { id: self.chat.clone(), ..Sender::default() }, text: said.text.clone(), button: button.map(str::to_owned), press_ref: None, attachments: attachments.collect(),
                phone: said.phone.clone(), start: said.start.clone(),
            },
        };
        let accepted = receive(&self.app, &self.ctx, &self.connection, &inbound, Answering::Quiet(Duration::ZERO)).await.unwrap();
        self.conversation = Some(accepted.conversation);
        accepted
    }

    /// Deliveries of one burst, and the turn that answers them.
    pub async fn turn(&mut self, messages: &[(Said, Option<String>)]) -> Heard {
        self.clock.advance_secs(20);
        let mut id = ConversationId::nil();
        for (said, button) in messages {
            self.count += 1;
            let provider_id = self.count.to_string();
            id = self.deliver(said, button.as_deref(), &provider_id).await.conversation;
        }
        let mut done = turn::take(&self.app, &self.ctx, id).await.unwrap();
        if let Some(Done::Later(due)) = done {
            // The agent waits as a person would.
            self.clock.advance_secs((due.micros() - self.clock.now().micros()) / 1_000_000 + 1);
            done = turn::take(&self.app, &self.ctx, id).await.unwrap();
        }
        match done {
            Some(Done::Answered(answered)) => {
                self.heard_phase = answered.phase;
                let replies = answered.replies.into_iter().map(|m| Reply { text: m.text, buttons: m.buttons }).collect();
                Heard { replies, phase: answered.phase }
            }
            Some(Done::Overtaken) => panic!("overtaken by nobody"),
            Some(Done::Later(_)) => Heard { replies: vec![], phase: self.heard_phase },
            Some(Done::Drafted) => Heard { replies: vec![], phase: self.heard_phase },
            None => Heard { replies: vec![], phase: self.heard_phase },
        }
    }

    pub async fn says(&mut self, text: &str) -> Heard {
        self.turn(&[(Said { text: text.to_owned(), ..Said::default() }, None)]).await
    }

    async fn read_rows(&self) -> Rows {
        let mut scope = self.app.scope(self.ctx.org).await.unwrap();
        let Some(id) = self.conversation else { return Rows::default() };
        let conversation = store::conversation::get(&mut scope, id).await.unwrap().conversation;
        let contact = store::contact::get(&mut scope, conversation.contact_id).await.unwrap();
        let filter = store::booking::BookingFilter { from: Ts::from_micros(0), until: self.clock.now().plus_minutes(400 * 1440), branch: None, employee: None, contact: Some(contact.id), status: None };
        let bookings = store::booking::list(&mut scope, &filter, (Ts::from_micros(0), BookingId::nil()), 100).await.unwrap();
        let turns = store::turn::list(&mut scope, id, i64::MAX, 200).await.unwrap();
        let effects: Vec<serde_json::Value> = turns.iter().rev().flat_map(|t| t.record["effects"].as_array().cloned().unwrap_or_default()).collect();
        let of = |kind: &str| effects.iter().filter(|e| e["effect"] == kind).cloned().collect::<Vec<_>>();
        Rows {
            bookings: bookings
                .into_iter()
                .map(|b| golden::Booking {
                    services: b.items.iter().map(|i| key(&self.keys.services, &i.service_id)).collect(),
                    employee: key(&self.keys.employees, &b.employee_id),
                    branch: key(&self.keys.branches, &b.branch_id),
                    start: b.starts_at.in_zone(&self.zone).datetime(),
                    status: b.status.as_str().to_owned(),
                })
                .collect(),
            hand_overs: of("hand_over").iter().map(|e| e["reason"].as_str().unwrap_or_default().to_owned()).collect(),
            contact: golden::Contact { name: contact.name, phone: contact.phone.map(|p| p.to_string()) },
            unanswered: of("unanswered").len(),
        }
    }

    async fn read_lead(&self) -> Option<BTreeMap<String, String>> {
        let mut scope = self.app.scope(self.ctx.org).await.unwrap();
        let conversation = store::conversation::get(&mut scope, self.conversation?).await.unwrap().conversation;
        let deal = store::deal::of_turn(&mut scope, conversation.contact_id, conversation.id).await.unwrap()?;
        let tour = deal.tour.map(|tour| ("tour".to_owned(), tour));
        Some(deal.known.into_iter().chain(tour).chain([("stage".to_owned(), deal.stage)]).collect())
    }

    /// Runs every recorded turn of the talk again: how many came to the same, and what did not.
    pub async fn replay(&self) -> (usize, Vec<String>) {
        let Some(id) = self.conversation else { return (0, vec![]) };
        let mut scope = self.app.scope(self.ctx.org).await.unwrap();
        let mut archive = turn::replay::Archive::default();
        let (mut equal, mut otherwise) = (0, vec![]);
        for row in store::turn::list(&mut scope, id, i64::MAX, 1_000).await.unwrap() {
            let replayed = turn::replay::replay_row(&mut scope, &row, None, &mut archive).await.unwrap();
            if replayed.verdict == turn::replay::Verdict::Equal {
                equal += 1;
            } else {
                otherwise.push(format!("a turn replays {}: {:?}", replayed.verdict.as_str(), replayed.differences));
            }
        }
        (equal, otherwise)
    }

    fn block_on<T>(work: impl Future<Output = T>) -> T {
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(work))
    }
}

fn key<T: PartialEq>(keys: &BTreeMap<String, T>, id: &T) -> String {
    keys.iter().find(|(_, k)| *k == id).map(|(k, _)| k.clone()).unwrap_or_default()
}

fn tuned(settings: OrgSettings, fields: &BTreeMap<String, String>) -> OrgSettings {
    let mut value = serde_json::to_value(settings).unwrap();
    for (name, text) in fields {
        value[name] = serde_json::from_str(text).unwrap_or_else(|_| json!(text));
    }
    serde_json::from_value(value).unwrap()
}

impl Stage for Theatre {
    fn say(&mut self, messages: &[Said]) -> Heard {
        let messages: Vec<_> = messages.iter().map(|m| (m.clone(), None)).collect();
        Theatre::block_on(self.turn(&messages))
    }
    fn press(&mut self, button_id: &str) -> Heard {
        let press = [(Said::default(), Some(button_id.to_owned()))];
        Theatre::block_on(self.turn(&press))
    }
    fn wait(&mut self, seconds: i64) {
        self.clock.advance_secs(seconds);
    }
    fn busy(&mut self, busy: &golden::Busy) {
        Theatre::block_on(self.occupy(busy));
    }
    fn approach(&mut self, why: golden::Approach) -> Heard {
        Heard { replies: Theatre::block_on(self.approached(why)), phase: self.heard_phase }
    }
    fn marks(&mut self) -> Vec<u8> {
        Theatre::block_on(self.read_marks())
    }
    fn lead(&mut self) -> Option<BTreeMap<String, String>> {
        Theatre::block_on(self.read_lead())
    }
    fn rows(&mut self) -> Rows {
        Theatre::block_on(self.read_rows())
    }
}
