//! One immutable piece of the index: columns of passages, sorted words with their postings, forms for the search of slips, vectors.
//! Pieces are built from entries or merged from others without the texts; which documents of a piece are gone is known to `index.rs`.

use super::embed::{DIMS, Sum, features, often};
use super::scan::{Rows, Wide};
use super::slip::Forms;
use super::word::{cut, is_stop, marks, normalise, roots, states, stem_of, worth};
use super::{Entry, synonym};
use domain::Lang;
use domain::id::{CategoryId, ChunkId, DocumentId};
use std::collections::{BTreeMap, HashMap};

#[derive(Clone, Copy, Debug)]
pub(super) struct Owner {
    pub document: DocumentId,
    pub category: Option<CategoryId>,
    pub lang: Option<Lang>,
}

/// Where a word stands: the passage, how often in its text (halves: a mere mention is half a word), how much in its headings (quarters).
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    pub at: usize,
    pub body: u8,
    pub head: u8,
    /// In which of its first sentences, a bit each; the last bit is for all the rest.
    pub lines: u32,
}

/// A word in the heading is worth one and a half in the text, one in the title three quarters.
const HEADING: u8 = 6;
const TITLE: u8 = 3;

#[derive(Clone, Debug, Default)]
pub(super) struct Segment {
    pub chunks: Vec<ChunkId>,
    /// Words of each passage.
    pub lengths: Vec<u16>,
    /// Words of its headings that tell something.
    pub headings: Vec<u8>,
    owner_of: Vec<u32>,
    pub owners: Vec<Owner>,
    /// Sorted; a term is its place.
    terms: Vec<Box<str>>,
    starts: Vec<u32>,
    at: Vec<u32>,
    body: Vec<u8>,
    head: Vec<u8>,
    lines: Vec<u32>,
    ideas: HashMap<Box<str>, Vec<u32>>,
    roots: HashMap<Box<str>, Vec<u32>>,
    pub forms: Forms,
    pub near: Rows,
    pub wide: Option<Wide>,
}

impl Segment {
    pub fn owner(&self, at: usize) -> usize {
        self.owner_of.get(at).and_then(|o| usize::try_from(*o).ok()).unwrap_or(usize::MAX)
    }

    pub fn term(&self, stem: &str) -> Option<u32> {
        self.terms.binary_search_by(|t| t.as_ref().cmp(stem)).ok().and_then(|at| u32::try_from(at).ok())
    }

