//! One offer of a place that came free: made with its hold in one unit, said by a job, answered by a turn or by a person at the desk, run out by
//! the same job. Whatever comes twice finds the row and answers the same. Locks: the employee, then the entry, as making a visit does.

use super::{close_in, end_in, event, leave_in, names, still_open, tell, zone_of};
use crate::booking::{self, At, Rules, in_unit};
use crate::catalog::Firm;
use crate::inbox::announce::{announce, place};
use crate::job::waitlist as job;
use crate::{App, Ctx, test_chat};
use brain::dialogue::approach::Occasion;
use brain::dialogue::moment;
use brain::facts::Offered;
use domain::booking::Booking;
use domain::contact::Contact;
use domain::id::{ContactId, ConversationId, OfferId, WaitlistId};
use domain::reminder::Reached;
use domain::slot::Slot;
use domain::task::{NewTask, TaskCause};
use domain::waitlist::{Entry, EntryStatus, Offer, OfferStatus};
use domain::{Error, Kind, Lang, Result, Ts};
use store::{Reads, Unit};

/// A turn in the way ends soon.
const AGAIN_SECS: i64 = 60;

/// Who found the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    ByTheList,
    ByHand,
}

/// What somebody answers to an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Take,
    Decline,
    /// Not this, nor anything else.
    Leave,
}

/// Offers a time that a person has found.
pub async fn offer_at(app: &App, ctx: &Ctx, id: WaitlistId, at: &At) -> Result<Entry> {
    let shown = store::waitlist::get(&mut app.scope(ctx.org).await?, id).await?;
    let at = At { services: shown.entry.services.clone(), ..at.clone() };
    if at.starts_at <= app.now() {
        return Err(Error::new(Kind::SlotTaken, "that time is past").code("in_past"));
    }
    let slot = booking::slot_for(app, ctx.org, &at, Rules::Desk).await?;
    make(app, ctx, id, &slot, Chosen::ByHand).await
}

/// Keeps the time and makes the offer; a job says it.
pub(crate) async fn make(app: &App, ctx: &Ctx, id: WaitlistId, slot: &Slot, chosen: Chosen) -> Result<Entry> {
    in_unit!(app, ctx, unit => make_in(app, &mut unit, id, slot, chosen).await)
}

async fn make_in(app: &App, unit: &mut Unit, id: WaitlistId, slot: &Slot, chosen: Chosen) -> Result<Entry> {
    store::occupancy::lock_employee(unit, slot.employee_id).await?;
    let mut entry = store::waitlist::lock(unit, id).await?;
    still_open(&entry)?;
    if entry.status == EntryStatus::Offered {
        return Err(Error::conflict("something is offered to them already").code("waitlist_offered"));
    }
    let firm = crate::catalog::firm(app, unit).await?;
    let (rules, now) = (if chosen == Chosen::ByHand { Rules::Desk } else { Rules::Customer(entry.contact_id) }, unit.now());
    let until = now.plus_minutes(firm.catalog.org.settings.visits.offer_minutes.into()).min(slot.starts_at);
    let hold = booking::keep_in(app, unit, rules, &entry.services, slot, until).await?;
    let offer = Offer {
        id: OfferId::new(), waitlist_id: id, hold_id: hold.id, branch_id: hold.branch_id, employee_id: hold.employee_id, resource_id: hold.resource_id, starts_at: hold.starts_at, ends_at: hold.ends_at, status: OfferStatus::Open,
        is_by_hand: chosen == Chosen::ByHand, reached: None, created_at: now, expires_at: until, ended_at: None,
    };
    store::waitlist::insert_offer(unit, &offer).await?;
    (entry.status, entry.offer_id) = (EntryStatus::Offered, Some(offer.id));
    store::waitlist::update(unit, &mut entry).await?;
    tell(unit, "offer", "waitlist.offered", &entry, Some(&offer)).await?;
    job::enqueue_offer(unit, offer.id, now).await?;
    Ok(entry)
}

/// The offer with its entry, both held still; none when they are gone.
async fn locked(unit: &mut Unit, id: OfferId) -> Result<Option<(Offer, Entry)>> {
    let Some(offer) = crate::or_gone(store::waitlist::offer(unit, id).await)? else { return Ok(None) };
    store::occupancy::lock_employee(unit, offer.employee_id).await?;
    let Some(entry) = crate::or_gone(store::waitlist::lock(unit, offer.waitlist_id).await)? else { return Ok(None) };
    // As it is now that nobody else changes it.
    Ok(Some((store::waitlist::offer(unit, id).await?, entry)))
}

