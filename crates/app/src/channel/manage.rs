//! Managing connections: create, change, pause, check, choose how to receive, remove. Secrets go into the vault and never come out.

use super::{is_pull, open};
use crate::job::prepare_connection;
use crate::{App, Ctx};
use domain::conversation::AgentMode;
use domain::id::ConnectionId;
use domain::port::{Identity, Receiving};
use domain::{Error, Result, Secret};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use store::Unit;
use store::connection::Connection;

/// What a person may set.
#[derive(Clone, Debug)]
pub struct NewConnection {
    pub connector: String,
    pub name: String,
    /// As the connector's settings schema describes; `writeOnly` properties are secrets.
    pub settings: Value,
    pub receiving: Option<Receiving>,
}

/// `None` leaves a field as it is. In `settings` a missing secret keeps the stored one.
#[derive(Clone, Debug, Default)]
pub struct ConnectionPatch {
    pub name: Option<String>,
    pub settings: Option<Value>,
    pub receiving: Option<Receiving>,
    pub is_paused: Option<bool>,
    /// `Some(None)`: as the firm wishes.
    pub agent_mode: Option<Option<AgentMode>>,
}

/// The public shape: no secrets, which are named but not shown.
pub fn public(c: &Connection) -> Value {
    json!({"id": c.id, "connector": c.connector, "name": c.name, "settings": c.settings, "receiving": c.receiving, "is_paused": c.is_paused, "agent_mode": c.agent_mode, "has_secrets": c.secrets.is_some()})
}

pub async fn create(app: &App, ctx: &Ctx, new: NewConnection) -> Result<Connection> {
    let connector = app.connector(&new.connector)?.clone();
    let (settings, secrets) = split(&connector.settings_schema(), new.settings)?;
    let caps = connector.caps();
    let pull = connector.pulls(&settings);
    let receiving = new.receiving.unwrap_or(if caps.pull {
        Receiving::Off
    } else if caps.webhook && app.config().public_url.is_some() {
        Receiving::Webhook
    } else {
        Receiving::Polling
    });
    let mut unit = app.unit(ctx).await?;
    let connection = create_in(app, &mut unit, &new.connector, &new.name, settings, secrets.clone(), receiving).await?;
    unit.audit("create", "connection", Some(connection.id.0), None, Some(public(&connection))).await?;
    // Opening checks the settings before anything is kept.
    connector.open(super::config(app, &connection, secrets))?;
    if !pull {
        prepare_connection::enqueue(&mut unit, connection.id).await?;
    }
    unit.commit().await?;
    if !pull {
        try_prepare(app, ctx, connection.id).await;
    }
    Ok(connection)
}

/// A connection without settings and secrets, not written yet.
pub(crate) fn bare(org: domain::id::OrgId, connector: &str, name: &str, now: domain::Ts) -> Connection {
    let id = ConnectionId::new();
    Connection {
        org_id: org, id, connector: connector.to_owned(), name: name.to_owned(), settings: json!({}), secrets: None, public_key: public_key(connector, id), receiving: receiving_name(Receiving::Off).to_owned(), is_paused: false, agent_mode: None,
        cursor: None, health: "new".to_owned(), last_error: None, last_ok_at: None, created_at: now, updated_at: now,
    }
}

/// Names the site in the web chat's snippet.
fn public_key(connector: &str, id: ConnectionId) -> Option<String> {
    (connector == crate::widget::CONNECTOR).then(|| format!("wk_{}", id.0.simple()))
}

/// The bare row inside a larger unit; the new firm's API and widget connections are made with it.
pub async fn create_in(app: &App, unit: &mut Unit, connector: &str, name: &str, settings: Value, secrets: BTreeMap<String, Secret>, receiving: Receiving) -> Result<Connection> {
    let id = ConnectionId::new();
    let sealed = seal(app, unit, id, &secrets).await?;
    let mut connection = bare(unit.org(), connector, name, unit.now());
    (connection.id, connection.settings, connection.secrets, connection.receiving) = (id, settings, sealed, receiving_name(receiving).to_owned());
    connection.public_key = public_key(connector, id);
    store::connection::insert(unit, &connection).await?;
    unit.event("connection.created", id, None, json!({"connector": connector})).await?;
    Ok(connection)
}

pub async fn update(app: &App, ctx: &Ctx, id: ConnectionId, patch: ConnectionPatch) -> Result<Connection> {
    let mut unit = app.unit(ctx).await?;
    let mut connection = store::connection::get_in(&mut unit, id).await?;
    let before = public(&connection);
    let connector = app.connector(&connection.connector)?.clone();
    let was_pull = is_pull(app, &connection);
    if let Some(name) = patch.name {
        connection.name = name;
    }
    if let Some(settings) = patch.settings {
        let (settings, fresh) = split(&connector.settings_schema(), settings)?;
        connection.settings = settings;
        let mut scope = app.scope(ctx.org).await?;
        let mut all = super::secrets(app, &mut scope, &connection).await?;
        drop(scope);
        if !fresh.is_empty() {
            all.extend(fresh);
            connection.secrets = seal(app, &mut unit, id, &all).await?;
        }
        // Settings nobody can open are refused here and not at the next message.
        connector.open(super::config(app, &connection, all))?;
        crate::widget::keep_picture(&mut unit, &connection).await?;
    }
    if let Some(receiving) = patch.receiving {
        connection.receiving = receiving_name(receiving).to_owned();
    }
    if let Some(agent_mode) = patch.agent_mode {
        connection.agent_mode = agent_mode;
    }
    if let Some(is_paused) = patch.is_paused {
        connection.is_paused = is_paused;
    }
    store::connection::update(&mut unit, &connection).await?;
    unit.audit("update", "connection", Some(id.0), Some(before), Some(public(&connection))).await?;
    unit.event("connection.updated", id, None, json!({"connector": connection.connector, "is_paused": connection.is_paused})).await?;
    connection.updated_at = unit.now();
    // Also when it has just become one: what stood in its health is no longer true.
    let speaks = !was_pull || !is_pull(app, &connection);
    if speaks {
        prepare_connection::enqueue(&mut unit, id).await?;
    }
    unit.commit().await?;
    super::forget_pulls(app);
    if speaks {
        try_prepare(app, ctx, id).await;
    }
    Ok(connection)
}

