//! Web push against a push service on loopback that opens what it gets: who is told what, in which words, and who is forgotten.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::rand::SystemRandom;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use testkit::http::{Client, TestApi};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

type Got = (HeaderMap, Bytes);

struct Service {
    endpoint: String,
    status: Arc<AtomicU16>,
    got: Mutex<UnboundedReceiver<Got>>,
}

async fn take(State((sender, status)): State<(UnboundedSender<Got>, Arc<AtomicU16>)>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let _ = sender.send((headers, body));
    StatusCode::from_u16(status.load(Ordering::SeqCst)).unwrap()
}

impl Service {
    async fn start() -> Self {
        let (sender, got) = unbounded_channel();
        let status = Arc::new(AtomicU16::new(201));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}/send/abc?x=1", listener.local_addr().unwrap());
        let router = Router::new().route("/send/{id}", axum::routing::post(take)).with_state((sender, status.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Service { endpoint, status, got: Mutex::new(got) }
    }

    /// A browser subscribes with a key used for one notice.
    async fn subscribe(&self, who: &Client) -> Browser {
        let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
        let public = private.compute_public_key().unwrap().as_ref().to_vec();
        let body = json!({ "endpoint": self.endpoint, "p256dh": B64.encode(&public), "auth": B64.encode([7; 16]) });
        who.post("/push/subscriptions", body).await.expect_status(204);
        Browser { private, public }
    }

    async fn next(&self) -> Got {
        tokio::time::timeout(std::time::Duration::from_secs(20), self.got.lock().await.recv()).await.expect("a notice").unwrap()
    }
}

struct Browser {
    private: EphemeralPrivateKey,
    public: Vec<u8>,
}

impl Browser {
    fn open(self, body: &[u8]) -> Value {
        let salt: [u8; 16] = body[..16].try_into().unwrap();
        assert_eq!((&body[16..20], body[20]), (&4096_u32.to_be_bytes()[..], 65));
        let (server, record) = body[21..].split_at(65);
        let peer = UnparsedPublicKey::new(&ECDH_P256, server);
        let (key, nonce) = agree_ephemeral(self.private, &peer, |shared| connectors::push::seal::derive(shared, &[7; 16], &self.public, server, salt)).unwrap().unwrap();
        let key = ring::aead::LessSafeKey::new(ring::aead::UnboundKey::new(&ring::aead::AES_128_GCM, &key).unwrap());
        let mut record = record.to_vec();
        let clear = key.open_in_place(ring::aead::Nonce::assume_unique_for_key(nonce), ring::aead::Aad::empty(), &mut record).unwrap();
        let (end, notice) = clear.split_last().unwrap();
        assert_eq!(*end, 2);
        serde_json::from_slice(notice).unwrap()
    }
}

/// Runs what is queued; a job that queues others runs before them.
async fn work(api: &TestApi) {
    for _ in 0..4 {
        app::job::drain(&api.state.app).await.unwrap();
        let tasks = api.state.app.tasks();
        tasks.close();
        tasks.wait().await;
        tasks.reopen();
    }
}

#[tokio::test]
async fn a_notice_is_signed_by_us_and_sealed_for_the_browser() {
    let api = TestApi::among_fakes().await;
    let anna = api.owner("anna").await;
    let service = Service::start().await;
    let key = anna.get("/push/key").await.expect_status(200).text_at("/key").to_owned();
    assert_eq!(anna.get("/push/key").await.text_at("/key"), key, "made once");
    let browser = service.subscribe(&anna).await;
    assert_eq!(anna.post("/push/test", json!({})).await.expect_status(200).body, json!({ "sent": 1, "removed": 0, "failed": 0 }));
    let (headers, body) = service.next().await;
    assert_eq!((headers["content-encoding"].to_str().unwrap(), headers["ttl"].to_str().unwrap()), ("aes128gcm", "21600"));
    let notice = browser.open(&body);
    assert_eq!((notice["title"].as_str(), notice["url"].as_str()), (Some("Уведомления работают"), Some("/app/inbox")));
    let (token, k) = headers["authorization"].to_str().unwrap().strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(k, key);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let public = ring::signature::UnparsedPublicKey::new(&ring::signature::ECDSA_P256_SHA256_FIXED, B64.decode(k).unwrap());
    public.verify(signed.as_bytes(), &B64.decode(signature).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&B64.decode(signed.split_once('.').unwrap().1).unwrap()).unwrap();
    assert!(service.endpoint.starts_with(claims["aud"].as_str().unwrap()) && !claims["aud"].as_str().unwrap().ends_with('/'), "{claims}");
    // The words of whoever reads English; another master key keeps the installation's own.
    anna.patch("/auth/me", json!({ "lang": "en" })).await.expect_status(200);
    let browser = service.subscribe(&anna).await;
    anna.post("/push/test", json!({})).await.expect_status(200);
    assert_eq!(browser.open(&service.next().await.1)["title"], "Notifications work");
    api.state.app.vault().rotate(&api.db.db, &app::vault::Vault::new([9; 32])).await.unwrap();
    assert_eq!(anna.get("/push/key").await.text_at("/key"), key);
    // A browser that has left is forgotten; one whose service is down is not.
    let api = TestApi::among_fakes().await;
    let anna = api.owner("anna").await;
    anna.get("/push/key").await.expect_status(200);
    service.subscribe(&anna).await;
    for (status, expected) in [(503, json!({ "sent": 0, "removed": 0, "failed": 1 })), (410, json!({ "sent": 0, "removed": 1, "failed": 0 })), (201, json!({ "sent": 0, "removed": 0, "failed": 0 }))] {
        service.status.store(status, Ordering::SeqCst);
        assert_eq!(anna.post("/push/test", json!({})).await.expect_status(200).body, expected, "{status}");
    }
}

#[tokio::test]
async fn people_hear_what_they_asked_for_and_no_words_unless_they_allow_it() {
    let api = TestApi::among_fakes().await;
    let anna = api.owner("anna").await;
    let service = Service::start().await;
    anna.get("/push/key").await.expect_status(200);
    let say = |text: &'static str| anna.post("/messages", json!({ "chat_id": "c", "text": text, "timeout_ms": 0 }));
    let browser = service.subscribe(&anna).await;
    let asked = say("Позовите живого человека, пожалуйста").await.expect_status(200);
    work(&api).await;
    let notice = browser.open(&service.next().await.1);
    assert_eq!((notice["title"].as_str(), notice["body"].as_str()), (Some("Клиенту нужен человек"), Some("Агент передал разговор сотрудникам")));
    let id = asked.text_at("/conversation_id").to_owned();
    assert_eq!(notice["url"], format!("/app/inbox/{id}"));
    // Hers now: she hears what is written there, in the customer's words once she allows it.
    anna.post(&format!("/conversations/{id}/take-over"), json!({})).await.expect_status(200);
    let browser = service.subscribe(&anna).await;
    assert_eq!(anna.patch("/notices/settings", json!({ "show_text": true })).await.expect_status(200).body["show_text"], json!(true));
    say("Вы ещё там?").await;
    work(&api).await;
    assert_eq!(browser.open(&service.next().await.1)["body"].as_str().unwrap().rsplit(": ").next().unwrap(), "Вы ещё там?");
    // Switched off: nothing, and a test talk calls nobody.
    anna.patch("/notices/settings", json!({ "wishes": [{ "kind": "message", "channel": "push", "on": false }] })).await.expect_status(200);
    say("Ау!").await;
    anna.post("/test-chat/messages", json!({ "text": "Позовите живого человека, пожалуйста" })).await.expect_status(200);
    work(&api).await;
    assert!(service.got.lock().await.try_recv().is_err());
}

#[tokio::test]
async fn an_endpoint_inside_our_network_is_refused() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let key = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    let with = |endpoint: &str, p256dh: &str, auth: &str| json!({ "endpoint": endpoint, "p256dh": p256dh, "auth": auth });
    for (endpoint, code) in [("https://127.0.0.1/x", "address_not_allowed"), ("https://169.254.169.254/x", "address_not_allowed"), ("https://10.0.0.1/x", "address_not_allowed"), ("http://push.invalid/x", "invalid"), ("nonsense", "invalid")] {
        anna.post("/push/subscriptions", with(endpoint, key, "BTBZMqHH6r4Tts7J_aSIgg")).await.expect_problem(422, code);
    }
    anna.post("/push/subscriptions", with("https://push.invalid/x", "BBBB", "BTBZMqHH6r4Tts7J_aSIgg")).await.expect_problem(422, "invalid");
    anna.post("/push/subscriptions", with("https://push.invalid/x", key, "BTBZ")).await.expect_problem(422, "invalid");
    anna.post("/push/subscriptions", with("https://push.invalid/x", key, "BTBZMqHH6r4Tts7J_aSIgg")).await.expect_status(204);
    anna.delete("/push/subscriptions").await.expect_problem(415, "unsupported_media_type");
    anna.send(testkit::http::Method::DELETE, "/push/subscriptions", Some(json!({ "endpoint": "https://push.invalid/x" }))).await.expect_status(204);
}
