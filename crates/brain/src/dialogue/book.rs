//! Booking: taking a slot, other hours, several people, several services, the sum-up and the visit itself.

use super::act::Act;
use super::phrase::args;
use super::show;
use super::state::{Ask, Draft, Flow, Wish};
use super::talk::{Halt, Talk};
use crate::turn::Effect;
use domain::Ts;
use domain::conversation::Phase;
use domain::id::{BranchId, EmployeeId, ServiceId};
use domain::service::Service;
use domain::slot::{Slot, SlotQuery};

/// The customer chose an offered time: looked up again, because buttons live long.
pub fn take(talk: &mut Talk<'_>, starts_at: Ts, employee: EmployeeId, branch: BranchId) -> Result<(), Halt> {
    let at = starts_at.in_zone(&talk.zone_of(branch));
    let wish = {
        let mut wish = Wish { at: Some(i16::from(at.hour()) * 60 + i16::from(at.minute())), ..Wish::default() };
        wish.set_day(at.date());
        wish
    };
    if talk.draft().services.is_empty() {
        talk.state.draft.wish = wish;
        talk.changed = true;
        return Ok(());
    }
    let day_start = |day: jiff::civil::Date| day.to_zoned(at.time_zone().clone()).map(|z| Ts::from(&z)).unwrap_or(starts_at);
    let query = SlotQuery {
        services: talk.draft().services.clone(),
        employee_id: Some(employee),
        branch_id: Some(branch),
        // The whole day: a time beside the grid is on offer only where the visit before it is in sight.
        from: day_start(at.date()),
        until: day_start(super::time::after(at.date(), 1)),
        limit: 0,
        moving: talk.draft().visit.as_ref().filter(|_| talk.state.flow == Some(Flow::Move)).map(|v| v.booking_id),
    };
    let found = talk.slots(query)?;
    // The button names whom and where; what was chosen before gives way to it.
    let draft = &mut talk.state.draft;
    draft.employee = draft.employee.map(|_| employee);
    draft.branch = draft.branch.map(|_| branch);
    draft.unclear_employees.clear();
    draft.choose_employee = false;
    match found.into_iter().find(|s| s.starts_at == starts_at) {
        Some(slot) if super::time::is_own_time(talk, &slot) => {
            talk.let_go();
            talk.state.draft.wish = wish;
            talk.changed = true;
        }
        Some(slot) => accept(talk, slot),
        None => {
            if talk.input.refused.is_empty() {
                talk.say("slot-gone", &args!["time" => show::time(talk.lang, at.time())]);
            }
            talk.let_go();
            talk.state.draft.wish = wish;
            talk.changed = true;
        }
    }
    Ok(())
}

/// Holds the slot; the branch and the time are decided by it.
pub fn accept(talk: &mut Talk<'_>, slot: Slot) {
    let at = slot.starts_at.in_zone(&talk.zone_of(slot.branch_id));
    let wish = &mut talk.state.draft.wish;
    *wish = Wish { at: Some(i16::from(at.hour()) * 60 + i16::from(at.minute())), ..Wish::default() };
    wish.set_day(at.date());
    talk.changed = true;
    talk.hold(slot);
}

/// "пораньше", "попозже": before the first or after the last time that was offered or chosen.
pub fn shift(talk: &mut Talk<'_>, earlier: bool) {
    let chosen = talk.draft().slot.as_ref().map(|s| s.starts_at);
    let offered = offered(talk);
    let edge = chosen.or_else(|| if earlier { offered.iter().min().copied() } else { offered.iter().max().copied() });
    let Some(edge) = edge else { return };
    let at = edge.in_zone(&talk.zone());
    let minute = i16::from(at.hour()) * 60 + i16::from(at.minute());
    let mut wish = Wish::default();
    wish.set_day(at.date());
    if earlier { wish.before = Some(minute) } else { wish.after = Some(minute + 1) }
    (talk.wants_latest, talk.wants_earliest) = (earlier, !earlier);
    talk.let_go();
    talk.state.draft.wish = wish;
    talk.changed = true;
}

/// "поскорее": the first times there are, with whoever was chosen.
pub fn nearest(talk: &mut Talk<'_>) {
    let today = talk.today();
    talk.let_go();
    // Who is in a hurry goes where it is soonest; the offers name the place.
    talk.state.draft.any_branch |= talk.draft().branch.is_none();
    talk.state.draft.wish = Wish { from: Some(today), until: Some(super::time::after(today, 14)), ..Wish::default() };
    talk.wants_earliest = true;
    talk.changed = true;
}

