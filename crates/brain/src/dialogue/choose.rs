//! A choice that was typed instead of pressed: its number or its words mean the same as the button.

use super::act::Act;
use super::faq::fold;
use super::found::Found;
use super::read::is_sure;
use super::state::Ask;
use super::talk::Talk;
use super::{intents, title};
use crate::understand::{Intent, Understanding};

pub fn typed(talk: &Talk<'_>, understood: &Understanding, found: &Found) -> Option<Act> {
    // Answers to a script are read by the script.
    let asked = talk.state.asked.as_ref().filter(|a| a.what != Ask::Script)?;
    let acts: Vec<Act> = asked.choices.iter().filter_map(|code| Act::parse(code, talk.catalog())).collect();
    if acts.is_empty() {
        return None;
    }
    if let Some(act) = by_title(talk, understood, &acts) {
        return Some(act);
    }
    if asked.what == Ask::Service && found.services.is_empty() && let Some(act) = by_synonym(talk, understood, &acts) {
        return Some(act);
    }
    if super::words::is_arithmetic(&fold(&understood.text)) {
        return None;
    }
    let is_sole = understood.text.split_whitespace().count() <= 3;
    let number = found.number.or_else(|| bare_number(&understood.text)).filter(|_| is_sole && !understood.text.contains(':'))?;
    // "5" under a list of hours is five o'clock, unless the list is numbered.
    let hours = |n: i64| acts.iter().any(|a| matches!(a, Act::Slot { starts_at, .. } if { let h = i64::from(starts_at.in_zone(&talk.zone()).hour()); h == n || h == n + 12 }));
    let is_numbered = acts.len() > usize::from(talk.facts.channel.buttons);
    if asked.what == Ask::Slot && !is_numbered && (hours(number) || found.wish.has_time()) && !said_as_ordinal(understood) {
        return None;
    }
    // "первый вариант" over a sum-up would book by accident.
    if matches!(asked.what, Ask::Name | Ask::Phone) || asked.what == Ask::Consent && !is_numbered || is_sure(understood, Intent::RunningLate) || !found.services.is_empty() {
        return None;
    }
    let index = if number < 0 { acts.len().checked_sub(1)? } else { usize::try_from(number).ok()?.checked_sub(1)? };
    acts.get(index).cloned()
}

fn said_as_ordinal(understood: &Understanding) -> bool {
    understood.entities.iter().any(|e| matches!(e.value, crate::understand::Value::Ordinal { .. }))
}

fn bare_number(text: &str) -> Option<i64> {
    let digits = text.trim().trim_start_matches(['№', '#']).trim_end_matches(['.', ')']);
    (digits.len() <= 2 && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())).then(|| digits.parse().ok())?
}

/// The title itself, or a beginning that fits one choice only.
fn by_title(talk: &Talk<'_>, understood: &Understanding, acts: &[Act]) -> Option<Act> {
    let typed = key(&understood.text);
    if typed.chars().count() < 2 || intents::is_question(understood) {
        return None;
    }
    let titles: Vec<(String, &Act)> = acts.iter().map(|act| (key(&title::of(talk, act)), act)).collect();
    if let Some((_, act)) = titles.iter().find(|(title, _)| *title == typed) {
        return Some((*act).clone());
    }
    let mut fits = titles.iter().filter(|(title, _)| typed.chars().count() >= 4 && title.starts_with(&typed));
    if let (Some((_, act)), None) = (fits.next(), fits.next()) {
        return Some((*act).clone());
    }
    // "по очереди" of «Записать по очереди».
    let mut inside = titles.iter().filter(|(title, _)| typed.chars().count() >= 6 && format!(" {title} ").contains(&format!(" {typed} ")));
    match (inside.next(), inside.next()) {
        (Some((_, act)), None) => Some((*act).clone()),
        _ => None,
    }
}

/// "для парня" under a list of haircuts: words that only one of the offered services has.
fn by_synonym(talk: &Talk<'_>, understood: &Understanding, acts: &[Act]) -> Option<Act> {
    let said = super::faq::stems(&understood.text);
    let hits = |act: &Act| {
        let Act::Service(id) = act else { return 0 };
        let Some(row) = talk.catalog().service(*id) else { return 0 };
        let known: Vec<String> = row.synonyms.iter().chain([&row.name]).flat_map(|s| super::faq::stems(s)).collect();
        said.iter().filter(|stem| stem.chars().count() > 2 && known.contains(stem)).count()
    };
    let scored: Vec<(usize, &Act)> = acts.iter().map(|a| (hits(a), a)).collect();
    let best = scored.iter().map(|(n, _)| *n).max().filter(|n| *n > 0)?;
    let mut fits = scored.iter().filter(|(n, _)| *n == best);
    match (fits.next(), fits.next()) {
        (Some((_, act)), None) if said.len() <= 4 => Some((*act).clone()),
        _ => None,
    }
}

fn key(text: &str) -> String {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}
