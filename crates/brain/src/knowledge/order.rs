//! What answers a question, of all that was found: the firm's own answer where one is sure enough, else its documents, else nothing.

/// One of several found, surest first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    pub is_faq: bool,
    pub score: f64,
}

/// Places among the candidates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Faq(usize),
    /// Passages to quote from, surest first.
    Documents(Vec<usize>),
    Nothing,
}

/// From these scores on an entry or a passage is an answer, 0..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sureness {
    pub faq: f64,
    pub knowledge: f64,
}

impl From<&domain::agent::Thresholds> for Sureness {
    fn from(t: &domain::agent::Thresholds) -> Self {
        Sureness { faq: f64::from(t.faq) / 100.0, knowledge: f64::from(t.knowledge) / 100.0 }
    }
}

/// A passage that is surer by so much, in odds, goes before the FAQ.
const CLEARLY: f64 = 0.5;

/// The order of answering: the FAQ above its threshold, unless a passage is clearly surer; then documents above theirs.
pub fn decide(found: &[Candidate], sureness: Sureness) -> Decision {
    let sure: Vec<usize> = found.iter().enumerate().filter(|(_, c)| !c.is_faq && c.score >= sureness.knowledge).map(|(at, _)| at).collect();
    let rival = sure.iter().filter_map(|at| found.get(*at)).map(|c| odds(c.score)).fold(f64::MIN, f64::max);
    match found.iter().position(|c| c.is_faq && c.score >= sureness.faq && odds(c.score) + CLEARLY >= rival) {
        Some(at) => Decision::Faq(at),
        None if sure.is_empty() => Decision::Nothing,
        None => Decision::Documents(sure),
    }
}

/// 0.5 is 0; near 0 and 1 a small step is a long way.
fn odds(score: f64) -> f64 {
    let score = score.clamp(0.001, 0.999);
    (score / (1.0 - score)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faq_goes_first_above_its_own_threshold() {
        let found = [Candidate { is_faq: false, score: 0.7 }, Candidate { is_faq: true, score: 0.6 }, Candidate { is_faq: false, score: 0.5 }];
        let decide = |faq, knowledge| decide(&found, Sureness { faq, knowledge });
        assert_eq!(decide(0.6, 0.5), Decision::Faq(1));
        assert_eq!(decide(0.61, 0.5), Decision::Documents(vec![0, 2]));
        assert_eq!(decide(0.61, 0.6), Decision::Documents(vec![0]));
        assert_eq!(decide(0.61, 0.71), Decision::Nothing);
    }

    #[test]
    fn a_passage_that_is_clearly_surer_goes_before() {
        let found = [Candidate { is_faq: false, score: 0.95 }, Candidate { is_faq: true, score: 0.8 }];
        assert_eq!(super::decide(&found, Sureness { faq: 0.5, knowledge: 0.5 }), Decision::Documents(vec![0]));
        assert_eq!(super::decide(&found, Sureness { faq: 0.5, knowledge: 0.96 }), Decision::Faq(1));
    }
}
