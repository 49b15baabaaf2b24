//! Notices over HTTP: who hears what and where, once; what was seen is not written of; quiet hours; a chat that is bound, blocked and cut off by
//! a crash; how long a customer may wait.

use app::inbox::receive::{Answering, receive};
use connectors::smtp::fake::FakeSmtp;
use connectors::telegram::fake::{FakeTelegram, TOKEN};
use domain::notice::NoticeChannel;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use testkit::http::{Client, PASSWORD, Reply, TestApi};

/// Lets the jobs that are due run to their end.
async fn work(api: &TestApi) {
    for _ in 0..4 {
        app::job::drain(&api.state.app).await.unwrap();
        let tasks = api.state.app.tasks();
        tasks.close();
        tasks.wait().await;
        tasks.reopen();
    }
}

/// A customer asks for a person; the conversation.
async fn call(anna: &Client, chat: &str) -> String {
    anna.post("/messages", json!({ "chat_id": chat, "text": "Позовите живого человека, пожалуйста", "timeout_ms": 5000, "contact": { "name": "Пётр" } })).await.expect_status(200).text_at("/conversation_id").to_owned()
}

async fn join(api: &TestApi, inviter: &Client, name: &str, role: &str) -> Client {
    let invited = inviter.post("/invitations", json!({ "email": format!("{name}@example.com"), "role": role })).await.expect_status(201);
    let body = json!({ "token": invited.text_at("/token"), "name": name, "password": PASSWORD, "way": "token" });
    let reply = api.stranger().post("/invitations/accept", body).await;
    api.stranger().with_bearer(reply.text_at("/tokens/access_token"))
}

async fn unread(client: &Client) -> i64 {
    client.get("/notices/unread").await.expect_status(200).body["unread"].as_i64().unwrap()
}

async fn titles(client: &Client) -> Vec<String> {
    client.get("/notices").await.expect_status(200).items().iter().map(|n| n["title"].as_str().unwrap().to_owned()).collect()
}

/// A bearer token lives a quarter of an hour of the clock.
async fn again(api: &TestApi, name: &str) -> Client {
    let reply = api.stranger().post("/auth/login", json!({ "email": format!("{name}@example.com"), "password": PASSWORD, "way": "token" })).await.expect_status(200);
    api.stranger().with_bearer(reply.text_at("/tokens/access_token"))
}

/// Of an instant, up to the second: the clock of the tests never stands quite still.
fn to_second<'a>(reply: &'a Reply, pointer: &str) -> &'a str {
    reply.text_at(pointer).get(..19).unwrap_or_default()
}

fn subjects(server: &FakeSmtp) -> Vec<String> {
    server.letters().iter().map(|l| l.words()).collect()
}

#[tokio::test]
async fn an_owner_hears_of_a_hand_off_and_is_not_written_of_what_they_saw() {
    let server = FakeSmtp::start().await.unwrap();
    let api = TestApi::mailing(&server.url()).await;
    let anna = api.owner("anna").await;
    let id = call(&anna, "c1").await;
    work(&api).await;
    let page = anna.get("/notices").await.expect_status(200);
    assert_eq!(page.items().len(), 1, "{}", page.text);
    let notice = &page.items()[0];
    assert_eq!((notice["kind"].as_str(), notice["title"].as_str(), notice["page"].as_str()), (Some("hand_off"), Some("Клиенту нужен человек"), Some(format!("inbox/{id}").as_str())));
    assert!(notice["body"].as_str().unwrap().starts_with("Пётр: "), "{notice}");
    assert_eq!((unread(&anna).await, server.letters().len()), (1, 0), "a letter waits a minute");
    api.clock.advance_secs(61);
    work(&api).await;
    work(&api).await;
    let letters = subjects(&server);
    assert_eq!(letters.len(), 1);
    assert!(letters[0].contains("Клиенту нужен человек") && letters[0].contains("/app/settings/notifications") && letters[0].contains(&format!("/app/inbox/{id}")));
    assert!(!letters[0].contains("Пётр"), "names stay in the app");
    // Seen in the app within the minute: no letter, and the conversation's notices are read with it.
    let second = call(&anna, "c2").await;
    work(&api).await;
    assert_eq!(unread(&anna).await, 2);
    let seq = anna.get(&format!("/conversations/{second}")).await.body["last_seq"].clone();
    anna.post(&format!("/conversations/{second}/read"), json!({ "seq": seq })).await.expect_status(204);
    assert_eq!(unread(&anna).await, 1);
    api.clock.advance_secs(61);
    work(&api).await;
    assert_eq!(server.letters().len(), 1);
    // One, or all up to one.
    let newest = anna.get("/notices").await.items()[0]["id"].clone();
    anna.post("/notices/read", json!({ "until": newest })).await.expect_status(204);
    assert_eq!((unread(&anna).await, anna.get("/notices?unread=true").await.items().len()), (0, 0));
    // Two nodes with the same news: one notice.
    let app = &api.state.app;
    let org: domain::id::OrgId = anna.get("/org").await.text_at("/id").parse().unwrap();
    let news = app::notice::News::new(domain::notice::NoticeKind::HandOff, app::notice::To::Conversation).talk(id.parse().unwrap());
    let ctx = app.system(org);
    let (one, other) = tokio::join!(app::job::notice::tell(app, &ctx, news.clone()), app::job::notice::tell(app, &ctx, news.clone()));
    assert!(one.is_ok() || other.is_ok());
    app::job::notice::tell(app, &ctx, news).await.unwrap();
    assert_eq!(unread(&anna).await, 1);
    // Whoever is forgotten is forgotten here, too.
    let contact = anna.get(&format!("/conversations/{id}")).await.text_at("/contact_id").to_owned();
    anna.post(&format!("/contacts/{contact}/erase"), json!({ "confirm": "Пётр" })).await;
    assert!(!anna.get("/notices").await.text.contains(&id), "{}", anna.get("/notices").await.text);
}

