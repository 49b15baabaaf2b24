//! Conversation tests: dialogues a firm wants to go well, as text in the format of `docs/dev/dialogues.md`, and how the last play went.

use crate::{Error, Ts, conversation::text_enum, id::{ConversationId, DialogueTestId}};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DialogueTest {
    pub id: DialogueTestId,
    pub title: String,
    /// The dialogue itself.
    pub text: String,
    /// The real conversation it was saved from.
    pub conversation_id: Option<ConversationId>,
    /// None = never played since it was changed.
    pub last_run: Option<TestRun>,
    pub created_at: Ts,
    pub updated_at: Ts,
}

text_enum! {
    TestVerdict, "verdict" {
        Passed => "passed",
        Failed => "failed",
        /// It could not be played: it names something the firm does not have.
        Broken => "broken",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestRun {
    pub at: Ts,
    pub verdict: TestVerdict,
    pub result: TestResult,
}

/// How a test went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TestResult {
    /// Every wording of the dialogue is one play.
    pub plays: u32,
    pub failed: u32,
    pub mistakes: Vec<Mistake>,
    /// The conversation as it went: the first play that failed, else the first.
    pub log: String,
    /// The version of the firm it was played on.
    pub catalog_version: i64,
}

/// Something went otherwise than written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistake {
    /// Line of the text, from 1; none where no line is to blame.
    pub line: Option<u32>,
    pub text: String,
}
