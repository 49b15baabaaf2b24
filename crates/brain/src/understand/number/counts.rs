//! Finds numbers, ordinals and head counts in a text: "1 000", "1.5k", "второй вариант", "№3", "нас двое", "на троих", "for two people".

use crate::understand::time::tokens::{Kind, Token, tokenize};
use crate::understand::{Entity, Value};

/// Numbers, ordinals and counts alone; `time::read` gives them together with dates.
pub fn read(text: &str) -> Vec<Entity> {
    let tokens = tokenize(text);
    let chars: Vec<char> = text.chars().take(tokens.last().map_or(0, |t| t.end)).collect();
    let mut entities = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let Some((value, next)) = at(&tokens, i).filter(|(_, next)| *next > i) else {
            i += 1;
            continue;
        };
        let (start, end) = (tokens.get(i).map_or(0, |t| t.start), tokens.get(next - 1).map_or(0, |t| t.end));
        entities.push(Entity { text: chars.get(start..end).unwrap_or_default().iter().collect(), start, end, value });
        i = next;
    }
    entities
}

/// The value that begins at `tokens[i]`, and the index after it.
pub fn at(tokens: &[Token], i: usize) -> Option<(Value, usize)> {
    count(tokens, i).or_else(|| ordinal(tokens, i)).or_else(|| number(tokens, i))
}

fn norm(tokens: &[Token], i: usize) -> &str {
    tokens.get(i).map_or("", |t| t.norm.as_str())
}

fn is_mark(tokens: &[Token], i: usize, mark: char) -> bool {
    tokens.get(i).is_some_and(|t| t.kind == Kind::Mark(mark))
}

const COLLECTIVE: &[(&str, i64)] = &[
    ("один", 1), ("одна", 1), ("одного", 1), ("двое", 2), ("двоих", 2), ("двоим", 2), ("вдвоем", 2), ("трое", 3), ("троих", 3), ("троим", 3), ("втроем", 3), ("четверо", 4), ("четверых", 4),
    ("вчетвером", 4), ("пятеро", 5), ("пятерых", 5), ("впятером", 5), ("шестеро", 6), ("шестерых", 6), ("вшестером", 6), ("семеро", 7), ("семерых", 7), ("восьмеро", 8), ("восьмерых", 8),
];
const HEADS: &[&str] = &[
    "человек", "человека", "чел", "персон", "персоны", "персону", "гостя", "гостей", "взрослых", "взрослые", "people", "persons", "person", "guests", "guest", "adults", "adult", "pax", "ppl", "адам", "кісі", "киши",
];

fn collective(word: &str) -> Option<i64> {
    COLLECTIVE.iter().find(|(form, _)| *form == word).map(|(_, n)| *n)
}

/// "нас двое", "на троих", "вдвоем", "двое взрослых", "2 человека", "for two people", "party of 4".
fn count(tokens: &[Token], i: usize) -> Option<(Value, usize)> {
    let value = |n: i64, next| Some((Value::Count { value: n }, next));
    let first = norm(tokens, i);
    let is_lead = matches!(first, "на" | "для" | "нас" | "нам" | "будет" | "будем" | "for" | "of");
    let k = if is_lead { i + 1 } else { i };
    let k = if is_lead && matches!(norm(tokens, k), "будет" | "всего") { k + 1 } else { k };
    if let Some(n) = collective(norm(tokens, k)) {
        let is_plain = n > 1 || (first == "на" && norm(tokens, k) == "одного") || matches!(first, "нас");
        let next = if HEADS.contains(&norm(tokens, k + 1)) { k + 2 } else { k + 1 };
        if is_plain || next > k + 1 {
            return value(n, next);
        }
    }
    let (number, next) = super::whole(tokens, k)?;
    if number.ordinal || !(1..=500).contains(&number.value) {
        return None;
    }
    if HEADS.contains(&norm(tokens, next)) {
        return value(number.value, next + 1);
    }
    let is_party = (matches!(first, "of" | "for" | "на") && i.checked_sub(1).is_some_and(|p| matches!(norm(tokens, p), "party" | "group" | "table" | "столик" | "стол"))) || matches!(first, "нас");
    if is_party { value(number.value, next) } else { None }
}

/// "первый", "второй вариант", "3-й", "№3", "последний".
fn ordinal(tokens: &[Token], i: usize) -> Option<(Value, usize)> {
    const THINGS: &[&str] = &["вариант", "варианта", "вариантом", "окно", "слот", "время", "пункт", "option", "one", "slot", "choice"];
    let value = |n: i64, next: usize| {
        let next = if THINGS.contains(&norm(tokens, next)) { next + 1 } else { next };
        Some((Value::Ordinal { value: n }, next))
    };
    if matches!(norm(tokens, i), "последний" | "последнее" | "последнюю" | "последняя" | "крайний" | "крайнее" | "last") {
        let next = i + 1;
        let is_said = tokens.get(next).is_none_or(|t| matches!(t.kind, Kind::Mark(_))) || THINGS.contains(&norm(tokens, next));
        return if is_said { value(-1, next) } else { None };
    }
    if is_mark(tokens, i, '№') || is_mark(tokens, i, '#') {
        let token = tokens.get(i + 1).filter(|t| t.kind == Kind::Digits && t.digits <= 3)?;
        return value(token.value, i + 2);
    }
    if matches!(norm(tokens, i), "вариант" | "option" | "номер" | "пункт") {
        let (number, next) = super::whole(tokens, i + 1)?;
        return if (1..=99).contains(&number.value) { value(number.value, next) } else { None };
    }
    let (number, next) = super::whole(tokens, i)?;
    if number.ordinal { value(number.value, next) } else { None }
}

