//! What a text says of a journey: when, how long, how many, how old, for how much, what it should be like. Reads only.

use super::faq::fold;
use super::talk::Talk;
use super::wish;
use crate::tour::{TourWish, stems_of, themes_of};
use crate::understand::{Grain, Understanding, Value};
use domain::Money;
use domain::tour::Difficulty;
use jiff::civil::Date;

const NUMBERS: &[(&str, u16)] = &[
    ("один", 1), ("одного", 1), ("одну", 1), ("два", 2), ("две", 2), ("двух", 2), ("пару", 2), ("три", 3), ("трех", 3), ("четыре", 4), ("четырех", 4), ("пять", 5), ("пяти", 5), ("шесть", 6), ("шести", 6), ("семь", 7), ("семи", 7), ("восемь", 8),
    ("восьми", 8), ("девять", 9), ("десять", 10), ("одиннадцать", 11), ("двенадцать", 12), ("тринадцать", 13), ("четырнадцать", 14), ("пятнадцать", 15), ("шестнадцать", 16), ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6),
    ("seven", 7), ("eight", 8), ("nine", 9), ("ten", 10), ("twelve", 12),
];
/// Beginnings of "трёхдневный".
const DAILY: &[(&str, u16)] = &[("однодневн", 1), ("двухдневн", 2), ("двухднёвн", 2), ("трехдневн", 3), ("четырехдневн", 4), ("пятидневн", 5), ("недельн", 7)];
const GENTLE: &[&str] = &["просто гуля", "не ходок", "не ходоки", "не спортивн", "неспортивн", "поменьше ход", "немного ход", "мало ход", "без нагруз", "без подготовки", "не тяжел", "несложн", "не сложн", "нетрудн", "легк", "спокойн", "strolling", "easy", "not fit", "gentle"];
const ABLE: &[&str] = &["в походах на день", "походы на день", "в поход на день", "бываем в походах", "day hike"];

pub fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

pub fn small(word: &str) -> Option<u16> {
    word.parse().ok().filter(|n| (1..=99).contains(n)).or_else(|| NUMBERS.iter().find(|(form, _)| *form == word).map(|(_, n)| *n))
}

/// Everything the text says; `skip` tells which places are names of tours.
pub fn of(talk: &Talk<'_>, understood: &Understanding, skip: &dyn Fn(usize) -> bool) -> TourWish {
    let said = words(&understood.text);
    let folded = fold(&understood.text);
    let mut found = TourWish { days: days(&said, &folded), age: age(&said), people: people(understood, &said), ..TourWish::default() };
    dates(talk, understood, &mut found);
    found.budget = budget(understood, &folded, found.people);
    let has = |parts: &[&str]| parts.iter().any(|p| folded.contains(p));
    found.effort = if has(GENTLE) { Some(Difficulty::Easy) } else if has(ABLE) { Some(Difficulty::Moderate) } else { None };
    longing(talk, understood, skip, &mut found);
    found
}

/// "на 3 дня", "дня четыре", "на день", "однодневный", "на выходные", "неделю".
fn days(said: &[String], folded: &str) -> Option<u16> {
    let is_day = |w: &str| matches!(w, "день" | "дня" | "дней" | "дн" | "day" | "days");
    let at = |i: usize| said.get(i).map_or("", String::as_str);
    for i in 0..said.len() {
        let before = i.checked_sub(1).map_or("", &at);
        // "через три дня" is a date, "за два дня до" a term.
        if matches!(before, "через" | "за" | "in" | "after" | "within") {
            continue;
        }
        // "5 день" is a day of the programme.
        if is_day(at(i + 1)) && !(at(i + 1) == "день" && small(at(i)) != Some(1)) && !matches!(at(i + 2), "назад" | "ago") && let Some(n) = small(at(i)) {
            return Some(n);
        }
        if matches!(at(i), "дня" | "дней") && small(at(i + 1)).is_some() && before.parse::<u16>().is_err() && small(before).is_none() {
            return small(at(i + 1));
        }
        if let Some((_, n)) = DAILY.iter().find(|(start, _)| at(i).starts_with(start)) {
            return Some(*n);
        }
        // "в походах на день бываем" tells of habits.
        if matches!(at(i), "на" | "a" | "one") && matches!(at(i + 1), "день" | "денек" | "day") && !before.starts_with("поход") || at(i) == "day" && at(i + 1) == "trip" {
            return Some(1);
        }
        if matches!(at(i), "на" | "a") && matches!(at(i + 1), "неделю" | "недельку" | "week") {
            return Some(7);
        }
    }
    ["на выходн", "на уикенд", "weekend trip", "for a weekend", "for the weekend"].iter().any(|w| folded.contains(w)).then_some(2)
}

