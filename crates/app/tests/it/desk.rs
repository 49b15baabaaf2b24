//! The desk on a real database: reminders go out once, days are the firm's own, a conversation that is handed over finds one person,
//! whoever is away or full is passed over, notes keep their files, canned replies know whom they are for.

use crate::stage::{Plug, Theatre};
use app::canned_reply::NewCannedReply;
use app::note::{NewNote, NotePatch};
use app::task::{self, NewTask, TaskCause, TaskPatch};
use app::team::{NewTeam, TeamPatch};
use app::vault::Vault;
use app::{App, AppConfig, Ctx};
use brain::golden::Said;
use domain::canned_reply::Variable;
use domain::conversation::Conversation;
use domain::event::{Actor, Event};
use domain::id::{ContactId, ConversationId, EventId, MemberId, PersonId, TaskId, TeamId};
use domain::person::{Person, Role};
use domain::port::Connector;
use domain::team::Assignment;
use domain::{Lang, Ts};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::task::{TaskFilter, When};
use testkit::TestDb;

async fn open(db: &TestDb) -> Theatre {
    Theatre::open(db, "2026-11-24T12:00".parse().unwrap(), 8, true, &BTreeMap::new()).await
}

async fn member(t: &Theatre, name: &str, role: Role) -> (MemberId, Ctx) {
    let person = Person { id: PersonId::new(), email: format!("{}@example.com", uuid::Uuid::now_v7().simple()), name: name.into(), lang: Lang::Ru, created_at: t.app.now() };
    let mut root = t.app.db().root().await.unwrap();
    store::person::insert(&mut root, &person, None).await.unwrap();
    let id = MemberId::new();
    store::member::join(&mut root, t.ctx.org, id, person.id, role, t.app.now()).await.unwrap();
    root.commit().await.unwrap();
    (id, Ctx { actor: Actor::Person { id: person.id.0 }, ..t.ctx.clone() })
}

async fn contact(t: &Theatre, name: &str) -> ContactId {
    let mut unit = t.app.unit(&t.ctx).await.unwrap();
    let patch = app::contact::ContactPatch { name: Some(Some(name.into())), ..app::contact::ContactPatch::default() };
    let made = app::contact::create_in(&mut unit, patch, "test").await.unwrap();
    unit.commit().await.unwrap();
    made.id
}

async fn events(t: &Theatre, kind: &str) -> Vec<Event> {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    store::event::before(&mut scope, EventId(uuid::Uuid::max()), Some(kind), None, 200).await.unwrap()
}

async fn work(app: &App) {
    app::job::drain(app).await.unwrap();
    while !app.tasks().is_empty() {
        tokio::task::yield_now().await;
    }
}

fn new(title: &str, due: Option<&str>) -> NewTask {
    NewTask {
        title: title.into(), note: String::new(), contact_id: None, deal_id: None, conversation_id: None, assignee_id: None, due_at: due.map(|at| at.parse().unwrap()), remind_at: None, cause: TaskCause::Person,
    }
}

