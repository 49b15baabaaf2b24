//! The way to a provider and back. State, nonce and verifier wait in a row that one browser can take out once; the same row, with a
//! person in it, waits for a second factor where the firm wants one.

use super::{account, port};
use crate::access::{Gate, Origin, token};
use crate::session::{self, SignedIn, Way};
use crate::{App, lockout};
use domain::id::{MemberId, OrgId, PersonId};
use domain::person::{Person, Role};
use domain::port::{SignInAsk, SignInReturn, Vouched};
use domain::sso::{Sso, domain_of};
use domain::{Error, Kind, Lang, Result, Secret, Ts};
use serde_json::json;
use store::Root;
use store::sso::Attempt;

/// How long somebody may type at the provider.
const LIFE_SECS: i64 = 10 * 60;
/// How long a second factor is waited for.
const CODE_SECS: i64 = 5 * 60;
const NEXT_LIMIT: usize = 500;

/// By an e-mail of a firm's domain, or by the firm's own name in an address.
#[derive(Clone, Copy, Debug)]
pub enum Next<'a> {
    Email(&'a str),
    Slug(&'a str),
}

/// A journey that begins: where to, and what the browser keeps.
#[derive(Debug)]
pub struct Began {
    pub address: String,
    pub browser: Secret,
    pub secs: i64,
}

/// Its end.
#[derive(Debug)]
pub enum Arrived {
    In { signed_in: Box<SignedIn>, next: Option<String> },
    /// The code of the second factor is still to come, from the browser that keeps this.
    NeedsCode { browser: Secret, secs: i64, next: Option<String> },
}

/// The firm that lets this person in by its provider. It is found by the domain alone, so nothing is said about accounts.
pub async fn ways(app: &App, by: Next<'_>) -> Result<Option<store::sso::Way>> {
    let mut root = app.db().root_read().await?;
    match by {
        Next::Slug(slug) => store::sso::by_slug(&mut root, slug).await,
        Next::Email(email) => match domain_of(email) {
            Some(domain) => store::sso::by_domain(&mut root, &domain).await,
            None => Ok(None),
        },
    }
}

fn over() -> Error {
    Error::conflict("the attempt is over, was used, or began in another browser: begin again").code("sso_over")
}

/// Begins: the address of the provider's own form.
pub async fn begin(app: &App, by: Next<'_>, hint: Option<&str>, redirect_uri: &str, next: Option<&str>) -> Result<Began> {
    let way = ways(app, by).await?.ok_or_else(|| Error::not_found("provider").code("sso_unknown"))?;
    let mut scope = app.scope(way.org_id).await?;
    let stored = store::sso::find(&mut scope).await?.ok_or_else(|| Error::not_found("provider").code("sso_unknown"))?;
    let account = account(app, &mut scope, &stored).await?;
    drop(scope);
    let (state, nonce, verifier, browser) = (token::fresh("sst_")?, token::fresh("")?, token::fresh("")?, token::fresh("ssb_")?);
    let login_hint = hint.map(|email| email.trim().chars().take(254).collect());
    let ask = SignInAsk { redirect_uri: redirect_uri.to_owned(), state: state.expose().to_owned(), nonce: nonce.expose().to_owned(), verifier: verifier.clone(), login_hint };
    let address = port(app)?.address(&account, &ask).await?;
    let next = next.filter(|next| next.len() <= NEXT_LIMIT).map(str::to_owned);
    let attempt = Attempt { org_id: way.org_id, issuer: stored.sso.issuer, nonce: nonce.expose().to_owned(), verifier: verifier.expose().to_owned(), next, person_id: None };
    let now = app.now();
    let mut root = app.db().root().await?;
    store::sso::begin(&mut root, &attempt, &token::digest(state.expose()), &token::digest(browser.expose()), now, now.plus_secs(LIFE_SECS)).await?;
    root.commit().await?;
    Ok(Began { address, browser, secs: LIFE_SECS })
}

/// Ends: redeems what the browser brought back and lets the person in.
#[expect(clippy::too_many_arguments, reason = "what a browser brings back, and where it is")]
pub async fn finish(app: &App, gate: &Gate, origin: &Origin, state: &str, browser: &str, code: &str, issuer: Option<String>, redirect_uri: &str) -> Result<Arrived> {
    let now = app.now();
    let mut root = app.db().root().await?;
    let attempt = store::sso::take(&mut root, &token::digest(state), &token::digest(browser), now).await?.filter(|a| a.person_id.is_none());
    // Used up whatever comes of it.
    root.commit().await?;
    let attempt = attempt.ok_or_else(over)?;
    let mut scope = app.scope(attempt.org_id).await?;
    let stored = store::sso::find(&mut scope).await?.filter(|stored| stored.sso.issuer == attempt.issuer).ok_or_else(over)?;
    let account = account(app, &mut scope, &stored).await?;
    let lang = store::org::get(&mut scope).await?.lang;
    drop(scope);
    let back = SignInReturn { code: Secret::new(code), issuer, redirect_uri: redirect_uri.to_owned(), nonce: attempt.nonce.clone(), verifier: Secret::new(attempt.verifier.clone()) };
    let vouched = port(app)?.prove(&account, &back, now).await?;
    let mut root = app.db().root().await?;
    let person = arrive(&mut root, origin, attempt.org_id, &stored.sso, &vouched, lang, app.now()).await?;
    if stored.sso.wants_totp && store::totp::is_enabled(&mut root, person.id).await? {
        let browser = token::fresh("ssb_")?;
        let waiting = Attempt { person_id: Some(person.id), verifier: String::new(), nonce: String::new(), ..attempt };
        let hash = token::digest(browser.expose());
        store::sso::begin(&mut root, &waiting, &hash, &hash, now, now.plus_secs(CODE_SECS)).await?;
        root.commit().await?;
        return Ok(Arrived::NeedsCode { browser, secs: CODE_SECS, next: waiting.next });
    }
    let signed_in = enter(&mut root, gate, origin, attempt.org_id, person, app).await?;
    root.commit().await?;
    Ok(Arrived::In { signed_in: Box::new(signed_in), next: attempt.next })
}

/// The second factor of somebody the provider has vouched for.
pub async fn confirm(app: &App, gate: &Gate, origin: &Origin, browser: &str, code: &str) -> Result<SignedIn> {
    let hash = token::digest(browser);
    let mut root = app.db().root_read().await?;
    let attempt = store::sso::look(&mut root, &hash, &hash, app.now()).await?.ok_or_else(over)?;
    let id = attempt.person_id.ok_or_else(over)?;
    let person = store::person::find(&mut root, id).await?.ok_or_else(over)?;
    drop(root);
    let attempted = lockout::begin(app, origin, &person.email).await?;
    match crate::totp::prove(app, id, Some(code)).await {
        Ok(()) => attempted.right(app).await?,
        Err(error) if error.kind == Kind::Unauthorized => {
            attempted.wrong(app, origin, Some(id)).await?;
            return Err(error);
        }
        Err(error) => {
            attempted.none(app).await?;
            return Err(error);
        }
    }
    let mut root = app.db().root().await?;
    store::sso::take(&mut root, &hash, &hash, app.now()).await?.ok_or_else(over)?;
    let signed_in = enter(&mut root, gate, origin, attempt.org_id, person, app).await?;
    root.commit().await?;
    Ok(signed_in)
}

async fn enter(root: &mut Root, gate: &Gate, origin: &Origin, org: OrgId, person: Person, app: &App) -> Result<SignedIn> {
    let mut memberships = store::member::memberships(root, person.id).await?;
    memberships.retain(|m| m.org_id == org);
    if memberships.is_empty() {
        return Err(removed());
    }
    session::open(root, gate, origin, person, memberships, Some(org), Way::Sso, app.now()).await
}

fn removed() -> Error {
    Error::forbidden("the organization has taken you out: ask for an invitation").code("sso_removed")
}

/// Who it is here: known by issuer and subject; else by the e-mail, which must be of the firm's domains; else new.
async fn arrive(root: &mut Root, origin: &Origin, org: OrgId, sso: &Sso, vouched: &Vouched, lang: Lang, now: Ts) -> Result<Person> {
    if let Some(id) = store::sso::identity(root, org, &vouched.issuer, &vouched.subject).await? {
        store::sso::seen(root, org, &vouched.issuer, &vouched.subject, now).await?;
        let person = store::person::find(root, id).await?.ok_or_else(removed)?;
        // Signing in does not undo that somebody was let go; a new invitation does.
        return if join(root, origin, org, &person, None, now).await? { Ok(person) } else { Err(removed()) };
    }
    let email = vouched.email.as_deref().ok_or_else(|| Error::forbidden("the provider did not say the e-mail").code("sso_email_missing"))?;
    if !vouched.is_email_verified && !sso.trusts_unverified {
        return Err(Error::forbidden("the provider has not checked the e-mail").code("sso_email_unverified"));
    }
    if !domain_of(email).is_some_and(|domain| sso.domains.contains(&domain)) {
        return Err(Error::forbidden("the e-mail is of none of the organization's domains").code("sso_email_foreign"));
    }
    let person = match store::person::find_login(root, email).await? {
        Some(login) => login.person,
        None => {
            let name = vouched.name.clone().or_else(|| email.split('@').next().map(str::to_owned)).unwrap_or_default();
            let person = Person { id: PersonId::new(), email: email.to_owned(), name, lang, created_at: now };
            store::person::insert(root, &person, None).await?;
            person
        }
    };
    store::sso::add_identity(root, org, &vouched.issuer, &vouched.subject, person.id, now).await?;
    join(root, origin, org, &person, Some(sso.default_role), now).await?;
    Ok(person)
}

/// Makes the person a member who is none yet: by an open invitation, else with the usual role; false where there is neither.
async fn join(root: &mut Root, origin: &Origin, org: OrgId, person: &Person, usual: Option<Role>, now: Ts) -> Result<bool> {
    if store::member::find_membership(root, org, person.id).await?.is_some() {
        return Ok(true);
    }
    let invited = store::invitation::find_open_of(root, org, &person.email, now).await?;
    if let Some(invitation) = &invited {
        store::invitation::accept(root, invitation, now).await?;
    }
    let Some(role) = invited.map(|invitation| invitation.role).or(usual) else { return Ok(false) };
    let id = MemberId::new();
    store::member::join(root, org, id, person.id, role, now).await?;
    store::audit::insert_root(root, org, &origin.by(person.id, now), "join", "member", Some(id.uuid()), Some(json!({ "role": role, "by": "sso" }))).await?;
    Ok(true)
}
