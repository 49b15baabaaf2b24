//! Slot search and check, case by case.

use crate::firm::{Firm, NOW, span, ts, uuid};
use domain::Kind;
use domain::id::{BranchId, EmployeeId, ServiceId};
use domain::schedule::{Exception, Shift};
use domain::slot::{Slot, search};
use jiff::civil::date;

const MOSCOW: &str = "Europe/Moscow";
/// A Tuesday.
const DAY: (i16, i8, i8) = (2026, 3, 3);

fn slot_at(firm: &Firm, at: &str) -> Slot {
    Slot { branch_id: firm.branches[0].id, employee_id: firm.employees[0].id, resource_id: None, starts_at: ts(at), ends_at: ts(at) }
}
fn code(firm: &Firm, at: &str) -> String {
    match firm.world().check(&slot_at(firm, at), &[firm.services[0].id]) {
        Ok(o) => format!("ok until {}", o.busy_until.in_zone(&firm.zone()).strftime("%H:%M")),
        Err(e) => e.public_code().to_owned(),
    }
}

#[test]
fn a_plain_day_is_a_grid_that_fits_the_shift() {
    let firm = Firm::new(MOSCOW, "10:00-13:00", 60);
    assert_eq!(firm.starts(&firm.query(DAY, 1)), "10:00 10:30 11:00 11:30 12:00");
    let slots = firm.search(&firm.query(DAY, 1));
    assert!(slots.iter().all(|s| s.ends_at.minutes_since(s.starts_at) == 60));
}

#[test]
fn an_odd_shift_start_is_offered_and_then_round_times() {
    let firm = Firm::new(MOSCOW, "09:15-11:00", 30);
    assert_eq!(firm.starts(&firm.query(DAY, 1)), "09:15 09:30 10:00 10:30");
    // Minutes nobody would say aloud are not offered …
    let firm = Firm::new(MOSCOW, "09:17-11:00", 30);
    assert_eq!(firm.starts(&firm.query(DAY, 1)), "09:30 10:00 10:30");
    // … but a person may book them.
    assert_eq!(code(&firm, "2026-03-03T06:17:00Z"), "ok until 09:47");
}

#[test]
fn the_moment_after_a_visit_is_offered_so_that_no_gap_is_wasted() {
    let mut firm = Firm::new(MOSCOW, "10:00-14:00", 60);
    firm.add_busy(firm.employees[0].id, "2026-03-03T07:00:00Z", 70);
    assert_eq!(firm.starts(&firm.query(DAY, 1)), "11:10 11:30 12:00 12:30 13:00");
}

#[test]
fn breaks_exceptions_and_days_off() {
    let mut firm = Firm::new(MOSCOW, "10:00-15:00", 60);
    for shift in &mut firm.schedules[0].shifts {
        shift.breaks = vec![span("12:00-13:00")];
    }
    assert_eq!(firm.starts(&firm.query(DAY, 1)), "10:00 10:30 11:00 13:00 13:30 14:00");
    let day = date(2026, 3, 3);
    firm.schedules[0].exceptions = vec![Exception { date: day, branch_id: None, spans: vec![span("18:00-20:00")], reason: "инвентаризация".into() }];
    assert_eq!(firm.starts(&firm.query(DAY, 1)), "18:00 18:30 19:00");
    firm.schedules[0].exceptions[0].spans.clear();
    assert_eq!(firm.starts(&firm.query(DAY, 1)), "");
    assert_eq!(code(&firm, "2026-03-03T07:00:00Z"), "outside_hours");
    assert!(!firm.schedules[0].is_working_on(day));
    assert_eq!(firm.starts(&firm.query((2026, 3, 4), 1)), "10:00 10:30 11:00 13:00 13:30 14:00");
}

