//! The promises of the ledger on a real database: accepted once, one turn at a time, nothing stale said, nobody talked over,
//! sent once, unknown never repeated.

use crate::stage::Theatre;
use app::inbox::rule;
use app::inbox::say::{self, Decision};
use app::turn::{self, Done};
use brain::golden::Said;
use domain::conversation::Mode;
use domain::id::OutboxId;
use domain::message::{Author, Delivery};
use domain::{Error, Kind, Retry};
use std::collections::BTreeMap;
use std::time::Duration;
use testkit::TestDb;

async fn open(db: &TestDb, pull: bool) -> Theatre {
    Theatre::open(db, "2026-11-24T12:00".parse().unwrap(), 8, pull, &BTreeMap::new()).await
}

fn text(text: &str) -> Said {
    Said { text: text.into(), ..Said::default() }
}

async fn messages(t: &Theatre) -> Vec<(Author, Delivery, String)> {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let all = store::message::after(&mut scope, t.conversation.unwrap(), 0, 100).await.unwrap();
    assert!(all.iter().zip(1..).all(|(m, seq)| m.seq == seq), "numbers without gaps");
    all.into_iter().map(|m| (m.author, m.delivery, m.text)).collect()
}

/// Sends what is due and waits for the sends under way.
async fn drain(t: &Theatre) {
    app::outbox::drain(&t.app).await.unwrap();
    idle(t).await;
}

