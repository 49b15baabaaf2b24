//! API keys: made once, shown once, recognised by digest, revoked at once.

use crate::access::{Gate, token};
use crate::{App, Ctx};
use domain::id::ApiKeyId;
use domain::person::Permission;
use domain::{Error, Kind, Result, Secret};
use serde_json::{Value, json};
use std::sync::Arc;
use store::api_key::{self, ApiKey};

/// How often the last use is written down.
const TOUCH_SECS: i64 = 60;
const PREFIX: &str = "smv_";

/// Makes a key. `may` is what its maker may do: nobody hands out more than they have.
pub async fn create(app: &App, ctx: &Ctx, name: String, scopes: Vec<Permission>, may: impl Fn(Permission) -> bool, per_minute: Option<u32>) -> Result<(ApiKey, Secret)> {
    let scopes = check_scopes(scopes, may)?;
    let secret = token::fresh(PREFIX)?;
    let key = ApiKey {
        org_id: ctx.org,
        id: ApiKeyId::new(),
        name,
        prefix: secret.expose().chars().take(PREFIX.len() + 6).collect(),
        key_hash: token::digest(secret.expose()),
        scopes,
        per_minute,
        created_by: ctx.person(),
        created_at: app.now(),
        last_used_at: None,
        revoked_at: None,
    };
    let mut unit = app.unit(ctx).await?;
    api_key::insert(&mut unit, &key).await?;
    unit.audit("create", "api_key", Some(key.id.uuid()), None, Some(public(&key))).await?;
    unit.commit().await?;
    Ok((key, secret))
}

fn check_scopes(mut scopes: Vec<Permission>, may: impl Fn(Permission) -> bool) -> Result<Vec<Permission>> {
    scopes.sort_by_key(|p| p.as_str());
    scopes.dedup();
    if scopes.is_empty() {
        return Err(Error::invalid("scopes", "a key needs at least one scope"));
    }
    match scopes.iter().find(|scope| !may(**scope)) {
        Some(scope) => Err(Error::forbidden(format!("you do not have {} yourself", scope.as_str())).code("scope_above_own")),
        None => Ok(scopes),
    }
}

/// Renames a key or changes what it may do, from the next request on.
pub async fn update(app: &App, gate: &Gate, ctx: &Ctx, id: ApiKeyId, name: Option<String>, scopes: Option<Vec<Permission>>, may: impl Fn(Permission) -> bool) -> Result<ApiKey> {
    let scopes = scopes.map(|scopes| check_scopes(scopes, may)).transpose()?;
    let mut unit = app.unit(ctx).await?;
    let before = api_key::get_in(&mut unit, id).await?;
    if before.revoked_at.is_some() {
        return Err(Error::conflict("the key is revoked").code("key_revoked"));
    }
    let after = ApiKey { name: name.unwrap_or_else(|| before.name.clone()), scopes: scopes.unwrap_or_else(|| before.scopes.clone()), ..before.clone() };
    api_key::update(&mut unit, &after).await?;
    unit.audit("update", "api_key", Some(id.uuid()), Some(public(&before)), Some(public(&after))).await?;
    unit.commit().await?;
    gate.keys.invalidate(&after.key_hash);
    Ok(after)
}

/// Ends a key. On this node it stops at once, on others within seconds. Revoking twice is harmless.
pub async fn revoke(app: &App, gate: &Gate, ctx: &Ctx, id: ApiKeyId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let key = api_key::get_in(&mut unit, id).await?;
    if api_key::revoke(&mut unit, id).await? {
        unit.audit("revoke", "api_key", Some(id.uuid()), Some(public(&key)), None).await?;
    }
    unit.commit().await?;
    gate.keys.invalidate(&key.key_hash);
    Ok(())
}

/// A key this node has recognised in the last seconds; costs no query.
pub fn recall(gate: &Gate, secret: &str) -> Option<Arc<ApiKey>> {
    gate.keys.get(&token::digest(secret))
}

/// Recognises a key.
pub async fn prove(app: &App, gate: &Gate, secret: &str) -> Result<Arc<ApiKey>> {
    let bad = || Error::new(Kind::Unauthorized, "no such API key").code("key_invalid");
    if !secret.starts_with(PREFIX) || secret.len() > 128 {
        return Err(bad());
    }
    let digest = token::digest(secret);
    if let Some(key) = gate.keys.get(&digest) {
        return Ok(key);
    }
    let found = api_key::find_by_hash(&mut app.db().root_read().await?, &digest).await?;
    // The index has compared already; this comparison does not depend on how the database does it.
    let key = Arc::new(found.filter(|key| token::is_same(&key.key_hash, &digest)).ok_or_else(bad)?);
    let now = app.now();
    if key.last_used_at.is_none_or(|at| at < now.plus_secs(-TOUCH_SECS)) {
        let mut root = app.db().root().await?;
        api_key::touch(&mut root, &key, now, TOUCH_SECS).await?;
        root.commit().await?;
    }
    gate.keys.insert(digest, key.clone());
    Ok(key)
}

/// What the audit log may know of a key.
fn public(key: &ApiKey) -> Value {
    json!({ "name": key.name, "prefix": key.prefix, "scopes": key.scopes, "per_minute": key.per_minute })
}
