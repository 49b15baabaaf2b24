//! A firm with one of everything: what the twin attacks, and what it attacks with.

use crate::inbox::{FORM, form};
use app::channel::manage::create_in;
use app::inbox::receive::{Answering, receive};
use domain::document::{Document, DocumentKind};
use domain::id::{DocumentId, OrgId, ProviderId};
use domain::message::{Attachment, AttachmentKind};
use domain::person::Permission;
use domain::port::{Inbound, Receiving, Sender, What};
use domain::{Lang, Secret};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use testkit::http::{Client, Method, Reply, TestApi};

/// An id of each noun.
pub type Ids = BTreeMap<&'static str, String>;

pub struct Firm {
    pub org: OrgId,
    /// The owner, signed in.
    pub owner: Client,
    pub email: String,
    /// An API key that may do everything.
    pub key: Client,
    pub ids: Ids,
    /// A start at which the employee of `ids` is free for the service of `ids`.
    pub free_at: String,
}

/// Every phone, chat and name is the same in each firm; only the ids differ.
pub async fn open(api: &TestApi, name: &str) -> Firm {
    let owner = api.owner(name).await;
    let org: OrgId = owner.get("/org").await.text_at("/id").parse().unwrap();
    let pack = app::pack::read("salon").unwrap();
    app::pack::install(&api.state.app, &api.state.app.system(org), &pack, jiff::civil::date(2026, 11, 23)).await.unwrap();
    let scopes: Vec<&str> = Permission::ALL.iter().map(|p| p.as_str()).collect();
    let made = owner.post("/api-keys", json!({ "name": "k", "scopes": scopes })).await.expect_status(201);
    let key = api.stranger().with_key(made.text_at("/key"));
    let mut ids = Ids::from([("org", org.to_string()), ("key", made.text_at("/api_key/id").to_owned())]);
    people(&owner, &mut ids).await;
    let free_at = calendar(&owner, &mut ids).await;
    talks(api, org, &owner, &mut ids).await;
    knowledge(api, org, &owner, &mut ids).await;
    provider(api, org, &mut ids).await;
    agents(&owner, &mut ids).await;
    Firm { org, owner, email: format!("{name}@example.com"), key, ids, free_at }
}

/// The same nouns with ids that nobody has.
pub fn nobody(ids: &Ids) -> Ids {
    ids.keys().map(|noun| (*noun, uuid::Uuid::now_v7().to_string())).collect()
}

fn keep(ids: &mut Ids, noun: &'static str, reply: &Reply, pointer: &str) {
    let id = reply.text_at(pointer);
    assert!(!id.is_empty(), "no {noun} at {pointer}: {}", reply.text);
    ids.insert(noun, id.to_owned());
}

async fn people(owner: &Client, ids: &mut Ids) {
    let members = owner.get("/members").await;
    keep(ids, "member", &members, "/items/0/id");
    keep(ids, "person", &members, "/items/0/person_id");
    keep(ids, "session", &owner.get("/sessions").await, "/items/0/id");
    let invited = owner.post("/invitations", json!({ "email": "guest@example.com", "role": "viewer" })).await.expect_status(201);
    keep(ids, "invitation", &invited, "/invitation/id");
    let contact = owner.post("/contacts", json!({ "name": "Пётр", "phone": "+79161234567", "email": "petr@example.com", "owner_id": ids["member"] })).await.expect_status(201);
    keep(ids, "contact", &contact, "/id");
    let twin = owner.post("/contacts", json!({ "name": "Пётр Первый" })).await.expect_status(201);
    keep(ids, "merge", &owner.post(&format!("/contacts/{}/merge", ids["contact"]), json!({ "other_id": twin.text_at("/id") })).await.expect_status(200), "/merge_id");
    let gone = owner.post("/contacts", json!({ "name": "Забытый" })).await.expect_status(201);
    keep(ids, "erasure", &owner.post(&format!("/contacts/{}/erase", gone.text_at("/id")), json!({ "confirm": "забытый" })).await.expect_status(200), "/id");
    let named = json!({ "name": "Все", "is_shared": true, "filter": { "match": "all", "rules": [{ "field": "name", "op": "is_set" }] } });
    let view = json!({ "name": "Все вместе", "is_shared": true, "filter": { "view": "all" } });
    keep(ids, "inbox_view", &owner.post("/inbox-views", view).await.expect_status(201), "/id");
    keep(ids, "segment", &owner.post("/segments", named).await.expect_status(201), "/id");
}

