//! Creating a visit.

use super::{in_unit, occupy, public, tell};
use crate::catalog::check;
use crate::{App, Ctx};
use brain::facts::Catalog;
use domain::booking::{Booking, BookingStatus, Item};
use domain::id::{BookingId, ContactId, ConversationId, EmployeeId, HoldId, ServiceId};
use domain::slot::Slot;
use domain::{Error, Money, Result};
use serde_json::json;
use store::Unit;
use store::occupancy::{Except, Occupier};

/// A visit somebody wants.
#[derive(Clone, Debug)]
pub struct NewVisit {
    pub contact: ContactId,
    /// The dialogue it comes from; its hold is used up.
    pub conversation: Option<ConversationId>,
    pub services: Vec<ServiceId>,
    /// The end is computed from the services; another free room is taken if the one named is gone.
    pub slot: Slot,
    pub note: String,
    /// `agent`, `person`, `api`, `demo`.
    pub source: String,
}

/// Creates the visit, or `SlotTaken`.
pub async fn book(app: &App, ctx: &Ctx, wish: &NewVisit) -> Result<Booking> {
    in_unit!(app, ctx, unit => {
        match crate::catalog::current(app, &mut unit).await {
            Ok(catalog) => book_in(&mut unit, &catalog, wish).await,
            Err(error) => Err(error),
        }
    })
}

/// Turns a hold made over the API into a visit.
pub async fn book_hold(app: &App, ctx: &Ctx, hold: HoldId, contact: ContactId, note: &str, source: &str) -> Result<Booking> {
    in_unit!(app, ctx, unit => book_hold_in(app, &mut unit, hold, contact, note, source).await)
}

async fn book_hold_in(app: &App, unit: &mut Unit, hold: HoldId, contact: ContactId, note: &str, source: &str) -> Result<Booking> {
    let now = unit.now();
    let hold = store::hold::get(unit, hold, now).await.map_err(|e| Error { field: Some("hold_id".into()), ..e }.code("hold_expired"))?;
    let catalog = crate::catalog::current(app, unit).await?;
    store::hold::remove(unit, hold.id).await?;
    let wish = NewVisit { contact, conversation: hold.conversation_id, slot: hold.slot(), services: hold.services, note: note.to_owned(), source: source.to_owned() };
    book_in(unit, &catalog, &wish).await
}

/// Creates the visit inside a larger unit.
pub async fn book_in(unit: &mut Unit, catalog: &Catalog, wish: &NewVisit) -> Result<Booking> {
    let mut note = wish.note.clone();
    check::tidy("note", &mut note, 2000)?;
    store::contact::get_in(unit, wish.contact).await.map_err(|e| Error { field: Some("contact_id".into()), ..e }.code("contact_unknown"))?;
    let what = occupy(unit, catalog, &wish.services, &wish.slot, Except { owner: None, holds_of: wish.conversation }).await?;
    if let Some(conversation) = wish.conversation {
        super::release_in(unit, conversation).await?;
    }
    let (items, price) = items(catalog, what.employee_id, &wish.services)?;
    let now = unit.now();
    let booking = Booking {
        id: BookingId::new(),
        branch_id: what.branch_id,
        employee_id: what.employee_id,
        resource_id: what.resource_id,
        contact_id: wish.contact,
        conversation_id: wish.conversation,
        items,
        starts_at: what.starts_at,
        ends_at: what.ends_at,
        status: BookingStatus::Booked,
        price,
        note,
        source: wish.source.clone(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    store::booking::insert(unit, &booking).await?;
    store::occupancy::add(unit, booking.id.into(), Occupier::Booking, &what).await?;
    unit.audit("create", "booking", Some(booking.id.into()), None, public(&booking)).await?;
    tell(unit, "booking.created", &booking, json!({"source": booking.source})).await?;
    Ok(booking)
}

/// Services with the lengths and prices of this employee, and their sum.
pub(super) fn items(catalog: &Catalog, employee: EmployeeId, services: &[ServiceId]) -> Result<(Vec<Item>, Money)> {
    let gone = || Error::internal("the catalog lost a row between check and use");
    let employee = catalog.employee(employee).ok_or_else(gone)?;
    let mut items = Vec::with_capacity(services.len());
    let mut total: Option<Money> = None;
    for id in services {
        let service = catalog.service(*id).ok_or_else(gone)?;
        let skill = employee.skills.iter().find(|k| k.service_id == *id).ok_or_else(gone)?;
        let price = skill.price.unwrap_or(service.price.minor);
        items.push(Item { service_id: *id, duration_minutes: skill.duration_minutes.unwrap_or(service.duration_minutes), price });
        let sum = total.get_or_insert_with(|| Money { minor: 0, currency: service.price.currency.clone() });
        if sum.currency != service.price.currency {
            return Err(Error::invalid("services", "services of one visit are priced in one currency"));
        }
        sum.minor = sum.minor.saturating_add(price);
    }
    let total = total.ok_or_else(|| Error::invalid("services", "a visit has at least one service"))?;
    Ok((items, total))
}
