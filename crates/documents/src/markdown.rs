//! Markdown into blocks, line by line. Comments vanish (but `<!-- page N -->` turns the page), tags of HTML are read as HTML.

use crate::encoding;
use crate::html;
use crate::limits::Limits;
use crate::list::List;
use crate::plain;
use crate::reading::{Flow, Halt, Reading, whole};
use crate::sheet::grid::{Cell, Grid};
use crate::text::{Block, Text};
use std::io::{Read, Seek};
use std::ops::ControlFlow;

pub(crate) fn read_file(source: &mut (impl Read + Seek), size: u64, reading: &mut Reading) -> Flow {
    let bytes = whole(source, size, reading.limits().markup_bytes)?;
    let text = encoding::text(&bytes);
    drop(bytes);
    blocks(&text, reading)
}

pub(crate) fn read(markdown: &str) -> Text {
    let limits = Limits::default();
    let mut blocks_found = Vec::new();
    let (mut progress, mut sink) = (|_| {}, |block| {
        blocks_found.push(block);
        ControlFlow::Continue(())
    });
    let mut reading = Reading::new(&limits, &mut progress, &|| false, &mut sink);
    let _: Result<(), Halt> = blocks(markdown, &mut reading);
    let title = reading.title("");
    Text { title, blocks: blocks_found, links: Vec::new() }
}

fn blocks(text: &str, reading: &mut Reading) -> Flow {
    let text = text.trim_start_matches('\u{feff}');
    let (text, title) = front_matter(text);
    if let Some(title) = title {
        reading.calls_itself(title);
    }
    let mut writer = Writer { page: None, lines: Vec::new(), letters: 0, list: List::default(), item: None, grid: None, fence: None, in_comment: false };
    let total = u64::try_from(text.len()).unwrap_or(1);
    let mut done = 0u64;
    for line in text.lines() {
        reading.tick()?;
        done += u64::try_from(line.len()).unwrap_or(0) + 1;
        reading.at(done, total);
        writer.line(line, reading)?;
    }
    writer.finish(reading)
}

/// Settings between two lines of dashes at the very start; of them only the title matters.
fn front_matter(text: &str) -> (&str, Option<&str>) {
    let Some(inside) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else { return (text, None) };
    let Some((settings, rest)) = inside.split_once("\n---") else { return (text, None) };
    if settings.lines().any(|l| !l.trim().is_empty() && !l.contains(':') && !l.starts_with([' ', '-', '#', '\t'])) {
        return (text, None);
    }
    let title = settings.lines().find_map(|l| l.strip_prefix("title:")).map(|t| t.trim().trim_matches(['"', '\'']));
    (rest.split_once('\n').map_or("", |(_, rest)| rest), title)
}

struct Writer {
    page: Option<u32>,
    lines: Vec<String>,
    letters: usize,
    list: List,
    item: Option<String>,
    /// A table and the number of its rows.
    grid: Option<(Grid, u32)>,
    /// The sign and length of the fence that opened code.
    fence: Option<(char, usize)>,
    in_comment: bool,
}

impl Writer {
    fn line(&mut self, raw: &str, reading: &mut Reading) -> Flow {
        if let Some((sign, length)) = self.fence {
            let text = raw.trim();
            if text.chars().count() >= length && text.chars().all(|c| c == sign) {
                self.fence = None;
                return self.flush(reading);
            }
            return self.keep(raw, reading);
        }
        let line = self.without_comments(raw);
        let text = line.trim();
        if text.is_empty() {
            return if raw.trim().is_empty() || self.lines.is_empty() { self.end(reading) } else { Ok(()) };
        }
        if let Some(fence) = fence(text) {
            self.end(reading)?;
            self.fence = Some(fence);
            return Ok(());
        }
        if let Some((grid, rows)) = &mut self.grid {
            if text.contains('|') {
                *rows += 1;
                return grid.push(*rows, cells(text), reading);
            }
            self.end(reading)?;
        }
        if let Some((level, words)) = heading(text) {
            self.end(reading)?;
            return reading.emit(Block::Heading { level, text: words.to_owned(), page: self.page });
        }
        if is_underline(text) && self.lines.len() == 1 {
            let words = self.lines.pop().unwrap_or_default();
            // A row of cells above a row of dashes is a table's header.
            if words.contains('|') && text.contains('|') {
                return self.begin_table(&words, reading);
            }
            if !text.contains(['|', ' ']) {
                self.letters = 0;
                return reading.emit(Block::Heading { level: if text.starts_with('=') { 1 } else { 2 }, text: words, page: self.page });
            }
            self.lines.push(words);
        }
        if self.lines.last().is_some_and(|l| l.contains('|')) && is_underline(text) && text.contains('|') {
            let words = self.lines.pop().unwrap_or_default();
            self.flush(reading)?;
            return self.begin_table(&words, reading);
        }
        if is_rule(text) {
            return self.end(reading);
        }
        if let Some(words) = plain::item(text).or_else(|| numbered(text)) {
            self.flush(reading)?;
            self.end_item(reading)?;
            self.item = Some(words.strip_prefix("[ ] ").or_else(|| words.strip_prefix("[x] ")).unwrap_or(words).to_owned());
            return Ok(());
        }
        if let Some(item) = &mut self.item {
            if item.len() < 64 << 10 {
                item.push(' ');
                item.push_str(text);
            }
            return Ok(());
        }
        let words = text.trim_start_matches(['>', ' ']);
        self.keep(words.strip_prefix('\\').filter(|w| w.starts_with(['#', '>', '|', '-', '*', '+', '<', '`', '~'])).unwrap_or(words), reading)
    }

