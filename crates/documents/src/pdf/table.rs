//! Lines of cells that stand one under another are a table; rules between them say where rows end.

use super::line::Line;
use super::page::Page;

pub(super) struct Found {
    /// Rows of cell texts.
    pub(super) rows: Vec<Vec<String>>,
    /// How many lines it took.
    pub(super) lines: usize,
}

/// A table that begins with the first of the lines.
pub(super) fn find(lines: &[Line], page: &Page) -> Option<Found> {
    let first = lines.first().filter(|l| l.cells.len() >= 2)?;
    let mut columns: Vec<(f64, f64)> = first.cells.iter().map(|c| (c.x, c.end)).collect();
    let mut last = first;
    let (mut taken, mut many) = (1usize, 1usize);
    for line in lines.iter().skip(1) {
        let is_ruled = is_ruled(page, last, line);
        let far = if is_ruled { 8.0 } else { 3.2 };
        if last.y - line.y > far * last.size.max(line.size) || last.y < line.y {
            break;
        }
        let Some(wider) = widened(&columns, line, line.cells.len() == 1 && !is_ruled) else { break };
        if line.cells.len() == 1 && !is_ruled && !goes_on(last, line, &wider) {
            break;
        }
        // Long text that is no table must not be looked through from every line.
        if taken > 60 && many < 3 {
            break;
        }
        columns = wider;
        many += usize::from(line.cells.len() >= 2);
        taken += 1;
        last = line;
    }
    let taken_lines = lines.get(..taken)?;
    // Lines of one cell at the end belong to the text below, unless a rule holds them.
    let is_boxed = taken_lines.iter().zip(taken_lines.iter().skip(1)).any(|(a, b)| is_ruled(page, a, b));
    if many < 2 || many == 2 && columns.len() == 2 && !is_boxed || columns.len() < 2 {
        return None;
    }
    Some(Found { rows: rows(taken_lines, &columns, page, is_boxed), lines: taken })
}

/// Columns with the cells of one more line in them; None when it does not fit.
fn widened(columns: &[(f64, f64)], line: &Line, is_alone: bool) -> Option<Vec<(f64, f64)>> {
    let mut columns = columns.to_vec();
    for cell in &line.cells {
        let touched: Vec<usize> = columns.iter().enumerate().filter(|(_, (from, to))| cell.x < *to - 0.5 && cell.end > *from + 0.5).map(|(at, _)| at).collect();
        match touched.as_slice() {
            [] if is_alone => return None,
            [] => {
                let at = columns.iter().position(|(from, _)| *from > cell.x).unwrap_or(columns.len());
                columns.insert(at, (cell.x, cell.end));
            }
            [at] => {
                if let Some((from, to)) = columns.get_mut(*at) {
                    (*from, *to) = (from.min(cell.x), to.max(cell.end));
                }
            }
            // A cell over several columns: the head of a group, but not a line of prose.
            [..] if is_alone || touched.len() == columns.len() && line.cells.len() > 1 => return None,
            [..] => {}
        }
    }
    (columns.len() <= 60).then_some(columns)
}

/// A lone cell is the rest of the cell above it, in another column than the first or close below.
fn goes_on(last: &Line, line: &Line, columns: &[(f64, f64)]) -> bool {
    let is_close = last.y - line.y < 1.45 * last.size.max(line.size);
    let column = columns.iter().position(|(from, to)| line.left() < *to && line.right() > *from).unwrap_or(0);
    is_close && column > 0
}

/// A rule lies between two lines.
fn is_ruled(page: &Page, above: &Line, below: &Line) -> bool {
    let from = above.left().min(below.left());
    let to = above.right().max(below.right());
    page.rules.iter().any(|(y, left, right)| *y < above.y && *y > below.y && *left < to && *right > from)
}

fn rows(lines: &[Line], columns: &[(f64, f64)], page: &Page, is_boxed: bool) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut last: Option<&Line> = None;
    for line in lines {
        let places: Vec<usize> = line.cells.iter().map(|c| columns.iter().position(|(from, to)| c.x < *to && c.end > *from).unwrap_or(0)).collect();
        let is_new = match last {
            None => true,
            Some(above) if is_boxed => is_ruled(page, above, line),
            Some(_) => places.first() == Some(&0) || places.len() > 1,
        };
        last = Some(line);
        if is_new {
            rows.push(vec![String::new(); columns.len()]);
        }
        let Some(row) = rows.last_mut() else { continue };
        for (cell, place) in line.cells.iter().zip(places) {
            if let Some(text) = row.get_mut(place) {
                super::layout::add_line(text, cell.text.trim());
            }
        }
    }
    rows
}
