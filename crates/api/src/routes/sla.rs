//! How soon people answered customers: promises kept and broken.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::civil::Day;
use crate::extract::Query;
use crate::problem::Answer;
use app::sla::report::{Report, report};
use axum::Json;
use axum::extract::State;
use domain::sla::SlaKind;
use serde::{Deserialize, Serialize};
use store::sla::Kept;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get))
}

words! {
    SlaKindWord = SlaKind, "SlaKind", SlaKind::ALL;
}

/// Answers of one kind that were promised by one team.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlaRow {
    /// Absent: of no team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    team_id: Option<Uuid>,
    #[schema(inline)]
    kind: SlaKindWord,
    kept: i64,
    broken: i64,
    /// How long customers waited on average, in seconds of the clock on the wall.
    average_secs: i64,
}
impl From<Kept> for SlaRow {
    fn from(k: Kept) -> Self {
        let average_secs = k.waited / 1_000_000 / (k.kept + k.broken).max(1);
        SlaRow { team_id: k.team_id.map(Into::into), kind: k.kind.into(), kept: k.kept, broken: k.broken, average_secs }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SlaReport {
    #[schema(inline)]
    from: Day,
    #[schema(inline)]
    to: Day,
    rows: Vec<SlaRow>,
    /// Customers who wait for a person now, with a promise.
    running: i64,
    /// Of them, for too long.
    late: i64,
    /// Of them, nearly so.
    soon: i64,
}
impl From<Report> for SlaReport {
    fn from(r: Report) -> Self {
        SlaReport { from: Day(r.from), to: Day(r.to), rows: r.rows.into_iter().map(Into::into).collect(), running: r.now.running, late: r.now.late, soon: r.now.soon }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlaQuery {
    /// The first date; 29 days before `to` when left out.
    #[param(inline, required = false, nullable = false)]
    from: Option<Day>,
    /// The last date, included; today when left out. At most 366 days.
    #[param(inline, required = false, nullable = false)]
    to: Option<Day>,
}

/// Promises of answers that ended in a period, and what runs now. Days are civil days of the firm.
#[utoipa::path(get, path = "/reports/sla", tag = "reports", params(SlaQuery), responses((status = 200, description = "The figures.", body = SlaReport)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<SlaQuery>) -> Answer<Json<SlaReport>> {
    Ok(Json(report(&state.app, who.org(), query.from.map(|d| d.0), query.to.map(|d| d.0)).await?.into()))
}
