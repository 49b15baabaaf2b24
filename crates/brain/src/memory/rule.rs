//! Facts by rules. A rule believes only a sentence that says it of the customer, says it as their way rather than for this once, and does not ask
//! or deny. What is missed may be told again; what is wrongly kept would follow the customer for years.

use super::word::{self, Words, sentences};
use super::{Learned, Said};
use crate::facts::Catalog;
use crate::model::mask;
use crate::understand::{Context, Entity, Value as Read};
use domain::fact::{FactKey, TEXT_LIMIT};
use domain::{Lang, Money, Ts};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// Longest quotation that is kept.
const QUOTE: usize = 200;
/// Said in so many words.
const CLEAR: i64 = 90;

/// What the customer has told of themselves in these messages, in the order it was said; of one kind the last counts.
pub fn learn(catalog: &Catalog, lines: &[Said], now: Ts) -> Vec<Learned> {
    let zone = domain::time::zone(&catalog.org.zone).unwrap_or(TimeZone::UTC);
    let mut all = Vec::new();
    for line in lines.iter().filter(|line| line.is_customer) {
        for (text, asks) in sentences(&line.text) {
            let context = Context { now: now.timestamp(), zone: zone.clone(), lang: None, lexicon: &catalog.lexicon };
            let sentence = Sentence { catalog, words: Words::of(&text), entities: crate::understand(&text, &context).entities, text, asks, seq: line.seq };
            all.extend(sentence.facts());
        }
    }
    all
}

struct Sentence<'a> {
    catalog: &'a Catalog,
    text: String,
    words: Words,
    entities: Vec<Entity>,
    asks: bool,
    seq: i64,
}

