//! Carries commands out on the state: what is set, corrected, started, left. What to ask next is `flow.rs`.

use super::act::Act;
use super::command::{Change, Command};
use super::phrase::args;
use super::state::{Ask, Draft, Flow, Wish};
use super::talk::{Halt, Talk};
use super::{after, answer, ask, book, chat, handover, product, script, show, tour, usual, visit, waitlist};
use crate::turn::Effect;
use domain::Phone;
use domain::conversation::Phase;
use domain::id::ServiceId;

pub fn apply(talk: &mut Talk<'_>, command: &Command) -> Result<(), Halt> {
    match command {
        Command::StartFlow { flow } => start(talk, *flow),
        Command::StartOf { flow, visit } => {
            start(talk, *flow);
            talk.state.draft.about = Some(*visit);
        }
        Command::ConfirmThat { visit } => after::confirm(talk, *visit)?,
        Command::Rate { visit, rating } => after::rate(talk, *visit, *rating),
        Command::Comment { visit, text } => after::comment(talk, *visit, text),
        Command::AnswerOffer { offer, answer } => waitlist::answer(talk, *offer, *answer)?,
        Command::Wait => waitlist::wait(talk),
        Command::Stop => stop(talk),
        // Given over before anything is carried out.
        Command::Pass { .. } => {}
        Command::Present => chat::present(talk),
        Command::Restart => {
            talk.leave();
            talk.state.later.clear();
            talk.say("restarted", &args![]);
            ask::next(talk);
        }
        Command::SetServices { wishes, adds, only } => set_services(talk, wishes, *adds, *only),
        Command::SetBranch { branch } => set_branch(talk, *branch),
        Command::SetEmployee { employees } => set_employee(talk, employees),
        Command::AnyEmployee => {
            let draft = &mut talk.state.draft;
            (draft.employee, draft.choose_employee, draft.usual_asked) = (None, false, true);
            draft.unclear_employees.clear();
            talk.changed = true;
            talk.let_go();
        }
        Command::SetWish { wish } => set_wish(talk, wish),
        Command::SetSource { wish } => talk.state.draft.source = wish.clone(),
        Command::SetSlot { starts_at, employee, branch } => book::take(talk, *starts_at, *employee, *branch)?,
        Command::SetName { name } => {
            let name: String = name.chars().take(80).collect();
            if talk.state.flow.is_some() && !talk.state.asked.as_ref().is_some_and(|a| a.what == Ask::Name) && talk.state.asked.is_some() {
                talk.say("thanks-name", &args!["name" => name.clone()]);
            }
            talk.state.name = Some(name.clone());
            talk.changed |= talk.state.asked.as_ref().is_some_and(|a| a.what == Ask::Consent);
            talk.effects.push(Effect::Contact { name: Some(name), phone: None, lang: None });
        }
        Command::SetPhone { phone } => match Phone::parse(phone, &talk.catalog().org.region) {
            Ok(phone) => {
                let is_unasked = talk.state.flow.is_some() && talk.state.asked.as_ref().is_some_and(|a| !matches!(a.what, Ask::Name | Ask::Phone | Ask::Consent | Ask::Next));
                if is_unasked && talk.phone() != Some(&phone) {
                    talk.say("thanks-phone", &args![]);
                }
                talk.state.phone = Some(phone.clone());
                talk.effects.push(Effect::Contact { name: None, phone: Some(phone), lang: None });
            }
            Err(_) => talk.say("phone-bad", &args![]),
        },
        Command::BadPhone => talk.say("phone-bad", &args![]),
        Command::SetPeople { count } => talk.state.draft.people = *count,
        Command::SetVisit { visit } => visit::choose(talk, *visit)?,
        Command::Shift { minutes } => visit::shift(talk, *minutes),
        Command::SameHour => visit::same_hour(talk),
        Command::UnknownService { name } => answer::unknown_service(talk, name),
        Command::BookNext { services, employees, wish } => {
            let mut next = Draft { wish: wish.clone(), employee: employees.first().copied(), ..Draft::default() };
            for wish in services {
                sort_service(&mut next, wish);
            }
            talk.state.later.push(next);
        }
        Command::Change { what } => change(talk, *what),
        Command::Affirm => affirm(talk)?,
        Command::Deny => deny(talk),
        Command::Any => any(talk)?,
        Command::Nearest => book::nearest(talk),
        Command::Earlier => book::shift(talk, true),
        Command::Later => book::shift(talk, false),
        Command::More => book::more(talk),
        Command::Answer { topic, services, employees, branches, day } => answer::topic(talk, *topic, services, employees, branches, *day)?,
        Command::Faq { entry } => answer::faq(talk, *entry),
        Command::Knowledge { passages } => answer::knowledge(talk, passages),
        Command::Tour { ask } => tour::answer(talk, ask),
        Command::Goods { ask } => product::answer(talk, ask),
        Command::Chat { kind } => chat::chat(talk, *kind),
        Command::HandOver { reason } => handover::hand_over(talk, *reason),
        Command::Attachment { kind } => handover::attachment(talk, kind),
        Command::Late { minutes } => visit::late(talk, *minutes)?,
        Command::ConfirmVisit => visit::confirm(talk)?,
        Command::Unanswered { question } => handover::unanswered(talk, question),
        Command::StaleButton => talk.say(if talk.phase == Phase::Completed && talk.state.flow.is_none() { "stale-done" } else { "stale" }, &args![]),
        Command::Clarify => handover::clarify(talk),
        Command::StartScript { .. } | Command::Learn { .. } | Command::Pick { .. } | Command::Objection { .. } | Command::Decline | Command::Misfit | Command::StopScript | Command::PauseScript => script::apply(talk, command),
    }
    Ok(())
}

