//! The story of one message on the engine that `TEST_PG` chooses: accepted once, turned once, sent once.

use domain::conversation::{ConversationStatus, Mode, Phase};
use domain::id::{ConnectionId, ContactId, ConversationId, MessageId, OrgId, OutboxId};
use domain::org::{Org, OrgSettings};
use domain::{Lang, Ts};
use serde_json::json;
use store::unit::By;
use store::{Db, connection::Connection, conversation};
use testkit::TestDb;
use uuid::Uuid;

const NOW: i64 = 1_790_000_000_000_000;

async fn firm(db: &Db) -> (OrgId, ConnectionId, ConversationId) {
    let org = Org {
        id: OrgId::new(), name: "Тест".into(), slug: Uuid::now_v7().simple().to_string(), zone: "Europe/Moscow".into(), lang: Lang::Ru, currency: "RUB".into(), region: "RU".into(),
        pack: "blank".into(), settings: OrgSettings::default(), catalog_version: 1, created_at: Ts::from_micros(NOW),
    };
    let mut root = db.root().await.unwrap();
    store::org::insert(&mut root, &org, b"key").await.unwrap();
    root.commit().await.unwrap();
    let mut unit = db.unit(org.id, By::system(Ts::from_micros(NOW))).await.unwrap();
    let connection = Connection {
        org_id: org.id, id: ConnectionId::new(), connector: "telegram".into(), name: "бот".into(), settings: json!({}), secrets: None, public_key: None, receiving: "off".into(), is_paused: false, agent_mode: None,
        cursor: None, health: "new".into(), last_error: None, last_ok_at: None, created_at: unit.now(), updated_at: unit.now(),
    };
    store::connection::insert(&mut unit, &connection).await.unwrap();
    let contact = domain::contact::Contact {
        id: ContactId::new(), name: None, phone: None, email: None, lang: None, zone: None, tags: vec![], note: String::new(), source: "test".into(), created_at: unit.now(), updated_at: unit.now(),
    };
    store::contact::insert(&mut unit, &contact).await.unwrap();
    let id = ConversationId::new();
    conversation::insert(&mut unit, id, contact.id, connection.id, "42", Lang::Ru).await.unwrap();
    unit.commit().await.unwrap();
    (org.id, connection.id, id)
}

const NEW: conversation::NewInbound<'static> = conversation::NewInbound { mode: Mode::Auto, text: "привет" };

async fn unit(db: &Db, org: OrgId, at: i64) -> store::Unit {
    db.unit(org, By::system(Ts::from_micros(NOW + at))).await.unwrap()
}

#[tokio::test]
async fn a_delivery_is_accepted_once() {
    let t = TestDb::new().await;
    let (org, connection, _) = firm(&t.db).await;
    let mut u = unit(&t.db, org, 0).await;
    assert!(store::inbound::accept(&mut u, connection, "m:1", Some(MessageId::new())).await.unwrap());
    u.commit().await.unwrap();
    let mut u = unit(&t.db, org, 1).await;
    assert!(!store::inbound::accept(&mut u, connection, "m:1", Some(MessageId::new())).await.unwrap());
}

#[tokio::test]
async fn a_turn_has_one_runner_and_a_stale_answer_is_refused() {
    let t = TestDb::new().await;
    let (org, _, id) = firm(&t.db).await;
    let mut u = unit(&t.db, org, 0).await;
    conversation::add_inbound(&mut u, id, NEW, 0).await.unwrap();
    u.commit().await.unwrap();

    let mut u = unit(&t.db, org, 10).await;
    let row = conversation::lease(&mut u, id, Ts::from_micros(NOW + 1_000_000)).await.unwrap().expect("the turn is free");
    u.commit().await.unwrap();
    let mut u = unit(&t.db, org, 20).await;
    assert!(conversation::lease(&mut u, id, Ts::from_micros(NOW + 1_000_000)).await.unwrap().is_none(), "two runners");
    drop(u);

    let state = json!({"a": 1});
    let answered = |fence, up_to| conversation::Answered { fence, up_to, state: Box::leak(Box::new(state.clone())), phase: Phase::Collecting, lang: Lang::Ru, mode: Mode::Auto, hand_over: None, replies: 1, status: ConversationStatus::Open, words: "" };
    // A newer message comes before the answer.
    let mut u = unit(&t.db, org, 30).await;
    conversation::add_inbound(&mut u, id, NEW, 0).await.unwrap();
    u.commit().await.unwrap();
    let mut u = unit(&t.db, org, 40).await;
    assert!(conversation::answer(&mut u, id, &answered(row.fence, 1)).await.unwrap().is_none(), "a stale answer was written");
    let after = conversation::answer(&mut u, id, &answered(row.fence, 2)).await.unwrap().expect("the fresh answer stands");
    assert_eq!((after.conversation.answered_seq, after.conversation.last_seq), (2, 3));
    u.commit().await.unwrap();

    // A person takes over: the fence moves on.
    let mut u = unit(&t.db, org, 50).await;
    conversation::add_inbound(&mut u, id, NEW, 0).await.unwrap();
    let row = conversation::lease(&mut u, id, Ts::from_micros(NOW + 2_000_000)).await.unwrap().expect("due again");
    conversation::set_mode(&mut u, id, Mode::Human, true, None, ConversationStatus::Open).await.unwrap();
    assert!(conversation::answer(&mut u, id, &answered(row.fence, 4)).await.unwrap().is_none(), "talked over a person");
}

#[tokio::test]
async fn somebody_who_never_stops_writing_is_answered() {
    let t = TestDb::new().await;
    let (org, _, id) = firm(&t.db).await;
    let mut due = None;
    for second in 0..10 {
        let mut u = unit(&t.db, org, second * 1_000_000).await;
        due = conversation::add_inbound(&mut u, id, NEW, 1_500_000).await.unwrap().turn_due_at;
        u.commit().await.unwrap();
    }
    assert_eq!(due, Some(Ts::from_micros(NOW + 6_000_000)), "due four windows after the first message");
}

