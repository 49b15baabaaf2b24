//! What came in, from the Bot API's words into ours. Pure; nothing here fails, it only leaves out.

use super::wire::{CallbackQuery, ChatMemberUpdated, Contact, FileRef, Message, Update, User};
use domain::Ts;
use domain::message::{Attachment, AttachmentKind};
use domain::port::{Inbound, Sender, What};
use serde_json::Value;

/// The update in our words, if it concerns us.
pub fn inbound(update: Update, with_groups: bool) -> Option<Inbound> {
    let id = update.update_id;
    if let Some(message) = update.message {
        return said(message, with_groups);
    }
    if let Some(message) = update.edited_message {
        return edited(id, message, with_groups);
    }
    if let Some(query) = update.callback_query {
        return pressed(id, query, with_groups);
    }
    update.my_chat_member.and_then(|change| member(id, change))
}

/// A message's id: the vendor counts them per chat. The same for a redelivery, a poll, an edit and a message of ours.
pub fn message_key(chat: i64, message: i64) -> String {
    format!("m:{chat}:{message}")
}

fn said(message: Message, with_groups: bool) -> Option<Inbound> {
    let from = author(&message, with_groups)?;
    let mut attachments = attachments(&message);
    let mut phone = None;
    if let Some(contact) = &message.contact {
        // Somebody else's card must not become this customer's number.
        if contact.user_id == Some(from.id) {
            phone = Some(with_plus(&contact.phone_number));
        } else {
            attachments.push(card(contact));
        }
    }
    let emoji = message.sticker.as_ref().and_then(|sticker| sticker.emoji.as_ref()).or(message.dice.as_ref().map(|dice| &dice.emoji));
    let text = message.text.as_ref().or(message.caption.as_ref()).or(emoji);
    let (text, start) = command(text.cloned().unwrap_or_default());
    if text.trim().is_empty() && attachments.is_empty() && phone.is_none() {
        // A service note: pinned, joined, changed the photo.
        return None;
    }
    Some(Inbound {
        provider_id: message_key(message.chat.id, message.message_id),
        chat_id: message.chat.id.to_string(),
        sent_at: message.date.and_then(time),
        what: What::Message { from: sender(from), text, button: None, press_ref: None, attachments, phone, start },
    })
}

fn edited(update_id: i64, message: Message, with_groups: bool) -> Option<Inbound> {
    author(&message, with_groups)?;
    Some(Inbound {
        provider_id: format!("u:{update_id}"),
        chat_id: message.chat.id.to_string(),
        sent_at: None,
        what: What::Edited {
            target: message_key(message.chat.id, message.message_id),
            text: message.text.or(message.caption).unwrap_or_default(),
        },
    })
}

fn pressed(update_id: i64, query: CallbackQuery, with_groups: bool) -> Option<Inbound> {
    let data = query.data.filter(|data| !data.is_empty())?;
    let id = match query.id {
        Value::String(id) if !id.is_empty() => Some(id),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    };
    // Without the message (sent through another chat by inline mode) there is no chat to answer in but the private one.
    let (chat, is_private) = query.message.as_ref().map_or((query.from.id, true), |message| (message.chat.id, is_private(message)));
    if query.from.is_bot == Some(true) || !(is_private || with_groups) {
        return None;
    }
    let title = query.message.and_then(|message| message.reply_markup).and_then(|markup| {
        let mut buttons = markup.inline_keyboard.into_iter().flatten();
        buttons.find(|button| button.callback_data.as_ref() == Some(&data)).map(|button| button.text)
    });
    Some(Inbound {
        provider_id: id.as_ref().map_or_else(|| format!("u:{update_id}"), |id| format!("c:{id}")),
        chat_id: chat.to_string(),
        // The query has no time of its own; the message's is of the question, not of the press.
        sent_at: None,
        what: What::Message {
            from: sender(&query.from),
            text: title.unwrap_or_default(),
            button: Some(data),
            press_ref: id,
            attachments: Vec::new(),
            phone: None,
            start: None,
        },
    })
}

fn member(update_id: i64, change: ChatMemberUpdated) -> Option<Inbound> {
    if change.chat.kind.as_deref() != Some("private") {
        return None;
    }
    let is_reachable = !matches!(change.new_chat_member.status.as_str(), "kicked" | "left");
    Some(Inbound {
        provider_id: format!("u:{update_id}"),
        chat_id: change.chat.id.to_string(),
        sent_at: change.date.and_then(time),
        what: What::Reachable { is_reachable },
    })
}

