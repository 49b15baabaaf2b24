//! Visits and their items: rows and statements. The time a visit takes is `occupancy.rs`.

use crate::{FromRow, Reads, Row, Unit};
use domain::booking::{Booking, BookingStatus, Item};
use domain::id::{BookingId, BranchId, ContactId, EmployeeId, GroupEventId, ServiceId};
use domain::{Error, Money, Result, Ts};

statements! {
    INSERT = "INSERT INTO booking (org_id, id, branch_id, employee_id, resource_id, contact_id, conversation_id, group_event_id, starts_at, ends_at, status, price, prepayment, prepaid_at, currency, note, source, version, created_at, updated_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
    ADD_ITEM = "INSERT INTO booking_item (org_id, booking_id, position, service_id, duration_minutes, price) VALUES ($1, $2, $3, $4, $5, $6)";
    CLEAR_ITEMS = "DELETE FROM booking_item WHERE org_id = $1 AND booking_id = $2";
    /// Only the version that was read may be changed.
    UPDATE = "UPDATE booking SET branch_id = $4, employee_id = $5, resource_id = $6, starts_at = $7, ends_at = $8, status = $9, price = $10, note = $11, group_event_id = $12, prepayment = $13, prepaid_at = $14, updated_at = $15, version = version + 1
              WHERE org_id = $1 AND id = $2 AND version = $3";
    GET = "SELECT b.*, i.service_id, i.duration_minutes AS item_minutes, i.price AS item_price FROM booking b LEFT JOIN booking_item i ON i.org_id = b.org_id AND i.booking_id = b.id
           WHERE b.org_id = $1 AND b.id = $2 ORDER BY i.position";
    LOCK = {
        lite: "SELECT id FROM booking WHERE org_id = $1 AND id = $2",
        pg: "SELECT id FROM booking WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    /// People of a group event, in the order they came.
    OF_EVENT = "SELECT b.*, i.service_id, i.duration_minutes AS item_minutes, i.price AS item_price FROM booking b LEFT JOIN booking_item i ON i.org_id = b.org_id AND i.booking_id = b.id
                WHERE b.org_id = $1 AND b.group_event_id = $2 ORDER BY b.created_at, b.id, i.position";
    /// Visits to look after: ahead, under way, or just over, after a place.
    AHEAD = "SELECT id FROM booking WHERE org_id = $1 AND ends_at > $2 AND status <> 'cancelled' AND id > $3 ORDER BY id LIMIT $4";
    /// A calendar range in order of time: visits that meet `[$2, $3)`. A visit lasts two days at most, which keeps the index useful.
    RANGE = "SELECT b.*, i.service_id, i.duration_minutes AS item_minutes, i.price AS item_price FROM (
               SELECT * FROM booking WHERE org_id = $1 AND starts_at > $2 - 172800000000 AND starts_at < $3 AND ends_at > $2 AND (branch_id = $4 OR $4 IS NULL) AND (employee_id = $5 OR $5 IS NULL)
               AND (contact_id = $6 OR $6 IS NULL) AND (status = $7 OR $7 IS NULL) AND (starts_at > $8 OR (starts_at = $8 AND id > $9)) ORDER BY starts_at, id LIMIT $10) b
             LEFT JOIN booking_item i ON i.org_id = $1 AND i.booking_id = b.id ORDER BY b.starts_at, b.id, i.position";
    UPCOMING = "SELECT b.*, i.service_id, i.duration_minutes AS item_minutes, i.price AS item_price FROM (
                  SELECT * FROM booking WHERE org_id = $1 AND contact_id = $2 AND starts_at >= $3 AND status IN ('booked', 'confirmed') ORDER BY starts_at, id LIMIT $4) b
                LEFT JOIN booking_item i ON i.org_id = $1 AND i.booking_id = b.id ORDER BY b.starts_at, b.id, i.position";
    LAST_PAST = "SELECT b.*, i.service_id, i.duration_minutes AS item_minutes, i.price AS item_price FROM (
                   SELECT * FROM booking WHERE org_id = $1 AND contact_id = $2 AND starts_at < $3 AND status <> 'cancelled' ORDER BY starts_at DESC, id DESC LIMIT 1) b
                 LEFT JOIN booking_item i ON i.org_id = $1 AND i.booking_id = b.id ORDER BY i.position";
    PAST = "SELECT b.*, i.service_id, i.duration_minutes AS item_minutes, i.price AS item_price FROM (
              SELECT * FROM booking WHERE org_id = $1 AND contact_id = $2 AND starts_at < $3 AND status <> 'cancelled' ORDER BY starts_at DESC, id DESC LIMIT $4) b
            LEFT JOIN booking_item i ON i.org_id = $1 AND i.booking_id = b.id ORDER BY b.starts_at DESC, b.id DESC, i.position";
}

/// A row of the join: the visit with one of its items.
pub(crate) struct Line {
    pub(crate) booking: Booking,
    pub(crate) item: Option<Item>,
}

