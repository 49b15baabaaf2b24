//! The index of each firm's passages, kept while it is asked and bounded by weight. When the version has grown only the documents that
//! changed are read again; one maker at a time, off the async threads; who comes meanwhile is answered by the index before.
//! What an index finds is read from the rows before it is shown, so an old one cannot quote what is gone.

use crate::App;
use brain::facts::Catalog;
use super::embedder::meaning;
use brain::knowledge::{Entry, Index, Usual, faq_category, faq_passage};
use domain::document::{Category, Passage};
use domain::faq::Faq;
use domain::graph::GraphEdit;
use domain::id::{DocumentId, FaqId, OrgId};
use domain::{Error, Result};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use store::Reads;
use store::chunk::UsedChunk;
use store::document::InUse;
use tokio::sync::Mutex;

/// All indexes of this process together.
const MEMORY: u32 = 192 * 1024 * 1024;
/// Passages that are read in one go: a document never comes in two parts.
const PORTION: i64 = 4_000;

/// One firm's index at one version.
#[derive(Debug, Default)]
pub(crate) struct Built {
    version: i64,
    /// The firm whose FAQ is in the index.
    catalog: Option<Arc<Catalog>>,
    pub index: Index,
    pub folders: Vec<Category>,
    documents: HashMap<DocumentId, InUse>,
    /// Whose vectors are in the index.
    pub embedder: Option<Maker>,
    /// Entries of the FAQ that have one.
    meant: HashSet<FaqId>,
    /// Other names people have given to things.
    pub edits: GraphEdit,
}

/// The firm's embedder, as vectors must know it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Maker {
    pub name: String,
    pub usual: Usual,
}

impl Built {
    /// Are the vectors of this document in the index?
    fn means(&self, document: &InUse) -> bool {
        self.embedder.as_ref().is_some_and(|e| document.embedder.as_ref() == Some(&e.name))
    }

    fn is_current(&self, version: i64, catalog: &Catalog) -> bool {
        self.version >= version && self.catalog.as_ref().is_some_and(|own| own.org.catalog_version >= catalog.org.catalog_version)
    }

    fn faq(&self) -> &[Faq] {
        self.catalog.as_ref().map_or(&[], |c| &c.faq)
    }

