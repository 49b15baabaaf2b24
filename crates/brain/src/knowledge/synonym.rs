//! Ideas behind everyday words of service firms: the table `data/synonyms.txt` and, for the trades, that of `understand/concept.rs`.
//! Both sides of a search are compared by idea when their stems differ.

use super::word::{normalise, stem_of};
use crate::understand::concept;
use std::collections::HashMap;
use std::sync::LazyLock;

struct Table {
    by_stem: HashMap<String, Vec<&'static str>>,
    by_start: Vec<(String, &'static str)>,
    /// Words whose stem is too short to be one word's: "летим" has that of "лет".
    by_form: HashMap<String, Vec<&'static str>>,
    /// Words side by side, as stems.
    phrases: Vec<(Vec<String>, &'static str)>,
    forms: Vec<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { by_stem: HashMap::new(), by_start: Vec::new(), by_form: HashMap::new(), phrases: Vec::new(), forms: Vec::new() };
    for line in include_str!("data/synonyms.txt").lines().filter(|l| !l.starts_with('#')) {
        let Some((name, words)) = line.split_once(": ") else { continue };
        for word in words.split_whitespace() {
            let word = normalise(word);
            if let Some(start) = word.strip_suffix('*') {
                table.by_start.push((start.to_owned(), name));
            } else if word.contains('_') {
                table.phrases.push((word.split('_').map(stem_of).collect(), name));
            } else {
                let stem = stem_of(&word);
                let known = if is_cut_short(&word, &stem) { table.by_form.entry(word.clone()).or_default() } else { table.by_stem.entry(stem).or_default() };
                if !known.contains(&name) {
                    known.push(name);
                }
                table.forms.push(word);
            }
        }
    }
    // The longest first: "во сколько лет" is no question of hours.
    table.phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    table
});

fn is_cut_short(form: &str, stem: &str) -> bool {
    let (form, stem) = (form.chars().count(), stem.chars().count());
    stem < 4 && stem + 1 < form
}

/// Ideas a single word may stand for.
pub(super) fn ideas(form: &str, stem: &str) -> Vec<String> {
    let mut found: Vec<String> = TABLE.by_stem.get(stem).into_iter().chain(TABLE.by_form.get(form)).flatten().map(|n| (*n).to_owned()).collect();
    for (start, name) in &TABLE.by_start {
        if form.starts_with(start.as_str()) && !found.iter().any(|f| f == name) {
            found.push((*name).to_owned());
        }
    }
    found.extend(concept::of(form, stem));
    found
}

/// An idea spoken in several words at the start of `stems`: how many words, and which.
pub(super) fn phrase(stems: &[String]) -> Option<(usize, &'static str)> {
    TABLE.phrases.iter().find(|(words, _)| stems.len() >= words.len() && words.iter().zip(stems).all(|(a, b)| a == b)).map(|(words, name)| (words.len(), *name))
}

pub(super) fn forms() -> impl Iterator<Item = &'static str> {
    TABLE.forms.iter().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_taken_for_another_by_its_stem() {
        let idea = |w: &str| ideas(w, &stem_of(w));
        assert!(idea("летим").contains(&"flight".to_owned()) && !idea("лет").contains(&"flight".to_owned()));
        assert!(idea("стоит").contains(&"price".to_owned()) && !idea("сто").contains(&"price".to_owned()));
    }

    #[test]
    fn words_of_one_idea_meet() {
        let idea = |w: &str| ideas(w, &stem_of(w));
        assert!(idea("собачкой").contains(&"pet".to_owned()));
        assert!(idea("животных").contains(&"pet".to_owned()));
        assert!(idea("подстричься").contains(&"@haircut".to_owned()));
        let stems: Vec<String> = ["сколько", "стоит", "маникюр"].iter().map(|w| stem_of(w)).collect();
        assert_eq!(phrase(&stems), Some((2, "price")));
    }
}
