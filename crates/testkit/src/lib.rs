//! For tests only: a database of one's own on either engine, a clock set by hand, a running app with HTTP, and factories.
//! `TEST_PG=1` runs the same tests on PostgreSQL. Nothing here is part of the product.

mod clock;
mod database;
#[cfg(feature = "app")]
pub mod http;
mod pg;

pub use clock::TestClock;
pub use database::TestDb;
pub use pg::{admin_url as pg_admin_url, durable_url as pg_durable_url};
