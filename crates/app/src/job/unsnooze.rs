//! Brings a snoozed conversation back when its time has come. A later wish of a person stays; a customer who writes is faster.

use crate::inbox::patch;
use crate::{App, Ctx};
use domain::Result;
use domain::Ts;
use domain::id::ConversationId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Unit;

pub const KIND: &str = "conversation.unsnooze";

#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    conversation_id: ConversationId,
}

/// Queues the return in the unit that snoozes; an earlier wish is forgotten.
pub async fn enqueue(unit: &mut Unit, conversation_id: ConversationId, until: Ts) -> Result<()> {
    withdraw(unit, conversation_id).await?;
    let payload = serde_json::to_value(Payload { conversation_id }).unwrap_or_default();
    store::job::enqueue(unit, KIND, payload, Some(&conversation_id.to_string()), until).await
}

pub async fn withdraw(unit: &mut Unit, conversation_id: ConversationId) -> Result<()> {
    store::job::withdraw(unit, KIND, &conversation_id.to_string()).await
}

pub async fn run(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let id = payload.conversation_id;
    let Some(row) = store::conversation::unsnooze(&mut unit, id).await? else { return Ok(()) };
    unit.event("conversation.updated", id, Some(id.0), json!({"change": "returned", "conversation": patch(&row.conversation)})).await?;
    unit.commit().await
}
