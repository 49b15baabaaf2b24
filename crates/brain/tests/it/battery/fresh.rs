//! Sixty questions over the packs' own FAQ and articles that nothing was ever tuned on, answered in the order of answering.

use crate::world::firm;
use brain::knowledge::{Candidate, Decision, Sureness, decide};
use domain::Lang;
use domain::agent::Thresholds;
use domain::document::Passage;
use jiff::civil::date;

/// Share that must be answered rightly, of those that were tuned on and of the fresh ones.
const LEAST: (f64, f64) = (0.6, 0.4);

#[derive(Default)]
struct Count {
    right: u32,
    all: u32,
    refused: u32,
    /// The right one stands first, or among the first five, sure or not.
    first: u32,
    among: u32,
}

fn check(source: &str, is_shown: bool) -> Count {
    let mut count = Count::default();
    for line in source.lines().filter(|l| !l.starts_with('#')) {
        let [pack, kind, wanted, question] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let firm = firm(pack, date(2026, 11, 24));
        let found = firm.shelf.search(question, &[], Some(Lang::Ru), 5);
        let is_faq = |p: &Passage| firm.catalog.faq.iter().any(|f| f.id.uuid() == p.document_id.uuid());
        let candidates: Vec<Candidate> = found.iter().map(|p| Candidate { is_faq: is_faq(p), score: p.score }).collect();
        let answer = match decide(&candidates, Sureness::from(&Thresholds::default())) {
            Decision::Faq(at) => Some(&found[at]),
            Decision::Documents(at) => Some(&found[at[0]]),
            Decision::Nothing => None,
        };
        let says = |p: &Passage| wanted.split(';').any(|w| p.text.contains(w));
        let is_right = answer.is_some_and(says);
        let place = found.iter().position(says);
        count.all += 1;
        count.right += u32::from(is_right);
        count.refused += u32::from(answer.is_none());
        count.first += u32::from(place == Some(0));
        count.among += u32::from(place.is_some());
        if !is_right && is_shown {
            println!("{pack} [{kind}] «{question}» wanted {wanted} {:?}", place.map(|at| at + 1));
            for p in found.iter().take(3) {
                println!("    {:.2} {} {} › {}", p.score, if is_faq(p) { "FAQ" } else { p.title.as_str() }, p.heading.lines().next().unwrap_or_default(), p.text.chars().take(60).collect::<String>().replace('\n', " "));
            }
        }
    }
    println!("{} of {} ({:.1} %), {} refused, at the first place {}, among five {}", count.right, count.all, f64::from(count.right) * 100.0 / f64::from(count.all), count.refused, count.first, count.among);
    count
}

#[test]
fn questions_over_the_packs_are_answered() {
    print!("tuning: ");
    let tuning = check(include_str!("packs.tsv"), true);
    // The misses of these are counted, not read.
    print!("fresh: ");
    let fresh = check(include_str!("fresh.tsv"), std::env::var_os("SHOW_HELD_OUT").is_some());
    assert!(f64::from(tuning.right) >= LEAST.0 * f64::from(tuning.all) && f64::from(fresh.right) >= LEAST.1 * f64::from(fresh.all));
}
