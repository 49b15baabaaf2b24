//! Finding the time of a visit: the wish against the free slots, and what to offer when it does not fit.

use super::act::Act;
use super::book;
use super::phrase::args;
use super::show;
use super::state::{Ask, Flow, Wish};
use super::talk::{Choice, Halt, Talk};
use super::{ask, offer};
use domain::id::EmployeeId;
use domain::slot::{Slot, SlotQuery};
use jiff::civil::Date;

/// Days looked through when no day was named.
const NEAR: i64 = 14;

pub fn find(talk: &mut Talk<'_>) -> Result<(), Halt> {
    if !check_employee(talk) {
        return Ok(());
    }
    check_dates(talk);
    check_own_time(talk);
    let wish = talk.draft().wish.clone();
    let is_open = talk.draft().branch.is_none() && !talk.draft().any_branch && talk.draft().employee.is_none();
    if wish == Wish::default() && is_open && ask::branches(talk).len() > 1 {
        ask::branch(talk);
        return Ok(());
    }
    let Some(from) = wish.from else {
        return if wish.has_time() { find_by_hour(talk) } else { offer::days(talk) };
    };
    let until = wish.until.or_else(|| from.tomorrow().ok()).unwrap_or(from);
    let slots = search(talk, from, until, talk.draft().employee)?;
    resolve_hour(talk, &slots);
    let wanted = fitting(talk, &slots);
    if wanted.is_empty() {
        return offer::alternatives(talk, &slots, from, until);
    }
    if asks_branch(talk, &wanted) {
        return Ok(());
    }
    let one_day = talk.draft().wish.is_one_day();
    match wanted.first() {
        Some(slot) if one_day && talk.draft().wish.at.is_some() => {
            book::accept(talk, slot.clone());
            Ok(())
        }
        _ => {
            offer::slots(talk, &wanted);
            Ok(())
        }
    }
}

/// "в пять" without a day: the nearest days on which that hour is free.
fn find_by_hour(talk: &mut Talk<'_>) -> Result<(), Halt> {
    let today = talk.today();
    let slots = search(talk, today, after(today, NEAR), talk.draft().employee)?;
    resolve_hour(talk, &slots);
    let wanted = fitting(talk, &slots);
    if wanted.is_empty() {
        talk.say("no-such-hour", &args![]);
        talk.state.draft.wish.clear_time();
        return offer::days(talk);
    }
    if !asks_branch(talk, &wanted) {
        offer::slots(talk, &wanted);
    }
    Ok(())
}

/// An employee who cannot do it, or a name two people share, is cleared up first.
fn check_employee(talk: &mut Talk<'_>) -> bool {
    let draft = talk.draft();
    let able = offer::able(talk);
    if draft.choose_employee {
        if able.len() < 2 {
            let only = able.first().map(|id| show::employee_name(talk.catalog(), *id)).unwrap_or_default();
            talk.say("employee-only", &args!["employee" => only]);
            talk.state.draft.choose_employee = false;
            return true;
        }
        ask::employee(talk, &able, "ask-employee");
        return false;
    }
    if !draft.unclear_employees.is_empty() {
        let ids = draft.unclear_employees.clone();
        ask::employee(talk, &ids, "ask-which-employee");
        return false;
    }
    if let Some(row) = draft.employee.and_then(|id| talk.catalog().employee(id))
        && !show::can_do(row, &draft.services)
    {
        let services = show::service_names(talk.catalog(), talk.lang, &draft.services);
        talk.say("employee-cannot", &args!["employee" => row.name.clone(), "services" => services]);
        talk.state.draft.employee = None;
        if able.len() > 1 {
            ask::employee(talk, &able, "ask-employee");
            return false;
        }
    }
    true
}

/// Days gone by and days too far ahead are not searched; the customer hears why.
fn check_dates(talk: &mut Talk<'_>) {
    let today = talk.today();
    let last = after(today, i64::from(talk.catalog().org.settings.horizon_days));
    let wish = &mut talk.state.draft.wish;
    if wish.until.is_some_and(|until| until <= today) {
        (wish.from, wish.until) = (None, None);
        talk.say("date-past", &args![]);
    } else if wish.from.is_some_and(|from| from > last) {
        (wish.from, wish.until) = (None, None);
        let day = show::day(talk.lang, last, today);
        talk.say("date-far", &args!["day" => day]);
    } else if wish.from.is_some_and(|from| from < today) {
        wish.from = Some(today);
    }
}

/// Several places are free at the wanted time and nothing decides: the customer chooses.
fn asks_branch(talk: &mut Talk<'_>, slots: &[Slot]) -> bool {
    let first = slots.first().map(|s| s.branch_id);
    let several = slots.iter().any(|s| Some(s.branch_id) != first);
    // With one employee the place goes by the day, and each offer names it.
    if several && !talk.wants_earliest && talk.draft().branch.is_none() && !talk.draft().any_branch && talk.draft().employee.is_none() {
        ask::branch(talk);
        return true;
    }
    false
}

pub fn after(day: Date, days: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(days.clamp(0, 4000)))
}

