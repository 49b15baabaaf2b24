//! A firm in memory to play dialogues on: its catalog, a calendar that refuses overlaps, and the loop that a driver of the
//! brain runs. The same scripts are played against the running product. What must never happen, whatever is said, is a mistake too.

use super::calendar::Calendar;
use super::{Approach, Busy, Contact, Heard, Keys, Rows, Said, Scenery, Script, Shelf, Stage, What, lead};
use crate::colleague::{self, Team};
use crate::dialogue::approach::{Occasion, approach};
use crate::facts::{AgentFacts, ChannelFacts, ContactFacts, Facts, Memory};
use crate::route::{LiveAgents, Situation};
use crate::turn::{Answer, Call, Effect, Input, Outcome, Refusal, State, Step, Utterance};
use domain::agent::Voice;
use domain::conversation::Phase;
use domain::id::{AgentId, ConnectionId};
use domain::port::{ModelReply, ModelRequest};
use domain::{Phone, Ts};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Calls one turn may make.
const CALLS: usize = 12;
/// How often one turn is planned anew after its effects were refused.
const REFUSALS: usize = 3;
/// Most bytes of a state between two turns.
const STATE: usize = 8_000;

#[derive(Clone, Debug)]
pub struct World {
    pub facts: Facts,
    pub now: Ts,
    pub state: State,
    /// What the operator reads with each hand-over.
    pub summaries: Vec<String>,
    /// Why each turn went as it did.
    pub traces: Vec<String>,
    /// Fails every call, to see how the dialogue copes.
    pub tools_fail: bool,
    pub keys: Keys,
    /// Thinks and words for whoever answers; none = the brain has nothing but itself.
    pub model: Option<fn(&ModelRequest) -> Option<ModelReply>>,
    /// How often the model was asked in each turn.
    pub model_calls: Vec<usize>,
    shelf: Arc<Shelf>,
    crew: Arc<LiveAgents>,
    /// Who leads the conversation.
    leader: Option<AgentId>,
    /// Why the latest turn went as it did.
    why: serde_json::Value,
    calendar: Calendar,
    phase: Phase,
    hand_overs: Vec<String>,
    unanswered: usize,
    /// Marks that were given.
    pub rated: Vec<u8>,
    is_silent: bool,
    mistakes: Vec<String>,
}

impl World {
    /// Sets the stage for a script; an error tells what the firm does not have.
    pub fn new(scenery: &Scenery, script: &Script) -> Result<World, String> {
        let mut catalog = scenery.catalog.clone();
        if !script.settings.is_empty() {
            let mut own = (*catalog).clone();
            own.org.settings = super::scenery::tuned(&own.org.settings, &script.settings)?;
            catalog = Arc::new(own);
        }
        let zone = domain::time::zone(&catalog.org.zone).map_err(|e| e.to_string())?;
        let contact = script.contact.clone().unwrap_or_default();
        let contact = ContactFacts { name: contact.name, phone: contact.phone.map(Phone::trusted), lang: script.lang, messages_before: 0 };
        let mut calendar = Calendar::new(catalog.clone(), scenery.resources.clone(), zone);
        let now = calendar.ts(script.now)?;
        for visit in &script.visits {
            calendar.stand(&scenery.keys, visit)?;
        }
        for busy in &script.busy {
            calendar.block(&scenery.keys, busy)?;
        }
        Ok(World {
            facts: Facts {
                agent: Arc::new(AgentFacts { has_knowledge: !scenery.shelf.is_empty(), ..AgentFacts::default() }),
                catalog,
                contact,
                channel: ChannelFacts { buttons: script.buttons },
                memory: Memory::default(),
                request: lead::before(&scenery.crew, script),
                team: Team::default(),
            },
            shelf: scenery.shelf.clone(),
            crew: scenery.crew.clone(),
            leader: None,
            why: serde_json::Value::Null,
            now,
            state: State::default(),
            summaries: vec![],
            traces: vec![],
            tools_fail: false,
            model: None,
            model_calls: vec![],
            keys: scenery.keys.clone(),
            calendar,
            phase: Phase::Greeting,
            hand_overs: vec![],
            unanswered: 0,
            rated: vec![],
            is_silent: false,
            mistakes: vec![],
        })
    }

