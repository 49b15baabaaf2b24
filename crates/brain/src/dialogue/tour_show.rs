//! Tours put into words: names, days, seats, prices per person and for all, months, lines of a list. Nothing here decides anything.

use super::phrase;
use super::phrase::args;
use super::show;
use domain::tour::{Departure, Difficulty, Tour, Variant};
use domain::{Lang, Money};
use jiff::civil::Date;

const RU_MONTHS: [&str; 12] = ["январе", "феврале", "марте", "апреле", "мае", "июне", "июле", "августе", "сентябре", "октябре", "ноябре", "декабре"];
const RU_OF: [&str; 12] = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
const RU_BARE: [&str; 12] = ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"];
const EN_MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

fn nth<'a>(list: &[&'a str; 12], month: i8) -> &'a str {
    usize::try_from(month - 1).ok().and_then(|i| list.get(i)).copied().unwrap_or_default()
}

pub fn name(lang: Lang, tour: &Tour) -> &str {
    match (&tour.name_en, lang.spoken()) {
        (Some(en), Lang::En) => en,
        _ => &tour.name,
    }
}
pub fn description(lang: Lang, tour: &Tour) -> &str {
    if lang.spoken() == Lang::En && !tour.description_en.is_empty() { &tour.description_en } else { &tour.description }
}
pub fn variant(lang: Lang, variant: &Variant) -> String {
    match (&variant.name_en, lang.spoken()) {
        (Some(en), Lang::En) => en.clone(),
        _ => variant.name.clone(),
    }
}

/// `24 июля`, `July 24`.
pub fn date(lang: Lang, date: Date) -> String {
    match lang.spoken() {
        Lang::En => format!("{} {}", nth(&EN_MONTHS, date.month()), date.day()),
        _ => format!("{} {}", date.day(), nth(&RU_OF, date.month())),
    }
}
/// `в июле`, `in July`.
pub fn in_month(lang: Lang, month: i8) -> String {
    match lang.spoken() {
        Lang::En => format!("in {}", nth(&EN_MONTHS, month)),
        _ => format!("в {}", nth(&RU_MONTHS, month)),
    }
}
/// `июль, август и сентябрь` in the order of a season that may pass the new year.
pub fn months(lang: Lang, season: &[u8]) -> String {
    let mut ordered: Vec<i8> = season.iter().filter_map(|m| i8::try_from(*m).ok()).collect();
    ordered.sort_unstable();
    ordered.dedup();
    if ordered.len() >= 12 {
        return phrase::text(lang, "tour-all-year", &args![]);
    }
    let before = |m: i8| if m == 1 { 12 } else { m - 1 };
    let first = ordered.iter().position(|m| !ordered.contains(&before(*m))).unwrap_or(0);
    ordered.rotate_left(first);
    let names: Vec<String> = ordered.iter().map(|m| if lang.spoken() == Lang::En { nth(&EN_MONTHS, *m).to_owned() } else { nth(&RU_BARE, *m).to_owned() }).collect();
    show::list(lang, &names)
}

pub fn days(lang: Lang, n: u16) -> String {
    phrase::text(lang, "tour-days", &args!["n" => n])
}
pub fn seats(lang: Lang, n: u16) -> String {
    phrase::text(lang, "tour-seats", &args!["n" => n])
}
pub fn price(lang: Lang, tour: &Tour) -> String {
    tour.price.show(lang)
}
pub fn sum(lang: Lang, tour: &Tour, minor: i64) -> String {
    Money { minor, currency: tour.price.currency.clone() }.show(lang)
}
pub fn metres(lang: Lang, n: u32) -> String {
    let digits = n.to_string();
    let (head, tail) = digits.split_at_checked(digits.len().saturating_sub(3)).unwrap_or(("", &digits));
    let number = if head.is_empty() { tail.to_owned() } else { format!("{head}{}{tail}", if lang.spoken() == Lang::En { ',' } else { '\u{a0}' }) };
    phrase::text(lang, "tour-metres", &args!["n" => number])
}
pub fn difficulty(lang: Lang, difficulty: Difficulty) -> String {
    let key = match difficulty {
        Difficulty::Easy => "tour-easy",
        Difficulty::Moderate => "tour-moderate",
        Difficulty::Hard => "tour-hard",
    };
    phrase::text(lang, key, &args![])
}

/// `24 июля (свободно 6 мест)`.
pub fn departure(lang: Lang, departure: &Departure) -> String {
    if departure.free() == 0 {
        return phrase::text(lang, "tour-departure-full", &args!["day" => date(lang, departure.starts_on)]);
    }
    phrase::text(lang, "tour-departure", &args!["day" => date(lang, departure.starts_on), "seats" => seats(lang, departure.free())])
}
/// Several of them in a row.
pub fn departures<'a>(lang: Lang, all: impl Iterator<Item = &'a Departure>) -> String {
    all.map(|d| departure(lang, d)).collect::<Vec<_>>().join(", ")
}
/// Lines of a list.
pub fn lines(items: &[String]) -> String {
    items.iter().map(|i| format!("• {i}")).collect::<Vec<_>>().join("\n")
}
