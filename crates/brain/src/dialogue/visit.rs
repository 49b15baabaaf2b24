//! Visits that stand: the list, moving, cancelling, confirming, being late. Only the customer's own are ever seen.

use super::act::Act;
use super::command::Command;
use super::phrase::args;
use super::show;
use super::state::{Ask, Flow, Wish};
use super::talk::{Choice, Halt, Talk};
use super::{after, ask, book, handover};
use crate::facts::Visit;
use crate::turn::{Effect, HandOver};
use domain::booking::BookingStatus;
use domain::conversation::Phase;
use domain::id::BookingId;

/// Makes a standing visit the subject of the flow.
pub fn fill(talk: &mut Talk<'_>, visit: Visit) {
    let draft = &mut talk.state.draft;
    draft.services.clone_from(&visit.services);
    // The employee may work elsewhere on another day: the place follows the time, and the customer is told.
    draft.any_branch = draft.branch.is_none();
    if draft.employee.is_none() && !draft.choose_employee {
        draft.employee = Some(visit.slot.employee_id);
    }
    let starts_at = visit.slot.starts_at;
    let zone = talk.zone_of(visit.slot.branch_id);
    let draft = &mut talk.state.draft;
    draft.visit = Some(visit);
    if let Some(minutes) = draft.shift.take() {
        shift_from(talk, starts_at, &zone, minutes);
    } else if std::mem::take(&mut draft.same_hour) {
        same_hour(talk);
    } else if draft.wish.has_time() && !draft.wish.has_date() {
        // "ой, я хотел в 18": the same day.
        draft.wish.set_day(starts_at.in_zone(&zone).date());
    }
    talk.changed = true;
}

/// "в то же время": the hour of the standing visit on the new day; noted until it is known which visit.
pub fn same_hour(talk: &mut Talk<'_>) {
    let Some((starts_at, branch)) = talk.draft().visit.as_ref().map(|v| (v.slot.starts_at, v.slot.branch_id)) else {
        talk.state.draft.same_hour = true;
        return;
    };
    let at = starts_at.in_zone(&talk.zone_of(branch));
    let wish = &mut talk.state.draft.wish;
    if wish.has_date() {
        wish.clear_time();
        wish.at = Some(i16::from(at.hour()) * 60 + i16::from(at.minute()));
        talk.changed = true;
        talk.let_go();
    }
}

/// "на день позже", "на полчаса раньше".
pub fn shift(talk: &mut Talk<'_>, minutes: i64) {
    let chosen = talk.draft().slot.as_ref().map(|s| (s.starts_at, s.branch_id)).or_else(|| talk.draft().visit.as_ref().map(|v| (v.slot.starts_at, v.slot.branch_id)));
    match chosen {
        Some((starts_at, branch)) => {
            let zone = talk.zone_of(branch);
            talk.let_go();
            shift_from(talk, starts_at, &zone, minutes);
        }
        None => talk.state.draft.shift = Some(minutes),
    }
    talk.changed = true;
}
fn shift_from(talk: &mut Talk<'_>, starts_at: domain::Ts, zone: &jiff::tz::TimeZone, minutes: i64) {
    // Whole days keep the hour on the clock, also over a change of the clocks.
    let at = starts_at.in_zone(zone);
    let (days, rest) = (minutes / 1440, minutes % 1440);
    let at = at.saturating_add(jiff::Span::new().days(days.clamp(-400, 400))).saturating_add(jiff::Span::new().minutes(rest));
    let wish = &mut talk.state.draft.wish;
    *wish = Wish { at: Some(i16::from(at.hour()) * 60 + i16::from(at.minute())), ..Wish::default() };
    wish.set_day(at.date());
}

pub fn choose(talk: &mut Talk<'_>, id: BookingId) -> Result<(), Halt> {
    if let Some(visit) = talk.visits()?.into_iter().find(|v| v.booking_id == id) {
        fill(talk, visit);
    } else {
        talk.say("visit-changed", &args![]);
    }
    Ok(())
}

