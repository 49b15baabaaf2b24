//! What is asked: the reading of the letters (as typed, keyboard switched, Latin turned to Cyrillic), slips corrected towards words
//! the firm uses, and the ideas looked for, each with all the words that may stand for it.

use super::segment::Segment;
use super::slip::{Forms, allowed, sounds};
use super::synonym;
use super::word::{MARKS, cut, heads, is_number, is_plain, is_quality, is_stop, normalise, plain, roots, stem_of, worth};
use crate::Lexicon;
use crate::understand::{layout, words};
use std::sync::LazyLock;

/// A question is read up to here.
const LONGEST: usize = 400;
/// So many unknown words are worth a search for what was meant.
const SLIPS: usize = 8;
/// More ideas than this nobody asks at once.
pub(super) const MOST: usize = 24;

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Question {
    /// The words as understood.
    pub text: String,
    pub concepts: Vec<Concept>,
}

/// One thing looked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Concept {
    pub form: String,
    /// How much of a question such a word carries, 0..=1.
    pub worth: f32,
    /// Names a thing: what a passage must speak of.
    pub is_thing: bool,
    /// Everyday speech, so that its absence from the documents says little.
    pub is_plain: bool,
    pub ways: Vec<(Way, f32)>,
}

/// How a concept may be met in a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Stem(String),
    Idea(String),
    Root(String),
}

const BY_IDEA: f32 = 0.77;
const BY_MARK: f32 = 0.55;
const BY_HEAD: f32 = 0.8;
/// A second word of the same idea only strengthens the first.
const AGAIN: f32 = 0.35;

/// Everyday words and synonyms, so that a slip in them is no unknown thing.
static EVERYDAY: LazyLock<Forms> = LazyLock::new(|| Forms::new(plain().chain(synonym::forms()).chain(words::russian()).filter(|w| w.chars().count() > 3).map(|w| (w.into(), 0)).collect()));

/// Reads with the words of the pieces at hand.
pub(super) struct Reader<'a> {
    pub segments: Vec<&'a Segment>,
}

impl Reader<'_> {
    pub fn read(&self, text: &str) -> Question {
        let head: String = text.chars().take(LONGEST).collect();
        let normal = normalise(&self.letters(&head));
        let mut slips = 0;
        let forms: Vec<(String, f32)> = cut(&normal)
            .map(|form| {
                if slips == SLIPS || self.knows(form) {
                    return (form.to_owned(), 1.0);
                }
                slips += 1;
                self.correct(form)
            })
            .collect();
        let mut question = Question::default();
        let stems: Vec<String> = forms.iter().map(|(form, _)| stem_of(form)).collect();
        let mut at = 0;
        while let (Some((form, trust)), Some(rest)) = (forms.get(at), stems.get(at..)) {
            if question.concepts.len() >= MOST {
                break;
            }
            if let Some((words, idea)) = synonym::phrase(rest) {
                let phrase = forms.iter().skip(at).take(words).map(|(f, _)| f.as_str()).collect::<Vec<_>>().join(" ");
                question.add(of_phrase(phrase, idea, rest.iter().take(words)));
                at += words;
                continue;
            }
            at += 1;
            if worth(form) > 0.0 {
                question.add(concept(form, *trust));
            }
        }
        question.text = forms.iter().map(|(form, _)| form.as_str()).collect::<Vec<_>>().join(" ");
        question
    }

    fn knows(&self, form: &str) -> bool {
        if form.chars().count() < 2 || is_number(form) || is_plain(form) {
            return true;
        }
        let stem = stem_of(form);
        self.segments.iter().any(|s| s.term(&stem).is_some()) || !synonym::ideas(form, &stem).is_empty()
    }

    /// The nearest known word when nobody knows this one, and how far to trust it.
    fn correct(&self, form: &str) -> (String, f32) {
        let length = form.chars().count();
        let limit = allowed(length);
        if limit == 0 || length > 24 {
            return (form.to_owned(), 1.0);
        }
        // Among equals the first in the alphabet, so that nothing depends on how the index was cut.
        for key in sounds(form).into_iter().flatten() {
            let own = self.segments.iter().filter_map(|s| s.forms.sounding(key)).min();
            if let Some(heard) = own.or_else(|| EVERYDAY.sounding(key)) {
                return (heard.to_owned(), 0.92);
            }
        }
        let own = self.segments.iter().filter_map(|s| s.forms.nearest(form, limit)).min();
        let everyday = EVERYDAY.nearest(form, own.map_or(limit, |(d, _)| d.saturating_sub(1)));
        match everyday.or(own) {
            Some((distance, found)) => (found.to_owned(), if distance <= 10 { 0.92 } else { 0.8 }),
            None => (form.to_owned(), 1.0),
        }
    }

    /// The likeliest of the readings: as typed unless another makes more known words.
    fn letters(&self, text: &str) -> String {
        let has_latin = text.chars().any(|c| c.is_ascii_alphabetic());
        let repaired = layout::repair(text, &Lexicon::default()).text;
        if !has_latin {
            return repaired;
        }
        let keys = self.each_word(text, |word| self.by_keys(word));
        let sounds = self.each_word(text, |word| Some(self.by_sound(word)));
        let mut best = (self.sense(text) + 0.05, text.to_owned());
        for reading in [repaired, keys, sounds] {
            let sense = self.sense(&reading);
            if sense > best.0 {
                best = (sense, reading);
            }
        }
        // A stray word in another reading: "есть ли gfhrjdrf".
        self.each_word(&best.1, |word| {
            let form = normalise(word);
            if !word.is_ascii() || self.knows(form.trim_matches(|c: char| !c.is_alphanumeric())) {
                return None;
            }
            let other = self.by_keys(word).filter(|w| cut(&normalise(w)).all(|f| self.knows(f)));
            other.or_else(|| Some(self.by_sound(word)).filter(|w| cut(&normalise(w)).all(|f| self.knows(f))))
        })
    }

    fn each_word(&self, text: &str, read: impl Fn(&str) -> Option<String>) -> String {
        text.split_whitespace().map(|word| if word.chars().any(|c| c.is_ascii_alphabetic()) { read(word).unwrap_or_else(|| word.to_owned()) } else { word.to_owned() }).collect::<Vec<_>>().join(" ")
    }

    /// The keys as Russian letters; marks at the end may be letters too ("cnhb;re." is no "стрижкую").
    fn by_keys(&self, word: &str) -> Option<String> {
        let full = layout::to_keys(word);
        let bare = word.trim_end_matches([',', '.', '!', '?', ';', ':', '&']);
        let trimmed = layout::to_keys(bare);
        let known = |text: &str| cut(&normalise(text)).all(|form| self.knows(form));
        Some(if !known(&trimmed) && known(&full) { full } else { trimmed })
    }

    fn by_sound(&self, word: &str) -> String {
        let spelled = layout::to_cyrillic(word);
        if self.knows(&normalise(&spelled)) {
            return spelled;
        }
        words::by_sound(&normalise(&spelled)).map_or(spelled, str::to_owned)
    }

    /// The share of letters in known words.
    fn sense(&self, text: &str) -> f32 {
        let normal = normalise(text);
        let (mut known, mut all) = (0.0_f32, 0.0_f32);
        for form in cut(&normal).filter(|f| !is_number(f)) {
            let length = form.chars().count() as f32;
            all += length;
            known += if self.knows(form) { length } else { 0.0 };
        }
        if all > 0.0 { known / all } else { 0.0 }
    }
}

