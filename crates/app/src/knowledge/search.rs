//! Finding the passages that answer a question. `search` is for turns, `find` tells the parts of each score, `ask` is the page on which an
//! owner tries questions out.

use super::category::with_inner;
use super::library;
use crate::App;
use brain::dialogue::faq::THRESHOLD as FAQ_THRESHOLD;
use brain::knowledge::{Query, THRESHOLD, answer_from};
use domain::document::Passage;
use domain::faq::Faq;
use domain::id::{CategoryId, ChunkId, OrgId};
use domain::{Error, Lang, Result};
use std::collections::HashMap;
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

/// What the firm's own questions and its knowledge say to a question.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The question as it was understood: slips and keyboard repaired.
    pub reading: String,
    pub passages: Vec<Found>,
    /// From this score on a passage is an answer.
    pub threshold: f64,
    /// What would be said without a model: a sentence or two of the surest passage.
    pub answer: Option<String>,
    pub faq: Option<(Faq, f64)>,
    pub faq_threshold: f64,
}

/// The passages that fit best, surest first.
pub async fn search(app: &App, org: OrgId, text: &str, categories: &[CategoryId], limit: usize) -> Result<Vec<Passage>> {
    let question = Question { text: text.to_owned(), categories: categories.to_vec(), lang: None, limit };
    search_in(app, &mut app.scope(org).await?, &question).await
}

/// The same with the caller's own connection: a turn never holds two.
pub async fn search_in(app: &App, reads: &mut impl Reads, question: &Question) -> Result<Vec<Passage>> {
    Ok(find(app, reads, question).await?.into_iter().map(|found| found.passage).collect())
}

/// The same with the parts of each score.
pub async fn find(app: &App, reads: &mut impl Reads, question: &Question) -> Result<Vec<Found>> {
    let built = library::open(app, reads).await?;
    if built.index.is_empty() {
        return Ok(Vec::new());
    }
    let question = question.clone();
    let search = move || {
        let categories = with_inner(&built.folders, &question.categories);
        built.index.search(&Query { text: &question.text, categories: &categories, lang: question.lang, limit: question.limit, vector: None })
    };
    let hits = tokio::task::spawn_blocking(search).await.map_err(|e| Error::internal("a search broke off").op("knowledge.search").source(e))?;
    let ids: Vec<ChunkId> = hits.iter().map(|hit| hit.chunk_id).collect();
    let mut passages: HashMap<ChunkId, Passage> = store::chunk::passages(reads, &ids).await?.into_iter().map(|p| (p.chunk_id, p)).collect();
    Ok(hits.into_iter().filter_map(|hit| Some(Found { passage: Passage { score: hit.score, ..passages.remove(&hit.chunk_id)? }, lexical: hit.lexical, semantic: hit.semantic })).collect())
}

/// A question tried out: everything that might answer it, with scores.
pub async fn ask(app: &App, org: OrgId, question: &Question) -> Result<Asked> {
    let mut scope = app.scope(org).await?;
    let passages = find(app, &mut scope, question).await?;
    let built = library::open(app, &mut scope).await?;
    let catalog = crate::catalog::snapshot(app, &mut scope).await?;
    let faq = catalog.faq_index.find(&question.text).and_then(|(at, score)| Some((catalog.faq.get(at)?.clone(), score)));
    let best = passages.first().filter(|found| found.passage.score >= THRESHOLD);
    Ok(Asked {
        reading: built.index.reading(&question.text),
        answer: best.and_then(|found| answer_from(&found.passage, &question.text)),
        passages,
        threshold: THRESHOLD,
        faq,
        faq_threshold: FAQ_THRESHOLD,
    })
}
