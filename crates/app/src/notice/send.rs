//! Taking notices out of the app. A job takes what is due for one person on one channel; several that waited together go as one. Browsers and
//! letters have queues of their own, written in the same unit: each goes out once. A chat has no keys for repetitions, so what a crash cut off
//! there is left, never repeated.

use super::words::{self, Said};
use crate::job::letter::{self, again};
use crate::job::notice::{Due, resend_at};
use crate::{App, Ctx, channel, push};
use domain::notice::{Notice, NoticeChannel, NoticeChat};
use domain::port::Outbound;
use domain::{Error, Kind, Lang, Result, Retry};
use store::Unit;
use store::notice::Hearer;
use uuid::Uuid;

/// Most told one by one in a letter or a chat.
const LISTED: usize = 20;
/// Most pushed one by one; more are one.
const PUSHED: usize = 3;

/// Can this person be told there at all?
pub(super) fn has(app: &App, to: &Hearer, channel: NoticeChannel) -> bool {
    match channel {
        NoticeChannel::App => true,
        NoticeChannel::Push => app.config().push.is_some(),
        NoticeChannel::Email => app.config().mailer.is_some(),
        NoticeChannel::Chat => to.chat.is_some(),
    }
}

/// How long is waited for the person to see it in the app.
pub(super) const fn patience_secs(channel: NoticeChannel) -> i64 {
    match channel {
        NoticeChannel::App | NoticeChannel::Push => 0,
        NoticeChannel::Chat => 20,
        NoticeChannel::Email => 60,
    }
}

pub(crate) async fn run(app: &App, ctx: &Ctx, job: Due) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let mut begun = Vec::new();
    if job.channel == NoticeChannel::Chat {
        begun = store::notice::taken(&mut unit, job.batch).await?;
    }
    if !begun.is_empty() {
        // The runner died while it was sending: it may have arrived.
        store::notice::settle(&mut unit, job.batch, "unknown").await?;
        return unit.commit().await;
    }
    store::notice::take(&mut unit, job.person_id, job.channel, job.batch).await?;
    let mut notices = Vec::new();
    for taken in store::notice::taken(&mut unit, job.batch).await? {
        if taken.is_over {
            store::notice::drop_one(&mut unit, job.batch, taken.notice.id).await?;
        } else {
            notices.push(taken.notice);
        }
    }
    let hearer = store::notice::people(&mut unit, Some(job.person_id)).await?.into_iter().next();
    let Some(to) = hearer.filter(|to| !notices.is_empty() && has(app, to, job.channel)) else {
        // They work here no more, or have let the channel go.
        store::notice::settle(&mut unit, job.batch, "dropped").await?;
        return unit.commit().await;
    };
    let org = store::org::get_in(&mut unit).await?;
    let zone = domain::time::zone(to.settings.zone.as_deref().unwrap_or(&org.zone))?;
    let all: Vec<(Notice, Said)> = notices.into_iter().map(|n| (words::said(&n, to.lang, to.shows_text(), &zone), n)).map(|(s, n)| (n, s)).collect();
    match job.channel {
        NoticeChannel::App => {}
        NoticeChannel::Push => push_in(app, &mut unit, &to, &org.name, &all).await?,
        NoticeChannel::Email => mail_in(app, &mut unit, &to, &org.name, &all).await?,
        NoticeChannel::Chat => {
            unit.commit().await?;
            return say(app, ctx, &to, &org.name, &all, job).await;
        }
    }
    store::notice::settle(&mut unit, job.batch, "sent").await?;
    unit.commit().await
}

/// A job for each browser.
async fn push_in(app: &App, unit: &mut Unit, to: &Hearer, firm: &str, all: &[(Notice, Said)]) -> Result<()> {
    let browsers = store::push::of_person(&mut app.db().root_read().await?, to.person_id).await?;
    let shown: Vec<push::Notice> = if all.len() > PUSHED {
        let body = all.iter().take(PUSHED).map(|(_, s)| s.title.as_str()).collect::<Vec<_>>().join(", ");
        vec![push::Notice { title: words::digest(all.len(), firm, to.lang.spoken() == Lang::En), body, url: "/app/notices".to_owned(), tag: "notices".to_owned() }]
    } else {
        all.iter().map(|(n, s)| push::Notice { title: s.title.clone(), body: s.body.clone(), url: format!("/app/{}", n.page), tag: n.conversation_id.map_or_else(|| n.page.clone(), |id| format!("conversation:{id}")) }).collect()
    };
    for browser in &browsers {
        for notice in &shown {
            crate::job::push::enqueue(unit, browser.id, notice).await?;
        }
    }
    Ok(())
}

