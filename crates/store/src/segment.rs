//! Saved filters of contacts: rows and statements. One that is not shared is there for whoever made it.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::id::SegmentId;
use domain::segment::Segment;
use domain::{Error, Result};
use uuid::Uuid;

statements! {
    LIST = "SELECT * FROM segment WHERE org_id = $1 AND (is_shared OR created_by = $2) ORDER BY name, id LIMIT 400";
    GET = "SELECT * FROM segment WHERE org_id = $1 AND id = $2 AND (is_shared OR created_by = $3)";
    COUNT = "SELECT COUNT(*) AS n FROM segment WHERE org_id = $1";
    INSERT = "INSERT INTO segment (org_id, id, name, entity, filter, is_shared, created_by, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    UPDATE = "UPDATE segment SET name = $3, filter = $4, is_shared = $5, updated_at = $6 WHERE org_id = $1 AND id = $2";
    DELETE = "DELETE FROM segment WHERE org_id = $1 AND id = $2";
}

impl FromRow for Segment {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Segment {
            id: row.id("id")?,
            name: row.get("name")?,
            entity: row.parse("entity")?,
            filter: row.json("filter")?,
            is_shared: row.get("is_shared")?,
            created_by: row.get("created_by")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

struct Total(i64);

impl FromRow for Total {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Total)
    }
}

/// What `who` sees, by name.
pub async fn list(reads: &mut impl Reads, who: Option<Uuid>) -> Result<Vec<Segment>> {
    reads.list(LIST, vals![who]).await
}

pub async fn get(reads: &mut impl Reads, id: SegmentId, who: Option<Uuid>) -> Result<Segment> {
    reads.find(GET, vals![id, who]).await?.ok_or_else(|| Error::not_found("segment"))
}

/// All of the firm's, whoever sees them.
pub async fn count(reads: &mut impl Reads) -> Result<i64> {
    Ok(reads.find::<Total>(COUNT, vals![]).await?.map_or(0, |n| n.0))
}

pub async fn insert(unit: &mut Unit, s: &Segment) -> Result<()> {
    unit.exec(INSERT, vals![s.id, &s.name, s.entity, json(&s.filter), s.is_shared, s.created_by, s.created_at, s.updated_at]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, s: &Segment) -> Result<()> {
    let touched = unit.exec(UPDATE, vals![s.id, &s.name, json(&s.filter), s.is_shared, s.updated_at]).await?;
    if touched == 0 { Err(Error::not_found("segment")) } else { Ok(()) }
}

pub async fn remove(unit: &mut Unit, id: SegmentId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("segment")) } else { Ok(()) }
}
