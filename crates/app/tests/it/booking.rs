//! The life of a visit: made, held, moved, cancelled, missed; who may what; what the database itself refuses.

use crate::salon::{Salon, code, new_org, ts};
use app::booking::{self, BlockWish, Rules, Whose, Wish};
use domain::Kind;
use domain::booking::BookingStatus;
use domain::id::{BookingId, ConversationId, HoldId};
use domain::resource::Resource;
use domain::slot::{Occupation, SlotQuery};
use store::occupancy::Occupier;
use uuid::Uuid;

const TEN: &str = "2026-11-24T10:00:00+03:00";
const HALF_PAST_TEN: &str = "2026-11-24T10:30:00+03:00";
const NOON: &str = "2026-11-24T12:00:00+03:00";

#[tokio::test]
async fn a_visit_takes_its_time_and_nobody_elses() {
    let salon = Salon::new().await;
    assert_eq!(salon.free(0, "2026-11-24T09:00:00+03:00", "2026-11-24T11:30:00+03:00").await, "09:00 09:30 10:00 10:30 11:00");
    let visit = salon.book(0, TEN).await.unwrap();
    assert_eq!((visit.ends_at, visit.price.minor, visit.version, visit.status), (ts("2026-11-24T11:00:00+03:00"), 150_000, 1, BookingStatus::Booked));
    assert_eq!(salon.free(0, "2026-11-24T08:30:00+03:00", "2026-11-24T11:30:00+03:00").await, "08:30 09:00 11:00");
    assert_eq!(salon.free(1, "2026-11-24T09:30:00+03:00", "2026-11-24T11:00:00+03:00").await, "09:30 10:00 10:30");
    for (at, expected) in [(TEN, "slot_taken"), (HALF_PAST_TEN, "slot_taken"), ("2026-11-24T09:01:00+03:00", "slot_taken"), ("2026-11-24T09:00:00+03:00", "ok"), ("2026-11-24T11:00:00+03:00", "ok")] {
        assert_eq!(code(&salon.book(0, at).await), expected, "{at}");
    }
    let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
    assert_eq!(store::booking::get(&mut scope, visit.id).await.unwrap(), visit);
    let history = store::audit::of_subject(&mut scope, visit.id.into(), domain::id::AuditId(Uuid::max()), 10).await.unwrap();
    assert_eq!(history.iter().map(|a| (a.action.as_str(), a.noun.as_str(), a.actor_kind.as_str())).collect::<Vec<_>>(), [("create", "booking", "person")]);
    drop(scope);
    assert_eq!(salon.events().await.iter().filter(|k| *k == "booking.created").count(), 3);
}

#[tokio::test]
async fn several_services_are_one_visit_with_their_buffers() {
    let salon = Salon::new().await;
    let wish = Wish { services: vec![salon.services[0], salon.services[1]], ..salon.wish(0, TEN) };
    let visit = booking::book(&salon.app, &salon.ctx, Rules::Desk, &wish).await.unwrap();
    assert_eq!((visit.items.len(), visit.price.minor, visit.ends_at), (2, 300_000, ts("2026-11-24T11:30:00+03:00")));
    // The buffer of the last service keeps the employee until 11:45.
    assert_eq!(code(&salon.book(0, "2026-11-24T11:30:00+03:00").await), "slot_taken");
    assert_eq!(code(&salon.book(0, "2026-11-24T11:45:00+03:00").await), "ok");
}

#[tokio::test]
async fn a_hold_keeps_the_slot_until_it_runs_out() {
    let salon = Salon::new().await;
    let (anna, boris) = (ConversationId::new(), ConversationId::new());
    let services = [salon.services[0]];
    let hold = async |who: ConversationId, at: &str| {
        let mut unit = salon.app.unit(&salon.ctx).await?;
        let hold = booking::hold_in(&salon.app, &mut unit, Rules::Customer(salon.contact), Some(who), &services, &salon.slot(0, at)).await?;
        unit.commit().await?;
        Ok::<_, domain::Error>(hold)
    };
    hold(anna, TEN).await.unwrap();
    assert_eq!(code(&hold(boris, HALF_PAST_TEN).await), "slot_taken");
    assert_eq!(code(&salon.book(0, TEN).await), "slot_taken");
    // For Anna herself the slot stays on offer, for others it does not.
    let query = SlotQuery { services: services.to_vec(), employee_id: Some(salon.employees[0]), branch_id: None, from: ts(TEN), until: ts(HALF_PAST_TEN), limit: 5, moving: None };
    assert_eq!(booking::slots(&salon.app, salon.ctx.org, &query, Whose::Conversation(anna)).await.unwrap().len(), 1);
    assert_eq!(booking::slots(&salon.app, salon.ctx.org, &query, Whose::Conversation(boris)).await.unwrap().len(), 0);
    // A new hold replaces the old one.
    hold(anna, NOON).await.unwrap();
    hold(boris, TEN).await.unwrap();
    // Anna's runs out; Boris takes its place although nobody has swept.
    salon.clock.advance_secs(11 * 60);
    hold(boris, NOON).await.unwrap();
    // Booking uses the hold up.
    let wish = Wish { conversation: Some(boris), ..salon.wish(0, NOON) };
    booking::book(&salon.app, &salon.ctx, Rules::Customer(salon.contact), &wish).await.unwrap();
    let mut unit = salon.app.unit(&salon.ctx).await.unwrap();
    assert!(store::hold::find_by_conversation(&mut unit, boris).await.unwrap().is_none());
    booking::release_in(&mut unit, boris).await.unwrap();
    drop(unit);
    let mut root = salon.app.db().root().await.unwrap();
    assert_eq!(store::hold::purge(&mut root, salon.app.now()).await.unwrap(), 1, "only Anna's run-out hold was left");
}

