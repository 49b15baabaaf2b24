//! Answers from the catalog and the FAQ: nothing is said here that is not a row.

use super::command::Topic;
use super::phrase::args;
use super::show;
use super::talk::{Halt, Talk};
use super::{ask, visit};
use crate::turn::Effect;
use domain::branch::Branch;
use domain::id::{BranchId, EmployeeId, ServiceId};
use jiff::civil::Date;

pub fn topic(talk: &mut Talk<'_>, topic: Topic, services: &[ServiceId], employees: &[EmployeeId], branches: &[BranchId], day: Option<Date>) -> Result<(), Halt> {
    if topic == Topic::Visits {
        return visit::list(talk);
    }
    talk.state.spoke_of_hours = topic == Topic::Hours;
    // A question about "it" is about what is being arranged or was talked about.
    let mut about = services.to_vec();
    if about.is_empty() && matches!(topic, Topic::Prices | Topic::Duration) {
        let said = [&talk.draft().services, &talk.state.topic, &talk.state.booked];
        let is_about_it = talk.state.booked.is_empty() || talk.words().split_whitespace().count() <= 6;
        about = said.into_iter().find(|s| !s.is_empty()).filter(|_| is_about_it).cloned().unwrap_or_default();
    }
    if !services.is_empty() && talk.state.flow.is_none() && !matches!(topic, Topic::Address | Topic::Hours) {
        talk.state.topic = if services.len() == 1 { services.to_vec() } else { vec![] };
    }
    let words = super::faq::fold(&talk.words());
    let who_does_it = topic == Topic::Employees && ["дела", "выполн", "это", "does it", "do it", "does that"].iter().any(|w| words.contains(w));
    if about.is_empty() && who_does_it && employees.is_empty() {
        about = if talk.draft().services.is_empty() { talk.state.topic.clone() } else { talk.draft().services.clone() };
    }
    talk.knowledge.extend(about.iter().map(ToString::to_string));
    match topic {
        Topic::Prices => prices(talk, &about, employees),
        Topic::Services => list_services(talk, services),
        Topic::Employees => list_employees(talk, &about, employees),
        Topic::Address => address(talk, branches),
        Topic::Hours => hours(talk, branches, day),
        Topic::Phone => phone(talk, branches),
        Topic::Duration => duration(talk, &about),
        Topic::Schedule => schedule(talk, employees, day),
        Topic::Visits => {}
    }
    if talk.state.flow.is_none() && talk.question.is_none() {
        match topic {
            Topic::Prices | Topic::Services | Topic::Employees | Topic::Duration | Topic::Schedule => ask::offer_booking(talk),
            _ => ask::after_answer(talk),
        }
    }
    Ok(())
}

pub fn faq(talk: &mut Talk<'_>, entry: usize) {
    let Some(row) = talk.catalog().faq.get(entry) else { return };
    talk.knowledge.push(row.id.to_string());
    talk.says.push(row.answer.clone());
    if talk.state.flow.is_none() && talk.question.is_none() {
        ask::after_answer(talk);
    }
}

/// What the firm's documents say, in their own words.
pub fn knowledge(talk: &mut Talk<'_>, passages: &[usize]) {
    let question = talk.query.clone().unwrap_or_else(|| talk.words());
    let found: Vec<_> = passages.iter().filter_map(|i| talk.passages.get(*i)).cloned().collect();
    let Some(text) = found.iter().find_map(|p| crate::knowledge::answer_from(p, &question)).or_else(|| found.first().map(|p| p.text.chars().take(400).collect())) else { return };
    // The document a passage is of stands beside it, for the trace and for tests.
    talk.knowledge.extend(found.iter().flat_map(|p| [p.chunk_id.to_string(), p.document_id.to_string()]));
    let source = found.first().map(|p| crate::knowledge::citation(p, talk.lang)).filter(|c| !c.trim().is_empty());
    talk.says.push(text);
    if let Some(source) = source {
        talk.say("source", &args!["source" => source]);
    }
    if talk.state.flow.is_none() && talk.question.is_none() {
        ask::after_answer(talk);
    }
}

