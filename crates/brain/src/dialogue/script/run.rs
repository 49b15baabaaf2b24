//! Running a script: its values are kept, its next open question is put once, in other words when the answer did not fit, then passed over.
//! A step says nothing that it cannot fill.

use super::{Running, end, find, open_step, running, value};
use crate::dialogue::act::Act;
use crate::dialogue::command::Command;
use crate::dialogue::handover;
use crate::dialogue::phrase::args;
use crate::dialogue::state::Ask;
use crate::dialogue::talk::{Choice, Halt, Talk};
use crate::dialogue::tour_show;
use crate::turn::{Effect, HandOver};
use domain::Phone;
use domain::agent::AgentRole;
use domain::id::ScriptId;
use domain::script::{AnswerKind, Script, ScriptStep, fill};
use std::collections::BTreeMap;

/// Scripts and refused variables a dialogue remembers.
const REMEMBERED: usize = 16;
/// Marks up to this are a complaint.
const LOW: u8 = 3;

pub fn apply(talk: &mut Talk<'_>, command: &Command) {
    match command {
        Command::StartScript { script } => start(talk, *script),
        Command::Learn { values } => take(talk, values),
        Command::Pick { index } => pick(talk, *index),
        Command::Objection { script, entry } => object(talk, *script, *entry),
        Command::Decline => decline(talk),
        Command::Misfit => miss(talk),
        Command::StopScript => {
            close(talk);
            talk.say("script-stopped", &args![]);
            talk.is_over = true;
            talk.state.asked = None;
        }
        Command::PauseScript => {
            close(talk);
            talk.state.asked = None;
        }
        _ => {}
    }
}

fn start(talk: &mut Talk<'_>, id: ScriptId) {
    talk.knowledge.push(id.to_string());
    if talk.state.script.as_ref().and_then(|r| r.id) == Some(id) {
        return;
    }
    talk.state.script = Some(Running { id: Some(id), ..Running::default() });
    if !talk.state.played.contains(&id) {
        talk.state.played.truncate(REMEMBERED - 1);
        talk.state.played.insert(0, id);
    }
    talk.changed = true;
    talk.script_began = true;
}

/// Leaves the script; what it found out stays.
pub fn close(talk: &mut Talk<'_>) {
    talk.state.script = None;
}

fn take(talk: &mut Talk<'_>, values: &BTreeMap<String, String>) {
    let is_running = talk.state.script.is_some();
    let mut corrects = false;
    for (variable, value) in values {
        let before = talk.known(variable);
        corrects |= is_running && !talk.script_began && before.as_ref().is_some_and(|b| b != value) && open_step(talk).is_none_or(|s| s.asks.as_deref() != Some(variable));
        talk.learn(variable, value);
        match variable.as_str() {
            "name" => {
                talk.state.name = Some(value.chars().take(80).collect());
                talk.effects.push(Effect::Contact { name: talk.state.name.clone(), phone: None, lang: None });
            }
            "phone" => {
                if let Ok(phone) = Phone::parse(value, &talk.catalog().org.region) {
                    talk.state.phone = Some(phone.clone());
                    talk.effects.push(Effect::Contact { name: None, phone: Some(phone), lang: None });
                }
            }
            _ => {}
        }
        talk.state.declined.retain(|d| d != variable);
    }
    let is_answer = open_step(talk).and_then(|s| s.asks.clone()).is_some_and(|asked| values.contains_key(&asked));
    if let Some(run) = talk.state.script.as_mut().filter(|_| is_answer) {
        (run.is_asked, run.misses) = (false, 0);
        talk.changed = true;
    }
    if corrects && !is_answer {
        talk.say("script-corrected", &args![]);
    }
    if values.get("rating").and_then(|mark| mark.parse::<u8>().ok()).is_some_and(|mark| mark <= LOW) {
        handover::hand_over(talk, HandOver::Complaint);
    }
}

