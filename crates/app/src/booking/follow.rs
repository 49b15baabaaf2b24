//! A visit is looked after: reminders before it, its end, the question of how it was. One job of a visit waits at a time, for the next thing to
//! do; it is planned in the unit that changes the visit and looks at the visit and the settings as they are when it runs.

use super::{VisitNews, Rules, cancel_in, set_status_in};
use crate::catalog::Firm;
use crate::feedback;
use crate::job::{follow_booking, visit_news};
use crate::reminder::{self, Case, Done};
use crate::{App, Ctx, test_chat};
use domain::booking::{Booking, BookingStatus};
use domain::id::BookingId;
use domain::reminder::VisitSettings;
use domain::{Lang, Result, Ts};
use jiff::tz::TimeZone;
use store::Unit;

/// What is done of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// So many minutes before.
    Remind(u32),
    /// The prepayment has not come.
    CallOff,
    Complete,
    AskFeedback,
    OfferTime,
}

/// The next thing to do, and when. `since`: what was due before has been done, or came too early for this visit.
fn next(b: &Booking, s: &VisitSettings, zone: &TimeZone, since: Ts) -> Option<(Ts, Step)> {
    // Who writes a visit down afterwards has time to say how it went.
    let complete = || s.completes.then(|| (b.ends_at.max(since).plus_minutes(s.complete_minutes.into()), Step::Complete));
    match b.status {
        BookingStatus::Booked | BookingStatus::Confirmed => {
            let reminder = reminders(b, s, zone, since).min().map(|(at, minutes)| (at, Step::Remind(minutes)));
            // Where both are due at once nobody is reminded of what is called off.
            let unpaid = unpaid_at(b, s).filter(|at| *at > since).map(|at| (at, Step::CallOff));
            unpaid.into_iter().chain(reminder).min_by_key(|(at, _)| *at).or_else(complete)
        }
        BookingStatus::Arrived => complete(),
        BookingStatus::Completed => s.feedback.then(|| (s.by_day(since.plus_minutes(s.feedback_minutes.into()), zone), Step::AskFeedback)),
        BookingStatus::NoShow => s.offers_after_no_show.then(|| (s.by_day(since, zone), Step::OfferTime)),
        BookingStatus::Cancelled => None,
    }
}

/// When a visit is called off because its prepayment has not come.
fn unpaid_at(b: &Booking, s: &VisitSettings) -> Option<Ts> {
    let at = b.created_at.plus_minutes(s.prepay_minutes.into());
    (s.prepay_minutes > 0 && b.awaits_prepayment() && at < b.starts_at).then_some(at)
}

/// Reminders of a visit that are due after an instant.
fn reminders(b: &Booking, s: &VisitSettings, zone: &TimeZone, since: Ts) -> impl Iterator<Item = (Ts, u32)> {
    let minutes = if s.reminders { s.remind_minutes.as_slice() } else { &[] };
    minutes.iter().map(|m| (s.remind_at(b.starts_at, *m, zone), *m)).filter(move |(at, _)| *at > since && *at < b.starts_at)
}

/// When the customer is reminded next.
pub(crate) fn next_reminder(firm: &Firm, b: &Booking, now: Ts) -> Option<Ts> {
    let zone = zone_of(firm, b);
    reminders(b, &firm.catalog.org.settings.visits, &zone, now).map(|(at, _)| at).min().filter(|_| b.status.is_upcoming())
}

pub(super) fn zone_of(firm: &Firm, b: &Booking) -> TimeZone {
    let name = firm.catalog.branch(b.branch_id).map_or(firm.catalog.org.zone.as_str(), |branch| branch.zone.as_str());
    domain::time::zone(name).unwrap_or(TimeZone::UTC)
}

/// A visit was made, moved, or its state changed: what was planned is forgotten, the next thing is planned.
pub(super) async fn plan_in(app: &App, unit: &mut Unit, b: &Booking) -> Result<()> {
    let since = unit.now();
    follow_booking::withdraw(unit, b.id).await?;
    let firm = crate::catalog::firm(app, unit).await?;
    let zone = zone_of(&firm, b);
    match next(b, &firm.catalog.org.settings.visits, &zone, since) {
        Some((at, _)) => follow_booking::enqueue(unit, b.id, since, at).await,
        None => Ok(()),
    }
}

/// Does what is due of a visit and plans the next thing.
pub(crate) async fn follow(app: &App, ctx: &Ctx, id: BookingId, since: Ts) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let Some(b) = crate::or_gone(store::booking::lock(&mut unit, id).await)? else { return Ok(()) };
    let contact = store::contact::get_in(&mut unit, b.contact_id).await?;
    // A member who tries the agent, or somebody who was erased.
    if contact.source == test_chat::SOURCE || contact.source == store::erasure::SOURCE {
        return Ok(());
    }
    let firm = crate::catalog::firm(app, &mut unit).await?;
    let (settings, zone, now) = (&firm.catalog.org.settings.visits, zone_of(&firm, &b), unit.now());
    let Some((at, step)) = next(&b, settings, &zone, since) else { return Ok(()) };
    if at > now {
        follow_booking::enqueue(&mut unit, id, since, at).await?;
        return unit.commit().await;
    }
    let case = Case { firm: &firm, booking: &b, contact: &contact, zone: &zone };
    let done = match step {
        Step::Remind(minutes) => {
            // Of several that were missed only the latest is said.
            let latest = reminders(&b, settings, &zone, since).filter(|(at, _)| *at <= now).max().map_or(minutes, |(_, minutes)| minutes);
            if b.starts_at > now { reminder::remind_in(app, &mut unit, case, latest).await? } else { Done::Settled }
        }
        Step::CallOff => {
            let reason = if firm.catalog.org.lang.spoken() == Lang::En { "the prepayment has not come" } else { "предоплата не пришла" };
            cancel_in(app, &mut unit, Rules::Desk, id, None, reason).await?;
            visit_news::enqueue(&mut unit, id, VisitNews::CalledOff { reason: reason.to_owned(), at: now }, now).await?;
            return unit.commit().await;
        }
        Step::Complete => {
            set_status_in(app, &mut unit, Rules::Desk, id, None, BookingStatus::Completed).await?;
            return unit.commit().await;
        }
        Step::AskFeedback => feedback::ask_in(app, &mut unit, case).await?,
        Step::OfferTime => reminder::offer_in(app, &mut unit, case).await?,
    };
    match (done, step) {
        (Done::Later(at), _) => follow_booking::enqueue(&mut unit, id, since, at).await?,
        (Done::Settled, Step::Remind(_)) => {
            if let Some((at, _)) = next(&b, settings, &zone, now) {
                follow_booking::enqueue(&mut unit, id, now, at).await?;
            }
        }
        (Done::Settled, _) => {}
    }
    unit.commit().await
}

/// Visits looked at in one unit.
const BATCH: i64 = 200;

/// The firm has changed what is done around its visits: those ahead are planned anew.
pub(crate) async fn replan(app: &App, ctx: &Ctx) -> Result<()> {
    let mut after = BookingId::nil();
    loop {
        let mut unit = app.unit(ctx).await?;
        let now = unit.now();
        let ids = store::booking::ahead(&mut unit, now, after, BATCH).await?;
        let Some(last) = ids.last().copied() else { return Ok(()) };
        for id in ids {
            let b = store::booking::get(&mut unit, id).await?;
            if matches!(b.status, BookingStatus::Booked | BookingStatus::Confirmed | BookingStatus::Arrived) {
                plan_in(app, &mut unit, &b).await?;
            }
        }
        unit.commit().await?;
        after = last;
    }
}
