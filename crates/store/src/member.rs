//! Memberships: which person has which role in which organization.
//! A tenant sees its own members; sign-in looks across tenants for one person's organizations.

use crate::{FromRow, Reads, Root, Row, Scope, Unit};
use domain::id::{MemberId, OrgId, PersonId};
use domain::person::Role;
use domain::{Result, Ts};

statements! {
    INSERT = "INSERT INTO member (org_id, id, person_id, role, created_at) VALUES ($1, $2, $3, $4, $5)";
    LIST = "SELECT m.id, m.person_id, m.role, m.created_at, m.seen_at, m.is_away, p.email, p.name, EXISTS (SELECT 1 FROM totp t WHERE t.person_id = m.person_id AND t.enabled_at IS NOT NULL) AS has_totp FROM member m JOIN person p ON p.id = m.person_id WHERE m.org_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3";
    GET = "SELECT m.id, m.person_id, m.role, m.created_at, m.seen_at, m.is_away, p.email, p.name, EXISTS (SELECT 1 FROM totp t WHERE t.person_id = m.person_id AND t.enabled_at IS NOT NULL) AS has_totp FROM member m JOIN person p ON p.id = m.person_id WHERE m.org_id = $1 AND m.id = $2";
    BY_PERSON = "SELECT m.id, m.person_id, m.role, m.created_at, m.seen_at, m.is_away, p.email, p.name, EXISTS (SELECT 1 FROM totp t WHERE t.person_id = m.person_id AND t.enabled_at IS NOT NULL) AS has_totp FROM member m JOIN person p ON p.id = m.person_id WHERE m.org_id = $1 AND m.person_id = $2";
    BY_EMAIL = "SELECT m.id, m.person_id, m.role, m.created_at, m.seen_at, m.is_away, p.email, p.name, EXISTS (SELECT 1 FROM totp t WHERE t.person_id = m.person_id AND t.enabled_at IS NOT NULL) AS has_totp FROM member m JOIN person p ON p.id = m.person_id WHERE m.org_id = $1 AND p.email = $2";
    /// The lock keeps two owners from demoting each other at once; SQLite has one writer anyway.
    OWNERS = {
        lite: "SELECT id FROM member WHERE org_id = $1 AND role = 'owner' ORDER BY id",
        pg: "SELECT id FROM member WHERE org_id = $1 AND role = 'owner' ORDER BY id FOR UPDATE",
    };
    SET_ROLE = "UPDATE member SET role = $3 WHERE org_id = $1 AND id = $2";
    /// Conversations are handed to those who are in.
    SET_AWAY = "UPDATE member SET is_away = $3 WHERE org_id = $1 AND person_id = $2 AND is_away <> $3 RETURNING id";
    DELETE = "DELETE FROM member WHERE org_id = $1 AND id = $2";
    ROOT_INSERT = "INSERT INTO member (org_id, id, person_id, role, created_at) VALUES ($1, $2, $3, $4, $5)";
    /// At most once a minute: whoever works here touches their own row all day.
    ROOT_SEEN = "UPDATE member SET seen_at = $3 WHERE org_id = $1 AND person_id = $2 AND (seen_at IS NULL OR seen_at < $3 - 60000000)";
    ROOT_FIND = "SELECT m.role, m.org_id, m.is_away, o.name, o.slug FROM member m JOIN org o ON o.id = m.org_id WHERE m.org_id = $1 AND m.person_id = $2";
    ROOT_OF_PERSON = "SELECT m.role, m.org_id, m.is_away, o.name, o.slug FROM member m JOIN org o ON o.id = m.org_id WHERE m.person_id = $1 ORDER BY m.created_at, m.org_id";
}

/// A member as the organization sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    pub person_id: PersonId,
    pub role: Role,
    pub email: String,
    pub name: String,
    pub created_at: Ts,
    /// When they last worked in this organization.
    pub seen_at: Option<Ts>,
    /// Is their second factor on?
    pub has_totp: bool,
    /// Not at work now.
    pub is_away: bool,
}

impl FromRow for Member {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Member {
            id: row.id("id")?,
            person_id: row.id("person_id")?,
            role: row.parse("role")?,
            email: row.get("email")?,
            name: row.get("name")?,
            created_at: row.ts("created_at")?,
            seen_at: row.maybe_ts("seen_at")?,
            has_totp: row.get("has_totp")?,
            is_away: row.get("is_away")?,
        })
    }
}

/// An organization as one of its people sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub org_id: OrgId,
    pub org_name: String,
    pub org_slug: String,
    pub role: Role,
    /// Not at work there now.
    pub is_away: bool,
}

impl FromRow for Membership {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Membership { org_id: row.id("org_id")?, org_name: row.get("name")?, org_slug: row.get("slug")?, role: row.parse("role")?, is_away: row.get("is_away")? })
    }
}

pub async fn list(scope: &mut Scope, after: MemberId, limit: i64) -> Result<Vec<Member>> {
    scope.list(LIST, vals![after, limit]).await
}

pub async fn find_in(unit: &mut Unit, id: MemberId) -> Result<Option<Member>> {
    unit.find(GET, vals![id]).await
}

pub async fn find(scope: &mut Scope, id: MemberId) -> Result<Option<Member>> {
    scope.find(GET, vals![id]).await
}

pub async fn find_by_person(reads: &mut impl Reads, person: PersonId) -> Result<Option<Member>> {
    reads.find(BY_PERSON, vals![person]).await
}

pub async fn find_by_email_in(unit: &mut Unit, email: &str) -> Result<Option<Member>> {
    unit.find(BY_EMAIL, vals![email]).await
}

pub async fn insert(unit: &mut Unit, id: MemberId, person: PersonId, role: Role) -> Result<()> {
    let now = unit.now();
    unit.exec(INSERT, vals![id, person, role, now]).await?;
    Ok(())
}

/// How many owners there are, held still until the unit ends.
pub async fn lock_owners(unit: &mut Unit) -> Result<usize> {
    Ok(unit.rows(OWNERS, vec![]).await?.len())
}

pub async fn set_role(unit: &mut Unit, id: MemberId, role: Role) -> Result<()> {
    unit.exec(SET_ROLE, vals![id, role]).await?;
    Ok(())
}

/// Whose it is when it was otherwise before.
pub async fn set_away(unit: &mut Unit, person: PersonId, is_away: bool) -> Result<Option<MemberId>> {
    unit.rows(SET_AWAY, vals![person, is_away]).await?.first().map(|row| row.id("id")).transpose()
}

pub async fn delete(unit: &mut Unit, id: MemberId) -> Result<()> {
    unit.exec(DELETE, vals![id]).await?;
    Ok(())
}

pub async fn join(root: &mut Root, org: OrgId, id: MemberId, person: PersonId, role: Role, now: Ts) -> Result<()> {
    root.exec(ROOT_INSERT, vals![org, id, person, role, now]).await?;
    Ok(())
}

/// Notes that the person works in the organization now.
pub async fn seen(root: &mut Root, org: OrgId, person: PersonId, now: Ts) -> Result<()> {
    root.exec(ROOT_SEEN, vals![org, person, now]).await?;
    Ok(())
}

pub async fn find_membership(root: &mut Root, org: OrgId, person: PersonId) -> Result<Option<Membership>> {
    root.find(ROOT_FIND, vals![org, person]).await
}

pub async fn memberships(root: &mut Root, person: PersonId) -> Result<Vec<Membership>> {
    root.list(ROOT_OF_PERSON, vals![person]).await
}
