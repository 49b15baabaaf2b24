//! Deals: what a contact wants, and its way through a pipeline. Every step says why it was made (`step.rs`). The dialogue writes here
//! with its turn (`turn/act.rs`), people by hand (`desk.rs`), visits by what becomes of them (`visit.rs`), time by silence (`silence.rs`).

mod desk;
mod funnel;
pub(crate) mod referral;
pub mod silence;
mod step;
mod visit;

pub use desk::{DealPatch, Fields, Moved, MoveWish, NewDeal, Refused, create, move_many, move_to, remove, update};
pub use funnel::{Funnel, FunnelStage, Lost, funnel};
pub(crate) use visit::visit_in;

use crate::notice::{self, News, To};
use brain::facts::Request;
use domain::conversation::Conversation;
use domain::deal::{Deal, MoveCause};
use domain::id::ContactId;
use domain::notice::NoticeKind;
use domain::pipeline::{Pipeline, Stage};
use domain::{Error, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use step::Step;
use store::{Reads, Unit};

/// What a turn is told of the deal: the one of this conversation, else the contact's newest, else none yet at the first stage. The way
/// it sees is that of the deal's own pipeline.
pub(crate) async fn request(reads: &mut impl Reads, conversation: &Conversation, stages: &[Stage]) -> Result<Option<Request>> {
    let Some(first) = stages.first() else { return Ok(None) };
    let deal = store::deal::of_turn(reads, conversation.contact_id, conversation.id).await?;
    let funnel = |pipeline: &str| stages.iter().filter(|s| s.pipeline == pipeline).map(|s| s.key.clone()).collect();
    Ok(Some(match deal {
        Some(deal) => Request { funnel: funnel(&deal.pipeline), stage: deal.stage, tour: deal.tour, known: deal.known, is_new: false },
        None => Request { stage: first.key.clone(), tour: None, known: BTreeMap::new(), funnel: funnel(&first.pipeline), is_new: true },
    }))
}

/// Keeps what the dialogue found out; begins a deal where there is none.
pub(crate) async fn learn_in(unit: &mut Unit, conversation: &Conversation, known: &BTreeMap<String, String>, tour: Option<&str>) -> Result<Deal> {
    let (mut deal, is_new) = of_turn(unit, conversation).await?;
    let has_changed = deal.learn(known, tour);
    if is_new {
        begin(unit, &deal, MoveCause::Agent).await?;
    } else if has_changed {
        deal.updated_at = unit.now();
        store::deal::update(unit, &deal).await?;
        tell(unit, "deal.updated", &deal).await?;
    }
    Ok(deal)
}

/// Moves the deal of a conversation, which begins with it if need be.
pub(crate) async fn advance_in(unit: &mut Unit, conversation: &Conversation, stage: &str) -> Result<()> {
    let (deal, is_new) = of_turn(unit, conversation).await?;
    if is_new {
        begin(unit, &deal, MoveCause::Agent).await?;
    }
    let pipelines = store::pipeline::list(unit).await?;
    let (_, to) = find(&pipelines, stage)?;
    step::walk(unit, &deal.clone(), deal, &Step { to, cause: MoveCause::Agent, booking: None }).await.map(drop)
}

/// A deal that did not come out of a dialogue.
pub async fn create_in(unit: &mut Unit, contact: ContactId, stage: Option<&str>, known: &BTreeMap<String, String>, tour: Option<&str>) -> Result<Deal> {
    let pipelines = store::pipeline::list(unit).await?;
    let stage = match stage {
        Some(key) => find(&pipelines, key)?.1,
        None => first(&pipelines)?,
    };
    let mut deal = Deal::new(contact, None, stage, unit.now());
    deal.learn(known, tour);
    begin(unit, &deal, MoveCause::Person).await?;
    Ok(deal)
}

/// The deal a turn is about; one not yet written where there is none.
async fn of_turn(unit: &mut Unit, conversation: &Conversation) -> Result<(Deal, bool)> {
    if let Some(deal) = store::deal::of_turn(unit, conversation.contact_id, conversation.id).await? {
        return Ok((store::deal::lock(unit, deal.id).await?, false));
    }
    let pipelines = store::pipeline::list(unit).await?;
    Ok((Deal::new(conversation.contact_id, Some(conversation.id), first(&pipelines)?, unit.now()), true))
}

/// Writes a new deal and the first step of its way.
async fn begin(unit: &mut Unit, deal: &Deal, cause: MoveCause) -> Result<()> {
    store::deal::insert(unit, deal).await?;
    unit.audit("create", "deal", Some(deal.id.0), None, Some(public(deal))).await?;
    tell(unit, "deal.created", deal).await?;
    let news = News::new(NoticeKind::Deal, To::All).contact(deal.contact_id).page(format!("deals/{}", deal.id)).name(deal.title.as_deref().unwrap_or_default());
    notice::tell(unit, news).await?;
    step::first(unit, deal, cause).await
}

async fn tell(unit: &mut Unit, kind: &str, deal: &Deal) -> Result<()> {
    unit.event(kind, deal.id, deal.conversation_id.map(Into::into), json!({"deal": public(deal)})).await
}

/// A stage with its pipeline.
fn find<'a>(pipelines: &'a [Pipeline], stage: &str) -> Result<(&'a Pipeline, &'a Stage)> {
    let found = pipelines.iter().find_map(|p| p.stage(stage).map(|s| (p, s)));
    found.ok_or_else(|| Error::invalid("stage", "no such stage").code("stage_unknown"))
}

/// Where deals begin.
fn first(pipelines: &[Pipeline]) -> Result<&Stage> {
    pipelines.first().and_then(|p| p.stages.first()).ok_or_else(|| Error::internal("a pipeline without stages"))
}

/// The public shape.
pub fn public(deal: &Deal) -> Value {
    json!({
        "id": deal.id, "contact_id": deal.contact_id, "conversation_id": deal.conversation_id, "pipeline": deal.pipeline, "stage": deal.stage, "status": deal.status, "title": deal.title, "amount": deal.amount,
        "owner_id": deal.owner_id, "tour": deal.tour, "known": deal.known, "fields": deal.fields, "expected_on": deal.expected_on, "loss_reason": deal.loss_reason, "stage_since": deal.stage_since, "closed_at": deal.closed_at,
        "created_at": deal.created_at, "updated_at": deal.updated_at
    })
}
