//! Deals by hand: made, changed, moved one by one or many at once, removed. People are held to the rules of stages: what must be known
//! before a deal comes there, and why it was lost.

use super::step::{Step, walk};
use super::{begin, find, first, public, tell};
use crate::{App, Ctx};
use domain::deal::{Deal, LONGEST_KNOWN, LONGEST_REASON, LONGEST_TITLE, MOST_AMOUNT, MOST_AT_ONCE, MOST_FIELDS, MoveCause};
use domain::id::{ContactId, DealId, MemberId};
use domain::pipeline::{Pipeline, Stage, StageKind};
use domain::{Error, Fault, Faults, Kind, Result};
use jiff::civil::Date;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::Unit;

/// A deal to be made.
#[derive(Clone, Debug)]
pub struct NewDeal {
    pub contact: ContactId,
    /// None: the first of the pipeline.
    pub stage: Option<String>,
    /// None: the default one, or that of the stage.
    pub pipeline: Option<String>,
    pub patch: DealPatch,
}

/// A change; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct DealPatch {
    pub title: Option<Option<String>>,
    pub amount: Option<Option<i64>>,
    pub owner: Option<Option<MemberId>>,
    pub expected_on: Option<Option<Date>>,
    pub tour: Option<Option<String>>,
    /// All of them, or those that are named.
    pub fields: Option<Fields>,
    /// Those that are named; an empty one is forgotten.
    pub known: Option<BTreeMap<String, String>>,
    /// Of a lost one.
    pub loss_reason: Option<String>,
}

#[derive(Clone, Debug)]
pub enum Fields {
    /// In the place of those that were there.
    All(BTreeMap<String, String>),
    /// Beside those that are there; an empty one is dropped.
    Some(BTreeMap<String, String>),
}

/// Where a deal goes, and what is said of it on the way.
#[derive(Clone, Debug, Default)]
pub struct MoveWish {
    pub stage: String,
    pub patch: DealPatch,
}

/// What became of many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub moved: Vec<DealId>,
    pub refused: Vec<Refused>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    pub id: DealId,
    pub code: &'static str,
}

pub async fn create(app: &App, ctx: &Ctx, new: NewDeal) -> Result<Deal> {
    let mut unit = app.unit(ctx).await?;
    store::contact::get_in(&mut unit, new.contact).await.map_err(|e| if e.kind == Kind::NotFound { Error { field: Some("contact_id".to_owned()), ..e } } else { e })?;
    let pipelines = store::pipeline::list(&mut unit).await?;
    let (pipeline, stage) = begins(&pipelines, new.pipeline.as_deref(), new.stage.as_deref())?;
    let mut deal = Deal::new(new.contact, None, stage, unit.now());
    apply(&mut unit, &mut deal, new.patch).await?;
    allow(&deal, pipeline, stage)?;
    begin(&mut unit, &deal, MoveCause::Person).await?;
    unit.commit().await?;
    Ok(deal)
}

fn begins<'a>(pipelines: &'a [Pipeline], pipeline: Option<&str>, stage: Option<&str>) -> Result<(&'a Pipeline, &'a Stage)> {
    let wanted = match pipeline {
        Some(key) => Some(pipelines.iter().find(|p| p.key == key).ok_or_else(|| Error::invalid("pipeline", "no such pipeline").code("pipeline_unknown"))?),
        None => None,
    };
    match (wanted, stage) {
        (wanted, Some(key)) => find(pipelines, key).and_then(|found| if wanted.is_none_or(|p| p.key == found.0.key) { Ok(found) } else { Err(Error::invalid("stage", "a stage of another pipeline").code("stage_unknown")) }),
        (Some(p), None) => p.stages.first().map(|s| (p, s)).ok_or_else(|| Error::internal("a pipeline without stages")),
        (None, None) => find(pipelines, &first(pipelines)?.key),
    }
}

pub async fn update(app: &App, ctx: &Ctx, id: DealId, patch: DealPatch) -> Result<Deal> {
    let mut unit = app.unit(ctx).await?;
    let before = store::deal::lock(&mut unit, id).await?;
    let mut deal = before.clone();
    apply(&mut unit, &mut deal, patch).await?;
    if deal == before {
        return Ok(deal);
    }
    deal.updated_at = unit.now();
    store::deal::update(&mut unit, &deal).await?;
    unit.audit("update", "deal", Some(id.0), Some(public(&before)), Some(public(&deal))).await?;
    tell(&mut unit, "deal.updated", &deal).await?;
    unit.commit().await?;
    Ok(deal)
}

/// Moves a deal; what is said on the way is written with the step. To where it stands is a change, not a step.
pub async fn move_to(app: &App, ctx: &Ctx, id: DealId, wish: MoveWish) -> Result<Deal> {
    let mut unit = app.unit(ctx).await?;
    let pipelines = store::pipeline::list(&mut unit).await?;
    let moved = move_in(&mut unit, &pipelines, id, wish).await?;
    unit.commit().await?;
    Ok(moved)
}

