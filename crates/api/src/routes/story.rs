//! The entries of a contact's timeline on the wire; the route is `contact.rs`.

use crate::field::{When, any_json};
use app::contact::timeline::{By, Change, Entry, WaitlistChange, What};
use serde::Serialize;
use store::deal::ShownMove;
use store::referral::ShownStep;
use utoipa::ToSchema;
use uuid::Uuid;

/// Who did it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ByView {
    /// `person`, `agent`, `contact`, `key` or `system`.
    kind: String,
    /// Of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    name: Option<String>,
}
impl From<By> for ByView {
    fn from(by: By) -> Self {
        ByView { kind: by.kind, name: by.name }
    }
}

/// The messages of one conversation on one day.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoryTalk {
    conversation_id: Uuid,
    connector: String,
    #[schema(inline)]
    first_at: When,
    messages: i64,
    /// The last one.
    text: String,
    /// `contact`, `agent`, `person` or `system`.
    author: String,
}

/// What became of a visit.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoryBooking {
    booking_id: Uuid,
    /// `create`, `move`, `cancel`, `confirm`, `arrive`, `complete`, `miss`, `remind`, `offer_time` or `ask_feedback`.
    action: String,
    by: ByView,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    starts_at: Option<String>,
    /// Where it stood before it was moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    from_starts_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    employee: Option<String>,
    services: Vec<String>,
}

/// A field of the card that was changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoryChange {
    field: String,
    #[schema(schema_with = any_json)]
    from: serde_json::Value,
    #[schema(schema_with = any_json)]
    to: serde_json::Value,
}
impl From<Change> for StoryChange {
    fn from(c: Change) -> Self {
        StoryChange { field: c.field, from: c.from, to: c.to }
    }
}

/// What was changed in the card.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoryContact {
    /// `create` or `update`.
    action: String,
    by: ByView,
    changes: Vec<StoryChange>,
}

/// A note that somebody wrote.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoryNote {
    note_id: Uuid,
    by: ByView,
    text: String,
    is_pinned: bool,
    /// How many files it carries.
    files: usize,
}

/// A step of a deal's way.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoryDeal {
    deal_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    title: Option<String>,
    /// Key of the stage it left; absent: it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    from: Option<String>,
    to: String,
    /// `person`, `agent`, `booking`, `referral`, `silence`, `rule` or `import`.
    cause: String,
    by: ByView,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    loss_reason: Option<String>,
}
impl From<ShownMove> for StoryDeal {
    fn from(m: ShownMove) -> Self {
        let step = m.step;
        StoryDeal {
            deal_id: step.deal_id.uuid(), title: m.title, from: step.from, to: step.to, cause: step.cause.as_str().to_owned(), by: By { kind: step.actor_kind, name: m.actor_name }.into(), loss_reason: step.loss_reason,
        }
    }
}

/// What the customer said of a visit.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoryFeedback {
    booking_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rating: Option<u8>,
    text: String,
}

/// A client handed to a partner, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoryReferral {
    referral_id: Uuid,
    partner_id: Uuid,
    partner: String,
    /// `sent`, `accepted`, `declined`, `expired`, `withdrawn`, `done` or `failed`.
    kind: String,
    by: ByView,
    /// Why not.
    text: String,
}
impl From<ShownStep> for StoryReferral {
    fn from(s: ShownStep) -> Self {
        let by = By { kind: s.step.by.kind, name: s.step.by.name }.into();
        StoryReferral { referral_id: s.step.referral_id.uuid(), partner_id: s.partner_id.uuid(), partner: s.partner_name, kind: s.step.kind.as_str().to_owned(), by, text: s.step.text }
    }
}

/// What became of a wish on the waiting list.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoryWaitlist {
    waitlist_id: Uuid,
    /// `create`, `update`, `offer`, `decline`, `lapse`, `withdraw`, `book`, `leave` or `expire`.
    action: String,
    by: ByView,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    from_day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until_day: Option<String>,
    /// Of the place that was offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    starts_at: Option<String>,
    services: Vec<String>,
}
impl From<WaitlistChange> for StoryWaitlist {
    fn from(w: WaitlistChange) -> Self {
        StoryWaitlist { waitlist_id: w.waitlist_id, action: w.action, by: w.by.into(), from_day: w.from_day, until_day: w.until_day, starts_at: w.starts_at, services: w.services }
    }
}

/// One entry: exactly one of `talk`, `booking`, `contact`, `note`, `feedback`, `deal`, `referral` and `waitlist`.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoryView {
    #[schema(inline)]
    at: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    talk: Option<StoryTalk>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    booking: Option<StoryBooking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact: Option<StoryContact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    note: Option<StoryNote>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    deal: Option<StoryDeal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    feedback: Option<StoryFeedback>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    referral: Option<StoryReferral>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    waitlist: Option<StoryWaitlist>,
}
impl From<Entry> for StoryView {
    fn from(e: Entry) -> Self {
        let blank = StoryView { at: e.at.into(), talk: None, booking: None, contact: None, note: None, deal: None, feedback: None, referral: None, waitlist: None };
        match e.what {
            What::Talk(t) => StoryView {
                talk: Some(StoryTalk { conversation_id: t.conversation_id.uuid(), connector: t.connector, first_at: t.first_at.into(), messages: t.messages, text: t.text, author: t.author.as_str().to_owned() }),
                ..blank
            },
            What::Booking(b) => StoryView {
                booking: Some(StoryBooking {
                    booking_id: b.booking_id, action: b.action, by: b.by.into(), starts_at: b.starts_at, from_starts_at: b.from_starts_at, status: b.status, employee: b.employee, services: b.services,
                }),
                ..blank
            },
            What::Feedback(f) => StoryView { feedback: Some(StoryFeedback { booking_id: f.booking_id.uuid(), rating: f.rating, text: f.text }), ..blank },
            What::Waitlist(w) => StoryView { waitlist: Some(w.into()), ..blank },
            What::Referral(s) => StoryView { referral: Some(s.into()), ..blank },
            What::Deal(m) => StoryView { deal: Some(m.into()), ..blank },
            What::Note(n, files) => StoryView { note: Some(StoryNote { note_id: n.id.uuid(), by: By { kind: n.author.kind, name: n.author.name }.into(), text: n.text, is_pinned: n.is_pinned, files }), ..blank },
            What::Contact { by, action, changes } => StoryView { contact: Some(StoryContact { action, by: by.into(), changes: changes.into_iter().map(Into::into).collect() }), ..blank },
        }
    }
}
