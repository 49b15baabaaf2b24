//! The calendar of a range in one read: visits with names, blocks, holds and working time.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::Query;
use crate::field::When;
use crate::problem::{Answer, Problem};
use crate::routes::block::BlockView;
use crate::routes::booking::BookingView;
use crate::routes::group_event::GroupEventView;
use crate::routes::hold::HoldView;
use app::booking::{self, Calendar, Working};
use axum::Json;
use axum::extract::State;
use domain::Ts;
use serde::{Deserialize, Serialize};
use store::calendar::{CalendarFilter, Entry};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Longest range of one read.
const MAX_DAYS: i64 = 45;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get))
}

/// Whose visit it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarContact {
    pub id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<String>,
}

/// A visit with the names a calendar shows. Events `booking.*` carry the same as `payload.booking`.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarBooking {
    #[serde(flatten)]
    pub booking: BookingView,
    pub contact: CalendarContact,
    /// Names of the services, in the order of `items`.
    pub services: Vec<String>,
}
impl From<Entry> for CalendarBooking {
    fn from(e: Entry) -> Self {
        let contact = CalendarContact { id: e.booking.contact_id.uuid(), name: e.contact_name, phone: e.contact_phone };
        CalendarBooking { contact, services: e.services, booking: e.booking.into() }
    }
}

/// Time in which an employee works; breaks are cut out and exceptions applied.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkingView {
    pub employee_id: Uuid,
    pub branch_id: Uuid,
    #[schema(inline)]
    pub starts_at: When,
    #[schema(inline)]
    pub ends_at: When,
}
impl From<Working> for WorkingView {
    fn from(w: Working) -> Self {
        WorkingView { employee_id: w.employee_id.uuid(), branch_id: w.branch_id.uuid(), starts_at: w.starts_at.into(), ends_at: w.ends_at.into() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarView {
    #[schema(inline)]
    pub from: When,
    #[schema(inline)]
    pub to: When,
    pub bookings: Vec<CalendarBooking>,
    pub blocks: Vec<BlockView>,
    /// Those that have not run out; hide them at `expires_at`.
    pub holds: Vec<HoldView>,
    pub working: Vec<WorkingView>,
    /// Classes and workshops; whoever comes is among `bookings`, with `group_event_id`.
    pub groups: Vec<GroupEventView>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// Midnight today in UTC when left out.
    #[param(inline, required = false, nullable = false)]
    from: Option<When>,
    /// Not included; at most 45 days after `from`, seven when left out.
    #[param(inline, required = false, nullable = false)]
    to: Option<When>,
    #[param(required = false, nullable = false)]
    branch_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    employee_id: Option<Uuid>,
    /// Also visits that were called off.
    #[serde(default)]
    #[param(required = false)]
    cancelled: bool,
}

impl CalendarQuery {
    fn filter(&self, now: Ts) -> Answer<CalendarFilter> {
        let midnight = Ts::from_micros(now.micros().div_euclid(86_400_000_000) * 86_400_000_000);
        let from = self.from.map_or(midnight, Into::into);
        let until = self.to.map_or(from.plus_minutes(7 * 24 * 60), Into::into);
        if until <= from || until > from.plus_minutes(MAX_DAYS * 24 * 60) {
            return Err(Problem::invalid("to", "must be after from, within 45 days of it"));
        }
        Ok(CalendarFilter { from, until, branch: self.branch_id.map(Into::into), employee: self.employee_id.map(Into::into), with_cancelled: self.cancelled })
    }
}

/// Visits, blocks, holds and working time of a range.
#[utoipa::path(get, path = "/calendar", tag = "bookings", params(CalendarQuery), responses((status = 200, description = "The calendar.", body = CalendarView), (status = 404, description = "No such branch or employee.", body = crate::problem::ProblemBody, content_type = "application/problem+json")))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<CalendarQuery>) -> Answer<Json<CalendarView>> {
    let filter = query.filter(state.now())?;
    let Calendar { entries, blocks, holds, groups, working } = booking::calendar(&state.app, who.org(), &filter).await?;
    Ok(Json(CalendarView {
        from: filter.from.into(),
        to: filter.until.into(),
        bookings: entries.into_iter().map(Into::into).collect(),
        blocks: blocks.into_iter().map(Into::into).collect(),
        holds: holds.into_iter().map(Into::into).collect(),
        working: working.into_iter().map(Into::into).collect(),
        groups: groups.into_iter().map(Into::into).collect(),
    }))
}
