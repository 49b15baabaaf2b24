//! The second factor of an account: its sealed secret, the last step used, recovery codes as digests.
//! It belongs to a person, not to a tenant: every statement is a sign-in statement.

use crate::{FromRow, Root, Row};
use domain::id::PersonId;
use domain::{Result, Ts};
use uuid::Uuid;

statements! {
    /// Setting up again replaces a secret that was never enabled, and nothing else.
    ROOT_PUT = "INSERT INTO totp (person_id, secret, created_at) VALUES ($1, $2, $3)
                ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, last_step = 0 WHERE totp.enabled_at IS NULL";
    /// Held until the transaction ends, so that two tries at once are counted both.
    ROOT_LOCK = {
        lite: "SELECT * FROM totp WHERE person_id = $1",
        pg: "SELECT * FROM totp WHERE person_id = $1 FOR UPDATE",
    };
    ROOT_HAS = "SELECT person_id FROM totp WHERE person_id = $1 AND enabled_at IS NOT NULL";
    ROOT_ENABLE = "UPDATE totp SET enabled_at = $2, last_step = $3 WHERE person_id = $1 AND enabled_at IS NULL";
    ROOT_PASS = "UPDATE totp SET last_step = $2 WHERE person_id = $1";
    ROOT_DELETE = "DELETE FROM totp WHERE person_id = $1";
    ROOT_ALL = "SELECT * FROM totp ORDER BY person_id";
    ROOT_RESEAL = "UPDATE totp SET secret = $2 WHERE person_id = $1";
    ROOT_INSERT_CODE = "INSERT INTO recovery_code (id, person_id, code_hash, created_at) VALUES ($1, $2, $3, $4)";
    ROOT_DROP_CODES = "DELETE FROM recovery_code WHERE person_id = $1";
    /// The update is the use: of two uses of one code exactly one gets the row.
    ROOT_USE_CODE = "UPDATE recovery_code SET used_at = $3 WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL RETURNING id";
    ROOT_CODES_LEFT = "SELECT count(*) AS n FROM recovery_code WHERE person_id = $1 AND used_at IS NULL";
}

/// One person's second factor.
#[derive(Clone)]
pub struct Totp {
    pub person_id: PersonId,
    pub secret: Vec<u8>,
    /// The newest time step a code was accepted for; older ones are used up.
    pub last_step: i64,
    pub enabled_at: Option<Ts>,
}

impl FromRow for Totp {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Totp {
            person_id: row.id("person_id")?,
            secret: row.get("secret")?,
            last_step: row.get("last_step")?,
            enabled_at: row.maybe_ts("enabled_at")?,
        })
    }
}

struct Id;
impl FromRow for Id {
    fn from_row(_: &Row) -> Result<Self> {
        Ok(Id)
    }
}

struct Count(i64);
impl FromRow for Count {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n").map(Count)
    }
}

/// False when a second factor is enabled already.
pub async fn put(root: &mut Root, person: PersonId, secret: &[u8], now: Ts) -> Result<bool> {
    Ok(root.exec(ROOT_PUT, vals![person, secret, now]).await? == 1)
}

/// The person's second factor, enabled or only set up.
pub async fn lock(root: &mut Root, person: PersonId) -> Result<Option<Totp>> {
    root.find(ROOT_LOCK, vals![person]).await
}

pub async fn is_enabled(root: &mut Root, person: PersonId) -> Result<bool> {
    Ok(root.find::<Id>(ROOT_HAS, vals![person]).await?.is_some())
}

pub async fn enable(root: &mut Root, person: PersonId, step: i64, now: Ts) -> Result<bool> {
    Ok(root.exec(ROOT_ENABLE, vals![person, now, step]).await? == 1)
}

/// A right code: older steps are used up.
pub async fn pass(root: &mut Root, person: PersonId, step: i64) -> Result<()> {
    root.exec(ROOT_PASS, vals![person, step]).await?;
    Ok(())
}

/// Takes the second factor and its recovery codes away; true when there was one.
pub async fn delete(root: &mut Root, person: PersonId) -> Result<bool> {
    root.exec(ROOT_DROP_CODES, vals![person]).await?;
    Ok(root.exec(ROOT_DELETE, vals![person]).await? == 1)
}

/// For a change of the master key.
pub async fn all(root: &mut Root) -> Result<Vec<Totp>> {
    root.list(ROOT_ALL, vec![]).await
}

pub async fn reseal(root: &mut Root, person: PersonId, secret: &[u8]) -> Result<()> {
    root.exec(ROOT_RESEAL, vals![person, secret]).await?;
    Ok(())
}

/// New recovery codes in the place of whatever was left of the old ones.
pub async fn replace_codes(root: &mut Root, person: PersonId, hashes: &[Vec<u8>], now: Ts) -> Result<()> {
    root.exec(ROOT_DROP_CODES, vals![person]).await?;
    for hash in hashes {
        root.exec(ROOT_INSERT_CODE, vals![Uuid::now_v7(), person, hash.as_slice(), now]).await?;
    }
    Ok(())
}

pub async fn use_code(root: &mut Root, person: PersonId, hash: &[u8], now: Ts) -> Result<bool> {
    Ok(root.find::<Id>(ROOT_USE_CODE, vals![person, hash, now]).await?.is_some())
}

pub async fn codes_left(root: &mut Root, person: PersonId) -> Result<i64> {
    Ok(root.find::<Count>(ROOT_CODES_LEFT, vals![person]).await?.map_or(0, |c| c.0))
}
