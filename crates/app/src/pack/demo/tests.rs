//! The invented calendar keeps the rules of a real one: no overlaps, real shifts and skills, believable fullness.

use super::*;
use crate::pack::read;
use crate::pack::talk::{DemoChannel, DemoState};
use domain::Phone;
use domain::message::{Author, Delivery};
use jiff::civil::date;
use std::collections::BTreeSet;

const TODAY: Date = date(2026, 11, 24);

fn now() -> DateTime {
    TODAY.at(12, 0, 0, 0)
}

fn salon(seed: u64) -> (Pack, Demo) {
    let pack = read("salon").unwrap();
    let demo = demo(&pack, seed, TODAY).unwrap();
    (pack, demo)
}

fn occupying(demo: &Demo) -> Vec<&DemoVisit> {
    demo.visits.iter().filter(|v| v.status.is_active() || v.status == BookingStatus::NoShow).collect()
}

#[test]
fn the_same_seed_gives_the_same_weeks() {
    assert_eq!(salon(7).1, salon(7).1);
    assert_ne!(salon(7).1.visits, salon(8).1.visits);
}

#[test]
fn nobody_and_nothing_is_in_two_places() {
    for seed in 0..6 {
        let (_, demo) = salon(seed);
        let visits = occupying(&demo);
        for (i, a) in visits.iter().enumerate() {
            for b in visits.iter().skip(i + 1) {
                let meets = a.starts < b.busy_until && b.starts < a.busy_until;
                assert!(!(meets && a.employee_key == b.employee_key), "{a:?} {b:?}");
                assert!(!(meets && a.resource_key.is_some() && a.resource_key == b.resource_key), "{a:?} {b:?}");
                assert!(!(meets && a.contact == b.contact), "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn visits_keep_to_shifts_skills_and_rooms() {
    let (pack, demo) = salon(7);
    for visit in &demo.visits {
        let employee = pack.employees.iter().find(|e| e.key == visit.employee_key).unwrap();
        let day = visit.starts.date();
        let inside = windows(employee, day, TODAY).unwrap().into_iter().any(|(branch, w)| {
            branch == visit.branch_key && moment(day, w.starts.into()).unwrap() <= visit.starts && visit.busy_until <= moment(day, w.ends.into()).unwrap()
        });
        assert!(inside, "{visit:?}");
        for item in &visit.items {
            assert!(employee.skills.iter().any(|s| s.service == item.service_key), "{visit:?}");
            let service = pack.services.iter().find(|s| s.key == item.service_key).unwrap();
            assert!(service.resources.is_empty() || visit.resource_key.is_some(), "{visit:?}");
        }
        if let Some(key) = &visit.resource_key {
            assert_eq!(pack.resources.iter().find(|r| r.key == *key).unwrap().branch, visit.branch_key);
        }
        assert_eq!(visit.price, visit.items.iter().map(|i| i.price).sum::<i64>());
        assert!(visit.created < visit.starts && visit.created <= now(), "{visit:?}");
    }
}

#[test]
fn vacation_is_empty() {
    let (_, demo) = salon(7);
    let away = date(2026, 12, 7)..=date(2026, 12, 13);
    assert!(!demo.visits.iter().any(|v| v.employee_key == "olga" && away.contains(&v.starts.date())));
    assert!(demo.visits.iter().any(|v| v.employee_key == "olga" && v.starts.date() < TODAY));
}

#[test]
fn statuses_fit_the_day() {
    let (_, demo) = salon(7);
    for visit in &demo.visits {
        let is_done = matches!(visit.status, BookingStatus::Completed | BookingStatus::NoShow);
        let is_past = visit.starts.date() < TODAY;
        assert!(visit.status == BookingStatus::Cancelled || is_done == is_past, "{visit:?}");
    }
    for status in [BookingStatus::Booked, BookingStatus::Confirmed, BookingStatus::Completed, BookingStatus::Cancelled, BookingStatus::NoShow] {
        assert!(demo.visits.iter().any(|v| v.status == status), "{status:?}");
    }
    let (first, last) = (demo.visits.first().unwrap(), demo.visits.last().unwrap());
    assert!(first.starts.date() <= date(2026, 11, 5) && last.starts.date() >= date(2026, 12, 12));
}

/// Busy share of prime-time minutes over the three past weeks and several seeds.
#[test]
fn prime_time_is_believably_full() {
    let (mut busy, mut all) = (0, 0);
    for seed in 0..4 {
        let (pack, demo) = salon(seed);
        let visits = occupying(&demo);
        for offset in -BACK..0 {
            let day = plus_days(TODAY, offset).unwrap();
            for employee in &pack.employees {
                for (_, window) in windows(employee, day, TODAY).unwrap() {
                    for at in (window.starts..window.ends).step_by(15).filter(|at| is_prime(day, (*at).into())) {
                        let now = moment(day, at.into()).unwrap();
                        all += 1;
                        busy += i32::from(visits.iter().any(|v| v.employee_key == employee.key && v.starts <= now && now < v.busy_until));
                    }
                }
            }
        }
    }
    let percent = busy * 100 / all;
    assert!((60..=75).contains(&percent), "{percent} %");
}

#[test]
fn guests_are_real_looking_people() {
    let (_, demo) = salon(7);
    let phones: Vec<_> = demo.contacts.iter().filter_map(|c| c.phone.as_deref()).collect();
    assert_eq!(phones.iter().collect::<BTreeSet<_>>().len(), phones.len());
    for phone in phones {
        assert_eq!(Phone::parse(phone, "RU").unwrap().as_str(), phone);
    }
    for visit in &demo.visits {
        let name = demo.contacts[visit.contact].name.as_deref().unwrap();
        assert!(name.contains(' '), "{name}");
    }
    for tag in ["новый клиент", "постоянный", "VIP", "не пришёл"] {
        assert!(demo.contacts.iter().any(|c| c.tags.iter().any(|t| t == tag)), "{tag}");
    }
    let regulars = (0..demo.contacts.len()).filter(|i| demo.visits.iter().filter(|v| v.contact == *i).count() > 1).count();
    assert!(regulars > 20, "{regulars} regulars");
}

#[test]
fn talks_are_filled_and_past() {
    let (_, demo) = salon(7);
    assert!((150..=300).contains(&demo.talks.len()), "{}", demo.talks.len());
    let contacts: BTreeSet<_> = demo.talks.iter().map(|t| t.contact).collect();
    assert_eq!(contacts.len(), demo.talks.len(), "one thread per guest");
    for talk in &demo.talks {
        for pair in talk.messages.windows(2) {
            assert!(pair[0].at < pair[1].at);
        }
        for message in &talk.messages {
            assert!(!message.text.contains(['{', '}']), "{}", message.text);
            assert!(message.at <= now(), "{message:?}");
        }
        if let Some(visit) = talk.visit.and_then(|i| demo.visits.get(i)) {
            assert_eq!(visit.contact, talk.contact);
        }
    }
}

#[test]
fn the_inbox_has_something_of_everything() {
    for seed in 0..4 {
        let (_, demo) = salon(seed);
        let count = |holds: &dyn Fn(&crate::pack::DemoTalk) -> bool| demo.talks.iter().filter(|t| holds(t)).count();
        for channel in [DemoChannel::Widget, DemoChannel::Telegram, DemoChannel::Api] {
            assert!(count(&|t| t.channel == channel) >= 10, "{channel:?}");
        }
        for (what, least, most) in [
            ("waiting", 5, 20), ("open", 20, 200), ("closed", 30, 200), ("handled", 1, 20), ("snoozed", 1, 12),
        ] {
            let found = count(&|t| match &t.state {
                DemoState::Open => what == "open",
                DemoState::Closed => what == "closed",
                DemoState::Waiting { .. } => what == "waiting",
                DemoState::Handled { .. } => what == "handled",
                DemoState::Snoozed { .. } => what == "snoozed",
            });
            assert!((least..=most).contains(&found), "{what}: {found}, seed {seed}");
        }
        assert!(count(&|t| !t.is_read) >= 8 && count(&|t| t.is_read) >= 80);
        assert!(count(&|t| !t.comments.is_empty()) >= 2);
        let of = |delivery| count(&|t| t.messages.iter().any(|m| m.delivery == delivery));
        assert_eq!((of(Delivery::Unknown), of(Delivery::Failed)), (2, 1), "seed {seed}");
        let last = demo.talks.iter().flat_map(|t| &t.messages).map(|m| m.at).max().unwrap();
        assert!(now().duration_since(last).as_mins() <= 5, "{last}");
        let first = demo.talks.iter().flat_map(|t| &t.messages).map(|m| m.at).min().unwrap();
        assert!(first.date() <= date(2026, 10, 20), "{first}");
        assert!(demo.talks.iter().flat_map(|t| &t.messages).any(|m| m.author == Author::Person));
        let texts: BTreeSet<_> = demo.talks.iter().map(|t| t.messages.iter().map(|m| m.text.as_str()).collect::<Vec<_>>()).collect();
        assert!(texts.len() * 100 >= demo.talks.len() * 75, "{} different of {}", texts.len(), demo.talks.len());
    }
}

#[test]
fn a_pack_without_demo_stays_empty() {
    assert_eq!(demo(&read("blank").unwrap(), 7, TODAY).unwrap(), Demo::default());
}