fn pick(talk: &mut Talk<'_>, index: u8) {
    let Some(step) = open_step(talk) else { return };
    if let (Some(variable), Some(title)) = (step.asks.clone(), step.choices.get(usize::from(index))) {
        let value = match step.kind {
            AnswerKind::YesNo => if index == 0 { "yes".to_owned() } else { "no".to_owned() },
            _ => title.clone(),
        };
        take(talk, &BTreeMap::from([(variable, value)]));
    }
}

/// The title of a choice of the open question, for what is typed instead of pressed.
pub fn pick_title(talk: &Talk<'_>, index: u8) -> String {
    open_step(talk).and_then(|s| s.choices.get(usize::from(index)).cloned()).unwrap_or_default()
}

fn object(talk: &mut Talk<'_>, id: ScriptId, entry: usize) {
    let Some((script, objection)) = find(talk, id).and_then(|s| Some((s, s.objections.get(entry)?))) else { return };
    talk.knowledge.push(id.to_string());
    let Some(text) = filled(talk, &objection.answer) else { return };
    let passes_on = end::promises_person(&text);
    talk.says.push(text);
    if passes_on {
        let reason = if script.role == Some(AgentRole::Feedback) { HandOver::Complaint } else { HandOver::Asked };
        handover::hand_over_quietly(talk, reason);
    }
}

fn decline(talk: &mut Talk<'_>) {
    let Some(variable) = open_step(talk).and_then(|s| s.asks.clone()) else { return };
    talk.state.declined.truncate(REMEMBERED - 1);
    talk.state.declined.insert(0, variable);
    if let Some(run) = talk.state.script.as_mut() {
        (run.is_asked, run.misses) = (false, 0);
        talk.changed = true;
    }
}

fn miss(talk: &mut Talk<'_>) {
    let limit = talk.facts.agent.spec.thresholds.misses;
    let Some(run) = talk.state.script.as_mut() else { return };
    run.misses = run.misses.saturating_add(1);
    if run.misses < 2 {
        return;
    }
    run.failed = run.failed.saturating_add(1);
    if run.failed >= limit.max(1) {
        handover::hand_over(talk, HandOver::NotUnderstood);
    } else {
        decline(talk);
    }
}

/// The text with what is known; none where something is not, so that nobody reads braces.
pub fn filled(talk: &Talk<'_>, text: &str) -> Option<String> {
    let mut known: BTreeMap<String, String> = talk.gathered();
    for (variable, value) in &mut known {
        *value = end::shown(talk, variable, value);
    }
    known.extend(talk.name().map(|name| ("name".to_owned(), name.to_owned())));
    let org = &talk.catalog().org;
    known.insert("firm".to_owned(), org.name.clone());
    let agent = [&talk.facts.agent.spec.persona, &org.settings.agent_name, &talk.facts.agent.name].into_iter().find(|n| !n.is_empty()).cloned();
    known.extend(agent.map(|name| ("agent".to_owned(), name)));
    fill(text, &known).filter(|t| !t.contains("{{") && !t.contains("}}") && !t.trim().is_empty())
}

/// Goes on with the script: says what is to be said, puts the next open question, or closes it.
pub fn advance(talk: &mut Talk<'_>) -> Result<(), Halt> {
    if talk.is_over || talk.question.is_some() || talk.state.flow.is_some() {
        return Ok(());
    }
    let Some((script, mut run)) = running(talk) else {
        talk.state.script = None;
        return Ok(());
    };
    if run.is_asked && talk.says.last().is_some_and(|said| said.trim_end().ends_with('?')) {
        // What was just said asks by itself: never two questions at once.
        return keep(talk, script, &run);
    }
    if talk.script_began && script.role == Some(AgentRole::Sales) {
        repeat(talk);
    }
    if talk.script_began && end::is_told_enough(talk, script) {
        run.step = u16::try_from(script.steps.iter().rposition(|s| s.asks.is_some()).map_or(0, |at| at + 1)).unwrap_or(u16::MAX);
    }
    while let Some(step) = script.steps.get(usize::from(run.step)) {
        let Some(variable) = step.asks.as_deref() else {
            talk.says.extend(filled(talk, &step.say));
            run.step = run.step.saturating_add(1);
            continue;
        };
        let is_passed = talk.known(variable).is_some() || talk.state.declined.iter().any(|d| d == variable);
        let text = if is_passed { None } else { question(talk, step, &run) };
        let Some(text) = text else {
            (run.step, run.is_asked, run.misses) = (run.step.saturating_add(1), false, 0);
            continue;
        };
        run.is_asked = true;
        talk.knowledge.push(script.id.to_string());
        talk.state.script = Some(run);
        put(talk, step, text);
        return Ok(());
    }
    talk.knowledge.push(script.id.to_string());
    close(talk);
    end::finish(talk, script)
}

