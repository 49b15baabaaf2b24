//! How fast passages are found: `cargo xtask bench retrieval`. Fills an index with 100,000 passages (the test battery's papers and
//! made-up words by their rank), asks the battery's questions, prints times, memory and the speed of the plain scan.
#![expect(clippy::print_stdout, reason = "a bench measures the machine and prints")]

extern crate samovar_brain as brain;

mod made;

use brain::knowledge::{Embedder, Entry, Index, Query};
use domain::id::{ChunkId, DocumentId};
use made::{Made, passages, report, set};
use std::time::Instant;
use uuid::Uuid;

const PER_DOCUMENT: usize = 20;

fn resident_mb() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm").ok().and_then(|s| s.split(' ').nth(1).and_then(|n| n.parse::<f64>().ok()));
    pages.unwrap_or_default() * 4096.0 / 1_048_576.0
}

fn main() {
    let made: &'static [Made] = Box::leak(passages().into_boxed_slice());
    let entry = |at: usize, one: &'static Made| Entry {
        chunk: ChunkId(Uuid::from_u128(at as u128)),
        document: DocumentId(Uuid::from_u128((at / PER_DOCUMENT) as u128)),
        title: "Памятка",
        heading: &one.heading,
        text: &one.text,
        category: None,
        lang: None,
        vector: None,
    };
    brain::warm_up();
    let before = resident_mb();
    let start = Instant::now();
    let index = Index::build(made.iter().enumerate().map(|(at, one)| entry(at, one)));
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
    println!("{}", report("100,000 passages", &mut times));

    let start = Instant::now();
    let grown = index.with(made.iter().take(PER_DOCUMENT).enumerate().map(|(at, one)| entry(at, one)));
    println!("one document indexed again: {:.1} ms, {} pieces", start.elapsed().as_secs_f64() * 1000.0, grown.size().pieces);

    let vectors: Vec<[i8; brain::knowledge::DIMS]> = made.iter().take(1_000).map(|one| Embedder.embed(&one.text)).collect();
    let start = Instant::now();
    let mut sum = 0.0_f32;
    for _ in 0..100 {
        for vector in &vectors {
            sum += vectors.first().map_or(0.0, |first| Embedder.likeness(first, vector));
        }
    }
    println!("100,000 likenesses one by one, norms and all: {:.1} ms ({sum:.0})", start.elapsed().as_secs_f64() * 1000.0);
}
