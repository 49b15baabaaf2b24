//! Creating a visit.

use super::{At, Rules, Wanted, in_unit, occupy, public, tell};
use crate::catalog::{Firm, check};
use crate::{App, Ctx, waitlist};
use domain::booking::{Booking, BookingStatus, Item};
use domain::group_event::GroupEvent;
use domain::id::{BookingId, ContactId, ConversationId, EmployeeId, HoldId, ServiceId};
use domain::notice::NoticeKind;
use domain::slot::{Slot, Terms};
use domain::{Error, Kind, Money, Result};
use serde_json::json;
use store::Unit;
use store::occupancy::{Except, Occupier};

/// A visit somebody wants.
#[derive(Clone, Debug)]
pub struct Wish {
    pub services: Vec<ServiceId>,
    /// The end is computed from the services; another free room is taken if the one named is gone.
    pub slot: Slot,
    pub contact: ContactId,
    /// The dialogue it comes from; its hold is used up.
    pub conversation: Option<ConversationId>,
    /// A hold without a conversation, made over the API; used up too.
    pub hold: Option<HoldId>,
    pub note: String,
    /// `agent`, `person`, `page`, `api`, `demo`, `test`.
    pub source: String,
}

/// Creates the visit, or `SlotTaken`.
pub async fn book(app: &App, ctx: &Ctx, rules: Rules, wish: &Wish) -> Result<Booking> {
    in_unit!(app, ctx, unit => book_in(app, &mut unit, rules, wish).await)
}

/// Creates a visit at a start somebody named, with whoever can. If the one found is taken meanwhile, the next is tried.
pub async fn book_at(app: &App, ctx: &Ctx, rules: Rules, at: &At, contact: ContactId, note: &str, source: &str) -> Result<Booking> {
    let mut tries = 0;
    loop {
        let slot = super::slot_for(app, ctx.org, at, rules).await?;
        let wish = Wish { services: at.services.clone(), slot, contact, conversation: None, hold: None, note: note.to_owned(), source: source.to_owned() };
        match book(app, ctx, rules, &wish).await {
            Err(error) if error.kind == Kind::SlotTaken && at.employee.is_none() && tries < 3 => tries += 1,
            done => return done,
        }
    }
}

/// The same inside a larger unit.
pub async fn book_in(app: &App, unit: &mut Unit, rules: Rules, wish: &Wish) -> Result<Booking> {
    let mut note = wish.note.clone();
    check::tidy("note", &mut note, 2000)?;
    if let Rules::Customer(contact) = rules
        && contact != wish.contact
    {
        return Err(Error::forbidden("a customer books for themselves"));
    }
    store::contact::get_in(unit, wish.contact).await.map_err(|e| Error { field: Some("contact_id".into()), ..e }.code("contact_unknown"))?;
    let now = unit.now();
    let hold = match wish.hold {
        Some(id) => Some(store::hold::get(unit, id, now).await.map_err(|e| Error { field: Some("hold_id".into()), ..e }.code("hold_expired"))?),
        None => None,
    };
    let except = Except { owner: wish.hold.map(Into::into), holds_of: wish.conversation };
    let wanted = Wanted { services: &wish.services, slot: &wish.slot, terms: Terms::default(), except, is_new: true, is_event: false };
    let (firm, what) = occupy(app, unit, rules, wanted).await?;
    if let Some(hold) = &hold {
        super::hold::drop_in(unit, hold).await?;
    }
    if let Some(conversation) = wish.conversation {
        super::release_in(unit, conversation).await?;
    }
    let (mut items, price) = items(&firm, what.employee_id, &wish.services)?;
    if let Some(seat) = what.seat {
        seated(&store::group_event::get(unit, seat.event).await?, &mut items);
    }
    let prepayment = prepayment(&firm, &wish.services).min(price.minor);
    let booking = Booking {
        id: BookingId::new(),
        branch_id: what.branch_id,
        employee_id: what.employee_id,
        resource_id: what.resource_id,
        contact_id: wish.contact,
        conversation_id: wish.conversation,
        group_event_id: what.seat.map(|seat| seat.event),
        items,
        starts_at: what.starts_at,
        ends_at: what.ends_at,
        status: BookingStatus::Booked,
        price,
        prepayment,
        prepaid_at: None,
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
    super::announce(app, unit, NoticeKind::Booked, &booking).await?;
    crate::deal::visit_in(unit, &booking).await?;
    waitlist::booked_in(app, unit, &booking).await?;
    super::follow::plan_in(app, unit, &booking).await?;
    Ok(booking)
}

/// A seat lasts as long as the event.
pub(crate) fn seated(event: &GroupEvent, items: &mut [Item]) {
    for item in items {
        item.duration_minutes = u32::try_from(event.ends_at.minutes_since(event.starts_at)).unwrap_or(item.duration_minutes);
    }
}

/// What these services want paid before the visit.
fn prepayment(firm: &Firm, services: &[ServiceId]) -> i64 {
    services.iter().filter_map(|id| firm.catalog.service(*id)).map(|s| s.prepayment).sum()
}

/// Services with the lengths and prices of this employee, and their sum.
pub(super) fn items(firm: &Firm, employee: EmployeeId, services: &[ServiceId]) -> Result<(Vec<Item>, Money)> {
    let gone = || Error::internal("the catalog lost a row between check and use");
    let employee = firm.catalog.employee(employee).ok_or_else(gone)?;
    let mut items = Vec::with_capacity(services.len());
    let mut total: Option<Money> = None;
    for id in services {
        let service = firm.catalog.service(*id).ok_or_else(gone)?;
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
