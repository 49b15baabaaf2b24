//! Zones named after a clock: "4pm CET", "8:00 GMT", "в 15:00 по Москве".

use super::parse::Parser;
use super::words::Word;

const ZONES: &[(&str, i64)] = &[
    ("gmt", 0),
    ("utc", 0),
    ("z", 0),
    ("wet", 0),
    ("bst", 60),
    ("cet", 60),
    ("cest", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("мск", 180),
    ("москве", 180),
    ("московскому", 180),
    ("ist", 330),
    ("sgt", 480),
    ("jst", 540),
    ("aest", 600),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("алматы", 300),
    ("бишкеку", 360),
    ("астане", 300),
    ("екатеринбургу", 300),
    ("новосибирску", 420),
];

impl Parser<'_> {
    /// Minutes east of Greenwich and the index after the name.
    pub fn zone(&self, i: usize) -> Option<(i64, usize)> {
        let is_bracketed = self.is_mark(i, '(');
        let k = if is_bracketed { i + 1 } else { i };
        let has_to = self.is_word(k, Word::To) && self.norm(k) == "по";
        let k = if has_to { k + 1 } else { k };
        let name = self.norm(k);
        let (_, offset) = ZONES.iter().find(|(zone, _)| *zone == name)?;
        // City names need their preposition; "z" must be glued.
        let is_abbreviation = name.is_ascii() || name == "мск";
        (is_abbreviation || has_to).then_some(())?;
        if name == "z" && self.tokens.get(k).is_some_and(|t| t.spaced) {
            return None;
        }
        let mut next = k + 1;
        if is_bracketed && self.is_mark(next, ')') {
            next += 1;
        }
        if matches!(self.norm(next), "времени" | "time") {
            next += 1;
        }
        Some((*offset, next))
    }
}
