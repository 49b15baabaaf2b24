//! The database: the only SQL of the product. `db.rs` is the thin layer over both engines, `scope.rs` the tenant-bound reads,
//! `unit.rs` the one transaction of a write, `<noun>.rs` each noun's rows and statements. What is written when is decided in `app`.

#[macro_use]
mod statement;
pub mod audit;
pub mod connection;
pub mod contact;
pub mod conversation;
pub mod db;
pub mod event;
pub mod inbound;
pub mod job;
pub mod message;
pub mod migrate;
pub mod org;
pub mod outbox;
pub mod row;
pub mod schema;
pub mod scope;
pub mod signal;
pub mod turn;
pub mod unit;

pub use db::{Db, DbConfig, Synchronous};
pub use row::{FromRow, Row};
pub use scope::{Root, Scope};
pub use signal::{Signal, Signals};
pub use statement::{Sql, Val};
pub use unit::Unit;
