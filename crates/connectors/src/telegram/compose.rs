//! What goes out, from our words into the Bot API's: the parts of a message, keyboards, escaping. Pure.

use crate::kit::split::{split, units};
use domain::message::{Attachment, AttachmentKind, Button};
use domain::port::Outbound;
use domain::{Error, Result};
use serde_json::{Value, json};

pub const TEXT_UNITS: usize = 4096;
const CAPTION_UNITS: usize = 1024;
pub const BUTTONS: usize = 100;
pub const TITLE_CHARS: usize = 64;

/// One call to the vendor.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Text { text: String, buttons: Vec<Button> },
    File { attachment: Attachment, caption: String, buttons: Vec<Button> },
    Place { latitude: f64, longitude: f64, buttons: Vec<Button> },
}

/// The calls that make up this message, in order. The same message always gives the same parts: a resumed send relies on it.
pub fn parts(outbound: &Outbound) -> Result<Vec<Part>> {
    for button in &outbound.buttons {
        if button.id.is_empty() || button.id.len() > 64 {
            return Err(Error::invalid("buttons", "a button's id is 1 to 64 bytes long"));
        }
    }
    if outbound.buttons.len() > BUTTONS {
        return Err(Error::invalid("buttons", "more buttons than a message can hold"));
    }
    let mut parts = outbound.attachments.iter().map(attachment).collect::<Result<Vec<_>>>()?;
    let text = outbound.text.trim();
    match parts.as_mut_slice() {
        // One file with a short text is one message.
        [Part::File { attachment, caption, .. }] if units(text) <= CAPTION_UNITS && attachment.kind != AttachmentKind::Sticker => {
            text.clone_into(caption);
        }
        _ => parts.extend(split(text, TEXT_UNITS).into_iter().map(|text| Part::Text { text, buttons: Vec::new() })),
    }
    match parts.last_mut() {
        Some(Part::Text { buttons, .. } | Part::File { buttons, .. } | Part::Place { buttons, .. }) => buttons.clone_from(&outbound.buttons),
        None => return Err(Error::invalid("text", "the message is empty")),
    }
    Ok(parts)
}

fn attachment(attachment: &Attachment) -> Result<Part> {
    match attachment.kind {
        AttachmentKind::ContactCard => Err(Error::invalid("attachments", "contact cards are not sent here")),
        AttachmentKind::Location => {
            let place = attachment.provider_ref.as_deref().and_then(|place| place.strip_prefix("geo:")?.split_once(','));
            let place = place.and_then(|(lat, lon)| Some((lat.trim().parse::<f64>().ok()?, lon.trim().parse::<f64>().ok()?)));
            match place {
                Some((latitude, longitude)) => Ok(Part::Place { latitude, longitude, buttons: Vec::new() }),
                None => Err(Error::invalid("attachments", "a place is written geo:latitude,longitude")),
            }
        }
        _ if attachment.file_id.is_none() && attachment.provider_ref.is_none() => Err(Error::invalid("attachments", "the file is not stored")),
        _ => Ok(Part::File { attachment: attachment.clone(), caption: String::new(), buttons: Vec::new() }),
    }
}

/// The body of `sendMessage`.
pub fn text_body(chat_id: &Value, text: &str, buttons: &[Button]) -> Value {
    with_buttons(
        json!({ "chat_id": chat_id, "text": escape(text), "parse_mode": "HTML", "link_preview_options": { "is_disabled": true } }),
        buttons,
    )
}

/// The body of a call that sends a file, without the file.
pub fn file_body(chat_id: &Value, caption: &str, buttons: &[Button]) -> Value {
    let body = match caption {
        "" => json!({ "chat_id": chat_id }),
        _ => json!({ "chat_id": chat_id, "caption": escape(caption), "parse_mode": "HTML" }),
    };
    with_buttons(body, buttons)
}

/// The same body without markup, for the day when the vendor's parser disagrees with ours.
pub fn plain(mut body: Value, text: &str) -> Value {
    if let Some(fields) = body.as_object_mut() {
        fields.remove("parse_mode");
        let name = if fields.contains_key("text") { "text" } else { "caption" };
        fields.insert(name.to_owned(), text.into());
    }
    body
}

pub fn with_buttons(mut body: Value, buttons: &[Button]) -> Value {
    if let (false, Some(fields)) = (buttons.is_empty(), body.as_object_mut()) {
        fields.insert("reply_markup".to_owned(), json!({ "inline_keyboard": keyboard(buttons) }));
    }
    body
}

