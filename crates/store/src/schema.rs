//! Every statement and the shape of both schemas, for the tests and dumps that keep them equal.

use crate::Sql;

/// Every statement of every noun.
pub fn statements() -> Vec<Sql> {
    [
        crate::api_key::ALL,
        crate::agent::ALL,
        crate::audit::ALL,
        crate::block::ALL,
        crate::booking::ALL,
        crate::branch::ALL,
        crate::calendar::ALL,
        crate::catalog::ALL,
        crate::category::ALL,
        crate::chunk::ALL,
        crate::comment::ALL,
        crate::connection::ALL,
        crate::contact::ALL,
        crate::demo::ALL,
        crate::dialogue_test::ALL,
        crate::deal::ALL,
        crate::experiment::ALL,
        crate::graph::ALL,
        crate::contact::list::ALL,
        crate::contact::timeline::ALL,
        crate::conversation::ALL,
        crate::conversation::inbox::ALL,
        crate::document::ALL,
        crate::embedder::ALL,
        crate::employee::ALL,
        crate::envelope::ALL,
        crate::event::ALL,
        crate::fact::ALL,
        crate::faq::ALL,
        crate::file::ALL,
        crate::gap::ALL,
        crate::hold::ALL,
        crate::idempotency::ALL,
        crate::inbound::ALL,
        crate::invitation::ALL,
        crate::job::ALL,
        crate::member::ALL,
        crate::message::ALL,
        crate::metric::ALL,
        crate::occupancy::ALL,
        crate::onboarding::ALL,
        crate::org::ALL,
        crate::outbox::ALL,
        crate::outcome::ALL,
        crate::person::ALL,
        crate::provider::ALL,
        crate::push::ALL,
        crate::resource::ALL,
        crate::schedule::ALL,
        crate::script::ALL,
        crate::service::ALL,
        crate::session::ALL,
        crate::signal::ALL,
        crate::snapshot::ALL,
        crate::test_chat::ALL,
        crate::totp::ALL,
        crate::tour::ALL,
        crate::update::ALL,
        crate::turn::ALL,
    ]
    .concat()
}

/// Changes when any migration changes; names the template database of the tests.
pub fn fingerprint() -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = std::hash::DefaultHasher::new();
    for migration in crate::migrate::pg_migrations() {
        migration.hash(&mut hasher);
    }
    hasher.finish()
}
