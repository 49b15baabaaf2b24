//! Facts put into words: days, hours, lengths, prices, lists; per language. Nothing here decides anything.

use super::phrase;
use super::phrase::args;
use crate::facts::{Catalog, Visit};
use domain::branch::{Branch, Hours};
use domain::employee::{Employee, Skill};
use domain::id::{EmployeeId, ServiceId};
use domain::service::Service;
use domain::slot::Slot;
use domain::{Lang, Money};
use jiff::civil::{Date, Time};

const RU_DAYS_IN: [&str; 7] = ["в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье"];
const RU_DAYS_SHORT: [&str; 7] = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"];
const RU_MONTHS: [&str; 12] = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
const EN_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const EN_DAYS_SHORT: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const EN_MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

fn nth<'a>(list: &[&'a str], index: i8) -> &'a str {
    usize::try_from(index).ok().and_then(|i| list.get(i)).copied().unwrap_or_default()
}
fn weekday<'a>(list: &[&'a str], date: Date) -> &'a str {
    nth(list, date.weekday().to_monday_zero_offset())
}

/// `завтра, в среду, 25 ноября`; `в пятницу, 27 ноября`; `on Friday, November 27`.
pub fn day(lang: Lang, date: Date, today: Date) -> String {
    let near = match date.since(today).map(|s| s.get_days()) {
        Ok(0) => Some("day-today"),
        Ok(1) => Some("day-tomorrow"),
        Ok(2) => Some("day-after-tomorrow"),
        _ => None,
    };
    let near = near.map(|key| phrase::text(lang, key, &args![])).unwrap_or_default();
    let comma = if near.is_empty() { "" } else { ", " };
    match lang.spoken() {
        Lang::En => {
            let on = if near.is_empty() { "on " } else { "" };
            format!("{near}{comma}{on}{}, {} {}", weekday(&EN_DAYS, date), nth(&EN_MONTHS, date.month() - 1), date.day())
        }
        _ => format!("{near}{comma}{}, {} {}", weekday(&RU_DAYS_IN, date), date.day(), nth(&RU_MONTHS, date.month() - 1)),
    }
}

/// `25 ноября`; `November 25`.
pub fn date(lang: Lang, date: Date) -> String {
    match lang.spoken() {
        Lang::En => format!("{} {}", nth(&EN_MONTHS, date.month() - 1), date.day()),
        _ => format!("{} {}", date.day(), nth(&RU_MONTHS, date.month() - 1)),
    }
}

/// `июль`; `July`.
pub fn month(lang: Lang, month: i8) -> &'static str {
    const RU: [&str; 12] = ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"];
    match lang.spoken() {
        Lang::En => nth(&EN_MONTHS, month - 1),
        _ => nth(&RU, month - 1),
    }
}

/// `ср, 25 ноября`, for buttons; today and tomorrow by word.
pub fn day_button(lang: Lang, date: Date, today: Date) -> String {
    let near = match date.since(today).map(|s| s.get_days()) {
        Ok(0) => "day-today",
        Ok(1) => "day-tomorrow",
        _ => {
            return match lang.spoken() {
                Lang::En => format!("{}, {} {}", weekday(&EN_DAYS_SHORT, date), nth(&EN_MONTHS, date.month() - 1), date.day()),
                _ => format!("{}, {} {}", weekday(&RU_DAYS_SHORT, date), date.day(), nth(&RU_MONTHS, date.month() - 1)),
            };
        }
    };
    sentence(&phrase::text(lang, near, &args![]))
}

/// `18:30`; `6:30 PM`.
pub fn time(lang: Lang, time: Time) -> String {
    if lang.spoken() == Lang::En {
        let hour = match time.hour() % 12 {
            0 => 12,
            h => h,
        };
        format!("{hour}:{:02} {}", time.minute(), if time.hour() < 12 { "AM" } else { "PM" })
    } else {
        format!("{:02}:{:02}", time.hour(), time.minute())
    }
}
/// Minutes from midnight as a clock time.
pub fn clock(lang: Lang, minutes: i16) -> String {
    let minutes = i8::try_from(minutes / 60 % 24).ok().zip(i8::try_from(minutes % 60).ok());
    minutes.and_then(|(h, m)| Time::new(h, m, 0, 0).ok()).map(|t| time(lang, t)).unwrap_or_default()
}

