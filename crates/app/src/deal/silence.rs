//! Deals whose customers have fallen silent go where their stage says. When to look stands in the deal's row, so nothing is lost with a
//! process; the row is locked and looked at again before the step, so two nodes make one.

use super::step::{Step, walk};
use crate::App;
use domain::deal::{MoveCause, quiet_at};
use domain::Result;
use store::deal::Quiet;

/// Deals looked at in one go.
const BATCH: i64 = 500;

/// Looks at every deal whose time has come; returns how many there were.
pub async fn settle(app: &App) -> Result<usize> {
    let mut root = app.db().root_read().await?;
    let due = store::deal::quiet(&mut root, app.now(), BATCH).await?;
    drop(root);
    let count = due.len();
    for one in due {
        if let Err(error) = look(app, one).await {
            tracing::warn!(error = %error, deal.id = %one.id, "a silent deal could not be moved; it will be looked at again");
        }
    }
    Ok(count)
}

async fn look(app: &App, one: Quiet) -> Result<()> {
    let mut unit = app.unit(&app.system(one.org_id)).await?;
    let Some(deal) = crate::or_gone(store::deal::lock(&mut unit, one.id).await)? else { return Ok(()) };
    let now = unit.now();
    if deal.quiet_at.is_none_or(|at| at > now) {
        return Ok(());
    }
    let pipelines = store::pipeline::list(&mut unit).await?;
    let stages = || pipelines.iter().flat_map(|p| &p.stages);
    let rule = stages().find(|s| s.key == deal.stage).and_then(|s| s.rules.silence.as_ref());
    let to = rule.and_then(|silence| stages().find(|s| s.key == silence.to));
    let (Some(silence), Some(to)) = (rule, to) else {
        let mut deal = deal;
        deal.quiet_at = None;
        store::deal::update(&mut unit, &deal).await?;
        return unit.commit().await;
    };
    let last_word = store::deal::last_word(&mut unit, deal.contact_id).await?;
    let until = quiet_at(last_word.map_or(deal.stage_since, |at| at.max(deal.stage_since)), silence.days);
    if until > now {
        store::deal::set_quiet(&mut unit, deal.id, until).await?;
    } else {
        walk(&mut unit, &deal.clone(), deal, &Step { to, cause: MoveCause::Silence, booking: None }).await?;
    }
    unit.commit().await
}