impl Sentence<'_> {
    fn facts(&self) -> Vec<Learned> {
        let own = !self.asks && !self.words.has(word::OTHERS);
        let is_way = own && self.words.has(word::HABIT) && !self.words.has(word::NEGATION);
        let mut found = Vec::new();
        if is_way {
            found.extend(self.employee());
            found.extend(self.service());
        }
        if own && !self.words.has(word::NEGATION) {
            found.extend(self.branch());
            found.extend(self.hours());
        }
        if !self.asks {
            found.extend(self.health());
            found.extend(self.budget());
            found.extend(self.referrer());
            found.extend(self.reach());
        }
        found.extend(self.child());
        found.extend(self.language());
        found
    }

    fn fact(&self, key: FactKey, text: String, value: Option<Value>) -> Option<Learned> {
        Some(Learned { key, text: text.chars().take(TEXT_LIMIT).collect(), value, confidence: CLEAR, seq: Some(self.seq) })
    }
    fn lang(&self) -> Lang {
        self.catalog.org.lang.spoken()
    }
    fn says<'t>(&self, ru: &'t str, en: &'t str) -> &'t str {
        if self.lang() == Lang::En { en } else { ru }
    }
    /// The customer's own words without phones and addresses.
    fn quote(&self) -> String {
        mask(&self.text).chars().take(QUOTE).collect()
    }
    fn one<T: Copy>(&self, read: impl Fn(&Read) -> Option<&Vec<T>>) -> Option<T> {
        let mut named = self.entities.iter().filter_map(|e| read(&e.value));
        match (named.next().map(Vec::as_slice), named.next()) {
            (Some([only]), None) => Some(*only),
            _ => None,
        }
    }

    fn employee(&self) -> Option<Learned> {
        let id = self.one(|v| if let Read::Employee { ids } = v { Some(ids) } else { None })?;
        let name = &self.catalog.employee(id)?.name;
        self.fact(FactKey::Employee, format!("{} {name}", self.says("Предпочитает мастера:", "Prefers")), Some(json!({ "employee_id": id })))
    }

    fn service(&self) -> Option<Learned> {
        let id = self.one(|v| if let Read::Service { ids } = v { Some(ids) } else { None })?;
        let name = crate::dialogue::service_title(self.lang(), self.catalog.service(id)?).to_owned();
        self.fact(FactKey::Service, format!("{} {name}", self.says("Обычно приходит на:", "Usually comes for")), Some(json!({ "service_id": id })))
    }

    fn branch(&self) -> Option<Learned> {
        if !self.words.has(word::HABIT) && !self.words.has(&["ближе", "рядом", "удобнее", "closer", "closest"]) {
            return None;
        }
        let id = self.one(|v| if let Read::Branch { ids } = v { Some(ids) } else { None })?;
        let name = &self.catalog.branch(id)?.name;
        self.fact(FactKey::Branch, format!("{} {name}", self.says("Удобнее филиал:", "Prefers the branch")), Some(json!({ "branch_id": id })))
    }

    /// A part of the day or the week that suits in general; a named day, or an answer to "when", is a wish for this once.
    fn hours(&self) -> Option<Learned> {
        if !self.words.has(word::HABIT) && !self.words.has(word::IN_GENERAL) || self.words.has(word::THIS_ONCE) {
            return None;
        }
        let (part, _) = word::PARTS.iter().find(|(_, list)| self.words.has(list))?;
        let is_part_of_week = matches!(*part, "weekend" | "weekdays");
        let names_day = self.entities.iter().any(|e| matches!(&e.value, Read::Datetime(when) if when.has_date));
        if names_day && !is_part_of_week {
            return None;
        }
        let text = match *part {
            "morning" => self.says("Удобно утром", "Mornings suit"),
            "day" => self.says("Удобно днём", "Daytime suits"),
            "evening" => self.says("Удобно вечером", "Evenings suit"),
            "weekend" => self.says("Удобно по выходным", "Weekends suit"),
            _ => self.says("Удобно по будням", "Weekdays suit"),
        };
        self.fact(FactKey::Hours, text.to_owned(), Some(json!({ "part": part })))
    }

    /// Only what the customer asks to be minded: an illness mentioned on the way is nobody's business.
    fn health(&self) -> Option<Learned> {
        if !self.words.has(word::HEALTH) || !self.words.has(word::MIND) || self.words.has(word::OTHERS) {
            return None;
        }
        self.fact(FactKey::Health, self.quote(), None)
    }

    fn child(&self) -> Option<Learned> {
        let (who, at) = word::CHILDREN.iter().find_map(|(who, list)| self.words.find(list).map(|at| (*who, at)))?;
        let years = self.words.find(word::YEARS)?;
        let age: i64 = self.words.0.get(years.checked_sub(1)?).and_then(|w| age(w)).or_else(|| (self.words.0.get(years)? == "годик").then_some(1))?;
        // "работаете 5 лет, а сын …": the age stands right after the child, or right before.
        let between = self.words.0.get(at + 1..years.saturating_sub(1)).unwrap_or_default();
        let is_next = if years > at { between.iter().all(|w| word::BETWEEN.contains(&w.as_str())) } else { at - years == 1 };
        if !is_next || age > 17 {
            return None;
        }
        let value = json!({ "children": [{ "who": who, "age": age }] });
        let text = shown_children(&value, self.lang());
        self.fact(FactKey::Children, text, Some(value))
    }

    fn language(&self) -> Option<Learned> {
        if !self.words.has(word::SPEAK) {
            return None;
        }
        let (lang, _) = word::TONGUES.iter().find(|(_, list)| self.words.has(list))?;
        let name = match *lang {
            "en" => self.says("Говорит по-английски", "Speaks English"),
            "kk" => self.says("Говорит по-казахски", "Speaks Kazakh"),
            "ky" => self.says("Говорит по-киргизски", "Speaks Kyrgyz"),
            _ => self.says("Говорит по-русски", "Speaks Russian"),
        };
        self.fact(FactKey::Language, name.to_owned(), Some(json!({ "lang": lang })))
    }

    fn budget(&self) -> Option<Learned> {
        if !self.words.has(word::BUDGET) {
            return None;
        }
        let most = self.entities.iter().filter_map(|e| if let Read::Money { minor, currency } = &e.value { Some((*minor, currency.clone())) } else { None }).max_by_key(|(minor, _)| *minor)?;
        let money = Money { minor: most.0, currency: most.1 };
        self.fact(FactKey::Budget, format!("{} {}", self.says("Бюджет до", "Budget up to"), money.show(self.lang())), Some(json!({ "minor": money.minor, "currency": money.currency })))
    }

    fn referrer(&self) -> Option<Learned> {
        let is_told = self.words.has(word::RECOMMENDED) && (self.words.has(word::YOU) || self.words.has(&["по рекомендации", "по совету"]));
        if !is_told {
            return None;
        }
        self.fact(FactKey::Referrer, self.quote(), None)
    }

    fn reach(&self) -> Option<Learned> {
        if !self.words.has(word::NO_CALLS) {
            return None;
        }
        self.fact(FactKey::Reach, self.says("Просит писать, а не звонить", "Asks to be written to, not called").to_owned(), Some(json!({ "by": "text" })))
    }
}

