//! Imports: the row of one, and what its states may become. What an import writes is `import/bulk.rs`, how it is taken back
//! `import/undo.rs`.

pub mod bulk;
pub mod undo;

use crate::{FromRow, Reads, Root, Row, Unit, statement::json};
use domain::id::{ConversationId, FileId, ImportId};
use domain::import::{Counts, Found, Import, ImportFormat, ImportState, Mapping};
use domain::{Error, Result, Ts};

statements! {
    INSERT = "INSERT INTO import (org_id, id, file_id, name, format, state, mapping, counts, done_records, total_records, created_by, created_at) VALUES ($1, $2, $3, $4, NULL, $5, $6, $7, 0, 0, $8, $9)";
    GET = "SELECT * FROM import WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM import WHERE org_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    LOCK = {
        lite: "SELECT * FROM import WHERE org_id = $1 AND id = $2",
        pg: "SELECT * FROM import WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    SET_STATE = "UPDATE import SET state = $3, started_at = COALESCE($4, started_at), ended_at = $5, done_records = $6, error_code = NULL, error = NULL WHERE org_id = $1 AND id = $2";
    SET_MAPPING = "UPDATE import SET mapping = $3, dry = NULL WHERE org_id = $1 AND id = $2";
    SET_FOUND = "UPDATE import SET format = $3, found = $4, mapping = $5, total_records = $6, done_records = 0, state = 'ready', error_code = NULL, error = NULL WHERE org_id = $1 AND id = $2 AND state = 'reading'";
    SET_DRY = "UPDATE import SET dry = $3, state = 'ready', done_records = 0 WHERE org_id = $1 AND id = $2 AND state = 'checking'";
    /// Only for the runner that has seen the last step, and only while nobody has cancelled it.
    ADVANCE = "UPDATE import SET done_records = $5, counts = $6 WHERE org_id = $1 AND id = $2 AND state = $3 AND done_records = $4";
    FAIL = "UPDATE import SET state = 'failed', error_code = $4, error = $5, ended_at = $6 WHERE org_id = $1 AND id = $2 AND state = $3";
    /// The first records and the file are not needed any more, and hold what people said.
    FINISH = "UPDATE import SET state = $4, ended_at = $5, counts = $6, file_id = NULL, found = NULL WHERE org_id = $1 AND id = $2 AND state = $3";
    DELETE = "DELETE FROM import WHERE org_id = $1 AND id = $2";
    IS_OF = "SELECT n.id FROM conversation v JOIN connection n ON n.org_id = v.org_id AND n.id = v.connection_id WHERE v.org_id = $1 AND v.id = $2 AND n.connector = 'import'";
    /// Files that nobody has used.
    ROOT_FORGET = "UPDATE import SET file_id = NULL, found = NULL WHERE file_id IS NOT NULL AND created_at < $1 AND state NOT IN ('reading', 'checking', 'running')";
}

impl FromRow for Import {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Import {
            id: row.id("id")?, file_id: row.maybe_id("file_id")?, name: row.get("name")?, format: row.maybe_parse("format")?, state: row.parse("state")?, mapping: row.json("mapping")?, found: row.maybe_json("found")?, dry: row.maybe_json("dry")?,
            counts: row.json("counts")?, done_records: row.get("done_records")?, total_records: row.get("total_records")?, error_code: row.get("error_code")?, error: row.get("error")?, created_by: row.maybe_id("created_by")?,
            created_at: row.ts("created_at")?, started_at: row.maybe_ts("started_at")?, ended_at: row.maybe_ts("ended_at")?,
        })
    }
}

pub async fn insert(unit: &mut Unit, i: &Import) -> Result<()> {
    unit.exec(INSERT, vals![i.id, i.file_id, &i.name, i.state, json(&i.mapping), json(&i.counts), i.created_by, i.created_at]).await?;
    Ok(())
}

pub async fn get(reads: &mut impl Reads, id: ImportId) -> Result<Import> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("import"))
}

/// Newest first, before an id.
pub async fn list(reads: &mut impl Reads, before: ImportId, limit: i64) -> Result<Vec<Import>> {
    reads.list(LIST, vals![before, limit]).await
}

/// The row, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: ImportId) -> Result<Import> {
    unit.find(LOCK, vals![id]).await?.ok_or_else(|| Error::not_found("import"))
}

/// A conflict with the code `import_runs` when another one runs.
pub async fn set_state(unit: &mut Unit, id: ImportId, state: ImportState, started: Option<Ts>, ended: Option<Ts>, done: i64) -> Result<()> {
    unit.exec(SET_STATE, vals![id, state, started, ended, done]).await?;
    Ok(())
}

pub async fn set_mapping(unit: &mut Unit, id: ImportId, mapping: &Mapping) -> Result<()> {
    unit.exec(SET_MAPPING, vals![id, json(mapping)]).await?;
    Ok(())
}

/// False if it has been cancelled meanwhile; so it is below.
pub async fn set_found(unit: &mut Unit, id: ImportId, format: ImportFormat, found: &Found, mapping: &Mapping, total: i64) -> Result<bool> {
    Ok(unit.exec(SET_FOUND, vals![id, format, json(found), json(mapping), total]).await? == 1)
}

pub async fn set_dry(unit: &mut Unit, id: ImportId, dry: &Counts) -> Result<bool> {
    Ok(unit.exec(SET_DRY, vals![id, json(dry)]).await? == 1)
}

pub async fn advance(unit: &mut Unit, id: ImportId, state: ImportState, from: i64, to: i64, counts: &Counts) -> Result<bool> {
    Ok(unit.exec(ADVANCE, vals![id, state, from, to, json(counts)]).await? == 1)
}

pub async fn fail(unit: &mut Unit, id: ImportId, state: ImportState, code: &str, detail: &str) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(FAIL, vals![id, state, code, detail, now]).await? == 1)
}

pub async fn finish(unit: &mut Unit, id: ImportId, from: ImportState, to: ImportState, counts: &Counts) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(FINISH, vals![id, from, to, now, json(counts)]).await? == 1)
}

pub async fn remove(unit: &mut Unit, id: ImportId) -> Result<()> {
    unit.exec(DELETE, vals![id]).await?;
    Ok(())
}

struct Hit;

impl FromRow for Hit {
    fn from_row(_: &Row) -> Result<Self> {
        Ok(Hit)
    }
}

/// Does the conversation hold what was brought along? Nobody can be written to there.
pub async fn is_history(reads: &mut impl Reads, id: ConversationId) -> Result<bool> {
    Ok(reads.find::<Hit>(IS_OF, vals![id]).await?.is_some())
}

/// Lets go of files of imports made before `before`.
pub async fn forget(root: &mut Root, before: Ts) -> Result<u64> {
    root.exec(ROOT_FORGET, vals![before]).await
}

/// The file an import is read from, if it still has one.
pub fn file_of(import: &Import) -> Result<FileId> {
    import.file_id.ok_or_else(|| Error::conflict("the file of the import is not kept any more: upload it again").code("import_file_gone"))
}
