//! Who and what is taken, when, by which visit, hold, block or group event. One table for all of them, and the one place where they
//! compete: PostgreSQL refuses an overlap by its exclusion constraint, SQLite by a trigger inside the single writer.

use crate::{FromRow, Reads, Row, Unit};
use domain::id::{BranchId, ConversationId, EmployeeId, ResourceId};
use domain::slot::{Busy, Occupation};
use domain::{Result, Ts};
use uuid::Uuid;

statements! {
    ADD = "INSERT INTO occupancy (org_id, owner_id, subject_id, kind, starts_at, ends_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    FREE = "DELETE FROM occupancy WHERE org_id = $1 AND owner_id = $2";
    /// What stands in the way of a new interval but has run out does not count, so it goes first.
    DROP_EXPIRED = "DELETE FROM occupancy WHERE org_id = $1 AND expires_at <= $2";
    /// Everything that meets `[$2, $3)`, without what belongs to `$5` and without the holds of the conversation `$6`.
    BUSY = "SELECT subject_id, starts_at, ends_at FROM occupancy WHERE org_id = $1 AND ends_at > $2 AND starts_at < $3 AND (expires_at IS NULL OR expires_at > $4) AND owner_id <> $5
            AND owner_id NOT IN (SELECT h.id FROM hold h WHERE h.org_id = $1 AND h.conversation_id = $6)";
    BUSY_OF = "SELECT subject_id, starts_at, ends_at FROM occupancy WHERE org_id = $1 AND subject_id = $2 AND ends_at > $3 AND starts_at < $4 AND (expires_at IS NULL OR expires_at > $5) AND owner_id <> $6
               AND owner_id NOT IN (SELECT h.id FROM hold h WHERE h.org_id = $1 AND h.conversation_id = $7)";
    /// What meets an interval first.
    CLASH = "SELECT owner_id, subject_id, kind, starts_at, ends_at FROM occupancy WHERE org_id = $1 AND subject_id = $2 AND ends_at > $3 AND starts_at < $4 AND (expires_at IS NULL OR expires_at > $5) AND owner_id <> $6
             ORDER BY starts_at, owner_id LIMIT 1";
    /// Bookings of one employee, or of one room, are made one after another: two at once would wait for each other
    /// inside the exclusion constraint until one is shot. SQLite has one writer anyway.
    LOCK_EMPLOYEE = { lite: "SELECT id FROM employee WHERE org_id = $1 AND id = $2", pg: "SELECT id FROM employee WHERE org_id = $1 AND id = $2 FOR NO KEY UPDATE" };
    LOCK_RESOURCE = { lite: "SELECT id FROM resource WHERE org_id = $1 AND id = $2", pg: "SELECT id FROM resource WHERE org_id = $1 AND id = $2 FOR NO KEY UPDATE" };
    LOCK_RESOURCES = { lite: "SELECT id FROM resource WHERE org_id = $1 AND branch_id = $2 ORDER BY id", pg: "SELECT id FROM resource WHERE org_id = $1 AND branch_id = $2 ORDER BY id FOR NO KEY UPDATE" };
}

/// What occupies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occupier {
    Booking,
    Block,
    /// A group event, with its employee and room.
    GroupEvent,
    /// Until the instant it runs out.
    Hold(Ts),
}

impl Occupier {
    const fn kind(self) -> &'static str {
        match self {
            Occupier::Booking => "booking",
            Occupier::Block => "block",
            Occupier::GroupEvent => "group_event",
            Occupier::Hold(_) => "hold",
        }
    }
    const fn expires_at(self) -> Option<Ts> {
        match self {
            Occupier::Hold(at) => Some(at),
            Occupier::Booking | Occupier::Block | Occupier::GroupEvent => None,
        }
    }
}

/// What should count as free in a look at the calendar: nothing, a visit being moved, the customer's own hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Except {
    pub owner: Option<Uuid>,
    pub holds_of: Option<ConversationId>,
}

impl FromRow for Busy {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Busy { subject: row.get("subject_id")?, starts_at: row.ts("starts_at")?, ends_at: row.ts("ends_at")? })
    }
}

