//! Tasks, canned replies and teams on both engines: order and pages of lists, search in small letters, one reminder, who is next.

use domain::canned_reply::CannedReply;
use domain::id::{CannedReplyId, ConnectionId, ContactId, ConversationId, MemberId, OrgId, PersonId, TaskId, TeamId};
use domain::org::{Org, OrgSettings};
use domain::person::{Person, Role};
use domain::task::{Days, Doer, Task, TaskCause};
use domain::team::{Assignment, Team};
use domain::{Lang, Ts};
use serde_json::json;
use store::connection::Connection;
use store::task::{TaskCounts, TaskFilter, When};
use store::unit::By;
use store::{Db, Unit};
use testkit::TestDb;
use uuid::Uuid;

const NOW: i64 = 1_790_000_000_000_000;
const HOUR: i64 = 3_600_000_000;

async fn firm(db: &Db) -> OrgId {
    let org = Org {
        id: OrgId::new(), name: "Тест".into(), slug: Uuid::now_v7().simple().to_string(), zone: "Europe/Moscow".into(), lang: Lang::Ru, currency: "RUB".into(), region: "RU".into(), pack: "blank".into(),
        settings: OrgSettings::default(), catalog_version: 1, created_at: Ts::from_micros(NOW),
    };
    let mut root = db.root().await.unwrap();
    store::org::insert(&mut root, &org, b"key").await.unwrap();
    root.commit().await.unwrap();
    org.id
}

async fn unit(db: &Db, org: OrgId, at: i64) -> Unit {
    db.unit(org, By::system(Ts::from_micros(NOW + at))).await.unwrap()
}

fn task(title: &str, due: Option<i64>, assignee: Option<MemberId>) -> Task {
    let now = Ts::from_micros(NOW);
    Task {
        id: TaskId::new(), title: title.into(), note: "Про ОТЧЁТ".into(), contact_id: None, deal_id: None, conversation_id: None, assignee_id: assignee, due_at: due.map(|at| Ts::from_micros(NOW + at)), is_all_day: false,
        remind_at: Some(Ts::from_micros(NOW + HOUR)), reminded_at: None, done_at: None, done_by: None, cause: TaskCause::Person, created_by: Doer { kind: "system".into(), id: None, name: None }, created_at: now, updated_at: now,
    }
}

