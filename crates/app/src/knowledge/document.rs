//! Documents as people keep them: write an article, name a page or a site, change, switch off, remove, have it read anew.
//! Reading them is `work.rs`, in the background.

use super::{ARTICLE, TITLE, check_category, check_room, patch, tell};
use crate::catalog::check;
use crate::job::index_document as job;
use crate::{App, Ctx};
use domain::document::{Document, DocumentKind, DocumentStatus};
use domain::id::{CategoryId, DocumentId};
use domain::{Error, Kind, Lang, Result, Ts};
use store::Unit;

#[derive(Clone, Debug, Default)]
pub struct NewArticle {
    pub title: String,
    /// Markdown.
    pub body: String,
    pub category_id: Option<CategoryId>,
    pub lang: Option<Lang>,
    pub position: i64,
}

#[derive(Clone, Debug, Default)]
pub struct NewPage {
    pub url: String,
    /// Find the pages of the whole site.
    pub is_site: bool,
    pub category_id: Option<CategoryId>,
    pub lang: Option<Lang>,
}

/// What is left out stays as it is.
#[derive(Clone, Debug, Default)]
pub struct DocumentChange {
    pub title: Option<String>,
    /// Of articles only.
    pub body: Option<String>,
    pub category_id: Option<Option<CategoryId>>,
    pub lang: Option<Option<Lang>>,
    pub position: Option<i64>,
    pub is_active: Option<bool>,
}

/// A row nobody has read yet.
pub(super) fn blank(kind: DocumentKind, title: &str, now: Ts) -> Document {
    Document {
        id: DocumentId::new(), category_id: None, site_id: None, kind, title: title.to_owned(), lang: None, body: String::new(), file_id: None, url: None, status: DocumentStatus::Queued, progress: 0,
        error_code: None, error: None, content_hash: None, chunks: 0, bytes: 0, position: 0, created_at: now, updated_at: now, indexed_at: None,
    }
}

/// Writes an article; it is read at once, in the background.
pub async fn create(app: &App, ctx: &Ctx, article: NewArticle) -> Result<Document> {
    let mut unit = app.unit(ctx).await?;
    let document = create_in(&mut unit, article).await?;
    unit.commit().await?;
    Ok(document)
}

/// The same inside a larger unit.
pub async fn create_in(unit: &mut Unit, article: NewArticle) -> Result<Document> {
    let now = unit.now();
    let document = Document { body: article.body, category_id: article.category_id, lang: article.lang, position: article.position, ..blank(DocumentKind::Article, &article.title, now) };
    add_in(unit, document).await
}

/// Names a page, or a site whose pages are found by its sitemap or its links.
pub async fn create_page(app: &App, ctx: &Ctx, page: NewPage) -> Result<Document> {
    let mut unit = app.unit(ctx).await?;
    let document = create_page_in(app, &mut unit, page).await?;
    unit.commit().await?;
    Ok(document)
}

pub(super) async fn create_page_in(app: &App, unit: &mut Unit, page: NewPage) -> Result<Document> {
    let fetch = app.config().fetch.as_ref().ok_or_else(|| Error::new(Kind::Unsupported, "this server reads no web pages").code("web_off"))?;
    let url = fetch.check(&page.url)?;
    if url.len() > 2000 {
        return Err(Error::invalid("url", "at most 2000 characters"));
    }
    let kind = if page.is_site { DocumentKind::Site } else { DocumentKind::Page };
    let title = url.chars().take(TITLE).collect::<String>();
    let now = unit.now();
    add_in(unit, Document { url: Some(url), category_id: page.category_id, lang: page.lang, ..blank(kind, &title, now) }).await
}

/// Checks, writes and queues a new document.
pub(super) async fn add_in(unit: &mut Unit, mut document: Document) -> Result<Document> {
    check_row(&mut document)?;
    check_category(unit, document.category_id).await?;
    check_room(unit, 1).await?;
    store::document::insert(unit, &document).await?;
    job::enqueue(unit, document.id).await?;
    unit.audit("create", "document", Some(document.id.0), None, Some(patch(&document))).await?;
    tell(unit, "document.created", &document).await?;
    Ok(document)
}

