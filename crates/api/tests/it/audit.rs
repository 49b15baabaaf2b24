//! The audit log: every change leaves a line, filters find it, CSV exports it, secrets never get in.

use serde_json::json;
use testkit::http::{PASSWORD, TestApi};

#[tokio::test]
async fn changes_leave_lines_that_filters_find() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let made = anna.post("/api-keys", json!({ "name": "Ключ; \"=1+1\"", "scopes": ["read"] })).await.expect_status(201);
    let id = made.text_at("/api_key/id").to_owned();
    anna.patch(&format!("/api-keys/{id}"), json!({ "name": "Другой" })).await.expect_status(200);
    let lines = anna.get(&format!("/audit?subject_id={id}")).await.expect_status(200);
    let actions: Vec<&str> = lines.items().iter().map(|l| l["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["update", "create"]);
    let update = &lines.items()[0];
    assert_eq!((&update["before"]["name"], &update["after"]["name"]), (&json!("Ключ; \"=1+1\""), &json!("Другой")));
    assert_eq!((update["actor_kind"].as_str(), update["ip"].as_str()), (Some("person"), Some("127.0.0.1")));
    assert!(!update["trace_id"].as_str().unwrap().is_empty());
    for (query, count) in [("noun=api_key", 2), ("noun=api_key&action=create", 1), ("noun=nothing", 0), ("actor_kind=key", 0), ("from=2100-01-01T00:00:00Z", 0), ("noun=api_key&until=2100-01-01T00:00:00Z", 2)] {
        assert_eq!(anna.get(&format!("/audit?{query}")).await.expect_status(200).items().len(), count, "{query}");
    }
    let csv = anna.get("/audit/export?noun=api_key").await.expect_status(200);
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert_eq!(csv.text.lines().count(), 3);
    for (query, count) in [("noun=api_key&action=create", 2), ("noun=api_key&actor_kind=person", 3), ("actor_kind=key", 1)] {
        assert_eq!(anna.get(&format!("/audit/export?{query}")).await.expect_status(200).text.lines().count(), count, "{query}");
    }
    let all = anna.get("/audit").await.text;
    for secret in [PASSWORD, made.text_at("/key"), "argon2", "smt_", "sms_"] {
        assert!(!all.contains(secret), "{secret} is in the log");
    }
}

#[tokio::test]
async fn pages_walk_the_whole_log_once() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    for n in 0..7 {
        anna.post("/api-keys", json!({ "name": format!("k{n}"), "scopes": ["read"] })).await.expect_status(201);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = anna.get(&format!("/audit?noun=api_key&limit=3{cursor}")).await.expect_status(200);
        seen.extend(page.items().iter().map(|l| l["after"]["name"].as_str().unwrap().to_owned()));
        match page.text_at("/next_cursor") {
            "" => break,
            next => cursor = format!("&cursor={next}"),
        }
    }
    assert_eq!(seen, ["k6", "k5", "k4", "k3", "k2", "k1", "k0"]);
    for query in ["limit=0", "limit=201", "cursor=xyz", "nuon=api_key", "actor_id=7", "from=yesterday"] {
        anna.get(&format!("/audit?{query}")).await.expect_status(422);
    }
}

#[tokio::test]
async fn an_export_has_every_line_however_many() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let org = anna.get("/org").await.text_at("/id").parse().unwrap();
    let mut root = api.db.db.root().await.unwrap();
    for n in 0..2_100 {
        store::audit::insert_root(&mut root, org, &store::By::system(api.state.now()), "create", "pebble", None, Some(json!({ "number": format!("n{n}-") }))).await.unwrap();
    }
    root.commit().await.unwrap();
    let csv = anna.get("/audit/export?noun=pebble").await.expect_status(200);
    assert_eq!(csv.text.lines().count(), 2_101);
    assert!((0..2_100).all(|n| csv.text.contains(&format!("n{n}-"))));
    assert_eq!(csv.text.matches("actor_kind").count(), 1);
}
