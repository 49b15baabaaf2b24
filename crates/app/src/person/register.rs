//! The birth of accounts and organizations: by a stranger at the door, by the operator, by a signed-in person.

use crate::access::{Gate, Origin, password};
use crate::session::{self, SignedIn, Way};
use crate::App;
use crate::org::{self, NewOrg};
use domain::id::{MemberId, OrgId, PersonId};
use domain::org::Org;
use domain::person::{Person, Role};
use domain::{Error, Lang, Result, Secret, Ts};
use serde_json::json;
use store::Root;
use store::member::Membership;

#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Lower-cased.
    pub email: String,
    pub name: String,
    pub lang: Lang,
    pub password: Secret,
}

/// A stranger registers: account, organization, ownership and a first session, all or nothing.
///
/// A taken e-mail is told plainly, unlike at log-in: the form could not go on otherwise. The rate limit of strangers
/// keeps this from listing accounts.
pub async fn register(app: &App, gate: &Gate, origin: &Origin, person: NewPerson, org: NewOrg, way: Way) -> Result<SignedIn> {
    let hash = admit(gate, &person).await?;
    if store::person::find_login(&mut app.db().root_read().await?, &person.email).await?.is_some() {
        return Err(Error::conflict("an account with this e-mail exists: log in").code("email_taken"));
    }
    let now = app.now();
    let mut root = app.db().root().await?;
    let org = org::create_in(app, &mut root, org).await?;
    let person = insert_person(&mut root, person, &hash, now).await?;
    own(&mut root, &org, person.id, origin, now).await?;
    let memberships = vec![Membership { org_id: org.id, org_name: org.name, org_slug: org.slug, role: Role::Owner, is_away: false }];
    let signed_in = session::open(&mut root, gate, origin, person, memberships, Some(org.id), way, now).await?;
    root.commit().await?;
    Ok(signed_in)
}

/// The operator or the demo adds a person to an organization that exists, without an invitation.
pub async fn add(app: &App, gate: &Gate, person: NewPerson, org: OrgId, role: Role) -> Result<Person> {
    let now = app.now();
    let hash = admit(gate, &person).await?;
    let mut root = app.db().root().await?;
    let person = insert_person(&mut root, person, &hash, now).await?;
    store::member::join(&mut root, org, MemberId::new(), person.id, role, now).await?;
    store::audit::insert_root(&mut root, org, &store::By::system(now), "join", "member", Some(person.id.uuid()), Some(json!({ "role": role }))).await?;
    root.commit().await?;
    Ok(person)
}

/// A signed-in person opens one more organization and owns it.
pub async fn create_org(app: &App, origin: &Origin, person: PersonId, new: NewOrg) -> Result<Org> {
    let mut root = app.db().root().await?;
    let org = org::create_in(app, &mut root, new).await?;
    own(&mut root, &org, person, origin, app.now()).await?;
    root.commit().await?;
    Ok(org)
}

async fn admit(gate: &Gate, person: &NewPerson) -> Result<String> {
    password::check(&person.password, &person.email)?;
    gate.hashing.hash(&person.password).await
}

pub(crate) async fn insert_person(root: &mut Root, new: NewPerson, hash: &str, now: Ts) -> Result<Person> {
    let person = Person { id: PersonId::new(), email: new.email, name: new.name, lang: new.lang, created_at: now };
    store::person::insert(root, &person, Some(hash)).await?;
    Ok(person)
}

async fn own(root: &mut Root, org: &Org, owner: PersonId, origin: &Origin, now: Ts) -> Result<()> {
    let member = MemberId::new();
    store::member::join(root, org.id, member, owner, Role::Owner, now).await?;
    store::audit::insert_root(root, org.id, &origin.by(owner, now), "join", "member", Some(member.uuid()), Some(json!({ "role": Role::Owner }))).await
}
