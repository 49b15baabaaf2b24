//! The dashboard's statements over a hundred thousand messages, on both engines: the figures are right and quick.

use domain::Ts;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};
use std::time::{Duration, Instant};
use store::metric::{self, Stretch};
use testkit::TestDb;
use uuid::Uuid;

const ORG: Uuid = Uuid::from_u128(0xA);
const DAY: i64 = 86_400_000_000;
const TALKS: i64 = 5_000;
const EACH: i64 = 20;

/// Five thousand conversations over a hundred days; the customer, then the agent two seconds later, ten times. Every tenth has a
/// person's word as its last. One more contact is a test.
fn script(is_pg: bool) -> Vec<String> {
    let id = |kind: &str, n: &str| if is_pg { format!("CAST('{kind}' || lpad(CAST({n} AS text), 24, '0') AS uuid)") } else { format!("unhex('{}' || printf('%024d', {n}))", kind) };
    let (org, empty) = if is_pg { (format!("'{ORG}'"), "'[]'::jsonb".to_owned()) } else { (format!("X'{}'", ORG.simple()), "'[]'".to_owned()) };
    let series = |n: i64| if is_pg { format!("generate_series(CAST(0 AS bigint), {}) AS s(n)", n - 1) } else { format!("(WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {} - 1) SELECT n FROM s) AS s", n) };
    let born = format!("(s.n * {})", 100 * DAY / TALKS);
    let columns = "org_id, id, contact_id, connection_id, chat_id, status, mode, phase, lang, state, last_seq, inbound_seq, answered_seq, is_reachable, created_at, updated_at, asked_at, replied_at, person_at";
    vec![
        format!("INSERT INTO contact (org_id, id, tags, note, source, created_at, updated_at) SELECT {org}, {}, {empty}, '', CASE WHEN s.n = 1 THEN 'test' ELSE 'widget' END, 1, 1 FROM {}", id("00000001", "s.n"), series(2)),
        format!("INSERT INTO conversation ({columns}) SELECT {org}, {}, {}, {}, CAST(s.n AS TEXT), 'open', 'auto', 'greeting', 'ru', {empty}, 20, 20, 20, TRUE, {born}, {born}, {born}, {born} + 2000000, CASE WHEN s.n % 10 = 0 THEN {born} END FROM {}", id("00000002", "s.n"), id("00000001", "(CASE WHEN s.n % 100 = 99 THEN 1 ELSE 0 END)"), id("00000003", "0"), series(TALKS)),
        format!(
            "INSERT INTO message (org_id, id, conversation_id, seq, author, text, buttons, attachments, delivery, created_at)
             SELECT {org}, {}, {}, s.n % {EACH} + 1, CASE WHEN s.n % 2 = 0 THEN 'contact' WHEN s.n % {EACH} = {} AND s.n / {EACH} % 10 = 0 THEN 'person' ELSE 'agent' END, 'x', {empty}, {empty}, 'read',
             (s.n / {EACH}) * {} + (s.n % {EACH}) * 2000000 FROM {}",
            id("00000004", "s.n"), id("00000002", &format!("s.n / {EACH}")), EACH - 1, 100 * DAY / TALKS, series(TALKS * EACH)
        ),
    ]
}

