//! Fields a firm has of its own on contacts, deals and goods: the list, and writing it whole.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::Text;
use crate::page::Page;
use crate::problem::Answer;
use axum::Json;
use axum::extract::State;
use domain::custom_field::{CustomField, Entity, FieldKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(put))
}

words! {
    EntityWord = Entity, "FieldEntity", Entity::ALL;
    FieldKindWord = FieldKind, "FieldKind", FieldKind::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CustomFieldView {
    /// What values are kept under in `fields`.
    key: String,
    #[schema(inline)]
    entity: EntityWord,
    name: String,
    /// How values look: `number` 12.5, `date` 2026-11-21, `bool` true or false, `choices` a line each, `money` in minor units.
    #[schema(inline)]
    kind: FieldKindWord,
    choices: Vec<String>,
    is_required: bool,
    position: i64,
}
impl From<CustomField> for CustomFieldView {
    fn from(f: CustomField) -> Self {
        CustomFieldView { key: f.key, entity: f.entity.into(), name: f.name, kind: f.kind.into(), choices: f.choices, is_required: f.is_required, position: f.position }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FieldQuery {
    /// Of all when left out.
    #[param(inline, required = false, nullable = false)]
    entity: Option<EntityWord>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldBody {
    #[schema(inline)]
    key: Text<1, 60>,
    #[schema(inline)]
    name: Text<1, 120>,
    #[schema(inline)]
    kind: FieldKindWord,
    /// Of `choice` and `choices` only.
    #[serde(default)]
    #[schema(inline, max_items = 100)]
    choices: Vec<Text<1, 100>>,
    /// People cannot save a card without it.
    #[serde(default)]
    is_required: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutFields {
    /// All of them, in their order.
    #[schema(max_items = 50)]
    fields: Vec<FieldBody>,
}

/// The firm's own fields, in their order.
#[utoipa::path(get, path = "/custom-fields", tag = "contacts", params(FieldQuery), responses((status = 200, description = "Fields.", body = Page<CustomFieldView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<FieldQuery>) -> Answer<Json<Page<CustomFieldView>>> {
    let rows = store::custom_field::list(&mut state.app.scope(who.org()).await?, query.entity.map(Into::into)).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// Replaces the fields of contacts or deals. Values of a field that is gone stay as plain text.
#[utoipa::path(put, path = "/custom-fields/{entity}", tag = "contacts", params(("entity" = inline(EntityWord), Path,)), request_body = PutFields, responses((status = 200, description = "The fields now.", body = Page<CustomFieldView>)))]
async fn put(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(entity): Path<EntityWord>, Body(body): Body<PutFields>) -> Answer<Json<Page<CustomFieldView>>> {
    let entity: Entity = entity.into();
    let field = |f: FieldBody| CustomField {
        entity, key: f.key.into(), name: f.name.into(), kind: f.kind.into(), choices: f.choices.into_iter().map(Text::into_string).collect(), is_required: f.is_required, position: 0,
    };
    let fields = body.fields.into_iter().map(field).collect();
    let kept = app::custom_field::put(&state.app, &who.ctx, entity, fields).await?;
    Ok(Json(Page::whole(kept.into_iter().map(Into::into).collect())))
}
