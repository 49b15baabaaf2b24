//! One attempt at reading a document, in the background. It numbers itself in the row, writes its passages beside those in use and puts
//! them to use in one step at the end; whatever dies before that is swept by the next attempt, and an attempt that was overtaken writes
//! nothing more. What has not changed is left as it is.

use super::read::{self, Part, Source, Unreadable};
use super::{ARTICLE, PASSAGES, digest, hex, page, site, tell};
use crate::job::index_document as job;
use crate::{App, Ctx};
use domain::document::{Document, DocumentKind, DocumentStatus};
use domain::id::DocumentId;
use domain::{Error, Kind, Result};
use std::ops::ControlFlow;
use store::Unit;
use store::chunk::NewChunk;
use store::document::{Indexed, Taken};

/// Raised when the reader or the cutter changes, so that "read anew" does so.
const READER: &str = "1";
/// A job that was begun more often without an end has stopped the process each time.
const POISON: i64 = 5;
/// How often a site that does not answer is tried before the document fails.
const TRIES: i64 = 3;
/// Passages written in one unit.
const BATCH: usize = 256;
/// A web page is read again after so long.
const AGAIN_SECS: i64 = 24 * 3600;

/// Why an attempt ends without passages.
#[derive(Debug)]
pub(super) enum Halt {
    /// It cannot be read; a person must do something.
    Unreadable(Unreadable),
    /// The other side does not answer now.
    Later(Error),
    /// Somebody has edited, removed or begun to read the document meanwhile.
    Overtaken,
    /// Our own fault; the job is tried again.
    Fault(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Halt::Fault(error)
    }
}
impl From<Unreadable> for Halt {
    fn from(unreadable: Unreadable) -> Self {
        Halt::Unreadable(unreadable)
    }
}

/// What was read to its end.
pub(super) enum Done {
    /// Passages are written and wait to be put to use.
    Written(Indexed),
    /// Nothing has changed. A web server's new marks are kept.
    Same { etag: Option<String>, modified: Option<String> },
    /// The page is gone from the site that had brought it.
    Vanished,
}

pub(super) struct Attempt<'a> {
    pub app: &'a App,
    pub ctx: &'a Ctx,
    pub taken: Taken,
}

pub(crate) async fn index(app: &App, ctx: &Ctx, id: DocumentId, attempts: i64) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let Some(taken) = store::document::take(&mut unit, id).await? else { return Ok(()) };
    store::chunk::sweep(&mut unit, id, taken.generation).await?;
    tell(&mut unit, "document.updated", &taken.document).await?;
    unit.commit().await?;
    let attempt = Attempt { app, ctx, taken };
    if attempts > POISON {
        return attempt.fail(&Unreadable::new("broken", "Reading it has stopped the server again and again.")).await;
    }
    let done = match attempt.taken.document.kind {
        DocumentKind::Article => attempt.article().await,
        DocumentKind::File => attempt.file().await,
        DocumentKind::Page => page::read(&attempt).await,
        DocumentKind::Site => site::read(&attempt).await,
    };
    match done {
        Ok(done) => attempt.finish(done).await,
        Err(Halt::Overtaken) => Ok(()),
        Err(Halt::Unreadable(why)) => attempt.fail(&why).await,
        Err(Halt::Later(error)) if attempts >= TRIES => attempt.fail(&Unreadable::new("unreachable", error.detail)).await,
        Err(Halt::Later(error)) => {
            attempt.settle(DocumentStatus::Queued, &Unreadable::new("unreachable", error.detail.clone()), "document.updated").await?;
            Err(error)
        }
        Err(Halt::Fault(error)) => Err(error),
    }
}

