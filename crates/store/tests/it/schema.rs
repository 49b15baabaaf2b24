//! Both engines hold the same tables and columns, but for how the words of messages are found; every statement prepares on both.

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};
use std::collections::BTreeMap;
use testkit::TestDb;

type Shape = BTreeMap<String, Vec<(String, bool)>>;

async fn lite_shape(c: &mut SqliteConnection) -> Shape {
    let rows = sqlx::query("SELECT m.name AS t, p.name AS c, p.\"notnull\" AS n, p.pk AS pk FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '_sqlx%' AND m.name NOT LIKE 'message_words%' ORDER BY m.name, p.cid")
        .fetch_all(c).await.unwrap();
    let mut shape = Shape::new();
    for r in rows {
        let required = r.get::<i64, _>("n") == 1 || r.get::<i64, _>("pk") > 0;
        shape.entry(r.get("t")).or_default().push((r.get("c"), required));
    }
    shape
}

async fn pg_shape(c: &mut PgConnection) -> Shape {
    let rows = sqlx::query("SELECT table_name::text AS t, column_name::text AS c, is_nullable = 'NO' AS n FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%' AND table_name <> 'message_found' ORDER BY table_name, ordinal_position")
        .fetch_all(c).await.unwrap();
    let mut shape = Shape::new();
    for r in rows {
        shape.entry(r.get("t")).or_default().push((r.get("c"), r.get("n")));
    }
    shape
}

#[tokio::test]
async fn both_engines_have_the_same_columns() {
    let (lite, pg) = (TestDb::sqlite().await, TestDb::pg().await);
    let mut l = SqliteConnection::connect(&lite.config.url).await.unwrap();
    let mut p = PgConnection::connect(&pg.config.url).await.unwrap();
    let (l, p) = (lite_shape(&mut l).await, pg_shape(&mut p).await);
    assert!(l.len() > 30, "{}", l.len());
    assert_eq!(l, p);
}

#[tokio::test]
async fn every_statement_prepares_on_both_engines() {
    let (lite, pg) = (TestDb::sqlite().await, TestDb::pg().await);
    let mut l = SqliteConnection::connect(&lite.config.url).await.unwrap();
    let mut p = PgConnection::connect(&pg.config.url).await.unwrap();
    let mut bad = Vec::new();
    for sql in store::schema::statements() {
        if let Err(e) = l.prepare(AssertSqlSafe(sql.lite).into_sql_str()).await {
            bad.push(format!("sqlite {}: {e}", sql.name));
        }
        if let Err(e) = p.prepare(AssertSqlSafe(sql.pg).into_sql_str()).await {
            bad.push(format!("pg {}: {e}", sql.name));
        }
        if !sql.is_root() && !sql.lite.contains("$1") {
            bad.push(format!("{} does not bind its tenant", sql.name));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

use sqlx::SqlSafeStr as _;

#[tokio::test]
async fn the_application_owns_no_table_and_cannot_switch_security_off() {
    let pg = TestDb::pg().await;
    let mut c = PgConnection::connect(&pg.config.url).await.unwrap();
    let open: Vec<String> = sqlx::query_scalar(
        "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
         WHERE n.nspname = 'public' AND c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity) AND c.relname NOT IN ('session', 'refresh_token')",
    ).fetch_all(&mut c).await.unwrap();
    assert!(open.is_empty(), "tables without forced row level security: {open:?}");
    let owned: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_tables WHERE tableowner IN ('samovar_app', 'samovar_worker')").fetch_one(&mut c).await.unwrap();
    assert_eq!(owned, 0);
    c.execute("SET ROLE samovar_app").await.unwrap();
    assert!(c.execute("ALTER TABLE booking DISABLE ROW LEVEL SECURITY").await.is_err());
    assert!(c.execute("SELECT password_hash FROM person").await.is_err(), "the tenant role reads password hashes");
    let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM org").fetch_one(&mut c).await.unwrap();
    assert_eq!(seen, 0, "without a tenant nothing is visible");
}