#[tokio::test]
async fn quiet_hours_hold_news_back_and_tell_them_at_once() {
    let server = FakeSmtp::start().await.unwrap();
    let api = TestApi::mailing(&server.url()).await;
    let anna = api.owner("anna").await;
    for (body, code) in [(json!({ "quiet": { "from": 600, "to": 600 } }), "invalid"), (json!({ "timezone": "Moon/Base" }), "invalid"), (json!({ "wishes": [{ "kind": "weather", "channel": "app", "on": true }] }), "invalid")] {
        anna.patch("/notices/settings", body).await.expect_problem(422, code);
    }
    // Ten in the morning in Moscow is noon in Yekaterinburg.
    let mine = anna.patch("/notices/settings", json!({ "quiet": { "from": 660, "to": 840 }, "timezone": "Asia/Yekaterinburg", "lets_urgent": false })).await.expect_status(200);
    assert_eq!((&mine.body["quiet"], &mine.body["lets_urgent"]), (&json!({ "from": 660, "to": 840 }), &json!(false)));
    call(&anna, "c1").await;
    call(&anna, "c2").await;
    work(&api).await;
    assert_eq!(unread(&anna).await, 2, "the list in the app keeps no quiet");
    api.clock.advance_secs(3600);
    work(&api).await;
    assert_eq!(server.letters().len(), 0);
    api.clock.advance_secs(3601);
    work(&api).await;
    let letters = subjects(&server);
    assert_eq!(letters.len(), 1, "one letter of both");
    assert_eq!(letters[0].matches("Клиенту нужен человек").count(), letters[0].matches("Агент передал").count());
    assert!(letters[0].matches("Клиенту нужен человек").count() >= 2);
    let anna = again(&api, "anna").await;
    // What is urgent comes through where it may; what is switched off does not.
    anna.patch("/notices/settings", json!({ "quiet": { "from": 0, "to": 1439 }, "lets_urgent": true })).await.expect_status(200);
    call(&anna, "c3").await;
    work(&api).await;
    api.clock.advance_secs(61);
    work(&api).await;
    assert_eq!(server.letters().len(), 2);
    let off = json!({ "wishes": [{ "kind": "hand_off", "channel": "email", "on": false }, { "kind": "hand_off", "channel": "app", "on": false }] });
    let mine = anna.patch("/notices/settings", off).await.expect_status(200);
    assert_eq!(mine.body["wishes"][0]["email"], false);
    let before = unread(&anna).await;
    call(&anna, "c4").await;
    work(&api).await;
    api.clock.advance_secs(61);
    work(&api).await;
    assert_eq!((server.letters().len(), unread(&anna).await), (2, before));
}