/// Which visit: the only one, the one the words point at, or a question.
pub fn pick(talk: &mut Talk<'_>) -> Result<(), Halt> {
    let mut visits = talk.visits()?;
    if visits.is_empty() {
        let had_later = !talk.state.later.is_empty();
        talk.leave();
        talk.say("no-visits", &args![]);
        if had_later {
            talk.state.flow = Some(Flow::Book);
            talk.state.draft = talk.state.later.remove(0);
            talk.changed = true;
        } else {
            ask::offer_booking(talk);
        }
        return Ok(());
    }
    if let Some(id) = talk.state.draft.about.take() {
        visits.retain(|v| v.booking_id == id);
        if visits.is_empty() {
            after::gone(talk);
            return Ok(());
        }
    }
    let several = visits.len() > 1;
    narrow(talk, &mut visits);
    match visits.as_slice() {
        [one] => {
            let visit = one.clone();
            let limit = i64::from(talk.catalog().org.settings.change_until_minutes);
            if visit.slot.starts_at.minutes_since(talk.now()) < limit {
                talk.state.draft.visit = Some(visit.clone());
                let zone = talk.zone_of(visit.slot.branch_id);
                talk.state.draft.services = visit.services.clone();
                talk.say("too-late", &args!["visit" => show::moment(talk.lang, &visit.slot.starts_at.in_zone(&zone), talk.now().in_zone(&zone).date())]);
                handover::hand_over(talk, HandOver::TooLate);
                return Ok(());
            }
            talk.state.draft.employee = talk.draft().employee.filter(|_| talk.state.flow == Some(Flow::Move));
            fill(talk, visit);
        }
        _ => {
            let text = talk.plain(match (talk.state.flow, several) {
                (Some(Flow::Cancel), _) => "ask-visit-cancel",
                _ => "ask-visit-move",
            });
            let choices = visits
                .iter()
                .take(8)
                .map(|v| {
                    let zone = talk.zone_of(v.slot.branch_id);
                    Choice { act: Act::Visit(v.booking_id), title: show::visit_button(talk.catalog(), talk.lang, v, &zone, talk.now().in_zone(&zone).date()) }
                })
                .collect();
            talk.ask(Ask::Visit, text, choices);
        }
    }
    Ok(())
}

/// Keeps the visits that the customer's words fit; words that fit none decide nothing.
fn narrow(talk: &mut Talk<'_>, visits: &mut Vec<Visit>) {
    let services = std::mem::take(&mut talk.state.draft.services);
    keep(visits, |v| !services.is_empty() && v.services.iter().any(|id| services.contains(id)));
    let is_cancel = talk.state.flow == Some(Flow::Cancel);
    if let Some(employee) = talk.draft().employee {
        let others = visits.iter().any(|v| v.slot.employee_id != employee);
        let fits = visits.iter().any(|v| v.slot.employee_id == employee);
        // "к Марине" names the visit only where visits differ by employee; else it is where to move.
        if is_cancel || others && fits {
            keep(visits, |v| v.slot.employee_id == employee);
            talk.state.draft.employee = None;
        }
    }
    let source = talk.draft().source.clone();
    let by = |talk: &Talk<'_>, v: &Visit, wish: &Wish| {
        let at = v.slot.starts_at.in_zone(&talk.zone_of(v.slot.branch_id));
        let minute = i16::from(at.hour()) * 60 + i16::from(at.minute());
        let on_day = wish.from.is_none_or(|from| at.date() >= from && wish.until.is_none_or(|until| at.date() < until));
        let at_hour = wish.at.is_none_or(|m| m == minute || wish.is_ambiguous && (m + 720) % 1440 == minute);
        on_day && at_hour && (wish.has_date() || wish.at.is_some())
    };
    keep(visits, |v| by(talk, v, &source));
    let wish = talk.draft().wish.clone();
    // "перенесите завтрашнюю запись": a day without an hour on which a visit stands is where it is moved from.
    let names_it = is_cancel || wish.has_date() && !wish.has_time() && source == Wish::default() && visits.iter().filter(|v| by(talk, v, &wish)).count() == 1;
    if names_it && wish != Wish::default() {
        keep(visits, |v| by(talk, v, &wish));
        talk.state.draft.wish = Wish::default();
    }
}
fn keep(visits: &mut Vec<Visit>, fits: impl Fn(&Visit) -> bool) {
    if visits.iter().any(&fits) {
        visits.retain(fits);
    }
}

pub fn consent_to_move(talk: &mut Talk<'_>) -> Result<(), Halt> {
    let (Some(slot), Some(visit)) = (talk.draft().slot.clone(), talk.draft().visit.clone()) else { return Ok(()) };
    if talk.was_refused(&slot) {
        talk.let_go();
        talk.changed = true;
        return Ok(());
    }
    let zone = talk.zone_of(slot.branch_id);
    let today = talk.now().in_zone(&zone).date();
    let when = show::moment(talk.lang, &slot.starts_at.in_zone(&zone), today);
    if !talk.agreed || talk.changed {
        let other = slot.employee_id != visit.slot.employee_id || slot.branch_id != visit.slot.branch_id;
        let text = if talk.is_digression() {
            talk.plain("confirm-move-again")
        } else {
            talk.phrase(if other { "confirm-move-other" } else { "confirm-move" }, &args![
                "services" => show::service_names(talk.catalog(), talk.lang, &visit.services),
                "employee" => show::employee_name(talk.catalog(), slot.employee_id),
                "from" => show::moment(talk.lang, &visit.slot.starts_at.in_zone(&talk.zone_of(visit.slot.branch_id)), today),
                "when" => when,
                "place" => book::place(talk, slot.branch_id),
            ])
        };
        let choices = vec![talk.choice(Act::Yes, "button-yes-move"), talk.choice(Act::OtherTime, "button-other-time"), talk.choice(Act::Stop, "button-keep")];
        talk.ask(Ask::Consent, text, choices);
        return Ok(());
    }
    if !book::is_still_free(talk, &slot)? {
        return Ok(());
    }
    talk.effects.push(Effect::Move { booking_id: visit.booking_id, slot: slot.clone() });
    talk.state.draft = super::state::Draft::default();
    talk.state.flow = None;
    talk.phase = Phase::Completed;
    let services = show::service_names(talk.catalog(), talk.lang, &visit.services);
    let employee = show::employee_name(talk.catalog(), slot.employee_id);
    talk.say("moved", &args!["when" => when, "services" => services, "employee" => employee, "place" => book::place(talk, slot.branch_id)]);
    book::next_of(talk, &slot);
    Ok(())
}

