//! What customers said of their visits: asked once, answered once, and counted for the firm.

use crate::{FromRow, Reads, Row, Unit};
use domain::feedback::Feedback;
use domain::id::{BookingId, ContactId, FeedbackId, TaskId};
use domain::{Result, Ts};
use uuid::Uuid;

statements! {
    /// Whoever gets the row asks.
    INSERT = "INSERT INTO feedback (org_id, id, booking_id, contact_id, employee_id, rating, text, task_id, asked_at, answered_at) VALUES ($1, $2, $3, $4, $5, NULL, '', NULL, $6, NULL) ON CONFLICT DO NOTHING";
    BY_BOOKING = "SELECT * FROM feedback WHERE org_id = $1 AND booking_id = $2";
    BY_BOOKING_LOCKED = {
        lite: "SELECT * FROM feedback WHERE org_id = $1 AND booking_id = $2",
        pg: "SELECT * FROM feedback WHERE org_id = $1 AND booking_id = $2 FOR UPDATE",
    };
    LAST_ASKED = "SELECT * FROM feedback WHERE org_id = $1 AND contact_id = $2 ORDER BY asked_at DESC, id DESC LIMIT 1";
    UPDATE = "UPDATE feedback SET rating = $3, text = $4, task_id = $5, answered_at = $6 WHERE org_id = $1 AND id = $2";
    TIMELINE = "SELECT * FROM feedback WHERE org_id = $1 AND contact_id = $2 AND answered_at IS NOT NULL AND (answered_at < $3 OR (answered_at = $3 AND id < $4)) ORDER BY answered_at DESC, id DESC LIMIT $5";
    ASKED = "SELECT count(*) AS n, CAST(COALESCE(sum(rating), 0) AS BIGINT) AS total, count(rating) AS rated FROM feedback WHERE org_id = $1 AND asked_at >= $2 AND asked_at < $3";
    BY_EMPLOYEE = "SELECT e.id AS id, e.name AS name, count(*) AS n, count(f.rating) AS rated, CAST(sum(f.rating) AS BIGINT) AS total FROM feedback f JOIN employee e ON e.org_id = f.org_id AND e.id = f.employee_id
                   WHERE f.org_id = $1 AND f.asked_at >= $2 AND f.asked_at < $3 AND f.rating IS NOT NULL GROUP BY e.id, e.name ORDER BY e.name, e.id";
    /// A mark counts for each service of its visit.
    BY_SERVICE = "SELECT s.id AS id, s.name AS name, count(*) AS n, count(f.rating) AS rated, CAST(sum(f.rating) AS BIGINT) AS total FROM feedback f JOIN booking_item i ON i.org_id = f.org_id AND i.booking_id = f.booking_id
                  JOIN service s ON s.org_id = f.org_id AND s.id = i.service_id WHERE f.org_id = $1 AND f.asked_at >= $2 AND f.asked_at < $3 AND f.rating IS NOT NULL GROUP BY s.id, s.name ORDER BY s.name, s.id";
    LOW = "SELECT f.*, c.name AS contact_name, e.name AS employee_name, b.starts_at AS starts_at, t.done_at AS done_at FROM feedback f JOIN contact c ON c.org_id = f.org_id AND c.id = f.contact_id
           JOIN employee e ON e.org_id = f.org_id AND e.id = f.employee_id JOIN booking b ON b.org_id = f.org_id AND b.id = f.booking_id LEFT JOIN task t ON t.org_id = f.org_id AND t.id = f.task_id
           WHERE f.org_id = $1 AND f.asked_at >= $2 AND f.asked_at < $3 AND f.rating <= 3 AND (f.answered_at < $4 OR (f.answered_at = $4 AND f.id < $5)) ORDER BY f.answered_at DESC, f.id DESC LIMIT $6";
}

