//! Every statement and the shape of both schemas, for the tests and dumps that keep them equal.

use crate::Sql;

/// Every statement of every noun.
pub fn statements() -> Vec<Sql> {
    [
        crate::audit::ALL,
        crate::connection::ALL,
        crate::contact::ALL,
        crate::conversation::ALL,
        crate::event::ALL,
        crate::inbound::ALL,
        crate::job::ALL,
        crate::message::ALL,
        crate::org::ALL,
        crate::outbox::ALL,
        crate::turn::ALL,
    ]
    .concat()
}
