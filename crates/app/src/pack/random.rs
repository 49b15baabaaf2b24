//! A tiny reproducible source of chance (splitmix64) for invented data: the same seed gives the same firm everywhere.
//! Never for anything secret.

#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn new(seed: u64) -> Self {
        Random(seed)
    }
    /// A stream of its own for one part, so that a change in one part leaves the others as they were.
    pub(super) fn fork(seed: u64, part: &str) -> Self {
        let mut random = part.bytes().fold(Random::new(seed), |r, b| Random(r.0.wrapping_mul(0x0100_0000_01b3) ^ u64::from(b)));
        random.next();
        random
    }
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// 0 … `bound` − 1; 0 for a bound of 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }
    pub(super) fn is_hit(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let index = self.below(u64::try_from(items.len()).unwrap_or(0));
        items.get(usize::try_from(index).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_published_sequence() {
        let mut random = Random::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn forks_differ() {
        assert_ne!(Random::fork(7, "anna").next(), Random::fork(7, "olga").next());
        assert_eq!(Random::fork(7, "anna").next(), Random::fork(7, "anna").next());
    }
}
