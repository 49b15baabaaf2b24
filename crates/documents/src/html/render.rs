//! The chosen part of a page as blocks.

use super::decode;
use super::main::Chosen;
use super::token::attribute;
use super::tree::{Tree, is_block};
use crate::list::List;
use crate::reading::{Flow, Reading, grow};
use crate::sheet::grid::{Cell, CellKind, Grid};
use crate::text::Block;

/// What the words being gathered will become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Text,
    Heading(u8),
    Item,
}

struct Writer<'t, 'h> {
    tree: &'t Tree<'h>,
    chosen: &'t Chosen,
    words: String,
    list: List,
}

pub(super) fn blocks(tree: &Tree, chosen: &Chosen, reading: &mut Reading) -> Flow {
    let mut writer = Writer { tree, chosen, words: String::new(), list: List::default() };
    writer.range(chosen.root, tree.end(chosen.root), reading)?;
    writer.flush(Place::Text, reading)?;
    writer.list.finish(reading)
}

impl Writer<'_, '_> {
    fn range(&mut self, from: usize, to: usize, reading: &mut Reading) -> Flow {
        // Elements that end later, with what the words before their end are.
        let mut open: Vec<(usize, Place)> = Vec::new();
        let mut node = from;
        while node < to {
            reading.tick()?;
            reading.at(u64::try_from(node + self.tree.all().len()).unwrap_or(0) / 2, u64::try_from(self.tree.all().len()).unwrap_or(1));
            while let Some((end, place)) = open.last().copied() {
                if end > node {
                    break;
                }
                open.pop();
                self.flush(place, reading)?;
            }
            let place = open.last().map_or(Place::Text, |(_, place)| *place);
            if !self.chosen.seen.is_seen(node) {
                node = self.tree.end(node).max(node + 1);
                continue;
            }
            if self.tree.is_text(node) {
                self.add_text(node, reading)?;
                node += 1;
                continue;
            }
            let name = self.tree.name(node);
            match name {
                "br" => self.words.push('\n'),
                "table" if is_table(self.tree, node) => {
                    self.flush(place, reading)?;
                    self.list.finish(reading)?;
                    self.table(node, reading)?;
                    node = self.tree.end(node);
                    continue;
                }
                // A button's word is an action, not knowledge; but questions of a FAQ are buttons inside headings.
                // A button that unfolds an answer is its question.
                "button" if attribute(self.tree.text(node), "aria-controls").is_some() && place == Place::Text => {
                    self.flush(place, reading)?;
                    open.push((self.tree.end(node), Place::Heading(4)));
                }
                "button" if !matches!(place, Place::Heading(_)) => {
                    node = self.tree.end(node);
                    continue;
                }
                _ if is_block(name) => {
                    self.flush(place, reading)?;
                    let inner = match name {
                        "h1" => Place::Heading(1),
                        "h2" => Place::Heading(2),
                        "h3" => Place::Heading(3),
                        "h4" | "summary" => Place::Heading(4),
                        "h5" => Place::Heading(5),
                        "h6" => Place::Heading(6),
                        "li" | "dt" | "dd" => Place::Item,
                        "ul" | "ol" | "menu" | "dl" => Place::Text,
                        // A paragraph inside an item is the item.
                        _ => place,
                    };
                    open.push((self.tree.end(node), inner));
                }
                _ => {}
            }
            node += 1;
        }
        while let Some((_, place)) = open.pop() {
            self.flush(place, reading)?;
        }
        Ok(())
    }

