//! Questions and answers: create, change, remove.

use super::{Verb, check, record};
use crate::{App, Ctx};
use domain::faq::Faq;
use domain::id::FaqId;
use domain::{Error, Result};
use store::Unit;

/// Teaches the agent an answer.
pub async fn create(app: &App, ctx: &Ctx, faq: Faq) -> Result<Faq> {
    let mut unit = app.unit(ctx).await?;
    let faq = create_in(&mut unit, faq).await?;
    unit.commit().await?;
    Ok(faq)
}

/// The same inside a larger unit.
pub async fn create_in(unit: &mut Unit, mut faq: Faq) -> Result<Faq> {
    check_row(unit, &mut faq).await?;
    store::faq::insert(unit, &faq).await?;
    record(unit, "faq", Verb::Create, faq.id.uuid(), None, Some(&faq)).await?;
    crate::knowledge::embedder::freshen(unit).await?;
    Ok(faq)
}

/// `change` edits the row as it is now; id and birth stay.
pub async fn update(app: &App, ctx: &Ctx, id: FaqId, change: impl FnOnce(&mut Faq) + Send) -> Result<Faq> {
    let mut unit = app.unit(ctx).await?;
    let after = update_in(&mut unit, id, change).await?;
    unit.commit().await?;
    Ok(after)
}

/// The same inside a larger unit.
pub async fn update_in(unit: &mut Unit, id: FaqId, change: impl FnOnce(&mut Faq) + Send) -> Result<Faq> {
    let before = store::faq::get(unit, id).await?;
    let mut after = before.clone();
    change(&mut after);
    (after.id, after.created_at) = (before.id, before.created_at);
    check_row(unit, &mut after).await?;
    if after != before {
        store::faq::update(unit, &after).await?;
        record(unit, "faq", Verb::Update, id.uuid(), Some(&before), Some(&after)).await?;
        crate::knowledge::embedder::freshen(unit).await?;
    }
    Ok(after)
}

/// Removes an answer.
pub async fn remove(app: &App, ctx: &Ctx, id: FaqId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let before = store::faq::get(&mut unit, id).await?;
    store::faq::remove(&mut unit, id).await?;
    record(&mut unit, "faq", Verb::Remove, id.uuid(), Some(&before), None).await?;
    unit.commit().await
}

async fn check_row(unit: &mut Unit, f: &mut Faq) -> Result<()> {
    crate::knowledge::check_category(unit, f.category_id).await?;
    check::words("questions", &mut f.questions, 50)?;
    if f.questions.is_empty() {
        return Err(Error::invalid("questions", "at least one question"));
    }
    check::name("answer", &mut f.answer, 4000)?;
    check::range("position", f.position, -1_000_000, 1_000_000)
}