#[tokio::test]
async fn a_chat_is_bound_once_and_let_go_when_it_is_blocked() {
    let api = TestApi::among_fakes().await;
    let fake = FakeTelegram::start(Arc::new(api.clock.clone())).await.unwrap();
    let anna = api.owner("anna").await;
    anna.post("/notices/chat", Value::Null).await.expect_problem(409, "no_bot");
    let settings = json!({ "token": TOKEN, "api_url": fake.base_url(), "poll_seconds": 1 });
    let bot = anna.post("/connections", json!({ "connector": "telegram", "name": "Бот", "settings": settings, "receiving": "polling" })).await.expect_status(201).text_at("/id").to_owned();
    let app = &api.state.app;
    let org: domain::id::OrgId = anna.get("/org").await.text_at("/id").parse().unwrap();
    let ctx = app.system(org);
    let bind = async |chat: i64| {
        let link = anna.post("/notices/chat", Value::Null).await.expect_status(200).text_at("/link").to_owned();
        fake.user_starts(chat, link.split("?start=").nth(1).unwrap());
        let open = app::channel::open(app, org, bot.parse().unwrap()).await.unwrap();
        let batch = open.channel.poll(None).await.unwrap().inbound;
        receive(app, &ctx, &open.connection, batch.last().unwrap(), Answering::Quiet(Duration::ZERO)).await.unwrap();
    };
    bind(77).await;
    assert_eq!(anna.get("/contacts").await.items().len(), 0, "a colleague is no customer");
    let mine: Reply = anna.get("/notices/settings").await.expect_status(200);
    assert_eq!((&mine.body["is_chat_bound"], mine.body.get("chat_lost_at")), (&json!(true), None));
    let greeted = fake.sent_to(77).len();
    assert_eq!(greeted, 1);
    call(&anna, "c1").await;
    work(&api).await;
    api.clock.advance_secs(21);
    work(&api).await;
    work(&api).await;
    let sent = fake.sent_to(77);
    assert_eq!(sent.len(), greeted + 1, "told once");
    // Cut off while it was being sent: it may have arrived, so it is not sent again.
    call(&anna, "c2").await;
    work(&api).await;
    api.clock.advance_secs(21);
    let me: domain::id::PersonId = anna.get("/auth/me").await.text_at("/person/id").parse().unwrap();
    let batch = uuid::Uuid::now_v7();
    let mut unit = app.unit(&ctx).await.unwrap();
    store::notice::take(&mut unit, me, NoticeChannel::Chat, batch).await.unwrap();
    assert_eq!(store::notice::taken(&mut unit, batch).await.unwrap().len(), 1);
    unit.commit().await.unwrap();
    app::job::notice::send(app, &ctx, app::job::notice::Due { person_id: me, channel: NoticeChannel::Chat, batch, first_at: app.now(), tries: 0 }).await.unwrap();
    work(&api).await;
    assert_eq!(fake.sent_to(77).len(), greeted + 1);
    // Blocked: said in the settings, and nothing more is tried until it is bound anew.
    fake.block(77);
    call(&anna, "c3").await;
    work(&api).await;
    api.clock.advance_secs(21);
    work(&api).await;
    let mine = anna.get("/notices/settings").await;
    assert_eq!(mine.body["is_chat_bound"], false, "{}", mine.text);
    assert!(mine.body.get("chat_lost_at").is_some());
    bind(78).await;
    assert_eq!(anna.get("/notices/settings").await.body["is_chat_bound"], true);
    anna.delete("/notices/chat").await.expect_status(204);
    assert_eq!(anna.get("/notices/settings").await.body["is_chat_bound"], false);
}

#[tokio::test]
async fn a_colleague_hears_of_what_is_theirs_and_nobody_of_what_they_did() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let boris = join(&api, &anna, "boris", "operator").await;
    let id = call(&anna, "c1").await;
    work(&api).await;
    assert_eq!((unread(&anna).await, unread(&boris).await), (1, 1), "nobody's: all who answer");
    let person = boris.get("/auth/me").await.text_at("/person/id").to_owned();
    anna.post(&format!("/conversations/{id}/assign"), json!({ "person_id": person })).await.expect_status(200);
    anna.post(&format!("/conversations/{id}/comments"), json!({ "text": "Помоги", "mentions": [person] })).await.expect_status(201);
    let contact = anna.get(&format!("/conversations/{id}")).await.text_at("/contact_id").to_owned();
    boris.post("/deals", json!({ "contact_id": contact })).await.expect_status(201);
    work(&api).await;
    let mut heard = titles(&boris).await;
    heard.sort();
    assert_eq!(heard, ["Вам передали разговор", "Вас упомянули", "Клиенту нужен человек"]);
    assert_eq!(titles(&anna).await, ["Новая сделка", "Клиенту нужен человек"]);
    // Another firm's people have lists of their own.
    let other = api.owner("olga").await;
    assert_eq!(unread(&other).await, 0);
    other.post("/notices/read", json!({ "until": uuid::Uuid::max() })).await.expect_status(204);
    assert_eq!(unread(&anna).await, 2);
}

