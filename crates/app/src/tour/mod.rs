//! Tours: create, change, remove. Departures are `departure.rs`, photos and materials `file.rs`. Every change raises the version of the catalog, for agents speak of both.

pub mod departure;
pub mod file;

use crate::catalog::{Removed, Verb, check, record};
use crate::{App, Ctx};
use domain::id::TourId;
use domain::tour::{LONGEST, MOST_PEOPLE, MOST_TOURS, Tour};
use domain::{Error, Money, Result};
use store::Unit;

/// Adds a tour, without departures yet.
pub async fn create(app: &App, ctx: &Ctx, mut tour: Tour) -> Result<Tour> {
    let mut unit = app.unit(ctx).await?;
    if store::tour::count(&mut unit).await? >= MOST_TOURS {
        return Err(Error::conflict(format!("an organization has at most {MOST_TOURS} tours")).code("too_many_tours"));
    }
    check_row(&mut unit, &mut tour).await?;
    if store::tour::list(&mut unit).await?.iter().any(|t| t.key == tour.key) {
        return Err(Error { field: Some("key".to_owned()), ..Error::conflict("another tour has this key") }.code("key_taken"));
    }
    store::tour::insert(&mut unit, &tour).await?;
    record(&mut unit, "tour", Verb::Create, tour.id.uuid(), None, Some(&tour)).await?;
    unit.commit().await?;
    Ok(tour)
}

/// `change` edits the row as it is now; id, key and birth stay.
pub async fn update(app: &App, ctx: &Ctx, id: TourId, change: impl FnOnce(&mut Tour) + Send) -> Result<Tour> {
    let mut unit = app.unit(ctx).await?;
    let before = store::tour::get(&mut unit, id).await?;
    let mut after = before.clone();
    change(&mut after);
    (after.id, after.key, after.created_at) = (before.id, before.key.clone(), before.created_at);
    check_row(&mut unit, &mut after).await?;
    if after != before {
        store::tour::update(&mut unit, &after).await?;
        record(&mut unit, "tour", Verb::Update, id.uuid(), Some(&before), Some(&after)).await?;
        unit.commit().await?;
    }
    Ok(after)
}

/// Removes a tour; one that has departures is switched off instead.
pub async fn remove(app: &App, ctx: &Ctx, id: TourId) -> Result<Removed<Tour>> {
    let mut unit = app.unit(ctx).await?;
    let before = store::tour::get(&mut unit, id).await?;
    if store::tour::count_departures(&mut unit, id).await? > 0 {
        let mut after = before.clone();
        after.is_active = false;
        if after != before {
            store::tour::update(&mut unit, &after).await?;
            record(&mut unit, "tour", Verb::Update, id.uuid(), Some(&before), Some(&after)).await?;
            unit.commit().await?;
        }
        return Ok(Removed::SwitchedOff(after));
    }
    store::tour::remove(&mut unit, id).await?;
    record(&mut unit, "tour", Verb::Remove, id.uuid(), Some(&before), None).await?;
    unit.commit().await?;
    Ok(Removed::Gone)
}

async fn check_row(unit: &mut Unit, t: &mut Tour) -> Result<()> {
    if t.key.is_empty() || t.key.len() > 48 || !t.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return Err(Error::invalid("key", "a key is made of a-z, 0-9 and hyphens, at most 48 of them"));
    }
    check::name("name", &mut t.name, 200)?;
    check::maybe("name_en", &mut t.name_en, 200)?;
    check::tidy("category", &mut t.category, 200)?;
    check::tidy("description", &mut t.description, 4000)?;
    check::tidy("description_en", &mut t.description_en, 4000)?;
    check::words("synonyms", &mut t.synonyms, 50)?;
    for (field, list) in [("included", &mut t.included), ("excluded", &mut t.excluded), ("bring", &mut t.bring)] {
        check::words(field, list, 50)?;
    }
    check::range("duration_days", i64::from(t.duration_days), 1, i64::from(LONGEST))?;
    check::range("max_altitude", i64::from(t.max_altitude), 0, 9_000)?;
    check::range("min_age", i64::from(t.min_age), 0, 100)?;
    check::range("group_min", i64::from(t.group_min), 1, i64::from(MOST_PEOPLE))?;
    check::range("group_max", i64::from(t.group_max), i64::from(t.group_min), i64::from(MOST_PEOPLE))?;
    check::range("position", t.position, -1_000_000, 1_000_000)?;
    t.season.sort_unstable();
    t.season.dedup();
    if t.season.is_empty() || t.season.iter().any(|m| !(1..=12).contains(m)) {
        return Err(Error::invalid("season", "at least one month, 1 to 12"));
    }
    t.price = Money::new(t.price.minor, t.price.currency.clone())?;
    check::range("price", t.price.minor, 0, check::MAX_PRICE)?;
    variants(t)?;
    program(t)?;
    if t.photos.len() > 20 || t.photos.iter().any(|p| p.chars().count() > 500 || !p.starts_with("https://") && !p.starts_with('/')) {
        return Err(Error::invalid("photos", "at most 20 addresses that begin with https:// or /"));
    }
    if let Some(branch) = t.start {
        store::branch::get(unit, branch).await.map_err(|e| Error { field: Some("start_branch_id".to_owned()), ..e }.code("branch_unknown"))?;
    }
    Ok(())
}

fn variants(t: &mut Tour) -> Result<()> {
    if t.variants.len() > 20 {
        return Err(Error::invalid("variants", "at most 20 entries"));
    }
    for (i, v) in t.variants.iter_mut().enumerate() {
        check::name(&format!("variants[{i}].key"), &mut v.key, 48)?;
        check::name(&format!("variants[{i}].name"), &mut v.name, 200)?;
        check::maybe(&format!("variants[{i}].name_en"), &mut v.name_en, 200)?;
        check::range(&format!("variants[{i}].price"), v.price, 0, check::MAX_PRICE)?;
    }
    Ok(())
}

fn program(t: &mut Tour) -> Result<()> {
    t.program.sort_by_key(|p| p.day);
    let days = t.duration_days;
    for (i, p) in t.program.iter_mut().enumerate() {
        check::range(&format!("program[{i}].day"), i64::from(p.day), 1, i64::from(days))?;
        check::tidy(&format!("program[{i}].title"), &mut p.title, 200)?;
        check::tidy(&format!("program[{i}].text"), &mut p.text, 2000)?;
    }
    if t.program.iter().zip(t.program.iter().skip(1)).any(|(a, b)| a.day == b.day) {
        return Err(Error::invalid("program", "each day once"));
    }
    Ok(())
}
