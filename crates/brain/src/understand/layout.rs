//! Repairs the letters before anything is read: split accents, look-alike letters, the wrong keyboard layout ("ghbdtn")
//! and Russian in Latin letters ("privet"). Real English, brands, addresses and links stay as they are.

use super::intent::RULES;
use super::token::fold_word;
use super::words;
use crate::Lexicon;

const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~";
const CYRILLIC: &str = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ";

pub(crate) struct Repaired {
    pub text: String,
    /// Was Russian in Latin letters.
    pub is_transliterated: bool,
}

pub(crate) fn repair(text: &str, lexicon: &Lexicon) -> Repaired {
    let text = compose(text);
    let chunks: Vec<&str> = text.split_inclusive(char::is_whitespace).collect();
    let switched = switch_layout(&chunks, lexicon);
    if let Some(text) = switched {
        return Repaired { text, is_transliterated: false };
    }
    match transliterate(&chunks, lexicon) {
        Some(text) => Repaired { text, is_transliterated: true },
        None => Repaired { text, is_transliterated: false },
    }
}

/// Joins "и" + breve, drops invisible marks, and turns Latin look-alikes inside Cyrillic words into Cyrillic.
fn compose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{306}' | '\u{308}' => {
                let joined = match (out.chars().last(), c) {
                    (Some('и'), '\u{306}') => 'й',
                    (Some('И'), '\u{306}') => 'Й',
                    (Some('е'), '\u{308}') => 'ё',
                    (Some('Е'), '\u{308}') => 'Ё',
                    _ => continue,
                };
                out.pop();
                out.push(joined);
            }
            '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}' | '\u{301}' => {}
            '\u{a0}' | '\u{2009}' | '\u{202f}' => out.push(' '),
            _ => out.push(c),
        }
    }
    let mixed = |w: &str| w.chars().any(is_cyrillic) && w.chars().any(|c| c.is_ascii_alphabetic());
    if !out.split_whitespace().any(mixed) {
        return out;
    }
    out.split_inclusive(char::is_whitespace)
        .map(|chunk| {
            let cyrillic = chunk.chars().filter(|c| is_cyrillic(*c)).count();
            let latin = chunk.chars().filter(char::is_ascii_alphabetic).count();
            if latin > 0 && cyrillic > latin { chunk.chars().map(look_alike).collect() } else { chunk.to_owned() }
        })
        .collect()
}

fn look_alike(c: char) -> char {
    const PAIRS: &[(char, char)] = &[
        ('a', 'а'), ('c', 'с'), ('e', 'е'), ('o', 'о'), ('p', 'р'), ('x', 'х'), ('y', 'у'), ('k', 'к'), ('A', 'А'), ('B', 'В'), ('C', 'С'), ('E', 'Е'),
        ('H', 'Н'), ('K', 'К'), ('M', 'М'), ('O', 'О'), ('P', 'Р'), ('T', 'Т'), ('X', 'Х'), ('u', 'и'), ('m', 'м'), ('t', 'т'),
    ];
    PAIRS.iter().find(|(latin, _)| *latin == c).map_or(c, |(_, cyrillic)| *cyrillic)
}

pub(crate) const fn is_cyrillic(c: char) -> bool {
    matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё')
}

/// Latin letters as the Russian keys they lie on.
pub(crate) fn to_keys(text: &str) -> String {
    map_keys(text, LATIN, CYRILLIC)
}

fn map_keys(chunk: &str, from: &str, to: &str) -> String {
    chunk.chars().map(|c| from.chars().position(|k| k == c).and_then(|at| to.chars().nth(at)).unwrap_or(c)).collect()
}

fn knows_russian(word: &str, lexicon: &Lexicon) -> bool {
    words::is_russian(word) || RULES.vocabulary.knows(word) || lexicon.knows_form(word) || super::names::knows(word)
}

fn knows_english(word: &str, lexicon: &Lexicon) -> bool {
    words::is_english(word) || RULES.vocabulary.knows(word) || lexicon.knows_form(word) || super::names::knows(word)
}

fn letters(chunk: &str) -> String {
    fold_word(chunk.trim_matches(|c: char| !c.is_alphabetic()))
}

/// An address, a link, a handle or a price: never text typed in the wrong layout.
fn is_technical(chunk: &str) -> bool {
    let inner = chunk.trim_end().trim_end_matches(['.', ',', ';', '!', '?']);
    inner.contains(['@', '/', '\\', '_', '#', '$', '€']) || inner.chars().any(|c| c.is_ascii_digit()) || {
        let mut parts = inner.split('.').rev();
        inner.contains('.') && matches!(parts.next(), Some("ru" | "com" | "org" | "net" | "kz" | "kg" | "io" | "me" | "by" | "uz" | "uk"))
    }
}

