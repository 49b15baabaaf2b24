//! Rows into tables: finds the header, joins a header of two rows, fills merged cells, hands out portions of rows.
//! Used by every reader that meets a table, so that all tables look alike.

use crate::reading::{Flow, Reading};
use crate::text::Block;

/// Rows in one block: enough for a passage, few enough for flat memory.
const PORTION: usize = 100;
/// Rows looked at to find the header.
const HEAD: usize = 6;
/// What no spreadsheet allows more of in one cell; a value repeated over an area must stay small.
const CELL_CHARS: usize = 32_767;
const HEADER_CHARS: usize = 300;
const ROW_BYTES: usize = 4 << 20;
const PORTION_BYTES: usize = 1 << 20;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CellKind {
    #[default]
    Empty,
    Text,
    Number,
    Date,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) kind: CellKind,
    /// Columns it covers, when merged; 0 and 1 are the same.
    pub(crate) span: usize,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = cut(text.into(), CELL_CHARS);
        let kind = if text.trim().is_empty() { CellKind::Empty } else { CellKind::Text };
        Self { text, kind, span: 1 }
    }

    /// A cell of a format without types: a number is what looks like one.
    pub(crate) fn guessed(text: impl Into<String>) -> Self {
        let mut cell = Self::text(text);
        if cell.kind == CellKind::Text && looks_like_number(&cell.text) {
            cell.kind = CellKind::Number;
        }
        cell
    }

    fn is_empty(&self) -> bool {
        self.kind == CellKind::Empty
    }

    /// Years head columns as often as they stand in them.
    fn is_value(&self) -> bool {
        self.kind == CellKind::Date || self.kind == CellKind::Number && !self.text.trim().parse::<u32>().is_ok_and(|n| (1950..2100).contains(&n))
    }
}

fn cut(text: String, most: usize) -> String {
    if text.len() > most
        && let Some((at, _)) = text.char_indices().nth(most)
    {
        // A new one: the long one's room is not kept.
        return text.get(..at).unwrap_or_default().to_owned();
    }
    text
}

fn looks_like_number(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['₽', '%', '€', '$', '₸', '.']).trim_end().trim_end_matches("руб").trim_end();
    text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.' | ',' | '-' | '+' | '–' | '/' | ':'))
}

pub(crate) struct Grid {
    sheet: Option<String>,
    page: Option<u32>,
    /// Rows before the header is known, with their numbers from 1.
    head: Vec<(u32, Vec<Cell>)>,
    header: Option<Vec<String>>,
    /// The header the source itself marked, in rows.
    marked: usize,
    rows: Vec<Vec<String>>,
    bytes: usize,
    first: u32,
    last: Option<u32>,
    is_after_gap: bool,
}

impl Grid {
    pub(crate) fn new(sheet: Option<String>, page: Option<u32>) -> Self {
        Self { sheet, page, head: Vec::new(), header: None, marked: 0, rows: Vec::new(), bytes: 0, first: 1, last: None, is_after_gap: false }
    }

    /// The row about to be pushed is a header, the source says so.
    pub(crate) fn mark_header(&mut self) {
        if self.header.is_none() && self.head.len() == self.marked {
            self.marked += 1;
        }
    }

