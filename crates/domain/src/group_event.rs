//! Group events: a class, a workshop, a training at a fixed time, to which several people come. Each of them has a visit of their own that
//! takes one seat and costs what the service costs with that employee; the employee and the room are taken by the event.

use crate::slot::Busy;
use crate::{Error, Result, Ts, conversation::text_enum, id::{BranchId, EmployeeId, GroupEventId, ResourceId, ServiceId, SeriesId}};
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use uuid::Uuid;

/// Most people of one event.
pub const MOST_SEATS: u16 = 500;
/// Most events planned at once: a year of a class that is held twice a week.
pub const MOST_AT_ONCE: usize = 110;

text_enum! {
    GroupEventStatus, "status" {
        /// It takes place.
        Open => "open",
        /// It was called off; nobody's time is taken any more.
        Cancelled => "cancelled",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupEvent {
    pub id: GroupEventId,
    /// What is held; its name, description and category are the event's.
    pub service_id: ServiceId,
    pub branch_id: BranchId,
    pub employee_id: EmployeeId,
    pub resource_id: Option<ResourceId>,
    pub starts_at: Ts,
    pub ends_at: Ts,
    pub seats: u16,
    pub note: String,
    pub status: GroupEventStatus,
    /// Events planned together.
    pub series_id: Option<SeriesId>,
    /// Grows with every change.
    pub version: i64,
    pub created_at: Ts,
    pub updated_at: Ts,
}

impl GroupEvent {
    /// Under which a seat competes in the calendar. A seat is taken like an employee or a room, so nobody gets one twice: not two customers
    /// at once, not on two nodes, not beside a hold.
    pub fn seat(&self, number: u16) -> Uuid {
        let mut bytes = *self.id.uuid().as_bytes();
        let [high, low] = number.to_be_bytes();
        // An id of version 8 is nobody's row: rows have version 7.
        if let Some(byte) = bytes.get_mut(6) {
            *byte = 0x80 | (*byte & 0x0f);
        }
        if let Some([a, b]) = bytes.get_mut(14..16) {
            (*a, *b) = (*a ^ high, *b ^ low);
        }
        Uuid::from_bytes(bytes)
    }

    /// The first seat nobody has.
    pub fn free_seat(&self, busy: &[Busy]) -> Option<Uuid> {
        (0..self.seats).map(|n| self.seat(n)).find(|seat| !busy.iter().any(|b| b.subject == *seat && b.overlaps(self.starts_at, self.ends_at)))
    }
}

/// On which days a class is held again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Empty: the weekday of the first one.
    pub days: Vec<Weekday>,
    /// Every so many weeks, from 1.
    pub weeks: u8,
    /// The last day that may still have one.
    pub until: Date,
}

impl Repeat {
    /// The days from the first one on; it is among them whatever weekday it is.
    pub fn dates(&self, first: Date) -> Result<Vec<Date>> {
        if !(1..=8).contains(&self.weeks) {
            return Err(Error::invalid("repeat.weeks", "1 to 8 weeks"));
        }
        if self.until < first {
            return Err(Error::invalid("repeat.until", "must not be before the first one").code("ends_before_start"));
        }
        let monday = first.saturating_sub(jiff::Span::new().days(i64::from(first.weekday().to_monday_zero_offset())));
        let dates: Vec<Date> = first.series(jiff::Span::new().days(1)).take_while(|d| *d <= self.until).take(800)
            .filter(|d| {
                let week = d.since(monday).map_or(0, |s| i64::from(s.get_days())) / 7;
                *d == first || (week % i64::from(self.weeks) == 0 && if self.days.is_empty() { d.weekday() == first.weekday() } else { self.days.contains(&d.weekday()) })
            })
            .take(MOST_AT_ONCE + 1).collect();
        if dates.len() > MOST_AT_ONCE {
            return Err(Error::invalid("repeat.until", format!("at most {MOST_AT_ONCE} at once")).code("over_limit"));
        }
        Ok(dates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn event(seats: u16) -> GroupEvent {
        let at = Ts::from_micros(1_800_000_000_000_000);
        GroupEvent {
            id: GroupEventId::new(), service_id: ServiceId::new(), branch_id: BranchId::new(), employee_id: EmployeeId::new(), resource_id: None, starts_at: at, ends_at: at.plus_minutes(60), seats,
            note: String::new(), status: GroupEventStatus::Open, series_id: None, version: 1, created_at: at, updated_at: at,
        }
    }

    #[test]
    fn seats_are_ids_of_their_own() {
        let (one, other) = (event(MOST_SEATS), event(MOST_SEATS));
        let seats: HashSet<Uuid> = (0..MOST_SEATS).flat_map(|n| [one.seat(n), other.seat(n)]).collect();
        assert_eq!(seats.len(), 2 * usize::from(MOST_SEATS));
        assert!(!seats.contains(&one.id.uuid()), "the event itself is no seat");
    }

    #[test]
    fn the_first_free_seat_is_given_and_none_of_a_full_house() {
        let event = event(2);
        let taken = |n: u16| Busy { subject: event.seat(n), starts_at: event.starts_at, ends_at: event.ends_at };
        assert_eq!(event.free_seat(&[]), Some(event.seat(0)));
        assert_eq!(event.free_seat(&[taken(0)]), Some(event.seat(1)));
        assert_eq!(event.free_seat(&[taken(1)]), Some(event.seat(0)));
        assert_eq!(event.free_seat(&[taken(0), taken(1)]), None);
    }

    #[test]
    fn a_class_is_repeated_on_its_days() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let repeat = |days: &[Weekday], weeks, until| Repeat { days: days.to_vec(), weeks, until: day(until) };
        // 2026-12-01 is a Tuesday.
        let weekly = repeat(&[], 1, "2026-12-22").dates(day("2026-12-01")).unwrap();
        assert_eq!(weekly, ["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"].map(day));
        let often = repeat(&[Weekday::Monday, Weekday::Thursday], 1, "2026-12-10").dates(day("2026-12-01")).unwrap();
        assert_eq!(often, ["2026-12-01", "2026-12-03", "2026-12-07", "2026-12-10"].map(day));
        let rarely = repeat(&[Weekday::Tuesday, Weekday::Sunday], 2, "2026-12-20").dates(day("2026-12-01")).unwrap();
        assert_eq!(rarely, ["2026-12-01", "2026-12-06", "2026-12-15", "2026-12-20"].map(day));
        assert_eq!(repeat(&[], 1, "2026-11-30").dates(day("2026-12-01")).unwrap_err().code, Some("ends_before_start"));
        let daily = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday, Weekday::Saturday, Weekday::Sunday];
        assert_eq!(repeat(&daily, 1, "2027-12-01").dates(day("2026-12-01")).unwrap_err().code, Some("over_limit"));
    }
}
