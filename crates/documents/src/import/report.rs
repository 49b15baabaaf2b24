//! What reading an import file came to: its format, counts, the span of time, and what could not be understood.

use super::record::Moment;
use serde::Serialize;
use std::collections::BTreeMap;

/// Every code `Warning::code` can hold.
pub const WARNINGS: [&str; 11] = ["preamble", "bad_date", "cut_line", "cut_text", "odd_record", "no_date", "unknown_author", "truncated", "skipped_file", "odd_card", "nameless_chat"];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    WhatsApp,
    TelegramJson,
    TelegramHtml,
    Vcard,
    Csv,
    /// XLSX, XLS or ODS.
    Sheet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    DayMonthYear,
    MonthDayYear,
    YearMonthDay,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// One of `WARNINGS`; the interface translates it.
    pub code: &'static str,
    /// Line or record in the file, from 1; 0 when it is about the whole.
    pub line: u64,
    /// What stood there, shortened.
    pub detail: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    pub format: Format,
    pub chats: u64,
    pub people: u64,
    /// What people wrote.
    pub messages: u64,
    /// What the messenger wrote.
    pub system: u64,
    pub media: u64,
    pub rows: u64,
    pub first: Option<Moment>,
    pub last: Option<Moment>,
    /// How dates were read, where the format leaves it open.
    pub date_order: Option<DateOrder>,
    /// Several readings of the dates fit the file equally well: a person should choose, and `Options::date_order` says so.
    pub is_date_ambiguous: bool,
    /// The key of the person whose export this is, if the file says.
    pub owner: Option<String>,
    /// The file ends in the middle; what came before is read.
    pub is_truncated: bool,
    /// The first hundred.
    pub warnings: Vec<Warning>,
    /// All of them, by code.
    pub warned: BTreeMap<&'static str, u64>,
}

impl Report {
    pub(crate) fn new(format: Format) -> Self {
        Self { format, chats: 0, people: 0, messages: 0, system: 0, media: 0, rows: 0, first: None, last: None, date_order: None, is_date_ambiguous: false, owner: None, is_truncated: false, warnings: Vec::new(), warned: BTreeMap::new() }
    }
}
