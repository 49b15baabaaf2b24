//! Signing in by a firm's own provider: settings with their domains, who came from there, and who is on the way.
//! Sign-in does not know the firm yet, so it looks across tenants; the settings are a tenant's own.

use crate::{FromRow, Reads, Root, Row, Unit, Val};
use domain::id::{OrgId, PersonId};
use domain::sso::Sso;
use domain::{Result, Ts};
use uuid::Uuid;

statements! {
    GET = "SELECT * FROM sso WHERE org_id = $1";
    PUT = "INSERT INTO sso (org_id, issuer, client_id, secret, label, default_role, is_enforced, trusts_unverified, wants_totp, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
           ON CONFLICT (org_id) DO UPDATE SET issuer = excluded.issuer, client_id = excluded.client_id, secret = excluded.secret, label = excluded.label, default_role = excluded.default_role, is_enforced = excluded.is_enforced,
           trusts_unverified = excluded.trusts_unverified, wants_totp = excluded.wants_totp, updated_at = excluded.updated_at";
    DELETE = "DELETE FROM sso WHERE org_id = $1";
    DOMAINS = "SELECT domain FROM sso_domain WHERE org_id = $1 ORDER BY domain";
    DROP_DOMAINS = "DELETE FROM sso_domain WHERE org_id = $1";
    ADD_DOMAIN = "INSERT INTO sso_domain (org_id, domain) VALUES ($1, $2)";
    ROOT_BY_DOMAIN = "SELECT o.id AS org_id, o.slug, o.name, s.label FROM sso s JOIN sso_domain d ON d.org_id = s.org_id JOIN org o ON o.id = s.org_id WHERE d.domain = $1";
    ROOT_BY_SLUG = "SELECT o.id AS org_id, o.slug, o.name, s.label FROM sso s JOIN org o ON o.id = s.org_id WHERE o.slug = $1";
    ROOT_ENFORCED = "SELECT s.org_id FROM sso s JOIN sso_domain d ON d.org_id = s.org_id WHERE s.org_id = $1 AND d.domain = $2 AND s.is_enforced = TRUE";
    /// Those whom the provider alone lets in now.
    ROOT_LEAVE = "UPDATE session SET org_id = NULL WHERE org_id = $1 AND is_sso = FALSE AND person_id IN (SELECT m.person_id FROM member m JOIN person p ON p.id = m.person_id JOIN sso_domain d ON d.org_id = m.org_id AND p.email LIKE '%@' || d.domain WHERE m.org_id = $1 AND m.role <> 'owner')";
    ROOT_LEAVE_FAMILIES = "DELETE FROM refresh_token WHERE org_id = $1 AND person_id IN (SELECT m.person_id FROM member m JOIN person p ON p.id = m.person_id JOIN sso_domain d ON d.org_id = m.org_id AND p.email LIKE '%@' || d.domain WHERE m.org_id = $1 AND m.role <> 'owner')";
    /// Without the provider nobody has come by it.
    ROOT_END = "DELETE FROM session WHERE org_id = $1 AND is_sso = TRUE";
    ROOT_IDENTITY = "SELECT person_id FROM sso_identity WHERE org_id = $1 AND issuer = $2 AND subject = $3";
    ROOT_ADD_IDENTITY = "INSERT INTO sso_identity (org_id, id, issuer, subject, person_id, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $6)";
    ROOT_SEEN = "UPDATE sso_identity SET seen_at = $4 WHERE org_id = $1 AND issuer = $2 AND subject = $3";
    ROOT_BEGIN = "INSERT INTO sso_attempt (state_hash, org_id, browser_hash, issuer, nonce, verifier, next, person_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// The removal is the use: of two returns with one state exactly one gets the row.
    ROOT_USE = "DELETE FROM sso_attempt WHERE state_hash = $1 AND browser_hash = $2 AND expires_at > $3 RETURNING org_id, issuer, nonce, verifier, next, person_id";
    ROOT_LOOK = "SELECT org_id, issuer, nonce, verifier, next, person_id FROM sso_attempt WHERE state_hash = $1 AND browser_hash = $2 AND expires_at > $3";
    ROOT_SWEEP = "DELETE FROM sso_attempt WHERE expires_at < $1";
}

/// One row; `secret` is sealed by `app::vault`.
#[derive(Clone, Debug)]
pub struct Stored {
    pub sso: Sso,
    pub secret: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> Result<Self> {
        let sso = Sso {
            issuer: row.get("issuer")?,
            client_id: row.get("client_id")?,
            label: row.get("label")?,
            domains: Vec::new(),
            default_role: row.parse("default_role")?,
            is_enforced: row.get("is_enforced")?,
            trusts_unverified: row.get("trusts_unverified")?,
            wants_totp: row.get("wants_totp")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        };
        Ok(Stored { sso, secret: row.get("secret")? })
    }
}

/// A firm one can sign in to by its provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub org_id: OrgId,
    pub slug: String,
    pub name: String,
    pub label: String,
}

impl FromRow for Way {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Way { org_id: row.id("org_id")?, slug: row.get("slug")?, name: row.get("name")?, label: row.get("label")? })
    }
}

