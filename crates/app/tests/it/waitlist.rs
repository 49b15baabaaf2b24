//! The waiting list on a real database: a place that comes free goes to the first in line and then to the next, it is taken once, and whoever has a
//! visit waits no more. Jobs whose runner dies say nothing twice.

use crate::stage::Theatre;
use app::booking::{Rules, Wish};
use app::waitlist::Answer;
use brain::golden::Said;
use brain::turn::Reply;
use domain::booking::{Booking, BookingStatus};
use domain::id::{ContactId, ConversationId, WaitlistId};
use domain::reminder::Reached;
use domain::slot::Slot;
use domain::waitlist::{EntryStatus, OfferStatus};
use domain::{Kind, Result};
use serde_json::json;
use std::collections::BTreeMap;
use store::waitlist::Shown;
use testkit::TestDb;

const SIX: &str = "2026-11-26T18:00:00+03:00";

/// A salon where somebody has Thursday at six, and two customers who have written before.
struct Line {
    t: Theatre,
    taken: Booking,
    anna: (ConversationId, ContactId),
    boris: (ConversationId, ContactId),
}

impl Line {
    async fn open(db: &TestDb) -> Line {
        let mut t = Theatre::open(db, "2026-11-24T12:00".parse().unwrap(), 8, true, &BTreeMap::new()).await;
        let mut people = Vec::new();
        for chat in ["42", "43", "44"] {
            (t.chat, t.conversation) = (chat.to_owned(), None);
            t.says("здравствуйте").await;
            let talk = t.conversation.unwrap();
            let contact = store::conversation::get(&mut t.app.scope(t.ctx.org).await.unwrap(), talk).await.unwrap().conversation.contact_id;
            people.push((talk, contact));
        }
        let taken = book(&t, SIX, people[2].1).await.unwrap();
        Line { t, taken, anna: people[0], boris: people[1] }
    }

    /// From here on this customer speaks.
    fn on(&mut self, chat: &str) {
        let talk = if chat == "42" { self.anna.0 } else { self.boris.0 };
        (self.t.chat, self.t.conversation) = (chat.to_owned(), Some(talk));
    }

    /// Waits for Thursday at six with Timur, and for nothing else.
    async fn waits(&self, who: (ConversationId, ContactId)) -> WaitlistId {
        let t = &self.t;
        let day = "2026-11-26".parse().unwrap();
        let wish = app::waitlist::Wish {
            contact: who.1, conversation: Some(who.0), services: vec![t.keys.services["haircut-men"]], employee: Some(t.keys.employees["timur"]), branch: None, from_day: day, until_day: day, from_minute: 18 * 60, until_minute: 18 * 60 + 1,
            note: String::new(), source: "person".into(),
        };
        app::waitlist::create(&t.app, &t.ctx, &wish).await.unwrap().id
    }

    async fn shown(&self, id: WaitlistId) -> Shown {
        store::waitlist::get(&mut self.t.app.scope(self.t.ctx.org).await.unwrap(), id).await.unwrap()
    }

    async fn state(&self, id: WaitlistId) -> (EntryStatus, Option<OfferStatus>) {
        let shown = self.shown(id).await;
        (shown.entry.status, shown.offer.map(|o| o.status))
    }

    /// Messages of the firm that no turn has written.
    async fn told(&self, who: (ConversationId, ContactId)) -> Vec<Reply> {
        let mut scope = self.t.app.scope(self.t.ctx.org).await.unwrap();
        let mut all = store::message::before(&mut scope, who.0, i64::MAX, 200).await.unwrap();
        all.retain(|m| m.turn_id.is_none() && m.author == domain::message::Author::Agent);
        all.sort_by_key(|m| m.seq);
        all.into_iter().map(|m| Reply { text: m.text, buttons: m.buttons }).collect()
    }

    async fn press(&mut self, reply: &Reply, title: &str) -> String {
        let id = reply.buttons.iter().find(|b| b.title == title).unwrap_or_else(|| panic!("no {title} among {:?}", reply.buttons)).id.clone();
        let heard = self.t.turn(&[(Said::default(), Some(id))]).await;
        heard.replies.into_iter().map(|r| r.text).collect::<Vec<_>>().join("\n")
    }

    async fn free(&self) {
        app::booking::cancel(&self.t.app, &self.t.ctx, Rules::Desk, self.taken.id, None, "").await.unwrap();
        self.work().await;
    }

    /// Until nothing is left to do now: a look makes an offer, the offer is said.
    async fn work(&self) {
        for _ in 0..6 {
            self.t.work().await;
        }
    }

    async fn at(&self, time: &str) {
        self.t.clock.set(time);
        self.work().await;
    }

    async fn visits(&self, contact: ContactId) -> Vec<Booking> {
        store::booking::list_upcoming(&mut self.t.app.scope(self.t.ctx.org).await.unwrap(), contact, self.t.app.now(), 10).await.unwrap()
    }
}

