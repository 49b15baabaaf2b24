//! What a customer said of a visit: a mark from 1 to 5, and words where something was wrong.

use crate::{Ts, id::{BookingId, ContactId, EmployeeId, FeedbackId, TaskId}};
use serde::{Deserialize, Serialize};

/// Up to this mark something was wrong.
pub const LOW: u8 = 3;
/// The best one.
pub const BEST: u8 = 5;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    pub id: FeedbackId,
    pub booking_id: BookingId,
    pub contact_id: ContactId,
    /// Who did it then.
    pub employee_id: EmployeeId,
    pub rating: Option<u8>,
    pub text: String,
    /// For a person, to put it right.
    pub task_id: Option<TaskId>,
    pub asked_at: Ts,
    pub answered_at: Option<Ts>,
}

impl Feedback {
    pub fn is_low(&self) -> bool {
        self.rating.is_some_and(|rating| rating <= LOW)
    }
}
