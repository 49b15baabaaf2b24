//! What one text gave, sorted: services, people, times, numbers; and the same as commands, without starting anything.

use super::command::Command;
use super::faq;
use super::read::is_sure;
use super::state::{Ask, Flow, Wish};
use super::talk::Talk;
use super::{wish, words};
use crate::understand::{Context, Grain, Intent, Understanding, Value};
use domain::id::{BranchId, EmployeeId, ServiceId};

/// Everything one text gave, sorted.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub services: Vec<Vec<ServiceId>>,
    pub employees: Vec<EmployeeId>,
    pub branches: Vec<BranchId>,
    pub wish: Wish,
    pub source: Wish,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub people: Option<u8>,
    pub number: Option<i64>,
    pub minutes: Option<i64>,
    /// "asap".
    pub soonest: bool,
    /// Where each service was named, in characters.
    pub places: Vec<(usize, Vec<ServiceId>)>,
}

impl Found {
    pub fn has_plan(&self) -> bool {
        !self.services.is_empty() || !self.employees.is_empty() || !self.branches.is_empty() || self.wish.has_date() || self.wish.has_time()
    }
}

/// Sorts the entities; what stands after "не" is not wanted.
pub fn sort(talk: &Talk<'_>, understood: &Understanding) -> Found {
    let mut found = Found::default();
    let zone = talk.zone();
    let moves = is_sure(understood, Intent::Move) || talk.state.flow == Some(Flow::Move);
    let times = understood.entities.iter().filter(|e| matches!(e.value, Value::Datetime(_))).count();
    let mut last_time: Option<usize> = None;
    for entity in &understood.entities {
        let before = word_before(understood, entity.start);
        let is_negated = matches!(before.as_str(), "не" | "not" | "вместо" | "кроме" | "except");
        match &entity.value {
            // "доброе утро" is a greeting, not an hour.
            Value::Datetime(_) if before.starts_with("добр") || before == "good" || faq::fold(&entity.text).starts_with("добр") => {}
            // "вечер добрый" is one as well; "хорошего вам вечера" is a farewell.
            Value::Datetime(_) if word_after(understood, entity.end).starts_with("добр") || is_sure(understood, Intent::Farewell) && !is_sure(understood, Intent::Book) && !is_sure(understood, Intent::Availability) => {}
            Value::Datetime(when) => {
                let read = wish::of(when, &zone);
                let is_now = when.grain == Grain::Second && when.start.as_ref().is_some_and(|s| (s.timestamp().as_second() - talk.now().timestamp().as_second()).abs() < 60);
                if is_now && !is_negated {
                    // "asap" is the soonest time there is; "сейчас" is today from now on.
                    found.soonest = ["asap", "soon", "скор", "быстр"].iter().any(|w| faq::fold(&entity.text).contains(w));
                    if !found.soonest {
                        let after = read.at.or(read.after);
                        found.wish.merge(&Wish { at: None, after, ..read });
                    }
                    continue;
                }
                // "на час позже", "one hour later" of a move: against the visit, not against now.
                let folded = faq::fold(&entity.text);
                if moves && ["later", "earlier", "позже", "раньше"].iter().any(|w| folded.contains(w)) && words::shift(&faq::fold(&understood.text)).is_some() {
                    continue;
                }
                let stood = matches!(word_after(understood, entity.end).as_str(), "было" | "была" | "стояло" | "стояла" | "стоит" | "записан" | "записана");
                if moves && times > 1 && (stood || matches!(before.as_str(), "с" | "со" | "from")) {
                    found.source.merge(&read);
                } else if !is_negated {
                    let before = found.wish.clone();
                    found.wish.merge(&read);
                    // "завтра или послезавтра": both days.
                    if let (Some(first), Some(until), Some(next)) = (before.from, before.until, read.from)
                        && until == next
                        && last_time.is_some_and(|end| joins(understood, end, entity.start))
                    {
                        found.wish.from = Some(first);
                    }
                    last_time = Some(entity.end);
                }
            }
            Value::Service { ids } if !is_negated => {
                let known: Vec<ServiceId> = ids.iter().copied().filter(|id| talk.catalog().service(*id).is_some()).collect();
                if !known.is_empty() && !found.services.contains(&known) {
                    found.places.push((entity.start, known.clone()));
                    found.services.push(known);
                }
            }
            Value::Employee { ids } if !is_negated => found.employees = ids.clone(),
            Value::Branch { ids } if !is_negated => found.branches = ids.clone(),
            Value::Person { name } if !is_negated => match namesake(talk, understood, name, entity.start) {
                Some(employee) => found.employees = vec![employee],
                None => found.name = Some(name.clone()),
            },
            Value::Phone { e164 } => found.phone = Some(e164.clone()),
            Value::Count { value } => found.people = u8::try_from(*value).ok(),
            Value::Ordinal { value } => found.number = Some(*value),
            Value::Number { value } if value.fract() == 0.0 && (0.0..1e6).contains(value) => found.number = format!("{value:.0}").parse().ok(),
            Value::Duration { minutes } => found.minutes = Some(*minutes),
            _ => {}
        }
    }
    let text = faq::fold(&understood.text);
    found.soonest |= found.wish == Wish::default() && ["asap", "as soon as possible", "как можно скорее", "как можно быстрее", "поскорее", "побыстрее"].iter().any(|w| text.contains(w));
    // "подстричься у тимура под машинку": a name in the middle of the service's words.
    if found.employees.is_empty() {
        found.employees = name_inside(talk, understood);
    }
    // "маникюр с покрытием" beside "маникюр": the narrower reading stands for both.
    let all = found.services.clone();
    found.services.retain(|wide| !all.iter().any(|narrow| narrow.len() < wide.len() && narrow.iter().all(|id| wide.contains(id))));
    found
}

