//! Providers of models: one configured account each, its health, and the spending of the firm's models. Secrets are opaque bytes here.

use crate::{FromRow, Reads, Row, Unit};
use domain::id::{AgentId, ConversationId, ProviderId};
use domain::{Error, Result, Ts};
use serde_json::Value;

statements! {
    INSERT = "INSERT INTO provider (org_id, id, vendor, name, settings, secrets, is_paused, health, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)";
    UPDATE = "UPDATE provider SET name = $3, settings = $4, secrets = $5, is_paused = $6, updated_at = $7, health = $8, last_error = $9 WHERE org_id = $1 AND id = $2";
    DELETE = "DELETE FROM provider WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM provider WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM provider WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    COUNT = "SELECT COUNT(*) AS n FROM provider WHERE org_id = $1";
    /// At most once a minute while all is well: every call would touch the same row.
    SET_OK = "UPDATE provider SET health = 'ok', last_ok_at = $3 WHERE org_id = $1 AND id = $2 AND (health <> 'ok' OR last_ok_at IS NULL OR last_ok_at < $3 - 60000000)";
    SET_BAD = "UPDATE provider SET health = $3, last_error = $4 WHERE org_id = $1 AND id = $2 AND (health <> $3 OR last_error IS NULL OR last_error <> $4)";

    PRICES = "SELECT * FROM model_price WHERE org_id = $1 ORDER BY vendor, model, provider_id LIMIT 2000";
    SET_PRICE = "INSERT INTO model_price (org_id, vendor, model, provider_id, input, cached, output, currency, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (org_id, vendor, model, provider_id) DO UPDATE SET input = excluded.input, cached = excluded.cached, output = excluded.output, currency = excluded.currency, updated_at = excluded.updated_at";
    CLEAR_PRICES = "DELETE FROM model_price WHERE org_id = $1";
    DELETE_PRICES = "DELETE FROM model_price WHERE org_id = $1 AND provider_id = $2";
    RATES = "SELECT * FROM model_rate WHERE org_id = $1 ORDER BY currency LIMIT 200";
    SET_RATE = "INSERT INTO model_rate (org_id, currency, per_dollar, updated_at) VALUES ($1, $2, $3, $4)";
    CLEAR_RATES = "DELETE FROM model_rate WHERE org_id = $1";

    LIMIT = "SELECT * FROM model_limit WHERE org_id = $1";
    SET_LIMIT = "INSERT INTO model_limit (org_id, day_tokens, day_money, month_money, updated_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (org_id) DO UPDATE SET day_tokens = excluded.day_tokens, day_money = excluded.day_money, month_money = excluded.month_money, updated_at = excluded.updated_at";

    ADD_USAGE = "INSERT INTO model_usage (org_id, day, agent_id, provider_id, model, calls, failures, input, cached, output, cost) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                 ON CONFLICT (org_id, day, agent_id, provider_id, model) DO UPDATE SET calls = model_usage.calls + excluded.calls, failures = model_usage.failures + excluded.failures, input = model_usage.input + excluded.input,
                 cached = model_usage.cached + excluded.cached, output = model_usage.output + excluded.output, cost = model_usage.cost + excluded.cost";
    USAGE = "SELECT * FROM model_usage WHERE org_id = $1 AND day >= $2 AND day <= $3 ORDER BY day, agent_id, provider_id, model LIMIT 5000";
    ADD_SPEND = "INSERT INTO model_spend (org_id, conversation_id, calls, tokens, cost, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (org_id, conversation_id) DO UPDATE SET calls = model_spend.calls + excluded.calls, tokens = model_spend.tokens + excluded.tokens, cost = model_spend.cost + excluded.cost, updated_at = excluded.updated_at";
    SPEND_OF_CONVERSATION = "SELECT tokens, cost FROM model_spend WHERE org_id = $1 AND conversation_id = $2";
    SPEND_OF_AGENT = "SELECT CAST(COALESCE(SUM(input + output), 0) AS BIGINT) AS tokens, CAST(COALESCE(SUM(cost), 0) AS BIGINT) AS cost FROM model_usage WHERE org_id = $1 AND day = $2 AND agent_id = $3";
    SPEND_OF_DAYS = "SELECT CAST(COALESCE(SUM(input + output), 0) AS BIGINT) AS tokens, CAST(COALESCE(SUM(cost), 0) AS BIGINT) AS cost FROM model_usage WHERE org_id = $1 AND day >= $2 AND day <= $3";
}