#[tokio::test]
async fn a_hold_from_another_dialogue_does_not_stand_in_the_way_of_a_move() {
    let salon = Salon::new().await;
    let visit = salon.book(0, TEN).await.unwrap();
    let dialogue = salon.new_conversation().await;
    let me = Rules::Customer(salon.contact);
    let mut unit = salon.app.unit(&salon.ctx).await.unwrap();
    booking::hold_in(&salon.app, &mut unit, me, Some(dialogue), &[salon.services[0]], &salon.slot(0, NOON)).await.unwrap();
    unit.commit().await.unwrap();
    let other = salon.new_contact().await;
    let theirs = Wish { contact: other, ..salon.wish(1, TEN) };
    let theirs = booking::book(&salon.app, &salon.ctx, Rules::Desk, &theirs).await.unwrap();
    assert_eq!(code(&booking::move_to(&salon.app, &salon.ctx, Rules::Customer(other), theirs.id, None, &salon.slot(0, NOON)).await), "slot_taken", "held against others");
    assert_eq!(code(&booking::move_to(&salon.app, &salon.ctx, me, visit.id, None, &salon.slot(0, NOON)).await), "ok");
    let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
    assert!(store::hold::find_by_conversation(&mut scope, dialogue).await.unwrap().is_none());
}

#[tokio::test]
async fn a_hold_over_the_api_is_booked_by_its_id() {
    let salon = Salon::new().await;
    let hold = booking::hold(&salon.app, &salon.ctx, Rules::Desk, &[salon.services[0]], &salon.slot(0, TEN)).await.unwrap();
    let wish = Wish { hold: Some(hold.id), ..salon.wish(0, TEN) };
    assert_eq!(code(&booking::book(&salon.app, &salon.ctx, Rules::Desk, &Wish { hold: Some(HoldId::new()), ..wish.clone() }).await), "hold_expired");
    booking::book(&salon.app, &salon.ctx, Rules::Desk, &wish).await.unwrap();
    assert_eq!(code(&booking::book(&salon.app, &salon.ctx, Rules::Desk, &wish).await), "hold_expired");
    let other = booking::hold(&salon.app, &salon.ctx, Rules::Desk, &[salon.services[0]], &salon.slot(0, NOON)).await.unwrap();
    booking::let_go(&salon.app, &salon.ctx, other.id).await.unwrap();
    assert_eq!(code(&booking::let_go(&salon.app, &salon.ctx, other.id).await), "not_found");
    assert_eq!(code(&salon.book(0, NOON).await), "ok");
}

#[tokio::test]
async fn move_frees_the_old_time_and_takes_the_new() {
    let salon = Salon::new().await;
    let visit = salon.book(0, TEN).await.unwrap();
    salon.book(1, NOON).await.unwrap();
    let mv = |slot| { let (salon, id) = (&salon, visit.id); async move { booking::move_to(&salon.app, &salon.ctx, Rules::Desk, id, None, &slot).await } };
    assert_eq!(code(&mv(salon.slot(1, NOON)).await), "slot_taken");
    // Its own time counts as free: half an hour later overlaps only itself.
    let moved = mv(salon.slot(0, HALF_PAST_TEN)).await.unwrap();
    assert_eq!((moved.starts_at, moved.version), (ts(HALF_PAST_TEN), 2));
    assert_eq!(mv(salon.slot(0, HALF_PAST_TEN)).await.unwrap().version, 2, "nothing changed, nothing written");
    let moved = mv(salon.slot(1, TEN)).await.unwrap();
    assert_eq!((moved.employee_id, moved.version), (salon.employees[1], 3));
    assert_eq!(code(&salon.book(0, TEN).await), "ok");
    let stale = booking::move_to(&salon.app, &salon.ctx, Rules::Desk, visit.id, Some(2), &salon.slot(1, "2026-11-24T15:00:00+03:00")).await;
    assert_eq!(code(&stale), "version_mismatch");
    booking::cancel(&salon.app, &salon.ctx, Rules::Desk, visit.id, Some(3), "заболела").await.unwrap();
    assert_eq!(code(&mv(salon.slot(1, TEN)).await), "booking_transition");
    assert_eq!(code(&salon.book(1, TEN).await), "ok");
    let events = salon.events().await;
    assert_eq!(events.iter().filter(|k| k.as_str() == "booking.moved").count(), 2);
}

