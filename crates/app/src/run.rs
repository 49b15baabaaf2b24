//! The background runners of one process: due turns, the outbox, polling, housekeeping. Woken by signals, backed by a slow poll.

use crate::{App, channel, job, outbox, turn};
use domain::{Result, Ts};
use std::sync::Arc;
use std::time::Duration;
use store::Signal;
use tokio::sync::{Semaphore, broadcast};

/// How long a runner sleeps at most: other nodes' work and clock jumps are noticed by then.
const IDLE: Duration = Duration::from_secs(1);
/// Turns under way at once in one process.
const TURNS: usize = 32;

/// Starts everything; returns at once. Stop by `shutdown`.
pub async fn start(app: &App) -> Result<()> {
    if !app.config().is_one_of_many {
        let mut root = app.db().root().await?;
        store::conversation::free_leases(&mut root).await?;
        store::connection::free_polls(&mut root).await?;
        store::job::revive(&mut root, Ts::from_micros(i64::MAX)).await?;
        store::embedder::free(&mut root, app.now()).await?;
        root.commit().await?;
    }
    // Whatever is "sending" when a process starts alone was sent by one that is gone.
    let lease_before = if app.config().is_one_of_many { app.now() } else { Ts::from_micros(i64::MAX) };
    outbox::recover(app, lease_before).await?;
    app.tasks().spawn(turns(app.clone()));
    app.tasks().spawn(sends(app.clone()));
    app.tasks().spawn(jobs(app.clone()));
    if app.config().is_one_of_many {
        app.tasks().spawn(elsewhere(app.clone()));
    }
    app.tasks().spawn(channel::poll::run(app.clone()));
    app.tasks().spawn(housekeeping(app.clone()));
    app.tasks().spawn(keys(app.clone()));
    app.tasks().spawn(history(app.clone()));
    Ok(())
}

/// Stops taking new work and waits for what is under way.
pub async fn shutdown(app: &App, patience: Duration) -> bool {
    app.stop().cancel();
    app.tasks().close();
    tokio::time::timeout(patience, app.tasks().wait()).await.is_ok()
}

async fn turns(app: App) {
    let mut signals = app.hub().signals().subscribe();
    let places = Arc::new(Semaphore::new(TURNS));
    let mut next: Option<Ts> = None;
    while !app.stop().is_cancelled() {
        match due(&app, &places).await {
            Ok(at) => next = at,
            Err(error) => tracing::error!(error = %error, "cannot look for due turns"),
        }
        // Sleep until the earliest known turn, a signal of an earlier one, or the slow poll.
        let deadline = tokio::time::Instant::now() + IDLE;
        loop {
            let wait = next.map_or(IDLE, |at| until(&app, at)).min(deadline.saturating_duration_since(tokio::time::Instant::now()));
            if wait.is_zero() {
                break;
            }
            tokio::select! {
                () = app.stop().cancelled() => return,
                () = tokio::time::sleep(wait) => break,
                signal = signals.recv() => match signal {
                    Ok(Signal::TurnDue(at)) => next = Some(next.map_or(at, |n| n.min(at))),
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Lagged(_)) => break,
                    Err(broadcast::error::RecvError::Closed) => return,
                },
            }
        }
    }
}

fn until(app: &App, at: Ts) -> Duration {
    Duration::from_micros(u64::try_from(at.micros() - app.now().micros()).unwrap_or(0))
}

/// Starts every due turn; returns when the next one is due.
async fn due(app: &App, places: &Arc<Semaphore>) -> Result<Option<Ts>> {
    let mut root = app.db().root_read().await?;
    let now = app.now();
    let list = store::conversation::due(&mut root, now, 64).await?;
    let full = list.len() == 64;
    let next = store::conversation::next_due(&mut root).await?;
    drop(root);
    for item in list {
        let Ok(place) = places.clone().acquire_owned().await else { return Ok(None) };
        let app = app.clone();
        app.tasks().clone().spawn(async move {
            let ctx = crate::Ctx { trace_id: Some(format!("{:032x}", uuid::Uuid::now_v7().as_u128())), ..app.system(item.org_id) };
            if let Err(error) = turn::take(&app, &ctx, item.id).await {
                tracing::debug!(error = %error, conversation.id = %item.id, "a turn will be tried again");
            }
            drop(place);
        });
    }
    Ok(if full { Some(now) } else { next.map(|n| n.due_at.max(n.lease_until)).filter(|at| *at > now) })
}

