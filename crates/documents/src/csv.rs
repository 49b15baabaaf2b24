//! CSV with whatever parts its cells: semicolon, comma, tab, bar. Quotes, line breaks in cells and `sep=` are understood.

use crate::encoding::{Pieces, of_file};
use crate::reading::{Flow, Reading};
use crate::sheet::grid::{Cell, Grid};
use std::io::{Read, Seek};

const SIGNS: [char; 4] = [';', '\t', ',', '|'];
/// A quote that never closes must not swallow the file.
const LONGEST: usize = 32_767;

pub(crate) fn read(source: &mut (impl Read + Seek), size: u64, reading: &mut Reading) -> Flow {
    let encoding = of_file(source, reading)?;
    let mut pieces = Pieces::open(source, encoding)?;
    let mut grid = Grid::new(None, None);
    let mut rows: Option<Rows> = None;
    let mut number = 0u32;
    while let Some(piece) = pieces.next(size, reading)? {
        let rows = rows.get_or_insert_with(|| Rows::new(sign(&piece, true).unwrap_or(',')));
        for c in piece.chars() {
            if let Some(row) = rows.take(c) {
                number = number.saturating_add(1);
                push(&mut grid, number, row, reading)?;
            }
        }
    }
    if let Some(row) = rows.and_then(Rows::finish) {
        push(&mut grid, number.saturating_add(1), row, reading)?;
    }
    grid.finish(reading)
}

fn push(grid: &mut Grid, number: u32, row: Vec<String>, reading: &mut Reading) -> Flow {
    let is_sign = number == 1 && row.len() <= 2 && row.first().is_some_and(|cell| cell.starts_with("sep="));
    if is_sign {
        return Ok(());
    }
    grid.push(number, row.into_iter().map(|text| Cell::guessed(text.trim())).collect(), reading)
}

/// What parts the cells of a text, if it is a table. A file that calls itself one needs less proof.
pub(crate) fn sign(sample: &str, is_expected: bool) -> Option<char> {
    let first = sample.trim_start_matches('\u{feff}').lines().next()?;
    if let Some(sign) = first.strip_prefix("sep=").and_then(|rest| rest.chars().next()) {
        return Some(sign);
    }
    let mut best: Option<(usize, usize, char)> = None;
    for sign in SIGNS {
        let mut rows = Rows::new(sign);
        let widths: Vec<usize> = sample.chars().take(64 << 10).filter_map(|c| rows.take(c)).filter(|row| row.iter().any(|c| !c.trim().is_empty())).take(50).map(|row| row.len()).collect();
        let Some(width) = widths.iter().copied().max_by_key(|w| widths.iter().filter(|x| *x == w).count()) else { continue };
        let equal = widths.iter().filter(|w| **w == width).count();
        let least = if matches!(sign, ',' | '|') { 3 } else { 2 };
        let is_table = if is_expected { width >= 2 && equal * 2 > widths.len() } else { width >= least && widths.len() >= 3 && equal * 10 >= widths.len() * 9 };
        if is_table && best.is_none_or(|(e, w, _)| (equal, width) > (e, w)) {
            best = Some((equal, width, sign));
        }
    }
    best.map(|(_, _, sign)| sign)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    /// Behind a quote inside quotes: another one is a quote, anything else ends them.
    Quote,
}

struct Rows {
    sign: char,
    state: State,
    cell: String,
    row: Vec<String>,
    letters: usize,
    is_after_return: bool,
}

impl Rows {
    fn new(sign: char) -> Self {
        Self { sign, state: State::Start, cell: String::new(), row: Vec::new(), letters: 0, is_after_return: false }
    }

    /// Takes the next character; gives the row that it ended.
    fn take(&mut self, c: char) -> Option<Vec<String>> {
        let was_return = std::mem::replace(&mut self.is_after_return, c == '\r');
        match self.state {
            State::Quoted if c == '"' => self.state = State::Quote,
            State::Quoted if self.letters >= LONGEST => {
                self.state = State::Plain;
                return self.take(c);
            }
            State::Quoted => self.add(c),
            State::Quote if c == '"' => {
                self.add('"');
                self.state = State::Quoted;
            }
            _ if c == self.sign => self.end_cell(),
            _ if c == '\n' && was_return => {}
            _ if c == '\n' || c == '\r' => {
                self.end_cell();
                return Some(std::mem::take(&mut self.row));
            }
            State::Start if c == '"' => self.state = State::Quoted,
            State::Start if c == '\u{feff}' || c == ' ' => {}
            _ => {
                self.state = State::Plain;
                self.add(c);
            }
        }
        None
    }

    fn add(&mut self, c: char) {
        self.letters += 1;
        if self.letters <= LONGEST {
            self.cell.push(c);
        }
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        // More columns than are read are counted, not kept.
        if self.row.len() < 20_000 {
            self.row.push(cell);
        }
        self.letters = 0;
        self.state = State::Start;
    }

    fn finish(mut self) -> Option<Vec<String>> {
        if self.cell.is_empty() && self.row.is_empty() {
            return None;
        }
        self.end_cell();
        Some(self.row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, sign: char) -> Vec<Vec<String>> {
        let mut rows = Rows::new(sign);
        let mut found: Vec<Vec<String>> = text.chars().filter_map(|c| rows.take(c)).collect();
        found.extend(rows.finish());
        found
    }

    #[test]
    fn quotes_and_breaks_are_understood() {
        assert_eq!(rows("\u{feff}а;\"б;\"\"в\"\"\nг\";д\r\n1;;3", ';'), vec![vec!["а", "б;\"в\"\nг", "д"], vec!["1", "", "3"]]);
        assert_eq!(rows("а \"б\" в,г\r", ','), vec![vec!["а \"б\" в", "г"]]);
        let runaway = format!("\"{}\nа;б\n", "я".repeat(40_000));
        assert_eq!(rows(&runaway, ';').last().unwrap(), &["а", "б"]);
    }

    #[test]
    fn the_sign_is_found() {
        assert_eq!(sign("Услуга;Цена\nСтрижка;1500,50\nОкраска;4200,00\n", false), Some(';'));
        assert_eq!(sign("a,b,c\n1,2,3\n4,5,6\n", false), Some(','));
        assert_eq!(sign("a\tb\n1\t2\n3\t4\n", false), Some('\t'));
        assert_eq!(sign("Привет, мир\nКак дела, друг\nДа, хорошо\n", false), None);
        assert_eq!(sign("Обычный текст.\nЕщё строка.\nИ ещё.\n", false), None);
        assert_eq!(sign("sep=|\na|b\n", false), Some('|'));
    }
}
