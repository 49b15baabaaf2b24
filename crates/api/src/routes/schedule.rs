//! Working hours of an employee: the weekly rules as a whole, exceptions by date.

use crate::ApiState;
use crate::auth::{Can, may};
use crate::civil::{Day, Minute, SpanView};
use crate::extract::{Body, Path, Query};
use crate::field::Text;
use crate::problem::Answer;
use crate::page::Page;
use crate::routes::calendar::CalendarBooking;
use app::catalog::schedule as schedules;
use app::catalog::vacation::{self, Saving, Stretch};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::schedule::{Exception, Schedule, Shift};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(get, replace)).routes(routes!(put_exception, remove_exception)).routes(routes!(exceptions)).routes(routes!(put_range, remove_range))
}

/// Working time that repeats weekly; two on one weekday are a split shift.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftView {
    branch_id: Uuid,
    /// 1 = Monday … 7 = Sunday.
    #[schema(minimum = 1, maximum = 7)]
    weekday: u8,
    #[schema(inline)]
    starts: Minute,
    #[schema(inline)]
    ends: Minute,
    /// Inside the shift.
    #[serde(default)]
    #[schema(max_items = 20)]
    breaks: Vec<SpanView>,
}
impl From<Shift> for ShiftView {
    fn from(s: Shift) -> Self {
        ShiftView { branch_id: s.branch_id.uuid(), weekday: s.weekday, starts: Minute(s.starts), ends: Minute(s.ends), breaks: s.breaks.into_iter().map(Into::into).collect() }
    }
}
impl From<ShiftView> for Shift {
    fn from(s: ShiftView) -> Self {
        Shift { branch_id: s.branch_id.into(), weekday: s.weekday, starts: s.starts.0, ends: s.ends.0, breaks: s.breaks.into_iter().map(Into::into).collect() }
    }
}

/// A date that differs from the weekly rules.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExceptionView {
    #[schema(inline)]
    date: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    branch_id: Option<Uuid>,
    /// Empty = a day off.
    spans: Vec<SpanView>,
    reason: String,
}
impl From<Exception> for ExceptionView {
    fn from(e: Exception) -> Self {
        ExceptionView { date: Day(e.date), branch_id: e.branch_id.map(Into::into), spans: e.spans.into_iter().map(Into::into).collect(), reason: e.reason }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ScheduleView {
    pub employee_id: Uuid,
    pub shifts: Vec<ShiftView>,
    pub exceptions: Vec<ExceptionView>,
}
impl From<Schedule> for ScheduleView {
    fn from(s: Schedule) -> Self {
        ScheduleView { employee_id: s.employee_id.uuid(), shifts: s.shifts.into_iter().map(Into::into).collect(), exceptions: s.exceptions.into_iter().map(Into::into).collect() }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceShifts {
    #[schema(max_items = 70)]
    shifts: Vec<ShiftView>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutException {
    /// Where the employee works that day; their usual place when left out.
    #[serde(default)]
    #[schema(nullable = false)]
    branch_id: Option<Uuid>,
    /// Empty = a day off.
    #[serde(default)]
    #[schema(max_items = 20)]
    spans: Vec<SpanView>,
    #[serde(default)]
    #[schema(inline)]
    reason: Text<0, 500>,
}

/// Special hours or days off from one date to another.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutRange {
    #[schema(inline)]
    from: Day,
    /// The last date, included; at most 366 days.
    #[schema(inline)]
    to: Day,
    #[serde(default)]
    #[schema(nullable = false)]
    branch_id: Option<Uuid>,
    /// Hours of each date; empty = days off.
    #[serde(default)]
    #[schema(max_items = 20)]
    spans: Vec<SpanView>,
    #[serde(default)]
    #[schema(inline)]
    reason: Text<0, 500>,
    /// Only tell which visits would be in the way; nothing is saved.
    #[serde(default)]
    preview: bool,
}

/// What special dates come to.
#[derive(Debug, Serialize, ToSchema)]
pub struct RangeView {
    pub is_saved: bool,
    pub exceptions: Vec<ExceptionView>,
    /// Visits that stand outside the hours of these dates. They stay until somebody moves or cancels them.
    pub collisions: Vec<CalendarBooking>,
}

/// Dates of exceptions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RangeQuery {
    #[param(inline)]
    from: Day,
    /// The last date, included.
    #[param(inline)]
    to: Day,
}

/// Dates of exceptions; all when left out.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExceptionsQuery {
    #[param(inline, required = false, nullable = false)]
    from: Option<Day>,
    /// The last date, included.
    #[param(inline, required = false, nullable = false)]
    to: Option<Day>,
}

/// Which exceptions to show; all when left out.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ScheduleQuery {
    #[param(inline, required = false, nullable = false)]
    from: Option<Day>,
    /// The first date not shown.
    #[param(inline, required = false, nullable = false)]
    until: Option<Day>,
}

/// The hours of an employee.
#[utoipa::path(get, path = "/employees/{id}/schedule", tag = "catalog", params(("id" = Uuid, Path,), ScheduleQuery), responses((status = 200, description = "The hours.", body = ScheduleView)))]
async fn get(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<ScheduleQuery>) -> Answer<Json<ScheduleView>> {
    let mut scope = state.app.scope(who.org()).await?;
    store::employee::get(&mut scope, id.into()).await?;
    let (from, until) = (query.from.map_or(schedules::FIRST, |d| d.0), query.until.map_or(schedules::LAST, |d| d.0));
    Ok(Json(store::schedule::get(&mut scope, id.into(), from, until).await?.into()))
}

/// Replaces the weekly rules. Visits that stand outside the new hours stay.
#[utoipa::path(put, path = "/employees/{id}/schedule", tag = "catalog", params(("id" = Uuid, Path,)), request_body = ReplaceShifts, responses((status = 200, description = "The hours now.", body = ScheduleView)))]
async fn replace(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<ReplaceShifts>) -> Answer<Json<ScheduleView>> {
    let shifts = body.shifts.into_iter().map(Into::into).collect();
    Ok(Json(schedules::replace(&state.app, &who.ctx, id.into(), shifts).await?.into()))
}

/// Sets the hours of one date, or a day off.
#[utoipa::path(put, path = "/employees/{id}/exceptions/{date}", tag = "catalog", params(("id" = Uuid, Path,), ("date" = inline(Day), Path,)), request_body = PutException,
    responses((status = 200, description = "The date now.", body = ExceptionView)))]
