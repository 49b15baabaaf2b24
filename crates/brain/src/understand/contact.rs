//! Phones, e-mails and links in a text. Digits that cannot be a phone are left to the readers of dates and numbers.

use super::token::{Kind, Token};
use super::{Entity, Value};
use domain::Phone;

pub(crate) fn read(text: &[char], tokens: &[Token], region: &str) -> Vec<Entity> {
    let mut found = Vec::new();
    addresses(text, &mut found);
    found.truncate(super::MOST_ENTITIES);
    phones(text, region, &mut found);
    found.truncate(super::MOST_ENTITIES * 2);
    if found.iter().all(|e| !matches!(e.value, Value::Phone { .. })) {
        found.extend(spoken(text, tokens, region));
    }
    found
}

pub(crate) fn piece(text: &[char], start: usize, end: usize) -> String {
    text.get(start..end).unwrap_or_default().iter().collect()
}

fn addresses(text: &[char], found: &mut Vec<Entity>) {
    let mut at = 0;
    while at < text.len() {
        if text.get(at).is_none_or(|c| c.is_whitespace()) {
            at += 1;
            continue;
        }
        let mut end = at;
        while text.get(end).is_some_and(|c| !c.is_whitespace()) {
            end += 1;
        }
        let next = end;
        let mut start = at;
        let trims = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '"' | '«' | '»' | '<' | '>' | '\'' | '[' | ']');
        while end > start && text.get(end - 1).is_some_and(|c| trims(*c)) {
            end -= 1;
        }
        while start < end && text.get(start).is_some_and(|c| trims(*c)) {
            start += 1;
        }
        let chunk = piece(text, start, end);
        let value = if is_email(&chunk) {
            Some(Value::Email { address: chunk.to_lowercase() })
        } else if is_link(&chunk) {
            Some(Value::Url { url: chunk.clone() })
        } else {
            None
        };
        if let Some(value) = value {
            found.push(Entity { text: chunk, start, end, value });
        }
        at = next;
    }
}

fn is_email(chunk: &str) -> bool {
    let Some((local, host)) = chunk.split_once('@') else { return false };
    let host_ok = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    !local.is_empty() && local.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+')) && host_ok
}

fn is_link(chunk: &str) -> bool {
    let lower = chunk.to_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.") || lower.starts_with("t.me/") || lower.starts_with("wa.me/") {
        return true;
    }
    let host = lower.split(['/', '?']).next().unwrap_or_default();
    let Some((name, zone)) = host.rsplit_once('.') else { return false };
    let zones = ["ru", "com", "org", "net", "kz", "kg", "io", "me", "by", "uz", "рф", "info", "shop", "online", "site", "pro", "biz", "cc", "xyz", "ly", "link", "club"];
    name.chars().any(char::is_alphabetic) && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-')) && name.chars().count() > 1 && zones.contains(&zone)
}

/// Groups of digits with the marks people put between them; tried from the longest to the shortest.
fn phones(text: &[char], region: &str, found: &mut Vec<Entity>) {
    let mut groups: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if text.get(at).is_some_and(char::is_ascii_digit) {
            let start = at;
            while text.get(at).is_some_and(char::is_ascii_digit) {
                at += 1;
            }
            groups.push((start, at));
        } else {
            at += 1;
        }
    }
    let mut first = 0;
    // The full parser is dear: a message holds one phone or two, a flood of digits is not tried to its end.
    let mut tries = 40;
    while let Some(&(group_start, _)) = groups.get(first).filter(|_| tries > 0) {
        let mut last = first;
        let mut total = groups.get(first).map_or(0, |(start, end)| end - start);
        // Grow while only phone marks stand between the groups.
        while let (Some((_, end)), Some((next, _))) = (groups.get(last), groups.get(last + 1)) {
            let between = text.get(*end..*next).unwrap_or_default();
            total += groups.get(last + 1).map_or(0, |(start, end)| end - start);
            if total > 15 || between.len() > 3 || !between.iter().all(|c| matches!(c, ' ' | '-' | '(' | ')' | '.' | '–' | '‑' | '−')) {
                break;
            }
            last += 1;
        }
        let mut used = None;
        for end_group in (first..=last).rev() {
            let Some(&(_, end)) = groups.get(end_group) else { continue };
            let has_plus = |at: usize| at.checked_sub(1).and_then(|b| text.get(b)) == Some(&'+');
            let mut start = group_start;
            if start > 0 && text.get(start - 1) == Some(&'(') && start > 1 && has_plus(start - 1) {
                start -= 2;
            } else if start > 0 && (has_plus(start) || text.get(start - 1) == Some(&'(')) {
                start -= 1;
            }
            let digits: String = text.get(start..end).unwrap_or_default().iter().filter(|c| c.is_ascii_digit()).collect();
            if !(9..=15).contains(&digits.len()) || (digits.len() == 9 && !matches!(region, "KG" | "UZ" | "BY" | "AE" | "GE" | "AM")) {
                continue;
            }
            tries -= i32::from(digits.len() >= 10);
            if let Some(phone) = parse(&digits, text.get(start) == Some(&'+') || piece(text, start, start + 2) == "(+", region) {
                found.push(Entity { text: piece(text, start, end), start, end, value: Value::Phone { e164: phone.as_str().to_owned() } });
                used = Some(end_group);
                break;
            }
        }
        first = used.map_or(first + 1, |group| group + 1);
    }
}

