//! The questions: their words, buttons and short forms after a digression. Which one is due is `flow.rs`.

use super::act::Act;
use super::phrase::args;
use super::show;
use super::state::{Ask, Flow};
use super::talk::{Choice, Talk};
use domain::id::{EmployeeId, ServiceId};

/// Suggestions when nothing is open.
pub fn next(talk: &mut Talk<'_>) {
    if talk.question.is_some() {
        return;
    }
    let is_found = talk.catalog().branches.iter().any(|b| !b.address.trim().is_empty() || !b.hours.is_empty());
    let all = [
        (talk.books(), Act::Start(Flow::Book), "button-book"),
        (talk.books(), Act::Topic("prices"), "button-prices"),
        (is_found, Act::Topic("address"), "button-address"),
        (talk.books(), Act::Topic("visits"), "button-visits"),
        (!talk.books(), Act::Person, "button-person"),
    ];
    let choices = all.into_iter().filter(|(may, ..)| *may).map(|(_, act, key)| talk.choice(act, key)).collect();
    talk.ask(Ask::Next, String::new(), choices);
}

/// The way on after an answer: a booking where there is something to book.
pub fn after_answer(talk: &mut Talk<'_>) {
    if talk.books() {
        let choices = vec![talk.choice(Act::Start(Flow::Book), "button-book")];
        talk.ask(Ask::Next, String::new(), choices);
    }
}

/// The ways out of a visit that stands.
pub fn after_visit(talk: &mut Talk<'_>, text: String) {
    let choices = vec![talk.choice(Act::Start(Flow::Move), "button-move"), talk.choice(Act::Start(Flow::Cancel), "button-cancel")];
    talk.ask(Ask::Next, text, choices);
}

/// After an answer outside a booking.
pub fn offer_booking(talk: &mut Talk<'_>) {
    if !talk.books() {
        return;
    }
    let text = talk.plain("offer-booking");
    let choices = vec![talk.choice(Act::Start(Flow::Book), "button-book")];
    talk.ask(Ask::Next, text, choices);
}

/// "да" to a list: which of them. The list stays, the words are new.
pub fn which(talk: &mut Talk<'_>) {
    let before = talk.state.asked.as_ref().map(|a| a.what);
    if !talk.asks_which || talk.changed || talk.question.as_ref().map(|q| q.what) != before {
        return;
    }
    let first = talk.question.as_ref().and_then(|q| q.choices.iter().find_map(|c| if let Act::Slot { starts_at, branch, .. } = c.act { Some((starts_at, branch)) } else { None }));
    let text = match (before, first) {
        (Some(Ask::Slot), Some((at, branch))) => talk.phrase("which-slot", &args!["first" => show::time(talk.lang, at.in_zone(&talk.zone_of(branch)).time())]),
        (Some(Ask::Branch), _) => talk.plain("which-branch"),
        (Some(Ask::Employee), _) => talk.plain("which-employee"),
        (Some(Ask::Service), _) => talk.plain("which-service"),
        (Some(Ask::Visit), _) => talk.plain("which-visit"),
        _ => return,
    };
    if let Some(question) = &mut talk.question {
        question.text = text;
    }
}

fn service_choices(talk: &Talk<'_>, ids: &[ServiceId]) -> Vec<Choice> {
    let rows = ids.iter().filter_map(|id| talk.catalog().service(*id));
    rows.map(|s| {
        let price = show::price(talk.catalog(), s, talk.draft().employee);
        Choice { act: Act::Service(s.id), title: format!("{}, {}", show::service_name(talk.lang, s), show::money_short(talk.lang, price, &s.price.currency)) }
    })
    .collect()
}

