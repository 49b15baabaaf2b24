//! The search: one lazy lane of slots per employee and branch, merged in time order, stopped at the limit.
//! Starts lie on a grid of civil time (`10:00`, `10:30` … for a step of 30), counted from midnight so that shifts that
//! begin at odd minutes still offer round times. Beside the grid, the very minute an employee becomes free (shift start,
//! end of a break or of another visit) is offered when it is a multiple of five: waiting for the next round time
//! would leave a gap too short for anyone. Where the clock jumps, missing times are left out and doubled ones offered twice.

use super::{Length, Slot, SlotQuery, World};
use crate::branch::Branch;
use crate::group_event::GroupEvent;
use crate::id::ResourceId;
use crate::schedule::{DAY, Fold, Schedule, Window, instant};
use crate::service::Service;
use crate::{Ts, time};
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use uuid::Uuid;

/// Free slots for the query in time order, then by employee position, at most `query.limit`.
/// Unknown services or nobody who can do them all give an empty list.
pub fn search(world: &World, query: &SlotQuery, now: Ts) -> Vec<Slot> {
    let Ok(services) = world.services_of(&query.services) else { return Vec::new() };
    let from = query.from.max(world.earliest(now));
    if query.limit == 0 || from >= query.until {
        return Vec::new();
    }
    match super::group_of(&services) {
        Ok(None) => {}
        Ok(Some(service)) => return seats(world, service, query, from, now),
        Err(_) => return Vec::new(),
    }
    let busy = Calendar::new(world, from, query.until);
    let zones: Vec<(&Branch, TimeZone)> = world.branches.iter()
        .filter(|b| b.is_active && query.branch_id.is_none_or(|id| id == b.id))
        .filter_map(|b| Some((b, time::zone(&b.zone).ok()?))).collect();

    let mut employees: Vec<_> = world.employees.iter()
        .filter(|e| e.is_active && query.employee_id.is_none_or(|id| id == e.id)).collect();
    employees.sort_by_key(|e| e.position);

    let mut lanes = Vec::new();
    for employee in employees {
        let Some(length) = super::length(employee, &services) else { continue };
        let Some(schedule) = world.schedules.iter().find(|s| s.employee_id == employee.id) else { continue };
        for (branch, zone) in &zones {
            let rooms = world.resources_for(&services, branch.id);
            if rooms.as_ref().is_some_and(Vec::is_empty) || !works_at(schedule, branch) {
                continue;
            }
            let until = query.until.min(world.horizon(now, zone));
            if from >= until {
                continue;
            }
            lanes.push(Lane {
                blank: Slot { branch_id: branch.id, employee_id: employee.id, resource_id: None, starts_at: from, ends_at: from },
                schedule, zone, rooms, length, from, until,
                step: u16::try_from(world.settings.slot_step_minutes.clamp(1, u32::from(DAY))).unwrap_or(DAY),
                // A day earlier, because a shift that ends at midnight belongs to the date before.
                next_date: from.in_zone(zone).date().yesterday().ok(),
                last_date: until.in_zone(zone).date(),
                ready: VecDeque::new(),
            });
        }
    }
    merge(lanes, &busy, query.limit)
}

/// Events of a group service that have a seat left.
fn seats(world: &World, service: &Service, query: &SlotQuery, from: Ts, now: Ts) -> Vec<Slot> {
    let is_near = |e: &GroupEvent| {
        let branch = world.branches.iter().find(|b| b.id == e.branch_id && b.is_active);
        branch.and_then(|b| time::zone(&b.zone).ok()).is_some_and(|zone| e.starts_at < world.horizon(now, &zone))
    };
    let mut events: Vec<&GroupEvent> = world.events_of(service)
        .filter(|e| from <= e.starts_at && e.starts_at < query.until && query.branch_id.is_none_or(|id| id == e.branch_id) && query.employee_id.is_none_or(|id| id == e.employee_id))
        .filter(|e| is_near(e) && e.free_seat(world.busy).is_some())
        .collect();
    let position = |e: &GroupEvent| world.employees.iter().find(|one| one.id == e.employee_id).map(|one| one.position);
    events.sort_by_key(|e| (e.starts_at, position(e)));
    events.into_iter().take(query.limit)
        .map(|e| Slot { branch_id: e.branch_id, employee_id: e.employee_id, resource_id: e.resource_id, starts_at: e.starts_at, ends_at: e.ends_at }).collect()
}