    /// A person has given the conversation back to the agent.
    pub fn wake(&mut self) {
        self.is_silent = false;
    }

    /// The trace of the latest turn.
    pub fn why(&self) -> &serde_json::Value {
        &self.why
    }

    pub fn says(&mut self, text: &str) -> Heard {
        self.turn(vec![Utterance { text: text.to_owned(), ..Utterance::default() }])
    }

    pub fn answer(&self, call: &Call) -> Answer {
        if self.tools_fail {
            return Answer::Failed { code: "down".into() };
        }
        match call {
            Call::Slots { query } => Answer::Slots { slots: self.calendar.slots(query, self.now) },
            Call::Visits { with_past } => Answer::Visits { visits: self.calendar.visits(*with_past, self.now) },
            // Nothing is offered here.
            Call::Offer { .. } => Answer::Offer { offer: None },
            Call::Knowledge { query, categories, lang, limit } => Answer::Passages { passages: self.shelf.search(query, categories, *lang, usize::from(*limit)) },
            Call::Model { request } => self.model.and_then(|model| model(request)).map_or(Answer::Failed { code: "model_off".into() }, |reply| Answer::Model { reply: Box::new(reply) }),
        }
    }

    /// One turn as a driver runs it: calls are answered, effects are written or refused all together.
    pub fn turn(&mut self, messages: Vec<Utterance>) -> Heard {
        self.now = self.now.plus_secs(20);
        if self.is_silent {
            return Heard { replies: vec![], phase: self.phase };
        }
        self.choose(&messages);
        let mut input = Input { now: self.now, messages, refused: vec![] };
        for _ in 0..=REFUSALS {
            let Some(outcome) = self.think(&input) else { break };
            let mut next = self.clone();
            match next.write(&outcome) {
                Ok(()) => {
                    *self = next;
                    return self.heard(outcome);
                }
                Err(refusal) => input.refused.push(refusal),
            }
        }
        self.mistakes.push("the turn came to no end: refused or asking again and again".into());
        Heard { replies: vec![], phase: self.phase }
    }

