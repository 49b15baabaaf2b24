//! Lets a model read a document for the knowledge graph, a batch a run: queued when a document is put to use, when a model comes, and by itself
//! until the document is read. Whatever dies in the middle is asked again; what was found is kept.

use crate::knowledge::graph::model::{self, Next};
use crate::{App, Ctx};
use domain::id::DocumentId;
use domain::{Result, Ts};
use serde::{Deserialize, Serialize};
use store::Unit;

pub const KIND: &str = "document.relate";

#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    document_id: DocumentId,
    #[serde(default)]
    tries: u8,
    /// Passages at once.
    #[serde(default = "many")]
    batch: i64,
}

const fn many() -> i64 {
    i64::MAX
}

/// Queues it for now.
pub async fn enqueue(unit: &mut Unit, document_id: DocumentId) -> Result<()> {
    let now = unit.now();
    at(unit, Payload { document_id, tries: 0, batch: many() }, now).await
}

async fn at(unit: &mut Unit, payload: Payload, at: Ts) -> Result<()> {
    let key = payload.document_id.to_string();
    store::job::enqueue(unit, KIND, serde_json::to_value(payload).unwrap_or_default(), Some(&key), at).await
}

pub async fn run(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    let (when, again) = match model::read(app, ctx, payload.document_id, payload.tries, payload.batch).await? {
        Next::Nothing => return Ok(()),
        Next::On => (app.now(), Payload { tries: 0, batch: many(), ..payload }),
        Next::At { at, tries, batch } => (at, Payload { tries, batch, ..payload }),
    };
    let mut unit = app.unit(ctx).await?;
    at(&mut unit, again, when).await?;
    unit.commit().await
}
