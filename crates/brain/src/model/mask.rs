//! Takes phones, addresses and card numbers out of what a model sees. The rules have read them already.

/// The text with `[телефон]`, `[почта]`, `[карта]` in their places.
pub fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    let mut digits = String::new();
    // Digits with what people put between them; a run long enough is a phone or a card.
    let flush_digits = |digits: &mut String, out: &mut String| {
        let count = digits.chars().filter(char::is_ascii_digit).count();
        match count {
            0..=8 => out.push_str(digits),
            16.. => out.push_str(&replaced(digits, "[карта]")),
            _ => out.push_str(&replaced(digits, "[телефон]")),
        }
        digits.clear();
    };
    let flush_word = |word: &mut String, out: &mut String| {
        let is_mail = word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        out.push_str(if is_mail { "[почта]" } else { word });
        word.clear();
    };
    for c in text.chars() {
        let joins = matches!(c, '+' | '(' | ')' | '-' | ' ' | '\u{a0}' | '–');
        if word.is_empty() && (c.is_ascii_digit() || joins && !digits.is_empty() || c == '+') {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            if c == '@' || c.is_alphanumeric() && !digits.ends_with(' ') {
                // "ivan77@…", "2к": a word after all.
                word.push_str(&digits);
                digits.clear();
            } else {
                flush_digits(&mut digits, &mut out);
            }
        }
        if c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '"') {
            flush_word(&mut word, &mut out);
            out.push(c);
        } else {
            word.push(c);
        }
    }
    flush_digits(&mut digits, &mut out);
    flush_word(&mut word, &mut out);
    out
}

/// The mark, with the spaces that stood after the digits.
fn replaced(digits: &str, mark: &str) -> String {
    let tail: String = digits.chars().rev().take_while(|c| c.is_whitespace()).collect();
    format!("{mark}{tail}")
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn phones_mails_and_cards_go_and_the_rest_stays() {
        for (text, expected) in [
            ("мой номер +7 916 123-45-67, Пётр", "мой номер [телефон], Пётр"),
            ("89161234567 перезвоните", "[телефон] перезвоните"),
            ("пишите на ivan.petrov77@mail.ru сегодня", "пишите на [почта] сегодня"),
            ("карта 4276 1234 5678 9010", "карта [карта]"),
            ("завтра в 18:30, 2 человека, 2200 р", "завтра в 18:30, 2 человека, 2200 р"),
            ("25.11.2026 в 12", "25.11.2026 в 12"),
        ] {
            assert_eq!(mask(text), expected);
        }
    }
}
