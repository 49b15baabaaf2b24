//! Prints the address of a fresh, empty database on a throwaway PostgreSQL: `throwaway-pg [durable]`.
//! Durable means real fsync, for figures; otherwise the tests' server.

use sqlx::{Connection as _, Executor as _, PgConnection};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    use std::io::Write as _;
    let base = if std::env::args().nth(1).as_deref() == Some("durable") { testkit::pg_durable_url() } else { testkit::pg_admin_url() };
    let name = format!("b_{}", uuid::Uuid::now_v7().simple());
    let mut admin = PgConnection::connect(&format!("{base}/postgres")).await?;
    admin.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await?;
    writeln!(std::io::stdout(), "{base}/{name}")?;
    Ok(())
}
