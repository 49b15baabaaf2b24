//! Questions and answers the agent knows: list, read, add, change, remove.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path};
use crate::field::{self, LangWord, Patch, Text, When};
use crate::page::Page;
use crate::problem::Answer;
use app::catalog::faq as answers;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::faq::Faq;
use domain::id::FaqId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FaqView {
    pub id: Uuid,
    #[schema(inline)]
    pub lang: LangWord,
    /// The first is the title; the rest are paraphrases.
    pub questions: Vec<String>,
    pub answer: String,
    pub is_active: bool,
    pub position: i64,
    /// Its category of the knowledge base.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub category_id: Option<Uuid>,
    #[schema(inline)]
    pub created_at: When,
}
impl From<Faq> for FaqView {
    fn from(f: Faq) -> Self {
        FaqView { id: f.id.uuid(), lang: f.lang.into(), questions: f.questions, answer: f.answer, is_active: f.is_active, position: f.position, category_id: f.category_id.map(Into::into), created_at: f.created_at.into() }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateFaq {
    #[schema(inline)]
    lang: LangWord,
    #[schema(inline, min_items = 1, max_items = 50)]
    questions: Vec<Text<1, 200>>,
    #[schema(inline)]
    answer: Text<1, 4000>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: i64,
    #[serde(default)]
    #[schema(nullable = false)]
    category_id: Option<Uuid>,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateFaq {
    #[serde(default)]
    #[schema(inline)]
    lang: Option<LangWord>,
    #[serde(default)]
    #[schema(inline, min_items = 1, max_items = 50)]
    questions: Option<Vec<Text<1, 200>>>,
    #[serde(default)]
    #[schema(inline)]
    answer: Option<Text<1, 4000>>,
    #[serde(default)]
    is_active: Option<bool>,
    #[serde(default)]
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    position: Option<i64>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    category_id: Option<Patch<Uuid>>,
}

/// All questions and answers, by position.
#[utoipa::path(get, path = "/faq", tag = "catalog", responses((status = 200, description = "Questions and answers.", body = Page<FaqView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<Page<FaqView>>> {
    let rows = store::faq::list(&mut state.app.scope(who.org()).await?).await?;
    Ok(Json(Page::whole(rows.into_iter().map(Into::into).collect())))
}

/// One question with its answer.
#[utoipa::path(get, path = "/faq/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 200, description = "The answer.", body = FaqView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<FaqView>> {
    Ok(Json(store::faq::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Teaches the agent an answer.
#[utoipa::path(post, path = "/faq", tag = "catalog", request_body = CreateFaq, responses((status = 201, description = "Learned.", body = FaqView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<CreateFaq>) -> Answer<(StatusCode, Json<FaqView>)> {
    let questions = body.questions.into_iter().map(Into::into).collect();
    let faq = Faq { id: FaqId::new(), lang: body.lang.into(), questions, answer: body.answer.into(), is_active: true, position: body.position, category_id: body.category_id.map(Into::into), created_at: state.now() };
    Ok((StatusCode::CREATED, Json(answers::create(&state.app, &who.ctx, faq).await?.into())))
}

/// Changes an answer.
#[utoipa::path(patch, path = "/faq/{id}", tag = "catalog", params(("id" = Uuid, Path,)), request_body = UpdateFaq, responses((status = 200, description = "The answer now.", body = FaqView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdateFaq>) -> Answer<Json<FaqView>> {
    let change = |f: &mut Faq| {
        f.lang = body.lang.map_or(f.lang, Into::into);
        if let Some(questions) = body.questions {
            f.questions = questions.into_iter().map(Into::into).collect();
        }
        f.answer = body.answer.map_or_else(|| std::mem::take(&mut f.answer), Into::into);
        f.is_active = body.is_active.unwrap_or(f.is_active);
        f.position = body.position.unwrap_or(f.position);
        f.category_id = body.category_id.map_or(f.category_id, |category| category.into_option().map(Into::into));
    };
    Ok(Json(answers::update(&state.app, &who.ctx, id.into(), change).await?.into()))
}

/// Removes an answer.
#[utoipa::path(delete, path = "/faq/{id}", tag = "catalog", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    answers::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
