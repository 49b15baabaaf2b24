//! The waiting list: who wants a visit on days or hours when nothing is free, and the offers of a place that has come free. What is said and
//! when is `app::waitlist`; the search for free time is `slot`.

use crate::schedule::{DAY, Fold, instant};
use crate::slot::Slot;
use crate::{Error, Result, Ts, conversation::text_enum, id::{BookingId, BranchId, ContactId, ConversationId, EmployeeId, HoldId, OfferId, ResourceId, ServiceId, WaitlistId}};
use crate::reminder::Reached;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Longest range of days somebody waits for.
pub const MOST_DAYS: i32 = 92;
/// Longest note.
pub const NOTE: usize = 1000;

text_enum! {
    /// How far somebody has come on the list.
    EntryStatus, "status" {
        Waiting => "waiting",
        /// A place is kept for them while they decide.
        Offered => "offered",
        /// They have a visit.
        Booked => "booked",
        /// Taken off the list, by themselves or by the firm.
        Left => "left",
        /// Their last day has passed.
        Expired => "expired",
    }
}

impl EntryStatus {
    /// Still on the list.
    pub const fn is_open(self) -> bool {
        matches!(self, EntryStatus::Waiting | EntryStatus::Offered)
    }
}

text_enum! {
    /// What became of an offer.
    OfferStatus, "status" {
        /// The customer may take it.
        Open => "open",
        Taken => "taken",
        Declined => "declined",
        /// Nobody answered in time.
        Expired => "expired",
        /// There was no need of it any more, or it could not be said.
        Withdrawn => "withdrawn",
    }
}

/// Somebody who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub id: WaitlistId,
    pub contact_id: ContactId,
    /// The talk it comes from; what is offered is said there first.
    pub conversation_id: Option<ConversationId>,
    pub services: Vec<ServiceId>,
    /// None = anyone who can.
    pub employee_id: Option<EmployeeId>,
    /// None = wherever it is possible.
    pub branch_id: Option<BranchId>,
    /// First and last day, civil time of the branch.
    pub from_day: Date,
    pub until_day: Date,
    /// A visit begins at or after this minute of the day …
    pub from_minute: u16,
    /// … and before this one; 0 and 1440 = any hour.
    pub until_minute: u16,
    pub note: String,
    /// `person`, `agent`, `page`, `api`.
    pub source: String,
    pub status: EntryStatus,
    /// Their place: who came first is offered first. Whoever leaves an offer without an answer goes to the end.
    pub queued_at: Ts,
    /// The latest one.
    pub offer_id: Option<OfferId>,
    pub booking_id: Option<BookingId>,
    pub created_at: Ts,
    pub updated_at: Ts,
}

impl Entry {
    /// Rules no entry may break, `today` being the day where it is to be.
    pub fn check(&self, today: Date) -> Result<()> {
        if self.services.is_empty() || self.services.len() > crate::slot::MAX_SERVICES {
            return Err(Error::invalid("services", format!("1 to {} services", crate::slot::MAX_SERVICES)));
        }
        if self.until_day < self.from_day {
            return Err(Error::invalid("until_day", "the last day is not before the first"));
        }
        if self.until_day < today {
            return Err(Error::invalid("until_day", "the last day has passed"));
        }
        if (self.until_day - self.from_day).get_days() > MOST_DAYS {
            return Err(Error::invalid("until_day", format!("at most {MOST_DAYS} days after the first")));
        }
        if self.until_minute > DAY || self.from_minute >= self.until_minute {
            return Err(Error::invalid("until_minute", "after from_minute, 1440 at the latest"));
        }
        if self.note.chars().count() > NOTE {
            return Err(Error::invalid("note", format!("at most {NOTE} characters")));
        }
        Ok(())
    }

    /// Is this the same wish of the same person?
    pub fn is_same_wish(&self, other: &Entry) -> bool {
        let of = |e: &Entry| (e.contact_id, e.employee_id, e.branch_id, e.from_day, e.until_day, e.from_minute, e.until_minute);
        of(self) == of(other) && same_services(&self.services, &other.services)
    }

    /// Would this start suit them? `zone` is that of the slot's branch.
    pub fn fits(&self, slot: &Slot, zone: &TimeZone) -> bool {
        let minute = minute_of(slot.starts_at, zone);
        self.employee_id.is_none_or(|id| id == slot.employee_id) && self.is_at(slot.branch_id) && self.is_on(slot.starts_at, zone) && (self.from_minute..self.until_minute).contains(&minute)
    }

