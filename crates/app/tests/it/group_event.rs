//! Group events on a real database: seats go one by one and never twice, the employee's time is the event's, everybody moves with it and is told,
//! a series is planned around what stands in its way.

use crate::salon::{Salon, code, ts};
use crate::stage::Theatre;
use app::booking::{self, Force, Rules, Whose, Wish};
use app::group_event::{self, Change, Plan, Scope};
use domain::booking::{Booking, BookingStatus};
use domain::conflict::ConflictKind;
use domain::employee::Skill;
use domain::group_event::{GroupEvent, GroupEventStatus, Repeat};
use domain::id::{EmployeeId, ServiceId};
use domain::service::Service;
use domain::slot::{Slot, SlotQuery};
use domain::{Kind, Money, Result};
use std::collections::BTreeMap;
use std::sync::Arc;
use testkit::TestDb;

const TEN: &str = "2026-11-24T10:00:00+03:00";
const NOON: &str = "2026-11-24T12:00:00+03:00";

/// A salon that holds a class: its service has two seats.
async fn open(test: TestDb) -> (Salon, ServiceId) {
    let mut salon = Salon::on(test, "Europe/Moscow", "2026-11-23T10:00:00+03:00").await;
    let class = Service { seats: 2, ..salon.service(60, 0, &[]) };
    let class = app::catalog::service::create(&salon.app, &salon.ctx, class).await.unwrap().id;
    salon.services.push(class);
    learn(&salon, salon.employees[0], class).await;
    (salon, class)
}

async fn learn(salon: &Salon, employee: EmployeeId, service: ServiceId) {
    let skill = Skill { service_id: service, price: None, duration_minutes: None };
    app::catalog::employee::update(&salon.app, &salon.ctx, employee, |e| e.skills.push(skill)).await.unwrap();
}

fn plan(salon: &Salon, class: ServiceId, at: &str) -> Plan {
    Plan { service: class, branch: salon.branch, employee: salon.employees[0], resource: None, starts_at: ts(at), minutes: None, seats: None, note: String::new(), repeat: None }
}

async fn planned(salon: &Salon, class: ServiceId, at: &str) -> GroupEvent {
    group_event::plan(&salon.app, &salon.ctx, Rules::Desk, &plan(salon, class, at)).await.unwrap().events.remove(0).event
}

async fn join(salon: &Salon, class: ServiceId, at: &str) -> Result<Booking> {
    let wish = Wish { services: vec![class], contact: salon.new_contact().await, ..salon.wish(0, at) };
    booking::book(&salon.app, &salon.ctx, Rules::Customer(wish.contact), &wish).await
}

async fn event(salon: &Salon, id: domain::id::GroupEventId) -> (GroupEvent, u16) {
    let counted = store::group_event::counted(&mut salon.app.scope(salon.ctx.org).await.unwrap(), id).await.unwrap();
    (counted.event, counted.people)
}

async fn visit(salon: &Salon, b: &Booking) -> Booking {
    store::booking::get(&mut salon.app.scope(salon.ctx.org).await.unwrap(), b.id).await.unwrap()
}

async fn starts(salon: &Salon, class: ServiceId) -> Vec<String> {
    let query = SlotQuery { services: vec![class], employee_id: None, branch_id: None, from: ts(TEN), until: ts("2026-12-31T00:00:00+03:00"), limit: 50, moving: None };
    let found = booking::slots(&salon.app, salon.ctx.org, &query, Whose::Anyone).await.unwrap();
    found.iter().map(|s| s.starts_at.in_zone(&jiff::tz::TimeZone::get("Europe/Moscow").unwrap()).strftime("%m-%d %H:%M").to_string()).collect()
}

