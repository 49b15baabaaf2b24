//! How talks end. A talk is a stretch of a thread: it begins with the customer's first word, goes on while they write, and is over when they have
//! been silent for the firm's `resolve_hours`. Every turn writes what it would come to; the silence decides it; a thank-you decides it at once;
//! who comes back on the same thing, or needs a person, takes it back.

pub mod report;

use crate::App;
use brain::Effect;
use brain::outcome::{Mark, TOPICS, kind, mark, reason};
use domain::Result;
use domain::conversation::Conversation;
use domain::pipeline::StageKind;
use domain::id::{AgentId, ConversationId, OrgId, OutcomeId};
use domain::outcome::{ConversationOutcome, OutcomeKind, Resolution};
use domain::Ts;
use serde_json::{Value, json};
use store::{Reads, Unit};

/// Who comes back within this time after a talk has ended comes back to it.
const RETURN_HOURS: i64 = 72;
/// Talks decided at once.
const BATCH: i64 = 200;

/// The reason of a hand-over nobody asked for: a person came by themselves.
pub const TAKEN_OVER: &str = "taken_over";

/// How the thread's last talk ends, or would end; none where no agent has answered.
pub async fn of(reads: &mut impl Reads, conversation: ConversationId) -> Result<Option<ConversationOutcome>> {
    store::outcome::latest(reads, conversation).await
}

/// A finished turn, as the end of its talk sees it.
pub(crate) struct Turn<'a> {
    pub conversation: &'a Conversation,
    pub agent: Option<(AgentId, i64)>,
    pub outcome: &'a brain::Outcome,
    pub resolve_hours: u32,
}

/// Adds a turn to its talk, in the unit of the turn.
pub(crate) async fn turn_in(unit: &mut Unit, turn: &Turn<'_>) -> Result<()> {
    let mark = mark(turn.outcome);
    let last = store::outcome::latest_locked(unit, turn.conversation.id).await?;
    let (tokens, cost) = spent(&turn.outcome.trace);
    let now = unit.now();
    let (mut talk, is_new) = match last {
        Some(talk) if talk.due_at.is_some_and(|due| now < due) => (talk, false),
        last => {
            if let Some(mut before) = last {
                end_in(unit, &mut before).await?;
                came_back(unit, before, &mark).await?;
            }
            (blank(turn, now), true)
        }
    };
    let was = talk.resolution;
    if let Some((agent, version)) = turn.agent {
        (talk.agent_id, talk.agent_version) = (Some(agent), Some(version));
    }
    talk.until_seq = turn.conversation.inbound_seq;
    talk.turns += 1;
    talk.bookings += mark.bookings;
    talk.is_served |= mark.is_served;
    talk.is_sold |= is_won(unit, turn.outcome).await?;
    talk.tokens += tokens;
    talk.cost += cost;
    talk.last_at = now;
    talk.due_at = Some(now.plus_secs(i64::from(turn.resolve_hours) * 3_600));
    for topic in &mark.topics {
        if talk.topics.len() < TOPICS && !talk.topics.contains(topic) {
            talk.topics.push(topic.clone());
        }
    }
    if let Some(hand_over) = mark.hand_over {
        talk.reason = Some(reason(hand_over));
    }
    if !(mark.is_thanks && talk.turns > 1) {
        talk.kind = kind(talk.reason.is_some(), talk.is_sold, talk.bookings, talk.is_served, &mark);
    }
    talk.resolution = match was {
        _ if talk.kind == OutcomeKind::HandedOver && was.is_resolved() => Resolution::Reversed,
        // A person has it now: nothing more is waited for.
        _ if talk.kind == OutcomeKind::HandedOver => Resolution::Unresolved,
        Resolution::Confirmed if mark.is_thanks => Resolution::Confirmed,
        _ if mark.is_thanks && talk.kind.can_resolve() => Resolution::Confirmed,
        _ => Resolution::Open,
    };
    stamp(&mut talk, now);
    if is_new {
        store::outcome::insert(unit, &talk).await?;
    } else {
        store::outcome::update(unit, &talk).await?;
    }
    tell(unit, &talk, was).await
}

/// Did the turn bring the customer's request to a stage where it is won?
async fn is_won(unit: &mut Unit, outcome: &brain::Outcome) -> Result<bool> {
    let Some(stage) = outcome.effects.iter().rev().find_map(|e| if let Effect::MoveStage { stage } = e { Some(stage) } else { None }) else { return Ok(false) };
    Ok(store::pipeline::stages(unit).await?.iter().any(|s| s.key == *stage && s.kind == StageKind::Won))
}

fn blank(turn: &Turn<'_>, now: Ts) -> ConversationOutcome {
    let c = turn.conversation;
    ConversationOutcome {
        id: OutcomeId::new(), conversation_id: c.id, contact_id: c.contact_id, connection_id: c.connection_id, agent_id: None, agent_version: None, kind: OutcomeKind::Unclear, reason: None, resolution: Resolution::Open,
        from_seq: c.answered_seq + 1, until_seq: c.inbound_seq, turns: 0, bookings: 0, is_sold: false, is_served: false, topics: Vec::new(), tokens: 0, cost: 0, began_at: now, last_at: now, due_at: None, resolved_at: None,
        reversed_at: None,
    }
}

/// A new talk begins soon after one that had counted as resolved: was it about the same, or does it need a person?
async fn came_back(unit: &mut Unit, mut before: ConversationOutcome, mark: &Mark) -> Result<()> {
    let is_soon = unit.now() < before.last_at.plus_secs(RETURN_HOURS * 3_600);
    let is_same = before.is_taken_up_by(&mark.topics) && mark.bookings == 0;
    if before.resolution.is_resolved() && is_soon && (is_same || mark.hand_over.is_some()) {
        reverse(unit, &mut before).await?;
    }
    Ok(())
}

