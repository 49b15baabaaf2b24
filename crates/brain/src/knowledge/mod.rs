//! What a firm has written down, cut and found again: Markdown in (`chunk.rs`), passages out (`index.rs`), a short quotation for an
//! answer without a model (`answer.rs`). Pure and deterministic: no I/O, no clock, the same input gives the same order.
//! `question.rs` reads what was asked (slips, keyboard, Latin letters, synonyms), `score.rs` weighs and says how sure it is,
//! `embed.rs` and `scan.rs` are the vectors, `segment.rs` is one immutable piece of the index. Why so: docs/adr/0013.

mod answer;
mod chunk;
mod embed;
mod faq;
pub mod graph;
mod index;
mod markdown;
mod order;
mod question;
mod scan;
mod score;
mod segment;
mod sentence;
mod slip;
mod synonym;
mod word;

pub use answer::{answer_from, citation};
pub use chunk::{Piece, chunk};
pub use embed::{DIMS, Embedder};
pub use faq::{EVERYBODYS, allowed, faq_category, faq_id, faq_passage};
pub use index::{Index, Size};
pub use order::{Candidate, Decision, Sureness, decide};
pub use scan::{cosine, to_bytes};

use domain::Lang;
use domain::id::{CategoryId, ChunkId, DocumentId};

/// A hit below this does not answer the question: better to say so than to quote it.
pub const THRESHOLD: f64 = 0.5;

/// A passage to be found.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pub chunk: ChunkId,
    pub document: DocumentId,
    pub title: &'a str,
    /// Headings above the passage, or the phrasings of a question.
    pub heading: &'a str,
    pub text: &'a str,
    pub category: Option<CategoryId>,
    pub lang: Option<Lang>,
    /// Made by a configured embedder, as `to_bytes` keeps it; the built-in one needs none.
    pub vector: Option<&'a [i8]>,
}

#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    pub text: &'a str,
    /// Only these; empty for all.
    pub categories: &'a [CategoryId],
    /// Passages in other languages stand back a little.
    pub lang: Option<Lang>,
    pub limit: usize,
    /// The question by the same embedder as the entries.
    pub vector: Option<&'a [f32]>,
    /// How like this embedder finds texts that have nothing to do with one another.
    pub usual: Usual,
}

/// Middle and spread of the cosines of unlike texts. Models differ: for one 0.1 is usual, for another 0.75.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usual {
    pub mean: f32,
    pub spread: f32,
}

impl Usual {
    pub const UNKNOWN: Usual = Usual { mean: 0.3, spread: 0.1 };

    /// Passages of one firm are more alike than texts that were chosen to differ.
    const ALIKE: f32 = 1.5;

    /// A median distance from the middle in terms of a spread.
    const OF_DISTANCE: f32 = 1.48;

    /// Of the cosines of some unlike pairs; too few pairs tell nothing. A pair that a model finds alike all the same does not count much.
    pub fn of(cosines: &[f32]) -> Usual {
        if cosines.len() < 8 {
            return Usual::UNKNOWN;
        }
        let middle = |mut values: Vec<f32>| {
            values.sort_by(f32::total_cmp);
            values.get(values.len() / 2).copied().unwrap_or_default()
        };
        let mean = middle(cosines.to_vec());
        let spread = middle(cosines.iter().map(|c| (c - mean).abs()).collect()) * Self::OF_DISTANCE;
        Usual { mean: mean.clamp(-1.0, 1.0), spread: (spread * Self::ALIKE).clamp(0.02, 0.5) }
    }
}

impl<'a> Query<'a> {
    pub const fn new(text: &'a str, limit: usize) -> Self {
        Query { text, categories: &[], lang: None, limit, vector: None, usual: Usual::UNKNOWN }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    pub chunk_id: ChunkId,
    pub document_id: DocumentId,
    /// How surely the passage answers, 0..=1; `THRESHOLD` is where doubt begins.
    pub score: f64,
    /// How much of the question the passage's words cover, 0..=1.
    pub lexical: f64,
    /// Likeness of the vectors, 0..=1.
    pub semantic: f64,
}
