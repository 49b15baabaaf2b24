//! Looking at the calendar: free slots and a customer's visits.

use crate::App;
use crate::catalog::Firm;
use brain::facts::Visit;
use domain::booking::Booking;
use domain::id::{ContactId, ConversationId, OrgId};
use domain::slot::{Slot, SlotQuery};
use domain::{Result, Ts};
use store::Reads;
use store::occupancy::Except;

/// For whom a search is made: the conversation's own hold counts as free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Anyone,
    Conversation(ConversationId),
}

/// Free slots, in order of time.
pub async fn slots(app: &App, org: OrgId, query: &SlotQuery, whose: Whose) -> Result<Vec<Slot>> {
    let mut scope = app.scope(org).await?;
    let firm = crate::catalog::firm(app, &mut scope).await?;
    slots_in(&firm, &mut scope, query, whose, app.now()).await
}

/// The same over reads that are already open.
pub async fn slots_in(firm: &Firm, reads: &mut impl Reads, query: &SlotQuery, whose: Whose, now: Ts) -> Result<Vec<Slot>> {
    let holds_of = match whose {
        Whose::Anyone => None,
        Whose::Conversation(id) => Some(id),
    };
    let except = Except { owner: query.moving.map(Into::into), holds_of };
    // Nothing is bookable in the past or beyond the horizon, so nothing of it is read.
    let horizon = now.plus_minutes((i64::from(firm.catalog.org.settings.horizon_days.min(730)) + 2) * DAY);
    let (mut from, until) = (query.from.max(now), query.until.min(horizon));
    let mut found = Vec::new();
    let mut days = 2;
    // "The nearest" is usually tomorrow: the calendar is read in growing pieces until there is enough.
    while from < until && found.len() < query.limit {
        let piece = until.min(from.plus_minutes(days * DAY));
        let busy = store::occupancy::busy(reads, from, piece.plus_minutes(2 * DAY), now, except).await?;
        let part = SlotQuery { from, until: piece, limit: query.limit - found.len(), ..query.clone() };
        found.extend(domain::slot::search(&firm.world(&busy), &part, now));
        (from, days) = (piece, days * 4);
    }
    Ok(found)
}

const DAY: i64 = 24 * 60;

/// The customer's upcoming visits, soonest first; with `past` the last past one follows them.
pub async fn visits(reads: &mut impl Reads, contact: ContactId, with_past: bool, now: Ts) -> Result<Vec<Visit>> {
    let mut bookings = store::booking::list_upcoming(reads, contact, now, 20).await?;
    if with_past {
        bookings.extend(store::booking::find_last_past(reads, contact, now).await?);
    }
    Ok(bookings.into_iter().map(to_visit).collect())
}

fn to_visit(b: Booking) -> Visit {
    Visit {
        booking_id: b.id,
        services: b.items.iter().map(|i| i.service_id).collect(),
        slot: Slot { branch_id: b.branch_id, employee_id: b.employee_id, resource_id: b.resource_id, starts_at: b.starts_at, ends_at: b.ends_at },
        status: b.status,
        price: b.price,
    }
}
