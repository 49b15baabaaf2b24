//! Free time: the search for slots.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Query;
use crate::field::When;
use crate::page::{Limit, Page};
use crate::problem::Answer;
use app::booking::{Whose, slots};
use axum::Json;
use axum::extract::State;
use domain::id::ServiceId;
use domain::slot::{MAX_SERVICES, Slot, SlotQuery};
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, schema::Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A visit that could be booked now.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlotView {
    pub branch_id: Uuid,
    pub employee_id: Uuid,
    /// The room or machine it would take.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub resource_id: Option<Uuid>,
    #[schema(inline)]
    pub starts_at: When,
    /// As the customer sees it, without the buffer.
    #[schema(inline)]
    pub ends_at: When,
}
impl From<Slot> for SlotView {
    fn from(s: Slot) -> Self {
        SlotView { branch_id: s.branch_id.uuid(), employee_id: s.employee_id.uuid(), resource_id: s.resource_id.map(Into::into), starts_at: s.starts_at.into(), ends_at: s.ends_at.into() }
    }
}

/// Ids of services in a query string, separated by commas, in the order they are done.
#[derive(Clone, Debug)]
pub struct ServiceIds(Vec<ServiceId>);

impl<'de> Deserialize<'de> for ServiceIds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let ids: Option<Vec<ServiceId>> = text.split(',').map(|one| one.parse().ok()).collect();
        ids.filter(|ids| (1..=MAX_SERVICES).contains(&ids.len())).map(ServiceIds).ok_or_else(|| de::Error::custom(format_args!("1 to {MAX_SERVICES} ids of services, separated by commas")))
    }
}
impl PartialSchema for ServiceIds {
    fn schema() -> RefOr<Schema> {
        const ID: &str = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(format!("^{ID}(,{ID}){{0,9}}$"))).description(Some("ids of services done in one visit, separated by commas, in order")).into()
    }
}
impl ToSchema for ServiceIds {}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SlotsQuery {
    #[param(inline)]
    services: ServiceIds,
    /// Anyone who can when left out.
    #[param(required = false, nullable = false)]
    employee_id: Option<Uuid>,
    /// Any branch when left out.
    #[param(required = false, nullable = false)]
    branch_id: Option<Uuid>,
    /// Now when left out.
    #[param(inline, required = false, nullable = false)]
    from: Option<When>,
    /// Two weeks after `from` when left out.
    #[param(inline, required = false, nullable = false)]
    until: Option<When>,
    /// A visit to be moved: its own time counts as free.
    #[param(required = false, nullable = false)]
    moving: Option<Uuid>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// Free slots in order of time, then by position of the employee. Ask again from the last start for more.
#[utoipa::path(get, path = "/slots", tag = "bookings", params(SlotsQuery), responses((status = 200, description = "Slots.", body = Page<SlotView>), (status = 404, description = "No such service, employee or branch.", body = crate::problem::ProblemBody, content_type = "application/problem+json")))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<SlotsQuery>) -> Answer<Json<Page<SlotView>>> {
    let from = query.from.map_or(state.now(), Into::into);
    let wanted = SlotQuery {
        services: query.services.0,
        employee_id: query.employee_id.map(Into::into),
        branch_id: query.branch_id.map(Into::into),
        from,
        until: query.until.map_or(from.plus_minutes(14 * 24 * 60), Into::into),
        limit: query.limit.rows(),
        moving: query.moving.map(Into::into),
    };
    let found = slots(&state.app, who.org(), &wanted, Whose::Anyone).await?;
    Ok(Json(Page::whole(found.into_iter().map(Into::into).collect())))
}
