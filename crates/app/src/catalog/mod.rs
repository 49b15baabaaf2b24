//! The catalog: what a firm offers, who does it, where and when, and what it answers. Each noun's changes are in its own
//! file; every one raises the version in the same unit. `Firm` is the snapshot that search, booking and the agent read.

pub mod branch;
pub mod check;
pub mod employee;
pub mod faq;
pub mod resource;
pub mod schedule;
pub mod service;
pub mod vacation;

use crate::App;
use domain::group_event::GroupEvent;
use domain::id::OrgId;
use domain::resource::Resource;
use domain::slot::{Busy, World};
use domain::{Result, Ts};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use store::{Reads, Unit};
use uuid::Uuid;

/// One firm at one version of its catalog: active rows only.
#[derive(Debug)]
pub struct Firm {
    pub catalog: Arc<brain::facts::Catalog>,
    pub resources: Vec<Resource>,
}

impl Firm {
    /// What the slot search works on, where nothing is wanted that is held for groups.
    pub fn world<'a>(&'a self, busy: &'a [Busy]) -> World<'a> {
        self.world_with(busy, &[])
    }

    /// The same with what is held for groups.
    pub fn world_with<'a>(&'a self, busy: &'a [Busy], groups: &'a [GroupEvent]) -> World<'a> {
        let c = &self.catalog;
        World { settings: &c.org.settings, branches: &c.branches, services: &c.services, employees: &c.employees, schedules: &c.schedules, resources: &self.resources, busy, groups }
    }

    /// Roughly how many bytes it keeps alive; the matching structures weigh several times the rows.
    fn weight(&self) -> u32 {
        let c = &self.catalog;
        let rows = c.services.len() + c.employees.len() + c.branches.len() + c.schedules.iter().map(|s| s.shifts.len() + s.exceptions.len()).sum::<usize>() / 4;
        let products = c.products.rows.len() * 3_000;
        let tours = c.tours.rows.len() * 12_000 + c.tours.departures.len() * 100;
        u32::try_from(rows * 4_000 + c.faq.len() * 8_000 + tours + products + 4_000).unwrap_or(u32::MAX)
    }
}

/// The last snapshot of each firm, bounded by weight.
#[derive(Clone, Debug)]
pub struct Catalogs(moka::sync::Cache<OrgId, Arc<Firm>>);

impl Default for Catalogs {
    fn default() -> Self {
        Catalogs(moka::sync::Cache::builder().weigher(|_, firm: &Arc<Firm>| firm.weight()).max_capacity(48 * 1024 * 1024).build())
    }
}

/// The firm as it is now: one small read when nothing has changed. Inside a unit it also sees the unit's own changes.
pub async fn firm(app: &App, reads: &mut impl Reads) -> Result<Arc<Firm>> {
    let version = store::catalog::version(reads).await?;
    firm_at(app, reads, version).await
}

/// The same for a caller who has read the version with something else.
pub async fn firm_at(app: &App, reads: &mut impl Reads, version: i64) -> Result<Arc<Firm>> {
    let cache = &app.0.catalogs.0;
    if let Some(firm) = cache.get(&reads.org()).filter(|f| f.catalog.org.catalog_version == version) {
        return Ok(firm);
    }
    let firm = Arc::new(load(reads, app.now()).await?);
    // An older reader must not push a newer snapshot out; a lost race only costs one more load.
    if cache.get(&reads.org()).is_none_or(|f| f.catalog.org.catalog_version < firm.catalog.org.catalog_version) {
        cache.insert(reads.org(), firm.clone());
    }
    Ok(firm)
}

/// What the agent may say.
pub async fn snapshot(app: &App, reads: &mut impl Reads) -> Result<Arc<brain::facts::Catalog>> {
    Ok(firm(app, reads).await?.catalog.clone())
}

async fn load(reads: &mut impl Reads, now: Ts) -> Result<Firm> {
    // Two days back covers "today" in every zone.
    let since = now.plus_minutes(-2 * 24 * 60).in_zone(&jiff::tz::TimeZone::UTC).date();
    let rows = store::catalog::load(reads, since).await?;
    let resources = rows.resources.into_iter().filter(|r| r.is_active).collect();
    let catalog = brain::facts::Catalog::new(rows.org, rows.branches, rows.services, rows.employees, rows.schedules, rows.faq).with_tours(rows.tours, rows.departures).with_products(rows.products);
    Ok(Firm { catalog: Arc::new(catalog), resources })
}

/// What became of a row somebody asked to remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removed<T> {
    Gone,
    /// Visits or other rows refer to it: it stays for them, switched off.
    SwitchedOff(T),
}

/// What every change of the catalog leaves behind, in the unit of the change: version, audit line, event.
pub(crate) async fn record<T: Serialize>(unit: &mut Unit, noun: &'static str, verb: Verb, id: Uuid, before: Option<&T>, after: Option<&T>) -> Result<()> {
    let shape = |row: Option<&T>| row.and_then(|r| serde_json::to_value(r).ok());
    store::org::bump_catalog(unit).await?;
    unit.audit(verb.action(), noun, Some(id), shape(before), shape(after)).await?;
    let payload: Value = json!({ (format!("{noun}_id")): id });
    unit.event(&format!("{noun}.{}", verb.past()), id, None, payload).await?;
    // Other hours, another skill: there may be room now for somebody who waits.
    crate::waitlist::freed_in(unit, id).await
}

/// What was done to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Create,
    Update,
    Remove,
}

impl Verb {
    const fn action(self) -> &'static str {
        match self {
            Verb::Create => "create",
            Verb::Update => "update",
            Verb::Remove => "remove",
        }
    }
    const fn past(self) -> &'static str {
        match self {
            Verb::Create => "created",
            Verb::Update => "updated",
            Verb::Remove => "removed",
        }
    }
}
