//! Looks after a visit at the time its next thing is due (`app::booking::follow`), and plans every visit anew when a firm changes what it wants
//! done. Run twice it says nothing twice: rows of reminders and feedback are the proof.

use crate::booking::follow;
use crate::{App, Ctx};
use domain::id::BookingId;
use domain::{Result, Ts};
use serde::{Deserialize, Serialize};
use store::Unit;

pub const KIND: &str = "booking.follow";
pub const REPLAN: &str = "booking.replan";

#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    booking_id: BookingId,
    /// What was due before this is done with.
    since: Ts,
}

/// Queues the next look at a visit.
pub async fn enqueue(unit: &mut Unit, booking_id: BookingId, since: Ts, at: Ts) -> Result<()> {
    let payload = serde_json::to_value(Payload { booking_id, since }).unwrap_or_default();
    store::job::enqueue(unit, KIND, payload, Some(&booking_id.to_string()), at).await
}

pub async fn withdraw(unit: &mut Unit, booking_id: BookingId) -> Result<()> {
    store::job::withdraw(unit, KIND, &booking_id.to_string()).await
}

/// In the unit that changes the settings; one that waits is enough.
pub async fn enqueue_replan(unit: &mut Unit) -> Result<()> {
    let now = unit.now();
    store::job::enqueue(unit, REPLAN, serde_json::json!({}), Some(REPLAN), now).await
}

pub async fn run(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    follow::follow(app, ctx, payload.booking_id, payload.since).await
}

pub async fn replan(app: &App, ctx: &Ctx) -> Result<()> {
    follow::replan(app, ctx).await
}