/// `Мужская стрижка: 2 200 ₽`, with employees whose price differs.
fn price_line(talk: &Talk<'_>, id: ServiceId, employees: &[EmployeeId], with_employees: bool) -> Option<String> {
    let (catalog, lang) = (talk.catalog(), talk.lang);
    let service = catalog.service(id)?;
    let name = show::service_name(lang, service);
    let currency = service.price.currency.as_str();
    let named: Vec<String> = catalog
        .employees
        .iter()
        .filter(|e| employees.contains(&e.id) && show::can_do(e, &[id]))
        .map(|e| {
            format!("{}: {}", e.name, show::money(lang, show::price(catalog, service, Some(e.id)), currency))
        })
        .collect();
    if !named.is_empty() {
        return Some(format!("{name}. {}", named.join(", ")));
    }
    let price = show::price(catalog, service, None);
    let mut line = format!("{name}: {}", show::money(lang, price, currency));
    let able = || catalog.employees.iter().filter(|e| show::can_do(e, &[id]));
    let differs = able().any(|e| show::price(catalog, service, Some(e.id)) != price);
    if with_employees && differs {
        let by: Vec<String> = able()
            .map(|e| {
                format!("{}: {}", e.name, show::money(lang, show::price(catalog, service, Some(e.id)), currency))
            })
            .collect();
        line.push_str(&format!(" ({})", by.join(", ")));
    }
    Some(line)
}

fn prices(talk: &mut Talk<'_>, about: &[ServiceId], employees: &[EmployeeId]) {
    if about.is_empty() && !talk.books() {
        talk.say("not-known", &args![]);
        return;
    }
    if about.is_empty() && !talk.catalog().tours.is_empty() {
        let text = super::tour_offer::price_from(talk);
        talk.says.push(text);
        return;
    }
    if about.is_empty() {
        let ids: Vec<ServiceId> = talk.catalog().services.iter().map(|s| s.id).collect();
        let lines: Vec<String> = ids.iter().take(30).filter_map(|id| price_line(talk, *id, employees, false)).collect();
        talk.knowledge.extend(ids.iter().map(ToString::to_string));
        talk.say("price-list", &args!["lines" => lines.join("\n")]);
        return;
    }
    let mut lines: Vec<String> = about.iter().filter_map(|id| price_line(talk, *id, employees, true)).collect();
    if about.len() > 1 && talk.draft().services.as_slice() == about {
        let employee = talk.draft().slot.as_ref().map(|s| s.employee_id).or(talk.draft().employee);
        lines.push(talk.phrase("price-total", &args!["price" => show::total(talk.catalog(), talk.lang, about, employee)]));
    }
    talk.says.push(lines.join("\n"));
}

