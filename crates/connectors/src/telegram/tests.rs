//! Telegram's own cases: the fixtures, preparing, the vendor's refusals, emulators that are further from the vendor.

mod sending;

use super::fake::{FakeTelegram, TOKEN, USERNAME};
use super::{Telegram, map, wire};
use crate::kit::fake::{Fake, Fault};
use domain::id::{ConnectionId, FileId, OrgId};
use domain::message::{Attachment, AttachmentKind};
use domain::port::{Channel, ChannelConfig, Connector, FetchedFile, Files, Inbound, NetPolicy, Outbound, RawRequest, Receiving, What};
use domain::{Clock, Kind, Result, Retry, Secret, Ts};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const SECRET: &str = "hook-secret_123";

#[derive(Debug)]
struct Fixed;
impl Clock for Fixed {
    fn now(&self) -> Ts {
        "2026-11-20T18:40:00Z".parse().unwrap()
    }
}

#[derive(Debug)]
struct Picture(usize);
#[async_trait::async_trait]
impl Files for Picture {
    async fn read(&self, _file_id: FileId, _limit: u64) -> Result<FetchedFile> {
        Ok(FetchedFile { name: "a.png".to_owned(), mime: "image/png".to_owned(), bytes: vec![1; self.0] })
    }
}

async fn fake() -> FakeTelegram {
    FakeTelegram::start(Arc::new(Fixed)).await.unwrap()
}

fn config(fake: &FakeTelegram, more: Value) -> ChannelConfig {
    let mut settings = fake.settings();
    settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ChannelConfig {
        org_id: OrgId::nil(),
        connection_id: ConnectionId::nil(),
        settings,
        secrets: fake.secrets(),
        hook_secret: Secret::new(SECRET),
        hook_url: None,
        net: NetPolicy::Loopback,
        files: Some(Arc::new(Picture(100))),
        clock: Arc::new(Fixed),
    }
}

fn open(fake: &FakeTelegram) -> Arc<dyn Channel> {
    Telegram.open(config(fake, json!({}))).unwrap()
}

fn outbound(text: &str) -> Outbound {
    Outbound { key: "k".to_owned(), chat_id: "42".to_owned(), conversation_id: None, text: text.to_owned(), buttons: Vec::new(), attachments: Vec::new(), parts_sent: 0 }
}

fn attachment(kind: AttachmentKind, provider_ref: Option<&str>) -> Attachment {
    let file_id = provider_ref.is_none().then(FileId::new);
    Attachment { kind, file_id, provider_ref: provider_ref.map(str::to_owned), name: None, mime: None, size: None }
}

/// An event on one line.
fn show(event: Option<Inbound>) -> String {
    let Some(event) = event else { return "-".to_owned() };
    let mut words = vec![event.provider_id, format!("chat={}", event.chat_id)];
    words.extend(event.sent_at.map(|at| format!("at={at}")));
    match event.what {
        What::Message { from, text, button, press_ref, attachments, phone, start } => {
            let who = [Some(from.id), from.name, from.username, from.lang].into_iter().flatten().collect::<Vec<_>>().join("/");
            words.extend([format!("from={who}"), format!("text={text:?}")]);
            words.extend(button.map(|button| format!("button={button}")));
            words.extend(press_ref.map(|press| format!("press={press}")));
            words.extend(phone.map(|phone| format!("phone={phone}")));
            words.extend(start.map(|start| format!("start={start}")));
            for a in attachments {
                let parts = [a.provider_ref, a.name, a.mime, a.size.map(|size| size.to_string())].into_iter().flatten().collect::<Vec<_>>();
                words.push(format!("{}({})", a.kind.as_str(), parts.join(", ")));
            }
        }
        What::Edited { target, text } => words.push(format!("edits {target} to {text:?}")),
        What::Reachable { is_reachable } => words.push(format!("reachable={is_reachable}")),
        What::Status { .. } => words.push("status".to_owned()),
    }
    words.join(" ")
}

