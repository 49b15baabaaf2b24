//! Reminders before a visit, and the offer of another time to who did not come. When they are due is `booking/follow.rs`; what is said is
//! the brain's (`dialogue/approach.rs`); the answer comes as an ordinary turn.

use crate::booking::VisitNews;
use crate::booking::to_visit;
use crate::catalog::Firm;
use crate::inbox::announce::{announce, place};
use crate::{App, Ctx};
use brain::dialogue::approach::Occasion;
use brain::dialogue::moment;
use brain::turn::Effect;
use domain::booking::{Booking, BookingStatus};
use domain::contact::Contact;
use domain::id::{BookingId, OrgId, ReminderId};
use domain::reminder::{Reached, Reminder, ReminderAnswer, ReminderKind};
use domain::task::{NewTask, TaskCause};
use domain::{Error, Lang, Result, Ts};
use jiff::tz::TimeZone;
use serde_json::json;
use store::Unit;

/// A turn in the way ends soon.
const AGAIN_SECS: i64 = 60;
/// Later than so long before the visit a reminder is of no use.
const LEAST_MINUTES: i64 = 30;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// It was said, or there is nothing to say.
    Settled,
    /// Look again then.
    Later(Ts),
}

/// What a unit knows of the visit it looks after.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    pub firm: &'a Firm,
    pub booking: &'a Booking,
    pub contact: &'a Contact,
    pub zone: &'a TimeZone,
}

/// Reminds of a visit that is so near, once. Whom no channel reaches, somebody has to call.
pub(crate) async fn remind_in(app: &App, unit: &mut Unit, case: Case<'_>, minutes: u32) -> Result<Done> {
    let Case { firm, booking, contact, zone } = case;
    let (settings, now) = (&firm.catalog.org.settings.visits, unit.now());
    let extra = store::contact::extra(unit, contact.id).await?;
    let is_said = |r: &Reminder| r.kind == ReminderKind::Before && r.starts_at == booking.starts_at && r.minutes_before == minutes;
    if extra.is_unsubscribed || store::reminder::list(unit, booking.id).await?.iter().any(is_said) {
        return Ok(Done::Settled);
    }
    // It is late: the server was down, or a turn was in the way.
    if !settings.is_day(now, zone) {
        let morning = settings.by_day(now, zone);
        return Ok(if morning <= booking.starts_at.plus_minutes(-LEAST_MINUTES) { Done::Later(morning) } else { Done::Settled });
    }
    let reached = match place(app, unit, contact, &extra, booking.conversation_id).await? {
        Some(place) => {
            let visit = to_visit(booking.clone());
            let occasion = Occasion::Reminder { visit: &visit, text: &settings.reminder_text };
            if announce(app, unit, firm, contact, &place, &occasion).await?.is_none() {
                return Ok(Done::Later(now.plus_secs(AGAIN_SECS)));
            }
            Reached::Message
        }
        // Once for a visit: the second reminder asks nobody to call again.
        None if store::reminder::list(unit, booking.id).await?.iter().any(|r| r.reached == Reached::Task && r.starts_at == booking.starts_at) => return Ok(Done::Settled),
        None => {
            call(unit, case, extra.owner_id, ReminderKind::Before).await?;
            Reached::Task
        }
    };
    record(unit, booking, ReminderKind::Before, minutes, reached).await?;
    Ok(Done::Settled)
}

