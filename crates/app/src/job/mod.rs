//! Background jobs of one tenant: queued in the unit of what causes them, run at least once, tried again with backoff, visible
//! when they give up. One file per job, one line in `run`. Turns and sends have queues of their own.

pub mod embed;
pub mod follow_booking;
pub mod hand_out;
pub mod play_tests;
pub mod import;
pub mod index_document;
pub mod letter;
pub mod notice;
pub mod prepare_connection;
pub mod push;
pub mod read_graph;
pub mod referral;
pub mod remember;
pub mod remind;
pub mod sla;
pub mod unsnooze;
pub mod visit_news;
pub mod waitlist;

use crate::{App, Ctx};
use domain::{Error, Kind, Result};
use std::time::Duration;
use store::job::JobRow;

const BATCH: i64 = 16;
/// How long a job may run before another runner takes it.
const LEASE_SECS: i64 = 120;
const ATTEMPTS: i64 = 10;
/// Long jobs under way at once in one process.
pub(crate) const LONG: usize = 4;
/// How often a long job renews its lease.
const BEAT: Duration = Duration::from_secs(30);

/// The registration list: from kind to function. A job may run twice, so each is idempotent.
async fn run(app: &App, ctx: &Ctx, job: &JobRow) -> Result<()> {
    match job.kind.as_str() {
        play_tests::KIND => play_tests::run(app, ctx, read(job)?).await,
        embed::KIND => embed::run(app, ctx).await,
        follow_booking::KIND => follow_booking::run(app, ctx, read(job)?).await,
        follow_booking::REPLAN => follow_booking::replan(app, ctx).await,
        hand_out::KIND => hand_out::run(app, ctx).await,
        letter::KIND => letter::run(app, ctx, read(job)?).await,
        import::KIND => import::run(app, ctx, read(job)?).await,
        index_document::KIND => index_document::run(app, ctx, read(job)?, job.attempts).await,
        prepare_connection::KIND => prepare_connection::run(app, ctx, read(job)?).await,
        notice::TELL => notice::tell(app, ctx, read(job)?).await,
        notice::SEND => notice::send(app, ctx, read(job)?).await,
        push::SEND => push::send(app, read(job)?).await,
        crate::experiment::shadow::KIND => crate::experiment::shadow::run(app, ctx, read(job)?).await,
        read_graph::KIND => read_graph::run(app, ctx, read(job)?).await,
        referral::NOTIFY => referral::run_notify(app, ctx, read(job)?).await,
        referral::WATCH => referral::run_watch(app, ctx, read(job)?).await,
        remember::KIND => remember::run(app, ctx, read(job)?).await,
        crate::retention::KIND => crate::retention::run(app, ctx).await,
        remind::KIND => remind::run(app, ctx, read(job)?).await,
        sla::KIND => sla::run(app, ctx, read(job)?).await,
        unsnooze::KIND => unsnooze::run(app, ctx, read(job)?).await,
        visit_news::KIND => visit_news::run(app, ctx, read(job)?).await,
        waitlist::LOOK => waitlist::look(app, ctx).await,
        waitlist::OFFER => waitlist::offer(app, ctx, read(job)?).await,
        other => Err(Error::internal(format!("no such job: {other}")).op("job.run")),
    }
}

fn read<T: serde::de::DeserializeOwned>(job: &JobRow) -> Result<T> {
    serde_json::from_value(job.payload.clone()).map_err(|e| Error::internal("a job's payload does not read").op("job.read").source(e))
}

/// Claims and starts what is due; returns how many were claimed. Of the long ones only as many as there is room for.
pub async fn drain(app: &App) -> Result<usize> {
    let now = app.now();
    let mut places = Vec::new();
    while let Ok(place) = app.0.indexing.clone().try_acquire_owned() {
        places.push(place);
    }
    let mut root = app.db().root().await?;
    let jobs = store::job::claim(&mut root, app.node(), now.plus_secs(LEASE_SECS), now, BATCH).await?;
    let long = match i64::try_from(places.len()) {
        Ok(room @ 1..) => store::job::claim_long(&mut root, app.node(), now.plus_secs(LEASE_SECS), now, room).await?,
        _ => Vec::new(),
    };
    root.commit().await?;
    let count = jobs.len() + long.len();
    for job in jobs {
        let app = app.clone();
        app.tasks().clone().spawn(async move {
            let ctx = app.system(job.org_id);
            let done = run(&app, &ctx, &job).await;
            finish(&app, &job, done).await;
        });
    }
    for (job, place) in long.into_iter().zip(places) {
        let app = app.clone();
        app.tasks().clone().spawn(async move {
            if let Some(done) = keep(&app, &job).await {
                finish(&app, &job, done).await;
            }
            drop(place);
            app.db().signals.send(store::Signal::Job);
        });
    }
    Ok(count)
}

/// Runs a job that may take longer than its lease, and renews it meanwhile. `None` if it was taken away: whoever has it now goes on.
/// The beat goes on beside the work and never instead of it: on SQLite it waits for the one writer, which the work may hold.
async fn keep(app: &App, job: &JobRow) -> Option<Result<()>> {
    let ctx = app.system(job.org_id);
    tokio::select! {
        done = run(app, &ctx, job) => Some(done),
        () = app.stop().cancelled() => Some(Err(Error::new(Kind::Unavailable, "the server stops").op("job.keep"))),
        () = beat(app, job) => None,
    }
}

/// Renews the lease until it is somebody else's.
async fn beat(app: &App, job: &JobRow) {
    loop {
        tokio::time::sleep(BEAT).await;
        match renew(app, job).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(error = %error, job.id = %job.id, "a lease could not be renewed"),
        }
    }
}

async fn renew(app: &App, job: &JobRow) -> Result<bool> {
    let mut root = app.db().root().await?;
    let is_ours = store::job::renew(&mut root, job.id, app.node(), app.now().plus_secs(LEASE_SECS)).await?;
    root.commit().await?;
    Ok(is_ours)
}

async fn finish(app: &App, job: &JobRow, done: Result<()>) {
    if let Err(error) = settle(app, job, done).await {
        tracing::error!(error = %error, job.id = %job.id, "a job's end could not be recorded; it will run again");
    }
}

async fn settle(app: &App, job: &JobRow, done: Result<()>) -> Result<()> {
    let mut root = app.db().root().await?;
    match done {
        Ok(()) => store::job::done(&mut root, job.id, app.node()).await?,
        // Not its fault: the next start goes on with it.
        Err(error) if app.stop().is_cancelled() => store::job::fail(&mut root, job.id, app.node(), false, app.now(), &error.to_string()).await?,
        Err(error) => {
            let is_dead = job.attempts >= ATTEMPTS;
            tracing::warn!(error = %error, job.id = %job.id, job.kind = job.kind, job.attempts = job.attempts, job.is_dead = is_dead, "a job failed");
            let pause = 30_i64.saturating_mul(1 << job.attempts.clamp(0, 7));
            store::job::fail(&mut root, job.id, app.node(), is_dead, app.now().plus_secs(pause), &error.to_string()).await?;
        }
    }
    root.commit().await
}
