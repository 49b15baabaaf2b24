//! How much was used, and how much may be: what a call leaves behind, the figures of a period, and the one check of limits before a call.

use super::ask::{Asker, Try};
use crate::App;
use domain::agent::AgentLimits;
use domain::id::{AgentId, ConversationId, OrgId, ProviderId};
use domain::money::exponent;
use domain::org::Org;
use domain::port::{ModelReply, ModelRequest, Usage};
use domain::{Result, Ts};
use jiff::civil::Date;
use store::Reads;
use store::provider::{ModelUse, OrgLimit, Spend};

/// Letters of a token in Russian, on the safe side.
const LETTERS: usize = 3;

/// What a turn has used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    pub calls: u16,
    pub tokens: u64,
}

/// The limit that is reached. The built-in brain answers then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exhausted {
    TurnCalls,
    TurnTokens,
    ConversationTokens,
    ConversationMoney,
    DayTokens,
    DayMoney,
    OrgDayTokens,
    OrgDayMoney,
    OrgMonthMoney,
}

impl Exhausted {
    /// For the trace.
    pub const fn code(self) -> &'static str {
        match self {
            Exhausted::TurnCalls => "turn_calls",
            Exhausted::TurnTokens => "turn_tokens",
            Exhausted::ConversationTokens => "conversation_tokens",
            Exhausted::ConversationMoney => "conversation_money",
            Exhausted::DayTokens => "day_tokens",
            Exhausted::DayMoney => "day_money",
            Exhausted::OrgDayTokens => "org_day_tokens",
            Exhausted::OrgDayMoney => "org_day_money",
            Exhausted::OrgMonthMoney => "org_month_money",
        }
    }
}

/// May the agent call a model once more? None: it may. Zero in a limit is no limit.
pub async fn budget(app: &App, reads: &mut impl Reads, asker: &Asker, limits: &AgentLimits, used: Used) -> Result<Option<Exhausted>> {
    let (org, all) = (store::org::read(reads).await?, store::provider::limit(reads).await?);
    let purse = Purse { org: &org, all: &all, limits };
    match purse.of_turn(used) {
        Some(limit) => Ok(Some(limit)),
        None => purse.spent(reads, asker, app.now()).await,
    }
}

const fn is_reached(limit: i64, used: i64) -> bool {
    limit > 0 && used >= limit
}

/// The limits an agent stands under: its own, and those of the firm.
#[derive(Clone, Copy)]
pub(crate) struct Purse<'a> {
    pub org: &'a Org,
    pub all: &'a OrgLimit,
    pub limits: &'a AgentLimits,
}

impl Purse<'_> {
    /// The limits of one turn.
    pub fn of_turn(&self, used: Used) -> Option<Exhausted> {
        if is_reached(self.limits.turn_calls.into(), used.calls.into()) {
            return Some(Exhausted::TurnCalls);
        }
        is_reached(self.limits.turn_tokens.into(), i64::try_from(used.tokens).unwrap_or(i64::MAX)).then_some(Exhausted::TurnTokens)
    }

    /// Does any limit ask what was spent before?
    pub fn is_counted(&self, asker: &Asker) -> bool {
        let OrgLimit { day_tokens, day_money, month_money } = *self.all;
        self.conversation(asker).is_some() || self.agent(asker).is_some() || day_tokens > 0 || day_money > 0 || month_money > 0
    }

    fn conversation(&self, asker: &Asker) -> Option<ConversationId> {
        asker.conversation.filter(|_| self.limits.conversation_tokens > 0 || self.limits.conversation_money > 0)
    }

    fn agent(&self, asker: &Asker) -> Option<AgentId> {
        asker.agent.filter(|_| self.limits.day_tokens > 0 || self.limits.day_money > 0)
    }

    /// The limits of the conversation, the day and the month.
    pub async fn spent(&self, reads: &mut impl Reads, asker: &Asker, now: Ts) -> Result<Option<Exhausted>> {
        let limits = self.limits;
        let micros = |minor: i64| micros(minor, &self.org.currency);
        if let Some(conversation) = self.conversation(asker) {
            let spend = store::provider::spend_of_conversation(reads, conversation).await?;
            if is_reached(limits.conversation_tokens.into(), spend.tokens) {
                return Ok(Some(Exhausted::ConversationTokens));
            }
            if is_reached(micros(limits.conversation_money), spend.cost) {
                return Ok(Some(Exhausted::ConversationMoney));
            }
        }
        let today = day(self.org, now)?;
        if let Some(agent) = self.agent(asker) {
            let spend = store::provider::spend_of_agent(reads, &today.to_string(), agent).await?;
            if is_reached(limits.day_tokens.into(), spend.tokens) {
                return Ok(Some(Exhausted::DayTokens));
            }
            if is_reached(micros(limits.day_money), spend.cost) {
                return Ok(Some(Exhausted::DayMoney));
            }
        }
        self.of_org(reads, today).await
    }

    async fn of_org(&self, reads: &mut impl Reads, today: Date) -> Result<Option<Exhausted>> {
        let limit = self.all;
        let micros = |minor: i64| micros(minor, &self.org.currency);
        if limit.day_tokens > 0 || limit.day_money > 0 {
            let spend = store::provider::spend_of_days(reads, &today.to_string(), &today.to_string()).await?;
            if is_reached(limit.day_tokens, spend.tokens) {
                return Ok(Some(Exhausted::OrgDayTokens));
            }
            if is_reached(micros(limit.day_money), spend.cost) {
                return Ok(Some(Exhausted::OrgDayMoney));
            }
        }
        if limit.month_money > 0 {
            let spend = store::provider::spend_of_days(reads, &today.first_of_month().to_string(), &today.to_string()).await?;
            if is_reached(micros(limit.month_money), spend.cost) {
                return Ok(Some(Exhausted::OrgMonthMoney));
            }
        }
        Ok(None)
    }
}

