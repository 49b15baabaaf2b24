//! Invitations by link. The token's digest finds one; accepting is the update that only one caller can win.

use crate::{FromRow, Root, Row, Scope, Unit};
use domain::id::{InvitationId, OrgId, PersonId};
use domain::person::Role;
use domain::{Error, Result, Ts};

statements! {
    INSERT = "INSERT INTO invitation (org_id, id, email, role, token_hash, invited_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    LIST = "SELECT i.*, NULL AS org_name FROM invitation i WHERE i.org_id = $1 AND i.id < $2 ORDER BY i.id DESC LIMIT $3";
    GET = "SELECT i.*, NULL AS org_name FROM invitation i WHERE i.org_id = $1 AND i.id = $2";
    REVOKE = "UPDATE invitation SET revoked_at = $3 WHERE org_id = $1 AND id = $2 AND revoked_at IS NULL AND accepted_at IS NULL";
    REVOKE_EMAIL = "UPDATE invitation SET revoked_at = $3 WHERE org_id = $1 AND email = $2 AND revoked_at IS NULL AND accepted_at IS NULL";
    ROOT_BY_TOKEN = "SELECT i.*, o.name AS org_name FROM invitation i JOIN org o ON o.id = i.org_id WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2";
    ROOT_OPEN_OF = "SELECT i.*, NULL AS org_name FROM invitation i WHERE i.org_id = $1 AND i.email = $2 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $3 ORDER BY i.id DESC LIMIT 1";
    ROOT_ACCEPT = "UPDATE invitation SET accepted_at = $3 WHERE org_id = $1 AND id = $2 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $3";
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub org_id: OrgId,
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    pub invited_by: Option<PersonId>,
    pub created_at: Ts,
    pub expires_at: Ts,
    pub accepted_at: Option<Ts>,
    pub revoked_at: Option<Ts>,
    /// Read only where the invited person asks.
    pub org_name: Option<String>,
}

impl FromRow for Invitation {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Invitation {
            org_id: row.id("org_id")?,
            id: row.id("id")?,
            email: row.get("email")?,
            role: row.parse("role")?,
            invited_by: row.maybe_id("invited_by")?,
            created_at: row.ts("created_at")?,
            expires_at: row.ts("expires_at")?,
            accepted_at: row.maybe_ts("accepted_at")?,
            revoked_at: row.maybe_ts("revoked_at")?,
            org_name: row.get("org_name")?,
        })
    }
}

/// A new invitation replaces the open ones to the same address.
pub async fn insert(unit: &mut Unit, invitation: &Invitation, token_hash: &[u8]) -> Result<()> {
    let now = unit.now();
    unit.exec(REVOKE_EMAIL, vals![&invitation.email, now]).await?;
    unit.exec(INSERT, vals![invitation.id, &invitation.email, invitation.role, token_hash, invitation.invited_by, invitation.created_at, invitation.expires_at]).await?;
    Ok(())
}

/// Newest first, born before `before`.
pub async fn list(scope: &mut Scope, before: InvitationId, limit: i64) -> Result<Vec<Invitation>> {
    scope.list(LIST, vals![before, limit]).await
}

pub async fn get_in(unit: &mut Unit, id: InvitationId) -> Result<Invitation> {
    unit.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("invitation"))
}

pub async fn revoke(unit: &mut Unit, id: InvitationId) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(REVOKE, vals![id, now]).await? > 0)
}

/// An open invitation by its token.
pub async fn find_open(root: &mut Root, token_hash: &[u8], now: Ts) -> Result<Option<Invitation>> {
    root.find(ROOT_BY_TOKEN, vals![token_hash, now]).await
}

/// The open invitation of an e-mail to one organization.
pub async fn find_open_of(root: &mut Root, org: OrgId, email: &str, now: Ts) -> Result<Option<Invitation>> {
    root.find(ROOT_OPEN_OF, vals![org, email, now]).await
}

pub async fn accept(root: &mut Root, invitation: &Invitation, now: Ts) -> Result<bool> {
    Ok(root.exec(ROOT_ACCEPT, vals![invitation.org_id, invitation.id, now]).await? > 0)
}
