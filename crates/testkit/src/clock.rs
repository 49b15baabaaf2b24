//! A clock that moves only when told to.

use domain::{Clock, Ts};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// `2026-11-23T10:00:00+03:00` or any RFC 3339 instant.
    pub fn at(text: &str) -> Self {
        let ts: Ts = text.parse().expect("an RFC 3339 instant");
        TestClock(Arc::new(AtomicI64::new(ts.micros())))
    }
    pub fn set(&self, text: &str) {
        let ts: Ts = text.parse().expect("an RFC 3339 instant");
        self.0.store(ts.micros(), Ordering::SeqCst);
    }
    pub fn advance_secs(&self, secs: i64) {
        self.0.fetch_add(secs * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    /// Ticks a microsecond at every look, so that ordering by time is never a tie.
    fn now(&self) -> Ts {
        Ts::from_micros(self.0.fetch_add(1, Ordering::SeqCst))
    }
}
