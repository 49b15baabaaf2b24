//! Moments counted from now or from another date: "через два часа", "3 дня назад", "in half an hour", "three days after Easter".
//! Lengths themselves are read by `duration.rs`.

use super::duration::Length;
use super::parse::{Around, Parser, Part};
use super::series;
use super::span::{self, Span};
use super::spec::{DateSpec, Reading, Series};
use super::words::{Unit, Word};
use crate::understand::Grain;

impl Parser<'_> {
    pub fn offset(&self, i: usize) -> Option<(Part, usize)> {
        self.now_word(i)
            .or_else(|| self.within(i))
            .or_else(|| self.lasting(i))
            .or_else(|| self.through(i))
            .or_else(|| self.counted(i))
            .or_else(|| self.reversed(i))
            .or_else(|| self.signed(i))
    }

    fn now_word(&self, i: usize) -> Option<(Part, usize)> {
        let k = if matches!(self.norm(i), "right" | "just" | "прямо") { i + 1 } else { i };
        if self.norm(i) == "this" && self.norm(i + 1) == "time" && self.is_end(i + 2) {
            return Some((Part::from(DateSpec::fixed(span::cycle(self.civil, Grain::Day, 0)?)), i + 2));
        }
        self.is_word(k, Word::Now).then(|| (Part::Whole(Reading::Instant(self.now.clone(), Grain::Second)), k + 1))
    }

    /// "within 2 weeks", "в течение двух недель".
    fn within(&self, i: usize) -> Option<(Part, usize)> {
        let k = match self.word(i)? {
            Word::Within => i + 1,
            Word::At if matches!(self.norm(i + 1), "течение" | "течении") => i + 2,
            _ => return None,
        };
        let (length, next) = match (self.length(k), self.unit(k)) {
            (Some(found), _) => found,
            // "в течение недели"; "в течение дня" is until midnight.
            (None, Some(Unit::Day)) => {
                let midnight = span::cycle(self.civil, Grain::Day, 1)?.start;
                let end = self.now.time_zone().to_ambiguous_zoned(midnight).compatible().ok()?;
                return Some((Part::Whole(Reading::Within(end)), k + 1));
            }
            (None, unit) => (Length::of(unit?, 1), k + 1),
        };
        match self.moved(&length, 1)? {
            Part::Whole(Reading::Instant(end, _)) => Some((Part::Whole(Reading::Within(end)), next)),
            Part::Point(point) => {
                let end = point.date?.fixed?.start;
                let end = self.now.time_zone().to_ambiguous_zoned(end).compatible().ok()?;
                Some((Part::Whole(Reading::Within(end)), next))
            }
            Part::Whole(_) => None,
        }
    }

    /// "for 30 mins" after a moment, "for 10 days from 18th Dec". Russian "на 2 часа" stays a length of its own.
    fn lasting(&self, i: usize) -> Option<(Part, usize)> {
        (self.is_word(i, Word::For) && !self.is_cyrillic).then_some(())?;
        let (length, next) = self.length(i + 1)?;
        if self.is_word(next, Word::From)
            && let Some((point, after)) = self.endpoint(self.skip(next + 1, Word::From), Around { has_preposition: true, follows_date: false })
        {
            return Some((Part::Whole(Reading::Lasting(point, length)), after));
        }
        (i > 0).then_some((Part::Whole(Reading::Lasting(Default::default(), length)), next))
    }

    /// "через 2 часа", "спустя неделю", "in a few hours".
    pub fn through(&self, i: usize) -> Option<(Part, usize)> {
        match self.word(i)? {
            Word::Through | Word::In => {}
            _ => return None,
        }
        let is_in = self.is_word(i, Word::In) && self.norm(i) == "in";
        (is_in || self.is_word(i, Word::Through)).then_some(())?;
        let mut k = self.skip(self.skip(i + 1, Word::About), Word::About);
        k = if matches!(self.norm(k), "уже" | "где" | "каких") { k + 1 } else { k };
        let Some((length, next)) = self.length(k) else {
            // "через минут 20", "через часа два"
            if let Some(Word::Unit(unit)) = self.word(k)
                && let Some((n, after)) = self.count(k + 1)
            {
                return Some((self.moved(&Length::of(unit, n), 1)?, after));
            }
            // "in 15": minutes.
            let number = self.digits(k).filter(|t| is_in && t.digits == 2 && t.value <= 60 && t.value % 5 == 0 && self.is_end(k + 1))?;
            return Some((self.moved(&Length::of(Unit::Minute, number.value), 1)?, k + 1));
        };
        // "через неделю после пасхи"
        if let Some(found) = self.beside_date(&length, next) {
            return Some(found);
        }
        let next = if matches!(self.norm(next), "time") { next + 1 } else { next };
        Some((self.moved(&length, 1)?, next))
    }

    /// "7 days ago", "два года тому назад", "a week from now", "3 years from today", "2 weeks later", "three days after Easter".
    fn counted(&self, i: usize) -> Option<(Part, usize)> {
        let (length, next) = self.length(i)?;
        if self.norm(next) == "тому" && self.is_word(next + 1, Word::Ago) {
            return Some((self.moved(&length, -1)?, next + 2));
        }
        match self.word(next)? {
            Word::Ago => Some((self.moved(&length, -1)?, next + 1)),
            Word::Later => Some((self.moved(&length, 1)?, next + 1)),
            Word::Through if self.norm(next) == "спустя" => Some((self.moved(&length, 1)?, next + 1)),
            Word::From if matches!(self.norm(next + 1), "right") && self.is_word(next + 2, Word::Now) => {
                let exact = length.added(self.now, 1)?;
                Some((Part::Whole(Reading::Instant(exact, Grain::Second)), next + 3))
            }
            Word::From if self.is_word(next + 1, Word::Now) => Some((self.moved(&length, 1)?, next + 2)),
            _ => self.beside_date(&length, next),
        }
    }

    /// "минут через 20", "часа через два", "недельки через две".
    fn reversed(&self, i: usize) -> Option<(Part, usize)> {
        let Some(Word::Unit(unit)) = self.word(i) else { return None };
        self.is_word(i + 1, Word::Through).then_some(())?;
        let (number, next) = self.count(i + 2)?;
        Some((self.moved(&Length::of(unit, number), 1)?, next))
    }

    /// "+15 минут", "-3 года".
    fn signed(&self, i: usize) -> Option<(Part, usize)> {
        let sign = if self.is_mark(i, '+') { 1 } else if self.is_mark(i, '-') && i == 0 { -1 } else { return None };
        self.tight_digits(i + 1)?;
        let (length, next) = self.length(i + 1)?;
        Some((self.moved(&length, sign)?, next))
    }

    /// A length before or after a date: "three days after Easter", "за 2 дня до нового года".
    fn beside_date(&self, length: &Length, i: usize) -> Option<(Part, usize)> {
        let sign = match self.word(i)? {
            Word::After | Word::From => 1,
            Word::Before | Word::Until => -1,
            _ => return None,
        };
        let (base, next) = self.single(self.skip(i + 1, Word::The), Around { has_preposition: false, follows_date: false })?;
        (base.time.is_none() && length.is_calendar()).then_some(())?;
        // The first result that lies ahead: "a year after christmas" said in February counts from the last one.
        let base = base.date?;
        let mut spans = series::dates(&base, self.civil);
        let is_anniversary = matches!(base.series, Some(Series::Holiday(_))) && length.finest >= Unit::Year;
        let ahead = spans.iter().position(|s| if series::is_open(&base) { s.start > self.civil } else { s.end > self.civil });
        if let (false, Some(first)) = (is_anniversary, ahead) {
            spans.drain(..first);
            spans.truncate(1);
        }
        let moved: Vec<Span> = spans.iter().filter_map(|s| Span::day(length.added_civil(s.start, sign)?.date())).collect();
        let found = moved.iter().find(|s| s.end > self.civil).or(moved.last())?;
        Some((Part::from(DateSpec::fixed(*found)), next))
    }

    /// A length from now: an exact moment for hours and less, else the day, month or year it falls into.
    fn moved(&self, length: &Length, sign: i64) -> Option<Part> {
        let moment = length.added(self.now, sign)?;
        let civil = moment.datetime();
        let stretch = |grain| Some(Part::from(DateSpec { is_step: true, ..DateSpec::fixed(span::cycle(civil, grain, 0)?) }));
        match length.finest {
            Unit::Second | Unit::Minute => Some(Part::Whole(Reading::Instant(moment, Grain::Second))),
            Unit::Hour => Some(Part::Whole(Reading::Instant(moment, Grain::Minute))),
            Unit::Day | Unit::Week | Unit::Fortnight | Unit::Month | Unit::Quarter => stretch(Grain::Day),
            Unit::Year => stretch(Grain::Month),
            Unit::Decade => stretch(Grain::Year),
        }
    }
}
