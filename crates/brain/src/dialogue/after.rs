//! Answers to what the firm has said of itself (`approach.rs`): to a reminder in words, to the question of how a visit was.

use super::act::Act;
use super::command::{Chat, Command};
use super::faq::fold;
use super::handover;
use super::phrase::args;
use super::state::{Ask, Flow};
use super::talk::{Choice, Halt, Talk};
use super::{approach, ask, book, show, waitlist};
use crate::turn::{Effect, HandOver};
use crate::understand::Intent;
use domain::booking::BookingStatus;
use domain::feedback::{BEST, LOW};
use domain::id::BookingId;

/// The visit that the open question is about.
pub fn about(talk: &Talk<'_>, what: Ask) -> Option<BookingId> {
    let asked = talk.state.asked.as_ref().filter(|a| a.what == what)?;
    asked.choices.iter().find_map(|code| match Act::parse(code, talk.catalog())? {
        Act::Confirm(id) | Act::Rate(id, _) => Some(id),
        _ => None,
    })
}

/// Commands in the light of what the firm has asked: "да, приду", "не смогу", "на час позже", "всё понравилось, пять".
pub fn settle(talk: &Talk<'_>, text: &str, commands: Vec<Command>) -> Vec<Command> {
    if talk.state.flow.is_some() {
        return commands;
    }
    if let Some(offer) = waitlist::open(talk) {
        return waitlist::settle(talk, offer, text, commands);
    }
    if let Some(visit) = about(talk, Ask::Reminder) {
        return reminded(talk, visit, text, commands);
    }
    if let Some(visit) = about(talk, Ask::WentWrong) {
        // It goes to a person with everything that was said.
        let rest = commands.into_iter().filter(|c| matches!(c, Command::SetPhone { .. }));
        return rest.chain([Command::Comment { visit, text: text.to_owned() }]).collect();
    }
    match about(talk, Ask::Feedback) {
        Some(visit) => asked(talk, visit, text, commands),
        None => commands,
    }
}

/// Nothing that asks for an answer of its own.
pub(super) fn is_idle(command: &Command) -> bool {
    use Command as C;
    matches!(command, C::Chat { kind: Chat::Greet | Chat::Thanks | Chat::Farewell | Chat::SmallTalk | Chat::Help | Chat::Quiet } | C::Clarify | C::Unanswered { .. } | C::Affirm | C::Deny | C::Any | C::ConfirmVisit)
}

pub(super) const COMES: [&str; 22] =
    ["приду", "прийду", "придем", "буду", "будем", "в силе", "подтвержда", "конечно", "обязательно", "договорились", "хорошо", "отлично", "ок", "окей", "ага", "спасибо", "coming", "will be there", "see you", "sure", "ok", "yes"];
pub(super) const CANNOT: [&str; 16] =
    ["не смогу", "не приду", "не прийду", "не придем", "не получ", "не успе", "не буду", "не выйдет", "не могу", "заболел", "can't", "cannot", "can not", "won't", "not coming", "not able"];

pub(super) fn says(folded: &str, words: &[&str]) -> bool {
    words.iter().any(|word| if word.chars().count() <= 3 { folded.split(|c: char| !c.is_alphanumeric()).any(|w| w == *word) } else { folded.contains(word) })
}

fn reminded(talk: &Talk<'_>, visit: BookingId, text: &str, commands: Vec<Command>) -> Vec<Command> {
    let folded = fold(text);
    let start = |flow| Command::StartOf { flow, visit };
    if commands.iter().any(|c| matches!(c, Command::HandOver { .. } | Command::Late { .. } | Command::Attachment { .. })) {
        return commands;
    }
    let cannot = says(&folded, &CANNOT) || text.contains('👎');
    let is_question = text.contains('?') || talk.understood.as_ref().is_some_and(super::intents::is_question);
    // "да, приду" resembles what the firm has written of coming; only a question asks for that.
    let is_aside = |c: &Command| !is_question && matches!(c, Command::Faq { .. } | Command::Answer { .. });
    if commands.iter().all(|c| is_idle(c) || is_aside(c)) {
        if cannot || commands.contains(&Command::Deny) {
            return vec![start(Flow::Cancel)];
        }
        let nods = text.trim().chars().all(|c| matches!(c, '+' | '👍' | '✅' | '👌' | '🏻' | '🏼' | '🏽' | '🏾' | '🏿')) && !text.trim().is_empty();
        if nods || !is_question && (commands.iter().any(|c| matches!(c, Command::Affirm | Command::ConfirmVisit)) || says(&folded, &COMES)) {
            return vec![Command::ConfirmThat { visit }];
        }
        return commands;
    }
    // A day, an hour or "позже" is where the visit shall go; only a word of booking makes another one.
    let books = talk.understood.as_ref().is_some_and(|u| super::read::is_sure(u, Intent::Book)) && !cannot;
    let names_service = commands.iter().any(|c| matches!(c, Command::SetServices { .. }));
    let moves = commands.iter().any(Command::sets) && !books && !names_service;
    let mut out: Vec<Command> = Vec::with_capacity(commands.len() + 1);
    for command in commands {
        match command {
            Command::StartFlow { flow: flow @ (Flow::Move | Flow::Cancel) } => out.push(start(flow)),
            Command::StartFlow { flow: Flow::Book } if moves => {}
            Command::ConfirmVisit => out.push(Command::ConfirmThat { visit }),
            other => out.push(other),
        }
    }
    if moves && !out.iter().any(|c| matches!(c, Command::StartOf { .. })) {
        out.insert(0, start(Flow::Move));
    }
    out
}

