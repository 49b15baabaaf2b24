//! The raw limit beside the benchmark: the rows of a turn (two transactions, nine statements) written with prepared
//! statements and nothing else: `raw-rows sqlite|postgres`. What remains between this and the product is the product's work.

use anyhow::Result;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, SqliteConnection};
use std::str::FromStr as _;
use std::time::Instant;
use store::DbConfig;
use uuid::Uuid;

const TURNS: usize = 4_000;
const RECORD: usize = 1_600;

macro_rules! first {
    ($tx:expr, $rows:expr) => {{
        sqlx::query(INBOUND).bind(Uuid::nil()).bind($rows.inbound.to_string()).bind($rows.inbound).execute($tx).await?;
        sqlx::query(JOB).bind(Uuid::nil()).bind($rows.inbound).bind(serde_json::json!({"text": "здравствуйте"})).execute($tx).await?;
        sqlx::query(JOB).bind(Uuid::nil()).bind($rows.conversation).bind(serde_json::json!({"state": {}})).execute($tx).await?;
        sqlx::query(EVENT).bind(Uuid::nil()).bind(Uuid::now_v7()).bind($rows.inbound).bind($rows.conversation).bind(serde_json::json!({"text": "здравствуйте"})).execute($tx).await?;
    }};
}
macro_rules! second {
    ($tx:expr, $rows:expr) => {{
        sqlx::query(AUDIT).bind(Uuid::nil()).bind(Uuid::now_v7()).execute($tx).await?;
        sqlx::query(JOB).bind(Uuid::nil()).bind($rows.reply).bind(serde_json::json!({"text": "ответ"})).execute($tx).await?;
        sqlx::query(TURN).bind(Uuid::nil()).bind(Uuid::now_v7()).bind($rows.conversation).bind(&$rows.record).execute($tx).await?;
        sqlx::query(EVENT).bind(Uuid::nil()).bind(Uuid::now_v7()).bind($rows.reply).bind($rows.conversation).bind(serde_json::json!({"text": "ответ"})).execute($tx).await?;
        sqlx::query(JOB).bind(Uuid::nil()).bind(Uuid::now_v7()).bind(serde_json::json!({})).execute($tx).await?;
    }};
}
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    use std::io::Write as _;
    let engine = std::env::args().nth(1).unwrap_or_default();
    let started;
    if engine == "postgres" {
        let base = testkit::pg_durable_url();
        let name = format!("raw_{}", Uuid::now_v7().simple());
        let mut admin = sqlx::PgConnection::connect(&format!("{base}/postgres")).await?;
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await?;
        let config = DbConfig::new(format!("{base}/{name}"));
        store::migrate::run(&config).await?;
        let pool = PgPoolOptions::new().max_connections(8).connect(&config.url).await?;
        sqlx::query(ORG).bind(Uuid::nil()).execute(&pool).await?;
        started = Instant::now();
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let pool = pool.clone();
                tokio::spawn(async move {
                    for _ in 0..TURNS / 8 {
                        let rows = Rows::new();
                        let mut tx = pool.begin().await?;
                        first!(&mut *tx, rows);
                        tx.commit().await?;
                        let mut tx = pool.begin().await?;
                        second!(&mut *tx, rows);
                        tx.commit().await?;
                    }
                    Ok::<_, sqlx::Error>(())
                })
            })
            .collect();
        for task in tasks {
            task.await??;
        }
    } else {
        let dir = tempfile::tempdir()?;
        let url = format!("sqlite://{}", dir.path().join("raw.db").display());
        store::migrate::run(&DbConfig::new(url.clone())).await?;
        let options = SqliteConnectOptions::from_str(&url)?.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full).foreign_keys(false);
        let mut c = SqliteConnection::connect_with(&options).await?;
        sqlx::query(ORG).bind(Uuid::nil()).execute(&mut c).await?;
        started = Instant::now();
        for _ in 0..TURNS {
            let rows = Rows::new();
            let mut tx = c.begin().await?;
            first!(&mut *tx, rows);
            tx.commit().await?;
            let mut tx = c.begin().await?;
            second!(&mut *tx, rows);
            tx.commit().await?;
        }
    }
    let rate = f64::from(u32::try_from(TURNS)?) / started.elapsed().as_secs_f64();
    writeln!(std::io::stdout(), "raw rows, {engine}: {rate:.0} turns/s")?;
    Ok(())
}

struct Rows {
    conversation: Uuid,
    inbound: Uuid,
    reply: Uuid,
    record: serde_json::Value,
}

impl Rows {
    fn new() -> Self {
        Rows { conversation: Uuid::now_v7(), inbound: Uuid::now_v7(), reply: Uuid::now_v7(), record: serde_json::json!({"input": "x".repeat(RECORD)}) }
    }
}

const ORG: &str = "INSERT INTO org (id, name, slug, zone, lang, currency, region, pack, settings, catalog_version, data_key, created_at) VALUES ($1, '', '', '', '', '', '', '', '{}', 1, '', 0)";
const INBOUND: &str = "INSERT INTO inbound (org_id, connection_id, provider_id, message_id, created_at) VALUES ($1, $1, $2, $3, 0)";
const EVENT: &str = "INSERT INTO event (org_id, id, kind, subject_id, conversation_id, payload, created_at) VALUES ($1, $2, 'message.created', $3, $4, $5, 0)";
const TURN: &str = "INSERT INTO turn (org_id, id, conversation_id, from_seq, until_seq, verdict, record, duration_us, created_at) VALUES ($1, $2, $3, 0, 1, 'answered', $4, 0, 0)";
const AUDIT: &str = "INSERT INTO audit (org_id, id, actor_kind, action, noun, created_at) VALUES ($1, $2, 'agent', 'update', 'conversation', 0)";
const JOB: &str = "INSERT INTO job (org_id, id, kind, payload, status, attempts, run_at, created_at) VALUES ($1, $2, 'x', $3, 'done', 0, 0, 0)";
