//! XLS of Excel 97–2003 (BIFF8): visible rows and columns of visible sheets, record by record.

use super::cfb::{Compound, Stream, u16_at, u32_at};
use super::grid::{Cell, CellKind, Grid};
use super::number::Format;
use super::xls_cell::{Piece, label, pieces, shared_strings, short_text, wide_text};
use super::xlsx::{Merge, Merges};
use super::xlsx_book::Strings;
use crate::reading::{Flow, Reading};
use crate::refused::Refused;
use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Read, Seek};

const BOF: u16 = 0x809;
const END: u16 = 0x0a;
const CONTINUE: u16 = 0x3c;

/// A stream of records; small reads come out of the buffer.
struct Records<'s, S: Read + Seek> {
    source: BufReader<Stream<'s, S>>,
    at: u64,
    size: u64,
}

impl<S: Read + Seek> Records<'_, S> {
    fn go(&mut self, at: u64) {
        let left = self.source.buffer().len();
        self.source.consume(left);
        self.source.get_mut().go(at);
        self.at = at;
    }

    /// The next record's number and body; None at the end.
    fn next(&mut self) -> Flow<Option<(u16, Vec<u8>)>> {
        let mut head = [0u8; 4];
        if self.at.saturating_add(4) > self.size {
            return Ok(None);
        }
        if self.source.read_exact(&mut head).is_err() {
            return Ok(None);
        }
        let (id, length) = (u16_at(&head, 0).unwrap_or(0), u16_at(&head, 2).unwrap_or(0));
        let mut body = vec![0u8; usize::from(length)];
        self.source.read_exact(&mut body).map_err(|_| Refused::broken("it ends in the middle of a cell"))?;
        self.at += 4 + u64::from(length);
        Ok(Some((id, body)))
    }

    fn is_continued(&mut self) -> bool {
        self.source.fill_buf().ok().and_then(|b| u16_at(b, 0)) == Some(CONTINUE)
    }
}

struct Book {
    sheets: Vec<(String, u64)>,
    strings: Strings,
    formats: Vec<Format>,
    is_1904: bool,
}

pub(crate) fn read(source: &mut (impl Read + Seek), size: u64, reading: &mut Reading) -> Flow {
    let compound = Compound::open(source, size)?;
    let stream = compound.stream("Workbook")?;
    let (_, size) = stream.place();
    let mut records = Records { source: BufReader::with_capacity(32 << 10, stream), at: 0, size };
    let book = globals(&mut records, reading)?;
    for (name, at) in &book.sheets {
        reading.count_page()?;
        let layout = layout(&mut records, *at, reading)?;
        Sheet { book: &book, layout, grid: Grid::new(Some(name.clone()), None), row: 0, cells: Vec::new(), waits_for_text: None }.read(&mut records, *at, reading)?;
    }
    Ok(())
}

fn globals<S: Read + Seek>(records: &mut Records<S>, reading: &mut Reading) -> Flow<Book> {
    let mut book = Book { sheets: Vec::new(), strings: Strings::default(), formats: Vec::new(), is_1904: false };
    let mut custom: HashMap<u16, Format> = HashMap::new();
    let mut xfs: Vec<u16> = Vec::new();
    let Some((BOF, head)) = records.next()? else { return Err(Refused::broken("it does not begin like a workbook").into()) };
    if u16_at(&head, 0) != Some(0x600) {
        return Err(Refused::unsupported("a workbook of Excel 95 or older", "Save it as XLSX and upload that.").into());
    }
    while let Some((id, body)) = records.next()? {
        reading.tick()?;
        match id {
            END => break,
            0x2f => return Err(Refused::encrypted("").into()),
            0x22 => book.is_1904 = u16_at(&body, 0) == Some(1),
            0x41e => {
                if let (Some(id), Some(code)) = (u16_at(&body, 0), wide_text(body.get(2..).unwrap_or_default())) {
                    custom.insert(id, Format::parse(&code));
                }
            }
            0xe0 => xfs.push(u16_at(&body, 2).unwrap_or(0)),
            // Visible (0) and a worksheet (0).
            0x85 if u16_at(&body, 4) == Some(0) => {
                if let Some(at) = u32_at(&body, 0) {
                    book.sheets.push((short_text(body.get(6..).unwrap_or_default()), u64::from(at)));
                }
            }
            0xfc => {
                let mut parts = vec![body];
                let mut total = 0u64;
                while records.is_continued() {
                    let Some((_, more)) = records.next()? else { break };
                    total += u64::try_from(more.len()).unwrap_or(0);
                    if total > reading.limits().part_bytes {
                        return Err(Refused::too_large(format_args!("{} MB of different texts in cells", reading.limits().part_bytes >> 20)).into());
                    }
                    parts.push(more);
                }
                shared_strings(&parts, &mut book.strings, reading)?;
            }
            _ => {}
        }
    }
    book.formats = xfs.into_iter().map(|id| custom.get(&id).cloned().unwrap_or_else(|| Format::built_in(u32::from(id)))).collect();
    Ok(book)
}

