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
        crate::canned_reply::ALL,
        crate::category::ALL,
        crate::chunk::ALL,
        crate::comment::ALL,
        crate::connection::ALL,
        crate::consent::ALL,
        crate::contact::ALL,
        crate::contact::data::ALL,
        crate::contact::duplicate::ALL,
        crate::custom_field::ALL,
        crate::demo::ALL,
        crate::dialogue_test::ALL,
        crate::deal::ALL,
        crate::deal::list::ALL,
        crate::deal::list::ANY,
        crate::deal::list::OF_CONTACT,
        crate::deal::list::OF_CONVERSATION,
        crate::deal::list::OF_OWNER,
        crate::deal::list::OF_STAGE,
        crate::deal::report::ALL,
        crate::pipeline::ALL,
        crate::experiment::ALL,
        crate::graph::ALL,
        crate::contact::list::ALL,
        crate::contact::timeline::ALL,
        crate::contact::rule::rehearsed(),
        crate::conversation::ALL,
        crate::conversation::inbox::ALL,
        crate::document::ALL,
        crate::embedder::ALL,
        crate::employee::ALL,
        crate::envelope::ALL,
        crate::erasure::ALL,
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
        crate::lockout::ALL,
        crate::member::ALL,
        crate::message::ALL,
        crate::merge::ALL,
        crate::metric::ALL,
        crate::note::ALL,
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
        crate::segment::ALL,
        crate::service::ALL,
        crate::session::ALL,
        crate::signal::ALL,
        crate::snapshot::ALL,
        crate::sso::ALL,
        crate::reminder::ALL,
        crate::feedback::ALL,
        crate::task::ALL,
        crate::team::ALL,
        crate::test_chat::ALL,
        crate::totp::ALL,
        crate::tour::ALL,
        crate::tour_file::ALL,
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