/// The person behind the message, if it is one we talk to.
fn author(message: &Message, with_groups: bool) -> Option<&User> {
    if message.sender_chat.is_some() || message.via_bot.is_some() || !(is_private(message) || with_groups) {
        return None;
    }
    message.from.as_ref().filter(|from| from.is_bot != Some(true))
}

fn is_private(message: &Message) -> bool {
    match message.chat.kind.as_deref() {
        Some(kind) => kind == "private",
        None => message.chat.id > 0,
    }
}

fn sender(user: &User) -> Sender {
    let name = [&user.first_name, &user.last_name].into_iter().flatten().map(|part| part.trim()).filter(|part| !part.is_empty());
    let name = name.collect::<Vec<_>>().join(" ");
    Sender {
        id: user.id.to_string(),
        name: (!name.is_empty()).then_some(name),
        username: user.username.clone().filter(|name| !name.is_empty()),
        lang: user.language_code.clone().filter(|lang| !lang.is_empty()),
    }
}

/// `/start lead_7` becomes `/start` and its payload; `/help@barber_bot` becomes `/help`.
fn command(text: String) -> (String, Option<String>) {
    let Some(body) = text.strip_prefix('/') else { return (text, None) };
    let (head, tail) = match body.split_once(char::is_whitespace) {
        Some((head, tail)) => (head, tail.trim()),
        None => (body, ""),
    };
    let name = head.split('@').next().unwrap_or(head);
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return (text, None);
    }
    let is_payload = !tail.is_empty() && tail.len() <= 64 && tail.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if name == "start" && is_payload {
        return ("/start".to_owned(), Some(tail.to_owned()));
    }
    (format!("/{name} {tail}").trim_end().to_owned(), None)
}

fn attachments(message: &Message) -> Vec<Attachment> {
    let mut list = Vec::new();
    if let Some(photo) = message.photo.as_ref().and_then(|sizes| sizes.iter().max_by_key(|size| size.width.unwrap_or(0) * size.height.unwrap_or(0))) {
        list.push(Attachment { mime: Some("image/jpeg".to_owned()), ..file(AttachmentKind::Image, photo) });
    }
    // An animation comes as a document too: the same file twice.
    let document = if message.animation.is_some() { None } else { message.document.as_ref() };
    let files = [
        (AttachmentKind::Voice, message.voice.as_ref()),
        (AttachmentKind::Audio, message.audio.as_ref()),
        (AttachmentKind::Video, message.video.as_ref()),
        (AttachmentKind::Video, message.video_note.as_ref()),
        (AttachmentKind::Video, message.animation.as_ref()),
        (AttachmentKind::Document, document),
        (AttachmentKind::Sticker, message.sticker.as_ref()),
    ];
    list.extend(files.into_iter().filter_map(|(kind, found)| found.map(|found| file(kind, found))));
    if let Some(place) = &message.location {
        list.push(Attachment {
            kind: AttachmentKind::Location,
            file_id: None,
            provider_ref: Some(format!("geo:{},{}", place.latitude, place.longitude)),
            name: None,
            mime: None,
            size: None,
        });
    }
    list
}

fn file(kind: AttachmentKind, found: &FileRef) -> Attachment {
    Attachment {
        kind,
        file_id: None,
        provider_ref: Some(found.file_id.clone()),
        name: found.file_name.clone(),
        mime: found.mime_type.clone(),
        size: found.file_size,
    }
}

fn card(contact: &Contact) -> Attachment {
    let name = [&contact.first_name, &contact.last_name].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    Attachment {
        kind: AttachmentKind::ContactCard,
        file_id: None,
        provider_ref: Some(format!("tel:{}", with_plus(&contact.phone_number))),
        name: (!name.is_empty()).then_some(name),
        mime: None,
        size: None,
    }
}

fn with_plus(phone: &str) -> String {
    if phone.starts_with(|c: char| c.is_ascii_digit()) { format!("+{phone}") } else { phone.to_owned() }
}

/// Seconds, as documented; emulators send milliseconds. Zero stands for "unknown".
fn time(date: i64) -> Option<Ts> {
    match date {
        ..=0 => None,
        1..=99_999_999_999 => Some(Ts::from_micros(date.saturating_mul(1_000_000))),
        _ => Some(Ts::from_micros(date.saturating_mul(1_000))),
    }
}
