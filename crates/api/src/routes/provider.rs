//! Providers of models: what vendors there are, what is configured, its health and models; prices, limits and use of tokens.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Name, Text, When};
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::Answer;
use app::provider::manage::{self, NewProvider, ProviderPatch};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::ProviderId;
use serde::{Deserialize, Serialize};
use store::provider::Provider;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(vendors)).routes(routes!(list, create)).routes(routes!(get, update, remove)).routes(routes!(check)).routes(routes!(models)).merge(super::model_cost::router())
}

/// A protocol models can be asked by.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelVendorView {
    /// Stable name for `vendor`.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// JSON Schema of `settings`; `writeOnly` properties are secrets.
    #[schema(value_type = Object)]
    pub settings_schema: serde_json::Value,
    /// Models known to work well, best first.
    pub suggested: Vec<String>,
    /// It writes answers; one that does not only makes vectors and stands in no agent's chain.
    pub generation: bool,
    pub tools: bool,
    pub streaming: bool,
    pub embeddings: bool,
    /// Whether the vendor lists its models.
    pub lists_models: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ProviderView {
    pub id: Uuid,
    pub vendor: String,
    pub name: String,
    /// Without the secrets.
    #[schema(value_type = Object)]
    pub settings: serde_json::Value,
    pub has_secrets: bool,
    pub is_paused: bool,
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
    #[schema(inline)]
    pub updated_at: When,
}
impl From<Provider> for ProviderView {
    fn from(p: Provider) -> Self {
        ProviderView {
            id: p.id.uuid(), vendor: p.vendor, name: p.name, settings: p.settings, has_secrets: p.secrets.is_some(), is_paused: p.is_paused, health: p.health, last_error: p.last_error,
            last_ok_at: p.last_ok_at.map(Into::into), created_at: p.created_at.into(), updated_at: p.updated_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateProvider {
    #[schema(inline)]
    vendor: Text<1, 40>,
    #[schema(inline)]
    name: Name,
    /// As the vendor's `settings_schema` says.
    #[serde(default)]
    #[schema(value_type = Object)]
    settings: serde_json::Map<String, serde_json::Value>,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateProvider {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Name>,
    /// Replaces the open settings; a secret that is absent stays.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    settings: Option<serde_json::Map<String, serde_json::Value>>,
    /// A paused provider is passed over in every chain.
    #[serde(default)]
    is_paused: Option<bool>,
}

/// Models the credentials may use.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelListView {
    pub models: Vec<String>,
    /// The vendor was asked; else these are known to work.
    pub is_live: bool,
}

/// Vendors of models this server knows.
#[utoipa::path(get, path = "/models/vendors", tag = "models", responses((status = 200, description = "Vendors.", body = Vec<ModelVendorView>)))]
async fn vendors(State(state): State<ApiState>, _who: Can<may::Read>) -> Answer<Json<Vec<ModelVendorView>>> {
    let view = |v: &std::sync::Arc<dyn domain::port::ModelVendor>| {
        let caps = v.caps();
        ModelVendorView {
            name: v.name().to_owned(), title: v.title().to_owned(), settings_schema: v.settings_schema(), suggested: v.suggested().iter().map(|name| (*name).to_owned()).collect(), generation: caps.generation, tools: caps.tools,
            streaming: caps.streaming, embeddings: caps.embeddings, lists_models: caps.lists_models,
        }
    };
    Ok(Json(state.app.config().models.iter().map(view).collect()))
}

/// Configured providers, oldest first.
#[utoipa::path(get, path = "/models/providers", tag = "models", params(PageQuery), responses((status = 200, description = "Providers.", body = Page<ProviderView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<PageQuery>) -> Answer<Json<Page<ProviderView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let after = query.cursor.map_or(ProviderId::nil(), |c| c.id.into());
    let rows = store::provider::list(&mut scope, after, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |p| Cursor::new(p.created_at, p.id), Into::into)))
}

/// One provider.
#[utoipa::path(get, path = "/models/providers/{id}", tag = "models", params(("id" = Uuid, Path,)), responses((status = 200, description = "The provider.", body = ProviderView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<ProviderView>> {
    Ok(Json(store::provider::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Configures a provider. Secrets are kept encrypted and never shown again.
#[utoipa::path(post, path = "/models/providers", tag = "models", request_body = CreateProvider, responses((status = 201, description = "Configured; a check says whether the vendor agrees.", body = ProviderView)))]
async fn create(State(state): State<ApiState>, who: Can<may::ManageOrg>, Body(body): Body<CreateProvider>) -> Answer<(StatusCode, Json<ProviderView>)> {
    let new = NewProvider { vendor: body.vendor.into_string(), name: body.name.into_string(), settings: body.settings.into() };
    Ok((StatusCode::CREATED, Json(manage::create(&state.app, &who.ctx, new).await?.into())))
}

/// Changes, pauses or resumes a provider.
#[utoipa::path(patch, path = "/models/providers/{id}", tag = "models", params(("id" = Uuid, Path,)), request_body = UpdateProvider, responses((status = 200, description = "The provider now.", body = ProviderView)))]
async fn update(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>, Body(body): Body<UpdateProvider>) -> Answer<Json<ProviderView>> {
    let patch = ProviderPatch { name: body.name.map(Text::into_string), settings: body.settings.map(Into::into), is_paused: body.is_paused };
    Ok(Json(manage::update(&state.app, &who.ctx, id.into(), patch).await?.into()))
}

/// Removes a provider. Agents that name it go on to the next of their chain; what it was used for stays in the figures. The embedder of the
/// knowledge base is not removed: 409 `provider_embeds`.
#[utoipa::path(delete, path = "/models/providers/{id}", tag = "models", params(("id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    manage::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the vendor whether our credentials work. A refusal is a problem with its code, such as `model_auth`, `model_no_money`, `model_geo_blocked`.
#[utoipa::path(post, path = "/models/providers/{id}/check", tag = "models", params(("id" = Uuid, Path,)), responses((status = 200, description = "They do.", body = ProviderView)))]
async fn check(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>) -> Answer<Json<ProviderView>> {
    manage::check(&state.app, &who.ctx, id.into()).await?;
    Ok(Json(store::provider::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Models the credentials may use: the vendor is asked, or the ones known to work are told where it has no list.
#[utoipa::path(
    get, path = "/models/providers/{id}/models", tag = "models", params(("id" = Uuid, Path,)),
    responses(
        (status = 200, description = "Models.", body = ModelListView),
        (status = 409, description = "The vendor refuses our credentials.", body = crate::problem::ProblemBody, content_type = "application/problem+json"),
    ),
)]
async fn models(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>) -> Answer<Json<ModelListView>> {
    let listed = manage::models(&state.app, who.org(), id.into()).await?;
    Ok(Json(ModelListView { models: listed.models, is_live: listed.is_live }))
}
