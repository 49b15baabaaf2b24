//! How long a customer may wait for a person: minutes of working time, counted from when they wait. The clocks are kept in `app`.

use crate::branch::Branch;
use crate::schedule::{Fold, Window, instant};
use crate::{Error, Result, Ts, conversation::text_enum, id::{ConversationId, PersonId, SlaClockId, TeamId}};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The longest a firm may promise, in minutes of work: thirty days round the clock.
pub const MOST_MINUTES: u32 = 43_200;
/// Days looked ahead for working time; a firm that is closed for longer is counted round the clock.
const DAYS: i32 = 60;

text_enum! {
    /// Which answer is waited for.
    SlaKind, "kind" {
        /// The first of a person since the conversation came to people.
        First => "first",
        /// Any after it.
        Next => "next",
    }
}

/// What is promised; none: nothing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct SlaRules {
    pub first_minutes: Option<u32>,
    pub next_minutes: Option<u32>,
}

impl SlaRules {
    pub const fn minutes(&self, kind: SlaKind) -> Option<u32> {
        match kind {
            SlaKind::First => self.first_minutes,
            SlaKind::Next => self.next_minutes,
        }
    }
    /// What the team says, else the firm.
    #[must_use]
    pub fn or(self, other: SlaRules) -> SlaRules {
        SlaRules { first_minutes: self.first_minutes.or(other.first_minutes), next_minutes: self.next_minutes.or(other.next_minutes) }
    }
    pub fn check(&self) -> Result<()> {
        let is_fine = |minutes: Option<u32>| minutes.is_none_or(|m| (1..=MOST_MINUTES).contains(&m));
        if is_fine(self.first_minutes) && is_fine(self.next_minutes) { Ok(()) } else { Err(Error::invalid("sla", format!("from 1 to {MOST_MINUTES} minutes"))) }
    }
}

/// A clock that runs or has run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlaClock {
    pub id: SlaClockId,
    pub conversation_id: ConversationId,
    pub team_id: Option<TeamId>,
    /// Who answered, or whose it was when the time was over.
    pub person_id: Option<PersonId>,
    pub kind: SlaKind,
    pub started_at: Ts,
    pub due_at: Ts,
    pub broken_at: Option<Ts>,
}

/// When `minutes` of work have passed since `from`. Work is whenever any branch is open; without opening hours, always.
pub fn due(from: Ts, minutes: u32, branches: &[Branch]) -> Ts {
    let always = from.plus_minutes(i64::from(minutes));
    let mut left = i64::from(minutes).saturating_mul(60_000_000);
    let mut at = from;
    for window in windows(from, branches) {
        if window.ends_at <= at {
            continue;
        }
        at = at.max(window.starts_at);
        let there = window.ends_at.micros() - at.micros();
        if left <= there {
            return Ts::from_micros(at.micros() + left);
        }
        left -= there;
        at = window.ends_at;
    }
    always
}

/// Working time from the day of `from` on, in order and without overlaps.
fn windows(from: Ts, branches: &[Branch]) -> Vec<Window> {
    let mut all = Vec::new();
    for branch in branches.iter().filter(|b| b.is_active && !b.hours.is_empty()) {
        let Ok(zone) = crate::time::zone(&branch.zone) else { continue };
        let Ok(mut date) = from.in_zone(&zone).date().yesterday() else { continue };
        for _ in 0..DAYS {
            let weekday = date.weekday().to_monday_one_offset();
            for hours in branch.hours.iter().filter(|h| i32::from(h.weekday) == i32::from(weekday) && h.opens < h.closes) {
                all.push(Window { starts_at: instant(date, hours.opens, &zone, Fold::Earlier), ends_at: instant(date, hours.closes, &zone, Fold::Later) });
            }
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
    }
    all.sort_unstable_by_key(|w| (w.starts_at, w.ends_at));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::branch::Hours;
    use crate::id::BranchId;

    #[test]
    fn minutes_of_work_pass_only_while_somebody_works() {
        let branch = |zone: &str, opens: u16, closes: u16, days: std::ops::RangeInclusive<u8>| Branch {
            id: BranchId::new(), name: String::new(), address: String::new(), directions: String::new(), phone: None, zone: zone.into(), hours: days.map(|weekday| Hours { weekday, opens, closes }).collect(), is_active: true, position: 0,
            created_at: Ts::from_micros(0),
        };
        let moscow = vec![branch("Europe/Moscow", 600, 1140, 1..=5)];
        let both = vec![branch("Europe/Moscow", 600, 1140, 1..=5), branch("Europe/Moscow", 1080, 1260, 1..=6)];
        let cases: [(&[Branch], &str, u32, &str); 8] = [
            (&moscow, "2026-11-23T12:00:00+03:00", 15, "2026-11-23T12:15:00+03:00"),
            (&moscow, "2026-11-23T18:50:00+03:00", 15, "2026-11-24T10:05:00+03:00"),
            (&moscow, "2026-11-23T18:45:00+03:00", 15, "2026-11-23T19:00:00+03:00"),
            (&moscow, "2026-11-27T21:00:00+03:00", 30, "2026-11-30T10:30:00+03:00"),
            (&moscow, "2026-11-23T03:00:00+03:00", 540, "2026-11-23T19:00:00+03:00"),
            (&both, "2026-11-23T18:50:00+03:00", 30, "2026-11-23T19:20:00+03:00"),
            (&both, "2026-11-27T20:50:00+03:00", 20, "2026-11-28T18:10:00+03:00"),
            (&[], "2026-11-23T03:00:00+03:00", 15, "2026-11-23T03:15:00+03:00"),
        ];
        for (branches, from, minutes, ends) in cases {
            assert_eq!(due(from.parse().unwrap(), minutes, branches), ends.parse().unwrap(), "{from} + {minutes}");
        }
    }
}
