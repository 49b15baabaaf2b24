//! A date and a time of day without a zone, as chats and sheets write them. Zones are the business of whoever imports.

use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Civil {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
}

impl Civil {
    /// None for what no calendar or clock shows.
    pub fn new(year: u16, month: u8, day: u8, (hour, minute, second): (u8, u8, u8)) -> Option<Self> {
        let is_right = (1..=9_999).contains(&year) && (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day) && hour < 24 && minute < 60 && second < 60;
        is_right.then_some(Self { year, month, day, hour, minute, second })
    }

    /// `2024-01-02T15:04:05`, `2024-01-02 15:04` or `2024-01-02`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, clock) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
        let mut parts = date.splitn(3, '-');
        let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let mut parts = clock.splitn(3, ':');
        let (hour, minute) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let second = parts.next().map_or(Ok(0), str::parse).ok()?;
        Self::new(year, month, day, (hour, minute, second))
    }

    /// Days since 1 January 1970.
    pub fn days(self) -> i64 {
        // Years begin in March here, so that the odd day is the last.
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = (i64::from(self.month) + 9) % 12;
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// Seconds since 1970 where clocks are so many seconds ahead of UTC.
    pub fn unix(self, ahead: i64) -> i64 {
        self.days() * 86_400 + i64::from(self.hour) * 3_600 + i64::from(self.minute) * 60 + i64::from(self.second) - ahead
    }

    pub fn year(self) -> u16 {
        self.year
    }
}

fn days_of(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Civil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", self.year, self.month, self.day, self.hour, self.minute, self.second)
    }
}

impl From<Civil> for String {
    fn from(civil: Civil) -> Self {
        civil.to_string()
    }
}

impl TryFrom<String> for Civil {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("no such date and time")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted() {
        let at = |text: &str| Civil::parse(text).unwrap();
        assert_eq!((at("1970-01-01").days(), at("2000-03-01").days(), at("2024-02-29").days(), at("2026-11-21").days()), (0, 11_017, 19_782, 20_778));
        assert_eq!((at("2021-10-13T12:34:56").unix(0), at("2021-10-13 15:34").unix(10_800)), (1_634_128_496, 1_634_128_440));
        assert_eq!(at("2024-01-02 15:04").to_string(), "2024-01-02T15:04:00");
        for wrong in ["2023-02-29", "2024-13-01", "2024-00-10", "2024-01-02T24:00", "2024-01-02T10:60", "x", "", "2024-1", "2024-01-02T"] {
            assert_eq!(Civil::parse(wrong), None, "{wrong}");
        }
    }
}