/// One row; `secrets` is sealed by `app::vault`.
#[derive(Clone, Debug)]
pub struct Provider {
    pub id: ProviderId,
    pub vendor: String,
    pub name: String,
    pub settings: Value,
    pub secrets: Option<Vec<u8>>,
    pub is_paused: bool,
    /// `new`, `ok`, `failing`, `disconnected`.
    pub health: String,
    pub last_error: Option<String>,
    pub last_ok_at: Option<Ts>,
    pub created_at: Ts,
    pub updated_at: Ts,
}

impl FromRow for Provider {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Provider {
            id: row.id("id")?,
            vendor: row.get("vendor")?,
            name: row.get("name")?,
            settings: row.json("settings")?,
            secrets: row.get("secrets")?,
            is_paused: row.get("is_paused")?,
            health: row.get("health")?,
            last_error: row.get("last_error")?,
            last_ok_at: row.maybe_ts("last_ok_at")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

/// What a model's tokens cost: millionths of a unit of `currency` for a million of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    pub vendor: String,
    pub model: String,
    /// None = every provider of the vendor.
    pub provider_id: Option<ProviderId>,
    pub input: i64,
    pub cached: i64,
    pub output: i64,
    pub currency: String,
}

impl FromRow for Price {
    fn from_row(row: &Row) -> Result<Self> {
        let provider: ProviderId = row.id("provider_id")?;
        Ok(Price {
            vendor: row.get("vendor")?,
            model: row.get("model")?,
            provider_id: (provider != ProviderId::nil()).then_some(provider),
            input: row.get("input")?,
            cached: row.get("cached")?,
            output: row.get("output")?,
            currency: row.get("currency")?,
        })
    }
}

/// Millionths of a unit of the currency for one US dollar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    pub currency: String,
    pub per_dollar: i64,
}

impl FromRow for Rate {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Rate { currency: row.get("currency")?, per_dollar: row.get("per_dollar")? })
    }
}

/// What all agents of the firm may spend; zero is no limit. Money in minor units of the firm's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrgLimit {
    pub day_tokens: i64,
    pub day_money: i64,
    pub month_money: i64,
}

impl FromRow for OrgLimit {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(OrgLimit { day_tokens: row.get("day_tokens")?, day_money: row.get("day_money")?, month_money: row.get("month_money")? })
    }
}

/// Use of one model by one agent on one civil day; to be added, or as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelUse {
    /// `2026-11-23`.
    pub day: String,
    pub agent_id: Option<AgentId>,
    pub provider_id: ProviderId,
    pub model: String,
    pub calls: i64,
    pub failures: i64,
    pub input: i64,
    pub cached: i64,
    pub output: i64,
    /// Millionths of a unit of the firm's currency.
    pub cost: i64,
}

impl FromRow for ModelUse {
    fn from_row(row: &Row) -> Result<Self> {
        let agent: AgentId = row.id("agent_id")?;
        Ok(ModelUse {
            day: row.get("day")?,
            agent_id: (agent != AgentId::nil()).then_some(agent),
            provider_id: row.id("provider_id")?,
            model: row.get("model")?,
            calls: row.get("calls")?,
            failures: row.get("failures")?,
            input: row.get("input")?,
            cached: row.get("cached")?,
            output: row.get("output")?,
            cost: row.get("cost")?,
        })
    }
}

/// A sum: tokens, and millionths of a unit of the firm's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spend {
    pub tokens: i64,
    pub cost: i64,
}

impl FromRow for Spend {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Spend { tokens: row.get("tokens")?, cost: row.get("cost")? })
    }
}

pub async fn insert(unit: &mut Unit, p: &Provider) -> Result<()> {
    unit.exec(INSERT, vals![p.id, &p.vendor, &p.name, p.settings.clone(), p.secrets.clone(), p.is_paused, &p.health, p.created_at]).await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, p: &Provider) -> Result<()> {
    let now = unit.now();
    let touched = unit.exec(UPDATE, vals![p.id, &p.name, p.settings.clone(), p.secrets.clone(), p.is_paused, now, &p.health, p.last_error.clone()]).await?;
    if touched == 0 { Err(Error::not_found("provider")) } else { Ok(()) }
}