    pub fn of_idea(&self, name: &str) -> &[u32] {
        self.ideas.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn of_root(&self, root: &str) -> &[u32] {
        self.roots.get(root).map_or(&[], Vec::as_slice)
    }

    pub fn stem(&self, term: u32) -> &str {
        usize::try_from(term).ok().and_then(|t| self.terms.get(t)).map_or("", AsRef::as_ref)
    }

    fn range(&self, term: u32) -> std::ops::Range<usize> {
        let border = |t: u32| usize::try_from(t).ok().and_then(|t| self.starts.get(t)).and_then(|s| usize::try_from(*s).ok()).unwrap_or_default();
        border(term)..border(term.saturating_add(1))
    }

    pub fn postings(&self, term: u32) -> impl Iterator<Item = Posting> {
        let range = self.range(term);
        let at = self.at.get(range.clone()).unwrap_or_default();
        let body = self.body.get(range.clone()).unwrap_or_default();
        let head = self.head.get(range.clone()).unwrap_or_default();
        let lines = self.lines.get(range).unwrap_or_default();
        at.iter().zip(body).zip(head).zip(lines).filter_map(|(((at, body), head), lines)| Some(Posting { at: usize::try_from(*at).ok()?, body: *body, head: *head, lines: *lines }))
    }

    /// The sentences of a passage in which a word stands, and whether the headings have it.
    pub fn lines_of(&self, term: u32, at: usize) -> Option<(u32, bool)> {
        let range = self.range(term);
        let place = range.start + self.at.get(range)?.binary_search(&u32::try_from(at).ok()?).ok()?;
        Some((*self.lines.get(place)?, *self.head.get(place)? > 0))
    }

    pub fn build<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Segment {
        let mut draft = Draft::default();
        for entry in entries {
            draft.add(&entry);
        }
        draft.finish()
    }

    /// One piece of several, without the passages of owners that are gone.
    pub fn merge(parts: &[(&Segment, &[bool])]) -> Segment {
        let mut merged = Segment { near: Rows::new(DIMS), ..Segment::default() };
        let dims = parts.iter().filter_map(|(s, _)| s.wide.as_ref().map(|w| w.dims)).next_back();
        merged.wide = dims.map(Wide::new);
        let mut places: Vec<Vec<Option<u32>>> = Vec::new();
        for (segment, gone) in parts {
            let mut owner_places: Vec<Option<u32>> = Vec::new();
            for (at, owner) in segment.owners.iter().enumerate() {
                let is_gone = gone.get(at).copied().unwrap_or_default();
                owner_places.push((!is_gone).then(|| count(merged.owners.len())));
                if !is_gone {
                    merged.owners.push(*owner);
                }
            }
            let mut of_part = Vec::with_capacity(segment.chunks.len());
            for (at, (chunk, length)) in segment.chunks.iter().zip(&segment.lengths).enumerate() {
                let owner = owner_places.get(segment.owner(at)).copied().flatten();
                of_part.push(owner.map(|_| count(merged.chunks.len())));
                let Some(owner) = owner else { continue };
                merged.chunks.push(*chunk);
                merged.lengths.push(*length);
                merged.headings.push(segment.headings.get(at).copied().unwrap_or_default());
                merged.owner_of.push(owner);
                merged.near.push(segment.near.get(at));
                if let Some(wide) = &mut merged.wide {
                    wide.push(segment.wide.as_ref().map(|w| w.get(at)));
                }
            }
            places.push(of_part);
        }
        let mut terms: BTreeMap<&str, Vec<(usize, u32)>> = BTreeMap::new();
        for (part, (segment, _)) in parts.iter().enumerate() {
            for (at, term) in segment.terms.iter().enumerate() {
                terms.entry(term).or_default().push((part, count(at)));
            }
        }
        merged.starts.push(0);
        for (term, sources) in terms {
            let before = merged.at.len();
            for (part, source) in sources {
                let (Some((segment, _)), Some(of_part)) = (parts.get(part), places.get(part)) else { continue };
                for posting in segment.postings(source) {
                    if let Some(at) = of_part.get(posting.at).copied().flatten() {
                        merged.at.push(at);
                        merged.body.push(posting.body);
                        merged.head.push(posting.head);
                        merged.lines.push(posting.lines);
                    }
                }
            }
            if merged.at.len() > before {
                merged.terms.push(term.into());
                merged.starts.push(count(merged.at.len()));
            }
        }
        let mut forms: Vec<(Box<str>, u32)> = Vec::new();
        for (segment, _) in parts {
            forms.extend(segment.forms.all().iter().filter_map(|(form, term)| Some((form.clone(), merged.term(segment.stem(*term))?))));
        }
        merged.name(forms);
        merged
    }

    /// What follows from the forms alone: ideas, roots, slips.
    fn name(&mut self, forms: Vec<(Box<str>, u32)>) {
        self.forms = Forms::new(forms);
        let mut ideas: HashMap<Box<str>, Vec<u32>> = HashMap::new();
        for (form, term) in self.forms.all() {
            for idea in synonym::ideas(form, self.stem(*term)) {
                ideas.entry(idea.into()).or_default().push(*term);
            }
        }
        for terms in ideas.values_mut() {
            terms.sort_unstable();
            terms.dedup();
            terms.shrink_to_fit();
        }
        self.ideas = ideas;
        let mut heads: HashMap<Box<str>, Vec<u32>> = HashMap::new();
        for (at, term) in self.terms.iter().enumerate() {
            for (root, _) in roots(term) {
                heads.entry(root.into()).or_default().push(count(at));
            }
        }
        self.roots = heads;
    }

    pub fn bytes(&self) -> usize {
        let words: usize = self.terms.iter().map(|t| t.len() + 16).sum();
        let forms: usize = self.forms.all().iter().map(|(f, _)| f.len() + 24 + 8 + 8).sum();
        let named: usize = self.ideas.values().chain(self.roots.values()).map(|v| v.capacity() * 4 + 64).sum();
        self.chunks.len() * (16 + 2 + 1 + 4) + self.owners.len() * 48 + words + self.starts.len() * 4 + self.at.len() * 10 + forms + named + self.near.bytes() + self.wide.as_ref().map_or(0, Wide::bytes)
    }
}

/// Places fit four bytes; a piece of more passages or words than that is not built.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

struct Known {
    term: u32,
    worth: f32,
    features: Vec<(u8, f32)>,
}

/// Body, headings, sentences.
type Place = (u8, u8, u32);

/// A piece being built; a form is looked at once.
#[derive(Default)]
struct Draft {
    segment: Segment,
    owners: HashMap<DocumentId, u32>,
    forms: HashMap<String, Known>,
    terms: HashMap<String, u32>,
    postings: Vec<Vec<(u32, Place)>>,
}

impl Draft {
    fn add(&mut self, entry: &Entry<'_>) {
        let at = count(self.segment.chunks.len());
        let owners = &mut self.segment.owners;
        let owner = *self.owners.entry(entry.document).or_insert_with(|| {
            owners.push(Owner { document: entry.document, category: entry.category, lang: entry.lang });
            count(owners.len() - 1)
        });
        self.segment.chunks.push(entry.chunk);
        self.segment.owner_of.push(owner);
        let mut of_term: BTreeMap<u32, Place> = BTreeMap::new();
        let mut of_form: BTreeMap<String, f32> = BTreeMap::new();
        let mut length = 0_u16;
        for (field, text) in [(0, entry.text), (HEADING, entry.heading), (TITLE, entry.title)] {
            let normal = normalise(text);
            for (line, sentence) in normal.split(['.', '!', '?', ';', '\n']).filter(|s| !s.trim().is_empty()).enumerate() {
                let weight = if field == 0 { 1 + u8::from(states(sentence)) } else { field };
                let bit = if field == 0 { 1 << line.min(31) } else { 0 };
                for form in cut(sentence) {
                    length = length.saturating_add(u16::from(field == 0));
                    if is_stop(form) {
                        continue;
                    }
                    let term = self.form(form);
                    let counts = of_term.entry(term).or_default();
                    let slot = if field == 0 { &mut counts.0 } else { &mut counts.1 };
                    *slot = slot.saturating_add(weight);
                    counts.2 |= bit;
                    *of_form.entry(form.to_owned()).or_default() += if field == 0 { 1.0 } else { f32::from(field) / 3.0 };
                }
                for mark in if field == 0 { marks(sentence) } else { Vec::new() } {
                    let term = self.term(mark);
                    let counts = of_term.entry(term).or_default();
                    *counts = (2, 0, counts.2 | bit);
                }
            }
        }
        self.segment.lengths.push(length);
        self.segment.headings.push(u8::try_from(of_term.values().filter(|(_, head, _)| *head >= HEADING).count()).unwrap_or(u8::MAX));
        let mut sum = Sum::default();
        for (form, share) in of_form {
            if let Some(known) = self.forms.get(&form) {
                sum.add(&known.features, known.worth * often(share.ceil() as u32));
            }
        }
        if self.segment.chunks.len() == 1 {
            self.segment.near = Rows::new(DIMS);
        }
        self.segment.near.push(&sum.quantise());
        self.wide(entry.vector);
        for (term, place) in of_term {
            if let Some(postings) = usize::try_from(term).ok().and_then(|t| self.postings.get_mut(t)) {
                postings.push((at, place));
            }
        }
    }

