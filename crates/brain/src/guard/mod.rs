//! The guard of facts (A12): of a text somebody else has written, a model above all, only what the turn's evidence holds may be said.
//! `sentence.rs` cuts the text, `claim.rs` reads what a sentence states, `evidence.rs` keeps what is known to be true and says whether
//! a claim stands, `policy.rs` judges promises and rules that have no number in them, `leak.rs` what gives the instructions away. A sentence that does not stand is cut, and the trace says why.

mod claim;
mod evidence;
mod group;
mod leak;
mod policy;
mod reading;
mod sentence;
mod standing;

pub use evidence::{Deed, Evidence, whole_catalog};
pub use reading::Readings;
pub use standing::Standing;

use crate::facts::Catalog;
use claim::Carry;
use domain::Ts;
use domain::id::ServiceId;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// In whose light a text is read.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    pub catalog: &'a Catalog,
    pub now: Ts,
    pub zone: &'a TimeZone,
    /// What is being talked about: a price without a service is the price of these.
    pub services: &'a [ServiceId],
    /// The day being talked about: an hour without a day is of this one.
    pub day: Option<Date>,
    /// How the customer is called; their own name is no claim.
    pub customer: Option<&'a str>,
    /// How the agent is called.
    pub agent: &'a str,
    pub readings: &'a Readings,
}

/// A sentence that was taken out, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    pub sentence: String,
    /// The words that do not stand.
    pub claim: String,
    pub reason: Reason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A sum no evidence gives, or gives for something else.
    Price,
    Date,
    Time,
    Duration,
    /// A per cent or any other number.
    Number,
    /// A phone, an address on the net, an e-mail.
    Contact,
    /// Somebody who does not work here.
    Name,
    /// A rule, promise or offering of the firm that no evidence states.
    Policy,
    /// The agent's own instructions, or talk of being instructed.
    Prompt,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What may be said; empty when nothing stands.
    pub text: String,
    pub cut: Vec<Cut>,
}

/// Takes out of a text every sentence that the evidence does not bear.
pub fn check(text: &str, evidence: &Evidence, ground: &Ground<'_>) -> Verdict {
    let mut verdict = Verdict::default();
    let mut carry = Carry::new(ground);
    let mut kept: Vec<sentence::Sentence> = Vec::new();
    for sentence in sentence::sentences(text) {
        carry.enter(&sentence);
        match judge(&sentence.text, evidence, ground, &mut carry) {
            None => kept.push(sentence),
            Some((claim, reason)) => verdict.cut.push(Cut { sentence: sentence.text, claim, reason }),
        }
    }
    verdict.text = if verdict.cut.is_empty() { sentence::whole(&kept) } else { sentence::join(&kept) };
    // What no sentence tells by itself, all of them may.
    if let Some(claim) = leak::leaks_together(&verdict.text, evidence) {
        verdict.cut.push(Cut { sentence: std::mem::take(&mut verdict.text), claim, reason: Reason::Prompt });
    }
    verdict
}

/// A passage of a document without the sentences that give orders to whoever answers: nobody is shown them, no model and no customer.
pub fn without_orders(text: &str) -> String {
    let all = sentence::sentences(text);
    let kept: Vec<sentence::Sentence> = all.iter().filter(|s| !policy::orders(&s.text)).cloned().collect();
    if kept.len() == all.len() { text.to_owned() } else { sentence::join(&kept) }
}

/// Why a sentence may not be said; none when it may.
fn judge(text: &str, evidence: &Evidence, ground: &Ground<'_>, carry: &mut Carry) -> Option<(String, Reason)> {
    if let Some(words) = policy::reveals(text).or_else(|| leak::leaks(text, evidence)) {
        return Some((words, Reason::Prompt));
    }
    let said = claim::read(text, ground, carry);
    // A question states little: the customer's own wish may be repeated in it. Sums and strangers' names may not.
    let is_question = text.trim_end().ends_with('?');
    let may_pass = |c: &claim::Claim| is_question && c.fact.may_be_echoed() || evidence.bears(c, &said, ground);
    let first = said.claims.iter().find(|c| !may_pass(c));
    if let Some(claim) = first {
        return Some((claim.text.clone(), claim.fact.reason()));
    }
    let unsupported = if is_question { policy::hinted(text, &said, evidence) } else { policy::unsupported(text, &said, evidence) };
    unsupported.map(|words| (words, Reason::Policy))
}

/// Facts of `ours` that `theirs` leaves out: a sum-up that loses its hour is not said.
pub fn missing(ours: &str, theirs: &str, ground: &Ground<'_>) -> Vec<String> {
    let read = |text: &str| {
        let mut carry = Carry::new(ground);
        let mut found = Vec::new();
        for sentence in sentence::sentences(text) {
            carry.enter(&sentence);
            found.extend(claim::read(&sentence.text, ground, &mut carry).claims);
        }
        found
    };
    let said = read(theirs);
    read(ours).into_iter().filter(|c| c.fact.is_telling() && !said.iter().any(|s| s.fact.is_same(&c.fact))).map(|c| c.text).collect()
}
