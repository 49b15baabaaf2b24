//! A slice of the work: batches of passages and entries without a vector become vectors and are written at once, so that whatever dies loses
//! at most one batch. One works at a time (`store::embedder::take`); a vendor that asks for patience gets it; what a person must mend
//! ends as `failed`, what passes is tried again.

use super::tell;
use crate::job::embed as job;
use crate::provider::Asker;
use crate::provider::embed::{Way, way};
use crate::{App, Ctx};
use brain::knowledge::{faq_passage, to_bytes};
use domain::embedder::EmbedderStatus;
use domain::faq::Faq;
use domain::id::{ChunkId, DocumentId};
use domain::port::Purpose;
use domain::{Error, Kind, Result, Retry};
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use store::document::InUse;
use store::embedder::Embedder;

/// Texts written in one unit.
const BATCH: usize = 64;
/// A slice ends after so long, and the next one is queued.
const SLICE: Duration = Duration::from_secs(20);
/// One call.
const CALL: Duration = Duration::from_secs(50);
/// No further call of a batch begins after so long: a vendor may take its texts one by one.
const LATE: Duration = Duration::from_secs(45);
/// Whoever has taken the work longer ago has died. A slice with its last call is shorter.
const LEASE_SECS: i64 = 110;
/// Failures in a row after which people are told; it is tried on nevertheless.
const TRIES: i64 = 6;
/// The longest pause after failures that pass.
const PAUSE_SECS: i64 = 1_800;
/// Letters of a passage with its headings; what is longer is cut.
const LETTERS: usize = 8_000;
/// Texts in a row that a vendor may refuse before the fault is not theirs.
const REFUSED: usize = 16;
/// Vectors dropped in one unit.
const SWEEP: i64 = 1_000;
/// Documents looked up at once.
const DOCUMENTS: i64 = 500;

/// What a text belongs to.
enum Of {
    Passage(ChunkId),
    Entry(Box<Faq>),
}

/// Texts to embed together, and the documents that are whole when they are written.
#[derive(Default)]
struct Batch {
    texts: Vec<(Of, String)>,
    whole: Vec<(DocumentId, i64)>,
    partial: i64,
}

pub(crate) async fn run(app: &App, ctx: &Ctx) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let Some(row) = store::embedder::find(&mut unit).await? else {
        drop(unit);
        return sweep(app, ctx).await;
    };
    let until = unit.now().plus_secs(LEASE_SECS);
    let Some(taken) = store::embedder::take(&mut unit, until).await? else {
        job::enqueue_at(&mut unit, row.busy_until).await?;
        return unit.commit().await;
    };
    unit.commit().await?;
    let way = way(app, ctx.org, taken.provider_id, &taken.model).await;
    let slice = Slice { app, ctx, told: i64::MIN, row: taken, documents: VecDeque::new(), under_way: None, has_entries: true, refused: 0 };
    match way {
        Ok(way) => slice.go(&way).await,
        Err(error) => slice.stop(&error).await,
    }
}

/// Without an embedder nothing keeps a vector.
async fn sweep(app: &App, ctx: &Ctx) -> Result<()> {
    loop {
        let mut unit = app.unit(ctx).await?;
        // Chosen again meanwhile: its own vectors are worth keeping.
        if store::embedder::find(&mut unit).await?.is_some() {
            return Ok(());
        }
        let gone = store::chunk::forget_vectors(&mut unit, SWEEP).await?;
        if gone == 0 {
            store::faq::forget_vectors(&mut unit).await?;
            store::document::forget_embedded(&mut unit, None).await?;
        }
        unit.commit().await?;
        if gone == 0 || app.stop().is_cancelled() {
            return Ok(());
        }
    }
}

struct Slice<'a> {
    app: &'a App,
    ctx: &'a Ctx,
    row: Embedder,
    /// The percent of the last event.
    told: i64,
    documents: VecDeque<InUse>,
    /// The document whose passages are being embedded, and the last of them that was read.
    under_way: Option<(InUse, i64)>,
    has_entries: bool,
    /// Texts the vendor has refused, in a row.
    refused: usize,
}

