//! API keys of the organization: make (shown once), list, change, revoke.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Name, PermissionWord, Text, When};
use crate::idempotency::HoldsSecret;
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::Answer;
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::id::ApiKeyId;
use domain::person::Permission;
use serde::{Deserialize, Serialize};
use store::api_key::ApiKey;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, revoke))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateApiKey {
    #[schema(inline)]
    name: Name,
    /// What the key may do; at most what you may.
    #[schema(inline, min_items = 1, max_items = 32)]
    scopes: Vec<PermissionWord>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateApiKey {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Name>,
    #[serde(default)]
    #[schema(inline, min_items = 1, max_items = 32)]
    scopes: Option<Vec<PermissionWord>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKeyView {
    pub id: Uuid,
    pub name: String,
    /// The first characters of the key.
    pub prefix: String,
    #[schema(inline)]
    pub scopes: Vec<PermissionWord>,
    /// Requests per minute, when the operator of the server set another limit than the usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub per_minute: Option<u32>,
    #[schema(inline)]
    pub created_at: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub last_used_at: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub revoked_at: Option<When>,
}
impl From<ApiKey> for ApiKeyView {
    fn from(k: ApiKey) -> Self {
        ApiKeyView {
            id: k.id.uuid(),
            name: k.name,
            prefix: k.prefix,
            scopes: k.scopes.into_iter().map(Into::into).collect(),
            per_minute: k.per_minute,
            created_at: k.created_at.into(),
            last_used_at: k.last_used_at.map(Into::into),
            revoked_at: k.revoked_at.map(Into::into),
        }
    }
}

/// The only time the key is seen.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewApiKey {
    pub api_key: ApiKeyView,
    /// Send it as `X-API-Key`.
    pub key: String,
}

fn scopes(words: Vec<PermissionWord>) -> Vec<Permission> {
    words.into_iter().map(Into::into).collect()
}

/// Keys, newest first, revoked ones included.
#[utoipa::path(get, path = "/api-keys", tag = "people", params(PageQuery), responses((status = 200, description = "Keys.", body = Page<ApiKeyView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::ManageKeys>, Query(query): Query<PageQuery>) -> Answer<Json<Page<ApiKeyView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let before = query.cursor.map_or(ApiKeyId(Uuid::max()), |cursor| cursor.id.into());
    let rows = store::api_key::list(&mut scope, before, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |k| Cursor::new(k.created_at, k.id), Into::into)))
}

/// Makes a key. The answer is the only place it is ever shown.
#[utoipa::path(post, path = "/api-keys", tag = "people", request_body = CreateApiKey, responses((status = 201, description = "Made.", body = NewApiKey)))]
async fn create(State(state): State<ApiState>, who: Can<may::ManageKeys>, Body(body): Body<CreateApiKey>) -> Answer<(StatusCode, Extension<HoldsSecret>, Json<NewApiKey>)> {
    let (key, secret) = app::key::create(&state.app, &who.ctx, body.name.into_string(), scopes(body.scopes), |p| who.may(p), None).await?;
    Ok((StatusCode::CREATED, Extension(HoldsSecret), Json(NewApiKey { api_key: key.into(), key: secret.expose().to_owned() })))
}

/// One key, without the key itself.
#[utoipa::path(get, path = "/api-keys/{id}", tag = "people", params(("id" = Uuid, Path,)), responses((status = 200, description = "The key.", body = ApiKeyView)))]
async fn get(State(state): State<ApiState>, who: Can<may::ManageKeys>, Path(id): Path<Uuid>) -> Answer<Json<ApiKeyView>> {
    let mut scope = state.app.scope(who.org()).await?;
    Ok(Json(store::api_key::get(&mut scope, id.into()).await?.into()))
}

/// Renames a key or changes what it may do.
#[utoipa::path(patch, path = "/api-keys/{id}", tag = "people", params(("id" = Uuid, Path,)), request_body = UpdateApiKey, responses((status = 200, description = "The key now.", body = ApiKeyView)))]
async fn update(State(state): State<ApiState>, who: Can<may::ManageKeys>, Path(id): Path<Uuid>, Body(body): Body<UpdateApiKey>) -> Answer<Json<ApiKeyView>> {
    let name = body.name.map(Text::into_string);
    let key = app::key::update(&state.app, &state.gate, &who.ctx, id.into(), name, body.scopes.map(scopes), |p| who.may(p)).await?;
    Ok(Json(key.into()))
}

/// Ends a key at once.
#[utoipa::path(delete, path = "/api-keys/{id}", tag = "people", params(("id" = Uuid, Path,)), responses((status = 204, description = "Revoked.")))]
async fn revoke(State(state): State<ApiState>, who: Can<may::ManageKeys>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    app::key::revoke(&state.app, &state.gate, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
