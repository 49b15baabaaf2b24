//! Common words of Russian and English: what must not be "corrected", and what tells a language or a keyboard slip.

use super::token::fold_word;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Slips are forgiven in the first so many characters of a message; the search for them is dear.
pub(crate) const FORGIVEN: usize = 1_500;

fn set(source: &str) -> HashSet<String> {
    source.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace).map(fold_word).collect()
}

static RUSSIAN: LazyLock<HashSet<String>> = LazyLock::new(|| set(include_str!("data/words_ru.txt")));
static ENGLISH: LazyLock<HashSet<String>> = LazyLock::new(|| set(include_str!("data/words_en.txt")));

/// Russian words by how they sound in Latin letters: soft signs and vowel pairs fall together.
static SOUNDS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    let rules = &super::intent::RULES.vocabulary;
    for word in RUSSIAN.iter().map(String::as_str).chain(rules.forms().filter(|w| !w.is_ascii())) {
        map.entry(sound(word)).or_insert_with(|| word.to_owned());
    }
    map
});

pub(crate) fn is_russian(form: &str) -> bool {
    RUSSIAN.contains(form)
}

pub(crate) fn russian() -> impl Iterator<Item = &'static str> {
    RUSSIAN.iter().map(String::as_str)
}

pub(crate) fn is_english(form: &str) -> bool {
    ENGLISH.contains(form)
}

pub(crate) fn by_sound(word: &str) -> Option<&'static str> {
    SOUNDS.get(&sound(word)).map(String::as_str)
}

fn sound(word: &str) -> String {
    word.chars()
        .filter_map(|c| match c {
            'ь' | 'ъ' => None,
            'ы' | 'й' => Some('и'),
            'э' | 'ё' => Some('е'),
            'щ' => Some('ш'),
            _ => Some(c),
        })
        .collect()
}
