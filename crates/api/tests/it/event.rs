//! The live socket: who may open it, what it sends, and that a reconnect misses nothing.

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use testkit::http::{Client, TestApi};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

async fn open(api: &TestApi, query: &str, header: Option<(&'static str, &str)>) -> Result<Socket, u16> {
    let mut request = format!("ws://{}/api/v1/events{query}", api.address).into_client_request().unwrap();
    if let Some((name, value)) = header {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(Socket(socket)),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}

impl Socket {
    /// The next frame that is not a heartbeat.
    async fn next(&mut self) -> Value {
        loop {
            match self.0.next().await.expect("an open socket").expect("a frame") {
                Message::Text(text) => {
                    let frame: Value = serde_json::from_str(text.as_str()).unwrap();
                    if frame["type"] != "ping" {
                        return frame;
                    }
                }
                Message::Close(frame) => return json!({ "type": "close", "code": frame.map(|f| u16::from(f.code)) }),
                _ => {}
            }
        }
    }
    async fn event(&mut self) -> Value {
        let frame = self.next().await;
        assert_eq!(frame["type"], "event", "{frame}");
        frame["event"].clone()
    }
}

async fn ticket(client: &Client) -> String {
    client.post("/events/ticket", json!({})).await.expect_status(201).text_at("/ticket").to_owned()
}

async fn rename(client: &Client, name: &str) {
    client.patch("/org", json!({ "name": name })).await.expect_status(200);
}

#[tokio::test]
async fn events_arrive_live_and_only_the_own_firms() {
    let api = TestApi::new().await;
    let (anna, boris) = (api.owner("anna").await, api.owner("boris").await);
    let mut socket = open(&api, &format!("?ticket={}", ticket(&anna).await), None).await.ok().unwrap();
    assert_eq!(socket.next().await["type"], "ready");
    rename(&boris, "Чужая").await;
    rename(&anna, "Своя").await;
    let event = socket.event().await;
    assert_eq!(event["kind"], "org.updated");
    assert_eq!(event["subject_id"].as_str(), Some(anna.get("/org").await.text_at("/id")));
}

#[tokio::test]
async fn a_reconnect_misses_nothing() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let mut socket = open(&api, &format!("?ticket={}", ticket(&anna).await), None).await.ok().unwrap();
    socket.next().await;
    rename(&anna, "Раз").await;
    let seen = socket.event().await["id"].as_str().unwrap().to_owned();
    drop(socket);
    rename(&anna, "Два").await;
    rename(&anna, "Три").await;
    let mut socket = open(&api, &format!("?ticket={}&after={seen}", ticket(&anna).await), None).await.ok().unwrap();
    let mut fresh = Vec::new();
    loop {
        let frame = socket.next().await;
        if frame["type"] == "ready" {
            break;
        }
        let id = frame["event"]["id"].as_str().unwrap().to_owned();
        if id > seen {
            fresh.push(id);
        }
    }
    assert_eq!(fresh.len(), 2);
    rename(&anna, "Четыре").await;
    assert!(!fresh.contains(&socket.event().await["id"].as_str().unwrap().to_owned()));
}

#[tokio::test]
async fn a_socket_can_follow_one_conversation() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let query = format!("?ticket={}&conversation_id={}", ticket(&anna).await, uuid::Uuid::now_v7());
    let mut socket = open(&api, &query, None).await.ok().unwrap();
    socket.next().await;
    rename(&anna, "Не сюда").await;
    socket.0.send(Message::text(r#"{"type":"subscribe","conversation_id":null}"#)).await.unwrap();
    socket.0.send(Message::text("nonsense")).await.unwrap();
    // The answer to a ping comes after the subscription was read.
    socket.0.send(Message::Ping(Vec::new().into())).await.unwrap();
    while !matches!(socket.0.next().await.unwrap().unwrap(), Message::Pong(_)) {}
    rename(&anna, "Сюда").await;
    assert_eq!(socket.event().await["kind"], "org.updated");
}

#[tokio::test]
async fn who_may_open_a_socket() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    assert_eq!(open(&api, "", None).await.err(), Some(401));
    assert_eq!(open(&api, "?ticket=guess", None).await.err(), Some(401));
    let once = ticket(&anna).await;
    assert!(open(&api, &format!("?ticket={once}"), None).await.is_ok());
    assert_eq!(open(&api, &format!("?ticket={once}"), None).await.err(), Some(401), "a ticket opens one socket");
    let late = ticket(&anna).await;
    api.clock.advance_secs(61);
    assert_eq!(open(&api, &format!("?ticket={late}"), None).await.err(), Some(401));
    let made = anna.post("/api-keys", json!({ "name": "k", "scopes": ["read"] })).await.expect_status(201);
    assert!(open(&api, "", Some(("x-api-key", made.text_at("/key")))).await.is_ok());
    let deaf = anna.post("/api-keys", json!({ "name": "k", "scopes": ["book"] })).await.expect_status(201);
    assert_eq!(open(&api, "", Some(("x-api-key", deaf.text_at("/key")))).await.err(), Some(403));
    anna.get("/events").await.expect_problem(426, "upgrade_required");
    anna.get("/events?after=7").await.expect_problem(422, "invalid");
}

#[tokio::test]
async fn a_socket_is_told_when_the_server_stops() {
    let api = TestApi::new().await;
    let anna = api.owner("anna").await;
    let mut socket = open(&api, &format!("?ticket={}", ticket(&anna).await), None).await.ok().unwrap();
    socket.next().await;
    api.state.app.stop().cancel();
    assert_eq!(socket.next().await, json!({ "type": "close", "code": 1001 }));
}
