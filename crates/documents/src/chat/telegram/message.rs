//! One message of `result.json`. Fields come and go between versions of Telegram: what is not understood is left out, never a
//! reason to refuse the rest.

use crate::import::intake::{Intake, cleaned, one_line, phone};
use crate::import::{Civil, Media, MediaKind, Message, MessageKind, Moment, Person};
use crate::reading::Flow;
use serde_json::Value;

/// A number or a text that names somebody or something.
pub(super) fn id_of(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(one_line(text)).filter(|text| !text.is_empty()),
        _ => None,
    }
}

pub(super) fn tell(value: &Value, chat: &str, line: u64, intake: &mut Intake) -> Flow {
    let Some(id) = value.get("id").and_then(id_of) else {
        intake.warn("odd_record", line, "a message without a number");
        return Ok(());
    };
    let Some(at) = moment(value, "date_unixtime", "date") else {
        intake.warn("no_date", line, id);
        return Ok(());
    };
    let is_service = value.get("type").and_then(Value::as_str) != Some("message");
    let (who, name) = if is_service { ("actor_id", "actor") } else { ("from_id", "from") };
    let author = author(value, who, name, intake)?;
    let media = media(value);
    let mut text = text_of(value.get("text"));
    if is_service && text.is_empty() {
        text = service(value);
    }
    if text.is_empty() {
        text = words(value);
    }
    let reference = |name: &str| value.get(name).and_then(id_of);
    intake.message(Message {
        id,
        chat: chat.to_owned(),
        at,
        author,
        text,
        media,
        kind: if is_service { MessageKind::System } else { MessageKind::Message },
        reply_to: reference("reply_to_message_id"),
        forwarded_from: reference("forwarded_from").or_else(|| value.get("forwarded_from").map(|_| "?".to_owned())),
        is_edited: value.get("edited").is_some() || value.get("edited_unixtime").is_some(),
        is_deleted: false,
        line,
    })
}

/// The exact second where the file has it, else the clock of whoever exported.
fn moment(value: &Value, exact: &str, local: &str) -> Option<Moment> {
    let seconds = value.get(exact).and_then(|v| v.as_i64().or_else(|| v.as_str()?.parse().ok())).filter(|s| (0..=32_503_680_000).contains(s));
    seconds.map(Moment::Instant).or_else(|| value.get(local).and_then(Value::as_str).and_then(Civil::parse).map(Moment::Local))
}

/// `user123`, `channel123`; old exports had bare numbers. A deleted account has a number and no name.
fn author(value: &Value, who: &str, name: &str, intake: &mut Intake) -> Flow<Option<String>> {
    let name = value.get(name).and_then(Value::as_str).map(one_line).filter(|name| !name.is_empty());
    let key = match value.get(who) {
        Some(Value::Number(number)) => Some(format!("user{number}")),
        Some(Value::String(id)) => Some(one_line(id)).filter(|id| !id.is_empty()),
        _ => name.clone(),
    };
    if let Some(key) = &key {
        intake.person(Person { key: key.clone(), name, ..Person::default() })?;
    }
    Ok(key)
}

/// Plain text, or pieces: links keep where they lead, everything else its words.
fn text_of(value: Option<&Value>) -> String {
    let mut out = String::new();
    let pieces = match value {
        Some(Value::String(text)) => return cleaned(text),
        Some(Value::Array(pieces)) => pieces,
        _ => return out,
    };
    for piece in pieces {
        if let Some(text) = piece.as_str() {
            out.push_str(text);
            continue;
        }
        let text = piece.get("text").and_then(Value::as_str).unwrap_or_default();
        out.push_str(text);
        if let Some(href) = piece.get("href").and_then(Value::as_str)
            && !text.contains(href)
        {
            out.push_str(" (");
            out.push_str(href);
            out.push(')');
        }
    }
    cleaned(&out)
}

/// What a service message says, from its fields: `pin_message`, `phone_call 35`.
fn service(value: &Value) -> String {
    let mut words: Vec<String> = Vec::new();
    for name in ["action", "title", "discard_reason", "duration_seconds", "score"] {
        words.extend(value.get(name).and_then(id_of));
    }
    if let Some(Value::Array(members)) = value.get("members") {
        words.extend(members.iter().take(50).filter_map(id_of));
    }
    words.join(" ")
}

/// Words for what has none of its own: a place, a card, a question.
fn words(value: &Value) -> String {
    let part = |value: &Value, name: &str| value.get(name).and_then(id_of);
    if let Some(place) = value.get("location_information") {
        let name = [part(value, "place_name"), part(value, "address")].into_iter().flatten();
        let point = match (part(place, "latitude"), part(place, "longitude")) {
            (Some(latitude), Some(longitude)) => Some(format!("{latitude}, {longitude}")),
            _ => None,
        };
        return name.chain(point).collect::<Vec<_>>().join("\n");
    }
    if let Some(card) = value.get("contact_information") {
        let number = part(card, "phone_number").map(|number| phone(&number).unwrap_or(number));
        return [part(card, "first_name"), part(card, "last_name"), number].into_iter().flatten().collect::<Vec<_>>().join(" ");
    }
    if let Some(poll) = value.get("poll") {
        let answers = poll.get("answers").and_then(Value::as_array).into_iter().flatten().take(50).filter_map(|answer| Some(format!("– {}", part(answer, "text")?)));
        return part(poll, "question").into_iter().chain(answers).collect::<Vec<_>>().join("\n");
    }
    part(value, "sticker_emoji").unwrap_or_default()
}

fn media(value: &Value) -> Vec<Media> {
    let has = |name: &str| value.get(name).is_some_and(|v| !v.is_null());
    let bare = |kind| vec![Media { kind, name: None, is_present: None }];
    if let Some(photo) = value.get("photo").and_then(Value::as_str).filter(|_| value.get("action").is_none()) {
        return vec![file(MediaKind::Photo, photo, value)];
    }
    if let Some(path) = value.get("file").and_then(Value::as_str) {
        let mime = value.get("mime_type").and_then(Value::as_str).unwrap_or_default();
        let kind = match value.get("media_type").and_then(Value::as_str) {
            Some("sticker") => MediaKind::Sticker,
            Some("voice_message") => MediaKind::Voice,
            Some("video_file" | "video_message") => MediaKind::Video,
            Some("audio_file") => MediaKind::Audio,
            Some("animation") => MediaKind::Animation,
            _ if mime.starts_with("image/") => MediaKind::Photo,
            _ if mime.starts_with("video/") => MediaKind::Video,
            _ if mime.starts_with("audio/") => MediaKind::Audio,
            _ => MediaKind::Document,
        };
        return vec![file(kind, path, value)];
    }
    if has("location_information") {
        bare(MediaKind::Location)
    } else if has("contact_information") {
        bare(MediaKind::Contact)
    } else if has("poll") {
        bare(MediaKind::Poll)
    } else if has("media_type") || has("self_destruct_period_seconds") {
        bare(MediaKind::Unknown)
    } else {
        Vec::new()
    }
}

/// A path, or in its place a sentence in brackets that the file was not exported.
fn file(kind: MediaKind, path: &str, value: &Value) -> Media {
    if path.starts_with('(') {
        let name = value.get("file_name").and_then(Value::as_str).map(one_line).filter(|name| !name.is_empty());
        return Media { kind, name, is_present: Some(false) };
    }
    Media { kind, name: Some(one_line(path)), is_present: None }
}