/// Reminds now, because a person wants it. Says why where that cannot be; pressed twice it is said once.
pub async fn remind_now(app: &App, ctx: &Ctx, id: BookingId) -> Result<FollowUp> {
    let mut unit = app.unit(ctx).await?;
    let booking = store::booking::lock(&mut unit, id).await?;
    let now = unit.now();
    if !booking.status.is_upcoming() || booking.starts_at <= now {
        return Err(Error::conflict("only of a visit that stands and is ahead somebody is reminded").code("booking_transition"));
    }
    let minutes = u32::try_from(booking.starts_at.minutes_since(now)).unwrap_or_default();
    let is_said = |r: &Reminder| r.kind == ReminderKind::Before && r.starts_at == booking.starts_at && r.minutes_before == minutes;
    let contact = store::contact::get_in(&mut unit, booking.contact_id).await?;
    let extra = store::contact::extra(&mut unit, contact.id).await?;
    if extra.is_unsubscribed {
        return Err(Error::conflict("the contact wants no messages").code("unsubscribed"));
    }
    if !store::reminder::list(&mut unit, id).await?.iter().any(is_said) {
        let firm = crate::catalog::firm(app, &mut unit).await?;
        let place = place(app, &mut unit, &contact, &extra, booking.conversation_id).await?;
        let place = place.ok_or_else(|| Error::conflict("no channel reaches the contact").code("unreachable"))?;
        let visit = to_visit(booking.clone());
        let occasion = Occasion::Reminder { visit: &visit, text: &firm.catalog.org.settings.visits.reminder_text };
        let said = announce(app, &mut unit, &firm, &contact, &place, &occasion).await?;
        said.ok_or_else(|| Error::conflict("the agent is just answering this customer").code("turn_under_way"))?;
        record(&mut unit, &booking, ReminderKind::Before, minutes, Reached::Message).await?;
        unit.commit().await?;
    }
    follow_up(app, ctx.org, id).await
}

/// Tells a customer that the firm has moved their visit or called it off, once. Whom no channel reaches, somebody has to call.
pub(crate) async fn tell_in(app: &App, unit: &mut Unit, case: Case<'_>, news: &VisitNews) -> Result<Done> {
    let Case { firm, booking, contact, zone } = case;
    let (kind, now) = (news.kind(), unit.now());
    let minutes = u32::try_from(booking.starts_at.minutes_since(news.at())).unwrap_or_default();
    let is_said = |r: &Reminder| r.kind == kind && r.starts_at == booking.starts_at && r.minutes_before == minutes;
    if booking.starts_at <= now || store::reminder::list(unit, booking.id).await?.iter().any(is_said) {
        return Ok(Done::Settled);
    }
    let settings = &firm.catalog.org.settings.visits;
    let morning = settings.by_day(now, zone);
    if !settings.is_day(now, zone) && morning <= booking.starts_at.plus_minutes(-LEAST_MINUTES) {
        return Ok(Done::Later(morning));
    }
    let extra = store::contact::extra(unit, contact.id).await?;
    let place = if extra.is_unsubscribed { None } else { place(app, unit, contact, &extra, booking.conversation_id).await? };
    let reached = match place {
        Some(place) => {
            let visit = to_visit(booking.clone());
            let occasion = match news {
                VisitNews::Moved { from, .. } => Occasion::Moved { visit: &visit, from: *from },
                VisitNews::CalledOff { reason, .. } => Occasion::CalledOff { visit: &visit, reason },
            };
            if announce(app, unit, firm, contact, &place, &occasion).await?.is_none() {
                return Ok(Done::Later(now.plus_secs(AGAIN_SECS)));
            }
            Reached::Message
        }
        None => {
            call(unit, case, extra.owner_id, kind).await?;
            Reached::Task
        }
    };
    record(unit, booking, kind, minutes, reached).await?;
    Ok(Done::Settled)
}

/// Offers another time to who did not come, once.
pub(crate) async fn offer_in(app: &App, unit: &mut Unit, case: Case<'_>) -> Result<Done> {
    let Case { firm, booking, contact, zone } = case;
    let (settings, now) = (&firm.catalog.org.settings.visits, unit.now());
    let extra = store::contact::extra(unit, contact.id).await?;
    let is_said = |r: &Reminder| r.kind == ReminderKind::Missed && r.starts_at == booking.starts_at;
    if extra.is_unsubscribed || store::reminder::list(unit, booking.id).await?.iter().any(is_said) {
        return Ok(Done::Settled);
    }
    if !settings.is_day(now, zone) {
        return Ok(Done::Later(settings.by_day(now, zone)));
    }
    let Some(place) = place(app, unit, contact, &extra, booking.conversation_id).await? else { return Ok(Done::Settled) };
    let visit = to_visit(booking.clone());
    if announce(app, unit, firm, contact, &place, &Occasion::Missed { visit: &visit }).await?.is_none() {
        return Ok(Done::Later(now.plus_secs(AGAIN_SECS)));
    }
    record(unit, booking, ReminderKind::Missed, 0, Reached::Message).await?;
    Ok(Done::Settled)
}

