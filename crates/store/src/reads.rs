//! What `Scope` and `Unit` have in common: reading one tenant's rows. A noun whose reads are wanted both inside and
//! outside a transaction takes `&mut impl Reads` and is written once.

use crate::composed::Composed;
use crate::{FromRow, Row, Scope, Sql, Unit, Val};
use domain::Result;
use domain::id::OrgId;
use std::future::Future;

/// Implemented by the two doors of a tenant, and by nothing else.
pub trait Reads: Send {
    fn org(&self) -> OrgId;
    fn rows(&mut self, sql: Sql, vals: Vec<Val>) -> impl Future<Output = Result<Vec<Row>>> + Send;
    /// A frame with conditions; see `composed.rs`.
    fn composed(&mut self, made: Composed) -> impl Future<Output = Result<Vec<Row>>> + Send;
    fn list<T: FromRow + Send>(&mut self, sql: Sql, vals: Vec<Val>) -> impl Future<Output = Result<Vec<T>>> + Send {
        async move { self.rows(sql, vals).await?.iter().map(T::from_row).collect() }
    }
    fn find<T: FromRow + Send>(&mut self, sql: Sql, vals: Vec<Val>) -> impl Future<Output = Result<Option<T>>> + Send {
        async move { self.rows(sql, vals).await?.first().map(T::from_row).transpose() }
    }
}

impl Reads for Scope {
    fn org(&self) -> OrgId {
        Scope::org(self)
    }
    async fn rows(&mut self, sql: Sql, vals: Vec<Val>) -> Result<Vec<Row>> {
        Scope::rows(self, sql, vals).await
    }
    async fn composed(&mut self, made: Composed) -> Result<Vec<Row>> {
        Scope::composed(self, made).await
    }
}

impl Reads for Unit {
    fn org(&self) -> OrgId {
        Unit::org(self)
    }
    async fn rows(&mut self, sql: Sql, vals: Vec<Val>) -> Result<Vec<Row>> {
        Unit::rows(self, sql, vals).await
    }
    async fn composed(&mut self, made: Composed) -> Result<Vec<Row>> {
        Unit::composed(self, made).await
    }
}
