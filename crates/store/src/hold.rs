//! Holds: a slot kept for a conversation or an API client while the customer decides. The time itself is `occupancy.rs`.

use crate::{FromRow, Reads, Root, Row, Unit, statement::json};
use domain::id::{BranchId, ContactId, ConversationId, EmployeeId, HoldId, ResourceId, ServiceId};
use domain::slot::Slot;
use domain::{Error, Result, Ts};

statements! {
    INSERT = "INSERT INTO hold (org_id, id, conversation_id, branch_id, employee_id, resource_id, services, starts_at, ends_at, expires_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    GET = "SELECT * FROM hold WHERE org_id = $1 AND id = $2 AND expires_at > $3";
    OF_CONVERSATION = "SELECT * FROM hold WHERE org_id = $1 AND conversation_id = $2";
    OF_CONTACT = "SELECT h.* FROM hold h JOIN conversation c ON c.org_id = h.org_id AND c.id = h.conversation_id WHERE h.org_id = $1 AND c.contact_id = $2";
    LIST = "SELECT * FROM hold WHERE org_id = $1 AND expires_at > $2 AND id > $3 ORDER BY id LIMIT $4";
    DELETE = "DELETE FROM hold WHERE org_id = $1 AND id = $2";
    ROOT_PURGE = "DELETE FROM hold WHERE expires_at <= $1";
    ROOT_PURGE_OCCUPANCY = "DELETE FROM occupancy WHERE expires_at <= $1";
}

/// One hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    pub id: HoldId,
    pub conversation_id: Option<ConversationId>,
    pub branch_id: BranchId,
    pub employee_id: EmployeeId,
    pub resource_id: Option<ResourceId>,
    pub services: Vec<ServiceId>,
    pub starts_at: Ts,
    pub ends_at: Ts,
    pub expires_at: Ts,
    pub created_at: Ts,
}

impl Hold {
    pub const fn slot(&self) -> Slot {
        Slot { branch_id: self.branch_id, employee_id: self.employee_id, resource_id: self.resource_id, starts_at: self.starts_at, ends_at: self.ends_at }
    }
}

impl FromRow for Hold {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Hold {
            id: row.id("id")?,
            conversation_id: row.maybe_id("conversation_id")?,
            branch_id: row.id("branch_id")?,
            employee_id: row.id("employee_id")?,
            resource_id: row.maybe_id("resource_id")?,
            services: row.json("services")?,
            starts_at: row.ts("starts_at")?,
            ends_at: row.ts("ends_at")?,
            expires_at: row.ts("expires_at")?,
            created_at: row.ts("created_at")?,
        })
    }
}

pub async fn insert(unit: &mut Unit, h: &Hold) -> Result<()> {
    unit.exec(INSERT, vals![h.id, h.conversation_id, h.branch_id, h.employee_id, h.resource_id, json(&h.services), h.starts_at, h.ends_at, h.expires_at, h.created_at]).await?;
    Ok(())
}

/// A hold that still stands.
pub async fn get(reads: &mut impl Reads, id: HoldId, now: Ts) -> Result<Hold> {
    reads.find(GET, vals![id, now]).await?.ok_or_else(|| Error::not_found("hold"))
}

/// The conversation's hold, run out or not: there is at most one.
pub async fn find_by_conversation(reads: &mut impl Reads, id: ConversationId) -> Result<Option<Hold>> {
    reads.find(OF_CONVERSATION, vals![id]).await
}

/// Holds of all the contact's conversations, run out or not.
pub async fn list_by_contact(reads: &mut impl Reads, id: ContactId) -> Result<Vec<Hold>> {
    reads.list(OF_CONTACT, vals![id]).await
}

/// Holds that stand, oldest first, after the given id.
pub async fn list(reads: &mut impl Reads, after: HoldId, now: Ts, limit: i64) -> Result<Vec<Hold>> {
    reads.list(LIST, vals![now, after, limit]).await
}

/// The row and the time it keeps.
pub async fn remove(unit: &mut Unit, id: HoldId) -> Result<bool> {
    crate::occupancy::free(unit, id.uuid()).await?;
    Ok(unit.exec(DELETE, vals![id]).await? > 0)
}

/// Sweeps what ran out, for all tenants. Nothing depends on it being done in time.
pub async fn purge(root: &mut Root, now: Ts) -> Result<u64> {
    root.exec(ROOT_PURGE_OCCUPANCY, vals![now]).await?;
    root.exec(ROOT_PURGE, vals![now]).await
}
