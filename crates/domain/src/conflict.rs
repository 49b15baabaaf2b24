//! What stands in the way of a visit, said so that a calendar can show it: "Anna is busy: Colouring, Maria, 14:00–16:00".
//! Only people and programs of the firm are told; a customer hears no more than that the time is taken.

use crate::{Error, Ts, conversation::text_enum};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use uuid::Uuid;

text_enum! {
    ConflictKind, "kind" {
        Booking => "booking",
        Hold => "hold",
        Block => "block",
        /// A class or workshop is held then.
        GroupEvent => "group_event",
        /// The employee does not work then.
        NotWorking => "not_working",
        /// No room or equipment is free.
        Resource => "resource",
        Past => "past",
        /// Sooner than the firm's lead time.
        Lead => "lead",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    pub kind: ConflictKind,
    /// The visit, hold, block or group event in the way.
    pub id: Option<Uuid>,
    /// Whose time it is: the employee or the room.
    pub subject_id: Uuid,
    pub subject: String,
    /// When it is taken; of a rule, the time that was wanted.
    pub starts_at: Ts,
    pub ends_at: Ts,
    /// What takes it: services and the customer, the reason of a block, or what is held.
    pub title: String,
}
