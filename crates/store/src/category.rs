//! Folders of the knowledge base: rows and statements.

use crate::{FromRow, Reads, Row, Unit};
use domain::document::Category;
use domain::id::CategoryId;
use domain::{Error, Result};

statements! {
    INSERT = "INSERT INTO category (org_id, id, parent_id, name, position, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    UPDATE = "UPDATE category SET parent_id = $3, name = $4, position = $5 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM category WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM category WHERE org_id = $1 ORDER BY position, name, id";
    DELETE = "DELETE FROM category WHERE org_id = $1 AND id = $2";
    /// What lies in a folder moves to the one around it.
    LIFT_FOLDERS = "UPDATE category SET parent_id = $3 WHERE org_id = $1 AND parent_id = $2";
    LIFT_DOCUMENTS = "UPDATE document SET category_id = $3 WHERE org_id = $1 AND category_id = $2";
    LIFT_ANSWERS = "UPDATE faq SET category_id = $3 WHERE org_id = $1 AND category_id = $2";
}

impl FromRow for Category {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Category { id: row.id("id")?, parent_id: row.maybe_id("parent_id")?, name: row.get("name")?, position: row.get("position")?, created_at: row.ts("created_at")? })
    }
}

pub async fn insert(unit: &mut Unit, c: &Category) -> Result<()> {
    unit.exec(INSERT, vals![c.id, c.parent_id, &c.name, c.position, c.created_at]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, c: &Category) -> Result<()> {
    unit.exec(UPDATE, vals![c.id, c.parent_id, &c.name, c.position]).await?;
    Ok(())
}

pub async fn find(reads: &mut impl Reads, id: CategoryId) -> Result<Option<Category>> {
    reads.find(GET, vals![id]).await
}

pub async fn get(reads: &mut impl Reads, id: CategoryId) -> Result<Category> {
    find(reads, id).await?.ok_or_else(|| Error::not_found("category"))
}

/// All of them, by position.
pub async fn list(reads: &mut impl Reads) -> Result<Vec<Category>> {
    reads.list(LIST, vec![]).await
}

/// Removes a folder; what lay in it lies in `parent` from then on.
pub async fn remove(unit: &mut Unit, id: CategoryId, parent: Option<CategoryId>) -> Result<()> {
    for lift in [LIFT_FOLDERS, LIFT_DOCUMENTS, LIFT_ANSWERS] {
        unit.exec(lift, vals![id, parent]).await?;
    }
    unit.exec(DELETE, vals![id]).await?;
    Ok(())
}
