//! Reading an import's file on a thread of its own: once to see what is in it, then in portions for whoever writes.

use super::propose::said;
use documents::import::{Columns, DateOrder as Order, Field, Format, Moment, Options, Record, Report, media};
use documents::{Limits, Refused};
use domain::import::{ChatKind, DateOrder, Found, FoundChat, FoundColumn, FoundPerson, FoundWarning, ImportFormat, Sample};
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::PathBuf;
use tokio::sync::mpsc::Sender;

/// Records written in one unit.
pub(super) const PORTION: usize = 500;
/// The first records shown.
const SAMPLES: usize = 50;
const SAMPLE_CHARS: usize = 300;
/// Chats named one by one.
const CHATS: usize = 5_000;
/// People of a chat that are named.
const PEOPLE: usize = 12;
/// People whose names are remembered while looking.
const NAMES: usize = 200_000;
const EXAMPLES: usize = 3;

#[derive(Clone, Debug)]
pub(super) struct Source {
    pub path: PathBuf,
    pub name: String,
    pub order: Option<DateOrder>,
}

/// A record and its place in the file, from 1.
#[derive(Debug)]
pub(super) struct Numbered {
    pub number: i64,
    pub record: Record,
}

/// Some records, and how many of the file are behind them.
#[derive(Debug)]
pub(super) struct Portion {
    pub records: Vec<Numbered>,
    pub upto: i64,
}

impl Source {
    fn read(&self, progress: &mut dyn FnMut(u8), stop: &dyn Fn() -> bool, sink: &mut dyn FnMut(Record) -> ControlFlow<()>) -> Result<Report, Refused> {
        let options = Options { date_order: self.order.map(order_in) };
        documents::import::read(&mut BufReader::with_capacity(256 << 10, self.open()?), &self.name, &options, &Limits::of_import(), progress, stop, sink)
    }

    fn open(&self) -> Result<File, Refused> {
        File::open(&self.path).map_err(|_| Refused { code: "broken", detail: "The file cannot be opened.".to_owned() })
    }

    /// What is in it, and how many records that is. `heard` is told how far it has come.
    pub fn survey(&self, heard: &Sender<u8>) -> Result<Survey, Refused> {
        let mut surveyor = Surveyor::default();
        let mut progress = |percent| {
            let _ = heard.blocking_send(percent);
        };
        let report = self.read(&mut progress, &|| heard.is_closed(), &mut |record| {
            surveyor.take(record);
            ControlFlow::Continue(())
        })?;
        Ok(surveyor.finish(report))
    }

    /// All records in portions, without the first `done`; of those only what the rest needs to be understood.
    pub fn stream(&self, done: i64, portions: &Sender<Portion>) -> Result<(), Refused> {
        let (mut number, mut records) = (0i64, Vec::with_capacity(PORTION));
        self.read(&mut |_| {}, &|| portions.is_closed(), &mut |record| {
            number += 1;
            if number <= done && !matches!(record, Record::Chat(_) | Record::Columns(_)) {
                return ControlFlow::Continue(());
            }
            records.push(Numbered { number, record });
            if records.len() < PORTION || number <= done {
                return ControlFlow::Continue(());
            }
            let full = std::mem::replace(&mut records, Vec::with_capacity(PORTION));
            match portions.blocking_send(Portion { records: full, upto: number }) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        })?;
        if number > done && !records.is_empty() {
            let _ = portions.blocking_send(Portion { records, upto: number });
        }
        Ok(())
    }

    /// The bytes of files that came along, by their place among `names`; none for those that are too large.
    pub fn media(&self, names: &[String], most: u64, sink: &mut dyn FnMut(usize, Option<Vec<u8>>)) -> Result<(), Refused> {
        media(&mut BufReader::new(self.open()?), names, most, sink)
    }
}

fn order_in(order: DateOrder) -> Order {
    match order {
        DateOrder::DayMonthYear => Order::DayMonthYear,
        DateOrder::MonthDayYear => Order::MonthDayYear,
        DateOrder::YearMonthDay => Order::YearMonthDay,
    }
}

fn order_out(order: Order) -> DateOrder {
    match order {
        Order::DayMonthYear => DateOrder::DayMonthYear,
        Order::MonthDayYear => DateOrder::MonthDayYear,
        Order::YearMonthDay => DateOrder::YearMonthDay,
    }
}

fn format(format: Format) -> ImportFormat {
    match format {
        Format::WhatsApp => ImportFormat::Whatsapp,
        Format::TelegramJson => ImportFormat::TelegramJson,
        Format::TelegramHtml => ImportFormat::TelegramHtml,
        Format::Vcard => ImportFormat::Vcard,
        Format::Csv => ImportFormat::Csv,
        Format::Sheet => ImportFormat::Sheet,
    }
}

