//! The delivery loop: claims what may go, sends it through the connection's channel, records what became of it.
//! Order per conversation comes from the claim; pace is kept by the open channel; repetition comes only from `error.retry`.

use crate::notice::{self, News, To};
use crate::{App, channel};
use domain::message::Delivery;
use domain::notice::NoticeKind;
use domain::port::Outbound;
use domain::{Error, Kind, Result, Retry, Ts};
use serde_json::json;
use std::time::Duration;
use store::outbox::OutboxRow;

/// Rows claimed at once. Each is sent by its own task, so one slow vendor does not hold the others.
const BATCH: i64 = 32;
/// How long a claimed send may take before another runner calls it lost.
const LEASE_SECS: i64 = 90;
/// After so many tries of one send people hear that the channel fails: it is no hiccup.
const TOLD_AT: i64 = 5;

/// Claims and sends what is due now; returns how many were claimed.
pub async fn drain(app: &App) -> Result<usize> {
    let now = app.now();
    let mut root = app.db().root().await?;
    let rows = store::outbox::claim(&mut root, app.node(), now.plus_secs(LEASE_SECS), now, BATCH).await?;
    root.commit().await?;
    let count = rows.len();
    for row in rows {
        let app = app.clone();
        app.tasks().clone().spawn(async move {
            let id = row.id;
            if let Err(error) = deliver(&app, row).await {
                tracing::error!(error = %error, outbox.id = %id, "a send could not be recorded; it will be found as lost");
            }
        });
    }
    Ok(count)
}

/// Marks sends whose runner died. They may have arrived, so only a vendor with idempotency keys gets them again.
/// `lease_before` is now while others may be sending; a process that starts alone passes the end of time.
pub async fn recover(app: &App, lease_before: Ts) -> Result<usize> {
    let mut root = app.db().root_read().await?;
    let lost = store::outbox::lost(&mut root, lease_before, 10_000).await?;
    drop(root);
    let count = lost.len();
    for row in lost {
        let ctx = app.system(row.org_id);
        let mut unit = app.unit(&ctx).await?;
        let connection = store::connection::get_in(&mut unit, row.connection_id).await?;
        let idempotent = app.connector(&connection.connector).is_ok_and(|c| c.caps().idempotent_send);
        let (status, delivery) = if idempotent { ("ready", Delivery::Queued) } else { ("unknown", Delivery::Unknown) };
        if store::outbox::abandon(&mut unit, row.id, status, "the program stopped while sending", lease_before).await? {
            mark(&mut unit, &row, delivery, None, Some("the program stopped while sending")).await?;
        }
        unit.commit().await?;
    }
    Ok(count)
}

async fn deliver(app: &App, row: OutboxRow) -> Result<()> {
    let ctx = crate::Ctx { trace_id: row.trace_id.clone(), ..app.system(row.org_id) };
    let opened = channel::open(app, row.org_id, row.connection_id).await;
    let result = match opened {
        Ok(open) if open.connection.is_paused => Err(Error::new(Kind::Unavailable, "the connection is paused").retry(Retry::After(Duration::from_secs(60)))),
        Ok(open) => {
            let mut outbound: Outbound = serde_json::from_value(row.payload.clone()).map_err(|e| Error::internal("an outbox row does not read").source(e))?;
            outbound.parts_sent = u32::try_from(row.parts_sent).unwrap_or(0);
            open.channel.send(&outbound).await
        }
        Err(error) => Err(error),
    };
    let mut unit = app.unit(&ctx).await?;
    match result {
        Ok(sent) => {
            let parts = i64::try_from(sent.provider_ids.len()).unwrap_or(1);
            if store::outbox::finish(&mut unit, row.id, app.node(), "sent", None, parts, None).await? {
                mark(&mut unit, &row, Delivery::Sent, sent.provider_ids.last().map(String::as_str), None).await?;
                metrics::counter!("samovar_sends_total", "result" => "sent").increment(1);
            }
            store::connection::set_ok(&mut unit, row.connection_id).await?;
        }
        Err(error) => failed(app, &mut unit, &row, &error).await?,
    }
    unit.commit().await?;
    app.hub().signals().send(store::Signal::Outbox);
    Ok(())
}

