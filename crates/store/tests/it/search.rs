//! The index of the words of messages: filled with the message, changed and emptied with it, caught up for older ones; and on both engines
//! a rare word and a frequent one are found without reading the messages of the firm.

use domain::conversation::Mode;
use domain::id::{ConnectionId, ContactId, ConversationId, MessageId, OrgId};
use domain::message::{Author, Delivery, Message};
use domain::org::{Org, OrgSettings};
use domain::search::Sought;
use domain::{Lang, Ts};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};
use store::message::search::{Among, Text, find, said};
use store::unit::By;
use store::{Db, connection::Connection, conversation};
use testkit::TestDb;
use uuid::Uuid;

const NOW: i64 = 1_790_000_000_000_000;
const SEC: i64 = 1_000_000;

async fn unit(db: &Db, org: OrgId, at: i64) -> store::Unit {
    db.unit(org, By::system(Ts::from_micros(NOW + at))).await.unwrap()
}

async fn firm(db: &Db) -> (OrgId, ConversationId) {
    let org = Org {
        id: OrgId::new(), name: "Тест".into(), slug: Uuid::now_v7().simple().to_string(), zone: "Europe/Moscow".into(), lang: Lang::Ru, currency: "RUB".into(), region: "RU".into(), pack: "blank".into(),
        settings: OrgSettings::default(), catalog_version: 1, created_at: Ts::from_micros(NOW),
    };
    let mut root = db.root().await.unwrap();
    store::org::insert(&mut root, &org, b"key").await.unwrap();
    root.commit().await.unwrap();
    let mut unit = unit(db, org.id, 0).await;
    let connection = Connection {
        org_id: org.id, id: ConnectionId::new(), connector: "telegram".into(), name: "бот".into(), settings: json!({}), secrets: None, public_key: None, receiving: "off".into(), is_paused: false, agent_mode: None, cursor: None,
        health: "new".into(), last_error: None, last_ok_at: None, created_at: unit.now(), updated_at: unit.now(),
    };
    store::connection::insert(&mut unit, &connection).await.unwrap();
    let contact = domain::contact::Contact {
        id: ContactId::new(), name: None, phone: None, email: None, lang: None, zone: None, tags: vec![], note: String::new(), source: "test".into(), created_at: unit.now(), updated_at: unit.now(),
    };
    store::contact::insert(&mut unit, &contact).await.unwrap();
    let id = ConversationId::new();
    conversation::insert(&mut unit, id, contact.id, connection.id, "42", Lang::Ru).await.unwrap();
    unit.commit().await.unwrap();
    (org.id, id)
}

async fn say(db: &Db, org: OrgId, id: ConversationId, at: i64, provider: &str, text: &str) -> MessageId {
    let mut unit = unit(db, org, at).await;
    let row = conversation::add_inbound(&mut unit, id, conversation::NewInbound { mode: Mode::Human, text }, 0).await.unwrap();
    let message = Message {
        id: MessageId::new(), conversation_id: id, seq: row.conversation.last_seq, author: Author::Contact, person_id: None, text: text.into(), buttons: vec![], attachments: vec![], delivery: Delivery::Received,
        provider_id: Some(provider.into()), turn_id: None, created_at: unit.now(),
    };
    store::message::insert(&mut unit, &message, None).await.unwrap();
    unit.commit().await.unwrap();
    message.id
}

async fn found(db: &Db, org: OrgId, text: &str) -> Vec<String> {
    let mut scope = db.scope(org).await.unwrap();
    let hits = find(&mut scope, &Sought::parse(text).unwrap(), i64::MAX, 10).await.unwrap();
    let mut all = said(&mut scope, &hits, &Among::default()).await.unwrap();
    all.sort_by_key(|s| std::cmp::Reverse(s.created_at));
    all.into_iter().map(|s| s.text).collect()
}

