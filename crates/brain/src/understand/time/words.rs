//! The vocabulary of time: what a single word can mean to the rules, over Russian, English and everyday Kazakh and Kyrgyz words.
//! Forms are listed in `words_ru.rs`, `words_en.rs`, `words_kk.rs`; slips of the pen are forgiven here.

use super::{words_en, words_kk, words_ru};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A unit of the calendar or the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
}

/// Part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pod {
    Morning,
    EarlyMorning,
    Afternoon,
    Lunch,
    AfterLunch,
    AfterSchool,
    AfterWork,
    Evening,
    LateEvening,
    /// Russian "ночь": after midnight.
    Night,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mod {
    This,
    Next,
    Last,
    /// "позапрошлый"
    BeforeLast,
    /// "ближайший"
    Nearest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Start,
    Middle,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// 1 is Monday.
    Weekday(i8),
    /// Also an ordinary word ("sat", "sun", "may"): a date only in company.
    WeakWeekday(i8),
    Month(i8),
    WeakMonth(i8),
    /// Days from today.
    Day(i64),
    Tonight,
    Now,
    Unit(Unit),
    Pod(Pod),
    Noon,
    Midnight,
    Weekend,
    Workdays,
    Season(i8),
    Mod(Mod),
    Edge(Edge),
    Half,
    /// "четверть"/"quarter": of an hour or of a year.
    QuarterOf,
    /// "полчаса", "полгода": half of a unit in one word.
    HalfOf(Unit),
    /// "полшестого" = 5:30.
    HalfTo(i8),
    OneAndHalf,
    Couple,
    Few,
    /// "pm", "пополудни".
    Pm,
    Am,
    OClock,
    /// "числа"
    DayNumber,
    In,
    At,
    On,
    For,
    Toward,
    By,
    From,
    Until,
    /// "по", "to", "through": closes a range.
    To,
    Before,
    After,
    Past,
    Between,
    And,
    Of,
    The,
    About,
    /// "без": minutes to the hour.
    Without,
    /// "через": offset from now.
    Through,
    Ago,
    /// "hence", "later", "спустя".
    Later,
    Within,
    Early,
    Late,
    A,
}

pub type Entry = (&'static str, Word);

static WORDS: LazyLock<HashMap<&'static str, Word>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for (forms, word) in words_kk::WORDS.iter().chain(words_en::WORDS).chain(words_ru::WORDS) {
        for form in forms.split_ascii_whitespace() {
            map.insert(form, *word);
        }
    }
    map
});

/// Words worth forgiving a slip in, by first letter.
type ByLetter = HashMap<char, Vec<(Vec<char>, Word)>>;

static FORGIVEN: LazyLock<ByLetter> = LazyLock::new(|| {
    let mut map = ByLetter::new();
    for (form, word) in WORDS.iter() {
        let chars: Vec<char> = form.chars().collect();
        let is_long = match word {
            Word::Weekday(_) | Word::Day(_) => chars.len() >= 5,
            Word::Month(_) => chars.len() >= 6,
            Word::Pod(Pod::Evening) => chars.len() >= 6,
            _ => false,
        };
        if let (true, Some(first)) = (is_long, chars.first().copied()) {
            map.entry(first).or_default().push((chars, *word));
        }
    }
    map
});

/// Real words that are one letter away from ours.
const NOT_SLIPS: &[&str] = &[
    "завтрак", "завтраки", "завтрака", "завтраку", "завтраке", "среди", "средне", "средство", "средняя", "средний", "среднюю", "средние", "сердце",
    "четверо", "четверым", "четверых", "четвером", "октав", "march", "match", "субботник", "субботнее", "субботний", "воскресный", "вечерний",
    "вечерняя", "вечернее", "вечернюю", "вечерние", "сенсей", "сегодняшней", "среда-", "юность", "monde", "money", "sundry", "fridge",
    "вечеринка", "вечеринку", "вечеринке", "апрельский", "marched", "augusta", "пятнице-", "сделать", "среднего", "средам-", "suarez",
    "вторичка", "вторичный", "середа", "вчерашний", "срезать", "среза", "срезу", "срезы",
];

pub fn lookup(norm: &str, is_number: bool) -> Option<Word> {
    if let Some(word) = WORDS.get(norm) {
        return Some(*word);
    }
    // "Вера" is a person, not "вчера".
    if is_number || norm.len() < 5 || NOT_SLIPS.contains(&norm) || crate::understand::names::find(norm).is_some() {
        return None;
    }
    forgive(norm)
}

fn forgive(norm: &str) -> Option<Word> {
    let chars: Vec<char> = norm.chars().collect();
    if chars.len() < 4 || chars.len() > 18 {
        return None;
    }
    let list = FORGIVEN.get(chars.first()?)?;
    list.iter().find(|(form, _)| is_one_slip(&chars, form)).map(|(_, word)| *word)
}

/// At most one letter inserted, dropped, changed or swapped with its neighbour; the words differ.
fn is_one_slip(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let head = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let tail = |x: &[char], y: &[char]| x == y;
    let rest_short = short.get(head..).unwrap_or_default();
    let rest_long = long.get(head..).unwrap_or_default();
    let skip = |s: &'_ [char], n: usize| s.get(n..).unwrap_or_default().to_vec();
    if short.len() < long.len() {
        return tail(rest_short, &skip(rest_long, 1));
    }
    if tail(&skip(rest_short, 1), &skip(rest_long, 1)) {
        return true;
    }
    matches!((rest_short, rest_long), ([p, q, ..], [r, s, ..]) if p == s && q == r) && tail(&skip(rest_short, 2), &skip(rest_long, 2))
}