fn age(word: &str) -> Option<i64> {
    const SPELT: &[(&str, i64)] = &[
        ("один", 1), ("одного", 1), ("два", 2), ("двух", 2), ("три", 3), ("трех", 3), ("четыре", 4), ("пять", 5), ("шесть", 6), ("семь", 7), ("восемь", 8), ("девять", 9), ("десять", 10), ("одиннадцать", 11), ("двенадцать", 12),
        ("тринадцать", 13), ("четырнадцать", 14), ("пятнадцать", 15), ("шестнадцать", 16), ("семнадцать", 17),
    ];
    if word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok();
    }
    SPELT.iter().find(|(name, _)| *name == word).map(|(_, n)| *n)
}

/// A child told of again is a year older, another one stands beside the first.
pub(super) fn children(old: Option<&Value>, new: &Learned, lang: Lang) -> (String, Option<Value>) {
    let list = |value: Option<&Value>| value.and_then(|v| v.get("children")).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut all = list(old);
    for child in list(new.value.as_ref()) {
        match all.iter_mut().find(|known| known.get("who") == child.get("who")) {
            Some(known) => *known = child,
            None => all.push(child),
        }
    }
    all.truncate(8);
    let value = json!({ "children": all });
    (shown_children(&value, lang.spoken()), Some(value))
}

fn shown_children(value: &Value, lang: Lang) -> String {
    let all = value.get("children").and_then(Value::as_array).into_iter().flatten();
    let one = |child: &Value| {
        let who = child.get("who").and_then(Value::as_str).unwrap_or("child");
        let age = child.get("age").and_then(Value::as_i64).unwrap_or(0);
        if lang == Lang::En {
            return format!("{who}, {age}");
        }
        let who = match who {
            "son" => "сын",
            "daughter" => "дочь",
            "grandchild" => "внук или внучка",
            _ => "ребёнок",
        };
        let years = match (age % 10, age % 100) {
            (1, n) if n != 11 => "год",
            (2..=4, n) if !(12..=14).contains(&n) => "года",
            _ => "лет",
        };
        format!("{who}, {age} {years}")
    };
    let head = if lang == Lang::En { "Children: " } else { "Дети: " };
    format!("{head}{}", all.map(one).collect::<Vec<_>>().join("; "))
}

/// What is to be minded adds up; what says there is nothing any more takes the place of all.
pub(super) fn minded(old: &str, new: &str) -> String {
    let is_over = Words::of(new).has(&["больше нет", "уже нет", "прошла", "прошло", "no longer", "not any more"]);
    if is_over || old.is_empty() || crate::dialogue::faq::fold(new).contains(&crate::dialogue::faq::fold(old)) {
        return new.to_owned();
    }
    if crate::dialogue::faq::fold(old).contains(&crate::dialogue::faq::fold(new)) {
        return old.to_owned();
    }
    format!("{old}; {new}").chars().take(TEXT_LIMIT).collect()
}