async fn check(t: TestDb) {
    let (org, talk) = firm(&t.db).await;
    let first = say(&t.db, org, talk, SEC, "1", "Где купить самовары?").await;
    say(&t.db, org, talk, 2 * SEC, "2", "Самовар и чашки").await;
    assert_eq!(found(&t.db, org, "самовар").await, ["Самовар и чашки", "Где купить самовары?"]);
    assert_eq!(found(&t.db, org, "чашка самовар").await, ["Самовар и чашки"]);
    // Edited, it is found by its new words alone; gone, it is not found and nothing of it stays.
    let mut u = unit(&t.db, org, 3 * SEC).await;
    store::message::edit(&mut u, talk, "2", "Квазимодо").await.unwrap().unwrap();
    u.commit().await.unwrap();
    assert_eq!((found(&t.db, org, "чашка").await.len(), found(&t.db, org, "квазимодо").await.len()), (0, 1));
    assert!(!t.mentions(&["квазимод"]).await.is_empty());
    let gone = "DELETE FROM message WHERE text = 'Квазимодо'".to_owned();
    if t.config.url.starts_with("sqlite:") {
        let mut c = SqliteConnection::connect(&t.config.url).await.unwrap();
        c.execute(AssertSqlSafe(gone)).await.unwrap();
        c.execute("UPDATE conversation SET recent = ''").await.unwrap();
        c.execute(AssertSqlSafe(format!("INSERT INTO message_backlog (org_id, after_id) VALUES (X'{}', zeroblob(16))", org.0.simple()))).await.unwrap();
        c.execute("DELETE FROM message_search").await.unwrap();
    } else {
        let mut c = PgConnection::connect(&t.config.url).await.unwrap();
        c.execute(AssertSqlSafe(gone)).await.unwrap();
        c.execute("UPDATE conversation SET recent = ''").await.unwrap();
        c.execute(AssertSqlSafe(format!("INSERT INTO message_backlog (org_id, after_id) VALUES ('{org}', '{}')", Uuid::nil()))).await.unwrap();
        c.execute("DELETE FROM message_search").await.unwrap();
    }
    assert_eq!(t.mentions(&["квазимод", "чашк"]).await, Vec::<String>::new());
    // What an older program has written is read by and by, also what came meanwhile.
    assert_eq!(found(&t.db, org, "самовар").await.len(), 0);
    say(&t.db, org, talk, 4 * SEC, "3", "Ещё самовар").await;
    let mut rounds = 0;
    loop {
        let mut u = unit(&t.db, org, 5 * SEC).await;
        assert_eq!(store::message::search::is_behind(&mut u).await.unwrap(), rounds < 3);
        let more = store::message::search::catch_up(&mut u, 1).await.unwrap();
        u.commit().await.unwrap();
        rounds += 1;
        if !more {
            break;
        }
    }
    assert_eq!((rounds, found(&t.db, org, "самовара").await), (3, vec!["Ещё самовар".to_owned(), "Где купить самовары?".to_owned()]));
    let mut u = unit(&t.db, org, 6 * SEC).await;
    assert!(store::message::search::backlog(&mut t.db.root_read().await.unwrap()).await.unwrap().is_none());
    let twice = Text { id: first, text: "другое".into(), at: u.now() };
    store::message::search::add_all(&mut u, &[twice]).await.unwrap();
    drop(u);
    let (stranger, _) = firm(&t.db).await;
    assert_eq!(found(&t.db, stranger, "самовар").await.len(), 0);
}

#[tokio::test]
async fn words_of_messages_are_found_on_sqlite() {
    check(TestDb::sqlite().await).await;
}

#[tokio::test]
async fn words_of_messages_are_found_on_postgresql() {
    check(TestDb::pg().await).await;
}

/// With the values where the program binds them.
fn bound(name: &str, org: OrgId, word: &str) -> String {
    let sql = store::schema::statements().into_iter().find(|s| s.name.ends_with(name)).unwrap().pg;
    let expression = Sought::parse(word).unwrap().expression(org);
    sql.replace("$4", "200").replace("$3", &i64::MAX.to_string()).replace("$2", &format!("'{expression}'")).replace("$1", &format!("'{org}'"))
}

#[tokio::test]
async fn postgresql_looks_into_the_index_though_every_row_has_its_guard() {
    let t = TestDb::pg().await;
    let (org, talk) = firm(&t.db).await;
    let mut c = PgConnection::connect(&t.config.url).await.unwrap();
    let (often, seldom) = (domain::search::index(org, "часто"), domain::search::index(org, "редко"));
    c.execute("SET session_replication_role = replica").await.unwrap();
    c.execute(AssertSqlSafe(format!(
        "INSERT INTO message_search (org_id, message_id, n, words) SELECT '{org}', gen_random_uuid(), i, array_to_tsvector(ARRAY['{often}', 'x' || i] || CASE WHEN i % 9000 = 1 THEN ARRAY['{seldom}'] ELSE ARRAY[]::text[] END) FROM generate_series(1, 20000) i"
    ))).await.unwrap();
    c.execute("ANALYZE message_search").await.unwrap();
    // Few rows are read at once; that the index may be used is what is asked here.
    c.execute("SET enable_seqscan = off").await.unwrap();
    c.execute(AssertSqlSafe(format!("SET ROLE samovar_app; SELECT set_config('app.org_id', '{org}', false)"))).await.unwrap();
    for (name, word, index) in [("search::RECENT", "часто", "message_search_recent"), ("search::EVER", "редко", "message_search_words")] {
        let plan: Vec<String> = c.fetch_all(AssertSqlSafe(format!("EXPLAIN {}", bound(name, org, word)))).await.unwrap().iter().map(|r| r.get(0)).collect();
        assert!(plan.iter().any(|step| step.contains(index)) && !plan.iter().any(|step| step.contains("Seq Scan")), "{name}: {plan:#?}");
        assert!(!c.fetch_all(AssertSqlSafe(bound(name, org, word))).await.unwrap().is_empty());
    }
    // The view lets nobody see another firm's rows, whatever they ask for.
    c.execute(AssertSqlSafe(format!("SELECT set_config('app.org_id', '{}', false)", Uuid::nil()))).await.unwrap();
    assert_eq!(c.fetch_all("SELECT 1 FROM message_found").await.unwrap().len(), 0);
    assert!(c.execute("DELETE FROM message_found").await.is_err());
    let _ = talk;
}
