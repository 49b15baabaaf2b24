//! What the agent knew: one body per kind and version, written once with the first turn that uses it, never changed.
//! What is in a body and how it is packed is decided in `app/src/turn/snapshot.rs`.

use crate::{FromRow, Reads, Root, Row, Unit};
use domain::{Result, Ts};

statements! {
    HAS = "SELECT version FROM snapshot WHERE org_id = $1 AND kind = $2 AND version = $3";
    INSERT = "INSERT INTO snapshot (org_id, kind, version, hash, body, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    GET = "SELECT * FROM snapshot WHERE org_id = $1 AND kind = $2 AND version = $3";
    /// Versions that no turn needs and that were followed by another one before `$1`: no turn under way can still want them.
    ROOT_PRUNE = "DELETE FROM snapshot WHERE kind = 'catalog' AND EXISTS (SELECT 1 FROM snapshot n WHERE n.org_id = snapshot.org_id AND n.kind = snapshot.kind AND n.version > snapshot.version AND n.created_at < $1)
                  AND NOT EXISTS (SELECT 1 FROM turn t WHERE t.org_id = snapshot.org_id AND t.catalog_version = snapshot.version)";
}

#[derive(Clone, Debug)]
pub struct Snapshot {
    pub kind: String,
    pub version: i64,
    /// SHA-256 of what the body unpacks to, in hex.
    pub hash: String,
    pub body: Vec<u8>,
    pub created_at: Ts,
}

impl FromRow for Snapshot {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Snapshot { kind: row.get("kind")?, version: row.get("version")?, hash: row.get("hash")?, body: row.get("body")?, created_at: row.ts("created_at")? })
    }
}

struct Version;

impl FromRow for Version {
    fn from_row(row: &Row) -> Result<Self> {
        row.get::<i64>("version").map(|_| Version)
    }
}

pub async fn has(reads: &mut impl Reads, kind: &str, version: i64) -> Result<bool> {
    Ok(reads.find::<Version>(HAS, vals![kind, version]).await?.is_some())
}

/// The first writer wins; all of them hold the same.
pub async fn insert(unit: &mut Unit, kind: &str, version: i64, hash: &str, body: Vec<u8>) -> Result<()> {
    let now = unit.now();
    unit.exec(INSERT, vals![kind, version, hash, body, now]).await?;
    Ok(())
}

pub async fn find(reads: &mut impl Reads, kind: &str, version: i64) -> Result<Option<Snapshot>> {
    reads.find(GET, vals![kind, version]).await
}

/// Housekeeping: forgets what nobody can run again.
pub async fn prune(root: &mut Root, superseded_before: Ts) -> Result<u64> {
    root.exec(ROOT_PRUNE, vals![superseded_before]).await
}
