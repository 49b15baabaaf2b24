//! Folders of the knowledge base: create, rename, move, remove. What lay in a removed folder lies in the one around it from then on.

use super::{CATEGORIES, CATEGORY_DEPTH};
use crate::catalog::check;
use crate::{App, Ctx};
use domain::document::Category;
use domain::id::CategoryId;
use domain::{Error, Kind, Result};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use store::Unit;

pub async fn create(app: &App, ctx: &Ctx, category: Category) -> Result<Category> {
    let mut unit = app.unit(ctx).await?;
    let category = create_in(&mut unit, category).await?;
    unit.commit().await?;
    Ok(category)
}

/// The same inside a larger unit.
pub async fn create_in(unit: &mut Unit, mut category: Category) -> Result<Category> {
    let all = store::category::list(unit).await?;
    if all.len() >= CATEGORIES {
        return Err(Error::new(Kind::Conflict, format!("an organization keeps at most {CATEGORIES} categories")).code("too_many_categories"));
    }
    check_row(&all, &mut category)?;
    store::category::insert(unit, &category).await?;
    record(unit, "create", "category.created", None, Some(&category)).await?;
    Ok(category)
}

/// `change` edits the row as it is now; id and birth stay.
pub async fn update(app: &App, ctx: &Ctx, id: CategoryId, change: impl FnOnce(&mut Category) + Send) -> Result<Category> {
    let mut unit = app.unit(ctx).await?;
    let before = store::category::get(&mut unit, id).await?;
    let mut after = before.clone();
    change(&mut after);
    (after.id, after.created_at) = (before.id, before.created_at);
    check_row(&store::category::list(&mut unit).await?, &mut after)?;
    if after != before {
        store::category::update(&mut unit, &after).await?;
        record(&mut unit, "update", "category.updated", Some(&before), Some(&after)).await?;
        unit.commit().await?;
    }
    Ok(after)
}

pub async fn remove(app: &App, ctx: &Ctx, id: CategoryId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let before = store::category::get(&mut unit, id).await?;
    store::category::remove(&mut unit, id, before.parent_id).await?;
    // Questions and answers lie in folders, too.
    store::org::bump_catalog(&mut unit).await?;
    record(&mut unit, "remove", "category.removed", Some(&before), None).await?;
    unit.commit().await
}

async fn record(unit: &mut Unit, action: &'static str, kind: &str, before: Option<&Category>, after: Option<&Category>) -> Result<()> {
    let Some(one) = after.or(before) else { return Ok(()) };
    let shape = |row: Option<&Category>| row.and_then(|r| serde_json::to_value(r).ok());
    let payload: Value = json!({ "category_id": one.id, "category": shape(after) });
    store::org::bump_knowledge(unit).await?;
    unit.audit(action, "category", Some(one.id.0), shape(before), shape(after)).await?;
    unit.event(kind, one.id, None, payload).await
}

fn check_row(all: &[Category], category: &mut Category) -> Result<()> {
    check::name("name", &mut category.name, 120)?;
    check::range("position", category.position, -1_000_000, 1_000_000)?;
    let parents: HashMap<CategoryId, Option<CategoryId>> = all.iter().map(|c| (c.id, c.parent_id)).collect();
    let (mut above, mut depth) = (category.parent_id, 1);
    while let Some(id) = above {
        if id == category.id {
            return Err(Error::invalid("parent_id", "a category cannot lie inside itself").code("category_loop"));
        }
        above = *parents.get(&id).ok_or_else(|| Error::invalid("parent_id", "no such category").code("category_unknown"))?;
        depth += 1;
        if depth + height(all, category.id) > CATEGORY_DEPTH {
            return Err(Error::invalid("parent_id", format!("at most {CATEGORY_DEPTH} categories inside one another")).code("category_depth"));
        }
    }
    Ok(())
}

/// How many levels lie below a folder.
fn height(all: &[Category], id: CategoryId) -> usize {
    let (mut level, mut height) = (HashSet::from([id]), 0);
    while height < CATEGORY_DEPTH {
        level = all.iter().filter(|c| c.parent_id.is_some_and(|p| level.contains(&p))).map(|c| c.id).collect();
        if level.is_empty() {
            break;
        }
        height += 1;
    }
    height
}

/// These folders with everything below them.
pub(crate) fn with_inner(all: &[Category], wanted: &[CategoryId]) -> Vec<CategoryId> {
    let mut found: Vec<CategoryId> = wanted.to_vec();
    let mut at = 0;
    while let Some(id) = found.get(at).copied() {
        let inner: Vec<CategoryId> = all.iter().filter(|c| c.parent_id == Some(id) && !found.contains(&c.id)).map(|c| c.id).collect();
        found.extend(inner);
        at += 1;
    }
    found
}
