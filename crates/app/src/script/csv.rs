//! Objections as a table: a column of what customers say, wordings parted by `|`, and a column of the answer. Commas or semicolons, as
//! spreadsheets write them; a line's number is in the error.

use domain::script::Objection;
use domain::{Error, Result};

/// The mark makes spreadsheets read UTF-8.
const MARK: char = '\u{feff}';
const HEAD: &str = "says,answer";

pub fn write(objections: &[Objection]) -> String {
    let mut out = format!("{MARK}{HEAD}\r\n");
    for objection in objections {
        out.push_str(&format!("{},{}\r\n", cell(&objection.says.join(" | ")), cell(&objection.answer)));
    }
    out
}

/// Quoted, and with a leading apostrophe where a spreadsheet would take the text for a formula.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// The first line is a head where its first cell is `says` (or «возражение»); blank lines are passed over.
pub fn read(text: &str) -> Result<Vec<Objection>> {
    let text = text.strip_prefix(MARK).unwrap_or(text);
    let rows = rows(text)?;
    let mut all = Vec::new();
    for (i, (line, cells)) in rows.into_iter().enumerate() {
        let is_head = i == 0 && cells.first().is_some_and(|c| matches!(c.trim().to_lowercase().as_str(), "says" | "возражение" | "возражения"));
        if is_head || cells.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let at = |detail: &str| Error::invalid("csv", format!("line {line}: {detail}")).code("csv_malformed");
        let [says, answer] = cells.as_slice() else { return Err(at("two columns are expected, what is said and the answer")) };
        let says: Vec<String> = unguarded(says).split('|').map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect();
        if says.is_empty() || answer.trim().is_empty() {
            return Err(at("neither column may be empty"));
        }
        all.push(Objection { says, answer: unguarded(answer).trim().to_owned() });
    }
    Ok(all)
}

/// Without the apostrophe `write` put before what looks like a formula.
fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(text)
}

/// Cells of each row with the number of its first line.
fn rows(text: &str) -> Result<Vec<(usize, Vec<String>)>> {
    let separator = separator(text);
    let mut rows = Vec::new();
    let (mut line, mut first) = (1, 1);
    let (mut cells, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\n' {
            line += 1;
        }
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            _ if is_quoted => cell.push(c),
            '"' if cell.trim().is_empty() => {
                cell.clear();
                is_quoted = true;
            }
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => {
                cells.push(std::mem::take(&mut cell));
                rows.push((first, std::mem::take(&mut cells)));
                first = line;
            }
            _ if c == separator => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(c),
        }
    }
    if is_quoted {
        return Err(Error::invalid("csv", format!("line {first}: a quotation mark is never closed")).code("csv_malformed"));
    }
    if !cells.is_empty() || !cell.is_empty() {
        cells.push(cell);
        rows.push((first, cells));
    }
    Ok(rows)
}

/// Whichever stands outside quotation marks first.
fn separator(text: &str) -> char {
    let mut is_quoted = false;
    for c in text.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' | ';' | '\t' if !is_quoted => return c,
            _ => {}
        }
    }
    ','
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        match read(text) {
            Ok(all) => all.iter().map(|o| format!("{} → {}", o.says.join("/"), o.answer)).collect::<Vec<_>>().join("; "),
            Err(e) => e.detail.to_string(),
        }
    }

    #[test]
    fn tables_of_every_spreadsheet() {
        for (text, expected) in [
            ("", ""),
            ("says,answer\r\n", ""),
            ("says,answer\nдорого | не по карману,Есть дешевле\n", "дорого/не по карману → Есть дешевле"),
            ("\u{feff}Возражение;Ответ\r\n\"дорого; очень\";\"Есть \"\"лёгкий\"\" вариант\"\r\n\r\n", "дорого; очень → Есть \"лёгкий\" вариант"),
            ("a\tb\nc\td", "a → b; c → d"),
            ("дорого,\"две\nстроки\"\nпотом,да", "дорого → две\nстроки; потом → да"),
            ("says,answer\nодин", "line 2: two columns are expected, what is said and the answer"),
            ("a,b,c", "line 1: two columns are expected, what is said and the answer"),
            ("a,b\n,c", "line 2: neither column may be empty"),
            ("a,\"b", "line 1: a quotation mark is never closed"),
        ] {
            assert_eq!(show(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let all = vec![
            Objection { says: vec!["дорого".into(), "=1+1".into()], answer: "a, \"b\";\nc".into() },
            Objection { says: vec!["=cmd".into()], answer: "- дешевле".into() },
        ];
        assert_eq!(read(&write(&all)).unwrap(), all);
    }
}
