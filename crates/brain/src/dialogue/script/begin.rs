//! What starts a script: a trigger, an objection said before any script, a tour wanted with its day, values given unasked, the stage itself.

use super::{able, floor, free, harvest, learning, trigger};
use crate::dialogue::command::{Chat, Command};
use crate::dialogue::faq::{self, fold};
use crate::dialogue::state::Flow;
use crate::dialogue::talk::Talk;
use crate::dialogue::tour_read::{TourAsk, TourTopic};
use crate::dialogue::{intents, words};
use crate::understand::Understanding;
use domain::agent::AgentRole;
use domain::id::ScriptId;
use domain::script::{AnswerKind, Script};
use domain::tool::Tool;
use std::collections::BTreeMap;

pub fn begin(talk: &Talk<'_>, understood: &Understanding, commands: Vec<Command>, objection: Option<(ScriptId, usize, f64)>) -> Vec<Command> {
    let text = &understood.text;
    let answered = talk.catalog().faq_index.find(text).map_or(0.0, |(_, fits)| fits);
    let names_service = commands.iter().any(|c| matches!(c, Command::SetServices { .. } | Command::StartFlow { flow: Flow::Move | Flow::Cancel } | Command::BookNext { .. }));
    let has_tour = commands.iter().any(|c| matches!(c, Command::Tour { .. } | Command::Goods { .. }));
    let starts = trigger(talk, text).filter(|(script, fits)| *fits >= 0.75 || match script.role {
        Some(AgentRole::Sales) => !intents::is_question(understood),
        Some(AgentRole::Qualification) => talk.tour_guess.is_none(),
        _ => true,
    }).filter(|(_, fits)| !has_tour && !names_service && *fits >= answered && objection.is_none_or(|(.., o)| *fits >= o));
    if let Some((script, _)) = starts {
        return started(talk, understood, &commands, script);
    }
    let changes_visit = commands.iter().any(|c| matches!(c, Command::StartFlow { flow: Flow::Move | Flow::Cancel })) && talk.facts.agent.spec.tools.contains(&Tool::CancelAppointment);
    if let Some((script, entry, fits)) = objection
        && fits >= floor(&commands)
        && !changes_visit
        && !commands.iter().any(|c| matches!(c, Command::SetServices { .. } | Command::BookNext { .. }))
    {
        let chat = commands.into_iter().filter(|c| matches!(c, Command::Chat { kind: Chat::Greet }));
        let values = harvest(talk, understood);
        return learning(values, chat.chain([Command::Objection { script, entry }]).collect());
    }
    if let Some(ask) = commands.iter().find_map(|c| if let Command::Tour { ask } = c { Some(ask) } else { None }) {
        return match booked(talk, understood, ask) {
            Some(script) => started(talk, understood, &commands, script),
            None => learning(harvest(talk, understood), commands),
        };
    }
    let values = harvest(talk, understood);
    let is_answered = commands.iter().any(|c| matches!(c, Command::Answer { .. } | Command::Goods { .. } | Command::Faq { .. } | Command::Late { .. }));
    if !is_answered && !names_service && let Some(script) = wished(talk, understood, &values) {
        return started(talk, understood, &commands, script);
    }
    let is_idle = commands.iter().all(|c| matches!(c, Command::Chat { kind: Chat::Greet | Chat::Thanks } | Command::Clarify));
    let is_of_visit = |c: &Command| c.sets() || matches!(c, Command::StartFlow { flow: Flow::Book } | Command::UnknownService { .. } | Command::Clarify | Command::Chat { kind: Chat::Greet });
    if (is_idle || commands.iter().all(is_of_visit)) && let Some((script, variable)) = told_at_once(talk, understood) {
        let greets = commands.iter().filter(|c| matches!(c, Command::Chat { kind: Chat::Greet })).cloned();
        let mut values = free(talk, understood, script);
        values.insert(variable, text.trim().to_owned());
        return greets.chain([Command::StartScript { script: script.id }, Command::Learn { values }]).collect();
    }
    if is_idle && let Some(script) = by_stage(talk) {
        return started(talk, understood, &commands, script);
    }
    learning(values, commands)
}

fn started(talk: &Talk<'_>, understood: &Understanding, commands: &[Command], script: &Script) -> Vec<Command> {
    let mut values = free(talk, understood, script);
    let about = about(script, understood);
    values.extend(about.filter(|(variable, _)| talk.known(variable).is_none()));
    let greets = commands.iter().filter(|c| matches!(c, Command::Chat { kind: Chat::Greet }));
    let mut out: Vec<Command> = greets.cloned().collect();
    out.push(Command::StartScript { script: script.id });
    if !values.is_empty() {
        out.push(Command::Learn { values });
    }
    out
}

/// "примите заявку: собрать шкаф в субботу": what stands after the words that start it answers the first question, where any words would.
fn about(script: &Script, understood: &Understanding) -> Option<(String, String)> {
    let first = script.steps.iter().find(|s| s.asks.is_some()).filter(|s| s.kind == AnswerKind::Text && s.choices.is_empty() && s.asks.as_deref() != Some("tour"))?;
    let has_mark = understood.text.contains([':', ',', '—']);
    let rest = understood.text.split_once([':', ',', '—']).map_or(understood.text.as_str(), |(_, rest)| rest);
    let known: Vec<String> = script.triggers.iter().flat_map(|t| faq::stems(t)).collect();
    let is_told = |part: &&str| {
        let dated: Vec<String> = understood.entities.iter().filter(|e| matches!(e.value, crate::understand::Value::Datetime(_))).flat_map(|e| faq::stems(&e.text)).collect();
        let own: Vec<String> = faq::stems(part).into_iter().filter(|s| !known.contains(s)).collect();
        let own: Vec<String> = if has_mark { own } else { own.into_iter().filter(|s| !dated.contains(s) && s.chars().count() > 2 && !matches!(s.as_str(), "like" | "need" | "some" | "someth")).collect() };
        let is_entity = understood.entities.iter().any(|e| part.contains(e.text.as_str()) && matches!(e.value, crate::understand::Value::Person { .. } | crate::understand::Value::Phone { .. }));
        (own.len() >= 2 || own.len() == 1 && !has_mark && !dated.is_empty()) && !is_entity
    };
    let part = rest.split([',', ';', '.']).map(str::trim).find(is_told)?;
    Some((first.asks.clone()?, part.to_owned()))
}

