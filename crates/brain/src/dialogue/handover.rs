//! When the agent does not cope or must not decide: clarifying, passing on, being honest about files it cannot read.

use super::act::Act;
use super::phrase::{self, args};
use super::show;
use super::state::{Ask, Flow};
use super::talk::Talk;
use super::{ask, flow};
use crate::turn::{Effect, HandOver};

/// Asks for a person: an empathic word to the customer, a summary for the operator in the firm's language.
pub fn hand_over(talk: &mut Talk<'_>, reason: HandOver) {
    if talk.effects.iter().any(|e| matches!(e, Effect::HandOver { .. })) {
        return;
    }
    let key = match reason {
        HandOver::Asked => "handover-asked",
        HandOver::Complaint => "handover-complaint",
        HandOver::Injury => "handover-injury",
        HandOver::Medical => "handover-medical",
        HandOver::Refund => "handover-refund",
        HandOver::Discount => "handover-discount",
        HandOver::Threat => "handover-threat",
        HandOver::NotUnderstood => "handover-not-understood",
        HandOver::ToolFailed => "handover-tool-failed",
        HandOver::TooLate => "handover-too-late",
        HandOver::Late => "handover-late",
        HandOver::Attachment => "handover-attachment",
        HandOver::Request => "script-done",
    };
    talk.say(key, &args![]);
    hand_over_quietly(talk, reason);
}

/// The same where the customer has been told already.
pub fn hand_over_quietly(talk: &mut Talk<'_>, reason: HandOver) {
    if talk.effects.iter().any(|e| matches!(e, Effect::HandOver { .. })) {
        return;
    }
    let summary = summary(talk, reason);
    talk.effects.push(Effect::HandOver { reason, summary });
    // A customer given back to the agent starts with a clean sheet; a chosen slot stays held for the operator.
    talk.state.flow = None;
    talk.state.script = None;
    talk.state.draft = super::state::Draft::default();
    talk.state.later.clear();
    talk.state.misses = 0;
    talk.state.handed = Some(reason);
    talk.question = None;
    talk.is_over = true;
}

