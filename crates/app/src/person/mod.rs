//! Accounts: registering with an organization, logging in, changing and resetting the password.
//! What a successful log-in hands out is made in `session/`; the rules of passwords are in `access/password.rs`.

pub(crate) mod letter;
mod mail;
mod register;

pub use mail::{FileMail, Letter, Mail, MailSink, MemoryMail};
pub use register::{NewPerson, add, create_org, register};
pub(crate) use register::insert_person;

use crate::access::{Gate, Origin, password, token};
use crate::session::{self, SignedIn, Way};
use crate::{App, lockout};
use domain::id::{OrgId, PersonId};
use domain::{Error, Kind, Result, Secret};
use serde_json::json;
use store::member::Membership;
use store::person::Login;
use uuid::Uuid;

/// Life of a reset link.
const RESET_SECS: i64 = 60 * 60;

/// One answer for every way a log-in can fail: it does not tell whether the e-mail is known.
fn wrong_login() -> Error {
    Error::new(Kind::Unauthorized, "the e-mail or the password is wrong").code("login_wrong")
}

/// What a person types to log in.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Lower-cased.
    pub email: String,
    pub password: Secret,
    /// Of the second factor, or a recovery code.
    pub code: Option<String>,
}

/// Checks e-mail, password and second factor and opens a session or a token family in `org`, else in the person's first organization.
pub async fn login(app: &App, gate: &Gate, origin: &Origin, proof: &Proof, org: Option<OrgId>, way: Way) -> Result<SignedIn> {
    let Proof { email, password, code } = proof;
    let login = prove(app, gate, origin, email, password, code.as_deref()).await?;
    let mut root = app.db().root().await?;
    let memberships = store::member::memberships(&mut root, login.person.id).await?;
    let chosen = choose(&mut root, &login.person.email, &memberships, org).await?;
    let signed_in = session::open(&mut root, gate, origin, login.person, memberships, chosen, way, app.now()).await?;
    root.commit().await?;
    Ok(signed_in)
}

/// The account of an e-mail, when password and second factor are right. Every wrong one costs (`lockout.rs`).
pub(crate) async fn prove(app: &App, gate: &Gate, origin: &Origin, email: &str, password: &Secret, code: Option<&str>) -> Result<Login> {
    let attempt = lockout::begin(app, origin, email).await?;
    let known = store::person::find_login(&mut app.db().root_read().await?, email).await?;
    let hash = known.as_ref().and_then(|login| login.password_hash.clone());
    let fits = gate.hashing.verify(password, hash).await?;
    let Some(login) = known.as_ref().filter(|_| fits) else {
        attempt.wrong(app, origin, known.map(|login| login.person.id)).await?;
        return Err(wrong_login());
    };
    match crate::totp::prove(app, login.person.id, code).await {
        Ok(()) => attempt.right(app).await?,
        Err(error) => {
            match error.public_code() {
                "totp_required" => attempt.none(app).await?,
                "totp_wrong" => attempt.wrong(app, origin, Some(login.person.id)).await?,
                _ => {}
            }
            return Err(error);
        }
    }
    known.ok_or_else(wrong_login)
}

/// The password of somebody signed in, asked for once more; a wrong one costs, too.
pub(crate) async fn prove_again(app: &App, gate: &Gate, origin: &Origin, person: PersonId, password: &Secret) -> Result<Option<Login>> {
    let login = store::person::find_login_by_id(&mut app.db().root_read().await?, person).await?.ok_or_else(|| Error::not_found("person"))?;
    let attempt = lockout::begin_on(app, &login.person.email).await?;
    if gate.hashing.verify(password, login.password_hash.clone()).await? {
        attempt.none(app).await?;
        return Ok(Some(login));
    }
    attempt.wrong(app, origin, Some(person)).await?;
    Ok(None)
}

/// Where to work: as wished, else in the first organization that a password lets in.
async fn choose(root: &mut store::Root, email: &str, memberships: &[Membership], org: Option<OrgId>) -> Result<Option<OrgId>> {
    match org {
        None => {
            for m in memberships {
                if !crate::sso::refuses_password(root, m.org_id, email, m.role).await? {
                    return Ok(Some(m.org_id));
                }
            }
            if memberships.is_empty() { Ok(None) } else { Err(crate::sso::required()) }
        }
        Some(org) if memberships.iter().any(|m| m.org_id == org) => Ok(Some(org)),
        Some(_) => Err(Error::not_found("organization")),
    }
}

/// Changes one's own password; everything else the person has open is ended, `keep` stays.
#[expect(clippy::too_many_arguments, reason = "who, where from, what, and what stays open")]
pub async fn change_password(app: &App, gate: &Gate, origin: &Origin, person: PersonId, org: Option<OrgId>, old: &Secret, new: &Secret, keep: Uuid) -> Result<()> {
    let login = prove_again(app, gate, origin, person, old).await?.ok_or_else(|| Error::invalid("old_password", "the old password is wrong").code("password_wrong"))?;
    password::check(new, &login.person.email).map_err(|e| Error { field: Some("new_password".into()), ..e })?;
    set_password(app, gate, origin, person, org, new, keep, "change_password").await
}

