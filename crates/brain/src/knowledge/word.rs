//! Words of documents and questions: folding, cutting, stems, how telling a word is, and marks for amounts, times, phones, dates.
//! What the words mean together is `question.rs`.

use crate::dialogue::faq::fold;
use crate::understand::stem::stem;
use crate::understand::words;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Marks set beside the words of a text that has an amount of money, a time of day, a phone number, a date.
pub(super) const MARKS: [(&str, &str); 4] = [("price", "#price"), ("time", "#time"), ("phone", "#phone"), ("date", "#date")];

struct Lists {
    stop: HashSet<&'static str>,
    weak: HashSet<String>,
    plain: HashSet<String>,
    all: Vec<&'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let (mut stop, mut weak, mut all) = (HashSet::new(), HashSet::new(), Vec::new());
    for line in include_str!("data/weak.txt").lines() {
        let Some((name, words)) = line.split_once(": ") else { continue };
        for word in words.split_whitespace() {
            match name {
                "stop" => {
                    stop.insert(word);
                }
                "weak" => {
                    weak.extend([fold(word), stem(&fold(word))]);
                }
                _ => continue,
            }
            all.push(word);
        }
    }
    let mut plain = HashSet::new();
    for word in include_str!("data/plain.txt").lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace) {
        plain.extend([fold(word), stem(&fold(word))]);
        all.push(word);
    }
    Lists { stop, weak, plain, all }
});

/// Every word of the lists, for the search of slips.
pub(super) fn plain() -> impl Iterator<Item = &'static str> {
    LISTS.all.iter().copied()
}

/// Lower case, `ё` as `е`, no accents or soft hyphens, "2 500" as "2500", "wi-fi" as "wifi".
pub(super) fn normalise(text: &str) -> String {
    let folded = fold(text);
    let chars: Vec<char> = folded.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{301}' | '\u{200b}')).collect();
    let mut out = String::with_capacity(folded.len());
    for (i, &c) in chars.iter().enumerate() {
        if matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}') {
            let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
            let is_thousands = i > 0 && digit(i - 1) && digit(i + 1) && digit(i + 2) && digit(i + 3) && !digit(i + 4) && !(i > 3 && digit(i - 2) && digit(i - 3) && digit(i - 4));
            if is_thousands {
                continue;
            }
        }
        out.push(c);
    }
    for spelled in ["wi-fi", "wi fi", "вай-фай", "вай фай"] {
        if out.contains(spelled) {
            out = out.replace(spelled, "wifi");
        }
    }
    out
}

