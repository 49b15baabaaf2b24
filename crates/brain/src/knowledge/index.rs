//! The index of one firm's passages: a few immutable pieces, shared by every copy. Adding and removing documents makes a new index
//! and leaves the old one as it was; small pieces are merged so that there are never many. Scores do not depend on the pieces.

use super::embed::{Sum, features};
use super::question::{Question, Reader};
use super::scan::to_bytes;
use super::score::{Fit, Tally, confidence, sigmoid, top};
use super::segment::Segment;
use super::word::worth;
use super::{Entry, Hit, Query, Usual};
use domain::id::{CategoryId, DocumentId};
use std::collections::HashSet;
use std::sync::Arc;

/// So many passages are looked at closely: by their words, by the built-in vectors, by those of the configured embedder.
const BY_WORDS: usize = 64;
const BY_LIKENESS: usize = 24;
const BY_MEANING: usize = 48;
/// A passage in another language than the customer's stands back a little.
const FOREIGN: f64 = 0.93;

#[derive(Clone, Debug, Default)]
pub struct Index {
    parts: Vec<Part>,
}

/// A piece and which of its documents are gone.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub segment: Arc<Segment>,
    gone: Arc<[bool]>,
    live: usize,
}

/// What an index holds and weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub passages: usize,
    pub documents: usize,
    pub pieces: usize,
    /// About; what the allocator adds is not counted.
    pub bytes: usize,
}

impl Part {
    fn new(segment: Segment) -> Part {
        Part { gone: vec![false; segment.owners.len()].into(), live: segment.chunks.len(), segment: Arc::new(segment) }
    }

    pub fn has(&self, at: usize) -> bool {
        !self.gone.get(self.segment.owner(at)).copied().unwrap_or(true)
    }

    pub fn is_allowed(&self, at: usize, categories: &[CategoryId]) -> bool {
        let owner = self.segment.owners.get(self.segment.owner(at));
        self.has(at) && (categories.is_empty() || owner.and_then(|o| o.category).is_some_and(|c| categories.contains(&c)))
    }

    fn without(&self, documents: &HashSet<DocumentId>) -> Part {
        let gone: Vec<bool> = self.segment.owners.iter().zip(self.gone.iter()).map(|(owner, gone)| *gone || documents.contains(&owner.document)).collect();
        if gone.as_slice() == &*self.gone {
            return self.clone();
        }
        let mut part = Part { segment: self.segment.clone(), gone: gone.into(), live: 0 };
        part.live = (0..part.segment.chunks.len()).filter(|at| part.has(*at)).count();
        part
    }
}

