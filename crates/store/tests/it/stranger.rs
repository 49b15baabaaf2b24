//! Every statement run by a stranger against a tenant whose every row, in every table, has the same known id:
//! whatever the statement looks for, it would find it. It must see, change and remove nothing; on PostgreSQL also
//! when the scope in the code is switched off and row level security stands alone.

use sqlx::{AssertSqlSafe, Column as _, Connection as _, Executor as _, PgConnection, Row as _, SqlSafeStr as _, SqliteConnection, Statement as _, TypeInfo as _};
use store::Sql;
use testkit::TestDb;
use uuid::Uuid;

const VICTIM: Uuid = Uuid::from_u128(0xA);
const STRANGER: Uuid = Uuid::from_u128(0xB);
const ROW: Uuid = Uuid::from_u128(0x1D);

/// `(table, [(column, type)])` in an order that satisfies the foreign keys.
async fn tables(pg: &mut PgConnection) -> Vec<(String, Vec<(String, String)>)> {
    let rows = sqlx::query("SELECT table_name::text AS t, column_name::text AS c, data_type::text AS d FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%' AND table_name <> 'message_found' ORDER BY table_name, ordinal_position")
        .fetch_all(pg).await.unwrap();
    let mut list: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for r in rows {
        let t: String = r.get("t");
        if list.last().is_none_or(|l| l.0 != t) {
            list.push((t.clone(), Vec::new()));
        }
        list.last_mut().unwrap().1.push((r.get("c"), r.get("d")));
    }
    list
}

fn literal(table: &str, column: &str, kind: &str, org: Uuid, is_pg: bool) -> String {
    let id = |u: Uuid| if is_pg { format!("'{u}'") } else { format!("X'{}'", u.simple()) };
    match (kind, column) {
        ("uuid", "org_id") => id(org),
        ("uuid", "id") if table == "org" => id(org),
        ("uuid", _) => id(ROW),
        ("bytea", _) => if is_pg { "'\\x78'".into() } else { "X'78'".into() },
        ("jsonb", _) => "'[]'".into(),
        ("boolean", _) => "TRUE".into(),
        ("bigint", "ends_at" | "ends") => "2".into(),
        ("bigint", "turn_lease_until" | "locked_until" | "used_at" | "revoked_at" | "accepted_at" | "poll_lease_until") => "0".into(),
        ("bigint", _) => "1".into(),
        (_, "status") => "'ready'".into(),
        (_, "mode") => "'auto'".into(),
        (_, "slug") => format!("'{org}'"),
        _ => "'x'".into(),
    }
}

async fn fill(pg: Option<&mut PgConnection>, lite: Option<&mut SqliteConnection>, list: &[(String, Vec<(String, String)>)]) {
    let is_pg = pg.is_some();
    let mut inserts = Vec::new();
    for (table, columns) in list {
        let orgs: &[Uuid] = if table == "org" { &[VICTIM, STRANGER] } else { &[VICTIM] };
        for org in orgs {
            let names = columns.iter().map(|(c, _)| format!("\"{c}\"")).collect::<Vec<_>>().join(", ");
            let values = columns.iter().map(|(c, d)| literal(table, c, d, *org, is_pg)).collect::<Vec<_>>().join(", ");
            inserts.push(format!("INSERT INTO \"{table}\" ({names}) VALUES ({values})"));
        }
    }
    // Foreign keys wait: on PostgreSQL replica mode, on SQLite switched off while filling.
    if let Some(c) = pg {
        c.execute("SET session_replication_role = replica").await.unwrap();
        for sql in inserts {
            c.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        }
        c.execute("SET session_replication_role = origin").await.unwrap();
    } else if let Some(c) = lite {
        c.execute("PRAGMA foreign_keys = OFF").await.unwrap();
        for sql in inserts {
            c.execute(AssertSqlSafe(sql.clone())).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        }
        c.execute("PRAGMA foreign_keys = ON").await.unwrap();
    }
}

async fn kinds(pg: &mut PgConnection, sql: Sql) -> Vec<String> {
    let statement = pg.prepare(AssertSqlSafe(sql.pg).into_sql_str()).await.unwrap();
    match statement.parameters() {
        Some(sqlx::Either::Left(types)) => types.iter().map(|t| t.name().to_owned()).collect(),
        _ => Vec::new(),
    }
}

macro_rules! run {
    ($connection:expr, $text:expr, $kinds:expr, $org:expr) => {{
        let mut query = sqlx::query(AssertSqlSafe($text));
        for (i, kind) in $kinds.iter().enumerate() {
            query = match kind.as_str() {
                "UUID" => query.bind(if i == 0 { $org } else { ROW }),
                "INT8" => query.bind(1_i64),
                "BOOL" => query.bind(true),
                "JSONB" => query.bind(serde_json::json!([])),
                "BYTEA" => query.bind(b"x".to_vec()),
                _ => query.bind("x"),
            };
        }
        query.fetch_all($connection).await
    }};
}