pub async fn update(app: &App, ctx: &Ctx, id: DocumentId, change: DocumentChange) -> Result<Document> {
    let mut unit = app.unit(ctx).await?;
    let document = update_in(&mut unit, id, change).await?;
    unit.commit().await?;
    Ok(document)
}

pub(super) async fn update_in(unit: &mut Unit, id: DocumentId, change: DocumentChange) -> Result<Document> {
    let before = store::document::get(unit, id).await?;
    if change.body.is_some() && before.kind != DocumentKind::Article {
        return Err(Error::invalid("body", "only an article is written here").code("not_an_article"));
    }
    let mut after = apply(&before, change);
    check_row(&mut after)?;
    if after.category_id != before.category_id {
        check_category(unit, after.category_id).await?;
    }
    if after == before {
        return Ok(before);
    }
    after.updated_at = unit.now();
    let (was_off, is_off) = (before.status == DocumentStatus::Off, after.status == DocumentStatus::Off);
    let is_new_text = after.body != before.body;
    if !is_off && (is_new_text || was_off) {
        (after.status, after.progress) = (DocumentStatus::Queued, 0);
        job::enqueue(unit, id).await?;
    }
    if is_off && !was_off {
        job::withdraw(unit, id).await?;
    }
    store::document::update(unit, &after, Some(after.status).filter(|status| *status != before.status || is_new_text)).await?;
    // Its passages mean what they mean under this name.
    if after.title != before.title {
        store::chunk::forget_vectors_of(unit, id).await?;
        super::embedder::freshen(unit).await?;
    }
    // A new text counts once it is read; the rest at once.
    if (&after.title, after.category_id, after.lang, is_off) != (&before.title, before.category_id, before.lang, was_off) {
        store::org::bump_knowledge(unit).await?;
    }
    unit.audit("update", "document", Some(id.0), Some(patch(&before)), Some(patch(&after))).await?;
    tell(unit, "document.updated", &after).await?;
    Ok(after)
}

fn apply(before: &Document, change: DocumentChange) -> Document {
    let mut after = before.clone();
    if let Some(title) = change.title {
        after.title = title;
    }
    if let Some(body) = change.body {
        after.body = body;
    }
    after.category_id = change.category_id.unwrap_or(before.category_id);
    after.lang = change.lang.unwrap_or(before.lang);
    after.position = change.position.unwrap_or(before.position);
    after.status = match change.is_active {
        Some(false) => DocumentStatus::Off,
        Some(true) if before.status == DocumentStatus::Off => DocumentStatus::Queued,
        _ => before.status,
    };
    after
}

/// Has it read anew; what has not changed is not written again.
pub async fn reindex(app: &App, ctx: &Ctx, id: DocumentId) -> Result<Document> {
    let mut unit = app.unit(ctx).await?;
    store::document::get(&mut unit, id).await?;
    if !store::document::queue(&mut unit, id).await? {
        return Err(Error::conflict("the document is switched off: switch it on and it is read").code("document_off"));
    }
    job::enqueue(&mut unit, id).await?;
    let document = store::document::get(&mut unit, id).await?;
    unit.audit("reindex", "document", Some(id.0), None, None).await?;
    tell(&mut unit, "document.updated", &document).await?;
    unit.commit().await?;
    Ok(document)
}

/// Removes a document with its passages; a site with its pages.
pub async fn remove(app: &App, ctx: &Ctx, id: DocumentId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let document = store::document::get(&mut unit, id).await?;
    if document.kind == DocumentKind::Site {
        for page in store::document::of_site(&mut unit, id).await? {
            remove_in(&mut unit, &page).await?;
        }
    }
    remove_in(&mut unit, &document).await?;
    unit.commit().await
}

pub(super) async fn remove_in(unit: &mut Unit, document: &Document) -> Result<()> {
    job::withdraw(unit, document.id).await?;
    store::document::remove(unit, document.id).await?;
    store::org::bump_knowledge(unit).await?;
    unit.audit("remove", "document", Some(document.id.0), Some(patch(document)), None).await?;
    tell(unit, "document.removed", document).await
}

fn check_row(d: &mut Document) -> Result<()> {
    check::name("title", &mut d.title, TITLE)?;
    if d.kind == DocumentKind::Article {
        check::name("body", &mut d.body, ARTICLE)?;
    }
    check::range("position", d.position, -1_000_000, 1_000_000)
}
