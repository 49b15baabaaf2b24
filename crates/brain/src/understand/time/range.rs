//! Ranges and open ends: "с 14 до 17", "25-27 ноября", "between 3 and 5pm", "после шести", "до обеда", "by 2pm".
//! What one end leaves out (the month, "вечера", the day) it takes from the other.

use super::parse::{Around, Parser, Part};
use super::span;
use super::spec::{Clock, DateSpec, Point, Reading, TimeSpec, pod_bounds, settle_range};
use super::tokens::Kind;
use super::words::{Pod, Word};
use crate::understand::number::Num;

/// One end of a range.
#[derive(Clone, Copy, Debug)]
enum End {
    Bare(Num),
    Said(Point),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Link {
    Dash,
    Slash,
    /// "по", "to"
    To,
    /// "до", "till"
    Until,
    And,
}

impl Parser<'_> {
    pub fn range(&self, i: usize, around: Around) -> Option<(Part, usize)> {
        let (opener, k) = match self.word(i) {
            Some(Word::From) => (Some(Word::From), i + 1),
            Some(Word::Between) => (Some(Word::Between), i + 1),
            Some(Word::For) if self.word(i + 1) == Some(Word::From) => (Some(Word::From), i + 2),
            _ => (None, i),
        };
        let k = self.skip_small(k);
        let (first, next) = self.end(k)?;
        let (link, k) = self.link(next, opener)?;
        let k = self.skip_small(k);
        let (second, next) = self.end(k)?;
        let may_be_bare = opener.is_some() || around.follows_date || around.has_preposition;
        // "22-23 Feb at 7pm": two days at one time, not two hours.
        let leads_with_day = || self.single(k, Around::default()).is_some_and(|(p, _)| p.time.is_none() && p.date.is_some_and(|d| d.day.is_some() && d.month.is_some()));
        if let (End::Bare(a), End::Said(b)) = (first, second)
            && let (Some(date), Some(_)) = (b.date, b.time)
            && (1..=31).contains(&a.value)
            && leads_with_day()
        {
            let start = Point { date: Some(DateSpec { day: Some(a.value), weekday: None, ..date }), ..b };
            return Some((Part::Whole(Reading::Range(start, b)), next));
        }
        let mut part = self.join(first, second, link, may_be_bare)?;
        // "August 10 - 22, 2012"
        let mut next = next;
        if let (End::Said(_), End::Bare(_), Part::Whole(Reading::Range(a, b))) = (first, second, &mut part)
            && let (Some(year), after) = self.year_after(next, true)
        {
            for point in [a, b] {
                point.date = point.date.map(|d| DateSpec { year: d.year.or(Some(year)), ..d });
            }
            next = after;
        }
        Some((part, next))
    }

    /// Past words that stand before an end and say nothing of it.
    fn skip_small(&self, mut i: usize) -> usize {
        for _ in 0..3 {
            if matches!(self.word(i), Some(Word::The | Word::At | Word::About | Word::On)) || self.norm(i) == "где" {
                i += 1;
            }
        }
        i
    }

    fn end(&self, i: usize) -> Option<(End, usize)> {
        let said = self.endpoint(i, Around::default());
        let bare = self.number(i).filter(|(n, _)| (0..=31).contains(&n.value) && n.digits <= 2);
        match (said, bare) {
            (Some((point, next)), Some((_, after))) if next > after || point.time.is_some() => Some((End::Said(point), next)),
            (Some((point, next)), None) => Some((End::Said(point), next)),
            (Some((point, next)), Some((n, _))) if n.ordinal => Some((End::Said(point), next)),
            (_, Some((number, after))) => {
                // "14. - 15.10."
                let is_dotted = self.is_tight(after, '.') && matches!(self.tokens.get(after + 1).map(|t| t.kind), Some(Kind::Mark('-' | '/')));
                let after = if is_dotted { after + 1 } else { after };
                (is_dotted || !self.is_counted(after)).then_some((End::Bare(number), after))
            }
            (None, None) => None,
        }
    }

    fn link(&self, i: usize, opener: Option<Word>) -> Option<(Link, usize)> {
        let i = match self.word(i) {
            Some(Word::And) if matches!(self.word(i + 1), Some(Word::Until | Word::To | Word::By)) => i + 1,
            _ if self.is_mark(i, ',') && matches!(self.word(i + 1), Some(Word::Until | Word::To)) => i + 1,
            _ => i,
        };
        let token = self.tokens.get(i)?;
        Some(match (token.kind, token.word) {
            (Kind::Mark('-'), _) => (Link::Dash, if self.is_mark(i + 1, '-') { i + 2 } else { i + 1 }),
            (Kind::Mark('/'), _) => (Link::Slash, i + 1),
            (_, Some(Word::To)) => (Link::To, i + 1),
            (_, Some(Word::Until)) => (Link::Until, i + 1),
            (_, Some(Word::And)) if opener == Some(Word::Between) => (Link::And, i + 1),
            _ => return None,
        })
    }

