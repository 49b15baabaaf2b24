//! What a customer can book.

use crate::{Money, Ts, id::{ResourceId, ServiceId}};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    pub id: ServiceId,
    pub name: String,
    /// Name in English where the firm gives one.
    pub name_en: Option<String>,
    pub category: String,
    pub description: String,
    /// Other words customers use for it; the brain matches them by stem and typo.
    pub synonyms: Vec<String>,
    pub duration_minutes: u32,
    /// Cleaning or rest after the visit; occupies the employee, invisible to the customer.
    pub buffer_minutes: u32,
    pub price: Money,
    /// Upper end when the price is "from … to …"; equal kinds of service often have one.
    pub price_max: Option<i64>,
    /// Any one of these rooms or chairs is occupied with the visit; empty = none needed.
    pub resources: Vec<ResourceId>,
    /// People at once; more than one: it is held for a group at times of its own (`group_event`).
    #[serde(default = "alone")]
    pub seats: u16,
    /// To be paid before the visit, minor units of the price's currency; 0 = nothing.
    #[serde(default)]
    pub prepayment: i64,
    pub is_active: bool,
    pub position: i64,
    pub created_at: Ts,
}

/// What services were before some were for groups.
const fn alone() -> u16 {
    1
}

impl Service {
    /// Is it held for several people at once?
    pub const fn is_group(&self) -> bool {
        self.seats > 1
    }
}