    fn is_at(&self, branch: BranchId) -> bool {
        self.branch_id.is_none_or(|id| id == branch)
    }

    fn is_on(&self, at: Ts, zone: &TimeZone) -> bool {
        (self.from_day..=self.until_day).contains(&at.in_zone(zone).date())
    }

    /// Does a visit made some other way give them what they wait for? Hours and employee are what they settled on.
    pub fn is_met_by(&self, services: &[ServiceId], starts_at: Ts, zone: &TimeZone) -> bool {
        self.status.is_open() && self.services.iter().all(|id| services.contains(id)) && self.is_on(starts_at, zone)
    }

    /// When the last day is over.
    pub fn ends_at(&self, zone: &TimeZone) -> Ts {
        instant(self.until_day, DAY, zone, Fold::Later)
    }

    /// The hours of a day in which a visit may begin; none on days they do not wait for.
    pub fn hours(&self, day: Date, zone: &TimeZone) -> Option<(Ts, Ts)> {
        (self.from_day..=self.until_day).contains(&day).then(|| (instant(day, self.from_minute, zone, Fold::Earlier), instant(day, self.until_minute, zone, Fold::Later)))
    }
}

fn minute_of(at: Ts, zone: &TimeZone) -> u16 {
    let local = at.in_zone(zone);
    u16::try_from(local.hour()).unwrap_or(0) * 60 + u16::try_from(local.minute()).unwrap_or(0)
}

fn same_services(a: &[ServiceId], b: &[ServiceId]) -> bool {
    a.len() == b.len() && a.iter().all(|id| b.contains(id))
}

/// A place that came free, kept for one of those who wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub id: OfferId,
    pub waitlist_id: WaitlistId,
    /// What keeps the time.
    pub hold_id: HoldId,
    pub branch_id: BranchId,
    pub employee_id: EmployeeId,
    pub resource_id: Option<ResourceId>,
    pub starts_at: Ts,
    pub ends_at: Ts,
    pub status: OfferStatus,
    /// A person chose the time.
    pub is_by_hand: bool,
    /// How it was said; none while it was not.
    pub reached: Option<Reached>,
    pub created_at: Ts,
    /// Until when it may be taken.
    pub expires_at: Ts,
    pub ended_at: Option<Ts>,
}

impl Offer {
    pub const fn slot(&self) -> Slot {
        Slot { branch_id: self.branch_id, employee_id: self.employee_id, resource_id: self.resource_id, starts_at: self.starts_at, ends_at: self.ends_at }
    }

    /// May it be taken now?
    pub fn is_open(&self, now: Ts) -> bool {
        self.status == OfferStatus::Open && now < self.expires_at
    }

