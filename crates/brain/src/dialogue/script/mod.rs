//! Sales scripts in the dialogue: what starts one, what a message gives it, where it goes off and comes back. `index.rs` matches wordings,
//! `value.rs` and `amount.rs` read answers, `run.rs` asks, `end.rs` closes. Reading makes commands here, as everywhere; `apply` carries them out.

mod amount;
mod begin;
mod end;
mod index;
mod run;
mod value;

pub use end::{offered, shown};
pub use run::{advance, apply, pick_title};

use super::command::{Chat, Command, Topic};
use super::faq;
use super::faq::fold;
use super::intents;
use super::read::is_sure;
use super::state::Flow;
use super::talk::Talk;
use super::words;
use crate::turn::HandOver;
use crate::understand::{Intent, Understanding};
use domain::agent::AgentRole;
use domain::id::ScriptId;
use domain::script::{AnswerKind, Script, ScriptStep};
use domain::tool::Tool;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use value::Heard;

/// A script under way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Running {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ScriptId>,
    /// The step that is open, or comes next.
    pub step: u16,
    /// Its question has been put.
    pub is_asked: bool,
    /// Answers to it that did not fit.
    pub misses: u8,
    /// Questions given up because no answer fitted.
    pub failed: u8,
}

/// Scripts that may speak here: in the language of the talk where there are any, at the stage of the deal.
fn able<'a>(talk: &Talk<'a>) -> Vec<&'a Script> {
    let stage = talk.facts.request.as_ref().map(|r| r.stage.as_str());
    let all: Vec<&Script> = talk.facts.agent.scripts.iter().filter(|s| s.is_active && (s.stages.is_empty() || stage.is_some_and(|here| s.stages.iter().any(|k| k == here)))).collect();
    let spoken: Vec<&Script> = all.iter().copied().filter(|s| s.lang.spoken() == talk.lang.spoken()).collect();
    if spoken.is_empty() { all } else { spoken }
}

fn find<'a>(talk: &Talk<'a>, id: ScriptId) -> Option<&'a Script> {
    talk.facts.agent.scripts.iter().find(|s| s.id == id)
}

/// The script under way and where it stands; none when it has left the agent's list.
fn running<'a>(talk: &Talk<'a>) -> Option<(&'a Script, Running)> {
    let run = talk.state.script.clone()?;
    Some((find(talk, run.id?)?, run))
}

fn open_step<'a>(talk: &Talk<'a>) -> Option<&'a ScriptStep> {
    let (script, run) = running(talk)?;
    script.steps.get(usize::from(run.step)).filter(|_| run.is_asked)
}

/// The commands of a message in the light of the scripts: values, objections, a script that starts. What else was understood stays beside
/// them where it is a question on the way, and goes where the words belong to the script.
pub fn hear(talk: &mut Talk<'_>, commands: Vec<Command>) -> Vec<Command> {
    let Some(understood) = talk.understood.clone().filter(|_| !talk.facts.agent.scripts.is_empty()) else { return commands };
    if commands.iter().any(|c| matches!(c, Command::Chat { kind: Chat::Abuse | Chat::Spam | Chat::OffTopic } | Command::Pick { .. })) {
        return commands;
    }
    let objection = objection(talk, &understood.text).filter(|_| !is_sure(&understood, Intent::PhoneOfFirm));
    // Under an open question a word that only resembles a discount is part of the answer.
    let folded = fold(&understood.text);
    let asks_less = ["скид", "дешев", "акци", "промо", "уступ", "торг", "discount", "cheap", "promo", "sale"].iter().any(|w| folded.contains(w));
    let is_misheard = open_step(talk).is_some() && !asks_less;
    let commands: Vec<Command> = commands.into_iter().filter(|c| !(is_misheard && matches!(c, Command::HandOver { reason: HandOver::Discount }))).collect();
    let is_grave = |c: &Command| matches!(c, Command::HandOver { reason } if objection.is_none() || !matches!(reason, HandOver::Discount | HandOver::Refund));
    if commands.iter().any(is_grave) {
        return learning(harvest(talk, &understood), commands);
    }
    if talk.state.flow.is_some() {
        let is_soft = |c: &Command| matches!(c, Command::Unanswered { .. } | Command::Clarify | Command::Chat { .. } | Command::Answer { .. } | Command::HandOver { .. });
        return match objection {
            Some((script, entry, fits)) if fits >= floor(&commands) && fits >= faq::STRONG && commands.iter().all(is_soft) => vec![Command::Objection { script, entry }],
            _ => commands,
        };
    }
    let commands = if running(talk).is_none() { unbooked(talk, &understood, commands) } else { commands };
    match running(talk) {
        Some((script, run)) => go_on(talk, &understood, commands, script, &run, objection),
        None => begin::begin(talk, &understood, commands, objection),
    }
}

