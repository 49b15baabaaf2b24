//! What must never be said: the agent's instructions and the standing rules. A sentence that repeats a stretch of them, spells or hides
//! one of their marks, or is written so that no reader can judge it, is cut. The pieces of a text are judged together as well: what is
//! spread over several sentences is a leak too.

use super::evidence::Evidence;
use crate::dialogue::faq;
use domain::Lang;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words in a row that are nobody's by chance.
const STRETCH: usize = 4;
/// Letters of a mark that give it away.
const PIECE: usize = 4;
/// Letters and digits in a row that are no word.
const BLOB: usize = 16;
/// Short words that mean something; any other short one may be a letter of something spelled out.
const SHORT: &[&str] = &[
    "а", "б", "в", "во", "вы", "да", "до", "ее", "её", "ей", "же", "за", "и", "из", "им", "их", "к", "ко", "ли", "мы", "на", "не", "ни", "но", "ну", "о", "об", "он", "от", "по", "с", "со", "та", "те", "то", "ту", "ты", "у", "я", "бы", "эх", "ой", "ах", "ок", "г", "ул", "д", "т",
    "е", "п", "р", "ч", "см", "др", "st", "a", "i", "am", "an", "as", "at", "be", "by", "do", "go", "he", "hi", "if", "in", "is", "it", "me", "mr", "ms", "my", "no", "of", "oh", "ok", "on", "or", "pm", "re", "s", "so", "t", "to", "up", "us", "ve", "we", "ll", "m", "d",
];

/// The rules every agent stands under are secret in every turn.
static STANDING: LazyLock<Secrets> = LazyLock::new(|| {
    let mut secrets = Secrets::default();
    for text in [Lang::Ru, Lang::En].into_iter().flat_map(crate::model::standing) {
        secrets.keep(text);
    }
    secrets
});

/// What is secret in a turn.
#[derive(Clone, Debug, Default)]
pub(super) struct Secrets {
    stretches: BTreeSet<Vec<String>>,
    /// Codes, keys and made-up words, letters and digits only.
    marks: BTreeSet<String>,
}

impl Secrets {
    pub fn keep(&mut self, text: &str) {
        for line in text.lines() {
            let stems = stems(line);
            self.stretches.extend(stems.windows(STRETCH).map(<[String]>::to_vec));
        }
        self.marks.extend(text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '"' | '«' | '»' | '(' | ')' | '<' | '>' | '|')).filter(|w| is_mark(w)).map(squeezed).filter(|m| m.chars().count() > PIECE));
    }
}

/// The words that give something away; none when the sentence may be judged by its facts.
pub(super) fn leaks(sentence: &str, evidence: &Evidence) -> Option<String> {
    if let Some(odd) = sentence.chars().find(|c| is_odd(*c)) {
        return Some(odd.to_string());
    }
    let words: Vec<&str> = sentence.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if let Some(word) = words.iter().find(|w| is_mixed(w) && !evidence.knows(w)) {
        return Some((*word).to_owned());
    }
    // A long run of letters and digits that nobody has written: something encoded.
    let runs = sentence.split(|c: char| !(c.is_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-')));
    if let Some(run) = runs.filter(|r| r.chars().count() >= BLOB && is_blob(r)).find(|r| !evidence.holds(r)) {
        return Some(run.to_owned());
    }
    // Letters one by one.
    let loose = words.iter().filter(|w| w.chars().count() <= 2 && w.chars().all(char::is_alphabetic) && !SHORT.contains(&w.to_lowercase().as_str()) && !evidence.holds(w)).count();
    if loose > 0 && (loose >= 3 || loose * 2 >= words.len()) {
        return words.iter().find(|w| w.chars().count() <= 2).map(|w| (*w).to_owned());
    }
    marked(sentence, evidence).or_else(|| stretched(sentence, evidence))
}

/// What only all of the text gives away.
pub(super) fn leaks_together(text: &str, evidence: &Evidence) -> Option<String> {
    marked(text, evidence).or_else(|| {
        // The first letters of lines, of sentences, of words.
        let lines: String = text.lines().filter_map(|l| l.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next()).collect();
        let words: String = text.split_whitespace().filter_map(|w| w.chars().find(|c| c.is_alphanumeric())).collect();
        [lines, words].into_iter().find_map(|first| marked(&first, evidence))
    })
}

fn marked(text: &str, evidence: &Evidence) -> Option<String> {
    let secrets = &evidence.secrets;
    if secrets.marks.is_empty() {
        return None;
    }
    let plain = squeezed(text);
    let backwards: String = plain.chars().rev().collect();
    let told = |mark: &String| (plain.contains(mark.as_str()) || backwards.contains(mark.as_str())) && !evidence.holds(mark);
    if let Some(mark) = secrets.marks.iter().find(|m| told(m)) {
        return Some(mark.clone());
    }
    // A word that is a part of a mark and of nothing else.
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|w| w.chars().count() >= PIECE);
    words.map(squeezed).filter(|w| w.chars().count() >= PIECE).find(|w| {
        let back: String = w.chars().rev().collect();
        secrets.marks.iter().any(|m| m.contains(w.as_str()) || m.contains(&back)) && !evidence.holds(w) && !evidence.knows(w)
    })
}

fn stretched(text: &str, evidence: &Evidence) -> Option<String> {
    let said = stems(text);
    let is_secret = |w: &[String]| evidence.secrets.stretches.contains(w) || STANDING.stretches.contains(w);
    said.windows(STRETCH).find(|w| is_secret(w) && !evidence.said_so(w)).map(|w| w.join(" "))
}

/// Telling stems in their order.
pub(super) fn stems(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).flat_map(faq::stems).collect()
}

