//! Rooms, chairs and machines: list, read, add, change, remove.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::{Text, When};
use crate::page::Page;
use crate::problem::Answer;
use crate::removal::Removal;
use app::catalog::resource as resources;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::ResourceId;
use domain::resource::Resource;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ResourceView {
    pub id: Uuid,
    pub branch_id: Uuid,
    pub name: String,
    pub is_active: bool,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Resource> for ResourceView {
    fn from(r: Resource) -> Self {
        ResourceView { id: r.id.uuid(), branch_id: r.branch_id.uuid(), name: r.name, is_active: r.is_active, created_at: r.created_at.into() }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateResource {
    branch_id: Uuid,
    #[schema(inline)]
    name: Text<1, 200>,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateResource {
    #[serde(default)]
    branch_id: Option<Uuid>,
    #[serde(default)]
    #[schema(inline)]
    name: Option<Text<1, 200>>,
    #[serde(default)]
    is_active: Option<bool>,
}

/// All rooms and machines, oldest first.
#[utoipa::path(get, path = "/resources", tag = "catalog", responses((status = 200, description = "Rooms and machines.", body = Page<ResourceView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<ResourceView>>> {
    let rows = store::resource::list(&mut state.app.scope(who.org()).await?).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// One room or machine.
#[utoipa::path(get, path = "/resources/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 200, description = "The room or machine.", body = ResourceView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<ResourceView>> {
    Ok(Json(store::resource::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Adds a room or a machine.
#[utoipa::path(post, path = "/resources", tag = "catalog", request_body = CreateResource, responses((status = 201, description = "Added.", body = ResourceView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<CreateResource>) -> Answer<(StatusCode, Json<ResourceView>)> {
    let resource = Resource { id: ResourceId::new(), branch_id: body.branch_id.into(), name: body.name.into(), is_active: true, created_at: state.now() };
    Ok((StatusCode::CREATED, Json(resources::create(&state.app, &who.ctx, resource).await?.into())))
}

/// Changes a room or a machine.
#[utoipa::path(patch, path = "/resources/{id}", tag = "catalog", params(("id" = Uuid, Path,)), request_body = UpdateResource, responses((status = 200, description = "It now.", body = ResourceView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdateResource>) -> Answer<Json<ResourceView>> {
    let change = |r: &mut Resource| {
        r.branch_id = body.branch_id.map_or(r.branch_id, Into::into);
        r.name = body.name.map_or_else(|| std::mem::take(&mut r.name), Into::into);
        r.is_active = body.is_active.unwrap_or(r.is_active);
    };
    Ok(Json(resources::update(&state.app, &who.ctx, id.into(), change).await?.into()))
}

/// Removes a room or a machine. One that was part of a visit is switched off instead.
#[utoipa::path(delete, path = "/resources/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone."), (status = 200, description = "Switched off.", body = ResourceView)))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Removal<ResourceView>> {
    Ok(Removal::of(resources::remove(&state.app, &who.ctx, id.into()).await?))
}
