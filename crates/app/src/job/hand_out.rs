//! Conversations that wait because everybody of their team is full or away are handed out when somebody has room again. Queued by what
//! makes room and by what finds none: whichever of two such units ends last, its job sees both.

use crate::{App, Ctx};
use domain::Result;
use serde_json::json;
use store::Unit;

pub const KIND: &str = "team.hand_out";
/// Most conversations of one run; more are left to the next.
const MOST: usize = 200;

/// Never folded: a job that is ready may begin before this unit ends, and would not see it.
pub async fn enqueue(unit: &mut Unit) -> Result<()> {
    if store::team::hands_round(unit).await? {
        let now = unit.now();
        store::job::enqueue(unit, KIND, json!({}), None, now).await?;
    }
    Ok(())
}

/// Longest waiting first. Each is held before its team is, as a hand-over does it: two runs wait for each other, and the second finds it given.
pub async fn run(app: &App, ctx: &Ctx) -> Result<()> {
    let mut full = Vec::new();
    for _ in 0..MOST {
        let mut scope = app.scope(ctx.org).await?;
        let Some(next) = store::team::waiting(&mut scope, &full).await? else { return Ok(()) };
        drop(scope);
        let mut unit = app.unit(ctx).await?;
        let Some(conversation) = store::team::hold_waiting(&mut unit, next.id).await? else { continue };
        let Some(team) = conversation.team_id else { continue };
        if crate::team::pass_in(&mut unit, conversation, team).await?.assignee_id.is_some() {
            unit.commit().await?;
        } else {
            full.push(team);
        }
    }
    enqueue_again(app, ctx).await
}

async fn enqueue_again(app: &App, ctx: &Ctx) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    enqueue(&mut unit).await?;
    unit.commit().await
}
