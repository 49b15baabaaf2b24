//! What comes out of a file: blocks of text with the page, sheet and row they stand on; and the same as Markdown.

use std::borrow::Cow;
use std::fmt::Write;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// `level` is 1..=6.
    Heading { level: u8, text: String, page: Option<u32> },
    Paragraph { text: String, page: Option<u32> },
    /// A long table comes in portions, each with the header again. `header` is empty when the table has none.
    Table {
        header: Vec<String>,
        rows: Vec<Vec<String>>,
        sheet: Option<String>,
        /// Number of the first of `rows` in its sheet or table, from 1.
        first_row: u32,
        page: Option<u32>,
    },
    List { items: Vec<String>, page: Option<u32> },
}

/// A link of a web page, absolute when the page's address is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub text: String,
    pub url: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub title: Option<String>,
    pub blocks: Vec<Block>,
    /// Filled for web pages only.
    pub links: Vec<Link>,
}

impl Text {
    /// Headings as `#`, tables as pipes, lists as dashes. A page's first block is preceded by `<!-- page N -->`, a sheet's by a heading.
    pub fn to_markdown(&self) -> String {
        let mut out = String::new();
        let mut page = None;
        let mut sheet: Option<&str> = None;
        for block in &self.blocks {
            if block.page().is_some() && block.page() != page {
                page = block.page();
                let _ = writeln!(out, "<!-- page {} -->\n", page.unwrap_or_default());
            }
            if let Block::Table { sheet: Some(name), .. } = block
                && sheet != Some(name.as_str())
            {
                sheet = Some(name);
                let _ = writeln!(out, "## {}\n", line(name));
            }
            block.write_markdown(&mut out);
        }
        out.truncate(out.trim_end().len());
        if !out.is_empty() {
            out.push('\n');
        }
        out
    }
}

impl Block {
    pub fn page(&self) -> Option<u32> {
        match self {
            Self::Heading { page, .. } | Self::Paragraph { page, .. } | Self::Table { page, .. } | Self::List { page, .. } => *page,
        }
    }

    pub fn chars(&self) -> u64 {
        let count = |texts: &[String]| texts.iter().map(|t| t.chars().count()).sum::<usize>();
        let chars = match self {
            Self::Heading { text, .. } | Self::Paragraph { text, .. } => text.chars().count(),
            Self::List { items, .. } => count(items),
            Self::Table { header, rows, .. } => count(header) + rows.iter().map(|row| count(row)).sum::<usize>(),
        };
        u64::try_from(chars).unwrap_or(u64::MAX)
    }

    pub fn write_markdown(&self, out: &mut String) {
        match self {
            Self::Heading { level, text, .. } => {
                let _ = writeln!(out, "{} {}\n", "#".repeat(usize::from((*level).clamp(1, 6))), line(text));
            }
            Self::Paragraph { text, .. } => {
                let _ = writeln!(out, "{}\n", guarded(text));
            }
            Self::List { items, .. } => {
                for item in items {
                    let _ = writeln!(out, "- {}", line(item));
                }
                out.push('\n');
            }
            Self::Table { header, rows, .. } => {
                let width = rows.iter().map(Vec::len).chain([header.len()]).max().unwrap_or(0);
                row_to(out, header, width);
                out.push('|');
                out.push_str(&" --- |".repeat(width));
                out.push('\n');
                for row in rows {
                    row_to(out, row, width);
                }
                out.push('\n');
            }
        }
    }

    /// Without invisible characters and needless space; None when nothing is left.
    pub(crate) fn cleaned(self) -> Option<Self> {
        Some(match self {
            Self::Heading { level, text, page } => Self::Heading { level: level.clamp(1, 6), text: clean(&text).and_then(|t| line(&t).trim().to_owned().into_some())?, page },
            Self::Paragraph { text, page } => Self::Paragraph { text: clean(&text)?, page },
            Self::List { items, page } => {
                let items: Vec<String> = items.iter().filter_map(|item| clean(item)).collect();
                if items.is_empty() {
                    return None;
                }
                Self::List { items, page }
            }
            Self::Table { header, rows, sheet, first_row, page } => {
                let cell = |text: &String| clean(text).unwrap_or_default();
                let header: Vec<String> = header.iter().map(cell).collect();
                let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
                if rows.iter().flatten().chain(&header).all(String::is_empty) {
                    return None;
                }
                Self::Table { header, rows, sheet: sheet.and_then(|s| clean(&s)), first_row, page }
            }
        })
    }
}

