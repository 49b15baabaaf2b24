//! The feed of updates: the few kinds of events somebody wants to read, newest first. Test chats are not in it.

use crate::{FromRow, Reads, Row};
use domain::event::Event;
use domain::id::{ConnectionId, ContactId, ConversationId, EventId};
use domain::{Result, Ts};

statements! {
    /// The kinds stand here in the very words of the index `event_feed`, or it would not be used.
    FEED = "SELECT * FROM event WHERE org_id = $1
            AND kind IN ('booking.created', 'booking.moved', 'booking.cancelled', 'booking.missed', 'conversation.handed_over', 'conversation.taken_over', 'contact.created', 'message.failed', 'connection.failed')
            AND (kind = $2 OR $2 IS NULL) AND (created_at < $3 OR (created_at = $3 AND id < $4))
            AND (conversation_id IS NULL OR conversation_id NOT IN (SELECT v.id FROM contact c JOIN conversation v ON v.org_id = c.org_id AND v.contact_id = c.id WHERE c.org_id = $1 AND c.source = 'test'))
            AND subject_id NOT IN (SELECT c.id FROM contact c WHERE c.org_id = $1 AND c.source = 'test') ORDER BY created_at DESC, id DESC LIMIT $5";
    TALK = "SELECT v.id AS conversation_id, c.id AS contact_id, c.name, c.phone, n.id AS connection_id, n.connector, n.name AS connection FROM conversation v
            JOIN contact c ON c.org_id = v.org_id AND c.id = v.contact_id JOIN connection n ON n.org_id = v.org_id AND n.id = v.connection_id WHERE v.org_id = $1 AND v.id = $2";
}

/// A conversation with the names a line of the feed shows.
#[derive(Clone, Debug)]
pub struct Talk {
    pub contact_id: ContactId,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub connection_id: ConnectionId,
    pub connector: String,
    pub connection: String,
}

impl FromRow for Talk {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Talk {
            contact_id: row.id("contact_id")?, name: row.get("name")?, phone: row.get("phone")?, connection_id: row.id("connection_id")?, connector: row.get("connector")?, connection: row.get("connection")?,
        })
    }
}

pub async fn feed(reads: &mut impl Reads, kind: Option<&str>, before: (Ts, EventId), limit: i64) -> Result<Vec<Event>> {
    reads.list(FEED, vals![kind, before.0, before.1, limit]).await
}

pub async fn talk(reads: &mut impl Reads, id: ConversationId) -> Result<Option<Talk>> {
    reads.find(TALK, vals![id]).await
}
