//! Contacts by the hundred thousand on both engines: segments and duplicates are found by indexes and in time. And no table that can be
//! about a person is forgotten by merging and erasing.

use domain::id::ContactId;
use domain::segment::{Match, Op, Operand, Part, Plan, Subject, Test};
use domain::{Ts, likeness};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};
use std::time::{Duration, Instant};
use store::contact::duplicate::{self, Alike};
use store::contact::list::{self, ContactFilter, Sort};
use testkit::TestDb;
use uuid::Uuid;

const ORG: Uuid = Uuid::from_u128(0xA);
const MANY: i64 = 100_000;
const NOW: i64 = 1_795_000_000_000_000;

/// Every thousandth shares the phone of the one before, every two thousandth the e-mail, two hundred sound the same two by two.
fn script(is_pg: bool) -> Vec<String> {
    let id = |kind: &str, n: &str| if is_pg { format!("CAST('{kind}' || lpad(CAST({n} AS text), 24, '0') AS uuid)") } else { format!("unhex('{kind}' || printf('%024d', {n}))") };
    let (org, list, map) = if is_pg { (format!("'{ORG}'"), "'[]'::jsonb", "jsonb_build_object('age', CAST(s.n % 90 AS text))".to_owned()) } else { (format!("X'{}'", ORG.simple()), "'[]'", "json_object('age', CAST(s.n % 90 AS text))".to_owned()) };
    let tags = if is_pg { "CASE WHEN s.n % 10 = 0 THEN '[\"vip\"]'::jsonb ELSE '[]'::jsonb END" } else { "CASE WHEN s.n % 10 = 0 THEN '[\"vip\"]' ELSE '[]' END" };
    let series = if is_pg { format!("generate_series(CAST(0 AS bigint), {}) AS s(n)", MANY - 1) } else { format!("(WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {}) SELECT n FROM s) AS s", MANY - 1) };
    let same = |every: i64| format!("(CASE WHEN s.n % {every} = 1 THEN s.n - 1 ELSE s.n END)");
    let text = |n: String| format!("CAST({n} AS text)");
    let (phone, email) = (format!("'+7900' || {}", text(format!("(1000000 + {})", same(1000)))), format!("'u' || {} || '@example.com'", text(same(2000))));
    let block = format!("CASE WHEN s.n < 200 THEN 'ivnv ' || {} ELSE 'b' || {} END", text("(s.n / 2)".to_owned()), text("s.n".to_owned()));
    vec![
        format!(
            "INSERT INTO contact (org_id, id, name, phone, email, tags, note, source, created_at, updated_at, fields, name_key, name_block, search) SELECT {org}, {}, 'Имя ' || {}, {phone}, {email}, {tags}, '', 'api', s.n * 1000000 + 1, 1, {map}, 'imya ' || {}, {block}, 'имя ' || {} FROM {series}",
            id("00000001", "s.n"), text("s.n".to_owned()), text("s.n".to_owned()), text("s.n".to_owned())
        ),
        format!("INSERT INTO identity (org_id, kind, scope_id, value, contact_id, created_at) SELECT {org}, 'phone', {}, {phone}, {}, 1 FROM {series} WHERE s.n % 1000 <> 1", id("00000000", "0"), id("00000001", "s.n")),
        format!(
            "INSERT INTO booking (org_id, id, branch_id, employee_id, contact_id, starts_at, ends_at, status, price, currency, note, source, version, created_at, updated_at)
             SELECT {org}, {}, {}, {}, {}, {NOW} - s.n * 60000000 - 1000000, {NOW} - s.n * 60000000, 'completed', 100000, 'RUB', '', 'api', 1, 1, 1 FROM {series}",
            id("00000002", "s.n"), id("00000003", "0"), id("00000003", "0"), id("00000001", "(s.n % 20000)")
        ),
        format!("INSERT INTO consent (org_id, id, contact_id, kind, is_given, source, text, by_kind, at) SELECT {org}, {}, {}, 'marketing', TRUE, '', '', 'person', 1 FROM {series} WHERE s.n % 100 = 0", id("00000004", "s.n"), id("00000001", "s.n")),
        format!("UPDATE contact SET consents = {list} WHERE org_id = {org} AND source = 'nobody'"),
    ]
}

fn test(subject: Subject, op: Op, operand: Operand, key: Option<&str>) -> Part {
    let (op, is_negated) = op.plain();
    Part::Test(Test { subject, key: key.map(str::to_owned), op, is_negated, operand })
}

fn all(parts: Vec<Part>) -> Plan {
    Plan { join: Match::All, parts }
}

