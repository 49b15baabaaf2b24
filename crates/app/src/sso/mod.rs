//! Signing in by a firm's own provider (OpenID Connect): its settings here, the way there and back in `login.rs`.
//! A firm chooses its provider itself, so its word counts in that firm alone: such a session works nowhere else, and an account
//! that also works elsewhere is not changed by it.

mod login;

pub use login::{Arrived, Began, Next, begin, confirm, finish, ways};

use crate::session::Proven;
use crate::{App, Ctx};
use domain::id::OrgId;
use domain::person::Role;
use domain::port::{SignIn, SignInAccount};
use domain::sso::{self, Sso};
use domain::{Error, Kind, Result, Secret};
use serde_json::{Value, json};
use std::sync::Arc;
use store::sso::Stored;
use store::{Root, Scope};

pub(crate) const TABLE: &str = "sso";

/// What a firm sets; without a secret the stored one stays.
#[derive(Clone, Debug)]
pub struct Wish {
    pub issuer: String,
    pub client_id: String,
    pub secret: Option<Secret>,
    pub label: String,
    pub domains: Vec<String>,
    pub default_role: Role,
    pub is_enforced: bool,
    pub trusts_unverified: bool,
    pub wants_totp: bool,
}

fn port(app: &App) -> Result<&Arc<dyn SignIn>> {
    app.config().sign_in.as_ref().ok_or_else(|| Error::new(Kind::Unsupported, "this server signs nobody in by a provider").code("sso_off"))
}

/// Sets the provider up or changes it. From the moment passwords are refused, what they have opened for people of these domains ends.
pub async fn put(app: &App, ctx: &Ctx, wish: Wish, own: Role) -> Result<Sso> {
    if wish.default_role == Role::Owner || wish.default_role > own {
        return Err(Error::forbidden("nobody grants a role above their own, and nobody becomes an owner by signing in").code("role_above_own"));
    }
    let issuer = port(app)?.check(&wish.issuer)?;
    let domains = sso::domains(&wish.domains)?;
    let now = app.now();
    let mut unit = app.unit(ctx).await?;
    let before = store::sso::find(&mut unit).await?;
    let secret = match (&wish.secret, &before) {
        (Some(secret), _) => app.vault().seal(&mut unit, TABLE, ctx.org.uuid(), secret.expose().as_bytes()).await?,
        // A secret was made for one address; it is not sent to another.
        (None, Some(stored)) if stored.sso.issuer == issuer && stored.sso.client_id == wish.client_id => stored.secret.clone(),
        (None, _) => return Err(Error::invalid("secret", "give the client's secret").code("missing")),
    };
    let created_at = before.as_ref().map_or(now, |b| b.sso.created_at);
    let sso = Sso {
        issuer, client_id: wish.client_id, label: wish.label, domains, default_role: wish.default_role, is_enforced: wish.is_enforced, trusts_unverified: wish.trusts_unverified, wants_totp: wish.wants_totp, created_at, updated_at: now,
    };
    let stored = Stored { sso, secret };
    store::sso::put(&mut unit, &stored, now).await?;
    let has_new_secret = wish.secret.is_some();
    let after = Some(with(public(&stored.sso), "has_new_secret", has_new_secret.into()));
    unit.audit("update", "sso", Some(ctx.org.uuid()), before.as_ref().map(|b| public(&b.sso)), after).await?;
    unit.event("sso.changed", ctx.org, None, json!({})).await?;
    unit.commit().await?;
    let mut root = app.db().root().await?;
    if before.is_some_and(|b| b.sso.issuer != stored.sso.issuer) {
        store::sso::end(&mut root, ctx.org).await?;
    }
    if stored.sso.is_enforced {
        store::sso::leave(&mut root, ctx.org).await?;
    }
    root.commit().await?;
    Ok(stored.sso)
}

/// Takes the provider away; who came by it signs in again by other means.
pub async fn remove(app: &App, ctx: &Ctx) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let before = store::sso::find(&mut unit).await?.ok_or_else(|| Error::not_found("provider"))?;
    store::sso::delete(&mut unit).await?;
    unit.audit("remove", "sso", Some(ctx.org.uuid()), Some(public(&before.sso)), None).await?;
    unit.event("sso.changed", ctx.org, None, json!({})).await?;
    unit.commit().await?;
    let mut root = app.db().root().await?;
    store::sso::end(&mut root, ctx.org).await?;
    root.commit().await
}

/// Asks a provider who it is, before or after it is set.
pub async fn check(app: &App, issuer: &str) -> Result<()> {
    let port = port(app)?;
    port.discover(&port.check(issuer)?).await
}

fn public(sso: &Sso) -> Value {
    json!({
        "issuer": sso.issuer, "client_id": sso.client_id, "label": sso.label, "domains": sso.domains, "default_role": sso.default_role, "is_enforced": sso.is_enforced, "trusts_unverified": sso.trusts_unverified, "wants_totp": sso.wants_totp,
    })
}

fn with(mut value: Value, name: &str, what: Value) -> Value {
    if let Some(fields) = value.as_object_mut() {
        fields.insert(name.to_owned(), what);
    }
    value
}

async fn account(app: &App, scope: &mut Scope, stored: &Stored) -> Result<SignInAccount> {
    let clear = app.vault().open(scope, TABLE, scope.org().uuid(), &stored.secret).await?;
    let secret = String::from_utf8(clear).map_err(|_| Error::internal("the secret of a provider does not read").op("sso.open"))?;
    Ok(SignInAccount { issuer: stored.sso.issuer.clone(), client_id: stored.sso.client_id.clone(), secret: Secret::new(secret) })
}

/// Does this firm refuse the password of this member? Owners keep theirs: somebody must be able to mend a broken provider.
pub(crate) async fn refuses_password(root: &mut Root, org: OrgId, email: &str, role: Role) -> Result<bool> {
    let Some(domain) = sso::domain_of(email).filter(|_| role != Role::Owner) else { return Ok(false) };
    store::sso::is_enforced(root, org, &domain).await
}

pub(crate) fn required() -> Error {
    Error::forbidden("the organization lets you in by its own provider only").code("sso_required")
}

/// Refuses what touches the whole account to a session of one firm's provider, unless the account works in that firm alone.
pub async fn check_whole(app: &App, proven: &Proven) -> Result<()> {
    if !proven.is_sso {
        return Ok(());
    }
    let own = proven.org.map(|(org, _)| org);
    let memberships = store::member::memberships(&mut app.db().root_read().await?, proven.person).await?;
    // A firm that has let the person go speaks for them no more.
    if own.is_none() || memberships.iter().any(|m| Some(m.org_id) != own) { Err(confined()) } else { Ok(()) }
}

pub(crate) fn confined() -> Error {
    Error::forbidden("you signed in by the provider of one organization: sign in with your password for this").code("sso_confined")
}
