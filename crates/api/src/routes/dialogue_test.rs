//! Conversation tests: list, read, write, play; and a test made of a real conversation.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Text, When};
use crate::page::{Cursor, Page, PageQuery};
use crate::problem::Answer;
use app::dialogue_test as tests;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Ts;
use domain::dialogue_test::{DialogueTest, TestRun, TestVerdict};
use domain::id::DialogueTestId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, remove)).routes(routes!(play)).routes(routes!(play_all)).routes(routes!(preview)).routes(routes!(save))
}

words! {
    TestVerdictWord = TestVerdict, "TestVerdict", TestVerdict::ALL;
}

/// Something went otherwise than written.
#[derive(Debug, Serialize, ToSchema)]
pub struct MistakeView {
    /// Line of the text, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    line: Option<u32>,
    text: String,
}

/// How a test went when it was last played.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestRunView {
    #[schema(inline)]
    at: When,
    /// `broken`: it could not be played, because it names something the firm does not have.
    #[schema(inline)]
    verdict: TestVerdictWord,
    /// Every wording of the dialogue is one play.
    plays: u32,
    failed: u32,
    mistakes: Vec<MistakeView>,
    /// The conversation as it went.
    log: String,
    /// The firm has changed since when its own number is another.
    catalog_version: i64,
}
impl From<TestRun> for TestRunView {
    fn from(run: TestRun) -> Self {
        let r = run.result;
        let mistakes = r.mistakes.into_iter().map(|m| MistakeView { line: m.line, text: m.text }).collect();
        TestRunView { at: run.at.into(), verdict: run.verdict.into(), plays: r.plays, failed: r.failed, mistakes, log: r.log, catalog_version: r.catalog_version }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TestView {
    pub id: Uuid,
    pub title: String,
    /// The dialogue in the format of `docs/dev/dialogues.md`; services, employees and branches go by their names.
    pub text: String,
    /// The conversation it was saved from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conversation_id: Option<Uuid>,
    /// Absent until it is played, and after every change of its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_run: Option<TestRunView>,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<DialogueTest> for TestView {
    fn from(t: DialogueTest) -> Self {
        TestView {
            id: t.id.uuid(), title: t.title, text: t.text, conversation_id: t.conversation_id.map(|c| c.uuid()), last_run: t.last_run.map(Into::into), created_at: t.created_at.into(), updated_at: t.updated_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTest {
    #[schema(inline)]
    title: Text<1, 200>,
    /// The dialogue in the format of `docs/dev/dialogues.md`.
    #[schema(inline)]
    text: Text<1, 40_000>,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateTest {
    #[serde(default)]
    #[schema(inline)]
    title: Option<Text<1, 200>>,
    #[serde(default)]
    #[schema(inline)]
    text: Option<Text<1, 40_000>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveAsTest {
    /// The customer's first words unless given.
    #[serde(default)]
    #[schema(inline)]
    title: Option<Text<1, 200>>,
    /// What you have made of the preview; left out, what the preview shows.
    #[serde(default)]
    #[schema(inline)]
    text: Option<Text<1, 40_000>>,
}

/// What would be saved of a conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestPreview {
    /// The customer's first words.
    title: String,
    /// The dialogue with an invented customer in the place of the real one.
    text: String,
    /// How it would go today.
    run: TestRunView,
}

/// What was queued.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuedTests {
    /// Tests that will be played; each tells how it went by an event `dialogue_test.played`, and `dialogue_test.finished` is the last.
    total: i64,
}

/// Conversation tests, newest first.
#[utoipa::path(get, path = "/tests", tag = "tests", params(PageQuery), responses((status = 200, description = "Tests.", body = Page<TestView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<PageQuery>) -> Answer<Json<Page<TestView>>> {
    let before = query.cursor.map_or((Ts::from_micros(i64::MAX), DialogueTestId(Uuid::max())), |c| (c.at, c.id.into()));
    let rows = store::dialogue_test::list(&mut state.app.scope(who.org()).await?, before, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |t| Cursor::new(t.created_at, t.id), Into::into)))
}

/// One test.
#[utoipa::path(get, path = "/tests/{id}", tag = "tests", params(("id" = Uuid, Path,)), responses((status = 200, description = "The test.", body = TestView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<TestView>> {
    Ok(Json(store::dialogue_test::get(&mut state.app.scope(who.org()).await?, id.into()).await?.into()))
}

/// Writes a test. A text that does not read is refused with its line.
#[utoipa::path(post, path = "/tests", tag = "tests", request_body = CreateTest, responses((status = 201, description = "Written.", body = TestView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditCatalog>, Body(body): Body<CreateTest>) -> Answer<(StatusCode, Json<TestView>)> {
    Ok((StatusCode::CREATED, Json(tests::create(&state.app, &who.ctx, body.title.into(), body.text.into()).await?.into())))
}

/// Changes a test.
#[utoipa::path(patch, path = "/tests/{id}", tag = "tests", params(("id" = Uuid, Path,)), request_body = UpdateTest, responses((status = 200, description = "The test now.", body = TestView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<UpdateTest>) -> Answer<Json<TestView>> {
    Ok(Json(tests::update(&state.app, &who.ctx, id.into(), body.title.map(Into::into), body.text.map(Into::into)).await?.into()))
}

/// Removes a test.
#[utoipa::path(delete, path = "/tests/{id}", tag = "tests", params(("id" = Uuid, Path,)), responses((status = 204, description = "Gone.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    tests::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Plays a test in memory on the firm as it is now. No customer hears of it and nothing is booked.
#[utoipa::path(post, path = "/tests/{id}/run", tag = "tests", params(("id" = Uuid, Path,)), responses((status = 200, description = "The test with how it went.", body = TestView)))]
async fn play(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Json<TestView>> {
    Ok(Json(tests::run(&state.app, &who.ctx, id.into()).await?.into()))
}

/// Plays all tests one after another; progress comes as events.
#[utoipa::path(post, path = "/tests/run", tag = "tests", responses((status = 202, description = "Queued.", body = QueuedTests)))]
async fn play_all(State(state): State<ApiState>, who: Can<may::EditCatalog>) -> Answer<(StatusCode, Json<QueuedTests>)> {
    Ok((StatusCode::ACCEPTED, Json(QueuedTests { total: tests::run_all(&state.app, &who.ctx).await? })))
}

/// What `save-as-test` would save, played once and not kept: to read it before, for a number spelt in words is not covered.
#[utoipa::path(get, path = "/conversations/{id}/test-preview", tag = "tests", params(("id" = Uuid, Path,)), responses((status = 200, description = "The test as it would be.", body = TestPreview), (status = 409, description = "The agent has answered nothing here that could be saved.", body = crate::problem::ProblemBody, content_type = "application/problem+json")))]
async fn preview(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>) -> Answer<Json<TestPreview>> {
    let found = tests::preview(&state.app, &who.ctx, id.into(), None).await?;
    Ok(Json(TestPreview { title: found.title, text: found.text, run: found.run.into() }))
}

/// Makes a test of a real conversation: what was written and pressed, the facts that were said, what came of it; with an invented
/// customer in the place of the real one. It is played at once.
#[utoipa::path(post, path = "/conversations/{id}/save-as-test", tag = "tests", params(("id" = Uuid, Path,)), request_body = SaveAsTest, responses((status = 201, description = "The test with how it went.", body = TestView)))]
async fn save(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<SaveAsTest>) -> Answer<(StatusCode, Json<TestView>)> {
    Ok((StatusCode::CREATED, Json(tests::save(&state.app, &who.ctx, id.into(), body.title.map(Into::into), body.text.map(Into::into)).await?.into())))
}
