//! One visit as its customer sees it by the link they got: shown, moved, cancelled within the firm's rules. Nothing of the
//! contact is in it: whoever booked may have typed somebody else's number.

use super::{Pick, offered};
use crate::booking::{self, Rules};
use crate::{App, Ctx};
use domain::booking::Booking;
use domain::branch::Branch;
use domain::employee::Employee;
use domain::event::Actor;
use domain::id::{BookingId, EmployeeId, HoldId, OrgId};
use domain::service::Service;
use domain::{Lang, Phone, Result, Ts};
use uuid::Uuid;

/// A filled form.
#[derive(Clone, Debug)]
pub struct Form {
    /// Made by the browser, once per filled form: the same id again is the same visit.
    pub id: Uuid,
    pub hold: HoldId,
    pub name: String,
    pub phone: Phone,
    pub note: String,
    pub lang: Lang,
}

/// A visit with the rows it names, switched off or not.
#[derive(Clone, Debug)]
pub struct Visit {
    pub booking: Booking,
    pub services: Vec<Service>,
    pub employee: Employee,
    pub branch: Branch,
    /// Until when the customer may change it.
    pub change_until: Ts,
    pub can_change: bool,
}

/// The visit.
pub async fn get(app: &App, org: OrgId, id: BookingId) -> Result<Visit> {
    let mut scope = app.scope(org).await?;
    let booking = store::booking::get(&mut scope, id).await?;
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let mut services = Vec::with_capacity(booking.items.len());
    for item in &booking.items {
        services.push(store::service::get(&mut scope, item.service_id).await?);
    }
    let employee = store::employee::get(&mut scope, booking.employee_id).await?;
    let branch = store::branch::get(&mut scope, booking.branch_id).await?;
    let change_until = booking.starts_at.plus_minutes(-i64::from(firm.catalog.org.settings.change_until_minutes));
    let can_change = booking.status.is_upcoming() && app.now() <= change_until;
    Ok(Visit { booking, services, employee, branch, change_until, can_change })
}

/// Moves the visit to a start the page offers, with the same employee unless another is named.
pub async fn move_to(app: &App, ctx: &Ctx, id: BookingId, starts_at: Ts, employee: Option<EmployeeId>) -> Result<Visit> {
    let before = store::booking::get(&mut app.scope(ctx.org).await?, id).await?;
    if before.starts_at != starts_at || employee.is_some_and(|id| id != before.employee_id) {
        let pick = Pick { services: before.items.iter().map(|i| i.service_id).collect(), employee: Some(employee.unwrap_or(before.employee_id)), branch: Some(before.branch_id), starts_at };
        let ctx = by(ctx, &before);
        // What the firm's rules forbid is said before what the calendar forbids.
        let slots = if get(app, ctx.org, id).await?.can_change { offered(app, ctx.org, &pick, Some(id)).await? } else { Vec::new() };
        let fallback = domain::slot::Slot { branch_id: before.branch_id, employee_id: before.employee_id, resource_id: before.resource_id, starts_at, ends_at: starts_at };
        booking::move_to(app, &ctx, Rules::Customer(before.contact_id), id, None, slots.first().unwrap_or(&fallback)).await?;
    }
    get(app, ctx.org, id).await
}

/// Calls the visit off.
pub async fn cancel(app: &App, ctx: &Ctx, id: BookingId) -> Result<Visit> {
    let before = store::booking::get(&mut app.scope(ctx.org).await?, id).await?;
    booking::cancel(app, &by(ctx, &before), Rules::Customer(before.contact_id), id, None, "").await?;
    get(app, ctx.org, id).await
}

fn by(ctx: &Ctx, booking: &Booking) -> Ctx {
    Ctx { actor: Actor::Contact { id: booking.contact_id.uuid() }, ..ctx.clone() }
}
