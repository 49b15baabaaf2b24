//! One import file being read: limits, the way out for records, progress, warnings, the chance to stop.

use super::record::{Chat, Columns, Message, MessageKind, Person, Record, Row};
use super::report::{Report, Warning};
use crate::limits::Limits;
use crate::reading::{Flow, Halt};
use crate::refused::Refused;
use sha2::{Digest, Sha256};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

/// Warnings told one by one; the rest are only counted.
const TOLD: usize = 100;
/// What a messenger lets a message have, with room to spare.
pub(crate) const TEXT_CHARS: usize = 70_000;
const NAME_CHARS: usize = 200;
/// Equal messages this far apart are told apart by their place; further ones do not happen within one minute.
const EQUALS: usize = 2_048;

pub(crate) struct Intake<'a> {
    limits: &'a Limits,
    progress: &'a mut dyn FnMut(u8),
    stop: &'a dyn Fn() -> bool,
    sink: &'a mut dyn FnMut(Record) -> ControlFlow<()>,
    pub(crate) report: Report,
    /// Which share of the whole the pass under way is, in percent.
    share: (u8, u8),
    told: u8,
    ticks: u32,
    chars: u64,
    people: HashSet<u64>,
    equals: VecDeque<u64>,
    places: HashMap<u64, u32>,
}

impl<'a> Intake<'a> {
    pub(crate) fn new(limits: &'a Limits, progress: &'a mut dyn FnMut(u8), stop: &'a dyn Fn() -> bool, sink: &'a mut dyn FnMut(Record) -> ControlFlow<()>, report: Report) -> Self {
        Self { limits, progress, stop, sink, report, share: (0, 100), told: 0, ticks: 0, chars: 0, people: HashSet::new(), equals: VecDeque::new(), places: HashMap::new() }
    }

    pub(crate) fn limits(&self) -> &'a Limits {
        self.limits
    }

    pub(crate) fn stopper(&self) -> &'a dyn Fn() -> bool {
        self.stop
    }

    pub(crate) fn tick(&mut self) -> Flow {
        self.ticks = self.ticks.wrapping_add(1);
        if self.ticks.is_multiple_of(256) { self.ask() } else { Ok(()) }
    }

    pub(crate) fn ask(&self) -> Flow {
        if (self.stop)() { Err(Refused::too_slow().into()) } else { Ok(()) }
    }

    /// The pass that begins runs from one percentage of the whole to another.
    pub(crate) fn share(&mut self, from: u8, to: u8) {
        self.share = (from, to);
    }

    pub(crate) fn at(&mut self, done: u64, total: u64) {
        let (from, to) = self.share;
        let part = done.min(total).saturating_mul(u64::from(to.saturating_sub(from))).checked_div(total).unwrap_or(0);
        let percent = from.saturating_add(u8::try_from(part).unwrap_or(0)).min(99);
        if percent > self.told {
            self.told = percent;
            (self.progress)(percent);
        }
    }

    pub(crate) fn done(&mut self) {
        (self.progress)(100);
    }

    pub(crate) fn warn(&mut self, code: &'static str, line: u64, detail: impl Into<String>) {
        *self.report.warned.entry(code).or_default() += 1;
        if self.report.warnings.len() < TOLD {
            self.report.warnings.push(Warning { code, line, detail: short(&detail.into(), NAME_CHARS) });
        }
    }

    fn count(&mut self, chars: usize) -> Flow {
        self.chars = self.chars.saturating_add(u64::try_from(chars).unwrap_or(u64::MAX));
        if self.chars > self.limits.chars {
            return Err(Refused::too_large(format_args!("{} characters of text", self.limits.chars)).into());
        }
        Ok(())
    }

    fn give(&mut self, record: Record) -> Flow {
        match (self.sink)(record) {
            ControlFlow::Continue(()) => self.tick(),
            ControlFlow::Break(()) => Err(Halt::Enough(None)),
        }
    }

    pub(crate) fn chat(&mut self, chat: Chat) -> Flow {
        self.report.chats += 1;
        self.equals.clear();
        self.places.clear();
        self.give(Record::Chat(chat))
    }

    /// Hands a person out unless that key was before.
    pub(crate) fn person(&mut self, person: Person) -> Flow {
        if !self.people.insert(digest(&[&person.key])) {
            return Ok(());
        }
        if u64::try_from(self.people.len()).unwrap_or(u64::MAX) > self.limits.rows {
            return Err(Refused::too_large(format_args!("{} people", self.limits.rows)).into());
        }
        self.report.people += 1;
        self.count(person.note.as_ref().map_or(0, String::len) + person.key.len())?;
        self.give(Record::Person(person))
    }

    pub(crate) fn message(&mut self, message: Message) -> Flow {
        let report = &mut self.report;
        match message.kind {
            MessageKind::Message => report.messages += 1,
            MessageKind::System => report.system += 1,
        }
        report.media += u64::try_from(message.media.len()).unwrap_or(0);
        report.first = Some(report.first.map_or(message.at, |first| first.min(message.at)));
        report.last = Some(report.last.map_or(message.at, |last| last.max(message.at)));
        if report.messages + report.system > self.limits.rows {
            return Err(Refused::too_large(format_args!("{} messages", self.limits.rows)).into());
        }
        self.count(message.text.len())?;
        self.give(Record::Message(message))
    }

    pub(crate) fn columns(&mut self, columns: Columns) -> Flow {
        self.equals.clear();
        self.places.clear();
        self.give(Record::Columns(columns))
    }

    pub(crate) fn row(&mut self, row: Row) -> Flow {
        self.report.rows += 1;
        self.count(row.cells.iter().map(String::len).sum())?;
        self.give(Record::Row(row))
    }

    /// An id out of what a record says, and how many equal ones were shortly before it.
    pub(crate) fn stable_id(&mut self, parts: &[&str]) -> String {
        let hash = digest(parts);
        let place = *self.places.entry(hash).and_modify(|count| *count += 1).or_insert(1);
        self.equals.push_back(hash);
        if self.equals.len() > EQUALS
            && let Some(oldest) = self.equals.pop_front()
            && let Entry::Occupied(mut count) = self.places.entry(oldest)
        {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
        let mut place_text = String::new();
        let _ = write!(place_text, "{place}");
        let mut all: Vec<&str> = parts.to_vec();
        all.push(&place_text);
        key_of(&all)
    }
}

