//! XLSX: visible rows and columns of visible sheets, streamed. Merged cells are known before the rows are read.

use super::grid::{Cell, CellKind, Grid};
use super::number::Format;
use super::place;
use super::xlsx_book::Book;
use crate::archive::{Archive, Part};
use crate::package::own_title;
use crate::reading::{Flow, Reading, grow};
use crate::refused::Refused;
use crate::xml::{Item, Tag, Xml};
use std::collections::HashMap;
use std::io::{Read, Seek};

/// Merged areas remembered of one sheet; more are left as they are.
const MERGES: usize = 20_000;

/// A merged area, all from 0 and inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Merge {
    pub(crate) left: usize,
    pub(crate) right: usize,
    pub(crate) top: u32,
    pub(crate) bottom: u32,
}

/// Merged areas of a sheet, by the row they begin in, and those that reach into the rows being read.
#[derive(Default)]
pub(crate) struct Merges {
    by_top: HashMap<u32, Vec<Merge>>,
    count: usize,
    open: Vec<(Merge, Cell)>,
}

impl Merges {
    pub(crate) fn add(&mut self, merge: Merge) {
        if self.count < MERGES && merge.right >= merge.left && merge.bottom >= merge.top {
            self.count += 1;
            self.by_top.entry(merge.top).or_default().push(merge);
        }
    }

    /// Gives cells their spans, and the value above to the cells that a merged area continues into.
    pub(crate) fn apply(&mut self, row: u32, cells: &mut Vec<Cell>) {
        self.open.retain(|(merge, _)| merge.bottom >= row);
        for (merge, cell) in &self.open {
            if merge.left >= 1_000 {
                continue;
            }
            if cells.len() <= merge.left {
                cells.resize_with(merge.left + 1, Cell::default);
            }
            if let Some(own) = cells.get_mut(merge.left).filter(|c| c.kind == CellKind::Empty) {
                own.clone_from(cell);
            }
        }
        for merge in self.by_top.remove(&row).unwrap_or_default() {
            let Some(cell) = cells.get_mut(merge.left).filter(|c| c.kind != CellKind::Empty) else { continue };
            cell.span = merge.right - merge.left + 1;
            if merge.bottom > row && self.open.len() < 1_000 {
                self.open.push((merge, cell.clone()));
            }
        }
    }
}

pub(crate) fn read(source: &mut (impl Read + Seek), reading: &mut Reading) -> Flow {
    let limits = reading.limits();
    let mut archive = Archive::open(source, limits)?;
    own_title(&mut archive, reading)?;
    let book = Book::open(&mut archive, reading)?;
    let total = u64::try_from(book.sheets.len()).unwrap_or(1) * 100;
    for (at, sheet) in book.sheets.iter().enumerate() {
        reading.count_page()?;
        let index = archive.find(&sheet.part).ok_or_else(|| Refused::broken("a sheet is missing"))?;
        let merges = merges(archive.part(index)?, reading)?;
        let xml = Xml::new(archive.part(index)?, limits);
        let done = u64::try_from(at).unwrap_or(0) * 100;
        Rows { xml, book: &book, merges, hidden: Vec::new(), grid: Grid::new(Some(sheet.name.clone()), None), done, total, row: 0 }.read(reading)?;
        reading.at(done + 100, total);
    }
    Ok(())
}

/// Merged areas stand behind the rows: looks for their text without reading the XML.
fn merges<S: Read>(mut part: Part<'_, S>, reading: &mut Reading) -> Flow<Merges> {
    const MARK: &[u8] = b"mergeCell ";
    let mut merges = Merges::default();
    let mut window: Vec<u8> = Vec::new();
    let mut chunk = vec![0u8; 64 << 10];
    loop {
        reading.ask()?;
        let read = part.read(&mut chunk)?;
        window.extend_from_slice(chunk.get(..read).unwrap_or_default());
        for at in memchr::memmem::find_iter(&window, MARK) {
            let rest = window.get(at..).unwrap_or_default();
            let text = String::from_utf8_lossy(rest.get(..rest.len().min(120)).unwrap_or_default());
            // A mark cut off at the end of the window is seen whole in the next.
            if let Some((_, area)) = text.split_once("ref=\"")
                && let Some((area, _)) = area.split_once('"')
                && let Some((from, to)) = area.split_once(':')
                && let (Some((left, top)), Some((right, bottom))) = (place(from), place(to))
            {
                merges.add(Merge { left, right, top, bottom });
            }
        }
        if read == 0 {
            return Ok(merges);
        }
        let keep = window.len().saturating_sub(120);
        let keep = memchr::memmem::rfind(window.get(keep..).unwrap_or_default(), MARK).filter(|at| !window.get(keep + at..).unwrap_or_default().contains(&b'>')).map_or(window.len().saturating_sub(MARK.len() - 1), |at| keep + at);
        window.drain(..keep);
    }
}

struct Rows<'r, 'b, S: Read> {
    xml: Xml<Part<'r, S>>,
    book: &'b Book,
    merges: Merges,
    /// Hidden columns, from and to.
    hidden: Vec<(usize, usize)>,
    grid: Grid,
    done: u64,
    total: u64,
    row: u32,
}

/// What a cell's opening tag says about its value.
struct Kind {
    t: String,
    format: usize,
}

