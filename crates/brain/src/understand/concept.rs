//! Ideas behind words: "подстричь", "стрижка" and "haircut" are one. The table is `data/concepts.txt`; it is no catalog,
//! it only lets the words of a message and the words of the firm's own services meet.

use super::token::Token;
use super::vocabulary::Vocabulary;
use std::sync::LazyLock;

struct Concepts {
    vocabulary: Vocabulary,
    /// By the vocabulary's number of the test: the name of the idea.
    names: Vec<&'static str>,
}

static CONCEPTS: LazyLock<Concepts> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary::default();
    let mut names = Vec::new();
    for line in include_str!("data/concepts.txt").lines().filter(|l| !l.starts_with('#')) {
        let Some((name, words)) = line.split_once(": ") else { continue };
        vocabulary.set(&words.split_whitespace().collect::<Vec<_>>().join("|"));
        names.push(name);
    }
    Concepts { vocabulary, names }
});

/// Ideas that only narrow ("мужская", "детская"): no service by themselves unless the firm says so.
const NARROWING: &[&str] = &["man", "woman", "child", "feet", "hands"];

pub(crate) fn narrows(term: &str) -> bool {
    term.strip_prefix('@').is_some_and(|name| NARROWING.contains(&name))
}

/// The ideas of a word, as terms: `@haircut`.
pub(crate) fn of(form: &str, stem: &str) -> Vec<String> {
    named(&CONCEPTS.vocabulary.look_up(form, stem))
}

/// The ideas of the nearest word, when nobody knows this one.
pub(crate) fn guess(token: &Token) -> Vec<String> {
    named(&CONCEPTS.vocabulary.guess(token))
}

pub(crate) fn knows(form: &str) -> bool {
    CONCEPTS.vocabulary.knows(form)
}

fn named(sets: &[u16]) -> Vec<String> {
    sets.iter().filter_map(|set| CONCEPTS.names.get(usize::from(*set))).map(|name| format!("@{name}")).collect()
}
