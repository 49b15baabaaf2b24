//! Stems of Russian and English words: Snowball with a table of the words it cuts too short.

use frostem::{Algorithm, Stemmer};
use std::sync::LazyLock;

static RUSSIAN: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::Russian));
static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// Prefixes that are the stem themselves: Snowball makes "зап" of "запись" and "отм" of "отмена", but "запис" of "записи".
const WHOLE: &[&str] = &["запис", "отмен", "перепис", "подпис", "ресниц", "бров", "стрижк", "укладк", "волос"];

/// Forms with a fleeting vowel or another root that suffix stripping cannot join.
const IRREGULAR: &[(&str, &str)] = &[
    ("стрижек", "стрижк"), ("стрижечк", "стрижк"), ("укладок", "укладк"), ("покрасок", "покраск"), ("масок", "маск"), ("ногтей", "ногт"),
    ("ногот", "ногт"), ("ноготь", "ногт"), ("детей", "дет"), ("дети", "дет"), ("люди", "люд"), ("рук", "рук"), ("ног", "ног"), ("цен", "цен"),
];

/// The stem of a folded word.
pub fn stem(word: &str) -> String {
    for prefix in WHOLE {
        if word.starts_with(prefix) {
            return (*prefix).to_owned();
        }
    }
    for (form, stem) in IRREGULAR {
        if word == *form {
            return (*stem).to_owned();
        }
    }
    if word.is_ascii() { ENGLISH.stem(word).into_owned() } else { RUSSIAN.stem(word).into_owned() }
}
