//! Where people's browsers take notices, and the installation's own key.
//! They belong to people, not to tenants: every statement is a sign-in statement.

use crate::{FromRow, Root, Row};
use domain::id::PersonId;
use domain::{Lang, Result, Ts};
use uuid::Uuid;

statements! {
    ROOT_KEY = "SELECT * FROM push_key ORDER BY id LIMIT 1";
    ROOT_PUT_KEY = "INSERT INTO push_key (id, public_key, secret, created_at) VALUES ($1, $2, $3, $4)";
    ROOT_RESEAL_KEY = "UPDATE push_key SET secret = $2 WHERE id = $1";
    /// A browser that changes hands takes its address along.
    ROOT_PUT = "INSERT INTO push_subscription (id, person_id, endpoint, p256dh, auth, user_agent, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (endpoint) DO UPDATE SET person_id = excluded.person_id, p256dh = excluded.p256dh, auth = excluded.auth, user_agent = excluded.user_agent";
    ROOT_TRIM = "DELETE FROM push_subscription WHERE person_id = $1 AND id NOT IN (SELECT s.id FROM push_subscription s WHERE s.person_id = $1 ORDER BY s.id DESC LIMIT 20)";
    ROOT_DROP = "DELETE FROM push_subscription WHERE person_id = $1 AND endpoint = $2";
    ROOT_GONE = "DELETE FROM push_subscription WHERE id = $1";
    ROOT_SENT = "UPDATE push_subscription SET sent_at = $2 WHERE id = $1";
    ROOT_GET = "SELECT s.*, p.lang FROM push_subscription s JOIN person p ON p.id = s.person_id WHERE s.id = $1";
    ROOT_OF_PERSON = "SELECT s.*, p.lang FROM push_subscription s JOIN person p ON p.id = s.person_id WHERE s.person_id = $1 ORDER BY s.id";
}

pub struct Key {
    pub id: Uuid,
    pub public_key: Vec<u8>,
    pub secret: Vec<u8>,
}
impl FromRow for Key {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Key { id: row.get("id")?, public_key: row.get("public_key")?, secret: row.get("secret")? })
    }
}

/// One browser of a person.
#[derive(Clone, Debug)]
pub struct Subscription {
    pub id: Uuid,
    pub person_id: PersonId,
    pub endpoint: String,
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
    pub lang: Lang,
}
impl FromRow for Subscription {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Subscription {
            id: row.get("id")?, person_id: row.id("person_id")?, endpoint: row.get("endpoint")?, p256dh: row.get("p256dh")?, auth: row.get("auth")?, lang: row.parse("lang")?,
        })
    }
}

pub async fn key(root: &mut Root) -> Result<Option<Key>> {
    root.find(ROOT_KEY, vec![]).await
}
pub async fn put_key(root: &mut Root, key: &Key, now: Ts) -> Result<()> {
    root.exec(ROOT_PUT_KEY, vals![key.id, key.public_key.as_slice(), key.secret.as_slice(), now]).await?;
    Ok(())
}
pub async fn reseal_key(root: &mut Root, id: Uuid, secret: &[u8]) -> Result<()> {
    root.exec(ROOT_RESEAL_KEY, vals![id, secret]).await?;
    Ok(())
}

/// Adds a browser; the oldest of more than twenty goes.
pub async fn put(root: &mut Root, person: PersonId, endpoint: &str, p256dh: &[u8], auth: &[u8], user_agent: &str, now: Ts) -> Result<()> {
    root.exec(ROOT_PUT, vals![Uuid::now_v7(), person, endpoint, p256dh, auth, user_agent, now]).await?;
    root.exec(ROOT_TRIM, vals![person]).await?;
    Ok(())
}
pub async fn remove(root: &mut Root, person: PersonId, endpoint: &str) -> Result<bool> {
    Ok(root.exec(ROOT_DROP, vals![person, endpoint]).await? > 0)
}
/// The push service says that the browser has left.
pub async fn gone(root: &mut Root, id: Uuid) -> Result<()> {
    root.exec(ROOT_GONE, vals![id]).await?;
    Ok(())
}
pub async fn sent(root: &mut Root, id: Uuid, now: Ts) -> Result<()> {
    root.exec(ROOT_SENT, vals![id, now]).await?;
    Ok(())
}
pub async fn find(root: &mut Root, id: Uuid) -> Result<Option<Subscription>> {
    root.find(ROOT_GET, vals![id]).await
}
pub async fn of_person(root: &mut Root, person: PersonId) -> Result<Vec<Subscription>> {
    root.list(ROOT_OF_PERSON, vals![person]).await
}
