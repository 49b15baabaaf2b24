//! The waiting list: who wants a place where nothing is free is put on it here, changed, and taken off it. `look.rs` finds what can be offered to
//! whom, `offer.rs` says it and hears the answer. Whatever frees time says so in its own unit (`freed_in`), whatever books tells `booked_in`.

pub(crate) mod look;
pub(crate) mod offer;

pub use offer::{Answer, answer, offer_at};
pub(crate) use offer::{answer_in, facts};

use crate::booking::in_unit;
use crate::catalog::{Firm, check};
use crate::job::waitlist as job;
use crate::notice::{self, News, To};
use crate::{App, Ctx};
use domain::booking::Booking;
use domain::id::{BookingId, BranchId, ContactId, ConversationId, EmployeeId, ServiceId, WaitlistId};
use domain::notice::NoticeKind;
use domain::waitlist::{Entry, EntryStatus, Offer, OfferStatus};
use domain::{Error, Result};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;
use store::Unit;
use uuid::Uuid;

/// Wishes of one person at once.
const MOST: usize = 10;

/// What somebody waits for.
#[derive(Clone, Debug)]
pub struct Wish {
    pub contact: ContactId,
    pub conversation: Option<ConversationId>,
    pub services: Vec<ServiceId>,
    pub employee: Option<EmployeeId>,
    pub branch: Option<BranchId>,
    pub from_day: Date,
    pub until_day: Date,
    pub from_minute: u16,
    pub until_minute: u16,
    pub note: String,
    /// `agent`, `person`, `page`, `api`.
    pub source: String,
}

/// What of an entry changes; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct WishPatch {
    pub services: Option<Vec<ServiceId>>,
    pub employee: Option<Option<EmployeeId>>,
    pub branch: Option<Option<BranchId>>,
    pub from_day: Option<Date>,
    pub until_day: Option<Date>,
    pub from_minute: Option<u16>,
    pub until_minute: Option<u16>,
    pub note: Option<String>,
}

/// Puts somebody on the list. The same wish again is the same entry.
pub async fn create(app: &App, ctx: &Ctx, wish: &Wish) -> Result<Entry> {
    in_unit!(app, ctx, unit => create_in(app, &mut unit, wish.clone()).await)
}

/// The same inside a larger unit.
pub(crate) async fn create_in(app: &App, unit: &mut Unit, wish: Wish) -> Result<Entry> {
    let firm = crate::catalog::firm(app, unit).await?;
    if !firm.catalog.org.settings.visits.waitlist {
        return Err(Error::conflict("the firm keeps no waiting list").code("waitlist_off"));
    }
    // Two that put the same person on the list at once come one after the other.
    store::contact::lock(unit, wish.contact).await.map_err(|e| Error { field: Some("contact_id".into()), ..e }.code("contact_unknown"))?;
    if let Some(id) = wish.conversation {
        let row = store::conversation::get_in(unit, id).await.map_err(|e| Error { field: Some("conversation_id".into()), ..e }.code("conversation_unknown"))?;
        if row.conversation.contact_id != wish.contact {
            return Err(Error::invalid("conversation_id", "the conversation is another contact's").code("contact_mismatch"));
        }
    }
    let now = unit.now();
    let mut entry = Entry {
        id: WaitlistId::new(), contact_id: wish.contact, conversation_id: wish.conversation, services: wish.services, employee_id: wish.employee, branch_id: wish.branch, from_day: wish.from_day, until_day: wish.until_day,
        from_minute: wish.from_minute, until_minute: wish.until_minute, note: wish.note, source: wish.source, status: EntryStatus::Waiting, queued_at: now, offer_id: None, booking_id: None, created_at: now, updated_at: now,
    };
    settle(&firm, &mut entry, now)?;
    let open = store::waitlist::open_of_contact(unit, entry.contact_id).await?;
    for id in &open {
        let known = store::waitlist::lock(unit, *id).await?;
        if known.is_same_wish(&entry) {
            return Ok(known);
        }
    }
    if open.len() >= MOST {
        return Err(Error::conflict(format!("one person waits for {MOST} things at most")).code("waitlist_full"));
    }
    store::waitlist::insert(unit, &entry).await?;
    tell(unit, "create", "waitlist.created", &entry, None).await?;
    let news = News::new(NoticeKind::Waitlist, To::All).contact(entry.contact_id).page(format!("waitlist?entry={}", entry.id)).name(&names(&firm, &entry.services));
    notice::tell(unit, news).await?;
    job::enqueue_look(unit, entry.id.uuid()).await?;
    Ok(entry)
}

