//! Looks after a turn for what is worth remembering: facts and the summary by rules soon, by a model when the talk has come to rest. One that
//! waits already is enough; running twice changes nothing.

use crate::memory::keep;
use crate::{App, Ctx};
use domain::id::ConversationId;
use domain::{Kind, Result, Ts};
use serde::{Deserialize, Serialize};
use store::Unit;

pub const KIND: &str = "conversation.remember";
/// After the turn, so that a burst is read at once.
const SOON_SECS: i64 = 30;

#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    conversation_id: ConversationId,
}

/// Queues it in the unit of a turn.
pub async fn enqueue(unit: &mut Unit, conversation_id: ConversationId) -> Result<()> {
    let soon = unit.now().plus_secs(SOON_SECS);
    at(unit, conversation_id, soon).await
}

async fn at(unit: &mut Unit, conversation_id: ConversationId, at: Ts) -> Result<()> {
    let payload = serde_json::to_value(Payload { conversation_id }).unwrap_or_default();
    store::job::enqueue(unit, KIND, payload, Some(&conversation_id.to_string()), at).await
}

pub async fn run(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    match keep::keep(app, ctx, payload.conversation_id).await {
        Ok(false) => Ok(()),
        Ok(true) => {
            let mut unit = app.unit(ctx).await?;
            let again = unit.now().plus_minutes(keep::REST_MINUTES);
            at(&mut unit, payload.conversation_id, again).await?;
            unit.commit().await
        }
        // The talk was a test and is gone.
        Err(error) if error.kind == Kind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}