/// Does the next thing of an offer: says it, or ends it when its time is over.
pub(crate) async fn follow(app: &App, ctx: &Ctx, id: OfferId) -> Result<()> {
    in_unit!(app, ctx, unit => follow_in(app, &mut unit, id).await)
}

async fn follow_in(app: &App, unit: &mut Unit, id: OfferId) -> Result<()> {
    let Some((mut offer, mut entry)) = locked(unit, id).await? else { return Ok(()) };
    if offer.status != OfferStatus::Open {
        return Ok(());
    }
    let now = unit.now();
    if now >= offer.expires_at {
        // Whoever was not even asked keeps their place.
        let was_asked = offer.reached.is_some();
        return give_back(unit, &mut entry, if was_asked { OfferStatus::Expired } else { OfferStatus::Withdrawn }).await;
    }
    if offer.reached.is_some() {
        return job::enqueue_offer(unit, id, offer.expires_at).await;
    }
    let contact = store::contact::get_in(unit, entry.contact_id).await?;
    // A member who tries the agent, or somebody who was erased.
    if contact.source == test_chat::SOURCE || contact.source == store::erasure::SOURCE {
        leave_in(unit, entry.id, OfferStatus::Withdrawn).await?;
        return Ok(());
    }
    let firm = crate::catalog::firm(app, unit).await?;
    if !offer.is_by_hand && !firm.catalog.org.settings.visits.is_day(now, &zone_of(&firm, Some(offer.branch_id))) {
        return give_back(unit, &mut entry, OfferStatus::Withdrawn).await;
    }
    let Some(reached) = say(app, unit, &firm, &contact, &entry, &offer).await? else {
        return job::enqueue_offer(unit, id, now.plus_secs(AGAIN_SECS).min(offer.expires_at)).await;
    };
    offer.reached = Some(reached);
    store::waitlist::update_offer(unit, &offer).await?;
    event(unit, "waitlist.updated", &entry, Some(&offer)).await?;
    job::enqueue_offer(unit, id, offer.expires_at).await
}

/// Says it where the customer is reached; `None`: a turn is in the way. Whom no channel reaches, somebody has to call.
async fn say(app: &App, unit: &mut Unit, firm: &Firm, contact: &Contact, entry: &Entry, offer: &Offer) -> Result<Option<Reached>> {
    let extra = store::contact::extra(unit, contact.id).await?;
    let place = if extra.is_unsubscribed { None } else { place(app, unit, contact, &extra, entry.conversation_id).await? };
    let Some(place) = place else {
        call(unit, firm, contact, entry, offer, extra.owner_id).await?;
        return Ok(Some(Reached::Task));
    };
    let known = of(entry, offer, unit.now());
    let said = announce(app, unit, firm, contact, &place, &Occasion::Offer { offer: &known, until: offer.expires_at }).await?;
    Ok(said.map(|_| Reached::Message))
}

/// Asks somebody to call: whoever looks after the contact, else everybody.
async fn call(unit: &mut Unit, firm: &Firm, contact: &Contact, entry: &Entry, offer: &Offer, owner: Option<domain::id::MemberId>) -> Result<()> {
    let zone = zone_of(firm, Some(offer.branch_id));
    let lang = firm.catalog.org.lang.spoken();
    let who = contact.name.clone().filter(|n| !n.trim().is_empty()).or_else(|| contact.phone.as_ref().map(domain::Phone::show));
    let title = match (lang, who) {
        (Lang::En, Some(who)) => format!("Call {who}: a place has come free"),
        (Lang::En, None) => "Call the customer: a place has come free".to_owned(),
        (_, Some(who)) => format!("Позвонить и предложить время: {who}"),
        (_, None) => "Позвонить и предложить освободившееся время".to_owned(),
    };
    let employee = firm.catalog.employee(offer.employee_id).map(|e| e.name.clone()).unwrap_or_default();
    let when = moment(lang, &offer.starts_at.in_zone(&zone), unit.now().in_zone(&zone).date());
    let phone = contact.phone.as_ref().map(domain::Phone::show);
    let note = [Some(format!("{when}: {}, {employee}", names(firm, &entry.services))), phone].into_iter().flatten().collect::<Vec<_>>().join("\n");
    let task = NewTask {
        title, note, contact_id: Some(contact.id), deal_id: None, conversation_id: None, assignee_id: owner, due_at: Some(offer.expires_at), remind_at: None, cause: TaskCause::Rule,
    };
    crate::task::create_in(unit, task).await.map(drop)
}

