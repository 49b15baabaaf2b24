//! What to say and do next: flows, slots, corrections, digressions, repairs, hand-over.
//! The way of a turn: `read.rs` makes commands of what came, `apply.rs` carries them out on the state, `flow.rs` goes on
//! with the open flow, `talk.rs` composes the reply. Everything is re-run from the start when a fact was missing.

mod act;
mod after;
mod answer;
mod apply;
pub mod approach;
mod ask;
mod book;
mod chat;
mod choose;
mod command;
mod consult;
pub mod faq;
mod flow;
mod found;
mod handover;
mod intents;
mod offer;
mod permit;
mod person;
mod phrase;
mod product;
mod product_read;
mod question;
mod read;
mod request;
mod script;
mod show;
mod state;
mod talk;
mod time;
mod title;
mod tour;
mod tour_fact;
mod tour_offer;
mod tour_read;
mod tour_seats;
mod tour_show;
mod tour_wish;
mod tour_words;
mod usual;
mod visit;
mod waitlist;
mod wish;
mod word;
mod words;

pub(crate) use script::{told as script_told, wanted as script_wanted};
pub(crate) use show::{price, service_name as service_title};
pub(crate) use talk::Talk;
pub(crate) use wish::wish_of;
pub use show::moment;
pub use command::{Change, Chat, Command, Topic};
pub use state::{Ask, Asked, Draft, Flow, State, Wish};

use crate::colleague::{Pass, Reason};
use crate::facts::Facts;
use crate::turn::{Answer, Call, Effect, HandOver, Input, Outcome, Refusal, Step};
use domain::conversation::Phase;
use phrase::args;
use talk::Halt;

/// After this many minutes of silence an unfinished flow is not taken up again.
const SILENCE: i64 = 12 * 60;

/// When a slot begins, in words.
pub(crate) fn moment_of(talk: &Talk<'_>, slot: &domain::slot::Slot) -> String {
    let zone = talk.zone_of(slot.branch_id);
    show::moment(talk.lang, &slot.starts_at.in_zone(&zone), talk.now().in_zone(&zone).date())
}

/// Reads the phrases of a language once.
pub(crate) fn warm_up(lang: domain::Lang) {
    phrase::text(lang, "hello", &args![]);
}

pub(crate) fn run(facts: &Facts, state: &State, input: &Input, answers: &[(Call, Answer)]) -> Step {
    let mut talk = Talk::new(facts, state, input, answers);
    match turn(&mut talk) {
        Ok(()) => {}
        Err(Halt::Call(call)) => return Step::Call(*call),
        Err(Halt::Pass(pass)) => return Step::Pass(pass),
        Err(Halt::Failed) => {
            let draft = std::mem::take(&mut talk.state.draft);
            talk = Talk::new(facts, state, input, answers);
            talk.state.draft = draft;
            handover::hand_over(&mut talk, HandOver::ToolFailed);
        }
    }
    match finish(talk, answers) {
        Ok(outcome) => Step::Done(Box::new(outcome)),
        Err(call) => Step::Call(call),
    }
}

fn turn(talk: &mut Talk<'_>) -> Result<(), Halt> {
    refusals(talk);
    if let Some(brief) = talk.brief() {
        talk.state.brief = Some(brief.clone());
    }
    // A late "да" under the sum-up still means it, and the time is looked at again; anything else starts afresh.
    // What the firm has asked of itself waits as long as it takes.
    let is_asked = talk.state.asked.as_ref().is_some_and(|a| matches!(a.what, Ask::Reminder | Ask::Offer | Ask::Feedback | Ask::WentWrong));
    let silent = !is_asked && talk.state.seen_at.is_some_and(|seen| talk.now().minutes_since(seen) > SILENCE);
    talk.state.seen_at = Some(talk.now());
    let mut commands = if silent && talk.state.asked.as_ref().is_some_and(|a| a.what == Ask::Consent) { read::read(talk) } else { vec![] };
    let is_back = silent && !commands.contains(&Command::Affirm) && wake(talk);
    if commands.is_empty() || silent && !commands.contains(&Command::Affirm) {
        commands = read::read(talk);
    }
    let commands = script::hear(talk, commands);
    let commands = consult::consult(talk, commands)?;
    let commands = script::settle(talk, commands);
    let commands = permit::permit(talk, commands);
    if let Some(pass) = passed(&commands) {
        return Err(Halt::Pass(Box::new(pass.clone())));
    }
    let commands = taken(talk, commands);
    let hands_over = commands.iter().any(|c| matches!(c, Command::HandOver { .. }));
    let misses = talk.state.misses;
    for command in &commands {
        if talk.is_over {
            break;
        }
        // With a person on the way, values are noted for the summary and nothing is started.
        if hands_over && matches!(command, Command::SetSlot { .. } | Command::StartFlow { .. }) {
            continue;
        }
        talk.commands.push(command.clone());
        apply::apply(talk, command)?;
    }
    if misses > 0 && talk.state.misses == misses {
        talk.state.misses = 0;
    }
    let is_only_greeting = !commands.is_empty() && commands.iter().all(|c| matches!(c, Command::Chat { kind: Chat::Greet }));
    if is_only_greeting && talk.state.flow.is_none() && talk.state.script.is_none() && !talk.is_over {
        chat::introduce(talk);
    } else if is_back && !talk.is_over && commands.iter().all(|c| matches!(c, Command::StaleButton | Command::Chat { kind: Chat::Help } | Command::Clarify)) {
        talk.says.clear();
        talk.say("soft-restart", &args![]);
        talk.question = None;
        talk.state.misses = 0;
        ask::next(talk);
    }
    if !talk.is_over {
        flow::advance(talk)?;
        script::advance(talk)?;
        ask::which(talk);
        handover::narrow(talk);
    }
    if talk.brief().is_some_and(|brief| brief.reason == Reason::Asked) && !hands_over {
        chat::here(talk);
    }
    if talk.says.is_empty() && talk.question.is_none() && !talk.is_over {
        talk.say("noted", &args![]);
        ask::next(talk);
    } else if commands.contains(&Command::StaleButton) && talk.question.is_none() {
        ask::next(talk);
    }
    Ok(())
}

