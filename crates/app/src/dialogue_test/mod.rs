//! Conversation tests of a firm: dialogues that must go well, played in memory on the firm as it is now. `play.rs` plays, `save.rs`
//! makes a test of a real conversation, `disguise.rs` takes the customer out of it. The format is in `docs/dev/dialogues.md`.

mod disguise;
mod expectation;
pub mod play;
mod save;

pub use save::{Preview, preview, save};

use crate::{App, Ctx};
use domain::dialogue_test::{DialogueTest, TestRun, TestVerdict};
use domain::id::DialogueTestId;
use domain::{Error, Result};
use serde_json::{Value, json};
use store::Unit;

/// Most tests a firm may have.
pub const LIMIT: i64 = 500;
/// Most characters of a dialogue.
pub const TEXT: usize = 40_000;

/// Writes a test; it is not played yet.
pub async fn create(app: &App, ctx: &Ctx, title: String, text: String) -> Result<DialogueTest> {
    play::check(&text)?;
    let mut unit = app.unit(ctx).await?;
    let now = unit.now();
    let test = DialogueTest { id: DialogueTestId::new(), title, text, conversation_id: None, last_run: None, created_at: now, updated_at: now };
    insert_in(&mut unit, &test).await?;
    unit.commit().await?;
    Ok(test)
}

async fn insert_in(unit: &mut Unit, test: &DialogueTest) -> Result<()> {
    if store::dialogue_test::count(unit).await? >= LIMIT {
        return Err(Error::conflict(format!("a firm has at most {LIMIT} tests: remove one first")).code("too_many_tests"));
    }
    store::dialogue_test::insert(unit, test).await?;
    unit.audit("create", "test", Some(test.id.0), None, Some(public(test))).await?;
    unit.event("dialogue_test.created", test.id, None, json!({"test": shape(test)})).await
}

/// Changes title or text; another text has not been played yet.
pub async fn update(app: &App, ctx: &Ctx, id: DialogueTestId, title: Option<String>, text: Option<String>) -> Result<DialogueTest> {
    if let Some(text) = &text {
        play::check(text)?;
    }
    let mut unit = app.unit(ctx).await?;
    let before = store::dialogue_test::get(&mut unit, id).await?;
    let after = store::dialogue_test::update(&mut unit, id, title.as_deref().unwrap_or(&before.title), text.as_deref().unwrap_or(&before.text)).await?;
    unit.audit("update", "test", Some(id.0), Some(public(&before)), Some(public(&after))).await?;
    unit.event("dialogue_test.updated", id, None, json!({"test": shape(&after)})).await?;
    unit.commit().await?;
    Ok(after)
}

pub async fn remove(app: &App, ctx: &Ctx, id: DialogueTestId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let before = store::dialogue_test::get(&mut unit, id).await?;
    store::dialogue_test::remove(&mut unit, id).await?;
    unit.audit("remove", "test", Some(id.0), Some(public(&before)), None).await?;
    unit.event("dialogue_test.removed", id, None, json!({"test_id": id})).await?;
    unit.commit().await
}

/// Plays one test on the firm as it is now and keeps the result.
pub async fn run(app: &App, ctx: &Ctx, id: DialogueTestId) -> Result<DialogueTest> {
    let mut scope = app.scope(ctx.org).await?;
    let test = store::dialogue_test::get(&mut scope, id).await?;
    let scenery = play::scenery(app, &mut scope).await?;
    drop(scope);
    let run = played(app, scenery, test.text.clone()).await?;
    Ok(keep(app, ctx, &test, &run, None).await?.unwrap_or(DialogueTest { last_run: Some(run), ..test }))
}

/// Queues a play of every test; progress comes as events. Returns how many there are.
pub async fn run_all(app: &App, ctx: &Ctx) -> Result<i64> {
    let mut unit = app.unit(ctx).await?;
    let total = store::dialogue_test::count(&mut unit).await?;
    if total > 0 {
        crate::job::play_tests::enqueue(&mut unit).await?;
    }
    unit.commit().await?;
    Ok(total)
}

/// Off the threads that serve requests: a long dialogue takes its time.
pub(crate) async fn played(app: &App, scenery: brain::golden::Scenery, text: String) -> Result<TestRun> {
    let at = app.now();
    let (verdict, result) = tokio::task::spawn_blocking(move || play::play(&scenery, &text)).await.map_err(|e| Error::internal("a test could not be played to its end").source(e))?;
    Ok(TestRun { at, verdict, result })
}

/// Keeps a result; `None` when the test was changed meanwhile. `done` is the place among all that are played.
pub(crate) async fn keep(app: &App, ctx: &Ctx, test: &DialogueTest, run: &TestRun, done: Option<(usize, usize)>) -> Result<Option<DialogueTest>> {
    let mut unit = app.unit(ctx).await?;
    let kept = store::dialogue_test::set_run(&mut unit, test.id, &test.text, run).await?;
    let shown = kept.clone().unwrap_or_else(|| test.clone());
    let mut payload = json!({"test": shape(&shown), "verdict": run.verdict});
    if let (Some((done, total)), Some(object)) = (done, payload.as_object_mut()) {
        object.insert("done".into(), json!(done));
        object.insert("total".into(), json!(total));
    }
    unit.event("dialogue_test.played", test.id, None, payload).await?;
    unit.commit().await?;
    Ok(kept)
}

/// What a list needs to patch its row.
fn shape(t: &DialogueTest) -> Value {
    let run = t.last_run.as_ref();
    json!({"id": t.id, "title": t.title, "verdict": run.map(|r| r.verdict), "run_at": run.map(|r| r.at), "failed": run.map(|r| r.result.failed), "plays": run.map(|r| r.result.plays), "updated_at": t.updated_at})
}

/// For the audit log: without the conversation, which may be long.
fn public(t: &DialogueTest) -> Value {
    json!({"title": t.title, "characters": t.text.chars().count(), "conversation_id": t.conversation_id})
}

/// The last verdicts counted, for whoever has played them all.
pub(crate) fn counted(verdicts: &[TestVerdict]) -> Value {
    let of = |wanted: TestVerdict| verdicts.iter().filter(|v| **v == wanted).count();
    json!({"total": verdicts.len(), "passed": of(TestVerdict::Passed), "failed": of(TestVerdict::Failed), "broken": of(TestVerdict::Broken)})
}
