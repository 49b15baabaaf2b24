//! What is put before the customer: a handful of slots spread over the day, the nearest days, the nearest alternatives.

use super::act::Act;
use super::phrase::args;
use super::{show, waitlist};
use super::state::Ask;
use super::talk::{Choice, Halt, Talk};
use super::time::{after, ask_slot, choice, date, minute, search};
use domain::id::EmployeeId;
use domain::slot::Slot;
use jiff::civil::Date;

/// Most slots in one question.
const MOST: usize = 6;

/// Employees who can do all of it, at the chosen branch.
pub fn able(talk: &Talk<'_>) -> Vec<EmployeeId> {
    let draft = talk.draft();
    let here = |e: &&domain::employee::Employee| draft.branch.is_none_or(|b| e.branches.contains(&b));
    talk.catalog().employees.iter().filter(|e| show::can_do(e, &draft.services)).filter(here).map(|e| e.id).collect()
}

/// How many slots fit beside the two ways out.
fn room(talk: &Talk<'_>) -> usize {
    match usize::from(talk.facts.channel.buttons) {
        0 => MOST,
        n => n.saturating_sub(2).clamp(2, MOST),
    }
}

/// One slot for each start (two people free at once are one offer), by what the customer sees.
fn distinct(talk: &Talk<'_>, slots: &[Slot]) -> Vec<Slot> {
    let by_place = talk.draft().branch.is_none();
    let mut found: Vec<Slot> = Vec::new();
    for slot in slots {
        if !found.iter().any(|f| f.starts_at == slot.starts_at && (!by_place || f.branch_id == slot.branch_id)) {
            found.push(slot.clone());
        }
    }
    found
}

/// `count` of them at even distances, the first and the last included.
fn spread(slots: &[Slot], count: usize) -> Vec<Slot> {
    if slots.len() <= count || count < 2 {
        return slots.iter().take(count.max(1)).cloned().collect();
    }
    (0..count).filter_map(|i| slots.get(i * (slots.len() - 1) / (count - 1))).cloned().collect()
}

pub fn slots(talk: &mut Talk<'_>, wanted: &[Slot]) {
    let wanted = distinct(talk, wanted);
    let mut days: Vec<Date> = wanted.iter().map(|s| date(talk, s)).collect();
    days.dedup();
    let room = room(talk);
    let mut is_one_day = days.len() == 1;
    let offers: Vec<Slot> = if is_one_day && talk.wants_latest {
        wanted.iter().skip(wanted.len().saturating_sub(room)).cloned().collect()
    } else if talk.wants_earliest {
        wanted.iter().take(room).cloned().collect()
    } else if is_one_day {
        spread(&wanted, room)
    } else {
        let days: Vec<Date> = days.into_iter().take(if talk.draft().wish.at.is_some() { room } else { room.min(3) }).collect();
        let each = (room / days.len().max(1)).max(1);
        days.iter()
            .flat_map(|day| {
                let of: Vec<Slot> = wanted.iter().filter(|s| date(talk, s) == *day).cloned().collect();
                spread(&of, if talk.draft().wish.at.is_some() { 1 } else { each })
            })
            .collect()
    };
    is_one_day |= offers.iter().all(|s| offers.first().is_some_and(|f| date(talk, f) == date(talk, s)));
    let several_places = offers.iter().any(|s| Some(s.branch_id) != offers.first().map(|f| f.branch_id));
    let choices: Vec<Choice> = offers.iter().map(|s| choice(talk, s, !is_one_day, false, several_places)).collect();
    let text = talk.lead(heading(talk, &offers, is_one_day));
    ask_slot(talk, text, choices);
}

fn heading(talk: &Talk<'_>, offers: &[Slot], is_one_day: bool) -> String {
    if talk.is_digression() {
        return talk.plain("offer-slots-again");
    }
    let today = talk.today();
    let day = offers.first().map(|s| show::sentence(&show::day(talk.lang, date(talk, s), today))).unwrap_or_default();
    let employee = talk.draft().employee.map(|id| show::employee_name(talk.catalog(), id));
    // Where there are several places and none was chosen, the customer hears which one it is.
    let first = offers.first().map(|s| s.branch_id);
    let is_one_place = offers.iter().all(|s| Some(s.branch_id) == first);
    let is_told = talk.catalog().branches.len() > 1 && talk.draft().branch.is_none() && is_one_place;
    let place = first.filter(|_| is_told).and_then(|id| talk.catalog().branch(id)).map(|b| format!(" ({})", b.name)).unwrap_or_default();
    match (employee, is_one_day) {
        (Some(employee), true) => talk.phrase("offer-day-employee", &args!["day" => day, "employee" => employee, "place" => place]),
        (None, true) => talk.phrase("offer-day", &args!["day" => day, "place" => place]),
        (Some(employee), false) => talk.phrase("offer-days-employee", &args!["employee" => employee]),
        (None, false) => talk.plain("offer-days"),
    }
}