fn start(talk: &mut Talk<'_>, flow: Flow) {
    if talk.state.flow == Some(flow) {
        return;
    }
    // "Перенести" instead of cancelling is about the same visit.
    let visit = match (talk.state.flow, flow) {
        (Some(Flow::Cancel), Flow::Move) | (Some(Flow::Move), Flow::Cancel) => talk.state.draft.visit.take(),
        _ => None,
    };
    talk.leave();
    talk.state.flow = Some(flow);
    talk.changed = true;
    if flow == Flow::Book {
        talk.state.draft.services = std::mem::take(&mut talk.state.topic);
    }
    if let Some(visit) = visit {
        visit::fill(talk, visit);
    }
}

fn stop(talk: &mut Talk<'_>) {
    let flow = talk.state.flow;
    talk.leave();
    talk.state.later.clear();
    talk.say(if matches!(flow, Some(Flow::Move | Flow::Cancel)) { "kept" } else { "stopped" }, &args![]);
    ask::next(talk);
}

/// One wish for a service: clear, or to be asked about.
fn sort_service(draft: &mut Draft, wish: &[ServiceId]) {
    match wish {
        [one] => {
            if !draft.services.contains(one) {
                draft.services.push(*one);
            }
        }
        several if several.iter().any(|id| draft.services.contains(id)) => {}
        several => draft.unclear.push(several.to_vec()),
    }
}

