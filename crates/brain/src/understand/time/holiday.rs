//! Holidays people name instead of a date: fixed, n-th weekday of a month, and those that move with Easter.

use super::festivals;
use super::span::{add_days, date};
use super::tokens::{Kind, Token};
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holiday {
    Fixed { month: i8, day: i8 },
    /// `nth` weekday (1 is Monday) of a month, negative from its end, then `plus` days.
    Nth { month: i8, weekday: i8, nth: i8, plus: i8 },
    /// Days after western Easter.
    Easter(i16),
    /// Days after Orthodox Easter.
    Pascha(i16),
    /// The weekday nearest to a fixed date when it falls on a day off.
    Nearest { month: i8, day: i8 },
    Islamic { month: i8, day: i8 },
    /// Days after the first day of Passover.
    Passover(i16),
    Hanukkah,
    Chinese,
    Diwali(i16),
    Holi(i16),
    /// Days after Makar Sankranti.
    Pongal(i16),
    Kings,
    /// Several days from the first.
    Long(&'static Holiday, i16),
}

impl Holiday {
    /// How many days it lasts.
    pub const fn days(self) -> i64 {
        match self {
            Holiday::Long(_, days) => days as i64,
            _ => 1,
        }
    }
    pub fn on(self, year: i64) -> Option<Date> {
        match self {
            Holiday::Fixed { month, day } => date(year, i64::from(month), i64::from(day)),
            Holiday::Nth { month, weekday, nth, plus } => {
                let first = date(year, i64::from(month), 1)?;
                let weekday = jiff::civil::Weekday::from_monday_one_offset(weekday).ok()?;
                add_days(first.nth_weekday_of_month(nth, weekday).ok()?, i64::from(plus))
            }
            Holiday::Islamic { month, day } => festivals::islamic(year, i64::from(month), i64::from(day)),
            Holiday::Passover(days) => add_days(festivals::passover(year)?, i64::from(days)),
            Holiday::Hanukkah => festivals::hanukkah(year),
            Holiday::Chinese => festivals::chinese(year),
            Holiday::Diwali(days) => add_days(festivals::diwali(year)?, i64::from(days)),
            Holiday::Holi(days) => add_days(festivals::holi(year)?, i64::from(days)),
            Holiday::Pongal(days) => add_days(date(year, 1, if matches!(year % 4, 0 | 3) { 15 } else { 14 })?, i64::from(days)),
            Holiday::Kings => add_days(date(year, 4, 27)?, if date(year, 4, 27)?.weekday().to_monday_one_offset() == 7 { -1 } else { 0 }),
            Holiday::Long(first, _) => first.on(year),
            Holiday::Easter(days) => add_days(easter(year)?, i64::from(days)),
            Holiday::Pascha(days) => add_days(pascha(year)?, i64::from(days)),
            Holiday::Nearest { month, day } => {
                let base = date(year, i64::from(month), i64::from(day))?;
                match base.weekday().to_monday_one_offset() {
                    6 => add_days(base, -1),
                    7 => add_days(base, 1),
                    _ => Some(base),
                }
            }
        }
    }
}

/// Gregorian Easter by the anonymous algorithm.
fn easter(year: i64) -> Option<Date> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    date(year, n / 31, n % 31 + 1)
}

/// Orthodox Easter: the Julian one, thirteen days later (1900 to 2099).
fn pascha(year: i64) -> Option<Date> {
    let d = (19 * (year % 19) + 15) % 30;
    let e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
    let n = d + e + 114;
    add_days(date(year, n / 31, n % 31 + 1)?, 13)
}

const fn fixed(month: i8, day: i8) -> Holiday {
    Holiday::Fixed { month, day }
}
const fn nth(month: i8, weekday: i8, n: i8) -> Holiday {
    Holiday::Nth { month, weekday, nth: n, plus: 0 }
}

