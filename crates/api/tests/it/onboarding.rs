//! From nothing to the first booking: steps read from the firm itself, packs, the test chat and what it leaves behind.

use serde_json::{Value, json};
use testkit::http::{Client, Reply, TestApi};

fn states(reply: &Reply) -> String {
    let steps = reply.body["steps"].as_array().unwrap();
    steps.iter().map(|s| format!("{}:{}", s["id"].as_str().unwrap(), s["state"].as_str().unwrap())).collect::<Vec<_>>().join(" ")
}

async fn now(who: &Client) -> String {
    states(&who.get("/onboarding").await.expect_status(200))
}

#[tokio::test]
async fn steps_follow_the_firm_and_are_resumed() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    assert_eq!(now(&anna).await, "firm:current pack:open hours:open service:open employee:open channel:open agent:open knowledge:open test:open done:open");
    anna.patch("/org", json!({ "settings": { "phone": "+79161234567" } })).await.expect_status(200);
    assert_eq!(now(&anna).await, "firm:done pack:current hours:open service:open employee:open channel:open agent:open knowledge:open test:open done:open");
    let skipped = anna.patch("/onboarding", json!({ "skip": "pack" })).await.expect_status(200);
    assert_eq!(states(&skipped), "firm:done pack:skipped hours:current service:open employee:open channel:open agent:open knowledge:open test:open done:open");
    let packs = anna.get("/packs").await.expect_status(200);
    let salon = packs.items().iter().find(|p| p["name"] == "salon").unwrap();
    assert!(salon["services"].as_u64().unwrap() > 10 && salon["answers"]["ru"].as_u64().unwrap() > 5 && salon["title"]["ru"].is_string(), "{salon}");
    anna.post("/packs/nonsense/install", json!({})).await.expect_problem(404, "pack_unknown");
    let installed = anna.post("/packs/salon/install", json!({})).await.expect_status(201);
    assert_eq!(states(&installed), "firm:done pack:done hours:done service:done employee:done channel:current agent:done knowledge:done test:open done:open");
    anna.post("/packs/salon/install", json!({})).await.expect_problem(409, "catalog_not_empty");
    anna.post("/packs/blank/install", json!({ "with_demo": true })).await.expect_problem(422, "pack_without_demo");
    let org = anna.get("/org").await;
    assert_eq!((org.text_at("/pack"), org.text_at("/name"), org.text_at("/settings/phone")), ("salon", "Firm of anna", "+79161234567"));
    anna.patch("/onboarding", json!({ "skip": "channel" })).await.expect_status(200);
    anna.patch("/onboarding", json!({ "skip": "done" })).await.expect_problem(422, "invalid");
    anna.patch("/onboarding", json!({ "skip": "test", "finish": true })).await.expect_problem(422, "invalid");
    anna.patch("/onboarding", json!({ "skip": "lunch" })).await.expect_problem(422, "invalid");
    let restored = anna.patch("/onboarding", json!({ "restore": "channel" })).await.expect_status(200);
    assert!(states(&restored).contains("channel:current"));
    let finished = anna.patch("/onboarding", json!({ "finish": true })).await.expect_status(200);
    assert!(finished.body["finished_at"].is_string() && states(&finished).ends_with("done:done"));
    // Another firm begins anew.
    assert!(now(&api.owner("boris").await).await.starts_with("firm:current"));
}

#[tokio::test]
async fn a_pack_takes_the_zone_of_the_firm_and_invents_weeks_if_wished() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    anna.patch("/org", json!({ "timezone": "Asia/Vladivostok" })).await.expect_status(200);
    anna.post("/packs/salon/install", json!({ "with_demo": true })).await.expect_status(201);
    assert!(anna.get("/branches").await.items().iter().all(|b| b["timezone"] == "Asia/Vladivostok"));
    assert!(!anna.get("/bookings?limit=5").await.items().is_empty());
    assert!(!anna.get("/contacts").await.items().is_empty());
}

#[tokio::test]
async fn registering_is_all_or_nothing() {
    let api = TestApi::new().await;
    api.owner("anna").await;
    let orgs = || async { store::org::all(&mut api.db.db.root_read().await.unwrap()).await.unwrap().len() };
    let before = orgs().await;
    let body = |email: &str| json!({ "email": email, "name": "Б", "password": testkit::http::PASSWORD, "org_name": "Фирма", "way": "token" });
    // Of several at once with one e-mail exactly one gets an account, and no firm is left without an owner.
    let (first, second) = (api.stranger(), api.stranger());
    let (a, b) = tokio::join!(first.post("/auth/register", body("b@example.com")), second.post("/auth/register", body("b@example.com")));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{} {}", a.text, b.text);
    assert_eq!(orgs().await, before + 1);
    let made = if a.status == 201 { a } else { b };
    let boris = api.stranger().with_bearer(made.text_at("/tokens/access_token"));
    let connectors: Vec<Value> = boris.get("/connections").await.items().iter().map(|c| c["connector"].clone()).collect();
    assert_eq!(connectors, [json!("api"), json!("widget")]);
}

async fn say(who: &Client, text: &str) -> Reply {
    who.post("/test-chat/messages", json!({ "text": text })).await.expect_status(200)
}

fn last(reply: &Reply) -> Value {
    reply.body["items"].as_array().unwrap().last().unwrap().clone()
}

