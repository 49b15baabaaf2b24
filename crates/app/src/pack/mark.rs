//! What pretended customers said of their visits in a demo: mostly good, now and then something to put right.

use domain::Result;
use domain::booking::{Booking, BookingStatus};
use domain::feedback::Feedback;
use domain::id::FeedbackId;
use store::Unit;

/// Of ten who answered.
const MARKS: [u8; 10] = [5, 5, 4, 5, 2, 5, 4, 5, 3, 5];
/// One of so many is asked and answers.
const ANSWER: usize = 3;
const AFTER_MINUTES: i64 = 5 * 60;

/// The visit with this number in the demo's list, if it was completed and the customer has said something.
pub(super) async fn of_visit(unit: &mut Unit, booking: &Booking, index: usize) -> Result<()> {
    let asked_at = booking.ends_at.plus_minutes(AFTER_MINUTES);
    if booking.status != BookingStatus::Completed || !index.is_multiple_of(ANSWER) || asked_at > unit.now() {
        return Ok(());
    }
    let rating = MARKS.get(index / ANSWER % MARKS.len()).copied().unwrap_or(5);
    let text = match rating {
        2 => "Ждала двадцать минут, хотя пришла вовремя.",
        3 => "Хорошо, но в зале было шумно.",
        _ => "",
    };
    let feedback = Feedback {
        id: FeedbackId::new(), booking_id: booking.id, contact_id: booking.contact_id, employee_id: booking.employee_id, rating: Some(rating), text: text.to_owned(), task_id: None, asked_at, answered_at: Some(asked_at.plus_minutes(12)),
    };
    store::feedback::insert(unit, &feedback).await?;
    store::feedback::update(unit, &feedback).await
}
