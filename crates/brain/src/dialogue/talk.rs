//! One turn in progress: what is known, what will be said and done. Flows write here; `mod.rs` composes the outcome.

use super::act::Act;
use super::command::Command;
use super::phrase;
use super::state::{Ask, Asked, Draft, State};
use super::tour_read::TourAsk;
use crate::colleague::{Brief, Pass, Source};
use crate::facts::{Catalog, Facts, Offered, Visit};
use crate::knowledge::Sureness;
use crate::turn::{Answer, Call, Effect, Input, Refusal, Reply};
use crate::understand::Understanding;
use domain::conversation::Phase;
use domain::document::Passage;
use domain::id::{OfferId, ServiceId};
use domain::message::Button;
use domain::port::{ModelReply, ModelRequest};
use domain::slot::{Slot, SlotQuery};
use domain::{Lang, Phone, Ts};
use fluent_bundle::FluentArgs;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Why a turn cannot go on.
#[derive(Debug)]
pub enum Halt {
    /// A fact is missing.
    Call(Box<Call>),
    /// The tool that gives it is broken.
    Failed,
    /// A colleague answers.
    Pass(Box<Pass>),
}

#[derive(Clone, Debug)]
pub struct Choice {
    pub act: Act,
    pub title: String,
}

#[derive(Clone, Debug)]
pub struct Question {
    pub text: String,
    pub what: Ask,
    pub choices: Vec<Choice>,
}

/// Most slots one search returns.
const SLOTS: usize = 600;
/// Passages one search of the knowledge returns.
const PASSAGES: u16 = 5;

#[derive(Debug)]
pub struct Talk<'a> {
    pub facts: &'a Facts,
    pub input: &'a Input,
    answers: &'a [(Call, Answer)],
    pub state: State,
    pub lang: Lang,
    pub phase: Phase,
    /// What was looked up where it is more than the words of the message.
    pub query: Option<String>,
    /// Paragraphs said before the question.
    pub says: Vec<String>,
    pub question: Option<Question>,
    pub effects: Vec<Effect>,
    pub commands: Vec<Command>,
    /// Ids of catalog and FAQ rows that the answer rests on.
    pub knowledge: Vec<String>,
    /// The customer agreed to the sum-up in this turn.
    pub agreed: bool,
    /// Something in the draft changed in this turn, so the question is a new one.
    pub changed: bool,
    /// The agent falls silent: a person was asked, or there is nothing to say.
    pub is_over: bool,
    /// "да" to a list of several: the customer is asked which.
    pub asks_which: bool,
    /// Slots already shown, when the customer asks for others.
    pub skip: Vec<Ts>,
    /// "пораньше": the last times before the limit are the nearest ones.
    pub wants_latest: bool,
    /// "попозже": the first times after the limit.
    pub wants_earliest: bool,
    /// The first paragraph is a greeting in a word; it shares a line with what follows.
    pub has_hello: bool,
    /// What was understood, for the trace.
    pub heard: serde_json::Value,
    /// Passages found for the customer's words in this turn.
    pub passages: Vec<Passage>,
    /// Looks into the catalog of tours, for the trace.
    pub lookups: Vec<serde_json::Value>,
    /// A tour the words named that asked something else: told of when nobody knows better.
    pub tour_guess: Option<TourAsk>,
    /// The departure asked for was found in this turn, with seats for all.
    pub tour_is_open: bool,
    /// What a model was asked and what became of its answer, for the trace.
    pub consulted: Vec<serde_json::Value>,
    /// The customer's words as they were understood.
    pub understood: Option<Understanding>,
    /// What this turn has found out of the request (`request.rs`).
    pub learned: BTreeMap<String, String>,
    /// A script began in this turn.
    pub script_began: bool,
}

impl<'a> Talk<'a> {
    pub fn new(facts: &'a Facts, state: &State, input: &'a Input, answers: &'a [(Call, Answer)]) -> Self {
        let org = &facts.catalog.org;
        let lang = org.settings.voice(state.lang.or(facts.contact.lang).or(org.settings.languages.first().copied()).unwrap_or(org.lang));
        Talk {
            facts,
            input,
            answers,
            lang,
            phase: state.phase.unwrap_or(Phase::Greeting),
            query: None,
            state: state.clone(),
            says: vec![],
            question: None,
            effects: vec![],
            commands: vec![],
            knowledge: vec![],
            agreed: false,
            changed: false,
            is_over: false,
            asks_which: false,
            skip: vec![],
            wants_latest: false,
            wants_earliest: false,
            has_hello: false,
            heard: serde_json::Value::Null,
            passages: vec![],
            lookups: vec![],
            tour_guess: None,
            tour_is_open: false,
            consulted: vec![],
            understood: None,
            learned: BTreeMap::new(),
            script_began: false,
        }
    }

