//! ODS and ODT: one `content.xml` for both. Hidden sheets, rows, columns and words are left out, and so are comments and
//! what tracked changes have deleted.

use crate::archive::{Archive, Part};
use crate::list::List;
use crate::reading::{Flow, Reading, grow};
use crate::refused::Refused;
use crate::sheet::grid::{Cell, CellKind, Grid};
use crate::sheet::xlsx::date_of;
use crate::text::Block;
use crate::xml::{Item, Tag, Xml};
use std::collections::HashSet;
use std::io::{Read, Seek};

pub(crate) fn read(source: &mut (impl Read + Seek), reading: &mut Reading) -> Flow {
    let limits = reading.limits();
    let mut archive = Archive::open(source, limits)?;
    if let Some(index) = archive.find("META-INF/manifest.xml")
        && memchr::memmem::find(&archive.whole(index)?, b"encryption-data").is_some()
    {
        return Err(Refused::encrypted("").into());
    }
    if let Some(index) = archive.find("meta.xml") {
        let bytes = archive.whole(index)?;
        title(&bytes, reading);
    }
    let hidden = match archive.find("styles.xml") {
        Some(index) => hidden_styles(&archive.whole(index)?, reading),
        None => HashSet::new(),
    };
    let index = archive.find("content.xml").ok_or_else(|| Refused::broken("its content is missing"))?;
    let xml = Xml::new(archive.part(index)?, limits);
    Content { xml, hidden, style: String::new(), list: None, depth_of_list: 0 }.read(reading)
}

fn title(bytes: &[u8], reading: &mut Reading) {
    let mut xml = Xml::new(bytes, reading.limits());
    let (mut inside, mut text) = (false, String::new());
    while let Ok(item) = xml.next() {
        match item {
            Item::Open(tag) => inside = tag.name() == b"title",
            Item::Text(piece) if inside => text.push_str(&piece),
            Item::Close(_) => inside = false,
            Item::Text(_) => {}
            Item::End => break,
        }
    }
    reading.calls_itself(&text);
}

fn hidden_styles(bytes: &[u8], reading: &Reading) -> HashSet<String> {
    let (mut hidden, mut style) = (HashSet::new(), String::new());
    let mut xml = Xml::new(bytes, reading.limits());
    while let Ok(item) = xml.next() {
        match item {
            Item::Open(tag) => note_style(&tag, &mut style, &mut hidden),
            Item::End => break,
            _ => {}
        }
    }
    hidden
}

/// Remembers styles that hide what bears them.
fn note_style(tag: &Tag, style: &mut String, hidden: &mut HashSet<String>) {
    match tag.name() {
        b"style" => *style = tag.get("name").unwrap_or_default(),
        // `text:display` is "none", `table:display` "false".
        b"table-properties" | b"text-properties" if tag.get("display").is_some_and(|d| d == "false" || d == "none") => _ = hidden.insert(style.clone()),
        _ => {}
    }
}

struct Content<'r, S: Read> {
    xml: Xml<Part<'r, S>>,
    hidden: HashSet<String>,
    style: String,
    /// Items of the list being read.
    list: Option<List>,
    depth_of_list: usize,
}

/// What a table cell's opening tag says.
struct CellTag {
    kind: CellKind,
    date: Option<String>,
    repeated: usize,
    span: usize,
    rows: u32,
}

