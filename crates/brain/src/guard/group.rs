//! Facts of tours that groups go on: seats on a day, who leads, prices per person, lengths, heights, months. Read alike from a claim and from the catalog.

use super::Ground;
use super::claim::{Fact, Named};
use crate::tour::Tours;
use crate::understand::token::tokens;
use domain::id::EmployeeId;
use domain::tour::Tour;
use jiff::civil::Date;

type Found = (usize, usize, Fact);

/// "свободно 6 мест", "2 seats free": the number belongs to the day named beside it.
pub(super) fn seats(chars: &[char], carried: Option<Date>, found: &mut [Found]) {
    let words: Vec<(usize, String)> = tokens(chars).into_iter().filter(|t| t.is_word()).map(|t| (t.start, t.form)).collect();
    let is_seat = |w: &str| matches!(w, "мест" | "места" | "место" | "seat" | "seats" | "spots" | "places");
    let days: Vec<(usize, Date)> = found.iter().filter_map(|(start, _, f)| if let Fact::Days { from, until } = f { (from.tomorrow().ok() == Some(*until)).then_some((*start, *from)) } else { None }).collect();
    for (start, end, fact) in found.iter_mut() {
        let Fact::Number { digits } = fact else { continue };
        let next = words.iter().find(|(at, _)| at >= end).map(|(_, w)| w.as_str()).unwrap_or_default();
        if is_seat(next) {
            let before = days.iter().rev().find(|(at, _)| at < start).or(days.first()).map(|(_, day)| *day);
            *fact = Fact::Seats { digits: digits.clone(), day: before.or(carried) };
        }
    }
}

/// "ведёт Марат", "гид Азамат".
pub(super) fn guides(folded: &str, employees: &[Named<EmployeeId>], found: &mut Vec<Found>) {
    let leads = ["ведет", "поведет", "ведут", "гид", "led by", "guide", "leads"].iter().any(|w| folded.contains(w));
    if leads {
        found.extend(employees.iter().map(|(start, end, ids)| (*start, *end, Fact::Guide { employees: ids.clone() })));
    }
}

/// What the catalog states of a tour.
pub(super) fn facts(tours: &Tours, tour: &Tour, ground: &Ground<'_>) -> Vec<Fact> {
    let currency = || tour.price.currency.clone();
    let number = |n: u32| Fact::Number { digits: n.to_string() };
    let mut all = vec![Fact::Money { minor: tour.price.minor, currency: currency() }, Fact::Duration { minutes: i64::from(tour.duration_days) * 1440 }];
    all.extend(tour.variants.iter().map(|v| Fact::Money { minor: v.price, currency: currency() }));
    all.extend([tour.max_altitude, u32::from(tour.group_min), u32::from(tour.group_max), u32::from(tour.duration_days)].map(number));
    // "с 14 лет" is read as a length.
    all.push(Fact::Duration { minutes: i64::from(tour.min_age) * 365 * 1440 });
    let today = ground.now.in_zone(ground.zone).date();
    let month = |ahead: i64| today.first_of_month().saturating_add(jiff::Span::new().months(ahead));
    for first in (0..12).map(month).filter(|d| tour.runs_in(d.month())) {
        all.push(Fact::Days { from: first, until: first.last_of_month().tomorrow().unwrap_or(first) });
    }
    for departure in tours.ahead(tour, today) {
        let day = departure.starts_on;
        all.push(Fact::Days { from: day, until: day.tomorrow().unwrap_or(day) });
        all.push(Fact::Seats { digits: departure.free().to_string(), day: Some(day) });
        all.extend(departure.guide.map(|guide| Fact::Guide { employees: vec![guide] }));
    }
    all
}