/// The three characters that HTML reads as markup.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Times and "да / нет" stand side by side, long titles get a row of their own.
pub fn keyboard(buttons: &[Button]) -> Vec<Vec<Value>> {
    rows(buttons)
        .into_iter()
        .map(|row| row.iter().map(|button| json!({ "text": title(button), "callback_data": button.id })).collect())
        .collect()
}

fn rows(buttons: &[Button]) -> Vec<&[Button]> {
    let mut rows = Vec::new();
    for run in buttons.chunk_by(|a, b| per_row(a) == per_row(b)) {
        let wide = run.first().map_or(1, per_row);
        let (mut rest, mut left) = (run, run.len());
        while left > 0 {
            // Four are two and two rather than three and a lonely one.
            let take = if wide == 3 && matches!(left, 2 | 4) { 2 } else { wide.min(left) };
            let Some((row, tail)) = rest.split_at_checked(take) else { break };
            rows.push(row);
            (rest, left) = (tail, tail.len());
        }
    }
    rows
}

fn per_row(button: &Button) -> usize {
    match units(button.title.trim()) {
        ..=8 => 3,
        9..=16 => 2,
        _ => 1,
    }
}

fn title(button: &Button) -> String {
    let title = button.title.trim();
    match title.chars().count() {
        // The vendor refuses a button without words.
        0 => button.id.clone(),
        1..=TITLE_CHARS => title.to_owned(),
        _ => title.chars().take(TITLE_CHARS - 1).chain(['…']).collect(),
    }
}

/// Which call sends this kind of file and how the file's field is called. A format the call would refuse goes as a document.
pub fn file_call(kind: AttachmentKind, upload: Option<(&str, usize)>) -> (&'static str, &'static str) {
    const DOCUMENT: (&str, &str) = ("sendDocument", "document");
    const PHOTO_BYTES: usize = 10 * 1024 * 1024;
    let fits = |mimes: &[&str]| upload.is_none_or(|(mime, _)| mimes.contains(&mime));
    match kind {
        AttachmentKind::Image if fits(&["image/jpeg", "image/png", "image/webp"]) && upload.is_none_or(|(_, size)| size <= PHOTO_BYTES) => {
            ("sendPhoto", "photo")
        }
        AttachmentKind::Voice if fits(&["audio/ogg", "audio/mpeg", "audio/mp4", "audio/x-m4a"]) => ("sendVoice", "voice"),
        AttachmentKind::Audio if fits(&["audio/mpeg", "audio/mp4", "audio/x-m4a"]) => ("sendAudio", "audio"),
        AttachmentKind::Video if fits(&["video/mp4"]) => ("sendVideo", "video"),
        AttachmentKind::Sticker if upload.is_none() => ("sendSticker", "sticker"),
        _ => DOCUMENT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(titles: &[&str]) -> Vec<Vec<String>> {
        let buttons: Vec<Button> = titles.iter().map(|title| Button::new("x", *title)).collect();
        rows(&buttons).iter().map(|row| row.iter().map(|button| button.title.clone()).collect()).collect()
    }

    #[test]
    fn short_titles_share_a_row() {
        assert_eq!(layout(&["10:00", "10:30", "11:00", "11:30", "12:00"]).iter().map(Vec::len).collect::<Vec<_>>(), [3, 2]);
        assert_eq!(layout(&["10:00", "10:30", "11:00", "11:30"]).iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
        assert_eq!(layout(&["10:00", "10:30", "11:00", "11:30", "12:00", "12:30", "13:00"]).iter().map(Vec::len).collect::<Vec<_>>(), [3, 2, 2]);
        assert_eq!(layout(&["Да", "Нет"]).len(), 1);
        assert_eq!(layout(&["Подтвердить", "Отменить", "Стрижка женская с укладкой"]).iter().map(Vec::len).collect::<Vec<_>>(), [1, 1, 1]);
        assert_eq!(layout(&["Подтвердить", "Другое время"]).len(), 1);
        assert_eq!(layout(&[]).len(), 0);
    }

    #[test]
    fn titles_are_never_blank_nor_endless() {
        assert_eq!(title(&Button::new("bk:1", "  ")), "bk:1");
        assert_eq!(title(&Button::new("x", "я".repeat(200))).chars().count(), TITLE_CHARS);
    }
}
