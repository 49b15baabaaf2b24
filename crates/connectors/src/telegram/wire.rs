//! The Bot API's JSON as documented, only the fields that are used. Unknown fields are skipped, and an optional field of an
//! unexpected shape counts as absent: a novelty of the vendor must not cost a customer's message.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The envelope of every answer.
#[derive(Debug, Deserialize)]
pub struct Answer {
    pub ok: bool,
    #[serde(default)]
    pub result: Value,
    #[serde(default, deserialize_with = "lenient")]
    pub error_code: Option<u16>,
    #[serde(default, deserialize_with = "lenient")]
    pub description: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub parameters: Option<Parameters>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Parameters {
    #[serde(default, deserialize_with = "lenient")]
    pub retry_after: Option<u64>,
    #[serde(default, deserialize_with = "lenient")]
    pub migrate_to_chat_id: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub struct Update {
    pub update_id: i64,
    #[serde(default, deserialize_with = "lenient")]
    pub message: Option<Message>,
    #[serde(default, deserialize_with = "lenient")]
    pub edited_message: Option<Message>,
    #[serde(default, deserialize_with = "lenient")]
    pub callback_query: Option<CallbackQuery>,
    #[serde(default, deserialize_with = "lenient")]
    pub my_chat_member: Option<ChatMemberUpdated>,
}

impl Update {
    /// Was one of the kinds above readable?
    pub fn is_understood(&self) -> bool {
        self.message.is_some() || self.edited_message.is_some() || self.callback_query.is_some() || self.my_chat_member.is_some()
    }
}

#[derive(Debug, Deserialize)]
pub struct Message {
    pub message_id: i64,
    pub chat: Chat,
    #[serde(default, deserialize_with = "lenient")]
    pub from: Option<User>,
    #[serde(default, deserialize_with = "lenient")]
    pub sender_chat: Option<Chat>,
    #[serde(default, deserialize_with = "lenient")]
    pub via_bot: Option<User>,
    #[serde(default, deserialize_with = "lenient")]
    pub date: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub text: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub caption: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub photo: Option<Vec<FileRef>>,
    #[serde(default, deserialize_with = "lenient")]
    pub voice: Option<FileRef>,
    #[serde(default, deserialize_with = "lenient")]
    pub audio: Option<FileRef>,
    #[serde(default, deserialize_with = "lenient")]
    pub video: Option<FileRef>,
    #[serde(default, deserialize_with = "lenient")]
    pub video_note: Option<FileRef>,
    #[serde(default, deserialize_with = "lenient")]
    pub animation: Option<FileRef>,
    #[serde(default, deserialize_with = "lenient")]
    pub document: Option<FileRef>,
    #[serde(default, deserialize_with = "lenient")]
    pub sticker: Option<FileRef>,
    #[serde(default, deserialize_with = "lenient")]
    pub location: Option<Location>,
    #[serde(default, deserialize_with = "lenient")]
    pub contact: Option<Contact>,
    #[serde(default, deserialize_with = "lenient")]
    pub dice: Option<Dice>,
    #[serde(default, deserialize_with = "lenient")]
    pub reply_markup: Option<InlineKeyboardMarkup>,
}

#[derive(Debug, Deserialize)]
pub struct Chat {
    pub id: i64,
    /// `private`, `group`, `supergroup`, `channel`.
    #[serde(rename = "type", default, deserialize_with = "lenient")]
    pub kind: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct User {
    pub id: i64,
    #[serde(default, deserialize_with = "lenient")]
    pub is_bot: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    pub first_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub last_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub username: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub language_code: Option<String>,
}

/// PhotoSize, Voice, Audio, Video, VideoNote, Animation, Document and Sticker share these.
#[derive(Debug, Deserialize)]
pub struct FileRef {
    pub file_id: String,
    #[serde(default, deserialize_with = "lenient")]
    pub file_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub mime_type: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub file_size: Option<u64>,
    #[serde(default, deserialize_with = "lenient")]
    pub width: Option<u64>,
    #[serde(default, deserialize_with = "lenient")]
    pub height: Option<u64>,
    /// Of a sticker.
    #[serde(default, deserialize_with = "lenient")]
    pub emoji: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Location {
    pub latitude: f64,
    pub longitude: f64,
}

#[derive(Debug, Deserialize)]
pub struct Contact {
    pub phone_number: String,
    #[serde(default, deserialize_with = "lenient")]
    pub first_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub last_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub user_id: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub struct Dice {
    pub emoji: String,
}

#[derive(Debug, Deserialize)]
pub struct CallbackQuery {
    /// Documented as a string; emulators count.
    #[serde(default)]
    pub id: Value,
    pub from: User,
    #[serde(default, deserialize_with = "lenient")]
    pub message: Option<Message>,
    #[serde(default, deserialize_with = "lenient")]
    pub data: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct InlineKeyboardMarkup {
    #[serde(default)]
    pub inline_keyboard: Vec<Vec<InlineKeyboardButton>>,
}

#[derive(Debug, Deserialize)]
pub struct InlineKeyboardButton {
    #[serde(default)]
    pub text: String,
    #[serde(default, deserialize_with = "lenient")]
    pub callback_data: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct ChatMemberUpdated {
    pub chat: Chat,
    #[serde(default, deserialize_with = "lenient")]
    pub date: Option<i64>,
    pub new_chat_member: ChatMember,
}

#[derive(Debug, Deserialize)]
pub struct ChatMember {
    pub status: String,
}

/// Answer of `getFile`.
#[derive(Debug, Deserialize)]
pub struct File {
    #[serde(default, deserialize_with = "lenient")]
    pub file_path: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub file_size: Option<u64>,
}

/// Answer of `getWebhookInfo`.
#[derive(Debug, Default, Deserialize)]
pub struct WebhookInfo {
    #[serde(default, deserialize_with = "lenient")]
    pub url: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub pending_update_count: Option<u64>,
    #[serde(default, deserialize_with = "lenient")]
    pub last_error_message: Option<String>,
}

fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(serde_json::from_value(value).ok())
}