pub(super) fn kind(kind: documents::import::ChatKind) -> ChatKind {
    match kind {
        documents::import::ChatKind::Private => ChatKind::Private,
        documents::import::ChatKind::Group => ChatKind::Group,
        documents::import::ChatKind::Channel => ChatKind::Channel,
        documents::import::ChatKind::Saved => ChatKind::Saved,
    }
}

/// What a first look has found, with what the columns seem to hold.
#[derive(Debug)]
pub(super) struct Survey {
    pub format: ImportFormat,
    pub found: Found,
    pub fields: Vec<Option<Field>>,
    pub total: i64,
}

#[derive(Default)]
struct Surveyor {
    total: i64,
    found: Found,
    fields: Vec<Option<Field>>,
    has_columns: bool,
    names: HashMap<String, (Option<String>, Vec<String>)>,
    /// Of the chat under way.
    writers: HashMap<String, u64>,
    chat: Option<FoundChat>,
}

impl Surveyor {
    fn take(&mut self, record: Record) {
        self.total += 1;
        match record {
            Record::Chat(chat) => {
                self.close();
                self.chat = Some(FoundChat { key: chat.key, title: chat.title, kind: kind(chat.kind), counterpart: chat.counterpart, messages: 0, people: Vec::new() });
            }
            Record::Person(person) => {
                if self.chat.is_none() {
                    self.sample(|| Sample::Person { name: person.name.clone(), phone: person.phones.first().cloned(), email: person.emails.first().cloned() });
                }
                if self.names.len() < NAMES {
                    self.names.insert(person.key, (person.name, person.phones));
                }
            }
            Record::Message(message) => {
                if let Some(author) = &message.author {
                    *self.writers.entry(author.clone()).or_default() += 1;
                }
                if let Some(chat) = &mut self.chat {
                    chat.messages += 1;
                }
                let at = said_at(message.at);
                self.sample(|| Sample::Message { author: message.author.clone(), text: said(&message.text, SAMPLE_CHARS), at: Some(at), media: u64::try_from(message.media.len()).unwrap_or(0) });
            }
            Record::Columns(columns) => self.columns(columns),
            Record::Row(row) => {
                for (column, cell) in self.found.columns.iter_mut().zip(&row.cells) {
                    if column.examples.len() < EXAMPLES && !cell.trim().is_empty() {
                        column.examples.push(said(cell, 80));
                    }
                }
                self.sample(|| Sample::Row { number: row.number, cells: row.cells.iter().map(|cell| said(cell, 80)).collect() });
            }
        }
    }

    fn columns(&mut self, columns: Columns) {
        if !self.has_columns {
            self.has_columns = true;
            self.found.columns = columns.names.into_iter().map(|name| FoundColumn { name, examples: Vec::new() }).collect();
            self.fields = columns.fields;
        }
    }

    fn sample(&mut self, make: impl FnOnce() -> Sample) {
        if self.found.samples.len() < SAMPLES {
            let sample = make();
            self.found.samples.push(sample);
        }
    }

    fn close(&mut self) {
        let writers = std::mem::take(&mut self.writers);
        let Some(mut chat) = self.chat.take() else { return };
        let mut people: Vec<(String, u64)> = writers.into_iter().collect();
        people.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        chat.people = people
            .into_iter()
            .take(PEOPLE)
            .map(|(key, messages)| {
                let (name, phones) = self.names.get(&key).cloned().unwrap_or_default();
                FoundPerson { key, name, phones, messages }
            })
            .collect();
        // A chat may come in several parts.
        if self.found.chats.len() < CHATS {
            self.found.chats.push(chat);
        }
    }

    fn finish(mut self, report: Report) -> Survey {
        self.close();
        let found = Found {
            chats_count: report.chats, people_count: report.people, messages: report.messages, system: report.system, media: report.media, rows: report.rows, first: report.first.map(said_at), last: report.last.map(said_at),
            date_order: report.date_order.map(order_out), is_date_ambiguous: report.is_date_ambiguous, is_local: matches!(report.first, Some(Moment::Local(_))) || matches!(report.last, Some(Moment::Local(_))), owner: report.owner,
            is_truncated: report.is_truncated, warnings: report.warnings.into_iter().map(|w| FoundWarning { code: w.code.to_owned(), line: w.line, detail: said(&w.detail, 200) }).collect(),
            warned: report.warned.into_iter().map(|(code, count)| (code.to_owned(), count)).collect(), ..self.found
        };
        Survey { format: format(report.format), found, fields: self.fields, total: self.total }
    }
}

fn said_at(at: Moment) -> String {
    match at {
        Moment::Local(civil) => civil.to_string(),
        Moment::Instant(secs) => jiff::Timestamp::from_second(secs).map(|at| at.to_string()).unwrap_or_default(),
    }
}
