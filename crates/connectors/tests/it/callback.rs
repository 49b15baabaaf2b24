//! The API connector with an address for replies: what it posts, how it signs, what an answer means, what it refuses to open.

use crate::bench::{Fixed, HOOK_SECRET, outbound, with_buttons};
use crate::connectors::api::fake::FakeReceiver;
use domain::id::{ConnectionId, ConversationId, OrgId};
use domain::port::{Channel, ChannelConfig, NetPolicy, Outbound};
use domain::{Kind, Result, Retry, Secret};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const SECRET: &str = "0123456789abcdef-secret";

fn open(settings: Value, secret: Option<&str>, net: NetPolicy) -> Result<Arc<dyn Channel>> {
    let secrets: BTreeMap<String, Secret> = secret.map(|secret| ("callback_secret".to_owned(), Secret::new(secret))).into_iter().collect();
    crate::connectors::find("api").unwrap().open(ChannelConfig {
        org_id: OrgId::nil(), connection_id: ConnectionId::nil(), settings, secrets, hook_secret: Secret::new(HOOK_SECRET), hook_url: None, net, files: None, clock: Arc::new(Fixed),
    })
}

fn to(receiver: &FakeReceiver) -> Arc<dyn Channel> {
    open(json!({ "callback_url": receiver.url() }), Some(SECRET), NetPolicy::Loopback).unwrap()
}

/// Computed with another implementation from `k1.1795165200.<body>`.
#[tokio::test]
async fn a_reply_is_posted_with_the_signature_of_its_bytes() {
    for (secret, signature) in [
        (SECRET, "v1,a3R3rv5xoqb+l+xkhJnp3cOsac5nyuRFBrFmnhmNqE4="),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,55DOgxPvPDOvMvFD5NSU6jDtpuNaF9PGFPCKiU5X2rA="),
    ] {
        let receiver = FakeReceiver::start().await.unwrap();
        let channel = open(json!({ "callback_url": receiver.url() }), Some(secret), NetPolicy::Loopback).unwrap();
        let message = Outbound { conversation_id: Some(ConversationId::nil()), ..with_buttons("клиент-7", "Записать вас на 10:30?", &[("bk:ok", "Да")]) };
        assert_eq!(channel.send(&message).await.unwrap().provider_ids, ["k1"]);
        let calls = receiver.calls();
        assert_eq!(calls.len(), 1);
        let body = r#"{"conversation_id":"00000000-0000-0000-0000-000000000000","chat_id":"клиент-7","message":{"key":"k1","text":"Записать вас на 10:30?","buttons":[{"id":"bk:ok","title":"Да"}]}}"#;
        assert_eq!((calls[0].body.as_str(), calls[0].content_type.as_str()), (body, "application/json"));
        assert_eq!((calls[0].id.as_str(), calls[0].timestamp.as_str(), calls[0].signature.as_str()), ("k1", "1795165200", signature));
    }
}

#[tokio::test]
async fn an_answer_decides_whether_to_try_again() {
    let receiver = FakeReceiver::start().await.unwrap();
    for status in [200, 201, 202, 204] {
        receiver.answer(status);
        to(&receiver).send(&outbound("1", "x")).await.unwrap();
    }
    let pause = Retry::After(Duration::from_secs(14));
    for (status, kind, retry) in [
        (302, Kind::Disconnected, Retry::Never), (400, Kind::Invalid, Retry::Never), (404, Kind::Invalid, Retry::Never), (410, Kind::Disconnected, Retry::Never),
        (408, Kind::Unavailable, Retry::Backoff), (500, Kind::Unavailable, Retry::Backoff), (502, Kind::Unavailable, Retry::Backoff),
    ] {
        receiver.answer(status);
        let error = to(&receiver).send(&outbound("1", "x")).await.unwrap_err();
        assert_eq!((error.kind, error.retry, error.op), (kind, retry, "api.send"), "{status}");
    }
    receiver.answer_later(503, 14);
    assert_eq!(to(&receiver).send(&outbound("1", "x")).await.unwrap_err().retry, pause);
    let channel = to(&receiver);
    receiver.answer_later(429, 14);
    let error = channel.send(&outbound("1", "x")).await.unwrap_err();
    assert_eq!((error.kind, error.retry), (Kind::RateLimited, pause));
    let calls = receiver.calls().len();
    assert!(matches!(channel.send(&outbound("2", "y")).await.unwrap_err().retry, Retry::After(left) if left > Duration::from_secs(5)));
    assert_eq!(receiver.calls().len(), calls, "the receiver asked for silence");
}

