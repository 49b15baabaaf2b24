//! The reminder of a task, at its time. Run twice it goes out once: the task's row is the proof.

use crate::{App, Ctx, task};
use domain::id::TaskId;
use domain::{Result, Ts};
use serde::{Deserialize, Serialize};
use store::Unit;

pub const KIND: &str = "task.remind";

#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    task_id: TaskId,
}

/// Queues the reminder in the unit that sets it; an earlier time is forgotten.
pub async fn enqueue(unit: &mut Unit, task_id: TaskId, at: Ts) -> Result<()> {
    withdraw(unit, task_id).await?;
    let payload = serde_json::to_value(Payload { task_id }).unwrap_or_default();
    store::job::enqueue(unit, KIND, payload, Some(&task_id.to_string()), at).await
}

pub async fn withdraw(unit: &mut Unit, task_id: TaskId) -> Result<()> {
    store::job::withdraw(unit, KIND, &task_id.to_string()).await
}

pub async fn run(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    task::remind_now(app, ctx, payload.task_id).await
}