    fn join(&self, first: End, second: End, link: Link, may_be_bare: bool) -> Option<Part> {
        match (first, second) {
            (End::Bare(a), End::Bare(b)) => {
                may_be_bare.then_some(())?;
                let are_days = (a.ordinal && b.ordinal) || a.value > 24 || b.value > 24 || (self.is_cyrillic && link == Link::To && b.value > a.value);
                if are_days {
                    let day = |n: Num| DateSpec { day: Some(n.value), ..DateSpec::default() };
                    (a.value > 0 && b.value > a.value).then_some(())?;
                    return Some(Part::Whole(Reading::Range(day(a).into(), day(b).into())));
                }
                (!a.ordinal && !b.ordinal).then_some(())?;
                clocks(Clock::hour(a.value)?, Clock::hour(b.value)?, None)
            }
            (End::Bare(a), End::Said(b)) => match (b.time, b.date) {
                (Some(TimeSpec::At(clock)), date) => clocks(Clock::hour(a.value)?, clock, date).map(|p| with_offset(p, b.offset)),
                (None, Some(date)) if date.day.is_some() => {
                    (1..=31).contains(&a.value).then_some(())?;
                    let first = DateSpec { day: Some(a.value), weekday: None, ..date };
                    (date.month.is_some() || a.ordinal || may_be_bare).then_some(())?;
                    Some(Part::Whole(Reading::Range(first.into(), b)))
                }
                // "13-15 of this month" keeps its month in `fixed`.
                _ => None,
            },
            (End::Said(a), End::Bare(b)) => match (a.time, a.date) {
                (Some(TimeSpec::At(clock)), date) => clocks(clock, Clock::hour(b.value)?, date).map(|p| with_offset(p, a.offset)),
                (None, Some(date)) if date.day.is_some() => {
                    let same_month = DateSpec { day: Some(b.value), weekday: None, ..date };
                    (date.day < Some(b.value)).then_some(())?;
                    Some(Part::Whole(Reading::Range(a, same_month.into())))
                }
                _ => None,
            },
            (End::Said(a), End::Said(b)) => self.join_points(a, b, link),
        }
    }

    fn join_points(&self, mut a: Point, b: Point, link: Link) -> Option<Part> {
        if link == Link::Slash && !(a.date.is_none() && b.date.is_none() || a.date.is_some_and(|d| d.year.is_some())) {
            return None;
        }
        if a.offset.is_none() {
            a.offset = b.offset;
        }
        match (a.time, b.time) {
            (Some(x), Some(y)) => {
                let (x, y) = (edge_of(x)?, edge_of(y)?);
                match (a.date, b.date) {
                    (Some(p), Some(q)) if p != q => Some(Part::Whole(Reading::Range(a, b))),
                    (p, q) => clocks(x, y, p.or(q)).map(|part| with_offset(part, a.offset)),
                }
            }
            (None, None) => {
                let (mut p, mut q) = (a.date?, b.date?);
                // "from the 13th to the 15th of July"
                if p == (DateSpec { day: p.day, ..DateSpec::default() }) && (q.month.is_some() || q.fixed.is_some()) {
                    p = DateSpec { day: p.day, weekday: None, ..q };
                } else if q == (DateSpec { day: q.day, ..DateSpec::default() }) && p.day < q.day {
                    q = DateSpec { day: q.day, weekday: None, ..p };
                }
                if p.year.is_none() && p.fixed.is_none() {
                    p.year = match (q.year, p.month, q.month) {
                        (Some(y), Some(m), Some(n)) if m > n => Some(y - 1),
                        (year, ..) => year,
                    };
                }
                Some(Part::Whole(Reading::Range(p.into(), q.into())))
            }
            _ => None,
        }
    }

    /// "после шести", "до пятницы", "с 18", "by 2pm", "after 5 days".
    pub fn open(&self, i: usize) -> Option<(Part, usize)> {
        let (side, k) = self.side(i)?;
        // "после завтра" is the day after tomorrow.
        if self.is_cyrillic && self.is_word(i, Word::After) && self.is_word(k, Word::Day(1)) {
            return None;
        }
        if side == Side::From && self.is_word(i, Word::From) && matches!(self.word(k), Some(Word::Pod(p)) if p != Pod::Lunch) {
            // "с утра"
            let (time, next) = self.part_of_day(k)?;
            return Some((Part::from(time), next));
        }
        if side == Side::After
            && let Some((part, next)) = self.after_business(k)
        {
            return Some((part, next));
        }
        if side == Side::After
            && let Some((length, next)) = self.length(k)
            && !(self.is_cyrillic || length.minutes() < 24 * 60)
        {
            let start = length.added(self.now, 1)?.datetime();
            let day = span::floor(start, crate::understand::Grain::Day)?;
            let date = DateSpec::fixed(span::Span::of(day, crate::understand::Grain::Day)?);
            return Some((Part::Whole(Reading::After(Point::from(DateSpec { is_tail: false, ..date }))), next));
        }
        let k = self.skip_small(k);
        let (point, next) = match self.endpoint(k, Around { has_preposition: true, follows_date: false }) {
            Some(found) => found,
            None => {
                let (number, after) = self.number(k).filter(|(n, _)| !n.ordinal && n.digits <= 2 && (1..=24).contains(&n.value))?;
                (!self.is_counted(after)).then_some((Point::from(TimeSpec::At(Clock::hour(number.value)?)), after))?
            }
        };
        // "с первого по …" failed as a range; "с 5 часов" is fine.
        Some((open_part(side, point)?, next))
    }