fn parse(digits: &str, has_plus: bool, region: &str) -> Option<Phone> {
    // The full parser is dear: a bare number must at least begin like one of the region's.
    if !has_plus && region == "RU" && !(digits.len() == 10 && digits.starts_with(['3', '4', '8', '9']) || digits.len() == 11 && digits.starts_with(['7', '8']) || digits.len() >= 12) {
        return None;
    }
    if has_plus {
        return Phone::parse(&format!("+{digits}"), region).ok();
    }
    if let Ok(phone) = Phone::parse(digits, region) {
        return Some(phone);
    }
    // "79161234567", "77011234567", "996700…": the country code without its plus.
    let with_code = digits.len() >= 11;
    with_code.then(|| Phone::parse(&format!("+{digits}"), region).ok()).flatten()
}

/// "восемь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь": the words of one voice message.
fn spoken(text: &[char], tokens: &[Token], region: &str) -> Option<Entity> {
    let mut first = 0;
    while first < tokens.len() {
        if !tokens.get(first).is_some_and(|t| t.is_word() && (figure(&t.form).is_some() || t.form == "плюс")) {
            first += 1;
            continue;
        }
        let (digits, end) = dictated(tokens, first);
        if digits.len() >= 10
            && digits.len() <= 13
            && let Some(phone) = parse(&digits, false, region)
            && let (Some(start), Some(last)) = (tokens.get(first), tokens.get(end.saturating_sub(1)))
        {
            return Some(Entity { text: piece(text, start.start, last.end), start: start.start, end: last.end, value: Value::Phone { e164: phone.as_str().to_owned() } });
        }
        first = if digits.len() < 10 { end } else { first + 1 };
    }
    None
}

/// Digits of the number words from token `first` on, and the token after them.
fn dictated(tokens: &[Token], first: usize) -> (String, usize) {
    let mut digits = String::new();
    let mut at = first;
    // The part being built: "девятьсот" waits for tens and ones, "тридцать" for ones.
    let mut part: Option<(u32, u32)> = None;
    while let Some(token) = tokens.get(at).filter(|_| digits.len() < 16) {
        let value = match token.kind {
            Kind::Number => {
                digits.extend(part.take().map(|(value, _)| value.to_string()));
                digits.push_str(&token.form);
                at += 1;
                continue;
            }
            Kind::Word => match figure(&token.form) {
                Some(value) => value,
                None if token.form == "плюс" && digits.is_empty() && part.is_none() => {
                    at += 1;
                    continue;
                }
                None => break,
            },
            Kind::Comma => {
                at += 1;
                continue;
            }
            _ => break,
        };
        let size = match value {
            100.. => 100,
            20..=90 => 10,
            _ => 1,
        };
        part = match part {
            Some((sum, room)) if size < room && value > 0 && (value < 10 || room == 100) => Some((sum + value, if (10..20).contains(&value) { 1 } else { size })),
            other => {
                digits.extend(other.map(|(value, _)| value.to_string()));
                Some((value, size))
            }
        };
        at += 1;
    }
    digits.extend(part.map(|(value, _)| value.to_string()));
    let mut end = at;
    while end > first && tokens.get(end - 1).is_some_and(|t| t.kind == Kind::Comma) {
        end -= 1;
    }
    (digits, end.max(first + 1))
}

fn figure(form: &str) -> Option<u32> {
    const FIGURES: &[(&str, u32)] = &[
        ("ноль", 0), ("нуль", 0), ("один", 1), ("два", 2), ("три", 3), ("четыре", 4), ("пять", 5), ("шесть", 6), ("семь", 7), ("восемь", 8), ("девять", 9), ("десять", 10), ("одиннадцать", 11), ("двенадцать", 12), ("тринадцать", 13),
        ("четырнадцать", 14), ("пятнадцать", 15), ("шестнадцать", 16), ("семнадцать", 17), ("восемнадцать", 18), ("девятнадцать", 19), ("двадцать", 20), ("тридцать", 30), ("сорок", 40), ("пятьдесят", 50), ("шестьдесят", 60),
        ("семьдесят", 70), ("восемьдесят", 80), ("девяносто", 90), ("сто", 100), ("двести", 200), ("триста", 300), ("четыреста", 400), ("пятьсот", 500), ("шестьсот", 600), ("семьсот", 700), ("восемьсот", 800), ("девятьсот", 900),
    ];
    FIGURES.iter().find(|(word, _)| *word == form).map(|(_, value)| *value)
}
