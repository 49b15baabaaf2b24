//! Lengths of time: "2 часа", "полтора часа", "half an hour", "час двадцать", "2 недели 3 дня", "1h30m".
//! Whether a length is an offset is decided in `offset.rs`; alone it becomes a `Duration`.

use super::parse::Parser;
use super::words::{Unit, Word};
use jiff::Zoned;
use jiff::civil::DateTime;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    months: i64,
    days: i64,
    seconds: i64,
    pub finest: Unit,
}

/// Longer than this is no length a customer means.
const MAX: i64 = 20_000;

impl Length {
    pub fn of(unit: Unit, n: i64) -> Length {
        let mut length = Length { months: 0, days: 0, seconds: 0, finest: unit };
        match unit {
            Unit::Second => length.seconds = n,
            Unit::Minute => length.seconds = n * 60,
            Unit::Hour => length.seconds = n * 3_600,
            Unit::Day => length.days = n,
            Unit::Week => length.days = n * 7,
            Unit::Fortnight => length.days = n * 14,
            Unit::Month => length.months = n,
            Unit::Quarter => length.months = n * 3,
            Unit::Year => length.months = n * 12,
            Unit::Decade => length.months = n * 120,
        }
        length
    }
    /// `n` and `part` hundredths of a unit.
    fn fraction(unit: Unit, n: i64, part: i64) -> Length {
        let mut length = Length::of(unit, n);
        let hundredths = |whole: i64| whole * part / 100;
        match unit {
            Unit::Minute => length.seconds += hundredths(60),
            Unit::Hour => length.seconds += hundredths(3_600),
            Unit::Day => length.seconds += hundredths(86_400),
            Unit::Week => length.days += hundredths(7),
            Unit::Month => length.days += hundredths(30),
            Unit::Year => length.months += hundredths(12),
            _ => {}
        }
        length.finest = match unit {
            Unit::Hour => Unit::Minute,
            Unit::Day => Unit::Hour,
            Unit::Week => Unit::Day,
            Unit::Year => Unit::Month,
            other => other,
        };
        length
    }
    fn plus(self, other: Length) -> Length {
        Length { months: self.months + other.months, days: self.days + other.days, seconds: self.seconds + other.seconds, finest: self.finest.min(other.finest) }
    }
    /// Days and longer, so that it moves a date.
    pub fn is_calendar(&self) -> bool {
        self.finest >= Unit::Day
    }
    pub fn minutes(&self) -> i64 {
        self.months * 30 * 24 * 60 + self.days * 24 * 60 + self.seconds / 60
    }
    fn span(&self, sign: i64) -> Option<jiff::Span> {
        jiff::Span::new().try_months(self.months * sign).ok()?.try_days(self.days * sign).ok()?.try_seconds(self.seconds * sign).ok()
    }
    /// Hours are exact, days and longer follow the calendar.
    pub fn added(&self, now: &Zoned, sign: i64) -> Option<Zoned> {
        now.checked_add(self.span(sign)?).ok()
    }
    pub fn added_civil(&self, t: DateTime, sign: i64) -> Option<DateTime> {
        t.checked_add(self.span(sign)?).ok()
    }
}