/// Names as the tokens stand in the text; the longest match wins. `*` at the end of a word stands for any ending.
pub const NAMES: &[(&str, Holiday)] = &[
    ("нов* год*", fixed(1, 1)),
    ("старый новый год", fixed(1, 14)),
    ("канун* нового года", fixed(12, 31)),
    ("новогодн* ноч*", fixed(12, 31)),
    ("рождеств*", fixed(1, 7)),
    ("рождеств* христов*", fixed(1, 7)),
    ("сочельник*", fixed(1, 6)),
    ("католическ* рождеств*", fixed(12, 25)),
    ("крещени*", fixed(1, 19)),
    ("татьянин* ден*", fixed(1, 25)),
    ("татьянин* дн*", fixed(1, 25)),
    ("день святого валентина", fixed(2, 14)),
    ("дня святого валентина", fixed(2, 14)),
    ("день всех влюбленных", fixed(2, 14)),
    ("дня всех влюбленных", fixed(2, 14)),
    ("день влюбленных", fixed(2, 14)),
    ("день защитника отечества", fixed(2, 23)),
    ("день защитника", fixed(2, 23)),
    ("дня защитника отечества", fixed(2, 23)),
    ("международный женский день", fixed(3, 8)),
    ("женский день", fixed(3, 8)),
    ("женского дня", fixed(3, 8)),
    ("день смеха", fixed(4, 1)),
    ("день космонавтики", fixed(4, 12)),
    ("день труда", fixed(5, 1)),
    ("праздник весны и труда", fixed(5, 1)),
    ("первомай", fixed(5, 1)),
    ("день победы", fixed(5, 9)),
    ("дня победы", fixed(5, 9)),
    ("дню победы", fixed(5, 9)),
    ("день защиты детей", fixed(6, 1)),
    ("день россии", fixed(6, 12)),
    ("дня россии", fixed(6, 12)),
    ("день знаний", fixed(9, 1)),
    ("день учителя", fixed(10, 5)),
    ("хэллоуин*", fixed(10, 31)),
    ("хеллоуин*", fixed(10, 31)),
    ("день народного единства", fixed(11, 4)),
    ("день единства", fixed(11, 4)),
    ("день матери", Holiday::Nth { month: 11, weekday: 7, nth: -1, plus: 0 }),
    ("пасх*", Holiday::Pascha(0)),
    ("вербное воскресенье", Holiday::Pascha(-7)),
    ("чистый четверг", Holiday::Pascha(-3)),
    ("троиц*", Holiday::Pascha(49)),
    ("радониц*", Holiday::Pascha(9)),
    ("наурыз мейрам*", fixed(3, 22)),
    ("нооруз*", fixed(3, 21)),
    ("жаңа жыл*", fixed(1, 1)),
    ("new years eve", fixed(12, 31)),
    ("new year eve", fixed(12, 31)),
    ("nye", fixed(12, 31)),
    ("new years day", fixed(1, 1)),
    ("new years", fixed(1, 1)),
    ("new year", fixed(1, 1)),
    ("new year day", fixed(1, 1)),
    ("christmas", fixed(12, 25)),
    ("christmas day", fixed(12, 25)),
    ("xmas", fixed(12, 25)),
    ("xmas day", fixed(12, 25)),
    ("christmas eve", fixed(12, 24)),
    ("xmas eve", fixed(12, 24)),
    ("boxing day", fixed(12, 26)),
    ("valentines day", fixed(2, 14)),
    ("valentine day", fixed(2, 14)),
    ("valentines", fixed(2, 14)),
    ("st patricks day", fixed(3, 17)),
    ("saint patricks day", fixed(3, 17)),
    ("st paddys day", fixed(3, 17)),
    ("st . patricks day", fixed(3, 17)),
    ("womens day", fixed(3, 8)),
    ("april fools day", fixed(4, 1)),
    ("april fools", fixed(4, 1)),
    ("earth day", fixed(4, 22)),
    ("cinco de mayo", fixed(5, 5)),
    ("independence day", fixed(7, 4)),
    ("juneteenth", fixed(6, 19)),
    ("halloween", fixed(10, 31)),
    ("veterans day", fixed(11, 11)),
    ("world vegan day", fixed(11, 1)),
    ("all saints day", fixed(11, 1)),
    ("mlk day", nth(1, 1, 3)),
    ("mlk jr . day", nth(1, 1, 3)),
    ("mlk jr day", nth(1, 1, 3)),
    ("martin luther king day", nth(1, 1, 3)),
    ("martin luther kings day", nth(1, 1, 3)),
    ("martin luther king jr day", nth(1, 1, 3)),
    ("civil rights day", nth(1, 1, 3)),
    ("presidents day", nth(2, 1, 3)),
    ("mothers day", nth(5, 7, 2)),
    ("fathers day", nth(6, 7, 3)),
    ("memorial day", nth(5, 1, -1)),
    ("labor day", nth(9, 1, 1)),
    ("labour day", nth(9, 1, 1)),
    ("columbus day", nth(10, 1, 2)),
    ("thanksgiving", nth(11, 4, 4)),
    ("thanksgiving day", nth(11, 4, 4)),
    ("black friday", Holiday::Nth { month: 11, weekday: 4, nth: 4, plus: 1 }),
    ("черн* пятниц*", Holiday::Nth { month: 11, weekday: 4, nth: 4, plus: 1 }),
    ("cyber monday", Holiday::Nth { month: 11, weekday: 4, nth: 4, plus: 4 }),
    ("bosss day", Holiday::Nearest { month: 10, day: 16 }),
    ("boss day", Holiday::Nearest { month: 10, day: 16 }),
    ("bosss", Holiday::Nearest { month: 10, day: 16 }),
    ("easter", Holiday::Easter(0)),
    ("easter sunday", Holiday::Easter(0)),
    ("easter monday", Holiday::Easter(1)),
    ("easter mon", Holiday::Easter(1)),
    ("good friday", Holiday::Easter(-2)),
    ("maundy thursday", Holiday::Easter(-3)),
    ("covenant thu", Holiday::Easter(-3)),
    ("thu of mysteries", Holiday::Easter(-3)),
    ("palm sunday", Holiday::Easter(-7)),
    ("branch sunday", Holiday::Easter(-7)),
    ("ash wednesday", Holiday::Easter(-46)),
    ("shrove tuesday", Holiday::Easter(-47)),
    ("pancake day", Holiday::Easter(-47)),
    ("mardi gras", Holiday::Easter(-47)),
    ("ascension day", Holiday::Easter(39)),
    ("pentecost", Holiday::Easter(49)),
    ("white sunday", Holiday::Easter(49)),
    ("whit sunday", Holiday::Easter(49)),
    ("whit monday", Holiday::Easter(50)),
    ("monday of the holy spirit", Holiday::Easter(50)),
    ("trinity sunday", Holiday::Easter(56)),
    ("corpus christi", Holiday::Easter(60)),
    ("orthodox easter", Holiday::Pascha(0)),
    ("orthodox easter sunday", Holiday::Pascha(0)),
    ("clean monday", Holiday::Pascha(-48)),
    ("orthodox shrove monday", Holiday::Pascha(-48)),
    ("lazarus saturday", Holiday::Pascha(-8)),
    ("orthodox good friday", Holiday::Pascha(-2)),
];

