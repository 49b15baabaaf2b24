//! Files in the chat: the visitor's own are uploaded first and named by a signed token in the message that carries them;
//! what a dialogue carries may be fetched by whoever holds it. The agent's picture is public.

use super::message::conversation;
use super::session::Caller;
use super::site::Settings;
use super::token::{Claims, seconds, sign, verify};
use crate::ApiState;
use crate::extract::Path;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::id::FileId;
use domain::message::Attachment;
use domain::{Error, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The file and the form around it.
pub const BODY_LIMIT: usize = 20 * 1024 * 1024 + 64 * 1024;
/// Files of one message.
const MOST: usize = 5;
/// An upload may wait so long for its message; unsent ones are swept later.
const UPLOAD_SECS: i64 = 12 * 3600;

/// An upload of one visitor: nobody else's message may carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Upload {
    #[serde(rename = "f")]
    file: Uuid,
    #[serde(rename = "v")]
    visitor: Uuid,
    #[serde(rename = "e")]
    expires: i64,
}

impl Claims for Upload {
    const PURPOSE: &'static str = "widget/upload";
    fn expires(&self) -> i64 {
        self.expires
    }
}

#[derive(Debug, Serialize)]
struct Uploaded {
    /// For `files` of a message.
    id: String,
    name: String,
    mime: String,
    size: u64,
}

/// `POST /w/v1/files`: a form with one file.
pub async fn upload(State(state): State<ApiState>, headers: HeaderMap, caller: Caller, form: Result<Multipart, MultipartRejection>) -> Answer<impl IntoResponse> {
    let (connection, admitted) = caller.connection(&state, &headers).await?;
    if !Settings::of(&connection).files.unwrap_or(true) {
        return Err(Problem::forbidden("files_off", "this chat takes no files"));
    }
    let mut form = form.map_err(|_| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "send the file as multipart/form-data"))?;
    let field = form.next_field().await.map_err(malformed)?.filter(|f| f.name() == Some("file")).ok_or_else(|| Problem::invalid("file", "the form has one field, file"))?;
    let name = field.file_name().unwrap_or_default().to_owned();
    let bytes = field.bytes().await.map_err(malformed)?;
    let file = app::file::store(&state.app, &caller.ctx, &name, bytes.to_vec()).await?;
    let token = Upload { file: file.id.0, visitor: caller.session.visitor, expires: seconds(state.now()).saturating_add(UPLOAD_SECS) };
    let uploaded = Uploaded { id: sign(&state.app, &token)?, name: file.name, mime: file.mime, size: file.size };
    Ok((StatusCode::CREATED, admitted, Json(uploaded)))
}

fn malformed(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "a file has at most 20 MB"),
        _ => Problem::new(StatusCode::BAD_REQUEST, "malformed_form", "the form does not read"),
    }
}

/// What a message carries, from the tokens of this visitor's uploads.
pub async fn attachments(state: &ApiState, caller: &Caller, tokens: &[String]) -> Result<Vec<Attachment>> {
    let wrong = |what: &'static str| Error::invalid("files", what);
    if tokens.len() > MOST {
        return Err(wrong("no more than five files in one message"));
    }
    let mut found = Vec::with_capacity(tokens.len());
    for token in tokens {
        let upload = verify::<Upload>(&state.app, token).ok().filter(|u| u.visitor == caller.session.visitor).ok_or_else(|| wrong("no such upload"))?;
        let (file, _) = app::file::find(&state.app, caller.ctx.org, FileId(upload.file)).await.map_err(|_| wrong("the upload is gone"))?;
        found.push(file.attachment());
    }
    Ok(found)
}

/// `GET /w/v1/files/{id}`: a file of the caller's own dialogue.
pub async fn fetch(State(state): State<ApiState>, headers: HeaderMap, caller: Caller, Path(id): Path<Uuid>) -> Answer<Response> {
    let (_, admitted) = caller.connection(&state, &headers).await?;
    let known = conversation(&state, &caller).await?.ok_or_else(|| Error::not_found("file"))?;
    let (file, path) = app::file::find_in_conversation(&state.app, caller.ctx.org, known.id, id.into()).await?;
    let mut response = crate::routes::file::serve(file, path, &headers).await?;
    response.headers_mut().extend(admitted);
    Ok(response)
}

/// `GET /w/v1/picture/{key}`: the agent's picture. Its address changes with the picture, so it may be kept.
pub async fn picture(State(state): State<ApiState>, Path(key): Path<String>, headers: HeaderMap) -> Answer<Response> {
    let connection = app::widget::find(&state.app, &key).await?;
    let id = Settings::of(&connection).picture().ok_or_else(|| Error::not_found("picture"))?;
    let (file, path) = app::file::find(&state.app, connection.org_id, id.into()).await?;
    if !file.mime.starts_with("image/") {
        return Err(Error::not_found("picture").into());
    }
    let mut response = crate::routes::file::serve(file, path, &headers).await?;
    let fixed = [(header::CACHE_CONTROL, "public, max-age=86400"), (header::CONTENT_DISPOSITION, "inline")];
    response.headers_mut().extend(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
    Ok(response)
}
