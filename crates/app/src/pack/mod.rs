//! Industry packs: a firm as data. The files live in `packs/<name>/*.toml` and are built into the binary.
//! `entry.rs` is the shape of the files, `read.rs` reads them, `check.rs` refuses what makes no sense, `make.rs` turns
//! a pack into domain values, `demo.rs` invents weeks of visits and talks for it. `write.rs` puts both into the database.

mod begin;
mod check;
mod demo;
mod entry;
mod make;
mod random;
mod read;
mod talk;
mod write;

pub use begin::begin_with;
pub use demo::{Demo, DemoContact, DemoVisit, demo};
pub use entry::*;
pub use make::{Keys, Rows};
pub use read::{names, parse, read};
pub use talk::{DemoMessage, DemoTalk};
pub use write::{install, stage};
pub(crate) use write::install_in;
