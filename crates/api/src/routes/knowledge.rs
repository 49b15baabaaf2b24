//! The knowledge base as a whole: how much there is, carry everything out and in as one file.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Body;
use crate::field::{LangWord, Name, Text};
use crate::problem::Answer;
use app::knowledge::transfer::{self, AnswerEntry, ArticleEntry, Bundle, PageEntry, Report};
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header;
use axum::response::IntoResponse;
use domain::document::{DocumentStatus, GapStatus};
use serde::{Deserialize, Serialize};
use store::document::Lying;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// A whole knowledge base; larger than any that is exported.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(import)).layer(DefaultBodyLimit::max(BODY_LIMIT)).routes(routes!(export)).routes(routes!(counts))
}

/// What lies in one category itself, not in those inside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryCount {
    /// Absent: in no category.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub category_id: Option<Uuid>,
    pub documents: i64,
}

/// How much there is. The pages a site has found count as the site.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct KnowledgeCounts {
    pub documents: i64,
    /// Waiting to be read, or being read.
    pub reading: i64,
    pub failed: i64,
    /// Questions without an answer that nobody has settled.
    pub gaps: i64,
    pub categories: Vec<CategoryCount>,
}
impl KnowledgeCounts {
    fn of(lying: Vec<Lying>, gaps: i64) -> Self {
        let mut counts = KnowledgeCounts { gaps, ..KnowledgeCounts::default() };
        for Lying { category_id, status, documents } in lying {
            counts.documents += documents;
            match status {
                DocumentStatus::Queued | DocumentStatus::Indexing => counts.reading += documents,
                DocumentStatus::Failed => counts.failed += documents,
                DocumentStatus::Ready | DocumentStatus::Off => {}
            }
            let category_id = category_id.map(Into::into);
            match counts.categories.last_mut().filter(|last| last.category_id == category_id) {
                Some(last) => last.documents += documents,
                None => counts.categories.push(CategoryCount { category_id, documents }),
            }
        }
        counts
    }
}

/// How many documents lie where, how many are being read or could not be, how many questions have no answer.
#[utoipa::path(get, path = "/knowledge/counts", tag = "knowledge", responses((status = 200, description = "The numbers.", body = KnowledgeCounts)))]
async fn counts(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<KnowledgeCounts>> {
    let mut scope = state.app.scope(who.org()).await?;
    let lying = store::document::counts(&mut scope).await?;
    Ok(Json(KnowledgeCounts::of(lying, store::gap::count(&mut scope, GapStatus::Open).await?)))
}

/// Names of categories, outermost first.
type Place = Vec<Name>;

/// The form of the file.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub enum KnowledgeFormat {
    #[serde(rename = "samovar.knowledge/1")]
    One,
}

/// A knowledge base as one file.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KnowledgeFile {
    format: KnowledgeFormat,
    #[serde(default)]
    #[schema(value_type = Vec<Vec<String>>, max_items = 500)]
    categories: Vec<Place>,
    #[serde(default)]
    #[schema(max_items = 5000)]
    articles: Vec<FileArticle>,
    #[serde(default)]
    #[schema(max_items = 5000)]
    pages: Vec<FilePage>,
    #[serde(default)]
    #[schema(max_items = 5000)]
    answers: Vec<FileAnswer>,
    /// Titles of uploaded files, which are not in it; ignored when it is read.
    #[serde(default)]
    files: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileArticle {
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 6)]
    category: Place,
    #[schema(inline)]
    title: Text<1, 200>,
    #[schema(inline)]
    body: Text<1, 100_000>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    lang: Option<LangWord>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: i64,
    #[serde(default = "yes")]
    is_active: bool,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilePage {
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 6)]
    category: Place,
    #[schema(inline)]
    url: Text<1, 2000>,
    #[serde(default)]
    is_site: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    lang: Option<LangWord>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileAnswer {
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 6)]
    category: Place,
    #[schema(inline)]
    lang: LangWord,
    #[schema(inline, min_items = 1, max_items = 50)]
    questions: Vec<Text<1, 200>>,
    #[schema(inline)]
    answer: Text<1, 4000>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: i64,
    #[serde(default = "yes")]
    is_active: bool,
}

