//! Where a dialogue stands between turns. Small, and readable by newer versions: every field has a default.
//! Choices that were offered are kept as short codes (`act.rs`), not as rows: facts are looked up anew each turn.

use super::script::Running;
use super::tour::TourTalk;
use crate::colleague::Brief;
use crate::facts::Visit;
use crate::turn::HandOver;
use domain::conversation::Phase;
use domain::id::{BookingId, BranchId, EmployeeId, ProductId, ScriptId, ServiceId};
use domain::slot::Slot;
use domain::{Lang, Phone, Ts};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A question that the firm's papers answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LookedUp {
    pub question: String,
    /// It asked what something costs.
    pub of_price: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// Grows with every question, so that a button of an older question is recognised.
    pub step: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Ts>,
    pub greeted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<Flow>,
    #[serde(skip_serializing_if = "is_default")]
    pub draft: Draft,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// Messages in a row that were not understood.
    #[serde(skip_serializing_if = "is_default")]
    pub misses: u8,
    /// Visits to book after the current flow: the second person, the second wish.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<Draft>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    #[serde(skip_serializing_if = "is_default")]
    pub abuse: u8,
    #[serde(skip_serializing_if = "is_default")]
    pub spam: u8,
    /// The last question that had no answer, for the operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What was looked up last: "а ботинки?" goes on with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looked_up: Option<LookedUp>,
    /// Services of the visit booked last: "а сколько это стоит?" is about them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub booked: Vec<ServiceId>,
    /// The last answer was about opening hours: "а завтра?" goes on with them.
    #[serde(skip_serializing_if = "is_default")]
    pub spoke_of_hours: bool,
    /// Services talked about outside a booking: "сколько стоит маникюр" then "запишите".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topic: Vec<ServiceId>,
    /// Tours spoken of.
    #[serde(skip_serializing_if = "is_default")]
    pub tour: TourTalk,
    /// Goods spoken of in the last answer: "а в наличии есть?" goes on with them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub goods: Vec<ProductId>,
    /// Why a person was asked last; a customer given back to the agent starts with a clean sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handed: Option<HandOver>,
    /// With what a colleague has handed the customer over; of use to the agent it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brief: Option<Brief>,
    /// The script under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script: Option<Running>,
    /// Variables the customer does not know or would not tell.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub declined: Vec<String>,
    /// Scripts that were begun, the last first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub played: Vec<ScriptId>,
    /// What scripts found out, where the firm has no funnel to keep it in.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub known: BTreeMap<String, String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    Book,
    Move,
    Cancel,
}

/// What is known of the visit being arranged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceId>,
    /// Words that fit several services, one list per wish; asked about one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unclear: Vec<Vec<ServiceId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<BranchId>,
    #[serde(skip_serializing_if = "is_default")]
    pub any_branch: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employee: Option<EmployeeId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unclear_employees: Vec<EmployeeId>,
    /// "Как обычно, к Ольге?" was asked, or somebody else was named before.
    #[serde(skip_serializing_if = "is_default")]
    pub usual_asked: bool,
    /// The customer wants to choose the employee from a list.
    #[serde(skip_serializing_if = "is_default")]
    pub choose_employee: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub wish: Wish,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Ts>,
    /// The standing visit that is moved or cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<Visit>,
    /// The visit that the flow is about, until it is looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<BookingId>,
    /// By which day or hour the customer named the standing visit.
    #[serde(skip_serializing_if = "is_default")]
    pub source: Wish,
    /// Minutes by which the standing visit is to be shifted, until it is known which visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift: Option<i64>,
    /// The hour of the standing visit is to be kept.
    #[serde(skip_serializing_if = "is_default")]
    pub same_hour: bool,
    /// People who come together; 0 or 1 = one.
    #[serde(skip_serializing_if = "is_default")]
    pub people: u8,
    /// A second person's visit, booked on the same contact.
    #[serde(skip_serializing_if = "is_default")]
    pub companion: bool,
}

/// When the customer wants to come, in the branch's civil time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// First day wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Day after the last one wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Exact start, minutes from midnight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<i16>,
    /// Not earlier than, minutes from midnight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<i16>,
    /// Before, minutes from midnight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<i16>,
    /// `at` may be twelve hours off.
    #[serde(skip_serializing_if = "is_default")]
    pub is_ambiguous: bool,
}

impl Wish {
    pub fn has_date(&self) -> bool {
        self.from.is_some()
    }
    pub fn has_time(&self) -> bool {
        self.at.is_some() || self.after.is_some() || self.before.is_some()
    }
    /// One calendar day and no more.
    pub fn is_one_day(&self) -> bool {
        matches!((self.from, self.until), (Some(a), Some(b)) if a.tomorrow().is_ok_and(|t| t == b))
    }
    pub fn set_day(&mut self, day: Date) {
        self.from = Some(day);
        self.until = day.tomorrow().ok();
    }
    pub fn clear_time(&mut self) {
        (self.at, self.after, self.before, self.is_ambiguous) = (None, None, None, false);
    }
    /// A later message completes or corrects an earlier one: the parts it names replace the old ones.
    pub fn merge(&mut self, new: &Wish) {
        if new.has_date() {
            (self.from, self.until) = (new.from, new.until);
        }
        if new.has_time() {
            (self.at, self.after, self.before, self.is_ambiguous) = (new.at, new.after, new.before, new.is_ambiguous);
        }
    }
}

/// The question that is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    pub what: Ask,
    /// Codes of the choices in the order they were shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    Service,
    Branch,
    Employee,
    Day,
    Slot,
    Name,
    Phone,
    /// Sum-up before booking, moving or cancelling.
    Consent,
    /// What to change in the sum-up.
    Change,
    Visit,
    Group,
    /// Shall a person be called?
    Person,
    /// Nothing is open; the buttons are suggestions.
    Next,
    /// A question of a script.
    Script,
    /// A reminder of a visit: does the customer come?
    Reminder,
    /// A place from the waiting list: does the customer take it?
    Offer,
    /// How was the visit, from 1 to 5?
    Feedback,
    /// What was wrong with it?
    WentWrong,
}
