//! An import: a file a firm brings along, what was found in it, how its records become contacts and conversations, and how far that has come.
//! Reading files is `documents::import`; writing is `app::import`.

use crate::{Error, Result, Ts, conversation::text_enum, id::{FileId, ImportId, PersonId}};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The connector of the connection that imported conversations hang on. Nothing is received or sent there.
pub const CONNECTOR: &str = "import";
/// What stands in the source of contacts that came by an import.
pub const SOURCE: &str = "import";

text_enum! {
    ImportState, "state" {
        New => "new",
        /// The file is looked through; nothing of the firm's own is touched.
        Reading => "reading",
        Ready => "ready",
        /// A dry run.
        Checking => "checking",
        Running => "running",
        Done => "done",
        Failed => "failed",
        Cancelled => "cancelled",
        Undoing => "undoing",
        Undone => "undone",
    }
}

impl ImportState {
    /// Is a job at work on it?
    pub const fn is_busy(self) -> bool {
        matches!(self, ImportState::New | ImportState::Reading | ImportState::Checking | ImportState::Running | ImportState::Undoing)
    }
}

text_enum! {
    ImportFormat, "format" {
        Whatsapp => "whatsapp",
        TelegramJson => "telegram_json",
        TelegramHtml => "telegram_html",
        Vcard => "vcard",
        Csv => "csv",
        /// XLSX, XLS or ODS.
        Sheet => "sheet",
    }
}

impl ImportFormat {
    /// Whose names of people and chats these are; exports of one family know the same person by the same key.
    #[must_use]
    pub const fn family(self) -> &'static str {
        match self {
            Self::Csv | Self::Sheet => "table",
            one => one.as_str(),
        }
    }
}

text_enum! {
    DateOrder, "date_order" { DayMonthYear => "day_month_year", MonthDayYear => "month_day_year", YearMonthDay => "year_month_day" }
}

text_enum! {
    ChatKind, "kind" { Private => "private", Group => "group", Channel => "channel", Saved => "saved" }
}

/// What a column of a table becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Target {
    Name,
    FirstName,
    LastName,
    MiddleName,
    Phone,
    Email,
    Tags,
    /// A line of the note, behind the name of the column.
    Note,
    /// A key of the program the table comes from: the same key is the same contact.
    ExternalId,
    /// One of the firm's own fields.
    Field(String),
}

const TARGETS: [(&str, Target); 9] = [
    ("name", Target::Name), ("first_name", Target::FirstName), ("last_name", Target::LastName), ("middle_name", Target::MiddleName), ("phone", Target::Phone), ("email", Target::Email), ("tags", Target::Tags), ("note", Target::Note),
    ("external_id", Target::ExternalId),
];

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Field(key) => write!(f, "field:{key}"),
            plain => f.write_str(TARGETS.iter().find(|(_, t)| t == plain).map_or("", |(name, _)| name)),
        }
    }
}

impl FromStr for Target {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        if let Some(key) = text.strip_prefix("field:").filter(|key| !key.is_empty()) {
            return Ok(Target::Field(key.to_owned()));
        }
        TARGETS.iter().find(|(name, _)| *name == text).map(|(_, t)| t.clone()).ok_or_else(|| Error::invalid("columns", "no such target"))
    }
}

impl From<Target> for String {
    fn from(target: Target) -> Self {
        target.to_string()
    }
}

impl TryFrom<String> for Target {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

/// How records become the firm's own rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// The person of the file that is the firm.
    pub owner: Option<String>,
    /// The zone of times that have none.
    pub zone: String,
    pub date_order: Option<DateOrder>,
    /// What the messenger itself said.
    pub with_system: bool,
    pub with_deleted: bool,
    pub with_media: bool,
    /// The address book of the messenger.
    pub with_people: bool,
    /// Keys of chats that stay outside.
    pub left_out: Vec<String>,
    /// A target for each column, none to leave it out.
    pub columns: Vec<Option<Target>>,
    /// What a row says replaces what is known; otherwise only empty fields are filled.
    pub is_replacing: bool,
}

impl Default for Mapping {
    fn default() -> Self {
        Mapping {
            owner: None, zone: "UTC".to_owned(), date_order: None, with_system: false, with_deleted: false, with_media: true, with_people: true, left_out: Vec::new(), columns: Vec::new(), is_replacing: false,
        }
    }
}

/// Somebody who writes in a chat, or stands in a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPerson {
    pub key: String,
    pub name: Option<String>,
    #[serde(default)]
    pub phones: Vec<String>,
    #[serde(default)]
    pub messages: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundChat {
    pub key: String,
    pub title: Option<String>,
    pub kind: ChatKind,
    /// Whom a private chat is with, if the file tells.
    pub counterpart: Option<String>,
    pub messages: u64,
    /// Those who write most.
    pub people: Vec<FoundPerson>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundColumn {
    pub name: String,
    /// Some of what stands in it.
    pub examples: Vec<String>,
}

/// One of the first records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Sample {
    Message { author: Option<String>, text: String, at: Option<String>, media: u64 },
    Person { name: Option<String>, phone: Option<String>, email: Option<String> },
    Row { number: u32, cells: Vec<String> },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundWarning {
    pub code: String,
    pub line: u64,
    pub detail: String,
}

/// What a first reading of the file came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub chats_count: u64,
    pub people_count: u64,
    pub messages: u64,
    pub system: u64,
    pub media: u64,
    pub rows: u64,
    /// As the file has it: an instant, or a time of day without a zone.
    pub first: Option<String>,
    pub last: Option<String>,
    pub date_order: Option<DateOrder>,
    pub is_date_ambiguous: bool,
    /// Times stand without a zone.
    pub is_local: bool,
    /// Whose export it is, if the file says.
    pub owner: Option<String>,
    pub is_truncated: bool,
    pub chats: Vec<FoundChat>,
    pub columns: Vec<FoundColumn>,
    pub samples: Vec<Sample>,
    pub warnings: Vec<FoundWarning>,
    pub warned: BTreeMap<String, u64>,
}

