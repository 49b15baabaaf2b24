//! Services, employees and branches in a message. Words next to each other narrow ("мужская стрижка"), words of different
//! services part ("маникюр и педикюр"); what fits several services equally is one entity with all of them.

use super::contact::piece;
use super::token::{Kind, Token};
use super::{Entity, Value};
use crate::Lexicon;
use crate::lexicon::is_empty_word;

/// A word of the catalog in the message.
#[derive(Clone, Debug)]
struct Word {
    at: usize,
    terms: Vec<u32>,
    is_light: bool,
}

/// Words taken together as one service.
#[derive(Clone, Debug)]
struct Group {
    words: Vec<Word>,
    services: Vec<usize>,
    has_trigger: bool,
}

pub(crate) fn services(text: &[char], tokens: &[Token], lexicon: &Lexicon, is_taken: &dyn Fn(&Token) -> bool) -> Vec<Entity> {
    let mut found: Vec<(usize, usize, Vec<usize>)> = Vec::new();
    for run in runs(tokens, lexicon, is_taken) {
        let mut groups: Vec<Group> = Vec::new();
        for (join, words) in run {
            let parts = narrow(words, lexicon);
            for (place, part) in parts.into_iter().enumerate() {
                // "массаж шеи и головы", "маникюр с покрытием": the second half belongs to the first when some service has both.
                if (place > 0 || join.is_some())
                    && let Some(last) = groups.last_mut()
                    && (!part.has_trigger || !last.has_trigger || place == 0)
                {
                    let (left, right) = match join {
                        Some(Join::And) if part.has_trigger && last.has_trigger => (refine(last, tokens, lexicon), refine(&part, tokens, lexicon)),
                        Some(Join::With) if last.has_trigger => (refine(last, tokens, lexicon), part.services.clone()),
                        _ => (last.services.clone(), part.services.clone()),
                    };
                    let common: Vec<usize> = left.into_iter().filter(|s| right.contains(s)).collect();
                    if !common.is_empty() || !part.has_trigger {
                        if !common.is_empty() {
                            last.services = common;
                            last.words.extend(part.words);
                            last.has_trigger |= part.has_trigger;
                        }
                        continue;
                    }
                }
                groups.push(part);
            }
        }
        // "для парня" as a whole answer is enough to tell the haircuts apart.
        let is_answer = tokens.iter().filter(|t| t.is_word()).count() <= 3 && groups.len() == 1;
        for group in groups.into_iter().filter(|g| g.has_trigger || is_answer) {
            let best = refine(&group, tokens, lexicon);
            let heavy = |w: &&Word| !w.is_light;
            if let (Some(first), Some(last)) = (group.words.iter().find(heavy), group.words.iter().rfind(heavy)) {
                found.push((first.at, last.at, best));
            }
        }
    }
    found
        .into_iter()
        .take(super::MOST_ENTITIES)
        .filter_map(|(first, last, services)| {
            let (start, end) = (tokens.get(first)?.start, tokens.get(last)?.end);
            let ids = services.iter().filter_map(|s| lexicon.names().services.get(*s)).map(|(id, _)| *id).collect::<Vec<_>>();
            (!ids.is_empty()).then(|| Entity { text: piece(text, start, end), start, end, value: Value::Service { ids } })
        })
        .collect()
}

/// How a part hangs on the one before it: "и", "," and "+" may list, "с" mostly completes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    And,
    With,
}

type Run = Vec<(Option<Join>, Vec<Word>)>;

/// Stretches of catalog words, each cut where parts are joined.
fn runs(tokens: &[Token], lexicon: &Lexicon, is_taken: &dyn Fn(&Token) -> bool) -> Vec<Run> {
    let mut all: Vec<Run> = Vec::new();
    let mut run: Run = Vec::new();
    let mut strangers = 0;
    let mut joins: Option<Join> = None;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Stop => {
                all.extend((!run.is_empty()).then(|| std::mem::take(&mut run)));
                strangers = 0;
                joins = None;
                continue;
            }
            Kind::Comma | Kind::Emoji => {
                joins = Some(Join::And);
                continue;
            }
            Kind::Number => {
                strangers += 1;
                continue;
            }
            Kind::Word => {}
        }
        if matches!(token.form.as_str(), "и" | "плюс" | "еще" | "также" | "and" | "plus" | "или" | "or" | "да") {
            joins = Some(Join::And);
            continue;
        }
        if matches!(token.form.as_str(), "с" | "со" | "with") {
            joins = joins.or(Some(Join::With));
            continue;
        }
        if is_empty_word(&token.form) {
            continue;
        }
        let terms = if is_taken(token) { Vec::new() } else { lexicon.terms_of(token) };
        if terms.is_empty() {
            strangers += 1;
            if strangers > 2 {
                all.extend((!run.is_empty()).then(|| std::mem::take(&mut run)));
            }
            continue;
        }
        let is_light = matches!(token.form.as_str(), "сделать" | "сделайте" | "делать" | "сделаю" | "сделаем" | "do" | "done" | "get" | "хочу");
        let word = Word { at, terms, is_light };
        match run.last_mut() {
            Some((_, words)) if joins.is_none() => words.push(word),
            _ => run.push((joins, vec![word])),
        }
        strangers = 0;
        joins = None;
    }
    all.extend((!run.is_empty()).then_some(run));
    all
}

