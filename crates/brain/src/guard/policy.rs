//! What a sentence promises or rules without a number: free, guaranteed, allowed, included, done. Such words need a statement of the
//! evidence that says the same, with the same yes or no. Word lists are data in `data/policy.txt`.

use super::Evidence;
use super::claim::Said;
use super::evidence::Deed;
use crate::dialogue::faq;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Yes or no, and free of charge or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Polarity {
    is_negated: bool,
    is_free: bool,
    is_paid: bool,
    is_only: bool,
}

impl Polarity {
    /// May a statement of this kind bear a sentence of that kind? Free of charge must be said; it need not be repeated.
    fn bears(self, said: Polarity) -> bool {
        self.is_negated == said.is_negated && self.is_only == said.is_only && (self.is_free || !said.is_free) && !(said.is_paid && self.is_free)
    }
}

struct Words {
    /// Beginnings of words that rule or promise something by themselves.
    topics: Vec<String>,
    /// Beginnings of words that assert something about the firm.
    markers: Vec<String>,
    /// Stems of courtesy and of the talk itself: they assert nothing.
    courtesy: BTreeSet<String>,
    deeds: Vec<(Deed, String)>,
    reveals: Vec<String>,
    /// Words by which a text gives orders to whoever answers.
    orders: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words { topics: vec![], markers: vec![], courtesy: BTreeSet::new(), deeds: vec![], reveals: vec![], orders: vec![] };
    let mut section = "";
    for line in include_str!("data/policy.txt").lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            section = name;
            continue;
        }
        let parts = line.split(',').map(|p| faq::fold(p.trim())).filter(|p| !p.is_empty());
        match section {
            "topics" => words.topics.extend(parts),
            "markers" => words.markers.extend(parts),
            "courtesy" => words.courtesy.extend(parts.flat_map(|p| faq::stems(&p))),
            "booked" => words.deeds.extend(parts.map(|p| (Deed::Booked, p))),
            "moved" => words.deeds.extend(parts.map(|p| (Deed::Moved, p))),
            "cancelled" => words.deeds.extend(parts.map(|p| (Deed::Cancelled, p))),
            "handed_over" => words.deeds.extend(parts.map(|p| (Deed::HandedOver, p))),
            "noted" => words.deeds.extend(parts.map(|p| (Deed::Noted, p))),
            "reveals" => words.reveals.extend(parts),
            "orders" => words.orders.extend(parts),
            _ => {}
        }
    }
    words
});

const NO: &[&str] = &["не", "нет", "нельзя", "без", "ни", "никогда", "никак", "запрещено", "запрещена", "запрещен", "not", "no", "never", "cannot", "can't", "don't", "doesn't", "isn't", "aren't", "won't", "without"];
const GRATIS: &[&str] = &["бесплатн", "даром", "free of charge", "for free", "is free", "are free", "complimentary"];

fn words_of(text: &str) -> Vec<String> {
    faq::fold(text).split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

pub(super) fn polarity(text: &str) -> Polarity {
    let words = words_of(text);
    let folded = faq::fold(text);
    // "не позже", "не более": a limit, no denial.
    let is_limit = |next: Option<&String>| next.is_some_and(|w| ["позже", "позднее", "раньше", "более", "менее", "больше", "меньше", "только", "later", "earlier", "more", "less", "only"].contains(&w.as_str()));
    let count = words.iter().enumerate().filter(|(i, w)| NO.contains(&w.as_str()) && !is_limit(words.get(i + 1))).count();
    let is_free = GRATIS.iter().any(|g| folded.contains(g));
    Polarity { is_negated: count % 2 == 1, is_free, is_paid: words.iter().any(|w| w.starts_with("платн")) || folded.contains("за плату"), is_only: words.iter().any(|w| matches!(w.as_str(), "только" | "лишь" | "only")) }
}

/// Words that give away instructions, tools or raw output.
pub(super) fn reveals(text: &str) -> Option<String> {
    let folded = faq::fold(text);
    WORDS.reveals.iter().find(|w| folded.contains(w.as_str())).cloned().or_else(|| raw(text))
}

/// Does a sentence of a document speak to whoever answers instead of telling something?
pub(super) fn orders(text: &str) -> bool {
    let folded = faq::fold(text);
    WORDS.orders.iter().any(|w| folded.contains(w.as_str())) || reveals(text).is_some()
}

/// Marks of a prompt, of a call or of code: `<agent name=`, `open_question:`, `{"tool"`.
fn raw(text: &str) -> Option<String> {
    let marks = ["{\"", "```", "</", "<|", "\u{2039}/", "{{", "}}", "$("];
    if let Some(mark) = marks.iter().find(|m| text.contains(**m)) {
        return Some((*mark).to_owned());
    }
    let tag = text.match_indices('<').find(|(at, _)| text.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic())));
    if tag.is_some() {
        return Some("<".to_owned());
    }
    let is_snake = |w: &&str| w.split('_').filter(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase())).count() >= 2 && !w.contains(['@', '/', '.']);
    text.split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '(' | ')' | '"' | '=')).find(is_snake).map(str::to_owned)
}

