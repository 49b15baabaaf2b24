//! The calendar as one reads it: visits with names, holds and blocks of a range. Changes are `booking.rs`, `hold.rs`, `block.rs`.

use crate::block::Block;
use crate::booking::{Line, fold};
use crate::hold::Hold;
use crate::{FromRow, Reads, Row};
use domain::booking::Booking;
use domain::id::{BookingId, BranchId, EmployeeId, GroupEventId};
use domain::{Error, Result, Ts};

statements! {
    /// A visit lasts two days at most, which keeps the index useful.
    ENTRIES = "SELECT b.*, i.service_id, i.duration_minutes AS item_minutes, i.price AS item_price, s.name AS service_name, c.name AS contact_name, c.phone AS contact_phone FROM booking b
               LEFT JOIN booking_item i ON i.org_id = b.org_id AND i.booking_id = b.id LEFT JOIN service s ON s.org_id = i.org_id AND s.id = i.service_id JOIN contact c ON c.org_id = b.org_id AND c.id = b.contact_id
               WHERE b.org_id = $1 AND b.starts_at > $2 - 172800000000 AND b.starts_at < $3 AND b.ends_at > $2 AND (b.branch_id = $4 OR $4 IS NULL) AND (b.employee_id = $5 OR $5 IS NULL)
               AND (b.status <> 'cancelled' OR CAST($6 AS BIGINT) = 1) ORDER BY b.starts_at, b.id, i.position LIMIT $7";
    ENTRY = "SELECT b.*, i.service_id, i.duration_minutes AS item_minutes, i.price AS item_price, s.name AS service_name, c.name AS contact_name, c.phone AS contact_phone FROM booking b
             LEFT JOIN booking_item i ON i.org_id = b.org_id AND i.booking_id = b.id LEFT JOIN service s ON s.org_id = i.org_id AND s.id = i.service_id JOIN contact c ON c.org_id = b.org_id AND c.id = b.contact_id
             WHERE b.org_id = $1 AND b.id = $2 ORDER BY i.position";
    /// Everybody of a group event, called off visits too, in the order they came.
    OF_EVENT = "SELECT b.*, i.service_id, i.duration_minutes AS item_minutes, i.price AS item_price, s.name AS service_name, c.name AS contact_name, c.phone AS contact_phone FROM booking b
                LEFT JOIN booking_item i ON i.org_id = b.org_id AND i.booking_id = b.id LEFT JOIN service s ON s.org_id = i.org_id AND s.id = i.service_id JOIN contact c ON c.org_id = b.org_id AND c.id = b.contact_id
                WHERE b.org_id = $1 AND b.group_event_id = $2 ORDER BY b.created_at, b.id, i.position";
    HOLDS = "SELECT * FROM hold WHERE org_id = $1 AND ends_at > $2 AND starts_at < $3 AND expires_at > $4 AND (branch_id = $5 OR $5 IS NULL) AND (employee_id = $6 OR $6 IS NULL) ORDER BY starts_at, id LIMIT $7";
    BLOCKS = "SELECT * FROM block WHERE org_id = $1 AND ends_at > $2 AND starts_at < $3 AND (branch_id IS NULL OR (branch_id = $4 OR $4 IS NULL)) AND (subject_id = $5 OR $5 IS NULL) ORDER BY starts_at, id LIMIT $6";
}

/// More than a calendar can show; what is beyond is not read.
const MOST: i64 = 20_000;

/// A visit with the names a calendar shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub booking: Booking,
    pub contact_name: Option<String>,
    pub contact_phone: Option<String>,
    /// In the order of the items.
    pub services: Vec<String>,
}

struct Named {
    line: Line,
    service: Option<String>,
    name: Option<String>,
    phone: Option<String>,
}

impl FromRow for Named {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Named { line: Line::from_row(row)?, service: row.get("service_name")?, name: row.get("contact_name")?, phone: row.get("contact_phone")? })
    }
}

fn entries_of(rows: Vec<Named>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for row in rows {
        let same = entries.last_mut().filter(|e| e.booking.id == row.line.booking.id);
        let service = row.service.unwrap_or_default();
        match same {
            Some(entry) => {
                entry.booking.items.extend(row.line.item);
                entry.services.push(service);
            }
            None => {
                let has_item = row.line.item.is_some();
                let Some(booking) = fold(vec![row.line]).pop() else { continue };
                entries.push(Entry { booking, contact_name: row.name, contact_phone: row.phone, services: if has_item { vec![service] } else { Vec::new() } });
            }
        }
    }
    entries
}

/// What to show; all optional but the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarFilter {
    pub from: Ts,
    pub until: Ts,
    pub branch: Option<BranchId>,
    pub employee: Option<EmployeeId>,
    pub with_cancelled: bool,
}

/// Visits that meet the range, in order of time.
pub async fn entries(reads: &mut impl Reads, f: &CalendarFilter) -> Result<Vec<Entry>> {
    Ok(entries_of(reads.list(ENTRIES, vals![f.from, f.until, f.branch, f.employee, i64::from(f.with_cancelled), MOST]).await?))
}

/// One visit with its names.
pub async fn entry(reads: &mut impl Reads, id: BookingId) -> Result<Entry> {
    entries_of(reads.list(ENTRY, vals![id]).await?).pop().ok_or_else(|| Error::not_found("booking"))
}

/// Everybody of a group event.
pub async fn of_event(reads: &mut impl Reads, id: GroupEventId) -> Result<Vec<Entry>> {
    Ok(entries_of(reads.list(OF_EVENT, vals![id]).await?))
}

/// Holds of the range that have not run out.
pub async fn holds(reads: &mut impl Reads, f: &CalendarFilter, now: Ts) -> Result<Vec<Hold>> {
    reads.list(HOLDS, vals![f.from, f.until, now, f.branch, f.employee, MOST]).await
}

/// Blocks of the range: of the employee, or of everybody and every room.
pub async fn blocks(reads: &mut impl Reads, f: &CalendarFilter) -> Result<Vec<Block>> {
    reads.list(BLOCKS, vals![f.from, f.until, f.branch, f.employee, MOST]).await
}