async fn record(unit: &mut Unit, booking: &Booking, kind: ReminderKind, minutes: u32, reached: Reached) -> Result<()> {
    let reminder = Reminder { id: ReminderId::new(), booking_id: booking.id, kind, starts_at: booking.starts_at, minutes_before: minutes, reached, sent_at: unit.now(), answer: None, answered_at: None };
    store::reminder::insert(unit, &reminder).await?;
    let (action, event) = match kind {
        ReminderKind::Before => ("remind", "booking.reminded"),
        ReminderKind::Missed => ("offer_time", "booking.offered"),
        ReminderKind::Moved | ReminderKind::CalledOff => ("tell", "booking.told"),
    };
    unit.audit(action, "booking", Some(booking.id.into()), None, crate::booking::public(booking)).await?;
    crate::booking::tell(unit, event, booking, json!({"reached": reached, "minutes_before": minutes})).await
}

/// Asks somebody to call: whoever looks after the contact, else everybody.
async fn call(unit: &mut Unit, case: Case<'_>, owner: Option<domain::id::MemberId>, kind: ReminderKind) -> Result<()> {
    let Case { firm, booking, contact, zone } = case;
    let lang = firm.catalog.org.lang.spoken();
    let who = contact.name.clone().filter(|n| !n.trim().is_empty()).or_else(|| contact.phone.as_ref().map(domain::Phone::show));
    let when = moment(lang, &booking.starts_at.in_zone(zone), unit.now().in_zone(zone).date());
    let what = match (lang, kind) {
        (Lang::En, ReminderKind::Moved) => "Call and say that the visit was moved",
        (Lang::En, ReminderKind::CalledOff) => "Call and say that the visit was called off",
        (Lang::En, _) => "Call and remind of the visit",
        (_, ReminderKind::Moved) => "Позвонить и сказать, что запись перенесли",
        (_, ReminderKind::CalledOff) => "Позвонить и сказать, что запись отменили",
        (_, _) => "Позвонить и напомнить о записи",
    };
    let title = who.map_or_else(|| what.to_owned(), |who| format!("{what}: {who}"));
    let names: Vec<String> = booking.items.iter().filter_map(|i| firm.catalog.service(i.service_id)).map(|s| s.name.clone()).collect();
    let phone = contact.phone.as_ref().map(domain::Phone::show);
    let note = [Some(format!("{when}: {}", names.join(" + "))), phone].into_iter().flatten().collect::<Vec<_>>().join("\n");
    let task = NewTask {
        title, note, contact_id: Some(contact.id), deal_id: None, conversation_id: None, assignee_id: owner, due_at: Some(booking.starts_at.plus_minutes(-LEAST_MINUTES).max(unit.now())), remind_at: None, cause: TaskCause::Rule,
    };
    crate::task::create_in(unit, task).await.map(drop)
}

/// What a turn has done to a visit is the answer to its latest reminder, if it waits for one.
pub(crate) async fn answered_in(unit: &mut Unit, effect: &Effect) -> Result<()> {
    let (id, answer) = match effect {
        Effect::SetStatus { booking_id, status: BookingStatus::Confirmed } => (*booking_id, ReminderAnswer::Confirmed),
        Effect::Move { booking_id, .. } => (*booking_id, ReminderAnswer::Moved),
        Effect::Cancel { booking_id, .. } => (*booking_id, ReminderAnswer::Cancelled),
        _ => return Ok(()),
    };
    store::reminder::answer(unit, id, answer).await.map(drop)
}

/// What was said around a visit, and what came back.
#[derive(Clone, Debug)]
pub struct FollowUp {
    pub reminders: Vec<Reminder>,
    /// When the next one is due.
    pub next_at: Option<Ts>,
    pub feedback: Option<domain::feedback::Feedback>,
}

/// A foreign visit is not found.
pub async fn follow_up(app: &App, org: OrgId, id: BookingId) -> Result<FollowUp> {
    let mut scope = app.scope(org).await?;
    let booking = store::booking::get(&mut scope, id).await?;
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let is_told = !store::contact::extra(&mut scope, booking.contact_id).await?.is_unsubscribed;
    let next_at = crate::booking::next_reminder(&firm, &booking, app.now()).filter(|_| is_told);
    Ok(FollowUp { reminders: store::reminder::list(&mut scope, id).await?, next_at, feedback: store::feedback::find(&mut scope, id).await? })
}