    /// Takes the next row; `number` counts from 1 and may skip. Empty rows may be left out or given.
    pub(crate) fn push(&mut self, number: u32, mut cells: Vec<Cell>, reading: &mut Reading) -> Flow {
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        reading.count_row()?;
        if cells.len() > reading.limits().columns {
            return Err(crate::Refused::too_large(format_args!("{} columns", reading.limits().columns)).into());
        }
        if cells.iter().map(|c| c.text.len()).sum::<usize>() > ROW_BYTES {
            return Err(crate::Refused::too_large(format_args!("{} MB of text in one row", ROW_BYTES >> 20)).into());
        }
        let is_gap = self.last.is_some_and(|last| number > last.saturating_add(1));
        self.last = Some(number);
        if self.header.is_none() {
            if is_gap && self.has_table_in_head() {
                self.decide(reading)?;
            } else {
                self.head.push((number, cells));
                if self.head.len() >= HEAD.max(self.marked + 2) {
                    self.decide(reading)?;
                }
                return Ok(());
            }
        }
        // A line alone after a gap names what follows: another table may begin.
        if is_gap && !self.is_after_gap && filled(&cells) == 1 && self.header.as_ref().is_some_and(|h| h.len() > 1) && cells.first().is_some_and(|c| c.kind == CellKind::Text) {
            self.flush(reading)?;
            self.is_after_gap = true;
            self.head.push((number, cells));
            return Ok(());
        }
        if self.is_after_gap {
            self.head.push((number, cells));
            if self.head.len() >= 3 {
                self.restart(reading)?;
            }
            return Ok(());
        }
        self.add(number, cells, reading)
    }

    pub(crate) fn finish(&mut self, reading: &mut Reading) -> Flow {
        if self.is_after_gap {
            self.restart(reading)?;
        }
        if self.header.is_none() && !self.head.is_empty() {
            self.decide(reading)?;
        }
        self.flush(reading)
    }

    fn has_table_in_head(&self) -> bool {
        self.head.iter().filter(|(_, cells)| filled(cells) > 1).count() >= 2
    }

    /// After a gap and a lone line: the rows behind it are a new table if they begin with a header, else go on as before.
    fn restart(&mut self, reading: &mut Reading) -> Flow {
        self.is_after_gap = false;
        let rows = std::mem::take(&mut self.head);
        let is_header = match (rows.get(1), rows.get(2)) {
            (Some((_, header)), Some((_, row))) => filled(header) > 1 && !header.iter().any(Cell::is_value) && row.iter().any(Cell::is_value),
            _ => false,
        };
        if is_header {
            self.header = None;
            self.head = rows;
            return Ok(());
        }
        for (number, cells) in rows {
            self.add(number, cells, reading)?;
        }
        Ok(())
    }

    fn add(&mut self, number: u32, cells: Vec<Cell>, reading: &mut Reading) -> Flow {
        if self.rows.is_empty() {
            self.first = number;
        }
        self.bytes += cells.iter().map(|c| c.text.len() + 24).sum::<usize>();
        self.rows.push(cells.into_iter().map(|c| c.text).collect());
        if self.rows.len() >= PORTION || self.bytes >= PORTION_BYTES { self.flush(reading) } else { Ok(()) }
    }

    /// Splits the first rows into lines before the table, its header, and its first data.
    fn decide(&mut self, reading: &mut Reading) -> Flow {
        let mut rows = std::mem::take(&mut self.head).into_iter().peekable();
        let marked = std::mem::take(&mut self.marked);
        if marked == 0 {
            let is_table = |(_, cells): &(u32, Vec<Cell>)| filled(cells) > 1;
            let lines: Vec<(u32, Vec<Cell>)> = rows.by_ref().collect();
            let lead = lines.iter().position(is_table).unwrap_or(lines.len());
            let mut lines = lines.into_iter();
            for (_, cells) in lines.by_ref().take(lead) {
                let text = cells.into_iter().find(|c| !c.is_empty()).map(|c| c.text).unwrap_or_default();
                reading.emit(Block::Paragraph { text, page: self.page })?;
            }
            let rest: Vec<_> = lines.collect();
            if rest.is_empty() {
                return Ok(());
            }
            return self.begin(rest, None, reading);
        }
        let rest: Vec<_> = rows.collect();
        self.begin(rest, Some(marked), reading)
    }

