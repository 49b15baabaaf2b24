//! Cookie sessions and families of refresh tokens. Only digests of the tokens are kept.
//! They belong to a person, not to a tenant: every statement is a sign-in statement.

use crate::{FromRow, Root, Row};
use domain::id::{OrgId, PersonId, SessionId};
use domain::person::Role;
use domain::{Result, Ts};
use uuid::Uuid;

statements! {
    ROOT_INSERT = "INSERT INTO session (id, person_id, org_id, token_hash, csrf_hash, user_agent, ip, created_at, seen_at, expires_at, is_sso) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10)";
    ROOT_BY_TOKEN = "SELECT s.*, m.role FROM session s LEFT JOIN member m ON m.org_id = s.org_id AND m.person_id = s.person_id WHERE s.token_hash = $1 AND s.expires_at > $2";
    ROOT_OF_PERSON = "SELECT s.*, NULL AS role FROM session s WHERE s.person_id = $1 AND s.expires_at > $2 ORDER BY s.id DESC LIMIT 200";
    ROOT_TOUCH = "UPDATE session SET seen_at = $2, ip = $3 WHERE id = $1 AND seen_at < $4";
    ROOT_SET_ORG = "UPDATE session SET org_id = $2 WHERE id = $1";
    ROOT_LEAVE_ORG = "UPDATE session SET org_id = NULL WHERE person_id = $1 AND org_id = $2";
    ROOT_DELETE = "DELETE FROM session WHERE id = $1 AND person_id = $2";
    ROOT_DELETE_OTHERS = "DELETE FROM session WHERE person_id = $1 AND id <> $2";
    ROOT_SWEEP = "DELETE FROM session WHERE expires_at < $1";
    ROOT_INSERT_REFRESH = "INSERT INTO refresh_token (id, person_id, org_id, family_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// The update is the rotation: of two uses of one token exactly one gets the row.
    ROOT_USE_REFRESH = "UPDATE refresh_token SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING person_id, org_id, family_id, expires_at";
    ROOT_FIND_REFRESH = "SELECT person_id, org_id, family_id, expires_at FROM refresh_token WHERE token_hash = $1";
    ROOT_FAMILIES = "SELECT family_id, min(created_at) AS created_at, max(created_at) AS seen_at, max(expires_at) AS expires_at FROM refresh_token WHERE person_id = $1 AND expires_at > $2 GROUP BY family_id ORDER BY family_id DESC LIMIT 200";
    ROOT_DELETE_FAMILY = "DELETE FROM refresh_token WHERE family_id = $1 AND person_id = $2";
    ROOT_DELETE_OTHER_FAMILIES = "DELETE FROM refresh_token WHERE person_id = $1 AND family_id <> $2";
    ROOT_DELETE_ORG_FAMILIES = "DELETE FROM refresh_token WHERE person_id = $1 AND org_id = $2";
    ROOT_SWEEP_REFRESH = "DELETE FROM refresh_token WHERE expires_at < $1";
    /// What an access token still means: the role now, none when the family or the membership is gone.
    ROOT_ALIVE = "SELECT m.role FROM member m WHERE m.org_id = $1 AND m.person_id = $2 AND EXISTS (SELECT 1 FROM refresh_token r WHERE r.family_id = $3 AND r.person_id = $2)";
}

#[derive(Clone, Debug)]
pub struct Session {
    pub id: SessionId,
    pub person_id: PersonId,
    /// The organization the session works in; none after leaving it.
    pub org_id: Option<OrgId>,
    pub csrf_hash: Vec<u8>,
    pub user_agent: String,
    pub ip: String,
    pub created_at: Ts,
    pub seen_at: Ts,
    pub expires_at: Ts,
    /// Opened by the provider of its organization, and good nowhere else.
    pub is_sso: bool,
    /// The role in that organization, read with the session.
    pub role: Option<Role>,
}

impl FromRow for Session {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Session {
            id: row.id("id")?,
            person_id: row.id("person_id")?,
            org_id: row.maybe_id("org_id")?,
            csrf_hash: row.get("csrf_hash")?,
            user_agent: row.get("user_agent")?,
            ip: row.get("ip")?,
            created_at: row.ts("created_at")?,
            seen_at: row.ts("seen_at")?,
            expires_at: row.ts("expires_at")?,
            is_sso: row.get("is_sso")?,
            role: row.maybe_parse("role")?,
        })
    }
}

/// One use of a refresh token.
#[derive(Clone, Debug)]
pub struct Refresh {
    pub person_id: PersonId,
    pub org_id: OrgId,
    pub family_id: Uuid,
    pub expires_at: Ts,
}

