//! The web chat as a browser sees it: sessions, messages that arrive once, who may call, who may read, the live socket.

use app::channel::manage::{ConnectionPatch, update};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::ConversationId;
use domain::message::Button;
use futures::{SinkExt, StreamExt};
use ring::hmac;
use serde_json::{Value, json};
use store::connection::Connection;
use testkit::http::{Client, Reply, TestApi};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

pub(crate) struct Site {
    pub api: TestApi,
    pub connection: Connection,
    pub key: String,
}

/// A firm with its chat.
pub(crate) async fn site(name: &str) -> Site {
    let api = TestApi::new().await;
    api.owner(name).await;
    let connection = connection(&api, 0).await;
    let key = connection.public_key.clone().expect("a widget has a public key");
    Site { api, connection, key }
}

pub(crate) async fn connection(api: &TestApi, index: usize) -> Connection {
    let db = api.state.app.db();
    let mut root = db.root_read().await.expect("a reader");
    let org = store::org::all(&mut root).await.expect("firms").get(index).expect("that many firms").id;
    let mut scope = db.scope(org).await.expect("a scope");
    store::connection::find_by_connector(&mut scope, "widget").await.expect("a query").expect("every firm has a chat")
}

impl Site {
    pub async fn set(&self, settings: Value, is_paused: Option<bool>) {
        let ctx = self.api.state.app.system(self.connection.org_id);
        let patch = ConnectionPatch { settings: Some(settings), is_paused, ..ConnectionPatch::default() };
        update(&self.api.state.app, &ctx, self.connection.id, patch).await.expect("good settings");
    }
    pub async fn session(&self, more: Value) -> Reply {
        let mut body = more;
        body.as_object_mut().expect("an object").insert("key".into(), self.key.clone().into());
        self.api.stranger().post("//w/v1/session", body).await
    }
    pub async fn visitor(&self) -> (Client, Reply) {
        let reply = self.session(json!({})).await.expect_status(200);
        (self.api.stranger().with_bearer(reply.text_at("/session_token")), reply)
    }
    /// What a person of the firm says in the only conversation there is.
    pub async fn say(&self, text: &str, buttons: Vec<Button>) -> domain::message::Message {
        let app = &self.api.state.app;
        let ctx = app.system(self.connection.org_id);
        let mut scope = app.scope(ctx.org).await.expect("a scope");
        let far = (app.now().plus_secs(86_400), ConversationId(Uuid::max()));
        let all = store::conversation::list(&mut scope, far, &Default::default(), 1).await.expect("conversations");
        drop(scope);
        let id = all.first().expect("one of them").id;
        app::inbox::say::say(app, &ctx, id, text, buttons, None).await.expect("it is said")
    }
}

pub(crate) async fn send(client: &Client, id: Uuid, text: &str) -> Reply {
    client.post("//w/v1/messages", json!({ "client_message_id": id, "text": text })).await
}

fn texts(reply: &Reply, pointer: &str) -> Vec<String> {
    let all = reply.body.pointer(pointer).and_then(Value::as_array).expect("messages");
    all.iter().map(|m| m.pointer("/text").and_then(Value::as_str).expect("a text").to_owned()).collect()
}

#[tokio::test]
async fn a_message_arrives_once_however_often_it_is_sent() {
    let site = site("anna").await;
    let (client, opened) = site.visitor().await;
    assert_eq!(opened.body["conversation"], json!({ "messages": [], "has_human": false }));
    let id = Uuid::new_v4();
    let first = send(&client, id, " Хочу записаться ").await.expect_status(201);
    assert_eq!((first.body["seq"].as_i64(), first.text_at("/text"), first.text_at("/client_message_id")), (Some(1), "Хочу записаться", id.to_string().as_str()));
    let again = send(&client, id, "Хочу записаться").await.expect_status(200);
    assert_eq!(again.body, first.body);
    for n in 2..=5 {
        send(&client, Uuid::new_v4(), &n.to_string()).await.expect_status(201);
    }
    assert_eq!(texts(&client.get("//w/v1/messages?after=3").await, "/messages"), ["4", "5"]);
    let page = client.get("//w/v1/messages?before=5&limit=2").await;
    assert_eq!((texts(&page, "/messages"), page.body["has_more"].as_bool()), (vec!["3".into(), "4".into()], Some(true)));
    let back = site.session(json!({ "visitor_token": opened.text_at("/visitor_token") })).await.expect_status(200);
    assert_eq!(texts(&back, "/conversation/messages"), ["Хочу записаться", "2", "3", "4", "5"]);
}

