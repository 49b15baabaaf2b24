//! Saved filters of the inbox. Everyone keeps their own; those for everybody are kept by who looks after the firm's catalog and people.

use crate::{App, Ctx};
use domain::id::{ConnectionId, InboxViewId, OrgId, PersonId};
use domain::inbox_view::{COUNT, InboxPart, InboxView, MOST, ViewFilter};
use domain::person::Permission;
use domain::{Error, Result};
use serde_json::json;
use std::collections::HashSet;
use store::conversation::inbox::{InboxFilter, View};
use store::{Reads, Unit};

/// What a shared view needs.
pub const SHARE: Permission = Permission::EditCatalog;

/// May the caller keep views for everybody?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    Shared,
    OwnAlone,
}

/// A view with what is known of it now.
#[derive(Clone, Debug)]
pub struct Seen {
    pub view: InboxView,
    /// Up to `COUNT`; none while it is impossible.
    pub count: Option<i64>,
    /// What it names and is no more: `team`, `connection`.
    pub missing: Vec<&'static str>,
}

#[derive(Clone, Debug, Default)]
pub struct ViewPatch {
    pub name: Option<String>,
    pub filter: Option<ViewFilter>,
    pub is_shared: Option<bool>,
    /// The place among those of the same kind, from 0.
    pub position: Option<usize>,
}

pub fn to_filter(f: &ViewFilter) -> InboxFilter {
    let view = match f.view {
        InboxPart::All => View::Open,
        InboxPart::Mine => View::Mine,
        InboxPart::Unassigned => View::Unassigned,
        InboxPart::Waiting => View::Waiting,
        InboxPart::Due => View::Due,
        InboxPart::Agent => View::Agent,
        InboxPart::Snoozed => View::Snoozed,
        InboxPart::Closed => View::Closed,
    };
    InboxFilter { view, connection: f.connection_id, team: f.team_id, tag: f.tag.clone(), only_unread: f.unread, search: f.q.clone(), ..InboxFilter::default() }
}

fn person(ctx: &Ctx) -> Result<PersonId> {
    ctx.person().ok_or_else(|| Error::forbidden("views belong to people").code("person_needed"))
}

/// Everybody's, then the person's own.
pub async fn list(app: &App, org: OrgId, person: PersonId) -> Result<Vec<Seen>> {
    let mut scope = app.scope(org).await?;
    let views = store::inbox_view::list(&mut scope, person).await?;
    let mut seen = Vec::with_capacity(views.len());
    let teams: HashSet<_> = store::team::list(&mut scope).await?.into_iter().map(|t| t.id).collect();
    for view in views {
        let mut missing = Vec::new();
        if view.filter.team_id.is_some_and(|id| !teams.contains(&id)) {
            missing.push("team");
        }
        if let Some(id) = view.filter.connection_id
            && !is_connection(&mut scope, id).await?
        {
            missing.push("connection");
        }
        let count = if missing.is_empty() { Some(store::conversation::inbox::count(&mut scope, person, &to_filter(&view.filter), COUNT).await?) } else { None };
        seen.push(Seen { view, count, missing });
    }
    Ok(seen)
}

async fn check(reads: &mut impl Reads, filter: &ViewFilter) -> Result<()> {
    if let Some(team) = filter.team_id {
        store::team::find(reads, team).await?.ok_or_else(|| Error::invalid("filter.team_id", "no such team").code("team_unknown"))?;
    }
    if let Some(connection) = filter.connection_id
        && !is_connection(reads, connection).await?
    {
        return Err(Error::invalid("filter.connection_id", "no such connection").code("connection_unknown"));
    }
    Ok(())
}

async fn is_connection(reads: &mut impl Reads, id: ConnectionId) -> Result<bool> {
    Ok(crate::or_gone(store::connection::get(reads, id).await)?.is_some())
}

fn may_keep(keeper: Keeper, is_shared: bool) -> Result<()> {
    if is_shared && keeper == Keeper::OwnAlone {
        return Err(Error::forbidden("a view for everybody is kept by a manager").code("permission_missing"));
    }
    Ok(())
}