/// What must be known of a sheet before its cells: merged areas, hidden rows and columns.
#[derive(Default)]
struct Layout {
    merges: Merges,
    hidden_rows: HashSet<u16>,
    hidden_columns: Vec<(u16, u16)>,
}

fn layout<S: Read + Seek>(records: &mut Records<S>, at: u64, reading: &mut Reading) -> Flow<Layout> {
    let mut layout = Layout::default();
    records.go(at);
    let mut depth = 0usize;
    while let Some((id, body)) = records.next()? {
        reading.tick()?;
        match id {
            BOF => depth += 1,
            END => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            _ if depth != 1 => {}
            0x208 if u16_at(&body, 12).is_some_and(|flags| flags & 0x20 != 0) => _ = layout.hidden_rows.insert(u16_at(&body, 0).unwrap_or(0)),
            0x7d if u16_at(&body, 8).is_some_and(|flags| flags & 1 != 0) => layout.hidden_columns.push((u16_at(&body, 0).unwrap_or(0), u16_at(&body, 2).unwrap_or(0))),
            0xe5 => {
                for area in body.get(2..).unwrap_or_default().chunks_exact(8) {
                    if let (Some(top), Some(bottom), Some(left), Some(right)) = (u16_at(area, 0), u16_at(area, 2), u16_at(area, 4), u16_at(area, 6)) {
                        layout.merges.add(Merge { left: usize::from(left), right: usize::from(right), top: u32::from(top), bottom: u32::from(bottom) });
                    }
                }
            }
            _ => {}
        }
    }
    Ok(layout)
}

struct Sheet<'b> {
    book: &'b Book,
    layout: Layout,
    grid: Grid,
    row: u16,
    cells: Vec<Cell>,
    /// A formula whose text follows in a record of its own.
    waits_for_text: Option<(u16, u16)>,
}

impl Sheet<'_> {
    fn read<S: Read + Seek>(mut self, records: &mut Records<S>, at: u64, reading: &mut Reading) -> Flow {
        records.go(at);
        // Charts lie inside sheets as sheets of their own.
        let mut depth = 0usize;
        while let Some((id, body)) = records.next()? {
            reading.tick()?;
            reading.at(records.at, records.size);
            match id {
                BOF => depth += 1,
                END => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                _ if depth != 1 => {}
                0x207 => {
                    if let (Some((row, column)), Some(text)) = (self.waits_for_text.take(), wide_text(&body)) {
                        self.put(row, column, Cell::text(text), reading)?;
                    }
                }
                0xfd => {
                    if let (Some(row), Some(column), Some(index)) = (u16_at(&body, 0), u16_at(&body, 2), u32_at(&body, 6)) {
                        let text = usize::try_from(index).ok().and_then(|i| self.book.strings.get(i)).unwrap_or_default().to_owned();
                        self.put(row, column, Cell::text(text), reading)?;
                    }
                }
                0x204 | 0xd6 => {
                    if let Some((row, column, text)) = label(&body) {
                        self.put(row, column, Cell::text(text), reading)?;
                    }
                }
                _ => {
                    for (row, column, piece) in pieces(id, &body) {
                        match piece {
                            Piece::Number(value, format) => {
                                let cell = self.number(value, format);
                                self.put(row, column, cell, reading)?;
                            }
                            Piece::Text(text) => self.put(row, column, Cell::text(text), reading)?,
                            Piece::TextFollows => self.waits_for_text = Some((row, column)),
                        }
                    }
                }
            }
        }
        self.end_row(reading)?;
        self.grid.finish(reading)
    }

    fn number(&self, value: f64, format: u16) -> Cell {
        let (text, kind) = self.book.formats.get(usize::from(format)).unwrap_or(&Format::General).show(value, self.book.is_1904);
        Cell { text, kind, span: 1 }
    }

    fn put(&mut self, row: u16, column: u16, cell: Cell, reading: &mut Reading) -> Flow {
        if row != self.row {
            self.end_row(reading)?;
            self.row = row;
        }
        let is_hidden = self.layout.hidden_columns.iter().any(|(from, to)| (*from..=*to).contains(&column));
        if cell.kind == CellKind::Empty || is_hidden {
            return Ok(());
        }
        // A row has at most 256 columns here; what names more is damaged.
        let column = usize::from(column.min(1_023));
        if self.cells.len() <= column {
            self.cells.resize_with(column + 1, Cell::default);
        }
        if let Some(place) = self.cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }

    fn end_row(&mut self, reading: &mut Reading) -> Flow {
        let mut cells = std::mem::take(&mut self.cells);
        self.layout.merges.apply(u32::from(self.row), &mut cells);
        if self.layout.hidden_rows.contains(&self.row) { Ok(()) } else { self.grid.push(u32::from(self.row) + 1, cells, reading) }
    }
}
