//! What happened with a contact, newest first: messages by conversation and day, changes of visits and of the card.

use crate::audit::AuditRow;
use crate::{FromRow, Reads, Row};
use domain::id::{ContactId, ConversationId};
use domain::message::Author;
use domain::{Result, Ts};
use uuid::Uuid;

statements! {
    /// `$3` shifts an instant to the firm's day.
    TALKS = "SELECT g.id, g.connector, g.first_at, g.last_at, g.n, m.text, m.author FROM (
               SELECT v.id AS id, n.connector AS connector, MIN(m.created_at) AS first_at, MAX(m.created_at) AS last_at, COUNT(*) AS n, MAX(m.seq) AS seq FROM conversation v
               JOIN connection n ON n.org_id = v.org_id AND n.id = v.connection_id JOIN message m ON m.org_id = v.org_id AND m.conversation_id = v.id
               WHERE v.org_id = $1 AND v.contact_id = $2 GROUP BY v.id, n.connector, (m.created_at + $3) / 86400000000
               HAVING MAX(m.created_at) < $4 OR (MAX(m.created_at) = $4 AND v.id < $5) ORDER BY 4 DESC, 1 DESC LIMIT $6) g
             JOIN message m ON m.org_id = $1 AND m.conversation_id = g.id AND m.seq = g.seq ORDER BY g.last_at DESC, g.id DESC";
    CHANGES = "SELECT * FROM audit WHERE org_id = $1 AND noun IN ('booking', 'contact', 'waitlist') AND (subject_id = $2 OR subject_id IN (SELECT b.id FROM booking b WHERE b.org_id = $1 AND b.contact_id = $2) OR subject_id IN (SELECT w.id FROM waitlist w WHERE w.org_id = $1 AND w.contact_id = $2)
               OR subject_id IN (SELECT m.other_id FROM contact_merge m WHERE m.org_id = $1 AND m.contact_id = $2 AND m.undone_at IS NULL))
               AND (created_at < $3 OR (created_at = $3 AND id < $4)) ORDER BY created_at DESC, id DESC LIMIT $5";
}

/// The messages of one conversation on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayTalk {
    pub conversation_id: ConversationId,
    pub connector: String,
    pub first_at: Ts,
    pub last_at: Ts,
    pub messages: i64,
    /// The last one.
    pub text: String,
    pub author: Author,
}

impl FromRow for DayTalk {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(DayTalk {
            conversation_id: row.id("id")?, connector: row.get("connector")?, first_at: row.ts("first_at")?, last_at: row.ts("last_at")?, messages: row.get("n")?, text: row.get("text")?, author: row.parse("author")?,
        })
    }
}

/// `shift` is the firm's distance from UTC in microseconds.
pub async fn talks(reads: &mut impl Reads, id: ContactId, shift: i64, before: (Ts, Uuid), limit: i64) -> Result<Vec<DayTalk>> {
    reads.list(TALKS, vals![id, shift, before.0, before.1, limit]).await
}

pub async fn changes(reads: &mut impl Reads, id: ContactId, before: (Ts, Uuid), limit: i64) -> Result<Vec<AuditRow>> {
    reads.list(CHANGES, vals![id, before.0, before.1, limit]).await
}
