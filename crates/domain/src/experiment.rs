//! Experiments with the versions of an agent: a share of the customers is answered by another version, or the other one only thinks
//! along; how the shares are drawn and how two of them are compared (A11). What a conversation came to is told in `outcome.rs`.

use crate::{Error, Ts, conversation::text_enum, id::{AgentId, ContactId, ExperimentId, PersonId}};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Experiment {
    pub id: ExperimentId,
    pub name: String,
    pub agent_id: AgentId,
    pub kind: ExperimentKind,
    /// The version that was live when it began.
    pub control: i64,
    /// The version that is tried.
    pub variant: i64,
    /// Percent of the contacts that the variant answers; in a shadow, percent of the turns it thinks along with.
    pub share: u8,
    pub status: ExperimentStatus,
    pub rules: CanaryRules,
    /// Why it ended, where the product ended it: a code.
    pub reason: Option<String>,
    pub author_id: Option<PersonId>,
    pub started_at: Ts,
    pub ended_at: Option<Ts>,
}

text_enum! {
    ExperimentKind, "kind" {
        /// Both versions answer, each its share of the contacts.
        Split => "split",
        /// The variant answers silently beside the live version or beside a person; nobody reads it but the owner.
        Shadow => "shadow",
        /// The variant answers a small share and is taken back by itself when it does worse.
        Canary => "canary",
    }
}

text_enum! {
    ExperimentStatus, "status" {
        Running => "running",
        /// Ended by a person; the control answers everybody.
        Stopped => "stopped",
        /// Ended by the product because the variant did worse.
        RolledBack => "rolled_back",
        /// The variant has become the live version.
        Promoted => "promoted",
    }
}

text_enum! {
    Arm, "arm" { Control => "control", Variant => "variant" }
}

text_enum! {
    /// How far a silent answer is the same as the one that was given.
    Agreement, "agreement" {
        /// The same deed and the same facts.
        Same => "same",
        /// The same deed, other facts or far other words.
        Near => "near",
        /// Another deed: one books where the other asks for a person.
        Other => "other",
        /// The variant came to no answer.
        Failed => "failed",
    }
}

/// When a canary is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct CanaryRules {
    /// Ended conversations of the variant before anything is concluded.
    pub conversations: u16,
    /// Chance, in percent, that a difference this large is none; below it the variant is taken back.
    pub doubt: u8,
    /// Turns of the variant that may fail altogether.
    pub failures: u16,
}

impl Default for CanaryRules {
    fn default() -> Self {
        CanaryRules { conversations: 20, doubt: 5, failures: 3 }
    }
}

impl Experiment {
    /// Whose customer a contact is. The same contact always gets the same answer, on every node, whenever it is asked.
    pub fn arm(&self, contact: ContactId) -> Arm {
        if drawn(self.id, contact) < u64::from(self.share) { Arm::Variant } else { Arm::Control }
    }
    pub fn is_running(&self) -> bool {
        self.status == ExperimentStatus::Running
    }
    /// Is any customer answered by the variant?
    pub fn answers(&self) -> bool {
        self.is_running() && self.kind != ExperimentKind::Shadow
    }
}

/// A number below 100 made of both ids: FNV-1a, folded, because version 7 ids of one moment differ in few bits.
fn drawn(experiment: ExperimentId, contact: ContactId) -> u64 {
    let bytes = experiment.uuid().into_bytes().into_iter().chain(contact.uuid().into_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let folded = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    (folded ^ (folded >> 33)) % 100
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    pub hits: u32,
    pub of: u32,
}

impl Ratio {
    /// None of nothing.
    pub fn rate(self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.hits) / f64::from(self.of))
    }

    /// Where the true rate lies with 95 %, by Wilson's score interval.
    pub fn interval(self) -> Option<(f64, f64)> {
        let (rate, of) = (self.rate()?, f64::from(self.of));
        let square = Z95 * Z95;
        let middle = (rate + square / (2.0 * of)) / (1.0 + square / of);
        let half = Z95 / (1.0 + square / of) * (rate * (1.0 - rate) / of + square / (4.0 * of * of)).sqrt();
        Some(((middle - half).max(0.0), (middle + half).min(1.0)))
    }
}

const Z95: f64 = 1.959_963_984_540_054;
/// For four chances in five to see a difference that is there.
const Z80: f64 = 0.841_621_233_572_914_2;

/// Fewer talks than this on either side tell nothing.
const LEAST: u32 = 5;

/// The chance to see a difference at least this large where there is none: the two-sided test of two proportions with a pooled
/// variance, or Fisher's exact test where fewer than five hits or misses are expected. None where a side has hardly begun.
pub fn chance(a: Ratio, b: Ratio) -> Option<f64> {
    if a.of < LEAST || b.of < LEAST || a.hits > a.of || b.hits > b.of {
        return None;
    }
    let (of_a, of_b) = (f64::from(a.of), f64::from(b.of));
    let pooled = (f64::from(a.hits) + f64::from(b.hits)) / (of_a + of_b);
    if pooled.min(1.0 - pooled) * of_a.min(of_b) < 5.0 {
        return Some(exact(a, b));
    }
    let z = (a.rate()? - b.rate()?) / (pooled * (1.0 - pooled) * (1.0 / of_a + 1.0 / of_b)).sqrt();
    Some(libm::erfc(z.abs() / std::f64::consts::SQRT_2))
}