#[tokio::test]
async fn bad_messages_are_refused_with_the_field_named() {
    let site = site("anna").await;
    let (client, _) = site.visitor().await;
    send(&client, Uuid::new_v4(), "  ").await.expect_problem(422, "invalid");
    send(&client, Uuid::new_v4(), &"я".repeat(4001)).await.expect_problem(422, "invalid");
    send(&client, Uuid::new_v4(), &"я".repeat(4000)).await.expect_status(201);
    client.post("//w/v1/messages", json!({ "client_message_id": "1", "text": "x" })).await.expect_problem(422, "invalid");
    let flood = client.post("//w/v1/messages", json!({ "client_message_id": Uuid::new_v4(), "text": "x".repeat(10_000_000) })).await;
    assert_eq!(flood.status, 413);
    for token in ["", "x", "a.b"] {
        let reply = site.api.stranger().with_bearer(token).get("//w/v1/messages").await;
        assert_eq!(reply.status, 401, "{token}");
    }
    site.api.stranger().get("//w/v1/messages").await.expect_problem(401, "token_missing");
    site.api.clock.advance_secs(24 * 3600);
    client.get("//w/v1/messages").await.expect_problem(401, "token_expired");
}

#[tokio::test]
async fn only_buttons_of_the_own_conversation_can_be_pressed() {
    let site = site("anna").await;
    let (client, _) = site.visitor().await;
    send(&client, Uuid::new_v4(), "Здравствуйте").await.expect_status(201);
    let asked = site.say("Какое время?", vec![Button::new("s:1", "11:00")]).await;
    let press = |message: Uuid, id: &str| json!({ "client_message_id": Uuid::new_v4(), "text": "обман", "button": { "message_id": message, "id": id } });
    let pressed = client.post("//w/v1/messages", press(asked.id.0, "s:1")).await.expect_status(201);
    assert_eq!(pressed.text_at("/text"), "11:00", "what is said is the button's title, not what the browser claims");
    client.post("//w/v1/messages", press(asked.id.0, "s:9")).await.expect_problem(422, "invalid");
    client.post("//w/v1/messages", press(Uuid::new_v4(), "s:1")).await.expect_problem(422, "invalid");
    let (other, _) = site.visitor().await;
    other.post("//w/v1/messages", press(asked.id.0, "s:1")).await.expect_problem(422, "invalid");
    send(&other, Uuid::new_v4(), "Добрый день").await.expect_status(201);
    other.post("//w/v1/messages", press(asked.id.0, "s:1")).await.expect_problem(422, "invalid");
}

#[tokio::test]
async fn visitors_do_not_see_each_other_even_with_the_same_ids() {
    let site = site("anna").await;
    let ((a, _), (b, _)) = (site.visitor().await, site.visitor().await);
    let id = Uuid::new_v4();
    send(&a, id, "тайна").await.expect_status(201);
    let of_b = send(&b, id, "другое").await.expect_status(201);
    assert_eq!(of_b.text_at("/text"), "другое");
    assert_eq!(texts(&b.get("//w/v1/messages?after=0").await, "/messages"), ["другое"]);
    // A visitor of one firm is nobody at another.
    let token = site.session(json!({})).await.text_at("/visitor_token").to_owned();
    site.api.owner("boris").await;
    let other = connection(&site.api, 1).await.public_key.unwrap();
    let there = site.api.stranger().post("//w/v1/session", json!({ "key": other, "visitor_token": token })).await.expect_status(200);
    assert_eq!(there.body["conversation"]["messages"], json!([]));
}

