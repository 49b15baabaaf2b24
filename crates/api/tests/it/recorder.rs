//! The flight recorder and the conversation tests over HTTP: turns are found, run again, covered for those who may only read.

use crate::catalog::open;
use serde_json::{Value, json};
use testkit::http::{Client, TestApi};

async fn ask(client: &Client, chat: &str, text: &str) -> String {
    client.post("/messages", json!({ "chat_id": chat, "text": text })).await.expect_status(200).text_at("/conversation_id").to_owned()
}

async fn key(owner: &Client, api: &TestApi, scopes: &[&str]) -> Client {
    let made = owner.post("/api-keys", json!({ "name": "k", "scopes": scopes })).await.expect_status(201);
    api.stranger().with_key(made.text_at("/key"))
}

#[tokio::test]
async fn a_turn_is_found_and_runs_again() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    open(&anna).await;
    let talk = ask(&anna, "chat-1", "Здравствуйте! Сколько стоит СТРИЖКА?").await;
    ask(&anna, "chat-2", "позовите человека").await;
    for (query, count) in [("", 2), ("?q=%D1%81%D1%82%D1%80%D0%B8%D0%B6%D0%BA%D0%B0", 1), ("?verdict=handed_over", 1), ("?verdict=answered", 1), ("?from=2030-01-01T00:00:00Z", 0), ("?to=2030-01-01T00:00:00Z", 2), ("?reason=asked", 1), ("?reason=complaint", 0), ("?with_model=true", 0), ("?failed=true", 0), ("?slower_ms=3600000", 0), ("?slower_ms=0", 2)] {
        assert_eq!(anna.get(&format!("/turns{query}")).await.expect_status(200).items().len(), count, "{query}");
        assert_eq!(boris.get(&format!("/turns{query}")).await.expect_status(200).items().len(), 0, "{query}");
    }
    let page = anna.get("/turns?limit=1").await;
    let cursor = page.text_at("/next_cursor").to_owned();
    let next = anna.get(&format!("/turns?limit=1&cursor={cursor}")).await;
    assert_ne!(page.items()[0]["id"], next.items()[0]["id"]);
    anna.get("/turns?verdict=nice").await.expect_problem(422, "invalid");

    let found = anna.get(&format!("/turns?conversation_id={talk}")).await;
    let line = &found.items()[0];
    assert_eq!((&line["question"], &line["is_replayable"]), (&json!("Здравствуйте! Сколько стоит СТРИЖКА?"), &json!(true)));
    assert!(!line["answer"].as_str().unwrap().is_empty());
    assert_eq!((&line["model_calls"], &line["has_failure"], line.get("agent"), line.get("reason")), (&json!(0), &json!(false), None, None));
    assert_eq!(anna.get("/turns?verdict=handed_over").await.items()[0]["reason"], "asked");
    let turn = format!("/turns/{}", line["id"].as_str().unwrap());
    // The firm changes; what was said then still runs as it did.
    anna.patch("/org", json!({ "name": "Другая вывеска" })).await.expect_status(200);
    let replayed = anna.post(&format!("{turn}/replay"), Value::Null).await.expect_status(200).body;
    assert_eq!((&replayed["verdict"], &replayed["differences"]), (&json!("equal"), &json!([])));
    assert!(!replayed["replies"].as_array().unwrap().is_empty());
    boris.post(&format!("{turn}/replay"), Value::Null).await.expect_problem(404, "not_found");
    anna.post(&format!("{turn}/replay?agent_version=1"), Value::Null).await.expect_problem(409, "turn_without_agent");
}

#[tokio::test]
async fn a_turn_runs_again_as_another_version_of_its_agent() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    open(&anna).await;
    let made = anna.post("/agents/from-template", json!({ "template": "front-desk" })).await.expect_status(201);
    let agent = format!("/agents/{}", made.text_at("/id"));
    anna.post(&format!("{agent}/publish"), json!({})).await.expect_status(200);
    anna.patch(&agent, json!({ "status": "active" })).await.expect_status(200);
    ask(&anna, "chat-1", "Сколько стоит стрижка?").await;
    anna.patch(&agent, json!({ "draft": { "forbidden": ["стрижка"] } })).await.expect_status(200);
    anna.post(&format!("{agent}/publish"), json!({})).await.expect_status(200);
    let found = anna.get(&format!("/turns?agent_id={}", made.text_at("/id"))).await;
    let line = &found.items()[0];
    assert_eq!(line["agent_version"], 1, "{line}");
    let replay = format!("/turns/{}/replay", line["id"].as_str().unwrap());
    assert_eq!(anna.post(&replay, Value::Null).await.expect_status(200).body["verdict"], "equal");
    assert_eq!(anna.post(&format!("{replay}?agent_version=1"), Value::Null).await.expect_status(200).body["verdict"], "equal");
    let other = anna.post(&format!("{replay}?agent_version=2"), Value::Null).await.expect_status(200).body;
    assert_eq!(other["verdict"], "different", "{other}");
    assert!(other["differences"].as_array().unwrap().iter().any(|d| d["path"] == "replies[0].text"), "{other}");
    anna.post(&format!("{replay}?agent_version=9"), Value::Null).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn who_may_only_read_does_not_learn_who_it_was() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    open(&anna).await;
    let talk = ask(&anna, "chat-1", "меня зовут Вольдемар, телефон 8 916 123-45-67, запишите на стрижку").await;
    let id = anna.get("/turns").await.items()[0]["id"].as_str().unwrap().to_owned();
    let reader = key(&anna, &api, &["read"]).await;
    for path in ["/turns".to_owned(), format!("/turns/{id}"), format!("/conversations/{talk}/turns")] {
        let (full, covered) = (anna.get(&path).await.expect_status(200).text, reader.get(&path).await.expect_status(200).text);
        assert!(full.contains("Вольдемар") && full.contains("123-45-67"), "{full}");
        assert!(!covered.to_lowercase().contains("вольдемар") && !covered.contains("123-45-67") && !covered.contains("79161234567"), "{path}: {covered}");
        assert!(covered.contains("запишите на стрижку"), "{path}: {covered}");
    }
    let replayed = reader.post(&format!("/turns/{id}/replay"), Value::Null).await.expect_status(200);
    assert!(!replayed.text.contains("123-45-67"), "{}", replayed.text);
}

