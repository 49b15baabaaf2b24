//! The inbox: what comes from customers (`receive.rs`) and what people do in a conversation: write and decide (`say.rs`), take over and
//! give back (`rule.rs`), keep order (`care.rs`, of several at once `bulk.rs`), be seen (`presence.rs`); what the agent does by default (`mode.rs`); files that
//! stay with the channel (`attachment.rs`); what was said ever (`search.rs`).

pub(crate) mod announce;
pub mod attachment;
pub mod bulk;
pub mod care;
pub mod mode;
pub mod presence;
pub mod receive;
pub mod rule;
pub mod say;
pub mod search;

pub use receive::{Accepted, receive};

use domain::conversation::Conversation;
use serde_json::{Value, json};

/// What every event about a conversation carries, so that a list is brought up to date without asking again.
pub fn patch(c: &Conversation) -> Value {
    json!({
        "id": c.id, "status": c.status, "mode": c.mode, "phase": c.phase, "hand_over": c.hand_over, "assignee_id": c.assignee_id, "team_id": c.team_id, "last_seq": c.last_seq, "inbound_seq": c.inbound_seq,
        "waiting_since": c.waiting_since, "snoozed_until": c.snoozed_until, "sla_warn_at": c.sla_warn_at, "sla_due_at": c.sla_due_at, "draft": c.draft, "updated_at": c.updated_at,
    })
}
