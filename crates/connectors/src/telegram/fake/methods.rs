//! What the methods of the Bot API do, and with which words they refuse.

use super::act::bot_json;
use super::server::Fields;
use super::state::{SentMessage, Shared, Webhook, chat_json};
use super::{deliver, markup};
use domain::message::AttachmentKind;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct Refused {
    pub status: u16,
    pub description: String,
    pub retry_after: Option<u32>,
}

impl Refused {
    pub fn new(status: u16, description: impl Into<String>) -> Self {
        Refused { status, description: description.into(), retry_after: None }
    }
    pub fn too_many(seconds: u32) -> Self {
        Refused { status: 429, description: format!("Too Many Requests: retry after {seconds}"), retry_after: Some(seconds) }
    }
    fn bad(what: &str) -> Self {
        Refused::new(400, format!("Bad Request: {what}"))
    }
}

/// The method by its lower-case name.
pub async fn call(shared: &Arc<Shared>, method: &str, fields: &Fields) -> Result<Value, Refused> {
    match method {
        "getme" => Ok(bot_json()),
        "getupdates" => get_updates(shared, fields).await,
        "setwebhook" => set_webhook(shared, fields),
        "deletewebhook" => {
            let mut state = shared.lock();
            state.webhook = None;
            if fields.text("drop_pending_updates").as_deref() == Some("true") {
                state.pending.clear();
            }
            Ok(true.into())
        }
        "getwebhookinfo" => {
            let state = shared.lock();
            let url = state.webhook.as_ref().map_or("", |hook| hook.url.as_str());
            Ok(json!({ "url": url, "has_custom_certificate": false, "pending_update_count": state.pending.len(), "allowed_updates": state.allowed }))
        }
        "sendmessage" => send_text(shared, fields),
        "sendphoto" => send_file(shared, fields, "photo", "sendPhoto", AttachmentKind::Image),
        "senddocument" => send_file(shared, fields, "document", "sendDocument", AttachmentKind::Document),
        "sendvoice" => send_file(shared, fields, "voice", "sendVoice", AttachmentKind::Voice),
        "sendaudio" => send_file(shared, fields, "audio", "sendAudio", AttachmentKind::Audio),
        "sendvideo" => send_file(shared, fields, "video", "sendVideo", AttachmentKind::Video),
        "sendsticker" => send_file(shared, fields, "sticker", "sendSticker", AttachmentKind::Sticker),
        "sendlocation" => {
            let (Some(latitude), Some(longitude)) = (fields.float("latitude"), fields.float("longitude")) else {
                return Err(Refused::bad("latitude and longitude are required"));
            };
            let place = json!({ "location": { "latitude": latitude, "longitude": longitude } });
            accept(shared, fields, "sendLocation", format!("{latitude},{longitude}"), Some((AttachmentKind::Location, Vec::new())), place)
        }
        "sendchataction" => chat(shared, fields).map(|_| true.into()),
        "answercallbackquery" => {
            let id = fields.text("callback_query_id").unwrap_or_default();
            let mut state = shared.lock();
            if !state.open_queries.remove(&id) {
                return Err(Refused::bad("query is too old and response timeout expired or query ID is invalid"));
            }
            state.answered.push(id);
            Ok(true.into())
        }
        "getfile" => {
            let id = fields.text("file_id").unwrap_or_default();
            let state = shared.lock();
            let file = state.files.get(&id).ok_or_else(|| Refused::bad("wrong file_id or the file is temporarily unavailable"))?;
            if file.bytes.len() > 20 * 1024 * 1024 {
                return Err(Refused::bad("file is too big"));
            }
            Ok(json!({ "file_id": id, "file_unique_id": format!("u{id}"), "file_size": file.bytes.len(), "file_path": file.path }))
        }
        "setmycommands" => match fields.nested("commands").as_ref().and_then(Value::as_array).map(Vec::len) {
            Some(..=100) => Ok(true.into()),
            _ => Err(Refused::bad("BOT_COMMANDS_TOO_MUCH")),
        },
        _ => Err(Refused::new(404, "Not Found")),
    }
}

