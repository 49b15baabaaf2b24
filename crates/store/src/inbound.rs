//! The ledger of what has been accepted: one row per provider delivery, written in the transaction that stores its message.

use crate::{FromRow, Root, Row, Scope, Unit};
use domain::id::{ConnectionId, MessageId};
use domain::{Result, Ts};

statements! {
    INSERT = "INSERT INTO inbound (org_id, connection_id, provider_id, message_id, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, connection_id, provider_id) DO NOTHING";
    FIND = "SELECT * FROM inbound WHERE org_id = $1 AND connection_id = $2 AND provider_id = $3";
    ROOT_PRUNE = "DELETE FROM inbound WHERE created_at < $1";
}

/// One accepted delivery.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The message it became; none for a status or an ignored update.
    pub message_id: Option<MessageId>,
}

impl FromRow for Accepted {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Accepted { message_id: row.maybe_id("message_id")? })
    }
}

/// False when the delivery was accepted before: then nothing else of it may be written.
pub async fn accept(unit: &mut Unit, connection: ConnectionId, provider_id: &str, message: Option<MessageId>) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(INSERT, vals![connection, provider_id, message, now]).await? == 1)
}

pub async fn find(scope: &mut Scope, connection: ConnectionId, provider_id: &str) -> Result<Option<Accepted>> {
    scope.find(FIND, vals![connection, provider_id]).await
}

/// Forgets deliveries that no provider will repeat any more.
pub async fn prune(root: &mut Root, before: Ts) -> Result<u64> {
    root.exec(ROOT_PRUNE, vals![before]).await
}
