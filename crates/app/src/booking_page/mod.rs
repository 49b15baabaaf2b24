//! The public booking page: what a stranger with a browser may do at one firm. Free days, holding a time, one visit per
//! hold, and changes by whoever has the visit's link. Visits are made by `booking`; tokens and HTTP are in `api::booking_page`.

mod calendar;
mod visit;
mod wait;

pub use calendar::{Ask, Day, Days, days};
pub use visit::{Form, Visit, cancel, get, move_to};
pub use wait::{WaitForm, wait};

use crate::booking::{self, Rules, Whose, in_unit};
use crate::contact::{Stranger, find_or_create_by_phone};
use crate::{App, Ctx};
use domain::booking::Booking;
use domain::id::{BookingId, ContactId, EmployeeId, HoldId, OrgId, ServiceId};
use domain::org::{Org, PageMode};
use domain::schedule::{Fold, instant};
use domain::slot::{Slot, SlotQuery};
use domain::{Error, Kind, Result, Ts};
use store::Unit;
use store::hold::Hold;

/// What visits made here carry as their source, and contacts first met here.
pub const SOURCE: &str = "page";
/// How many employees are tried for a time that others want too.
const TRIES: usize = 5;
/// Slugs of firms are shorter; anything else is not looked up.
const LONGEST_SLUG: usize = 64;

/// The firm at a public address. One whose page is switched off looks like a missing one.
pub async fn find(app: &App, slug: &str) -> Result<Org> {
    let missing = || Error::not_found("organization");
    if slug.is_empty() || slug.len() > LONGEST_SLUG || !slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(missing());
    }
    let mut root = app.db().root_read().await?;
    let org = store::org::find_by_slug(&mut root, slug).await?.ok_or_else(missing)?;
    if org.settings.booking_page == PageMode::Off { Err(missing()) } else { Ok(org) }
}

/// A time somebody picked.
#[derive(Clone, Debug)]
pub struct Pick {
    pub services: Vec<ServiceId>,
    /// None = anyone who can.
    pub employee: Option<EmployeeId>,
    /// None = the firm's first.
    pub branch: Option<domain::id::BranchId>,
    pub starts_at: Ts,
}

/// Keeps the time while the form is filled; what the same browser held before is let go first.
pub async fn hold(app: &App, ctx: &Ctx, pick: &Pick, replaces: Option<HoldId>) -> Result<Hold> {
    if let Some(old) = replaces {
        release(app, ctx, old).await?;
    }
    let offered = offered(app, ctx.org, pick, None).await?;
    let mut last = gone();
    for slot in offered.iter().take(TRIES) {
        // Nobody's own visits are meant: a customer's rules are lead time and horizon here.
        match booking::hold(app, ctx, Rules::Customer(ContactId::nil()), &pick.services, slot).await {
            Err(error) if error.kind == Kind::SlotTaken => last = error,
            done => return done,
        }
    }
    Err(last)
}

/// Lets a held time go. One that has run out or is booked by now is fine.
pub async fn release(app: &App, ctx: &Ctx, id: HoldId) -> Result<()> {
    match booking::let_go(app, ctx, id).await {
        Err(error) if error.kind == Kind::NotFound => Ok(()),
        done => done,
    }
}

/// The slots the page offers at exactly that start, by position of the employee.
async fn offered(app: &App, org: OrgId, pick: &Pick, moving: Option<BookingId>) -> Result<Vec<Slot>> {
    let mut scope = app.scope(org).await?;
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let branch = calendar::check(&firm, &pick.services, pick.employee, pick.branch)?;
    // From midnight, as the page looked: some starts are offered only because of what ends right before them.
    let zone = domain::time::zone(&branch.zone)?;
    let midnight = instant(pick.starts_at.in_zone(&zone).date(), 0, &zone, Fold::Earlier);
    let query = SlotQuery {
        services: pick.services.clone(), employee_id: pick.employee, branch_id: Some(branch.id), from: midnight, until: pick.starts_at.plus_minutes(1), limit: calendar::MOST_SLOTS, moving,
    };
    let found = booking::slots_in(&firm, &mut scope, &query, Whose::Anyone, app.now()).await?;
    let exact: Vec<Slot> = found.into_iter().filter(|slot| slot.starts_at == pick.starts_at).collect();
    if exact.is_empty() { Err(gone()) } else { Ok(exact) }
}

fn gone() -> Error {
    Error::new(Kind::SlotTaken, "this time is not free any more")
}

/// What became of a filled form.
#[derive(Clone, Debug)]
pub struct Made {
    pub booking: Booking,
    /// The form had been sent before: nothing was written.
    pub is_repeat: bool,
}

/// Makes the visit out of a held time, once per `form.id`: contact, visit, audit, events in one unit.
pub async fn book(app: &App, ctx: &Ctx, form: &Form) -> Result<Made> {
    in_unit!(app, ctx, unit => book_in(app, &mut unit, form).await)
}

async fn book_in(app: &App, unit: &mut Unit, form: &Form) -> Result<Made> {
    let (key, print) = (form.id.to_string(), form.hold.uuid().as_bytes().to_vec());
    if !store::idempotency::begin(unit, SOURCE, &key, &print, Ts::from_micros(0)).await? {
        return repeat(unit, &key, &print).await;
    }
    let now = unit.now();
    let expired = || Error::conflict("the time is not held any more").code("hold_expired");
    let hold = store::hold::get(unit, form.hold, now).await.map_err(|e| if e.kind == Kind::NotFound { expired() } else { e })?;
    let stranger = Stranger { name: Some(form.name.clone()), phone: Some(form.phone.clone()), email: None, lang: Some(form.lang) };
    let contact = find_or_create_by_phone(unit, &stranger, SOURCE).await?;
    // The number is not proof of who typed it: a known contact's name stays, the one given here goes into the note.
    let is_other_name = contact.name.as_deref().is_some_and(|name| !name.eq_ignore_ascii_case(&form.name) && name.to_lowercase() != form.name.to_lowercase());
    let note = if is_other_name { format!("{}. {}", form.name, form.note) } else { form.note.clone() };
    let wish = booking::Wish { services: hold.services.clone(), slot: hold.slot(), contact: contact.id, conversation: None, hold: Some(hold.id), note, source: SOURCE.to_owned() };
    // Lead time was the rule when the hold was made; filling the form must not make it too late.
    let booking = booking::book_in(app, unit, Rules::Desk, &wish).await?;
    store::idempotency::finish(unit, SOURCE, &key, 201, None, Some(booking.id.uuid().as_bytes().to_vec())).await?;
    Ok(Made { booking, is_repeat: false })
}

async fn repeat(unit: &mut Unit, key: &str, print: &[u8]) -> Result<Made> {
    let other = || Error::conflict("this id has been used for another visit").code("idempotency_mismatch");
    let kept = store::idempotency::find(unit, SOURCE, key).await?.filter(|kept| kept.request_hash == print).ok_or_else(other)?;
    let id = kept.body.and_then(|body| uuid::Uuid::from_slice(&body).ok()).ok_or_else(other)?;
    Ok(Made { booking: store::booking::get(unit, id.into()).await?, is_repeat: true })
}
