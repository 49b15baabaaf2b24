//! One binary for all integration tests of the connectors: the registry, the conformance suite, the guard of outgoing calls.

use samovar_connectors as connectors;

#[cfg(test)]
mod bench;
#[cfg(test)]
mod callback;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod guard;
#[cfg(test)]
mod models;
#[cfg(test)]
mod registry;
