//! What the person wants: patterns of `data/*.rules` found in the message, weighed together, then judged as a whole.
//! Several wishes give several intents; what a front desk must never decide alone is never talked down by the rest.

use super::rule::{Edge, Hit, Rules, Seen, Tag, mark_edges};
use super::token::{Kind, Token};
use super::words;
use super::{Entity, Intent, IntentScore, Value};
use crate::Lexicon;
use std::collections::HashMap;
use std::sync::LazyLock;

pub(crate) static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::read(&[include_str!("data/lists.rules"), include_str!("data/ru.rules"), include_str!("data/en.rules")]));

/// Words that say nothing and may stand anywhere in a pattern.
const FILLERS: &[&str] = &[
    "ну", "вот", "же", "ка", "пожалуйста", "пожалуйсто", "пожалста", "пож", "плиз", "плз", "пж", "пжл", "пжлст", "пжста", "так", "уж", "там", "тут", "вообще", "вобще", "общем", "вообщем", "вобщем", "значит", "кстати", "собственно", "наверное", "наверно", "просто", "реально", "типа", "короче", "кароч", "бы", "а", "и", "то", "эм", "эээ", "э", "ээ", "мм", "хм",
    "тогда", "тада", "девушка", "девушки", "ребята", "милая", "подскажите", "скажите", "если", "как", "бы", "вы", "мне", "меня", "нас", "нам", "вам", "самый", "самая", "please", "pls", "plz", "well", "so", "just", "um", "uh", "like", "actually", "kindly", "hmm", "oh", "ой", "ах", "увы", "ребят", "хотя", "теперь", "все-таки", "всетаки", "лучше", "вообще-то", "совсем", "точно", "конкретно", "честно", "блин", "слушай", "слушайте", "смотрите", "добрый-день",
];

/// Words a "не" reaches through: "не хочу отменять".
const CARRIERS: &[&str] = &[
    "хочу", "хотел", "хотела", "хотим", "хотелось", "надо", "нужно", "буду", "будем", "собираюсь", "собирался", "собиралась", "планирую", "планировала", "планировал", "стоит", "бы", "ее", "его", "мне", "меня", "ничего", "пока", "want", "to", "wanna", "need", "going", "gonna", "planning", "be", "please",
];

fn named(section: &str) -> Option<Intent> {
    Some(match section {
        "greet" => Intent::Greet,
        "farewell" => Intent::Farewell,
        "thanks" => Intent::Thanks,
        "chit_chat" => Intent::ChitChat,
        "are_you_bot" => Intent::AreYouBot,
        "book" => Intent::Book,
        "move" => Intent::Move,
        "cancel" => Intent::Cancel,
        "my_visits" => Intent::MyVisits,
        "availability" => Intent::Availability,
        "prices" => Intent::Prices,
        "services" => Intent::Services,
        "employees" => Intent::Employees,
        "address" => Intent::Address,
        "hours" => Intent::Hours,
        "phone_of_firm" => Intent::PhoneOfFirm,
        "question" => Intent::Question,
        "yes" => Intent::Yes,
        "no" => Intent::No,
        "any" => Intent::Any,
        "earlier" => Intent::Earlier,
        "later" => Intent::Later,
        "more" => Intent::More,
        "back" => Intent::Back,
        "start_over" => Intent::StartOver,
        "confirm" => Intent::Confirm,
        "running_late" => Intent::RunningLate,
        "help" => Intent::Help,
        "human" => Intent::Human,
        "complaint" => Intent::Complaint,
        "injury" => Intent::Injury,
        "medical" => Intent::Medical,
        "refund" => Intent::Refund,
        "discount" => Intent::Discount,
        "threat" => Intent::Threat,
        "abuse" => Intent::Abuse,
        "spam" => Intent::Spam,
        _ => return None,
    })
}

/// Intents that a longer match around them never swallows.
const fn is_grave(intent: Intent) -> bool {
    matches!(intent, Intent::Complaint | Intent::Injury | Intent::Medical | Intent::Refund | Intent::Threat | Intent::Abuse | Intent::Spam | Intent::Human)
}

pub(crate) fn tag(value: &Value) -> Option<Tag> {
    Some(match value {
        Value::Service { .. } => Tag::Service,
        Value::Employee { .. } => Tag::Employee,
        Value::Branch { .. } => Tag::Branch,
        Value::Datetime(_) => Tag::Time,
        Value::Duration { .. } => Tag::Duration,
        Value::Number { .. } | Value::Ordinal { .. } | Value::Count { .. } => Tag::Number,
        Value::Money { .. } => Tag::Money,
        Value::Person { .. } => Tag::Person,
        Value::Phone { .. } => Tag::Phone,
        Value::Url { .. } => Tag::Url,
        Value::Email { .. } => return None,
    })
}

