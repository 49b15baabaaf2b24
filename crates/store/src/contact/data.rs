//! Everything that is written about one contact, as JSON for giving it out to them: each table with the columns a person can read.

use crate::{Reads, Row, Sql};
use domain::file::StoredFile;
use domain::id::ContactId;
use domain::{Result, Ts};
use serde_json::{Map, Value};
use uuid::Uuid;

statements! {
    IDENTITIES = "SELECT kind, value, created_at FROM identity WHERE org_id = $1 AND contact_id = $2 ORDER BY kind, value";
    CONSENTS = "SELECT kind, is_given, source, text, at FROM consent WHERE org_id = $1 AND contact_id = $2 ORDER BY at, id";
    FACTS = "SELECT key, text, source, expires_at, created_at, updated_at FROM contact_fact WHERE org_id = $1 AND contact_id = $2 ORDER BY id";
    NOTES = "SELECT id, text, author, created_at, updated_at FROM note WHERE org_id = $1 AND contact_id = $2 ORDER BY id";
    TASKS = "SELECT id, title, note, due_at, done_at, created_at FROM task WHERE org_id = $1 AND contact_id = $2 ORDER BY id";
    DEALS = "SELECT id, title, stage, tour, known, fields, amount, expected_on, loss_reason, created_at, closed_at FROM deal WHERE org_id = $1 AND contact_id = $2 ORDER BY id";
    BOOKINGS = "SELECT id, starts_at, ends_at, status, price, currency, note, source, created_at FROM booking WHERE org_id = $1 AND contact_id = $2 ORDER BY starts_at, id";
    FEEDBACK = "SELECT booking_id, rating, text, asked_at, answered_at FROM feedback WHERE org_id = $1 AND contact_id = $2 ORDER BY id";
    WAITLIST = "SELECT id, from_day, until_day, from_minute, until_minute, note, source, status, created_at FROM waitlist WHERE org_id = $1 AND contact_id = $2 ORDER BY id";
    REFERRALS = "SELECT r.id, p.name AS partner, r.status, r.text, r.wish, r.consent, r.shows_name, r.phone_share, r.sent_at, r.answered_at, r.amount FROM referral r JOIN partner p ON p.org_id = r.org_id AND p.id = r.partner_id
                 WHERE r.org_id = $1 AND r.contact_id = $2 ORDER BY r.id";
    CONVERSATIONS = "SELECT v.id, n.connector, v.lang, v.created_at, v.updated_at, s.text AS summary FROM conversation v JOIN connection n ON n.org_id = v.org_id AND n.id = v.connection_id
                     LEFT JOIN conversation_summary s ON s.org_id = v.org_id AND s.conversation_id = v.id WHERE v.org_id = $1 AND v.contact_id = $2 ORDER BY v.id";
    MESSAGES = "SELECT m.conversation_id, m.seq, m.author, m.text, m.attachments, m.created_at FROM message m JOIN conversation v ON v.org_id = m.org_id AND v.id = m.conversation_id
                WHERE v.org_id = $1 AND v.contact_id = $2 AND (m.conversation_id > $3 OR (m.conversation_id = $3 AND m.seq > $4)) ORDER BY m.conversation_id, m.seq LIMIT 1000";
    COMMENTS = "SELECT c.conversation_id, c.author, c.text, c.created_at FROM comment c JOIN conversation v ON v.org_id = c.org_id AND v.id = c.conversation_id WHERE v.org_id = $1 AND v.contact_id = $2 ORDER BY c.id";
    CHANGES = "SELECT action, noun, actor_kind, before, after, created_at FROM audit WHERE org_id = $1 AND subject_id = $2 ORDER BY id";
    FILES = "SELECT f.* FROM file f JOIN message m ON m.org_id = f.org_id AND m.id = f.message_id JOIN conversation v ON v.org_id = m.org_id AND v.id = m.conversation_id WHERE v.org_id = $1 AND v.contact_id = $2
             UNION ALL SELECT f.* FROM file f JOIN note n ON n.org_id = f.org_id AND n.id = f.note_id WHERE n.org_id = $1 AND n.contact_id = $2";
}

#[derive(Clone, Copy)]
enum As {
    Id,
    Text,
    Whole,
    Flag,
    At,
    Json,
}

type Columns = &'static [(&'static str, As)];

