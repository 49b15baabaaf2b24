//! Reading the values of a script's variables out of a message: what was asked for, and what was given freely. The same thing said in
//! other words is the same value: `people` = `2`, `dates` = `2027-07`, `budget` = `10000 KGS`.

use super::amount;
use crate::dialogue::faq::{fold, stems};
use crate::dialogue::person;
use crate::dialogue::read::is_sure;
use crate::dialogue::request::money_text;
use crate::dialogue::talk::Talk;
use crate::understand::{Grain, Intent, Understanding, Value, When, concept, stem};
use domain::Phone;
use domain::script::{AnswerKind, ScriptStep};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What an answer to an open question came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    Value(String),
    /// They do not know, or would rather not say.
    Declined,
    Unfit,
}

/// The answer to the question of this step.
pub fn answer(talk: &Talk<'_>, understood: &Understanding, step: &ScriptStep) -> Heard {
    let folded = fold(&understood.text);
    let value = match step.kind {
        AnswerKind::Text if is_tour(talk, step) => tour(talk, understood),
        AnswerKind::Text => text(talk, understood, step),
        AnswerKind::Number => amount::number(understood),
        AnswerKind::Money => money(talk, understood, true),
        AnswerKind::Date => date(talk, understood),
        AnswerKind::Dates => dates(talk, understood).or_else(|| whenever(understood, &folded)),
        AnswerKind::People => people(understood, true),
        AnswerKind::Phone => phone(talk, understood),
        AnswerKind::Name => name(understood),
        AnswerKind::Email => email(understood),
        AnswerKind::Choice => choice(understood, &step.choices, Ways::Asked),
        AnswerKind::YesNo => yes_no(understood, &folded),
    };
    match value {
        Some(value) => Heard::Value(value),
        None if declines(&folded) => Heard::Declined,
        None => Heard::Unfit,
    }
}

/// What the message gives of the variables of these steps without being asked. Values that any words would fill are left to their question.
pub fn free<'s>(talk: &Talk<'_>, understood: &Understanding, steps: impl Iterator<Item = &'s ScriptStep>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for step in steps {
        let Some(variable) = step.asks.as_deref().filter(|v| !found.contains_key(*v)) else { continue };
        let value = match step.kind {
            AnswerKind::Text if is_tour(talk, step) => tour(talk, understood),
            AnswerKind::Money => money(talk, understood, false),
            AnswerKind::Date => date(talk, understood),
            AnswerKind::Dates => dates(talk, understood),
            AnswerKind::People => people(understood, false),
            AnswerKind::Phone => understood.entities.iter().find_map(|e| if let Value::Phone { e164 } = &e.value { Some(e164.clone()) } else { None }),
            AnswerKind::Name => understood.entities.iter().find_map(|e| if let Value::Person { name } = &e.value { Some(name.clone()) } else { None }),
            AnswerKind::Email => email(understood),
            AnswerKind::Choice if is_scale(&step.choices) => amount::mark(understood),
            AnswerKind::Choice => choice(understood, &step.choices, Ways::Words),
            AnswerKind::Text => choice(understood, &step.choices, Ways::Ideas),
            AnswerKind::Number | AnswerKind::YesNo => None,
        };
        found.extend(value.map(|value| (variable.to_owned(), value)));
        if matches!(step.kind, AnswerKind::Dates) {
            found.extend(amount::days(understood).map(|days| ("days".to_owned(), days)));
        }
    }
    found
}

/// Marks: every choice is a number.
pub fn is_scale(choices: &[String]) -> bool {
    !choices.is_empty() && choices.iter().all(|c| c.trim().parse::<u8>().is_ok())
}

/// "не знаю", "не скажу", "без разницы": an answer too, and nothing to ask about again.
pub fn declines(folded: &str) -> bool {
    const WAYS: &[&str] = &[
        "не знаю", "не решил", "не скажу", "нет телефона", "нету телефона", "телефона нет", "нет номера", "номера нет", "неважно", "не важно", "без разницы", "все равно", "смотря что", "затрудняюсь", "не хочу отвечать", "не хочу говорить", "не буду отвечать", "пропусти", "пропустим", "дальше", "не определил",
        "пока неизвестно", "нет предпочтений", "любой", "любая", "любые", "not sure", "don't know", "do not know", "no idea", "rather not", "skip", "doesn't matter", "does not matter", "whatever", "any of",
    ];
    WAYS.iter().any(|way| folded.contains(way))
}

fn is_tour(talk: &Talk<'_>, step: &ScriptStep) -> bool {
    step.asks.as_deref() == Some("tour") && !talk.catalog().tours.is_empty()
}

