//! What the firm says of itself, without being asked: a reminder of a visit, a question of how it was, another time for who did not come.
//! Gives the words and the state in which the customer's answer is understood (`after.rs`). Buttons carry the visit, so that they mean it
//! whenever they are pressed; the open question only helps with words, and never takes the place of a flow under way.

use super::act::Act;
use super::phrase::args;
use super::state::{Ask, Flow, State};
use super::talk::{Choice, Talk};
use super::{SILENCE, book, show, waitlist, wake};
use crate::facts::{Facts, Offered, Visit};
use crate::turn::{Input, OfferAnswer, Reply};
use domain::feedback::BEST;
use domain::message::Button;
use domain::reminder::{OwnText, Variable, render};
use domain::{Lang, Ts};
use std::collections::BTreeMap;

/// Why the firm writes.
#[derive(Clone, Debug)]
pub enum Occasion<'a> {
    /// The visit is near; the firm's own words, where it has written some.
    Reminder { visit: &'a Visit, text: &'a OwnText },
    /// The visit is over.
    Feedback { visit: &'a Visit },
    /// The customer did not come.
    Missed { visit: &'a Visit },
    /// The firm has given the visit another time than this.
    Moved { visit: &'a Visit, from: Ts },
    /// The firm has called it off; why, in its own words.
    CalledOff { visit: &'a Visit, reason: &'a str },
    /// A place has come free for somebody who waits; it is kept until then.
    Offer { offer: &'a Offered, until: Ts },
}

/// What is said, and where the dialogue stands then.
#[derive(Clone, Debug)]
pub struct Approach {
    pub state: State,
    pub lang: Lang,
    pub reply: Reply,
}

pub fn approach(facts: &Facts, state: &State, now: Ts, occasion: &Occasion<'_>) -> Approach {
    let input = Input { now, messages: vec![], refused: vec![] };
    let mut talk = Talk::new(facts, state, &input, &[]);
    if talk.state.seen_at.is_some_and(|seen| now.minutes_since(seen) > SILENCE) {
        wake(&mut talk);
    }
    talk.state.seen_at = Some(now);
    let (what, text, choices) = match occasion {
        Occasion::Reminder { visit, text } => {
            let id = visit.booking_id;
            let choices = vec![talk.choice(Act::Confirm(id), "button-come"), talk.choice(Act::MoveVisit(id), "button-move"), talk.choice(Act::CancelVisit(id), "button-cancel-visit")];
            (Ask::Reminder, reminder(&talk, visit, text), choices)
        }
        Occasion::Feedback { visit } => {
            let choices = (1..=BEST).map(|mark| Choice { act: Act::Rate(visit.booking_id, mark), title: stars(mark) }).collect();
            (Ask::Feedback, talk.phrase(named(&talk, "feedback-ask", "feedback-ask-named"), &of_visit(&talk, visit)), choices)
        }
        Occasion::Offer { offer, until } => {
            let choices = vec![
                talk.choice(Act::Offer(offer.offer_id, OfferAnswer::Take), "button-take"), talk.choice(Act::Offer(offer.offer_id, OfferAnswer::Decline), "button-not-this"),
                talk.choice(Act::Offer(offer.offer_id, OfferAnswer::Leave), "button-leave-list"),
            ];
            (Ask::Offer, waitlist::put(&talk, offer, *until), choices)
        }
        Occasion::Moved { visit, from } => {
            let id = visit.booking_id;
            let mut args = of_visit(&talk, visit);
            args.set("before", moment_of(&talk, visit, *from));
            let choices = vec![talk.choice(Act::Confirm(id), "button-come"), talk.choice(Act::MoveVisit(id), "button-move"), talk.choice(Act::CancelVisit(id), "button-cancel-visit")];
            (Ask::Reminder, talk.phrase("visit-moved", &args), choices)
        }
        Occasion::CalledOff { visit, reason } => {
            let mut args = of_visit(&talk, visit);
            args.set("why", if reason.is_empty() { String::new() } else { format!(" ({reason})") });
            let text = talk.phrase("visit-called-off", &args);
            talk.state.topic.clone_from(&visit.services);
            (Ask::Next, text, vec![talk.choice(Act::Start(Flow::Book), "button-new-time")])
        }
        Occasion::Missed { visit } => {
            let text = talk.phrase("visit-missed", &of_visit(&talk, visit));
            talk.state.topic.clone_from(&visit.services);
            (Ask::Next, text, vec![talk.choice(Act::Start(Flow::Book), "button-new-time")])
        }
    };
    let reply = if talk.state.flow.is_some() || talk.state.script.is_some() {
        beside(&talk, text, &choices)
    } else {
        talk.ask(what, text, choices);
        talk.compose().pop().unwrap_or_default()
    };
    Approach { lang: talk.lang, state: talk.state, reply }
}

/// A flow is under way: its question stays open, and a number typed means its choices.
fn beside(talk: &Talk<'_>, text: String, choices: &[Choice]) -> Reply {
    let fits = choices.len() <= usize::from(talk.facts.channel.buttons);
    let buttons = choices.iter().filter(|_| fits).map(|c| Button::new(format!("{}.{}", talk.state.step, c.act.code()), c.title.clone())).collect();
    Reply { text, buttons }
}

/// `★★★☆☆` would be cut on a narrow button.
pub(super) fn stars(mark: u8) -> String {
    "★".repeat(usize::from(mark))
}

fn reminder(talk: &Talk<'_>, visit: &Visit, own: &OwnText) -> String {
    match own.of(talk.lang) {
        Some(text) => render(text, &known(talk, visit)),
        None => talk.phrase(named(talk, "reminder", "reminder-named"), &of_visit(talk, visit)),
    }
}

fn named(talk: &Talk<'_>, stranger: &'static str, known: &'static str) -> &'static str {
    if first_name(talk).is_empty() { stranger } else { known }
}

fn of_visit<'a>(talk: &Talk<'_>, visit: &Visit) -> fluent_bundle::FluentArgs<'a> {
    let place = book::place(talk, visit.slot.branch_id);
    args![
        "name" => first_name(talk),
        "when" => moment_of(talk, visit, visit.slot.starts_at),
        "services" => show::service_names(talk.catalog(), talk.lang, &visit.services),
        "employee" => show::employee_name(talk.catalog(), visit.slot.employee_id),
        "place" => if place.is_empty() { String::new() } else { format!(" {place}.") },
    ]
}

fn moment_of(talk: &Talk<'_>, visit: &Visit, at: Ts) -> String {
    show::moment(talk.lang, &at.in_zone(&talk.zone_of(visit.slot.branch_id)), talk.now().in_zone(&talk.zone_of(visit.slot.branch_id)).date())
}

pub(super) fn first_name(talk: &Talk<'_>) -> String {
    talk.name().and_then(|name| name.split_whitespace().next()).unwrap_or_default().to_owned()
}

fn known(talk: &Talk<'_>, visit: &Visit) -> BTreeMap<Variable, String> {
    let (zone, lang, org) = (talk.zone_of(visit.slot.branch_id), talk.lang, &talk.catalog().org);
    let at = visit.slot.starts_at.in_zone(&zone);
    BTreeMap::from([
        (Variable::ContactName, talk.name().unwrap_or_default().to_owned()),
        (Variable::ContactFirstName, first_name(talk)),
        (Variable::VisitWhen, show::moment(lang, &at, talk.now().in_zone(&zone).date())),
        (Variable::VisitDate, show::date(lang, at.date())),
        (Variable::VisitTime, show::time(lang, at.time())),
        (Variable::VisitServices, show::service_names(talk.catalog(), lang, &visit.services)),
        (Variable::VisitEmployee, show::employee_name(talk.catalog(), visit.slot.employee_id)),
        (Variable::VisitAddress, book::place(talk, visit.slot.branch_id)),
        (Variable::FirmName, org.name.clone()),
        (Variable::FirmPhone, org.settings.phone.clone().unwrap_or_default()),
    ])
}
