//! Answers kept by `Idempotency-Key`: begun, then finished with the stored response, then swept after a day.

use crate::{FromRow, Root, Row, Unit};
use domain::{Result, Ts};

statements! {
    /// Takes the key, or takes it over from a request that died without an answer.
    BEGIN = "INSERT INTO idempotency (org_id, caller, key, request_hash, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (org_id, caller, key) DO UPDATE SET created_at = $5 WHERE idempotency.status IS NULL AND idempotency.request_hash = $4 AND idempotency.created_at < $6";
    FIND = "SELECT * FROM idempotency WHERE org_id = $1 AND caller = $2 AND key = $3";
    FINISH = "UPDATE idempotency SET status = $4, content_type = $5, body = $6 WHERE org_id = $1 AND caller = $2 AND key = $3";
    FORGET = "DELETE FROM idempotency WHERE org_id = $1 AND caller = $2 AND key = $3 AND status IS NULL";
    ROOT_SWEEP = "DELETE FROM idempotency WHERE created_at < $1";
}

/// What is known under a key.
#[derive(Clone, Debug)]
pub struct Kept {
    pub request_hash: Vec<u8>,
    /// None while the first request runs.
    pub status: Option<u16>,
    pub content_type: Option<String>,
    /// None when the answer held a secret and was not kept.
    pub body: Option<Vec<u8>>,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Kept { request_hash: row.get("request_hash")?, status: row.maybe_num("status")?, content_type: row.get("content_type")?, body: row.get("body")? })
    }
}

/// True when the key is ours to run; false when `find` has something to say.
pub async fn begin(unit: &mut Unit, caller: &str, key: &str, request_hash: &[u8], abandoned_before: Ts) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(BEGIN, vals![caller, key, request_hash, now, abandoned_before]).await? > 0)
}

pub async fn find(unit: &mut Unit, caller: &str, key: &str) -> Result<Option<Kept>> {
    unit.find(FIND, vals![caller, key]).await
}

pub async fn finish(unit: &mut Unit, caller: &str, key: &str, status: u16, content_type: Option<String>, body: Option<Vec<u8>>) -> Result<()> {
    unit.exec(FINISH, vals![caller, key, status, content_type, body]).await?;
    Ok(())
}

/// The request failed for a reason of ours: the key is free again.
pub async fn forget(unit: &mut Unit, caller: &str, key: &str) -> Result<()> {
    unit.exec(FORGET, vals![caller, key]).await?;
    Ok(())
}

pub async fn sweep(root: &mut Root, before: Ts) -> Result<()> {
    root.exec(ROOT_SWEEP, vals![before]).await?;
    Ok(())
}
