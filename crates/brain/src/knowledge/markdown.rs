//! Markdown as blocks: headings, paragraphs, lists, tables, page marks. Only what `chunk.rs` needs of it; marks of emphasis go,
//! the words stay. A line `<!-- page 3 -->` (or `row 120`) says where what follows stood in the file.

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Block {
    Heading { level: usize, text: String },
    Paragraph(String),
    /// Items with their marks.
    List(Vec<String>),
    /// Rows as written; the header first where there is one.
    Table { header: Vec<String>, rows: Vec<Vec<String>> },
    Page(i64),
}

pub(super) fn blocks(markdown: &str) -> Vec<Block> {
    let lines: Vec<&str> = markdown.lines().collect();
    let mut found = Vec::new();
    let mut paragraph: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let trimmed = line.trim().trim_start_matches("> ").trim_start_matches('>');
        let next = lines.get(at + 1).map_or("", |l| l.trim());
        if let Some(page) = page_of(trimmed) {
            close(&mut found, &mut paragraph);
            found.push(Block::Page(page));
        } else if trimmed.is_empty() || is_rule(trimmed) {
            close(&mut found, &mut paragraph);
        } else if let Some((level, text)) = heading(trimmed) {
            close(&mut found, &mut paragraph);
            found.push(Block::Heading { level, text });
        } else if trimmed.starts_with("```") {
            close(&mut found, &mut paragraph);
            at += 1;
            while let Some(line) = lines.get(at).filter(|l| !l.trim().starts_with("```")) {
                paragraph.push(line.trim().to_owned());
                at += 1;
            }
            close(&mut found, &mut paragraph);
        } else if trimmed.contains('|') && (is_separator(next) || trimmed.starts_with('|')) {
            close(&mut found, &mut paragraph);
            at = table(&lines, at, &mut found);
            continue;
        } else if paragraph.is_empty() && next.len() > 2 && next.chars().all(|c| c == '=') {
            found.push(Block::Heading { level: 1, text: plain(trimmed) });
            at += 1;
        } else if item(line).is_some() {
            close(&mut found, &mut paragraph);
            at = list(&lines, at, &mut found);
            continue;
        } else {
            paragraph.push(plain(trimmed));
        }
        at += 1;
    }
    close(&mut found, &mut paragraph);
    found
}

fn close(found: &mut Vec<Block>, paragraph: &mut Vec<String>) {
    if !paragraph.is_empty() {
        found.push(Block::Paragraph(paragraph.join(" ")));
        paragraph.clear();
    }
}

fn page_of(line: &str) -> Option<i64> {
    let inner = line.strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    let rest = inner.strip_prefix("page").or_else(|| inner.strip_prefix("row"))?;
    rest.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok()
}

fn heading(line: &str) -> Option<(usize, String)> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let rest = line.get(level..)?;
    ((1..=6).contains(&level) && rest.starts_with(' ')).then(|| (level, plain(rest.trim().trim_end_matches('#').trim_end())))
}

fn is_rule(line: &str) -> bool {
    line.len() > 2 && line.chars().all(|c| matches!(c, '-' | '*' | '_' | ' ')) || line.starts_with("<!--")
}

fn is_separator(line: &str) -> bool {
    line.contains('-') && line.contains('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// The text of an item and its mark.
fn item(line: &str) -> Option<(&str, &str)> {
    let body = line.trim_start();
    for mark in ["- ", "* ", "+ ", "• ", "– ", "— "] {
        if let Some(rest) = body.strip_prefix(mark) {
            return Some(("- ", rest));
        }
    }
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let rest = body.get(digits..)?;
    let text = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))?;
    let mark = body.get(..digits + 2)?;
    (1..=3).contains(&digits).then_some((mark, text))
}

