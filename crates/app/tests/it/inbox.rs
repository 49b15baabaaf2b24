//! What people do in the inbox, on a real database: who waits, what is put off, drafts that wait for a word, files, and the race of
//! two people and the agent for one conversation.

use crate::stage::Theatre;
use app::inbox::{care, rule, say};
use app::turn::{self, Done, draft};
use app::{App, Ctx};
use brain::golden::Said;
use domain::conversation::{AgentMode, Conversation, Draft, Mode};
use domain::event::Actor;
use domain::id::{ConversationId, PersonId};
use domain::message::{AttachmentKind, Author, Message};
use domain::port::Files;
use std::collections::BTreeMap;
use std::time::Duration;
use store::conversation::inbox::{self, InboxFilter, View};
use testkit::TestDb;

async fn open(db: &TestDb, mode: &str) -> Theatre {
    let settings = BTreeMap::from([("mode".to_owned(), mode.to_owned())]);
    Theatre::open(db, "2026-11-24T12:00".parse().unwrap(), 8, true, &settings).await
}

async fn hears(t: &mut Theatre, text: &str, id: &str) {
    t.deliver(&Said { text: text.into(), ..Said::default() }, None, id).await;
}

async fn now(t: &Theatre) -> Conversation {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    store::conversation::get(&mut scope, t.conversation.unwrap()).await.unwrap().conversation
}

async fn messages(t: &Theatre) -> Vec<Message> {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let all = store::message::after(&mut scope, t.conversation.unwrap(), 0, 200).await.unwrap();
    assert!(all.iter().zip(1..).all(|(m, seq)| m.seq == seq), "numbers without gaps");
    all
}

async fn is_in(t: &Theatre, view: View) -> bool {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let filter = InboxFilter { view, ..InboxFilter::default() };
    let all = inbox::list(&mut scope, PersonId::nil(), (t.app.now().plus_secs(1), ConversationId(uuid::Uuid::max())), &filter, 10).await.unwrap();
    all.iter().any(|i| Some(i.conversation.id) == t.conversation)
}

async fn take(t: &Theatre) -> Option<Done> {
    turn::take(&t.app, &t.ctx, t.conversation.unwrap()).await.unwrap()
}

#[tokio::test]
async fn who_waits_is_known_until_somebody_answers() {
    let db = TestDb::new().await;
    let mut t = open(&db, "auto").await;
    hears(&mut t, "здравствуйте", "1").await;
    let since = now(&t).await.waiting_since.expect("nobody has answered yet");
    assert!(!is_in(&t, View::Waiting).await, "the agent is about to answer");
    assert!(matches!(take(&t).await, Some(Done::Answered(_))));
    assert_eq!(now(&t).await.waiting_since, None);
    // A person who is called keeps the customer waiting until they write.
    t.clock.advance_secs(60);
    hears(&mut t, "позовите человека", "2").await;
    take(&t).await;
    let after = now(&t).await;
    assert_eq!(after.mode, Mode::Human);
    assert!(after.waiting_since.is_some_and(|at| at > since) && is_in(&t, View::Waiting).await && is_in(&t, View::Unassigned).await);
    say::say(&t.app, &t.ctx, after.id, "Слушаю вас", vec![], None).await.unwrap();
    assert_eq!(now(&t).await.waiting_since, None);
    assert!(!is_in(&t, View::Waiting).await);
}

#[tokio::test]
async fn what_is_put_off_comes_back_in_time_or_with_the_customer() {
    let db = TestDb::new().await;
    let mut t = open(&db, "auto").await;
    t.says("здравствуйте").await;
    let id = t.conversation.unwrap();
    assert!(care::snooze(&t.app, &t.ctx, id, Some(t.app.now())).await.is_err(), "in the past");
    care::snooze(&t.app, &t.ctx, id, Some(t.app.now().plus_secs(600))).await.unwrap();
    care::snooze(&t.app, &t.ctx, id, Some(t.app.now().plus_secs(3600))).await.unwrap();
    assert!(is_in(&t, View::Snoozed).await && !is_in(&t, View::Open).await);
    for (secs, is_back) in [(1200, false), (2400, true)] {
        t.clock.advance_secs(secs);
        app::job::drain(&t.app).await.unwrap();
        idle(&t.app).await;
        assert_eq!(is_in(&t, View::Open).await, is_back, "after {secs}");
    }
    care::snooze(&t.app, &t.ctx, id, Some(t.app.now().plus_secs(3600))).await.unwrap();
    hears(&mut t, "вы тут?", "99").await;
    assert!(is_in(&t, View::Open).await && now(&t).await.snoozed_until.is_none());
}

