//! Holds: a slot kept for a while. A conversation has one at most, a new one replaces it; they run out by themselves.

use super::{Rules, Wanted, in_unit, occupy};
use crate::{App, Ctx, waitlist};
use domain::id::{ConversationId, HoldId, ServiceId};
use domain::slot::{Slot, Terms};
use domain::{Result, Ts};
use serde_json::{Value, json};
use store::Unit;
use store::hold::Hold;
use store::occupancy::{Except, Occupier};

/// Keeps a slot for a program that books over the API.
pub async fn hold(app: &App, ctx: &Ctx, rules: Rules, services: &[ServiceId], slot: &Slot) -> Result<Hold> {
    in_unit!(app, ctx, unit => hold_in(app, &mut unit, rules, None, services, slot).await)
}

/// Keeps a slot inside a larger unit; a conversation's earlier hold is let go first, whatever comes of the new one.
pub async fn hold_in(app: &App, unit: &mut Unit, rules: Rules, conversation: Option<ConversationId>, services: &[ServiceId], slot: &Slot) -> Result<Hold> {
    keep(app, unit, rules, conversation, (services, slot), None).await
}

/// Keeps a slot until an instant, for nobody's conversation.
pub(crate) async fn keep_in(app: &App, unit: &mut Unit, rules: Rules, services: &[ServiceId], slot: &Slot, until: Ts) -> Result<Hold> {
    keep(app, unit, rules, None, (services, slot), Some(until)).await
}

async fn keep(app: &App, unit: &mut Unit, rules: Rules, conversation: Option<ConversationId>, (services, slot): (&[ServiceId], &Slot), until: Option<Ts>) -> Result<Hold> {
    let wanted = Wanted { services, slot, terms: Terms::default(), except: Except { owner: None, holds_of: conversation }, is_new: true, is_event: false };
    let (firm, what) = occupy(app, unit, rules, wanted).await?;
    if let Some(conversation) = conversation {
        release_in(unit, conversation).await?;
    }
    let now = unit.now();
    let minutes = i64::from(firm.catalog.org.settings.hold_minutes.clamp(1, 1440));
    let hold = Hold {
        id: HoldId::new(),
        conversation_id: conversation,
        branch_id: what.branch_id,
        employee_id: what.employee_id,
        resource_id: what.resource_id,
        services: services.to_vec(),
        starts_at: what.starts_at,
        ends_at: what.ends_at,
        expires_at: until.unwrap_or_else(|| now.plus_minutes(minutes)),
        created_at: now,
    };
    store::hold::insert(unit, &hold).await?;
    store::occupancy::add(unit, hold.id.into(), Occupier::Hold(hold.expires_at), &what).await?;
    unit.event("hold.created", hold.id, conversation.map(Into::into), json!({"hold_id": hold.id, "hold": shown(&hold)})).await?;
    Ok(hold)
}

/// As the API shows it.
fn shown(h: &Hold) -> Value {
    json!({
        "id": h.id, "conversation_id": h.conversation_id, "branch_id": h.branch_id, "employee_id": h.employee_id, "resource_id": h.resource_id, "services": h.services,
        "starts_at": h.starts_at, "ends_at": h.ends_at, "expires_at": h.expires_at,
    })
}

/// Takes one away and says so, unless it had run out and nobody shows it any more.
pub(super) async fn drop_in(unit: &mut Unit, hold: &Hold) -> Result<()> {
    if store::hold::remove(unit, hold.id).await? && hold.expires_at > unit.now() {
        unit.event("hold.removed", hold.id, hold.conversation_id.map(Into::into), json!({"hold_id": hold.id, "employee_id": hold.employee_id})).await?;
    }
    Ok(())
}

/// Lets the conversation's hold go; none is fine.
pub async fn release_in(unit: &mut Unit, conversation: ConversationId) -> Result<()> {
    if let Some(hold) = store::hold::find_by_conversation(unit, conversation).await? {
        drop_in(unit, &hold).await?;
        waitlist::freed_in(unit, hold.id.uuid()).await?;
    }
    Ok(())
}

/// Lets one go inside a larger unit; one that has run out or is gone is fine.
pub(crate) async fn free_in(unit: &mut Unit, id: HoldId) -> Result<()> {
    let Some(hold) = crate::or_gone(store::hold::get(unit, id, Ts::from_micros(0)).await)? else { return Ok(()) };
    drop_in(unit, &hold).await
}

/// Lets one hold go by its id.
pub async fn let_go(app: &App, ctx: &Ctx, id: HoldId) -> Result<()> {
    in_unit!(app, ctx, unit => let_go_in(&mut unit, id).await)
}

async fn let_go_in(unit: &mut Unit, id: HoldId) -> Result<()> {
    let now = unit.now();
    let hold = store::hold::get(unit, id, now).await?;
    drop_in(unit, &hold).await?;
    waitlist::freed_in(unit, id.uuid()).await
}
