//! Invents the conversations of the demo: around booked and cancelled visits, plain questions, ones a person took, a few
//! that wait, and the last ones of minutes ago. How a line is filled and sounds is `line.rs`.

use super::demo::{Demo, DemoContact, DemoVisit, moment, plus_days};
use super::entry::{DemoEntry, Pack, TalkAbout, TalkEntry};
use super::line::{fill, voice};
use super::random::Random;
use domain::Result;
use domain::booking::BookingStatus;
use domain::message::{Author, Delivery};
use jiff::SignedDuration;
use jiff::civil::DateTime;

/// Of the visits so many have their talk kept, percent.
const SHARE: u64 = 45;
const MOST_VISIT_TALKS: usize = 150;
/// Every question is asked so often, in other weeks by other people.
const REPEATS: u64 = 3;
/// Days the questions are spread over.
const WEEKS: u64 = 40;
/// An answered talk is closed after so many days.
const CLOSED_AFTER: i32 = 6;
/// Minutes ago of the newest messages.
const FRESH: [i64; 9] = [2, 5, 11, 19, 33, 52, 78, 115, 170];

/// Where a talk goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoChannel {
    Widget,
    Telegram,
    Api,
}

/// Who has the talk now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DemoState {
    /// The agent answered.
    Open,
    Closed,
    /// A person is awaited, for this reason (`HandOver` code).
    Waiting { reason: String },
    /// A person answers; which of the firm's people, by number.
    Handled { person: usize },
    /// Put off until tomorrow morning by a person.
    Snoozed { person: usize },
}

#[derive(Clone, Debug, PartialEq)]
pub struct DemoTalk {
    /// Index into `Demo::contacts`.
    pub contact: usize,
    /// Index into `Demo::visits`: the visit the talk is about.
    pub visit: Option<usize>,
    pub channel: DemoChannel,
    pub state: DemoState,
    pub messages: Vec<DemoMessage>,
    /// What people said to each other beside it: after which message, by whom, what.
    pub comments: Vec<(usize, usize, String)>,
    pub is_read: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DemoMessage {
    pub author: Author,
    pub text: String,
    /// Civil time of the firm.
    pub at: DateTime,
    pub delivery: Delivery,
}

/// Adds the talks to the demo. A guest has one talk at most, as in a real inbox.
pub(super) fn talks(pack: &Pack, entry: &DemoEntry, seed: u64, now: DateTime, demo: &mut Demo) -> Result<()> {
    let mut cast = Cast { pack, entry, now, random: Random::fork(seed, "talks"), found: Vec::new(), fresh: 0 };
    cast.visits(demo)?;
    for round in 0..REPEATS {
        for talk in entry.talks.iter().filter(|t| matches!(t.about, TalkAbout::Question | TalkAbout::Handled)) {
            cast.question(demo, talk, round)?;
        }
    }
    for talk in entry.talks.iter().filter(|t| t.about == TalkAbout::Waiting) {
        cast.waiting(demo, talk)?;
    }
    cast.trouble();
    let mut found = cast.found;
    found.sort_by_key(|talk| talk.messages.first().map(|m| m.at));
    demo.talks = found;
    Ok(())
}

struct Cast<'a> {
    pack: &'a Pack,
    entry: &'a DemoEntry,
    now: DateTime,
    random: Random,
    found: Vec<DemoTalk>,
    /// How many of the newest talks are given out.
    fresh: usize,
}