async fn idle(app: &App) {
    while !app.tasks().is_empty() {
        tokio::task::yield_now().await;
    }
}

async fn the_draft(t: &Theatre) -> Draft {
    now(t).await.draft.expect("a draft")
}

#[tokio::test]
async fn a_draft_does_nothing_until_a_person_approves_it() {
    let db = TestDb::new().await;
    let mut t = open(&db, "draft").await;
    hears(&mut t, "здравствуйте", "1").await;
    assert!(matches!(take(&t).await, Some(Done::Drafted)));
    assert_eq!(messages(&t).await.len(), 1, "nothing was said");
    let first = the_draft(&t).await;
    assert!(!first.replies.is_empty() && first.up_to == 1 && is_in(&t, View::Waiting).await);
    // A newer message replaces it.
    hears(&mut t, "сколько стоит маникюр?", "2").await;
    assert_eq!(now(&t).await.draft, None);
    take(&t).await;
    let second = the_draft(&t).await;
    assert!(second.up_to == 2 && second.id != first.id);
    let id = t.conversation.unwrap();
    assert_eq!(draft::approve(&t.app, &t.ctx, id, first.id, None).await.unwrap_err().public_code(), "draft_stale");
    let answered = draft::approve(&t.app, &t.ctx, id, second.id, None).await.unwrap();
    let said: Vec<_> = messages(&t).await.into_iter().filter(|m| m.author == Author::Agent).collect();
    assert_eq!(said.iter().map(|m| &m.text).collect::<Vec<_>>(), second.replies.iter().map(|r| &r.text).collect::<Vec<_>>());
    assert_eq!((answered.until_seq, now(&t).await.mode, now(&t).await.waiting_since), (2, Mode::Draft, None));
    assert_eq!(draft::approve(&t.app, &t.ctx, id, second.id, None).await.unwrap_err().public_code(), "draft_missing");
    // A person writes instead: the draft goes, the agent goes on preparing.
    hears(&mut t, "а педикюр?", "3").await;
    take(&t).await;
    say::say(&t.app, &t.ctx, id, "Отвечу сама", vec![], None).await.unwrap();
    assert_eq!((now(&t).await.draft, now(&t).await.mode), (None, Mode::Draft));
    hears(&mut t, "спасибо", "4").await;
    assert!(matches!(take(&t).await, Some(Done::Drafted)));
    draft::discard(&t.app, &t.ctx, id).await.unwrap();
    assert!(now(&t).await.draft.is_none() && now(&t).await.waiting_since.is_some());
}

#[tokio::test]
async fn a_draft_that_would_not_be_the_same_now_is_shown_anew() {
    let db = TestDb::new().await;
    let mut t = open(&db, "draft").await;
    hears(&mut t, "сколько стоит маникюр?", "1").await;
    take(&t).await;
    let shown = the_draft(&t).await;
    let mut unit = t.app.unit(&t.ctx).await.unwrap();
    let mut service = store::service::get(&mut unit, t.keys.services["manicure"]).await.unwrap();
    service.price.minor += 10_000;
    store::service::update(&mut unit, &service).await.unwrap();
    store::org::bump_catalog(&mut unit).await.unwrap();
    unit.commit().await.unwrap();
    let id = t.conversation.unwrap();
    assert_eq!(draft::approve(&t.app, &t.ctx, id, shown.id, None).await.unwrap_err().public_code(), "draft_stale");
    let fresh = the_draft(&t).await;
    assert!(fresh.id != shown.id && fresh.replies != shown.replies);
    assert_eq!(messages(&t).await.len(), 1, "the old price was told");
    draft::approve(&t.app, &t.ctx, id, fresh.id, Some(fresh.replies.iter().map(|_| "Своими словами".to_owned()).collect())).await.unwrap();
    assert_eq!(messages(&t).await[1].text, "Своими словами");
}

#[tokio::test]
async fn the_firms_wish_holds_until_a_person_decides() {
    let db = TestDb::new().await;
    let mut t = open(&db, "off").await;
    hears(&mut t, "здравствуйте", "1").await;
    assert_eq!((now(&t).await.mode, take(&t).await.is_none()), (Mode::Off, true));
    let id = t.conversation.unwrap();
    rule::decide(&t.app, &t.ctx, id, Some(AgentMode::Auto)).await.unwrap();
    hears(&mut t, "ау", "2").await;
    assert!(matches!(take(&t).await, Some(Done::Answered(_))));
    rule::give_back(&t.app, &t.ctx, id).await.unwrap();
    assert_eq!(now(&t).await.mode, Mode::Off, "given back to the firm's wish");
}

