//! A real conversation as a test: what the customer wrote and pressed, the facts that were said, the phases, and what stands at the
//! end; without the customer. Visits and taken time of that moment become part of the text, so that it plays the same.

use super::disguise::Disguise;
use super::{expectation, insert_in, keep, play, played};
use crate::turn::record::{self, Flight};
use crate::{App, Ctx};
use brain::facts::Catalog;
use brain::golden::{Keys, Scenery, World};
use brain::turn::{Answer, Call, Effect, Reply, Utterance};
use domain::booking::{Booking, BookingStatus};
use domain::dialogue_test::{DialogueTest, TestRun};
use domain::id::{BookingId, ContactId, ConversationId, DialogueTestId};
use domain::{Error, Result, Ts};
use jiff::tz::TimeZone;
use std::fmt::Write as _;
use store::booking::BookingFilter;
use store::Scope;

/// Turns of one test, counted back from the last.
const TURNS: usize = 40;
/// A longer silence begins another talk.
const SILENCE_MINUTES: i64 = 12 * 60;
/// Taken times that become part of the text.
const BUSY: usize = 150;
/// Taken time is looked for this many days ahead at most.
const DAYS: i64 = 45;

/// What would be saved: to be read, and changed, before it is.
#[derive(Clone, Debug)]
pub struct Preview {
    pub title: String,
    pub text: String,
    /// How it would go today.
    pub run: TestRun,
}

/// The conversation's last talk as a test that is not kept.
pub async fn preview(app: &App, ctx: &Ctx, id: ConversationId, title: Option<String>) -> Result<Preview> {
    let (title, text, scenery) = written(app, ctx, id, title).await?;
    let run = played(app, scenery, text.clone()).await?;
    Ok(Preview { title, text, run })
}

/// Makes a test of the conversation's last talk and plays it at once. `text`: what the person has made of the preview.
pub async fn save(app: &App, ctx: &Ctx, id: ConversationId, title: Option<String>, text: Option<String>) -> Result<DialogueTest> {
    let (title, own, scenery) = written(app, ctx, id, title).await?;
    let text = text.unwrap_or(own);
    play::check(&text)?;
    let now = app.now();
    let test = DialogueTest { id: DialogueTestId::new(), title, text, conversation_id: Some(id), last_run: None, created_at: now, updated_at: now };
    let mut unit = app.unit(ctx).await?;
    insert_in(&mut unit, &test).await?;
    unit.commit().await?;
    let run = played(app, scenery, test.text.clone()).await?;
    Ok(keep(app, ctx, &test, &run, None).await?.unwrap_or(test))
}

/// Title and text without the customer, and the firm to play it on.
async fn written(app: &App, ctx: &Ctx, id: ConversationId, title: Option<String>) -> Result<(String, String, Scenery)> {
    let mut scope = app.scope(ctx.org).await?;
    let row = store::conversation::get(&mut scope, id).await?;
    let flights = flights(&mut scope, id).await?;
    let scenery = play::scenery(app, &mut scope).await?;
    let contact = store::contact::get(&mut scope, row.conversation.contact_id).await?;
    let mut names: Vec<String> = contact.name.into_iter().collect();
    names.extend(flights.iter().flat_map(|f| f.effects.iter()).filter_map(|e| if let Effect::Contact { name, .. } = e { name.clone() } else { None }));
    names.extend(flights.iter().filter_map(|f| f.contact.name.clone()));
    let disguise = Disguise::new(&scenery.catalog, &names);
    let writer = Writer::new(&scenery, &disguise, &flights)?;
    let calendar = calendar(&mut scope, &writer, contact.id).await?;
    drop(scope);
    let title = title.unwrap_or_else(|| writer.title());
    let text = writer.write(&title, &calendar);
    play::check(&text)?;
    Ok((title, text, scenery))
}

/// The records of the last talk, oldest first, up to where a person was asked for.
async fn flights(scope: &mut Scope, id: ConversationId) -> Result<Vec<Flight>> {
    let limit = i64::try_from(TURNS).unwrap_or(i64::MAX);
    let turns = store::turn::list(scope, id, i64::MAX, limit).await?;
    let mut flights: Vec<Flight> = Vec::new();
    for turn in turns {
        let read = if record::version(&turn.record) < record::VERSION { None } else { serde_json::from_value::<Flight>(turn.record).ok() };
        let Some(flight) = read else { break };
        if flights.last().is_some_and(|next| next.input.now.minutes_since(flight.input.now) > SILENCE_MINUTES) {
            break;
        }
        flights.push(flight);
    }
    flights.reverse();
    if let Some(end) = flights.iter().position(|f| f.effects.iter().any(|e| matches!(e, Effect::HandOver { .. }))) {
        flights.truncate(end + 1);
    }
    if flights.is_empty() {
        return Err(Error::conflict("the agent has not answered here since its turns are recorded whole").code("nothing_to_save"));
    }
    Ok(flights)
}

