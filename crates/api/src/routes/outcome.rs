//! How conversations end: the figures of a period. The end of one conversation stands in `conversation/view.rs`.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::civil::Day;
use crate::extract::Query;
use crate::problem::Answer;
use app::outcome::report::{self, Figures, Part, Period, Report};
use axum::Json;
use axum::extract::State;
use domain::outcome::{OutcomeKind, Resolution};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get))
}

/// Talks by how they ended. A talk is a stretch of a conversation, from the customer's first word to a long silence.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutcomeFigures {
    talks: i64,
    booked: i64,
    sold: i64,
    answered: i64,
    handed_over: i64,
    lost: i64,
    /// Nothing was asked, or nothing was understood.
    unclear: i64,
    /// Still going on, or too early to tell.
    open: i64,
    /// The customer said that it helped.
    confirmed: i64,
    /// The customer left without asking more.
    assumed: i64,
    /// Had counted as resolved, but the customer came back on the same thing or a person had to take over.
    reversed: i64,
    unresolved: i64,
    /// `confirmed` and `assumed` among the talks that are decided; absent while none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    resolution_rate: Option<f64>,
    /// Visits booked in these talks.
    bookings: i64,
    /// Answers of the agents.
    turns: i64,
}
impl From<Figures> for OutcomeFigures {
    fn from(f: Figures) -> Self {
        let share = |part: i64, whole: i64| (whole > 0).then(|| f64::from(u32::try_from(part).unwrap_or(0)) / f64::from(u32::try_from(whole).unwrap_or(1)));
        OutcomeFigures {
            talks: f.talks, booked: f.of_kind(OutcomeKind::Booked), sold: f.of_kind(OutcomeKind::Sold), answered: f.of_kind(OutcomeKind::Answered), handed_over: f.of_kind(OutcomeKind::HandedOver), lost: f.of_kind(OutcomeKind::Lost),
            unclear: f.of_kind(OutcomeKind::Unclear), open: f.of_resolution(Resolution::Open), confirmed: f.of_resolution(Resolution::Confirmed), assumed: f.of_resolution(Resolution::Assumed),
            reversed: f.of_resolution(Resolution::Reversed), unresolved: f.of_resolution(Resolution::Unresolved), resolution_rate: share(f.resolved(), f.decided()), bookings: f.bookings, turns: f.turns,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HandOverReason {
    /// As in the event of the hand-over, or `taken_over`: a person came by themselves.
    reason: String,
    talks: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AgentOutcomes {
    /// Absent where no agent was set up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    agent_id: Option<Uuid>,
    /// Absent for an agent that was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    name: Option<String>,
    #[serde(flatten)]
    figures: OutcomeFigures,
    /// Of the models the agent asked on these days, for whatever conversation.
    tokens: i64,
    /// Millionths of a unit of `currency`.
    cost: i64,
}
impl From<Part> for AgentOutcomes {
    fn from(p: Part) -> Self {
        AgentOutcomes { agent_id: p.agent.map(Into::into), name: p.name, figures: p.figures.into(), tokens: p.tokens, cost: p.cost }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OutcomeReport {
    #[schema(inline)]
    from: Day,
    #[schema(inline)]
    to: Day,
    /// Whose days these are.
    timezone: String,
    currency: String,
    totals: OutcomeFigures,
    tokens: i64,
    /// Millionths of a unit of `currency`.
    cost: i64,
    /// Why people were needed, most often first.
    reasons: Vec<HandOverReason>,
    agents: Vec<AgentOutcomes>,
}
impl From<Report> for OutcomeReport {
    fn from(r: Report) -> Self {
        OutcomeReport {
            from: Day(r.from), to: Day(r.to), timezone: r.zone, currency: r.currency, totals: r.totals.into(), tokens: r.tokens, cost: r.cost,
            reasons: r.reasons.into_iter().map(|(reason, talks)| HandOverReason { reason, talks }).collect(), agents: r.agents.into_iter().map(Into::into).collect(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OutcomeQuery {
    /// The first date; 29 days before `to` when left out.
    #[param(inline, required = false, nullable = false)]
    from: Option<Day>,
    /// The last date, included; today when left out. At most 366 days.
    #[param(inline, required = false, nullable = false)]
    to: Option<Day>,
    /// Only talks this agent answered last.
    #[param(required = false, nullable = false)]
    agent_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    connection_id: Option<Uuid>,
}

/// How the talks that began in a period ended, what share of them the agents resolved alone, and what the models took. Days are civil days of the firm; test chats do not count.
#[utoipa::path(get, path = "/reports/outcomes", tag = "reports", params(OutcomeQuery), responses((status = 200, description = "The figures.", body = OutcomeReport), (status = 404, description = "No such agent or connection.", body = crate::problem::ProblemBody, content_type = "application/problem+json")))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<OutcomeQuery>) -> Answer<Json<OutcomeReport>> {
    let period = Period { from: query.from.map(|d| d.0), to: query.to.map(|d| d.0), agent: query.agent_id.map(Into::into), connection: query.connection_id.map(Into::into) };
    Ok(Json(report::report(&state.app, who.org(), &period).await?.into()))
}
