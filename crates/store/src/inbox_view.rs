//! Saved filters of the inbox: rows and statements. One that is nobody's is everybody's.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::id::{InboxViewId, PersonId};
use domain::inbox_view::InboxView;
use domain::{Error, Result};

statements! {
    LIST = "SELECT * FROM inbox_view WHERE org_id = $1 AND (person_id IS NULL OR person_id = $2) ORDER BY CASE WHEN person_id IS NULL THEN 0 ELSE 1 END, position, id";
    /// Held until the unit ends: two changes of an order come one after the other.
    GET = {
        lite: "SELECT * FROM inbox_view WHERE org_id = $1 AND id = $2 AND (person_id IS NULL OR person_id = $3)",
        pg: "SELECT * FROM inbox_view WHERE org_id = $1 AND id = $2 AND (person_id IS NULL OR person_id = $3) FOR UPDATE",
    };
    INSERT = "INSERT INTO inbox_view (org_id, id, name, person_id, filter, position, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    UPDATE = "UPDATE inbox_view SET name = $3, person_id = $4, filter = $5, updated_at = $6 WHERE org_id = $1 AND id = $2";
    PLACE = "UPDATE inbox_view SET position = $3 WHERE org_id = $1 AND id = $2";
    DELETE = "DELETE FROM inbox_view WHERE org_id = $1 AND id = $2";
}

impl FromRow for InboxView {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(InboxView {
            id: row.id("id")?, name: row.get("name")?, person_id: row.maybe_id("person_id")?, filter: row.json("filter")?, position: row.get("position")?, created_at: row.ts("created_at")?, updated_at: row.ts("updated_at")?,
        })
    }
}

/// Everybody's and the person's own, each in their order.
pub async fn list(reads: &mut impl Reads, person: PersonId) -> Result<Vec<InboxView>> {
    reads.list(LIST, vals![person]).await
}

pub async fn get(unit: &mut Unit, id: InboxViewId, person: PersonId) -> Result<InboxView> {
    unit.find(GET, vals![id, person]).await?.ok_or_else(|| Error::not_found("inbox view"))
}

pub async fn insert(unit: &mut Unit, v: &InboxView) -> Result<()> {
    unit.exec(INSERT, vals![v.id, &v.name, v.person_id, json(&v.filter), v.position, v.created_at]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, v: &InboxView) -> Result<()> {
    unit.exec(UPDATE, vals![v.id, &v.name, v.person_id, json(&v.filter), v.updated_at]).await?;
    Ok(())
}

pub async fn place(unit: &mut Unit, id: InboxViewId, position: i64) -> Result<()> {
    unit.exec(PLACE, vals![id, position]).await?;
    Ok(())
}

pub async fn remove(unit: &mut Unit, id: InboxViewId) -> Result<()> {
    unit.exec(DELETE, vals![id]).await?;
    Ok(())
}
