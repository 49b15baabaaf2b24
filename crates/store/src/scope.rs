//! The doors to reading: `Scope` is bound to one tenant, `Root` is for sign-in, claims and maintenance.
//! A statement that does not name the tenant does not pass a `Scope`; writes go through `unit.rs`.

use crate::composed::Composed;
use crate::db::Conn;
use crate::{Db, FromRow, Row, Sql, Val};
use domain::{Error, Result, id::OrgId};

/// Reads of one tenant. Holds a connection: keep it short.
pub struct Scope {
    conn: Conn,
    org: OrgId,
    bound: OrgId,
}

impl Db {
    /// Opens reads for one tenant.
    pub async fn scope(&self, org: OrgId) -> Result<Scope> {
        Ok(Scope { conn: self.reader(Some(org)).await?, org, bound: self.bound(org) })
    }

    /// Opens the cross-tenant door; only `ROOT_` statements pass.
    pub async fn root(&self) -> Result<Root> {
        Ok(Root { conn: self.writer(None).await? })
    }

    /// Cross-tenant reads outside a transaction.
    pub async fn root_read(&self) -> Result<Root> {
        Ok(Root { conn: self.reader(None).await? })
    }

    /// The tenant `$1` is bound to: the scope's own, unless the isolation test switched scopes off.
    pub(crate) fn bound(&self, org: OrgId) -> OrgId {
        match self.forged.lock().ok().and_then(|pair| *pair) {
            Some((attacker, victim)) if attacker == org => victim,
            _ => org,
        }
    }

    /// Switches the first lock off for one tenant, so that a test can see the second one hold. Test builds only reach it.
    #[doc(hidden)]
    pub fn forge_scope(&self, attacker: OrgId, victim: OrgId) {
        if let Ok(mut pair) = self.forged.lock() {
            *pair = Some((attacker, victim));
        }
    }
}

pub(crate) fn tenant_vals(sql: Sql, org: OrgId, vals: Vec<Val>) -> Result<Vec<Val>> {
    if sql.is_root() {
        return Err(Error::internal("a cross-tenant statement met a tenant's door").op(sql.name));
    }
    let mut all = Vec::with_capacity(vals.len() + 1);
    all.push(Val::from(org));
    all.extend(vals);
    Ok(all)
}

impl Scope {
    pub const fn org(&self) -> OrgId {
        self.org
    }
    /// `vals` start at `$2`.
    pub async fn rows(&mut self, sql: Sql, vals: Vec<Val>) -> Result<Vec<Row>> {
        let vals = tenant_vals(sql, self.bound, vals)?;
        self.conn.rows(sql, vals).await
    }
    /// A frame with conditions; its values start at `$2`, too.
    pub(crate) async fn composed(&mut self, made: Composed) -> Result<Vec<Row>> {
        let mut made = made.check()?;
        made.vals.insert(0, Val::from(self.bound));
        self.conn.composed(made).await
    }
    pub async fn list<T: FromRow>(&mut self, sql: Sql, vals: Vec<Val>) -> Result<Vec<T>> {
        self.rows(sql, vals).await?.iter().map(T::from_row).collect()
    }
    pub async fn find<T: FromRow>(&mut self, sql: Sql, vals: Vec<Val>) -> Result<Option<T>> {
        self.rows(sql, vals).await?.first().map(T::from_row).transpose()
    }
}

/// Reads and writes across tenants. On PostgreSQL it works as samovar_worker.
pub struct Root {
    conn: Conn,
}

impl Root {
    fn check(sql: Sql) -> Result<()> {
        if sql.is_root() { Ok(()) } else { Err(Error::internal("a tenant's statement met the cross-tenant door").op(sql.name)) }
    }
    pub async fn exec(&mut self, sql: Sql, vals: Vec<Val>) -> Result<u64> {
        Self::check(sql)?;
        self.conn.exec(sql, vals).await
    }
    pub async fn list<T: FromRow>(&mut self, sql: Sql, vals: Vec<Val>) -> Result<Vec<T>> {
        Self::check(sql)?;
        self.conn.read(sql, vals).await
    }
    pub async fn find<T: FromRow>(&mut self, sql: Sql, vals: Vec<Val>) -> Result<Option<T>> {
        Ok(self.list(sql, vals).await?.into_iter().next())
    }
    pub async fn commit(self) -> Result<()> {
        self.conn.commit().await
    }
}
