//! Cuts a text into sentences and puts those that may be said together again, with the lines as they were.

/// One sentence, or one line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    pub text: String,
    /// From 0; sentences of one line stay on one line.
    pub line: usize,
    /// Ends with a colon: what it names holds for the lines below it.
    pub is_heading: bool,
    /// Stands under a heading.
    pub is_item: bool,
}

/// A heading over a text, as a sentence of its own.
pub(super) fn heading(text: &str) -> Sentence {
    Sentence { text: text.to_owned(), line: usize::MAX, is_heading: true, is_item: false }
}

/// Shortened words whose point ends nothing.
const SHORT: &[&str] = &["г", "ул", "д", "руб", "р", "тыс", "т", "е", "п", "пр", "мин", "ч", "стр", "корп", "кв", "тел", "им", "см", "др", "п.м", "a.m", "p.m", "mr", "mrs", "ms", "dr", "st", "no", "vs"];

pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut under_heading = false;
    for (line, content) in text.lines().enumerate() {
        let content = content.trim();
        if content.is_empty() {
            under_heading = false;
            continue;
        }
        let is_item = is_item(content) || under_heading;
        for piece in cut(content) {
            let is_heading = piece.trim_end_matches(['*', '_']).ends_with(':');
            found.push(Sentence { is_heading, is_item: is_item && !is_heading, text: piece, line });
        }
        under_heading = found.last().is_some_and(|s| s.is_heading) || under_heading && is_item;
    }
    found
}

fn is_item(line: &str) -> bool {
    line.starts_with(['-', '•', '–', '—', '*']) || line.split_once(['.', ')']).is_some_and(|(n, rest)| n.len() <= 2 && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with(' '))
}

fn cut(line: &str) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        at += 1;
        if !matches!(c, '.' | '!' | '?' | '…' | ';') {
            continue;
        }
        while chars.get(at).is_some_and(|c| matches!(c, '.' | '!' | '?' | '…' | ')' | '»' | '"')) {
            at += 1;
        }
        let ends = chars.get(at).is_none_or(|c| c.is_whitespace());
        if ends && !(c == '.' && is_short(&chars, start, at)) {
            push(&mut pieces, chars.get(start..at).unwrap_or_default());
            start = at;
        }
    }
    push(&mut pieces, chars.get(start..).unwrap_or_default());
    pieces
}

/// Is the point that ends at `end` the point of a shortened word or of a list's number?
fn is_short(chars: &[char], start: usize, end: usize) -> bool {
    let before: String = chars.get(start..end.saturating_sub(1)).unwrap_or_default().iter().rev().take_while(|c| c.is_alphanumeric() || **c == '.').collect::<Vec<_>>().into_iter().rev().collect();
    let is_first = before.chars().count() + 1 == end - start;
    SHORT.contains(&before.to_lowercase().as_str()) && chars.get(end + 1).is_none_or(|c| !c.is_uppercase() || before.chars().count() <= 3) || (is_first && before.bytes().all(|b| b.is_ascii_digit()))
}

fn push(pieces: &mut Vec<String>, chars: &[char]) {
    let text: String = chars.iter().collect();
    if text.chars().any(char::is_alphanumeric) {
        pieces.push(text.trim().to_owned());
    } else if let (Some(last), false) = (pieces.last_mut(), text.trim().is_empty()) {
        // A lone emoji stays with what it follows.
        last.push(' ');
        last.push_str(text.trim());
    }
}

/// The sentences as a text. A heading whose lines are all gone goes too.
pub(super) fn join(kept: &[Sentence]) -> String {
    let has_items = |i: usize| kept.get(i + 1).is_some_and(|next| next.is_item && !next.is_heading);
    let left: Vec<Sentence> = kept.iter().enumerate().filter(|(i, s)| !s.is_heading || has_items(*i)).map(|(_, s)| s.clone()).collect();
    whole(&left)
}

/// The same where none is gone: a heading over buttons has no lines of its own.
pub(super) fn whole(all: &[Sentence]) -> String {
    let mut text = String::new();
    let mut line = None;
    for sentence in all {
        match line {
            None => {}
            Some(last) if last == sentence.line => text.push(' '),
            Some(last) => text.push_str(if sentence.line - last > 1 { "\n\n" } else { "\n" }),
        }
        line = Some(sentence.line);
        text.push_str(&sentence.text);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_shortened_words_do_not_end_a_sentence() {
        for (text, expected) in [
            ("Стоимость 2 200 руб. за час. Ждём вас!", vec!["Стоимость 2 200 руб. за час.", "Ждём вас!"]),
            ("Мы на ул. Ленина, д. 5. Приходите в 12.30.", vec!["Мы на ул. Ленина, д. 5.", "Приходите в 12.30."]),
            ("Да 🙂 Записала вас", vec!["Да 🙂 Записала вас"]),
            ("Цены:\n- стрижка 2200 ₽\n- борода 900 ₽", vec!["Цены:", "- стрижка 2200 ₽", "- борода 900 ₽"]),
            ("1. Анна\n2. Ольга", vec!["1. Анна", "2. Ольга"]),
            ("Вам удобно в 15:00?", vec!["Вам удобно в 15:00?"]),
        ] {
            assert_eq!(sentences(text).into_iter().map(|s| s.text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_left_keeps_its_lines_and_an_empty_heading_goes() {
        let text = "Добрый день! Вот цены:\n- стрижка 2200 ₽\n- борода 900 ₽\n\nЗаписать вас?";
        let all = sentences(text);
        assert_eq!(join(&all), text);
        let without: Vec<_> = all.iter().filter(|s| !s.text.starts_with('-')).cloned().collect();
        assert_eq!(join(&without), "Добрый день!\n\nЗаписать вас?");
    }
}
