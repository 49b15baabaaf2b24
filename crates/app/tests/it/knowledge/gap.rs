//! Questions without an answer: counted over a real dialogue, closed by an answer, open again when it does not help.

use crate::salon::code;
use crate::stage::Theatre;
use app::knowledge::document::NewArticle;
use app::knowledge::gap::{self, Closing, NewAnswer};
use domain::document::{Gap, GapStatus};
use domain::id::GapId;
use std::collections::BTreeMap;
use store::gap::Asked;
use testkit::TestDb;

async fn gaps(t: &Theatre) -> Vec<Gap> {
    let end = (domain::Ts::from_micros(i64::MAX), GapId(uuid::Uuid::max()));
    store::gap::recent(&mut t.app.scope(t.ctx.org).await.unwrap(), None, end, 50).await.unwrap()
}

async fn open(db: &TestDb) -> Theatre {
    Theatre::open(db, "2026-11-24T12:00".parse().unwrap(), 8, true, &BTreeMap::new()).await
}

#[tokio::test]
async fn the_same_question_counts_up_until_it_is_answered() {
    let db = TestDb::new().await;
    let mut t = open(&db).await;
    for (chat, text) in [("42", "а солярий у вас есть или нет?"), ("43", "есть ли солярий"), ("44", "солярий есть?")] {
        t.chat = chat.into();
        t.says(text).await;
    }
    let all = gaps(&t).await;
    assert_eq!((all.len(), all[0].times, all[0].status), (1, 3, GapStatus::Open), "{all:?}");
    assert_eq!(all[0].question, "а солярий у вас есть или нет?");
    let id = all[0].id;

    let answer = NewAnswer { answer: "Солярия у нас нет, ближайший — на Садовой.".into(), questions: vec!["Можно позагорать?".into()], ..NewAnswer::default() };
    let closed = gap::close(&t.app, &t.ctx, id, Closing::Answer(answer.clone())).await.unwrap();
    assert_eq!((closed.gap.status, closed.gap.faq_id), (GapStatus::Answered, closed.faq.as_ref().map(|f| f.id)));
    assert_eq!(code(&gap::close(&t.app, &t.ctx, id, Closing::Answer(answer)).await), "gap_answered");
    t.chat = "45".into();
    let heard = t.says("солярий у вас есть?").await;
    assert!(heard.replies.iter().any(|r| r.text.contains("на Садовой")), "the answer is known at once: {heard:?}");
}

#[tokio::test]
async fn a_gap_becomes_an_article_is_dismissed_and_is_open_again_when_asked_again() {
    let db = TestDb::new().await;
    let mut t = open(&db).await;
    t.says("а солярий у вас есть или нет?").await;
    let id = gaps(&t).await[0].id;
    let conversation = t.conversation.unwrap();
    let article = NewArticle { title: "Солярий".into(), body: "Солярия нет.".into(), ..NewArticle::default() };
    let closed = gap::close(&t.app, &t.ctx, id, Closing::Article(article)).await.unwrap();
    assert_eq!(closed.gap.document_id, closed.document.map(|d| d.id));
    let ask = async |question: &str, stems: &str, is_test: bool| {
        let mut unit = t.app.unit(&t.ctx).await.unwrap();
        let gap = store::gap::ask(&mut unit, &Asked { conversation, question, stems, is_test }).await.unwrap();
        unit.commit().await.unwrap();
        gap
    };
    let asked = ask("солярий есть?", "соляр", false).await;
    let same = gaps(&t).await;
    // Whatever the stems of the real question are, it is one gap; ours may be another.
    assert!(same.iter().any(|g| g.id == id) && asked.times >= 1);
    let first = ask("Где взять халат?", "взят халат", false).await;
    assert_eq!(gap::dismiss(&t.app, &t.ctx, first.id).await.unwrap().status, GapStatus::Dismissed);
    let again = ask("халат взять где", "взят халат", false).await;
    assert_eq!((again.id, again.times, again.status), (first.id, 2, GapStatus::Dismissed), "counted on, out of sight");
    let mut unit = t.app.unit(&t.ctx).await.unwrap();
    store::gap::settle(&mut unit, first.id, GapStatus::Answered, None, None).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(ask("халат взять где", "взят халат", true).await.status, GapStatus::Open, "the answer was not found");
    assert_eq!(code(&gap::dismiss(&t.app, &t.ctx, GapId::new()).await), "not_found");
}

#[tokio::test]
async fn gaps_from_before_are_found_again_by_their_words() {
    let db = TestDb::new().await;
    let mut t = open(&db).await;
    t.says("здравствуйте").await;
    let conversation = t.conversation.unwrap();
    let ask = async |stems: &str| {
        let mut unit = t.app.unit(&t.ctx).await.unwrap();
        let gap = store::gap::ask(&mut unit, &Asked { conversation, question: "Есть сауна?", stems, is_test: false }).await.unwrap();
        unit.commit().await.unwrap();
        gap
    };
    // As the table was before it could count: two rows without stems.
    let (old, other) = (ask("").await, ask("").await);
    assert_ne!(old.id, other.id);
    let again = ask("саун").await;
    assert_eq!((again.id, again.times), (old.id, 2));
    assert_eq!((ask("саун").await.times, gaps(&t).await.len()), (3, 2));
}