/// Takes the earliest slot of all lanes again and again; the lane's place in the list breaks ties.
fn merge(mut lanes: Vec<Lane>, busy: &Calendar, limit: usize) -> Vec<Slot> {
    let mut heap: BinaryHeap<Reverse<(Ts, usize)>> = lanes.iter_mut().enumerate()
        .filter_map(|(i, lane)| Some(Reverse((lane.peek(busy)?, i)))).collect();
    let mut slots = Vec::new();
    while slots.len() < limit {
        let Some(Reverse((_, i))) = heap.pop() else { break };
        let Some(lane) = lanes.get_mut(i) else { break };
        slots.extend(lane.ready.pop_front());
        if let Some(next) = lane.peek(busy) {
            heap.push(Reverse((next, i)));
        }
    }
    slots
}

fn works_at(schedule: &Schedule, branch: &Branch) -> bool {
    schedule.shifts.iter().any(|s| s.branch_id == branch.id)
        || schedule.exceptions.iter().any(|e| e.branch_id == Some(branch.id))
}

/// Busy intervals by subject, sorted and joined.
struct Calendar(HashMap<Uuid, Vec<(Ts, Ts)>>);

impl Calendar {
    fn new(world: &World, from: Ts, until: Ts) -> Self {
        let mut map: HashMap<Uuid, Vec<(Ts, Ts)>> = HashMap::new();
        // A day on each side: a visit that starts before `until` may end after it.
        let (from, until) = (from.plus_minutes(-i64::from(DAY)), until.plus_minutes(2 * i64::from(DAY)));
        for b in world.busy.iter().filter(|b| b.starts_at < b.ends_at && b.overlaps(from, until)) {
            map.entry(b.subject).or_default().push((b.starts_at, b.ends_at));
        }
        for intervals in map.values_mut() {
            intervals.sort_unstable();
            intervals.dedup_by(|next, kept| {
                let is_joined = next.0 <= kept.1;
                if is_joined {
                    kept.1 = kept.1.max(next.1);
                }
                is_joined
            });
        }
        Calendar(map)
    }

    /// The intervals of a subject that meet `[starts, ends)`.
    fn within(&self, subject: Uuid, starts: Ts, ends: Ts) -> &[(Ts, Ts)] {
        let all = self.0.get(&subject).map_or(&[][..], Vec::as_slice);
        let first = all.partition_point(|b| b.1 <= starts);
        let last = all.partition_point(|b| b.0 < ends);
        all.get(first..last.max(first)).unwrap_or_default()
    }
}

/// One employee at one branch, a civil day at a time.
struct Lane<'a> {
    blank: Slot,
    schedule: &'a Schedule,
    zone: &'a TimeZone,
    rooms: Option<Vec<ResourceId>>,
    length: Length,
    from: Ts,
    until: Ts,
    step: u16,
    next_date: Option<Date>,
    last_date: Date,
    ready: VecDeque<Slot>,
}

