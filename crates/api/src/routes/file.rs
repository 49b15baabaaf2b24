//! Stored files: upload one to send it, fetch it, in parts if it is sound or video. The type is told from the bytes.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Path;
use crate::part::Part;
use crate::problem::{Answer, Problem, ProblemBody};
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::file::StoredFile;
use serde::Serialize;
use std::path::PathBuf;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The file and the form around it.
const BODY_LIMIT: usize = 20 * 1024 * 1024 + 64 * 1024;
/// Bytes that are read from the disk at once.
const CHUNK: u64 = 64 * 1024;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(upload)).layer(DefaultBodyLimit::max(BODY_LIMIT)).routes(routes!(fetch))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FileView {
    /// For `files` of a message.
    pub id: Uuid,
    pub name: String,
    /// Told from the bytes.
    pub mime: String,
    /// In bytes.
    pub size: u64,
}
impl From<StoredFile> for FileView {
    fn from(f: StoredFile) -> Self {
        FileView { id: f.id.uuid(), name: f.name, mime: f.mime, size: f.size }
    }
}

/// A form with one file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the contract")]
struct FileForm {
    /// At most 20 MB: pictures, PDF, office documents, sound, video, plain text.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// The bytes of a stored file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "stands for the bytes in the contract")]
struct StoredBytes(Vec<u8>);

/// Stores a file to be sent with a message. What no message carries within a day is forgotten.
#[utoipa::path(post, path = "/files", tag = "conversations", request_body(content = FileForm, content_type = "multipart/form-data"), responses(
    (status = 201, description = "Stored.", body = FileView),
    (status = 413, description = "The file is larger than 20 MB.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 415, description = "The body is not a form.", body = ProblemBody, content_type = "application/problem+json")))]
async fn upload(State(state): State<ApiState>, who: Can<may::Converse>, form: Result<Multipart, MultipartRejection>) -> Answer<(StatusCode, Json<FileView>)> {
    let mut form = form.map_err(|_| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "send the file as multipart/form-data"))?;
    let Some(field) = form.next_field().await.map_err(malformed)? else {
        return Err(Problem::invalid("file", "the form has no field file"));
    };
    if field.name() != Some("file") {
        return Err(Problem::invalid(field.name().unwrap_or_default(), "the form has one field, file"));
    }
    let name = field.file_name().unwrap_or_default().to_owned();
    let bytes = field.bytes().await.map_err(malformed)?;
    let file = app::file::store(&state.app, &who.ctx, &name, bytes.to_vec()).await?;
    Ok((StatusCode::CREATED, Json(file.into())))
}

fn malformed(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "a file has at most 20 MB"),
        _ => Problem::new(StatusCode::BAD_REQUEST, "malformed_form", "the form does not read"),
    }
}

/// The bytes of a stored file, whole or the part that `Range: bytes=…` asks for.
#[utoipa::path(get, path = "/files/{id}", tag = "conversations", params(("id" = Uuid, Path,)), responses(
    (status = 200, description = "The file, to be downloaded.", body = StoredBytes, content_type = "*/*"),
    (status = 206, description = "The part asked for.", body = StoredBytes, content_type = "*/*"),
    (status = 416, description = "The file has no such part.", body = ProblemBody, content_type = "application/problem+json")))]
async fn fetch(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, headers: HeaderMap) -> Answer<Response> {
    let (file, path) = app::file::find(&state.app, who.org(), id.into()).await?;
    serve(file, path, &headers).await
}

/// A stored file as a browser may get it.
pub(crate) async fn serve(file: StoredFile, path: PathBuf, asked: &HeaderMap) -> Answer<Response> {
    let part = Part::asked(asked, file.size)?;
    let body = flow(&path, part.from, part.until).await.map_err(|e| domain::Error::new(domain::Kind::Unavailable, "the file cannot be read").op("file.serve").source(e))?;
    let mut answer = part.answer(&file.mime, &file.name, body);
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(part.until.saturating_sub(part.from)));
    Ok(answer)
}

/// The bytes as they are read: a large file is never whole in memory.
async fn flow(path: &std::path::Path, from: u64, until: u64) -> std::io::Result<Body> {
    let mut file = tokio::fs::File::open(path).await?;
    file.seek(std::io::SeekFrom::Start(from)).await?;
    let parts = futures::stream::try_unfold((file, until.saturating_sub(from)), async |(mut file, left): (tokio::fs::File, u64)| {
        let mut part = vec![0; usize::try_from(left.min(CHUNK)).unwrap_or(0)];
        let count = file.read(&mut part).await?;
        part.truncate(count);
        let left = left.saturating_sub(u64::try_from(count).unwrap_or(u64::MAX));
        std::io::Result::Ok((count > 0).then(|| (Bytes::from(part), (file, left))))
    });
    Ok(Body::from_stream(parts))
}
