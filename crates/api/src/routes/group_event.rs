//! Group events: classes and workshops with seats. List, read with everybody who comes, plan, change, call off. A seat is taken as a visit
//! is booked: `POST /bookings` with the service and the start.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::extract::{Body, Path, Query};
use crate::field::{Note, When};
use crate::page::{Cursor, Limit, Page};
use crate::problem::{Answer, ConflictView, Problem};
use crate::routes::booking::{ForceWord, IfMatch, rules};
use crate::routes::calendar::CalendarBooking;
use app::group_event::{self, Change, Done, Plan, Scope};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Ts;
use domain::group_event::{GroupEventStatus, Repeat};
use domain::id::GroupEventId;
use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};
use store::group_event::{Counted, GroupEventFilter};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update)).routes(routes!(cancel))
}

words! {
    GroupEventStatusWord = GroupEventStatus, "GroupEventStatus", GroupEventStatus::ALL;
}

#[derive(Debug, Serialize, ToSchema)]
pub struct GroupEventView {
    pub id: Uuid,
    /// What is held.
    pub service_id: Uuid,
    pub branch_id: Uuid,
    pub employee_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub resource_id: Option<Uuid>,
    #[schema(inline)]
    pub starts_at: When,
    #[schema(inline)]
    pub ends_at: When,
    pub seats: u16,
    /// Visits that take one of them.
    pub people: u16,
    pub note: String,
    #[schema(inline)]
    pub status: GroupEventStatusWord,
    /// Events that were planned together.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub series_id: Option<Uuid>,
    /// Grows with every change.
    pub version: i64,
    #[schema(inline)]
    pub created_at: When,
    #[schema(inline)]
    pub updated_at: When,
}
impl From<Counted> for GroupEventView {
    fn from(Counted { event: e, people }: Counted) -> Self {
        GroupEventView {
            id: e.id.uuid(), service_id: e.service_id.uuid(), branch_id: e.branch_id.uuid(), employee_id: e.employee_id.uuid(), resource_id: e.resource_id.map(Into::into), starts_at: e.starts_at.into(),
            ends_at: e.ends_at.into(), seats: e.seats, people, note: e.note, status: e.status.into(), series_id: e.series_id.map(Into::into), version: e.version, created_at: e.created_at.into(), updated_at: e.updated_at.into(),
        }
    }
}

/// An event with everybody who comes.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupEventDetails {
    #[serde(flatten)]
    pub event: GroupEventView,
    /// Called off visits too, in the order they were made.
    pub visits: Vec<CalendarBooking>,
}

/// What was done of several events.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupEventsDone {
    pub events: Vec<GroupEventView>,
    /// Days that something stands in the way of.
    pub skipped: Vec<SkippedEvent>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SkippedEvent {
    #[schema(inline)]
    pub starts_at: When,
    /// As the `code` of a refusal.
    pub code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub conflict: Option<ConflictView>,
}
impl From<Done> for GroupEventsDone {
    fn from(done: Done) -> Self {
        let skipped = done.skipped.into_iter().map(|(at, error)| SkippedEvent { starts_at: at.into(), code: error.public_code().to_owned(), conflict: error.conflict.map(|c| (*c).into()) });
        GroupEventsDone { skipped: skipped.collect(), events: done.events.into_iter().map(Into::into).collect() }
    }
}

/// On which days it is held again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatEvent {
    /// ISO weekdays, 1 = Monday; the weekday of the first one when empty.
    #[serde(default)]
    #[schema(max_items = 7)]
    days: Vec<u8>,
    /// Every so many weeks.
    #[serde(default = "weekly")]
    #[schema(minimum = 1, maximum = 8)]
    weeks: u8,
    /// The last day that may have one; at most 110 events are planned at once.
    #[schema(format = Date)]
    until: String,
}

const fn weekly() -> u8 {
    1
}