    /// Was this time, or a part of it with the same employee, put before them already?
    pub fn covers(&self, slot: &Slot) -> bool {
        self.status != OfferStatus::Withdrawn && self.employee_id == slot.employee_id && self.starts_at < slot.ends_at && slot.starts_at < self.ends_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(change: impl FnOnce(&mut Entry)) -> Entry {
        let at = Ts::from_micros(0);
        let mut entry = Entry {
            id: WaitlistId::nil(), contact_id: ContactId::nil(), conversation_id: None, services: vec![ServiceId::nil()], employee_id: None, branch_id: None, from_day: "2026-11-25".parse().unwrap(),
            until_day: "2026-11-27".parse().unwrap(), from_minute: 0, until_minute: DAY, note: String::new(), source: "person".into(), status: EntryStatus::Waiting, queued_at: at, offer_id: None, booking_id: None, created_at: at, updated_at: at,
        };
        change(&mut entry);
        entry
    }

    fn slot(at: &str, employee: EmployeeId) -> Slot {
        let starts_at: Ts = format!("{at}:00+03:00").parse().unwrap();
        Slot { branch_id: BranchId::nil(), employee_id: employee, resource_id: None, starts_at, ends_at: starts_at.plus_minutes(60) }
    }

    #[test]
    fn a_time_suits_by_day_hour_person_and_place() {
        let (zone, olga, anna) = (crate::time::zone("Europe/Moscow").unwrap(), EmployeeId::new(), EmployeeId::new());
        let check = |change: &dyn Fn(&mut Entry), at: &str, who: EmployeeId, expected: bool| assert_eq!(entry(|e| change(e)).fits(&slot(at, who), &zone), expected, "{at}");
        check(&|_| {}, "2026-11-25T00:00", olga, true);
        check(&|_| {}, "2026-11-27T23:30", olga, true);
        check(&|_| {}, "2026-11-24T23:59", olga, false);
        check(&|_| {}, "2026-11-28T00:00", olga, false);
        let evening = |e: &mut Entry| (e.from_minute, e.until_minute) = (18 * 60, 21 * 60);
        check(&evening, "2026-11-26T18:00", olga, true);
        check(&evening, "2026-11-26T17:59", olga, false);
        check(&evening, "2026-11-26T21:00", olga, false);
        check(&|e| e.employee_id = Some(olga), "2026-11-26T12:00", olga, true);
        check(&|e| e.employee_id = Some(olga), "2026-11-26T12:00", anna, false);
        check(&|e| e.branch_id = Some(BranchId::new()), "2026-11-26T12:00", olga, false);
    }

    #[test]
    fn another_visit_takes_off_the_list_who_has_what_they_want() {
        let zone = crate::time::zone("Europe/Moscow").unwrap();
        let (cut, dye) = (ServiceId::new(), ServiceId::new());
        let check = |wants: &[ServiceId], gets: &[ServiceId], at: &str, status, expected: bool| {
            let waits = entry(|e| (e.services, e.status) = (wants.to_vec(), status));
            assert_eq!(waits.is_met_by(gets, slot(at, EmployeeId::nil()).starts_at, &zone), expected, "{at}");
        };
        check(&[cut], &[cut], "2026-11-26T12:00", EntryStatus::Waiting, true);
        check(&[cut], &[dye, cut], "2026-11-26T12:00", EntryStatus::Offered, true);
        check(&[cut, dye], &[cut], "2026-11-26T12:00", EntryStatus::Waiting, false);
        check(&[cut], &[cut], "2026-11-28T12:00", EntryStatus::Waiting, false);
        check(&[cut], &[cut], "2026-11-26T12:00", EntryStatus::Left, false);
    }

    #[test]
    fn entries_that_make_no_sense_are_refused() {
        let today = "2026-11-25".parse().unwrap();
        let refused = |change: &dyn Fn(&mut Entry)| entry(|e| change(e)).check(today).map_or_else(|e| e.field.unwrap_or_default(), |()| "ok".to_owned());
        assert_eq!(refused(&|_| {}), "ok");
        assert_eq!(refused(&|e| e.services.clear()), "services");
        assert_eq!(refused(&|e| e.until_day = "2026-11-24".parse().unwrap()), "until_day");
        assert_eq!(refused(&|e| (e.from_day, e.until_day) = ("2026-11-20".parse().unwrap(), "2026-11-24".parse().unwrap())), "until_day");
        assert_eq!(refused(&|e| e.until_day = "2027-11-24".parse().unwrap()), "until_day");
        assert_eq!(refused(&|e| (e.from_minute, e.until_minute) = (600, 600)), "until_minute");
        assert_eq!(refused(&|e| e.until_minute = 1441), "until_minute");
        assert_eq!(refused(&|e| e.note = "я".repeat(NOTE + 1)), "note");
    }

    #[test]
    fn nobody_is_asked_twice_about_one_time() {
        let (olga, anna) = (EmployeeId::new(), EmployeeId::new());
        let made = slot("2026-11-26T12:00", olga);
        let at = Ts::from_micros(0);
        let offer = |status| Offer {
            id: OfferId::nil(), waitlist_id: WaitlistId::nil(), hold_id: HoldId::nil(), branch_id: made.branch_id, employee_id: olga, resource_id: None, starts_at: made.starts_at, ends_at: made.ends_at, status, is_by_hand: false, reached: None,
            created_at: at, expires_at: at.plus_minutes(30), ended_at: None,
        };
        let declined = offer(OfferStatus::Declined);
        assert!(declined.covers(&made) && declined.covers(&slot("2026-11-26T12:30", olga)));
        assert!(!declined.covers(&slot("2026-11-26T13:00", olga)) && !declined.covers(&slot("2026-11-26T12:00", anna)));
        assert!(!offer(OfferStatus::Withdrawn).covers(&made), "it was never said");
        assert!(offer(OfferStatus::Open).is_open(at.plus_minutes(29)) && !offer(OfferStatus::Open).is_open(at.plus_minutes(30)));
    }
}
