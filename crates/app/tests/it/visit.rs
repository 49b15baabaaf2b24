//! What is done around a visit by itself, on a real database: reminders go out once and follow the visit, whoever cannot be reached is called,
//! visits end by themselves, and what customers say of them reaches somebody.

use crate::stage::Theatre;
use app::Ctx;
use app::booking::{Rules, Wish};
use app::contact::ContactPatch;
use app::org::OrgPatch;
use brain::golden::Said;
use brain::turn::Reply;
use domain::booking::{Booking, BookingStatus};
use domain::id::ConversationId;
use domain::reminder::{Reached, ReminderAnswer};
use domain::slot::Slot;
use domain::task::Task;
use serde_json::json;
use std::collections::BTreeMap;
use store::task::TaskFilter;
use testkit::TestDb;

/// A salon with a customer who has written before.
async fn open(db: &TestDb) -> Theatre {
    let mut t = Theatre::open(db, "2026-11-24T12:00".parse().unwrap(), 8, true, &BTreeMap::new()).await;
    t.says("здравствуйте").await;
    t
}

async fn contact(t: &Theatre) -> domain::id::ContactId {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    store::conversation::get(&mut scope, t.conversation.unwrap()).await.unwrap().conversation.contact_id
}

async fn book(t: &Theatre, at: &str) -> Booking {
    let starts_at = at.parse().unwrap();
    let slot = Slot { branch_id: t.keys.branches["pokrovka"], employee_id: t.keys.employees["timur"], resource_id: None, starts_at, ends_at: starts_at };
    let wish = Wish { services: vec![t.keys.services["haircut-men"]], slot, contact: contact(t).await, conversation: t.conversation, hold: None, note: String::new(), source: "person".into() };
    app::booking::book(&t.app, &t.ctx, Rules::Desk, &wish).await.unwrap()
}

async fn at(t: &Theatre, time: &str) {
    t.clock.set(time);
    t.work().await;
}

/// Messages of the firm that no turn has written.
async fn told(t: &Theatre) -> Vec<Reply> {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let all = store::message::before(&mut scope, t.conversation.unwrap(), i64::MAX, 200).await.unwrap();
    let mut own: Vec<_> = all.into_iter().filter(|m| m.turn_id.is_none() && m.author == domain::message::Author::Agent).collect();
    own.sort_by_key(|m| m.seq);
    own.into_iter().map(|m| Reply { text: m.text, buttons: m.buttons }).collect()
}

async fn press(t: &mut Theatre, reply: &Reply, title: &str) -> String {
    let id = reply.buttons.iter().find(|b| b.title == title).unwrap_or_else(|| panic!("no {title} among {:?}", reply.buttons)).id.clone();
    let heard = t.turn(&[(Said::default(), Some(id))]).await;
    heard.replies.into_iter().map(|r| r.text).collect::<Vec<_>>().join("\n")
}

async fn follow_up(t: &Theatre, b: &Booking) -> app::reminder::FollowUp {
    app::reminder::follow_up(&t.app, t.ctx.org, b.id).await.unwrap()
}

async fn status(t: &Theatre, b: &Booking) -> BookingStatus {
    store::booking::get(&mut t.app.scope(t.ctx.org).await.unwrap(), b.id).await.unwrap().status
}

async fn tasks(t: &Theatre) -> Vec<Task> {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let days = app::task::days(&t.app, &mut scope).await.unwrap();
    let all = store::task::list(&mut scope, &TaskFilter { contact: Some(contact(t).await), ..TaskFilter::default() }, &days, t.app.now(), None, 50).await.unwrap();
    all.into_iter().map(|s| s.task).collect()
}

async fn set(t: &Theatre, visits: serde_json::Value) {
    let mut all = json!(store::org::get(&mut t.app.scope(t.ctx.org).await.unwrap()).await.unwrap().settings.visits);
    all.as_object_mut().unwrap().extend(visits.as_object().unwrap().clone());
    let patch = OrgPatch { settings: Some([("visits".to_owned(), all)].into_iter().collect()), ..OrgPatch::default() };
    app::org::update(&t.app, &t.ctx, patch).await.unwrap();
    t.work().await;
}