#[test]
fn fixtures() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("fixtures/updates.json")).unwrap();
    for case in cases {
        let read = |with_groups| show(map::inbound(serde_json::from_value::<wire::Update>(case["update"].clone()).unwrap(), with_groups));
        assert_eq!(read(false), case["expect"].as_str().unwrap(), "{}", case["case"]);
        if let Some(expect) = case["in_groups"].as_str() {
            assert_eq!(read(true), expect, "{} with groups on", case["case"]);
        }
    }
}

#[tokio::test]
async fn an_unsigned_webhook_is_for_emulators_only() {
    let fake = fake().await;
    let body = json!({ "update_id": 1, "message": { "message_id": 1, "from": { "id": 42 }, "chat": { "id": 42, "type": "private" }, "text": "x" } });
    let request = RawRequest { body: body.to_string().into_bytes(), ..RawRequest::default() };
    let wrong = RawRequest { headers: vec![("x-telegram-bot-api-secret-token".to_owned(), "no".to_owned())], ..request.clone() };
    let parse = |net, allow, request: &RawRequest| {
        let mut config = config(&fake, json!({ "allow_unsigned_webhook": allow, "api_url": "https://api.telegram.org" }));
        config.net = net;
        Telegram.open(config).unwrap().parse(request).map(|events| events.len()).map_err(|error| error.kind)
    };
    assert_eq!(parse(NetPolicy::Loopback, true, &request), Ok(1));
    assert_eq!(parse(NetPolicy::Loopback, false, &request), Err(Kind::Unauthorized));
    assert_eq!(parse(NetPolicy::Public, true, &request), Err(Kind::Unauthorized), "a tenant's tick does not open a public server");
    assert_eq!(parse(NetPolicy::Loopback, true, &wrong), Err(Kind::Unauthorized), "a wrong secret is wrong everywhere");
}

#[test]
fn tokens_are_judged_before_they_become_an_address() {
    let open = |url: &str, token: &str| {
        let config = ChannelConfig {
            org_id: OrgId::nil(),
            connection_id: ConnectionId::nil(),
            settings: json!({ "api_url": url }),
            secrets: [("token".to_owned(), Secret::new(token))].into(),
            hook_secret: Secret::new(SECRET),
            hook_url: None,
            net: NetPolicy::Loopback,
            files: None,
            clock: Arc::new(Fixed),
        };
        Telegram.open(config).map(|_| ()).map_err(|error| error.field.unwrap_or_default())
    };
    for good in [TOKEN, " 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11\n"] {
        assert_eq!(open("", good), Ok(()), "{good}");
    }
    for bad in ["", "123456", "abc:def", "123456:", "123456:a/../../x", "123456:a?b", "123456:a b", "sampleToken"] {
        assert_eq!(open("", bad), Err("token".to_owned()), "{bad}");
    }
    assert_eq!(open("http://127.0.0.1:9001", "sampleToken"), Ok(()), "emulators have tokens of their own");
    assert_eq!(open("http://127.0.0.1:9001", "a/../b"), Err("token".to_owned()));
}

#[tokio::test]
async fn the_check_gives_the_deep_link() {
    let fake = fake().await;
    let identity = open(&fake).check().await.unwrap();
    assert_eq!(identity.name, format!("@{USERNAME}"));
    assert_eq!(identity.link.unwrap(), format!("https://t.me/{USERNAME}?start={{payload}}"));
    let mut stranger = config(&fake, json!({}));
    stranger.secrets.insert("token".to_owned(), Secret::new("1:revoked"));
    let error = Telegram.open(stranger).unwrap().check().await.unwrap_err();
    assert_eq!((error.kind, error.retry, error.public_code()), (Kind::Disconnected, Retry::Never, "token_refused"));
}

