//! A stretch of time as understood → what the customer wants of the calendar.

use super::state::Wish;
use crate::understand::{Grain, When};
use jiff::civil::Time;
use jiff::tz::TimeZone;

pub fn of(when: &When, zone: &TimeZone) -> Wish {
    let start = when.start.as_ref().map(|z| z.with_time_zone(zone.clone()));
    let end = when.end.as_ref().map(|z| z.with_time_zone(zone.clone()));
    let mut wish = Wish::default();
    if when.has_date {
        // "до пятницы": from now on; the search begins with today anyway.
        wish.from = start.as_ref().map(jiff::Zoned::date).or_else(|| end.as_ref().map(|_| jiff::civil::Date::MIN));
        wish.until = match (&start, &end) {
            (_, Some(end)) if when.has_time => end.timestamp().as_second().checked_sub(1).and_then(|s| jiff::Timestamp::from_second(s).ok()).and_then(|t| t.to_zoned(zone.clone()).date().tomorrow().ok()),
            (_, Some(end)) if end.time() == Time::midnight() => Some(end.date()),
            (_, Some(end)) => end.date().tomorrow().ok(),
            (Some(start), None) if when.has_time => start.date().tomorrow().ok(),
            // "с понедельника", "после праздников": two weeks are enough to look at.
            (Some(start), None) => start.date().checked_add(jiff::Span::new().days(14)).ok(),
            (None, None) => None,
        };
        if let (Some(from), Some(until)) = (wish.from, wish.until)
            && until <= from
        {
            wish.until = from.tomorrow().ok();
        }
    }
    if when.has_time {
        let minute = |z: &jiff::Zoned| i16::from(z.hour()) * 60 + i16::from(z.minute());
        let length = start.as_ref().zip(end.as_ref()).map(|(s, e)| e.timestamp().as_second() - s.timestamp().as_second());
        let unit = match when.grain {
            Grain::Second => 1,
            Grain::Minute => 60,
            _ => 3600,
        };
        match (&start, &end, length) {
            (Some(start), Some(_), Some(length)) if length <= unit => {
                wish.at = Some(minute(start));
                wish.is_ambiguous = when.is_ambiguous_hour;
            }
            (start, end, _) => {
                wish.after = start.as_ref().map(minute).filter(|m| *m > 0);
                wish.before = end.as_ref().map(minute).map(|m| if m == 0 { 1440 } else { m });
            }
        }
        // "через два часа" falls between the points of the grid.
        if wish.at.is_some_and(|m| m % 5 != 0) {
            wish.after = wish.at.take();
        }
    }
    wish
}

/// A day and an hour that are sure.
pub(crate) fn wish_of(date: Option<jiff::civil::Date>, time: Option<Time>) -> Wish {
    let mut wish = Wish { at: time.map(|t| i16::from(t.hour()) * 60 + i16::from(t.minute())), ..Wish::default() };
    if let Some(date) = date {
        wish.set_day(date);
    }
    wish
}