/// What stood in the calendar when the talk began.
struct Standing {
    /// Lines of the script.
    visits: Vec<String>,
    busy: Vec<String>,
}

async fn calendar(scope: &mut Scope, writer: &Writer<'_>, contact: ContactId) -> Result<Standing> {
    let from = writer.started;
    let asked = writer.flights.iter().flat_map(|f| &f.calls).filter_map(|(call, _)| if let Call::Slots { query } = call { Some(query.until) } else { None });
    let until = asked.max().unwrap_or(from).min(from.plus_minutes(DAYS * 1440));
    let all = |contact, until| BookingFilter { from, until, branch: None, employee: None, contact, status: None };
    let start = (Ts::from_micros(0), BookingId::nil());
    let own = store::booking::list(scope, &all(Some(contact), from.plus_minutes(400 * 1440)), start, 50).await?;
    let visits = own.iter().filter(|b| b.created_at <= from).filter_map(|b| writer.visit(b)).collect();
    let taken = if until > from { store::booking::list(scope, &all(None, until), start, 500).await? } else { vec![] };
    let taken = taken.iter().filter(|b| b.created_at <= from && b.contact_id != contact && (b.status.is_active() || b.updated_at > from));
    let mut busy: Vec<String> = taken.filter_map(|b| writer.busy(b.employee_id.uuid(), b.starts_at, writer.rest(b))).collect();
    if until > from {
        let blocks = store::block::list(scope, from, until, None, (Ts::from_micros(0), uuid::Uuid::nil()), 200).await?;
        busy.extend(blocks.iter().filter_map(|b| writer.busy(b.subject_id, b.starts_at, b.ends_at)));
    }
    busy.truncate(BUSY);
    Ok(Standing { visits, busy })
}

/// A visit the talk has touched.
struct Touched {
    id: Option<BookingId>,
    services: String,
    employee: String,
    start: Ts,
    status: BookingStatus,
}

struct Writer<'a> {
    scenery: &'a Scenery,
    disguise: &'a Disguise,
    flights: &'a [Flight],
    zone: TimeZone,
    started: Ts,
}

impl<'a> Writer<'a> {
    fn new(scenery: &'a Scenery, disguise: &'a Disguise, flights: &'a [Flight]) -> Result<Self> {
        let zone = domain::time::zone(&scenery.catalog.org.zone)?;
        // A stage moves its clock by this much before every turn.
        let started = flights.first().map_or(Ts::from_micros(0), |f| f.input.now.plus_secs(-20));
        Ok(Writer { scenery, disguise, flights, zone, started })
    }

    fn catalog(&self) -> &Catalog {
        &self.scenery.catalog
    }
    fn keys(&self) -> &Keys {
        &self.scenery.keys
    }
    fn civil(&self, at: Ts) -> String {
        at.in_zone(&self.zone).strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }

    /// The customer's first words.
    fn title(&self) -> String {
        let said = self.flights.iter().flat_map(|f| &f.input.messages).map(|m| m.text.as_str()).find(|t| !t.trim().is_empty()).unwrap_or_default();
        let line: String = self.line(said).chars().take(80).collect();
        if line.is_empty() { self.civil(self.started) } else { line }
    }

    /// Customer's text as a line of the format.
    fn line(&self, text: &str) -> String {
        let plain = self.disguise.text(text).replace('{', "(").replace('}', ")");
        plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(1_000).collect()
    }

