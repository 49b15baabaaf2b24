//! The inbox: its views with filters and search, their counts, one conversation.

use super::{ConversationStatusWord, ConversationView, ModeWord, reader, shown};
use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Path, Query};
use crate::field::Text;
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use axum::Json;
use axum::extract::State;
use domain::id::ConversationId;
use serde::{Deserialize, Serialize};
use store::conversation::inbox::{self, Counts, InboxFilter, View};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(counts)).routes(routes!(get))
}

/// A part of the inbox. What is snoozed or closed is only in its own view.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum InboxView {
    All,
    /// Assigned to you.
    Mine,
    /// Nobody's, and not answered by the agent alone.
    Unassigned,
    /// The customer waits for an answer that is not on its way.
    Waiting,
    /// An answer of a person is due, the soonest first.
    Due,
    /// Answered by the agent.
    Agent,
    Snoozed,
    Closed,
}
impl From<InboxView> for View {
    fn from(view: InboxView) -> Self {
        match view {
            InboxView::All => View::Open,
            InboxView::Mine => View::Mine,
            InboxView::Unassigned => View::Unassigned,
            InboxView::Waiting => View::Waiting,
            InboxView::Due => View::Due,
            InboxView::Agent => View::Agent,
            InboxView::Snoozed => View::Snoozed,
            InboxView::Closed => View::Closed,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ConversationQuery {
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
    /// A part of the inbox; without it everything, closed and snoozed too.
    #[param(inline, required = false, nullable = false)]
    view: Option<InboxView>,
    /// Part of the customer's name or phone, or of a recent message.
    #[param(inline, required = false, nullable = false)]
    q: Option<Text<1, 100>>,
    #[param(inline, required = false, nullable = false)]
    status: Option<ConversationStatusWord>,
    #[param(inline, required = false, nullable = false)]
    mode: Option<ModeWord>,
    #[param(required = false, nullable = false)]
    connection_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    contact_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    assignee_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    team_id: Option<Uuid>,
    /// A tag of the customer.
    #[param(inline, required = false, nullable = false)]
    tag: Option<Text<1, 60>>,
    /// Only what you have not read.
    #[serde(default)]
    #[param(required = false)]
    unread: bool,
}

/// Conversations, most recently active first.
#[utoipa::path(get, path = "/conversations", tag = "conversations", params(ConversationQuery), responses((status = 200, description = "Conversations.", body = Page<ConversationView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<ConversationQuery>) -> Answer<Json<Page<ConversationView>>> {
    let is_due = matches!(query.view, Some(InboxView::Due));
    let start = if is_due { (domain::Ts::from_micros(0), ConversationId::nil()) } else { (state.now().plus_secs(86_400), ConversationId(Uuid::max())) };
    let before = query.cursor.map_or(start, |c| (c.at, c.id.into()));
    let filter = InboxFilter {
        view: query.view.map_or(View::Any, Into::into), status: query.status.map(Into::into), mode: query.mode.map(Into::into), connection: query.connection_id.map(Into::into),
        contact: query.contact_id.map(Into::into), assignee: query.assignee_id.map(Into::into), team: query.team_id.map(Into::into), only_unread: query.unread, tag: query.tag.map(Text::into_string), search: query.q.map(Text::into_string),
    };
    let mut scope = state.app.scope(who.org()).await?;
    let rows = inbox::list(&mut scope, reader(&who), before, &filter, query.limit.plus_one()).await?;
    let is_person = who.ctx.person().is_some();
    Ok(Json(Page::cut(rows, query.limit, |i| Cursor::new(i.conversation.sla_due_at.filter(|_| is_due).unwrap_or(i.conversation.updated_at), i.conversation.id), |i| ConversationView::of(i, is_person))))
}

/// How many conversations each view holds.
#[derive(Debug, Serialize, ToSchema)]
struct CountsView {
    all: i64,
    mine: i64,
    unassigned: i64,
    waiting: i64,
    due: i64,
    agent: i64,
    snoozed: i64,
    closed: i64,
    /// Of `all`, those with something you have not read; 0 for a key.
    unread: i64,
}
impl From<Counts> for CountsView {
    fn from(c: Counts) -> Self {
        CountsView { all: c.open, mine: c.mine, unassigned: c.unassigned, waiting: c.waiting, due: c.due, agent: c.agent, snoozed: c.snoozed, closed: c.closed, unread: c.unread }
    }
}

/// How many conversations each view of the inbox holds.
#[utoipa::path(get, path = "/conversations/counts", tag = "conversations", responses((status = 200, description = "Counts.", body = CountsView)))]
async fn counts(State(state): State<ApiState>, who: Can<may::Read>) -> Answer<Json<CountsView>> {
    let mut scope = state.app.scope(who.org()).await?;
    let mut counts = inbox::counts(&mut scope, reader(&who)).await?;
    if who.ctx.person().is_none() {
        counts.unread = 0;
    }
    Ok(Json(counts.into()))
}

/// One conversation.
#[utoipa::path(get, path = "/conversations/{id}", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The conversation.", body = ConversationView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<ConversationView>> {
    Ok(Json(shown(&state, &who, id.into()).await?))
}
