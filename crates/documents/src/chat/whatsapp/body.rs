//! What stands behind the author: text, a file, a call, something taken back.

use super::phrase;
use crate::import::intake::{cleaned, is_mark};
use crate::import::{Media, MediaKind, MessageKind};
use std::collections::HashSet;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) media: Vec<Media>,
    pub(super) kind: MessageKind,
    pub(super) is_edited: bool,
    pub(super) is_deleted: bool,
    /// A call is the messenger's word, and yet somebody's.
    pub(super) is_call: bool,
}

/// What is known about the line beside its words.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) has_author: bool,
    /// Only the messenger writes under that name.
    pub(super) is_mute: bool,
    pub(super) is_ios: bool,
    /// Names of the files that came along, if files could.
    pub(super) files: Option<&'a HashSet<String>>,
}

impl Around<'_> {
    fn file(self, name: &str) -> Media {
        let name: String = name.chars().filter(|c| !is_mark(*c)).collect();
        Media { kind: phrase::kind_of(&name), is_present: self.files.map(|files| files.contains(&name)), name: Some(name) }
    }
}

/// Whether what follows a name on iOS is that person's, by its first line; a poll is known by having more.
pub(super) fn is_of_person(line: &str) -> bool {
    let around = Around { has_author: true, is_mute: false, is_ios: true, files: None };
    let is_persons = |raw: &str| {
        let body = parse(raw, around);
        body.kind == MessageKind::Message || body.is_call
    };
    is_persons(line) || is_persons(&format!("{line}\n."))
}

pub(super) fn parse(raw: &str, around: Around) -> Body {
    let is_marked = raw.starts_with(is_mark);
    let mut text = cleaned(raw);
    let mut body = Body { text: String::new(), media: Vec::new(), kind: MessageKind::Message, is_edited: false, is_deleted: false, is_call: false };
    if !around.has_author || around.is_mute || phrase::is_notice(&text) {
        return Body { text, kind: MessageKind::System, ..body };
    }
    if phrase::is_call(&text, is_marked) {
        return Body { text, kind: MessageKind::System, is_call: true, ..body };
    }
    if phrase::is_deleted(&text) {
        return Body { is_deleted: true, ..body };
    }
    if let Some(rest) = phrase::unedited(&text) {
        text = rest.to_owned();
        body.is_edited = true;
    }
    if let Some((media, rest)) = file_of(&text, raw, around) {
        return Body { text: rest, media: vec![media], ..body };
    }
    let plain = |kind| vec![Media { kind, name: None, is_present: None }];
    if phrase::is_place(&text) {
        body.media = plain(MediaKind::Location);
    } else if phrase::is_poll(&text) {
        body.media = plain(MediaKind::Poll);
    } else if is_marked && around.is_ios && !body.is_edited {
        body.kind = MessageKind::System;
    }
    Body { text, ..body }
}

/// The file of a message and the words that go with it.
fn file_of(text: &str, raw: &str, around: Around) -> Option<(Media, String)> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim();
    if phrase::is_omitted(first) {
        return Some((Media { kind: MediaKind::Unknown, name: None, is_present: Some(false) }, rest.trim().to_owned()));
    }
    if let Some(name) = phrase::attached(first) {
        return Some((around.file(name), rest.trim().to_owned()));
    }
    if let Some((before, name)) = phrase::enclosed(first) {
        let words = [caption(before, name), rest.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
        return Some((around.file(name), words));
    }
    if let Some((before, name)) = phrase::enclosed(text) {
        return Some((around.file(name), caption(before, name).to_owned()));
    }
    if let Some((kind, name)) = phrase::left_out(text) {
        return Some((Media { kind, name: name.map(str::to_owned), is_present: Some(false) }, String::new()));
    }
    // A caption, then the mark, then what was left out.
    let at = raw.rfind(is_mark)?;
    let (before, tail) = raw.split_at_checked(at)?;
    let tail = cleaned(tail);
    let (kind, name) = phrase::left_out(&tail)?;
    Some((Media { kind, name: name.map(str::to_owned), is_present: Some(false) }, cleaned(before)))
}

