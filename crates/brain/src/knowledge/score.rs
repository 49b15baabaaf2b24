//! How well passages fit a question: per idea the best way it is met, weighted by rarity, saturating with repetition, a little credit
//! for what the rest of the document says; and one calibrated figure of it all.

use super::index::Part;
use super::question::{Concept, Question, Way};
use super::segment::Segment;
use domain::id::CategoryId;

/// A text of this many words is neither short nor long.
const USUAL: f32 = 80.0;
/// How much credit an idea gets that stands elsewhere in the same document.
const NEARBY: f32 = 0.1;

/// What the words say of a passage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fit {
    /// Weighted share of the ideas met, with nearby credit, 0..=1.
    pub cover: f32,
    /// The same, by how strongly each is met, 0..=1.
    pub strength: f32,
    /// Weighted share of the ideas that stand together in one sentence under its headings, 0..=1.
    pub together: f32,
    /// How clearly what is met is spoken of: a mere mention is under a half.
    pub clear: f32,
    /// How much of the headings was asked for, 0..=1.
    pub headed: f32,
    /// How much there is of what is met, whatever else was asked: two rare words are much, 0..=1.
    pub mass: f32,
    /// The most telling of what is met, 0..=1, and whether the question has but one telling idea.
    pub telling: f32,
    pub is_single: bool,
    /// The heaviest things of the question are met here or nearby, 0..=1.
    pub focus: f32,
}

/// Sums over all passages, one idea after another.
pub(super) struct Tally {
    cover: Vec<f32>,
    gain: Vec<f32>,
    mask: Vec<u32>,
    /// Ideas met in the headings.
    headed: Vec<u8>,
    /// By piece, by owner: ideas met anywhere in the document.
    nearby: Vec<Vec<u32>>,
    weights: Vec<f32>,
    things: Vec<bool>,
    worths: Vec<f32>,
    /// By piece, by idea: the words it may be met by.
    words: Vec<Vec<Vec<(u32, f32)>>>,
    /// Two rare words.
    much: f32,
}

impl Tally {
    pub fn of(parts: &[Part], question: &Question, live: usize) -> Tally {
        let size: usize = parts.iter().map(|p| p.segment.chunks.len()).sum();
        let mut tally = Tally {
            cover: vec![0.0; size],
            gain: vec![0.0; size],
            mask: vec![0; size],
            headed: vec![0; size],
            nearby: parts.iter().map(|p| vec![0; p.segment.owners.len()]).collect(),
            weights: Vec::new(),
            things: question.concepts.iter().map(|c| c.is_thing).collect(),
            words: parts.iter().map(|p| question.concepts.iter().map(|c| terms(&p.segment, c)).collect()).collect(),
            worths: question.concepts.iter().map(|c| c.worth).collect(),
            much: 1.6 * rarity(1, live),
        };
        let mut best: Vec<(f32, f32, bool)> = vec![(0.0, 0.0, false); size];
        let mut touched: Vec<usize> = Vec::new();
        for (bit, concept) in question.concepts.iter().enumerate() {
            touched.clear();
            let mut base = 0;
            for (part, words) in parts.iter().zip(&tally.words) {
                for (term, quality) in words.get(bit).into_iter().flatten().copied() {
                    for posting in part.segment.postings(term) {
                        if !part.has(posting.at) {
                            continue;
                        }
                        let Some(slot) = best.get_mut(base + posting.at) else { continue };
                        let length = part.segment.lengths.get(posting.at).copied().map_or(USUAL, f32::from);
                        let often = f32::from(posting.body) / 2.0 / (0.7 + 0.3 * length / USUAL) + f32::from(posting.head) / 4.0;
                        let gain = quality * often / (often + 0.8);
                        if slot.0 == 0.0 {
                            touched.push(base + posting.at);
                        }
                        *slot = (slot.0.max(quality), slot.1.max(gain), slot.2 || posting.head > 0);
                    }
                }
                base += part.segment.chunks.len();
            }
            let sure = touched.iter().filter(|at| best.get(**at).is_some_and(|b| b.0 >= 0.6)).count();
            let weight = concept.worth * rarity(if sure > 0 { sure } else { touched.len() }, live) * if touched.is_empty() { unheard(concept) } else { 1.0 };
            tally.weights.push(weight);
            for at in &touched {
                if let (Some(slot), Some(cover), Some(gain), Some(mask), Some(headed)) = (best.get_mut(*at), tally.cover.get_mut(*at), tally.gain.get_mut(*at), tally.mask.get_mut(*at), tally.headed.get_mut(*at)) {
                    *cover += weight * slot.0;
                    *gain += weight * slot.1;
                    *mask |= 1 << bit;
                    *headed += u8::from(slot.2);
                    *slot = (0.0, 0.0, false);
                }
            }
            tally.spread(parts, &touched, 1 << bit);
        }
        tally
    }