fn number(tokens: &[Token], i: usize) -> Option<(Value, usize)> {
    let is_minus = (is_mark(tokens, i, '-') && tokens.get(i + 1).is_some_and(|t| !t.spaced)) || norm(tokens, i) == "минус" || norm(tokens, i) == "minus";
    let is_free = i.checked_sub(1).and_then(|p| tokens.get(p)).is_none_or(|t| t.kind == Kind::Word || tokens.get(i).is_some_and(|n| n.spaced));
    let k = if is_minus && is_free { i + 1 } else { i };
    let (magnitude, next) = decimal(tokens, k)?;
    let (scale, next) = scaled(tokens, next);
    let value = magnitude * scale * if k > i { -1.0 } else { 1.0 };
    Some((Value::Number { value }, next))
}

/// Digits with groups and a fraction, or words with "точка".
fn decimal(tokens: &[Token], i: usize) -> Option<(f64, usize)> {
    let glued = |k: usize| tokens.get(k).filter(|t| t.kind == Kind::Digits && !t.spaced);
    let fraction = |t: &Token| format!("0.{}", t.norm).parse::<f64>().ok();
    // ".77"
    if is_mark(tokens, i, '.') {
        return Some((fraction(glued(i + 1)?)?, i + 2));
    }
    if matches!(norm(tokens, i), "полтора" | "полторы" | "полутора") {
        return Some((1.5, i + 1));
    }
    // "две с половиной тысячи"
    if let Some((low, next)) = super::whole(tokens, i).filter(|(n, _)| !n.ordinal && n.value < 1_000)
        && norm(tokens, next) == "с"
        && norm(tokens, next + 1) == "половиной"
    {
        return Some((format!("{}.5", low.value).parse().ok()?, next + 2));
    }
    let (whole, mut next) = super::whole(tokens, i)?;
    if whole.ordinal {
        return None;
    }
    let mut text = if whole.digits > 0 { tokens.get(i)?.norm.clone() } else { whole.value.to_string() };
    // "1 000", "1,000,000"
    if whole.digits > 0 && whole.digits <= 3 && next == i + 1 {
        while let Some((group, after)) = group_of_three(tokens, next) {
            text.push_str(group);
            next = after;
        }
    }
    let base = text.parse::<f64>().ok()?;
    let is_point = whole.digits > 0 && (is_mark(tokens, next, '.') || is_mark(tokens, next, ',')) && tokens.get(next).is_some_and(|t| !t.spaced);
    if let Some(part) = glued(next + 1).filter(|_| is_point) {
        return Some((base + fraction(part)?, next + 2));
    }
    if matches!(norm(tokens, next), "точка" | "point" | "dot") {
        let (part, after) = super::whole(tokens, next + 1)?;
        return Some((base + format!("0.{}", part.value).parse::<f64>().ok()?, after));
    }
    Some((base, next))
}

fn group_of_three(tokens: &[Token], i: usize) -> Option<(&str, usize)> {
    let group = |k: usize, spaced: bool| tokens.get(k).filter(|t| t.kind == Kind::Digits && t.digits == 3 && t.spaced == spaced);
    if let Some(token) = group(i, true) {
        return Some((token.norm.as_str(), i + 1));
    }
    let is_comma = is_mark(tokens, i, ',') && tokens.get(i).is_some_and(|t| !t.spaced);
    group(i + 1, false).filter(|_| is_comma).map(|t| (t.norm.as_str(), i + 2))
}

/// "k", "тыс", "млн" after digits.
fn scaled(tokens: &[Token], i: usize) -> (f64, usize) {
    let Some(token) = tokens.get(i) else { return (1.0, i) };
    let is_glued = !token.spaced;
    match token.norm.as_str() {
        "k" | "к" if is_glued => (1e3, i + 1),
        "m" | "м" if is_glued => (1e6, i + 1),
        "g" | "г" if is_glued => (1e9, i + 1),
 "тыс" | "тысяч" | "тысячи" | "тысяча" | "тыщ" | "тыщи" | "thousand" => (1e3, if is_mark(tokens, i + 1, '.') && token.norm == "тыс" { i + 2 } else { i + 1 }),
        "млн" | "миллион" | "миллиона" | "миллионов" | "million" => (1e6, i + 1),
        "млрд" | "billion" => (1e9, i + 1),
        _ => (1.0, i),
    }
}
