//! Webhooks in: find the connection, verify and parse, store every delivery, and only then answer.

use super::open_row;
use crate::inbox::receive::{Answering, receive};
use crate::{App, Ctx};
use domain::event::Actor;
use domain::id::ConnectionId;
use domain::port::{Channel, Inbound, RawReply, RawRequest, What};
use domain::{Error, Result};
use std::sync::Arc;
use std::time::Duration;
use store::connection::Connection;

/// Handles one call of a vendor. An error means that nothing may be forgotten by the vendor: it will call again.
pub async fn hook(app: &App, connector: &str, id: ConnectionId, request: &RawRequest, ip: Option<String>, trace_id: Option<String>) -> Result<RawReply> {
    let mut root = app.db().root_read().await?;
    let connection = store::connection::find_root(&mut root, id).await?.filter(|c| c.connector == connector).ok_or_else(|| Error::not_found("connection"))?;
    drop(root);
    let mut scope = app.scope(connection.org_id).await?;
    let open = open_row(app, &mut scope, connection).await?;
    drop(scope);
    let inbound = open.channel.parse(request)?;
    let ctx = Ctx { org: open.connection.org_id, actor: Actor::System, ip, trace_id };
    accept(app, &ctx, &open.connection, &open.channel, &inbound).await?;
    Ok(open.channel.acknowledge())
}

/// Stores a batch in order; shared by webhooks and polls.
pub(crate) async fn accept(app: &App, ctx: &Ctx, connection: &Connection, channel: &Arc<dyn Channel>, batch: &[Inbound]) -> Result<()> {
    let quiet = quiet_window(app, connection).await?;
    for inbound in batch {
        let is_press = matches!(inbound.what, What::Message { button: Some(_), .. });
        // A pressed button is a whole thought: nothing more will follow it.
        let accepted = receive(app, ctx, connection, inbound, Answering::Quiet(if is_press { Duration::ZERO } else { quiet })).await?;
        if accepted.is_repeat {
            continue;
        }
        if let What::Message { press_ref, .. } = &inbound.what {
            let (channel, press, chat) = (channel.clone(), press_ref.clone(), inbound.chat_id.clone());
            app.tasks().spawn(async move {
                if let Some(press) = press {
                    let _ = channel.acknowledge_press(&press).await;
                }
                let _ = channel.typing(&chat).await;
            });
        }
    }
    Ok(())
}

async fn quiet_window(app: &App, connection: &Connection) -> Result<Duration> {
    let mut scope = app.scope(connection.org_id).await?;
    let org = store::org::get(&mut scope).await?;
    Ok(Duration::from_millis(u64::from(org.settings.quiet_window_ms)))
}
