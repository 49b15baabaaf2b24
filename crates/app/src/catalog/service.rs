//! Services: create, change, remove.

use super::{Removed, Verb, check, record};
use crate::{App, Ctx};
use domain::id::ServiceId;
use domain::service::Service;
use domain::{Error, Result};
use store::Unit;

/// Adds a service. Nobody performs it until employees get the skill.
pub async fn create(app: &App, ctx: &Ctx, service: Service) -> Result<Service> {
    let mut unit = app.unit(ctx).await?;
    let service = create_in(&mut unit, service).await?;
    unit.commit().await?;
    Ok(service)
}

/// The same inside a larger unit.
pub async fn create_in(unit: &mut Unit, mut service: Service) -> Result<Service> {
    check_row(unit, &mut service).await?;
    store::service::insert(unit, &service).await?;
    record(unit, "service", Verb::Create, service.id.uuid(), None, Some(&service)).await?;
    Ok(service)
}

/// `change` edits the row as it is now; id and birth stay.
pub async fn update(app: &App, ctx: &Ctx, id: ServiceId, change: impl FnOnce(&mut Service) + Send) -> Result<Service> {
    let mut unit = app.unit(ctx).await?;
    let before = store::service::get(&mut unit, id).await?;
    let mut after = before.clone();
    change(&mut after);
    (after.id, after.created_at) = (before.id, before.created_at);
    check_row(&mut unit, &mut after).await?;
    if after != before {
        store::service::update(&mut unit, &after).await?;
        record(&mut unit, "service", Verb::Update, id.uuid(), Some(&before), Some(&after)).await?;
        unit.commit().await?;
    }
    Ok(after)
}

/// Removes a service; one that was ever booked is switched off instead.
pub async fn remove(app: &App, ctx: &Ctx, id: ServiceId) -> Result<Removed<Service>> {
    let mut unit = app.unit(ctx).await?;
    let before = store::service::get(&mut unit, id).await?;
    if store::service::is_booked(&mut unit, id).await? {
        let mut after = before.clone();
        after.is_active = false;
        if after != before {
            store::service::update(&mut unit, &after).await?;
            record(&mut unit, "service", Verb::Update, id.uuid(), Some(&before), Some(&after)).await?;
            unit.commit().await?;
        }
        return Ok(Removed::SwitchedOff(after));
    }
    store::service::remove(&mut unit, id).await?;
    record(&mut unit, "service", Verb::Remove, id.uuid(), Some(&before), None).await?;
    unit.commit().await?;
    Ok(Removed::Gone)
}

async fn check_row(unit: &mut Unit, s: &mut Service) -> Result<()> {
    check::name("name", &mut s.name, 200)?;
    check::maybe("name_en", &mut s.name_en, 200)?;
    check::tidy("category", &mut s.category, 200)?;
    check::tidy("description", &mut s.description, 4000)?;
    check::words("synonyms", &mut s.synonyms, 50)?;
    check::range("duration_minutes", i64::from(s.duration_minutes), 1, 1440)?;
    check::range("buffer_minutes", i64::from(s.buffer_minutes), 0, 720)?;
    check::range("position", s.position, -1_000_000, 1_000_000)?;
    let org = store::org::get_in(unit).await?;
    check::price("price", &s.price, &org.currency)?;
    if let Some(max) = s.price_max {
        check::range("price_max", max, s.price.minor, check::MAX_PRICE)?;
    }
    check::range("prepayment", s.prepayment, 0, s.price.minor)?;
    check::range("seats", i64::from(s.seats), 1, i64::from(domain::group_event::MOST_SEATS))?;
    if s.resources.len() > 100 {
        return Err(Error::invalid("resources", "at most 100 entries"));
    }
    s.resources.sort_unstable();
    s.resources.dedup();
    for (i, id) in s.resources.iter().enumerate() {
        store::resource::get(unit, *id).await.map_err(|e| Error { field: Some(format!("resources[{i}]")), ..e }.code("resource_unknown"))?;
    }
    Ok(())
}
