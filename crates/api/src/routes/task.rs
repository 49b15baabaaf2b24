//! Tasks of people: the list and its views, counts, make, change, done, opened again, removed.

use crate::ApiState;
use crate::auth::{Caller, Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{self, Patch, Text, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use app::task::{self, NewTask, TaskCause, TaskPatch};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::{MemberId, TaskId};
use domain::task::{Days, Doer};
use domain::{Result, Ts};
use serde::{Deserialize, Serialize};
use store::Scope;
use store::task::{Shown, TaskCounts, TaskFilter};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(counts)).routes(routes!(get, update, remove)).routes(routes!(done)).routes(routes!(reopen))
}

words! {
    TaskCauseWord = TaskCause, "TaskCause", TaskCause::ALL;
}

/// Who did it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoerView {
    /// `member`, `agent`, `key` or `system`.
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub person_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
}
impl From<Doer> for DoerView {
    fn from(d: Doer) -> Self {
        let person_id = d.person().map(Into::into);
        DoerView { kind: if d.kind == "person" { "member".to_owned() } else { d.kind }, person_id, name: d.name }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TaskContact {
    pub id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TaskDeal {
    pub id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub title: Option<String>,
    /// Key of its stage.
    pub stage: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TaskView {
    pub id: Uuid,
    pub title: String,
    pub note: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub contact: Option<TaskContact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub deal: Option<TaskDeal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conversation_id: Option<Uuid>,
    /// The member who has to do it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub assignee_id: Option<Uuid>,
    /// Of a task for a whole day, the midnight of the firm that begins the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub due_at: Option<When>,
    pub is_all_day: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub remind_at: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, nullable = false)]
    pub done_at: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub done_by: Option<DoerView>,
    #[schema(inline)]
    pub cause: TaskCauseWord,
    pub created_by: DoerView,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
    /// Open, and its time is over: of a day's task the day.
    pub is_overdue: bool,
}

impl TaskView {
    fn of(shown: Shown, days: &Days, now: Ts) -> Self {
        let (t, stage) = (shown.task, shown.deal_stage);
        let is_overdue = t.is_overdue(now, days);
        TaskView {
            id: t.id.uuid(), title: t.title, note: t.note, contact: t.contact_id.map(|id| TaskContact { id: id.uuid(), name: shown.contact_name }),
            deal: t.deal_id.zip(stage).map(|(id, stage)| TaskDeal { id: id.uuid(), title: shown.deal_title, stage }), conversation_id: t.conversation_id.map(Into::into), assignee_id: t.assignee_id.map(Into::into),
            due_at: t.due_at.map(Into::into), is_all_day: t.is_all_day, remind_at: t.remind_at.map(Into::into), done_at: t.done_at.map(Into::into), done_by: t.done_by.map(Into::into), cause: t.cause.into(),
            created_by: t.created_by.into(), created_at: t.created_at.into(), updated_at: t.updated_at.into(), is_overdue,
        }
    }
}

/// Whose tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TasksView {
    /// Yours; a key has none.
    Mine,
    All,
    Unassigned,
}

/// By when. Days are those of the firm's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TasksWhen {
    Overdue,
    /// Today, and not over.
    Today,
    /// After today, until Sunday.
    Week,
    /// After Sunday.
    Later,
    Undated,
    /// Done last first.
    Done,
}
impl From<TasksWhen> for store::task::When {
    fn from(when: TasksWhen) -> Self {
        use store::task::When as W;
        match when {
            TasksWhen::Overdue => W::Overdue,
            TasksWhen::Today => W::Today,
            TasksWhen::Week => W::Week,
            TasksWhen::Later => W::Later,
            TasksWhen::Undated => W::Undated,
            TasksWhen::Done => W::Done,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TasksQuery {
    /// `all` when left out.
    #[param(inline, required = false, nullable = false)]
    view: Option<TasksView>,
    /// Everything open when left out.
    #[param(inline, required = false, nullable = false)]
    when: Option<TasksWhen>,
    /// A member.
    #[param(required = false, nullable = false)]
    assignee_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    contact_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    deal_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    conversation_id: Option<Uuid>,
    /// Due at or after.
    #[param(inline, required = false, nullable = false)]
    from: Option<When>,
    /// Due before.
    #[param(inline, required = false, nullable = false)]
    to: Option<When>,
    /// Part of the title or the note.
    #[param(inline, required = false, nullable = false)]
    q: Option<Text<1, 100>>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// The caller's membership; nobody's for a key.
async fn own(scope: &mut Scope, who: &Caller) -> Result<MemberId> {
    let Some(person) = who.ctx.person() else { return Ok(MemberId::nil()) };
    Ok(store::member::find_by_person(scope, person).await?.map_or(MemberId::nil(), |m| m.id))
}

async fn shown(state: &ApiState, who: &Caller, id: TaskId) -> Result<TaskView> {
    let mut scope = state.app.scope(who.org()).await?;
    let days = task::days(&state.app, &mut scope).await?;
    Ok(TaskView::of(store::task::get(&mut scope, id).await?, &days, state.now()))
}

/// Tasks: due first, undated last; done ones the last done first.
#[utoipa::path(get, path = "/tasks", tag = "tasks", params(TasksQuery), responses((status = 200, description = "Tasks.", body = Page<TaskView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<TasksQuery>) -> Answer<Json<Page<TaskView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let (days, now) = (task::days(&state.app, &mut scope).await?, state.now());
    let assignee = if query.view == Some(TasksView::Mine) { Some(own(&mut scope, &who).await?) } else { query.assignee_id.map(Into::into) };
    let filter = TaskFilter {
        when: query.when.map_or(store::task::When::Open, Into::into), assignee, only_unassigned: query.view == Some(TasksView::Unassigned), contact: query.contact_id.map(Into::into), deal: query.deal_id.map(Into::into),
        conversation: query.conversation_id.map(Into::into), from: query.from.map(Into::into), until: query.to.map(Into::into), search: query.q.map(Text::into_string),
    };
    let rows = store::task::list(&mut scope, &filter, &days, now, query.cursor.map(|c| (c.at, c.id.into())), query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |s| Cursor::new(store::task::place(s), s.task.id), |s| TaskView::of(s, &days, now))))
}

/// How many open tasks you have, by time. A key has none.
#[derive(Debug, Serialize, ToSchema)]
struct TaskCountsView {
    overdue: i64,
    today: i64,
    week: i64,
    later: i64,
    undated: i64,
    /// All of yours that are open.
    mine_open: i64,
    /// Open ones of the firm that nobody has.
    unassigned: i64,
}
impl From<TaskCounts> for TaskCountsView {
    fn from(c: TaskCounts) -> Self {
        TaskCountsView { overdue: c.overdue, today: c.today, week: c.week, later: c.later, undated: c.undated, mine_open: c.mine_open, unassigned: c.unassigned }
    }
}

/// How many open tasks you have by time, and how many nobody has.
#[utoipa::path(get, path = "/tasks/counts", tag = "tasks", responses((status = 200, description = "Counts.", body = TaskCountsView)))]
async fn counts(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<TaskCountsView>> {
    let mut scope = state.app.scope(who.org()).await?;
    let days = task::days(&state.app, &mut scope).await?;
    let whose = own(&mut scope, &who).await?;
    Ok(Json(store::task::counts(&mut scope, whose, &days, state.now()).await?.into()))
}

/// One task.
#[utoipa::path(get, path = "/tasks/{id}", tag = "tasks", params(("id" = Uuid, Path,)), responses((status = 200, description = "The task.", body = TaskView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<TaskView>> {
    Ok(Json(shown(&state, &who, id.into()).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateTask {
    #[schema(inline)]
    title: Text<1, 200>,
    #[serde(default)]
    #[schema(inline)]
    note: Text<0, 4000>,
    /// Taken from the deal or the conversation when left out.
    #[serde(default)]
    contact_id: Option<Uuid>,
    #[serde(default)]
    deal_id: Option<Uuid>,
    #[serde(default)]
    conversation_id: Option<Uuid>,
    /// A member; nobody when left out.
    #[serde(default)]
    assignee_id: Option<Uuid>,
    #[serde(default)]
    #[schema(inline)]
    due_at: Option<When>,
    /// For the day of `due_at` in the firm's time zone, at no hour.
    #[serde(default)]
    is_all_day: bool,
    /// When to remind the assignee, or whoever made it while it is nobody's.
    #[serde(default)]
    #[schema(inline)]
    remind_at: Option<When>,
}

/// Makes a task. Whoever is given it by another is told.
#[utoipa::path(post, path = "/tasks", tag = "tasks", request_body = CreateTask, responses((status = 201, description = "Made.", body = TaskView)))]
async fn create(State(state): State<ApiState>, who: Can<may::EditContacts>, Body(body): Body<CreateTask>) -> Answer<(StatusCode, Json<TaskView>)> {
    let new = NewTask {
        title: body.title.into(), note: body.note.into(), contact_id: body.contact_id.map(Into::into), deal_id: body.deal_id.map(Into::into), conversation_id: body.conversation_id.map(Into::into),
        assignee_id: body.assignee_id.map(Into::into), due_at: body.due_at.map(Into::into), remind_at: body.remind_at.map(Into::into), cause: TaskCause::Person,
    };
    let made = task::create(&state.app, &who.ctx, new, body.is_all_day).await?;
    Ok((StatusCode::CREATED, Json(shown(&state, &who, made.id).await?)))
}

/// What is left out stays as it is; null clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateTask {
    #[serde(default)]
    #[schema(inline)]
    title: Option<Text<1, 200>>,
    #[serde(default)]
    #[schema(inline)]
    note: Option<Text<0, 4000>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    contact_id: Option<Patch<Uuid>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    deal_id: Option<Patch<Uuid>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    conversation_id: Option<Patch<Uuid>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<Uuid>)]
    assignee_id: Option<Patch<Uuid>>,
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<When>, inline)]
    due_at: Option<Patch<When>>,
    #[serde(default)]
    is_all_day: Option<bool>,
    /// Another time lets the reminder go out again.
    #[serde(default, deserialize_with = "field::patch")]
    #[schema(value_type = Option<When>, inline)]
    remind_at: Option<Patch<When>>,
}

