//! Documents of the knowledge base: list, read, write articles, name web pages, change, read anew, remove; their passages.
//! Files come in by `upload.rs`.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{self, LangWord, Patch, Text, When};
use crate::page::{Cursor, Limit, Page, PageQuery};
use crate::problem::Answer;
use app::knowledge::document::{self, DocumentChange, NewArticle, NewPage};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Ts;
use domain::document::{Chunk, Document, DocumentKind, DocumentStatus};
use domain::id::DocumentId;
use serde::{Deserialize, Serialize};
use store::document::DocumentFilter;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    let article = OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove));
    // An article in Cyrillic letters has two bytes a letter, and more where they are escaped.
    let article = article.layer(axum::extract::DefaultBodyLimit::max(1024 * 1024));
    article.routes(routes!(create_page)).routes(routes!(reindex)).routes(routes!(chunks))
}

words! {
    DocumentKindWord = DocumentKind, "DocumentKind", DocumentKind::ALL;
    DocumentStatusWord = DocumentStatus, "DocumentStatus", DocumentStatus::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentView {
    pub id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub category_id: Option<Uuid>,
    /// The site that has found this page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub site_id: Option<Uuid>,
    #[schema(inline)]
    pub kind: DocumentKindWord,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub lang: Option<LangWord>,
    /// Of an article, in Markdown; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub body: Option<String>,
    /// To be fetched at `/files/{id}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub file_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub url: Option<String>,
    /// A failed document answers with what was read before.
    #[schema(inline)]
    pub status: DocumentStatusWord,
    /// 0 to 100 while it is read.
    pub progress: i64,
    /// `too_large`, `too_slow`, `zip_bomb`, `encrypted`, `no_text`, `broken`, `unsupported`, `unreachable`, `not_allowed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error_code: Option<String>,
    /// The particulars, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error: Option<String>,
    /// Passages in use.
    pub chunks: i64,
    pub bytes: i64,
    pub position: i64,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
    /// When it was read last, changed or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub indexed_at: Option<When>,
}
impl From<Document> for DocumentView {
    fn from(d: Document) -> Self {
        DocumentView {
            id: d.id.uuid(), category_id: d.category_id.map(Into::into), site_id: d.site_id.map(Into::into), kind: d.kind.into(), title: d.title, lang: d.lang.map(Into::into),
            body: Some(d.body).filter(|body| !body.is_empty()), file_id: d.file_id.map(Into::into), url: d.url, status: d.status.into(), progress: d.progress, error_code: d.error_code, error: d.error,
            chunks: d.chunks, bytes: d.bytes, position: d.position, created_at: d.created_at.into(), updated_at: d.updated_at.into(), indexed_at: d.indexed_at.map(Into::into),
        }
    }
}

/// A passage: what is searched and quoted.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChunkView {
    pub id: Uuid,
    pub position: i64,
    /// The headings above it.
    pub heading: String,
    pub text: String,
    /// Page of a file, first row of a sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub page: Option<i64>,
}
impl From<Chunk> for ChunkView {
    fn from(c: Chunk) -> Self {
        ChunkView { id: c.id.uuid(), position: c.position, heading: c.heading, text: c.text, page: c.page }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDocument {
    #[schema(inline)]
    title: Text<1, 200>,
    /// Markdown.
    #[schema(inline)]
    body: Text<1, 100_000>,
    #[serde(default)]
    #[schema(nullable = false)]
    category_id: Option<Uuid>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    lang: Option<LangWord>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePage {
    /// `https://…` or `http://…`, public.
    #[schema(inline)]
    url: Text<1, 2000>,
    /// Read the site: the pages of its sitemap, or those it links to, at most 300 of the same host.
    #[serde(default)]
    is_site: bool,
    #[serde(default)]
    #[schema(nullable = false)]
    category_id: Option<Uuid>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    lang: Option<LangWord>,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateDocument {
    #[serde(default)]
    #[schema(inline, nullable = false)]
    title: Option<Text<1, 200>>,
    /// Of articles only.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    body: Option<Text<1, 100_000>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    category_id: Option<Patch<Uuid>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(inline, value_type = Option<LangWord>)]
    lang: Option<Patch<LangWord>>,
    #[serde(default)]
    #[schema(nullable = false, minimum = -1_000_000, maximum = 1_000_000)]
    position: Option<i64>,
    /// False: kept, not used.
    #[serde(default)]
    #[schema(nullable = false)]
    is_active: Option<bool>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DocumentsQuery {
    #[param(required = false, nullable = false)]
    category_id: Option<Uuid>,
    /// Pages this site has found.
    #[param(required = false, nullable = false)]
    site_id: Option<Uuid>,
    #[param(inline, required = false, nullable = false)]
    kind: Option<DocumentKindWord>,
    #[param(inline, required = false, nullable = false)]
    status: Option<DocumentStatusWord>,
    /// Without the pages that sites have found.
    #[serde(default)]
    #[param(required = false)]
    is_own: bool,
    /// In no category.
    #[serde(default)]
    #[param(required = false)]
    is_loose: bool,
    /// A part of the title.
    #[param(inline, required = false, nullable = false)]
    q: Option<Text<1, 200>>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// Documents, newest first, without the texts of articles.
#[utoipa::path(get, path = "/knowledge/documents", tag = "knowledge", params(DocumentsQuery), responses((status = 200, description = "Documents.", body = Page<DocumentView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<DocumentsQuery>) -> Answer<Json<Page<DocumentView>>> {
    let filter = DocumentFilter {
        category: query.category_id.map(Into::into), site: query.site_id.map(Into::into), kind: query.kind.map(Into::into), status: query.status.map(Into::into), title: query.q.map(Into::into),
        is_own: query.is_own, is_loose: query.is_loose,
    };
    let before = query.cursor.map_or((Ts::from_micros(i64::MAX), DocumentId(Uuid::max())), |cursor| (cursor.at, cursor.id.into()));
    let rows = store::document::list(&mut state.app.scope(who.org()).await?, &filter, before, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |d| Cursor::new(d.created_at, d.id), Into::into)))
}

/// One document, with the text of an article.
#[utoipa::path(get, path = "/knowledge/documents/{id}", tag = "knowledge", params(("id" = Uuid, Path,)), responses((status = 200, description = "The document.", body = DocumentView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<DocumentView>> {
    Ok(Json(store::document::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Writes an article. It is read in the background: `document.indexed` tells when the agent knows it.
#[utoipa::path(post, path = "/knowledge/documents", tag = "knowledge", request_body = CreateDocument, responses((status = 201, description = "Written.", body = DocumentView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<CreateDocument>) -> Answer<(StatusCode, Json<DocumentView>)> {
    let article = NewArticle { title: body.title.into(), body: body.body.into(), category_id: body.category_id.map(Into::into), lang: body.lang.map(Into::into), position: body.position };
    Ok((StatusCode::CREATED, Json(document::create(&state.app, &who.ctx, article).await?.into())))
}

/// Names a web page, or a site whose pages are found. They are read again every day; robots.txt is respected.
#[utoipa::path(post, path = "/knowledge/pages", tag = "knowledge", request_body = CreatePage, responses((status = 201, description = "Named; it is read in the background.", body = DocumentView)))]
async fn create_page(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<CreatePage>) -> Answer<(StatusCode, Json<DocumentView>)> {
    let page = NewPage { url: body.url.into(), is_site: body.is_site, category_id: body.category_id.map(Into::into), lang: body.lang.map(Into::into) };
    Ok((StatusCode::CREATED, Json(document::create_page(&state.app, &who.ctx, page).await?.into())))
}

/// Changes a document. A new text is used as soon as it is read, the old one until then.
#[utoipa::path(patch, path = "/knowledge/documents/{id}", tag = "knowledge", params(("id" = Uuid, Path,)), request_body = UpdateDocument, responses((status = 200, description = "The document now.", body = DocumentView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdateDocument>) -> Answer<Json<DocumentView>> {
    let change = DocumentChange {
        title: body.title.map(Into::into), body: body.body.map(Into::into), category_id: body.category_id.map(|c| c.into_option().map(Into::into)), lang: body.lang.map(|l| l.into_option().map(Into::into)),
        position: body.position, is_active: body.is_active,
    };
    Ok(Json(document::update(&state.app, &who.ctx, id.into(), change).await?.into()))
}

/// Has a document read anew; a site with all its pages. What has not changed is left as it is.
#[utoipa::path(post, path = "/knowledge/documents/{id}/reindex", tag = "knowledge", params(("id" = Uuid, Path,)), responses((status = 200, description = "It waits to be read.", body = DocumentView)))]
async fn reindex(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Json<DocumentView>> {
    Ok(Json(document::reindex(&state.app, &who.ctx, id.into()).await?.into()))
}

/// Removes a document with its passages; a site with its pages.
#[utoipa::path(delete, path = "/knowledge/documents/{id}", tag = "knowledge", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    document::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The passages of a document in use, in order.
#[utoipa::path(get, path = "/knowledge/documents/{id}/chunks", tag = "knowledge", params(("id" = Uuid, Path,), PageQuery), responses((status = 200, description = "Passages.", body = Page<ChunkView>)))]
async fn chunks(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<PageQuery>) -> Answer<Json<Page<ChunkView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let document = store::document::get(&mut scope, id.into()).await?;
    let from = query.cursor.map_or(0, |cursor| cursor.at.micros().saturating_add(1));
    let rows = store::chunk::list(&mut scope, document.id, from, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |c| Cursor::new(Ts::from_micros(c.position), c.id), Into::into)))
}
