//! Connections: one configured account on one channel, its health and its polling cursor. Secrets are opaque bytes here.

use crate::{FromRow, Reads, Root, Row, Scope, Unit};
use domain::conversation::AgentMode;
use domain::id::{ConnectionId, OrgId};
use domain::{Error, Result, Ts};
use serde_json::Value;
use uuid::Uuid;

statements! {
    INSERT = "INSERT INTO connection (org_id, id, connector, name, settings, secrets, public_key, receiving, is_paused, health, created_at, updated_at, agent_mode) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)";
    UPDATE = "UPDATE connection SET name = $3, settings = $4, secrets = $5, receiving = $6, is_paused = $7, updated_at = $8, agent_mode = $9 WHERE org_id = $1 AND id = $2";
    DELETE = "DELETE FROM connection WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM connection WHERE org_id = $1 AND id = $2";
    LIST = "SELECT * FROM connection WHERE org_id = $1 AND id > $2 AND NOT is_hidden ORDER BY id LIMIT $3";
    BY_CONNECTOR = "SELECT * FROM connection WHERE org_id = $1 AND connector = $2 AND NOT is_hidden ORDER BY id LIMIT 1";
    HIDDEN = "SELECT * FROM connection WHERE org_id = $1 AND is_hidden ORDER BY id LIMIT 1";
    HIDE = "UPDATE connection SET is_hidden = TRUE, agent_mode = 'auto' WHERE org_id = $1 AND id = $2";
    /// Of a firm being born, in the transaction of its registration.
    ROOT_INSERT = "INSERT INTO connection (org_id, id, connector, name, settings, public_key, receiving, is_paused, health, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";
    ROOT_GET = "SELECT * FROM connection WHERE id = $1";
    ROOT_BY_PUBLIC_KEY = "SELECT * FROM connection WHERE public_key = $1";
    ROOT_POLLING = "SELECT * FROM connection WHERE receiving = 'polling' AND NOT is_paused ORDER BY id";
    /// One poller per connection over all nodes: the lease is the right to poll.
    ROOT_LEASE_POLL = "UPDATE connection SET poll_lease_until = $3, poll_lease_by = $2 WHERE id = $1 AND (poll_lease_until < $4 OR poll_lease_by = $2)";
    ROOT_FREE_POLLS = "UPDATE connection SET poll_lease_until = 0 WHERE poll_lease_until > 0";
    /// A poller that stops in order leaves the connection to the next one at once.
    ROOT_RELEASE_POLL = "UPDATE connection SET poll_lease_until = 0, poll_lease_by = NULL WHERE id = $1 AND poll_lease_by = $2";
    SET_CURSOR = "UPDATE connection SET cursor = $3 WHERE org_id = $1 AND id = $2";
    /// At most once a minute while all is well: every send would touch the same row.
    SET_OK = "UPDATE connection SET health = 'ok', last_ok_at = $3 WHERE org_id = $1 AND id = $2 AND (health <> 'ok' OR last_ok_at IS NULL OR last_ok_at < $3 - 60000000)";
    SET_HEALTH = "UPDATE connection SET health = $3, last_error = COALESCE($4, last_error), last_ok_at = COALESCE($5, last_ok_at) WHERE org_id = $1 AND id = $2";
}

/// One row; `secrets` is sealed by `app::vault`.
#[derive(Clone, Debug)]
pub struct Connection {
    pub org_id: OrgId,
    pub id: ConnectionId,
    pub connector: String,
    pub name: String,
    pub settings: Value,
    pub secrets: Option<Vec<u8>>,
    /// Not secret: names the connection in the widget's snippet.
    pub public_key: Option<String>,
    /// `webhook`, `polling`, `off`.
    pub receiving: String,
    pub is_paused: bool,
    /// What the agent does here, where it differs from the firm's wish.
    pub agent_mode: Option<AgentMode>,
    pub cursor: Option<String>,
    /// `new`, `ok`, `failing`, `disconnected`.
    pub health: String,
    pub last_error: Option<String>,
    pub last_ok_at: Option<Ts>,
    pub created_at: Ts,
    pub updated_at: Ts,
}