fn services_of(word: &Word, lexicon: &Lexicon) -> (Vec<usize>, bool) {
    let mut services = Vec::new();
    let mut is_trigger = false;
    for term in word.terms.iter().filter_map(|t| lexicon.term(*t)) {
        services.extend(term.services.iter().copied().filter(|s| !services.contains(s)).collect::<Vec<_>>());
        is_trigger |= term.is_trigger;
    }
    (services, is_trigger)
}

/// Walks the words and keeps what all of them allow; a word of another service begins a new group.
fn narrow(words: Vec<Word>, lexicon: &Lexicon) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut light: Vec<Word> = Vec::new();
    for word in words {
        if word.is_light {
            // "сделать" tells nothing apart by itself, but "сделать ногти" is a phrase.
            match groups.last_mut() {
                Some(last) => last.words.push(word),
                None => light.push(word),
            }
            continue;
        }
        let (services, is_trigger) = services_of(&word, lexicon);
        if services.is_empty() {
            continue;
        }
        if let Some(last) = groups.last_mut() {
            let common: Vec<usize> = last.services.iter().copied().filter(|s| services.contains(s)).collect();
            if !common.is_empty() {
                last.services = common;
                last.words.push(word);
                last.has_trigger |= is_trigger;
                continue;
            }
            if !is_trigger {
                continue;
            }
            if !last.has_trigger {
                *last = Group { words: vec![word], services, has_trigger: true };
                continue;
            }
        }
        let mut words = std::mem::take(&mut light);
        words.push(word);
        groups.push(Group { words, services, has_trigger: is_trigger });
    }
    groups
}

/// Of the services left, those whose longest name or synonym is said in full; else those the category or the head word means.
fn refine(group: &Group, tokens: &[Token], lexicon: &Lexicon) -> Vec<usize> {
    let said = |terms: &Vec<u32>| group.words.iter().any(|w| w.terms.iter().any(|t| terms.contains(t)));
    let heard = |test: &dyn Fn(&Token) -> bool| group.words.iter().any(|w| tokens.get(w.at).is_some_and(test));
    let mut best = (0, false, false);
    let mut chosen: Vec<usize> = Vec::new();
    for phrase in lexicon.phrases.iter().filter(|p| group.services.contains(&p.service) && p.words.iter().all(said)) {
        let size = (phrase.words.len(), phrase.own.iter().all(|(_, stem)| heard(&|t| t.stem == *stem)), phrase.own.iter().all(|(form, _)| heard(&|t| t.form == *form)));
        if size > best {
            best = size;
            chosen.clear();
        }
        if size == best && !chosen.contains(&phrase.service) {
            chosen.push(phrase.service);
        }
    }
    if chosen.is_empty() { group.services.clone() } else { chosen }
}

pub(crate) fn employees(text: &[char], tokens: &[Token], lexicon: &Lexicon, is_taken: &dyn Fn(&Token) -> bool) -> Vec<Entity> {
    let mut found: Vec<Entity> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at).filter(|_| found.len() < super::MOST_ENTITIES) {
        at += 1;
        if !token.is_word() || is_taken(token) {
            continue;
        }
        let before = at.checked_sub(2).and_then(|b| tokens.get(b)).map(|t| t.form.as_str());
        let is_called = matches!(before, Some("к" | "ко" | "у" | "мастер" | "мастеру" | "мастера" | "with" | "to"));
        let first = lexicon.employees_of(token, token.is_capital || is_called);
        // "мир", "роман", "рая" are words too: a short name in small letters needs "к" or "у" before it.
        if first.is_empty() || super::names::is_word_too(&token.form) && !is_called && !token.is_capital {
            continue;
        }
        let mut ids: Vec<usize> = Vec::new();
        for (index, _) in &first {
            if !ids.contains(index) {
                ids.push(*index);
            }
        }
        let mut end = token.end;
        if let Some(next) = tokens.get(at).filter(|t| t.is_word()) {
            let second = lexicon.employees_of(next, next.is_capital);
            let both: Vec<usize> = ids.iter().copied().filter(|i| second.iter().any(|(j, _)| i == j)).collect();
            if !both.is_empty() {
                ids = both;
                end = next.end;
                at += 1;
            }
        }
        let ids = ids.iter().filter_map(|i| lexicon.names().employees.get(*i)).map(|(id, _)| *id).collect();
        found.push(Entity { text: piece(text, token.start, end), start: token.start, end, value: Value::Employee { ids } });
    }
    found
}

pub(crate) fn branches(text: &[char], tokens: &[Token], lexicon: &Lexicon, is_taken: &dyn Fn(&Token) -> bool) -> Vec<Entity> {
    let mut found: Vec<(usize, usize, Vec<usize>)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if !token.is_word() || is_taken(token) {
            continue;
        }
        let Some(places) = lexicon.branches.get(&token.stem) else { continue };
        if let Some((_, last, known)) = found.last_mut()
            && at <= *last + 2
        {
            let common: Vec<usize> = known.iter().copied().filter(|p| places.contains(p)).collect();
            if !common.is_empty() {
                *known = common;
                *last = at;
                continue;
            }
        }
        found.push((at, at, places.clone()));
    }
    found
        .into_iter()
        .take(super::MOST_ENTITIES)
        .filter_map(|(first, last, places)| {
            let (start, end) = (tokens.get(first)?.start, tokens.get(last)?.end);
            let ids = places.iter().filter_map(|p| lexicon.names().branches.get(*p)).map(|(id, _)| *id).collect();
            Some(Entity { text: piece(text, start, end), start, end, value: Value::Branch { ids } })
        })
        .collect()
}