trait IntoSome: Sized {
    fn into_some(self) -> Option<Self>;
}

impl IntoSome for String {
    fn into_some(self) -> Option<Self> {
        (!self.is_empty()).then_some(self)
    }
}

/// Characters nobody sees: they carry no meaning for a reader and may carry orders for a model.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// One space between words, line breaks kept, letters with their marks put together.
pub(crate) fn clean(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    let mut breaks = 0u8;
    for c in text.chars() {
        match c {
            '\n' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => breaks = breaks.saturating_add(1),
            c if c.is_whitespace() => gap = true,
            c if c.is_control() || is_invisible(c) => {}
            c => {
                if breaks > 0 && !out.is_empty() {
                    out.push('\n');
                } else if gap && !out.is_empty() {
                    out.push(' ');
                }
                (gap, breaks) = (false, 0);
                let joined = composed(out.chars().next_back(), c);
                if joined.is_some() {
                    out.pop();
                }
                out.push(joined.unwrap_or(c));
            }
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Some programs write й and ё as two characters.
fn composed(last: Option<char>, mark: char) -> Option<char> {
    Some(match (last?, mark) {
        ('и', '\u{306}') => 'й',
        ('И', '\u{306}') => 'Й',
        ('е', '\u{308}') => 'ё',
        ('Е', '\u{308}') => 'Ё',
        ('і', '\u{308}') => 'ї',
        ('І', '\u{308}') => 'Ї',
        ('у', '\u{306}') => 'ў',
        ('У', '\u{306}') => 'Ў',
        _ => return None,
    })
}

/// A text on one line.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r']) { Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")) } else { Cow::Borrowed(text) }
}

/// A paragraph must not turn into something else when it is read as Markdown again.
fn guarded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, text) in text.lines().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let is_marked = text.starts_with(['#', '>', '|']) || text.starts_with("- ") || text.starts_with("* ") || text.starts_with("+ ") || text.starts_with("<!--") || text.starts_with("```") || text.starts_with("~~~");
        if is_marked {
            out.push('\\');
        }
        out.push_str(text);
    }
    out
}

fn row_to(out: &mut String, row: &[String], width: usize) {
    out.push('|');
    for at in 0..width {
        let text = row.get(at).map_or("", String::as_str);
        out.push(' ');
        for c in line(text).chars() {
            if c == '|' {
                out.push('\\');
            }
            out.push(c);
        }
        out.push_str(" |");
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_gone_and_marks_are_joined() {
        assert_eq!(clean("  Запись\u{200b} на\u{a0}\u{202e}маи\u{306}\u{ad} \n\n е\u{308}лка \u{e0041}\u{e0042} ").as_deref(), Some("Запись на май\nёлка"));
        assert_eq!(clean(" \u{feff}\n\t"), None);
    }

    #[test]
    fn markdown_shows_pages_sheets_and_pipes() {
        let text = Text {
            title: None,
            blocks: vec![
                Block::Heading { level: 2, text: "Цены".into(), page: Some(1) },
                Block::Paragraph { text: "# не заголовок".into(), page: Some(2) },
                Block::Table { header: vec!["А|Б".into(), "В".into()], rows: vec![vec!["1".into()]], sheet: Some("Лист".into()), first_row: 2, page: None },
                Block::List { items: vec!["раз\nдва".into()], page: None },
            ],
            links: Vec::new(),
        };
        assert_eq!(text.to_markdown(), "<!-- page 1 -->\n\n## Цены\n\n<!-- page 2 -->\n\n\\# не заголовок\n\n## Лист\n\n| А\\|Б | В |\n| --- | --- |\n| 1 |  |\n\n- раз два\n");
    }
}
