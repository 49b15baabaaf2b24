//! Connections in use: opening a channel with its secrets, webhooks in (`hook.rs`), long polling (`poll.rs`), and their management (`manage.rs`).

pub mod hook;
pub mod manage;
pub mod poll;

use crate::App;
use crate::notice::{self, News, To};
use domain::id::{ConnectionId, OrgId};
use domain::notice::NoticeKind;
use domain::port::{Channel, ChannelConfig, Connector};
use domain::{Error, Result, Secret};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use store::connection::Connection;
use store::{Scope, Unit};
use uuid::Uuid;

/// A connection ready to speak.
pub struct Open {
    pub connection: Connection,
    pub connector: Arc<dyn Connector>,
    pub channel: Arc<dyn Channel>,
}

/// Opens a connection; an open channel is reused until the row changes.
pub async fn open(app: &App, org: OrgId, id: ConnectionId) -> Result<Open> {
    let mut scope = app.scope(org).await?;
    let connection = store::connection::get(&mut scope, id).await?;
    open_row(app, &mut scope, connection).await
}

pub(crate) async fn open_row(app: &App, scope: &mut Scope, connection: Connection) -> Result<Open> {
    let connector = app.connector(&connection.connector)?.clone();
    let key = (connection.id, connection.updated_at.micros());
    if let Some(channel) = app.0.channels.get(&key) {
        return Ok(Open { connection, connector, channel });
    }
    let secrets = secrets(app, scope, &connection).await?;
    let channel = connector.open(config(app, &connection, secrets))?;
    app.0.channels.insert(key, channel.clone());
    Ok(Open { connection, connector, channel })
}

/// The secrets of a connection in the clear.
pub(crate) async fn secrets(app: &App, scope: &mut Scope, connection: &Connection) -> Result<BTreeMap<String, Secret>> {
    let Some(sealed) = &connection.secrets else { return Ok(BTreeMap::new()) };
    let clear = app.vault().open(scope, "connection", connection.id.0, sealed).await?;
    serde_json::from_slice(&clear).map_err(|e| Error::internal("the secrets of a connection do not read").op("channel.open").source(e))
}

fn config(app: &App, connection: &Connection, secrets: BTreeMap<String, Secret>) -> ChannelConfig {
    ChannelConfig {
        org_id: connection.org_id,
        connection_id: connection.id,
        settings: connection.settings.clone(),
        secrets,
        hook_secret: hook_secret(app, connection.id),
        hook_url: app.config().public_url.as_ref().map(|base| format!("{base}/hooks/{}/{}", connection.connector, connection.id)),
        net: app.config().net,
        files: Some(Arc::new(crate::file::Shelf::of(app, connection.org_id))),
        clock: app.clock(),
    }
}

/// Our own secret for a connection's webhook: derived, so that it survives restarts and is never stored.
fn hook_secret(app: &App, id: ConnectionId) -> Secret {
    let key = app.vault().derive(&format!("hook/{id}"));
    Secret::new(base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, key))
}

/// Does the customer's side fetch our messages on this connection? Else they are queued and sent out.
pub(crate) fn is_pull(app: &App, connection: &Connection) -> bool {
    app.connector(&connection.connector).is_ok_and(|connector| connector.pulls(&connection.settings))
}

/// The organization's own connection of a pull connector (`api`, `widget`), remembered for a few seconds: every message asks
/// for it and it hardly ever changes. A change made by this process is seen at once.
pub async fn of_connector(app: &App, org: OrgId, connector: &'static str) -> Result<Connection> {
    if let Some(connection) = app.0.pulls.get(&(org, connector)) {
        return Ok((*connection).clone());
    }
    let forgotten = app.0.pulls_forgotten.load(Ordering::SeqCst);
    let mut scope = app.scope(org).await?;
    let connection = store::connection::find_by_connector(&mut scope, connector).await?.ok_or_else(|| Error::not_found("connection"))?;
    app.0.pulls.insert((org, connector), Arc::new(connection.clone()));
    // Changed between our read and here: the forgetting came too early for this entry.
    if app.0.pulls_forgotten.load(Ordering::SeqCst) != forgotten {
        app.0.pulls.invalidate(&(org, connector));
    }
    Ok(connection)
}

/// A connection has changed: the next message asks anew.
pub(crate) fn forget_pulls(app: &App) {
    app.0.pulls_forgotten.fetch_add(1, Ordering::SeqCst);
    app.0.pulls.invalidate_all();
}

/// Tells people that a channel does not work: at most once in six hours, however often it fails.
pub(crate) async fn tell_failed(unit: &mut Unit, id: ConnectionId) -> Result<()> {
    let connection = store::connection::get_in(unit, id).await?;
    let span = u128::try_from(unit.now().micros().div_euclid(6 * 3_600_000_000)).unwrap_or(0);
    let news = News::new(NoticeKind::Failure, To::All).page("channels".to_owned()).name(&connection.name);
    notice::tell(unit, News { cause: Uuid::from_u128(id.0.as_u128() ^ span), ..news }).await
}