#[test]
fn touching_shifts_are_one_and_broken_rules_are_nothing() {
    let mut firm = Firm::new(MOSCOW, "10:00-11:00", 60);
    let shift = firm.schedules[0].shifts[1].clone();
    firm.schedules[0].shifts = vec![
        shift.clone(), Shift { starts: 660, ends: 720, ..shift.clone() },
        Shift { starts: 900, ends: 800, ..shift.clone() }, Shift { starts: 900, ends: 2000, ..shift },
    ];
    assert_eq!(firm.starts(&firm.query(DAY, 1)), "10:00 10:30 11:00");
}

#[test]
fn buffers_and_own_durations_count() {
    let mut firm = Firm::new(MOSCOW, "10:00-13:00", 60);
    firm.services[0].buffer_minutes = 15;
    let second = firm.add_service(30, 15);
    firm.employees[0].skills[0].duration_minutes = Some(45);
    let mut query = firm.query(DAY, 1);
    query.services.push(second);
    // 45 + 15 + 30 = 90 minutes for the customer, 105 for the employee.
    let slots = firm.search(&query);
    assert_eq!(firm.starts(&query), "10:00 10:30 11:00");
    assert!(slots.iter().all(|s| s.ends_at.minutes_since(s.starts_at) == 90));
    let occupation = firm.world().check(&slots[0], &query.services).unwrap();
    assert_eq!((occupation.ends_at, occupation.busy_until), (ts("2026-03-03T08:30:00Z"), ts("2026-03-03T08:45:00Z")));
    // The buffer must not run into the next visit.
    firm.add_busy(firm.employees[0].id, "2026-03-03T08:40:00Z", 20);
    assert_eq!(firm.starts(&query), "");
}

#[test]
fn anyone_means_every_free_employee_in_order_of_position() {
    let mut firm = Firm::new(MOSCOW, "10:00-12:00", 60);
    let second = firm.add_employee("11:00-13:00");
    firm.employees[0].position = 5;
    let mut query = firm.query(DAY, 1);
    let got: Vec<_> = firm.search(&query).iter().map(|s| (s.starts_at.in_zone(&firm.zone()).strftime("%H:%M").to_string(), s.employee_id == second)).collect();
    let expected = [("10:00", false), ("10:30", false), ("11:00", true), ("11:00", false), ("11:30", true), ("12:00", true)];
    assert_eq!(got, expected.map(|(t, s)| (t.to_owned(), s)));
    query.limit = 3;
    assert_eq!(firm.search(&query).len(), 3);
    query.employee_id = Some(second);
    assert_eq!(firm.starts(&query), "11:00 11:30 12:00");
    firm.employees[1].is_active = false;
    assert_eq!(firm.starts(&query), "");
    query.employee_id = Some(EmployeeId(uuid(999)));
    assert_eq!(firm.starts(&query), "");
}

#[test]
fn an_employee_needs_every_skill() {
    let mut firm = Firm::new(MOSCOW, "10:00-12:00", 60);
    let second = firm.add_service(60, 0);
    firm.employees[0].skills.truncate(1);
    let mut query = firm.query(DAY, 1);
    query.services.push(second);
    assert!(firm.search(&query).is_empty());
    let error = firm.world().check(&slot_at(&firm, "2026-03-03T07:00:00Z"), &query.services).unwrap_err();
    assert_eq!(error.public_code(), "employee_unskilled");
    query.services = vec![ServiceId(uuid(999))];
    assert!(firm.search(&query).is_empty());
    query.services.clear();
    assert!(firm.search(&query).is_empty());
}

#[test]
fn any_free_room_will_do_and_none_means_no_slot() {
    let mut firm = Firm::new(MOSCOW, "10:00-12:00", 60);
    let (a, b) = (firm.add_room(), firm.add_room());
    firm.services[0].resources = vec![a, b];
    firm.add_busy(a, "2026-03-03T07:00:00Z", 60);
    firm.add_busy(b, "2026-03-03T07:30:00Z", 60);
    let slots = firm.search(&firm.query(DAY, 1));
    assert_eq!(slots.iter().map(|s| (s.starts_at.to_string(), s.resource_id)).collect::<Vec<_>>(), [("2026-03-03T08:00:00Z".to_owned(), Some(a))]);
    // The room the customer saw is gone, another is free: still possible.
    let mut wanted = slots[0].clone();
    wanted.resource_id = Some(b);
    assert_eq!(firm.world().check(&wanted, &[firm.services[0].id]).unwrap().resource_id, Some(a));
    assert_eq!(code(&firm, "2026-03-03T07:30:00Z"), "resource_taken");
    // Two services that share no room cannot be one visit.
    let second = firm.add_service(30, 0);
    firm.services[0].resources = vec![a];
    firm.services[1].resources = vec![b];
    let mut query = firm.query(DAY, 1);
    query.services.push(second);
    assert!(firm.search(&query).is_empty());
}