#[tokio::test]
async fn a_conversation_test_is_written_played_changed_and_removed() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    open(&anna).await;
    let text = "@now 2026-11-24 12:00\n> здравствуйте\n? completed";
    anna.post("/tests", json!({ "title": "x", "text": "> здравствуйте" })).await.expect_problem(422, "invalid");
    let made = anna.post("/tests", json!({ "title": "Приветствие", "text": text })).await.expect_status(201);
    let path = format!("/tests/{}", made.text_at("/id"));
    assert!(made.body.get("last_run").is_none());
    let run = anna.post(&format!("{path}/run"), Value::Null).await.expect_status(200).body;
    assert_eq!((&run["last_run"]["verdict"], &run["last_run"]["mistakes"][0]["line"]), (&json!("failed"), &json!(3)), "{run}");
    let changed = anna.patch(&path, json!({ "text": text.replace("completed", "greeting") })).await.expect_status(200);
    assert!(changed.body.get("last_run").is_none(), "another text has not been played");
    let run = anna.post(&format!("{path}/run"), Value::Null).await.expect_status(200).body;
    assert_eq!(run["last_run"]["verdict"], "passed", "{run}");
    assert_eq!(anna.patch(&path, json!({ "title": "Иначе" })).await.expect_status(200).body["last_run"]["verdict"], "passed");
    assert_eq!(anna.post("/tests/run", Value::Null).await.expect_status(202).body, json!({ "total": 1 }));
    assert_eq!(anna.get("/tests").await.items().len(), 1);
    for reply in [boris.get(&path).await, boris.patch(&path, json!({ "title": "x" })).await, boris.post(&format!("{path}/run"), Value::Null).await, boris.delete(&path).await] {
        reply.expect_problem(404, "not_found");
    }
    assert_eq!(boris.get("/tests").await.items().len(), 0);
    key(&anna, &api, &["read", "converse"]).await.post("/tests", json!({ "title": "x", "text": text })).await.expect_problem(403, "permission_missing");
    anna.delete(&path).await.expect_status(204);
    anna.get(&path).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_real_conversation_becomes_a_test() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    open(&anna).await;
    let talk = ask(&anna, "chat-1", "Здравствуйте! Сколько стоит стрижка?").await;
    let save = format!("/conversations/{talk}/save-as-test");
    boris.post(&save, json!({})).await.expect_problem(404, "not_found");
    let preview = format!("/conversations/{talk}/test-preview");
    boris.get(&preview).await.expect_problem(404, "not_found");
    let shown = anna.get(&preview).await.expect_status(200).body;
    assert_eq!((&shown["title"], &shown["run"]["verdict"]), (&json!("Здравствуйте! Сколько стоит стрижка?"), &json!("passed")), "{shown}");
    assert_eq!(anna.get("/tests").await.items().len(), 0, "a preview keeps nothing");
    let edited = shown["text"].as_str().unwrap().replace("Здравствуйте! ", "");
    let own = anna.post(&save, json!({ "title": "Своё", "text": edited })).await.expect_status(201).body;
    assert_eq!((&own["text"], &own["conversation_id"]), (&json!(edited.trim()), &json!(talk)), "{own}");
    anna.post(&save, json!({ "text": "> без часов" })).await.expect_problem(422, "invalid");
    let made = anna.post(&save, json!({})).await.expect_status(201).body;
    assert_eq!((&made["title"], &made["conversation_id"], &made["last_run"]["verdict"]), (&json!("Здравствуйте! Сколько стоит стрижка?"), &json!(talk), &json!("passed")), "{made}");
    assert!(made["text"].as_str().unwrap().contains("+ 1 500 ₽"), "{}", made["text"]);
    assert_eq!(anna.post(&save, json!({ "title": "Цена" })).await.expect_status(201).body["title"], "Цена");
    let empty = api.owner("vera").await;
    let quiet = ask(&empty, "chat-1", "здравствуйте").await;
    empty.post(&format!("/conversations/{quiet}/save-as-test"), json!({})).await.expect_status(201);
}