impl<S: Read> Content<'_, S> {
    fn read(mut self, reading: &mut Reading) -> Flow {
        loop {
            reading.tick()?;
            let (given, claimed) = self.xml.source().place();
            reading.at(given, claimed);
            match self.xml.next()? {
                Item::Open(tag) => match tag.name() {
                    b"style" | b"table-properties" | b"text-properties" => note_style(&tag, &mut self.style, &mut self.hidden),
                    b"h" => {
                        let level = tag.number("outline-level").unwrap_or(1);
                        let text = self.words(reading)?;
                        reading.emit(Block::Heading { level, text, page: None })?;
                    }
                    b"p" => {
                        let text = self.words(reading)?;
                        match &mut self.list {
                            Some(list) => list.push(text, None, reading)?,
                            None => reading.emit(Block::Paragraph { text, page: None })?,
                        }
                    }
                    b"list" => {
                        self.depth_of_list += 1;
                        self.list.get_or_insert_default();
                    }
                    b"table" => {
                        let is_hidden = tag.get("style-name").is_some_and(|style| self.hidden.contains(&style));
                        let name = tag.get("name");
                        if is_hidden {
                            self.xml.skip()?;
                        } else {
                            self.table(name, reading)?;
                        }
                    }
                    b"annotation" | b"tracked-changes" | b"deletion" | b"forms" | b"hidden-text" | b"hidden-paragraph" | b"table-of-content" | b"note" => self.xml.skip()?,
                    _ => {}
                },
                Item::Close(end) if end.name() == b"list" => {
                    self.depth_of_list = self.depth_of_list.saturating_sub(1);
                    if self.depth_of_list == 0
                        && let Some(mut list) = self.list.take()
                    {
                        list.finish(reading)?;
                    }
                }
                Item::End => return Ok(()),
                _ => {}
            }
        }
    }

    /// Text of the element just opened, to its end. Frames within give their words too.
    fn words(&mut self, reading: &mut Reading) -> Flow<String> {
        let mut out = String::new();
        let mut open = 1usize;
        while open > 0 {
            reading.tick()?;
            match self.xml.next()? {
                Item::Open(tag) => match tag.name() {
                    b"s" => {
                        let spaces = tag.number("c").unwrap_or(1usize).min(80);
                        grow(&mut out, &" ".repeat(spaces), reading)?;
                        open += 1;
                    }
                    b"tab" => {
                        out.push('\t');
                        open += 1;
                    }
                    b"line-break" | b"p" | b"h" => {
                        out.push('\n');
                        open += 1;
                    }
                    b"span" if tag.get("style-name").is_some_and(|style| self.hidden.contains(&style)) => self.xml.skip()?,
                    b"annotation" | b"note" | b"hidden-text" | b"hidden-paragraph" | b"tracked-changes" | b"desc" | b"title" | b"table" => self.xml.skip()?,
                    _ => open += 1,
                },
                Item::Close(_) => open -= 1,
                Item::Text(text) => grow(&mut out, &text, reading)?,
                Item::End => break,
            }
        }
        Ok(out)
    }

    fn table(&mut self, name: Option<String>, reading: &mut Reading) -> Flow {
        reading.count_page()?;
        let mut grid = Grid::new(name, None);
        let mut hidden_columns: Vec<(usize, usize)> = Vec::new();
        let (mut column, mut row) = (0usize, 0u32);
        let mut above: Vec<(usize, u32, Cell)> = Vec::new();
        loop {
            reading.tick()?;
            match self.xml.next()? {
                Item::Open(tag) => match tag.name() {
                    b"table-column" => {
                        let count = tag.number("number-columns-repeated").unwrap_or(1usize);
                        if tag.get("visibility").is_some_and(|v| v != "visible") {
                            hidden_columns.push((column, column.saturating_add(count)));
                        }
                        column = column.saturating_add(count);
                    }
                    b"table-row" => {
                        let count: u32 = tag.number("number-rows-repeated").unwrap_or(1);
                        let is_hidden = tag.get("visibility").is_some_and(|v| v != "visible");
                        let own = self.row(reading)?;
                        for at in 0..count {
                            // A sheet ends with a million empty rows written as one.
                            if own.is_empty() && above.is_empty() {
                                break;
                            }
                            let mut cells = own.clone();
                            join_above(&mut cells, &mut above);
                            for (from, to) in &hidden_columns {
                                cells.iter_mut().skip(*from).take(to.saturating_sub(*from)).for_each(|(cell, _)| *cell = Cell::default());
                            }
                            if !is_hidden {
                                grid.push(row.saturating_add(at).saturating_add(1), cells.into_iter().map(|(cell, _)| cell).collect(), reading)?;
                            }
                            reading.tick()?;
                        }
                        row = row.saturating_add(count);
                        let (given, claimed) = self.xml.source().place();
                        reading.at(given, claimed);
                    }
                    b"shapes" | b"forms" | b"annotation" => self.xml.skip()?,
                    _ => {}
                },
                Item::Close(end) if end.name() == b"table" => return grid.finish(reading),
                Item::End => return grid.finish(reading),
                _ => {}
            }
        }
    }

    /// Cells of a row with the number of rows each covers.
    fn row(&mut self, reading: &mut Reading) -> Flow<Vec<(Cell, u32)>> {
        let mut cells: Vec<(Cell, u32)> = Vec::new();
        let most = reading.limits().columns.saturating_add(1);
        loop {
            reading.tick()?;
            match self.xml.next()? {
                Item::Open(tag) if matches!(tag.name(), b"table-cell" | b"covered-table-cell") => {
                    let said = cell_tag(&tag);
                    let text = self.cell_text(reading)?;
                    let mut cell = match said.date {
                        Some(date) if said.kind == CellKind::Date => date_of(&date),
                        _ => Cell::text(text),
                    };
                    if cell.kind == CellKind::Text && said.kind != CellKind::Empty {
                        cell.kind = said.kind;
                    }
                    cell.span = said.span;
                    let room = most.saturating_sub(cells.len());
                    cells.extend(std::iter::repeat_n((cell, said.rows), said.repeated.min(room)));
                }
                Item::Close(end) if end.name() == b"table-row" => break,
                Item::End => break,
                _ => {}
            }
        }
        while cells.last().is_some_and(|(cell, _)| cell.kind == CellKind::Empty) {
            cells.pop();
        }
        Ok(cells)
    }

    fn cell_text(&mut self, reading: &mut Reading) -> Flow<String> {
        let mut out = String::new();
        let mut open = 1usize;
        while open > 0 {
            match self.xml.next()? {
                Item::Open(tag) => match tag.name() {
                    b"p" | b"h" => {
                        let words = self.words(reading)?;
                        if !out.is_empty() {
                            out.push('\n');
                        }
                        grow(&mut out, &words, reading)?;
                    }
                    b"annotation" | b"detective" | b"shapes" => self.xml.skip()?,
                    _ => open += 1,
                },
                Item::Close(_) => open -= 1,
                Item::Text(_) => {}
                Item::End => break,
            }
        }
        Ok(out)
    }
}

