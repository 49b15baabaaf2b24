//! What a message asks for, in the dialogue's own terms. Reading makes commands (`read.rs`), the engine carries them
//! out (`apply.rs`); any other reader, such as a model, would speak in the same commands.

use super::state::{Flow, Wish};
use super::product_read::GoodsAsk;
use super::tour_read::TourAsk;
use crate::colleague::Pass;
use crate::turn::{HandOver, OfferAnswer};
use domain::Ts;
use domain::id::{BookingId, BranchId, EmployeeId, OfferId, ScriptId, ServiceId};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    StartFlow { flow: Flow },
    /// Leave the flow.
    Stop,
    Restart,
    /// One list per wish; a list of several means the words fit them all. `adds` = beside what was chosen before,
    /// `only` = and nothing of it.
    SetServices { wishes: Vec<Vec<ServiceId>>, adds: bool, only: bool },
    SetBranch { branch: Option<BranchId> },
    /// Several = a name two people share.
    SetEmployee { employees: Vec<EmployeeId> },
    AnyEmployee,
    SetWish { wish: Wish },
    /// The day or hour by which a standing visit is meant.
    SetSource { wish: Wish },
    SetSlot { starts_at: Ts, employee: EmployeeId, branch: BranchId },
    SetName { name: String },
    SetPhone { phone: String },
    BadPhone,
    SetPeople { count: u8 },
    SetVisit { visit: BookingId },
    /// "на день позже": against the standing visit or the chosen time.
    Shift { minutes: i64 },
    /// "в то же время".
    SameHour,
    /// A service the firm does not have.
    UnknownService { name: String },
    /// Another visit to book after the current flow: "отмените … и запишите на пятницу".
    BookNext { services: Vec<Vec<ServiceId>>, employees: Vec<EmployeeId>, wish: Wish },
    Change { what: Change },
    Affirm,
    Deny,
    Any,
    /// The soonest time there is.
    Nearest,
    Earlier,
    Later,
    More,
    Answer { topic: Topic, services: Vec<ServiceId>, employees: Vec<EmployeeId>, branches: Vec<BranchId>, day: Option<Date> },
    /// Position in `Catalog::faq`.
    Faq { entry: usize },
    /// Positions in the passages found in this turn.
    Knowledge { passages: Vec<usize> },
    /// A question or a wish about tours.
    Tour { ask: Box<TourAsk> },
    /// A question about goods.
    Goods { ask: GoodsAsk },
    Chat { kind: Chat },
    HandOver { reason: HandOver },
    /// A colleague goes on from here.
    Pass { pass: Pass },
    /// The customer asked for this agent, and for nothing else yet.
    Present,
    Attachment { kind: String },
    Late { minutes: Option<i64> },
    ConfirmVisit,
    /// Of the visit the customer was reminded of.
    ConfirmThat { visit: BookingId },
    /// A flow about one visit, whichever others there are.
    StartOf { flow: Flow, visit: BookingId },
    /// How a visit was, from 1 to 5.
    Rate { visit: BookingId, rating: u8 },
    /// To a place offered from the waiting list.
    AnswerOffer { offer: OfferId, answer: OfferAnswer },
    /// Onto the waiting list with what is wanted now.
    Wait,
    /// Words about a visit.
    Comment { visit: BookingId, text: String },
    Unanswered { question: String },
    StaleButton,
    Clarify,
    StartScript { script: ScriptId },
    /// Values of variables, put the same way whatever the words were.
    Learn { values: BTreeMap<String, String> },
    /// A button of the open question of a script.
    Pick { index: u8 },
    Objection { script: ScriptId, entry: usize },
    /// The open question of a script is not to be answered.
    Decline,
    /// The answer does not fit the open question of a script.
    Misfit,
    StopScript,
    /// Leaves the script for something else, without a word.
    PauseScript,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Menu,
    Service,
    Day,
    Time,
    Employee,
    Branch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    Prices,
    Services,
    Employees,
    Address,
    Hours,
    Phone,
    Duration,
    /// When an employee works.
    Schedule,
    Visits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Chat {
    Greet,
    Thanks,
    Farewell,
    SmallTalk,
    AreYouBot,
    Help,
    Abuse,
    Spam,
    OffTopic,
    /// Wants no more messages.
    Quiet,
}

impl Command {
    /// Does it carry a value of the visit being arranged?
    pub fn sets(&self) -> bool {
        use Command as C;
        matches!(self, C::SetServices { .. } | C::SetBranch { .. } | C::SetEmployee { .. } | C::AnyEmployee | C::SetWish { .. } | C::SetSlot { .. } | C::SetPeople { .. } | C::Shift { .. })
    }
}
