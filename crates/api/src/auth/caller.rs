//! What handlers ask for: a caller of one organization, a caller with a permission, a signed-in person.

use super::recognise::{CSRF_HEADER, Identity};
use crate::ApiState;
use crate::origin::Remote;
use crate::problem::Problem;
use crate::trace;
use app::Ctx;
use app::access::{Origin, token};
use app::session::Proven;
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use domain::event::Actor;
use domain::id::{OrgId, PersonId};
use domain::person::{Permission, Role};
use std::marker::PhantomData;
use uuid::Uuid;

/// Someone of one organization: a member or a key.
#[derive(Clone, Debug)]
pub struct Caller {
    /// For use cases.
    pub ctx: Ctx,
    rights: Rights,
}

#[derive(Clone, Debug)]
enum Rights {
    Role(Role),
    Scopes(Vec<Permission>),
}

impl Caller {
    pub const fn org(&self) -> OrgId {
        self.ctx.org
    }
    pub fn may(&self, permission: Permission) -> bool {
        match &self.rights {
            Rights::Role(role) => role.may(permission),
            Rights::Scopes(scopes) => scopes.contains(&permission),
        }
    }
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        if self.may(permission) {
            return Ok(());
        }
        Err(Problem::forbidden("permission_missing", format!("this needs the permission {}", permission.as_str())))
    }
    /// The highest role the caller may hand out or act on. A key that manages people stands where an admin stands.
    pub fn rank(&self) -> Role {
        match &self.rights {
            Rights::Role(role) => *role,
            Rights::Scopes(scopes) if scopes.contains(&Permission::OwnOrg) => Role::Owner,
            Rights::Scopes(scopes) if scopes.contains(&Permission::ManagePeople) => Role::Admin,
            Rights::Scopes(_) => Role::Viewer,
        }
    }
    /// Names the caller inside the organization, for keys of idempotency.
    pub fn label(&self) -> String {
        format!("{}:{}", self.ctx.actor.kind(), self.ctx.actor.id().unwrap_or_default())
    }
    pub(crate) fn of(identity: &Identity, parts: &Parts) -> Result<Caller, Problem> {
        let (org, actor, rights) = match identity {
            Identity::Key(key) => (key.org_id, Actor::Key { id: key.id.uuid() }, Rights::Scopes(key.scopes.clone())),
            Identity::Person(proven) => {
                check_csrf(proven, parts)?;
                let (org, role) = proven.org.ok_or_else(|| Problem::forbidden("no_organization", "choose an organization first"))?;
                (org, Actor::Person { id: proven.person.uuid() }, Rights::Role(role))
            }
            _ => return Err(unknown(identity)),
        };
        let ip = parts.extensions.get::<Remote>().map(|remote| remote.ip.to_string());
        Ok(Caller { ctx: Ctx { org, actor, ip, trace_id: Some(trace::current()) }, rights })
    }
}

fn identity(parts: &Parts) -> Identity {
    parts.extensions.get::<Identity>().cloned().unwrap_or(Identity::Stranger)
}

fn unknown(identity: &Identity) -> Problem {
    match identity {
        Identity::Wrong { code, detail } => Problem::unauthorized(code, detail.clone()),
        _ => Problem::unauthorized("unauthorized", "log in, or send a bearer token or an X-API-Key"),
    }
}

/// A browser sends the cookie by itself; only our own pages can also send what the second cookie says.
fn check_csrf(proven: &Proven, parts: &Parts) -> Result<(), Problem> {
    let Some(expected) = &proven.csrf_hash else { return Ok(()) };
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let sent = parts.headers.get(CSRF_HEADER).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if token::is_same(&token::digest(sent), expected) { Ok(()) } else { Err(Problem::forbidden("csrf", "send the CSRF token of the session in X-CSRF-Token")) }
}

impl FromRequestParts<ApiState> for Caller {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &ApiState) -> Result<Self, Problem> {
        Caller::of(&identity(parts), parts)
    }
}

/// A permission as a type, so that a handler's signature says what it needs.
pub trait Permit {
    const PERMISSION: Permission;
}

/// The permissions as types.
pub mod may {
    macro_rules! permits {
        ($($name:ident),*) => { $(
            #[derive(Clone, Copy, Debug)]
            pub struct $name;
            impl super::Permit for $name {
                const PERMISSION: domain::person::Permission = domain::person::Permission::$name;
            }
        )* };
    }
    permits!(Read, Converse, Book, EditContacts, EditCatalog, ManageChannels, ManagePeople, ManageKeys, ReadAudit, ManageOrg, Export, OwnOrg);
}

/// A caller with the permission `P`.
#[derive(Clone, Debug)]
pub struct Can<P> {
    caller: Caller,
    permit: PhantomData<P>,
}

impl<P> std::ops::Deref for Can<P> {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<P: Permit> FromRequestParts<ApiState> for Can<P> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &ApiState) -> Result<Self, Problem> {
        let caller = Caller::of(&identity(parts), parts)?;
        caller.require(P::PERMISSION)?;
        Ok(Can { caller, permit: PhantomData })
    }
}

/// A person, with or without an organization. Keys are not people.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub proven: Proven,
    pub origin: Origin,
}

impl SignedIn {
    pub const fn person(&self) -> PersonId {
        self.proven.person
    }
    pub fn org(&self) -> Option<OrgId> {
        self.proven.org.map(|(org, _)| org)
    }
    /// For use cases of the organization at work; forbidden where there is none.
    pub fn ctx(&self) -> Result<Ctx, Problem> {
        let org = self.org().ok_or_else(|| Problem::forbidden("no_organization", "choose an organization first"))?;
        Ok(Ctx { org, actor: Actor::Person { id: self.person().uuid() }, ip: Some(self.origin.ip.clone()), trace_id: self.origin.trace_id.clone() })
    }
    /// The session or token family the request came with.
    pub const fn id(&self) -> Uuid {
        self.proven.id
    }
}

impl FromRequestParts<ApiState> for SignedIn {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let origin = origin(parts, state).await;
        match identity(parts) {
            Identity::Person(proven) => {
                check_csrf(&proven, parts)?;
                Ok(SignedIn { proven, origin })
            }
            Identity::Key(_) => Err(Problem::forbidden("person_only", "only a person can do this, not a key")),
            other => Err(unknown(&other)),
        }
    }
}

/// Anyone: where they come from, and who they are if they are signed in and could prove the request is theirs.
#[derive(Clone, Debug)]
pub struct MaybePerson {
    pub proven: Option<Proven>,
    pub origin: Origin,
    pub remote: Remote,
}

impl FromRequestParts<ApiState> for MaybePerson {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let origin = origin(parts, state).await;
        let Ok(remote) = Remote::from_request_parts(parts, state).await;
        let proven = match identity(parts) {
            Identity::Person(proven) if check_csrf(&proven, parts).is_ok() => Some(proven),
            _ => None,
        };
        Ok(MaybePerson { proven, origin, remote })
    }
}

async fn origin(parts: &mut Parts, state: &ApiState) -> Origin {
    let Ok(remote) = Remote::from_request_parts(parts, state).await;
    Origin { ip: remote.ip.to_string(), user_agent: remote.user_agent, trace_id: Some(trace::current()) }
}
