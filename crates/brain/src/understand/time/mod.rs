//! Dates, times and lengths in Russian and English (with everyday Kazakh and Kyrgyz words), placed on the calendar with a bias to the future.
//! `tokens` → rules (`parse`, `numeric`, `clock`, `date`, `period`, `edge`, `offset`, `range`) → `spec` → `resolve`.
//! Parts of the day: morning 4–12, afternoon 12–19, lunch 12–14, evening 18–24, Russian "ночь" 0–4. Hours 1–7 without a word are afternoon.

mod clock;
mod date;
mod duration;
mod edge;
mod festivals;
mod holiday;
mod numeric;
mod offset;
mod parse;
mod period;
mod range;
mod resolve;
mod series;
mod span;
mod spec;
pub(super) mod tokens;
pub(super) mod words;
mod words_en;
mod words_kk;
mod words_ru;
mod zone;

use super::{Entity, Grain, Value, When, number};
use domain::Lang;
use jiff::Zoned;
use jiff::civil::DateTime;
use parse::Parser;
use resolve::Bounds;
use spec::{Point, Reading};
use tokens::{Kind, Token};
use words::Word;

/// Dates, lengths, numbers, ordinals and head counts of a text, without overlaps, in order. Never panics.
pub fn read(text: &str, now: &Zoned) -> Vec<Entity> {
    read_in(text, now, None)
}

/// As `read`, with the language of the thread for what has no letters: "8/10" is August in English, October elsewhere.
pub fn read_in(text: &str, now: &Zoned, lang: Option<Lang>) -> Vec<Entity> {
    let tokens = tokens::tokenize(text);
    let chars: Vec<char> = text.chars().take(tokens.last().map_or(0, |t| t.end)).collect();
    let is_cyrillic = chars.iter().any(|c| ('\u{400}'..='\u{52f}').contains(c));
    let has_letters = chars.iter().any(|c| c.is_alphabetic());
    let parser = Parser { tokens: &tokens, now, civil: now.datetime(), is_cyrillic, is_month_first: !is_cyrillic && (has_letters || lang == Some(Lang::En) || (lang.is_none() && is_american(now))) };
    let mut entities = Vec::new();
    let mut i = 0;
    while i < tokens.len() && entities.len() < super::MOST_ENTITIES {
        if let Some(after) = phone_end(&tokens, i) {
            i = after;
            continue;
        }
        let found = if may_start(&parser, i) { time_at(&parser, i).or_else(|| length_at(&parser, i)) } else { None };
        let found = found.or_else(|| number::counts::at(&tokens, i));
        let Some((value, next)) = found.filter(|(_, next)| *next > i) else {
            i += 1;
            continue;
        };
        let (start, end) = (tokens.get(i).map_or(0, |t| t.start), tokens.get(next - 1).map_or(0, |t| t.end));
        let text = chars.get(start..end).unwrap_or_default().iter().collect();
        entities.push(Entity { text, start, end, value });
        i = next;
    }
    entities
}

/// Zones west of Greenwich write the month first.
fn is_american(now: &Zoned) -> bool {
    match now.time_zone().iana_name() {
        Some(name) => name.starts_with("America/") || name.starts_with("US/"),
        None => now.offset().seconds() < 0,
    }
}

/// Digits inside a longer number, a phone or an identifier begin nothing; nor do words the vocabulary does not know.
fn may_start(parser: &Parser<'_>, i: usize) -> bool {
    let Some(token) = parser.tokens.get(i) else { return false };
    if token.kind == Kind::Digits {
        let before = i.checked_sub(1).and_then(|p| parser.tokens.get(p)).filter(|_| !token.spaced);
        if before.is_some_and(|t| matches!(t.kind, Kind::Mark('+' | '№' | '#' | '$' | '€' | '₽' | '*' | '_' | '=')) || (t.kind == Kind::Word && t.word.is_none() && t.norm != "q")) {
            return false;
        }
        return !is_address(parser.tokens, i);
    }
    // "table for 4"
    let is_party = token.word == Some(Word::For) && matches!(i.checked_sub(1).map_or("", |p| parser.norm(p)), "table" | "party" | "group" | "room" | "space" | "столик" | "стол");
    !is_party
}