#[tokio::test]
async fn states_follow_each_other_and_free_or_take_the_time() {
    let salon = Salon::new().await;
    let visit = salon.book(0, TEN).await.unwrap().id;
    let set = |status| { let salon = &salon; async move { booking::set_status(&salon.app, &salon.ctx, Rules::Desk, visit, None, status).await } };
    use BookingStatus as S;
    for (status, expected) in [(S::Confirmed, "ok"), (S::Confirmed, "ok"), (S::Booked, "booking_transition"), (S::NoShow, "ok")] {
        assert_eq!(code(&set(status).await), expected, "{status:?}");
    }
    // Missed: the time is free again, and taken by another.
    let other = salon.book(0, HALF_PAST_TEN).await.unwrap();
    assert_eq!(code(&set(S::Arrived).await), "slot_taken");
    booking::cancel(&salon.app, &salon.ctx, Rules::Desk, other.id, None, "").await.unwrap();
    let arrived = set(S::Arrived).await.unwrap();
    assert_eq!((arrived.status, arrived.version), (S::Arrived, 4));
    assert_eq!(code(&salon.book(0, TEN).await), "slot_taken");
    for (status, expected) in [(S::Completed, "ok"), (S::Cancelled, "booking_transition"), (S::Confirmed, "booking_transition")] {
        assert_eq!(code(&set(status).await), expected, "{status:?}");
    }
    assert_eq!(code(&booking::cancel(&salon.app, &salon.ctx, Rules::Desk, other.id, None, "").await), "ok", "cancelling twice is one cancellation");
}

#[tokio::test]
async fn customers_are_held_to_limits_that_people_overrule() {
    let salon = Salon::new().await;
    let (me, stranger) = (Rules::Customer(salon.contact), Rules::Customer(salon.new_contact().await));
    let soon = "2026-11-23T10:20:00+03:00";
    let book = |rules, at| { let salon = &salon; let wish = salon.wish(0, at); async move { booking::book(&salon.app, &salon.ctx, rules, &wish).await } };
    assert_eq!(code(&book(me, soon).await), "too_soon");
    assert_eq!(code(&book(me, "2028-11-23T10:20:00+03:00").await), "too_far");
    assert_eq!(code(&book(stranger, TEN).await), "forbidden");
    let today = book(Rules::Desk, soon).await.unwrap().id;
    let tomorrow = book(me, TEN).await.unwrap().id;
    for (rules, id, expected) in [(stranger, tomorrow, "not_found"), (me, today, "too_late"), (Rules::Desk, today, "ok"), (me, tomorrow, "ok")] {
        assert_eq!(code(&booking::move_to(&salon.app, &salon.ctx, rules, id, None, &salon.slot(1, if id == today { "2026-11-23T20:00:00+03:00" } else { NOON })).await), expected);
    }
    for (rules, status, expected) in [(me, BookingStatus::NoShow, "forbidden"), (stranger, BookingStatus::Confirmed, "not_found"), (me, BookingStatus::Confirmed, "ok"), (me, BookingStatus::Cancelled, "ok")] {
        assert_eq!(code(&booking::set_status(&salon.app, &salon.ctx, rules, tomorrow, None, status).await), expected, "{status:?}");
    }
}

