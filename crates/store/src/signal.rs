//! What the rest of the process learns after a commit: new events for live sockets, work for the workers.
//! Sent only after the transaction is durable. On PostgreSQL the event table's trigger tells the other nodes.

use domain::{event::Event, id::OrgId};
use std::sync::Arc;
use tokio::sync::broadcast;

/// One wake-up.
#[derive(Clone, Debug)]
pub enum Signal {
    /// Events committed here, with their content.
    Events(OrgId, Arc<Vec<Event>>),
    /// Another node committed something for this tenant: read the event table.
    Elsewhere(OrgId),
    /// A conversation is due for a turn at this time.
    TurnDue(domain::Ts),
    /// The outbox has something to send.
    Outbox,
    /// A job was queued.
    Job,
}

/// The process-wide fan-out. Slow listeners lose signals and re-read the database.
#[derive(Clone, Debug)]
pub struct Signals(broadcast::Sender<Signal>);

impl crate::Db {
    /// Turns other nodes' notifications into signals until the connection fails. On SQLite there are no other nodes.
    pub async fn listen(&self) -> domain::Result<()> {
        let crate::db::Pools::Pg { worker, .. } = &self.pools else { return std::future::pending().await };
        let mut listener = sqlx::postgres::PgListener::connect_with(worker).await.map_err(crate::db::fault)?;
        listener.listen("samovar_event").await.map_err(crate::db::fault)?;
        loop {
            let heard = listener.recv().await.map_err(crate::db::fault)?;
            if let Ok(org) = heard.payload().parse() {
                self.signals.send(Signal::Elsewhere(org));
            }
        }
    }
}

impl Signals {
    pub(crate) fn new() -> Self {
        Signals(broadcast::channel(4096).0)
    }
    pub fn subscribe(&self) -> broadcast::Receiver<Signal> {
        self.0.subscribe()
    }
    pub fn send(&self, signal: Signal) {
        // No listener is fine: nobody is waiting.
        let _ = self.0.send(signal);
    }
}
