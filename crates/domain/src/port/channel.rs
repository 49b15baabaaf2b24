//! The port of a messaging channel: receive, parse, send. One implementation per vendor in `connectors/src/<vendor>/`.
//! Idempotency, order, retry and dedupe are decided by the core from `Caps` and `Error::retry`; an implementation only speaks the wire.

use crate::{Result, Secret, message::{Attachment, Button}, time::SharedClock, id::{ConnectionId, ConversationId, FileId, OrgId}};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// What a vendor can do; the conformance suite picks its cases by these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Caps {
    /// Most buttons under one message; 0 = the choices are written as a numbered list.
    pub buttons: u16,
    /// Longest button title in characters.
    pub button_title: u16,
    /// Longest text of one message, in UTF-16 code units; the connector splits longer ones.
    pub text_units: u32,
    pub media_in: bool,
    pub media_out: bool,
    /// The vendor reports delivery or reading after the send.
    pub delivery_reports: bool,
    /// The vendor drops a repeated send with the same key: an unknown send may be repeated safely.
    pub idempotent_send: bool,
    pub webhook: bool,
    pub polling: bool,
    /// The vendor verifies its webhooks with a secret or a signature.
    pub signed_webhook: bool,
    /// Sends per second over the whole connection, and per chat.
    pub per_second: u32,
    pub per_chat_second: u32,
    /// The customer pulls messages from us (widget, API): nothing is sent out, unless a connection's settings say so (`Connector::pulls`).
    pub pull: bool,
}

/// A registered vendor: how to show it, how to configure it, how to open a connection.
pub trait Connector: Send + Sync {
    /// Stable lower-case name, the folder's name: `telegram`.
    fn name(&self) -> &'static str;
    /// Name for people: `Telegram`.
    fn title(&self) -> &'static str;
    fn caps(&self) -> Caps;
    /// JSON Schema of the settings form. A property with `"writeOnly": true` is a secret and is stored encrypted.
    fn settings_schema(&self) -> serde_json::Value;
    /// Does the customer's side fetch our messages on a connection with these settings? Then nothing of it is queued to be sent.
    /// A pull connector may also be told an address to send to; the settings decide, so it is asked per connection.
    fn pulls(&self, settings: &serde_json::Value) -> bool {
        let _ = settings;
        self.caps().pull
    }
    /// Checks settings without the network and opens a channel.
    fn open(&self, config: ChannelConfig) -> Result<Arc<dyn Channel>>;
}

/// One configured connection, with its secrets in the clear; lives in memory only.
#[derive(Clone, Debug)]
pub struct ChannelConfig {
    pub org_id: OrgId,
    pub connection_id: ConnectionId,
    /// Settings as the schema describes them, without the secrets.
    pub settings: serde_json::Value,
    /// Secrets by property name.
    pub secrets: std::collections::BTreeMap<String, Secret>,
    /// Our own secret for this connection's webhook: goes to the vendor at registration and comes back with every call.
    pub hook_secret: Secret,
    /// Public address of this connection's webhook, none when the server has no public address.
    pub hook_url: Option<String>,
    /// Where this connection may call; set by the server's own configuration, never by the settings form.
    pub net: NetPolicy,
    /// The tenant's stored files, for attachments that go out; none where the server keeps no files.
    pub files: Option<Arc<dyn Files>>,
    pub clock: SharedClock,
}

/// Which addresses an outgoing connection may reach. Names are resolved first and the found addresses are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NetPolicy {
    /// Public addresses only.
    #[default]
    Public,
    /// Also this machine: tests and the demo. Only here may a connection accept unsigned webhooks of an emulator.
    Loopback,
    /// Also private networks: a self-hosted vendor server beside ours.
    Private,
}

/// Reads the bytes of the tenant's stored files.
#[async_trait]
pub trait Files: Send + Sync + std::fmt::Debug {
    /// The file's bytes; `TooLarge` when there are more than `limit`.
    async fn read(&self, file_id: FileId, limit: u64) -> Result<FetchedFile>;
}

/// An open connection to a vendor.
#[async_trait]
pub trait Channel: Send + Sync {
    /// Verifies the signature and translates one webhook call. Pure: no network, no clock beyond the config's.
    /// A forged call is `Kind::Unauthorized`; an unreadable body is `Kind::Invalid`; unknown kinds of update give an empty list.
    fn parse(&self, request: &RawRequest) -> Result<Vec<Inbound>>;

