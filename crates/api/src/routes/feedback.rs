//! How visits were, in figures: marks by employee and service, and the low ones with their words.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::civil::Day;
use crate::extract::Query;
use crate::field::When;
use crate::problem::Answer;
use app::feedback::{Report, report};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::feedback::{Low, Marks};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get))
}

/// Marks of one employee or one service.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarksView {
    id: Uuid,
    name: String,
    rated: i64,
    /// From 1 to 5.
    average: f64,
}
impl From<Marks> for MarksView {
    fn from(m: Marks) -> Self {
        let average = average(&m).unwrap_or_default();
        MarksView { id: m.id.unwrap_or_default(), name: m.name.unwrap_or_default(), rated: m.rated, average }
    }
}

fn average(m: &Marks) -> Option<f64> {
    let (total, rated) = (u32::try_from(m.total).ok()?, u32::try_from(m.rated).ok().filter(|n| *n > 0)?);
    Some((f64::from(total) / f64::from(rated) * 100.0).round() / 100.0)
}

/// A low mark.
#[derive(Debug, Serialize, ToSchema)]
pub struct LowView {
    booking_id: Uuid,
    contact_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact_name: Option<String>,
    employee_id: Uuid,
    employee_name: String,
    rating: u8,
    text: String,
    /// Of the visit.
    #[schema(inline)]
    starts_at: When,
    #[schema(inline)]
    answered_at: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    task_id: Option<Uuid>,
    /// The task to put it right is done.
    is_settled: bool,
}
impl From<Low> for LowView {
    fn from(l: Low) -> Self {
        let f = l.feedback;
        LowView {
            booking_id: f.booking_id.uuid(), contact_id: f.contact_id.uuid(), contact_name: l.contact_name, employee_id: f.employee_id.uuid(), employee_name: l.employee_name, rating: f.rating.unwrap_or_default(), text: f.text,
            starts_at: l.starts_at.into(), answered_at: f.answered_at.unwrap_or(f.asked_at).into(), task_id: f.task_id.map(Into::into), is_settled: l.is_settled,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FeedbackReport {
    #[schema(inline)]
    from: Day,
    #[schema(inline)]
    to: Day,
    /// Customers that were asked.
    asked: i64,
    /// And gave a mark.
    rated: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    average: Option<f64>,
    employees: Vec<MarksView>,
    /// A mark counts for each service of its visit.
    services: Vec<MarksView>,
    /// The latest first, a hundred at most.
    low: Vec<LowView>,
}
impl From<Report> for FeedbackReport {
    fn from(r: Report) -> Self {
        FeedbackReport {
            from: Day(r.from), to: Day(r.to), asked: r.all.asked, rated: r.all.rated, average: average(&r.all), employees: r.employees.into_iter().map(Into::into).collect(), services: r.services.into_iter().map(Into::into).collect(),
            low: r.low.into_iter().map(Into::into).collect(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FeedbackQuery {
    /// The first date; 29 days before `to` when left out.
    #[param(inline, required = false, nullable = false)]
    from: Option<Day>,
    /// The last date, included; today when left out. At most 366 days.
    #[param(inline, required = false, nullable = false)]
    to: Option<Day>,
}

/// What customers said of visits they were asked about in a period. Days are civil days of the firm.
#[utoipa::path(get, path = "/reports/feedback", tag = "reports", params(FeedbackQuery), responses((status = 200, description = "The marks.", body = FeedbackReport)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<FeedbackQuery>) -> Answer<Json<FeedbackReport>> {
    Ok(Json(report(&state.app, who.org(), query.from.map(|d| d.0), query.to.map(|d| d.0)).await?.into()))
}
