//! The customer's name: after "меня зовут", "это", "на имя", beside a phone, or alone as an answer.
//! A name after "к" or "у" is an employee and is read by `catalog.rs`.

use super::contact::piece;
use super::names;
use super::token::{Kind, Token};
use super::words;
use super::{Entity, Value};

/// Words before a name and how sure they make us: 3 = any word may be the name, 2 = a capital or a known name, 1 = a known name only.
const CUES: &[(&[&str], u8)] = &[
    (&["меня", "зовут"], 3),
    (&["зовут", "меня"], 3),
    (&["мое", "имя"], 3),
    (&["имя", "фамилия"], 3),
    (&["my", "name", "is"], 3),
    (&["my", "names"], 3),
    (&["call", "me"], 2),
    (&["name", "is"], 3),
    (&["на", "имя"], 3),
    (&["менің", "атым"], 3),
    (&["менин", "атым"], 3),
    (&["моя", "фамилия"], 2),
    (&["зовут"], 2),
    (&["звать"], 2),
    (&["имя"], 2),
    (&["name"], 2),
    (&["записать", "на"], 1),
    (&["запишите", "на"], 1),
    (&["запиши", "на"], 1),
    (&["запись", "на"], 1),
    (&["бронь", "на"], 1),
    (&["this", "is"], 1),
    (&["i", "am"], 1),
    (&["im"], 1),
    (&["its"], 1),
    (&["это"], 1),
    (&["я"], 1),
    (&["беспокоит"], 1),
    (&["клиент"], 1),
    (&["клиентка"], 1),
    (&["пишет"], 1),
    (&["пишите", "на"], 1),
    (&["пиши", "на"], 1),
    (&["записывайте", "на"], 1),
    (&["запишем", "на"], 1),
    (&["оформите", "на"], 1),
    (&["for"], 1),
];

/// Words that may stand between a cue and the name: "меня, кстати, зовут", "имя: Анна".
fn is_soft(token: &Token) -> bool {
    token.kind == Kind::Comma || matches!(token.form.as_str(), "кстати" | "просто" | "клиент" | "клиентка" | "is" | "это" | "ваш" | "ваша")
}

fn covers(taken: &[Entity], t: &Token) -> bool {
    taken.iter().any(|e| !matches!(e.value, Value::Employee { .. } | Value::Number { .. } | Value::Ordinal { .. }) && e.start < t.end && t.start < e.end)
}