#[expect(clippy::too_many_arguments, reason = "who, where from, what, and what stays open")]
async fn set_password(app: &App, gate: &Gate, origin: &Origin, person: PersonId, org: Option<OrgId>, new: &Secret, keep: Uuid, action: &'static str) -> Result<()> {
    let hash = gate.hashing.hash(new).await?;
    let mut root = app.db().root().await?;
    store::person::set_password(&mut root, person, &hash).await?;
    let ended = store::session::delete_others(&mut root, person, keep).await?;
    audit_everywhere(&mut root, origin, person, org, action, json!({ "sessions_ended": ended }), app.now()).await?;
    root.commit().await
}

/// A change of the account itself is written to the log of every organization the person works in.
pub(crate) async fn audit_everywhere(root: &mut store::Root, origin: &Origin, person: PersonId, org: Option<OrgId>, action: &'static str, after: serde_json::Value, now: domain::Ts) -> Result<()> {
    let by = origin.by(person, now);
    let mut orgs: Vec<OrgId> = store::member::memberships(root, person).await?.into_iter().map(|m| m.org_id).collect();
    orgs.extend(org.filter(|org| !orgs.contains(org)));
    for org in orgs {
        store::audit::insert_root(root, org, &by, action, "person", Some(person.uuid()), Some(after.clone())).await?;
    }
    Ok(())
}

/// Sends a reset link if the e-mail is known. The caller learns nothing either way; both ways write and commit.
pub async fn forgot_password(app: &App, gate: &Gate, origin: &Origin, email: &str) -> Result<()> {
    let token = token::fresh("smr_")?;
    let now = app.now();
    let mut root = app.db().root().await?;
    store::person::sweep_resets(&mut root, now).await?;
    let known = store::person::find_login(&mut root, email).await?;
    let mut waits = None;
    if let Some(login) = known {
        store::person::insert_reset(&mut root, login.person.id, &token::digest(token.expose()), now, now.plus_secs(RESET_SECS)).await?;
        audit_everywhere(&mut root, origin, login.person.id, None, "request_reset", json!({}), now).await?;
        // Letters wait with a firm; who is in none yet is helped by the operator.
        let firm = store::member::memberships(&mut root, login.person.id).await?.first().map(|m| m.org_id);
        let mail = Mail { to: login.person.email, lang: login.person.lang, what: Letter::PasswordReset { link: reset_link_of(app, &token) } };
        match firm.filter(|_| app.config().mailer.is_some()) {
            Some(org) => crate::job::letter::enqueue_root(app, &mut root, org, &mail).await?,
            None => waits = Some(mail),
        }
    }
    root.commit().await?;
    app.db().signals.send(store::Signal::Job);
    if let Some(mail) = waits {
        gate.mail.send(mail);
    }
    Ok(())
}

fn reset_link_of(app: &App, token: &Secret) -> Secret {
    // In the fragment, so that it reaches no server log and no Referer.
    Secret::new(format!("{}/app/reset#token={}", app.config().public_url.as_deref().unwrap_or_default(), token.expose()))
}

/// A reset link for the operator of the server; `None` when nobody has this e-mail.
pub async fn reset_link(app: &App, email: &str) -> Result<Option<Secret>> {
    let token = token::fresh("smr_")?;
    let now = app.now();
    let mut root = app.db().root().await?;
    let Some(login) = store::person::find_login(&mut root, &email.trim().to_lowercase()).await? else { return Ok(None) };
    store::person::insert_reset(&mut root, login.person.id, &token::digest(token.expose()), now, now.plus_secs(RESET_SECS)).await?;
    audit_everywhere(&mut root, &Origin { ip: "console".into(), ..Origin::default() }, login.person.id, None, "request_reset", json!({ "by": "operator" }), now).await?;
    root.commit().await?;
    Ok(Some(reset_link_of(app, &token)))
}

/// Sets a new password by a reset token, once, and ends everything the person had open.
pub async fn reset_password(app: &App, gate: &Gate, origin: &Origin, reset_token: &str, new: &Secret) -> Result<()> {
    let now = app.now();
    let digest = token::digest(reset_token);
    let gone = || Error::invalid("token", "the link is used, expired or wrong: ask for a new one").code("reset_token_invalid");
    // Hash before the writer is taken; the token decides inside the transaction.
    password::check(new, "")?;
    let hash = gate.hashing.hash(new).await?;
    let mut root = app.db().root().await?;
    let person = store::person::use_reset(&mut root, &digest, now).await?.ok_or_else(gone)?;
    let known = store::person::find(&mut root, person).await?.ok_or_else(gone)?;
    password::check(new, &known.email)?;
    store::person::set_password(&mut root, person, &hash).await?;
    lockout::lift(&mut root, &known.email).await?;
    let ended = store::session::delete_others(&mut root, person, Uuid::nil()).await?;
    audit_everywhere(&mut root, origin, person, None, "reset_password", json!({ "sessions_ended": ended }), now).await?;
    root.commit().await
}

/// Changes one's own name and language.
pub async fn update_profile(app: &App, origin: &Origin, person: PersonId, name: Option<String>, lang: Option<domain::Lang>) -> Result<domain::person::Person> {
    let mut root = app.db().root().await?;
    let mut known = store::person::find(&mut root, person).await?.ok_or_else(|| Error::not_found("person"))?;
    known.name = name.unwrap_or(known.name);
    known.lang = lang.unwrap_or(known.lang);
    store::person::set_profile(&mut root, &known).await?;
    audit_everywhere(&mut root, origin, person, None, "update", json!({ "name": known.name, "lang": known.lang }), app.now()).await?;
    root.commit().await?;
    Ok(known)
}
