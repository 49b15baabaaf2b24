//! Rate limits (T7): a sliding window per caller, `RateLimit-*` headers, `429` with `Retry-After`.
//! The window is two counters per caller, so memory is bounded by the number of callers remembered.

use crate::ApiState;
use crate::origin::Remote;
use crate::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Ts;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// Whose requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// An address nobody vouched for; IPv6 by its /64, which one customer owns whole.
    Anonymous(IpAddr),
    /// A connection's webhook.
    Hook(Uuid),
    Key(Uuid),
    Person(Uuid),
    /// Log-in attempts, by digest of the e-mail or by address.
    Login(String),
    /// Writes of a public page, by what is written and from where.
    Page(&'static str, IpAddr),
}

impl Subject {
    pub fn anonymous(ip: IpAddr) -> Self {
        Subject::Anonymous(Self::network(ip))
    }
    pub fn page(what: &'static str, ip: IpAddr) -> Self {
        Subject::Page(what, Self::network(ip))
    }
    fn network(ip: IpAddr) -> IpAddr {
        match ip.to_canonical() {
            IpAddr::V6(ip) => IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64)),
            ip => ip,
        }
    }
}

/// What one request found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub limit: u32,
    pub remaining: u32,
    /// Seconds until the window is empty again, or until the next request may pass.
    pub reset: u64,
    pub is_allowed: bool,
}

#[derive(Debug, Default)]
struct Window {
    /// Number of the current window since the epoch.
    index: i64,
    current: u32,
    previous: u32,
}

/// All windows of this process.
pub struct Limits {
    windows: Cache<Subject, Arc<Mutex<Window>>>,
}

impl Limits {
    pub fn new(memory: u64) -> Self {
        // LRU: the default policy may refuse a newcomer, and a newcomer that is never remembered is never limited.
        let windows = Cache::builder().max_capacity(memory.max(1)).eviction_policy(EvictionPolicy::lru()).time_to_idle(Duration::from_secs(3600)).build();
        Limits { windows }
    }

    /// Counts one request of `subject` against `limit` per `window_secs`; a refused one is not counted.
    pub fn take(&self, subject: Subject, limit: u32, window_secs: u32, now: Ts) -> Verdict {
        self.look(subject, limit, window_secs, now, 1)
    }

    /// The same without counting.
    pub fn peek(&self, subject: Subject, limit: u32, window_secs: u32, now: Ts) -> Verdict {
        self.look(subject, limit, window_secs, now, 0)
    }

    /// Forgets a subject: a successful log-in clears its failed attempts.
    pub fn forget(&self, subject: &Subject) {
        self.windows.invalidate(subject);
    }

    fn look(&self, subject: Subject, limit: u32, window_secs: u32, now: Ts, cost: u32) -> Verdict {
        let window = self.windows.get_with(subject, Default::default);
        let mut window = window.lock().unwrap_or_else(PoisonError::into_inner);
        window.look(limit, i64::from(window_secs.max(1)) * 1000, now.micros().div_euclid(1000), cost)
    }
}

impl Window {
    fn look(&mut self, limit: u32, length: i64, now: i64, cost: u32) -> Verdict {
        let (index, into) = (now.div_euclid(length), now.rem_euclid(length));
        // A clock set back stays in the newest window seen: going back must not open a fresh allowance.
        if index > self.index {
            self.previous = if index == self.index + 1 { self.current } else { 0 };
            self.current = 0;
            self.index = index;
        }
        let into = if index < self.index { 0 } else { into };
        // Rounded up: what is left of the old window never counts for less than it is.
        let weight = (i64::from(self.previous) * (length - into) + length - 1) / length;
        let used = u32::try_from(weight).unwrap_or(u32::MAX).saturating_add(self.current);
        let is_allowed = used < limit;
        if is_allowed {
            self.current = self.current.saturating_add(cost);
        }
        let remaining = limit.saturating_sub(used).saturating_sub(if is_allowed { cost } else { 0 });
        let wait = if is_allowed { length - into } else { self.wait(limit, length, into) };
        Verdict { limit, remaining, reset: u64::try_from(wait.max(0)).unwrap_or(0).div_ceil(1000).max(1), is_allowed }
    }

    /// Milliseconds until one more request fits.
    fn wait(&self, limit: u32, length: i64, into: i64) -> i64 {
        if self.current >= limit {
            // In the next window this one's count fades from full.
            let fade = i64::from(self.current.saturating_sub(limit).saturating_add(1)) * length / i64::from(self.current.max(1));
            return length - into + fade;
        }
        // The old window has faded enough when previous * (length - t) / length is at most this.
        let spare = i64::from(limit - self.current) - 1;
        let open_at = length - spare * length / i64::from(self.previous.max(1));
        (open_at - into).max(1)
    }
}

