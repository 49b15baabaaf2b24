//! Which tour a text names: by its name, the head of it or a synonym, in any ending, written together or apart, with slips.
//! A name of its own ("Ала-Куль") means the tour; a word of everyday ("на озеро", "верхом") only tells what somebody would like.

use crate::dialogue::faq::fold;
use crate::understand::stem::stem;
use crate::understand::token::{Token, tokens};
use crate::understand::typo::{budget, distance};
use crate::understand::words;
use domain::tour::Tour;

/// A tour named in a text. Several = the words fit them equally.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Position in the text, in characters, half-open.
    pub start: usize,
    pub end: usize,
    /// Places in `Tours::rows`.
    pub tours: Vec<usize>,
    /// Named by a name of its own, not by an everyday word.
    pub is_own: bool,
}

#[derive(Clone, Debug)]
struct Phrase {
    tour: usize,
    stems: Vec<String>,
    /// The words without anything between them.
    letters: Vec<char>,
    is_own: bool,
}

#[derive(Clone, Debug, Default)]
pub struct TourIndex {
    phrases: Vec<Phrase>,
}

/// Most words of a phrase that are compared.
const LONGEST: usize = 6;
/// Shorter names are not guessed.
const GUESSED: usize = 5;
/// Words that join and carry nothing.
const JOINTS: &[&str] = &["и", "в", "на", "с", "со", "за", "по", "до", "к", "the", "of", "and", "to", "in", "a", "for"];

impl TourIndex {
    pub fn new(tours: &[Tour], places: &[String]) -> Self {
        let place_stems: Vec<String> = places.iter().flat_map(|p| stems(p)).collect();
        let mut phrases: Vec<Phrase> = Vec::new();
        for (tour, row) in tours.iter().enumerate() {
            let names = std::iter::once(row.name.as_str()).chain(row.name_en.as_deref());
            let heads = names.clone().filter_map(|name| name.split_once(':')).map(|(head, _)| head);
            let all = names.clone().chain(heads).chain(row.synonyms.iter().map(String::as_str));
            for text in all {
                let stems = stems(text);
                // "Каракол" is a place first.
                if stems.is_empty() || stems.iter().all(|s| place_stems.contains(s) || JOINTS.contains(&s.as_str())) {
                    continue;
                }
                let is_name = names.clone().any(|n| n == text) && stems.len() > 1;
                let is_own = is_name || words_of(text).iter().any(|w| !is_everyday(w));
                let phrase = Phrase { tour, letters: words_of(text).concat().chars().collect(), stems, is_own };
                if !phrases.iter().any(|p| p.tour == tour && p.letters == phrase.letters) {
                    phrases.push(phrase);
                }
            }
        }
        TourIndex { phrases }
    }

    /// Tours the text names, in its order, the longest names first to be taken.
    pub fn find(&self, text: &str) -> Vec<Named> {
        if self.phrases.is_empty() {
            return Vec::new();
        }
        let chars: Vec<char> = text.chars().take(4_000).collect();
        let tokens: Vec<Token> = tokens(&chars).into_iter().filter(|t| t.is_word()).take(200).collect();
        let mut found: Vec<Named> = Vec::new();
        for length in (1..=LONGEST).rev() {
            for window in tokens.windows(length) {
                let (Some(first), Some(last)) = (window.first(), window.last()) else { continue };
                if found.iter().any(|n| n.start < last.end && first.start < n.end) || length > 1 && (JOINTS.contains(&last.form.as_str())) {
                    continue;
                }
                if let Some((tours, is_own)) = self.fits(window) {
                    found.push(Named { start: first.start, end: last.end, tours, is_own });
                }
            }
        }
        found.sort_by_key(|n| n.start);
        found
    }

    /// Words of the firm's tours are no slips of anything else.
    pub fn knows(&self, word: &str) -> bool {
        let stem = stem(&fold(word));
        self.phrases.iter().any(|p| p.stems.contains(&stem))
    }

    fn fits(&self, window: &[Token]) -> Option<(Vec<usize>, bool)> {
        let stems: Vec<&str> = window.iter().map(|t| t.stem.as_str()).collect();
        let same: Vec<&Phrase> = self.phrases.iter().filter(|p| p.stems.iter().map(String::as_str).eq(stems.iter().copied())).collect();
        if !same.is_empty() {
            return Some(merged(&same));
        }
        let letters: Vec<char> = window.iter().flat_map(|t| t.form.chars()).collect();
        let joined = stem(&letters.iter().collect::<String>());
        let same: Vec<&Phrase> = self.phrases.iter().filter(|p| p.is_own && (p.letters == letters || letters.len() >= GUESSED && stem(&p.letters.iter().collect::<String>()) == joined)).collect();
        if !same.is_empty() {
            return Some(merged(&same));
        }
        // A slip is forgiven where some word is no word of the language.
        let is_strange = |t: &Token| !is_everyday(&t.form) && !t.form.chars().all(|c| c.is_ascii_digit());
        let first_is_joint = window.first().is_some_and(|t| JOINTS.contains(&t.form.as_str()));
        if letters.len() < GUESSED || first_is_joint || !window.iter().any(is_strange) || window.iter().any(|t| is_everyday(&t.form) && t.form.chars().count() > 3) {
            return None;
        }
        let mut best = u32::MAX;
        let mut near: Vec<&Phrase> = Vec::new();
        for phrase in self.phrases.iter().filter(|p| p.is_own && p.letters.len() >= GUESSED && p.letters.first() == letters.first()) {
            let limit = budget(letters.len()).min(budget(phrase.letters.len()));
            let Some(d) = distance(&letters, &phrase.letters, limit) else { continue };
            if d < best {
                best = d;
                near.clear();
            }
            if d == best {
                near.push(phrase);
            }
        }
        (!near.is_empty()).then(|| merged(&near))
    }
}

fn merged(phrases: &[&Phrase]) -> (Vec<usize>, bool) {
    let is_own = phrases.iter().any(|p| p.is_own);
    let mut tours: Vec<usize> = phrases.iter().filter(|p| p.is_own == is_own).map(|p| p.tour).collect();
    tours.dedup();
    (tours, is_own)
}

fn words_of(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    tokens(&chars).into_iter().filter(Token::is_word).map(|t| t.form).collect()
}

fn stems(text: &str) -> Vec<String> {
    words_of(text).iter().map(|w| stem(w)).collect()
}

/// Words of the trade that name no tour by themselves.
const TRADE: &[&str] = &["тур", "туры", "тура", "туре", "туром", "туров", "маршрут", "поездка", "поездку", "tour", "tours", "trip", "trips"];

fn is_everyday(form: &str) -> bool {
    TRADE.contains(&form) || JOINTS.contains(&form) || words::is_russian(form) || words::is_english(form) || super::theme::is_theme_word(form)
}
