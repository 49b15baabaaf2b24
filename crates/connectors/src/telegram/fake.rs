//! The Bot API in-process, written from the vendor's documents: customers, faults, polling and webhooks. For tests and the demo.
//! `server.rs` is the HTTP side, `methods.rs` what the methods do, `deliver.rs` the webhook, `markup.rs` the HTML reader.

mod act;
mod deliver;
mod markup;
mod methods;
mod server;
mod state;

use crate::kit::fake::{Act, Delivered, Fake, Fault, Received};
use domain::message::Button;
use domain::port::RawRequest;
use domain::time::SharedClock;
use domain::{Error, Kind, Result, Secret};
use serde_json::{Value, json};
use state::{Pending, Shared};
pub use state::{SentMessage, Webhook};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The token of the fake's one bot.
pub const TOKEN: &str = "7000000001:AAFakeTokenOfTheSamovarDemoBot_000";
pub const USERNAME: &str = "samovar_demo_bot";
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// A running Bot API server with one bot. Dropping it stops it.
#[derive(Debug)]
pub struct FakeTelegram {
    shared: Arc<Shared>,
    addr: SocketAddr,
    task: JoinHandle<()>,
}

impl FakeTelegram {
    /// On a free port of this machine.
    pub async fn start(clock: SharedClock) -> Result<Self> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), clock).await
    }

    pub async fn start_at(addr: SocketAddr, clock: SharedClock) -> Result<Self> {
        let failed = |error: std::io::Error| Error::new(Kind::Unavailable, format!("the fake Bot API cannot listen: {error}"));
        let listener = TcpListener::bind(addr).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let shared = Arc::new(Shared::new(clock)?);
        let router = server::router(shared.clone());
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the fake Bot API stopped");
            }
        });
        Ok(FakeTelegram { shared, addr, task })
    }

    /// `http://127.0.0.1:40001`, for the setting `api_url`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// A customer writes. Returns the message's id in the chat.
    pub fn user_says(&self, chat_id: i64, text: &str) -> i64 {
        self.shared.user_message(chat_id, |_| json!({ "text": text, "entities": act::entities(text) })).0
    }

    /// A customer follows `https://t.me/<bot>?start=<payload>`.
    pub fn user_starts(&self, chat_id: i64, payload: &str) -> i64 {
        self.user_says(chat_id, format!("/start {payload}").trim_end())
    }

    /// A customer presses a button with this data under our message.
    pub fn press(&self, chat_id: i64, message_id: i64, data: &str) -> Result<()> {
        self.shared.press(chat_id, message_id, data).map(|_| ())
    }

    pub fn block(&self, chat_id: i64) {
        self.shared.set_blocked(chat_id, true);
    }
    pub fn unblock(&self, chat_id: i64) {
        self.shared.set_blocked(chat_id, false);
    }

    /// An update of any kind, without its `update_id`: groups, channel posts, novelties. Returns the id it got.
    pub fn push_update(&self, update: Value) -> i64 {
        self.shared.push(update, "other").update_id
    }

    /// A file the vendor already has. Returns its `file_id`.
    pub fn shared_file(&self, folder: &str, name: &str, bytes: Vec<u8>) -> String {
        self.shared.lock().store_file(folder, name, bytes)
    }

    /// What the bot sent, in order.
    pub fn sent(&self) -> Vec<SentMessage> {
        self.shared.lock().sent.clone()
    }
    pub fn sent_to(&self, chat_id: i64) -> Vec<SentMessage> {
        self.shared.lock().sent.iter().filter(|message| message.chat_id == chat_id).cloned().collect()
    }

    /// Waits until the bot has sent this many messages to the chat and returns them; fails after ten seconds.
    pub async fn wait_for_sent(&self, chat_id: i64, count: usize) -> Result<Vec<SentMessage>> {
        let wait = async {
            loop {
                let news = self.shared.changed.notified();
                let sent = self.sent_to(chat_id);
                if sent.len() >= count {
                    return sent;
                }
                news.await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), wait)
            .await
            .map_err(|_| Error::new(Kind::Unavailable, format!("the bot did not send {count} messages in time")))
    }

    /// How often the method was called, refused calls too.
    pub fn calls_of(&self, method: &str) -> usize {
        self.shared.lock().calls.get(&method.to_lowercase()).copied().unwrap_or(0)
    }
    /// The fields of the latest call of the method.
    pub fn last_call(&self, method: &str) -> Option<Value> {
        self.shared.lock().last_calls.get(&method.to_lowercase()).cloned()
    }
    pub fn webhook(&self) -> Option<Webhook> {
        self.shared.lock().webhook.clone()
    }
    /// Updates not yet fetched or accepted.
    pub fn waiting(&self) -> usize {
        self.shared.lock().pending.len()
    }
    /// The answers the bot gave to presses, as query ids.
    pub fn answered_presses(&self) -> Vec<String> {
        self.shared.lock().answered.clone()
    }
    /// The first pause between webhook attempts; it doubles from there. Two seconds unless changed.
    pub fn set_retry_pause(&self, pause: Duration) {
        self.shared.lock().retry_pause = pause;
    }
    /// The method answers with this refusal until it is cleared with `None`.
    pub fn refuse(&self, method: &str, answer: Option<(u16, Value)>) {
        let mut state = self.shared.lock();
        match answer {
            Some(answer) => state.refusals.insert(method.to_lowercase(), answer),
            None => state.refusals.remove(&method.to_lowercase()),
        };
    }
}

impl Drop for FakeTelegram {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Fake for FakeTelegram {
    fn settings(&self) -> Value {
        json!({ "api_url": self.base_url(), "poll_seconds": 1 })
    }
    fn secrets(&self) -> BTreeMap<String, Secret> {
        BTreeMap::from([("token".to_owned(), Secret::new(TOKEN))])
    }
    fn act(&self, chat_id: &str, act: Act, hook_secret: &Secret) -> Result<Delivered> {
        let chat: i64 = chat_id.parse().map_err(|_| Error::invalid("chat_id", "a chat is a number here"))?;
        let (message, pending) = self.shared.act(chat, act)?;
        Ok(Delivered { message: message.to_string(), request: call(&pending, hook_secret) })
    }
    fn unknown_event(&self, hook_secret: &Secret) -> RawRequest {
        call(&self.shared.push(json!({ "telepathy": { "from": 1, "thought": ["?"] } }), "other"), hook_secret)
    }
    fn inject(&self, fault: Fault) {
        self.shared.lock().faults.push_back(fault);
    }
    fn received(&self) -> Vec<Received> {
        let sent = self.sent().into_iter();
        sent.map(|message| Received {
            id: message.message_id.to_string(),
            chat_id: message.chat_id.to_string(),
            text: message.text,
            buttons: message.keyboard.into_iter().flatten().map(|(title, data)| Button::new(data, title)).collect(),
            file: message.file,
        })
        .collect()
    }
    fn calls(&self) -> usize {
        self.shared.lock().calls.values().sum()
    }
}

/// The webhook call this update makes.
fn call(pending: &Pending, hook_secret: &Secret) -> RawRequest {
    RawRequest {
        method: "POST".to_owned(),
        path: "/".to_owned(),
        query: String::new(),
        headers: vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            (SECRET_HEADER.to_owned(), hook_secret.expose().to_owned()),
        ],
        body: pending.update.to_string().into_bytes(),
    }
}