/// iOS puts a document's own name and pages before its mark; that is no caption.
fn caption<'t>(before: &'t str, file: &str) -> &'t str {
    match before.split_once('•') {
        Some((name, _)) if !name.trim().is_empty() && file.ends_with(name.trim()) => "",
        _ => before.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Body {
        let files: HashSet<String> = ["IMG-20240102-WA0001.jpg".to_owned(), "00000012-PHOTO-2024-01-02-15-04-05.jpg".to_owned()].into();
        parse(raw, Around { has_author: true, is_mute: false, is_ios: raw.starts_with('\u{200e}'), files: Some(&files) })
    }

    #[test]
    fn files_are_found_in_every_wording() {
        for (raw, kind, name, is_present, text) in [
            ("<Media omitted>", MediaKind::Unknown, None, Some(false), ""),
            ("<Без медиафайлов>", MediaKind::Unknown, None, Some(false), ""),
            ("null", MediaKind::Unknown, None, Some(false), ""),
            ("\u{200e}IMG-20240102-WA0001.jpg (file attached)\nСмотрите", MediaKind::Photo, Some("IMG-20240102-WA0001.jpg"), Some(true), "Смотрите"),
            ("PTT-20240102-WA0002.opus (файл добавлен)", MediaKind::Voice, Some("PTT-20240102-WA0002.opus"), Some(false), ""),
            ("Прайс (лето).pdf (файл добавлен)", MediaKind::Document, Some("Прайс (лето).pdf"), Some(false), ""),
            ("Анна.vcf (file attached)", MediaKind::Contact, Some("Анна.vcf"), Some(false), ""),
            ("\u{200e}<attached: 00000012-PHOTO-2024-01-02-15-04-05.jpg>", MediaKind::Photo, Some("00000012-PHOTO-2024-01-02-15-04-05.jpg"), Some(true), ""),
            ("\u{200e}<прикреплено: 00000013-AUDIO-2024-01-02-15-04-05.opus>\nвот", MediaKind::Voice, Some("00000013-AUDIO-2024-01-02-15-04-05.opus"), Some(false), "вот"),
            ("Вот так\u{200e}<прикреплено: 00000014-VIDEO-2024-01-02-15-04-05.mp4>", MediaKind::Video, Some("00000014-VIDEO-2024-01-02-15-04-05.mp4"), Some(false), "Вот так"),
            ("price.pdf • \u{200e}2 pages \u{200e}<attached: 00000015-price.pdf>", MediaKind::Document, Some("00000015-price.pdf"), Some(false), ""),
            ("\u{200e}<hozzáfűzve: 00000016-STICKER-2024-01-02-15-04-05.webp>", MediaKind::Sticker, Some("00000016-STICKER-2024-01-02-15-04-05.webp"), Some(false), ""),
            ("\u{200e}image omitted", MediaKind::Photo, None, Some(false), ""),
            ("\u{200e}аудиофайл отсутствует", MediaKind::Audio, None, Some(false), ""),
            ("\u{200e}Видеозаметка опущена", MediaKind::Video, None, Some(false), ""),
            ("\u{200e}GIF omitted", MediaKind::Animation, None, Some(false), ""),
            ("\u{200e}Contact card omitted", MediaKind::Contact, None, Some(false), ""),
            ("price.pdf • \u{200e}2 pages \u{200e}document omitted", MediaKind::Document, Some("price.pdf"), Some(false), ""),
            ("Смотрите сюда \u{200e}image omitted", MediaKind::Photo, None, Some(false), "Смотрите сюда"),
        ] {
            let found = read(raw);
            assert_eq!((found.kind, found.text.as_str(), found.media), (MessageKind::Message, text, vec![Media { kind, name: name.map(str::to_owned), is_present }]), "{raw}");
        }
    }

    #[test]
    fn marks_calls_and_notices_are_understood() {
        let edited = read("До встречи \u{200e}<This message was edited>");
        assert_eq!((edited.text.as_str(), edited.is_edited), ("До встречи", true));
        assert!(read("Завтра <Сообщение изменено>").is_edited);
        for raw in ["\u{200e}This message was deleted.", "Данное сообщение удалено", "Вы удалили данное сообщение", "You deleted this message"] {
            assert_eq!((read(raw).is_deleted, read(raw).text.as_str()), (true, ""), "{raw}");
        }
        for raw in ["Missed voice call", "\u{200e}Missed video call, \u{200e}Tap to call back", "\u{200e}Voice call, \u{200e}3 min", "\u{200e}Видеозвонок. \u{200e}Нет ответа", "Пропущенный аудиозвонок", "Аудиозвонок, 5 мин."] {
            assert!(read(raw).is_call, "{raw}");
        }
        for raw in ["Видеозвонок", "Видеозвонок удобен?", "Voice call is fine", "Пропущенный обед", "Удалено", "картинка отсутствует", "a < b и c > d", "(файл добавлен)", "изображение: <нет>"] {
            let found = read(raw);
            assert_eq!((found.kind, found.text.as_str(), found.media.len(), found.is_deleted), (MessageKind::Message, raw, 0, false), "{raw}");
        }
        assert_eq!(read("location: https://maps.google.com/?q=55.75,37.61").media[0].kind, MediaKind::Location);
        assert_eq!(read("\u{200e}Местоположение: https://maps.google.com/?q=55.75,37.61").media[0].kind, MediaKind::Location);
        assert_eq!(read("\u{200e}ОПРОС:\nКогда?\n\u{200e}ВАРИАНТ: Завтра (\u{200e}2 голоса)").media[0].kind, MediaKind::Poll);
        assert_eq!(read("\u{200e}Сообщения и звонки защищены сквозным шифрованием.").kind, MessageKind::System);
        assert_eq!(read("\u{200e}Anna changed the group name to “Лето: планы”").kind, MessageKind::System);
    }
}
