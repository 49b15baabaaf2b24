//! Blocked time: an employee or a room takes no visits for a while. Competes with visits like anything else.

use super::conflict::refuse_block;
use super::in_unit;
use crate::catalog::check;
use crate::{App, Ctx, waitlist};
use domain::id::{BlockId, BranchId, EmployeeId, PersonId, ResourceId};
use domain::{Error, Result, Ts};
use serde_json::json;
use store::Unit;
use store::block::Block;
use store::occupancy::Occupier;
use uuid::Uuid;

/// Time to be kept free.
#[derive(Clone, Debug)]
pub struct BlockWish {
    /// The employee or the resource.
    pub subject: Uuid,
    pub branch: Option<BranchId>,
    pub starts_at: Ts,
    pub ends_at: Ts,
    pub reason: String,
}

/// Longer absences are the schedule's business.
const MAX_DAYS: i64 = 366;

/// Blocks the time, or `SlotTaken` when a visit, a hold or another block stands there.
pub async fn block(app: &App, ctx: &Ctx, wish: &BlockWish) -> Result<Block> {
    in_unit!(app, ctx, unit => block_in(&mut unit, ctx.person(), wish).await)
}

/// The same inside a larger unit.
pub async fn block_in(unit: &mut Unit, by: Option<PersonId>, wish: &BlockWish) -> Result<Block> {
    let block = Block {
        id: BlockId::new(),
        subject_id: wish.subject,
        branch_id: wish.branch,
        starts_at: wish.starts_at,
        ends_at: wish.ends_at,
        reason: wish.reason.clone(),
        created_by: by,
        created_at: unit.now(),
    };
    let block = check_row(unit, block).await?;
    store::block::insert(unit, &block).await?;
    store::occupancy::add_subject(unit, block.id.into(), Occupier::Block, block.subject_id, block.starts_at, block.ends_at).await?;
    unit.audit("create", "block", Some(block.id.into()), None, Some(public(&block))).await?;
    unit.event("block.created", block.id, None, public(&block)).await?;
    Ok(block)
}

/// What of a block changes; absent = stays.
#[derive(Clone, Debug, Default)]
pub struct BlockChange {
    pub subject: Option<Uuid>,
    pub branch: Option<Option<BranchId>>,
    pub starts_at: Option<Ts>,
    pub ends_at: Option<Ts>,
    pub reason: Option<String>,
}

/// Moves a block, makes it longer or shorter, gives it to another employee or room, or another reason. A new start alone keeps the length.
pub async fn change_block(app: &App, ctx: &Ctx, id: BlockId, change: &BlockChange) -> Result<Block> {
    in_unit!(app, ctx, unit => change_block_in(&mut unit, id, change.clone()).await)
}

async fn change_block_in(unit: &mut Unit, id: BlockId, change: BlockChange) -> Result<Block> {
    let before = store::block::get(unit, id).await?;
    let starts_at = change.starts_at.unwrap_or(before.starts_at);
    let length = before.ends_at.micros() - before.starts_at.micros();
    let ends_at = change.ends_at.unwrap_or(Ts::from_micros(starts_at.micros().saturating_add(length)));
    let wanted = Block {
        subject_id: change.subject.unwrap_or(before.subject_id), branch_id: change.branch.unwrap_or(before.branch_id), starts_at, ends_at, reason: change.reason.unwrap_or_else(|| before.reason.clone()), ..before.clone()
    };
    let after = check_row(unit, wanted).await?;
    if after == before {
        return Ok(after);
    }
    store::occupancy::free(unit, id.uuid()).await?;
    store::block::update(unit, &after).await?;
    store::occupancy::add_subject(unit, id.into(), Occupier::Block, after.subject_id, after.starts_at, after.ends_at).await?;
    unit.audit("update", "block", Some(id.into()), Some(public(&before)), Some(public(&after))).await?;
    unit.event("block.updated", id, None, public(&after)).await?;
    waitlist::freed_in(unit, id.uuid()).await?;
    Ok(after)
}

/// The rules of the row; locks whose time it is, and refuses time that is taken.
async fn check_row(unit: &mut Unit, mut block: Block) -> Result<Block> {
    check::tidy("reason", &mut block.reason, 500)?;
    if block.ends_at <= block.starts_at || block.ends_at.minutes_since(block.starts_at) > MAX_DAYS * 24 * 60 {
        return Err(Error::invalid("ends_at", format!("must be after starts_at and within {MAX_DAYS} days of it")));
    }
    let is_known = store::occupancy::lock_employee(unit, EmployeeId(block.subject_id)).await? || store::occupancy::lock_resource(unit, ResourceId(block.subject_id)).await?;
    if !is_known {
        return Err(Error { field: Some("subject_id".into()), ..Error::not_found("employee or resource") }.code("subject_unknown"));
    }
    if let Some(branch) = block.branch_id {
        store::branch::get(unit, branch).await.map_err(|e| Error { field: Some("branch_id".into()), ..e }.code("branch_unknown"))?;
    }
    let now = unit.now();
    refuse_block(unit, block.subject_id, (block.starts_at, block.ends_at), now, Some(block.id.into())).await?;
    Ok(block)
}

/// Opens the time again.
pub async fn unblock(app: &App, ctx: &Ctx, id: BlockId) -> Result<()> {
    in_unit!(app, ctx, unit => unblock_in(&mut unit, id).await)
}

async fn unblock_in(unit: &mut Unit, id: BlockId) -> Result<()> {
    let block = store::block::get(unit, id).await?;
    store::block::remove(unit, id).await?;
    unit.audit("remove", "block", Some(id.into()), Some(public(&block)), None).await?;
    unit.event("block.removed", id, None, public(&block)).await?;
    waitlist::freed_in(unit, id.uuid()).await
}

fn public(b: &Block) -> serde_json::Value {
    json!({"block_id": b.id, "id": b.id, "subject_id": b.subject_id, "branch_id": b.branch_id, "starts_at": b.starts_at, "ends_at": b.ends_at, "reason": b.reason, "created_at": b.created_at})
}