/// What is being booked, as far as it is known, so that a slip is seen at once.
fn repeat(talk: &mut Talk<'_>) {
    let Some(tour) = talk.known("tour").and_then(|key| talk.catalog().tours.by_key(&key)) else { return };
    let Some(day) = talk.known("departure").and_then(|day| day.parse().ok()) else { return };
    let (lang, name) = (talk.lang, tour_show::name(talk.lang, tour).to_owned());
    let day = tour_show::date(lang, day);
    match talk.known("people").and_then(|n| n.parse::<u16>().ok()) {
        Some(people) => talk.say("tour-booking-for", &args!["name" => name, "day" => day, "people" => people]),
        None => talk.say("tour-booking", &args!["name" => name, "day" => day]),
    }
}

/// The open question stays open, unspoken.
fn keep(talk: &mut Talk<'_>, script: &Script, run: &Running) -> Result<(), Halt> {
    let Some(step) = script.steps.get(usize::from(run.step)) else { return Ok(()) };
    if step.choices.is_empty() {
        talk.ask(Ask::Script, String::new(), vec![]);
    } else {
        let choices = choices(step);
        talk.ask(Ask::Script, String::new(), choices);
    }
    Ok(())
}

/// In full the first time, otherwise after a miss, as a reminder after a question on the way.
fn question(talk: &Talk<'_>, step: &ScriptStep, run: &Running) -> Option<String> {
    if run.misses > 0 {
        return step.again.as_deref().and_then(|again| filled(talk, again)).or_else(|| filled(talk, &step.say));
    }
    let full = filled(talk, &step.say)?;
    Some(if run.is_asked { last_sentence(&full) } else { full })
}

/// The asking part of a question that has been put before.
fn last_sentence(text: &str) -> String {
    let mut sentences: Vec<String> = vec![String::new()];
    for c in text.chars() {
        if let Some(last) = sentences.last_mut() {
            last.push(c);
        }
        if matches!(c, '.' | '?' | '!') {
            sentences.push(String::new());
        }
    }
    let all: Vec<&str> = sentences.iter().map(|s| s.trim()).filter(|s| s.chars().any(char::is_alphanumeric)).collect();
    all.iter().rev().find(|s| s.ends_with('?')).or(all.last()).map_or_else(|| text.to_owned(), |s| (*s).to_owned())
}

fn choices(step: &ScriptStep) -> Vec<Choice> {
    step.choices.iter().zip(0_u8..).map(|(title, index)| Choice { act: Act::Pick(index), title: title.clone() }).collect()
}

fn put(talk: &mut Talk<'_>, step: &ScriptStep, text: String) {
    let mut buttons = choices(step);
    if step.kind == AnswerKind::YesNo && buttons.is_empty() {
        buttons = vec![Choice { act: Act::Pick(0), title: talk.plain("button-yes") }, Choice { act: Act::Pick(1), title: talk.plain("button-no") }];
    }
    // A scale is read from the question; its numbers need no numbering.
    if value::is_scale(&step.choices) && usize::from(talk.facts.channel.buttons) < buttons.len() {
        buttons.clear();
    }
    talk.ask(Ask::Script, text, buttons);
}
