//! Placing what was said on the calendar: the earliest moment that still lies ahead, unless the past was told.
//! Civil time in, civil bounds out; `mod.rs` turns them into zoned moments.

use super::series::{dates, is_open};
use super::span::{self, Span, at_minute};
use super::spec::{Clock, Half, Point, TimeSpec, pod_bounds};
use crate::understand::Grain;
use jiff::civil::{Date, DateTime};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub start: Option<DateTime>,
    pub end: Option<DateTime>,
    pub grain: Grain,
    pub is_ambiguous: bool,
}

impl From<Span> for Bounds {
    fn from(span: Span) -> Bounds {
        Bounds { start: Some(span.start), end: Some(span.end), grain: span.grain, is_ambiguous: false }
    }
}

impl Bounds {
    /// Something of it is still ahead of `now`.
    fn is_ahead(&self, now: DateTime) -> bool {
        match (self.start, self.end) {
            (_, Some(end)) => end > now,
            (Some(start), None) => start > now,
            (None, None) => true,
        }
    }
}

/// `now` is the moment to look ahead from; `today` the real one, for hours that today has already passed.
pub fn point(point: &Point, now: DateTime) -> Option<Bounds> {
    match (point.date, point.time) {
        (None, None) => None,
        (None, Some(time)) => (0..3).find_map(|n| {
            let day = span::add_days(now.date(), n)?;
            let bounds = on_day(day, &time, now, false)?;
            let is_same_hour = n == 0 && bounds.grain == Grain::Hour;
            (bounds.is_ahead(now) || (is_same_hour && bounds.end.is_some_and(|e| e > now))).then_some(bounds)
        }),
        (Some(date), None) => {
            let spans = dates(&date, now);
            let ahead = spans.iter().find(|s| if is_open(&date) { s.start > now } else { s.end > now });
            ahead.or(spans.last()).copied().map(Bounds::from)
        }
        (Some(date), Some(time)) => {
            let placed = |s: &Span| on_day(s.start.date(), &time, now, true);
            let spans = dates(&date, now);
            let ahead = spans.iter().filter_map(placed).find(|b| b.is_ahead(now));
            ahead.or_else(|| spans.last().and_then(placed))
        }
    }
}

/// A time on a given day. `is_dated`: the day was said, so an open end closes with it.
fn on_day(day: Date, time: &TimeSpec, now: DateTime, is_dated: bool) -> Option<Bounds> {
    let bounds = |start, end, grain, is_ambiguous| Bounds { start, end, grain, is_ambiguous };
    let midnight = at_minute(day, 0)?;
    Some(match time {
        TimeSpec::At(clock) => {
            let start = clock_on(day, clock, now, is_dated)?;
            bounds(Some(start), Some(span::shift(start, clock.grain, 1)?), clock.grain, clock.is_ambiguous())
        }
        TimeSpec::Pod(pod) => {
            let (from, to) = pod_bounds(*pod);
            let (mut start, mut end) = (at_minute(day, from)?, at_minute(day, to)?);
            // "сегодня ночью", said in the daytime, is the night to come.
            if from == 0 && end <= now && day == now.date() {
                start = span::shift(start, Grain::Day, 1)?;
                end = span::shift(end, Grain::Day, 1)?;
            }
            bounds(Some(start), Some(end), Grain::Hour, false)
        }
        TimeSpec::Range(a, b) => {
            let (from, to) = (clock_on(day, a, midnight, false)?, clock_on(day, b, midnight, false)?);
            let to = if to <= from { span::shift(to, Grain::Day, 1)? } else { to };
            let grain = a.grain.min(b.grain);
            bounds(Some(from), Some(closed(to, grain)?), grain, a.is_ambiguous() && b.is_ambiguous())
        }
        TimeSpec::After(clock) => {
            let start = clock_on(day, clock, now, is_dated)?;
            let end = if is_dated { Some(span::shift(midnight, Grain::Day, 1)?) } else { None };
            bounds(Some(start), end, clock.grain, clock.is_ambiguous())
        }
        TimeSpec::Until(clock) => {
            let end = clock_on(day, clock, now, is_dated)?;
            // "до полуночи" is the end of the day.
            let end = if end == midnight { span::shift(end, Grain::Day, 1)? } else { end };
            bounds(is_dated.then_some(midnight), Some(end), clock.grain, clock.is_ambiguous())
        }
    })
}

/// A range told to the minute includes its last minute: "9:30 - 11:00" ends at 11:01. One told in hours ends with the hour.
pub fn closed(end: DateTime, grain: Grain) -> Option<DateTime> {
    if grain < Grain::Hour { span::shift(end, grain, 1) } else { Some(end) }
}

/// Today's eight or nine o'clock that has passed is the evening one; later hours only when today was said.
fn clock_on(day: Date, clock: &Clock, now: DateTime, is_dated: bool) -> Option<DateTime> {
    let place = |minutes: i64| span::shift(at_minute(day, minutes)?, Grain::Second, clock.second);
    let minutes = clock.minutes();
    let said = place(minutes)?;
    if clock.half == Half::Unknown && day == now.date() && (8..=if is_dated { 11 } else { 9 }).contains(&clock.hour) {
        let lasts = span::shift(said, clock.grain, 1)?;
        let later = place(minutes + 12 * 60)?;
        if lasts <= now && later > now {
            return Some(later);
        }
    }
    // Midnight of today is the one to come.
    if minutes == 0 && clock.grain == Grain::Hour && day == now.date() && said < now {
        return span::shift(said, Grain::Day, 1);
    }
    Some(said)
}
