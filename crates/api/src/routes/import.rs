//! Imports: a file of chats, cards or a table comes in, is looked through, mapped, tried, run and can be taken back. Progress comes as events
//! (docs/dev/events.md).

mod view;

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::Text;
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::{Answer, Problem, ProblemBody};
use app::import::{self, begin};
use axum::Json;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use domain::id::ImportId;
use domain::import::Mapping;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;
use view::{DateOrderWord, ImportDetail, ImportView};

/// The file and the form around it.
const BODY_LIMIT: usize = 1024 * 1024 * 1024 + 64 * 1024;

pub fn router() -> OpenApiRouter<ApiState> {
    let upload = OpenApiRouter::new().routes(routes!(create)).layer(DefaultBodyLimit::max(BODY_LIMIT));
    let mapping = OpenApiRouter::new().routes(routes!(set_mapping)).layer(DefaultBodyLimit::max(1024 * 1024));
    OpenApiRouter::new().routes(routes!(list)).merge(upload).routes(routes!(get, remove)).merge(mapping).routes(routes!(dry_run)).routes(routes!(run)).routes(routes!(cancel)).routes(routes!(undo)).routes(routes!(kept))
}

/// How records become the firm's own rows.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportMapping {
    /// The key of the person who is the firm.
    #[serde(default)]
    #[schema(inline)]
    owner: Option<Text<1, 300>>,
    /// IANA zone of times that have none.
    #[schema(inline)]
    timezone: Text<1, 60>,
    #[serde(default)]
    #[schema(inline)]
    date_order: Option<DateOrderWord>,
    /// What the messenger itself said.
    with_system: bool,
    with_deleted: bool,
    with_media: bool,
    /// The address book of the messenger.
    with_people: bool,
    /// Keys of chats that stay outside.
    #[schema(max_items = 5000)]
    left_out: Vec<Text<0, 300>>,
    /// For each column `name`, `first_name`, `last_name`, `middle_name`, `phone`, `email`, `tags`, `note`, `external_id`, `field:<key>`, or null.
    #[schema(max_items = 1000)]
    columns: Vec<Option<Text<1, 100>>>,
    /// What a row says replaces what is known; otherwise only empty fields are filled.
    is_replacing: bool,
}

/// Imports of the firm, newest first.
#[utoipa::path(get, path = "/imports", tag = "contacts", params(PageQuery), responses((status = 200, description = "Imports.", body = Page<ImportView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::ManageOrg>, Query(query): Query<PageQuery>) -> Answer<Json<Page<ImportView>>> {
    let before = query.cursor.map_or(ImportId(Uuid::max()), |c| c.id.into());
    let rows = store::import::list(&mut state.app.scope(who.org()).await?, before, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |i| Cursor::new(i.created_at, i.id), Into::into)))
}

/// A form with one file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the contract")]
struct ImportForm {
    /// At most 1 GB: a chat of WhatsApp (ZIP, TXT) or Telegram (JSON, HTML, or the folder as ZIP), cards (VCF), a table (CSV, XLSX, XLS, ODS).
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Takes a file in. It is looked through in the background; nothing of the firm's own is touched before `run`.
#[utoipa::path(post, path = "/imports", tag = "contacts", request_body(content = ImportForm, content_type = "multipart/form-data"), responses(
    (status = 201, description = "Stored; it is looked through.", body = ImportDetail),
    (status = 413, description = "The file is larger than 1 GB.", body = ProblemBody, content_type = "application/problem+json"),
    (status = 415, description = "The body is not a form.", body = ProblemBody, content_type = "application/problem+json")))]
async fn create(State(state): State<ApiState>, who: Can<may::ManageOrg>, form: Result<Multipart, MultipartRejection>) -> Answer<(StatusCode, Json<ImportDetail>)> {
    let mut form = form.map_err(|_| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "send the file as multipart/form-data"))?;
    let mut field = form.next_field().await.map_err(malformed)?.filter(|f| f.name() == Some("file")).ok_or_else(|| Problem::invalid("file", "the form has the field file"))?;
    let mut upload = begin(&state.app, field.file_name().unwrap_or_default()).await?;
    while let Some(chunk) = field.chunk().await.map_err(malformed)? {
        upload.write(&chunk).await?;
    }
    Ok((StatusCode::CREATED, Json(upload.finish(&state.app, &who.ctx).await?.into())))
}

