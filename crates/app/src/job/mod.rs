//! Background jobs of one tenant: queued in the unit of what causes them, run at least once, tried again with backoff, visible
//! when they give up. One file per job, one line in `run`. Turns and sends have queues of their own.

pub mod prepare_connection;
pub mod push;
pub mod unsnooze;

use crate::{App, Ctx};
use domain::{Error, Result};
use store::job::JobRow;

const BATCH: i64 = 16;
/// How long a job may run before another runner takes it.
const LEASE_SECS: i64 = 120;
const ATTEMPTS: i64 = 10;

/// The registration list: from kind to function. A job may run twice, so each is idempotent.
async fn run(app: &App, ctx: &Ctx, job: &JobRow) -> Result<()> {
    match job.kind.as_str() {
        prepare_connection::KIND => prepare_connection::run(app, ctx, read(job)?).await,
        push::TELL => push::tell(app, ctx, read(job)?).await,
        push::SEND => push::send(app, read(job)?).await,
        unsnooze::KIND => unsnooze::run(app, ctx, read(job)?).await,
        other => Err(Error::internal(format!("no such job: {other}")).op("job.run")),
    }
}

fn read<T: serde::de::DeserializeOwned>(job: &JobRow) -> Result<T> {
    serde_json::from_value(job.payload.clone()).map_err(|e| Error::internal("a job's payload does not read").op("job.read").source(e))
}

/// Claims and starts what is due; returns how many were claimed.
pub async fn drain(app: &App) -> Result<usize> {
    let now = app.now();
    let mut root = app.db().root().await?;
    let jobs = store::job::claim(&mut root, app.node(), now.plus_secs(LEASE_SECS), now, BATCH).await?;
    root.commit().await?;
    let count = jobs.len();
    for job in jobs {
        let app = app.clone();
        app.tasks().clone().spawn(async move {
            let ctx = app.system(job.org_id);
            let done = run(&app, &ctx, &job).await;
            if let Err(error) = settle(&app, &job, done).await {
                tracing::error!(error = %error, job.id = %job.id, "a job's end could not be recorded; it will run again");
            }
        });
    }
    Ok(count)
}

async fn settle(app: &App, job: &JobRow, done: Result<()>) -> Result<()> {
    let mut root = app.db().root().await?;
    match done {
        Ok(()) => store::job::done(&mut root, job.id, app.node()).await?,
        Err(error) => {
            let is_dead = job.attempts >= ATTEMPTS;
            tracing::warn!(error = %error, job.id = %job.id, job.kind = job.kind, job.attempts = job.attempts, job.is_dead = is_dead, "a job failed");
            let pause = 30_i64.saturating_mul(1 << job.attempts.clamp(0, 7));
            store::job::fail(&mut root, job.id, app.node(), is_dead, app.now().plus_secs(pause), &error.to_string()).await?;
        }
    }
    root.commit().await
}
