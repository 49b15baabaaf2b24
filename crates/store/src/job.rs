//! Background jobs: small, idempotent, queued in the transaction of what caused them. Turns and sends have their own tables.

use crate::{FromRow, Root, Row, Unit};
use domain::id::{JobId, OrgId};
use domain::{Result, Ts};
use serde_json::Value;
use uuid::Uuid;

macro_rules! claimed {
    ($kind:literal, $lock:literal) => {
        concat!(
            "UPDATE job SET status = 'running', attempts = attempts + 1, locked_by = $1, locked_until = $2 WHERE (org_id, id) IN (
               SELECT org_id, id FROM job WHERE status = 'ready' AND run_at <= $3 AND ", $kind, " ORDER BY run_at LIMIT $4", $lock, ") RETURNING *"
        )
    };
}

statements! {
    INSERT = "INSERT INTO job (org_id, id, kind, payload, dedupe, status, attempts, run_at, created_at) VALUES ($1, $2, $3, $4, $5, 'ready', 0, $6, $7) ON CONFLICT DO NOTHING";
    /// In the transaction of something that belongs to a person rather than to a tenant.
    ROOT_INSERT = "INSERT INTO job (org_id, id, kind, payload, dedupe, status, attempts, run_at, created_at) VALUES ($1, $2, $3, $4, NULL, 'ready', 0, $5, $5)";
    WITHDRAW = "DELETE FROM job WHERE org_id = $1 AND kind = $2 AND dedupe = $3 AND status = 'ready'";
    ROOT_CLAIM = {
        lite: claimed!("kind NOT IN ('document.index', 'import.work')", ""),
        pg: claimed!("kind NOT IN ('document.index', 'import.work')", " FOR UPDATE SKIP LOCKED"),
    };
    /// Those that work long are claimed apart, as many as there is room for.
    ROOT_CLAIM_LONG = {
        lite: claimed!("kind IN ('document.index', 'import.work')", ""),
        pg: claimed!("kind IN ('document.index', 'import.work')", " FOR UPDATE SKIP LOCKED"),
    };
    ROOT_RENEW = "UPDATE job SET locked_until = $3 WHERE id = $1 AND locked_by = $2 AND status = 'running'";
    ROOT_REVIVE = "UPDATE job SET status = 'ready', locked_until = 0 WHERE status = 'running' AND locked_until < $1";
    ROOT_DONE = "DELETE FROM job WHERE id = $1 AND locked_by = $2";
    ROOT_FAIL = "UPDATE job SET status = $3, run_at = $4, last_error = $5, locked_until = 0 WHERE id = $1 AND locked_by = $2";
}

#[derive(Clone, Debug)]
pub struct JobRow {
    pub org_id: OrgId,
    pub id: JobId,
    pub kind: String,
    pub payload: Value,
    pub attempts: i64,
    pub run_at: Ts,
}

impl FromRow for JobRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(JobRow { org_id: row.id("org_id")?, id: row.id("id")?, kind: row.get("kind")?, payload: row.json("payload")?, attempts: row.get("attempts")?, run_at: row.ts("run_at")? })
    }
}

/// Queues a job; a ready one with the same `dedupe` makes this a no-op.
pub async fn enqueue(unit: &mut Unit, kind: &str, payload: Value, dedupe: Option<&str>, run_at: Ts) -> Result<()> {
    let now = unit.now();
    unit.exec(INSERT, vals![JobId::new(), kind, payload, dedupe, run_at, now]).await?;
    unit.wake(crate::Signal::Job);
    Ok(())
}

/// Queues a job of a tenant from outside of it; the caller wakes the runner after its commit.
pub async fn enqueue_root(root: &mut Root, org: OrgId, kind: &str, payload: Value, now: Ts) -> Result<()> {
    root.exec(ROOT_INSERT, vals![org, JobId::new(), kind, payload, now]).await?;
    Ok(())
}

/// Takes back a job that waits: its work is done.
pub async fn withdraw(unit: &mut Unit, kind: &str, dedupe: &str) -> Result<()> {
    unit.exec(WITHDRAW, vals![kind, dedupe]).await?;
    Ok(())
}

pub async fn claim(root: &mut Root, node: Uuid, until: Ts, now: Ts, limit: i64) -> Result<Vec<JobRow>> {
    root.list(ROOT_CLAIM, vals![node, until, now, limit]).await
}

/// The same for jobs that work long: indexing, imports.
pub async fn claim_long(root: &mut Root, node: Uuid, until: Ts, now: Ts, limit: i64) -> Result<Vec<JobRow>> {
    root.list(ROOT_CLAIM_LONG, vals![node, until, now, limit]).await
}

/// Keeps a job that is still worked on; false if it was taken away.
pub async fn renew(root: &mut Root, id: JobId, node: Uuid, until: Ts) -> Result<bool> {
    Ok(root.exec(ROOT_RENEW, vals![id, node, until]).await? > 0)
}

/// Jobs whose runner died run again: they are idempotent by contract.
pub async fn revive(root: &mut Root, now: Ts) -> Result<u64> {
    root.exec(ROOT_REVIVE, vals![now]).await
}

pub async fn done(root: &mut Root, id: JobId, node: Uuid) -> Result<()> {
    root.exec(ROOT_DONE, vals![id, node]).await?;
    Ok(())
}

/// Tries again at `again_at`, or gives up as `dead`.
pub async fn fail(root: &mut Root, id: JobId, node: Uuid, is_dead: bool, again_at: Ts, error: &str) -> Result<()> {
    root.exec(ROOT_FAIL, vals![id, node, if is_dead { "dead" } else { "ready" }, again_at, error]).await?;
    Ok(())
}
