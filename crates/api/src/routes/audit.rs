//! The audit log: who changed what, when, from where; filtered, paged, and as CSV.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Query;
use crate::field::{Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::id::{AuditId, OrgId};
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::audit::{AuditFilter, AuditRow};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Lines read at once for an export, which is sent as it is read.
const PORTION: i64 = 1000;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(export))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AuditView {
    pub id: Uuid,
    #[schema(inline)]
    pub at: When,
    /// `person`, `key`, `contact`, `agent` or `system`.
    pub actor_kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub actor_id: Option<Uuid>,
    pub action: String,
    pub noun: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub subject_id: Option<Uuid>,
    /// The public shape before the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::field::any_json)]
    pub before: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = crate::field::any_json)]
    pub after: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trace_id: Option<String>,
}
impl From<AuditRow> for AuditView {
    fn from(r: AuditRow) -> Self {
        AuditView {
            id: r.id.uuid(), at: r.created_at.into(), actor_kind: r.actor_kind, actor_id: r.actor_id, action: r.action, noun: r.noun, subject_id: r.subject_id, before: r.before, after: r.after, ip: r.ip, trace_id: r.trace_id,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Table of the row, `booking`.
    #[param(inline, required = false, nullable = false)]
    noun: Option<Text<1, 40>>,
    #[param(inline, required = false, nullable = false)]
    action: Option<Text<1, 40>>,
    #[param(inline, required = false, nullable = false)]
    actor_kind: Option<Text<1, 20>>,
    #[param(required = false, nullable = false)]
    actor_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    subject_id: Option<Uuid>,
    #[param(inline, required = false, nullable = false)]
    from: Option<When>,
    #[param(inline, required = false, nullable = false)]
    until: Option<When>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    #[param(inline, required = false, nullable = false)]
    noun: Option<Text<1, 40>>,
    #[param(inline, required = false, nullable = false)]
    action: Option<Text<1, 40>>,
    #[param(inline, required = false, nullable = false)]
    actor_kind: Option<Text<1, 20>>,
    #[param(required = false, nullable = false)]
    actor_id: Option<Uuid>,
    #[param(inline, required = false, nullable = false)]
    from: Option<When>,
    #[param(inline, required = false, nullable = false)]
    until: Option<When>,
}

/// The log, newest first.
#[utoipa::path(get, path = "/audit", tag = "audit", params(AuditQuery), responses((status = 200, description = "Lines of the log.", body = Page<AuditView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::ReadAudit>, Query(query): Query<AuditQuery>) -> Answer<Json<Page<AuditView>>> {
    let filter = AuditFilter {
        noun: query.noun.map(Into::into),
        actor_kind: query.actor_kind.map(Into::into),
        from: query.from.map(Into::into),
        until: query.until.map(Into::into),
        actor_id: query.actor_id,
        subject_id: query.subject_id,
        action: query.action.map(Into::into),
    };
    let before = query.cursor.map_or(AuditId(Uuid::max()), |cursor| cursor.id.into());
    let mut scope = state.app.scope(who.org()).await?;
    let rows = store::audit::list(&mut scope, before, &filter, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |r| Cursor::new(r.created_at, r.id), Into::into)))
}

/// All lines that fit as CSV, newest first, sent as they are read.
#[utoipa::path(get, path = "/audit/export", tag = "audit", params(ExportQuery), responses((status = 200, description = "The log as CSV with a header line.", body = String, content_type = "text/csv")))]
async fn export(State(state): State<ApiState>, who: Can<may::ReadAudit>, Query(query): Query<ExportQuery>) -> Answer<Response> {
    let filter = AuditFilter {
        noun: query.noun.map(Into::into),
        action: query.action.map(Into::into),
        actor_kind: query.actor_kind.map(Into::into),
        actor_id: query.actor_id,
        from: query.from.map(Into::into),
        until: query.until.map(Into::into),
        ..AuditFilter::default()
    };
    let org = who.org();
    // The first portion is read before anything is sent: a failure is still an answer.
    let first = portion(&state, org, &filter, AuditId(Uuid::max())).await?;
    let rest = futures::stream::try_unfold((state, filter, end_of(&first)), move |(state, filter, end)| async move {
        let Some(end) = end else { return Ok::<_, domain::Error>(None) };
        let rows = portion(&state, org, &filter, end).await?;
        let next = end_of(&rows);
        Ok(Some((csv(&rows), (state, filter, next))))
    });
    let whole = futures::stream::iter([Ok(format!("{HEAD}{}", csv(&first)))]).chain(rest);
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\"")];
    Ok((headers, Body::from_stream(whole)).into_response())
}

async fn portion(state: &ApiState, org: OrgId, filter: &AuditFilter, before: AuditId) -> domain::Result<Vec<AuditRow>> {
    store::audit::list(&mut state.app.scope(org).await?, before, filter, PORTION).await
}

/// Where a full portion ends; none when it was the last.
fn end_of(rows: &[AuditRow]) -> Option<AuditId> {
    rows.last().filter(|_| i64::try_from(rows.len()).is_ok_and(|n| n >= PORTION)).map(|row| row.id)
}

/// The mark makes spreadsheets read UTF-8.
const HEAD: &str = "\u{feff}at,actor_kind,actor_id,action,noun,subject_id,before,after,ip,trace_id\r\n";

fn csv(rows: &[AuditRow]) -> String {
    let mut out = String::new();
    for row in rows {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let json = |value: &Option<Value>| value.as_ref().map(Value::to_string).unwrap_or_default();
        let cells = [
            row.created_at.to_string(), row.actor_kind.clone(), id(row.actor_id), row.action.clone(), row.noun.clone(), id(row.subject_id), json(&row.before), json(&row.after),
            row.ip.clone().unwrap_or_default(), row.trace_id.clone().unwrap_or_default(),
        ];
        out.push_str(&cells.map(|cell| csv_cell(&cell)).join(","));
        out.push_str("\r\n");
    }
    out
}

/// Quoted, and with a leading apostrophe where a spreadsheet would take the text for a formula.
fn csv_cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formulas() {
        for (text, expected) in [("a", "\"a\""), ("a\"b,c", "\"a\"\"b,c\""), ("=SUM(A1)", "\"'=SUM(A1)\""), ("@x", "\"'@x\""), ("", "\"\"")] {
            assert_eq!(csv_cell(text), expected);
        }
    }
}
