//! The webhook side: one update in flight per queue, any 2xx accepts, everything else is tried again with a doubling pause.

use super::SECRET_HEADER;
use super::state::{Pending, Shared};
use std::sync::{Arc, Weak};
use std::time::Duration;

const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Watches for waiting updates as long as the server lives and has a webhook.
pub fn start(shared: &Arc<Shared>) {
    let watched = Arc::downgrade(shared);
    tokio::spawn(async move {
        while let Some(shared) = watched.upgrade() {
            if shared.lock().webhook.is_none() {
                return;
            }
            let news = shared.changed.notified();
            for pending in ready(&shared) {
                tokio::spawn(deliver(Arc::downgrade(&shared), pending));
            }
            // A bounded wait, so that a stopped server is noticed.
            let _ = tokio::time::timeout(Duration::from_millis(200), news).await;
        }
    });
}

/// The first waiting update of every queue with nothing in flight; their queues are busy from now on.
fn ready(shared: &Shared) -> Vec<Pending> {
    let mut state = shared.lock();
    let mut found = Vec::new();
    for pending in state.pending.clone() {
        if state.busy.insert(pending.queue.clone()) {
            found.push(pending);
        }
    }
    found
}

async fn deliver(watched: Weak<Shared>, pending: Pending) {
    let mut pause = None;
    loop {
        let Some(shared) = watched.upgrade() else { return };
        let Some(hook) = shared.lock().webhook.clone() else {
            shared.lock().busy.remove(&pending.queue);
            return;
        };
        let mut request = shared.client.post(&hook.url).header("content-type", "application/json").body(pending.update.to_string());
        if let Some(secret) = &hook.secret_token {
            request = request.header(SECRET_HEADER, secret);
        }
        if request.send().await.is_ok_and(|response| response.status().is_success()) {
            let mut state = shared.lock();
            state.pending.retain(|waiting| waiting.serial != pending.serial);
            state.busy.remove(&pending.queue);
            drop(state);
            shared.changed.notify_waiters();
            shared.changed.notify_one();
            return;
        }
        let next = pause.map_or(shared.lock().retry_pause, |pause: Duration| pause * 2).min(LONGEST_PAUSE);
        pause = Some(next);
        drop(shared);
        tokio::time::sleep(next).await;
    }
}
