//! Web push: handing a sealed notice to a browser's push service. Who is told what is decided in `app::push`.

use crate::{Result, Secret};
use async_trait::async_trait;

/// Where one browser takes notices, as it gave it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushTarget {
    pub endpoint: String,
    /// Its public key on P-256, uncompressed.
    pub p256dh: Vec<u8>,
    /// Its 16 secret bytes.
    pub auth: Vec<u8>,
}

/// The installation's own key (VAPID).
#[derive(Clone, Debug)]
pub struct PushKey {
    /// PKCS #8 in base64.
    pub pkcs8: Secret,
    /// Uncompressed.
    pub public: Vec<u8>,
    /// Whom the push service may write to: `mailto:` or `https:`.
    pub subject: String,
}

/// Sends notices. `NotFound` when the browser has left for good.
#[async_trait]
pub trait Push: Send + Sync + std::fmt::Debug {
    /// Is this an address a push service can have? Pure: a name is judged when it is called.
    fn check(&self, endpoint: &str) -> Result<()>;
    /// `secs_now` is the present in seconds; the notice waits at the service for at most `ttl_secs`.
    async fn send(&self, target: &PushTarget, key: &PushKey, notice: &[u8], ttl_secs: u32, secs_now: i64) -> Result<()>;
}
