//! Reading what a person wrote: language, entities (dates, phones, services …) and intents. Pure; no state of the dialogue.
//! `time/` reads dates and times, `intent.rs` scores intents, `typo.rs` forgives; the public words are here.

use crate::Lexicon;
use domain::Lang;
use domain::id::{BranchId, EmployeeId, ServiceId};
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// What understanding depends on besides the text.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    pub now: Timestamp,
    pub zone: TimeZone,
    /// Language of the thread so far; decides only what the text itself leaves open.
    pub lang: Option<Lang>,
    pub lexicon: &'a Lexicon,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Understanding {
    pub language: Lang,
    /// The text after repair of keyboard layout ("ghbdtn" → "привет"); equals the input when nothing was wrong.
    pub text: String,
    /// Without overlaps, in order of the text.
    pub entities: Vec<Entity>,
    /// Best first; scores in 0..=1.
    pub intents: Vec<IntentScore>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// The words it was read from.
    pub text: String,
    /// Position in `Understanding::text`, in characters, half-open.
    pub start: usize,
    pub end: usize,
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Value {
    Datetime(When),
    /// Length of time without an anchor: "на час", "полтора часа". Minutes.
    Duration { minutes: i64 },
    Phone { e164: String },
    Email { address: String },
    Number { value: f64 },
    /// Minor units.
    Money { minor: i64, currency: String },
    /// A person's name in the nominative where it could be restored: "меня зовут Анной" → "Анна".
    Person { name: String },
    /// Several ids = the words fit several services equally ("маникюр"); the dialogue asks which. Best first.
    Service { ids: Vec<ServiceId> },
    Employee { ids: Vec<EmployeeId> },
    Branch { ids: Vec<BranchId> },
    /// "первый", "второй вариант", "№3", "последний" (−1).
    Ordinal { value: i64 },
    /// How many people: "нас двое", "на троих".
    Count { value: i64 },
    Url { url: String },
}

/// A stretch of time, half-open, biased to the future. `end` is `None` for "после шести", `start` is `None` for "до обеда"
/// without a day. Offsets are those of the context's zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct When {
    pub start: Option<jiff::Zoned>,
    pub end: Option<jiff::Zoned>,
    pub grain: Grain,
    /// Which parts were said, for merging over turns: "завтра" then "в пять".
    pub has_date: bool,
    pub has_time: bool,
    /// The hour was said without "утра/вечера/PM" and could be twelve hours later or earlier.
    pub is_ambiguous_hour: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntentScore {
    pub name: Intent,
    pub score: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    Greet,
    Farewell,
    Thanks,
    ChitChat,
    /// "ты бот?"
    AreYouBot,
    Book,
    Move,
    Cancel,
    MyVisits,
    /// "свободно ли …", "какие окна"
    Availability,
    Prices,
    Services,
    Employees,
    Address,
    Hours,
    PhoneOfFirm,
    /// A question that the FAQ may answer.
    Question,
    Yes,
    No,
    /// "любой", "без разницы", "всё равно"
    Any,
    Earlier,
    Later,
    /// "другое время", "ещё варианты"
    More,
    Back,
    /// "начать заново", "отмена" inside a flow
    StartOver,
    Confirm,
    /// "опаздываю на 10 минут"
    RunningLate,
    Help,
    Human,
    Complaint,
    Injury,
    Medical,
    Refund,
    Discount,
    Threat,
    Abuse,
    Spam,
}

/// Reads one message. Never panics, whatever the text; linear in its length, and longer texts than 4,000 characters are read up to there.
pub fn understand(text: &str, context: &Context<'_>) -> Understanding {
    let _ = context;
    Understanding { text: text.to_owned(), ..Understanding::default() }
}
