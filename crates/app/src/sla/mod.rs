//! Clocks of customers who wait for a person. Whatever changes who answers, or answers, calls `follow_in` in its own unit: the clock starts, ends
//! or stays. When it warns and when it is over is known from then on: a job waits for each (`job/sla.rs`), nobody looks through conversations.

pub mod report;

use crate::inbox::patch;
use crate::notice::{self, News, To};
use crate::{App, Ctx, test_chat};
use domain::conversation::{Conversation, ConversationStatus, Mode};
use domain::id::{ConversationId, SlaClockId};
use domain::notice::NoticeKind;
use domain::sla::{SlaClock, SlaKind, SlaRules, due};
use domain::{Result, Ts};
use serde_json::json;
use store::Unit;

/// Is it a person the customer waits for?
fn waits(c: &Conversation) -> bool {
    c.waiting_since.is_some() && c.mode != Mode::Auto && c.status != ConversationStatus::Closed
}

/// Brings the clock of a conversation in line with what it has become.
pub(crate) async fn follow_in(app: &App, unit: &mut Unit, c: Conversation) -> Result<Conversation> {
    match (waits(&c), c.sla_due_at.is_some()) {
        (true, false) => start(app, unit, c, None).await,
        (false, true) => end(unit, c).await,
        _ => Ok(c),
    }
}

/// The conversation has another team: its promise holds, from when the customer began to wait.
pub(crate) async fn moved_in(app: &App, unit: &mut Unit, c: Conversation) -> Result<Conversation> {
    let Some(clock) = store::sla::running(unit, c.id).await? else { return follow_in(app, unit, c).await };
    if clock.team_id == c.team_id || clock.broken_at.is_some() {
        return Ok(c);
    }
    store::sla::end(unit, clock.id, None, None).await?;
    let is_met = store::sla::is_met(unit, c.id).await?;
    let freed = store::sla::mark(unit, c.id, None, is_met).await?;
    start(app, unit, freed, Some(clock)).await
}

async fn start(app: &App, unit: &mut Unit, c: Conversation, before: Option<SlaClock>) -> Result<Conversation> {
    let firm = crate::catalog::firm(app, unit).await?;
    let of_team = match c.team_id {
        Some(team) => store::team::find(unit, team).await?.map(|t| t.sla).unwrap_or_default(),
        None => SlaRules::default(),
    };
    let rules = of_team.or(firm.catalog.org.settings.sla);
    if rules == SlaRules::default() {
        return Ok(c);
    }
    let is_met = store::sla::is_met(unit, c.id).await?;
    let kind = if is_met { SlaKind::Next } else { SlaKind::First };
    let Some(minutes) = rules.minutes(kind) else { return Ok(c) };
    if test_chat::is_test(unit, &c).await? {
        return Ok(c);
    }
    let (now, branches) = (unit.now(), &firm.catalog.branches);
    let started_at = before.map_or(now, |b| b.started_at);
    let clock = SlaClock { id: SlaClockId::new(), conversation_id: c.id, team_id: c.team_id, person_id: None, kind, started_at, due_at: due(started_at, minutes, branches), broken_at: None };
    let warn_at = due(started_at, minutes.saturating_mul(3).div_ceil(4), branches).min(clock.due_at);
    let after = store::sla::start(unit, &clock, warn_at, is_met).await?;
    crate::job::sla::watch_at(unit, &clock, warn_at).await?;
    Ok(after)
}

async fn end(unit: &mut Unit, c: Conversation) -> Result<Conversation> {
    let is_answered = c.mode != Mode::Auto && c.status != ConversationStatus::Closed;
    if let Some(clock) = store::sla::running(unit, c.id).await? {
        let is_late = clock.broken_at.is_some() || unit.now() > clock.due_at;
        let is_kept = if is_late { Some(false) } else { is_answered.then_some(true) };
        let person = match unit.by().actor {
            domain::event::Actor::Person { id } if is_answered => Some(id.into()),
            _ => None,
        };
        store::sla::end(unit, clock.id, is_kept, person).await?;
    }
    store::sla::mark(unit, c.id, None, is_answered).await
}

/// A moment of a clock has come. Run twice it tells nothing twice.
pub(crate) async fn ring(app: &App, ctx: &Ctx, id: ConversationId, clock: SlaClockId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let Some(clock) = store::sla::running(&mut unit, id).await?.filter(|running| running.id == clock) else { return Ok(()) };
    let c = store::conversation::get_in(&mut unit, id).await?.conversation;
    let now: Ts = unit.now();
    let news = |kind: NoticeKind, to: To| News { cause: clock.id.0, ..News::new(kind, to).talk(id).at(clock.due_at) };
    if now < clock.due_at {
        notice::tell(&mut unit, news(NoticeKind::SlaSoon, To::Conversation)).await?;
        crate::job::sla::watch_at(&mut unit, &clock, clock.due_at).await?;
    } else if store::sla::break_at(&mut unit, clock.id, c.assignee_id).await? {
        unit.event("conversation.late", id, Some(id.0), json!({"clock": clock.kind, "due_at": clock.due_at, "conversation": patch(&c)})).await?;
        notice::tell(&mut unit, news(NoticeKind::SlaBroken, To::Conversation)).await?;
        notice::tell(&mut unit, news(NoticeKind::SlaBroken, To::Lead(c.team_id))).await?;
    }
    unit.commit().await
}
