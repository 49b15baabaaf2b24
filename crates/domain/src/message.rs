//! One message in a conversation, in our own words; connectors translate.

use crate::{Error, Ts, conversation::text_enum, id::{ConversationId, FileId, MessageId, PersonId, TurnId}};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

text_enum! {
    /// Who wrote it.
    Author, "author" { Contact => "contact", Agent => "agent", Person => "person", System => "system" }
}

text_enum! {
    /// How far a message got. Inbound messages are `received`; messages on pull channels (API, widget) are `delivered` at once.
    Delivery, "delivery" {
        Received => "received",
        Queued => "queued",
        Sent => "sent",
        Delivered => "delivered",
        Read => "read",
        /// The provider may or may not have it: a person decides, nothing repeats it blindly.
        Unknown => "unknown",
        Failed => "failed",
        /// Overtaken before it was sent.
        Cancelled => "cancelled",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    /// Order inside the conversation, from 1, without gaps.
    pub seq: i64,
    pub author: Author,
    pub person_id: Option<PersonId>,
    pub text: String,
    pub buttons: Vec<Button>,
    pub attachments: Vec<Attachment>,
    pub delivery: Delivery,
    /// The provider's id: of the inbound message, or of the sent one once known.
    pub provider_id: Option<String>,
    /// Which turn wrote it, for "why this answer".
    pub turn_id: Option<TurnId>,
    pub created_at: Ts,
}

/// A choice offered with a message. Typing the title, its number or its words means the same as pressing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Button {
    /// Opaque, at most 64 bytes of ASCII (Telegram's limit for callback data).
    pub id: String,
    pub title: String,
}

impl Button {
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Button { id: id.into(), title: title.into() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Attachment {
    pub kind: AttachmentKind,
    /// Set once the bytes are stored here.
    #[schemars(with = "Option<String>")]
    pub file_id: Option<FileId>,
    /// The provider's handle to fetch or repeat the file.
    pub provider_ref: Option<String>,
    pub name: Option<String>,
    pub mime: Option<String>,
    pub size: Option<u64>,
}

text_enum! {
    AttachmentKind, "kind" { Image => "image", Audio => "audio", Voice => "voice", Video => "video", Document => "document", Location => "location", ContactCard => "contact_card", Sticker => "sticker" }
}
