//! Slot search against random firms: what must hold for every slot, whatever the schedule, the zone and the night.

use crate::firm::{Firm, NOW, ts, uuid};
use domain::id::BranchId;
use domain::schedule::{Exception, Shift, Span};
use domain::slot::{Busy, search};
use domain::Ts;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::HashSet;

const ZONES: [&str; 10] = [
    "Europe/Berlin", "America/New_York", "Asia/Almaty", "Europe/Moscow", "Australia/Lord_Howe", "Africa/Cairo", "America/St_Johns",
    "Pacific/Chatham", "Asia/Kathmandu", "UTC",
];
/// Nights when one of the zones changes its clock, and plain days.
const DAYS: [Date; 8] = [
    date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 4), date(2026, 4, 24), date(2026, 10, 4), date(2026, 10, 25), date(2026, 11, 1), date(2026, 7, 7),
];

fn spans() -> impl Strategy<Value = Span> {
    (0_u16..1500, 0_u16..900).prop_map(|(starts, len)| Span { starts, ends: starts.saturating_add(len).min(1500) })
}

prop_compose! {
    fn firms()(
        zone in prop::sample::select(&ZONES[..]),
        day in prop::sample::select(&DAYS[..]),
        lengths in prop::collection::vec((1_u32..150, 0_u32..40), 1..3),
        shifts in prop::collection::vec((0_usize..3, spans(), prop::collection::vec(spans(), 0..3)), 1..6),
        exception in prop::option::of((0_usize..3, prop::collection::vec(spans(), 0..3))),
        rooms in 0_usize..3,
        busy in prop::collection::vec((0_usize..5, 0_i64..3000, 1_i64..300), 0..12),
        step in prop::sample::select(&[5_u32, 15, 20, 30, 45, 60][..]),
        lead in 0_u32..600,
    ) -> (Firm, Date) {
        let mut firm = Firm::new(zone, "00:00-24:00", 30);
        firm.services.clear();
        for e in &mut firm.employees { e.skills.clear(); }
        for (minutes, buffer) in lengths { firm.add_service(minutes, buffer); }
        firm.add_employee("00:00-24:00");
        firm.add_employee("00:00-24:00");
        firm.employees[1].skills[0].duration_minutes = Some(25);
        for s in &mut firm.schedules { s.shifts.clear(); }
        for (employee, span, breaks) in shifts {
            for weekday in 1..=7 {
                firm.schedules[employee].shifts.push(Shift { branch_id: BranchId(uuid(1)), weekday, starts: span.starts, ends: span.ends, breaks: breaks.clone() });
            }
        }
        if let Some((employee, spans)) = exception {
            firm.schedules[employee].exceptions.push(Exception { date: day, branch_id: Some(BranchId(uuid(1))), spans, reason: String::new() });
        }
        for _ in 0..rooms { let room = firm.add_room(); firm.services[0].resources.push(room); }
        let start = Ts::from(&day.to_zoned(firm.zone()).unwrap());
        for (subject, at, minutes) in busy {
            let subject = match firm.resources.get(subject.wrapping_sub(3)) { Some(r) => r.id.uuid(), None => firm.employees[subject % 3].id.uuid() };
            firm.busy.push(Busy { subject, starts_at: start.plus_minutes(at - 300), ends_at: start.plus_minutes(at - 300 + minutes) });
        }
        (firm.settings.slot_step_minutes, firm.settings.lead_minutes) = (step, lead);
        (firm, day)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_slot_holds_its_promises((firm, day) in firms()) {
        let now = Ts::from(&day.to_zoned(firm.zone()).unwrap());
        let mut query = firm.query((day.year(), day.month(), day.day()), 2);
        query.services = firm.services.iter().map(|s| s.id).collect();
        let slots = search(&firm.world(), &query, now);
        let mut seen = HashSet::new();
        for pair in slots.windows(2) {
            prop_assert!(pair[0].starts_at <= pair[1].starts_at, "not in time order");
        }
        for slot in &slots {
            prop_assert!(seen.insert((slot.employee_id, slot.starts_at)), "offered twice: {slot:?}");
            prop_assert!(query.from <= slot.starts_at && slot.starts_at < query.until);
            prop_assert!(slot.starts_at >= now.plus_minutes(i64::from(firm.settings.lead_minutes)));
            let employee = firm.employees.iter().find(|e| e.id == slot.employee_id).unwrap();
            let length = firm.world().length(employee, &query.services).unwrap();
            prop_assert_eq!(slot.ends_at.minutes_since(slot.starts_at), length.minutes, "wrong length");
            let busy_until = slot.starts_at.plus_minutes(length.busy_minutes);
            for subject in [Some(employee.id.uuid()), slot.resource_id.map(|r| r.uuid())].into_iter().flatten() {
                for b in firm.busy.iter().filter(|b| b.subject == subject) {
                    prop_assert!(busy_until <= b.starts_at || b.ends_at <= slot.starts_at, "overlaps {b:?}");
                }
            }
            prop_assert_eq!(slot.resource_id.is_some(), !firm.services[0].resources.is_empty());
            // Each minute of the visit is a minute in which the employee works, read back from the wall clock.
            let schedule = firm.schedules.iter().find(|s| s.employee_id == employee.id).unwrap();
            for minute in 0..length.busy_minutes {
                prop_assert!(works(schedule, slot.starts_at.plus_minutes(minute), &firm), "minute {minute} of {slot:?} is not worked");
            }
            // What the search offers the check accepts, with the same room.
            let occupation = firm.world().check(slot, &query.services).unwrap();
            prop_assert_eq!(&occupation.slot(), slot);
            prop_assert!(firm.world().check_time(slot, now).is_ok());
        }
        // The limit only cuts.
        query.limit = 3;
        let few = search(&firm.world(), &query, now);
        prop_assert_eq!(&few[..], &slots[..slots.len().min(3)]);
    }

    #[test]
    fn every_grid_start_the_check_accepts_is_offered((firm, day) in firms()) {
        let now = ts(NOW);
        let mut query = firm.query((day.year(), day.month(), day.day()), 1);
        query.services = firm.services.iter().map(|s| s.id).collect();
        let offered: HashSet<_> = search(&firm.world(), &query, now).into_iter().map(|s| (s.employee_id, s.starts_at)).collect();
        let mut at = query.from;
        while at < query.until {
            let civil = at.in_zone(&firm.zone());
            let minute = u32::from(civil.hour().unsigned_abs()) * 60 + u32::from(civil.minute().unsigned_abs());
            if minute.is_multiple_of(firm.settings.slot_step_minutes) {
                for employee in &firm.employees {
                    let wanted = domain::slot::Slot { branch_id: BranchId(uuid(1)), employee_id: employee.id, resource_id: None, starts_at: at, ends_at: at };
                    let is_possible = firm.world().check(&wanted, &query.services).is_ok();
                    prop_assert!(!is_possible || offered.contains(&(employee.id, at)), "missing {} {}", employee.name, civil);
                }
            }
            at = at.plus_minutes(1);
        }
    }
}

/// Straight from the rules, minute by minute, without the code under test.
fn works(schedule: &domain::schedule::Schedule, at: Ts, firm: &Firm) -> bool {
    let civil = at.in_zone(&firm.zone());
    // The second reading of a doubled hour belongs to a shift that began in the first one, whatever its minutes say.
    if firm.zone().to_ambiguous_timestamp(civil.datetime()).is_ambiguous() && firm.zone().to_timestamp(civil.datetime()).unwrap() != civil.timestamp() {
        return true;
    }
    let minute = u16::from(civil.hour().unsigned_abs()) * 60 + u16::from(civil.minute().unsigned_abs());
    let inside = |s: &Span| s.starts < s.ends && s.ends <= 1440 && s.starts <= minute && minute < s.ends;
    let exceptions: Vec<_> = schedule.exceptions.iter().filter(|e| e.date == civil.date()).collect();
    if !exceptions.is_empty() {
        return exceptions.iter().any(|e| e.spans.iter().any(inside));
    }
    let weekday = civil.date().weekday().to_monday_one_offset();
    schedule.shifts.iter().any(|s| i8::try_from(s.weekday) == Ok(weekday) && inside(&s.span()) && !s.breaks.iter().any(inside))
}