/// "ещё варианты": what was not shown yet, within the same wish.
pub fn more(talk: &mut Talk<'_>) {
    talk.skip = offered(talk);
    if let Some(slot) = &talk.draft().slot {
        talk.skip.push(slot.starts_at);
    }
    // An hour is given up for others; "после шести" still holds.
    let wish = &mut talk.state.draft.wish;
    (wish.at, wish.is_ambiguous) = (None, false);
    talk.changed = true;
    talk.let_go();
}

fn offered(talk: &Talk<'_>) -> Vec<Ts> {
    let codes = talk.state.asked.iter().flat_map(|a| &a.choices);
    codes.filter_map(|code| Act::parse(code, talk.catalog())).filter_map(|a| if let Act::Slot { starts_at, .. } = a { Some(starts_at) } else { None }).collect()
}

/// Two or more people at once: one visit is one person, and the customer hears it before anything is booked.
pub fn group(talk: &mut Talk<'_>) -> Result<(), Halt> {
    let text = talk.phrase("ask-group", &args!["n" => talk.draft().people]);
    let choices = vec![talk.choice(Act::Yes, "button-one-by-one"), talk.choice(Act::Person, "button-person")];
    talk.ask(Ask::Group, text, choices);
    Ok(())
}
pub fn one_by_one(talk: &mut Talk<'_>) {
    let people = std::mem::take(&mut talk.state.draft.people).min(6);
    for _ in 1..people {
        let draft = talk.draft();
        let next = Draft { services: draft.services.clone(), unclear: draft.unclear.clone(), branch: draft.branch, companion: true, ..Draft::default() };
        talk.state.later.push(next);
    }
    talk.changed = true;
}

/// No single employee does all of it: the first service now, the rest right after.
pub fn split(talk: &mut Talk<'_>) -> Result<(), Halt> {
    let (first, rest) = match talk.draft().services.split_first() {
        Some((first, rest)) => (*first, rest.to_vec()),
        None => return Ok(()),
    };
    let names: Vec<String> = talk.draft().services.iter().map(|id| show::service_names(talk.catalog(), talk.lang, &[*id])).collect();
    talk.say("separate-visits", &args!["services" => show::list(talk.lang, &names), "first" => show::service_names(talk.catalog(), talk.lang, &[first])]);
    let wish = Wish { from: talk.draft().wish.from, until: talk.draft().wish.until, ..Wish::default() };
    talk.state.draft.services = vec![first];
    talk.state.later.push(Draft { services: rest, branch: talk.draft().branch, wish, ..Draft::default() });
    talk.changed = true;
    Ok(())
}

/// The sum-up; after the "yes" the visit.
pub fn consent(talk: &mut Talk<'_>) -> Result<(), Halt> {
    let Some(slot) = talk.draft().slot.clone() else { return Ok(()) };
    if talk.was_refused(&slot) {
        talk.let_go();
        talk.changed = true;
        return Ok(());
    }
    if !talk.agreed || talk.changed {
        let text = summary(talk, &slot);
        let choices = vec![talk.choice(Act::Yes, "button-yes-book"), talk.choice(Act::Change, "button-change"), talk.choice(Act::Stop, "button-stop")];
        talk.ask(Ask::Consent, text, choices);
        return Ok(());
    }
    if !is_still_free(talk, &slot)? {
        return Ok(());
    }
    let draft = std::mem::take(&mut talk.state.draft);
    let note = if draft.companion { talk.phrase("note-companion", &args!["name" => talk.name().unwrap_or_default().to_owned()]) } else { String::new() };
    talk.effects.push(Effect::Book { services: draft.services.clone(), slot: slot.clone(), note });
    talk.knowledge.extend(draft.services.iter().map(ToString::to_string));
    talk.state.booked.clone_from(&draft.services);
    talk.state.flow = None;
    talk.phase = Phase::Completed;
    say_booked(talk, &draft, &slot);
    next_of(talk, &slot);
    Ok(())
}

/// A hold that has run out is looked at again before it is relied on.
pub fn is_still_free(talk: &mut Talk<'_>, slot: &Slot) -> Result<bool, Halt> {
    if talk.draft().held_until.is_none_or(|until| talk.now() < until) {
        return Ok(true);
    }
    talk.state.draft.held_until = None;
    let before = talk.says.len();
    take(talk, slot.starts_at, slot.employee_id, slot.branch_id)?;
    let is_free = talk.draft().slot.is_some();
    if is_free {
        talk.effects.retain(|e| !matches!(e, Effect::Hold { .. }));
    } else {
        talk.says.truncate(before);
        talk.say("hold-lost", &args![]);
    }
    Ok(is_free)
}