    fn add_text(&mut self, node: usize, reading: &Reading) -> Flow {
        let text = decode(self.tree.text(node));
        let is_kept = self.is_inside(node, "pre");
        if is_kept {
            return grow(&mut self.words, &text, reading);
        }
        // White space of the source is one space, and none at a line's start.
        let mut is_gap = text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            if is_gap && !self.words.is_empty() && !self.words.ends_with([' ', '\n']) {
                self.words.push(' ');
            }
            grow(&mut self.words, word, reading)?;
            is_gap = true;
        }
        if text.ends_with(char::is_whitespace) && !self.words.is_empty() && !self.words.ends_with([' ', '\n']) {
            self.words.push(' ');
        }
        Ok(())
    }

    fn is_inside(&self, node: usize, name: &str) -> bool {
        let mut above = self.tree.parent(node);
        for _ in 0..4 {
            if self.tree.name(above) == name {
                return true;
            }
            above = self.tree.parent(above);
        }
        false
    }

    fn flush(&mut self, place: Place, reading: &mut Reading) -> Flow {
        let text = std::mem::take(&mut self.words);
        if text.trim().is_empty() {
            return Ok(());
        }
        if place == Place::Item {
            return self.list.push(text, None, reading);
        }
        self.list.finish(reading)?;
        reading.emit(match place {
            Place::Heading(level) => Block::Heading { level, text, page: None },
            _ => Block::Paragraph { text, page: None },
        })
    }

    fn table(&mut self, table: usize, reading: &mut Reading) -> Flow {
        let (tree, seen) = (self.tree, &self.chosen.seen);
        let mut grid = Grid::new(None, None);
        let mut above: Vec<(usize, u32, Cell)> = Vec::new();
        let mut number = 0u32;
        let mut row = table + 1;
        while row < tree.end(table) {
            if tree.name(row) == "caption" && seen.is_seen(row) {
                reading.emit(Block::Paragraph { text: squeezed(&tree.text_of(row, seen)), page: None })?;
            }
            if tree.name(row) != "tr" || !seen.is_seen(row) {
                row += 1;
                continue;
            }
            number += 1;
            let end = tree.end(row);
            let mut cells: Vec<Cell> = Vec::new();
            let mut next: Vec<(usize, u32, Cell)> = Vec::new();
            above.retain_mut(|(column, left, cell)| {
                if cells.len() <= *column {
                    cells.resize_with(*column + 1, Cell::default);
                }
                if let Some(place) = cells.get_mut(*column) {
                    place.clone_from(cell);
                }
                *left -= 1;
                *left > 0
            });
            let (mut column, mut is_header) = (0usize, true);
            let mut node = row + 1;
            while node < end {
                if !matches!(tree.name(node), "td" | "th") || !seen.is_seen(node) {
                    node += 1;
                    continue;
                }
                while cells.get(column).is_some_and(|c| c.kind != CellKind::Empty) {
                    column += 1;
                }
                is_header &= tree.name(node) == "th";
                let number_of = |name: &str, most: usize| attribute(tree.text(node), name).and_then(|v| v.trim().parse::<usize>().ok()).unwrap_or(1).clamp(1, most);
                let mut cell = Cell::guessed(squeezed(&tree.text_of(node, seen)));
                cell.span = number_of("colspan", 500);
                let rows = number_of("rowspan", 5_000);
                if rows > 1 && cell.kind != CellKind::Empty && next.len() < 500 {
                    next.push((column, u32::try_from(rows - 1).unwrap_or(1), Cell { span: 1, ..cell.clone() }));
                }
                let span = cell.span;
                if cells.len() <= column {
                    cells.resize_with(column + 1, Cell::default);
                }
                if let Some(place) = cells.get_mut(column) {
                    *place = cell;
                }
                column += span;
                if column > reading.limits().columns {
                    break;
                }
                node = tree.end(node);
            }
            above.append(&mut next);
            if is_header && column > 0 || tree.name(tree.parent(row)) == "thead" {
                grid.mark_header();
            }
            grid.push(number, cells, reading)?;
            row = end.max(row + 1);
        }
        grid.finish(reading)
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A table of data rather than of layout: no table, heading or list inside, and a row of two cells.
fn is_table(tree: &Tree, table: usize) -> bool {
    let mut cells_in_row = 0;
    let mut has_row = false;
    for node in table + 1..tree.end(table) {
        match tree.name(node) {
            "table" | "h1" | "h2" | "form" | "article" | "section" => return false,
            "tr" => cells_in_row = 0,
            "td" | "th" => {
                cells_in_row += 1;
                has_row |= cells_in_row >= 2;
            }
            _ => {}
        }
    }
    has_row
}