#[tokio::test]
async fn a_customer_may_wait_for_as_long_as_was_promised() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let boris = join(&api, &anna, "boris", "operator").await;
    anna.patch("/org", json!({ "settings": { "sla": { "first_minutes": 0, "next_minutes": null } } })).await.expect_problem(422, "invalid");
    anna.patch("/org", json!({ "settings": { "sla": { "first_minutes": 20, "next_minutes": 60 } } })).await.expect_status(200);
    let id = call(&anna, "c1").await;
    let shown = anna.get(&format!("/conversations/{id}")).await;
    assert_eq!((to_second(&shown, "/sla_warn_at"), to_second(&shown, "/sla_due_at")), ("2026-11-23T07:15:00", "2026-11-23T07:20:00"), "{}", shown.text);
    let other = call(&anna, "c9").await;
    let due = async |query: &str| anna.get(&format!("/conversations?view=due{query}")).await.expect_status(200);
    let page = due("&limit=1").await;
    assert_eq!(page.text_at("/items/0/id"), id, "the soonest first");
    assert_eq!(due(&format!("&limit=1&cursor={}", page.text_at("/next_cursor"))).await.text_at("/items/0/id"), other);
    anna.post(&format!("/conversations/{other}/close"), Value::Null).await.expect_status(200);
    assert_eq!(due("").await.items().len(), 1);
    // Another team promises more; its clock counts from when the customer began to wait.
    let members = anna.get("/members").await;
    let lead = members.items().iter().find(|m| m["role"] == "operator").unwrap()["id"].clone();
    let team = anna.post("/teams", json!({ "name": "Запись", "sla_first_minutes": 12, "lead_id": lead })).await.expect_status(201);
    assert_eq!((team.body["sla_first_minutes"].as_u64(), team.body.get("sla_next_minutes")), (Some(12), None));
    api.clock.advance_secs(60);
    let moved = anna.post(&format!("/conversations/{id}/assign"), json!({ "team_id": team.text_at("/id") })).await.expect_status(200);
    assert_eq!(to_second(&moved, "/sla_due_at"), "2026-11-23T07:12:00", "{}", moved.text);
    work(&api).await;
    let before = unread(&boris).await;
    api.clock.advance_secs(8 * 60 + 1);
    work(&api).await;
    work(&api).await;
    assert_eq!(unread(&boris).await, before + 1, "told once that the time runs short");
    api.clock.advance_secs(3 * 60);
    work(&api).await;
    assert_eq!(titles(&boris).await[0], "Клиент ждёт слишком долго", "the lead is told");
    let report = anna.get("/reports/sla").await.expect_status(200);
    assert_eq!((report.body["late"].as_i64(), report.body["rows"].as_array().unwrap().len()), (Some(1), 0));
    boris.post(&format!("/conversations/{id}/messages"), json!({ "text": "Здравствуйте!" })).await.expect_status(201);
    let shown = anna.get(&format!("/conversations/{id}")).await;
    assert_eq!(shown.body.get("sla_due_at"), None, "{}", shown.text);
    // The next answer has a promise of its own, and it is kept.
    let (anna, boris) = (again(&api, "anna").await, again(&api, "boris").await);
    anna.post("/messages", json!({ "chat_id": "c1", "text": "А завтра?", "timeout_ms": 0 })).await.expect_status(200);
    assert_eq!(to_second(&anna.get(&format!("/conversations/{id}")).await, "/sla_due_at"), "2026-11-23T08:12:01");
    api.clock.advance_secs(600);
    boris.post(&format!("/conversations/{id}/messages"), json!({ "text": "И завтра" })).await.expect_status(201);
    let report = anna.get("/reports/sla").await.expect_status(200);
    let rows: Vec<(&str, i64, i64)> = report.body["rows"].as_array().unwrap().iter().map(|r| (r["kind"].as_str().unwrap(), r["kept"].as_i64().unwrap(), r["broken"].as_i64().unwrap())).collect();
    assert_eq!(rows, [("first", 0, 1), ("next", 1, 0)]);
    assert_eq!((report.body["running"].as_i64(), report.body["rows"][1]["average_secs"].as_i64()), (Some(0), Some(600)));
    // Given back to the agent nobody waits for a person any more; nothing is counted.
    anna.post("/messages", json!({ "chat_id": "c1", "text": "Спасибо", "timeout_ms": 0 })).await.expect_status(200);
    anna.post(&format!("/conversations/{id}/give-back"), Value::Null).await.expect_status(200);
    api.clock.advance_secs(4000);
    work(&api).await;
    let (anna, boris) = (again(&api, "anna").await, again(&api, "boris").await);
    let report = anna.get("/reports/sla").await;
    assert_eq!((report.body["running"].as_i64(), report.body["rows"].as_array().unwrap().len()), (Some(0), 2));
    assert_eq!(titles(&boris).await.iter().filter(|t| *t == "Клиент ждёт слишком долго").count(), 1);
}