async fn failed(app: &App, unit: &mut store::Unit, row: &OutboxRow, error: &Error) -> Result<()> {
    let (status, again) = verdict(app, row, error, unit.now());
    let parts = row.parts_sent.max(i64::from(error.parts_sent));
    let detail = error.to_string();
    tracing::warn!(error = %detail, outbox.id = %row.id, outbox.status = status, outbox.attempts = row.attempts, "a send failed");
    metrics::counter!("samovar_sends_total", "result" => status).increment(1);
    if store::outbox::finish(unit, row.id, app.node(), status, Some((error.kind.code(), detail.as_str())), parts, again).await? {
        let delivery = match status {
            "ready" => Delivery::Queued,
            "unknown" => Delivery::Unknown,
            _ => Delivery::Failed,
        };
        let row = OutboxRow { reason: Some(error.kind.code().to_owned()), ..row.clone() };
        mark(unit, &row, delivery, None, Some(&detail)).await?;
    }
    if error.kind == Kind::Disconnected || row.attempts == TOLD_AT {
        crate::channel::tell_failed(unit, row.connection_id).await?;
    }
    match error.kind {
        Kind::Disconnected => sicken(unit, row, "disconnected", detail).await?,
        Kind::Unreachable => {
            if let Some(conversation) = row.conversation_id {
                store::conversation::set_reachable(unit, conversation, false).await?;
            }
        }
        _ => sicken(unit, row, "failing", detail).await?,
    }
    Ok(())
}

/// Marks the channel and says so once, not with every send that fails after the first.
async fn sicken(unit: &mut store::Unit, row: &OutboxRow, health: &str, detail: String) -> Result<()> {
    let was = store::connection::get_in(unit, row.connection_id).await?.health;
    store::connection::set_health(unit, row.connection_id, health, Some(detail.clone()), None).await?;
    if was != health {
        let payload = json!({"connection_id": row.connection_id, "health": health, "error": detail});
        unit.event("connection.failed", row.connection_id, None, payload).await?;
    }
    Ok(())
}

/// What the error allows: again later, unknown, failed for good, or dead after too many tries.
fn verdict(app: &App, row: &OutboxRow, error: &Error, now: Ts) -> (&'static str, Option<Ts>) {
    let config = app.config();
    match error.retry {
        Retry::Unknown => ("unknown", None),
        Retry::Never => ("failed", None),
        // Waiting for one's turn is not a failure: a long queue must not end as dead letters.
        Retry::After(_) | Retry::Backoff if row.attempts >= config.retry_attempts && error.kind != Kind::RateLimited => ("dead", None),
        Retry::After(pause) => ("ready", Some(now.plus_millis(millis(pause) + jitter(row, 1000)))),
        Retry::Backoff => {
            let base = millis(config.retry_base);
            let pause = base.saturating_mul(1 << row.attempts.clamp(0, 12)).min(3_600_000);
            ("ready", Some(now.plus_millis(pause / 2 + jitter(row, pause / 2 + 1))))
        }
    }
}

fn millis(d: Duration) -> i64 {
    i64::try_from(d.as_millis()).unwrap_or(i64::MAX / 4)
}

/// Spreads retries without a random source: the row's id and attempt decide.
fn jitter(row: &OutboxRow, below: i64) -> i64 {
    let mixed = row.id.0.as_u128() ^ (u128::try_from(row.attempts).unwrap_or(0) << 64) ^ (row.id.0.as_u128() >> 64);
    i64::try_from(mixed % u128::try_from(below.max(1)).unwrap_or(1)).unwrap_or(0)
}

async fn mark(unit: &mut store::Unit, row: &OutboxRow, delivery: Delivery, provider_id: Option<&str>, error: Option<&str>) -> Result<()> {
    let Some(message) = row.message_id else { return Ok(()) };
    if let Some(known) = store::message::set_delivery(unit, message, delivery, provider_id).await? {
        let error = error.filter(|_| matches!(delivery, Delivery::Failed | Delivery::Unknown));
        let reason = row.reason.as_deref().filter(|_| error.is_some());
        let payload = json!({"message_id": message, "seq": known.seq, "delivery": delivery, "send_id": row.id, "error": error, "reason": reason});
        unit.event("message.delivery", message, row.conversation_id.map(Into::into), payload).await?;
        if matches!(delivery, Delivery::Failed | Delivery::Unknown) {
            let payload = json!({"message_id": message, "delivery": delivery, "send_id": row.id, "connection_id": row.connection_id, "error": error});
            unit.event("message.failed", message, row.conversation_id.map(Into::into), payload).await?;
            if let Some(conversation) = row.conversation_id {
                notice::tell(unit, News::new(NoticeKind::Undelivered, To::Conversation).talk(conversation)).await?;
            }
        }
    }
    Ok(())
}
