//! Files for the knowledge base: streamed to disk as they come, at most 100 MB, then a document that waits to be read. What a file really
//! is its bytes tell (`documents`); here only the endings nobody could read are turned away.

use super::document::{add_in, blank};
use super::{FILE, TITLE, check_category, check_room};
use crate::file::Incoming;
use crate::{App, Ctx};
use domain::document::{Document, DocumentKind};
use domain::id::CategoryId;
use domain::{Error, Lang, Result};

/// Endings of files that can be read, and what they are called.
const TYPES: &[(&str, &str)] = &[
    ("pdf", "application/pdf"), ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"), ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xls", "application/vnd.ms-excel"), ("ods", "application/vnd.oasis.opendocument.spreadsheet"), ("odt", "application/vnd.oasis.opendocument.text"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"), ("csv", "text/csv"), ("tsv", "text/csv"), ("html", "text/html"), ("htm", "text/html"), ("md", "text/markdown"),
    ("markdown", "text/markdown"), ("txt", "text/plain"),
];

/// What is said of a file beside its bytes.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Empty: the file's name without its ending.
    pub title: String,
    pub category_id: Option<CategoryId>,
    pub lang: Option<Lang>,
}

/// A file on its way in.
pub struct Upload {
    name: String,
    mime: &'static str,
    incoming: Incoming,
}

/// Opens the way for a file of that name, if there is room for it and somebody could read it.
pub async fn begin(app: &App, ctx: &Ctx, name: &str) -> Result<Upload> {
    let mime = type_of(name).ok_or_else(|| Error::invalid("file", "files of this type are not read: send PDF, DOCX, XLSX, XLS, ODS, ODT, PPTX, CSV, HTML, MD or TXT").code("file_type"))?;
    check_room(&mut app.scope(ctx.org).await?, 1).await?;
    Ok(Upload { name: name.to_owned(), mime, incoming: Incoming::begin(app).await? })
}

fn type_of(name: &str) -> Option<&'static str> {
    let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
    TYPES.iter().find(|(known, _)| *known == ending).map(|(_, mime)| *mime)
}

impl Upload {
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.incoming.write(bytes, FILE).await
    }

    /// The file is whole: it becomes a document and is read in the background.
    pub async fn finish(self, app: &App, ctx: &Ctx, about: About) -> Result<Document> {
        check_category(&mut app.scope(ctx.org).await?, about.category_id).await?;
        let file = self.incoming.keep(app, ctx.org, &self.name, self.mime).await?;
        let title = match about.title.trim() {
            "" => file.name.rsplit_once('.').map_or(file.name.as_str(), |(head, _)| head).trim(),
            title => title,
        };
        let title: String = if title.is_empty() { file.name.clone() } else { title.chars().take(TITLE).collect() };
        let mut unit = app.unit(ctx).await?;
        store::file::insert(&mut unit, &file, ctx.person()).await?;
        let now = unit.now();
        let document = Document {
            file_id: Some(file.id), category_id: about.category_id, lang: about.lang, bytes: i64::try_from(file.size).unwrap_or(i64::MAX), ..blank(DocumentKind::File, &title, now)
        };
        let document = add_in(&mut unit, document).await?;
        unit.commit().await?;
        Ok(document)
    }
}