/// `в среду, 25 ноября, в 18:30`.
pub fn moment(lang: Lang, at: &jiff::Zoned, today: Date) -> String {
    phrase::text(lang, "moment", &args!["day" => day(lang, at.date(), today), "time" => time(lang, at.time())])
}

/// `1 час 30 минут`.
pub fn length(lang: Lang, minutes: i64) -> String {
    let (h, m) = (minutes / 60, minutes % 60);
    let hours = (h > 0).then(|| phrase::text(lang, "hours", &args!["n" => h]));
    let minutes = (m > 0 || h == 0).then(|| phrase::text(lang, "minutes", &args!["n" => m]));
    [hours, minutes].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The first letter in capitals.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

pub fn service_name(lang: Lang, service: &Service) -> &str {
    match (&service.name_en, lang.spoken()) {
        (Some(en), Lang::En) => en,
        _ => &service.name,
    }
}
/// `Мужская стрижка, Уход за бородой`.
pub fn service_names(catalog: &Catalog, lang: Lang, ids: &[ServiceId]) -> String {
    let names: Vec<&str> = ids.iter().filter_map(|id| catalog.service(*id)).map(|s| service_name(lang, s)).collect();
    names.join(" + ")
}
pub fn employee_name(catalog: &Catalog, id: EmployeeId) -> String {
    catalog.employee(id).map(|e| e.name.clone()).unwrap_or_default()
}
/// Joined by commas and a final `и`.
pub fn list(lang: Lang, items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {} {last}", first.join(", "), phrase::text(lang, "and", &args![])),
    }
}

fn skill(employee: &Employee, service: ServiceId) -> Option<&Skill> {
    employee.skills.iter().find(|s| s.service_id == service)
}
pub fn can_do(employee: &Employee, services: &[ServiceId]) -> bool {
    services.iter().all(|id| skill(employee, *id).is_some())
}

/// The price of one service, lowest and highest: the employee's own, or over all who do it.
pub fn price(catalog: &Catalog, service: &Service, employee: Option<EmployeeId>) -> (i64, i64) {
    let own = employee.and_then(|id| catalog.employee(id)).and_then(|e| skill(e, service.id)).and_then(|s| s.price);
    if let Some(minor) = own {
        return (minor, minor);
    }
    if employee.is_some() {
        let low = service.price.minor;
        return (low, service.price_max.filter(|_| !is_spread_by_skill(catalog, service)).unwrap_or(low).max(low));
    }
    let prices = || catalog.employees.iter().filter_map(|e| skill(e, service.id)).map(|s| s.price.unwrap_or(service.price.minor));
    let low = prices().min().unwrap_or(service.price.minor);
    let high = prices().max().unwrap_or(low).max(service.price_max.unwrap_or(low));
    (low, high)
}
/// Is the upper price just the dearest employee's? Then the others' price is exact.
fn is_spread_by_skill(catalog: &Catalog, service: &Service) -> bool {
    let dearest = catalog.employees.iter().filter_map(|e| skill(e, service.id)).filter_map(|s| s.price).max();
    dearest.is_some() && dearest >= service.price_max
}

