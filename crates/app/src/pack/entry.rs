//! The shape of a pack's files, field by field as in `domain`, with `key`s in place of ids and `HH:MM` in place of minutes.

use super::product::ProductEntry;
use super::tour::TourEntry;
use domain::Lang;
use domain::org::OrgSettings;
use domain::schedule::Span;
use serde::{Deserialize, Deserializer, de};

/// A whole pack, read and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Pack {
    pub head: Head,
    pub settings: OrgSettings,
    pub branches: Vec<BranchEntry>,
    pub resources: Vec<ResourceEntry>,
    pub services: Vec<ServiceEntry>,
    pub employees: Vec<EmployeeEntry>,
    pub faq: Vec<FaqEntry>,
    pub tours: Vec<TourEntry>,
    pub products: Vec<ProductEntry>,
    /// Who comes for what; only packs with a demo have it.
    pub demo: Option<DemoEntry>,
}

/// `pack.toml` without the settings.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The folder's name.
    pub key: String,
    pub lang: Lang,
    pub zone: String,
    pub currency: String,
    pub region: String,
    /// Shown in the list of packs.
    pub name: Texts,
    pub description: Texts,
    pub firm: Firm,
    /// Keys of `OrgSettings`; read apart, so that a misspelt key is an error.
    #[serde(default)]
    pub settings: toml::Table,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    pub ru: String,
    pub en: String,
}

/// The firm made from the pack when nobody names one.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Firm {
    pub name: String,
    pub slug: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BranchEntry {
    pub key: String,
    pub name: String,
    pub address: String,
    pub directions: String,
    pub phone: Option<String>,
    /// None = the pack's zone.
    pub zone: Option<String>,
    #[serde(default)]
    pub hours: Vec<HoursEntry>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursEntry {
    pub weekdays: Vec<u8>,
    #[serde(deserialize_with = "minutes")]
    pub opens: u16,
    #[serde(deserialize_with = "minutes")]
    pub closes: u16,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceEntry {
    pub key: String,
    pub branch: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceEntry {
    pub key: String,
    pub name: String,
    pub name_en: Option<String>,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub synonyms: Vec<String>,
    pub duration_minutes: u32,
    #[serde(default)]
    pub buffer_minutes: u32,
    /// Minor units.
    pub price: i64,
    pub price_max: Option<i64>,
    /// Keys of resources, any one of which is needed.
    #[serde(default)]
    pub resources: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmployeeEntry {
    pub key: String,
    pub name: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub about: String,
    #[serde(default)]
    pub synonyms: Vec<String>,
    #[serde(default)]
    pub skills: Vec<SkillEntry>,
    #[serde(default)]
    pub shifts: Vec<ShiftEntry>,
    #[serde(default)]
    pub exceptions: Vec<ExceptionEntry>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkillEntry {
    pub service: String,
    pub price: Option<i64>,
    pub duration_minutes: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftEntry {
    pub branch: String,
    pub weekdays: Vec<u8>,
    #[serde(deserialize_with = "minutes")]
    pub starts: u16,
    #[serde(deserialize_with = "minutes")]
    pub ends: u16,
    #[serde(default)]
    pub breaks: Vec<SpanEntry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpanEntry {
    #[serde(deserialize_with = "minutes")]
    pub starts: u16,
    #[serde(deserialize_with = "minutes")]
    pub ends: u16,
}

impl From<SpanEntry> for Span {
    fn from(span: SpanEntry) -> Span {
        Span { starts: span.starts, ends: span.ends }
    }
}

/// Days that differ from the weekly rule. No `spans` = days off.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionEntry {
    /// Weeks from the week the pack is loaded in (0 = that week).
    pub week: i32,
    pub weekdays: Vec<u8>,
    pub branch: Option<String>,
    #[serde(default)]
    pub spans: Vec<SpanEntry>,
    #[serde(default)]
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaqEntry {
    pub key: String,
    pub ru: Option<Answered>,
    pub en: Option<Answered>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// The first is the title.
    pub questions: Vec<String>,
    pub answer: String,
}

/// `demo.toml`: the invented guests and what they come for.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoEntry {
    pub guests: Guests,
    #[serde(rename = "demand")]
    pub demands: Vec<Demand>,
    #[serde(default, rename = "talk")]
    pub talks: Vec<TalkEntry>,
}

/// Name parts; every combination is a believable person.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guests {
    /// Most people who may know the firm.
    pub count: u32,
    pub women_names: Vec<String>,
    pub women_surnames: Vec<String>,
    pub men_names: Vec<String>,
    pub men_surnames: Vec<String>,
}

/// What a visit is for and how often.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    pub services: Vec<String>,
    pub weight: u32,
    /// Women among the guests, percent.
    pub women: u32,
}

/// A conversation with blanks: `{guest}`, `{employee}`, `{day}` (`в пятницу, 27 ноября`), `{day_cap}`,
/// `{weekday}` (`в пятницу`), `{time}`, `{price}`, `{service}`, `{branch_in}` (the branch's name in the middle of a sentence).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TalkEntry {
    pub key: String,
    /// `visit` = told about a booked visit, `cancelled` = about one called off, `question` = no visit, `handled` = a person answered,
    /// `waiting` = a person is awaited.
    pub about: TalkAbout,
    /// The visit's services are among these; empty = any.
    #[serde(default)]
    pub services: Vec<String>,
    /// About a visit of several services at once.
    #[serde(default)]
    pub together: bool,
    /// Why a person is awaited; a `HandOver` code.
    pub reason: Option<String>,
    /// What a person of the firm noted beside it.
    pub comment: Option<String>,
    /// `guest: …` or `agent: …` or `person: …`, in order.
    pub lines: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TalkAbout {
    Visit,
    /// Told about a visit that was called off.
    Cancelled,
    Question,
    /// A question a person of the firm answered.
    Handled,
    Waiting,
}

/// Reads `09:30` as minutes from midnight; `24:00` is the end of the day.
fn minutes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let text = String::deserialize(deserializer)?;
    let read = || {
        let (hours, minutes) = text.split_once(':')?;
        let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
        let total = hours * 60 + minutes;
        (minutes < 60 && total <= 1440).then_some(total)
    };
    read().ok_or_else(|| de::Error::custom(format!("`{text}` is not a time of day such as 09:30")))
}

fn two_digits(text: &str) -> Option<u16> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}