fn name_inside(talk: &Talk<'_>, understood: &Understanding) -> Vec<EmployeeId> {
    let long = understood.entities.iter().filter(|e| matches!(e.value, Value::Service { .. })).map(|e| e.text.as_str()).filter(|t| t.split_whitespace().count() > 2);
    let words = long.flat_map(|t| t.split_whitespace().collect::<Vec<_>>().windows(2).filter_map(|w| if let [before, word] = w { matches!(*before, "у" | "к" | "with" | "by").then_some(*word) } else { None }).collect::<Vec<_>>());
    let context = Context { now: talk.now().timestamp(), zone: talk.zone(), lang: Some(talk.lang), lexicon: &talk.catalog().lexicon };
    words.take(4).find_map(|word| crate::understand(word, &context).entities.into_iter().find_map(|e| if let Value::Employee { ids } = e.value { Some(ids) } else { None })).unwrap_or_default()
}

/// "тимур завтра в 18": a bare name that an employee bears means the employee, unless the speaker says it is theirs.
fn namesake(talk: &Talk<'_>, understood: &Understanding, name: &str, start: usize) -> Option<EmployeeId> {
    let own = ["я", "это", "зовут", "имя", "меня", "am", "i'm", "is", "name"];
    if own.contains(&word_before(understood, start).as_str()) || talk.state.asked.as_ref().is_some_and(|a| a.what == Ask::Name) {
        return None;
    }
    let name = faq::fold(name);
    let bears = |e: &&domain::employee::Employee| {
        std::iter::once(e.name.as_str()).chain(e.synonyms.iter().map(String::as_str)).any(|n| {
            let n = faq::fold(n);
            n == name || n.split(' ').next() == Some(name.as_str())
        })
    };
    let mut fits = talk.catalog().employees.iter().filter(bears);
    match (fits.next(), fits.next()) {
        (Some(one), None) => Some(one.id),
        _ => None,
    }
}

