//! The embedder of the knowledge base: which model finds by meaning what words do not, how far it has come, choose it, go on, switch it off.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Body;
use crate::field::Text;
use crate::problem::Answer;
use app::knowledge::embedder::{self, Chosen, Status};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::embedder::EmbedderStatus;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get, choose, remove)).routes(routes!(retry))
}

/// `off`: found by words alone. `embedding`: some vectors are missing; what has one is found by meaning already. `failed`: a person must do something,
/// the error says what. `paused`: a limit of the organization or a paused provider; it goes on by itself.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmbedderState {
    Off,
    Embedding,
    Ready,
    Failed,
    Paused,
}
impl From<Option<EmbedderStatus>> for EmbedderState {
    fn from(status: Option<EmbedderStatus>) -> Self {
        match status {
            None => EmbedderState::Off,
            Some(EmbedderStatus::Embedding) => EmbedderState::Embedding,
            Some(EmbedderStatus::Ready) => EmbedderState::Ready,
            Some(EmbedderStatus::Failed) => EmbedderState::Failed,
            Some(EmbedderStatus::Paused) => EmbedderState::Paused,
        }
    }
}

/// The chosen model.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChosenEmbedder {
    pub provider_id: Uuid,
    /// What people call the provider.
    pub provider_title: String,
    pub vendor: String,
    pub model: String,
    /// The length of its vectors.
    pub dims: i64,
}
impl From<Chosen> for ChosenEmbedder {
    fn from(c: Chosen) -> Self {
        ChosenEmbedder { provider_id: c.provider_id.uuid(), provider_title: c.provider_title, vendor: c.vendor, model: c.model, dims: c.dims }
    }
}

/// Why it does not go on, or goes on later.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmbedderError {
    /// Stable: `model_auth`, `model_no_money`, `model_unknown`, `model_rate_limited`, `embedder_dims`, `org_day_money`, `provider_paused` and others.
    pub code: String,
    /// In English, for whoever administers the server.
    pub detail: String,
}

/// The embedder and how far it has come. The event `knowledge.embedder` carries the same, without `local_folders`.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmbedderView {
    /// Null: the built-in search by words alone.
    pub embedder: Option<ChosenEmbedder>,
    #[schema(inline)]
    pub state: EmbedderState,
    /// Passages and entries of the FAQ that have a vector.
    pub done: i64,
    /// All of them.
    pub total: i64,
    pub error: Option<EmbedderError>,
    /// Models that lie on this server, as `model` of a provider whose vendor is `local`.
    pub local_folders: Vec<String>,
}
impl EmbedderView {
    fn of(state: &ApiState, status: Status) -> Self {
        EmbedderView {
            embedder: status.chosen.map(Into::into),
            state: status.state.into(),
            done: status.done,
            total: status.total,
            error: status.error.map(|(code, detail)| EmbedderError { code, detail }),
            local_folders: embedder::local_folders(&state.app),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseEmbedder {
    provider_id: Uuid,
    /// As the provider names it; of a `local` one the name of its folder.
    #[schema(inline)]
    model: Text<1, 200>,
}

/// The embedder, how much of the knowledge base it has embedded, and what stands in its way.
#[utoipa::path(get, path = "/knowledge/embedder", tag = "knowledge", responses((status = 200, description = "The embedder.", body = EmbedderView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<EmbedderView>> {
    let status = embedder::status(&state.app, who.org()).await?;
    Ok(Json(EmbedderView::of(&state, status)))
}

/// Chooses a model after it has embedded some texts; the rest follows in the background. A refusal is a problem with its code: `model_auth`,
/// `model_unknown`, `model_no_money`, `embeddings_unsupported`, `provider_paused`. The same model again keeps its vectors.
#[utoipa::path(put, path = "/knowledge/embedder", tag = "knowledge", request_body = ChooseEmbedder, responses((status = 200, description = "Chosen.", body = EmbedderView)))]
async fn choose(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<ChooseEmbedder>) -> Answer<Json<EmbedderView>> {
    let status = embedder::choose(&state.app, &who.ctx, body.provider_id.into(), &body.model.into_string()).await?;
    Ok(Json(EmbedderView::of(&state, status)))
}

/// Back to words alone; the vectors are dropped.
#[utoipa::path(delete, path = "/knowledge/embedder", tag = "knowledge", responses((status = 204, description = "Off.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>) -> Answer<StatusCode> {
    embedder::remove(&state.app, &who.ctx).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Goes on at once after a failure or a pause. 409 `embedder_off` where none is chosen.
#[utoipa::path(post, path = "/knowledge/embedder/retry", tag = "knowledge", responses((status = 200, description = "It goes on.", body = EmbedderView)))]
async fn retry(State(state): State<ApiState>, who: Can<may::EditCatalog>) -> Answer<Json<EmbedderView>> {
    let status = embedder::retry(&state.app, &who.ctx).await?;
    Ok(Json(EmbedderView::of(&state, status)))
}