fn summary(talk: &Talk<'_>, slot: &Slot) -> String {
    if talk.is_digression() {
        return talk.plain("confirm-again");
    }
    let (catalog, lang, draft) = (talk.catalog(), talk.lang, talk.draft());
    let zone = talk.zone_of(slot.branch_id);
    let today = talk.now().in_zone(&zone).date();
    let mut lines = vec![
        talk.plain("confirm-head"),
        show::service_names(catalog, lang, &draft.services),
        talk.phrase("confirm-employee", &args!["employee" => show::employee_name(catalog, slot.employee_id)]),
        show::sentence(&show::moment(lang, &slot.starts_at.in_zone(&zone), today)),
        place(talk, slot.branch_id),
        talk.phrase("confirm-price", &args![
            "length" => show::length(lang, slot.ends_at.minutes_since(slot.starts_at)),
            "price" => show::total(catalog, lang, &draft.services, Some(slot.employee_id)),
        ]),
    ];
    lines.extend(prepayment(talk, &draft.services).map(|sum| talk.phrase("confirm-prepayment", &args!["sum" => sum])));
    lines.retain(|l| !l.is_empty());
    lines.push(talk.plain("confirm-ask"));
    lines.join("\n")
}

/// What these services want paid before the visit.
fn prepayment(talk: &Talk<'_>, services: &[ServiceId]) -> Option<String> {
    let rows: Vec<&Service> = services.iter().filter_map(|id| talk.catalog().service(*id)).collect();
    let minor = rows.iter().map(|s| s.prepayment).sum::<i64>();
    let currency = rows.first().map(|s| s.price.currency.clone())?;
    (minor > 0).then(|| show::money(talk.lang, (minor, minor), &currency))
}

/// Name and address of a branch; the name only where there are several.
pub fn place(talk: &Talk<'_>, branch: BranchId) -> String {
    let Some(row) = talk.catalog().branch(branch) else { return String::new() };
    if talk.catalog().branches.len() > 1 && !row.address.contains(&row.name) && !row.address.is_empty() { format!("{}: {}", row.name, row.address) } else { row.address.clone() }
}

pub(super) fn say_booked(talk: &mut Talk<'_>, draft: &Draft, slot: &Slot) {
    let zone = talk.zone_of(slot.branch_id);
    let today = talk.now().in_zone(&zone).date();
    let lines = args![
        "name" => talk.name().unwrap_or_default().to_owned(),
        "services" => show::service_names(talk.catalog(), talk.lang, &draft.services),
        "employee" => show::employee_name(talk.catalog(), slot.employee_id),
        "when" => show::moment(talk.lang, &slot.starts_at.in_zone(&zone), today),
        "place" => place(talk, slot.branch_id),
    ];
    let key = match (draft.companion, talk.name()) {
        (true, _) => "booked-companion",
        (false, Some(_)) => "booked-named",
        (false, None) => "booked",
    };
    talk.say(key, &lines);
    if let Some(sum) = prepayment(talk, &draft.services) {
        let how = talk.catalog().org.settings.visits.prepay_text.of(talk.lang).map(|text| format!(" {text}")).unwrap_or_default();
        talk.say("booked-prepayment", &args!["sum" => sum, "how" => how]);
    }
}

/// The next queued visit, or the way out.
pub fn next_of(talk: &mut Talk<'_>, slot: &Slot) {
    talk.agreed = false;
    talk.state.asked = None;
    if talk.state.later.is_empty() {
        let text = if talk.phase == Phase::Completed && talk.effects.iter().any(|e| matches!(e, Effect::Book { .. })) { talk.plain("booked-tail") } else { String::new() };
        super::ask::after_visit(talk, text);
        return;
    }
    let mut next = talk.state.later.remove(0);
    if next.companion {
        next.branch = Some(slot.branch_id);
        next.wish.set_day(slot.starts_at.in_zone(&talk.zone_of(slot.branch_id)).date());
    }
    talk.state.flow = Some(Flow::Book);
    talk.state.draft = next;
    talk.changed = true;
    let services = show::service_names(talk.catalog(), talk.lang, &talk.draft().services);
    match (talk.draft().companion, services.is_empty()) {
        (true, _) => talk.say("next-person", &args![]),
        (false, false) => talk.say("next-service", &args!["services" => services]),
        (false, true) => talk.say("next-visit", &args![]),
    }
}
