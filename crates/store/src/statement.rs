//! Statements as constants and the values they bind. One text serves both engines; the few that differ carry two.
//! `statements!` also lists them, so that one test prepares every statement on both engines.

use domain::Ts;
use uuid::Uuid;

/// One statement. `$1` is the tenant unless the name starts with `ROOT_` (sign-in, claims, maintenance).
#[derive(Clone, Copy, Debug)]
pub struct Sql {
    pub name: &'static str,
    pub lite: &'static str,
    pub pg: &'static str,
}

impl Sql {
    pub const fn one(name: &'static str, text: &'static str) -> Self {
        Sql { name, lite: text, pg: text }
    }
    pub const fn two(name: &'static str, lite: &'static str, pg: &'static str) -> Self {
        Sql { name, lite, pg }
    }
    /// Is it allowed on the cross-tenant door?
    pub fn is_root(&self) -> bool {
        self.name.rsplit("::").next().is_some_and(|name| name.starts_with("ROOT_"))
    }
}

/// `statements! { FIND = "SELECT …"; CLAIM = { lite: "…", pg: "…" }; }` makes constants and `ALL`.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $body:tt);+ $(;)?) => {
        $( $(#[$doc])* const $name: $crate::Sql = statements!(@one $name $body); )+
        /// Every statement of this noun, for the test that prepares them all.
        pub(crate) const ALL: &[$crate::Sql] = &[$($name),+];
    };
    (@one $name:ident { lite: $lite:expr, pg: $pg:expr $(,)? }) => { $crate::Sql::two(concat!(module_path!(), "::", stringify!($name)), $lite, $pg) };
    (@one $name:ident $text:expr) => { $crate::Sql::one(concat!(module_path!(), "::", stringify!($name)), $text) };
}

/// A value both engines can bind.
#[derive(Clone, Debug)]
pub enum Val {
    Uuid(Option<Uuid>),
    Text(Option<String>),
    Int(Option<i64>),
    Bool(Option<bool>),
    Json(Option<serde_json::Value>),
    Bytes(Option<Vec<u8>>),
}

macro_rules! from_value {
    ($($t:ty => $v:ident($f:expr)),* $(,)?) => { $(
        impl From<$t> for Val { fn from(x: $t) -> Self { Val::$v(Some($f(x))) } }
        impl From<Option<$t>> for Val { fn from(x: Option<$t>) -> Self { Val::$v(x.map($f)) } }
    )* };
}
macro_rules! from_enum {
    ($($t:ty),* $(,)?) => { $( impl From<$t> for Val { fn from(x: $t) -> Self { Val::Text(Some(x.as_str().to_owned())) } }
        impl From<Option<$t>> for Val { fn from(x: Option<$t>) -> Self { Val::Text(x.map(|x| x.as_str().to_owned())) } } )* };
}
macro_rules! from_id {
    ($($t:ident),* $(,)?) => { $(
        impl From<domain::id::$t> for Val { fn from(x: domain::id::$t) -> Self { Val::Uuid(Some(x.0)) } }
        impl From<Option<domain::id::$t>> for Val { fn from(x: Option<domain::id::$t>) -> Self { Val::Uuid(x.map(|x| x.0)) } }
    )* };
}

from_value! {
    Uuid => Uuid(|x| x), String => Text(|x| x), &str => Text(|x: &str| x.to_owned()), i64 => Int(|x| x), u32 => Int(i64::from), u16 => Int(i64::from), u8 => Int(i64::from),
    bool => Bool(|x| x), Ts => Int(Ts::micros), Vec<u8> => Bytes(|x| x), &[u8] => Bytes(|x: &[u8]| x.to_vec()), serde_json::Value => Json(|x| x),
    domain::Phone => Text(|x: domain::Phone| x.to_string()),
}
impl From<&String> for Val {
    fn from(x: &String) -> Self {
        Val::Text(Some(x.clone()))
    }
}
from_enum! {
    domain::Lang, domain::conversation::Phase, domain::conversation::Mode, domain::conversation::AgentMode, domain::conversation::ConversationStatus, domain::message::Author,
    domain::message::Delivery, domain::booking::BookingStatus, domain::person::Role, domain::document::DocumentKind, domain::document::DocumentStatus, domain::document::GapStatus,
    domain::outcome::OutcomeKind, domain::outcome::Resolution, domain::fact::FactKey, domain::fact::FactSource, domain::fact::SummarySource, domain::tour::Difficulty, domain::tour::DepartureStatus, domain::tour::TourFileKind, domain::embedder::EmbedderStatus,
    domain::custom_field::Entity, domain::custom_field::FieldKind,
    domain::task::TaskCause, domain::team::Assignment, domain::import::ImportFormat, domain::import::ImportState,
    domain::reminder::ReminderKind, domain::reminder::Reached, domain::reminder::ReminderAnswer, domain::waitlist::EntryStatus, domain::waitlist::OfferStatus, domain::group_event::GroupEventStatus,
    domain::notice::NoticeKind, domain::notice::NoticeChannel, domain::sla::SlaKind,
    domain::partner::PartnerKind, domain::partner::PartnerChannel, domain::partner::CommissionKind,
    domain::referral::ReferralStatus, domain::referral::ReferralDelivery, domain::referral::PhoneShare, domain::referral::Answer, domain::referral::StepKind,
}
from_id! {
    OrgId, PersonId, MemberId, InvitationId, SessionId, ApiKeyId, BranchId, ServiceId, EmployeeId, ResourceId, BookingId, HoldId, BlockId, GroupEventId, SeriesId, CalendarFeedId, FaqId,
    ContactId, ConversationId, MessageId, TurnId, ConnectionId, FileId, CommentId, EventId, JobId, OutboxId, AuditId,
    AgentId, ScriptId, ExperimentId, ProviderId, CategoryId, DocumentId, ChunkId, EntityId, RelationId, GapId, FactId, TourId, DepartureId, DialogueTestId, DealId, DealMoveId, OutcomeId, EnvelopeId,
    TaskId, NoteId, CannedReplyId, TeamId, InboxViewId,
    SegmentId, ConsentId, MergeId, ErasureId, ImportId,
    ReminderId, FeedbackId, WaitlistId, OfferId,
    PartnerId, ReferralId, ReferralStepId,
    NoticeId, SlaClockId,
    ProductId,
}

/// A serialisable part of a row (settings, hours, skills) as JSON.
pub fn json<T: serde::Serialize>(value: &T) -> Val {
    Val::Json(Some(serde_json::to_value(value).unwrap_or(serde_json::Value::Null)))
}

/// The values of a statement after `$1`.
#[macro_export]
macro_rules! vals {
    ($($x:expr),* $(,)?) => { vec![$($crate::Val::from($x)),*] };
}
