//! One test binary for the brain; a module per subject.

extern crate samovar_brain as brain;

mod understand;
mod dialogue;
mod world;
mod time;
mod talks;