fn address(app: &App, page: &str) -> String {
    format!("{}/app/{page}", app.config().public_url.as_deref().unwrap_or_default())
}

async fn mail_in(app: &App, unit: &mut Unit, to: &Hearer, firm: &str, all: &[(Notice, Said)]) -> Result<()> {
    let is_english = to.lang.spoken() == Lang::En;
    let settings = address(app, "settings/notifications");
    let small = if is_english { format!("Choose what you are told of, or switch letters off: {settings}") } else { format!("Выбрать, о чём вам писать, или отключить письма: {settings}") };
    let (subject, lines, link) = match all {
        [(notice, said)] => (format!("{firm}: {}", said.title), vec![said.title.clone(), said.body.clone()], address(app, &notice.page)),
        _ => {
            let lines = all.iter().take(LISTED).map(|(n, s)| format!("{}\n{}\n{}", s.title, s.body, address(app, &n.page))).collect();
            (words::digest(all.len(), firm, is_english), lines, address(app, "notices"))
        }
    };
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let letter = crate::person::letter::page(&subject, &lines, Some((if is_english { "Open" } else { "Открыть" }, &link)), &[&small]);
    let about: Vec<Uuid> = all.iter().flat_map(|(n, _)| [n.contact_id.map(Uuid::from), n.conversation_id.map(Uuid::from)]).flatten().collect();
    letter::enqueue_words(app, unit, "notice", to.email.clone(), letter, about).await
}

async fn say(app: &App, ctx: &Ctx, to: &Hearer, firm: &str, all: &[(Notice, Said)], job: Due) -> Result<()> {
    let Some(chat) = &to.chat else { return Ok(()) };
    let mut text = if all.len() > 1 { format!("{}\n\n", words::digest(all.len(), firm, to.lang.spoken() == Lang::En)) } else { String::new() };
    let lines: Vec<String> = all.iter().take(LISTED).map(|(n, s)| format!("{}\n{}\n{}", s.title, s.body, address(app, &n.page))).collect();
    text.push_str(&lines.join("\n\n"));
    let done = out(app, ctx, chat, job.batch, text).await;
    let mut unit = app.unit(ctx).await?;
    let Err(error) = done else {
        store::notice::settle(&mut unit, job.batch, "sent").await?;
        return unit.commit().await;
    };
    tracing::warn!(error = %error, "a notice did not reach its chat");
    if error.kind == Kind::Unreachable {
        // Blocked, or gone: the settings say so, and nothing more is sent there.
        store::notice::lose(&mut unit, to.person_id, &chat.chat_id).await?;
        store::notice::settle(&mut unit, job.batch, "failed").await?;
        return unit.commit().await;
    }
    let later = if error.retry == Retry::Unknown { None } else { again(&error, job.first_at, job.tries, unit.now()) };
    match later {
        Some(at) => {
            store::notice::put_back(&mut unit, job.batch, at).await?;
            resend_at(&mut unit, &job, at).await?;
        }
        None => store::notice::settle(&mut unit, job.batch, if error.retry == Retry::Unknown { "unknown" } else { "failed" }).await?,
    }
    unit.commit().await
}

pub(super) async fn out(app: &App, ctx: &Ctx, chat: &NoticeChat, key: Uuid, text: String) -> Result<()> {
    let open = match channel::open(app, ctx.org, chat.connection_id).await {
        Err(error) if error.kind == Kind::NotFound => return Err(Error::new(Kind::Unreachable, "the bot is connected no more").retry(Retry::Never)),
        open => open?,
    };
    if open.connection.is_paused {
        return Err(Error::new(Kind::Unavailable, "the connection is paused").retry(Retry::Backoff));
    }
    let outbound = Outbound { key: key.to_string(), chat_id: chat.chat_id.clone(), conversation_id: None, text, buttons: Vec::new(), attachments: Vec::new(), parts_sent: 0 };
    open.channel.send(&outbound).await.map(drop)
}
