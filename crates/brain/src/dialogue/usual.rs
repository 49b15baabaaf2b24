//! "Как обычно, к Ольге?": what is remembered of a customer is put to them as a question, once, and never decided for them.

use super::act::Act;
use super::phrase::args;
use super::show;
use super::state::{Ask, Flow};
use super::talk::{Choice, Talk};
use super::offer;
use domain::id::EmployeeId;

/// Whoever it be; such words alone are no command at the start of a booking.
const ANYBODY: &[&str] = &["к любому", "любой мастер", "любая", "без разницы", "все равно", "неважно", "не важно", "anyone", "anybody", "any master", "whoever"];

/// Whom to suggest; none where somebody was named, it was asked already, they do not do this, or nobody else does.
pub fn of(talk: &Talk<'_>) -> Option<EmployeeId> {
    let draft = talk.draft();
    let is_open = talk.state.flow == Some(Flow::Book) && !draft.usual_asked && !draft.choose_employee && !draft.companion && draft.employee.is_none() && draft.unclear_employees.is_empty() && draft.slot.is_none();
    let is_choosing = talk.state.asked.as_ref().is_some_and(|a| matches!(a.what, Ask::Day | Ask::Slot | Ask::Employee | Ask::Branch | Ask::Change));
    // Who names an hour, or is in a hurry, is served by whoever is free.
    let said = super::faq::fold(&talk.words());
    let is_any = ANYBODY.iter().any(|words| said.contains(words));
    let is_free = !is_choosing && !is_any && draft.wish.at.is_none() && !talk.wants_earliest && !talk.wants_latest;
    let usual = talk.facts.memory.usual.employee.filter(|_| is_open && is_free)?;
    let able = offer::able(talk);
    (able.len() > 1 && able.contains(&usual)).then_some(usual)
}

pub fn suggest(talk: &mut Talk<'_>) {
    let Some(employee) = of(talk) else { return };
    talk.state.draft.usual_asked = true;
    let name = show::employee_name(talk.catalog(), employee);
    let text = talk.lead(talk.phrase("ask-usual", &args!["employee" => name.clone()]));
    let yes = Choice { act: Act::Employee(Some(employee)), title: talk.phrase("button-usual", &args!["employee" => name]) };
    let choices = vec![yes, talk.choice(Act::Employee(None), "button-any-employee")];
    talk.ask(Ask::Employee, text, choices);
}

/// The one employee the open question offers: "да" means them, "нет" anybody.
pub fn offered(talk: &Talk<'_>) -> Option<EmployeeId> {
    let asked = talk.state.asked.as_ref().filter(|a| a.what == Ask::Employee && talk.draft().usual_asked && talk.draft().employee.is_none())?;
    let acts: Vec<Act> = asked.choices.iter().filter_map(|code| Act::parse(code, talk.catalog())).collect();
    match acts.as_slice() {
        [Act::Employee(Some(one)), Act::Employee(None)] => Some(*one),
        _ => None,
    }
}