#[tokio::test]
async fn a_reminder_goes_out_once_and_its_button_confirms() {
    let db = TestDb::new().await;
    let mut t = open(&db).await;
    set(&t, json!({ "remind_minutes": [1440, 180] })).await;
    let visit = book(&t, "2026-11-26T18:00:00+03:00").await;
    assert_eq!(follow_up(&t, &visit).await.next_at, Some("2026-11-25T18:00:00+03:00".parse().unwrap()));
    at(&t, "2026-11-25T17:59:00+03:00").await;
    assert!(told(&t).await.is_empty(), "too early");
    // A runner takes the job and is killed; the next start finds it. Two that look at the visit at once say it once.
    t.clock.set("2026-11-25T18:00:01+03:00");
    let mut root = t.app.db().root().await.unwrap();
    let taken = store::job::claim(&mut root, uuid::Uuid::now_v7(), t.app.now().plus_secs(120), t.app.now(), 16).await.unwrap();
    assert_eq!(taken.iter().filter(|j| j.kind == "booking.follow").count(), 1);
    store::job::revive(&mut root, domain::Ts::from_micros(i64::MAX)).await.unwrap();
    root.commit().await.unwrap();
    let mut unit = t.app.unit(&t.ctx).await.unwrap();
    let again = t.app.now();
    store::job::enqueue(&mut unit, "booking.follow", json!({ "booking_id": visit.id, "since": visit.created_at }), None, again).await.unwrap();
    unit.commit().await.unwrap();
    t.work().await;
    let said = told(&t).await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].text.contains("18:00") && said[0].text.contains("завтра"), "{}", said[0].text);
    assert_eq!(said[0].buttons.iter().map(|b| b.title.as_str()).collect::<Vec<_>>(), ["Приду", "Перенести", "Отменить"]);
    let heard = press(&mut t, &said[0], "Приду").await;
    assert!(heard.contains("подтверждена"), "{heard}");
    assert_eq!(status(&t, &visit).await, BookingStatus::Confirmed);
    let follow = follow_up(&t, &visit).await;
    assert_eq!((follow.reminders.len(), follow.reminders[0].answer, follow.reminders[0].reached), (1, Some(ReminderAnswer::Confirmed), Reached::Message));
    at(&t, "2026-11-26T15:00:01+03:00").await;
    assert_eq!(told(&t).await.len(), 2, "three hours before, once more");
    let heard = t.says("не смогу прийти").await.replies;
    assert!(heard[0].text.contains("Отменить эту запись"), "{heard:?}");
    assert!(t.says("да").await.replies[0].text.contains("отменена"));
    assert_eq!((status(&t, &visit).await, follow_up(&t, &visit).await.reminders[1].answer), (BookingStatus::Cancelled, Some(ReminderAnswer::Cancelled)));
    at(&t, "2026-11-30T16:00:00+03:00").await;
    assert_eq!(told(&t).await.len(), 2);
    let (equal, otherwise) = t.replay().await;
    assert!(equal >= 4 && otherwise.is_empty(), "{otherwise:?}");
}

#[tokio::test]
async fn reminders_follow_the_visit_and_wait_for_a_turn() {
    let db = TestDb::new().await;
    let mut t = open(&db).await;
    let visit = book(&t, "2026-11-26T18:00:00+03:00").await;
    let slot = Slot { starts_at: "2026-11-27T08:30:00+03:00".parse().unwrap(), ends_at: visit.ends_at, branch_id: visit.branch_id, employee_id: visit.employee_id, resource_id: None };
    let force = app::booking::Force { not_working: true, ..app::booking::Force::default() };
    let moved = app::booking::move_to(&t.app, &t.ctx, Rules::Knowing(force), visit.id, None, &slot).await.unwrap();
    at(&t, "2026-11-25T18:00:01+03:00").await;
    assert!(told(&t).await.is_empty(), "it stands elsewhere now");
    // 08:30 the day before is night, and nine o'clock the nearest hour that is not.
    assert_eq!(follow_up(&t, &moved).await.next_at, Some("2026-11-26T09:00:00+03:00".parse().unwrap()));
    // The customer writes, and the turn is not done yet.
    t.clock.set("2026-11-26T08:59:59+03:00");
    t.deliver(&Said { text: "а парковка у вас есть?".into(), ..Said::default() }, None, "late").await;
    at(&t, "2026-11-26T09:00:02+03:00").await;
    assert!(told(&t).await.is_empty(), "a turn is in the way");
    app::turn::take(&t.app, &t.ctx, t.conversation.unwrap()).await.unwrap();
    at(&t, "2026-11-26T09:01:10+03:00").await;
    assert_eq!(told(&t).await.len(), 1);
    // "давайте на час позже" is about this visit, and asks nothing else.
    let heard = t.says("давайте на час позже").await.replies;
    assert!(heard[0].text.contains("9:30") || heard[0].text.contains("свобод"), "{heard:?}");
    // A visit so soon is not reminded of at its day's hour, only at what is still ahead; other times of the firm count at once.
    let soon = book(&t, "2026-11-26T18:00:00+03:00").await;
    assert_eq!(follow_up(&t, &soon).await.next_at, Some("2026-11-26T16:00:00+03:00".parse().unwrap()));
    set(&t, json!({ "remind_minutes": [180] })).await;
    assert_eq!(follow_up(&t, &soon).await.next_at, Some("2026-11-26T15:00:00+03:00".parse().unwrap()));
    set(&t, json!({ "reminders": false })).await;
    let before = told(&t).await.len();
    at(&t, "2026-11-26T17:00:00+03:00").await;
    assert_eq!((told(&t).await.len(), follow_up(&t, &soon).await.next_at), (before, None));
}

