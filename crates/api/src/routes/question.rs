//! A question tried out: what is found for it in the FAQ and the documents, how surely, and what decides.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Body;
use crate::field::{LangWord, Text};
use crate::problem::Answer;
use app::knowledge::{self, Asked, Decided, Found, FoundFaq, Meaning, Question};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(ask))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskKnowledge {
    #[schema(inline)]
    question: Text<1, 1000>,
    /// Only these categories and what lies in them; empty = all.
    #[serde(default)]
    #[schema(max_items = 100)]
    categories: Vec<Uuid>,
    /// The customer's language.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    lang: Option<LangWord>,
    /// How many are looked at, 1 to 20; 5 unless asked.
    #[serde(default = "usual")]
    #[schema(minimum = 1, maximum = 20, default = 5)]
    limit: u8,
    /// Whose thresholds decide, and whose categories are read where none are named; the usual ones without an agent.
    #[serde(default)]
    #[schema(nullable = false)]
    agent_id: Option<Uuid>,
}

const fn usual() -> u8 {
    5
}

/// A passage with the parts of its score, each from 0 to 1.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundPassage {
    pub chunk_id: Uuid,
    pub document_id: Uuid,
    pub title: String,
    pub heading: String,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub page: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub url: Option<String>,
    /// How surely it answers.
    pub score: f64,
    /// How much of the question its words cover.
    pub lexical: f64,
    /// Likeness of the texts.
    pub semantic: f64,
}
impl From<Found> for FoundPassage {
    fn from(f: Found) -> Self {
        let p = f.passage;
        FoundPassage {
            chunk_id: p.chunk_id.uuid(), document_id: p.document_id.uuid(), title: p.title, heading: p.heading, text: p.text, page: p.page, url: p.url, score: p.score, lexical: f.lexical, semantic: f.semantic,
        }
    }
}

/// An entry of the FAQ with the parts of its score, each from 0 to 1.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FaqHit {
    pub faq_id: Uuid,
    pub question: String,
    pub answer: String,
    /// How surely it answers.
    pub score: f64,
    /// How much of the question its words cover.
    pub lexical: f64,
    /// Likeness of the texts.
    pub semantic: f64,
}
impl From<FoundFaq> for FaqHit {
    fn from(f: FoundFaq) -> Self {
        FaqHit { faq_id: f.faq.id.uuid(), question: f.faq.questions.into_iter().next().unwrap_or_default(), answer: f.faq.answer, score: f.score, lexical: f.lexical, semantic: f.semantic }
    }
}

/// What answers: an entry of the FAQ above its threshold, a passage above its own, or nothing, so that a person is offered.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecidedBy {
    Faq,
    Knowledge,
    Nothing,
}
impl From<Decided> for DecidedBy {
    fn from(d: Decided) -> Self {
        match d {
            Decided::Faq => DecidedBy::Faq,
            Decided::Knowledge => DecidedBy::Knowledge,
            Decided::Nothing => DecidedBy::Nothing,
        }
    }
}

/// What the agent would find.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskedKnowledge {
    /// The question as it was understood, slips repaired.
    pub reading: String,
    /// Surest first.
    pub passages: Vec<FoundPassage>,
    /// From this score on a passage is an answer.
    pub threshold: f64,
    /// What would be said without a model.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub answer: Option<String>,
    /// The entry of the FAQ that fits best.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub faq: Option<FaqHit>,
    /// All entries of the FAQ that were found, surest first.
    pub faqs: Vec<FaqHit>,
    /// From this score on an entry of the FAQ is an answer; it comes before the passages unless one is clearly surer.
    pub faq_threshold: f64,
    pub decided_by: DecidedBy,
    /// Whether the embedder was asked what the question means: then `semantic` is its likeness, else that of the letters.
    #[schema(inline)]
    pub meaning: MeaningWord,
    /// Why it was not told: `timeout`, `model_auth`, `org_day_money` and others.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub meaning_error: Option<String>,
}

/// `off`: no embedder, or nothing is embedded yet.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeaningWord {
    Off,
    Used,
    Failed,
}
impl From<&Meaning> for MeaningWord {
    fn from(meaning: &Meaning) -> Self {
        match meaning {
            Meaning::Off => MeaningWord::Off,
            Meaning::Known(_) => MeaningWord::Used,
            Meaning::Failed(_) => MeaningWord::Failed,
        }
    }
}

impl From<Asked> for AskedKnowledge {
    fn from(a: Asked) -> Self {
        let faqs: Vec<FaqHit> = a.faq.into_iter().map(Into::into).collect();
        AskedKnowledge {
            reading: a.reading,
            passages: a.passages.into_iter().map(Into::into).collect(),
            threshold: a.sureness.knowledge,
            answer: a.answer,
            faq: faqs.first().cloned(),
            faqs,
            faq_threshold: a.sureness.faq,
            decided_by: a.decided.into(),
            meaning: (&a.meaning).into(),
            meaning_error: a.meaning.failed().map(str::to_owned),
        }
    }
}

/// Tries a question out: what is found for it, and how surely.
#[utoipa::path(post, path = "/knowledge/ask", tag = "knowledge", request_body = AskKnowledge, responses((status = 200, description = "What was found.", body = AskedKnowledge)))]
async fn ask(State(state): State<ApiState>, who: Can<may::Read>, Body(body): Body<AskKnowledge>) -> Answer<Json<AskedKnowledge>> {
    if !(1..=20).contains(&body.limit) {
        return Err(crate::problem::Problem::invalid("limit", "must be from 1 to 20"));
    }
    if body.categories.len() > 100 {
        return Err(crate::problem::Problem::invalid("categories", "at most 100 entries"));
    }
    let question = Question { text: body.question.into(), categories: body.categories.into_iter().map(Into::into).collect(), lang: body.lang.map(Into::into), limit: usize::from(body.limit) };
    Ok(Json(knowledge::ask(&state.app, who.org(), &question, body.agent_id.map(Into::into)).await?.into()))
}
