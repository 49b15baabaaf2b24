//! A database that one test owns: a file for SQLite, a copy of a migrated template for PostgreSQL.

use crate::pg;
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::fs::File;
use store::{Db, DbConfig, Synchronous};

/// Dropped with its data: hundreds of databases left behind would fill a disk.
#[derive(Debug)]
pub struct TestDb {
    pub db: Db,
    pub config: DbConfig,
    _dir: tempfile::TempDir,
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Some((base, name)) = self.config.url.rsplit_once('/').filter(|(base, _)| base.starts_with("postgres:")) {
            pg::drop_database(base, name);
        }
    }
}

impl TestDb {
    /// On the engine that `TEST_PG` chooses.
    pub async fn new() -> Self {
        if std::env::var("TEST_PG").is_ok_and(|v| v == "1") { Self::pg().await } else { Self::sqlite().await }
    }

    /// A folder that goes when the database goes.
    pub fn files(&self) -> std::path::PathBuf {
        self._dir.path().join("files")
    }

    pub async fn sqlite() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let config = DbConfig { synchronous: Synchronous::Normal, ..DbConfig::new(format!("sqlite://{}", dir.path().join("test.db").display())) };
        let db = Db::open(&config).await.expect("a fresh SQLite database");
        TestDb { db, config, _dir: dir }
    }

    pub async fn pg() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let base = pg::admin_url();
        let name = format!("t_{}", uuid::Uuid::now_v7().simple());
        {
            // One at a time: a template cannot be copied while someone is connected to it.
            let lock = File::create("/tmp/samovar-test-pg.template.lock").expect("a lock file");
            lock.lock().expect("the lock");
            let template = format!("tpl_{:016x}", store::schema::fingerprint());
            let mut admin = PgConnection::connect(&format!("{base}/postgres")).await.expect("the test server");
            let known: Option<i32> = sqlx::query_scalar("SELECT 1 FROM pg_database WHERE datname = $1").bind(&template).fetch_optional(&mut admin).await.expect("a list of databases");
            if known.is_none() {
                let fresh = format!("{template}_new");
                admin.execute(sqlx::AssertSqlSafe(format!("DROP DATABASE IF EXISTS {fresh}"))).await.expect("no leftovers");
                admin.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {fresh}"))).await.expect("a template");
                store::migrate::run(&DbConfig::new(format!("{base}/{fresh}"))).await.expect("migrations");
                admin.execute(sqlx::AssertSqlSafe(format!("ALTER DATABASE {fresh} RENAME TO {template}"))).await.expect("a named template");
            }
            admin.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {template}"))).await.expect("a database of one's own");
            admin.close().await.expect("a clean goodbye");
        }
        let config = DbConfig { connections: 6, ..DbConfig::new(format!("{base}/{name}")) };
        let db = Db::connect(&config).await.expect("a fresh PostgreSQL database");
        TestDb { db, config, _dir: dir }
    }
}

/// The rows of every table, as text; bytes in hex.
pub type Rows = std::collections::BTreeMap<String, Vec<String>>;

impl TestDb {
    pub async fn rows(&self) -> Rows {
        if self.config.url.starts_with("sqlite:") { self.lite_rows().await } else { self.pg_rows().await }
    }

    async fn lite_rows(&self) -> Rows {
        let mut c = sqlx::SqliteConnection::connect(&self.config.url).await.expect("the database");
        let columns: Vec<(String, String)> =
            sqlx::query_as("SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '_sqlx%' ORDER BY m.name, p.cid").fetch_all(&mut c).await.expect("its columns");
        let mut tables: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
        for (table, column) in columns {
            tables.entry(table).or_default().push(format!("'{column}=' || quote(\"{column}\")"));
        }
        let mut rows = Rows::new();
        for (table, columns) in tables {
            let sql = format!("SELECT {} FROM \"{table}\" ORDER BY 1", columns.join(" || ' ' || "));
            rows.insert(table, sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&mut c).await.expect("its rows"));
        }
        rows
    }

    async fn pg_rows(&self) -> Rows {
        let mut c = PgConnection::connect(&self.config.url).await.expect("the database");
        let tables: Vec<String> = sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_sqlx%'").fetch_all(&mut c).await.expect("its tables");
        let mut rows = Rows::new();
        for table in tables {
            let sql = format!("SELECT row_to_json(t)::text FROM \"{table}\" t ORDER BY 1");
            rows.insert(table, sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&mut c).await.expect("its rows"));
        }
        rows
    }

    /// Where any of the words stands, whatever its case, in texts or in bytes: `table: row`.
    pub async fn mentions(&self, words: &[&str]) -> Vec<String> {
        let hex = |word: &str| word.bytes().map(|b| format!("{b:02x}")).collect::<String>();
        let needles: Vec<String> = words.iter().flat_map(|w| [w.to_lowercase(), hex(w), hex(&w.to_lowercase())]).collect();
        let all = self.rows().await;
        let hits = all.iter().flat_map(|(table, rows)| rows.iter().map(move |row| (table, row))).filter(|(_, row)| {
            let row = row.to_lowercase();
            needles.iter().any(|needle| row.contains(needle))
        });
        hits.map(|(table, row)| format!("{table}: {}", row.chars().take(400).collect::<String>())).collect()
    }
}
