//! Lines of a page into headings, paragraphs, lists and tables.

use super::lattice::{self, Lattice};
use super::line::{Edges, Line, in_reading_order, lines};
use super::page::Page;
use super::table;
use crate::list::List;
use crate::plain;
use crate::reading::{Flow, Reading};
use crate::sheet::grid::{Cell, Grid};
use crate::text::Block;
use std::collections::BTreeMap;

/// What is known of the whole document so far.
#[derive(Default)]
pub(super) struct Layout {
    edges: Edges,
    /// Letters by size of type, in half points.
    sizes: BTreeMap<u32, usize>,
    /// Header of the table that ended the page before.
    header: Option<Vec<String>>,
    list: List,
}

#[derive(Default)]
struct Open {
    text: String,
    size: f64,
    y: f64,
    right: f64,
    heading: Option<u8>,
    is_bold: bool,
}

impl Layout {
    pub(super) fn page(&mut self, page: &mut Page, number: u32, reading: &mut Reading) -> Flow {
        let mut drawn = lattice::take(page).into_iter().peekable();
        let page = &*page;
        let (mut lines, turned) = lines(page);
        self.edges.strip(&mut lines, page);
        for line in &lines {
            *self.sizes.entry(half_points(line.size)).or_default() += line.text().chars().count();
        }
        let usual = self.sizes.iter().max_by_key(|(_, letters)| **letters).map_or(10.0, |(size, _)| f64::from(*size) / 2.0);
        let lines = in_reading_order(lines, page);
        let right = lines.iter().map(Line::right).fold(0.0, f64::max);
        let mut rest = lines.as_slice();
        let mut open = Open::default();
        let mut is_first = true;
        let mut ends_with_table = false;
        while let Some((line, after)) = rest.split_first() {
            reading.tick()?;
            while let Some(table) = drawn.next_if(|table| table.top > line.y) {
                self.drawn(table, &mut open, is_first, number, reading)?;
                is_first = false;
            }
            if let Some(found) = table::find(rest, page) {
                self.close(&mut open, number, reading)?;
                self.list.finish(reading)?;
                let rows = found.rows.into_iter().map(|row| row.into_iter().map(|text| Cell::guessed(super::glyph::repaired(&text))).collect()).collect();
                self.table(rows, is_first, number, reading)?;
                rest = rest.get(found.lines..).unwrap_or_default();
                (is_first, ends_with_table) = (false, true);
                continue;
            }
            self.line(line, after.first(), &mut open, usual, right, number, reading)?;
            (is_first, ends_with_table) = (false, false);
            rest = after;
        }
        for table in drawn {
            self.drawn(table, &mut open, is_first, number, reading)?;
            (is_first, ends_with_table) = (false, true);
        }
        self.close(&mut open, number, reading)?;
        self.list.finish(reading)?;
        if !ends_with_table {
            self.header = None;
        }
        for text in turned {
            reading.emit(Block::Paragraph { text: super::glyph::repaired(&text), page: Some(number) })?;
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one line in the light of its page")]
    fn line(&mut self, line: &Line, next: Option<&Line>, open: &mut Open, usual: f64, right: f64, number: u32, reading: &mut Reading) -> Flow {
        let text = without_leaders(&super::glyph::repaired(&line.text()));
        let heading = heading(line, next, &text, usual);
        if let Some(item) = plain::item(&text).or_else(|| numbered(&text)).filter(|_| heading.is_none()) {
            self.close(open, number, reading)?;
            *open = Open { text: format!("\u{1}{item}"), size: line.size, y: line.y, right: line.right(), heading: None, is_bold: false };
            return Ok(());
        }
        let step = open.y - line.y;
        let is_near = step > 0.0 && step < 1.75 * line.size.max(open.size);
        let is_alike = (open.size - line.size).abs() < 0.12 * open.size && open.heading == heading && (open.is_bold == line.is_bold() || open.text.starts_with('\u{1}'));
        // A sentence that ended well before the edge ended its paragraph.
        let is_ended = open.text.ends_with(['.', '!', '?', ':', ';']) && open.right < right - 0.18 * (right - line.left());
        let goes_on = !open.text.is_empty() && is_near && is_alike && !is_ended && open.text.len() < 6_000;
        if !goes_on {
            self.close(open, number, reading)?;
            *open = Open { heading, is_bold: line.is_bold(), ..Open::default() };
        }
        add_line(&mut open.text, &text);
        (open.size, open.y, open.right) = (line.size, line.y, line.right());
        Ok(())
    }

    fn close(&mut self, open: &mut Open, number: u32, reading: &mut Reading) -> Flow {
        let open = std::mem::take(open);
        if open.text.is_empty() {
            return Ok(());
        }
        let page = Some(number);
        if let Some(item) = open.text.strip_prefix('\u{1}') {
            return self.list.push(item.to_owned(), page, reading);
        }
        self.list.finish(reading)?;
        reading.emit(match open.heading {
            Some(level) => Block::Heading { level, text: open.text, page },
            None => Block::Paragraph { text: open.text, page },
        })
    }

    fn drawn(&mut self, table: Lattice, open: &mut Open, is_first: bool, number: u32, reading: &mut Reading) -> Flow {
        self.close(open, number, reading)?;
        self.list.finish(reading)?;
        self.table(table.rows, is_first, number, reading)
    }

    /// A table at the top of a page may go on from the page before; then its header is that one's.
    fn table(&mut self, mut rows: Vec<Vec<Cell>>, is_first: bool, number: u32, reading: &mut Reading) -> Flow {
        let texts = |row: &[Cell]| row.iter().map(|c| c.text.clone()).collect::<Vec<String>>();
        let width = rows.first().map_or(0, Vec::len);
        let mut grid = Grid::new(None, Some(number));
        let before = self.header.take().filter(|header| is_first && header.len() == width);
        if let Some(header) = before {
            if rows.first().is_some_and(|row| texts(row) == header) {
                rows.remove(0);
            }
            rows.insert(0, header.into_iter().map(Cell::text).collect());
            grid.mark_header();
        }
        self.header = rows.first().map(|row| texts(row));
        for (at, row) in (1u32..).zip(rows) {
            grid.push(at, row, reading)?;
        }
        grid.finish(reading)
    }
}

fn half_points(size: f64) -> u32 {
    (0..400).find(|half| f64::from(*half) / 2.0 + 0.25 > size).unwrap_or(400)
}

fn heading(line: &Line, next: Option<&Line>, text: &str, usual: f64) -> Option<u8> {
    let length = text.chars().count();
    if length > 180 || !text.chars().any(char::is_alphabetic) || line.cells.len() > 2 {
        return None;
    }
    let ratio = line.size / usual.max(1.0);
    if ratio >= 1.14 {
        return Some(if ratio >= 1.7 {
            1
        } else if ratio >= 1.35 {
            2
        } else {
            3
        });
    }
    let stands_out = line.is_bold() && next.is_some_and(|n| !n.is_bold()) && length <= 100 && !text.ends_with(['.', ',', ';']);
    stands_out.then_some(4)
}

/// Dots that lead the eye to a page number say nothing.
fn without_leaders(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = || rest.chars().take_while(|c| *c == first || *c == ' ').filter(|c| *c == first).count();
        let is_leader = matches!(first, '.' | ':' | '_' | '·' | '…') && run() >= 5;
        let after = if is_leader { rest.trim_start_matches([first, ' ']) } else { rest.get(first.len_utf8()..).unwrap_or_default() };
        out.push(if is_leader { ' ' } else { first });
        rest = after;
    }
    out
}

fn numbered(text: &str) -> Option<&str> {
    let (number, rest) = text.split_once(' ')?;
    let is_number = number.ends_with(')') && number.len() <= 6 && number.trim_end_matches(')').chars().all(char::is_alphanumeric) && number.chars().count() > 1;
    is_number.then(|| rest.trim()).filter(|r| !r.is_empty())
}

/// Adds a line to the text before it; a word parted at the end of a line is put together.
pub(super) fn add_line(text: &mut String, line: &str) {
    if text.is_empty() {
        text.push_str(line);
        return;
    }
    let is_parted = text.ends_with(['-', '\u{ad}', '‐']) && line.starts_with(char::is_lowercase) && text.chars().rev().nth(1).is_some_and(char::is_lowercase);
    if is_parted {
        text.pop();
    } else if !text.ends_with(' ') {
        text.push(' ');
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaders_vanish() {
        assert_eq!(without_leaders("1 Цены ........ 7"), "1 Цены  7");
        assert_eq!(without_leaders("Подпись . . . . . . и дата..."), "Подпись  и дата...");
    }

    #[test]
    fn parted_words_are_joined() {
        let mut text = "Запись воз-".to_owned();
        add_line(&mut text, "можна онлайн");
        add_line(&mut text, "и по телефону");
        assert_eq!(text, "Запись возможна онлайн и по телефону");
        let mut text = "салон-".to_owned();
        add_line(&mut text, "Лотос");
        assert_eq!(text, "салон- Лотос");
    }
}
