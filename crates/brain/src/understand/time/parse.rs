//! The walk over the tokens: a phrase is a chain of parts ("завтра", "в пять", "вечером") that do not contradict each other.
//! Parts are read by `numeric.rs`, `clock.rs`, `date.rs`, `period.rs`, `offset.rs`, `range.rs`; word order is free.

use super::spec::{DateSpec, Point, Reading, TimeSpec};
use super::tokens::{Kind, Token};
use super::words::{Unit, Word};
use crate::understand::number::{self, Num};
use jiff::Zoned;
use jiff::civil::DateTime;

pub struct Parser<'a> {
    pub tokens: &'a [Token],
    pub now: &'a Zoned,
    pub civil: DateTime,
    pub is_cyrillic: bool,
    /// "11/25" is November: English text, or no words at all in an American zone.
    pub is_month_first: bool,
}

/// What stands around a part and makes a bare number a time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around {
    /// "в", "к", "около", "at" right before it.
    pub has_preposition: bool,
    /// A date was said just before.
    pub follows_date: bool,
}

#[derive(Clone, Debug)]
pub enum Part {
    Point(Point),
    Whole(Reading),
}

impl From<DateSpec> for Part {
    fn from(date: DateSpec) -> Part {
        Part::Point(date.into())
    }
}
impl From<TimeSpec> for Part {
    fn from(time: TimeSpec) -> Part {
        Part::Point(time.into())
    }
}

/// Words that may stand between the parts of one phrase.
const FILLERS: &[&str] = &["ровно", "лучше", "можно", "давайте", "время", "примерно", "time", "sharp", "exactly", "just", "or", "где", "то", "anytime", "sometime", "sometimes", "часиков", "г", "күні", "куни", "күнү"];
/// Nouns that make the number before them a count, by their beginning.
const COUNTED: &[&str] = &[
    "руб", "р", "тыс", "тг", "тенге", "сом", "доллар", "евро", "человек", "чел", "персон", "гост", "взросл", "дет", "ребен", "кабинет", "каб", "дом", "кв", "кварт", "этаж",
    "раз", "процедур", "сеанс", "шт", "процент", "мест", "услуг", "зуб", "комнат", "номер", "подъезд", "отель", "предложен", "мастер", "салон", "филиал", "градус", "стул",
    "people", "person", "adult", "guest", "kid", "child", "pax", "dollar", "buck", "usd", "euro", "percent", "room", "seat", "item", "pm2", "ночей", "км", "см", "мм", "кг", "грам",
    "ногт", "прием", "визит", "занят", "пункт", "вариант", "вопрос", "минус", "плюс", "точк", "of",
];

