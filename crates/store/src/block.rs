//! Blocked time: an employee or a room that takes no visits for a while. The time itself is `occupancy.rs`.

use crate::{FromRow, Reads, Row, Unit};
use domain::id::{BlockId, BranchId, PersonId};
use domain::{Error, Result, Ts};
use uuid::Uuid;

statements! {
    INSERT = "INSERT INTO block (org_id, id, subject_id, branch_id, starts_at, ends_at, reason, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    GET = "SELECT * FROM block WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM block WHERE org_id = $1 AND ends_at > $2 AND starts_at < $3 AND (subject_id = $4 OR $4 IS NULL) AND (starts_at > $5 OR (starts_at = $5 AND id > $6)) ORDER BY starts_at, id LIMIT $7";
    UPDATE = "UPDATE block SET subject_id = $3, branch_id = $4, starts_at = $5, ends_at = $6, reason = $7 WHERE org_id = $1 AND id = $2";
    DELETE = "DELETE FROM block WHERE org_id = $1 AND id = $2";
}

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub id: BlockId,
    /// The employee or the resource.
    pub subject_id: Uuid,
    pub branch_id: Option<BranchId>,
    pub starts_at: Ts,
    pub ends_at: Ts,
    pub reason: String,
    pub created_by: Option<PersonId>,
    pub created_at: Ts,
}

impl FromRow for Block {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Block {
            id: row.id("id")?,
            subject_id: row.get("subject_id")?,
            branch_id: row.maybe_id("branch_id")?,
            starts_at: row.ts("starts_at")?,
            ends_at: row.ts("ends_at")?,
            reason: row.get("reason")?,
            created_by: row.maybe_id("created_by")?,
            created_at: row.ts("created_at")?,
        })
    }
}

pub async fn insert(unit: &mut Unit, b: &Block) -> Result<()> {
    unit.exec(INSERT, vals![b.id, b.subject_id, b.branch_id, b.starts_at, b.ends_at, &b.reason, b.created_by, b.created_at]).await?;
    Ok(())
}

pub async fn get(reads: &mut impl Reads, id: BlockId) -> Result<Block> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("block"))
}

/// Those that meet `[from, until)`, soonest first, after the given position.
pub async fn list(reads: &mut impl Reads, from: Ts, until: Ts, subject: Option<Uuid>, after: (Ts, Uuid), limit: i64) -> Result<Vec<Block>> {
    reads.list(LIST, vals![from, until, subject, after.0, after.1, limit]).await
}

/// The row as it is now; its time is `occupancy`.
pub async fn update(unit: &mut Unit, b: &Block) -> Result<()> {
    let touched = unit.exec(UPDATE, vals![b.id, b.subject_id, b.branch_id, b.starts_at, b.ends_at, &b.reason]).await?;
    if touched == 0 { Err(Error::not_found("block")) } else { Ok(()) }
}

/// The row and the time it takes.
pub async fn remove(unit: &mut Unit, id: BlockId) -> Result<()> {
    crate::occupancy::free(unit, id.uuid()).await?;
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("block")) } else { Ok(()) }
}
