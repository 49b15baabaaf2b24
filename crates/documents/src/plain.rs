//! Plain text: paragraphs between empty lines, lists, lines that stand like headings.

use crate::encoding::{Pieces, of_file};
use crate::list::List;
use crate::reading::{Flow, Reading};
use crate::text::Block;
use std::io::{Read, Seek};

/// Letters after which a paragraph ends at the next line.
const LONG: usize = 4_000;
/// Letters after which it ends wherever it is.
const LONGEST: usize = 64_000;

pub(crate) fn read(source: &mut (impl Read + Seek), size: u64, reading: &mut Reading) -> Flow {
    let encoding = of_file(source, reading)?;
    let mut pieces = Pieces::open(source, encoding)?;
    let mut writer = Writer::default();
    let mut line = String::new();
    while let Some(piece) = pieces.next(size, reading)? {
        for part in piece.split_inclusive(['\n', '\r', '\u{c}']) {
            line.push_str(part.trim_end_matches(['\n', '\r', '\u{c}']));
            if line.len() > LONGEST && !part.ends_with(['\n', '\r', '\u{c}']) {
                // A line without end is parted between words.
                let at = line.rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(line.len());
                let rest = line.split_off(at);
                writer.line(&std::mem::replace(&mut line, rest), reading)?;
            } else if part.ends_with(['\n', '\r', '\u{c}']) {
                // "\r\n" is one end: the empty line between them is not one.
                if !(part == "\n" && line.is_empty() && writer.is_after_return) {
                    writer.line(&std::mem::take(&mut line), reading)?;
                }
            }
            writer.is_after_return = part.ends_with('\r');
        }
    }
    writer.line(&line, reading)?;
    writer.line("", reading)?;
    writer.list.finish(reading)
}

#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    letters: usize,
    list: List,
    is_after_return: bool,
}

impl Writer {
    fn line(&mut self, line: &str, reading: &mut Reading) -> Flow {
        reading.tick()?;
        let line = line.trim_end();
        if line.trim().is_empty() || is_rule(line) {
            return self.flush(reading);
        }
        if let Some(item) = item(line) {
            self.flush(reading)?;
            return self.list.push(item.to_owned(), None, reading);
        }
        self.letters += line.len();
        self.lines.push(line.to_owned());
        if self.letters > LONG { self.flush(reading) } else { Ok(()) }
    }

    fn flush(&mut self, reading: &mut Reading) -> Flow {
        let lines = std::mem::take(&mut self.lines);
        self.letters = 0;
        let Some(first) = lines.first() else { return Ok(()) };
        self.list.finish(reading)?;
        if let ([_], Some(level)) = (lines.as_slice(), heading(first)) {
            return reading.emit(Block::Heading { level, text: first.clone(), page: None });
        }
        reading.emit(Block::Paragraph { text: lines.join("\n"), page: None })
    }
}

/// A line of dashes or stars.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() >= 3 && line.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | '~' | '─' | '═' | '—' | ' '))
}

/// The words of a line that begins with a bullet.
pub(crate) fn item(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rest = line.strip_prefix(['-', '*', '+', '•', '·', '▪', '●', '◦', '‣', '–', '—', '\u{f0b7}', '\u{f0a7}'])?;
    // A dash begins a line of speech too: a bullet has a space and a sign of its own.
    rest.starts_with([' ', '\t', '\u{a0}']).then(|| rest.trim()).filter(|rest| !rest.is_empty())
}

/// A line alone that looks like a heading: in capitals, or numbered without a full stop at its end.
pub(crate) fn heading(line: &str) -> Option<u8> {
    let line = line.trim();
    let length = line.chars().count();
    if !(3..=90).contains(&length) || line.ends_with(['.', ',', ';', '!']) {
        return None;
    }
    let letters: Vec<char> = line.chars().filter(|c| c.is_alphabetic()).collect();
    if letters.len() >= 3 && letters.iter().all(|c| !c.is_lowercase()) {
        return Some(2);
    }
    let (number, words) = line.split_once(' ')?;
    let number = number.trim_end_matches(['.', ')']);
    let is_numbered = !number.is_empty() && number.split('.').all(|n| !n.is_empty() && n.len() <= 2 && n.chars().all(|c| c.is_ascii_digit()));
    let is_named = matches!(number.to_lowercase().as_str(), "глава" | "раздел" | "часть" | "приложение" | "chapter" | "section" | "part" | "appendix");
    let starts_large = words.trim_start().starts_with(char::is_uppercase) || is_named;
    ((is_numbered || is_named) && starts_large).then(|| if is_numbered { u8::try_from(number.split('.').count()).unwrap_or(6).saturating_add(1).min(6) } else { 2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_head() {
        assert_eq!(heading("ОБЩИЕ ПОЛОЖЕНИЯ"), Some(2));
        assert_eq!(heading("1. Общие положения"), Some(2));
        assert_eq!(heading("2.1 Возврат денег"), Some(3));
        assert_eq!(heading("Глава 3 О записи"), Some(2));
        for line in ["Это обычная строка", "1500 рублей за час", "Да", "10. и далее", "ВНИМАНИЕ!", "2026 Год"] {
            assert_eq!(heading(line), None, "{line}");
        }
    }

    #[test]
    fn lines_that_are_items() {
        assert_eq!(item("  • стрижка "), Some("стрижка"));
        assert_eq!(item("- да"), Some("да"));
        assert_eq!(item("-5 градусов"), None);
        assert_eq!(item("-"), None);
    }
}
