//! How many, how long, how much, as people put it in a wish: "вдвоём с мужем", "дня четыре", "тысяч десять", "пятёрка", "for two".

use crate::dialogue::faq::fold;
use crate::understand::{Understanding, Value};

/// Most people a wish may name.
const MOST: i64 = 1_000;

const NUMBERS: &[(&str, i64)] = &[
    ("один", 1), ("одного", 1), ("одну", 1), ("одна", 1), ("два", 2), ("две", 2), ("двух", 2), ("двое", 2), ("три", 3), ("трех", 3), ("трое", 3), ("четыре", 4), ("четырех", 4), ("четверо", 4), ("пять", 5), ("пяти", 5), ("пятеро", 5), ("шесть", 6),
    ("шести", 6), ("семь", 7), ("восемь", 8), ("девять", 9), ("десять", 10), ("двенадцать", 12), ("пятнадцать", 15), ("двадцать", 20), ("тридцать", 30), ("сорок", 40), ("пятьдесят", 50), ("шестьдесят", 60), ("семьдесят", 70), ("восемьдесят", 80), ("девяносто", 90),
    ("сто", 100), ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8), ("nine", 9), ("ten", 10), ("twelve", 12), ("fifteen", 15), ("twenty", 20),
];
const MONTHS: &[(&str, i8)] = &[
    ("январ", 1), ("феврал", 2), ("март", 3), ("апрел", 4), ("мае", 5), ("мая", 5), ("май", 5), ("июн", 6), ("июл", 7), ("август", 8), ("сентябр", 9), ("октябр", 10), ("ноябр", 11), ("декабр", 12), ("january", 1), ("february", 2), ("march", 3), ("april", 4), ("june", 6), ("july", 7),
    ("august", 8), ("september", 9), ("october", 10), ("november", 11), ("december", 12),
];

pub fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

fn small(word: &str) -> Option<i64> {
    word.parse().ok().filter(|n| (0..=MOST).contains(n)).or_else(|| NUMBERS.iter().find(|(form, _)| *form == word).map(|(_, n)| *n))
}

/// A plain number.
pub fn number(understood: &Understanding) -> Option<String> {
    let read = understood.entities.iter().find_map(|e| match &e.value {
        Value::Number { value } => Some(value.to_string()),
        Value::Count { value } | Value::Ordinal { value } => Some(value.to_string()),
        _ => None,
    });
    read.or_else(|| words(&understood.text).iter().find_map(|w| small(w)).map(|n| n.to_string()))
}

/// How many come. What stands after "не" is what they are not; children beside adults are people too.
pub fn people(understood: &Understanding, is_asked: bool) -> Option<i64> {
    let all: Vec<char> = understood.text.chars().collect();
    let is_negated = |start: usize| {
        let head: String = all.iter().take(start).collect();
        matches!(words(&head).last().map(String::as_str), Some("не" | "not" | "вместо"))
    };
    let counts: Vec<i64> = understood.entities.iter().filter_map(|e| if let Value::Count { value } = &e.value { (!is_negated(e.start)).then_some(*value) } else { None }).collect();
    let said = words(&understood.text);
    let folded = fold(&understood.text);
    let has = |parts: &[&str]| parts.iter().any(|p| said.iter().any(|w| w.starts_with(p)));
    let mixes = has(&["взросл", "adult"]) && has(&["ребен", "дет", "child", "kid", "малыш"]);
    let mut total = match counts.as_slice() {
        [] => english(&said).or_else(|| around(&said)).or_else(|| company(&said)),
        several if mixes => Some(several.iter().sum()),
        // "было двое, теперь трое": the last word counts.
        [.., last] => Some(*last),
    };
    if mixes && counts.len() < 2 && has(&["ребен", "child", "kid", "малыш"]) {
        total = total.map(|n| n + 1);
    }
    if total.is_none() && is_asked {
        total = match said.as_slice() {
            [one] if matches!(one.as_str(), "я" | "me" | "сам" | "сама") => Some(1),
            _ if folded.contains("один") || folded.contains("одна") || folded.contains("только я") || folded.contains("just me") || folded.contains("alone") => Some(1),
            _ => understood.entities.iter().find_map(|e| if let Value::Number { value } = &e.value { format!("{value:.0}").parse().ok() } else { None }).or_else(|| said.iter().find_map(|w| small(w))),
        };
    }
    total.filter(|n| (1..=MOST).contains(n))
}

