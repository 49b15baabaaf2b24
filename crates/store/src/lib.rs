//! The database: the only SQL of the product. `db.rs` is the thin layer over both engines, `scope.rs` the tenant-bound reads,
//! `unit.rs` the one transaction of a write, `<noun>.rs` each noun's rows and statements. What is written when is decided in `app`.

#[macro_use]
mod statement;
pub mod api_key;
pub mod audit;
pub mod block;
pub mod booking;
pub mod branch;
pub mod calendar;
pub mod catalog;
pub mod comment;
pub mod connection;
pub mod contact;
pub mod conversation;
pub mod db;
pub mod demo;
pub mod employee;
pub mod event;
pub mod faq;
pub mod file;
pub mod hold;
pub mod idempotency;
pub mod inbound;
pub mod invitation;
pub mod job;
pub mod member;
pub mod message;
pub mod metric;
pub mod migrate;
pub mod occupancy;
pub mod onboarding;
pub mod org;
pub mod outbox;
pub mod person;
pub mod push;
pub mod reads;
pub mod resource;
pub mod row;
pub mod schedule;
pub mod schema;
pub mod scope;
pub mod service;
pub mod session;
pub mod signal;
pub mod test_chat;
pub mod totp;
pub mod turn;
pub mod unit;
pub mod update;

pub use db::{Db, DbConfig, Synchronous};
pub use reads::Reads;
pub use row::{FromRow, Row};
pub use scope::{Root, Scope};
pub use signal::{Signal, Signals};
pub use statement::{Sql, Val};
pub use unit::{By, Unit};
