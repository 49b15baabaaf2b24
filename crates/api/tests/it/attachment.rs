//! Files of customers over HTTP: told in the message, downloaded from the channel, never shown, never to another firm.

use app::inbox::receive::{Answering, receive};
use connectors::kit::fake::{Act, Fake};
use connectors::telegram::fake::{FakeTelegram, TOKEN};
use domain::Secret;
use domain::id::OrgId;
use domain::message::AttachmentKind;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use testkit::http::{Client, Reply, TestApi};

const CHAT: &str = "42";

struct Desk {
    api: TestApi,
    fake: FakeTelegram,
    anna: Client,
    conversation: String,
}

impl Desk {
    /// A firm with a bot to which a customer has written "привет" and then done these acts.
    async fn with(act: impl FnOnce(&FakeTelegram)) -> Desk {
        let api = TestApi::among_fakes().await;
        let fake = FakeTelegram::start(Arc::new(api.clock.clone())).await.unwrap();
        let anna = api.owner("anna").await;
        let settings = json!({ "api_url": fake.base_url(), "token": TOKEN, "poll_seconds": 1 });
        let made = anna.post("/connections", json!({ "connector": "telegram", "name": "Бот", "settings": settings, "receiving": "polling" })).await.expect_status(201);
        fake.user_says(42, "привет");
        act(&fake);
        let (app, org): (_, OrgId) = (&api.state.app, anna.get("/org").await.text_at("/id").parse().unwrap());
        let open = app::channel::open(app, org, made.text_at("/id").parse().unwrap()).await.unwrap();
        let batch = open.channel.poll(None).await.unwrap().inbound;
        for inbound in &batch {
            receive(app, &app.system(org), &open.connection, inbound, Answering::Quiet(Duration::from_secs(60))).await.unwrap();
        }
        let conversation = anna.get("/conversations").await.items()[0]["id"].as_str().unwrap().to_owned();
        Desk { api, fake, anna, conversation }
    }

    async fn messages(&self) -> Value {
        self.anna.get(&format!("/conversations/{}/messages?after=0", self.conversation)).await.expect_status(200).body
    }
    fn path(&self, seq: usize, index: usize) -> String {
        format!("/conversations/{}/messages/{seq}/attachments/{index}", self.conversation)
    }
    async fn file(&self, seq: usize, index: usize) -> Reply {
        self.anna.get(&self.path(seq, index)).await
    }
}

fn sends(fake: &FakeTelegram, kind: AttachmentKind, name: &str, mime: &str, bytes: &[u8]) {
    let act = Act::SendsFile { kind, name: name.to_owned(), mime: mime.to_owned(), bytes: bytes.to_vec() };
    fake.act(CHAT, act, &Secret::new("hook")).unwrap();
}

#[tokio::test]
async fn a_file_is_described_and_downloaded() {
    let desk = Desk::with(|fake| {
        sends(fake, AttachmentKind::Document, "прайс.pdf", "application/pdf", b"%PDF-1.4 prices");
        sends(fake, AttachmentKind::Document, "../evil.html", "text/html", b"<script>alert(1)</script>");
        sends(fake, AttachmentKind::Document, "logo.svg", "image/svg+xml", b"<svg onload='alert(1)'/>");
    })
    .await;
    let messages = desk.messages().await;
    assert_eq!(messages[0]["attachments"], json!([]));
    assert_eq!(messages[1]["attachments"], json!([{ "kind": "document", "name": "прайс.pdf", "mime": "application/pdf", "size": 15 }]));

    let file = desk.file(2, 0).await.expect_status(200);
    assert_eq!((file.text.as_str(), file.header("content-type")), ("%PDF-1.4 prices", "application/pdf"));
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"_____.pdf\"; filename*=UTF-8''%D0%BF%D1%80%D0%B0%D0%B9%D1%81.pdf");
    for (seq, name) in [(3, "evil.html"), (4, "logo.svg")] {
        let file = desk.file(seq, 0).await.expect_status(200);
        assert_eq!((file.header("content-type"), file.header("x-content-type-options")), ("application/octet-stream", "nosniff"), "{name}");
        assert!(file.header("content-disposition").starts_with(&format!("attachment; filename=\"{name}\"")), "{:?}", file.headers);
        assert!(file.header("content-security-policy").contains("sandbox") && file.header("cache-control") == "no-store");
    }
}

