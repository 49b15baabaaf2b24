//! Contacts and the identities they are recognised by. The list is `contact/list.rs`, the rules of filters `contact/rule.rs`, what
//! happened with one `contact/timeline.rs`, who may be one `contact/duplicate.rs`.

pub mod data;
pub mod duplicate;
pub mod list;
pub mod rule;
pub mod timeline;

use crate::{FromRow, Reads, Root, Row, Scope, Unit, statement::json};
use domain::contact::{Contact, Identity};
use domain::id::{ContactId, MemberId, OrgId};
use domain::{Error, Phone, Result, Ts, likeness};
use std::collections::BTreeMap;
use uuid::Uuid;

statements! {
    INSERT = "INSERT INTO contact (org_id, id, name, phone, email, lang, zone, tags, note, source, created_at, updated_at, search, name_key, name_block) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14)";
    UPDATE = "UPDATE contact SET name = $3, phone = $4, email = $5, lang = $6, zone = $7, tags = $8, note = $9, updated_at = $10, search = $11, name_key = $12, name_block = $13 WHERE org_id = $1 AND id = $2";
    GET = "SELECT * FROM contact WHERE org_id = $1 AND id = $2";
    /// What a turn needs to know, with the version its catalog must have.
    FOR_TURN = "SELECT c.*, o.catalog_version, o.agents_version, o.knowledge_version FROM contact c JOIN org o ON o.id = c.org_id WHERE c.org_id = $1 AND c.id = $2";
    DELETE = "DELETE FROM contact WHERE org_id = $1 AND id = $2";
    EXTRA = "SELECT fields, consents, owner_id, preferred_channel, is_unsubscribed FROM contact WHERE org_id = $1 AND id = $2";
    SET_EXTRA = "UPDATE contact SET fields = $3, consents = $4, owner_id = $5, updated_at = $6, preferred_channel = $7, is_unsubscribed = $8 WHERE org_id = $1 AND id = $2";
    /// Held still until the unit ends; in the order of ids, so that two that lock the same do not wait for each other.
    LOCK = {
        lite: "SELECT * FROM contact WHERE org_id = $1 AND id = $2",
        pg: "SELECT * FROM contact WHERE org_id = $1 AND id = $2 FOR UPDATE",
    };
    /// Back as it was, to the last moment.
    SET_TIMES = "UPDATE contact SET created_at = $3, updated_at = $4 WHERE org_id = $1 AND id = $2";
    ROOT_UNKEYED = "SELECT org_id, id, name FROM contact WHERE name_key IS NULL LIMIT $1";
    /// Unless it has been written meanwhile.
    ROOT_SET_KEYS = "UPDATE contact SET name_key = $3, name_block = $4 WHERE org_id = $1 AND id = $2 AND name_key IS NULL";
    BY_IDENTITY = "SELECT c.* FROM contact c JOIN identity i ON i.org_id = c.org_id AND i.contact_id = c.id WHERE c.org_id = $1 AND i.kind = $2 AND i.scope_id = $3 AND i.value = $4";
    IDENTITIES = "SELECT * FROM identity WHERE org_id = $1 AND contact_id = $2 ORDER BY kind, value";
    ADD_IDENTITY = "INSERT INTO identity (org_id, kind, scope_id, value, contact_id, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (org_id, kind, scope_id, value) DO NOTHING";
    DROP_IDENTITY = "DELETE FROM identity WHERE org_id = $1 AND contact_id = $2 AND kind = $3 AND scope_id = $4 AND value = $5";
}

impl FromRow for Contact {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Contact {
            id: row.id("id")?,
            name: row.get("name")?,
            phone: row.get::<Option<String>>("phone")?.map(Phone::trusted),
            email: row.get("email")?,
            lang: row.maybe_parse("lang")?,
            zone: row.get("zone")?,
            tags: row.json("tags")?,
            note: row.get("note")?,
            source: row.get("source")?,
            created_at: row.ts("created_at")?,
            updated_at: row.ts("updated_at")?,
        })
    }
}

impl FromRow for Identity {
    fn from_row(row: &Row) -> Result<Self> {
        let scope: Uuid = row.get("scope_id")?;
        Ok(Identity { kind: row.get("kind")?, value: row.get("value")?, connection_id: (!scope.is_nil()).then_some(scope.into()) })
    }
}

pub async fn insert(unit: &mut Unit, c: &Contact) -> Result<()> {
    unit.exec(
        INSERT,
        vals![c.id, c.name.clone(), c.phone.clone(), c.email.clone(), c.lang, c.zone.clone(), json(&c.tags), &c.note, &c.source, c.created_at, search(c), name_key(c), name_block(c)],
    )
    .await?;
    Ok(())
}

pub async fn update(unit: &mut Unit, c: &Contact) -> Result<()> {
    let now: Ts = unit.now();
    let touched = unit.exec(UPDATE, vals![c.id, c.name.clone(), c.phone.clone(), c.email.clone(), c.lang, c.zone.clone(), json(&c.tags), &c.note, now, search(c), name_key(c), name_block(c)]).await?;
    if touched == 0 { Err(Error::not_found("contact")) } else { Ok(()) }
}

pub async fn remove(unit: &mut Unit, id: ContactId) -> Result<()> {
    let touched = unit.exec(DELETE, vals![id]).await?;
    if touched == 0 { Err(Error::not_found("contact")) } else { Ok(()) }
}

pub async fn get(scope: &mut Scope, id: ContactId) -> Result<Contact> {
    scope.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("contact"))
}

