//! Who performs services: skills here, hours in `schedule.rs`.

use crate::{Ts, id::{BranchId, EmployeeId, ServiceId}};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employee {
    pub id: EmployeeId,
    pub name: String,
    /// "топ-стилист", "мастер маникюра".
    pub title: String,
    pub about: String,
    /// Nicknames and other spellings (`Аня`, `Anna`).
    pub synonyms: Vec<String>,
    /// Branches of the schedule; an employee may work in several.
    pub branches: Vec<BranchId>,
    pub skills: Vec<Skill>,
    pub is_active: bool,
    pub position: i64,
    pub created_at: Ts,
}

/// That an employee performs a service, with their own price and length where they differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Skill {
    pub service_id: ServiceId,
    /// Minor units of the service's currency.
    pub price: Option<i64>,
    pub duration_minutes: Option<u32>,
}