async fn sends(app: App) {
    queue(app, |signal| matches!(signal, Signal::Outbox), async |app| outbox::drain(app).await).await;
}

async fn jobs(app: App) {
    queue(app, |signal| matches!(signal, Signal::Job), async |app| job::drain(app).await).await;
}

/// Drains a queue until it is empty, then sleeps until its signal or the slow poll.
async fn queue(app: App, wakes: impl Fn(&Signal) -> bool, drain: impl AsyncFn(&App) -> Result<usize>) {
    let mut signals = app.hub().signals().subscribe();
    while !app.stop().is_cancelled() {
        let claimed = drain(&app).await.unwrap_or_else(|error| {
            tracing::error!(error = %error, "cannot claim work");
            0
        });
        if claimed > 0 {
            continue;
        }
        let deadline = tokio::time::Instant::now() + IDLE;
        loop {
            tokio::select! {
                () = app.stop().cancelled() => return,
                () = tokio::time::sleep_until(deadline) => break,
                signal = signals.recv() => match signal {
                    Err(broadcast::error::RecvError::Lagged(_)) => break,
                    Ok(signal) if wakes(&signal) => break,
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Closed) => return,
                },
            }
        }
    }
}

/// Hears what other nodes commit. A lost connection is opened again; listeners re-read meanwhile by themselves.
async fn elsewhere(app: App) {
    while !app.stop().is_cancelled() {
        tokio::select! {
            () = app.stop().cancelled() => return,
            heard = app.db().listen(app.node()) => if let Err(error) = heard {
                tracing::warn!(error = %error, "cannot listen to other nodes");
            },
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

/// Names that an older program has written get their keys, by and by.
async fn keys(app: App) {
    while !app.stop().is_cancelled() {
        match crate::contact::write_keys(&app).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return tracing::error!(error = %error, "cannot write the keys of names"),
        }
    }
}

/// Messages that an older program has written come into the index of words, by and by. A pause lets others write in between.
async fn history(app: App) {
    while !app.stop().is_cancelled() {
        match crate::inbox::search::catch_up(&app).await {
            Ok(true) => tokio::time::sleep(Duration::from_millis(20)).await,
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(error = %error, "history could not be read into the index; it is tried again");
                tokio::time::sleep(IDLE).await;
            }
        }
    }
}

/// At the start, then once a minute: lost sends, jobs of dead runners, holds that ran out, customers who fell silent, old dedupe rows.
async fn housekeeping(app: App) {
    loop {
        if let Err(error) = tidy(&app).await {
            tracing::error!(error = %error, "housekeeping failed");
        }
        tokio::select! {
            () = app.stop().cancelled() => return,
            () = tokio::time::sleep(Duration::from_secs(60)) => {}
        }
    }
}

async fn tidy(app: &App) -> Result<()> {
    outbox::recover(app, app.now()).await?;
    let mut root = app.db().root().await?;
    store::job::revive(&mut root, app.now()).await?;
    store::fact::expire(&mut root, app.now()).await?;
    store::hold::purge(&mut root, app.now()).await?;
    store::notice::prune(&mut root, app.now().plus_secs(-crate::notice::KEPT_DAYS * 86_400)).await?;
    store::merge::forget(&mut root, app.now().plus_secs(-(crate::contact::merge::DAYS + 1) * 86_400)).await?;
    store::import::forget(&mut root, app.now().plus_secs(-crate::import::DAYS * 86_400)).await?;
    store::idempotency::sweep(&mut root, app.now().plus_secs(-24 * 3600)).await?;
    store::session::sweep(&mut root, app.now()).await?;
    store::person::sweep_resets(&mut root, app.now()).await?;
    store::sso::sweep(&mut root, app.now()).await?;
    store::lockout::sweep(&mut root, app.now().plus_secs(-domain::lockout::FORGET_SECS), app.now()).await?;
    // Telegram repeats for a day, and its ids may restart after a week of silence.
    store::inbound::prune(&mut root, app.now().plus_secs(-8 * 24 * 3600)).await?;
    // An hour later no turn can still be under way on a firm that has changed since.
    store::snapshot::prune(&mut root, app.now().plus_secs(-3600)).await?;
    root.commit().await?;
    crate::outcome::settle(app).await?;
    crate::deal::silence::settle(app).await?;
    crate::knowledge::embedder::watch(app).await?;
    crate::experiment::canary::watch(app).await?;
    crate::file::sweep(app).await
}