#[tokio::test]
async fn a_reminder_goes_out_once_whatever_dies() {
    let db = TestDb::new().await;
    let t = open(&db).await;
    let (anna, as_anna) = member(&t, "Анна", Role::Operator).await;
    let at = t.app.now().plus_minutes(60);
    let made = task::create(&t.app, &as_anna, NewTask { assignee_id: Some(anna), remind_at: Some(at), ..new("Позвонить", None) }, false).await.unwrap();
    work(&t.app).await;
    assert!(events(&t, "task.reminded").await.is_empty(), "too early");
    // Put off, it goes out at the later time only.
    let later = t.app.now().plus_minutes(120);
    task::update(&t.app, &as_anna, made.id, TaskPatch { remind_at: Some(Some(later)), ..TaskPatch::default() }).await.unwrap();
    t.clock.advance_secs(61 * 60);
    work(&t.app).await;
    assert!(events(&t, "task.reminded").await.is_empty(), "it was put off");
    t.clock.advance_secs(60 * 60);
    // A runner takes the job and is killed; the next start finds it.
    let mut root = t.app.db().root().await.unwrap();
    let taken = store::job::claim(&mut root, uuid::Uuid::now_v7(), t.app.now().plus_secs(120), t.app.now(), 16).await.unwrap();
    root.commit().await.unwrap();
    assert_eq!(taken.iter().filter(|j| j.kind == "task.remind").count(), 1);
    work(&t.app).await;
    assert!(events(&t, "task.reminded").await.is_empty(), "somebody has it");
    let mut root = t.app.db().root().await.unwrap();
    store::job::revive(&mut root, Ts::from_micros(i64::MAX)).await.unwrap();
    root.commit().await.unwrap();
    work(&t.app).await;
    let told = events(&t, "task.reminded").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].payload["person_ids"], serde_json::json!([as_anna.person().unwrap()]));
    // Killed after the reminder was written and before the job was: it runs again and says nothing.
    let mut unit = t.app.unit(&t.ctx).await.unwrap();
    let again = t.app.now();
    store::job::enqueue(&mut unit, "task.remind", serde_json::json!({"task_id": made.id}), None, again).await.unwrap();
    unit.commit().await.unwrap();
    work(&t.app).await;
    assert_eq!(events(&t, "task.reminded").await.len(), 1);
    // What is done or gone is not reminded of.
    for end in [true, false] {
        let soon = Some(t.app.now().plus_minutes(1));
        let other = task::create(&t.app, &as_anna, NewTask { assignee_id: Some(anna), remind_at: soon, ..new("Ещё", None) }, false).await.unwrap();
        if end {
            task::done(&t.app, &as_anna, other.id).await.unwrap();
        } else {
            task::remove(&t.app, &as_anna, other.id).await.unwrap();
        }
        t.clock.advance_secs(120);
        work(&t.app).await;
    }
    assert_eq!(events(&t, "task.reminded").await.len(), 1);
}

async fn titles(t: &Theatre, when: When) -> Vec<String> {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let days = task::days(&t.app, &mut scope).await.unwrap();
    let filter = TaskFilter { when, ..TaskFilter::default() };
    let mut all = Vec::new();
    let mut place = None;
    // Page by page, as a list is read.
    loop {
        let page = store::task::list(&mut scope, &filter, &days, t.app.now(), place, 2).await.unwrap();
        let Some(last) = page.last() else { return all };
        place = Some((store::task::place(last), last.task.id));
        all.extend(page.into_iter().map(|s| s.task.title));
    }
}

#[tokio::test]
async fn days_are_the_firms_own_when_the_clock_changes() {
    let db = TestDb::new().await;
    let t = open(&db).await;
    let mut unit = t.app.unit(&t.ctx).await.unwrap();
    let org = store::org::get_in(&mut unit).await.unwrap();
    store::org::update(&mut unit, &domain::org::Org { zone: "Europe/Berlin".into(), ..org }).await.unwrap();
    unit.commit().await.unwrap();
    // Saturday; on Sunday the clock goes back and the day has 25 hours.
    t.clock.set("2026-10-24T12:00:00+02:00");
    for (title, due, is_all_day) in [
        ("вчера", Some("2026-10-23T15:00:00+02:00"), true),
        ("утром", Some("2026-10-24T09:00:00+02:00"), false),
        ("сегодня", Some("2026-10-24T15:00:00+02:00"), true),
        ("в полночь", Some("2026-10-24T23:59:59+02:00"), false),
        ("воскресенье", Some("2026-10-25T00:00:00+02:00"), true),
        ("поздно в воскресенье", Some("2026-10-25T23:30:00+01:00"), false),
        ("понедельник", Some("2026-10-26T00:00:00+01:00"), true),
        ("когда-нибудь", None, true),
    ] {
        let made = task::create(&t.app, &t.ctx, new(title, due), is_all_day).await.unwrap();
        assert_eq!(made.is_all_day, is_all_day && due.is_some());
    }
    assert_eq!(titles(&t, When::Overdue).await, ["вчера", "утром"]);
    assert_eq!(titles(&t, When::Today).await, ["сегодня", "в полночь"]);
    assert_eq!(titles(&t, When::Week).await, ["воскресенье", "поздно в воскресенье"]);
    assert_eq!(titles(&t, When::Later).await, ["понедельник"]);
    assert_eq!(titles(&t, When::Undated).await, ["когда-нибудь"]);
    assert_eq!(titles(&t, When::Open).await.len(), 8);
    t.clock.set("2026-10-25T23:45:00+01:00");
    assert_eq!(titles(&t, When::Overdue).await, ["вчера", "сегодня", "утром", "в полночь", "поздно в воскресенье"]);
    assert_eq!(titles(&t, When::Today).await, ["воскресенье"]);
    assert!(titles(&t, When::Week).await.is_empty());
    assert_eq!(titles(&t, When::Later).await, ["понедельник"]);
}