async fn get_updates(shared: &Arc<Shared>, fields: &Fields) -> Result<Value, Refused> {
    let mine = {
        let mut state = shared.lock();
        if state.webhook.is_some() {
            return Err(Refused::new(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"));
        }
        if let Some(Value::Array(kinds)) = fields.nested("allowed_updates") {
            state.allowed = kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
        let offset = fields.int("offset").unwrap_or(0);
        if offset > 0 {
            state.pending.retain(|pending| pending.update_id >= offset);
        } else if let Ok(last) = usize::try_from(-offset)
            && last > 0
        {
            let skip = state.pending.len().saturating_sub(last);
            state.pending.drain(..skip);
        }
        state.poll += 1;
        state.poll
    };
    shared.changed.notify_waiters();
    let limit = usize::try_from(fields.int("limit").unwrap_or(100).clamp(1, 100)).unwrap_or(100);
    let seconds = u64::try_from(fields.int("timeout").unwrap_or(0).clamp(0, 50)).unwrap_or(0);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(seconds);
    loop {
        let news = shared.changed.notified();
        {
            let state = shared.lock();
            if state.poll != mine {
                return Err(Refused::new(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"));
            }
            if !state.pending.is_empty() || tokio::time::Instant::now() >= deadline {
                return Ok(state.pending.iter().take(limit).map(|pending| pending.update.clone()).collect());
            }
        }
        let _ = tokio::time::timeout_at(deadline, news).await;
    }
}

fn set_webhook(shared: &Arc<Shared>, fields: &Fields) -> Result<Value, Refused> {
    let url = fields.text("url").unwrap_or_default();
    let secret_token = fields.text("secret_token");
    let is_local = url.starts_with("http://127.0.0.1") || url.starts_with("http://localhost");
    if !url.is_empty() && !url.starts_with("https://") && !is_local {
        return Err(Refused::bad("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    let is_secret = |text: &String| !text.is_empty() && text.len() <= 256 && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if secret_token.as_ref().is_some_and(|secret| !is_secret(secret)) {
        return Err(Refused::bad("secret token contains unallowed characters"));
    }
    {
        let mut state = shared.lock();
        if let Some(Value::Array(kinds)) = fields.nested("allowed_updates") {
            state.allowed = kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
        state.webhook = (!url.is_empty()).then_some(Webhook { url, secret_token });
    }
    deliver::start(shared);
    Ok(true.into())
}

fn send_text(shared: &Arc<Shared>, fields: &Fields) -> Result<Value, Refused> {
    let text = visible(fields, "text")?;
    match text.encode_utf16().count() {
        0 => Err(Refused::bad("message text is empty")),
        1..=4096 => accept(shared, fields, "sendMessage", text.clone(), None, json!({ "text": text })),
        _ => Err(Refused::bad("message is too long")),
    }
}

fn send_file(shared: &Arc<Shared>, fields: &Fields, field: &str, method: &str, kind: AttachmentKind) -> Result<Value, Refused> {
    let caption = visible(fields, "caption")?;
    if caption.encode_utf16().count() > 1024 {
        return Err(Refused::bad("message caption is too long"));
    }
    // An upload stands in the field itself, or in a part of its own that the field names.
    let named = fields.text(field).and_then(|text| fields.files.get(text.strip_prefix("attach://")?));
    let (file_id, bytes) = match (fields.files.get(field).or(named), fields.text(field)) {
        (Some((_, bytes)), _) if bytes.is_empty() => return Err(Refused::bad("file must be non-empty")),
        (Some((name, bytes)), _) => (shared.lock().store_file("sent", name, bytes.clone()), bytes.clone()),
        (None, Some(id)) if id.starts_with("https://") => (id, Vec::new()),
        (None, Some(id)) => {
            let found = shared.lock().files.get(&id).map(|file| file.bytes.clone());
            (id, found.ok_or_else(|| Refused::bad("wrong remote file identifier specified: Wrong string length"))?)
        }
        (None, None) => return Err(Refused::bad(&format!("there is no {field} in the request"))),
    };
    let file = json!({ "file_id": file_id, "file_unique_id": format!("u{file_id}"), "file_size": bytes.len() });
    let content = match kind {
        AttachmentKind::Image => json!({ field: [file], "caption": caption }),
        _ => json!({ field: file, "caption": caption }),
    };
    accept(shared, fields, method, caption, Some((kind, bytes)), content)
}

/// A text field as the customer will see it.
fn visible(fields: &Fields, name: &str) -> Result<String, Refused> {
    let text = fields.text(name).unwrap_or_default();
    let text = match fields.text("parse_mode").as_deref().map(str::to_lowercase).as_deref() {
        Some("html") => markup::read(&text).map_err(|words| Refused::bad(&format!("can't parse entities: {words}")))?,
        _ => text,
    };
    Ok(text.trim().to_owned())
}

/// The chat to send to: bots cannot write first, and not to whom has blocked them.
fn chat(shared: &Shared, fields: &Fields) -> Result<i64, Refused> {
    let chat_id = fields.int("chat_id").ok_or_else(|| Refused::bad("chat_id is empty"))?;
    match shared.lock().chats.get(&chat_id) {
        None => Err(Refused::bad("chat not found")),
        Some(true) => Err(Refused::new(403, "Forbidden: bot was blocked by the user")),
        Some(false) => Ok(chat_id),
    }
}

fn accept(
    shared: &Arc<Shared>,
    fields: &Fields,
    method: &str,
    text: String,
    file: Option<(AttachmentKind, Vec<u8>)>,
    content: Value,
) -> Result<Value, Refused> {
    let chat_id = chat(shared, fields)?;
    let markup = fields.nested("reply_markup");
    let keyboard = keyboard(markup.as_ref())?;
    let mut message = json!({ "from": bot_json(), "chat": chat_json(chat_id), "date": shared.date() });
    let mut state = shared.lock();
    let message_id = state.message_id();
    if let (Some(fields), Value::Object(content)) = (message.as_object_mut(), content) {
        fields.insert("message_id".to_owned(), message_id.into());
        fields.extend(content);
        if let Some(markup) = markup {
            fields.insert("reply_markup".to_owned(), markup);
        }
    }
    state.messages.insert((chat_id, message_id), message.clone());
    state.sent.push(SentMessage { chat_id, message_id, method: method.to_owned(), text, keyboard, file });
    drop(state);
    shared.changed.notify_waiters();
    Ok(message)
}

fn keyboard(markup: Option<&Value>) -> Result<Vec<Vec<(String, String)>>, Refused> {
    let Some(rows) = markup.and_then(|markup| markup.get("inline_keyboard")) else { return Ok(Vec::new()) };
    let rows = rows.as_array().ok_or_else(|| Refused::bad("object expected as reply markup"))?;
    let mut keyboard = Vec::new();
    for row in rows {
        let mut buttons = Vec::new();
        for button in row.as_array().into_iter().flatten() {
            let title = button.get("text").and_then(Value::as_str).unwrap_or_default();
            if title.trim().is_empty() {
                return Err(Refused::bad("can't parse inline keyboard button: Field \"text\" must be non-empty"));
            }
            let data = match (button.get("callback_data").and_then(Value::as_str), button.get("url")) {
                (Some(data), None) if (1..=64).contains(&data.len()) => data,
                (None, Some(_)) => "",
                (Some(_), None) => return Err(Refused::bad("BUTTON_DATA_INVALID")),
                _ => return Err(Refused::bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")),
            };
            buttons.push((title.to_owned(), data.to_owned()));
        }
        keyboard.push(buttons);
    }
    if keyboard.iter().map(Vec::len).sum::<usize>() > 100 {
        return Err(Refused::bad("reply markup is too long"));
    }
    Ok(keyboard)
}
