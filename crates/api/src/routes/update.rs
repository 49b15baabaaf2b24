//! The feed of updates: what happened lately that somebody wants to know, with names.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Query;
use crate::field::{When, any_json};
use crate::page::{Cursor, Limit, Page};
use crate::problem::Answer;
use crate::routes::calendar::CalendarContact;
use app::update::{self, Update};
use axum::Json;
use axum::extract::State;
use domain::Ts;
use domain::id::EventId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UpdateKind {
    Booked,
    Moved,
    Cancelled,
    Missed,
    /// The agent asked for a person.
    HandedOver,
    /// A person took the conversation.
    TakenOver,
    /// Somebody new.
    Contact,
    /// A message did not arrive, or may not have.
    SendFailed,
    /// A channel stopped working.
    Channel,
}

const KINDS: [(UpdateKind, &str); 9] = [
    (UpdateKind::Booked, "booking.created"), (UpdateKind::Moved, "booking.moved"), (UpdateKind::Cancelled, "booking.cancelled"), (UpdateKind::Missed, "booking.missed"),
    (UpdateKind::HandedOver, "conversation.handed_over"), (UpdateKind::TakenOver, "conversation.taken_over"), (UpdateKind::Contact, "contact.created"), (UpdateKind::SendFailed, "message.failed"),
    (UpdateKind::Channel, "connection.failed"),
];

#[derive(Debug, Serialize, ToSchema)]
pub struct UpdateChannel {
    id: Uuid,
    connector: String,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct UpdateView {
    id: Uuid,
    kind: UpdateKind,
    #[schema(inline)]
    created_at: When,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact: Option<CalendarContact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    conversation_id: Option<Uuid>,
    /// The visit as it stood then, in the form of `GET /calendar`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = any_json)]
    booking: Option<serde_json::Value>,
    /// Name of the visit's employee.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    employee: Option<String>,
    /// `person`, `agent`, `contact`, `key` or `system`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    by: Option<String>,
    /// Name of the person who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    person: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    connection: Option<UpdateChannel>,
    /// Why it was handed over, or what failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
}
impl From<Update> for UpdateView {
    fn from(u: Update) -> Self {
        let kind = KINDS.iter().find(|k| k.1 == u.event.kind).map_or(UpdateKind::Contact, |k| k.0);
        UpdateView {
            id: u.event.id.uuid(), kind, created_at: u.event.created_at.into(), contact: u.contact.map(|c| CalendarContact { id: c.id.uuid(), name: c.name, phone: c.phone }), conversation_id: u.event.conversation_id,
            booking: u.booking, employee: u.employee, by: u.by, person: u.person, connection: u.connection.map(|(id, connector, name)| UpdateChannel { id: id.uuid(), connector, name }), reason: u.reason,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UpdatesQuery {
    #[param(inline, required = false, nullable = false)]
    kind: Option<UpdateKind>,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// What happened lately, newest first.
#[utoipa::path(get, path = "/updates", tag = "reports", params(UpdatesQuery), responses((status = 200, description = "Updates.", body = Page<UpdateView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<UpdatesQuery>) -> Answer<Json<Page<UpdateView>>> {
    let kind = query.kind.and_then(|kind| KINDS.iter().find(|k| k.0 == kind)).map(|k| k.1);
    let before = query.cursor.map_or((Ts::from_micros(i64::MAX), EventId(Uuid::max())), |c| (c.at, c.id.into()));
    let rows = update::feed(&state.app, who.org(), kind, before, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |u| Cursor::new(u.event.created_at, u.event.id), Into::into)))
}