/// "+7 916 123-45-67", "650-650-6500", "8 (916) 123 45 67": many digits in a row of groups.
fn phone_end(tokens: &[Token], i: usize) -> Option<usize> {
    tokens.get(i).filter(|t| t.kind == Kind::Digits)?;
    let mut digits = 0u32;
    let mut groups = 0;
    let mut has_date_mark = false;
    let mut end = i;
    for (n, token) in tokens.iter().enumerate().skip(i).take(16) {
        match token.kind {
            Kind::Digits => {
                digits += u32::from(token.digits);
                groups += 1;
                end = n + 1;
            }
            Kind::Mark('-' | '(' | ')') => {}
            Kind::Mark('.' | ':' | '/') => has_date_mark = true,
            _ => break,
        }
    }
    let first = tokens.get(i).map_or(0, |t| t.digits);
    let is_phone = (10..=13).contains(&digits) && (!has_date_mark || (groups == 3 && first == 3));
    is_phone.then_some(end)
}

/// "дом 5", "кабинет 12", "room 3", "rat 6".
fn is_address(tokens: &[Token], i: usize) -> bool {
    const PLACES: &[&str] = &["дом", "дома", "кабинет", "каб", "квартира", "кв", "офис", "корпус", "этаж", "строение", "стр", "подъезд", "улица", "ул", "room", "suite", "house", "apt", "flat", "номер", "бульвар", "проспект", "пр"];
    let before = i.checked_sub(1).and_then(|p| tokens.get(p));
    let before = match before {
        Some(t) if t.kind == Kind::Mark('.') => i.checked_sub(2).and_then(|p| tokens.get(p)),
        other => other,
    };
    before.is_some_and(|t| PLACES.contains(&t.norm.as_str()))
}

fn time_at(parser: &Parser<'_>, i: usize) -> Option<(Value, usize)> {
    let (reading, next) = parser.phrase(i)?;
    let next = trim(parser, i, next);
    place(&reading, parser).map(|when| (Value::Datetime(when), next))
}

/// A phrase never ends with a comma, a bracket opened inside, or a bare preposition.
fn trim(parser: &Parser<'_>, from: usize, mut next: usize) -> usize {
    while next > from + 1 && parser.tokens.get(next - 1).is_some_and(|t| matches!(t.kind, Kind::Mark(',' | '(' | '-'))) {
        next -= 1;
    }
    next
}

fn length_at(parser: &Parser<'_>, i: usize) -> Option<(Value, usize)> {
    let start = match parser.word(i) {
        Some(Word::On | Word::For | Word::About) => i + 1,
        _ if matches!(parser.norm(i), "где" | "ровно" | "exactly") => return None,
        _ => i,
    };
    let (length, next) = parser.length(start)?;
    // "год", "день", "минуту" by themselves are seldom lengths; "30 лет" is an age.
    let is_a_unit = parser.is_word(start, Word::A) && next == start + 2;
    let is_one_word = is_a_unit || next == start + 1 && parser.tokens.get(start).is_some_and(|t| t.kind == Kind::Word);
    let is_half = matches!(parser.word(start), Some(Word::HalfOf(_)));
    let is_whole = start == 0 && parser.is_end(next);
    let is_age = parser.norm(next.checked_sub(1)?) == "лет" || matches!(parser.norm(next), "old" | "лет");
    let is_said = !is_one_word || is_half || start > i || is_whole;
    (is_said && !is_age && length.minutes() >= 0).then_some((Value::Duration { minutes: length.minutes() }, next))
}