impl Index {
    pub fn build<'a>(entries: impl IntoIterator<Item = Entry<'a>>) -> Index {
        Index::default().with(entries)
    }

    /// The index with these passages added; what it held of the same documents is replaced.
    #[must_use]
    pub fn with<'a>(&self, entries: impl IntoIterator<Item = Entry<'a>>) -> Index {
        let segment = Segment::build(entries.into_iter());
        let documents: HashSet<DocumentId> = segment.owners.iter().map(|o| o.document).collect();
        let mut parts: Vec<Part> = self.parts.iter().map(|part| part.without(&documents)).collect();
        if !segment.chunks.is_empty() {
            parts.push(Part::new(segment));
        }
        Index { parts }.tidied()
    }

    /// The index without these documents.
    #[must_use]
    pub fn without(&self, documents: &[DocumentId]) -> Index {
        let documents: HashSet<DocumentId> = documents.iter().copied().collect();
        Index { parts: self.parts.iter().map(|part| part.without(&documents)).collect() }.tidied()
    }

    /// Merges the youngest pieces until each is less than half of the one before, and rewrites those that are mostly gone.
    fn tidied(mut self) -> Index {
        self.parts.retain(|part| part.live > 0);
        while let [.., before, last] = self.parts.as_slice() {
            if last.live * 2 < before.live {
                break;
            }
            let merged = Part::new(Segment::merge(&[(&before.segment, &before.gone), (&last.segment, &last.gone)]));
            self.parts.truncate(self.parts.len() - 2);
            self.parts.push(merged);
        }
        for part in &mut self.parts {
            if part.live * 2 < part.segment.chunks.len() {
                *part = Part::new(Segment::merge(&[(&part.segment, &part.gone)]));
            }
        }
        self
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    pub fn size(&self) -> Size {
        let documents = self.parts.iter().map(|p| p.gone.iter().filter(|gone| !**gone).count()).sum();
        let bytes = self.parts.iter().map(|p| p.segment.bytes() + p.gone.len()).sum();
        Size { passages: self.live(), documents, pieces: self.parts.len(), bytes }
    }

    fn live(&self) -> usize {
        self.parts.iter().map(|p| p.live).sum()
    }

    /// The question as the index reads it: keyboard and letters switched, slips corrected. For the page that explains a search.
    pub fn reading(&self, text: &str) -> String {
        self.question(text).text
    }

    pub(super) fn question(&self, text: &str) -> Question {
        Reader { segments: self.parts.iter().map(|p| &*p.segment).collect() }.read(text)
    }

    /// The best passages, surest first; among equals the older. Those below `THRESHOLD` are here too: the caller refuses them.
    pub fn search(&self, query: &Query<'_>) -> Vec<Hit> {
        let question = self.question(query.text);
        let live = self.live();
        if live == 0 || query.limit == 0 {
            return Vec::new();
        }
        let tally = Tally::of(&self.parts, &question, live);
        let near = self.near(&question, &tally);
        let meaning = self.meaning(query);
        let mut pool = tally.best(&self.parts, query.categories, BY_WORDS.max(query.limit));
        pool.extend(self.nearest(&near, query.categories, BY_LIKENESS));
        if let Some(meaning) = &meaning {
            pool.extend(self.nearest(&meaning.rough, query.categories, BY_MEANING.max(query.limit)));
        }
        pool.sort_unstable();
        pool.dedup();
        let mut hits: Vec<Hit> = pool.into_iter().filter_map(|at| self.hit(at, query, &tally, &near, meaning.as_ref())).collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.chunk_id.cmp(&b.chunk_id)));
        hits.truncate(query.limit);
        hits
    }

    fn hit(&self, at: usize, query: &Query<'_>, tally: &Tally, near: &[f32], meaning: Option<&Meaning>) -> Option<Hit> {
        let (number, part, local) = self.place(at)?;
        let owner = part.segment.owners.get(part.segment.owner(local))?;
        let fit: Fit = tally.fit(&self.parts, number, local, at);
        let like = near.get(at).copied().unwrap_or_default();
        let mut score = confidence(fit, like);
        let mut semantic = f64::from(like.clamp(0.0, 1.0));
        // A passage that has no vector yet is judged as ever.
        if let Some((meaning, cosine)) = meaning.and_then(|meaning| Some((meaning, meaning.rough.get(at).copied().filter(|c| *c != 0.0)?))) {
            semantic = meaning.sureness(cosine);
            // Either may speak up; words that are not there at all hold meaning back a little.
            score += (1.0 - score) * semantic * if fit.cover > 0.2 { 0.75 } else { 0.6 };
        }
        if let (Some(wanted), Some(lang)) = (query.lang, owner.lang)
            && wanted.spoken() != lang.spoken()
        {
            score *= FOREIGN;
        }
        Some(Hit { chunk_id: *part.segment.chunks.get(local)?, document_id: owner.document, score, lexical: f64::from(fit.cover), semantic })
    }

    fn place(&self, at: usize) -> Option<(usize, &Part, usize)> {
        let mut base = 0;
        for (number, part) in self.parts.iter().enumerate() {
            let end = base + part.segment.chunks.len();
            if at < end {
                return Some((number, part, at - base));
            }
            base = end;
        }
        None
    }

    /// Likeness of letters with every passage; rare words of the question weigh more.
    fn near(&self, question: &Question, tally: &Tally) -> Vec<f32> {
        let mut sum = Sum::default();
        for (at, concept) in question.concepts.iter().enumerate() {
            for form in concept.form.split(' ').filter(|f| worth(f) > 0.0) {
                sum.add(&features(form), tally.weight(at));
            }
        }
        let query = sum.quantise();
        let mut found = Vec::new();
        for part in &self.parts {
            part.segment.near.likeness(&query, &mut found);
        }
        found
    }

    fn meaning(&self, query: &Query<'_>) -> Option<Meaning> {
        let vector = query.vector.filter(|v| v.iter().any(|x| *x != 0.0))?;
        if !self.parts.iter().any(|p| p.segment.wide.as_ref().is_some_and(|w| w.dims == vector.len())) {
            return None;
        }
        let bytes = to_bytes(vector);
        let mut rough = Vec::new();
        for part in &self.parts {
            match part.segment.wide.as_ref().filter(|w| w.dims == bytes.len()) {
                Some(wide) => wide.likeness(&bytes, &mut rough),
                None => rough.resize(rough.len() + part.segment.chunks.len(), 0.0),
            }
        }
        Some(Meaning::new(rough, query.usual))
    }

    fn nearest(&self, likeness: &[f32], categories: &[CategoryId], limit: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut rest = likeness;
        let mut base = 0;
        for part in &self.parts {
            let (own, after) = rest.split_at(part.segment.chunks.len().min(rest.len()));
            found.extend(own.iter().enumerate().filter(|(at, like)| **like > 0.0 && part.is_allowed(*at, categories)).map(|(at, like)| (*like, base + at)));
            base += part.segment.chunks.len();
            rest = after;
        }
        top(found, limit)
    }
}

/// The scan of a configured embedder's vectors. What counts as near differs between models, so a passage is judged by how far it
/// stands out of all the others.
struct Meaning {
    rough: Vec<f32>,
    mean: f32,
    spread: f32,
}

impl Meaning {
    /// Few passages say little of a model: so many imagined ones with its usual figures are added.
    const IMAGINED: f32 = 12.0;
    /// What stands out so far is an answer and does not say what is usual.
    const APART: f32 = 3.0;

    fn new(rough: Vec<f32>, usual: Usual) -> Meaning {
        // Among few, the best one would hide in what it makes usual itself.
        let best = rough.iter().copied().fold(f32::MIN, f32::max);
        let (mean, spread) = Self::figures(&rough, usual, best);
        let (mean, spread) = Self::figures(&rough, usual, mean + Self::APART * spread);
        Meaning { rough, mean, spread }
    }

    /// Mean and spread of all below a limit.
    fn figures(rough: &[f32], usual: Usual, limit: f32) -> (f32, f32) {
        let present = || rough.iter().filter(|c| **c != 0.0 && **c < limit);
        let count = present().count() as f32 + Self::IMAGINED;
        let mean = (present().sum::<f32>() + Self::IMAGINED * usual.mean) / count;
        let own = present().map(|c| (c - mean) * (c - mean)).sum::<f32>();
        let imagined = (usual.mean - mean) * (usual.mean - mean) + usual.spread * usual.spread;
        (mean, ((own + Self::IMAGINED * imagined) / count).sqrt().max(0.01))
    }

    fn sureness(&self, cosine: f32) -> f64 {
        let stands_out = (cosine - self.mean) / self.spread;
        sigmoid(f64::from((stands_out - 3.2) * 1.8))
    }
}
