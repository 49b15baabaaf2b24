//! From what was understood to commands, in the light of the open question. Changes nothing; `apply.rs` does.

use super::act::{self, Act};
use super::command::{Change, Chat, Command, Topic};
use super::faq;
use super::found::{plan, sort};
use super::state::{Ask, Flow, Wish};
use super::talk::Talk;
use super::{after, choose, intents, person, product_read, tour_read, waitlist, words};
use crate::turn::HandOver;
use crate::understand::{Context, Intent, Understanding};
use domain::id::ServiceId;
use domain::Lang;

/// An intent below this is a guess and is not acted on.
const SURE: f64 = 0.5;

pub fn read(talk: &mut Talk<'_>) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut last = None;
    for message in &talk.input.messages {
        if let Some(id) = message.button.as_deref().filter(|id| last != Some(*id)) {
            last = Some(id);
            commands.extend(press(talk, id));
        }
        if let Some(phone) = &message.phone {
            commands.push(Command::SetPhone { phone: phone.clone() });
        }
        if let Some(payload) = message.start.as_deref() {
            commands.push(Command::Chat { kind: Chat::Greet });
            if let Some(act) = Act::parse(payload, talk.catalog()) {
                commands.extend(of_act(talk, act));
            }
        }
    }
    let text: Vec<&str> = talk.input.messages.iter().filter(|m| m.button.is_none() && m.start.is_none()).map(|m| m.text.trim()).filter(|t| !t.is_empty()).collect();
    let text = talk.beside().map_or_else(|| text.join("\n"), str::to_owned);
    let kind = talk.input.messages.iter().flat_map(|m| &m.attachments).next().cloned();
    if !text.is_empty() {
        let read = from_text(talk, &text);
        let read = if waitlist::asks(talk, &text) { waitlist::beside(read) } else { read };
        commands.extend(after::settle(talk, &text, read));
    } else if commands.is_empty() {
        commands.push(match kind {
            None if talk.beside().is_some() => Command::Present,
            Some(kind) => Command::Attachment { kind },
            None => Command::Clarify,
        });
        return commands;
    }
    if let (Some(kind), false) = (kind, text.is_empty()) {
        commands.insert(0, Command::Attachment { kind });
    }
    commands
}

/// A pressed button: fresh, or of an older question and still meaningful, or too old.
fn press(talk: &Talk<'_>, id: &str) -> Vec<Command> {
    let Some((step, code)) = act::split_id(id) else { return vec![Command::StaleButton] };
    let is_fresh = step == talk.state.step && talk.state.asked.is_some();
    let Some(act) = Act::parse(code, talk.catalog()) else { return vec![Command::StaleButton] };
    let is_meaningful = match &act {
        Act::Topic(_) | Act::Start(_) | Act::Person => true,
        Act::Service(_) | Act::Category(_) => talk.state.flow != Some(Flow::Move),
        Act::Slot { .. } | Act::Day(_) | Act::Branch(_) | Act::Employee(_) => matches!(talk.state.flow, Some(Flow::Book | Flow::Move)),
        Act::OtherDay | Act::OtherEmployee | Act::OtherTime | Act::OtherBranch => matches!(talk.state.flow, Some(Flow::Book | Flow::Move)),
        Act::Visit(_) => matches!(talk.state.flow, Some(Flow::Move | Flow::Cancel)),
        Act::Tour(_) | Act::Confirm(_) | Act::MoveVisit(_) | Act::CancelVisit(_) | Act::Rate(..) | Act::Offer(..) => true,
        Act::Wait => talk.state.flow == Some(Flow::Book),
        Act::Yes | Act::No | Act::Change | Act::ChangeService | Act::Stop | Act::Restart | Act::Pick(_) => false,
    };
    if is_fresh || is_meaningful { of_act(talk, act) } else { vec![Command::StaleButton] }
}

