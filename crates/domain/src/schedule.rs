//! When an employee works: weekly rules with breaks, and exceptions by date. Civil time of the branch.

use crate::id::{BranchId, EmployeeId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One working interval that repeats weekly. Two rules on one weekday are a split shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Shift {
    pub branch_id: BranchId,
    /// ISO weekday, 1 = Monday … 7 = Sunday.
    pub weekday: u8,
    /// Minutes from midnight.
    pub starts: u16,
    /// Minutes from midnight, up to 1440, after `starts`.
    pub ends: u16,
    /// Breaks inside the shift.
    #[serde(default)]
    pub breaks: Vec<Span>,
}

/// Minutes from midnight, half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Span {
    pub starts: u16,
    pub ends: u16,
}

/// A date that differs from the weekly rule. `spans` empty = a day off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Exception {
    #[schemars(with = "String")]
    pub date: Date,
    /// Where the employee works that day; none on a day off.
    pub branch_id: Option<BranchId>,
    pub spans: Vec<Span>,
    #[serde(default)]
    pub reason: String,
}

/// Everything about one employee's hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    pub employee_id: EmployeeId,
    pub shifts: Vec<Shift>,
    pub exceptions: Vec<Exception>,
}