/// Catalog, a visit, a hold, a block; the start of a slot that is still free.
async fn calendar(owner: &Client, ids: &mut Ids) -> String {
    keep(ids, "faq", &owner.get("/faq").await, "/items/0/id");
    keep(ids, "resource", &owner.get("/resources").await, "/items/0/id");
    let services = owner.get("/services").await;
    let plain = services.items().iter().find(|s| s["resources"] == json!([])).expect("a service that needs no room");
    ids.insert("service", plain["id"].as_str().unwrap().to_owned());
    let search = format!("/slots?services={}&limit=200", ids["service"]);
    let found = owner.get(&search).await.expect_status(200);
    keep(ids, "employee", &found, "/items/0/employee_id");
    keep(ids, "branch", &found, "/items/0/branch_id");
    let slots = |reply: &Reply, ids: &Ids| -> Vec<String> {
        let own = reply.items().iter().filter(|s| s["employee_id"] == ids["employee"].as_str() && s["branch_id"] == ids["branch"].as_str());
        own.map(|s| s["starts_at"].as_str().unwrap().to_owned()).collect()
    };
    let at = |starts_at: &str, ids: &Ids| json!({ "services": [ids["service"]], "employee_id": ids["employee"], "branch_id": ids["branch"], "starts_at": starts_at });
    let mut visit = at(&slots(&found, ids)[0], ids);
    visit["contact_id"] = json!(ids["contact"]);
    keep(ids, "booking", &owner.post("/bookings", visit).await.expect_status(201), "/id");
    let next = slots(&owner.get(&search).await, ids);
    keep(ids, "hold", &owner.post("/holds", at(&next[0], ids)).await.expect_status(201), "/id");
    let block = json!({ "subject_id": ids["employee"], "starts_at": "2027-01-05T03:00:00+03:00", "ends_at": "2027-01-05T04:00:00+03:00" });
    keep(ids, "block", &owner.post("/blocks", block).await.expect_status(201), "/id");
    let class = owner.post("/services", json!({ "name": "Мастер-класс", "duration_minutes": 60, "price": 100000, "seats": 8 })).await.expect_status(201);
    keep(ids, "class", &class, "/id");
    let employee = format!("/employees/{}", ids["employee"]);
    let mut skills = owner.get(&employee).await.expect_status(200).body["skills"].clone();
    skills.as_array_mut().unwrap().push(json!({ "service_id": ids["class"] }));
    owner.patch(&employee, json!({ "skills": skills })).await.expect_status(200);
    let event = json!({ "service_id": ids["class"], "branch_id": ids["branch"], "employee_id": ids["employee"], "starts_at": "2026-12-20T03:00:00+03:00", "force": ["not_working"] });
    keep(ids, "group_event", &owner.post("/group-events", event).await.expect_status(201), "/events/0/id");
    keep(ids, "feed", &owner.post(&format!("{employee}/feeds"), json!({})).await.expect_status(201), "/feed/id");
    let tour = json!({ "key": "lake", "name": "К озеру", "duration_days": 2, "season": [6, 7], "difficulty": "easy", "group_min": 2, "group_max": 8, "price": 890000, "start_branch_id": ids["branch"] });
    keep(ids, "tour", &owner.post("/tours", tour).await.expect_status(201), "/id");
    let departure = json!({ "starts_on": "2027-06-12", "seats": 8, "seats_taken": 3, "guide_id": ids["employee"] });
    keep(ids, "departure", &owner.post(&format!("/tours/{}/departures", ids["tour"]), departure).await.expect_status(201), "/id");
    keep(ids, "photo", &owner.raw(Method::POST, "/files", Some(FORM), form("front.png", b"\x89PNG\r\n\x1a\nfront")).await.expect_status(201), "/id");
    let product = json!({ "name": "Шампунь", "category": "Уход", "sku": "SH-1", "price": 120_000, "stock": 4, "photo_files": [{ "file_id": ids["photo"] }] });
    keep(ids, "product", &owner.post("/products", product).await.expect_status(201), "/id");
    slots(&owner.get(&search).await, ids)[0].clone()
}

