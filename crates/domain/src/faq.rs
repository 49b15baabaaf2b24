//! A question customers ask, in several phrasings, and the answer the firm gives.

use crate::{Lang, Ts, id::{CategoryId, FaqId}};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Faq {
    pub id: FaqId,
    pub lang: Lang,
    /// The first is the title; the rest are paraphrases for matching.
    pub questions: Vec<String>,
    pub answer: String,
    pub is_active: bool,
    pub position: i64,
    /// The folder of the knowledge base it lies in.
    #[serde(default)]
    pub category_id: Option<CategoryId>,
    pub created_at: Ts,
}
