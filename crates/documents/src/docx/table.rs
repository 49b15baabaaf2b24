//! A table of a DOCX while it is read. A table within a cell becomes lines of that cell.

use super::run::is_shade;
use super::style::is_on;
use crate::reading::{Flow, Reading, grow};
use crate::sheet::grid::{Cell, CellKind, Grid};
use crate::xml::Tag;

pub(super) struct Table {
    grid: Grid,
    row: u32,
    cells: Vec<Cell>,
    text: String,
    span: usize,
    is_joined_up: bool,
    is_row_left_out: bool,
    is_cell_shaded: bool,
    /// A table style shades what the file does not say cell by cell.
    is_styled: bool,
    /// Texts of the cells that may go on below.
    above: Vec<String>,
    nested: usize,
}

impl Table {
    pub(super) fn new(page: Option<u32>) -> Self {
        Self { grid: Grid::new(None, page), row: 0, cells: Vec::new(), text: String::new(), span: 1, is_joined_up: false, is_row_left_out: false, is_cell_shaded: false, is_styled: false, above: Vec::new(), nested: 0 }
    }

    pub(super) fn is_shaded(&self) -> bool {
        self.is_styled || self.is_cell_shaded
    }

    pub(super) fn property(&mut self, tag: &Tag) {
        if self.nested > 0 {
            return;
        }
        match tag.name() {
            b"tblStyle" => self.is_styled = tag.get("val").is_some_and(|v| !matches!(v.as_str(), "TableGrid" | "a3" | "TableNormal")),
            b"tblHeader" if is_on(tag) => self.grid.mark_header(),
            b"gridSpan" => self.span = tag.number("val").unwrap_or(1).clamp(1, 1_000),
            b"vMerge" => self.is_joined_up = tag.get("val").is_none_or(|v| v != "restart"),
            b"shd" => self.is_cell_shaded |= is_shade(tag),
            _ => {}
        }
    }

    /// The row is deleted by a tracked change, or hidden.
    pub(super) fn leave_row_out(&mut self) {
        self.is_row_left_out |= self.nested == 0;
    }

    pub(super) fn open_nested(&mut self) {
        self.nested += 1;
    }

    /// Ends a nested table; false when it was this one that ended.
    pub(super) fn close_nested(&mut self) -> bool {
        let was_nested = self.nested > 0;
        self.nested = self.nested.saturating_sub(1);
        was_nested
    }

    pub(super) fn words(&mut self, text: &str, reading: &Reading) -> Flow {
        if !self.text.is_empty() && !self.text.ends_with("· ") {
            self.text.push('\n');
        }
        grow(&mut self.text, text.trim(), reading)
    }

    pub(super) fn close_cell(&mut self, reading: &mut Reading) -> Flow {
        if self.nested > 0 {
            if !self.text.is_empty() {
                grow(&mut self.text, " · ", reading)?;
            }
            return Ok(());
        }
        let at = self.cells.len();
        let mut text = std::mem::take(&mut self.text);
        if self.is_joined_up && text.trim().is_empty() {
            text = self.above.get(at).cloned().unwrap_or_default();
        }
        let mut cell = Cell::guessed(text.trim_end_matches(" · "));
        let most = reading.limits().columns;
        self.above.resize(self.above.len().max(at + 1).min(most), String::new());
        if let Some(above) = self.above.get_mut(at) {
            above.clone_from(&cell.text);
        }
        cell.span = self.span;
        self.cells.push(cell);
        self.cells.extend(std::iter::repeat_with(|| Cell { text: String::new(), kind: CellKind::Empty, span: 1 }).take(self.span.saturating_sub(1)));
        self.cells.truncate(most + 1);
        (self.span, self.is_joined_up, self.is_cell_shaded) = (1, false, false);
        Ok(())
    }

    pub(super) fn close_row(&mut self, reading: &mut Reading) -> Flow {
        if self.nested > 0 {
            return Ok(());
        }
        self.row = self.row.saturating_add(1);
        let cells = std::mem::take(&mut self.cells);
        if std::mem::take(&mut self.is_row_left_out) { Ok(()) } else { self.grid.push(self.row, cells, reading) }
    }

    pub(super) fn finish(mut self, reading: &mut Reading) -> Flow {
        self.grid.finish(reading)
    }
}
