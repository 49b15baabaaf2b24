//! Whom a record is about, and under which keys that is remembered. Keys are part of stored data: made in another way, all that was brought
//! along before would be doubled.

use domain::import::{ChatKind, FoundChat, FoundPerson};
use domain::{Lang, Phone};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Longest note an import leaves, in characters.
const NOTE: usize = 8_000;
const TAG: usize = 40;
const TAGS: usize = 50;

/// What is known of a person before anybody has looked for them.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub key: Uuid,
    pub name: Option<String>,
    pub phones: Vec<Phone>,
    pub emails: Vec<String>,
    pub tags: Vec<String>,
    pub note: String,
    pub fields: BTreeMap<String, String>,
}

/// Sixteen bytes that stand for some texts in their order.
pub(super) fn key(parts: &[&str]) -> Uuid {
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    for part in parts {
        hash.update(&u64::try_from(part.len()).unwrap_or(0).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let sum = hash.finish();
    let mut bytes = [0u8; 16];
    for (to, from) in bytes.iter_mut().zip(sum.as_ref()) {
        *to = *from;
    }
    Uuid::from_bytes(bytes)
}

/// The contact of a chat: the other person, or the group itself.
pub(super) fn of_chat(family: &str, chat: &FoundChat, person: Option<FoundPerson>, region: &str, lang: Lang) -> Option<Wanted> {
    if chat.kind == ChatKind::Private {
        let person = person?;
        let phones = person.phones.iter().filter_map(|p| Phone::parse(p, region).ok()).collect();
        return Some(Wanted { key: key(&[family, "person", &person.key]), name: person.name, phones, ..Wanted::default() });
    }
    let unnamed = if lang == Lang::En { "Group" } else { "Группа" };
    Some(Wanted { key: key(&[family, "group", &chat.key]), name: chat.title.clone().or_else(|| Some(unnamed.to_owned())), ..Wanted::default() })
}

/// What a chat is known by: its person, if it has one, for their key holds when the title changes.
pub(super) fn talk_key(family: &str, chat: &FoundChat, contact: Uuid) -> Uuid {
    match chat.kind {
        ChatKind::Private => key(&[family, "talk", "private", &contact.to_string()]),
        other => key(&[family, "talk", other.as_str(), &chat.key]),
    }
}

/// A card of an address book.
pub(super) fn of_card(family: &str, card: documents::import::Person, region: &str, lang: Lang) -> Wanted {
    let mut note = Vec::new();
    let is_ru = lang != Lang::En;
    let mut line = |ru: &str, en: &str, value: &str| note.push(format!("{}: {value}", if is_ru { ru } else { en }));
    let mut phones = Vec::new();
    for text in &card.phones {
        match Phone::parse(text, region) {
            Ok(phone) => phones.push(phone),
            // Without its country nobody could call it; a person may know what it is.
            Err(_) => line("Телефон", "Phone", text),
        }
    }
    for (ru, en, value) in [("Компания", "Company", &card.company), ("Должность", "Position", &card.position), ("День рождения", "Birthday", &card.birthday)] {
        if let Some(value) = value {
            line(ru, en, value);
        }
    }
    note.extend(card.note);
    let emails = card.emails.iter().map(|e| e.trim().to_lowercase()).filter(|e| crate::contact::is_email(e)).collect();
    Wanted { key: key(&[family, "person", &card.key]), name: card.name, phones, emails, tags: tags(card.tags), note: cut(&note.join("\n"), NOTE), fields: BTreeMap::new() }
}

pub(super) fn tags(all: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for tag in all.into_iter().map(|tag| cut(tag.trim(), TAG)).filter(|tag| !tag.is_empty()) {
        if !out.contains(&tag) && out.len() < TAGS {
            out.push(tag);
        }
    }
    out
}

pub(super) fn note(lines: &[String]) -> String {
    cut(&lines.join("\n"), NOTE)
}

pub(super) fn cut(text: &str, most: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(most).collect()
}