fn set_services(talk: &mut Talk<'_>, wishes: &[Vec<ServiceId>], adds: bool, only: bool) {
    if matches!(talk.state.flow, Some(Flow::Move | Flow::Cancel)) {
        // Names the visit that is meant, not a new service.
        let named: Vec<ServiceId> = wishes.iter().flatten().copied().collect();
        if talk.draft().visit.as_ref().is_none_or(|v| !v.services.iter().any(|id| named.contains(id))) {
            talk.let_go();
            let draft = &mut talk.state.draft;
            (draft.visit, draft.employee, draft.branch) = (None, None, None);
            draft.services = named;
        }
        return;
    }
    let draft = &mut talk.state.draft;
    let before = draft.services.clone();
    if only {
        // "тогда только маникюр": the rest is dropped.
        let named: Vec<ServiceId> = wishes.iter().flatten().copied().collect();
        draft.services.retain(|id| named.contains(id));
    }
    // The answer to "какой именно?": it narrows the open wish.
    let answers = draft.unclear.first().is_some_and(|open| wishes.iter().all(|w| w.iter().all(|id| open.contains(id))));
    let repeats = wishes.iter().all(|w| w.iter().any(|id| draft.services.contains(id)));
    if answers {
        draft.unclear.remove(0);
    } else if !adds && !repeats {
        draft.services.clear();
        draft.unclear.clear();
    }
    for wish in wishes.iter().rev() {
        if wish.len() == 1 { sort_service(draft, wish) } else if !wish.is_empty() && !wish.iter().any(|id| draft.services.contains(id)) { draft.unclear.insert(0, wish.clone()) }
    }
    let order = |id: &ServiceId| talk.facts.catalog.services.iter().position(|s| s.id == *id);
    draft.services.sort_by_key(order);
    if draft.services != before {
        talk.changed = true;
        talk.let_go();
    }
}

fn set_branch(talk: &mut Talk<'_>, branch: Option<domain::id::BranchId>) {
    let draft = &mut talk.state.draft;
    if draft.branch == branch && branch.is_some() {
        return;
    }
    (draft.branch, draft.any_branch) = (branch, branch.is_none());
    talk.changed = true;
    talk.let_go();
    // The chosen employee does not work there: say so, look for others.
    if let (Some(branch), Some(employee)) = (branch, talk.draft().employee)
        && let Some(row) = talk.catalog().employee(employee).filter(|e| !e.branches.contains(&branch))
    {
        let there = talk.catalog().branch(branch).map(|b| b.name.clone()).unwrap_or_default();
        talk.state.draft.employee = None;
        talk.say("employee-elsewhere", &args!["employee" => row.name.clone(), "branch" => there]);
    }
}

fn set_employee(talk: &mut Talk<'_>, employees: &[domain::id::EmployeeId]) {
    let services = talk.draft().services.clone();
    let able: Vec<_> = employees.iter().copied().filter(|id| talk.catalog().employee(*id).is_some_and(|e| show::can_do(e, &services))).collect();
    let branch = talk.draft().branch;
    let draft = &mut talk.state.draft;
    draft.choose_employee = false;
    draft.unclear_employees.clear();
    match (able.as_slice(), employees) {
        ([one], _) | ([], [one]) => {
            if draft.employee == Some(*one) && draft.slot.as_ref().is_none_or(|s| s.employee_id == *one) {
                return;
            }
            draft.employee = Some(*one);
            // They may work elsewhere than was chosen; the slots will tell.
            if let Some(row) = talk.catalog().employee(*one).filter(|e| branch.is_some_and(|b| !e.branches.contains(&b))) {
                talk.state.draft.branch = row.branches.first().copied().filter(|_| row.branches.len() == 1);
            }
        }
        ([], several) => draft.unclear_employees = several.to_vec(),
        (several, _) => draft.unclear_employees = several.to_vec(),
    }
    talk.changed = true;
    talk.let_go();
}

fn set_wish(talk: &mut Talk<'_>, wish: &Wish) {
    talk.state.draft.wish.merge(wish);
    talk.changed = true;
    talk.let_go();
}

fn change(talk: &mut Talk<'_>, what: Change) {
    let draft = &mut talk.state.draft;
    match what {
        Change::Menu => {
            ask::change(talk);
            return;
        }
        Change::Service => {
            draft.services.clear();
            draft.unclear.clear();
        }
        Change::Day => draft.wish = Wish::default(),
        Change::Time => draft.wish.clear_time(),
        Change::Employee => (draft.employee, draft.choose_employee) = (None, true),
        Change::Branch => {
            (draft.branch, draft.any_branch) = (None, false);
            ask::branch(talk);
        }
    }
    talk.changed = true;
    talk.let_go();
}