pub fn of_act(talk: &Talk<'_>, act: Act) -> Vec<Command> {
    let change = |what| vec![Command::Change { what }];
    match act {
        Act::Service(id) => with_flow(talk, Command::SetServices { wishes: vec![vec![id]], adds: false, only: false }),
        Act::Category(name) => {
            let ids: Vec<ServiceId> = talk.catalog().services.iter().filter(|s| s.category == name).map(|s| s.id).collect();
            with_flow(talk, Command::SetServices { wishes: vec![ids], adds: false, only: false })
        }
        Act::Branch(branch) => vec![Command::SetBranch { branch }],
        Act::Employee(Some(id)) => vec![Command::SetEmployee { employees: vec![id] }],
        Act::Employee(None) => vec![Command::AnyEmployee],
        Act::Day(day) => {
            let mut wish = Wish::default();
            wish.set_day(day);
            vec![Command::SetWish { wish }]
        }
        Act::Slot { starts_at, employee, branch } => vec![Command::SetSlot { starts_at, employee, branch }],
        Act::Visit(visit) => vec![Command::SetVisit { visit }],
        Act::Confirm(visit) => vec![Command::ConfirmThat { visit }],
        Act::MoveVisit(visit) => vec![Command::StartOf { flow: Flow::Move, visit }],
        Act::CancelVisit(visit) => vec![Command::StartOf { flow: Flow::Cancel, visit }],
        Act::Offer(offer, answer) => vec![Command::AnswerOffer { offer, answer }],
        Act::Wait => vec![Command::Wait],
        Act::Rate(visit, rating) => vec![Command::Rate { visit, rating }],
        Act::Tour(key) => vec![Command::Tour { ask: Box::new(tour_read::TourAsk { topics: vec![tour_read::TourTopic::About], tours: vec![key], ..tour_read::TourAsk::default() }) }],
        Act::Start(flow) => vec![Command::StartFlow { flow }],
        Act::Topic("prices") => vec![topic(Topic::Prices)],
        Act::Topic("address") => vec![topic(Topic::Address), topic(Topic::Hours)],
        Act::Topic("employees") => vec![topic(Topic::Employees)],
        Act::Topic(_) => vec![topic(Topic::Visits)],
        Act::Yes => vec![Command::Affirm],
        Act::No => vec![Command::Deny],
        Act::Change => change(Change::Menu),
        Act::ChangeService => change(Change::Service),
        Act::OtherDay => change(Change::Day),
        Act::OtherEmployee => change(Change::Employee),
        Act::OtherBranch => change(Change::Branch),
        Act::OtherTime => change(Change::Time),
        Act::Stop => vec![Command::Stop],
        Act::Person => vec![Command::HandOver { reason: HandOver::Asked }],
        Act::Restart => vec![Command::Restart],
        Act::Pick(index) => vec![Command::Pick { index }],
    }
}

fn with_flow(talk: &Talk<'_>, set: Command) -> Vec<Command> {
    match talk.state.flow {
        None => vec![Command::StartFlow { flow: Flow::Book }, set],
        Some(_) => vec![set],
    }
}

fn topic(topic: Topic) -> Command {
    Command::Answer { topic, services: vec![], employees: vec![], branches: vec![], day: None }
}

fn from_text(talk: &mut Talk<'_>, text: &str) -> Vec<Command> {
    if let Some(commands) = slash(text) {
        return commands;
    }
    let understood = crate::understand(text, &Context { now: talk.now().timestamp(), zone: talk.zone(), lang: talk.state.lang.or(talk.facts.contact.lang), lexicon: &talk.catalog().lexicon });
    switch_language(talk, &understood);
    talk.heard = heard(&understood);
    talk.understood = Some(understood.clone());
    let found = sort(talk, &understood);
    let asked = talk.state.asked.as_ref().map(|a| a.what);

    // What goods were spoken of holds for the next message alone.
    let spoken = std::mem::take(&mut talk.state.goods);
    let tours = tour_read::read(talk, &understood, &found);
    if let Some(reason) = never_alone(talk, &understood).filter(|r| *r != HandOver::Discount || tours.is_none()).filter(|r| *r != HandOver::Complaint || !person::is_correction(talk, &understood)) {
        let mut commands = plan(talk, &understood, &found);
        commands.push(Command::HandOver { reason });
        return commands;
    }
    // "не Алёна, а Елена", "имя исправьте на Елена".
    if let Some(name) = person::corrected(talk, &understood) {
        return vec![Command::SetName { name }];
    }
    // A name or a phone that was asked for is read as such before anything else.
    let mut commands = person::person(talk, &understood, &found, asked);
    if matches!(asked, Some(Ask::Name | Ask::Phone)) && !commands.is_empty() && !found.has_plan() {
        return commands;
    }
    // "берём первый" is of the tours offered, not of the buttons under the last answer, unless those are tours.
    let shows_tours = talk.state.asked.as_ref().is_some_and(|a| a.choices.iter().any(|c| c.starts_with("tu:")));
    let is_of_tours = !shows_tours && talk.state.flow.is_none() && tours.as_ref().is_some_and(|t| t.is_pick);
    if let Some(act) = choose::typed(talk, &understood, &found).filter(|_| !is_of_tours) {
        commands.extend(of_act(talk, act));
        return commands;
    }
    if let Some(ask) = tours {
        let is_greeting = is_sure(&understood, Intent::Greet);
        commands.retain(|c| !matches!(c, Command::SetName { .. }) || found.phone.is_some());
        commands.extend(is_greeting.then_some(Command::Chat { kind: Chat::Greet }));
        commands.push(Command::Tour { ask: Box::new(ask) });
        return commands;
    }
    if let Some(ask) = product_read::read(talk, &understood, &found, &spoken) {
        let greets = is_sure(&understood, Intent::Greet).then_some(Command::Chat { kind: Chat::Greet });
        commands.retain(|c| !matches!(c, Command::SetName { .. }) || found.phone.is_some());
        commands.extend(greets.into_iter().chain([Command::Goods { ask }]));
        return commands;
    }
    let mut rest = intents::commands(talk, &understood, &found);
    if talk.tour_guess.is_some() && found.services.is_empty() {
        // Something is asked of a tour, whatever it is; no visit is wished for.
        let is_of_visit = |c: &Command| c.sets() || matches!(c, Command::StartFlow { .. } | Command::Answer { topic: Topic::Prices | Topic::Services | Topic::Employees | Topic::Duration | Topic::Schedule, .. } | Command::ConfirmVisit | Command::UnknownService { .. });
        rest.retain(|c| !is_of_visit(c));
        if rest.iter().all(|c| matches!(c, Command::Chat { kind: Chat::Greet })) {
            rest.push(Command::Unanswered { question: understood.text.clone() });
        }
    }
    if !commands.is_empty() {
        rest.retain(|c| !matches!(c, Command::Clarify | Command::Unanswered { .. }));
    }
    commands.extend(rest);
    commands
}