/// Free slots of whole days, in the zone of the branch.
pub fn search(talk: &Talk<'_>, from: Date, until: Date, employee: Option<EmployeeId>) -> Result<Vec<Slot>, Halt> {
    let zone = talk.zone();
    let start = |day: Date| day.to_zoned(zone.clone()).map(|z| domain::Ts::from(&z)).unwrap_or(talk.now());
    let query = SlotQuery {
        services: talk.draft().services.clone(),
        employee_id: employee,
        branch_id: talk.draft().branch,
        from: start(from),
        until: start(until),
        limit: 0,
        moving: talk.draft().visit.as_ref().filter(|_| talk.state.flow == Some(Flow::Move)).map(|v| v.booking_id),
    };
    let mut slots = talk.slots(query)?;
    // A moved visit must change something: its own time is never on offer.
    slots.retain(|slot| !is_own_time(talk, slot));
    Ok(slots)
}

/// The time the visit being moved already has.
pub fn is_own_time(talk: &Talk<'_>, slot: &Slot) -> bool {
    let own = talk.draft().visit.as_ref().filter(|_| talk.state.flow == Some(Flow::Move)).map(|v| &v.slot);
    own.is_some_and(|own| (own.starts_at, own.employee_id, own.branch_id) == (slot.starts_at, slot.employee_id, slot.branch_id))
}

/// "перенесите на 15:30" when it is at 15:30: the customer hears so, and the wish for the hour is gone.
fn check_own_time(talk: &mut Talk<'_>) {
    let Some(own) = talk.draft().visit.as_ref().filter(|_| talk.state.flow == Some(Flow::Move)).map(|v| v.slot.clone()) else { return };
    let wish = &talk.draft().wish;
    let same_hour = wish.at.is_some_and(|at| at == minute(talk, &own) || wish.is_ambiguous && (at + 720) % 1440 == minute(talk, &own));
    if same_hour && wish.is_one_day() && wish.from == Some(date(talk, &own)) && talk.draft().employee.is_none_or(|e| e == own.employee_id) && talk.draft().branch.is_none_or(|b| b == own.branch_id) {
        own_time(talk, &own);
    }
}

pub fn own_time(talk: &mut Talk<'_>, own: &Slot) {
    let at = show::local(own, &talk.zone_of(own.branch_id));
    talk.say("already-yours", &args!["when" => show::moment(talk.lang, &at, talk.today())]);
    talk.state.draft.wish.clear_time();
}

/// Minutes from midnight of a slot's start.
pub fn minute(talk: &Talk<'_>, slot: &Slot) -> i16 {
    let at = slot.starts_at.in_zone(&talk.zone_of(slot.branch_id));
    i16::from(at.hour()) * 60 + i16::from(at.minute())
}
pub fn date(talk: &Talk<'_>, slot: &Slot) -> Date {
    slot.starts_at.in_zone(&talk.zone_of(slot.branch_id)).date()
}

/// "в шесть": morning or evening, by what is free, then by the opening hours.
fn resolve_hour(talk: &mut Talk<'_>, slots: &[Slot]) {
    let wish = &talk.state.draft.wish;
    let Some(at) = wish.at.filter(|_| wish.is_ambiguous) else { return };
    let other = (at + 720) % 1440;
    let is_free = |minute_wanted: i16| slots.iter().any(|s| minute(talk, s) == minute_wanted);
    let is_open = |m: i16| talk.catalog().branches.iter().flat_map(|b| &b.hours).any(|h| i32::from(h.opens) <= i32::from(m) && i32::from(m) < i32::from(h.closes));
    let choice = match (is_free(at), is_free(other), is_open(at), is_open(other)) {
        (true, ..) => at,
        (false, true, ..) => other,
        (_, _, false, true) => other,
        _ => at,
    };
    let wish = &mut talk.state.draft.wish;
    (wish.at, wish.is_ambiguous) = (Some(choice), false);
}

/// Slots the wish allows, without those the customer has seen and passed by.
fn fitting(talk: &Talk<'_>, slots: &[Slot]) -> Vec<Slot> {
    let wish = &talk.draft().wish;
    let fits = |slot: &&Slot| {
        let m = minute(talk, slot);
        wish.at.is_none_or(|at| m == at)
            && wish.after.is_none_or(|a| m >= a)
            && wish.before.is_none_or(|b| m < b)
            && !talk.skip.contains(&slot.starts_at)
    };
    slots.iter().filter(fits).cloned().collect()
}

/// A choice for a slot: day, time, employee and branch as far as they differ among the offers.
pub fn choice(talk: &Talk<'_>, slot: &Slot, with_day: bool, with_employee: bool, with_branch: bool) -> Choice {
    let at = show::local(slot, &talk.zone_of(slot.branch_id));
    let mut title = String::new();
    if with_day {
        title.push_str(&show::day_button(talk.lang, at.date(), talk.today()));
        title.push_str(", ");
    }
    title.push_str(&show::time(talk.lang, at.time()));
    if with_employee {
        title.push_str(&format!(", {}", show::employee_name(talk.catalog(), slot.employee_id)));
    }
    if with_branch && let Some(branch) = talk.catalog().branch(slot.branch_id) {
        title.push_str(&format!(", {}", branch.name));
    }
    Choice { act: Act::Slot { starts_at: slot.starts_at, employee: slot.employee_id, branch: slot.branch_id }, title }
}

/// The question of a list of slots, with its ways out.
pub fn ask_slot(talk: &mut Talk<'_>, text: String, mut choices: Vec<Choice>) {
    choices.push(talk.choice(Act::OtherDay, "button-other-day"));
    if offer::able(talk).len() > 1 {
        choices.push(talk.choice(Act::OtherEmployee, "button-other-employee"));
    }
    talk.ask(Ask::Slot, text, choices);
}
