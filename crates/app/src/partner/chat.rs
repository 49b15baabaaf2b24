//! Binding a partner's chat with the firm's own bot: they open a link once, and the word the bot starts with says who they are. That first
//! word is no customer's: no contact and no conversation come of it.

use super::written;
use crate::access::token;
use crate::channel::{self, Open};
use crate::{App, Ctx};
use domain::id::PartnerId;
use domain::partner::{Partner, PartnerChannel};
use domain::port::Outbound;
use domain::{Error, Kind, Lang, Result, Ts};
use store::connection::Connection;
use store::{Scope, Unit};
use uuid::Uuid;

const LIFE_SECS: i64 = 7 * 86_400;
/// What the first word of a partner begins with.
pub(crate) const LEAD: &str = "p_";

/// The firm's connections through which a person can be written to, and that take a word along.
pub async fn bots(app: &App, scope: &mut Scope) -> Result<Vec<Connection>> {
    let all = store::connection::list(scope, domain::id::ConnectionId::nil(), 100).await?;
    Ok(all.into_iter().filter(|c| !c.is_paused && !channel::is_pull(app, c)).collect())
}

/// A link for the partner; an earlier one opens nothing any more.
pub async fn invite(app: &App, ctx: &Ctx, id: PartnerId) -> Result<(String, Ts)> {
    let mut scope = app.scope(ctx.org).await?;
    store::partner::get(&mut scope, id).await?;
    let mut failed = Error::conflict("connect a messenger bot first").code("no_bot");
    let mut found = None;
    for connection in bots(app, &mut scope).await? {
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
    store::partner::lock(&mut unit, id).await?;
    store::partner::invite(&mut unit, id, &token::digest(secret.expose()), until).await?;
    unit.audit("invite", "partner", Some(id.0), None, None).await?;
    unit.commit().await?;
    Ok((link.replace("{payload}", secret.expose()), until))
}

/// The chat is theirs no more.
pub async fn unbind(app: &App, ctx: &Ctx, id: PartnerId) -> Result<Partner> {
    let mut unit = app.unit(ctx).await?;
    let before = store::partner::lock(&mut unit, id).await?;
    store::partner::unbind(&mut unit, id).await?;
    let after = Partner { chat: None, updated_at: unit.now(), ..before.clone() };
    written(&mut unit, "update", "partner.updated", Some(&before), &after).await?;
    unit.commit().await?;
    Ok(after)
}

/// Takes the first word of a chat, if it is a partner's; none: it is a customer's.
pub(crate) async fn bind_in(unit: &mut Unit, connection: &Connection, chat_id: &str, start: &str) -> Result<Option<Partner>> {
    let Some(partner) = store::partner::bind(unit, &token::digest(start), connection.id, chat_id).await? else { return Ok(None) };
    let partner = if partner.channel == PartnerChannel::Manual { Partner { channel: PartnerChannel::Chat, ..partner } } else { partner };
    store::partner::update(unit, &partner).await?;
    written(unit, "bind", "partner.updated", None, &partner).await?;
    Ok(Some(partner))
}

/// What a partner hears when the chat is theirs.
pub(crate) async fn greet(app: &App, ctx: &Ctx, partner: &Partner) -> Result<()> {
    let firm = store::org::get(&mut app.scope(ctx.org).await?).await?.name;
    let text = if partner.lang.spoken() == Lang::En {
        format!("Done! Clients from {firm} will come to this chat. Each message has a link where you accept or decline.")
    } else {
        format!("Готово! Сюда будут приходить клиенты от «{firm}». В каждом сообщении есть ссылка, по которой можно принять клиента или отказаться.")
    };
    say(app, ctx, partner, Uuid::now_v7(), text).await
}

pub(crate) async fn say(app: &App, ctx: &Ctx, partner: &Partner, key: Uuid, text: String) -> Result<()> {
    let chat = partner.chat.as_ref().ok_or_else(|| Error::new(Kind::Unreachable, "the partner has no chat any more"))?;
    let open = channel::open(app, ctx.org, chat.connection_id).await?;
    if open.connection.is_paused {
        return Err(Error::new(Kind::Unavailable, "the connection is paused"));
    }
    let outbound = Outbound { key: key.to_string(), chat_id: chat.chat_id.clone(), conversation_id: None, text, buttons: Vec::new(), attachments: Vec::new(), parts_sent: 0 };
    open.channel.send(&outbound).await.map(drop)
}