/// Which service: of those the words fit, or of all, by category when there are many.
pub fn service(talk: &mut Talk<'_>) {
    let able = |id: &ServiceId| talk.draft().employee.and_then(|e| talk.catalog().employee(e)).is_none_or(|e| show::can_do(e, &[*id]));
    if let Some(open) = talk.draft().unclear.first().cloned() {
        let fits: Vec<ServiceId> = open.iter().copied().filter(|id| able(id)).collect();
        let ids = if fits.is_empty() { open } else { fits };
        let text = talk.plain(if talk.is_digression() { "ask-which-service-again" } else { "ask-which-service" });
        let choices = service_choices(talk, &ids);
        talk.ask(Ask::Service, text, choices);
        return;
    }
    let all: Vec<ServiceId> = talk.catalog().services.iter().map(|s| s.id).filter(able).collect();
    let mut categories: Vec<String> = talk.catalog().services.iter().filter(|s| all.contains(&s.id) && !s.category.is_empty()).map(|s| s.category.clone()).collect();
    let mut known = std::collections::HashSet::new();
    categories.retain(|name| known.insert(name.clone()));
    let text = talk.plain(if talk.is_digression() { "ask-service-again" } else { "ask-service" });
    // Categories are in the firm's language only.
    let is_native = talk.lang == talk.catalog().org.lang.spoken();
    let choices = if all.len() > 6 && categories.len() > 1 && is_native {
        let single = |name: &str| {
            let mut of = talk.catalog().services.iter().filter(|s| s.category == name && all.contains(&s.id));
            match (of.next(), of.next()) {
                (Some(one), None) => Some(one),
                _ => None,
            }
        };
        categories
            .into_iter()
            .map(|name| match single(&name) {
                Some(one) => Choice { act: Act::Service(one.id), title: show::service_name(talk.lang, one).to_owned() },
                None => Choice { title: name.clone(), act: Act::Category(name) },
            })
            .collect()
    } else {
        service_choices(talk, &all)
    };
    talk.ask(Ask::Service, text, choices);
}

pub fn branch(talk: &mut Talk<'_>) {
    let able = branches(talk);
    let rows = talk.catalog().branches.iter().filter(|b| able.contains(&b.id));
    let mut choices: Vec<Choice> = rows.map(|b| Choice { act: Act::Branch(Some(b.id)), title: b.name.clone() }).collect();
    choices.push(talk.choice(Act::Branch(None), "button-any-branch"));
    let addresses: Vec<String> = talk.catalog().branches.iter().filter(|b| able.contains(&b.id)).map(|b| format!("{}: {}", b.name, b.address)).collect();
    let text = if talk.is_digression() { talk.plain("ask-branch-again") } else { talk.lead(talk.phrase("ask-branch", &args!["addresses" => addresses.join("\n")])) };
    talk.ask(Ask::Branch, text, choices);
}

/// Branches where the services can be done by whom the customer wants.
pub fn branches(talk: &Talk<'_>) -> Vec<domain::id::BranchId> {
    let draft = talk.draft();
    let able: Vec<_> = talk.catalog().employees.iter().filter(|e| draft.employee.is_none_or(|id| id == e.id) && show::can_do(e, &draft.services)).collect();
    talk.catalog().branches.iter().map(|b| b.id).filter(|id| able.iter().any(|e| e.branches.contains(id))).collect()
}

pub fn employee(talk: &mut Talk<'_>, ids: &[EmployeeId], key: &str) {
    let mut choices: Vec<Choice> = ids.iter().filter_map(|id| talk.catalog().employee(*id)).map(|e| Choice { act: Act::Employee(Some(e.id)), title: e.name.clone() }).collect();
    if choices.len() > 1 {
        choices.push(talk.choice(Act::Employee(None), "button-any-employee"));
    }
    let text = talk.plain(if talk.is_digression() { "ask-employee-again" } else { key });
    talk.ask(Ask::Employee, text, choices);
}

pub fn name(talk: &mut Talk<'_>) {
    let needs_phone = needs_phone(talk);
    let text = match (talk.is_digression(), needs_phone) {
        (true, _) => talk.plain("ask-name-again"),
        (false, true) => talk.kept(talk.plain("ask-name-and-phone")),
        (false, false) => talk.kept(talk.plain("ask-name")),
    };
    talk.ask(Ask::Name, text, vec![]);
}
pub fn needs_phone(talk: &Talk<'_>) -> bool {
    talk.catalog().org.settings.phone_required && talk.phone().is_none()
}
pub fn phone(talk: &mut Talk<'_>) {
    let text = match talk.name() {
        _ if talk.is_digression() => talk.plain("ask-phone-again"),
        Some(name) if talk.state.asked.as_ref().is_some_and(|a| a.what == Ask::Name) => talk.phrase("ask-phone-named", &args!["name" => name.to_owned()]),
        _ => talk.kept(talk.plain("ask-phone")),
    };
    talk.ask(Ask::Phone, text, vec![]);
}

pub fn change(talk: &mut Talk<'_>) {
    let text = talk.plain("ask-change");
    let mut choices = vec![talk.choice(Act::OtherDay, "button-other-day"), talk.choice(Act::OtherTime, "button-other-time"), talk.choice(Act::OtherEmployee, "button-other-employee")];
    if talk.state.flow == Some(Flow::Book) {
        choices.push(talk.choice(Act::ChangeService, "button-other-service"));
        if branches(talk).len() > 1 {
            choices.push(talk.choice(Act::OtherBranch, "button-other-branch"));
        }
    }
    choices.push(talk.choice(Act::Stop, "button-stop"));
    talk.ask(Ask::Change, text, choices);
}
