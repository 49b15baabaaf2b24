//! Folders of the knowledge base: list, add, change, remove.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::{self, Name, Patch, When};
use crate::page::Page;
use crate::problem::Answer;
use app::knowledge::category;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::document::Category;
use domain::id::CategoryId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(update, remove))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryView {
    pub id: Uuid,
    /// The category it lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parent_id: Option<Uuid>,
    pub name: String,
    pub position: i64,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Category> for CategoryView {
    fn from(c: Category) -> Self {
        CategoryView { id: c.id.uuid(), parent_id: c.parent_id.map(Into::into), name: c.name, position: c.position, created_at: c.created_at.into() }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCategory {
    #[schema(inline)]
    name: Name,
    /// At most six lie inside one another.
    #[serde(default)]
    #[schema(nullable = false)]
    parent_id: Option<Uuid>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: i64,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateCategory {
    #[serde(default)]
    #[schema(inline, nullable = false)]
    name: Option<Name>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    parent_id: Option<Patch<Uuid>>,
    #[serde(default)]
    #[schema(nullable = false, minimum = -1_000_000, maximum = 1_000_000)]
    position: Option<i64>,
}

/// All categories, by position.
#[utoipa::path(get, path = "/knowledge/categories", tag = "knowledge", responses((status = 200, description = "Categories.", body = Page<CategoryView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<CategoryView>>> {
    let rows = store::category::list(&mut state.app.scope(who.org()).await?).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// Adds a category; an organization has at most 500.
#[utoipa::path(post, path = "/knowledge/categories", tag = "knowledge", request_body = CreateCategory, responses((status = 201, description = "Added.", body = CategoryView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<CreateCategory>) -> Answer<(StatusCode, Json<CategoryView>)> {
    let new = Category { id: CategoryId::new(), parent_id: body.parent_id.map(Into::into), name: body.name.into(), position: body.position, created_at: state.now() };
    Ok((StatusCode::CREATED, Json(category::create(&state.app, &who.ctx, new).await?.into())))
}

/// Renames or moves a category.
#[utoipa::path(patch, path = "/knowledge/categories/{id}", tag = "knowledge", params(("id" = Uuid, Path,)), request_body = UpdateCategory, responses((status = 200, description = "The category now.", body = CategoryView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdateCategory>) -> Answer<Json<CategoryView>> {
    let change = |c: &mut Category| {
        c.name = body.name.map_or_else(|| std::mem::take(&mut c.name), Into::into);
        c.parent_id = body.parent_id.map_or(c.parent_id, |parent| parent.into_option().map(Into::into));
        c.position = body.position.unwrap_or(c.position);
    };
    Ok(Json(category::update(&state.app, &who.ctx, id.into(), change).await?.into()))
}

/// Removes a category; what lies in it moves to the one around it.
#[utoipa::path(delete, path = "/knowledge/categories/{id}", tag = "knowledge", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    category::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