/// "сыну 10 лет", "ребёнку 8", "десятилетний"; the youngest of several.
fn age(said: &[String]) -> Option<u8> {
    const TENS: &[(&str, u8)] = &[("трехлетн", 3), ("четырехлетн", 4), ("пятилетн", 5), ("шестилетн", 6), ("семилетн", 7), ("восьмилетн", 8), ("девятилетн", 9), ("десятилетн", 10), ("двенадцатилетн", 12)];
    let named = said.iter().find_map(|w| TENS.iter().find(|(start, _)| w.starts_with(start)).map(|(_, n)| *n));
    let counted = said.iter().enumerate().filter_map(|(i, w)| {
        let next = said.get(i + 1).map_or("", String::as_str);
        let is_year = matches!(next, "лет" | "года" | "год" | "годик" | "годика" | "летний" | "летним" | "летнего" | "years" | "year" | "yo");
        small(w).filter(|n| is_year && *n <= 17).and_then(|n| u8::try_from(n).ok())
    });
    let bare = said.windows(2).find_map(|pair| match pair {
        [who, n] if is_child(who) => n.parse::<u8>().ok().filter(|n| *n <= 17),
        _ => None,
    });
    named.into_iter().chain(counted).chain(bare).min()
}

pub fn is_child(word: &str) -> bool {
    ["ребен", "сын", "дочк", "дочер", "внук", "внучк", "малыш", "дети", "детей", "детям", "детьми", "детск", "kid", "child", "son", "daughter"].iter().any(|start| word.starts_with(start)) && word != "song" && !word.starts_with("sonk")
}

fn people(understood: &Understanding, said: &[String]) -> Option<u16> {
    let chars: Vec<char> = understood.text.chars().collect();
    let mut counts = understood.entities.iter().filter_map(|e| {
        let head: String = chars.iter().take(e.start).collect();
        let is_negated = matches!(words(&head).last().map(String::as_str), Some("не" | "not" | "вместо"));
        if let Value::Count { value } = &e.value { u16::try_from(*value).ok().filter(|_| !is_negated) } else { None }
    });
    let children = said.iter().any(|w| w.starts_with("взросл") || w.starts_with("adult")) && said.iter().any(|w| w.starts_with("ребен") || w == "child");
    let last = counts.next_back().map(|n| if children { n + 1 } else { n });
    let told = said.windows(3).find_map(|w| match w {
        [n, of, us] if of == "of" && us == "us" => small(n),
        [we, are, n] if we == "we" && are == "are" => small(n),
        [who, on, n] if who == "человек" && on == "на" => small(n),
        _ => None,
    });
    let spans = ["day", "days", "night", "nights", "week", "weeks", "dollars", "hours"];
    let told = told.or_else(|| said.windows(2).enumerate().find_map(|(i, w)| match w {
        [before, n] if before == "for" => small(n).filter(|_| !said.get(i + 2).is_some_and(|next| spans.contains(&next.as_str()))),
        [n, of] if matches!(of.as_str(), "seats" | "places" | "people" | "persons" | "spots") => small(n),
        _ => None,
    }));
    let with = said.windows(2).any(|w| matches!(w, [with, who] if matches!(with.as_str(), "с" | "with" | "my") && matches!(who.as_str(), "мужем" | "женой" | "девушкой" | "парнем" | "подругой" | "другом" | "wife" | "husband" | "girlfriend" | "boyfriend")));
    last.or(told).or(with.then_some(2)).filter(|n| (1..=500).contains(n))
}