/// A question states little, but "знаете, что стрижка у нас бесплатная?" states enough, and one of nothing but strange words asks nothing.
pub(super) fn hinted(text: &str, said: &Said, evidence: &Evidence) -> Option<String> {
    let words = words_of(text);
    let content: Vec<String> = faq::stems(&said.rest).into_iter().filter(|s| !WORDS.courtesy.contains(s) && !s.chars().all(|c| c.is_ascii_digit())).collect();
    let unknown: Vec<&String> = content.iter().filter(|s| !evidence.has_stem(s)).collect();
    if unknown.len() >= STRANGE && unknown.len() * 2 > content.len() {
        return unknown.first().map(|s| (*s).clone());
    }
    let topic = words.iter().find(|w| WORDS.topics.iter().any(|t| w.starts_with(t.as_str())))?;
    let stems = faq::stems(topic);
    let ours = polarity(text);
    let is_stated = evidence.statements().any(|s| s.may_be_about(said) && stems.iter().all(|stem| s.stems.contains(stem)) && (ours.is_free == s.polarity.is_free || !ours.is_free));
    (!is_stated).then(|| topic.clone())
}

/// So many words that are nobody's make a question strange.
const STRANGE: usize = 3;

/// The words of a sentence that no evidence bears; none when it may stand.
pub(super) fn unsupported(text: &str, said: &Said, evidence: &Evidence) -> Option<String> {
    let words = words_of(text);
    let folded = format!(" {} ", words.join(" "));
    let is_done = |phrase: &str| if phrase.contains(' ') { folded.contains(&format!(" {phrase}")) } else { words.iter().any(|w| w == phrase) };
    if let Some((_, phrase)) = WORDS.deeds.iter().find(|(deed, phrase)| is_done(phrase) && !evidence.deeds.contains(deed)) {
        return Some(phrase.clone());
    }
    let begins = |list: &[String]| words.iter().find(|w| list.iter().any(|l| w.starts_with(l.as_str()))).cloned();
    let topic = begins(&WORDS.topics);
    // What the readers have taken (hours, sums, names) is judged as a fact.
    let content: Vec<String> = faq::stems(&said.rest).into_iter().filter(|s| !WORDS.courtesy.contains(s) && !s.chars().all(|c| c.is_ascii_digit())).collect();
    if content.is_empty() {
        return topic;
    }
    let ours = polarity(text);
    let texts = || evidence.statements().filter(|s| s.may_be_about(said));
    let agrees = |least: f64| texts().any(|s| s.polarity.bears(ours) && s.share(&content) >= least);
    let known = content.iter().filter(|s| evidence.has_stem(s)).count();
    let stands = match &topic {
        // A rule must be stated as such: the same subject, the same yes or no.
        Some(word) => {
            let stem = faq::stems(word).into_iter().next().unwrap_or_default();
            known == content.len() && texts().any(|s| s.polarity.bears(ours) && (stem.is_empty() || s.stems.contains(&stem)) && s.share(&content) >= 0.6)
        }
        // Other words of the firm's need only be known, unless something known says the opposite.
        None => {
            let is_asserted = begins(&WORDS.markers).is_some();
            let is_known = if is_asserted { known * 4 >= content.len() * 3 } else { known * 2 >= content.len() };
            let is_denied = texts().any(|s| !s.polarity.bears(ours) && s.share(&content) >= 0.5) && !agrees(0.5);
            is_known && !is_denied || agrees(0.6)
        }
    };
    let unknown = || content.iter().find(|s| !evidence.has_stem(s)).or(content.first()).cloned();
    if stands { None } else { topic.or_else(|| begins(&WORDS.markers)).or_else(unknown) }
}
