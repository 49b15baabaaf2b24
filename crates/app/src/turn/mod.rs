//! The turn driver: takes a conversation's turn, feeds the brain with facts until it is done, and writes the result in one unit.
//! `load.rs` gathers facts and answers calls, `act.rs` writes, `direct.rs` does all of it in the unit that accepts the message; the brain itself is pure and knows nothing of this.
//! `pass.rs` lets a colleague go on with it. `record.rs` is the flight recorder, `snapshot.rs` keeps the firm as it was, `replay.rs` runs a stored turn again, `mask.rs` covers who it was for.

mod act;
mod direct;
pub mod draft;
mod load;
mod outside;
pub(crate) mod pass;
pub(crate) mod silent;
pub mod mask;
pub mod record;
pub mod replay;
pub(crate) mod snapshot;
pub(crate) mod who;
mod writing;

pub use direct::converse;

use crate::inbox::receive::{Leased, lease_end};
use crate::notice::{self, News, To};
use crate::{App, Ctx};
use brain::turn::{Answer, Call, Input, Outcome, Refusal, Step};
use domain::conversation::{ConversationStatus, Mode, Phase};
use domain::id::{ConversationId, TurnId};
use domain::message::Message;
use domain::notice::NoticeKind;
use domain::{Error, Kind, Result, Ts};
use serde_json::json;
use std::time::Instant;
use store::{Reads, Signal};
use writing::Writing;

/// Calls one turn may make; a brain that asks more is looping.
const CALL_LIMIT: usize = 12;
/// How often the same turn is planned anew after the database refused its effects.
const REFUSAL_LIMIT: usize = 3;
/// Failures after which a person is asked instead.
const ATTEMPT_LIMIT: i64 = 5;

/// What a turn came to.
#[derive(Debug)]
pub enum Done {
    Answered(Answered),
    /// The answer waits for a person's word.
    Drafted,
    /// A newer message or a person came first; nothing was said.
    Overtaken,
    /// The agent answers at this time, as a person would; whoever writes or takes over before is heard first.
    Later(Ts),
}

/// A finished turn, as the API shows it.
#[derive(Clone, Debug)]
pub struct Answered {
    pub turn: TurnId,
    pub phase: Phase,
    /// The last customer message it answered.
    pub until_seq: i64,
    pub replies: Vec<Message>,
}

/// Everything one run of the brain used and gave; stored as the flight record.
pub(crate) struct Planned {
    pub state_before: serde_json::Value,
    pub phase_before: Phase,
    pub input: Input,
    pub answers: Vec<(Call, Answer)>,
    pub outcome: Outcome,
    /// What the brain would have said, where a person says it otherwise.
    pub own_replies: Option<Vec<brain::Reply>>,
    pub catalog_version: i64,
}

/// Runs a turn that is already leased. On failure the turn is given back with a pause.
pub async fn run(app: &App, ctx: &Ctx, leased: Leased) -> Result<Done> {
    let (id, fence, attempts) = (leased.row.conversation.id, leased.row.fence, leased.row.attempts);
    let mut is_shown = false;
    let result = attempt(app, ctx, leased, &mut is_shown).await;
    if is_shown && !matches!(result, Ok(Done::Answered(_))) {
        writing::clear(app, ctx.org, id);
    }
    let Err(error) = result else { return result };
    tracing::error!(error = %error, conversation.id = %id, turn.attempts = attempts + 1, "a turn failed");
    metrics::counter!("samovar_turns_failed_total").increment(1);
    if attempts + 1 >= ATTEMPT_LIMIT {
        give_up(app, ctx, id, fence).await?;
    } else {
        let mut unit = app.unit(ctx).await?;
        let again = unit.now().plus_secs(1 << attempts.clamp(0, 6));
        store::conversation::yield_turn(&mut unit, id, fence, again, true).await?;
        unit.wake(Signal::TurnDue(again));
        unit.commit().await?;
    }
    Err(error)
}

/// Takes the turn of a conversation and runs it; `None` when another runner has it or nothing is due.
pub async fn take(app: &App, ctx: &Ctx, id: ConversationId) -> Result<Option<Done>> {
    let mut unit = app.unit(ctx).await?;
    let until = lease_end(app, unit.now());
    let Some(row) = store::conversation::lease(&mut unit, id, until).await? else { return Ok(None) };
    unit.commit().await?;
    run(app, ctx, Leased { row, only: None }).await.map(Some)
}