#[tokio::test]
async fn whom_no_channel_reaches_somebody_calls_once() {
    let db = TestDb::new().await;
    let t = open(&db).await;
    let mut unit = t.app.unit(&t.ctx).await.unwrap();
    store::conversation::set_reachable(&mut unit, t.conversation.unwrap(), false).await.unwrap();
    unit.commit().await.unwrap();
    let visit = book(&t, "2026-11-26T18:00:00+03:00").await;
    at(&t, "2026-11-25T18:00:01+03:00").await;
    at(&t, "2026-11-26T16:00:01+03:00").await;
    let open = tasks(&t).await;
    assert_eq!(open.iter().map(|t| t.title.as_str()).collect::<Vec<_>>(), ["Позвонить и напомнить о записи"]);
    assert!(open[0].note.contains("18:00"), "{}", open[0].note);
    assert_eq!(follow_up(&t, &visit).await.reminders.iter().map(|r| r.reached).collect::<Vec<_>>(), [Reached::Task]);
    // Who wants no messages is left alone.
    let patch = ContactPatch { is_unsubscribed: Some(true), ..ContactPatch::default() };
    app::contact::update(&t.app, &t.ctx, contact(&t).await, patch).await.unwrap();
    let other = book(&t, "2026-12-02T14:00:00+03:00").await;
    at(&t, "2026-12-01T14:00:01+03:00").await;
    assert_eq!((tasks(&t).await.len(), follow_up(&t, &other).await.reminders.len()), (1, 0));
}

#[tokio::test]
async fn a_visit_ends_by_itself_and_a_low_mark_reaches_somebody() {
    let db = TestDb::new().await;
    let mut t = open(&db).await;
    set(&t, json!({ "reminders": false, "review_link": "https://maps.example/cheryomukha" })).await;
    let visit = book(&t, "2026-11-25T12:00:00+03:00").await;
    let ends = visit.ends_at;
    t.clock.set(&ends.plus_minutes(121).to_string());
    t.work().await;
    assert_eq!(status(&t, &visit).await, BookingStatus::Completed);
    assert!(told(&t).await.is_empty(), "nobody is asked at once");
    t.clock.set(&ends.plus_minutes(121 + 181).to_string());
    t.work().await;
    t.work().await;
    let asked = told(&t).await;
    assert_eq!((asked.len(), asked[0].buttons.len()), (1, 5));
    let heard = press(&mut t, &asked[0], "★★").await;
    assert!(heard.contains("что было не так"), "{heard}");
    let heard = t.says("ждала полчаса, и никто не извинился").await.replies;
    assert!(heard[0].text.contains("простите"), "{heard:?}");
    let feedback = follow_up(&t, &visit).await.feedback.unwrap();
    assert_eq!((feedback.rating, feedback.text.as_str()), (Some(2), "ждала полчаса, и никто не извинился"));
    let task = tasks(&t).await.remove(0);
    assert_eq!((feedback.task_id, task.note.as_str()), (Some(task.id), "ждала полчаса, и никто не извинился"));
    assert!(task.title.contains("2 из 5"));
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    assert_eq!(store::conversation::get(&mut scope, t.conversation.unwrap()).await.unwrap().conversation.mode, domain::conversation::Mode::Human);
    drop(scope);
    let report = app::feedback::report(&t.app, t.ctx.org, None, None).await.unwrap();
    assert_eq!((report.all.asked, report.all.rated, report.all.total), (1, 1, 2));
    assert_eq!((report.employees.len(), report.services.len(), report.low.len(), report.low[0].is_settled), (1, 1, 1, false));
    // Nobody is asked twice in a month, nor about what somebody else had.
    app::inbox::rule::give_back(&t.app, &t.ctx, t.conversation.unwrap()).await.unwrap();
    let second = book(&t, "2026-12-02T14:00:00+03:00").await;
    for days in ["2026-12-02T17:00:00+03:00", "2026-12-02T20:30:00+03:00", "2026-12-03T20:00:00+03:00"] {
        at(&t, days).await;
    }
    assert_eq!((status(&t, &second).await, told(&t).await.len()), (BookingStatus::Completed, 1));
    let (equal, otherwise) = t.replay().await;
    assert!(equal >= 3 && otherwise.is_empty(), "{otherwise:?}");
}

