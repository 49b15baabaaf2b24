//! The funnel of a pipeline over a period.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Query;
use crate::field::{Text, When};
use crate::problem::Answer;
use app::deal::{self as deals, Funnel, FunnelStage, Lost};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FunnelQuery {
    /// Key of a pipeline; the default one when left out.
    #[param(inline, required = false, nullable = false)]
    pipeline: Option<Text<1, 48>>,
    /// Thirty days before `to` when left out.
    #[param(inline, required = false, nullable = false)]
    from: Option<When>,
    /// Not itself; now when left out.
    #[param(inline, required = false, nullable = false)]
    to: Option<When>,
    /// Only deals of this member.
    #[param(inline, required = false, nullable = false)]
    owner_id: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FunnelStageView {
    key: String,
    /// Deals that came here in the period.
    entered: i64,
    /// Standing here now.
    now: i64,
    /// Of those that came, went on to a later stage that is not lost.
    moved_on: i64,
    /// `moved_on` of `entered`, 0 to 1.
    conversion: f64,
    /// Half of the deals that left in the period had left by then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    median_seconds: Option<i64>,
    /// What stands here now is worth, in minor units.
    amount: i64,
}
impl From<FunnelStage> for FunnelStageView {
    fn from(s: FunnelStage) -> Self {
        let number = |n: i64| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        let conversion = if s.entered > 0 { number(s.moved_on) / number(s.entered) } else { 0.0 };
        FunnelStageView { key: s.key, entered: s.entered, now: s.now, moved_on: s.moved_on, conversion, median_seconds: s.median_seconds, amount: s.amount }
    }
}

/// Deals that were won in the period.
#[derive(Debug, Serialize, ToSchema)]
pub struct FunnelWon {
    count: i64,
    amount: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LostReason {
    /// Absent: nobody has said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
    count: i64,
}
impl From<Lost> for LostReason {
    fn from(l: Lost) -> Self {
        LostReason { reason: l.reason, count: l.count }
    }
}

/// Deals that were lost in the period.
#[derive(Debug, Serialize, ToSchema)]
pub struct FunnelLost {
    count: i64,
    amount: i64,
    /// The most frequent first.
    reasons: Vec<LostReason>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FunnelView {
    pipeline: String,
    #[schema(inline)]
    from: When,
    #[schema(inline)]
    to: When,
    stages: Vec<FunnelStageView>,
    won: FunnelWon,
    lost: FunnelLost,
}
impl From<Funnel> for FunnelView {
    fn from(f: Funnel) -> Self {
        FunnelView {
            pipeline: f.pipeline, from: f.from.into(), to: f.to.into(), stages: f.stages.into_iter().map(Into::into).collect(), won: FunnelWon { count: f.won, amount: f.won_amount },
            lost: FunnelLost { count: f.lost, amount: f.lost_amount, reasons: f.reasons.into_iter().map(Into::into).collect() },
        }
    }
}

/// How deals went through a pipeline: who came to each stage in the period, where they are by now, what was won and lost.
#[utoipa::path(get, path = "/reports/funnel", tag = "deals", params(FunnelQuery), responses((status = 200, description = "The funnel.", body = FunnelView), (status = 404, description = "No such pipeline.", body = crate::problem::ProblemBody, content_type = "application/problem+json")))]
pub async fn get(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<FunnelQuery>) -> Answer<Json<FunnelView>> {
    let pipeline: Option<String> = query.pipeline.map(Into::into);
    let funnel = deals::funnel(&state.app, who.org(), pipeline.as_deref(), query.from.map(Into::into), query.to.map(Into::into), query.owner_id.map(Into::into)).await?;
    Ok(Json(funnel.into()))
}