fn list_services(talk: &mut Talk<'_>, about: &[ServiceId]) {
    if let [one] = about
        && let Some(service) = talk.catalog().service(*one)
    {
        let line = price_line(talk, *one, &[], true).unwrap_or_default();
        let description = if talk.lang == talk.catalog().org.lang.spoken() { service.description.clone() } else { String::new() };
        talk.says.push([line, description].into_iter().filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n"));
        return;
    }
    if !talk.books() {
        talk.say("not-known", &args![]);
        return;
    }
    let ids: Vec<ServiceId> = if about.is_empty() { talk.catalog().services.iter().map(|s| s.id).collect() } else { about.to_vec() };
    let lines: Vec<String> = ids.iter().take(30).filter_map(|id| price_line(talk, *id, &[], false)).collect();
    talk.knowledge.extend(ids.iter().map(ToString::to_string));
    talk.say("service-list", &args!["lines" => lines.join("\n")]);
}

/// Honest about what the firm does not do, with what it does.
pub fn unknown_service(talk: &mut Talk<'_>, name: &str) {
    talk.state.topic.clear();
    // The owner learns what customers ask for.
    talk.effects.push(Effect::Unanswered { question: talk.words().chars().take(300).collect() });
    if talk.draft().services.is_empty() && talk.draft().unclear.is_empty() && talk.state.flow.is_some() {
        talk.say("service-unknown", &args!["name" => name.to_owned()]);
        return;
    }
    if talk.state.flow.is_some() || talk.commands.iter().any(|c| matches!(c, super::command::Command::Answer { .. })) {
        talk.say("service-unknown-beside", &args!["name" => name.to_owned()]);
        return;
    }
    let ids: Vec<ServiceId> = talk.catalog().services.iter().map(|s| s.id).collect();
    let lines: Vec<String> = ids.iter().take(30).filter_map(|id| price_line(talk, *id, &[], false)).collect();
    talk.say("service-unknown-list", &args!["name" => name.to_owned(), "lines" => lines.join("\n")]);
    ask::offer_booking(talk);
}

fn list_employees(talk: &mut Talk<'_>, services: &[ServiceId], employees: &[EmployeeId]) {
    let catalog = talk.catalog();
    let is_native = talk.lang == catalog.org.lang.spoken();
    let rows: Vec<_> = catalog.employees.iter().filter(|e| if employees.is_empty() { services.is_empty() || services.iter().any(|id| show::can_do(e, &[*id])) } else { employees.contains(&e.id) }).collect();
    talk.knowledge.extend(rows.iter().map(|e| e.id.to_string()));
    if rows.is_empty() {
        talk.say("employee-none", &args![]);
        return;
    }
    let mut lines: Vec<String> = Vec::new();
    for row in rows.iter().take(20) {
        let skills: Vec<ServiceId> = row.skills.iter().map(|s| s.service_id).collect();
        let title = if is_native && !row.title.is_empty() { format!(", {}", row.title) } else { String::new() };
        let mut line = format!("{}{title}", row.name);
        if !employees.is_empty() {
            let names: Vec<String> = skills.iter().map(|id| show::service_names(catalog, talk.lang, &[*id])).filter(|n| !n.is_empty()).collect();
            if is_native && !row.about.is_empty() {
                line.push_str(&format!(". {}", row.about));
            }
            line.push_str(&format!("\n{}", names.join(", ")));
        }
        lines.push(line);
    }
    let key = match (employees.is_empty(), services.is_empty()) {
        (false, _) => "employee-about",
        (true, false) => "employee-list-for",
        (true, true) => "employee-list",
    };
    talk.say(key, &args!["lines" => lines.join("\n")]);
}

/// The days an employee works, or whether they work on one day; by the weekly rule and its exceptions.
fn schedule(talk: &mut Talk<'_>, employees: &[EmployeeId], day: Option<Date>) {
    let (catalog, lang) = (talk.catalog(), talk.lang);
    let several = catalog.branches.len() > 1;
    let branch = |id: Option<BranchId>| id.and_then(|id| catalog.branch(id)).filter(|_| several).map(|b| format!(" ({})", b.name)).unwrap_or_default();
    let clock = |m: u16| show::clock(lang, i16::try_from(m).unwrap_or(0));
    if let Some(day) = day.filter(|_| employees.len() > 3 || employees.len() == catalog.employees.len()) {
        let weekday = u8::try_from(day.weekday().to_monday_one_offset()).unwrap_or(1);
        let rows = employees.iter().take(30).filter_map(|id| {
            let rules = catalog.schedules.iter().find(|s| s.employee_id == *id)?;
            let spans: Vec<String> = match rules.exceptions.iter().find(|e| e.date == day) {
                Some(other) => other.spans.iter().map(|s| format!("{}–{}{}", clock(s.starts), clock(s.ends), branch(other.branch_id))).collect(),
                None => rules.shifts.iter().filter(|s| s.weekday == weekday).map(|s| format!("{}–{}{}", clock(s.starts), clock(s.ends), branch(Some(s.branch_id)))).collect(),
            };
            (!spans.is_empty()).then(|| format!("{}: {}", show::employee_name(catalog, *id), spans.join(", ")))
        });
        let lines: Vec<String> = rows.collect();
        let lines = if lines.is_empty() { talk.plain("closed") } else { lines.join("\n") };
        talk.knowledge.extend(employees.iter().map(ToString::to_string));
        talk.say("hours-on", &args!["day" => show::sentence(&show::day(lang, day, talk.today())), "lines" => lines]);
        return;
    }
    for id in employees.iter().take(3) {
        let Some(rules) = catalog.schedules.iter().find(|s| s.employee_id == *id) else { continue };
        let employee = show::employee_name(catalog, *id);
        let mut shifts: Vec<_> = rules.shifts.iter().collect();
        shifts.sort_by_key(|s| (s.weekday, s.starts));
        let week: Vec<String> = shifts.iter().map(|s| format!("{} {}–{}{}", show::weekday_short(lang, s.weekday), clock(s.starts), clock(s.ends), branch(Some(s.branch_id)))).collect();
        talk.knowledge.push(id.to_string());
        let Some(day) = day else {
            talk.say("employee-days", &args!["employee" => employee, "lines" => week.join("\n")]);
            continue;
        };
        let weekday = u8::try_from(day.weekday().to_monday_one_offset()).unwrap_or(1);
        let that_day: Vec<String> = match rules.exceptions.iter().find(|e| e.date == day) {
            Some(other) => other.spans.iter().map(|s| format!("{}–{}{}", clock(s.starts), clock(s.ends), branch(other.branch_id))).collect(),
            None => shifts.iter().filter(|s| s.weekday == weekday).map(|s| format!("{}–{}{}", clock(s.starts), clock(s.ends), branch(Some(s.branch_id)))).collect(),
        };
        let name = show::sentence(&show::day(lang, day, talk.today()));
        if that_day.is_empty() {
            talk.say("employee-off", &args!["day" => name, "employee" => employee, "lines" => week.join("\n")]);
        } else {
            talk.say("employee-works", &args!["day" => name, "employee" => employee, "lines" => that_day.join(", ")]);
        }
    }
}

fn places<'a>(talk: &Talk<'a>, branches: &[BranchId]) -> Vec<&'a Branch> {
    talk.catalog().branches.iter().filter(|b| branches.is_empty() || branches.contains(&b.id)).collect()
}