fn list(lines: &[&str], mut at: usize, found: &mut Vec<Block>) -> usize {
    let mut items: Vec<String> = Vec::new();
    while let Some(line) = lines.get(at) {
        if let Some((mark, text)) = item(line) {
            items.push(format!("{mark}{}", plain(text.trim())));
        } else if line.starts_with([' ', '\t']) && !line.trim().is_empty() {
            if let Some(last) = items.last_mut() {
                last.push(' ');
                last.push_str(&plain(line.trim()));
            }
        } else if !(line.trim().is_empty() && lines.get(at + 1).is_some_and(|next| item(next).is_some())) {
            break;
        }
        at += 1;
    }
    found.push(Block::List(items));
    at
}

fn table(lines: &[&str], mut at: usize, found: &mut Vec<Block>) -> usize {
    let mut header = Vec::new();
    let mut rows = Vec::new();
    if lines.get(at + 1).is_some_and(|l| is_separator(l.trim())) {
        header = cells(lines.get(at).copied().unwrap_or_default());
        at += 2;
    }
    while let Some(line) = lines.get(at).filter(|l| l.contains('|')) {
        if !is_separator(line.trim()) {
            rows.push(cells(line));
        }
        at += 1;
    }
    found.push(Block::Table { header, rows });
    at
}

/// The cells of a row; `\|` is a stroke inside one.
pub(super) fn cells(line: &str) -> Vec<String> {
    let hidden = line.trim().replace("\\|", "\u{1}");
    let inner = hidden.strip_prefix('|').unwrap_or(&hidden);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    inner.split('|').map(|c| plain(c.trim()).replace('\u{1}', "|")).collect()
}

/// Words without marks of emphasis; a link keeps its text and its address.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['*', '_', '`', '[', '\\']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.replace("**", "").replace("__", "").replace('`', "");
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before.strip_suffix('!').unwrap_or(before));
        let link = after.split_once("](").and_then(|(label, tail)| tail.split_once(')').map(|(url, tail)| (label.to_owned(), url.to_owned(), tail.to_owned())));
        match link.filter(|(label, ..)| !label.contains(['[', '\n'])) {
            Some((label, url, tail)) => {
                let address = url.split_whitespace().next().unwrap_or_default();
                if label == address || address.is_empty() || address.starts_with('#') {
                    out.push_str(&label);
                } else {
                    out.push_str(&format!("{label} ({address})"));
                }
                rest = tail;
            }
            None => {
                out.push('[');
                rest = after.to_owned();
            }
        }
    }
    out.push_str(&rest);
    // A star around a word is emphasis, one between spaces is not; a backslash only guards the mark after it.
    let chars: Vec<char> = out.chars().collect();
    let at = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied().unwrap_or(' ');
    let is_mark = |i: usize, c: char| match c {
        '*' => at(i.checked_sub(1)).is_whitespace() != at(Some(i + 1)).is_whitespace(),
        '\\' => at(Some(i + 1)).is_ascii_punctuation(),
        _ => false,
    };
    chars.iter().enumerate().filter(|(i, c)| !is_mark(*i, **c)).map(|(_, c)| *c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        assert_eq!(plain("**Важно**: 2 * 3, *сразу* и `код` ![фото](a.png) [a](https://a.ru)"), "Важно: 2 * 3, сразу и код фото (a.png) a (https://a.ru)");
        assert_eq!(plain("\\# не заголовок"), "# не заголовок");
        assert_eq!(cells("| А\\|Б |  |"), ["А|Б", ""]);
    }

    #[test]
    fn reads_the_blocks() {
        let text = "# Правила\n\nПервая **строка**\nи вторая, [сайт](https://a.ru).\n<!-- page 2 -->\n- раз\n- два\n  и ещё\n\n| Услуга | Цена |\n|---|---|\n| Стрижка | 2 500 ₽ |\n";
        assert_eq!(
            blocks(text),
            [
                Block::Heading { level: 1, text: "Правила".into() },
                Block::Paragraph("Первая строка и вторая, сайт (https://a.ru).".into()),
                Block::Page(2),
                Block::List(vec!["- раз".into(), "- два и ещё".into()]),
                Block::Table { header: vec!["Услуга".into(), "Цена".into()], rows: vec![vec!["Стрижка".into(), "2 500 ₽".into()]] },
            ]
        );
    }
}