    /// A visit of this customer; only one that the firm of today can hold becomes a line.
    fn visit(&self, b: &Booking) -> Option<String> {
        let status = if b.updated_at > self.started && !b.status.is_upcoming() { BookingStatus::Booked } else { b.status };
        let services: Vec<String> = b.items.iter().map(|i| self.keys().of_service(i.service_id)).collect();
        let (employee, branch) = (self.keys().of_employee(b.employee_id), self.keys().of_branch(b.branch_id));
        if !status.is_active() || employee.is_empty() || branch.is_empty() || services.iter().any(String::is_empty) {
            return None;
        }
        let line = format!("@visit service=\"{}\" employee=\"{employee}\" branch=\"{branch}\" start={} status={}", services.join(","), self.civil(b.starts_at), status.as_str());
        let script = brain::golden::parse(&format!("@now {}\n{line}", self.civil(self.started))).ok()?;
        World::new(self.scenery, &script).ok().map(|_| line)
    }

    fn busy(&self, subject: uuid::Uuid, from: Ts, until: Ts) -> Option<String> {
        let employee = self.keys().of_employee(subject.into());
        (!employee.is_empty()).then(|| format!("@busy employee=\"{employee}\" start={} end={}", self.civil(from), self.civil(until)))
    }

    /// Until when a visit keeps its employee: the rest after its last service too.
    fn rest(&self, b: &Booking) -> Ts {
        let buffer = b.items.last().and_then(|i| self.catalog().service(i.service_id)).map_or(0, |s| s.buffer_minutes);
        b.ends_at.plus_minutes(i64::from(buffer))
    }

    fn write(&self, title: &str, calendar: &Standing) -> String {
        let mut text = format!("# {}\n@now {}\n", title.replace('\n', " "), self.civil(self.started));
        if let Some(first) = self.flights.first() {
            let _ = writeln!(text, "@channel buttons={}", first.channel.buttons);
            let known = &first.contact;
            if known.name.is_some() || known.phone.is_some() {
                let name = known.name.as_ref().map(|n| format!(" name=\"{}\"", self.disguise.text(n).replace('"', ""))).unwrap_or_default();
                let phone = known.phone.as_ref().map(|p| format!(" phone={}", Disguise::phone(p))).unwrap_or_default();
                let _ = writeln!(text, "@contact{name}{phone}");
            }
            if let Some(lang) = known.lang {
                let _ = writeln!(text, "@lang {}", lang.as_str());
            }
        }
        for line in calendar.visits.iter().chain(&calendar.busy) {
            let _ = writeln!(text, "{line}");
        }
        let mut heard: Vec<&[Reply]> = Vec::new();
        let mut last = self.started;
        for flight in self.flights {
            // The stage's clock has moved twenty seconds by itself.
            let gap = (flight.input.now.micros() - last.micros()) / 1_000_000 - 20;
            if gap > 0 {
                let _ = writeln!(text, "\n@wait {gap}s");
            }
            last = flight.input.now;
            text.push('\n');
            self.customer(&mut text, &flight.input.messages, &heard);
            let _ = writeln!(text, "? {}", flight.phase.as_str());
            for fact in expectation::facts(&flight.replies, self.catalog()) {
                let _ = writeln!(text, "+ {fact}");
            }
            heard.push(&flight.replies);
        }
        text.push('\n');
        self.rows(&mut text, calendar);
        text
    }

    fn customer(&self, text: &mut String, messages: &[Utterance], heard: &[&[Reply]]) {
        if let [Utterance { button: Some(id), .. }] = messages
            && let Some(line) = press(id, heard)
        {
            let _ = writeln!(text, "{line}");
            return;
        }
        for (i, message) in messages.iter().enumerate() {
            let title = message.button.as_ref().and_then(|id| title_of(id, heard));
            let said = self.line(title.as_deref().unwrap_or(&message.text));
            let mark = if i == 0 { '>' } else { '&' };
            let extra = match (&message.phone, &message.start, message.attachments.first()) {
                (Some(phone), _, _) => format!("{{contact {}}} ", Disguise::phone(&domain::Phone::trusted(phone.clone()))),
                (None, Some(start), _) => format!("{{start {start}}} "),
                (None, None, Some(kind)) => format!("{{{kind}}} "),
                _ => String::new(),
            };
            let _ = writeln!(text, "{mark} {extra}{said}");
        }
    }

