//! What customers do in the fake: each act becomes an update in the documented form.

use super::state::{Pending, Shared, chat_json, user_json};
use super::{TOKEN, USERNAME};
use crate::kit::fake::Act;
use domain::message::AttachmentKind;
use domain::{Error, Result};
use serde_json::{Value, json};

impl Shared {
    pub fn act(&self, chat_id: i64, act: Act) -> Result<(i64, Pending)> {
        match act {
            Act::Says { text } => Ok(self.user_message(chat_id, |_| json!({ "text": text, "entities": entities(&text) }))),
            Act::Presses { message, button } => {
                let message: i64 = message.parse().map_err(|_| Error::invalid("message", "a message id is a number here"))?;
                Ok((message, self.press(chat_id, message, &button)?))
            }
            Act::SendsFile { kind, name, mime, bytes } => Ok(self.user_file(chat_id, kind, &name, &mime, bytes)),
            Act::SharesPhone { phone } => Ok(self.user_message(chat_id, |_| {
                json!({ "contact": { "phone_number": phone.trim_start_matches('+'), "first_name": "Иван", "user_id": chat_id } })
            })),
            Act::Edits { message, text } => {
                let id: i64 = message.parse().map_err(|_| Error::invalid("message", "a message id is a number here"))?;
                let date = self.date();
                let mut edited = self.lock().messages.get(&(chat_id, id)).cloned().ok_or_else(|| Error::not_found("message"))?;
                if let Some(fields) = edited.as_object_mut() {
                    fields.insert("text".to_owned(), text.into());
                    fields.insert("edit_date".to_owned(), date.into());
                }
                self.lock().messages.insert((chat_id, id), edited.clone());
                Ok((id, self.push(json!({ "edited_message": edited }), &format!("chat{chat_id}"))))
            }
            Act::Blocks => Ok((0, self.set_blocked(chat_id, true))),
            Act::Unblocks => Ok((0, self.set_blocked(chat_id, false))),
        }
    }

    /// A message of the customer with this content.
    pub fn user_message(&self, chat_id: i64, content: impl FnOnce(i64) -> Value) -> (i64, Pending) {
        let date = self.date();
        let message = {
            let mut state = self.lock();
            state.chats.entry(chat_id).or_insert(false);
            let id = state.message_id();
            let mut message = json!({ "message_id": id, "from": user_json(chat_id), "chat": chat_json(chat_id), "date": date });
            if let (Some(fields), Value::Object(more)) = (message.as_object_mut(), content(id)) {
                fields.extend(more);
            }
            state.messages.insert((chat_id, id), message.clone());
            (id, message)
        };
        (message.0, self.push(json!({ "message": message.1 }), &format!("chat{chat_id}")))
    }

    fn user_file(&self, chat_id: i64, kind: AttachmentKind, name: &str, mime: &str, bytes: Vec<u8>) -> (i64, Pending) {
        let size = bytes.len();
        let (field, folder) = match kind {
            AttachmentKind::Image => ("photo", "photos"),
            AttachmentKind::Voice => ("voice", "voice"),
            AttachmentKind::Audio => ("audio", "music"),
            AttachmentKind::Video => ("video", "videos"),
            AttachmentKind::Sticker => ("sticker", "stickers"),
            _ => ("document", "documents"),
        };
        let file_id = self.lock().store_file(folder, name, bytes);
        let unique = format!("u{file_id}");
        let content = match kind {
            AttachmentKind::Image => json!([
                { "file_id": format!("{file_id}s"), "file_unique_id": format!("{unique}s"), "width": 90, "height": 60, "file_size": size.min(900) },
                { "file_id": file_id, "file_unique_id": unique, "width": 1280, "height": 853, "file_size": size },
            ]),
            AttachmentKind::Sticker => {
                json!({ "file_id": file_id, "file_unique_id": unique, "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false, "emoji": "👍", "file_size": size })
            }
            _ => json!({ "file_id": file_id, "file_unique_id": unique, "duration": 4, "file_name": name, "mime_type": mime, "file_size": size }),
        };
        self.user_message(chat_id, |_| json!({ field: content }))
    }

    pub fn press(&self, chat_id: i64, message_id: i64, data: &str) -> Result<Pending> {
        let mut state = self.lock();
        let message = state.messages.get(&(chat_id, message_id)).cloned().ok_or_else(|| Error::not_found("message"))?;
        let rows = message.pointer("/reply_markup/inline_keyboard").and_then(Value::as_array);
        let mut buttons = rows.into_iter().flatten().filter_map(Value::as_array).flatten();
        if !buttons.any(|button| button.get("callback_data").and_then(Value::as_str) == Some(data)) {
            return Err(Error::not_found("button"));
        }
        let id = format!("4382{}", state.message_id());
        state.open_queries.insert(id.clone());
        drop(state);
        let query = json!({ "id": id, "from": user_json(chat_id), "message": message, "chat_instance": "-3842", "data": data });
        Ok(self.push(json!({ "callback_query": query }), &format!("user{chat_id}")))
    }

    pub fn set_blocked(&self, chat_id: i64, is_blocked: bool) -> Pending {
        self.lock().chats.insert(chat_id, is_blocked);
        let bot = bot_json();
        let status = |blocked: bool| match blocked {
            true => json!({ "user": bot, "status": "kicked", "until_date": 0 }),
            false => json!({ "user": bot, "status": "member" }),
        };
        let change = json!({
            "chat": chat_json(chat_id), "from": user_json(chat_id), "date": self.date(),
            "old_chat_member": status(!is_blocked), "new_chat_member": status(is_blocked),
        });
        self.push(json!({ "my_chat_member": change }), &format!("chat{chat_id}"))
    }
}

pub fn bot_json() -> Value {
    let id: i64 = TOKEN.split(':').next().and_then(|id| id.parse().ok()).unwrap_or(0);
    json!({ "id": id, "is_bot": true, "first_name": "Самовар", "username": USERNAME })
}

/// The entity of a leading command.
pub fn entities(text: &str) -> Value {
    let word = text.split_whitespace().next().unwrap_or_default();
    match word.strip_prefix('/') {
        Some(name) if !name.is_empty() => json!([{ "offset": 0, "length": word.encode_utf16().count(), "type": "bot_command" }]),
        _ => json!([]),
    }
}
