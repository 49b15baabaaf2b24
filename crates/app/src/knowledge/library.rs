//! The index of each firm's passages, kept while it is asked and bounded by weight. When the version has grown only the documents that
//! changed are read again; one maker at a time, off the async threads; who comes meanwhile is answered by the index before.
//! What an index finds is read from the rows before it is shown, so an old one cannot quote what is gone.

use crate::App;
use brain::facts::Catalog;
use brain::knowledge::{Entry, Index, faq_category, faq_passage};
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
    /// Other names people have given to things.
    pub edits: GraphEdit,
}

impl Built {
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
    built: moka::sync::Cache<OrgId, Arc<Built>>,
    making: moka::sync::Cache<OrgId, Arc<Mutex<()>>>,
}

impl Default for Library {
    fn default() -> Self {
        Library {
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
    let rows = store::document::in_use(reads).await?;
    let now: HashSet<DocumentId> = rows.iter().map(|d| d.id).collect();
    let answers: HashMap<FaqId, &Faq> = catalog.faq.iter().map(|row| (row.id, row)).collect();
    let known: HashMap<FaqId, &Faq> = before.faq().iter().map(|row| (row.id, row)).collect();
    let lost = known.keys().filter(|id| !answers.contains_key(id)).map(|id| DocumentId(id.uuid()));
    let gone: Vec<DocumentId> = before.documents.keys().filter(|id| !now.contains(id)).copied().chain(lost).collect();
    let fresh: Vec<Faq> = catalog.faq.iter().filter(|row| known.get(&row.id) != Some(row)).cloned().collect();
    let changed: Vec<InUse> = rows.iter().filter(|d| before.documents.get(&d.id) != Some(d)).cloned().collect();
    let mut index = apart(before.index.clone(), move |index| add_faq(&index.without(&gone), &fresh)).await?;
    for portion in portions(changed) {
        let ids: Vec<DocumentId> = portion.iter().map(|d| d.id).collect();
        let chunks = store::chunk::used(reads, &ids).await?;
        index = apart(index, move |index| add(&index, &portion, &chunks)).await?;
    }
    Ok(Built { version, catalog: Some(catalog.clone()), index, folders, edits, documents: rows.into_iter().map(|d| (d.id, d)).collect() })
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

fn add(index: &Index, documents: &[InUse], chunks: &[UsedChunk]) -> Index {
    let documents: HashMap<DocumentId, &InUse> = documents.iter().map(|d| (d.id, d)).collect();
    let entries = chunks.iter().filter_map(|c| {
        let document = documents.get(&c.document_id)?;
        Some(Entry { chunk: c.id, document: c.document_id, title: &document.title, heading: &c.heading, text: &c.text, category: document.category_id, lang: document.lang, vector: None })
    });
    index.with(entries)
}

/// An entry of the FAQ is one passage: its phrasings above its answer.
fn add_faq(index: &Index, rows: &[Faq]) -> Index {
    let passages: Vec<(&Faq, Passage)> = rows.iter().map(|row| (row, faq_passage(row))).collect();
    index.with(passages.iter().map(|(row, p)| Entry { category: Some(faq_category(row)), lang: Some(row.lang), ..Entry::of(p) }))
}
