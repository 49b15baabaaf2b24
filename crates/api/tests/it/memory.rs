//! What is remembered and how talks end, over HTTP: facts of a contact, the outcome of a conversation and the figures, the chain of envelopes.

use crate::catalog::open;
use serde_json::json;
use testkit::http::TestApi;

#[tokio::test]
async fn facts_are_written_changed_and_forgotten() {
    let api = TestApi::new().await;
    let owner = api.owner("anna").await;
    open(&owner).await;
    let contact = owner.post("/contacts", json!({ "name": "Анна" })).await.expect_status(201).body;
    let facts = format!("/contacts/{}/facts", contact["id"].as_str().unwrap());
    let made = owner.post(&facts, json!({ "key": "hours", "text": "вечером" })).await.expect_status(201).body;
    assert_eq!((made["source"].as_str(), made["confidence"].as_i64()), (Some("person"), Some(100)));
    // One of a kind.
    let again = owner.post(&facts, json!({ "key": "hours", "text": "утром" })).await.expect_status(201).body;
    assert_eq!(again["id"], made["id"]);
    let one = format!("{facts}/{}", made["id"].as_str().unwrap());
    let changed = owner.patch(&one, json!({ "text": "днём", "expires_at": "2099-01-01T00:00:00Z" })).await.expect_status(200).body;
    assert_eq!(changed["text"], "днём");
    let cleared = owner.patch(&one, json!({ "expires_at": null })).await.expect_status(200).body;
    assert!(cleared.get("expires_at").is_none());
    for wrong in [json!({ "key": "mood", "text": "x" }), json!({ "key": "note", "text": "" }), json!({ "key": "note", "text": "x", "employee_id": uuid::Uuid::nil() }), json!({ "key": "note", "text": "x", "expires_at": "2001-01-01T00:00:00Z" })] {
        owner.post(&facts, wrong).await.expect_status(422);
    }
    assert_eq!(owner.get(&facts).await.body["items"].as_array().unwrap().len(), 1);
    owner.delete(&one).await.expect_status(204);
    owner.delete(&one).await.expect_status(404);
}

#[tokio::test]
async fn a_conversation_tells_how_it_ends_and_the_figures_count_it() {
    let api = TestApi::new().await;
    let owner = api.owner("anna").await;
    open(&owner).await;
    let said = owner.post("/messages", json!({ "chat_id": "c", "message_id": "1", "text": "какой у вас адрес?" })).await.expect_status(200).body;
    let talk = format!("/conversations/{}", said["conversation_id"].as_str().unwrap());
    let outcome = owner.get(&talk).await.body["outcome"].clone();
    assert_eq!(outcome["resolution"], "open");
    owner.post("/messages", json!({ "chat_id": "c", "message_id": "2", "text": "позовите администратора" })).await.expect_status(200);
    assert_eq!(owner.get(&talk).await.body["outcome"], json!({ "kind": "handed_over", "resolution": "unresolved", "reason": "asked" }));
    assert_eq!(owner.get("/conversations").await.body["items"][0]["outcome"]["reason"], "asked");
    let report = owner.get("/reports/outcomes").await.body;
    assert_eq!((report["totals"]["talks"].as_i64(), report["totals"]["handed_over"].as_i64(), report["totals"]["resolution_rate"].as_f64()), (Some(1), Some(1), Some(0.0)));
    assert_eq!(report["reasons"], json!([{ "reason": "asked", "talks": 1 }]));
    owner.get("/reports/outcomes?from=2026-11-24&to=2026-11-01").await.expect_status(422);
    owner.get(&format!("/reports/outcomes?agent_id={}", uuid::Uuid::nil())).await.expect_status(404);
    assert_eq!(owner.get(&format!("{talk}/envelopes")).await.body["items"], json!([]));
}