pub async fn create(app: &App, ctx: &Ctx, keeper: Keeper, name: String, filter: ViewFilter, is_shared: bool) -> Result<InboxView> {
    let who = person(ctx)?;
    may_keep(keeper, is_shared)?;
    let mut unit = app.unit(ctx).await?;
    check(&mut unit, &filter).await?;
    let owner = (!is_shared).then_some(who);
    let siblings: Vec<InboxView> = of(&mut unit, who, owner).await?;
    room(&siblings)?;
    let now = unit.now();
    let position = siblings.iter().map(|v| v.position + 1).max().unwrap_or(0);
    let view = InboxView { id: InboxViewId::new(), name, person_id: owner, filter, position, created_at: now, updated_at: now };
    store::inbox_view::insert(&mut unit, &view).await?;
    unit.audit("create", "inbox_view", Some(view.id.0), None, Some(json!(view))).await?;
    changed(&mut unit, view.id).await?;
    unit.commit().await?;
    Ok(view)
}

/// Views of the same order.
async fn of(unit: &mut Unit, who: PersonId, owner: Option<PersonId>) -> Result<Vec<InboxView>> {
    Ok(store::inbox_view::list(unit, who).await?.into_iter().filter(|v| v.person_id == owner).collect())
}

fn room(siblings: &[InboxView]) -> Result<()> {
    if siblings.len() >= MOST { Err(Error::conflict(format!("at most {MOST} views")).code("too_many")) } else { Ok(()) }
}

/// What it shows is each window's own to ask: the event names it alone.
async fn changed(unit: &mut Unit, id: InboxViewId) -> Result<()> {
    unit.event("inbox_view.changed", id, None, json!({ "inbox_view_id": id })).await
}

pub async fn update(app: &App, ctx: &Ctx, keeper: Keeper, id: InboxViewId, patch: ViewPatch) -> Result<InboxView> {
    let who = person(ctx)?;
    let mut unit = app.unit(ctx).await?;
    let before = store::inbox_view::get(&mut unit, id, who).await?;
    let mut view = before.clone();
    view.name = patch.name.unwrap_or(view.name);
    if let Some(filter) = patch.filter {
        check(&mut unit, &filter).await?;
        view.filter = filter;
    }
    if let Some(is_shared) = patch.is_shared {
        view.person_id = (!is_shared).then_some(who);
    }
    may_keep(keeper, before.person_id.is_none() || view.person_id.is_none())?;
    let mut order = of(&mut unit, who, view.person_id).await?;
    if view.person_id != before.person_id {
        room(&order)?;
    }
    view.updated_at = unit.now();
    store::inbox_view::update(&mut unit, &view).await?;
    if patch.position.is_some() || view.person_id != before.person_id {
        order.retain(|v| v.id != id);
        let at = patch.position.unwrap_or(order.len()).min(order.len());
        order.insert(at, view.clone());
        for (position, one) in order.iter().enumerate() {
            store::inbox_view::place(&mut unit, one.id, i64::try_from(position).unwrap_or(0)).await?;
        }
        view.position = i64::try_from(at).unwrap_or(0);
    }
    unit.audit("update", "inbox_view", Some(id.0), Some(json!(before)), Some(json!(view))).await?;
    changed(&mut unit, id).await?;
    unit.commit().await?;
    Ok(view)
}

/// Removes a view; its conversations stay where they are.
pub async fn remove(app: &App, ctx: &Ctx, keeper: Keeper, id: InboxViewId) -> Result<()> {
    let who = person(ctx)?;
    let mut unit = app.unit(ctx).await?;
    let view = store::inbox_view::get(&mut unit, id, who).await?;
    may_keep(keeper, view.person_id.is_none())?;
    store::inbox_view::remove(&mut unit, id).await?;
    unit.audit("remove", "inbox_view", Some(id.0), Some(json!(view)), None).await?;
    changed(&mut unit, id).await?;
    unit.commit().await
}
