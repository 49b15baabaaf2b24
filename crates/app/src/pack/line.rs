//! One line of an invented talk: its blanks filled from the visit, and the guest's own way of typing.

use super::demo::{Demo, DemoVisit};
use super::entry::Pack;
use domain::{Lang, Money};
use jiff::civil::Date;

pub(super) fn fill(pack: &Pack, demo: &Demo, visit: &DemoVisit, line: &str) -> String {
    let name = demo.contacts.get(visit.contact).and_then(|c| c.name.as_deref()).unwrap_or("");
    let first = name.split(' ').next().unwrap_or(name);
    let employee = pack.employees.iter().find(|e| e.key == visit.employee_key).map_or("", |e| e.name.as_str());
    let branch = pack.branches.iter().find(|b| b.key == visit.branch_key).map_or("", |b| b.name.as_str());
    let price = Money { minor: visit.price, currency: pack.head.currency.clone() }.show(Lang::Ru);
    let services: Vec<&str> = visit.items.iter().filter_map(|i| pack.services.iter().find(|s| s.key == i.service_key)).map(|s| s.name.as_str()).collect();
    let day = day(visit.starts.date());
    line.replace("{guest}", first)
        .replace("{employee}", employee)
        .replace("{day}", &day)
        .replace("{weekday}", day.split(',').next().unwrap_or(&day))
        .replace("{day_cap}", &recase(&day, |c| c.to_uppercase().collect()))
        .replace("{time}", &format!("{:02}:{:02}", visit.starts.hour(), visit.starts.minute()))
        .replace("{price}", &price)
        .replace("{service}", &recase(&services.join(" и "), |c| c.to_lowercase().collect()))
        .replace("{branch_in}", &recase(branch, |c| c.to_lowercase().collect()))
}

/// People type differently, and each the same way through a talk.
pub(super) fn voice(text: &str, manner: u64) -> String {
    match manner {
        0 | 1 => recase(text, |c| c.to_lowercase().collect()).replace("ё", "е"),
        2 => text.trim_end_matches('.').to_owned(),
        3 if !text.ends_with(['?', '!', ')']) && text.chars().count() > 12 => format!("{})", text.trim_end_matches('.')),
        4 => text.replace(", ", " "),
        _ => text.to_owned(),
    }
}

/// `в пятницу, 27 ноября`.
fn day(date: Date) -> String {
    const DAYS: [&str; 7] = ["в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье"];
    const MONTHS: [&str; 12] = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
    let nth = |list: &'static [&str], number: i8| usize::try_from(number).ok().and_then(|n| list.get(n).copied()).unwrap_or("");
    format!("{}, {} {}", nth(&DAYS, date.weekday().to_monday_zero_offset()), date.day(), nth(&MONTHS, date.month() - 1))
}

fn recase(text: &str, change: impl Fn(char) -> String) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| change(first) + chars.as_str()).unwrap_or_default()
}
