//! Sending no faster than a vendor allows: one virtual clock per connection and per chat. In memory; a restart forgives.

use domain::id::ConnectionId;
use domain::port::Caps;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// When the next send of a key may go.
#[derive(Debug)]
pub struct Pace {
    next: moka::sync::Cache<String, std::sync::Arc<Mutex<Instant>>>,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { next: moka::sync::Cache::builder().max_capacity(100_000).time_to_idle(Duration::from_secs(300)).build() }
    }
}

impl Pace {
    /// Waits for a place in the connection's and the chat's order.
    pub async fn wait(&self, connection: ConnectionId, chat: &str, caps: Caps) {
        self.slot(connection.to_string(), caps.per_second).await;
        self.slot(format!("{connection}/{chat}"), caps.per_chat_second).await;
    }

    async fn slot(&self, key: String, per_second: u32) {
        if per_second == 0 {
            return;
        }
        let step = Duration::from_secs(1) / per_second;
        let cell = self.next.get_with(key, || std::sync::Arc::new(Mutex::new(Instant::now())));
        let at = {
            let mut next = cell.lock().await;
            let at = (*next).max(Instant::now());
            *next = at + step;
            at
        };
        tokio::time::sleep_until(at).await;
    }
}
