//! Is the server alive, ready, and how is it: `/health`, `/health/ready`, `/health/detailed`, `/metrics`. No personal data.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::problem::{Answer, Problem};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use std::sync::Arc;

/// Renders the Prometheus text; given by the binary, which owns the recorder.
pub type RenderMetrics = Arc<dyn Fn() -> String + Send + Sync>;

pub fn router() -> Router<ApiState> {
    Router::new().route("/health", get(alive)).route("/health/ready", get(ready)).route("/health/detailed", get(detailed)).route("/metrics", get(metrics))
}

async fn alive() -> Json<Value> {
    Json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))
}

/// Ready means: the database answers and nobody has asked the process to stop.
async fn ready(State(state): State<ApiState>) -> Answer<Json<Value>> {
    if state.app.stop().is_cancelled() {
        return Err(Problem { retry_after: Some(5), ..Problem::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", "the server is stopping") });
    }
    state.app.db().ping().await?;
    Ok(Json(json!({"status": "ready"})))
}

/// For people who run the server: sends by state, age of the oldest waiting turn, memory.
async fn detailed(State(state): State<ApiState>, _who: Can<may::ManageOrg>) -> Answer<Json<Value>> {
    let mut root = state.app.db().root_read().await?;
    let sends: serde_json::Map<String, Value> = store::outbox::counts(&mut root).await?.into_iter().map(|c| (c.status, c.n.into())).collect();
    let waiting = store::conversation::next_due(&mut root).await?.map(|due| (state.now().micros() - due.due_at.micros()).max(0) / 1000);
    let engine = if state.app.db().is_pg() { "postgresql" } else { "sqlite" };
    Ok(Json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION"), "database": engine, "sends": sends, "oldest_turn_waits_ms": waiting, "rss_bytes": rss()})))
}

async fn metrics(State(state): State<ApiState>) -> impl IntoResponse {
    let text = state.metrics.as_ref().map(|render| render()).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}

/// Resident memory of this process, where the system tells it.
fn rss() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kb| kb * 1024)
}
