//! The message API with an address for replies: every reply arrives there once, signed, however the receiver behaves.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use connectors::api::fake::{Call, FakeReceiver};
use serde_json::{Value, json};
use testkit::http::{Client, TestApi};

const SECRET: &str = "a secret of the program";

/// The firm's own API connection.
async fn connection(anna: &Client) -> String {
    let all = anna.get("/connections").await.expect_status(200);
    all.items().iter().find(|c| c["connector"] == "api").unwrap()["id"].as_str().unwrap().to_owned()
}

async fn call_back(anna: &Client, url: &str) {
    let path = format!("/connections/{}", connection(anna).await);
    let changed = anna.patch(&path, json!({ "settings": { "callback_url": url, "callback_secret": SECRET } })).await.expect_status(200);
    assert_eq!((changed.text_at("/settings/callback_url"), &changed.body["has_secrets"]), (url, &json!(true)));
    assert!(!changed.text.contains(SECRET), "{}", changed.text);
}

/// Sends what is due and waits for the sends under way.
async fn drain(api: &TestApi) {
    app::outbox::drain(&api.state.app).await.unwrap();
    while !api.state.app.tasks().is_empty() {
        tokio::task::yield_now().await;
    }
}

fn is_signed(call: &Call) -> bool {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = call.signature.strip_prefix("v1,").and_then(|tag| STANDARD.decode(tag).ok()).unwrap_or_default();
    ring::hmac::verify(&key, format!("{}.{}.{}", call.id, call.timestamp, call.body).as_bytes(), &tag).is_ok()
}

fn body(call: &Call) -> Value {
    serde_json::from_str(&call.body).unwrap()
}

async fn delivery(anna: &Client, conversation: &str) -> Vec<String> {
    let all = anna.get(&format!("/conversations/{conversation}/messages?after=0")).await.expect_status(200);
    all.body.as_array().unwrap().iter().filter(|m| m["author"] != "contact").map(|m| m["delivery"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_reply_arrives_once_and_also_in_the_answer() {
    let (api, receiver) = (TestApi::among_fakes().await, FakeReceiver::start().await.unwrap());
    let anna = api.owner("anna").await;
    call_back(&anna, &receiver.url()).await;
    let said = json!({ "chat_id": "c-1", "message_id": "m-1", "text": "Здравствуйте" });
    let answer = anna.post("/messages", said.clone()).await.expect_status(200);
    assert_eq!(answer.text_at("/status"), "answered", "{}", answer.text);
    let conversation = answer.text_at("/conversation_id").to_owned();
    assert_eq!(delivery(&anna, &conversation).await, ["queued"]);
    drain(&api).await;
    // A repetition gets the same answer and sends nothing.
    assert_eq!(anna.post("/messages", said).await.expect_status(200).body["replies"], answer.body["replies"]);
    drain(&api).await;

    let calls = receiver.calls();
    assert_eq!(calls.len(), 1);
    assert!(is_signed(&calls[0]), "{calls:?}");
    let (posted, reply) = (body(&calls[0]), &answer.body["replies"][0]);
    assert_eq!((&posted["conversation_id"], &posted["chat_id"]), (&json!(conversation), &json!("c-1")));
    assert_eq!(posted["message"], json!({ "key": reply["id"], "text": reply["text"], "buttons": reply["buttons"] }));
    assert_eq!(json!(calls[0].id), reply["id"], "one id tells that the two are the same");
    assert_eq!(delivery(&anna, &conversation).await, ["sent"]);

    // A person's words have no other way.
    let written = anna.post(&format!("/conversations/{conversation}/messages"), json!({ "text": "Это Анна" })).await.expect_status(201);
    drain(&api).await;
    let call = receiver.calls().pop().unwrap();
    assert_eq!((body(&call)["message"]["text"].as_str(), call.id.as_str(), is_signed(&call)), (Some("Это Анна"), written.text_at("/id"), true));
    assert_eq!(receiver.calls().len(), 2);
}

#[tokio::test]
async fn a_receiver_that_is_down_gets_it_later_under_the_same_id() {
    let (api, receiver) = (TestApi::among_fakes().await, FakeReceiver::start().await.unwrap());
    let anna = api.owner("anna").await;
    let (url, address) = (receiver.url(), receiver.address());
    call_back(&anna, &url).await;
    let answer = anna.post("/messages", json!({ "chat_id": "c-1", "text": "Здравствуйте" })).await.expect_status(200);
    let conversation = answer.text_at("/conversation_id").to_owned();
    receiver.answer(503);
    drain(&api).await;
    let first = receiver.calls();
    assert_eq!(first.len(), 1);
    drain(&api).await;
    assert_eq!(receiver.calls().len(), 1, "not before its time");
    // Gone altogether.
    drop(receiver);
    api.clock.advance_secs(60);
    drain(&api).await;
    assert_eq!(delivery(&anna, &conversation).await, ["queued"]);
    let receiver = FakeReceiver::start_at(address).await.unwrap();
    api.clock.advance_secs(60);
    drain(&api).await;
    let second = receiver.calls();
    assert_eq!((second.len(), &second[0].id, &second[0].body), (1, &first[0].id, &first[0].body));
    assert!(is_signed(&first[0]) && is_signed(&second[0]) && first[0].timestamp != second[0].timestamp);
    assert_eq!(delivery(&anna, &conversation).await, ["sent"]);
}

#[tokio::test]
async fn a_refusal_is_final_and_a_dead_address_shows_in_the_connection() {
    let (api, receiver) = (TestApi::among_fakes().await, FakeReceiver::start().await.unwrap());
    let anna = api.owner("anna").await;
    call_back(&anna, &receiver.url()).await;
    for status in [400, 410] {
        let answer = anna.post("/messages", json!({ "chat_id": format!("c-{status}"), "text": "Здравствуйте" })).await.expect_status(200);
        receiver.answer(status);
        drain(&api).await;
        assert_eq!(delivery(&anna, answer.text_at("/conversation_id")).await, ["failed"]);
    }
    let path = format!("/connections/{}", connection(&anna).await);
    assert_eq!(anna.get(&path).await.text_at("/health"), "disconnected");
    // Without the address the program pulls again, and nothing waits for anybody.
    api.clock.advance_secs(60);
    let changed = anna.patch(&path, json!({ "settings": {} })).await.expect_status(200);
    assert!(changed.body["settings"].get("callback_url").is_none());
    assert_eq!(anna.get(&path).await.text_at("/health"), "ok");
    let answer = anna.post("/messages", json!({ "chat_id": "c-9", "text": "Здравствуйте" })).await.expect_status(200);
    drain(&api).await;
    assert_eq!((delivery(&anna, answer.text_at("/conversation_id")).await, receiver.calls().len()), (vec!["delivered".to_owned()], 2));
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let path = format!("/connections/{}", connection(&anna).await);
    for (settings, field) in [
        (json!({ "callback_url": "https://example.org/r" }), "callback_secret"),
        (json!({ "callback_url": "http://example.org/r", "callback_secret": SECRET }), "callback_url"),
        (json!({ "callback_url": "https://127.0.0.1/r", "callback_secret": SECRET }), "callback_url"),
        (json!({ "callback": "https://example.org/r" }), "settings.callback"),
    ] {
        let refused = anna.patch(&path, json!({ "settings": settings })).await;
        assert_eq!((refused.status, refused.text_at("/field")), (422, field), "{}", refused.text);
    }
    assert_eq!(anna.get(&path).await.body["settings"], json!({}), "a refused change leaves nothing");
}
