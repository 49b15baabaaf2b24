//! One binary for all integration tests of the connectors: the registry, the conformance suite, the guard of outgoing calls.

use samovar_connectors as connectors;

mod bench;
mod conformance;
mod failures;
mod guard;
mod registry;