/// The share of all tables with these sums that are no likelier than this one.
fn exact(a: Ratio, b: Ratio) -> f64 {
    let ln = |n: u32| libm::lgamma(f64::from(n) + 1.0);
    let choose = |n: u32, k: u32| ln(n) - ln(k) - ln(n - k);
    let hits = a.hits + b.hits;
    let all = choose(a.of + b.of, hits);
    let likely = |k: u32| (choose(a.of, k) + choose(b.of, hits - k) - all).exp();
    let seen = likely(a.hits) * (1.0 + 1e-9);
    let sum: f64 = (hits.saturating_sub(b.of)..=hits.min(a.of)).map(likely).filter(|p| *p <= seen).sum();
    sum.min(1.0)
}

/// Conversations each side needs before a difference as it shows now would be told with 95 % and four chances in five. None where both are equal.
pub fn needed(a: Ratio, b: Ratio) -> Option<u32> {
    let (p, q) = (a.rate()?, b.rate()?);
    let middle = f64::midpoint(p, q);
    let root = Z95.mul_add((2.0 * middle * (1.0 - middle)).sqrt(), Z80 * (p * (1.0 - p) + q * (1.0 - q)).sqrt());
    let count = (root / (p - q)).powi(2).ceil();
    if !count.is_finite() || count > 1e6 {
        return None;
    }
    // Whole, and between 0 and a million.
    format!("{count:.0}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn experiment(share: u8) -> Experiment {
        Experiment {
            id: ExperimentId::new(), name: "Короче".into(), agent_id: AgentId::new(), kind: ExperimentKind::Split, control: 1, variant: 2, share, status: ExperimentStatus::Running,
            rules: CanaryRules::default(), reason: None, author_id: None, started_at: Ts::from_micros(0), ended_at: None,
        }
    }

    #[test]
    fn contacts_are_drawn_evenly_and_for_good() {
        for share in [0, 10, 50, 100] {
            let experiment = experiment(share);
            let contacts: Vec<ContactId> = (0..4_000).map(|_| ContactId::new()).collect();
            let drawn: Vec<Arm> = contacts.iter().map(|c| experiment.arm(*c)).collect();
            let variants = drawn.iter().filter(|arm| **arm == Arm::Variant).count();
            let expected = 40 * usize::from(share);
            assert!(variants.abs_diff(expected) < 160, "{variants} of {expected}");
            assert!(contacts.iter().zip(&drawn).all(|(c, arm)| experiment.arm(*c) == *arm));
        }
        // Another experiment draws the same people another way.
        let (one, other) = (experiment(50), experiment(50));
        let both = (0..1_000).map(|_| ContactId::new()).filter(|c| one.arm(*c) == other.arm(*c)).count();
        assert!((400..600).contains(&both), "{both}");
    }

    #[test]
    fn shares_are_compared_as_the_textbook_does() {
        let ratio = |hits, of| Ratio { hits, of };
        // 45 of 200 against 30 of 200: z = 1.9215, p = 0.0547.
        let p = chance(ratio(45, 200), ratio(30, 200)).unwrap();
        assert!((p - 0.0547).abs() < 0.0005, "{p}");
        let p = chance(ratio(60, 200), ratio(30, 200)).unwrap();
        assert!(p < 0.001, "{p}");
        assert!(chance(ratio(30, 200), ratio(30, 200)).unwrap() > 0.999);
        // Few: Fisher's lady and her tea, 0.4857; and 1 of 10 against 9 of 10, 0.0011.
        assert!((exact(ratio(3, 4), ratio(1, 4)) - 0.4857).abs() < 0.0001);
        assert!((exact(ratio(1, 10), ratio(9, 10)) - 0.0011).abs() < 0.0001);
        let p = chance(ratio(1, 8), ratio(7, 8)).unwrap();
        assert!((p - 0.0101).abs() < 0.0001, "{p}");
        assert!((chance(ratio(0, 20), ratio(0, 20)).unwrap() - 1.0).abs() < 1e-6);
        // Too little to tell.
        assert_eq!(chance(ratio(1, 4), ratio(3, 20)), None);
        assert_eq!(chance(ratio(0, 0), ratio(3, 20)), None);
        let (low, high) = ratio(8, 10).interval().unwrap();
        assert!((low - 0.4902).abs() < 0.001 && (high - 0.9433).abs() < 0.001, "{low} {high}");
        // 10 % against 15 %: 686 on each side.
        let count = needed(ratio(10, 100), ratio(15, 100)).unwrap();
        assert!(count.abs_diff(686) <= 2, "{count}");
        assert_eq!(needed(ratio(10, 100), ratio(10, 100)), None);
    }
}