impl Parser<'_> {
    pub fn length(&self, i: usize) -> Option<(Length, usize)> {
        let (mut length, mut next) = self.length_term(i)?;
        loop {
            let k = self.skip(next, Word::And);
            let k = if k == next && self.is_mark(next, ',') { next + 1 } else { k };
            // "час с половиной", "an hour and a half"
            if matches!(self.norm(next), "с" | "and") && self.is_word(self.skip(next + 1, Word::A), Word::Half) {
                let after = self.skip(next + 1, Word::A) + 1;
                if self.unit(after).is_none() && length.seconds % 3_600 == 0 {
                    length = length.plus(Length::of(Unit::Minute, 30));
                    next = after;
                    continue;
                }
            }
            let Some((other, after)) = self.length_term(k).filter(|(l, a)| l.finest < length.finest && *a > k + 1) else {
                // "час двадцать"
                if let Some((n, after)) = self.count(next)
                    && length.finest == Unit::Hour
                    && (5..60).contains(&n)
                    && n % 5 == 0
                    && self.is_end(after)
                    && self.is_cyrillic
                    && next == i + 1
                {
                    return Some((length.plus(Length::of(Unit::Minute, n)), after));
                }
                return Some((length, next));
            };
            length = length.plus(other);
            next = after;
        }
    }

    fn length_term(&self, i: usize) -> Option<(Length, usize)> {
        match self.word(i) {
            Some(Word::HalfOf(unit)) => return Some((Length::fraction(unit, 0, 50), i + 1)),
            Some(Word::OneAndHalf) => return Some((Length::fraction(self.unit(i + 1)?, 1, 50), i + 2)),
            Some(Word::Half) => {
                let k = if self.is_word(i + 1, Word::A) || self.is_tight(i + 1, '-') { i + 2 } else { i + 1 };
                return Some((Length::fraction(self.unit(k)?, 0, 50), k + 1));
            }
            Some(Word::QuarterOf) => return self.quarter_hour(i, 25),
            Some(Word::A) => {
                if let Some(found) = self.length_term(i + 1).filter(|_| matches!(self.word(i + 1), Some(Word::QuarterOf | Word::Couple | Word::Few | Word::Half))) {
                    return Some(found);
                }
                return Some((Length::of(self.unit(i + 1)?, 1), i + 2));
            }
            // "час", "неделю", "месяц": one of it.
            Some(Word::Unit(unit)) if matches!(self.norm(i), "час" | "часик" | "неделю" | "недельку" | "неделя" | "месяц" | "месяцок" | "год" | "день" | "денек" | "минуту" | "минутку" | "минута" | "секунду" | "секунда" | "квартал" | "сутки") => {
                return Some((Length::of(unit, 1), i + 1));
            }
            Some(Word::Few) | Some(Word::Couple) => {
                let (n, k) = self.count(i)?;
                return Some((Length::of(self.unit(k)?, n), k + 1));
            }
            _ => {}
        }
        let (number, next) = self.number(i)?;
        if number.ordinal || !(0..=MAX).contains(&number.value) {
            return None;
        }
        // "2.5 hours", "1,5 часа"
        if number.digits > 0 && (self.is_tight(next, '.') || self.is_tight(next, ','))
            && let Some(part) = self.tight_digits(next + 1).filter(|t| t.digits <= 2)
        {
            let hundredths = if part.digits == 1 { part.value * 10 } else { part.value };
            return Some((Length::fraction(self.unit(next + 2)?, number.value, hundredths), next + 3));
        }
        // "1/4 hour"
        if number.digits > 0 && self.is_tight(next, '/')
            && let Some(low) = self.tight_digits(next + 1).filter(|t| t.value > number.value && t.value <= 10)
        {
            return Some((Length::fraction(self.unit(next + 2)?, 0, number.value * 100 / low.value), next + 3));
        }
        // "15'", "1\""
        if number.digits > 0 && self.is_tight(next, '\'') {
            return Some((Length::of(Unit::Minute, number.value), next + 1));
        }
        if number.digits > 0 && self.is_tight(next, '"') && number.digits <= 2 {
            return Some((Length::of(Unit::Second, number.value), next + 1));
        }
        // "три с половиной месяца", "2 and a half hours", "three-quarters of an hour"
        if matches!(self.norm(next), "с" | "and") {
            let k = self.skip(next + 1, Word::A);
            if self.is_word(k, Word::Half) {
                return Some((Length::fraction(self.unit(k + 1)?, number.value, 50), k + 2));
            }
        }
        let k = if self.is_tight(next, '-') { next + 1 } else { next };
        if matches!(self.norm(k), "quarters" | "четверти") && matches!(number.value, 1..=3) && self.unit(self.skip(self.skip(k + 1, Word::Of), Word::A)) == Some(Unit::Hour) {
            return self.quarter_hour(k, number.value * 25);
        }
        let k = if matches!(self.norm(next), "more" | "full" | "полных" | "рабочих" | "ближайших") { next + 1 } else { k };
        let unit = self.unit(k)?;
        Some((Length::of(unit, number.value), self.skip_dot(k + 1)))
    }

    fn quarter_hour(&self, i: usize, hundredths: i64) -> Option<(Length, usize)> {
        let k = self.skip(self.skip(i + 1, Word::Of), Word::A);
        (self.unit(k)? == Unit::Hour).then_some((Length::fraction(Unit::Hour, 0, hundredths), k + 1))
    }
}
