//! Statements that put an invented past in its place: rows with times long gone, in states that normally come step by step.
//! `app::pack::stage` uses them in a firm that has just been made. Also the mark of a demo firm, which `app::demo` reads.

use crate::{FromRow, Row, Scope, Unit, statement::json};
use domain::conversation::Conversation;
use domain::id::{ConnectionId, ContactId, ConversationId, MessageId, OutboxId, PersonId};
use domain::{Result, Ts};
use serde_json::Value;

statements! {
    CONVERSATION = "INSERT INTO conversation (org_id, id, contact_id, connection_id, chat_id, status, mode, phase, lang, hand_over, assignee_id, state, last_seq, inbound_seq, answered_seq,
                    waiting_since, snoozed_until, is_mode_default, recent, is_reachable, created_at, updated_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, TRUE, $20, $21)";
    /// What reports read of it, once its messages stand.
    PACE = "UPDATE conversation SET handed_at = CASE WHEN status = 'waiting' THEN updated_at END,
              asked_at = (SELECT m.created_at FROM message m WHERE m.org_id = $1 AND m.conversation_id = $2 AND m.author = 'contact' ORDER BY m.seq LIMIT 1),
              person_at = (SELECT m.created_at FROM message m WHERE m.org_id = $1 AND m.conversation_id = $2 AND m.author = 'person' ORDER BY m.seq LIMIT 1),
              replied_at = (SELECT m.created_at FROM message m WHERE m.org_id = $1 AND m.conversation_id = $2 AND m.author IN ('agent', 'person')
                AND m.seq > (SELECT MIN(c.seq) FROM message c WHERE c.org_id = $1 AND c.conversation_id = $2 AND c.author = 'contact') ORDER BY m.seq LIMIT 1) WHERE org_id = $1 AND id = $2";
    OUTBOX = "INSERT INTO outbox (org_id, id, connection_id, conversation_id, message_id, payload, status, attempts, run_at, last_error, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $8, $8)";
    READ = "INSERT INTO read_mark (org_id, person_id, conversation_id, seq, updated_at) VALUES ($1, $2, $3, $4, $5)";
    IS_DEMO = "SELECT is_demo FROM org WHERE id = $1";
    SET_IS_DEMO = "UPDATE org SET is_demo = $2 WHERE id = $1";
    CONTACT_AT = "UPDATE contact SET created_at = $3, updated_at = $3 WHERE org_id = $1 AND id = $2";
}

/// May pretended customers write here?
pub async fn is_demo(scope: &mut Scope) -> Result<bool> {
    Ok(scope.find::<IsDemo>(IS_DEMO, vec![]).await?.is_some_and(|found| found.0))
}

pub async fn set_is_demo(unit: &mut Unit, is_demo: bool) -> Result<()> {
    unit.exec(SET_IS_DEMO, vals![is_demo]).await?;
    Ok(())
}

struct IsDemo(bool);

impl FromRow for IsDemo {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("is_demo").map(IsDemo)
    }
}

/// A conversation as it stands; `recent` is what the search of the list reads.
pub async fn conversation(unit: &mut Unit, c: &Conversation, recent: &str) -> Result<()> {
    let is_mode_default = c.mode == domain::conversation::Mode::Auto;
    let state = Value::Object(serde_json::Map::new());
    unit.exec(
        CONVERSATION,
        vals![
            c.id, c.contact_id, c.connection_id, &c.chat_id, c.status, c.mode, c.phase, c.lang, c.hand_over.clone(), c.assignee_id, json(&state), c.last_seq, c.inbound_seq, c.answered_seq, c.waiting_since,
            c.snoozed_until, is_mode_default, recent, c.created_at, c.updated_at
        ],
    )
    .await?;
    Ok(())
}

/// When it was first asked, answered, handed over: after its messages.
pub async fn paced(unit: &mut Unit, id: ConversationId) -> Result<()> {
    unit.exec(PACE, vals![id]).await?;
    Ok(())
}

/// A send that went wrong.
pub struct Trouble<'a> {
    pub connection: ConnectionId,
    pub conversation: ConversationId,
    pub message: MessageId,
    pub payload: Value,
    /// `unknown` or `failed`.
    pub status: &'a str,
    pub error: &'a str,
    pub at: Ts,
}

pub async fn trouble(unit: &mut Unit, t: Trouble<'_>) -> Result<()> {
    unit.exec(OUTBOX, vals![OutboxId::new(), t.connection, t.conversation, t.message, json(&t.payload), t.status, t.at, t.error]).await?;
    Ok(())
}

pub async fn read(unit: &mut Unit, person: PersonId, conversation: ConversationId, seq: i64, at: Ts) -> Result<()> {
    unit.exec(READ, vals![person, conversation, seq, at]).await?;
    Ok(())
}

/// When somebody became known.
pub async fn known_since(unit: &mut Unit, contact: ContactId, at: Ts) -> Result<()> {
    unit.exec(CONTACT_AT, vals![contact, at]).await?;
    Ok(())
}
