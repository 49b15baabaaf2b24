//! Notes on a contact: what people at work want to keep, with files and calls to colleagues. The customer never sees them.

use crate::{Ts, id::{ContactId, DealId, NoteId, PersonId}, task::Doer};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub id: NoteId,
    pub contact_id: ContactId,
    pub deal_id: Option<DealId>,
    pub text: String,
    pub mentions: Vec<PersonId>,
    pub is_pinned: bool,
    /// The name is the author's when it was written.
    pub author: Doer,
    pub created_at: Ts,
    pub updated_at: Ts,
}
