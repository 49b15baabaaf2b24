//! The store on both engines: every statement prepared, every statement run as a stranger, schemas compared.

mod ledger;
mod schema;
mod stranger;