/// `is_shown`: some of the answer was seen being written.
async fn attempt(app: &App, ctx: &Ctx, leased: Leased, is_shown: &mut bool) -> Result<Done> {
    let started = Instant::now();
    let Leased { row, only } = leased;
    let conversation = &row.conversation;
    let mut scope = app.scope(ctx.org).await?;
    let mut loaded = load::facts(app, &mut scope, &row, only, None).await?;
    let mut reads = Some(scope);
    if conversation.mode == Mode::Auto
        && let Some(due) = loaded.waits_until(app.now())
    {
        drop(reads);
        later(app, ctx, conversation.id, row.fence, due).await?;
        return Ok(Done::Later(due));
    }
    let mut refused: Vec<Refusal> = Vec::new();
    let mut outside = outside::Outside::new(app, ctx, conversation.id, &loaded.who.facts);
    // What documents and models said holds when the plan is made anew; they are not asked twice.
    let mut heard: Vec<(Call, Answer)> = Vec::new();
    loop {
        let input = Input { now: app.now(), messages: loaded.utterances.clone(), refused: refused.clone() };
        let mut planned = loop {
            // The scope ends before a model is asked and before the unit begins: a turn never holds two connections.
            let mut scope = match reads.take() {
                Some(scope) => scope,
                None => app.scope(ctx.org).await?,
            };
            match plan(&mut scope, &row, &loaded, input.clone(), heard.clone()).await? {
                Progress::Planned(planned) => break *planned,
                Progress::Passed { to, answers } => {
                    pass::pass(app, &mut scope, &row, &mut loaded, to, &input, answers).await?;
                    reads = Some(scope);
                    outside.pass_to(&loaded.who.facts);
                    heard.clear();
                }
                Progress::Outside { call, answers } => {
                    drop(scope);
                    let mut writing = Writing::of(app, ctx.org, &row, &loaded, &input, &call, answers);
                    let answer = outside.answer(&call, &mut |piece| if let Some(writing) = &mut writing { writing.hear(piece) }).await;
                    *is_shown |= writing.is_some_and(|writing| writing.is_shown());
                    heard.push((*call, answer));
                }
            }
        };
        planned.note("asked", serde_json::Value::Array(outside.told.clone()));
        planned.note("meaning", serde_json::Value::Array(outside.meaning.clone()));
        planned.took(&outside.took);
        outside.settled().await;
        if conversation.mode == Mode::Draft {
            return draft::keep(app, ctx, &row, &loaded, &planned).await;
        }
        match act::write(app, ctx, &row, &loaded, &planned, started).await {
            Ok(Some(answered)) => {
                count(started);
                return Ok(Done::Answered(answered));
            }
            Ok(None) => {
                overtaken(app, ctx, conversation.id, row.fence).await?;
                return Ok(Done::Overtaken);
            }
            Err(act::Failed::Refused(refusal)) if refused.len() < REFUSAL_LIMIT => refused.push(refusal),
            Err(act::Failed::Refused(_)) => return Err(Error::new(Kind::Unavailable, "the database refused the turn's effects again and again").op("turn.act")),
            Err(act::Failed::Error(error)) if error.public_code() == "database_busy" && refused.len() < REFUSAL_LIMIT => {}
            Err(act::Failed::Error(error)) => return Err(error),
        }
    }
}

fn count(started: Instant) {
    metrics::counter!("samovar_turns_total").increment(1);
    metrics::histogram!("samovar_turn_seconds").record(started.elapsed().as_secs_f64());
}

impl Planned {
    /// Adds to what is shown beside the answer.
    fn note(&mut self, key: &str, value: serde_json::Value) {
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if let (Some(trace), false) = (self.outcome.trace.as_object_mut(), is_empty) {
            trace.insert(key.to_owned(), value);
        }
    }

    /// Microseconds of every call, in the order of the record: what was asked outside stands first.
    fn took(&mut self, outside: &[i64]) {
        let own = self.outcome.trace.get("took").and_then(serde_json::Value::as_array).cloned().unwrap_or_default();
        let all = outside.iter().map(|us| json!(us)).chain(own).collect();
        self.note("took", serde_json::Value::Array(all));
    }
}

/// How far planning came.
enum Progress {
    Planned(Box<Planned>),
    /// Documents or a model must be asked first, with no connection in hand; plan again with the answer.
    Outside { call: Box<Call>, answers: Vec<(Call, Answer)> },
    /// A colleague is to plan it.
    Passed { to: brain::colleague::Pass, answers: Vec<(Call, Answer)> },
}

