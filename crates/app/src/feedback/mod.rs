//! How visits were: the question after a visit, the answer of a turn, the task where something was wrong, and the firm's figures.

use crate::App;
use crate::booking::to_visit;
use crate::inbox::announce::{announce, place};
use crate::reminder::{Case, Done};
use brain::dialogue::approach::Occasion;
use domain::conversation::Conversation;
use domain::feedback::Feedback;
use domain::id::{BookingId, FeedbackId, OrgId};
use domain::task::{NewTask, TaskCause};
use domain::{Error, Lang, Result, Ts};
use jiff::civil::Date;
use serde_json::json;
use store::Unit;
use store::feedback::{Low, Marks};
use uuid::Uuid;

/// A turn in the way ends soon.
const AGAIN_SECS: i64 = 60;
/// After so long nobody remembers how it was.
const STALE_DAYS: i64 = 7;
/// Low marks of a report.
const SHOWN: i64 = 100;
const MAX_DAYS: i64 = 366;
/// Longest words that are kept.
const TEXT: usize = 4000;

/// Asks how the visit was: once for a visit, and not too often for one customer.
pub(crate) async fn ask_in(app: &App, unit: &mut Unit, case: Case<'_>) -> Result<Done> {
    let Case { firm, booking, contact, zone } = case;
    let (settings, now) = (&firm.catalog.org.settings.visits, unit.now());
    let extra = store::contact::extra(unit, contact.id).await?;
    let last = store::feedback::last_asked(unit, contact.id).await?;
    let is_soon = last.is_some_and(|f| f.asked_at.plus_minutes(i64::from(settings.feedback_days) * 1440) > now);
    let is_stale = booking.ends_at.plus_minutes(STALE_DAYS * 1440) < now;
    if extra.is_unsubscribed || is_soon || is_stale || store::feedback::find(unit, booking.id).await?.is_some() {
        return Ok(Done::Settled);
    }
    if !settings.is_day(now, zone) {
        return Ok(Done::Later(settings.by_day(now, zone)));
    }
    let Some(place) = place(app, unit, contact, &extra, booking.conversation_id).await? else { return Ok(Done::Settled) };
    let visit = to_visit(booking.clone());
    if announce(app, unit, firm, contact, &place, &Occasion::Feedback { visit: &visit }).await?.is_none() {
        return Ok(Done::Later(now.plus_secs(AGAIN_SECS)));
    }
    let feedback = Feedback { id: FeedbackId::new(), booking_id: booking.id, contact_id: contact.id, employee_id: booking.employee_id, rating: None, text: String::new(), task_id: None, asked_at: now, answered_at: None };
    store::feedback::insert(unit, &feedback).await?;
    unit.audit("ask_feedback", "booking", Some(booking.id.into()), None, crate::booking::public(booking)).await?;
    event(unit, "feedback.asked", &feedback).await?;
    Ok(Done::Settled)
}

async fn event(unit: &mut Unit, kind: &str, f: &Feedback) -> Result<()> {
    unit.event(kind, f.id, None, json!({"booking_id": f.booking_id, "contact_id": f.contact_id, "employee_id": f.employee_id, "rating": f.rating})).await
}

/// The customer's own question that was asked; anybody else's is none.
async fn own(unit: &mut Unit, conversation: &Conversation, booking: BookingId) -> Result<Option<Feedback>> {
    Ok(store::feedback::lock(unit, booking).await?.filter(|f| f.contact_id == conversation.contact_id))
}

/// A mark. A low one is somebody's task.
pub(crate) async fn rate_in(app: &App, unit: &mut Unit, conversation: &Conversation, booking: BookingId, rating: u8) -> Result<()> {
    let Some(before) = own(unit, conversation, booking).await? else { return Ok(()) };
    let mut after = Feedback { rating: Some(rating), answered_at: Some(unit.now()), ..before.clone() };
    if after.is_low() && after.task_id.is_none() {
        after.task_id = Some(put_right(app, unit, conversation, &after).await?);
    }
    keep(unit, &before, &after).await
}

