//! Single dates in words: "завтра", "среда", "25 ноября", "Nov 25th", "25-го", "двадцать пятого", "в 2027 году", "пасха".
//! Weeks, months and their parts are in `period.rs`; dates in digits in `numeric.rs`.

use super::holiday;
use super::numeric::full_year;
use super::parse::{Around, Parser};
use super::span::{self, add_days};
use super::spec::{self, DateSpec, Series, TimeSpec};
use super::words::{Mod, Pod, Unit, Word};

impl Parser<'_> {
    pub fn date(&self, i: usize, around: Around) -> Option<(DateSpec, usize)> {
        self.relative_day(i)
            .or_else(|| self.weekday(i, around))
            .or_else(|| self.month_first(i, around))
            .or_else(|| self.day_first(i))
            .or_else(|| self.day_of_month(i, around))
            .or_else(|| self.season_or_weekend(i))
            .or_else(|| self.year(i))
    }

    fn days_from_now(&self, n: i64) -> Option<DateSpec> {
        spec::day(add_days(self.civil.date(), n)?)
    }

    fn relative_day(&self, i: usize) -> Option<(DateSpec, usize)> {
        if self.norm(i) == "eod" {
            return Some((DateSpec { is_tail: true, ..self.days_from_now(0)? }, i + 1));
        }
        match self.word(i)? {
            Word::Day(n) => {
                let is_adjective = self.norm(i).ends_with('й') || self.norm(i).ends_with("его");
                let next = if is_adjective && self.unit(i + 1) == Some(Unit::Day) { i + 2 } else { i + 1 };
                Some((self.days_from_now(n)?, next))
            }
            // "после завтра"
            Word::After if self.is_cyrillic && self.is_word(i + 1, Word::Day(1)) => Some((self.days_from_now(2)?, i + 2)),
            Word::Unit(Unit::Day) => match (self.word(i + 1)?, self.word(i + 2)?) {
                (Word::After, Word::Day(1)) => Some((self.days_from_now(2)?, i + 3)),
                (Word::Before, Word::Day(-1)) => Some((self.days_from_now(-2)?, i + 3)),
                _ => None,
            },
            _ => None,
        }
    }

    fn weekday(&self, i: usize, around: Around) -> Option<(DateSpec, usize)> {
        let (day, is_weak) = match self.word(i)? {
            Word::Weekday(day) => (day, false),
            Word::WeakWeekday(day) => (day, true),
            _ => return None,
        };
        let next = self.skip_dot(i + 1);
        if is_weak && !(self.is_weak_said(i, next) || around.follows_date) {
            return None;
        }
        if self.is_word(next, Word::After) && self.is_word(next + 1, Word::Mod(Mod::Next)) {
            let coming = (1..=7).filter_map(|n| add_days(self.civil.date(), n)).find(|d| super::series::is_weekday(*d, day))?;
            return Some((spec::day(add_days(coming, 7)?)?, next + 2));
        }
        Some((DateSpec { weekday: Some(day), ..DateSpec::default() }, next))
    }

    /// "sat", "may": a date only alone, or next to something of a date.
    fn is_weak_said(&self, i: usize, next: usize) -> bool {
        let before = i.checked_sub(1).and_then(|p| self.word(p));
        let is_alone = i == 0 && self.is_end(next);
        let after_ok = self.is_mark(next, ',') && !self.is_end(next + 1) || self.digits(next).is_some() || matches!(self.word(next), Some(Word::Pod(_) | Word::Month(_) | Word::WeakMonth(_)))
            || (self.is_word(next, Word::At) && self.number(next + 1).is_some());
        let before_ok = matches!(
            before,
            Some(Word::On | Word::In | Word::Of | Word::Mod(_) | Word::From | Word::Until | Word::To | Word::By | Word::For | Word::Day(_) | Word::Before | Word::After | Word::At | Word::Month(_))
        ) || i.checked_sub(1).is_some_and(|p| self.digits(p).is_some());
        is_alone || before_ok || (after_ok && (i == 0 || self.is_end(i.saturating_sub(1)) || self.digits(next).is_some() || !self.is_mark(next, ',')))
    }

    pub fn month_at(&self, i: usize) -> Option<(i64, usize)> {
        match self.word(i)? {
            Word::Month(m) => Some((i64::from(m), self.skip_dot(i + 1))),
            Word::WeakMonth(m) => Some((i64::from(m), self.skip_dot(i + 1))),
            _ => None,
        }
    }

    /// A year after a date: "2015", ", 2015", "15", "2026 года". `is_loose` lets two digits be a year.
    pub fn year_after(&self, i: usize, is_loose: bool) -> (Option<i64>, usize) {
        let comma = self.is_mark(i, ',') || self.is_mark(i, '-') || self.is_mark(i, '/');
        let k = self.skip(if comma { i + 1 } else { i }, Word::Of);
        let Some(token) = self.digits(k) else {
            // "two thousand ten"
            return match self.number(k) {
                Some((n, next)) if n.digits == 0 && !n.ordinal && (1900..=2100).contains(&n.value) => (Some(n.value), self.skip_year_word(next)),
                _ => (None, i),
            };
        };
        let is_year_word = self.skip_year_word(k + 1) > k + 1;
        let is_clock = self.is_mark(k + 1, ':') || self.is_tight(k + 1, '-') || self.unit(k + 1) == Some(Unit::Hour) || self.meridiem(k + 1, true).is_some();
        let is_year = match token.digits {
            4 => (1900..=2100).contains(&token.value) && !self.is_mark(k + 1, ':'),
            2 => is_year_word || (is_loose && (!comma || (token.value > 31 && !self.is_cyrillic)) && !is_clock && self.is_end(k + 1) && (!self.is_cyrillic || token.value > 24)),
            _ => false,
        };
        match full_year(token.value, token.digits).filter(|_| is_year) {
            Some(year) => (Some(year), self.skip_year_word(k + 1)),
            None => (None, i),
        }
    }

    /// "Nov 25th", "march third 2015", "february the 15th", "Октябрь 2014", "март".
    fn month_first(&self, i: usize, around: Around) -> Option<(DateSpec, usize)> {
        if self.norm(i) == "ides" && self.is_word(i + 1, Word::Of) {
            let (month, next) = self.month_at(i + 2)?;
            return Some((DateSpec::month_day(month, if matches!(month, 3 | 5 | 7 | 10) { 15 } else { 13 }, None), next));
        }
        let (month, next) = self.month_at(i)?;
        // "32 августа" is no August; "мая" alone may be a name.
        let is_after_digits = i.checked_sub(1).and_then(|p| self.digits(p)).is_some_and(|t| t.digits <= 2) && !around.follows_date;
        if is_after_digits || (self.norm(i) == "мая" && !around.follows_date && self.digits(next).is_none()) {
            return None;
        }
        let k = self.skip(next, Word::The);
        let is_ordinal_after_comma = self.is_mark(k, ',') && self.number(k + 1).is_some_and(|(n, _)| n.ordinal);
        let k = if self.is_tight(k, '-') || self.is_tight(k, '/') || is_ordinal_after_comma { k + 1 } else { k };
        // "August 32" is no August.
        if self.digits(k).is_some_and(|t| t.digits == 2 && t.value > 31 && !self.is_mark(k + 1, ':')) && !self.is_cyrillic {
            return None;
        }
        if let Some((number, after)) = self.number(k) {
            let is_clock = (self.is_mark(after, ':') || self.meridiem(after, true).is_some() || self.unit(after) == Some(Unit::Hour)) && !number.ordinal;
            let is_day = (1..=31).contains(&number.value) && !is_clock && (!self.is_cyrillic || number.ordinal) && number.digits <= 2 && span::date(2024, month, number.value).is_some();
            if is_day {
                let (year, end) = self.year_after(after, true);
                return Some((DateSpec::month_day(month, number.value, year), end));
            }
        }
        let (year, end) = self.year_after(next, false);
        let is_weak = matches!(self.word(i), Some(Word::WeakMonth(_)));
        if is_weak && year.is_none() && !(self.is_weak_said(i, next) || around.follows_date) {
            return None;
        }
        // "March after next"
        if self.is_word(end, Word::After) && self.is_word(end + 1, Word::Mod(Mod::Next)) {
            let this_year = i64::from(self.civil.year());
            let first = if i64::from(self.civil.month()) < month { this_year } else { this_year + 1 };
            return Some((DateSpec { month: Some(month), year: Some(first + 1), ..DateSpec::default() }, end + 2));
        }
        Some((DateSpec { month: Some(month), year, ..DateSpec::default() }, end))
    }

    /// "25 ноября", "the 15th of february", "14april 2015", "тридцать первое октября 1974", "20 of next month".
    fn day_first(&self, i: usize) -> Option<(DateSpec, usize)> {
        let (number, next) = self.number(i)?;
        if !(1..=31).contains(&number.value) || number.digits > 2 {
            return None;
        }
        let k = if self.unit(next) == Some(Unit::Day) && number.ordinal { next + 1 } else { next };
        let k = self.skip(k, Word::Of);
        let k = self.skip(k, Word::The);
        let k = if self.is_mark(k, '-') || self.is_mark(k, '/') || (self.is_tight(k, '.') && !self.is_cyrillic) { k + 1 } else { k };
        // "20 of this month"
        if let Some(Word::Mod(m)) = self.word(k).filter(|_| number.digits > 0 || number.ordinal)
            && self.unit(k + 1) == Some(Unit::Month)
        {
            let whole = spec::step(self.civil, crate::understand::Grain::Month, super::period::steps(m))?;
            return Some((DateSpec { day: Some(number.value), ..whole }, k + 2));
        }
        // "25, 26 ноября", "25 или 26 ноября": the month is said once.
        if (self.is_mark(next, ',') || self.is_word(next, Word::And) || matches!(self.norm(next), "или" | "or" | "либо"))
            && let Some((_, after)) = self.number(next + 1).filter(|(n, _)| n.value > number.value && n.value <= 31)
            && let Some((month, _)) = self.month_at(self.skip(after, Word::Of))
        {
            span::date(2024, month, number.value)?;
            return Some((DateSpec::month_day(month, number.value, None), next));
        }
        let (month, after) = self.month_at(k)?;
        // "в 5 марта" is a date; "5 may i" is not.
        if matches!(self.word(k), Some(Word::WeakMonth(_))) && matches!(self.norm(after), "i" | "we" | "you") {
            return None;
        }
        span::date(2024, month, number.value)?;
        let (year, end) = self.year_after(after, true);
        if let Some(y) = year {
            span::date(y, month, number.value)?;
        }
        Some((DateSpec::month_day(month, number.value, year), end))
    }

    /// "25-го", "the 25th", "25 числа", "двадцать пятого", "on the first", "на 27".
    fn day_of_month(&self, i: usize, around: Around) -> Option<(DateSpec, usize)> {
        let spec = |day: i64| DateSpec { day: Some(day), ..DateSpec::default() };
        if self.is_word(i, Word::DayNumber) && self.norm(i) == "числа" {
            let (number, next) = self.number(i + 1)?;
            return ((1..=31).contains(&number.value) && number.digits <= 2).then_some((spec(number.value), next));
        }
        let (number, next) = self.number(i)?;
        if !(1..=31).contains(&number.value) || number.digits > 2 {
            return None;
        }
        if self.is_word(next, Word::DayNumber) {
            return Some((spec(number.value), next + 1));
        }
        if self.is_counted(next) || (self.unit(next).is_some() && self.norm(next) != "second") {
            return None;
        }
        let before = i.checked_sub(1).and_then(|p| self.word(p));
        let has_article = before == Some(Word::The);
        let is_said = if number.ordinal {
            let is_after_weekday = around.follows_date;
            match (self.is_cyrillic, number.digits > 0) {
                (true, true) => number.is_day_form && self.is_loose_end(next),
                (true, false) => number.is_day_form && self.is_loose_end(next) && (number.value > 4 || around.has_preposition || around.follows_date || self.is_end(next) || self.word(next).is_some()),
                (false, true) => self.is_loose_end(next) || is_after_weekday,
                (false, false) => has_article && i >= 2 && matches!(self.word(i - 2), Some(Word::On | Word::By | Word::Until | Word::For)) && self.is_loose_end(next),
            }
        } else {
            let is_on = self.is_cyrillic && number.value > 24 && around.has_preposition && !matches!(before, Some(Word::At)) && number.digits > 0;
            let is_the = has_article && number.digits > 0 && self.is_end(next) && !around.follows_date && i == 1;
            // "at seven on 15", "on the 15 at 8": past twelve it is no hour.
            let on = |at: usize| i.checked_sub(at).is_some_and(|p| self.norm(p) == "on");
            let is_on_day = !self.is_cyrillic && number.value > 12 && number.digits > 0 && (on(1) || has_article && on(2)) && (self.is_end(next) || self.is_word(next, Word::At));
            (is_on && self.is_end(next)) || is_the || is_on_day
        };
        is_said.then_some((spec(number.value), next))
    }

    /// Nothing follows that the ordinal could belong to ("второго мастера", "5th floor").
    fn is_loose_end(&self, i: usize) -> bool {
        self.is_end(i) || self.tokens.get(i).is_some_and(|t| t.word.is_some() || t.kind != super::tokens::Kind::Word || matches!(t.norm.as_str(), "я" | "мне" | "можно" | "есть" | "у" | "или" | "хочу" | "will" | "is" | "i" | "можете" | "запишите" | "please" | "не" | "а"))
            && !matches!(self.word(i), Some(Word::Unit(_) | Word::QuarterOf))
    }

    fn season_or_weekend(&self, i: usize) -> Option<(DateSpec, usize)> {
        match self.word(i)? {
            Word::Season(season) => {
                let is_said = self.is_cyrillic || i == 0 || matches!(i.checked_sub(1).and_then(|p| self.word(p)), Some(Word::In | Word::Mod(_) | Word::The | Word::Of | Word::Edge(_)));
                let (year, next) = self.year_after(i + 1, false);
                is_said.then_some((DateSpec { year, ..DateSpec::series(self.season(season)) }, next))
            }
            Word::Weekend => Some((DateSpec::series(Series::Weekend), i + 1)),
            Word::Workdays => Some((DateSpec::series(Series::Workdays), i + 1)),
            Word::Unit(Unit::Week) if self.is_mark(i + 1, '-') && self.norm(i + 2) == "end" || (self.norm(i) == "week" && self.norm(i + 1) == "end") => {
                Some((DateSpec::series(Series::Weekend), if self.is_mark(i + 1, '-') { i + 3 } else { i + 2 }))
            }
            _ => None,
        }
    }

    pub fn season(&self, season: i8) -> Series {
        Series::Season { season, is_astronomical: !self.is_cyrillic }
    }

    /// "в 2027 году", "2014 года", "in 2014".
    pub fn year(&self, i: usize) -> Option<(DateSpec, usize)> {
        let (number, next) = self.number(i)?;
        let is_plausible = (1900..=2100).contains(&number.value) && (number.digits == 4 || number.digits == 0);
        if !is_plausible {
            return None;
        }
        let before = i.checked_sub(1).map_or("", |p| self.norm(p));
        let after = self.skip_year_word(next);
        let coming = i64::from(self.civil.year())..=i64::from(self.civil.year()) + 5;
        let is_said = after > next
            || (matches!(before, "in" | "since" | "of" | "until" | "before" | "after" | "through" | "year") && !self.is_counted(next) && (self.is_loose_end(next) || self.norm(next) == "ad"))
            || (before == "в" && coming.contains(&number.value) && self.is_end(next));
        let end = if matches!(self.norm(after), "ad") { after + 1 } else { after };
        is_said.then_some((DateSpec { year: Some(number.value), ..DateSpec::default() }, end))
    }

    pub fn holiday(&self, i: usize) -> Option<(DateSpec, usize)> {
        let (holiday, next) = holiday::read(self.tokens, i)?;
        // "нового года" inside "20 нового года" is no matter; a year may follow: "easter 2010", "diwali in 2019".
        let k = if self.is_word(next, Word::In) { next + 1 } else { next };
        let (year, end) = self.year_after(k, false);
        let end = if year.is_some() { end } else { next };
        Some((DateSpec { year, ..DateSpec::series(Series::Holiday(holiday)) }, end))
    }

    /// "утром", "after lunch", "вечерком", "late tonight", "рано утром", "first half of the day".
    pub fn part_of_day(&self, i: usize) -> Option<(TimeSpec, usize)> {
        let pod = |p, next| Some((TimeSpec::Pod(p), next));
        let before = i.checked_sub(1).and_then(|p| self.word(p));
        // "в первой половине дня"
        if let Some((number, k)) = self.number(i)
            && number.ordinal
            && self.is_word(k, Word::Half)
        {
            let k = self.skip(self.skip(k + 1, Word::Of), Word::The);
            (self.unit(k) == Some(Unit::Day)).then_some(())?;
            return pod(if number.value == 1 { Pod::Morning } else { Pod::Afternoon }, k + 1);
        }
        match self.word(i)? {
            Word::Pod(Pod::Lunch) if before == Some(Word::After) => pod(Pod::AfterLunch, i + 1),
            Word::Pod(Pod::Morning) if self.is_word(i + 1, Word::Early) => pod(Pod::EarlyMorning, i + 2),
            Word::Pod(_) if self.norm(i) == "eve" && before.is_none() => None,
            Word::Pod(p) => pod(p, i + 1),
            Word::Early | Word::Late => {
                let k = if matches!(self.word(i + 1), Some(Word::In)) { self.skip(i + 2, Word::The) } else { self.skip(i + 1, Word::At) };
                match (self.word(i)?, self.word(k)?) {
                    (Word::Early, Word::Pod(Pod::Morning)) => pod(Pod::EarlyMorning, k + 1),
                    (Word::Late, Word::Pod(Pod::Evening | Pod::Night)) => pod(Pod::LateEvening, k + 1),
                    (Word::Early, Word::Unit(Unit::Hour)) => {
                        let k = self.skip(self.skip(k + 1, Word::Of), Word::The);
                        (self.word(k)? == Word::Pod(Pod::Morning)).then_some((TimeSpec::Pod(Pod::EarlyMorning), k + 1))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