/// With its own prices; what it was used for stays.
pub async fn remove(unit: &mut Unit, id: ProviderId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    unit.exec(DELETE_PRICES, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("provider")) } else { Ok(()) }
}

pub async fn find(reads: &mut impl Reads, id: ProviderId) -> Result<Option<Provider>> {
    reads.find(GET, vals![id]).await
}

pub async fn get(reads: &mut impl Reads, id: ProviderId) -> Result<Provider> {
    find(reads, id).await?.ok_or_else(|| Error::not_found("provider"))
}

pub async fn list(reads: &mut impl Reads, after: ProviderId, limit: i64) -> Result<Vec<Provider>> {
    reads.list(LIST, vals![after, limit]).await
}

pub async fn count(reads: &mut impl Reads) -> Result<i64> {
    reads.rows(COUNT, vec![]).await?.first().map_or(Ok(0), |row| row.get("n"))
}

/// The vendor answered just now.
pub async fn set_ok(unit: &mut Unit, id: ProviderId) -> Result<()> {
    let now = unit.now();
    unit.exec(SET_OK, vals![id, now]).await?;
    Ok(())
}

/// True when this is news.
pub async fn set_bad(unit: &mut Unit, id: ProviderId, health: &str, error: &str) -> Result<bool> {
    Ok(unit.exec(SET_BAD, vals![id, health, error]).await? == 1)
}

pub async fn prices(reads: &mut impl Reads) -> Result<Vec<Price>> {
    reads.list(PRICES, vec![]).await
}

/// These and no others.
pub async fn replace_prices(unit: &mut Unit, prices: &[Price], rates: &[Rate]) -> Result<()> {
    let now = unit.now();
    unit.exec(CLEAR_PRICES, vec![]).await?;
    for p in prices {
        unit.exec(SET_PRICE, vals![&p.vendor, &p.model, p.provider_id.unwrap_or(ProviderId::nil()), p.input, p.cached, p.output, &p.currency, now]).await?;
    }
    unit.exec(CLEAR_RATES, vec![]).await?;
    for rate in rates {
        unit.exec(SET_RATE, vals![&rate.currency, rate.per_dollar, now]).await?;
    }
    Ok(())
}

pub async fn rates(reads: &mut impl Reads) -> Result<Vec<Rate>> {
    reads.list(RATES, vec![]).await
}

pub async fn limit(reads: &mut impl Reads) -> Result<OrgLimit> {
    Ok(reads.find(LIMIT, vec![]).await?.unwrap_or_default())
}

pub async fn set_limit(unit: &mut Unit, limit: OrgLimit) -> Result<()> {
    let now = unit.now();
    unit.exec(SET_LIMIT, vals![limit.day_tokens, limit.day_money, limit.month_money, now]).await?;
    Ok(())
}

/// Adds to what stands for the same day, agent, provider and model.
pub async fn add_usage(unit: &mut Unit, u: &ModelUse) -> Result<()> {
    unit.exec(ADD_USAGE, vals![&u.day, u.agent_id.unwrap_or(AgentId::nil()), u.provider_id, &u.model, u.calls, u.failures, u.input, u.cached, u.output, u.cost]).await?;
    Ok(())
}

/// Days are included.
pub async fn usage(reads: &mut impl Reads, from: &str, to: &str) -> Result<Vec<ModelUse>> {
    reads.list(USAGE, vals![from, to]).await
}

pub async fn add_spend(unit: &mut Unit, conversation: ConversationId, calls: i64, spend: Spend) -> Result<()> {
    let now = unit.now();
    unit.exec(ADD_SPEND, vals![conversation, calls, spend.tokens, spend.cost, now]).await?;
    Ok(())
}

pub async fn spend_of_conversation(reads: &mut impl Reads, conversation: ConversationId) -> Result<Spend> {
    Ok(reads.find(SPEND_OF_CONVERSATION, vals![conversation]).await?.unwrap_or_default())
}

pub async fn spend_of_agent(reads: &mut impl Reads, day: &str, agent: AgentId) -> Result<Spend> {
    Ok(reads.find(SPEND_OF_AGENT, vals![day, agent]).await?.unwrap_or_default())
}

/// Of the whole firm, days included.
pub async fn spend_of_days(reads: &mut impl Reads, from: &str, to: &str) -> Result<Spend> {
    Ok(reads.find(SPEND_OF_DAYS, vals![from, to]).await?.unwrap_or_default())
}