/// The script of the agent's own role at this stage, where the message already gives what it would ask.
fn wished<'a>(talk: &Talk<'a>, understood: &Understanding, values: &BTreeMap<String, String>) -> Option<&'a Script> {
    let folded = fold(&understood.text);
    // "5 человек", "июль": begins with an answer.
    let is_bare = understood.text.split_whitespace().count() <= 3 && !understood.text.contains('?');
    let wishes = is_bare || ["хоч", "хотел", "хоте", "ищ", "подбер", "посовет", "планир", "собира", "присмат", "want", "looking", "recommend", "we would like", "plan"].iter().any(|w| folded.contains(w));
    let able = able(talk);
    let is_early = is_early(&able);
    // Who names a tour is not asked what they would like to see.
    let may = |role: AgentRole| role == AgentRole::Feedback || role == AgentRole::Qualification && talk.tour_guess.is_none() || role == AgentRole::Sales && !is_early;
    able.into_iter().filter(|s| s.role.is_some_and(may) && !s.stages.is_empty()).find(|s| {
        let asks = |name: &str| s.steps.iter().any(|step| step.asks.as_deref() == Some(name));
        let given = values.keys().filter(|name| asks(name)).count();
        let is_survey = s.role == Some(AgentRole::Feedback);
        given >= 2 || given == 1 && (wishes || is_survey && values.contains_key("rating"))
    })
}

/// "нужен электрик", "мне нужно 20 футболок к 10 декабря": where requests are taken and nothing else is sold here, the wish is the request.
fn told_at_once<'a>(talk: &Talk<'a>, understood: &Understanding) -> Option<(&'a Script, String)> {
    if talk.books() || !talk.catalog().tours.is_empty() || intents::is_question(understood) {
        return None;
    }
    const WISHES: &[&str] = &["нужен", "нужна", "нужны", "нужно", "надо", "требуется", "ищу", "ищем", "сделайте", "почините", "изготовьте", "need", "looking"];
    let folded = fold(&understood.text);
    let said: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let wishes = said.iter().take(3).any(|w| WISHES.contains(w)) && !words::refuses(&folded);
    let own = said.iter().filter(|w| w.chars().count() > 3 && !WISHES.contains(w) && !crate::understand::words::is_russian(w) && !crate::understand::words::is_english(w)).count();
    let script = able(talk).into_iter().find(|s| s.stages.is_empty() && !s.triggers.is_empty())?;
    let first = script.steps.iter().find(|s| s.asks.is_some()).filter(|s| s.kind == AnswerKind::Text && s.choices.is_empty())?;
    (wishes && own > 0).then(|| first.asks.clone().map(|variable| (script, variable)))?
}

/// Nothing was offered yet: what is wanted may still be asked.
fn is_early(able: &[&Script]) -> bool {
    able.iter().any(|s| s.role == Some(AgentRole::Qualification) && !s.stages.is_empty())
}

/// The script that books, where a tour with its day is wanted and nothing is asked; a day without seats for all is told of first.
fn booked<'a>(talk: &Talk<'a>, understood: &Understanding, ask: &TourAsk) -> Option<&'a Script> {
    let script = able(talk).into_iter().find(|s| s.role == Some(AgentRole::Sales) && s.steps.iter().any(|step| step.asks.as_deref() == Some("tour")))?;
    let values = free(talk, understood, script);
    let tours = &talk.catalog().tours;
    let key = values.get("tour").cloned().or_else(|| talk.known("tour"))?;
    let tour = tours.by_key(&key)?;
    let day: jiff::civil::Date = values.get("departure").cloned().or_else(|| talk.known("departure"))?.parse().ok()?;
    let people: u16 = values.get("people").cloned().or_else(|| talk.known("people")).and_then(|n| n.parse().ok()).unwrap_or(1);
    let has_seats = tours.ahead(tour, talk.today()).any(|d| d.starts_on == day && d.free() >= people);
    let asks = understood.text.contains('?') || ask.topics.iter().any(|t| !matches!(t, TourTopic::Departures | TourTopic::About));
    // Before an offer was made it takes a word of booking, not only a day.
    let folded = fold(&understood.text);
    let is_meant = !is_early(&able(talk)) || ["брон", "запиш", "оформ", "беру", "берем", "book", "sign us", "reserve"].iter().any(|w| folded.contains(w));
    let agrees = ["подходит", "подойдет", "годится", "устраива", "готов", "давайте", "suits", "works for us"].iter().any(|w| folded.contains(w));
    (has_seats && is_meant && !asks && (ask.is_plan || agrees || values.contains_key("phone"))).then_some(script)
}

/// A stage may begin a script by itself: one that nothing else starts, or one that looks after a customer of that stage.
fn by_stage<'a>(talk: &Talk<'a>) -> Option<&'a Script> {
    let looks_after = |s: &Script| matches!(s.role, Some(AgentRole::Feedback | AgentRole::Nurturing));
    able(talk).into_iter().find(|s| !s.stages.is_empty() && !s.steps.is_empty() && (s.triggers.is_empty() || looks_after(s)) && !talk.state.played.contains(&s.id))
}