/// The offer is over without a visit: they wait on. Who let it pass goes to the end of the line, so that one silent person does not stop it.
async fn give_back(unit: &mut Unit, entry: &mut Entry, status: OfferStatus) -> Result<()> {
    let offer = end_in(unit, entry, status).await?;
    entry.status = EntryStatus::Waiting;
    if status == OfferStatus::Expired {
        entry.queued_at = unit.now();
    }
    store::waitlist::update(unit, entry).await?;
    let action = match status {
        OfferStatus::Declined => "decline",
        OfferStatus::Expired => "lapse",
        _ => "withdraw",
    };
    tell(unit, action, "waitlist.updated", entry, offer.as_ref()).await
}

/// A person at the desk answers the open offer for the customer.
pub async fn answer(app: &App, ctx: &Ctx, id: WaitlistId, answer: Answer) -> Result<Option<Booking>> {
    in_unit!(app, ctx, unit => answer_for(app, &mut unit, id, answer).await)
}

async fn answer_for(app: &App, unit: &mut Unit, id: WaitlistId, answer: Answer) -> Result<Option<Booking>> {
    let offer = store::waitlist::get(unit, id).await?.offer.ok_or_else(gone)?;
    answer_in(app, unit, offer.id, answer, None).await
}

fn gone() -> Error {
    Error::conflict("this time is not offered any more").code("offer_gone")
}

/// The answer inside a larger unit; of a customer, only to what was offered to them. The visit is made once: the same answer again finds it.
pub(crate) async fn answer_in(app: &App, unit: &mut Unit, id: OfferId, answer: Answer, customer: Option<(ContactId, ConversationId)>) -> Result<Option<Booking>> {
    let (offer, mut entry) = locked(unit, id).await?.ok_or_else(|| Error::not_found("offer"))?;
    if customer.is_some_and(|(contact, _)| contact != entry.contact_id) {
        return Err(Error::not_found("offer"));
    }
    match answer {
        Answer::Leave => leave_in(unit, entry.id, OfferStatus::Declined).await.map(|_| None),
        Answer::Decline if offer.status == OfferStatus::Open => give_back(unit, &mut entry, OfferStatus::Declined).await.map(|()| None),
        Answer::Decline => Ok(None),
        Answer::Take => match entry.booking_id.filter(|_| offer.status == OfferStatus::Taken) {
            Some(booking) => store::booking::get(unit, booking).await.map(Some),
            None => take(app, unit, &offer, &mut entry, customer.map(|(_, conversation)| conversation)).await.map(Some),
        },
    }
}

async fn take(app: &App, unit: &mut Unit, offer: &Offer, entry: &mut Entry, conversation: Option<ConversationId>) -> Result<Booking> {
    if !offer.is_open(unit.now()) {
        return Err(gone());
    }
    let wish = booking::Wish { services: entry.services.clone(), slot: offer.slot(), contact: entry.contact_id, conversation, hold: Some(offer.hold_id), note: entry.note.clone(), source: (if conversation.is_some() { "agent" } else { "person" }).to_owned() };
    // Lead time was the rule when the offer was made.
    let booking = booking::book_in(app, unit, Rules::Desk, &wish).await.map_err(|error| if error.kind == Kind::SlotTaken || error.code == Some("hold_expired") { gone() } else { error })?;
    // Its own rules may not see the wish met, as when a day was changed meanwhile; who took what was offered has it.
    *entry = store::waitlist::lock(unit, entry.id).await?;
    if entry.status.is_open() {
        close_in(unit, entry, EntryStatus::Booked, OfferStatus::Taken, Some(booking.id)).await?;
        tell(unit, "book", "waitlist.booked", entry, Some(offer)).await?;
    }
    Ok(booking)
}

/// What the dialogue may know of an offer; none of somebody else's.
pub(crate) async fn facts(reads: &mut impl Reads, contact: ContactId, id: OfferId, now: Ts) -> Result<Option<Offered>> {
    let Some(offer) = crate::or_gone(store::waitlist::offer(reads, id).await)? else { return Ok(None) };
    let entry = store::waitlist::get(reads, offer.waitlist_id).await?.entry;
    if entry.contact_id != contact {
        return Ok(None);
    }
    // A visit that was called off later is none.
    let stands = match entry.booking_id.filter(|_| offer.status == OfferStatus::Taken) {
        Some(id) => store::booking::get(reads, id).await?.status.is_active(),
        None => false,
    };
    Ok(Some(Offered { is_taken: stands, ..of(&entry, &offer, now) }))
}

fn of(entry: &Entry, offer: &Offer, now: Ts) -> Offered {
    Offered { offer_id: offer.id, services: entry.services.clone(), slot: offer.slot(), is_open: offer.is_open(now), is_taken: offer.status == OfferStatus::Taken, is_waiting: entry.status.is_open() }
}
