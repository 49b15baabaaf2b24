//! Group events: rows and statements. The time they take, and the seats, are `occupancy.rs`; the people are visits (`booking.rs`).

use crate::{FromRow, Reads, Row, Unit};
use domain::group_event::GroupEvent;
use domain::id::{BranchId, EmployeeId, GroupEventId, SeriesId, ServiceId};
use domain::{Error, Result, Ts};

statements! {
    INSERT = "INSERT INTO group_event (org_id, id, service_id, branch_id, employee_id, resource_id, starts_at, ends_at, seats, note, status, series_id, version, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    /// Only the version that was read may be changed.
    UPDATE = "UPDATE group_event SET branch_id = $4, employee_id = $5, resource_id = $6, starts_at = $7, ends_at = $8, seats = $9, note = $10, status = $11, updated_at = $12, version = version + 1
              WHERE org_id = $1 AND id = $2 AND version = $3";
    GET = "SELECT * FROM group_event WHERE org_id = $1 AND id = $2";
    LOCK = {
        lite: "SELECT * FROM group_event WHERE org_id = $1 AND id = $2",
        pg: "SELECT * FROM group_event WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    /// What meets `[$2, $3)` and takes place; one lasts two days at most, which keeps the index useful.
    OPEN = "SELECT * FROM group_event WHERE org_id = $1 AND starts_at > $2 - 172800000000 AND starts_at < $3 AND ends_at > $2 AND status = 'open' ORDER BY starts_at, id";
    LIST = "SELECT e.*, (SELECT COUNT(*) FROM booking b WHERE b.org_id = e.org_id AND b.group_event_id = e.id AND b.status NOT IN ('cancelled', 'no_show')) AS people FROM group_event e
            WHERE e.org_id = $1 AND e.starts_at > $2 - 172800000000 AND e.starts_at < $3 AND e.ends_at > $2 AND (e.branch_id = $4 OR $4 IS NULL) AND (e.employee_id = $5 OR $5 IS NULL)
            AND (e.service_id = $6 OR $6 IS NULL) AND (e.status <> 'cancelled' OR CAST($7 AS BIGINT) = 1) AND (e.starts_at > $8 OR (e.starts_at = $8 AND e.id > $9)) ORDER BY e.starts_at, e.id LIMIT $10";
    ONE = "SELECT e.*, (SELECT COUNT(*) FROM booking b WHERE b.org_id = e.org_id AND b.group_event_id = e.id AND b.status NOT IN ('cancelled', 'no_show')) AS people FROM group_event e WHERE e.org_id = $1 AND e.id = $2";
    FOLLOWING = "SELECT * FROM group_event WHERE org_id = $1 AND series_id = $2 AND starts_at >= $3 AND status = 'open' ORDER BY starts_at, id";
}

impl FromRow for GroupEvent {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(GroupEvent {
            id: row.id("id")?,
            service_id: row.id("service_id")?,
            branch_id: row.id("branch_id")?,
            employee_id: row.id("employee_id")?,
            resource_id: row.maybe_id("resource_id")?,
            starts_at: row.ts("starts_at")?,
            ends_at: row.ts("ends_at")?,
            seats: row.num("seats")?,
            note: row.get("note")?,
            status: row.parse("status")?,
            series_id: row.maybe_id("series_id")?,
            version: row.get("version")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

/// An event with the number of those who come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub event: GroupEvent,
    pub people: u16,
}

impl FromRow for Counted {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Counted { event: GroupEvent::from_row(row)?, people: row.num("people")? })
    }
}

/// What to list; all optional but the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupEventFilter {
    pub from: Ts,
    pub until: Ts,
    pub branch: Option<BranchId>,
    pub employee: Option<EmployeeId>,
    pub service: Option<ServiceId>,
    pub with_cancelled: bool,
}

pub async fn insert(unit: &mut Unit, e: &GroupEvent) -> Result<()> {
    unit.exec(
        INSERT,
        vals![
            e.id, e.service_id, e.branch_id, e.employee_id, e.resource_id, e.starts_at, e.ends_at, e.seats, &e.note, e.status, e.series_id, e.version, e.created_at, e.updated_at
        ],
    )
    .await?;
    Ok(())
}

/// Writes a changed event and raises its version; `Conflict` when someone else changed it since it was read.
pub async fn update(unit: &mut Unit, e: &mut GroupEvent) -> Result<()> {
    let now = unit.now();
    let touched = unit.exec(UPDATE, vals![e.id, e.version, e.branch_id, e.employee_id, e.resource_id, e.starts_at, e.ends_at, e.seats, &e.note, e.status, now]).await?;
    if touched == 0 {
        return Err(Error::conflict("the event was changed by someone else meanwhile").code("version_mismatch"));
    }
    e.version += 1;
    e.updated_at = now;
    Ok(())
}

pub async fn get(reads: &mut impl Reads, id: GroupEventId) -> Result<GroupEvent> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("group event"))
}

/// The event, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: GroupEventId) -> Result<GroupEvent> {
    unit.find(LOCK, vals![id]).await?.ok_or_else(|| Error::not_found("group event"))
}

/// The event with the number of those who come.
pub async fn counted(reads: &mut impl Reads, id: GroupEventId) -> Result<Counted> {
    reads.find(ONE, vals![id]).await?.ok_or_else(|| Error::not_found("group event"))
}

/// Those that take place and meet `[from, until)`, soonest first.
pub async fn open(reads: &mut impl Reads, from: Ts, until: Ts) -> Result<Vec<GroupEvent>> {
    reads.list(OPEN, vals![from, until]).await
}

/// Those that meet the range, soonest first, after the given position.
pub async fn list(reads: &mut impl Reads, f: &GroupEventFilter, after: (Ts, GroupEventId), limit: i64) -> Result<Vec<Counted>> {
    reads.list(LIST, vals![f.from, f.until, f.branch, f.employee, f.service, i64::from(f.with_cancelled), after.0, after.1, limit]).await
}

/// Those of a series that take place from an instant on.
pub async fn following(reads: &mut impl Reads, series: SeriesId, from: Ts) -> Result<Vec<GroupEvent>> {
    reads.list(FOLLOWING, vals![series, from]).await
}