/// Words and numbers of a normalised text.
pub(super) fn cut(normal: &str) -> impl Iterator<Item = &str> {
    normal.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

pub(super) fn stem_of(form: &str) -> String {
    if is_number(form) {
        return form.to_owned();
    }
    let found = stem(form);
    // "носить" must not meet "нос".
    if found.chars().count() <= 3 && form.chars().count() >= 6 { form.chars().take(4).collect() } else { found }
}

pub(super) fn is_number(form: &str) -> bool {
    form.starts_with(|c: char| c.is_ascii_digit())
}

pub(super) fn is_stop(form: &str) -> bool {
    LISTS.stop.contains(form)
}

/// A word of everyday speech: known, though it need not stand in any document.
pub(super) fn is_plain(form: &str) -> bool {
    is_stop(form) || is_listed(&LISTS.weak, form) || is_listed(&LISTS.plain, form) || words::is_russian(form) || words::is_english(form)
}

/// By form, or by a stem long enough to be one word's: "болит" is no "более".
fn is_listed(list: &HashSet<String>, form: &str) -> bool {
    list.contains(form) || Some(stem_of(form)).is_some_and(|stem| stem.chars().count() > 3 && list.contains(&stem))
}

/// How much of a question the word carries, 0..=1: names of things most, actions less, frames little, particles nothing.
pub(super) fn worth(form: &str) -> f32 {
    if is_stop(form) || form.chars().count() < 2 && !is_number(form) {
        0.0
    } else if is_number(form) {
        0.35
    } else if is_listed(&LISTS.weak, form) {
        0.2
    } else if is_action(form) {
        0.67
    } else {
        1.0
    }
}

/// Looks like a verb; a noun in "-ость" does not.
pub(super) fn is_action(form: &str) -> bool {
    const ENDINGS: &[&str] = &["ть", "ться", "тся", "чься", "ете", "ите", "етесь", "итесь", "ется", "ится", "ают", "яют", "уют", "ают", "ает", "яет", "ует", "аем", "яем", "уем", "али", "или", "ала", "ила", "лся", "лась", "лись", "нул", "жу", "шу", "чу"];
    form.chars().count() > 4 && !form.ends_with("ость") && ENDINGS.iter().any(|e| form.ends_with(e))
}

/// Looks like an adjective: says of a thing which, not what.
pub(super) fn is_quality(form: &str) -> bool {
    const ENDINGS: &[&str] = &["ый", "ий", "ая", "яя", "ое", "ее", "ые", "ие", "ого", "его", "ому", "ему", "ую", "юю", "ых", "их"];
    form.chars().count() > 5 && !form.ends_with("ние") && !form.ends_with("тие") && !form.ends_with("рий") && ENDINGS.iter().any(|e| form.ends_with(e))
}

/// The beginnings by which words of one root meet when their stems do not, surest first: "парковка" and "припарковаться".
pub(super) fn roots(stem: &str) -> Vec<(String, f32)> {
    const PREFIXES: &[&str] = &["пере", "пред", "при", "про", "раз", "рас", "под", "вы", "за", "от", "об", "на", "по", "до", "из", "ис", "с"];
    if is_number(stem) || stem.starts_with('#') || stem.is_ascii() {
        return Vec::new();
    }
    let mut found: Vec<(String, f32)> = Vec::new();
    let bare = PREFIXES.iter().find_map(|p| stem.strip_prefix(p)).filter(|rest| rest.chars().count() >= 5);
    for (part, loss) in [Some(stem), bare].into_iter().flatten().zip([0.0_f32, 0.1]) {
        for (length, quality) in [(6, 0.65_f32), (5, 0.5)] {
            let head: String = part.chars().take(length).collect();
            if head.chars().count() == length && !found.iter().any(|(known, _)| *known == head) {
                found.push((head, quality - loss));
            }
        }
    }
    found
}

/// Shorter stems a word may be made of: "шенгенский" of "шенген", "медсправка" of "справка".
pub(super) fn heads(stem: &str) -> Vec<String> {
    const FRONTS: &[&str] = &["мед", "авто", "теле", "фото", "видео", "спец", "гос", "сан", "физ", "онлайн"];
    let letters: Vec<char> = stem.chars().collect();
    if is_number(stem) || stem.is_ascii() {
        return Vec::new();
    }
    let behind = FRONTS.iter().find_map(|front| stem.strip_prefix(front)).filter(|rest| rest.chars().count() >= 5);
    let before = (5..letters.len()).rev().take(3).filter_map(|n| letters.get(..n)).map(|head| head.iter().collect());
    before.chain(behind.map(str::to_owned)).collect()
}

/// Says what is or is not, what the house does, what it costs; a word in such a sentence is spoken of, not just mentioned.
pub(super) fn states(sentence: &str) -> bool {
    const CLAIMS: &[&str] = &["есть", "нет", "можно", "нельзя", "бесплатно", "входит", "входят", "включен", "включена", "включено", "включены", "нужен", "нужна", "нужно", "нужны", "обязателен", "обязательна", "have", "we", "can", "free", "not", "no", "is", "are"];
    let is_ours = |w: &str| w.chars().count() > 4 && (w.ends_with("ем") && !w.ends_with("ием") || w.ends_with("им") || w.ends_with("емся") || w.ends_with("имся"));
    sentence.contains(['|', '—']) || sentence.trim_start().starts_with("- ") || sentence.split_whitespace().count() < 6 || sentence.contains(|c: char| c.is_ascii_digit()) || cut(sentence).any(|w| CLAIMS.contains(&w) || is_ours(w))
}

/// The marks a text deserves.
pub(super) fn marks(normal: &str) -> Vec<&'static str> {
    const MONTHS: &[&str] = &["январ", "феврал", "март", "апрел", "мая", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"];
    let mut found = Vec::new();
    let mut last_was_number = false;
    let mut add = |mark: &'static str| {
        if !found.contains(&mark) {
            found.push(mark);
        }
    };
    for piece in normal.split_whitespace() {
        let bare = piece.trim_matches(|c: char| matches!(c, '(' | ')' | ',' | ';' | '*' | '|' | '«' | '»'));
        let has_digit = bare.chars().any(|c| c.is_ascii_digit());
        let money = |s: &str| s.contains(['₽', '$', '€', '₸']) || s.starts_with("руб") || s == "р." || s == "р";
        if money(bare) && (has_digit || last_was_number) || last_was_number && bare.starts_with("тыс") {
            add("#price");
        }
        if last_was_number && MONTHS.iter().any(|m| bare.starts_with(m)) {
            add("#date");
        }
        let mut parts = bare.split([':', '–', '-', '—']);
        let two = |s: Option<&str>| s.is_some_and(|s| (1..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit()));
        if bare.contains(':') && two(parts.next()) && two(parts.next()) {
            add("#time");
        }
        if has_digit && bare.starts_with(['+', '8']) && bare.bytes().filter(u8::is_ascii_digit).count() >= 10 || bare.starts_with("+7") {
            add("#phone");
        }
        last_was_number = has_digit && !bare.is_empty();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_joins_and_marks() {
        assert_eq!(normalise("Ёлка 2 500 ₽, Wi-Fi"), "елка 2500 ₽, wifi");
        assert_eq!(marks(&normalise("Стрижка 2 500 ₽, с 10:00 до 21:00, +7 495 123-45-67, 12 мая")), ["#price", "#time", "#phone", "#date"]);
        assert!(marks(&normalise("через 15 минут")).is_empty());
    }

    #[test]
    fn one_root_meets() {
        let meet = |a: &str, b: &str| roots(&stem_of(a)).iter().any(|(r, _)| roots(&stem_of(b)).iter().any(|(s, _)| r == s));
        assert!(meet("парковка", "припарковаться"));
        assert!(meet("бронирование", "забронировать"));
        assert!(meet("подарок", "подарочный"));
        assert!(!meet("маникюр", "массаж"));
    }
}
