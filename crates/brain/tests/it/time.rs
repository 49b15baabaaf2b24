//! The reader of dates and numbers against public corpora (`tests/corpus/*.tsv`) and against what customers of a front desk write.
//! Each corpus prints its pass rate and has a floor that only rises.

use brain::understand::{Entity, Grain, Value, When, time};
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
    only_dates(time::read(text, now))
}

fn only_dates(entities: Vec<Entity>) -> Vec<When> {
    entities
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

type Reader = fn(&str, &Zoned) -> Vec<When>;

/// Nothing when it holds, else what came instead.
fn miss(case: &Case<'_>, phrase: &str, now: &Zoned, reader: Reader) -> Option<String> {
    let found = reader(phrase, now);
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
    corpus_by(dates, name, text, floor);
}

fn corpus_by(reader: Reader, name: &str, text: &str, floor: usize) {
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
                    match miss(&Case { start, end, grain }, phrase, now, reader) {
                        None => passed += 1,
                        Some(got) => println!("{name}: «{phrase}» wants {start} .. {end} {grain}, got {got}"),
                    }
                }
            }
            other => assert!(other.is_empty(), "{name}: {other:?}"),
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

#[test]
fn english_recognizers() {
    corpus("Recognizers-Text en", include_str!("../corpus/time_en_recognizers.tsv"), 95);
}

#[test]
fn russian_dateparser() {
    corpus("dateparser ru", include_str!("../corpus/time_ru_dateparser.tsv"), 100);
}

#[test]
fn english_chrono() {
    corpus("time_en_chrono", include_str!("../corpus/time_en_chrono.tsv"), 95);
}

/// The whole road a message goes: repair of letters, the other readers, then dates.
fn understood(text: &str, now: &Zoned) -> Vec<When> {
    let lexicon = brain::Lexicon::default();
    let context = brain::understand::Context { now: now.timestamp(), zone: now.time_zone().clone(), lang: None, lexicon: &lexicon };
    only_dates(brain::understand(text, &context).entities)
}

#[test]
fn other_readers_leave_dates_alone() {
    corpus_by(understood, "understood time_ru", include_str!("../corpus/time_ru.tsv"), 95);
    corpus_by(understood, "understood time_en", include_str!("../corpus/time_en.tsv"), 94);
    corpus_by(understood, "understood time_desk", include_str!("../corpus/time_desk.tsv"), 98);
}

fn moment() -> Zoned {
    at("2026-11-18T12:20:00", &TimeZone::get("Europe/Moscow").expect("a zone"))
}

/// The one value of a phrase that is no date, as words.
fn plain(phrase: &str) -> String {
    let found = time::read(phrase, &moment());
    let words = found.iter().map(|e| match &e.value {
        Value::Number { value } => format!("number {value}"),
        Value::Ordinal { value } => format!("ordinal {value}"),
        Value::Count { value } => format!("count {value}"),
        Value::Duration { minutes } => format!("length {minutes}"),
        Value::Datetime(_) => "date".to_owned(),
        other => format!("{other:?}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

#[test]
fn numbers_lengths_and_counts() {
    let text = include_str!("../corpus/numbers.tsv");
    let (mut missed, mut total) = (0, 0);
    for line in text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        let (want, phrases) = line.split_once('\t').expect("two fields");
        for phrase in phrases.split(" | ") {
            total += 1;
            let got = plain(phrase);
            if got != want {
                missed += 1;
                println!("numbers: «{phrase}» wants {want}, got {got}");
            }
        }
    }
    println!("numbers: {} of {total}", total - missed);
    assert!(missed * 100 <= total * 5, "numbers fell under 95 %");
}

#[test]
fn spans_are_characters_and_do_not_overlap() {
    let text = "Ёлки, запишите меня на завтра в пять 🙂 или 25 ноября с 10 до 12, нас двое";
    let chars: Vec<char> = text.chars().collect();
    let found = time::read(text, &moment());
    assert!(found.len() >= 3, "{found:?}");
    for entity in &found {
        let cut: String = chars[entity.start..entity.end].iter().collect();
        assert_eq!(cut, entity.text);
    }
    assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
}

#[test]
fn parts_said_are_flagged() {
    let one = |text: &str| dates(text, &moment()).remove(0);
    assert!(one("завтра").has_date && !one("завтра").has_time);
    assert!(!one("в пять").has_date && one("в пять").has_time && one("в пять").is_ambiguous_hour);
    assert!(!one("в пять вечера").is_ambiguous_hour && !one("в 17").is_ambiguous_hour && !one("в 17:00").is_ambiguous_hour);
    let both = one("завтра в пять");
    assert!(both.has_date && both.has_time);
}

#[test]
fn clock_changes_do_not_break_days_or_hours() {
    let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
    // The night of 28 March 2027 loses an hour; that of 31 October gains one.
    let before = at("2027-03-27T12:00:00", &berlin);
    let exact = dates("через 24 часа", &before).remove(0).start.expect("a start");
    assert_eq!(exact.datetime().to_string(), "2027-03-28T13:00:00");
    let civil = dates("через день", &before).remove(0).start.expect("a start");
    assert_eq!(civil.datetime().to_string(), "2027-03-28T00:00:00");
    let gap = dates("завтра в 2:30 ночи", &before).remove(0).start.expect("a start");
    assert_eq!(gap.datetime().to_string(), "2027-03-28T03:30:00");
    let day = dates("31 октября", &at("2027-10-01T12:00:00", &berlin)).remove(0);
    let hours = day.start.expect("a start").until(&day.end.expect("an end")).expect("a span").get_hours();
    assert_eq!(hours, 25);
}

/// Words the rules know, glued at random, and raw noise: nothing may panic, and spans stay in the text.
#[test]
fn nothing_panics() {
    const PIECES: [&str; 60] = [
        "в", "на", "с", "до", "по", "после", "через", "без", "завтра", "среду", "25", "31", "0", "24", "99999999999999999999", "13:61", ":", "-", "/", ".", ",", "(", "пол", "половина", "четверть", "пятого", "минут", "час", "часов",
        "утра", "вечера", "ноября", "мая", "года", "2026", "первого", "следующей", "неделе", "последние", "конец", "the", "of", "at", "next", "last", "quarter", "to", "half", "past", "pm", "a", "from", "for", "days", "ago", "friday",
        "in", "easter", "е\u{308}", "🙂",
    ];
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut roll = |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % u64::try_from(n).expect("small")).expect("small")
    };
    let now = moment();
    for round in 0..6_000 {
        let count = 1 + roll(9);
        let mut text = String::new();
        for _ in 0..count {
            if round % 4 == 0 {
                let code = u32::try_from(roll(0x3000)).expect("small");
                text.extend(char::from_u32(code));
            }
            text.push_str(PIECES[roll(PIECES.len())]);
            if roll(3) > 0 {
                text.push(' ');
            }
        }
        let length = text.chars().count();
        for entity in time::read(&text, &now) {
            assert!(entity.start < entity.end && entity.end <= length, "{text:?}");
            if let Value::Datetime(when) = &entity.value
                && let (Some(start), Some(end)) = (&when.start, &when.end)
            {
                assert!(start < end, "{text:?}: {when:?}");
            }
        }
    }
    let long = "завтра в пять ".repeat(5_000);
    assert!(time::read(&long, &now).len() <= 400);
    assert!(time::read("", &now).is_empty());
}

#[test]
fn festivals() {
    corpus("time_en_festivals", include_str!("../corpus/time_en_festivals.tsv"), 74);
}
