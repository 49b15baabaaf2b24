//! Failed log-ins by digest of an e-mail or an address. They belong to no tenant: every statement is a sign-in statement.

use crate::{FromRow, Root, Row};
use domain::{Result, Ts};

statements! {
    /// Counts a try before it is judged, so that tries at once are counted all; nothing while the key waits.
    ROOT_TAKE = "INSERT INTO lockout (key, failures, last_at, locked_until) VALUES ($1, 1, $2, 0)
                 ON CONFLICT (key) DO UPDATE SET failures = CASE WHEN lockout.last_at < $3 THEN 1 ELSE lockout.failures + 1 END, last_at = excluded.last_at WHERE lockout.locked_until <= excluded.last_at
                 RETURNING failures, locked_until";
    ROOT_LOCK = "UPDATE lockout SET locked_until = $2 WHERE key = $1";
    ROOT_FIND = "SELECT failures, locked_until FROM lockout WHERE key = $1";
    /// The try was none: its count goes back, and the wait it would have begun.
    ROOT_REFUND = "UPDATE lockout SET failures = failures - 1, locked_until = CASE WHEN locked_until = $2 THEN 0 ELSE locked_until END WHERE key = $1 AND failures > 0";
    ROOT_CLEAR = "DELETE FROM lockout WHERE key = $1";
    ROOT_SWEEP = "DELETE FROM lockout WHERE last_at < $1 AND locked_until < $2";
}

/// What is counted for one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lockout {
    pub failures: i64,
    pub locked_until: Ts,
}

impl FromRow for Lockout {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Lockout { failures: row.get("failures")?, locked_until: row.ts("locked_until")? })
    }
}

/// The count with this try in it; none while the key waits.
pub async fn take(root: &mut Root, key: &[u8], now: Ts, forget: Ts) -> Result<Option<Lockout>> {
    root.find(ROOT_TAKE, vals![key, now, forget]).await
}

pub async fn lock(root: &mut Root, key: &[u8], until: Ts) -> Result<()> {
    root.exec(ROOT_LOCK, vals![key, until]).await?;
    Ok(())
}

pub async fn find(root: &mut Root, key: &[u8]) -> Result<Option<Lockout>> {
    root.find(ROOT_FIND, vals![key]).await
}

/// `until` is the wait this try had begun.
pub async fn refund(root: &mut Root, key: &[u8], until: Ts) -> Result<()> {
    root.exec(ROOT_REFUND, vals![key, until]).await?;
    Ok(())
}

pub async fn clear(root: &mut Root, key: &[u8]) -> Result<()> {
    root.exec(ROOT_CLEAR, vals![key]).await?;
    Ok(())
}

pub async fn sweep(root: &mut Root, before: Ts, now: Ts) -> Result<()> {
    root.exec(ROOT_SWEEP, vals![before, now]).await?;
    Ok(())
}
