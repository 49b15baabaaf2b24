//! Finding what answers a question: entries of the FAQ and passages of documents, in one index. `search` is for turns, `find` tells the
//! parts of each score, `ask` is the page on which an owner tries questions out and sees what decides.

use super::category::with_inner;
use super::embedder::meaning::{self, Meaning, Meant};
use super::library;
use crate::App;
use crate::provider::Asker;
use brain::dialogue::faq::STRONG;
use brain::facts::Catalog;
use brain::knowledge::graph::canonical;
use brain::knowledge::{Candidate, Decision, Query, Sureness, Usual, allowed, answer_from, decide, faq_id, faq_passage};
use domain::agent::AgentSpec;
use domain::document::Passage;
use domain::faq::Faq;
use domain::id::{AgentId, CategoryId, ChunkId, OrgId};
use domain::{Error, Lang, Result};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::Reads;

#[derive(Clone, Debug, Default)]
pub struct Question {
    pub text: String,
    /// Only these folders with what lies in them; empty = all.
    pub categories: Vec<CategoryId>,
    /// The customer's language.
    pub lang: Option<Lang>,
    pub limit: usize,
}

/// A passage and how its score came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub passage: Passage,
    /// By words, 0..=1.
    pub lexical: f64,
    /// By likeness, 0..=1.
    pub semantic: f64,
}

/// An entry of the FAQ and how its score came about.
#[derive(Clone, Debug)]
pub struct FoundFaq {
    pub faq: Faq,
    pub score: f64,
    pub lexical: f64,
    pub semantic: f64,
}

/// What is said, and by which threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    Faq,
    Knowledge,
    Nothing,
}

impl Decided {
    pub const fn as_str(self) -> &'static str {
        match self {
            Decided::Faq => "faq",
            Decided::Knowledge => "knowledge",
            Decided::Nothing => "nothing",
        }
    }
}

/// What the firm's own questions and its knowledge say to a question.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The question as it was understood: slips and keyboard repaired.
    pub reading: String,
    /// Entries of the FAQ, surest first.
    pub faq: Vec<FoundFaq>,
    pub passages: Vec<Found>,
    /// From these scores on an entry or a passage is an answer: the agent's own, or the usual ones.
    pub sureness: Sureness,
    pub decided: Decided,
    /// Whether meaning was looked at beside the words.
    pub meaning: Meaning,
    /// What would be said without a model: the entry's answer, or a sentence or two of the surest passage.
    pub answer: Option<String>,
}

/// The passages that fit best, surest first.
pub async fn search(app: &App, org: OrgId, text: &str, categories: &[CategoryId], limit: usize) -> Result<Vec<Passage>> {
    let question = Question { text: text.to_owned(), categories: categories.to_vec(), lang: None, limit };
    Ok(look(app, org, &Asker::default(), &question, meaning::DESK).await?.0)
}

/// By words and by meaning, if the embedder tells it within its time; takes a connection only after it was asked.
pub async fn look(app: &App, org: OrgId, asker: &Asker, question: &Question, patience: Duration) -> Result<(Vec<Passage>, Meaning)> {
    let meaning = meaning::of(app, org, asker, &question.text, patience).await;
    let mut scope = app.scope(org).await?;
    let catalog = crate::catalog::snapshot(app, &mut scope).await?;
    let found = find_in(app, &mut scope, question, meaning.known(), &catalog).await?;
    Ok((found.into_iter().map(|found| found.passage).collect(), meaning))
}

/// By words alone, with the caller's own connection.
pub async fn search_in(app: &App, reads: &mut impl Reads, question: &Question) -> Result<Vec<Passage>> {
    Ok(find(app, reads, question).await?.into_iter().map(|found| found.passage).collect())
}

/// The same with the parts of each score.
pub async fn find(app: &App, reads: &mut impl Reads, question: &Question) -> Result<Vec<Found>> {
    let catalog = crate::catalog::snapshot(app, reads).await?;
    find_in(app, reads, question, None, &catalog).await
}