/// The one tour that is named, by its key.
fn tour(talk: &Talk<'_>, understood: &Understanding) -> Option<String> {
    let tours = &talk.catalog().tours;
    let named = tours.index.find(&understood.text);
    let mut keys: Vec<&str> = named.iter().filter(|n| n.is_own).flat_map(|n| &n.tours).filter_map(|i| tours.rows.get(*i)).map(|t| t.key.as_str()).collect();
    keys.dedup();
    // Of namesakes the first is the usual one; two names are two tours.
    let names = named.iter().filter(|n| n.is_own).count();
    keys.first().filter(|_| names == 1).map(|key| (*key).to_owned())
}

fn text(_: &Talk<'_>, understood: &Understanding, step: &ScriptStep) -> Option<String> {
    if let Some(chosen) = choice(understood, &step.choices, Ways::Ideas) {
        return Some(chosen);
    }
    let said = understood.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let has_words = said.chars().filter(|c| c.is_alphanumeric()).count() >= 2;
    (has_words && !declines(&fold(&said))).then_some(said)
}

/// What is enough for a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ways {
    /// Two of its words.
    Words,
    /// The idea behind one: "верхом" for «Лошади».
    Ideas,
    /// A word of it, or its number.
    Asked,
}

/// The one choice the words fit.
fn choice(understood: &Understanding, choices: &[String], ways: Ways) -> Option<String> {
    let is_asked = ways == Ways::Asked;
    let said: Vec<String> = terms(&understood.text);
    let plain = |text: &str| fold(text).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    let typed = plain(&understood.text);
    if let Some(exact) = choices.iter().find(|c| plain(c) == typed) {
        return Some(exact.clone());
    }
    if is_asked && is_scale(choices) {
        let mark = amount::mark(understood).or_else(|| amount::number(understood))?;
        return choices.iter().find(|c| c.trim() == mark).cloned();
    }
    if is_asked && typed.chars().count() <= 2 && let Ok(place) = typed.parse::<usize>() {
        return choices.get(place.checked_sub(1)?).cloned();
    }
    let score = |choice: &String| {
        let own = terms(choice);
        let common = own.iter().filter(|term| said.contains(term)).count();
        let ideas = own.iter().filter(|term| term.starts_with('@') && said.contains(term)).count();
        let words = common - ideas;
        match ways {
            Ways::Asked => common + ideas,
            Ways::Ideas if ideas > 0 => common + ideas,
            _ => if words >= 2 { words } else { 0 },
        }
    };
    let scored: Vec<(usize, &String)> = choices.iter().map(|c| (score(c), c)).collect();
    let best = scored.iter().map(|(n, _)| *n).max().filter(|n| *n > 0)?;
    let mut fits = scored.iter().filter(|(n, _)| *n == best);
    match (fits.next(), fits.next()) {
        (Some((_, one)), None) => Some((*one).clone()),
        _ => None,
    }
}

