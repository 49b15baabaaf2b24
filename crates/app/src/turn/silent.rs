//! A turn nobody hears: another version of the agent thinks about what has been answered already. Nothing is written, no slot is held; what
//! the record holds is not asked again, and what it does not hold is asked of documents and models on the agent's account.

use super::load;
use super::record::{self, Flight};
use super::{CALL_LIMIT, snapshot, who};
use crate::agent::live::with_version;
use crate::catalog::Firm;
use crate::knowledge::embedder::meaning::TURN;
use crate::knowledge::{self, Question};
use crate::provider::{self, Asker, Used};
use crate::{App, Ctx};
use brain::facts::{AgentFacts, Facts};
use brain::turn::{Answer, Call, Input, Outcome, Step};
use domain::experiment::Experiment;
use domain::id::ConversationId;
use domain::Result;
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Reads;
use store::conversation::ConversationRow;
use store::turn::TurnRow;

/// What a silent version came to.
pub(crate) struct Thought {
    /// None: it could not.
    pub outcome: Option<Outcome>,
    pub tokens: i64,
    pub duration_us: i64,
}

/// The version that is tried, as a turn sees it. None when its agent is gone.
pub(crate) async fn variant(app: &App, reads: &mut impl Reads, experiment: &Experiment) -> Result<Option<Arc<AgentFacts>>> {
    let Some(agent) = crate::or_gone(store::agent::get(reads, experiment.agent_id).await)? else { return Ok(None) };
    let live = with_version(reads, agent, experiment.variant).await?;
    let catalog = crate::catalog::snapshot(app, reads).await?;
    let has_knowledge = who::has_knowledge(store::org::knowledge_version(reads).await?, &catalog);
    Ok(Some(Arc::new(who::facts(&live, has_knowledge))))
}

/// The same turn with another agent: firm, customer and clock as they were. None where the record cannot be run again.
pub(crate) async fn again(app: &App, ctx: &Ctx, turn: &TurnRow, agent: Arc<AgentFacts>) -> Result<Option<(Flight, Thought)>> {
    let read: std::result::Result<Flight, _> = serde_json::from_value(turn.record.clone());
    let (true, Ok(flight)) = (record::version(&turn.record) >= record::VERSION, read) else { return Ok(None) };
    let mut scope = app.scope(ctx.org).await?;
    let Some(firm) = snapshot::firm(&mut scope, flight.catalog_version).await? else { return Ok(None) };
    let row = store::conversation::get(&mut scope, turn.conversation_id).await?;
    drop(scope);
    let facts = Facts { catalog: firm.catalog.clone(), contact: flight.contact.clone(), channel: flight.channel.clone(), agent, memory: flight.memory.clone(), request: flight.request.clone(), team: flight.team.clone() };
    let thought = think(app, ctx, &row, &firm, &facts, &flight.state, &flight.input, &flight.calls).await?;
    Ok(Some((flight, thought)))
}

/// What the agent would have said to the customer's messages after `between.0` up to `between.1`, where a person has answered them.
pub(crate) async fn instead(app: &App, ctx: &Ctx, conversation: ConversationId, between: (i64, i64), agent: Arc<AgentFacts>) -> Result<Thought> {
    let mut scope = app.scope(ctx.org).await?;
    let mut row = store::conversation::get(&mut scope, conversation).await?;
    (row.conversation.answered_seq, row.conversation.inbound_seq) = between;
    let loaded = load::facts(app, &mut scope, &row, None, None).await?;
    drop(scope);
    let facts = Facts { agent, ..loaded.facts };
    let input = Input { now: app.now(), messages: loaded.utterances, refused: Vec::new() };
    think(app, ctx, &row, &loaded.firm, &facts, &row.state, &input, &[]).await
}

#[expect(clippy::too_many_arguments, reason = "the parts of one turn, which are nowhere else together")]
async fn think(app: &App, ctx: &Ctx, row: &ConversationRow, firm: &Firm, facts: &Facts, state: &Value, input: &Input, known: &[(Call, Answer)]) -> Result<Thought> {
    let state: brain::State = serde_json::from_value(state.clone()).unwrap_or_default();
    let started = Instant::now();
    let limits = &facts.agent.spec.limits;
    let ends = started + Duration::from_millis(limits.turn_ms.into()).min(app.config().turn_lease);
    let asker = Asker { agent: facts.agent.id, conversation: None };
    let mut used = Used::default();
    let mut answers: Vec<(Call, Answer)> = Vec::new();
    let done = |outcome: Option<Outcome>, used: Used| Thought { outcome, tokens: i64::try_from(used.tokens).unwrap_or(i64::MAX), duration_us: super::micros(started) };
    loop {
        let call = match brain::step(facts, &state, input, &answers) {
            Step::Done(outcome) => return Ok(done(Some(*outcome), used)),
            // It would have given the customer to somebody else: that is no answer of its own.
            Step::Pass(_) => return Ok(done(None, used)),
            Step::Call(_) if answers.len() >= CALL_LIMIT => return Ok(done(None, used)),
            Step::Call(call) => call,
        };
        let answer = match (known.iter().find(|(asked, _)| *asked == call), &call) {
            (Some((_, answer)), _) => answer.clone(),
            (None, Call::Knowledge { query, categories, limit, lang }) => {
                let question = Question { text: query.clone(), categories: categories.clone(), lang: *lang, limit: (*limit).into() };
                let patience = TURN.min(ends.saturating_duration_since(Instant::now()) / 3);
                Answer::Passages { passages: knowledge::look(app, ctx.org, &asker, &question, patience).await?.0 }
            }
            (None, Call::Model { request }) => match provider::budget(app, &mut app.scope(ctx.org).await?, &asker, limits, used).await? {
                Some(limit) => Answer::Failed { code: limit.code().to_owned() },
                None => {
                    used.calls += 1;
                    let left = ends.saturating_duration_since(Instant::now());
                    match provider::ask(app, ctx.org, &asker, &facts.agent.spec.model.chain, request, left, &mut |_| {}).await {
                        Ok((reply, served)) => {
                            used.tokens += served.usage.input + served.usage.output;
                            Answer::Model { reply: Box::new(reply) }
                        }
                        Err(failed) => Answer::Failed { code: failed.error.public_code().to_owned() },
                    }
                }
            },
            (None, call) => load::answer(&mut app.scope(ctx.org).await?, row, firm, call, input.now).await?,
        };
        answers.push((call, answer));
    }
}
