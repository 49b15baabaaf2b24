//! Newtypes for every identifier. All are UUIDv7, made here and nowhere else, so ids sort by birth.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $name(#[schemars(with = "String")] pub Uuid);
        impl $name {
            /// A fresh id; sorts after every id made before it on this machine.
            #[expect(clippy::new_without_default, reason = "an id out of nowhere is never a default")]
            pub fn new() -> Self { Self(Uuid::now_v7()) }
            pub const fn uuid(self) -> Uuid { self.0 }
            pub const fn nil() -> Self { Self(Uuid::nil()) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> { Uuid::parse_str(s).map(Self) }
        }
        impl From<Uuid> for $name { fn from(id: Uuid) -> Self { Self(id) } }
        impl From<$name> for Uuid { fn from(id: $name) -> Uuid { id.0 } }
    )* };
}

ids! {
    /// An organization: the tenant.
    OrgId,
    PersonId, MemberId, InvitationId, SessionId, ApiKeyId,
    BranchId, ServiceId, EmployeeId, ResourceId, BookingId, HoldId, BlockId, GroupEventId, SeriesId, CalendarFeedId, FaqId,
    ContactId, ConversationId, MessageId, TurnId, ConnectionId, FileId, CommentId, DraftId,
    EventId, JobId, OutboxId, AuditId,
    AgentId, ScriptId, ExperimentId, ProviderId, CategoryId, DocumentId, ChunkId, EntityId, RelationId, GapId, FactId, TourId, DepartureId, DialogueTestId, DealId, DealMoveId, OutcomeId, EnvelopeId,
    TaskId, NoteId, CannedReplyId, TeamId, InboxViewId,
    SegmentId, ConsentId, MergeId, ErasureId, ImportId,
    ReminderId, FeedbackId, WaitlistId, OfferId,
    PartnerId, ReferralId, ReferralStepId,
    NoticeId, SlaClockId,
    ProductId,
}