/// Stems of the telling words and the ideas behind them.
fn terms(text: &str) -> Vec<String> {
    let mut found = stems(text);
    for word in fold(text).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        found.extend(concept::of(word, &stem::stem(word)));
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn money(talk: &Talk<'_>, understood: &Understanding, is_asked: bool) -> Option<String> {
    let folded = fold(&understood.text);
    let own = talk.catalog().org.currency.clone();
    if let Some((amount, currency)) = amount::turned_round(&folded) {
        return Some(format!("{amount} {}", currency.unwrap_or(&own)));
    }
    let sum = understood.entities.iter().find_map(|e| if let Value::Money { minor, currency } = &e.value { Some((e.start, *minor, currency.clone())) } else { None });
    if let Some((start, minor, currency)) = sum {
        // "390 долларов это дорого" speaks of a price, "до 390 долларов" of a budget.
        let head: String = understood.text.chars().take(start).collect();
        let before = fold(&head).split_whitespace().next_back().unwrap_or_default().to_owned();
        let is_meant = ["до", "по", "около", "примерно", "бюджет", "бюджета", "сумма", "максимум", "порядка", "about", "around", "to", "budget", "under"].contains(&before.trim_matches(|c: char| !c.is_alphanumeric()));
        return (is_asked || is_meant).then(|| money_text(minor, &currency));
    }
    let number = amount::number(understood)?.parse::<f64>().ok()?;
    let is_meant = ["бюджет", "budget"].iter().any(|w| folded.contains(w));
    (number >= 50.0 && (is_asked || is_meant)).then(|| format!("{number:.0} {own}"))
}

fn whens(understood: &Understanding) -> impl Iterator<Item = (&str, &When)> {
    understood.entities.iter().filter_map(|e| match &e.value {
        Value::Datetime(when) if when.has_date => Some((e.text.as_str(), when)),
        _ => None,
    })
}

fn day_of(talk: &Talk<'_>, z: &jiff::Zoned) -> Date {
    z.with_time_zone(talk.zone()).date()
}

/// One day.
fn date(talk: &Talk<'_>, understood: &Understanding) -> Option<String> {
    whens(understood).find_map(|(_, when)| {
        let start = when.start.as_ref().map(|z| day_of(talk, z))?;
        (when.grain <= Grain::Day && last_day(talk, when).is_none_or(|last| last == start)).then(|| start.to_string())
    })
}

/// The last day of a stretch; none when it is open or a moment.
fn last_day(talk: &Talk<'_>, when: &When) -> Option<Date> {
    let end = when.end.as_ref()?;
    end.timestamp().as_second().checked_sub(1).and_then(|s| jiff::Timestamp::from_second(s).ok()).map(|t| t.to_zoned(talk.zone()).date())
}

/// A month, a day or a stretch of days: `2027-07`, `2027-07-24`, `2027-08-21/2027-08-31`.
fn dates(talk: &Talk<'_>, understood: &Understanding) -> Option<String> {
    let (text, when) = whens(understood).next()?;
    let start = when.start.as_ref().map(|z| day_of(talk, z));
    let last = last_day(talk, when);
    // "на выходные в июле" is any of its weekends.
    if let Some(month) = amount::month(&fold(text))
        && start.is_some_and(|day| day.month() != month)
    {
        let today = talk.today();
        let year = if month < today.month() { today.year() + 1 } else { today.year() };
        return Some(format!("{year:04}-{month:02}"));
    }
    Some(match (start, last) {
        (Some(start), _) if when.grain == Grain::Month => format!("{:04}-{:02}", start.year(), start.month()),
        (Some(start), Some(last)) if last > start => format!("{start}/{last}"),
        (Some(start), None) if !when.has_time => format!("{start}/"),
        (Some(start), _) => start.to_string(),
        // "до пятницы"
        (None, _) => format!("/{}", when.end.as_ref().map(|z| day_of(talk, z))?),
    })
}

/// "не срочно", "в любое время", "как можно скорее".
fn whenever(understood: &Understanding, folded: &str) -> Option<String> {
    let has = |ways: &[&str]| ways.iter().any(|w| folded.contains(w));
    if has(&["не срочно", "не горит", "когда угодно", "в любое время", "любое время", "not urgent", "no hurry", "no rush", "any time", "anytime", "whenever"]) || is_sure(understood, Intent::Any) {
        Some("any".to_owned())
    } else if has(&["срочно", "скорее", "быстрее", "сегодня же", "прямо сейчас", "сразу", "asap", "as soon as", "urgent", "right now"]) {
        Some("asap".to_owned())
    } else {
        amount::season(folded).map(str::to_owned)
    }
}

fn people(understood: &Understanding, is_asked: bool) -> Option<String> {
    amount::people(understood, is_asked).map(|n| n.to_string())
}

fn phone(talk: &Talk<'_>, understood: &Understanding) -> Option<String> {
    let read = understood.entities.iter().find_map(|e| if let Value::Phone { e164 } = &e.value { Some(e164.clone()) } else { None });
    let digits: String = understood.text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let shared = talk.input.messages.iter().find_map(|m| m.phone.clone());
    let said = read.or(shared).unwrap_or(digits);
    Phone::parse(&said, &talk.catalog().org.region).ok().map(|p| p.as_str().to_owned())
}

fn name(understood: &Understanding) -> Option<String> {
    let told = understood.entities.iter().find_map(|e| if let Value::Person { name } = &e.value { Some(name.clone()) } else { None });
    told.or_else(|| amount::booked_for(&understood.text)).or_else(|| person::bare_name(understood))
}

fn email(understood: &Understanding) -> Option<String> {
    understood.entities.iter().find_map(|e| if let Value::Email { address } = &e.value { Some(address.clone()) } else { None })
}

fn yes_no(understood: &Understanding, folded: &str) -> Option<String> {
    let (yes, no) = (crate::dialogue::read::score(understood, Intent::Yes), crate::dialogue::read::score(understood, Intent::No));
    let first = folded.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).unwrap_or_default();
    let said = match first {
        "да" | "конечно" | "ага" | "угу" | "можно" | "yes" | "sure" | "yep" | "ok" | "ок" => Some("yes"),
        "нет" | "неа" | "нельзя" | "не" | "no" | "nope" => Some("no"),
        _ if yes.max(no) < 0.5 => None,
        _ => Some(if yes >= no { "yes" } else { "no" }),
    };
    said.map(str::to_owned)
}
