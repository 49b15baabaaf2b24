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
        Ok(None) | Err(Halt::Failed | Halt::Pass(_)) => {
            talk.consulted.push(serde_json::json!({ "asked": "wording", "failed": true }));
            return Ok(plain);
        }
    };
    let (verdict, lost) = judged(talk, only, &reply.text());
    // A list may be shortened by the model, a sum-up and a confirmation may not lose a thing.
    let must_be_whole = matches!(phase, Phase::Confirming | Phase::Completed) || !talk.effects.is_empty();
    let asks = |text: &str| text.contains('?');
    let is_fit = reply.stop == Stop::End && (asks(&verdict.text) || !asks(&only.text)) && !verdict.text.trim().is_empty() && verdict.text.chars().count() <= LONGEST && (if must_be_whole { lost.is_empty() && verdict.cut.is_empty() } else { lost.is_empty() || verdict.cut.is_empty() });
    talk.consulted.push(serde_json::json!({ "asked": "wording", "said": is_fit, "cut": verdict.cut, "lost": lost }));
    if !is_fit {
        return Ok(plain);
    }
    Ok(vec![Reply { text: verdict.text, buttons: only.buttons.clone() }])
}

/// The whole sentences so far, if each of them stands. Of what is agreed or done in this turn nothing is shown before it is written.
pub fn preview(talk: &Talk<'_>, plain: &[Reply], phase: Phase, partial: &str) -> Option<String> {
    let [only] = plain else { return None };
    let is_serious = matches!(phase, Phase::Confirming | Phase::Completed) || talk.effects.iter().any(|e| !matches!(e, Effect::Contact { .. } | Effect::Unanswered { .. }));
    if is_serious || !may_be_worded(talk) {
        return None;
    }
    let chars: Vec<char> = partial.chars().take(LONGEST).collect();
    let ends = (0..chars.len()).rev().find(|i| chars.get(*i) == Some(&'\n') || chars.get(*i).is_some_and(|c| matches!(c, '.' | '!' | '?' | '…')) && chars.get(i + 1).is_some_and(|c| c.is_whitespace()))?;
    let whole: String = chars.get(..=ends)?.iter().collect();
    let (verdict, _) = judged(talk, only, &whole);
    (verdict.cut.is_empty() && !verdict.text.trim().is_empty()).then_some(verdict.text)
}

/// What of a model's words may be said, and which facts of the product's own answer they leave out.
fn judged(talk: &Talk<'_>, plain: &Reply, text: &str) -> (guard::Verdict, Vec<String>) {
    let text = model::Veil::of(talk, &[]).uncover(text);
    let zone = talk.zone();
    let agent = talk.facts.agent.name.clone();
    let about = if talk.state.draft.services.is_empty() { talk.state.topic.clone() } else { talk.state.draft.services.clone() };
    let day = talk.state.draft.wish.from.filter(|_| talk.state.draft.wish.is_one_day());
    let ground = Ground { catalog: talk.catalog(), now: talk.now(), zone: &zone, services: &about, day, customer: talk.name(), agent: &agent, readings: &guard::Readings::default() };
    let mut evidence = evidence(talk, plain, &ground);
    let mut verdict = guard::check(&text, &evidence, &ground);
    // Documents are long and mostly not needed: they are read when something stands on nothing else.
    if !verdict.cut.is_empty() && !talk.passages.is_empty() {
        for passage in &talk.passages {
            evidence.passage(passage, &ground);
        }
        verdict = guard::check(&text, &evidence, &ground);
    }
    let lost = guard::missing(&plain.text, &verdict.text, &ground);
    (verdict, lost)
}

/// Nobody reads more in a chat.
const LONGEST: usize = 1_500;

/// Hand-overs, warnings and the quiet ways out keep the product's own words.
fn may_be_worded(talk: &Talk<'_>) -> bool {
    let agent = &talk.facts.agent;
    let is_delicate = talk.commands.iter().any(|c| matches!(c, Command::HandOver { .. } | Command::Chat { .. } | Command::StaleButton | Command::BadPhone));
    agent.has_model && agent.spec.voice == Voice::Model && !is_delicate && !talk.effects.iter().any(|e| matches!(e, Effect::HandOver { .. }))
}

/// All that is true in this turn, but for what documents say.
fn evidence(talk: &Talk<'_>, plain: &Reply, ground: &Ground<'_>) -> Evidence {
    let mut evidence = Evidence::of_firm(ground);
    evidence.say(&plain.text, ground);
    let spec = &talk.facts.agent.spec;
    for text in std::iter::once(spec.instructions.as_str()).chain(spec.prompts.values().map(String::as_str)).chain(spec.forbidden.iter().map(String::as_str)) {
        evidence.keep_secret(text);
    }
    for button in &plain.buttons {
        evidence.say(&button.title, ground);
    }
    for tour in talk.state.tour.topic.iter().filter_map(|key| talk.catalog().tours.by_key(key)) {
        evidence.tour(tour, talk.lang, ground);
    }
    for product in talk.state.goods.iter().filter_map(|id| talk.catalog().products.get(*id)).take(40) {
        evidence.product(product, talk.lang, ground);
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