fn sum(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(0).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// For what is remembered of one reading only.
fn digest(parts: &[&str]) -> u64 {
    let mut hash = DefaultHasher::new();
    parts.hash(&mut hash);
    hash.finish()
}

/// Thirty-two letters that stand for some texts in their order.
pub(crate) fn key_of(parts: &[&str]) -> String {
    let mut out = String::with_capacity(32);
    for byte in sum(parts).iter().take(16) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Marks of writing direction and joints that nobody sees; emoji need the zero-width joiner, which stays.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

/// The first `most` characters.
pub(crate) fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => text.get(..at).unwrap_or_default().to_owned(),
        None => text.to_owned(),
    }
}

/// A message without unseen marks and controls; lines stay.
pub(crate) fn cleaned(text: &str) -> String {
    let kept: String = text.replace("\r\n", "\n").chars().map(|c| if c == '\r' { '\n' } else { c }).filter(|c| !is_mark(*c) && (!c.is_control() || matches!(c, '\n' | '\t'))).collect();
    short(kept.trim(), TEXT_CHARS)
}

/// A name or another single line: one space between words.
pub(crate) fn one_line(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !is_mark(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut out = String::with_capacity(kept.len());
    for word in kept.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    short(&out, NAME_CHARS)
}

/// The digits of a text that is a phone and nothing else, with its plus.
pub(crate) fn phone(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !is_mark(*c) && !c.is_whitespace()).collect();
    let body = text.strip_prefix("tel:").unwrap_or(&text);
    let is_phone = body.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | '.' | '\u{2010}'..='\u{2015}')) && !body.get(1..).unwrap_or_default().contains('+');
    let digits: String = body.chars().filter(char::is_ascii_digit).collect();
    if !is_phone || !(7..=15).contains(&digits.len()) {
        return None;
    }
    Some(if body.starts_with('+') { format!("+{digits}") } else { digits })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_phones_only() {
        assert_eq!(phone("\u{202a}+7\u{a0}912\u{a0}345‑67‑89\u{202c}").as_deref(), Some("+79123456789"));
        assert_eq!(phone("8 (912) 345-67-89").as_deref(), Some("89123456789"));
        assert_eq!(phone("tel:+49-151-1234567").as_deref(), Some("+491511234567"));
        for wrong in ["Анна", "Анна +79123456789", "12345", "+7+9123456789", "1234567890123456", "", "12.01.2024 15:04"] {
            assert_eq!(phone(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn texts_lose_what_nobody_sees() {
        assert_eq!(cleaned(" \u{200e}да\0\r\nнет\u{feff} "), "да\nнет");
        assert_eq!(one_line("~\u{202f}Анна\u{a0} \n Ли"), "~ Анна Ли");
        assert_eq!(cleaned("👩\u{200d}🔧"), "👩\u{200d}🔧");
        assert_eq!(short("ёжик", 2), "ёж");
    }
}
