//! Cuts Markdown into passages of 500–900 characters along its own borders: a passage never crosses a heading, a sentence stays
//! whole, a list stays with the line that announces it, a table repeats its header in every part. Short sections stay short.

use super::markdown::{Block, blocks};
use super::sentence::sentences;

/// From here on a passage is long enough to stand alone.
const ENOUGH: usize = 500;
/// A passage is not longer, in characters.
const LONGEST: usize = 900;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Headings above, outermost first, joined by ` › `.
    pub heading: String,
    pub text: String,
    pub page: Option<i64>,
}

/// The passages of a document in order.
pub fn chunk(markdown: &str) -> Vec<Piece> {
    let mut cutter = Cutter::default();
    let mut path: Vec<(usize, String)> = Vec::new();
    for block in blocks(markdown) {
        match block {
            Block::Heading { level, text } => {
                cutter.flush();
                path.retain(|(above, _)| *above < level);
                path.push((level, text));
                cutter.heading = path.iter().map(|(_, t)| t.as_str()).collect::<Vec<_>>().join(" › ");
            }
            Block::Page(page) => cutter.page = Some(page),
            Block::Paragraph(text) => cutter.paragraph(&text),
            Block::List(items) => cutter.list(&items),
            Block::Table { header, rows } => cutter.table(&header, &rows),
        }
    }
    cutter.flush();
    cutter.pieces
}

#[derive(Default)]
struct Cutter {
    pieces: Vec<Piece>,
    heading: String,
    page: Option<i64>,
    text: String,
    length: usize,
    /// Where `text` began.
    from: Option<i64>,
}

impl Cutter {
    fn add(&mut self, unit: &str, joint: &str) {
        let size = unit.chars().count();
        if self.length > 0 && self.length + joint.len() + size > LONGEST {
            self.flush_but_lead();
        }
        if self.length == 0 {
            self.from = self.page;
        } else {
            self.text.push_str(joint);
            self.length += joint.len();
        }
        self.text.push_str(unit);
        self.length += size;
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.length = 0;
        if !text.trim().is_empty() {
            self.pieces.push(Piece { heading: self.heading.clone(), text: text.trim().to_owned(), page: self.from });
        }
    }

    /// "Возьмите с собой:" goes along with the list it announces.
    fn flush_but_lead(&mut self) {
        let last = self.text.rsplit("\n\n").next().unwrap_or_default().to_owned();
        let rest = self.text.strip_suffix(last.as_str()).map(str::to_owned).unwrap_or_default();
        let leads = last.trim_end().ends_with(':') && !rest.trim().is_empty() && last.chars().count() < 200;
        if leads {
            self.text = rest;
        }
        self.flush();
        if leads {
            self.from = self.page;
            self.length = last.chars().count();
            self.text = last;
        }
    }

    fn paragraph(&mut self, text: &str) {
        let size = text.chars().count();
        if self.length + 2 + size <= LONGEST || size <= LONGEST && self.length >= ENOUGH {
            return self.add(text, "\n\n");
        }
        for (i, sentence) in sentences(text).into_iter().enumerate() {
            let joint = if i == 0 { "\n\n" } else { " " };
            if sentence.chars().count() <= LONGEST {
                self.add(sentence, joint);
            } else {
                self.words(sentence);
            }
        }
    }

    /// A sentence nobody could say in one breath.
    fn words(&mut self, sentence: &str) {
        for word in sentence.split_whitespace() {
            let chars: Vec<char> = word.chars().collect();
            for part in chars.chunks(LONGEST) {
                self.add(&part.iter().collect::<String>(), " ");
            }
        }
    }

    fn list(&mut self, items: &[String]) {
        let whole = items.join("\n");
        if whole.chars().count() <= LONGEST {
            return self.add(&whole, "\n\n");
        }
        for (i, item) in items.iter().enumerate() {
            if item.chars().count() > LONGEST {
                self.paragraph(item);
            } else {
                self.add(item, if i == 0 { "\n\n" } else { "\n" });
            }
        }
    }

    fn table(&mut self, header: &[String], rows: &[Vec<String>]) {
        let head = if header.is_empty() { String::new() } else { format!("{}\n|{}\n", row(header), "---|".repeat(header.len())) };
        let head_size = head.chars().count().min(LONGEST / 2);
        let mut part: Vec<String> = Vec::new();
        let mut size = head_size;
        for cells in rows {
            let line = row(cells);
            let length = line.chars().count() + 1;
            if !part.is_empty() && size + length > LONGEST {
                self.part(&head, &part);
                part.clear();
                size = head_size;
            }
            size += length;
            part.push(line);
        }
        if !part.is_empty() {
            self.part(&head, &part);
        }
    }

    fn part(&mut self, head: &str, rows: &[String]) {
        let text = format!("{head}{}", rows.join("\n"));
        if text.chars().count() <= LONGEST {
            self.add(&text, "\n\n");
        } else {
            // A row as long as a page: a table only in name.
            self.flush();
            for line in rows {
                self.paragraph(&line.replace(" | ", ". ").replace('|', ""));
            }
        }
    }
}

fn row(cells: &[String]) -> String {
    format!("| {} |", cells.iter().map(|c| c.replace('|', "\\|")).collect::<Vec<_>>().join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_headings_sentences_and_pages() {
        let long = "Это предложение стоит здесь для длины и кончается точкой. ".repeat(40);
        let text = format!("# Правила\n## Отмена\nОтменить можно за два часа.\n<!-- page 4 -->\n## Оплата\n{long}");
        let pieces = chunk(&text);
        assert_eq!(pieces.first().map(|p| (p.heading.as_str(), p.text.as_str(), p.page)), Some(("Правила › Отмена", "Отменить можно за два часа.", None)));
        for piece in &pieces[1..] {
            assert_eq!((piece.heading.as_str(), piece.page), ("Правила › Оплата", Some(4)));
            assert!(piece.text.chars().count() <= LONGEST && piece.text.ends_with("точкой."), "{piece:?}");
        }
        assert!(pieces[1..pieces.len() - 1].iter().all(|p| p.text.chars().count() >= ENOUGH));
    }

    #[test]
    fn a_table_repeats_its_header_and_a_list_keeps_its_lead() {
        let rows: String = (0..60).map(|i| format!("| Услуга номер {i} | {i}00 ₽ |\n")).collect();
        let pieces = chunk(&format!("## Цены\n| Услуга | Цена |\n|---|---|\n{rows}"));
        assert!(pieces.len() > 1 && pieces.iter().all(|p| p.text.starts_with("| Услуга | Цена |\n|---|---|\n| Услуга номер")));
        assert_eq!(pieces.iter().map(|p| p.text.lines().count() - 2).sum::<usize>(), 60);

        let filler = "Слово за слово идёт рассказ. ".repeat(28);
        let pieces = chunk(&format!("{filler}\n\nВозьмите с собой:\n\n- паспорт;\n- полис;\n- {}\n", "копии всех бумаг ".repeat(10)));
        assert!(pieces.last().is_some_and(|p| p.text.starts_with("Возьмите с собой:\n\n- паспорт;")), "{pieces:?}");
    }

    #[test]
    fn hostile_text_is_cut_too() {
        for text in ["а".repeat(5_000), "|".repeat(3_000), "#".repeat(2_000), "- ".repeat(2_000), format!("|{}|\n|---|\n|{}|", "я ".repeat(2_000), "ю ".repeat(2_000))] {
            assert!(chunk(&text).iter().all(|p| p.text.chars().count() <= LONGEST + 8), "{}", text.chars().take(20).collect::<String>());
        }
    }
}
