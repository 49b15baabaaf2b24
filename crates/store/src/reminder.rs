//! Reminders that went out: the row is the proof that it was said, and keeps what the customer made of it.

use crate::{FromRow, Reads, Row, Unit};
use domain::Result;
use domain::id::{BookingId, ConversationId};
use domain::reminder::{Reminder, ReminderAnswer};

statements! {
    /// Whoever gets the row says it.
    INSERT = "INSERT INTO reminder (org_id, id, booking_id, kind, starts_at, minutes_before, reached, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    LIST = "SELECT * FROM reminder WHERE org_id = $1 AND booking_id = $2 ORDER BY sent_at, id";
    /// The latest one, if nobody has answered it.
    ANSWER = "UPDATE reminder SET answer = $3, answered_at = $4 WHERE org_id = $1 AND id = (SELECT r.id FROM reminder r WHERE r.org_id = $1 AND r.booking_id = $2 AND r.kind = 'before' AND r.reached = 'message' ORDER BY r.sent_at DESC, r.id DESC LIMIT 1)
              AND answer IS NULL";
    /// Talks of a contact that something can be said in, the latest first.
    TALKS = "SELECT v.id AS id FROM conversation v JOIN connection n ON n.org_id = v.org_id AND n.id = v.connection_id WHERE v.org_id = $1 AND v.contact_id = $2 AND v.is_reachable AND NOT n.is_paused ORDER BY v.updated_at DESC, v.id DESC LIMIT 20";
}

impl FromRow for Reminder {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Reminder {
            id: row.id("id")?,
            booking_id: row.id("booking_id")?,
            kind: row.parse("kind")?,
            starts_at: row.ts("starts_at")?,
            minutes_before: row.num("minutes_before")?,
            reached: row.parse("reached")?,
            sent_at: row.ts("sent_at")?,
            answer: row.maybe_parse("answer")?,
            answered_at: row.maybe_ts("answered_at")?,
        })
    }
}

struct Key(ConversationId);

impl FromRow for Key {
    fn from_row(row: &Row) -> Result<Self> {
        row.id("id").map(Key)
    }
}

/// False: it has been said before.
pub async fn insert(unit: &mut Unit, r: &Reminder) -> Result<bool> {
    Ok(unit.exec(INSERT, vals![r.id, r.booking_id, r.kind, r.starts_at, r.minutes_before, r.reached, r.sent_at]).await? > 0)
}

/// Of a visit, in the order in which they went out.
pub async fn list(reads: &mut impl Reads, booking: BookingId) -> Result<Vec<Reminder>> {
    reads.list(LIST, vals![booking]).await
}

/// The customer has answered; what they said first stands.
pub async fn answer(unit: &mut Unit, booking: BookingId, answer: ReminderAnswer) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(ANSWER, vals![booking, answer, now]).await? > 0)
}

/// Conversations of a contact on connections that work, the latest first.
pub async fn talks(reads: &mut impl Reads, contact: domain::id::ContactId) -> Result<Vec<ConversationId>> {
    Ok(reads.list::<Key>(TALKS, vals![contact]).await?.into_iter().map(|Key(id)| id).collect())
}
