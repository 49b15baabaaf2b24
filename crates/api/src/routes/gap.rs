//! Questions the agent had no answer to: list, answer with a FAQ entry or an article, dismiss.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{LangWord, Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::{Answer, Problem};
use crate::routes::document::DocumentView;
use crate::routes::faq::FaqView;
use app::knowledge::document::NewArticle;
use app::knowledge::gap::{self, Closed, Closing, NewAnswer};
use axum::Json;
use axum::extract::State;
use domain::Ts;
use domain::document::{Gap, GapOrder, GapStatus};
use domain::id::GapId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(dismiss)).routes(routes!(answer)).layer(axum::extract::DefaultBodyLimit::max(1024 * 1024))
}

words! {
    GapStatusWord = GapStatus, "GapStatus", GapStatus::ALL;
    GapOrderWord = GapOrder, "GapOrder", GapOrder::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct GapView {
    pub id: Uuid,
    /// As it was asked first.
    pub question: String,
    #[schema(inline)]
    pub status: GapStatusWord,
    /// How often it was asked, in whatever words.
    pub times: i64,
    /// The conversation it was asked in last.
    pub conversation_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub faq_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document_id: Option<Uuid>,
    /// When it was asked last. A question that is asked after it was answered is open again.
    #[schema(inline)]
    pub asked_at: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub settled_at: Option<When>,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Gap> for GapView {
    fn from(g: Gap) -> Self {
        GapView {
            id: g.id.uuid(), question: g.question, status: g.status.into(), times: g.times, conversation_id: g.conversation_id.uuid(), faq_id: g.faq_id.map(Into::into),
            document_id: g.document_id.map(Into::into), asked_at: g.asked_at.into(), settled_at: g.settled_at.map(Into::into), created_at: g.created_at.into(),
        }
    }
}

/// A question that has an answer now.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosedGap {
    pub gap: GapView,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub faq: Option<FaqView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document: Option<DocumentView>,
}
impl From<Closed> for ClosedGap {
    fn from(c: Closed) -> Self {
        ClosedGap { gap: c.gap.into(), faq: c.faq.map(Into::into), document: c.document.map(Into::into) }
    }
}

/// Either `answer` or `document`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerGap {
    /// Becomes an entry of the FAQ under the question as it was asked.
    #[serde(default)]
    #[schema(inline, nullable = false)]
    answer: Option<Text<1, 4000>>,
    /// Other phrasings of the question, for the FAQ.
    #[serde(default)]
    #[schema(inline, max_items = 49)]
    questions: Vec<Text<1, 200>>,
    /// Becomes an article.
    #[serde(default)]
    #[schema(nullable = false)]
    document: Option<GapArticle>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    lang: Option<LangWord>,
    #[serde(default)]
    #[schema(nullable = false)]
    category_id: Option<Uuid>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GapArticle {
    #[schema(inline)]
    title: Text<1, 200>,
    /// Markdown.
    #[schema(inline)]
    body: Text<1, 100_000>,
}

impl AnswerGap {
    fn closing(self) -> Answer<Closing> {
        let (lang, category_id) = (self.lang.map(Into::into), self.category_id.map(Into::into));
        match (self.answer, self.document) {
            (Some(answer), None) => Ok(Closing::Answer(NewAnswer { answer: answer.into(), questions: self.questions.into_iter().map(Into::into).collect(), lang, category_id })),
            (None, Some(d)) => Ok(Closing::Article(NewArticle { title: d.title.into(), body: d.body.into(), category_id, lang, position: 0 })),
            (Some(_), Some(_)) => Err(Problem::invalid("document", "either an answer or a document")),
            (None, None) => Err(Problem::invalid("answer", "either an answer or a document").code("missing")),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GapsQuery {
    #[param(inline, required = false, nullable = false)]
    status: Option<GapStatusWord>,
    /// `recent` unless asked.
    #[param(inline, required = false, nullable = false)]
    sort: Option<GapOrderWord>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// Questions without an answer; the same question in other words is counted, not repeated.
#[utoipa::path(get, path = "/knowledge/gaps", tag = "knowledge", params(GapsQuery), responses((status = 200, description = "Questions.", body = Page<GapView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<GapsQuery>) -> Answer<Json<Page<GapView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let (status, most) = (query.status.map(Into::into), query.limit.plus_one());
    let (at, id) = query.cursor.map_or((Ts::from_micros(i64::MAX), GapId(Uuid::max())), |cursor| (cursor.at, cursor.id.into()));
    let is_by_count = query.sort.is_some_and(|sort| sort.0 == GapOrder::Often);
    let rows = if is_by_count { store::gap::frequent(&mut scope, status, (at.micros(), id), most).await? } else { store::gap::recent(&mut scope, status, (at, id), most).await? };
    Ok(Json(Page::cut(rows, query.limit, |g| Cursor::new(if is_by_count { Ts::from_micros(g.times) } else { g.asked_at }, g.id), Into::into)))
}

/// Answers a question: makes a FAQ entry or an article of it.
#[utoipa::path(post, path = "/knowledge/gaps/{id}/answer", tag = "knowledge", params(("id" = Uuid, Path,)), request_body = AnswerGap, responses((status = 200, description = "Answered.", body = ClosedGap)))]
async fn answer(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<AnswerGap>) -> Answer<Json<ClosedGap>> {
    Ok(Json(gap::close(&state.app, &who.ctx, id.into(), body.closing()?).await?.into()))
}

/// Puts a question out of sight: nobody needs an answer to it.
#[utoipa::path(post, path = "/knowledge/gaps/{id}/dismiss", tag = "knowledge", params(("id" = Uuid, Path,)), responses((status = 200, description = "Dismissed.", body = GapView)))]
async fn dismiss(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Json<GapView>> {
    Ok(Json(gap::dismiss(&state.app, &who.ctx, id.into()).await?.into()))
}
