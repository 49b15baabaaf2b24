//! Brings the schema forward: numbered SQL in `migrations/{sqlite,pg}`, the same numbers on both.
//! On PostgreSQL it first makes the two roles the program works as; the migrating user owns the tables, they do not.

use crate::db::{DbConfig, fault, lite_options};
use domain::{Error, Kind, Result};
use sqlx::migrate::Migrator;
use sqlx::{Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};

static LITE: Migrator = sqlx::migrate!("migrations/sqlite");
static PG: Migrator = sqlx::migrate!("migrations/pg");

/// The roles of row level security. Granted to the connecting user so that it can become them.
const ROLES: &str = "DO $$
DECLARE r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['samovar_app', 'samovar_worker'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = r) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS', r);
      END IF;
      IF NOT pg_has_role(current_user, r, 'MEMBER') THEN
        EXECUTE format('GRANT %I TO %I', r, current_user);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
END $$";

/// Applies what is missing. Safe to run from several nodes at once: the migrator takes a lock.
pub async fn run(config: &DbConfig) -> Result<()> {
    if config.url.starts_with("sqlite:") {
        let options = lite_options(config)?;
        let mut connection = SqliteConnection::connect_with(&options).await.map_err(fault)?;
        LITE.run(&mut connection).await.map_err(migration)?;
        connection.close().await.map_err(fault)
    } else {
        let mut connection = PgConnection::connect(&config.url).await.map_err(fault)?;
        connection.execute(ROLES).await.map_err(|e| {
            Error::new(Kind::Disconnected, "the database user cannot create the roles samovar_app and samovar_worker: create them and grant them to it (docs/admin/postgresql.md)").source(e)
        })?;
        PG.run(&mut connection).await.map_err(migration)?;
        connection.close().await.map_err(fault)
    }
}

/// Versions applied and known: `(applied, known)`. Doctor and readiness compare them.
pub async fn status(config: &DbConfig) -> Result<(usize, usize)> {
    const COUNT: &str = "SELECT count(*) FROM _sqlx_migrations WHERE success";
    if config.url.starts_with("sqlite:") {
        let mut connection = SqliteConnection::connect_with(&lite_options(config)?).await.map_err(fault)?;
        let applied = connection.fetch_one(COUNT).await.map(|row| row.get::<i64, _>(0)).unwrap_or(0);
        Ok((usize::try_from(applied).unwrap_or(0), LITE.iter().count()))
    } else {
        let mut connection = PgConnection::connect(&config.url).await.map_err(fault)?;
        let applied = connection.fetch_one(COUNT).await.map(|row| row.get::<i64, _>(0)).unwrap_or(0);
        Ok((usize::try_from(applied).unwrap_or(0), PG.iter().count()))
    }
}

fn migration(error: sqlx::migrate::MigrateError) -> Error {
    Error::internal("a migration failed; nothing of it was applied").op("store.migrate").source(error)
}

/// Checksums of the PostgreSQL migrations.
pub(crate) fn pg_migrations() -> Vec<Vec<u8>> {
    PG.iter().map(|m| m.checksum.to_vec()).collect()
}