async fn check(db: &TestDb) {
    let mut scope = db.db.scope(ORG.into()).await.unwrap();
    let now = Ts::from_micros(NOW);
    let none = ContactFilter::default();
    let plans = [
        (all(vec![test(Subject::Tag, Op::Is, Operand::Text("vip".into()), None)]), 10_000),
        (all(vec![test(Subject::Visits, Op::More, Operand::Whole(4), None), test(Subject::Tag, Op::IsNot, Operand::Text("vip".into()), None)]), 18_000),
        (all(vec![test(Subject::Spent, Op::Less, Operand::Whole(100_000), None)]), 80_000),
        (all(vec![test(Subject::LastVisitAt, Op::NotInLastDays, Operand::At(now.plus_secs(-3_600)), None)]), 99_940),
        (all(vec![test(Subject::FieldNumber, Op::More, Operand::Text("88".into()), Some("age"))]), 1_111),
        (all(vec![test(Subject::Consent, Op::IsSet, Operand::Nothing, Some("marketing"))]), 1_000),
        (all(vec![test(Subject::Name, Op::Contains, Operand::Text(likeness::key("имя 99999")), None)]), 1),
        (
            Plan { join: Match::Any, parts: vec![test(Subject::Phone, Op::Contains, Operand::Text("79001000007".into()), None), Part::Group(all(vec![test(Subject::Tag, Op::Is, Operand::Text("vip".into()), None), test(Subject::Visits, Op::Is, Operand::Whole(0), None)]))] },
            8_001,
        ),
    ];
    for (plan, expected) in &plans {
        let started = Instant::now();
        let count = list::count(&mut scope, &none, Some(plan), now).await.unwrap();
        let page = list::page(&mut scope, &none, Some(plan), Sort::Created, None, now, 51).await.unwrap();
        let took = started.elapsed();
        println!("{took:?} {plan:?}");
        assert_eq!((count, page.len()), (*expected, usize::try_from(*expected).unwrap().min(51)), "{plan:?}");
        assert!(took < Duration::from_secs(5), "{took:?} {plan:?}");
    }
    let started = Instant::now();
    let counts: Vec<usize> = [duplicate::groups(&mut scope, Alike::Phone).await.unwrap().len(), duplicate::groups(&mut scope, Alike::Email).await.unwrap().len(), duplicate::groups(&mut scope, Alike::Name).await.unwrap().len()].into();
    let claims = duplicate::claims(&mut scope, Alike::Phone).await.unwrap();
    let took = started.elapsed();
    println!("duplicates {took:?}");
    assert_eq!((counts, claims.len()), (vec![100, 50, 100], 100));
    assert!(took < Duration::from_secs(5), "{took:?}");
    let cards = duplicate::cards(&mut scope, &[ContactId(claims[0].0.0), claims[0].1]).await.unwrap();
    assert_eq!(cards.len(), 2);
}

#[tokio::test]
async fn a_hundred_thousand_contacts_on_sqlite() {
    let db = TestDb::sqlite().await;
    let mut c = SqliteConnection::connect(&db.config.url).await.unwrap();
    c.execute("PRAGMA foreign_keys = OFF").await.unwrap();
    for sql in script(false) {
        c.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
    c.execute("ANALYZE").await.unwrap();
    for sql in store::schema::statements().into_iter().filter(|s| s.name.starts_with("store::contact::duplicate::")) {
        let plan = c.fetch_all(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", sql.lite))).await.unwrap();
        let steps: Vec<String> = plan.iter().map(|r| r.get("detail")).collect();
        assert!(!steps.iter().any(|s| s.starts_with("SCAN contact") || s.starts_with("SCAN c") && !s.contains("INDEX") || s.starts_with("SCAN x") && !s.contains("INDEX")), "{}: {steps:?}", sql.name);
    }
    check(&db).await;
}

#[tokio::test]
async fn a_hundred_thousand_contacts_on_postgresql() {
    let db = TestDb::pg().await;
    let mut c = PgConnection::connect(&db.config.url).await.unwrap();
    c.execute("SET session_replication_role = replica").await.unwrap();
    for sql in script(true) {
        c.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
    c.execute("ANALYZE").await.unwrap();
    let plan = c.fetch_all(AssertSqlSafe(format!("EXPLAIN SELECT x.phone FROM contact x WHERE x.org_id = '{ORG}' AND x.phone IS NOT NULL GROUP BY x.phone HAVING COUNT(*) BETWEEN 2 AND 30 ORDER BY x.phone LIMIT 1000"))).await.unwrap();
    let steps: Vec<String> = plan.iter().map(|r| r.get(0)).collect();
    assert!(steps.iter().any(|s| s.contains("contact_phone")), "{steps:?}");
    check(&db).await;
}

/// Columns by which a row is about a person.
const OF_A_PERSON: [&str; 9] = ["contact_id", "conversation_id", "message_id", "deal_id", "note_id", "booking_id", "a_id", "b_id", "other_id"];

#[tokio::test]
async fn no_table_about_a_person_is_forgotten() {
    let db = TestDb::sqlite().await;
    let mut c = SqliteConnection::connect(&db.config.url).await.unwrap();
    let rows = c.fetch_all("SELECT m.name AS t, p.name AS c FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '_sqlx%'").await.unwrap();
    let columns: Vec<(String, String)> = rows.iter().map(|r| (r.get("t"), r.get("c"))).collect();
    let named = |wanted: &[&str]| -> std::collections::BTreeSet<String> { columns.iter().filter(|(_, c)| wanted.contains(&c.as_str())).map(|(t, _)| t.clone()).collect() };
    let foreign = c.fetch_all("SELECT m.name AS t FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f.\"table\" IN ('contact', 'conversation', 'message', 'deal', 'note', 'task')").await.unwrap();
    let referring: Vec<String> = foreign.iter().map(|r| r.get("t")).collect();
    let moved: Vec<String> = named(&["contact_id"]).into_iter().filter(|t| !store::merge::MOVED.contains(&t.as_str())).collect();
    assert!(moved.is_empty(), "a merge forgets {moved:?}: add them to TABLES and MOVED of store/src/merge.rs");
    let left: Vec<String> = named(&OF_A_PERSON).into_iter().chain(referring).filter(|t| !store::erasure::TOUCHED.contains(&t.as_str())).collect();
    assert!(left.is_empty(), "erasing forgets {left:?}: see GOES and TOUCHED of store/src/erasure.rs");
    let gone: Vec<&&str> = store::merge::MOVED.iter().filter(|t| !named(&["contact_id"]).contains(**t)).collect();
    assert!(gone.is_empty(), "no longer tables with a contact: {gone:?}");
}
