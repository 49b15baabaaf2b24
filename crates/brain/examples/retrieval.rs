//! How fast passages are found: `cargo xtask bench retrieval`. Fills an index with 100,000 passages (the test battery's papers and
//! made-up words by their rank), asks the battery's questions, prints times, memory and the speed of the plain scan.
#![expect(clippy::print_stdout, reason = "a bench measures the machine and prints")]

extern crate samovar_brain as brain;

#[expect(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "the papers belong to the tests")]
#[path = "../tests/it/battery/set.rs"]
mod set;

use brain::knowledge::{Embedder, Entry, Index, Query};
use domain::id::{ChunkId, DocumentId};
use std::time::{Duration, Instant};
use uuid::Uuid;

const PASSAGES: usize = 100_000;
const PER_DOCUMENT: usize = 20;
/// Made-up words beside those of the papers.
const WORDS: u64 = 60_000;

/// The same sequence on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(usize::try_from(self.roll(of.len() as u64)).unwrap_or_default())
    }
}

/// A word by its rank; low ranks are short.
fn word(rank: u64) -> String {
    const FRONT: [&str; 20] = ["ба", "во", "га", "ди", "же", "за", "ки", "ло", "ма", "не", "по", "ра", "со", "ту", "фа", "хо", "це", "ча", "ши", "ю"];
    const ENDS: [&str; 10] = ["н", "та", "ров", "ник", "ла", "сть", "ный", "ми", "ко", "р"];
    let at = |list: &[&'static str], n: u64| usize::try_from(n % list.len() as u64).ok().and_then(|n| list.get(n).copied()).unwrap_or_default();
    let mut text = String::new();
    let mut rest = rank + 20;
    while rest > 0 {
        text.push_str(at(&FRONT, rest));
        rest /= 20;
    }
    text + at(&ENDS, rank)
}

fn resident_mb() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm").ok().and_then(|s| s.split(' ').nth(1).and_then(|n| n.parse::<f64>().ok()));
    pages.unwrap_or_default() * 4096.0 / 1_048_576.0
}

fn report(name: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 1000).or(times.last()).map_or(0.0, |t| t.as_secs_f64() * 1000.0);
    println!("{name}: {} searches, p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, worst {:.2} ms", times.len(), at(500), at(950), at(990), at(1000));
}

fn main() {
    let papers = set::mixed().papers;
    let sentences: Vec<&str> = papers.iter().flat_map(|p| p.passage.text.split(['.', '\n'])).map(str::trim).filter(|s| s.chars().count() > 15).collect();
    let headings: Vec<&str> = papers.iter().map(|p| p.passage.heading.lines().next().unwrap_or_default()).collect();
    let mut dice = Dice(42);
    let mut texts = Vec::with_capacity(PASSAGES);
    for _ in 0..PASSAGES {
        let mut text = String::new();
        while text.chars().count() < 650 {
            if dice.roll(3) == 0 {
                text.push_str(dice.pick(&sentences).copied().unwrap_or_default());
                text.push_str(". ");
            } else {
                for _ in 0..8 {
                    // Small ranks often, large ones rarely.
                    let top = 1 + dice.roll(WORDS);
                    text.push_str(&word(dice.roll(top)));
                    text.push(' ');
                }
            }
        }
        texts.push((dice.pick(&headings).copied().unwrap_or_default(), text));
    }
    let entry = |at: usize, (heading, text): &'static (&'static str, String)| Entry {
        chunk: ChunkId(Uuid::from_u128(at as u128)),
        document: DocumentId(Uuid::from_u128((at / PER_DOCUMENT) as u128)),
        title: "Памятка",
        heading,
        text,
        category: None,
        lang: None,
        vector: None,
    };
    let leaked: &'static [(&'static str, String)] = Box::leak(texts.into_iter().map(|(h, t)| (&*Box::leak(h.to_owned().into_boxed_str()), t)).collect::<Vec<_>>().into_boxed_slice());
    brain::warm_up();
    let before = resident_mb();
    let start = Instant::now();
    let index = Index::build(leaked.iter().enumerate().map(|(at, text)| entry(at, text)));
    println!("built in {:.1} s; {:?}", start.elapsed().as_secs_f64(), index.size());
    println!("resident: {:.0} MB more than before (with what the allocator keeps)", resident_mb() - before);

    let questions = set::questions();
    for q in questions.iter().take(8) {
        index.search(&Query::new(&q.text, 5));
    }
    let mut times = Vec::new();
    for round in 0..5 {
        for question in &questions {
            let start = Instant::now();
            let hits = index.search(&Query::new(&question.text, 5 + round % 2));
            times.push(start.elapsed());
            assert!(hits.len() >= 5, "{}", question.text);
        }
    }
    report("100,000 passages", &mut times);

    let start = Instant::now();
    let grown = index.with(leaked.iter().take(PER_DOCUMENT).enumerate().map(|(at, text)| entry(at, text)));
    println!("one document indexed again: {:.1} ms, {} pieces", start.elapsed().as_secs_f64() * 1000.0, grown.size().pieces);

    let vectors: Vec<[i8; brain::knowledge::DIMS]> = leaked.iter().take(1_000).map(|(_, text)| Embedder.embed(text)).collect();
    let start = Instant::now();
    let mut sum = 0.0_f32;
    for _ in 0..100 {
        for vector in &vectors {
            sum += vectors.first().map_or(0.0, |first| Embedder.likeness(first, vector));
        }
    }
    println!("100,000 likenesses one by one, norms and all: {:.1} ms ({sum:.0})", start.elapsed().as_secs_f64() * 1000.0);
}
