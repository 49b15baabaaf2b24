//! Stories of the use cases on a real database: SQLite, or PostgreSQL with `TEST_PG=1`. One binary, a module per noun.

mod booking;
mod catalog;
mod golden;
mod ledger;
mod night;
mod race;
mod salon;
mod stage;