fn address(talk: &mut Talk<'_>, branches: &[BranchId]) {
    // In the middle of a booking "where is it" is about the place that was chosen.
    let chosen = talk.draft().slot.as_ref().map(|s| s.branch_id).or(talk.draft().branch);
    let named: Vec<BranchId> = if branches.is_empty() { chosen.into_iter().collect() } else { branches.to_vec() };
    let rows = places(talk, &named);
    talk.knowledge.extend(rows.iter().map(|b| b.id.to_string()));
    let is_native = talk.lang == talk.catalog().org.lang.spoken();
    let is_one = rows.len() == 1;
    let lines: Vec<String> = rows
        .iter()
        .map(|b| {
            let mut line = if b.address.trim().is_empty() {
                return String::new();
            } else if talk.catalog().branches.len() > 1 { format!("{}: {}", b.name, b.address) } else { b.address.clone() };
            if (is_one || rows.len() < 4) && is_native && !b.directions.is_empty() {
                line.push_str(&format!("\n{}", b.directions));
            }
            line
        })
        .filter(|line| !line.trim().is_empty())
        .collect();
    if lines.is_empty() {
        talk.say("not-known", &args![]);
    } else {
        talk.says.push(lines.join("\n\n"));
    }
}

fn hours(talk: &mut Talk<'_>, branches: &[BranchId], day: Option<Date>) {
    let rows = places(talk, branches);
    talk.knowledge.extend(rows.iter().map(|b| b.id.to_string()));
    let (lang, today) = (talk.lang, talk.today());
    let several = talk.catalog().branches.len() > 1;
    let lines: Vec<String> = rows
        .iter()
        .filter(|b| !b.hours.is_empty())
        .map(|b| {
            let name = if several { format!("{}: ", b.name) } else { String::new() };
            match day {
                Some(day) => {
                    let weekday = u8::try_from(day.weekday().to_monday_one_offset()).unwrap_or(1);
                    let open = show::hours_on(lang, &b.hours, weekday);
                    let open = if open.is_empty() { talk.plain("closed") } else { open };
                    format!("{name}{open}")
                }
                None => format!("{name}{}", show::week(lang, b)),
            }
        })
        .collect();
    match (lines.is_empty(), day) {
        (true, _) => talk.say("not-known", &args![]),
        (false, Some(day)) => talk.say("hours-on", &args!["day" => show::sentence(&show::day(lang, day, today)), "lines" => lines.join("\n")]),
        (false, None) => talk.say("hours-week", &args!["lines" => lines.join("\n")]),
    }
}

fn phone(talk: &mut Talk<'_>, branches: &[BranchId]) {
    let show_phone = |text: &str| domain::Phone::parse(text, &talk.catalog().org.region).map_or_else(|_| text.to_owned(), |p| p.show());
    let mut lines: Vec<String> = places(talk, branches)
        .iter()
        .filter_map(|b| b.phone.as_ref().map(|p| if talk.catalog().branches.len() > 1 { format!("{}: {}", b.name, show_phone(p)) } else { show_phone(p) }))
        .collect();
    if lines.is_empty() {
        lines.extend(talk.catalog().org.settings.phone.as_ref().map(|p| show_phone(p)));
    }
    if lines.is_empty() { talk.say("not-known", &args![]) } else { talk.say("firm-phone", &args!["lines" => lines.join("\n")]) }
}

fn duration(talk: &mut Talk<'_>, about: &[ServiceId]) {
    let lines: Vec<String> = about
        .iter()
        .filter_map(|id| talk.catalog().service(*id))
        .map(|s| {
            let own = talk.catalog().employees.iter().flat_map(|e| &e.skills).filter(|k| k.service_id == s.id).filter_map(|k| k.duration_minutes);
            let (low, high) = own.fold((s.duration_minutes, s.duration_minutes), |(l, h), d| (l.min(d), h.max(d)));
            let text = if low == high {
                show::length(talk.lang, i64::from(low))
            } else {
                talk.phrase("length-range", &args!["low" => show::length(talk.lang, i64::from(low)), "high" => show::length(talk.lang, i64::from(high))])
            };
            format!("{}: {text}", show::service_name(talk.lang, s))
        })
        .collect();
    talk.says.push(lines.join("\n"));
}
