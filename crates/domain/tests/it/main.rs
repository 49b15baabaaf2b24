//! Domain tests that need more than one noun; one binary, a module per noun.

extern crate samovar_domain as domain;

#[cfg(test)]
mod firm;
#[cfg(test)]
mod slot;
#[cfg(test)]
mod slot_prop;
