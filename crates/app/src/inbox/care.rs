//! Keeping the inbox in order: whose conversation it is, put off for later, closed, opened again, read, taken for unread.

use super::{patch, presence};
use crate::job::{hand_out, unsnooze};
use crate::notice::{self, News, To};
use crate::{App, Ctx};
use domain::conversation::{Conversation, ConversationStatus};
use domain::id::{ConversationId, PersonId, TeamId};
use domain::notice::NoticeKind;
use domain::presence::Sign;
use domain::{Error, Result, Ts};
use serde_json::{Value, json};
use store::Unit;

/// Longest a conversation may be put off.
const SNOOZE_DAYS: i64 = 366;

/// Tells everybody what has become of a conversation.
pub(crate) async fn updated(unit: &mut Unit, c: &Conversation, change: &str) -> Result<()> {
    let payload: Value = json!({"change": change, "conversation": patch(c)});
    unit.event("conversation.updated", c.id, Some(c.id.0), payload).await
}

/// Gives the conversation to a member, or to nobody; with `team` to a team or to none, else the team stays. A team that hands round
/// gives it to one of its people where nobody is named.
pub async fn assign(app: &App, ctx: &Ctx, id: ConversationId, person: Option<PersonId>, team: Option<Option<TeamId>>) -> Result<Conversation> {
    check_assignee(app, ctx, person, team).await?;
    let mut unit = app.unit(ctx).await?;
    let before = store::conversation::get_in(&mut unit, id).await?.conversation;
    let after = match (team, person) {
        (Some(Some(team)), None) => {
            let freed = store::team::give(&mut unit, id, None, None).await?;
            let passed = crate::team::pass_in(&mut unit, freed, team).await?;
            let clocked = crate::sla::moved_in(app, &mut unit, passed.clone()).await?;
            if clocked != passed {
                updated(&mut unit, &clocked, "clock").await?;
            }
            clocked
        }
        _ => {
            let after = store::team::give(&mut unit, id, team.unwrap_or(before.team_id), person).await?;
            let after = crate::sla::moved_in(app, &mut unit, after).await?;
            let told = |c: &Conversation| json!({"assignee_id": c.assignee_id, "team_id": c.team_id});
            unit.audit("assign", "conversation", Some(id.0), Some(told(&before)), Some(told(&after))).await?;
            updated(&mut unit, &after, "assigned").await?;
            after
        }
    };
    if before.assignee_id.is_some() && before.assignee_id != after.assignee_id {
        hand_out::enqueue(&mut unit).await?;
    }
    if let Some(person) = after.assignee_id.filter(|p| before.assignee_id != Some(*p)) {
        notice::tell(&mut unit, News::new(NoticeKind::Assigned, To::People(vec![person])).talk(id)).await?;
    }
    unit.commit().await?;
    Ok(after)
}

/// There must be such a member and such a team.
pub(super) async fn check_assignee(app: &App, ctx: &Ctx, person: Option<PersonId>, team: Option<Option<TeamId>>) -> Result<()> {
    let mut scope = app.scope(ctx.org).await?;
    if let Some(person) = person {
        store::member::find_by_person(&mut scope, person).await?.ok_or_else(|| Error::invalid("person_id", "no such member").code("person_unknown"))?;
    }
    if let Some(Some(team)) = team {
        store::team::find(&mut scope, team).await?.ok_or_else(|| Error::invalid("team_id", "no such team").code("team_unknown"))?;
    }
    Ok(())
}

pub(super) fn check_until(app: &App, until: Option<Ts>) -> Result<()> {
    match until {
        Some(until) if until <= app.now() || until > app.now().plus_secs(SNOOZE_DAYS * 86_400) => Err(Error::invalid("until", "a moment within the next year")),
        _ => Ok(()),
    }
}