    fn weight(&self) -> u32 {
        let documents: usize = self.documents.values().map(|d| d.title.len() + 200).sum();
        // One that is heavier than all may be is kept nevertheless, alone: making it for each question would cost more.
        u32::try_from(self.index.size().bytes + documents + 1_000).unwrap_or(MEMORY).min(MEMORY)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Library {
    /// Questions whose meaning is known.
    pub asked: meaning::Asked,
    built: moka::sync::Cache<OrgId, Arc<Built>>,
    making: moka::sync::Cache<OrgId, Arc<Mutex<()>>>,
}

impl Default for Library {
    fn default() -> Self {
        Library {
            asked: meaning::Asked::default(),
            built: moka::sync::Cache::builder().weigher(|_, built: &Arc<Built>| built.weight()).max_capacity(u64::from(MEMORY)).build(),
            making: moka::sync::Cache::builder().max_capacity(10_000).time_to_idle(Duration::from_secs(600)).build(),
        }
    }
}

/// The index of the firm's documents and of its FAQ as they are now: one small read when nothing has changed.
pub(crate) async fn open(app: &App, reads: &mut impl Reads, catalog: &Arc<Catalog>) -> Result<Arc<Built>> {
    let version = store::org::knowledge_version(reads).await?;
    let (library, org) = (&app.0.library, reads.org());
    let known = library.built.get(&org);
    if let Some(built) = known.as_ref().filter(|b| b.is_current(version, catalog)) {
        return Ok(built.clone());
    }
    let making = library.making.get_with(org, Arc::default);
    let guard = match (making.try_lock(), known) {
        (Ok(guard), _) => guard,
        (Err(_), Some(older)) => return Ok(older),
        (Err(_), None) => making.lock().await,
    };
    let before = library.built.get(&org);
    if let Some(built) = before.as_ref().filter(|b| b.is_current(version, catalog)) {
        return Ok(built.clone());
    }
    let built = Arc::new(make(reads, before.unwrap_or_default(), catalog).await?);
    library.built.insert(org, built.clone());
    drop(guard);
    Ok(built)
}

/// What changed between the index before and the rows is read and put in.
async fn make(reads: &mut impl Reads, before: Arc<Built>, catalog: &Arc<Catalog>) -> Result<Built> {
    // The version comes first: what changes between these reads raises it above ours.
    let version = store::org::knowledge_version(reads).await?;
    let folders = store::category::list(reads).await?;
    let edits = super::graph::edits(reads).await?;
    let embedder = store::embedder::find(reads).await?.map(|row| Maker { usual: meaning::usual(&row), name: row.name });
    let vectors: HashMap<FaqId, Vec<i8>> = match &embedder {
        Some(maker) => store::faq::vectors(reads, &maker.name).await?.into_iter().map(|(id, bytes)| (id, signed(bytes))).collect(),
        None => HashMap::new(),
    };
    let rows = store::document::in_use(reads).await?;
    let now: HashSet<DocumentId> = rows.iter().map(|d| d.id).collect();
    let answers: HashMap<FaqId, &Faq> = catalog.faq.iter().map(|row| (row.id, row)).collect();
    let known: HashMap<FaqId, &Faq> = before.faq().iter().map(|row| (row.id, row)).collect();
    let lost = known.keys().filter(|id| !answers.contains_key(id)).map(|id| DocumentId(id.uuid()));
    let gone: Vec<DocumentId> = before.documents.keys().filter(|id| !now.contains(id)).copied().chain(lost).collect();
    let is_same_maker = before.embedder.as_ref().map(|e| &e.name) == embedder.as_ref().map(|e| &e.name);
    let mut built = Built { version, catalog: Some(catalog.clone()), folders, edits, embedder, meant: vectors.keys().copied().collect(), ..Built::default() };
    let means_same = |id: &FaqId| before.meant.contains(id) == built.meant.contains(id) && (is_same_maker || !built.meant.contains(id));
    let fresh: Vec<Faq> = catalog.faq.iter().filter(|row| known.get(&row.id) != Some(row) || !means_same(&row.id)).cloned().collect();
    // Vectors of another embedder than before: what had some, or has some now, is read anew.
    let is_same = |d: &InUse| before.documents.get(&d.id).is_some_and(|old| old == d && (is_same_maker || !(before.means(old) || built.means(d))));
    let changed: Vec<InUse> = rows.iter().filter(|d| !is_same(d)).cloned().collect();
    let mut index = apart(before.index.clone(), move |index| add_faq(&index.without(&gone), &fresh, &vectors)).await?;
    for portion in portions(changed) {
        let ids: Vec<DocumentId> = portion.iter().map(|d| d.id).collect();
        let chunks = store::chunk::used(reads, &ids).await?;
        let name = built.embedder.as_ref().map(|e| e.name.clone());
        index = apart(index, move |index| add(&index, &portion, chunks, name.as_deref())).await?;
    }
    built.index = index;
    built.documents = rows.into_iter().map(|d| (d.id, d)).collect();
    Ok(built)
}

fn signed(bytes: Vec<u8>) -> Vec<i8> {
    bytes.into_iter().map(u8::cast_signed).collect()
}

/// Work that would hold up an async thread.
async fn apart(index: Index, work: impl FnOnce(Index) -> Index + Send + 'static) -> Result<Index> {
    tokio::task::spawn_blocking(move || work(index)).await.map_err(|e| Error::internal("an index could not be made").op("knowledge.index").source(e))
}

fn portions(documents: Vec<InUse>) -> Vec<Vec<InUse>> {
    let (mut all, mut last, mut size) = (Vec::new(), Vec::new(), 0);
    for document in documents {
        if size > 0 && size + document.chunks > PORTION {
            all.push(std::mem::take(&mut last));
            size = 0;
        }
        size += document.chunks;
        last.push(document);
    }
    if !last.is_empty() {
        all.push(last);
    }
    all
}

/// A document is found by meaning once all its passages are embedded, so that none stands back behind another by chance.
fn add(index: &Index, documents: &[InUse], chunks: Vec<UsedChunk>, embedder: Option<&str>) -> Index {
    let documents: HashMap<DocumentId, &InUse> = documents.iter().map(|d| (d.id, d)).collect();
    let vector = |c: &mut UsedChunk| {
        let own = embedder.filter(|name| c.embedder.as_deref() == Some(*name) && documents.get(&c.document_id).is_some_and(|d| d.embedder.as_deref() == Some(*name)));
        own.and(c.vector.take()).map(signed)
    };
    let chunks: Vec<(UsedChunk, Option<Vec<i8>>)> = chunks.into_iter().map(|mut c| (vector(&mut c), c)).map(|(vector, c)| (c, vector)).collect();
    let entries = chunks.iter().filter_map(|(c, vector)| {
        let document = documents.get(&c.document_id)?;
        Some(Entry { chunk: c.id, document: c.document_id, title: &document.title, heading: &c.heading, text: &c.text, category: document.category_id, lang: document.lang, vector: vector.as_deref() })
    });
    index.with(entries)
}

/// An entry of the FAQ is one passage: its phrasings above its answer.
fn add_faq(index: &Index, rows: &[Faq], vectors: &HashMap<FaqId, Vec<i8>>) -> Index {
    let passages: Vec<(&Faq, Passage)> = rows.iter().map(|row| (row, faq_passage(row))).collect();
    index.with(passages.iter().map(|(row, p)| Entry { category: Some(faq_category(row)), lang: Some(row.lang), vector: vectors.get(&row.id).map(Vec::as_slice), ..Entry::of(p) }))
}