#[tokio::test]
async fn a_test_talk_books_for_real_and_starting_over_takes_it_away() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    anna.post("/packs/salon/install", json!({})).await.expect_status(201);
    assert_eq!(anna.get("/test-chat/messages").await.body["items"], json!([]));
    let first = say(&anna, "Здравствуйте, сколько стоит мужская стрижка?").await;
    let answer = last(&first);
    assert_eq!((answer["author"].as_str(), &first.body["is_agent_on"]), (Some("agent"), &json!(true)));
    anna.get(&format!("/turns/{}", answer["turn_id"].as_str().unwrap())).await.expect_status(200);
    assert!(now(&anna).await.contains("test:done"));
    // To the booked visit.
    say(&anna, "запишите на мужскую стрижку завтра в 12").await;
    let mut reply = say(&anna, "Игорь, 89161112233").await;
    for _ in 0..6 {
        let message = last(&reply);
        let Some(button) = message["buttons"].as_array().unwrap().first().map(|b| b["id"].clone()) else { break };
        if reply.text_at("/phase") == "completed" {
            break;
        }
        reply = anna.post("/test-chat/messages", json!({ "button_id": button })).await.expect_status(200);
    }
    let visits = anna.get("/bookings").await;
    assert_eq!(visits.items().len(), 1, "{}", anna.get("/test-chat/messages").await.text);
    let (visit, slot) = (&visits.items()[0], visits.items()[0]["starts_at"].clone());
    assert_eq!(visit["source"], "test");
    // Nobody meets it in the lists of channels; a phone said in a test leads no real customer to it.
    assert_eq!(anna.get("/connections").await.items().len(), 2);
    anna.post("/messages", json!({ "chat_id": "c", "text": "Здравствуйте", "contact": { "phone": "+79161112233" } })).await.expect_status(200);
    let real = anna.get("/contacts?query=79161112233").await;
    assert!(real.items().iter().any(|c| c["source"] == "api"), "{}", real.text);
    let path = format!("/contacts/{}", visit["contact_id"].as_str().unwrap());
    assert_eq!(anna.get(&path).await.text_at("/source"), "test");

    anna.delete("/test-chat").await.expect_status(204);
    anna.delete("/test-chat").await.expect_status(204);
    assert!(anna.get("/bookings").await.items().is_empty());
    anna.get(&path).await.expect_problem(404, "not_found");
    assert_eq!(anna.get("/test-chat/messages").await.body["items"], json!([]));
    // The time is free again.
    let service = visit["services"][0]["service_id"].as_str().or(visit["items"][0]["service_id"].as_str()).unwrap_or_default();
    if !service.is_empty() {
        let free = anna.get(&format!("/slots?services={service}&employee_id={}&limit=200", visit["employee_id"].as_str().unwrap())).await;
        assert!(free.items().iter().any(|s| s["starts_at"] == slot), "{slot} is not free again");
    }
    say(&anna, "Здравствуйте").await;
}

#[tokio::test]
async fn each_member_has_a_test_talk_of_their_own() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let boris = api.owner("boris").await;
    say(&anna, "Здравствуйте").await;
    assert_eq!(boris.get("/test-chat/messages").await.body["items"], json!([]));
    let key = anna.post("/api-keys", json!({ "name": "k", "scopes": ["read", "converse"] })).await.expect_status(201);
    api.stranger().with_key(key.text_at("/key")).get("/test-chat/messages").await.expect_problem(403, "person_only");
    anna.post("/test-chat/messages", json!({})).await.expect_problem(422, "invalid");
}

#[tokio::test]
async fn the_draft_of_an_agent_is_tried_apart_and_holds_nothing() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let boris = api.owner("boris").await;
    anna.post("/packs/salon/install", json!({})).await.expect_status(201);
    let vera = anna.post("/agents", json!({ "name": "Вера", "role": "sales", "draft": { "persona": "Вера", "reply_delay_ms": 60_000 } })).await.expect_status(201);
    let id = vera.text_at("/id").to_owned();
    let talk = format!("/test-chat/messages?agent_id={id}");
    let said = anna.post("/test-chat/messages", json!({ "text": "Здравствуйте", "agent_id": id })).await.expect_status(200);
    let answer = last(&said);
    assert_eq!(answer["author"], "agent", "{}", said.text);
    let turn = anna.get(&format!("/turns/{}", answer["turn_id"].as_str().unwrap())).await.expect_status(200);
    let who = &turn.body["record"]["trace"]["agent"];
    assert_eq!((who["id"].as_str(), who["version"].as_i64()), (Some(id.as_str()), Some(0)), "{}", turn.text);
    // A talk of its own, which the ordinary one and strangers do not see.
    assert_eq!(anna.get("/test-chat/messages").await.body["items"], json!([]));
    assert_eq!(anna.get(&talk).await.body["items"].as_array().unwrap().len(), 2);
    boris.post("/test-chat/messages", json!({ "text": "Здравствуйте", "agent_id": id })).await.expect_status(404);
    assert_eq!(boris.get(&talk).await.body["items"], json!([]));
    // Who was only tried can still be removed; the talk then goes on with whoever there is.
    anna.delete(&format!("/agents/{id}")).await.expect_status(204);
    anna.delete(&format!("/test-chat?agent_id={id}")).await.expect_status(204);
    assert_eq!(anna.get(&talk).await.body["items"], json!([]));
}
