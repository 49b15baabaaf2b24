//! What is older than the firm wants to keep: people nobody has heard of, traces of answers, lines of the audit log.

use crate::{FromRow, Reads, Row, Unit, Val};
use domain::id::ContactId;
use domain::retention::Limits;
use domain::{Result, Ts};
use uuid::Uuid;

/// Not heard of since `$2`: no change of the card, no message, no visit past or ahead, no deal or task under way or changed since, nothing they wait for, no hand-over.
macro_rules! idle {
    () => {
        "FROM contact c WHERE c.org_id = $1 AND c.source NOT IN ('test', 'erased') AND c.created_at < $2 AND c.updated_at < $2
         AND NOT EXISTS (SELECT 1 FROM conversation v WHERE v.org_id = $1 AND v.contact_id = c.id AND v.updated_at >= $2)
         AND NOT EXISTS (SELECT 1 FROM booking b WHERE b.org_id = $1 AND b.contact_id = c.id AND (b.starts_at >= $2 OR b.updated_at >= $2))
         AND NOT EXISTS (SELECT 1 FROM deal d WHERE d.org_id = $1 AND d.contact_id = c.id AND (d.status = 'open' OR d.updated_at >= $2))
         AND NOT EXISTS (SELECT 1 FROM task t WHERE t.org_id = $1 AND t.contact_id = c.id AND (t.done_at IS NULL OR t.updated_at >= $2))
         AND NOT EXISTS (SELECT 1 FROM waitlist w WHERE w.org_id = $1 AND w.contact_id = c.id AND (w.status IN ('waiting', 'offered') OR w.updated_at >= $2))
         AND NOT EXISTS (SELECT 1 FROM referral r WHERE r.org_id = $1 AND r.contact_id = c.id AND r.updated_at >= $2)"
    };
}

statements! {
    IDLE = (concat!("SELECT c.id ", idle!(), " AND c.id > $3 ORDER BY c.id LIMIT $4"));
    IS_IDLE = (concat!("SELECT c.id ", idle!(), " AND c.id = $3"));
    COUNT_IDLE = (concat!("SELECT COUNT(*) AS n ", idle!()));
    /// Ids grow with time: `$2` is the first of the day that stays, and only what goes is read.
    COUNT_TURNS = "SELECT COUNT(*) AS n FROM turn WHERE org_id = $1 AND id < $2 AND created_at < $3";
    COUNT_AUDIT = "SELECT COUNT(*) AS n FROM audit WHERE org_id = $1 AND id < $2 AND created_at < $3";
    DROP_TURNS = "DELETE FROM turn WHERE org_id = $1 AND id IN (SELECT t.id FROM turn t WHERE t.org_id = $1 AND t.id < $2 AND t.created_at < $3 ORDER BY t.id LIMIT $4)";
    DROP_AUDIT = "DELETE FROM audit WHERE org_id = $1 AND id IN (SELECT a.id FROM audit a WHERE a.org_id = $1 AND a.id < $2 AND a.created_at < $3 ORDER BY a.id LIMIT $4)";
}

struct Id(ContactId);

impl FromRow for Id {
    fn from_row(row: &Row) -> Result<Self> {
        row.id("id").map(Id)
    }
}

struct Total(i64);

impl FromRow for Total {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Total)
    }
}

/// How much there is of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Stale {
    pub contacts: i64,
    pub traces: i64,
    pub audit: i64,
}

/// The first id of a moment: version 7 begins with the milliseconds.
fn first_id(at: Ts) -> Uuid {
    Uuid::from_u128(u128::try_from(at.micros() / 1_000).unwrap_or(0) << 80)
}

fn older(at: Ts) -> Vec<Val> {
    vals![first_id(at), at]
}

pub async fn count(reads: &mut impl Reads, limits: &Limits) -> Result<Stale> {
    let mut stale = Stale::default();
    if let Some(at) = limits.contacts {
        stale.contacts = reads.find::<Total>(COUNT_IDLE, vals![at]).await?.map_or(0, |n| n.0);
    }
    if let Some(at) = limits.traces {
        stale.traces = reads.find::<Total>(COUNT_TURNS, older(at)).await?.map_or(0, |n| n.0);
    }
    if let Some(at) = limits.audit {
        stale.audit = reads.find::<Total>(COUNT_AUDIT, older(at)).await?.map_or(0, |n| n.0);
    }
    Ok(stale)
}

/// Some of those not heard of, after an id.
pub async fn idle(reads: &mut impl Reads, since: Ts, after: ContactId, limit: i64) -> Result<Vec<ContactId>> {
    Ok(reads.list::<Id>(IDLE, vals![since, after, limit]).await?.into_iter().map(|id| id.0).collect())
}

/// Has nothing been heard of the contact meanwhile? Asked in the unit that erases.
pub async fn is_idle(unit: &mut Unit, since: Ts, id: ContactId) -> Result<bool> {
    Ok(unit.find::<Id>(IS_IDLE, vals![since, id]).await?.is_some())
}

/// A portion; how many went.
pub async fn drop_turns(unit: &mut Unit, before: Ts, limit: i64) -> Result<u64> {
    unit.exec(DROP_TURNS, vals![first_id(before), before, limit]).await
}

/// A portion; how many went.
pub async fn drop_audit(unit: &mut Unit, before: Ts, limit: i64) -> Result<u64> {
    unit.exec(DROP_AUDIT, vals![first_id(before), before, limit]).await
}