async fn book(t: &Theatre, at: &str, contact: ContactId) -> Result<Booking> {
    let starts_at = at.parse().unwrap();
    let slot = Slot { branch_id: t.keys.branches["pokrovka"], employee_id: t.keys.employees["timur"], resource_id: None, starts_at, ends_at: starts_at };
    let wish = Wish { services: vec![t.keys.services["haircut-men"]], slot, contact, conversation: None, hold: None, note: String::new(), source: "person".into() };
    app::booking::book(&t.app, &t.ctx, Rules::Desk, &wish).await
}

#[tokio::test]
async fn a_place_goes_to_the_first_in_line_and_then_to_the_next() {
    let db = TestDb::new().await;
    let mut line = Line::open(&db).await;
    let (anna, boris) = (line.waits(line.anna).await, line.waits(line.boris).await);
    assert_eq!(line.waits(line.anna).await, anna, "the same wish again");
    line.work().await;
    assert!(line.told(line.anna).await.is_empty(), "nothing is free");
    app::booking::cancel(&line.t.app, &line.t.ctx, Rules::Desk, line.taken.id, None, "").await.unwrap();
    line.t.work().await;
    // The place is kept; whoever was to say so is killed, and somebody else comes by the same job.
    let mut root = line.t.app.db().root().await.unwrap();
    store::job::claim(&mut root, uuid::Uuid::now_v7(), line.t.app.now().plus_secs(120), line.t.app.now(), 16).await.unwrap();
    store::job::revive(&mut root, domain::Ts::from_micros(i64::MAX)).await.unwrap();
    root.commit().await.unwrap();
    let offer = line.shown(anna).await.offer.unwrap();
    let mut unit = line.t.app.unit(&line.t.ctx).await.unwrap();
    let now = unit.now();
    store::job::enqueue(&mut unit, "waitlist.offer", json!({ "offer_id": offer.id }), None, now).await.unwrap();
    store::job::enqueue(&mut unit, "waitlist.look", json!({}), None, now).await.unwrap();
    unit.commit().await.unwrap();
    line.work().await;
    let said = line.told(line.anna).await;
    assert_eq!((said.len(), line.told(line.boris).await.len()), (1, 0), "{said:?}");
    assert!(said[0].text.contains("18:00") && said[0].text.contains("до 12:3"), "{}", said[0].text);
    assert_eq!(said[0].buttons.iter().map(|b| b.title.as_str()).collect::<Vec<_>>(), ["Да, запишите", "Это не подходит", "Больше не жду"]);
    assert_eq!(book(&line.t, SIX, line.boris.1).await.unwrap_err().kind, Kind::SlotTaken, "it is kept");
    // Anna does not want it: Boris is asked at once.
    line.on("42");
    let heard = line.press(&said[0], "Это не подходит").await;
    assert!(heard.contains("по-прежнему в листе ожидания"), "{heard}");
    line.work().await;
    assert_eq!(line.state(anna).await, (EntryStatus::Waiting, Some(OfferStatus::Declined)));
    assert_eq!((line.told(line.anna).await.len(), line.told(line.boris).await.len()), (1, 1));
    // Boris does not answer: the time is free again, and nobody is asked twice about it.
    line.at("2026-11-24T12:40:00+03:00").await;
    assert_eq!(line.state(boris).await, (EntryStatus::Waiting, Some(OfferStatus::Expired)));
    assert_eq!((line.told(line.anna).await.len(), line.told(line.boris).await.len()), (1, 1));
    assert!(line.shown(boris).await.entry.queued_at > line.shown(anna).await.entry.queued_at);
    let said = line.told(line.boris).await;
    line.on("43");
    assert!(line.press(&said[0], "Да, запишите").await.contains("уже ушло"), "too late");
    assert_eq!(line.visits(line.boris.1).await.len(), 0);
    assert!(line.press(&said[0], "Больше не жду").await.contains("убрали"));
    assert!(line.press(&said[0], "Больше не жду").await.contains("убрали"));
    assert_eq!(line.state(boris).await.0, EntryStatus::Left);
    let (equal, otherwise) = line.t.replay().await;
    assert!(equal >= 4 && otherwise.is_empty(), "{otherwise:?}");
}

