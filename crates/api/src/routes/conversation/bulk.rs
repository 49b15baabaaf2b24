//! Several conversations at once.

use super::{ConversationView, reader};
use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Body;
use crate::field::{self, Patch, When};
use crate::problem::Answer;
use app::inbox::bulk::{self, Act};
use axum::Json;
use axum::extract::State;
use domain::id::ConversationId;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(bulk))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BulkMove {
    #[schema(min_items = 1, max_items = 200)]
    ids: Vec<Uuid>,
    #[serde(rename = "do")]
    act: BulkAct,
}

/// What is done with each, as the route of one conversation does it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum BulkAct {
    Assign {
        #[serde(default)]
        person_id: Option<Uuid>,
        #[serde(default, deserialize_with = "field::patch")]
        #[schema(value_type = Option<Uuid>)]
        team_id: Option<Patch<Uuid>>,
    },
    Close,
    Reopen,
    Snooze {
        #[serde(default)]
        #[schema(inline)]
        until: Option<When>,
    },
    Read,
    Unread,
    GiveToAgent,
}

impl From<BulkAct> for Act {
    fn from(act: BulkAct) -> Act {
        match act {
            BulkAct::Assign { person_id, team_id } => Act::Assign { person: person_id.map(Into::into), team: team_id.map(|p| p.into_option().map(Into::into)) },
            BulkAct::Close => Act::Close,
            BulkAct::Reopen => Act::Reopen,
            BulkAct::Snooze { until } => Act::Snooze(until.map(Into::into)),
            BulkAct::Read => Act::Read,
            BulkAct::Unread => Act::Unread,
            BulkAct::GiveToAgent => Act::GiveToAgent,
        }
    }
}

/// What has become of one of them.
#[derive(Debug, Serialize, ToSchema)]
struct BulkResultView {
    id: Uuid,
    /// As it is now; absent where it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    conversation: Option<ConversationView>,
    /// Why it was refused: the `code` a single request would get.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    code: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BulkResultsView {
    items: Vec<BulkResultView>,
}

/// Does the same with up to 200 conversations, each by itself: some may be refused while the others are done. 404 where none of them is there.
#[utoipa::path(post, path = "/conversations/bulk", tag = "conversations", request_body = BulkMove, responses((status = 200, description = "What has become of each.", body = BulkResultsView)))]
async fn bulk(State(state): State<ApiState>, who: Can<may::Converse>, Body(body): Body<BulkMove>) -> Answer<Json<BulkResultsView>> {
    let ids: Vec<ConversationId> = body.ids.into_iter().map(Into::into).collect();
    let done = bulk::run(&state.app, &who.ctx, &ids, body.act.into()).await?;
    let good: Vec<ConversationId> = done.iter().filter(|(_, result)| result.is_ok()).map(|(id, _)| *id).collect();
    let rows = store::conversation::inbox::among(&mut state.app.scope(who.org()).await?, reader(&who), &good).await?;
    let is_person = who.ctx.person().is_some();
    let mut now: HashMap<ConversationId, ConversationView> = rows.into_iter().map(|item| (item.conversation.id, ConversationView::of(item, is_person))).collect();
    let item = |(id, result): (ConversationId, domain::Result<()>)| BulkResultView { id: id.uuid(), conversation: now.remove(&id), code: result.err().map(|e| e.public_code().to_owned()) };
    Ok(Json(BulkResultsView { items: done.into_iter().map(item).collect() }))
}