impl Slice<'_> {
    async fn go(mut self, way: &Way) -> Result<()> {
        let begun = Instant::now();
        loop {
            let mut batch = self.next().await?;
            if batch.texts.is_empty() && batch.whole.is_empty() {
                return self.finish().await;
            }
            let stop = self.app.stop().clone();
            let (vectors, failed) = tokio::select! {
                made = self.vectors(way, &batch.texts, begun) => made,
                () = stop.cancelled() => (Vec::new(), Some(Error::new(Kind::Unavailable, "the server stops").code("stopping"))),
            };
            if vectors.len() < batch.texts.len() {
                batch.whole.clear();
                batch.partial = self.row.partial;
            }
            let is_worth_writing = failed.is_none() || !vectors.is_empty();
            if is_worth_writing && !self.write(batch, vectors).await? {
                return Ok(());
            }
            match failed {
                Some(error) => return self.stop(&error).await,
                None if begun.elapsed() > SLICE => return self.give_back(0).await,
                None => {}
            }
        }
    }

    /// Entries of the FAQ first: they are few and asked most.
    async fn next(&mut self) -> Result<Batch> {
        let mut batch = Batch::default();
        let mut scope = self.app.scope(self.ctx.org).await?;
        let name = self.row.name.clone();
        if std::mem::take(&mut self.has_entries) {
            let rows = store::faq::to_embed(&mut scope, &name, limit(BATCH)).await?;
            self.has_entries = rows.len() == BATCH;
            batch.texts.extend(rows.into_iter().map(|row| {
                let passage = faq_passage(&row);
                let text = text(&[&passage.heading, &passage.text]);
                (Of::Entry(Box::new(row)), text)
            }));
        }
        if self.under_way.is_none() && self.documents.is_empty() {
            self.documents = store::document::to_embed(&mut scope, &name, DOCUMENTS).await?.into();
        }
        while batch.texts.len() < BATCH {
            let Some((document, after)) = self.under_way.take().or_else(|| self.documents.pop_front().map(|d| (d, -1))) else { break };
            let room = BATCH - batch.texts.len();
            let rows = store::chunk::to_embed(&mut scope, document.id, document.generation, after, &name, limit(room)).await?;
            let last = rows.last().map_or(after, |chunk| chunk.position);
            let is_whole = rows.len() < room;
            batch.texts.extend(rows.into_iter().map(|chunk| (Of::Passage(chunk.id), text(&[&document.title, &chunk.heading, &chunk.text]))));
            if is_whole {
                batch.whole.push((document.id, document.generation));
            } else {
                batch.partial = last.saturating_add(1);
                self.under_way = Some((document, last));
            }
        }
        Ok(batch)
    }

    /// The vectors of the first so many texts, and what has stopped the rest. None for a text the vendor does not take.
    async fn vectors(&mut self, way: &Way, texts: &[(Of, String)], begun: Instant) -> (Vec<Option<Vec<i8>>>, Option<Error>) {
        let mut made = Vec::with_capacity(texts.len());
        for part in texts.chunks(usize::from(way.caps.texts_at_once.max(1))) {
            if begun.elapsed() > LATE {
                break;
            }
            let part: Vec<String> = part.iter().map(|(_, text)| text.clone()).collect();
            match self.some(way, &part).await {
                Ok(vectors) => {
                    self.refused = 0;
                    made.extend(vectors.into_iter().map(Some));
                }
                // One of them is to blame: each for itself.
                Err(error) if is_about_text(&error) => {
                    for text in part {
                        match self.one(way, text).await {
                            Ok(vector) => made.push(vector),
                            Err(error) => return (made, Some(error)),
                        }
                    }
                }
                Err(error) => return (made, Some(error)),
            }
        }
        (made, None)
    }

    async fn some(&self, way: &Way, texts: &[String]) -> Result<Vec<Vec<i8>>> {
        let vectors = way.embed(self.app, &Asker::default(), texts, Purpose::Passage, CALL).await?;
        match vectors.iter().find(|v| i64::try_from(v.len()) != Ok(self.row.dims)) {
            Some(odd) => Err(Error::new(Kind::Unsupported, format!("the embedder answers with vectors of {} where {} were: choose it anew", odd.len(), self.row.dims)).code("embedder_dims")),
            None if vectors.len() != texts.len() => Err(Error::new(Kind::Unavailable, "some vectors are missing").code("model_malformed")),
            None => Ok(vectors.iter().map(|v| to_bytes(v)).collect()),
        }
    }

    /// One text, shortened until it is taken.
    async fn one(&mut self, way: &Way, mut text: String) -> Result<Option<Vec<i8>>> {
        loop {
            let error = match self.some(way, std::slice::from_ref(&text)).await {
                Ok(vectors) => {
                    self.refused = 0;
                    return Ok(vectors.into_iter().next());
                }
                Err(error) => error,
            };
            let half = text.chars().count() / 2;
            if error.public_code() == "model_context_too_long" && half > 100 {
                text = text.chars().take(half).collect();
            } else if is_about_text(&error) && self.refused < REFUSED {
                self.refused += 1;
                return Ok(None);
            } else {
                return Err(error);
            }
        }
    }

    /// Writes what was made; false if somebody else has the work now.
    async fn write(&mut self, batch: Batch, vectors: Vec<Option<Vec<i8>>>) -> Result<bool> {
        let name = self.row.name.clone();
        let mut unit = self.app.unit(self.ctx).await?;
        (self.row.status, self.row.partial, self.row.busy_until) = (EmbedderStatus::Embedding, batch.partial, unit.now().plus_secs(LEASE_SECS));
        if !vectors.is_empty() {
            (self.row.tries, self.row.error_code, self.row.error) = (0, None, None);
        }
        if !store::embedder::keep(&mut unit, &self.row).await? {
            return Ok(false);
        }
        let mut passages = Vec::new();
        let mut is_seen = !batch.whole.is_empty();
        for ((of, _), vector) in batch.texts.into_iter().zip(vectors) {
            // A vector of nothing but zeros points nowhere.
            let bytes = vector.filter(|v| v.iter().any(|x| *x != 0)).map(|v| v.into_iter().map(i8::cast_unsigned).collect::<Vec<u8>>());
            match of {
                Of::Passage(id) => passages.push((id, bytes)),
                Of::Entry(row) => {
                    is_seen = true;
                    store::faq::set_vector(&mut unit, &row, &name, bytes).await?;
                }
            }
        }
        if !passages.is_empty() {
            store::chunk::set_vectors(&mut unit, &name, &passages).await?;
        }
        for (id, generation) in batch.whole {
            store::document::set_embedded(&mut unit, id, generation, &name).await?;
        }
        if is_seen {
            store::org::bump_knowledge(&mut unit).await?;
        }
        let share = store::embedder::share(&mut unit, &name).await?;
        let percent = super::counted(&self.row, share).saturating_mul(100) / share.total.max(1);
        if percent != self.told {
            self.told = percent;
            tell(&mut unit).await?;
        }
        unit.commit().await?;
        Ok(true)
    }

    /// Nothing is left: says so, unless something came while it looked.
    async fn finish(mut self) -> Result<()> {
        let mut unit = self.app.unit(self.ctx).await?;
        let share = store::embedder::share(&mut unit, &self.row.name).await?;
        if share.done < share.total {
            drop(unit);
            return self.give_back(2).await;
        }
        let was = self.row.status;
        let org = store::org::read(&mut unit).await?;
        (self.row.seen_knowledge, self.row.seen_catalog) = (store::org::knowledge_version(&mut unit).await?, org.catalog_version);
        (self.row.status, self.row.partial, self.row.tries, self.row.error_code, self.row.error) = (EmbedderStatus::Ready, 0, 0, None, None);
        self.row.busy_until = domain::Ts::from_micros(0);
        if store::embedder::keep(&mut unit, &self.row).await? && was != EmbedderStatus::Ready {
            tell(&mut unit).await?;
        }
        unit.commit().await
    }

    /// Lets the work go; the next slice begins after so many seconds.
    async fn give_back(mut self, secs: i64) -> Result<()> {
        let mut unit = self.app.unit(self.ctx).await?;
        let at = unit.now().plus_secs(secs);
        self.row.busy_until = domain::Ts::from_micros(0);
        if store::embedder::keep(&mut unit, &self.row).await? {
            job::enqueue_at(&mut unit, at).await?;
        }
        unit.commit().await
    }

    /// Says what has gone wrong, and when it is tried again.
    async fn stop(mut self, error: &Error) -> Result<()> {
        if error.public_code() == "stopping" {
            return self.give_back(0).await;
        }
        self.row.tries = self.row.tries.saturating_add(1);
        let (status, pause) = verdict(error, self.row.tries);
        tracing::warn!(error = %error, org.id = %self.ctx.org, embedder.tries = self.row.tries, embedder.pause_secs = pause, "an embedder does not answer");
        let mut unit = self.app.unit(self.ctx).await?;
        (self.row.status, self.row.error_code, self.row.error) = (status, Some(error.public_code().to_owned()), Some(error.detail.replace('\0', "")));
        self.row.busy_until = pause.map_or(domain::Ts::from_micros(0), |secs| unit.now().plus_secs(secs));
        if store::embedder::keep(&mut unit, &self.row).await? {
            if pause.is_some() {
                job::enqueue_at(&mut unit, self.row.busy_until).await?;
            }
            tell(&mut unit).await?;
        }
        unit.commit().await
    }
}