    pub fn catalog(&self) -> &'a Catalog {
        &self.facts.catalog
    }
    pub fn now(&self) -> Ts {
        self.input.now
    }
    pub fn draft(&self) -> &Draft {
        &self.state.draft
    }
    /// The zone the customer's words are read in: the branch's if it is known.
    pub fn zone(&self) -> TimeZone {
        let draft = &self.state.draft;
        let branch = draft.slot.as_ref().map(|s| s.branch_id).or(draft.branch);
        match branch {
            Some(id) => self.zone_of(id),
            None => self.catalog().branches.first().map_or_else(|| self.org_zone(), |b| self.zone_of(b.id)),
        }
    }
    pub fn zone_of(&self, branch: domain::id::BranchId) -> TimeZone {
        self.catalog().branch(branch).and_then(|b| domain::time::zone(&b.zone).ok()).unwrap_or_else(|| self.org_zone())
    }
    fn org_zone(&self) -> TimeZone {
        domain::time::zone(&self.catalog().org.zone).unwrap_or(TimeZone::UTC)
    }
    pub fn today(&self) -> Date {
        self.now().in_zone(&self.zone()).date()
    }
    /// Is there anything to book?
    pub fn books(&self) -> bool {
        !self.catalog().services.is_empty()
    }
    pub fn name(&self) -> Option<&str> {
        self.state.name.as_deref().or(self.facts.contact.name.as_deref()).filter(|n| !n.trim().is_empty())
    }
    pub fn phone(&self) -> Option<&Phone> {
        self.state.phone.as_ref().or(self.facts.contact.phone.as_ref())
    }
    /// What came with a customer who was handed over in this turn.
    pub fn brief(&self) -> Option<&'a Brief> {
        self.facts.team.brief.as_ref().filter(|brief| Some(brief.to) == self.facts.agent.id)
    }
    /// What the customer says beside asking for this agent, where they have asked.
    pub fn beside(&self) -> Option<&'a str> {
        self.brief().filter(|brief| brief.source == Source::Customer).map(|brief| brief.wants.as_str())
    }
    /// The customer's words of this turn.
    pub fn words(&self) -> String {
        if let Some(rest) = self.beside().filter(|rest| !rest.is_empty()) {
            return rest.to_owned();
        }
        let texts: Vec<&str> = self.input.messages.iter().map(|m| m.text.trim()).filter(|t| !t.is_empty()).collect();
        texts.join("\n")
    }

    // Facts by call.

    fn answer(&self, call: Call) -> Result<&'a Answer, Halt> {
        match self.answers.iter().find(|(asked, _)| *asked == call) {
            Some((_, Answer::Failed { .. })) => Err(Halt::Failed),
            Some((_, answer)) => Ok(answer),
            None => Err(Halt::Call(Box::new(call))),
        }
    }
    /// Free slots in time order, without those the database has just refused.
    pub fn slots(&self, mut query: SlotQuery) -> Result<Vec<Slot>, Halt> {
        query.from = query.from.max(self.now());
        query.limit = SLOTS;
        if query.until <= query.from {
            return Ok(vec![]);
        }
        let Answer::Slots { slots } = self.answer(Call::Slots { query })? else { return Err(Halt::Failed) };
        Ok(slots.iter().filter(|s| !self.was_refused(s)).cloned().collect())
    }
    pub fn was_refused(&self, slot: &Slot) -> bool {
        self.input.refused.iter().any(|r| matches!(r, Refusal::SlotTaken { slot: taken } if taken.employee_id == slot.employee_id && taken.starts_at == slot.starts_at))
    }
    /// Upcoming visits of this customer, soonest first.
    pub fn visits(&self) -> Result<Vec<Visit>, Halt> {
        let Answer::Visits { visits } = self.answer(Call::Visits { with_past: false })? else { return Err(Halt::Failed) };
        Ok(visits.iter().filter(|v| v.status.is_upcoming() && v.slot.ends_at > self.now()).cloned().collect())
    }

    /// A place offered from the waiting list; none that is not this customer's.
    pub fn offered(&self, offer_id: OfferId) -> Result<Option<&'a Offered>, Halt> {
        let Answer::Offer { offer } = self.answer(Call::Offer { offer_id })? else { return Err(Halt::Failed) };
        Ok(offer.as_ref())
    }

    /// Passages for a question; none when the search is broken: the dialogue goes on without.
    pub fn search(&self, query: &str) -> Result<Vec<Passage>, Halt> {
        let spec = &self.facts.agent.spec;
        let call = Call::Knowledge { query: query.to_owned(), categories: spec.categories.clone(), limit: PASSAGES, lang: Some(self.lang) };
        match self.answer(call) {
            Ok(Answer::Passages { passages }) => Ok(passages.iter().map(|p| Passage { text: crate::guard::without_orders(&p.text), ..p.clone() }).collect()),
            Err(Halt::Call(call)) => Err(Halt::Call(call)),
            _ => Ok(vec![]),
        }
    }
    /// The entry of the FAQ nearest to a text, of those the agent may use, and how well it fits.
    pub fn faq(&self, text: &str) -> Option<(usize, f64)> {
        let (rows, allowed) = (&self.catalog().faq, &self.facts.agent.spec.categories);
        let may = |entry: usize| allowed.is_empty() || rows.get(entry).is_some_and(|row| row.category_id.is_none_or(|own| allowed.contains(&own)));
        self.catalog().faq_index.find_where(text, may)
    }
    /// From here on an entry of the FAQ is an answer, 0..=1.
    pub fn faq_threshold(&self) -> f64 {
        Sureness::from(&self.facts.agent.spec.thresholds).faq
    }
    /// A model's answer; none when it failed or the turn has asked often enough.
    pub fn model(&self, request: ModelRequest) -> Result<Option<&'a ModelReply>, Halt> {
        let call = Call::Model { request: Box::new(request) };
        let asked = self.answers.iter().filter(|(asked, _)| matches!(asked, Call::Model { .. })).count();
        if asked >= usize::from(self.facts.agent.spec.limits.turn_calls) && !self.answers.iter().any(|(known, _)| *known == call) {
            return Ok(None);
        }
        match self.answer(call) {
            Ok(Answer::Model { reply }) => Ok(Some(reply)),
            Err(Halt::Call(call)) => Err(Halt::Call(call)),
            _ => Ok(None),
        }
    }
    /// Every time that was found free in this turn, and every standing visit looked up.
    pub fn times(&self) -> impl Iterator<Item = (&'a Slot, Vec<ServiceId>)> {
        self.answers.iter().flat_map(|(call, answer)| {
            let found: Vec<(&Slot, Vec<ServiceId>)> = match (call, answer) {
                (Call::Slots { query }, Answer::Slots { slots }) => slots.iter().map(|s| (s, query.services.clone())).collect(),
                (_, Answer::Visits { visits }) => visits.iter().map(|v| (&v.slot, v.services.clone())).collect(),
                (_, Answer::Offer { offer }) => offer.iter().map(|o| (&o.slot, o.services.clone())).collect(),
                _ => vec![],
            };
            found
        })
    }

    // Words.

    pub fn phrase(&self, key: &str, args: &FluentArgs<'_>) -> String {
        phrase::text(self.lang, key, args)
    }
    pub fn plain(&self, key: &str) -> String {
        phrase::text(self.lang, key, &FluentArgs::new())
    }
    /// Says a paragraph.
    pub fn say(&mut self, key: &str, args: &FluentArgs<'_>) {
        let text = self.phrase(key, args);
        self.says.push(text);
    }
    pub fn ask(&mut self, what: Ask, text: String, choices: Vec<Choice>) {
        self.question = Some(Question { text, what, choices });
    }
    pub fn choice(&self, act: Act, key: &str) -> Choice {
        Choice { act, title: self.plain(key) }
    }
    /// A question with the services named before it, when they were chosen in this turn: the customer sees what was understood.
    pub fn lead(&self, text: String) -> String {
        let is_new = self.changed && self.commands.iter().any(|c| matches!(c, Command::SetServices { .. } | Command::StartFlow { .. }));
        if !is_new || self.state.draft.services.is_empty() {
            return text;
        }
        format!("{}. {text}", super::show::service_names(self.catalog(), self.lang, &self.state.draft.services))
    }
    /// A question after a time was taken in this turn: what is kept is said first.
    pub fn kept(&self, text: String) -> String {
        let Some(slot) = self.state.draft.slot.as_ref().filter(|_| self.changed) else { return text };
        let zone = self.zone_of(slot.branch_id);
        let when = super::show::moment(self.lang, &slot.starts_at.in_zone(&zone), self.now().in_zone(&zone).date());
        let head = self.phrase(
            "kept-for-you",
            &super::phrase::args![
                "services" => super::show::service_names(self.catalog(), self.lang, &self.state.draft.services),
                "employee" => super::show::employee_name(self.catalog(), slot.employee_id),
                "when" => when,
            ],
        );
        format!("{head}\n{text}")
    }
    /// Something was answered on the way: the open question is only reminded of.
    pub fn is_digression(&self) -> bool {
        !self.changed && !self.says.is_empty() && self.state.asked.is_some()
    }

    // Effects.

    /// Holds a slot, in place of what was held before.
    pub fn hold(&mut self, slot: Slot) {
        self.effects.retain(|e| !matches!(e, Effect::Hold { .. } | Effect::Release));
        let minutes = i64::from(self.catalog().org.settings.hold_minutes);
        // A visit moved by half an hour overlaps itself: its own time is not to be held against it.
        let overlaps_itself = self.state.draft.visit.as_ref().is_some_and(|v| {
            v.slot.employee_id == slot.employee_id && slot.starts_at < v.slot.ends_at.plus_minutes(60) && v.slot.starts_at < slot.ends_at.plus_minutes(60)
        });
        self.state.draft.held_until = None;
        if !overlaps_itself {
            self.effects.push(Effect::Hold { services: self.state.draft.services.clone(), slot: slot.clone() });
            self.state.draft.held_until = Some(self.now().plus_minutes(minutes));
        }
        self.state.draft.slot = Some(slot);
    }
    /// Lets the chosen slot go.
    pub fn let_go(&mut self) {
        self.effects.retain(|e| !matches!(e, Effect::Hold { .. }));
        if self.state.draft.slot.take().is_some() && self.state.draft.held_until.take().is_some() && !self.effects.contains(&Effect::Release) {
            self.effects.push(Effect::Release);
        }
    }
    /// Leaves the flow; what was held goes.
    pub fn leave(&mut self) {
        self.let_go();
        self.state.flow = None;
        self.state.draft = Draft::default();
    }

    /// The reply of the turn and the question to remember.
    pub fn compose(&mut self) -> Vec<Reply> {
        let is_reminder = self.is_digression();
        let mut paragraphs = std::mem::take(&mut self.says);
        let mut buttons = Vec::new();
        match self.question.take() {
            Some(question) => {
                self.state.step = self.state.step.wrapping_add(1);
                let room = usize::from(self.facts.channel.buttons);
                let mut text = question.text;
                let mut choices = question.choices;
                if room == 0 && question.what == Ask::Next {
                    choices.clear();
                }
                // A long list is not repeated after every question on the way; its numbers still count.
                let is_known = is_reminder && choices.len() > 8 && self.state.asked.as_ref().is_some_and(|a| a.what == question.what);
                // What went wrong is told in words; the choice only keeps which visit it was.
                let is_shown = question.what != Ask::WentWrong;
                if is_shown && choices.len() > room {
                    for (i, choice) in choices.iter().enumerate().filter(|_| !is_known) {
                        text.push_str(&format!("\n{}. {}", i + 1, choice.title));
                    }
                } else if is_shown {
                    buttons = choices.iter().map(|c| Button::new(format!("{}.{}", self.state.step, c.act.code()), c.title.clone())).collect();
                }
                if !text.is_empty() {
                    paragraphs.push(text);
                }
                self.state.asked = Some(Asked { what: question.what, choices: choices.iter().map(|c| c.act.code()).collect() });
            }
            None => self.state.asked = None,
        }
        if self.has_hello && paragraphs.len() > 1 {
            let hello = paragraphs.remove(0);
            if let Some(first) = paragraphs.first_mut() {
                *first = format!("{hello} {first}");
            }
        }
        let text = paragraphs.join("\n\n");
        if text.trim().is_empty() { vec![] } else { vec![Reply { text, buttons }] }
    }
}
