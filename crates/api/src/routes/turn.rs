//! The record of the agent's turns: what came in, which tools answered what, what was decided and why.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Path, Query};
use crate::field::When;
use crate::page::Limit;
use crate::problem::Answer;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::turn::TurnRow;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TurnView {
    pub id: Uuid,
    pub conversation_id: Uuid,
    /// The customer messages it answered: after this number …
    pub from_seq: i64,
    /// … up to and with this one.
    pub until_seq: i64,
    /// `answered`, `handed_over`.
    pub verdict: String,
    /// Inputs, tool answers, decisions: enough to run it again.
    #[schema(value_type = Object)]
    pub record: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trace_id: Option<String>,
    /// Microseconds from the lease to the commit.
    pub duration_us: i64,
    #[schema(inline)]
    pub created_at: When,
}
impl From<TurnRow> for TurnView {
    fn from(t: TurnRow) -> Self {
        TurnView {
            id: t.id.uuid(), conversation_id: t.conversation_id.uuid(), from_seq: t.from_seq, until_seq: t.until_seq, verdict: t.verdict, record: t.record, trace_id: t.trace_id,
            duration_us: t.duration_us, created_at: t.created_at.into(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TurnQuery {
    /// Turns that ended before this message number.
    #[param(required = false, nullable = false, minimum = 0)]
    before: Option<u32>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// Turns of a conversation, newest first.
#[utoipa::path(get, path = "/conversations/{id}/turns", tag = "conversations", params(("id" = Uuid, Path,), TurnQuery), responses((status = 200, description = "Turns.", body = Vec<TurnView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<TurnQuery>) -> Answer<Json<Vec<TurnView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let row = store::conversation::get(&mut scope, id.into()).await?;
    let turns = store::turn::list(&mut scope, row.conversation.id, query.before.map_or(i64::MAX, i64::from), query.limit.plus_one() - 1).await?;
    Ok(Json(turns.into_iter().map(Into::into).collect()))
}

/// One turn.
#[utoipa::path(get, path = "/turns/{id}", tag = "conversations", params(("id" = Uuid, Path,)), responses((status = 200, description = "The turn.", body = TurnView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<TurnView>> {
    let mut scope = state.app.scope(who.org()).await?;
    Ok(Json(store::turn::get(&mut scope, id.into()).await?.into()))
}
