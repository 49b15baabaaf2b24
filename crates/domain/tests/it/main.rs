//! Domain tests that need more than one noun; one binary, a module per noun.

extern crate samovar_domain as domain;

mod firm;
mod slot;
mod slot_prop;
