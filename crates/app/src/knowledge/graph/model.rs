//! A model reads the documents for the knowledge graph, in the background: one batch of passages a job, on the account of the first agent that has
//! a model, within its limits and those of the firm. What it says is judged by `brain::knowledge::graph::hear`. A document that was changed is
//! read anew; what was read before is kept with the place to go on from.

use crate::job::read_graph as job;
use crate::provider::{self, Asker, Used};
use crate::{App, Ctx};
use brain::knowledge::graph::{gather, hear, request, shown};
use domain::agent::AgentSpec;
use domain::id::{AgentId, DocumentId};
use domain::{Result, Ts};
use std::time::Duration;
use store::graph::Reading;
use store::{Reads, Unit};

/// Passages of one question.
const BATCH: i64 = 8;
/// Letters of one question; a longer passage is asked about in part.
const LETTERS: usize = 8_000;
/// Passages of one document that are read; the beginning of a longer one.
const DOCUMENT: i64 = 160;
/// Calls of a firm on one day.
const DAY: i64 = 300;
/// Documents taken up at once when a model or the leave to ask it comes.
const WAITING: i64 = 500;
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a batch that nobody answers is tried.
const TRIES: u8 = 4;
const AGAIN_SECS: i64 = 600;
const TOMORROW_SECS: i64 = 6 * 3_600;

/// What is left to do with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Nothing,
    /// Go on now.
    On,
    /// Go on then, after so many failures, with so many passages at once.
    At { at: Ts, tries: u8, batch: i64 },
}

/// One batch. `tries`: how often this one has failed; `batch`: passages at once.
pub(crate) async fn read(app: &App, ctx: &Ctx, document: DocumentId, tries: u8, batch: i64) -> Result<Next> {
    let mut scope = app.scope(ctx.org).await?;
    let org = store::org::read(&mut scope).await?;
    let Some(reading) = store::graph::reading(&mut scope, document).await?.filter(|r| !r.is_done) else { return Ok(Next::Nothing) };
    let Some((agent, spec)) = reader(app, &mut scope).await?.filter(|_| org.settings.graph_by_model) else { return Ok(Next::Nothing) };
    let batch = batch.clamp(1, BATCH).min(DOCUMENT - reading.until);
    let passages = if batch > 0 { store::graph::passages(&mut scope, &reading, batch).await? } else { Vec::new() };
    let Some(asked) = cut(&passages) else {
        drop(scope);
        return close(app, ctx, Reading { is_done: true, ..reading }).await;
    };
    let day = provider::usage::day(&org, app.now())?.to_string();
    let asker = Asker { agent: Some(agent), conversation: None };
    let is_spent = store::graph::calls(&mut scope, &day).await? >= DAY || provider::budget(app, &mut scope, &asker, &spec.limits, Used::default()).await?.is_some();
    drop(scope);
    if is_spent {
        return Ok(Next::At { at: app.now().plus_secs(TOMORROW_SECS), tries: 0, batch });
    }
    let found = match provider::ask(app, ctx.org, &asker, &spec.model.chain, &request(org.lang, &asked), PATIENCE, &mut |_| {}).await {
        Ok((reply, _)) => hear(&asked, &reply),
        Err(failed) => {
            tracing::warn!(error = %failed.error, document.id = %document, "a model did not read a document for the graph");
            let at = app.now().plus_secs(AGAIN_SECS << tries.min(6));
            return Ok(if tries + 1 < TRIES { Next::At { at, tries: tries + 1, batch } } else { Next::Nothing });
        }
    };
    let read = i64::try_from(asked.len()).unwrap_or(1);
    let calls = if reading.day.as_deref() == Some(day.as_str()) { reading.calls + 1 } else { 1 };
    let mut after = Reading { calls, day: Some(day), ..reading };
    match found {
        Some(found) => {
            gather(&mut after.found, found);
            after.until += read;
        }
        // Half an answer: less is asked at once; a single passage that brings none is passed over.
        None if read > 1 => {
            close(app, ctx, after).await?;
            return Ok(Next::At { at: app.now(), tries, batch: read / 2 });
        }
        None => after.until += 1,
    }
    close(app, ctx, after).await
}

/// Writes down how far it came. The graph is read anew where something was found.
async fn close(app: &App, ctx: &Ctx, after: Reading) -> Result<Next> {
    let mut unit = app.unit(ctx).await?;
    let Some(before) = store::graph::reading(&mut unit, after.document_id).await? else { return Ok(Next::Nothing) };
    // The document was changed meanwhile, or another runner has come as far: what it has written stands.
    if before.generation != after.generation || before.until > after.until || before.is_done || !store::graph::put_reading(&mut unit, &after).await? {
        return Ok(Next::Nothing);
    }
    if before.found != after.found {
        store::org::bump_knowledge(&mut unit).await?;
        unit.event("relation.found", after.document_id, None, serde_json::json!({"document_id": after.document_id, "names": after.found.names.len(), "relations": after.found.relations.len()})).await?;
    }
    unit.commit().await?;
    Ok(if after.is_done { Next::Nothing } else { Next::On })
}

/// The first agent that has a model thinks for the firm.
async fn reader(app: &App, reads: &mut impl Reads) -> Result<Option<(AgentId, AgentSpec)>> {
    let live = crate::agent::live(app, reads).await?;
    Ok(live.agents.iter().find(|live| !live.spec.model.chain.is_empty()).map(|live| (live.agent.id, live.spec.clone())))
}

/// As many passages as one question holds, at least one; none where there are none.
fn cut(passages: &[String]) -> Option<Vec<String>> {
    let mut letters = 0;
    let mut asked: Vec<String> = Vec::new();
    for passage in passages {
        let text: String = shown(passage).chars().take(LETTERS).collect();
        letters += text.chars().count();
        if letters > LETTERS && !asked.is_empty() {
            break;
        }
        asked.push(text);
    }
    (!asked.is_empty()).then_some(asked)
}

/// A model has come, or the leave to ask it: what has not been read yet is taken up.
pub(crate) async fn take_up(unit: &mut Unit) -> Result<()> {
    for document in store::graph::unread(unit, WAITING).await? {
        job::enqueue(unit, document).await?;
    }
    Ok(())
}