impl<'a> Parser<'a> {
    pub fn word(&self, i: usize) -> Option<Word> {
        self.tokens.get(i).and_then(|t| t.word)
    }
    pub fn norm(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |t| t.norm.as_str())
    }
    pub fn is_mark(&self, i: usize, mark: char) -> bool {
        self.tokens.get(i).is_some_and(|t| t.kind == Kind::Mark(mark))
    }
    /// The mark follows without white space.
    pub fn is_tight(&self, i: usize, mark: char) -> bool {
        self.tokens.get(i).is_some_and(|t| t.kind == Kind::Mark(mark) && !t.spaced)
    }
    pub fn digits(&self, i: usize) -> Option<&'a Token> {
        self.tokens.get(i).filter(|t| t.kind == Kind::Digits)
    }
    /// Digits glued to what stands before.
    pub fn tight_digits(&self, i: usize) -> Option<&'a Token> {
        self.digits(i).filter(|t| !t.spaced)
    }
    pub fn number(&self, i: usize) -> Option<(Num, usize)> {
        number::whole(self.tokens, i)
    }
    pub fn unit(&self, i: usize) -> Option<Unit> {
        match self.word(i)? {
            Word::Unit(unit) => Some(unit),
            Word::QuarterOf => Some(Unit::Quarter),
            _ => None,
        }
    }
    pub fn is_word(&self, i: usize, word: Word) -> bool {
        self.word(i) == Some(word)
    }
    pub fn skip(&self, i: usize, word: Word) -> usize {
        if self.is_word(i, word) { i + 1 } else { i }
    }
    /// Past the dot of an abbreviation: "сен.", "вт."
    pub fn skip_dot(&self, i: usize) -> usize {
        if self.is_tight(i, '.') { i + 1 } else { i }
    }
    /// The text ends here, or the clause does.
    pub fn is_end(&self, i: usize) -> bool {
        self.tokens.get(i).is_none_or(|t| matches!(t.kind, Kind::Mark(',' | '.' | '!' | '?' | ';' | ')' | '\n' | '"')))
    }
    /// The number before `i` counts things and is no hour.
    pub fn is_counted(&self, i: usize) -> bool {
        let Some(token) = self.tokens.get(i) else { return false };
        match token.kind {
            Kind::Mark(c) => {
                matches!(c, '%' | '$' | '€' | '₽' | '₸' | '°' | '№' | '+' | '*') || (matches!(c, '.' | ',' | '/' | ':') && self.tight_digits(i + 1).is_some())
            }
            Kind::Digits => false,
            Kind::Word => match token.word {
                Some(Word::Unit(unit)) => unit != Unit::Hour,
                Some(_) => false,
                None => COUNTED.iter().any(|stem| if stem.chars().count() < 3 { token.norm == *stem } else { token.norm.starts_with(stem) }),
            },
        }
    }

    /// The longest phrase that begins at `i`, and the index after it.
    pub fn phrase(&self, i: usize) -> Option<(Reading, usize)> {
        let (k, has_preposition) = self.glue(i, false);
        let (part, mut next) = self.part(k, Around { has_preposition, follows_date: false })?;
        let mut reading = match part {
            Part::Point(point) => Reading::Point(point),
            Part::Whole(reading) => reading,
        };
        loop {
            let (k, has_preposition) = self.glue(next, true);
            let follows_date = matches!(&reading, Reading::Point(p) if p.date.is_some() && p.time.is_none());
            let Some((part, after)) = self.part(k, Around { has_preposition, follows_date }) else { break };
            let Some(merged) = merge(&reading, part) else { break };
            reading = merged;
            next = after;
        }
        Some((reading, next))
    }

    /// Past prepositions and fillers; tells whether one of them announces a time.
    pub fn glue(&self, from: usize, is_inside: bool) -> (usize, bool) {
        let mut has_preposition = false;
        let mut k = from;
        while k < from + 5 {
            let Some(token) = self.tokens.get(k) else { break };
            match (token.word, token.kind) {
                (Some(Word::For), _) if !self.is_cyrillic && self.length(k + 1).is_some() => break,
                (Some(Word::At | Word::Toward | Word::About | Word::For), _) => has_preposition = true,
                (Some(Word::On), _) => has_preposition = has_preposition || token.norm == "на",
                (Some(Word::In), _) if self.through(k).is_some() => break,
                (Some(Word::In | Word::The), _) => {}
                (Some(Word::Of), _) if is_inside => {}
                // "sunday from last week"
                (Some(Word::From), _) if is_inside && token.norm == "from" && matches!(self.word(k + 1), Some(Word::Mod(_))) => {}
                (Some(Word::And), _) if is_inside && matches!(self.word(k + 1), Some(Word::Until | Word::Before | Word::After)) => {}
                (_, Kind::Mark(',' | '(' | ')' | '-' | '.' | '+')) if is_inside && k < from + 2 && (!self.is_mark(k, '.') || !token.spaced) => {}
                (None, Kind::Word) if FILLERS.contains(&token.norm.as_str()) && (is_inside || matches!(token.norm.as_str(), "ровно" | "примерно")) => {}
                _ => break,
            }
            k += 1;
        }
        (k, has_preposition)
    }

    pub fn part(&self, i: usize, around: Around) -> Option<(Part, usize)> {
        self.tokens.get(i)?;
        self.offset(i)
            .or_else(|| self.range(i, around))
            .or_else(|| self.open(i))
            .or_else(|| self.single(i, around).map(|(point, next)| (Part::Point(point), next)))
    }

    /// A part that is neither a range nor an open end.
    pub fn single(&self, i: usize, around: Around) -> Option<(Point, usize)> {
        let date = |(d, n): (DateSpec, usize)| (Point::from(d), n);
        self.iso(i)
            .or_else(|| self.numeric_clock(i, around))
            .or_else(|| self.numeric_date(i, around).map(date))
            .or_else(|| self.holiday(i).map(date))
            .or_else(|| self.period(i))
            .or_else(|| self.date(i, around).map(date))
            .or_else(|| self.clock(i, around))
            .or_else(|| self.part_of_day(i).map(|(t, n)| (Point::from(t), n)))
    }

    /// One end of a range: date and time together, no ranges inside.
    pub fn endpoint(&self, i: usize, around: Around) -> Option<(Point, usize)> {
        let (mut point, mut next) = self.single(i, around)?;
        loop {
            let (k, has_preposition) = self.glue_in_end(next);
            let follows_date = point.date.is_some() && point.time.is_none();
            let Some((other, after)) = self.single(k, Around { has_preposition, follows_date }) else { break };
            let Some(merged) = point.merge(other) else { break };
            point = merged;
            next = after;
        }
        Some((point, next))
    }

    /// As `glue`, but a dash or a comma belongs to the range.
    fn glue_in_end(&self, i: usize) -> (usize, bool) {
        if matches!(self.tokens.get(i).map(|t| t.kind), Some(Kind::Mark('-' | '(' | ')'))) { (i, false) } else { self.glue(i, true) }
    }
}

