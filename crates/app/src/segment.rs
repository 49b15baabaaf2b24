//! Saved filters of contacts: kept by people, understood by the firm's own fields and zone, asked by the list.

use crate::{App, Ctx};
use domain::custom_field::Entity;
use domain::id::{OrgId, SegmentId};
use domain::segment::{Around, Filter, MOST, Plan, Segment};
use domain::{Error, Result};
use serde_json::json;
use store::Reads;
use store::contact::list::{self, ContactFilter};

/// What a person may set.
#[derive(Clone, Debug, Default)]
pub struct SegmentPatch {
    pub name: Option<String>,
    pub filter: Option<Filter>,
    pub is_shared: Option<bool>,
}

/// A filter as the database can be asked by it; the error says which rule is wrong.
pub async fn plan(app: &App, reads: &mut impl Reads, filter: &Filter) -> Result<Plan> {
    let fields = store::custom_field::list(reads, Some(Entity::Contact)).await?;
    let zone = store::org::read(reads).await?.zone;
    domain::segment::plan(filter, &Around { fields: &fields, zone: domain::time::zone(&zone)?, now: app.now() })
}

/// How many contacts a filter lets through.
pub async fn count(app: &App, org: OrgId, filter: &Filter) -> Result<i64> {
    let mut scope = app.scope(org).await?;
    let plan = plan(app, &mut scope, filter).await?;
    list::count(&mut scope, &ContactFilter::default(), Some(&plan), app.now()).await
}

/// What the caller sees, by name.
pub async fn all(app: &App, ctx: &Ctx) -> Result<Vec<Segment>> {
    store::segment::list(&mut app.scope(ctx.org).await?, ctx.actor.id()).await
}

pub async fn get(app: &App, ctx: &Ctx, id: SegmentId) -> Result<Segment> {
    store::segment::get(&mut app.scope(ctx.org).await?, id, ctx.actor.id()).await
}

pub async fn create(app: &App, ctx: &Ctx, name: String, filter: Filter, is_shared: bool) -> Result<Segment> {
    let mut unit = app.unit(ctx).await?;
    plan(app, &mut unit, &filter).await?;
    if store::segment::count(&mut unit).await? >= MOST {
        return Err(Error::conflict(format!("a firm has at most {MOST} segments")).code("segments_limit"));
    }
    let now = unit.now();
    let segment = Segment { id: SegmentId::new(), name, entity: Entity::Contact, filter, is_shared, created_by: ctx.actor.id(), created_at: now, updated_at: now };
    store::segment::insert(&mut unit, &segment).await?;
    unit.audit("create", "segment", Some(segment.id.0), None, Some(public(&segment))).await?;
    unit.event("segment.changed", segment.id, None, json!({ "segment_id": segment.id })).await?;
    unit.commit().await?;
    Ok(segment)
}

pub async fn update(app: &App, ctx: &Ctx, id: SegmentId, patch: SegmentPatch) -> Result<Segment> {
    let mut unit = app.unit(ctx).await?;
    let mut segment = store::segment::get(&mut unit, id, ctx.actor.id()).await?;
    let before = public(&segment);
    segment.name = patch.name.unwrap_or(segment.name);
    segment.is_shared = patch.is_shared.unwrap_or(segment.is_shared);
    if let Some(filter) = patch.filter {
        plan(app, &mut unit, &filter).await?;
        segment.filter = filter;
    }
    if public(&segment) != before {
        segment.updated_at = unit.now();
        store::segment::update(&mut unit, &segment).await?;
        unit.audit("update", "segment", Some(id.0), Some(before), Some(public(&segment))).await?;
        unit.event("segment.changed", id, None, json!({ "segment_id": id })).await?;
        unit.commit().await?;
    }
    Ok(segment)
}

pub async fn remove(app: &App, ctx: &Ctx, id: SegmentId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let segment = store::segment::get(&mut unit, id, ctx.actor.id()).await?;
    store::segment::remove(&mut unit, id).await?;
    unit.audit("remove", "segment", Some(id.0), Some(public(&segment)), None).await?;
    unit.event("segment.changed", id, None, json!({ "segment_id": id })).await?;
    unit.commit().await
}

fn public(s: &Segment) -> serde_json::Value {
    json!({ "id": s.id, "name": s.name, "filter": s.filter, "is_shared": s.is_shared })
}