fn affirm(talk: &mut Talk<'_>) -> Result<(), Halt> {
    let Some(asked) = talk.state.asked.clone() else { return Ok(()) };
    match asked.what {
        Ask::Consent => talk.agreed = true,
        Ask::Person => handover::hand_over(talk, crate::turn::HandOver::Asked),
        Ask::Group => book::one_by_one(talk),
        // "да" to a list takes the first when the list put one forward.
        Ask::Next if asked.choices.iter().any(|c| *c == Act::Person.code()) => handover::hand_over(talk, crate::turn::HandOver::Asked),
        Ask::Next | Ask::Day | Ask::Visit | Ask::Slot => {
            let first = asked.choices.first().and_then(|code| Act::parse(code, talk.catalog()));
            // After a booking the buttons are ways out, not an offer to be agreed to.
            let is_offer = asked.what != Ask::Next || asked.choices.first().is_some_and(|c| c == "go:book");
            let is_put_forward = is_offer && !matches!(asked.what, Ask::Slot | Ask::Visit) || asked.choices.iter().filter(|c| c.starts_with("t:")).count() == 1;
            if let Some(act) = first.filter(|_| is_put_forward && is_offer) {
                for command in super::read::of_act(talk, act) {
                    talk.commands.push(command.clone());
                    apply(talk, &command)?;
                }
            } else {
                talk.asks_which = is_offer;
            }
        }
        Ask::Employee if let Some(one) = usual::offered(talk) => set_employee(talk, &[one]),
        Ask::Service | Ask::Branch | Ask::Employee => talk.asks_which = true,
        Ask::Reminder => if let Some(visit) = after::about(talk, Ask::Reminder) {
            after::confirm(talk, visit)?;
        },
        Ask::Offer => if let Some(offer) = waitlist::open(talk) {
            waitlist::answer(talk, offer, crate::turn::OfferAnswer::Take)?;
        },
        Ask::Name | Ask::Phone | Ask::Change | Ask::Script | Ask::Feedback | Ask::WentWrong => {}
    }
    Ok(())
}

fn deny(talk: &mut Talk<'_>) {
    let Some(asked) = talk.state.asked.clone() else { return };
    match (asked.what, talk.state.flow) {
        (Ask::Consent, Some(Flow::Cancel)) | (Ask::Group, _) => stop(talk),
        (Ask::Consent, _) => ask::change(talk),
        (Ask::Name, Some(Flow::Book)) if talk.draft().slot.is_some() => ask::change(talk),
        (Ask::Slot | Ask::Day, _) => {
            let text = talk.plain("ask-when-else");
            let choices = vec![talk.choice(Act::OtherDay, "button-other-day"), talk.choice(Act::OtherEmployee, "button-other-employee"), talk.choice(Act::Stop, "button-stop")];
            talk.ask(Ask::Slot, text, choices);
        }
        (Ask::Phone, _) => talk.say("phone-why", &args![]),
        (Ask::Person, Some(_)) => talk.say("well", &args![]),
        (_, Some(_)) => {}
        _ => {
            talk.say("well-later", &args![]);
            talk.is_over = true;
        }
    }
}

fn any(talk: &mut Talk<'_>) -> Result<(), Halt> {
    match talk.state.asked.as_ref().map(|a| a.what) {
        Some(Ask::Employee) => apply(talk, &Command::AnyEmployee),
        Some(Ask::Branch) => apply(talk, &Command::SetBranch { branch: None }),
        Some(Ask::Slot | Ask::Day) => {
            let codes = talk.state.asked.as_ref().map(|a| a.choices.clone()).unwrap_or_default();
            let slot = codes.iter().filter_map(|code| Act::parse(code, talk.catalog())).find(|a| matches!(a, Act::Slot { .. }));
            match slot {
                Some(Act::Slot { starts_at, employee, branch }) => book::take(talk, starts_at, employee, branch),
                _ => Ok(()),
            }
        }
        _ => apply(talk, &Command::AnyEmployee),
    }
}
