//! What people have written into the knowledge graph: rows and statements. The rest of it is read from catalog and documents.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::graph::{EntityEdit, GraphEdit, RelationEdit};
use domain::id::{EntityId, RelationId};
use domain::{Error, Result};

statements! {
    INSERT = "INSERT INTO entity (org_id, id, key, kind, name, aliases, is_hidden, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
    UPDATE = "UPDATE entity SET kind = $3, name = $4, aliases = $5, is_hidden = $6, updated_at = $7 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM entity WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM entity WHERE org_id = $1 ORDER BY created_at, id";
    DELETE = "DELETE FROM entity WHERE org_id = $1 AND id = $2";
    INSERT_RELATION = "INSERT INTO relation (org_id, id, from_key, to_key, kind, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    GET_RELATION = "SELECT * FROM relation WHERE org_id = $1 AND id = $2";
    RELATIONS = "SELECT * FROM relation WHERE org_id = $1 ORDER BY created_at, id";
    DELETE_RELATION = "DELETE FROM relation WHERE org_id = $1 AND id = $2";
    /// A thing that is gone belongs to nothing.
    DELETE_RELATIONS_OF = "DELETE FROM relation WHERE org_id = $1 AND (from_key = $2 OR to_key = $2)";
}

impl FromRow for EntityEdit {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(EntityEdit { id: row.id("id")?, key: row.get("key")?, kind: row.parse("kind")?, name: row.get("name")?, aliases: row.json("aliases")?, is_hidden: row.get("is_hidden")? })
    }
}

impl FromRow for RelationEdit {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(RelationEdit { id: row.id("id")?, from: row.get("from_key")?, to: row.get("to_key")?, kind: row.parse("kind")? })
    }
}

/// All of it, oldest first.
pub async fn edits(reads: &mut impl Reads) -> Result<GraphEdit> {
    Ok(GraphEdit { entities: reads.list(LIST, vec![]).await?, relations: reads.list(RELATIONS, vec![]).await? })
}

pub async fn get(reads: &mut impl Reads, id: EntityId) -> Result<EntityEdit> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("entity"))
}

pub async fn insert(unit: &mut Unit, e: &EntityEdit) -> Result<()> {
    let now = unit.now();
    unit.exec(INSERT, vals![e.id, e.key.as_deref(), e.kind.as_str(), &e.name, json(&e.aliases), e.is_hidden, now]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, e: &EntityEdit) -> Result<()> {
    let now = unit.now();
    unit.exec(UPDATE, vals![e.id, e.kind.as_str(), &e.name, json(&e.aliases), e.is_hidden, now]).await?;
    Ok(())
}

/// With what it belonged to, if it was a person's own.
pub async fn remove(unit: &mut Unit, e: &EntityEdit) -> Result<()> {
    if e.key.is_none() {
        unit.exec(DELETE_RELATIONS_OF, vals![format!("own:{}", e.id)]).await?;
    }
    unit.exec(DELETE, vals![e.id]).await?;
    Ok(())
}

pub async fn get_relation(reads: &mut impl Reads, id: RelationId) -> Result<RelationEdit> {
    reads.find(GET_RELATION, vals![id]).await?.ok_or_else(|| Error::not_found("relation"))
}

pub async fn insert_relation(unit: &mut Unit, r: &RelationEdit) -> Result<()> {
    let now = unit.now();
    unit.exec(INSERT_RELATION, vals![r.id, &r.from, &r.to, r.kind.as_str(), now]).await?;
    Ok(())
}

pub async fn remove_relation(unit: &mut Unit, id: RelationId) -> Result<()> {
    unit.exec(DELETE_RELATION, vals![id]).await?;
    Ok(())
}