/// No day named: the nearest free time and the nearest free days.
pub fn days(talk: &mut Talk<'_>) -> Result<(), Halt> {
    let today = talk.today();
    let mut found = search(talk, today, after(today, 14), talk.draft().employee)?;
    if found.is_empty() {
        let horizon = i64::from(talk.catalog().org.settings.horizon_days);
        found = search(talk, after(today, 14), after(today, horizon), talk.draft().employee)?;
    }
    let Some(nearest) = found.first().cloned() else { return nothing(talk) };
    let mut days: Vec<Date> = found.iter().map(|s| date(talk, s)).collect();
    days.dedup();
    let at = show::local(&nearest, &talk.zone_of(nearest.branch_id));
    let mut choices = vec![choice(talk, &nearest, true, false, false)];
    let room = room(talk).min(5);
    choices.extend(days.into_iter().take(room).map(|day| Choice { act: Act::Day(day), title: show::day_button(talk.lang, day, today) }));
    let key = match (talk.is_digression(), talk.draft().visit.is_some()) {
        (true, _) => "ask-day-again",
        (false, true) => "ask-day-move",
        (false, false) => "ask-day",
    };
    let when = show::moment(talk.lang, &at, today);
    let text = talk.lead(talk.phrase(key, &args!["nearest" => when]));
    talk.ask(Ask::Day, text, choices);
    Ok(())
}

fn nothing(talk: &mut Talk<'_>) -> Result<(), Halt> {
    let text = talk.plain("no-slots");
    let mut choices = vec![talk.choice(Act::Person, "button-person")];
    if talk.draft().employee.is_some() && able(talk).len() > 1 {
        choices.insert(0, talk.choice(Act::OtherEmployee, "button-other-employee"));
    }
    if waitlist::may_wait(talk) {
        choices.push(talk.choice(Act::Wait, "button-wait"));
    }
    choices.push(talk.choice(Act::Stop, "button-stop"));
    talk.ask(Ask::Slot, text, choices);
    Ok(())
}

/// The wish does not fit: the nearest before and after with the same employee, the same hour with another, the next days.
pub fn alternatives(talk: &mut Talk<'_>, same_day: &[Slot], from: Date, until: Date) -> Result<(), Halt> {
    let wish = talk.draft().wish.clone();
    let employee = talk.draft().employee;
    let is_one_day = wish.is_one_day();
    let same_day: Vec<Slot> = same_day.iter().filter(|s| !talk.skip.contains(&s.starts_at)).cloned().collect();
    // Whoever wants one hour, or one person, may rather wait than choose another; anybody may where there is a button left.
    let waits = waitlist::may_wait(talk) && wish.has_date();
    let is_choosy = waits && (wish.at.is_some() || employee.is_some());
    let room = room(talk).saturating_sub(usize::from(is_choosy)).max(2);
    let in_hours = |s: &&Slot| wish.after.is_none_or(|a| minute(talk, s) >= a) && wish.before.is_none_or(|b| minute(talk, s) < b);
    // "после шести" and nothing then: evenings of the next days come before other hours of the day.
    let mut kept: Vec<Slot> = Vec::new();
    if wish.at.is_none() && wish.has_time() {
        let found: Vec<Slot> = search(talk, until, after(until, 14), employee)?.iter().filter(in_hours).cloned().collect();
        let found = distinct(talk, &found);
        let mut days: Vec<Date> = found.iter().map(|s| date(talk, s)).collect();
        days.dedup();
        for day in days.into_iter().take(2) {
            let of: Vec<Slot> = found.iter().filter(|s| date(talk, s) == day).cloned().collect();
            kept.extend(spread(&of, 2));
        }
        kept.truncate(room.saturating_sub(1).clamp(1, 4));
    }
    let mut offers: Vec<Slot> = Vec::new();
    let mut others: Vec<Slot> = Vec::new();
    if employee.is_some() && is_one_day && able(talk).len() > 1 {
        let all = search(talk, from, until, None)?;
        let exact = all.iter().filter(|s| Some(s.employee_id) != employee && wish.at.is_none_or(|at| minute(talk, s) == at));
        let fits: Vec<Slot> = exact.filter(in_hours).cloned().collect();
        others = if wish.at.is_some() { fits.into_iter().take(2).collect() } else { spread(&distinct(talk, &fits), 3) };
    }
    kept.truncate(room.saturating_sub(others.len() + 1).max(1));
    let room_left = room.saturating_sub(others.len() + kept.len());
    if same_day.is_empty() && !kept.is_empty() {
        // The wish is met on other days.
    } else if same_day.is_empty() {
        // Nothing that day: the first days after it, a few hours each.
        let horizon = i64::from(talk.catalog().org.settings.horizon_days);
        let mut later = distinct(talk, &search(talk, until, after(until, 14), employee)?);
        if later.is_empty() {
            later = distinct(talk, &search(talk, after(until, 14), after(until, horizon), employee)?);
        }
        let mut days: Vec<Date> = later.iter().map(|s| date(talk, s)).collect();
        days.dedup();
        for day in days.into_iter().take(3) {
            let mut of: Vec<Slot> = later.iter().filter(|s| date(talk, s) == day).cloned().collect();
            if let Some(at) = wish.at.or(wish.after) {
                of.sort_by_key(|s| minute(talk, s).abs_diff(at));
                of.truncate(2);
                of.sort_by_key(|s| s.starts_at);
            }
            offers.extend(spread(&of, 2));
        }
    } else {
        let mut near = distinct(talk, &same_day);
        if let Some(at) = wish.at.or(wish.before).or(wish.after) {
            near.sort_by_key(|s| minute(talk, s).abs_diff(at));
            near.truncate(room_left.max(2));
            near.sort_by_key(|s| s.starts_at);
        }
        offers = spread(&near, room_left.max(2));
    }
    offers.truncate(if kept.is_empty() { room_left.max(1) } else { room_left });
    let kept_count = kept.len();
    kept.extend(offers);
    let offers = kept;
    if offers.is_empty() && others.is_empty() {
        return nothing(talk);
    }
    let text = talk.lead(why(talk, same_day.is_empty(), &wish, from, is_one_day));
    let is_same_day = offers.iter().chain(&others).all(|s| date(talk, s) == from);
    let several_places = talk.draft().branch.is_none() && offers.iter().chain(&others).any(|s| Some(s.branch_id) != offers.first().map(|f| f.branch_id));
    let mut choices: Vec<Choice> = offers.iter().map(|s| choice(talk, s, !is_same_day, false, several_places)).collect();
    choices.extend(others.iter().map(|s| choice(talk, s, !is_same_day, true, several_places)));
    // The order the eye expects: by time, and what keeps to the wish first.
    let honours: Vec<domain::Ts> = offers.iter().take(kept_count).chain(others.iter().filter(|_| kept_count > 0)).map(|s| s.starts_at).collect();
    choices.sort_by_key(|c| if let Act::Slot { starts_at, .. } = c.act { (!honours.contains(&starts_at), starts_at) } else { (true, domain::Ts::from_micros(0)) });
    let ways = 1 + usize::from(able(talk).len() > 1);
    let buttons = usize::from(talk.facts.channel.buttons);
    if waits && (buttons == 0 || choices.len() + ways < buttons) {
        choices.push(talk.choice(Act::Wait, "button-wait"));
    }
    ask_slot(talk, text, choices);
    Ok(())
}

