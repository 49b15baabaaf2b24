//! What is shown of conversations, messages and drafts.

use crate::field::{LangWord, When};
use crate::routes::attachment::AttachmentView;
use domain::conversation::{ConversationStatus, Draft, Mode, Phase};
use domain::message::{Author, Button, Delivery, Message};
use domain::outcome::{OutcomeKind, Resolution};
use serde::{Deserialize, Serialize};
use store::conversation::inbox::{Ended, Item, LastMessage};
use store::outbox::OutboxRow;
use utoipa::ToSchema;
use uuid::Uuid;

/// Characters of the last message that a list shows.
const PREVIEW: usize = 200;

words! {
    PhaseWord = Phase, "Phase", Phase::ALL;
    ModeWord = Mode, "Mode", Mode::ALL;
    ConversationStatusWord = ConversationStatus, "ConversationStatus", ConversationStatus::ALL;
    OutcomeKindWord = OutcomeKind, "OutcomeKind", OutcomeKind::ALL;
    ResolutionWord = Resolution, "Resolution", Resolution::ALL;
    AuthorWord = Author, "Author", Author::ALL;
    DeliveryWord = Delivery, "Delivery", Delivery::ALL;
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ButtonView {
    #[schema(max_length = 64)]
    pub id: String,
    #[schema(max_length = 200)]
    pub title: String,
}
impl From<Button> for ButtonView {
    fn from(b: Button) -> Self {
        ButtonView { id: b.id, title: b.title }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ConversationView {
    pub id: Uuid,
    pub contact_id: Uuid,
    pub contact: TalkerView,
    pub connection_id: Uuid,
    /// The channel: `telegram`, `widget` …
    pub connector: String,
    /// A member trying the agent; lists leave it out.
    pub is_test: bool,
    /// The channel's id of the chat.
    pub chat_id: String,
    #[schema(inline)]
    pub status: ConversationStatusWord,
    /// Who answers: the agent (`auto`), the agent with a person's approval (`draft`), a person (`human`), or nobody (`off`).
    #[schema(inline)]
    pub mode: ModeWord,
    #[schema(inline)]
    pub phase: PhaseWord,
    #[schema(inline)]
    pub lang: LangWord,
    /// What the agent asked a person for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub hand_over: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub assignee_id: Option<Uuid>,
    /// The team whose people answer it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub team_id: Option<Uuid>,
    /// Number of the last message.
    pub last_seq: i64,
    /// Number of the customer's last message.
    pub inbound_seq: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_message: Option<LastMessageView>,
    /// The customer's messages after your read mark, up to 99; 0 for a key.
    pub unread: i64,
    /// Since when the customer waits: the first message nobody has answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub waiting_since: Option<When>,
    /// Put off until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub snoozed_until: Option<When>,
    /// When the time to answer runs short; absent while nothing is promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub sla_warn_at: Option<When>,
    /// When it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub sla_due_at: Option<When>,
    /// How the last talk ended, or would end if nothing more was said; absent where no agent has answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub outcome: Option<OutcomeView>,
    /// What the agent would answer, for a person to approve.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub draft: Option<DraftView>,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}

/// How a talk ended. A talk is a stretch of a conversation, from the customer's first word to a long silence.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutcomeView {
    #[schema(inline)]
    pub kind: OutcomeKindWord,
    /// Did the agent resolve it alone: the customer said so (`confirmed`) or left without asking more (`assumed`); `open` while it is too early to tell.
    #[schema(inline)]
    pub resolution: ResolutionWord,
    /// Why a person was needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<String>,
}
impl From<Ended> for OutcomeView {
    fn from(e: Ended) -> Self {
        OutcomeView { kind: e.kind.into(), resolution: e.resolution.into(), reason: e.reason }
    }
}

/// The customer, as a list shows them.
#[derive(Debug, Serialize, ToSchema)]
pub struct TalkerView {
    pub id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<String>,
    pub tags: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LastMessageView {
    pub seq: i64,
    #[schema(inline)]
    pub author: AuthorWord,
    /// Its beginning.
    pub text: String,
    /// How many files it carries.
    pub attachments: usize,
    #[schema(inline)]
    pub delivery: DeliveryWord,
    #[schema(inline)]
    pub created_at: When,
}
impl From<LastMessage> for LastMessageView {
    fn from(m: LastMessage) -> Self {
        let text = m.text.chars().take(PREVIEW).collect();
        LastMessageView { seq: m.seq, author: m.author.into(), text, attachments: m.attachments, delivery: m.delivery.into(), created_at: m.created_at.into() }
    }
}

/// An answer the agent has prepared; nothing of it has happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftView {
    /// To be given back on approval.
    pub id: Uuid,
    /// The last customer message it answers.
    pub up_to: i64,
    pub replies: Vec<DraftReplyView>,
    /// What it would do: `{"effect": "book", …}` as in the record of a turn.
    #[schema(value_type = Vec<Object>)]
    pub effects: Vec<serde_json::Value>,
    #[schema(inline)]
    pub created_at: When,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DraftReplyView {
    pub text: String,
    pub buttons: Vec<ButtonView>,
}
impl From<Draft> for DraftView {
    fn from(d: Draft) -> Self {
        let reply = |r: domain::conversation::DraftReply| DraftReplyView { text: r.text, buttons: r.buttons.into_iter().map(Into::into).collect() };
        DraftView { id: d.id.uuid(), up_to: d.up_to, replies: d.replies.into_iter().map(reply).collect(), effects: d.effects, created_at: d.created_at.into() }
    }
}

impl ConversationView {
    pub fn of(item: Item, is_person: bool) -> Self {
        let c = item.conversation;
        ConversationView {
            id: c.id.uuid(),
            contact_id: c.contact_id.uuid(),
            contact: TalkerView { id: c.contact_id.uuid(), name: item.contact_name, phone: item.contact_phone.map(|p| p.to_string()), tags: item.contact_tags },
            connection_id: c.connection_id.uuid(),
            connector: item.connector,
            is_test: item.is_test,
            chat_id: c.chat_id,
            status: c.status.into(),
            mode: c.mode.into(),
            phase: c.phase.into(),
            lang: c.lang.into(),
            hand_over: c.hand_over,
            assignee_id: c.assignee_id.map(Into::into),
            team_id: c.team_id.map(Into::into),
            last_seq: c.last_seq,
            inbound_seq: c.inbound_seq,
            last_message: item.last.map(Into::into),
            unread: if is_person { item.unread } else { 0 },
            waiting_since: c.waiting_since.map(Into::into),
            snoozed_until: c.snoozed_until.map(Into::into),
            sla_warn_at: c.sla_warn_at.map(Into::into),
            sla_due_at: c.sla_due_at.map(Into::into),
            outcome: item.ended.map(Into::into),
            draft: c.draft.map(Into::into),
            created_at: c.created_at.into(),
            updated_at: c.updated_at.into(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MessageView {
    pub id: Uuid,
    /// Order in the conversation, from 1, without gaps.
    pub seq: i64,
    #[schema(inline)]
    pub author: AuthorWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub person_id: Option<Uuid>,
    pub text: String,
    pub buttons: Vec<ButtonView>,
    /// The attached files; their bytes are under `attachments/{index}` of the message, those stored here also under `/files/{file_id}`.
    pub attachments: Vec<AttachmentView>,
    #[schema(inline)]
    pub delivery: DeliveryWord,
    /// The send that failed or may have failed: decide about it at `/sends/{id}/decide`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub send_id: Option<Uuid>,
    /// Why it failed, for experts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error: Option<String>,
    /// The same in a word: `unreachable`, `disconnected`, `unavailable`, `rate_limited`, `too_large`, `unsupported`, `invalid` …
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<String>,
    /// The turn that wrote it: why this answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub turn_id: Option<Uuid>,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Message> for MessageView {
    fn from(m: Message) -> Self {
        MessageView {
            id: m.id.uuid(),
            seq: m.seq,
            author: m.author.into(),
            person_id: m.person_id.map(Into::into),
            text: m.text,
            buttons: m.buttons.into_iter().map(Into::into).collect(),
            attachments: m.attachments.into_iter().map(Into::into).collect(),
            delivery: m.delivery.into(),
            send_id: None,
            error: None,
            reason: None,
            turn_id: m.turn_id.map(Into::into),
            created_at: m.created_at.into(),
        }
    }
}
impl MessageView {
    /// With what went wrong on its way; the newest send counts.
    pub fn with_trouble(mut self, sends: &[OutboxRow]) -> Self {
        if let Some(send) = sends.iter().rev().find(|s| s.message_id.is_some_and(|id| id.uuid() == self.id)) {
            self.send_id = Some(send.id.uuid());
            self.error.clone_from(&send.last_error);
            self.reason.clone_from(&send.reason);
        }
        self
    }
}
