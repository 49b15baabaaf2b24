//! Free days and times.

use super::Door;
use crate::ApiState;
use crate::civil::Day as DayWord;
use crate::extract::Query;
use crate::field::When;
use crate::problem::Answer;
use app::booking_page::{self, Ask};
use axum::Json;
use axum::extract::State;
use domain::id::{BookingId, OrgId, ServiceId};
use serde::{Deserialize, Deserializer, Serialize, de};
use uuid::Uuid;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DaysQuery {
    #[serde(deserialize_with = "service_ids")]
    services: Vec<ServiceId>,
    employee_id: Option<Uuid>,
    branch_id: Option<Uuid>,
    from: DayWord,
    until: DayWord,
}

/// Ids of services, separated by commas.
pub fn service_ids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ServiceId>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.split(',').map(|one| one.parse().map_err(|_| de::Error::custom("ids of services, separated by commas"))).collect()
}

#[derive(Debug, Serialize)]
pub struct DaysView {
    branch_id: Uuid,
    zone: String,
    days: Vec<DayView>,
    /// Where none of the days has a free time: the first later one that has.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<DayWord>,
}

#[derive(Debug, Serialize)]
struct DayView {
    date: DayWord,
    starts: Vec<When>,
}

/// `GET /p/v1/{slug}/days`
pub async fn list(State(state): State<ApiState>, door: Door, Query(query): Query<DaysQuery>) -> Answer<Json<DaysView>> {
    let ask = Ask { services: query.services, employee: query.employee_id.map(Into::into), branch: query.branch_id.map(Into::into), from: query.from.0, until: query.until.0, moving: None };
    view(&state, door.org.id, &ask).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveDaysQuery {
    employee_id: Option<Uuid>,
    from: DayWord,
    until: DayWord,
}

/// Days to which a visit may be moved: its own services and place.
pub async fn for_visit(state: &ApiState, org: OrgId, id: BookingId, query: MoveDaysQuery) -> Answer<Json<DaysView>> {
    let booking = store::booking::get(&mut state.app.scope(org).await?, id).await?;
    let ask = Ask {
        services: booking.items.iter().map(|i| i.service_id).collect(),
        employee: Some(query.employee_id.map_or(booking.employee_id, Into::into)),
        branch: Some(booking.branch_id),
        from: query.from.0,
        until: query.until.0,
        moving: Some(id),
    };
    view(state, org, &ask).await
}

async fn view(state: &ApiState, org: OrgId, ask: &Ask) -> Answer<Json<DaysView>> {
    let found = booking_page::days(&state.app, org, ask).await?;
    let days = found.days.into_iter().map(|day| DayView { date: DayWord(day.date), starts: day.starts.into_iter().map(When).collect() });
    Ok(Json(DaysView { branch_id: found.branch.uuid(), zone: found.zone, days: days.collect(), next: found.next.map(DayWord) }))
}