#[tokio::test]
async fn one_room_serves_one_visit_whoever_performs_it() {
    let mut salon = Salon::new().await;
    let now = salon.app.now();
    let mut rooms = Vec::new();
    for name in ["Кабинет 1", "Кабинет 2"] {
        let room = Resource { id: domain::id::ResourceId::new(), branch_id: salon.branch, name: name.into(), is_active: true, created_at: now };
        rooms.push(app::catalog::resource::create(&salon.app, &salon.ctx, room).await.unwrap().id);
    }
    let massage = salon.add_service(60, 0, &rooms).await;
    for _ in 0..3 {
        salon.add_employee().await;
    }
    let book = |employee: usize, at| { let salon = &salon; let wish = Wish { services: vec![massage], ..salon.wish(employee, at) }; async move { booking::book(&salon.app, &salon.ctx, Rules::Desk, &wish).await } };
    let first = book(2, TEN).await.unwrap();
    let second = book(3, TEN).await.unwrap();
    assert_ne!(first.resource_id, second.resource_id);
    assert_eq!(code(&book(4, HALF_PAST_TEN).await), "resource_taken");
    booking::cancel(&salon.app, &salon.ctx, Rules::Desk, first.id, None, "").await.unwrap();
    assert_eq!(book(4, HALF_PAST_TEN).await.unwrap().resource_id, first.resource_id);
    // A room that is being repaired.
    let block = BlockWish { subject: rooms[0].into(), branch: None, starts_at: ts(NOON), ends_at: ts("2026-11-24T18:00:00+03:00"), reason: "ремонт".into() };
    booking::block(&salon.app, &salon.ctx, &block).await.unwrap();
    assert_eq!(book(2, NOON).await.unwrap().resource_id, Some(rooms[1]));
}

#[tokio::test]
async fn blocked_time_competes_like_a_visit() {
    let salon = Salon::new().await;
    salon.book(0, TEN).await.unwrap();
    let wish = |from: &str, until: &str| BlockWish { subject: salon.employees[0].into(), branch: Some(salon.branch), starts_at: ts(from), ends_at: ts(until), reason: "обучение".into() };
    let block = |wish: BlockWish| { let salon = &salon; async move { booking::block(&salon.app, &salon.ctx, &wish).await } };
    assert_eq!(code(&block(wish("2026-11-24T09:00:00+03:00", HALF_PAST_TEN)).await), "slot_taken");
    let lunch = block(wish("2026-11-24T11:00:00+03:00", "2026-11-24T14:00:00+03:00")).await.unwrap();
    assert_eq!(code(&salon.book(0, NOON).await), "slot_taken");
    assert_eq!(salon.free(0, "2026-11-24T10:00:00+03:00", "2026-11-24T14:30:00+03:00").await, "14:00");
    for (bad, expected) in [
        (wish(NOON, NOON), "invalid"), (wish(NOON, TEN), "invalid"), (wish(NOON, "2028-11-24T12:00:00+03:00"), "invalid"),
        (BlockWish { subject: Uuid::now_v7(), ..wish(TEN, NOON) }, "subject_unknown"), (BlockWish { reason: "a\0".into(), ..wish(TEN, NOON) }, "invalid"),
    ] {
        assert_eq!(code(&block(bad).await), expected);
    }
    booking::unblock(&salon.app, &salon.ctx, lunch.id).await.unwrap();
    assert_eq!(code(&booking::unblock(&salon.app, &salon.ctx, lunch.id).await), "not_found");
    assert_eq!(code(&salon.book(0, NOON).await), "ok");
}

#[tokio::test]
async fn wishes_that_name_nothing_are_refused_with_a_reason() {
    let salon = Salon::new().await;
    let good = salon.wish(0, TEN);
    let with = |change: fn(&mut Wish)| { let mut wish = good.clone(); change(&mut wish); wish };
    for (wish, kind, expected) in [
        (with(|w| w.services.clear()), Kind::Invalid, "invalid"),
        (with(|w| w.services = vec![domain::id::ServiceId::new()]), Kind::NotFound, "service_unknown"),
        (with(|w| w.services = vec![w.services[0]; 11]), Kind::Invalid, "invalid"),
        (with(|w| w.slot.employee_id = domain::id::EmployeeId::new()), Kind::NotFound, "employee_unknown"),
        (with(|w| w.slot.branch_id = domain::id::BranchId::new()), Kind::NotFound, "branch_unknown"),
        (with(|w| w.contact = domain::id::ContactId::new()), Kind::NotFound, "contact_unknown"),
        (with(|w| w.slot.starts_at = ts("2026-11-24T10:00:00.5+03:00")), Kind::Invalid, "invalid"),
        (with(|w| w.note = "x".repeat(2001)), Kind::Invalid, "invalid"),
        (with(|w| w.note = "a\0b".into()), Kind::Invalid, "invalid"),
    ] {
        let error = booking::book(&salon.app, &salon.ctx, Rules::Desk, &wish).await.unwrap_err();
        assert_eq!((error.kind, error.public_code()), (kind, expected), "{error}");
    }
    assert_eq!(code(&booking::cancel(&salon.app, &salon.ctx, Rules::Desk, BookingId::new(), None, "").await), "not_found");
}

