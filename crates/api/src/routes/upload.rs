//! A file for the knowledge base: a form that is streamed to disk, whatever its size.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::field::Text;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::routes::document::DocumentView;
use app::knowledge::upload::{About, Upload, begin};
use axum::Json;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The file and the form around it.
const BODY_LIMIT: usize = 100 * 1024 * 1024 + 64 * 1024;
/// Bytes of a field that is no file.
const WORDS: usize = 2000;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(upload)).layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// A form with one file and what is said of it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the contract")]
struct DocumentForm {
    /// At most 100 MB: PDF, DOCX, XLSX, XLS, ODS, ODT, PPTX, CSV, HTML, MD, TXT, told by the ending of its name.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The file's name without its ending, if left out.
    #[schema(inline)]
    title: Option<Text<0, 200>>,
    category_id: Option<Uuid>,
    /// `ru`, `en`, `ky` or `kk`.
    lang: Option<String>,
}

/// Stores a file as a document of the knowledge base; it is read in the background. Progress and failures come as events.
#[utoipa::path(post, path = "/knowledge/files", tag = "knowledge", request_body(content = DocumentForm, content_type = "multipart/form-data"), responses(
    (status = 201, description = "Stored; it waits to be read.", body = DocumentView),
    (status = 413, description = "The file is larger than 100 MB.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 415, description = "The body is not a form.", body = ProblemBody, content_type = "application/problem+json")))]
async fn upload(State(state): State<ApiState>, who: Can<may::EditCatalog>, form: Result<Multipart, MultipartRejection>) -> Answer<(StatusCode, Json<DocumentView>)> {
    let mut form = form.map_err(|_| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "send the file as multipart/form-data"))?;
    let (mut file, mut about) = (None, About::default());
    while let Some(field) = form.next_field().await.map_err(malformed)? {
        match field.name().unwrap_or_default() {
            "file" if file.is_none() => file = Some(take(&state, &who, field).await?),
            _ => read(field, &mut about).await?,
        }
    }
    let file = file.ok_or_else(|| Problem::invalid("file", "the form has no field file"))?;
    Ok((StatusCode::CREATED, Json(file.finish(&state.app, &who.ctx, about).await?.into())))
}

/// Writes the file down as it comes.
async fn take(state: &ApiState, who: &Can<may::EditCatalog>, mut field: Field<'_>) -> Answer<Upload> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let mut upload = begin(&state.app, &who.ctx, &name).await?;
    while let Some(chunk) = field.chunk().await.map_err(malformed)? {
        upload.write(&chunk).await?;
    }
    Ok(upload)
}

async fn read(mut field: Field<'_>, about: &mut About) -> Answer<()> {
    let name = field.name().unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(malformed)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > WORDS {
            return Err(Problem::invalid(name, "too long"));
        }
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0')).ok_or_else(|| Problem::invalid(name.clone(), "not a text"))?;
    let text = text.trim();
    match name.as_str() {
        "title" if text.chars().count() <= 200 => about.title = text.to_owned(),
        "category_id" => about.category_id = Some(text).filter(|t| !t.is_empty()).map(|t| t.parse::<Uuid>().map_err(|_| Problem::invalid("category_id", "expected a UUID"))).transpose()?.map(Into::into),
        "lang" => about.lang = Some(text).filter(|t| !t.is_empty()).map(str::parse).transpose()?,
        "title" => return Err(Problem::invalid("title", "longer than 200 characters")),
        _ => return Err(Problem::invalid(name, "the form has the fields file, title, category_id and lang, each once").code("unknown_field")),
    }
    Ok(())
}

fn malformed(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "a file has at most 100 MB"),
        _ => Problem::new(StatusCode::BAD_REQUEST, "malformed_form", "the form does not read"),
    }
}
