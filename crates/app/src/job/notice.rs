//! Telling people: one job writes the notices of one piece of news, one job per person, channel and moment takes out what is due then.

use crate::notice::{self, News};
use crate::{App, Ctx};
use domain::id::PersonId;
use domain::notice::NoticeChannel;
use domain::{Error, Result, Ts};
use serde::{Deserialize, Serialize};
use store::Unit;
use uuid::Uuid;

pub const TELL: &str = "notice.tell";
pub const SEND: &str = "notice.send";

/// The job of one way out. `batch` is what it takes its notices under: run again, it finds what it had begun.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Due {
    pub person_id: PersonId,
    pub channel: NoticeChannel,
    pub batch: Uuid,
    pub first_at: Ts,
    #[serde(default)]
    pub tries: usize,
}

pub async fn enqueue(unit: &mut Unit, news: &News) -> Result<()> {
    let now = unit.now();
    // While one waits, a second message of the same talk is the same news.
    let dedupe = format!("{} {:?} {:?} {}", news.kind.as_str(), news.conversation_id, news.to, news.page.as_deref().unwrap_or_default());
    store::job::enqueue(unit, TELL, payload(news)?, Some(&dedupe), now).await
}

/// All that is due for a person on a channel at one moment goes together.
pub async fn send_at(unit: &mut Unit, person_id: PersonId, channel: NoticeChannel, at: Ts) -> Result<()> {
    queue(unit, &Due { person_id, channel, batch: Uuid::now_v7(), first_at: at, tries: 0 }, at).await
}

pub async fn resend_at(unit: &mut Unit, job: &Due, at: Ts) -> Result<()> {
    queue(unit, &Due { batch: Uuid::now_v7(), tries: job.tries + 1, ..job.clone() }, at).await
}

async fn queue(unit: &mut Unit, job: &Due, at: Ts) -> Result<()> {
    let dedupe = format!("{} {} {}", job.person_id, job.channel.as_str(), at.micros());
    store::job::enqueue(unit, SEND, payload(job)?, Some(&dedupe), at).await
}

pub async fn tell(app: &App, ctx: &Ctx, news: News) -> Result<()> {
    notice::write(app, ctx, news).await
}

pub async fn send(app: &App, ctx: &Ctx, job: Due) -> Result<()> {
    notice::send::run(app, ctx, job).await
}

fn payload<T: Serialize>(value: &T) -> Result<serde_json::Value> {
    serde_json::to_value(value).map_err(|e| Error::internal("a job does not serialise").source(e))
}