/// The colleague who goes on; nobody where a person is asked as well.
fn passed(commands: &[Command]) -> Option<&Pass> {
    let is_human = commands.iter().any(|c| matches!(c, Command::HandOver { .. }));
    commands.iter().find_map(|c| if let Command::Pass { pass } = c { Some(pass) } else { None }).filter(|_| !is_human)
}

/// Who was handed a customer does not ask what they mean, nor introduces themselves at length: a colleague has listened already.
fn taken(talk: &Talk<'_>, commands: Vec<Command>) -> Vec<Command> {
    let is_idle = talk.brief().is_some() && commands.iter().all(|c| matches!(c, Command::Clarify | Command::Present | Command::Chat { kind: Chat::Greet }));
    let kept = commands.into_iter().filter(|c| !(matches!(c, Command::Pass { .. }) || is_idle && matches!(c, Command::Clarify | Command::Present)));
    kept.chain(is_idle.then_some(Command::Present)).collect()
}

/// Long silence: what was not finished is let go.
fn wake(talk: &mut Talk<'_>) -> bool {
    let had_flow = talk.state.flow.is_some();
    talk.leave();
    talk.state.asked = None;
    talk.state.script = None;
    talk.state.brief = None;
    talk.state.declined.clear();
    talk.state.later.clear();
    talk.state.topic.clear();
    talk.state.looked_up = None;
    talk.state.booked.clear();
    (talk.state.greeted, talk.state.misses, talk.state.abuse, talk.state.spam) = (false, 0, 0, 0);
    talk.phase = Phase::Greeting;
    had_flow
}

/// The last try at this turn met a taken slot or a changed visit.
fn refusals(talk: &mut Talk<'_>) {
    if talk.input.refused.iter().any(|r| matches!(r, Refusal::SlotTaken { .. })) {
        talk.say("just-taken", &args![]);
    }
    let changed = talk.input.refused.iter().find_map(|r| if let Refusal::VisitChanged { booking_id } = r { Some(*booking_id) } else { None });
    if changed.is_some_and(|id| talk.draft().visit.as_ref().is_some_and(|v| v.booking_id == id)) {
        talk.leave();
        talk.state.asked = None;
        talk.say("visit-changed", &args![]);
    }
}

/// What of a wording that is still being written may be shown: its whole sentences that stand. None while nothing may.
pub(crate) fn preview(facts: &Facts, state: &State, input: &Input, answers: &[(Call, Answer)], partial: &str) -> Option<String> {
    let mut talk = Talk::new(facts, state, input, answers);
    turn(&mut talk).ok()?;
    let phase = close(&mut talk);
    let plain = talk.compose();
    word::preview(&talk, &plain, phase, partial)
}