/// Words. What went wrong stands in the task too.
pub(crate) async fn comment_in(unit: &mut Unit, conversation: &Conversation, booking: BookingId, text: &str) -> Result<()> {
    let Some(before) = own(unit, conversation, booking).await? else { return Ok(()) };
    let words = if before.text.is_empty() { text.to_owned() } else { format!("{}\n{text}", before.text) };
    let after = Feedback { text: words.chars().take(TEXT).collect(), answered_at: Some(unit.now()), ..before.clone() };
    if let Some(id) = after.task_id {
        match store::task::lock(unit, id).await {
            Ok(mut task) => {
                task.note = [task.note.as_str(), text].iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>().join("\n").chars().take(TEXT).collect();
                task.updated_at = unit.now();
                store::task::update(unit, &task).await?;
                unit.event("task.updated", task.id, task.conversation_id.map(Into::into), json!({"task": task})).await?;
            }
            // Removed meanwhile.
            Err(error) if error.kind == domain::Kind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    keep(unit, &before, &after).await
}

async fn keep(unit: &mut Unit, before: &Feedback, after: &Feedback) -> Result<()> {
    store::feedback::update(unit, after).await?;
    unit.audit("answer", "feedback", Some(after.id.0), Some(json!(before)), Some(json!(after))).await?;
    event(unit, "feedback.answered", after).await
}

async fn put_right(app: &App, unit: &mut Unit, conversation: &Conversation, f: &Feedback) -> Result<domain::id::TaskId> {
    let firm = crate::catalog::firm(app, unit).await?;
    let contact = store::contact::get_in(unit, f.contact_id).await?;
    let owner = store::contact::extra(unit, f.contact_id).await?.owner_id;
    let (rating, who) = (f.rating.unwrap_or_default(), contact.name.unwrap_or_default());
    let who = if who.trim().is_empty() { String::new() } else { format!(", {who}") };
    let title = match firm.catalog.org.lang.spoken() {
        Lang::En => format!("Look into a low mark: {rating} of 5{who}"),
        _ => format!("Разобраться с низкой оценкой: {rating} из 5{who}"),
    };
    let task = NewTask {
        title, note: String::new(), contact_id: Some(f.contact_id), deal_id: None, conversation_id: Some(conversation.id), assignee_id: owner, due_at: Some(unit.now().plus_minutes(24 * 60)), remind_at: None, cause: TaskCause::Rule,
    };
    Ok(crate::task::create_in(unit, task).await?.id)
}

/// Marks of a period.
#[derive(Clone, Debug)]
pub struct Report {
    pub from: Date,
    pub to: Date,
    pub all: Marks,
    pub employees: Vec<Marks>,
    pub services: Vec<Marks>,
    /// The latest first, a hundred at most.
    pub low: Vec<Low>,
}

/// Of visits asked about on these civil days of the firm; the last thirty unless told.
pub async fn report(app: &App, org: OrgId, from: Option<Date>, to: Option<Date>) -> Result<Report> {
    let mut scope = app.scope(org).await?;
    let zone = domain::time::zone(&store::org::read(&mut scope).await?.zone)?;
    let ((from, to), period) = period(app, &zone, from, to)?;
    let (all, employees, services) = store::feedback::marks(&mut scope, period).await?;
    let low = store::feedback::low(&mut scope, period, (Ts::from_micros(i64::MAX), FeedbackId(Uuid::max())), SHOWN).await?;
    Ok(Report { from, to, all, employees, services, low })
}

/// The days of a report, the last thirty when none are named, and the instants they begin and end with.
pub(crate) fn period(app: &App, zone: &jiff::tz::TimeZone, from: Option<Date>, to: Option<Date>) -> Result<((Date, Date), (Ts, Ts))> {
    let to = to.unwrap_or_else(|| app.now().in_zone(zone).date());
    let from = from.unwrap_or_else(|| to.checked_sub(jiff::Span::new().days(29)).unwrap_or(to));
    let midnight = |day: Date| day.to_zoned(zone.clone()).map(|z| Ts::from(&z)).map_err(|_| Error::invalid("from", "no such day"));
    let period = (midnight(from)?, midnight(to.tomorrow().unwrap_or(to))?);
    if to < from || period.1.minutes_since(period.0) > (MAX_DAYS + 1) * 1440 {
        return Err(Error::invalid("to", format!("must not be before from, nor more than {MAX_DAYS} days from it")));
    }
    Ok(((from, to), period))
}