    /// Who answers, as the driver chooses.
    fn choose(&mut self, messages: &[Utterance]) {
        let words = messages.iter().map(|m| m.text.as_str()).collect::<Vec<_>>().join("\n");
        let catalog = &self.facts.catalog;
        let zone = domain::time::zone(&catalog.org.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let context = crate::understand::Context { now: self.now.timestamp(), zone, lang: None, lexicon: &catalog.lexicon };
        let intents = crate::understand(&words, &context).intents;
        let situation = Situation {
            current: self.leader,
            asked: None,
            stage: self.facts.request.as_ref().map(|r| r.stage.clone()),
            intents: intents.iter().filter(|i| i.score >= 0.5).take(3).map(|i| i.name).collect(),
            connection: ConnectionId::nil(),
            is_working: true,
            is_in_script: self.state.script.is_some(),
            lang: self.state.lang.or(self.facts.contact.lang).unwrap_or(catalog.org.lang),
        };
        let Some((choice, team)) = colleague::choose(&self.crew.agents, situation, &words, catalog) else { return };
        self.facts.team = team;
        self.give_to(choice.agent);
    }

    /// From here on this agent answers.
    fn give_to(&mut self, id: AgentId) {
        let Some(live) = self.crew.find(id) else { return };
        self.leader = Some(id);
        let mut facts = AgentFacts { id: Some(id), version: live.version, name: colleague::called(live).to_owned(), spec: live.spec.clone(), scripts: live.scripts.clone(), has_model: false, has_knowledge: !self.shelf.is_empty() };
        if self.model.is_some() {
            (facts.has_model, facts.spec.voice) = (true, Voice::Model);
        }
        self.facts.agent = Arc::new(facts);
    }

    fn think(&mut self, input: &Input) -> Option<Outcome> {
        let mut answers: Vec<(Call, Answer)> = Vec::new();
        let (mut hops, mut asked) = (0, 0);
        if self.model.is_some() {
            let agent = Arc::make_mut(&mut self.facts.agent);
            (agent.has_model, agent.spec.voice) = (true, Voice::Model);
        }
        for _ in 0..=CALLS {
            match crate::step(&self.facts, &self.state, input, &answers) {
                Step::Call(call) => {
                    if answers.iter().any(|(asked, _)| *asked == call) {
                        self.mistakes.push(format!("asked twice: {call:?}"));
                        return None;
                    }
                    let answer = self.answer(&call);
                    answers.push((call, answer));
                }
                Step::Pass(pass) => {
                    hops += 1;
                    if hops > colleague::HOPS || !self.facts.team.colleagues.iter().any(|one| one.id == pass.to) {
                        self.mistakes.push(format!("handed on to somebody who may not take over: {pass:?}"));
                        return None;
                    }
                    asked += model_calls(&answers);
                    answers.clear();
                    self.facts.team = colleague::after(&pass, &self.facts.team, &self.facts.agent.name, hops);
                    self.give_to(pass.to);
                }
                Step::Done(outcome) => {
                    if crate::step(&self.facts, &self.state, input, &answers) != Step::Done(outcome.clone()) {
                        self.mistakes.push("the same arguments gave another answer".into());
                    }
                    self.model_calls.push(asked + model_calls(&answers));
                    return Some(*outcome);
                }
            }
        }
        None
    }

    fn write(&mut self, outcome: &Outcome) -> Result<(), Refusal> {
        for effect in &outcome.effects {
            match effect {
                Effect::Hold { services, slot } => {
                    self.calendar.check(services, slot, None, self.now)?;
                }
                Effect::Release => {}
                Effect::Book { services, slot, .. } => self.calendar.book(services, slot, self.now)?,
                Effect::Move { booking_id, slot } => self.calendar.move_to(*booking_id, slot, self.now)?,
                Effect::Cancel { booking_id, .. } => self.calendar.set_status(*booking_id, domain::booking::BookingStatus::Cancelled)?,
                Effect::SetStatus { booking_id, status } => self.calendar.set_status(*booking_id, *status)?,
                Effect::Contact { name, phone, lang } => {
                    let contact = &mut self.facts.contact;
                    contact.name = name.clone().or(contact.name.take());
                    contact.phone = phone.clone().or(contact.phone.take());
                    contact.lang = lang.or(contact.lang);
                }
                Effect::HandOver { reason, summary } => {
                    self.hand_overs.push(serde_json::to_value(reason).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default());
                    self.summaries.push(summary.clone());
                    self.is_silent = true;
                }
                Effect::Rate { rating, .. } => self.rated.push(*rating),
                Effect::Comment { .. } | Effect::Wait { .. } | Effect::AnswerOffer { .. } => {}
                Effect::Unanswered { .. } => self.unanswered += 1,
                effect @ (Effect::SetRequest { .. } | Effect::MoveStage { .. }) => lead::write(&mut self.facts.request, effect),
            }
        }
        Ok(())
    }

    /// What the customer hears; keeps the state as a database would.
    fn heard(&mut self, outcome: Outcome) -> Heard {
        self.inspect(&outcome);
        let why = |key: &str| outcome.trace.get(key).map(ToString::to_string).unwrap_or_default();
        self.traces.push(format!("{} {} {} {}", why("heard"), why("commands"), why("calls"), why("model")));
        self.why.clone_from(&outcome.trace);
        self.phase = outcome.phase;
        self.facts.contact.messages_before += 2;
        match serde_json::to_string(&outcome.state).and_then(|json| Ok((json.len(), serde_json::from_str(&json)?))) {
            Ok((size, state)) => {
                self.state = state;
                if size > STATE {
                    self.mistakes.push(format!("the state is {size} bytes"));
                }
            }
            Err(error) => self.mistakes.push(format!("the state does not survive: {error}")),
        }
        Heard { replies: outcome.replies, phase: outcome.phase }
    }

    /// What holds for every answer.
    fn inspect(&mut self, outcome: &Outcome) {
        let mut wrong = Vec::new();
        if !self.phase.may_become(outcome.phase) {
            wrong.push(format!("{} became {}", self.phase.as_str(), outcome.phase.as_str()));
        }
        for button in outcome.replies.iter().flat_map(|r| &r.buttons) {
            if button.id.len() > 64 || !button.id.is_ascii() || button.title.is_empty() {
                wrong.push(format!("a button no channel could carry: {button:?}"));
            }
        }
        for reply in &outcome.replies {
            if reply.text.trim().is_empty() || reply.text.contains("{$") || reply.text.contains("  ") {
                wrong.push(format!("badly said: {:?}", reply.text));
            }
        }
        if self.summaries.iter().any(|s| s.is_empty() || s.contains("{$")) {
            wrong.push("a person was called without a word why".into());
        }
        self.mistakes.append(&mut wrong);
    }
}

fn model_calls(answers: &[(Call, Answer)]) -> usize {
    answers.iter().filter(|(call, _)| matches!(call, Call::Model { .. })).count()
}

impl Stage for World {
    fn say(&mut self, messages: &[Said]) -> Heard {
        let messages = messages.iter().map(|m| Utterance {
            text: m.text.clone(),
            button: None,
            phone: m.phone.clone(),
            start: m.start.clone(),
            attachments: m.attachment.iter().cloned().collect(),
        });
        self.turn(messages.collect())
    }
    fn press(&mut self, button_id: &str) -> Heard {
        self.turn(vec![Utterance { button: Some(button_id.to_owned()), ..Utterance::default() }])
    }
    fn wait(&mut self, seconds: i64) {
        self.now = self.now.plus_secs(seconds);
    }
    fn busy(&mut self, busy: &Busy) {
        if let Err(why) = self.calendar.block(&self.keys, busy) {
            self.mistakes.push(why);
        }
    }
    fn approach(&mut self, why: Approach) -> Heard {
        let Some(visit) = self.calendar.first_mine() else { return Heard { replies: vec![], phase: self.phase } };
        let settings = self.facts.catalog.org.settings.visits.clone();
        let zone = domain::time::zone(&self.facts.catalog.org.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let said = match why {
            Approach::Remind => {
                let first = settings.remind_minutes.iter().map(|m| settings.remind_at(visit.slot.starts_at, *m, &zone)).filter(|at| *at > self.now).min();
                self.now = first.unwrap_or(self.now);
                approach(&self.facts, &self.state, self.now, &Occasion::Reminder { visit: &visit, text: &settings.reminder_text })
            }
            Approach::Feedback => {
                let done = visit.slot.ends_at.plus_minutes(settings.complete_minutes.into());
                self.now = settings.by_day(done.plus_minutes(settings.feedback_minutes.into()), &zone);
                if self.calendar.set_status(visit.booking_id, domain::booking::BookingStatus::Completed).is_err() {
                    self.mistakes.push("the visit cannot be completed".into());
                }
                approach(&self.facts, &self.state, self.now, &Occasion::Feedback { visit: &visit })
            }
        };
        self.state = said.state;
        self.facts.contact.messages_before += 1;
        Heard { replies: vec![said.reply], phase: self.phase }
    }
    fn marks(&mut self) -> Vec<u8> {
        self.rated.clone()
    }
    fn rows(&mut self) -> Rows {
        let contact = &self.facts.contact;
        Rows {
            bookings: self.calendar.booked.iter().filter(|b| b.is_mine).map(|b| super::Booking {
                services: b.visit.services.iter().map(|id| self.keys.of_service(*id)).collect(),
                employee: self.keys.of_employee(b.visit.slot.employee_id),
                branch: self.keys.of_branch(b.visit.slot.branch_id),
                start: self.calendar.civil(b.visit.slot.starts_at),
                status: b.visit.status.as_str().to_owned(),
            }).collect(),
            hand_overs: self.hand_overs.clone(),
            contact: Contact { name: contact.name.clone(), phone: contact.phone.as_ref().map(|p| p.as_str().to_owned()) },
            unanswered: self.unanswered,
        }
    }
    fn used(&mut self, what: What) -> Option<Vec<String>> {
        super::used::keys(&self.why, what, &self.keys, self.leader)
    }
    fn lead(&mut self) -> Option<BTreeMap<String, String>> {
        self.facts.request.as_ref().map(lead::shown)
    }
    fn mistakes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.mistakes)
    }
}
