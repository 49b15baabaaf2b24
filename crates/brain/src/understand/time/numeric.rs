//! Dates and times in digits: "15:30", "18-30", "18.30", "25.11.2026", "11/25", "2026-11-25T10:00".
//! What may be a decimal, a price or a phone is left alone.

use super::parse::{Around, Parser};
use super::span;
use super::spec::{Clock, DateSpec, Half, Point};
use super::tokens::Kind;
use super::words::{Unit, Word};
use crate::understand::Grain;

impl Parser<'_> {
    /// "2026-11-25", "2015-03-28 17:00:00", "2014/10".
    pub fn iso(&self, i: usize) -> Option<(Point, usize)> {
        let year = self.digits(i).filter(|t| t.digits == 4 && (1000..=2999).contains(&t.value))?.value;
        let mark = ['-', '/', '.'].into_iter().find(|m| self.is_tight(i + 1, *m))?;
        // "2012/Aug/10"
        if let Some((month, next)) = self.month_at(i + 2) {
            let day = self.tight_digits(next + 1).filter(|t| self.is_tight(next, mark) && t.digits <= 2)?;
            span::date(year, month, day.value)?;
            return Some((DateSpec::month_day(month, day.value, Some(year)).into(), next + 2));
        }
        let month = self.tight_digits(i + 2).filter(|t| (1..=12).contains(&t.value) && t.digits <= 2)?.value;
        let day = if self.is_tight(i + 3, mark) { self.tight_digits(i + 4).filter(|t| t.digits <= 2) } else { None };
        let Some(day) = day else {
            let is_month = mark != '.' && !self.is_tight(i + 3, mark) && !self.is_tight(i + 3, ':');
            return is_month.then_some((DateSpec { year: Some(year), month: Some(month), ..DateSpec::default() }.into(), i + 3));
        };
        span::date(year, month, day.value)?;
        let date = Point::from(DateSpec::month_day(month, day.value, Some(year)));
        let mut next = i + 5;
        if self.norm(next) == "t" {
            next += 1;
        }
        match self.numeric_clock(next, Around::default()) {
            Some((clock, after)) => Some((date.merge(clock)?, after)),
            None => Some((date, i + 5)),
        }
    }

    /// "15:30", "3:18 утра", "15:23:24", "18-30", "18.30", "14ч30", "15 ч".
    pub fn numeric_clock(&self, i: usize, around: Around) -> Option<(Point, usize)> {
        self.digits(i).filter(|t| t.digits <= 2)?;
        let (clock, next) = self.with_colon(i).or_else(|| self.with_dash_or_dot(i, around)).or_else(|| self.hours_in_digits(i, around)).or_else(|| self.with_meridiem(i))?;
        self.finish(clock, next)
    }

    fn with_colon(&self, i: usize) -> Option<(Clock, usize)> {
        let hour = self.digits(i)?;
        let is_spaced = self.is_mark(i + 1, ':') && self.tokens.get(i + 1).is_some_and(|t| t.spaced);
        let is_joined = self.is_tight(i + 1, ':') || is_spaced;
        let minute = self.digits(i + 2).filter(|t| is_joined && t.digits == 2 && (!t.spaced || is_spaced) && t.value < 60)?;
        let mut clock = Clock::new(hour.value, minute.value, Grain::Minute)?;
        if hour.digits == 2 && hour.value < 10 {
            clock.half = Half::Whole;
        }
        let mut next = i + 3;
        if let Some(second) = self.tight_digits(i + 4).filter(|t| self.is_tight(i + 3, ':') && t.digits == 2 && t.value < 60) {
            clock.second = second.value;
            clock.grain = Grain::Second;
            next = i + 5;
        } else if self.is_tight(i + 3, ':') && self.tight_digits(i + 4).is_some() {
            return None;
        }
        // "18:30ч", "9:00 часов"
        if self.unit(next) == Some(Unit::Hour) {
            next += 1;
        }
        Some((clock, next))
    }

    fn with_dash_or_dot(&self, i: usize, around: Around) -> Option<(Clock, usize)> {
        let hour = self.digits(i)?;
        let mark = ['-', '.'].into_iter().find(|m| self.is_tight(i + 1, *m))?;
        let minute = self.tight_digits(i + 2).filter(|t| t.digits == 2 && t.value < 60)?;
        let next = i + 3;
        // "18.30.22", "10-20-30" are dates and phones; "18.30-19.00" is a range of times.
        if self.is_tight(next, mark) && self.tight_digits(next + 1).is_some() && !(mark == '-' && self.is_tight(i + 1, '.')) {
            return None;
        }
        if self.tokens.get(i.wrapping_sub(1)).is_some_and(|t| !self.tokens.get(i).is_some_and(|n| n.spaced) && matches!(t.kind, Kind::Mark('.' | '-' | '/'))) {
            let is_range = self.is_tight(i.wrapping_sub(1), '-') && mark == '.';
            if !is_range {
                return None;
            }
        }
        let mut clock = Clock::new(hour.value, minute.value, Grain::Minute)?;
        let has_meridiem = self.meridiem(next, true).is_some();
        let has_hours = self.unit(next) == Some(Unit::Hour);
        if matches!(self.word(next), Some(Word::Month(_) | Word::WeakMonth(_))) || (self.is_counted(next) && !has_hours) {
            return None;
        }
        let before = i.checked_sub(1).map_or("", |p| self.norm(p));
        let is_at = matches!(before, "в" | "во" | "at" | "к" | "ко");
        let is_round = minute.value % 5 == 0;
        let may_be_date = mark == '.' && (1..=12).contains(&minute.value) && hour.value >= 1;
        let may_be_range = mark == '-' && minute.value <= 24 && minute.value > hour.value;
        let is_time = (has_meridiem && !(may_be_range && minute.value <= 12))
            || (has_hours && mark == '.')
            || (is_at && is_round && (!may_be_range || minute.value % 15 == 0 || !around.follows_date))
            || (is_round && !may_be_date && !may_be_range && (!self.is_month_first || mark == '.' || around.follows_date || around.has_preposition))
            || (mark == '.' && around.follows_date && is_round)
            || (mark == '.' && !may_be_date && is_at);
        if !is_time || (has_hours && mark == '-' && !is_at) {
            return None;
        }
        if hour.digits == 2 && hour.value < 10 {
            clock.half = Half::Whole;
        }
        Some((clock, if has_hours { next + 1 } else { next }))
    }

    /// "3pm", "3 p.m.", "11 утра", "9a".
    fn with_meridiem(&self, i: usize) -> Option<(Clock, usize)> {
        let hour = self.digits(i)?;
        let before = i.checked_sub(1).and_then(|p| self.tokens.get(p));
        let is_in_range = before.is_some_and(|t| matches!(t.word, Some(Word::From | Word::To | Word::Until | Word::At)) || t.kind == Kind::Mark('-'));
        let (_, next) = self.meridiem(i + 1, is_in_range)?;
        let is_bare_part = self.is_word(i + 1, Word::At) || self.norm(i + 1) == "eve";
        (!is_bare_part && next > i + 1).then_some(())?;
        let clock = Clock::hour(hour.value)?;
        let half = self.meridiem(i + 1, is_in_range).map_or(clock.half, |(half, _)| half);
        // `finish` reads long forms; a lone "a" or "p" is taken here.
        let is_letter = matches!(self.norm(i + 1), "a" | "p");
        Some(if is_letter && hour.value <= 12 { (Clock { half, ..clock }, next) } else { (clock, i + 1) })
    }

    /// "25.11", "25.11.2026", "25/11", "11/25", "2-15", "31/Oct/1974".
    pub fn numeric_date(&self, i: usize, around: Around) -> Option<(DateSpec, usize)> {
        let first = self.digits(i).filter(|t| t.digits <= 2)?;
        let before = i.checked_sub(1).and_then(|p| self.tokens.get(p));
        // A tail of something longer, unless it is the second half of "14./15.10."
        let is_tail = !first.spaced && before.is_some_and(|t| matches!(t.kind, Kind::Mark('.' | '/' | ':')));
        let is_second_half = around.follows_date || (i >= 2 && self.is_mark(i - 2, '.'));
        if is_tail && !is_second_half {
            return None;
        }
        let mark = match self.tokens.get(i + 1)?.kind {
            Kind::Mark(m @ ('.' | '/' | '-')) => m,
            _ => return None,
        };
        let is_spaced = self.tokens.get(i + 1).is_some_and(|t| t.spaced);
        let second = self.digits(i + 2)?;
        if (is_spaced || second.spaced) && (mark == '.' || self.is_cyrillic || !self.is_end(i + 3)) {
            return None;
        }
        if second.digits == 4 && mark != '-' && (1900..=2100).contains(&second.value) && (1..=12).contains(&first.value) {
            // "2/2013"
            let is_alone = !self.is_tight(i + 3, mark);
            return is_alone.then_some((DateSpec { month: Some(first.value), year: Some(second.value), ..DateSpec::default() }, i + 3));
        }
        if second.digits > 2 {
            return None;
        }
        let is_swapped = mark != '.' && self.is_month_first;
        let (mut day, mut month) = if is_swapped { (second.value, first.value) } else { (first.value, second.value) };
        if month > 12 && day <= 12 && (mark != '.' || !self.is_cyrillic) {
            (day, month) = (month, day);
        }
        // A leap year, so that 29.02 stands.
        span::date(2024, month, day)?;
        if self.is_tight(i + 3, mark) || (mark == '.' && self.is_mark(i + 3, '.')) {
            if let Some(year) = self.tight_digits(i + 4).filter(|t| matches!(t.digits, 2 | 4)) {
                let full = full_year(year.value, year.digits)?;
                let is_longer = self.is_tight(i + 5, mark) && self.tight_digits(i + 6).is_some();
                span::date(full, month, day)?;
                return (!is_longer).then(|| (DateSpec::month_day(month, day, Some(full)), self.skip_year_word(i + 5)));
            }
            if self.tight_digits(i + 4).is_some() {
                return None;
            }
        }
        if self.is_counted(i + 3) || (self.unit(i + 3).is_some() && self.unit(i + 3) != Some(Unit::Year)) {
            return None;
        }
        match mark {
            '-' => {
                let is_alone = i == 0 && self.is_end(i + 3) && !self.is_cyrillic && (self.is_month_first || second.digits == 2);
                (is_alone && is_swapped).then_some((DateSpec::month_day(month, day, None), i + 3))
            }
            '.' => {
                // "10.1" may be any decimal: it wants company.
                let is_date_like = second.digits == 2
                    || around.has_preposition
                    || around.follows_date
                    || (i == 0 && self.is_end(i + 3))
                    || before.is_some_and(|t| matches!(t.word, Some(Word::From | Word::Until | Word::To | Word::After | Word::Before)));
                let is_at = before.is_some_and(|t| t.norm == "в") && second.digits == 1;
                let end = if self.is_tight(i + 3, '.') && (self.tokens.get(i + 4).is_none() || self.is_mark(i + 4, '-') || matches!(self.word(i + 4), Some(Word::At | Word::To | Word::Until))) {
                    i + 4
                } else {
                    i + 3
                };
                (is_date_like && !is_at).then_some((DateSpec::month_day(month, day, None), end))
            }
            _ => Some((DateSpec::month_day(month, day, None), i + 3)),
        }
    }

    /// Past "года", "г."
    pub fn skip_year_word(&self, i: usize) -> usize {
        if self.unit(i) == Some(Unit::Year) || self.norm(i) == "г" { self.skip_dot(i + 1) } else { i }
    }
}

/// "74" is 1974, "26" is 2026.
pub fn full_year(value: i64, digits: u8) -> Option<i64> {
    match digits {
        4 => (1000..=2999).contains(&value).then_some(value),
        2 => Some(if value >= 50 { 1900 + value } else { 2000 + value }),
        _ => None,
    }
}
