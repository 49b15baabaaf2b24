//! Where sentences end in Russian and English: abbreviations, initials, times and sums do not end one.

/// Shortened words whose point ends nothing.
const SHORT: &[&str] = &[
    "ул", "пер", "пл", "наб", "просп", "пр", "бул", "ш", "д", "корп", "стр", "кв", "оф", "эт", "г", "гг", "обл", "респ", "им", "тел", "доб", "т", "е", "к", "п", "напр", "др", "см", "св", "ср", "мм", "ок", "ст", "м",
    "mr", "mrs", "ms", "dr", "st", "no", "vs", "etc", "approx",
];
/// Units: after a number and before a capital letter they do end a sentence.
const UNITS: &[&str] = &["руб", "р", "мин", "ч", "сек", "тыс", "млн", "чел", "шт", "кг", "гр", "км"];

/// The sentences of a paragraph, in order, without the space around them. Nothing is lost and nothing changed.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let is_end = match c {
            '\n' => true,
            '.' | '!' | '?' | '…' => {
                let after: String = text.get(end..).unwrap_or_default().chars().take(6).collect();
                is_border(c, text.get(start..at).unwrap_or_default(), &after)
            }
            _ => false,
        };
        if is_end {
            push(&mut found, text.get(start..end));
            start = end;
        }
    }
    push(&mut found, text.get(start..));
    found
}

fn push<'a>(found: &mut Vec<&'a str>, piece: Option<&'a str>) {
    if let Some(piece) = piece.map(str::trim).filter(|p| !p.is_empty()) {
        // A lone mark or a list number belongs to nobody.
        if piece.chars().any(char::is_alphanumeric) {
            found.push(piece);
        }
    }
}

fn is_border(mark: char, before: &str, after: &str) -> bool {
    let mut rest = after.chars();
    match rest.next() {
        None => return true,
        Some(c) if !c.is_whitespace() => return false,
        Some(_) => {}
    }
    let next = rest.find(|c| !c.is_whitespace() && !matches!(c, '«' | '"' | '“' | '(' | '—' | '-' | '*'));
    if next.is_some_and(char::is_lowercase) {
        return false;
    }
    if mark != '.' {
        return true;
    }
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let has_number_before = before.trim_end_matches(|c: char| c.is_alphabetic()).trim_end().ends_with(|c: char| c.is_ascii_digit());
    if word.chars().all(|c| c.is_ascii_digit()) {
        // "3. Приходите" at the start is the number of an item; "в 2025. Потом" is an end.
        return before.trim().chars().count() > 3;
    }
    if UNITS.contains(&word.as_str()) {
        return next.is_some_and(char::is_uppercase) && has_number_before;
    }
    if word == "г" && has_number_before {
        return true;
    }
    !(SHORT.contains(&word.as_str()) || word.chars().count() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_do_not_end_a_sentence() {
        assert_eq!(
            sentences("Мы на ул. Покровка, д. 12. Вход со двора! Стрижка от 2 500 руб. Оплата после визита. Врач — А. С. Белова."),
            ["Мы на ул. Покровка, д. 12.", "Вход со двора!", "Стрижка от 2 500 руб.", "Оплата после визита.", "Врач — А. С. Белова."]
        );
        assert_eq!(sentences("Открыты с 10.00 до 21.00, т. е. без обеда. Ждём"), ["Открыты с 10.00 до 21.00, т. е. без обеда.", "Ждём"]);
        assert_eq!(sentences("1. Придите заранее.\n2. Возьмите паспорт."), ["1. Придите заранее.", "2. Возьмите паспорт."]);
        assert!(sentences(" \n ").is_empty());
    }
}
