//! Pushing: one job per browser, tried again alone.

use crate::App;
use crate::push::{self, Notice};
use domain::{Error, Kind, Result};
use serde::{Deserialize, Serialize};
use store::Unit;
use uuid::Uuid;

pub const SEND: &str = "push.send";

#[derive(Debug, Serialize, Deserialize)]
pub struct Send {
    subscription_id: Uuid,
    notice: Notice,
}

pub async fn enqueue(unit: &mut Unit, subscription_id: Uuid, notice: &Notice) -> Result<()> {
    let now = unit.now();
    let payload = serde_json::to_value(Send { subscription_id, notice: notice.clone() }).map_err(|e| Error::internal("a job does not serialise").source(e))?;
    store::job::enqueue(unit, SEND, payload, None, now).await
}

pub async fn send(app: &App, job: Send) -> Result<()> {
    let found = store::push::find(&mut app.db().root_read().await?, job.subscription_id).await?;
    let Some(to) = found else { return Ok(()) };
    match push::deliver(app, &to, &job.notice).await {
        // Refused for good: trying again cannot help.
        Err(error) if matches!(error.kind, Kind::Unsupported | Kind::Invalid | Kind::Forbidden) => {
            tracing::warn!(error = %error, "a notice was refused");
            Ok(())
        }
        done => done.map(drop),
    }
}
