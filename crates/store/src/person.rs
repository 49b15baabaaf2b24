//! Accounts. They belong to no tenant, so every statement here is a sign-in statement; memberships are in `member.rs`.
//! The password hash is read only by `find_login` and never travels in `Person`.

use crate::{FromRow, Root, Row};
use domain::id::PersonId;
use domain::person::Person;
use domain::{Result, Ts};

statements! {
    ROOT_INSERT = "INSERT INTO person (id, email, name, lang, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    ROOT_GET = "SELECT id, email, name, lang, created_at FROM person WHERE id = $1";
    ROOT_BY_EMAIL = "SELECT id, email, name, lang, created_at, password_hash FROM person WHERE email = $1";
    ROOT_HASH = "SELECT id, email, name, lang, created_at, password_hash FROM person WHERE id = $1";
    ROOT_LIST = "SELECT id, email, name, lang, created_at FROM person WHERE id > $1 ORDER BY id LIMIT $2";
    ROOT_SET_PASSWORD = "UPDATE person SET password_hash = $2 WHERE id = $1";
    ROOT_SET_PROFILE = "UPDATE person SET name = $2, lang = $3 WHERE id = $1";
    ROOT_INSERT_RESET = "INSERT INTO password_reset (id, person_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    /// Marks the token used and tells whose it was: the update itself is the proof that nobody used it before.
    ROOT_USE_RESET = "UPDATE password_reset SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING person_id";
    ROOT_DROP_RESETS = "DELETE FROM password_reset WHERE person_id = $1 AND used_at IS NULL";
    ROOT_SWEEP_RESETS = "DELETE FROM password_reset WHERE expires_at < $1";
}

impl FromRow for Person {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Person { id: row.id("id")?, email: row.get("email")?, name: row.get("name")?, lang: row.parse("lang")?, created_at: row.ts("created_at")? })
    }
}

/// A person with what proves them. `password_hash` is none for accounts that never set one.
#[derive(Clone)]
pub struct Login {
    pub person: Person,
    pub password_hash: Option<String>,
}

impl FromRow for Login {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Login { person: Person::from_row(row)?, password_hash: row.get("password_hash")? })
    }
}

struct Whose(PersonId);
impl FromRow for Whose {
    fn from_row(row: &Row) -> Result<Self> {
        row.id("person_id").map(Whose)
    }
}

pub async fn insert(root: &mut Root, person: &Person, password_hash: Option<&str>) -> Result<()> {
    root.exec(ROOT_INSERT, vals![person.id, &person.email, &person.name, person.lang, password_hash, person.created_at]).await?;
    Ok(())
}

pub async fn find(root: &mut Root, id: PersonId) -> Result<Option<Person>> {
    root.find(ROOT_GET, vals![id]).await
}

pub async fn find_login(root: &mut Root, email: &str) -> Result<Option<Login>> {
    root.find(ROOT_BY_EMAIL, vals![email]).await
}

pub async fn find_login_by_id(root: &mut Root, id: PersonId) -> Result<Option<Login>> {
    root.find(ROOT_HASH, vals![id]).await
}

/// For the command line.
pub async fn list(root: &mut Root, after: PersonId, limit: i64) -> Result<Vec<Person>> {
    root.list(ROOT_LIST, vals![after, limit]).await
}

pub async fn set_password(root: &mut Root, id: PersonId, hash: &str) -> Result<()> {
    root.exec(ROOT_SET_PASSWORD, vals![id, hash]).await?;
    root.exec(ROOT_DROP_RESETS, vals![id]).await?;
    Ok(())
}

pub async fn set_profile(root: &mut Root, person: &Person) -> Result<()> {
    root.exec(ROOT_SET_PROFILE, vals![person.id, &person.name, person.lang]).await?;
    Ok(())
}

/// A new reset token replaces the unused ones before it.
pub async fn insert_reset(root: &mut Root, person: PersonId, token_hash: &[u8], now: Ts, expires_at: Ts) -> Result<()> {
    root.exec(ROOT_DROP_RESETS, vals![person]).await?;
    root.exec(ROOT_INSERT_RESET, vals![uuid::Uuid::now_v7(), person, token_hash, now, expires_at]).await?;
    Ok(())
}

pub async fn use_reset(root: &mut Root, token_hash: &[u8], now: Ts) -> Result<Option<PersonId>> {
    Ok(root.find::<Whose>(ROOT_USE_RESET, vals![token_hash, now]).await?.map(|w| w.0))
}

pub async fn sweep_resets(root: &mut Root, before: Ts) -> Result<()> {
    root.exec(ROOT_SWEEP_RESETS, vals![before]).await?;
    Ok(())
}
