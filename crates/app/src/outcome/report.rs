//! How the talks of a period ended: counts, the share the agents resolved alone, why people were needed, and what the models took.

use crate::App;
use crate::dashboard::stretch;
use domain::id::{AgentId, ConnectionId, OrgId, ProviderId};
use domain::outcome::{OutcomeKind, Resolution};
use domain::{Error, Result};
use jiff::civil::Date;
use std::collections::BTreeMap;
use store::outcome::{OutcomeCount, OutcomeFilter};

const MAX_DAYS: i64 = 366;

/// What is asked for; without dates the last thirty days.
#[derive(Clone, Copy, Debug, Default)]
pub struct Period {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub agent: Option<AgentId>,
    pub connection: Option<ConnectionId>,
}

/// Talks by how they ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub talks: i64,
    pub kinds: BTreeMap<OutcomeKind, i64>,
    pub resolutions: BTreeMap<Resolution, i64>,
    pub bookings: i64,
    pub turns: i64,
}

impl Figures {
    fn add(&mut self, c: &OutcomeCount) {
        self.talks += c.talks;
        *self.kinds.entry(c.kind).or_default() += c.talks;
        *self.resolutions.entry(c.resolution).or_default() += c.talks;
        self.bookings += c.bookings;
        self.turns += c.turns;
    }
    pub fn of_kind(&self, kind: OutcomeKind) -> i64 {
        self.kinds.get(&kind).copied().unwrap_or(0)
    }
    pub fn of_resolution(&self, resolution: Resolution) -> i64 {
        self.resolutions.get(&resolution).copied().unwrap_or(0)
    }
    pub fn decided(&self) -> i64 {
        self.resolutions.iter().filter(|(r, _)| r.is_decided()).map(|(_, n)| n).sum()
    }
    pub fn resolved(&self) -> i64 {
        self.resolutions.iter().filter(|(r, _)| r.is_resolved()).map(|(_, n)| n).sum()
    }
}

/// The part of one agent; of no agent where none is set up.
#[derive(Clone, Debug, Default)]
pub struct Part {
    pub agent: Option<AgentId>,
    /// None for an agent that was removed.
    pub name: Option<String>,
    pub figures: Figures,
    /// Of the models it asked in these days, whichever conversation it was for; millionths of a unit of money.
    pub tokens: i64,
    pub cost: i64,
}

#[derive(Clone, Debug)]
pub struct Report {
    pub from: Date,
    pub to: Date,
    pub zone: String,
    pub currency: String,
    pub totals: Figures,
    pub tokens: i64,
    pub cost: i64,
    /// Why people were needed, most often first.
    pub reasons: Vec<(String, i64)>,
    /// In the order of the agents' list.
    pub agents: Vec<Part>,
}

pub async fn report(app: &App, org: OrgId, period: &Period) -> Result<Report> {
    let mut scope = app.scope(org).await?;
    if let Some(agent) = period.agent {
        store::agent::get(&mut scope, agent).await?;
    }
    if let Some(connection) = period.connection {
        store::connection::get(&mut scope, connection).await?;
    }
    let firm = crate::catalog::firm(app, &mut scope).await?;
    let org = &firm.catalog.org;
    let zone = domain::time::zone(&org.zone)?;
    let to = period.to.unwrap_or_else(|| app.now().in_zone(&zone).date());
    let from = period.from.unwrap_or_else(|| crate::dashboard::shifted(to, -29));
    let days = from.until(to).map(|span| i64::from(span.get_days())).unwrap_or(-1);
    if !(0..MAX_DAYS).contains(&days) {
        return Err(Error::invalid("to", format!("must not be before from, nor more than {MAX_DAYS} days from it")));
    }
    let all = stretch(from, to, &zone);
    let filter = OutcomeFilter { from: all.from, until: all.until, agent: period.agent, connection: period.connection };
    let counts = store::outcome::counts(&mut scope, &filter).await?;
    let mut totals = Figures::default();
    let mut reasons: BTreeMap<String, i64> = BTreeMap::new();
    let mut parts: BTreeMap<Option<AgentId>, Part> = BTreeMap::new();
    for count in &counts {
        totals.add(count);
        if let Some(reason) = &count.reason {
            *reasons.entry(reason.clone()).or_default() += count.talks;
        }
        parts.entry(count.agent_id).or_default().figures.add(count);
    }
    let usage = store::provider::usage(&mut scope, &from.to_string(), &to.to_string()).await?;
    for used in usage.iter().filter(|u| u.provider_id != ProviderId::nil() && (period.agent.is_none() || period.agent == u.agent_id)) {
        let part = parts.entry(used.agent_id).or_default();
        part.tokens += used.input + used.output;
        part.cost += used.cost;
    }
    let known = store::agent::list(&mut scope).await?;
    let place = |agent: &Option<AgentId>| known.iter().position(|a| Some(a.id) == *agent).unwrap_or(usize::MAX);
    let mut agents: Vec<Part> = parts.into_iter().map(|(agent, part)| Part { name: known.iter().find(|a| Some(a.id) == agent).map(|a| a.name.clone()), agent, ..part }).collect();
    agents.sort_by_key(|part| (place(&part.agent), part.agent));
    let mut reasons: Vec<(String, i64)> = reasons.into_iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(Report {
        from, to, zone: org.zone.clone(), currency: org.currency.clone(), tokens: agents.iter().map(|a| a.tokens).sum(), cost: agents.iter().map(|a| a.cost).sum(), totals, reasons, agents,
    })
}