/// Something in the way of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The visit, hold, block or group event.
    pub owner: Uuid,
    pub subject: Uuid,
    /// `booking`, `hold`, `block` or `group_event`.
    pub kind: String,
    pub starts_at: Ts,
    pub ends_at: Ts,
}

impl FromRow for Clash {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Clash { owner: row.get("owner_id")?, subject: row.get("subject_id")?, kind: row.get("kind")?, starts_at: row.ts("starts_at")?, ends_at: row.ts("ends_at")? })
    }
}

/// The first that takes the employee or room in the interval, other than `except`.
pub async fn find_clash(reads: &mut impl Reads, subject: Uuid, from: Ts, until: Ts, now: Ts, except: Option<Uuid>) -> Result<Option<Clash>> {
    reads.find(CLASH, vals![subject, from, until, now, except.unwrap_or_default()]).await
}

/// Everything taken between two instants.
pub async fn busy(reads: &mut impl Reads, from: Ts, until: Ts, now: Ts, except: Except) -> Result<Vec<Busy>> {
    reads.list(BUSY, vals![from, until, now, except.owner.unwrap_or_default(), except.holds_of.map_or(Uuid::nil(), Into::into)]).await
}

/// The same for one employee or room.
pub async fn busy_of(reads: &mut impl Reads, subject: Uuid, from: Ts, until: Ts, now: Ts, except: Except) -> Result<Vec<Busy>> {
    reads.list(BUSY_OF, vals![subject, from, until, now, except.owner.unwrap_or_default(), except.holds_of.map_or(Uuid::nil(), Into::into)]).await
}

/// Makes this unit the only one that books the employee until it ends. False = no such employee.
pub async fn lock_employee(unit: &mut Unit, id: EmployeeId) -> Result<bool> {
    Ok(unit.find::<()>(LOCK_EMPLOYEE, vals![id]).await?.is_some())
}

/// The same for a room; after the employee, so that everyone locks in one order.
pub async fn lock_resource(unit: &mut Unit, id: ResourceId) -> Result<bool> {
    Ok(unit.find::<()>(LOCK_RESOURCE, vals![id]).await?.is_some())
}

/// The same for every room of a branch, for visits that may take any of them.
pub async fn lock_resources(unit: &mut Unit, branch: BranchId) -> Result<()> {
    unit.rows(LOCK_RESOURCES, vals![branch]).await?;
    Ok(())
}

/// Takes the employee and the room of a visit, or its seat at a group event. `Kind::SlotTaken` when either is taken already.
pub async fn add(unit: &mut Unit, owner: Uuid, occupier: Occupier, what: &Occupation) -> Result<()> {
    let now = unit.now();
    unit.exec(DROP_EXPIRED, vals![now]).await?;
    if let Some(seat) = what.seat {
        return add_one(unit, owner, occupier, seat.subject, what.starts_at, what.busy_until).await;
    }
    add_one(unit, owner, occupier, what.employee_id.uuid(), what.starts_at, what.busy_until).await?;
    if let Some(resource) = what.resource_id {
        add_one(unit, owner, occupier, resource.uuid(), what.starts_at, what.busy_until).await?;
    }
    Ok(())
}

/// Takes one employee or room.
pub async fn add_subject(unit: &mut Unit, owner: Uuid, occupier: Occupier, subject: Uuid, starts_at: Ts, ends_at: Ts) -> Result<()> {
    let now = unit.now();
    unit.exec(DROP_EXPIRED, vals![now]).await?;
    add_one(unit, owner, occupier, subject, starts_at, ends_at).await
}

async fn add_one(unit: &mut Unit, owner: Uuid, occupier: Occupier, subject: Uuid, starts_at: Ts, ends_at: Ts) -> Result<()> {
    unit.exec(ADD, vals![owner, subject, occupier.kind(), starts_at, ends_at, occupier.expires_at()]).await?;
    Ok(())
}

/// Lets go of everything the owner occupies.
pub async fn free(unit: &mut Unit, owner: Uuid) -> Result<u64> {
    unit.exec(FREE, vals![owner]).await
}
