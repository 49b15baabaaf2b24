//! Comments of people at work beside a conversation; the customer never sees them.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Text, When};
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::Answer;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::comment::Comment;
use domain::id::CommentId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(remove))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CommentView {
    pub id: Uuid,
    pub conversation_id: Uuid,
    /// It stands after the message with this number.
    pub after_seq: i64,
    /// The author; absent for a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub person_id: Option<Uuid>,
    /// The author's name when it was written.
    pub author: String,
    pub text: String,
    /// People it calls.
    pub mentions: Vec<Uuid>,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Comment> for CommentView {
    fn from(c: Comment) -> Self {
        CommentView {
            id: c.id.uuid(), conversation_id: c.conversation_id.uuid(), after_seq: c.after_seq, person_id: c.person_id.map(Into::into), author: c.author, text: c.text,
            mentions: c.mentions.into_iter().map(Into::into).collect(), created_at: c.created_at.into(),
        }
    }
}

/// Comments of a conversation, newest first.
#[utoipa::path(get, path = "/conversations/{id}/comments", tag = "conversations", params(("id" = Uuid, Path,), PageQuery), responses((status = 200, description = "Comments.", body = Page<CommentView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<PageQuery>) -> Answer<Json<Page<CommentView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let row = store::conversation::get(&mut scope, id.into()).await?;
    let before = query.cursor.map_or(CommentId(Uuid::max()), |c| c.id.into());
    let rows = store::comment::list(&mut scope, row.conversation.id, before, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |c| Cursor::new(c.created_at, c.id), Into::into)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateComment {
    #[schema(inline)]
    text: Text<1, 4000>,
    /// Members to be called.
    #[serde(default)]
    #[schema(max_items = 20)]
    mentions: Vec<Uuid>,
}

/// Writes a comment for colleagues, after the last message.
#[utoipa::path(post, path = "/conversations/{id}/comments", tag = "conversations", params(("id" = Uuid, Path,)), request_body = CreateComment, responses((status = 201, description = "Written.", body = CommentView)))]
async fn create(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>, Body(body): Body<CreateComment>) -> Answer<(StatusCode, Json<CommentView>)> {
    let mentions = body.mentions.into_iter().map(Into::into).collect();
    let comment = app::comment::create(&state.app, &who.ctx, id.into(), body.text.as_str(), mentions).await?;
    Ok((StatusCode::CREATED, Json(comment.into())))
}

/// Removes one's own comment.
#[utoipa::path(delete, path = "/conversations/{id}/comments/{comment_id}", tag = "conversations", params(("id" = Uuid, Path,), ("comment_id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::Converse>, Path((id, comment_id)): Path<(Uuid, Uuid)>) -> Answer<StatusCode> {
    app::comment::remove(&state.app, &who.ctx, id.into(), comment_id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