impl Question {
    fn add(&mut self, mut new: Concept) {
        let is_idea = |way: &Way| matches!(way, Way::Idea(_));
        let is_known = self.concepts.iter().any(|old| old.ways.iter().any(|(way, _)| is_idea(way) && new.ways.iter().any(|(w, _)| w == way)));
        if is_known {
            new.worth *= AGAIN;
            new.is_thing = false;
        }
        self.concepts.push(new);
    }
}

fn concept(form: &str, trust: f32) -> Concept {
    let stem = stem_of(form);
    let mut ways = vec![(Way::Stem(stem.clone()), trust)];
    let ideas = synonym::ideas(form, &stem);
    for idea in &ideas {
        ways.push((Way::Idea(idea.clone()), BY_IDEA * trust));
        ways.extend(mark(idea).map(|way| (way, BY_MARK * trust)));
    }
    ways.extend(heads(&stem).into_iter().map(|head| (Way::Stem(head), BY_HEAD * trust)));
    ways.extend(roots(&stem).into_iter().map(|(root, quality)| (Way::Root(root), quality * trust)));
    let is_plain = is_plain(form);
    // The frame of a question is next to nothing.
    let worth = worth(form) * if is_plain && ideas.is_empty() && worth(form) < 0.5 { 0.75 } else { 1.0 };
    Concept { form: form.to_owned(), worth, is_thing: worth >= 1.0 && !is_quality(form), is_plain, ways }
}

fn of_phrase<'a>(form: String, idea: &str, stems: impl Iterator<Item = &'a String>) -> Concept {
    let mut ways = vec![(Way::Idea(idea.to_owned()), 0.95)];
    ways.extend(mark(idea).map(|way| (way, 0.7)));
    ways.extend(stems.filter(|s| !is_stop(s) && worth(s) >= 0.5).map(|s| (Way::Stem(s.clone()), 0.9)));
    Concept { form, worth: 0.7, is_thing: false, is_plain: true, ways }
}

fn mark(idea: &str) -> Option<Way> {
    MARKS.iter().find(|(name, _)| *name == idea).map(|(_, mark)| Way::Stem((*mark).to_owned()))
}