#[tokio::test]
async fn a_sign_reaches_the_other_node_and_not_its_own_twice() {
    let t = TestDb::pg().await;
    let other = Db::connect(&t.config).await.unwrap();
    let (here, there, org) = (uuid::Uuid::now_v7(), uuid::Uuid::now_v7(), OrgId::new());
    let mut heard = other.signals.subscribe();
    let mut own = t.db.signals.subscribe();
    let listening = [tokio::spawn({ let db = other.clone(); async move { db.listen(there).await } }), tokio::spawn({ let db = t.db.clone(); async move { db.listen(here).await } })];
    let sign = domain::presence::Sign::Read { conversation_id: ConversationId::new(), person_id: domain::id::PersonId::new(), seq: 7 };
    // Told again until the other one has begun to listen.
    loop {
        t.db.tell(here, org, &sign).await.unwrap();
        if let Ok(Ok(store::Signal::Sign(of, got))) = tokio::time::timeout(std::time::Duration::from_millis(100), heard.recv()).await {
            assert_eq!((of, &*got), (org, &sign));
            break;
        }
    }
    assert!(own.try_recv().is_err(), "one's own sign came back");
    listening.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn sends_go_in_order_and_a_lost_one_is_found() {
    let t = TestDb::new().await;
    let (org, connection, id) = firm(&t.db).await;
    let mut u = unit(&t.db, org, 0).await;
    let (first, second) = (OutboxId::new(), OutboxId::new());
    for send in [first, second] {
        store::outbox::insert(&mut u, send, connection, id, MessageId::new(), json!({})).await.unwrap();
    }
    u.commit().await.unwrap();
    let node = Uuid::now_v7();
    let claim = async |at: i64| {
        let mut root = t.db.root().await.unwrap();
        let rows = store::outbox::claim(&mut root, node, Ts::from_micros(NOW + at + 1000), Ts::from_micros(NOW + at), 10).await.unwrap();
        root.commit().await.unwrap();
        rows.into_iter().map(|r| r.id).collect::<Vec<_>>()
    };
    assert_eq!(claim(1).await, [first], "one at a time per conversation");
    assert_eq!(claim(2).await, [], "the second waits for the first");
    let mut root = t.db.root().await.unwrap();
    let lost: Vec<_> = store::outbox::lost(&mut root, Ts::from_micros(NOW + 5000), 10).await.unwrap().into_iter().map(|r| r.id).collect();
    drop(root);
    assert_eq!(lost, [first]);
    let mut u = unit(&t.db, org, 5000).await;
    assert!(store::outbox::abandon(&mut u, first, "unknown", "lost", Ts::from_micros(NOW + 5000)).await.unwrap());
    assert!(!store::outbox::finish(&mut u, first, node, "sent", None, 1, None).await.unwrap(), "a dead runner must not decide later");
    u.commit().await.unwrap();
    assert_eq!(claim(6000).await, [second]);
}

#[tokio::test]
async fn events_of_a_unit_come_back_as_they_were_and_only_after_its_commit() {
    let t = TestDb::new().await;
    let (org, _, id) = firm(&t.db).await;
    let mut u = unit(&t.db, org, 0).await;
    u.event("a.done", Uuid::from_u128(1), Some(id.0), json!({"text": "«ёж» \"1\"", "n": 2.5, "none": null})).await.unwrap();
    u.event("b.done", Uuid::from_u128(2), None, json!({})).await.unwrap();
    drop(u);
    let read = async || store::event::after(&mut t.db.scope(org).await.unwrap(), domain::id::EventId::nil(), None, 10).await.unwrap();
    assert_eq!(read().await, []);
    let mut u = unit(&t.db, org, 5).await;
    u.event("a.done", Uuid::from_u128(1), Some(id.0), json!({"text": "«ёж» \"1\"", "n": 2.5, "none": null})).await.unwrap();
    u.event("b.done", Uuid::from_u128(2), None, json!({})).await.unwrap();
    u.commit().await.unwrap();
    let found = read().await;
    let plain: Vec<_> = found.iter().map(|e| (e.kind.as_str(), e.subject_id, e.conversation_id, e.payload.clone(), e.created_at)).collect();
    let at = Ts::from_micros(NOW + 5);
    assert_eq!(plain, [
        ("a.done", Uuid::from_u128(1), Some(id.0), json!({"text": "«ёж» \"1\"", "n": 2.5, "none": null}), at),
        ("b.done", Uuid::from_u128(2), None, json!({}), at),
    ]);
}

#[tokio::test]
async fn one_node_polls_and_hands_the_right_on() {
    let t = TestDb::new().await;
    let (_, connection, _) = firm(&t.db).await;
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    let lease = async |node, at: i64| {
        let mut root = t.db.root().await.unwrap();
        let is_ours = store::connection::lease_poll(&mut root, connection, node, Ts::from_micros(NOW + at + 1000), Ts::from_micros(NOW + at)).await.unwrap();
        root.commit().await.unwrap();
        is_ours
    };
    assert!(lease(first, 0).await);
    assert!(lease(first, 10).await, "the holder renews");
    assert!(!lease(second, 20).await, "two pollers");
    let mut root = t.db.root().await.unwrap();
    store::connection::release_poll(&mut root, connection, second).await.unwrap();
    store::connection::release_poll(&mut root, connection, first).await.unwrap();
    root.commit().await.unwrap();
    assert!(lease(second, 30).await, "a poller that stopped in order still holds the right");
    assert!(lease(first, 2000).await, "a lease runs out");
}
