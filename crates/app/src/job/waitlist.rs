//! The jobs of the waiting list: a look whether somebody can be offered a place (`app::waitlist::look`), and the next thing of one offer: to be
//! said, to run out (`app::waitlist::offer`). Run twice they do nothing twice: the rows of entries and offers are the proof.

use crate::waitlist;
use crate::{App, Ctx};
use domain::id::OfferId;
use domain::{Result, Ts};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Unit;
use uuid::Uuid;

pub const LOOK: &str = "waitlist.look";
pub const OFFER: &str = "waitlist.offer";
/// The look that comes in any case, while somebody waits.
const LATER: &str = "later";

#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    offer_id: OfferId,
}

/// A look as soon as the unit is written. `cause` keeps units apart: two that free time at once do not wait for each other.
pub async fn enqueue_look(unit: &mut Unit, cause: Uuid) -> Result<()> {
    let now = unit.now();
    store::job::enqueue(unit, LOOK, json!({}), Some(&cause.to_string()), now).await
}

/// One that waits is enough.
pub async fn enqueue_later(unit: &mut Unit, at: Ts) -> Result<()> {
    store::job::enqueue(unit, LOOK, json!({}), Some(LATER), at).await
}

/// When to look at an offer next.
pub async fn enqueue_offer(unit: &mut Unit, offer_id: OfferId, at: Ts) -> Result<()> {
    let payload = serde_json::to_value(Payload { offer_id }).unwrap_or_default();
    store::job::enqueue(unit, OFFER, payload, Some(&offer_id.to_string()), at).await
}

pub async fn withdraw_offer(unit: &mut Unit, offer_id: OfferId) -> Result<()> {
    store::job::withdraw(unit, OFFER, &offer_id.to_string()).await
}

pub async fn look(app: &App, ctx: &Ctx) -> Result<()> {
    waitlist::look::look(app, ctx).await
}

pub async fn offer(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    waitlist::offer::follow(app, ctx, payload.offer_id).await
}