/// The entities and the likeliest intents, in short.
fn heard(understood: &Understanding) -> serde_json::Value {
    let intents: Vec<_> = understood.intents.iter().take(4).map(|i| serde_json::json!([i.name, (i.score * 100.0).round() / 100.0])).collect();
    let entities: Vec<_> = understood.entities.iter().take(12).map(|e| serde_json::json!({ "text": e.text, "value": e.value })).collect();
    serde_json::json!({ "language": understood.language, "intents": intents, "entities": entities })
}

fn slash(text: &str) -> Option<Vec<Command>> {
    let command = text.strip_prefix('/')?.split(|c: char| c.is_whitespace() || c == '@').next()?.to_lowercase();
    Some(match command.as_str() {
        "start" => vec![Command::Chat { kind: Chat::Greet }],
        "help" => vec![Command::Chat { kind: Chat::Help }],
        "book" => vec![Command::StartFlow { flow: Flow::Book }],
        "move" => vec![Command::StartFlow { flow: Flow::Move }],
        "cancel" => vec![Command::StartFlow { flow: Flow::Cancel }],
        "my" | "visits" => vec![topic(Topic::Visits)],
        "prices" | "price" => vec![topic(Topic::Prices)],
        "stop" => vec![Command::Stop],
        "human" | "operator" => vec![Command::HandOver { reason: HandOver::Asked }],
        _ => return None,
    })
}

/// A customer is answered in their language; one foreign word ("ok", a name, a brand) is not a switch.
fn switch_language(talk: &mut Talk<'_>, understood: &Understanding) {
    let new = understood.language.spoken();
    if talk.catalog().org.settings.voice(new) != new {
        return;
    }
    let words = understood.text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
    let own = words.clone().filter(|w| w.is_ascii() == (new == Lang::En)).count();
    let is_clear = own >= 2 || talk.state.lang.is_none() && words.count() > 0;
    if new != talk.lang && is_clear {
        talk.lang = new;
    }
}

pub fn score(understood: &Understanding, intent: Intent) -> f64 {
    understood.intents.iter().find(|i| i.name == intent).map_or(0.0, |i| i.score)
}
pub fn is_sure(understood: &Understanding, intent: Intent) -> bool {
    score(understood, intent) >= SURE
}

/// What a front desk never decides by itself. The firm's own written answer to a general question goes first.
fn never_alone(talk: &Talk<'_>, understood: &Understanding) -> Option<HandOver> {
    let table = [
        (Intent::Threat, HandOver::Threat, false),
        (Intent::Injury, HandOver::Injury, false),
        (Intent::Complaint, HandOver::Complaint, false),
        (Intent::Medical, HandOver::Medical, true),
        (Intent::Refund, HandOver::Refund, true),
        (Intent::Discount, HandOver::Discount, true),
        (Intent::Human, HandOver::Asked, false),
    ];
    if words::asks_who_speaks(&understood.text) && !is_sure(understood, Intent::Threat) {
        return None;
    }
    let (_, reason, may_answer) = table.into_iter().find(|(intent, ..)| is_sure(understood, *intent))?;
    let reason = if reason == HandOver::Injury && score(understood, Intent::Medical) >= score(understood, Intent::Injury) { HandOver::Medical } else { reason };
    // What the firm says of health in general is no advice to somebody who speaks of their own.
    let least = if reason == HandOver::Medical { faq::STRONG.max(talk.faq_threshold()) } else { talk.faq_threshold() };
    let may_answer = may_answer && !(reason == HandOver::Medical && words::speaks_of_oneself(&faq::fold(&understood.text)));
    let has_answer = may_answer && talk.faq(&understood.text).is_some_and(|(_, fits)| fits >= least);
    (!has_answer).then_some(reason)
}

/// A message too long to be a question.
pub fn is_flood(text: &str) -> bool {
    text.chars().count() > 1_000
}