pub fn consent_to_cancel(talk: &mut Talk<'_>) -> Result<(), Halt> {
    let Some(visit) = talk.draft().visit.clone() else { return Ok(()) };
    let zone = talk.zone_of(visit.slot.branch_id);
    let line = show::visit(talk.catalog(), talk.lang, &visit, &zone, talk.now().in_zone(&zone).date());
    if !talk.agreed {
        let text = if talk.is_digression() { talk.plain("confirm-cancel-again") } else { talk.phrase("confirm-cancel", &args!["visit" => line]) };
        let choices = vec![talk.choice(Act::Yes, "button-yes-cancel"), talk.choice(Act::Start(Flow::Move), "button-move-instead"), talk.choice(Act::Stop, "button-keep")];
        talk.ask(Ask::Consent, text, choices);
        return Ok(());
    }
    let reason: String = talk.words().chars().take(200).collect();
    talk.effects.push(Effect::Cancel { booking_id: visit.booking_id, reason });
    talk.state.draft = super::state::Draft::default();
    talk.state.flow = None;
    talk.phase = Phase::Completed;
    talk.state.booked.clear();
    talk.say("cancelled", &args!["visit" => line]);
    if talk.state.later.is_empty() {
        let choices = vec![talk.choice(Act::Start(Flow::Book), "button-book")];
        talk.ask(Ask::Next, String::new(), choices);
    } else {
        book::next_of(talk, &visit.slot);
    }
    Ok(())
}

pub fn list(talk: &mut Talk<'_>) -> Result<(), Halt> {
    let visits = talk.visits()?;
    if visits.is_empty() {
        talk.say("no-visits", &args![]);
        if talk.state.flow.is_none() {
            ask::offer_booking(talk);
        }
        return Ok(());
    }
    let lines: Vec<String> = visits
        .iter()
        .take(10)
        .map(|v| {
            let zone = talk.zone_of(v.slot.branch_id);
            show::visit(talk.catalog(), talk.lang, v, &zone, talk.now().in_zone(&zone).date())
        })
        .collect();
    talk.say("visits", &args!["n" => lines.len(), "visits" => lines.join("\n")]);
    if talk.state.flow.is_none() {
        let choices = vec![talk.choice(Act::Start(Flow::Move), "button-move"), talk.choice(Act::Start(Flow::Cancel), "button-cancel"), talk.choice(Act::Start(Flow::Book), "button-book")];
        talk.ask(Ask::Next, String::new(), choices);
    }
    Ok(())
}

/// "подтверждаю", "буду": the nearest visit is confirmed.
pub fn confirm(talk: &mut Talk<'_>) -> Result<(), Halt> {
    let Some(visit) = talk.visits()?.into_iter().next() else {
        talk.say("no-visits", &args![]);
        ask::offer_booking(talk);
        return Ok(());
    };
    talk.effects.push(Effect::SetStatus { booking_id: visit.booking_id, status: BookingStatus::Confirmed });
    let zone = talk.zone_of(visit.slot.branch_id);
    let line = show::moment(talk.lang, &visit.slot.starts_at.in_zone(&zone), talk.now().in_zone(&zone).date());
    talk.say("visit-confirmed", &args!["when" => line, "place" => book::place(talk, visit.slot.branch_id)]);
    Ok(())
}

/// Late for a visit that is about to start or has started: a person must know, the agent cannot promise for the employee.
pub fn late(talk: &mut Talk<'_>, minutes: Option<i64>) -> Result<(), Halt> {
    let near = talk.visits()?.into_iter().find(|v| v.slot.starts_at.minutes_since(talk.now()).abs() <= 4 * 60);
    let Some(visit) = near else {
        talk.say("late-no-visit", &args![]);
        return Ok(());
    };
    let employee = show::employee_name(talk.catalog(), visit.slot.employee_id);
    talk.state.draft.visit = Some(visit);
    match minutes.filter(|m| (1..=240).contains(m)) {
        Some(minutes) => talk.say("late-minutes", &args!["employee" => employee, "length" => show::length(talk.lang, minutes)]),
        None => talk.say("late", &args!["employee" => employee]),
    }
    talk.commands.push(Command::HandOver { reason: HandOver::Late });
    handover::hand_over(talk, HandOver::Late);
    Ok(())
}
