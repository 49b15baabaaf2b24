//! What is remembered of a contact: facts found in talks and written by people.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::{self, Patch, Text, When};
use crate::problem::Answer;
use app::memory::{self, FactPatch, NewFact};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::fact::{ContactFact, FactKey, FactSource};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(update, remove))
}

words! {
    FactKeyWord = FactKey, "FactKey", FactKey::ALL;
    FactSourceWord = FactSource, "FactSource", FactSource::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FactView {
    pub id: Uuid,
    /// What it is about. Of each kind there is one; of notes any number.
    #[schema(inline)]
    pub key: FactKeyWord,
    pub text: String,
    /// The same for programs, where there is such: `{"employee_id": …}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, nullable = false)]
    pub value: Option<serde_json::Value>,
    /// Found by the agent, written by a person, or imported.
    #[schema(inline)]
    pub source: FactSourceWord,
    /// Where it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conversation_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub message_id: Option<Uuid>,
    /// How sure it is, in percent.
    pub confidence: i64,
    /// Forgotten then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub expires_at: Option<When>,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<ContactFact> for FactView {
    fn from(f: ContactFact) -> Self {
        FactView {
            id: f.id.uuid(), key: f.key.into(), text: f.text, value: f.value, source: f.source.into(), conversation_id: f.conversation_id.map(Into::into), message_id: f.message_id.map(Into::into), confidence: f.confidence,
            expires_at: f.expires_at.map(Into::into), created_at: f.created_at.into(), updated_at: f.updated_at.into(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FactList {
    pub items: Vec<FactView>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateFact {
    #[schema(inline)]
    key: FactKeyWord,
    #[schema(inline)]
    text: Text<1, 300>,
    /// By whom the contact likes to be served; only with the key `employee`.
    #[serde(default)]
    #[schema(nullable = false)]
    employee_id: Option<Uuid>,
    /// Forget it then.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    expires_at: Option<When>,
}

/// Absent = stays, null = cleared.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateFact {
    #[serde(default)]
    #[schema(inline, nullable = false)]
    text: Option<Text<1, 300>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(inline, value_type = Option<When>)]
    expires_at: Option<Patch<When>>,
}

/// Everything remembered of a contact, oldest first; at most a hundred.
#[utoipa::path(get, path = "/contacts/{id}/facts", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 200, description = "The facts.", body = FactList)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<FactList>> {
    let facts = memory::list(&state.app, &who.ctx, id.into()).await?;
    Ok(Json(FactList { items: facts.into_iter().map(Into::into).collect() }))
}

/// Writes a fact down. It takes the place of the one of its kind, notes aside.
#[utoipa::path(post, path = "/contacts/{id}/facts", tag = "contacts", params(("id" = Uuid, Path,)), request_body = CreateFact, responses((status = 201, description = "Written.", body = FactView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<CreateFact>) -> Answer<(StatusCode, Json<FactView>)> {
    let new = NewFact { key: body.key.into(), text: body.text.into_string(), employee: body.employee_id.map(Into::into), expires_at: body.expires_at.map(Into::into) };
    Ok((StatusCode::CREATED, Json(memory::add(&state.app, &who.ctx, id.into(), new).await?.into())))
}

/// Changes a fact; from then on it is yours.
#[utoipa::path(patch, path = "/contacts/{id}/facts/{fact_id}", tag = "contacts", params(("id" = Uuid, Path,), ("fact_id" = Uuid, Path,)), request_body = UpdateFact, responses((status = 200, description = "The fact now.", body = FactView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditContacts>, Path((id, fact_id)): Path<(Uuid, Uuid)>, Body(body): Body<UpdateFact>) -> Answer<Json<FactView>> {
    let patch = FactPatch { text: body.text.map(Text::into_string), expires_at: body.expires_at.map(|p| p.into_option().map(Into::into)) };
    Ok(Json(memory::change(&state.app, &who.ctx, id.into(), fact_id.into(), patch).await?.into()))
}

/// Forgets a fact.
#[utoipa::path(delete, path = "/contacts/{id}/facts/{fact_id}", tag = "contacts", params(("id" = Uuid, Path,), ("fact_id" = Uuid, Path,)), responses((status = 204, description = "Forgotten.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditContacts>, Path((id, fact_id)): Path<(Uuid, Uuid)>) -> Answer<StatusCode> {
    memory::remove(&state.app, &who.ctx, id.into(), fact_id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