/// `2 200 ₽`, or `2 200–2 800 ₽`.
pub fn money(lang: Lang, (low, high): (i64, i64), currency: &str) -> String {
    let show = |minor: i64| Money { minor, currency: currency.to_owned() }.show(lang);
    if low == high {
        return show(low);
    }
    let (low, high) = (show(low), show(high));
    // The sign of the currency once.
    let bare = low.trim_end_matches(|c: char| !c.is_ascii_digit());
    format!("{bare}–{high}")
}
/// The short form for buttons: `от 2 200 ₽`.
pub fn money_short(lang: Lang, (low, high): (i64, i64), currency: &str) -> String {
    let text = money(lang, (low, low), currency);
    if low == high { text } else { phrase::text(lang, "price-from", &args!["price" => text]) }
}
/// The sum of several services by one employee.
pub fn total(catalog: &Catalog, lang: Lang, services: &[ServiceId], employee: Option<EmployeeId>) -> String {
    let rows: Vec<&Service> = services.iter().filter_map(|id| catalog.service(*id)).collect();
    let Some(first) = rows.first() else { return String::new() };
    let sum = rows.iter().map(|s| price(catalog, s, employee)).fold((0_i64, 0_i64), |(l, h), (low, high)| (l.saturating_add(low), h.saturating_add(high)));
    money(lang, sum, &first.price.currency)
}

/// One line about a standing visit.
pub fn visit(catalog: &Catalog, lang: Lang, visit: &Visit, zone: &jiff::tz::TimeZone, today: Date) -> String {
    let address = catalog.branch(visit.slot.branch_id).filter(|_| catalog.branches.len() > 1).map(|b| format!(", {}", b.name)).unwrap_or_default();
    phrase::text(
        lang,
        "visit-line",
        &args![
            "when" => sentence(&moment(lang, &visit.slot.starts_at.in_zone(zone), today)),
            "services" => service_names(catalog, lang, &visit.services),
            "employee" => employee_name(catalog, visit.slot.employee_id),
            "branch" => address,
        ],
    )
}
pub fn visit_button(catalog: &Catalog, lang: Lang, visit: &Visit, zone: &jiff::tz::TimeZone, today: Date) -> String {
    let at = visit.slot.starts_at.in_zone(zone);
    format!("{}, {}: {}", day_button(lang, at.date(), today), time(lang, at.time()), service_names(catalog, lang, &visit.services))
}

/// `пн` for ISO weekday 1.
pub fn weekday_short(lang: Lang, iso: u8) -> &'static str {
    let days = if lang.spoken() == Lang::En { EN_DAYS_SHORT } else { RU_DAYS_SHORT };
    nth(&days, i8::try_from(iso).unwrap_or(1) - 1)
}
/// `пн–пт 09:00–21:00, сб–вс 10:00–20:00`.
pub fn week(lang: Lang, branch: &Branch) -> String {
    let days = if lang.spoken() == Lang::En { EN_DAYS_SHORT } else { RU_DAYS_SHORT };
    let mut runs: Vec<(u8, u8, String)> = Vec::new();
    for day in 1..=7u8 {
        let text = hours_on(lang, &branch.hours, day);
        match runs.last_mut() {
            Some((_, last, same)) if *same == text => *last = day,
            _ => runs.push((day, day, text)),
        }
    }
    let name = |d: u8| nth(&days, i8::try_from(d).unwrap_or(1) - 1).to_owned();
    let part = |(a, b, text): &(u8, u8, String)| {
        let text = if text.is_empty() { phrase::text(lang, "closed", &args![]) } else { text.clone() };
        match (*a, *b) {
            (1, 7) => format!("{} {text}", phrase::text(lang, "daily", &args![])),
            (a, b) if a == b => format!("{} {text}", name(a)),
            (a, b) => format!("{}–{} {text}", name(a), name(b)),
        }
    };
    runs.iter().map(part).collect::<Vec<_>>().join(", ")
}
/// Opening intervals on an ISO weekday; empty = closed.
pub fn hours_on(lang: Lang, hours: &[Hours], day: u8) -> String {
    let mut spans: Vec<_> = hours.iter().filter(|h| h.weekday == day).collect();
    spans.sort_by_key(|h| h.opens);
    let minute = |m: u16| clock(lang, i16::try_from(m).unwrap_or(0));
    spans.iter().map(|h| format!("{}–{}", minute(h.opens), minute(h.closes))).collect::<Vec<_>>().join(", ")
}

/// Start of a slot on the branch's clock.
pub fn local(slot: &Slot, zone: &jiff::tz::TimeZone) -> jiff::Zoned {
    slot.starts_at.in_zone(zone)
}
