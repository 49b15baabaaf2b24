//! Who can be offered what: the line from its beginning, each with the first free time that suits. Offers are made in units of their own, under
//! the locks that any visit is made under, so two nodes that look at once make one offer of a place.

use super::{close_in, offer, tell, zone_of};
use crate::catalog::Firm;
use crate::job::waitlist as job;
use crate::{App, Ctx};
use domain::group_event::GroupEvent;
use domain::id::WaitlistId;
use domain::reminder::VisitSettings;
use domain::slot::{Busy, Slot, SlotQuery, search};
use domain::waitlist::{Entry, EntryStatus, Offer, OfferStatus};
use domain::{Kind, Result, Ts};
use store::occupancy::Except;

/// Somebody looks again after so long in any case: holds run out, and days come within reach.
const AGAIN_MINUTES: i64 = 10;
/// Entries looked at in one go.
const BATCH: i64 = 200;
/// Nobody is asked more often in a day.
const MOST_A_DAY: usize = 3;
const DAY: i64 = 24 * 60;
/// Starts of a day that are looked through for one that was not put before them yet.
const STARTS: usize = 64;

/// Offers what is free to those who wait; entries whose last day has passed end.
pub(crate) async fn look(app: &App, ctx: &Ctx) -> Result<()> {
    let mut after = (Ts::from_micros(0), WaitlistId::nil());
    let mut next: Option<Ts> = None;
    loop {
        let mut scope = app.scope(ctx.org).await?;
        let firm = crate::catalog::firm(app, &mut scope).await?;
        let entries = store::waitlist::queue(&mut scope, after, BATCH).await?;
        drop(scope);
        let Some(last) = entries.last() else { break };
        after = (last.queued_at, last.id);
        let mut busy = None;
        for entry in &entries {
            let at = consider(app, ctx, &firm, entry, &mut busy).await?;
            next = next.into_iter().chain(at).min();
        }
    }
    let Some(next) = next else { return Ok(()) };
    let mut unit = app.unit(ctx).await?;
    job::enqueue_later(&mut unit, next).await?;
    unit.commit().await
}

/// Looks after one of them. When to look again; `None`: there is nobody to look after.
async fn consider(app: &App, ctx: &Ctx, firm: &Firm, entry: &Entry, busy: &mut Option<Vec<Busy>>) -> Result<Option<Ts>> {
    let (now, zone, settings) = (app.now(), zone_of(firm, entry.branch_id), &firm.catalog.org.settings.visits);
    if entry.ends_at(&zone) <= now {
        expire(app, ctx, entry.id).await?;
        return Ok(None);
    }
    let again = now.plus_minutes(AGAIN_MINUTES);
    if !settings.waitlist {
        return Ok(Some(again));
    }
    if !settings.is_day(now, &zone) {
        return Ok(Some(settings.by_day(now, &zone).max(again)));
    }
    // Somebody may be faster: then the calendar is read again, and the next time tried.
    for _ in 0..3 {
        let mut scope = app.scope(ctx.org).await?;
        let made = if entry.offer_id.is_some() { store::waitlist::offers(&mut scope, entry.id).await? } else { Vec::new() };
        if made.iter().filter(|o| !o.is_by_hand && o.status != OfferStatus::Withdrawn && o.created_at > now.plus_minutes(-DAY)).count() >= MOST_A_DAY {
            break;
        }
        let taken = match busy.take() {
            Some(known) => known,
            None => store::occupancy::busy(&mut scope, now, horizon(firm, now), now, Except::default()).await?,
        };
        let groups = crate::booking::groups(firm, &mut scope, &entry.services, now, horizon(firm, now)).await?;
        drop(scope);
        let Some(slot) = find(firm, (&taken, &groups), entry, &made, now) else {
            *busy = Some(taken);
            break;
        };
        match offer::make(app, ctx, entry.id, &slot, offer::Chosen::ByTheList).await {
            Ok(_) => break,
            Err(error) if error.kind == Kind::SlotTaken => {}
            // Taken off the list, offered something or changed meanwhile: whoever did it has asked for a look of its own.
            Err(error) if matches!(error.kind, Kind::Conflict | Kind::NotFound | Kind::Invalid) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(Some(again))
}

/// Nothing further ahead is bookable.
fn horizon(firm: &Firm, now: Ts) -> Ts {
    now.plus_minutes((i64::from(firm.catalog.org.settings.horizon_days.min(730)) + 3) * DAY)
}

/// The soonest start that suits and was not put before them yet. It is far enough ahead that whoever takes it at the last moment still comes in
/// time.
pub(super) fn find(firm: &Firm, (busy, groups): (&[Busy], &[GroupEvent]), entry: &Entry, made: &[Offer], now: Ts) -> Option<Slot> {
    let (world, settings) = (firm.world_with(busy, groups), &firm.catalog.org.settings);
    let earliest = earliest(&settings.visits, settings.lead_minutes, now);
    let branches = firm.catalog.branches.iter().filter(|b| entry.branch_id.is_none_or(|id| id == b.id));
    let first_of = |branch: &domain::branch::Branch| {
        let zone = zone_of(firm, Some(branch.id));
        let first = entry.from_day.max(earliest.in_zone(&zone).date());
        let last = entry.until_day.min(horizon(firm, now).in_zone(&zone).date());
        first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last).find_map(|day| {
            let (from, until) = entry.hours(day, &zone)?;
            let query = SlotQuery { services: entry.services.clone(), employee_id: entry.employee_id, branch_id: Some(branch.id), from: from.max(earliest), until, limit: STARTS, moving: None };
            search(&world, &query, now).into_iter().find(|slot| entry.fits(slot, &zone) && !made.iter().any(|o| o.covers(slot)))
        })
    };
    branches.filter_map(first_of).min_by_key(|slot| slot.starts_at)
}

/// Before this nothing is offered.
fn earliest(settings: &VisitSettings, lead_minutes: u32, now: Ts) -> Ts {
    now.plus_minutes(i64::from(settings.offer_minutes) + i64::from(lead_minutes))
}

/// Their last day has passed.
async fn expire(app: &App, ctx: &Ctx, id: WaitlistId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let Some(mut entry) = crate::or_gone(store::waitlist::lock(&mut unit, id).await)? else { return Ok(()) };
    if entry.status != EntryStatus::Waiting {
        return Ok(());
    }
    close_in(&mut unit, &mut entry, EntryStatus::Expired, OfferStatus::Withdrawn, None).await?;
    tell(&mut unit, "expire", "waitlist.expired", &entry, None).await?;
    unit.commit().await
}