impl FromRow for Refresh {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Refresh { person_id: row.id("person_id")?, org_id: row.id("org_id")?, family_id: row.get("family_id")?, expires_at: row.ts("expires_at")? })
    }
}

/// A log-in of an API client: all refresh tokens that grew out of it.
#[derive(Clone, Debug)]
pub struct Family {
    pub id: Uuid,
    pub created_at: Ts,
    pub seen_at: Ts,
    pub expires_at: Ts,
}

impl FromRow for Family {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Family { id: row.get("family_id")?, created_at: row.ts("created_at")?, seen_at: row.ts("seen_at")?, expires_at: row.ts("expires_at")? })
    }
}

struct Alive(Role);
impl FromRow for Alive {
    fn from_row(row: &Row) -> Result<Self> {
        row.parse("role").map(Alive)
    }
}

pub async fn insert(root: &mut Root, session: &Session, token_hash: &[u8]) -> Result<()> {
    root.exec(
        ROOT_INSERT,
        vals![session.id, session.person_id, session.org_id, token_hash, session.csrf_hash.clone(), &session.user_agent, &session.ip, session.created_at, session.expires_at, session.is_sso],
    )
    .await?;
    Ok(())
}

pub async fn find(root: &mut Root, token_hash: &[u8], now: Ts) -> Result<Option<Session>> {
    root.find(ROOT_BY_TOKEN, vals![token_hash, now]).await
}

pub async fn of_person(root: &mut Root, person: PersonId, now: Ts) -> Result<Vec<Session>> {
    root.list(ROOT_OF_PERSON, vals![person, now]).await
}

/// Remembers the last use, at most once per `step_secs`.
pub async fn touch(root: &mut Root, id: SessionId, ip: &str, now: Ts, step_secs: i64) -> Result<()> {
    root.exec(ROOT_TOUCH, vals![id, now, ip, now.plus_secs(-step_secs)]).await?;
    Ok(())
}

pub async fn set_org(root: &mut Root, id: SessionId, org: OrgId) -> Result<()> {
    root.exec(ROOT_SET_ORG, vals![id, org]).await?;
    Ok(())
}

/// Ends what a person had open in one organization; their account stays signed in.
pub async fn leave_org(root: &mut Root, person: PersonId, org: OrgId) -> Result<()> {
    root.exec(ROOT_LEAVE_ORG, vals![person, org]).await?;
    root.exec(ROOT_DELETE_ORG_FAMILIES, vals![person, org]).await?;
    Ok(())
}

/// Ends one session or one family; true when there was one.
pub async fn delete(root: &mut Root, person: PersonId, id: Uuid) -> Result<bool> {
    let sessions = root.exec(ROOT_DELETE, vals![id, person]).await?;
    let families = root.exec(ROOT_DELETE_FAMILY, vals![id, person]).await?;
    Ok(sessions + families > 0)
}

/// Ends everything of a person but the one given; nil keeps nothing.
pub async fn delete_others(root: &mut Root, person: PersonId, keep: Uuid) -> Result<u64> {
    let sessions = root.exec(ROOT_DELETE_OTHERS, vals![person, keep]).await?;
    let families = root.exec(ROOT_DELETE_OTHER_FAMILIES, vals![person, keep]).await?;
    Ok(sessions + families)
}

pub async fn insert_refresh(root: &mut Root, refresh: &Refresh, token_hash: &[u8], now: Ts) -> Result<()> {
    root.exec(ROOT_INSERT_REFRESH, vals![Uuid::now_v7(), refresh.person_id, refresh.org_id, refresh.family_id, token_hash, now, refresh.expires_at]).await?;
    Ok(())
}

pub async fn use_refresh(root: &mut Root, token_hash: &[u8], now: Ts) -> Result<Option<Refresh>> {
    root.find(ROOT_USE_REFRESH, vals![token_hash, now]).await
}

pub async fn find_refresh(root: &mut Root, token_hash: &[u8]) -> Result<Option<Refresh>> {
    root.find(ROOT_FIND_REFRESH, vals![token_hash]).await
}

pub async fn families(root: &mut Root, person: PersonId, now: Ts) -> Result<Vec<Family>> {
    root.list(ROOT_FAMILIES, vals![person, now]).await
}

pub async fn alive(root: &mut Root, org: OrgId, person: PersonId, family: Uuid) -> Result<Option<Role>> {
    Ok(root.find::<Alive>(ROOT_ALIVE, vals![org, person, family]).await?.map(|a| a.0))
}

pub async fn sweep(root: &mut Root, before: Ts) -> Result<()> {
    root.exec(ROOT_SWEEP, vals![before]).await?;
    root.exec(ROOT_SWEEP_REFRESH, vals![before]).await?;
    Ok(())
}
