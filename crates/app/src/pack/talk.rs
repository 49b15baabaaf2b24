//! Invents past conversations for the demo: around booked visits, plain questions, and a few that wait for a person.

use super::demo::{Demo, DemoVisit, moment, plus_days};
use super::entry::{DemoEntry, Pack, TalkAbout, TalkEntry};
use super::random::Random;
use domain::booking::BookingStatus;
use domain::message::Author;
use domain::{Lang, Money, Result};
use jiff::civil::{Date, DateTime};
use jiff::SignedDuration;

/// Talks about visits booked within so many days.
const RECENT: i32 = 14;
/// One recent visit in so many has its talk kept.
const SHARE: u64 = 25;
const MOST_VISIT_TALKS: usize = 40;

#[derive(Clone, Debug, PartialEq)]
pub struct DemoTalk {
    /// Index into `Demo::contacts`.
    pub contact: usize,
    /// Index into `Demo::visits`: the visit booked in this talk.
    pub visit: Option<usize>,
    pub messages: Vec<DemoMessage>,
    /// The talk waits for a person, for this reason (`HandOver` code).
    pub waiting: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DemoMessage {
    pub author: Author,
    pub text: String,
    /// Civil time of the firm.
    pub at: DateTime,
}

/// Adds the talks to the demo. A guest has one talk at most, as in a real inbox.
pub(super) fn talks(pack: &Pack, entry: &DemoEntry, seed: u64, today: Date, demo: &mut Demo) -> Result<()> {
    let mut random = Random::fork(seed, "talks");
    let mut found: Vec<DemoTalk> = Vec::new();
    let since = plus_days(today, -RECENT)?;
    for (index, visit) in demo.visits.iter().enumerate() {
        let is_news = visit.status != BookingStatus::Cancelled && visit.created.date() >= since;
        if !is_news || found.len() >= MOST_VISIT_TALKS || !random.is_hit(SHARE) || found.iter().any(|t| t.contact == visit.contact) {
            continue;
        }
        let fits: Vec<&TalkEntry> = entry.talks.iter().filter(|t| t.about == TalkAbout::Visit && is_about(t, visit)).collect();
        let Some(talk) = random.pick(&fits) else { continue };
        let messages = messages(talk, visit.created, &mut random, |line| fill(pack, demo, visit, line))?;
        found.push(DemoTalk { contact: visit.contact, visit: Some(index), messages, waiting: None });
    }
    for talk in entry.talks.iter().filter(|t| t.about != TalkAbout::Visit) {
        let quiet = |contact: &usize| !found.iter().any(|t| t.contact == *contact);
        let free: Vec<usize> = (0..demo.contacts.len()).filter(quiet).collect();
        let Some(contact) = random.pick(&free).copied() else { break };
        // What waits for a person is fresh: the evening before.
        let (days, from) = match talk.about {
            TalkAbout::Waiting => (1, 18 * 60),
            _ => (1 + i32::try_from(random.below(10)).unwrap_or(0), 10 * 60),
        };
        let at = moment(plus_days(today, -days)?, from + random.below(150))?;
        let messages = messages(talk, at, &mut random, str::to_owned)?;
        let waiting = (talk.about == TalkAbout::Waiting).then(|| talk.reason.clone().unwrap_or_else(|| "asked".to_owned()));
        found.push(DemoTalk { contact, visit: None, messages, waiting });
    }
    found.sort_by_key(|talk| talk.messages.first().map(|m| m.at));
    demo.talks = found;
    Ok(())
}

/// A talk about a visit of several services names them all (`together`); any other names what one service may be.
fn is_about(talk: &TalkEntry, visit: &DemoVisit) -> bool {
    let said = |key: &String| talk.services.is_empty() || talk.services.contains(key);
    visit.items.iter().all(|i| said(&i.service_key)) && talk.together == (visit.items.len() > 1)
}

fn messages(talk: &TalkEntry, starts: DateTime, random: &mut Random, fill: impl Fn(&str) -> String) -> Result<Vec<DemoMessage>> {
    let mut at = starts;
    talk.lines.iter().map(|line| {
        let (who, text) = line.split_once(": ").unwrap_or(("guest", line));
        let author = match who {
            "agent" => Author::Agent,
            "person" => Author::Person,
            _ => Author::Contact,
        };
        // The agent answers in seconds, people take their time.
        let pause = if author == Author::Agent { 2 + random.below(3) } else { 20 + random.below(160) };
        at = at.saturating_add(SignedDuration::from_secs(i64::try_from(pause).unwrap_or(2)));
        Ok(DemoMessage { author, text: fill(text), at })
    }).collect()
}

fn fill(pack: &Pack, demo: &Demo, visit: &DemoVisit, line: &str) -> String {
    let name = demo.contacts.get(visit.contact).map_or("", |c| c.name.as_str());
    let first = name.split(' ').next().unwrap_or(name);
    let employee = pack.employees.iter().find(|e| e.key == visit.employee_key).map_or("", |e| e.name.as_str());
    let branch = pack.branches.iter().find(|b| b.key == visit.branch_key).map_or("", |b| b.name.as_str());
    let price = Money { minor: visit.price, currency: pack.head.currency.clone() }.show(Lang::Ru);
    let day = day(visit.starts.date());
    line.replace("{guest}", first)
        .replace("{employee}", employee)
        .replace("{day}", &day)
        .replace("{weekday}", day.split(',').next().unwrap_or(&day))
        .replace("{day_cap}", &recase(&day, |c| c.to_uppercase().collect()))
        .replace("{time}", &format!("{:02}:{:02}", visit.starts.hour(), visit.starts.minute()))
        .replace("{price}", &price)
        .replace("{branch_in}", &recase(branch, |c| c.to_lowercase().collect()))
}

/// `в пятницу, 27 ноября`.
fn day(date: Date) -> String {
    const DAYS: [&str; 7] = ["в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье"];
    const MONTHS: [&str; 12] = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
    let nth = |list: &'static [&str], number: i8| usize::try_from(number).ok().and_then(|n| list.get(n).copied()).unwrap_or("");
    format!("{}, {} {}", nth(&DAYS, date.weekday().to_monday_zero_offset()), date.day(), nth(&MONTHS, date.month() - 1))
}

fn recase(text: &str, change: impl Fn(char) -> String) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| change(first) + chars.as_str()).unwrap_or_default()
}