/// A folder with an article, a site with a page, a question nobody could answer.
async fn knowledge(api: &TestApi, org: OrgId, owner: &Client, ids: &mut Ids) {
    keep(ids, "category", &owner.post("/knowledge/categories", json!({ "name": "Правила" })).await.expect_status(201), "/id");
    keep(ids, "shelf", &owner.post("/knowledge/categories", json!({ "name": "Цены" })).await.expect_status(201), "/id");
    let article = json!({ "title": "Правила визита", "body": "Парковка во дворе, въезд с улицы Лесной.", "category_id": ids["category"] });
    keep(ids, "document", &owner.post("/knowledge/documents", article).await.expect_status(201), "/id");
    let app = &api.state.app;
    app::job::drain(app).await.unwrap();
    while !app.tasks().is_empty() {
        tokio::task::yield_now().await;
    }
    let mut unit = app.unit(&app.system(org)).await.unwrap();
    // Not by the API: nothing is to be fetched.
    let article = store::document::get(&mut unit, ids["document"].parse().unwrap()).await.unwrap();
    let site = Document { id: DocumentId::new(), kind: DocumentKind::Site, url: Some("https://example.org/".into()), ..article };
    let page = Document { id: DocumentId::new(), kind: DocumentKind::Page, site_id: Some(site.id), url: Some("https://example.org/page".into()), ..site.clone() };
    store::document::insert(&mut unit, &site).await.unwrap();
    store::document::insert(&mut unit, &page).await.unwrap();
    ids.insert("site", site.id.to_string());
    let asked = store::gap::Asked { conversation: ids["conversation"].parse().unwrap(), question: "Есть ли у вас парковка?", stems: "парковк", is_test: false };
    ids.insert("gap", store::gap::ask(&mut unit, &asked).await.unwrap().id.to_string());
    unit.commit().await.unwrap();
}

/// A dialogue the agent answered, and one on a messenger with a person's answer waiting to be sent.
async fn talks(api: &TestApi, org: OrgId, owner: &Client, ids: &mut Ids) {
    let said = owner.post("/messages", json!({ "chat_id": "chat-1", "message_id": "m-1", "text": "Здравствуйте, сколько стоит стрижка?" })).await.expect_status(200);
    keep(ids, "conversation", &said, "/conversation_id");
    keep(ids, "message", &said, "/message_id");
    keep(ids, "guest", &owner.get(&format!("/conversations/{}", ids["conversation"])).await, "/contact_id");
    let turns = owner.get(&format!("/conversations/{}/turns", ids["conversation"])).await;
    keep(ids, "turn", &turns, "/0/id");
    let talk = format!("/conversations/{}", ids["conversation"]);
    let mut unit = api.state.app.unit(&api.state.app.system(org)).await.unwrap();
    let deal = app::deal::create_in(&mut unit, ids["guest"].parse().unwrap(), None, &BTreeMap::from([("people".to_owned(), "2".to_owned())]), None).await.unwrap();
    unit.commit().await.unwrap();
    ids.insert("deal", deal.id.to_string());
    owner.patch(&format!("/deals/{}", deal.id), json!({ "owner_id": ids["member"], "title": "Свадьба" })).await.expect_status(200);
    keep(ids, "fact", &owner.post(&format!("/contacts/{}/facts", ids["contact"]), json!({ "key": "note", "text": "любит кофе" })).await.expect_status(201), "/id");
    keep(ids, "comment", &owner.post(&format!("{talk}/comments"), json!({ "text": "постоянный гость" })).await.expect_status(201), "/id");
    keep(ids, "entity", &owner.post("/knowledge/graph/entities", json!({ "name": "Ламинирование ресниц", "aliases": ["ламик"] })).await.expect_status(201), "/id");
    let relation = json!({ "from": format!("employee:{}", ids["employee"]), "to": format!("service:{}", ids["service"]), "kind": "needs" });
    keep(ids, "relation", &owner.post("/knowledge/graph/relations", relation).await.expect_status(201), "/id");
    let test = json!({ "title": "Приветствие", "text": "@now 2026-11-24 12:00\n> здравствуйте\n? greeting" });
    keep(ids, "test", &owner.post("/tests", test).await.expect_status(201), "/id");
    let file = owner.raw(Method::POST, "/files", Some(FORM), form("прайс.txt", "стрижка".as_bytes())).await.expect_status(201);
    keep(ids, "file", &file, "/id");
    owner.post(&format!("{talk}/messages"), json!({ "files": [ids["file"]] })).await.expect_status(201);
    desk(owner, ids).await;
    let app = &api.state.app;
    let ctx = app.system(org);
    let mut unit = app.unit(&ctx).await.unwrap();
    let secrets = BTreeMap::from([("token".to_owned(), Secret::new("7700112233:AANotARealToken"))]);
    let connection = create_in(app, &mut unit, "telegram", "Бот", json!({ "api_url": "http://127.0.0.1:9" }), secrets, Receiving::Off).await.unwrap();
    unit.commit().await.unwrap();
    ids.insert("connection", connection.id.to_string());
    let team = json!({ "name": "Запись", "member_ids": [ids["member"]], "is_default_for": [connection.id] });
    keep(ids, "team", &owner.post("/teams", team).await.expect_status(201), "/id");
    let from = Sender { id: "42".into(), name: Some("Иван".into()), username: None, lang: Some(Lang::Ru.as_str().to_owned()) };
    let picture = Attachment { kind: AttachmentKind::Image, file_id: None, provider_ref: Some("AgACAgIAAx1".into()), name: None, mime: Some("image/jpeg".into()), size: Some(7) };
    let what = What::Message { from, text: "Добрый день".into(), button: None, press_ref: None, attachments: vec![picture], phone: None, start: None };
    let inbound = Inbound { provider_id: "m:42:1".into(), chat_id: "42".into(), what, sent_at: None };
    let accepted = receive(app, &ctx, &connection, &inbound, Answering::Quiet(Duration::from_secs(60))).await.unwrap();
    ids.insert("chat", accepted.conversation.to_string());
    owner.post(&format!("/conversations/{}/assign", accepted.conversation), json!({ "team_id": ids["team"] })).await.expect_status(200);
    owner.post(&format!("/conversations/{}/messages", accepted.conversation), json!({ "text": "Сейчас отвечу" })).await.expect_status(201);
    keep(ids, "send", &owner.get("/sends").await, "/items/0/id");
}

