//! What a sentence states: sums, days, hours, lengths, numbers, contacts and names, each bound to the service, person and place it is about.
//! The same reading serves a claim and the evidence, so that what is written alike is read alike.

use super::sentence::Sentence;
use super::{Ground, Reason};
use crate::understand::token::{Kind, tokens};
use crate::understand::{Entity, Grain, Value, When, names};
use domain::id::{BranchId, EmployeeId, ServiceId};
use jiff::civil::Date;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Money { minor: i64, currency: String },
    /// Half-open.
    Days { from: Date, until: Date },
    /// Minutes from midnight; `vague` = half a day off is the same to the reader.
    Time { minute: i16, vague: bool },
    Moment { date: Date, minute: i16, vague: bool },
    Duration { minutes: i64 },
    Percent { digits: String },
    Number { digits: String },
    Contact { text: String },
    Name { name: String },
    /// Free seats on a day; none = the day was not said.
    Seats { digits: String, day: Option<Date> },
    /// Who leads a group.
    Guide { employees: Vec<EmployeeId> },
}

/// A fact and what it is about. Services are alternatives in groups: "стрижка + борода" is two groups, "маникюр" one of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub fact: Fact,
    pub text: String,
    pub services: Vec<Vec<ServiceId>>,
    pub employees: Vec<EmployeeId>,
    pub branches: Vec<BranchId>,
    /// Places in `Tours::rows`.
    pub tours: Vec<usize>,
    /// Places in `Goods::rows`.
    pub goods: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub claims: Vec<Claim>,
    /// Speaks of free time.
    pub offers_time: bool,
    /// Speaks of opening hours.
    pub tells_hours: bool,
    /// Places it names.
    pub branches: Vec<BranchId>,
    /// The words no reader took.
    pub rest: String,
}