fn victim_count(list: &[(String, Vec<(String, String)>)], is_pg: bool) -> String {
    let id = if is_pg { format!("'{VICTIM}'") } else { format!("X'{}'", VICTIM.simple()) };
    list.iter()
        .filter(|(t, c)| t != "session" && t != "refresh_token" && c.iter().any(|(c, _)| c == "org_id"))
        .map(|(t, _)| format!("SELECT '{t}' AS t, count(*) AS n FROM \"{t}\" WHERE org_id = {id}"))
        .collect::<Vec<_>>()
        .join(" UNION ALL ")
}

/// Statements that read the caller's own organization: a stranger is someone too.
const OWN: [&str; 10] = ["store::pipeline::HOLD", "store::org::KNOWLEDGE", "store::agent::COUNTER", "store::demo::IS_DEMO", "store::org::GET", "store::org::LOCK", "store::org::KEY", "store::org::BUMP", "store::catalog::ORG", "store::catalog::VERSION"];

fn is_insert(sql: &str) -> bool {
    sql.trim_start().to_ascii_uppercase().starts_with("INSERT")
}

#[tokio::test]
async fn a_stranger_finds_nothing_on_sqlite() {
    let (lite, pg) = (TestDb::sqlite().await, TestDb::pg().await);
    let mut p = PgConnection::connect(&pg.config.url).await.unwrap();
    let list = tables(&mut p).await;
    let mut c = SqliteConnection::connect(&lite.config.url).await.unwrap();
    fill(None, Some(&mut c), &list).await;
    let (mut leaks, mut ran) = (Vec::new(), 0);
    for sql in store::schema::statements().into_iter().filter(|s| !s.is_root()) {
        let kinds = kinds(&mut p, sql).await;
        c.execute("BEGIN").await.unwrap();
        let rows = run!(&mut c, sql.lite, kinds, STRANGER);
        ran += 1;
        if let Ok(rows) = &rows && !rows.is_empty() && !is_insert(sql.lite) && !only_zero_lite(rows) && !OWN.contains(&sql.name) {
            leaks.push(format!("{} returned {} rows", sql.name, rows.len()));
        }
        let left = c.fetch_all(AssertSqlSafe(victim_count(&list, false))).await.unwrap();
        for r in left {
            if r.get::<i64, _>("n") != 1 {
                leaks.push(format!("{} changed {}", sql.name, r.get::<String, _>("t")));
            }
        }
        c.execute("ROLLBACK").await.unwrap();
    }
    assert!(ran > 80, "{ran}");
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}

/// Aggregates answer with one row of zeros or NULLs: that tells a stranger nothing.
fn only_zero_lite(rows: &[sqlx::sqlite::SqliteRow]) -> bool {
    rows.len() == 1 && rows.iter().all(|r| r.columns().iter().all(|c| r.try_get::<Option<i64>, _>(c.ordinal()).is_ok_and(|v| v.unwrap_or(0) == 0)))
}

fn only_zero_pg(rows: &[sqlx::postgres::PgRow]) -> bool {
    rows.len() == 1 && rows.iter().all(|r| r.columns().iter().all(|c| r.try_get::<Option<i64>, _>(c.ordinal()).is_ok_and(|v| v.unwrap_or(0) == 0)))
}

#[tokio::test]
async fn a_stranger_finds_nothing_on_postgresql_with_both_locks_and_with_the_second_alone() {
    let pg = TestDb::pg().await;
    let mut p = PgConnection::connect(&pg.config.url).await.unwrap();
    let list = tables(&mut p).await;
    fill(Some(&mut p), None, &list).await;
    let mut leaks = Vec::new();
    for sql in store::schema::statements().into_iter().filter(|s| !s.is_root()) {
        let kinds = kinds(&mut p, sql).await;
        for bound in [STRANGER, VICTIM] {
            p.execute(AssertSqlSafe(format!("BEGIN; SET LOCAL ROLE samovar_app; SELECT set_config('app.org_id', '{STRANGER}', true); SAVEPOINT s"))).await.unwrap();
            let rows = run!(&mut p, sql.pg, kinds, bound);
            match &rows {
                Err(_) => drop(p.execute("ROLLBACK TO s").await.unwrap()),
                Ok(rows) if is_insert(sql.pg) && bound == VICTIM && !rows.is_empty() => leaks.push(format!("{} wrote into another tenant", sql.name)),
                Ok(rows) if !(rows.is_empty() || is_insert(sql.pg) || only_zero_pg(rows) || bound == STRANGER && OWN.contains(&sql.name)) => leaks.push(format!("{} returned {} rows (bound {bound})", sql.name, rows.len())),
                Ok(_) => {}
            }
            p.execute("RESET ROLE").await.unwrap();
            for r in p.fetch_all(AssertSqlSafe(victim_count(&list, true))).await.unwrap() {
                if r.get::<i64, _>("n") != 1 {
                    leaks.push(format!("{} changed {} (bound {bound})", sql.name, r.get::<String, _>("t")));
                }
            }
            p.execute("ROLLBACK").await.unwrap();
        }
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}
