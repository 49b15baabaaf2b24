//! Fields a firm has of its own: rows and statements. A list is written whole.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::Result;
use domain::custom_field::{CustomField, Entity};

statements! {
    LIST = "SELECT * FROM custom_field WHERE org_id = $1 AND (entity = $2 OR $2 IS NULL) ORDER BY entity, position, key";
    CLEAR = "DELETE FROM custom_field WHERE org_id = $1 AND entity = $2";
    INSERT = "INSERT INTO custom_field (org_id, entity, key, name, kind, choices, is_required, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
}

impl FromRow for CustomField {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(CustomField {
            entity: row.parse("entity")?, key: row.get("key")?, name: row.get("name")?, kind: row.parse("kind")?, choices: row.json("choices")?, is_required: row.get("is_required")?, position: row.get("position")?,
        })
    }
}

/// In their order; of one noun, or of all.
pub async fn list(reads: &mut impl Reads, entity: Option<Entity>) -> Result<Vec<CustomField>> {
    reads.list(LIST, vals![entity]).await
}

/// Another list in the place of the one before.
pub async fn put(unit: &mut Unit, entity: Entity, fields: &[CustomField]) -> Result<()> {
    unit.exec(CLEAR, vals![entity]).await?;
    for f in fields {
        unit.exec(INSERT, vals![entity, &f.key, &f.name, f.kind, json(&f.choices), f.is_required, f.position]).await?;
    }
    Ok(())
}