async fn reverse(unit: &mut Unit, talk: &mut ConversationOutcome) -> Result<()> {
    let was = std::mem::replace(&mut talk.resolution, Resolution::Reversed);
    let now = unit.now();
    stamp(talk, now);
    store::outcome::update(unit, talk).await?;
    tell(unit, talk, was).await
}

/// A person takes the conversation over while the talk goes on, or while its customer waits.
pub(crate) async fn taken_over_in(unit: &mut Unit, conversation: &Conversation) -> Result<()> {
    let Some(mut talk) = store::outcome::latest_locked(unit, conversation.id).await? else { return Ok(()) };
    let now = unit.now();
    let waits = conversation.inbound_seq > conversation.answered_seq && now < talk.last_at.plus_secs(RETURN_HOURS * 3_600);
    let runs = talk.due_at.is_some_and(|due| now < due);
    if !(runs || waits) || talk.kind == OutcomeKind::HandedOver {
        return Ok(());
    }
    let was = talk.resolution;
    if runs {
        talk.kind = OutcomeKind::HandedOver;
    }
    talk.reason = Some(TAKEN_OVER.to_owned());
    talk.resolution = if was.is_resolved() { Resolution::Reversed } else { Resolution::Unresolved };
    stamp(&mut talk, now);
    store::outcome::update(unit, &talk).await?;
    tell(unit, &talk, was).await
}

/// The customer's request was won: the talk that goes on has sold.
pub(crate) async fn sold_in(unit: &mut Unit, conversation: ConversationId) -> Result<()> {
    let Some(mut talk) = store::outcome::latest_locked(unit, conversation).await? else { return Ok(()) };
    if talk.is_sold || !talk.is_running() {
        return Ok(());
    }
    talk.is_sold = true;
    if talk.kind != OutcomeKind::HandedOver {
        talk.kind = OutcomeKind::Sold;
    }
    store::outcome::update(unit, &talk).await
}

/// Decides every talk whose customer has been silent long enough. Safe to run twice, and on several nodes.
pub async fn settle(app: &App) -> Result<usize> {
    let mut root = app.db().root_read().await?;
    let due = store::outcome::due(&mut root, app.now(), BATCH).await?;
    drop(root);
    let count = due.len();
    for one in due {
        settle_one(app, one.org_id, one.conversation_id).await?;
    }
    Ok(count)
}

async fn settle_one(app: &App, org: OrgId, conversation: ConversationId) -> Result<()> {
    let mut unit = app.unit(&app.system(org)).await?;
    let Some(mut talk) = store::outcome::latest_locked(&mut unit, conversation).await? else { return Ok(()) };
    // A message that waits for its answer belongs to the talk; the turn comes first.
    let row = store::conversation::get_in(&mut unit, conversation).await?;
    if talk.due_at.is_some_and(|due| due <= unit.now()) {
        if row.turn_due_at.is_some() {
            talk.due_at = Some(unit.now().plus_minutes(10));
            store::outcome::update(&mut unit, &talk).await?;
        } else {
            end_in(&mut unit, &mut talk).await?;
        }
        unit.commit().await?;
    }
    Ok(())
}

/// The silence has decided.
async fn end_in(unit: &mut Unit, talk: &mut ConversationOutcome) -> Result<()> {
    if talk.due_at.take().is_none() {
        return Ok(());
    }
    let was = talk.resolution;
    if was == Resolution::Open {
        talk.resolution = if talk.kind.can_resolve() { Resolution::Assumed } else { Resolution::Unresolved };
    }
    let now = unit.now();
    stamp(talk, now);
    store::outcome::update(unit, talk).await?;
    tell(unit, talk, was).await
}

fn stamp(talk: &mut ConversationOutcome, now: Ts) {
    talk.resolved_at = talk.resolution.is_resolved().then(|| talk.resolved_at.unwrap_or(now));
    talk.reversed_at = (talk.resolution == Resolution::Reversed).then(|| talk.reversed_at.unwrap_or(now));
}

/// Tells what has changed: `resolved`, `reopened` where it had been, `ended` where nobody was helped by the agent alone.
async fn tell(unit: &mut Unit, talk: &ConversationOutcome, was: Resolution) -> Result<()> {
    let event = match (was, talk.resolution) {
        (was, now) if was == now => return Ok(()),
        (was, now) if now.is_resolved() && !was.is_resolved() => "conversation.resolved",
        (was, now) if was.is_resolved() && !now.is_resolved() => "conversation.reopened",
        (_, Resolution::Unresolved) => "conversation.ended",
        _ => return Ok(()),
    };
    unit.event(event, talk.conversation_id, Some(talk.conversation_id.0), json!({"outcome": public(talk)})).await
}

/// The public shape.
pub fn public(o: &ConversationOutcome) -> Value {
    json!({"id": o.id, "kind": o.kind, "reason": o.reason, "resolution": o.resolution, "agent_id": o.agent_id, "agent_version": o.agent_version, "bookings": o.bookings, "turns": o.turns, "began_at": o.began_at, "last_at": o.last_at})
}

/// What models took in this turn: tokens and millionths of a unit of money.
fn spent(trace: &Value) -> (i64, i64) {
    let asked = trace.get("asked").and_then(Value::as_array).into_iter().flatten();
    let number = |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_i64).unwrap_or(0);
    asked.fold((0, 0), |(tokens, cost), one| (tokens + number(one, "/usage/input") + number(one, "/usage/output"), cost + number(one, "/cost")))
}
