//! The answer as it is being written: whole true sentences on the way, nothing else, and the message in their place.

use super::with_agent;
use crate::stage::Theatre;
use app::hub::{Listener, Live};
use app::turn::{self, Done};
use brain::golden::{Said, parse};
use connectors::kit::fake_model::{FakeModel, Plan, Trouble};
use domain::presence::Sign;
use std::time::Duration;
use testkit::TestDb;

const TRUE: &str = "Мужская стрижка стоит 2 200–2 800 ₽. У Тимура стрижка 2 200 ₽.";

async fn stage(db: &TestDb) -> (Theatre, FakeModel) {
    let theatre = Theatre::for_script(db, &parse("@now 2026-11-24 12:00").unwrap()).await;
    let fake = with_agent(&theatre, "openai", |_| {}).await;
    (theatre, fake)
}

async fn asks(t: &mut Theatre, id: &str) -> domain::id::ConversationId {
    t.deliver(&Said { text: "сколько стоит мужская стрижка?".into(), ..Said::default() }, None, id).await.conversation
}

/// What was seen being written until now.
async fn seen(listener: &mut Listener) -> Vec<String> {
    let mut seen = vec![];
    while let Ok(Some(news)) = tokio::time::timeout(Duration::from_millis(50), listener.next()).await {
        if let Live::Sign(_, sign) = news
            && let Sign::Writing { text, .. } = &*sign
        {
            seen.push(text.clone());
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whole_true_sentences_are_seen_as_they_come() {
    let db = TestDb::new().await;
    let (mut t, fake) = stage(&db).await;
    let slow = Trouble::SlowStream(Duration::from_millis(60));
    let mut listener = t.app.hub().listen(t.ctx.org);
    fake.say(Plan::text(format!("{TRUE} Рада помочь. Спасибо вам. Записать вас?")).with(slow));
    let id = asks(&mut t, "1").await;
    let Some(Done::Answered(answered)) = turn::take(&t.app, &t.ctx, id).await.unwrap() else { panic!("no answer") };
    let written = seen(&mut listener).await;
    assert!(!written.is_empty(), "nothing was seen");
    let last = &answered.replies[0].text;
    assert!(last.contains(TRUE), "{last}");
    assert!(written.iter().all(|text| last.starts_with(text.as_str())), "{written:?} {last}");
    assert_eq!(answered.replies.len(), 1);

    // A lie is never seen, and what follows it neither; the plain words are given.
    fake.say(Plan::text(format!("{TRUE} Только сегодня скидка 50 %! И няня в подарок. Записать вас?")).with(slow));
    let id = asks(&mut t, "2").await;
    let Some(Done::Answered(answered)) = turn::take(&t.app, &t.ctx, id).await.unwrap() else { panic!("no answer") };
    let written = seen(&mut listener).await;
    assert!(written.iter().all(|text| !text.contains("скидка") && !text.contains("няня")), "{written:?}");
    assert!(!answered.replies[0].text.contains("скидка"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_seen_of_an_overtaken_turn_is_taken_back() {
    let db = TestDb::new().await;
    let (mut t, fake) = stage(&db).await;
    let mut listener = t.app.hub().listen(t.ctx.org);
    fake.say(Plan::text(format!("{TRUE} Записать вас? {}", "Рада помочь. ".repeat(8))).with(Trouble::SlowStream(Duration::from_millis(60))));
    let id = asks(&mut t, "1").await;
    let thinking = tokio::spawn({
        let (app, ctx) = (t.app.clone(), t.ctx.clone());
        async move { turn::take(&app, &ctx, id).await }
    });
    let mut first = String::new();
    while first.is_empty() {
        if let Some(Live::Sign(_, sign)) = tokio::time::timeout(Duration::from_secs(20), listener.next()).await.expect("something is seen being written")
            && let Sign::Writing { text, .. } = &*sign
        {
            first.clone_from(text);
        }
    }
    asks(&mut t, "2").await;
    assert!(matches!(thinking.await.unwrap().unwrap(), Some(Done::Overtaken)));
    assert_eq!(seen(&mut listener).await.last().map(String::as_str), Some(""), "it is cleared");
}
