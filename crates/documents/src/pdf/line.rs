//! Words of a page into lines, lines into cells; columns of prose one after another; what is printed at the edge of every
//! page left out.

use super::page::{Page, Span};
use std::collections::HashSet;

#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) x: f64,
    pub(super) end: f64,
    pub(super) text: String,
    pub(super) is_bold: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) cells: Vec<Piece>,
}

impl Line {
    pub(super) fn text(&self) -> String {
        self.cells.iter().map(|c| c.text.trim()).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn left(&self) -> f64 {
        self.cells.first().map_or(0.0, |c| c.x)
    }

    pub(super) fn right(&self) -> f64 {
        self.cells.last().map_or(0.0, |c| c.end)
    }

    pub(super) fn is_bold(&self) -> bool {
        self.cells.iter().all(|c| c.is_bold)
    }

    fn chars(&self) -> usize {
        self.cells.iter().map(|c| c.text.chars().count()).sum()
    }
}

/// Upright lines from top to bottom, and texts written sideways.
pub(super) fn lines(page: &Page) -> (Vec<Line>, Vec<String>) {
    let turned = page.spans.iter().filter(|s| s.is_turned).map(|s| s.text.clone()).collect();
    let rows = rows(page.spans.iter().filter(|s| !s.is_turned).collect());
    let lines = rows.into_iter().map(|(y, size, row)| Line { y, size, cells: cells(row, y, size, page) }).filter(|l| !l.cells.is_empty());
    (lines.collect(), turned)
}

/// Words of one cell, line by line.
pub(super) fn piece_lines(spans: &[Span]) -> Vec<String> {
    let none = Page::default();
    rows(spans.iter().collect()).into_iter().map(|(y, size, row)| Line { y, size, cells: cells(row, y, size, &none) }.text()).collect()
}

/// Spans on one height together, from top to bottom.
fn rows(mut spans: Vec<&Span>) -> Vec<(f64, f64, Vec<&Span>)> {
    spans.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x.total_cmp(&b.x)));
    let mut rows: Vec<(f64, f64, Vec<&Span>)> = Vec::new();
    for span in spans {
        match rows.last_mut() {
            Some((y, size, row)) if *y - span.y <= 0.4 * size.max(span.size) => {
                // The largest letters say where the line stands.
                if span.size > *size * 1.2 {
                    (*y, *size) = (span.y, span.size);
                }
                row.push(span);
            }
            _ => rows.push((span.y, span.size, vec![span])),
        }
    }
    rows
}

fn cells(mut row: Vec<&Span>, y: f64, size: f64, page: &Page) -> Vec<Piece> {
    row.sort_by(|a, b| a.x.total_cmp(&b.x));
    let walls: Vec<f64> = page.walls.iter().filter(|(_, from, to)| (*from..=*to).contains(&(y + size * 0.3))).map(|(x, ..)| *x).collect();
    let mut cells: Vec<Piece> = Vec::new();
    for span in row {
        let Some(last) = cells.last_mut() else {
            cells.push(Piece { x: span.x, end: span.end, text: span.text.clone(), is_bold: span.is_bold });
            continue;
        };
        let gap = span.x - last.end;
        // The same words twice in one place are bold made by hand.
        let is_double = gap < -0.5 * span.size && last.text.trim_end().ends_with(span.text.trim());
        if is_double {
            continue;
        }
        let is_walled = walls.iter().any(|x| last.end - 1.0 <= *x && *x <= span.x + 1.0);
        if gap > 1.1 * size || is_walled && gap > -1.0 {
            cells.push(Piece { x: span.x, end: span.end, text: span.text.clone(), is_bold: span.is_bold });
            continue;
        }
        if gap > 0.12 * size && !last.text.ends_with(' ') && !span.text.starts_with(' ') {
            last.text.push(' ');
        }
        last.text.push_str(&span.text);
        last.end = last.end.max(span.end);
        last.is_bold &= span.is_bold;
    }
    cells.retain(|c| !c.text.trim().is_empty());
    joined_bullet(cells)
}

