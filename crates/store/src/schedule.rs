//! Working hours: weekly shifts and exceptions by date. Rows and statements.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::id::EmployeeId;
use domain::schedule::{Exception, Schedule, Shift};
use domain::{Error, Result};
use jiff::civil::Date;
use std::collections::BTreeMap;
use uuid::Uuid;

statements! {
    SHIFTS = "SELECT * FROM shift WHERE org_id = $1 ORDER BY employee_id, weekday, starts, id";
    SHIFTS_OF = "SELECT * FROM shift WHERE org_id = $1 AND employee_id = $2 ORDER BY weekday, starts, id";
    ADD_SHIFT = "INSERT INTO shift (org_id, id, employee_id, branch_id, weekday, starts, ends, breaks) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    CLEAR_SHIFTS = "DELETE FROM shift WHERE org_id = $1 AND employee_id = $2";
    /// From a date on: the search never looks back, and years of past days off would only slow the snapshot.
    EXCEPTIONS = "SELECT * FROM schedule_exception WHERE org_id = $1 AND date >= $2 ORDER BY employee_id, date";
    EXCEPTIONS_OF = "SELECT * FROM schedule_exception WHERE org_id = $1 AND employee_id = $2 AND date >= $3 AND date < $4 ORDER BY date";
    PUT_EXCEPTION = "INSERT INTO schedule_exception (org_id, employee_id, date, branch_id, spans, reason) VALUES ($1, $2, $3, $4, $5, $6)
                     ON CONFLICT (org_id, employee_id, date) DO UPDATE SET branch_id = excluded.branch_id, spans = excluded.spans, reason = excluded.reason";
    DELETE_RANGE = "DELETE FROM schedule_exception WHERE org_id = $1 AND employee_id = $2 AND date >= $3 AND date <= $4";
    DELETE_EXCEPTION = "DELETE FROM schedule_exception WHERE org_id = $1 AND employee_id = $2 AND date = $3";
}

struct ShiftRow(EmployeeId, Shift);

impl FromRow for ShiftRow {
    fn from_row(row: &Row) -> Result<Self> {
        let shift = Shift { branch_id: row.id("branch_id")?, weekday: row.num("weekday")?, starts: row.num("starts")?, ends: row.num("ends")?, breaks: row.json("breaks")? };
        Ok(ShiftRow(row.id("employee_id")?, shift))
    }
}

struct ExceptionRow(EmployeeId, Exception);

impl FromRow for ExceptionRow {
    fn from_row(row: &Row) -> Result<Self> {
        let date = row.get::<String>("date")?.parse().map_err(|e: jiff::Error| Error::internal("column date").op("store.row").source(e))?;
        let exception = Exception { date, branch_id: row.maybe_id("branch_id")?, spans: row.json("spans")?, reason: row.get("reason")? };
        Ok(ExceptionRow(row.id("employee_id")?, exception))
    }
}

/// Everybody's hours with the exceptions from `since` on.
pub async fn list(reads: &mut impl Reads, since: Date) -> Result<Vec<Schedule>> {
    let mut schedules = BTreeMap::new();
    for ShiftRow(id, shift) in reads.list(SHIFTS, vec![]).await? {
        schedules.entry(id).or_insert_with(|| empty(id)).shifts.push(shift);
    }
    for ExceptionRow(id, exception) in reads.list(EXCEPTIONS, vals![since.to_string()]).await? {
        schedules.entry(id).or_insert_with(|| empty(id)).exceptions.push(exception);
    }
    Ok(schedules.into_values().collect())
}

const fn empty(employee_id: EmployeeId) -> Schedule {
    Schedule { employee_id, shifts: Vec::new(), exceptions: Vec::new() }
}

/// One employee's hours with the exceptions of `[from, until)`. An employee without rules has an empty schedule.
pub async fn get(reads: &mut impl Reads, employee_id: EmployeeId, from: Date, until: Date) -> Result<Schedule> {
    let shifts = reads.list::<ShiftRow>(SHIFTS_OF, vals![employee_id]).await?.into_iter().map(|s| s.1).collect();
    let exceptions = reads.list::<ExceptionRow>(EXCEPTIONS_OF, vals![employee_id, from.to_string(), until.to_string()]).await?.into_iter().map(|e| e.1).collect();
    Ok(Schedule { employee_id, shifts, exceptions })
}

/// Replaces the weekly rules.
pub async fn replace_shifts(unit: &mut Unit, employee_id: EmployeeId, shifts: &[Shift]) -> Result<()> {
    unit.exec(CLEAR_SHIFTS, vals![employee_id]).await?;
    for s in shifts {
        unit.exec(ADD_SHIFT, vals![Uuid::now_v7(), employee_id, s.branch_id, s.weekday, s.starts, s.ends, json(&s.breaks)]).await?;
    }
    Ok(())
}

/// Sets what differs on one date.
pub async fn put_exception(unit: &mut Unit, employee_id: EmployeeId, e: &Exception) -> Result<()> {
    unit.exec(PUT_EXCEPTION, vals![employee_id, e.date.to_string(), e.branch_id, json(&e.spans), &e.reason]).await?;
    Ok(())
}

pub async fn remove_exception(unit: &mut Unit, employee_id: EmployeeId, date: Date) -> Result<()> {
    let touched = unit.exec(DELETE_EXCEPTION, vals![employee_id, date.to_string()]).await?;
    if touched == 0 { Err(Error::not_found("exception")) } else { Ok(()) }
}

/// Every exception of `[from, to]`; how many there were.
pub async fn remove_exceptions(unit: &mut Unit, employee_id: EmployeeId, from: Date, to: Date) -> Result<u64> {
    unit.exec(DELETE_RANGE, vals![employee_id, from.to_string(), to.to_string()]).await
}