/// Tokens as the rules see them: tests passed, entities begun, fillers, and what stands under "не".
fn see(tokens: &[Token], entities: &[Entity], lexicon: &Lexicon) -> Vec<Seen> {
    let mut not: Option<usize> = None;
    let mut seen = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let mut sets = RULES.vocabulary.look_up(&token.form, &token.stem);
        if sets.is_empty() && token.is_word() && may_guess(token, entities, lexicon) {
            sets = RULES.vocabulary.guess(token);
        }
        let tags = entities
            .iter()
            .filter(|e| e.start >= token.start && e.start < token.end)
            .filter_map(|e| {
                let next = at + tokens.iter().skip(at).position(|t| t.start >= e.end).unwrap_or(tokens.len() - at);
                Some((tag(&e.value)?, next.max(at + 1)))
            })
            .collect::<Vec<_>>();
        let tags = if tags.is_empty() && token.kind == Kind::Number && !entities.iter().any(|e| e.start < token.end && token.start < e.end) { vec![(Tag::Number, at + 1)] } else { tags };
        let is_filler = token.is_word() && FILLERS.contains(&token.form.as_str());
        // "отменять не надо": the refusal may follow.
        let form = |next: usize| tokens.get(next).map_or("", |t| t.form.as_str());
        let refused = form(at + 1) == "не" && matches!(form(at + 2), "надо" | "нужно" | "хочу" | "буду" | "будем" | "стоит" | "нада" | "собираюсь");
        let negated_by = not.or(refused.then_some(at + 1));
        if token.is_break() {
            not = None;
        } else if matches!(token.form.as_str(), "не" | "ни" | "dont" | "not" | "never" | "didnt" | "doesnt") {
            not = Some(at);
        } else if !CARRIERS.contains(&token.form.as_str()) {
            not = None;
        }
        seen.push(Seen { kind: token.kind, sets, tags, is_filler, negated_by, opens: Edge::Any, closes: Edge::Any });
    }
    mark_edges(&mut seen);
    seen
}

fn may_guess(token: &Token, entities: &[Entity], lexicon: &Lexicon) -> bool {
    token.start < words::FORGIVEN
        && token.form.chars().count() >= 5
        && !words::is_russian(&token.form)
        && !words::is_english(&token.form)
        && !lexicon.knows_word(&token.form)
        && !super::names::knows(&token.form)
        && !entities.iter().any(|e| e.start < token.end && token.start < e.end)
}

pub(crate) fn score(tokens: &[Token], entities: &[Entity], lexicon: &Lexicon) -> Vec<IntentScore> {
    let seen = see(tokens, entities, lexicon);
    let hits = RULES.find(&seen);
    let section = |hit: &Hit| RULES.sections.get(usize::from(hit.section)).map_or("", String::as_str);
    if hits.iter().any(|h| section(h) == "injection") {
        // Somebody talks to the machine, not to the desk: never an order, whatever else stands in the text.
        return vec![IntentScore { name: Intent::ChitChat, score: 0.9 }];
    }
    let hits: Vec<(&Hit, Intent)> = hits.iter().filter_map(|hit| Some((hit, named(section(hit))?))).collect();
    let mut totals: HashMap<Intent, (f64, usize)> = HashMap::new();
    for &(hit, intent) in &hits {
        let is_swallowed = !is_grave(intent)
            && hits.iter().any(|(other, outer)| {
                let covers = other.start <= hit.start && other.end >= hit.end && (other.end - other.start) > (hit.end - hit.start);
                covers && other.section != hit.section && other.size > hit.size && other.weight >= hit.weight - 0.15 && swallows(*outer, intent)
            });
        let weight = if is_swallowed { hit.weight * 0.3 } else { hit.weight };
        let entry = totals.entry(intent).or_insert((0.0, usize::MAX));
        // Many weak hints do not make certainty: each further one closes a fifth of what is left.
        entry.0 = if weight > entry.0 { weight + (1.0 - weight) * entry.0 * 0.2 } else { entry.0 + (1.0 - entry.0) * weight * 0.2 };
        entry.1 = entry.1.min(hit.start);
    }
    settle(&mut totals, tokens, entities);
    let mut scores: Vec<(Intent, f64, usize)> = totals.into_iter().map(|(name, (score, at))| (name, score.clamp(0.0, 0.99), at)).filter(|(_, score, _)| *score >= 0.2).collect();
    // Nearly equal wishes come in the order they were said.
    scores.sort_by(|a, b| (b.1 * 10.0).round().total_cmp(&(a.1 * 10.0).round()).then(a.2.cmp(&b.2)).then(b.1.total_cmp(&a.1)).then_with(|| format!("{:?}", a.0).cmp(&format!("{:?}", b.0))));
    scores.into_iter().map(|(name, score, _)| IntentScore { name, score: (score * 1000.0).round() / 1000.0 }).collect()
}

/// A question is the weakest reading of its own words; greetings inside longer phrases stay greetings.
const fn swallows(outer: Intent, inner: Intent) -> bool {
    !matches!(outer, Intent::Question | Intent::ChitChat) && !matches!(inner, Intent::Greet) || matches!(inner, Intent::Question)
}

