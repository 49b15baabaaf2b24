//! Times of day in words and loose digits: "в пять", "половина шестого", "без четверти 7", "ten thirty am", "часов в пять".
//! Strict digit forms ("15:30", "17ч10") are in `numeric.rs`.

use super::parse::{Around, Parser};
use super::spec::{Clock, Half, Point, TimeSpec};
use super::words::{Mod, Pod, Unit, Word};
use crate::understand::Grain;

type Read = Option<(Clock, usize)>;

impl Parser<'_> {
    pub fn clock(&self, i: usize, around: Around) -> Option<(Point, usize)> {
        let (clock, next) = self
            .named_hour(i)
            .or_else(|| self.half(i))
            .or_else(|| self.quarter(i))
            .or_else(|| self.minutes_to(i))
            .or_else(|| self.minutes_past(i))
            .or_else(|| self.hours_first(i))
            .or_else(|| self.spoken(i, around))
            .or_else(|| self.one_hour(i, around))?;
        self.finish(clock, next)
    }

    /// Absorbs "ровно", "ish", "утра", a zone; turns the clock into a point.
    pub fn finish(&self, mut clock: Clock, mut next: usize) -> Option<(Point, usize)> {
        for _ in 0..4 {
            match self.norm(next) {
                "ровно" | "ish" | "approximately" | "sharp" | "oclock" => next += 1,
                "o" if self.norm(next + 1) == "clock" => next += 2,
                _ => {}
            }
            if matches!(clock.half, Half::Unknown | Half::Whole)
                && let Some((half, after)) = self.meridiem(next, clock.grain < Grain::Hour)
            {
                // "15:30 дня" says nothing new.
                if clock.hour <= 12 {
                    clock.half = half;
                }
                next = after;
            }
        }
        let mut point = Point::from(TimeSpec::At(clock));
        if let Some((offset, after)) = self.zone(next) {
            if let Some(TimeSpec::At(c)) = &mut point.time {
                c.grain = c.grain.min(Grain::Minute);
                if c.half == Half::Unknown {
                    c.half = Half::Whole;
                }
            }
            point.offset = Some(offset);
            next = after;
        }
        Some((point, next))
    }

    /// "утра", "pm", "p.m.", "in the morning", "a" glued to digits.
    pub fn meridiem(&self, i: usize, has_minutes: bool) -> Option<(Half, usize)> {
        let token = self.tokens.get(i)?;
        let letter = |half| {
            // "p.m.", "p m"
            let m = if self.is_mark(i + 1, '.') { i + 2 } else { i + 1 };
            if self.norm(m) == "m" && !self.is_counted_minutes(m) {
                return Some((half, self.skip_dot(m + 1)));
            }
            let is_glued = !token.spaced && has_minutes;
            is_glued.then(|| (half, self.skip_dot(i + 1)))
        };
        match (token.norm.as_str(), token.word) {
            ("a", _) => letter(Half::Am),
            ("p", _) => letter(Half::Pm),
            (_, Some(Word::Am)) => Some((Half::Am, self.skip_dot(i + 1))),
            (_, Some(Word::Pm)) => Some((Half::Pm, i + 1)),
            ("дня", _) => Some((Half::Pod(Pod::Afternoon), i + 1)),
            (_, Some(Word::After)) if self.is_word(i + 1, Word::Noon) => Some((Half::Pm, i + 2)),
            (_, Some(Word::Until)) if self.norm(i + 1) == "полудня" => Some((Half::Am, i + 2)),
            (_, Some(Word::Pod(pod))) if token.norm != "eve" => Some((Half::Pod(pod), i + 1)),
            (_, Some(Word::In | Word::At)) => {
                let k = self.skip(i + 1, Word::The);
                match self.word(k)? {
                    Word::Am => Some((Half::Am, k + 1)),
                    Word::Pm => Some((Half::Pm, k + 1)),
                    Word::Pod(pod) if !self.is_cyrillic => Some((Half::Pod(pod), k + 1)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn is_counted_minutes(&self, m: usize) -> bool {
        self.digits(m + 1).is_some_and(|t| !t.spaced)
    }

    /// Noon and midnight.
    fn named_hour(&self, i: usize) -> Read {
        let at = |h, next| Clock::hour(h).map(|c| (Clock { half: Half::Whole, ..c }, next));
        match self.word(i)? {
            Word::Noon => at(12, i + 1),
            Word::Midnight => at(0, i + 1),
            _ => None,
        }
    }

    /// An hour as the base of "half past", "без пяти": number, ordinal, "час", noon.
    fn base_hour(&self, i: usize) -> Read {
        let i = self.skip(i, Word::The);
        if matches!(self.norm(i), "час" | "часа" | "часу" | "первого") {
            return Some((Clock::hour(1)?, i + 1));
        }
        if let Some(found) = self.named_hour(i) {
            return Some(found);
        }
        let (number, next) = self.number(i)?;
        ((1..=24).contains(&number.value) && number.digits <= 2).then_some(())?;
        let mut clock = Clock::hour(number.value)?;
        let mut next = next;
        if self.unit(next) == Some(Unit::Hour) {
            next += 1;
        }
        if let Some((half, after)) = self.meridiem(next, true) {
            clock.half = half;
            next = after;
        }
        Some((clock, next))
    }

    /// `minutes` added to (or, negative, taken from) the hour at `i`.
    fn around_hour(&self, i: usize, minutes: i64) -> Read {
        let (mut clock, next) = self.base_hour(i)?;
        (minutes.abs() < 60).then_some(())?;
        if minutes < 0 {
            let is_noon_half = clock.hour == 12 && clock.half == Half::Whole;
            clock.hour = if clock.hour == 1 && clock.half != Half::Whole { 12 } else { clock.hour - 1 };
            if is_noon_half {
                clock.half = Half::Whole;
            }
            clock.minute = 60 + minutes;
        } else {
            clock.minute = minutes;
        }
        if clock.hour < 0 {
            clock.hour = 23;
        }
        clock.grain = Grain::Minute;
        Some((clock, next))
    }

    /// "половина шестого", "пол шестого", "полшестого", "half past 5", "half three".
    fn half(&self, i: usize) -> Read {
        if let Some(Word::HalfTo(hour)) = self.word(i) {
            let hour = i64::from(hour);
            let clock = Clock::new(if hour == 1 { 12 } else { hour - 1 }, 30, Grain::Minute)?;
            return Some((clock, i + 1));
        }
        let i = self.skip(i, Word::A);
        if !self.is_word(i, Word::Half) {
            return None;
        }
        if self.is_cyrillic {
            let k = if self.is_tight(i + 1, '-') { i + 2 } else { i + 1 };
            let (number, _) = self.number(k)?;
            let is_loose = self.norm(i) == "пол" && number.value <= 12 && self.number(k).is_some_and(|(_, n)| self.unit(n).is_none() && !self.is_counted(n));
            return if number.ordinal || is_loose { self.around_hour(k, -30) } else { None };
        }
        let k = if matches!(self.word(i + 1), Some(Word::Mod(Mod::Last) | Word::After)) { i + 2 } else { i + 1 };
        self.around_hour(k, 30)
    }

    /// "четверть пятого", "без четверти 7", "a quarter to six".
    fn quarter(&self, i: usize) -> Read {
        let k = self.skip(i, Word::A);
        if self.is_word(i, Word::Without) && self.is_word(i + 1, Word::QuarterOf) {
            return self.around_hour(i + 2, -15);
        }
        if !self.is_word(k, Word::QuarterOf) {
            return None;
        }
        if self.is_cyrillic {
            let (number, _) = self.number(k + 1)?;
            return if number.ordinal { self.around_hour(k + 1, -45) } else { None };
        }
        self.around_hour(k + 2, self.direction(k + 1)? * 15)
    }

    /// +1 for "past", −1 for "to".
    fn direction(&self, i: usize) -> Option<i64> {
        match (self.norm(i), self.word(i)?) {
            ("past" | "after", _) => Some(1),
            ("to" | "till" | "til" | "before" | "of", _) => Some(-1),
            ("from", _) => Some(1),
            _ => None,
        }
    }

    /// "без пятнадцати пять", "без 10 минут 7".
    fn minutes_to(&self, i: usize) -> Read {
        if !self.is_word(i, Word::Without) {
            return None;
        }
        let (number, next) = self.number(i + 1)?;
        let mut next = next;
        if self.unit(next) == Some(Unit::Minute) {
            next += 1;
        }
        // "без двадцати пять": the numeral took both words.
        if number.digits == 0 && number.value > 20 && number.value % 10 != 0 && self.base_hour(next).is_none() {
            let split = next.checked_sub(1)?;
            return self.around_hour(split, -(number.value / 10 * 10));
        }
        (number.value > 0).then_some(())?;
        self.around_hour(next, -number.value)
    }

    /// "двадцать пять минут седьмого", "20 past 3pm", "ten to five".
    fn minutes_past(&self, i: usize) -> Read {
        let (number, next) = self.number(i)?;
        if number.ordinal || !(1..60).contains(&number.value) {
            return None;
        }
        let has_unit = self.unit(next) == Some(Unit::Minute);
        let k = if has_unit { next + 1 } else { next };
        if self.is_cyrillic {
            let (hour, _) = self.number(k).filter(|_| has_unit)?;
            let is_bare = hour.ordinal && !matches!(self.word(k + 1), Some(Word::Month(_)));
            return if is_bare { self.around_hour(k, number.value).and_then(|(c, n)| Some((back_one(c)?, n))) } else { None };
        }
        // "15 minutes from 1pm", but "10 days from …" is another matter.
        if self.norm(k) == "from" && !has_unit || self.norm(k) == "of" {
            return None;
        }
        let sign = self.direction(k)?;
        // "10 to 12 july", "3 to 5": a range unless an hour is plainly meant.
        let (clock, after) = self.around_hour(k + 1, sign * number.value)?;
        // "from 5 to 6pm" is a range; "from ten to five" nobody says.
        if self.norm(k) == "to" && !has_unit && i.checked_sub(1).is_some_and(|p| self.norm(p) == "from") {
            return None;
        }
        let is_plain = has_unit || self.norm(k) != "to" || (number.value % 5 == 0 && clock.half != Half::Unknown && number.value >= 5 && number.value != 10);
        is_plain.then_some((clock, after))
    }

    /// "часов в пять", "часам к семи", "сағат 5-те".
    fn hours_first(&self, i: usize) -> Read {
        if self.unit(i) != Some(Unit::Hour) {
            return None;
        }
        let norm = self.norm(i);
        let k = match self.word(i + 1) {
            Some(Word::At | Word::Toward) if matches!(norm, "часов" | "часа" | "часам" | "часиков" | "часу") => i + 2,
            _ if matches!(norm, "сағат" | "сағатта" | "саатта" | "саат") => i + 1,
            _ => return None,
        };
        let (number, next) = self.number(k)?;
        (number.digits <= 2 && !number.ordinal).then_some((Clock::hour(number.value)?, next))
    }

    /// "час дня", "в час", "к часу", "at one".
    fn one_hour(&self, i: usize, around: Around) -> Read {
        if !matches!(self.norm(i), "час" | "часа" | "часу") {
            return None;
        }
        let clock = Clock::hour(1)?;
        if let Some((half, next)) = self.meridiem(i + 1, false) {
            return Some((Clock { half, ..clock }, next));
        }
        let before = i.checked_sub(1).map_or("", |p| self.norm(p));
        let is_said = around.has_preposition && before != "на" && self.number(i + 1).is_none();
        is_said.then_some((clock, i + 1))
    }

    /// "пять тридцать", "at three twenty", "nine fifty nine a m", "в семь ноль ноль", "в 18 30", "at 1030", "в пять", "3 утра".
    fn spoken(&self, i: usize, around: Around) -> Read {
        let (number, next) = self.number(i)?;
        if number.ordinal || number.value < 0 {
            return None;
        }
        let is_announced = around.has_preposition;
        if number.digits >= 3 {
            let clock = Clock::new(number.value / 100, number.value % 100, Grain::Minute)?;
            let is_year = number.digits == 4 && (self.civil.year() as i64..=i64::from(self.civil.year()) + 5).contains(&number.value);
            let is_said = self.meridiem(next, true).is_some() && number.digits <= 4
                || (is_announced && number.digits <= 4 && !is_year && !self.is_counted(next) && !self.is_tight(next, '-') && clock.minute % 5 == 0)
                || (is_announced && number.digits == 4 && !is_year && !self.is_cyrillic && !self.is_counted(next) && self.is_end(next));
            // "от 1500 до 2000 рублей"
            let before = i.checked_sub(1).map_or("", |p| self.norm(p));
            let is_said = is_said && !matches!(before, "от" | "с" | "за" | "from" | "for" | "than" | "чем" | "до" | "по");
            let is_half = clock.hour > 0 || number.digits == 4;
            return (is_said && is_half).then_some((clock, next));
        }
        if number.value > 24 || number.digits > 2 {
            return None;
        }
        let mut clock = Clock::hour(number.value)?;
        if number.digits == 2 && number.value < 10 {
            clock.half = Half::Whole;
        }
        let mut k = next;
        if self.norm(k) == "o" && self.norm(k + 1) == "clock" {
            return Some((clock, k + 2));
        }
        let has_hours = self.unit(k) == Some(Unit::Hour) || self.is_word(k, Word::OClock);
        if has_hours && number.digits == 0 || self.is_word(k, Word::OClock) {
            k += 1;
        }
        // Minutes in words or apart.
        if let Some((minute, after)) = self.spoken_minute(k, number.digits) {
            let has_unit = self.unit(after) == Some(Unit::Minute);
            let end = if has_unit { after + 1 } else { after };
            let is_said = is_announced || has_hours || has_unit || self.meridiem(end, true).is_some() || (around.follows_date && number.value >= 7) || (i == 0 && self.is_cyrillic && number.value >= 13 && self.is_end(end));
            if is_said && !self.is_counted(end) {
                return Some((Clock::new(number.value, minute, Grain::Minute).map(|c| Clock { half: clock.half, ..c })?, end));
            }
        }
        if k > next && self.is_word(next, Word::OClock) {
            return Some((clock, k));
        }
        if has_hours && number.digits == 0 && k > next && self.is_cyrillic {
            return (is_announced || self.is_hour_said(i, k, around)).then_some((clock, k));
        }
        if self.norm(next) == "ish" && !self.tokens.get(next).is_some_and(|t| t.spaced) {
            return Some((clock, next));
        }
        if let Some((half, after)) = self.meridiem(next, is_announced || around.follows_date) {
            // "on 2 in the morning": still a time; "1 день" is not "1 дня".
            return Some((Clock { half, ..clock }, after));
        }
        // "eight tonight", "10, tonight", "9 tomorrow morning", "8 this evening"
        let day = if self.is_tight(next, ',') && !self.is_cyrillic { next + 1 } else { next };
        let is_before_day = matches!(self.word(day), Some(Word::Tonight))
            || (matches!(self.word(next), Some(Word::Day(_))) && !self.is_cyrillic)
            || (self.is_word(day, Word::Mod(Mod::This)) && matches!(self.word(day + 1), Some(Word::Pod(_))));
        let is_loose = around.follows_date && self.is_end(next) && number.digits > 0;
        let is_ordered = is_announced && !self.is_counted(next) && !matches!(self.word(next), Some(Word::Month(_)));
        (is_before_day || is_loose || is_ordered).then_some((clock, next))
    }

    /// "15 часов" by itself is a time, "2 часа" inside a sentence is a length.
    fn is_hour_said(&self, from: usize, next: usize, around: Around) -> bool {
        around.follows_date || around.has_preposition || (from == 0 && self.is_end(next)) || self.meridiem(next, false).is_some()
    }

    /// Digits of minutes apart ("18 30") or in words ("пять тридцать", "семь ноль пять").
    fn spoken_minute(&self, i: usize, hour_digits: u8) -> Option<(i64, usize)> {
        let (number, next) = self.number(i)?;
        if number.ordinal || number.value > 59 {
            return None;
        }
        if hour_digits > 0 || number.digits > 0 {
            return (number.digits == 2 && self.unit(next) != Some(Unit::Hour)).then_some((number.value, next));
        }
        if number.value == 0 {
            // "ноль ноль", "ноль пять"
            return match self.number(next) {
                Some((unit, after)) if unit.value < 10 && !unit.ordinal => Some((unit.value, after)),
                _ => None,
            };
        }
        (number.value >= 10).then_some((number.value, next))
    }

    /// "15 ч", "в 3 часа", "14ч30", "17 часов 10 минут", digits first; used by `numeric_clock`.
    pub fn hours_in_digits(&self, i: usize, around: Around) -> Read {
        let hour = self.digits(i).filter(|t| t.digits <= 2 && t.value <= 24)?;
        let k = match self.tokens.get(i + 1) {
            Some(t) if t.norm == "-" && matches!(self.norm(i + 2), "ти" | "и" | "х") => i + 3,
            _ => i + 1,
        };
        if self.unit(k) != Some(Unit::Hour) {
            return None;
        }
        let next = self.skip_dot(k + 1);
        if let Some(minute) = self.digits(k + 1).filter(|t| t.digits == 2 && t.value < 60) {
            let unit = self.unit(k + 2) == Some(Unit::Minute);
            if !self.is_counted(k + 2) || unit {
                let after = if unit { k + 3 } else { k + 2 };
                let is_said = self.is_cyrillic || !minute.spaced;
                return is_said.then_some((Clock::new(hour.value, minute.value, Grain::Minute)?, after));
            }
        }
        if !self.is_cyrillic {
            return None;
        }
        let clock = Clock::hour(hour.value)?;
        // "через 3 часа", "за 3 часа", "на 3 часа раньше" never reach here; "2 часа" inside a sentence is a length.
        (self.is_hour_said(i, next, around) || hour.value > 12).then_some((clock, next))
    }
}

/// The hour before: the ordinal names the running hour.
fn back_one(mut clock: Clock) -> Option<Clock> {
    clock.hour = match clock.hour {
        1 => 12,
        h => h - 1,
    };
    (clock.hour >= 0).then_some(clock)
}