/// The contact, held still until the unit ends.
pub async fn lock(unit: &mut Unit, id: ContactId) -> Result<Contact> {
    unit.find(LOCK, vals![id]).await?.ok_or_else(|| Error::not_found("contact"))
}

/// A contact that was taken away comes back as it was.
pub(crate) async fn restore(unit: &mut Unit, contact: &Contact, extra: &Extra) -> Result<()> {
    insert(unit, contact).await?;
    set_extra(unit, contact.id, extra).await?;
    unit.exec(SET_TIMES, vals![contact.id, contact.created_at, contact.updated_at]).await?;
    Ok(())
}

struct Unkeyed(OrgId, ContactId, Option<String>);

impl FromRow for Unkeyed {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Unkeyed(row.id("org_id")?, row.id("id")?, row.get("name")?))
    }
}

/// Writes the keys of names where an older program has left none. How many there were.
pub async fn write_keys(root: &mut Root, limit: i64) -> Result<usize> {
    let rows: Vec<Unkeyed> = root.list(ROOT_UNKEYED, vals![limit]).await?;
    for Unkeyed(org, id, name) in &rows {
        let name = name.as_deref().unwrap_or_default();
        root.exec(ROOT_SET_KEYS, vals![*org, *id, likeness::key(name), likeness::block(name)]).await?;
    }
    Ok(rows.len())
}

pub async fn get_in(unit: &mut Unit, id: ContactId) -> Result<Contact> {
    unit.find(GET, vals![id]).await?.ok_or_else(|| Error::not_found("contact"))
}

/// A contact and the catalog version of its firm, read at one moment.
/// The counters of what a turn reads from caches.
#[derive(Clone, Copy, Debug)]
pub struct Versions {
    pub catalog: i64,
    pub agents: i64,
    /// 1 = the firm has never written anything down.
    pub knowledge: i64,
}

pub async fn for_turn(reads: &mut impl Reads, id: ContactId) -> Result<(Contact, Versions)> {
    let rows = reads.rows(FOR_TURN, vals![id]).await?;
    let row = rows.first().ok_or_else(|| Error::not_found("contact"))?;
    Ok((Contact::from_row(row)?, Versions { catalog: row.get("catalog_version")?, agents: row.get("agents_version")?, knowledge: row.get("knowledge_version")? }))
}

pub async fn find_by_identity(unit: &mut Unit, identity: &Identity) -> Result<Option<Contact>> {
    unit.find(BY_IDENTITY, vals![&identity.kind, scope_id(identity), &identity.value]).await
}

pub async fn identities(scope: &mut impl Reads, id: ContactId) -> Result<Vec<Identity>> {
    scope.list(IDENTITIES, vals![id]).await
}

/// True when the identity was free and is now this contact's.
pub async fn add_identity(unit: &mut Unit, id: ContactId, identity: &Identity) -> Result<bool> {
    let now = unit.now();
    Ok(unit.exec(ADD_IDENTITY, vals![&identity.kind, scope_id(identity), &identity.value, id, now]).await? == 1)
}

/// True when it was this contact's.
pub async fn drop_identity(unit: &mut Unit, id: ContactId, identity: &Identity) -> Result<bool> {
    Ok(unit.exec(DROP_IDENTITY, vals![id, &identity.kind, scope_id(identity), &identity.value]).await? > 0)
}

/// What the firm keeps of a contact beside the card every firm has.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Extra {
    /// The firm's own fields.
    pub fields: BTreeMap<String, String>,
    pub consents: Vec<Consent>,
    /// The member who looks after the contact.
    pub owner_id: Option<MemberId>,
    /// The connector the contact likes to be written by.
    pub preferred_channel: Option<String>,
    /// Wants no news.
    pub is_unsubscribed: bool,
}

/// That the contact agreed to something.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Consent {
    pub kind: String,
    pub at: Ts,
    pub source: String,
}

impl FromRow for Extra {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Extra { fields: row.json("fields")?, consents: row.json("consents")?, owner_id: row.maybe_id("owner_id")?, preferred_channel: row.get("preferred_channel")?, is_unsubscribed: row.get("is_unsubscribed")? })
    }
}

pub async fn extra(reads: &mut impl Reads, id: ContactId) -> Result<Extra> {
    reads.find(EXTRA, vals![id]).await?.ok_or_else(|| Error::not_found("contact"))
}

pub async fn set_extra(unit: &mut Unit, id: ContactId, extra: &Extra) -> Result<()> {
    let now = unit.now();
    let touched = unit.exec(SET_EXTRA, vals![id, json(&extra.fields), json(&extra.consents), extra.owner_id, now, extra.preferred_channel.as_deref(), extra.is_unsubscribed]).await?;
    if touched == 0 { Err(Error::not_found("contact")) } else { Ok(()) }
}

/// What people search by, in lower case.
pub(crate) fn search(c: &Contact) -> String {
    let phone = c.phone.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{} {phone} {}", c.name.as_deref().unwrap_or_default(), c.email.as_deref().unwrap_or_default()).to_lowercase()
}

pub(crate) fn name_key(c: &Contact) -> String {
    likeness::key(c.name.as_deref().unwrap_or_default())
}

pub(crate) fn name_block(c: &Contact) -> Option<String> {
    c.name.as_deref().and_then(likeness::block)
}

pub(crate) fn scope_id(identity: &Identity) -> Uuid {
    identity.connection_id.map_or(Uuid::nil(), Into::into)
}
