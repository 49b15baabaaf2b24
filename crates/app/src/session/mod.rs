//! What is open: cookie sessions and token families. Opening, proving, rotating, switching organization, ending.
//! Checking the password is in `person/`; this file never sees one.

use crate::access::token::{self, ACCESS_SECS, Audience, Claims, TICKET_SECS};
use crate::access::{Gate, Origin};
use crate::App;
use domain::id::{OrgId, PersonId, SessionId};
use domain::person::{Person, Role};
use domain::{Error, Kind, Result, Secret, Ts};
use serde_json::json;
use store::Root;
use store::member::Membership;
use store::session::{Refresh, Session};
use uuid::Uuid;

const SESSION_SECS: i64 = 30 * 24 * 3600;
/// Every use of a refresh token renews the family for as long.
const REFRESH_SECS: i64 = 30 * 24 * 3600;
/// How often the last use is written down.
const TOUCH_SECS: i64 = 60;

/// How a caller wants to be recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Cookie,
    Token,
    /// A cookie by the word of the organization's own provider.
    Sso,
}

impl Way {
    const fn as_str(self) -> &'static str {
        match self {
            Way::Cookie => "cookie",
            Way::Token => "token",
            Way::Sso => "sso",
        }
    }
}

/// What a log-in hands out.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub person: Person,
    /// The organization it works in, none for a person without one.
    pub membership: Option<Membership>,
    pub memberships: Vec<Membership>,
    /// Is the account's second factor on?
    pub has_totp: bool,
    pub credentials: Credentials,
}

#[derive(Clone, Debug)]
pub enum Credentials {
    Cookie { session: SessionId, token: Secret, csrf: Secret, secs: i64 },
    Tokens(Tokens),
}

#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: Secret,
    pub refresh: Secret,
    pub secs: i64,
    pub org: OrgId,
}

/// A caller who proved to be a person.
#[derive(Clone, Debug)]
pub struct Proven {
    pub person: PersonId,
    /// The session or the token family.
    pub id: Uuid,
    /// None for a session that left its organization.
    pub org: Option<(OrgId, Role)>,
    /// Digest the CSRF token must have; none for tokens, which a browser does not send by itself.
    pub csrf_hash: Option<Vec<u8>>,
    /// By the provider of its organization: it works there and nowhere else.
    pub is_sso: bool,
}

/// Opens a session or a family inside the caller's transaction.
#[expect(clippy::too_many_arguments, reason = "one place where everything about a log-in meets")]
pub(crate) async fn open(root: &mut Root, gate: &Gate, origin: &Origin, person: Person, memberships: Vec<Membership>, org: Option<OrgId>, way: Way, now: Ts) -> Result<SignedIn> {
    if let Some(joined) = memberships.iter().find(|m| way != Way::Sso && Some(m.org_id) == org)
        && crate::sso::refuses_password(root, joined.org_id, &person.email, joined.role).await?
    {
        return Err(crate::sso::required());
    }
    let (id, credentials) = match way {
        Way::Cookie | Way::Sso => open_cookie(root, origin, person.id, org, way, now).await?,
        Way::Token => {
            let org = org.ok_or_else(|| Error::forbidden("the account belongs to no organization").code("no_organization"))?;
            let family = Uuid::now_v7();
            (family, Credentials::Tokens(issue(root, gate, person.id, org, family, now).await?))
        }
    };
    store::session::sweep(root, now.plus_secs(-24 * 3600)).await?;
    if let Some(org) = org {
        store::member::seen(root, org, person.id, now).await?;
        let after = json!({ "way": way.as_str(), "user_agent": origin.user_agent });
        store::audit::insert_root(root, org, &origin.by(person.id, now), "log_in", "session", Some(id), Some(after)).await?;
    }
    let membership = memberships.iter().find(|m| Some(m.org_id) == org).cloned();
    let has_totp = store::totp::is_enabled(root, person.id).await?;
    Ok(SignedIn { person, membership, memberships, has_totp, credentials })
}

async fn open_cookie(root: &mut Root, origin: &Origin, person: PersonId, org: Option<OrgId>, way: Way, now: Ts) -> Result<(Uuid, Credentials)> {
    let (token, csrf) = (token::fresh("sms_")?, token::fresh("smc_")?);
    let session = Session {
        id: SessionId::new(),
        person_id: person,
        org_id: org,
        csrf_hash: token::digest(csrf.expose()),
        user_agent: origin.user_agent.clone(),
        ip: origin.ip.clone(),
        created_at: now,
        seen_at: now,
        expires_at: now.plus_secs(SESSION_SECS),
        is_sso: way == Way::Sso,
        role: None,
    };
    store::session::insert(root, &session, &token::digest(token.expose())).await?;
    Ok((session.id.uuid(), Credentials::Cookie { session: session.id, token, csrf, secs: SESSION_SECS }))
}

async fn issue(root: &mut Root, gate: &Gate, person: PersonId, org: OrgId, family: Uuid, now: Ts) -> Result<Tokens> {
    let refresh = token::fresh("smt_")?;
    let row = Refresh { person_id: person, org_id: org, family_id: family, expires_at: now.plus_secs(REFRESH_SECS) };
    store::session::insert_refresh(root, &row, &token::digest(refresh.expose()), now).await?;
    let access = gate.signer.sign(&Claims::new(Audience::Api, person.uuid(), org, family, now, ACCESS_SECS))?;
    Ok(Tokens { access, refresh, secs: ACCESS_SECS, org })
}

