//! Reads a document of the knowledge base: queued with every change of it, and a day after a web page was read last. It may work long, so
//! it keeps its lease (`job::keep`); what it has done before it died is not used (`app::knowledge::work`).

use crate::knowledge::work;
use crate::{App, Ctx};
use domain::id::DocumentId;
use domain::{Result, Ts};
use serde::{Deserialize, Serialize};
use store::Unit;

/// `store::job` claims this kind apart.
pub const KIND: &str = "document.index";

#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    document_id: DocumentId,
}

/// Queues it for now; a later time that was planned is forgotten.
pub async fn enqueue(unit: &mut Unit, id: DocumentId) -> Result<()> {
    let now = unit.now();
    enqueue_at(unit, id, now).await
}

pub async fn enqueue_at(unit: &mut Unit, id: DocumentId, at: Ts) -> Result<()> {
    withdraw(unit, id).await?;
    let payload = serde_json::to_value(Payload { document_id: id }).unwrap_or_default();
    store::job::enqueue(unit, KIND, payload, Some(&id.to_string()), at).await
}

pub async fn withdraw(unit: &mut Unit, id: DocumentId) -> Result<()> {
    store::job::withdraw(unit, KIND, &id.to_string()).await
}

/// `attempts` counts this one, and those that died.
pub async fn run(app: &App, ctx: &Ctx, payload: Payload, attempts: i64) -> Result<()> {
    work::index(app, ctx, payload.document_id, attempts).await
}