    /// What to answer to an accepted webhook call, where the vendor demands exact bytes.
    fn acknowledge(&self) -> RawReply {
        RawReply::ok()
    }

    /// Sends one message. `Retry::Unknown` in the error means that it may have arrived.
    /// A message of several parts may fail between them: `Error::parts_sent` goes back in as `Outbound::parts_sent`.
    async fn send(&self, outbound: &Outbound) -> Result<Sent>;

    /// Live check of the credentials; says who we are there.
    async fn check(&self) -> Result<Identity>;

    /// Prepares the chosen way of receiving: registers or removes the webhook, sets commands.
    async fn prepare(&self, way: Receiving) -> Result<()>;

    /// One long poll. `cursor` is what the last poll returned; it is stored only after the batch was stored.
    async fn poll(&self, cursor: Option<&str>) -> Result<Polled> {
        let _ = cursor;
        Err(crate::Error::new(crate::Kind::Unsupported, "this connector cannot poll"))
    }

    /// Tells the vendor that a press or a message was seen; failures are harmless and not retried.
    async fn acknowledge_press(&self, press_ref: &str) -> Result<()> {
        let _ = press_ref;
        Ok(())
    }

    /// Shows "typing…" to the customer; failures are harmless.
    async fn typing(&self, chat_id: &str) -> Result<()> {
        let _ = chat_id;
        Ok(())
    }

    /// Fetches the bytes of an inbound attachment, at most `limit` bytes.
    async fn fetch(&self, attachment: &Attachment, limit: u64) -> Result<FetchedFile> {
        let _ = (attachment, limit);
        Err(crate::Error::new(crate::Kind::Unsupported, "this connector has no files"))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receiving {
    Webhook,
    Polling,
    Off,
}

/// A webhook call as it came.
#[derive(Clone, Debug, Default)]
pub struct RawRequest {
    pub method: String,
    pub path: String,
    pub query: String,
    /// Lower-case names.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl RawRequest {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawReply {
    pub status: u16,
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

impl RawReply {
    pub fn ok() -> Self {
        RawReply { status: 200, content_type: "text/plain", body: Vec::new() }
    }
}

/// One thing that came from a customer or about a send.
#[derive(Clone, Debug, PartialEq)]
pub struct Inbound {
    /// The vendor's id of this delivery, unique in the connection: the dedupe key.
    pub provider_id: String,
    pub chat_id: String,
    pub what: What,
    /// The vendor's time where it gives one.
    pub sent_at: Option<crate::Ts>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A message from a customer. A pressed button has `button` set and its title, if known, in `text`.
    Message { from: Sender, text: String, button: Option<String>, press_ref: Option<String>, attachments: Vec<Attachment>, phone: Option<String>, start: Option<String> },
    /// The customer edited an earlier message (`provider_id` of it in `target`).
    Edited { target: String, text: String },
    /// State of a message we sent.
    Status { target: String, delivery: crate::message::Delivery },
    /// The customer blocked or unblocked us.
    Reachable { is_reachable: bool },
}

/// Who wrote, as the vendor tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    pub id: String,
    pub name: Option<String>,
    pub username: Option<String>,
    pub lang: Option<String>,
}

/// One message to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbound {
    /// Constant over retries; becomes the vendor's idempotency key where it has one.
    pub key: String,
    pub chat_id: String,
    /// Ours, for a receiver that knows our ids.
    #[serde(default)]
    pub conversation_id: Option<ConversationId>,
    /// Plain text; the connector escapes.
    pub text: String,
    pub buttons: Vec<Button>,
    pub attachments: Vec<Attachment>,
    /// How many parts of a split message the vendor has confirmed; sending goes on from there.
    #[serde(default)]
    pub parts_sent: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The vendor's ids, one per part.
    pub provider_ids: Vec<String>,
}

/// What a live check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// `@barber_bot`.
    pub name: String,
    /// Public link with a place for a deep-link payload, `https://t.me/barber_bot?start={payload}`.
    pub link: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Polled {
    pub inbound: Vec<Inbound>,
    pub cursor: Option<String>,
    /// How long to wait before the next poll.
    pub pause: Duration,
}

#[derive(Clone, Debug)]
pub struct FetchedFile {
    pub name: String,
    pub mime: String,
    pub bytes: Vec<u8>,
}