#[tokio::test]
async fn who_did_not_come_is_offered_another_time_where_the_firm_wants_it() {
    let db = TestDb::new().await;
    let mut t = open(&db).await;
    set(&t, json!({ "reminders": false })).await;
    let ctx = Ctx { ..t.ctx.clone() };
    let miss = async |t: &Theatre, at: &str, now: &str| {
        let visit = book(t, at).await;
        t.clock.set(now);
        app::booking::set_status(&t.app, &ctx, Rules::Desk, visit.id, None, BookingStatus::NoShow).await.unwrap();
        t.work().await;
    };
    miss(&t, "2026-11-25T12:00:00+03:00", "2026-11-25T12:40:00+03:00").await;
    assert!(told(&t).await.is_empty(), "off unless wished");
    set(&t, json!({ "offers_after_no_show": true })).await;
    miss(&t, "2026-11-25T16:00:00+03:00", "2026-11-25T16:40:00+03:00").await;
    t.work().await;
    let said = told(&t).await;
    assert_eq!(said.len(), 1);
    let heard = press(&mut t, &said[0], "Подобрать время").await;
    assert!(!heard.is_empty());
    let id: ConversationId = t.conversation.unwrap();
    assert_eq!(store::conversation::get(&mut t.app.scope(t.ctx.org).await.unwrap(), id).await.unwrap().state["draft"]["services"], json!([t.keys.services["haircut-men"]]));
}

#[tokio::test]
async fn an_unpaid_visit_is_called_off_and_a_paid_one_is_not() {
    let db = TestDb::new().await;
    let t = open(&db).await;
    set(&t, json!({ "prepay_minutes": 120, "reminders": false })).await;
    app::catalog::service::update(&t.app, &t.ctx, t.keys.services["haircut-men"], |s| s.prepayment = 50_000).await.unwrap();
    let (unpaid, paid) = (book(&t, "2026-11-26T18:00:00+03:00").await, book(&t, "2026-11-26T12:00:00+03:00").await);
    assert_eq!((unpaid.prepayment, unpaid.prepaid_at), (50_000, None));
    let mark = |is_paid| app::booking::set_prepaid(&t.app, &t.ctx, paid.id, None, is_paid);
    let (once, twice) = (mark(true).await.unwrap(), mark(true).await.unwrap());
    assert_eq!((once.prepaid_at.is_some(), once.version), (true, twice.version), "said twice is said once");
    at(&t, "2026-11-24T13:59:00+03:00").await;
    assert_eq!(status(&t, &unpaid).await, BookingStatus::Booked);
    at(&t, "2026-11-24T14:01:00+03:00").await;
    t.work().await;
    assert_eq!((status(&t, &unpaid).await, status(&t, &paid).await), (BookingStatus::Cancelled, BookingStatus::Booked));
    let said = told(&t).await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].text.contains("предоплата не пришла"), "{}", said[0].text);
    // It was taken back: from then on nobody calls it off for what was due before.
    let taken_back = app::booking::set_prepaid(&t.app, &t.ctx, paid.id, None, false).await.unwrap();
    assert_eq!(taken_back.prepaid_at, None);
    at(&t, "2026-11-25T12:00:00+03:00").await;
    assert_eq!(status(&t, &paid).await, BookingStatus::Booked);
    let free = book(&t, "2026-11-29T12:00:00+03:00").await;
    app::catalog::service::update(&t.app, &t.ctx, t.keys.services["haircut-men"], |s| s.prepayment = 0).await.unwrap();
    let other = book(&t, "2026-11-29T14:00:00+03:00").await;
    assert_eq!((free.prepayment, app::booking::set_prepaid(&t.app, &t.ctx, other.id, None, true).await.unwrap_err().public_code()), (50_000, "no_prepayment"));
}
