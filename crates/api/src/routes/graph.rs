//! The knowledge graph: look at it, write things down, name them otherwise, say what belongs together.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::Text;
use crate::problem::Answer;
use app::knowledge::graph::{self, ALIASES, KEY, NAME};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::graph::{Entity, EntityEdit, EntityKind, Origin, Relation, RelationEdit, RelationKind};
use domain::id::EntityId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(add)).routes(routes!(update, remove)).routes(routes!(relate)).routes(routes!(unrelate))
}

words! {
    EntityKindWord = EntityKind, "EntityKind", EntityKind::ALL;
    RelationKindWord = RelationKind, "RelationKind", RelationKind::ALL;
    OriginWord = Origin, "GraphOrigin", Origin::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KnowledgeGraph)]
pub struct GraphView {
    /// What people have written down, then what is mentioned most.
    pub entities: Vec<EntityView>,
    pub relations: Vec<RelationView>,
    /// More is known than is told here.
    pub is_cut: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GraphEntity)]
pub struct EntityView {
    /// The same as long as the thing is the same: `service:…`, `name:…`, `own:…`.
    pub id: String,
    #[schema(inline)]
    pub kind: EntityKindWord,
    pub name: String,
    /// Other names customers use.
    pub aliases: Vec<String>,
    #[schema(inline)]
    pub origin: OriginWord,
    /// How sure it is that this is a thing of the firm, in percent.
    #[schema(minimum = 0, maximum = 100)]
    pub confidence: i64,
    /// Passages that speak of it.
    pub mentions: i64,
    pub documents: i64,
    /// For PATCH and DELETE; absent where nobody has written anything down about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub edit_id: Option<Uuid>,
}
impl From<Entity> for EntityView {
    fn from(e: Entity) -> Self {
        EntityView { id: e.key, kind: e.kind.into(), name: e.name, aliases: e.aliases, origin: e.origin.into(), confidence: e.confidence, mentions: e.mentions, documents: e.documents, edit_id: e.edit_id.map(Into::into) }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GraphRelation)]
pub struct RelationView {
    /// Ids of entities.
    pub from: String,
    pub to: String,
    #[schema(inline)]
    pub kind: RelationKindWord,
    #[schema(inline)]
    pub origin: OriginWord,
    /// How sure it is that they belong together so, in percent.
    #[schema(minimum = 0, maximum = 100)]
    pub confidence: i64,
    /// Passages in which both stand; 1 where it was said outright.
    pub weight: i64,
    /// For DELETE; absent where nobody has said it outright.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub edit_id: Option<Uuid>,
}
impl From<Relation> for RelationView {
    fn from(r: Relation) -> Self {
        RelationView { from: r.from, to: r.to, kind: r.kind.into(), origin: r.origin.into(), confidence: r.confidence, weight: r.weight, edit_id: r.edit_id.map(Into::into) }
    }
}

/// What a person has written down about a thing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GraphEntityEdit)]
pub struct EntityEditView {
    pub id: Uuid,
    /// The entity it is about; absent for a thing of one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub key: Option<String>,
    #[schema(inline)]
    pub kind: EntityKindWord,
    pub name: String,
    pub aliases: Vec<String>,
    pub is_hidden: bool,
}
impl From<EntityEdit> for EntityEditView {
    fn from(e: EntityEdit) -> Self {
        EntityEditView { id: e.id.uuid(), key: e.key, kind: e.kind.into(), name: e.name, aliases: e.aliases, is_hidden: e.is_hidden }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GraphRelationEdit)]
pub struct RelationEditView {
    pub id: Uuid,
    pub from: String,
    pub to: String,
    #[schema(inline)]
    pub kind: RelationKindWord,
}
impl From<RelationEdit> for RelationEditView {
    fn from(r: RelationEdit) -> Self {
        RelationEditView { id: r.id.uuid(), from: r.from, to: r.to, kind: r.kind.into() }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AddGraphEntity)]
