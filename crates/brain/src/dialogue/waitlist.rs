//! The waiting list in a dialogue: whoever finds nothing free waits, and answers when a place has come free. Who is offered what, and until when,
//! is `app::waitlist`.

use super::act::Act;
use super::after::{CANNOT, COMES, is_idle, says};
use super::approach::first_name;
use super::command::Command;
use super::faq::fold;
use super::phrase::args;
use super::state::{Ask, Draft, Flow};
use super::talk::{Halt, Talk};
use super::{ask, book, handover, show, time};
use crate::facts::Offered;
use crate::turn::{Effect, HandOver, OfferAnswer, Refusal};
use domain::Ts;
use domain::conversation::Phase;
use domain::id::OfferId;

/// Days somebody waits who has named none.
const NEAR: i64 = 14;
/// Nobody waits for longer.
const FAR: i64 = 60;
/// So much before or after an hour that was named is as good.
const ABOUT: i16 = 30;
const DAY: i16 = 1440;

const WAITS: [&str; 7] = ["лист ожидания", "листе ожидания", "если освободится", "если появится мест", "waiting list", "waitlist", "if a place comes free"];
const LEAVES: [&str; 7] = ["больше не жду", "уберите", "неактуально", "не актуально", "уже не нужно", "off the list", "no longer"];
const TAKES: [&str; 6] = ["запиш", "беру", "давайте", "подходит", "book it", "take it"];
const DECLINES: [&str; 4] = ["не подход", "неудобно", "другое время", "not this"];

/// The offer that is open.
pub fn open(talk: &Talk<'_>) -> Option<OfferId> {
    let asked = talk.state.asked.as_ref().filter(|a| a.what == Ask::Offer)?;
    asked.choices.iter().find_map(|code| if let Some(Act::Offer(id, _)) = Act::parse(code, talk.catalog()) { Some(id) } else { None })
}

/// A place that came free, put before somebody.
pub fn put(talk: &Talk<'_>, offer: &Offered, until: Ts) -> String {
    let (slot, zone) = (&offer.slot, talk.zone_of(offer.slot.branch_id));
    let (name, place) = (first_name(talk), book::place(talk, slot.branch_id));
    let key = if name.is_empty() { "offer-place" } else { "offer-place-named" };
    talk.phrase(
        key,
        &args![
            "name" => name,
            "when" => show::moment(talk.lang, &slot.starts_at.in_zone(&zone), talk.now().in_zone(&zone).date()),
            "services" => show::service_names(talk.catalog(), talk.lang, &offer.services),
            "employee" => show::employee_name(talk.catalog(), slot.employee_id),
            "place" => if place.is_empty() { String::new() } else { format!(" {place}.") },
            "until" => show::time(talk.lang, until.in_zone(&zone).time()),
        ],
    )
}

/// An answer in words: "да, запишите", "не подходит", "уже не нужно". Whoever names another day or hour begins anew.
pub fn settle(talk: &Talk<'_>, offer: OfferId, text: &str, commands: Vec<Command>) -> Vec<Command> {
    let folded = fold(text);
    let is_question = text.contains('?') || talk.understood.as_ref().is_some_and(super::intents::is_question);
    let is_plain = |c: &Command| is_idle(c) || matches!(c, Command::StartFlow { .. } | Command::SetServices { .. } | Command::Stop) || !is_question && matches!(c, Command::Faq { .. } | Command::Answer { .. });
    if is_question || !commands.iter().all(is_plain) {
        return commands;
    }
    let has = |command: &Command| commands.contains(command);
    let answer = if says(&folded, &LEAVES) {
        OfferAnswer::Leave
    } else if says(&folded, &DECLINES) || says(&folded, &CANNOT) || has(&Command::Deny) || has(&Command::Stop) {
        OfferAnswer::Decline
    } else if has(&Command::Affirm) || says(&folded, &COMES) || says(&folded, &TAKES) || matches!(text.trim(), "+" | "👍" | "✅") {
        OfferAnswer::Take
    } else {
        return commands;
    };
    vec![Command::AnswerOffer { offer, answer }]
}

