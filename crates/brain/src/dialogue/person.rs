//! Who the customer is: a name or a phone given freely, asked for, corrected. Reads only; `apply.rs` keeps it.

use super::command::Command;
use super::found::Found;
use super::state::Ask;
use super::talk::Talk;
use super::{ask, faq, show};
use crate::understand::{Context, Intent, Understanding, Value};
use domain::Phone;

/// Name and phone: given freely, or as the answer to our question.
pub fn person(talk: &Talk<'_>, understood: &Understanding, found: &Found, asked: Option<Ask>) -> Vec<Command> {
    let mut commands = Vec::new();
    let free = found.name.clone().or_else(|| name_beside_phone(talk, understood));
    let name = match asked {
        Some(Ask::Name) => free.or_else(|| bare_name(understood)),
        _ => free,
    };
    if let Some(name) = name.filter(|n| Some(n.as_str()) != talk.name()) {
        commands.push(Command::SetName { name });
    }
    if let Some(phone) = &found.phone {
        commands.push(Command::SetPhone { phone: phone.clone() });
    } else if matches!(asked, Some(Ask::Phone | Ask::Name)) {
        let digits: String = understood.text.chars().filter(char::is_ascii_digit).collect();
        match Phone::parse(&digits, &talk.catalog().org.region) {
            Ok(phone) => commands.push(Command::SetPhone { phone: phone.as_str().to_owned() }),
            Err(_) if digits.len() >= 5 || asked == Some(Ask::Phone) && digits.len() >= 3 => commands.push(Command::BadPhone),
            Err(_) if digits.len() >= 3 && ask::needs_phone(talk) && digits.len() * 2 > understood.text.chars().count() => commands.push(Command::BadPhone),
            Err(_) => {}
        }
    }
    commands
}

/// The answer to "как вас зовут": up to three words that are not a wish of another kind.
pub fn bare_name(understood: &Understanding) -> Option<String> {
    const LEAD: &[&str] = &["я", "это", "меня", "зовут", "мое", "имя", "my", "name", "is", "i", "am", "i'm", "im", "it's", "its", "мой", "номер", "телефон", "phone", "number", "and", "и", "а", "звать", "кличут", "называйте"];
    let busy = understood.intents.iter().any(|i| i.score >= 0.6 && !matches!(i.name, Intent::Greet | Intent::Thanks | Intent::ChitChat | Intent::Question | Intent::Employees));
    if busy || understood.text.contains('?') {
        return None;
    }
    let words: Vec<&str> = understood
        .text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | '!' | ':'))
        .filter(|w| !w.is_empty() && !w.chars().any(|c| c.is_ascii_digit() || matches!(c, '+' | '(' | ')')) && *w != "-")
        .filter(|w| !LEAD.contains(&faq::fold(w).as_str()))
        .collect();
    let fits = (1..=3).contains(&words.len()) && words.iter().all(|w| w.chars().count() <= 24 && w.chars().count() > 1 && w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’')));
    fits.then(|| words.iter().map(|w| show::sentence(&w.to_lowercase())).collect::<Vec<_>>().join(" "))
}

/// "…, Пётр, 8 916 …": the word before the number, when it is a name.
fn name_beside_phone(talk: &Talk<'_>, understood: &Understanding) -> Option<String> {
    let phone = understood.entities.iter().find(|e| matches!(e.value, Value::Phone { .. }))?;
    let head: String = understood.text.chars().take(phone.start).collect();
    let is_told = |word: &str| understood.entities.iter().any(|e| e.text.contains(word) && !matches!(e.value, Value::Phone { .. }));
    let word = head.split(|c: char| !c.is_alphabetic()).rfind(|w| !w.is_empty() && !["тел", "телефон", "номер", "мой", "phone", "number", "my"].contains(&faq::fold(w).as_str()))?;
    lone_name(talk, word).filter(|_| !is_told(word))
}

/// Is this word by itself a person's name?
fn lone_name(talk: &Talk<'_>, word: &str) -> Option<String> {
    let read = crate::understand(word, &Context { now: talk.now().timestamp(), zone: talk.zone(), lang: Some(talk.lang), lexicon: &talk.catalog().lexicon });
    read.entities.into_iter().find_map(|e| if let Value::Person { name } = e.value { Some(name) } else { None })
}

/// "не Алёна, а Елена", "имя исправьте на Елена".
pub fn corrected(talk: &Talk<'_>, understood: &Understanding) -> Option<String> {
    let current = faq::fold(talk.name()?);
    let words: Vec<&str> = understood.text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    if words.len() > 8 {
        return None;
    }
    let folded: Vec<String> = words.iter().map(|w| faq::fold(w)).collect();
    let denies = folded.windows(2).any(|w| matches!(w, [not, name] if not == "не" && name.chars().count() > 2 && current.starts_with(name.as_str())));
    let speaks_of_it = folded.iter().any(|w| matches!(w.as_str(), "имя" | "зовут" | "name"));
    if !denies && !speaks_of_it {
        return None;
    }
    let other = |word: &&str| faq::fold(word) != current && word.chars().count() > 2 && !matches!(faq::fold(word).as_str(), "имя" | "зовут" | "меня" | "только");
    words.into_iter().rev().filter(other).find_map(|word| lone_name(talk, word))
}

/// "исправьте на педикюр" is about the booking, not a grievance.
pub fn is_correction(talk: &Talk<'_>, understood: &Understanding) -> bool {
    let text = faq::fold(&understood.text);
    talk.state.flow.is_some() && text.split_whitespace().count() <= 6 && ["исправ", "поправ", "correct", "fix"].iter().any(|w| text.contains(w))
}
