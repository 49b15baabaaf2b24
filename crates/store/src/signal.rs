//! What the rest of the process learns after a commit: new events for live sockets, work for the workers.
//! Sent only after the transaction is durable. On PostgreSQL the event table's trigger tells the other nodes.

use domain::presence::Sign;
use domain::{event::Event, id::OrgId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::sync::broadcast;
use uuid::Uuid;

statements! {
    ROOT_NOTIFY = { lite: "SELECT $1", pg: "SELECT pg_notify('samovar_sign', $1)" };
}

/// One wake-up.
#[derive(Clone, Debug)]
pub enum Signal {
    /// Events committed here, with their content.
    Events(OrgId, Arc<Vec<Event>>),
    /// Another node committed something for this tenant: read the event table.
    Elsewhere(OrgId),
    /// A conversation is due for a turn at this time.
    TurnDue(domain::Ts),
    /// A passing sign between people at work.
    Sign(OrgId, Arc<Sign>),
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
    /// `node` is this process, whose own signs it has heard already.
    pub async fn listen(&self, node: Uuid) -> domain::Result<()> {
        let crate::db::Pools::Pg { worker, .. } = &self.pools else { return std::future::pending().await };
        let mut listener = sqlx::postgres::PgListener::connect_with(worker).await.map_err(crate::db::fault)?;
        listener.listen_all(["samovar_event", "samovar_sign"]).await.map_err(crate::db::fault)?;
        loop {
            let heard = listener.recv().await.map_err(crate::db::fault)?;
            if heard.channel() == "samovar_sign" {
                match serde_json::from_str::<Told>(heard.payload()) {
                    Ok(told) if told.node != node => self.signals.send(Signal::Sign(told.org, Arc::new(told.sign))),
                    _ => {}
                }
            } else if let Ok(org) = heard.payload().parse() {
                self.signals.send(Signal::Elsewhere(org));
            }
        }
    }
}

/// A sign on its way to the other nodes.
#[derive(Serialize, Deserialize)]
struct Told {
    node: Uuid,
    org: OrgId,
    sign: Sign,
}

impl crate::Db {
    /// Tells the other nodes; on SQLite there are none. Nothing is stored: who does not listen now never hears it.
    pub async fn tell(&self, node: Uuid, org: OrgId, sign: &Sign) -> domain::Result<()> {
        if !self.is_pg() {
            return Ok(());
        }
        let told = serde_json::to_string(&Told { node, org, sign: sign.clone() }).map_err(|e| domain::Error::internal("a sign does not serialise").source(e))?;
        let mut root = self.root_read().await?;
        root.exec(ROOT_NOTIFY, vals![told]).await?;
        Ok(())
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