impl FromRow for Connection {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Connection {
            org_id: row.id("org_id")?,
            id: row.id("id")?,
            connector: row.get("connector")?,
            name: row.get("name")?,
            settings: row.json("settings")?,
            secrets: row.get("secrets")?,
            public_key: row.get("public_key")?,
            receiving: row.get("receiving")?,
            is_paused: row.get("is_paused")?,
            agent_mode: row.maybe_parse("agent_mode")?,
            cursor: row.get("cursor")?,
            health: row.get("health")?,
            last_error: row.get("last_error")?,
            last_ok_at: row.maybe_ts("last_ok_at")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

pub async fn insert(unit: &mut Unit, c: &Connection) -> Result<()> {
    unit.exec(
        INSERT,
        vals![c.id, &c.connector, &c.name, c.settings.clone(), c.secrets.clone(), c.public_key.clone(), &c.receiving, c.is_paused, &c.health, c.created_at, c.agent_mode],
    )
    .await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, c: &Connection) -> Result<()> {
    let now = unit.now();
    let touched = unit.exec(UPDATE, vals![c.id, &c.name, c.settings.clone(), c.secrets.clone(), &c.receiving, c.is_paused, now, c.agent_mode]).await?;
    if touched == 0 { Err(Error::not_found("connection")) } else { Ok(()) }
}

/// Fails with a conflict while conversations hang on it: pause instead.
pub async fn remove(unit: &mut Unit, id: ConnectionId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("connection")) } else { Ok(()) }
}

pub async fn get(reads: &mut impl Reads, id: ConnectionId) -> Result<Connection> {
    reads.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("connection"))
}

pub async fn get_in(unit: &mut Unit, id: ConnectionId) -> Result<Connection> {
    unit.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("connection"))
}

/// The product's own connection, which nobody sees.
pub async fn find_hidden(reads: &mut impl Reads) -> Result<Option<Connection>> {
    reads.find(HIDDEN, vec![]).await
}

pub async fn hide(unit: &mut Unit, id: ConnectionId) -> Result<()> {
    unit.exec(HIDE, vals![id]).await?;
    Ok(())
}

/// A connection without secrets, of an organization made in the same transaction.
pub async fn insert_root(root: &mut Root, c: &Connection) -> Result<()> {
    root.exec(ROOT_INSERT, vals![c.org_id, c.id, &c.connector, &c.name, c.settings.clone(), c.public_key.clone(), &c.receiving, c.is_paused, &c.health, c.created_at]).await?;
    Ok(())
}

/// Inside or outside a unit.
pub async fn all(reads: &mut impl Reads, after: ConnectionId, limit: i64) -> Result<Vec<Connection>> {
    reads.list(LIST, vals![after, limit]).await
}

pub async fn list(scope: &mut Scope, after: ConnectionId, limit: i64) -> Result<Vec<Connection>> {
    scope.list(LIST, vals![after, limit]).await
}

/// The first connection of a connector: the API and the widget have one each.
pub async fn find_by_connector(reads: &mut impl Reads, connector: &str) -> Result<Option<Connection>> {
    reads.find(BY_CONNECTOR, vals![connector]).await
}

/// A webhook names only the connection; the tenant follows from it.
pub async fn find_root(root: &mut Root, id: ConnectionId) -> Result<Option<Connection>> {
    root.find(ROOT_GET, vals![id]).await
}

pub async fn find_by_public_key(root: &mut Root, key: &str) -> Result<Option<Connection>> {
    root.find(ROOT_BY_PUBLIC_KEY, vals![key]).await
}

pub async fn polling(root: &mut Root) -> Result<Vec<Connection>> {
    root.list(ROOT_POLLING, vec![]).await
}

/// True when this node may poll until `until`.
pub async fn lease_poll(root: &mut Root, id: ConnectionId, node: Uuid, until: Ts, now: Ts) -> Result<bool> {
    Ok(root.exec(ROOT_LEASE_POLL, vals![id, node, until, now]).await? == 1)
}

/// After a crash of the only process: no lease can be held by anybody.
pub async fn free_polls(root: &mut Root) -> Result<u64> {
    root.exec(ROOT_FREE_POLLS, vec![]).await
}

/// Gives the right to poll back.
pub async fn release_poll(root: &mut Root, id: ConnectionId, node: Uuid) -> Result<()> {
    root.exec(ROOT_RELEASE_POLL, vals![id, node]).await?;
    Ok(())
}

pub async fn set_cursor(unit: &mut Unit, id: ConnectionId, cursor: Option<&str>) -> Result<()> {
    unit.exec(SET_CURSOR, vals![id, cursor]).await?;
    Ok(())
}

/// The vendor answered just now.
pub async fn set_ok(unit: &mut Unit, id: ConnectionId) -> Result<()> {
    let now = unit.now();
    unit.exec(SET_OK, vals![id, now]).await?;
    Ok(())
}

pub async fn set_health(unit: &mut Unit, id: ConnectionId, health: &str, last_error: Option<String>, ok_at: Option<Ts>) -> Result<()> {
    unit.exec(SET_HEALTH, vals![id, health, last_error, ok_at]).await?;
    Ok(())
}
