//! Weeks, months and other stretches named from now: "на следующей неделе", "последние 2 дня", "last monday of march", "третий квартал".
//! Their beginnings and ends ("конец месяца") are in `edge.rs`.

use super::parse::Parser;
use super::series::{self, is_weekday};
use super::span::{self, Span, add_days, at_minute, cycle};
use super::spec::{self, DateSpec, Point, Series, TimeSpec};
use super::words::{Mod, Pod, Unit, Word};
use crate::understand::Grain;
use jiff::civil::DateTime;

pub const fn steps(m: Mod) -> i64 {
    match m {
        Mod::This | Mod::Nearest => 0,
        Mod::Next => 1,
        Mod::Last => -1,
        Mod::BeforeLast => -2,
    }
}

pub const fn grain(unit: Unit) -> Grain {
    match unit {
        Unit::Second => Grain::Second,
        Unit::Minute => Grain::Minute,
        Unit::Hour => Grain::Hour,
        Unit::Day => Grain::Day,
        Unit::Week | Unit::Fortnight => Grain::Week,
        Unit::Month => Grain::Month,
        Unit::Quarter => Grain::Quarter,
        Unit::Year | Unit::Decade => Grain::Year,
    }
}

impl Parser<'_> {
    pub fn period(&self, i: usize) -> Option<(Point, usize)> {
        let date = |(d, n): (DateSpec, usize)| (Point::from(d), n);
        self.tonight(i)
            .or_else(|| self.edge(i).map(date))
            .or_else(|| self.nth_of(i).map(date))
            .or_else(|| self.week_of(i).map(date))
            .or_else(|| self.counted_weekdays(i).map(date))
            .or_else(|| self.quarter_of_year(i).map(date))
            .or_else(|| self.modified(i))
    }

    fn tonight(&self, i: usize) -> Option<(Point, usize)> {
        let (pod, k) = if self.is_word(i, Word::Late) { (Pod::LateEvening, i + 1) } else { (Pod::Evening, i) };
        let evening = |n| spec::day(add_days(self.civil.date(), n)?).map(|d| Point { date: Some(d), time: Some(TimeSpec::Pod(pod)), offset: None });
        match self.word(k)? {
            Word::Tonight => Some((evening(0)?, k + 1)),
            Word::Mod(Mod::Last) if matches!(self.norm(k + 1), "night" | "evening") => Some((evening(-1)?, k + 2)),
            _ => None,
        }
    }

    /// "следующая неделя", "last 2 days", "в прошлый вторник", "next march", "this morning", "эти выходные".
    fn modified(&self, i: usize) -> Option<(Point, usize)> {
        let Word::Mod(mut m) = self.word(i)? else { return None };
        let mut k = self.skip_dot(i + 1);
        // "this past weekend", "the following", "this coming friday"
        if let (Mod::This, Some(Word::Mod(second))) = (m, self.word(k)) {
            m = second;
            k += 1;
        }
        let date = |d: DateSpec| Point::from(d);
        if let Some((number, after)) = self.count(k)
            && let Some(unit) = self.unit(after)
            && m != Mod::This
        {
            return Some((date(self.several(m, number, unit)?), after + 1));
        }
        if matches!(self.norm(k), "season" | "seasons") {
            return Some((date(DateSpec::fixed(series::astronomical(self.civil, steps(m))?)), k + 1));
        }
        let Some(word) = self.word(k) else { return self.holiday_near(m, k).map(|(d, n)| (date(d), n)) };
        match word {
            Word::Weekday(day) | Word::WeakWeekday(day) => {
                let spec = self.weekday_near(m, day)?;
                Some((date(spec), self.skip_dot(k + 1)))
            }
            Word::Unit(Unit::Week) if self.is_mark(k + 1, '-') && self.norm(k + 2) == "end" => Some((date(self.series_near(m, Series::Weekend)?), k + 3)),
            Word::Unit(Unit::Day) if m == Mod::Nearest => Some((date(self.several(m, 3, Unit::Day)?), k + 1)),
            Word::Unit(unit) => {
                (unit >= Unit::Day || (unit == Unit::Hour && m == Mod::Next)).then_some(())?;
                Some((date(spec::step(self.civil, grain(unit), steps(m))?), k + 1))
            }
            Word::QuarterOf => Some((date(spec::step(self.civil, Grain::Quarter, steps(m))?), k + 1)),
            Word::Month(month) | Word::WeakMonth(month) => Some((date(self.month_near(m, i64::from(month))?), self.skip_dot(k + 1))),
            Word::Season(season) => Some((date(self.series_near(m, self.season(season))?), k + 1)),
            Word::Weekend => Some((date(self.series_near(m, Series::Weekend)?), k + 1)),
            Word::Workdays => Some((date(self.series_near(m, Series::Workdays)?), k + 1)),
            Word::Pod(pod) => {
                let day = spec::day(add_days(self.civil.date(), steps(m))?)?;
                // "прошлой ночью" is the night that has just passed.
                let day = if pod == Pod::Night && m == Mod::Last { spec::day(self.civil.date())? } else { day };
                Some((Point { date: Some(day), time: Some(TimeSpec::Pod(pod)), offset: None }, k + 1))
            }
            _ => self.holiday_near(m, k).map(|(d, n)| (date(d), n)),
        }
    }

    fn holiday_near(&self, m: Mod, i: usize) -> Option<(DateSpec, usize)> {
        let (holiday, next) = self.holiday(i)?;
        let near = if holiday.year.is_some() { holiday } else { self.series_near(m, holiday.series?)? };
        Some((near, next))
    }

    /// A count before a unit: digits, words, "пару", "few".
    pub fn count(&self, i: usize) -> Option<(i64, usize)> {
        match self.word(i) {
            Some(Word::Couple) => Some((2, self.skip(i + 1, Word::Of))),
            Some(Word::Few) => Some((3, i + 1)),
            _ => {
                let (number, next) = self.number(i)?;
                (!number.ordinal && (1..=9_999).contains(&number.value)).then_some((number.value, next))
            }
        }
    }

    /// "последние 2 дня" end with the running unit, "следующие 3" begin after it, "ближайшие 3" begin with it.
    fn several(&self, m: Mod, n: i64, unit: Unit) -> Option<DateSpec> {
        let unit_grain = grain(unit);
        let n = if matches!(unit, Unit::Fortnight) { n * 2 } else { n };
        let here = span::floor(self.civil, unit_grain)?;
        let (from, to) = match m {
            Mod::Last | Mod::BeforeLast => (-n, 0),
            Mod::Nearest => (0, n),
            Mod::Next | Mod::This => (1, n + 1),
        };
        Some(DateSpec::fixed(Span { start: span::shift(here, unit_grain, from)?, end: span::shift(here, unit_grain, to)?, grain: unit_grain }))
    }

    fn weekday_near(&self, m: Mod, day: i8) -> Option<DateSpec> {
        let today = self.civil.date();
        let found = |range: std::ops::RangeInclusive<i64>| range.filter_map(|n| add_days(today, n)).find(|d| is_weekday(*d, day));
        let date = match m {
            Mod::This => found(0..=6)?,
            Mod::Nearest => found(1..=7)?,
            Mod::Next => {
                let monday = cycle(self.civil, Grain::Week, 1)?.start.date();
                add_days(monday, i64::from(day) - 1)?
            }
            Mod::Last => (1..=7).filter_map(|n| add_days(today, -n)).find(|d| is_weekday(*d, day))?,
            Mod::BeforeLast => (8..=14).filter_map(|n| add_days(today, -n)).find(|d| is_weekday(*d, day))?,
        };
        spec::day(date)
    }

    fn month_near(&self, m: Mod, month: i64) -> Option<DateSpec> {
        let year = i64::from(self.civil.year());
        let here = i64::from(self.civil.month());
        let year = match m {
            Mod::This | Mod::Nearest => if here <= month { year } else { year + 1 },
            Mod::Next => if here < month { year } else { year + 1 },
            Mod::Last => if here > month { year } else { year - 1 },
            Mod::BeforeLast => if here > month { year - 1 } else { year - 2 },
        };
        Some(DateSpec { month: Some(month), year: Some(year), ..DateSpec::default() })
    }

    fn series_near(&self, m: Mod, series: Series) -> Option<DateSpec> {
        let now = self.civil;
        let all = series::dates(&DateSpec::series(series), now);
        let found = match m {
            Mod::This | Mod::Nearest => all.iter().find(|s| s.end > now),
            Mod::Next if matches!(series, Series::Weekend | Series::Workdays) => {
                let next_week = cycle(now, Grain::Week, 1)?;
                all.iter().find(|s| s.start >= next_week.start)
            }
            Mod::Next => all.iter().find(|s| s.start > now),
            Mod::Last => all.iter().rev().find(|s| s.end <= now),
            Mod::BeforeLast => all.iter().rev().filter(|s| s.end <= now).nth(1),
        };
        found.copied().map(DateSpec::fixed)
    }

    /// A stretch that something is "of": "march 2014", "next month", "месяца", "the year", "2018".
    pub fn whole(&self, i: usize) -> Option<(Span, usize)> {
        let i = self.skip(i, Word::The);
        let i = if self.is_word(i, Word::About) { i + 1 } else { i };
        let place = |spec: DateSpec| self.place(&spec);
        if let Some((month, next)) = self.month_at(i) {
            let (spec, end) = self.date(i, super::parse::Around { has_preposition: false, follows_date: true }).unwrap_or((DateSpec { month: Some(month), ..DateSpec::default() }, next));
            return (spec.day.is_none()).then_some((place(spec)?, end));
        }
        match self.word(i) {
            Some(Word::Mod(m)) => {
                let unit = self.unit(i + 1).filter(|u| *u >= Unit::Day)?;
                let n = if self.norm(i) == "coming" { 0 } else { steps(m) };
                Some((cycle(self.civil, grain(unit), n)?, i + 2))
            }
            Some(Word::Unit(unit)) if unit >= Unit::Day => Some((cycle(self.civil, grain(unit), 0)?, i + 1)),
            Some(Word::QuarterOf) => Some((cycle(self.civil, Grain::Quarter, 0)?, i + 1)),
            Some(Word::Season(season)) => Some((place(DateSpec::series(self.season(season)))?, i + 1)),
            Some(Word::Day(n)) => Some((Span::day(add_days(self.civil.date(), n)?)?, i + 1)),
            _ => {
                let token = self.digits(i).filter(|t| t.digits == 4 && (1900..=2100).contains(&t.value))?;
                let whole = Span::of(at_minute(span::date(token.value, 1, 1)?, 0)?, Grain::Year)?;
                Some((whole, self.skip_year_word(i + 1)))
            }
        }
    }

    fn place(&self, spec: &DateSpec) -> Option<Span> {
        let spans = series::dates(spec, self.civil);
        spans.iter().find(|s| s.end > self.civil).or(spans.last()).copied()
    }

    /// "last monday of march", "third week of october 2014", "последний день месяца", "third tuesday after christmas 2014".
    fn nth_of(&self, i: usize) -> Option<(DateSpec, usize)> {
        let (nth, k) = match self.word(i) {
            Some(Word::Mod(Mod::Last)) if !matches!(self.norm(i), "past" | "previous") => (-1, i + 1),
            _ => {
                let (number, next) = self.number(i).filter(|(n, _)| n.ordinal && (1..=53).contains(&n.value))?;
                let is_from_end = self.is_word(next, Word::Mod(Mod::Last));
                if is_from_end { (-number.value, next + 1) } else { (number.value, next) }
            }
        };
        let (what, next) = match self.word(k)? {
            Word::Weekday(day) | Word::WeakWeekday(day) => (What::Weekday(day), self.skip_dot(k + 1)),
            Word::Unit(Unit::Week) if self.is_mark(k + 1, '-') && self.norm(k + 2) == "end" => (What::Weekend, k + 3),
            Word::Unit(Unit::Week) if self.norm(k) == "week" && self.norm(k + 1) == "end" => (What::Weekend, k + 2),
            Word::Unit(Unit::Day) => (What::Day, k + 1),
            Word::Unit(Unit::Week) => (What::Week, k + 1),
            Word::Unit(Unit::Month) => (What::Month, k + 1),
            Word::Weekend => (What::Weekend, k + 1),
            _ => return None,
        };
        if self.is_word(next, Word::After) && nth > 0 {
            let (base, end) = self.single(self.skip(next + 1, Word::The), super::parse::Around::default())?;
            let start = self.place(&base.date?)?.end;
            return Some((DateSpec::fixed(what.after(start, nth)?), end));
        }
        let link = match self.word(next) {
            Some(Word::Of | Word::In | Word::At) => next + 1,
            _ if self.is_cyrillic => next,
            _ => return None,
        };
        let (whole, end) = self.whole(link)?;
        (whole.grain > what.grain()).then_some(())?;
        let found = if nth > 0 { what.after(whole.start, nth)? } else { what.before(whole.end, -nth)? };
        (found.start < whole.end && found.end > whole.start).then_some((DateSpec::fixed(found), end))
    }

    /// "the week of october 6th", "неделя с 15 мая".
    fn week_of(&self, i: usize) -> Option<(DateSpec, usize)> {
        (self.unit(i)? == Unit::Week && self.is_word(i + 1, Word::Of)).then_some(())?;
        let (spec, next) = self.date(self.skip(i + 2, Word::The), super::parse::Around::default()).filter(|(d, _)| d.is_day())?;
        let day = self.place(&spec)?;
        Some((DateSpec::fixed(cycle(day.start, Grain::Week, 0)?), next))
    }

    /// "3 fridays from now", "2 thursdays ago", "через две пятницы".
    fn counted_weekdays(&self, i: usize) -> Option<(DateSpec, usize)> {
        let (n, k) = self.count(i)?;
        let Some(Word::Weekday(day)) = self.word(k) else { return None };
        let today = self.civil.date();
        let coming = |sign: i64| (1..=7).filter_map(|d| add_days(today, d * sign)).find(|d| is_weekday(*d, day));
        match self.word(k + 1)? {
            Word::From if self.is_word(k + 2, Word::Now) => Some((spec::day(add_days(coming(1)?, 7 * (n - 1))?)?, k + 3)),
            Word::Ago => Some((spec::day(add_days(coming(-1)?, -7 * (n - 1))?)?, k + 2)),
            _ => None,
        }
    }

    /// "третий квартал 2018", "4th qtr", "18q4", "Q1".
    fn quarter_of_year(&self, i: usize) -> Option<(DateSpec, usize)> {
        let spec = |n: i64, year| (1..=4).contains(&n).then_some(DateSpec { year, ..DateSpec::series(Series::Quarter(i8::try_from(n).ok()?)) });
        if let Some(year) = self.digits(i)
            && self.norm(i + 1) == "q"
        {
            let n = self.tight_digits(i + 2)?;
            return Some((spec(n.value, Some(super::numeric::full_year(year.value, year.digits)?))?, i + 3));
        }
        let (n, next) = if self.norm(i) == "q" { (self.tight_digits(i + 1)?.value, i + 2) } else {
            let (number, next) = self.number(i)?;
            let is_roman = number.ordinal || self.is_cyrillic;
            (is_roman && self.unit(next) == Some(Unit::Quarter) && number.ordinal).then_some((number.value, next + 1))?
        };
        let k = self.skip(next, Word::Of);
        match self.whole(k).filter(|(w, _)| w.grain == Grain::Year) {
            Some((year, end)) => Some((spec(n, Some(i64::from(year.start.year())))?, end)),
            None => Some((spec(n, None)?, next)),
        }
    }
}

