//! Connections to channels: what there is to connect, what is connected, its health; create, change, pause, check, remove.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Name, Patch, Text, When};
use crate::routes::org::AgentModeWord;
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::Answer;
use app::channel::manage::{self, ConnectionPatch, NewConnection};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::ConnectionId;
use serde::{Deserialize, Serialize};
use store::connection::Connection;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(connectors)).routes(routes!(list, create)).routes(routes!(get, update, remove)).routes(routes!(check))
}

/// How messages come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Receiving {
    Webhook,
    Polling,
    Off,
}
impl From<Receiving> for domain::port::Receiving {
    fn from(r: Receiving) -> Self {
        match r {
            Receiving::Webhook => domain::port::Receiving::Webhook,
            Receiving::Polling => domain::port::Receiving::Polling,
            Receiving::Off => domain::port::Receiving::Off,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ConnectorView {
    /// Stable name for `connector`.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// JSON Schema of `settings`; `writeOnly` properties are secrets.
    #[schema(value_type = Object)]
    pub settings_schema: serde_json::Value,
    pub buttons: u16,
    pub webhook: bool,
    pub polling: bool,
    pub media_in: bool,
    pub media_out: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ConnectionView {
    pub id: Uuid,
    pub connector: String,
    pub name: String,
    /// Without the secrets.
    #[schema(value_type = Object)]
    pub settings: serde_json::Value,
    pub has_secrets: bool,
    /// Names the connection in the widget's snippet; not a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub public_key: Option<String>,
    pub receiving: Receiving,
    pub is_paused: bool,
    /// What the agent does here, where it differs from the firm's `mode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub agent_mode: Option<AgentModeWord>,
    /// `new`, `ok`, `failing`, `disconnected`.
    pub health: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub last_ok_at: Option<When>,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Connection> for ConnectionView {
    fn from(c: Connection) -> Self {
        ConnectionView {
            id: c.id.uuid(), connector: c.connector, name: c.name, settings: c.settings, has_secrets: c.secrets.is_some(), public_key: c.public_key,
            receiving: match c.receiving.as_str() {
                "webhook" => Receiving::Webhook,
                "polling" => Receiving::Polling,
                _ => Receiving::Off,
            },
            is_paused: c.is_paused, agent_mode: c.agent_mode.map(Into::into), health: c.health, last_error: c.last_error, last_ok_at: c.last_ok_at.map(Into::into), created_at: c.created_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateConnection {
    #[schema(inline)]
    connector: Text<1, 40>,
    #[schema(inline)]
    name: Name,
    /// As the connector's `settings_schema` says.
    #[serde(default)]
    #[schema(value_type = Object)]
    settings: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    receiving: Option<Receiving>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateConnection {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Name>,
    /// Replaces the open settings; a secret that is absent stays.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    settings: Option<serde_json::Map<String, serde_json::Value>>,
    #[serde(default)]
    receiving: Option<Receiving>,
    #[serde(default)]
    is_paused: Option<bool>,
    /// What the agent does here; null is as the firm wishes.
    #[serde(default, deserialize_with = "crate::field::patch")]
    #[schema(value_type = Option<AgentModeWord>, inline)]
    agent_mode: Option<Patch<AgentModeWord>>,
}

/// What a live check found.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckView {
    /// Who we are there, `@barber_bot`.
    pub name: String,
    /// Public link with a place for a deep-link payload.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub link: Option<String>,
}

/// Channels this server can connect.
#[utoipa::path(get, path = "/connectors", tag = "channels", responses((status = 200, description = "Connectors.", body = Vec<ConnectorView>)))]
async fn connectors(State(state): State<ApiState>, _who: Can<may::Read>) -> Answer<Json<Vec<ConnectorView>>> {
    let view = |c: &std::sync::Arc<dyn domain::port::Connector>| {
        let caps = c.caps();
        ConnectorView {
            name: c.name().to_owned(), title: c.title().to_owned(), settings_schema: c.settings_schema(), buttons: caps.buttons, webhook: caps.webhook, polling: caps.polling,
            media_in: caps.media_in, media_out: caps.media_out,
        }
    };
    Ok(Json(state.app.connectors().map(view).collect()))
}

/// Connections, oldest first.
#[utoipa::path(get, path = "/connections", tag = "channels", params(PageQuery), responses((status = 200, description = "Connections.", body = Page<ConnectionView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<PageQuery>) -> Answer<Json<Page<ConnectionView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let after = query.cursor.map_or(ConnectionId::nil(), |c| c.id.into());
    let rows = store::connection::list(&mut scope, after, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |c| Cursor::new(c.created_at, c.id), Into::into)))
}

/// One connection.
#[utoipa::path(get, path = "/connections/{id}", tag = "channels", params(("id" = Uuid, Path,)), responses((status = 200, description = "The connection.", body = ConnectionView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<ConnectionView>> {
    let mut scope = state.app.scope(who.org()).await?;
    Ok(Json(store::connection::get(&mut scope, id.into()).await?.into()))
}

/// Connects a channel. Secrets are kept encrypted and never shown again.
#[utoipa::path(post, path = "/connections", tag = "channels", request_body = CreateConnection, responses((status = 201, description = "Connected; `health` says whether the vendor agrees.", body = ConnectionView)))]
async fn create(State(state): State<ApiState>, who: Can<may::ManageChannels>, Body(body): Body<CreateConnection>) -> Answer<(StatusCode, Json<ConnectionView>)> {
    let new = NewConnection { connector: body.connector.into_string(), name: body.name.into_string(), settings: body.settings.into(), receiving: body.receiving.map(Into::into) };
    let made = manage::create(&state.app, &who.ctx, new).await?;
    let mut scope = state.app.scope(who.org()).await?;
    Ok((StatusCode::CREATED, Json(store::connection::get(&mut scope, made.id).await?.into())))
}

/// Changes, pauses or resumes a connection.
#[utoipa::path(patch, path = "/connections/{id}", tag = "channels", params(("id" = Uuid, Path,)), request_body = UpdateConnection, responses((status = 200, description = "The connection now.", body = ConnectionView)))]
async fn update(State(state): State<ApiState>, who: Can<may::ManageChannels>, Path(id): Path<Uuid>, Body(body): Body<UpdateConnection>) -> Answer<Json<ConnectionView>> {
    let patch = ConnectionPatch { name: body.name.map(Text::into_string), settings: body.settings.map(Into::into), receiving: body.receiving.map(Into::into), is_paused: body.is_paused, agent_mode: body.agent_mode.map(|mode| mode.into_option().map(Into::into)) };
    manage::update(&state.app, &who.ctx, id.into(), patch).await?;
    let mut scope = state.app.scope(who.org()).await?;
    Ok(Json(store::connection::get(&mut scope, id.into()).await?.into()))
}

/// Removes a connection nobody has talked through; a used one is paused instead.
#[utoipa::path(delete, path = "/connections/{id}", tag = "channels", params(("id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::ManageChannels>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    manage::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the vendor whether our credentials work.
#[utoipa::path(post, path = "/connections/{id}/check", tag = "channels", params(("id" = Uuid, Path,)), responses((status = 200, description = "They do.", body = CheckView)))]
async fn check(State(state): State<ApiState>, who: Can<may::ManageChannels>, Path(id): Path<Uuid>) -> Answer<Json<CheckView>> {
    let found = manage::check(&state.app, &who.ctx, id.into()).await?;
    Ok(Json(CheckView { name: found.name, link: found.link }))
}
