//! What was said about a moment, before it is placed on the calendar: which date, which time of day, which edge.
//! `resolve.rs` places it; the `rules` files build it.

use super::duration::Length;
use super::holiday::Holiday;
use super::span::{self, Span};
use super::words::Pod;
use crate::understand::Grain;
use jiff::Zoned;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Series {
    Holiday(Holiday),
    /// 1 spring … 4 winter; English seasons are astronomical, Russian ones begin with a month.
    Season { season: i8, is_astronomical: bool },
    Quarter(i8),
    Weekend,
    Workdays,
}

/// Constraints on the date; all of them hold at once.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DateSpec {
    /// Already placed: "завтра", "на следующей неделе".
    pub fixed: Option<Span>,
    pub weekday: Option<i8>,
    pub day: Option<i64>,
    pub month: Option<i64>,
    pub year: Option<i64>,
    pub series: Option<Series>,
    /// Counted from now: "через неделю в среду" moves within its week, "in 3 years at 5" takes a time.
    pub is_step: bool,
    /// "конец месяца": "до" means up to its end.
    pub is_tail: bool,
    /// Placed so by words like "вчера" or "прошлый": never moved to the future.
    pub is_told: bool,
}

impl DateSpec {
    pub fn fixed(span: Span) -> DateSpec {
        DateSpec { fixed: Some(span), is_told: true, ..DateSpec::default() }
    }
    pub fn series(series: Series) -> DateSpec {
        DateSpec { series: Some(series), ..DateSpec::default() }
    }
    pub fn month_day(month: i64, day: i64, year: Option<i64>) -> DateSpec {
        DateSpec { month: Some(month), day: Some(day), year, ..DateSpec::default() }
    }
    /// Only a weekday was said.
    pub fn is_bare_weekday(&self) -> bool {
        self.weekday.is_some() && self.fixed.is_none() && self.day.is_none() && self.month.is_none() && self.year.is_none() && self.series.is_none()
    }
    /// Names one day rather than a longer stretch.
    pub fn is_day(&self) -> bool {
        self.weekday.is_some()
            || self.day.is_some()
            || matches!(self.series, Some(Series::Holiday(_)))
            || (self.fixed.is_some_and(|f| f.is_day()) && self.month.is_none())
    }
    fn names_part(&self) -> bool {
        matches!(self.series, Some(Series::Holiday(_) | Series::Season { .. })) || (self.month.is_some() && self.day.is_none())
    }
    /// Both said of the same date, or nothing when they contradict each other.
    pub fn merge(self, other: DateSpec) -> Option<DateSpec> {
        fn one<T: PartialEq>(a: Option<T>, b: Option<T>) -> Option<Option<T>> {
            match (a, b) {
                (Some(a), Some(b)) if a != b => None,
                (Some(a), _) => Some(Some(a)),
                (None, b) => Some(b),
            }
        }
        let fixed = match (self.fixed, other.fixed) {
            (Some(a), Some(b)) if a.start <= b.start && b.end <= a.end => Some(b),
            (Some(a), Some(b)) if b.start <= a.start && a.end <= b.end => Some(a),
            (Some(_), Some(_)) => return None,
            (a, b) => a.or(b),
        };
        // "thanksgiving in a year", "march in 2 years": the step names the year or the month to look in.
        let is_stepped = (self.is_step && other.names_part()) || (other.is_step && self.names_part());
        let fixed = if is_stepped { fixed.and_then(|f| span::cycle(f.start, if f.grain == Grain::Month { Grain::Year } else { Grain::Month }, 0)) } else { fixed };
        let merged = DateSpec {
            fixed,
            weekday: one(self.weekday, other.weekday)?,
            day: one(self.day, other.day)?,
            month: one(self.month, other.month)?,
            year: one(self.year, other.year)?,
            series: one(self.series, other.series)?,
            is_step: self.is_step || other.is_step,
            is_tail: self.is_tail || other.is_tail,
            is_told: self.is_told || other.is_told,
        };
        merged.is_sound().then_some(merged)
    }
    /// A fixed day bears only the names it has: "завтра" and "в среду" merge when tomorrow is Wednesday.
    fn is_sound(&self) -> bool {
        let Some(fixed) = self.fixed.filter(|f| f.is_day() && !self.is_step) else {
            return self.series.is_none() || (self.day.is_none() && self.weekday.is_none());
        };
        let date = fixed.start.date();
        self.weekday.is_none_or(|w| date.weekday().to_monday_one_offset() == w)
            && self.day.is_none_or(|d| i64::from(date.day()) == d)
            && self.month.is_none_or(|m| i64::from(date.month()) == m)
            && self.year.is_none_or(|y| i64::from(date.year()) == y)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Half {
    Unknown,
    Am,
    Pm,
    /// 24-hour writing: 15, 00:30, 09:00.
    Whole,
    Pod(Pod),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    /// As said, 0..=24.
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
    pub grain: Grain,
    pub half: Half,
}

impl Clock {
    pub fn new(hour: i64, minute: i64, grain: Grain) -> Option<Clock> {
        let half = if hour == 0 || hour > 12 { Half::Whole } else { Half::Unknown };
        ((0..=24).contains(&hour) && (0..60).contains(&minute) && (hour < 24 || minute == 0)).then_some(Clock { hour, minute, second: 0, grain, half })
    }
    pub fn hour(hour: i64) -> Option<Clock> {
        Clock::new(hour, 0, Grain::Hour)
    }
    pub fn exact(minutes: i64) -> Clock {
        Clock { hour: minutes / 60, minute: minutes % 60, second: 0, grain: Grain::Hour, half: Half::Whole }
    }
    /// Minutes from the start of the day; the hour without "утра/вечера" reads as one of working hours.
    pub fn minutes(&self) -> i64 {
        let h = self.hour;
        let hour = match self.half {
            Half::Whole => h,
            Half::Unknown => h + if (1..=7).contains(&h) { 12 } else { 0 },
            Half::Am => h % 12,
            Half::Pm => h % 12 + 12,
            Half::Pod(_) if h > 12 => h,
            Half::Pod(Pod::Morning | Pod::EarlyMorning) => h,
            Half::Pod(Pod::Afternoon | Pod::Lunch | Pod::AfterLunch | Pod::AfterSchool) => h + if h <= 7 { 12 } else { 0 },
            Half::Pod(Pod::Evening | Pod::LateEvening | Pod::AfterWork) => h + if h >= 3 { 12 } else { 24 },
            Half::Pod(Pod::Night) => match h {
                12 => 24,
                7..=11 => h + 12,
                _ => h,
            },
        };
        hour * 60 + self.minute
    }
    pub fn is_ambiguous(&self) -> bool {
        self.half == Half::Unknown && (1..=11).contains(&self.hour)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TimeSpec {
    At(Clock),
    Pod(Pod),
    Range(Clock, Clock),
    After(Clock),
    Until(Clock),
}

impl TimeSpec {
    /// "завтра вечером" + "в 8": the part of the day settles the hour.
    pub fn merge(self, other: TimeSpec) -> Option<TimeSpec> {
        let settle = |mut clock: Clock, pod: Pod| {
            if clock.half == Half::Unknown {
                clock.half = Half::Pod(pod);
            }
            clock
        };
        Some(match (self, other) {
            (TimeSpec::At(c), TimeSpec::Pod(p)) | (TimeSpec::Pod(p), TimeSpec::At(c)) => TimeSpec::At(settle(c, p)),
            (TimeSpec::Range(a, b), TimeSpec::Pod(p)) | (TimeSpec::Pod(p), TimeSpec::Range(a, b)) => within_part(a, b, p),
            (TimeSpec::After(c), TimeSpec::Pod(p)) | (TimeSpec::Pod(p), TimeSpec::After(c)) => TimeSpec::After(settle(c, p)),
            (TimeSpec::Until(c), TimeSpec::Pod(p)) | (TimeSpec::Pod(p), TimeSpec::Until(c)) => TimeSpec::Until(settle(c, p)),
            (TimeSpec::After(a), TimeSpec::Until(b)) | (TimeSpec::Until(b), TimeSpec::After(a)) => {
                let (a, b) = settle_range(a, b);
                TimeSpec::Range(a, b)
            }
            _ => return None,
        })
    }
}

/// "с 5 до 8 вечера", "11:30-1:30": what one end leaves open the other end closes, so that the range runs forward.
pub fn settle_range(mut a: Clock, mut b: Clock) -> (Clock, Clock) {
    if a.half == Half::Unknown && b.half != Half::Unknown {
        let mut same = a;
        same.half = if b.half == Half::Whole { Half::Unknown } else { b.half };
        if same.minutes() < b.minutes() {
            a = same;
        } else {
            a.half = Half::Am;
        }
    } else if b.half == Half::Unknown {
        let from = a.minutes();
        b.half = [Half::Whole, Half::Pm]
            .into_iter()
            .find(|half| Clock { half: *half, ..b }.minutes() > from)
            .unwrap_or(Half::Unknown);
    }
    (settled(a), settled(b))
}

/// "вечером с 9 до 11": hours that the part of the day can hold only twelve hours later are moved there.
fn within_part(mut a: Clock, mut b: Clock, pod: Pod) -> TimeSpec {
    let (from, to) = pod_bounds(pod);
    if b.minutes() <= from && b.minutes() + 12 * 60 <= to {
        a.hour += 12;
        b.hour += 12;
    } else if a.minutes() >= to && a.hour >= 12 {
        a.hour -= 12;
        b.hour -= 12;
    }
    TimeSpec::Range(a, b)
}

/// The hour as it now reads, with nothing left open.
fn settled(clock: Clock) -> Clock {
    Clock { hour: clock.minutes() / 60, half: Half::Whole, ..clock }
}

/// Minutes of the day a part of it covers.
pub const fn pod_bounds(pod: Pod) -> (i64, i64) {
    match pod {
        Pod::Morning => (4 * 60, 12 * 60),
        Pod::EarlyMorning => (4 * 60, 9 * 60),
        Pod::Afternoon => (12 * 60, 19 * 60),
        Pod::Lunch => (12 * 60, 14 * 60),
        Pod::AfterLunch => (13 * 60, 17 * 60),
        Pod::AfterSchool => (15 * 60, 21 * 60),
        Pod::AfterWork => (17 * 60, 21 * 60),
        Pod::Evening => (18 * 60, 24 * 60),
        Pod::LateEvening => (21 * 60, 24 * 60),
        Pod::Night => (0, 4 * 60),
    }
}

/// One end of what was said, or all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub date: Option<DateSpec>,
    pub time: Option<TimeSpec>,
    /// Zone of the clock, minutes east of Greenwich: "16:00 CET".
    pub offset: Option<i64>,
}

impl Point {
    pub fn merge(self, other: Point) -> Option<Point> {
        let date = match (self.date, other.date) {
            (Some(a), Some(b)) => Some(a.merge(b)?),
            (a, b) => a.or(b),
        };
        let time = match (self.time, other.time) {
            (Some(a), Some(b)) => Some(a.merge(b)?),
            (a, b) => a.or(b),
        };
        // A week or a month has no one moment to put a time at; both stay apart, unless counted from now.
        if let (Some(d), Some(_)) = (date, time)
            && !d.is_day()
            && !d.is_step
        {
            return None;
        }
        Some(Point { date, time, offset: self.offset.or(other.offset) })
    }
}

impl From<DateSpec> for Point {
    fn from(date: DateSpec) -> Point {
        Point { date: Some(date), ..Point::default() }
    }
}
impl From<TimeSpec> for Point {
    fn from(time: TimeSpec) -> Point {
        Point { time: Some(time), ..Point::default() }
    }
}

/// All that one phrase says.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    Point(Point),
    /// A moment counted from now: "через два часа".
    Instant(Zoned, Grain),
    Range(Point, Point),
    Before(Point),
    After(Point),
    /// From now up to: "by 2pm".
    By(Point),
    /// From now until the moment: "в течение двух недель".
    Within(Zoned),
    /// "4pm for 30 mins", "from 18th Dec for 10 days".
    Lasting(Point, Length),
}

pub fn day(date: jiff::civil::Date) -> Option<DateSpec> {
    Span::day(date).map(DateSpec::fixed)
}

pub fn step(now: jiff::civil::DateTime, grain: Grain, n: i64) -> Option<DateSpec> {
    span::cycle(now, grain, n).map(DateSpec::fixed)
}