#[test]
fn lead_time_and_horizon_bind_the_search_and_check_time() {
    let mut firm = Firm::new(MOSCOW, "10:00-12:00", 60);
    (firm.settings.lead_minutes, firm.settings.horizon_days) = (30, 2);
    let now = ts("2026-03-03T07:10:00Z");
    let days: Vec<_> = search(&firm.world(), &firm.query(DAY, 30), now).iter().map(|s| s.starts_at.in_zone(&firm.zone()).strftime("%d %H:%M").to_string()).collect();
    assert_eq!(days, ["03 11:00", "04 10:00", "04 10:30", "04 11:00", "05 10:00", "05 10:30", "05 11:00"]);
    for (at, expected) in [("2026-03-03T07:30:00Z", "too_soon"), ("2026-03-06T07:00:00Z", "too_far"), ("2026-03-05T08:00:00Z", "")] {
        let got = firm.world().check_time(&slot_at(&firm, at), now).err().map_or("", |e| e.public_code());
        assert_eq!(got, expected, "{at}");
    }
}

#[test]
fn check_says_why_not() {
    let mut firm = Firm::new(MOSCOW, "10:00-12:00", 60);
    firm.add_busy(firm.employees[0].id, "2026-03-03T08:00:00Z", 30);
    let cases = [
        ("2026-03-03T07:00:00Z", "ok until 11:00"), ("2026-03-03T07:01:00Z", "slot_taken"), ("2026-03-03T08:29:00Z", "outside_hours"),
        ("2026-03-03T06:59:00Z", "outside_hours"), ("2026-03-03T07:00:01Z", "invalid"), ("9999-01-01T00:00:00Z", "outside_hours"),
    ];
    for (at, expected) in cases {
        assert_eq!(code(&firm, at), expected, "{at}");
    }
    let mut elsewhere = slot_at(&firm, "2026-03-03T07:00:00Z");
    elsewhere.branch_id = BranchId(uuid(77));
    let error = firm.world().check(&elsewhere, &[firm.services[0].id]).unwrap_err();
    assert_eq!((error.kind, error.public_code()), (Kind::NotFound, "branch_unknown"));
}

