//! Every trouble a vendor can make: the customer is answered in time and once, what was agreed is done once, the cost stands in the books
//! once, and the trace tells what happened.

use super::{VENDORS, with_agent, with_model};
use crate::stage::Theatre;
use app::turn::{self, Done};
use brain::golden::{Said, Stage as _, parse};
use connectors::kit::fake_model::{Plan, Trouble};
use domain::id::ConversationId;
use domain::message::Author;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use testkit::TestDb;

const PRICE: &str = "сколько стоит мужская стрижка?";
const RIDDLE: &str = "абырвалг мурзилка туда сюда";

fn said(text: &str) -> Vec<Said> {
    vec![Said { text: text.into(), ..Said::default() }]
}

async fn theatre(db: &TestDb) -> Theatre {
    Theatre::for_script(db, &parse("@now 2026-11-24 12:00\n@contact name=Пётр phone=+79000001122").unwrap()).await
}

async fn messages(t: &Theatre, id: ConversationId) -> Vec<(Author, String)> {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    store::message::after(&mut scope, id, 0, 100).await.unwrap().into_iter().map(|m| (m.author, m.text)).collect()
}

async fn traces(t: &Theatre, id: ConversationId) -> Vec<Value> {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    store::turn::list(&mut scope, id, i64::MAX, 50).await.unwrap().into_iter().map(|row| row.record["trace"].clone()).collect()
}

