//! Files that customers sent: what is told about them, and their bytes. A stranger's file is only ever downloaded: the browser is
//! neither to show it in our origin nor to guess what it is.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Path;
use crate::part::Part;
use crate::problem::{Answer, ProblemBody};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::message::{Attachment, AttachmentKind};
use serde::Serialize;
use std::fmt::Write;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

words! {
    AttachmentWord = AttachmentKind, "AttachmentKind", AttachmentKind::ALL;
}

/// Characters of a file name that are kept, from its end.
const NAME_LENGTH: usize = 100;
const UNKNOWN: &str = "application/octet-stream";

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(fetch))
}

/// A file of a message, as the sender described it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentView {
    #[schema(inline)]
    pub kind: AttachmentWord,
    /// Set when the bytes are stored here: `/files/{file_id}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub file_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub mime: Option<String>,
    /// In bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub size: Option<u64>,
}
impl From<Attachment> for AttachmentView {
    fn from(a: Attachment) -> Self {
        AttachmentView { kind: a.kind.into(), file_id: a.file_id.map(Into::into), name: a.name, mime: a.mime, size: a.size }
    }
}

/// The bytes of a message's file, whole or the part that `Range: bytes=…` asks for; `index` is its place in the message's `attachments`,
/// from 0. At most 20 MB.
///
/// A customer's file stays with the channel and is fetched from there: 409 when the channel does not give it out, 503 when it is down.
#[utoipa::path(get, path = "/conversations/{id}/messages/{seq}/attachments/{index}", tag = "conversations",
    params(("id" = Uuid, Path,), ("seq" = u32, Path, minimum = 1), ("index" = u16, Path, minimum = 0)),
    responses((status = 200, description = "The file, to be downloaded.", body = FileBody, content_type = "*/*"),
        (status = 206, description = "The part asked for.", body = FileBody, content_type = "*/*"),
        (status = 409, description = "The channel does not give the file out.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The file is larger than 20 MB.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 416, description = "The file has no such part.", body = ProblemBody, content_type = "application/problem+json")))]
async fn fetch(State(state): State<ApiState>, who: Can<may::Read>, Path((id, seq, index)): Path<(Uuid, u32, u16)>, headers: HeaderMap) -> Answer<Response> {
    let mut file = app::inbox::attachment::fetch(&state.app, &who.ctx, id.into(), i64::from(seq), usize::from(index)).await?;
    let part = Part::asked(&headers, u64::try_from(file.bytes.len()).unwrap_or(u64::MAX))?;
    file.bytes.truncate(usize::try_from(part.until).unwrap_or(usize::MAX));
    let bytes = file.bytes.split_off(usize::try_from(part.from).unwrap_or(usize::MAX).min(file.bytes.len()));
    Ok(part.answer(&file.mime, &file.name, bytes))
}

/// The bytes of a file; the answer's own type is its type where that is harmless.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "stands for the bytes in the contract")]
struct FileBody(Vec<u8>);

/// Pictures without scripts, sound, video and PDF keep their type; everything else is just bytes.
pub(crate) fn content_type(mime: &str) -> String {
    let essence = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_word = |word: &str| !word.is_empty() && word.len() <= 60 && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'-'));
    let is_harmless = match essence.split_once('/') {
        Some(("image" | "audio" | "video", kind)) => is_word(kind) && !kind.contains("svg") && !kind.contains("xml"),
        Some(("application", kind)) => kind == "pdf",
        _ => false,
    };
    if is_harmless { essence } else { UNKNOWN.to_owned() }
}

/// RFC 6266: a plain name for old clients, the real one in UTF-8.
pub(crate) fn disposition(name: &str) -> String {
    let name = file_name(name);
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect();
    let mut coded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            coded.push(char::from(byte));
        } else {
            let _ = write!(coded, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}")
}

/// A name as the disk of the reader takes it.
fn file_name(name: &str) -> String {
    app::file::clean(name, NAME_LENGTH).chars().map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_types_keep_their_name() {
        for (given, told) in [
            ("image/jpeg", "image/jpeg"), ("Image/PNG; x=1", "image/png"), ("audio/ogg", "audio/ogg"), ("video/mp4", "video/mp4"), ("application/pdf", "application/pdf"),
            ("image/svg+xml", UNKNOWN), ("text/html", UNKNOWN), ("TEXT/HTML;charset=utf-8", UNKNOWN), ("application/xhtml+xml", UNKNOWN), ("application/javascript", UNKNOWN),
            ("text/plain", UNKNOWN), ("image/", UNKNOWN), ("image/a\r\nx: y", UNKNOWN), ("", UNKNOWN), ("video/фильм", UNKNOWN),
        ] {
            assert_eq!(content_type(given), told, "{given}");
        }
    }

    #[test]
    fn names_are_made_safe() {
        for (given, kept) in [
            ("фото.jpg", "фото.jpg"), ("../../etc/passwd", "passwd"), ("C:\\temp\\a.doc", "a.doc"), (".htaccess", "htaccess"), ("a\r\nSet-Cookie: x", "aSet-Cookie_ x"), ("\u{202e}gpj.exe", "gpj.exe"),
            ("", "file"), ("...", "file"), ("a/", "file"), ("x\"y.txt", "x_y.txt"),
        ] {
            assert_eq!(file_name(given), kept, "{given:?}");
        }
        let long = file_name(&format!("{}.jpeg", "я".repeat(500)));
        assert!(long.chars().count() == NAME_LENGTH && long.ends_with("я.jpeg"));
        assert_eq!(disposition("мой файл.pdf"), "attachment; filename=\"________.pdf\"; filename*=UTF-8''%D0%BC%D0%BE%D0%B9%20%D1%84%D0%B0%D0%B9%D0%BB.pdf");
    }
}
