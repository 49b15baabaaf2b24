//! API keys: digest, scopes, last use. The key itself is seen once, by whoever created it.

use crate::{FromRow, Reads, Root, Row, Scope, Unit, statement::json};
use domain::id::{ApiKeyId, OrgId, PersonId};
use domain::person::Permission;
use domain::{Error, Result, Ts};

statements! {
    INSERT = "INSERT INTO api_key (org_id, id, name, prefix, key_hash, scopes, per_minute, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LIST = "SELECT * FROM api_key WHERE org_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    GET = "SELECT * FROM api_key WHERE org_id = $1 AND id = $2";
    UPDATE = "UPDATE api_key SET name = $3, scopes = $4 WHERE org_id = $1 AND id = $2";
    REVOKE = "UPDATE api_key SET revoked_at = $3 WHERE org_id = $1 AND id = $2 AND revoked_at IS NULL";
    ROOT_BY_HASH = "SELECT * FROM api_key WHERE key_hash = $1 AND revoked_at IS NULL";
    ROOT_TOUCH = "UPDATE api_key SET last_used_at = $3 WHERE org_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < $4)";
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    pub org_id: OrgId,
    pub id: ApiKeyId,
    pub name: String,
    /// The first characters, for people to tell keys apart.
    pub prefix: String,
    pub key_hash: Vec<u8>,
    pub scopes: Vec<Permission>,
    /// Requests per minute, when the operator set another limit than the usual.
    pub per_minute: Option<u32>,
    pub created_by: Option<PersonId>,
    pub created_at: Ts,
    pub last_used_at: Option<Ts>,
    pub revoked_at: Option<Ts>,
}

impl FromRow for ApiKey {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(ApiKey {
            org_id: row.id("org_id")?,
            id: row.id("id")?,
            name: row.get("name")?,
            prefix: row.get("prefix")?,
            key_hash: row.get("key_hash")?,
            scopes: row.json("scopes")?,
            per_minute: row.maybe_num("per_minute")?,
            created_by: row.maybe_id("created_by")?,
            created_at: row.ts("created_at")?,
            last_used_at: row.maybe_ts("last_used_at")?,
            revoked_at: row.maybe_ts("revoked_at")?,
        })
    }
}

pub async fn insert(unit: &mut Unit, key: &ApiKey) -> Result<()> {
    unit.exec(INSERT, vals![key.id, &key.name, &key.prefix, key.key_hash.clone(), json(&key.scopes), key.per_minute, key.created_by, key.created_at]).await?;
    Ok(())
}

/// Newest first, born before `before`.
pub async fn list(scope: &mut Scope, before: ApiKeyId, limit: i64) -> Result<Vec<ApiKey>> {
    scope.list(LIST, vals![before, limit]).await
}

pub async fn get(scope: &mut Scope, id: ApiKeyId) -> Result<ApiKey> {
    scope.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("API key"))
}

pub async fn find(reads: &mut impl Reads, id: ApiKeyId) -> Result<Option<ApiKey>> {
    reads.find(GET, vals![id]).await
}

pub async fn get_in(unit: &mut Unit, id: ApiKeyId) -> Result<ApiKey> {
    unit.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("API key"))
}

pub async fn update(unit: &mut Unit, key: &ApiKey) -> Result<()> {
    unit.exec(UPDATE, vals![key.id, &key.name, json(&key.scopes)]).await?;
    Ok(())
}

pub async fn revoke(unit: &mut Unit, id: ApiKeyId) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(REVOKE, vals![id, now]).await? > 0)
}

pub async fn find_by_hash(root: &mut Root, hash: &[u8]) -> Result<Option<ApiKey>> {
    root.find(ROOT_BY_HASH, vals![hash]).await
}

/// Remembers the last use, at most once per `step_secs`.
pub async fn touch(root: &mut Root, key: &ApiKey, now: Ts, step_secs: i64) -> Result<()> {
    root.exec(ROOT_TOUCH, vals![key.org_id, key.id, now, now.plus_secs(-step_secs)]).await?;
    Ok(())
}
