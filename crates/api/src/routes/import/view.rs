//! Imports as clients see them: what was found in a file, how it is mapped, what came of it.

use crate::field::When;
use domain::import::{ChatKind, Counts, DateOrder, Found, FoundChat, Import, ImportFormat, ImportState, Mapping, Sample};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    ImportStateWord = ImportState, "ImportState", ImportState::ALL;
    ImportFormatWord = ImportFormat, "ImportFormat", ImportFormat::ALL;
    DateOrderWord = DateOrder, "DateOrder", DateOrder::ALL;
    ImportChatKindWord = ChatKind, "ImportChatKind", ChatKind::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RefusalView {
    /// Row, line or record of the file.
    pub number: u64,
    /// `no_contact`, `phone_invalid`, `email_invalid`, `field_invalid`, `other_columns`.
    pub code: String,
    /// The column at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub field: Option<String>,
}

/// What a run, or a dry one, came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportCounts {
    pub contacts_new: u64,
    pub contacts_met: u64,
    /// Met, and something was added.
    pub contacts_changed: u64,
    pub chats_new: u64,
    pub chats_met: u64,
    pub messages_new: u64,
    pub messages_known: u64,
    pub files: u64,
    /// Too large, or of a type that is not kept.
    pub files_left_out: u64,
    pub refused: u64,
    /// The first two hundred.
    pub refusals: Vec<RefusalView>,
    /// Rows an undo has taken away, and those it left.
    pub undone: u64,
    pub kept: u64,
}
impl From<Counts> for ImportCounts {
    fn from(c: Counts) -> Self {
        ImportCounts {
            contacts_new: c.contacts_new, contacts_met: c.contacts_met, contacts_changed: c.contacts_changed, chats_new: c.chats_new, chats_met: c.chats_met, messages_new: c.messages_new, messages_known: c.messages_known, files: c.files,
            files_left_out: c.files_left_out, refused: c.refused, refusals: c.refusals.into_iter().map(|r| RefusalView { number: r.number, code: r.code, field: r.field }).collect(), undone: c.undone, kept: c.kept,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FoundPersonView {
    pub key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
    pub messages: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FoundChatView {
    pub key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub title: Option<String>,
    #[schema(inline)]
    pub kind: ImportChatKindWord,
    /// The person a private chat is with, if the file tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub counterpart: Option<String>,
    pub messages: u64,
    /// Those who write most.
    pub people: Vec<FoundPersonView>,
}
impl From<FoundChat> for FoundChatView {
    fn from(c: FoundChat) -> Self {
        let people = c.people.into_iter().map(|p| FoundPersonView { key: p.key, name: p.name, messages: p.messages }).collect();
        FoundChatView { key: c.key, title: c.title, kind: c.kind.into(), counterpart: c.counterpart, messages: c.messages, people }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FoundColumnView {
    pub name: String,
    pub examples: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ImportWarning {
    /// `preamble`, `bad_date`, `cut_line`, `cut_text`, `odd_record`, `no_date`, `unknown_author`, `truncated`, `skipped_file`, `odd_card`, `nameless_chat`.
    pub code: String,
    /// Line or record of the file; 0 when it is about the whole.
    pub line: u64,
    pub detail: String,
}

/// One of the first records: a message, a card or a row.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportSample {
    /// `message`, `person`, `row`.
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub text: Option<String>,
    /// As the file has it: an instant, or a time of day without a zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub email: Option<String>,
    /// Files of a message.
    pub media: u64,
    pub number: u32,
    pub cells: Vec<String>,
}
impl From<Sample> for ImportSample {
    fn from(s: Sample) -> Self {
        let blank = ImportSample { kind: "row", author: None, text: None, at: None, name: None, phone: None, email: None, media: 0, number: 0, cells: Vec::new() };
        match s {
            Sample::Message { author, text, at, media } => ImportSample { kind: "message", author, text: Some(text), at, media, ..blank },
            Sample::Person { name, phone, email } => ImportSample { kind: "person", name, phone, email, ..blank },
            Sample::Row { number, cells } => ImportSample { number, cells, ..blank },
        }
    }
}

/// What a first reading of the file came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportFound {
    pub chats_count: u64,
    pub people_count: u64,
    pub messages: u64,
    /// What the messenger itself said.
    pub system: u64,
    pub media: u64,
    pub rows: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub first: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub date_order: Option<DateOrderWord>,
    /// Dates can be read in two ways: a person should choose.
    pub is_date_ambiguous: bool,
    /// Times stand without a zone.
    pub is_local: bool,
    pub is_truncated: bool,
    /// Nobody can tell yet which of the people is the firm.
    pub is_owner_needed: bool,
    pub chats: Vec<FoundChatView>,
    pub columns: Vec<FoundColumnView>,
    pub samples: Vec<ImportSample>,
    pub warnings: Vec<ImportWarning>,
}
impl ImportFound {
    fn of(f: Found, mapping: &Mapping) -> Self {
        ImportFound {
            is_owner_needed: f.undecided(mapping), chats_count: f.chats_count, people_count: f.people_count, messages: f.messages, system: f.system, media: f.media, rows: f.rows, first: f.first, last: f.last, date_order: f.date_order.map(Into::into),
            is_date_ambiguous: f.is_date_ambiguous, is_local: f.is_local, is_truncated: f.is_truncated, chats: f.chats.into_iter().map(Into::into).collect(),
            columns: f.columns.into_iter().map(|c| FoundColumnView { name: c.name, examples: c.examples }).collect(), samples: f.samples.into_iter().map(Into::into).collect(),
            warnings: f.warnings.into_iter().map(|w| ImportWarning { code: w.code, line: w.line, detail: w.detail }).collect(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ImportView {
    pub id: Uuid,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub format: Option<ImportFormatWord>,
    #[schema(inline)]
    pub state: ImportStateWord,
    pub counts: ImportCounts,
    /// Of the last dry run with this mapping.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub dry: Option<ImportCounts>,
    pub done_records: i64,
    pub total_records: i64,
    /// Whether a run has begun: then there is something to take back.
    pub is_started: bool,
    /// `too_large`, `too_slow`, `zip_bomb`, `encrypted`, `no_text`, `broken`, `unsupported`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error: Option<String>,
    #[schema(inline)]
    pub created_at: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub ended_at: Option<When>,
}
impl From<Import> for ImportView {
    fn from(i: Import) -> Self {
        ImportView {
            id: i.id.uuid(), name: i.name, format: i.format.map(Into::into), state: i.state.into(), counts: i.counts.into(), dry: i.dry.map(Into::into), done_records: i.done_records, total_records: i.total_records,
            is_started: i.started_at.is_some(), error_code: i.error_code, error: i.error, created_at: i.created_at.into(), ended_at: i.ended_at.map(Into::into),
        }
    }
}

/// An import with what was found and how it is mapped.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportDetail {
    #[serde(flatten)]
    pub import: ImportView,
    pub mapping: ImportMappingView,
    /// Until it has run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub found: Option<ImportFound>,
}
impl From<Import> for ImportDetail {
    fn from(mut i: Import) -> Self {
        let (found, mapping) = (i.found.take(), i.mapping.clone());
        ImportDetail { found: found.map(|found| ImportFound::of(found, &mapping)), mapping: mapping.into(), import: i.into() }
    }
}

/// A mapping as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportMappingView {
    pub owner: Option<String>,
    pub timezone: String,
    #[schema(inline)]
    pub date_order: Option<DateOrderWord>,
    pub with_system: bool,
    pub with_deleted: bool,
    pub with_media: bool,
    pub with_people: bool,
    pub left_out: Vec<String>,
    pub columns: Vec<Option<String>>,
    pub is_replacing: bool,
}
impl From<Mapping> for ImportMappingView {
    fn from(m: Mapping) -> Self {
        ImportMappingView {
            owner: m.owner, timezone: m.zone, date_order: m.date_order.map(Into::into), with_system: m.with_system, with_deleted: m.with_deleted, with_media: m.with_media, with_people: m.with_people, left_out: m.left_out,
            columns: m.columns.into_iter().map(|target| target.map(|t| t.to_string())).collect(), is_replacing: m.is_replacing,
        }
    }
}
