//! What becomes of a visit moves the customer's deal on, in the unit that changes the visit. Only forward in its own pipeline, and only
//! one deal: the one this visit has moved before, else an open one, else the newest that is not lost.

use super::step::{Step, walk};
use domain::Result;
use domain::booking::{Booking, BookingStatus};
use domain::deal::{Deal, DealStatus, MoveCause};
use domain::pipeline::{EnterOn, Pipeline, Stage};
use store::Unit;

/// A visit was made, or its state was changed.
pub(crate) async fn visit_in(unit: &mut Unit, booking: &Booking) -> Result<()> {
    let on = match booking.status {
        BookingStatus::Booked => EnterOn::Created,
        BookingStatus::Arrived => EnterOn::Arrived,
        BookingStatus::Completed => EnterOn::Done,
        BookingStatus::NoShow => EnterOn::Missed,
        BookingStatus::Confirmed | BookingStatus::Cancelled => return Ok(()),
    };
    let pipelines = store::pipeline::list(unit).await?;
    if !pipelines.iter().flat_map(|p| &p.stages).any(|s| s.rules.enter_on == Some(on)) {
        return Ok(());
    }
    let own = store::deal::moved_by(unit, booking.id).await?;
    let candidates = store::deal::of_visit(unit, booking.contact_id, booking.conversation_id).await?;
    let may = |deal: &&Deal| own.is_none_or(|id| id == deal.id) && (on != EnterOn::Created || deal.status == DealStatus::Open);
    let Some(found) = candidates.iter().filter(may).find(|deal| ahead(&pipelines, deal, on).is_some()) else { return Ok(()) };
    // As it is now that nobody else moves it.
    let deal = store::deal::lock(unit, found.id).await?;
    match ahead(&pipelines, &deal, on) {
        Some(to) => walk(unit, &deal.clone(), deal, &Step { to, cause: MoveCause::Booking, booking: Some(booking.id) }).await.map(drop),
        None => Ok(()),
    }
}

/// The nearest stage ahead that waits for it.
pub(super) fn ahead<'a>(pipelines: &'a [Pipeline], deal: &Deal, on: EnterOn) -> Option<&'a Stage> {
    let pipeline = pipelines.iter().find(|p| p.key == deal.pipeline)?;
    let here = pipeline.stages.iter().position(|s| s.key == deal.stage).map_or(0, |at| at + 1);
    pipeline.stages.iter().skip(here).find(|s| s.rules.enter_on == Some(on))
}
