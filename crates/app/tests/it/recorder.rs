//! The flight recorder and the conversation tests: what is kept, what runs again, what is honest about not running again.

use crate::stage::Theatre;
use app::catalog::service;
use app::dialogue_test;
use app::turn::draft;
use app::turn::replay::{self, Archive, Replayed, Verdict};
use brain::golden::{Script, parse};
use domain::Ts;
use domain::conversation::Mode;
use domain::dialogue_test::TestVerdict;
use domain::id::*;
use serde_json::{Value, json};
use store::turn::{TurnFilter, TurnRow};
use testkit::TestDb;

fn script(name: &str) -> Script {
    parse(&app::pack::dialogue("salon", name).unwrap()).unwrap()
}

async fn play(db: &TestDb, name: &str) -> Theatre {
    let script = script(name);
    let mut theatre = Theatre::for_script(db, &script).await;
    let (mistakes, log) = brain::golden::play(&script, None, &mut theatre);
    assert!(mistakes.is_empty(), "{mistakes:?}\n{log}");
    theatre
}

/// Oldest first.
async fn turns(theatre: &Theatre) -> Vec<TurnRow> {
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    let mut rows = store::turn::list(&mut scope, theatre.conversation.unwrap(), i64::MAX, 100).await.unwrap();
    rows.reverse();
    rows
}

async fn again(theatre: &Theatre, row: &TurnRow) -> Replayed {
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    replay::replay_row(&mut scope, row, None, &mut Archive::default()).await.unwrap()
}

async fn kept(theatre: &Theatre, version: i64) -> bool {
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    store::snapshot::find(&mut scope, "catalog", version).await.unwrap().is_some()
}

