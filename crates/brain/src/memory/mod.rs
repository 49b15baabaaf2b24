//! What is worth remembering of a customer (A9): facts found by rules in their own words (`rule.rs`) and in their visits (`habit.rs`), the summary of
//! a talk (`summary.rs`), and the same asked of a model under guard (`ask.rs`). Pure: the job that runs it is `app/src/memory`.

mod ask;
mod habit;
mod rule;
mod summary;
mod word;

pub use ask::{read, request};
pub use habit::{habits, usual};
pub use rule::learn;
pub use summary::{Deed, Step, deeds, roll};

use domain::Lang;
use domain::fact::FactKey;
use serde_json::Value;

/// One message of the talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub seq: i64,
    pub is_customer: bool,
    pub text: String,
}

/// A fact that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    pub key: FactKey,
    pub text: String,
    pub value: Option<Value>,
    /// In percent.
    pub confidence: i64,
    /// The message it was said in; none = read off visits.
    pub seq: Option<i64>,
}

/// What a fact becomes when another of its kind is found: the new one takes its place, but children and what is to be minded add up.
pub fn merged(old_text: &str, old_value: Option<&Value>, new: &Learned, lang: Lang) -> (String, Option<Value>) {
    match new.key {
        FactKey::Children => rule::children(old_value, new, lang),
        FactKey::Health => (rule::minded(old_text, &new.text), new.value.clone()),
        _ => (new.text.clone(), new.value.clone()),
    }
}
