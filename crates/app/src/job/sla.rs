//! The moments of a clock: when it warns, when it is over. A clock that has ended meanwhile makes them nothing.

use crate::{App, Ctx, sla};
use domain::id::{ConversationId, SlaClockId};
use domain::sla::SlaClock;
use domain::{Result, Ts};
use serde::{Deserialize, Serialize};
use store::Unit;

pub const KIND: &str = "sla.ring";

#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    conversation_id: ConversationId,
    clock_id: SlaClockId,
}

pub async fn watch_at(unit: &mut Unit, clock: &SlaClock, at: Ts) -> Result<()> {
    let payload = serde_json::to_value(Payload { conversation_id: clock.conversation_id, clock_id: clock.id }).unwrap_or_default();
    store::job::enqueue(unit, KIND, payload, Some(&clock.id.to_string()), at).await
}

pub async fn run(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    sla::ring(app, ctx, payload.conversation_id, payload.clock_id).await
}
