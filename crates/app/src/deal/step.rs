//! One step of a deal's way: the row, its history, the stage's tasks, audit and event, in one unit. Going where it stands is no step.

use super::{public, tell};
use domain::deal::{Deal, DealMove, MoveCause};
use domain::id::{BookingId, DealMoveId, MemberId};
use domain::pipeline::{Stage, StageKind, TaskFor};
use domain::task::{NewTask, TaskCause};
use domain::Result;
use serde_json::json;
use store::Unit;

/// Where to, and why.
pub(super) struct Step<'a> {
    pub to: &'a Stage,
    pub cause: MoveCause,
    /// What became of this visit.
    pub booking: Option<BookingId>,
}

/// `deal` is `before` with what was changed on the way; both stand at the same stage.
pub(super) async fn walk(unit: &mut Unit, before: &Deal, mut deal: Deal, step: &Step<'_>) -> Result<Deal> {
    let now = unit.now();
    if before.stage == step.to.key {
        if deal != *before {
            deal.updated_at = now;
            store::deal::update(unit, &deal).await?;
            unit.audit("update", "deal", Some(deal.id.0), Some(public(before)), Some(public(&deal))).await?;
            tell(unit, "deal.updated", &deal).await?;
        }
        return Ok(deal);
    }
    deal.stand_at(step.to, now);
    store::deal::update(unit, &deal).await?;
    let actor = unit.by().actor.clone();
    let made = DealMove {
        id: DealMoveId::new(), deal_id: deal.id, from: Some(before.stage.clone()), to: deal.stage.clone(), pipeline: deal.pipeline.clone(), cause: step.cause, actor_kind: actor.kind().to_owned(), actor_id: actor.id(), at: now,
        spent: Some((now.micros() - before.stage_since.micros()).max(0)), loss_reason: deal.loss_reason.clone(), booking_id: step.booking,
    };
    store::deal::add_move(unit, &made).await?;
    unit.audit("move", "deal", Some(deal.id.0), Some(public(before)), Some(public(&deal))).await?;
    if step.cause == MoveCause::Person
        && let Some(conversation) = deal.conversation_id
        && step.to.kind == StageKind::Won
    {
        crate::outcome::sold_in(unit, conversation).await?;
    }
    let payload = json!({"deal": public(&deal), "from": before.stage, "to": deal.stage, "cause": step.cause});
    unit.event("deal.moved", deal.id, deal.conversation_id.map(Into::into), payload).await?;
    tasks(unit, &deal, step.to).await?;
    Ok(deal)
}

/// The step a deal begins with.
pub(super) async fn first(unit: &mut Unit, deal: &Deal, cause: MoveCause) -> Result<()> {
    let actor = unit.by().actor.clone();
    let made = DealMove {
        id: DealMoveId::new(), deal_id: deal.id, from: None, to: deal.stage.clone(), pipeline: deal.pipeline.clone(), cause, actor_kind: actor.kind().to_owned(), actor_id: actor.id(), at: unit.now(), spent: None,
        loss_reason: deal.loss_reason.clone(), booking_id: None,
    };
    store::deal::add_move(unit, &made).await?;
    let pipelines = store::pipeline::list(unit).await?;
    let (_, stage) = super::find(&pipelines, &deal.stage)?;
    tasks(unit, deal, stage).await
}

/// What is to be done at the stage.
async fn tasks(unit: &mut Unit, deal: &Deal, stage: &Stage) -> Result<()> {
    if stage.rules.tasks.is_empty() {
        return Ok(());
    }
    let owner = owner(unit, deal).await?;
    let now = unit.now();
    for task in &stage.rules.tasks {
        let new = NewTask {
            title: task.title.clone(), note: String::new(), contact_id: Some(deal.contact_id), deal_id: Some(deal.id), conversation_id: None, assignee_id: owner.filter(|_| task.to == TaskFor::Owner),
            due_at: Some(now.plus_secs(i64::from(task.due_hours) * 3_600)), remind_at: None, cause: TaskCause::Stage,
        };
        crate::task::create_in(unit, new).await?;
    }
    Ok(())
}

/// Whoever owns it and still works here.
async fn owner(unit: &mut Unit, deal: &Deal) -> Result<Option<MemberId>> {
    let Some(id) = deal.owner_id else { return Ok(None) };
    Ok(store::member::find_in(unit, id).await?.map(|m| m.id))
}