#[tokio::test]
async fn a_task_is_about_one_contact_and_refers_to_what_there_is() {
    let db = TestDb::new().await;
    let mut t = open(&db).await;
    t.says("здравствуйте").await;
    let talk = t.conversation.unwrap();
    let other = contact(&t, "Другой").await;
    let code = async |new: NewTask| task::create(&t.app, &t.ctx, new, false).await.map(|t| t.contact_id).map_err(|e| e.public_code());
    assert!(code(NewTask { conversation_id: Some(talk), ..new("x", None) }).await.unwrap().is_some_and(|c| c != other), "the contact is the conversation's");
    assert_eq!(code(NewTask { conversation_id: Some(talk), contact_id: Some(other), ..new("x", None) }).await, Err("contact_mismatch"));
    assert_eq!(code(NewTask { contact_id: Some(ContactId::new()), ..new("x", None) }).await, Err("contact_unknown"));
    assert_eq!(code(NewTask { conversation_id: Some(ConversationId::new()), ..new("x", None) }).await, Err("conversation_unknown"));
    assert_eq!(code(NewTask { assignee_id: Some(MemberId::new()), ..new("x", None) }).await, Err("member_unknown"));
    assert_eq!(task::done(&t.app, &t.ctx, TaskId::new()).await.unwrap_err().kind, domain::Kind::NotFound);
    // Done twice is done once.
    let made = task::create(&t.app, &t.ctx, new("x", None), false).await.unwrap();
    let first = task::done(&t.app, &t.ctx, made.id).await.unwrap();
    assert_eq!(task::done(&t.app, &t.ctx, made.id).await.unwrap().done_at, first.done_at);
    assert_eq!(events(&t, "task.done").await.len(), 1);
    assert_eq!(task::reopen(&t.app, &t.ctx, made.id).await.unwrap().done_at, None);
}

async fn now(t: &Theatre, id: ConversationId) -> Conversation {
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    store::conversation::get(&mut scope, id).await.unwrap().conversation
}

/// A new customer asks for a person.
async fn calls(t: &mut Theatre, chat: &str) -> Conversation {
    t.chat = chat.to_owned();
    let said = Said { text: "позовите человека".into(), ..Said::default() };
    t.deliver(&said, None, &format!("{chat}:1")).await;
    let id = t.conversation.unwrap();
    app::turn::take(&t.app, &t.ctx, id).await.unwrap();
    now(t, id).await
}

async fn team(t: &Theatre, members: &[MemberId], capacity: Option<u32>) -> TeamId {
    let new = NewTeam { name: "Запись".into(), member_ids: members.to_vec(), assignment: Assignment::RoundRobin, capacity, is_default_for: vec![t.connection.id], sla: domain::sla::SlaRules::default(), lead_id: None };
    app::team::create(&t.app, &t.ctx, new).await.unwrap().id
}

