//! Tells a customer that the firm has moved their visit or called it off (`app::booking::news`). Run twice it says nothing twice: the row of
//! the reminder is the proof.

use crate::booking::news::{self, VisitNews};
use crate::{App, Ctx};
use domain::id::BookingId;
use domain::{Result, Ts};
use serde::{Deserialize, Serialize};
use store::Unit;

pub(crate) const KIND: &str = "booking.tell";

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Payload {
    booking_id: BookingId,
    news: VisitNews,
}

/// Of several changes of a visit only the last is told.
pub(crate) async fn enqueue(unit: &mut Unit, booking_id: BookingId, news: VisitNews, at: Ts) -> Result<()> {
    let dedupe = booking_id.to_string();
    store::job::withdraw(unit, KIND, &dedupe).await?;
    let payload = serde_json::to_value(Payload { booking_id, news }).unwrap_or_default();
    store::job::enqueue(unit, KIND, payload, Some(&dedupe), at).await
}

pub(crate) async fn run(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    news::tell(app, ctx, payload.booking_id, payload.news).await
}
