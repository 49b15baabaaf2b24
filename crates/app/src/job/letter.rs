//! Sends a letter to a person: queued in the unit of what causes it, tried for a day, then given up with an event. The words wait sealed: they
//! hold links that open accounts.

use crate::notice::{self, News, To};
use crate::person::{Mail, letter};
use crate::vault::{from_base64, to_base64};
use crate::{App, Ctx};
use domain::id::OrgId;
use domain::notice::NoticeKind;
use domain::port::Letter;
use domain::{Error, Result, Retry, Ts};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Root, Unit};
use uuid::Uuid;

pub const KIND: &str = "letter.send";
/// Between tries: providers put strangers off for some minutes.
const PAUSES: [i64; 4] = [60, 300, 900, 3600];
/// From the first try to the last.
const PATIENCE_SECS: i64 = 86_400;

#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    id: Uuid,
    /// What kind of letter, for whoever looks into the queue.
    what: String,
    sealed: String,
    first_at: Ts,
    #[serde(default)]
    tries: usize,
    /// Whom it speaks of: forgetting them takes the letter away, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    about: Vec<Uuid>,
}

#[derive(Serialize, Deserialize)]
struct Words {
    to: String,
    subject: String,
    text: String,
    html: String,
}

pub async fn enqueue(app: &App, unit: &mut Unit, mail: &Mail) -> Result<()> {
    let now = unit.now();
    store::job::enqueue(unit, KIND, payload(app, mail, now)?, None, now).await
}

/// The same where the cause belongs to a person; it waits with one of their firms.
pub async fn enqueue_root(app: &App, root: &mut Root, org: OrgId, mail: &Mail) -> Result<()> {
    let now = app.now();
    store::job::enqueue_root(root, org, KIND, payload(app, mail, now)?, now).await
}

/// A letter in words of its own: subject, text, HTML.
pub(crate) async fn enqueue_words(app: &App, unit: &mut Unit, what: &str, to: String, words: (String, String, String), about: Vec<Uuid>) -> Result<()> {
    let now = unit.now();
    store::job::enqueue(unit, KIND, sealed(app, what, to, words, about, now)?, None, now).await
}

fn payload(app: &App, mail: &Mail, now: Ts) -> Result<serde_json::Value> {
    sealed(app, mail.what.name(), mail.to.clone(), letter::words(&mail.what, mail.lang), Vec::new(), now)
}

fn sealed(app: &App, what: &str, to: String, (subject, text, html): (String, String, String), about: Vec<Uuid>, now: Ts) -> Result<serde_json::Value> {
    let id = Uuid::now_v7();
    let words = serde_json::to_vec(&Words { to, subject, text, html }).map_err(|e| Error::internal("a letter does not serialise").source(e))?;
    let sealed = to_base64(&app.vault().seal_own(KIND, id, &words)?);
    serde_json::to_value(Payload { id, what: what.to_owned(), sealed, first_at: now, tries: 0, about }).map_err(|e| Error::internal("a job does not serialise").source(e))
}

pub async fn run(app: &App, ctx: &Ctx, payload: Payload) -> Result<()> {
    let Err(error) = send(app, &payload).await else {
        metrics::counter!("samovar_letters_total", "result" => "sent").increment(1);
        return Ok(());
    };
    let mut unit = app.unit(ctx).await?;
    match again(&error, payload.first_at, payload.tries, unit.now()) {
        Some(at) => {
            tracing::warn!(error = %error, letter.id = %payload.id, letter.tries = payload.tries, "a letter was not taken; it is tried again");
            let next = Payload { tries: payload.tries + 1, ..payload };
            store::job::enqueue(&mut unit, KIND, json!(next), None, at).await?;
        }
        None => {
            tracing::error!(error = %error, letter.id = %payload.id, "a letter was given up");
            metrics::counter!("samovar_letters_total", "result" => "failed").increment(1);
            unit.event("letter.failed", payload.id, None, json!({ "letter": payload.what, "error": error.to_string() })).await?;
            // A notice that does not arrive is no news of its own, or there would be no end.
            if payload.what != "notice" {
                notice::tell(&mut unit, News::new(NoticeKind::Undelivered, To::All).page("settings/people".to_owned())).await?;
            }
        }
    }
    unit.commit().await
}

async fn send(app: &App, payload: &Payload) -> Result<()> {
    let clear = app.vault().open_own(KIND, payload.id, &from_base64(&payload.sealed)?)?;
    let words: Words = serde_json::from_slice(&clear).map_err(|e| Error::internal("a letter does not read").source(e))?;
    let mailer = app.config().mailer.as_ref().ok_or_else(|| Error::new(domain::Kind::Unavailable, "the server has no mail server any more"))?;
    mailer.send(&Letter { id: payload.id.simple().to_string(), to: words.to, subject: words.subject, text: words.text, html: words.html, reply_to: None }).await
}

/// When to try again; none when it cannot help, or has been tried for a day.
pub(crate) fn again(error: &Error, first_at: Ts, tries: usize, now: Ts) -> Option<Ts> {
    let pause = PAUSES.get(tries).or(PAUSES.last()).copied().unwrap_or(3600);
    let at = now.plus_secs(pause);
    (error.retry != Retry::Never && at <= first_at.plus_secs(PATIENCE_SECS)).then_some(at)
}
