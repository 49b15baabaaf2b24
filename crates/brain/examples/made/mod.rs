//! A hundred thousand made passages for the benches of retrieval, the same on every machine: sentences of the test battery's papers
//! among made-up words by their rank.

use std::time::Duration;

#[expect(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "the papers belong to the tests")]
#[path = "../../tests/it/battery/set.rs"]
pub mod set;

pub const PASSAGES: usize = 100_000;
/// Made-up words beside those of the papers.
const WORDS: u64 = 60_000;

/// The heading and the text of a passage.
pub struct Made {
    pub heading: String,
    pub text: String,
}

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

pub fn passages() -> Vec<Made> {
    let papers = set::mixed().papers;
    let sentences: Vec<&str> = papers.iter().flat_map(|p| p.passage.text.split(['.', '\n'])).map(str::trim).filter(|s| s.chars().count() > 15).collect();
    let headings: Vec<&str> = papers.iter().map(|p| p.passage.heading.lines().next().unwrap_or_default()).collect();
    let mut dice = Dice(42);
    let mut made = Vec::with_capacity(PASSAGES);
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
        made.push(Made { heading: dice.pick(&headings).copied().unwrap_or_default().to_owned(), text });
    }
    made
}

/// One line of figures.
pub fn report(name: &str, times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 1000).or(times.last()).map_or(0.0, |t| t.as_secs_f64() * 1000.0);
    format!("{name}: {} searches, p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, worst {:.2} ms", times.len(), at(500), at(950), at(990), at(1000))
}
