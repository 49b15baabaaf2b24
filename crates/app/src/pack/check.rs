//! Refuses a pack that makes no sense, naming the file and the entry's key. Shapes and types are `entry.rs`.

use super::entry::{EmployeeEntry, Pack, ServiceEntry, SpanEntry};
use domain::{Error, Money, Phone, Result, time};
use std::collections::BTreeSet;

const DAY: u32 = 1440;

/// Where a complaint belongs: `salon/employees.toml anna`.
struct Place<'a> {
    pack: &'a str,
    file: &'static str,
}

impl Place<'_> {
    fn error(&self, key: &str, detail: impl Into<String>) -> Error {
        Error::invalid(format!("{}/{} {key}", self.pack, self.file), detail)
    }
    fn require(&self, key: &str, is_fine: bool, detail: &str) -> Result<()> {
        if is_fine { Ok(()) } else { Err(self.error(key, detail)) }
    }
    /// Keys are slugs, each once.
    fn keys<'k>(&self, keys: impl Iterator<Item = &'k str>) -> Result<BTreeSet<&'k str>> {
        let mut seen = BTreeSet::new();
        for key in keys {
            let is_slug = !key.is_empty() && key.len() <= 48 && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            self.require(key, is_slug, "a key is made of a-z, 0-9 and hyphens")?;
            self.require(key, seen.insert(key), "the key stands twice")?;
        }
        Ok(seen)
    }
    fn refer(&self, key: &str, known: &BTreeSet<&str>, what: &str, wanted: &str) -> Result<()> {
        if known.contains(wanted) { Ok(()) } else { Err(self.error(key, format!("no such {what}: {wanted}"))) }
    }
    fn phone(&self, key: &str, phone: Option<&str>, region: &str) -> Result<()> {
        self.require(key, phone.is_none_or(|text| Phone::parse(text, region).is_ok()), "the phone is not a valid number")
    }
    fn weekdays(&self, key: &str, weekdays: &[u8]) -> Result<()> {
        let unique: BTreeSet<_> = weekdays.iter().collect();
        self.require(key, !weekdays.is_empty() && unique.len() == weekdays.len() && weekdays.iter().all(|d| (1..=7).contains(d)), "a weekday is 1 (Monday) to 7 (Sunday), each once")
    }
    /// The spans lie inside the frame, in order, apart.
    fn spans(&self, key: &str, spans: &[SpanEntry], frame: SpanEntry, what: &str) -> Result<()> {
        let mut free_from = frame.starts;
        for span in spans {
            self.require(key, span.starts >= free_from && span.starts < span.ends && span.ends <= frame.ends, &format!("a {what} lies outside its frame, ends before it starts or meets another"))?;
            free_from = span.ends;
        }
        Ok(())
    }
}

pub(super) fn check(name: &str, pack: &Pack) -> Result<()> {
    let place = |file| Place { pack: name, file };
    let head = &pack.head;
    let at = place("pack.toml");
    at.require("key", head.key == name, "the key is the folder's name")?;
    time::zone(&head.zone).map_err(|error| at.error("zone", error.detail))?;
    Money::new(0, head.currency.clone()).map_err(|error| at.error("currency", error.detail))?;
    at.require("region", head.region.len() == 2 && head.region.bytes().all(|b| b.is_ascii_uppercase()), "a region is two capital letters")?;
    at.require("firm", is_said(&head.firm.name), "the firm's name is empty")?;
    at.keys(std::iter::once(head.firm.slug.as_str()))?;
    at.phone("settings.phone", pack.settings.phone.as_deref(), &head.region)?;

    let at = place("branches.toml");
    let branches = at.keys(pack.branches.iter().map(|b| b.key.as_str()))?;
    for branch in &pack.branches {
        let key = &branch.key;
        at.require(key, is_said(&branch.name), "the name is empty")?;
        at.phone(key, branch.phone.as_deref(), &head.region)?;
        if let Some(zone) = &branch.zone {
            time::zone(zone).map_err(|error| at.error(key, error.detail))?;
        }
        let mut taken = Vec::new();
        for hours in &branch.hours {
            at.weekdays(key, &hours.weekdays)?;
            at.require(key, hours.opens < hours.closes, "an opening ends before it starts")?;
            taken.extend(hours.weekdays.iter().map(|day| (*day, hours.opens, hours.closes)));
        }
        at.require(key, are_apart(taken), "two openings overlap")?;
    }

    let at = place("resources.toml");
    let resources = at.keys(pack.resources.iter().map(|r| r.key.as_str()))?;
    for resource in &pack.resources {
        at.require(&resource.key, is_said(&resource.name), "the name is empty")?;
        at.refer(&resource.key, &branches, "branch", &resource.branch)?;
    }

    let at = place("services.toml");
    let services = at.keys(pack.services.iter().map(|s| s.key.as_str()))?;
    for service in &pack.services {
        check_service(&at, service, &resources)?;
    }

    let at = place("employees.toml");
    at.keys(pack.employees.iter().map(|e| e.key.as_str()))?;
    for employee in &pack.employees {
        check_employee(&at, employee, pack, &branches, &services)?;
    }

    let at = place("faq.toml");
    at.keys(pack.faq.iter().map(|f| f.key.as_str()))?;
    for faq in &pack.faq {
        at.require(&faq.key, faq.ru.is_some() || faq.en.is_some(), "the entry has neither ru nor en")?;
        for said in [&faq.ru, &faq.en].into_iter().flatten() {
            at.require(&faq.key, !said.questions.is_empty() && said.questions.iter().all(|q| is_said(q)), "a question is empty")?;
            at.require(&faq.key, is_said(&said.answer), "the answer is empty")?;
        }
    }
    check_demo(&place("demo.toml"), pack, &services)
}

