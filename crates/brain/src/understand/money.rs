//! Sums of money: "1500 руб", "2к", "$20" by digits, and number words of the number reader before a currency.

use super::contact::piece;
use super::token::{Kind, Token};
use super::{Entity, Value};
use domain::money::exponent;

fn currency(form: &str) -> Option<&'static str> {
    Some(match form {
        "р" | "руб" | "рублей" | "рубля" | "рубль" | "рублем" | "рублями" | "рублях" | "рублю" | "₽" | "rub" | "rubles" | "roubles" | "rur" | "рэ" | "деревянных" => "RUB",
        "$" | "usd" | "доллар" | "доллара" | "долларов" | "баксов" | "бакс" | "бакса" | "dollars" | "dollar" | "bucks" => "USD",
        "€" | "eur" | "евро" | "euro" | "euros" => "EUR",
        "₸" | "тг" | "тенге" | "kzt" | "теңге" | "tenge" => "KZT",
        "сом" | "сома" | "сомов" | "kgs" | "som" | "с" => "KGS",
        _ => return None,
    })
}

fn own(region: &str) -> &'static str {
    match region {
        "KZ" => "KZT",
        "KG" => "KGS",
        "US" => "USD",
        _ => "RUB",
    }
}

fn minor(value: f64, currency: &str) -> Option<i64> {
    let scaled = (value * 10_f64.powi(i32::try_from(exponent(currency)).ok()?)).round();
    // Sums past a trillion are not sums.
    (scaled.is_finite() && scaled.abs() < 1e14 && scaled > 0.0).then_some(scaled as i64)
}

fn entity(text: &[char], start: usize, end: usize, value: f64, currency: &str) -> Option<Entity> {
    Some(Entity { text: piece(text, start, end), start, end, value: Value::Money { minor: minor(value, currency)?, currency: currency.to_owned() } })
}

/// Sums written with digits. `taken` are places of phones and links.
pub(crate) fn read(text: &[char], tokens: &[Token], region: &str, taken: &[Entity]) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at).filter(|_| found.len() < super::MOST_ENTITIES) {
        if token.kind != Kind::Number || taken.iter().any(|e| e.start < token.end && token.start < e.end) {
            at += 1;
            continue;
        }
        let (value, next) = digits(text, tokens, at);
        let last = tokens.get(next.saturating_sub(1)).map_or(token.end, |t| t.end);
        let sign = token.start.checked_sub(1).and_then(|b| text.get(b)).copied().unwrap_or(' ');
        let sign_start = if currency(&sign.to_string()).is_some() && !sign.is_alphabetic() { Some(token.start - 1) } else { None };
        let after = tokens.get(next).filter(|t| t.start <= last + 1 && t.kind == Kind::Word);
        let mark = text.get(last).or(None).copied().filter(|c| !c.is_whitespace());
        let mark = mark.or_else(|| text.get(last + 1).copied()).filter(|c| matches!(c, '₽' | '$' | '€' | '₸'));
        let thousands = after.filter(|t| matches!(t.form.as_str(), "к" | "k" | "т" | "тыс" | "тысяч" | "тысячи" | "тысячу" | "тыщ" | "тыщи" | "тр" | "косарей" | "косаря" | "косарь" | "кесов"));
        let result = if let Some(start) = sign_start {
            let name = currency(&sign.to_string()).unwrap_or("RUB");
            match thousands.filter(|t| t.is_glued) {
                Some(word) => entity(text, start, word.end, value * 1000.0, name).map(|e| (e, next + 1)),
                None => entity(text, start, last, value, name).map(|e| (e, next)),
            }
        } else if let Some(word) = thousands {
            let named = tokens.get(next + 1).filter(|t| t.is_word()).and_then(|t| currency(&t.form).filter(|_| t.form != "с").map(|c| (t.end, c)));
            let ends_in_r = word.form == "тр";
            match named {
                Some((end, name)) => entity(text, token.start, end, value * 1000.0, name).map(|e| (e, next + 2)),
                None if matches!(word.form.as_str(), "к" | "k" | "т") && !word.is_glued && value >= 100.0 && !ends_in_r => None,
                // "к" with a space is the preposition: "в 2 к Анне".
                None if matches!(word.form.as_str(), "к" | "k" | "т") && !word.is_glued => None,
                None => entity(text, token.start, word.end, value * 1000.0, own(region)).map(|e| (e, next + 1)),
            }
        } else if let Some((word, name)) = after.and_then(|t| currency(&t.form).filter(|_| t.form != "с" || t.is_glued && region == "KG").map(|c| (t, c))) {
            entity(text, token.start, word.end, value, name).map(|e| (e, next + 1))
        } else if let Some(sign) = mark {
            let end = if text.get(last).is_some_and(|c| c.is_whitespace()) { last + 2 } else { last + 1 };
            currency(&sign.to_string()).and_then(|name| entity(text, token.start, end, value, name)).map(|e| (e, next))
        } else {
            None
        };
        match result {
            Some((entity, next)) => {
                found.push(entity);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

/// "1 500", "1500", "1,5", "1.500.000"; the value and the token after it.
fn digits(text: &[char], tokens: &[Token], at: usize) -> (f64, usize) {
    let Some(first) = tokens.get(at) else { return (0.0, at + 1) };
    let mut whole = first.form.clone();
    let mut next = at + 1;
    let mut end = first.end;
    while let Some(token) = tokens.get(next).filter(|t| t.kind == Kind::Number && t.form.len() == 3 && t.start == end + 1 && text.get(end) == Some(&' ') && whole.len() <= 9 && (next > at + 1 || first.form.len() <= 3)) {
        whole.push_str(&token.form);
        end = token.end;
        next += 1;
    }
    if next == at + 1
        && let (Some(mark), Some(part)) = (tokens.get(next), tokens.get(next + 1))
        && matches!(mark.form.as_str(), "," | ".")
        && mark.start == end
        && part.kind == Kind::Number
        && part.start == mark.end
        && part.form.len() <= 2
    {
        return (format!("{whole}.{}", part.form).parse().unwrap_or_default(), next + 2);
    }
    (whole.parse().unwrap_or_default(), next)
}

/// Sums whose number was read from words: "полторы тысячи", "две тысячи рублей", "сто баксов".
pub(crate) fn from_numbers(text: &[char], tokens: &[Token], numbers: &[Entity], region: &str) -> Vec<Entity> {
    let mut found = Vec::new();
    for number in numbers {
        let Value::Number { value } = number.value else { continue };
        let next = tokens.iter().find(|t| t.start >= number.end && t.start <= number.end + 1);
        let named = next.filter(|t| t.form != "с").and_then(|t| currency(&t.form).map(|c| (t.end, c)));
        let says_thousand = number.text.to_lowercase().contains("тыс") || number.text.to_lowercase().contains("тыщ");
        let before = tokens.iter().rev().find(|t| t.end <= number.start && t.end + 1 >= number.start);
        let (start, value) = match before.map(|t| (t.start, t.form.as_str())) {
            Some((start, "полторы" | "полтора")) if says_thousand && value < 1500.0 => (start, 1500.0),
            Some((start, "пол")) if says_thousand => (start, 500.0),
            Some((start, "пару" | "пара")) if says_thousand => (start, 2000.0),
            _ => (number.start, value),
        };
        let sum = match named {
            Some((end, name)) => entity(text, start, end, value, name),
            None if says_thousand && value >= 500.0 => entity(text, start, number.end, value, own(region)),
            None => None,
        };
        found.extend(sum);
    }
    found
}