fn switch_layout(chunks: &[&str], lexicon: &Lexicon) -> Option<String> {
    // One reading per chunk: the keys as Russian (with and without the marks at the end), or as English.
    enum Reading {
        Keep,
        Sure(String),
        Maybe(String),
    }
    let mut sure = 0;
    let mut sure_letters = 0;
    let mut own = 0;
    let mut readings = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let body = chunk.trim_end();
        let space: String = chunk.chars().skip(body.chars().count()).collect();
        let latin = body.chars().filter(char::is_ascii_alphabetic).count();
        let cyrillic = body.chars().filter(|c| is_cyrillic(*c)).count();
        if is_technical(body) || (latin == 0) == (cyrillic == 0) {
            readings.push(Reading::Keep);
            continue;
        }
        let folded = letters(body);
        let is_known = if latin > 0 { knows_english(&folded, lexicon) } else { knows_russian(&folded, lexicon) || lexicon.knows_word(&folded) };
        if is_known {
            own += 1;
            readings.push(Reading::Keep);
            continue;
        }
        let (from, to) = if latin > 0 { (LATIN, CYRILLIC) } else { (CYRILLIC, LATIN) };
        let bare = body.trim_end_matches([',', '.', '!', '?', ';', ':']);
        let tail: String = body.chars().skip(bare.chars().count()).collect();
        let candidates = [map_keys(bare, from, to) + &tail, map_keys(body, from, to)];
        let is_word = |candidate: &String| {
            let word = letters(candidate);
            let length = word.chars().count();
            // Half of English by accident spells something: a Russian word from keys needs a vowel and no Latin left.
            length > 1 && if latin > 0 { knows_russian(&word, lexicon) || lexicon.knows_word(&word) } else { knows_english(&word, lexicon) && length > 2 }
        };
        match candidates.iter().find(|c| is_word(c)) {
            Some(found) => {
                sure += 1;
                sure_letters = sure_letters.max(letters(found).chars().count());
                readings.push(Reading::Sure(format!("{found}{space}")));
            }
            None => {
                let [plain, _] = candidates;
                readings.push(Reading::Maybe(format!("{plain}{space}")));
            }
        }
    }
    let words = chunks.iter().filter(|c| c.chars().any(char::is_alphabetic)).count();
    let is_short_answer = sure == words && words == 1 && sure_letters >= 2 && !chunks.iter().any(|c| matches!(c.trim().to_lowercase().as_str(), "dj" | "vs" | "tv" | "pm" | "bp" | "pf"));
    if sure == 0 || !(sure_letters >= 4 || is_short_answer || sure >= 2 && own == 0) {
        return None;
    }
    let takes_rest = own == 0 || sure > own;
    let text = readings
        .into_iter()
        .zip(chunks)
        .map(|(reading, chunk)| match reading {
            Reading::Sure(text) => text,
            Reading::Maybe(text) if takes_rest => text,
            _ => (*chunk).to_owned(),
        })
        .collect();
    Some(text)
}

fn transliterate(chunks: &[&str], lexicon: &Lexicon) -> Option<String> {
    if chunks.iter().any(|c| c.chars().any(is_cyrillic)) {
        return None;
    }
    let mut english = 0;
    let mut russian = 0;
    let mut longest = 0;
    let mut words = 0;
    let mut readings: Vec<Option<String>> = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let body = chunk.trim_matches(|c: char| !c.is_alphabetic());
        if body.is_empty() || is_technical(chunk) || !body.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '\'' | '-')) {
            readings.push(None);
            continue;
        }
        words += 1;
        let plain = to_cyrillic(body);
        let known = words::by_sound(&plain).map(str::to_owned).or_else(|| lexicon.knows_word(&fold_word(&plain)).then(|| plain.to_lowercase()));
        let is_english = knows_english(&fold_word(body), lexicon);
        match (&known, is_english) {
            (_, true) => english += 1,
            (Some(word), false) => {
                russian += 1;
                longest = longest.max(word.chars().count());
            }
            (None, false) => {}
        }
        let reading = match known {
            Some(word) if body.chars().next().is_some_and(char::is_uppercase) => capital(&word),
            Some(word) => word,
            None => plain,
        };
        // Keep the marks around the word.
        readings.push(Some(chunk.replacen(body, &reading, 1)));
    }
    let is_russian = russian > english && russian * 5 >= words * 2 && (longest >= 4 || russian == words);
    is_russian.then(|| readings.into_iter().zip(chunks).map(|(reading, chunk)| reading.unwrap_or_else(|| (*chunk).to_owned())).collect())
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

/// Russian spelled in Latin letters, letter by letter.
pub(crate) fn to_cyrillic(word: &str) -> String {
    const GROUPS: &[(&str, &str)] = &[
        ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ju", "ю"), ("iu", "ю"), ("ya", "я"), ("ja", "я"),
        ("ia", "я"), ("yo", "ё"), ("jo", "ё"), ("ye", "е"), ("je", "е"), ("iy", "ий"), ("yy", "ый"), ("ij", "ий"), ("yj", "ый"), ("ck", "к"), ("ph", "ф"), ("oo", "у"), ("ee", "и"),
    ];
    const SINGLE: &[(char, &str)] = &[
        ('a', "а"), ('b', "б"), ('v', "в"), ('w', "в"), ('g', "г"), ('d', "д"), ('e', "е"), ('z', "з"), ('i', "и"), ('j', "й"), ('k', "к"), ('l', "л"), ('m', "м"), ('n', "н"), ('o', "о"),
        ('p', "п"), ('r', "р"), ('s', "с"), ('t', "т"), ('u', "у"), ('f', "ф"), ('h', "х"), ('c', "ц"), ('x', "кс"), ('q', "к"), ('\'', "ь"),
    ];
    let lower = word.to_lowercase();
    let mut rest = lower.as_str();
    let mut out = String::new();
    while let Some(c) = rest.chars().next() {
        if let Some((group, sound)) = GROUPS.iter().find(|(group, _)| rest.starts_with(group)) {
            out.push_str(sound);
            rest = rest.strip_prefix(group).unwrap_or_default();
            continue;
        }
        let tail = rest.strip_prefix(c).unwrap_or_default();
        if c == 'y' {
            let after_vowel = out.chars().last().is_none_or(|p| matches!(p, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'я' | 'ю' | 'э'));
            out.push(if after_vowel { 'й' } else { 'ы' });
        } else if let Some((_, sound)) = SINGLE.iter().find(|(letter, _)| *letter == c) {
            out.push_str(sound);
        } else {
            out.push(c);
        }
        rest = tail;
    }
    if word.chars().next().is_some_and(char::is_uppercase) { capital(&out) } else { out }
}
