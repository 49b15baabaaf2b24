//! Long polling: one poller per connection over all nodes, by lease. The cursor moves only after its batch is stored.

use super::hook::accept;
use crate::App;
use domain::{Kind, Retry, Ts};
use std::collections::HashMap;
use std::time::Duration;
use store::connection::Connection;
use tokio_util::sync::CancellationToken;

/// How often the list of polling connections is read again.
const SCAN: Duration = Duration::from_secs(2);
const LEASE_SECS: i64 = 120;

/// Keeps a poller running for every connection that wants one, until the process stops.
pub async fn run(app: App) {
    let mut running: HashMap<domain::id::ConnectionId, (Ts, CancellationToken)> = HashMap::new();
    loop {
        match wanted(&app).await {
            Ok(connections) => {
                running.retain(|id, (version, token)| {
                    let stays = connections.iter().any(|c| c.id == *id && c.updated_at == *version);
                    if !stays {
                        token.cancel();
                    }
                    stays && !token.is_cancelled()
                });
                for connection in connections {
                    if let std::collections::hash_map::Entry::Vacant(place) = running.entry(connection.id) {
                        let token = app.stop().child_token();
                        place.insert((connection.updated_at, token.clone()));
                        app.tasks().spawn(poll(app.clone(), connection, token));
                    }
                }
            }
            Err(error) => tracing::error!(error = %error, "cannot list the polling connections"),
        }
        tokio::select! {
            () = app.stop().cancelled() => return,
            () = tokio::time::sleep(SCAN) => {}
        }
    }
}

async fn wanted(app: &App) -> domain::Result<Vec<Connection>> {
    let mut root = app.db().root_read().await?;
    store::connection::polling(&mut root).await
}

async fn poll(app: App, connection: Connection, token: CancellationToken) {
    poll_until(&app, &connection, &token).await;
    let released = async {
        let mut root = app.db().root().await?;
        store::connection::release_poll(&mut root, connection.id, app.node()).await?;
        root.commit().await
    };
    if let Err(error) = released.await {
        tracing::warn!(error = %error, connection.id = %connection.id, "the right to poll runs out by itself");
    }
}

async fn poll_until(app: &App, connection: &Connection, token: &CancellationToken) {
    let mut cursor = connection.cursor.clone();
    let mut failures = 0_u32;
    while !token.is_cancelled() {
        let pause = tokio::select! {
            () = token.cancelled() => return,
            round = round(app, connection, &mut cursor) => match round {
                Ok(pause) => { failures = 0; pause }
                Err(error) => {
                    failures = failures.saturating_add(1);
                    tracing::warn!(error = %error, connection.id = %connection.id, "a poll failed");
                    note(app, connection, &error).await;
                    match error.retry {
                        Retry::After(pause) => pause,
                        _ => Duration::from_secs(u64::from(2_u32.saturating_pow(failures.min(6)))),
                    }
                }
            },
        };
        tokio::select! {
            () = token.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn round(app: &App, connection: &Connection, cursor: &mut Option<String>) -> domain::Result<Duration> {
    let now = app.now();
    let mut root = app.db().root().await?;
    let is_ours = store::connection::lease_poll(&mut root, connection.id, app.node(), now.plus_secs(LEASE_SECS), now).await?;
    root.commit().await?;
    if !is_ours {
        return Ok(Duration::from_secs(5));
    }
    let open = super::open(app, connection.org_id, connection.id).await?;
    let polled = open.channel.poll(cursor.as_deref()).await?;
    let ctx = app.system(connection.org_id);
    accept(app, &ctx, &open.connection, &open.channel, &polled.inbound).await?;
    if polled.cursor != *cursor || open.connection.health != "ok" {
        let mut unit = app.unit(&ctx).await?;
        let now = unit.now();
        store::connection::set_cursor(&mut unit, connection.id, polled.cursor.as_deref()).await?;
        store::connection::set_health(&mut unit, connection.id, "ok", None, Some(now)).await?;
        unit.commit().await?;
        cursor.clone_from(&polled.cursor);
    }
    Ok(polled.pause)
}

async fn note(app: &App, connection: &Connection, error: &domain::Error) {
    let health = if error.kind == Kind::Disconnected { "disconnected" } else { "failing" };
    let ctx = app.system(connection.org_id);
    let written = async {
        let mut unit = app.unit(&ctx).await?;
        store::connection::set_health(&mut unit, connection.id, health, Some(error.to_string()), None).await?;
        if error.kind == Kind::Disconnected {
            super::tell_failed(&mut unit, connection.id).await?;
        }
        unit.commit().await
    };
    if let Err(error) = written.await {
        tracing::error!(error = %error, "cannot record the health of a connection");
    }
}