fn word_before(understood: &Understanding, start: usize) -> String {
    let head: String = understood.text.chars().take(start).collect();
    faq::fold(head.trim_end().rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default())
}

/// Is it only "или" that stands between the two places?
fn joins(understood: &Understanding, end: usize, start: usize) -> bool {
    let between: String = understood.text.chars().skip(end).take(start.saturating_sub(end)).collect();
    let folded = faq::fold(&between);
    let said: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    said.iter().any(|w| matches!(*w, "или" | "либо" | "or")) && said.iter().all(|w| matches!(*w, "или" | "либо" | "or" | "ну" | "может" | "можно" | "даже" | "maybe"))
}

fn word_after(understood: &Understanding, end: usize) -> String {
    let tail: String = understood.text.chars().skip(end).collect();
    faq::fold(tail.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).unwrap_or_default())
}

/// Values of the plan as commands, without starting anything.
pub fn plan(talk: &Talk<'_>, understood: &Understanding, found: &Found) -> Vec<Command> {
    let mut commands = Vec::new();
    if !found.services.is_empty() {
        let folded = faq::fold(&understood.text);
        let says_more = folded.split(|c: char| !c.is_alphanumeric()).any(|w| matches!(w, "еще" | "также" | "тоже" | "плюс" | "заодно" | "вместе" | "сразу" | "одновременно" | "also" | "plus" | "too" | "добавьте" | "добавить" | "добавим" | "add"));
        let begins_so = ["и ", "а и ", "and "].iter().any(|w| folded.starts_with(w));
        let adds = (says_more || begins_so) && !talk.state.draft.services.is_empty();
        let only = folded.split(|c: char| !c.is_alphanumeric()).any(|w| matches!(w, "только" | "лишь" | "only" | "just"));
        commands.push(Command::SetServices { wishes: found.services.clone(), adds, only });
    }
    if let Some(branch) = found.branches.first().filter(|_| found.branches.len() == 1) {
        commands.push(Command::SetBranch { branch: Some(*branch) });
    }
    if !found.employees.is_empty() {
        commands.push(Command::SetEmployee { employees: found.employees.clone() });
    }
    if found.soonest && found.wish == Wish::default() {
        commands.push(Command::Nearest);
    }
    if found.source != Wish::default() {
        commands.push(Command::SetSource { wish: found.source.clone() });
    }
    if found.wish != Wish::default() {
        commands.push(Command::SetWish { wish: within_range(talk, understood, found.wish.clone()) });
    }
    if let Some(minutes) = words::shift(&faq::fold(&understood.text)).filter(|_| found.wish == Wish::default()) {
        commands.push(Command::Shift { minutes });
    }
    let text = faq::fold(&understood.text);
    let same = text.contains("время") && ["то же", "тоже", "такое же", "прежнее"].iter().any(|w| text.contains(w));
    if same || ["то же время", "тоже время", "это же время", "тот же час", "same time"].iter().any(|w| faq::fold(&understood.text).contains(w)) {
        commands.push(Command::SameHour);
    }
    if let Some(count) = found.people.filter(|n| *n > 1) {
        commands.push(Command::SetPeople { count });
    }
    commands
}

/// "на следующей неделе", then "среда": the Wednesday of that week, not the nearest one.
fn within_range(talk: &Talk<'_>, understood: &Understanding, mut wish: Wish) -> Wish {
    let (Some(day), Some(from), Some(until)) = (wish.from, talk.draft().wish.from, talk.draft().wish.until) else { return wish };
    let text = faq::fold(&understood.text);
    let names_date = text.contains(|c: char| c.is_ascii_digit()) || ["завтра", "сегодня", "tomorrow", "today", "ближайш"].iter().any(|w| text.contains(w));
    let week_later = day.saturating_add(jiff::Span::new().days(7));
    if wish.is_one_day() && !talk.draft().wish.is_one_day() && !names_date && day < from && from <= week_later && week_later < until {
        wish.set_day(week_later);
    }
    wish
}
