//! Every stretch a date constraint can mean around now, in order of time: the Thursdays, the 25ths, the Christmases.
//! Which of them was meant is decided in `resolve.rs`.

use super::span::{self, Span, add_days, at_minute, cycle, date};
use super::spec::{DateSpec, Series};
use crate::understand::Grain;
use jiff::civil::{Date, DateTime};

/// Whether today itself is not meant: a weekday alone is the coming one.
pub fn is_open(spec: &DateSpec) -> bool {
    spec.is_bare_weekday()
}

/// In order of time; where a past one may be meant (nothing else fits) it is included.
pub fn dates(spec: &DateSpec, now: DateTime) -> Vec<Span> {
    let mut spans = around(spec, now);
    spans.sort_by_key(|s| s.start);
    spans
}

fn around(spec: &DateSpec, now: DateTime) -> Vec<Span> {
    let this_year = i64::from(now.year());
    if let Some(fixed) = spec.fixed {
        return within(spec, fixed);
    }
    if let Some(year) = spec.year {
        let Some(whole) = date(year, 1, 1).and_then(|d| Span::of(at_minute(d, 0)?, Grain::Year)) else { return Vec::new() };
        return within(spec, whole);
    }
    match spec {
        DateSpec { series: Some(series), .. } => (this_year - 1..=this_year + 2).flat_map(|y| of_series(*series, y, now)).collect(),
        DateSpec { month: Some(month), day: Some(day), weekday: None, .. } => {
            // A leap day may be far.
            (this_year - 1..=this_year + 8).filter_map(|y| Span::day(date(y, *month, *day)?)).collect()
        }
        DateSpec { month: Some(month), day: Some(day), weekday: Some(weekday), .. } => {
            let days = (this_year - 6..=this_year + 7).filter_map(|y| date(y, *month, *day)).filter(|d| is_weekday(*d, *weekday));
            // The weekday disagrees with the coming date: the nearest year in which both are true, past or not.
            let nearest = days.min_by_key(|d| d.since(now.date()).map_or(i32::MAX, |s| s.get_days().abs()));
            let fallback = || (this_year..=this_year + 1).filter_map(|y| Span::day(date(y, *month, *day)?)).collect();
            nearest.and_then(Span::day).map_or_else(fallback, |s| vec![s])
        }
        DateSpec { month: Some(month), weekday: None, .. } => {
            (this_year - 1..=this_year + 1).filter_map(|y| Span::of(at_minute(date(y, *month, 1)?, 0)?, Grain::Month)).collect()
        }
        DateSpec { month: Some(month), weekday: Some(weekday), .. } => (this_year..=this_year + 1)
            .filter_map(|y| Span::of(at_minute(date(y, *month, 1)?, 0)?, Grain::Month))
            .flat_map(|m| days_of(m).into_iter().filter(|d| is_weekday(d.start.date(), *weekday)))
            .collect(),
        DateSpec { day: Some(day), weekday, .. } => (-1..=28)
            .filter_map(|n| {
                let month = cycle(now, Grain::Month, n)?.start;
                date(i64::from(month.year()), i64::from(month.month()), *day)
            })
            .filter(|d| weekday.is_none_or(|w| is_weekday(*d, w)))
            .filter_map(Span::day)
            .collect(),
        DateSpec { weekday: Some(weekday), .. } => {
            (-7..=14).filter_map(|n| add_days(now.date(), n)).filter(|d| is_weekday(*d, *weekday)).filter_map(Span::day).collect()
        }
        _ => Vec::new(),
    }
}

