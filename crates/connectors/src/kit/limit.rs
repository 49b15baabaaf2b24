//! How fast a connection may send: a bucket for the whole connection, one per chat, and the pauses the vendor asks for.
//! A short wait is slept through in order; a long one goes back to the outbox as `Retry::After`, so no worker is held.

use domain::{Error, Kind, Result, Retry, port::Caps};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Above this number of chats the idle ones are forgotten.
const MOST_CHATS: usize = 4096;

/// A steady rate with a burst, kept as the time at which the bucket would be full again.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    every: Duration,
    burst: u32,
    full_at: Instant,
}

impl Bucket {
    fn new(per_second: u32, burst: u32, now: Instant) -> Self {
        Bucket { every: Duration::from_secs(1) / per_second.max(1), burst: burst.max(1), full_at: now }
    }
    /// When the next send may go.
    fn free_at(&self, now: Instant) -> Instant {
        let slack = self.every.saturating_mul(self.burst.saturating_sub(1));
        self.full_at.checked_sub(slack).map_or(now, |at| at.max(now))
    }
    fn take(&mut self, now: Instant) {
        self.full_at = self.full_at.max(now) + self.every;
    }
}

#[derive(Debug)]
struct State {
    all: Bucket,
    chats: HashMap<String, Bucket>,
    paused_until: Option<Instant>,
}

/// The limits of one open connection.
#[derive(Debug)]
pub struct Limits {
    per_chat: u32,
    chat_burst: u32,
    longest_wait: Duration,
    state: Mutex<State>,
}

impl Limits {
    pub fn new(caps: &Caps, chat_burst: u32) -> Self {
        let now = Instant::now();
        Limits {
            per_chat: caps.per_chat_second,
            chat_burst,
            longest_wait: Duration::from_secs(5),
            state: Mutex::new(State { all: Bucket::new(caps.per_second, caps.per_second, now), chats: HashMap::new(), paused_until: None }),
        }
    }

    /// Waits for this chat's turn. Turns are given in the order of the calls.
    pub async fn acquire(&self, chat_id: &str) -> Result<()> {
        let at = self.reserve(chat_id)?;
        tokio::time::sleep_until(at).await;
        // The vendor may have asked for a pause while we slept.
        match self.pause_left() {
            Some(left) => Err(too_fast(left)),
            None => Ok(()),
        }
    }

    /// The vendor asked for silence: nothing goes out on this connection until it is over.
    pub fn pause(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut state = self.lock();
        state.paused_until = Some(state.paused_until.map_or(until, |old| old.max(until)));
    }

    /// What is left of the pause.
    pub fn pause_left(&self) -> Option<Duration> {
        let now = Instant::now();
        let until = self.lock().paused_until?;
        (until > now).then(|| until - now)
    }

    fn reserve(&self, chat_id: &str) -> Result<Instant> {
        let now = Instant::now();
        let mut state = self.lock();
        if state.chats.len() >= MOST_CHATS {
            state.chats.retain(|_, bucket| bucket.full_at > now);
        }
        let mut chat = state.chats.get(chat_id).copied().unwrap_or_else(|| Bucket::new(self.per_chat, self.chat_burst, now));
        let at = state.all.free_at(now).max(chat.free_at(now)).max(state.paused_until.unwrap_or(now));
        if at - now > self.longest_wait {
            return Err(too_fast(at - now));
        }
        chat.take(now);
        state.all.take(now);
        state.chats.insert(chat_id.to_owned(), chat);
        Ok(at)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn too_fast(wait: Duration) -> Error {
    Error::new(Kind::RateLimited, "the connection is at its sending limit").retry(Retry::After(wait))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(per_second: u32, per_chat_second: u32, chat_burst: u32) -> Limits {
        let caps = Caps {
            buttons: 0, button_title: 0, text_units: 1, media_in: false, media_out: false, delivery_reports: false, idempotent_send: false,
            webhook: false, polling: false, signed_webhook: false, per_second, per_chat_second, pull: false,
        };
        Limits::new(&caps, chat_burst)
    }

    async fn millis(limits: &Limits, chat: &str) -> u128 {
        let start = Instant::now();
        limits.acquire(chat).await.unwrap();
        start.elapsed().as_millis()
    }

    #[tokio::test(start_paused = true)]
    async fn a_chat_gets_its_burst_and_then_one_a_second() {
        let limits = limits(30, 1, 3);
        for expected in [0, 0, 0, 1000, 1000] {
            assert_eq!(millis(&limits, "a").await, expected);
        }
        assert_eq!(millis(&limits, "b").await, 0, "another chat is not held up");
    }

    #[tokio::test(start_paused = true)]
    async fn the_connection_has_a_limit_of_its_own() {
        let limits = limits(2, 1, 1);
        assert_eq!(millis(&limits, "a").await, 0);
        assert_eq!(millis(&limits, "b").await, 0);
        assert_eq!(millis(&limits, "c").await, 500);
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_wait_goes_back_to_the_queue_and_costs_no_place() {
        let limits = limits(30, 1, 1);
        limits.pause(Duration::from_secs(14));
        let refused = limits.acquire("a").await.unwrap_err();
        assert_eq!((refused.kind, refused.retry), (Kind::RateLimited, Retry::After(Duration::from_secs(14))));
        tokio::time::advance(Duration::from_secs(14)).await;
        assert_eq!(millis(&limits, "a").await, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn idle_chats_are_forgotten() {
        let limits = limits(1_000_000, 1, 1);
        for chat in 0..MOST_CHATS {
            limits.acquire(&chat.to_string()).await.unwrap();
        }
        tokio::time::advance(Duration::from_secs(2)).await;
        limits.acquire("new").await.unwrap();
        assert_eq!(limits.lock().chats.len(), 1);
    }
}