impl FromRow for Feedback {
    fn from_row(row: &Row) -> Result<Self> {
        let rating: Option<i64> = row.get("rating")?;
        Ok(Feedback {
            id: row.id("id")?,
            booking_id: row.id("booking_id")?,
            contact_id: row.id("contact_id")?,
            employee_id: row.id("employee_id")?,
            rating: rating.and_then(|n| u8::try_from(n).ok()),
            text: row.get("text")?,
            task_id: row.maybe_id::<TaskId>("task_id")?,
            asked_at: row.ts("asked_at")?,
            answered_at: row.maybe_ts("answered_at")?,
        })
    }
}

/// Marks of one employee, one service, or all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    pub id: Option<Uuid>,
    pub name: Option<String>,
    /// That were asked for.
    pub asked: i64,
    pub rated: i64,
    /// Their sum.
    pub total: i64,
}

impl FromRow for Marks {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Marks { id: None, name: None, asked: row.get("n")?, rated: row.get("rated")?, total: row.get("total")? })
    }
}

struct Named(Marks);

impl FromRow for Named {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Named(Marks { id: Some(row.get("id")?), name: Some(row.get("name")?), ..Marks::from_row(row)? }))
    }
}

/// A low mark with what a list shows beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Low {
    pub feedback: Feedback,
    pub contact_name: Option<String>,
    pub employee_name: String,
    /// Of the visit.
    pub starts_at: Ts,
    /// The task to put it right is done.
    pub is_settled: bool,
}

impl FromRow for Low {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Low {
            feedback: Feedback::from_row(row)?, contact_name: row.get("contact_name")?, employee_name: row.get("employee_name")?, starts_at: row.ts("starts_at")?, is_settled: row.maybe_ts("done_at")?.is_some(),
        })
    }
}

/// False: it has been asked before.
pub async fn insert(unit: &mut Unit, f: &Feedback) -> Result<bool> {
    Ok(unit.exec(INSERT, vals![f.id, f.booking_id, f.contact_id, f.employee_id, f.asked_at]).await? > 0)
}

pub async fn find(reads: &mut impl Reads, booking: BookingId) -> Result<Option<Feedback>> {
    reads.find(BY_BOOKING, vals![booking]).await
}

/// The same, held still until the unit ends.
pub async fn lock(unit: &mut Unit, booking: BookingId) -> Result<Option<Feedback>> {
    unit.find(BY_BOOKING_LOCKED, vals![booking]).await
}

pub async fn last_asked(reads: &mut impl Reads, contact: ContactId) -> Result<Option<Feedback>> {
    reads.find(LAST_ASKED, vals![contact]).await
}

pub async fn update(unit: &mut Unit, f: &Feedback) -> Result<()> {
    unit.exec(UPDATE, vals![f.id, f.rating.map(i64::from), &f.text, f.task_id, f.answered_at]).await?;
    Ok(())
}

/// Answers of a contact before a place, newest first.
pub async fn timeline(reads: &mut impl Reads, contact: ContactId, before: (Ts, FeedbackId), limit: i64) -> Result<Vec<Feedback>> {
    reads.list(TIMELINE, vals![contact, before.0, before.1, limit]).await
}

/// Of visits asked about in the period: all of them, by employee, by service.
pub async fn marks(reads: &mut impl Reads, period: (Ts, Ts)) -> Result<(Marks, Vec<Marks>, Vec<Marks>)> {
    let all = reads.find::<Marks>(ASKED, vals![period.0, period.1]).await?.unwrap_or(Marks { id: None, name: None, asked: 0, rated: 0, total: 0 });
    let of = |rows: Vec<Named>| rows.into_iter().map(|Named(marks)| marks).collect();
    Ok((all, of(reads.list(BY_EMPLOYEE, vals![period.0, period.1]).await?), of(reads.list(BY_SERVICE, vals![period.0, period.1]).await?)))
}

/// Low marks of the period, the latest first, before a place.
pub async fn low(reads: &mut impl Reads, period: (Ts, Ts), before: (Ts, FeedbackId), limit: i64) -> Result<Vec<Low>> {
    reads.list(LOW, vals![period.0, period.1, before.0, before.1, limit]).await
}
