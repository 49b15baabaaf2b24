//! Live fan-out inside the process: who waits for a conversation's answer, and which sockets listen to which tenant.
//! Fed by `store::Signals` after commits; a slow listener is told to re-read instead of being waited for.

use domain::event::Event;
use domain::id::OrgId;
use domain::presence::Sign;
use std::sync::Arc;
use store::{Db, Signal, Signals};
use tokio::sync::broadcast;

/// What a live listener hears.
#[derive(Clone, Debug)]
pub enum Live {
    /// Events in commit order of this node.
    Events(OrgId, Arc<Vec<Event>>),
    /// Passing: who looks, who types.
    Sign(OrgId, Arc<Sign>),
    /// Something happened on another node, or too much at once: read the event table.
    Reread(OrgId),
}

#[derive(Clone, Debug)]
pub struct Hub {
    signals: Signals,
}

/// A subscription to one tenant.
pub struct Listener {
    org: OrgId,
    receiver: broadcast::Receiver<Signal>,
}

impl Hub {
    pub fn new(db: &Db) -> Self {
        Hub { signals: db.signals.clone() }
    }
    /// Subscribe first, read the database second: nothing falls between.
    pub fn listen(&self, org: OrgId) -> Listener {
        Listener { org, receiver: self.signals.subscribe() }
    }
    pub fn signals(&self) -> &Signals {
        &self.signals
    }
}

impl Listener {
    /// The next news of the tenant; `None` when the process stops.
    pub async fn next(&mut self) -> Option<Live> {
        loop {
            match self.receiver.recv().await {
                Ok(Signal::Events(org, events)) if org == self.org => return Some(Live::Events(org, events)),
                Ok(Signal::Sign(org, sign)) if org == self.org => return Some(Live::Sign(org, sign)),
                Ok(Signal::Elsewhere(org)) if org == self.org => return Some(Live::Reread(org)),
                Ok(_) => {}
                Err(broadcast::error::RecvError::Lagged(_)) => return Some(Live::Reread(self.org)),
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}
