//! Tells a vendor how we receive: registers or removes the webhook. Queued with every change of a connection, so that neither
//! a crash right after the commit nor a vendor that is down leaves a connection deaf. Whoever changes a connection also tries at once.

use crate::channel::manage;
use crate::{App, Ctx};
use domain::id::ConnectionId;
use domain::{Kind, Result};
use serde::{Deserialize, Serialize};
use store::Unit;

pub const KIND: &str = "connection.prepare";
/// The first try of the job leaves the immediate one time to succeed and take the job away.
const FIRST_TRY_SECS: i64 = 30;

#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    connection_id: ConnectionId,
}

/// Queues the job in the unit that changes the connection.
pub async fn enqueue(unit: &mut Unit, connection_id: ConnectionId) -> Result<()> {
    let run_at = unit.now().plus_secs(FIRST_TRY_SECS);
    let payload = serde_json::to_value(Payload { connection_id }).unwrap_or_default();
    store::job::enqueue(unit, KIND, payload, Some(&connection_id.to_string()), run_at).await
}

/// The immediate try succeeded: nothing is left to do.
pub async fn withdraw(unit: &mut Unit, connection_id: ConnectionId) -> Result<()> {
    store::job::withdraw(unit, KIND, &connection_id.to_string()).await
}

pub async fn run(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    match manage::prepare(app, ctx, payload.connection_id).await {
        // The connection is gone, or a person must give new credentials: trying again cannot help.
        Err(error) if matches!(error.kind, Kind::NotFound | Kind::Disconnected) => Ok(()),
        done => done,
    }
}
