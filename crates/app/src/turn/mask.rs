//! A flight record for eyes that need not know who the customer is: names and numbers that lead to a person are covered, the
//! reasons stay readable.

use serde_json::Value;

/// Fewer digits are a time, a price or a date.
const PHONE: usize = 9;
/// Digits at the end that stay, to tell two numbers apart.
const SHOWN: usize = 2;
const COVER: &str = "•••";

/// The record with names, phones and e-mail addresses covered, wherever they stand.
pub fn masked(mut record: Value) -> Value {
    let names = names(&record);
    cover(&mut record, &names);
    record
}

/// A part of it, where the names are known.
pub fn part(mut part: Value, names: &[String]) -> Value {
    cover(&mut part, names);
    part
}

/// One text of it, where the names are known.
pub fn text(text: &str, names: &[String]) -> String {
    let mut out = text.to_owned();
    for name in names {
        out = replaced(&out, name);
    }
    addresses(&numbers(&out))
}

/// What the customer is called in the record, word by word.
pub fn names(record: &Value) -> Vec<String> {
    let at = |path: &str| record.pointer(path).and_then(Value::as_str);
    let learned = record.get("effects").and_then(Value::as_array).into_iter().flatten().filter(|e| e.get("effect").and_then(Value::as_str) == Some("contact"));
    let learned = learned.filter_map(|e| e.get("name").and_then(Value::as_str));
    let known = ["/contact/name", "/state/name", "/state_after/name"].into_iter().filter_map(at);
    let mut names: Vec<String> = known.chain(learned).flat_map(str::split_whitespace).filter(|word| word.chars().count() > 1).map(str::to_owned).collect();
    names.sort_unstable_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names
}

fn cover(value: &mut Value, names: &[String]) {
    match value {
        Value::String(said) => *said = text(said, names),
        Value::Array(items) => items.iter_mut().for_each(|item| cover(item, names)),
        Value::Object(fields) => {
            for (key, field) in fields {
                // Ids are not numbers of a person, however many digits they have.
                if !(key == "id" || key.ends_with("_id") || key == "services") {
                    cover(field, names);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The word covered where it stands by itself, in its endings too.
fn replaced(text: &str, name: &str) -> String {
    let small = |word: &str| word.to_lowercase();
    let name = small(name);
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_alphabetic() {
            word.push(c);
            continue;
        }
        let is_it = small(&word).starts_with(&name) && word.chars().count() <= name.chars().count() + 2;
        out.push_str(if is_it { COVER } else { &word });
        word.clear();
        out.push(c);
    }
    out.pop();
    out
}

fn numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() || (!run.is_empty() && matches!(c, ' ' | '-' | '(' | ')' | '\u{a0}')) {
            run.push(c);
            continue;
        }
        let digits = run.chars().filter(char::is_ascii_digit).count();
        let mut left = digits;
        for d in run.drain(..) {
            left -= usize::from(d.is_ascii_digit());
            out.push(if d.is_ascii_digit() && digits >= PHONE && left >= SHOWN { '•' } else { d });
        }
        out.push(c);
    }
    out.pop();
    out
}

fn addresses(text: &str) -> String {
    if !text.contains('@') {
        return text.to_owned();
    }
    text.split(' ').map(|word| if word.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.')) { COVER } else { word }).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nobody_is_left_and_the_reasons_are() {
        let record = json!({
            "contact": {"name": "Семён", "phone": "+79161234567"},
            "input": {"now": "2026-11-24T09:00:00Z", "messages": [{"text": "я Семён, 8 916 123-45-67, s@mail.ru, завтра в 18:00 за 2 500"}]},
            "calls": [[{"tool": "visits"}, {"visits": [{"booking_id": "01991234-5678-7123-8123-123456789012"}]}]],
        });
        let covered = masked(record);
        assert_eq!(covered["contact"], json!({"name": "•••", "phone": "+•••••••••67"}));
        assert_eq!(covered["input"]["messages"][0]["text"], "я •••, • ••• •••-••-67, ••• завтра в 18:00 за 2 500");
        assert_eq!(covered["input"]["now"], "2026-11-24T09:00:00Z");
        assert_eq!(covered["calls"][0][1]["visits"][0]["booking_id"], "01991234-5678-7123-8123-123456789012");
    }
}