fn check_service(at: &Place, service: &ServiceEntry, resources: &BTreeSet<&str>) -> Result<()> {
    let key = &service.key;
    at.require(key, is_said(&service.name), "the name is empty")?;
    at.require(key, (1..=DAY).contains(&service.duration_minutes) && service.buffer_minutes < DAY, "the duration is 1 to 1440 minutes, the buffer less than a day")?;
    at.require(key, service.price >= 0 && service.price_max.is_none_or(|max| max > service.price), "a price is not negative and price_max lies above it")?;
    let unique: BTreeSet<_> = service.synonyms.iter().map(|s| s.trim()).collect();
    at.require(key, unique.len() == service.synonyms.len() && unique.iter().all(|s| is_said(s)), "a synonym is empty or stands twice")?;
    service.resources.iter().try_for_each(|wanted| at.refer(key, resources, "resource", wanted))
}

fn check_employee(at: &Place, employee: &EmployeeEntry, pack: &Pack, branches: &BTreeSet<&str>, services: &BTreeSet<&str>) -> Result<()> {
    let key = &employee.key;
    at.require(key, is_said(&employee.name), "the name is empty")?;
    let skilled: BTreeSet<_> = employee.skills.iter().map(|s| &s.service).collect();
    at.require(key, skilled.len() == employee.skills.len(), "a skill stands twice")?;
    for skill in &employee.skills {
        at.refer(key, services, "service", &skill.service)?;
        at.require(key, skill.price.is_none_or(|p| p >= 0) && skill.duration_minutes.is_none_or(|d| (1..=DAY).contains(&d)), "a skill's price or duration makes no sense")?;
    }
    let mut taken = Vec::new();
    for shift in &employee.shifts {
        at.refer(key, branches, "branch", &shift.branch)?;
        at.weekdays(key, &shift.weekdays)?;
        at.require(key, shift.starts < shift.ends, "a shift ends before it starts")?;
        at.spans(key, &shift.breaks, SpanEntry { starts: shift.starts, ends: shift.ends }, "break")?;
        for day in &shift.weekdays {
            at.require(key, is_open(pack, &shift.branch, *day, shift.starts, shift.ends), &format!("{} is closed in a part of the shift on weekday {day}", shift.branch))?;
            taken.push((*day, shift.starts, shift.ends));
        }
    }
    at.require(key, are_apart(taken), "two shifts overlap")?;
    for exception in &employee.exceptions {
        at.weekdays(key, &exception.weekdays)?;
        at.require(key, exception.spans.is_empty() || exception.branch.is_some(), "an exception with hours names its branch")?;
        at.spans(key, &exception.spans, SpanEntry { starts: 0, ends: 1440 }, "span")?;
        if let Some(branch) = &exception.branch {
            at.refer(key, branches, "branch", branch)?;
        }
    }
    Ok(())
}

fn check_demo(at: &Place, pack: &Pack, services: &BTreeSet<&str>) -> Result<()> {
    let Some(demo) = &pack.demo else { return Ok(()) };
    for demand in &demo.demands {
        let key = demand.services.join("+");
        at.require(&key, !demand.services.is_empty() && demand.women <= 100, "a demand names services and a share of women up to 100")?;
        demand.services.iter().try_for_each(|wanted| at.refer(&key, services, "service", wanted))?;
    }
    let guests = &demo.guests;
    let names = [&guests.women_names, &guests.women_surnames, &guests.men_names, &guests.men_surnames];
    at.require("guests", names.iter().all(|list| !list.is_empty()) && (1..=2000).contains(&guests.count), "there are names of each kind and 1 to 2000 guests")?;
    at.keys(demo.talks.iter().map(|t| t.key.as_str()))?;
    for talk in &demo.talks {
        talk.services.iter().try_for_each(|wanted| at.refer(&talk.key, services, "service", wanted))?;
        let is_fine = talk.lines.iter().all(|line| ["guest: ", "agent: ", "person: "].iter().any(|who| line.starts_with(who)));
        at.require(&talk.key, is_fine && !talk.lines.is_empty(), "a line starts with `guest: `, `agent: ` or `person: `")?;
    }
    Ok(())
}

/// Is the branch open through the whole span? A branch without hours is always open.
fn is_open(pack: &Pack, branch: &str, weekday: u8, starts: u16, ends: u16) -> bool {
    pack.branches.iter().filter(|b| b.key == branch).all(|b| {
        b.hours.is_empty() || b.hours.iter().any(|h| h.weekdays.contains(&weekday) && h.opens <= starts && ends <= h.closes)
    })
}

/// Do no two intervals of one weekday meet?
fn are_apart(mut intervals: Vec<(u8, u16, u16)>) -> bool {
    intervals.sort_unstable();
    intervals.iter().zip(intervals.iter().skip(1)).all(|(a, b)| a.0 != b.0 || a.2 <= b.1)
}

fn is_said(text: &str) -> bool {
    !text.trim().is_empty()
}