fn asked(talk: &Talk<'_>, visit: BookingId, text: &str, commands: Vec<Command>) -> Vec<Command> {
    if commands.iter().any(|c| matches!(c, Command::Rate { .. })) {
        return commands;
    }
    let words = text.split_whitespace().count();
    if let Some(rating) = mark(text).filter(|_| words <= 6) {
        return vec![Command::Rate { visit, rating }];
    }
    let is_complaint = commands.iter().any(|c| matches!(c, Command::HandOver { .. }));
    if is_complaint {
        return [Command::Comment { visit, text: text.to_owned() }].into_iter().chain(commands).collect();
    }
    let is_asking = talk.understood.as_ref().is_some_and(super::intents::is_question);
    if commands.iter().all(is_idle) && !is_asking { vec![Command::Comment { visit, text: text.to_owned() }] } else { commands }
}

/// "5", "пять", "ставлю четыре", "★★★", "5/5": one mark and no other number.
fn mark(text: &str) -> Option<u8> {
    const WORDS: [(&[&str], &str, u8); 5] = [(&["один", "кол", "one"], "единиц", 1), (&["два", "две", "two"], "двойк", 2), (&["три", "three"], "тройк", 3), (&["четыре", "four"], "четвер", 4), (&["пять", "five"], "пятер", 5)];
    let stars = u8::try_from(text.chars().filter(|c| matches!(c, '★' | '⭐')).count()).ok();
    if let Some(stars @ 1..=BEST) = stars {
        return Some(stars);
    }
    let folded = fold(text);
    let folded = folded.replace("/5", "").replace("из 5", "").replace("из пяти", "").replace("out of 5", "");
    let found: Vec<u8> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|word| word.parse::<u8>().ok().or_else(|| WORDS.iter().find(|(words, stem, _)| words.contains(&word) || word.starts_with(stem)).map(|(.., n)| *n)))
        .collect();
    match found.as_slice() {
        [one @ 1..=BEST] => Some(*one),
        _ => None,
    }
}

/// The customer comes to the visit they were reminded of.
pub fn confirm(talk: &mut Talk<'_>, id: BookingId) -> Result<(), Halt> {
    let Some(visit) = talk.visits()?.into_iter().find(|v| v.booking_id == id) else {
        gone(talk);
        return Ok(());
    };
    talk.effects.push(Effect::SetStatus { booking_id: id, status: BookingStatus::Confirmed });
    let zone = talk.zone_of(visit.slot.branch_id);
    let when = show::moment(talk.lang, &visit.slot.starts_at.in_zone(&zone), talk.now().in_zone(&zone).date());
    talk.say("visit-confirmed", &args!["when" => when, "place" => book::place(talk, visit.slot.branch_id)]);
    Ok(())
}

/// The visit a button or a reminder was about does not stand any more.
pub fn gone(talk: &mut Talk<'_>) {
    talk.leave();
    talk.say("visit-gone", &args![]);
    ask::offer_booking(talk);
}

pub fn rate(talk: &mut Talk<'_>, visit: BookingId, rating: u8) {
    talk.effects.push(Effect::Rate { booking_id: visit, rating });
    if rating <= LOW {
        let text = talk.plain("feedback-low");
        let choices = vec![Choice { act: Act::Rate(visit, rating), title: approach::stars(rating) }];
        talk.ask(Ask::WentWrong, text, choices);
        return;
    }
    match talk.catalog().org.settings.visits.review_link.as_deref().map(str::trim).filter(|link| !link.is_empty()) {
        Some(link) => talk.say("feedback-high-link", &args!["link" => link.to_owned()]),
        None => talk.say("feedback-high", &args![]),
    }
    ask::after_answer(talk);
}

/// Words about a visit: what went wrong goes to a person, anything else is kept with thanks.
pub fn comment(talk: &mut Talk<'_>, visit: BookingId, text: &str) {
    let text: String = text.chars().take(2000).collect();
    talk.effects.push(Effect::Comment { booking_id: visit, text });
    if about(talk, Ask::WentWrong).is_some() {
        talk.say("feedback-sorry", &args![]);
        handover::hand_over_quietly(talk, HandOver::Complaint);
        return;
    }
    let text = talk.plain("feedback-mark");
    let choices = (1..=BEST).map(|mark| Choice { act: Act::Rate(visit, mark), title: approach::stars(mark) }).collect();
    talk.ask(Ask::Feedback, text, choices);
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn a_mark_is_read_however_it_is_said() {
        for (text, expected) in [
            ("5", Some(5)), ("ставлю пять!", Some(5)), ("4 из 5", Some(4)), ("5/5", Some(5)), ("★★", Some(2)), ("⭐⭐⭐", Some(3)), ("твердая четверка", Some(4)), ("ставлю пятёрку!", Some(5)), ("10", None), ("от 3 до 4", None), ("хорошо", None), ("0", None),
        ] {
            assert_eq!(mark(text), expected, "{text}");
        }
    }
}