impl RepeatEvent {
    fn read(self) -> Answer<Repeat> {
        let day = |iso: &u8| i8::try_from(*iso).ok().and_then(|iso| Weekday::from_monday_one_offset(iso).ok());
        let days = self.days.iter().map(day).collect::<Option<Vec<_>>>().ok_or_else(|| Problem::invalid("repeat.days", "weekdays are 1 to 7"))?;
        let until = self.until.parse().map_err(|_| Problem::invalid("repeat.until", "must be a date such as 2026-12-31"))?;
        Ok(Repeat { days, weeks: self.weeks, until })
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateGroupEvent {
    /// A service with more than one seat.
    service_id: Uuid,
    branch_id: Uuid,
    employee_id: Uuid,
    /// Preferred; another free one is taken where it is not.
    #[serde(default)]
    #[schema(nullable = false)]
    resource_id: Option<Uuid>,
    #[schema(inline)]
    starts_at: When,
    /// As long as the service takes when left out.
    #[serde(default)]
    #[schema(nullable = false, minimum = 5, maximum = 1440)]
    duration_minutes: Option<u16>,
    /// As many as the service has when left out.
    #[serde(default)]
    #[schema(nullable = false, minimum = 1, maximum = 500)]
    seats: Option<u16>,
    #[serde(default)]
    #[schema(inline)]
    note: Note,
    #[serde(default)]
    #[schema(nullable = false)]
    repeat: Option<RepeatEvent>,
    /// What you overrule; without it a 409 with `conflict` tells what is in the way.
    #[serde(default)]
    #[schema(max_items = 3)]
    force: Vec<ForceWord>,
}

/// How far a change reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScopeWord {
    #[default]
    One,
    /// It and those of its series that begin later.
    Following,
}
impl From<ScopeWord> for Scope {
    fn from(word: ScopeWord) -> Scope {
        match word {
            ScopeWord::One => Scope::One,
            ScopeWord::Following => Scope::Following,
        }
    }
}

/// Absent = stays. A new start alone keeps the length.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateGroupEvent {
    #[serde(default)]
    #[schema(inline, nullable = false)]
    starts_at: Option<When>,
    #[serde(default)]
    #[schema(nullable = false, minimum = 5, maximum = 1440)]
    duration_minutes: Option<u16>,
    #[serde(default)]
    #[schema(nullable = false)]
    employee_id: Option<Uuid>,
    #[serde(default)]
    #[schema(nullable = false)]
    resource_id: Option<Uuid>,
    /// No fewer than people come.
    #[serde(default)]
    #[schema(nullable = false, minimum = 1, maximum = 500)]
    seats: Option<u16>,
    #[serde(default)]
    #[schema(inline, nullable = false)]
    note: Option<Note>,
    #[serde(default)]
    scope: ScopeWord,
    /// What you overrule; without it a 409 with `conflict` tells what is in the way.
    #[serde(default)]
    #[schema(max_items = 3)]
    force: Vec<ForceWord>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelGroupEvent {
    /// Everybody who comes is told.
    #[serde(default)]
    #[schema(inline)]
    reason: Note,
    #[serde(default)]
    scope: ScopeWord,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GroupEventsQuery {
    /// Events that end after this.
    #[param(inline, required = false, nullable = false)]
    from: Option<When>,
    /// Events that start before this.
    #[param(inline, required = false, nullable = false)]
    until: Option<When>,
    #[param(required = false, nullable = false)]
    branch_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    employee_id: Option<Uuid>,
    #[param(required = false, nullable = false)]
    service_id: Option<Uuid>,
    /// Also those that were called off.
    #[serde(default)]
    #[param(required = false)]
    cancelled: bool,
    #[param(inline, required = false, nullable = false)]
    cursor: Option<Cursor>,
    #[serde(default)]
    #[param(inline, required = false)]
    limit: Limit,
}

/// Group events in order of time.
#[utoipa::path(get, path = "/group-events", tag = "bookings", params(GroupEventsQuery), responses((status = 200, description = "Events.", body = Page<GroupEventView>)))]
async fn list(State(state): State<ApiState>, who: Can<may::Read>, Query(query): Query<GroupEventsQuery>) -> Answer<Json<Page<GroupEventView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    let filter = GroupEventFilter {
        from: query.from.map_or(Ts::from_micros(0), Into::into),
        until: query.until.map_or(Ts::from_micros(i64::MAX), Into::into),
        branch: query.branch_id.map(Into::into),
        employee: query.employee_id.map(Into::into),
        service: query.service_id.map(Into::into),
        with_cancelled: query.cancelled,
    };
    let after = query.cursor.map_or((Ts::from_micros(0), GroupEventId::nil()), |cursor| (cursor.at, cursor.id.into()));
    let rows = store::group_event::list(&mut scope, &filter, after, query.limit.plus_one()).await?;
    Ok(Json(Page::cut(rows, query.limit, |c| Cursor::new(c.event.starts_at, c.event.id), Into::into)))
}

/// One event with everybody who comes.
#[utoipa::path(get, path = "/group-events/{id}", tag = "bookings", params(("id" = Uuid, Path,)), responses((status = 200, description = "The event.", body = GroupEventDetails)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>) -> Answer<Json<GroupEventDetails>> {
    let mut scope = state.app.scope(who.org()).await?;
    let event = store::group_event::counted(&mut scope, id.into()).await?.into();
    Ok(Json(GroupEventDetails { event, visits: store::calendar::of_event(&mut scope, id.into()).await?.into_iter().map(Into::into).collect() }))
}

