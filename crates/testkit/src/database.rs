//! A database that one test owns: a file for SQLite, a copy of a migrated template for PostgreSQL.

use crate::pg;
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::fs::File;
use store::{Db, DbConfig, Synchronous};

/// Dropped with its data.
#[derive(Debug)]
pub struct TestDb {
    pub db: Db,
    pub config: DbConfig,
    _dir: tempfile::TempDir,
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
