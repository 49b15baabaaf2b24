//! Pretended customers of a demo firm: scenarios from its pack's golden dialogues (`scenario.rs`), played live on the web
//! chat by `player.rs`. The invented past of a demo is `pack::stage`.

mod player;
mod scenario;

pub use scenario::{Scenario, list};

use crate::{App, Ctx};
use domain::id::{ConversationId, OrgId};
use domain::{Error, Kind, Result};
use player::Player;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Customers pretended at once in one firm.
pub const MOST: usize = 3;

/// How fast a pretended customer writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    /// So many times faster than a person.
    Times(u32),
    /// Without any pause; the turns are run by the player itself.
    Max,
}

/// How many are at work, by firm.
#[derive(Clone, Debug, Default)]
pub struct Simulations(Arc<Mutex<BTreeMap<OrgId, usize>>>);

/// One place; given back when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    all: Simulations,
    org: OrgId,
}

impl Simulations {
    fn count(&self, org: OrgId) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&org).copied().unwrap_or(0)
    }
    fn enter(&self, org: OrgId) -> Option<Place> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(org).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Place { all: self.clone(), org })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut all = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.org) {
            *count = count.saturating_sub(1);
        }
    }
}

pub fn running(app: &App, org: OrgId) -> usize {
    app.0.simulations.count(org)
}

pub async fn is_demo(app: &App, org: OrgId) -> Result<bool> {
    let mut scope = app.scope(org).await?;
    store::demo::is_demo(&mut scope).await
}

/// Says that pretended customers may write here, or that they may no more.
pub async fn set_is_demo(app: &App, ctx: &Ctx, is_demo: bool) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    store::demo::set_is_demo(&mut unit, is_demo).await?;
    unit.audit("update", "org", Some(ctx.org.0), None, Some(json!({"is_demo": is_demo}))).await?;
    unit.event("org.updated", ctx.org, None, json!({"is_demo": is_demo})).await?;
    unit.commit().await
}

/// Lets a pretended customer begin; returns as soon as their first message is here. The rest goes on in the background and
/// ends with the process.
pub async fn simulate(app: &App, ctx: &Ctx, scenario: &str, speed: Speed) -> Result<ConversationId> {
    let mut scope = app.scope(ctx.org).await?;
    let org = store::org::get(&mut scope).await?;
    let is_demo = store::demo::is_demo(&mut scope).await?;
    drop(scope);
    if !is_demo {
        return Err(Error::new(Kind::Forbidden, "pretended customers write to demo firms only").code("not_demo"));
    }
    let script = scenario::script(&org.pack, scenario)?;
    let place = app.0.simulations.enter(ctx.org).ok_or_else(|| Error::conflict("enough pretended customers are writing").code("simulations_busy"))?;
    let mut player = Player::begin(app, ctx, script, speed).await?;
    let conversation = player.conversation();
    let app = app.clone();
    app.tasks().clone().spawn(async move {
        tokio::select! {
            () = app.stop().cancelled() => {}
            ended = player.play() => if let Err(error) = ended {
                tracing::warn!(error = %error, conversation.id = %conversation, "a pretended customer gave up");
            }
        }
        drop(place);
    });
    Ok(conversation)
}