    fn begin(&mut self, rows: Vec<(u32, Vec<Cell>)>, marked: Option<usize>, reading: &mut Reading) -> Flow {
        let levels = marked.unwrap_or_else(|| header_rows(&rows)).min(rows.len());
        let mut header: Vec<String> = Vec::new();
        let mut rows = rows.into_iter();
        for (_, cells) in rows.by_ref().take(levels) {
            for (at, text) in spread(&cells).into_iter().enumerate() {
                match header.get_mut(at) {
                    Some(above) if above.is_empty() => *above = text,
                    Some(above) if !text.is_empty() && *above != text && above.len() < 4 * HEADER_CHARS => {
                        above.push_str(" / ");
                        above.push_str(&text);
                    }
                    Some(_) => {}
                    None => header.push(text),
                }
            }
        }
        self.header = Some(header);
        for (number, cells) in rows {
            self.add(number, cells, reading)?;
        }
        Ok(())
    }

    fn flush(&mut self, reading: &mut Reading) -> Flow {
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        let header = self.header.clone().unwrap_or_default();
        if rows.is_empty() && header.is_empty() {
            return Ok(());
        }
        if rows.is_empty() {
            // A header without rows says something only if nothing else did.
            return if self.first == 1 && self.last.is_some() && !reading.has_text() { reading.emit(Block::Paragraph { text: header.join(" · "), page: self.page }) } else { Ok(()) };
        }
        let (header, rows) = if reading.keeps_columns() { (header, rows) } else { narrowed(header, rows) };
        reading.emit(Block::Table { header, rows, sheet: self.sheet.clone(), first_row: self.first, page: self.page })
    }
}

/// Cells with something in them; a merged one counts once.
fn filled(cells: &[Cell]) -> usize {
    cells.iter().filter(|c| !c.is_empty()).count()
}

/// A row's texts with merged cells repeated over their columns.
fn spread(cells: &[Cell]) -> Vec<String> {
    let short = |text: &str| cut(text.trim().to_owned(), HEADER_CHARS);
    let mut out: Vec<String> = cells.iter().map(|c| short(&c.text)).collect();
    for (at, cell) in cells.iter().enumerate().filter(|(_, c)| c.span > 1) {
        for column in at + 1..at.saturating_add(cell.span).min(1_000) {
            match out.get_mut(column) {
                Some(text) if text.is_empty() => *text = short(&cell.text),
                Some(_) => {}
                None => out.push(short(&cell.text)),
            }
        }
    }
    out
}

/// How many of the first rows are header: none, one, or two when the first has merged groups.
fn header_rows(rows: &[(u32, Vec<Cell>)]) -> usize {
    let (Some((_, first)), Some((_, second))) = (rows.first(), rows.get(1)) else { return 0 };
    let clashes = |upper: &[Cell], lower: &[Cell]| upper.iter().enumerate().any(|(at, c)| c.is_value() && lower.get(at).is_none_or(|below| below.kind == c.kind || below.is_empty()));
    let longest = first.iter().map(|c| c.text.chars().count()).max().unwrap_or(0);
    if filled(first) < 2 || clashes(first, second) || longest > 120 {
        return 0;
    }
    let is_grouped = first.iter().any(|c| c.span > 1 && !c.is_empty());
    let under = rows.get(2).map(|(_, cells)| cells);
    let is_second_header = is_grouped && filled(second) > 0 && !second.iter().any(Cell::is_value) && under.is_some();
    if is_second_header { 2 } else { 1 }
}

/// Without the columns that are empty from top to bottom.
fn narrowed(header: Vec<String>, rows: Vec<Vec<String>>) -> (Vec<String>, Vec<Vec<String>>) {
    let width = rows.iter().map(Vec::len).chain([header.len()]).max().unwrap_or(0);
    let is_used: Vec<bool> = (0..width).map(|at| header.get(at).is_some_and(|t| !t.trim().is_empty()) || rows.iter().any(|row| row.get(at).is_some_and(|t| !t.trim().is_empty()))).collect();
    let keep = |row: Vec<String>| -> Vec<String> {
        let mut row = row;
        row.resize(width, String::new());
        row.into_iter().zip(&is_used).filter(|(_, used)| **used).map(|(text, _)| text).collect()
    };
    let has_header = header.iter().any(|t| !t.is_empty());
    (if has_header { keep(header) } else { Vec::new() }, rows.into_iter().map(keep).collect())
}