/// Answers to an offer: a button means it whenever it is pressed, and pressed again it is answered the same.
pub fn answer(talk: &mut Talk<'_>, id: OfferId, answer: OfferAnswer) -> Result<(), Halt> {
    let is_refused = talk.input.refused.contains(&Refusal::OfferGone { offer_id: id });
    let Some(offer) = talk.offered(id)?.cloned() else {
        talk.say("offer-over", &args![]);
        ask::offer_booking(talk);
        return Ok(());
    };
    match answer {
        OfferAnswer::Take if offer.is_taken || offer.is_open && !is_refused => {
            if !offer.is_taken {
                talk.effects.push(Effect::AnswerOffer { offer_id: id, answer });
                talk.leave();
                talk.phase = Phase::Booking;
            }
            let draft = Draft { services: offer.services.clone(), ..Draft::default() };
            talk.state.booked.clone_from(&draft.services);
            book::say_booked(talk, &draft, &offer.slot);
            if talk.state.flow.is_none() {
                talk.phase = Phase::Completed;
                let text = talk.plain("booked-tail");
                ask::after_visit(talk, text);
            }
        }
        OfferAnswer::Take if offer.is_waiting => {
            talk.say("offer-gone", &args![]);
            ask::after_answer(talk);
        }
        OfferAnswer::Take => {
            talk.say("offer-over", &args![]);
            ask::offer_booking(talk);
        }
        OfferAnswer::Decline => {
            if offer.is_open {
                talk.effects.push(Effect::AnswerOffer { offer_id: id, answer });
            }
            talk.say(if offer.is_waiting { "offer-declined" } else { "well" }, &args![]);
        }
        OfferAnswer::Leave => {
            if offer.is_waiting {
                talk.effects.push(Effect::AnswerOffer { offer_id: id, answer });
            }
            talk.say("list-left", &args![]);
        }
    }
    Ok(())
}

/// May what is wanted now be waited for?
pub fn may_wait(talk: &Talk<'_>) -> bool {
    let draft = talk.draft();
    talk.catalog().org.settings.visits.waitlist && talk.state.flow == Some(Flow::Book) && !draft.services.is_empty() && draft.unclear.is_empty() && !draft.companion && draft.people < 2
}

/// "сообщите, если освободится", "поставьте в лист ожидания": beside what is said of service, day and hour.
pub fn asks(talk: &Talk<'_>, text: &str) -> bool {
    let is_question = text.contains('?') && talk.state.flow != Some(Flow::Book);
    talk.catalog().org.settings.visits.waitlist && !is_question && says(&fold(text), &WAITS)
}

/// What of a message holds beside the wish to wait.
pub fn beside(commands: Vec<Command>) -> Vec<Command> {
    let begins = commands.iter().any(|c| matches!(c, Command::SetServices { .. } | Command::StartFlow { .. }));
    let kept = commands.into_iter().filter(|c| c.sets() || matches!(c, Command::StartFlow { flow: Flow::Book } | Command::SetName { .. } | Command::SetPhone { .. } | Command::HandOver { .. }));
    let kept: Vec<Command> = kept.collect();
    let starts = begins && !kept.iter().any(|c| matches!(c, Command::StartFlow { .. }));
    starts.then_some(Command::StartFlow { flow: Flow::Book }).into_iter().chain(kept).chain([Command::Wait]).collect()
}

/// Onto the list. What is not known yet is asked as for any visit.
pub fn wait(talk: &mut Talk<'_>) {
    if talk.input.refused.contains(&Refusal::NoList) {
        handover::hand_over(talk, HandOver::ToolFailed);
        return;
    }
    if !may_wait(talk) {
        if talk.state.flow.is_none() {
            talk.state.flow = Some(Flow::Book);
            talk.changed = true;
        }
        return;
    }
    let (draft, today) = (talk.draft().clone(), talk.today());
    let wish = &draft.wish;
    let from_day = wish.from.unwrap_or(today).max(today);
    let until_day = wish.until.and_then(|day| day.yesterday().ok()).unwrap_or_else(|| time::after(from_day, NEAR - 1)).clamp(from_day, time::after(from_day, FAR));
    let (from, until) = match wish.at {
        Some(at) => (at - ABOUT, at + ABOUT + 1),
        None => (wish.after.unwrap_or(0), wish.before.unwrap_or(DAY)),
    };
    let (from, until) = (from.clamp(0, DAY - 1), until.clamp(1, DAY));
    let (from, until) = if from < until { (from, until) } else { (0, DAY) };
    let minute = |m: i16| u16::try_from(m).unwrap_or(0);
    let effect = Effect::Wait {
        services: draft.services.clone(), employee_id: draft.employee, branch_id: draft.branch, from_day, until_day, from_minute: minute(from), until_minute: minute(until),
    };
    let mut days = if from_day == until_day {
        talk.phrase("list-day", &args!["day" => show::day(talk.lang, from_day, today)])
    } else {
        talk.phrase("list-days", &args!["from" => show::date(talk.lang, from_day), "until" => show::date(talk.lang, until_day)])
    };
    if wish.has_time() {
        let clock = |m: i16| show::clock(talk.lang, m - m % 5);
        let hours = if until < DAY { talk.phrase("span-between", &args!["from" => clock(from), "until" => clock(until)]) } else { talk.phrase("span-after", &args!["time" => clock(from)]) };
        days = format!("{days}, {hours}");
    }
    let services = show::service_names(talk.catalog(), talk.lang, &draft.services);
    talk.leave();
    talk.effects.push(effect);
    talk.say("list-joined", &args!["services" => services, "days" => days]);
    if ask::needs_phone(talk) {
        // Whoever has left the page by then can still be called.
        let text = talk.plain("list-phone");
        talk.ask(Ask::Phone, text, vec![]);
    } else {
        ask::after_answer(talk);
    }
}