/// Plans an event, or the same on several days. 409 with `conflict` when something is in the way; of several days those are `skipped`.
#[utoipa::path(post, path = "/group-events", tag = "bookings", request_body = CreateGroupEvent, responses((status = 201, description = "Planned.", body = GroupEventsDone)))]
async fn create(State(state): State<ApiState>, who: Can<may::Book>, Body(body): Body<CreateGroupEvent>) -> Answer<(StatusCode, Json<GroupEventsDone>)> {
    let plan = Plan {
        service: body.service_id.into(), branch: body.branch_id.into(), employee: body.employee_id.into(), resource: body.resource_id.map(Into::into), starts_at: body.starts_at.into(),
        minutes: body.duration_minutes.map(i64::from), seats: body.seats, note: body.note.into(), repeat: body.repeat.map(RepeatEvent::read).transpose()?,
    };
    let done = group_event::plan(&state.app, &who.ctx, rules(&body.force), &plan).await?;
    Ok((StatusCode::CREATED, Json(done.into())))
}

/// Changes an event; everybody who comes goes along and is told of another time. 409 with `conflict` when something is in the way, 422
/// `seats_taken` when more people come than there would be seats.
#[utoipa::path(patch, path = "/group-events/{id}", tag = "bookings", params(("id" = Uuid, Path,), ("If-Match" = Option<String>, Header, description = "The version you know, in quotes; another one is 409 version_mismatch")),
    request_body = UpdateGroupEvent, responses((status = 200, description = "Changed.", body = GroupEventsDone)))]
async fn update(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>, seen: IfMatch, Body(body): Body<UpdateGroupEvent>) -> Answer<Json<GroupEventsDone>> {
    let change = Change {
        starts_at: body.starts_at.map(Into::into), minutes: body.duration_minutes.map(i64::from), employee: body.employee_id.map(Into::into), resource: body.resource_id.map(Into::into), seats: body.seats,
        note: body.note.map(Into::into),
    };
    Ok(Json(group_event::change(&state.app, &who.ctx, rules(&body.force), id.into(), seen.0, &change, body.scope.into()).await?.into()))
}

/// Calls an event off: everybody's visit is cancelled, and they are told. Twice is once.
#[utoipa::path(post, path = "/group-events/{id}/cancel", tag = "bookings", params(("id" = Uuid, Path,)), request_body = CancelGroupEvent, responses((status = 200, description = "Called off.", body = GroupEventsDone)))]
async fn cancel(State(state): State<ApiState>, who: Can<may::Book>, Path(id): Path<Uuid>, Body(body): Body<CancelGroupEvent>) -> Answer<Json<GroupEventsDone>> {
    Ok(Json(group_event::call_off(&state.app, &who.ctx, id.into(), body.reason.as_str(), body.scope.into()).await?.into()))
}