    /// The first vector says how long they are; passages before it have none.
    fn wide(&mut self, vector: Option<&[i8]>) {
        let vector = vector.filter(|v| !v.is_empty());
        if let (None, Some(vector)) = (&self.segment.wide, vector) {
            let mut wide = Wide::new(vector.len());
            for _ in 1..self.segment.chunks.len() {
                wide.push(None);
            }
            self.segment.wide = Some(wide);
        }
        if let Some(wide) = &mut self.segment.wide {
            wide.push(vector);
        }
    }

    fn term(&mut self, stem: &str) -> u32 {
        if let Some(term) = self.terms.get(stem) {
            return *term;
        }
        let term = count(self.terms.len());
        self.terms.insert(stem.to_owned(), term);
        self.postings.push(Vec::new());
        term
    }

    fn form(&mut self, form: &str) -> u32 {
        if let Some(known) = self.forms.get(form) {
            return known.term;
        }
        let term = self.term(&stem_of(form));
        self.forms.insert(form.to_owned(), Known { term, worth: worth(form), features: features(form) });
        term
    }

    fn finish(self) -> Segment {
        let mut segment = self.segment;
        let mut sorted: Vec<(String, u32)> = self.terms.into_iter().collect();
        sorted.sort_unstable();
        let mut renamed = vec![0; sorted.len()];
        segment.starts.push(0);
        for (new, (stem, old)) in sorted.into_iter().enumerate() {
            let Ok(old) = usize::try_from(old) else { continue };
            if let Some(slot) = renamed.get_mut(old) {
                *slot = count(new);
            }
            for (at, (body, head, lines)) in self.postings.get(old).into_iter().flatten() {
                segment.at.push(*at);
                segment.body.push(*body);
                segment.head.push(*head);
                segment.lines.push(*lines);
            }
            segment.terms.push(stem.into());
            segment.starts.push(count(segment.at.len()));
        }
        let forms = self.forms.into_iter().filter(|(form, _)| !form.starts_with(|c: char| c.is_ascii_digit()));
        let forms = forms.filter_map(|(form, known)| Some((form.into(), *renamed.get(usize::try_from(known.term).ok()?)?))).collect();
        segment.name(forms);
        for column in [&mut segment.body, &mut segment.head] {
            column.shrink_to_fit();
        }
        for column in [&mut segment.at, &mut segment.lines] {
            column.shrink_to_fit();
        }
        segment
    }
}
