//! The same asked of a model, once after a talk has come to rest. It chooses, the customer's words stand: a fact is a quotation that was really
//! said by the customer, and a summary with a number that nobody said is thrown away.

use super::rule::learn;
use super::word::{self, Words};
use super::{Learned, Said};
use crate::dialogue::faq::fold;
use crate::facts::Catalog;
use crate::model::mask;
use domain::fact::FactKey;
use domain::port::{ModelMessage, ModelPart, ModelReply, ModelRequest, ToolChoice, ToolSpec};
use domain::{Lang, Ts};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Kinds a model may give; the others need a row of the catalog, which rules read.
const KEYS: &[FactKey] = &[FactKey::Hours, FactKey::Health, FactKey::Budget, FactKey::Referrer, FactKey::Reach, FactKey::Note];
const FACTS: usize = 8;
const QUOTE: usize = 200;
const SUMMARY: usize = 1_200;
const TOLD: i64 = 70;

fn rules(lang: Lang) -> &'static str {
    if lang.spoken() == Lang::En { include_str!("../../prompts/remember.en.md") } else { include_str!("../../prompts/remember.ru.md") }
}

/// What is asked. `name` of the customer is covered, as are phones and addresses.
pub fn request(catalog: &Catalog, before: &str, lines: &[Said], name: Option<&str>) -> ModelRequest {
    let cover = |text: &str| covered(text, name);
    let mut talk = String::new();
    if !before.is_empty() {
        let _ = writeln!(talk, "<summary>\n{}\n</summary>", cover(before));
    }
    talk.push_str("<talk>\n");
    for line in lines {
        let _ = writeln!(talk, "{}: {}", if line.is_customer { "customer" } else { "firm" }, cover(&line.text));
    }
    talk.push_str("</talk>");
    let keys: Vec<&str> = KEYS.iter().map(|k| k.as_str()).collect();
    let fact = json!({
        "type": "object", "additionalProperties": false, "required": ["key", "quote"],
        "properties": { "key": { "type": "string", "enum": keys, "description": "What the fact is about" }, "quote": { "type": "string", "description": "The customer's own words, copied letter by letter" } },
    });
    let parameters = json!({
        "type": "object", "additionalProperties": false, "required": ["summary", "facts"],
        "properties": { "summary": { "type": "string", "description": "The talk in at most six short lines" }, "facts": { "type": "array", "items": fact, "description": "Lasting facts, or none" } },
    });
    ModelRequest {
        system: vec![rules(catalog.org.lang).to_owned()],
        messages: vec![ModelMessage::User { text: talk }],
        tools: vec![ToolSpec { name: "remember".to_owned(), description: "Keeps the summary and the lasting facts.".to_owned(), parameters }],
        choice: ToolChoice::Required,
        max_tokens: 900,
        temperature: Some(0),
        cache_key: "remember".to_owned(),
        ..ModelRequest::default()
    }
}

/// What of the answer may be kept: the summary, unless it says what nobody did, and facts that were really said.
pub fn read(catalog: &Catalog, before: &str, lines: &[Said], reply: &ModelReply, now: Ts) -> (Option<String>, Vec<Learned>) {
    let call = reply.parts.iter().find_map(|p| if let ModelPart::Call { name, arguments, .. } = p { (name == "remember").then_some(arguments) } else { None });
    let Some(arguments) = call else { return (None, vec![]) };
    let known: String = lines.iter().map(|l| l.text.as_str()).chain([before]).collect::<Vec<_>>().join("\n");
    let summary = arguments.get("summary").and_then(Value::as_str).map(str::trim).filter(|s| is_grounded(s, &known)).map(mask);
    let facts = arguments.get("facts").and_then(Value::as_array).into_iter().flatten().take(FACTS).filter_map(|fact| one(catalog, lines, fact, now));
    (summary, facts.collect())
}

fn one(catalog: &Catalog, lines: &[Said], fact: &Value, now: Ts) -> Option<Learned> {
    let key: FactKey = fact.get("key")?.as_str()?.parse().ok()?;
    let quote = fact.get("quote")?.as_str()?.trim();
    if !KEYS.contains(&key) || quote.chars().count() < 6 || quote.chars().count() > QUOTE {
        return None;
    }
    let line = lines.iter().find(|line| line.is_customer && holds(&line.text, quote))?;
    let words = Words::of(quote);
    // Illness is kept only where the customer asked that it be minded, whatever it is called.
    if words.has(word::HEALTH) && !words.has(word::MIND) || key == FactKey::Health && !words.has(word::HEALTH) {
        return None;
    }
    let key = if words.has(word::HEALTH) { FactKey::Health } else { key };
    // Where the rules read a value in it, the value is theirs.
    let said = Said { text: quote.to_owned(), ..line.clone() };
    let value = learn(catalog, &[said], now).into_iter().find(|l| l.key == key).and_then(|l| l.value);
    Some(Learned { key, text: mask(quote), value, confidence: TOLD, seq: Some(line.seq) })
}

/// Is the quotation in the message, letter case, spaces and `ё` aside?
fn holds(text: &str, quote: &str) -> bool {
    let flat = |text: &str| Words::of(text).0.join(" ");
    let (text, quote) = (format!(" {} ", flat(text)), format!(" {} ", flat(quote)));
    quote.trim().len() > 3 && text.contains(&quote)
}

/// Not too long, and every number in it was said.
fn is_grounded(summary: &str, known: &str) -> bool {
    let numbers = |text: &str| -> Vec<String> { text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).map(str::to_owned).collect() };
    let said = numbers(known);
    !summary.is_empty() && summary.chars().count() <= SUMMARY && !summary.contains(['<', '>']) && numbers(summary).iter().all(|n| said.contains(n))
}

fn covered(text: &str, name: Option<&str>) -> String {
    let masked = mask(text).replace('<', "‹").replace('>', "›");
    let names: Vec<String> = name.into_iter().flat_map(|n| n.split_whitespace()).map(fold).filter(|n| n.chars().count() > 2).collect();
    if names.is_empty() {
        return masked;
    }
    let is_name = |word: &str| {
        let word = fold(word.trim_matches(|c: char| !c.is_alphanumeric()));
        // Cases of a name share its beginning.
        names.iter().any(|n| { let stem: String = n.chars().take(n.chars().count().saturating_sub(1).max(3)).collect(); word.starts_with(&stem) && word.chars().count() <= n.chars().count() + 2 })
    };
    masked.split(' ').map(|word| if is_name(word) { "[имя]" } else { word }).collect::<Vec<_>>().join(" ")
}
