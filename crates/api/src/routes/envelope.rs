//! What agents handed each other in a conversation: the chain of its envelopes.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Path, Query};
use crate::field::When;
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::Answer;
use axum::Json;
use axum::extract::State;
use domain::agent::EnvelopeKind;
use domain::id::EnvelopeId;
use serde::Serialize;
use store::envelope::SentEnvelope;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list))
}

words! {
    EnvelopeKindWord = EnvelopeKind, "EnvelopeKind", EnvelopeKind::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EnvelopeView {
    pub id: Uuid,
    /// Agents; one of them may have been removed since.
    pub from: Uuid,
    pub to: Uuid,
    /// What the receiver is to do with it.
    #[serde(rename = "type")]
    #[schema(inline)]
    pub kind: EnvelopeKindWord,
    /// What the receiver should know: `summary`, `found`, `question`, `note`.
    #[schema(value_type = Object)]
    pub payload: serde_json::Value,
    /// Where it happened: `conversation_id`, `contact_id`, `stage`, `why`.
    #[schema(value_type = Object)]
    pub context: serde_json::Value,
    #[schema(inline)]
    pub timestamp: When,
    pub trace_id: String,
    /// The turn in which it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub turn_id: Option<Uuid>,
}
impl From<SentEnvelope> for EnvelopeView {
    fn from(s: SentEnvelope) -> Self {
        let e = s.envelope;
        EnvelopeView { id: s.id.uuid(), from: e.from.uuid(), to: e.to.uuid(), kind: e.kind.into(), payload: e.payload, context: e.context, timestamp: e.at.into(), trace_id: e.trace_id, turn_id: s.turn_id.map(Into::into) }
    }
}

/// What agents handed each other, oldest first.
#[utoipa::path(get, path = "/conversations/{id}/envelopes", tag = "conversations", params(("id" = Uuid, Path,), PageQuery), responses((status = 200, description = "The chain.", body = Page<EnvelopeView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<PageQuery>) -> Answer<Json<Page<EnvelopeView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let row = store::conversation::get(&mut scope, id.into()).await?;
    let after = query.cursor.map_or(EnvelopeId::nil(), |c| c.id.into());
    let rows = store::envelope::list(&mut scope, row.conversation.id, after, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |e| Cursor::new(e.envelope.at, e.id), Into::into)))
}
