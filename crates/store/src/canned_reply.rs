//! Canned replies: texts that people of a firm send again and again.

use crate::{FromRow, Reads, Row, Unit};
use domain::canned_reply::CannedReply;
use domain::id::CannedReplyId;
use domain::{Error, Result};

statements! {
    INSERT = "INSERT INTO canned_reply (org_id, id, shortcut, title, text, lang, used_count, search, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $8)";
    UPDATE = "UPDATE canned_reply SET shortcut = $3, title = $4, text = $5, lang = $6, search = $7, updated_at = $8 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM canned_reply WHERE org_id = $1 AND id = $2";
    /// What the shortcut begins with comes first, then what is used most.
    LIST = {
        lite: "SELECT * FROM canned_reply WHERE org_id = $1 AND (CAST($2 AS TEXT) IS NULL OR instr(search, $2) > 0) ORDER BY CASE WHEN instr(shortcut, $2) = 1 THEN 0 ELSE 1 END, used_count DESC, shortcut",
        pg: "SELECT * FROM canned_reply WHERE org_id = $1 AND (CAST($2 AS TEXT) IS NULL OR strpos(search, $2) > 0) ORDER BY CASE WHEN strpos(shortcut, $2) = 1 THEN 0 ELSE 1 END, used_count DESC, shortcut COLLATE \"C\"",
    };
    COUNT = "SELECT count(*) AS n FROM canned_reply WHERE org_id = $1";
    USE = "UPDATE canned_reply SET used_count = used_count + 1 WHERE org_id = $1 AND id = $2";
    DELETE = "DELETE FROM canned_reply WHERE org_id = $1 AND id = $2";
}

impl FromRow for CannedReply {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(CannedReply {
            id: row.id("id")?,
            shortcut: row.get("shortcut")?,
            title: row.get("title")?,
            text: row.get("text")?,
            lang: row.maybe_parse("lang")?,
            used_count: row.get("used_count")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

fn search(r: &CannedReply) -> String {
    format!("{} {} {}", r.shortcut, r.title, r.text).to_lowercase()
}

pub async fn insert(unit: &mut Unit, r: &CannedReply) -> Result<()> {
    unit.exec(INSERT, vals![r.id, &r.shortcut, &r.title, &r.text, r.lang, search(r), r.created_at]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, r: &CannedReply) -> Result<()> {
    let touched = unit.exec(UPDATE, vals![r.id, &r.shortcut, &r.title, &r.text, r.lang, search(r), r.updated_at]).await?;
    if touched == 0 { Err(Error::not_found("canned reply")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: CannedReplyId) -> Result<CannedReply> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("canned reply"))
}

/// All, or those in which the words are found.
pub async fn list(reads: &mut impl Reads, search: Option<&str>) -> Result<Vec<CannedReply>> {
    let asked = search.map(str::trim).filter(|q| !q.is_empty()).map(str::to_lowercase);
    reads.list(LIST, vals![asked]).await
}

pub async fn count(reads: &mut impl Reads) -> Result<i64> {
    reads.rows(COUNT, vec![]).await?.first().map_or(Ok(0), |row| row.get("n"))
}

/// One more time.
pub async fn used(unit: &mut Unit, id: CannedReplyId) -> Result<()> {
    unit.exec(USE, vals![id]).await?;
    Ok(())
}

pub async fn remove(unit: &mut Unit, id: CannedReplyId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("canned reply")) } else { Ok(()) }
}
