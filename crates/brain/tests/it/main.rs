//! One test binary for the brain; a module per subject.

mod understand;
mod dialogue;
mod world;
mod time;
