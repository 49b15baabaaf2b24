//! Sales scripts: rows and statements. Changes raise the counter of agents (`agent::bump`), for scripts are read with them.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::id::ScriptId;
use domain::script::Script;
use domain::{Error, Result};

statements! {
    INSERT = "INSERT INTO script (org_id, id, name, lang, role, stages, triggers, steps, objections, is_active, position, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    UPDATE = "UPDATE script SET name = $3, lang = $4, role = $5, stages = $6, triggers = $7, steps = $8, objections = $9, is_active = $10, position = $11, updated_at = $12 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM script WHERE org_id = $1 AND id = $2";
    LOCK = {
        lite: "SELECT * FROM script WHERE org_id = $1 AND id = $2",
        pg: "SELECT * FROM script WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    LIST = "SELECT * FROM script WHERE org_id = $1 ORDER BY position, id";
    DELETE = "DELETE FROM script WHERE org_id = $1 AND id = $2";
}

impl FromRow for Script {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Script {
            id: row.id("id")?,
            name: row.get("name")?,
            lang: row.parse("lang")?,
            role: row.maybe_parse("role")?,
            stages: row.json("stages")?,
            triggers: row.json("triggers")?,
            steps: row.json("steps")?,
            objections: row.json("objections")?,
            is_active: row.get("is_active")?,
            position: row.get("position")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

pub async fn insert(unit: &mut Unit, s: &Script) -> Result<()> {
    let role = s.role.map(|role| role.as_str());
    unit.exec(
        INSERT,
        vals![s.id, &s.name, s.lang, role, json(&s.stages), json(&s.triggers), json(&s.steps), json(&s.objections), s.is_active, s.position, s.created_at, s.updated_at],
    )
    .await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, s: &Script) -> Result<()> {
    let role = s.role.map(|role| role.as_str());
    let touched = unit
        .exec(UPDATE, vals![s.id, &s.name, s.lang, role, json(&s.stages), json(&s.triggers), json(&s.steps), json(&s.objections), s.is_active, s.position, s.updated_at])
        .await?;
    if touched == 0 { Err(Error::not_found("script")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: ScriptId) -> Result<Script> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("script"))
}

/// The script, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: ScriptId) -> Result<Script> {
    unit.find(LOCK, vals![id]).await?.ok_or_else(|| Error::not_found("script"))
}

/// All of them, by position.
pub async fn list(reads: &mut impl Reads) -> Result<Vec<Script>> {
    reads.list(LIST, vec![]).await
}

pub async fn remove(unit: &mut Unit, id: ScriptId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("script")) } else { Ok(()) }
}