fn cell_tag(tag: &Tag) -> CellTag {
    let kind = match tag.get_exact("office:value-type").as_deref() {
        Some("float" | "currency" | "percentage") => CellKind::Number,
        Some("date") => CellKind::Date,
        Some("time") => CellKind::Date,
        _ => CellKind::Empty,
    };
    CellTag { kind, date: tag.get_exact("office:date-value"), repeated: tag.number("number-columns-repeated").unwrap_or(1), span: tag.number("number-columns-spanned").unwrap_or(1), rows: tag.number("number-rows-spanned").unwrap_or(1) }
}

/// Gives the value of a cell that covers several rows to the rows below.
fn join_above(cells: &mut Vec<(Cell, u32)>, above: &mut Vec<(usize, u32, Cell)>) {
    let mut next: Vec<(usize, u32, Cell)> = Vec::new();
    for (column, left, cell) in above.drain(..) {
        if cells.len() <= column {
            cells.resize_with(column + 1, Default::default);
        }
        if let Some((own, _)) = cells.get_mut(column).filter(|(own, _)| own.kind == CellKind::Empty) {
            own.clone_from(&cell);
        }
        if left > 1 {
            next.push((column, left - 1, cell));
        }
    }
    for (column, (cell, rows)) in cells.iter().enumerate() {
        if *rows > 1 && cell.kind != CellKind::Empty && next.len() < 1_000 {
            next.push((column, rows - 1, cell.clone()));
        }
    }
    *above = next;
}