async fn find_in(app: &App, reads: &mut impl Reads, question: &Question, meant: Option<Arc<Meant>>, catalog: &Arc<Catalog>) -> Result<Vec<Found>> {
    let built = library::open(app, reads, catalog).await?;
    if built.index.is_empty() {
        return Ok(Vec::new());
    }
    let question = question.clone();
    let search = move || {
        let categories = allowed(&with_inner(&built.folders, &question.categories));
        let text = canonical(&built.edits, &question.text);
        // Made by another embedder than the index, between one choice and the next, it says nothing.
        let embedder = built.embedder.as_ref().filter(|own| meant.as_ref().is_some_and(|m| m.embedder == own.name));
        let vector = embedder.and(meant.as_ref()).map(|m| m.vector.as_slice());
        built.index.search(&Query { text: &text, categories: &categories, lang: question.lang, limit: question.limit, vector, usual: embedder.map_or(Usual::UNKNOWN, |e| e.usual) })
    };
    let hits = tokio::task::spawn_blocking(search).await.map_err(|e| Error::internal("a search broke off").op("knowledge.search").source(e))?;
    let entry = |document| catalog.faq.iter().find(|row| row.id == faq_id(document));
    let ids: Vec<ChunkId> = hits.iter().filter(|hit| entry(hit.document_id).is_none()).map(|hit| hit.chunk_id).collect();
    let mut passages: HashMap<ChunkId, Passage> = store::chunk::passages(reads, &ids).await?.into_iter().map(|p| (p.chunk_id, p)).collect();
    let quoted = |hit: brain::knowledge::Hit| {
        let passage = entry(hit.document_id).map(faq_passage).or_else(|| passages.remove(&hit.chunk_id))?;
        Some(Found { passage: Passage { score: hit.score, ..passage }, lexical: hit.lexical, semantic: hit.semantic })
    };
    Ok(hits.into_iter().filter_map(quoted).collect())
}

/// A question tried out: everything that might answer it, with scores, and what decides. With an agent its own thresholds hold, and
/// its folders where none are named.
pub async fn ask(app: &App, org: OrgId, question: &Question, agent: Option<AgentId>) -> Result<Asked> {
    let meaning = meaning::of(app, org, &Asker { agent, conversation: None }, &question.text, meaning::DESK).await;
    let mut scope = app.scope(org).await?;
    let spec = match agent {
        Some(id) => store::agent::get(&mut scope, id).await?.draft,
        None => AgentSpec::default(),
    };
    let sureness = Sureness::from(&spec.thresholds);
    let mut question = question.clone();
    if question.categories.is_empty() {
        question.categories = spec.categories;
    }
    let catalog = crate::catalog::snapshot(app, &mut scope).await?;
    let found = find_in(app, &mut scope, &question, meaning.known(), &catalog).await?;
    let reading = library::open(app, &mut scope, &catalog).await?.index.reading(&question.text);
    let entry = |p: &Passage| catalog.faq.iter().find(|row| row.id == faq_id(p.document_id));
    let candidates: Vec<Candidate> = found.iter().map(|f| Candidate { is_faq: entry(&f.passage).is_some(), score: f.passage.score }).collect();
    // Word for word as one of its phrasings: nothing else is looked at.
    let same = catalog.faq_index.find(&question.text).filter(|(_, fits)| *fits >= STRONG.max(sureness.faq)).and_then(|(at, _)| catalog.faq.get(at));
    let (decided, answer) = match (same, decide(&candidates, sureness)) {
        (Some(row), _) => (Decided::Faq, Some(row.answer.clone())),
        (None, Decision::Faq(at)) => (Decided::Faq, found.get(at).map(|f| f.passage.text.clone())),
        (None, Decision::Documents(at)) => (Decided::Knowledge, at.first().and_then(|at| found.get(*at)).and_then(|f| answer_from(&f.passage, &question.text))),
        (None, Decision::Nothing) => (Decided::Nothing, None),
    };
    let mut faq: Vec<FoundFaq> = Vec::new();
    let mut passages = Vec::new();
    for one in found {
        match entry(&one.passage) {
            Some(row) => faq.push(FoundFaq { faq: row.clone(), score: one.passage.score, lexical: one.lexical, semantic: one.semantic }),
            None => passages.push(one),
        }
    }
    if let Some(row) = same.filter(|row| faq.first().is_none_or(|f| f.faq.id != row.id)) {
        faq.retain(|f| f.faq.id != row.id);
        faq.insert(0, FoundFaq { faq: row.clone(), score: 1.0, lexical: 1.0, semantic: 1.0 });
    }
    Ok(Asked { reading, faq, passages, sureness, decided, meaning, answer })
}