/// A task, a note, a canned reply.
async fn desk(owner: &Client, ids: &mut Ids) {
    let task = json!({ "title": "Позвонить", "deal_id": ids["deal"], "conversation_id": ids["conversation"], "assignee_id": ids["member"], "due_at": "2026-12-01T12:00:00+03:00" });
    keep(ids, "task", &owner.post("/tasks", task).await.expect_status(201), "/id");
    let waits = json!({ "contact_id": ids["contact"], "services": [ids["service"]], "employee_id": ids["employee"], "from_day": "2026-12-01", "until_day": "2026-12-05", "from_time": "18:00" });
    keep(ids, "waitlist", &owner.post("/waitlist", waits).await.expect_status(201), "/id");
    keep(ids, "note", &owner.post(&format!("/contacts/{}/notes", ids["contact"]), json!({ "text": "Любит утро" })).await.expect_status(201), "/id");
    let partner = json!({ "name": "Гид Ольга", "kind": "guide", "channel": "manual", "phone": "+79161112233", "commission": { "kind": "percent", "value": 1000 } });
    keep(ids, "partner", &owner.post("/partners", partner).await.expect_status(201), "/id");
    keep(ids, "other_partner", &owner.post("/partners", json!({ "name": "Отель", "kind": "hotel", "channel": "manual" })).await.expect_status(201), "/id");
    let referral = json!({ "partner_id": ids["partner"], "contact_id": ids["guest"], "deal_id": ids["deal"], "conversation_id": ids["conversation"], "phone_share": "never", "wish": "Поход" });
    keep(ids, "referral", &owner.post("/referrals", referral).await.expect_status(201), "/id");
    let cards = "BEGIN:VCARD\nVERSION:3.0\nFN:Анна Ли\nEND:VCARD\n";
    keep(ids, "import", &owner.raw(Method::POST, "/imports", Some(FORM), form("люди.vcf", cards.as_bytes())).await.expect_status(201), "/id");
    keep(ids, "canned_reply", &owner.post("/canned-replies", json!({ "shortcut": "ждём", "title": "Ждём", "text": "Ждём вас, {{contact.name}}!" })).await.expect_status(201), "/id");
}

