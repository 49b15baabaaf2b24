//! Invitations by link: made by someone who may manage people, accepted once, by the invited e-mail only.

use crate::access::{Gate, Origin, password, token};
use crate::person::{Letter, Mail, NewPerson};
use crate::session::{self, SignedIn, Way};
use crate::{App, Ctx};
use domain::id::{InvitationId, MemberId, PersonId};
use domain::person::Role;
use domain::{Error, Lang, Result, Secret};
use serde_json::{Value, json};
use store::invitation::{self, Invitation};

const LIFE_SECS: i64 = 7 * 24 * 3600;

/// Invites an address. Nobody invites above their own role. The token is seen here and never again.
/// With a mailer the invited person gets it in a letter, too; the last value says so.
pub async fn create(app: &App, ctx: &Ctx, email: String, role: Role, own: Role) -> Result<(Invitation, Secret, bool)> {
    if role > own {
        return Err(Error::forbidden("nobody grants a role above their own").code("role_above_own"));
    }
    let now = app.now();
    let secret = token::fresh("smi_")?;
    let row = Invitation { org_id: ctx.org, id: InvitationId::new(), email, role, invited_by: ctx.person(), created_at: now, expires_at: now.plus_secs(LIFE_SECS), accepted_at: None, revoked_at: None, org_name: None };
    let mut unit = app.unit(ctx).await?;
    if store::member::find_by_email_in(&mut unit, &row.email).await?.is_some() {
        return Err(Error::conflict("this person is a member already").code("already_member"));
    }
    invitation::insert(&mut unit, &row, &token::digest(secret.expose())).await?;
    unit.audit("create", "invitation", Some(row.id.uuid()), None, Some(public(&row))).await?;
    let is_mailed = app.config().mailer.is_some();
    if is_mailed {
        let org = store::org::get_in(&mut unit).await?;
        let by = match ctx.person() {
            Some(person) => store::member::find_by_person(&mut unit, person).await?.map(|m| m.name),
            None => None,
        };
        let what = Letter::Invitation { link: Secret::new(link(app, &secret)), firm: org.name, by };
        crate::job::letter::enqueue(app, &mut unit, &Mail { to: row.email.clone(), lang: org.lang, what }).await?;
    }
    unit.commit().await?;
    Ok((row, secret, is_mailed))
}

/// The address of an invitation; the token is in the fragment, so that it reaches no log.
pub fn link(app: &App, secret: &Secret) -> String {
    format!("{}/app/invite#token={}", app.config().public_url.as_deref().unwrap_or_default(), secret.expose())
}

pub async fn revoke(app: &App, ctx: &Ctx, id: InvitationId) -> Result<()> {
    let mut unit = app.unit(ctx).await?;
    let row = invitation::get_in(&mut unit, id).await?;
    if row.accepted_at.is_some() {
        return Err(Error::conflict("the invitation is accepted already").code("invitation_accepted"));
    }
    if invitation::revoke(&mut unit, id).await? {
        unit.audit("revoke", "invitation", Some(id.uuid()), Some(public(&row)), None).await?;
    }
    unit.commit().await
}

/// What the invited person is shown. Holding the token is the permission.
pub async fn look(app: &App, secret: &str) -> Result<(Invitation, bool)> {
    let mut root = app.db().root_read().await?;
    let found = invitation::find_open(&mut root, &token::digest(secret), app.now()).await?.ok_or_else(gone)?;
    let has_account = store::person::find_login(&mut root, &found.email).await?.is_some();
    Ok((found, has_account))
}

fn gone() -> Error {
    Error::not_found("invitation").code("invitation_gone")
}

/// What the invited person brings.
#[derive(Clone, Debug)]
pub struct Acceptance {
    pub token: Secret,
    /// For a new account; ignored when the e-mail has one.
    pub name: Option<String>,
    pub lang: Lang,
    /// Chosen now, or the one of the existing account. Not needed by the account's own signed-in person.
    pub password: Option<Secret>,
    /// Of the account's second factor, with its password.
    pub code: Option<String>,
    pub signed_in: Option<PersonId>,
}

/// Joins the organization, with a new account or the existing one of that e-mail, and opens a session there.
pub async fn accept(app: &App, gate: &Gate, origin: &Origin, with: Acceptance, way: Way) -> Result<SignedIn> {
    let now = app.now();
    let digest = token::digest(with.token.expose());
    let (found, login) = {
        let mut root = app.db().root_read().await?;
        let found = invitation::find_open(&mut root, &digest, now).await?.ok_or_else(gone)?;
        let login = store::person::find_login(&mut root, &found.email).await?;
        (found, login)
    };
    let is_self = login.as_ref().is_some_and(|login| with.signed_in == Some(login.person.id));
    let fresh = match &login {
        Some(_) if is_self => None,
        Some(login) => {
            let password = with.password.ok_or_else(|| Error::invalid("password", "the e-mail has an account: give its password").code("password_missing"))?;
            crate::person::prove(app, gate, origin, &login.person.email, &password, with.code.as_deref()).await?;
            None
        }
        None => {
            let password = with.password.ok_or_else(|| Error::invalid("password", "choose a password").code("password_missing"))?;
            let name = with.name.ok_or_else(|| Error::invalid("name", "say your name").code("missing"))?;
            password::check(&password, &found.email)?;
            let hash = gate.hashing.hash(&password).await?;
            Some((NewPerson { email: found.email.clone(), name, lang: with.lang, password }, hash))
        }
    };
    let mut root = app.db().root().await?;
    let person = match (login, fresh) {
        (Some(login), _) => login.person,
        (None, Some((new, hash))) => crate::person::insert_person(&mut root, new, &hash, now).await?,
        (None, None) => return Err(gone()),
    };
    // The update decides the race of two acceptances; the loser's account is rolled back with it.
    if !invitation::accept(&mut root, &found, now).await? {
        return Err(gone());
    }
    store::member::join(&mut root, found.org_id, MemberId::new(), person.id, found.role, now).await?;
    store::audit::insert_root(&mut root, found.org_id, &origin.by(person.id, now), "accept", "invitation", Some(found.id.uuid()), Some(public(&found))).await?;
    let memberships = store::member::memberships(&mut root, person.id).await?;
    let signed_in = session::open(&mut root, gate, origin, person, memberships, Some(found.org_id), way, now).await?;
    root.commit().await?;
    Ok(signed_in)
}

fn public(row: &Invitation) -> Value {
    json!({ "email": row.email, "role": row.role, "expires_at": row.expires_at })
}