#[tokio::test]
async fn another_tenant_sees_and_changes_nothing() {
    let salon = Salon::new().await;
    let visit = salon.book(0, TEN).await.unwrap();
    let twin = new_org(&salon.app, "Europe/Moscow").await;
    assert_eq!(code(&booking::cancel(&salon.app, &twin, Rules::Desk, visit.id, None, "").await), "not_found");
    assert_eq!(code(&booking::move_to(&salon.app, &twin, Rules::Desk, visit.id, None, &salon.slot(0, NOON)).await), "not_found");
    assert_eq!(code(&booking::book(&salon.app, &twin, Rules::Desk, &salon.wish(0, NOON)).await), "contact_unknown");
    assert_eq!(code(&booking::hold(&salon.app, &twin, Rules::Desk, &[salon.services[0]], &salon.slot(0, NOON)).await), "service_unknown");
    let block = BlockWish { subject: salon.employees[0].into(), branch: None, starts_at: ts(NOON), ends_at: ts("2026-11-24T13:00:00+03:00"), reason: String::new() };
    assert_eq!(code(&booking::block(&salon.app, &twin, &block).await), "subject_unknown");
    assert_eq!(code(&salon.book(0, NOON).await), "ok");
}

#[tokio::test]
async fn the_database_refuses_an_overlap_nobody_checked() {
    let salon = Salon::new().await;
    salon.book(0, TEN).await.unwrap();
    let what = |from: &str, until: &str| Occupation {
        branch_id: salon.branch, employee_id: salon.employees[0], resource_id: None, starts_at: ts(from), ends_at: ts(until), busy_until: ts(until), seat: None,
    };
    for (from, until, is_free) in [
        (TEN, HALF_PAST_TEN, false), ("2026-11-24T10:59:00+03:00", NOON, false), ("2026-11-24T09:00:00+03:00", NOON, false), ("2026-11-24T11:00:00+03:00", NOON, true), ("2026-11-24T09:00:00+03:00", TEN, true),
    ] {
        let mut unit = salon.app.unit(&salon.ctx).await.unwrap();
        let result = store::occupancy::add(&mut unit, Uuid::now_v7(), Occupier::Booking, &what(from, until)).await;
        assert_eq!(result.map_err(|e| e.kind).err(), (!is_free).then_some(Kind::SlotTaken), "{from} {until}");
    }
}

#[tokio::test]
async fn lists_page_through_the_calendar() {
    let salon = Salon::new().await;
    let mut ids = Vec::new();
    let both = salon.services.clone();
    let short = vec![salon.services[1]];
    for (employee, at, services) in [(0, TEN, &both), (1, TEN, &both), (0, NOON, &both), (1, "2026-11-24T23:15:00+03:00", &short), (0, "2026-11-26T10:00:00+03:00", &both)] {
        let wish = Wish { services: services.clone(), ..salon.wish(employee, at) };
        ids.push(booking::book(&salon.app, &salon.ctx, Rules::Desk, &wish).await.unwrap().id);
    }
    let mut scope = salon.app.scope(salon.ctx.org).await.unwrap();
    let filter = store::booking::BookingFilter { from: ts("2026-11-24T00:00:00+03:00"), until: ts("2026-11-25T00:00:00+03:00"), branch: None, employee: None, contact: None, status: None };
    let start = (domain::Ts::from_micros(0), BookingId::nil());
    let all = store::booking::list(&mut scope, &filter, start, 10).await.unwrap();
    assert_eq!(all.iter().map(|b| b.id).collect::<Vec<_>>(), ids[..4]);
    assert!(all.iter().take(3).all(|b| b.items.len() == 2), "a page never cuts the items of a visit");
    let first = store::booking::list(&mut scope, &filter, start, 2).await.unwrap();
    let rest = store::booking::list(&mut scope, &filter, (first[1].starts_at, first[1].id), 10).await.unwrap();
    assert_eq!(rest.iter().map(|b| b.id).collect::<Vec<_>>(), ids[2..4]);
    let only = store::booking::BookingFilter { employee: Some(salon.employees[1]), ..filter };
    assert_eq!(store::booking::list(&mut scope, &only, start, 10).await.unwrap().len(), 2);
    let visits = booking::visits(&mut scope, salon.contact, true, ts("2026-11-24T11:00:00+03:00")).await.unwrap();
    assert_eq!(visits.iter().map(|v| v.booking_id).collect::<Vec<_>>(), [ids[2], ids[3], ids[4], ids[1]], "upcoming first, then the last past one");
}
