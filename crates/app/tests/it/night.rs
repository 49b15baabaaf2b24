//! Nights when the clock jumps: what is offered, booked and read back stays in order.

use crate::salon::{Salon, code, ts};
use testkit::TestDb;

#[tokio::test]
async fn the_night_the_clock_goes_back_has_an_hour_twice() {
    let salon = Salon::on(TestDb::new().await, "Europe/Berlin", "2026-10-20T10:00:00+02:00").await;
    // Civil 01:00 to 04:00 is four hours.
    let offered = salon.free(0, "2026-10-25T01:00:00+02:00", "2026-10-25T04:00:00+01:00").await;
    assert_eq!(offered, "01:00 01:30 02:00 02:30 02:00 02:30 03:00 03:30");
    let first = salon.book(0, "2026-10-25T02:30:00+02:00").await.unwrap();
    assert_eq!(first.ends_at, ts("2026-10-25T02:30:00+01:00"), "an hour later the clock shows the same");
    assert_eq!(code(&salon.book(0, "2026-10-25T02:00:00+01:00").await), "slot_taken");
    let second = salon.book(0, "2026-10-25T02:30:00+01:00").await.unwrap();
    assert_eq!(second.ends_at.minutes_since(second.starts_at), 60);
    assert_eq!(salon.free(0, "2026-10-25T01:00:00+02:00", "2026-10-25T04:00:00+01:00").await, "01:00 01:30 03:30");
}

#[tokio::test]
async fn the_night_the_clock_goes_forward_misses_an_hour() {
    let salon = Salon::on(TestDb::new().await, "America/New_York", "2026-03-02T10:00:00-05:00").await;
    let offered = salon.free(0, "2026-03-08T01:00:00-05:00", "2026-03-08T05:00:00-04:00").await;
    assert_eq!(offered, "01:00 01:30 03:00 03:30 04:00 04:30");
    let visit = salon.book(0, "2026-03-08T01:30:00-05:00").await.unwrap();
    assert_eq!(visit.ends_at, ts("2026-03-08T03:30:00-04:00"));
    assert_eq!(code(&salon.book(0, "2026-03-08T03:00:00-04:00").await), "slot_taken");
    assert_eq!(code(&salon.book(0, "2026-03-08T03:30:00-04:00").await), "ok");
}
