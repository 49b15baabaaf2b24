//! Beginnings, middles and ends: "в начале декабря", "конец месяца", "early March", "by EOM", "rest of the week".
//! A month falls into decades of days, a week into three days, a year into four months.

use super::parse::Parser;
use super::span::{self, Span, floor};
use super::spec::DateSpec;
use super::words::{Edge, Unit, Word};
use crate::understand::Grain;

impl Parser<'_> {
    pub fn edge(&self, i: usize) -> Option<(DateSpec, usize)> {
        if let Some(found) = self.edge_letters(i) {
            return Some(found);
        }
        if matches!(self.norm(i), "rest" | "остаток" | "all") {
            return self.stretch(i);
        }
        // "в первых числах декабря"
        if self.norm(i + 1) == "числах" {
            let edge = if self.is_word(i, Word::Mod(super::words::Mod::Last)) { Edge::End } else { Edge::Start };
            let (whole, next) = self.whole(i + 2)?;
            return Some((DateSpec::fixed(cut(self.coming(whole, i + 2)?, edge)?), next));
        }
        let (edge, k) = match self.word(i)? {
            Word::Edge(edge) => (edge, self.skip(i + 1, Word::Of)),
            Word::Early if self.month_at(i + 1).is_some() => (Edge::Start, i + 1),
            Word::Late if self.month_at(i + 1).is_some() => (Edge::End, i + 1),
            Word::The => return self.edge(i + 1).filter(|_| !matches!(self.word(i + 1), Some(Word::The))),
            _ => return None,
        };
        let (whole, next) = self.whole(k)?;
        let whole = self.coming(whole, k)?;
        Some((DateSpec { is_tail: edge == Edge::End, ..DateSpec::fixed(cut(whole, edge)?) }, next))
    }

    /// A month named without a year that has passed is next year's.
    fn coming(&self, whole: Span, i: usize) -> Option<Span> {
        if whole.end <= self.civil && self.month_at(i).is_some() && whole.start.year() == self.civil.year() {
            return Span::of(span::shift(whole.start, Grain::Year, 1)?, whole.grain);
        }
        Some(whole)
    }

    /// "rest of the week", "all week".
    fn stretch(&self, i: usize) -> Option<(DateSpec, usize)> {
        let (whole, next) = self.whole(self.skip(i + 1, Word::Of)).filter(|(w, _)| w.grain >= Grain::Week)?;
        let start = if self.norm(i) == "all" { whole.start } else { floor(self.civil, Grain::Day)?.max(whole.start) };
        Some((DateSpec::fixed(Span { start, end: whole.end, grain: Grain::Day }), next))
    }

    /// "EOM", "the BOY": letters that stand for words.
    fn edge_letters(&self, i: usize) -> Option<(DateSpec, usize)> {
        let i = self.skip(i, Word::The);
        let (edge, unit) = match self.norm(i) {
            "eom" => (Edge::End, Unit::Month),
            "bom" => (Edge::Start, Unit::Month),
            "eoy" => (Edge::End, Unit::Year),
            "boy" if self.is_end(i + 1) && i <= 2 => (Edge::Start, Unit::Year),
            "eow" => (Edge::End, Unit::Week),
            _ => return None,
        };
        let whole = span::cycle(self.civil, super::period::grain(unit), 0)?;
        Some((DateSpec { is_tail: edge == Edge::End, ..DateSpec::fixed(cut(whole, edge)?) }, i + 1))
    }
}

fn cut(whole: Span, edge: Edge) -> Option<Span> {
    let Span { start, end, grain } = whole;
    let days = |n| span::shift(start, Grain::Day, n);
    let months = |n| span::shift(start, Grain::Month, n);
    let (from, to, part) = match (grain, edge) {
        (Grain::Month, Edge::Start) => (start, days(10)?, Grain::Day),
        (Grain::Month, Edge::Middle) => (days(10)?, days(20)?, Grain::Day),
        (Grain::Month, Edge::End) => (days(20)?, end, Grain::Day),
        (Grain::Week, Edge::Start) => (start, days(3)?, Grain::Day),
        (Grain::Week, Edge::Middle) => (days(2)?, days(4)?, Grain::Day),
        (Grain::Week, Edge::End) => (days(4)?, end, Grain::Day),
        (Grain::Year, Edge::Start) => (start, months(3)?, Grain::Month),
        (Grain::Year, Edge::Middle) => (months(4)?, months(8)?, Grain::Month),
        (Grain::Year, Edge::End) => (months(8)?, end, Grain::Month),
        (Grain::Day, Edge::Start) => (span::shift(start, Grain::Hour, 6)?, span::shift(start, Grain::Hour, 10)?, Grain::Hour),
        (Grain::Day, Edge::Middle) => (span::shift(start, Grain::Hour, 11)?, span::shift(start, Grain::Hour, 16)?, Grain::Hour),
        (Grain::Day, Edge::End) => (span::shift(start, Grain::Hour, 17)?, end, Grain::Hour),
        // Quarters and seasons: a month, the middle, a month.
        (_, Edge::Start) => (start, months(1)?, Grain::Day),
        (_, Edge::Middle) => (months(1)?, months(2)?, Grain::Day),
        (_, Edge::End) => (span::shift(end, Grain::Month, -1)?, end, Grain::Day),
    };
    Some(Span { start: from, end: to, grain: part })
}
