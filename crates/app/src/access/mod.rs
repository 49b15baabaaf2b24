//! How people and programs prove who they are: passwords, random tokens and their digests, signed access tokens.
//! `Gate` holds what these need for the life of the process. Who may do what is decided where the call comes in.

pub mod password;
pub mod token;

use crate::person::MailSink;
use crate::vault::Vault;
use domain::Ts;
use domain::event::Actor;
use domain::id::PersonId;
use std::sync::Arc;
use std::time::Duration;
use store::By;
use token::Signer;

/// Shared by every sign-in use case.
pub struct Gate {
    pub(crate) hashing: password::Hashing,
    pub(crate) signer: Signer,
    pub(crate) mail: Arc<dyn MailSink>,
    /// Keys seen in the last seconds, so that a busy key costs no query; revoking removes it here at once.
    pub(crate) keys: moka::sync::Cache<Vec<u8>, Arc<store::api_key::ApiKey>>,
    /// Socket tickets already used, until they would expire anyway.
    pub(crate) spent: moka::sync::Cache<uuid::Uuid, ()>,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gate(***)")
    }
}

impl Gate {
    pub fn new(vault: &Vault, mail: Arc<dyn MailSink>) -> Self {
        Gate {
            hashing: password::Hashing::new(),
            signer: Signer::new(&vault.derive("access token")),
            mail,
            keys: moka::sync::Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(5)).build(),
            spent: moka::sync::Cache::builder().max_capacity(100_000).time_to_live(Duration::from_secs(120)).build(),
        }
    }
}

/// Where a sign-in comes from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub ip: String,
    pub user_agent: String,
    pub trace_id: Option<String>,
}

impl Origin {
    pub(crate) fn by(&self, person: PersonId, now: Ts) -> By {
        By { actor: Actor::Person { id: person.uuid() }, ip: Some(self.ip.clone()), trace_id: self.trace_id.clone(), now }
    }
}
