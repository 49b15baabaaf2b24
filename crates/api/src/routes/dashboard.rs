//! The figures of a period and of the one before it.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::civil::Day;
use crate::extract::Query;
use crate::problem::Answer;
use crate::routes::calendar::CalendarBooking;
use app::dashboard::{self, Busy, Dashboard, Figures, Period, Sources, Totals};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::metric::TopService;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get))
}

/// Visits by who booked them.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourcesView {
    agent: i64,
    person: i64,
    page: i64,
    api: i64,
    other: i64,
}
impl From<Sources> for SourcesView {
    fn from(s: Sources) -> Self {
        SourcesView { agent: s.agent, person: s.person, page: s.page, api: s.api, other: s.other }
    }
}

/// What happened on one day, or in all of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct FiguresView {
    /// That began.
    conversations: i64,
    messages_in: i64,
    agent_replies: i64,
    person_replies: i64,
    /// Visits booked then, whenever they take place.
    booked: SourcesView,
    /// Visits that take place then and stand.
    visits: i64,
    cancelled: i64,
    missed: i64,
    /// Minor units: of visits that stand.
    revenue_booked: i64,
    /// Minor units: of visits that are completed.
    revenue_completed: i64,
}
impl From<Figures> for FiguresView {
    fn from(f: Figures) -> Self {
        FiguresView {
            conversations: f.conversations, messages_in: f.messages_in, agent_replies: f.agent_replies, person_replies: f.person_replies, booked: f.booked.into(), visits: f.visits, cancelled: f.cancelled,
            missed: f.missed, revenue_booked: f.revenue_booked, revenue_completed: f.revenue_completed,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DayFigures {
    #[schema(inline)]
    date: Day,
    #[serde(flatten)]
    figures: FiguresView,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TotalsView {
    #[serde(flatten)]
    figures: FiguresView,
    /// Conversations that began in the period and got an answer.
    answered: i64,
    /// Of those, answered by the agent without a person.
    answered_by_agent_alone: i64,
    /// Conversations that began in the period and were handed over to a person.
    handed_over: i64,
    /// Seconds from the first question to the first answer: half of the customers waited no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_response_median: Option<f64>,
    /// Nine of ten waited no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_response_p90: Option<f64>,
    /// Customers whose first visit falls into the period.
    new_contacts: i64,
    returning_contacts: i64,
    busy_minutes: i64,
    working_minutes: i64,
}
impl From<Totals> for TotalsView {
    fn from(t: Totals) -> Self {
        let seconds = |micros: i64| std::time::Duration::from_micros(u64::try_from(micros).unwrap_or(0)).as_secs_f64();
        TotalsView {
            figures: t.figures.into(), answered: t.talks.answered, answered_by_agent_alone: t.talks.alone, handed_over: t.talks.handed_over, first_response_median: t.talks.median.map(seconds),
            first_response_p90: t.talks.p90.map(seconds), new_contacts: t.visitors.everybody - t.visitors.known, returning_contacts: t.visitors.known, busy_minutes: t.busy_minutes, working_minutes: t.working_minutes,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BusyView {
    employee_id: Uuid,
    name: String,
    visits: i64,
    busy_minutes: i64,
    /// By the schedule of the period; zero when they were off.
    working_minutes: i64,
}
impl From<Busy> for BusyView {
    fn from(b: Busy) -> Self {
        BusyView { employee_id: b.employee_id.uuid(), name: b.name, visits: b.visits, busy_minutes: b.busy_minutes, working_minutes: b.working_minutes }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TopServiceView {
    service_id: Uuid,
    name: String,
    visits: i64,
    /// Minor units.
    revenue: i64,
}
impl From<TopService> for TopServiceView {
    fn from(s: TopService) -> Self {
        TopServiceView { service_id: s.service_id.uuid(), name: s.name, visits: s.visits, revenue: s.money }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DashboardView {
    #[schema(inline)]
    from: Day,
    #[schema(inline)]
    to: Day,
    /// Whose days these are.
    timezone: String,
    currency: String,
    days: Vec<DayFigures>,
    totals: TotalsView,
    /// The period of the same length that ends the day before `from`.
    previous: TotalsView,
    employees: Vec<BusyView>,
    /// The ten most booked.
    services: Vec<TopServiceView>,
    /// The next visits of today, five at most.
    today: Vec<CalendarBooking>,
    tomorrow: Vec<CalendarBooking>,
}
impl From<Dashboard> for DashboardView {
    fn from(d: Dashboard) -> Self {
        DashboardView {
            from: Day(d.from), to: Day(d.to), timezone: d.zone, currency: d.currency, days: d.days.into_iter().map(|(date, figures)| DayFigures { date: Day(date), figures: figures.into() }).collect(),
            totals: d.totals.into(), previous: d.previous.into(), employees: d.employees.into_iter().map(Into::into).collect(), services: d.services.into_iter().map(Into::into).collect(),
            today: d.today.into_iter().map(Into::into).collect(), tomorrow: d.tomorrow.into_iter().map(Into::into).collect(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DashboardQuery {
    /// The first date; 29 days before `to` when left out.
    #[param(inline, required = false, nullable = false)]
    from: Option<Day>,
    /// The last date, included; today when left out. At most 366 days.
    #[param(inline, required = false, nullable = false)]
    to: Option<Day>,
    /// Only visits of this branch; conversations belong to none.
    #[param(required = false, nullable = false)]
    branch_id: Option<Uuid>,
}

/// Figures of a period beside those of the one before. Days are civil days of the firm; test chats do not count.
#[utoipa::path(get, path = "/dashboard", tag = "reports", params(DashboardQuery), responses((status = 200, description = "The figures.", body = DashboardView), (status = 404, description = "No such branch.", body = crate::problem::ProblemBody, content_type = "application/problem+json")))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<DashboardQuery>) -> Answer<Json<DashboardView>> {
    let period = Period { from: query.from.map(|d| d.0), to: query.to.map(|d| d.0), branch: query.branch_id.map(Into::into) };
    Ok(Json(dashboard::dashboard(&state.app, who.org(), &period).await?.into()))
}