/// What the sentences before leave behind: a heading's services and people, the day last named.
#[derive(Clone, Debug)]
pub(super) struct Carry {
    day: Option<Date>,
    own_day: Option<Date>,
    about: About,
    own: About,
    is_heading: bool,
    line: Option<usize>,
    /// Tours named last; they hold until others are.
    tours: Vec<usize>,
    /// Goods named last in this line.
    goods: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
struct About {
    services: Vec<Vec<ServiceId>>,
    employees: Vec<EmployeeId>,
    branches: Vec<BranchId>,
}

impl Carry {
    pub fn new(ground: &Ground<'_>) -> Self {
        Carry { day: ground.day, own_day: ground.day, about: About::default(), own: About::default(), is_heading: false, line: None, tours: Vec::new(), goods: Vec::new() }
    }
    /// Before a sentence is read: a new line that belongs to no list starts afresh.
    pub fn enter(&mut self, sentence: &Sentence) {
        if !sentence.is_item && self.line != Some(sentence.line) {
            self.day = self.own_day;
            self.about = self.own.clone();
            self.goods.clear();
        }
        self.is_heading = sentence.is_heading;
        self.line = Some(sentence.line);
    }
    /// What is named now holds for the whole text.
    pub fn keep(&mut self) {
        self.own = self.about.clone();
    }
}

impl Fact {
    pub fn reason(&self) -> Reason {
        match self {
            Fact::Money { .. } => Reason::Price,
            Fact::Days { .. } => Reason::Date,
            Fact::Time { .. } | Fact::Moment { .. } => Reason::Time,
            Fact::Duration { .. } => Reason::Duration,
            Fact::Percent { .. } | Fact::Number { .. } | Fact::Seats { .. } => Reason::Number,
            Fact::Contact { .. } => Reason::Contact,
            Fact::Name { .. } | Fact::Guide { .. } => Reason::Name,
        }
    }
    /// May a question repeat it after the customer?
    pub fn may_be_echoed(&self) -> bool {
        matches!(self, Fact::Days { .. } | Fact::Time { .. } | Fact::Moment { .. } | Fact::Number { .. } | Fact::Duration { .. })
    }
    /// Does a sum-up lose something without it?
    pub fn is_telling(&self) -> bool {
        !matches!(self, Fact::Number { .. } | Fact::Name { .. } | Fact::Guide { .. })
    }
    pub fn is_same(&self, other: &Fact) -> bool {
        let hour = |a: i16, b: i16, vague: bool| a == b || vague && (a - b).abs() == 720;
        match (self, other) {
            (Fact::Time { minute: a, vague: v }, Fact::Time { minute: b, vague: w }) => hour(*a, *b, *v || *w),
            (Fact::Moment { date: d, minute: a, vague: v }, Fact::Moment { date: e, minute: b, vague: w }) => d == e && hour(*a, *b, *v || *w),
            (Fact::Number { digits: a } | Fact::Percent { digits: a }, Fact::Number { digits: b } | Fact::Percent { digits: b }) => a == b && std::mem::discriminant(self) == std::mem::discriminant(other),
            (Fact::Seats { digits: a, day: d }, Fact::Seats { digits: b, day: e }) => a == b && (d == e || d.is_none()),
            (Fact::Guide { employees: a }, Fact::Guide { employees: b }) => a.iter().any(|id| b.contains(id)),
            _ => self == other,
        }
    }
}

/// Words that speak of free time, by their beginnings.
const FREE: &[&str] = &["свобод", "окош", "окно", "окна", "окон", "есть врем", "запиш", "записа", "могу предлож", "можем предлож", "подойд", "доступ", "успе", "ждем", "ждём", "жду", "free", "available", "slot", "opening", "book", "see you", "expect"];
const HOURS: &[&str] = &["работа", "открыт", "открыва", "закрыва", "график", "режим", "часы", "выходн", "прием", "приём", "open", "close", "hours", "working"];
/// A title before a stranger's name.
const TITLES: &[&str] = &["мастер", "мастера", "мастеру", "мастером", "специалист", "врач", "врача", "доктор", "доктора", "гид", "гида", "тренер", "менеджер", "администратор", "стилист", "колорист", "косметолог", "master", "specialist", "doctor", "guide", "stylist"];

/// Reads a sentence. What it names stays in `carry` for the next ones.
pub(super) fn read(text: &str, ground: &Ground<'_>, carry: &mut Carry) -> Said {
    let reading = ground.readings.of(text, ground);
    let (text, entities) = (&reading.0, &reading.1);
    let chars: Vec<char> = text.chars().collect();
    let folded = crate::dialogue::faq::fold(text);
    let has = |words: &[&str]| words.iter().any(|w| folded.contains(w));
    let mut places = Places::default();
    for entity in entities {
        match &entity.value {
            Value::Service { ids } => places.services.push((entity.start, entity.end, ids.clone())),
            Value::Employee { ids } => places.employees.push((entity.start, entity.end, ids.clone())),
            Value::Branch { ids } => places.branches.push((entity.start, entity.end, ids.clone())),
            _ => {}
        }
    }
    let mut found: Vec<(usize, usize, Fact)> = Vec::new();
    for entity in entities {
        facts_of(entity, &chars, carry, &mut found);
    }
    let taken: Vec<(usize, usize)> = entities.iter().map(|e| (e.start, e.end)).collect();
    numbers(&chars, &taken, &mut found);
    ranges(&chars, &mut found);
    periods(&chars, &mut found);
    strangers(&chars, ground, &places, entities, &mut found);
    let named = ground.catalog.tours.index.find(text).into_iter().filter(|n| n.is_own).map(|n| (n.start, n.end, n.tours)).collect::<Vec<_>>();
    found.sort_by_key(|(start, end, _)| (*start, *end));
    if !ground.catalog.tours.is_empty() {
        super::group::seats(&chars, carry.day, &mut found);
        super::group::guides(&folded, &places.employees, &mut found);
    }
    // Digits inside a tour's name state nothing of it.
    found.retain(|(start, end, fact)| !matches!(fact, Fact::Number { .. }) || !named.iter().any(|(s, e, _)| s <= start && end <= e));
    // "масло для бороды" names no service; one named beside is what the sum is of.
    if let Some(named) = ground.catalog.products.find(text) {
        places.services.retain(|(start, end, _)| named.places.len() < 2 || !named.places.iter().any(|(s, e)| s < end && start < e));
        carry.goods = if places.services.is_empty() { named.goods } else { Vec::new() };
    }
    let claims: Vec<Claim> = found.iter().map(|(start, end, fact)| Claim {
        fact: fact.clone(),
        text: chars.get(*start..*end).unwrap_or_default().iter().collect(),
        services: places.services_at(*start, &found, fact, &chars).unwrap_or_else(|| carry.about.services.clone()),
        employees: nearest(&places.employees, *start, &found, fact).unwrap_or_else(|| carry.about.employees.clone()),
        branches: nearest(&places.branches, *start, &found, fact).unwrap_or_else(|| carry.about.branches.clone()),
        tours: nearest(&named, *start, &found, fact).unwrap_or_else(|| carry.tours.clone()),
        goods: carry.goods.clone(),
    }).collect();
    let own_names = |token: &crate::understand::token::Token| [ground.customer, Some(ground.agent)].into_iter().flatten().flat_map(str::split_whitespace).any(|name| crate::dialogue::faq::fold(name) == token.form);
    let is_fact = |at: usize| {
        entities.iter().any(|e| e.start <= at && at < e.end && !matches!(e.value, Value::Service { .. } | Value::Branch { .. })) || found.iter().any(|(start, end, _)| *start <= at && at < *end)
    };
    let rest: Vec<String> = tokens(&chars).iter().filter(|t| !is_fact(t.start) && !own_names(t)).map(|t| t.form.clone()).collect();
    let said = Said { rest: rest.join(" "), claims, offers_time: has(FREE), tells_hours: has(HOURS), branches: places.branches.iter().flat_map(|(.., ids)| ids.clone()).collect() };
    if let Some((.., tours)) = named.last() {
        carry.tours.clone_from(tours);
    }
    if carry.is_heading {
        if !places.services.is_empty() {
            carry.about.services = places.services.iter().map(|(.., ids)| ids.clone()).collect();
        }
        if !places.employees.is_empty() {
            carry.about.employees = places.employees.iter().flat_map(|(.., ids)| ids.clone()).collect();
        }
        if !places.branches.is_empty() {
            carry.about.branches = places.branches.iter().flat_map(|(.., ids)| ids.clone()).collect();
        }
    }
    said
}

pub(super) type Named<T> = (usize, usize, Vec<T>);

#[derive(Default)]
struct Places {
    services: Vec<Named<ServiceId>>,
    employees: Vec<Named<EmployeeId>>,
    branches: Vec<Named<BranchId>>,
}

impl Places {
    /// The services a value belongs to: the nearest named, with those joined to it by "+", a comma or "и".
    fn services_at(&self, at: usize, found: &[(usize, usize, Fact)], fact: &Fact, chars: &[char]) -> Option<Vec<Vec<ServiceId>>> {
        let index = nearest_index(&self.services, at, found, fact)?;
        let joined = |a: usize, b: usize| {
            let (Some(left), Some(right)) = (self.services.get(a), self.services.get(b)) else { return false };
            let between: String = chars.get(left.1..right.0).unwrap_or_default().iter().collect();
            matches!(between.trim(), "+" | "и" | "," | "с" | "and" | "&" | "плюс" | "")
        };
        let mut first = index;
        while first > 0 && joined(first - 1, first) {
            first -= 1;
        }
        let mut last = index;
        while joined(last, last + 1) {
            last += 1;
        }
        Some(self.services.get(first..=last)?.iter().map(|(.., ids)| ids.clone()).collect())
    }
}

fn nearest<T: Clone>(places: &[Named<T>], at: usize, found: &[(usize, usize, Fact)], fact: &Fact) -> Option<Vec<T>> {
    nearest_index(places, at, found, fact).and_then(|i| places.get(i)).map(|(.., ids)| ids.clone())
}

/// "Анна: 12:00, 14:00; Ольга: 15:00" takes the name before, "12:00 у Анны, 15:00 у Ольги" the one behind.
fn nearest_index<T>(places: &[Named<T>], at: usize, found: &[(usize, usize, Fact)], fact: &Fact) -> Option<usize> {
    let first_value = found.iter().filter(|(.., f)| std::mem::discriminant(f) == std::mem::discriminant(fact)).map(|(start, ..)| *start).min()?;
    let first_name = places.first()?.0;
    let before = places.iter().rposition(|(_, end, _)| *end <= at);
    let behind = places.iter().position(|(start, ..)| *start >= at);
    if first_value < first_name { behind.or(before) } else { before.or(behind) }
}

fn facts_of(entity: &Entity, chars: &[char], carry: &mut Carry, found: &mut Vec<(usize, usize, Fact)>) {
    let mut add = |fact| found.push((entity.start, entity.end, fact));
    match &entity.value {
        Value::Money { minor, currency } => add(Fact::Money { minor: *minor, currency: currency.clone() }),
        Value::Duration { minutes } => add(Fact::Duration { minutes: *minutes }),
        Value::Phone { e164 } => add(Fact::Contact { text: e164.clone() }),
        Value::Email { address } => add(Fact::Contact { text: address.to_lowercase() }),
        Value::Url { url } => add(Fact::Contact { text: url.to_lowercase().trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.").trim_end_matches('/').to_owned() }),
        Value::Count { value } if *value > 2 => add(Fact::Number { digits: value.to_string() }),
        Value::Number { value } => {
            let is_percent = chars.get(entity.end..(entity.end + 2).min(chars.len())).unwrap_or_default().iter().collect::<String>().trim_start().starts_with('%');
            let has_digits = chars.get(entity.start..entity.end).unwrap_or_default().iter().any(char::is_ascii_digit);
            let digits = if value.fract() == 0.0 { format!("{value:.0}") } else { value.to_string() };
            if is_percent {
                add(Fact::Percent { digits });
            } else if has_digits || *value > 2.0 {
                add(Fact::Number { digits });
            }
        }
        // "сейчас" states no hour.
        Value::Datetime(when) if when.grain > Grain::Second => times(when, carry, &mut add),
        _ => {}
    }
}

fn times(when: &When, carry: &mut Carry, add: &mut impl FnMut(Fact)) {
    let vague = when.is_ambiguous_hour;
    let minute = |at: &jiff::Zoned| i16::from(at.hour()) * 60 + i16::from(at.minute());
    if when.has_date {
        let from = when.start.as_ref().or(when.end.as_ref()).map(|at| at.date());
        if let Some(from) = from {
            let until = if when.has_time || when.grain <= Grain::Hour { from.tomorrow().unwrap_or(from) } else { when.end.as_ref().map_or_else(|| from.tomorrow().unwrap_or(from), |end| end.date()) };
            add(Fact::Days { from, until });
            carry.day = from.tomorrow().ok().filter(|next| *next == until).map(|_| from);
        }
    }
    if !when.has_time {
        return;
    }
    let mut hour = |at: &jiff::Zoned| match carry.day {
        Some(date) => add(Fact::Moment { date, minute: minute(at), vague }),
        None => add(Fact::Time { minute: minute(at), vague }),
    };
    match (&when.start, &when.end) {
        (Some(start), Some(end)) => {
            hour(start);
            let lasts = start.duration_until(end).as_mins();
            if when.grain == Grain::Minute && lasts > 1 {
                // A stretch named to the minute ends after that minute.
                hour(&end.checked_sub(jiff::Span::new().minutes(1)).unwrap_or_else(|_| end.clone()));
            } else if lasts > 60 {
                hour(end);
            }
        }
        (Some(at), None) | (None, Some(at)) => hour(at),
        (None, None) => {}
    }
}

/// Digits no reader took, but for the numbers of a list.
fn numbers(chars: &[char], taken: &[(usize, usize)], found: &mut Vec<(usize, usize, Fact)>) {
    let mut at = 0;
    while at < chars.len() {
        let is_digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
        if !is_digit(at) {
            at += 1;
            continue;
        }
        let start = at;
        while is_digit(at) || (matches!(chars.get(at), Some('.' | ',' | ' ' | '\u{a0}' | '\u{202f}')) && is_digit(at + 1) && (at + 1..at + 4).all(is_digit) && !is_digit(at + 4)) || (matches!(chars.get(at), Some('.' | ',')) && is_digit(at + 1)) {
            at += 1;
        }
        let is_taken = taken.iter().any(|(s, e)| *s < at && start < *e);
        let is_mark = chars.get(..start).unwrap_or_default().iter().all(|c| c.is_whitespace()) && matches!(chars.get(at), Some('.' | ')')) && at - start <= 2;
        // "Wi-Fi 6", "A1": part of a word.
        let is_word = start > 0 && chars.get(start - 1).is_some_and(|c| c.is_alphabetic());
        if is_taken || is_mark || is_word {
            continue;
        }
        let digits: String = chars.get(start..at).unwrap_or_default().iter().filter(|c| !c.is_whitespace()).map(|c| if *c == ',' { '.' } else { *c }).collect();
        let rest: String = chars.get(at..(at + 2).min(chars.len())).unwrap_or_default().iter().collect();
        let fact = if rest.trim_start().starts_with('%') { Fact::Percent { digits } } else { Fact::Number { digits } };
        found.push((start, at, fact));
    }
}

/// "2 200–2 800 ₽", "от 2200 до 2800 рублей": the first number is a sum too.
fn ranges(chars: &[char], found: &mut [(usize, usize, Fact)]) {
    let sums: Vec<(usize, String)> = found.iter().filter_map(|(start, _, f)| if let Fact::Money { currency, .. } = f { Some((*start, currency.clone())) } else { None }).collect();
    for (_, end, fact) in found.iter_mut() {
        let Fact::Number { digits } = fact else { continue };
        let next = sums.iter().find(|(start, _)| {
            let between: String = chars.get(*end..*start).unwrap_or_default().iter().collect();
            *start > *end && matches!(between.trim(), "–" | "-" | "—" | "до" | "to" | "…")
        });
        let whole = digits.parse::<f64>().ok();
        if let (Some((_, currency)), Some(value)) = (next, whole) {
            let unit = 10_f64.powi(i32::try_from(domain::money::exponent(currency)).unwrap_or(2));
            let minor = format!("{:.0}", value * unit).parse().unwrap_or_default();
            *fact = Fact::Money { minor, currency: currency.clone() };
        }
    }
}

/// "год", "полгода" without a number.
fn periods(chars: &[char], found: &mut Vec<(usize, usize, Fact)>) {
    for token in tokens(chars) {
        let days = match token.form.as_str() {
            "год" | "года" | "year" => 365,
            "полгода" => 183,
            "месяц" | "месяца" | "month" => 30,
            "неделя" | "неделю" | "недели" | "week" => 7,
            "сутки" | "суток" => 1,
            _ => continue,
        };
        if !found.iter().any(|(s, e, _)| *s < token.end && token.start < *e) {
            found.push((token.start, token.end, Fact::Duration { minutes: days * 1440 }));
        }
    }
}

/// Names of people who are neither the customer, nor the agent, nor of the firm.
fn strangers(chars: &[char], ground: &Ground<'_>, places: &Places, entities: &[Entity], found: &mut Vec<(usize, usize, Fact)>) {
    let known: Vec<String> = ground.customer.into_iter().chain([ground.agent]).flat_map(|n| n.split_whitespace()).map(crate::dialogue::faq::fold).collect();
    let is_own = |form: &str| {
        known.iter().any(|name| name == form || names::find(form).is_some_and(|r| crate::dialogue::faq::fold(&r.name) == *name) || names::relatives(name).iter().any(|r| r == form))
    };
    let tokens = tokens(chars);
    for (i, token) in tokens.iter().enumerate().filter(|(_, t)| t.kind == Kind::Word) {
        let is_capital = token.is_capital;
        let covered = places.employees.iter().any(|(s, e, _)| *s < token.end && token.start < *e)
            || places.branches.iter().any(|(s, e, _)| *s < token.end && token.start < *e)
            || places.services.iter().any(|(s, e, _)| *s < token.end && token.start < *e)
            || entities.iter().any(|e| matches!(e.value, Value::Datetime(_) | Value::Url { .. } | Value::Email { .. }) && e.start < token.end && token.start < e.end);
        if !is_capital || covered || is_own(&token.form) {
            continue;
        }
        let before = i.checked_sub(1).and_then(|b| tokens.get(b)).map(|t| t.form.as_str()).unwrap_or_default();
        let is_first = i == 0 || token.start == 0;
        let is_name = names::knows(&token.form) && !(names::is_word_too(&token.form) && is_first);
        if is_name || TITLES.contains(&before) && !is_first {
            found.push((token.start, token.end, Fact::Name { name: token.form.clone() }));
        }
    }
}