/// A bullet and its words are one cell.
fn joined_bullet(cells: Vec<Piece>) -> Vec<Piece> {
    let [sign, words] = cells.as_slice() else { return cells };
    let text = sign.text.trim();
    let is_bullet = matches!(text, "•" | "·" | "-" | "–" | "—" | "▪" | "●" | "○" | "◦" | "‣" | "*" | "\u{f0b7}" | "\u{f0a7}" | "o" | "✓" | "■" | "□");
    let is_number = text.chars().count() <= 4 && text.ends_with(['.', ')']) && text.trim_end_matches(['.', ')']).chars().all(char::is_alphanumeric);
    if is_bullet || is_number {
        return vec![Piece { x: sign.x, end: words.end, text: format!("{text} {}", words.text.trim_start()), is_bold: words.is_bold }];
    }
    cells
}

/// Lines at the edges of pages that come again and again.
#[derive(Default)]
pub(super) struct Edges(HashSet<String>);

impl Edges {
    pub(super) fn strip(&mut self, lines: &mut Vec<Line>, page: &Page) {
        let margin = page.height() * 0.09;
        let mut seen = Vec::new();
        lines.retain(|line| {
            let is_edge = line.y > page.top - margin || line.y < page.bottom + margin;
            if !is_edge || line.chars() > 200 {
                return true;
            }
            let text = line.text();
            let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).filter(|c| !c.is_whitespace()).collect();
            let is_number = is_page_number(&text);
            // Upper and lower edges are kept apart: a heading may look like a footer.
            let key = format!("{}{shape}", if line.y > page.top - margin { '^' } else { '_' });
            let is_known = self.0.contains(&key);
            seen.push(key);
            !is_number && !is_known
        });
        if self.0.len() < 5_000 {
            self.0.extend(seen);
        }
    }
}

fn is_page_number(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let words: String = lower.chars().map(|c| if c.is_ascii_digit() || matches!(c, '-' | '–' | '—' | '/' | '|' | '.') { ' ' } else { c }).collect();
    let has_digit = lower.chars().any(|c| c.is_ascii_digit());
    has_digit && lower.chars().count() <= 24 && words.split_whitespace().all(|w| matches!(w, "page" | "of" | "страница" | "стр" | "из" | "лист" | "с"))
}

/// Puts two columns of prose one after the other. Bands between lines that cross the gutter keep their order.
pub(super) fn in_reading_order(lines: Vec<Line>, page: &Page) -> Vec<Line> {
    let Some(gutter) = gutter(&lines, page) else { return lines };
    let mut out = Vec::new();
    let (mut left, mut right): (Vec<Line>, Vec<Line>) = (Vec::new(), Vec::new());
    for line in lines {
        let crosses = line.cells.iter().any(|c| c.x < gutter - 2.0 && c.end > gutter + 2.0);
        if crosses {
            out.append(&mut left);
            out.append(&mut right);
            out.push(line);
            continue;
        }
        let (here, there): (Vec<Piece>, Vec<Piece>) = line.cells.into_iter().partition(|c| c.x < gutter);
        if !here.is_empty() {
            left.push(Line { y: line.y, size: line.size, cells: here });
        }
        if !there.is_empty() {
            right.push(Line { y: line.y, size: line.size, cells: there });
        }
    }
    out.append(&mut left);
    out.append(&mut right);
    out
}

/// The place between two columns of prose, if the page is set so.
fn gutter(lines: &[Line], page: &Page) -> Option<f64> {
    if lines.len() < 8 {
        return None;
    }
    let width = page.right - page.left;
    let candidates = (8..=12).map(|tenth| page.left + width * f64::from(tenth) / 20.0);
    let fits = |x: f64| {
        let (mut crossing, mut left, mut right, mut left_chars, mut right_chars) = (0usize, 0usize, 0usize, 0usize, 0usize);
        for cell in lines.iter().flat_map(|l| &l.cells) {
            if cell.end <= x + 2.0 {
                left += 1;
                left_chars += cell.text.chars().count();
            } else if cell.x >= x - 2.0 {
                right += 1;
                right_chars += cell.text.chars().count();
            } else {
                crossing += 1;
            }
        }
        let is_walled = page.rules.iter().filter(|(_, from, to)| *from < x - 20.0 && *to > x + 20.0).count() >= 3;
        !is_walled && crossing * 6 <= left + right && left >= 5 && right >= 5 && left_chars >= left * 24 && right_chars >= right * 24
    };
    candidates.into_iter().find(|x| fits(*x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_known() {
        for text in ["3", "- 12 -", "Страница 3 из 10", "Page 4 of 9", "стр. 7", "3/12"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["Прайс 2026", "Страница", "тел. 8 800 555", "10 услуг"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
