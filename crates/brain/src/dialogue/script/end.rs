//! How a script closes, by the role it serves: needs that are known become an offer, a booking or a request goes to a person with everything
//! gathered, a survey moves the customer on. What a text promises is done.

use crate::dialogue::act::Act;
use crate::dialogue::faq::fold;
use crate::dialogue::phrase::args;
use crate::dialogue::request::money_of;
use crate::dialogue::state::{Ask, Flow};
use crate::dialogue::talk::{Halt, Talk};
use crate::dialogue::{handover, show, tour};
use crate::turn::{Effect, HandOver};
use domain::agent::AgentRole;
use domain::script::{AnswerKind, Script};
use domain::tool::Tool;
use domain::Lang;
use jiff::civil::Date;

/// Every question of the script has been answered, declined or passed over.
pub fn finish(talk: &mut Talk<'_>, script: &Script) -> Result<(), Halt> {
    let asks_contact = script.steps.iter().any(|s| matches!(s.kind, AnswerKind::Phone | AnswerKind::Name | AnswerKind::Email));
    let promises = talk.says.last().is_some_and(|text| promises_person(text));
    match script.role {
        Some(AgentRole::Qualification) => {
            move_to(talk, "offer");
            offer(talk)
        }
        Some(AgentRole::Sales) => {
            move_to(talk, "negotiation");
            pass_on(talk);
            Ok(())
        }
        Some(AgentRole::Feedback) => {
            if talk.known("next_trip").is_some() {
                move_to(talk, "repeat-sale");
            }
            Ok(())
        }
        _ if asks_contact || promises => {
            pass_on(talk);
            Ok(())
        }
        _ => {
            suggest(talk);
            Ok(())
        }
    }
}

/// Does the text say that a person takes over now?
pub fn promises_person(text: &str) -> bool {
    let folded = fold(text);
    ["передаю", "i am passing", "i'm passing", "passing this", "passing it"].iter().any(|w| folded.contains(w))
}

/// A wish said in one line is enough for an offer: when, how long, how many.
pub fn is_told_enough(talk: &Talk<'_>, script: &Script) -> bool {
    script.role == Some(AgentRole::Qualification) && ["dates", "days", "people"].iter().all(|v| talk.learned.contains_key(*v))
}

/// Tours were shown to a wish that says when, how long and how many: all that a qualification at this stage would have asked for.
pub fn offered(talk: &mut Talk<'_>) {
    let stage = talk.facts.request.as_ref().map(|r| r.stage.as_str());
    let is_early = talk.facts.agent.scripts.iter().any(|s| s.is_active && s.role == Some(AgentRole::Qualification) && stage.is_some_and(|here| s.stages.iter().any(|k| k == here)));
    let is_told = ["dates", "days", "people"].iter().all(|v| talk.known(v).is_some() || talk.learned.contains_key(*v));
    if is_early && is_told && !talk.effects.iter().any(|e| matches!(e, Effect::MoveStage { .. })) {
        move_to(talk, "offer");
    }
}

/// Gives the customer to a person with everything that was gathered.
fn pass_on(talk: &mut Talk<'_>) {
    if talk.says.is_empty() || !talk.says.last().is_some_and(|text| promises_person(text) || fold(text).contains("сотрудник") || fold(text).contains("colleague")) {
        talk.say("script-done", &args![]);
    }
    handover::hand_over_quietly(talk, HandOver::Request);
}

/// Moves the deal on, where the funnel has such a stage ahead and the agent may.
fn move_to(talk: &mut Talk<'_>, stage: &str) {
    let Some(request) = &talk.facts.request else { return };
    let place = |key: &str| request.funnel.iter().position(|k| k == key);
    let is_ahead = place(stage).is_some_and(|to| place(&request.stage).is_none_or(|from| to > from));
    if is_ahead && talk.facts.agent.spec.tools.contains(&Tool::MoveStage) {
        talk.effects.push(Effect::MoveStage { stage: stage.to_owned() });
    }
}

/// What fits the needs.
fn offer(talk: &mut Talk<'_>) -> Result<(), Halt> {
    let known = talk.gathered();
    if !tour::offer(talk, &known) {
        suggest(talk);
    }
    Ok(())
}

/// "Подобрать время?": a closing question is agreed to by a button.
fn suggest(talk: &mut Talk<'_>) {
    let asks = talk.says.last().is_some_and(|text| text.trim_end().ends_with('?'));
    if asks && talk.facts.agent.spec.tools.contains(&Tool::CreateAppointment) && !talk.catalog().services.is_empty() {
        let choices = vec![talk.choice(Act::Start(Flow::Book), "button-book")];
        talk.ask(Ask::Next, String::new(), choices);
    }
}

/// A value as it is said.
pub fn shown(talk: &Talk<'_>, variable: &str, value: &str) -> String {
    let lang = talk.lang;
    if let Some(row) = talk.catalog().tours.by_key(value).filter(|_| variable == "tour") {
        return row.name_en.clone().filter(|_| lang.spoken() == Lang::En).unwrap_or_else(|| row.name.clone());
    }
    if let Some(money) = money_of(value) {
        return money.show(lang);
    }
    if let Ok(day) = value.parse::<Date>() {
        return show::date(lang, day);
    }
    match (variable, value, lang.spoken()) {
        (_, "any", Lang::En) => "no hurry".to_owned(),
        (_, "any", _) => "не срочно".to_owned(),
        (_, "asap", Lang::En) => "as soon as possible".to_owned(),
        (_, "asap", _) => "как можно скорее".to_owned(),
        (_, "yes", Lang::Ru) => "да".to_owned(),
        (_, "no", Lang::Ru) => "нет".to_owned(),
        _ => stretch(talk, value).unwrap_or_else(|| value.to_owned()),
    }
}

/// `2027-07` and `2027-08-21/2027-08-31` in words.
fn stretch(talk: &Talk<'_>, value: &str) -> Option<String> {
    let lang = talk.lang;
    let day = |text: &str| text.parse::<Date>().ok().map(|d| show::date(lang, d));
    if let Some((from, to)) = value.split_once('/') {
        return match (day(from), day(to)) {
            (Some(from), Some(to)) => Some(format!("{from} – {to}")),
            (Some(from), None) => Some(if lang.spoken() == Lang::En { format!("from {from}") } else { format!("с {from}") }),
            (None, Some(to)) => Some(if lang.spoken() == Lang::En { format!("by {to}") } else { format!("до {to}") }),
            (None, None) => None,
        };
    }
    let first = format!("{value}-01").parse::<Date>().ok().filter(|_| value.len() == 7)?;
    Some(show::month(lang, first.month()).to_owned())
}
