//! A place where visits happen, with its own time zone.

use crate::{Ts, id::BranchId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    pub id: BranchId,
    pub name: String,
    pub address: String,
    /// How to find the door, parking, landmarks.
    pub directions: String,
    pub phone: Option<String>,
    /// IANA zone.
    pub zone: String,
    /// Opening hours shown to customers; employees' schedules decide the slots.
    pub hours: Vec<Hours>,
    pub is_active: bool,
    pub position: i64,
    pub created_at: Ts,
}

/// One opening interval on one weekday, in the branch's civil time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Hours {
    /// ISO weekday, 1 = Monday … 7 = Sunday.
    pub weekday: u8,
    /// Minutes from midnight.
    pub opens: u16,
    /// Minutes from midnight, up to 1440.
    pub closes: u16,
}
