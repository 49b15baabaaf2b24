//! Whoever finds no time on the page leaves a wish and a number: onto the waiting list, once however often it is sent.

use super::SOURCE;
use crate::booking::in_unit;
use crate::contact::{Stranger, find_or_create_by_phone};
use crate::{App, Ctx, waitlist};
use domain::id::{BranchId, EmployeeId, ServiceId};
use domain::{Lang, Phone, Result};
use jiff::civil::Date;
use store::Unit;

/// A filled form.
#[derive(Clone, Debug)]
pub struct WaitForm {
    pub services: Vec<ServiceId>,
    /// None = anyone who can.
    pub employee: Option<EmployeeId>,
    /// None = the firm's first.
    pub branch: Option<BranchId>,
    pub from_day: Date,
    pub until_day: Date,
    pub from_minute: u16,
    pub until_minute: u16,
    pub name: String,
    pub phone: Phone,
    pub note: String,
    pub lang: Lang,
}

/// Puts them on the list. What the firm knows of the number is told to nobody.
pub async fn wait(app: &App, ctx: &Ctx, form: &WaitForm) -> Result<()> {
    in_unit!(app, ctx, unit => wait_in(app, &mut unit, form).await)
}

async fn wait_in(app: &App, unit: &mut Unit, form: &WaitForm) -> Result<()> {
    let firm = crate::catalog::firm(app, unit).await?;
    let branch = super::calendar::check(&firm, &form.services, form.employee, form.branch)?.id;
    let stranger = Stranger { name: Some(form.name.clone()), phone: Some(form.phone.clone()), email: None, lang: Some(form.lang) };
    let contact = find_or_create_by_phone(unit, &stranger, SOURCE).await?;
    // The number is not proof of who typed it: a known contact's name stays, the one given here goes into the note.
    let is_other_name = contact.name.as_deref().is_some_and(|name| name.to_lowercase() != form.name.to_lowercase());
    let note = if is_other_name { format!("{}. {}", form.name, form.note).trim().to_owned() } else { form.note.clone() };
    let wish = waitlist::Wish {
        contact: contact.id, conversation: None, services: form.services.clone(), employee: form.employee, branch: Some(branch), from_day: form.from_day, until_day: form.until_day, from_minute: form.from_minute, until_minute: form.until_minute,
        note, source: SOURCE.to_owned(),
    };
    waitlist::create_in(app, unit, wish).await.map(drop)
}
