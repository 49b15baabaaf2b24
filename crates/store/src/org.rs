//! Organizations: the tenant's own row, and the cross-tenant look-ups that lead to one (slug, list for the CLI).

use crate::{FromRow, Root, Row, Scope, Unit, statement::json};
use domain::id::OrgId;
use domain::org::{Org, OrgSettings};
use domain::{Error, Result};

statements! {
    ROOT_INSERT = "INSERT INTO org (id, name, slug, zone, lang, currency, region, pack, settings, catalog_version, data_key, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    ROOT_BY_SLUG = "SELECT * FROM org WHERE slug = $1";
    ROOT_ALL = "SELECT * FROM org ORDER BY created_at";
    ROOT_KEYS = "SELECT id, data_key FROM org";
    ROOT_SET_KEY = "UPDATE org SET data_key = $2 WHERE id = $1";
    GET = "SELECT * FROM org WHERE id = $1";
    KEY = "SELECT data_key FROM org WHERE id = $1";
    UPDATE = "UPDATE org SET name = $2, zone = $3, lang = $4, currency = $5, region = $6, settings = $7, catalog_version = catalog_version + 1 WHERE id = $1";
    SET_PACK = "UPDATE org SET pack = $2 WHERE id = $1";
    /// Held until the unit ends; SQLite has one writer anyway.
    LOCK = {
        lite: "SELECT * FROM org WHERE id = $1",
        pg: "SELECT * FROM org WHERE id = $1 FOR UPDATE",
    };
    KNOWLEDGE = "SELECT knowledge_version FROM org WHERE id = $1";
    BUMP_KNOWLEDGE = "UPDATE org SET knowledge_version = knowledge_version + 1 WHERE id = $1";
    BUMP = "UPDATE org SET catalog_version = catalog_version + 1 WHERE id = $1";
}

impl FromRow for Org {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Org {
            id: row.id("id")?,
            name: row.get("name")?,
            slug: row.get("slug")?,
            zone: row.get("zone")?,
            lang: row.parse("lang")?,
            currency: row.get("currency")?,
            region: row.get("region")?,
            pack: row.get("pack")?,
            settings: row.json::<OrgSettings>("settings")?,
            catalog_version: row.get("catalog_version")?,
            created_at: row.ts("created_at")?,
        })
    }
}

/// An organization's wrapped data key.
#[derive(Debug)]
pub struct DataKey {
    pub org: Option<OrgId>,
    pub wrapped: Vec<u8>,
}

impl FromRow for DataKey {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(DataKey { org: row.id("id").ok(), wrapped: row.get("data_key")? })
    }
}

/// `data_key` is the organization's key wrapped under the master key.
pub async fn insert(root: &mut Root, org: &Org, data_key: &[u8]) -> Result<()> {
    root.exec(
        ROOT_INSERT,
        vals![org.id, &org.name, &org.slug, &org.zone, org.lang, &org.currency, &org.region, &org.pack, json(&org.settings), org.catalog_version, data_key, org.created_at],
    )
    .await?;
    Ok(())
}

pub async fn find_by_slug(root: &mut Root, slug: &str) -> Result<Option<Org>> {
    root.find(ROOT_BY_SLUG, vals![slug]).await
}

pub async fn all(root: &mut Root) -> Result<Vec<Org>> {
    root.list(ROOT_ALL, vec![]).await
}

pub async fn data_keys(root: &mut Root) -> Result<Vec<DataKey>> {
    root.list(ROOT_KEYS, vec![]).await
}

pub async fn set_data_key(root: &mut Root, org: OrgId, wrapped: &[u8]) -> Result<()> {
    root.exec(ROOT_SET_KEY, vals![org, wrapped]).await?;
    Ok(())
}

pub async fn get(scope: &mut Scope) -> Result<Org> {
    scope.find(GET, vec![]).await?.ok_or_else(|| Error::not_found("organization"))
}

/// Inside or outside a unit.
pub async fn read(reads: &mut impl crate::Reads) -> Result<Org> {
    reads.find(GET, vec![]).await?.ok_or_else(|| Error::not_found("organization"))
}

/// The organization, held still until the unit ends.
pub async fn lock(unit: &mut Unit) -> Result<Org> {
    unit.find(LOCK, vec![]).await?.ok_or_else(|| Error::not_found("organization"))
}

pub async fn set_pack(unit: &mut Unit, pack: &str) -> Result<()> {
    unit.exec(SET_PACK, vals![pack]).await?;
    Ok(())
}

pub async fn get_in(unit: &mut Unit) -> Result<Org> {
    unit.find(GET, vec![]).await?.ok_or_else(|| Error::not_found("organization"))
}

pub async fn data_key(scope: &mut Scope) -> Result<Vec<u8>> {
    scope.find::<DataKey>(KEY, vec![]).await?.map(|k| k.wrapped).ok_or_else(|| Error::not_found("organization"))
}

pub async fn data_key_in(unit: &mut Unit) -> Result<Vec<u8>> {
    unit.find::<DataKey>(KEY, vec![]).await?.map(|k| k.wrapped).ok_or_else(|| Error::not_found("organization"))
}

pub async fn update(unit: &mut Unit, org: &Org) -> Result<()> {
    unit.exec(UPDATE, vals![&org.name, &org.zone, org.lang, &org.currency, &org.region, json(&org.settings)]).await?;
    Ok(())
}

/// To be called by every change of what the agent may say.
pub async fn bump_catalog(unit: &mut Unit) -> Result<()> {
    unit.exec(BUMP, vec![]).await?;
    Ok(())
}

struct KnowledgeVersion(i64);

impl FromRow for KnowledgeVersion {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("knowledge_version").map(KnowledgeVersion)
    }
}

/// Grows with every change of what is searched.
pub async fn knowledge_version(reads: &mut impl crate::Reads) -> Result<i64> {
    reads.find::<KnowledgeVersion>(KNOWLEDGE, vec![]).await?.map(|v| v.0).ok_or_else(|| Error::not_found("organization"))
}

/// To be called by every change of documents in use and of the folders they lie in.
pub async fn bump_knowledge(unit: &mut Unit) -> Result<()> {
    unit.exec(BUMP_KNOWLEDGE, vec![]).await?;
    Ok(())
}