    fn side(&self, i: usize) -> Option<(Side, usize)> {
        let i = if matches!(self.norm(i), "anytime" | "sometime" | "sometimes" | "где") { i + 1 } else { i };
        let is_negated = self.norm(i) == "не" || self.norm(i) == "not" || self.norm(i) == "no";
        let k = if is_negated { i + 1 } else { i };
        // "по средам" is a habit, not an end.
        if self.norm(k) == "по" && self.norm(k + 1).ends_with("ам") {
            return None;
        }
        let than = |k: usize| if matches!(self.norm(k), "чем" | "than") { k + 1 } else { k };
        let (side, next) = match self.word(k)? {
            Word::Later if self.norm(k) == "later" && self.norm(k + 1) == "than" => (Side::After, k + 2),
            _ if self.norm(k) == "earlier" && self.norm(k + 1) == "than" => (Side::Until, k + 2),
            Word::After => (Side::After, than(k + 1)),
            Word::From => (Side::From, if matches!(self.norm(k + 1), "from" | "at" | "on") { k + 2 } else { k + 1 }),
            Word::Until | Word::Before => (Side::Until, than(k + 1)),
            Word::To if matches!(self.norm(k), "through" | "thru" | "по") => (Side::Through, k + 1),
            Word::By => (Side::By, k + 1),
            _ => return None,
        };
        Some(match (side, is_negated) {
            (Side::After, true) => (Side::Until, next),
            (Side::Until, true) => (Side::From, next),
            (_, true) => return None,
            (side, false) => (side, next),
        })
    }

    /// "после обеда", "after work", "после полудня".
    fn after_business(&self, i: usize) -> Option<(Part, usize)> {
        let pod = match (self.norm(i), self.word(i)) {
            (_, Some(Word::Pod(Pod::Lunch))) => Pod::AfterLunch,
            ("школы" | "уроков" | "school" | "учебы", _) => Pod::AfterSchool,
            ("работы" | "work", _) => Pod::AfterWork,
            _ => return None,
        };
        Some((Part::from(TimeSpec::Pod(pod)), i + 1))
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Side {
    After,
    /// Includes its end: "с пятницы".
    From,
    Until,
    /// "through 2pm", "по пятницу".
    Through,
    By,
}

fn open_part(side: Side, point: Point) -> Option<Part> {
    let timed = |time| Part::Point(Point { time: Some(time), ..point });
    Some(match (side, point.time) {
        (Side::By, _) => Part::Whole(Reading::By(point)),
        (Side::After | Side::From, Some(TimeSpec::At(clock))) => timed(TimeSpec::After(clock)),
        (Side::After, Some(TimeSpec::Pod(pod))) => timed(TimeSpec::After(Clock::exact(pod_bounds(pod).1))),
        (Side::From, Some(TimeSpec::Pod(pod))) => timed(TimeSpec::After(Clock::exact(pod_bounds(pod).0))),
        (Side::Until | Side::Through, Some(TimeSpec::At(clock))) => timed(TimeSpec::Until(clock)),
        (Side::Until | Side::Through, Some(TimeSpec::Pod(pod))) => timed(TimeSpec::Until(Clock::exact(pod_bounds(pod).0))),
        (_, Some(_)) => return None,
        (Side::From, None) => Part::Whole(Reading::After(Point { date: point.date.map(|d| DateSpec { is_tail: false, ..d }), ..point })),
        (Side::After, None) => Part::Whole(Reading::After(Point { date: point.date.map(|d| DateSpec { is_tail: d.year.is_none() || d.month.is_some(), ..d }), ..point })),
        (Side::Until, None) => Part::Whole(Reading::Before(point)),
        (Side::Through, None) => Part::Whole(Reading::Before(Point { date: point.date.map(|d| DateSpec { is_tail: d.is_day(), ..d }), ..point })),
    })
}

/// The clock a range can end with.
fn edge_of(time: TimeSpec) -> Option<Clock> {
    match time {
        TimeSpec::At(clock) => Some(clock),
        TimeSpec::Pod(pod) => Some(Clock::exact(pod_bounds(pod).0)),
        _ => None,
    }
}

fn clocks(a: Clock, b: Clock, date: Option<DateSpec>) -> Option<Part> {
    let (a, b) = settle_range(a, b);
    Some(Part::Point(Point { date, time: Some(TimeSpec::Range(a, b)), offset: None }))
}

fn with_offset(part: Part, offset: Option<i64>) -> Part {
    match part {
        Part::Point(point) => Part::Point(Point { offset, ..point }),
        whole => whole,
    }
}
