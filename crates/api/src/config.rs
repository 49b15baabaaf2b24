//! What the HTTP face needs to be told: addresses, limits, trust. Filled by the binary's configuration.

use crate::origin::Cidr;
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct ApiConfig {
    /// `https://desk.example.ru`, without a slash at the end; none when the server has no public address.
    pub public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Cidr>,
    /// Origins that may call the API from a browser with a key or a bearer token. The admin app is same-origin.
    pub cors_origins: Vec<String>,
    /// May a stranger register an organization?
    pub is_registration_open: bool,
    pub limits: LimitConfig,
    /// Largest JSON body in bytes.
    pub body_limit: usize,
    /// Longest time a request may take, waiting for a turn included.
    pub timeout: Duration,
    pub heartbeat: Duration,
}

/// Requests per minute (T7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitConfig {
    pub anonymous_per_minute: u32,
    pub hook_per_minute: u32,
    pub key_per_minute: u32,
    pub person_per_minute: u32,
    /// Log-in attempts per e-mail and per address in a quarter of an hour.
    pub login_attempts: u32,
    /// How many callers are remembered at once.
    pub memory: u64,
}

impl Default for LimitConfig {
    fn default() -> Self {
        LimitConfig { anonymous_per_minute: 100, hook_per_minute: 200, key_per_minute: 1000, person_per_minute: 1000, login_attempts: 10, memory: 100_000 }
    }
}

impl Default for ApiConfig {
    fn default() -> Self {
        ApiConfig {
            public_url: None,
            trusted_proxies: Vec::new(),
            cors_origins: Vec::new(),
            is_registration_open: true,
            limits: LimitConfig::default(),
            body_limit: 256 * 1024,
            timeout: Duration::from_secs(35),
            heartbeat: Duration::from_secs(25),
        }
    }
}

impl ApiConfig {
    /// Are cookies sent over TLS only? True as soon as the public address is `https`.
    pub fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}