/// Changes what somebody waits for. An offer under way stays as it is.
pub async fn update(app: &App, ctx: &Ctx, id: WaitlistId, patch: WishPatch) -> Result<Entry> {
    in_unit!(app, ctx, unit => update_in(app, &mut unit, id, patch.clone()).await)
}

async fn update_in(app: &App, unit: &mut Unit, id: WaitlistId, patch: WishPatch) -> Result<Entry> {
    let before = store::waitlist::lock(unit, id).await?;
    still_open(&before)?;
    let mut entry = before.clone();
    entry.services = patch.services.unwrap_or(entry.services);
    entry.employee_id = patch.employee.unwrap_or(entry.employee_id);
    entry.branch_id = patch.branch.unwrap_or(entry.branch_id);
    entry.from_day = patch.from_day.unwrap_or(entry.from_day);
    entry.until_day = patch.until_day.unwrap_or(entry.until_day);
    entry.from_minute = patch.from_minute.unwrap_or(entry.from_minute);
    entry.until_minute = patch.until_minute.unwrap_or(entry.until_minute);
    entry.note = patch.note.unwrap_or(entry.note);
    let firm = crate::catalog::firm(app, unit).await?;
    settle(&firm, &mut entry, unit.now())?;
    if entry == before {
        return Ok(before);
    }
    store::waitlist::update(unit, &mut entry).await?;
    unit.audit("update", "waitlist", Some(id.uuid()), Some(json!(before)), Some(json!(entry))).await?;
    event(unit, "waitlist.updated", &entry, None).await?;
    job::enqueue_look(unit, id.uuid()).await?;
    Ok(entry)
}

/// Takes somebody off the list; what was kept for them is free for the next.
pub async fn remove(app: &App, ctx: &Ctx, id: WaitlistId) -> Result<Entry> {
    in_unit!(app, ctx, unit => leave_in(&mut unit, id, OfferStatus::Withdrawn).await)
}

/// The same inside a larger unit; off the list they are off it.
pub(crate) async fn leave_in(unit: &mut Unit, id: WaitlistId, offered: OfferStatus) -> Result<Entry> {
    let mut entry = store::waitlist::lock(unit, id).await?;
    if entry.status.is_open() {
        close_in(unit, &mut entry, EntryStatus::Left, offered, None).await?;
        tell(unit, "leave", "waitlist.left", &entry, None).await?;
    }
    Ok(entry)
}

/// A visit was made, or moved: whoever has what they waited for is off the list.
pub(crate) async fn booked_in(app: &App, unit: &mut Unit, booking: &Booking) -> Result<()> {
    let open = store::waitlist::open_of_contact(unit, booking.contact_id).await?;
    if open.is_empty() {
        return Ok(());
    }
    let firm = crate::catalog::firm(app, unit).await?;
    let zone = zone_of(&firm, Some(booking.branch_id));
    let services: Vec<ServiceId> = booking.items.iter().map(|i| i.service_id).collect();
    for id in open {
        let mut entry = store::waitlist::lock(unit, id).await?;
        if !entry.is_met_by(&services, booking.starts_at, &zone) {
            continue;
        }
        let offer = match entry.offer_id {
            Some(id) => Some(store::waitlist::offer(unit, id).await?),
            None => None,
        };
        let is_taken = offer.is_some_and(|o| o.starts_at == booking.starts_at && o.employee_id == booking.employee_id);
        let offered = if is_taken { OfferStatus::Taken } else { OfferStatus::Withdrawn };
        let offer = close_in(unit, &mut entry, EntryStatus::Booked, offered, Some(booking.id)).await?;
        tell(unit, "book", "waitlist.booked", &entry, offer.as_ref()).await?;
    }
    Ok(())
}

/// Time has come free, or may have: somebody looks whether it suits one of those who wait.
pub(crate) async fn freed_in(unit: &mut Unit, cause: Uuid) -> Result<()> {
    if store::waitlist::has_any(unit).await? { job::enqueue_look(unit, cause).await } else { Ok(()) }
}