#[tokio::test]
async fn uploads_go_out_with_a_message_and_orphans_are_swept() {
    let db = TestDb::new().await;
    let mut t = open(&db, "auto").await;
    t.says("здравствуйте").await;
    let picture = b"\x89PNG\r\n\x1a\nsame bytes".to_vec();
    let kept = app::file::store(&t.app, &t.ctx, "a/б.png", picture.clone()).await.unwrap();
    let twin = app::file::store(&t.app, &t.ctx, "twin.png", picture.clone()).await.unwrap();
    let lost = app::file::store(&t.app, &t.ctx, "lost.txt", b"nobody".to_vec()).await.unwrap();
    assert_eq!((kept.name.as_str(), kept.mime.as_str()), ("б.png", "image/png"));
    assert_eq!(app::file::store(&t.app, &t.ctx, "a.svg", b"<svg/>".to_vec()).await.unwrap_err().public_code(), "file_type");
    let words = say::Words { files: vec![kept.id], ..say::Words::default() };
    let message = say::write(&t.app, &t.ctx, t.conversation.unwrap(), words).await.unwrap();
    assert_eq!((message.text.as_str(), message.attachments[0].kind, message.attachments[0].file_id), ("", AttachmentKind::Image, Some(kept.id)));
    let (_, lost_path) = app::file::find(&t.app, t.ctx.org, lost.id).await.unwrap();
    t.clock.advance_secs(25 * 3600);
    app::file::sweep(&t.app).await.unwrap();
    for gone in [twin.id, lost.id] {
        assert!(app::file::find(&t.app, t.ctx.org, gone).await.is_err());
    }
    assert!(!lost_path.exists());
    let shelf = app::file::Shelf::of(&t.app, t.ctx.org);
    assert_eq!(shelf.read(kept.id, 1000).await.unwrap().bytes, picture, "the bytes it shared with the twin stay");
    assert!(shelf.read(kept.id, 3).await.is_err());
    assert!(app::file::find_in_conversation(&t.app, t.ctx.org, ConversationId::new(), kept.id).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_people_and_the_agent_want_one_conversation_on_sqlite() {
    race(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_people_and_the_agent_want_one_conversation_on_postgres() {
    race(TestDb::pg().await).await;
}

async fn race(db: TestDb) {
    let mut t = open(&db, "auto").await;
    let people = [PersonId::new(), PersonId::new()];
    for round in 0..8 {
        hears(&mut t, "сколько стоит маникюр?", &format!("{round}")).await;
        let (app, id, before) = (t.app.clone(), t.conversation.unwrap(), messages(&t).await.len());
        let agent = tokio::spawn({
            let (app, ctx) = (app.clone(), t.ctx.clone());
            async move { turn::take(&app, &ctx, id).await.map(|done| matches!(done, Some(Done::Answered(_)))) }
        });
        let speakers = people.map(|person| {
            let app = app.clone();
            let ctx = Ctx { actor: Actor::Person { id: person.0 }, ..t.ctx.clone() };
            tokio::spawn(async move {
                rule::take_over(&app, &ctx, id).await?;
                say::say(&app, &ctx, id, "Я отвечу", vec![], None).await
            })
        });
        let mut said = Vec::new();
        for speaker in speakers {
            said.push(speaker.await.unwrap().expect("a person's word is never lost").id);
        }
        let answered = agent.await.unwrap().unwrap_or(false);
        tokio::time::timeout(Duration::from_secs(10), idle(&t.app)).await.unwrap();
        let after = messages(&t).await.split_off(before);
        assert!(said.iter().all(|id| after.iter().any(|m| m.id == *id)));
        let by_agent = after.iter().filter(|m| m.author == Author::Agent).map(|m| m.turn_id).collect::<std::collections::HashSet<_>>().len();
        assert_eq!((by_agent, after.iter().filter(|m| m.author == Author::Person).count()), (usize::from(answered), 2));
        let row = now(&t).await;
        assert!(row.mode == Mode::Human && row.assignee_id.is_some_and(|a| people.contains(&a)) && row.waiting_since.is_none());
        assert!(turn::take(&t.app, &t.ctx, id).await.unwrap().is_none(), "answered once more");
        rule::give_back(&t.app, &t.ctx, id).await.unwrap();
    }
}