/// "two of us", "for two", "we are three", "four people".
fn english(said: &[String]) -> Option<i64> {
    said.windows(3).find_map(|w| match w {
        [n, of, us] if of == "of" && us == "us" => small(n),
        [we, are, n] if we == "we" && are == "are" => small(n),
        [n, places, _] if matches!(places.as_str(), "places" | "people" | "persons" | "adults" | "seats") => small(n),
        _ => None,
    })
    .or_else(|| said.windows(2).find_map(|w| match w {
        [before, n] if before == "for" => small(n).filter(|_| !said.iter().skip_while(|s| *s != n).nth(1).is_some_and(|next| ["day", "days", "night", "nights", "week", "weeks", "dollars", "hours"].contains(&next.as_str()))),
        [n, people] if matches!(people.as_str(), "people" | "persons" | "places" | "adults" | "seats") => small(n),
        _ => None,
    }))
}

/// "человек восемьдесят", "человек на восемьдесят".
fn around(said: &[String]) -> Option<i64> {
    let at = said.iter().position(|w| w == "человек")?;
    said.iter().skip(at + 1).take(2).find_map(|w| small(w))
}

/// "с женой", "с мужем": two.
fn company(said: &[String]) -> Option<i64> {
    let with = said.windows(2).any(|w| matches!(w, [s, who] if (s == "с" || s == "with") && ["женой", "мужем", "подругой", "другом", "девушкой", "парнем"].contains(&who.as_str())));
    (with && said.iter().any(|w| matches!(w.as_str(), "мы" | "едем" | "хотим" | "я"))).then_some(2)
}

/// Length of a journey in days: "на 3 дня", "дня четыре", "однодневный", "на выходные", "three days".
pub fn days(understood: &Understanding) -> Option<String> {
    let said = words(&understood.text);
    let is_day = |w: &str| matches!(w, "день" | "дня" | "дней" | "дн" | "day" | "days");
    let counted = said.windows(2).find_map(|w| match w {
        [n, unit] if is_day(unit) => small(n),
        [unit, n] if is_day(unit) && unit != "день" && NUMBERS.iter().any(|(form, _)| form == n) => small(n),
        _ => None,
    });
    let found = counted.or_else(|| {
        let has = |parts: &[&str]| said.iter().any(|w| parts.iter().any(|p| w.starts_with(p)));
        let pair = |a: &str, b: &str| said.windows(2).any(|w| matches!(w, [x, y] if x == a && y == b));
        if has(&["однодневн"]) || pair("на", "день") && !said.iter().any(|w| w.starts_with("поход")) || pair("a", "day") {
            Some(1)
        } else if has(&["выходны", "weekend", "двухдневн"]) {
            Some(2)
        } else if has(&["трехдневн"]) {
            Some(3)
        } else if pair("на", "неделю") || pair("a", "week") {
            Some(7)
        } else {
            None
        }
    });
    found.filter(|n| (1..=60).contains(n)).map(|n| n.to_string())
}

/// The month a text names.
pub fn month(folded: &str) -> Option<i8> {
    words(folded).iter().find_map(|w| MONTHS.iter().find(|(stem, _)| w.starts_with(stem)).map(|(_, n)| *n))
}

/// "летом", "осенью": kept as the word of the season.
pub fn season(folded: &str) -> Option<&'static str> {
    let table: [(&[&str], &str); 4] = [(&["лет", "summer"], "summer"), (&["осен", "autumn", "fall"], "autumn"), (&["зим", "winter"], "winter"), (&["весн", "spring"], "spring")];
    let said = words(folded);
    table.into_iter().find(|(stems, _)| said.iter().any(|w| stems.iter().any(|s| w.starts_with(s)))).map(|(_, name)| name)
}

/// "тысяч десять сомов", "долларов 350": the number after its unit. None of the currency = the firm's.
pub fn turned_round(folded: &str) -> Option<(i64, Option<&'static str>)> {
    let said = words(folded);
    let currency = |w: &str| match w {
        w if w.starts_with("доллар") || w.starts_with("бакс") => Some("USD"),
        w if w.starts_with("евро") => Some("EUR"),
        w if w.starts_with("сом") => Some("KGS"),
        w if w.starts_with("рубл") => Some("RUB"),
        w if w.starts_with("тенге") => Some("KZT"),
        _ => None,
    };
    let named = said.iter().find_map(|w| currency(w));
    said.windows(2).enumerate().find_map(|(at, w)| match w {
        [unit, n] if matches!(unit.as_str(), "тысяч" | "тыщ") && at.checked_sub(1).and_then(|i| said.get(i)).is_none_or(|w| small(w).is_none()) => small(n).map(|n| (n * 1_000, named)),
        [unit, n] if currency(unit).is_some() && !at.checked_sub(1).and_then(|i| said.get(i)).is_some_and(|w| small(w).is_some() || w.parse::<i64>().is_ok() || w.starts_with("тысяч")) => n.parse().ok().or_else(|| small(n)).map(|n| (n, currency(unit))),
        _ => None,
    })
}