/// Changes a task.
#[utoipa::path(patch, path = "/tasks/{id}", tag = "tasks", params(("id" = Uuid, Path,)), request_body = UpdateTask, responses((status = 200, description = "The task now.", body = TaskView)))]
async fn update(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>, Body(body): Body<UpdateTask>) -> Answer<Json<TaskView>> {
    let patch = TaskPatch {
        title: body.title.map(Into::into), note: body.note.map(Into::into), contact: body.contact_id.map(|p| p.into_option().map(Into::into)), deal: body.deal_id.map(|p| p.into_option().map(Into::into)),
        conversation: body.conversation_id.map(|p| p.into_option().map(Into::into)), assignee: body.assignee_id.map(|p| p.into_option().map(Into::into)), due_at: body.due_at.map(|p| p.into_option().map(Into::into)),
        is_all_day: body.is_all_day, remind_at: body.remind_at.map(|p| p.into_option().map(Into::into)),
    };
    task::update(&state.app, &who.ctx, id.into(), patch).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

/// The task is done.
#[utoipa::path(post, path = "/tasks/{id}/done", tag = "tasks", params(("id" = Uuid, Path,)), responses((status = 200, description = "The task now.", body = TaskView)))]
async fn done(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>) -> Answer<Json<TaskView>> {
    task::done(&state.app, &who.ctx, id.into()).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

/// The task is not done after all.
#[utoipa::path(post, path = "/tasks/{id}/reopen", tag = "tasks", params(("id" = Uuid, Path,)), responses((status = 200, description = "The task now.", body = TaskView)))]
async fn reopen(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>) -> Answer<Json<TaskView>> {
    task::reopen(&state.app, &who.ctx, id.into()).await?;
    Ok(Json(shown(&state, &who, id.into()).await?))
}

/// Removes a task.
#[utoipa::path(delete, path = "/tasks/{id}", tag = "tasks", params(("id" = Uuid, Path,)), responses((status = 204, description = "Removed.")))]
async fn remove(State(state): State<ApiState>, who: Can<may::EditContacts>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    task::remove(&state.app, &who.ctx, id.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