async fn put_exception(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path((id, date)): Path<(Uuid, Day)>, Body(body): Body<PutException>) -> Answer<Json<ExceptionView>> {
    let exception = Exception { date: date.0, branch_id: body.branch_id.map(Into::into), spans: body.spans.into_iter().map(Into::into).collect(), reason: body.reason.into() };
    Ok(Json(schedules::put_exception(&state.app, &who.ctx, id.into(), exception).await?.into()))
}

/// The date follows the weekly rules again.
#[utoipa::path(delete, path = "/employees/{id}/exceptions/{date}", tag = "catalog", params(("id" = Uuid, Path,), ("date" = inline(Day), Path,)), responses((status = 204, description = "Removed.")))]
async fn remove_exception(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path((id, date)): Path<(Uuid, Day)>) -> Answer<StatusCode> {
    schedules::remove_exception(&state.app, &who.ctx, id.into(), date.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Dates that differ from the weekly rules, in order.
#[utoipa::path(get, path = "/employees/{id}/exceptions", tag = "catalog", params(("id" = Uuid, Path,), ExceptionsQuery), responses((status = 200, description = "Exceptions.", body = Page<ExceptionView>)))]
async fn exceptions(State(state): State<ApiState>, who: Can<may::Read>, Path(id): Path<Uuid>, Query(query): Query<ExceptionsQuery>) -> Answer<Json<Page<ExceptionView>>> {
    let mut scope = state.app.scope(who.org()).await?;
    store::employee::get(&mut scope, id.into()).await?;
    let (from, until) = (query.from.map_or(schedules::FIRST, |d| d.0), query.to.map_or(schedules::LAST, |d| d.0.tomorrow().unwrap_or(schedules::LAST)));
    let found = store::schedule::get(&mut scope, id.into(), from, until).await?.exceptions;
    Ok(Json(Page::whole(found.into_iter().map(Into::into).collect())))
}

/// Sets a vacation or special hours from one date to another, and tells which visits are in the way.
#[utoipa::path(post, path = "/employees/{id}/exceptions/range", tag = "catalog", params(("id" = Uuid, Path,)), request_body = PutRange, responses((status = 200, description = "The dates now.", body = RangeView)))]
async fn put_range(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Body(body): Body<PutRange>) -> Answer<Json<RangeView>> {
    let saving = if body.preview { Saving::Preview } else { Saving::Save };
    let stretch = Stretch { from: body.from.0, to: body.to.0, branch_id: body.branch_id.map(Into::into), spans: body.spans.into_iter().map(Into::into).collect(), reason: body.reason.into() };
    let done = vacation::put(&state.app, &who.ctx, id.into(), stretch, saving).await?;
    Ok(Json(RangeView {
        is_saved: saving == Saving::Save, exceptions: done.exceptions.into_iter().map(Into::into).collect(), collisions: done.collisions.into_iter().map(Into::into).collect(),
    }))
}

/// The dates follow the weekly rules again.
#[utoipa::path(delete, path = "/employees/{id}/exceptions/range", tag = "catalog", params(("id" = Uuid, Path,), RangeQuery), responses((status = 204, description = "Removed.")))]
async fn remove_range(State(state): State<ApiState>, who: Can<may::EditCatalog>, Path(id): Path<Uuid>, Query(query): Query<RangeQuery>) -> Answer<StatusCode> {
    vacation::remove(&state.app, &who.ctx, id.into(), query.from.0, query.to.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
