//! Saved filters of the inbox, one's own and everybody's.

use crate::ApiState;
use crate::auth::{Can, Caller, may};
use crate::extract::{Body, Path};
use crate::field::{Text, When};
use crate::page::Page;
use crate::problem::Answer;
use app::inbox_view::{Keeper, SHARE, Seen, ViewPatch};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::PersonId;
use domain::inbox_view::{InboxPart, InboxView, ViewFilter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(update, remove))
}

words! {
    InboxPartWord = InboxPart, "InboxPart", InboxPart::ALL;
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ViewFilterBody {
    #[schema(inline)]
    view: InboxPartWord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    connection_id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    team_id: Option<Uuid>,
    /// A tag of the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    tag: Option<Text<1, 60>>,
    /// Only what one has not read.
    #[serde(default)]
    unread: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    q: Option<Text<1, 100>>,
}
impl From<ViewFilterBody> for ViewFilter {
    fn from(f: ViewFilterBody) -> Self {
        ViewFilter { view: f.view.into(), connection_id: f.connection_id.map(Into::into), team_id: f.team_id.map(Into::into), tag: f.tag.map(Text::into_string), unread: f.unread, q: f.q.map(Text::into_string) }
    }
}
impl From<ViewFilter> for ViewFilterBody {
    fn from(f: ViewFilter) -> Self {
        ViewFilterBody { view: f.view.into(), connection_id: f.connection_id.map(Into::into), team_id: f.team_id.map(Into::into), tag: f.tag.map(Text::trusted), unread: f.unread, q: f.q.map(Text::trusted) }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct InboxViewView {
    id: Uuid,
    name: String,
    /// Else it is only yours.
    is_shared: bool,
    filter: ViewFilterBody,
    /// How many conversations it holds, up to 100; absent while it is impossible, and after a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    count: Option<i64>,
    /// What its filter names and is no more: `team`, `connection`. Such a view shows nothing until it is changed.
    missing: Vec<String>,
    #[schema(inline)]
    updated_at: When,
}
impl InboxViewView {
    fn of(v: InboxView, count: Option<i64>, missing: &[&str]) -> Self {
        InboxViewView { id: v.id.uuid(), name: v.name, is_shared: v.person_id.is_none(), filter: v.filter.into(), count, missing: missing.iter().map(|&m| m.to_owned()).collect(), updated_at: v.updated_at.into() }
    }
}
impl From<Seen> for InboxViewView {
    fn from(s: Seen) -> Self {
        InboxViewView::of(s.view, s.count, &s.missing)
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateInboxView {
    #[schema(inline)]
    name: Text<1, 60>,
    filter: ViewFilterBody,
    /// For everybody: needs the permission to edit the catalog.
    #[serde(default)]
    is_shared: bool,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateInboxView {
    #[serde(default)]
    #[schema(inline)]
    name: Option<Text<1, 60>>,
    #[serde(default)]
    #[schema(nullable = false)]
    filter: Option<ViewFilterBody>,
    #[serde(default)]
    is_shared: Option<bool>,
    /// Its place among the shared ones, or among your own, from 0.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1000)]
    position: Option<u16>,
}

fn keeper(who: &Caller) -> Keeper {
    if who.may(SHARE) { Keeper::Shared } else { Keeper::OwnAlone }
}

/// Saved views of the inbox with their counts: the shared ones, then your own, each in their order.
#[utoipa::path(get, path = "/inbox-views", tag = "conversations", responses((status = 200, description = "Views.", body = Page<InboxViewView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<InboxViewView>>> {
    let seen = app::inbox_view::list(&state.app, who.org(), who.ctx.person().unwrap_or(PersonId::nil())).await?;
    Ok(Json(Page::whole(seen.into_iter().map(Into::into).collect())))
}

/// Saves a filter of the inbox as the last view of its kind.
#[utoipa::path(post, path = "/inbox-views", tag = "conversations", request_body = CreateInboxView, responses((status = 201, description = "Saved.", body = InboxViewView)))]
async fn create(State(state): State<ApiState>, who: Can<may::Read>, Body(body): Body<CreateInboxView>) -> Answer<(StatusCode, Json<InboxViewView>)> {
    let view = app::inbox_view::create(&state.app, &who.ctx, keeper(&who), body.name.into_string(), body.filter.into(), body.is_shared).await?;
    Ok((StatusCode::CREATED, Json(InboxViewView::of(view, None, &[]))))
}

/// Renames a view, changes its filter, shares it, or moves it.
#[utoipa::path(patch, path = "/inbox-views/{id}", tag = "conversations", params(("id" = Uuid, Path,)), request_body = UpdateInboxView, responses((status = 200, description = "The view now.", body = InboxViewView)))]
async fn update(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Body(body): Body<UpdateInboxView>) -> Answer<Json<InboxViewView>> {
    let patch = ViewPatch { name: body.name.map(Text::into_string), filter: body.filter.map(Into::into), is_shared: body.is_shared, position: body.position.map(usize::from) };
    let view = app::inbox_view::update(&state.app, &who.ctx, keeper(&who), id.into(), patch).await?;
    Ok(Json(InboxViewView::of(view, None, &[])))
}

/// Removes a view; its conversations stay where they are.
#[utoipa::path(delete, path = "/inbox-views/{id}", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    app::inbox_view::remove(&state.app, &who.ctx, keeper(&who), id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