    /// Marks the documents of the touched passages.
    fn spread(&mut self, parts: &[Part], touched: &[usize], bit: u32) {
        let mut sorted = touched.to_vec();
        sorted.sort_unstable();
        let mut rest = sorted.as_slice();
        let mut base = 0;
        for (part, owners) in parts.iter().zip(&mut self.nearby) {
            let end = base + part.segment.chunks.len();
            let (own, after) = rest.split_at(rest.partition_point(|at| *at < end));
            for at in own {
                if let Some(owner) = owners.get_mut(part.segment.owner(at - base)) {
                    *owner |= bit;
                }
            }
            rest = after;
            base = end;
        }
    }

    /// The passages of these categories that the words speak for most.
    pub fn best(&self, parts: &[Part], categories: &[CategoryId], limit: usize) -> Vec<usize> {
        let mut found: Vec<(f32, usize)> = Vec::new();
        let mut base = 0;
        for part in parts {
            for at in 0..part.segment.chunks.len() {
                let score = self.cover.get(base + at).copied().unwrap_or_default() + self.gain.get(base + at).copied().unwrap_or_default();
                if score > 0.0 && part.is_allowed(at, categories) {
                    found.push((score, base + at));
                }
            }
            base += part.segment.chunks.len();
        }
        top(found, limit)
    }

    /// The passage `local` of the piece `number`; `at` is its place among all.
    pub fn fit(&self, parts: &[Part], number: usize, local: usize, at: usize) -> Fit {
        let Some(segment) = parts.get(number).map(|p| &p.segment) else { return Fit::default() };
        let owner = segment.owner(local);
        let headings = segment.headings.get(local).copied().unwrap_or_default();
        let total: f32 = self.weights.iter().sum();
        if total <= 0.0 {
            return Fit::default();
        }
        let own = self.mask.get(at).copied().unwrap_or_default();
        let near = self.nearby.get(number).and_then(|o| o.get(owner)).copied().unwrap_or_default() & !own;
        let (mut credit, mut things, mut met) = (0.0_f32, 0.0_f32, 0.0_f32);
        for (bit, (weight, is_thing)) in self.weights.iter().zip(&self.things).enumerate() {
            credit += if near >> bit & 1 == 1 { weight * NEARBY } else { 0.0 };
            if *is_thing {
                things += weight;
                met += if own >> bit & 1 == 1 { *weight } else if near >> bit & 1 == 1 { weight * NEARBY } else { 0.0 };
            }
        }
        let own_worth = |(bit, worth): (usize, &f32)| if own >> bit & 1 == 1 { *worth } else { 0.0 };
        let telling = self.worths.iter().enumerate().map(own_worth).fold(0.0_f32, f32::max);
        let is_single = self.worths.iter().filter(|w| **w >= 0.5).count() <= 1;
        let together = self.together(segment, number, local) / total;
        let headed = self.headed.get(at).copied().map_or(0.0, f32::from) / f32::from(headings.max(1));
        let cover = self.cover.get(at).copied().unwrap_or_default();
        let gain = self.gain.get(at).copied().unwrap_or_default();
        Fit { cover: ((cover + credit) / total).min(1.0), strength: (gain / total).min(1.0), mass: (cover / self.much).min(1.0), telling, is_single, headed: headed.min(1.0), together: together.min(1.0), clear: if cover > 0.0 { gain / cover } else { 0.0 }, focus: if things > 0.0 { met / things } else { 1.0 } }
    }

