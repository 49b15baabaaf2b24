//! Orders that contradict each other: one sentence tells to do what another forbids; and orders to speak of what the settings forbid.

use super::{Finding, Severity, Text, is_no, words};
use crate::understand::stem::stem;
use domain::agent::AgentSpec;
use std::collections::BTreeSet;
use std::ops::Range;

/// Sentences that are looked at; a longer prompt is too long anyway.
const MOST: usize = 400;
/// So much of the shorter sentence is in the other.
const OVERLAP: (usize, usize) = (3, 4);

#[derive(Debug)]
struct Order<'a> {
    text: &'a Text<'a>,
    range: Range<usize>,
    is_ban: bool,
    /// Makes an exception or a condition of it.
    is_conditional: bool,
    stems: BTreeSet<String>,
}

pub(super) fn find(texts: &[Text<'_>], spec: &AgentSpec, found: &mut Vec<Finding>) {
    let orders: Vec<Order<'_>> = texts.iter().flat_map(|text| text.sentences().into_iter().map(move |range| order(text, range))).take(MOST).collect();
    let mut quarrelled = BTreeSet::new();
    for (i, ban) in orders.iter().enumerate().filter(|(_, o)| o.is_ban && !o.is_conditional) {
        for (j, wish) in orders.iter().enumerate().filter(|(_, o)| !o.is_ban && !o.is_conditional) {
            let (first, second) = if i < j { (ban, wish) } else { (wish, ban) };
            if is_same(&ban.stems, &wish.stems) && quarrelled.insert(i.max(j)) {
                found.push(pair(first, second));
            }
        }
    }
    forms_of_address(&orders, found);
    for subject in &spec.forbidden {
        let stems: BTreeSet<String> = meaning(subject).collect();
        for order in orders.iter().filter(|o| !o.is_ban && !stems.is_empty() && stems.is_subset(&o.stems)) {
            let finding = order.text.finding("forbidden_mentioned", Severity::Warning, &trimmed(order));
            found.push(Finding { about: Some(subject.clone()), ..finding });
        }
    }
}

fn pair(first: &Order<'_>, second: &Order<'_>) -> Finding {
    let finding = second.text.finding("contradiction", Severity::Error, &trimmed(second));
    Finding { other: Some(first.text.place(&trimmed(first))), about: Some(first.text.piece(&first.range).trim().chars().take(super::EXCERPT).collect()), ..finding }
}

/// The sentence without the space around it.
fn trimmed(order: &Order<'_>) -> Range<usize> {
    let piece = order.text.piece(&order.range);
    let start = order.range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}

fn order<'a>(text: &'a Text<'a>, range: Range<usize>) -> Order<'a> {
    let piece = text.piece(&range);
    let all: Vec<String> = words(piece).collect();
    let is_ban = all.iter().any(|w| is_no(w) && !matches!(w.as_str(), "без" | "without"));
    let is_conditional = all.iter().any(|w| {
        matches!(w.as_str(), "если" | "кроме" | "только" | "пока" | "когда" | "иначе" | "исключение" | "исключением" | "if" | "unless" | "except" | "only" | "when" | "until" | "otherwise")
    });
    Order { text, range, is_ban, is_conditional, stems: meaning(piece).collect() }
}

/// Stems of the words that say what it is about.
fn meaning(text: &str) -> impl Iterator<Item = String> + '_ {
    words(text).filter(|w| w.chars().count() > 2 && !is_no(w) && !is_empty(w)).map(|w| stem(&w))
}

fn is_empty(word: &str) -> bool {
    matches!(
        word,
        "всегда" | "обязательно" | "постоянно" | "каждый" | "каждому" | "раз" | "нужно" | "надо" | "следует" | "должен" | "должна" | "можно" | "это" | "эту" | "этот" | "или" | "для" | "при" | "про" | "его" | "свои" | "свой" | "свою"
            | "always" | "must" | "should" | "the" | "and" | "for" | "you" | "your" | "any" | "every" | "please" | "пожалуйста" | "also" | "также" | "случае" | "коем"
    )
}

fn is_same(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let common = a.intersection(b).count();
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    // A short order inside a long sentence about something else is no pair.
    short > 0 && common * OVERLAP.1 >= short * OVERLAP.0 && (common >= 2 || short == 1 && long <= 2) && long <= short * 3
}

/// «на ты» in one place and «на вы» in another.
fn forms_of_address(orders: &[Order<'_>], found: &mut Vec<Finding>) {
    let says = |form: &'static str| {
        orders.iter().find(move |o| {
            let all: Vec<String> = words(o.text.piece(&o.range)).collect();
            !o.is_ban && !o.is_conditional && all.windows(2).any(|pair| pair.first().is_some_and(|w| w == "на") && pair.last().is_some_and(|w| w == form))
        })
    };
    if let (Some(informal), Some(formal)) = (says("ты"), says("вы"))
        && !std::ptr::eq(informal, formal)
    {
        found.push(pair(informal, formal));
    }
}
