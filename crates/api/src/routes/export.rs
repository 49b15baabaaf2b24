//! Lists as files. A list is walked through its own route, page by page, as the caller: the same filters, the same rights, the same rows as on the
//! screen, whole. Columns are told in `export/lists.rs`; how files are written in `table.rs`.

mod lists;
mod walk;

use crate::ApiState;
use crate::auth::{Can, Identity, may};
use crate::extract::{Path, Query};
use crate::field::Text;
use crate::problem::Answer;
use crate::table::{Separator, Table, TableFormat};
use axum::Router;
use axum::extract::{Extension, State};
use axum::response::Response;
use domain::Lang;
use lists::{LISTS, List};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, schema::Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use walk::Walk;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(export))
}

/// The routes of lists, without what stands in front of them: who calls is known by then, and counted once.
#[derive(Clone, Debug)]
pub struct Lists(pub Router);

/// The name of a list.
#[derive(Clone, Copy, Debug)]
struct ListWord(&'static List);

impl<'de> Deserialize<'de> for ListWord {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        LISTS.iter().find(|list| list.key == text).map(ListWord).ok_or_else(|| serde::de::Error::custom("there is no such list"))
    }
}
impl PartialSchema for ListWord {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(LISTS.iter().map(|list| list.key))).into()
    }
}
impl ToSchema for ListWord {}

/// The language of heads and words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableLang {
    Ru,
    En,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListExportQuery {
    #[param(inline)]
    format: TableFormat,
    /// Of CSV; a comma when left out.
    #[param(inline, required = false, nullable = false)]
    separator: Option<Separator>,
    /// The firm's own when left out.
    #[param(inline, required = false, nullable = false)]
    lang: Option<TableLang>,
    /// What the list is narrowed and sorted by: the query string of its own route, `status=open&sort=-amount`.
    #[param(inline, required = false, nullable = false)]
    filter: Option<Text<0, 4000>>,
}

/// A list as a file, whole, with the rows its own route would show. That it was taken is written into the audit log.
#[utoipa::path(get, path = "/exports/{list}", tag = "exports", params(("list" = inline(ListWord), Path,), ListExportQuery), responses((status = 200, description = "The file.", content((String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
async fn export(
    State(state): State<ApiState>, Extension(Lists(lists)): Extension<Lists>, Extension(identity): Extension<Identity>, who: Can<may::Export>, Path(ListWord(list)): Path<ListWord>, Query(query): Query<ListExportQuery>,
) -> Answer<Response> {
    let filter = query.filter.map(Text::into_string).unwrap_or_default();
    let org = store::org::get(&mut state.app.scope(who.org()).await?).await?;
    let is_ru = query.lang.map_or(org.lang != Lang::En, |lang| lang == TableLang::Ru);
    let walk = Walk::begin(lists, identity, list, &filter, domain::time::zone(&org.zone)?, is_ru).await?;
    app::export::record(&state.app, &who.ctx, list.key, &filter).await?;
    let table = Table { name: list.key.to_owned(), head: walk.head(), format: query.format, separator: query.separator.unwrap_or(Separator::Comma) };
    Ok(table.respond(Arc::new(walk).lines()))
}