    fn together(&self, segment: &Segment, number: usize, local: usize) -> f32 {
        let (mut above, mut by_line) = (0.0_f32, [0.0_f32; 32]);
        for (words, weight) in self.words.get(number).into_iter().flatten().zip(&self.weights) {
            let mut best = [0.0_f32; 32];
            let mut heading = 0.0_f32;
            for (term, quality) in words {
                let Some((lines, is_headed)) = segment.lines_of(*term, local) else { continue };
                if is_headed {
                    heading = heading.max(*quality);
                }
                for (bit, slot) in best.iter_mut().enumerate() {
                    if lines >> bit & 1 == 1 {
                        *slot = slot.max(*quality);
                    }
                }
            }
            above += heading * weight;
            for (sum, own) in by_line.iter_mut().zip(best) {
                *sum += (own - heading).max(0.0) * weight;
            }
        }
        above + by_line.into_iter().fold(0.0, f32::max)
    }

    /// Weight of an idea for the question's own vector.
    pub fn weight(&self, concept: usize) -> f32 {
        self.weights.get(concept).copied().unwrap_or_default()
    }
}

/// The highest first; among equals the earlier.
pub(super) fn top(mut found: Vec<(f32, usize)>, limit: usize) -> Vec<usize> {
    let order = |a: &(f32, usize), b: &(f32, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if found.len() > limit && limit > 0 {
        found.select_nth_unstable_by(limit - 1, order);
        found.truncate(limit);
    }
    found.sort_unstable_by(order);
    found.truncate(limit);
    found.into_iter().map(|(_, at)| at).collect()
}

/// What nobody writes about: a thing speaks against every passage, an action or an everyday word hardly.
fn unheard(concept: &Concept) -> f32 {
    match (concept.is_plain, concept.is_thing) {
        (true, _) => 0.25,
        (false, true) => 0.68,
        (false, false) => 0.5,
    }
}

/// A word that every passage has still says a little.
fn rarity(found: usize, live: usize) -> f32 {
    let (n, all) = (found as f32, live.max(found) as f32);
    (1.0 + (all - n + 0.5) / (n + 0.5)).ln().max(0.5)
}

/// The words of a piece that a concept may be met by, each with its best quality.
fn terms(segment: &Segment, concept: &Concept) -> Vec<(u32, f32)> {
    let mut found: Vec<(u32, f32)> = Vec::new();
    for (way, quality) in &concept.ways {
        let terms: &[u32] = match way {
            Way::Stem(stem) => &segment.term(stem).map_or_else(Vec::new, |t| vec![t]),
            Way::Idea(name) => segment.of_idea(name),
            Way::Root(root) => segment.of_root(root),
        };
        found.extend(terms.iter().map(|t| (*t, *quality)));
    }
    found.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    found.dedup_by_key(|(term, _)| *term);
    found
}

/// How surely a passage answers, from what the words and the likeness of letters say; 0.5 is where it begins to. The shares are fitted
/// on the tuning halves of `tests/it/battery`.
pub(super) fn confidence(fit: Fit, like: f32) -> f64 {
    let like = (like / 0.5).clamp(0.0, 1.0);
    let mixed = 0.244 * fit.cover + 0.30 * fit.together + 0.262 * fit.strength + 0.096 * like + 0.131 * fit.mass + 0.022 * fit.headed;
    let mut sense = mixed * (0.57 + 0.43 * fit.focus);
    // Two things were named and the passage speaks of one.
    if (0.2..0.62).contains(&fit.focus) {
        sense *= 0.88;
    }
    // Frames of a question alone ask for nothing; one word mentioned by the way answers nothing.
    if fit.telling < 0.4 {
        sense *= 0.3;
    } else if fit.is_single && fit.clear < 0.47 {
        sense *= 0.45;
    }
    sigmoid(f64::from((sense - BORDER) * SLOPE))
}

const BORDER: f32 = 0.343;
const SLOPE: f32 = 9.0;

pub(super) fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}