/// A day or a number of people is no wish for a visit where the agent sells something else and may book none.
fn unbooked(talk: &Talk<'_>, understood: &Understanding, commands: Vec<Command>) -> Vec<Command> {
    let may_book = talk.facts.agent.spec.tools.contains(&Tool::CreateAppointment);
    let is_meant = is_sure(understood, Intent::Book) || commands.iter().any(|c| matches!(c, Command::SetServices { .. }));
    let is_weak = commands.iter().any(|c| matches!(c, Command::StartFlow { flow: Flow::Book }));
    if may_book || is_meant || !is_weak {
        return commands;
    }
    let mut kept: Vec<Command> = commands.into_iter().filter(|c| !matches!(c, Command::StartFlow { flow: Flow::Book }) && !c.sets()).collect();
    if kept.iter().all(|c| matches!(c, Command::Chat { kind: Chat::Greet })) {
        kept.push(if intents::is_question(understood) { Command::Unanswered { question: understood.text.clone() } } else { Command::Clarify });
    }
    kept
}

/// After documents and a model were asked: what nobody understood, under an open question, did not fit it.
pub fn settle(talk: &Talk<'_>, commands: Vec<Command>) -> Vec<Command> {
    let Some(step) = open_step(talk) else { return commands };
    let is_alone = commands.iter().all(|c| matches!(c, Command::Clarify | Command::Learn { .. }));
    if !is_alone || commands.iter().any(|c| matches!(c, Command::Learn { .. })) || step.kind == AnswerKind::Text && commands.is_empty() {
        return commands;
    }
    vec![Command::Misfit]
}

/// How sure an objection must be beside what the catalog and the FAQ would answer.
fn floor(commands: &[Command]) -> f64 {
    let is_of_tour = |c: &Command| matches!(c, Command::Tour { ask } if !ask.tours.is_empty());
    let is_of_firm = |c: &Command| matches!(c, Command::Answer { topic, .. } if *topic != Topic::Visits) || matches!(c, Command::Faq { .. } | Command::Goods { .. } | Command::UnknownService { .. });
    if commands.iter().any(|c| is_of_tour(c) || is_of_firm(c)) { 0.9 } else { index::FITS }
}

/// What a model says the customer told of a script's variable, read as their own words would be.
pub fn told(talk: &Talk<'_>, variable: &str, words: &str) -> Result<Command, String> {
    let (script, _) = running(talk).ok_or("no script is under way")?;
    let step = script.steps.iter().find(|s| s.asks.as_deref() == Some(variable)).ok_or("the script does not ask for that")?;
    let context = crate::understand::Context { now: talk.now().timestamp(), zone: talk.zone(), lang: Some(talk.lang), lexicon: &talk.catalog().lexicon };
    match value::answer(talk, &crate::understand(words, &context), step) {
        Heard::Value(value) => Ok(Command::Learn { values: BTreeMap::from([(variable.to_owned(), value)]) }),
        Heard::Declined if open_step(talk).and_then(|s| s.asks.as_deref()) == Some(variable) => Ok(Command::Decline),
        _ => Err(format!("{} is no {}", words.chars().take(40).collect::<String>(), step.kind.as_str())),
    }
}

/// Variables of the script under way that are not known yet.
pub fn wanted<'a>(talk: &Talk<'a>) -> Vec<&'a str> {
    let Some((script, _)) = running(talk) else { return vec![] };
    script.steps.iter().filter_map(|s| s.asks.as_deref()).filter(|v| talk.known(v).is_none()).collect()
}

/// The surest objection: script, its place, how well it fits.
fn objection(talk: &Talk<'_>, text: &str) -> Option<(ScriptId, usize, f64)> {
    let under_way = talk.state.script.as_ref().and_then(|r| r.id);
    let mut best: Option<(ScriptId, usize, f64)> = None;
    for script in able(talk) {
        let Some((entry, fits)) = index::of(script).objection(text) else { continue };
        // Of equals the script under way speaks.
        let fits = if Some(script.id) == under_way { fits + 0.01 } else { fits };
        if best.is_none_or(|(.., b)| fits > b) {
            best = Some((script.id, entry, fits));
        }
    }
    best
}

fn trigger<'a>(talk: &Talk<'a>, text: &str) -> Option<(&'a Script, f64)> {
    let mut best: Option<(&Script, f64)> = None;
    for script in able(talk).into_iter().filter(|s| !s.steps.is_empty() && !s.triggers.is_empty()) {
        let fits = index::of(script).trigger(text);
        if fits >= index::FITS && best.is_none_or(|(_, b)| fits > b) {
            best = Some((script, fits));
        }
    }
    best
}

/// Values that scripts of sales would want to know, whatever the message is about.
fn harvest(talk: &Talk<'_>, understood: &Understanding) -> BTreeMap<String, String> {
    let is_theirs = |s: &&Script| Some(s.id) == talk.state.script.as_ref().and_then(|r| r.id) || !s.stages.is_empty();
    let scripts = able(talk);
    let steps = scripts.iter().copied().filter(is_theirs).flat_map(|s| &s.steps).filter(|s| !matches!(s.kind, AnswerKind::Name | AnswerKind::Phone));
    value::free(talk, understood, steps)
}

/// What the message gives a script unasked.
fn free(talk: &Talk<'_>, understood: &Understanding, script: &Script) -> BTreeMap<String, String> {
    value::free(talk, understood, script.steps.iter())
}

