//! Photos and materials of a tour: which stored files, in which order, and what they are called. The bytes are `file.rs`.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::Text;
use crate::problem::Answer;
use crate::routes::tour::TourView;
use app::tour::file::{self as files, Choice};
use axum::Json;
use axum::extract::State;
use domain::tour::TourFile;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(replace))
}

/// A stored file of a tour; its bytes are at `/files/{id}`.
#[derive(Debug, Serialize, ToSchema)]
pub struct TourFileView {
    pub file_id: Uuid,
    /// What a photo shows, for those who do not see it; what a material is called.
    pub text: String,
    /// The file's own name.
    pub name: String,
    pub mime: String,
    /// In bytes.
    pub size: u64,
}
impl From<TourFile> for TourFileView {
    fn from(f: TourFile) -> Self {
        TourFileView { file_id: f.file_id.uuid(), text: f.text, name: f.name, mime: f.mime, size: f.size }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TourFileChoice {
    /// As `POST /files` gave it.
    file_id: Uuid,
    /// What a photo shows, for those who do not see it; what a material is called.
    #[serde(default)]
    #[schema(inline)]
    text: Text<0, 200>,
}
impl From<TourFileChoice> for Choice {
    fn from(c: TourFileChoice) -> Self {
        Choice { file_id: c.file_id.into(), text: c.text.into() }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceTourFiles {
    /// JPEG, PNG, WebP or GIF; the first is the cover.
    #[schema(max_items = 20)]
    photo_files: Vec<TourFileChoice>,
    #[schema(max_items = 20)]
    materials: Vec<TourFileChoice>,
}

/// Puts these photos and materials, in this order, in place of the tour's own. A file that is left out is forgotten within a day.
#[utoipa::path(put, path = "/tours/{id}/files", tag = "catalog", params(("id" = Uuid, Path,)), request_body = ReplaceTourFiles, responses((status = 200, description = "The tour now.", body = TourView)))]
async fn replace(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<ReplaceTourFiles>) -> Answer<Json<TourView>> {
    let those = |choices: Vec<TourFileChoice>| choices.into_iter().map(Into::into).collect();
    let (tour, files) = files::replace(&state.app, &who.ctx, id.into(), those(body.photo_files), those(body.materials)).await?;
    Ok(Json(TourView::of(tour, &files)))
}