/// What one wish says about another.
fn settle(totals: &mut HashMap<Intent, (f64, usize)>, tokens: &[Token], entities: &[Entity]) {
    let get = |totals: &HashMap<Intent, (f64, usize)>, intent: Intent| totals.get(&intent).map_or(0.0, |t| t.0);
    let has = |wanted: Tag| entities.iter().any(|e| tag(&e.value) == Some(wanted));
    let dim = |totals: &mut HashMap<Intent, (f64, usize)>, intent: Intent, factor: f64| {
        if let Some(entry) = totals.get_mut(&intent) {
            entry.0 *= factor;
        }
    };
    let words = tokens.iter().filter(|t| t.is_word()).count();
    // "перенесите запись" is no wish for a new one; "отменить и записать заново" names its own verb and stays.
    let change = get(totals, Intent::Move).max(get(totals, Intent::Cancel));
    if change >= 0.6 && get(totals, Intent::Book) < 0.9 {
        dim(totals, Intent::Book, 0.4);
    }
    if change >= 0.8 {
        dim(totals, Intent::MyVisits, 0.5);
    }
    if get(totals, Intent::Employees).max(get(totals, Intent::Services)) >= 0.8 {
        dim(totals, Intent::Book, 0.8);
    }
    if get(totals, Intent::MyVisits) >= 0.8 && get(totals, Intent::Book) < 0.9 {
        dim(totals, Intent::Book, 0.4);
    }
    // "давайте на другой день перекинем" moves; the other day is where to.
    if get(totals, Intent::Move) >= 0.85 {
        dim(totals, Intent::More, 0.7);
    }
    if get(totals, Intent::Book) >= 0.75 {
        dim(totals, Intent::Any, 0.75);
    }
    if get(totals, Intent::Move) >= 0.85 && get(totals, Intent::Cancel) < 0.9 {
        dim(totals, Intent::Cancel, 0.7);
    }
    let grave = [Intent::Complaint, Intent::Injury, Intent::Medical, Intent::Refund, Intent::Threat, Intent::Spam, Intent::Human].into_iter().map(|i| get(totals, i)).fold(0.0, f64::max);
    if grave >= 0.8 {
        for intent in [Intent::Book, Intent::Services, Intent::Employees, Intent::Availability, Intent::Question, Intent::ChitChat, Intent::Yes, Intent::No, Intent::Any, Intent::More, Intent::Earlier, Intent::Later, Intent::Address, Intent::Help] {
            dim(totals, intent, 0.7);
        }
    }
    if get(totals, Intent::Injury) >= 0.8 {
        dim(totals, Intent::Medical, 0.8);
    }
    if get(totals, Intent::Discount) >= 0.85 {
        dim(totals, Intent::Prices, 0.7);
    }
    // "ладно, не надо": of yes and no the last word counts.
    if let (Some((yes, said)), Some((no, denied))) = (totals.get(&Intent::Yes).copied(), totals.get(&Intent::No).copied())
        && yes >= 0.5
        && no >= 0.5
        && said != denied
    {
        dim(totals, if said > denied { Intent::No } else { Intent::Yes }, 0.6);
    }
    // A firm answer to a concrete question beats "a question the FAQ may answer".
    let concrete = totals.iter().filter(|(i, _)| !matches!(i, Intent::Question | Intent::Greet | Intent::Thanks | Intent::Yes | Intent::No)).map(|(_, t)| t.0).fold(0.0, f64::max);
    if concrete >= 0.6 && get(totals, Intent::Question) < 0.7 {
        dim(totals, Intent::Question, 0.5);
    }
    // "да" in front of a long wish is a word, not an answer.
    if words > 6 && concrete >= 0.7 {
        dim(totals, Intent::Yes, 0.6);
        dim(totals, Intent::No, 0.6);
    }
    if get(totals, Intent::RunningLate) >= 0.8 {
        for intent in [Intent::Later, Intent::Cancel, Intent::Book, Intent::Confirm] {
            dim(totals, intent, 0.5);
        }
    }
    if get(totals, Intent::Availability) >= 0.7 && get(totals, Intent::Book) < 0.7 {
        dim(totals, Intent::Book, 0.8);
    }
    let is_question = tokens.iter().any(|t| t.kind == Kind::Stop && t.form.contains('?'));
    if totals.is_empty() && is_question {
        totals.insert(Intent::Question, (0.5, 0));
    }
    // Bare answers to "what and when": a wish to book, but a weak one.
    let quiet = totals.iter().all(|(i, t)| matches!(i, Intent::Greet | Intent::Thanks | Intent::Question) || t.0 < 0.4);
    if quiet && has(Tag::Service) && (has(Tag::Time) || has(Tag::Employee)) {
        totals.insert(Intent::Book, (0.55, 0));
    } else if quiet && has(Tag::Service) {
        totals.entry(Intent::Book).or_insert((0.4, 0));
    }
}
