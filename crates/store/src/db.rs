//! Connections to either engine and the execution of statements on them; errors of the driver become `domain::Error` here.
//! Tenancy is not decided here: see `scope.rs` and `unit.rs`.

use crate::composed::Composed;
use crate::row::Row;
use crate::{FromRow, Sql, Val, signal::Signals};
use domain::{Error, Kind, Result, Retry, id::OrgId};
use serde::Deserialize;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Executor as _, PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use std::str::FromStr;
use std::time::Duration;

/// Which database, and how hard it works.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DbConfig {
    /// `sqlite:///path/to/file.db` or `postgres://user@host/db`.
    pub url: String,
    /// Connections to PostgreSQL for tenant work.
    pub connections: u32,
    /// How SQLite commits: `full` survives a power cut, `normal` survives a crash of the program.
    pub synchronous: Synchronous,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Synchronous {
    #[default]
    Full,
    Normal,
}

impl DbConfig {
    pub fn new(url: impl Into<String>) -> Self {
        DbConfig { url: url.into(), connections: 10, synchronous: Synchronous::Full }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Pools {
    /// One writer, a few read-only readers.
    Lite { writer: SqlitePool, reader: SqlitePool },
    /// `app` works as samovar_app under row level security, `worker` as samovar_worker.
    Pg { app: PgPool, worker: PgPool },
}

/// The open database. Clone freely.
#[derive(Clone, Debug)]
pub struct Db {
    pub(crate) pools: Pools,
    pub signals: Signals,
    /// Set only by the isolation test: `$1` is bound to another tenant than row level security is told.
    pub(crate) forged: std::sync::Arc<std::sync::Mutex<Option<(OrgId, OrgId)>>>,
}

pub(crate) enum Conn {
    Lite(PoolConnection<Sqlite>),
    Pg(PoolConnection<Postgres>),
    LiteTx(Transaction<'static, Sqlite>),
    PgTx(Transaction<'static, Postgres>),
}

impl Db {
    /// Opens the database and brings its schema up to date.
    pub async fn open(config: &DbConfig) -> Result<Self> {
        crate::migrate::run(config).await?;
        Self::connect(config).await
    }

    /// Opens the database as it is.
    pub async fn connect(config: &DbConfig) -> Result<Self> {
        let pools = if config.url.starts_with("sqlite:") { Self::lite(config).await? } else { Self::pg(config).await? };
        Ok(Db { pools, signals: Signals::new(), forged: std::sync::Arc::default() })
    }

    async fn lite(config: &DbConfig) -> Result<Pools> {
        let options = lite_options(config)?;
        let pool = || SqlitePoolOptions::new().idle_timeout(None).max_lifetime(None).test_before_acquire(false).acquire_timeout(Duration::from_secs(30));
        let writer = pool().max_connections(1).min_connections(1).connect_with(options.clone()).await.map_err(fault)?;
        // Looks at tables that have grown since, a few hundred rows of each index: a list of 100,000 is planned otherwise than one of ten.
        // Readers learn of it when they open.
        sqlx::query("PRAGMA analysis_limit = 400; PRAGMA optimize = 0x10002").execute(&writer).await.map_err(fault)?;
        let reader = pool().max_connections(4).min_connections(1).connect_with(options.read_only(true)).await.map_err(fault)?;
        Ok(Pools::Lite { writer, reader })
    }

    async fn pg(config: &DbConfig) -> Result<Pools> {
        let options = PgConnectOptions::from_str(&config.url).map_err(fault)?.statement_cache_capacity(512).application_name("samovar");
        // Statements with filters that may be absent are planned for the filters that are there; compiling a plan costs more than any of them; and a page read
        // at random is nearly as cheap as the next one, which is true of every disk since disks stopped turning.
        let pool = |role: &'static str, most: u32| {
            PgPoolOptions::new().max_connections(most).test_before_acquire(false).acquire_timeout(Duration::from_secs(30)).after_connect(move |connection, _| {
                Box::pin(async move {
                    connection.execute(role).await?;
                    connection.execute("SET plan_cache_mode = force_custom_plan; SET jit = off; SET random_page_cost = 1.1").await?;
                    Ok(())
                })
            })
        };
        let app = pool("SET ROLE samovar_app", config.connections.max(2)).connect_with(options.clone()).await.map_err(fault)?;
        let worker = pool("SET ROLE samovar_worker", 4).connect_with(options).await.map_err(fault)?;
        Ok(Pools::Pg { app, worker })
    }

    pub const fn is_pg(&self) -> bool {
        matches!(self.pools, Pools::Pg { .. })
    }

    pub(crate) async fn reader(&self, org: Option<OrgId>) -> Result<Conn> {
        Ok(match (&self.pools, org) {
            (Pools::Lite { reader, .. }, _) => Conn::Lite(reader.acquire().await.map_err(fault)?),
            (Pools::Pg { app, .. }, Some(org)) => {
                let mut connection = app.acquire().await.map_err(fault)?;
                // Every use of an app connection names its tenant first, so a pooled one never carries the last one's.
                sqlx::query("SELECT set_config('app.org_id', $1, false)").bind(org.to_string()).execute(&mut *connection).await.map_err(fault)?;
                Conn::Pg(connection)
            }
            (Pools::Pg { worker, .. }, None) => Conn::Pg(worker.acquire().await.map_err(fault)?),
        })
    }

    pub(crate) async fn writer(&self, org: Option<OrgId>) -> Result<Conn> {
        Ok(match (&self.pools, org) {
            (Pools::Lite { writer, .. }, _) => Conn::LiteTx(writer.begin_with("BEGIN IMMEDIATE").await.map_err(fault)?),
            // One round trip for both; the value is a formatted UUID, so nothing can be smuggled in.
            (Pools::Pg { app, .. }, Some(org)) => Conn::PgTx(app.begin_with(AssertSqlSafe(format!("BEGIN; SELECT set_config('app.org_id', '{org}', true)"))).await.map_err(fault)?),
            (Pools::Pg { worker, .. }, None) => Conn::PgTx(worker.begin().await.map_err(fault)?),
        })
    }

    /// Is the database there? Used by readiness.
    pub async fn ping(&self) -> Result<()> {
        let mut connection = self.reader(None).await?;
        connection.all(Sql::one("ping", "SELECT 1 AS one"), Vec::new()).await.map(|_| ())
    }

    /// A consistent copy of a SQLite database into a new file.
    pub async fn copy_to(&self, path: &str) -> Result<()> {
        let Pools::Lite { writer, .. } = &self.pools else {
            return Err(Error::new(Kind::Unsupported, "PostgreSQL is backed up with pg_dump"));
        };
        sqlx::query("VACUUM INTO $1").bind(path).execute(writer).await.map_err(fault)?;
        Ok(())
    }

    pub async fn close(&self) {
        match &self.pools {
            Pools::Lite { writer, reader } => {
                reader.close().await;
                writer.close().await;
            }
            Pools::Pg { app, worker } => {
                app.close().await;
                worker.close().await;
            }
        }
    }
}

pub(crate) fn lite_options(config: &DbConfig) -> Result<SqliteConnectOptions> {
    let synchronous = match config.synchronous {
        Synchronous::Full => SqliteSynchronous::Full,
        Synchronous::Normal => SqliteSynchronous::Normal,
    };
    Ok(SqliteConnectOptions::from_str(&config.url)
        .map_err(fault)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .busy_timeout(Duration::from_secs(10))
        .foreign_keys(true)
        .statement_cache_capacity(512)
        .pragma("cache_size", "-16384")
        .pragma("temp_store", "memory")
        .pragma("mmap_size", "1073741824"))
}

macro_rules! bind {
    ($query:expr, $vals:expr) => {{
        let mut query = $query;
        for value in $vals {
            query = match value {
                Val::Uuid(x) => query.bind(x),
                Val::Text(x) => query.bind(x),
                Val::Int(x) => query.bind(x),
                Val::Bool(x) => query.bind(x),
                Val::Json(x) => query.bind(x),
                Val::Bytes(x) => query.bind(x),
            };
        }
        query
    }};
}

impl Conn {
    pub async fn exec(&mut self, sql: Sql, vals: Vec<Val>) -> Result<u64> {
        let done = match self {
            Conn::Lite(c) => bind!(sqlx::query(sql.lite), vals).execute(&mut **c).await.map(|d| d.rows_affected()),
            Conn::LiteTx(c) => bind!(sqlx::query(sql.lite), vals).execute(&mut **c).await.map(|d| d.rows_affected()),
            Conn::Pg(c) => bind!(sqlx::query(sql.pg), vals).execute(&mut **c).await.map(|d| d.rows_affected()),
            Conn::PgTx(c) => bind!(sqlx::query(sql.pg), vals).execute(&mut **c).await.map(|d| d.rows_affected()),
        };
        done.map_err(|e| fault(e).op(sql.name))
    }

    pub async fn rows(&mut self, sql: Sql, vals: Vec<Val>) -> Result<Vec<Row>> {
        let rows = match self {
            Conn::Lite(c) => bind!(sqlx::query(sql.lite), vals).fetch_all(&mut **c).await.map(|r| r.into_iter().map(Row::Lite).collect()),
            Conn::LiteTx(c) => bind!(sqlx::query(sql.lite), vals).fetch_all(&mut **c).await.map(|r| r.into_iter().map(Row::Lite).collect()),
            Conn::Pg(c) => bind!(sqlx::query(sql.pg), vals).fetch_all(&mut **c).await.map(|r| r.into_iter().map(Row::Pg).collect()),
            Conn::PgTx(c) => bind!(sqlx::query(sql.pg), vals).fetch_all(&mut **c).await.map(|r| r.into_iter().map(Row::Pg).collect()),
        };
        rows.map_err(|e| fault(e).op(sql.name))
    }

    pub async fn composed(&mut self, made: Composed) -> Result<Vec<Row>> {
        let (lite, pg) = (AssertSqlSafe(made.lite), AssertSqlSafe(made.pg));
        let rows = match self {
            Conn::Lite(c) => bind!(sqlx::query(lite), made.vals).fetch_all(&mut **c).await.map(|r| r.into_iter().map(Row::Lite).collect()),
            Conn::LiteTx(c) => bind!(sqlx::query(lite), made.vals).fetch_all(&mut **c).await.map(|r| r.into_iter().map(Row::Lite).collect()),
            Conn::Pg(c) => bind!(sqlx::query(pg), made.vals).fetch_all(&mut **c).await.map(|r| r.into_iter().map(Row::Pg).collect()),
            Conn::PgTx(c) => bind!(sqlx::query(pg), made.vals).fetch_all(&mut **c).await.map(|r| r.into_iter().map(Row::Pg).collect()),
        };
        rows.map_err(|e| fault(e).op(made.name))
    }

    pub async fn all(&mut self, sql: Sql, vals: Vec<Val>) -> Result<Vec<Row>> {
        self.rows(sql, vals).await
    }

    pub async fn read<T: FromRow>(&mut self, sql: Sql, vals: Vec<Val>) -> Result<Vec<T>> {
        self.rows(sql, vals).await?.iter().map(T::from_row).collect()
    }

    pub async fn commit(self) -> Result<()> {
        match self {
            Conn::LiteTx(t) => t.commit().await.map_err(fault),
            Conn::PgTx(t) => t.commit().await.map_err(fault),
            Conn::Lite(_) | Conn::Pg(_) => Ok(()),
        }
    }
}

/// The driver's error in our words. Names of constraints are known here and nowhere else.
pub(crate) fn fault(error: sqlx::Error) -> Error {
    let (kind, code, detail) = match &error {
        sqlx::Error::Database(e) => {
            let text = e.constraint().unwrap_or_default();
            let message = e.message();
            if text == "occupancy_overlap" || message.contains("occupancy_overlap") {
                (Kind::SlotTaken, None, "the time is taken")
            } else if e.is_unique_violation() {
                (Kind::Conflict, unique_code(text, message), "such a row already exists")
            } else if e.is_foreign_key_violation() {
                (Kind::Conflict, Some("still_referenced"), "another row refers to it, or the row it refers to is missing")
            } else if e.is_check_violation() {
                (Kind::Invalid, None, "a value breaks a rule of the table")
            } else if matches!(e.code().as_deref(), Some("40001" | "40P01" | "55P03" | "5" | "6" | "517")) {
                (Kind::Unavailable, Some("database_busy"), "the database is busy")
            } else {
                (Kind::Internal, None, "database error")
            }
        }
        sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => (Kind::Unavailable, Some("database_unavailable"), "the database cannot be reached"),
        _ => (Kind::Internal, None, "database error"),
    };
    let mut out = Error::new(kind, detail).source(error);
    if kind == Kind::Unavailable {
        out.retry = Retry::Backoff;
    }
    if let Some(code) = code {
        out = out.code(code);
    }
    out
}

fn unique_code(constraint: &str, message: &str) -> Option<&'static str> {
    const KNOWN: [(&str, &str, &str); 12] = [
        ("sso_domain_key", "sso_domain.domain", "domain_taken"),
        ("canned_reply_shortcut_key", "canned_reply.shortcut", "shortcut_taken"),
        ("team_name_key", "team.name", "name_taken"),
        ("person_email_key", "person.email", "email_taken"),
        ("org_slug_key", "org.slug", "slug_taken"),
        ("member_person_key", "member.person_id", "already_member"),
        ("document_url_key", "document.url", "url_taken"),
        ("tour_key_key", "tour.key", "key_taken"),
        ("product_sku_key", "product.sku", "sku_taken"),
        ("message_id_key", "message.id", "duplicate_message"),
        ("conversation_chat_key", "conversation.chat_id", "duplicate_conversation"),
        ("import_runs_key", "import.org_id", "import_runs"),
    ];
    KNOWN.iter().find(|(pg, lite, _)| *pg == constraint || message.contains(lite)).map(|(_, _, code)| *code)
}