fn learning(values: BTreeMap<String, String>, mut commands: Vec<Command>) -> Vec<Command> {
    if !values.is_empty() {
        commands.insert(0, Command::Learn { values });
    }
    commands
}

/// Answers that a question on the way gets.
fn is_digression(command: &Command) -> bool {
    matches!(command, Command::Tour { .. } | Command::Goods { .. } | Command::Answer { .. } | Command::Faq { .. } | Command::Knowledge { .. } | Command::Attachment { .. } | Command::Late { .. } | Command::Chat { kind: Chat::AreYouBot | Chat::Help | Chat::Thanks | Chat::SmallTalk | Chat::Farewell })
}

fn is_lost(command: &Command) -> bool {
    matches!(command, Command::Unanswered { .. } | Command::Clarify)
}

fn go_on(talk: &Talk<'_>, understood: &Understanding, commands: Vec<Command>, script: &Script, run: &Running, objection: Option<(ScriptId, usize, f64)>) -> Vec<Command> {
    let folded = fold(&understood.text);
    let step = script.steps.get(usize::from(run.step)).filter(|_| run.is_asked);
    let mut values = free(talk, understood, script);
    let heard = step.map_or(Heard::Unfit, |s| value::answer(talk, understood, s));
    let kind = step.map(|s| s.kind);
    let is_exact = kind.is_some_and(|k| !matches!(k, AnswerKind::Text | AnswerKind::Name)) && matches!(heard, Heard::Value(_));
    if !is_exact && values.is_empty() && leaves(&folded, kind) {
        return vec![Command::StopScript];
    }
    let wants_visit = [Intent::Book, Intent::Move, Intent::Cancel, Intent::MyVisits].into_iter().any(|i| is_sure(understood, i)) && commands.iter().any(|c| matches!(c, Command::SetServices { .. } | Command::BookNext { .. }));
    if wants_visit && !is_exact {
        return [vec![Command::PauseScript], commands].concat();
    }
    if let Some((other, fits)) = trigger(talk, &understood.text)
        && other.id != script.id
        && fits >= 0.75
        && !is_exact
    {
        return vec![Command::StartScript { script: other.id }, Command::Learn { values: free(talk, understood, other) }];
    }
    if let Some((id, entry, _)) = objection.filter(|_| !is_exact) {
        let refuses = value::declines(&folded) || words::refuses(&folded) || ["не дам", "не скажу", "некогда", "потом", "без телефона"].iter().any(|w| folded.contains(w));
        let mut out = learning(values, vec![Command::Objection { script: id, entry }]);
        if refuses {
            let is_survey = matches!(script.role, Some(AgentRole::Feedback | AgentRole::Nurturing));
            out.push(if is_survey { Command::PauseScript } else { Command::Decline });
        }
        return out;
    }
    let asks = intents::is_question(understood) && !is_exact;
    let has_mark = understood.text.contains('?');
    let on_the_way: Vec<Command> = commands.iter().filter(|c| is_digression(c) || matches!(c, Command::HandOver { .. })).cloned().collect();
    let is_chat = !commands.is_empty() && commands.iter().all(|c| matches!(c, Command::Chat { kind } if *kind != Chat::Help)) && understood.text.split_whitespace().count() <= 3;
    match (heard, kind) {
        (Heard::Value(value), Some(AnswerKind::Text)) => {
            if is_chat || asks && !on_the_way.is_empty() || has_mark && commands.iter().any(is_lost) {
                let kept: Vec<Command> = if is_chat { commands } else if on_the_way.is_empty() { commands.into_iter().filter(is_lost).collect() } else { on_the_way };
                return learning(values, kept);
            }
            values.extend(step.and_then(|s| s.asks.clone()).map(|variable| (variable, value)));
            vec![Command::Learn { values }]
        }
        (Heard::Value(value), _) => {
            values.extend(step.and_then(|s| s.asks.clone()).map(|variable| (variable, value)));
            let beside = if has_mark { on_the_way.into_iter().filter(|c| matches!(c, Command::Faq { .. } | Command::Answer { .. })).collect() } else { vec![] };
            learning(values, beside)
        }
        (Heard::Declined, _) if !has_mark => learning(values, vec![Command::Decline]),
        _ if !values.is_empty() && !has_mark => vec![Command::Learn { values }],
        _ if !on_the_way.is_empty() => learning(values, on_the_way),
        _ if is_chat => commands,
        _ if asks => learning(values, vec![Command::Unanswered { question: understood.text.clone() }]),
        _ => vec![Command::Clarify],
    }
}

/// The customer does not want to go on at all.
fn leaves(folded: &str, kind: Option<AnswerKind>) -> bool {
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let says = |ways: &[&str]| ways.iter().any(|w| folded.contains(w));
    matches!(bare, "стоп" | "отмена" | "хватит" | "отбой" | "stop" | "cancel") || says(&["отмените заявку", "передумал", "раздумал", "уже не актуально", "неактуально", "забудьте", "never mind", "changed my mind", "cancel the request"]) || !matches!(kind, Some(AnswerKind::Text | AnswerKind::YesNo)) && says(&["ничего не надо", "не надо ничего", "уже не надо", "уже не нужно"])
}
