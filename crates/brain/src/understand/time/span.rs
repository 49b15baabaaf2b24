//! Civil stretches of time and steps of the calendar: the floor of a day, the next month, the n-th week from here.
//! Zones come in only at the very end, in `resolve.rs`.

use crate::understand::Grain;
use jiff::civil::{Date, DateTime, Time};

/// Farther steps than these are nonsense in a message and would only risk overflow.
const MAX_STEPS: i64 = 4_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: DateTime,
    pub end: DateTime,
    pub grain: Grain,
}

impl Span {
    /// The stretch of one `grain` beginning at `start`.
    pub fn of(start: DateTime, grain: Grain) -> Option<Span> {
        Some(Span { start, end: shift(start, grain, 1)?, grain })
    }
    pub fn day(date: Date) -> Option<Span> {
        Span::of(date.to_datetime(Time::midnight()), Grain::Day)
    }
    pub fn is_day(&self) -> bool {
        self.grain == Grain::Day && Span::of(self.start, Grain::Day).is_some_and(|d| d.end == self.end)
    }
}

pub fn floor(t: DateTime, grain: Grain) -> Option<DateTime> {
    let date = t.date();
    let day = |d: Date| d.to_datetime(Time::midnight());
    Some(match grain {
        Grain::Second => DateTime::new(t.year(), t.month(), t.day(), t.hour(), t.minute(), t.second(), 0).ok()?,
        Grain::Minute => DateTime::new(t.year(), t.month(), t.day(), t.hour(), t.minute(), 0, 0).ok()?,
        Grain::Hour => DateTime::new(t.year(), t.month(), t.day(), t.hour(), 0, 0, 0).ok()?,
        Grain::Day => day(date),
        Grain::Week => day(add_days(date, -i64::from(date.weekday().to_monday_zero_offset()))?),
        Grain::Month => day(Date::new(date.year(), date.month(), 1).ok()?),
        Grain::Quarter => day(Date::new(date.year(), (date.month() - 1) / 3 * 3 + 1, 1).ok()?),
        Grain::Year => day(Date::new(date.year(), 1, 1).ok()?),
    })
}

pub fn shift(t: DateTime, grain: Grain, n: i64) -> Option<DateTime> {
    if n.abs() > MAX_STEPS {
        return None;
    }
    let span = jiff::Span::new();
    let span = match grain {
        Grain::Second => span.try_seconds(n),
        Grain::Minute => span.try_minutes(n),
        Grain::Hour => span.try_hours(n),
        Grain::Day => span.try_days(n),
        Grain::Week => span.try_weeks(n),
        Grain::Month => span.try_months(n),
        Grain::Quarter => span.try_months(n * 3),
        Grain::Year => span.try_years(n),
    };
    t.checked_add(span.ok()?).ok()
}

/// The `n`-th `grain` from the one that holds `t`.
pub fn cycle(t: DateTime, grain: Grain, n: i64) -> Option<Span> {
    Span::of(shift(floor(t, grain)?, grain, n)?, grain)
}

pub fn add_days(date: Date, n: i64) -> Option<Date> {
    if n.abs() > MAX_STEPS {
        return None;
    }
    date.checked_add(jiff::Span::new().try_days(n).ok()?).ok()
}

pub fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `minutes` after the midnight that begins the day of `t`; may run past the day.
pub fn at_minute(t: Date, minutes: i64) -> Option<DateTime> {
    shift(t.to_datetime(Time::midnight()), Grain::Minute, minutes)
}