/// Where the talk is now, and a stranger's greeting.
fn close(talk: &mut Talk<'_>) -> Phase {
    let before = talk.state.phase.unwrap_or(Phase::Greeting);
    let next = handover::phase(talk).unwrap_or_else(|| {
        let consulted = talk.commands.iter().any(|c| matches!(c, Command::Answer { .. } | Command::Tour { .. } | Command::Goods { .. } | Command::Faq { .. } | Command::Knowledge { .. } | Command::Unanswered { .. } | Command::UnknownService { .. }));
        match talk.phase {
            Phase::Completed => Phase::Completed,
            _ if consulted => Phase::Consulting,
            // A flow that was left is not being collected any more.
            Phase::Collecting | Phase::Booking | Phase::Confirming if talk.state.flow.is_none() => Phase::Consulting,
            phase => phase,
        }
    });
    let phase = if before.may_become(next) { next } else { before };
    // A stranger is greeted with the first answer, in a word.
    let is_first = !talk.state.greeted && talk.facts.contact.messages_before == 0 && !talk.commands.iter().any(|c| matches!(c, Command::Chat { kind: Chat::Spam }));
    if is_first && (!talk.says.is_empty() || talk.question.is_some()) {
        let hello = talk.plain("hello");
        let hello = chat::own_greeting(talk).unwrap_or_else(|| talk.phrase("hello-plain", &args!["hello" => hello]));
        talk.says.insert(0, hello);
        talk.has_hello = true;
    }
    talk.state.greeted = true;
    phase
}

/// Closes the turn; `Err` when the wording waits for a model.
fn finish(mut talk: Talk<'_>, answers: &[(Call, Answer)]) -> Result<Outcome, Call> {
    let phase = close(&mut talk);
    let mut trace = trace(&talk, answers);
    let plain = talk.compose();
    let replies = word::word(&mut talk, plain, phase)?;
    if let (Some(trace), false) = (trace.as_object_mut(), talk.consulted.is_empty()) {
        trace.insert("model".to_owned(), serde_json::Value::Array(std::mem::take(&mut talk.consulted)));
    }
    let lang = talk.lang;
    if talk.facts.contact.lang != Some(lang) && talk.state.lang != Some(lang) {
        talk.effects.push(Effect::Contact { name: None, phone: None, lang: Some(lang) });
    }
    talk.state.lang = Some(lang);
    talk.state.phase = Some(phase);
    talk.settle_request();
    merge_contact(&mut talk.effects);
    Ok(Outcome { state: talk.state, phase, lang, replies, effects: talk.effects, trace })
}

/// One change of the contact for a turn.
fn merge_contact(effects: &mut Vec<Effect>) {
    let (mut all_name, mut all_phone, mut all_lang) = (None, None, None);
    let mut first = None;
    for (i, effect) in effects.iter().enumerate() {
        if let Effect::Contact { name, phone, lang } = effect {
            first.get_or_insert(i);
            all_name = name.clone().or(all_name);
            all_phone = phone.clone().or(all_phone);
            all_lang = lang.or(all_lang);
        }
    }
    if let Some(first) = first {
        effects.retain(|e| !matches!(e, Effect::Contact { .. }));
        effects.insert(first.min(effects.len()), Effect::Contact { name: all_name, phone: all_phone, lang: all_lang });
    }
}

/// Why this answer: shown to the owner beside it.
fn trace(talk: &Talk<'_>, answers: &[(Call, Answer)]) -> serde_json::Value {
    let draft = talk.draft();
    let calls: Vec<serde_json::Value> = answers
        .iter()
        .map(|(call, answer)| {
            let found = match answer {
                Answer::Slots { slots } => serde_json::json!(slots.len()),
                Answer::Visits { visits } => serde_json::json!(visits.len()),
                Answer::Offer { offer } => serde_json::json!(offer.as_ref().is_some_and(|o| o.is_open)),
                Answer::Passages { passages } => serde_json::json!(passages.iter().map(|p| serde_json::json!({ "title": p.title, "heading": p.heading, "score": p.score })).collect::<Vec<_>>()),
                Answer::Model { reply } => serde_json::json!({ "stop": reply.stop, "usage": reply.usage, "model": reply.model }),
                Answer::Failed { code } => serde_json::json!(code),
            };
            let asked = match call {
                // The request itself is in the record, beside its answer.
                Call::Model { request } => serde_json::json!({ "tool": "model", "model": request.model, "tools": request.tools.len(), "messages": request.messages.len() }),
                call => serde_json::json!(call),
            };
            serde_json::json!({ "call": asked, "found": found })
        })
        .collect();
    let calls: Vec<serde_json::Value> = calls.into_iter().chain(talk.lookups.iter().cloned()).collect();
    serde_json::json!({
        "heard": talk.heard,
        "commands": talk.commands,
        "flow": talk.state.flow,
        "need": flow::open_need(talk),
        "asked": talk.question.as_ref().map(|q| q.what),
        "slots": {
            "services": draft.services,
            "branch": draft.branch,
            "employee": draft.employee,
            "wish": draft.wish,
            "slot": draft.slot,
        },
        "script": talk.state.script,
        "learned": talk.learned,
        "knowledge": talk.knowledge,
        "calls": calls,
        "brief": talk.brief(),
        "misses": talk.state.misses,
        "refused": talk.input.refused,
    })
}