/// Turns a refresh token into the next pair. A token used twice ends its whole family: one of the two users stole it.
pub async fn refresh(app: &App, gate: &Gate, origin: &Origin, refresh_token: &str) -> Result<Tokens> {
    let now = app.now();
    let digest = token::digest(refresh_token);
    let bad = |code: &'static str, detail: &str| Err(Error::new(Kind::Unauthorized, detail).code(code));
    let mut root = app.db().root().await?;
    if let Some(used) = store::session::use_refresh(&mut root, &digest, now).await? {
        if store::member::find_membership(&mut root, used.org_id, used.person_id).await?.is_none() {
            return bad("token_revoked", "the person is no longer in the organization");
        }
        store::member::seen(&mut root, used.org_id, used.person_id, now).await?;
        let tokens = issue(&mut root, gate, used.person_id, used.org_id, used.family_id, now).await?;
        root.commit().await?;
        return Ok(tokens);
    }
    let Some(known) = store::session::find_refresh(&mut root, &digest).await? else { return bad("token_invalid", "the refresh token is not valid") };
    if known.expires_at <= now {
        return bad("token_expired", "the refresh token has expired");
    }
    store::session::delete(&mut root, known.person_id, known.family_id).await?;
    store::audit::insert_root(&mut root, known.org_id, &origin.by(known.person_id, now), "reuse_refresh", "session", Some(known.family_id), Some(json!({ "ended": true }))).await?;
    root.commit().await?;
    bad("token_reused", "the refresh token was used before: everything that grew out of this log-in is ended")
}

/// Recognises a cookie.
pub async fn prove_cookie(app: &App, cookie: &str, ip: &str) -> Result<Proven> {
    let now = app.now();
    let found = store::session::find(&mut app.db().root_read().await?, &token::digest(cookie), now).await?;
    let session = found.ok_or_else(|| Error::new(Kind::Unauthorized, "the session is over").code("session_over"))?;
    if session.seen_at < now.plus_secs(-TOUCH_SECS) {
        let mut root = app.db().root().await?;
        store::session::touch(&mut root, session.id, ip, now, TOUCH_SECS).await?;
        if let Some(org) = session.org_id {
            store::member::seen(&mut root, org, session.person_id, now).await?;
        }
        root.commit().await?;
    }
    Ok(Proven { person: session.person_id, id: session.id.uuid(), org: session.org_id.zip(session.role), csrf_hash: Some(session.csrf_hash), is_sso: session.is_sso })
}

/// Recognises an access token. The role is read now, so a changed role or an ended family counts at once.
pub async fn prove_access(app: &App, gate: &Gate, access: &str) -> Result<Proven> {
    let claims = gate.signer.verify(access, Audience::Api, app.now())?;
    let role = store::session::alive(&mut app.db().root_read().await?, claims.org, claims.person(), claims.fam).await?;
    let role = role.ok_or_else(|| Error::new(Kind::Unauthorized, "the log-in behind the token has ended").code("token_revoked"))?;
    Ok(Proven { person: claims.person(), id: claims.fam, org: Some((claims.org, role)), csrf_hash: None, is_sso: false })
}

/// A ticket that opens one socket: browsers cannot send headers with a socket, and a long-lived token does not
/// belong in an address.
pub fn ticket(app: &App, gate: &Gate, org: OrgId, who: Uuid) -> Result<(Secret, i64)> {
    Ok((gate.signer.sign(&Claims::new(Audience::Socket, who, org, who, app.now(), TICKET_SECS))?, TICKET_SECS))
}

/// Redeems a ticket, once on this node: the organization, and the person or key it was given to.
pub fn redeem(app: &App, gate: &Gate, ticket: &str) -> Result<(OrgId, Uuid)> {
    let claims = gate.signer.verify(ticket, Audience::Socket, app.now())?;
    let mut is_first = false;
    gate.spent.get_with(claims.jti, || is_first = true);
    if is_first { Ok((claims.org, claims.sub)) } else { Err(Error::new(Kind::Unauthorized, "the ticket was used before").code("ticket_used")) }
}

/// Ends one session or family of the person; not found when it is somebody else's.
pub async fn end(app: &App, origin: &Origin, person: PersonId, org: Option<OrgId>, id: Uuid) -> Result<()> {
    let mut root = app.db().root().await?;
    if !store::session::delete(&mut root, person, id).await? {
        return Err(Error::not_found("session"));
    }
    if let Some(org) = org {
        store::audit::insert_root(&mut root, org, &origin.by(person, app.now()), "end", "session", Some(id), None).await?;
    }
    root.commit().await
}

/// Moves a cookie session into another organization of the person, or opens a token family there.
pub async fn switch(app: &App, gate: &Gate, origin: &Origin, proven: &Proven, org: OrgId) -> Result<(Membership, Option<Tokens>)> {
    let now = app.now();
    let mut root = app.db().root().await?;
    let membership = store::member::find_membership(&mut root, org, proven.person).await?.ok_or_else(|| Error::not_found("organization"))?;
    if proven.is_sso {
        // The word of one organization's provider opens no other.
        return if proven.org.map(|(own, _)| own) == Some(org) { Ok((membership, None)) } else { Err(crate::sso::confined()) };
    }
    let person = store::person::find(&mut root, proven.person).await?.ok_or_else(|| Error::not_found("person"))?;
    if crate::sso::refuses_password(&mut root, org, &person.email, membership.role).await? {
        return Err(crate::sso::required());
    }
    let tokens = if proven.csrf_hash.is_some() {
        store::session::set_org(&mut root, SessionId(proven.id), org).await?;
        None
    } else {
        Some(issue(&mut root, gate, proven.person, org, Uuid::now_v7(), now).await?)
    };
    store::audit::insert_root(&mut root, org, &origin.by(proven.person, now), "enter", "session", Some(proven.id), None).await?;
    root.commit().await?;
    Ok((membership, tokens))
}