fn summary(talk: &Talk<'_>, reason: HandOver) -> String {
    let lang = talk.catalog().org.lang.spoken();
    let line = |key: &str, value: String| (!value.trim().is_empty()).then(|| phrase::text(lang, key, &args!["value" => value]));
    let catalog = talk.catalog();
    let who: Vec<String> = [talk.name().map(str::to_owned), talk.phone().map(domain::Phone::show)].into_iter().flatten().collect();
    let reason_key = match reason {
        HandOver::Asked => "reason-asked",
        HandOver::Complaint => "reason-complaint",
        HandOver::Injury => "reason-injury",
        HandOver::Medical => "reason-medical",
        HandOver::Refund => "reason-refund",
        HandOver::Discount => "reason-discount",
        HandOver::Threat => "reason-threat",
        HandOver::NotUnderstood => "reason-not-understood",
        HandOver::ToolFailed => "reason-tool-failed",
        HandOver::TooLate => "reason-too-late",
        HandOver::Late => "reason-late",
        HandOver::Attachment => "reason-attachment",
        HandOver::Request => "reason-request",
    };
    let draft = talk.draft();
    let visit = draft.visit.as_ref().map(|v| {
        let zone = talk.zone_of(v.slot.branch_id);
        show::visit(catalog, lang, v, &zone, talk.now().in_zone(&zone).date())
    });
    let mut plan: Vec<String> = Vec::new();
    if visit.is_none() {
        plan.push(show::service_names(catalog, lang, &draft.services));
    }
    if let Some(slot) = &draft.slot {
        let zone = talk.zone_of(slot.branch_id);
        plan.push(show::employee_name(catalog, slot.employee_id));
        plan.push(show::moment(lang, &slot.starts_at.in_zone(&zone), talk.now().in_zone(&zone).date()));
    } else {
        plan.extend(draft.employee.filter(|_| visit.is_none()).map(|id| show::employee_name(catalog, id)));
        plan.extend(draft.wish.from.map(|day| show::day(lang, day, talk.today())));
        plan.extend(draft.wish.at.map(|m| show::clock(lang, m)));
    }
    plan.retain(|p| !p.is_empty());
    let gathered: Vec<String> = talk.gathered().iter().filter(|(name, _)| !matches!(name.as_str(), "name" | "phone")).map(|(name, value)| format!("{} {}", variable(lang, name), super::script::shown(talk, name, value))).collect();
    let words: String = talk.words().chars().take(500).collect();
    let question = talk.state.question.clone().filter(|q| *q != words).unwrap_or_default();
    [
        Some(phrase::text(lang, reason_key, &args![])),
        line("summary-who", who.join(", ")),
        line("summary-visit", visit.unwrap_or_default()),
        line("summary-plan", plan.join(", ")),
        line("summary-request", gathered.join("; ")),
        line("summary-question", question),
        line("summary-words", words),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join("\n")
}

/// What a variable is called for an operator: those every firm asks, else its own name.
fn variable(lang: domain::Lang, name: &str) -> String {
    const USUAL: [&str; 12] = ["what", "when", "destination", "dates", "days", "people", "budget", "fitness", "tour", "departure", "rating", "wishes"];
    if USUAL.contains(&name) { phrase::text(lang, &format!("variable-{name}"), &args![]) } else { format!("{name}:") }
}

/// A voice message, a photo: the agent says what it cannot do. Beside words it only says so and goes on.
pub fn attachment(talk: &mut Talk<'_>, kind: &str) {
    let has_words = !talk.words().is_empty();
    match (kind, has_words) {
        ("sticker", false) => {
            if talk.state.asked.is_none() {
                talk.say("sticker", &args![]);
                ask::next(talk);
            }
        }
        ("sticker", true) => {}
        ("contact_card", _) => {}
        ("voice" | "audio", true) => talk.say("voice-beside", &args![]),
        (_, true) => talk.say("image-beside", &args![]),
        (_, false) => {
            talk.say(if matches!(kind, "voice" | "audio") { "voice" } else { "image" }, &args![]);
            hand_over(talk, HandOver::Attachment);
        }
    }
}

/// An honest "I do not know" and the offer of a person.
pub fn unanswered(talk: &mut Talk<'_>, question: &str) {
    let question: String = question.chars().take(300).collect();
    talk.effects.push(Effect::Unanswered { question: question.clone() });
    talk.state.question = Some(question);
    if talk.state.flow.is_none() {
        talk.state.misses = talk.state.misses.saturating_add(1);
        if talk.state.misses >= talk.facts.agent.spec.thresholds.misses.max(1) && talk.state.misses > 1 {
            talk.say("unanswered-again", &args![]);
            hand_over_quietly(talk, HandOver::NotUnderstood);
            return;
        }
    }
    if talk.state.flow.is_some() {
        talk.say("unanswered-in-flow", &args![]);
        return;
    }
    let text = talk.plain("unanswered");
    let mut choices = vec![talk.choice(Act::Person, "button-person")];
    choices.extend(talk.books().then(|| talk.choice(Act::Start(Flow::Book), "button-book")));
    talk.ask(Ask::Person, text, choices);
}

/// Not understood: first in other words, then a narrower choice, then a person; never a fourth time.
pub fn clarify(talk: &mut Talk<'_>) {
    talk.state.misses = talk.state.misses.saturating_add(1);
    // The agent's own patience: so many misses before a person is offered; two usually.
    let patience = talk.facts.agent.spec.thresholds.misses.max(1);
    match (talk.state.misses + 2).saturating_sub(patience) {
        0 | 1 => {
            talk.say("clarify", &args![]);
            if talk.state.flow.is_none() {
                let text = talk.plain(if talk.books() { "clarify-idle" } else { "clarify-blank" });
                talk.says.clear();
                ask::next(talk);
                if let Some(question) = &mut talk.question {
                    question.text = text;
                }
            }
        }
        2 => talk.say("clarify-narrow", &args![]),
        3 => {
            let text = talk.plain("offer-person");
            let choices = vec![talk.choice(Act::Person, "button-person"), talk.choice(Act::Restart, "button-restart")];
            talk.ask(Ask::Person, text, choices);
        }
        _ => hand_over(talk, HandOver::NotUnderstood),
    }
}

/// After the second miss the open question keeps its first choices and the way to a person.
pub fn narrow(talk: &mut Talk<'_>) {
    if talk.state.misses != talk.facts.agent.spec.thresholds.misses.max(1) {
        return;
    }
    let person = talk.choice(Act::Person, "button-person");
    if talk.question.is_none() {
        let choices = if talk.books() { vec![talk.choice(Act::Start(Flow::Book), "button-book"), talk.choice(Act::Topic("visits"), "button-visits")] } else { vec![] };
        talk.ask(Ask::Next, String::new(), choices);
    }
    if let Some(question) = &mut talk.question {
        question.choices.truncate(if question.what == Ask::Service { 6 } else { 3 });
        question.choices.push(person);
    }
}

/// Is the phase one in which a question of the flow is open?
pub fn phase(talk: &Talk<'_>) -> Option<domain::conversation::Phase> {
    talk.question.as_ref().and_then(|q| flow::phase_of(q.what))
}
