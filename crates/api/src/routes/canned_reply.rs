//! Canned replies: texts that people send again and again, filled for a conversation.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{self, LangWord, Patch, Text, When};
use crate::page::Page;
use crate::problem::Answer;
use app::canned_reply::{self, CannedReplyPatch, NewCannedReply};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::canned_reply::{CannedReply, Variable};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(update, remove)).routes(routes!(render))
}

words! {
    VariableWord = Variable, "CannedVariable", Variable::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CannedReplyView {
    pub id: Uuid,
    /// What is typed to find it: small letters, digits, `-` and `_`.
    pub shortcut: String,
    pub title: String,
    /// With variables such as `{{contact.first_name}}`.
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub lang: Option<LangWord>,
    pub used_count: i64,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<CannedReply> for CannedReplyView {
    fn from(r: CannedReply) -> Self {
        CannedReplyView { id: r.id.uuid(), shortcut: r.shortcut, title: r.title, text: r.text, lang: r.lang.map(Into::into), used_count: r.used_count, updated_at: r.updated_at.into() }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CannedRepliesQuery {
    /// Part of the shortcut, the title or the text.
    #[param(inline, required = false, nullable = false)]
    q: Option<Text<1, 100>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateCannedReply {
    /// Of letters, digits, `-` and `_`; kept in small letters.
    #[schema(inline)]
    shortcut: Text<1, 41>,
    #[schema(inline)]
    title: Text<1, 120>,
    /// Variables: `{{contact.name}}`, `{{contact.first_name}}`, `{{agent.name}}` (whoever writes), `{{firm.name}}`, `{{firm.address}}`, `{{firm.phone}}`, `{{booking.next}}`.
    #[schema(inline)]
    text: Text<1, 4000>,
    #[serde(default)]
    #[schema(inline)]
    lang: Option<LangWord>,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateCannedReply {
    #[serde(default)]
    #[schema(inline)]
    shortcut: Option<Text<1, 41>>,
    #[serde(default)]
    #[schema(inline)]
    title: Option<Text<1, 120>>,
    #[serde(default)]
    #[schema(inline)]
    text: Option<Text<1, 4000>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<LangWord>, inline)]
    lang: Option<Patch<LangWord>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RenderCannedReply {
    conversation_id: Uuid,
}

#[derive(Debug, Serialize, ToSchema)]
struct RenderedReply {
    /// What nobody knows here stays in it as it was written.
    text: String,
    /// The variables that stayed.
    #[schema(inline)]
    missing: Vec<VariableWord>,
}

/// Canned replies, used most first; with `q` those whose shortcut begins with it before all others.
#[utoipa::path(get, path = "/canned-replies", tag = "conversations", params(CannedRepliesQuery), responses((status = 200, description = "Replies.", body = Page<CannedReplyView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<CannedRepliesQuery>) -> Answer<Json<Page<CannedReplyView>>> {
    let rows = store::canned_reply::list(&mut state.app.scope(who.org()).await?, query.q.as_ref().map(Text::as_str)).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// Keeps a reply. 409 `shortcut_taken`; 422 `variable_unknown`.
#[utoipa::path(post, path = "/canned-replies", tag = "conversations", request_body = CreateCannedReply, responses((status = 201, description = "Kept.", body = CannedReplyView)))]
async fn create(State(state): State<ApiState>, who: Can<may::Converse>, Body(body): Body<CreateCannedReply>) -> Answer<(StatusCode, Json<CannedReplyView>)> {
    let new = NewCannedReply { shortcut: body.shortcut.into(), title: body.title.into(), text: body.text.into(), lang: body.lang.map(Into::into) };
    Ok((StatusCode::CREATED, Json(canned_reply::create(&state.app, &who.ctx, new).await?.into())))
}

/// Changes a reply.
#[utoipa::path(patch, path = "/canned-replies/{id}", tag = "conversations", params(("id" = Uuid, Path,)), request_body = UpdateCannedReply, responses((status = 200, description = "The reply now.", body = CannedReplyView)))]
async fn update(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>, Body(body): Body<UpdateCannedReply>) -> Answer<Json<CannedReplyView>> {
    let patch = CannedReplyPatch {
        shortcut: body.shortcut.map(Into::into), title: body.title.map(Into::into), text: body.text.map(Into::into), lang: body.lang.map(|p| p.into_option().map(Into::into)),
    };
    Ok(Json(canned_reply::update(&state.app, &who.ctx, id.into(), patch).await?.into()))
}

/// Removes a reply.
#[utoipa::path(delete, path = "/canned-replies/{id}", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    canned_reply::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The text for a conversation, to be looked at before it is sent; counts as a use.
#[utoipa::path(post, path = "/canned-replies/{id}/render", tag = "conversations", params(("id" = Uuid, Path,)), request_body = RenderCannedReply, responses((status = 200, description = "The text.", body = RenderedReply)))]
async fn render(State(state): State<ApiState>, who: Can<may::Converse>, Path(id): Path<Uuid>, Body(body): Body<RenderCannedReply>) -> Answer<Json<RenderedReply>> {
    let (text, missing) = canned_reply::render(&state.app, &who.ctx, id.into(), body.conversation_id.into()).await?;
    Ok(Json(RenderedReply { text, missing: missing.into_iter().map(Into::into).collect() }))
}