#[tokio::test]
async fn seats_go_one_by_one() {
    let (salon, class) = open(TestDb::new().await).await;
    assert_eq!(code(&join(&salon, class, TEN).await), "no_group_event", "nothing is held yet");
    assert!(starts(&salon, class).await.is_empty());
    let yoga = planned(&salon, class, TEN).await;
    assert_eq!((yoga.seats, yoga.ends_at), (2, ts("2026-11-24T11:00:00+03:00")));
    assert_eq!(starts(&salon, class).await, ["11-24 10:00"]);
    // The employee's own time is the event's.
    let refused = booking::book(&salon.app, &salon.ctx, Rules::Knowing(Force::default()), &salon.wish(0, TEN)).await.unwrap_err();
    assert_eq!((refused.kind, refused.conflict.map(|c| (c.kind, c.title))), (Kind::SlotTaken, Some((ConflictKind::GroupEvent, "Стрижка".to_owned()))));

    let first = join(&salon, class, TEN).await.unwrap();
    assert_eq!((first.group_event_id, first.price.clone(), first.items[0].duration_minutes), (Some(yoga.id), Money::new(150_000, "RUB").unwrap(), 60));
    // A held seat is no one else's, and becomes the visit.
    let slot = salon.slot(0, TEN);
    let hold = booking::hold(&salon.app, &salon.ctx, Rules::Desk, &[class], &slot).await.unwrap();
    assert_eq!(code(&join(&salon, class, TEN).await), "group_full");
    assert!(starts(&salon, class).await.is_empty());
    let wish = Wish { services: vec![class], hold: Some(hold.id), ..salon.wish(0, TEN) };
    booking::book(&salon.app, &salon.ctx, Rules::Desk, &wish).await.unwrap();
    assert_eq!(event(&salon, yoga.id).await.1, 2);
    assert_eq!(code(&join(&salon, class, TEN).await), "group_full");
    // Two services at once are not held for a group.
    let both = Wish { services: vec![class, salon.services[0]], ..salon.wish(0, TEN) };
    assert_eq!(code(&booking::book(&salon.app, &salon.ctx, Rules::Desk, &both).await), "group_alone");

    // A seat given back is free; who was missed and comes after all finds it taken.
    booking::set_status(&salon.app, &salon.ctx, Rules::Desk, first.id, None, BookingStatus::NoShow).await.unwrap();
    assert_eq!(event(&salon, yoga.id).await.1, 1);
    join(&salon, class, TEN).await.unwrap();
    assert_eq!(code(&booking::set_status(&salon.app, &salon.ctx, Rules::Desk, first.id, None, BookingStatus::Arrived).await), "group_full");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_seats_are_never_sold_twice() {
    let (salon, class) = open(TestDb::new().await).await;
    let yoga = planned(&salon, class, TEN).await;
    let salon = Arc::new(salon);
    let racers: Vec<_> = (0..24).map(|_| tokio::spawn({ let salon = salon.clone(); async move { join(&salon, class, TEN).await } })).collect();
    let mut won = 0;
    for racer in racers {
        match racer.await.unwrap() {
            Ok(_) => won += 1,
            Err(error) => assert_eq!(error.kind, Kind::SlotTaken, "{error}"),
        }
    }
    assert_eq!((won, event(&salon, yoga.id).await.1), (2, 2));
}

#[tokio::test]
async fn everybody_moves_with_the_event() {
    let (mut salon, class) = open(TestDb::new().await).await;
    let yoga = planned(&salon, class, TEN).await;
    let (anna, boris) = (join(&salon, class, TEN).await.unwrap(), join(&salon, class, TEN).await.unwrap());
    booking::set_status(&salon.app, &salon.ctx, Rules::Desk, anna.id, None, BookingStatus::Confirmed).await.unwrap();
    let change = |change: Change| { let (app, ctx) = (salon.app.clone(), salon.ctx.clone()); async move { group_event::change(&app, &ctx, Rules::Desk, yoga.id, None, &change, Scope::One).await } };

    assert_eq!(code(&change(Change { seats: Some(1), ..Change::default() }).await), "seats_taken");
    assert_eq!(event(&salon, yoga.id).await.0.seats, 2, "nothing was half done");
    assert_eq!(code(&group_event::change(&salon.app, &salon.ctx, Rules::Desk, yoga.id, Some(7), &Change::default(), Scope::One).await), "version_mismatch");
    // Somebody else's time is not taken.
    salon.book(0, NOON).await.unwrap();
    assert_eq!(code(&change(Change { starts_at: Some(ts("2026-11-24T11:30:00+03:00")), ..Change::default() }).await), "slot_taken");

    change(Change { starts_at: Some(ts("2026-11-24T14:00:00+03:00")), minutes: Some(90), ..Change::default() }).await.unwrap();
    for before in [&anna, &boris] {
        let now = visit(&salon, before).await;
        assert_eq!((now.starts_at, now.ends_at, now.status), (ts("2026-11-24T14:00:00+03:00"), ts("2026-11-24T15:30:00+03:00"), BookingStatus::Booked), "a yes to the old time is not one to the new");
    }
    assert_eq!(code(&salon.book(0, TEN).await), "ok", "the old time is free");
    assert_eq!(code(&join(&salon, class, "2026-11-24T14:00:00+03:00").await), "group_full");

    // Another employee takes over; more seats let more people in.
    let olga = salon.add_employee().await;
    group_event::change(&salon.app, &salon.ctx, Rules::Desk, yoga.id, None, &Change { employee: Some(olga), seats: Some(3), ..Change::default() }, Scope::One).await.unwrap();
    assert_eq!(visit(&salon, &boris).await.employee_id, olga);
    let slot = Slot { employee_id: olga, ..salon.slot(0, "2026-11-24T14:00:00+03:00") };
    let wish = Wish { services: vec![class], slot, ..salon.wish(0, TEN) };
    booking::book(&salon.app, &salon.ctx, Rules::Desk, &wish).await.unwrap();

    let done = group_event::call_off(&salon.app, &salon.ctx, yoga.id, "тренер заболел", Scope::One).await.unwrap();
    assert_eq!((done.events[0].event.status, done.events[0].people), (GroupEventStatus::Cancelled, 0));
    assert_eq!(visit(&salon, &anna).await.status, BookingStatus::Cancelled);
    group_event::call_off(&salon.app, &salon.ctx, yoga.id, "", Scope::One).await.unwrap();
    assert_eq!(salon.events().await.iter().filter(|kind| *kind == "group_event.cancelled").count(), 1, "twice is once");
    assert_eq!(code(&group_event::change(&salon.app, &salon.ctx, Rules::Desk, yoga.id, None, &Change { seats: Some(5), ..Change::default() }, Scope::One).await), "group_event_cancelled");
    assert_eq!(code(&join(&salon, class, "2026-11-24T14:00:00+03:00").await), "no_group_event");
}

#[tokio::test]
async fn a_series_is_planned_around_what_stands_there() {
    let (salon, class) = open(TestDb::new().await).await;
    salon.book(0, "2026-12-01T10:30:00+03:00").await.unwrap();
    let weekly = Plan { repeat: Some(Repeat { days: vec![], weeks: 1, until: "2026-12-15".parse().unwrap() }), seats: Some(5), ..plan(&salon, class, TEN) };
    let done = group_event::plan(&salon.app, &salon.ctx, Rules::Desk, &weekly).await.unwrap();
    assert_eq!((done.events.len(), done.skipped.len()), (3, 1));
    assert_eq!(done.skipped[0].0, ts("2026-12-01T10:00:00+03:00"));
    assert_eq!(starts(&salon, class).await, ["11-24 10:00", "12-08 10:00", "12-15 10:00"]);
    assert_eq!(code(&group_event::plan(&salon.app, &salon.ctx, Rules::Desk, &weekly).await), "slot_taken", "nothing of it can be planned twice");
    let plain = Plan { service: salon.services[0], ..weekly.clone() };
    assert_eq!(code(&group_event::plan(&salon.app, &salon.ctx, Rules::Desk, &plain).await), "not_group");

    // The second and those after it are a day and an hour later.
    let second = done.events[1].event.id;
    let later = Change { starts_at: Some(ts("2026-12-09T11:00:00+03:00")), ..Change::default() };
    let moved = group_event::change(&salon.app, &salon.ctx, Rules::Desk, second, None, &later, Scope::Following).await.unwrap();
    assert_eq!((moved.events.len(), moved.skipped.len()), (2, 0));
    assert_eq!(starts(&salon, class).await, ["11-24 10:00", "12-09 11:00", "12-16 11:00"]);
    let last = join(&salon, class, "2026-12-16T11:00:00+03:00").await.unwrap();
    group_event::call_off(&salon.app, &salon.ctx, second, "", Scope::Following).await.unwrap();
    assert_eq!(starts(&salon, class).await, ["11-24 10:00"]);
    assert_eq!(visit(&salon, &last).await.status, BookingStatus::Cancelled);
}

/// What the firm has said by itself.
async fn told(t: &Theatre) -> Vec<String> {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let mut all = store::message::before(&mut scope, t.conversation.unwrap(), i64::MAX, 200).await.unwrap();
    all.retain(|m| m.turn_id.is_none() && m.author == domain::message::Author::Agent);
    all.sort_by_key(|m| m.seq);
    all.into_iter().map(|m| m.text).collect()
}

/// What the agent answers, with its buttons.
async fn hears(t: &mut Theatre, text: &str) -> String {
    let heard = t.says(text).await;
    heard.replies.into_iter().map(|r| format!("{} {}", r.text, r.buttons.into_iter().map(|b| b.title).collect::<Vec<_>>().join(" | "))).collect::<Vec<_>>().join("\n").replace('\u{a0}', " ")
}

#[tokio::test]
async fn the_agent_sells_a_seat_and_its_owner_is_told_of_changes() {
    let db = TestDb::new().await;
    let mut t = Theatre::open(&db, "2026-11-24T12:00".parse().unwrap(), 8, true, &BTreeMap::new()).await;
    let (timur, now) = (t.keys.employees["timur"], t.app.now());
    let yoga = Service {
        id: ServiceId::new(), name: "Йога в группе".into(), name_en: None, category: "Занятия".into(), description: String::new(), synonyms: vec!["йога".into()], duration_minutes: 60, buffer_minutes: 0,
        price: Money::new(90_000, "RUB").unwrap(), price_max: None, resources: vec![], seats: 6, prepayment: 30_000, is_active: true, position: 900, created_at: now,
    };
    let yoga = app::catalog::service::create(&t.app, &t.ctx, yoga).await.unwrap().id;
    app::catalog::employee::update(&t.app, &t.ctx, timur, |e| e.skills.push(Skill { service_id: yoga, price: None, duration_minutes: None })).await.unwrap();
    let plan = Plan { service: yoga, branch: t.keys.branches["pokrovka"], employee: timur, resource: None, starts_at: ts("2026-11-26T18:00:00+03:00"), minutes: None, seats: None, note: String::new(), repeat: None };
    let class = group_event::plan(&t.app, &t.ctx, Rules::Knowing(Force { not_working: true, ..Force::default() }), &plan).await.unwrap().events.remove(0).event;

    let heard = hears(&mut t, "Хочу записаться на йогу в четверг").await;
    assert!(heard.contains("18:00"), "{heard}");
    let heard = hears(&mut t, "18:00").await;
    let heard = if heard.contains("Предоплата: 300 ₽") { heard } else { hears(&mut t, "Ирина, +7 916 555-44-33").await };
    assert!(heard.contains("Предоплата: 300 ₽"), "{heard}");
    let heard = hears(&mut t, "да").await;
    assert!(heard.contains("внесите, пожалуйста, предоплату 300 ₽"), "{heard}");
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let booked = store::booking::list_by_event(&mut scope, class.id).await.unwrap();
    drop(scope);
    assert_eq!(booked.iter().map(|b| (b.prepayment, b.price.minor)).collect::<Vec<_>>(), [(30_000, 90_000)]);

    let change = Change { starts_at: Some(ts("2026-11-26T19:00:00+03:00")), ..Change::default() };
    group_event::change(&t.app, &t.ctx, Rules::Knowing(Force { not_working: true, ..Force::default() }), class.id, None, &change, Scope::One).await.unwrap();
    t.work().await;
    t.work().await;
    let said = told(&t).await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("19:00") && said[0].contains("18:00"), "{}", said[0]);
    group_event::call_off(&t.app, &t.ctx, class.id, "тренер заболел", Scope::One).await.unwrap();
    t.work().await;
    t.work().await;
    let said = told(&t).await;
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[1].contains("отменяется") && said[1].contains("тренер заболел"), "{}", said[1]);
}
