//! A partner who takes the client, or has served them, moves the deal on, where its pipeline waits for that. Only forward.

use super::step::{Step, walk};
use super::visit::ahead;
use domain::Result;
use domain::deal::{DealStatus, MoveCause};
use domain::pipeline::EnterOn;
use domain::referral::Referral;
use store::Unit;

/// The deal of the referral, else an open one of the client.
pub(crate) async fn moved_in(unit: &mut Unit, referral: &Referral, on: EnterOn) -> Result<()> {
    let pipelines = store::pipeline::list(unit).await?;
    if !pipelines.iter().flat_map(|p| &p.stages).any(|s| s.rules.enter_on == Some(on)) {
        return Ok(());
    }
    let candidates = store::deal::of_visit(unit, referral.contact_id, referral.conversation_id).await?;
    let found = candidates.iter().find(|deal| referral.deal_id.map_or(deal.status == DealStatus::Open, |id| id == deal.id));
    let Some(found) = found else { return Ok(()) };
    let deal = store::deal::lock(unit, found.id).await?;
    match ahead(&pipelines, &deal, on) {
        Some(to) => walk(unit, &deal.clone(), deal, &Step { to, cause: MoveCause::Referral, booking: None }).await.map(drop),
        None => Ok(()),
    }
}