    fn rows(&self, text: &mut String, calendar: &Standing) {
        let touched = self.touched();
        for visit in &touched {
            let _ = writeln!(text, "= booking service=\"{}\" employee=\"{}\" start={} status={}", visit.services, visit.employee, self.civil(visit.start), visit.status.as_str());
        }
        if touched.is_empty() && calendar.visits.is_empty() {
            let _ = writeln!(text, "= booking count=0");
        }
        let effects = || self.flights.iter().flat_map(|f| &f.effects);
        let reasons: Vec<String> = effects().filter_map(|e| if let Effect::HandOver { reason, .. } = e { serde_json::to_value(reason).ok()?.as_str().map(str::to_owned) } else { None }).collect();
        let asked = reasons.first().map_or_else(|| "none".to_owned(), |reason| format!("reason={reason}"));
        let _ = writeln!(text, "= handover {asked}");
        let phone = effects().filter_map(|e| if let Effect::Contact { phone, .. } = e { phone.as_ref() } else { None }).next_back();
        if let Some(phone) = phone {
            let _ = writeln!(text, "= contact phone={}", Disguise::phone(phone));
        }
        let questions = effects().filter(|e| matches!(e, Effect::Unanswered { .. })).count();
        let _ = writeln!(text, "= unanswered count={questions}");
    }

    /// Visits made or changed in the talk, as they were at its end.
    fn touched(&self) -> Vec<Touched> {
        let mut all: Vec<(Touched, bool)> = Vec::new();
        for flight in self.flights {
            for visit in flight.calls.iter().filter_map(|(_, answer)| if let Answer::Visits { visits } = answer { Some(visits) } else { None }).flatten() {
                if all.iter().any(|(t, _)| t.id == Some(visit.booking_id)) {
                    continue;
                }
                // A visit made in this talk gets its id when it is next looked at.
                match all.iter_mut().find(|(t, _)| t.id.is_none() && t.start == visit.slot.starts_at) {
                    Some((made, _)) => made.id = Some(visit.booking_id),
                    None => all.push((self.touch(Some(visit.booking_id), &visit.services, &visit.slot, visit.status), false)),
                }
            }
            for effect in &flight.effects {
                let mut change = |id: &BookingId, change: &dyn Fn(&mut Touched)| {
                    if let Some((visit, is_touched)) = all.iter_mut().find(|(t, _)| t.id == Some(*id)) {
                        change(visit);
                        *is_touched = true;
                    }
                };
                match effect {
                    Effect::Book { services, slot, .. } => all.push((self.touch(None, services, slot, BookingStatus::Booked), true)),
                    Effect::Move { booking_id, slot } => change(booking_id, &|t| (t.start, t.employee) = (slot.starts_at, self.keys().of_employee(slot.employee_id))),
                    Effect::Cancel { booking_id, .. } => change(booking_id, &|t| t.status = BookingStatus::Cancelled),
                    Effect::SetStatus { booking_id, status } => change(booking_id, &|t| t.status = *status),
                    _ => {}
                }
            }
        }
        all.into_iter().filter(|(_, is_touched)| *is_touched).map(|(t, _)| t).filter(|t| !t.services.is_empty() && !t.employee.is_empty()).collect()
    }

    fn touch(&self, id: Option<BookingId>, services: &[domain::id::ServiceId], slot: &domain::slot::Slot, status: BookingStatus) -> Touched {
        let services: Vec<String> = services.iter().map(|s| self.keys().of_service(*s)).collect();
        Touched { id, services: services.join(","), employee: self.keys().of_employee(slot.employee_id), start: slot.starts_at, status }
    }
}

/// How the format presses that button: under the latest choices, or an older one.
fn press(id: &str, heard: &[&[Reply]]) -> Option<String> {
    let latest = heard.iter().rposition(|replies| replies.iter().any(|r| !r.buttons.is_empty()))?;
    let choices: Vec<_> = heard.get(latest)?.iter().flat_map(|r| &r.buttons).collect();
    match choices.iter().position(|b| b.id == id) {
        // By its title, as people read it; by its place where a title could be taken for something else.
        Some(place) => {
            let title = choices.get(place).map(|b| b.title.as_str()).unwrap_or_default();
            let is_plain = !title.is_empty() && !title.contains(']') && !title.starts_with('#') && !title.starts_with("old:") && choices.iter().filter(|b| b.title == title).count() == 1;
            Some(if is_plain { format!("[{title}]") } else { format!("[#{}]", place + 1) })
        }
        None => title_of(id, heard).map(|title| format!("[old:{}]", title.replace(']', ")"))),
    }
}

fn title_of(id: &str, heard: &[&[Reply]]) -> Option<String> {
    heard.iter().rev().flat_map(|replies| replies.iter()).flat_map(|r| &r.buttons).find(|b| b.id == id).map(|b| b.title.clone())
}
