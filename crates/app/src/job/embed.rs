//! Makes vectors of what a firm has written down, a slice at a time: each run queues the next one (`app::knowledge::embedder::work`).

use crate::knowledge::embedder::work;
use crate::{App, Ctx};
use domain::{Result, Ts};
use store::Unit;

pub const KIND: &str = "knowledge.embed";

/// Queues it for now; one that waits for later is forgotten. Who is asked for patience by a vendor keeps it: the work is not taken before.
pub async fn enqueue(unit: &mut Unit) -> Result<()> {
    let now = unit.now();
    store::job::withdraw(unit, KIND, KIND).await?;
    enqueue_at(unit, now).await
}

/// Unless one waits already.
pub async fn enqueue_at(unit: &mut Unit, at: Ts) -> Result<()> {
    store::job::enqueue(unit, KIND, serde_json::json!({}), Some(KIND), at).await
}

pub async fn run(app: &App, ctx: &Ctx) -> Result<()> {
    work::run(app, ctx).await
}
