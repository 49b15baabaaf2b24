//! Free time: the pure search for slots from schedules and busy intervals. No database, no clock.

use crate::{Ts, id::{BranchId, EmployeeId, ResourceId, ServiceId}};
use serde::{Deserialize, Serialize};

/// A visit that could be booked now.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Slot {
    pub branch_id: BranchId,
    pub employee_id: EmployeeId,
    pub resource_id: Option<ResourceId>,
    pub starts_at: Ts,
    /// End of the service as the customer sees it, without the buffer.
    pub ends_at: Ts,
}

/// What to look for. All services are done one after another by one employee in one visit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SlotQuery {
    pub services: Vec<ServiceId>,
    /// None = anyone who can.
    pub employee_id: Option<EmployeeId>,
    /// None = any branch.
    pub branch_id: Option<BranchId>,
    /// Slots start at or after this instant …
    pub from: Ts,
    /// … and before this one.
    pub until: Ts,
    /// Most slots wanted; the search stops there. In time order, then by employee position.
    pub limit: usize,
    /// A booking being moved: its own interval counts as free.
    pub moving: Option<crate::id::BookingId>,
}