impl Lane<'_> {
    /// Start of the next slot; works through days until there is one.
    fn peek(&mut self, busy: &Calendar) -> Option<Ts> {
        while self.ready.is_empty() {
            let date = self.next_date.filter(|d| *d <= self.last_date)?;
            self.next_date = date.tomorrow().ok();
            for window in self.schedule.windows(self.blank.branch_id, date, self.zone) {
                self.fill(date, window, busy);
            }
        }
        self.ready.front().map(|s| s.starts_at)
    }

    fn fill(&mut self, date: Date, window: Window, busy: &Calendar) {
        if window.ends_at <= self.from || window.starts_at >= self.until {
            return;
        }
        let mut grid = Grid::new(date, window, self.zone, self.step);
        let mut free_from = window.starts_at;
        let taken = busy.within(self.blank.employee_id.uuid(), window.starts_at, window.ends_at);
        for (busy_from, busy_until) in taken.iter().copied().chain([(window.ends_at, window.ends_at)]) {
            self.fill_free(free_from, busy_from, &mut grid, busy);
            free_from = busy_until;
        }
    }

    /// Starts in one free interval of the employee.
    fn fill_free(&mut self, free_from: Ts, free_until: Ts, grid: &mut Grid, busy: &Calendar) {
        let earliest = free_from.max(self.from);
        let latest = free_until.plus_minutes(-self.length.busy_minutes);
        let first = grid.peek_from(earliest);
        // On the grid the moment of becoming free is met anyway.
        if free_from >= self.from && free_from <= latest && first != Some(free_from) && free_from.micros() % FIVE_MINUTES == 0 {
            self.offer(free_from, busy);
        }
        while let Some(start) = grid.peek_from(earliest).filter(|s| *s <= latest) {
            grid.skip();
            self.offer(start, busy);
        }
    }

    fn offer(&mut self, start: Ts, busy: &Calendar) {
        if start >= self.until {
            return;
        }
        let busy_until = start.plus_minutes(self.length.busy_minutes);
        let resource_id = match &self.rooms {
            None => None,
            Some(rooms) => match rooms.iter().find(|r| busy.within(r.uuid(), start, busy_until).is_empty()) {
                Some(room) => Some(*room),
                None => return,
            },
        };
        self.ready.push_back(Slot { resource_id, starts_at: start, ends_at: start.plus_minutes(self.length.minutes), ..self.blank.clone() });
    }
}

const FIVE_MINUTES: i64 = 5 * 60 * 1_000_000;

/// Round civil times of one working window as instants, in order.
struct Grid {
    starts: Vec<Ts>,
    next: usize,
}

impl Grid {
    fn new(date: Date, window: Window, zone: &TimeZone, step: u16) -> Self {
        let midnight = instant(date, 0, zone, Fold::Earlier);
        let end = instant(date, DAY, zone, Fold::Earlier);
        let step_minutes = i64::from(step);
        let mut starts = Vec::new();
        if end.minutes_since(midnight) == i64::from(DAY) {
            // An ordinary day: civil minutes and elapsed minutes are the same.
            let elapsed = (window.starts_at.micros() - midnight.micros()).div_euclid(60_000_000);
            let mut start = midnight.plus_minutes(elapsed.div_euclid(step_minutes) * step_minutes);
            while start < window.ends_at {
                if start >= window.starts_at {
                    starts.push(start);
                }
                start = start.plus_minutes(step_minutes);
            }
        } else {
            for minute in (0..DAY).step_by(usize::from(step)) {
                let civil = date.at(i8::try_from(minute / 60).unwrap_or(0), i8::try_from(minute % 60).unwrap_or(0), 0, 0);
                match zone.to_ambiguous_timestamp(civil).offset() {
                    AmbiguousOffset::Gap { .. } => {}
                    AmbiguousOffset::Unambiguous { .. } => starts.push(instant(date, minute, zone, Fold::Earlier)),
                    AmbiguousOffset::Fold { .. } => {
                        starts.push(instant(date, minute, zone, Fold::Earlier));
                        starts.push(instant(date, minute, zone, Fold::Later));
                    }
                }
            }
            starts.retain(|s| window.starts_at <= *s && *s < window.ends_at);
            starts.sort_unstable();
        }
        Grid { starts, next: 0 }
    }

    fn peek_from(&mut self, earliest: Ts) -> Option<Ts> {
        while self.starts.get(self.next).is_some_and(|s| *s < earliest) {
            self.next += 1;
        }
        self.starts.get(self.next).copied()
    }

    fn skip(&mut self) {
        self.next += 1;
    }
}
