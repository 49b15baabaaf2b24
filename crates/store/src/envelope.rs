//! What agents hand each other with a customer: the chain of a conversation. Never changed.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::agent::Envelope;
use domain::id::{ConversationId, EnvelopeId, TurnId};
use domain::Result;

statements! {
    INSERT = "INSERT INTO envelope (org_id, id, conversation_id, turn_id, from_id, to_id, kind, payload, context, trace_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    OF_CONVERSATION = "SELECT * FROM envelope WHERE org_id = $1 AND conversation_id = $2 AND id > $3 ORDER BY id LIMIT $4";
}

/// An envelope as it was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct SentEnvelope {
    pub id: EnvelopeId,
    pub conversation_id: ConversationId,
    /// The turn in which it was sent.
    pub turn_id: Option<TurnId>,
    pub envelope: Envelope,
}

impl FromRow for SentEnvelope {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(SentEnvelope {
            id: row.id("id")?,
            conversation_id: row.id("conversation_id")?,
            turn_id: row.maybe_id("turn_id")?,
            envelope: Envelope { from: row.id("from_id")?, to: row.id("to_id")?, kind: row.parse("kind")?, payload: row.json("payload")?, context: row.json("context")?, at: row.ts("created_at")?, trace_id: row.get("trace_id")? },
        })
    }
}

pub async fn insert(unit: &mut Unit, sent: &SentEnvelope) -> Result<()> {
    let e = &sent.envelope;
    unit.exec(INSERT, vals![sent.id, sent.conversation_id, sent.turn_id, e.from, e.to, e.kind.as_str(), json(&e.payload), json(&e.context), &e.trace_id, e.at]).await?;
    Ok(())
}

/// The chain, oldest first, after an id.
pub async fn list(reads: &mut impl Reads, conversation: ConversationId, after: EnvelopeId, limit: i64) -> Result<Vec<SentEnvelope>> {
    reads.list(OF_CONVERSATION, vals![conversation, after, limit]).await
}