#[tokio::test]
async fn a_conversation_goes_to_whoever_is_in_and_has_the_fewest() {
    let db = TestDb::new().await;
    let mut t = open(&db).await;
    let (anna, as_anna) = member(&t, "Анна", Role::Operator).await;
    let (boris, as_boris) = member(&t, "Борис", Role::Operator).await;
    let (vera, _) = member(&t, "Вера", Role::Viewer).await;
    let (a, b) = (as_anna.person(), as_boris.person());
    let id = team(&t, &[anna, boris, vera], Some(2)).await;
    let first = calls(&mut t, "1").await;
    assert!((first.team_id, first.assignee_id) == (Some(id), a) || first.assignee_id == b, "{first:?}");
    let second = calls(&mut t, "2").await;
    assert!(second.assignee_id.is_some() && second.assignee_id != first.assignee_id, "each has one");
    let handed = events(&t, "conversation.handed_over").await;
    assert_eq!(handed[0].payload["conversation"]["assignee_id"], serde_json::json!(second.assignee_id));
    // Who is away is passed over.
    app::member::set_away(&t.app, &as_anna, a.unwrap(), true).await.unwrap();
    assert_eq!(calls(&mut t, "3").await.assignee_id, b);
    // Now everybody is away or full: it waits for the team.
    let waits = calls(&mut t, "4").await;
    assert_eq!((waits.team_id, waits.assignee_id), (Some(id), None));
    // Back at work, and with room again.
    app::member::set_away(&t.app, &as_anna, a.unwrap(), false).await.unwrap();
    assert_eq!(calls(&mut t, "5").await.assignee_id, a);
    assert_eq!(calls(&mut t, "6").await.assignee_id, None, "both are full, and a viewer answers nobody");
    app::inbox::care::close(&t.app, &t.ctx, first.id).await.unwrap();
    assert_eq!(calls(&mut t, "7").await.assignee_id, first.assignee_id);
    // By hand to a team that hands round, to a person, and to no team.
    app::team::update(&t.app, &t.ctx, id, TeamPatch { capacity: Some(None), ..TeamPatch::default() }).await.unwrap();
    assert!(app::inbox::care::assign(&t.app, &t.ctx, waits.id, None, Some(Some(id))).await.unwrap().assignee_id.is_some());
    let by_hand = app::inbox::care::assign(&t.app, &t.ctx, waits.id, b, Some(None)).await.unwrap();
    assert_eq!((by_hand.team_id, by_hand.assignee_id), (None, b));
    assert_eq!(app::inbox::care::assign(&t.app, &t.ctx, waits.id, None, Some(Some(TeamId::new()))).await.unwrap_err().public_code(), "team_unknown");
    // Where people take them by themselves, nobody is given one.
    app::team::update(&t.app, &t.ctx, id, TeamPatch { assignment: Some(Assignment::Manual), ..TeamPatch::default() }).await.unwrap();
    let manual = calls(&mut t, "8").await;
    assert_eq!((manual.team_id, manual.assignee_id), (Some(id), None));
    app::team::remove(&t.app, &t.ctx, id).await.unwrap();
    assert_eq!(now(&t, manual.id).await.team_id, None);
    assert_eq!(calls(&mut t, "9").await.team_id, None);
}

async fn hand_out(t: &Theatre) {
    while app::job::drain(&t.app).await.unwrap() > 0 {
        while !t.app.tasks().is_empty() {
            tokio::task::yield_now().await;
        }
    }
}

