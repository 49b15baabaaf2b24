//! Stored files: upload one to send it, fetch it, in parts if it is sound or video. The type is told from the bytes.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Path;
use crate::problem::{Answer, Problem, ProblemBody};
use crate::routes::attachment::{content_type, disposition};
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
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
const PART: u64 = 64 * 1024;

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

/// A stored file as a browser may get it: typed where that is harmless, never shown as a page of ours.
pub(crate) async fn serve(file: StoredFile, path: PathBuf, asked: &HeaderMap) -> Answer<Response> {
    let range = asked.get(header::RANGE).and_then(|v| v.to_str().ok());
    let (from, until) = match range.map(|text| part(text, file.size)) {
        None | Some(Part::All) => (0, file.size),
        Some(Part::Of(from, until)) => (from, until),
        Some(Part::None) => return Err(Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "range_not_satisfiable", "the file has no such part")),
    };
    let body = flow(&path, from, until).await.map_err(|e| domain::Error::new(domain::Kind::Unavailable, "the file cannot be read").op("file.serve").source(e))?;
    let is_part = (from, until) != (0, file.size);
    let mut answer = (
        if is_part { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK },
        [
            (header::CONTENT_TYPE, content_type(&file.mime)),
            (header::CONTENT_DISPOSITION, disposition(&file.name)),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox".to_owned()),
            (header::CACHE_CONTROL, "private, max-age=86400".to_owned()),
            (header::ACCEPT_RANGES, "bytes".to_owned()),
            (header::CONTENT_LENGTH, until.saturating_sub(from).to_string()),
        ],
        body,
    )
        .into_response();
    if is_part && let Ok(value) = format!("bytes {from}-{}/{}", until.saturating_sub(1), file.size).parse() {
        answer.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    Ok(answer)
}

/// The bytes as they are read: a large file is never whole in memory.
async fn flow(path: &std::path::Path, from: u64, until: u64) -> std::io::Result<Body> {
    let mut file = tokio::fs::File::open(path).await?;
    file.seek(std::io::SeekFrom::Start(from)).await?;
    let parts = futures::stream::try_unfold((file, until.saturating_sub(from)), async |(mut file, left): (tokio::fs::File, u64)| {
        let mut part = vec![0; usize::try_from(left.min(PART)).unwrap_or(0)];
        let count = file.read(&mut part).await?;
        part.truncate(count);
        let left = left.saturating_sub(u64::try_from(count).unwrap_or(u64::MAX));
        std::io::Result::Ok((count > 0).then(|| (Bytes::from(part), (file, left))))
    });
    Ok(Body::from_stream(parts))
}

/// What a `Range` header asks of a file.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// Everything: what does not read, and several parts at once, may be ignored.
    All,
    /// From the first number, up to but without the second.
    Of(u64, u64),
    None,
}

fn part(text: &str, size: u64) -> Part {
    let Some((first, last)) = text.trim().strip_prefix("bytes=").and_then(|range| range.trim().split_once('-')) else { return Part::All };
    match (first.trim(), last.trim()) {
        ("", tail) => match tail.parse::<u64>() {
            Ok(0) => Part::None,
            Ok(tail) => Part::Of(size.saturating_sub(tail), size),
            Err(_) => Part::All,
        },
        (first, last) => match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), _) if first >= size => Part::None,
            (Ok(first), Ok(last)) if last >= first => Part::Of(first, last.saturating_add(1).min(size)),
            (Ok(first), Err(_)) if last.is_empty() => Part::Of(first, size),
            _ => Part::All,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_file() {
        for (text, expected) in [
            ("bytes=0-", Part::Of(0, 10)), ("bytes=0-0", Part::Of(0, 1)), ("bytes=4-99", Part::Of(4, 10)), ("bytes=-3", Part::Of(7, 10)), ("bytes=-30", Part::Of(0, 10)), ("bytes=10-", Part::None),
            ("bytes=-0", Part::None), ("bytes=5-2", Part::All), ("bytes=a-b", Part::All), ("bytes=0-1,3-4", Part::All), ("items=0-1", Part::All), ("bytes=99999999999999999999-", Part::All), ("", Part::All),
            ("bytes=1-18446744073709551615", Part::Of(1, 10)),
        ] {
            assert_eq!(part(text, 10), expected, "{text}");
        }
    }
}
