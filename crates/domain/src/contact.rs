//! A customer: one person, many identities (messenger accounts, phones, e-mails).

use crate::{Lang, Phone, Ts, id::{ConnectionId, ContactId}};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub id: ContactId,
    pub name: Option<String>,
    pub phone: Option<Phone>,
    pub email: Option<String>,
    pub lang: Option<Lang>,
    pub zone: Option<String>,
    pub tags: Vec<String>,
    pub note: String,
    /// Where the contact first came from: connector name, deep-link payload, "manual".
    pub source: String,
    pub created_at: Ts,
    pub updated_at: Ts,
}

/// One way to recognise a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// `phone`, `email`, or the connector's name.
    pub kind: String,
    /// E.164, lower-cased address, or the provider's user id.
    pub value: String,
    /// The connection the provider id belongs to; none for phone and e-mail.
    pub connection_id: Option<ConnectionId>,
}