async fn waiting(db: TestDb) {
    let mut t = open(&db).await;
    let (anna, as_anna) = member(&t, "Анна", Role::Operator).await;
    let (boris, as_boris) = member(&t, "Борис", Role::Operator).await;
    let (a, b) = (as_anna.person(), as_boris.person());
    let id = team(&t, &[anna, boris], Some(1)).await;
    let mut talks = Vec::new();
    for chat in ["1", "2", "3", "4", "5", "6", "7"] {
        talks.push(calls(&mut t, chat).await.id);
        t.clock.advance_secs(1);
    }
    hand_out(&t).await;
    for late in &talks[2..] {
        assert_eq!(now(&t, *late).await.assignee_id, None, "everybody is full");
    }
    // Two close at once, and two runs hand out at once: each has one, who waited longest first.
    let close = |id: ConversationId| {
        let (app, ctx) = (t.app.clone(), t.ctx.clone());
        tokio::spawn(async move { app::inbox::care::close(&app, &ctx, id).await })
    };
    let (first, second) = (close(talks[0]), close(talks[1]));
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    let run = || {
        let (app, ctx) = (t.app.clone(), t.ctx.clone());
        tokio::spawn(async move { app::job::hand_out::run(&app, &ctx).await })
    };
    let (one, two) = (run(), run());
    // A busy database is no harm: the queued jobs do it.
    let _ = (one.await.unwrap(), two.await.unwrap());
    hand_out(&t).await;
    let given: BTreeSet<_> = [now(&t, talks[2]).await.assignee_id, now(&t, talks[3]).await.assignee_id].into();
    assert_eq!((given, now(&t, talks[4]).await.assignee_id), ([a, b].into(), None));
    // Put off, somebody else's, given to the agent, more allowed, back at work: each makes room.
    app::inbox::care::snooze(&t.app, &t.ctx, talks[2], Some(t.app.now().plus_secs(3600))).await.unwrap();
    hand_out(&t).await;
    assert!(now(&t, talks[4]).await.assignee_id.is_some());
    let whose = now(&t, talks[3]).await.assignee_id.unwrap();
    app::inbox::rule::give_back(&t.app, &t.ctx, talks[3]).await.unwrap();
    hand_out(&t).await;
    assert_eq!(now(&t, talks[5]).await.assignee_id, Some(whose));
    app::member::set_away(&t.app, &as_boris, b.unwrap(), true).await.unwrap();
    app::member::set_away(&t.app, &as_anna, a.unwrap(), true).await.unwrap();
    app::team::update(&t.app, &t.ctx, id, TeamPatch { capacity: Some(Some(2)), ..TeamPatch::default() }).await.unwrap();
    hand_out(&t).await;
    assert_eq!(now(&t, talks[6]).await.assignee_id, None, "nobody is in");
    app::member::set_away(&t.app, &as_anna, a.unwrap(), false).await.unwrap();
    hand_out(&t).await;
    assert_eq!(now(&t, talks[6]).await.assignee_id, a);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_waits_is_handed_out_on_sqlite() {
    waiting(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_waits_is_handed_out_on_postgres() {
    waiting(TestDb::pg().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_give_a_conversation_once_on_sqlite() {
    race(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_give_a_conversation_once_on_postgres() {
    race(TestDb::pg().await).await;
}

async fn race(db: TestDb) {
    let mut t = open(&db).await;
    let mut members = Vec::new();
    let mut people = BTreeSet::new();
    for name in ["Анна", "Борис", "Вера"] {
        let (id, ctx) = member(&t, name, Role::Operator).await;
        members.push(id);
        people.insert(ctx.person().unwrap());
    }
    team(&t, &members, Some(2)).await;
    let mut connectors = connectors::all();
    connectors.push(Arc::new(Plug(t.connector.clone())) as Arc<dyn Connector>);
    let other = App::new(db.db.clone(), Arc::new(t.clock.clone()), Vault::new([7; 32]), connectors, AppConfig { is_one_of_many: true, ..AppConfig::default() });
    let mut talks = Vec::new();
    for chat in 0..9 {
        t.chat = chat.to_string();
        t.deliver(&Said { text: "позовите человека".into(), ..Said::default() }, None, &format!("{chat}:1")).await;
        talks.push(t.conversation.unwrap());
    }
    // Both nodes want every turn.
    let mut runs = Vec::new();
    for id in &talks {
        for app in [&t.app, &other] {
            let (app, ctx, id) = (app.clone(), t.ctx.clone(), *id);
            runs.push(tokio::spawn(async move { app::turn::take(&app, &ctx, id).await }));
        }
    }
    for run in runs {
        // The other node may have it.
        let _ = run.await.unwrap();
    }
    // What met a busy database is due again.
    for id in &talks {
        t.clock.advance_secs(60);
        let _ = app::turn::take(&t.app, &t.ctx, *id).await;
    }
    let mut load: BTreeMap<PersonId, usize> = BTreeMap::new();
    for id in &talks {
        if let Some(person) = now(&t, *id).await.assignee_id {
            assert!(people.contains(&person));
            *load.entry(person).or_default() += 1;
        }
    }
    assert_eq!(load.values().copied().collect::<Vec<_>>(), [2, 2, 2], "full to the brim and not over it");
    let given = events(&t, "conversation.updated").await.into_iter().filter(|e| e.payload["change"] == "assigned" && !e.payload["conversation"]["assignee_id"].is_null());
    let given: Vec<_> = given.map(|e| e.subject_id).collect();
    assert_eq!(given.len(), given.iter().collect::<BTreeSet<_>>().len(), "given twice");
    assert_eq!(given.len(), 6);
}

#[tokio::test]
async fn a_note_calls_keeps_its_files_and_is_its_authors() {
    let db = TestDb::new().await;
    let t = open(&db).await;
    let (_, as_anna) = member(&t, "Анна", Role::Operator).await;
    let (_, as_boris) = member(&t, "Борис", Role::Operator).await;
    let id = contact(&t, "Пётр").await;
    let file = app::file::store(&t.app, &as_anna, "договор.txt", "текст".into()).await.unwrap();
    let new = NewNote { contact_id: id, deal_id: None, text: "Любит утро".into(), mentions: vec![as_boris.person().unwrap(), as_anna.person().unwrap()], files: vec![file.id], is_pinned: false };
    let note = app::note::create(&t.app, &as_anna, new.clone()).await.unwrap();
    let called = events(&t, "note.mentioned").await;
    assert_eq!(called[0].payload["person_ids"], serde_json::json!([as_boris.person().unwrap()]), "who writes needs no call");
    assert_eq!(app::note::create(&t.app, &as_anna, new.clone()).await.unwrap_err().public_code(), "file_unknown", "a file has one note");
    assert_eq!(app::note::create(&t.app, &as_anna, NewNote { mentions: vec![PersonId::new()], ..new.clone() }).await.unwrap_err().public_code(), "person_unknown");
    // A day later the file is still there; who only operates leaves others' notes alone.
    t.clock.advance_secs(30 * 3600);
    app::file::sweep(&t.app).await.unwrap();
    assert!(app::file::find(&t.app, t.ctx.org, file.id).await.is_ok());
    let pin = NotePatch { is_pinned: Some(true), ..NotePatch::default() };
    assert_eq!(app::note::update(&t.app, &as_boris, note.id, pin.clone(), Role::Operator).await.unwrap_err().public_code(), "not_the_author");
    assert!(app::note::update(&t.app, &as_boris, note.id, pin, Role::Manager).await.unwrap().is_pinned);
    assert_eq!(events(&t, "note.mentioned").await.len(), 1, "nobody new is called");
    // Pinned first, though older.
    let newer = app::note::create(&t.app, &as_boris, NewNote { files: vec![], mentions: vec![], text: "Новее".into(), ..new }).await.unwrap();
    let mut scope = t.app.scope(t.ctx.org).await.unwrap();
    let end = (Ts::from_micros(i64::MAX), domain::id::NoteId(uuid::Uuid::max()));
    let page = store::note::of_contact(&mut scope, id, end, 1).await.unwrap();
    assert_eq!(page[0].id, note.id);
    let rest = store::note::of_contact(&mut scope, id, (store::note::place(&page[0]), page[0].id), 9).await.unwrap();
    assert_eq!(rest.iter().map(|n| n.id).collect::<Vec<_>>(), [newer.id]);
    drop(scope);
    let story = app::contact::timeline::timeline(&t.app, t.ctx.org, id, (Ts::from_micros(i64::MAX), uuid::Uuid::max()), 20).await.unwrap();
    let notes: Vec<_> = story.iter().filter_map(|e| if let app::contact::timeline::What::Note(n, files) = &e.what { Some((n.id, *files)) } else { None }).collect();
    assert_eq!(notes, [(newer.id, 0), (note.id, 1)]);
    // With the note its file goes.
    app::note::remove(&t.app, &as_anna, note.id, Role::Operator).await.unwrap();
    app::file::sweep(&t.app).await.unwrap();
    assert!(app::file::find(&t.app, t.ctx.org, file.id).await.is_err());
}

#[tokio::test]
async fn a_canned_reply_knows_whom_it_is_for() {
    let db = TestDb::new().await;
    let mut t = open(&db).await;
    let (_, as_anna) = member(&t, "Анна Ким", Role::Operator).await;
    t.says("здравствуйте").await;
    let talk = t.conversation.unwrap();
    let text = "{{contact.first_name}}, это {{agent.name}} из «{{firm.name}}». Ждём вас {{booking.next}}: {{firm.address}}";
    let new = NewCannedReply { shortcut: "/Ждём".into(), title: "Ждём".into(), text: text.into(), lang: None };
    let reply = app::canned_reply::create(&t.app, &as_anna, new.clone()).await.unwrap();
    assert_eq!(reply.shortcut, "ждём");
    let found = store::canned_reply::list(&mut t.app.scope(t.ctx.org).await.unwrap(), Some("ЖДЁМ")).await.unwrap();
    assert_eq!(found.iter().map(|r| r.id).collect::<Vec<_>>(), [reply.id]);
    assert_eq!(app::canned_reply::create(&t.app, &as_anna, new.clone()).await.unwrap_err().public_code(), "shortcut_taken");
    assert_eq!(app::canned_reply::create(&t.app, &as_anna, NewCannedReply { shortcut: "x".into(), text: "{{contact.pin}}".into(), ..new }).await.unwrap_err().public_code(), "variable_unknown");
    let (filled, missing) = app::canned_reply::render(&t.app, &as_anna, reply.id, talk).await.unwrap();
    assert_eq!(missing, [Variable::ContactFirstName, Variable::BookingNext]);
    assert!(filled.starts_with("{{contact.first_name}}, это Анна Ким из «") && filled.contains("{{booking.next}}") && !filled.contains("{{firm"), "{filled}");
    // Named, and with a visit tomorrow.
    let row = now(&t, talk).await;
    let mut unit = t.app.unit(&t.ctx).await.unwrap();
    app::contact::learn(&mut unit, row.contact_id, Some("Пётр Первый".into()), None, None).await.unwrap();
    unit.commit().await.unwrap();
    book(&t, row.contact_id).await;
    let (filled, missing) = app::canned_reply::render(&t.app, &as_anna, reply.id, talk).await.unwrap();
    assert!(missing.is_empty() && filled.starts_with("Пётр, это Анна Ким из") && filled.contains("ноября"), "{filled}");
    let used = store::canned_reply::get(&mut t.app.scope(t.ctx.org).await.unwrap(), reply.id).await.unwrap().used_count;
    assert_eq!(used, 2);
    assert_eq!(app::canned_reply::render(&t.app, &as_anna, reply.id, ConversationId::new()).await.unwrap_err().public_code(), "conversation_unknown");
}

async fn book(t: &Theatre, contact: ContactId) {
    let starts_at: Ts = "2026-11-25T14:00:00+03:00".parse().unwrap();
    for branch_id in t.keys.branches.values().copied() {
        for employee_id in t.keys.employees.values().copied() {
            for service in t.keys.services.values().copied() {
                let slot = domain::slot::Slot { branch_id, employee_id, resource_id: None, starts_at, ends_at: starts_at };
                let wish = app::booking::Wish { services: vec![service], slot, contact, conversation: None, hold: None, note: String::new(), source: "test".into() };
                if app::booking::book(&t.app, &t.ctx, app::booking::Rules::Desk, &wish).await.is_ok() {
                    return;
                }
            }
        }
    }
    panic!("no room for a visit");
}