async fn used(t: &Theatre) -> (i64, i64) {
    let report = app::provider::usage::report(&t.app, t.ctx.org, None, None).await.unwrap();
    (report.rows.iter().map(|row| row.calls).sum(), report.rows.iter().map(|row| row.output).sum())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vendor_in_trouble_costs_plainer_words_and_nothing_else() {
    let db = TestDb::new().await;
    let troubles = [
        Trouble::SlowFirst(Duration::from_secs(30)), Trouble::SlowStream(Duration::from_secs(3)), Trouble::CutStream, Trouble::BreakStream, Trouble::TooMany { retry_after: Some(60) }, Trouble::ServerError, Trouble::Overloaded,
        Trouble::NotTheVendor, Trouble::BadJson, Trouble::BadArguments, Trouble::Filtered, Trouble::Moderated, Trouble::Huge, Trouble::ErrorInStream, Trouble::AuthExpired, Trouble::BadKey, Trouble::NoMoney, Trouble::GeoBlocked, Trouble::ContextTooLong, Trouble::ModelGone,
    ];
    let mut plain = theatre(&db).await;
    let expected: Vec<Vec<String>> = [PRICE, RIDDLE].iter().map(|words| plain.say(&said(words)).replies.into_iter().map(|r| r.text).collect()).collect();
    // Each trouble with two of the five, every vendor with every other trouble; both calls of a turn meet it.
    for (i, trouble) in troubles.into_iter().enumerate() {
        for vendor in [VENDORS[i % 5], VENDORS[(i + 2) % 5]] {
            let mut t = theatre(&db).await;
            let fake = with_agent(&t, vendor, |spec| spec.limits.turn_ms = 1_500).await;
            fake.script(move |request| if request.tools.is_empty() { Plan::text("Хорошо.").with(trouble) } else { Plan::call("cancel_appointment", json!({"now": true})).with(trouble) });
            for (words, expected) in [PRICE, RIDDLE].iter().zip(&expected) {
                let started = Instant::now();
                let heard = t.say(&said(words));
                assert!(started.elapsed() < Duration::from_secs(5), "{vendor} {trouble:?}: {:?}", started.elapsed());
                assert_eq!(&heard.replies.iter().map(|r| r.text.clone()).collect::<Vec<_>>(), expected, "{vendor} {trouble:?}");
            }
            let id = t.conversation.unwrap();
            let all = messages(&t, id).await;
            assert_eq!(all.iter().filter(|(author, _)| *author == Author::Agent).count(), 2, "{vendor} {trouble:?}: {all:?}");
            let traces = traces(&t, id).await;
            assert!(traces.iter().any(|trace| trace["asked"].to_string().contains("tries") || trace["asked"].to_string().contains("passed_over")), "{vendor} {trouble:?}: {traces:?}");
            let (equal, otherwise) = t.replay().await;
            assert_eq!((equal, otherwise), (2, vec![]), "{vendor} {trouble:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_agreed_is_done_once_whatever_the_vendor_does() {
    let db = TestDb::new().await;
    for (vendor, trouble) in [
        ("openai", Some(Trouble::CutStream)), ("anthropic", Some(Trouble::ServerError)), ("gemini", Some(Trouble::SlowFirst(Duration::from_secs(30)))), ("yandexgpt", Some(Trouble::Huge)), ("gigachat", Some(Trouble::AuthExpired)), ("openai", None),
    ] {
        let mut t = theatre(&db).await;
        let fake = with_agent(&t, vendor, |spec| spec.limits.turn_ms = 1_500).await;
        fake.script(move |request| {
            let plan = super::honest(request);
            trouble.map_or(plan.clone(), |trouble| plan.with(trouble))
        });
        t.say(&said("мужская стрижка завтра в 18 к Тимуру"));
        let heard = t.say(&said("да, записать"));
        assert!(heard.replies[0].text.contains("18:00"), "{vendor} {trouble:?}: {:?}", heard.replies);
        let rows = t.rows();
        assert_eq!(rows.bookings.len(), 1, "{vendor} {trouble:?}");
        let all = messages(&t, t.conversation.unwrap()).await;
        assert_eq!(all.len(), 4, "{vendor} {trouble:?}: {all:?}");
        // What was answered is paid for, once; what was not, is not.
        let (calls, output) = used(&t).await;
        assert!(calls >= 1 && (trouble.is_some() || calls == 2), "{vendor} {trouble:?}: {calls} calls");
        assert_eq!(output, if trouble.is_none() { 34 } else { 0 }, "{vendor} {trouble:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_dies_while_a_model_thinks_leaves_one_answer() {
    let db = TestDb::new().await;
    let mut t = theatre(&db).await;
    let fake = with_model(&t, "openai").await;
    fake.script(super::honest);
    fake.hold();
    let id = t.deliver(&said(PRICE)[0], None, "1").await.conversation;
    let dying = tokio::spawn({
        let (app, ctx) = (t.app.clone(), t.ctx.clone());
        async move { turn::take(&app, &ctx, id).await }
    });
    fake.wait_for_asked(1).await;
    dying.abort();
    assert!(dying.await.unwrap_err().is_cancelled());
    assert!(turn::take(&t.app, &t.ctx, id).await.unwrap().is_none(), "it is still leased");
    assert_eq!(messages(&t, id).await.len(), 1, "nothing was written");
    fake.let_go();
    // The next start frees what the dead one held.
    let mut root = t.app.db().root().await.unwrap();
    store::conversation::free_leases(&mut root).await.unwrap();
    root.commit().await.unwrap();
    assert!(matches!(turn::take(&t.app, &t.ctx, id).await.unwrap(), Some(Done::Answered(_))));
    assert!(turn::take(&t.app, &t.ctx, id).await.unwrap().is_none());
    let all = messages(&t, id).await;
    assert_eq!((all.len(), all[1].0), (2, Author::Agent), "{all:?}");
    assert_eq!(traces(&t, id).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_writes_while_a_model_thinks_gets_one_answer_to_both() {
    let db = TestDb::new().await;
    let mut t = theatre(&db).await;
    let fake = with_model(&t, "anthropic").await;
    fake.script(super::honest);
    fake.hold();
    let id = t.deliver(&said("сколько стоит")[0], None, "1").await.conversation;
    let thinking = tokio::spawn({
        let (app, ctx) = (t.app.clone(), t.ctx.clone());
        async move { turn::take(&app, &ctx, id).await }
    });
    fake.wait_for_asked(1).await;
    t.deliver(&said("мужская стрижка?")[0], None, "2").await;
    fake.let_go();
    assert!(matches!(thinking.await.unwrap().unwrap(), Some(Done::Overtaken)));
    t.clock.advance_secs(5);
    assert!(matches!(turn::take(&t.app, &t.ctx, id).await.unwrap(), Some(Done::Answered(_))));
    let all = messages(&t, id).await;
    assert_eq!(all.iter().map(|(author, _)| *author).collect::<Vec<_>>(), [Author::Contact, Author::Contact, Author::Agent], "{all:?}");
    assert!(all[2].1.contains("2\u{a0}200") || all[2].1.contains("2 200"), "{all:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_tells_a_vendor_who_the_customer_is() {
    let db = TestDb::new().await;
    for vendor in VENDORS {
        let mut t = Theatre::for_script(&db, &parse("@now 2026-11-24 12:00\n@contact name=\"Афанасий Дормидонтов\" phone=+79261112233").unwrap()).await;
        let fake = with_model(&t, vendor).await;
        fake.script(super::honest);
        for words in ["это Афанасий, +7 926 111-22-33, afon.dor@mail.ru, карта 4276 1234 5678 9010", "мужская стрижка завтра в 18 к Тимуру", "абырвалг Дормидонтову мурзилка", PRICE, "да, записать"] {
            t.say(&said(words));
        }
        let bodies = fake.bodies();
        assert!(bodies.len() >= 3, "{vendor}");
        for body in bodies {
            // As it is sent, and with its letters as they are.
            let all = format!("{body} {}", letters(&body));
            for secret in ["фанас", "ормидонт", "9261112233", "111-22-33", "afon.dor", "5678"] {
                assert!(!all.contains(secret), "{vendor}: {secret} in {body}");
            }
        }
        assert_eq!(t.rows().bookings.len(), 1, "{vendor}: what is hidden does not stop the work");
    }
}

/// Every text of a body.
fn letters(body: &Value) -> String {
    match body {
        Value::String(text) => format!("{text} "),
        Value::Array(items) => items.iter().map(letters).collect(),
        Value::Object(fields) => fields.values().map(letters).collect(),
        _ => String::new(),
    }
}