/// Puts it off until a moment, or takes that back. It also comes back when the customer writes.
pub async fn snooze(app: &App, ctx: &Ctx, id: ConversationId, until: Option<Ts>) -> Result<Conversation> {
    check_until(app, until)?;
    let mut unit = app.unit(ctx).await?;
    let before = store::conversation::get_in(&mut unit, id).await?.conversation;
    if before.status == ConversationStatus::Closed && until.is_some() {
        return Err(Error::conflict("a closed conversation does not come back by itself").code("conversation_closed"));
    }
    let row = store::conversation::snooze(&mut unit, id, until).await?;
    match until {
        Some(until) => {
            unsnooze::enqueue(&mut unit, id, until).await?;
            freed(&mut unit, &before).await?;
        }
        None => unsnooze::withdraw(&mut unit, id).await?,
    }
    unit.audit("snooze", "conversation", Some(id.0), Some(json!({"snoozed_until": before.snoozed_until})), Some(json!({"snoozed_until": until}))).await?;
    updated(&mut unit, &row.conversation, if until.is_some() { "snoozed" } else { "returned" }).await?;
    unit.commit().await?;
    Ok(row.conversation)
}

/// Whoever had it has room for another one.
async fn freed(unit: &mut Unit, before: &Conversation) -> Result<()> {
    if before.assignee_id.is_some() { hand_out::enqueue(unit).await } else { Ok(()) }
}

/// Closes; a new message of the customer opens it again. A closed one stays as it is.
pub async fn close(app: &App, ctx: &Ctx, id: ConversationId) -> Result<Conversation> {
    let mut unit = app.unit(ctx).await?;
    let before = store::conversation::get_in(&mut unit, id).await?.conversation;
    if before.status == ConversationStatus::Closed {
        return Ok(before);
    }
    let mut row = store::conversation::set_status(&mut unit, id, ConversationStatus::Closed).await?;
    row.conversation = crate::sla::follow_in(app, &mut unit, row.conversation).await?;
    unsnooze::withdraw(&mut unit, id).await?;
    freed(&mut unit, &before).await?;
    unit.audit("close", "conversation", Some(id.0), None, None).await?;
    unit.event("conversation.closed", id, Some(id.0), json!({"conversation": patch(&row.conversation)})).await?;
    unit.commit().await?;
    Ok(row.conversation)
}

/// Opens a closed one; an open one stays as it is.
pub async fn reopen(app: &App, ctx: &Ctx, id: ConversationId) -> Result<Conversation> {
    let mut unit = app.unit(ctx).await?;
    let before = store::conversation::get_in(&mut unit, id).await?.conversation;
    if before.status != ConversationStatus::Closed {
        return Ok(before);
    }
    let row = store::conversation::set_status(&mut unit, id, ConversationStatus::Open).await?;
    unit.audit("reopen", "conversation", Some(id.0), None, None).await?;
    updated(&mut unit, &row.conversation, "reopened").await?;
    unit.commit().await?;
    Ok(row.conversation)
}

/// The person has read up to a message; their other windows learn of it. Programs read nothing.
pub async fn read(app: &App, ctx: &Ctx, id: ConversationId, seq: i64) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let row = store::conversation::get_in(&mut unit, id).await?;
    let Some(person) = ctx.person() else { return Ok(()) };
    let seq = seq.min(row.conversation.last_seq);
    let is_noticed = store::notice::read_talk(&mut unit, person, id).await?;
    let is_moved = store::conversation::inbox::mark_read(&mut unit, person, id, seq).await?;
    if !is_noticed && !is_moved {
        return Ok(());
    }
    unit.commit().await?;
    if is_noticed {
        presence::send(app, ctx.org, Sign::Noticed { person_id: person });
    }
    if !is_moved {
        return Ok(());
    }
    presence::send(app, ctx.org, Sign::Read { conversation_id: id, person_id: person, seq });
    Ok(())
}

/// The person means to come back: the customer's last message is unread again, for them alone and in all their windows.
pub async fn unread(app: &App, ctx: &Ctx, id: ConversationId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let row = store::conversation::get_in(&mut unit, id).await?;
    let Some(person) = ctx.person() else { return Ok(()) };
    let seq = row.conversation.inbound_seq.saturating_sub(1).max(0);
    if !store::conversation::inbox::mark_unread(&mut unit, person, id, seq).await? {
        return Ok(());
    }
    unit.commit().await?;
    presence::send(app, ctx.org, Sign::Read { conversation_id: id, person_id: person, seq });
    Ok(())
}
