//! The audit log: every change by a person, key or agent. Written only by `Unit::audit`, in the transaction of the change.

use crate::{By, FromRow, Root, Row, Scope, Unit, Val};
use domain::id::{AuditId, OrgId};
use domain::{Result, Ts};
use serde_json::Value;
use uuid::Uuid;

statements! {
    INSERT = "INSERT INTO audit (org_id, id, actor_kind, actor_id, action, noun, subject_id, before, after, ip, trace_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    LIST = "SELECT * FROM audit WHERE org_id = $1 AND id < $2 AND (noun = $3 OR $3 IS NULL) AND (actor_kind = $4 OR $4 IS NULL)
            AND (CAST($5 AS BIGINT) IS NULL OR created_at >= $5) AND (CAST($6 AS BIGINT) IS NULL OR created_at < $6)
            AND (CAST($8 AS uuid) IS NULL OR actor_id = $8) AND (CAST($9 AS uuid) IS NULL OR subject_id = $9) AND (action = $10 OR $10 IS NULL) ORDER BY id DESC LIMIT $7";
    /// Sign-in changes rows of no tenant; its line goes to the organization it concerns, in the same transaction.
    ROOT_INSERT = "INSERT INTO audit (org_id, id, actor_kind, actor_id, action, noun, subject_id, before, after, ip, trace_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    OF_SUBJECT = "SELECT * FROM audit WHERE org_id = $1 AND subject_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4";
}

/// One line of the log.
#[derive(Clone, Debug)]
pub struct AuditRow {
    pub id: AuditId,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub action: String,
    pub noun: String,
    pub subject_id: Option<Uuid>,
    pub before: Option<Value>,
    pub after: Option<Value>,
    pub ip: Option<String>,
    pub trace_id: Option<String>,
    pub created_at: Ts,
}

impl FromRow for AuditRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(AuditRow {
            id: row.id("id")?,
            actor_kind: row.get("actor_kind")?,
            actor_id: row.get("actor_id")?,
            action: row.get("action")?,
            noun: row.get("noun")?,
            subject_id: row.get("subject_id")?,
            before: row.maybe_json("before")?,
            after: row.maybe_json("after")?,
            ip: row.get("ip")?,
            trace_id: row.get("trace_id")?,
            created_at: row.ts("created_at")?,
        })
    }
}

pub(crate) async fn insert(unit: &mut Unit, id: AuditId, action: &str, noun: &str, subject: Option<Uuid>, before: Option<Value>, after: Option<Value>) -> Result<()> {
    let by = unit.by().clone();
    unit.exec(INSERT, vals![id, by.actor.kind(), by.actor.id(), action, noun, subject, before, after, by.ip, by.trace_id, by.now]).await?;
    Ok(())
}

/// A line written by sign-in. See `Unit::audit` for everything else.
pub async fn insert_root(root: &mut Root, org: OrgId, by: &By, action: &'static str, noun: &'static str, subject: Option<Uuid>, after: Option<Value>) -> Result<()> {
    let none: Option<Value> = None;
    root.exec(ROOT_INSERT, vals![org, AuditId::new(), by.actor.kind(), by.actor.id(), action, noun, subject, none, after, by.ip.clone(), by.trace_id.clone(), by.now]).await?;
    Ok(())
}

/// Filters of the list; all optional.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    pub noun: Option<String>,
    pub actor_kind: Option<String>,
    pub from: Option<Ts>,
    pub until: Option<Ts>,
    pub actor_id: Option<Uuid>,
    pub subject_id: Option<Uuid>,
    pub action: Option<String>,
}

/// Newest first, before the given id.
pub async fn list(scope: &mut Scope, before: AuditId, filter: &AuditFilter, limit: i64) -> Result<Vec<AuditRow>> {
    scope.list(LIST, vals![before, filter.noun.clone(), filter.actor_kind.clone(), filter.from, filter.until, limit, filter.actor_id, filter.subject_id, filter.action.clone()]).await
}

/// History of one row.
pub async fn of_subject(scope: &mut Scope, subject: Uuid, before: AuditId, limit: i64) -> Result<Vec<AuditRow>> {
    scope.list(OF_SUBJECT, vec![Val::from(subject), Val::from(before), Val::from(limit)]).await
}
