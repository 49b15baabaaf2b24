//! What the fake server remembers: chats, messages, files, waiting updates, faults.

use crate::kit::fake::Fault;
use domain::message::AttachmentKind;
use domain::time::SharedClock;
use domain::{Error, Result};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// A message the bot sent and the server accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct SentMessage {
    pub chat_id: i64,
    pub message_id: i64,
    /// `sendMessage`, `sendPhoto`, …
    pub method: String,
    /// As the customer sees it: markup read, the caption of a file.
    pub text: String,
    /// Rows of title and data.
    pub keyboard: Vec<Vec<(String, String)>>,
    pub file: Option<(AttachmentKind, Vec<u8>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub url: String,
    pub secret_token: Option<String>,
}

/// An update on its way to the bot.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Which of the waiting copies this is.
    pub serial: u64,
    pub update_id: i64,
    /// Updates of one queue are delivered one at a time.
    pub queue: String,
    pub update: Value,
}

#[derive(Clone, Debug)]
pub struct StoredFile {
    pub path: String,
    pub bytes: Vec<u8>,
}

#[derive(Debug)]
pub struct State {
    next_update: i64,
    next_message: i64,
    next_serial: u64,
    /// Known chats; `true` = blocked by the user.
    pub chats: HashMap<i64, bool>,
    /// Every message as JSON, by chat and id.
    pub messages: HashMap<(i64, i64), Value>,
    pub files: HashMap<String, StoredFile>,
    pub sent: Vec<SentMessage>,
    pub pending: Vec<Pending>,
    held_back: Option<Pending>,
    pub busy: HashSet<String>,
    pub allowed: Vec<String>,
    pub webhook: Option<Webhook>,
    pub retry_pause: Duration,
    pub faults: VecDeque<Fault>,
    pub refusals: HashMap<String, (u16, Value)>,
    pub calls: BTreeMap<String, usize>,
    pub last_calls: HashMap<String, Value>,
    pub open_queries: HashSet<String>,
    pub answered: Vec<String>,
    /// The latest poll; an older one that still waits is ended.
    pub poll: u64,
}

#[derive(Debug)]
pub struct Shared {
    state: Mutex<State>,
    clock: SharedClock,
    /// Something arrived or was sent.
    pub changed: Notify,
    pub client: reqwest::Client,
}

impl Shared {
    pub fn new(clock: SharedClock) -> Result<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build();
        Ok(Shared {
            clock,
            changed: Notify::new(),
            client: client.map_err(|error| Error::internal(format!("HTTP client: {error}")))?,
            state: Mutex::new(State {
                next_update: 900_100,
                next_message: 1,
                next_serial: 1,
                chats: HashMap::new(),
                messages: HashMap::new(),
                files: HashMap::new(),
                sent: Vec::new(),
                pending: Vec::new(),
                held_back: None,
                busy: HashSet::new(),
                allowed: Vec::new(),
                webhook: None,
                retry_pause: Duration::from_secs(2),
                faults: VecDeque::new(),
                refusals: HashMap::new(),
                calls: BTreeMap::new(),
                last_calls: HashMap::new(),
                open_queries: HashSet::new(),
                answered: Vec::new(),
                poll: 0,
            }),
        })
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn date(&self) -> i64 {
        self.clock.now().micros() / 1_000_000
    }

    /// Queues an update; `queue` decides what is delivered in order.
    pub fn push(&self, update: Value, queue: &str) -> Pending {
        let mut state = self.lock();
        let mut update = update;
        let update_id = state.next_update;
        state.next_update += 1;
        if let Some(fields) = update.as_object_mut() {
            fields.insert("update_id".to_owned(), update_id.into());
        }
        let pending = Pending { serial: state.serial(), update_id, queue: queue.to_owned(), update };
        let kind = pending.update.as_object().and_then(|fields| fields.keys().find(|key| *key != "update_id")).cloned().unwrap_or_default();
        if state.allowed.is_empty() || state.allowed.contains(&kind) {
            state.enqueue(pending.clone());
        }
        drop(state);
        self.changed.notify_waiters();
        self.changed.notify_one();
        pending
    }
}

impl State {
    pub fn message_id(&mut self) -> i64 {
        let id = self.next_message;
        self.next_message += 1;
        id
    }

    fn serial(&mut self) -> u64 {
        let serial = self.next_serial;
        self.next_serial += 1;
        serial
    }

    fn enqueue(&mut self, pending: Pending) {
        match self.take_fault(|fault| matches!(fault, Fault::Duplicate | Fault::Reorder)) {
            Some(Fault::Reorder) => {
                self.held_back = Some(pending);
                return;
            }
            Some(_) => {
                let copy = Pending { serial: self.serial(), ..pending.clone() };
                self.pending.extend([pending, copy]);
            }
            None => self.pending.push(pending),
        }
        self.pending.extend(self.held_back.take());
    }

    pub fn take_fault(&mut self, is_wanted: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let at = self.faults.iter().position(is_wanted)?;
        self.faults.remove(at)
    }

    pub fn store_file(&mut self, folder: &str, name: &str, bytes: Vec<u8>) -> String {
        let number = self.files.len() + 1;
        let file_id = format!("AgACAgIAAx{number}");
        let ending = name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
        self.files.insert(file_id.clone(), StoredFile { path: format!("{folder}/file_{number}.{ending}"), bytes });
        file_id
    }
}

/// A private chat and its user share the id and the name.
pub fn chat_json(chat_id: i64) -> Value {
    json!({ "id": chat_id, "type": "private", "first_name": "Иван", "username": format!("ivan{chat_id}") })
}

pub fn user_json(chat_id: i64) -> Value {
    json!({ "id": chat_id, "is_bot": false, "first_name": "Иван", "username": format!("ivan{chat_id}"), "language_code": "ru" })
}