impl<S: Read> Rows<'_, '_, S> {
    fn read(mut self, reading: &mut Reading) -> Flow {
        let mut next_row = 0u32;
        loop {
            match self.xml.next()? {
                Item::Open(tag) => match tag.name() {
                    b"col" if is_hidden(&tag) => {
                        let from: usize = tag.number("min").unwrap_or(1);
                        self.hidden.push((from.saturating_sub(1), tag.number::<usize>("max").unwrap_or(from).saturating_sub(1)));
                    }
                    b"row" => {
                        self.row = tag.number::<u32>("r").map_or(next_row, |r| r.saturating_sub(1));
                        next_row = self.row.saturating_add(1);
                        let is_hidden = is_hidden(&tag);
                        self.read_row(is_hidden, reading)?;
                        let (given, claimed) = self.xml.source().place();
                        reading.at(self.done + given.saturating_mul(100).checked_div(claimed).unwrap_or(0).min(100), self.total);
                    }
                    _ => {}
                },
                Item::End => return self.grid.finish(reading),
                _ => {}
            }
            reading.tick()?;
        }
    }

    fn read_row(&mut self, is_hidden: bool, reading: &mut Reading) -> Flow {
        let mut cells: Vec<Cell> = Vec::new();
        let mut column = 0usize;
        loop {
            match self.xml.next()? {
                Item::Open(tag) if tag.name() == b"c" => {
                    if let Some((at, _)) = tag.get("r").and_then(|r| place(&r)) {
                        column = at;
                    }
                    let kind = Kind { t: tag.get("t").unwrap_or_default(), format: tag.number("s").unwrap_or(0) };
                    let cell = self.read_cell(&kind, reading)?;
                    let is_column_hidden = self.hidden.iter().any(|(from, to)| (*from..=*to).contains(&column));
                    if cell.kind != CellKind::Empty && !is_column_hidden {
                        if column >= reading.limits().columns {
                            return Err(Refused::too_large(format_args!("{} columns", reading.limits().columns)).into());
                        }
                        if cells.len() <= column {
                            cells.resize_with(column + 1, Cell::default);
                        }
                        if let Some(place) = cells.get_mut(column) {
                            *place = cell;
                        }
                    }
                    column += 1;
                }
                Item::Close(end) if end.name() == b"row" => break,
                Item::End => break,
                _ => {}
            }
            reading.tick()?;
        }
        self.merges.apply(self.row, &mut cells);
        if is_hidden { Ok(()) } else { self.grid.push(self.row.saturating_add(1), cells, reading) }
    }

    fn read_cell(&mut self, kind: &Kind, reading: &Reading) -> Flow<Cell> {
        let mut value = String::new();
        let mut takes = false;
        loop {
            match self.xml.next()? {
                Item::Open(tag) => match tag.name() {
                    b"v" | b"t" => takes = true,
                    // Formulas, and how a word is pronounced.
                    b"f" | b"rPh" => self.xml.skip()?,
                    _ => {}
                },
                Item::Text(piece) if takes => grow(&mut value, &piece, reading)?,
                Item::Close(end) => match end.name() {
                    b"v" | b"t" => takes = false,
                    b"c" => break,
                    _ => {}
                },
                Item::Text(_) => {}
                Item::End => break,
            }
        }
        Ok(self.cell(kind, value))
    }

    fn cell(&self, kind: &Kind, value: String) -> Cell {
        if self.book.formats.get(kind.format) == Some(&Format::Hidden) {
            return Cell::default();
        }
        match kind.t.as_str() {
            "s" => Cell::text(value.trim().parse().ok().and_then(|i| self.book.strings.get(i)).unwrap_or_default()),
            "str" | "inlineStr" => Cell::text(value),
            "b" => Cell::text(yes_or_no(value.trim() == "1")),
            // #N/A and its kin tell a reader nothing.
            "e" => Cell::default(),
            "d" => date_of(&value),
            _ => match value.trim().parse::<f64>() {
                Ok(number) => {
                    let format = self.book.formats.get(kind.format).unwrap_or(&Format::General);
                    let (text, kind) = format.show(number, self.book.is_1904);
                    Cell { text, kind, span: 1 }
                }
                Err(_) => Cell::text(value),
            },
        }
    }
}

/// As the program shows it, whatever its language.
pub(crate) fn yes_or_no(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

/// `2026-11-21T14:30:00` as the other dates look.
pub(crate) fn date_of(text: &str) -> Cell {
    let (day, clock) = text.trim().split_once('T').unwrap_or((text.trim(), ""));
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, date] = parts.as_slice() else { return Cell::text(text) };
    let clock = clock.get(..5).filter(|c| *c != "00:00").map(|c| format!(" {c}")).unwrap_or_default();
    Cell { text: format!("{date}.{month}.{year}{clock}"), kind: CellKind::Date, span: 1 }
}

fn is_hidden(tag: &Tag) -> bool {
    tag.get("hidden").is_some_and(|v| v == "1" || v == "true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_areas_reach_down() {
        let mut merges = Merges::default();
        merges.add(Merge { left: 0, right: 0, top: 0, bottom: 2 });
        merges.add(Merge { left: 1, right: 3, top: 0, bottom: 0 });
        let mut first = vec![Cell::text("Стрижки"), Cell::text("Цена")];
        merges.apply(0, &mut first);
        assert_eq!((first[0].span, first[1].span), (1, 3));
        let mut second = vec![Cell::default(), Cell::text("Мужская")];
        merges.apply(1, &mut second);
        assert_eq!(second[0].text, "Стрижки");
        let mut fourth = Vec::new();
        merges.apply(3, &mut fourth);
        assert!(fourth.is_empty());
    }
}