fn dates(talk: &Talk<'_>, understood: &Understanding, found: &mut TourWish) {
    let zone = talk.zone();
    let today = talk.today();
    let mut spans: Vec<(Date, Option<Date>, Grain, bool)> = Vec::new();
    for entity in &understood.entities {
        let Value::Datetime(when) = &entity.value else { continue };
        let folded = fold(&entity.text);
        // "второй день", "последний день" are days of the programme; "сейчас" and "день" no dates.
        let of_program = (folded.contains("день") || folded.contains("day")) && !folded.contains(|c: char| c.is_ascii_digit()) || folded.contains("прошл") || folded.contains("дня") && !folded.contains("через");
        let is_length = matches!(folded.as_str(), "неделю" | "на неделю" | "недельку" | "на недельку" | "a week" | "week" | "for a week");
        if !when.has_date || when.grain <= Grain::Second || of_program || is_length {
            continue;
        }
        let read = wish::of(when, &zone);
        let Some(from) = read.from else { continue };
        let is_weekend = folded.contains("выходн") || folded.contains("weekend");
        let until = if when.end.is_none() { None } else { read.until };
        spans.push((from.max(today.yesterday().unwrap_or(today)), until, when.grain, is_weekend));
    }
    if let Some(month) = spoken_month(&understood.text)
        && !spans.iter().any(|(from, until, ..)| from.month() == month || until.is_some_and(|u| u.yesterday().is_ok_and(|d| d.month() == month)))
    {
        // "на выходные в июле": of that month.
        let year = if month < today.month() { today.year().saturating_add(1) } else { today.year() };
        if let Ok(first) = Date::new(year, month, 1) {
            spans = vec![(first, first.last_of_month().tomorrow().ok(), Grain::Month, false)];
        }
    }
    let best = spans.iter().filter(|(.., is_weekend)| !is_weekend || spans.len() == 1).min_by_key(|(_, _, grain, _)| *grain);
    if let Some((from, until, ..)) = best {
        (found.from, found.until) = (Some(*from), *until);
    }
}

/// The month a text names.
pub fn spoken_month(text: &str) -> Option<i8> {
    const MONTHS: &[(&str, i8)] = &[
        ("январ", 1), ("феврал", 2), ("март", 3), ("апрел", 4), ("июн", 6), ("июл", 7), ("август", 8), ("сентябр", 9), ("октябр", 10), ("ноябр", 11), ("декабр", 12), ("january", 1), ("february", 2), ("april", 4), ("june", 6), ("july", 7),
        ("august", 8), ("september", 9), ("october", 10), ("november", 11), ("december", 12),
    ];
    words(text).iter().find_map(|w| if matches!(w.as_str(), "май" | "мае" | "мая" | "маю") { Some(5) } else { MONTHS.iter().find(|(start, _)| w.starts_with(start)).map(|(_, n)| *n) })
}

fn budget(understood: &Understanding, folded: &str, people: Option<u16>) -> Option<Money> {
    let read = understood.entities.iter().find_map(|e| if let Value::Money { minor, currency } = &e.value { Some(Money { minor: *minor, currency: currency.clone() }) } else { None });
    let mut money = read.or_else(|| turned(folded))?;
    // "на двоих 20 тысяч" is for all of them.
    let for_all = ["за всех", "на всех", "на семью", "за двоих", "за троих", "в сумме", "общий бюджет", "in total", "for all of us", "for both"].iter().any(|w| folded.contains(w));
    if let Some(n) = people.filter(|n| for_all && *n > 0) {
        money.minor /= i64::from(n);
    }
    Some(money)
}

