//! One turn of the dialogue as a pure function: `step(facts, state, input, answers)` either asks for one more fact
//! (`Step::Call`), gives the turn to a colleague or is `Done`. The driver runs the call, appends the answer and calls `step` again from the start;
//! the same arguments always give the same step, so a stored turn can be replayed and diffed.

use crate::colleague::Pass;
use crate::facts::{Facts, Offered, Visit};
use domain::booking::BookingStatus;
use domain::document::Passage;
use domain::id::{BookingId, BranchId, CategoryId, EmployeeId, OfferId, ServiceId};
use domain::message::Button;
use domain::port::{ModelReply, ModelRequest};
use domain::slot::{Slot, SlotQuery};
use domain::{Lang, Phone, Ts, conversation::Phase};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use crate::dialogue::State;

/// What came from the customer since the last answer, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    pub now: Ts,
    pub messages: Vec<Utterance>,
    /// The effects of the last try at this turn were refused by the database (someone was faster): plan again without them.
    #[serde(default)]
    pub refused: Vec<Refusal>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Utterance {
    pub text: String,
    /// A pressed button's id.
    #[serde(default)]
    pub button: Option<String>,
    /// A shared contact card or a phone the channel vouches for.
    #[serde(default)]
    pub phone: Option<String>,
    /// Deep-link payload of `/start`.
    #[serde(default)]
    pub start: Option<String>,
    /// Kinds of attached files, `voice`, `image` …
    #[serde(default)]
    pub attachments: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Refusal {
    /// Hold, book or move of this slot met a taken interval.
    SlotTaken { slot: Slot },
    /// The visit is no longer in a state that allows the change.
    VisitChanged { booking_id: BookingId },
    /// What was offered from the waiting list is not to be had any more.
    OfferGone { offer_id: OfferId },
    /// The waiting list does not take this wish.
    NoList,
}

/// A fact the brain needs. Calls read; they never change anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "tool", rename_all = "snake_case")]
pub enum Call {
    /// Free slots (`get_available_slots`). Answer: `Answer::Slots`. The customer's own holds count as free.
    Slots { query: SlotQuery },
    /// The customer's upcoming visits, soonest first, plus the last past one if `with_past` (`get_client_appointments`).
    Visits { with_past: bool },
    /// A place offered to this customer from the waiting list.
    Offer { offer_id: OfferId },
    /// Passages of the firm's knowledge, its FAQ among them, best first (`search_knowledge`). No category = all the agent may read;
    /// those in other languages stand back.
    Knowledge {
        query: String,
        categories: Vec<CategoryId>,
        limit: u16,
        #[serde(default)]
        lang: Option<Lang>,
    },
    /// One answer of a model. Which one, and whether there is time and money for it, is the driver's business.
    Model { request: Box<ModelRequest> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    Slots { slots: Vec<Slot> },
    Visits { visits: Vec<Visit> },
    /// None of somebody else's.
    Offer { offer: Option<Offered> },
    Passages { passages: Vec<Passage> },
    Model { reply: Box<ModelReply> },
    /// The tool failed: say so honestly and offer a person. A model that failed is done without.
    Failed { code: String },
}

#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Call(Call),
    /// Another agent answers this turn: the driver begins it anew with that one, from the same state.
    Pass(Box<Pass>),
    Done(Box<Outcome>),
}

/// The whole result of a turn; the driver writes it in one transaction or not at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub state: State,
    pub phase: Phase,
    pub lang: Lang,
    /// In order. Most turns say one thing.
    pub replies: Vec<Reply>,
    pub effects: Vec<Effect>,
    /// Why: commands found, flow, slots filled, knowledge used; shown beside the answer.
    pub trace: serde_json::Value,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    pub text: String,
    pub buttons: Vec<Button>,
}

/// A change the dialogue asks for. Applied in order in the transaction that writes the replies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Keep the slot for this conversation while the customer decides; replaces the conversation's earlier hold.
    Hold { services: Vec<ServiceId>, slot: Slot },
    /// Let the conversation's hold go.
    Release,
    /// Create the visit (uses up the hold).
    Book { services: Vec<ServiceId>, slot: Slot, note: String },
    Move { booking_id: BookingId, slot: Slot },
    Cancel { booking_id: BookingId, reason: String },
    /// Customer confirms a visit that stands, or reports being there.
    SetStatus { booking_id: BookingId, status: BookingStatus },
    /// What the customer said of a visit: a mark from 1 to 5.
    Rate { booking_id: BookingId, rating: u8 },
    /// … and words.
    Comment { booking_id: BookingId, text: String },
    /// The customer waits for a place: who waits, for what, from one day to another (both included), within these minutes of the day.
    Wait { services: Vec<ServiceId>, employee_id: Option<EmployeeId>, branch_id: Option<BranchId>, from_day: Date, until_day: Date, from_minute: u16, until_minute: u16 },
    /// The customer has answered to a place that was offered to them.
    AnswerOffer { offer_id: OfferId, answer: OfferAnswer },
    /// What was learned about the customer.
    Contact { name: Option<String>, phone: Option<Phone>, lang: Option<Lang> },
    /// Ask for a person: the conversation waits in the inbox with the summary. The agent keeps quiet afterwards.
    HandOver { reason: HandOver, summary: String },
    /// A question without an answer in the FAQ; feeds the "unanswered" list.
    Unanswered { question: String },
    /// What was found out of the customer's request; an empty value forgets. Begins a deal where there is none.
    SetRequest { known: BTreeMap<String, String>, tour: Option<String> },
    /// The deal goes to another stage.
    MoveStage { stage: String },
}

/// What a customer says to an offer from the waiting list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferAnswer {
    /// Makes the visit.
    Take,
    Decline,
    /// Waits for nothing any more.
    Leave,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandOver {
    Asked,
    Complaint,
    Injury,
    Medical,
    Refund,
    Discount,
    Threat,
    NotUnderstood,
    ToolFailed,
    /// Too close to the visit for the customer to change it alone.
    TooLate,
    /// The customer is on the way and late.
    Late,
    Attachment,
    /// A script has gathered what a person needs: an order, a booking, a request.
    Request,
}

/// See the module docs. `answers` are the results of the calls made so far in this turn, in order.
pub fn step(facts: &Facts, state: &State, input: &Input, answers: &[(Call, Answer)]) -> Step {
    crate::dialogue::run(facts, state, input, answers)
}

/// What of an answer that a model is still wording may be shown as being written. `answers` are those before that call, `partial` is what has
/// come of it. The final answer may be another one: a wording that does not stand as a whole is not said.
pub fn preview(facts: &Facts, state: &State, input: &Input, answers: &[(Call, Answer)], partial: &str) -> Option<String> {
    crate::dialogue::preview(facts, state, input, answers, partial)
}
