//! The organization: one tenant with its zone, language, currency and agent settings.

use crate::reminder::VisitSettings;
use crate::retention::RetentionRules;
use crate::sla::SlaRules;
use crate::{Error, Lang, Ts, conversation::{AgentMode, text_enum}, id::OrgId};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

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

text_enum! {
    /// The public booking page: shown to everybody, kept out of search engines, or switched off.
    PageMode, "booking_page" { Listed => "listed", Unlisted => "unlisted", Off => "off" }
}

/// What an owner may tune; every field has a default, so that old rows read on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct OrgSettings {
    /// The agent's own name, used in greetings.
    pub agent_name: String,
    /// Languages the agent answers in, the first for everybody it cannot serve in their own. Empty: all it speaks, the firm's first.
    pub languages: Vec<Lang>,
    /// What a stranger hears first, in the place of the usual greeting.
    pub greetings: Greetings,
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
    /// What the agent does with new conversations.
    pub mode: AgentMode,
    /// `mode` holds in working hours only; outside them the agent answers by itself.
    pub mode_within_hours: bool,
    /// A talk is over when the customer has been silent for this long; who left then without asking more was helped.
    pub resolve_hours: u32,
    /// A model, where there is one, reads documents for the knowledge graph.
    pub graph_by_model: bool,
    /// Whether customers may book at `/book/{slug}`.
    pub booking_page: PageMode,
    /// What is done around a visit without being asked.
    pub visits: VisitSettings,
    /// How long a customer may wait for a person, where no team says otherwise.
    pub sla: SlaRules,
    /// How long data are kept that nobody works with.
    pub retention: RetentionRules,
}

/// The firm's own greeting, a text for each language it is written in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Greetings {
    pub ru: Option<String>,
    pub en: Option<String>,
}

impl OrgSettings {
    /// The language to answer in: the customer's when the firm has it, else the firm's first.
    pub fn voice(&self, wanted: Lang) -> Lang {
        match self.languages.first() {
            Some(first) if !self.languages.contains(&wanted.spoken()) => first.spoken(),
            _ => wanted.spoken(),
        }
    }
    /// The firm's own greeting in a language, if it has written one.
    pub fn greeting(&self, lang: Lang) -> Option<&str> {
        let text = if lang.spoken() == Lang::En { &self.greetings.en } else { &self.greetings.ru };
        text.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }
}

impl Default for OrgSettings {
    fn default() -> Self {
        OrgSettings {
            agent_name: String::new(),
            languages: Vec::new(),
            greetings: Greetings::default(),
            phone: None,
            site: None,
            quiet_window_ms: 1500,
            hold_minutes: 10,
            lead_minutes: 30,
            horizon_days: 60,
            slot_step_minutes: 30,
            change_until_minutes: 60,
            phone_required: true,
            mode: AgentMode::Auto,
            mode_within_hours: false,
            resolve_hours: 24,
            graph_by_model: true,
            booking_page: PageMode::Listed,
            visits: VisitSettings::default(),
            sla: SlaRules::default(),
            retention: RetentionRules::default(),
        }
    }
}
