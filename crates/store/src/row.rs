//! Reading rows: one `Row` over both engines, columns by name, domain types out.

use domain::{Error, Result, Ts};
use serde::de::DeserializeOwned;
use sqlx::{Row as _, postgres::PgRow, sqlite::SqliteRow};
use uuid::Uuid;

/// One row of either engine.
#[derive(Debug)]
pub enum Row {
    Lite(SqliteRow),
    Pg(PgRow),
}

/// A noun that can be read from a row.
pub trait FromRow: Sized {
    fn from_row(row: &Row) -> Result<Self>;
}

/// A type a column can hold.
pub trait Column: Sized {
    fn column(row: &Row, name: &str) -> sqlx::Result<Self>;
}

macro_rules! native {
    ($($t:ty),*) => { $( impl Column for $t {
        fn column(row: &Row, name: &str) -> sqlx::Result<Self> {
            match row { Row::Lite(r) => r.try_get(name), Row::Pg(r) => r.try_get(name) }
        }
    } )* };
}
native!(i64, String, bool, Uuid, Vec<u8>, Option<i64>, Option<String>, Option<bool>, Option<Uuid>, Option<Vec<u8>>);

impl Row {
    pub fn get<T: Column>(&self, name: &str) -> Result<T> {
        T::column(self, name).map_err(|e| Error::internal(format!("column {name}")).op("store.row").source(e))
    }
    pub fn ts(&self, name: &str) -> Result<Ts> {
        self.get(name).map(Ts::from_micros)
    }
    pub fn maybe_ts(&self, name: &str) -> Result<Option<Ts>> {
        Ok(self.get::<Option<i64>>(name)?.map(Ts::from_micros))
    }
    /// An id newtype.
    pub fn id<T: From<Uuid>>(&self, name: &str) -> Result<T> {
        self.get::<Uuid>(name).map(T::from)
    }
    pub fn maybe_id<T: From<Uuid>>(&self, name: &str) -> Result<Option<T>> {
        Ok(self.get::<Option<Uuid>>(name)?.map(T::from))
    }
    /// An enum or newtype kept as its text.
    pub fn parse<T: std::str::FromStr<Err = Error>>(&self, name: &str) -> Result<T> {
        self.get::<String>(name)?.parse().map_err(|e: Error| Error::internal(format!("column {name} holds an unknown value")).op("store.row").source(e))
    }
    pub fn maybe_parse<T: std::str::FromStr<Err = Error>>(&self, name: &str) -> Result<Option<T>> {
        self.get::<Option<String>>(name)?.map(|text| text.parse()).transpose().map_err(|e: Error| Error::internal(format!("column {name} holds an unknown value")).op("store.row").source(e))
    }
    /// A JSON column into its type.
    pub fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        let read = |e: sqlx::Error| Error::internal(format!("column {name}")).op("store.row").source(e);
        match self {
            Row::Lite(r) => r.try_get::<sqlx::types::Json<T>, _>(name).map_err(read).map(|j| j.0),
            Row::Pg(r) => r.try_get::<sqlx::types::Json<T>, _>(name).map_err(read).map(|j| j.0),
        }
    }
    pub fn maybe_json<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let read = |e: sqlx::Error| Error::internal(format!("column {name}")).op("store.row").source(e);
        match self {
            Row::Lite(r) => r.try_get::<Option<sqlx::types::Json<T>>, _>(name).map_err(read).map(|j| j.map(|j| j.0)),
            Row::Pg(r) => r.try_get::<Option<sqlx::types::Json<T>>, _>(name).map_err(read).map(|j| j.map(|j| j.0)),
        }
    }
    /// A non-negative small number kept as INTEGER.
    pub fn num<T: TryFrom<i64>>(&self, name: &str) -> Result<T> {
        T::try_from(self.get::<i64>(name)?).map_err(|_| Error::internal(format!("column {name} is out of range")).op("store.row"))
    }
    pub fn maybe_num<T: TryFrom<i64>>(&self, name: &str) -> Result<Option<T>> {
        self.get::<Option<i64>>(name)?.map(T::try_from).transpose().map_err(|_| Error::internal(format!("column {name} is out of range")).op("store.row"))
    }
}

impl FromRow for () {
    fn from_row(_: &Row) -> Result<Self> {
        Ok(())
    }
}