impl Verdict {
    pub fn write(&self, headers: &mut HeaderMap) {
        headers.insert("ratelimit-limit", HeaderValue::from(self.limit));
        headers.insert("ratelimit-remaining", HeaderValue::from(self.remaining));
        headers.insert("ratelimit-reset", HeaderValue::from(self.reset));
    }
    /// The refusal with its headers.
    pub fn refuse(&self) -> Response {
        let mut response = Problem::rate_limited(self.reset).into_response();
        self.write(response.headers_mut());
        response
    }
}

/// Counts a webhook call of one connection; routes of webhooks call it before anything else.
pub fn hook(state: &ApiState, connection: Uuid) -> Result<Verdict, Problem> {
    let verdict = state.limits.take(Subject::Hook(connection), state.config.limits.hook_per_minute, 60, state.now());
    if verdict.is_allowed { Ok(verdict) } else { Err(Problem::rate_limited(verdict.reset)) }
}

/// Middleware for public pages' own calls (the widget): one window per address.
pub async fn anonymous(State(state): State<ApiState>, remote: Remote, request: Request, next: Next) -> Response {
    let verdict = state.limits.take(Subject::anonymous(remote.ip), state.config.limits.anonymous_per_minute, 60, state.now());
    if !verdict.is_allowed {
        return verdict.refuse();
    }
    let mut response = next.run(request).await;
    verdict.write(response.headers_mut());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: f64) -> Ts {
        #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "small test numbers")]
        Ts::from_micros(1_800_000_000_000_000 + (secs * 1e6) as i64)
    }
    fn subject(n: u128) -> Subject {
        Subject::Key(Uuid::from_u128(n))
    }

    #[test]
    fn a_burst_ends_at_the_limit_and_the_pause_is_honest() {
        let limits = Limits::new(100);
        for i in 0..100 {
            let verdict = limits.take(subject(1), 100, 60, at(1.0));
            assert!(verdict.is_allowed);
            assert_eq!(verdict.remaining, 99 - i);
        }
        let refused = limits.take(subject(1), 100, 60, at(2.0));
        assert!(!refused.is_allowed);
        assert_eq!(refused.remaining, 0);
        assert!(limits.take(subject(2), 100, 60, at(2.0)).is_allowed, "another key is not touched");
        #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "small test numbers")]
        let after = 2.0 + refused.reset as f64;
        assert!(limits.take(subject(1), 100, 60, at(after)).is_allowed);
    }

    #[test]
    fn the_window_slides_instead_of_resetting() {
        let limits = Limits::new(100);
        for _ in 0..100 {
            limits.take(subject(1), 100, 60, at(59.0));
        }
        // Just over the border of the minute a fixed window would allow a hundred more.
        assert!(!limits.take(subject(1), 100, 60, at(60.1)).is_allowed);
        let passed = (0..100).filter(|_| limits.take(subject(1), 100, 60, at(90.0)).is_allowed).count();
        assert_eq!(passed, 50, "half of the old minute has faded");
        assert!((0..100).all(|_| limits.take(subject(1), 100, 60, at(240.0)).is_allowed));
    }

    #[test]
    fn a_clock_set_back_gives_no_fresh_allowance() {
        let limits = Limits::new(100);
        for _ in 0..100 {
            limits.take(subject(1), 100, 60, at(3600.0));
        }
        assert!(!limits.take(subject(1), 100, 60, at(0.0)).is_allowed);
    }

    #[test]
    fn refused_requests_do_not_prolong_the_pause() {
        let limits = Limits::new(100);
        for second in 0..600 {
            limits.take(subject(1), 10, 60, at(f64::from(second)));
        }
        let passed = (600..1200).filter(|second| limits.take(subject(1), 10, 60, at(f64::from(*second))).is_allowed).count();
        assert!((85..=100).contains(&passed), "{passed} of 600 passed at ten a minute");
    }

    #[test]
    fn memory_is_bounded_and_newcomers_are_still_counted() {
        let limits = Limits::new(50);
        for n in 0..5_000 {
            limits.take(subject(n), 1, 60, at(0.0));
        }
        limits.windows.run_pending_tasks();
        assert!(limits.windows.entry_count() <= 50);
        assert!(limits.take(subject(9_999), 1, 60, at(0.0)).is_allowed);
        assert!(!limits.take(subject(9_999), 1, 60, at(0.0)).is_allowed);
    }

    #[test]
    fn one_ipv6_customer_is_one_subject() {
        let subject = |ip: &str| Subject::anonymous(ip.parse().unwrap());
        assert_eq!(subject("2001:db8:1:2::1"), subject("2001:db8:1:2:ffff::9"));
        assert_ne!(subject("2001:db8:1:2::1"), subject("2001:db8:1:3::1"));
        assert_eq!(subject("::ffff:1.2.3.4"), subject("1.2.3.4"));
    }
}
