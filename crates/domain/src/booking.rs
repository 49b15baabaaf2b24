//! A visit in the calendar: its states and what may follow what.

use crate::{Error, Money, Result, Ts, conversation::text_enum, id::{BookingId, BranchId, ContactId, ConversationId, EmployeeId, GroupEventId, ResourceId, ServiceId}};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

text_enum! {
    BookingStatus, "status" { Booked => "booked", Confirmed => "confirmed", Arrived => "arrived", Completed => "completed", Cancelled => "cancelled", NoShow => "no_show" }
}

impl BookingStatus {
    /// Does the visit still occupy its time?
    pub const fn is_active(self) -> bool {
        !matches!(self, BookingStatus::Cancelled | BookingStatus::NoShow)
    }
    /// Can the customer still move or cancel it?
    pub const fn is_upcoming(self) -> bool {
        matches!(self, BookingStatus::Booked | BookingStatus::Confirmed)
    }
    /// Refuses a transition that makes no sense (a cancelled visit cannot be confirmed).
    pub fn check_next(self, next: BookingStatus) -> Result<()> {
        use BookingStatus as S;
        let fine = match (self, next) {
            (a, b) if a == b => true,
            (S::Booked, _) => true,
            (S::Confirmed, S::Booked) => false,
            (S::Confirmed, _) => true,
            (S::Arrived, S::Completed | S::Confirmed) => true,
            // It was completed by itself, and nobody came.
            (S::Completed, S::NoShow) => true,
            (S::NoShow, S::Arrived | S::Completed) => true,
            _ => false,
        };
        if fine { Ok(()) } else { Err(Error::conflict(format!("a {} visit cannot become {}", self.as_str(), next.as_str())).code("booking_transition")) }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    pub id: BookingId,
    pub branch_id: BranchId,
    pub employee_id: EmployeeId,
    pub resource_id: Option<ResourceId>,
    pub contact_id: ContactId,
    /// The dialogue it came from.
    pub conversation_id: Option<ConversationId>,
    /// The class or workshop it is a seat of.
    #[serde(default)]
    pub group_event_id: Option<GroupEventId>,
    pub items: Vec<Item>,
    pub starts_at: Ts,
    /// End as the customer sees it; the buffer lives in the occupancy.
    pub ends_at: Ts,
    pub status: BookingStatus,
    pub price: Money,
    /// Part of the price that is to be paid before the visit, minor units; 0 = nothing.
    #[serde(default)]
    pub prepayment: i64,
    /// When it came; nobody has said so yet.
    #[serde(default)]
    pub prepaid_at: Option<Ts>,
    pub note: String,
    /// `agent`, `person`, `api`, `page`, `demo`.
    pub source: String,
    /// Grows with every change; sent as ETag.
    pub version: i64,
    pub created_at: Ts,
    pub updated_at: Ts,
}

impl Booking {
    /// Is money to come before the visit?
    pub const fn awaits_prepayment(&self) -> bool {
        self.prepayment > 0 && self.prepaid_at.is_none() && self.status.is_upcoming()
    }
}

/// One service of a visit, with the price and length it was booked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Item {
    pub service_id: ServiceId,
    pub duration_minutes: u32,
    /// Minor units of the booking's currency.
    pub price: i64,
}