/// A mark out of five, where it is said to be one: "оценка 2", "5 из 5", "двойка", "ставлю четыре".
pub fn mark(understood: &Understanding) -> Option<String> {
    const NOUNS: &[(&str, &str)] = &[("единиц", "1"), ("двойк", "2"), ("тройк", "3"), ("четверк", "4"), ("пятерк", "5"), ("пятерочк", "5")];
    let said = words(&understood.text);
    if let Some(mark) = said.iter().find_map(|w| NOUNS.iter().find(|(stem, _)| w.starts_with(stem)).map(|(_, n)| *n)) {
        return Some(mark.to_owned());
    }
    let one_to_five = |w: &str| small(w).filter(|n| (1..=5).contains(n)).map(|n| n.to_string());
    said.windows(3).find_map(|w| match w {
        [n, of, five] if matches!(of.as_str(), "из" | "of") && matches!(five.as_str(), "5" | "пяти" | "five") => one_to_five(n),
        _ => None,
    })
    .or_else(|| said.windows(2).find_map(|w| match w {
        [word, n] if word.starts_with("оценк") || word.starts_with("став") || word.starts_with("поставл") || matches!(word.as_str(), "rating" | "mark" | "it") => one_to_five(n),
        [n, unit] if unit.starts_with("балл") || unit.starts_with("звезд") || unit.starts_with("star") || unit.starts_with("point") => one_to_five(n),
        _ => None,
    }))
}

/// "на Бектура запишите", "на имя …": the name after "на", in the nominative as far as a man's ending tells.
pub fn booked_for(text: &str) -> Option<String> {
    let said: Vec<&str> = text.split(|c: char| !c.is_alphabetic() && c != '-').filter(|w| !w.is_empty()).collect();
    let at = said.iter().position(|w| fold(w) == "на")?;
    let is_name = |w: &&&str| w.chars().next().is_some_and(char::is_uppercase) && w.chars().count() > 2;
    let found: Vec<String> = said.iter().skip(at + 1).take_while(is_name).map(|w| nominative(w)).collect();
    (!found.is_empty() && found.len() <= 3).then(|| found.join(" "))
}

fn nominative(word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    match chars.as_slice() {
        [stem @ .., before, 'а'] if !"аеёиоуыэюя".contains(*before) && stem.len() > 1 => stem.iter().chain([before]).collect(),
        [stem @ .., 'у'] if stem.len() > 2 => stem.iter().chain(&['а']).collect(),
        [stem @ .., 'ю'] if stem.len() > 2 => stem.iter().chain(&['я']).collect(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Understanding {
        let lexicon = crate::Lexicon::new(crate::lexicon::Names { region: "KG".into(), ..Default::default() });
        let zone = jiff::tz::TimeZone::get("Asia/Bishkek").unwrap();
        let now = jiff::civil::date(2027, 6, 1).at(12, 0, 0, 0).to_zoned(zone.clone()).unwrap().timestamp();
        crate::understand(text, &crate::understand::Context { now, zone, lang: None, lexicon: &lexicon })
    }

    #[test]
    fn people_are_counted_as_they_are_named() {
        for (text, is_asked, expected) in [
            ("нас двое, хотим на озеро на два дня", false, Some(2)),
            ("вдвоём с мужем", false, Some(2)),
            ("двое взрослых и ребёнок 6 лет", true, Some(3)),
            ("нас трое, а не двое", false, Some(3)),
            ("нет, не двое, а трое", false, Some(3)),
            ("мероприятие человек на восемьдесят", false, Some(80)),
            ("I want to book Son-Kul on 30 July for two", false, Some(2)),
            ("three days in the mountains in July, two of us", false, Some(2)),
            ("we are two, three days, July", false, Some(2)),
            ("for three days", false, None),
            ("4", true, Some(4)),
            ("один еду", true, Some(1)),
            ("в июле на 2 дня", false, None),
        ] {
            assert_eq!(people(&read(text), is_asked), expected, "{text}");
        }
    }

    #[test]
    fn lengths_sums_and_marks_are_read_in_any_order() {
        for (text, expected) in [("на три дня в горы", Some("3")), ("август, дня четыре", Some("4")), ("на выходные в июле", Some("2")), ("однодневный тур", Some("1")), ("24 июля", None), ("на один день", Some("1"))] {
            assert_eq!(days(&read(text)).as_deref(), expected, "{text}");
        }
        assert_eq!(turned_round("тысяч десять сомов"), Some((10_000, Some("KGS"))));
        assert_eq!(turned_round("долларов 350"), Some((350, Some("USD"))));
        assert_eq!(turned_round("до 10 тысяч сомов на человека"), None);
        for (text, expected) in [("оценка 2, сломалась машина", Some("2")), ("5 из 5", Some("5")), ("двойка", Some("2")), ("ставлю 2, ужасно", Some("2")), ("нас двое", None), ("четыре часа сидели", None)] {
            assert_eq!(mark(&read(text)).as_deref(), expected, "{text}");
        }
        assert_eq!(booked_for("на Бектура запишите").as_deref(), Some("Бектур"));
    }
}