/// Ends an entry with what is under way for it.
async fn close_in(unit: &mut Unit, entry: &mut Entry, status: EntryStatus, offered: OfferStatus, booking: Option<BookingId>) -> Result<Option<Offer>> {
    let offer = end_in(unit, entry, offered).await?;
    entry.status = status;
    entry.booking_id = booking;
    store::waitlist::update(unit, entry).await?;
    Ok(offer)
}

/// Ends the open offer of an entry, if there is one: what it kept is let go, and somebody looks who is next.
async fn end_in(unit: &mut Unit, entry: &Entry, status: OfferStatus) -> Result<Option<Offer>> {
    let Some(id) = entry.offer_id.filter(|_| entry.status == EntryStatus::Offered) else { return Ok(None) };
    let mut offer = store::waitlist::offer(unit, id).await?;
    if offer.status != OfferStatus::Open {
        return Ok(None);
    }
    offer.status = status;
    offer.ended_at = Some(unit.now());
    store::waitlist::update_offer(unit, &offer).await?;
    crate::booking::free_in(unit, offer.hold_id).await?;
    job::withdraw_offer(unit, offer.id).await?;
    if status != OfferStatus::Taken {
        job::enqueue_look(unit, offer.id.uuid()).await?;
    }
    Ok(Some(offer))
}

fn still_open(entry: &Entry) -> Result<()> {
    if entry.status.is_open() { Ok(()) } else { Err(Error::conflict("nobody waits here any more").code("waitlist_closed")) }
}

/// The rules of an entry, and that everything it names is the firm's own and goes together.
fn settle(firm: &Firm, entry: &mut Entry, now: domain::Ts) -> Result<()> {
    let unknown = |field: &str, code: &'static str| Error { field: Some(field.to_owned()), ..Error::not_found("row") }.code(code);
    check::tidy("note", &mut entry.note, domain::waitlist::NOTE)?;
    let mut seen = Vec::new();
    entry.services.retain(|id| !seen.contains(id) && { seen.push(*id); true });
    entry.check(now.in_zone(&zone_of(firm, entry.branch_id)).date())?;
    let c = &firm.catalog;
    if entry.services.iter().any(|id| c.service(*id).is_none()) {
        return Err(unknown("services", "service_unknown"));
    }
    if entry.branch_id.is_some_and(|id| c.branch(id).is_none()) {
        return Err(unknown("branch_id", "branch_unknown"));
    }
    let world = firm.world(&[]);
    match entry.employee_id {
        Some(id) => {
            let employee = c.employee(id).ok_or_else(|| unknown("employee_id", "employee_unknown"))?;
            if world.length(employee, &entry.services).is_none() {
                return Err(Error::invalid("employee_id", "this employee does not perform every wanted service").code("employee_unskilled"));
            }
        }
        None if !c.employees.iter().any(|e| world.length(e, &entry.services).is_some()) => {
            return Err(Error::invalid("services", "nobody performs all of these").code("employee_unskilled"));
        }
        None => {}
    }
    Ok(())
}

/// Where days and hours are meant: at the branch, else where the firm is.
fn zone_of(firm: &Firm, branch: Option<BranchId>) -> TimeZone {
    let name = branch.and_then(|id| firm.catalog.branch(id)).map_or(firm.catalog.org.zone.as_str(), |b| b.zone.as_str());
    domain::time::zone(name).unwrap_or(TimeZone::UTC)
}

fn names(firm: &Firm, services: &[ServiceId]) -> String {
    services.iter().filter_map(|id| firm.catalog.service(*id)).map(|s| s.name.clone()).collect::<Vec<_>>().join(" + ")
}

/// The log and listeners hear the same.
async fn tell(unit: &mut Unit, action: &'static str, kind: &str, entry: &Entry, offer: Option<&Offer>) -> Result<()> {
    unit.audit(action, "waitlist", Some(entry.id.uuid()), None, Some(json!({"entry": entry, "offer": offer}))).await?;
    event(unit, kind, entry, offer).await
}

async fn event(unit: &mut Unit, kind: &str, entry: &Entry, offer: Option<&Offer>) -> Result<()> {
    let payload = json!({"waitlist_id": entry.id, "contact_id": entry.contact_id, "entry": entry, "offer": offer});
    unit.event(kind, entry.id, entry.conversation_id.map(Into::into), payload).await
}

