//! Keeping no longer than the firm wants: every night, people nobody has heard of for long are erased as if they had asked for it, each with its
//! proof; old traces of answers and old lines of the audit log are thrown away. Off until an owner sets it (docs/admin/personal-data.md).

use crate::contact::erase;
use crate::{App, Ctx};
use domain::id::{ContactId, OrgId};
use domain::org::Org;
use domain::retention::{Limits, RetentionRules};
use domain::{Result, Ts};
use serde_json::json;
use store::Unit;
use store::retention::Stale;

pub const KIND: &str = "retention";
/// Rows of one unit, so that no writer waits long for it.
const PORTION: i64 = 500;
/// People erased in one run; more are left to the next, which follows at once.
const PEOPLE: i64 = 50;
/// Nobody works then.
const HOUR: i8 = 3;

/// What would go tonight by these rules.
pub async fn due(app: &App, org: OrgId, rules: &RetentionRules) -> Result<Stale> {
    rules.check()?;
    let mut scope = app.scope(org).await?;
    store::retention::count(&mut scope, &rules.limits(app.now())).await
}

/// In the unit that changes the rules, and at the end of each run. One job a night, whoever asks for it.
pub async fn plan(unit: &mut Unit, org: &Org) -> Result<()> {
    if !org.settings.retention.is_any() {
        return Ok(());
    }
    let at = night(org, unit.now())?;
    store::job::enqueue(unit, KIND, json!({}), Some(&format!("{KIND}:{}", at.micros())), at).await
}

/// The next three o'clock at night of the firm, a few minutes later for each so that not all begin at once.
fn night(org: &Org, now: Ts) -> Result<Ts> {
    let zone = domain::time::zone(&org.zone)?;
    let minute = i8::try_from(org.id.0.as_u128() % 60).unwrap_or(0);
    let at = |date: jiff::civil::Date| date.at(HOUR, minute, 0, 0).to_zoned(zone.clone()).map(|z| Ts::from_micros(z.timestamp().as_microsecond()));
    let today = now.in_zone(&zone).date();
    let wrong = |e: jiff::Error| domain::Error::internal("no such night").source(e);
    let tonight = at(today).map_err(wrong)?;
    if tonight > now { Ok(tonight) } else { at(crate::dashboard::shifted(today, 1)).map_err(wrong) }
}

/// What has gone is gone: a run that was cut off goes on with the rest.
pub async fn run(app: &App, ctx: &Ctx) -> Result<()> {
    let org = store::org::get(&mut app.scope(ctx.org).await?).await?;
    let rules = org.settings.retention;
    if !rules.is_any() {
        return Ok(());
    }
    let limits = rules.limits(app.now());
    let (traces, audit) = rows(app, ctx, &limits).await?;
    let (contacts, is_more) = people(app, ctx, &limits).await?;
    let mut unit = app.unit(ctx).await?;
    let gone = Stale { contacts, traces, audit };
    if gone != Stale::default() {
        unit.audit("clean", "retention", None, None, Some(json!(gone))).await?;
    }
    if is_more {
        let now = unit.now();
        store::job::enqueue(&mut unit, KIND, json!({}), Some(&format!("{KIND}:{}", now.micros())), now).await?;
    } else {
        plan(&mut unit, &org).await?;
    }
    unit.commit().await
}

/// Each in a unit of its own. How many went, and whether others wait.
async fn people(app: &App, ctx: &Ctx, limits: &Limits) -> Result<(i64, bool)> {
    let Some(since) = limits.contacts else { return Ok((0, false)) };
    let found = store::retention::idle(&mut app.scope(ctx.org).await?, since, ContactId(uuid::Uuid::nil()), PEOPLE).await?;
    let mut gone = 0;
    for id in &found {
        gone += i64::from(erase::idle(app, ctx, *id, since).await?);
    }
    crate::file::sweep(app).await?;
    // Nobody went: they have all been heard of meanwhile, the next night is soon enough.
    Ok((gone, gone > 0 && i64::try_from(found.len()).unwrap_or(0) == PEOPLE))
}

async fn rows(app: &App, ctx: &Ctx, limits: &Limits) -> Result<(i64, i64)> {
    Ok((logs(app, ctx, Log::Traces, limits.traces).await?, logs(app, ctx, Log::Audit, limits.audit).await?))
}

#[derive(Clone, Copy)]
enum Log {
    Traces,
    Audit,
}

/// In portions, each in a unit of its own. How many went.
async fn logs(app: &App, ctx: &Ctx, log: Log, before: Option<Ts>) -> Result<i64> {
    let Some(before) = before else { return Ok(0) };
    let mut gone = 0;
    loop {
        let mut unit = app.unit(ctx).await?;
        let went = match log {
            Log::Traces => store::retention::drop_turns(&mut unit, before, PORTION).await?,
            Log::Audit => store::retention::drop_audit(&mut unit, before, PORTION).await?,
        };
        unit.commit().await?;
        gone += i64::try_from(went).unwrap_or(0);
        if went == 0 {
            return Ok(gone);
        }
    }
}
