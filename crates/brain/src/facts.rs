//! Everything a turn may state: the catalog snapshot of one firm and what is known of the customer.
//! A snapshot is built once per catalog version and shared; nothing outside it may be said as a fact.

use crate::Lexicon;
use domain::id::{BookingId, ServiceId};
use domain::slot::Slot;
use domain::{Lang, Money, Phone, branch::Branch, employee::Employee, faq::Faq, org::Org, schedule::Schedule, service::Service};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The firm as the agent knows it. Only active rows.
#[derive(Debug)]
pub struct Catalog {
    pub org: Org,
    /// By `position`.
    pub branches: Vec<Branch>,
    pub services: Vec<Service>,
    pub employees: Vec<Employee>,
    pub schedules: Vec<Schedule>,
    pub faq: Vec<Faq>,
    /// Words of the firm prepared for matching; built from the fields above.
    pub lexicon: Lexicon,
}

/// What a turn may use.
#[derive(Clone, Debug)]
pub struct Facts {
    pub catalog: Arc<Catalog>,
    pub contact: ContactFacts,
    pub channel: ChannelFacts,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ContactFacts {
    pub name: Option<String>,
    pub phone: Option<Phone>,
    pub lang: Option<Lang>,
    /// Messages in the thread before this turn; 0 = a stranger.
    pub messages_before: i64,
}

/// What the channel can show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelFacts {
    /// Most buttons under a message; 0 = number the choices in the text.
    pub buttons: u16,
}

/// A customer's visit, as `Call::Visits` returns it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    pub booking_id: BookingId,
    pub services: Vec<ServiceId>,
    pub slot: Slot,
    pub status: domain::booking::BookingStatus,
    pub price: Money,
}