impl Cast<'_> {
    fn visits(&mut self, demo: &mut Demo) -> Result<()> {
        for index in 0..demo.visits.len() {
            let Some(visit) = demo.visits.get(index).cloned() else { continue };
            let about = if visit.status == BookingStatus::Cancelled { TalkAbout::Cancelled } else { TalkAbout::Visit };
            let share = if about == TalkAbout::Cancelled { 100 } else { SHARE };
            if self.found.len() >= MOST_VISIT_TALKS || !self.random.is_hit(share) || self.found.iter().any(|t| t.contact == visit.contact) {
                continue;
            }
            let fits: Vec<&TalkEntry> = self.entry.talks.iter().filter(|t| t.about == about && is_about(t, &visit)).collect();
            let Some(talk) = self.random.pick(&fits).copied() else { continue };
            let is_ahead = visit.starts > self.now.saturating_add(SignedDuration::from_hours(30));
            let mut messages = self.messages(talk, visit.created, &mut |line| fill(self.pack, demo, &visit, line));
            if is_ahead && about == TalkAbout::Visit && self.random.is_hit(12) {
                self.freshen(&mut messages);
            }
            let Some(end) = messages.last().map(|m| m.at) else { continue };
            if let Some(visit) = demo.visits.get_mut(index) {
                // Booked where the talk says so.
                visit.created = end.min(visit.starts);
            }
            let state = self.settled(end)?;
            self.add(visit.contact, Some(index), state, messages);
        }
        Ok(())
    }

    fn question(&mut self, demo: &mut Demo, talk: &TalkEntry, round: u64) -> Result<()> {
        let contact = self.somebody(demo, talk.about == TalkAbout::Question);
        // What people have taken over is under way now; the same questions of other weeks are long settled.
        let weeks = if talk.about == TalkAbout::Handled && round == 0 { 2 } else { WEEKS };
        let days = i32::try_from(self.random.below(weeks)).unwrap_or(0) + 1;
        let at = moment(plus_days(self.now.date(), -days)?, 9 * 60 + self.random.below(11 * 60))?;
        let mut messages = self.messages(talk, at, &mut str::to_owned);
        if round == 0 && self.random.is_hit(25) {
            self.freshen(&mut messages);
        }
        let Some(end) = messages.last().map(|m| m.at) else { return Ok(()) };
        let person = usize::try_from(self.random.below(3)).unwrap_or(0);
        let is_recent = end.date() > plus_days(self.now.date(), -3)?;
        let state = match talk.about {
            TalkAbout::Handled if is_recent => DemoState::Handled { person },
            TalkAbout::Handled if round == 1 && self.random.is_hit(40) => DemoState::Snoozed { person },
            _ => self.settled(end)?,
        };
        self.add(contact, None, state, messages);
        if let (Some(note), Some(found)) = (&talk.comment, self.found.last_mut()) {
            found.comments.push((found.messages.len(), person, note.clone()));
        }
        Ok(())
    }

    /// What waits for a person is from the last hours.
    fn waiting(&mut self, demo: &mut Demo, talk: &TalkEntry) -> Result<()> {
        let contact = self.somebody(demo, false);
        let ago = 15 + self.random.below(20 * 60);
        let mut messages = self.messages(talk, self.now, &mut str::to_owned);
        shift(&mut messages, self.now.saturating_sub(SignedDuration::from_mins(i64::try_from(ago).unwrap_or(60))));
        let reason = talk.reason.clone().unwrap_or_else(|| "asked".to_owned());
        self.add(contact, None, DemoState::Waiting { reason }, messages);
        if let (Some(note), Some(found)) = (&talk.comment, self.found.last_mut()) {
            found.comments.push((found.messages.len(), 0, note.clone()));
        }
        Ok(())
    }

    fn add(&mut self, contact: usize, visit: Option<usize>, state: DemoState, messages: Vec<DemoMessage>) {
        let channel = match self.random.below(100) {
            0..=49 => DemoChannel::Widget,
            50..=89 => DemoChannel::Telegram,
            _ => DemoChannel::Api,
        };
        let is_old = messages.last().is_some_and(|m| m.at < self.now.saturating_sub(SignedDuration::from_hours(20)));
        let is_read = state == DemoState::Closed || (is_old && self.random.is_hit(92));
        self.found.push(DemoTalk { contact, visit, channel, state, messages, comments: Vec::new(), is_read });
    }

    /// A few sends of the messenger did not go well: two may have arrived, one did not.
    fn trouble(&mut self) {
        let late = self.now.saturating_sub(SignedDuration::from_hours(14 * 24));
        let sent = |t: &&mut DemoTalk| t.channel == DemoChannel::Telegram && t.state == DemoState::Open && t.messages.last().is_some_and(|m| m.author == Author::Agent && m.at > late);
        let troubles = [Delivery::Unknown, Delivery::Failed, Delivery::Unknown];
        for (talk, delivery) in self.found.iter_mut().filter(sent).zip(troubles) {
            talk.is_read = false;
            if let Some(last) = talk.messages.last_mut() {
                last.delivery = delivery;
            }
        }
    }

    fn settled(&mut self, end: DateTime) -> Result<DemoState> {
        let is_old = end.date() < plus_days(self.now.date(), -CLOSED_AFTER)?;
        Ok(if is_old && self.random.is_hit(80) { DemoState::Closed } else { DemoState::Open })
    }

    /// A guest who has no talk yet, or now and then somebody who has never been here.
    fn somebody(&mut self, demo: &mut Demo, may_be_new: bool) -> usize {
        let is_quiet = |contact: &usize| !self.found.iter().any(|t| t.contact == *contact);
        let free: Vec<usize> = (0..demo.contacts.len()).filter(is_quiet).collect();
        match self.random.pick(&free) {
            Some(known) if !may_be_new || self.random.is_hit(55) => *known,
            _ => {
                let names = if self.random.is_hit(70) { &self.entry.guests.women_names } else { &self.entry.guests.men_names };
                // A messenger tells a first name, a web page nothing.
                let name = self.random.pick(names).cloned().filter(|_| self.random.is_hit(60));
                demo.contacts.push(DemoContact { name, phone: None, is_woman: true, tags: Vec::new() });
                demo.contacts.len() - 1
            }
        }
    }

    fn messages(&mut self, talk: &TalkEntry, starts: DateTime, fill: &mut dyn FnMut(&str) -> String) -> Vec<DemoMessage> {
        let mut at = starts;
        // Nobody smiles who complains.
        let manner = if matches!(talk.about, TalkAbout::Waiting | TalkAbout::Handled) { self.random.below(3) } else { self.random.below(6) };
        let said = talk.lines.iter().map(|line| {
            let (who, text) = line.split_once(": ").unwrap_or(("guest", line));
            let author = match who {
                "agent" => Author::Agent,
                "person" => Author::Person,
                _ => Author::Contact,
            };
            // The agent answers in seconds, guests take their time, and people of the firm are busy.
            let pause = match author {
                Author::Agent => 2 + self.random.below(3),
                Author::Person => 120 + self.random.below(900),
                _ => 20 + self.random.below(160),
            };
            at = at.saturating_add(SignedDuration::from_secs(i64::try_from(pause).unwrap_or(2)));
            let text = fill(text);
            let (text, delivery) = if author == Author::Contact { (voice(&text, manner), Delivery::Received) } else { (text, Delivery::Read) };
            DemoMessage { author, text, at, delivery }
        });
        said.collect()
    }

    /// Makes it one of the newest.
    fn freshen(&mut self, messages: &mut [DemoMessage]) {
        let Some(ago) = FRESH.get(self.fresh) else { return };
        self.fresh += 1;
        shift(messages, self.now.saturating_sub(SignedDuration::from_mins(*ago)));
    }
}

/// Moves a talk in time so that it ends then.
fn shift(messages: &mut [DemoMessage], end: DateTime) {
    let Some(last) = messages.last().map(|m| m.at) else { return };
    let by = end.duration_since(last);
    for message in messages {
        message.at = message.at.saturating_add(by);
    }
}

/// A talk about a visit of several services names them all (`together`); any other names what one service may be.
fn is_about(talk: &TalkEntry, visit: &DemoVisit) -> bool {
    let said = |key: &String| talk.services.is_empty() || talk.services.contains(key);
    visit.items.iter().all(|i| said(&i.service_key)) && (talk.about == TalkAbout::Cancelled || talk.together == (visit.items.len() > 1))
}
