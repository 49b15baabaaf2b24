//! Filters of the inbox that people have saved under a name, for themselves or for everybody.

use crate::id::{ConnectionId, InboxViewId, PersonId, TeamId};
use crate::{Error, Ts, conversation::text_enum};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Most views of one person, and most of all together.
pub const MOST: usize = 30;
/// Conversations are counted up to here.
pub const COUNT: i64 = 100;

text_enum! {
    /// A part of the inbox.
    InboxPart, "view" { All => "all", Mine => "mine", Unassigned => "unassigned", Waiting => "waiting", Due => "due", Agent => "agent", Snoozed => "snoozed", Closed => "closed" }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewFilter {
    pub view: InboxPart,
    #[serde(default)]
    pub connection_id: Option<ConnectionId>,
    #[serde(default)]
    pub team_id: Option<TeamId>,
    #[serde(default)]
    pub tag: Option<String>,
    #[serde(default)]
    pub unread: bool,
    #[serde(default)]
    pub q: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxView {
    pub id: InboxViewId,
    pub name: String,
    /// Whose it is; nobody's is everybody's.
    pub person_id: Option<PersonId>,
    pub filter: ViewFilter,
    pub position: i64,
    pub created_at: Ts,
    pub updated_at: Ts,
}
