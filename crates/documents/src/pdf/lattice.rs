//! Tables drawn with lines: rules and walls make a lattice, and words belong to the cell they stand in. Cells without a line
//! between them are one.

use super::layout::add_line;
use super::line::piece_lines;
use super::page::{Page, Span};
use crate::sheet::grid::{Cell, CellKind};

/// Points two lines may be apart and still be one.
const NEAR: f64 = 2.5;
const ROWS: usize = 400;
const COLUMNS: usize = 60;

pub(super) struct Lattice {
    pub(super) top: f64,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A line across (or up): its place, and where it begins and ends.
type Stroke = (f64, f64, f64);

/// Takes the words of all drawn tables out of the page.
pub(super) fn take(page: &mut Page) -> Vec<Lattice> {
    let across = merged(&page.rules);
    let up = merged(&page.walls);
    if across.len() < 2 || up.len() < 2 {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (rules, walls) in connected(&across, &up) {
        let rows = places(&rules);
        let columns = places(&walls);
        let is_table = rows.len() >= 3 && columns.len() >= 3 && rows.len() <= ROWS && columns.len() <= COLUMNS;
        if is_table && let Some(table) = fill(page, &rows, &columns, &rules, &walls) {
            found.push(table);
        }
    }
    found.sort_by(|a, b| b.top.total_cmp(&a.top));
    found
}

/// Strokes that touch end to end put together.
fn merged(strokes: &[Stroke]) -> Vec<Stroke> {
    let mut sorted = strokes.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut out: Vec<Stroke> = Vec::new();
    let mut level: Vec<Stroke> = Vec::new();
    for stroke in sorted {
        if level.first().is_some_and(|first| stroke.0 - first.0 > NEAR) {
            join(&mut level, &mut out);
        }
        level.push(stroke);
    }
    join(&mut level, &mut out);
    out
}

fn join(level: &mut Vec<Stroke>, out: &mut Vec<Stroke>) {
    level.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut open: Option<Stroke> = None;
    for (at, from, to) in level.drain(..) {
        open = match open {
            Some((place, start, end)) if from <= end + NEAR * 1.5 => Some((place, start, end.max(to))),
            before => {
                out.extend(before);
                Some((at, from, to))
            }
        };
    }
    out.extend(open);
}

fn touch(rule: &Stroke, wall: &Stroke) -> bool {
    (rule.1 - NEAR..=rule.2 + NEAR).contains(&wall.0) && (wall.1 - NEAR..=wall.2 + NEAR).contains(&rule.0)
}

/// Groups of strokes that hang together.
fn connected(across: &[Stroke], up: &[Stroke]) -> Vec<(Vec<Stroke>, Vec<Stroke>)> {
    let mut groups = Vec::new();
    let mut rules_left: Vec<Stroke> = across.to_vec();
    let mut walls_left: Vec<Stroke> = up.to_vec();
    while let Some(seed) = rules_left.pop() {
        let (mut rules, mut walls) = (vec![seed], Vec::new());
        let (mut new_rules, mut new_walls) = (vec![seed], Vec::new());
        while !new_rules.is_empty() || !new_walls.is_empty() {
            let (near, far): (Vec<Stroke>, Vec<Stroke>) = walls_left.drain(..).partition(|wall| new_rules.iter().any(|rule| touch(rule, wall)));
            walls_left = far;
            new_walls.extend(near);
            new_rules.clear();
            let (near, far): (Vec<Stroke>, Vec<Stroke>) = rules_left.drain(..).partition(|rule| new_walls.iter().any(|wall| touch(rule, wall)));
            rules_left = far;
            walls.append(&mut new_walls);
            rules.extend(near.iter().copied());
            new_rules = near;
        }
        groups.push((rules, walls));
    }
    groups
}

fn places(strokes: &[Stroke]) -> Vec<f64> {
    let mut places: Vec<f64> = strokes.iter().map(|s| s.0).collect();
    places.sort_by(f64::total_cmp);
    places.dedup_by(|b, a| *b - *a < NEAR * 1.6);
    places
}

/// A stroke lies at a place over a point.
fn is_drawn(strokes: &[Stroke], at: f64, over: f64) -> bool {
    strokes.iter().any(|(place, from, to)| (place - at).abs() <= NEAR * 1.6 && (*from..=*to).contains(&over))
}

fn fill(page: &mut Page, rows: &[f64], columns: &[f64], rules: &[Stroke], walls: &[Stroke]) -> Option<Lattice> {
    let (height, width) = (rows.len() - 1, columns.len() - 1);
    let slot = |places: &[f64], at: f64| places.windows(2).position(|pair| matches!(pair, [from, to] if (*from..*to).contains(&at)));
    // Rows are counted from the top.
    let place = |span: &Span| -> Option<(usize, usize)> {
        let row = slot(rows, span.y + span.size * 0.25)?;
        let column = slot(columns, span.x + (span.end - span.x).clamp(0.0, span.size) * 0.5)?;
        Some((height - 1 - row, column))
    };
    let mut cells: Vec<Vec<Vec<Span>>> = vec![vec![Vec::new(); width]; height];
    let mut kept = Vec::new();
    let mut count = 0usize;
    for span in std::mem::take(&mut page.spans) {
        match place(&span).filter(|_| !span.is_turned) {
            Some((row, column)) => {
                count += 1;
                if let Some(cell) = cells.get_mut(row).and_then(|r| r.get_mut(column)) {
                    cell.push(span);
                }
            }
            None => kept.push(span),
        }
    }
    page.spans = kept;
    if count == 0 {
        return None;
    }
    let middle = |places: &[f64], at: usize| places.get(at).zip(places.get(at + 1)).map_or(0.0, |(a, b)| (a + b) / 2.0);
    let mut table: Vec<Vec<Cell>> = Vec::new();
    for (row, line) in cells.into_iter().enumerate() {
        let y = middle(rows, height - 1 - row);
        let mut out: Vec<Cell> = Vec::new();
        let mut first = 0usize;
        for (column, spans) in line.into_iter().enumerate() {
            let text = words(spans);
            let is_open_left = column > 0 && !is_drawn(walls, columns.get(column).copied().unwrap_or(0.0), y);
            let x = middle(columns, column);
            let is_open_above = row > 0 && !is_drawn(rules, rows.get(height - row).copied().unwrap_or(0.0), x);
            let above = if is_open_above && text.is_empty() { table.last().and_then(|r| r.get(column)).filter(|c| c.kind != CellKind::Empty).cloned() } else { None };
            match out.get_mut(first).filter(|_| is_open_left) {
                Some(cell) => {
                    add_line(&mut cell.text, &text);
                    cell.span += 1;
                    if cell.kind == CellKind::Empty && !cell.text.is_empty() {
                        cell.kind = Cell::guessed(cell.text.clone()).kind;
                    }
                    out.push(Cell::default());
                }
                None => {
                    first = column;
                    out.push(above.unwrap_or_else(|| Cell::guessed(text)));
                }
            }
        }
        table.push(out);
    }
    table.retain(|row| row.iter().any(|c| c.kind != CellKind::Empty));
    Some(Lattice { top: rows.last().copied().unwrap_or(0.0), rows: table })
}

fn words(spans: Vec<Span>) -> String {
    let mut text = String::new();
    for line in piece_lines(&spans) {
        add_line(&mut text, line.trim());
    }
    super::glyph::repaired(&text)
}