impl Found {
    /// Whom a private chat is with. None where the file does not tell and nobody has said who the firm is.
    pub fn contact_of<'a>(&self, chat: &'a FoundChat, owner: Option<&str>) -> Option<FoundPerson> {
        let person = |key: &str| chat.people.iter().find(|p| p.key == key).cloned().unwrap_or_else(|| FoundPerson { key: key.to_owned(), name: chat.title.clone(), ..FoundPerson::default() });
        if let Some(key) = chat.counterpart.as_deref().filter(|key| Some(*key) != owner) {
            return Some(person(key));
        }
        let owner = owner?;
        let other: Option<&'a FoundPerson> = chat.people.iter().find(|p| p.key != owner);
        other.cloned().or_else(|| chat.title.as_deref().filter(|title| *title != owner).map(person))
    }

    /// Private chats nobody can tell the contact of, as the mapping stands.
    pub fn undecided(&self, mapping: &Mapping) -> bool {
        let owner = mapping.owner.as_deref();
        self.chats.iter().any(|chat| chat.kind == ChatKind::Private && !mapping.left_out.contains(&chat.key) && !chat.people.is_empty() && self.contact_of(chat, owner).is_none())
    }
}

/// A record that was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Row, line or record of the file.
    pub number: u64,
    /// `no_contact`, `phone_invalid`, `email_invalid`, `field_invalid`, `other_columns`.
    pub code: String,
    /// The column or field at fault.
    pub field: Option<String>,
}

/// Refusals told one by one; the rest are only counted.
pub const REFUSALS: usize = 200;

/// What a run, or a dry one, came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    pub contacts_new: u64,
    pub contacts_met: u64,
    /// Met, and something was added.
    pub contacts_changed: u64,
    pub chats_new: u64,
    pub chats_met: u64,
    pub messages_new: u64,
    pub messages_known: u64,
    pub files: u64,
    /// Too large, or of a type that is not kept: the message has only the name.
    pub files_left_out: u64,
    pub refused: u64,
    pub refusals: Vec<Refusal>,
    /// Rows an undo has taken away, and those it left.
    pub undone: u64,
    pub kept: u64,
}

impl Counts {
    pub fn refuse(&mut self, number: u64, code: &str, field: Option<&str>) {
        self.refused += 1;
        if self.refusals.len() < REFUSALS {
            self.refusals.push(Refusal { number, code: code.to_owned(), field: field.map(str::to_owned) });
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    pub id: ImportId,
    /// None once it is not needed any more.
    pub file_id: Option<FileId>,
    pub name: String,
    pub format: Option<ImportFormat>,
    pub state: ImportState,
    pub mapping: Mapping,
    pub found: Option<Found>,
    /// Of the last dry run with this mapping.
    pub dry: Option<Counts>,
    pub counts: Counts,
    /// Records written, or looked through, or rows taken back.
    pub done_records: i64,
    pub total_records: i64,
    pub error_code: Option<String>,
    pub error: Option<String>,
    pub created_by: Option<PersonId>,
    pub created_at: Ts,
    pub started_at: Option<Ts>,
    pub ended_at: Option<Ts>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat(counterpart: Option<&str>, people: &[&str], title: Option<&str>) -> FoundChat {
        let people = people.iter().map(|key| FoundPerson { key: (*key).to_owned(), name: Some((*key).to_owned()), ..FoundPerson::default() }).collect();
        FoundChat { key: "k".into(), title: title.map(str::to_owned), kind: ChatKind::Private, counterpart: counterpart.map(str::to_owned), messages: 1, people }
    }

    #[test]
    fn the_contact_of_a_chat_is_not_the_firm() {
        let found = Found::default();
        let who = |chat: &FoundChat, owner| found.contact_of(chat, owner).map(|p| p.key);
        assert_eq!(who(&chat(Some("Анна"), &["Анна", "Лотос"], None), None).as_deref(), Some("Анна"));
        assert_eq!(who(&chat(None, &["Анна", "Лотос"], None), None), None);
        assert_eq!(who(&chat(None, &["Анна", "Лотос"], None), Some("Лотос")).as_deref(), Some("Анна"));
        // The firm wrote and nobody answered.
        assert_eq!(who(&chat(None, &["Лотос"], Some("Анна")), Some("Лотос")).as_deref(), Some("Анна"));
        // What the file took for the other one is the firm.
        assert_eq!(who(&chat(Some("Анна"), &["Анна", "Лотос"], None), Some("Анна")).as_deref(), Some("Лотос"));
        let undecided = Found { chats: vec![chat(None, &["Анна", "Лотос"], None)], ..Found::default() };
        assert!(undecided.undecided(&Mapping::default()) && !undecided.undecided(&Mapping { left_out: vec!["k".into()], ..Mapping::default() }));
    }

    #[test]
    fn targets_are_words() {
        for text in ["name", "external_id", "field:birthday"] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
        assert!("field:".parse::<Target>().is_err() && "x".parse::<Target>().is_err());
    }
}
