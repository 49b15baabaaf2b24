//! What models cost: prices and rates, the firm's limits, the use of a period. All amounts but limits are in millionths of a currency unit.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::civil::Day;
use crate::extract::{Body, Query};
use crate::field::Text;
use crate::problem::Answer;
use app::provider::price::{self, Prices};
use app::provider::usage::{self, Report};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::provider::{ModelUse, OrgLimit, Price, Rate};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(prices, set_prices)).routes(routes!(limits, set_limits)).routes(routes!(usage_of))
}

/// What the tokens of a model cost: millionths of a currency unit for a million of them, so 250000 is 0.25.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelPriceView {
    #[schema(inline)]
    vendor: Text<1, 40>,
    /// A name also stands for the dated names that begin with it.
    #[schema(inline)]
    model: Text<1, 200>,
    /// Only for this provider; left out, for every one of the vendor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    provider_id: Option<Uuid>,
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    input: i64,
    /// Of input the vendor had in its cache.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    cached: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    output: i64,
    #[schema(inline)]
    currency: Text<3, 3>,
}
impl From<&Price> for ModelPriceView {
    fn from(p: &Price) -> Self {
        ModelPriceView {
            vendor: Text::trusted(&p.vendor), model: Text::trusted(&p.model), provider_id: p.provider_id.map(|id| id.uuid()), input: p.input, cached: p.cached, output: p.output, currency: Text::trusted(&p.currency),
        }
    }
}
impl From<ModelPriceView> for Price {
    fn from(p: ModelPriceView) -> Self {
        Price {
            vendor: p.vendor.into_string(), model: p.model.into_string(), provider_id: p.provider_id.map(Into::into), input: p.input, cached: p.cached, output: p.output, currency: p.currency.into_string(),
        }
    }
}

/// Millionths of a currency unit for one US dollar.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelRateView {
    #[schema(inline)]
    currency: Text<3, 3>,
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    per_dollar: i64,
}
impl From<&Rate> for ModelRateView {
    fn from(r: &Rate) -> Self {
        ModelRateView { currency: Text::trusted(&r.currency), per_dollar: r.per_dollar }
    }
}

/// The firm's own table, and what is shipped with the server, which it goes before.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelPricesView {
    prices: Vec<ModelPriceView>,
    rates: Vec<ModelRateView>,
    shipped_prices: Vec<ModelPriceView>,
    shipped_rates: Vec<ModelRateView>,
    /// When the shipped ones were looked up.
    shipped_on: String,
}
impl From<Prices> for ModelPricesView {
    fn from(own: Prices) -> Self {
        let shipped = price::shipped();
        ModelPricesView {
            prices: own.prices.iter().map(Into::into).collect(), rates: own.rates.iter().map(Into::into).collect(), shipped_prices: shipped.prices.iter().map(Into::into).collect(),
            shipped_rates: shipped.rates.iter().map(Into::into).collect(), shipped_on: shipped.checked.clone(),
        }
    }
}

/// The whole of the firm's table.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetModelPrices {
    #[schema(max_items = 500)]
    prices: Vec<ModelPriceView>,
    #[serde(default)]
    #[schema(max_items = 500)]
    rates: Vec<ModelRateView>,
}

/// What all agents of the firm may use together; zero is no limit. Money in minor units of the firm's currency.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelLimitsView {
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    day_tokens: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    day_money: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    month_money: i64,
}
impl From<OrgLimit> for ModelLimitsView {
    fn from(l: OrgLimit) -> Self {
        ModelLimitsView { day_tokens: l.day_tokens, day_money: l.day_money, month_money: l.month_money }
    }
}