#[tokio::test]
async fn only_listed_sites_may_call_and_frame() {
    let site = site("anna").await;
    let config = format!("//w/v1/config?key={}", site.key);
    let from = |origin: &str| site.api.stranger().with_header("origin", origin);
    let refused = from("https://shop.ru").get(&config).await;
    assert_eq!((refused.status, refused.code(), refused.header("access-control-allow-origin")), (403, "origin_not_allowed", "*"), "readable, so that the launcher hides");
    from(&format!("http://{}", site.api.address)).get(&config).await.expect_status(200);
    site.api.stranger().get(&config).await.expect_status(200);
    site.set(json!({ "allowed_origins": ["https://shop.ru"], "color": "#123456" }), None).await;
    let allowed = from("https://shop.ru").get(&config).await.expect_status(200);
    assert_eq!((allowed.header("access-control-allow-origin"), allowed.text_at("/color")), ("https://shop.ru", "#123456"));
    assert_eq!(allowed.header("access-control-allow-credentials"), "");
    assert_eq!(from("https://evil.com").get(&config).await.status, 403);
    // A token does not open the door to another site either.
    let (client, _) = site.visitor().await;
    client.clone().with_header("origin", "https://evil.com").get("//w/v1/messages").await.expect_problem(403, "origin_not_allowed");
    let frame = site.api.stranger().get(&format!("//w/v1/app/{}", site.key)).await.expect_status(200);
    assert!(frame.header("content-security-policy").ends_with("frame-ancestors 'self' https://shop.ru"), "{}", frame.header("content-security-policy"));
    assert_eq!(frame.header("x-frame-options"), "");
    let preflight = from("https://shop.ru").send(reqwest::Method::OPTIONS, "//w/v1/messages", None).await.expect_status(204);
    assert!(preflight.header("access-control-allow-headers").contains("authorization"));
    site.set(json!({}), Some(true)).await;
    site.session(json!({})).await.expect_problem(404, "not_found");
    client.get("//w/v1/messages").await.expect_problem(403, "chat_paused");
    for key in ["", "wk_0", "'; --"] {
        site.api.stranger().post("//w/v1/session", json!({ "key": key })).await.expect_problem(404, "not_found");
    }
}

#[tokio::test]
async fn after_a_reset_the_old_tokens_open_nothing() {
    let site = site("anna").await;
    let (client, opened) = site.visitor().await;
    send(&client, Uuid::new_v4(), "личное").await.expect_status(201);
    client.post("//w/v1/reset", json!({})).await.expect_status(200);
    client.get("//w/v1/messages").await.expect_problem(401, "visitor_left");
    send(&client, Uuid::new_v4(), "ещё").await.expect_problem(401, "visitor_left");
    let next = site.session(json!({ "visitor_token": opened.text_at("/visitor_token") })).await.expect_status(200);
    assert_eq!(next.body["conversation"]["messages"], json!([]));
}

/// Long enough for the form.
pub(crate) const SECRET: &str = "a secret of the site";

fn jwt(site: &Site, user: &str, secret: &str) -> String {
    proof(site, &json!({ "user_id": user, "name": "Ольга" }), secret)
}

pub(crate) fn proof(site: &Site, claims: &Value, secret: &str) -> String {
    let mut claims = claims.clone();
    claims["exp"] = (site.api.clock_seconds() + 600).into();
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
}

trait ClockSeconds {
    fn clock_seconds(&self) -> i64;
}
impl ClockSeconds for TestApi {
    fn clock_seconds(&self) -> i64 {
        domain::Clock::now(&self.clock).micros() / 1_000_000
    }
}

#[tokio::test]
async fn a_proven_user_meets_the_same_dialogue_on_every_device() {
    let site = site("anna").await;
    site.session(json!({ "identity_jwt": jwt(&site, "user-42", SECRET) })).await.expect_problem(401, "identity_invalid");
    site.set(json!({ "identity_secret": SECRET }), None).await;
    site.session(json!({ "identity_jwt": jwt(&site, "user-42", "wrong") })).await.expect_problem(401, "identity_invalid");
    // A stranger begins to talk, then logs in on the site: the dialogue becomes theirs.
    let (client, opened) = site.visitor().await;
    send(&client, Uuid::new_v4(), "Я ещё никто").await.expect_status(201);
    let proven = site.session(json!({ "visitor_token": opened.text_at("/visitor_token"), "identity_jwt": jwt(&site, "user-42", SECRET) })).await.expect_status(200);
    assert_eq!(texts(&proven, "/conversation/messages"), ["Я ещё никто"]);
    let elsewhere = site.session(json!({ "identity_jwt": jwt(&site, "user-42", SECRET) })).await.expect_status(200);
    assert_eq!(texts(&elsewhere, "/conversation/messages"), ["Я ещё никто"]);
    // Somebody else proves somebody else.
    let other = site.session(json!({ "identity_jwt": jwt(&site, "user-43", SECRET) })).await.expect_status(200);
    assert_eq!(texts(&other, "/conversation/messages"), Vec::<String>::new());
    let client = site.api.stranger().with_bearer(other.text_at("/session_token"));
    send(&client, Uuid::new_v4(), "Я Ольга").await.expect_status(201);
    let again = site.session(json!({ "identity_jwt": jwt(&site, "user-43", SECRET) })).await.expect_status(200);
    assert_eq!(texts(&again, "/conversation/messages"), ["Я Ольга"]);
    // The secret never comes out.
    let fresh = connection(&site.api, 0).await;
    assert!(!fresh.settings.to_string().contains(SECRET));
}

struct Socket(tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>);