/// Every slot of a night, as `HH:MM±offset`; the length is checked on the way.
fn night(zone: &str, hours: &str, day: (i16, i8, i8)) -> String {
    let firm = Firm::new(zone, hours, 60);
    let slots = firm.search(&firm.query(day, 1));
    assert!(slots.iter().all(|s| s.ends_at.minutes_since(s.starts_at) == 60));
    let offsets: std::collections::HashSet<_> = slots.iter().map(|s| s.starts_at.in_zone(&firm.zone()).offset()).collect();
    let format = if offsets.len() > 1 { "%H:%M%z" } else { "%H:%M" };
    slots.iter().map(|s| s.starts_at.in_zone(&firm.zone()).strftime(format).to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn clock_nights_skip_missing_times_and_keep_doubled_ones() {
    let cases = [
        // Forward: 02:00 is 03:00, a shift of four civil hours has three real ones.
        ("Europe/Berlin", "01:00-05:00", (2026, 3, 29), "01:00+0100 01:30+0100 03:00+0200 03:30+0200 04:00+0200"),
        ("America/New_York", "01:00-05:00", (2026, 3, 8), "01:00-0500 01:30-0500 03:00-0400 03:30-0400 04:00-0400"),
        // Back: five real hours.
        ("Europe/Berlin", "01:00-05:00", (2026, 10, 25), "01:00+0200 01:30+0200 02:00+0200 02:30+0200 02:00+0100 02:30+0100 03:00+0100 03:30+0100 04:00+0100"),
        ("America/New_York", "01:00-05:00", (2026, 11, 1), "01:00-0400 01:30-0400 01:00-0500 01:30-0500 02:00-0500 02:30-0500 03:00-0500 03:30-0500 04:00-0500"),
        // Half an hour of daylight saving.
        ("Australia/Lord_Howe", "01:00-04:00", (2026, 10, 4), "01:00+1030 01:30+1030 02:30+1100 03:00+1100"),
        // The jump is at midnight; the day starts at 01:00.
        ("Africa/Cairo", "00:00-03:00", (2026, 4, 24), "01:00 01:30 02:00"),
        // A shift that starts inside the missing hour starts with the jump, and one wholly inside it does not happen.
        ("Europe/Berlin", "02:30-05:00", (2026, 3, 29), "03:00 03:30 04:00"),
        ("Europe/Berlin", "02:00-03:00", (2026, 3, 29), ""),
        // No clock change at all.
        ("Asia/Almaty", "01:00-05:00", (2026, 3, 29), "01:00 01:30 02:00 02:30 03:00 03:30 04:00"),
        ("Europe/Moscow", "01:00-05:00", (2026, 10, 25), "01:00 01:30 02:00 02:30 03:00 03:30 04:00"),
    ];
    for (zone, hours, day, expected) in cases {
        assert_eq!(night(zone, hours, day), expected, "{zone} {hours} {day:?}");
    }
}

#[test]
fn almaty_moved_its_clock_for_good() {
    // On 2024-03-01 Kazakhstan went from +06 to +05 at midnight: 29 February had 25 hours.
    let mut firm = Firm::new("Asia/Almaty", "22:00-24:00", 60);
    firm.settings.horizon_days = 700;
    let slots = search(&firm.world(), &firm.query((2024, 2, 29), 1), ts("2024-01-01T00:00:00Z"));
    let shown: Vec<_> = slots.iter().map(|s| s.starts_at.in_zone(&firm.zone()).strftime("%H:%M%z").to_string()).collect();
    assert_eq!(shown, ["22:00+0600", "22:30+0600", "23:00+0600", "23:30+0600", "23:00+0500"]);
}

#[test]
fn a_break_over_the_doubled_hour_covers_both_readings() {
    let mut firm = Firm::new("Europe/Berlin", "01:00-05:00", 60);
    for shift in &mut firm.schedules[0].shifts {
        shift.breaks = vec![span("02:00-02:30")];
    }
    assert_eq!(firm.starts(&firm.query((2026, 10, 25), 1)), "01:00 02:30 03:00 03:30 04:00");
}

#[test]
fn absurd_queries_are_answered_with_nothing() {
    let mut firm = Firm::new(MOSCOW, "00:00-24:00", 60);
    firm.settings.horizon_days = u32::MAX;
    firm.settings.slot_step_minutes = 0;
    let mut query = firm.query(DAY, 1);
    (query.from, query.until) = (domain::Ts::from_micros(i64::MIN), domain::Ts::from_micros(i64::MAX));
    query.limit = 2;
    assert_eq!(search(&firm.world(), &query, ts(NOW)).len(), 2);
    (query.from, query.until) = (query.until, query.from);
    assert!(firm.search(&query).is_empty());
    firm.branches[0].zone = "Mars/Olympus".into();
    assert!(firm.search(&firm.query_raw()).is_empty());
}

impl Firm {
    fn query_raw(&self) -> domain::slot::SlotQuery {
        domain::slot::SlotQuery {
            services: vec![self.services[0].id], employee_id: None, branch_id: None, from: ts(NOW), until: ts("2026-02-01T00:00:00Z"), limit: 5, moving: None,
        }
    }
}