/// "тысяч десять сомов", "долларов 350": the number after its unit.
fn turned(folded: &str) -> Option<Money> {
    let said = words(folded);
    let currency = |w: &str| ["доллар", "бакс"].iter().any(|s| w.starts_with(s)).then_some("USD").or_else(|| w.starts_with("сом").then_some("KGS")).or_else(|| w.starts_with("евро").then_some("EUR")).or_else(|| w.starts_with("рубл").then_some("RUB"));
    let named = said.iter().find_map(|w| currency(w));
    said.windows(2).find_map(|pair| {
        let [unit, n] = pair else { return None };
        let value = n.parse::<i64>().ok().or_else(|| small(n).map(i64::from)).filter(|n| (1..1_000_000).contains(n))?;
        let (times, code) = if matches!(unit.as_str(), "тысяч" | "тыщ") { (1_000, named?) } else { (1, currency(unit)?) };
        Money::new(value.checked_mul(times)?.checked_mul(100)?, code).ok()
    })
}

/// What it should be like: themes, and words that only some tours have.
fn longing(talk: &Talk<'_>, understood: &Understanding, skip: &dyn Fn(usize) -> bool, found: &mut TourWish) {
    let chars: Vec<char> = understood.text.chars().collect();
    let tokens = crate::understand::token::tokens(&chars);
    let taken = |start: usize| understood.entities.iter().any(|e| e.start <= start && start < e.end && matches!(e.value, Value::Datetime(_) | Value::Money { .. } | Value::Phone { .. }));
    let tours = &talk.catalog().tours.rows;
    for token in tokens.iter().filter(|t| t.is_word() && !skip(t.start) && !taken(t.start)) {
        let themes = themes_of(&token.form);
        for theme in &themes {
            if !found.themes.iter().any(|t| t == theme) {
                found.themes.push((*theme).to_owned());
            }
        }
        let stem = super::faq::stems(&token.form).into_iter().next().unwrap_or_default();
        let is_place = themes.is_empty() && token.form.chars().count() >= 5 && !crate::understand::words::is_russian(&token.form) && !crate::understand::words::is_english(&token.form);
        if is_place && found.words.len() < 3 && !found.words.contains(&stem) {
            let owners = tours.iter().filter(|t| stems_of(t).contains(&stem)).count();
            let starts = talk.catalog().branches.iter().any(|b| super::faq::stems(&b.name).contains(&stem));
            if owners > 0 && (owners * 2 <= tours.len() || starts) && (token.is_capital || owners * 3 <= tours.len()) {
                found.words.push(stem);
            }
        }
    }
    if found.age.is_some() && !found.themes.iter().any(|t| t == "family") {
        found.themes.push("family".to_owned());
    }
}

/// As the request keeps it: `2027-07`, `2027-07-24`, `2027-07-05/2027-07-12`, `2027-08-10/`.
pub fn kept(wish: &TourWish) -> Option<String> {
    let from = wish.from?;
    let last = wish.until.and_then(|d| d.yesterday().ok());
    Some(match last {
        None => format!("{from}/"),
        Some(last) if last == from => from.to_string(),
        Some(last) if from.day() == 1 && last == from.last_of_month() => format!("{:04}-{:02}", from.year(), from.month()),
        Some(last) => format!("{from}/{last}"),
    })
}

/// Reads back what `kept` wrote.
pub fn dates_of(text: &str) -> Option<(Date, Option<Date>)> {
    let (first, last) = match text.split_once('/') {
        Some((first, "")) => return first.parse().ok().map(|d| (d, None)),
        Some((first, last)) => (first.to_owned(), last.to_owned()),
        None if text.len() == 7 => {
            let first: Date = format!("{text}-01").parse().ok()?;
            return Some((first, first.last_of_month().tomorrow().ok()));
        }
        None => (text.to_owned(), text.to_owned()),
    };
    let (first, last): (Date, Date) = (first.parse().ok()?, last.parse().ok()?);
    Some((first, last.tomorrow().ok()))
}