/// Steps the brain to its outcome, answering its calls from the database. `answers` are what it has been told already.
async fn plan(reads: &mut impl Reads, row: &store::conversation::ConversationRow, loaded: &load::Loaded, input: Input, mut answers: Vec<(Call, Answer)>) -> Result<Progress> {
    let state: brain::State = serde_json::from_value(row.state.clone()).unwrap_or_default();
    let mut took: Vec<serde_json::Value> = Vec::new();
    loop {
        match brain::step(&loaded.facts, &state, &input, &answers) {
            Step::Done(outcome) => {
                let mut outcome = *outcome;
                if !row.conversation.phase.may_become(outcome.phase) {
                    // The visible phase follows the allowed transitions even when a flow jumps.
                    outcome.phase = Phase::Booking;
                }
                let mut planned = Planned { state_before: row.state.clone(), phase_before: row.conversation.phase, input, answers, outcome, own_replies: None, catalog_version: loaded.facts.catalog.org.catalog_version };
                planned.note("agent", loaded.who.shown());
                planned.note("passed", pass::shown(&loaded.passed));
                planned.note("took", serde_json::Value::Array(took));
                return Ok(Progress::Planned(Box::new(planned)));
            }
            Step::Pass(to) => return Ok(Progress::Passed { to: *to, answers }),
            Step::Call(call @ (Call::Knowledge { .. } | Call::Model { .. })) => return Ok(Progress::Outside { call: Box::new(call), answers }),
            Step::Call(call) => {
                if answers.len() >= CALL_LIMIT {
                    return Err(Error::internal("the dialogue asks for facts without end").op("turn.plan"));
                }
                let started = Instant::now();
                let answer = load::answer(reads, row, &loaded.firm, &call, input.now).await;
                took.push(json!(micros(started)));
                let answer = answer.unwrap_or_else(|error| {
                    tracing::error!(error = %error, "a tool of the dialogue failed");
                    Answer::Failed { code: error.public_code().to_owned() }
                });
                answers.push((call, answer));
            }
        }
    }
}

/// Someone was faster. If the customer wrote more, the turn is due again at once.
async fn overtaken(app: &App, ctx: &Ctx, id: ConversationId, fence: i64) -> Result<()> {
    metrics::counter!("samovar_turns_overtaken_total").increment(1);
    let mut unit = app.unit(ctx).await?;
    let row = store::conversation::get_in(&mut unit, id).await?;
    let again = row.turn_due_at.unwrap_or(unit.now());
    store::conversation::yield_turn(&mut unit, id, fence, again, false).await?;
    unit.wake(Signal::TurnDue(again));
    unit.commit().await
}

/// Gives the turn back until a later time.
async fn later(app: &App, ctx: &Ctx, id: ConversationId, fence: i64, due: Ts) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    store::conversation::yield_turn(&mut unit, id, fence, due, false).await?;
    unit.wake(Signal::TurnDue(due));
    unit.commit().await
}

/// The agent cannot answer here: a person is asked, and the customer is not left with silence from then on.
async fn give_up(app: &App, ctx: &Ctx, id: ConversationId, fence: i64) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    store::conversation::yield_turn(&mut unit, id, fence, ctx.by(app).now, true).await?;
    let row = store::conversation::set_mode(&mut unit, id, Mode::Human, true, None, ConversationStatus::Waiting).await?;
    let given = crate::team::give_in(&mut unit, row.conversation).await?;
    let given = crate::sla::follow_in(app, &mut unit, given).await?;
    unit.event("conversation.handed_over", id, Some(id.0), json!({"reason": "tool_failed", "summary": "Агент не смог ответить: ошибка повторилась несколько раз.", "conversation": crate::inbox::patch(&given)})).await?;
    notice::tell(&mut unit, News::new(NoticeKind::HandOff, To::Conversation).talk(id)).await?;
    unit.commit().await
}

/// The replies to a customer's message once its turn is done; `None` while it is not.
pub async fn replies_to(app: &App, ctx: &Ctx, id: ConversationId, seq: i64) -> Result<Option<Answered>> {
    let mut scope = app.scope(ctx.org).await?;
    let Some(turn) = store::turn::covering(&mut scope, id, seq).await? else { return Ok(None) };
    let row = store::conversation::get(&mut scope, id).await?;
    let replies = store::message::of_turn(&mut scope, id, turn.id).await?;
    Ok(Some(Answered { turn: turn.id, phase: row.conversation.phase, until_seq: turn.until_seq, replies }))
}

/// Waits until the agent has answered a message, a person has the conversation, or the deadline is over.
pub async fn wait(app: &App, ctx: &Ctx, id: ConversationId, seq: i64, until: tokio::time::Instant) -> Result<Option<Answered>> {
    let mut listener = app.hub().listen(ctx.org);
    loop {
        if let Some(answered) = replies_to(app, ctx, id, seq).await? {
            return Ok(Some(answered));
        }
        let mut scope = app.scope(ctx.org).await?;
        if store::conversation::get(&mut scope, id).await?.conversation.mode != Mode::Auto {
            return Ok(None);
        }
        drop(scope);
        loop {
            match tokio::time::timeout_at(until, listener.next()).await {
                Err(_) | Ok(None) => return Ok(None),
                Ok(Some(crate::hub::Live::Sign(..))) => {}
                Ok(Some(crate::hub::Live::Reread(_))) => break,
                Ok(Some(crate::hub::Live::Events(_, events))) => {
                    if events.iter().any(|e| e.conversation_id == Some(id.0)) {
                        break;
                    }
                }
            }
        }
    }
}

/// The moment of a turn in the record.
pub(crate) fn micros(started: Instant) -> i64 {
    i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX)
}