#[derive(Clone, Copy)]
enum What {
    Weekday(i8),
    Day,
    Week,
    Month,
    Weekend,
}

impl What {
    const fn grain(self) -> Grain {
        match self {
            What::Weekday(_) | What::Day | What::Weekend => Grain::Day,
            What::Week => Grain::Week,
            What::Month => Grain::Month,
        }
    }
    fn starts(self, t: DateTime, sign: i64) -> impl Iterator<Item = Span> {
        (0..400).filter_map(move |n| {
            let day = Span::day(add_days(t.date(), sign * n)?)?;
            let date = day.start.date();
            match self {
                What::Weekday(w) => is_weekday(date, w).then_some(day),
                What::Day => Some(day),
                What::Week => is_weekday(date, 1).then(|| Span::of(day.start, Grain::Week)).flatten(),
                What::Month => (date.day() == 1).then(|| Span::of(day.start, Grain::Month)).flatten(),
                What::Weekend => is_weekday(date, 6).then(|| Some(Span { start: day.start, end: span::shift(day.start, Grain::Day, 2)?, grain: Grain::Day })).flatten(),
            }
        })
    }
    /// The n-th that begins at `t` or later.
    fn after(self, t: DateTime, n: i64) -> Option<Span> {
        self.starts(t, 1).nth(usize::try_from(n).ok()?.checked_sub(1)?)
    }
    /// The n-th, counted backwards, that ends by `t`.
    fn before(self, t: DateTime, n: i64) -> Option<Span> {
        let day_before = span::shift(t, Grain::Day, -1)?;
        self.starts(day_before, -1).filter(|s| s.end <= t).nth(usize::try_from(n).ok()?.checked_sub(1)?)
    }
}