    fn keep(&mut self, line: &str, reading: &mut Reading) -> Flow {
        self.letters += line.len() + 1;
        self.lines.push(line.trim_end().to_owned());
        if self.letters > 64 << 10 { self.flush(reading) } else { Ok(()) }
    }

    fn begin_table(&mut self, header: &str, reading: &mut Reading) -> Flow {
        self.letters = 0;
        self.end(reading)?;
        let mut grid = Grid::new(None, self.page);
        grid.mark_header();
        grid.push(1, cells(header), reading)?;
        self.grid = Some((grid, 1));
        Ok(())
    }

    fn without_comments(&mut self, line: &str) -> String {
        let mut out = String::new();
        let mut rest = line;
        loop {
            if self.in_comment {
                let Some((_, after)) = rest.split_once("-->") else { return out };
                self.in_comment = false;
                rest = after;
            }
            let Some((before, after)) = rest.split_once("<!--") else {
                out.push_str(rest);
                return out;
            };
            out.push_str(before);
            if let Some(number) = after.trim_start().strip_prefix("page ").and_then(|n| n.split_once("-->")?.0.trim().parse().ok()) {
                self.page = Some(number);
            }
            self.in_comment = true;
            rest = after;
        }
    }

    fn end_item(&mut self, reading: &mut Reading) -> Flow {
        match self.item.take() {
            Some(item) => self.list.push(seen(&item), self.page, reading),
            None => Ok(()),
        }
    }

    /// Hands out the paragraph being gathered.
    fn flush(&mut self, reading: &mut Reading) -> Flow {
        self.letters = 0;
        let lines = std::mem::take(&mut self.lines);
        if lines.is_empty() {
            return Ok(());
        }
        self.list.finish(reading)?;
        let text = lines.join("\n");
        let text = if self.fence.is_some() { text } else { seen(&text) };
        reading.emit(Block::Paragraph { text, page: self.page })
    }

    /// Ends whatever is open.
    fn end(&mut self, reading: &mut Reading) -> Flow {
        self.flush(reading)?;
        self.end_item(reading)?;
        self.list.finish(reading)?;
        match self.grid.take() {
            Some((mut grid, _)) => grid.finish(reading),
            None => Ok(()),
        }
    }

    fn finish(mut self, reading: &mut Reading) -> Flow {
        self.end(reading)
    }
}

/// Text with tags of HTML in it, as a visitor would see it.
fn seen(text: &str) -> String {
    const TAGS: [&str; 16] = ["<br", "<div", "<span", "<p>", "<p ", "<b>", "<i>", "<u>", "<a ", "<img", "<script", "<style", "<details", "<table", "<sup", "<sub"];
    let lower = text.to_ascii_lowercase();
    if !TAGS.iter().any(|tag| lower.contains(tag)) {
        return text.to_owned();
    }
    let kept = format!("<pre>{text}</pre>");
    let read = html::read(&kept, None, &Limits::default());
    read.blocks.into_iter().filter_map(|block| if let Block::Paragraph { text, .. } = block { Some(text) } else { None }).collect::<Vec<_>>().join("\n")
}

fn fence(text: &str) -> Option<(char, usize)> {
    let sign = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = text.chars().take_while(|c| *c == sign).count();
    (length >= 3 && !text.trim_start_matches(sign).contains(sign)).then_some((sign, length))
}

fn heading(text: &str) -> Option<(u8, &str)> {
    let level = text.bytes().take_while(|b| *b == b'#').count();
    let words = text.get(level..)?;
    let is_heading = (1..=6).contains(&level) && words.starts_with([' ', '\t']);
    is_heading.then(|| (u8::try_from(level).unwrap_or(6), words.trim().trim_end_matches('#').trim()))
}

/// `===`, `---` or `| --- | :-: |`.
fn is_underline(text: &str) -> bool {
    let has_sign = text.contains("--") || text.contains("==") || text == "-" || text.contains('-') && text.contains('|');
    has_sign && (text.chars().all(|c| matches!(c, '-' | '|' | ':' | ' ')) || text.chars().all(|c| c == '='))
}

fn is_rule(text: &str) -> bool {
    let signs: Vec<char> = text.chars().filter(|c| *c != ' ').collect();
    signs.len() >= 3 && ['-', '*', '_'].iter().any(|sign| signs.iter().all(|c| c == sign))
}

fn numbered(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..).filter(|_| (1..=3).contains(&digits))?;
    rest.strip_prefix(['.', ')'])?.strip_prefix([' ', '\t']).map(str::trim).filter(|r| !r.is_empty())
}

fn cells(line: &str) -> Vec<Cell> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut is_escaped = false;
    for c in line.chars() {
        match c {
            '|' if !is_escaped => cells.push(String::new()),
            '\\' if !is_escaped => {
                is_escaped = true;
                continue;
            }
            c => {
                if let Some(cell) = cells.last_mut() {
                    if is_escaped && c != '|' {
                        cell.push('\\');
                    }
                    cell.push(c);
                }
            }
        }
        is_escaped = false;
    }
    if cells.len() > 1 && cells.last().is_some_and(|c| c.trim().is_empty()) {
        cells.pop();
    }
    cells.into_iter().map(|c| Cell::guessed(seen(c.trim()))).collect()
}