/// Use of one model by one agent on one day.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelUsageRow {
    date: String,
    /// None: not by an agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    agent_id: Option<Uuid>,
    provider_id: Uuid,
    model: String,
    calls: i64,
    failures: i64,
    /// All input tokens, the cached ones included.
    input: i64,
    cached: i64,
    output: i64,
    /// Millionths of a unit of the currency.
    cost: i64,
}
impl From<ModelUse> for ModelUsageRow {
    fn from(u: ModelUse) -> Self {
        ModelUsageRow {
            date: u.day, agent_id: u.agent_id.map(|id| id.uuid()), provider_id: u.provider_id.uuid(), model: u.model, calls: u.calls, failures: u.failures, input: u.input, cached: u.cached, output: u.output, cost: u.cost,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ModelUsageView {
    #[schema(inline)]
    from: Day,
    #[schema(inline)]
    to: Day,
    currency: String,
    /// By day, agent, provider and model.
    rows: Vec<ModelUsageRow>,
    /// Sums of the rows.
    calls: i64,
    tokens: i64,
    cost: i64,
}
impl From<Report> for ModelUsageView {
    fn from(r: Report) -> Self {
        let sum = |of: fn(&ModelUse) -> i64| r.rows.iter().map(of).fold(0, i64::saturating_add);
        ModelUsageView {
            calls: sum(|u| u.calls), tokens: sum(|u| u.input.saturating_add(u.output)), cost: sum(|u| u.cost), from: Day(r.from), to: Day(r.to), currency: r.currency, rows: r.rows.into_iter().map(Into::into).collect(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ModelUsageQuery {
    /// The first date; 29 days before `to` when left out.
    #[param(inline, required = false, nullable = false)]
    from: Option<Day>,
    /// The last date, included; today when left out. At most 366 days.
    #[param(inline, required = false, nullable = false)]
    to: Option<Day>,
}

/// Prices of tokens: the firm's own and the shipped ones.
#[utoipa::path(get, path = "/models/prices", tag = "models", responses((status = 200, description = "Prices.", body = ModelPricesView)))]
async fn prices(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<ModelPricesView>> {
    Ok(Json(price::own(&mut state.app.scope(who.org()).await?).await?.into()))
}

/// Replaces the firm's table. What it does not name costs as shipped; a cost already written down does not change.
#[utoipa::path(put, path = "/models/prices", tag = "models", request_body = SetModelPrices, responses((status = 200, description = "Prices now.", body = ModelPricesView)))]
async fn set_prices(State(state): State<ApiState>, who: Can<may::ManageOrg>, Body(body): Body<SetModelPrices>) -> Answer<Json<ModelPricesView>> {
    let rates = body.rates.into_iter().map(|r| Rate { currency: r.currency.into_string(), per_dollar: r.per_dollar }).collect();
    let prices = body.prices.into_iter().map(Into::into).collect();
    Ok(Json(price::replace(&state.app, &who.ctx, prices, rates).await?.into()))
}

/// What all agents of the firm may use together.
#[utoipa::path(get, path = "/models/limits", tag = "models", responses((status = 200, description = "Limits.", body = ModelLimitsView)))]
async fn limits(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<ModelLimitsView>> {
    Ok(Json(store::provider::limit(&mut state.app.scope(who.org()).await?).await?.into()))
}

/// Sets the firm's limits. Where one is reached the built-in brain answers until the day or the month is over.
#[utoipa::path(put, path = "/models/limits", tag = "models", request_body = ModelLimitsView, responses((status = 200, description = "Limits now.", body = ModelLimitsView)))]
async fn set_limits(State(state): State<ApiState>, who: Can<may::ManageOrg>, Body(body): Body<ModelLimitsView>) -> Answer<Json<ModelLimitsView>> {
    let limit = OrgLimit { day_tokens: body.day_tokens, day_money: body.day_money, month_money: body.month_money };
    Ok(Json(usage::set_limit(&state.app, &who.ctx, limit).await?.into()))
}

/// Tokens and their cost in a period, by the firm's civil days.
#[utoipa::path(get, path = "/models/usage", tag = "models", params(ModelUsageQuery), responses((status = 200, description = "The use.", body = ModelUsageView)))]
async fn usage_of(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<ModelUsageQuery>) -> Answer<Json<ModelUsageView>> {
    Ok(Json(usage::report(&state.app, who.org(), query.from.map(|d| d.0), query.to.map(|d| d.0)).await?.into()))
}
