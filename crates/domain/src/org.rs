//! The organization: one tenant with its zone, language, currency and agent settings.

use crate::{Lang, Ts, id::OrgId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Org {
    pub id: OrgId,
    pub name: String,
    /// Short name in public addresses: `/f/{slug}`.
    pub slug: String,
    /// IANA zone used where no branch says otherwise.
    pub zone: String,
    pub lang: Lang,
    pub currency: String,
    /// ISO 3166 alpha-2, for phone numbers typed without a country code.
    pub region: String,
    /// Industry pack the organization was made from.
    pub pack: String,
    pub settings: OrgSettings,
    /// Grows with every change of what the agent may say (services, prices, schedules, FAQ, settings); caches key on it.
    pub catalog_version: i64,
    pub created_at: Ts,
}

/// What an owner may tune; every field has a default, so that old rows read on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct OrgSettings {
    /// The agent's own name, used in greetings.
    pub agent_name: String,
    /// Phone the agent may give to customers, E.164.
    pub phone: Option<String>,
    pub site: Option<String>,
    /// Quiet window in milliseconds that gathers a burst of messages on messengers.
    pub quiet_window_ms: u32,
    /// Minutes a slot stays held while the customer decides.
    pub hold_minutes: u32,
    /// A visit cannot start sooner than this many minutes from now.
    pub lead_minutes: u32,
    /// How many days ahead booking is open.
    pub horizon_days: u32,
    /// Step of the slot grid in minutes.
    pub slot_step_minutes: u32,
    /// A customer may move or cancel by themselves until this many minutes before the visit.
    pub change_until_minutes: u32,
    /// Ask for a phone before booking when the channel has not given one.
    pub phone_required: bool,
}

impl Default for OrgSettings {
    fn default() -> Self {
        OrgSettings {
            agent_name: String::new(),
            phone: None,
            site: None,
            quiet_window_ms: 1500,
            hold_minutes: 10,
            lead_minutes: 30,
            horizon_days: 60,
            slot_step_minutes: 30,
            change_until_minutes: 60,
            phone_required: true,
        }
    }
}
