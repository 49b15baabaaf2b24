//! Word tests with numbers: "does this word fit `запис*|запиш*`?" for many tests at once, exact, by stem and by prefix.
//! `rule.rs` and `concept.rs` compile their tables into it.

use super::stem::stem;
use super::token::Token;
use super::typo::Dictionary;
use std::collections::HashMap;

#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    sets: HashMap<String, u16>,
    forms: HashMap<String, Vec<u16>>,
    stems: HashMap<String, Vec<u16>>,
    prefixes: HashMap<String, Vec<u16>>,
    words: Vec<String>,
    dictionary: Dictionary,
}

impl Vocabulary {
    /// The number of a test such as `запис*|запиш*|окно~`: `*` = prefix, `~` = same stem, `=` = no typos.
    pub fn set(&mut self, source: &str) -> u16 {
        if let Some(id) = self.sets.get(source) {
            return *id;
        }
        let id = u16::try_from(self.sets.len()).unwrap_or(u16::MAX);
        self.sets.insert(source.to_owned(), id);
        for word in source.split('|') {
            self.insert(word, id);
        }
        id
    }

    pub fn insert(&mut self, word: &str, id: u16) {
        let word = word.replace('ё', "е");
        if let Some(prefix) = word.strip_suffix('*') {
            push(&mut self.prefixes, prefix, id);
            self.learn(prefix);
        } else if let Some(form) = word.strip_suffix('~') {
            push(&mut self.forms, form, id);
            push(&mut self.stems, &stem(form), id);
            self.learn(form);
        } else if let Some(form) = word.strip_suffix('=') {
            push(&mut self.forms, form, id);
        } else {
            push(&mut self.forms, &word, id);
            self.learn(&word);
        }
    }

    fn learn(&mut self, word: &str) {
        if word.chars().count() >= 5 && !self.words.iter().any(|w| w == word) {
            let id = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            self.words.push(word.to_owned());
            self.dictionary.insert(word, id);
        }
    }

    /// Every test the word passes, sorted.
    pub fn look_up(&self, form: &str, stem: &str) -> Vec<u16> {
        let mut found = Vec::new();
        if let Some(ids) = self.forms.get(form) {
            found.extend_from_slice(ids);
        }
        if let Some(ids) = self.stems.get(stem) {
            found.extend_from_slice(ids);
        }
        for (at, _) in form.char_indices().skip(2).take(14) {
            if let Some(ids) = form.get(..at).and_then(|prefix| self.prefixes.get(prefix)) {
                found.extend_from_slice(ids);
            }
        }
        if let Some(ids) = self.prefixes.get(form) {
            found.extend_from_slice(ids);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    pub fn knows(&self, form: &str) -> bool {
        self.forms.contains_key(form) || self.prefixes.contains_key(form) || form.char_indices().skip(4).take(12).any(|(at, _)| form.get(..at).is_some_and(|p| self.prefixes.contains_key(p)))
    }

    /// Tests of the nearest known word, for a word nobody knows.
    pub fn guess(&self, token: &Token) -> Vec<u16> {
        let mut found = Vec::new();
        for form in heads(&token.form) {
            for id in self.dictionary.nearest(&form) {
                if let Some(word) = usize::try_from(id).ok().and_then(|id| self.words.get(id)) {
                    found.extend(self.look_up(word, &stem(word)));
                }
            }
            if !found.is_empty() {
                break;
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    pub fn forms(&self) -> impl Iterator<Item = &str> {
        self.forms.keys().map(String::as_str)
    }
}

/// The word and its beginnings without the last letters: tests by prefix end before the ending of the word.
fn heads(form: &str) -> Vec<String> {
    let letters: Vec<char> = form.chars().collect();
    (0..=4).map_while(|cut| letters.len().checked_sub(cut).filter(|n| *n >= 5 || cut == 0)).map(|n| letters.iter().take(n).collect()).collect()
}

fn push(map: &mut HashMap<String, Vec<u16>>, key: &str, id: u16) {
    let ids = map.entry(key.to_owned()).or_default();
    if !ids.contains(&id) {
        ids.push(id);
    }
}
