//! What the chat in the browser and the server say to each other; the other side is `web/widget/src/wire.ts`.

use super::look::Config;
use domain::conversation::Mode;
use domain::message::{Attachment, Author, Button, Delivery, Message};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

#[derive(Debug, Serialize)]
pub struct Line {
    pub id: Uuid,
    pub seq: i64,
    /// The browser's own id of its message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<String>,
    /// `user`, `bot`, `agent` (a person), `system`.
    pub from: &'static str,
    pub text: String,
    pub buttons: Vec<Button>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileLine>,
    pub created_at: String,
}

/// A stored file of a message; its bytes are at `/w/v1/files/{id}`.
#[derive(Debug, Serialize)]
pub struct FileLine {
    pub id: Uuid,
    pub name: String,
    pub mime: String,
    pub size: u64,
}

impl FileLine {
    fn of(attachment: Attachment) -> Option<FileLine> {
        let (name, mime) = (attachment.name.unwrap_or_default(), attachment.mime.unwrap_or_default());
        Some(FileLine { id: attachment.file_id?.0, name, mime, size: attachment.size.unwrap_or(0) })
    }
}

impl Line {
    /// None for what the visitor must not see: dropped answers and failed sends.
    pub fn of(message: Message) -> Option<Line> {
        if matches!(message.delivery, Delivery::Cancelled | Delivery::Failed) {
            return None;
        }
        let client_message_id = message.provider_id.as_deref().filter(|_| message.author == Author::Contact).and_then(client_id).map(str::to_owned);
        Some(Line {
            id: message.id.0,
            seq: message.seq,
            client_message_id,
            from: match message.author {
                Author::Contact => "user",
                Author::Agent => "bot",
                Author::Person => "agent",
                Author::System => "system",
            },
            text: message.text,
            buttons: message.buttons,
            files: message.attachments.into_iter().filter_map(FileLine::of).collect(),
            created_at: message.created_at.to_string(),
        })
    }
}

/// The ledger's key of a browser's message: unique in the connection, so that no visitor can name another's message.
pub fn provider_id(chat: &str, client: Uuid) -> String {
    format!("{chat}/{client}")
}

fn client_id(provider_id: &str) -> Option<&str> {
    provider_id.rsplit_once('/').map(|(_, client)| client)
}

#[derive(Debug, Deserialize)]
pub struct OpenBody {
    #[serde(default)]
    pub key: Option<String>,
    #[serde(default)]
    pub visitor_token: Option<String>,
    #[serde(default)]
    pub identity_jwt: Option<String>,
    #[serde(default)]
    pub locale: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct OpenReply {
    pub session_token: String,
    pub visitor_token: String,
    pub expires_in: i64,
    pub ws_url: &'static str,
    pub config: Config,
    pub conversation: Thread,
}

#[derive(Debug, Serialize)]
pub struct Thread {
    /// Whose dialogue it is; another one after signing in as somebody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    pub messages: Vec<Line>,
    pub has_human: bool,
}

#[derive(Debug, Deserialize)]
pub struct SendBody {
    pub client_message_id: Uuid,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub button: Option<Press>,
    /// What `POST /w/v1/files` gave as `id`.
    #[serde(default)]
    pub files: Vec<String>,
    /// Where the visitor is writing from; sent when it changed.
    #[serde(default)]
    pub context: Option<Map<String, Value>>,
}

#[derive(Debug, Deserialize)]
pub struct Press {
    pub message_id: Uuid,
    pub id: String,
}

#[derive(Debug, Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    pub after: Option<i64>,
    #[serde(default)]
    pub before: Option<i64>,
    #[serde(default)]
    pub limit: Option<i64>,
}

#[derive(Debug, Serialize)]
pub struct Lines {
    pub messages: Vec<Line>,
    pub has_more: bool,
}

/// What the browser says over the socket, and over `/events` where sockets are blocked.
#[derive(Debug, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Up {
    Auth { token: String },
    Typing {},
    Read { seq: i64 },
    Pong {},
    /// Newer browsers may say more.
    #[serde(other)]
    Other,
}

#[derive(Debug, Serialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Down {
    Ready {},
    Msg(Line),
    Typing { on: bool },
    /// The answer so far; the message takes its place.
    Writing { text: String },
    State { handoff: &'static str },
    Ping {},
    Error { code: &'static str },
}

impl Down {
    pub fn state(mode: Mode) -> Down {
        Down::State { handoff: handoff(mode) }
    }
}

pub const fn handoff(mode: Mode) -> &'static str {
    match mode {
        Mode::Human => "human",
        Mode::Auto | Mode::Draft | Mode::Off => "bot",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_its_own_id_back() {
        let id = Uuid::from_u128(5);
        assert_eq!(client_id(&provider_id("v:0190", id)), Some(id.to_string().as_str()));
        assert_eq!(client_id(&provider_id("u:a/b", id)), Some(id.to_string().as_str()), "a user's id may hold anything");
    }

    #[test]
    fn frames_read_as_the_browser_writes_them() {
        for (text, expected) in [
            (r#"{"t":"auth","token":"x"}"#, "Auth { token: \"x\" }"),
            (r#"{"t":"typing","on":true}"#, "Typing"),
            (r#"{"t":"read","seq":5}"#, "Read { seq: 5 }"),
            (r#"{"t":"pong"}"#, "Pong"),
            (r#"{"t":"from-the-future","x":1}"#, "Other"),
        ] {
            assert_eq!(format!("{:?}", serde_json::from_str::<Up>(text).unwrap()), expected);
        }
        assert_eq!(serde_json::to_string(&Down::Ready {}).unwrap(), r#"{"t":"ready"}"#);
        assert_eq!(serde_json::to_string(&Down::Typing { on: true }).unwrap(), r#"{"t":"typing","on":true}"#);
    }
}