async fn tasks(t: TestDb) {
    let org = firm(&t.db).await;
    let whose = MemberId::new();
    let mut u = unit(&t.db, org, 0).await;
    let mut made = Vec::new();
    for (title, due, assignee) in [("без срока", None, None), ("завтра", Some(30 * HOUR), Some(whose)), ("прошло", Some(-HOUR), Some(whose)), ("скоро", Some(HOUR), Some(whose)), ("тогда же", Some(HOUR), None)] {
        let one = task(title, due, assignee);
        store::task::insert(&mut u, &one).await.unwrap();
        made.push(one);
    }
    u.commit().await.unwrap();
    let now = Ts::from_micros(NOW);
    let day = |hours: i64| Ts::from_micros(NOW + hours * HOUR);
    let days = Days { today: day(-10), tomorrow: day(14), next_week: day(14 + 48) };
    let mut scope = t.db.scope(org).await.unwrap();
    let (mut all, mut place) = (Vec::new(), None);
    loop {
        let page = store::task::list(&mut scope, &TaskFilter::default(), &days, now, place, 1).await.unwrap();
        let Some(last) = page.last() else { break };
        place = Some((store::task::place(last), last.task.id));
        all.extend(page.into_iter().map(|s| s.task.title));
    }
    assert_eq!(all, ["прошло", "скоро", "тогда же", "завтра", "без срока"]);
    let found = |filter: TaskFilter| {
        let db = t.db.clone();
        async move { store::task::list(&mut db.scope(org).await.unwrap(), &filter, &days, now, None, 50).await.unwrap().len() }
    };
    assert_eq!(found(TaskFilter { search: Some("отчёт".into()), ..TaskFilter::default() }).await, 5, "small letters of Russian");
    assert_eq!(found(TaskFilter { only_unassigned: true, ..TaskFilter::default() }).await, 2);
    assert_eq!(found(TaskFilter { assignee: Some(whose), when: When::Today, ..TaskFilter::default() }).await, 1);
    assert_eq!(found(TaskFilter { from: Some(day(1)), until: Some(day(2)), ..TaskFilter::default() }).await, 2);
    let counts = store::task::counts(&mut scope, whose, &days, now).await.unwrap();
    assert_eq!(counts, TaskCounts { overdue: 1, today: 1, week: 1, later: 0, undated: 0, mine_open: 3, unassigned: 2 });
    drop(scope);
    // The reminder: not before its time, once, and not of what is done.
    let (soon, other) = (made[3].clone(), made[4].clone());
    let mut early = unit(&t.db, org, HOUR - 1).await;
    assert!(!store::task::remind(&mut early, soon.id).await.unwrap());
    drop(early);
    let mut u = unit(&t.db, org, HOUR).await;
    assert!(store::task::remind(&mut u, soon.id).await.unwrap());
    assert!(!store::task::remind(&mut u, soon.id).await.unwrap());
    let done = Task { done_at: Some(u.now()), done_by: Some(Doer { kind: "agent".into(), id: None, name: None }), ..store::task::lock(&mut u, other.id).await.unwrap() };
    store::task::update(&mut u, &done).await.unwrap();
    assert!(!store::task::remind(&mut u, other.id).await.unwrap());
    u.commit().await.unwrap();
    let mut scope = t.db.scope(org).await.unwrap();
    let closed = store::task::list(&mut scope, &TaskFilter { when: When::Done, ..TaskFilter::default() }, &days, now, None, 9).await.unwrap();
    assert_eq!(closed.iter().map(|s| s.task.title.as_str()).collect::<Vec<_>>(), ["тогда же"]);
}

#[tokio::test]
async fn tasks_are_listed_in_order_on_sqlite() {
    tasks(TestDb::sqlite().await).await;
}

#[tokio::test]
async fn tasks_are_listed_in_order_on_postgres() {
    tasks(TestDb::pg().await).await;
}

async fn replies(t: TestDb) {
    let org = firm(&t.db).await;
    let mut u = unit(&t.db, org, 0).await;
    let reply = |shortcut: &str, title: &str| CannedReply {
        id: CannedReplyId::new(), shortcut: shortcut.into(), title: title.into(), text: "x".into(), lang: None, used_count: 0, created_at: Ts::from_micros(NOW), updated_at: Ts::from_micros(NOW),
    };
    let (hello, price, other) = (reply("привет", "Здравствуйте"), reply("цены", "Привет и цены"), reply("адрес", "Где мы"));
    for one in [&hello, &price, &other] {
        store::canned_reply::insert(&mut u, one).await.unwrap();
    }
    store::canned_reply::used(&mut u, price.id).await.unwrap();
    let order = |all: Vec<CannedReply>| all.into_iter().map(|r| r.shortcut).collect::<Vec<_>>();
    assert_eq!(order(store::canned_reply::list(&mut u, None).await.unwrap()), ["цены", "адрес", "привет"], "used most first");
    assert_eq!(order(store::canned_reply::list(&mut u, Some("ПРИВЕТ")).await.unwrap()), ["привет", "цены"], "the shortcut first");
    u.commit().await.unwrap();
    let mut u = unit(&t.db, org, 1).await;
    assert_eq!(store::canned_reply::insert(&mut u, &reply("привет", "x")).await.unwrap_err().public_code(), "shortcut_taken");
}

#[tokio::test]
async fn canned_replies_are_found_on_sqlite() {
    replies(TestDb::sqlite().await).await;
}

#[tokio::test]
async fn canned_replies_are_found_on_postgres() {
    replies(TestDb::pg().await).await;
}