async fn check(db: TestDb) {
    let mut days: Vec<Stretch> = (0..100).map(|n| Stretch { from: Ts::from_micros(n * DAY), until: Ts::from_micros((n + 1) * DAY) }).collect();
    days.push(Stretch { from: Ts::from_micros(200 * DAY), until: Ts::from_micros(201 * DAY) });
    let all = Stretch { from: Ts::from_micros(0), until: Ts::from_micros(101 * DAY) };
    let mut scope = db.db.scope(ORG.into()).await.unwrap();
    let started = Instant::now();
    let messages = metric::messages(&mut scope, &days).await.unwrap();
    let talks = metric::talks(&mut scope, all).await.unwrap();
    let began = metric::conversations(&mut scope, &days).await.unwrap();
    let took = started.elapsed();
    println!("{took:?}");
    let count = |word: &str| messages.iter().filter(|c| c.word == word).map(|c| c.n).sum::<i64>();
    // One conversation of a hundred is a test and does not count; those with a person are others.
    assert_eq!((count("contact"), count("person"), count("agent")), (49_500, 500, 49_000));
    assert_eq!(began.iter().map(|c| c.n).sum::<i64>(), 4_950);
    assert_eq!((talks.began, talks.answered, talks.alone, talks.handed_over), (4_950, 4_950, 4_450, 0));
    assert_eq!((talks.median, talks.p90), (Some(2_000_000), Some(2_000_000)));
    let first: i64 = messages.iter().filter(|c| c.day == 0).map(|c| c.n).sum();
    assert_eq!(first, 50 * EACH, "all of a day's conversations fall into it");
    // Unoptimised, with other tests beside it; a scan for every day would take minutes.
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn a_hundred_thousand_messages_on_sqlite() {
    let db = TestDb::sqlite().await;
    let mut c = SqliteConnection::connect(&db.config.url).await.unwrap();
    c.execute("PRAGMA foreign_keys = OFF").await.unwrap();
    for sql in script(false) {
        c.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
    check(db).await;
}

#[tokio::test]
async fn a_hundred_thousand_messages_on_postgresql() {
    let db = TestDb::pg().await;
    let mut c = PgConnection::connect(&db.config.url).await.unwrap();
    c.execute("SET session_replication_role = replica").await.unwrap();
    for sql in script(true) {
        c.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
    c.execute("ANALYZE").await.unwrap();
    check(db).await;
}

/// Two hundred visits a day for a month, one service each.
fn month(is_pg: bool) -> Vec<String> {
    let id = |kind: &str, n: &str| if is_pg { format!("CAST('{kind}' || lpad(CAST({n} AS text), 24, '0') AS uuid)") } else { format!("unhex('{}' || printf('%024d', {n}))", kind) };
    let (org, empty) = if is_pg { (format!("'{ORG}'"), "'[]'::jsonb".to_owned()) } else { (format!("X'{}'", ORG.simple()), "'[]'".to_owned()) };
    let series = if is_pg { "generate_series(CAST(0 AS bigint), 6199) AS s(n)" } else { "(WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < 6199) SELECT n FROM s) AS s" };
    let at = format!("(s.n / 200) * {DAY} + (s.n % 200) * 60000000");
    vec![
        format!("INSERT INTO contact (org_id, id, name, tags, note, source, created_at, updated_at) VALUES ({org}, {}, 'Ольга', {empty}, '', 'person', 1, 1)", id("00000001", "0")),
        format!("INSERT INTO service (org_id, id, name, category, description, synonyms, duration_minutes, buffer_minutes, price, currency, is_active, position, created_at) VALUES ({org}, {}, 'Стрижка', '', '', {empty}, 60, 0, 1, 'RUB', TRUE, 0, 1)", id("00000005", "0")),
        format!("INSERT INTO booking (org_id, id, branch_id, employee_id, contact_id, starts_at, ends_at, status, price, currency, note, source, version, created_at, updated_at) SELECT {org}, {}, {}, {}, {}, {at}, {at} + 3600000000, 'booked', 1, 'RUB', '', 'person', 1, 1, 1 FROM {series}", id("00000006", "s.n"), id("00000007", "0"), id("00000008", "s.n % 20"), id("00000001", "0")),
        format!("INSERT INTO booking_item (org_id, booking_id, position, service_id, duration_minutes, price) SELECT {org}, {}, 0, {}, 60, 1 FROM {series}", id("00000006", "s.n"), id("00000005", "0")),
    ]
}

async fn check_month(db: TestDb) {
    let mut scope = db.db.scope(ORG.into()).await.unwrap();
    let filter = store::calendar::CalendarFilter { from: Ts::from_micros(0), until: Ts::from_micros(31 * DAY), branch: None, employee: None, with_cancelled: false };
    store::calendar::entries(&mut scope, &filter).await.unwrap();
    let started = Instant::now();
    let entries = store::calendar::entries(&mut scope, &filter).await.unwrap();
    let took = started.elapsed();
    println!("{took:?}");
    assert_eq!((entries.len(), entries[0].services.clone(), entries[0].contact_name.clone()), (6_200, vec!["Стрижка".to_owned()], Some("Ольга".to_owned())));
    let day = store::calendar::CalendarFilter { until: Ts::from_micros(DAY), employee: Some(Uuid::from_u128(0x8 << 96).into()), ..filter };
    assert_eq!(store::calendar::entries(&mut scope, &day).await.unwrap().len(), 10);
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[tokio::test]
async fn a_full_month_is_one_read_on_sqlite() {
    let db = TestDb::sqlite().await;
    let mut c = SqliteConnection::connect(&db.config.url).await.unwrap();
    c.execute("PRAGMA foreign_keys = OFF").await.unwrap();
    for sql in month(false) {
        c.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
    check_month(db).await;
}

#[tokio::test]
async fn a_full_month_is_one_read_on_postgresql() {
    let db = TestDb::pg().await;
    let mut c = PgConnection::connect(&db.config.url).await.unwrap();
    c.execute("SET session_replication_role = replica").await.unwrap();
    for sql in month(true) {
        c.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
    c.execute("ANALYZE").await.unwrap();
    check_month(db).await;
}
