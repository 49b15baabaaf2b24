//! The same done with several conversations: each in a unit of its own, so that what one refuses the others still get.

use super::{care, rule};
use crate::{App, Ctx};
use domain::id::{ConversationId, PersonId, TeamId};
use domain::{Error, Kind, Result, Ts};

/// Most conversations at once.
pub const MOST: usize = 200;

/// What is done with each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// `team` none leaves the team as it is.
    Assign { person: Option<PersonId>, team: Option<Option<TeamId>> },
    Close,
    Reopen,
    Snooze(Option<Ts>),
    Read,
    Unread,
    /// The agent works again, in the way the firm wishes.
    GiveToAgent,
}

/// What has become of each, in the order of the ids; one that stands twice is done once. Wrong for all is an error; so is when none of
/// them is there.
pub async fn run(app: &App, ctx: &Ctx, ids: &[ConversationId], act: Act) -> Result<Vec<(ConversationId, Result<()>)>> {
    if ids.is_empty() || ids.len() > MOST {
        return Err(Error::invalid("ids", format!("1 to {MOST} conversations")));
    }
    match act {
        Act::Assign { person, team } => care::check_assignee(app, ctx, person, team).await?,
        Act::Snooze(until) => care::check_until(app, until)?,
        _ => {}
    }
    let mut done: Vec<(ConversationId, Result<()>)> = Vec::with_capacity(ids.len());
    for id in ids {
        if !done.iter().any(|(known, _)| known == id) {
            done.push((*id, one(app, ctx, *id, act).await));
        }
    }
    if done.iter().all(|(_, result)| result.as_ref().is_err_and(|e| e.kind == Kind::NotFound)) {
        return Err(Error::not_found("conversation"));
    }
    Ok(done)
}

async fn one(app: &App, ctx: &Ctx, id: ConversationId, act: Act) -> Result<()> {
    match act {
        Act::Assign { person, team } => care::assign(app, ctx, id, person, team).await.map(drop),
        Act::Close => care::close(app, ctx, id).await.map(drop),
        Act::Reopen => care::reopen(app, ctx, id).await.map(drop),
        Act::Snooze(until) => care::snooze(app, ctx, id, until).await.map(drop),
        Act::Read => care::read(app, ctx, id, i64::MAX).await,
        Act::Unread => care::unread(app, ctx, id).await,
        Act::GiveToAgent => rule::give_back(app, ctx, id).await.map(drop),
    }
}
