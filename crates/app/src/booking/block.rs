//! Blocked time: an employee or a room takes no visits for a while. Competes with visits like anything else.

use super::in_unit;
use crate::catalog::check;
use crate::{App, Ctx};
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
    let mut reason = wish.reason.clone();
    check::tidy("reason", &mut reason, 500)?;
    if wish.ends_at <= wish.starts_at || wish.ends_at.minutes_since(wish.starts_at) > MAX_DAYS * 24 * 60 {
        return Err(Error::invalid("ends_at", format!("must be after starts_at and within {MAX_DAYS} days of it")));
    }
    let is_known = store::occupancy::lock_employee(unit, EmployeeId(wish.subject)).await? || store::occupancy::lock_resource(unit, ResourceId(wish.subject)).await?;
    if !is_known {
        return Err(Error { field: Some("subject_id".into()), ..Error::not_found("employee or resource") }.code("subject_unknown"));
    }
    if let Some(branch) = wish.branch {
        store::branch::get(unit, branch).await.map_err(|e| Error { field: Some("branch_id".into()), ..e }.code("branch_unknown"))?;
    }
    let block = Block {
        id: BlockId::new(),
        subject_id: wish.subject,
        branch_id: wish.branch,
        starts_at: wish.starts_at,
        ends_at: wish.ends_at,
        reason,
        created_by: by,
        created_at: unit.now(),
    };
    store::block::insert(unit, &block).await?;
    store::occupancy::add_subject(unit, block.id.into(), Occupier::Block, block.subject_id, block.starts_at, block.ends_at).await?;
    unit.audit("create", "block", Some(block.id.into()), None, Some(public(&block))).await?;
    unit.event("block.created", block.id, None, public(&block)).await?;
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
    unit.event("block.removed", id, None, public(&block)).await
}

fn public(b: &Block) -> serde_json::Value {
    json!({"block_id": b.id, "subject_id": b.subject_id, "branch_id": b.branch_id, "starts_at": b.starts_at, "ends_at": b.ends_at, "reason": b.reason})
}
