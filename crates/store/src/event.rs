//! The append-only stream of what happened. Nothing updates or deletes it but retention.

use crate::{FromRow, Row, Scope, Unit, statement::json};
use domain::Result;
use domain::event::Event;
use domain::id::EventId;
use uuid::Uuid;

statements! {
    INSERT = "INSERT INTO event (org_id, id, kind, subject_id, conversation_id, payload, trace_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Several at once: one round trip for all events of a unit.
    INSERT_ALL = {
        lite: "INSERT INTO event (org_id, id, kind, subject_id, conversation_id, payload, trace_id, created_at)
               SELECT $1, unhex(e.value ->> 'id'), e.value ->> 'kind', unhex(e.value ->> 'subject_id'), unhex(e.value ->> 'conversation_id'), e.value -> 'payload', $3, e.value ->> 'created_at' FROM json_each($2) e",
        pg: "INSERT INTO event (org_id, id, kind, subject_id, conversation_id, payload, trace_id, created_at)
             SELECT $1, e.id, e.kind, e.subject_id, e.conversation_id, e.payload, $3, e.created_at
             FROM jsonb_to_recordset($2) AS e(id uuid, kind text, subject_id uuid, conversation_id uuid, payload jsonb, created_at bigint)",
    };
    AFTER = "SELECT * FROM event WHERE org_id = $1 AND id > $2 AND (conversation_id = $3 OR $3 IS NULL) ORDER BY id LIMIT $4";
    AFTER_ALL = "SELECT * FROM event WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    BEFORE = "SELECT * FROM event WHERE org_id = $1 AND id < $2 AND (kind = $3 OR $3 IS NULL) AND (subject_id = $4 OR $4 IS NULL) ORDER BY id DESC LIMIT $5";
}

impl FromRow for Event {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Event {
            id: row.id("id")?,
            kind: row.get("kind")?,
            subject_id: row.get("subject_id")?,
            conversation_id: row.get("conversation_id")?,
            payload: row.json("payload")?,
            created_at: row.ts("created_at")?,
        })
    }
}

/// Writes what a unit has gathered.
pub(crate) async fn insert(unit: &mut Unit, events: &[Event]) -> Result<()> {
    let trace = unit.by().trace_id.clone();
    match events {
        [] => {}
        [event] => {
            unit.exec(INSERT, vals![event.id, event.kind.as_str(), event.subject_id, event.conversation_id, json(&event.payload), trace, event.created_at]).await?;
        }
        events => {
            let rows = events.iter().map(|e| {
                serde_json::json!({
                    "id": e.id.0.simple().to_string(), "kind": e.kind, "subject_id": e.subject_id.simple().to_string(),
                    "conversation_id": e.conversation_id.map(|id| id.simple().to_string()), "payload": e.payload, "created_at": e.created_at.micros(),
                })
            });
            unit.exec(INSERT_ALL, vals![rows.collect::<serde_json::Value>(), trace]).await?;
        }
    }
    Ok(())
}

/// Events after `after`, oldest first. Ids sort by birth, not by commit: a reader that resumes steps back a few
/// seconds (`resume_point`) and drops the ids it has seen.
pub async fn after(scope: &mut Scope, after: EventId, conversation: Option<Uuid>, limit: i64) -> Result<Vec<Event>> {
    match conversation {
        Some(id) => scope.list(AFTER, vals![after, id, limit]).await,
        None => scope.list(AFTER_ALL, vals![after, limit]).await,
    }
}

/// Events before `before`, newest first, for feeds.
pub async fn before(scope: &mut Scope, before: EventId, kind: Option<&str>, subject: Option<Uuid>, limit: i64) -> Result<Vec<Event>> {
    scope.list(BEFORE, vals![before, kind, subject, limit]).await
}

/// An id that sorts before every event born up to `overlap_ms` before `id`.
pub fn resume_point(id: EventId, overlap_ms: u64) -> EventId {
    let born = id.uuid().get_timestamp().map_or(0, |t| {
        let (secs, nanos) = t.to_unix();
        secs * 1000 + u64::from(nanos) / 1_000_000
    });
    EventId(uuid::Builder::from_unix_timestamp_millis(born.saturating_sub(overlap_ms), &[0; 10]).into_uuid())
}
