//! Reading what a person wrote: language, entities (dates, phones, services …) and intents. Pure; no state of the dialogue.
//! `layout.rs` repairs letters, `token.rs` cuts, the readers (`time/`, `contact.rs`, `money.rs`, `catalog.rs`, `person.rs`) find
//! entities, `intent.rs` weighs wishes; the public words and the order of the work are here.

mod catalog;
pub(crate) mod concept;
mod contact;
pub(crate) mod intent;
mod language;
pub(crate) mod layout;
mod money;
pub(crate) mod names;
pub mod number;
mod person;
mod rule;
pub(crate) use domain::stem;
pub mod time;
pub(crate) mod token;
pub(crate) mod typo;
mod vocabulary;
pub(crate) mod words;

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

/// Longer messages are read up to here.
const LONGEST: usize = 4_000;

/// Nobody names more things of one kind in a message; a flood of digits is not read to its end.
pub(crate) const MOST_ENTITIES: usize = 60;

/// Reads one message. Never panics, whatever the text; linear in its length, and longer texts than 4,000 characters are read up to there.
pub fn understand(text: &str, context: &Context<'_>) -> Understanding {
    let repaired = repaired(text, context);
    let chars: Vec<char> = repaired.text.chars().collect();
    let tokens = token::tokens(&chars);
    let language = language::detect(&repaired.text, &tokens, repaired.is_transliterated, context.lang);
    let entities = entities(&chars, &tokens, context);
    let intents = intent::score(&tokens, &entities, context.lexicon);
    Understanding { language, text: repaired.text, entities, intents }
}

/// What a text names, as `understand` reads it, without weighing what its writer wants: most of the work. The text is the repaired one.
pub(crate) fn named(text: &str, context: &Context<'_>) -> (String, Vec<Entity>) {
    let repaired = repaired(text, context);
    let chars: Vec<char> = repaired.text.chars().collect();
    let found = entities(&chars, &token::tokens(&chars), context);
    (repaired.text, found)
}

fn repaired(text: &str, context: &Context<'_>) -> layout::Repaired {
    let head: String = text.chars().take(LONGEST).collect();
    layout::repair(&head, context.lexicon)
}

fn overlaps(entities: &[Entity], start: usize, end: usize) -> bool {
    entities.iter().any(|e| e.start < end && start < e.end)
}

/// Readers from the surest to the least sure; what one has taken the next ones leave alone.
fn entities(chars: &[char], tokens: &[token::Token], context: &Context<'_>) -> Vec<Entity> {
    let lexicon = context.lexicon;
    let region = lexicon.names().region.as_str();
    let region = if region.is_empty() { "RU" } else { region };
    let mut found = contact::read(chars, tokens, region);
    let sums = money::read(chars, tokens, region, &found);
    found.extend(sums);
    // The reader of time must not see digits that are already something else.
    let mut masked = chars.to_vec();
    for entity in &found {
        masked.get_mut(entity.start..entity.end).unwrap_or_default().fill(' ');
    }
    let masked: String = masked.into_iter().collect();
    let now = context.now.to_zoned(context.zone.clone());
    let timed: Vec<Entity> = time::read_in(&masked, &now, context.lang);
    let worded = money::from_numbers(chars, tokens, &timed, region);
    found.extend(worded.into_iter().filter(|m| !overlaps(&found, m.start, m.end)).collect::<Vec<_>>());

    let people = person::told(chars, tokens, &[found.as_slice(), timed.as_slice()].concat());
    found.extend(people.into_iter().filter(|p| !overlaps(&found, p.start, p.end)).collect::<Vec<_>>());
    let contacts = found.clone();
    let mut services = catalog::services(chars, tokens, lexicon, &|t| overlaps(&contacts, t.start, t.end));
    if services.iter().any(|s| timed.iter().any(|t| overlaps(std::slice::from_ref(s), t.start, t.end) && !(s.start <= t.start && t.end <= s.end))) {
        // "на стрижку ровно через неделю": a word both could use goes to the time.
        services = catalog::services(chars, tokens, lexicon, &|t| overlaps(&contacts, t.start, t.end) || overlaps(&timed, t.start, t.end));
    }
    for time in timed {
        // "окрашивание в один тон": a reading inside a longer service name is an accident; "маникюр завтра" keeps both.
        let inside = services.iter().any(|s| s.start <= time.start && time.end <= s.end && (s.end - s.start) > (time.end - time.start));
        if !inside && !overlaps(&found, time.start, time.end) {
            found.push(time);
        }
    }
    found.extend(services.into_iter().filter(|s| !overlaps(&found, s.start, s.end)).collect::<Vec<_>>());
    let taken = found.clone();
    let employees = catalog::employees(chars, tokens, lexicon, &|t| overlaps(&taken, t.start, t.end));
    found.extend(employees);
    if !found.iter().any(|e| matches!(e.value, Value::Person { .. }))
        && let Some(person) = person::bare(chars, tokens, &found)
    {
        // "Анна, 8916…" in answer to "как вас зовут" is the customer even if an employee has the same name.
        found.retain(|e| !(matches!(e.value, Value::Employee { .. }) && e.start < person.end && person.start < e.end));
        found.push(person);
    }
    let taken = found.clone();
    found.extend(catalog::branches(chars, tokens, lexicon, &|t| overlaps(&taken, t.start, t.end)));
    found.retain(|e| !is_refused(e, tokens));
    found.sort_by_key(|e| (e.start, e.end));
    found
}

/// "не к Тимуру, а к Марине": named only to be turned down.
fn is_refused(entity: &Entity, tokens: &[token::Token]) -> bool {
    if !matches!(entity.value, Value::Employee { .. } | Value::Branch { .. } | Value::Service { .. }) {
        return false;
    }
    let before = tokens.iter().rev().skip_while(|t| t.end > entity.start).map(|t| t.form.as_str()).take(2).collect::<Vec<_>>();
    matches!(before.as_slice(), ["к" | "ко" | "на" | "у" | "с" | "to" | "with" | "for" | "at", "не" | "not"])
}
