//! The funnel of a pipeline over a period. Who came to a stage in the period is followed to wherever they went next, up to now.

use crate::App;
use domain::deal::DealStatus;
use domain::id::{MemberId, OrgId};
use domain::pipeline::StageKind;
use domain::{Error, Result, Ts};
use std::collections::BTreeMap;
use store::deal::list::{DealFilter, Whose};
use store::deal::report::{self, Period};

/// Usual length of the period.
const DAYS: i64 = 30;

#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    pub pipeline: String,
    pub from: Ts,
    pub to: Ts,
    pub stages: Vec<FunnelStage>,
    pub won: i64,
    pub won_amount: i64,
    pub lost: i64,
    pub lost_amount: i64,
    /// The most frequent first.
    pub reasons: Vec<Lost>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FunnelStage {
    pub key: String,
    /// Deals that came here in the period.
    pub entered: i64,
    /// Standing here now, and what they are worth.
    pub now: i64,
    pub amount: i64,
    /// Of those that came, went on to a later stage that is not lost.
    pub moved_on: i64,
    /// Half of those that left in the period had left by then.
    pub median_seconds: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// None: nobody has said.
    pub reason: Option<String>,
    pub count: i64,
}

/// Of the default pipeline and the last thirty days unless said otherwise.
pub async fn funnel(app: &App, org: OrgId, pipeline: Option<&str>, from: Option<Ts>, to: Option<Ts>, owner: Option<MemberId>) -> Result<Funnel> {
    let to = to.unwrap_or_else(|| app.now());
    let from = from.unwrap_or_else(|| to.plus_secs(-DAYS * 86_400));
    if from >= to {
        return Err(Error::invalid("from", "before `to`"));
    }
    let mut scope = app.scope(org).await?;
    let all = store::pipeline::list(&mut scope).await?;
    let found = match pipeline {
        Some(key) => all.iter().find(|p| p.key == key),
        None => all.first(),
    };
    let pipeline = found.ok_or_else(|| Error::not_found("pipeline"))?;
    let period = Period { pipeline: &pipeline.key, from, to, owner };
    let entered: BTreeMap<String, i64> = report::entered(&mut scope, &period).await?.into_iter().collect();
    let went = report::went(&mut scope, &period).await?;
    let medians: BTreeMap<String, i64> = report::medians(&mut scope, &period).await?.into_iter().collect();
    let filter = DealFilter { owner: owner.map(Whose::Of), ..DealFilter::default() };
    let sums = store::deal::list::sums(&mut scope, &pipeline.key, &filter).await?;
    let closed = report::closed(&mut scope, &period).await?;
    let stages = pipeline.stages.iter().map(|stage| {
        let came = entered.get(&stage.key).copied().unwrap_or(0);
        let is_on = |next: &str| pipeline.stage(next).is_some_and(|n| n.position > stage.position && n.kind != StageKind::Lost);
        let on: i64 = went.iter().filter(|w| w.stage == stage.key && is_on(&w.next)).map(|w| w.count).sum();
        let sum = sums.iter().find(|s| s.stage == stage.key);
        FunnelStage {
            key: stage.key.clone(), entered: came, now: sum.map_or(0, |s| s.count), amount: sum.map_or(0, |s| s.amount),
            // Who came twice and went two ways is one deal.
            moved_on: on.min(came), median_seconds: medians.get(&stage.key).map(|micros| micros / 1_000_000),
        }
    });
    let of = |status: DealStatus| closed.iter().filter(move |c| c.status == status);
    Ok(Funnel {
        pipeline: pipeline.key.clone(), from, to, stages: stages.collect(), won: of(DealStatus::Won).map(|c| c.count).sum(), won_amount: of(DealStatus::Won).map(|c| c.amount).sum(),
        lost: of(DealStatus::Lost).map(|c| c.count).sum(), lost_amount: of(DealStatus::Lost).map(|c| c.amount).sum(), reasons: of(DealStatus::Lost).map(|c| Lost { reason: c.reason.clone(), count: c.count }).collect(),
    })
}