const PARTS: [(&str, Sql, Columns); 13] = [
    ("identities", IDENTITIES, &[("kind", As::Text), ("value", As::Text), ("created_at", As::At)]),
    ("consents", CONSENTS, &[("kind", As::Text), ("is_given", As::Flag), ("source", As::Text), ("text", As::Text), ("at", As::At)]),
    ("facts", FACTS, &[("key", As::Text), ("text", As::Text), ("source", As::Text), ("expires_at", As::At), ("created_at", As::At), ("updated_at", As::At)]),
    ("notes", NOTES, &[("id", As::Id), ("text", As::Text), ("author", As::Text), ("created_at", As::At), ("updated_at", As::At)]),
    ("tasks", TASKS, &[("id", As::Id), ("title", As::Text), ("note", As::Text), ("due_at", As::At), ("done_at", As::At), ("created_at", As::At)]),
    (
        "deals",
        DEALS,
        &[
            ("id", As::Id), ("title", As::Text), ("stage", As::Text), ("tour", As::Text), ("known", As::Json), ("fields", As::Json), ("amount", As::Whole), ("expected_on", As::Text), ("loss_reason", As::Text), ("created_at", As::At),
            ("closed_at", As::At),
        ],
    ),
    (
        "bookings",
        BOOKINGS,
        &[("id", As::Id), ("starts_at", As::At), ("ends_at", As::At), ("status", As::Text), ("price", As::Whole), ("currency", As::Text), ("note", As::Text), ("source", As::Text), ("created_at", As::At)],
    ),
    ("feedback", FEEDBACK, &[("booking_id", As::Id), ("rating", As::Whole), ("text", As::Text), ("asked_at", As::At), ("answered_at", As::At)]),
    (
        "waitlist",
        WAITLIST,
        &[
            ("id", As::Id), ("from_day", As::Text), ("until_day", As::Text), ("from_minute", As::Whole), ("until_minute", As::Whole), ("note", As::Text), ("source", As::Text), ("status", As::Text), ("created_at", As::At),
        ],
    ),
    (
        "referrals",
        REFERRALS,
        &[
            ("id", As::Id), ("partner", As::Text), ("status", As::Text), ("text", As::Text), ("wish", As::Text), ("consent", As::Text), ("shows_name", As::Flag), ("phone_share", As::Text), ("sent_at", As::At), ("answered_at", As::At),
            ("amount", As::Whole),
        ],
    ),
    ("conversations", CONVERSATIONS, &[("id", As::Id), ("connector", As::Text), ("lang", As::Text), ("created_at", As::At), ("updated_at", As::At), ("summary", As::Text)]),
    ("comments", COMMENTS, &[("conversation_id", As::Id), ("author", As::Text), ("text", As::Text), ("created_at", As::At)]),
    ("changes", CHANGES, &[("action", As::Text), ("noun", As::Text), ("actor_kind", As::Text), ("before", As::Json), ("after", As::Json), ("created_at", As::At)]),
];
const MESSAGE: Columns = &[("conversation_id", As::Id), ("seq", As::Whole), ("author", As::Text), ("text", As::Text), ("attachments", As::Json), ("created_at", As::At)];

fn cell(row: &Row, name: &str, kind: As) -> Result<Value> {
    Ok(match kind {
        As::Id => row.get::<Option<Uuid>>(name)?.map(|id| id.to_string()).into(),
        As::Text => row.get::<Option<String>>(name)?.into(),
        As::Whole => row.get::<Option<i64>>(name)?.into(),
        As::Flag => row.get::<Option<bool>>(name)?.into(),
        As::At => row.maybe_ts(name)?.map(|at: Ts| at.to_string()).into(),
        As::Json => row.maybe_json(name)?.unwrap_or(Value::Null),
    })
}

fn shown(row: &Row, columns: &[(&str, As)]) -> Result<Value> {
    let cells = columns.iter().map(|(name, kind)| Ok(((*name).to_owned(), cell(row, name, *kind)?)));
    cells.collect::<Result<Map<_, _>>>().map(Value::Object)
}

/// All but messages, a list for each part.
pub async fn parts(reads: &mut impl Reads, id: ContactId) -> Result<Vec<(&'static str, Vec<Value>)>> {
    let mut parts = Vec::new();
    for (name, sql, columns) in PARTS {
        let rows = reads.rows(sql, vals![id]).await?;
        parts.push((name, rows.iter().map(|row| shown(row, columns)).collect::<Result<_>>()?));
    }
    Ok(parts)
}

/// A thousand messages after a place; the place of the last of them.
pub async fn messages(reads: &mut impl Reads, id: ContactId, after: (Uuid, i64)) -> Result<(Vec<Value>, Option<(Uuid, i64)>)> {
    let rows = reads.rows(MESSAGES, vals![id, after.0, after.1]).await?;
    let last = match rows.last() {
        Some(row) => Some((row.get("conversation_id")?, row.get("seq")?)),
        None => None,
    };
    Ok((rows.iter().map(|row| shown(row, MESSAGE)).collect::<Result<_>>()?, last))
}

/// What the contact sent, was sent, and what was put to notes.
pub async fn files(reads: &mut impl Reads, id: ContactId) -> Result<Vec<StoredFile>> {
    reads.list(FILES, vals![id]).await
}
