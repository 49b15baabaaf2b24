//! What people at work write to each other beside a conversation.

use crate::{Ts, id::{CommentId, ConversationId, PersonId}};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    pub id: CommentId,
    pub conversation_id: ConversationId,
    /// It stands after this message.
    pub after_seq: i64,
    /// None for a program.
    pub person_id: Option<PersonId>,
    /// The author's name when it was written.
    pub author: String,
    pub text: String,
    pub mentions: Vec<PersonId>,
    pub created_at: Ts,
}