/// What was wanted and is not to be had.
fn why(talk: &Talk<'_>, is_day_full: bool, wish: &super::state::Wish, from: Date, is_one_day: bool) -> String {
    if talk.is_digression() || !talk.input.refused.is_empty() {
        return talk.plain("nearest");
    }
    let day = show::sentence(&show::day(talk.lang, from, talk.today()));
    let employee = talk.draft().employee.map(|id| show::employee_name(talk.catalog(), id));
    let now = talk.now().in_zone(&talk.zone());
    let has_passed = from == now.date() && wish.at.is_some_and(|at| at <= i16::from(now.hour()) * 60 + i16::from(now.minute()));
    if let Some(at) = wish.at.filter(|_| has_passed) {
        return talk.phrase("time-past", &args!["time" => show::clock(talk.lang, at)]);
    }
    if wish.at.is_none()
        && let Some(span) = span(talk, wish)
    {
        return match (is_one_day, employee) {
            (true, Some(employee)) => talk.phrase("busy-span-employee", &args!["day" => day, "span" => span, "employee" => employee]),
            (true, None) => talk.phrase("busy-span", &args!["day" => day, "span" => span]),
            (false, _) => talk.phrase("days-span", &args!["span" => span]),
        };
    }
    match (is_day_full, wish.at, employee) {
        (true, _, Some(employee)) if is_one_day => talk.phrase("day-full-employee", &args!["day" => day, "employee" => employee]),
        (true, ..) if is_one_day => talk.phrase("day-full", &args!["day" => day]),
        (true, ..) => talk.plain("days-full"),
        (false, Some(at), Some(employee)) => talk.phrase("busy-at-employee", &args!["day" => day, "time" => show::clock(talk.lang, at), "employee" => employee]),
        (false, Some(at), None) => talk.phrase("busy-at", &args!["day" => day, "time" => show::clock(talk.lang, at)]),
        (false, None, _) => talk.phrase("busy-then", &args!["day" => day]),
    }
}

/// "после 18:00", "до 12:00", "с 12:00 до 18:00"; a part of the day by its name.
fn span(talk: &Talk<'_>, wish: &super::state::Wish) -> Option<String> {
    // "попозже" asks for the minute after the last offer; nobody says "после 18:01".
    let clock = |m: i16| show::clock(talk.lang, m - m % 5);
    Some(match (wish.after, wish.before.filter(|b| *b < 1440)) {
        (Some(240), Some(720)) => talk.plain("span-morning"),
        (Some(720), Some(1080 | 1140)) => talk.plain("span-afternoon"),
        (Some(after), Some(before)) => talk.phrase("span-between", &args!["from" => clock(after), "until" => clock(before)]),
        (Some(after), None) => talk.phrase("span-after", &args!["time" => clock(after)]),
        (None, Some(before)) => talk.phrase("span-before", &args!["time" => clock(before)]),
        (None, None) => return None,
    })
}