/// Removes a connection nobody has talked through; a used one is paused instead.
pub async fn remove(app: &App, ctx: &Ctx, id: ConnectionId) -> Result<()> {
    if let Ok(open) = open(app, ctx.org, id).await
        && !is_pull(app, &open.connection)
    {
        // Best effort: a dead vendor must not keep the row alive.
        let _ = open.channel.prepare(Receiving::Off).await;
    }
    let mut unit = app.unit(ctx).await?;
    let connection = store::connection::get_in(&mut unit, id).await?;
    store::connection::remove(&mut unit, id).await.map_err(|e| if e.public_code() == "still_referenced" { e.code("connection_used") } else { e })?;
    unit.audit("remove", "connection", Some(id.0), Some(public(&connection)), None).await?;
    unit.commit().await
}

/// The live check of the credentials.
pub async fn check(app: &App, ctx: &Ctx, id: ConnectionId) -> Result<Identity> {
    let open = open(app, ctx.org, id).await?;
    let found = open.channel.check().await;
    let mut unit = app.unit(ctx).await?;
    let now = unit.now();
    match &found {
        Ok(_) => store::connection::set_health(&mut unit, id, "ok", None, Some(now)).await?,
        Err(error) => {
            let health = if error.kind == domain::Kind::Disconnected { "disconnected" } else { "failing" };
            store::connection::set_health(&mut unit, id, health, Some(error.to_string()), None).await?;
        }
    }
    unit.commit().await?;
    found
}

/// Tells the vendor how we receive. A failure shows in the connection's health; the queued job tries again.
pub async fn prepare(app: &App, ctx: &Ctx, id: ConnectionId) -> Result<()> {
    let done = async {
        let open = open(app, ctx.org, id).await?;
        let way = if open.connection.is_paused { Receiving::Off } else { receiving_of(&open.connection.receiving) };
        open.channel.prepare(way).await
    };
    let done = done.await;
    let mut unit = app.unit(ctx).await?;
    match &done {
        Ok(()) => {
            let now = unit.now();
            store::connection::set_health(&mut unit, id, "ok", None, Some(now)).await?;
            prepare_connection::withdraw(&mut unit, id).await?;
        }
        Err(error) => {
            let health = if error.kind == domain::Kind::Disconnected { "disconnected" } else { "failing" };
            store::connection::set_health(&mut unit, id, health, Some(error.to_string()), None).await?;
        }
    }
    unit.commit().await?;
    done
}

/// The try right after a change; what fails here is in the connection's health and in the queue.
async fn try_prepare(app: &App, ctx: &Ctx, id: ConnectionId) {
    if let Err(error) = prepare(app, ctx, id).await {
        tracing::warn!(error = %error, connection.id = %id, "the vendor could not be told how we receive");
    }
}

async fn seal(app: &App, unit: &mut Unit, id: ConnectionId, secrets: &BTreeMap<String, Secret>) -> Result<Option<Vec<u8>>> {
    if secrets.is_empty() {
        return Ok(None);
    }
    let clear: Map<String, Value> = secrets.iter().map(|(k, v)| (k.clone(), Value::from(v.expose()))).collect();
    let bytes = serde_json::to_vec(&clear).map_err(|e| Error::internal("secrets do not serialise").source(e))?;
    app.vault().seal(unit, "connection", id.0, &bytes).await.map(Some)
}

/// Parts settings from secrets by the schema's `writeOnly` mark; unknown properties are refused.
pub(crate) fn split(schema: &Value, settings: Value) -> Result<(Value, BTreeMap<String, Secret>)> {
    let Value::Object(given) = settings else { return Err(Error::invalid("settings", "settings are an object")) };
    let properties = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let (mut open, mut secrets) = (Map::new(), BTreeMap::new());
    for (name, value) in given {
        let Some(property) = properties.get(&name) else {
            return Err(Error::invalid(format!("settings.{name}"), "there is no such setting"));
        };
        if property.get("writeOnly").and_then(Value::as_bool).unwrap_or(false) {
            match value {
                Value::String(text) if !text.is_empty() => drop(secrets.insert(name, Secret::new(text))),
                Value::Null => {}
                _ => return Err(Error::invalid(format!("settings.{name}"), "a secret is a text that is not empty")),
            }
        } else {
            open.insert(name, value);
        }
    }
    Ok((Value::Object(open), secrets))
}

pub(crate) const fn receiving_name(receiving: Receiving) -> &'static str {
    match receiving {
        Receiving::Webhook => "webhook",
        Receiving::Polling => "polling",
        Receiving::Off => "off",
    }
}

fn receiving_of(name: &str) -> Receiving {
    match name {
        "webhook" => Receiving::Webhook,
        "polling" => Receiving::Polling,
        _ => Receiving::Off,
    }
}
