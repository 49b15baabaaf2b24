//! Tasks: what a person has to do, by when, and about whom. They are made by hand, by stages of the funnel and by rules.

use crate::{Error, Result, Ts, conversation::text_enum, id::{ContactId, ConversationId, DealId, MemberId, PersonId, TaskId}};
use jiff::tz::TimeZone;
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use uuid::Uuid;

text_enum! {
    /// Why there is a task.
    TaskCause, "cause" {
        Person => "person",
        Agent => "agent",
        /// A deal came to a stage that asks for it.
        Stage => "stage",
        Rule => "rule",
    }
}

/// What is needed to make a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    pub title: String,
    pub note: String,
    pub contact_id: Option<ContactId>,
    pub deal_id: Option<DealId>,
    pub conversation_id: Option<ConversationId>,
    pub assignee_id: Option<MemberId>,
    pub due_at: Option<Ts>,
    pub remind_at: Option<Ts>,
    pub cause: TaskCause,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub id: TaskId,
    pub title: String,
    pub note: String,
    pub contact_id: Option<ContactId>,
    pub deal_id: Option<DealId>,
    pub conversation_id: Option<ConversationId>,
    pub assignee_id: Option<MemberId>,
    /// Of a task for a whole day, the midnight that begins the day.
    pub due_at: Option<Ts>,
    pub is_all_day: bool,
    pub remind_at: Option<Ts>,
    /// When the reminder went out; none while it waits.
    pub reminded_at: Option<Ts>,
    pub done_at: Option<Ts>,
    pub done_by: Option<Doer>,
    pub cause: TaskCause,
    pub created_by: Doer,
    pub created_at: Ts,
    pub updated_at: Ts,
}

impl Task {
    /// Its time is over: of a day's task the day, of any other the moment.
    pub fn is_overdue(&self, now: Ts, days: &Days) -> bool {
        let limit = if self.is_all_day { days.today } else { now };
        self.done_at.is_none() && self.due_at.is_some_and(|due| due < limit)
    }
}

/// Who did something, by kind (`person`, `key`, `agent`, `system`) and id; the name is a person's of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doer {
    pub kind: String,
    pub id: Option<Uuid>,
    pub name: Option<String>,
}

impl Doer {
    pub fn person(&self) -> Option<PersonId> {
        self.id.filter(|_| self.kind == "person").map(Into::into)
    }
}

/// The borders of days in a firm's zone, as of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// Midnight that began today.
    pub today: Ts,
    pub tomorrow: Ts,
    /// Midnight that ends Sunday.
    pub next_week: Ts,
}

impl Days {
    pub fn of(now: Ts, zone: &TimeZone) -> Result<Days> {
        let date = now.in_zone(zone).date();
        let start = |days: i64| -> Result<Ts> {
            let day = date.checked_add(days.days()).map_err(|_| Error::internal("a day out of the calendar"))?;
            let start = day.to_zoned(zone.clone()).and_then(|z| z.start_of_day()).map_err(|_| Error::internal("a day out of the calendar"))?;
            Ok(Ts::from(&start))
        };
        let to_monday = 7 - i64::from(date.weekday().to_monday_zero_offset());
        Ok(Days { today: start(0)?, tomorrow: start(1)?, next_week: start(to_monday)? })
    }
}

/// The midnight that begins the day an instant falls on, in a zone.
pub fn day_start(at: Ts, zone: &TimeZone) -> Result<Ts> {
    let start = at.in_zone(zone).start_of_day().map_err(|_| Error::invalid("due_at", "a day out of the calendar"))?;
    Ok(Ts::from(&start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ts(text: &str) -> Ts {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_the_firms_own_across_changes_of_the_clock() {
        for (zone, now, today, tomorrow, next_week) in [
            ("Europe/Moscow", "2026-11-24T00:30:00+03:00", "2026-11-23T21:00:00Z", "2026-11-24T21:00:00Z", "2026-11-29T21:00:00Z"),
            ("Asia/Vladivostok", "2026-11-24T00:30:00+03:00", "2026-11-23T14:00:00Z", "2026-11-24T14:00:00Z", "2026-11-29T14:00:00Z"),
            // The night of 29 March has 23 hours in Berlin, that of 25 October 25.
            ("Europe/Berlin", "2026-03-29T12:00:00+02:00", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-29T22:00:00Z"),
            ("Europe/Berlin", "2026-10-24T23:59:59+02:00", "2026-10-23T22:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
            ("Europe/Berlin", "2026-10-25T12:00:00+01:00", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "2026-10-25T23:00:00Z"),
            // In Beirut midnight itself is skipped when summer begins: the day begins at one.
            ("Asia/Beirut", "2026-03-29T12:00:00+03:00", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z", "2026-03-29T21:00:00Z"),
        ] {
            let days = Days::of(ts(now), &crate::time::zone(zone).unwrap()).unwrap();
            assert_eq!(days, Days { today: ts(today), tomorrow: ts(tomorrow), next_week: ts(next_week) }, "{zone} {now}");
        }
    }

    #[test]
    fn a_days_task_is_overdue_when_the_day_is_over() {
        let zone = crate::time::zone("Europe/Moscow").unwrap();
        let made = Doer { kind: "person".into(), id: None, name: None };
        let task = |due: &str, is_all_day| Task {
            id: TaskId::new(), title: "x".into(), note: String::new(), contact_id: None, deal_id: None, conversation_id: None, assignee_id: None, due_at: Some(ts(due)), is_all_day, remind_at: None, reminded_at: None,
            done_at: None, done_by: None, cause: TaskCause::Person, created_by: made.clone(), created_at: ts(due), updated_at: ts(due),
        };
        let begins = day_start(ts("2026-11-24T15:00:00+03:00"), &zone).unwrap();
        assert_eq!(begins, ts("2026-11-24T00:00:00+03:00"));
        for (now, day, hour) in [("2026-11-24T00:00:00+03:00", false, false), ("2026-11-24T23:59:59+03:00", false, true), ("2026-11-25T00:00:00+03:00", true, true)] {
            let days = Days::of(ts(now), &zone).unwrap();
            assert_eq!(task("2026-11-24T00:00:00+03:00", true).is_overdue(ts(now), &days), day, "{now}");
            assert_eq!(task("2026-11-24T12:00:00+03:00", false).is_overdue(ts(now), &days), hour, "{now}");
        }
        let done = Task { done_at: Some(begins), ..task("2026-11-24T00:00:00+03:00", true) };
        assert!(!done.is_overdue(ts("2027-01-01T00:00:00Z"), &Days::of(ts("2027-01-01T00:00:00Z"), &zone).unwrap()));
    }
}
