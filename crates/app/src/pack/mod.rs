//! Industry packs: a firm as data. The files live in `packs/<name>/*.toml` and are built into the binary.
//! `entry.rs` is the shape of the files, `read.rs` reads them, `check.rs` refuses what makes no sense, `make.rs` turns
//! a pack into domain values, `demo.rs` invents weeks of visits for it and `talk.rs` conversations. `write.rs` and `stage.rs` put them into the database.

pub mod agent;
mod begin;
mod check;
mod demo;
mod entry;
mod golden;
pub mod knowledge;
mod line;
mod make;
mod product;
mod random;
mod read;
mod mark;
mod stage;
mod talk;
mod tour;
mod write;

pub use begin::{begin_with, furnish};
pub use demo::{Demo, DemoContact, DemoVisit, demo, demo_at};
pub use entry::*;
pub use golden::scenery;
pub use make::{Keys, Rows};
pub use product::ProductEntry;
pub use read::{dialogue, dialogues, library, names, parse, read};
pub use stage::stage;
pub use tour::{DepartureEntry, TourEntry};
pub use talk::{DemoChannel, DemoMessage, DemoState, DemoTalk};
pub use write::install;
pub(crate) use write::install_in;
