//! Conversations in which something was said, whenever it was.

use super::{AuthorWord, ConversationView, reader};
use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Query;
use crate::field::{Text, When};
use crate::page::{Cursor, Limit};
use crate::problem::Answer;
use app::inbox::search::{self, Found};
use axum::Json;
use axum::extract::State;
use domain::Ts;
use domain::search::Piece;
use serde::{Deserialize, Serialize};
use store::message::search::Among;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(search))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// Words that stand in one message; their endings do not matter, and the last one may be only begun.
    #[param(inline)]
    q: Text<1, 200>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
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
}

#[derive(Debug, Serialize, ToSchema)]
struct PieceView {
    text: String,
    is_found: bool,
}
impl From<Piece> for PieceView {
    fn from(p: Piece) -> Self {
        PieceView { text: p.text, is_found: p.is_found }
    }
}

/// The newest message of the conversation with the words.
#[derive(Debug, Serialize, ToSchema)]
struct FoundMessageView {
    id: Uuid,
    seq: i64,
    #[schema(inline)]
    author: AuthorWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    person_id: Option<Uuid>,
    /// The part of the text around the words.
    snippet: Vec<PieceView>,
    #[schema(inline)]
    created_at: When,
}

#[derive(Debug, Serialize, ToSchema)]
struct FoundView {
    conversation: ConversationView,
    message: FoundMessageView,
    /// How many other messages of it were met on the way to this page's end.
    more: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct FoundPageView {
    items: Vec<FoundView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_cursor: Option<String>,
    /// False for a while after an update: older messages are still being read into the index.
    is_complete: bool,
}

/// Conversations with a message that has all the words, the newest message first; closed and snoozed ones, too. One that has several comes
/// once on a page and may come again on a later one.
#[utoipa::path(get, path = "/conversations/search", tag = "conversations", params(SearchQuery), responses((status = 200, description = "Where it was said.", body = FoundPageView)))]
async fn search(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<SearchQuery>) -> Answer<Json<FoundPageView>> {
    let among = Among {
        connection: query.connection_id.map(Into::into), contact: query.contact_id.map(Into::into), assignee: query.assignee_id.map(Into::into), team: query.team_id.map(Into::into), tag: query.tag.map(Text::into_string),
    };
    let page = search::search(&state.app, who.org(), reader(&who), &query.q.into_string(), &among, query.cursor.map_or(i64::MAX, place), query.limit.rows()).await?;
    let is_person = who.ctx.person().is_some();
    Ok(Json(FoundPageView { items: page.found.into_iter().map(|f| view(f, is_person)).collect(), next_cursor: page.next.map(|n| cursor(n).to_string()), is_complete: page.is_complete }))
}

fn view(f: Found, is_person: bool) -> FoundView {
    let message = FoundMessageView {
        id: f.said.id.uuid(), seq: f.said.seq, author: f.said.author.into(), person_id: f.said.person_id.map(Into::into), snippet: f.pieces.into_iter().map(Into::into).collect(), created_at: f.said.created_at.into(),
    };
    FoundView { conversation: ConversationView::of(f.item, is_person), message, more: f.more }
}

/// A place of the index in a cursor: its second, and the rest.
fn cursor(n: i64) -> Cursor {
    Cursor::new(Ts::from_micros(n >> 32), Uuid::from_u128(u128::try_from(n & 0xffff_ffff).unwrap_or(0)))
}

fn place(cursor: Cursor) -> i64 {
    (cursor.at.micros().min(i64::from(i32::MAX)) << 32) | i64::try_from(cursor.id.as_u128() & 0xffff_ffff).unwrap_or(0)
}
