//! An owner begins with a pack: its catalog, agents and scripts go into their own organization, which keeps its name, zone and currency.

use super::agent::{crew, settle_in};
use super::knowledge::shelve_in;
use super::{Pack, Rows, demo, install_in, read, stage};
use crate::{App, Ctx};
use domain::{Error, Result, Ts};
use jiff::civil::Date;
use serde_json::json;

/// Seed of the invented weeks: the same firm has the same past.
const SEED: u64 = 7;

/// Installs a pack into an organization without a catalog, then invents its weeks if wished.
pub async fn begin_with(app: &App, ctx: &Ctx, name: &str, with_demo: bool) -> Result<()> {
    let pack = read(name)?;
    if with_demo && pack.demo.is_none() {
        return Err(Error::invalid("with_demo", "this pack invents nothing").code("pack_without_demo"));
    }
    let mut unit = app.unit(ctx).await?;
    let mut org = store::org::lock(&mut unit).await?;
    let facts = store::onboarding::facts(&mut unit).await?;
    if facts.branches + facts.others > 0 {
        return Err(Error::conflict("the organization has a catalog already").code("catalog_not_empty"));
    }
    let pack = at_home(pack, &org);
    let today = Ts::in_zone(unit.now(), &domain::time::zone(&org.zone)?).date();
    let before = org.clone();
    org.pack = pack.head.key.clone();
    take_settings(&mut org, &pack);
    store::org::update(&mut unit, &org).await?;
    store::org::set_pack(&mut unit, &org.pack).await?;
    unit.audit("update", "org", Some(org.id.0), Some(crate::org::public(&before)), Some(crate::org::public(&org))).await?;
    let rows = install_in(&mut unit, &pack, today).await?;
    // Before the agents, which are told by name which categories are theirs.
    shelve_in(&mut unit, name).await?;
    // Whoever has agents already has chosen their own.
    if store::agent::list(&mut unit).await?.is_empty() {
        settle_in(&mut unit, ctx, &crew(name)?).await?;
    }
    unit.event("pack.installed", org.id, None, json!({ "pack": org.pack })).await?;
    unit.commit().await?;
    if with_demo {
        let weeks = demo(&pack, SEED, today)?;
        stage(app, ctx, &pack, &rows.keys, &weeks).await?;
    }
    Ok(())
}

/// All a pack brings, into an organization that was made for it: the catalog, then the articles, then agents, scripts and the funnel.
pub async fn furnish(app: &App, ctx: &Ctx, pack: &Pack, today: Date) -> Result<Rows> {
    let mut unit = app.unit(ctx).await?;
    let rows = install_in(&mut unit, pack, today).await?;
    shelve_in(&mut unit, &pack.head.key).await?;
    settle_in(&mut unit, ctx, &crew(&pack.head.key)?).await?;
    unit.commit().await?;
    Ok(rows)
}

/// The pack as if it had been made for this organization.
fn at_home(mut pack: Pack, org: &domain::org::Org) -> Pack {
    pack.head.zone = org.zone.clone();
    pack.head.currency = org.currency.clone();
    pack
}

/// How bookings work in this trade; how the firm is called and reached stays the owner's.
fn take_settings(org: &mut domain::org::Org, pack: &Pack) {
    let own = &mut org.settings;
    if own.agent_name.is_empty() {
        own.agent_name = pack.settings.agent_name.clone();
    }
    own.lead_minutes = pack.settings.lead_minutes;
    own.horizon_days = pack.settings.horizon_days;
    own.slot_step_minutes = pack.settings.slot_step_minutes;
    own.hold_minutes = pack.settings.hold_minutes;
    own.change_until_minutes = pack.settings.change_until_minutes;
    own.phone_required = pack.settings.phone_required;
}