impl Attempt<'_> {
    fn id(&self) -> DocumentId {
        self.taken.document.id
    }

    async fn article(&self) -> Result<Done, Halt> {
        let body = self.taken.document.body.clone();
        if body.chars().count() > ARTICLE {
            return Err(Unreadable::new("too_large", format!("An article has at most {ARTICLE} characters.")).into());
        }
        let hash = digest(&[b"article", READER.as_bytes(), body.as_bytes()]);
        let bytes = i64::try_from(body.len()).unwrap_or(i64::MAX);
        self.passages(Source::Markdown(body), Some(hash), bytes).await
    }

    async fn file(&self) -> Result<Done, Halt> {
        let id = self.taken.document.file_id.ok_or_else(|| Unreadable::new("broken", "The file is gone."))?;
        let (file, path) = crate::file::find(self.app, self.ctx.org, id).await?;
        let hash = digest(&[b"file", READER.as_bytes(), file.name.as_bytes(), &file.sha256]);
        let bytes = i64::try_from(file.size).unwrap_or(i64::MAX);
        self.passages(Source::File { path, name: file.name, mime: file.mime }, Some(hash), bytes).await
    }

    /// Reads the source and writes its passages beside those in use. Without a hash of the source, that of the passages tells whether
    /// anything has changed.
    pub(super) async fn passages(&self, source: Source, hash: Option<String>, bytes: i64) -> Result<Done, Halt> {
        let known = self.taken.document.content_hash.as_ref().filter(|_| self.taken.generation > 0);
        if hash.is_some() && hash.as_ref() == known {
            return Ok(Done::Same { etag: None, modified: None });
        }
        // What a large file needs in memory is needed once, however many wait.
        let _place = match &source {
            Source::File { .. } => self.app.0.reading.clone().acquire_owned().await.ok(),
            _ => None,
        };
        let (parts, mut heard) = tokio::sync::mpsc::channel(4);
        let reader = tokio::task::spawn_blocking(move || read::read(source, &parts));
        let mut scribe = Scribe { attempt: self, waiting: Vec::new(), position: 0, told: 0, digest: ring::digest::Context::new(&ring::digest::SHA256) };
        while let Some(part) = heard.recv().await {
            if scribe.take(part).await?.is_break() {
                return Err(Halt::Overtaken);
            }
        }
        let title = match reader.await {
            Ok(read) => read?,
            Err(_) => return Err(Unreadable::new("broken", "Reading it failed.").into()),
        };
        if !scribe.write().await? {
            return Err(Halt::Overtaken);
        }
        let (chunks, content) = (scribe.position, digest(&[b"passages", READER.as_bytes(), hex(scribe.digest).as_bytes()]));
        if hash.is_none() && Some(&content) == known {
            return Ok(Done::Same { etag: None, modified: None });
        }
        self.check_room(chunks).await?;
        let title = self.title(title);
        Ok(Done::Written(Indexed { title, content_hash: hash.unwrap_or(content), chunks, bytes, etag: None, modified: None }))
    }

    async fn check_room(&self, chunks: i64) -> Result<(), Halt> {
        let others = store::chunk::count(&mut self.app.scope(self.ctx.org).await?).await? - self.taken.document.chunks;
        if others.saturating_add(chunks) > PASSAGES {
            return Err(Unreadable::new("too_large", format!("With it the knowledge base would have more than {PASSAGES} passages. Remove what is not needed.")).into());
        }
        Ok(())
    }

    /// What people have called it; a page that nobody has named is called what it calls itself.
    fn title(&self, found: Option<String>) -> String {
        let document = &self.taken.document;
        let is_unnamed = document.url.as_ref().is_some_and(|url| url.starts_with(&document.title));
        let found = found.map(|t| t.replace('\0', "").split_whitespace().collect::<Vec<_>>().join(" ").chars().take(super::TITLE).collect::<String>());
        found.filter(|title| is_unnamed && !title.is_empty()).unwrap_or_else(|| document.title.clone())
    }

    async fn finish(&self, done: Done) -> Result<()> {
        let (id, writing) = (self.id(), self.taken.writing);
        let mut unit = self.app.unit(self.ctx).await?;
        match done {
            Done::Vanished => {
                let Some(document) = store::document::find(&mut unit, id).await? else { return Ok(()) };
                super::document::remove_in(&mut unit, &document).await?;
                return unit.commit().await;
            }
            Done::Same { etag, modified } => {
                if !store::document::same(&mut unit, id, writing, etag, modified).await? {
                    return Ok(());
                }
                store::chunk::sweep(&mut unit, id, self.taken.generation).await?;
            }
            Done::Written(indexed) => {
                if !store::document::ready(&mut unit, id, writing, &indexed, &self.taken.document.title).await? {
                    return Ok(());
                }
                store::chunk::sweep(&mut unit, id, writing).await?;
                store::org::bump_knowledge(&mut unit).await?;
            }
        }
        let document = store::document::get(&mut unit, id).await?;
        crate::job::read_graph::enqueue(&mut unit, id).await?;
        self.plan(&mut unit, &document).await?;
        super::embedder::freshen(&mut unit).await?;
        tell(&mut unit, "document.indexed", &document).await?;
        unit.commit().await
    }

    /// Web pages are looked at again.
    async fn plan(&self, unit: &mut Unit, document: &Document) -> Result<()> {
        if document.kind == DocumentKind::Page {
            let at = unit.now().plus_secs(AGAIN_SECS);
            job::enqueue_at(unit, document.id, at).await?;
        }
        Ok(())
    }

    async fn fail(&self, why: &Unreadable) -> Result<()> {
        self.settle(DocumentStatus::Failed, why, "document.failed").await
    }

    async fn settle(&self, status: DocumentStatus, why: &Unreadable, kind: &str) -> Result<()> {
        let mut unit = self.app.unit(self.ctx).await?;
        if !store::document::failed(&mut unit, self.id(), self.taken.writing, status, why.code, &why.detail.replace('\0', "")).await? {
            return Ok(());
        }
        store::chunk::sweep(&mut unit, self.id(), self.taken.generation).await?;
        let document = store::document::get(&mut unit, self.id()).await?;
        if status == DocumentStatus::Failed && self.taken.generation > 0 {
            self.plan(&mut unit, &document).await?;
        }
        tell(&mut unit, kind, &document).await?;
        unit.commit().await
    }
}