async fn teams(t: TestDb) {
    let org = firm(&t.db).await;
    let mut people = Vec::new();
    let mut root = t.db.root().await.unwrap();
    for name in ["Анна", "Борис"] {
        let person = Person { id: PersonId::new(), email: format!("{}@example.com", Uuid::now_v7().simple()), name: name.into(), lang: Lang::Ru, created_at: Ts::from_micros(NOW) };
        store::person::insert(&mut root, &person, None).await.unwrap();
        let member = MemberId::new();
        store::member::join(&mut root, org, member, person.id, Role::Operator, Ts::from_micros(NOW)).await.unwrap();
        people.push((member, person.id));
    }
    root.commit().await.unwrap();
    let now = Ts::from_micros(NOW);
    let mut u = unit(&t.db, org, 0).await;
    let connection = Connection {
        org_id: org, id: ConnectionId::new(), connector: "telegram".into(), name: "бот".into(), settings: json!({}), secrets: None, public_key: None, receiving: "off".into(), is_paused: false, agent_mode: None, cursor: None,
        health: "new".into(), last_error: None, last_ok_at: None, created_at: now, updated_at: now,
    };
    store::connection::insert(&mut u, &connection).await.unwrap();
    let contact = domain::contact::Contact {
        id: ContactId::new(), name: None, phone: None, email: None, lang: None, zone: None, tags: vec![], note: String::new(), source: "test".into(), created_at: now, updated_at: now,
    };
    store::contact::insert(&mut u, &contact).await.unwrap();
    let team = Team {
        id: TeamId::new(), name: "Запись".into(), member_ids: people.iter().map(|p| p.0).collect(), assignment: Assignment::RoundRobin, capacity: Some(2), is_default_for: vec![connection.id], sla: domain::sla::SlaRules { first_minutes: Some(15), next_minutes: None }, lead_id: Some(people[0].0), created_at: now, updated_at: now,
    };
    store::team::insert(&mut u, &team).await.unwrap();
    assert_eq!(store::team::get(&mut u, team.id).await.unwrap(), team);
    assert_eq!(store::team::of_connection(&mut u, connection.id).await.unwrap(), Some(team.id));
    u.commit().await.unwrap();
    let mut given = Vec::new();
    for at in 1..=5 {
        let mut u = unit(&t.db, org, at).await;
        let id = ConversationId::new();
        store::conversation::insert(&mut u, id, contact.id, connection.id, &at.to_string(), Lang::Ru).await.unwrap();
        let locked = store::team::lock(&mut u, team.id).await.unwrap().unwrap();
        let next = store::team::take_next(&mut u, &locked).await.unwrap();
        let row = store::team::give(&mut u, id, Some(team.id), next.map(|n| n.person)).await.unwrap();
        assert_eq!(row.team_id, Some(team.id));
        u.commit().await.unwrap();
        given.push(row.assignee_id);
    }
    let (a, b) = (Some(people[0].1), Some(people[1].1));
    assert_eq!(given, [a, b, a, b, None], "in turn, up to two each");
    let mut u = unit(&t.db, org, 9).await;
    store::member::set_away(&mut u, people[0].1, true).await.unwrap();
    assert!(store::member::set_away(&mut u, people[0].1, true).await.unwrap().is_none(), "it was so before");
    let wide = Team { capacity: None, ..team.clone() };
    assert_eq!(store::team::take_next(&mut u, &wide).await.unwrap().map(|n| Some(n.person)), Some(b));
    store::team::remove(&mut u, team.id).await.unwrap();
    assert_eq!(store::team::of_connection(&mut u, connection.id).await.unwrap(), None);
    u.commit().await.unwrap();
}

#[tokio::test]
async fn teams_hand_round_on_sqlite() {
    teams(TestDb::sqlite().await).await;
}

#[tokio::test]
async fn teams_hand_round_on_postgres() {
    teams(TestDb::pg().await).await;
}
