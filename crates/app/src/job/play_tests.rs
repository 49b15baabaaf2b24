//! Plays every conversation test of a firm, one after another, and tells how far it is: `dialogue_test.played` for each and
//! `dialogue_test.finished` at the end. Running twice plays them twice, which is harmless.

use crate::dialogue_test::{counted, keep, play, played};
use crate::{App, Ctx};
use domain::Result;
use domain::id::{DialogueTestId, EventId};
use domain::Ts;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Unit;
use uuid::Uuid;

pub const KIND: &str = "dialogue_test.play_all";

#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {}

/// Queues the play; one that waits already is enough.
pub async fn enqueue(unit: &mut Unit) -> Result<()> {
    let now = unit.now();
    store::job::enqueue(unit, KIND, json!({}), Some("all"), now).await
}

pub async fn run(app: &App, ctx: &Ctx, _: Payload) -> Result<()> {
    let mut scope = app.scope(ctx.org).await?;
    let newest = (Ts::from_micros(i64::MAX), DialogueTestId(Uuid::max()));
    let tests = store::dialogue_test::list(&mut scope, newest, crate::dialogue_test::LIMIT).await?;
    let scenery = play::scenery(app, &mut scope).await?;
    drop(scope);
    let mut verdicts = Vec::new();
    for (place, test) in tests.iter().enumerate() {
        if app.stop().is_cancelled() {
            // The next start begins anew.
            return Err(domain::Error::new(domain::Kind::Unavailable, "the server stops").op("job.play_tests"));
        }
        let result = played(app, scenery.clone(), test.text.clone()).await?;
        keep(app, ctx, test, &result, Some((place + 1, tests.len()))).await?;
        verdicts.push(result.verdict);
    }
    let mut unit = app.unit(ctx).await?;
    unit.event("dialogue_test.finished", EventId::new(), None, counted(&verdicts)).await?;
    unit.commit().await
}
