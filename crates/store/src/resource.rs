//! Rooms, chairs and machines: rows and statements.

use crate::{FromRow, Reads, Row, Unit};
use domain::id::ResourceId;
use domain::resource::Resource;
use domain::{Error, Result};

statements! {
    INSERT = "INSERT INTO resource (org_id, id, branch_id, name, is_active, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    UPDATE = "UPDATE resource SET branch_id = $3, name = $4, is_active = $5 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM resource WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM resource WHERE org_id = $1 ORDER BY id";
    DELETE = "DELETE FROM resource WHERE org_id = $1 AND id = $2";
    IS_USED = "SELECT 1 AS used FROM org WHERE id = $1 AND (EXISTS (SELECT 1 FROM booking WHERE org_id = $1 AND resource_id = $2) OR EXISTS (SELECT 1 FROM group_event WHERE org_id = $1 AND resource_id = $2) OR EXISTS (SELECT 1 FROM occupancy WHERE org_id = $1 AND subject_id = $2))";
}

impl FromRow for Resource {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Resource { id: row.id("id")?, branch_id: row.id("branch_id")?, name: row.get("name")?, is_active: row.get("is_active")?, created_at: row.ts("created_at")? })
    }
}

pub async fn insert(unit: &mut Unit, r: &Resource) -> Result<()> {
    unit.exec(INSERT, vals![r.id, r.branch_id, &r.name, r.is_active, r.created_at]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, r: &Resource) -> Result<()> {
    let touched = unit.exec(UPDATE, vals![r.id, r.branch_id, &r.name, r.is_active]).await?;
    if touched == 0 { Err(Error::not_found("resource")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: ResourceId) -> Result<Resource> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("resource"))
}

/// All of them, oldest first.
pub async fn list(reads: &mut impl Reads) -> Result<Vec<Resource>> {
    reads.list(LIST, vec![]).await
}

/// Services that needed it forget it.
pub async fn remove(unit: &mut Unit, id: ResourceId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("resource")) } else { Ok(()) }
}

/// Was it ever part of a visit, or is it taken by anything?
pub async fn is_used(reads: &mut impl Reads, id: ResourceId) -> Result<bool> {
    Ok(reads.find::<()>(IS_USED, vals![id]).await?.is_some())
}
