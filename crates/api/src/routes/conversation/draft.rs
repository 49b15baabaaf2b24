//! Answers of the agent that wait for a person's word.

use super::{ConversationView, MessageView, shown};
use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::Text;
use crate::problem::Answer;
use app::turn::draft;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(approve)).routes(routes!(discard))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ApproveDraft {
    /// The draft you have looked at.
    draft_id: Uuid,
    /// Your own wording, one text for each reply; what the answer does stays as it is.
    #[serde(default)]
    #[schema(inline, max_items = 20)]
    texts: Option<Vec<Text<1, 4000>>>,
}

/// The answer that went out.
#[derive(Debug, Serialize, ToSchema)]
struct ApprovedView {
    conversation: ConversationView,
    messages: Vec<MessageView>,
}

/// Lets the agent's draft go out: now it is said, booked, moved. 409 `draft_stale` when something has changed meanwhile; then the
/// conversation holds a new draft.
#[utoipa::path(post, path = "/conversations/{id}/draft/approve", tag = "conversations", params(("id" = Uuid, Path,)), request_body = ApproveDraft, responses((status = 200, description = "Said and done.", body = ApprovedView)))]
async fn approve(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>, Body(body): Body<ApproveDraft>) -> Answer<Json<ApprovedView>> {
    let texts = body.texts.map(|texts| texts.into_iter().map(Text::into_string).collect());
    let answered = draft::approve(&state.app, &who.ctx, id.into(), body.draft_id.into(), texts).await?;
    let conversation = shown(&state, &who, id.into()).await?;
    Ok(Json(ApprovedView { conversation, messages: answered.replies.into_iter().map(Into::into).collect() }))
}

/// Throws the agent's draft away; the customer goes on waiting.
#[utoipa::path(post, path = "/conversations/{id}/draft/discard", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The conversation now.", body = ConversationView)))]
async fn discard(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>) -> Answer<Json<ConversationView>> {
    draft::discard(&state.app, &who.ctx, id.into()).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}