#[tokio::test]
async fn a_call_without_an_answer_may_be_repeated() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let channel = open(json!({ "callback_url": url }), Some(SECRET), NetPolicy::Loopback).unwrap();
    let hang_up = tokio::spawn(async move {
        // Takes the whole call and leaves.
        let (mut stream, _) = listener.accept().await.unwrap();
        tokio::io::AsyncReadExt::read(&mut stream, &mut [0; 4096]).await.unwrap();
    });
    let error = channel.send(&outbound("1", "x")).await.unwrap_err();
    assert_eq!((error.kind, error.retry), (Kind::Unavailable, Retry::Backoff), "the id makes a repetition harmless: {error}");
    hang_up.await.unwrap();
    let error = channel.send(&outbound("1", "x")).await.unwrap_err();
    assert_eq!((error.kind, error.retry), (Kind::Unavailable, Retry::Backoff), "nobody listens any more");
}

#[tokio::test]
async fn the_check_is_signed_and_says_where() {
    let receiver = FakeReceiver::start().await.unwrap();
    assert_eq!(to(&receiver).check().await.unwrap().name, "127.0.0.1");
    let call = receiver.calls().remove(0);
    assert_eq!(call.body, r#"{"check":true}"#);
    assert!(call.signature.starts_with("v1,") && call.id.starts_with("check-"));
    receiver.answer(401);
    assert!(to(&receiver).check().await.is_err());
}

#[test]
fn without_an_address_it_is_a_pull_channel() {
    let api = crate::connectors::find("api").unwrap();
    for settings in [json!({}), json!({ "callback_url": "" }), json!({ "callback_url": " " }), json!({ "callback_url": null }), Value::Null] {
        assert!(api.pulls(&settings), "{settings}");
        assert!(open(settings, None, NetPolicy::Public).is_ok());
    }
    assert!(!api.pulls(&json!({ "callback_url": "https://example.org/r" })));
    // No other pull channel reads these settings.
    assert!(crate::connectors::find("widget").unwrap().pulls(&json!({ "callback_url": "https://example.org/r" })));
}

#[test]
fn bad_settings_are_refused_by_field() {
    let far = "https://example.org/replies";
    for (url, secret, net, field) in [
        (json!(far), None, NetPolicy::Public, "callback_secret"),
        (json!(far), Some("short"), NetPolicy::Public, "callback_secret"),
        (json!(far), Some("whsec_not base64 at all!"), NetPolicy::Public, "callback_secret"),
        (json!(far), Some("whsec_c2hvcnQ="), NetPolicy::Public, "callback_secret"),
        (json!(7), Some(SECRET), NetPolicy::Public, "callback_url"),
        (json!("nonsense"), Some(SECRET), NetPolicy::Public, "callback_url"),
        (json!("http://example.org/replies"), Some(SECRET), NetPolicy::Public, "callback_url"),
        (json!("https://127.0.0.1/replies"), Some(SECRET), NetPolicy::Public, "callback_url"),
        (json!("https://169.254.169.254/latest"), Some(SECRET), NetPolicy::Loopback, "callback_url"),
        (json!("https://user:pass@example.org/"), Some(SECRET), NetPolicy::Public, "callback_url"),
    ] {
        let error = open(json!({ "callback_url": url }), secret, net).err().unwrap();
        assert_eq!((error.kind, error.field.as_deref()), (Kind::Invalid, Some(field)), "{url} {secret:?}");
    }
    assert!(open(json!({ "callback_url": far }), Some(SECRET), NetPolicy::Public).is_ok());
}