fn place(reading: &Reading, parser: &Parser<'_>) -> Option<When> {
    let now = parser.civil;
    match reading {
        Reading::Point(point) => {
            let bounds = resolve::point(point, now)?;
            finish(point.offset, bounds, parser, says(&[point]))
        }
        Reading::Instant(moment, grain) => {
            let end = resolve_end(moment, *grain)?;
            Some(When { start: Some(moment.clone()), end: Some(end), grain: *grain, has_date: true, has_time: true, is_ambiguous_hour: false })
        }
        Reading::Range(a, b) => {
            let first = resolve::point(a, now)?;
            let from = first.start?;
            let second = resolve::point(b, from)?;
            let has_time = b.time.is_some();
            let grain = first.grain.min(second.grain);
            let end = if has_time { resolve::closed(second.start?, second.grain)? } else { second.end? };
            (from < end).then_some(())?;
            let bounds = Bounds { start: Some(from), end: Some(end), grain, is_ambiguous: first.is_ambiguous };
            finish(a.offset, bounds, parser, says(&[a, b]))
        }
        Reading::Before(point) => {
            let bounds = resolve::point(point, now)?;
            let is_tail = point.date.is_some_and(|d| d.is_tail);
            let end = if is_tail { bounds.end } else { bounds.start };
            let grain = tail_grain(bounds);
            finish(point.offset, Bounds { start: None, end, grain: if is_tail { grain } else { bounds.grain }, is_ambiguous: bounds.is_ambiguous }, parser, says(&[point]))
        }
        Reading::After(point) => {
            let bounds = resolve::point(point, now)?;
            let start = if point.date.is_some_and(|d| d.is_tail) { bounds.end } else { bounds.start };
            finish(point.offset, Bounds { start, end: None, ..bounds }, parser, says(&[point]))
        }
        Reading::By(point) => {
            let bounds = resolve::point(point, now)?;
            let end = if point.time.is_some() || !point.date.is_some_and(|d| d.is_tail || d.is_day()) { bounds.start } else { bounds.end }?;
            (end > now).then_some(())?;
            finish(point.offset, Bounds { start: Some(now), end: Some(end), grain: Grain::Second, is_ambiguous: bounds.is_ambiguous }, parser, says(&[point]))
        }
        Reading::Lasting(point, length) => {
            let bounds = resolve::point(point, now)?;
            let start = bounds.start?;
            // As with ranges, the last minute or day belongs to it.
            let grain = if length.is_calendar() { Grain::Day } else { Grain::Minute };
            let end = resolve::closed(length.added_civil(start, 1)?, Grain::Minute.min(grain))?;
            let end = if grain == Grain::Day { span::shift(length.added_civil(start, 1)?, Grain::Day, 1)? } else { end };
            finish(point.offset, Bounds { start: Some(start), end: Some(end), grain, ..bounds }, parser, says(&[point]))
        }
        Reading::Within(end) => Some(When {
            start: Some(parser.now.clone()),
            end: Some(end.clone()),
            grain: Grain::Second,
            has_date: true,
            has_time: true,
            is_ambiguous_hour: false,
        }),
    }
}

/// "до конца месяца" is told to the month, "до конца дня" to the hour.
fn tail_grain(bounds: Bounds) -> Grain {
    match (bounds.start, bounds.end) {
        (_, Some(end)) if bounds.grain == Grain::Day && end.day() == 1 => Grain::Month,
        _ => bounds.grain,
    }
}

fn says(points: &[&Point]) -> (bool, bool) {
    (points.iter().any(|p| p.date.is_some()), points.iter().any(|p| p.time.is_some()))
}

fn resolve_end(moment: &Zoned, grain: Grain) -> Option<Zoned> {
    let span = if grain == Grain::Second { jiff::Span::new().seconds(1) } else { jiff::Span::new().minutes(1) };
    moment.checked_add(span).ok()
}

/// Civil bounds into zoned moments; a foreign zone of the clock is taken off here.
fn finish(offset: Option<i64>, bounds: Bounds, parser: &Parser<'_>, (has_date, has_time): (bool, bool)) -> Option<When> {
    let shift = match offset {
        Some(minutes) => i64::from(parser.now.offset().seconds()) / 60 - minutes,
        None => 0,
    };
    let zoned = |t: Option<DateTime>| -> Option<Option<Zoned>> {
        let Some(t) = t else { return Some(None) };
        let moved = if shift == 0 { t } else { span::shift(t, Grain::Minute, shift)? };
        Some(Some(parser.now.time_zone().to_ambiguous_zoned(moved).compatible().ok()?))
    };
    let (start, end) = (zoned(bounds.start)?, zoned(bounds.end)?);
    if let (Some(start), Some(end)) = (&start, &end)
        && start >= end
    {
        return None;
    }
    Some(When { start, end, grain: bounds.grain, has_date, has_time, is_ambiguous_hour: bounds.is_ambiguous && offset.is_none() })
}
