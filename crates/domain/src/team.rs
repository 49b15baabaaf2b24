//! Teams: who takes the conversations that people have to answer, and how they are handed round.

use crate::{Error, Ts, conversation::text_enum, id::{ConnectionId, MemberId, TeamId}, sla::SlaRules};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

text_enum! {
    /// How a conversation finds its person.
    Assignment, "assignment" {
        /// People take them by themselves.
        Manual => "manual",
        /// Whoever is in and has the fewest open ones gets it.
        RoundRobin => "round_robin",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    pub member_ids: Vec<MemberId>,
    pub assignment: Assignment,
    /// Most open conversations a member is handed; none is no limit.
    pub capacity: Option<u32>,
    /// Connections whose conversations come to this team; a connection has one team at most.
    pub is_default_for: Vec<ConnectionId>,
    /// What this team promises in the place of the firm.
    pub sla: SlaRules,
    /// Told when a promise is broken; managers are where there is none.
    pub lead_id: Option<MemberId>,
    pub created_at: Ts,
    pub updated_at: Ts,
}
