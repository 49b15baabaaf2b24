//! Pipelines and their stages: rows and statements. A firm without rows has the usual pipeline. Changes raise the counter of agents
//! (`agent::bump`), for a turn reads stages with the agents.

use crate::{FromRow, Reads, Row, Unit, statement::json};
use domain::deal::quiet_at;
use domain::pipeline::{Pipeline, Stage, usual};
use domain::{Result, Ts};
use std::collections::BTreeMap;

statements! {
    INSERT = "INSERT INTO pipeline (org_id, key, name, name_en, position, is_default, loss_reasons, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
              ON CONFLICT (org_id, key) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, position = excluded.position, is_default = excluded.is_default, loss_reasons = excluded.loss_reasons, updated_at = excluded.updated_at";
    /// The default one first: there deals begin.
    LIST = "SELECT * FROM pipeline WHERE org_id = $1 ORDER BY CASE WHEN is_default THEN 0 ELSE 1 END, position, key";
    NO_DEFAULT = "UPDATE pipeline SET is_default = FALSE WHERE org_id = $1 AND is_default AND key <> $2";
    DELETE = "DELETE FROM pipeline WHERE org_id = $1 AND key = $2";
    INSERT_STAGE = "INSERT INTO stage (org_id, key, name, name_en, kind, position, pipeline, color, rules) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    STAGES = "SELECT * FROM stage WHERE org_id = $1 ORDER BY position, key";
    CLEAR_STAGES = "DELETE FROM stage WHERE org_id = $1 AND pipeline = $2";
    /// One change of pipelines at a time: what is checked is written.
    HOLD = {
        lite: "SELECT id FROM org WHERE id = $1",
        pg: "SELECT id FROM org WHERE id = $1 FOR UPDATE",
    };
    STANDING = "SELECT stage, COUNT(*) AS n FROM deal WHERE org_id = $1 AND pipeline = $2 GROUP BY stage ORDER BY stage";
    /// What the kind of a stage makes of the deals at it.
    SETTLE = "UPDATE deal SET status = $3, closed_at = CASE WHEN $3 = 'open' THEN NULL ELSE COALESCE(closed_at, stage_since) END WHERE org_id = $1 AND stage = $2 AND status <> $3";
    NO_QUIET = "UPDATE deal SET quiet_at = NULL WHERE org_id = $1 AND stage = $2 AND quiet_at IS NOT NULL";
    SET_QUIET = "UPDATE deal SET quiet_at = stage_since + $3 WHERE org_id = $1 AND stage = $2";
}

struct Head(Pipeline);

impl FromRow for Head {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Head(Pipeline {
            key: row.get("key")?, name: row.get("name")?, name_en: row.get("name_en")?, position: row.get("position")?, is_default: row.get("is_default")?, stages: Vec::new(), loss_reasons: row.json("loss_reasons")?,
        }))
    }
}

impl FromRow for Stage {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Stage {
            key: row.get("key")?, name: row.get("name")?, name_en: row.get("name_en")?, kind: row.parse("kind")?, position: row.get("position")?, pipeline: row.get("pipeline")?, color: row.parse("color")?, rules: row.json("rules")?,
        })
    }
}

/// Every pipeline with its stages, the default one first; the usual one where the firm has none of its own.
pub async fn list(reads: &mut impl Reads) -> Result<Vec<Pipeline>> {
    let heads: Vec<Head> = reads.list(LIST, vec![]).await?;
    if heads.is_empty() {
        return Ok(vec![usual()]);
    }
    let mut of: BTreeMap<String, Vec<Stage>> = BTreeMap::new();
    for stage in reads.list::<Stage>(STAGES, vec![]).await? {
        of.entry(stage.pipeline.clone()).or_default().push(stage);
    }
    Ok(heads.into_iter().map(|Head(p)| Pipeline { stages: of.remove(&p.key).unwrap_or_default(), ..p }).collect())
}

/// Every stage, those of the default pipeline first.
pub async fn stages(reads: &mut impl Reads) -> Result<Vec<Stage>> {
    Ok(list(reads).await?.into_iter().flat_map(|p| p.stages).collect())
}

/// Has the firm pipelines of its own?
pub async fn is_own(reads: &mut impl Reads) -> Result<bool> {
    Ok(!reads.list::<Head>(LIST, vec![]).await?.is_empty())
}

/// Holds the pipelines of the firm still until the unit ends.
pub async fn hold(unit: &mut Unit) -> Result<()> {
    unit.rows(HOLD, vec![]).await?;
    Ok(())
}

/// Writes a pipeline with all its stages in the place of what it was.
pub async fn put(unit: &mut Unit, pipeline: &Pipeline) -> Result<()> {
    let now = unit.now();
    if pipeline.is_default {
        unit.exec(NO_DEFAULT, vals![&pipeline.key]).await?;
    }
    unit.exec(INSERT, vals![&pipeline.key, &pipeline.name, &pipeline.name_en, pipeline.position, pipeline.is_default, json(&pipeline.loss_reasons), now]).await?;
    unit.exec(CLEAR_STAGES, vals![&pipeline.key]).await?;
    for s in &pipeline.stages {
        unit.exec(INSERT_STAGE, vals![&s.key, &s.name, &s.name_en, s.kind.as_str(), s.position, &pipeline.key, s.color.as_str(), json(&s.rules)]).await?;
    }
    crate::agent::bump(unit).await
}

pub async fn remove(unit: &mut Unit, key: &str) -> Result<()> {
    unit.exec(CLEAR_STAGES, vals![key]).await?;
    unit.exec(DELETE, vals![key]).await?;
    crate::agent::bump(unit).await
}

struct Standing(String, i64);

impl FromRow for Standing {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Standing(row.get("stage")?, row.get("n")?))
    }
}

/// How many deals stand at each stage of a pipeline.
pub async fn standing(reads: &mut impl Reads, pipeline: &str) -> Result<BTreeMap<String, i64>> {
    Ok(reads.list::<Standing>(STANDING, vals![pipeline]).await?.into_iter().map(|s| (s.0, s.1)).collect())
}

/// Deals at a stage whose kind or rule of silence was changed follow it.
pub async fn settle(unit: &mut Unit, before: Option<&Stage>, after: &Stage) -> Result<()> {
    if before.is_none_or(|b| b.kind != after.kind) {
        unit.exec(SETTLE, vals![&after.key, after.kind.as_str()]).await?;
    }
    if before.is_none_or(|b| b.rules.silence != after.rules.silence) {
        match &after.rules.silence {
            Some(silence) => unit.exec(SET_QUIET, vals![&after.key, quiet_at(Ts::from_micros(0), silence.days)]).await?,
            None => unit.exec(NO_QUIET, vals![&after.key]).await?,
        };
    }
    Ok(())
}