async fn idle(t: &Theatre) {
    for _ in 0..200 {
        if t.app.tasks().is_empty() {
            break;
        }
        tokio::task::yield_now().await;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn send_status(t: &Theatre) -> Vec<(OutboxId, String, i64)> {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let mut all: Vec<_> = store::outbox::list(&mut scope, OutboxId(uuid::Uuid::max()), None, 100).await.unwrap().into_iter().map(|s| (s.id, s.status, s.attempts)).collect();
    all.reverse();
    all
}

#[tokio::test]
async fn a_webhook_delivered_three_times_is_one_message_and_one_answer() {
    let db = TestDb::new().await;
    let mut t = open(&db, true).await;
    for _ in 0..3 {
        t.deliver(&text("здравствуйте"), None, "7").await;
    }
    let id = t.conversation.unwrap();
    assert!(matches!(turn::take(&t.app, &t.ctx, id).await.unwrap(), Some(Done::Answered(_))));
    assert!(turn::take(&t.app, &t.ctx, id).await.unwrap().is_none(), "answered twice");
    t.deliver(&text("здравствуйте"), None, "7").await;
    assert!(turn::take(&t.app, &t.ctx, id).await.unwrap().is_none(), "a late repeat asked for a turn");
    let all = messages(&t).await;
    assert_eq!(all.iter().filter(|m| m.0 == Author::Contact).count(), 1);
    assert_eq!(all.iter().filter(|m| m.0 == Author::Agent).count(), 1);
}

#[tokio::test]
async fn concurrent_first_messages_of_a_stranger_make_one_conversation() {
    let db = TestDb::new().await;
    let t = open(&db, true).await;
    let tasks: Vec<_> = (0..16)
        .map(|i| {
            let (app, ctx, connection) = (t.app.clone(), t.ctx.clone(), t.connection.clone());
            tokio::spawn(async move {
                let inbound = domain::port::Inbound {
                    provider_id: format!("p{}", i / 2), chat_id: "9".into(), sent_at: None,
                    what: domain::port::What::Message {
                        from: domain::port::Sender { id: "9".into(), ..Default::default() }, text: "привет".into(), button: None, press_ref: None, attachments: vec![], phone: None, start: None,
                    },
                };
                app::inbox::receive(&app, &ctx, &connection, &inbound, app::inbox::receive::Answering::Quiet(Duration::ZERO)).await
            })
        })
        .collect();
    let mut ids = std::collections::BTreeSet::new();
    for task in tasks {
        ids.insert(task.await.unwrap().unwrap().conversation);
    }
    assert_eq!(ids.len(), 1);
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let all = store::message::after(&mut scope, *ids.first().unwrap(), 0, 100).await.unwrap();
    assert_eq!(all.len(), 8, "eight deliveries, each twice");
}

#[tokio::test]
async fn a_burst_gets_one_answer() {
    let db = TestDb::new().await;
    let mut t = open(&db, true).await;
    let heard = t.turn(&[(text("здравствуйте"), None), (text("сколько стоит мужская стрижка"), None), (text("?"), None)]).await;
    assert!(!heard.replies.is_empty());
    let all = messages(&t).await;
    assert_eq!(all.iter().take_while(|m| m.0 == Author::Contact).count(), 3);
    let id = t.conversation.unwrap();
    assert!(turn::take(&t.app, &t.ctx, id).await.unwrap().is_none());
}

#[tokio::test]
async fn an_answer_overtaken_by_a_newer_message_is_not_said() {
    let db = TestDb::new().await;
    let mut t = open(&db, true).await;
    t.deliver(&text("здравствуйте"), None, "1").await;
    let id = t.conversation.unwrap();
    let mut unit = t.app.unit(&t.ctx).await.unwrap();
    let until = unit.now().plus_secs(30);
    let row = store::conversation::lease(&mut unit, id, until).await.unwrap().unwrap();
    unit.commit().await.unwrap();
    t.deliver(&text("сколько стоит маникюр?"), None, "2").await;
    let done = turn::run(&t.app, &t.ctx, app::inbox::receive::Leased { row, only: None }).await.unwrap();
    assert!(matches!(done, Done::Overtaken));
    assert!(messages(&t).await.iter().all(|m| m.0 == Author::Contact), "a stale answer was said");
    // Both are answered together, once.
    assert!(matches!(turn::take(&t.app, &t.ctx, id).await.unwrap(), Some(Done::Answered(a)) if a.until_seq == 2));
}

#[tokio::test]
async fn the_agent_never_talks_over_a_person() {
    let db = TestDb::new().await;
    let mut t = open(&db, false).await;
    t.deliver(&text("здравствуйте"), None, "1").await;
    let id = t.conversation.unwrap();
    let mut unit = t.app.unit(&t.ctx).await.unwrap();
    let until = unit.now().plus_secs(30);
    let row = store::conversation::lease(&mut unit, id, until).await.unwrap().unwrap();
    unit.commit().await.unwrap();
    // While the agent thinks, a person takes over.
    rule::take_over(&t.app, &t.ctx, id).await.unwrap();
    assert!(matches!(turn::run(&t.app, &t.ctx, app::inbox::receive::Leased { row, only: None }).await.unwrap(), Done::Overtaken));
    assert_eq!(send_status(&t).await, []);
    // Silent until given back, and not catching up on old messages then.
    t.deliver(&text("вы тут?"), None, "2").await;
    assert!(turn::take(&t.app, &t.ctx, id).await.unwrap().is_none());
    let row = rule::give_back(&t.app, &t.ctx, id).await.unwrap();
    assert_eq!(row.mode, Mode::Auto);
    assert!(turn::take(&t.app, &t.ctx, id).await.unwrap().is_none());
    t.deliver(&text("сколько стоит маникюр"), None, "3").await;
    assert!(turn::take(&t.app, &t.ctx, id).await.unwrap().is_some());
}

#[tokio::test]
async fn taking_over_cancels_what_the_agent_has_queued() {
    let db = TestDb::new().await;
    let mut t = open(&db, false).await;
    t.says("здравствуйте").await;
    say::say(&t.app, &t.ctx, t.conversation.unwrap(), "Это Мария, чем помочь?", vec![], None).await.unwrap();
    drain(&t).await;
    let sent: Vec<String> = t.connector.sent.lock().unwrap().iter().map(|s| s.text.clone()).collect();
    assert_eq!(sent, ["Это Мария, чем помочь?"]);
    assert!(messages(&t).await.iter().any(|m| m.0 == Author::Agent && m.1 == Delivery::Cancelled));
}

#[tokio::test]
async fn an_operators_double_press_is_one_message() {
    let db = TestDb::new().await;
    let mut t = open(&db, false).await;
    t.says("здравствуйте").await;
    let (conversation, id) = (t.conversation.unwrap(), domain::id::MessageId::new());
    for _ in 0..2 {
        say::say(&t.app, &t.ctx, conversation, "Добрый день", vec![], Some(id)).await.unwrap();
    }
    assert_eq!(messages(&t).await.iter().filter(|m| m.0 == Author::Person).count(), 1);
}

#[tokio::test]
async fn a_refused_send_is_retried_with_backoff_and_keeps_order() {
    let db = TestDb::new().await;
    let mut t = open(&db, false).await;
    t.says("здравствуйте").await;
    t.says("сколько стоит маникюр").await;
    t.connector.failures.lock().unwrap().push(Error::new(Kind::Unavailable, "down").retry(Retry::Backoff));
    drain(&t).await;
    assert_eq!(t.connector.sent.lock().unwrap().len(), 0);
    drain(&t).await;
    assert_eq!(t.connector.sent.lock().unwrap().len(), 0, "not before its time, and the second not before the first");
    t.clock.advance_secs(10);
    drain(&t).await;
    drain(&t).await;
    let texts: Vec<String> = t.connector.sent.lock().unwrap().iter().map(|s| s.text.clone()).collect();
    let said: Vec<String> = messages(&t).await.into_iter().filter(|m| m.0 == Author::Agent).map(|m| m.2).collect();
    assert_eq!(texts, said);
}

#[tokio::test]
async fn a_send_that_may_have_arrived_waits_for_a_person() {
    let db = TestDb::new().await;
    let mut t = open(&db, false).await;
    t.says("здравствуйте").await;
    t.connector.failures.lock().unwrap().push(Error::new(Kind::Unavailable, "timed out").retry(Retry::Unknown));
    drain(&t).await;
    let (id, status, _) = send_status(&t).await.remove(0);
    assert_eq!(status, "unknown");
    t.clock.advance_secs(100_000);
    drain(&t).await;
    assert_eq!(t.connector.sent.lock().unwrap().len(), 0, "repeated blindly");
    say::decide_send(&t.app, &t.ctx, id, Decision::SendAgain).await.unwrap();
    drain(&t).await;
    assert_eq!(t.connector.sent.lock().unwrap().len(), 1);
    assert!(say::decide_send(&t.app, &t.ctx, id, Decision::SendAgain).await.is_err(), "decided twice");
}

#[tokio::test]
async fn sending_again_is_once_however_often_it_is_pressed() {
    let db = TestDb::new().await;
    let mut t = open(&db, false).await;
    t.says("здравствуйте").await;
    let fail = |kind: Kind, retry: Retry| t.connector.failures.lock().unwrap().push(Error::new(kind, "no").retry(retry));
    fail(Kind::Unreachable, Retry::Never);
    drain(&t).await;
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let sends = store::outbox::list(&mut scope, domain::id::OutboxId(uuid::Uuid::max()), None, 9).await.unwrap();
    let (message, send) = (sends[0].message_id.unwrap(), sends[0].id);
    assert_eq!((sends[0].status.as_str(), sends[0].reason.as_deref()), ("failed", Some("unreachable")));
    drop(scope);
    // Two presses at once: one send, and neither is an error.
    let press = || say::resend(&t.app, &t.ctx, message, say::Unsure::Asks);
    let (one, two) = tokio::join!(press(), press());
    assert_eq!((one.unwrap().delivery, two.unwrap().delivery), (Delivery::Queued, Delivery::Queued));
    fail(Kind::Unavailable, Retry::Unknown);
    drain(&t).await;
    assert_eq!(press().await.unwrap_err().public_code(), "delivery_unknown");
    say::resend(&t.app, &t.ctx, message, say::Unsure::SendsAnyway).await.unwrap();
    drain(&t).await;
    assert_eq!(t.connector.sent.lock().unwrap().len(), 1);
    assert_eq!(press().await.unwrap().delivery, Delivery::Sent, "it has arrived: nothing is sent");
    drain(&t).await;
    let status = send_status(&t).await;
    assert_eq!((t.connector.sent.lock().unwrap().len(), status[0].0), (1, send));
}

#[tokio::test]
async fn a_send_lost_with_its_process_is_unknown_not_repeated() {
    let db = TestDb::new().await;
    let mut t = open(&db, false).await;
    t.says("здравствуйте").await;
    // A process claims it and dies.
    let now = t.app.now();
    let mut root = t.app.db().root().await.unwrap();
    assert_eq!(store::outbox::claim(&mut root, uuid::Uuid::now_v7(), now.plus_secs(90), now, 10).await.unwrap().len(), 1);
    root.commit().await.unwrap();
    t.clock.advance_secs(100);
    assert_eq!(app::outbox::recover(&t.app, t.app.now()).await.unwrap(), 1);
    drain(&t).await;
    assert_eq!(t.connector.sent.lock().unwrap().len(), 0);
    assert_eq!(send_status(&t).await.remove(0).1, "unknown");
}

#[tokio::test]
async fn a_hopeless_send_dies_where_people_see_it() {
    let db = TestDb::new().await;
    let mut t = open(&db, false).await;
    t.says("здравствуйте").await;
    for _ in 0..t.app.config().retry_attempts {
        t.connector.failures.lock().unwrap().push(Error::new(Kind::Unavailable, "down").retry(Retry::Backoff));
        drain(&t).await;
        t.clock.advance_secs(7200);
    }
    let (_, status, attempts) = send_status(&t).await.remove(0);
    assert_eq!((status.as_str(), attempts), ("dead", t.app.config().retry_attempts));
    assert!(messages(&t).await.iter().any(|m| m.1 == Delivery::Failed));
}

async fn connect(t: &Theatre) -> domain::id::ConnectionId {
    let new = app::channel::manage::NewConnection { connector: "stage".into(), name: "Вторая".into(), settings: serde_json::json!({"token": "secret"}), receiving: None };
    app::channel::manage::create(&t.app, &t.ctx, new).await.unwrap().id
}

#[tokio::test]
async fn a_vendor_that_was_down_hears_of_a_connection_later() {
    let db = TestDb::new().await;
    let t = open(&db, false).await;
    for _ in 0..2 {
        t.connector.unprepared.lock().unwrap().push(Error::new(Kind::Unavailable, "down").retry(Retry::Backoff));
    }
    connect(&t).await;
    assert_eq!(app::job::drain(&t.app).await.unwrap(), 0, "not before its time");
    t.clock.advance_secs(31);
    assert_eq!(app::job::drain(&t.app).await.unwrap(), 1);
    idle(&t).await;
    assert_eq!(*t.connector.prepared.lock().unwrap(), 0);
    t.clock.advance_secs(3600);
    assert_eq!(app::job::drain(&t.app).await.unwrap(), 1);
    idle(&t).await;
    assert_eq!(*t.connector.prepared.lock().unwrap(), 1);
    t.clock.advance_secs(100_000);
    assert_eq!(app::job::drain(&t.app).await.unwrap(), 0, "done is done");
}

#[tokio::test]
async fn a_job_whose_runner_died_runs_again_and_a_needless_one_is_withdrawn() {
    let db = TestDb::new().await;
    let t = open(&db, false).await;
    let id = connect(&t).await;
    assert_eq!(*t.connector.prepared.lock().unwrap(), 1);
    t.clock.advance_secs(3600);
    assert_eq!(app::job::drain(&t.app).await.unwrap(), 0, "the immediate try took the job away");
    // The process dies right after the commit of a change, and the next one while it runs the job.
    let mut unit = t.app.unit(&t.ctx).await.unwrap();
    app::job::prepare_connection::enqueue(&mut unit, id).await.unwrap();
    unit.commit().await.unwrap();
    t.clock.advance_secs(31);
    let now = t.app.now();
    let mut root = t.app.db().root().await.unwrap();
    assert_eq!(store::job::claim(&mut root, uuid::Uuid::now_v7(), now.plus_secs(120), now, 10).await.unwrap().len(), 1);
    root.commit().await.unwrap();
    t.clock.advance_secs(121);
    let mut root = t.app.db().root().await.unwrap();
    assert_eq!(store::job::revive(&mut root, t.app.now()).await.unwrap(), 1);
    root.commit().await.unwrap();
    assert_eq!(app::job::drain(&t.app).await.unwrap(), 1);
    idle(&t).await;
    assert_eq!(*t.connector.prepared.lock().unwrap(), 2);
}