fn merge(reading: &Reading, part: Part) -> Option<Reading> {
    match (reading, part) {
        (Reading::Point(a), Part::Point(b)) => a.merge(b).map(Reading::Point),
        // "after 4pm for 30 mins" begins at four.
        (Reading::Point(Point { date, time: Some(TimeSpec::After(clock)), offset }), Part::Whole(Reading::Lasting(b, length))) if b == Point::default() => {
            Some(Reading::Lasting(Point { date: *date, time: Some(TimeSpec::At(*clock)), offset: *offset }, length))
        }
        (Reading::Point(a), Part::Whole(Reading::Lasting(b, length))) => a.merge(b).map(|p| Reading::Lasting(p, length)),
        (Reading::Lasting(a, length), Part::Point(b)) => a.merge(b).map(|p| Reading::Lasting(p, *length)),
        (Reading::Range(a, b), Part::Point(p)) => {
            let is_time = p.date.is_none() && a.time.is_none() && b.time.is_none();
            is_time.then_some(())?;
            Some(Reading::Range(a.merge(p)?, b.merge(p)?))
        }
        (Reading::After(a), Part::Whole(Reading::Lasting(b, length))) => a.merge(b).map(|p| Reading::Lasting(p, length)),
        (Reading::By(a), Part::Point(p)) => a.merge(p).map(Reading::By),
        (Reading::Point(a), Part::Whole(Reading::By(b))) => a.merge(b).map(Reading::By),
        (Reading::Point(p), Part::Whole(Reading::Range(a, b))) if p.date.is_none() => Some(Reading::Range(a.merge(*p)?, b.merge(*p)?)),
        (Reading::Point(p), Part::Whole(instant @ Reading::Instant(..))) if is_only_today(p) => Some(instant),
        (instant @ Reading::Instant(..), Part::Point(p)) if is_only_today(&p) => Some(instant.clone()),
        _ => None,
    }
}

fn is_only_today(point: &Point) -> bool {
    point.time.is_none() && point.date.is_some_and(|d| d.is_told && d.fixed.is_some_and(|f| f.is_day()) && d.weekday.is_none())
}