/// What becomes of the work after a failure, and after how many seconds it goes on by itself.
fn verdict(error: &Error, tries: i64) -> (EmbedderStatus, Option<i64>) {
    match (error.public_code(), error.retry) {
        ("org_day_tokens" | "org_day_money" | "org_month_money" | "provider_paused", _) => (EmbedderStatus::Paused, Some(900)),
        ("model_no_money", _) => (EmbedderStatus::Failed, Some(3_600)),
        (_, Retry::After(pause)) => (EmbedderStatus::Embedding, Some(i64::try_from(pause.as_secs()).unwrap_or(PAUSE_SECS).clamp(1, 2 * PAUSE_SECS))),
        (_, Retry::Backoff) => {
            let pause = 5_i64.saturating_mul(1 << tries.clamp(0, 10)).min(PAUSE_SECS);
            (if tries >= TRIES { EmbedderStatus::Failed } else { EmbedderStatus::Embedding }, Some(pause))
        }
        // A person must mend it.
        _ => (EmbedderStatus::Failed, None),
    }
}

/// The vendor takes texts, but not this one.
fn is_about_text(error: &Error) -> bool {
    matches!(error.public_code(), "model_context_too_long" | "model_refused" | "model_bad_request")
}

fn text(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().map(|p| p.trim()).filter(|p| !p.is_empty()).collect();
    parts.join("\n").chars().take(LETTERS).collect()
}

fn limit(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