/// What the constraints pick inside a stretch that is already known.
fn within(spec: &DateSpec, whole: Span) -> Vec<Span> {
    let years = i64::from(whole.start.year())..=i64::from(whole.end.year());
    let inside = |s: &Span| s.start >= whole.start && s.start < whole.end;
    if let Some(series) = spec.series {
        return years.flat_map(|y| of_series(series, y, whole.start)).filter(inside).collect();
    }
    match (spec.month, spec.day, spec.weekday) {
        (None, None, None) => vec![whole],
        (Some(month), None, None) => {
            years.filter_map(|y| Span::of(at_minute(date(y, month, 1)?, 0)?, Grain::Month)).filter(|m| m.start < whole.end && m.end > whole.start).collect()
        }
        (Some(month), Some(day), _) => years.filter_map(|y| Span::day(date(y, month, day)?)).filter(inside).collect(),
        (month, day, weekday) => {
            // "через неделю в среду": the Wednesday of the week that day is in.
            let field = if whole.is_day() && spec.is_step { cycle(whole.start, Grain::Week, 0).unwrap_or(whole) } else { whole };
            days_of(field)
                .into_iter()
                .filter(|d| {
                    let d = d.start.date();
                    day.is_none_or(|n| i64::from(d.day()) == n) && month.is_none_or(|m| i64::from(d.month()) == m) && weekday.is_none_or(|w| is_weekday(d, w))
                })
                .collect()
        }
    }
}

fn days_of(whole: Span) -> Vec<Span> {
    (0..=366).map_while(|n| Span::day(add_days(whole.start.date(), n)?).filter(|d| d.start < whole.end)).collect()
}

pub fn is_weekday(date: Date, weekday: i8) -> bool {
    date.weekday().to_monday_one_offset() == weekday
}

fn between(from: Option<Date>, to: Option<Date>, grain: Grain) -> Option<Span> {
    Some(Span { start: at_minute(from?, 0)?, end: at_minute(to?, 0)?, grain })
}

/// Occurrences of a series in a year; those that recur weekly are taken around `now` instead.
fn of_series(series: Series, year: i64, now: DateTime) -> Vec<Span> {
    let weekly = |from: i64, to: i64| -> Vec<Span> {
        if i64::from(now.year()) != year {
            return Vec::new();
        }
        (-2..=3)
            .filter_map(|n| {
                let monday = cycle(now, Grain::Week, n)?.start.date();
                between(add_days(monday, from), add_days(monday, to), Grain::Day)
            })
            .collect()
    };
    match series {
        Series::Holiday(holiday) => {
            let first = holiday.on(year);
            between(first, first.and_then(|d| add_days(d, holiday.days())), Grain::Day).into_iter().collect()
        }
        Series::Quarter(n) => date(year, i64::from(n) * 3 - 2, 1).and_then(|d| Span::of(at_minute(d, 0)?, Grain::Quarter)).into_iter().collect(),
        Series::Weekend => weekly(5, 7),
        Series::Workdays => weekly(0, 5),
        Series::Season { season, is_astronomical } => season_of(season, is_astronomical, year).into_iter().collect(),
    }
}

/// The `n`-th season from the running one, by the equinoxes and solstices.
pub fn astronomical(now: DateTime, n: i64) -> Option<Span> {
    let starts = (i64::from(now.year()) - 2..=i64::from(now.year()) + 2).flat_map(|y| [(3, 20), (6, 21), (9, 23), (12, 21)].into_iter().filter_map(move |(m, d)| date(y, m, d)));
    let starts: Vec<Date> = starts.collect();
    let here = starts.iter().rposition(|s| *s <= now.date())?;
    let index = usize::try_from(i64::try_from(here).ok()? + n).ok()?;
    between(starts.get(index).copied(), add_days(*starts.get(index + 1)?, -1), Grain::Day)
}

fn season_of(season: i8, is_astronomical: bool, year: i64) -> Option<Span> {
    if is_astronomical {
        let (from, to) = match season {
            1 => (date(year, 3, 20), date(year, 6, 22)),
            2 => (date(year, 6, 21), date(year, 9, 24)),
            3 => (date(year, 9, 23), date(year, 12, 22)),
            _ => (date(year, 12, 21), date(year + 1, 3, 21)),
        };
        return between(from, to, Grain::Day);
    }
    let start = at_minute(date(year, i64::from(season) * 3, 1)?, 0)?;
    Some(Span { start, end: span::shift(start, Grain::Month, 3)?, grain: Grain::Day })
}