/// Moves many in one unit: those that may go, go; of the others it is told why not. Not found when none of them is the firm's.
pub async fn move_many(app: &App, ctx: &Ctx, ids: Vec<DealId>, wish: &MoveWish) -> Result<Moved> {
    // In one order, so that two who move the same deals do not wait for each other.
    let ids: BTreeSet<DealId> = ids.into_iter().collect();
    if ids.is_empty() || ids.len() > MOST_AT_ONCE {
        return Err(Error::invalid("ids", format!("1 to {MOST_AT_ONCE} deals")));
    }
    let mut unit = app.unit(ctx).await?;
    let pipelines = store::pipeline::list(&mut unit).await?;
    find(&pipelines, &wish.stage)?;
    let mut done = Moved::default();
    for id in ids {
        match move_in(&mut unit, &pipelines, id, wish.clone()).await {
            Ok(_) => done.moved.push(id),
            // The rules are looked at before anything is written.
            Err(error) if matches!(error.kind, Kind::NotFound | Kind::Invalid) => done.refused.push(Refused { id, code: error.public_code() }),
            Err(error) => return Err(error),
        }
    }
    if done.moved.is_empty() && done.refused.iter().all(|r| r.code == Kind::NotFound.code()) {
        return Err(Error::not_found("deal"));
    }
    unit.commit().await?;
    Ok(done)
}

async fn move_in(unit: &mut Unit, pipelines: &[Pipeline], id: DealId, wish: MoveWish) -> Result<Deal> {
    let before = store::deal::lock(unit, id).await?;
    let (pipeline, to) = find(pipelines, &wish.stage)?;
    let mut deal = before.clone();
    apply(unit, &mut deal, wish.patch).await?;
    if before.stage != to.key {
        allow(&deal, pipeline, to)?;
    }
    walk(unit, &before, deal, &Step { to, cause: MoveCause::Person, booking: None }).await
}

/// Removes a deal with its history; its tasks stay with the contact.
pub async fn remove(app: &App, ctx: &Ctx, id: DealId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let deal = store::deal::lock(&mut unit, id).await?;
    store::deal::remove(&mut unit, id).await?;
    unit.audit("remove", "deal", Some(id.0), Some(public(&deal)), None).await?;
    let payload = json!({"deal_id": id, "contact_id": deal.contact_id, "pipeline": deal.pipeline, "stage": deal.stage});
    unit.event("deal.removed", id, deal.conversation_id.map(Into::into), payload).await?;
    unit.commit().await
}

/// What the stage asks for is there, and why it was lost is said.
fn allow(deal: &Deal, pipeline: &Pipeline, stage: &Stage) -> Result<()> {
    let missing = deal.missing(&stage.rules.required);
    if let Some(field) = missing.first() {
        let faults = missing.iter().map(|path| Fault { field: (*path).to_owned(), code: "missing", detail: "the stage asks for it".to_owned() }).collect();
        return Err(Error::invalid(*field, "the stage asks for what is not known yet").code("stage_needs").source(Faults(faults)));
    }
    if stage.kind != StageKind::Lost || pipeline.loss_reasons.is_empty() {
        return Ok(());
    }
    match &deal.loss_reason {
        None => Err(Error::invalid("loss_reason", "say why it was lost").code("loss_reason_missing")),
        Some(reason) if !pipeline.loss_reasons.contains(reason) => Err(Error::invalid("loss_reason", "one of the pipeline's reasons").code("loss_reason_unknown")),
        Some(_) => Ok(()),
    }
}

/// Puts a change into a deal, by the rules of its fields.
async fn apply(unit: &mut Unit, deal: &mut Deal, patch: DealPatch) -> Result<()> {
    if let Some(title) = patch.title {
        deal.title = title.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        if deal.title.as_ref().is_some_and(|t| t.chars().count() > LONGEST_TITLE) {
            return Err(Error::invalid("title", format!("at most {LONGEST_TITLE} characters")));
        }
    }
    if let Some(amount) = patch.amount {
        if amount.is_some_and(|a| !(0..=MOST_AMOUNT).contains(&a)) {
            return Err(Error::invalid("amount", format!("0 to {MOST_AMOUNT} minor units")));
        }
        deal.amount = amount;
    }
    if let Some(owner) = patch.owner {
        if let Some(id) = owner.filter(|id| Some(*id) != deal.owner_id) {
            let known = store::member::find_in(unit, id).await?;
            known.ok_or_else(|| Error { field: Some("owner_id".to_owned()), ..Error::not_found("member") }.code("member_unknown"))?;
        }
        deal.owner_id = owner;
    }
    if let Some(day) = patch.expected_on {
        deal.expected_on = day;
    }
    if let Some(tour) = patch.tour {
        if let Some(key) = tour.as_ref().filter(|key| Some(*key) != deal.tour.as_ref())
            && !store::tour::list(unit).await?.iter().any(|t| t.key == *key)
        {
            return Err(Error::invalid("tour", "no such tour").code("tour_unknown"));
        }
        deal.tour = tour;
    }
    match patch.fields {
        Some(Fields::All(fields)) => deal.fields = fields,
        Some(Fields::Some(fields)) => deal.fields.extend(fields),
        None => {}
    }
    deal.fields.retain(|_, value| !value.trim().is_empty());
    if deal.fields.len() > MOST_FIELDS {
        return Err(Error::invalid("fields", format!("at most {MOST_FIELDS} fields")));
    }
    if let Some(known) = &patch.known {
        let is_name = |name: &str| (1..=60).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if known.iter().any(|(name, value)| !is_name(name) || value.chars().count() > LONGEST_KNOWN) {
            return Err(Error::invalid("known", format!("names of 1 to 60 characters, values of at most {LONGEST_KNOWN}")));
        }
        deal.learn(known, None);
    }
    if let Some(reason) = patch.loss_reason {
        let reason = reason.trim().to_owned();
        if reason.chars().count() > LONGEST_REASON {
            return Err(Error::invalid("loss_reason", format!("at most {LONGEST_REASON} characters")));
        }
        deal.loss_reason = Some(reason).filter(|r| !r.is_empty());
    }
    Ok(())
}