/// Somebody on the way to a provider and back.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub org_id: OrgId,
    pub issuer: String,
    pub nonce: String,
    pub verifier: String,
    pub next: Option<String>,
    /// Proven; only the second factor is missing.
    pub person_id: Option<PersonId>,
}

impl FromRow for Attempt {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Attempt { org_id: row.id("org_id")?, issuer: row.get("issuer")?, nonce: row.get("nonce")?, verifier: row.get("verifier")?, next: row.get("next")?, person_id: row.maybe_id("person_id")? })
    }
}

struct Domain(String);
impl FromRow for Domain {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("domain").map(Domain)
    }
}

struct Whose(PersonId);
impl FromRow for Whose {
    fn from_row(row: &Row) -> Result<Self> {
        row.id("person_id").map(Whose)
    }
}

struct Firm;
impl FromRow for Firm {
    fn from_row(_: &Row) -> Result<Self> {
        Ok(Firm)
    }
}

pub async fn find(reads: &mut impl Reads) -> Result<Option<Stored>> {
    let Some(mut found) = reads.list::<Stored>(GET, vec![]).await?.into_iter().next() else { return Ok(None) };
    found.sso.domains = reads.list::<Domain>(DOMAINS, vec![]).await?.into_iter().map(|d| d.0).collect();
    Ok(Some(found))
}

/// The settings with their domains, in the place of what was there.
pub async fn put(unit: &mut Unit, stored: &Stored, now: Ts) -> Result<()> {
    let s = &stored.sso;
    unit.exec(PUT, vals![&s.issuer, &s.client_id, stored.secret.as_slice(), &s.label, s.default_role, s.is_enforced, s.trusts_unverified, s.wants_totp, now]).await?;
    unit.exec(DROP_DOMAINS, vec![]).await?;
    for domain in &s.domains {
        unit.exec(ADD_DOMAIN, vec![Val::from(domain)]).await?;
    }
    Ok(())
}

pub async fn delete(unit: &mut Unit) -> Result<bool> {
    unit.exec(DROP_DOMAINS, vec![]).await?;
    Ok(unit.exec(DELETE, vec![]).await? > 0)
}

pub async fn by_domain(root: &mut Root, domain: &str) -> Result<Option<Way>> {
    root.find(ROOT_BY_DOMAIN, vals![domain]).await
}

pub async fn by_slug(root: &mut Root, slug: &str) -> Result<Option<Way>> {
    root.find(ROOT_BY_SLUG, vals![slug]).await
}

/// Does the firm let this domain in by its provider alone?
pub async fn is_enforced(root: &mut Root, org: OrgId, domain: &str) -> Result<bool> {
    Ok(root.find::<Firm>(ROOT_ENFORCED, vals![org, domain]).await?.is_some())
}

/// Ends in the firm what passwords have opened there for people of its domains.
pub async fn leave(root: &mut Root, org: OrgId) -> Result<()> {
    root.exec(ROOT_LEAVE, vals![org]).await?;
    root.exec(ROOT_LEAVE_FAMILIES, vals![org]).await?;
    Ok(())
}

/// Ends what the provider has opened.
pub async fn end(root: &mut Root, org: OrgId) -> Result<()> {
    root.exec(ROOT_END, vals![org]).await?;
    Ok(())
}

pub async fn identity(root: &mut Root, org: OrgId, issuer: &str, subject: &str) -> Result<Option<PersonId>> {
    Ok(root.find::<Whose>(ROOT_IDENTITY, vals![org, issuer, subject]).await?.map(|w| w.0))
}

pub async fn add_identity(root: &mut Root, org: OrgId, issuer: &str, subject: &str, person: PersonId, now: Ts) -> Result<()> {
    root.exec(ROOT_ADD_IDENTITY, vals![org, Uuid::now_v7(), issuer, subject, person, now]).await?;
    Ok(())
}

pub async fn seen(root: &mut Root, org: OrgId, issuer: &str, subject: &str, now: Ts) -> Result<()> {
    root.exec(ROOT_SEEN, vals![org, issuer, subject, now]).await?;
    Ok(())
}

pub async fn begin(root: &mut Root, attempt: &Attempt, state_hash: &[u8], browser_hash: &[u8], now: Ts, expires_at: Ts) -> Result<()> {
    let a = attempt;
    root.exec(ROOT_BEGIN, vals![state_hash, a.org_id, browser_hash, &a.issuer, &a.nonce, &a.verifier, a.next.clone(), a.person_id, now, expires_at]).await?;
    Ok(())
}

/// Takes an attempt out, once, by the browser that began it.
pub async fn take(root: &mut Root, state_hash: &[u8], browser_hash: &[u8], now: Ts) -> Result<Option<Attempt>> {
    root.find(ROOT_USE, vals![state_hash, browser_hash, now]).await
}

pub async fn look(root: &mut Root, state_hash: &[u8], browser_hash: &[u8], now: Ts) -> Result<Option<Attempt>> {
    root.find(ROOT_LOOK, vals![state_hash, browser_hash, now]).await
}

pub async fn sweep(root: &mut Root, now: Ts) -> Result<()> {
    root.exec(ROOT_SWEEP, vals![now]).await?;
    Ok(())
}