#[tokio::test]
async fn what_is_taken_is_taken_once() {
    let db = TestDb::new().await;
    let mut line = Line::open(&db).await;
    let (anna, boris) = (line.waits(line.anna).await, line.waits(line.boris).await);
    line.free().await;
    let said = line.told(line.anna).await;
    line.on("42");
    // By the button, and by people at the desk at the same time.
    let (app, ctx) = (line.t.app.clone(), line.t.ctx.clone());
    let desk: Vec<_> = (0..6).map(|_| tokio::spawn({ let (app, ctx) = (app.clone(), ctx.clone()); async move { app::waitlist::answer(&app, &ctx, anna, Answer::Take).await } })).collect();
    let heard = line.press(&said[0], "Да, запишите").await;
    assert!(heard.contains("вы записаны") || heard.contains("Вы записаны"), "{heard}");
    let mut ids = Vec::new();
    for one in desk {
        ids.push(one.await.unwrap().unwrap().unwrap().id);
    }
    let visits = line.visits(line.anna.1).await;
    assert!(visits.len() == 1 && ids.iter().all(|id| *id == visits[0].id), "{ids:?}");
    let again = line.press(&said[0], "Да, запишите").await;
    assert!(again.contains("18:00"), "{again}");
    line.work().await;
    assert_eq!(line.visits(line.anna.1).await.len(), 1);
    let shown = line.shown(anna).await;
    assert_eq!((shown.entry.status, shown.entry.booking_id, shown.offer.unwrap().status), (EntryStatus::Booked, Some(visits[0].id), OfferStatus::Taken));
    assert_eq!((line.state(boris).await.0, line.told(line.boris).await.len()), (EntryStatus::Waiting, 0));
    // Who comes to a visit some other way waits no more, and what was kept for them is free.
    app::booking::cancel(&line.t.app, &line.t.ctx, Rules::Desk, visits[0].id, None, "").await.unwrap();
    line.work().await;
    assert_eq!(line.state(boris).await, (EntryStatus::Offered, Some(OfferStatus::Open)));
    let other = book(&line.t, "2026-11-26T19:00:00+03:00", line.boris.1).await.unwrap();
    assert_eq!(line.shown(boris).await.entry.booking_id, Some(other.id));
    assert_eq!(line.state(boris).await, (EntryStatus::Booked, Some(OfferStatus::Withdrawn)));
    line.work().await;
    assert_eq!(book(&line.t, SIX, line.anna.1).await.unwrap().status, BookingStatus::Booked, "nobody holds it");
}

#[tokio::test]
async fn the_agent_puts_on_the_list_and_hears_a_yes() {
    let db = TestDb::new().await;
    let mut line = Line::open(&db).await;
    line.on("42");
    let heard = line.t.says("запишите на мужскую стрижку к Тимуру в четверг в 18:00").await.replies;
    let wait = heard[0].buttons.iter().find(|b| b.title == "Сообщить, если освободится").unwrap_or_else(|| panic!("{heard:?}")).id.clone();
    let heard = line.t.turn(&[(Said::default(), Some(wait))]).await.replies;
    assert!(heard[0].text.contains("в лист ожидания") && heard[0].text.contains("17:30"), "{heard:?}");
    let all = store::waitlist::open_of_contact(&mut line.t.app.scope(line.t.ctx.org).await.unwrap(), line.anna.1).await.unwrap();
    let entry = line.shown(all[0]).await.entry;
    assert_eq!((all.len(), entry.source.as_str(), entry.from_minute, entry.until_minute), (1, "agent", 17 * 60 + 30, 18 * 60 + 31));
    line.free().await;
    assert_eq!(line.told(line.anna).await.len(), 1);
    let heard = line.t.says("да, давайте").await.replies;
    assert!(heard[0].text.contains("записан"), "{heard:?}");
    assert_eq!((line.visits(line.anna.1).await.len(), line.state(all[0]).await.0), (1, EntryStatus::Booked));
    // In words, before anything is looked for.
    line.on("43");
    let heard = line.t.says("поставьте меня в лист ожидания на мужскую стрижку на четверг").await.replies;
    assert!(heard[0].text.contains("в лист ожидания"), "{heard:?}");
    let (equal, otherwise) = line.t.replay().await;
    assert!(equal >= 2 && otherwise.is_empty(), "{otherwise:?}");
}

#[tokio::test]
async fn nobody_is_woken_and_whom_no_channel_reaches_is_called() {
    let db = TestDb::new().await;
    let line = Line::open(&db).await;
    let anna = line.waits(line.anna).await;
    line.work().await;
    line.t.clock.set("2026-11-24T23:00:00+03:00");
    line.free().await;
    assert_eq!(line.state(anna).await, (EntryStatus::Waiting, None), "it is night");
    let mut unit = line.t.app.unit(&line.t.ctx).await.unwrap();
    store::conversation::set_reachable(&mut unit, line.anna.0, false).await.unwrap();
    unit.commit().await.unwrap();
    line.at("2026-11-25T09:00:01+03:00").await;
    let offer = line.shown(anna).await.offer.unwrap();
    assert_eq!((offer.status, offer.reached), (OfferStatus::Open, Some(Reached::Task)));
    let mut scope = line.t.app.scope(line.t.ctx.org).await.unwrap();
    let days = app::task::days(&line.t.app, &mut scope).await.unwrap();
    let tasks = store::task::list(&mut scope, &store::task::TaskFilter { contact: Some(line.anna.1), ..Default::default() }, &days, line.t.app.now(), None, 50).await.unwrap();
    assert!(tasks.len() == 1 && tasks[0].task.title.starts_with("Позвонить и предложить") && tasks[0].task.note.contains("18:00"), "{tasks:?}");
    drop(scope);
    // So near to the visit nobody would come in time: nothing more is offered, and the day passes.
    line.at("2026-11-26T17:20:00+03:00").await;
    let boris = line.waits(line.boris).await;
    line.work().await;
    assert_eq!(line.state(boris).await, (EntryStatus::Waiting, None));
    line.at("2026-11-27T00:20:00+03:00").await;
    line.at("2026-11-27T09:20:00+03:00").await;
    assert_eq!((line.state(anna).await.0, line.state(boris).await.0), (EntryStatus::Expired, EntryStatus::Expired));
}