/// Names that are told: "меня зовут …". Read before services and employees are.
pub(crate) fn told(text: &[char], tokens: &[Token], taken: &[Entity]) -> Vec<Entity> {
    let is_taken = |t: &Token| covers(taken, t);
    let mut found: Vec<Entity> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match after_cue(tokens, at, &is_taken) {
            Some((first, end, name)) => {
                found.extend(entity(text, tokens, first, end, name));
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    if found.is_empty() {
        found.extend(before_cue(text, tokens, &is_taken).or_else(|| corrected(text, tokens, &is_taken)));
    }
    found
}

/// A name without a cue, when nothing else explains it.
pub(crate) fn bare(text: &[char], tokens: &[Token], taken: &[Entity]) -> Option<Entity> {
    alone(text, tokens, &|t| covers(taken, t), taken)
}

fn entity(text: &[char], tokens: &[Token], first: usize, end: usize, name: String) -> Option<Entity> {
    let (start, end) = (tokens.get(first)?.start, tokens.get(end.checked_sub(1)?)?.end);
    Some(Entity { text: piece(text, start, end), start, end, value: Value::Person { name } })
}

fn after_cue(tokens: &[Token], at: usize, is_taken: &dyn Fn(&Token) -> bool) -> Option<(usize, usize, String)> {
    // "меня Олег зовут"
    let word = |at: usize| tokens.get(at).map_or("", |t| t.form.as_str());
    if word(at) == "меня" && (word(at + 2) == "зовут" || word(at + 3) == "зовут") && word(at + 1) != "зовут" {
        return name_at(tokens, at + 1, 2, is_taken);
    }
    let (cue, sure) = CUES.iter().find(|(cue, _)| cue.iter().enumerate().all(|(i, word)| tokens.get(at + i).is_some_and(|t| t.form == *word)))?;
    let before = at.checked_sub(1).and_then(|b| tokens.get(b)).map(|t| t.form.as_str());
    // "как вас зовут", "как зовут мастера" ask for a name, they do not tell it.
    if tokens.get(at.saturating_sub(2)..at).unwrap_or_default().iter().any(|t| matches!(t.form.as_str(), "как" | "what" | "whats" | "ли" | "кто")) {
        return None;
    }
    if matches!(cue, ["я"]) && matches!(before, Some("и" | "что" | "как")) {
        return None;
    }
    let mut first = at + cue.len();
    while tokens.get(first).is_some_and(is_soft) && first < at + cue.len() + 2 {
        first += 1;
    }
    name_at(tokens, first, *sure, is_taken)
}

/// "татьяна меня зовут", as people say it aloud.
fn before_cue(text: &[char], tokens: &[Token], is_taken: &dyn Fn(&Token) -> bool) -> Option<Entity> {
    let cue = (1..tokens.len()).find(|at| tokens.get(*at).is_some_and(|t| t.form == "меня") && tokens.get(at + 1).is_some_and(|t| matches!(t.form.as_str(), "зовут" | "звать")) || tokens.get(*at).is_some_and(|t| t.form == "зовут") && tokens.get(at + 1).is_some_and(|t| t.form == "меня"))?;
    (cue.saturating_sub(2)..cue).find_map(|first| {
        let (first, end, name) = name_at(tokens, first, 1, is_taken)?;
        if end == cue { entity(text, tokens, first, end, name) } else { None }
    })
}

/// "имя исправьте на Елена", "я не Алена, а Елена".
fn corrected(text: &[char], tokens: &[Token], is_taken: &dyn Fn(&Token) -> bool) -> Option<Entity> {
    tokens.iter().find(|t| matches!(t.form.as_str(), "имя" | "я" | "зовут" | "name"))?;
    let word = |at: usize| tokens.get(at).map_or("", |t| t.form.as_str());
    (1..tokens.len()).rev().find_map(|first| {
        let is_led = word(first - 1) == "на" || word(first - 1) == "а" && (0..first).any(|at| word(at) == "не" && names::find(word(at + 1)).is_some());
        let (first, end, name) = name_at(tokens, first, 1, is_taken).filter(|_| is_led)?;
        entity(text, tokens, first, end, name)
    })
}

/// A first name with what belongs to it from token `first`; the token after it and the nominative.
fn name_at(tokens: &[Token], first: usize, sure: u8, is_taken: &dyn Fn(&Token) -> bool) -> Option<(usize, usize, String)> {
    let token = tokens.get(first).filter(|t| t.is_word() && !is_taken(t))?;
    let reading = names::find(&token.form);
    let is_common = words::is_russian(&token.form) || words::is_english(&token.form) || super::intent::RULES.vocabulary.knows(&token.form) && token.form.chars().count() > 3;
    let family_first = names::is_family(&token.form) && tokens.get(first + 1).is_some_and(|t| names::find(&t.form).is_some());
    let (name, is_female) = match reading {
        Some(r) if !r.is_word_too || token.is_capital || sure >= 2 => (r.name.clone(), r.is_female),
        None if family_first => (capital(&token.form), token.form.ends_with('а')),
        None if sure == 3 && !is_common && token.form.chars().count() >= 2 => (capital(&token.form), token.form.ends_with(['а', 'я'])),
        None if sure == 2 && token.is_capital && !is_common => (capital(&token.form), token.form.ends_with(['а', 'я'])),
        _ => return None,
    };
    let mut end = first + 1;
    let mut parts = vec![name];
    while let Some(next) = tokens.get(end).filter(|t| t.is_word() && !is_taken(t)) {
        let is_more = names::is_family(&next.form) && !words::is_russian(&next.form) || next.is_capital && !words::is_russian(&next.form) && !words::is_english(&next.form) && names::find(&next.form).is_none_or(|_| family_first) || family_first && end == first + 1;
        if !is_more || end - first >= 3 {
            break;
        }
        parts.push(match names::find(&next.form).filter(|_| family_first) {
            Some(r) => r.name.clone(),
            None => capital(&names::family_nominative(&next.form, is_female)),
        });
        end += 1;
    }
    Some((first, end, parts.join(" ")))
}

fn capital(form: &str) -> String {
    let mut chars = form.chars();
    chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

/// A name that stands by itself: the whole message, or a clause beside a phone or at the end.
fn alone(text: &[char], tokens: &[Token], is_taken: &dyn Fn(&Token) -> bool, taken: &[Entity]) -> Option<Entity> {
    let has_phone = taken.iter().any(|e| matches!(e.value, Value::Phone { .. }));
    let words: Vec<usize> = tokens.iter().enumerate().filter(|(_, t)| t.is_word() && !is_taken(t)).map(|(at, _)| at).collect();
    let first = *words.first()?;
    let skip = words.iter().take_while(|at| tokens.get(**at).is_some_and(|t| matches!(t.form.as_str(), "да" | "ну" | "хорошо" | "ок" | "мой" | "номер" | "телефон" | "я" | "yes" | "ok" | "sure" | "phone" | "my" | "тел" | "и"))).count();
    let first_word = words.get(skip).copied().unwrap_or(first);
    let left = words.len() - skip;
    let sure = if left <= 3 { 2 } else { 1 };
    let is_greeted = tokens.iter().any(|t| t.form.starts_with("здравств") || t.form.starts_with("привет") || matches!(t.form.as_str(), "добрый" | "доброе" | "hello" | "hi"));
    // "тимур завтра в 18" names the employee; "Тимур, 8916…" is the customer.
    let has_wish = taken.iter().any(|e| matches!(e.value, Value::Service { .. } | Value::Datetime(_) | Value::Branch { .. }));
    let is_employee = |at: usize| tokens.get(at).is_some_and(|t| taken.iter().any(|e| matches!(e.value, Value::Employee { .. }) && e.start < t.end && t.start < e.end));
    // The whole message, or all of it but the phone, is a name.
    if !(has_wish && is_employee(first_word))
        && let Some((first, end, name)) = name_at(tokens, first_word, sure, is_taken)
        && (words.iter().filter(|at| **at >= end).all(|at| tokens.get(*at).is_some_and(|t| matches!(t.form.as_str(), "меня" | "зовут" | "телефон" | "тел" | "номер" | "мой" | "phone" | "вот" | "и" | "спасибо"))) && left <= 8)
        && names::find(&tokens.get(first)?.form).is_some_and(|r| r.is_nominative && (!r.is_word_too || tokens.get(first).is_some_and(|t| t.is_capital)))
            | (tokens.get(first)?.is_capital && names::is_family(&tokens.get(first)?.form))
    {
        return entity(text, tokens, first, end, name);
    }
    if is_greeted {
        return None;
    }
    // A clause of its own: "на завтра в пять, Анна", "Анна Петрова, 8916…".
    let mut at = 0;
    while at < tokens.len() {
        let starts_clause = at == 0 || tokens.get(at - 1).is_some_and(Token::is_break) || taken.iter().any(|e| matches!(e.value, Value::Phone { .. }) && tokens.get(at).is_some_and(|t| t.start >= e.end && t.start <= e.end + 1));
        let before_phone = |end: usize| tokens.get(end).is_some_and(|t| taken.iter().any(|e| matches!(e.value, Value::Phone { .. }) && e.start <= t.end && t.start <= e.start + 2));
        if let Some((first, end, name)) = name_at(tokens, at, 1, is_taken)
            && (starts_clause || before_phone(end))
        {
            let token = tokens.get(first)?;
            let closes = tokens.get(end).is_none_or(|t| t.is_break() || t.kind == Kind::Emoji || is_taken(t));
            let is_nominative = names::find(&token.form).is_some_and(|r| r.is_nominative && (!r.is_word_too || token.is_capital));
            // An employee's name among other words is the employee: "Катя завтра работает?"
            let alone_is_enough = (token.is_capital || has_phone || end - first > 1) && !(is_employee(first) && is_employee(end - 1));
            if closes && is_nominative && alone_is_enough {
                return entity(text, tokens, first, end, name);
            }
        }
        at += 1;
    }
    None
}
