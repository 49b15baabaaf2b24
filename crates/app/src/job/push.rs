//! Pushing: one job finds who wants to hear the news, one job per browser sends it and is tried again alone.

use crate::push::{self, News, Notice};
use crate::{App, Ctx, test_chat};
use domain::{Error, Kind, Result};
use serde::{Deserialize, Serialize};
use store::Unit;
use uuid::Uuid;

pub const TELL: &str = "push.tell";
pub const SEND: &str = "push.send";

#[derive(Debug, Serialize, Deserialize)]
pub struct Send {
    subscription_id: Uuid,
    notice: Notice,
}

pub async fn enqueue(unit: &mut Unit, news: &News) -> Result<()> {
    let payload = payload(news)?;
    let now = unit.now();
    // While one waits, a second message of the same talk is the same news.
    let dedupe = format!("{:?} {} {:?} {}", news.what, news.conversation_id, news.people, news.page.as_deref().unwrap_or_default());
    store::job::enqueue(unit, TELL, payload, Some(&dedupe), now).await
}

pub async fn tell(app: &App, ctx: &Ctx, news: News) -> Result<()> {
    let mut scope = app.scope(ctx.org).await?;
    if !news.conversation_id.0.is_nil() {
        let row = match store::conversation::get(&mut scope, news.conversation_id).await {
            Err(error) if error.kind == Kind::NotFound => return Ok(()),
            row => row?,
        };
        if test_chat::is_test(&mut scope, &row.conversation).await? {
            return Ok(());
        }
    }
    drop(scope);
    let all = store::push::of_org(&mut app.db().root_read().await?, ctx.org).await?;
    let mut unit = app.unit(ctx).await?;
    let now = unit.now();
    for (subscription_id, notice) in push::addressed(all, &news) {
        store::job::enqueue(&mut unit, SEND, payload(&Send { subscription_id, notice })?, None, now).await?;
    }
    unit.commit().await
}

pub async fn send(app: &App, job: Send) -> Result<()> {
    let found = store::push::find(&mut app.db().root_read().await?, job.subscription_id).await?;
    let Some(to) = found else { return Ok(()) };
    match push::deliver(app, &to, &job.notice).await {
        // Refused for good: trying again cannot help.
        Err(error) if matches!(error.kind, Kind::Unsupported | Kind::Invalid | Kind::Forbidden) => {
            tracing::warn!(error = %error, "a notice was refused");
            Ok(())
        }
        done => done.map(drop),
    }
}

fn payload<T: Serialize>(value: &T) -> Result<serde_json::Value> {
    serde_json::to_value(value).map_err(|e| Error::internal("a job does not serialise").source(e))
}