#[tokio::test]
async fn preparing_to_poll_removes_the_webhook_and_keeps_what_waits() {
    let fake = fake().await;
    let mut with_hook = config(&fake, json!({}));
    with_hook.hook_url = Some("http://127.0.0.1:9/hook".to_owned());
    let channel = Telegram.open(with_hook).unwrap();
    channel.prepare(Receiving::Webhook).await.unwrap();
    assert_eq!(fake.webhook().unwrap().secret_token.as_deref(), Some(SECRET));
    let called = fake.last_call("setWebhook").unwrap();
    assert_eq!((&called["drop_pending_updates"], called["allowed_updates"].as_array().unwrap().len()), (&json!(false), 4));
    fake.user_says(42, "пока вебхук");
    let error = channel.poll(None).await.unwrap_err();
    assert_eq!((error.kind, error.public_code()), (Kind::Conflict, "webhook_active"));
    channel.prepare(Receiving::Polling).await.unwrap();
    assert_eq!((fake.webhook(), channel.poll(None).await.unwrap().inbound.len()), (None, 1));
    assert_eq!(fake.calls_of("setMyCommands"), 4);
    channel.prepare(Receiving::Off).await.unwrap();
    assert_eq!(fake.calls_of("setMyCommands"), 4);
}

#[tokio::test]
async fn a_webhook_needs_an_address_and_the_menu_does_not_matter() {
    let fake = fake().await;
    let broken = (500, json!("oops"));
    fake.refuse("setMyCommands", Some(broken.clone()));
    fake.refuse("getWebhookInfo", Some(broken.clone()));
    assert_eq!(open(&fake).prepare(Receiving::Webhook).await.unwrap_err().field.as_deref(), Some("hook_url"));
    let mut with_hook = config(&fake, json!({}));
    with_hook.hook_url = Some("http://127.0.0.1:9/hook".to_owned());
    Telegram.open(with_hook).unwrap().prepare(Receiving::Webhook).await.unwrap();
    open(&fake).prepare(Receiving::Polling).await.unwrap();
    fake.refuse("deleteWebhook", Some(broken));
    assert_eq!(open(&fake).prepare(Receiving::Polling).await.unwrap_err().kind, Kind::Unavailable);
}

/// A receiver that answers the given statuses in turn and hands out the bodies with the secret header.
async fn receiver(statuses: Vec<u16>) -> (String, tokio::sync::mpsc::UnboundedReceiver<(bool, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (tell, told) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        for status in statuses.into_iter().chain(std::iter::repeat(200)) {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            let (head, body) = loop {
                let mut chunk = [0; 4096];
                let read = socket.read(&mut chunk).await.unwrap();
                bytes.extend_from_slice(&chunk[..read]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if let Some((head, body)) = text.split_once("\r\n\r\n")
                    && let Ok(body) = serde_json::from_str::<Value>(body)
                {
                    break (head.to_lowercase(), body);
                }
            };
            let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            socket.write_all(answer.as_bytes()).await.unwrap();
            let _ = tell.send((head.contains(&format!("x-telegram-bot-api-secret-token: {SECRET}")), body));
        }
    });
    (url, told)
}

#[tokio::test]
async fn the_webhook_is_repeated_until_it_is_accepted() {
    let fake = fake().await;
    fake.set_retry_pause(Duration::from_millis(5));
    let (url, mut told) = receiver(vec![500, 503]).await;
    let mut with_hook = config(&fake, json!({}));
    with_hook.hook_url = Some(url);
    Telegram.open(with_hook).unwrap().prepare(Receiving::Webhook).await.unwrap();
    fake.user_says(42, "первое");
    fake.user_says(42, "второе");
    let mut texts = Vec::new();
    for _ in 0..4 {
        let (is_signed, update) = told.recv().await.unwrap();
        assert!(is_signed);
        texts.push(update["message"]["text"].as_str().unwrap().to_owned());
    }
    assert_eq!(texts, ["первое", "первое", "первое", "второе"], "one at a time in a chat");
}