impl FromRow for Line {
    fn from_row(row: &Row) -> Result<Self> {
        let item = match row.maybe_id::<ServiceId>("service_id")? {
            Some(service_id) => Some(Item { service_id, duration_minutes: row.num("item_minutes")?, price: row.get("item_price")? }),
            None => None,
        };
        let booking = Booking {
            id: row.id("id")?,
            branch_id: row.id("branch_id")?,
            employee_id: row.id("employee_id")?,
            resource_id: row.maybe_id("resource_id")?,
            contact_id: row.id("contact_id")?,
            conversation_id: row.maybe_id("conversation_id")?,
            group_event_id: row.maybe_id("group_event_id")?,
            items: Vec::new(),
            starts_at: row.ts("starts_at")?,
            ends_at: row.ts("ends_at")?,
            status: row.parse("status")?,
            price: Money { minor: row.get("price")?, currency: row.get("currency")? },
            prepayment: row.get("prepayment")?,
            prepaid_at: row.maybe_ts("prepaid_at")?,
            note: row.get("note")?,
            source: row.get("source")?,
            version: row.get("version")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        };
        Ok(Line { booking, item })
    }
}

pub(crate) fn fold(lines: Vec<Line>) -> Vec<Booking> {
    let mut bookings: Vec<Booking> = Vec::new();
    for line in lines {
        if bookings.last().is_none_or(|b| b.id != line.booking.id) {
            bookings.push(line.booking);
        }
        if let (Some(booking), Some(item)) = (bookings.last_mut(), line.item) {
            booking.items.push(item);
        }
    }
    bookings
}

pub async fn insert(unit: &mut Unit, b: &Booking) -> Result<()> {
    unit.exec(
        INSERT,
        vals![
            b.id, b.branch_id, b.employee_id, b.resource_id, b.contact_id, b.conversation_id, b.group_event_id, b.starts_at, b.ends_at, b.status, b.price.minor, b.prepayment, b.prepaid_at, &b.price.currency, &b.note, &b.source, b.version, b.created_at,
            b.updated_at
        ],
    )
    .await?;
    add_items(unit, b).await
}

async fn add_items(unit: &mut Unit, b: &Booking) -> Result<()> {
    for (position, item) in (0_i64..).zip(&b.items) {
        unit.exec(ADD_ITEM, vals![b.id, position, item.service_id, item.duration_minutes, item.price]).await?;
    }
    Ok(())
}

/// Writes a changed visit and raises its version; `Conflict` when someone else changed it since it was read.
pub async fn update(unit: &mut Unit, b: &mut Booking) -> Result<()> {
    let now = unit.now();
    let touched =
        unit.exec(UPDATE, vals![b.id, b.version, b.branch_id, b.employee_id, b.resource_id, b.starts_at, b.ends_at, b.status, b.price.minor, &b.note, b.group_event_id, b.prepayment, b.prepaid_at, now]).await?;
    if touched == 0 {
        return Err(Error::conflict("the visit was changed by someone else meanwhile").code("version_mismatch"));
    }
    b.version += 1;
    b.updated_at = now;
    Ok(())
}

/// The items anew: a move to another employee may change lengths.
pub async fn replace_items(unit: &mut Unit, b: &Booking) -> Result<()> {
    unit.exec(CLEAR_ITEMS, vals![b.id]).await?;
    add_items(unit, b).await
}

pub async fn get(reads: &mut impl Reads, id: BookingId) -> Result<Booking> {
    fold(reads.list(GET, vals![id]).await?).pop().ok_or_else(|| Error::not_found("booking"))
}

/// The visit, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: BookingId) -> Result<Booking> {
    unit.rows(LOCK, vals![id]).await?;
    get(unit, id).await
}

struct Key(BookingId);

impl FromRow for Key {
    fn from_row(row: &Row) -> Result<Self> {
        row.id("id").map(Key)
    }
}

/// Ids of visits that end after an instant and were not called off, after a place.
pub async fn ahead(reads: &mut impl Reads, since: Ts, after: BookingId, limit: i64) -> Result<Vec<BookingId>> {
    Ok(reads.list::<Key>(AHEAD, vals![since, after, limit]).await?.into_iter().map(|Key(id)| id).collect())
}

/// Filters of the calendar; all optional but the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookingFilter {
    pub from: Ts,
    pub until: Ts,
    pub branch: Option<BranchId>,
    pub employee: Option<EmployeeId>,
    pub contact: Option<ContactId>,
    pub status: Option<BookingStatus>,
}

/// Visits that meet the range, in order of time, after the given position.
pub async fn list(reads: &mut impl Reads, filter: &BookingFilter, after: (Ts, BookingId), limit: i64) -> Result<Vec<Booking>> {
    let f = filter;
    Ok(fold(reads.list(RANGE, vals![f.from, f.until, f.branch, f.employee, f.contact, f.status, after.0, after.1, limit]).await?))
}

/// Visits of a group event, called off ones too, in the order they were made.
pub async fn list_by_event(reads: &mut impl Reads, event: GroupEventId) -> Result<Vec<Booking>> {
    Ok(fold(reads.list(OF_EVENT, vals![event]).await?))
}

/// The customer's visits that stand and are still ahead, soonest first.
pub async fn list_upcoming(reads: &mut impl Reads, contact: ContactId, now: Ts, limit: i64) -> Result<Vec<Booking>> {
    Ok(fold(reads.list(UPCOMING, vals![contact, now, limit]).await?))
}

/// The customer's visits before now that were not cancelled, latest first.
pub async fn list_past(reads: &mut impl Reads, contact: ContactId, now: Ts, limit: i64) -> Result<Vec<Booking>> {
    Ok(fold(reads.list(PAST, vals![contact, now, limit]).await?))
}

/// The customer's last visit before now.
pub async fn find_last_past(reads: &mut impl Reads, contact: ContactId, now: Ts) -> Result<Option<Booking>> {
    Ok(fold(reads.list(LAST_PAST, vals![contact, now]).await?).pop())
}