const fn yes() -> bool {
    true
}

fn names(place: Place) -> transfer::Place {
    place.into_iter().map(Into::into).collect()
}
fn place(names: transfer::Place) -> Place {
    names.into_iter().map(Name::trusted).collect()
}

impl From<Bundle> for KnowledgeFile {
    fn from(b: Bundle) -> Self {
        let article = |a: ArticleEntry| FileArticle { category: place(a.category), title: Text::trusted(a.title), body: Text::trusted(a.body), lang: a.lang.map(Into::into), position: a.position, is_active: a.is_active };
        let page = |p: PageEntry| FilePage { category: place(p.category), url: Text::trusted(p.url), is_site: p.is_site, lang: p.lang.map(Into::into) };
        let answer = |a: AnswerEntry| FileAnswer {
            category: place(a.category), lang: a.lang.into(), questions: a.questions.into_iter().map(Text::trusted).collect(), answer: Text::trusted(a.answer), position: a.position, is_active: a.is_active,
        };
        KnowledgeFile {
            format: KnowledgeFormat::One, categories: b.categories.into_iter().map(place).collect(), articles: b.articles.into_iter().map(article).collect(), pages: b.pages.into_iter().map(page).collect(),
            answers: b.answers.into_iter().map(answer).collect(), files: b.files,
        }
    }
}
impl From<KnowledgeFile> for Bundle {
    fn from(f: KnowledgeFile) -> Self {
        let article = |a: FileArticle| ArticleEntry { category: names(a.category), title: a.title.into(), body: a.body.into(), lang: a.lang.map(Into::into), position: a.position, is_active: a.is_active };
        let page = |p: FilePage| PageEntry { category: names(p.category), url: p.url.into(), is_site: p.is_site, lang: p.lang.map(Into::into) };
        let answer = |a: FileAnswer| AnswerEntry {
            category: names(a.category), lang: a.lang.into(), questions: a.questions.into_iter().map(Into::into).collect(), answer: a.answer.into(), position: a.position, is_active: a.is_active,
        };
        Bundle {
            categories: f.categories.into_iter().map(names).collect(), articles: f.articles.into_iter().map(article).collect(), pages: f.pages.into_iter().map(page).collect(),
            answers: f.answers.into_iter().map(answer).collect(), files: f.files,
        }
    }
}

/// What an import has done.
#[derive(Debug, Serialize, ToSchema)]
pub struct KnowledgeReport {
    pub created: u32,
    pub updated: u32,
    pub unchanged: u32,
    /// Pages on a server that reads none.
    pub left_out: u32,
}
impl From<Report> for KnowledgeReport {
    fn from(r: Report) -> Self {
        KnowledgeReport { created: r.created, updated: r.updated, unchanged: r.unchanged, left_out: r.left_out }
    }
}

/// The whole knowledge base as one file: categories, articles, pages, questions and answers. Uploaded files are named in it.
#[utoipa::path(get, path = "/knowledge/export", tag = "knowledge", responses((status = 200, description = "The file.", body = KnowledgeFile)))]
async fn export(State(state): State<ApiState>, who: Can<may::EditCatalog>) -> Answer<impl IntoResponse> {
    let file: KnowledgeFile = transfer::export(&state.app, who.org()).await?.into();
    Ok(([(header::CONTENT_DISPOSITION, "attachment; filename=\"knowledge.json\"")], Json(file)))
}

/// Reads such a file. Once more changes nothing: an article is known by its category and title, an answer by its first question.
#[utoipa::path(post, path = "/knowledge/import", tag = "knowledge", request_body = KnowledgeFile, responses((status = 200, description = "What it did.", body = KnowledgeReport)))]
async fn import(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<KnowledgeFile>) -> Answer<Json<KnowledgeReport>> {
    for (field, count, most) in [("categories", body.categories.len(), 500), ("articles", body.articles.len(), 5000), ("pages", body.pages.len(), 5000), ("answers", body.answers.len(), 5000)] {
        if count > most {
            return Err(crate::problem::Problem::invalid(field, format!("at most {most} entries")));
        }
    }
    Ok(Json(transfer::import(&state.app, &who.ctx, body.into()).await?.into()))
}