#[tokio::test]
async fn a_second_poller_ends_the_first() {
    let fake = fake().await;
    let (one, two) = (open(&fake), open(&fake));
    let first = tokio::spawn(async move { one.poll(None).await });
    while fake.calls_of("getUpdates") < 1 {
        tokio::task::yield_now().await;
    }
    let second = tokio::spawn(async move { two.poll(None).await });
    let error = first.await.unwrap().unwrap_err();
    assert_eq!((error.kind, error.public_code()), (Kind::Conflict, "other_poller"));
    assert!(matches!(error.retry, Retry::After(_)));
    fake.user_says(42, "x");
    assert_eq!(second.await.unwrap().unwrap().inbound.len(), 1);
    assert_eq!(fake.last_call("getUpdates").unwrap()["allowed_updates"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_server_that_repeats_itself_costs_nothing() {
    let fake = fake().await;
    let channel = open(&fake);
    let updates: Vec<Value> = (1..=2)
        .map(|n| json!({ "update_id": n, "message": { "message_id": n, "from": { "id": 42 }, "chat": { "id": 42, "type": "private" }, "text": "x" } }))
        .collect();
    fake.refuse("getUpdates", Some((200, json!({ "ok": true, "result": updates }))));
    let first = channel.poll(None).await.unwrap();
    assert_eq!((first.inbound.len(), first.cursor.as_deref(), first.pause), (2, Some("3"), Duration::ZERO));
    let second = channel.poll(first.cursor.as_deref()).await.unwrap();
    assert_eq!((second.inbound.len(), second.cursor.as_deref()), (0, Some("3")));
    assert!(second.pause > Duration::from_millis(500), "it is not asked in a circle");
}

#[tokio::test]
async fn a_server_in_local_mode_cannot_point_at_its_disk() {
    let fake = fake().await;
    for path in ["/etc/passwd", "a/../../b"] {
        fake.refuse("getFile", Some((200, json!({ "ok": true, "result": { "file_id": "x", "file_path": path } }))));
        let error = open(&fake).fetch(&attachment(AttachmentKind::Document, Some("x")), 100).await.unwrap_err();
        assert_eq!(error.kind, Kind::Unsupported, "{path}");
    }
}

#[tokio::test]
async fn the_fake_takes_forms_as_well_as_json() {
    let fake = fake().await;
    let chat = 42;
    fake.user_says(chat, "x");
    fake.inject(Fault::Delay(Duration::ZERO));
    let url = format!("{}/bot{TOKEN}/SendMessage", fake.base_url());
    let markup = json!({ "inline_keyboard": [[{ "text": "Да", "callback_data": "y" }]] }).to_string();
    let form = [("chat_id", "42"), ("text", "<b>жирно</b>"), ("parse_mode", "HTML"), ("reply_markup", &markup)];
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer: Value = client.post(url).form(&form).send().await.unwrap().json().await.unwrap();
    assert_eq!((&answer["ok"], &answer["result"]["chat"]["id"]), (&json!(true), &json!(42)));
    let sent = fake.wait_for_sent(chat, 1).await.unwrap();
    assert_eq!((sent[0].text.as_str(), sent[0].keyboard.len()), ("жирно", 1));
    fake.press(chat, sent[0].message_id, "y").unwrap();
    let part = reqwest::multipart::Part::bytes(b"price".to_vec()).file_name("p.txt");
    let upload = reqwest::multipart::Form::new().text("chat_id", "42").text("document", "attach://file0").part("file0", part);
    client.post(format!("{}/bot{TOKEN}/sendDocument", fake.base_url())).multipart(upload).send().await.unwrap();
    assert_eq!(fake.wait_for_sent(chat, 2).await.unwrap()[1].file, Some((AttachmentKind::Document, b"price".to_vec())));
    assert!(fake.press(chat, sent[0].message_id, "n").is_err());
}
