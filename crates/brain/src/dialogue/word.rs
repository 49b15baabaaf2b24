//! Puts the turn's answer into a model's words, where the agent speaks so. The product's own answer is the measure: the model may add
//! nothing the turn's evidence does not hold and may drop none of its facts; else the customer reads the plain answer.

use super::command::Command;
use super::talk::{Halt, Talk};
use crate::guard::{self, Deed, Evidence, Ground};
use crate::model;
use crate::turn::{Call, Effect, Reply};
use domain::agent::Voice;
use domain::conversation::Phase;
use domain::port::Stop;

/// The replies to send: worded by a model if it may and can, else as they are.
pub fn word(talk: &mut Talk<'_>, plain: Vec<Reply>, phase: Phase) -> Result<Vec<Reply>, Call> {
    let [only] = plain.as_slice() else { return Ok(plain) };
    if !may_be_worded(talk) {
        return Ok(plain);
    }
    let reply = match talk.model(model::wording(talk, only, phase)) {
        Ok(Some(reply)) => reply,
        Err(Halt::Call(call)) => return Err(*call),
        Ok(None) | Err(Halt::Failed) => {
            talk.consulted.push(serde_json::json!({ "asked": "wording", "failed": true }));
            return Ok(plain);
        }
    };
    let text = reply.text();
    let zone = talk.zone();
    let agent = talk.facts.agent.name.clone();
    let about = if talk.state.draft.services.is_empty() { talk.state.topic.clone() } else { talk.state.draft.services.clone() };
    let day = talk.state.draft.wish.from.filter(|_| talk.state.draft.wish.is_one_day());
    let ground = Ground { catalog: talk.catalog(), now: talk.now(), zone: &zone, services: &about, day, customer: talk.name(), agent: &agent };
    let evidence = evidence(talk, only, &ground);
    let verdict = guard::check(&text, &evidence, &ground);
    let lost = guard::missing(&only.text, &verdict.text, &ground);
    // A list may be shortened by the model, a sum-up and a confirmation may not lose a thing.
    let must_be_whole = matches!(phase, Phase::Confirming | Phase::Completed) || !talk.effects.is_empty();
    let is_fit = reply.stop == Stop::End && !verdict.text.trim().is_empty() && verdict.text.chars().count() <= LONGEST && (lost.is_empty() || !must_be_whole && verdict.cut.is_empty());
    talk.consulted.push(serde_json::json!({ "asked": "wording", "said": is_fit, "cut": verdict.cut, "lost": lost }));
    if !is_fit {
        return Ok(plain);
    }
    Ok(vec![Reply { text: verdict.text, buttons: only.buttons.clone() }])
}

/// Nobody reads more in a chat.
const LONGEST: usize = 1_500;

/// Hand-overs, warnings and the quiet ways out keep the product's own words.
fn may_be_worded(talk: &Talk<'_>) -> bool {
    let agent = &talk.facts.agent;
    let is_delicate = talk.commands.iter().any(|c| matches!(c, Command::HandOver { .. } | Command::Chat { .. } | Command::StaleButton | Command::BadPhone));
    agent.has_model && agent.spec.voice == Voice::Model && !is_delicate && !talk.effects.iter().any(|e| matches!(e, Effect::HandOver { .. }))
}

/// All that is true in this turn.
fn evidence(talk: &Talk<'_>, plain: &Reply, ground: &Ground<'_>) -> Evidence {
    let mut evidence = Evidence::of_firm(ground);
    evidence.say(&plain.text, ground);
    for button in &plain.buttons {
        evidence.say(&button.title, ground);
    }
    for passage in &talk.passages {
        evidence.passage(passage, ground);
    }
    for command in &talk.commands {
        if let Command::Faq { entry } = command
            && let Some(row) = talk.catalog().faq.get(*entry)
        {
            evidence.faq(row.questions.first().map_or("", String::as_str), &row.answer, ground);
        }
    }
    let named = talk.state.draft.services.iter().chain(&talk.state.topic).chain(&talk.state.booked);
    for id in named {
        evidence.service(*id, talk.lang, ground);
    }
    for (slot, services) in talk.times().take(200) {
        evidence.slot(slot, &services, ground);
    }
    if let Some(slot) = &talk.state.draft.slot {
        evidence.slot(slot, &talk.state.draft.services, ground);
    }
    for effect in &talk.effects {
        match effect {
            Effect::Book { .. } => evidence.did(Deed::Booked),
            Effect::Move { .. } => evidence.did(Deed::Moved),
            Effect::Cancel { .. } => evidence.did(Deed::Cancelled),
            Effect::HandOver { .. } => evidence.did(Deed::HandedOver),
            _ => {}
        }
    }
    evidence
}