impl Socket {
    async fn open(site: &Site, token: &str) -> Socket {
        let (mut socket, _) = connect_async(format!("ws://{}/w/v1/ws", site.api.address)).await.expect("a socket");
        socket.send(Message::text(json!({ "t": "auth", "token": token }).to_string())).await.expect("a sent frame");
        Socket(socket)
    }
    /// The next frame of a kind; `null` when the server hung up.
    async fn next(&mut self, kind: &str) -> Value {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).expect("a frame of JSON");
                    if frame.get("t").is_some_and(|t| t == kind) {
                        return frame;
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Value::Null,
                Some(Ok(_)) => {}
            }
        }
    }
}

#[tokio::test]
async fn the_socket_brings_what_is_said_and_nothing_of_others() {
    let site = site("anna").await;
    let ((a, of_a), (b, of_b)) = (site.visitor().await, site.visitor().await);
    let mut first = Socket::open(&site, of_a.text_at("/session_token")).await;
    let mut second = Socket::open(&site, of_b.text_at("/session_token")).await;
    assert_eq!((first.next("ready").await["t"].as_str(), second.next("ready").await["t"].as_str()), (Some("ready"), Some("ready")));
    let id = Uuid::new_v4();
    send(&a, id, "из первой").await.expect_status(201);
    let heard = first.next("msg").await;
    assert_eq!((heard["text"].as_str(), heard["from"].as_str(), heard["client_message_id"].as_str()), (Some("из первой"), Some("user"), Some(id.to_string().as_str())));
    assert_eq!(first.next("typing").await["on"], true);
    site.say("Слушаю вас", vec![Button::new("a", "Да")]).await;
    let reply = first.next("msg").await;
    assert_eq!((reply["text"].as_str(), reply["from"].as_str(), &reply["buttons"][0]["title"]), (Some("Слушаю вас"), Some("agent"), &json!("Да")));
    // Nothing of it went to the other tab: the first it hears is its own.
    send(&b, Uuid::new_v4(), "из второй").await.expect_status(201);
    assert_eq!(second.next("msg").await["text"], "из второй");
}

#[tokio::test]
async fn reading_over_the_socket_marks_the_messages() {
    let site = site("anna").await;
    let (client, opened) = site.visitor().await;
    send(&client, Uuid::new_v4(), "Здравствуйте").await.expect_status(201);
    let said = site.say("Добрый день", Vec::new()).await;
    let mut socket = Socket::open(&site, opened.text_at("/session_token")).await;
    socket.next("ready").await;
    assert_eq!(socket.next("state").await["handoff"], "human");
    let mut news = site.api.state.app.hub().listen(site.connection.org_id);
    socket.0.send(Message::text(json!({ "t": "read", "seq": said.seq }).to_string())).await.unwrap();
    let Some(app::hub::Live::Events(_, events)) = news.next().await else { panic!("no news") };
    assert_eq!((events[0].kind.as_str(), &events[0].payload["delivery"]), ("message.delivery", &json!("read")));
    let mut scope = site.api.state.app.scope(site.connection.org_id).await.unwrap();
    assert_eq!(store::message::get(&mut scope, said.id).await.unwrap().delivery, domain::message::Delivery::Read);
}

#[tokio::test]
async fn a_socket_without_a_right_token_is_closed() {
    let site = site("anna").await;
    let mut socket = Socket::open(&site, "x.y").await;
    assert_eq!(socket.next("error").await["code"], "token_invalid");
    assert_eq!(socket.next("msg").await, Value::Null);
    let (mut socket, _) = connect_async(format!("ws://{}/w/v1/ws", site.api.address)).await.unwrap();
    socket.send(Message::text("{")).await.unwrap();
    assert_eq!(Socket(socket).next("error").await["code"], "token_missing");
}

#[tokio::test]
async fn a_firm_has_a_page_and_an_unknown_one_has_none() {
    let site = site("anna").await;
    let slug = store::org::all(&mut site.api.state.app.db().root_read().await.unwrap()).await.unwrap()[0].slug.clone();
    let firm = site.api.stranger().get(&format!("//w/v1/firm/{slug}")).await.expect_status(200);
    assert_eq!((firm.text_at("/name"), firm.text_at("/widget_key")), ("Firm of anna", site.key.as_str()));
    let page = site.api.stranger().get(&format!("//f/{slug}")).await.expect_status(200);
    assert!(page.header("content-security-policy").contains("script-src 'self';"));
    site.api.stranger().get("//w/v1/firm/nobody").await.expect_problem(404, "not_found");
    assert_eq!(site.api.stranger().get("//f/nobody").await.status, 404);
}