async fn dearer(theatre: &Theatre, price: i64) {
    let id = theatre.keys.services["haircut-men"];
    service::update(&theatre.app, &theatre.ctx, id, |s| (s.price.minor, s.price_max) = (price, None)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_would_go_another_way_is_named() {
    let db = TestDb::new().await;
    let theatre = play(&db, "book-all-in-one").await;
    let rows = turns(&theatre).await;
    let row = rows.iter().find(|r| r.record["calls"].as_array().is_some_and(|c| !c.is_empty())).unwrap();
    assert_eq!((row.record["v"].as_u64(), again(&theatre, row).await.verdict), (Some(2), Verdict::Equal));
    // What a changed program does to a turn is here done to its record.
    let edited = |pointer: &str, value: Value| {
        let mut row = row.clone();
        *row.record.pointer_mut(pointer).unwrap() = value;
        row
    };
    for (pointer, value, verdict, path) in [
        ("/replies/0/text", json!("Другое"), Verdict::Different, "replies[0].text"),
        ("/effects", json!([]), Verdict::Different, "effects[0]"),
        ("/phase", json!("greeting"), Verdict::Different, "phase"),
        ("/calls/0/0", json!({"tool": "visits", "with_past": true}), Verdict::Different, "calls[0]"),
        ("/calls", json!([]), Verdict::Different, "calls[0]"),
        ("/catalog_version", json!(9_999), Verdict::NoSnapshot, ""),
        ("/v", json!(1), Verdict::OldRecord, ""),
        ("/input", json!("?"), Verdict::Unreadable, ""),
    ] {
        let replayed = again(&theatre, &edited(pointer, value)).await;
        assert_eq!(replayed.verdict, verdict, "{pointer}");
        assert!(path.is_empty() || replayed.differences.iter().any(|d| d.path == path), "{pointer}: {:?}", replayed.differences);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_runs_again_on_the_firm_as_it_was() {
    let db = TestDb::new().await;
    let mut theatre = play(&db, "book-all-in-one").await;
    let first = turns(&theatre).await.last().unwrap().catalog_version.unwrap();
    dearer(&theatre, 990_000).await;
    dearer(&theatre, 880_000).await;
    theatre.says("сколько стоит мужская стрижка?").await;
    let rows = turns(&theatre).await;
    let last = rows.last().unwrap();
    assert_eq!(last.catalog_version, Some(first + 2));
    assert!(last.record["replies"][0]["text"].as_str().unwrap().contains("8\u{a0}800"), "{}", last.record["replies"]);
    for row in &rows {
        assert_eq!(again(&theatre, row).await.verdict, Verdict::Equal);
    }
    // Nobody asked anything of the version between.
    assert_eq!((kept(&theatre, first).await, kept(&theatre, first + 1).await, kept(&theatre, first + 2).await), (true, false, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn housekeeping_forgets_only_what_no_turn_needs() {
    let db = TestDb::new().await;
    let mut theatre = play(&db, "book-all-in-one").await;
    let first = turns(&theatre).await[0].catalog_version.unwrap();
    let mut unit = theatre.app.unit(&theatre.ctx).await.unwrap();
    store::snapshot::insert(&mut unit, "catalog", first - 1, "x", vec![1]).await.unwrap();
    unit.commit().await.unwrap();
    dearer(&theatre, 990_000).await;
    theatre.says("здравствуйте").await;
    for (hours, orphan) in [(0, true), (2, false)] {
        theatre.clock.advance_secs(hours * 3600);
        let mut root = theatre.app.db().root().await.unwrap();
        store::snapshot::prune(&mut root, theatre.app.now().plus_secs(-3600)).await.unwrap();
        root.commit().await.unwrap();
        assert_eq!((kept(&theatre, first - 1).await, kept(&theatre, first).await, kept(&theatre, first + 1).await), (orphan, true, true), "after {hours} hours");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_brains_own_words_are_recorded_where_a_person_sent_others() {
    let script = script("book-all-in-one");
    let db = TestDb::new().await;
    let mut theatre = Theatre::for_script(&db, &script).await;
    theatre.says("здравствуйте").await;
    let id = theatre.conversation.unwrap();
    let mut unit = theatre.app.unit(&theatre.ctx).await.unwrap();
    store::conversation::set_mode(&mut unit, id, Mode::Draft, false, None, domain::conversation::ConversationStatus::Open).await.unwrap();
    unit.commit().await.unwrap();
    theatre.says("сколько стоит мужская стрижка?").await;
    let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
    let drafted = store::conversation::get(&mut scope, id).await.unwrap().conversation.draft.unwrap();
    drop(scope);
    let texts = drafted.replies.iter().map(|_| "Одну минуту, уточню".to_owned()).collect();
    draft::approve(&theatre.app, &theatre.ctx, id, drafted.id, Some(texts)).await.unwrap();
    let rows = turns(&theatre).await;
    let row = rows.last().unwrap();
    assert_eq!(row.record["replies"][0]["text"], drafted.replies[0].text.as_str());
    assert_eq!(again(&theatre, row).await.verdict, Verdict::Equal);
    assert!(row.search.contains("одну минуту"), "what was sent is what is found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn turns_are_found_by_words_and_by_how_they_ended() {
    let db = TestDb::new().await;
    let theatre = play(&db, "book-all-in-one").await;
    let mut other = play(&db, "book-all-in-one").await;
    other.says("позовите человека").await;
    let find = async |theatre: &Theatre, words: Option<&str>, verdict: Option<&'static str>, connection: Option<ConnectionId>| {
        let filter = TurnFilter { verdict, connection, words: words.map(store::turn::words), ..TurnFilter::default() };
        let mut scope = theatre.app.scope(theatre.ctx.org).await.unwrap();
        store::turn::search(&mut scope, &filter, (Ts::from_micros(i64::MAX), TurnId(uuid::Uuid::max())), 50).await.unwrap().len()
    };
    let all = turns(&theatre).await.len();
    assert_eq!(find(&theatre, None, None, None).await, all);
    assert_eq!(find(&theatre, Some("Мужскую Стрижку"), None, None).await, 1);
    assert_eq!(find(&theatre, Some("позовите"), None, None).await, 0, "another firm's words");
    assert_eq!((find(&theatre, None, Some("handed_over"), None).await, find(&other, None, Some("handed_over"), None).await), (0, 1));
    assert_eq!((find(&other, None, None, Some(other.connection.id)).await, find(&other, None, None, Some(theatre.connection.id)).await), (turns(&other).await.len(), 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_conversations_become_tests_that_pass() {
    let db = TestDb::new().await;
    for name in ["book-all-in-one", "book-by-buttons", "cancel-visit", "human-asked", "busy-alternatives", "digress-price", "burst"] {
        let theatre = play(&db, name).await;
        let test = dialogue_test::save(&theatre.app, &theatre.ctx, theatre.conversation.unwrap(), None, None).await.unwrap();
        let run = test.last_run.unwrap();
        assert_eq!(run.verdict, TestVerdict::Passed, "{name}: {:?}\n{}\n{}", run.result.mistakes, test.text, run.result.log);
        assert!(test.text.contains("\n? "), "{name} holds on to nothing:\n{}", test.text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_saved_conversation_does_not_know_the_customer() {
    let db = TestDb::new().await;
    let mut theatre = Theatre::for_script(&db, &script("book-all-in-one")).await;
    theatre.says("хочу на мужскую стрижку завтра в 18 к Тимуру, меня зовут Вольдемар, 8 916 765-43-21").await;
    theatre.says("да").await;
    let test = dialogue_test::save(&theatre.app, &theatre.ctx, theatre.conversation.unwrap(), Some("Запись".into()), None).await.unwrap();
    let small = test.text.to_lowercase();
    assert!(!small.contains("вольдемар") && !small.contains("65-43-21") && !small.contains("7654321"), "{}", test.text);
    let run = test.last_run.unwrap();
    assert_eq!(run.verdict, TestVerdict::Passed, "{:?}\n{}\n{}", run.result.mistakes, test.text, run.result.log);
    assert!(small.contains("= booking service=\"мужская стрижка\" employee="), "{}", test.text);
    assert!(small.contains("+ 18:00"), "{}", test.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tests_are_played_on_the_firm_as_it_is_now() {
    let db = TestDb::new().await;
    let theatre = play(&db, "book-all-in-one").await;
    let (app, ctx) = (&theatre.app, &theatre.ctx);
    let price = |text: &str| format!("# Цена\n@now 2026-11-24 12:00\n> сколько стоит мужская стрижка?\n+ {text}");
    let test = dialogue_test::create(app, ctx, "Цена".into(), price("9 900")).await.unwrap();
    let run = dialogue_test::run(app, ctx, test.id).await.unwrap().last_run.unwrap();
    assert_eq!((run.verdict, run.result.mistakes[0].line), (TestVerdict::Failed, Some(4)), "{:?}", run.result);
    dearer(&theatre, 990_000).await;
    let run = dialogue_test::run(app, ctx, test.id).await.unwrap().last_run.unwrap();
    assert_eq!(run.verdict, TestVerdict::Passed, "{:?}\n{}", run.result.mistakes, run.result.log);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_does_not_read_is_refused_with_its_line() {
    let db = TestDb::new().await;
    let theatre = play(&db, "human-asked").await;
    let (app, ctx) = (&theatre.app, &theatre.ctx);
    for (text, told) in [
        ("> привет", "@now is missing"),
        ("@now 2026-11-24 12:00\nпривет", "line 2"),
        ("@now 2026-11-24 12:00", "says nothing"),
        ("@now 9999-12-31 12:00\n> привет", "line 1"),
        ("@now 2026-11-24 12:00\n@wait 99999999999999999d\n> привет", "line 2"),
    ] {
        let error = dialogue_test::create(app, ctx, "x".into(), text.into()).await.unwrap_err();
        assert_eq!(error.field.as_deref(), Some("text"), "{text}");
        assert!(error.detail.contains(told), "{text}: {error}");
    }
    let broken = dialogue_test::create(app, ctx, "x".into(), "@now 2026-11-24 12:00\n@visit service=nails employee=nobody start=2026-11-25T10:00\n> привет".into()).await.unwrap();
    let run = dialogue_test::run(app, ctx, broken.id).await.unwrap().last_run.unwrap();
    assert_eq!(run.verdict, TestVerdict::Broken);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_tests_are_played_by_one_job_that_tells_how_far_it_is() {
    let db = TestDb::new().await;
    let theatre = play(&db, "human-asked").await;
    let (app, ctx) = (&theatre.app, &theatre.ctx);
    for phase in ["greeting", "completed"] {
        dialogue_test::create(app, ctx, phase.into(), format!("@now 2026-11-24 12:00\n> здравствуйте\n? {phase}")).await.unwrap();
    }
    assert_eq!(dialogue_test::run_all(app, ctx).await.unwrap(), 2);
    app.tasks().close();
    while app::job::drain(app).await.unwrap() > 0 {
        app.tasks().wait().await;
    }
    let mut scope = app.scope(ctx.org).await.unwrap();
    let events = store::event::after(&mut scope, EventId::nil(), None, 10_000).await.unwrap();
    let played: Vec<_> = events.iter().filter(|e| e.kind == "dialogue_test.played").map(|e| (e.payload["done"].as_i64(), e.payload["total"].as_i64())).collect();
    assert_eq!(played, [(Some(1), Some(2)), (Some(2), Some(2))]);
    let finished = events.iter().find(|e| e.kind == "dialogue_test.finished").unwrap();
    assert_eq!(finished.payload, json!({"total": 2, "passed": 1, "failed": 1, "broken": 0}));
}