#[tokio::test]
async fn what_is_no_file_of_ours_is_not_there() {
    let desk = Desk::with(|fake| {
        sends(fake, AttachmentKind::Image, "фото.jpg", "image/jpeg", b"\xff\xd8 picture");
        fake.push_update(json!({ "message": {
            "message_id": 900, "date": 1_795_165_200, "chat": { "id": 42, "type": "private" }, "from": { "id": 42, "is_bot": false, "first_name": "Иван" },
            "location": { "latitude": 55.75, "longitude": 37.5 }
        } }));
    })
    .await;
    assert_eq!(desk.messages().await[2]["attachments"], json!([{ "kind": "location" }]));
    desk.file(2, 0).await.expect_status(200);
    for (seq, index) in [(2, 1), (1, 0), (3, 0), (4, 0), (0, 0)] {
        desk.file(seq, index).await.expect_problem(404, "not_found");
    }
    desk.anna.get(&desk.path(2, 0).replace("/0", "/x")).await.expect_problem(422, "invalid");
    // Our own words have no files to fetch, whatever their place.
    desk.anna.post(&format!("/conversations/{}/messages", desk.conversation), json!({ "text": "вижу" })).await.expect_status(201);
    desk.file(4, 0).await.expect_problem(404, "not_found");
    let boris = desk.api.owner("boris").await;
    boris.get(&desk.path(2, 0)).await.expect_problem(404, "not_found");
    desk.api.stranger().get(&desk.path(2, 0)).await.expect_status(401);
}

#[tokio::test]
async fn a_channel_that_does_not_give_the_file_is_a_conflict_and_one_that_is_down_is_unavailable() {
    let desk = Desk::with(|fake| sends(fake, AttachmentKind::Image, "фото.jpg", "image/jpeg", b"picture")).await;
    let refusal = |status: u16, words: &str| Some((status, json!({ "ok": false, "error_code": status, "description": words })));
    for (status, words, expected, code) in [
        (400, "Bad Request: wrong file_id or the file is temporarily unavailable", 409, "file_refused"),
        (401, "Unauthorized", 409, "token_refused"),
        (400, "Bad Request: file is too big", 413, "too_large"),
        (500, "Internal Server Error", 503, "unavailable"),
    ] {
        desk.fake.refuse("getFile", refusal(status, words));
        desk.file(2, 0).await.expect_problem(expected, code);
    }
    desk.fake.refuse("getFile", None);
    assert_eq!(desk.file(2, 0).await.expect_status(200).text, "picture");
    // A player asks for parts: else it knows no length and cannot be wound.
    for (range, status, text) in [("bytes=0-", 200, "picture"), ("bytes=0-2", 206, "pic"), ("bytes=4-", 206, "ure"), ("bytes=-1", 206, "e")] {
        assert_eq!(desk.anna.clone().with_header("range", range).get(&desk.path(2, 0)).await.expect_status(status).text, text, "{range}");
    }
    desk.anna.clone().with_header("range", "bytes=7-").get(&desk.path(2, 0)).await.expect_problem(416, "range_not_satisfiable");
}

/// What a person uploads goes out by the channel with their words, once each; a send that fails tells why and can be tried again.
#[tokio::test]
async fn a_persons_file_goes_out_and_a_failed_send_tells_why() {
    use crate::inbox::{FORM, form};
    let desk = Desk::with(|_| {}).await;
    let file = desk.anna.raw(testkit::http::Method::POST, "/files", Some(FORM), form("план.pdf", b"%PDF-1.7 plan")).await.expect_status(201);
    let talk = format!("/conversations/{}/messages", desk.conversation);
    desk.fake.refuse("sendDocument", Some((400, json!({ "ok": false, "error_code": 400, "description": "Bad Request: wrong file" }))));
    desk.anna.post(&talk, json!({ "text": "Вот план", "files": [file.text_at("/id")] })).await.expect_status(201);
    let app = &desk.api.state.app;
    let send = async || {
        app::outbox::drain(app).await.unwrap();
        while !app.tasks().is_empty() {
            tokio::task::yield_now().await;
        }
        let all = desk.messages().await;
        all.as_array().unwrap().last().unwrap().clone()
    };
    let failed = send().await;
    assert!(failed["delivery"] == "failed" && failed["error"].as_str().is_some_and(|e| e.contains("wrong file")), "{failed}");
    desk.fake.refuse("sendDocument", None);
    let decide = format!("/sends/{}/decide", failed["send_id"].as_str().unwrap());
    desk.anna.post(&decide, json!({ "decision": "send_again" })).await.expect_status(204);
    let sent = send().await;
    assert_eq!((&sent["delivery"], &sent["error"]), (&json!("sent"), &Value::Null));
    let call = desk.fake.last_call("sendDocument").expect("a document");
    assert!(call["caption"].as_str().is_some_and(|c| c.contains("Вот план")), "{call}");
}