type Names = HashMap<char, Vec<(Vec<&'static str>, Holiday)>>;

static INDEX: LazyLock<Names> = LazyLock::new(|| {
    let mut index = Names::new();
    for (name, holiday) in NAMES.iter().chain(festivals::NAMES) {
        if let Some(first) = name.chars().next() {
            index.entry(first).or_default().push((name.split(' ').collect(), *holiday));
        }
    }
    index
});

/// The longest holiday name at `tokens[i]` and the index after it.
pub fn read(tokens: &[Token], i: usize) -> Option<(Holiday, usize)> {
    let first = tokens.get(i)?.norm.chars().next()?;
    let fits = |words: &[&str]| {
        words.iter().enumerate().all(|(n, word)| {
            tokens.get(i + n).is_some_and(|t| match (word.strip_suffix('*'), t.kind) {
                (Some(stem), _) => t.norm.strip_prefix(stem).is_some_and(|rest| rest.chars().count() <= 3),
                (None, Kind::Mark(c)) => *word == c.to_string(),
                (None, _) => t.norm == *word,
            })
        })
    };
    INDEX.get(&first)?.iter().filter(|(words, _)| fits(words)).max_by_key(|(words, _)| words.len()).map(|(words, holiday)| (*holiday, i + words.len()))
}