fn malformed(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "a file has at most 1 GB"),
        _ => Problem::new(StatusCode::BAD_REQUEST, "malformed_form", "the form does not read"),
    }
}

/// One import: what was found, how it is mapped, how far it is.
#[utoipa::path(get, path = "/imports/{id}", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 200, description = "The import.", body = ImportDetail)))]
async fn get(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>) -> Answer<Json<ImportDetail>> {
    Ok(Json(store::import::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Forgets an import that has left nothing, with its file.
#[utoipa::path(delete, path = "/imports/{id}", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    import::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says how records become rows. Another order of dates has the file looked through anew.
#[utoipa::path(put, path = "/imports/{id}/mapping", tag = "contacts", params(("id" = Uuid, Path,)), request_body = ImportMapping, responses((status = 200, description = "The import with its mapping.", body = ImportDetail)))]
async fn set_mapping(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>, Body(body): Body<ImportMapping>) -> Answer<Json<ImportDetail>> {
    let columns = body.columns.into_iter().map(|target| target.map(|t| t.as_str().parse()).transpose()).collect::<domain::Result<_>>()?;
    let mapping = Mapping {
        owner: body.owner.map(Into::into), zone: body.timezone.into(), date_order: body.date_order.map(Into::into), with_system: body.with_system, with_deleted: body.with_deleted, with_media: body.with_media, with_people: body.with_people,
        left_out: body.left_out.into_iter().map(Into::into).collect(), columns, is_replacing: body.is_replacing,
    };
    Ok(Json(import::set_mapping(&state.app, &who.ctx, id.into(), mapping).await?.into()))
}

/// Goes through all records and only counts what would come of them.
#[utoipa::path(post, path = "/imports/{id}/dry-run", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 202, description = "It has begun.", body = ImportDetail)))]
async fn dry_run(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>) -> Answer<(StatusCode, Json<ImportDetail>)> {
    Ok((StatusCode::ACCEPTED, Json(import::dry_run(&state.app, &who.ctx, id.into()).await?.into())))
}

/// Writes everything. One import of a firm runs at a time; one that failed or was cancelled goes on where it was.
#[utoipa::path(post, path = "/imports/{id}/run", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 202, description = "It has begun.", body = ImportDetail)))]
async fn run(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>) -> Answer<(StatusCode, Json<ImportDetail>)> {
    Ok((StatusCode::ACCEPTED, Json(import::run(&state.app, &who.ctx, id.into()).await?.into())))
}

/// Stops what is under way; what has been written stays.
#[utoipa::path(post, path = "/imports/{id}/cancel", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 200, description = "Stopped.", body = ImportDetail)))]
async fn cancel(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>) -> Answer<Json<ImportDetail>> {
    Ok(Json(import::cancel(&state.app, &who.ctx, id.into()).await?.into()))
}

/// Takes back what the import has written. What was changed since, or is used by something else, stays.
#[utoipa::path(post, path = "/imports/{id}/undo", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 202, description = "It has begun.", body = ImportDetail)))]
async fn undo(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>) -> Answer<(StatusCode, Json<ImportDetail>)> {
    Ok((StatusCode::ACCEPTED, Json(import::undo(&state.app, &who.ctx, id.into()).await?.into())))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct KeptView {
    /// `contact` or `conversation`.
    pub noun: String,
    pub id: Uuid,
    /// The contact's name or phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
    /// `changed` since, `used` by something that did not come with it, `shared` with another import.
    pub reason: String,
}

/// What an undo has left, and why.
#[utoipa::path(get, path = "/imports/{id}/kept", tag = "contacts", params(("id" = Uuid, Path,)), responses((status = 200, description = "At most two hundred contacts and conversations.", body = Page<KeptView>)))]
async fn kept(State(state): State<ApiState>, who: Can<may::ManageOrg>, Path(id): Path<Uuid>) -> Answer<Json<Page<KeptView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let id = store::import::get(&mut scope, id.into()).await?.id;
    let rows = store::import::undo::kept(&mut scope, id).await?;
    Ok(Json(Page::whole(rows.into_iter().map(|k| KeptView { noun: k.noun, id: k.row, name: k.name, reason: k.why }).collect())))
}
