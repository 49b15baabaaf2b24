//! What a person once said about being told, for all their firms and browsers: what `notice.rs` begins with where they have not decided since.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notifications {
    /// The agent asks for a person.
    pub handed_over: bool,
    /// A colleague names them in a comment.
    pub mentioned: bool,
    /// A customer writes in a conversation assigned to them.
    pub assigned: bool,
    /// A task of theirs is due, or was given to them.
    pub tasks: bool,
    /// May a notice show names and words of customers outside of the app?
    pub show_text: bool,
}

impl Default for Notifications {
    fn default() -> Self {
        Notifications { handed_over: true, mentioned: true, assigned: true, tasks: true, show_text: false }
    }
}