/// Minor units as millionths of a unit.
pub fn micros(minor: i64, currency: &str) -> i64 {
    minor.saturating_mul(10_i64.saturating_pow(6_u32.saturating_sub(exponent(currency))))
}

/// The firm's civil day.
pub fn day(org: &Org, now: Ts) -> Result<Date> {
    Ok(now.in_zone(&domain::time::zone(&org.zone)?).date())
}

/// What the vendor did not count, by the length of the texts.
pub fn estimate(request: &ModelRequest, reply: &ModelReply) -> Usage {
    let tokens = |letters: usize| u64::try_from(letters.div_ceil(LETTERS)).unwrap_or(u64::MAX);
    let letters = |value: String| value.chars().count();
    let said = serde_json::to_string(&(&request.system, &request.messages, &request.tools)).map(letters).unwrap_or(0);
    let answered = serde_json::to_string(&reply.parts).map(letters).unwrap_or(0);
    Usage { input: tokens(said), cached: 0, output: tokens(answered) }
}

/// The same of texts that became vectors.
pub(crate) fn estimate_texts(texts: &[String]) -> u64 {
    texts.iter().map(|text| u64::try_from(text.chars().count().div_ceil(LETTERS)).unwrap_or(u64::MAX)).sum()
}

/// What a call came to; one row for each model that was tried.
pub(crate) struct Outcome<'a> {
    pub tries: &'a [Try],
    /// Who answered, with the tokens and the cost.
    pub served: Option<(ProviderId, &'a str, Usage, i64)>,
}

/// Adds it to the day and the conversation, inside a unit.
pub(crate) async fn record(unit: &mut store::Unit, org: &Org, asker: &Asker, outcome: &Outcome<'_>) -> Result<()> {
    let today = day(org, unit.now())?.to_string();
    let mut rows: Vec<ModelUse> = Vec::new();
    for one in outcome.tries.iter().filter(|one| one.is_called) {
        let place = rows.iter().position(|row| row.provider_id == one.provider_id && row.model == one.model);
        let failures = i64::from(one.code.is_some());
        match place.and_then(|place| rows.get_mut(place)) {
            Some(row) => (row.calls, row.failures) = (row.calls + 1, row.failures + failures),
            None => rows.push(ModelUse { day: today.clone(), agent_id: asker.agent, provider_id: one.provider_id, model: one.model.clone(), calls: 1, failures, input: 0, cached: 0, output: 0, cost: 0 }),
        }
    }
    let small = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let mut spend = Spend::default();
    if let Some((provider, model, usage, cost)) = outcome.served
        && let Some(row) = rows.iter_mut().find(|row| row.provider_id == provider && row.model == model)
    {
        (row.input, row.cached, row.output, row.cost) = (small(usage.input), small(usage.cached), small(usage.output), cost);
        spend = Spend { tokens: small(usage.input.saturating_add(usage.output)), cost };
    }
    let calls = rows.iter().map(|row| row.calls).sum();
    for row in &rows {
        store::provider::add_usage(unit, row).await?;
    }
    match asker.conversation {
        Some(conversation) if calls > 0 => store::provider::add_spend(unit, conversation, calls, spend).await,
        _ => Ok(()),
    }
}

/// Use in a period.
#[derive(Clone, Debug)]
pub struct Report {
    pub from: Date,
    pub to: Date,
    pub currency: String,
    pub rows: Vec<ModelUse>,
}

const MAX_DAYS: i32 = 366;

/// The days are included; none means the last thirty.
pub async fn report(app: &App, org: OrgId, from: Option<Date>, to: Option<Date>) -> Result<Report> {
    let mut scope = app.scope(org).await?;
    let org = store::org::read(&mut scope).await?;
    let to = match to {
        Some(to) => to,
        None => day(&org, app.now())?,
    };
    let back = |days: i32| to.saturating_sub(jiff::Span::new().try_days(days).unwrap_or_default());
    let from = from.unwrap_or_else(|| back(29));
    if from > to || from < back(MAX_DAYS - 1) {
        return Err(domain::Error::invalid("to", format!("must not be before from, nor more than {MAX_DAYS} days from it")));
    }
    let rows = store::provider::usage(&mut scope, &from.to_string(), &to.to_string()).await?;
    Ok(Report { from, to, currency: org.currency, rows })
}

/// What all agents of the firm may spend.
pub async fn set_limit(app: &App, ctx: &crate::Ctx, limit: OrgLimit) -> Result<OrgLimit> {
    const MAX: i64 = 1_000_000_000_000;
    for (field, value) in [("day_tokens", limit.day_tokens), ("day_money", limit.day_money), ("month_money", limit.month_money)] {
        if !(0..=MAX).contains(&value) {
            return Err(domain::Error::invalid(field, format!("from 0 to {MAX}")));
        }
    }
    let shape = |limit: &OrgLimit| serde_json::json!({ "day_tokens": limit.day_tokens, "day_money": limit.day_money, "month_money": limit.month_money });
    let mut unit = app.unit(ctx).await?;
    let before = store::provider::limit(&mut unit).await?;
    store::provider::set_limit(&mut unit, limit).await?;
    unit.audit("update", "model_limit", None, Some(shape(&before)), Some(shape(&limit))).await?;
    unit.event("model_limit.updated", ctx.org, None, shape(&limit)).await?;
    unit.commit().await?;
    Ok(limit)
}
