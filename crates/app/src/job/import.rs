//! Reads, tries, writes or takes back an import, as its state says. It may work long, so it keeps its lease (`job::keep`); every portion is
//! committed with its place, so that the next runner goes on there.

use crate::{App, Ctx};
use domain::Result;
use domain::id::ImportId;
use serde::{Deserialize, Serialize};
use store::Unit;

/// `store::job` claims this kind apart.
pub const KIND: &str = "import.work";

#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    import_id: ImportId,
}

pub async fn enqueue(unit: &mut Unit, id: ImportId) -> Result<()> {
    let payload = serde_json::to_value(Payload { import_id: id }).unwrap_or_default();
    let now = unit.now();
    store::job::enqueue(unit, KIND, payload, Some(&id.to_string()), now).await
}

pub async fn run(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    crate::import::work::run(app, ctx, payload.import_id).await
}