/// A provider of models that lists nothing, at an address that is not called: not by the API, which would refuse it.
async fn provider(api: &TestApi, org: OrgId, ids: &mut Ids) {
    let app = &api.state.app;
    let mut unit = app.unit(&app.system(org)).await.unwrap();
    let (id, now) = (ProviderId::new(), unit.now());
    let settings = json!({ "folder_id": "b1g0", "base_url": "http://127.0.0.1:9" });
    let row = store::provider::Provider {
        id, vendor: "yandexgpt".into(), name: "YandexGPT".into(), settings, secrets: None, is_paused: false, health: "new".into(), last_error: None, last_ok_at: None, created_at: now, updated_at: now,
    };
    store::provider::insert(&mut unit, &row).await.unwrap();
    unit.commit().await.unwrap();
    ids.insert("provider", id.to_string());
}

/// An agent with a script and a version.
async fn agents(owner: &Client, ids: &mut Ids) {
    keep(ids, "script", &owner.post("/scripts", json!({ "name": "Подбор", "lang": "ru", "steps": [{ "say": "Что вам нужно?" }] })).await.expect_status(201), "/id");
    let draft = json!({ "channels": [ids["connection"]], "scripts": [ids["script"]], "instructions": "Отвечай коротко." });
    keep(ids, "agent", &owner.post("/agents", json!({ "name": "Варя", "role": "front_desk", "draft": draft })).await.expect_status(201), "/id");
    owner.post(&format!("/agents/{}/publish", ids["agent"]), json!({})).await.expect_status(200);
    owner.patch(&format!("/agents/{}", ids["agent"]), json!({ "draft": { "instructions": "Отвечай подробно." } })).await.expect_status(200);
    let experiment = json!({ "name": "Подробнее", "agent_id": ids["agent"], "kind": "split", "share": 50 });
    keep(ids, "experiment", &owner.post("/experiments", experiment).await.expect_status(201), "/id");
}

/// Everything the firm can read about itself, by address; but for files, whose bytes only the vendor has.
pub async fn dump(firm: &Firm, doc: &Value) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (path, item) in doc["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/api/v1").unwrap();
        // What is taken out is written down: looking would change the log.
        let is_told = ["/events", "/contacts/{id}/export", "/exports/{list}", "/reports/summary/export"].contains(&path);
        let Some(operation) = item.get("get").filter(|_| !is_told && !path.contains("{seq}")) else { continue };
        let has = |name: &str| operation["parameters"].as_array().is_some_and(|all| all.iter().any(|p| p["name"] == name));
        let path = match super::attack::noun_of(path) {
            Some(noun) => path.replace("{id}", &firm.ids[noun]).replace("{number}", "1").replace("/merge-preview", &format!("/merge-preview?other_id={}", firm.ids["guest"])),
            // Its days are told by the clock.
            None if path == "/reports/funnel" || path.starts_with("/reports/commissions") => format!("{path}?from=2026-11-01T00:00:00Z&to=2026-11-30T00:00:00Z"),
            None if path == "/reports/summary" => format!("{path}?by=employee&from=2026-11-01&to=2026-11-30"),
            None if path == "/conversations/search" => format!("{path}?q=x"),
            None if path == "/slots" => format!("{path}?services={}", firm.ids["service"]),
            None => path.to_owned(),
        };
        let (mut next, mut pages) = (String::new(), String::new());
        loop {
            let mark = if path.contains('?') { '&' } else { '?' };
            let query = if has("limit") { format!("{mark}limit=200{next}") } else { String::new() };
            let page = firm.owner.get(&format!("{path}{query}")).await;
            assert_eq!(page.status, 200, "{path}: {}", page.text);
            // A test that is only looked at is played each time, and takes its time.
            let told = if path.ends_with("/test-preview") { page.body["text"].to_string() } else { page.text.clone() };
            pages.push_str(&told);
            match page.text_at("/next_cursor") {
                "" => break,
                cursor => next = format!("&cursor={cursor}"),
            }
        }
        all.insert(path, pages);
    }
    all
}
