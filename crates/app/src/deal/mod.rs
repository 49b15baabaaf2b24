//! Deals: what a contact wants, as the dialogue found it out, and its way through the funnel. Every move says why it was made.
//! The dialogue writes here with its turn (`turn/act.rs`); people move deals by hand.

use crate::{App, Ctx};
use brain::facts::Request;
use domain::conversation::Conversation;
use domain::deal::{Deal, Stage, StageKind};
use domain::id::{ContactId, DealId};
use domain::{Error, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{Reads, Unit};

/// Why a deal was moved; part of its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The dialogue came that far.
    Agent,
    /// Somebody moved it.
    Person,
}

impl Cause {
    const fn as_str(self) -> &'static str {
        match self {
            Cause::Agent => "agent",
            Cause::Person => "person",
        }
    }
}

/// What a turn is told of the deal: the one of this conversation, else the contact's newest, else none yet at the first stage.
pub(crate) async fn request(reads: &mut impl Reads, conversation: &Conversation, stages: &[Stage]) -> Result<Option<Request>> {
    let Some(first) = stages.first() else { return Ok(None) };
    let deal = store::deal::of_turn(reads, conversation.contact_id, conversation.id).await?;
    let funnel = stages.iter().map(|s| s.key.clone()).collect();
    Ok(Some(match deal {
        Some(deal) => Request { stage: deal.stage, tour: deal.tour, known: deal.known, funnel, is_new: false },
        None => Request { stage: first.key.clone(), tour: None, known: BTreeMap::new(), funnel, is_new: true },
    }))
}

/// Keeps what the dialogue found out; begins a deal where there is none.
pub(crate) async fn learn_in(unit: &mut Unit, conversation: &Conversation, known: &BTreeMap<String, String>, tour: Option<&str>) -> Result<Deal> {
    let (mut deal, is_new) = of_turn(unit, conversation).await?;
    let has_changed = deal.learn(known, tour);
    if is_new {
        begin(unit, &deal).await?;
    } else if has_changed {
        deal.updated_at = unit.now();
        store::deal::update(unit, &deal).await?;
        unit.event("deal.updated", deal.id, deal.conversation_id.map(Into::into), json!({"deal": public(&deal)})).await?;
    }
    Ok(deal)
}

/// Moves the deal of a conversation, which begins with it if need be.
pub(crate) async fn advance_in(unit: &mut Unit, conversation: &Conversation, stage: &str) -> Result<()> {
    let (deal, is_new) = of_turn(unit, conversation).await?;
    if is_new {
        begin(unit, &deal).await?;
    }
    move_in(unit, deal, stage, Cause::Agent).await.map(drop)
}

/// Moves a deal by hand.
pub async fn move_to(app: &App, ctx: &Ctx, id: DealId, stage: &str) -> Result<Deal> {
    let mut unit = app.unit(ctx).await?;
    let deal = store::deal::lock(&mut unit, id).await?;
    let moved = move_in(&mut unit, deal, stage, Cause::Person).await?;
    unit.commit().await?;
    Ok(moved)
}

/// A deal that did not come out of a dialogue.
pub async fn create_in(unit: &mut Unit, contact: ContactId, stage: Option<&str>, known: &BTreeMap<String, String>, tour: Option<&str>) -> Result<Deal> {
    let stages = store::deal::stages(unit).await?;
    let stage = match stage {
        Some(key) => stages.iter().find(|s| s.key == key),
        None => stages.first(),
    };
    let stage = stage.ok_or_else(|| Error::invalid("stage", "no such stage").code("stage_unknown"))?;
    let now = unit.now();
    let mut deal = Deal { id: DealId::new(), contact_id: contact, conversation_id: None, stage: stage.key.clone(), tour: None, known: BTreeMap::new(), created_at: now, updated_at: now };
    deal.learn(known, tour);
    begin(unit, &deal).await?;
    Ok(deal)
}

/// The deal a turn is about; one not yet written where there is none.
async fn of_turn(unit: &mut Unit, conversation: &Conversation) -> Result<(Deal, bool)> {
    if let Some(deal) = store::deal::of_turn(unit, conversation.contact_id, conversation.id).await? {
        return Ok((store::deal::lock(unit, deal.id).await?, false));
    }
    let first = store::deal::stages(unit).await?.into_iter().next().ok_or_else(|| Error::internal("a funnel without stages"))?;
    let now = unit.now();
    let deal = Deal { id: DealId::new(), contact_id: conversation.contact_id, conversation_id: Some(conversation.id), stage: first.key, tour: None, known: BTreeMap::new(), created_at: now, updated_at: now };
    Ok((deal, true))
}

async fn begin(unit: &mut Unit, deal: &Deal) -> Result<()> {
    store::deal::insert(unit, deal).await?;
    unit.audit("create", "deal", Some(deal.id.0), None, Some(public(deal))).await?;
    unit.event("deal.created", deal.id, deal.conversation_id.map(Into::into), json!({"deal": public(deal)})).await
}

async fn move_in(unit: &mut Unit, mut deal: Deal, stage: &str, cause: Cause) -> Result<Deal> {
    let stages = store::deal::stages(unit).await?;
    if !stages.iter().any(|s| s.key == stage) {
        return Err(Error::invalid("stage", "no such stage").code("stage_unknown"));
    }
    if deal.stage == stage {
        return Ok(deal);
    }
    let before = public(&deal);
    let from = std::mem::replace(&mut deal.stage, stage.to_owned());
    deal.updated_at = unit.now();
    store::deal::update(unit, &deal).await?;
    unit.audit("move", "deal", Some(deal.id.0), Some(before), Some(public(&deal))).await?;
    if cause == Cause::Person
        && let Some(conversation) = deal.conversation_id
        && stages.iter().any(|s| s.key == stage && s.kind == StageKind::Won)
    {
        crate::outcome::sold_in(unit, conversation).await?;
    }
    unit.event("deal.moved", deal.id, deal.conversation_id.map(Into::into), json!({"deal": public(&deal), "from": from, "to": stage, "cause": cause.as_str()})).await?;
    Ok(deal)
}

/// The public shape.
pub fn public(deal: &Deal) -> Value {
    json!({"id": deal.id, "contact_id": deal.contact_id, "conversation_id": deal.conversation_id, "stage": deal.stage, "tour": deal.tour, "known": deal.known, "created_at": deal.created_at, "updated_at": deal.updated_at})
}
