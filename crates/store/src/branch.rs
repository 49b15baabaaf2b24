//! Branches: rows and statements.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::branch::Branch;
use domain::id::BranchId;
use domain::{Error, Result};

statements! {
    INSERT = "INSERT INTO branch (org_id, id, name, address, directions, phone, zone, hours, is_active, position, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    UPDATE = "UPDATE branch SET name = $3, address = $4, directions = $5, phone = $6, zone = $7, hours = $8, is_active = $9, position = $10 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM branch WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM branch WHERE org_id = $1 ORDER BY position, id";
    DELETE = "DELETE FROM branch WHERE org_id = $1 AND id = $2";
    IS_USED = "SELECT 1 AS used FROM org WHERE id = $1 AND (EXISTS (SELECT 1 FROM booking WHERE org_id = $1 AND branch_id = $2) OR EXISTS (SELECT 1 FROM group_event WHERE org_id = $1 AND branch_id = $2) OR EXISTS (SELECT 1 FROM shift WHERE org_id = $1 AND branch_id = $2)
               OR EXISTS (SELECT 1 FROM resource WHERE org_id = $1 AND branch_id = $2) OR EXISTS (SELECT 1 FROM schedule_exception WHERE org_id = $1 AND branch_id = $2) OR EXISTS (SELECT 1 FROM tour WHERE org_id = $1 AND start_branch_id = $2))";
}

impl FromRow for Branch {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Branch {
            id: row.id("id")?,
            name: row.get("name")?,
            address: row.get("address")?,
            directions: row.get("directions")?,
            phone: row.get("phone")?,
            zone: row.get("zone")?,
            hours: row.json("hours")?,
            is_active: row.get("is_active")?,
            position: row.get("position")?,
            created_at: row.ts("created_at")?,
        })
    }
}

pub async fn insert(unit: &mut Unit, b: &Branch) -> Result<()> {
    unit.exec(INSERT, vals![b.id, &b.name, &b.address, &b.directions, b.phone.clone(), &b.zone, json(&b.hours), b.is_active, b.position, b.created_at]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, b: &Branch) -> Result<()> {
    let touched = unit.exec(UPDATE, vals![b.id, &b.name, &b.address, &b.directions, b.phone.clone(), &b.zone, json(&b.hours), b.is_active, b.position]).await?;
    if touched == 0 { Err(Error::not_found("branch")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: BranchId) -> Result<Branch> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("branch"))
}

/// All of them, by position.
pub async fn list(reads: &mut impl Reads) -> Result<Vec<Branch>> {
    reads.list(LIST, vec![]).await
}

pub async fn remove(unit: &mut Unit, id: BranchId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("branch")) } else { Ok(()) }
}

/// Does a visit, a shift or a room refer to it?
pub async fn is_used(reads: &mut impl Reads, id: BranchId) -> Result<bool> {
    Ok(reads.find::<()>(IS_USED, vals![id]).await?.is_some())
}
