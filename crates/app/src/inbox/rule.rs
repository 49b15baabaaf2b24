//! Who answers: a person takes over, gives back, switches the agent off or lets it only prepare. Each raises the fence, so that an
//! answer under way is dropped; taking over also cancels what the agent has queued.

use super::{care, mode, patch};
use crate::{App, Ctx};
use domain::conversation::{AgentMode, Conversation, ConversationStatus, Mode};
use domain::id::ConversationId;
use domain::message::Delivery;
use domain::Result;
use serde_json::json;
use store::Unit;

pub(super) async fn take_over_in(unit: &mut Unit, ctx: &Ctx, id: ConversationId) -> Result<Conversation> {
    let before = store::conversation::get_in(unit, id).await?.conversation;
    crate::import::refuse_history(unit, id).await?;
    let row = store::conversation::set_mode(unit, id, Mode::Human, true, ctx.person(), ConversationStatus::Open).await?;
    for send in store::outbox::cancel_agent(unit, id).await? {
        if let Some(message) = send.message_id
            && let Some(message) = store::message::set_delivery(unit, message, Delivery::Cancelled, None).await?
        {
            let payload = json!({"message_id": message.id, "seq": message.seq, "delivery": Delivery::Cancelled});
            unit.event("message.delivery", message.id, Some(id.0), payload).await?;
        }
    }
    crate::outcome::taken_over_in(unit, &before).await?;
    unit.audit("take_over", "conversation", Some(id.0), None, None).await?;
    let payload = json!({"mode": Mode::Human, "assignee_id": row.conversation.assignee_id, "conversation": patch(&row.conversation)});
    unit.event("conversation.taken_over", id, Some(id.0), payload).await?;
    Ok(row.conversation)
}

/// The agent falls silent; what it has not sent yet is not sent. Nobody's conversation becomes the taker's.
pub async fn take_over(app: &App, ctx: &Ctx, id: ConversationId) -> Result<Conversation> {
    let mut unit = app.unit(ctx).await?;
    let taken = take_over_in(&mut unit, ctx, id).await?;
    let conversation = crate::sla::follow_in(app, &mut unit, taken.clone()).await?;
    if conversation != taken {
        care::updated(&mut unit, &conversation, "clock").await?;
    }
    unit.commit().await?;
    Ok(conversation)
}

/// The agent works again from the next message on, in the way the firm wishes.
pub async fn give_back(app: &App, ctx: &Ctx, id: ConversationId) -> Result<Conversation> {
    let mut unit = app.unit(ctx).await?;
    let conversation = set(app, &mut unit, id, None).await?;
    unit.audit("give_back", "conversation", Some(id.0), None, None).await?;
    unit.event("conversation.given_back", id, Some(id.0), json!({"mode": conversation.mode, "conversation": patch(&conversation)})).await?;
    unit.commit().await?;
    Ok(conversation)
}

/// Switches the agent off in this conversation.
pub async fn switch_off(app: &App, ctx: &Ctx, id: ConversationId) -> Result<Conversation> {
    let mut unit = app.unit(ctx).await?;
    crate::import::refuse_history(&mut unit, id).await?;
    let mut row = store::conversation::set_mode(&mut unit, id, Mode::Off, false, ctx.person(), ConversationStatus::Open).await?;
    row.conversation = crate::sla::follow_in(app, &mut unit, row.conversation).await?;
    unit.audit("switch_off", "conversation", Some(id.0), None, None).await?;
    unit.event("conversation.switched_off", id, Some(id.0), json!({"mode": Mode::Off, "conversation": patch(&row.conversation)})).await?;
    unit.commit().await?;
    Ok(row.conversation)
}

/// A person decides what the agent does here; `None` is the firm's wish again.
pub async fn decide(app: &App, ctx: &Ctx, id: ConversationId, wish: Option<AgentMode>) -> Result<Conversation> {
    let mut unit = app.unit(ctx).await?;
    let before = store::conversation::get_in(&mut unit, id).await?.conversation.mode;
    let conversation = set(app, &mut unit, id, wish).await?;
    unit.audit("set_mode", "conversation", Some(id.0), Some(json!({"mode": before})), Some(json!({"mode": conversation.mode}))).await?;
    unit.event("conversation.updated", id, Some(id.0), json!({"change": "mode", "mode": conversation.mode, "conversation": patch(&conversation)})).await?;
    unit.commit().await?;
    Ok(conversation)
}

async fn set(app: &App, unit: &mut Unit, id: ConversationId, wish: Option<AgentMode>) -> Result<Conversation> {
    let row = store::conversation::get_in(unit, id).await?;
    crate::import::refuse_history(unit, id).await?;
    let now = unit.now();
    let mode = match wish {
        Some(wish) => wish.into(),
        None => {
            let connection = store::connection::get_in(unit, row.conversation.connection_id).await?;
            mode::default(app, unit, &connection, now).await?
        }
    };
    if row.conversation.assignee_id.is_some() {
        crate::job::hand_out::enqueue(unit).await?;
    }
    let row = store::conversation::set_mode(unit, id, mode, wish.is_none(), None, ConversationStatus::Open).await?;
    crate::sla::follow_in(app, unit, row.conversation).await
}
