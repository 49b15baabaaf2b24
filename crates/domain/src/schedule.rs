//! When an employee works: weekly rules with breaks, and exceptions by date. Civil time of the branch.

use crate::{Ts, id::{BranchId, EmployeeId}};
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};
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

/// Working time on one date at one branch, as instants, without the breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub starts_at: Ts,
    pub ends_at: Ts,
}

/// Which of the two instants a civil time means on the night the clock goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    Earlier,
    Later,
}

impl Span {
    pub const fn is_valid(self) -> bool {
        self.starts < self.ends && self.ends <= DAY
    }
}

impl Schedule {
    /// Working time at `branch` on `date`, in order. An exception replaces the weekly rule of its date at every branch.
    /// Where the clock goes back a shift starts and ends at the first of two readings and a break covers both, so
    /// nothing is offered in time that may not be worked.
    pub fn windows(&self, branch: BranchId, date: Date, zone: &TimeZone) -> Vec<Window> {
        let mut windows = Vec::new();
        for (span, breaks) in self.spans(branch, date) {
            let start = instant(date, span.starts, zone, Fold::Earlier);
            let end = instant(date, span.ends, zone, Fold::Earlier);
            let mut cuts: Vec<_> = breaks.iter().filter(|b| b.is_valid()).map(|b| {
                (instant(date, b.starts, zone, Fold::Earlier), instant(date, b.ends, zone, Fold::Later))
            }).collect();
            cuts.sort_unstable();
            let mut from = start;
            for (cut_start, cut_end) in cuts {
                if cut_end <= from {
                    continue;
                }
                if cut_start >= end {
                    break;
                }
                if cut_start > from {
                    windows.push(Window { starts_at: from, ends_at: cut_start });
                }
                from = cut_end;
            }
            if from < end {
                windows.push(Window { starts_at: from, ends_at: end });
            }
        }
        merge(windows)
    }

    /// Does the employee work on this date at all?
    pub fn is_working_on(&self, date: Date) -> bool {
        let mut exceptions = self.exceptions.iter().filter(|e| e.date == date).peekable();
        if exceptions.peek().is_some() {
            return exceptions.any(|e| e.spans.iter().any(|s| s.is_valid()));
        }
        self.shifts.iter().any(|s| s.weekday == weekday(date) && s.span().is_valid())
    }

    /// Branches where the employee ever works, in the order of the rules.
    pub fn branches(&self) -> Vec<BranchId> {
        let mut branches = Vec::new();
        for id in self.shifts.iter().map(|s| s.branch_id).chain(self.exceptions.iter().filter_map(|e| e.branch_id)) {
            if !branches.contains(&id) {
                branches.push(id);
            }
        }
        branches
    }

    fn spans(&self, branch: BranchId, date: Date) -> Vec<(Span, &[Span])> {
        let weekday = weekday(date);
        let is_exceptional = self.exceptions.iter().any(|e| e.date == date);
        if !is_exceptional {
            return self.shifts.iter()
                .filter(|s| s.branch_id == branch && s.weekday == weekday && s.span().is_valid())
                .map(|s| (s.span(), s.breaks.as_slice())).collect();
        }
        // Special hours that name no branch are kept where the employee works on that weekday, else where they usually do.
        let usual = || self.shifts.iter().find(|s| s.weekday == weekday).or_else(|| self.shifts.first()).map(|s| s.branch_id);
        self.exceptions.iter()
            .filter(|e| e.date == date && e.branch_id.or_else(usual) == Some(branch))
            .flat_map(|e| e.spans.iter().filter(|s| s.is_valid()).map(|s| (*s, [].as_slice()))).collect()
    }
}

impl Shift {
    pub const fn span(&self) -> Span {
        Span { starts: self.starts, ends: self.ends }
    }
}

/// Minutes in a civil day; a shift may end there.
pub const DAY: u16 = 1440;

/// The instant of a civil minute of `date` (`1440` = midnight after it). A time the clock jumps over means the jump itself.
pub fn instant(date: Date, minute: u16, zone: &TimeZone, fold: Fold) -> Ts {
    let (date, minute) = if minute >= DAY { (date.tomorrow().unwrap_or(date), 0) } else { (date, minute) };
    let hour = i8::try_from(minute / 60).unwrap_or(0);
    let civil = date.at(hour, i8::try_from(minute % 60).unwrap_or(0), 0, 0);
    let at = |offset: jiff::tz::Offset| offset.to_timestamp(civil).unwrap_or(jiff::Timestamp::MAX);
    match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => at(offset),
        AmbiguousOffset::Fold { before, after } => at(if fold == Fold::Earlier { before } else { after }),
        AmbiguousOffset::Gap { before, .. } => {
            // Read with the old offset the civil time lies at or after the jump, and nearer than any other jump.
            let after_jump = at(before).saturating_add(jiff::SignedDuration::from_secs(1)).unwrap_or(jiff::Timestamp::MAX);
            zone.preceding(after_jump).next().map_or(after_jump, |jump| jump.timestamp())
        }
    }.into()
}

fn weekday(date: Date) -> u8 {
    u8::try_from(date.weekday().to_monday_one_offset()).unwrap_or(0)
}

/// Sorts and joins windows that touch or overlap: two rules `09–13` and `13–18` are one working day.
fn merge(mut windows: Vec<Window>) -> Vec<Window> {
    windows.sort_unstable_by_key(|w| (w.starts_at, w.ends_at));
    let mut merged: Vec<Window> = Vec::with_capacity(windows.len());
    for window in windows {
        match merged.last_mut() {
            Some(last) if window.starts_at <= last.ends_at => last.ends_at = last.ends_at.max(window.ends_at),
            _ => merged.push(window),
        }
    }
    merged
}