pub struct AddEntity {
    /// The entity it is about; without it a thing of one's own is added.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    key: Option<Text<1, { KEY }>>,
    /// `name` for a thing of one's own, which is also the default.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    kind: Option<EntityKindWord>,
    #[schema(inline)]
    name: Text<1, { NAME }>,
    /// Other names customers use; a search reads a question with the name in their place.
    #[serde(default)]
    #[schema(inline, max_items = 30)]
    aliases: Vec<Text<1, { NAME }>>,
    /// Not shown any more; only for what rules find.
    #[serde(default)]
    is_hidden: bool,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UpdateGraphEntity)]
pub struct UpdateEntity {
    #[serde(default)]
    #[schema(inline, nullable = false)]
    name: Option<Text<1, { NAME }>>,
    #[serde(default)]
    #[schema(inline, nullable = false, max_items = 30)]
    aliases: Option<Vec<Text<1, { NAME }>>>,
    #[serde(default)]
    #[schema(nullable = false)]
    is_hidden: Option<bool>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AddGraphRelation)]
pub struct AddRelation {
    /// Ids of entities.
    #[schema(inline)]
    from: Text<1, { KEY }>,
    #[schema(inline)]
    to: Text<1, { KEY }>,
    #[schema(inline)]
    kind: RelationKindWord,
}

/// What catalog, documents and people speak of, and how it belongs together.
#[utoipa::path(get, path = "/knowledge/graph", tag = "knowledge", responses((status = 200, description = "The graph.", body = GraphView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<GraphView>> {
    let graph = graph::of(&state.app, who.org()).await?;
    let (entities, relations) = (graph.entities.iter().cloned().map(Into::into).collect(), graph.relations.iter().cloned().map(Into::into).collect());
    Ok(Json(GraphView { entities, relations, is_cut: graph.is_cut }))
}

/// Writes a thing down, or other names for a known one.
#[utoipa::path(post, path = "/knowledge/graph/entities", tag = "knowledge", request_body = AddEntity, responses((status = 201, description = "Written down.", body = EntityEditView)))]
async fn add(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<AddEntity>) -> Answer<(StatusCode, Json<EntityEditView>)> {
    let edit = EntityEdit {
        id: EntityId::new(), key: body.key.map(Into::into), kind: body.kind.map_or(EntityKind::Name, Into::into), name: body.name.into(), aliases: words(body.aliases), is_hidden: body.is_hidden,
    };
    Ok((StatusCode::CREATED, Json(graph::add(&state.app, &who.ctx, edit).await?.into())))
}

/// Changes what is written down.
#[utoipa::path(patch, path = "/knowledge/graph/entities/{id}", tag = "knowledge", params(("id" = Uuid, Path,)), request_body = UpdateEntity, responses((status = 200, description = "As it is now.", body = EntityEditView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdateEntity>) -> Answer<Json<EntityEditView>> {
    let change = |e: &mut EntityEdit| {
        e.name = body.name.map_or_else(|| e.name.clone(), Into::into);
        e.aliases = body.aliases.map_or_else(|| e.aliases.clone(), words);
        e.is_hidden = body.is_hidden.unwrap_or(e.is_hidden);
    };
    Ok(Json(graph::change(&state.app, &who.ctx, id.into(), change).await?.into()))
}

/// Forgets what is written down; what rules find of the thing is shown again.
#[utoipa::path(delete, path = "/knowledge/graph/entities/{id}", tag = "knowledge", params(("id" = Uuid, Path,)), responses((status = 204, description = "Forgotten.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    graph::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that two things belong together.
#[utoipa::path(post, path = "/knowledge/graph/relations", tag = "knowledge", request_body = AddRelation, responses((status = 201, description = "Written down.", body = RelationEditView)))]
async fn relate(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<AddRelation>) -> Answer<(StatusCode, Json<RelationEditView>)> {
    let (from, to): (String, String) = (body.from.into(), body.to.into());
    Ok((StatusCode::CREATED, Json(graph::relate(&state.app, &who.ctx, &from, &to, body.kind.into()).await?.into())))
}

/// Takes it back.
#[utoipa::path(delete, path = "/knowledge/graph/relations/{id}", tag = "knowledge", params(("id" = Uuid, Path,)), responses((status = 204, description = "Forgotten.")))]
async fn unrelate(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    graph::unrelate(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn words(all: Vec<Text<1, { NAME }>>) -> Vec<String> {
    all.into_iter().take(ALIASES + 1).map(Into::into).collect()
}
