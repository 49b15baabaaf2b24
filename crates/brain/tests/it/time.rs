//! The reader of dates and numbers against public corpora (`tests/corpus/*.tsv`) and against what customers of a front desk write.
//! Each corpus prints its pass rate and has a floor that only rises.

use brain::understand::{Grain, Value, When, time};
use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

const NAMES: [(&str, Grain); 8] = [
    ("second", Grain::Second),
    ("minute", Grain::Minute),
    ("hour", Grain::Hour),
    ("day", Grain::Day),
    ("week", Grain::Week),
    ("month", Grain::Month),
    ("quarter", Grain::Quarter),
    ("year", Grain::Year),
];

fn zone(name: &str) -> TimeZone {
    let hours = name.strip_suffix(":00").and_then(|h| h.parse::<i8>().ok());
    hours.map_or_else(|| TimeZone::get(name).expect("a zone"), |h| TimeZone::fixed(Offset::constant(h)))
}

fn at(text: &str, zone: &TimeZone) -> Zoned {
    let full = match text.len() {
        10 => format!("{text}T00:00:00"),
        16 => format!("{text}:00"),
        _ => text.to_owned(),
    };
    let civil: DateTime = full.parse().expect("a moment");
    zone.to_ambiguous_zoned(civil).compatible().expect("in range")
}

fn step(start: &Zoned, grain: Grain) -> Zoned {
    let span = jiff::Span::new();
    let span = match grain {
        Grain::Second => span.seconds(1),
        Grain::Minute => span.minutes(1),
        Grain::Hour => span.hours(1),
        Grain::Day => span.days(1),
        Grain::Week => span.weeks(1),
        Grain::Month => span.months(1),
        Grain::Quarter => span.months(3),
        Grain::Year => span.years(1),
    };
    start.checked_add(span).expect("in range")
}

fn dates(text: &str, now: &Zoned) -> Vec<When> {
    time::read(text, now)
        .into_iter()
        .filter_map(|e| match e.value {
            Value::Datetime(when) => Some(when),
            _ => None,
        })
        .collect()
}

struct Case<'a> {
    start: &'a str,
    end: &'a str,
    grain: &'a str,
}

/// Nothing when it holds, else what came instead.
fn miss(case: &Case<'_>, phrase: &str, now: &Zoned) -> Option<String> {
    let found = dates(phrase, now);
    if case.start == "!" {
        return (!found.is_empty()).then(|| format!("{found:?}"));
    }
    let [when] = found.as_slice() else {
        return Some(format!("{} dates", found.len()));
    };
    let tz = now.time_zone();
    let start = (case.start != "-").then(|| at(case.start, tz));
    let grain = NAMES.iter().find(|(name, _)| *name == case.grain).map(|(_, g)| *g);
    let end = match (case.end, &start, grain) {
        ("-", ..) => None,
        ("=", Some(start), Some(grain)) => Some(step(start, grain)),
        ("?" | "=", ..) => when.end.clone(),
        (text, ..) => Some(at(text, tz)),
    };
    let show = |z: &Option<Zoned>| z.as_ref().map_or_else(|| "-".to_owned(), |z| z.datetime().to_string());
    let is_right = when.start == start && when.end == end && grain.is_none_or(|g| g == when.grain);
    (!is_right).then(|| format!("{} .. {} {:?}", show(&when.start), show(&when.end), when.grain))
}

/// Runs a corpus, prints the misses and the rate, and fails under `floor` per cent.
fn corpus(name: &str, text: &str, floor: usize) {
    let mut now = None;
    println!();
    let (mut passed, mut total) = (0, 0);
    for line in text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields.as_slice() {
            ["@", moment, place] => now = Some(at(moment, &zone(place))),
            [start, end, grain, phrases] => {
                let now = now.as_ref().expect("a moment is set first");
                for phrase in phrases.split(" | ") {
                    total += 1;
                    match miss(&Case { start, end, grain }, phrase, now) {
                        None => passed += 1,
                        Some(got) => println!("{name}: «{phrase}» wants {start} .. {end} {grain}, got {got}"),
                    }
                }
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    println!("{name}: {passed} of {total} = {:.1} %", f64::from(passed) * 100.0 / f64::from(total));
    assert!(passed * 100 >= total * i32::try_from(floor).expect("small"), "{name} fell under {floor} %");
}

#[test]
fn russian_duckling() {
    corpus("time_ru", include_str!("../corpus/time_ru.tsv"), 95);
}

#[test]
fn russian_chrono() {
    corpus("time_ru_chrono", include_str!("../corpus/time_ru_chrono.tsv"), 99);
}

#[test]
fn english_duckling() {
    corpus("time_en", include_str!("../corpus/time_en.tsv"), 95);
}

#[test]
fn front_desk() {
    corpus("time_desk", include_str!("../corpus/time_desk.tsv"), 99);
}