/// Writes down what the reader says.
struct Scribe<'a> {
    attempt: &'a Attempt<'a>,
    waiting: Vec<NewChunk>,
    position: i64,
    told: u8,
    digest: ring::digest::Context,
}

impl Scribe<'_> {
    async fn take(&mut self, part: Part) -> Result<ControlFlow<()>> {
        match part {
            Part::Passages(passages) => {
                for passage in &passages {
                    self.digest.update(passage.heading.as_bytes());
                    self.digest.update(&[0]);
                    self.digest.update(passage.text.as_bytes());
                    self.digest.update(&[0]);
                }
                self.waiting.extend(passages);
                if self.waiting.len() >= BATCH && !self.write().await? {
                    return Ok(ControlFlow::Break(()));
                }
            }
            // Ten events a document, not a thousand.
            Part::Progress(percent) if percent < 100 && percent >= self.told.saturating_add(10) => {
                self.told = percent;
                if !self.progress(percent).await? {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Part::Progress(_) => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    /// False if the attempt was overtaken.
    async fn write(&mut self) -> Result<bool> {
        let waiting = std::mem::take(&mut self.waiting);
        for batch in waiting.chunks(BATCH) {
            let mut unit = self.attempt.app.unit(self.attempt.ctx).await?;
            if !store::chunk::insert(&mut unit, self.attempt.id(), self.attempt.taken.writing, self.position, batch).await? {
                return Ok(false);
            }
            unit.commit().await?;
            self.position = self.position.saturating_add(i64::try_from(batch.len()).unwrap_or(0));
        }
        Ok(true)
    }

    async fn progress(&mut self, percent: u8) -> Result<bool> {
        let (id, writing) = (self.attempt.id(), self.attempt.taken.writing);
        let mut unit = self.attempt.app.unit(self.attempt.ctx).await?;
        if !store::document::progress(&mut unit, id, writing, i64::from(percent)).await? {
            return Ok(false);
        }
        let document = store::document::get(&mut unit, id).await?;
        tell(&mut unit, "document.updated", &document).await?;
        unit.commit().await?;
        Ok(true)
    }
}

/// Refusals of the web in the words of a document.
pub(super) fn of_web(error: Error) -> Halt {
    match error.kind {
        Kind::Forbidden => Unreadable::new("not_allowed", error.detail).into(),
        Kind::TooLarge => Unreadable::new("too_large", error.detail).into(),
        Kind::NotFound => Unreadable::new("unreachable", "There is no such page.").into(),
        Kind::Unavailable => Halt::Later(error),
        Kind::Internal => Halt::Fault(error),
        _ => Unreadable::new("unreachable", error.detail).into(),
    }
}