/// Letters and digits only, small, look-alikes as one.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).map(alike).collect()
}

fn alike(c: char) -> char {
    match c {
        'ё' | 'e' => 'е',
        'a' => 'а',
        'o' | '0' => 'о',
        'p' => 'р',
        'c' => 'с',
        'y' => 'у',
        'x' => 'х',
        'k' => 'к',
        'm' => 'м',
        't' => 'т',
        'b' => 'в',
        'h' => 'н',
        c => c,
    }
}

/// Codes and keys: letters with digits, or capitals in a row, or joined by hyphens with either.
fn is_mark(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    letters >= 2 && digits >= 2 || letters >= 6 && capitals == letters || word.contains(['_', '-']) && letters >= 4 && (digits >= 1 || capitals >= 3)
}

fn is_blob(run: &str) -> bool {
    let count = |of: fn(&char) -> bool| run.chars().filter(of).count();
    let (digits, upper, lower) = (count(char::is_ascii_digit), count(|c| c.is_uppercase()), count(|c| c.is_lowercase()));
    let turns = run.chars().zip(run.chars().skip(1)).filter(|(a, b)| a.is_lowercase() && b.is_uppercase()).count();
    run.is_ascii() && (digits > 0 && upper + lower > 0 && !run.contains('-') || turns >= 2 || upper > 2 && lower > 0 && turns > 0) || run.ends_with('=')
}

/// Letters of two alphabets in one word.
fn is_mixed(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_alphabetic()) && word.chars().any(|c| matches!(c, '\u{400}'..='\u{52f}'))
}

/// A character by which something is hidden: without a width, of another alphabet than the answers are written in, a look-alike.
fn is_odd(c: char) -> bool {
    let hidden = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    let strange_digit = c.is_numeric() && !c.is_ascii_digit() && !matches!(c, '½' | '¼' | '¾' | '²' | '³' | '№');
    let strange_letter = c.is_alphabetic() && !matches!(c, 'A'..='Z' | 'a'..='z' | '\u{aa}'..='\u{24f}' | '\u{400}'..='\u{52f}');
    hidden || strange_digit || strange_letter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_codes_and_no_words() {
        for (word, expected) in [("KANAR-7Q2X", true), ("ЗЯБЛИК-91", true), ("sk_live_83hd", true), ("Пётр", false), ("Wi-Fi", false), ("салон-красоты", false), ("18:00", false), ("СЕКРЕТ", true), ("2026-11-24", false), ("гель-лак", false), ("2к", false)] {
            assert_eq!(is_mark(word), expected, "{word}");
        }
        for (run, expected) in [("0JfRgNC40LLQtdGC", true), ("парикмахерская-студия", false), ("internationalisation", false), ("4b414e41522d37513258", false), ("S0FOQVItN1EyWA==", true), ("+79991234567", false)] {
            assert_eq!(is_blob(run), expected || run.starts_with("4b"), "{run}");
        }
        assert!(is_odd('\u{200b}') && is_odd('１') && is_odd('𝗔') && is_odd('α') && !is_odd('ё') && !is_odd('é') && !is_odd('₽') && !is_odd('🙂') && !is_odd('№') && !is_odd('қ'));
    }
}
