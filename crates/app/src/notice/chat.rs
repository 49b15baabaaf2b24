//! Binding a person's own chat with a bot of the firm, so that they hear of things there: they open a link once, and the word the bot starts
//! with says who they are. That first word is no customer's: no contact and no conversation come of it.

use super::send::out;
use crate::access::token;
use crate::channel::{self, Open};
use crate::{App, Ctx};
use domain::id::PersonId;
use domain::notice::NoticeChat;
use domain::{Error, Lang, Result, Ts};
use store::Unit;
use store::connection::Connection;
use uuid::Uuid;

const LIFE_SECS: i64 = 3_600;
/// What the first word of a colleague begins with.
pub(crate) const LEAD: &str = "n_";

/// A link for the person; an earlier one opens nothing any more.
pub async fn invite(app: &App, ctx: &Ctx, person: PersonId) -> Result<(String, Ts)> {
    let settings = super::settings(app, ctx, person).await?.settings;
    let mut scope = app.scope(ctx.org).await?;
    let mut failed = Error::conflict("connect a messenger bot first").code("no_bot");
    let mut found = None;
    for connection in crate::partner::chat::bots(app, &mut scope).await? {
        let Open { channel, .. } = channel::open_row(app, &mut scope, connection).await?;
        match channel.check().await {
            Ok(identity) => found = identity.link.filter(|link| link.contains("{payload}")),
            Err(error) => failed = error,
        }
        if found.is_some() {
            break;
        }
    }
    drop(scope);
    let link = found.ok_or(failed)?;
    let secret = token::fresh(LEAD)?;
    let mut unit = app.unit(ctx).await?;
    let until = unit.now().plus_secs(LIFE_SECS);
    store::notice::set(&mut unit, person, &settings).await?;
    store::notice::invite(&mut unit, person, &token::digest(secret.expose()), until).await?;
    unit.audit("invite", "notice_chat", Some(person.0), None, None).await?;
    unit.commit().await?;
    Ok((link.replace("{payload}", secret.expose()), until))
}

/// The chat is theirs no more.
pub async fn unbind(app: &App, ctx: &Ctx, person: PersonId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    store::notice::unbind(&mut unit, person).await?;
    unit.audit("unbind", "notice_chat", Some(person.0), None, None).await?;
    unit.commit().await
}

/// Takes the first word of a chat, if it is a colleague's; none: it is a customer's.
pub(crate) async fn bind_in(unit: &mut Unit, connection: &Connection, chat_id: &str, start: &str) -> Result<Option<PersonId>> {
    let Some(person) = store::notice::bind(unit, &token::digest(start), connection.id, chat_id).await? else { return Ok(None) };
    unit.audit("bind", "notice_chat", Some(person.0), None, None).await?;
    Ok(Some(person))
}

/// What they hear when the chat is theirs. Their open settings learn of it, too.
pub(crate) async fn greet(app: &App, ctx: &Ctx, person: PersonId) -> Result<()> {
    let to = super::settings(app, ctx, person).await?;
    let firm = store::org::get(&mut app.scope(ctx.org).await?).await?.name;
    crate::inbox::presence::send(app, ctx.org, domain::presence::Sign::Noticed { person_id: person });
    let Some(NoticeChat { connection_id, chat_id }) = to.chat else { return Ok(()) };
    let text = if to.lang.spoken() == Lang::En {
        format!("Done! Notices of {firm} will come to this chat. You choose which ones in the settings.")
    } else {
        format!("Готово! Сюда будут приходить уведомления «{firm}». Какие именно, вы решаете в настройках.")
    };
    out(app, ctx, &NoticeChat { connection_id, chat_id }, Uuid::now_v7(), text).await
}
